"""The search itself: derivations of resources, the cheapest first, each put together from cheaper ones.

A derivation is one way to have a resource: a resource at hand, or a tool's output together with all the calls behind
it. They are taken from a queue in the order of price plus the least price of the rest of the way (A*, with Knuth's
generalisation to calls with several inputs); a tool is called with a new derivation and those taken before it. So
subgoals are solved once, for all the plans that need them, and a call is never planned whose inputs do not exist.
"""

from __future__ import annotations

import heapq

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
from storyagent.graph.search_join import Aim, Join, Way, aim_of, goal_aim
from storyagent.graph.search_shelf import Calls, Shelf
from storyagent.graph.search_task import Reached, Task

Slot = tuple[Kind, bool]
"""What a socket takes: a kind, and whether it takes many."""


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
        self.through: dict[str, tuple[int, int]] = {}
        self._best: dict[tuple[str, ...], Reached] = {}
        self._queue: list[tuple[int, int, int, Derivation]] = []
        self._made = 0
        self._calls = Calls()
        self._join = Join(task, self._calls, budget)
        self._shelves: dict[Slot, Shelf] = {}
        self._ends = [Shelf() for _ in task.wants]
        self._users: dict[Slot, list[tuple[Candidate, Aim, int]]] = {}
        for one in task.candidates:
            aim = aim_of(one, task)
            for place, socket in enumerate(one.sockets):
                self._users.setdefault((socket.kind, socket.many), []).append((one, aim, place))
                self._shelves.setdefault((socket.kind, socket.many), Shelf())
        self._far: dict[Kind, tuple[int, int] | None] = {}
        self._preferred: dict[tuple[str, Kind], frozenset[int]] = {}

    @property
    def cut(self) -> bool:
        """Tell whether the budget has ended the run."""
        return self._join.cut

    def run(self) -> tuple[Reached, ...]:
        """Search until the best plans are certain, everything was tried, or the budget is used up."""
        for leaf in self.task.leaves:
            self._push(leaf)
        for one in self.task.candidates:
            if not one.required:
                self._call(one, aim_of(one, self.task), None, -1)
        while self._queue and not self.cut:
            least, _, _, taken = heapq.heappop(self._queue)
            if least >= self._join.limit or (self._best and self._tired()):
                break
            if not self._too_dear(taken):
                self._take(taken)
        return self.found()

    def _tired(self) -> bool:
        return self.patience is not None and self.expansions > self.patience + 2 * self._improved

    def found(self) -> tuple[Reached, ...]:
        """Return the best plans so far, each with other tools than those before it."""
        order = sorted(self._best.values(), key=lambda one: (one.score, len(one.steps), one.tools))
        return tuple(one for one in order[: self.keep] if one.score <= order[0].score + self.task.slack)

    def _push(self, made: Derivation) -> None:
        far = self._far_from(made.kind)
        if far is None:
            return
        rest, steps = far
        self._made += 1
        least = made.price + rest + self.task.shares.still(made.cover, made.used)
        too_long = len(made.steps) + steps > self.task.max_steps
        if too_long or least >= self._join.limit or self._too_dear(made):
            return
        heapq.heappush(self._queue, (least, len(made.steps), self._made, made))

    def _far_from(self, kind: Kind) -> tuple[int, int] | None:
        """Return the least price and the fewest steps from a kind to the goal, if there is a way."""
        if kind not in self._far:
            price, steps = least_from(self.task.distance, kind), least_from(self.task.steps_left, kind)
            self._far[kind] = None if price is None or steps is None else (price, steps)
        return self._far[kind]

    def _too_dear(self, made: Derivation) -> bool:
        """Tell whether no plan with a derivation is as good as the best, as few steps may follow it."""
        left = self.task.savings.left(made.cover, made.used, self.task.max_steps - len(made.steps))
        return made.price + left > self._join.limit

    def _take(self, taken: Derivation) -> None:
        taken.tools = tuple(sorted(step.candidate.name for step in taken.steps))
        taken.inner = inner_of(taken)
        taken.mask = self._calls.mask(taken.steps)
        slots = [
            slot
            for slot in self._slots_for(taken)
            if may_fill(*slot, taken) and self._has_room(self._shelves[slot], taken)
        ]
        ends = [
            place
            for place, want in enumerate(self.task.wants)
            if want.kind in above(taken.kind)
            and answers(want.kind, want.each, taken)
            and self._has_room(self._ends[place], taken)
        ]
        for slot in slots:
            self._shelves[slot].add(taken)
        for place in ends:
            self._ends[place].add(taken)
            self._reach(taken, place)
        for slot in slots:
            for one, aim, place in self._users[slot]:
                self._call(one, aim, taken, place)

    def _slots_for(self, taken: Derivation) -> list[Slot]:
        return [slot for kind in above(taken.kind) for slot in ((kind, False), (kind, True)) if slot in self._users]

    def _has_room(self, shelf: Shelf, new: Derivation) -> bool:
        """Tell whether a derivation is worth keeping beside those that are there."""
        if new.step is None:
            return True
        if shelf.has_as_good(new, self.by_words):
            return False
        if self.cap is not None and shelf.better(new, self.by_words) >= self.cap:
            self.dropped = True
            return False
        return True

    def _call(self, one: Candidate, aim: Aim, new: Derivation | None, place: int) -> None:
        """Plan every call of a tool with the new derivation in one socket and any known ones in the others."""
        ways = self._join.start(aim, new)
        for at, socket in enumerate(one.sockets):
            if not ways:
                return
            if new is not None and at == place:
                ways = self._join.longer(aim, ways, (new,), optional=False)
                continue
            known = self._shelves[socket.kind, socket.many].known
            if at < place:
                known = [old for old in known if old is not new]
            ways = self._join.longer(aim, ways, known, optional=not socket.required)
        for way in ways:
            self.expansions += 1
            if self.expansions > self.budget:
                self._join.cut = True
                return
            self._plan_call(one, aim, way)

    def _plan_call(self, one: Candidate, aim: Aim, way: Way) -> None:
        inputs, _, before, cover, used = way
        together, family = family_of(one, inputs)
        if not together or not worth_filling(one, inputs):
            return
        calls = len(family[1]) if family else 1
        own = self._price(one, inputs, calls)
        step = Step(one, inputs, family, own, round(one.cost_s * 1000) * calls)
        steps = frozenset((step,)).union(*(item.steps for item in inputs if item is not None))
        if self.task.max_ms is not None and sum(behind.cost_ms for behind in steps) > self.task.max_ms:
            return
        self._note(one, aim, before + own, used)
        for name, kind, many in one.outputs:
            made = Derivation(kind, family, used, many=many, output=name)
            made.step, made.steps, made.price, made.cover = step, steps, before + own, cover | one.cover
            self._push(made)

    def _note(self, one: Candidate, aim: Aim, price: int, used: int) -> None:
        self.through[one.name] = min((price, used), self.through.get(one.name, (price, used)))
        aim.cheapest = self.through[one.name][0] - one.price

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
        aim = goal_aim(self.task)
        ways = self._join.start(aim, new)
        for at, shelf in enumerate(self._ends):
            ways = self._join.longer(aim, ways, [new] if at == place else shelf.known, optional=False)
        for inputs, *_ in ways:
            self.expansions += 1
            ends = tuple(end for end in inputs if end is not None)
            if len(set(map(id, ends))) == len(ends):
                self._record(ends)

    def _record(self, ends: tuple[Derivation, ...]) -> None:
        steps = frozenset[Step]().union(*(end.steps for end in ends))
        if self.task.max_ms is not None and sum(step.cost_ms for step in steps) > self.task.max_ms:
            return
        cover = used = 0
        for end in ends:
            cover |= end.cover
            used |= end.used
        score = sum(step.price for step in steps) + self.task.savings.lost(cover, used)
        tools = tuple(sorted(step.candidate.name for step in steps))
        old = self._best.get(tools)
        if (old is None or score < old.score) and not has_idle_step(ends, cover, used):
            self._best[tools] = Reached(ends, score, steps, cover, used, tools)
            scores = sorted(one.score for one in self._best.values())
            limit = min([*scores[self.keep - 1 : self.keep], scores[0] + self.task.slack + 1])
            if score <= limit:
                self._improved = self.expansions
            self._join.limit = limit
