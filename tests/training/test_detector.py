from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from storyagent.errors import InvalidInput
from storyagent.evaluation.detect import Detection, Detector, iou, peaks
from storyagent.evaluation.detector_net import CELLS, DetectorNet, Maps, cell_centres
from tests.training.art import plain_art
from training.storybook.curriculum import NarrowWorld
from training.storybook.detector_faults import spoiled
from training.storybook.detector_loss import NAMED, losses, named_colours, targets
from training.storybook.detector_quality import NOTHING, Tally, Thing, draw_confusion, truths
from training.storybook.nouns import NOUNS
from training.storybook.train_detector import main, new_net, publish, step_losses
from training.storybook.world import Batch, World


class _Stopped(Exception):
    """What stops a run in the middle of a step."""


class _Stopping(NarrowWorld):
    """A world that ends after so many batches."""

    batches = 999

    def sample(self, count: int, *, frames: int = 1, fps: int = 8, seed: int) -> Batch:
        if not self.batches:
            raise _Stopped
        self.batches -= 1
        return super().sample(count, frames=frames, fps=fps, seed=seed)


@pytest.fixture(scope="module")
def world() -> _Stopping:
    return _Stopping(size_px=128, art=plain_art())


@pytest.fixture(scope="module")
def batch(world: World) -> Batch:
    return world.sample(12, frames=2, seed=1)


def as_said(batch: Batch) -> Maps:
    """Return the maps that a perfect detector would give for a batch."""
    truth = targets(batch)
    count = batch.frames.shape[0] * batch.frames.shape[1]
    n, row, column = truth.cells.unbind(1)
    nouns, colours = torch.zeros(count, CELLS, CELLS, len(NOUNS)), torch.zeros(count, CELLS, CELLS, len(NAMED))
    boxes = torch.zeros(count, CELLS, CELLS, 4)
    nouns[n, row, column, truth.nouns] = 20.0
    colours[n, row, column, truth.colours.clamp_min(0)] = 20.0
    boxes[n, row, column] = truth.boxes
    return Maps(torch.logit(truth.things.clamp(1e-4, 1 - 1e-4)), nouns, colours, boxes)


def test_targets_read_back_are_the_truth(batch: Batch) -> None:
    found = peaks(as_said(batch), 0.5)
    for seen, there in zip(found, truths(batch, NAMED), strict=True):
        near = [
            thing for thing in there if any(iou(thing.box, box) > 0.99 and thing.noun == noun for box, noun, *_ in seen)
        ]
        apart = [a for a in there if all(a is b or np.hypot(*_middle(a.box, b.box)) > 2.9 / CELLS for b in there)]
        assert all(thing in near for thing in apart)  # two middles within neighbouring cells may look as one
        assert len(seen) <= len(there)
    assert sum(map(len, found)) > 20


def _middle(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[float, float]:
    return (a[0] + a[2] - b[0] - b[2]) / 2, (a[1] + a[3] - b[1] - b[3]) / 2


def test_the_truth_has_the_least_loss(batch: Batch) -> None:
    truth, right = targets(batch), as_said(batch)
    best = losses(right, truth)
    assert float(best["boxes"]) < 1e-4
    assert float(best["nouns"]) < 1e-3
    shifted = right._replace(boxes=right.boxes + 0.05)
    blind = right._replace(things=torch.full_like(right.things, -4.0))
    assert float(losses(shifted, truth)["boxes"]) > 0.3
    assert float(losses(blind, truth)["things"]) > 5 * float(best["things"])


def test_own_colours_count_only_where_they_have_a_name(batch: Batch) -> None:
    clear = batch._replace(
        nouns=torch.tensor([[NOUNS.index("ball"), NOUNS.index("dog"), NOUNS.index("dog"), -1]]),
        colours=torch.tensor([[0, 0, 1 + NAMED.index("green"), 0]]),
    )
    assert named_colours(clear)[0, :3].tolist() == [NAMED.index("white"), -1, NAMED.index("green")]


def test_faults_keep_shape_and_range_and_come_from_the_dice_alone(batch: Batch) -> None:
    frames = batch.frames.flatten(0, 1)
    a, b, c = (spoiled(frames, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert a.shape == frames.shape
    assert torch.equal(a, b)
    assert not torch.equal(a, c)
    assert float(a.abs().max()) <= 1
    change = (a - frames).abs().mean((1, 2, 3))
    assert (change == 0).any()
    assert 0.01 < float(change.mean()) < 0.25


def test_the_detector_learns_to_find_one_thing(world: World) -> None:
    torch.manual_seed(0)
    net = new_net()
    optimiser = torch.optim.AdamW(net.parameters(), lr=3e-3)
    batch = world.sample(4, seed=3)
    first: dict[str, float] = {}
    for step in range(12):
        terms = step_losses(net, batch, torch.Generator().manual_seed(step))
        torch.autograd.backward(torch.stack(list(terms.values())).sum())
        optimiser.step()
        optimiser.zero_grad()
        first = first or {name: float(term.detach()) for name, term in terms.items()}
    assert all(float(terms[name].detach()) < 0.9 * first[name] for name in ("things", "nouns", "boxes"))


def test_a_published_detector_says_the_same_alone_and_in_a_batch(tmp_path: Path, batch: Batch) -> None:
    torch.manual_seed(1)
    publish(new_net(), tmp_path)
    detector = Detector.load(tmp_path)
    assert json.loads((tmp_path / "names.json").read_text()) == {"nouns": list(NOUNS), "colours": list(NAMED)}
    assert (tmp_path / "detector.safetensors").stat().st_size < 4_000_000
    frames = ((batch.frames[:3, 0] + 1) * 127.5).byte().permute(0, 2, 3, 1).numpy()
    together = detector.detect(frames, least_score=1e-5)
    assert sum(map(len, together)) > 0
    alone = [detector.detect(frame[None], least_score=1e-5)[0] for frame in frames]
    for a, b in zip(together, alone, strict=True):
        assert [(thing.noun, thing.colour) for thing in a] == [(thing.noun, thing.colour) for thing in b]
        np.testing.assert_allclose([thing.box for thing in a], [thing.box for thing in b], atol=1e-4)


def test_boxes_of_frames_that_are_not_square_are_in_the_frames_own_coordinates() -> None:
    detector = Detector(_Fixed((0.25, 0.375, 0.75, 0.625)), ("ball",), ("red",))
    wide = np.zeros((1, 64, 128, 3), np.uint8)
    ((seen,),) = detector.detect(wide)
    np.testing.assert_allclose(seen.box, (0.25, 0.25, 0.75, 0.75), atol=1e-5)
    ((seen,),) = detector.detect(np.zeros((1, 96, 96, 3), np.uint8))
    np.testing.assert_allclose(seen.box, (0.25, 0.375, 0.75, 0.625), atol=1e-5)


class _Fixed(DetectorNet):
    """A network that sees one box in the cell of its middle."""

    def __init__(self, box: tuple[float, float, float, float]) -> None:
        super().__init__(1, 1)
        self.box = box

    def forward(self, frames: torch.Tensor) -> Maps:
        things = torch.full((len(frames), CELLS, CELLS), -9.0)
        things[:, CELLS // 2, CELLS // 2] = 9.0
        ones = torch.ones(len(frames), CELLS, CELLS, 1)
        return Maps(things, ones, ones, torch.tensor(self.box) * torch.ones(len(frames), CELLS, CELLS, 4))


def test_what_is_no_film_is_refused() -> None:
    detector = Detector(DetectorNet(1, 1), ("ball",), ("red",))
    with pytest.raises(InvalidInput, match="needed uint8 of shape t h w 3"):
        detector.detect(np.zeros((2, 8, 8, 3), np.float32))
    with pytest.raises(InvalidInput, match="no detector"):
        Detector.load(Path("nowhere"))


def test_cells_lie_in_reading_order() -> None:
    at = cell_centres(torch.device("cpu"))
    assert at[0, -1].tolist() == [1 - 0.5 / CELLS, 0.5 / CELLS]


def test_the_tally_counts_right_swapped_missed_and_invented_things(tmp_path: Path) -> None:
    car, cat, dog = (NOUNS.index(name) for name in ("car", "cat", "dog"))
    here, there, elsewhere = (0.0, 0.0, 0.4, 0.4), (0.5, 0.5, 0.9, 0.9), (0.0, 0.6, 0.3, 0.9)
    tally = Tally()
    tally.add(
        [Thing(car, "red", here), Thing(cat, "", there), Thing(dog, "blue", elsewhere)],
        [
            Detection("car", "red", (0.0, 0.02, 0.4, 0.4), 0.9, 0.9),
            Detection("dog", "red", there, 0.8, 0.9),
            Detection("ball", "red", (0.6, 0.0, 0.9, 0.3), 0.7, 0.9),
        ],
    )
    tally.add([Thing(car, "red", here)], [Detection("car", "pink", here, 0.9, 0.9)])
    assert tally.confusion[car, car] == 2
    assert tally.confusion[cat, dog] == tally.confusion[dog, NOTHING] == 1
    assert tally.confusion[NOTHING, NOUNS.index("ball")] == 1
    figures = tally.figures()
    assert figures["benchmark"] == {"things": 4, "recall": 0.5, "precision": 0.5, "coloured": 2, "colour_right": 0.5}
    assert figures["frames_wholly_right"] == 0.5
    draw_confusion(tally, tmp_path / "confusion.png")
    assert (tmp_path / "confusion.png").stat().st_size > 1000


def test_a_stopped_training_goes_on_to_the_same_weights(tmp_path: Path, world: _Stopping) -> None:
    options = ["--steps", "2", "--batch", "4", "--every", "1", "--device", "cpu", "--out"]
    main([*options, str(tmp_path / "at once")], world=world)
    world.batches = 1
    with pytest.raises(_Stopped):
        main([*options, str(tmp_path / "in two")], world=world)
    world.batches = 1
    main([*options, str(tmp_path / "in two")], world=world)
    whole, halves = (
        load_file(tmp_path / folder / "detector" / "published" / "detector.safetensors")
        for folder in ("at once", "in two")
    )
    assert set(whole) == set(halves)
    assert all(torch.equal(whole[name], halves[name]) for name in whole)


def test_the_shipped_detector_knows_the_worlds_nouns_and_colours() -> None:
    detector = Detector.load()
    assert (detector.nouns, detector.colours) == (NOUNS, NAMED)
    assert detector.detect(np.full((1, 128, 128, 3), 128, np.uint8)) == [[]]
