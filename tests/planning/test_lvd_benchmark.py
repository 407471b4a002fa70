"""The layout planner against the whole prompt list of LVD, by its published rules and by stricter ones."""

from collections import Counter

import pytest

from storyagent.planning.offline import OfflinePlanner
from storyagent.story.layout import Layout
from tests.planning.lvd import FRAMES, Task, all_tasks

STRICT_MARGIN = 0.05


@pytest.fixture(scope="module")
def planned() -> list[tuple[Task, Layout]]:
    planner = OfflinePlanner()
    distinct = {task.prompt: planner.lay_out(task.prompt).layout for task in all_tasks()}
    return [(task, distinct[task.prompt]) for task in all_tasks()]


def test_the_prompt_list_is_the_published_one() -> None:
    tasks = all_tasks()
    assert Counter(task.name for task in tasks) == dict.fromkeys(
        ("numeracy", "attribution", "visibility", "dynamics", "sequential"), 100
    )
    assert len({task.prompt for task in tasks}) == 184


@pytest.mark.parametrize("margin", [0.0, STRICT_MARGIN])
def test_every_prompt_passes(planned: list[tuple[Task, Layout]], margin: float) -> None:
    failed = {task.prompt for task, layout in planned if not task.passed(layout, margin)}
    assert failed == set()


def test_no_box_leaves_the_frame(planned: list[tuple[Task, Layout]]) -> None:
    for task, layout in planned:
        boxes = [box for track in layout.boxes(FRAMES) for box in track if box]
        assert all(min(box.x0, box.y0) >= 0 and max(box.x1, box.y1) <= 1 for box in boxes), task.prompt


def test_nothing_is_shown_that_the_prompt_does_not_name(planned: list[tuple[Task, Layout]]) -> None:
    for task, layout in planned:
        for track in layout.tracks:
            assert all(word in task.prompt for word in track.name.split()), (task.prompt, track.name)
