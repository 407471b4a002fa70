"""Fountain, the plain-text format of screenplays, read into a script. Syntax: https://fountain.io/syntax.

What is not part of the film by that syntax is left out: notes, boneyard, sections, synopses, page breaks, scene
numbers, and the marks of emphasis. Centred text and lyrics outside a dialogue are heard, as nothing is written on
screen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from storyagent.planning.script import SLUG_LINE, Script, ScriptLine, ScriptScene, is_narrator
from storyagent.story.screenplay import TransitionKind

_KEY = re.compile(r"(?P<key>[^\W\d_][\w /]*):[ \t]*(?P<value>.*)")
_KEYS = frozenset(
    {"title", "credit", "author", "authors", "source", "draft date", "contact", "copyright", "written by"}
)
_BONEYARD = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_NOTE = re.compile(r"\[\[(?:(?!\n[ \t]?\n).)*?\]\]", re.DOTALL)
_NUMBER = re.compile(r"\s*#[\w.-]+#\s*$")
_CUE = re.compile(r"(?P<name>[^()^]*[^()^\s])\s*(?P<extras>(?:\([^()]*\)\s*)*)(?P<dual>\^)?\s*")
_TRANSITION = re.compile(r"[^a-z]*\bTO:|FADE (?:IN|OUT)[.:]?|FADE TO BLACK[.:]?|CUT TO BLACK[.:]?")
_THE_END = re.compile(r"THE END[.!]?|FIN[.!]?")
_EMPHASIS = re.compile(r"(?<!\\)(\*{1,3}|_)(?=\S)(.+?)(?<=\S)(?<!\\)\1")
_ELSEWHERE = re.compile(r"\(\s*(?:v\.?\s?o|o\.?\s?[sc])\.?\b", re.IGNORECASE)


def is_fountain(text: str) -> bool:
    """Tell whether a text is a Fountain screenplay: it has a scene heading on a line of its own in capitals.

    Or it has a title page, and in it a forced heading or a cue. A story in paragraphs has none of these.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    if any(_is_heading(lines, i) and not lines[i].strip().startswith(".") for i in range(len(lines))):
        return True
    page, body = _title_page(text.replace("\r\n", "\n").strip("\ufeff\n"))
    return bool(page) and bool(re.search(r"\n\n(?:\.\w|@\w|[A-Z][A-Z ]+\n\S)", f"\n\n{body}"))


def parse_fountain(text: str) -> Script:
    """Read a Fountain screenplay. Anything that is no other element is action, so every text can be read."""
    text = text.replace("\r\n", "\n").strip("\ufeff")
    page, body = _title_page(text.strip("\n"))
    title = _unmarked(" ".join(page.get("title", "").split())) or None
    body = _NOTE.sub("", _BONEYARD.sub("", body))
    reader = _Reader([line if line == "  " else line.rstrip().replace("\t", "    ") for line in body.split("\n")])
    return Script(title, reader.scenes())


def _title_page(text: str) -> tuple[dict[str, str], str]:
    page: dict[str, str] = {}
    head, _, rest = text.partition("\n\n")
    key = ""
    for line in head.split("\n"):
        found = _KEY.fullmatch(line)
        if found and not line[0].isspace():
            key = found["key"].lower()
            page[key] = found["value"]
        elif key and line[:1].isspace():
            page[key] = f"{page[key]} {line.strip()}"
        else:
            return {}, text
    return (page, rest) if _KEYS & page.keys() else ({}, text)


def _is_heading(lines: list[str], i: int) -> bool:
    """Tell whether a line is a scene heading: forced by one dot, or "INT. …" with a blank line before it."""
    line = lines[i].strip()
    if re.match(r"\.[^\W_]", line):
        return True
    begins = SLUG_LINE.match(line)
    if begins is None or (i and lines[i - 1].strip()):
        return False
    capitals = line[begins.end() :] == line[begins.end() :].upper()
    alone = i + 1 == len(lines) or not lines[i + 1].strip()
    return capitals or (alone and line[-1] not in ".!?,")


@dataclass(slots=True)
class _Open:
    """The scene being read."""

    heading: str = ""
    transition: TransitionKind | None = None
    lines: list[ScriptLine] = field(default_factory=list)


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self.done: list[ScriptScene] = []
        self.open = _Open()
        self.next: TransitionKind | None = None

    def scenes(self) -> tuple[ScriptScene, ...]:
        while self.at < len(self.lines):
            self._element(self.lines[self.at].strip())
        self._close(_Open())
        return tuple(self.done)

    def _close(self, following: _Open) -> None:
        if self.open.heading or self.open.lines:
            self.done.append(ScriptScene(self.open.heading, tuple(self.open.lines), self.open.transition))
        self.open = following

    def _element(self, line: str) -> None:
        """Read the element that begins at this line and go to the one after it."""
        if not line or re.match(r"#|=", line):  # blank, section, synopsis or page break
            self.at += 1
        elif _is_heading(self.lines, self.at):
            heading = _NUMBER.sub("", line[1:] if line.startswith(".") else line).strip()
            self._close(_Open(_unmarked(heading), self.next))
            self.next = None
            self.at += 1
        elif line.startswith(">") and line.endswith("<"):
            self._narrate(line[1:-1])
        elif line.startswith(">") or self._is_transition(line):
            self.next = _transition_kind(line) or self.next
            self.at += 1
        elif line.startswith("~") or _THE_END.fullmatch(line):
            self._narrate(line.removeprefix("~"))
        elif cue := self._cue(line):
            self.at += 1
            self._dialogue(*cue)
        else:
            self._action()

    def _narrate(self, text: str) -> None:
        if text.strip():
            self.open.lines.append(ScriptLine(_unmarked(text.strip()), "narration"))
        self.at += 1

    def _blank(self, at: int) -> bool:
        return not 0 <= at < len(self.lines) or not self.lines[at].strip()

    def _is_transition(self, line: str) -> bool:
        return self._blank(self.at - 1) and self._blank(self.at + 1) and bool(_TRANSITION.fullmatch(line))

    def _cue(self, line: str) -> tuple[str, bool] | None:
        """Return who speaks and whether that one is seen, if this line is a character's cue."""
        forced = line.startswith("@")
        found = _CUE.fullmatch(line[1:].strip() if forced else line)
        if found is None or line.startswith("!"):
            return None
        name = _unmarked(found["name"])
        capitals = name == name.upper() and any(letter.isalpha() for letter in name)
        if not forced and not (capitals and self._blank(self.at - 1) and not self._blank(self.at + 1)):
            return None
        return name, not _ELSEWHERE.search(found["extras"])

    def _dialogue(self, name: str, seen: bool) -> None:
        """Read what is said up to a blank line; two blanks in an otherwise empty line are part of the speech."""
        said: list[str] = []
        manner = ""
        while not self._blank(self.at) or (self.at < len(self.lines) and self.lines[self.at] == "  "):
            line = self.lines[self.at].strip().removeprefix("~").strip()
            self.at += 1
            if line.startswith("(") and line.endswith(")"):
                self._say(name, said, manner, seen)
                said, manner = [], line[1:-1].strip()
            elif line:
                said.append(_unmarked(line))
        self._say(name, said, manner, seen)

    def _say(self, name: str, said: list[str], manner: str, seen: bool) -> None:
        if said:
            text = " ".join(said)
            narrated = is_narrator(name)
            line = ScriptLine(text, "narration") if narrated else ScriptLine(text, "speech", name, manner, seen)
            self.open.lines.append(line)

    def _action(self) -> None:
        """Read a paragraph of action; a line that is another element by itself ends it."""
        said = [self.lines[self.at].strip().removeprefix("!").strip()]
        self.at += 1
        while not self._blank(self.at) and not self._interrupts(self.lines[self.at].strip()):
            said.append(self.lines[self.at].strip().removeprefix("!").strip())
            self.at += 1
        self.open.lines.append(ScriptLine(_unmarked(" ".join(" ".join(said).split())), "action"))

    def _interrupts(self, line: str) -> bool:
        return bool(re.match(r"[>~@=#]", line)) or _is_heading(self.lines, self.at)


def _transition_kind(line: str) -> TransitionKind | None:
    if re.search(r"DISSOLVE|CROSS|WIPE", line.upper()):
        return "crossfade"
    if re.search(r"FADE|BLACK", line.upper()):
        return "fade"
    return "cut" if re.search(r"CUT|SMASH|MATCH", line.upper()) else None


def _unmarked(text: str) -> str:
    """Take the marks of bold, italics and underlining off; an escaped one is meant."""
    for _ in range(3):
        text = _EMPHASIS.sub(lambda found: found[2], text)
    return re.sub(r"\\([*_])", r"\1", text)
