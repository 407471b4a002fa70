"""Edits by a language model: what the rules did not understand becomes typed edits, checked, or nothing.

Two calls, each small enough for a small model: which kinds of edit are asked for, then the edits themselves with only
those kinds' schema. Scenes and entities outside of the film cannot be named, and every edit must quote the user's words
that ask for it: what a story or a file says is never a reason for an edit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import BaseModel, Field, ValidationError, WithJsonSchema, create_model

from storyagent.conversation.film_text import film_text, plain
from storyagent.editing.edits import EDIT, Edit
from storyagent.editing.film import Film
from storyagent.errors import StoryagentError
from storyagent.planning.chat import Answer, Chat, Doubt
from storyagent.planning.prompt import load_prompt
from storyagent.planning.structure import plain_schema

About = Literal["change", "question", "tool", "other"]
"""What a request is about: another film, an answer, something to be made of the finished film, or none of these."""
MOST_KINDS = 4
MOST_EDITS = 12
KINDS: Mapping[str, type[BaseModel]] = {
    one.model_fields["kind"].default: one for one in get_args(get_args(Edit)[0])
}  # fmt: skip
"""Every kind of edit that there is, by name."""

_SCENE_FIELDS = frozenset(("scene", "first", "second"))
_ENTITY_FIELDS = frozenset(("entity", "by", "speaker", "beside", "on", "other"))
_TAKING_AWAY = frozenset(("remove", "delete_scenes"))
_AWAY = re.compile(
    r"\b(?:delete|remove|drop|cut|erase|without|no|not|lose|out|rid|away|kill|scrap|skip|discard|omit|throw|take|gone|"
    r"leave|disappear|vanish|exclude|unneeded|superfluous)\b", re.IGNORECASE,
)  # fmt: skip


class KindsAnswer(Answer):
    """What a request is about, and which kinds of edit it needs."""

    about: About = "change"
    kinds: tuple[str, ...] = ()


class EditsAnswer(Answer):
    """Edits as a model writes them: each has its `kind`, its fields and `because`."""

    edits: tuple[dict[str, Any], ...] = ()


class ModelEdits(NamedTuple):
    """What a model made of a request. `why` says why a person must agree to it first."""

    edits: tuple[Edit, ...] = ()
    about: About = "change"
    why: str = ""


def ask_for_edits(chat: Chat, request: str, film: Film, try_out: Callable[[Sequence[Edit]], object]) -> ModelEdits:
    """Ask a model for the edits that a request wants; those that the film refuses are sent back to it.

    Args:
        chat: The model.
        request: The user's words.
        film: What is edited.
        try_out: Makes the edits for trial, and raises what is wrong with them.

    Raises:
        StoryagentError: as `Chat.ask`.
    """
    chat.renew()
    kinds = {"kinds": _kind_lines(KINDS), "request": plain(request)}
    chosen = chat.ask(load_prompt("edit_kinds"), kinds, KindsAnswer, _check_kinds).value
    wanted = {name: KINDS[name] for name in chosen.kinds if name in KINDS}
    if chosen.about != "change" or not wanted:
        return ModelEdits(about=chosen.about if chosen.about != "change" else "other")
    inputs = {"film": film_text(film), "kinds": _field_lines(wanted), "request": plain(request)}

    def check(answer: EditsAnswer) -> Sequence[Doubt]:
        return _check_edits(answer, request, film, wanted, try_out)

    answer = chat.ask(load_prompt("film_edits"), inputs, _schema_for(wanted, film), check).value
    edits = tuple(_edit_of(data, film) for data in answer.edits)
    return ModelEdits(edits=edits, about="change", why=_doubtful(edits, answer))


def ask_about(chat: Chat, question: str, film: Film) -> str:
    """Return a model's answer to a question about a film's plan. Raises as `Chat.tell`."""
    chat.renew()
    return chat.tell(load_prompt("film_question"), {"film": film_text(film), "question": plain(question)}).strip()


def _kind_lines(kinds: Mapping[str, type[BaseModel]]) -> str:
    return "\n".join(f"{name}: {(one.__doc__ or '').splitlines()[0]}" for name, one in kinds.items())


def _field_lines(kinds: Mapping[str, type[BaseModel]]) -> str:
    lines = []
    for name, one in kinds.items():
        fields = ", ".join(field for field in one.model_fields if field != "kind")
        lines.append(f"{name}: {fields}\n  {' '.join((one.__doc__ or '').split())}")
    return "\n".join(lines)


def _schema_for(kinds: Mapping[str, type[BaseModel]], film: Film) -> type[EditsAnswer]:
    """Return the answer's type with the schema of these kinds, where only what the film has can be named."""
    items = [_kind_schema(one, film) for one in kinds.values()]
    schema = {"type": "array", "maxItems": MOST_EDITS, "items": items[0] if len(items) == 1 else {"anyOf": items}}
    listed = Annotated[tuple[dict[str, Any], ...], WithJsonSchema(schema), Field(default=())]
    return create_model("EditsAnswer", __base__=EditsAnswer, edits=(listed, ...))


def _kind_schema(kind: type[BaseModel], film: Film) -> dict[str, Any]:
    schema = plain_schema(kind.model_json_schema())
    name = kind.model_fields["kind"].default
    numbers = {"type": "integer", "minimum": 1, "maximum": len(film.scenes)}
    entities = [entity.id for entity in film.screenplay.entities]
    properties = {
        "kind": {"const": name},
        **{key: value for key, value in schema["properties"].items() if key != "kind"},
    }
    for key, given in list(properties.items()):
        if key in _SCENE_FIELDS:
            properties[key] = numbers
        elif key == "scenes":
            properties[key] = {"type": "array", "items": numbers}
        elif key in _ENTITY_FIELDS and entities:
            properties[key] = {"enum": [*entities, None] if "anyOf" in given else entities}
    properties["because"] = {"type": "string"}
    required = ["kind", *(key for key in schema.get("required", ()) if key != "kind"), "because"]
    return {"type": "object", "properties": properties, "required": required}


def _check_kinds(answer: KindsAnswer) -> Sequence[Doubt]:
    unknown = [name for name in answer.kinds if name not in KINDS]
    doubts = [Doubt(f"kinds: there is no kind {name!r}, only those that are listed") for name in unknown]
    if len(answer.kinds) > MOST_KINDS:
        doubts.append(Doubt(f"kinds: at most {MOST_KINDS}, found {len(answer.kinds)}"))
    return doubts


def _check_edits(
    answer: EditsAnswer, request: str, film: Film, kinds: Mapping[str, object],
    try_out: Callable[[Sequence[Edit]], object],
) -> Sequence[Doubt]:  # fmt: skip
    if len(answer.edits) > MOST_EDITS:
        return [Doubt(f"edits: at most {MOST_EDITS}, found {len(answer.edits)}")]
    doubts = [
        doubt for index, data in enumerate(answer.edits) for doubt in _check_edit(index, data, request, film, kinds)
    ]
    if doubts or not answer.edits:
        return doubts
    try:
        try_out([_edit_of(data, film) for data in answer.edits])
    except StoryagentError as error:
        return [Doubt(f"edits: {error.what}; found {error.found}; needed {error.needed}")]
    return []


def _check_edit(
    index: int, data: Mapping[str, Any], request: str, film: Film, kinds: Mapping[str, object]
) -> Sequence[Doubt]:
    where = f"edits.{index}"
    if data.get("kind") not in kinds:
        return [Doubt(f"{where}.kind: {data.get('kind')!r} is none of {', '.join(kinds)}")]
    quote = _squeezed(str(data.get("because", "")))
    if len(quote) < 2 or quote not in _squeezed(request):
        return [Doubt(f"{where}.because: {data.get('because')!r} are not words of the request; copy them from it")]
    try:
        _edit_of(data, film)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"][1:])
        return [Doubt(f"{where}.{place}: {first['msg']}, found {str(first['input'])[:80]!r}")]
    except LookupError as error:
        return [Doubt(f"{where}: {error.args[0]}")]
    return []


def _edit_of(data: Mapping[str, Any], film: Film) -> Edit:
    """Return the edit that a model's words are: scenes by number, id or name; fields that it does not have left out.

    Raises:
        ValidationError: a field is wrong.
        LookupError: the film has no such scene or entity.
    """
    fields = KINDS[str(data.get("kind"))].model_fields
    found: dict[str, Any] = {}
    for key, value in data.items():
        if key not in fields or value is None:
            continue
        if key in _SCENE_FIELDS:
            value = _scene_id(value, film)  # noqa: PLW2901
        elif key == "scenes":
            value = [_scene_id(one, film) for one in (value if isinstance(value, list | tuple) else [value])]  # noqa: PLW2901
        elif key in _ENTITY_FIELDS:
            value = _entity_id(value, film)  # noqa: PLW2901
        found[key] = value
    return EDIT.validate_python(found)


def _scene_id(value: Any, film: Film) -> str:
    ids = [scene.id for scene in film.scenes]
    text = str(value).strip().lower()
    if text in ids:
        return text
    number = re.fullmatch(r"(?:scene[ -]?)?(\d+)(?:\.0)?", text)
    if number and 1 <= int(number[1]) <= len(ids):
        return ids[int(number[1]) - 1]
    raise LookupError(f"there is no scene {value!r}, only scenes 1 to {len(ids)}")


def _entity_id(value: Any, film: Film) -> str:
    text = str(value).strip().lower().removeprefix("the ")
    entities = film.screenplay.entities
    for field in ("id", "name", "noun"):
        found = [entity.id for entity in entities if str(getattr(entity, field)).lower() == text]
        if len(found) == 1:
            return found[0]
    raise LookupError(f"there is no entity {value!r}, only {', '.join(entity.id for entity in entities)}")


def _doubtful(edits: Sequence[Edit], answer: EditsAnswer) -> str:
    for edit, data in zip(edits, answer.edits, strict=True):
        if edit.kind in _TAKING_AWAY and not _AWAY.search(str(data.get("because", ""))):
            return f"the language model takes something away for the words “{data.get('because')}”"
    return ""


def _squeezed(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
