"""The backend in this process: worker threads that call tools and take what they made into the store."""

from __future__ import annotations

import itertools
import queue
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from storyagent.engine.artifact import Artifact, Kept
from storyagent.engine.calls import Call
from storyagent.engine.cancel import CancelToken
from storyagent.engine.failures import as_storyagent_error, traceback_of
from storyagent.engine.isolation import Isolate, call_isolated, is_isolated
from storyagent.engine.outputs import take_outputs
from storyagent.engine.retry import Attempt, RetryPolicy, retrying
from storyagent.engine.store import Store
from storyagent.errors import StoryagentError

Progress = Callable[[float, str, str], None]
"""Takes a share from 0 to 1, words, and a preview: a `data:` URL or nothing."""


class CallContext:
    """What one attempt of one call may use; see `storyagent.graph.tool.ToolContext`."""

    def __init__(
        self, new_folder: Callable[[], Path], options: Mapping[str, Any], cancel: CancelToken, on_progress: Progress
    ) -> None:
        self._new_folder = new_folder
        self.options = MappingProxyType(dict(options))
        self._cancel = cancel
        self._on_progress = on_progress
        self._last = (0.0, "")

    @cached_property
    def folder(self) -> Path:
        """Return this attempt's own folder."""
        folder = self._new_folder()
        folder.mkdir(exist_ok=True)
        return folder

    def remove_folder(self) -> None:
        """Remove the folder, if there is one."""
        if "folder" in self.__dict__:
            shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name: str) -> Path:
        """Return a path for a new file in this attempt's own folder; `name` may lead into subfolders.

        Raises:
            ValueError: the name leads out of the folder.
        """
        parts = PurePosixPath(name)
        if not name or parts.is_absolute() or ".." in parts.parts:
            raise ValueError(f"a tool writes only in its own folder, found the name {name!r}")
        path = self.folder / parts
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def check(self) -> None:
        """Stop here if the run was cancelled.

        Raises:
            Cancelled: it was.
        """
        self._cancel.check()

    def progress(self, fraction: float, message: str = "") -> None:
        """Report progress between 0 and 1.

        Raises:
            Cancelled: the run was asked to stop.
        """
        self._cancel.check()
        self._last = (min(1.0, max(0.0, fraction)), message)
        self._on_progress(*self._last, "")

    def preview(self, picture: str) -> None:
        """Show a small picture of what is being made, a `data:` URL, beside the last progress.

        Raises:
            Cancelled: the run was asked to stop.
        """
        self._cancel.check()
        self._on_progress(*self._last, picture)


@dataclass(frozen=True, slots=True)
class Job:
    """One call with all it needs, ready for a worker."""

    call: Call
    key: str
    parents: Mapping[str, Kept]
    on_attempt: Callable[[int], None]
    on_retry: Callable[[int, float, StoryagentError], None]
    on_progress: Progress


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: `kept` or `error`."""

    job: Job
    kept: Kept | None
    error: StoryagentError | None
    seconds: float
    attempts: int
    traceback: str | None = None


class LocalBackend:
    """Runs jobs in threads of this process.

    The threads are daemons: a tool that does not return cannot keep a program from exiting.

    Args:
        store: Takes the outputs; one result is kept before its job counts as done.
        options: Settings for the tools' contexts.
        cancel: Stops waiting and running tools.
        policy: When to try again.
        isolate: Which tools run in a process of their own.
        on_done: Called from the worker's thread when a job has ended.
    """

    def __init__(
        self,
        store: Store,
        *,
        options: Mapping[str, Any],
        cancel: CancelToken,
        policy: RetryPolicy,
        isolate: Isolate,
        on_done: Callable[[Outcome], None],
    ) -> None:
        self._store = store
        self._options = options
        self._cancel = cancel
        self._policy = policy
        self._isolate = isolate
        self._on_done = on_done
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    def submit(self, job: Job, *, running: int) -> None:
        """Start a job at once; `running` is how many run with it, so that there is a thread for each."""
        if len(self._threads) < running:
            name = f"storyagent-worker-{len(self._threads) + 1}"
            thread = threading.Thread(target=self._work, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()
        self._jobs.put(job)

    def close(self) -> None:
        """Let the threads end once they have nothing to do."""
        for _ in self._threads:
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._on_done(self._perform(job))

    def _perform(self, job: Job) -> Outcome:
        started = time.perf_counter()
        attempts = itertools.count(1)
        made = 0

        def attempt(which: Attempt) -> dict[str, Artifact]:
            nonlocal made
            made = next(attempts)
            job.on_attempt(which.number)
            return self._attempt(job, which)

        try:
            outputs = retrying(attempt, policy=self._policy, cancel=self._cancel, on_retry=job.on_retry)
            seconds = time.perf_counter() - started
            kept = self._store.save(job.key, job.call.tool.spec.ref, outputs, seconds)
            return Outcome(job, kept, None, seconds, made)
        except BaseException as error:
            return self._failed(job, error, time.perf_counter() - started, made)

    def _failed(self, job: Job, error: BaseException, seconds: float, attempts: int) -> Outcome:
        # a tool may raise anything, even SystemExit: that is its own failure, never the end of a worker
        exception = error if isinstance(error, Exception) else RuntimeError(f"{type(error).__name__}: {error}")
        known = as_storyagent_error(exception, where=job.call.node.id, folder=self._store.root)
        return Outcome(job, None, known, seconds, attempts, traceback_of(error))

    def _attempt(self, job: Job, attempt: Attempt) -> dict[str, Artifact]:
        self._cancel.check(job.call.node.id)
        options = {**self._options, "memory_step": attempt.memory_step} if attempt.memory_step else self._options
        context = CallContext(self._store.temporary_path, options, self._cancel, job.on_progress)
        try:
            result = self._result(job.call, job.call.arguments(job.parents, self._store), context)
            return take_outputs(result, job.call, context, self._store)
        except StoryagentError:
            raise
        except Exception as error:
            raise as_storyagent_error(error, where=job.call.node.id, folder=self._store.root) from error
        finally:
            context.remove_folder()

    def _result(self, call: Call, arguments: Mapping[str, Any], context: CallContext) -> Any:
        if is_isolated(call.tool, self._isolate):
            return call_isolated(call.tool, arguments, context, call.node.id)
        return call.tool.function(**arguments, context=context)
