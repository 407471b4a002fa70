"""A trailer shows the liveliest moment of every shot, in order, and is as long as asked."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture
from storyagent.media.video.clip import clip_frames, open_clip
from storyagent.media.video.sound import clip_sound
from storyagent.media.video.trailer import chosen, make_trailer
from storyagent.media.video.write import write_clip
from storyagent.story.cuts import Cut, Cuts
from storyagent.testing import run_tool
from storyagent.tools.make_trailer import make_trailer as tool
from tests.media.clips import two_tones

FPS = Fraction(12)
COLOURS = ((200, 40, 40), (40, 200, 40), (40, 40, 200))


def shot(colour: tuple[int, int, int], lively_from: int) -> list[Picture]:
    """Return 24 frames of one colour in which a white block moves for half a second."""
    frames = []
    for number in range(24):
        picture = np.full((48, 64, 3), colour, np.uint8)
        place = 4 * min(6, max(0, number - lively_from))
        picture[10:30, place : place + 16] = 255
        frames.append(picture)
    return frames


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    pictures = [*shot(COLOURS[0], 2), *shot(COLOURS[1], 16), *shot(COLOURS[2], 9)]
    write_clip(path, iter(pictures), FPS, two_tones(6 * 48_000))
    return path


def test_every_shot_is_seen_in_order_where_it_is_liveliest(film: Path, tmp_path: Path) -> None:
    pieces = make_trailer(film, tmp_path / "trailer.mp4", 3.0)
    frames = list(clip_frames(open_clip(tmp_path / "trailer.mp4")))
    assert len(frames) == 36
    assert [np.argmax(frame[40, 50].astype(int)) for frame in frames[:30:12]] == [0, 1, 2]
    for (start, end), lively in zip(pieces, (2, 24 + 16, 48 + 9), strict=True):
        assert end - start == 12
        assert start <= lively + 1
        assert lively + 6 <= end


def test_it_ends_in_black_and_silence(film: Path) -> None:
    out = open_clip(run_tool(tool, video=film, length_s=2.5))
    assert out.duration_s == pytest.approx(2.5)
    last = list(clip_frames(out))[-1]
    assert last.max() < 12
    sound = clip_sound(out)
    assert sound is not None
    assert np.abs(sound[:, -200:]).max() < 0.02 < np.abs(sound[:, :9600]).max()


def test_it_may_have_another_shape(film: Path) -> None:
    out = open_clip(run_tool(tool, video=film, length_s=2.0, aspect="1:1"))
    assert (out.width_px, out.height_px, out.frames) == (48, 48, 24)
    with pytest.raises(InvalidInput):
        run_tool(tool, video=film, length_s=2.0, aspect="round")


def test_a_film_without_sound_has_a_trailer_without(tmp_path: Path) -> None:
    silent = tmp_path / "silent.mp4"
    write_clip(silent, iter(shot(COLOURS[0], 4)), FPS)
    assert clip_sound(open_clip(run_tool(tool, video=silent, length_s=1.0))) is None


@pytest.mark.parametrize("length_s", [0.2, 6.0, 60.0])
def test_a_trailer_that_is_none_is_refused(film: Path, length_s: float) -> None:
    with pytest.raises(InvalidInput, match="shorter than its film"):
        run_tool(tool, video=film, length_s=length_s)


@given(st.lists(st.integers(3, 60), min_size=1, max_size=12), st.integers(8, 200), st.integers(0, 5))
def test_pieces_keep_their_order_and_their_shots(lengths: list[int], length: int, seed: int) -> None:
    borders = [sum(lengths[:n]) for n in range(len(lengths) + 1)]
    found = [Cut(frame=b, time_s=b / 12, kind="cut", first=b, last=b) for b in borders[1:-1]]
    steps = np.random.default_rng(seed).random(borders[-1])
    pieces = chosen(Cuts(frames=borders[-1], fps=12, cuts=tuple(found)), steps, length, 8)
    assert sum(end - start for start, end in pieces) <= length
    assert all(one[1] <= other[0] for one, other in pairwise(pieces))
    shots = list(pairwise(borders))
    assert all(any(a <= start < end <= b for a, b in shots) for start, end in pieces)
