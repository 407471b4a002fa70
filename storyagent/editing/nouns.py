"""A noun phrase read by itself: "a big red dog called Max"."""

from __future__ import annotations

from storyagent.planning.chunks import NounPhrase
from storyagent.planning.phrases import chunk
from storyagent.planning.proper import collect_names
from storyagent.planning.tagging import tag
from storyagent.planning.tokens import tokenize


def noun_phrase(text: str) -> NounPhrase:
    """Return the first noun phrase of a text; an empty one where it has none."""
    tokens = tokenize(text)
    tag(tokens, collect_names([tokens]))
    return next((piece for piece in chunk(tokens) if isinstance(piece, NounPhrase)), NounPhrase(0, 0))
