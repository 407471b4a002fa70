"""The cheap tests of covering against the full one: they may spare it, and never contradict it."""

from __future__ import annotations

from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from storyagent.story.covering import SAMPLES, Meeting, Way, covered, covered_at_least, shared_area
from storyagent.story.layout import Box, Keyframe, Track
from tests.story.strategies import tracks


@settings(max_examples=150, deadline=None)
@given(tracks, tracks, st.sampled_from(get_args(Meeting)))
def test_what_the_ends_cost_is_never_more_than_the_whole_way(a: Track, b: Track, meeting: Meeting) -> None:
    one, other = Way(a), Way(b)
    assert covered_at_least(one.ends, other.ends, meeting) <= covered(one, other, meeting) + 1e-9


@settings(max_examples=150, deadline=None)
@given(tracks)
def test_a_way_is_where_its_track_is_and_within_its_reach(track: Track) -> None:
    way = Way(track)
    for rect, box in zip(way.rects, track.boxes(SAMPLES), strict=True):
        assert (rect is None) == (box is None)
        if rect and box:
            assert rect[:4] == box.as_tuple()
            x0, y0, x1, y1, _ = way.reach
            assert x0 - 1e-9 <= box.x0 and y0 - 1e-9 <= box.y0 and box.x1 <= x1 + 1e-9 and box.y1 <= y1 + 1e-9
            assert rect[4] == box.area


def test_one_who_ends_on_another_costs_what_is_covered_there_and_one_who_passes_little() -> None:
    log = _way((Box.around(0.5, 0.7, 0.3, 0.3), 0.0))
    comes = _way((Box.around(-0.3, 0.7, 0.3, 0.3), 0.0), (Box.around(0.5, 0.7, 0.3, 0.3), 1.0))
    passes = _way((Box.around(-0.3, 0.7, 0.3, 0.3), 0.0), (Box.around(1.3, 0.7, 0.3, 0.3), 1.0))
    assert covered_at_least(comes.ends, log.ends, "on foot") == covered(comes, log, "on foot") == 1.05
    assert covered_at_least(passes.ends, log.ends, "on foot") == 0.0 < covered(passes, log, "on foot") < 0.05
    assert shared_area(log.reach, log.reach) == log.reach[4]


def _way(*places: tuple[Box, float]) -> Way:
    keyframes = tuple(Keyframe(t=t, box=box) for box, t in places)
    return Way(Track(id="a", entity="a", name="thing", keyframes=keyframes))
