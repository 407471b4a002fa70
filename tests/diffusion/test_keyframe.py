"""A clip begins with the picture it was given, and its model stays as it was."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from storyagent.diffusion.given import FirstPicture
from storyagent.diffusion.keyframe import Held
from storyagent.diffusion.motion_field import MotionField
from storyagent.diffusion.sampling import SampleSettings, sample
from storyagent.errors import InvalidInput
from storyagent.film.encode import probe
from storyagent.story.timeline import Shot
from storyagent.testing import run_tool
from storyagent.tools.animate_keyframe import animate_keyframe
from storyagent.tools.animate_layout import animate_layout
from storyagent.tools.draw_keyframe import draw_keyframe
from tests.diffusion import tiny

SIZE = {"width_px": 64, "height_px": 48}


def dots(height: int = 16, width: int = 16) -> Any:
    return np.random.default_rng(3).integers(0, 255, (height, width, 3), np.uint8)


def painted(model: Any, picture: Any) -> Any:
    """Return the picture as the model's autoencoder paints it."""
    tensor = torch.from_numpy(picture.copy()).permute(2, 0, 1)[None] / 127.5 - 1.0
    return model.decode(model.encode_pictures(tensor))[0, 0].numpy()


@pytest.mark.parametrize("family", ["motion_unet", "clip_unet"])
def test_the_first_frame_is_the_picture_and_the_others_are_not(family: str) -> None:
    model = tiny.FAMILIES[family]()
    before = tiny.state(model.denoiser)
    settings = SampleSettings(steps=1, frames=3)
    made = sample(model, [tiny.PROMPT], [1], [tiny.LAYOUT], settings, first=[FirstPicture(dots())])
    plain = sample(model, [tiny.PROMPT], [1], [tiny.LAYOUT], settings)
    frames = made.frames_bfhwc[0].numpy().astype(int)
    wanted = painted(model, dots()).astype(int)
    assert np.abs(frames[0] - wanted).max() <= 1
    assert np.abs(frames[1] - wanted).mean() > 5
    assert (made.latents[:, :, 1:] - plain.latents[:, :, 1:]).abs().mean() > 1e-4  # they follow it
    assert tiny.same_state(before, tiny.state(model.denoiser))


def test_outside_of_the_scene_s_part_the_model_paints() -> None:
    model = tiny.motion_model()
    noise = model.first_noise((4, 2, 8, 8), [1])
    part = (0.0, 0.25, 1.0, 0.75)
    held = Held(model, [FirstPicture(dots(8, 16), part)], (16, 16), noise)
    latents = torch.zeros_like(noise)
    clean = held.at(latents, 4, None)
    assert (clean[:, :, 0, :2] == 0).all()
    assert (clean[:, :, 0, 6:] == 0).all()
    assert (clean[:, :, 0, 2:6] != 0).any(1).all()
    assert (clean[:, :, 1] == 0).all()


def test_held_frames_are_as_noisy_as_the_sampler_s_time() -> None:
    model = tiny.motion_model()
    noise = model.first_noise((4, 2, 8, 8), [1])
    held = Held(model, [FirstPicture(dots())], (16, 16), noise)
    scheduler = model.scheduler(4, (4, 2, 8, 8))
    clean = held.at(torch.zeros_like(noise), 4, None)[:, :, :1]
    for time in scheduler.timesteps:
        kept = float(scheduler.alphas_cumprod[int(time)])
        expected = kept**0.5 * clean + (1 - kept) ** 0.5 * noise[:, :, :1]
        torch.testing.assert_close(held.at(noise, 4, time)[:, :, :1], expected, rtol=0, atol=1e-4)


def test_a_picture_for_each_clip_and_no_motion_field_beside_it() -> None:
    model = tiny.motion_model()
    with pytest.raises(InvalidInput, match="begins with one picture"):
        sample(model, [tiny.PROMPT] * 2, [1, 2], None, SampleSettings(steps=1), first=[FirstPicture(dots())])
    moving = SampleSettings(steps=1, motion=MotionField(right=1.0))
    with pytest.raises(InvalidInput, match="no motion field"):
        sample(model, [tiny.PROMPT], [1], None, moving, first=[FirstPicture(dots())])
    with pytest.raises(InvalidInput, match="no keyframe"):
        sample(tiny.cogvideox_model(), [tiny.PROMPT], [1], None, SampleSettings(steps=1), first=[FirstPicture(dots())])


def test_a_keyframe_is_read_upright_and_white_where_it_is_clear(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (40, 20), (200, 30, 30, 0))
    clear.paste((30, 60, 200, 255), (0, 0, 20, 20))
    clear.save(tmp_path / "clear.png")
    read = FirstPicture.read(tmp_path / "clear.png").picture_hwc
    assert read[10, 5].tolist() == [30, 60, 200]
    assert read[10, 35].tolist() == [255, 255, 255]
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    clear.convert("RGB").save(tmp_path / "turned.jpg", exif=exif)
    assert FirstPicture.read(tmp_path / "turned.jpg").picture_hwc.shape == (40, 20, 3)
    (tmp_path / "none.png").write_text("no picture")
    with pytest.raises(InvalidInput, match="not a picture"):
        FirstPicture.read(tmp_path / "none.png")


# The tools


@pytest.fixture(scope="module")
def still_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny.saved(tiny.image_unet(), "StableDiffusionPipeline", tmp_path_factory.mktemp("stills")))


@pytest.fixture(scope="module")
def clip_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny.saved(tiny.clip_unet(), "TextToVideoSDPipeline", tmp_path_factory.mktemp("clips")))


def test_a_keyframe_is_drawn_with_references_and_a_clip_begins_with_it(
    still_model: str, clip_model: str, tmp_path: Path
) -> None:
    options = {"device": "cpu"}
    red = tmp_path / "red.png"
    Image.fromarray(dots(20, 30)).save(red)
    inputs: dict[str, Any] = {"prompt": tiny.PROMPT, "layout": tiny.LAYOUT, "steps": 1, "guided": False, **SIZE}
    given = {"references": (red,), "reference_of": ("o0",)}
    plain, known = (run_tool(draw_keyframe, options, model=still_model, **inputs, **some) for some in ({}, given))
    with Image.open(plain) as first, Image.open(known) as second:
        assert first.size == second.size == (64, 48)
        assert first.tobytes() != second.tobytes()
    shot = Shot(id="one", frames=3)
    clip = run_tool(animate_keyframe, options, keyframe=known, model=clip_model, shot=shot, fps=8, **inputs, **given)
    assert (probe(clip).frames, probe(clip).width_px) == (3, 64)


def test_a_clip_from_references_that_are_no_picture_says_whose(clip_model: str, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_text("no picture")
    with pytest.raises(InvalidInput, match=r"broken.png[\s\S]*'o0'"):
        run_tool(
            animate_layout, {"device": "cpu"}, prompt=tiny.PROMPT, layout=tiny.LAYOUT, model=clip_model, steps=1,
            shot=Shot(id="one", frames=2), references=(broken,), reference_of=("o0",), **SIZE,
        )  # fmt: skip
