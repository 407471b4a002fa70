"""Trying again, by what the error says happens next."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_random_exponential

from storyagent.engine.cancel import CancelToken
from storyagent.errors import BadAnswer, OutOfMemory, StoryagentError, Transient

T = TypeVar("T")
Sleep = Callable[[float], object]
_RETRIED: tuple[type[StoryagentError], ...] = (Transient, BadAnswer, OutOfMemory)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often to try again, and how long to wait.

    Waits grow exponentially with random jitter between 0 and the bound, for Transient only. `sleep` replaces waiting;
    by default a wait ends early when the run is cancelled.
    """

    transient_attempts: int = 5
    bad_answer_attempts: int = 3
    memory_steps: int = 3
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0
    sleep: Sleep | None = None

    def attempts(self, kind: type[StoryagentError]) -> int:
        """Return how many attempts an error of this kind is worth."""
        return {
            Transient: self.transient_attempts,
            BadAnswer: self.bad_answer_attempts,
            OutOfMemory: self.memory_steps + 1,
        }[kind]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: its number from 1, and how many steps down in memory it should be made."""

    number: int
    memory_step: int


def retrying(
    work: Callable[[Attempt], T],
    *,
    policy: RetryPolicy,
    cancel: CancelToken,
    on_retry: Callable[[int, float, StoryagentError], None],
) -> T:
    """Call `work` until it succeeds or its error is final.

    Args:
        work: Raises a StoryagentError when it fails.
        policy: How often and how long.
        cancel: Ends a wait early; after that there is no other attempt.
        on_retry: Called with the attempt that failed, the wait before the next, and the error.

    Raises:
        StoryagentError: the last error, or Cancelled.
    """
    try:
        return work(Attempt(1, memory_step=0))
    except _RETRIED as first:
        # tenacity is entered only now: setting it up costs more than a small tool's whole call
        return _loop(work, first, policy, cancel, on_retry)


def _loop(
    work: Callable[[Attempt], T],
    first: StoryagentError,
    policy: RetryPolicy,
    cancel: CancelToken,
    on_retry: Callable[[int, float, StoryagentError], None],
) -> T:
    counts = dict.fromkeys(_RETRIED, 0)
    numbers = itertools.count(1)

    def attempt() -> T:
        number = next(numbers)
        if number == 1:
            raise first
        return work(Attempt(number, counts[OutOfMemory]))

    def stop(state: RetryCallState) -> bool:
        kind = next(kind for kind in _RETRIED if isinstance(_error(state), kind))
        counts[kind] += 1
        return counts[kind] >= policy.attempts(kind)

    exponential = wait_random_exponential(multiplier=policy.first_wait_s, max=policy.longest_wait_s)

    def wait(state: RetryCallState) -> float:
        return exponential(state) if isinstance(_error(state), Transient) else 0.0

    def before_sleep(state: RetryCallState) -> None:
        on_retry(state.attempt_number, state.upcoming_sleep, _error(state))

    def sleep(seconds: float) -> None:
        (policy.sleep or cancel.wait)(seconds)
        cancel.check()

    return Retrying(
        retry=retry_if_exception_type(_RETRIED),
        stop=stop,
        wait=wait,
        sleep=sleep,
        before_sleep=before_sleep,
        reraise=True,
    )(attempt)


def _error(state: RetryCallState) -> StoryagentError:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, StoryagentError), error
    return error
