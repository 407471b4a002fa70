"""What belongs to a film and is nobody in it, spoken of and then only called "it": the music, the narrator."""

from __future__ import annotations

import re

from storyagent.editing.clause import Context
from storyagent.editing.marks import PRONOUNS

_TOPIC = re.compile(
    r"\b(?:the |this |that )?(?P<what>music|soundtrack|narrator|narration|voice-?over|subtitles|captions|sounds?"
    r"|sound effects?"
    r"|title|style|format|aspect ratio|camera|pace|text|weather)\b",
    re.IGNORECASE,
)


def topic_of(sentence: str) -> str:
    """Return what of the film a sentence speaks of last, "" where it speaks of nothing of that kind."""
    found = [match["what"].lower() for match in _TOPIC.finditer(sentence)]
    return f"the {found[-1]}" if found else ""


def with_topic(sentence: str, context: Context) -> str:
    """Return a sentence in which "it" is what was spoken of before it: "the music is too loud, switch it off"."""
    before = _TOPIC.search(sentence)
    start = before.end() if before else 0
    topic = f"the {before['what'].lower()}" if before else context.topic
    if not topic or not re.search(rf"[{PRONOUNS}]", sentence[start:]):
        return ""
    return sentence[:start] + re.sub(rf"[{PRONOUNS}]", topic, sentence[start:], count=1)
