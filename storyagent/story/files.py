"""Reading and writing values as YAML and JSON files.

Writing is atomic and exact (what is read back equals what was written). Reading turns every fault (not text, broken
YAML, a key given twice, a field that is unknown or wrong) into one `InvalidInput` that names file, line and field.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from storyagent.errors import InvalidInput
from storyagent.story.encodings import decoded
from storyagent.story.file_faults import Where, first_fault

M = TypeVar("M", bound=BaseModel)

_TEXT_FILES = (".txt", ".md", ".text", ".fountain")


def read_yaml(path: Path, model: type[M]) -> M:
    """Read one value from a YAML file.

    Raises:
        InvalidInput: the file is missing, no UTF-8 text, broken YAML, or does not fit the model.
    """
    text = read_text(path)
    try:
        tree = yaml.compose(text, Loader=yaml.CSafeLoader)
        lines = dict(_lines(tree, path)) if tree else {}
        data = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise InvalidInput(
            "broken YAML", where=f"{path}{line}", found=str(error.problem), hint="correct this line and run again"
        ) from error
    except yaml.YAMLError as error:
        raise InvalidInput("broken YAML", where=str(path), found=str(error)) from error
    return _validate(path, model, data, lines)


def read_json(path: Path, model: type[M]) -> M:
    """Read one value from a JSON file.

    Raises:
        InvalidInput: the file is missing, no UTF-8 text, broken JSON, or does not fit the model.
    """
    text = read_text(path)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidInput(
            "broken JSON", where=f"{path}:{error.lineno}:{error.colno}", found=error.msg, hint="correct this line"
        ) from error
    return _validate(path, model, data, {})


def read_text(path: Path, *, marked: bool = False) -> str:
    """Read a UTF-8 text file, its lines ended by line feeds; with `marked` it may begin with a byte order mark.

    Raises:
        InvalidInput: the file cannot be read, or is no UTF-8 text: what it is, at which byte, and what to do.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidInput("cannot read the file", where=str(path), found=error.strerror or str(error)) from error
    return decoded(data, str(path), marked=marked).replace("\r\n", "\n").replace("\r", "\n")


def read_story(source: str, stdin: BinaryIO) -> str:
    """Return the story meant by `source`: a file's text, standard input for "-", or `source` itself.

    What has no blank in it and looks like a path must be a file; so must what ends as text files do (`my story.txt`).

    Raises:
        InvalidInput: there is no such file, it is not UTF-8 text, or it is a folder or a screenplay.
    """
    if not source.strip():
        return source
    if source == "-":
        return decoded(stdin.read(), "standard input", marked=True)
    one_word = not any(character.isspace() for character in source.strip())
    try:
        is_path = Path(source).exists()
    except OSError:  # too long for a path: a story
        is_path = False
    looks_like_text_file = source.lower().endswith(_TEXT_FILES) and "\n" not in source
    if is_path or looks_like_text_file or (one_word and ("/" in source or "." in source[:-1])):
        return _story_in(Path(source))
    return source


def _story_in(path: Path) -> str:
    """Return a story file's text; who gives a film project instead is told how to render it."""
    project = path if path.is_dir() else path.parent
    is_project = (project / "screenplay.yaml").exists() and (path.is_dir() or path.name == "screenplay.yaml")
    if is_project or path.is_dir():
        raise InvalidInput(
            "this is a film project, not a story" if is_project else "this is a folder, not a story",
            where=str(path),
            needed="a text file, or the story itself",
            hint=f"make the film of a project with: storyagent render {project}" if is_project else "",
        )
    return read_text(path, marked=True)


def write_yaml(path: Path, value: BaseModel) -> None:
    """Write a value as YAML, leaving out what has its default value; `version` comes first.

    Raises:
        InvalidInput: the file cannot be written.
    """
    write_text(path, to_yaml(value))


def to_yaml(value: BaseModel) -> str:
    """Return a value as YAML text, as `write_yaml` writes it."""
    data = value.model_dump(mode="json", exclude_defaults=True)
    if "version" in type(value).model_fields:
        data = {"version": value.version, **data}  # type: ignore[attr-defined]
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def write_json(path: Path, value: BaseModel) -> None:
    """Write a value as indented JSON.

    Raises:
        InvalidInput: the file cannot be written.
    """
    write_text(path, to_json(value))


def to_json(value: BaseModel) -> str:
    """Return a value as indented JSON text, as `write_json` writes it."""
    return value.model_dump_json(indent=2) + "\n"


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all.

    Raises:
        InvalidInput: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o666 & ~_umask())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InvalidInput("cannot write the file", where=str(path), found=error.strerror or str(error)) from error


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's content, in hex.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _validate(path: Path, model: type[M], data: Any, lines: dict[Where, int]) -> M:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        fault = first_fault(error, model, data)
        raise InvalidInput(
            fault.what,
            where=f"{path}{_line_of(fault.where, lines)}" + (f" at {_dotted(fault.where)}" if fault.where else ""),
            found=fault.found,
            hint=fault.hint,
        ) from error


def _line_of(location: Where, lines: dict[Where, int]) -> str:
    for length in range(len(location), -1, -1):
        if location[:length] in lines:
            return f":{lines[location[:length]]}"
    return ""


def _dotted(location: Where) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")


def _lines(node: yaml.Node, path: Path, where: Where = ()) -> Iterator[tuple[Where, int]]:
    """Yield where each value stands in the file, and refuse a key that is given twice."""
    yield where, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, child in node.value:
            if key.value in seen:
                raise InvalidInput("a key is given twice", where=f"{path}:{key.start_mark.line + 1}", found=key.value)
            seen.add(key.value)
            yield from _lines(child, path, (*where, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            yield from _lines(child, path, (*where, index))


class _Dumper(yaml.SafeDumper):
    """Lists of scalars on one line, nested ones on several, as a person would write them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_list(dumper: _Dumper, data: list[Any]) -> yaml.Node:
    flow = all(isinstance(item, int | float | str) and len(str(item)) < 30 for item in data) and len(data) < 12
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=flow)


def _represent_str(dumper: _Dumper, data: str) -> yaml.Node:
    # YAML counts these as line breaks and would fold them; only double quotes keep them
    odd = any(character in data for character in "\r\x85\u2028\u2029")
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style='"' if odd else None)


_Dumper.add_representer(list, _represent_list)
_Dumper.add_representer(str, _represent_str)
