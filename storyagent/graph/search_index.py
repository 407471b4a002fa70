"""The tools of a search by type: which are within reach, which lead to the goal, and how far it is from each type."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from storyagent.graph.tool import Port, ToolSpec

Kind = tuple[str, bool]
"""A resource type's name, and whether it is a file: both must fit."""


@dataclass(frozen=True)
class Socket:
    """A resource input of a tool."""

    name: str
    kind: Kind
    many: bool
    required: bool


@dataclass(frozen=True)
class Candidate:
    """A tool as the search sees it: sockets (those it must have first), outputs, price and the words it covers."""

    spec: ToolSpec
    sockets: tuple[Socket, ...]
    outputs: tuple[tuple[str, Kind, bool], ...]
    price: int = 1
    cost_s: float = 0.0
    cover: int = 0

    @property
    def name(self) -> str:
        """Return the tool's name."""
        return self.spec.name

    @cached_property
    def signature(self) -> tuple[object, ...]:
        """Return what it takes and gives; tools with the same signature can stand in for each other."""
        return (
            tuple((socket.kind, socket.many, socket.required) for socket in self.sockets),
            tuple((kind, many) for _, kind, many in self.outputs),
        )

    @property
    def gives(self) -> tuple[Kind, ...]:
        """Return the kinds of its outputs, each once, with those they may stand in for."""
        return tuple(dict.fromkeys(up for _, kind, _ in self.outputs for up in above(kind)))

    @property
    def required(self) -> tuple[Socket, ...]:
        """Return the sockets that cannot be left empty."""
        return tuple(socket for socket in self.sockets if socket.required)


def candidate(spec: ToolSpec) -> Candidate:
    """Return a tool as the search sees it, without a price."""
    outputs = tuple((name, kind_of(port), port.many) for name, port in spec.outputs.items() if port.resource)
    return Candidate(spec, tuple(_sockets(spec)), outputs)


def _sockets(spec: ToolSpec) -> list[Socket]:
    taken = [(name, port) for name, port in spec.inputs.items() if port.resource is not None]
    return [
        Socket(name, kind_of(port), port.many, port.required)
        for name, port in sorted(taken, key=lambda item: not item[1].required)
    ]


def kind_of(port: Port) -> Kind:
    """Return the kind of a port that takes or gives a resource."""
    assert port.resource is not None, "a setting has no kind"
    return port.resource.name, port.resource.is_file


def above(kind: Kind) -> Iterator[Kind]:
    """Yield a kind and those it may stand in for: `image.mask`, then `image`."""
    name, is_file = kind
    yield kind
    while "." in name:
        name = name.rpartition(".")[0]
        yield name, is_file


class Index:
    """Tools by the kinds they take and give; order of the tools does not matter."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self.candidates = tuple(sorted(candidates, key=lambda one: one.name))
        self.users: dict[Kind, list[tuple[Candidate, int]]] = {}
        self.makers: dict[Kind, list[Candidate]] = {}
        for one in self.candidates:
            for place, socket in enumerate(one.sockets):
                self.users.setdefault(socket.kind, []).append((one, place))
            for made in one.gives:
                self.makers.setdefault(made, []).append(one)

    def taking(self, kind: Kind) -> Iterator[tuple[Candidate, int]]:
        """Yield the tools, each with the place of the socket, that take a resource of this kind."""
        for up in above(kind):
            yield from self.users.get(up, ())

    def within_reach(self, have: Iterable[Kind]) -> tuple[set[Kind], set[str]]:
        """Return all kinds that can be had from what there is, and the names of the tools that can be called."""
        lacking = {one.name: {socket.kind for socket in one.required} for one in self.candidates}
        callable_now = [one for one in self.candidates if not lacking[one.name]]
        kinds: set[Kind] = set()
        tools: set[str] = set()
        new = list(have)
        while new or callable_now:
            for one in callable_now:
                tools.add(one.name)
                new += [kind for _, kind, _ in one.outputs]
            callable_now = []
            for kind in new:
                if kind in kinds:
                    continue
                kinds.add(kind)
                for one, place in self.taking(kind):
                    waiting = lacking[one.name]
                    waiting.discard(one.sockets[place].kind)
                    if not waiting and one.name not in tools:
                        tools.add(one.name)
                        callable_now.append(one)
            new = []
        return kinds, tools

    def leading_to(self, wanted: Iterable[Kind], among: set[str]) -> tuple[Candidate, ...]:
        """Return the tools, of those named, that make what is wanted, or what such a tool takes, and so on."""
        found: dict[str, Candidate] = {}
        seen: set[Kind] = set()
        open_kinds = list(wanted)
        while open_kinds:
            kind = open_kinds.pop()
            if kind in seen:
                continue
            seen.add(kind)
            for one in self.makers.get(kind, ()):
                if one.name in among and one.name not in found:
                    found[one.name] = one
                    open_kinds += [socket.kind for socket in one.sockets]
        return tuple(found[name] for name in sorted(found))

    def distance(self, wanted: Iterable[Kind], prices: Mapping[str, int]) -> dict[Kind, int]:
        """Return for each kind the least price of the tools on a way from it to a wanted kind; 0 if it is one itself.

        Kinds of outputs and of sockets have an entry if there is a way. Never more than what such a plan costs.
        """
        least: dict[Kind, int] = {}
        queue = [(0, kind) for kind in set(wanted)]
        heapq.heapify(queue)
        while queue:
            so_far, kind = heapq.heappop(queue)
            if kind in least:
                continue
            least[kind] = so_far
            for one in self.makers.get(kind, ()):
                for socket in one.sockets:
                    if socket.kind not in least:
                        heapq.heappush(queue, (so_far + prices[one.name], socket.kind))
        return least


def least_from(distance: Mapping[Kind, int], kind: Kind) -> int | None:
    """Return how far it is to the goal from a resource of this kind, which may also stand in for its parents."""
    return min((distance[up] for up in above(kind) if up in distance), default=None)


def best_of_each_signature(candidates: Sequence[Candidate], keep: int, *, by_time: bool) -> tuple[Candidate, ...]:
    """Return the tools without those that at least `keep` others beat or equal in all that counts.

    Of tools that take and give the same, a plan with a beaten one is never among the `keep` best.
    """
    groups: dict[tuple[object, ...], list[Candidate]] = {}
    for one in sorted(candidates, key=lambda one: (one.price, one.name)):
        kept = groups.setdefault(one.signature, [])
        better = sum(
            1
            for other in kept
            if other.cover | one.cover == other.cover and (not by_time or other.cost_s <= one.cost_s)
        )
        if better < keep:
            kept.append(one)
    return tuple(sorted((one for kept in groups.values() for one in kept), key=lambda one: one.name))
