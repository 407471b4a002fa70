"""Why a plan has each of its tools, and why others that could stand there were passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from storyagent.graph.constraints import Refusal
from storyagent.graph.rank import Price, Words
from storyagent.graph.search_derivation import Derivation, Step
from storyagent.graph.search_index import Candidate, Index, Kind, above
from storyagent.graph.search_plan import Drawn
from storyagent.graph.search_task import Reached, WantSocket
from storyagent.graph.search_values import FoundStep, PassedOver, Source
from storyagent.graph.tool import ToolSpec

SHOWN = 5
"""How many tools that were passed over are named for each step."""


@dataclass(frozen=True)
class Knowledge:
    """What a search knows of all tools, those it could not use included.

    `kinds` are within reach, `through` has of the cheapest way found that ends in a tool the price and the resources
    at hand it uses (a bit mask), `leaves` and `sources` are what is at hand.
    """

    index: Index
    kinds: set[Kind]
    refusals: Mapping[str, Refusal]
    price: Callable[[ToolSpec], Price]
    costs: Mapping[str, float]
    through: Mapping[str, tuple[int, int]]
    words: Words
    leaves: Sequence[Derivation]
    sources: Sequence[tuple[Source, ...]]

    @cached_property
    def reach(self) -> set[Kind]:
        """Return the kinds within reach with all they may stand in for."""
        return {up for kind in self.kinds for up in above(kind)}

    def cost_s(self, spec: ToolSpec) -> float | None:
        """Return the seconds a call takes: measured, else declared, else None."""
        return self.costs.get(spec.name, spec.cost_s)


class Reasons:
    """The reasons of one plan. `better` has the numbers of the plans before it by the tools they use."""

    def __init__(
        self, reached: Reached, drawn: Drawn, known: Knowledge, wants: Sequence[WantSocket], better: Mapping[str, int]
    ) -> None:
        self.reached = reached
        self.drawn = drawn
        self.known = known
        self.better = better
        self.used_as: dict[Step, list[tuple[str, Kind, Kind]]] = {step: [] for step in drawn.steps}
        for end, want in zip(reached.ends, wants, strict=True):
            if end.step:
                self.used_as[end.step].append(("as wanted", end.kind, want.kind))
        for step in drawn.steps:
            for socket, given in step.bound:
                if given.step:
                    place = f"for {drawn.names[step]}"
                    self.used_as[given.step].append((place, given.kind, socket.kind))

    def steps(self) -> tuple[FoundStep, ...]:
        """Return the steps with their reasons, in the order of the plan."""
        return tuple(self._step(step) for step in self.drawn.steps)

    def notes(self) -> Iterator[str]:
        """Yield what a person should know of how the resources at hand were shared out."""
        for step in self.drawn.steps:
            seen: dict[int, str] = {}
            for socket, given in step.bound:
                if given.leaf < 0:
                    continue
                name = self._leaf(given)
                if given.leaf in seen:
                    yield f"{step.candidate.name} gets {name} twice, as {seen[given.leaf]} and as {socket.name}"
                seen[given.leaf] = socket.name
                others = [] if socket.many or given.family else list(self._would_fit(socket.kind, given.leaf))
                if others:
                    yield f"{step.candidate.name} gets {name} as {socket.name}; {_listed(others, 'or')} would fit, too"

    def _would_fit(self, kind: Kind, but: int) -> Iterator[str]:
        for leaf in self.known.leaves:
            if leaf.leaf != but and leaf.family is None and kind in above(leaf.kind):
                yield self._leaf(leaf)

    def _step(self, step: Step) -> FoundStep:
        others = self._others(step)
        cost_s = self.known.cost_s(step.candidate.spec)
        return FoundStep(
            tool=step.candidate.name,
            nodes=self.drawn.node_ids(step),
            each=step.family[0] if step.family else "",
            why=self._why(step),
            cost_s=None if cost_s is None else cost_s * (len(step.family[1]) if step.family else 1),
            passed_over=tuple(others[:SHOWN]),
            others_passed_over=max(0, len(others) - SHOWN),
        )

    def _why(self, step: Step) -> str:
        by_place: dict[str, list[str]] = {}
        for place, kind, _ in self.used_as[step]:
            by_place.setdefault(place, []).append(kind[0])
        made = _listed([f"{_listed(kinds)} {place}" for place, kinds in by_place.items()])
        sources = [
            self.drawn.names[given.step] if given.step else self._leaf(given)
            for _, given in step.bound
        ]  # fmt: skip
        text = f"makes {made}" + (f", from {_listed(sources)}" if sources else "")
        if step.family:
            text += f", for each of {len(step.family[1])}"
        heard = self.known.words.heard(step.candidate.cover)
        return text + (f"; the request says {_listed([repr(word) for word in heard])}" if heard else "")

    def _leaf(self, given: Derivation) -> str:
        return f"your {_listed([source.resource for source in self.known.sources[given.leaf]])}"

    def _others(self, step: Step) -> list[PassedOver]:
        kinds = {kind for _, _, kind in self.used_as[step]}
        rivals = {one.name: one for kind in kinds for one in self.known.index.makers.get(kind, ())}
        rivals.pop(step.candidate.name, None)
        told = sorted((*self._against(one, step, kinds), one.name) for one in rivals.values())
        return [PassedOver(tool=name, why=why) for _, _, why, name in told]

    def _against(self, rival: Candidate, step: Step, kinds: set[Kind]) -> tuple[int, int, str]:
        """Return how near a rival came (first the class, then by how much it lost), and why it lost."""
        refusal = self.known.refusals.get(rival.name)
        if refusal is not None:
            return 1, 0, refusal.found
        lacking = [socket.kind[0] for socket in rival.required if socket.kind not in self.known.reach]
        if lacking:
            return 3, len(lacking), f"needs {_listed(lacking)}, which nothing here gives"
        if any(kind in above(socket.kind) for socket in rival.required for kind in kinds):
            return 2, 0, "would only change what is there already"
        if rival.name in self.better:
            return 0, -1, f"is in plan {self.better[rival.name]}"
        return self._weighed(rival, step)

    def _weighed(self, rival: Candidate, step: Step) -> tuple[int, int, str]:
        ours, theirs = self.known.price(step.candidate.spec), self.known.price(rival.spec)
        lost = theirs.total - ours.total
        missed = self.known.words.heard(step.candidate.cover & ~self.known.words.cover(rival.spec))
        if missed:
            return 0, lost, f"its description has no {_listed([repr(word) for word in missed], 'or')}"
        price, used = self.known.through.get(rival.name, (0, 0))
        if not price and rival.signature != step.candidate.signature:  # the search ended before it came to this one
            return 0, lost, "every way by it costs more"
        left_over = self._used_by(step) & ~used if price else 0
        if left_over:
            names = [self._leaf(leaf) for leaf in self.known.leaves if leaf.used & left_over]
            return 0, lost, f"has no use for {names[0]}"
        more = {cause: getattr(theirs, cause) - getattr(ours, cause) for cause in _CAUSES}
        cause = max(_CAUSES, key=lambda name: more[name])
        further = price - self.known.through[step.candidate.name][0] - lost if price else 0
        if further > max(0, more[cause]):
            return 0, lost + further, "needs more steps, or dearer ones, before it"
        if more[cause] > 0:
            return 0, lost, self._dearer(cause, rival.spec, step.candidate.spec)
        return 0, lost, "as good by all that is known" if lost >= 0 else "does not fit into a better whole"

    def _used_by(self, step: Step) -> int:
        used = 0
        waiting = [step]
        while waiting:
            for _, given in waiting.pop().bound:
                used |= given.used if given.step is None else 0
                waiting += [given.step] if given.step else []
        return used

    def _dearer(self, cause: str, rival: ToolSpec, chosen: ToolSpec) -> str:
        if cause == "time":
            return f"takes {_seconds(self.known.cost_s(rival))}, not {_seconds(self.known.cost_s(chosen))}"
        if cause == "quality":
            return f"declares quality {_share(rival.quality)}, not {_share(chosen.quality)}"
        if cause == "questions":
            return "has more settings that would have to be asked for"
        return "was judged to fit the request less"


_CAUSES = ("time", "quality", "relevance", "questions")


def _seconds(cost_s: float | None) -> str:
    return "a time nobody has declared" if cost_s is None else f"{cost_s:g} s"


def _share(quality: float | None) -> str:
    return "of nothing" if quality is None else f"{quality:g}"


def _listed(names: Sequence[str], word: str = "and") -> str:
    told = list(dict.fromkeys(names))
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} {word} {told[-1]}" if told else ""
