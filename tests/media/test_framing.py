"""A part of the picture, a frame, a sheet, a GIF, and where the cuts are."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageSequence

from storyagent.errors import InvalidInput
from storyagent.media.video.clip import clip_frames, open_clip
from storyagent.media.video.framing import parse_aspect, whole_in, window_size
from storyagent.media.video.sheets import clock
from storyagent.media.video.write import write_clip
from storyagent.testing import run_tool
from storyagent.tools.contact_sheet import contact_sheet
from storyagent.tools.crop_video import crop_video
from storyagent.tools.detect_cuts import detect_cuts
from storyagent.tools.extract_frame import extract_frame
from storyagent.tools.make_gif import make_gif
from tests.media.clips import number_of, numbered_clip


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered_clip(tmp_path_factory.mktemp("clip") / "clip.mp4")


def test_a_crop_shows_the_part_inside_the_box(video: Path) -> None:
    out = open_clip(run_tool(crop_video, video=video, box=(0.0, 0.5, 0.5, 1.0)))
    assert (out.width_px, out.height_px, out.frames) == (48, 32, 24)
    picture = next(clip_frames(out))
    assert np.abs(picture[4:, :].mean(axis=(0, 1)) - (200, 120, 40)).max() < 5


@pytest.mark.parametrize(
    "box", [(0.5, 0.0, 0.5, 1.0), (0.0, 0.0, 1.2, 1.0), (0.0, 0.0, 0.1, 0.1), (0.9, 0.0, 0.1, 1.0)]
)
def test_a_box_that_shows_nothing_is_refused(video: Path, box: tuple[float, ...]) -> None:
    with pytest.raises(InvalidInput):
        run_tool(crop_video, video=video, box=box)


def test_shapes_are_read_and_laid_as_large_as_they_fit() -> None:
    assert parse_aspect("9:16") == parse_aspect("portrait") == 9 / 16
    assert window_size(1280, 720, 9 / 16) == (404, 720)
    assert window_size(720, 1280, 16 / 9) == (720, 404)
    for wrong in ("", "16:0", "tall", "100:1", "9:16:2"):
        with pytest.raises(InvalidInput, match="no shape"):
            parse_aspect(wrong)


@pytest.mark.parametrize(("at_s", "number"), [(0.0, 0), (0.5, 12), (0.999, 23), (1.0, 23)])
def test_the_frame_of_a_second_is_the_one_seen_then(video: Path, at_s: float, number: int) -> None:
    with Image.open(run_tool(extract_frame, video=video, at_s=at_s)) as picture:
        assert number_of(np.asarray(picture)) == number


@pytest.mark.parametrize("at_s", [-0.1, 1.2])
def test_a_moment_outside_the_clip_is_refused(video: Path, at_s: float) -> None:
    with pytest.raises(InvalidInput, match="not in the clip"):
        run_tool(extract_frame, video=video, at_s=at_s)


def test_a_contact_sheet_shows_frames_in_order_at_even_steps(video: Path) -> None:
    with Image.open(run_tool(contact_sheet, video=video, columns=3, rows=2, width_px=306)) as opened:
        page = np.asarray(opened.convert("RGB"))
    each_px, high_px = 94, 63
    shown = [
        number_of(page[top : top + high_px, left : left + each_px])
        for top in (6, 6 + high_px + 24)
        for left in (6, 106, 206)
    ]
    assert shown == [2, 6, 10, 14, 18, 22]


def test_a_sheet_of_more_places_than_frames_shows_each_once(tmp_path: Path) -> None:
    short = numbered_clip(tmp_path / "short.mp4", 3, sound=False)
    with Image.open(run_tool(contact_sheet, video=short, columns=4, rows=4, width_px=400)) as page:
        assert page.height < 2 * 100
    with pytest.raises(InvalidInput, match="laid out"):
        run_tool(contact_sheet, video=short, columns=40, rows=1, width_px=400)


def test_a_gif_lasts_as_long_as_the_clip_and_shows_its_frames(video: Path) -> None:
    shown, lasts_ms = [], 0
    with Image.open(run_tool(make_gif, video=video, width_px=96, fps=8.0)) as gif:
        for picture in ImageSequence.Iterator(gif):
            shown.append(number_of(np.asarray(picture.convert("RGB"))))
            lasts_ms += picture.info["duration"]
        assert gif.info["loop"] == 0
    assert shown == [1, 4, 7, 10, 13, 16, 19, 22]
    assert lasts_ms == 1000


@pytest.mark.parametrize("settings", [{"width_px": 4}, {"fps": 0.0}, {"fps": 500.0}])
def test_a_gif_that_cannot_be_is_refused(video: Path, settings: dict[str, float]) -> None:
    with pytest.raises(InvalidInput, match="cannot be made"):
        run_tool(make_gif, video=video, **settings)


def scene(seed: int) -> npt.NDArray[np.float32]:
    """Return a soft picture, another one for each seed."""
    small = np.random.default_rng(seed).integers(0, 255, (4, 6, 3), np.uint8)
    return np.asarray(Image.fromarray(small).resize((96, 64), Image.Resampling.BICUBIC), dtype=np.float32)


def test_cuts_and_dissolves_are_found_at_their_frames_and_movement_is_none(tmp_path: Path) -> None:
    panned = [np.roll(scene(1), 2 * number, axis=1) for number in range(30)]
    still = [scene(2)] * 20
    mixed = [scene(2) + (scene(3) - scene(2)) * (number + 1) / np.float32(13) for number in range(12)]
    frames: list[npt.NDArray[np.float32]] = [*panned, *still, *mixed, *[scene(3)] * 20]
    path = tmp_path / "shots.mp4"
    write_clip(path, (np.clip(frame, 0, 255).astype(np.uint8) for frame in frames), Fraction(24))
    found = run_tool(detect_cuts, video=path)
    assert [(cut.kind, cut.frame) for cut in found.cuts if cut.kind == "cut"] == [("cut", 30)]
    (dissolve,) = [cut for cut in found.cuts if cut.kind == "dissolve"]
    assert abs(dissolve.frame - 56) <= 2
    assert found.cuts[0].time_s == 30 / 24
    assert found.shots == ((0, 30), (30, dissolve.frame), (dissolve.frame, 82))


def test_one_shot_has_no_cut(tmp_path: Path) -> None:
    path = tmp_path / "one.mp4"
    write_clip(path, (np.roll(scene(4), number, axis=0).astype(np.uint8) for number in range(20)), Fraction(24))
    assert run_tool(detect_cuts, video=path).shots == ((0, 20),)


def test_times_are_written_as_a_clock_shows_them() -> None:
    assert [clock(time_s) for time_s in (0.0, 9.96, 75.25, 3600)] == ["0:00.0", "0:09.9", "1:15.2", "60:00.0"]


@pytest.mark.parametrize("size", [(36, 64), (64, 64), (90, 40)])
def test_a_frame_shown_whole_stands_in_the_middle_before_its_own_blur(size: tuple[int, int]) -> None:
    frame = np.zeros((64, 96, 3), np.uint8)
    frame[:, :48] = (250, 0, 0)
    frame[:, 48:] = (0, 0, 250)
    shown = whole_in(frame, size)
    wide, high = size
    assert shown.shape == (high, wide, 3)
    middle = shown[high // 2].astype(int)
    scale = min(wide / 96, high / 64)
    first, last = round((wide - 96 * scale) / 2) + 2, round((wide + 96 * scale) / 2) - 3
    assert np.abs(middle[first] - (250, 0, 0)).max() < 12
    assert np.abs(middle[last] - (0, 0, 250)).max() < 12
    outside = shown[0, 1] if high / 64 > wide / 96 else middle[0]
    assert 20 < outside[0] < 240, "what is around is darker"
