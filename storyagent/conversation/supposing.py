"""What a change would do, asked before it is made: "what would happen if I deleted scene 2?"."""

from __future__ import annotations

import re

from storyagent import lexicon
from storyagent.conversation.edit_words import edit_words
from storyagent.editing.apply import apply
from storyagent.editing.film import Film
from storyagent.editing.read import read_request
from storyagent.planning.planner import Planner

_SUPPOSED = re.compile(
    r"(?:.*?\b(?:tell me|say|show me|let me know|know|wonder|asking)(?: first)? )?(?:just )?what (?:would|will)"
    r" (?:happen|change|be different|it (?:do|change)|that (?:do|change))\b[^?]*? if"
    r" (?:i|we|you|one) (?:were to |should |would )?(?:just )?(?P<verb>[a-z]+)(?P<rest> .+?)[.?!]*",
    re.IGNORECASE | re.DOTALL,
)


def supposition(request: str) -> str:
    """Return the request that a question supposes to be made, "" where it supposes none."""
    match = _SUPPOSED.fullmatch(" ".join(request.split()))
    if match is None:
        return ""
    verb = match["verb"].lower()
    return f"{lexicon.lemma(verb, 'v') or verb}{match['rest']}"


def foretold(supposed: str, film: Film, planner: Planner) -> str:
    """Return in words what a request would change; nothing is.

    Raises:
        InvalidInput: it cannot be done, and why.
    """
    reading = read_request(supposed, film)
    if not reading.is_clear or not reading.edits:
        open_ = [*(question.text for question in reading.questions), *reading.not_understood]
        return f"I cannot tell: I did not understand “{'; '.join(open_) or supposed}”. Nothing was changed."
    edited = apply(film, reading.edits, planner)
    wishes = "; ".join(edit_words(edit, film) for edit in reading.edits)
    changes = "\n".join(f"  {change}" for change in edited.changes) or "  nothing"
    return f"To {wishes} would change:\n{changes}\nNothing was changed."
