"""Edits of a part of a scene: one sentence that is spoken in it, the time in which somebody is seen."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from storyagent.story.values import Identifier, UnitTime, Value


class Sentence(Value):
    """Change one sentence that is spoken in a scene: `number` counts from 1, or from the end: -1 is the last.

    `text` stands in its place, or `how` says on which side of it; "" takes it out. Counted are all sentences of the
    scene, those of the narrator, or those of a `speaker`, who then also speaks what is new; else that is the narrator.
    """

    kind: Literal["sentence"] = "sentence"
    scene: Identifier
    number: int = Field(ge=-99, le=99)
    text: Annotated[str, Field(max_length=5000)] = ""
    how: Literal["replace", "before", "after"] = "replace"
    among: Literal["all", "narrator", "speaker"] = "all"
    speaker: Identifier | None = None

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if self.number == 0:
            raise ValueError("sentences are counted from 1, or from the end as -1")
        if self.how != "replace" and not self.text.strip():
            raise ValueError("what is put beside a sentence has words")
        if self.among == "speaker" and self.speaker is None:
            raise ValueError("sentences of a speaker need one")
        return self


class Presence(Value):
    """Let an entity be seen in a part of scenes only: from `start` until `end`, as shares of a scene.

    `start_s` and `end_s` say the same in seconds and count more. Ways and sizes stay; what is not said stays open.
    """

    kind: Literal["presence"] = "presence"
    entity: Identifier
    start: UnitTime = 0.0
    end: UnitTime = 1.0
    start_s: Annotated[float, Field(ge=0.0, le=600.0)] | None = None
    end_s: Annotated[float, Field(gt=0.0, le=600.0)] | None = None
    scenes: tuple[Identifier, ...] = ()

    @model_validator(mode="after")
    def _has_time(self) -> Self:
        if not self.start < self.end:
            raise ValueError("somebody is seen from a time until a later one")
        return self
