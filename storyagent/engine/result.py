"""What a run gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from storyagent.errors import Cancelled, StoryagentError

NodeState = Literal["done", "failed", "blocked", "cancelled"]
RunState = Literal["done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class NodeResult:
    """How one node ended.

    `seconds` is what making it cost, now or, for one kept from earlier, back then. `blocked` is a node that could not
    run because one it needs failed; `cancelled` one that was stopped or not started.
    """

    id: str
    tool: str
    scene: str | None
    state: NodeState
    from_cache: bool = False
    seconds: float = 0.0
    attempts: int = 0
    error: StoryagentError | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended: every node in the plan's order, and the results that are there, by name."""

    run: str
    state: RunState
    nodes: Mapping[str, NodeResult]
    outputs: Mapping[str, Any]
    """Results of the plan: a value, a path in the store (read-only), or a tuple of them."""
    seconds: float
    left_s: float | None = None
    """Estimate of what was not done; None if nothing is known of its cost."""

    @property
    def ran(self) -> int:
        """Return how many nodes were made in this run."""
        return sum(node.state == "done" and not node.from_cache for node in self.nodes.values())

    @property
    def from_cache(self) -> int:
        """Return how many nodes were kept from earlier."""
        return sum(node.state == "done" and node.from_cache for node in self.nodes.values())

    @property
    def failed(self) -> int:
        """Return how many nodes failed, the blocked ones aside."""
        return sum(node.state == "failed" for node in self.nodes.values())

    def raise_for_state(self) -> None:
        """Raise what kept the run from being done; nothing if it is.

        Raises:
            StoryagentError: the error of the first failed node, in the plan's order; one about a spent budget first.
            Cancelled: the run was cancelled.
        """
        errors = [node.error for node in self.nodes.values() if node.state == "failed" and node.error]
        errors.sort(key=lambda error: type(error).__name__ != "OutOfBudget")
        if self.state == "cancelled":
            raise Cancelled("the run was cancelled", hint="what is finished is kept: `storyagent render` goes on")
        if errors:
            raise errors[0]
