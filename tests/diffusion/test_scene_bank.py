"""A scene's identity bank, written once and read by all its clips: they are as without it, to the last bit."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from storyagent.diffusion import scenes
from storyagent.diffusion.bank_file import load_bank
from storyagent.diffusion.models.machine import Placement
from storyagent.diffusion.sampling import SampleSettings
from storyagent.diffusion.scenes import SceneRequest, make_scene
from storyagent.errors import InvalidInput
from storyagent.story.files import sha256_of
from storyagent.story.timeline import Shot
from storyagent.testing import run_tool
from storyagent.tools.animate_again import animate_again
from storyagent.tools.animate_layout import animate_layout
from storyagent.tools.write_bank import write_bank
from tests.diffusion import tiny

CPU = {"device": "cpu"}
SHOT = Shot(id="one", frames=3)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny.saved(tiny.clip_unet(), "TextToVideoSDPipeline", tmp_path_factory.mktemp("clips")))


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what a scene's tools are told of its entities and its place."""
    folder = tmp_path_factory.mktemp("pictures")
    dice = np.random.default_rng(0)
    paths = [folder / f"{name}.png" for name in ("car", "cat", "street")]
    for path in paths:
        Image.fromarray(dice.integers(0, 255, (24, 24, 3), np.uint8)).save(path)
    known = {"references": tuple(paths[:2]), "reference_of": ("o0", "o1"), "place": (paths[2],), "place_text": "street"}
    return {"layout": tiny.LAYOUT, "shot": SHOT, "steps": 1, "fps": 8, **known}


@pytest.fixture(scope="module")
def bank(model: str, seen: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = run_tool(write_bank, CPU, model=model, **seen)
    return Path(made).rename(tmp_path_factory.mktemp("banks") / "one.safetensors")


def clip(model: str, seen: dict[str, Any], **more: Any) -> str:
    size = {"width_px": 64, "height_px": 48}
    return sha256_of(
        run_tool(
            animate_layout,
            CPU,
            **{**seen, "model": model, "prompt": tiny.PROMPT, "seed": 3, "guided": False, **size, **more},
        )
    )


def test_a_clip_with_its_scene_s_bank_is_the_one_without(model: str, seen: dict[str, Any], bank: Path) -> None:
    assert [name.partition(" ")[2] for name in load_bank(bank).entities] == ["o0", "o1", "place"]
    assert clip(model, seen, bank=bank) == clip(model, seen)


def test_a_clip_is_made_after_the_bank_and_not_after_the_pictures_again(
    model: str, seen: dict[str, Any], bank: Path, tmp_path: Path
) -> None:
    swapped = {**seen, "references": seen["references"][::-1]}
    other = run_tool(write_bank, CPU, model=model, **swapped).rename(tmp_path / "other.safetensors")
    assert clip(model, seen, bank=other) != clip(model, seen, bank=bank)


def test_a_bank_of_other_weights_is_refused_by_their_hash(
    seen: dict[str, Any], bank: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    unet = tiny.clip_unet()
    next(unet.parameters()).data.mul_(1.5)
    trained = str(tiny.saved(unet, "TextToVideoSDPipeline", tmp_path_factory.mktemp("trained")))
    with pytest.raises(InvalidInput, match=r"another model[\s\S]*write it again"):
        clip(trained, seen, bank=bank)


def test_a_bank_that_does_not_know_one_of_the_scene_says_whom(
    model: str, seen: dict[str, Any], bank: Path, tmp_path: Path
) -> None:
    car = {**seen, "references": seen["references"][:1], "reference_of": ("o0",), "place": ()}
    alone = run_tool(write_bank, CPU, model=model, **car).rename(tmp_path / "alone.safetensors")
    with pytest.raises(InvalidInput, match=r"o1, place: the identity bank is not of these references[\s\S]*bank of o0"):
        clip(model, seen, bank=alone)
    assert clip(model, car, bank=bank) == clip(model, car)  # one that knows more does as well


def test_a_bank_beside_no_picture_is_said_not_to_be_read(model: str, seen: dict[str, Any], bank: Path) -> None:
    told: list[str] = []
    settings = SampleSettings(steps=1, guidance=None)
    request = SceneRequest(tiny.PROMPT, tiny.LAYOUT, 1, 3, 8, (64, 48), settings, bank=bank)
    make_scene(model, request, CPU, lambda share, words, preview: told.append(words))
    assert "nobody in this scene has a picture: the identity bank is not read" in told


def test_what_is_no_bank_is_refused(model: str, seen: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="no identity bank"):
        clip(model, seen, bank=seen["references"][0])


def test_a_model_that_is_shown_entities_otherwise_has_an_empty_bank(
    seen: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    lent = tiny.wan_vace_model(), Placement(device="cpu", dtype="float32")
    monkeypatch.setattr(scenes, "loaded", lambda *_, **__: nullcontext(lent))
    assert load_bank(run_tool(write_bank, CPU, **seen)).entities == ()


def test_a_further_try_reads_the_same_bank(model: str, seen: dict[str, Any], bank: Path, tmp_path: Path) -> None:
    from storyagent.story.verdicts import ClipVerdict, EntityVerdict

    (tmp_path / "first.mp4").touch()
    lost = EntityVerdict(entity="o0", name="car", sheet=0.1, earlier=None)
    verdict = ClipVerdict(clip="0" * 64, entities=(lost,), score=0.1, reasons=("the car does not look like itself",))
    size = {"width_px": 64, "height_px": 48}
    asked = {**seen, **size, "model": model, "prompt": tiny.PROMPT, "verdicts": (verdict,), "guided": False}
    with_bank, without = (
        sha256_of(run_tool(animate_again, CPU, tried=(tmp_path / "first.mp4",), **asked, bank=given))
        for given in (bank, None)
    )
    assert with_bank == without
