"""Which tokens of a prompt name which object, by the tokenizer's own offsets."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from storyagent.errors import InvalidInput

_TRIMMED = re.compile(r"^(?:(?:a|an|the|some)\s+|[\d\s]+)+|[\d\s]+$", re.IGNORECASE)


class Span(NamedTuple):
    """Characters from start up to end of a prompt."""

    start: int
    end: int


def phrase_spans(prompt: str, phrases: Sequence[str]) -> list[Span]:
    """Find each object's phrase in the prompt.

    Looked for, without regard to case and as whole words: the phrase, its plural, its last word, that one's plural.
    Longer phrases choose first, and where words are free a phrase keeps off those of another. Objects of one name get
    one mention each if there are as many mentions as objects; otherwise they share the first.

    Raises:
        InvalidInput: a phrase is not in the prompt.
    """
    wanted: dict[str, list[int]] = defaultdict(list)
    for index, phrase in enumerate(phrases):
        wanted[_trimmed(phrase).casefold()].append(index)
    found: dict[int, Span] = {}
    taken: list[Span] = []
    for phrase, indices in sorted(wanted.items(), key=lambda item: (-len(item[0].split()), item[1])):
        mentions = _mentions(prompt, phrase, phrases[indices[0]])
        free = [span for span in mentions if not any(_overlap(span, other) for other in taken)] or mentions
        chosen = free if len(free) == len(indices) else free[:1] * len(indices)
        found |= dict(zip(indices, chosen, strict=True))
        taken += chosen
    return [found[index] for index in range(len(phrases))]


def token_columns(tokenizer: Any, prompt: str, spans: Sequence[Span], *, max_length: int) -> list[list[int]]:
    """Return the columns of the encoded prompt that spell each span.

    Raises:
        InvalidInput: the tokenizer gives no offsets, or a span lies beyond what the text encoder reads.
    """
    if not tokenizer.is_fast:
        raise InvalidInput(
            "the tokenizer does not say where its tokens come from",
            where=type(tokenizer).__name__,
            needed="a fast tokenizer (tokenizer.json)",
        )
    offsets = tokenizer(prompt, truncation=True, max_length=max_length, return_offsets_mapping=True)["offset_mapping"]
    columns = [
        [column for column, (a, b) in enumerate(offsets) if a < b and a < end and b > start] for start, end in spans
    ]
    for (start, end), own in zip(spans, columns, strict=True):
        if not own:
            raise InvalidInput(
                "a word lies beyond what the text encoder reads",
                where=f"prompt[{start}:{end}]",
                found=repr(prompt[start:end]),
                needed=f"within the first {max_length} tokens",
                hint="shorten the prompt or name the object earlier",
            )
    return columns


def _trimmed(phrase: str) -> str:
    return _TRIMMED.sub("", phrase.strip()) or phrase.strip()


def _mentions(prompt: str, phrase: str, asked: str) -> list[Span]:
    last = phrase.rpartition(" ")[2]
    for text, ending in ((phrase, ""), (phrase, "(?:s|es)"), (last, ""), (last, "(?:s|es)")):
        words = r"\s+".join(re.escape(word) for word in text.split())
        spans = [Span(*match.span()) for match in re.finditer(rf"(?<!\w){words}{ending}(?!\w)", prompt, re.IGNORECASE)]
        if spans and words:
            return spans
    raise InvalidInput(
        "an object of the layout is not in the prompt",
        where="prompt",
        found=repr(prompt),
        needed=f"the words {asked!r}",
        hint="guidance steers the words that name an object: name it in the prompt",
    )


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end
