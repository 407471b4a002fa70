"""Which known derivations go together in one call, put together one by one.

A way is left as soon as it has too many steps to lead to the goal, or plans by it would cost more than those that are
known already: neither gets less with more inputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from storyagent.graph.search_derivation import Derivation
from storyagent.graph.search_index import Candidate
from storyagent.graph.search_shelf import Calls
from storyagent.graph.search_task import Task

Way = tuple[tuple[Derivation | None, ...], int, int, int, int]
"""Derivations for the first inputs of a call (None: left empty), and the mask of the calls behind all inputs so far,
their price, the words they answer to and the resources at hand they use; the new derivation counts from the start."""

LOOKS = 64
"""Known derivations that may be looked at for each call of the budget."""


class Aim:
    """Where derivations go together: how many steps may be behind them, and how far the goal is from there.

    `most` are the steps that a call of any use has behind it, `near` those with which it can still lead to the goal,
    `rest` is the least price from there to the goal. Ways up to the price `cheapest` are followed even if they do not
    lead to the goal, so that the cheapest call of each tool is known.
    """

    __slots__ = ("cheapest", "most", "near", "rest")

    def __init__(self, most: int, near: int, rest: int, cheapest: float = inf) -> None:
        self.most = most
        self.near = near
        self.rest = rest
        self.cheapest = cheapest


def aim_of(one: Candidate, task: Task) -> Aim:
    """Return how far the inputs of a tool may go."""
    most = task.max_steps - 1
    steps = min((task.steps_left[kind] for kind in one.gives if kind in task.steps_left), default=task.max_steps)
    rest = min((task.distance[kind] for kind in one.gives if kind in task.distance), default=0)
    return Aim(most, most - steps, rest + task.shares.left[one.name])


def goal_aim(task: Task) -> Aim:
    """Return how far what is wanted may go; as good as the last of the best plans is good enough."""
    return Aim(task.max_steps, task.max_steps, rest=-1, cheapest=-1)


class Join:
    """Puts ways together. `limit` is what a plan must cost less than, `cut` whether the budget has ended it."""

    def __init__(self, task: Task, calls: Calls, budget: int) -> None:
        self.limit = inf
        self.cut = False
        self._looks = LOOKS * budget
        self._calls = calls
        self._still = task.shares.still
        self._left = task.savings.left
        self._max_steps = task.max_steps

    def start(self, aim: Aim, new: Derivation | None) -> list[Way]:
        """Return the way that has no input yet but counts the new derivation; none if it is not worth following."""
        if new is None:
            return [((), 0, 0, 0, 0)]
        if self._ends(aim, new.mask.bit_count(), new.price, new.cover, new.used):
            return []
        return [((), new.mask, new.price, new.cover, new.used)]

    def longer(self, aim: Aim, ways: Sequence[Way], known: Sequence[Derivation], *, optional: bool) -> list[Way]:
        """Return the ways with each known derivation as the next input, and with none if it is optional."""
        self._looks -= len(ways) * len(known)
        self.cut = self.cut or self._looks < 0
        found: list[Way] = []
        if self.cut:
            return found
        for inputs, mask, price, cover, used in ways:
            if optional:
                found.append(((*inputs, None), mask, price, cover, used))
            for item in known:
                joined = mask | item.mask
                steps = joined.bit_count()
                if steps > aim.most:
                    continue
                total = price + item.price
                if mask & item.mask:
                    total -= self._calls.price(mask & item.mask)
                words, hand = cover | item.cover, used | item.used
                if not self._ends(aim, steps, total, words, hand):
                    found.append(((*inputs, item), joined, total, words, hand))
        return found

    def _ends(self, aim: Aim, steps: int, price: int, cover: int, used: int) -> bool:
        """Tell whether a way is not worth following."""
        if price <= aim.cheapest:
            return steps > aim.most
        # By the second bound only what is dearer ends: which of equal plans comes last depends on the first one alone.
        return (
            steps > aim.near
            or price + aim.rest + self._still(cover, used) >= self.limit
            or price + self._left(cover, used, self._max_steps - steps) > self.limit
        )
