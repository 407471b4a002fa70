"""What every planner does: a story becomes a screenplay and layouts."""

from __future__ import annotations

from typing import Literal, Protocol

from pydantic import Field

from storyagent.story.choreography import Choreography
from storyagent.story.layout import Layout
from storyagent.story.screenplay import FilmFormat, Scene, Screenplay
from storyagent.story.values import Finding, Value


class PlanOptions(Value):
    """What the user asks for besides the story. `title` and `scenes` (how many) are found from the text when None.

    `minutes` is the film's wished length: scenes are merged, parted and held longer, but nothing that is told is cut.
    `script` keeps the user's own scenes and lines word for word. A text that looks like a Fountain screenplay is read
    as one in any case, with "fountain" any text is. `music` is the mood of music under the film, `ambience` gives
    scenes the sounds of their places.
    """

    title: str | None = Field(None, min_length=1, max_length=300)
    style: str = "picture book"
    seed: int = Field(0, ge=0, lt=2**32)
    format: FilmFormat = FilmFormat()
    scenes: int | None = Field(None, ge=1, le=1000)
    minutes: float | None = Field(None, gt=0.0, le=600.0)
    script: bool | Literal["fountain"] = False
    music: str | None = Field(None, min_length=1, max_length=60)
    ambience: bool = False


class PlannedLayout(Value):
    """One layout, and what was not understood or had to be decided on the way."""

    layout: Layout
    findings: tuple[Finding, ...] = ()


class PlannedFilm(Value):
    """A screenplay with, for each of its scenes in order, a choreography and the layout composed from it."""

    screenplay: Screenplay
    choreographies: tuple[Choreography, ...]
    layouts: tuple[Layout, ...]
    findings: tuple[Finding, ...] = ()


class Planner(Protocol):
    """Turns text into values. Implementations keep no state between calls."""

    @property
    def name(self) -> str:
        """Return the planner's name, as the journal and the report show it."""
        ...

    def plan(self, text: str, options: PlanOptions) -> PlannedFilm:
        """Plan a whole film.

        Raises:
            InvalidInput: the text cannot be read, or contradicts itself.
        """
        ...

    def lay_out(self, prompt: str, aspect_ratio: float = 16 / 9) -> PlannedLayout:
        """Plan the layout of one scene from a prompt alone.

        Raises:
            InvalidInput: the text cannot be read, or contradicts itself.
        """
        ...

    def lay_out_scene(self, scene: Scene, screenplay: Screenplay) -> PlannedLayout:
        """Plan the layout of a scene of a screenplay, with exactly its cast, from its prompt.

        Raises:
            InvalidInput: the prompt cannot be read, or contradicts itself.
        """
        ...
