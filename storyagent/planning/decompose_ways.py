"""How a request, or the beginning of one, may be understood: jobs for tools, and what they take and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from storyagent.planning.decompose_match import Match


@dataclass(frozen=True)
class Resource:
    """Something that can be used: at hand (`step` is -1), or the result of a step."""

    name: str
    type: str
    step: int = -1
    place: int = -1
    """Where a thing at hand is named among the tokens; -1 if it is not."""


@dataclass(frozen=True)
class Bound:
    """What fills a tool's input: a resource (perhaps by way of other tools), the request's own words, or nothing."""

    port: str
    type: str
    resources: tuple[Resource, ...] = ()
    words: bool = False


@dataclass(frozen=True)
class Job:
    """A run of parts given to a tool."""

    first: int
    last: int
    tool: str
    match: Match
    bound: tuple[Bound, ...]
    near: frozenset[int] = frozenset()
    """The places of the words in the parts that it answers to."""
    matches: Mapping[str, Match] = field(default_factory=dict, compare=False, repr=False)
    """How well the other tools answer to the same words."""
    lasting: bool = False
    """Whether it makes or takes something that goes along with another thing, for as long as that lasts."""


@dataclass(frozen=True)
class Way:
    """A beginning of the request understood in one way."""

    score: float
    at: int
    jobs: tuple[Job, ...] = ()
    results: tuple[Resource, ...] = ()
    used: frozenset[str] = frozenset()
