"""Wordings that have some scenes made, or shown, and no others: "render only scene 2", "let me see scene 3"."""

from __future__ import annotations

from storyagent.editing.clause import Ask, Clause, Made, Rule, S, rules
from storyagent.editing.reading import Question, ToolRequest

_SCENES = rf"(?P<s>{S}(?:(?:, and |, | and | & )(?:also )?{S})*)"
_MAKE = (
    r"(?:let me |i (?:just )?(?:want|need) to )?(?:(?:re-?)?(?:render|generate|produce|build|animate|make|create|draw"
    r"|shoot)|finish|complete|preview|play|show|display|watch|view|see|look at|do"
    r"|(?:go on|continue|carry on) with)(?: me)?"
)
_ONLY = r"(?:only|just|nothing but|no more than|none but)"
_ALONE = (
    r"(?: only| alone| on (?:its|their) own| by (?:itself|themselves)"
    r"|,? and (?:nothing else|no others?|not the others?|only (?:that|it|those)))"
)
_NOW = r"(?: (?:now|first|for now|for|so far))?"


def _made(clause: Clause) -> Made:
    scenes = clause.named_scenes("s") if clause.has("s") else clause.context.scenes
    if not scenes:
        raise Ask(Question(text="Which scene?", about=clause.text("that"), choices=clause.context.labels()))
    if clause.has("s") and (clause.is_film("s") or len(scenes) == len(clause.film.scenes)):
        return [ToolRequest(kind="render", text=clause.context.marks.plain(clause.match[0]))]
    said = " and ".join(clause.film.label(scene) for scene in scenes)
    return [ToolRequest(kind="render", text=f"make only {said}", only=scenes)]


MAKING_RULES: tuple[Rule, ...] = rules(
    _made,
    rf"{_MAKE}(?: {_ONLY})? {_SCENES}{_ALONE}?{_NOW}",
    rf"{_ONLY} {_MAKE} {_SCENES}{_NOW}",
    rf"(?:{_MAKE} {_ONLY}|{_ONLY} {_MAKE}) (?P<that>it|(?:that|this)(?: one| scene)?){_NOW}",
    rf"(?:make|do|render) (?:no other scenes? (?:than|but)|nothing but|no scenes? but) {_SCENES}",
    rf"(?:don't|do not) (?:render|make|do) (?:anything|any scenes?|any others?) (?:but|except|other than) {_SCENES}",
)
"""Tried before what asks a tool for the whole film."""
