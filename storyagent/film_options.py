"""What film a person asks for, in the words of the command line and of the library."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ValidationError

from storyagent.errors import InvalidInput
from storyagent.planning.planner import PlanOptions
from storyagent.story.screenplay import FilmFormat


def plan_options(
    *,
    title: str | None = None,
    style: str = "picture book",
    seed: int = 0,
    scenes: int | None = None,
    minutes: float | None = None,
    script: bool | Literal["fountain"] = False,
    music: str | None = None,
    ambience: bool = False,
    **form: Any,
) -> PlanOptions:
    """Return the options of a film; `form` has the fields of `FilmFormat`.

    Without a height the shorter side has 720 pixels.

    Raises:
        InvalidInput: a value is out of its range.
    """
    if form.get("height_px") is None:
        form["height_px"] = 1280 if form.get("aspect") == "9:16" else 720
    try:
        return PlanOptions(
            title=title,
            style=style,
            seed=seed,
            scenes=scenes,
            minutes=minutes,
            script=script,
            music=music,
            ambience=ambience,
            format=FilmFormat(**form),
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][-1]).removesuffix("_px").replace("_", "-")
        raise InvalidInput(first["msg"], where=f"--{name}", found=repr(first["input"])) from error
