"""Which node runs next: a ready queue with resource tokens, no barriers.

A node is ready when all it waits for is there. Ready nodes start in the order of how long the path from them to the end
takes (from earlier costs), then in the plan's order, as far as the tokens reach. A node whose tokens are not free lets
the next one go first.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping

from storyagent.engine.calls import Call

Needs = tuple[tuple[str, int], ...]


def needs_of(call: Call) -> Needs:
    """Return the tokens a call holds while it runs; none for a tool that says so."""
    return tuple(sorted((name, count) for name, count in call.tool.spec.needs.items() if count > 0))


class Tokens:
    """Resource tokens, such as {"cpu": 8, "gpu": 1}: how many of each are free."""

    def __init__(self, total: Mapping[str, int]) -> None:
        self.total = dict(total)
        self.free = dict(total)

    def lacking(self, needs: Needs) -> Needs:
        """Return the needs that could not be met even if nothing else ran."""
        return tuple((name, count) for name, count in needs if self.total.get(name, 0) < count)

    def take(self, needs: Needs) -> bool:
        """Take tokens if all of them are free; return whether they were."""
        if any(self.free.get(name, 0) < count for name, count in needs):
            return False
        for name, count in needs:
            self.free[name] -= count
        return True

    def give_back(self, needs: Needs) -> None:
        """Return tokens that were taken."""
        for name, count in needs:
            self.free[name] += count


class ReadyQueue:
    """Ready calls, by what they need: the best one whose tokens are free comes out first."""

    def __init__(self, priorities: Mapping[str, float]) -> None:
        self._priorities = priorities
        self._queues: dict[Needs, list[tuple[float, int, Call]]] = {}

    def add(self, call: Call) -> None:
        """Add a call that can run now."""
        entry = (-self._priorities[call.node.id], call.order, call)
        heapq.heappush(self._queues.setdefault(needs_of(call), []), entry)

    def take(self, tokens: Tokens) -> Call | None:
        """Remove and return the next call, holding its tokens; None if nothing can start now."""
        waiting = sorted((queue[0][:2], needs) for needs, queue in self._queues.items() if queue)
        for _, needs in waiting:
            if tokens.take(needs):
                return heapq.heappop(self._queues[needs])[2]
        return None


def path_seconds(calls: Mapping[str, Call], costs: Mapping[str, float]) -> dict[str, float]:
    """Return how long the longest path from each node to the end takes, the node included.

    Args:
        calls: Each after those it waits for.
        costs: Seconds by node id; a node that is not in it counts as free.
    """
    longest = dict.fromkeys(calls, 0.0)
    for node_id in reversed(tuple(calls)):
        longest[node_id] += costs.get(node_id, 0.0)
        for parent in calls[node_id].parents:
            longest[parent] = max(longest[parent], longest[node_id])
    return longest
