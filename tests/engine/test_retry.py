"""What an error says happens next, happens."""

import pytest

from storyagent.engine.cancel import CancelToken
from storyagent.engine.retry import Attempt, RetryPolicy, retrying
from storyagent.errors import (
    BadAnswer,
    Cancelled,
    InvalidInput,
    Misconfigured,
    OutOfMemory,
    StoryagentError,
    ToolFailed,
    Transient,
)


class Trial:
    """Runs work that fails as told, and remembers attempts and waits."""

    def __init__(self, *errors: StoryagentError | None, policy: RetryPolicy | None = None) -> None:
        self.errors = list(errors)
        self.attempts: list[Attempt] = []
        self.waits: list[float] = []
        self.told: list[tuple[int, float]] = []
        self.cancel = CancelToken()
        given = policy or RetryPolicy()
        self.policy = RetryPolicy(
            given.transient_attempts, given.bad_answer_attempts, given.memory_steps, sleep=self.waits.append
        )

    def run(self) -> str:
        def work(attempt: Attempt) -> str:
            self.attempts.append(attempt)
            error = self.errors.pop(0)
            if error is not None:
                raise error
            return "made"

        return retrying(
            work,
            policy=self.policy,
            cancel=self.cancel,
            on_retry=lambda number, wait_s, error: self.told.append((number, wait_s)),
        )


def test_a_passing_fault_is_waited_out_with_growing_bounded_waits() -> None:
    trial = Trial(*[Transient("busy")] * 8, None, policy=RetryPolicy(transient_attempts=9))
    assert trial.run() == "made"
    assert len(trial.waits) == 8
    for number, wait_s in enumerate(trial.waits):
        assert 0 <= wait_s <= min(60.0, 2.0**number)
    assert trial.told == [(number, wait_s) for number, wait_s in enumerate(trial.waits, start=1)]


def test_waits_differ_between_runs_so_that_many_clients_do_not_come_back_at_once() -> None:
    waits = set()
    for _ in range(5):
        trial = Trial(Transient("busy"), None)
        trial.run()
        waits.add(trial.waits[0])
    assert len(waits) > 1


def test_a_passing_fault_that_does_not_pass_is_raised() -> None:
    last = Transient("still busy")
    trial = Trial(*[Transient("busy")] * 4, last)
    with pytest.raises(Transient) as caught:
        trial.run()
    assert caught.value is last
    assert len(trial.attempts) == 5


def test_a_bad_answer_is_asked_again_at_once_a_few_times() -> None:
    trial = Trial(*[BadAnswer("no JSON")] * 3)
    with pytest.raises(BadAnswer):
        trial.run()
    assert trial.waits == [0.0, 0.0]


def test_too_little_memory_steps_down_each_time() -> None:
    trial = Trial(OutOfMemory("full"), OutOfMemory("full"), None)
    trial.run()
    assert [attempt.memory_step for attempt in trial.attempts] == [0, 1, 2]


def test_different_errors_have_their_own_counts() -> None:
    trial = Trial(OutOfMemory("full"), Transient("busy"), BadAnswer("no JSON"), OutOfMemory("full"), None)
    assert trial.run() == "made"
    assert [attempt.memory_step for attempt in trial.attempts] == [0, 1, 1, 1, 2]
    assert [attempt.number for attempt in trial.attempts] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("kind", [ToolFailed, InvalidInput, Misconfigured, Cancelled])
def test_other_errors_are_final(kind: type[StoryagentError]) -> None:
    trial = Trial(kind("no"))
    with pytest.raises(kind):
        trial.run()
    assert (len(trial.attempts), trial.waits) == (1, [])


def test_a_cancelled_run_does_not_try_again() -> None:
    trial = Trial(Transient("busy"), None)
    trial.cancel.cancel()
    with pytest.raises(Cancelled):
        trial.run()
    assert len(trial.attempts) == 1
