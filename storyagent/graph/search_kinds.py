"""The resource types that tools know by name, and what is at hand as the search sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from storyagent.errors import InvalidInput
from storyagent.graph.reference import near_miss
from storyagent.graph.search_derivation import Derivation, Family
from storyagent.graph.search_index import Kind, above
from storyagent.graph.search_values import AtHand, Source
from storyagent.graph.tool import ToolSpec
from storyagent.story import resources
from storyagent.story.resources import ResourceType, accepts


class Kinds:
    """Which types there are: storyagent's own, those of the tools, and everything they are subtypes of."""

    def __init__(self, specs: Iterable[ToolSpec]) -> None:
        ports = [port for spec in specs for port in (*spec.inputs.values(), *spec.outputs.values())]
        own = [extra for value in vars(resources).values() for extra in getattr(value, "__metadata__", ())]
        self._exact = {_kind(port.resource) for port in ports if port.resource}
        self._exact |= {_kind(extra) for extra in own if isinstance(extra, ResourceType)}
        self._all = {up for kind in self._exact for up in above(kind)}
        self.names = tuple(sorted({name for name, _ in self._all}))

    def named(self, name: str, where: str) -> Kind:
        """Return the kind of a type's name; of a parent that no tool names itself, that of its subtypes.

        Raises:
            InvalidInput: no tool knows this type.
        """
        for known in (self._exact, self._all):
            for is_file in (True, False):
                if (name, is_file) in known:
                    return name, is_file
        raise InvalidInput(
            f"there is no resource type {name!r}",
            where=where,
            hint=near_miss(name, self.names) or f"the types are: {', '.join(self.names)}",
        )


class Hand(NamedTuple):
    """What is at hand: derivations without steps, what each stands for, and its name."""

    leaves: tuple[Derivation, ...]
    sources: tuple[tuple[Source, ...], ...]
    names: tuple[str, ...]


def leaves_of(have: Sequence[AtHand], kinds: Kinds) -> Hand:
    """Return what is at hand as derivations: each resource, and all single ones that share a type as a family."""
    leaves: list[Derivation] = []
    sources: list[tuple[Source, ...]] = []
    names: list[str] = []

    def put(kind: Kind, family: Family | None, used: int, stands_for: tuple[Source, ...], name: str) -> None:
        leaves.append(Derivation(kind, family, used, leaf=len(leaves)))
        sources.append(stands_for)
        names.append(name)

    singles: list[tuple[Kind, int, Source]] = []
    for place, one in enumerate(have):
        kind = kinds.named(one.type, f"at hand, {one.name}")
        used = 0 if one.spare else 1 << place
        family = (one.family or one.type, one.items) if one.items else None
        stands_for = _sources(one)
        if family is None:
            singles.append((kind, used, stands_for[0]))
        put(kind, family, used, stands_for, one.name)
    for kind, members in _sharing(singles):
        together = 0
        for _, used, _ in members:
            together |= used
        items = tuple(f"{number}" for number in range(1, len(members) + 1))
        put(kind, (f"your {kind[0]}", items), together, tuple(source for *_, source in members), kind[0])
    return Hand(tuple(leaves), tuple(sources), tuple(names))


def _sharing(singles: Sequence[tuple[Kind, int, Source]]) -> Iterable[tuple[Kind, list[tuple[Kind, int, Source]]]]:
    """Yield each type of which there are several, with them; of types with the same ones the most exact."""
    seen: set[tuple[str, ...]] = set()
    uppers = sorted({up for kind, *_ in singles for up in above(kind)}, key=lambda kind: (-kind[0].count("."), kind))
    for upper in uppers:
        members = [one for one in singles if accepts(upper[0], one[0][0]) and one[0][1] == upper[1]]
        names = tuple(source.resource for *_, source in members)
        if len(members) > 1 and names not in seen:
            seen.add(names)
            yield upper, members


def _sources(one: AtHand) -> tuple[Source, ...]:
    return tuple(
        Source(resource=one.name, item=item, place=place, given=one.given[place] if one.given else None)
        for place, item in enumerate(one.items or ("",))
    )


def _kind(resource: ResourceType) -> Kind:
    return resource.name, resource.is_file
