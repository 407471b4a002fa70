from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from storyagent.errors import MissingExtra
from storyagent.evaluation import lvd
from tests.training.art import LEFT, RIGHT, plain_art
from training.storybook import places
from training.storybook.art import Art, Shading
from training.storybook.motions import MOTIONS
from training.storybook.nouns import BENCHMARK, COLOURS, NOUN, NOUNS
from training.storybook.places import PLACES
from training.storybook.scenes import CORNERS, Scene
from training.storybook.words import NUMBERS
from training.storybook.world import HELD_OUT, MAX_OBJECTS, Batch, World, held_out_seed, training_seed

SIZE_PX = 64


@pytest.fixture(scope="module")
def world() -> World:
    return World(size_px=SIZE_PX, art=plain_art())


@pytest.fixture(scope="module")
def clips(world: World) -> Batch:
    return world.sample(48, frames=6, seed=5)


def ink(frame: torch.Tensor, colour: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return where a frame 3 h w has a colour that only drawings have."""
    wanted = torch.tensor(colour[:3])[:, None, None] / 127.5 - 1
    return np.asarray(((frame - wanted).abs().amax(0) < 0.5).numpy())


def test_a_batch_has_the_promised_shapes_and_ranges(clips: Batch) -> None:
    b, f, o = 48, 6, MAX_OBJECTS
    assert clips.frames.shape == (b, f, 3, SIZE_PX, SIZE_PX)
    assert clips.frames.dtype == torch.float32
    assert -1 <= float(clips.frames.min()) < -0.5 < 0.5 < float(clips.frames.max()) <= 1
    assert clips.boxes.shape == (b, f, o, 4)
    assert clips.present.shape == (b, f, o)
    assert clips.present.dtype == torch.bool
    assert clips.nouns.shape == clips.colours.shape == (b, o)
    assert clips.places.shape == (b,)
    assert len(clips.captions) == len(clips.spans) == b


def test_the_world_is_as_large_as_it_must_be() -> None:
    assert len(NOUNS) == len(set(NOUNS)) >= 60
    assert set(BENCHMARK) == set(lvd.THINGS) <= set(NOUNS)
    assert COLOURS[1:] == lvd.COLORS
    assert len(PLACES) >= 12


def test_the_same_seed_gives_the_same_clips_and_another_seed_others(world: World) -> None:
    a, b, c = (world.sample(6, frames=3, seed=seed) for seed in (9, 9, 10))
    assert torch.equal(a.frames, b.frames)
    assert torch.equal(a.boxes, b.boxes)
    assert (a.captions, a.spans) == (b.captions, b.spans)
    assert not torch.equal(a.frames, c.frames)
    assert a.captions != c.captions


def test_no_held_out_seed_is_a_training_seed() -> None:
    assert held_out_seed(0) > training_seed(HELD_OUT - 1)
    for number in (-1, HELD_OUT):
        with pytest.raises(ValueError, match="numbered from 0"):
            training_seed(number)


@pytest.mark.parametrize("across", [1.0, 1.75])
def test_boxes_are_tight_around_what_is_seen(across: float) -> None:
    clips = World(size_px=SIZE_PX, across=across, art=plain_art()).sample(48, frames=6, seed=5)
    size_px = np.array(clips.frames.shape[:-3:-1])
    assert size_px.tolist() == [SIZE_PX * across, SIZE_PX]
    checked = 0
    for i in range(len(clips.captions)):
        if (clips.nouns[i] >= 0).sum() != 1 or clips.colours[i, 0] != 0:
            continue
        for f in range(clips.frames.shape[1]):
            seen = ink(clips.frames[i, f], LEFT) | ink(clips.frames[i, f], RIGHT)
            if not clips.present[i, f, 0]:
                assert not seen.any()
                continue
            rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
            found = np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]) / np.tile(size_px, 2)
            np.testing.assert_allclose(clips.boxes[i, f, 0], found, atol=1.01 / SIZE_PX)
            checked += 1
    assert checked > 30


@pytest.mark.parametrize("frames", [1, 3])
def test_a_wider_world_has_the_same_things_of_the_same_size_further_apart(world: World, frames: int) -> None:
    wide = World(size_px=SIZE_PX, across=1.75, art=plain_art())
    batch, wider = (each.sample(320, frames=frames, seed=6) for each in (world, wide))
    assert (batch.captions, batch.nouns.tolist()) == (wider.captions, wider.nouns.tolist())
    seen = [(boxes[..., :2] > 0.02).all(-1) & (boxes[..., 2:] < 0.98).all(-1) for boxes in (batch.boxes, wider.boxes)]
    checked = 0
    for i, scene in enumerate(world.plan(320, still=frames == 1, seed=6)[0]):
        if len(scene.things) != 1 or scene.camera or NOUN[scene.groups[0].noun].way == "roll":
            continue
        for box, other in zip(
            *(boxes[i, seen[0][i] & seen[1][i]] for boxes in (batch.boxes, wider.boxes)), strict=True
        ):
            size, larger = box[2:] - box[:2], other[2:] - other[:2]
            torch.testing.assert_close(larger * torch.tensor([1.75, 1.0]), size, atol=2.5 / SIZE_PX, rtol=0)
            if scene.groups[0].motion == "stand":
                middle, there = box[2:] + box[:2], other[2:] + other[:2]
                torch.testing.assert_close(there / 2, middle / 2, atol=2.5 / SIZE_PX, rtol=0)
                checked += 1
    assert checked > 5 * frames


def test_absent_things_have_no_box_and_no_noun(clips: Batch) -> None:
    assert not clips.boxes[~clips.present].any()
    there = clips.nouns >= 0
    assert not clips.present.any(1)[~there].any()
    counts = there.sum(1)
    assert set(counts.tolist()) == {0, 1, 2, 3, 4}


def test_things_look_where_they_go(world: World) -> None:
    batch, (scenes, *_) = world.sample(200, frames=4, seed=3), world.plan(200, still=False, seed=3)
    looked = set()
    for i, scene in enumerate(scenes):
        noun = NOUN[NOUNS[int(batch.nouns[i, 0])]]
        group = scene.groups[0] if scene.groups else None
        plain = len(scene.things) == 1 and batch.colours[i, 0] == 0 and batch.present[i, 1, 0] and not scene.camera
        if not (plain and group and group.motion == "glide" and group.heading in ("left", "right")):
            continue
        if noun.faces == "front" or noun.way == "roll":
            continue
        left = np.flatnonzero(ink(batch.frames[i, 1], LEFT).any(0)).mean()
        right = np.flatnonzero(ink(batch.frames[i, 1], RIGHT).any(0)).mean()
        mirrored = left > right  # the drawing's left half is on the right
        assert mirrored == (group.heading != noun.faces)
        looked.add((group.heading, noun.faces))
    assert {("left", "left"), ("right", "left")} <= looked


def drawn(world: World, frames: int, seeds: int) -> Iterator[tuple[Batch, int, Scene]]:
    """Draw 300 clips of each of some seeds; yield each with its batch and number in it."""
    for seed in range(seeds):
        batch, (scenes, *_) = world.sample(300, frames=frames, seed=seed), world.plan(300, still=False, seed=seed)
        for i, scene in enumerate(scenes):
            yield batch, i, scene


def test_things_move_as_it_is_said(world: World) -> None:
    frames = 9
    done = set()
    for batch, i, scene in drawn(world, frames, seeds=3):
        if len(scene.things) != 1 or scene.camera or scene.groups[0].window or not batch.present[i].any(1).all():
            continue
        group, box = scene.groups[0], batch.boxes[i, :, 0].double().numpy()
        x, y, width = (box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2, box[:, 2] - box[:, 0]
        done.add(group.motion)
        if group.motion in ("glide", "bounce", "arc") and group.heading in ("left", "right"):
            assert (x[-1] - x[0] > 0.05) == (group.heading == "right"), (group, x)
        elif group.motion == "glide":
            assert (y[-1] < y[0]) == (group.heading.split()[0] in ("up", "upper")), (group, y)
        elif group.motion in ("approach", "recede"):
            assert (width[-1] > 1.3 * width[0]) == (group.motion == "approach")
        elif group.motion == "fall":
            assert y[-1] - y[0] > 0.2
            assert y[4] - y[2] > y[2] - y[0]
        elif group.motion == "jump":
            assert np.ptp(y) > 0.15 > np.ptp(x)
        elif group.motion == "legs" and group.path:
            for corner, frame in zip(group.path, (0, frames // 2, frames - 1), strict=True):
                across, down = CORNERS[corner]
                assert (x[frame] < 0.5) == (across[0] == 0.0), (group.path, frame)
                assert (y[frame] < 0.5) == (down[0] == 0.0), (group.path, frame)
        elif group.motion == "stand":
            assert np.ptp(x) < 0.06
    assert done == set(MOTIONS)


def test_things_appear_and_disappear_in_the_half_that_is_said(world: World) -> None:
    batch, (scenes, *_) = world.sample(300, frames=8, seed=4), world.plan(300, still=False, seed=4)
    halves = set()
    for i, scene in enumerate(scenes):
        for o, thing in enumerate(scene.things):
            window = scene.groups[thing.group].window
            if window:
                halves.add(window)
                gone = batch.present[i, 5:, o] if window == "first half" else batch.present[i, :3, o]
                assert not gone.any()
                if len(scene.things) == 1:
                    assert batch.present[i, :3, o].all() if window == "first half" else batch.present[i, 5:, o].all()
    assert halves == {"first half", "second half"}


def test_the_camera_moves_as_it_is_said(world: World) -> None:
    moves = set()
    for batch, i, scene in drawn(world, 2, seeds=4):
        still = scene.groups and scene.groups[0].motion == "stand" and batch.present[i, :, 0].all()
        inside = (batch.boxes[i, :, 0] > 0.02).all() and (batch.boxes[i, :, 0] < 0.98).all()
        if not (scene.camera and still and inside and len(scene.things) == 1):
            continue
        first, last = batch.boxes[i, 0, 0], batch.boxes[i, 1, 0]
        grown = float((last[2] - last[0]) / (first[2] - first[0]))
        drift = float((last[0] + last[2] - first[0] - first[2]) / 2)
        if scene.camera.startswith("zoom"):
            assert grown > 1.2 if scene.camera == "zoom in" else grown < 1 / 1.2
        else:
            assert drift < -0.1 if scene.camera == "pan right" else drift > 0.1
        moves.add(scene.camera.split()[0])
    assert moves == {"zoom", "pan"}


@pytest.mark.parametrize("still", [True, False])
def test_captions_name_all_that_is_there_and_their_spans_point_at_it(world: World, still: bool) -> None:
    scenes, _, captions, spans = world.plan(500, still=still, seed=1)
    for scene, caption, found in zip(scenes, captions, spans, strict=True):
        assert len(found) == len(scene.things)
        assert caption.strip() == caption
        assert caption.isascii()
        for thing, (start, end) in zip(scene.things, found, strict=True):
            group = scene.groups[thing.group]
            noun, phrase = NOUN[group.noun], caption[start:end].lower()
            names = {noun.name, noun.many, *noun.also, *(f"{also[:-1]}ie" for also in noun.also), *noun.also}
            if group.count == 1:
                assert any(phrase.endswith(name) for name in names), (phrase, noun)
            else:
                assert caption[:start].lower().rstrip().endswith(NUMBERS[group.count]), caption
            if group.colour != "own":
                assert phrase.startswith(group.colour)


def test_captions_are_varied_and_stills_speak_of_no_motion(world: World) -> None:
    stills, clips = world.plan(600, still=True, seed=2)[2], world.plan(600, still=False, seed=2)[2]
    assert len(set(stills)) > 480
    assert len(set(clips)) > 540
    moving = (" first ", " then ", "camera", "appear", "towards", "from left", "from right", "half")
    assert not [caption for caption in stills if any(word in caption for word in moving)]
    assert 0.15 < np.mean([caption.startswith("A realistic lively video") for caption in clips]) < 0.35
    assert np.mean([len(caption.split()) <= 6 for caption in clips]) > 0.05


def test_every_wording_of_the_benchmark_is_among_the_captions(world: World) -> None:
    wordings = {task.prompt: task.task for task in lvd.prompts()}
    said = {
        wordings[caption]
        for seed in range(6)
        for caption in world.plan(900, still=False, seed=seed)[2]
        if caption in wordings
    }
    assert said == set(wordings.values())


def test_each_colour_is_nearest_to_its_own_name() -> None:
    named = {
        "red": (220, 20, 30), "orange": (250, 130, 10), "yellow": (250, 220, 30), "green": (30, 160, 50),
        "blue": (30, 90, 220), "purple": (130, 50, 190), "pink": (255, 130, 185), "brown": (115, 65, 30),
        "black": (30, 30, 30), "white": (245, 245, 245), "gray": (135, 135, 135),
    }  # fmt: skip
    ball = np.zeros((1, 128, 128, 4), np.uint8)
    ball[0, 10:-10, 10:-10] = [[(90 + x, 80 + x, 70, 255) for x in range(108)]]  # darker on the left
    shading = Shading.of(ball)
    prototypes = np.array(list(named.values()))
    for colour in COLOURS[1:]:
        picture = shading.recoloured(colour)
        body = np.median(picture[picture[..., 3] > 0.9][:, :3] * 255, axis=0)
        assert list(named)[int(np.abs(prototypes - body).sum(1).argmin())] == colour


@pytest.mark.parametrize("across", [1.0, 1.75])
def test_every_painting_covers_its_whole_canvas_and_differs_from_all_others(across: float) -> None:
    pictures = places.painted(32, across)
    assert pictures.shape == (len(PLACES), places.VARIATIONS, 48, 32 * across + 16, 3)
    assert pictures.reshape(-1, 3).max(1).min() > 40
    flat = pictures.reshape(len(PLACES) * places.VARIATIONS, -1).astype(int)
    for i in range(len(flat)):
        assert all(np.abs(flat[i] - flat[j]).mean() > 1.5 for j in range(i))


def test_art_is_the_same_after_it_was_written(tmp_path: Path) -> None:
    art = plain_art()
    art.save(tmp_path / "art.npz")
    again = Art.load(tmp_path / "art.npz")
    assert np.array_equal(art.pictures, again.pictures)
    assert np.array_equal(art.sizes, again.sizes)


def test_a_missing_font_is_said_with_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(MissingExtra, match="fonts-noto-color-emoji"):
        Art.read(tmp_path / "nothing.ttf")
