"""The search itself: derivations of resources, the cheapest first, each put together from cheaper ones.

A derivation is one way to have a resource: a resource at hand, or a tool's output together with all the calls behind
it. They are taken from a queue in the order of price plus the least price of the rest of the way (A*, with Knuth's
generalisation to calls with several inputs); a tool is called with a new derivation and those taken before it. So
subgoals are solved once, for all the plans that need them, and a call is never planned whose inputs do not exist.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from storyagent.graph.rank import same_words
from storyagent.graph.search_derivation import (
    Derivation,
    Step,
    answers,
    family_of,
    has_idle_step,
    inner_of,
    may_fill,
    worth_filling,
)
from storyagent.graph.search_index import Candidate, Kind, Socket, above, least_from


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
    """What a chart works on. `values` are the prices of the words, `usable` the bits of the resources to be used."""

    candidates: tuple[Candidate, ...]
    leaves: tuple[Derivation, ...]
    leaf_names: tuple[str, ...]
    wants: tuple[WantSocket, ...]
    distance: Mapping[Kind, int]
    values: Mapping[int, int]
    shares: Mapping[int, int]
    usable: int
    unused_price: int
    same_twice: int
    other_name: int
    doubling: int
    max_steps: int
    max_ms: int | None


class Chart:
    """One run. `cap` is how many ways to have a thing are kept (None: all), counted by `by_words` or in all."""

    def __init__(self, task: Task, *, keep: int, cap: int | None, by_words: bool, budget: int) -> None:
        self.task = task
        self.keep = keep
        self.cap = cap
        self.by_words = by_words
        self.budget = budget
        self.expansions = 0
        self.dropped = False
        self.cut = False
        self.through: dict[str, tuple[int, int]] = {}
        self._best: dict[tuple[str, ...], Reached] = {}
        self._queue: list[tuple[int, int, int, Derivation]] = []
        self._made = 0
        self._shelf: dict[Kind, list[Derivation]] = {}
        self._ends: list[list[Derivation]] = [[] for _ in task.wants]
        self._users: dict[Kind, list[tuple[Candidate, int]]] = {}
        for one in task.candidates:
            for place, socket in enumerate(one.sockets):
                self._users.setdefault(socket.kind, []).append((one, place))
        self._bounds: dict[int, int] = {}
        self._preferred: dict[tuple[str, Kind], frozenset[int]] = {}

    def run(self) -> tuple[Reached, ...]:
        """Search until the best plans are certain, everything was tried, or the budget is used up."""
        for leaf in self.task.leaves:
            self._push(leaf)
        for one in self.task.candidates:
            if not one.required:
                self._call(one, None, -1)
        while self._queue and not self.cut:
            least, _, _, taken = heapq.heappop(self._queue)
            if len(self._best) >= self.keep and least >= self.found()[self.keep - 1].score:
                break
            self._take(taken)
        return self.found()

    def found(self) -> tuple[Reached, ...]:
        """Return the best plans so far, each with other tools than those before it."""
        order = sorted(self._best.values(), key=lambda one: (one.score, len(one.steps), one.tools))
        return tuple(order[: self.keep])

    def _push(self, made: Derivation) -> None:
        rest = least_from(self.task.distance, made.kind)
        if rest is None:
            return
        self._made += 1
        least = made.price + rest + self._bound(made.cover)
        heapq.heappush(self._queue, (least, len(made.steps), self._made, made))

    def _bound(self, cover: int) -> int:
        """Return the least that the words not in a mask will still cost, answered to or not."""
        if cover not in self._bounds:
            self._bounds[cover] = sum(price for bit, price in self.task.shares.items() if not cover >> bit & 1)
        return self._bounds[cover]

    def _take(self, taken: Derivation) -> None:
        taken.tools = tuple(sorted(step.candidate.name for step in taken.steps))
        taken.inner = inner_of(taken)
        shelves = [kind for kind in above(taken.kind) if self._has_room(self._shelf.setdefault(kind, []), taken)]
        ends = [
            place
            for place, want in enumerate(self.task.wants)
            if want.kind in above(taken.kind)
            and answers(want.kind, want.each, taken)
            and self._has_room(self._ends[place], taken)
        ]
        for kind in shelves:
            self._shelf[kind].append(taken)
        for place in ends:
            self._ends[place].append(taken)
            self._reach(taken, place)
        for kind in shelves:
            for one, place in self._users.get(kind, ()):
                self._call(one, taken, place)

    def _has_room(self, shelf: Sequence[Derivation], new: Derivation) -> bool:
        """Tell whether a derivation is worth keeping beside those that are there."""
        if self.cap is None:
            return True
        better: set[tuple[str, ...]] = set()
        for old in shelf:
            if old.family != new.family or old.many != new.many or old.price > new.price:
                continue
            if self.by_words and (old.cover | new.cover != old.cover or old.used | new.used != old.used):
                continue
            if old.tools == new.tools and new.step is not None:
                return False
            better.add(old.tools)
        if len(better) >= self.cap and new.step is not None:
            self.dropped = True
            return False
        return True

    def _call(self, one: Candidate, new: Derivation | None, place: int) -> None:
        """Plan every call of a tool with the new derivation in one socket and any known ones in the others."""
        pools: list[Sequence[Derivation | None]] = []
        for at, socket in enumerate(one.sockets):
            pool: list[Derivation | None] = [] if socket.required else [None]
            if at == place:
                pool = [new]
            elif new is not None:
                pool += (old for old in self._shelf.get(socket.kind, ()) if at > place or old is not new)
            pools.append([given for given in pool if given is None or may_fill(socket, given)])
        for inputs in product(*pools):
            self.expansions += 1
            if self.expansions > self.budget:
                self.cut = True
                return
            self._plan_call(one, inputs)

    def _plan_call(self, one: Candidate, inputs: tuple[Derivation | None, ...]) -> None:
        together, family = family_of(one, inputs)
        if not together or not worth_filling(one, inputs):
            return
        given = [item for item in inputs if item is not None]
        before = frozenset[Step]().union(*(item.steps for item in given))
        calls = len(family[1]) if family else 1
        cost_ms = round(one.cost_s * 1000) * calls
        step = Step(one, inputs, family, self._price(one, inputs, calls), cost_ms)
        total_ms = sum(other.cost_ms for other in before) + cost_ms
        if len(before) >= self.task.max_steps or (self.task.max_ms is not None and total_ms > self.task.max_ms):
            return
        price = sum(other.price for other in before) + step.price
        cover, used = one.cover, 0
        for item in given:
            cover |= item.cover
            used |= item.used
        self.through[one.name] = min((price, used), self.through.get(one.name, (price, used)))
        for name, kind, many in one.outputs:
            made = Derivation(kind, step.family, used, many=many, output=name)
            made.step, made.steps, made.price, made.cost_ms, made.cover = step, before | {step}, price, total_ms, cover
            self._push(made)

    def _price(self, one: Candidate, inputs: tuple[Derivation | None, ...], calls: int) -> int:
        price = one.price + self.task.doubling * (calls - 1).bit_length()
        given = [item for item in inputs if item is not None]
        price += self.task.same_twice * (len(given) - len({id(item) for item in given}))
        for socket, item in zip(one.sockets, inputs, strict=True):
            if item is not None and item.leaf >= 0:
                preferred = self._named_like(socket)
                price += self.task.other_name if preferred and item.leaf not in preferred else 0
        return price

    def _named_like(self, socket: Socket) -> frozenset[int]:
        """Return the resources at hand that fit a socket and share a word with its name."""
        key = (socket.name, socket.kind)
        if key not in self._preferred:
            self._preferred[key] = frozenset(
                leaf.leaf
                for leaf in self.task.leaves
                if socket.kind in above(leaf.kind) and same_words(self.task.leaf_names[leaf.leaf], socket.name)
            )
        return self._preferred[key]

    def _reach(self, new: Derivation, place: int) -> None:
        """Put the new derivation in this place of the goal, with known ones in the others."""
        others = [[new] if at == place else known for at, known in enumerate(self._ends)]
        for ends in product(*others):
            self.expansions += 1
            if len(set(map(id, ends))) == len(ends):
                self._record(ends)

    def _record(self, ends: tuple[Derivation, ...]) -> None:
        steps = frozenset[Step]().union(*(end.steps for end in ends))
        if len(steps) > self.task.max_steps:
            return
        if self.task.max_ms is not None and sum(step.cost_ms for step in steps) > self.task.max_ms:
            return
        cover = used = 0
        for end in ends:
            cover |= end.cover
            used |= end.used
        score = sum(step.price for step in steps)
        score += sum(price for bit, price in self.task.values.items() if not cover >> bit & 1)
        score += self.task.unused_price * (self.task.usable & ~used).bit_count()
        tools = tuple(sorted(step.candidate.name for step in steps))
        old = self._best.get(tools)
        if (old is None or score < old.score) and not has_idle_step(ends, cover, used):
            self._best[tools] = Reached(ends, score, steps, cover, used, tools)
