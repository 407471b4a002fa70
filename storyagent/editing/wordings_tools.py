"""Wordings about what no edit of the plan can do: results of tools, kept beside the film."""

from __future__ import annotations

import re

from storyagent.editing.clause import Clause, Rule, S, T, rules
from storyagent.editing.reading import ToolKind, ToolRequest

_TONGUES = "german|french|spanish|italian|english|chinese|japanese|portuguese|russian|dutch|polish|turkish|arabic|hindi"
_VOICED = "deeper|higher|female|male|child|woman|man|younger|older|british|american|different|another|louder|softer|for"
_NOISE = r"\b(?:sounds?(?: effects?)?|noises?|ambience|ambient|sfx|birdsong|footsteps|applause)\b"
_TOOLS: tuple[tuple[ToolKind, str], ...] = (
    ("gif", r".*\b(?:animated )?gifs?\b.*"),
    ("web page", r".*\b(?:web ?(?:page|site)|html(?: page)?|home ?page|landing page)\b.*"),
    ("trailer", r".*\b(?:trailer|teaser)\b.*"),
    ("poster", r".*\b(?:poster|thumbnail|cover(?: (?:image|picture))?)\b.*"),
    ("translate", r"(?:translate|dub|synchroni[sz]e)\b.*"),
    ("translate", rf".*\b(?:in|into|to) (?:{_TONGUES})\b.*"),
    ("voice", rf".*\b(?:voice|accent)\b.*\b(?:{_VOICED})\b.*"),
    ("voice", r".*\b(?:deep|female|male|child'?s|woman'?s|man'?s|different|another|other) voice\b.*"),
    ("sound", rf"(?:add|put|use|with|include|play|give|i want|we need|have|insert)\b{T}{_NOISE}(?:{T})?"),
    (
        "sound",
        rf"(?:remove|no|without|mute|turn off|drop) (?:{T})?\b(?:sounds?(?: effects?)?|noises?|ambience"
        rf"|audio)\b(?:{T})?",
    ),
    ("sound", r".*\b(?:louder|quieter|volume)\b.*"),
    ("undo", r"(?:undo|redo|revert|go back|take (?:that|it) back|restore)\b(?! [\ue000-\ue0ff]).*"),
    ("other", r".*\bstory ?boards?\b.*"),
    ("export", r"(?:export|download|share|upload|send|publish|save|e-?mail)\b.*"),
    ("export", r".*\bas (?:an? )?(?:mp4|mov|webm|avi|pdf|zip|mp3|wav)\b.*"),
    (
        "render",
        r"(?:render|make|show|play|preview|start|produce|generate)"
        r"(?: (?:it|me|[\ue000-\ue0ff]|the (?:film|result)))?(?: (?:now|again))?",
    ),
)


def _tool(kind: ToolKind, pattern: str) -> Rule:
    return rules(lambda clause: [ToolRequest(kind=kind, text=_ordered(_numbered(clause), kind))], pattern)[0]


_GIVEN = re.compile(
    r"^(?:please )?(?:cut|edit|do|produce|give|get|have|need|want|show|prepare|build|create|generate|whip up|knock up"
    r"|(?:knock|put|throw|cut|edit) together)(?: (?:me|us))? (?=(?:an?|another|some) )",
    re.IGNORECASE,
)


def _ordered(text: str, kind: ToolKind) -> str:
    """Return a wish for a thing as an order to make it: one who says "cut me a trailer" wants no cutting."""
    return _GIVEN.sub("make ", text) if kind in ("gif", "web page", "trailer", "poster") else text


def _numbered(clause: Clause) -> str:
    """Return a clause with single scenes by their numbers: tools know no "hill scene"."""
    known = clause.context.marks.scenes

    def number(match: re.Match[str]) -> str:
        ids = known[match[0]].ids
        single = len(ids) == 1 and not known[match[0]].whole and not known[match[0]].noun
        return clause.film.label(ids[0]) if single else match[0]

    return clause.context.marks.plain(re.sub(S, number, clause.match[0]))


TOOL_RULES: tuple[Rule, ...] = tuple(_tool(kind, pattern) for kind, pattern in _TOOLS)
"""What is asked of a tool and not of the plan. Tried after all else, save for sounds, which are no weather."""
_FIRST = ("gif", "web page", "trailer", "poster", "sound", "voice")
FIRST_RULES: tuple[Rule, ...] = tuple(_tool(kind, pattern) for kind, pattern in _TOOLS if kind in _FIRST)
"""What must not be taken for weather, a shape or a time: "rain sound", "a vertical trailer"."""
