"""Requests taken apart: typed sub-tasks over whatever tools there are.

    decomposition = OfflineDecomposer().decompose("cut the first 5 seconds off and make it a gif", tools, have)

A sub-task says what is to be made of what, in the types of the tools, and which tools answer to its words; the search
of the tool graph (`storyagent.graph.search`) then finds the way, other tools in between included. Nothing is invented:
what a request does not give is a question, what no tool answers to is listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from pydantic import Field

from storyagent.graph.search import AtHand, Tools
from storyagent.story.values import Value

WORDS = "words"
"""The source of a text that the sub-task's own words give."""


class Need(Value):
    """What a sub-task is made of: a type, and where it comes from.

    `source` is the id of an earlier sub-task, the name of something at hand, `words` for a text in the request itself
    (then `text` has it), or empty if nobody gives it.
    """

    type: str
    source: str = ""
    text: str = ""


class Fit(Value):
    """A tool that answers to a sub-task's words; `score` is 1 for the best."""

    tool: str
    score: float = Field(ge=0.0, le=1.0)


class SubTask(Value):
    """One job of a request.

    Its `tools` are all in the registry and all give the first of its outputs; `settings` are values for settings of
    tools, by `tool.setting`. `domains` are the kinds of things it has to do with (`video`, `audio`).
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9]*$")
    description: str
    domains: tuple[str, ...] = ()
    inputs: tuple[Need, ...] = ()
    outputs: tuple[str, ...] = Field(min_length=1)
    dependencies: tuple[str, ...] = ()
    tools: tuple[Fit, ...] = Field(min_length=1)
    settings: Mapping[str, Any] = {}
    taken: tuple[str, ...] = ()
    """What a vague word was taken for: 'slower: speed 0.5'."""


class Asking(Value):
    """Something that nobody has given: to be asked, not to be invented."""

    sub_task: str
    type: str
    text: str


class Decomposition(Value):
    """A request as sub-tasks, each after those it depends on; what must be asked; and what was not understood."""

    request: str
    sub_tasks: tuple[SubTask, ...] = ()
    questions: tuple[Asking, ...] = ()
    not_understood: tuple[str, ...] = ()
    without_effect: tuple[str, ...] = ()
    """Words inside the sub-tasks that changed nothing: no tool answers to them, no setting takes them."""
    unused: tuple[str, ...] = ()
    """Files that the request names and no sub-task takes."""
    by: str = "offline"


class Decomposer(Protocol):
    """Takes requests apart. Implementations keep no state between requests."""

    @property
    def name(self) -> str:
        """Return the name, as reports show it."""
        ...

    def decompose(self, request: str, tools: Tools, have: Sequence[AtHand] = ()) -> Decomposition:
        """Take a request apart.

        Args:
            request: What is wanted, in words.
            tools: What can be done.
            have: What is at hand.

        Raises:
            InvalidInput: the request is empty, far too long, or in a language that cannot be read.
        """
        ...
