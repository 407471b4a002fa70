"""Three events in a scene: the scenes, what counts as a change, the order, and that no clip is made twice."""

from pathlib import Path

import numpy as np
import pytest

from storyagent.evaluation.detect import Detection, Detector
from storyagent.evaluation.events import (
    EventClip,
    EventScene,
    MadeClip,
    changes,
    evaluate_events,
    event_scenes,
    events_seen,
    most_in_order,
)
from tests.diffusion import tiny

T, F = True, False


def test_every_scene_has_three_events_one_after_the_other_each_said_once() -> None:
    scenes = event_scenes(12)
    assert scenes == event_scenes(20)[:12]
    assert event_scenes(6, seed=1) != event_scenes(6)
    for scene in scenes:
        there = [{one.noun for one in scene.things if one.phrase in delta.text} for delta in scene.directions.deltas]
        assert len(there) == 4
        for before, after, event in zip(there, there[1:], scene.events, strict=False):
            assert before ^ after == {event.noun}
            assert (event.noun in after) is event.comes
        assert scene.prompt.count("appears") == 3


def test_a_change_lasts_and_single_frames_are_none() -> None:
    assert changes([F, F, F, T, T, T, T, T], comes=True) == (3, 4)
    assert changes([T, T, T, T, F, F, F, F], comes=False) == (4, 5)
    assert changes([F, F, F, T, F, F, F, F], comes=True) == ()
    assert changes([F, F, T, F, T, T, T, T], comes=True) == (4,)
    assert changes([T, T, T, T, T, T, T, F], comes=False) == ()
    assert changes([T] * 8, comes=True) == changes([T] * 8, comes=False) == ()


def test_events_count_only_in_order() -> None:
    assert most_in_order([(3,), (7,), (11,)]) == 3
    assert most_in_order([(7,), (3,), (11,)]) == 2
    assert most_in_order([(11,), (7,), (3,)]) == 1
    assert most_in_order([(3, 9), (5,), (4, 6)]) == 3
    assert most_in_order([(5,), (5,), ()]) == 1


class Told(Detector):
    """A detector that says what it was told, frame by frame."""

    def __init__(self, frames: list[list[str]]) -> None:
        self.frames = frames

    def detect(self, frames_thwc: object, **_: object) -> list[list[Detection]]:
        return [[Detection(noun, "", (0.1, 0.1, 0.4, 0.4), 0.9, 0.9) for noun in nouns] for nouns in self.frames]


def shown(scene: EventScene, order: list[int]) -> list[list[str]]:
    """Return who is seen in 16 frames that show a scene's stretches in some order."""
    stretches = [[one.noun for one in scene.things if one.phrase in d.text] for d in scene.directions.deltas]
    return [stretches[stretch] for stretch in order for _ in range(4)]


@pytest.mark.parametrize("scene", event_scenes(6), ids=lambda scene: scene.id)
def test_a_clip_that_shows_all_has_three_and_a_still_one_none(scene: EventScene) -> None:
    frames = np.zeros((16, 8, 8, 3), np.uint8)
    assert events_seen(scene, frames, Told(shown(scene, [0, 1, 2, 3]))) == 3
    assert events_seen(scene, frames, Told(shown(scene, [1, 1, 1, 1]))) == 0
    assert events_seen(scene, frames, Told(shown(scene, [0, 0, 1, 1]))) == 1


def test_clips_are_made_once_and_both_ways_compared(tmp_path: Path) -> None:
    model = str(tiny.save_storybook(tmp_path / "storybook"))
    made = list[MadeClip]()
    arguments = {"scenes": 1, "kept": tmp_path / "kept", "steps": 2}
    first = evaluate_events(model, **arguments, each=made.append)  # type: ignore[arg-type]
    again = evaluate_events(model, **arguments, each=made.append)  # type: ignore[arg-type]
    assert [clip.made for clip in made] == [True, True, False, False]
    assert first == again
    assert first.difference is not None
    assert [way.way for way in first.ways] == ["prompt", "directions"]
    assert "of events in order" in first.to_text()
    assert not np.array_equal(made[0].frames_thwc, made[1].frames_thwc)
    assert isinstance(made[0].score, EventClip)
