"""Split a story into paragraphs, sentences and quotes, losing nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from storyagent.planning.grammar import word_set

SPEECH_VERBS = word_set(
    """said says say asked asks ask cried cries cry called calls shouted shouts shout whispered whispers
        whisper replied replies reply answered answers answer yelled yells laughed laughs giggled sighed
        sighs murmured murmurs exclaimed exclaims added adds told tells muttered screamed screams begged
        sang sings barked growled roared squeaked hooted chirped purred wondered thought promised announced
        explained warned agreed repeated gasped grumbled"""
)
_ABBREVIATIONS = word_set("mr mrs ms dr prof st sr jr mt capt gen lt no vs etc e.g i.e")
_OPEN, _CLOSE = '"“«„', '"”»“'
_END = re.compile(r"[.!?…。]+[\"”’'»)\]]*(?=\s)")
_QUOTE = re.compile(
    r"“[^”]*”|«[^»]*»|\"[^\"]*\"|(?<![\w’'])'(?=[A-Z])[^'\n]*?[.,!?]'(?!\w)|(?<!\w)‘[^’\n]*(?:’\w[^’\n]*)*[.,!?]’(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the story, exactly as written (line breaks inside it as spaces).

    `quotes` are the spans of what is said aloud in it, with their quotation marks.
    """

    index: int
    paragraph: int
    text: str
    quotes: tuple[tuple[int, int], ...]

    @property
    def words(self) -> int:
        """Return how many words it has."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class StoryText:
    """A story's title, if it is written above the text, and its sentences."""

    title: str | None
    sentences: tuple[Sentence, ...]


def split_story(text: str) -> StoryText:
    """Split a text into its title and sentences; paragraphs are parted by blank lines."""
    blocks = [block.strip() for block in re.split(r"\n[ \t]*\n", text.strip("\ufeff \n\t"))]
    blocks = [block for block in blocks if re.search(r"\w", block)]
    title, blocks = _take_title(blocks)
    sentences: list[Sentence] = []
    for paragraph, block in enumerate(blocks):
        for sentence in split_sentences(" ".join(block.split())):
            sentences.append(Sentence(len(sentences), paragraph, sentence, find_quotes(sentence)))
    return StoryText(title, tuple(sentences))


def find_quotes(sentence: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of what is said aloud in a sentence, with their quotation marks."""
    return tuple(match.span() for match in _QUOTE.finditer(sentence))


def _take_title(blocks: list[str]) -> tuple[str | None, list[str]]:
    if not blocks:
        return None, blocks
    first, _, rest = blocks[0].partition("\n")
    marked = re.match(r"(?:#+\s*|title:\s*)(.+)", first.strip(), re.IGNORECASE)
    if marked and (rest.strip() or len(blocks) > 1):
        return marked.group(1).strip(), ([rest.strip()] if rest.strip() else []) + blocks[1:]
    plain = not rest and len(blocks) > 1 and len(first.split()) <= 10 and first[-1] not in '.!?…,:;"”'
    return (first, blocks[1:]) if plain else (None, blocks)


def split_sentences(paragraph: str) -> list[str]:
    """Split one paragraph; joined with single blanks the parts give it back."""
    parts: list[str] = []
    begin = 0
    quoted = [match.span() for match in _QUOTE.finditer(paragraph)]
    for match in _END.finditer(paragraph):
        end = match.end()
        inside = any(start < end < stop for start, stop in quoted)
        if not inside and _ends_here(paragraph[begin:end], paragraph[end:].lstrip()):
            parts.append(paragraph[begin:end].strip())
            begin = end
    parts.append(paragraph[begin:].strip())
    return [part for part in parts if part]


def _ends_here(before: str, after: str) -> bool:
    if not after:
        return False
    last = before.rsplit(maxsplit=1)[-1].rstrip(".").lower().lstrip("(\"“'")
    if before.endswith(".") and (last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and last != "i")):
        return False
    if after[0].islower():
        return False
    if before[-1] in _CLOSE:
        words = re.findall(r"[\w’'-]+|[.!?]", after)[:5]
        upto = words[: words.index(".")] if "." in words else words
        return not any(word.lower() in SPEECH_VERBS for word in upto)
    return True
