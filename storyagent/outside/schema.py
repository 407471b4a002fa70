"""What a JSON schema says of a tool, in the graph's terms: which parameters are resources, and which are settings.

| in the schema | becomes |
|---|---|
| a string named like a medium (`image`, `video_path`), or with its media type | a file: image, video, audio |
| a required string, or one named like a text (`prompt`, `caption`) | a text |
| any other string, a number, a boolean, a choice, a list, an object | a setting |
| a string named like a place to write to (`output_path`) | nothing: we choose a place in the call's own folder |

Names and types are all that counts; what a description says is never followed.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from annotated_types import Ge, Gt, Le, Lt
from pydantic import JsonValue

from storyagent.errors import InvalidInput
from storyagent.outside.types import SETTING, file_type, type_called

SentAs = Literal["value", "path", "uri", "base64", "output"]
Schema = Mapping[str, Any]

_MEDIA = {
    **dict.fromkeys(("image", "images", "picture", "pictures", "photo", "photos", "img", "frame", "frames"), "image"),
    **dict.fromkeys(("thumbnail", "screenshot", "drawing", "png", "jpg", "jpeg"), "image"),
    **dict.fromkeys(("mask", "masks"), "image.mask"),
    **dict.fromkeys(("video", "videos", "clip", "clips", "movie", "movies", "film", "films", "mp4"), "video"),
    **dict.fromkeys(("audio", "audios", "sound", "sounds", "speech", "music", "song", "wav", "mp3"), "audio"),
}
_PLACES = frozenset({"path", "paths", "file", "files", "filename", "filepath", "uri", "uris", "url", "urls", "src"})
_CODED = frozenset({"base64", "b64", "data", "bytes"})
_TEXTS = frozenset(
    {"text", "texts", "prompt", "caption", "content", "story", "script", "sentence", "lyrics", "instruction", "message"}
)
_OUT = frozenset({"output", "out", "save", "target", "destination", "dest", "result"})
_MAKING = frozenset(
    {"make", "create", "generate", "draw", "paint", "render", "capture", "take", "record", "compose", "synthesize",
     "synthesise", "convert", "edit", "upscale", "resize", "crop", "trim", "to"}
)  # fmt: skip
_PLAIN = {"integer": int, "number": float, "boolean": bool, "string": str}
_BOUNDS = {"minimum": Ge, "maximum": Le, "exclusiveMinimum": Gt, "exclusiveMaximum": Lt}
_DEEPEST = 16


@dataclass(frozen=True)
class Parameter:
    """One parameter of a tool from outside: how the graph calls it, and how its tool wants it.

    `type_name` is a resource type's name, or "setting". One that is sent as "output" is no input of the graph's.
    """

    name: str
    original: str
    annotation: Any
    type_name: str = SETTING
    required: bool = True
    default: Any = None
    sent_as: SentAs = "value"
    many: bool = False


def parameters_of(schema: Schema, takes: Mapping[str, str] | None = None) -> tuple[Parameter, ...]:
    """Return the parameters that an object's schema describes, required ones first.

    Args:
        schema: JSON schema, of any draft; `$ref` to its own definitions is followed.
        takes: Types by original name, in place of what would be guessed: a resource type, or "setting".

    Raises:
        InvalidInput: it describes no object, goes in circles, or two names are the same once they are made plain.
    """
    if not isinstance(schema, Mapping) or schema.get("type", "object") != "object":
        raise InvalidInput("a tool's parameters are an object", where="input schema", found=repr(schema)[:80])
    properties = schema.get("properties", {})
    if not isinstance(properties, Mapping):
        raise InvalidInput("a tool's parameters are named", where="input schema", found=repr(properties)[:80])
    required = set(schema.get("required") or ())
    found = [
        _parameter(name, _resolved(inner, schema), name in required, schema, (takes or {}).get(name))
        for name, inner in properties.items()
    ]
    plain = [parameter.name for parameter in found]
    if twice := sorted({name for name in plain if plain.count(name) > 1}):
        raise InvalidInput("two parameters have names that differ in signs only", found=", ".join(twice))
    if unknown := sorted(set(takes or {}) - set(properties)):
        raise InvalidInput("there is no such parameter", found=", ".join(unknown), needed=", ".join(properties))
    return tuple(sorted(found, key=lambda parameter: not parameter.required))


def gives_of(name: str, output_schema: Schema | None, parameters: Sequence[Parameter] = ()) -> str:
    """Return the type of what a tool gives.

    By its output schema; without one, or where it is told where to write, by its name: `draw_image` gives an image.
    """
    written = [parameter for parameter in parameters if parameter.sent_as == "output"]
    for parameter in written:
        left = [word for word in _words(parameter.original) if word not in _OUT | _PLACES | {"to"}]
        if left and left[-1] in _MEDIA:
            return _MEDIA[left[-1]]
    if output_schema is None or written:
        words = _words(name)
        last = _MEDIA.get(words[-1]) if words else None
        return last if last and _MAKING & set(words[:-1]) else "text"
    properties = output_schema.get("properties")
    if not isinstance(properties, Mapping) or len(properties) != 1:
        return "text.json"
    ((inner_name, inner),) = properties.items()
    inner = _resolved(inner, output_schema)
    if inner.get("type") != "string":
        return "text.json"
    return _medium(inner_name, inner) or ("text" if inner_name == "result" else "text.json")


def plain_name(name: str) -> str:
    """Return a name of lower-case letters, digits and `_`: `getWeather` becomes `get_weather`."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", parted.lower()).strip("_")


def _parameter(name: str, schema: Schema, required: bool, whole: Schema, type_name: str | None) -> Parameter:
    schema, nullable = _without_null(schema, whole)
    required = required and "default" not in schema and not nullable
    plain = plain_name(name) or "value"
    if not plain[0].isalpha() or keyword.iskeyword(plain) or plain == "context":
        plain = f"{plain}_" if plain[0].isalpha() else f"p_{plain}"
    many = schema.get("type") == "array"
    inner = _resolved(schema.get("items") or {}, whole) if many else schema
    if type_name is None and _is_output(name, inner):
        return Parameter(plain, name, str, SETTING, required, None, "output")
    type_name = type_name or _type_name(name, inner, required, many)
    default = _default(schema.get("default"))
    if type_name == SETTING:
        annotation = _setting(schema, whole, 0)
        sent_as: SentAs = "value"
    else:
        one = type_called(type_name)
        annotation = tuple[one, ...] if many else one  # type: ignore[valid-type]
        sent_as = _sent_as(name, inner) if file_type(type_name) else "value"
        default = None if file_type(type_name) and not many else default
    if not required and default is None:
        annotation, default = (annotation, ()) if many and type_name != SETTING else (annotation | None, None)
    return Parameter(plain, name, annotation, type_name, required, default, sent_as, many)


def _type_name(name: str, schema: Schema, required: bool, many: bool) -> str:
    if schema.get("type") != "string" or "enum" in schema or "const" in schema:
        return SETTING
    if medium := _medium(name, schema):
        return medium
    is_place = bool(_PLACES & set(_words(name))) or schema.get("format") in {"uri", "uri-reference", "path"}
    is_text = bool(_TEXTS & set(_words(name)[-1:]))
    return "text" if not is_place and (is_text or (required and not many)) and "format" not in schema else SETTING


def _medium(name: str, schema: Schema) -> str:
    """Return the medium that a string stands for by its media type or its name, or nothing."""
    kind = str(schema.get("contentMediaType") or "").partition("/")[0]
    if kind in {"image", "video", "audio"}:
        return kind
    words = _words(name)
    while words and words[-1] in _PLACES | _CODED:
        words.pop()
    return _MEDIA.get(words[-1], "") if words else ""


def _is_output(name: str, schema: Schema) -> bool:
    words = set(_words(name))
    return schema.get("type") == "string" and bool(words & _OUT) and bool(words & (_PLACES | {"to"}))


def _sent_as(name: str, schema: Schema) -> SentAs:
    words = set(_words(name))
    if schema.get("contentEncoding") == "base64" or schema.get("format") in {"byte", "binary"} or words & _CODED:
        return "base64"
    is_uri = schema.get("format") in {"uri", "uri-reference"} or bool(words & {"uri", "uris", "url", "urls"})
    return "uri" if is_uri else "path"


def _setting(schema: Schema, whole: Schema, depth: int) -> Any:
    schema = _resolved(schema, whole)
    choices = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if isinstance(choices, Sequence) and choices and all(_is_plain(choice) for choice in choices):
        return Literal[tuple(choices)]
    kind = schema.get("type")
    if kind == "array" and depth < _DEEPEST:
        return tuple[_setting(schema.get("items") or {}, whole, depth + 1), ...]  # type: ignore[misc]
    if kind == "object":
        return dict[str, JsonValue]
    if not isinstance(kind, str) or kind not in _PLAIN:
        return JsonValue
    bounds = [made(schema[key]) for key, made in _BOUNDS.items() if _is_number(schema.get(key))]
    return Annotated[_PLAIN[kind], *bounds] if bounds and kind in {"integer", "number"} else _PLAIN[kind]


def _without_null(schema: Schema, whole: Schema) -> tuple[Schema, bool]:
    kinds = schema.get("type")
    if isinstance(kinds, list) and "null" in kinds and len(kinds) == 2:
        return {**schema, "type": next(kind for kind in kinds if kind != "null")}, True
    for key in ("anyOf", "oneOf"):
        options = [_resolved(option, whole) for option in schema.get(key) or ()]
        real = [option for option in options if option.get("type") != "null"]
        if len(real) == 1 and len(options) <= 2:
            outer = {name: value for name, value in schema.items() if name != key}
            return {**real[0], **outer}, len(options) == 2
    return schema, False


def _resolved(schema: Any, whole: Schema) -> Schema:
    """Follow `$ref` and single `allOf` into the schema's own definitions."""
    for _ in range(_DEEPEST):
        if not isinstance(schema, Mapping):
            return {}
        if isinstance(schema.get("allOf"), list) and len(schema["allOf"]) == 1 and "type" not in schema:
            schema = {**schema["allOf"][0], **{key: value for key, value in schema.items() if key != "allOf"}}
        elif isinstance(schema.get("$ref"), str):
            here: Any = whole
            for part in schema["$ref"].removeprefix("#/").split("/"):
                here = here.get(part, {}) if isinstance(here, Mapping) else {}
            schema = {**here, **{key: value for key, value in schema.items() if key != "$ref"}}
        else:
            return schema
    raise InvalidInput("a schema refers to itself without an end", where="input schema")


def _default(value: Any) -> Any:
    return tuple(_default(item) for item in value) if isinstance(value, list) else value


def _words(name: str) -> list[str]:
    return [word for word in plain_name(name).split("_") if word]


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
