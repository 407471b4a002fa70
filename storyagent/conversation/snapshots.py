"""The text files of a film project as one value: read, written whole, and turned into a film and back.

A snapshot holds the files' very text, so that going back brings back comments and hand edits, too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from storyagent.editing.film import Film
from storyagent.errors import InvalidInput
from storyagent.project import FilmProject
from storyagent.story.comments import with_comments
from storyagent.story.files import read_text, to_json, write_text
from storyagent.story.layout import Layout
from storyagent.story.screenplay import Screenplay

Files = Mapping[str, str]
"""Texts by name: `screenplay.yaml`, `layouts/SCENE.json`."""

SCREENPLAY = "screenplay.yaml"
M = TypeVar("M", bound=BaseModel)


def read_files(project: FilmProject) -> dict[str, str]:
    """Return the texts of a project's screenplay and layouts; nothing where no film is planned.

    Raises:
        InvalidInput: a file cannot be read.
    """
    if not project.screenplay_path.is_file():
        return {}
    layouts = sorted((project.root / "layouts").glob("*.json"))
    names = [SCREENPLAY, *(path.relative_to(project.root).as_posix() for path in layouts)]
    return {name: read_text(project.root / name) for name in names}


def put_files(project: FilmProject, files: Files) -> tuple[str, ...]:
    """Make a project's screenplay and layouts those of a snapshot, and return the names of the files that changed.

    Each file is whole at any moment. Layouts are there before the screenplay that needs them, and gone after it.

    Raises:
        InvalidInput: a file cannot be written.
    """
    now = read_files(project)
    changed = [name for name in sorted(files) if now.get(name) != files[name]]
    for name in changed:
        write_text(project.root / name, files[name])
    gone = [name for name in now if name not in files]
    for name in gone:
        _remove(project.root / name)
    return (*changed, *gone)


def plan_bytes(project: FilmProject) -> dict[Path, bytes]:
    """Return what is in the files that planning a film writes, where they are there."""
    paths = (project.screenplay_path, project.root / "planned.json", *(project.root / "layouts").glob("*.json"))
    return {path: path.read_bytes() for path in paths if path.is_file()}


def put_back(project: FilmProject, before: Mapping[Path, bytes]) -> None:
    """Make the files of a plan what they were before one was written; a full disk still lets files be removed."""
    for path, data in plan_bytes(project).items():
        with suppress(OSError):
            if path not in before:
                path.unlink()
            elif before[path] != data:
                path.write_bytes(before[path])
    with suppress(OSError):  # there are others in it, or there is none
        (project.root / "layouts").rmdir()


def film_of(files: Files, where: Path) -> Film:
    """Return the film that a snapshot holds; layouts of scenes that are not in it are left out.

    Raises:
        InvalidInput: a file is broken.
    """
    screenplay = _parsed(Screenplay, _loaded(files[SCREENPLAY], where / SCREENPLAY), where / SCREENPLAY)
    scenes = {scene.id for scene in screenplay.scenes}
    layouts = {}
    for name, text in files.items():
        scene = name.removeprefix("layouts/").removesuffix(".json")
        if name != SCREENPLAY and scene in scenes:
            layouts[scene] = _parsed(Layout, _loaded(text, where / name), where / name)
    return Film(screenplay=screenplay, layouts=layouts)


def files_of(film: Film, before: Files, where: Path) -> dict[str, str]:
    """Return the snapshot of a film; a file whose value is the same as before keeps its text, any its comments."""
    old = film_of(before, where) if before else None
    same = old is not None and old.screenplay == film.screenplay
    text = before.get(SCREENPLAY, "")
    files = {SCREENPLAY: text if same else with_comments(text, film.screenplay)}
    for scene, layout in film.layouts.items():
        name = f"layouts/{scene}.json"
        files[name] = before[name] if old and old.layouts.get(scene) == layout else to_json(layout)
    return files


def loses_its_form(files: Files) -> bool:
    """Tell whether the screenplay's text has a form that an edit would not keep: other quotes, folded lines, an order.

    Comments and empty lines are kept.
    """
    text = files.get(SCREENPLAY)
    if text is None:
        return False
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    return text != with_comments(text, Screenplay.model_validate(data))


def _loaded(text: str, where: Path) -> object:
    try:
        return json.loads(text) if where.suffix == ".json" else yaml.load(text, Loader=yaml.CSafeLoader)
    except (json.JSONDecodeError, yaml.YAMLError) as error:
        found = " ".join(str(error).split())[:200]
        hint = "correct it, or say: undo"
        raise InvalidInput("the file is broken", where=str(where), found=found, hint=hint) from error


def _parsed(model: type[M], data: object, where: Path) -> M:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(
            f"{model.__name__.lower()}: {first['msg']}", where=f"{where} at {place}" if place else str(where),
            found=repr(first["input"])[:80], hint="correct this field, or say: undo",
        ) from error  # fmt: skip


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise InvalidInput("cannot remove the file", where=str(path), found=error.strerror or str(error)) from error
