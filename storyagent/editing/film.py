"""What edits work on: a film's screenplay with the layouts of its scenes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Self

from pydantic import field_serializer, field_validator, model_validator

from storyagent.errors import InvalidInput
from storyagent.story.layout import Layout
from storyagent.story.screenplay import Scene, Screenplay
from storyagent.story.values import Value


class Film(Value):
    """A screenplay and its scenes' layouts, by scene id; a scene that was never laid out has none.

    A person's "scene 2" is the second of `screenplay.scenes`; edits name scenes by their stable ids.

    Raises:
        pydantic.ValidationError: a layout belongs to another scene than its key says, or to none of the film.
    """

    screenplay: Screenplay
    layouts: Mapping[str, Layout] = {}

    @field_validator("layouts", mode="after")
    @classmethod
    def _freeze(cls, layouts: Mapping[str, Layout]) -> Mapping[str, Layout]:
        return MappingProxyType(dict(layouts))

    @field_serializer("layouts")
    def _as_dict(self, layouts: Mapping[str, Layout]) -> dict[str, Layout]:
        return dict(layouts)

    @model_validator(mode="after")
    def _layouts_fit(self) -> Self:
        wrong = [key for key, layout in self.layouts.items() if layout.scene != key]
        stray = sorted(self.layouts.keys() - {scene.id for scene in self.screenplay.scenes})
        if wrong or stray:
            raise ValueError(f"layouts of other scenes: {', '.join(wrong or stray)}")
        return self

    def __hash__(self) -> int:
        return hash((self.screenplay, frozenset(self.layouts)))

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """Return the scenes in order."""
        return self.screenplay.scenes

    def number_of(self, scene_id: str) -> int:
        """Return a scene's number as a person counts: the first is 1.

        Raises:
            InvalidInput: there is no such scene.
        """
        for number, scene in enumerate(self.scenes, 1):
            if scene.id == scene_id:
                return number
        raise InvalidInput(
            "there is no such scene", where="edit", found=repr(scene_id), needed=f"scene 1 to {len(self.scenes)}"
        )

    def label(self, scene_id: str) -> str:
        """Return what a person calls a scene: "scene 2"."""
        return f"scene {self.number_of(scene_id)}"

    def changed(
        self, screenplay: Screenplay | None = None, layouts: Iterable[Layout] = (), without: Iterable[str] = ()
    ) -> Film:
        """Return the film with another screenplay, with these layouts put in, and without those of some scenes."""
        gone = set(without)
        kept = {key: layout for key, layout in self.layouts.items() if key not in gone}
        put = {layout.scene: layout for layout in layouts}
        return Film(screenplay=screenplay or self.screenplay, layouts={**kept, **put})
