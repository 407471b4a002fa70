"""A user's own script: scenes, lines and speakers exactly as written, before anything is understood.

A script's scenes are parted by headings ("Scene 2", "# The hill", "INT. KITCHEN - NIGHT") or by lines of three or more
dashes, where it has any; else by blank lines. "NAME: words" is said by NAME. Nothing is rewritten or left out; a line
break within a paragraph is a blank, as in print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from storyagent.planning.grammar import CLOSED
from storyagent.planning.sentences import split_sentences
from storyagent.story.screenplay import TransitionKind

LineKind = Literal["prose", "action", "speech", "narration"]
"""prose: told by the narrator, with quotes in it · action: seen, not said · speech: said by the speaker ·
narration: said by the narrator, not seen."""

_RULE = re.compile(r"\s*(?:[-*_=][ \t]*){3,}\s*")
_MARKED = re.compile(r"\s*#{1,6}\s+(?P<title>.+?)\s*#*\s*")
_NUMBERED = re.compile(r"\s*(?:scene|act|chapter|szene)\s+(?:\d+|[ivxlc]+|[a-z]+)\s*(?:[.:–—-]\s*.*)?", re.IGNORECASE)
_TITLED = re.compile(r"\s*title:\s*(?P<title>.+?)\s*", re.IGNORECASE)
SLUG_LINE = re.compile(r"\s*(?P<side>INT\.?/EXT|EXT\.?/INT|INT|EXT|EST|I/E)[. ](?=.*\S)", re.IGNORECASE)
"""How a scene heading of a screenplay begins."""
_CUE = re.compile(r"(?P<name>[^\W\d_][\w.'’-]*(?: [\w.'’-]+){0,3})(?: \((?P<manner>[^)]*)\))?:\s+(?P<words>\S.*)")
_SMALL_IN_NAMES = frozenset({"the", "of", "old", "little", "a", "young"})
_ENDS = ".!?…\"”’'»:)"


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One line as it was written. `speaker` and `manner` ("whispering") are the script's own words; for speech only.

    A speaker who is not `seen` is heard from elsewhere.
    """

    text: str
    kind: LineKind = "prose"
    speaker: str = ""
    manner: str = ""
    seen: bool = True


@dataclass(frozen=True, slots=True)
class ScriptScene:
    """One scene: its heading as written (empty: none), its lines, and how it begins if the script says so."""

    heading: str
    lines: tuple[ScriptLine, ...]
    transition: TransitionKind | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """A script's title, if it has one, and its scenes in order."""

    title: str | None
    scenes: tuple[ScriptScene, ...]


def is_narrator(name: str) -> bool:
    """Tell whether a speaker's name means the narrator."""
    return name.strip().lower() in ("narrator", "the narrator", "storyteller", "the storyteller", "voice-over", "v.o.")


def parse_script(text: str) -> Script:
    """Read a plain script; see the module's text for its rules."""
    title, text = _take_title(text.strip("\ufeff \n\t"))
    lines = text.split("\n")
    parted = any(_parts(line) for line in lines)
    scenes: list[ScriptScene] = []
    heading, body = "", list[str]()
    for line in [*lines, "---" if parted else ""]:
        if not (_parts(line) if parted else not line.strip()):
            body.append(line)
            continue
        parsed = tuple(_lines(body))
        if parsed or heading:
            scenes.append(ScriptScene(heading, parsed))
        heading, body = _heading(line) or "", []
    return Script(title, tuple(scenes))


def _parts(line: str) -> bool:
    return bool(_RULE.fullmatch(line)) or _heading(line) is not None


def _heading(line: str) -> str | None:
    """Return a heading's text, None for any other line."""
    if marked := _MARKED.fullmatch(line):
        return marked["title"]
    if _NUMBERED.fullmatch(line) and len(line.split()) <= 12 and line.rstrip()[-1] not in '.!?,"”':
        return line.strip()
    return line.strip() if SLUG_LINE.match(line) and line.strip().isupper() else None


def _take_title(text: str) -> tuple[str | None, str]:
    """Take a title off: marked as one, or the only block that does not end as a sentence does."""
    first, _, rest = text.partition("\n")
    if marked := _TITLED.fullmatch(first):
        return marked["title"], rest
    level = re.match(r"# ", first)
    if level and rest.strip() and not re.search(r"^# ", rest, re.MULTILINE):
        return first[1:].strip(" #"), rest
    blocks = [block.strip() for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    plain = len(blocks) > 1 and "\n" not in blocks[0] and len(first.split()) <= 10 and not _parts(first)
    if plain and first[-1] not in _ENDS and all(block[-1] in _ENDS or _parts(block) for block in blocks[1:]):
        return first.strip(), rest
    return None, text


def _lines(body: list[str]) -> Iterator[ScriptLine]:
    """Yield a scene's lines: each cue by itself, other lines of a paragraph joined and cut into sentences."""
    prose: list[str] = []
    for line in [*body, ""]:
        cue = _cue(line.strip())
        if line.strip() and cue is None:
            prose.append(line.strip())
            continue
        for sentence in split_sentences(" ".join(" ".join(prose).split())):
            yield ScriptLine(sentence)
        prose = []
        if cue is not None:
            yield cue


def _cue(line: str) -> ScriptLine | None:
    found = _CUE.fullmatch(line)
    if not found:
        return None
    name = found["name"]
    words = name.split()
    plain = [word for word in words if word.lower() not in _SMALL_IN_NAMES]
    if not plain or not all(word[0].isupper() or not word[0].islower() for word in plain):
        return None
    if any(word.lower() in CLOSED for word in plain):
        return None
    text = " ".join(found["words"].split())
    if is_narrator(name):
        return ScriptLine(text, "narration")
    return ScriptLine(text, "speech", name, found["manner"] or "")
