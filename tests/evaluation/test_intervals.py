import pytest

from storyagent.evaluation.intervals import wilson


@pytest.mark.parametrize(
    ("passed", "total", "low", "high"),
    [(9, 10, 0.5958, 0.9821), (0, 10, 0.0, 0.2775), (81, 263, 0.2553, 0.3662), (184, 184, 0.9795, 1.0)],
)
def test_intervals_are_those_of_the_literature(passed: int, total: int, low: float, high: float) -> None:
    assert wilson(passed, total) == pytest.approx((low, high), abs=1e-4)


def test_the_interval_of_the_failed_mirrors_that_of_the_passed() -> None:
    low, high = wilson(7, 40)
    assert wilson(33, 40) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize(("passed", "total"), [(0, 0), (3, 2), (-1, 2)])
def test_no_trial_has_no_interval(passed: int, total: int) -> None:
    with pytest.raises(ValueError, match="0 <= passed <= total"):
        wilson(passed, total)
