"""What a request was understood as."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from storyagent.editing.edits import Edit
from storyagent.story.values import Finding, Value

ToolKind = Literal["gif", "web page", "trailer", "sound", "music", "poster", "render", "export", "undo", "translate",
                   "voice", "other"]  # fmt: skip


class Question(Value):
    """What has to be asked before something can be done: `about` is the phrase that could mean several things."""

    text: str = Field(min_length=1)
    about: str = ""
    choices: tuple[str, ...] = ()


class Inquiry(Value):
    """Something the user wants to know about the film, verbatim; `scenes` and `entities` are what it is about."""

    kind: Literal["question"] = "question"
    text: str = Field(min_length=1)
    topic: Literal["scene", "entity", "length", "cast", "cost", "changes", "places", "film", "help", "why", "other"] = (
        "other"
    )
    scenes: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()


class ToolRequest(Value):
    """A part of a request, verbatim, that asks for a tool rather than for another plan of the film.

    `only` is which scenes are to be made, where that is wanted of no others.
    """

    kind: ToolKind = "other"
    text: str = Field(min_length=1)
    only: tuple[str, ...] = ()


class Reading(Value):
    """A request, understood as far as it could be.

    `edits` are in the order they were asked for. While `questions` or `not_understood` (phrases, verbatim) are there,
    nothing should be done. `inquiries` are questions about the film, `tool_requests` what no edit of its plan can do.
    """

    request: str
    edits: tuple[Edit, ...] = ()
    questions: tuple[Question, ...] = ()
    not_understood: tuple[str, ...] = ()
    tool_requests: tuple[ToolRequest, ...] = ()
    inquiries: tuple[Inquiry, ...] = ()
    asides: tuple[str, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Return whether nothing needs to be asked and everything was understood."""
        return not (self.questions or self.not_understood)


def aside_findings(asides: Iterable[str]) -> tuple[Finding, ...]:
    """Return what there is to say about words of a request for which nothing is done."""
    return tuple(
        Finding(
            code="edit.aside", where="request", found=f"“{phrase}”", hint="Taken as a reason: nothing is done for it."
        )
        for phrase in asides
    )
