"""Why a goal is out of reach, and the least that would bring it within reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from storyagent.graph.search_chart import Chart
from storyagent.graph.search_index import Candidate, Index, Kind, above, best_of_each_signature, least_from
from storyagent.graph.search_kinds import Hand
from storyagent.graph.search_reasons import Knowledge
from storyagent.graph.search_task import Reached, Task, WantSocket
from storyagent.graph.search_values import Lacking, PassedOver, Unreachable
from storyagent.graph.tool import ToolSpec

_REFUSED = 100_000
_MISSING = 1_000_000
_GIVEN = "?"
_WAYS = 3


class Searching(Protocol):
    """What a diagnosis needs of the search that failed."""

    wants: tuple[WantSocket, ...]
    hand: Hand
    index: Index
    not_loaded: list[PassedOver]

    def priced(self, one: Candidate) -> Candidate:
        """Return a tool with its price."""

    def task(self, candidates: tuple[Candidate, ...], *, max_steps: int, max_ms: int | None) -> Task:
        """Return what a chart needs to work with these tools."""


class Diagnosis:
    """Looks for the least that is missing: the same search, in which any type may be had at a very high price."""

    def __init__(self, search: Searching, known: Knowledge) -> None:
        self.search = search
        self.known = known
        self.wanted = [want.kind for want in search.wants]

    def unreachable(self, by_types: bool) -> Unreachable:
        """Return the diagnosis. `by_types` says that the types alone would have led to the goal."""
        limited = self._without_limits() if by_types else ""
        ways = () if limited else self._ways()
        return Unreachable(
            wanted=_names(self._out_of_reach()) or _names(self.wanted),
            ways=ways,
            nearest=self._nearest(),
            not_loaded=tuple(self.search.not_loaded),
            why=limited or self._why(bool(ways)),
        )

    def _out_of_reach(self) -> list[Kind]:
        made = {up for one in self._callable() for up in one.gives}
        return [kind for kind in self.wanted if kind not in made]

    def _callable(self) -> list[Candidate]:
        reach = {up for kind in self.known.kinds for up in above(kind)}
        return [
            one
            for one in self.search.index.candidates
            if one.name not in self.known.refusals and all(socket.kind in reach for socket in one.required)
        ]

    def _why(self, helped: bool) -> str:
        nobody = [kind for kind in self._out_of_reach() if kind not in self.search.index.makers]
        if nobody:
            return f"no installed tool makes {' or '.join(_names(nobody))}"
        if helped:
            return ""
        wanted = " and ".join(_names(self.wanted))
        return (
            f"the tools that make {wanted} take such a thing themselves, or cannot be joined to make all that is wanted"
        )

    def _without_limits(self) -> str:
        """Say which limit, or which number of things, stands in the way of a goal that the types would reach."""
        usable = tuple(self.search.priced(one) for one in self._callable())
        task = self.search.task(usable, max_steps=64, max_ms=None)
        found = _run(task)
        if found:
            steps, seconds = len(found[0].steps), sum(step.cost_ms for step in found[0].steps) / 1000
            return f"the nearest plan has {steps} steps and takes {seconds:g} s, more than was allowed"
        for place, want in enumerate(task.wants):
            turned = (*task.wants[:place], replace(want, each=not want.each), *task.wants[place + 1 :])
            if _run(replace(task, wants=turned)):
                if want.each:
                    return f"{want.kind[0]} can be made once, not for each of several items"
                return f"{want.kind[0]} can be made for each of several items, not as one: ask for {want.kind[0]}*"
        return ""

    def _ways(self) -> tuple[Lacking, ...]:
        everything = {one.name for one in self.search.index.candidates}
        leading = self.search.index.leading_to(self.wanted, everything)
        if not leading:
            return ()
        priced = [self.search.priced(one) for one in leading]
        priced = [
            replace(one, price=one.price + _REFUSED, cover=0)
            if one.name in self.known.refusals
            else replace(one, cover=0)
            for one in priced
        ]
        kept = best_of_each_signature(priced, _WAYS, by_time=False)
        asked = sorted({socket.kind for one in kept for socket in one.required})
        supplied = [_supply(kind) for kind in asked if not any(want in above(kind) for want in self.wanted)]
        task = self.search.task((*kept, *supplied), max_steps=64, max_ms=None)
        task = replace(task, wants=tuple(replace(want, each=False) for want in task.wants))
        return tuple(self._distinct(_run(task, keep=4 * _WAYS)))

    def _distinct(self, found: Iterable[Reached]) -> list[Lacking]:
        """Return what each way lacks, without ways that lack all that another one does, and more."""
        ways: list[Lacking] = []
        for reached in found:
            names = [step.candidate.name for step in sorted(reached.steps, key=lambda step: step.candidate.name)]
            types = tuple(sorted({name.removeprefix(_GIVEN) for name in names if name.startswith(_GIVEN)}))
            refused = tuple(self.known.refusals[name] for name in dict.fromkeys(names) if name in self.known.refusals)
            lacks = {*types, *(refusal.tool for refusal in refused)}
            if any(lacks >= {*way.types, *(refusal.tool for refusal in way.refused)} for way in ways):
                continue
            tools = tuple(dict.fromkeys(name for name in names if not name.startswith(_GIVEN)))
            ways.append(Lacking(types=types, refused=refused, tools=tools))
        return ways[:_WAYS]

    def _nearest(self) -> str:
        """Return the type that can be made and is most like what is wanted: related by name, or else by tools."""
        made = sorted({kind for one in self._callable() for _, kind, _ in one.outputs})
        if not made:
            return ""
        for wanted in self._out_of_reach() or self.wanted:
            related = [(_shared(name, wanted[0]), name) for name, is_file in made if is_file == wanted[1]]
            best = max(related, key=lambda item: (item[0], -len(item[1])), default=(0, ""))
            if best[0]:
                return best[1]
        prices = {one.name: 1000 for one in self.search.index.candidates}
        distance = self.search.index.distance(self.wanted, prices)
        near = [(rest, name) for name, is_file in made if (rest := least_from(distance, (name, is_file))) is not None]
        return min(near, default=(0, ""))[1]


def _names(kinds: Iterable[Kind]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name, _ in kinds))


def _run(task: Task, keep: int = 1) -> tuple[Reached, ...]:
    return Chart(replace(task, slack=10 * _MISSING), keep=keep, cap=keep, by_words=False, budget=20_000).run()


def _supply(kind: Kind) -> Candidate:
    """Return a stand-in for whoever gives a missing resource."""
    name = f"{_GIVEN}{kind[0]}"
    return Candidate(ToolSpec(name, "", "", {}, {}), (), (("result", kind, False),), price=_MISSING)


def _shared(one: str, other: str) -> int:
    """Return how many parts of two dotted names are the same from the left."""
    parts = list(zip(one.split("."), other.split("."), strict=False))
    return next((place for place, (left, right) in enumerate(parts) if left != right), len(parts))
