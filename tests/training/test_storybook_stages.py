from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from diffusers import AnimateDiffPipeline, AutoencoderTiny
from torch import nn

from storyagent.diffusion.models.storybook import load_storybook
from storyagent.diffusion.models.storybook_words import in_storybook_words
from storyagent.errors import InvalidInput
from tests.training.squares import Squares
from training.storybook import autoencoder, motion, publish, stills
from training.storybook.diffusing import drawn
from training.storybook.shape import TINY, inflate, new_still_unet, still_part
from training.storybook.stage import Losses, Stage, averages_in, learning_rate, steps_that_fit, train

SQUARES = Squares(TINY.size_px)
Main = Callable[..., None]


def run(stage: Main, out: Path, *more: str) -> None:
    stage(["--out", str(out), "--device", "cpu", "--batch", "2", "--size", "tiny", *more], world=SQUARES)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of every stage, four steps each, and what was published of it."""
    out = tmp_path_factory.mktemp("run")
    for stage in (autoencoder.main, stills.main, motion.main):
        run(stage, out, "--steps", "4", "--every", "2", "--compact")
    publish.main(["--out", str(out), "--to", str(out / "model"), "--size", "tiny"])
    return out


def test_every_stage_leaves_checkpoints_samples_and_small_files(trained: Path) -> None:
    for stage in ("autoencoder", "stills", "motion"):
        assert (trained / stage / "stage.pt").exists()
        assert (trained / stage / "samples_000002.png").exists()
        assert json.loads((trained / stage / "compact" / "step.json").read_text()) == {"step": 4}
        assert not list((trained / stage).glob("*.partial"))


def test_the_published_model_loads_and_draws_stills_and_clips(trained: Path) -> None:
    book = load_storybook(trained / "model")
    assert book.size_px == TINY.size_px
    for frames in (1, 3):
        assert drawn(book, ["a red square"], frames=frames).shape == (1, frames, TINY.size_px, TINY.size_px, 3)


def test_the_published_model_says_nothing_of_the_folder_it_was_made_in(trained: Path) -> None:
    for config in (trained / "model").rglob("*.json"):
        assert str(trained) not in config.read_text()


def test_the_published_model_tells_in_which_words_it_hears_a_prompt(trained: Path) -> None:
    known = in_storybook_words("A crimson square is here", trained / "model")
    assert [change.word for change in known.replaced] == ["crimson"]


def test_the_published_model_is_a_diffusers_pipeline(trained: Path) -> None:
    pipeline = AnimateDiffPipeline.from_pretrained(trained / "model", dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    side = TINY.size_px
    made = pipeline("a red square", num_frames=2, num_inference_steps=2, height=side, width=side, output_type="np")
    assert made.frames.shape == (1, 2, side, side, 3)


@pytest.mark.parametrize("stage", [autoencoder.main, stills.main, motion.main])
def test_a_stopped_and_resumed_run_ends_with_the_weights_of_an_uninterrupted_one(
    stage: Main, trained: Path, tmp_path: Path
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    for out in (whole, parts):
        out.mkdir()
        for name in ("autoencoder", "stills"):
            if name not in stage.__module__:
                (out / name).symlink_to(trained / name)
            elif name == "stills":
                break
    name = stage.__module__.rsplit(".", 1)[1]
    run(stage, whole, "--steps", "6", "--every", "100")
    run(stage, parts, "--steps", "6", "--every", "2", "--minutes", "0")
    for _ in range(3):
        _run_two_steps(stage, parts)
    ours, theirs = averages_in(whole / name), averages_in(parts / name)
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[key], theirs[key]) for key in ours)


def _run_two_steps(stage: Main, out: Path) -> None:
    """Run until the checkpoint after the next, and stop as a kill would: by an exception between two steps."""

    class Killed(Exception):
        pass

    class TwoSteps(Squares):
        left = 3

        def sample(self, count: int, *, frames: int = 1, fps: int = 8, seed: int):  # type: ignore[no-untyped-def]
            if seed < 1000:  # a training batch
                self.left -= 1
                if self.left == 0:
                    raise Killed
            return super().sample(count, frames=frames, fps=fps, seed=seed)

    options = ["--out", str(out), "--device", "cpu", "--batch", "2", "--size", "tiny", "--steps", "6", "--every", "2"]
    with contextlib.suppress(Killed):
        stage(options, world=TwoSteps(TINY.size_px))


def test_a_checkpoint_cut_off_in_the_middle_leaves_the_one_before(tmp_path: Path) -> None:
    stage = _tiny_stage(tmp_path)
    stage.update(_losses(stage))
    stage.save()
    (tmp_path / "stage.partial").write_bytes(b"half a checkpoint")
    again = _tiny_stage(tmp_path)
    assert again.resume() and again.step == 1
    assert torch.equal(again.networks["line"].weight, stage.networks["line"].weight)  # type: ignore[arg-type]


def test_a_compact_checkpoint_goes_on_from_the_averages_with_a_rising_rate(tmp_path: Path) -> None:
    stage = _tiny_stage(tmp_path)
    for _ in range(3):
        stage.update(_losses(stage))
    stage.save_compact()
    again = _tiny_stage(tmp_path)
    assert again.resume() and (again.step, again.since) == (3, 3)
    kept = averages_in(tmp_path)["line.weight"]
    assert torch.allclose(kept, stage.averaged["line"].weight, atol=1e-3)  # type: ignore[arg-type]
    again.update(_losses(again))
    assert again.optimiser.param_groups[0]["lr"] == pytest.approx(learning_rate(0, 10, again.peak_rate))


def test_training_stops_when_its_minutes_are_over_and_saves(tmp_path: Path) -> None:
    stage = _tiny_stage(tmp_path)
    train(stage, lambda step: _losses(stage), minutes=0)
    assert stage.step == 0 and (tmp_path / "stage.pt").exists()


def test_the_rate_rises_stays_and_falls_to_zero() -> None:
    rates = [learning_rate(step, 1000, 2.0) for step in (0, 50, 100, 500, 749, 875, 999, 1000)]
    assert rates == pytest.approx([0.02, 1.02, 2.0, 2.0, 2.0, 1.0, 0.008, 0.0])


def test_a_stage_before_that_was_never_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="run that stage first"):
        averages_in(tmp_path / "stills")


def test_new_motion_modules_change_nothing_and_the_still_part_comes_back() -> None:
    still = new_still_unet(TINY).eval()
    unet = inflate(still, TINY).eval()
    noisy, times, text = torch.randn(2, 8, 16, 16), torch.tensor([10, 10]), torch.randn(2, 5, TINY.text_channels)
    with torch.no_grad():
        frames = unet(noisy.transpose(0, 1)[None], times[:1], text).sample[0].transpose(0, 1)
        assert torch.allclose(frames, still(noisy, times, text).sample, atol=1e-5)
        again = still_part(unet, TINY).eval()
        assert torch.equal(again(noisy, times, text).sample, still(noisy, times, text).sample)


def test_a_motion_stage_may_begin_with_an_earlier_one_s_modules_on_newer_stills(trained: Path, tmp_path: Path) -> None:
    shutil.copytree(trained / "stills", tmp_path / "stills")
    networks = motion.inflated(tmp_path, TINY, trained / "motion").state_dict()
    stills_weights, modules = averages_in(trained / "stills"), averages_in(trained / "motion")
    for name, weight in networks.items():
        assert torch.equal(weight, (modules if "motion_modules" in name else stills_weights)[name])


def test_the_autoencoder_learns_squares(tmp_path: Path) -> None:
    run(autoencoder.main, tmp_path, "--steps", "60", "--rate", "3e-3", "--every", "100")
    lines = (tmp_path / "autoencoder" / "curve.jsonl").read_text().splitlines()
    learned = AutoencoderTiny.from_pretrained(tmp_path / "autoencoder" / "vae")
    frames = SQUARES.sample(8, seed=7).frames[:, 0]
    with torch.no_grad():
        left = (learned.decoder(learned.encoder(frames)) - frames).abs().mean()
    assert json.loads(lines[0])["l1"] > 2 * float(left)


def _tiny_stage(folder: Path) -> Stage:
    torch.manual_seed(0)
    return Stage(folder, nn.ModuleDict({"line": nn.Linear(3, 2)}), rate=0.1, steps=10, seed=0)


def _losses(stage: Stage) -> Losses:
    return {"size": stage.networks["line"](torch.ones(1, 3)).square().sum()}


def test_a_stage_that_fits_its_time_is_over_a_little_before_it() -> None:
    assert steps_that_fit(100, 2.0, 600.0) == 100 + 1140
    assert steps_that_fit(100, 2.0, -5.0) == 101
