"""The layout planner against the whole prompt list of LVD, by its published rules and by the strict ones."""

import pytest

from storyagent.evaluation import lvd
from storyagent.evaluation.layouts import LayoutReport, evaluate
from storyagent.planning.offline import OfflinePlanner


@pytest.fixture(scope="module")
def report() -> LayoutReport:
    return evaluate(OfflinePlanner(), lvd.prompts(), aspect_ratio=16 / 9)


def test_every_prompt_passes(report: LayoutReport) -> None:
    assert report.failures == ()
    assert report.errors == {}
    assert (report.overall.published, report.overall.strict) == (500, 500)
    assert report.overall.distinct_strict == 184


def test_no_box_leaves_the_frame_or_covers_another(report: LayoutReport) -> None:
    assert (report.out_of_frame, report.overlaps) == (0, 0)
