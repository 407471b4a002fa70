"""What a chart is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storyagent.graph.search_bounds import Savings, Shares
from storyagent.graph.search_derivation import Derivation, Step
from storyagent.graph.search_index import Candidate, Kind


@dataclass(frozen=True)
class WantSocket:
    """A place in the goal: what kind, and whether one for each item is wanted."""

    kind: Kind
    each: bool


@dataclass(frozen=True)
class Reached:
    """A way to have all that is wanted, with its score (lower is better)."""

    ends: tuple[Derivation, ...]
    score: int
    steps: frozenset[Step]
    cover: int
    used: int
    tools: tuple[str, ...]


@dataclass(frozen=True)
class Task:
    """What a chart works on.

    `distance` has the least price from a kind to what is wanted, `steps_left` the least number of steps.
    """

    candidates: tuple[Candidate, ...]
    leaves: tuple[Derivation, ...]
    leaf_names: tuple[str, ...]
    wants: tuple[WantSocket, ...]
    distance: Mapping[Kind, int]
    steps_left: Mapping[Kind, int]
    shares: Shares
    savings: Savings
    same_twice: int
    other_name: int
    doubling: int
    slack: int
    max_steps: int
    max_ms: int | None
