"""Running a plan: start here.

`run` takes the plan's nodes in the order their inputs become ready. For each it makes the key (`keys`), looks it up in
the store, and calls the tool only if nothing is kept under it. What a tool gives back is in the store before the node
counts as done, so a run that dies at any moment goes on where it stopped.

    plan -> calls (checked) -> ready queue -> store? -> worker (retries) -> store -> whoever waited
"""

from __future__ import annotations

import queue
import time
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal

from storyagent import events
from storyagent.engine.artifact import Kept
from storyagent.engine.calls import Call, Tools, prepare
from storyagent.engine.cancel import CancelToken, interrupt_cancels
from storyagent.engine.emit import EventStream
from storyagent.engine.isolation import Isolate
from storyagent.engine.journal import MAX_CRASHES, Journal, Line, LineState
from storyagent.engine.local import Job, LocalBackend, Outcome
from storyagent.engine.result import NodeResult, RunResult, RunState
from storyagent.engine.retry import RetryPolicy
from storyagent.engine.schedule import ReadyQueue, Tokens, needs_of, path_seconds
from storyagent.engine.store import Store
from storyagent.engine.survey import known_costs, seconds_left, survey
from storyagent.errors import Cancelled, Misconfigured, OutOfBudget, StoryagentError, ToolFailed
from storyagent.graph.plan import Plan

FREE_CALLS = 32
"""How many calls that need no token may run at one time."""


def run(
    plan: Plan,
    *,
    registry: Tools,
    store: Store,
    journal: Journal,
    tokens: Mapping[str, int],
    listener: events.Listener | None = None,
    cancel: CancelToken | None = None,
    options: Mapping[str, Any] | None = None,
    policy: RetryPolicy | None = None,
    isolate: Isolate = "declared",
) -> RunResult:
    """Run a plan to its end and return how every node ended; a tool's failure is in the result, not raised.

    A failed node blocks only what needs it. Ctrl-C cancels (the second one interrupts at once).

    Args:
        plan: What to run.
        registry: Where tools are found by name.
        store: Keeps the results, for all film projects.
        journal: This film project's record.
        tokens: What may be in use at one time: {"cpu": 8, "gpu": 1, "llm": 4}.
        listener: Called with every event, one at a time, from several threads.
        cancel: Stops the run when cancelled.
        options: `ToolContext.options`; they never change a result.
        policy: When failed calls are tried again.
        isolate: Which tools run in a process of their own: those that say so, "all", or "none".

    Raises:
        InvalidInput: the plan cannot run as it is; or the store or journal cannot be written.
    """
    calls = prepare(plan, registry)
    cancel = cancel or CancelToken()
    with journal.running() as run_id, interrupt_cancels(cancel):
        stream = EventStream(run_id, listener)
        state = _Run(run_id, calls, store, journal, Tokens(tokens), stream, cancel)
        backend = LocalBackend(
            store,
            options=options or {},
            cancel=cancel,
            policy=policy or RetryPolicy(),
            isolate=isolate,
            on_done=state.events.put,
        )
        try:
            state.complete(backend)
        finally:
            backend.close()
        result = _result(state, plan)
        made = (node for node in result.nodes.values() if node.state == "done" and not node.from_cache)
        store.add_costs((calls[node.id].tool.spec.ref, node.seconds) for node in made)
        journal.end_run(run_id, result.state)
        stream.emit(
            events.RunFinished,
            state=result.state,
            seconds=result.seconds,
            ran=result.ran,
            from_cache=result.from_cache,
            failed=result.failed,
            left_s=result.left_s,
        )
        return result


class _Run:
    """The state of one run. All of it belongs to the thread that called `run`; workers only put outcomes in a queue."""

    def __init__(
        self,
        run_id: str,
        calls: Mapping[str, Call],
        store: Store,
        journal: Journal,
        tokens: Tokens,
        stream: EventStream,
        cancel: CancelToken,
    ) -> None:
        self.id = run_id
        self.calls = calls
        self.store = store
        self.journal = journal
        self.tokens = tokens
        self.stream = stream
        self.cancel = cancel
        self.events: queue.SimpleQueue[Outcome | None] = queue.SimpleQueue()
        self.started_s = time.perf_counter()
        self.histories = journal.histories()
        self.costs = known_costs(calls, self.histories, store)
        self.before = survey(calls, store)
        self.keys = dict(self.before.keys)
        self.kept: dict[str, Kept] = {}
        self.results: dict[str, NodeResult] = {}
        self.ready = ReadyQueue(path_seconds(calls, self.costs))
        self.claimed: dict[str, list[Call]] = {}
        """By key: the call that is ready or runs, then others that wait for the same result."""
        self.running: dict[str, Call] = {}
        # calls that need no token have no other limit, and each has a thread while it runs
        self.most_running = sum(tokens.total.values()) + FREE_CALLS
        self.out_of_budget = False
        self.waiting = {node_id: len(call.parents) for node_id, call in calls.items()}
        self.children: dict[str, list[Call]] = {node_id: [] for node_id in calls}
        for call in calls.values():
            for parent in call.parents:
                self.children[parent].append(call)

    def complete(self, backend: LocalBackend) -> None:
        """Run until nothing runs and nothing can start."""
        self.stream.emit(events.RunStarted, nodes=len(self.calls), estimate_s=self.left_s(self.before.kept))
        self.cancel.when_cancelled(lambda: self.events.put(None))
        try:
            self._admit(call for call in self.calls.values() if not call.parents)
            while True:
                self._start_ready(backend)
                if not self.running:
                    break
                for outcome in self._next_outcomes():
                    self._settle(outcome)
        except BaseException:
            for call in self.running.values():
                self._note(call, "cancelled")
            raise

    def left_s(self, done: Collection[str]) -> float | None:
        """Estimate how long what is not done takes."""
        return seconds_left(self.calls, self.costs, self.tokens.total, done=done)

    def state(self) -> RunState:
        """Return how the run ended."""
        states = {self.results[node_id].state if node_id in self.results else "cancelled" for node_id in self.calls}
        if "cancelled" in states and not self.out_of_budget:
            return "cancelled"
        return "failed" if states & {"failed", "cancelled"} else "done"

    def _admit(self, calls: Iterable[Call]) -> None:
        """Take calls whose inputs are all there: what is kept already is done at once, the rest becomes ready."""
        admitted = deque(calls)
        while admitted:
            call = admitted.popleft()
            if kept := self._kept_before(call):
                admitted.extend(self._done(call, kept, from_cache=True))
                continue
            key = self.keys[call.node.id]
            if key in self.claimed:
                self.claimed[key].append(call)
            elif error := self._refusal(call, key):
                self._failed(call, error)
            else:
                self.claimed[key] = [call]
                self.ready.add(call)

    def _kept_before(self, call: Call) -> Kept | None:
        node_id = call.node.id
        if node_id in self.keys:
            return self.before.kept.get(node_id)
        self.keys[node_id] = call.key(self.kept)
        return self.store.lookup(self.keys[node_id])

    def _refusal(self, call: Call, key: str) -> StoryagentError | None:
        lacking = self.tokens.lacking(needs_of(call))
        if lacking:
            return Misconfigured(
                f"the tool {call.tool.spec.name} needs more than this run has",
                where=call.node.id,
                found=", ".join(f"{self.tokens.total.get(name, 0)} {name}" for name, _ in lacking),
                needed=", ".join(f"{count} {name}" for name, count in lacking),
            )
        history = self.histories.get(call.node.id)
        crashes = history.crashes.get(key, 0) if history else 0
        if crashes >= MAX_CRASHES:
            return ToolFailed(
                "this tool made the whole process die each time it was started",
                where=call.node.id,
                found=f"{crashes} crashes",
                hint="change its inputs, or free some memory and have it tried again with Journal.forgive",
            )
        return None

    def _start_ready(self, backend: LocalBackend) -> None:
        """Start all that can start now; that they start is on disk before they do."""
        jobs = []
        while len(self.running) < self.most_running and not (self.cancel.cancelled or self.out_of_budget):
            call = self.ready.take(self.tokens)
            if call is None:
                break
            key = self.keys[call.node.id]
            self.running[key] = call
            self._note(call, "started")
            jobs.append(self._job(call, key))
        self.journal.flush()
        for number, job in enumerate(jobs, start=1):
            backend.submit(job, running=len(self.running) - len(jobs) + number)

    def _job(self, call: Call, key: str) -> Job:
        def on_attempt(number: int) -> None:
            self.stream.about(events.NodeStarted, call.node, attempt=number)

        def on_retry(number: int, wait_s: float, error: StoryagentError) -> None:
            self.stream.about(events.NodeRetried, call.node, attempt=number, wait_s=wait_s, error=str(error))

        def on_progress(fraction: float, message: str, preview: str) -> None:
            about = {"fraction": fraction, "message": message, "preview": preview}
            self.stream.about(events.NodeProgress, call.node, **about)

        parents = {parent: self.kept[parent] for parent in call.parents}
        return Job(call, key, parents, on_attempt, on_retry, on_progress)

    def _next_outcomes(self) -> list[Outcome]:
        """Wait until something happens; return the outcomes that are there."""
        found = [self.events.get()]
        while not self.events.empty():
            found.append(self.events.get())
        return [outcome for outcome in found if outcome is not None]

    def _settle(self, outcome: Outcome) -> None:
        """Take note of how a job ended, for its call and for those that waited for the same key."""
        key = outcome.job.key
        del self.running[key]
        first, *others = self.claimed.pop(key)
        self.tokens.give_back(needs_of(first))
        if outcome.kept is not None:
            ready = self._done(first, outcome.kept, from_cache=False, attempts=outcome.attempts)
            for other in others:
                ready += self._done(other, outcome.kept, from_cache=True)
            self._admit(ready)
        elif outcome.error is not None:
            for call in (first, *others):
                self._failed(call, outcome.error, outcome)

    def _done(self, call: Call, kept: Kept, *, from_cache: bool, attempts: int = 0) -> list[Call]:
        """Note that a node has its outputs; return those that waited only for it."""
        node = call.node
        self.kept[node.id] = kept
        self.results[node.id] = NodeResult(
            node.id, node.tool, node.scene, "done", from_cache=from_cache, seconds=kept.seconds, attempts=attempts
        )
        self._note(call, "done", seconds=kept.seconds, attempts=attempts, from_cache=from_cache)
        self.stream.about(events.NodeFinished, node, seconds=kept.seconds, from_cache=from_cache)
        for child in self.children[node.id]:
            self.waiting[child.node.id] -= 1
        return [child for child in self.children[node.id] if not self.waiting[child.node.id]]

    def _failed(self, call: Call, error: StoryagentError, outcome: Outcome | None = None) -> None:
        """Note that a node has no outputs, and that what needs it cannot run."""
        node = call.node
        state: Literal["failed", "cancelled"] = "cancelled" if isinstance(error, Cancelled) else "failed"
        seconds, attempts = (outcome.seconds, outcome.attempts) if outcome else (0.0, 0)
        self.results[node.id] = NodeResult(
            node.id, node.tool, node.scene, state, seconds=seconds, attempts=attempts, error=error
        )
        traceback = outcome.traceback if outcome else None
        self._note(call, state, seconds=seconds, attempts=attempts, error=error, traceback=traceback)
        if state == "failed":
            self.out_of_budget = self.out_of_budget or isinstance(error, OutOfBudget)
            self.stream.about(events.NodeFailed, node, error=str(error))
            self._block(call)

    def _block(self, failed: Call) -> None:
        below = deque(self.children[failed.node.id])
        while below:
            node = below.popleft().node
            if node.id not in self.results:
                self.results[node.id] = NodeResult(node.id, node.tool, node.scene, "blocked")
                self.stream.about(events.NodeBlocked, node, because=failed.node.id)
                below.extend(self.children[node.id])

    def _note(self, call: Call, state: LineState, **facts: Any) -> None:
        node = call.node
        self.journal.add(
            Line(self.id, node.id, call.tool.spec.ref, self.keys[node.id], state, scene=node.scene, **facts)
        )


def _result(state: _Run, plan: Plan) -> RunResult:
    nodes = {
        node.id: state.results.get(node.id) or NodeResult(node.id, node.tool, node.scene, "cancelled")
        for node in plan.nodes
    }
    outputs = {
        name: state.calls[link.node].output(link.output, state.kept[link.node], state.store)
        for name, link in plan.results.items()
        if link.node in state.kept
    }
    seconds = time.perf_counter() - state.started_s
    return RunResult(state.id, state.state(), nodes, outputs, seconds, state.left_s(state.kept))
