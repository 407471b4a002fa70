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

Slot = tuple[Kind, bool]
"""What a socket takes: a kind, and whether it takes many."""


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


class Shares:
    """A lower bound of what the words and resources that a derivation lacks will still cost, answered to or not.

    Each tool's price is split among the words it answers to and the resources at hand it takes; the smallest share of
    each is its least price. `left` has what is left of each tool's price, so that nothing is counted twice.
    """

    def __init__(
        self,
        candidates: Sequence[Candidate],
        words: Mapping[int, int],
        resources: Mapping[int, int],
        takers: Mapping[str, int],
    ) -> None:
        self._words, self._resources = dict(words), dict(resources)
        parts = {}
        for one in candidates:
            said = [bit for bit in words if one.cover >> bit & 1]
            taken = [bit for bit in resources if takers[one.name] >> bit & 1]
            parts[one.name] = said, taken
            for shares, bits in ((self._words, said), (self._resources, taken)):
                for bit in bits:
                    shares[bit] = min(shares[bit], one.price // (len(said) + len(taken)))
        self.left = {
            one.name: one.price
            - sum(self._words[bit] for bit in parts[one.name][0])
            - sum(self._resources[bit] for bit in parts[one.name][1])
            for one in candidates
        }
        self._known: dict[tuple[int, int], int] = {}

    def still(self, cover: int, used: int) -> int:
        """Return the bound for a derivation with these words and resources."""
        key = (cover, used)
        if key not in self._known:
            self._known[key] = sum(price for bit, price in self._words.items() if not cover >> bit & 1) + sum(
                price for bit, price in self._resources.items() if not used >> bit & 1
            )
        return self._known[key]


@dataclass(frozen=True)
class Task:
    """What a chart works on. `values` are the prices of the words, `usable` the bits of the resources to be used."""

    candidates: tuple[Candidate, ...]
    leaves: tuple[Derivation, ...]
    leaf_names: tuple[str, ...]
    wants: tuple[WantSocket, ...]
    distance: Mapping[Kind, int]
    values: Mapping[int, int]
    shares: Shares
    usable: int
    unused_price: int
    same_twice: int
    other_name: int
    doubling: int
    slack: int
    max_steps: int
    max_ms: int | None


class Chart:
    """One run.

    `cap` is how many ways to have a thing are kept (None: all), `by_words` whether only those count that answer to the
    same words and use the same resources. With `patience`, the run ends when so many calls, and as many again as it had
    taken by then, have brought no better plan.
    """

    def __init__(
        self, task: Task, *, keep: int, cap: int | None, by_words: bool, budget: int, patience: int | None = None
    ) -> None:
        self.task = task
        self.keep = keep
        self.cap = cap
        self.by_words = by_words
        self.budget = budget
        self.patience = patience
        self._improved = 0
        self.expansions = 0
        self.dropped = False
        self.cut = False
        self.through: dict[str, tuple[int, int]] = {}
        self._limit: int | None = None
        self._best: dict[tuple[str, ...], Reached] = {}
        self._queue: list[tuple[int, int, int, Derivation]] = []
        self._made = 0
        self._shelf: dict[Slot, list[Derivation]] = {}
        self._ends: list[list[Derivation]] = [[] for _ in task.wants]
        self._users: dict[Slot, list[tuple[Candidate, int]]] = {}
        for one in task.candidates:
            for place, socket in enumerate(one.sockets):
                self._users.setdefault((socket.kind, socket.many), []).append((one, place))
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
            if self._limit is not None and (least >= self._limit or self._tired()):
                break
            self._take(taken)
        return self.found()

    def _tired(self) -> bool:
        return self.patience is not None and self.expansions > self.patience + 2 * self._improved

    def found(self) -> tuple[Reached, ...]:
        """Return the best plans so far, each with other tools than those before it."""
        order = sorted(self._best.values(), key=lambda one: (one.score, len(one.steps), one.tools))
        return tuple(one for one in order[: self.keep] if one.score <= order[0].score + self.task.slack)

    def _push(self, made: Derivation) -> None:
        rest = least_from(self.task.distance, made.kind)
        if rest is None:
            return
        self._made += 1
        least = made.price + rest + self.task.shares.still(made.cover, made.used)
        if self._limit is not None and least >= self._limit:
            return
        heapq.heappush(self._queue, (least, len(made.steps), self._made, made))

    def _take(self, taken: Derivation) -> None:
        taken.tools = tuple(sorted(step.candidate.name for step in taken.steps))
        taken.inner = inner_of(taken)
        slots = [
            slot
            for slot in self._slots_for(taken)
            if may_fill(*slot, taken) and self._has_room(self._shelf.setdefault(slot, []), taken)
        ]
        ends = [
            place
            for place, want in enumerate(self.task.wants)
            if want.kind in above(taken.kind)
            and answers(want.kind, want.each, taken)
            and self._has_room(self._ends[place], taken)
        ]
        for slot in slots:
            self._shelf[slot].append(taken)
        for place in ends:
            self._ends[place].append(taken)
            self._reach(taken, place)
        for slot in slots:
            for one, place in self._users[slot]:
                self._call(one, taken, place)

    def _slots_for(self, taken: Derivation) -> list[Slot]:
        return [slot for kind in above(taken.kind) for slot in ((kind, False), (kind, True)) if slot in self._users]

    def _has_room(self, shelf: Sequence[Derivation], new: Derivation) -> bool:
        """Tell whether a derivation is worth keeping beside those that are there."""
        if new.step is None:
            return True
        better: set[tuple[str, ...]] = set()
        for old in shelf:
            if old.family != new.family or old.many != new.many or old.price > new.price:
                continue
            if self.by_words and (old.cover | new.cover != old.cover or old.used | new.used != old.used):
                continue
            if old.tools == new.tools:
                return False
            better.add(old.tools)
        if self.cap is not None and len(better) >= self.cap:
            self.dropped = True
            return False
        return True

    def _call(self, one: Candidate, new: Derivation | None, place: int) -> None:
        """Plan every call of a tool with the new derivation in one socket and any known ones in the others."""
        pools: list[Sequence[Derivation | None]] = []
        for at, socket in enumerate(one.sockets):
            known: Sequence[Derivation] = self._shelf.get((socket.kind, socket.many), ())
            if at == place:
                known = (new,) if new else ()
            elif at < place:
                known = [old for old in known if old is not new]
            pools.append(known if socket.required or at == place else [None, *known])
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
        before, price, before_ms = _union([item for item in inputs if item is not None])
        calls = len(family[1]) if family else 1
        cost_ms = round(one.cost_s * 1000) * calls
        own = self._price(one, inputs, calls)
        price, total_ms = price + own, before_ms + cost_ms
        if len(before) >= self.task.max_steps or (self.task.max_ms is not None and total_ms > self.task.max_ms):
            return
        cover, used = one.cover, 0
        for item in inputs:
            if item is not None:
                cover |= item.cover
                used |= item.used
        self.through[one.name] = min((price, used), self.through.get(one.name, (price, used)))
        step = Step(one, inputs, family, own, cost_ms)
        steps = before | {step}
        for name, kind, many in one.outputs:
            made = Derivation(kind, family, used, many=many, output=name)
            made.step, made.steps, made.price, made.cost_ms, made.cover = step, steps, price, total_ms, cover
            self._push(made)

    def _price(self, one: Candidate, inputs: tuple[Derivation | None, ...], calls: int) -> int:
        price = one.price + (self.task.doubling * (calls - 1).bit_length() if calls > 1 else 0)
        for at, (socket, item) in enumerate(zip(one.sockets, inputs, strict=True)):
            if item is None:
                continue
            if at and item in inputs[:at]:
                price += self.task.same_twice
            if item.leaf >= 0:
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
            scores = sorted(one.score for one in self._best.values())
            limit = min([*scores[self.keep - 1 : self.keep], scores[0] + self.task.slack + 1])
            if self._limit is None or score <= limit:
                self._improved = self.expansions
            self._limit = limit


def _union(given: Sequence[Derivation]) -> tuple[frozenset[Step], int, int]:
    """Return the calls behind several derivations, each once, with their price and time."""
    behind = [item for item in given if item.step is not None]
    if not behind:
        return frozenset(), 0, 0
    if len(behind) == 1:
        return behind[0].steps, behind[0].price, behind[0].cost_ms
    steps = frozenset[Step]().union(*(item.steps for item in behind))
    if len(steps) == sum(len(item.steps) for item in behind):
        return steps, sum(item.price for item in behind), sum(item.cost_ms for item in behind)
    return steps, sum(step.price for step in steps), sum(step.cost_ms for step in steps)
