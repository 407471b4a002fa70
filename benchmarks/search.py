"""Searching the tool graph, against a plain depth-first search in the style of ControlLLM's Thoughts-on-Graph.

    python benchmarks/search.py [--full]

Registries of 59 to 5,000 tools are generated with a fixed seed: few types are frequent and many are rare, as in
ControlLLM's own registry (59 tools, 22 types). Each task is made from a planted plan of two to five calls: at hand is
what its first calls take, wanted is what its last call gives. The request names seven in ten of the planned tools by
both words of their names, and has a word of a tool that has nothing to do with it. A first plan is right if it has all
the tools that were named and no more calls than the planted one; it has reached the goal if there is a plan at all.

The peer is the published algorithm, written anew: depth first over (what is at hand, tools used), at most five calls,
each tool once, types compared as they stand, solutions with unused steps or inputs dropped. Where ControlLLM asks a
language model for a score from 1 to 5, it gets the words that our ranking has, at no cost: a tool with both words in
the request scores 5, with one 4, with none 2. Of its solutions the first is the one that answers to most words, then
the shortest. Each of its searches ends after 200,000 calls considered (the public code has no such limit).

Times are of the processor, not of the clock. Exit code 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from storyagent.graph.search import AtHand, Budget, Goal, Strategy, Want, search
from storyagent.graph.tool import Port, ToolSpec
from storyagent.story.resources import ResourceType

SIZES: tuple[tuple[int, int, int], ...] = ((59, 22, 20), (500, 60, 6), (2_000, 120, 4), (5_000, 200, 3))
"""Tools, types and tasks of each round."""
PEER_CALLS = 200_000
VERBS = (
    "blur sharpen crop rotate mirror dub sing whisper translate summarise describe count sort merge split trim loop "
    "fade tint paint sketch carve weave melt freeze polish fold twist stack scatter gather pin label stamp seal lift "
    "drop push pull bend stretch shrink wrap peel slice grind mix bake boil chill dry soak rinse scrub dust mend patch "
    "stitch knit braid plait"
)
NOUNS = (
    "harbour meadow lantern anchor basket bridge candle castle cedar chapel cliff clover comet coral cottage crater "
    "desert dragon engine falcon feather ferry forest fossil fountain galaxy garden glacier guitar hammer island "
    "jungle kettle kitchen ladder lagoon lemon lizard magnet maple marble market mirror monsoon mountain orchard otter "
    "oyster palace pebble pepper piano pillow planet pond prairie puzzle pyramid rabbit raven ribbon river rocket "
    "saddle sailor salmon shadow shell shovel silver skyline spider spruce square stable statue storm summit sunset "
    "temple thunder tiger timber tower tractor tunnel turtle valley velvet violin volcano walnut whale willow window"
)


@dataclass(frozen=True)
class Task:
    """What is at hand and wanted, the request, the tools it names, and how many calls the planted plan has."""

    have: tuple[str, ...]
    want: str
    request: str
    named: frozenset[str]
    calls: int


@dataclass(frozen=True)
class Shelf:
    """Generated tools: inputs and output by name."""

    inputs: Mapping[str, tuple[str, ...]]
    output: Mapping[str, str]

    def names(self) -> tuple[str, ...]:
        """Return the names of all tools."""
        return tuple(self.inputs)

    def spec(self, name: str) -> ToolSpec:
        """Return a tool's spec."""
        return self.specs[name]

    @property
    def specs(self) -> Mapping[str, ToolSpec]:
        """Return all specs; made once."""
        return _specs(self)


_MADE: dict[int, dict[str, ToolSpec]] = {}


def _specs(shelf: Shelf) -> dict[str, ToolSpec]:
    if id(shelf) not in _MADE:
        _MADE[id(shelf)] = {
            name: ToolSpec(
                name=name,
                version="1",
                summary=f"{name.replace('_', ' ').capitalize()}.",
                inputs={f"in_{kind}": Port(f"in_{kind}", Any, ResourceType(kind, ".bin")) for kind in kinds},
                outputs={"result": Port("result", Any, ResourceType(shelf.output[name], ".bin"))},
                cost_s=1.0,
                quality=0.5,
            )
            for name, kinds in shelf.inputs.items()
        }
    return _MADE[id(shelf)]


def generated(tools: int, types: int, rng: random.Random) -> Shelf:
    """Return tools with one to three inputs of different types and one output."""
    kinds = [f"t{number}" for number in range(types)]
    weights = [1 / (place + 1) for place in range(types)]
    names = rng.sample([f"{verb}_{noun}" for verb in VERBS.split() for noun in NOUNS.split()], tools)
    inputs, output = {}, {}
    for name in names:
        count = rng.choices((1, 2, 3), (6, 3, 1))[0]
        inputs[name] = tuple(dict.fromkeys(rng.choices(kinds, weights, k=count)))
        output[name] = rng.choices(kinds, weights)[0]
    return Shelf(inputs, output)


def planted(shelf: Shelf, rng: random.Random) -> Task:
    """Return a task made from a random plan of two to five calls, in which no call gives what was there before it."""
    makers: dict[str, list[str]] = {}
    for name, kind in shelf.output.items():
        makers.setdefault(kind, []).append(name)
    while True:
        used: dict[str, None] = {}
        have: dict[str, None] = {}
        want = rng.choice(sorted(makers))
        if _grow(want, (), makers, shelf, rng, used, have) and 2 <= len(used) <= 5 and want not in have:
            made = {shelf.output[name] for name in used}
            if len(made) == len(used) and not made & set(have):
                break
    named = [name for name in used if rng.random() < 0.7] or [rng.choice(list(used))]
    others = rng.sample([name for name in shelf.inputs if name not in used], 1)
    words = [word for name in named for word in name.split("_")] + [rng.choice(name.split("_")) for name in others]
    rng.shuffle(words)
    return Task(tuple(have), want, " and ".join(words), frozenset(named), len(used))


def _grow(
    kind: str,
    above: tuple[str, ...],
    makers: Mapping[str, list[str]],
    shelf: Shelf,
    rng: random.Random,
    used: dict[str, None],
    have: dict[str, None],
) -> bool:
    if above and (kind not in makers or len(used) >= 5 or rng.random() < 0.45):
        have[kind] = None
        return True
    options = [name for name in makers[kind] if not {*above, kind} & set(shelf.inputs[name]) and name not in used]
    if not options:
        return False
    name = rng.choice(options)
    used[name] = None
    return all(_grow(inner, (*above, kind), makers, shelf, rng, used, have) for inner in shelf.inputs[name])


@dataclass
class Outcome:
    """Sums over the tasks of one method on one registry."""

    right: int = 0
    reached: int = 0
    expansions: int = 0
    seconds: float = 0.0
    slowest_s: float = 0.0
    cut: int = 0

    def add(self, task: Task, tools: frozenset[str] | None, expansions: int, seconds: float, cut: bool) -> None:
        """Count one search."""
        self.right += tools is not None and tools >= task.named and len(tools) <= task.calls
        self.reached += tools is not None
        self.expansions += expansions
        self.seconds += seconds
        self.slowest_s = max(self.slowest_s, seconds)
        self.cut += cut


def ours(shelf: Shelf, task: Task, strategy: Strategy, steps: int) -> tuple[frozenset[str] | None, int, bool]:
    """Search with storyagent; return the first plan's tools, the calls considered, and whether a budget ended it."""
    goal = Goal(
        wants=(Want(type=task.want),),
        have=tuple(AtHand(name=kind, type=kind) for kind in task.have),
        request=task.request,
    )
    result = search(goal, shelf, k=3, strategy=strategy, budget=Budget(steps=steps))
    first = frozenset(result.plans[0].tools) if result.plans else None
    return first, result.expansions, not result.complete


Peer = Literal["beam", "adaptive", "exhaustive"]


@dataclass
class ThoughtsOnGraph:
    """The peer: plain depth-first search with a score for every step."""

    shelf: Shelf
    task: Task
    strategy: Peer
    longest: int = 5
    width: int = 3
    expansions: int = 0
    cut: bool = False
    found: set[tuple[str, ...]] = field(default_factory=set)

    def run(self) -> tuple[frozenset[str] | None, int, bool]:
        """Return the tools of the best solution, the calls considered, and whether the limit ended the search."""
        self.words = set(self.task.request.split()) - {"and"}
        self._search(frozenset(self.task.have), ())
        solutions = [path for path in self.found if self._all_used(path)]
        best = min(solutions, key=lambda path: (-self._answered(path), len(path), path), default=None)
        return (None if best is None else frozenset(best)), self.expansions, self.cut

    def _search(self, at_hand: frozenset[str], path: tuple[str, ...]) -> None:
        if len(path) >= self.longest or self.cut:
            return
        callable_now = [
            name
            for name, inputs in self.shelf.inputs.items()
            if name not in path and all(kind in at_hand for kind in inputs)
        ]
        for name in self._chosen(callable_now):
            self.expansions += 1
            if self.expansions > PEER_CALLS:
                self.cut = True
                return
            given = self.shelf.output[name]
            if given == self.task.want:
                self.found.add((*path, name))
            self._search(at_hand | {given}, (*path, name))

    def _chosen(self, names: Sequence[str]) -> Sequence[str]:
        if self.strategy == "exhaustive":
            return names
        scored = sorted(names, key=lambda name: (-self._score(name), name))
        if self.strategy == "beam":
            return scored[: self.width]
        return [name for name in scored if self._score(name) >= 3] or scored[:1]

    def _score(self, name: str) -> int:
        return (2, 4, 5)[len(self.words & set(name.split("_")))]

    def _answered(self, path: Sequence[str]) -> int:
        return len(self.words & {word for name in path for word in name.split("_")})

    def _all_used(self, path: Sequence[str]) -> bool:
        """Tell whether every step but the last, and everything at hand, is taken by a later step."""
        for place, name in enumerate(path[:-1]):
            if not any(self.shelf.output[name] in self.shelf.inputs[later] for later in path[place + 1 :]):
                return False
        return all(any(kind in self.shelf.inputs[name] for name in path) for kind in self.task.have)


Method = Callable[[Shelf, Task], tuple[frozenset[str] | None, int, bool]]


def methods(tools: int, full: bool) -> Iterator[tuple[str, Method]]:
    """Yield what is measured on a registry of this size, each with its name."""

    def storyagent(strategy: Strategy) -> Method:
        return lambda shelf, task: ours(shelf, task, strategy, 6)

    def peer(strategy: Peer) -> Method:
        return lambda shelf, task: ThoughtsOnGraph(shelf, task, strategy).run()

    for strategy in ("greedy", "beam", "adaptive", "exhaustive"):
        yield f"storyagent {strategy}", storyagent(strategy)
    yield "depth-first beam", peer("beam")
    yield "depth-first adaptive", peer("adaptive")
    if full or tools <= 500:
        yield "depth-first exhaustive", peer("exhaustive")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything, print a table, return the exit code."""
    parser = argparse.ArgumentParser(description="Tool graph search, against depth-first search.")
    parser.add_argument("--full", action="store_true", help="exhaustive depth-first search on large registries, too")
    full = parser.parse_args(arguments).full
    missed: list[str] = []
    for tools, types, count in SIZES:
        rng = random.Random(tools)
        shelf = generated(tools, types, rng)
        tasks = [planted(shelf, rng) for _ in range(count)]
        outcomes = {name: measure(method, shelf, tasks) for name, method in methods(tools, full)}
        report(tools, types, outcomes, count)
        missed += targets(tools, outcomes, count)
    for line in missed:
        print("MISSED", line)
    return 1 if missed else 0


def measure(method: Method, shelf: Shelf, tasks: Sequence[Task]) -> Outcome:
    """Run one method on all tasks."""
    method(shelf, tasks[0])  # the lexicon is read once
    outcome = Outcome()
    for task in tasks:
        started = time.process_time()
        found, expansions, cut = method(shelf, task)
        outcome.add(task, found, expansions, time.process_time() - started, cut)
    return outcome


def report(tools: int, types: int, outcomes: Mapping[str, Outcome], count: int) -> None:
    """Print one registry's table; ratios are against our adaptive search."""
    base = outcomes["storyagent adaptive"]
    print(f"\n{tools:,} tools, {types} types, {count} tasks")
    heads = ("right", "reached", "calls", "ratio", "ms", "slowest", "ratio", "cut")
    print(" " * 24, *(f"{head:>9}" for head in heads))
    for name, outcome in outcomes.items():
        cells = (
            f"{outcome.right / count:.0%}",
            f"{outcome.reached / count:.0%}",
            f"{outcome.expansions / count:,.0f}",
            f"{outcome.expansions / base.expansions:.1f}x",
            f"{outcome.seconds / count * 1000:.1f}",
            f"{outcome.slowest_s * 1000:.1f}",
            f"{outcome.seconds / base.seconds:.1f}x",
            f"{outcome.cut}",
        )
        print(f"{name:24}", *(f"{cell:>9}" for cell in cells), flush=True)


def targets(tools: int, outcomes: Mapping[str, Outcome], count: int) -> Iterator[str]:
    """Yield the targets that were missed."""
    adaptive, exhaustive = outcomes["storyagent adaptive"], outcomes["storyagent exhaustive"]
    if tools < 100 and exhaustive.slowest_s > 0.1:
        yield f"{tools} tools: exhaustive took up to {exhaustive.slowest_s * 1000:.0f} ms, wanted 100 ms"
    if tools < 100 and exhaustive.cut:
        yield f"{tools} tools: exhaustive used up its budget in {exhaustive.cut} of {count}"
    if tools == 2_000 and adaptive.slowest_s > 1.0:
        yield f"{tools} tools: adaptive took up to {adaptive.slowest_s:.2f} s, wanted 1 s"
    if adaptive.reached < count:
        yield f"{tools} tools: adaptive found no plan for {count - adaptive.reached} of {count}"


if __name__ == "__main__":
    sys.exit(main())
