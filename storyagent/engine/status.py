"""What state a film project's nodes are in, without running anything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from storyagent.engine.calls import Tools, prepare
from storyagent.engine.journal import History, Journal
from storyagent.engine.store import Store
from storyagent.engine.survey import Survey, known_costs, seconds_left, survey
from storyagent.graph.plan import Plan
from storyagent.story.values import Value


class NodeStatus(Value):
    """One node: its state, and its record over the project's whole life.

    - `done`: its result is kept and fits its inputs;
    - `stale`: it was done, but its inputs changed, or something it needs is not made;
    - `pending`: it was never done;
    - `failed`: it failed with the inputs it has;
    - `running`: a living process is at it.

    `runs` counts how often its tool was called. `from_cache` says that its result was kept from earlier when last
    asked for. `seconds` is what making the result cost.
    """

    id: str
    tool: str
    scene: str | None
    state: Literal["done", "stale", "pending", "failed", "running"]
    runs: int = 0
    from_cache: bool = False
    seconds: float = 0.0
    error: str | None = None


def status(plan: Plan, *, registry: Tools, store: Store, journal: Journal) -> tuple[NodeStatus, ...]:
    """Return the state of every node, in the plan's order.

    Raises:
        InvalidInput: the plan could not run as it is.
    """
    found = survey(prepare(plan, registry), store)
    histories = journal.histories()
    live = journal.live_runs()
    none = History()
    return tuple(
        _status(node.id, node.tool, node.scene, found, histories.get(node.id, none), live) for node in plan.nodes
    )


def kept_results(plan: Plan, *, registry: Tools, store: Store) -> dict[str, Any]:
    """Return those results of a plan that are made already, by name: values and files in the store.

    Raises:
        InvalidInput: the plan could not run as it is.
    """
    calls = prepare(plan, registry)
    kept = survey(calls, store).kept
    return {
        name: calls[link.node].output(link.output, kept[link.node], store)
        for name, link in plan.results.items()
        if link.node in kept
    }


def estimate(plan: Plan, *, registry: Tools, store: Store, journal: Journal, tokens: Mapping[str, int]) -> float | None:
    """Estimate in seconds how long what is left of a plan takes; None if the cost of some of it is not known.

    Raises:
        InvalidInput: the plan could not run as it is.
    """
    calls = prepare(plan, registry)
    costs = known_costs(calls, journal.histories(), store)
    return seconds_left(calls, costs, tokens, done=survey(calls, store).kept)


def _status(node_id: str, tool: str, scene: str | None, found: Survey, history: History, live: set[str]) -> NodeStatus:
    kept = found.kept.get(node_id)
    failed = history.last_state == "failed" and history.last_key == found.keys.get(node_id)
    state: Literal["done", "stale", "pending", "failed", "running"]
    if kept is not None:
        state = "done"
    elif history.last_state == "started" and history.last_run in live:
        state = "running"
    elif failed:
        state = "failed"
    else:
        state = "stale" if history.done_keys else "pending"
    return NodeStatus(
        id=node_id,
        tool=tool,
        scene=scene,
        state=state,
        runs=history.runs,
        from_cache=state == "done" and (history.last_from_cache or not history.runs),
        seconds=kept.seconds if kept is not None else history.last_seconds if failed else 0.0,
        error=_message(history.last_error) if state == "failed" else None,
    )


def _message(error: str | None) -> str | None:
    if error is None:
        return None
    facts = json.loads(error)
    head = f"{facts['where']}: {facts['what']}" if facts["where"] else facts["what"]
    return "; ".join(part for part in (head, facts["found"] and f"found {facts['found']}", facts["hint"]) if part)
