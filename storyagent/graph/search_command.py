"""The command `storyagent graph search`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from storyagent.errors import StoryagentError
from storyagent.graph.registry import Registry
from storyagent.graph.search import search
from storyagent.graph.search_ask import constraints_of, goal_of
from storyagent.graph.search_text import require_reached, result_as_text
from storyagent.graph.search_values import Budget
from storyagent.graph.tool import ToolSpec
from storyagent.graph.validate import require_valid


def searched(wanted: Mapping[str, Any], *, cpus: int, as_json: bool, registry: Registry | None = None) -> str:
    """Return what a search prints.

    Args:
        wanted: The command's options by name.
        cpus: How many CPU cores there are.
        as_json: Print the result as JSON.
        registry: Where the tools are; the installed ones if not given.

    Raises:
        InvalidInput: an option cannot be used, the goal is out of reach, or a value at hand does not fit.
        OutOfBudget: the budget ended the search before it found a plan.
    """
    registry = registry or Registry.installed()
    specs = tuple(_loadable(registry))
    goal = goal_of(
        wanted["have"], wanted["want"], specs, request=wanted["request"], settings=wanted["settings"]
    )  # fmt: skip
    constraints = constraints_of(
        specs,
        {"cpu": cpus, "llm": 1, "gpu": 0},
        allow=wanted["allow"],
        without=wanted["without"],
        no_licences=wanted["no_licence"],
        vram_gb=wanted["vram"],
        max_seconds=wanted["max_seconds"],
    )
    budget = Budget(expansions=wanted["budget"], steps=wanted["steps"])
    result = search(
        goal, registry, k=wanted["k"], strategy=wanted["strategy"], constraints=constraints, budget=budget
    )  # fmt: skip
    require_reached(goal, result)
    for found in result.plans:
        if not found.open and not found.questions:
            require_valid(found.plan, registry)
    return result.model_dump_json() if as_json else result_as_text(goal, result)


def _loadable(registry: Registry) -> Iterator[ToolSpec]:
    for name in registry.names():
        try:
            yield registry.spec(name)
        except StoryagentError:
            continue  # the search names it if the goal is out of reach
