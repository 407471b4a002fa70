"""Words for music: the mood they stand for, and how fast."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Literal, get_args

from storyagent.errors import InvalidInput

Mood = Literal["calm", "happy", "sad", "tense", "heroic", "playful", "mysterious", "tender"]
MOODS: tuple[Mood, ...] = get_args(Mood)

_WORDS: dict[Mood, str] = {
    "calm": "calm quiet peaceful relaxed relaxing gentle soft ambient dreamy serene music background",
    "happy": "happy joyful cheerful bright merry upbeat glad sunny festive lively fun jolly jazz folk",
    "sad": "sad sorrowful melancholy melancholic lonely mournful grief tragic gloomy moody",
    "tense": "tense scary frightening dark dangerous dramatic horror suspense suspenseful creepy threatening spooky",
    "heroic": "heroic epic adventure adventurous brave grand triumphant victory majestic royal orchestral exciting",
    "playful": "playful funny comic silly bouncy mischievous quirky cartoon cute circus",
    "mysterious": "mysterious mystery magic magical strange eerie curious secret enchanted fantasy",
    "tender": "tender romantic lullaby love loving bedtime sweet warm baby sleepy waltz piano",
}
_MOOD_OF = {word: mood for mood, words in _WORDS.items() for word in words.split()}
_FAST, _SLOW = 1.25, 0.8
_PACE = {"fast": _FAST, "faster": _FAST, "quick": _FAST, "energetic": _FAST, "slow": _SLOW, "slower": _SLOW}


def mood_in(text: str) -> tuple[Mood, float]:
    """Return the mood that words about music mean, and a factor for its tempo.

    >>> mood_in("slow, spooky music")
    ('tense', 0.8)

    Raises:
        InvalidInput: no mood is named.
    """
    words = re.findall(r"[a-z]+", text.lower())
    found = [_MOOD_OF[word] for word in words if word in _MOOD_OF]
    pace = next((_PACE[word] for word in words if word in _PACE), 1.0)
    if found:  # "background", "music", "piano" say little where another word says more
        telling = [
            _MOOD_OF[word] for word in words if word in _MOOD_OF and word not in {"music", "background", "piano"}
        ]
        return (telling or found)[0], pace
    near = [match for word in words for match in get_close_matches(word, _MOOD_OF, 1, 0.8)]
    raise InvalidInput(
        "no mood of music is named here",
        where="music",
        found=repr(text[:80]),
        needed=f"one of {', '.join(MOODS)}, or a word for one",
        hint=f"did you mean {near[0]!r}?" if near else "",
    )
