"""What a request refers to, taken out of its text: quotes, scenes and entities become single marks.

A grammar over marks has few words: "make ⟨entity⟩ blue in ⟨scenes⟩". Quoted text is out of reach of every rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

SCENES, ENTITIES, QUOTES, PRONOUNS = "\ue000-\ue0ff", "\ue100-\ue1ff", "\ue200-\ue2ff", "\ue300-\ue3ff"
_QUOTE = re.compile(
    r"“[^”]*”|«[^»]*»|„[^“”]*[“”]|\"[^\"]*\"|(?<!\w)‘[^’]*(?:’\w[^’]*)*’(?!\w)|(?<![\w'])'[^']*(?:'\w[^']*)*'(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that a part of a request refers to; `text` is that part, verbatim.

    `ids` are the scenes, or those entities that may be meant. `whole`: the film, or every scene (`each` of them).
    `several`: all of the ids are meant, not one of them. `noun` is what is named where nothing in the film is.
    """

    text: str
    ids: tuple[str, ...] = ()
    whole: bool = False
    each: bool = False
    several: bool = False
    noun: str = ""


@dataclass(slots=True)
class Marks:
    """The marks of one request, by their character."""

    quotes: dict[str, str] = field(default_factory=dict)
    scenes: dict[str, Reference] = field(default_factory=dict)
    entities: dict[str, Reference] = field(default_factory=dict)
    pronouns: dict[str, str] = field(default_factory=dict)

    def quote(self, text: str) -> str:
        """Return a mark for quoted text, its quotation marks taken off."""
        mark = chr(0xE200 + len(self.quotes) % 256)
        self.quotes[mark] = text
        return mark

    def scene(self, reference: Reference) -> str:
        """Return a mark for scenes."""
        mark = chr(0xE000 + len(self.scenes) % 256)
        self.scenes[mark] = reference
        return mark

    def entity(self, reference: Reference) -> str:
        """Return a mark for an entity."""
        mark = chr(0xE100 + len(self.entities) % 256)
        self.entities[mark] = reference
        return mark

    def pronoun(self, word: str) -> str:
        """Return a mark for a pronoun."""
        mark = chr(0xE300 + len(self.pronouns) % 256)
        self.pronouns[mark] = word
        return mark

    def plain(self, text: str, *, quoted: bool = True) -> str:
        """Return a text with its own words for every mark, as it was written."""

        def word(match: re.Match[str]) -> str:
            mark = match[0]
            if mark in self.quotes:
                return f'"{self.quotes[mark]}"' if quoted else self.quotes[mark]
            known = self.scenes.get(mark) or self.entities.get(mark)
            return known.text if known else self.pronouns.get(mark, "")

        return re.sub(r"[\ue000-\ue3ff]", word, text)


def mark_quotes(text: str, marks: Marks) -> str:
    """Return a text with a mark for each quote."""
    clean = re.sub(r"[\ue000-\uf8ff]", " ", text)
    return _QUOTE.sub(lambda match: marks.quote(match[0][1:-1].strip()), clean)
