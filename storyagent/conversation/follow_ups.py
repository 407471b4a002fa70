"""Requests that only make sense after another one: "the same in scene 3", "the mouse too", "a bit more", "too much"."""

from __future__ import annotations

import re
from typing import Any

from storyagent.conversation.history import History
from storyagent.editing.edits import EDIT, Edit
from storyagent.editing.film import Film
from storyagent.editing.marks import ENTITIES, PRONOUNS, SCENES, Marks
from storyagent.editing.naming import mark_entities, naming
from storyagent.editing.normal import normal
from storyagent.editing.scene_marks import mark_scenes

_S, _E = f"[{SCENES}]", f"[{ENTITIES}]"
_LIST = rf"(?P<what>(?:{_S}|{_E})(?:(?:, | and |, and )(?:in |for |with |to )?(?:{_S}|{_E}))*)"
_AS_BEFORE = (
    rf"(?: (?:as|like|that) (?:you|we|i) (?:just |have just )?(?:did|made|had)(?: (?:it|that))?(?: (?:to|in"
    rf"|for|with|on) (?:{_S}|{_E}))?)?"
)
_ALSO = re.compile(
    rf"(?:(?:do |make |have )?(?:it |that |exactly )?(?:the |that )?(?:same|likewise|ditto)(?: thing| change)?,?"
    rf" ?(?:again )?(?:please )?(?:also )?(?:in|for|with|to|on|goes for)|(?:also|and|too)(?: (?:please|the same))?"
    rf" ?(?:in|for|with|to|on)?|do (?:it|that|this) (?:also )?(?:in|for|with|to)|what about|repeat (?:it|that)"
    rf" (?:in|for|with)"
    rf"|in|for) {_LIST}(?:,? (?:too|as well|also|please))*{_AS_BEFORE}|{_LIST.replace('<what>', '<alone>')},? (?:too"
    rf"|as well|also)",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"(?:(?:make it |do it |and |still |just )?(?P<little>a bit |a little |slightly )?(?:even )?(?:more|further"
    r"|once more|again)"
    r"|(?:that's |it's |this is |still )?not (?:quite )?enough(?: yet)?|(?:even )?(?:more of (?:that|it)|more like"
    r" that))",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"(?:(?:that's|it's|this is|that was|a bit|still|now it's) )*(?:way |far |a bit |a little )?too much(?: now)?"
    r"|(?:make it |do it )?(?:a bit |a little |slightly )?less(?: (?:of (?:that|it)|please|so))?|not (?:so|that"
    r"|quite so) much",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"(?:make (?:it|her|him|them) |and |but |now |still |even |just )*(?:a bit |a little |slightly |much |even |still"
    r" )?"
    r"(?P<way>bigger|larger|smaller|faster|quicker|slower)(?: still| yet| again| than that)?",
    re.IGNORECASE,
)
"""A change of the same matter one step on, or back: "even bigger", "a bit slower"."""
_UP, _WAYS = {"bigger", "larger", "faster", "quicker"}, {"resize": {"bigger", "larger", "smaller"}}
_WAYS |= {kind: {"faster", "quicker", "slower"} for kind in ("pace", "haste")}
_GRADED = {"resize": "factor", "pace": "factor", "haste": "factor"}


def following(request: str, film: Film, history: History) -> tuple[Edit, ...]:
    """Return the edits of the change before as a request wants them once more; none if it is no such request."""
    last = next((turn for turn in reversed(history.turns) if turn.edits and turn.state == "done"), None)
    if last is None:
        return ()
    marks = Marks()
    plain = re.sub(r"\bthe same\b", "same", normal(request), flags=re.IGNORECASE)
    said = mark_entities(mark_scenes(plain, film, marks), film, marks)
    said = re.sub(f"[{PRONOUNS}]", lambda match: marks.pronouns[match[0]], said)
    text = re.sub(
        r"^(?:ok|okay|now|please|and|then|yes|no|hm+|oh)[, ]+(?=\S)", "", said.strip(" .!?"), flags=re.IGNORECASE
    )
    also = _ALSO.fullmatch(text)
    if also:
        return _elsewhere(last.edits, also["what"] or also["alone"], marks, film)
    if _AGAIN.fullmatch(text):
        return _graded(last.edits, 0.5 if "bit" in text or "little" in text else 1.0)
    if _LESS.fullmatch(text):
        return _graded(last.edits, -0.5)
    compared = _COMPARED.fullmatch(text)
    return _turned(last.edits, compared["way"].lower(), "bit" in text or "little" in text) if compared else ()


_SORRY = r"(?:(?:no|nope|oops|sorry|wait|argh|oh|hm+|hang on|not that)(?: one)?[,.!;:]* )"
_WHO = r"(?P<who{}>(?:the )?[\w'-]+(?: [\w'-]+)?)"
_CORRECTED = re.compile(
    rf"{_SORRY}*(?:(?:the |that's the )?(?:other|wrong) one[,.;:!]* )?i mean(?:t)? (?:the other one, )?{_WHO.format(1)}"
    rf"|{_SORRY}*(?:(?:the |that's the )?(?:other|wrong) one[,.;:!]* )?{_WHO.format(2)},? i mean(?:t)?"
    rf"|{_SORRY}+(?:the )?other one[,.;:!]* {_WHO.format(3)}"
    rf"|{_SORRY}*not (?:him|her|it|that|this|them|the [\w-]+|[A-Z][\w-]+)[,.;:]* (?:but )?{_WHO.format(4)}",
    re.IGNORECASE,
)
"""Whom the change before should have been about: "no, not her: Otto", "the other one, Otto I mean"."""


def corrected(request: str, film: Film, history: History) -> str | None:
    """Return whom a request names in place of the one whom the last turn changed, None if it is no such request."""
    last = history.turns[-1] if history.turns else None
    found = _CORRECTED.fullmatch(" ".join(request.split()).strip(" .!"))
    if found is None or last is None or not last.changed:
        return None
    if not any("entity" in type(edit).model_fields for edit in last.edits):
        return None
    who = next(words for words in found.groups() if words)
    known = [one for group in naming(who, film) for one in group.ids]
    before = {str(getattr(edit, "entity", "")) for edit in last.edits}
    return who if len(known) == 1 and known[0] not in before else None


def _elsewhere(edits: tuple[Edit, ...], what: str, marks: Marks, film: Film) -> tuple[Edit, ...]:
    """Return edits for other scenes, or others."""
    scenes = tuple(one for mark in re.findall(_S, what) for one in marks.scenes[mark].ids)
    named = [one for mark in re.findall(_E, what) for one in marks.entities[mark].ids]
    scenes += tuple(scene.id for scene in film.scenes if scene.place in named)
    entities: list[str | None] = [one for one in named if all(scene.place != one for scene in film.scenes)]
    known = {one.id for one in film.screenplay.entities}
    made: list[Edit] = []
    for edit in edits:
        data = edit.model_dump()
        if entities and "entity" not in data:
            return ()
        for entity in entities or [None]:
            changed: dict[str, Any] = {**data, **({"entity": entity} if entity else {})}
            if scenes and "scenes" in data:
                changed["scenes"] = scenes
            elif scenes:
                return ()
            if not entity and data.get("entity") not in (None, *known):
                return ()
            made.append(EDIT.validate_python(changed))
    return tuple(made)


def _turned(edits: tuple[Edit, ...], way: str, little: bool) -> tuple[Edit, ...]:
    """Return the edits of the change before one step on, or back; none if they are of another matter."""
    if any(way not in _WAYS.get(edit.kind, ()) for edit in edits):
        return ()
    made: list[Edit] = []
    for edit in edits:
        step = (1.3 if edit.kind == "resize" else 1.5) ** (0.5 if little else 1.0)
        made.append(EDIT.validate_python({**edit.model_dump(), "factor": round(step if way in _UP else 1 / step, 4)}))
    return tuple(made)


def _graded(edits: tuple[Edit, ...], power: float) -> tuple[Edit, ...]:
    """Return edits that go on in the same way, or (`power` below 0) go back a part of the way."""
    made: list[Edit] = []
    for edit in edits:
        data = edit.model_dump()
        if edit.kind in _GRADED:
            field = _GRADED[edit.kind]
            made.append(EDIT.validate_python({**data, field: round(data[field] ** power, 4)}))
        elif edit.kind == "position" and (data["dx"] or data["dy"]):
            made.append(EDIT.validate_python({**data, "dx": data["dx"] * power, "dy": data["dy"] * power}))
        else:
            return ()
    return tuple(made)
