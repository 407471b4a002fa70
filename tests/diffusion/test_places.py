"""A place is seen where no object is, by each way in which a model can be shown one."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from storyagent.diffusion.conditioning import bank_of, by_bank
from storyagent.diffusion.given import reference_pictures
from storyagent.diffusion.held_place import HeldPlaces
from storyagent.diffusion.identity import BankSettings
from storyagent.diffusion.ip_adapter import masks_of
from storyagent.diffusion.models.base import VideoModel
from storyagent.diffusion.references import Likeness, shown
from storyagent.diffusion.regions import free_share, layout_boxes
from storyagent.diffusion.sampling import SampleSettings, sample
from storyagent.diffusion.scene_references import as_seen, references_in_models_words
from storyagent.errors import InvalidInput
from storyagent.story.layout import FULL_FRAME, Box, Keyframe
from storyagent.story.references import Reference, place_references, references_of
from storyagent.testing import run_tool
from storyagent.tools.draw_layout import draw_layout
from tests.diffusion import tiny

LEFT = tiny.layout(("red car", (0.0, 0.0, 0.4, 1.0)))
SETTINGS = SampleSettings(steps=2, frames=2, guidance=None)


def dots(path: Path, seed: int, width: int = 24, height: int = 16) -> Path:
    Image.fromarray(np.random.default_rng(seed).integers(0, 255, (height, width, 3), np.uint8)).save(path)
    return path


@pytest.fixture
def place(tmp_path: Path) -> Reference:
    (found,) = place_references([dots(tmp_path / "place.png", 1)], "a street")
    return found


def made(model: VideoModel, *references: Reference, layout: Any = LEFT, seeds: tuple[int, ...] = (3,)) -> Any:
    count = len(seeds)
    return sample(
        model,
        ["a red car on the street"] * count,
        list(seeds),
        [layout] * count,
        SETTINGS,
        references=[references] * count,
    ).latents


def test_what_no_box_covers_is_free_and_a_margin_around_boxes_is_not() -> None:
    boxes = layout_boxes(LEFT, 1)
    free = free_share(boxes.corners_of4[None], boxes.present_of[None], 1, 10)[0, 0]
    torch.testing.assert_close(free, torch.tensor([0.0] * 4 + [0.5] + [1.0] * 5))
    nobody = layout_boxes(tiny.layout(), 2)
    assert free_share(nobody.corners_of4[None], nobody.present_of[None], 2, 2).eq(1).all()


@pytest.mark.parametrize("family", ["image_unet", "motion_unet", "clip_unet"])
def test_a_bank_shows_the_place_around_the_objects(family: str, place: Reference, tmp_path: Path) -> None:
    model = tiny.FAMILIES[family]()
    (car,) = references_of(["o0"], [dots(tmp_path / "car.png", 2)])
    before = tiny.state(model.denoiser)
    settings = BankSettings()
    bank = bank_of(model, [[car, place]], [LEFT], frames=2, steps=2, size_px=(16, 16), settings=settings)
    seen = by_bank(model, [[car, place]], [LEFT], bank, frames=2, size_px=(16, 16), settings=settings)
    assert seen is not None
    of_car, of_place = seen._covered(64)[0, :, 0].view(2, 8, 8)
    assert of_car[:, :3].eq(1).all()
    assert of_place[:, 4:].eq(1).all()
    assert not (of_car * of_place).any()
    heard = replace(seen, words=1.0)
    with torch.no_grad():
        latents = model.first_noise((4, 2, 8, 8), [5])
        text = model.encode(["a red car"])
        plain, known = (model.predict(latents, torch.tensor(400), replace(text, seen=one)) for one in (None, heard))
    assert (plain - known).abs().mean() > 1e-5
    assert tiny.same_state(before, tiny.state(model.denoiser))


def test_a_clip_of_a_place_alone_and_two_clips_of_two_places(place: Reference, tmp_path: Path) -> None:
    model = tiny.motion_model()
    (other,) = place_references([dots(tmp_path / "other.png", 7)], "grass")
    empty = tiny.layout()
    alone = [made(model, one, layout=empty) for one in (place, other)]
    assert not torch.equal(*alone)
    plain = sample(model, ["a red car on the street"], [3], [empty], SETTINGS).latents
    assert not torch.equal(alone[0], plain)
    both = sample(
        model, ["a red car on the street"] * 2, [3, 3], [empty] * 2, SETTINGS, references=[(place,), (other,)]
    ).latents
    torch.testing.assert_close(both[:1], alone[0], rtol=1e-3, atol=1e-2)  # the other clip's place is not seen
    assert not torch.allclose(both[:1], both[1:], atol=0.1)


def test_an_adapter_shows_the_place_where_no_object_is() -> None:
    boxes = [layout_boxes(LEFT, 1)]
    masks = masks_of(boxes, [[(0, 0)]], [[1]], [1.0, 0.5], (1, 10))[0, :, 0, 0]
    torch.testing.assert_close(masks[0], torch.tensor([1.0] * 4 + [0.0] * 6))
    torch.testing.assert_close(masks[1], torch.tensor([0.0] * 4 + [0.25] + [0.5] * 5))


def test_a_reference_of_a_place_fills_its_picture(place: Reference, tmp_path: Path) -> None:
    (car,) = references_of(["o0"], [dots(tmp_path / "car.png", 2)])
    shown = reference_pictures([car, place], (32, 16))
    corners = [float(one[:, 0, 0].min()) for one in shown]
    assert corners[0] > 0.99
    assert corners[1] < 0.9
    model = tiny.wan_vace_model()
    settings = SETTINGS.model_copy(update={"frames": 5})
    clips = [
        sample(model, [tiny.PROMPT], [1], [tiny.LAYOUT], settings, references=[some]).latents
        for some in ((car,), (car, place))
    ]
    assert not torch.equal(*clips)


def test_a_place_is_no_object_of_the_prompt(place: Reference) -> None:
    kept, notes = references_in_models_words(tiny.image_model(), [place], LEFT, None)
    assert [one.description for one in kept] == ["a street"]
    assert notes[1:] == ["the place is kept as its picture shows it", "'red car' has no picture: drawn from words"]
    assert as_seen("a red car on the street", LEFT, kept) == ("a red car on the street", LEFT, [])


def test_a_place_s_picture_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.png"
    path.write_text("a meadow")
    with pytest.raises(InvalidInput, match=r"none.png[\s\S]*'place'"):
        made(tiny.motion_model(), *place_references([path]))
    assert place_references([]) == ()


def test_a_scene_is_drawn_in_the_place_of_a_picture(tmp_path: Path) -> None:
    model = str(tiny.saved(tiny.image_unet(), "StableDiffusionPipeline", tmp_path / "stills"))
    wide = tiny.LAYOUT.model_copy(update={"aspect_ratio": 2.0})
    asked: dict[str, Any] = {"prompt": tiny.PROMPT, "layout": wide, "model": model, "steps": 1, "guided": False}
    pictures = [
        run_tool(draw_layout, {"device": "cpu"}, **asked, **given, width_px=64, height_px=32).read_bytes()
        for given in ({}, {"place": (dots(tmp_path / "place.png", 1),), "place_text": "grass"})
    ]
    assert pictures[0] != pictures[1]


def test_a_place_s_picture_fills_the_scene_s_part_and_is_mirrored_around_it() -> None:
    pixels = np.zeros((8, 16, 3), np.uint8)
    pixels[:4] = 255
    likeness = Likeness(pixels, np.ones((8, 16), np.float32))
    picture, inside = shown(likeness, (16, 16), None, Box(x0=0.0, y0=0.25, x1=1.0, y1=0.75))
    assert inside.all()
    assert picture[0, :, 0].tolist() == [1.0] * 8 + [-1.0] * 8
    whole, _ = shown(likeness, (16, 16), None)
    assert (whole[0, :8] > 0.5).all() and (whole[0, 8:] < -0.5).all()


def test_a_place_is_held_to_its_picture_where_no_object_is_while_the_camera_rests(place: Reference) -> None:
    model = tiny.motion_model()
    noise = model.first_noise((4, 2, 8, 8), [1]).repeat(3, 1, 1, 1, 1)
    away = Keyframe(t=1.0, box=Box(x0=0.1, y0=0.1, x1=0.9, y1=0.9))
    moving = LEFT.model_copy(update={"view": (Keyframe(t=0.0, box=FULL_FRAME), away)})
    held = HeldPlaces(model, [(place,), (place,), ()], [LEFT, moving, LEFT], (16, 16), noise)
    time = model.scheduler(4, (4, 2, 8, 8)).timesteps[-1]
    changed = (held.at(torch.zeros_like(noise), 4, time) != 0).any(1)
    assert changed[0, :, :, 5:].all()
    assert not changed[0, :, :, :3].any()
    assert not changed[1:].any()
