"""Stories pressed into few scenes make crowded layouts; the validator accepts them on every canvas."""

from pathlib import Path

import pytest

from storyagent.planning.offline import OfflinePlanner
from storyagent.planning.planner import PlanOptions
from storyagent.story.screenplay import Aspect, FilmFormat
from storyagent.story.validate import check_layout

EXAMPLES = Path(__file__).parents[2] / "examples"
STORIES = ("a_day_at_the_pond", "ruby_and_the_red_kite", "the_paper_boat")


@pytest.mark.parametrize("aspect", ["16:9", "1:1", "9:16"])
@pytest.mark.parametrize("story", STORIES)
def test_a_story_in_two_scenes_is_crowded_and_still_laid_out_right(story: str, aspect: Aspect) -> None:
    text = (EXAMPLES / f"{story}.txt").read_text()
    film = OfflinePlanner().plan(text, PlanOptions(scenes=2, format=FilmFormat(aspect=aspect)))
    assert len(film.layouts) == 2
    assert max(len(layout.tracks) for layout in film.layouts) > 4
    assert [finding for layout in film.layouts for finding in check_layout(layout)] == []
