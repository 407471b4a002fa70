"""Whole clips changed: smoother, larger, drawn, held still, in another shape, with other entities; told in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture
from storyagent.media.image.restyle import Style, levels_of
from storyagent.media.video.between import Pair
from storyagent.media.video.camera import stabilise, step_between
from storyagent.media.video.clip import clip_frames, open_clip
from storyagent.media.video.entity import recolour, replace
from storyagent.media.video.painting import flicker, painted
from storyagent.media.video.reframe import Shot, reframe, windows_of
from storyagent.media.video.sound import clip_sound
from storyagent.media.video.timing import trim
from storyagent.media.video.where import between_looks, layout_places, track_of
from storyagent.media.video.write import write_clip
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.timeline import Shot as TimelineShot
from storyagent.story.timeline import Timeline
from storyagent.testing import run_tool
from storyagent.tools.describe_video import describe_video
from storyagent.tools.interpolate_frames import interpolate_frames
from storyagent.tools.recolour_entity import recolour_entity
from storyagent.tools.reframe_video import reframe_video
from storyagent.tools.replace_entity import replace_entity
from storyagent.tools.restyle_video import restyle_video
from storyagent.tools.stabilise_video import stabilise_video
from storyagent.tools.upscale_video import upscale_video
from tests.media.clips import two_tones
from tests.media.pictures import drawing, meadow, outline_of, scene

SIZE = (160, 96)
FRAMES = 8
LEFTS = [4 + 12 * number for number in range(FRAMES)]
TOP = 26
FOX_PX, FOX_HIGH_PX = drawing("fox").size


def layout(aspect: float = 160 / 96) -> Layout:
    """Return the layout of the clip below: the fox walks from left to right."""
    boxes = [
        Box(x0=x / 160, y0=TOP / 96, x1=(x + FOX_PX) / 160, y1=(TOP + FOX_HIGH_PX) / 96) for x in (LEFTS[0], LEFTS[-1])
    ]
    walk = tuple(Keyframe(t=t, box=box) for t, box in zip((0.0, 1.0), boxes, strict=True))
    stone = (Keyframe(t=0, box=Box(x0=0.05, y0=0.8, x1=0.15, y1=0.95)),)
    tracks = (
        Track(id="fox", entity="fox-1", name="little fox", keyframes=walk),
        Track(id="stone", entity="stone", name="a stone", keyframes=stone),
    )
    return Layout(scene="walk", aspect_ratio=aspect, tracks=tracks)


def walking() -> list[Picture]:
    return [scene(("fox", (left, TOP)), size_px=SIZE) for left in LEFTS]


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "walk.mp4"
    write_clip(path, walking(), Fraction(8), two_tones(48_000))
    return path


def frames_of(path: Path) -> list[Picture]:
    return list(clip_frames(open_clip(path)))


def apart(a: npt.NDArray[np.uint8], b: npt.NDArray[np.uint8]) -> float:
    return float(np.abs(a.astype(np.int16) - b).mean())


def squared(a: npt.NDArray[np.uint8], b: npt.NDArray[np.uint8]) -> float:
    return float(((a.astype(np.float64) - b) ** 2).mean())


def test_a_frame_between_two_shows_what_moved_half_way_and_not_both_places() -> None:
    a, truth, b = (scene(("fox", (left, TOP)), size_px=SIZE) for left in (40, 44, 48))
    ours = Pair(a, b).at(0.5)
    dissolve = ((a.astype(np.uint16) + b) // 2).astype(np.uint8)
    assert squared(ours, truth) < 0.35 * squared(dissolve, truth)
    assert (Pair(a, b).at(0.0) == a).all()
    assert (Pair(a, b).at(1.0) == b).all()


def test_between_two_shots_nothing_is_mixed() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (96, 160, 3), np.uint8)
    a = scene(size_px=SIZE)
    pair = Pair(a, noise)
    assert (pair.at(0.4) == a).all()
    assert (pair.at(0.6) == noise).all()


def test_interpolated_frames_double_the_rate_and_keep_length_and_sound(video: Path) -> None:
    out = open_clip(run_tool(interpolate_frames, video=video, factor=2))
    assert (out.frames, out.fps) == (2 * FRAMES, Fraction(16))
    sound = clip_sound(out)
    assert sound is not None
    assert sound.shape[1] == 48_000
    assert max(apart(one, own) for one, own in zip(list(clip_frames(out))[::2], frames_of(video), strict=True)) < 4
    with pytest.raises(InvalidInput, match="put between"):
        run_tool(interpolate_frames, video=video, factor=9)


def test_an_upscaled_video_is_larger_and_shows_the_same(video: Path) -> None:
    out = frames_of(run_tool(upscale_video, video=video, factor=2))
    assert len(out) == FRAMES
    assert out[0].shape == (192, 320, 3)
    small = np.asarray(Image.fromarray(out[3]).resize(SIZE, Image.Resampling.BOX))
    assert apart(small, frames_of(video)[3]) < 4


def test_a_restyled_video_flickers_less_than_its_frames_by_themselves() -> None:
    random = np.random.default_rng(0)
    still = scene(("fox", (40, TOP)), size_px=SIZE).astype(np.int16)
    noisy = [np.clip(still + random.normal(0, 3, still.shape), 0, 255).astype(np.uint8) for _ in range(5)]
    levels = levels_of(noisy)
    styles: tuple[Style, ...] = ("ink", "oil")
    for style in styles:
        alone = flicker(painted(noisy, style, levels, steady=False), noisy)
        steady = flicker(painted(noisy, style, levels), noisy)
        assert steady < 0.6 * alone


def test_what_is_painted_moves_with_what_it_shows() -> None:
    frames = walking()[:4]
    levels = levels_of(frames)
    steady = list(painted(frames, "comic", levels))
    alone = list(painted(frames, "comic", levels, steady=False))
    fox = outline_of("fox", (LEFTS[3], TOP), SIZE)
    assert apart(steady[3][fox], alone[3][fox]) < 12  # no trail of where it was before


def test_a_restyled_video_keeps_frames_and_sound(video: Path) -> None:
    out = open_clip(run_tool(restyle_video, video=video, style="pencil"))
    assert (out.frames, out.width_px) == (FRAMES, 160)
    assert clip_sound(out) is not None


def shaken(path: Path) -> Path:
    """Write a clip of a rich picture, seen by a camera that moves to the right and shakes."""
    random = np.random.default_rng(5)
    rough = Image.fromarray(random.integers(0, 255, (18, 40, 3), np.uint8))
    wide = np.asarray(rough.resize((320, 144), Image.Resampling.BICUBIC))
    places = [(40 + 2 * n + int(x), 20 + int(y)) for n, (x, y) in enumerate(random.integers(-5, 6, (20, 2)))]
    write_clip(path, (wide[y : y + 96, x : x + 160] for x, y in places), Fraction(20))
    return path


def jitter(frames: Sequence[Picture]) -> float:
    steps = [step_between(a, b) for a, b in pairwise(frames)]
    moved = np.array([step[:2] for step in steps if step is not None])
    assert len(moved) == len(frames) - 1
    return float(np.abs(np.diff(moved, axis=0)).mean())


def test_a_stabilised_video_shakes_less_than_a_quarter_and_goes_where_it_went(tmp_path: Path) -> None:
    path = shaken(tmp_path / "shaken.mp4")
    out = frames_of(run_tool(stabilise_video, video=path))
    assert len(out) == 20
    assert jitter(out) < 0.25 * jitter(frames_of(path))
    moved = sum(step[0] for a, b in pairwise(out) if (step := step_between(a, b)) is not None)
    assert moved < -20  # the camera goes to the right still
    with pytest.raises(InvalidInput, match="cannot be held"):
        stabilise(path, tmp_path / "out.mp4", 0.0)


def test_a_window_follows_the_entity_softly_and_keeps_it_inside(video: Path) -> None:
    clip = open_clip(video)
    wide, high = 54, 96
    (places,) = layout_places(layout(), [0], 48)
    windows = np.array(windows_of(Shot(0, 48, (places,)), clip, (wide, high)))
    middles = np.array([(box[0] + box[2]) / 2 for box in places if box is not None]) * 160
    inside = (windows[:, 0] < middles) & (middles < windows[:, 2])
    assert inside.all()
    assert windows[:, 0].min() >= 0
    assert windows[:, 2].max() <= 160
    speed = np.diff(windows[:, 0])
    assert speed.min() > -0.05  # it never turns back
    assert np.abs(np.diff(speed)).max() < 0.4
    assert np.ptp(windows[:, 1]) == 0


def test_a_window_that_cannot_hold_all_keeps_the_first_whole(video: Path) -> None:
    (fox,) = layout_places(layout(), [0], 48)
    far: list[tuple[float, float, float, float] | None] = [(0.02, 0.4, 0.2, 0.6)] * 48
    windows = windows_of(Shot(0, 48, (fox, far)), open_clip(video), (54, 96))
    for box, (x0, _, x1, _) in list(zip(fox, windows, strict=True))[24:]:
        assert box is not None
        assert x0 - 4 <= box[0] * 160
        assert box[2] * 160 <= x1 + 4


def test_a_window_rests_where_nothing_moves(video: Path) -> None:
    (places,) = layout_places(layout(), [1], 24)
    windows = windows_of(Shot(0, 24, (places,)), open_clip(video), (54, 96))
    assert len(set(windows)) == 1
    assert all(float(side).is_integer() for side in windows[0])


def test_a_reframed_video_has_the_shape_and_shows_the_entity(video: Path) -> None:
    out = frames_of(run_tool(reframe_video, video=video, layouts=(layout(),), aspect="9:16"))
    assert len(out) == FRAMES
    assert out[0].shape == (96, 54, 3)
    orange = [((frame[..., 0] > 180) & (frame[..., 2] < 110)).mean() for frame in out]
    assert min(orange) > 0.03


def test_a_film_is_reframed_scene_by_scene_with_a_jump_at_its_cut(video: Path, tmp_path: Path) -> None:
    film = Timeline(fps=8, shots=(TimelineShot(id="title", frames=2), TimelineShot(id="walk", frames=6)))
    out = tmp_path / "film.mp4"
    assert reframe(video, out, "1:1", (layout(),), film, follow="the fox") == FRAMES
    whole = np.asarray(Image.fromarray(walking()[0]).resize((96, 58), Image.Resampling.LANCZOS))
    assert apart(frames_of(out)[0][19:77], whole) < 6, "a shot without a layout is shown whole"
    assert apart(frames_of(out)[-1][19:77], whole) > 12
    assert frames_of(out)[0].shape == (96, 96, 3)
    with pytest.raises(InvalidInput, match="not this film's"):
        reframe(video, out, "1:1", (layout(),), Timeline(fps=8, shots=film.shots[:1]))
    with pytest.raises(InvalidInput, match="several layouts"):
        reframe(video, out, "1:1", (layout(), layout()))
    with pytest.raises(InvalidInput, match="no such entity") as refused:
        reframe(video, out, "1:1", (layout(),), follow="dragon")
    assert "little fox" in refused.value.needed


def test_an_entity_is_recoloured_in_every_frame_and_all_else_stays(video: Path) -> None:
    before = frames_of(video)
    after = frames_of(run_tool(recolour_entity, video=video, entity="fox", colour="blue", layout=layout()))
    for number in range(FRAMES):
        fox = outline_of("fox", (LEFTS[number], TOP), SIZE)
        changed = after[number].astype(int) - before[number]
        assert (changed[fox][:, 2] - changed[fox][:, 0] > 60).mean() > 0.18, number
        assert np.abs(changed[~_grown(fox)]).mean() < 3
    with pytest.raises(InvalidInput, match="colour"):
        run_tool(recolour_entity, video=video, entity="fox", colour="blurple", layout=layout())


def _grown(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    grown = mask.copy()
    for axis in (0, 1):
        for step in range(-4, 5):
            grown |= np.roll(mask, step, axis)
    return grown


def test_an_entity_is_found_without_a_layout(video: Path, tmp_path: Path) -> None:
    out = tmp_path / "green.mp4"
    assert recolour(video, out, "the fox", "green") == FRAMES
    with pytest.raises(InvalidInput, match="no helicopter is seen"):
        trim(video, tmp_path / "short.mp4", 0.0, 0.1)
        recolour(tmp_path / "short.mp4", out, "helicopter", "green")


def test_a_replaced_entity_is_gone_and_the_ground_is_what_other_frames_show(video: Path, tmp_path: Path) -> None:
    out, pole = tmp_path / "replaced.mp4", tmp_path / "pole.png"
    Image.new("RGBA", (8, 64), (40, 40, 220, 255)).save(pole)
    assert replace(video, out, "fox", "a pole", pole, layout()) == FRAMES
    ground = np.asarray(meadow(SIZE)).astype(int)
    for number, frame in enumerate(frames_of(out)):
        fox = outline_of("fox", (LEFTS[number], TOP), SIZE)
        middle = LEFTS[number] + FOX_PX // 2
        beside = fox & (np.abs(np.arange(160)[None] - middle) > 8)
        assert np.abs(frame[beside].astype(int) - ground[beside]).mean() < 10, number
        red, _, blue = frame[TOP + FOX_HIGH_PX // 2, middle - 1 : middle + 2].mean(axis=0)
        assert blue > red + 60


def test_a_replacement_needs_a_drawing(video: Path) -> None:
    with pytest.raises(InvalidInput, match="no drawing"):
        run_tool(replace_entity, video=video, entity="fox", by="a zeugma", layout=layout())


def test_an_entity_of_a_layout_is_named_in_any_of_its_ways() -> None:
    assert [track_of(layout(), words) for words in ("fox", "fox-1", "the little fox", "stone", "foxes")] == [
        0,
        0,
        0,
        1,
        0,
    ]


def test_places_between_looks_lie_straight_between_and_long_gaps_stay_empty() -> None:
    places = between_looks({0: (0.0, 0.0, 0.2, 0.2), 4: (0.4, 0.0, 0.6, 0.2), 20: (0.0, 0.0, 0.2, 0.2)}, 24, 8, 2)
    assert places[2] == pytest.approx((0.2, 0.0, 0.4, 0.2))
    assert places[10] is None
    assert places[21] == (0.0, 0.0, 0.2, 0.2)
    assert places[23] is None


def test_a_video_is_described_by_its_facts_and_its_layout(video: Path) -> None:
    said = run_tool(describe_video, video=video, layout=layout())
    assert said.startswith("A video of 1.0 s, 160x96, 8 frames a second, 1 shot, with sound.")
    assert "The little fox moves from left to right" in said
    assert "a stone stays" in said
