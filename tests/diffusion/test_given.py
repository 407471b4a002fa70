"""Models that take pictures beside their noise are given them as their own pipelines do it."""

import json
import struct
import zlib
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor
from transformers import CLIPImageProcessor

from storyagent.diffusion import scenes
from storyagent.diffusion.conditioning import best_rung
from storyagent.diffusion.given import MOST_REFERENCES, FirstPicture, Given, Pictures, reference_pictures
from storyagent.diffusion.guidance import GuidanceSettings
from storyagent.diffusion.models.base import VideoModel
from storyagent.diffusion.models.catalog import MODELS, model_spec
from storyagent.diffusion.models.loading import loaded, require_model
from storyagent.diffusion.models.machine import Placement
from storyagent.diffusion.motion_field import MotionField
from storyagent.diffusion.sampling import SampleSettings, StepReport, sample
from storyagent.diffusion.scene_references import references_in_models_words
from storyagent.errors import InvalidInput
from storyagent.film.encode import probe
from storyagent.story.directions import FrameDirections
from storyagent.story.references import Reference, references_of
from storyagent.story.timeline import Shot
from storyagent.testing import run_tool
from storyagent.tools.animate_keyframe import animate_keyframe
from storyagent.tools.animate_layout import animate_layout
from tests.diffusion import tiny

STEPS, SCALE = 3, 3.0
PLAIN = SampleSettings(steps=STEPS, scale=SCALE, frames=5, guidance=None)
BEGINNING = {
    "wan_image": tiny.wan_image_model,
    "wan_both": tiny.wan_both_model,
    "wan_vace": tiny.wan_vace_model,
    "ltx": tiny.ltx_model,
}
beginning = pytest.mark.parametrize("family", BEGINNING)


def dots(seed: int = 3, side: int = 32) -> Any:
    return np.random.default_rng(seed).integers(0, 255, (side, side, 3), np.uint8)


def first(seed: int = 3) -> list[FirstPicture]:
    return [FirstPicture(dots(seed))]


def known(tmp_path: Path, *entities: str) -> tuple[Reference, ...]:
    paths = []
    for number, entity in enumerate(entities):
        paths.append(tmp_path / f"{number}{entity}.png")
        Image.fromarray(dots(number + 10, 24)).save(paths[-1])
    return references_of(entities, paths)


# The same clips as diffusers' own pipelines


def tuned(model: VideoModel) -> dict[str, Any]:
    """Return what a pipeline of diffusers is to be called with to make what `sample` makes with `PLAIN` and seed 1."""
    said, unsaid = model.encode([tiny.PROMPT]), model.encode([""])
    words = {"prompt_embeds": said.states_btc, "negative_prompt_embeds": unsaid.states_btc}
    return {"num_frames": 5, "width": 32, "height": 32, "num_inference_steps": STEPS, "guidance_scale": SCALE,
            "output_type": "latent", **words}  # fmt: skip


def noise(model: VideoModel, ahead: int = 0) -> Tensor:
    clip = model.first_noise(model.latents_shape(5, 32, 32), [1])
    if not ahead:
        return clip
    return torch.cat([model.first_noise((4, ahead, 8, 8), [2]), clip], dim=2)


def parts(model: VideoModel) -> dict[str, Any]:
    return {
        "vae": model.vae,
        "scheduler": model.scheduler(STEPS, (4, 2, 8, 8)),
        "transformer": model.denoiser,
        "tokenizer": model.tokenizer,
        "text_encoder": model.text_encoder,
    }


def near(made: Tensor, expected: Tensor) -> None:
    torch.testing.assert_close(made, expected, rtol=1e-3, atol=1e-3)


def test_image_to_video_is_diffusers_own() -> None:
    model = tiny.wan_image_model()
    made = sample(model, [tiny.PROMPT], [1], settings=PLAIN, first=first()).latents
    processor = CLIPImageProcessor(size={"shortest_edge": 16}, crop_size={"height": 16, "width": 16})
    pipeline = diffusers.WanImageToVideoPipeline(
        **parts(model), image_encoder=model.image_encoder, image_processor=processor
    )
    pipeline.set_progress_bar_config(disable=True)
    near(made, pipeline(Image.fromarray(dots()), latents=noise(model), **tuned(model)).frames)


def test_a_clip_whose_places_have_their_own_time_is_diffusers_own() -> None:
    model = tiny.wan_both_model()
    made = sample(model, [tiny.PROMPT], [1], settings=PLAIN, first=first()).latents
    pipeline = diffusers.WanImageToVideoPipeline(**parts(model), expand_timesteps=True)
    pipeline.set_progress_bar_config(disable=True)
    near(made, pipeline(Image.fromarray(dots()), latents=noise(model), **tuned(model)).frames)


def test_a_clip_of_ltx_that_begins_with_a_picture_is_diffusers_own() -> None:
    model = tiny.ltx_model()
    made = sample(model, [tiny.PROMPT], [1], settings=PLAIN, first=first()).latents
    given = model.give(Pictures(1, 5, (32, 32), tuple(first())))
    assert given is not None
    latents = given.over(noise(model)).flatten(2).transpose(1, 2)
    asked = tuned(model)
    for name, text in (("prompt", tiny.PROMPT), ("negative_prompt", "")):
        asked[f"{name}_attention_mask"] = model.encode([text]).mask_bt
    pipeline = diffusers.LTXImageToVideoPipeline(**parts(model))
    pipeline.vae_spatial_compression_ratio = pipeline.vae_temporal_compression_ratio = 4  # it asks a larger one's
    pipeline.set_progress_bar_config(disable=True)
    expected = pipeline(None, latents=latents, frame_rate=8, **asked).frames
    near(made.flatten(2).transpose(1, 2), expected)


@pytest.mark.parametrize(("begins", "count"), [(False, 0), (False, 2), (True, 2)])
def test_references_are_taken_as_by_diffusers(begins: bool, count: int, tmp_path: Path) -> None:
    model = tiny.wan_vace_model()
    references = known(tmp_path, "o0", "o1")[:count]
    made = sample(
        model, [tiny.PROMPT], [1], [tiny.LAYOUT], PLAIN, references=[references], first=first() if begins else None
    ).latents
    pipeline = diffusers.WanVACEPipeline(**parts(model))
    pipeline.set_progress_bar_config(disable=True)
    shown = [Image.fromarray(as_bytes(one)) for one in reference_pictures(references, (32, 32))]
    asked = tuned(model)
    if begins:
        video, mask = torch.full((5, 3, 32, 32), 0.5), torch.ones(5, 3, 32, 32)
        video[0], mask[0] = torch.from_numpy(dots()).permute(2, 0, 1) / 255, 0.0
        asked |= {"video": video[None], "mask": mask[None]}
    expected = pipeline(reference_images=shown or None, latents=noise(model, ahead=count), **asked).frames
    assert expected.shape[2] == 2 + count
    near(made, expected[:, :, count:])


def as_bytes(picture: Tensor) -> Any:
    return ((picture + 1) * 127.5).round().byte().permute(1, 2, 0).numpy()


# Guidance, directions and batches with pictures


@beginning
def test_a_clip_that_begins_with_a_picture_is_guided_and_its_model_stays_as_it_was(family: str) -> None:
    model = BEGINNING[family]()
    before = tiny.state(model.denoiser)
    steps: list[StepReport] = []
    settings = SampleSettings(steps=2, frames=5, guidance=GuidanceSettings(until=0.5, iterations=4))
    sample(model, [tiny.PROMPT], [1], [tiny.LAYOUT], settings, steps.append, first=first())
    energies = [float(energy) for energy in steps[0].energies]
    assert len(energies) == 4
    assert energies[-1] < energies[0] - 0.005
    assert tiny.same_state(before, tiny.state(model.denoiser))


def test_references_go_with_guidance_and_leave_the_model_as_it_was(tmp_path: Path) -> None:
    model, references = tiny.wan_vace_model(), known(tmp_path, "o0", "o1")
    before = tiny.state(model.denoiser)
    steps: list[StepReport] = []
    guidance = GuidanceSettings(until=0.5, iterations=4, checkpoint=True)
    settings = SampleSettings(steps=2, frames=5, guidance=guidance, preview_every=1)
    made = sample(model, [tiny.PROMPT], [1], [tiny.LAYOUT], settings, steps.append, references=[references])
    assert made.latents.shape == (1, 4, 2, 8, 8)
    assert made.frames_bfhwc.shape == (1, 5, 32, 32, 3)
    energies = [float(energy) for energy in steps[0].energies]
    assert len(energies) == 4
    assert energies[-1] < energies[0] - 0.005
    assert tiny.same_state(before, tiny.state(model.denoiser))


def test_reading_the_maps_of_a_model_that_sees_references_changes_nothing(tmp_path: Path) -> None:
    model, references = tiny.wan_vace_model(), known(tmp_path, "o0")
    never = GuidanceSettings(until=1.0, threshold=100.0)
    made = [
        sample(
            model, [tiny.PROMPT], [1], [tiny.LAYOUT], PLAIN.model_copy(update={"guidance": guidance}),
            references=[references],
        ).latents
        for guidance in (never, None)
    ]  # fmt: skip
    assert torch.equal(*made)


@pytest.mark.parametrize("family", ["wan_image", "wan_both", "wan_vace"])
def test_equal_directions_are_one_prompt_beside_pictures(family: str, tmp_path: Path) -> None:
    model = BEGINNING[family]()
    before = tiny.state(model.denoiser)
    given: dict[str, Any] = {"layouts": [tiny.LAYOUT], "settings": PLAIN, "first": first()}
    if family == "wan_vace":
        given["references"] = [known(tmp_path, "o0", "o1")]
    same = [FrameDirections.evenly((tiny.PROMPT, tiny.PROMPT))]
    made = [sample(model, [tiny.PROMPT], [1], directions=some, **given).latents for some in (same, None)]
    torch.testing.assert_close(*made, rtol=0, atol=1e-4)
    assert tiny.same_state(before, tiny.state(model.denoiser))


def test_the_picture_stays_where_it_is_the_clip_s_and_the_model_paints_around_it() -> None:
    half = (0.0, 0.25, 1.0, 0.75)
    for model in (tiny.wan_both_model(), tiny.ltx_model()):
        given = model.give(Pictures(1, 5, (32, 32), (FirstPicture(dots(), half),)))
        assert given is not None
        assert given.mask[0, 0, 0].mean(-1).tolist() == [0, 0, 1, 1, 1, 1, 0, 0]
        assert not given.mask[0, 0, 1:].any()
        made = sample(model, [tiny.PROMPT], [1], settings=PLAIN, first=[FirstPicture(dots(), half)]).latents
        assert torch.equal(made[:, :, 0, 2:6], given.latents[:, :, 0, 2:6])
        assert not torch.equal(made[:, :, 0, :2], given.latents[:, :, 0, :2])


def test_a_picture_of_another_shape_is_known_to_vace_in_its_part_alone() -> None:
    model = tiny.wan_vace_model()
    half, frames = (0.0, 0.25, 1.0, 0.75), 9
    part, whole = (
        model.give(Pictures(1, frames, (32, 32), (FirstPicture(dots(), one),))) for one in (half, (0, 0, 1, 1))
    )
    assert isinstance(part, Given)
    assert isinstance(whole, Given)
    assert not torch.allclose(part.latents[:, :4], whole.latents[:, :4])
    assert torch.equal(part.latents[:, 4:], whole.latents[:, 4:])  # nothing is known of what is to be made


@beginning
def test_a_batch_begins_with_the_pictures_of_its_clips(family: str) -> None:
    model = BEGINNING[family]()
    both = sample(model, [tiny.PROMPT] * 2, [1, 2], settings=PLAIN, first=first(3) + first(4)).latents
    alone = sample(model, [tiny.PROMPT], [2], settings=PLAIN, first=first(4)).latents
    torch.testing.assert_close(both[1:], alone, rtol=1e-3, atol=1e-3)


def test_a_reference_changes_the_clip_as_much_as_it_counts(tmp_path: Path) -> None:
    model = tiny.wan_vace_model()
    (reference,) = known(tmp_path, "o0")
    made = {}
    for weight in (0.0, 1.0, 2.0):
        own = [[reference.model_copy(update={"weight": weight})]]
        made[weight] = sample(model, [tiny.PROMPT], [1], [tiny.LAYOUT], PLAIN, references=own).latents
    plain = sample(model, [tiny.PROMPT], [1], [tiny.LAYOUT], PLAIN).latents
    assert torch.equal(made[0.0], plain)
    assert (made[1.0] - plain).abs().mean() > 1e-3
    assert not torch.equal(made[1.0], made[2.0])


def test_of_many_entities_first_pictures_are_taken_before_second_ones(tmp_path: Path) -> None:
    some = tiny.layout(*(("car", (0.1 * number, 0.0, 0.1 * number + 0.1, 1.0)) for number in range(9)))
    entities = [track.entity for track in some.tracks]
    model = tiny.wan_vace_model()
    seven = known(tmp_path, *entities[:7], *entities[:3])
    kept, notes = references_in_models_words(model, seven, some, None)
    assert [len(one.pictures) for one in kept] == [2, 1, 1, 1, 1, 1, 1]
    assert "the model takes 8 pictures at once: 2 of 10 left out" in notes
    kept, notes = references_in_models_words(model, known(tmp_path, *entities), some, None)
    assert len(kept) == MOST_REFERENCES < len(entities)
    assert "'car' has no picture: drawn from words" in notes


def test_a_reference_is_alone_on_white(tmp_path: Path) -> None:
    path = tmp_path / "clear.png"
    image = Image.new("RGBA", (400, 200), (200, 30, 30, 0))
    image.paste((30, 60, 200, 255), (40, 50, 200, 150))
    image.save(path)
    (shown,) = reference_pictures(references_of(["o0"], [path]), (64, 48))
    assert shown.shape == (3, 48, 64)
    assert float(shown[:, 0].min()) > 0.99
    assert float(shown[2, 24, 32]) > float(shown[0, 24, 32]) + 1.0


# The tools


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> Callable[[VideoModel], None]:
    """Return a function that has the tools make scenes with a twin, whichever model they are asked for."""

    def lend(model: VideoModel) -> None:
        placement = Placement(device="cpu", dtype="float32")
        monkeypatch.setattr(scenes, "loaded", lambda *_, **__: nullcontext((model, placement)))

    return lend


@pytest.mark.parametrize("family", ["wan_image", "ltx"])
def test_a_clip_begins_with_a_picture_whatever_takes_it(
    family: str, lent: Callable[[VideoModel], None], tmp_path: Path
) -> None:
    lent(BEGINNING[family]())
    picture = tmp_path / "first.png"
    Image.fromarray(dots(side=40)).save(picture)
    asked = next(spec.id for spec in MODELS if spec.family == family)
    clip = run_tool(
        animate_keyframe, keyframe=picture, prompt=tiny.PROMPT, layout=tiny.LAYOUT, shot=Shot(id="one", frames=6),
        model=asked, steps=1, guidance_iterations=1, width_px=64, height_px=48, fps=8,
    )  # fmt: skip
    assert (probe(clip).frames, probe(clip).width_px) == (6, 64)


def test_a_scene_is_made_after_the_pictures_of_its_entities(lent: Callable[[VideoModel], None], tmp_path: Path) -> None:
    lent(tiny.wan_vace_model())
    red = tmp_path / "red.png"
    Image.new("RGB", (20, 20), "red").save(red)
    size = {"width_px": 32, "height_px": 32, "fps": 8, "steps": 1, "guided": False}
    clips = [
        run_tool(
            animate_layout, prompt=tiny.PROMPT, layout=tiny.LAYOUT, shot=Shot(id="one", frames=5), references=(red,),
            reference_of=("o0",), reference_rung=rung, **size,
        )
        for rung in (None, "description")
    ]  # fmt: skip
    assert clips[0].read_bytes() != clips[1].read_bytes()


# Folders


def test_a_folder_with_an_image_encoder_is_loaded(tmp_path: Path) -> None:
    model = tiny.wan_image_model()
    parts_of = {
        "transformer": model.denoiser,
        "image_encoder": model.image_encoder,
        "scheduler": model.scheduler(3, ()),
    }
    for name in ("vae", "text_encoder", "tokenizer"):
        parts_of[name] = getattr(model, name)
    for name, part in parts_of.items():
        part.save_pretrained(tmp_path / name)
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": "WanImageToVideoPipeline"}))
    with loaded(str(tmp_path), device="cpu") as (found, _):
        assert found.spec.family == "wan_image"
        assert found.image_encoder is not None


@pytest.mark.parametrize(
    ("facts", "family"),
    [
        ({"_class_name": "WanPipeline"}, "wan"),
        ({"_class_name": "WanPipeline", "expand_timesteps": True}, "wan_both"),
        ({"_class_name": "WanImageToVideoPipeline", "transformer_2": [None, None]}, "wan_image"),
        ({"_class_name": "WanVACEPipeline"}, "wan_vace"),
        ({"_class_name": "LTXImageToVideoPipeline"}, "ltx"),
    ],
)
def test_a_folder_is_known_by_its_pipeline(facts: dict[str, Any], family: str, tmp_path: Path) -> None:
    (tmp_path / "model_index.json").write_text(json.dumps(facts))
    assert model_spec(str(tmp_path)).family == family


def test_a_pipeline_with_two_denoisers_is_refused(tmp_path: Path) -> None:
    facts = {"_class_name": "WanImageToVideoPipeline", "transformer_2": ["diffusers", "WanTransformer3DModel"]}
    (tmp_path / "model_index.json").write_text(json.dumps(facts))
    with pytest.raises(InvalidInput, match="two denoisers"):
        model_spec(str(tmp_path))


# What cannot be done


def test_a_model_that_begins_with_a_picture_makes_nothing_without_one() -> None:
    with pytest.raises(InvalidInput, match=r"follows a picture[\s\S]*draw_keyframe"):
        sample(tiny.wan_image_model(), [tiny.PROMPT], [1], settings=PLAIN)
    with pytest.raises(InvalidInput, match="follows a picture"):
        require_model("Wan-AI/Wan2.1-I2V-14B-480P-Diffusers")  # as a film asks before it is made


def test_a_model_that_cannot_begin_with_a_picture_names_those_that_can() -> None:
    with pytest.raises(InvalidInput, match=r"no keyframe[\s\S]*Wan2.1-I2V-14B-480P[\s\S]*LTX-Video"):
        sample(tiny.wan_model(), [tiny.PROMPT], [1], settings=PLAIN, first=first())


def test_a_model_without_references_names_those_that_have_them() -> None:
    with pytest.raises(InvalidInput, match=r"cannot keep entities in this way[\s\S]*Wan2.1-VACE-1.3B"):
        best_rung(tiny.wan_model(), "reference_video")
    assert best_rung(tiny.wan_vace_model()) == "reference_video"


def batch(references: list[tuple[Reference, ...]], **settings: Any) -> Callable[[], object]:
    asked = PLAIN.model_copy(update=settings)
    count = len(references)
    return lambda: sample(
        tiny.wan_vace_model(), [tiny.PROMPT] * count, [*range(count)], [tiny.LAYOUT] * count, asked,
        references=references,
    )  # fmt: skip


def test_references_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    one, two = known(tmp_path, "o0", "o1")
    heavy = two.model_copy(update={"weight": 2.0})
    for asked, what in (
        (batch([(one, two), (one,)]), "as many reference pictures"),
        (batch([(one, heavy)]), "different weights"),
        (batch([(one, one)]), "two references"),
        (batch([(one,)], motion=MotionField(right=1.0)), "not from one moved picture"),
    ):
        with pytest.raises(InvalidInput, match=what):
            asked()


def header(width: int, height: int) -> bytes:
    """Return the rest of a PNG that says how large it is, and holds nothing."""
    size = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    return size + struct.pack(">I", zlib.crc32(b"IHDR" + size)) + struct.pack(">I4s", 0, b"IDAT")


@pytest.mark.parametrize("what", ["text", "huge", "tiny"])
def test_what_is_no_picture_names_the_entity(what: str, tmp_path: Path) -> None:
    path = tmp_path / f"{what}.png"
    if what == "text":
        path.write_text("a red car")
    else:
        Image.new("L", (3, 3)).save(path)
    if what == "huge":
        path.write_bytes(path.read_bytes()[:16] + header(20_000, 20_000))
    with pytest.raises(InvalidInput, match=f"{what}.png[\\s\\S]*'o0'"):
        batch([references_of(["o0"], [path])])()
