"""Trimmed, faster, slower, backwards and again: exact frames, and sound that goes with them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from storyagent.errors import Cancelled, InvalidInput
from storyagent.media.video.clip import clip_frames, open_clip
from storyagent.media.video.sound import clip_sound
from storyagent.media.video.timing import loop, trim
from storyagent.media.video.write import write_clip
from storyagent.testing import run_tool
from storyagent.tools.change_speed import change_speed
from storyagent.tools.loop_video import loop_video
from storyagent.tools.reverse_video import reverse_video
from storyagent.tools.trim_video import trim_video
from tests.media.clips import numbered_clip, numbers_in, pitch_hz


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered_clip(tmp_path_factory.mktemp("clip") / "clip.mp4")


def sound_s(path: Path) -> float:
    sound = clip_sound(open_clip(path))
    return 0.0 if sound is None else sound.shape[1] / 48_000


def test_a_trimmed_video_has_the_frames_and_the_sound_of_its_stretch(video: Path) -> None:
    out = run_tool(trim_video, video=video, start_s=0.5, end_s=0.75)
    assert numbers_in(out) == list(range(12, 18))
    assert pitch_hz(out, 0.1, 0.9) == pytest.approx(880, abs=10)


def test_a_video_trimmed_without_an_end_goes_to_its_end(video: Path, tmp_path: Path) -> None:
    trim(video, tmp_path / "out.mp4", 0.9, None)
    assert numbers_in(tmp_path / "out.mp4") == [21, 22, 23]


@pytest.mark.parametrize(("start_s", "end_s"), [(0.5, 0.5), (0.7, 0.2), (-0.1, 0.5), (1.0, None), (0.0, 1.5)])
def test_an_empty_stretch_or_one_outside_is_refused(
    video: Path, tmp_path: Path, start_s: float, end_s: float | None
) -> None:
    with pytest.raises(InvalidInput, match="not in the clip"):
        trim(video, tmp_path / "out.mp4", start_s, end_s)
    assert not list(tmp_path.iterdir())


def test_twice_as_fast_shows_every_second_frame_at_the_same_pitch(video: Path) -> None:
    out = run_tool(change_speed, video=video, factor=2.0)
    assert numbers_in(out) == list(range(0, 24, 2))
    assert pitch_hz(out, 0.1, 0.4) == pytest.approx(440, abs=12)
    assert pitch_hz(out, 0.6, 0.9) == pytest.approx(880, abs=12)


def test_half_as_fast_holds_every_frame_at_the_same_pitch(video: Path) -> None:
    out = run_tool(change_speed, video=video, factor=0.5)
    assert numbers_in(out) == [number for number in range(24) for _ in range(2)]
    assert pitch_hz(out, 0.1, 0.45) == pytest.approx(440, abs=6)
    assert sound_s(out) == 2.0


@pytest.mark.parametrize("factor", [0.0, -1.0, 0.01, 1000.0])
def test_a_speed_that_cannot_be_played_is_refused(video: Path, factor: float) -> None:
    with pytest.raises(InvalidInput, match="cannot be played"):
        run_tool(change_speed, video=video, factor=factor)


def test_backwards_turns_pictures_and_sound_round(video: Path) -> None:
    out = run_tool(reverse_video, video=video)
    assert numbers_in(out) == list(range(23, -1, -1))
    assert pitch_hz(out, 0.1, 0.4) == pytest.approx(880, abs=6)
    assert pitch_hz(out, 0.6, 0.9) == pytest.approx(440, abs=6)


def test_a_loop_with_a_cut_repeats_everything(video: Path) -> None:
    out = run_tool(loop_video, video=video, times=3)
    assert numbers_in(out) == [*range(24)] * 3
    assert sound_s(out) == 3.0


def test_there_and_back_shows_no_end_twice(video: Path) -> None:
    out = run_tool(loop_video, video=video, times=1, joint="there and back")
    assert numbers_in(out) == [*range(24), *range(22, 0, -1)]


def test_a_seamless_loop_has_no_jump_at_its_joints_or_from_its_end_to_its_start(tmp_path: Path) -> None:
    path, out = tmp_path / "growing.mp4", tmp_path / "loop.mp4"
    write_clip(path, (np.full((32, 32, 3), 20 + 8 * number, np.uint8) for number in range(24)), Fraction(24))
    assert loop(path, out, 2, "dissolve") == 2 * (24 - 8)
    light = [float(frame.mean()) for frame in clip_frames(open_clip(out))]
    steps = np.abs(np.diff([*light, light[0]]))
    assert steps.max() < 24  # with a cut it is 184
    assert light[:8] == pytest.approx([20 + 8 * number for number in range(8, 16)], abs=3)


def test_no_round_is_no_loop(video: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="at least one round"):
        loop(video, tmp_path / "out.mp4", 0, "cut")
    with pytest.raises(InvalidInput, match="too long"):
        loop(video, tmp_path / "out.mp4", 10**6, "cut")


def test_one_frame_can_be_played_in_any_way(tmp_path: Path) -> None:
    one = numbered_clip(tmp_path / "one.mp4", 1)
    assert numbers_in(run_tool(reverse_video, video=one)) == [0]
    assert numbers_in(run_tool(change_speed, video=one, factor=4.0)) == [0]
    for joint in ("cut", "dissolve", "there and back"):
        assert numbers_in(run_tool(loop_video, video=one, times=2, joint=joint)) == [0, 0]


def test_a_video_without_sound_stays_silent(tmp_path: Path) -> None:
    mute = numbered_clip(tmp_path / "mute.mp4", 6, sound=False)
    assert clip_sound(open_clip(run_tool(change_speed, video=mute, factor=2.0))) is None


def test_a_stopped_edit_leaves_no_file(video: Path, tmp_path: Path) -> None:
    def stop(fraction: float) -> None:
        if fraction > 0.3:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        trim(video, tmp_path / "out.mp4", 0.0, None, stop)
    assert not list(tmp_path.iterdir())
