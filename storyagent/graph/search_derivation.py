"""Derivations: ways to have a resource, and where they fit without being a detour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storyagent.graph.search_index import Candidate, Kind, Socket, above

Family = tuple[str, tuple[str, ...]]
"""What a resource is there for each of: a name and the items' ids."""


class Derivation:
    """One way to have a resource. `family` is set if there is one for each item, `many` if it is a list by itself.

    `price` is of its calls, each counted once; `cover`, `used` and `mask` are bit masks of the request's words, the
    resources at hand and the calls. `inner` has the shapes of everything on the way to it.
    """

    __slots__ = (
        "cover", "family", "inner", "kind", "leaf", "many", "mask", "output", "price", "step", "steps", "tools",
        "used",
    )  # fmt: skip

    def __init__(
        self, kind: Kind, family: Family | None, used: int, *, many: bool = False, leaf: int = -1, output: str = ""
    ) -> None:
        self.kind = kind
        self.family = family
        self.many = many
        self.used = used
        self.leaf = leaf
        self.output = output
        self.step: Step | None = None
        self.steps: frozenset[Step] = frozenset()
        self.price = 0
        self.cover = 0
        self.mask = 0
        self.tools: tuple[str, ...] = ()
        self.inner: frozenset[Shape] = frozenset()

    @property
    def shape(self) -> Shape:
        """Return what it could stand in for."""
        return self.kind, self.family, self.many, self.cover, self.used, self.step is None


Shape = tuple[Kind, Family | None, bool, int, int, bool]


@dataclass(frozen=True, eq=False)
class Step:
    """A tool with its inputs bound (None: left empty); once for each item if it has a family."""

    candidate: Candidate
    inputs: tuple[Derivation | None, ...]
    family: Family | None
    price: int
    cost_ms: int

    @property
    def bound(self) -> Iterator[tuple[Socket, Derivation]]:
        """Yield its filled sockets."""
        for socket, given in zip(self.candidate.sockets, self.inputs, strict=True):
            if given is not None:
                yield socket, given


def inner_of(made: Derivation) -> frozenset[Shape]:
    """Return the shapes of all that a derivation is made from."""
    if made.step is None:
        return frozenset()
    given = [item for item in made.step.inputs if item is not None]
    return frozenset(item.shape for item in given).union(*(item.inner for item in given))


def may_fill(wanted: Kind, takes_many: bool, given: Derivation) -> bool:
    """Tell whether a derivation fits a socket and is no detour: nothing on the way to it would have done as well."""
    if given.many and not takes_many:
        return False
    return not any(
        wanted in above(kind)
        and (takes_many or (family == given.family and not many))
        and cover | given.cover == cover
        and used | given.used == used
        for kind, family, many, cover, used, _ in given.inner
    )


def answers(kind_wanted: Kind, each: bool, given: Derivation) -> bool:
    """Tell whether a derivation is what is wanted: made, one or one for each, and no detour."""
    if given.step is None or each != (given.family is not None or given.many):
        return False
    return not any(
        not at_hand
        and kind_wanted in above(kind)
        and (family, many) == (given.family, given.many)
        and cover | given.cover == cover
        and used | given.used == used
        for kind, family, many, cover, used, at_hand in given.inner
    )


def family_of(one: Candidate, inputs: tuple[Derivation | None, ...]) -> tuple[bool, Family | None]:
    """Return whether inputs go together in one call or one for each item, and for each of which items."""
    family: Family | None = None
    for socket, given in zip(one.sockets, inputs, strict=True):
        if given is not None and not socket.many and given.family is not None:
            if family is not None and family != given.family:
                return False, None
            family = given.family
    together = all(given is None or not given.many or given.family in (None, family) for given in inputs)
    return together, family


def worth_filling(one: Candidate, inputs: tuple[Derivation | None, ...]) -> bool:
    """Tell whether each optional input brings in a word or a resource that the call would lack without it."""
    for place, socket in enumerate(one.sockets):
        given = inputs[place]
        if socket.required or given is None:
            continue
        cover, used = one.cover, 0
        for at, other in enumerate(inputs):
            if at != place and other is not None:
                cover |= other.cover
                used |= other.used
        if not given.cover & ~cover and not given.used & ~used:
            return False
    return True


def has_idle_step(ends: Sequence[Derivation], cover: int, used: int) -> bool:
    """Tell whether a plan would be the same without one of its steps: fits, answers and uses as much."""
    steps = frozenset[Step]().union(*(end.steps for end in ends))
    return any(
        _bypass(ends, step, instead, cover, used)
        for step in steps
        for _, instead in step.bound
        if _could_stand_in(ends, steps, step, instead)
    )


def _could_stand_in(ends: Sequence[Derivation], steps: frozenset[Step], step: Step, instead: Derivation) -> bool:
    if any(end.step is step for end in ends) and (instead.step is None or len(ends) > 1):
        return False
    taken_by = [(socket, given) for other in steps for socket, given in other.bound if given.step is step]
    taken_by += [(Socket("", end.kind, False, True), end) for end in ends if end.step is step]
    return all(
        socket.kind in above(instead.kind) and (instead.family, instead.many) == (given.family, given.many)
        for socket, given in taken_by
    )


def _bypass(ends: Sequence[Derivation], step: Step, instead: Derivation, cover: int, used: int) -> bool:
    seen: set[int] = set()
    has_cover = has_used = 0
    waiting = list(ends)
    while waiting:
        given = waiting.pop()
        if given.step is step:
            given = instead
        if id(given) in seen:
            continue
        seen.add(id(given))
        if given.step is None:
            has_used |= given.used
        else:
            has_cover |= given.step.candidate.cover
            waiting += (item for _, item in given.step.bound)
    return has_cover == cover and has_used == used
