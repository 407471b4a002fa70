"""One prompt, and what a right layout of it shows. Kept as JSON, one task a line (docs/evaluation.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from storyagent.errors import InvalidInput
from storyagent.story.files import read_text
from storyagent.story.values import UnitTime, Value

TaskName = Literal["numeracy", "attribution", "visibility", "dynamics", "sequential"]
"""What a prompt is about; the published rules look at nothing else."""

Place = Literal[
    "upper left", "top", "upper right", "left", "center", "right", "lower left", "bottom", "lower right"
]  # fmt: skip
Direction = Literal["left", "right", "up", "down"]


class Expected(Value):
    """One kind of object that the prompt names.

    `name` is the noun, singular, as the prompt has it. `color` is what the prompt says of it, None if it says nothing.
    `windows` are the stretches of the scene in which it is seen, `path` the places it passes in order, the first at
    the beginning and the last at the end; `direction` is the way from the first frame to the last, on the canvas, or
    past the object named in `passes`.
    """

    name: str = Field(min_length=1)
    count: int = Field(1, ge=1)
    color: str | None = None
    windows: tuple[tuple[UnitTime, UnitTime], ...] = ()
    path: tuple[Place, ...] = ()
    direction: Direction | None = None
    passes: str | None = None

    @field_validator("path")
    @classmethod
    def _goes_somewhere(cls, path: tuple[Place, ...]) -> tuple[Place, ...]:
        if len(path) == 1:
            raise ValueError("a path has at least two places")
        return path

    @field_validator("windows")
    @classmethod
    def _end_later(cls, windows: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
        if any(not start < end for start, end in windows):
            raise ValueError(f"a window must begin before it ends, found {list(windows)}")
        return windows

    @model_validator(mode="after")
    def _passes_somehow(self) -> Self:
        if self.passes is not None and self.direction not in ("left", "right"):
            raise ValueError("what passes another object needs a direction, left or right")
        return self

    def __str__(self) -> str:
        return f"{self.count} x {self.color or ''} {self.name}".replace("  ", " ")


class Expectation(Value):
    """All that a layout of the prompt shows.

    `may_show` names what may be there besides (scenery); `may_leave` says that objects may enter or leave.
    """

    objects: tuple[Expected, ...] = Field(min_length=1)
    may_show: tuple[str, ...] = ()
    may_leave: bool = False

    @model_validator(mode="after")
    def _names_what_is_passed(self) -> Self:
        names = {one.name for one in self.objects}
        if len(set(self.objects)) < len(self.objects):
            raise ValueError("an object is listed twice; say how many with count")
        missing = sorted({one.passes for one in self.objects if one.passes} - names)
        if missing:
            raise ValueError(f"passed, but not among the objects: {', '.join(missing)}")
        return self


class Task(Value):
    """A prompt with its right answer. `task` is found from the answer where it is not given."""

    task: TaskName
    prompt: str = Field(min_length=1)
    expect: Expectation

    @model_validator(mode="before")
    @classmethod
    def _find_task(cls, data: Any) -> Any:
        if isinstance(data, dict) and "task" not in data:
            return {**data, "task": _about(data.get("expect"))}
        return data


_SIGNS: tuple[tuple[str, TaskName], ...] = (
    ("direction", "dynamics"),
    ("path", "sequential"),
    ("windows", "visibility"),
    ("color", "attribution"),
)


def _about(expect: Any) -> TaskName:
    objects = expect.get("objects", ()) if isinstance(expect, dict) else ()
    asked = {field for one in objects if isinstance(one, dict) for field, value in one.items() if value}
    return next((task for field, task in _SIGNS if field in asked), "numeracy")


def read_tasks(path: Path) -> tuple[Task, ...]:
    """Read a file with one task a line; blank lines are passed over.

    Raises:
        InvalidInput: the file cannot be read, has no task, or a line is none; the line is named.
    """
    tasks = tuple(_parse(read_text(path), str(path)))
    if not tasks:
        raise InvalidInput("no task in this file", where=str(path), needed='lines like {"prompt": …, "expect": {…}}')
    return tasks


def named_set(name: str) -> tuple[Task, ...]:
    """Return the tasks of a set: "lvd", "wordings", or those of a file.

    Raises:
        InvalidInput: there is no such set, or the file cannot be used.
    """
    from storyagent.evaluation import lvd

    known: dict[str, Callable[[], tuple[Task, ...]]] = {"lvd": lvd.prompts, "wordings": wordings}
    if name in known:
        return known[name]()
    if not name.endswith(".jsonl"):
        raise InvalidInput(
            "there is no set of this name",
            where="--set",
            found=repr(name),
            needed=f"{', '.join(known)}, or a .jsonl file",
        )
    return read_tasks(Path(name))


def wordings() -> tuple[Task, ...]:
    """Return our own prompts for the five tasks: other nouns, other wordings, passive voice, several sentences."""
    return tuple(_parse(files(__package__).joinpath("wordings.jsonl").read_text(encoding="utf-8"), "wordings.jsonl"))


def _parse(text: str, where: str) -> Iterator[Task]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield Task.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise InvalidInput(
                first["msg"], where=f"{where}:{number} {place}".strip(), found=repr(first["input"])[:200]
            ) from error
