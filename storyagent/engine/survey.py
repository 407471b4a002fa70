"""What is there already, and how long the rest will take: read only, nothing runs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from storyagent.engine.artifact import Kept
from storyagent.engine.calls import Call
from storyagent.engine.journal import History
from storyagent.engine.schedule import needs_of, path_seconds
from storyagent.engine.store import Store


@dataclass(frozen=True, slots=True)
class Survey:
    """The keys that can be known now, and what is kept under them, by node id.

    A node has no key while something it needs is not made, as its key depends on what that turns out to be.
    """

    keys: Mapping[str, str]
    kept: Mapping[str, Kept]


def survey(calls: Mapping[str, Call], store: Store) -> Survey:
    """Look up every call whose inputs are all there."""
    keys: dict[str, str] = {}
    kept: dict[str, Kept] = {}
    for node_id, call in calls.items():
        if all(parent in kept for parent in call.parents):
            keys[node_id] = call.key(kept)
            found = store.lookup(keys[node_id])
            if found is not None:
                kept[node_id] = found
    return Survey(keys, kept)


def known_costs(calls: Mapping[str, Call], histories: Mapping[str, History], store: Store) -> dict[str, float]:
    """Return seconds by node id: what the node cost before, else what its tool costs on average."""
    means = store.mean_seconds()
    costs: dict[str, float] = {}
    for node_id, call in calls.items():
        earlier = histories[node_id].seconds if node_id in histories else None
        seconds = means.get(call.tool.spec.ref) if earlier is None else earlier
        if seconds is not None:
            costs[node_id] = seconds
    return costs


def seconds_left(
    calls: Mapping[str, Call], costs: Mapping[str, float], tokens: Mapping[str, int], *, done: Collection[str]
) -> float | None:
    """Estimate how long the calls that are not done will take; None if the cost of one of them is not known.

    It is the longest path, or the work per token if that is more; the true schedule is a little longer.
    """
    left = {node_id: call for node_id, call in calls.items() if node_id not in done}
    if any(node_id not in costs for node_id in left):
        return None
    longest = max(path_seconds(calls, {node_id: costs[node_id] for node_id in left}).values(), default=0.0)
    work: dict[str, float] = {}
    for node_id, call in left.items():
        for name, count in needs_of(call):
            work[name] = work.get(name, 0.0) + costs[node_id] * count
    return max([longest, *(seconds / max(1, tokens.get(name, 1)) for name, seconds in work.items())])
