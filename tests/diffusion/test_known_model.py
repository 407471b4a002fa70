"""Where a model is asked to draw things is known without loading it."""

from pathlib import Path

import pytest

from storyagent.diffusion.models.known import known_model
from storyagent.diffusion.models.loading import loaded
from storyagent.diffusion.scenes import layout_as_drawn
from storyagent.errors import InvalidInput
from storyagent.story.layout import Box, Keyframe, Layout, Track


def still(name: str, box: Box) -> Track:
    own = name.replace(" ", "-")
    return Track(id=own, entity=own, name=name, keyframes=(Keyframe(t=0.0, box=box),))


WIDE = Layout(
    scene="one",
    aspect_ratio=16 / 9,
    tracks=(still("a pony", Box.around(0.4, 0.7, 0.06, 0.1)), still("red kite", Box.around(0.45, 0.3, 0.05, 0.1))),
)


@pytest.mark.parametrize("model_id", ["storybook", "storybook-wide"])
def test_a_layout_is_drawn_as_by_the_loaded_model(model_id: str) -> None:
    known = known_model(model_id)
    with loaded(model_id, device="cpu") as (model, _):
        assert known.spec.capabilities == model.spec.capabilities
        assert known.proportions == model.proportions
        assert known.in_known_words("a red kite") == model.in_known_words("a red kite")
        drawn = layout_as_drawn(model, WIDE)
    assert layout_as_drawn(known, WIDE) == drawn
    assert [track.name for track in drawn.tracks] == ["a pony", "red kite"]
    for mine, asked in zip(drawn.tracks, WIDE.tracks, strict=True):
        assert mine.box_at(0.0).area > 2 * asked.box_at(0.0).area


def test_a_model_that_needs_no_room_draws_a_layout_as_it_is() -> None:
    assert layout_as_drawn(known_model("Wan-AI/Wan2.1-T2V-1.3B-Diffusers"), WIDE) == WIDE


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no model of this name"):
        known_model(str(tmp_path))
