"""Fixed phrases that name a part of a film's time: "at first", "from then on", "the whole time"."""

from __future__ import annotations

from storyagent import lexicon
from storyagent.planning.chunks import NounPhrase, When
from storyagent.planning.grammar import word_set

MIDDLES = (
    "halfway point", "half-way point", "halfway mark", "half-way mark", "midway point", "mid point", "half time",
    "half way", "halftime", "half-time", "midpoint", "mid-point",
)  # fmt: skip
WHOLE = (
    "throughout", "from beginning to end", "from start to finish", "from the beginning to the end",
    "from the first frame to the last", "the whole time", "all the time", "at all times", "all along",
    "the entire time",
    "from the start to the end", "from start to end", "all the way through", "the whole way through",
)  # fmt: skip
AT_FIRST = (
    "at first", "initially", "to begin with", "to start with", "at the very beginning", "at the very start",
    "in the beginning", "for a start",
)  # fmt: skip
AFTER_THAT = (
    "after that", "from then on", "from then onwards", "from that point on", "from that moment on", "thereafter",
    "from there on", "since then", "from that point onwards", "from that moment onwards", "from this point on",
    "afterwards", "afterward",
    "in the rest", "for the rest", "in the remainder", "for the remainder", "during the rest",
    "after this", "from then onward", "from now on", "after which", "by then",
)  # fmt: skip
BEFORE_THAT = (
    "before that", "until then", "till then", "up to then", "up to that point", "before then", "until that point",
    "beforehand", "prior to that", "up until then",
)  # fmt: skip


AT_LAST = ("at last", "at long last", "at the very end", "in the very end")
AT_THAT = (
    "at which point", "at that point", "at this point", "at that moment", "at which moment", "at this moment",
    "at that very moment", "whereupon", "at which time", "by which time", "upon which", "at which stage",
)  # fmt: skip
FOLLOWING: tuple[tuple[tuple[str, ...], When], ...] = (
    (AT_THAT, "at"),
    (AFTER_THAT, "after"),
    (BEFORE_THAT, "until"),
)
_TIME_NOUNS = word_set(
    """morning day evening night afternoon week month year hour minute second moment time summer winter
        spring autumn midnight noon dawn dusk today tonight tomorrow monday tuesday wednesday thursday
        friday saturday sunday while"""
)


def tells_time(phrase: NounPhrase) -> bool:
    """Tell whether a phrase names a time and nothing that is seen: "one morning"."""
    if phrase.name or not phrase.noun or phrase.owner or phrase.noun in ("night light", "watch"):
        return False
    return lexicon.noun_class(phrase.noun) == "time" and phrase.noun in _TIME_NOUNS
