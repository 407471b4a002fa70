"""What a search is asked and what it answers: plain frozen values."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from storyagent.graph.constraints import Refusal
from storyagent.graph.plan import FileInput, Literally, NodeId, Plan
from storyagent.story.values import Value

Strategy = Literal["greedy", "beam", "adaptive", "exhaustive"]
TypeName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]
Given = Annotated[FileInput | Literally, Field(discriminator="kind")]


class AtHand(Value):
    """A resource that is there already: one, or one for each of several items.

    Resources with the same `family` and `items` belong together, item by item (each scene's layout and lines); without
    a family name, those of one type do. `given` has the values in the order of the items, or nothing if only the type
    is known yet. A `spare` one need not be used; any other counts against a plan that has no use for it.
    """

    name: str = Field(min_length=1)
    type: TypeName
    items: tuple[NodeId, ...] = ()
    family: str = ""
    given: tuple[Given, ...] = ()
    spare: bool = False

    @model_validator(mode="after")
    def _one_for_each(self) -> AtHand:
        if len(set(self.items)) != len(self.items):
            raise ValueError(f"{self.name} has the same item twice")
        if self.given and len(self.given) != max(1, len(self.items)):
            raise ValueError(f"{self.name} has {len(self.given)} values for {max(1, len(self.items))} items")
        return self


class Want(Value):
    """A resource to be made: one, or one for `each` item of something at hand."""

    type: TypeName
    each: bool = False


class Goal(Value):
    """What is wanted, from what. `request` is what was said, in words, by which tools are told apart.

    `settings` has values for tools' settings by name (`fps`) or by tool and name (`time_scene.fps`).
    """

    wants: tuple[Want, ...] = Field(min_length=1)
    have: tuple[AtHand, ...] = ()
    request: str = ""
    settings: dict[str, Any] = {}

    @model_validator(mode="after")
    def _names_differ(self) -> Goal:
        names = [one.name for one in self.have]
        if len(set(names)) != len(names):
            raise ValueError("two resources at hand have the same name")
        return self


class Budget(Value):
    """How far a search goes: calls considered, different steps in a plan, a beam's width, questions to a model."""

    expansions: int = Field(50_000, ge=1)
    width: int = Field(5, ge=1)
    steps: int = Field(12, ge=1)
    model_calls: int = Field(8, ge=0)


class PassedOver(Value):
    """A tool that could stand in a step's place by its types, and why it does not."""

    tool: str
    why: str


class FoundStep(Value):
    """One tool of a plan: its nodes (one, or one for each item), what it is there for, what it costs.

    `cost_s` is for all its nodes; None if nobody declared or measured it.
    """

    tool: str
    nodes: tuple[str, ...]
    each: str = ""
    why: str
    cost_s: float | None = None
    passed_over: tuple[PassedOver, ...] = ()
    others_passed_over: int = 0


class Question(Value):
    """A setting that a tool needs and nobody has given: to be asked, not to be invented."""

    nodes: tuple[str, ...]
    tool: str
    setting: str
    type_name: str


class Source(Value):
    """A resource at hand, or one item of it and its place among the items; with its value if that is known."""

    resource: str
    item: str = ""
    place: int = 0
    given: Given | None = None


class OpenInput(Value):
    """An input for resources at hand of which at least one has no value yet."""

    node: str
    field: str
    sources: tuple[Source, ...]
    many: bool = False


class Found(Value):
    """A plan with its reasons, best first in a result.

    Open inputs and questions are left out of `plan`; `fill` puts them in. Without any, the plan is valid as it stands.
    A lower `score` is better; it says nothing by itself. `unused` names what is at hand and not spare, and was not
    needed; `unheard` the words of the request that no step answers to.
    """

    plan: Plan
    steps: tuple[FoundStep, ...]
    questions: tuple[Question, ...] = ()
    open: tuple[OpenInput, ...] = ()
    score: float
    cost_s: float
    costs_known: bool
    unused: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def tools(self) -> tuple[str, ...]:
        """Return the names of its tools in the order of its steps."""
        return tuple(step.tool for step in self.steps)


class Lacking(Value):
    """One way to make a goal reachable: the types somebody must give, the tools that must be let in, and the steps."""

    types: tuple[str, ...]
    refused: tuple[Refusal, ...]
    tools: tuple[str, ...]


class Unreachable(Value):
    """Why no plan reaches a goal.

    `wanted` are the types out of reach, `ways` what would change that, the least first, `nearest` the reachable type
    most like the first of them (or nothing), and `not_loaded` the tools that could not be looked at, with the reason.
    """

    wanted: tuple[str, ...]
    ways: tuple[Lacking, ...] = ()
    nearest: str = ""
    not_loaded: tuple[PassedOver, ...] = ()
    why: str = ""


class SearchResult(Value):
    """The best plans, or why there is none. `complete` says that, within the strategy, no budget cut the search."""

    plans: tuple[Found, ...]
    unreachable: Unreachable | None = None
    strategy: Strategy
    expansions: int
    model_calls: int = 0
    complete: bool = True
