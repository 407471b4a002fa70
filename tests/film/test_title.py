"""The opening card: legible, of exactly the asked size, for any title."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from storyagent.errors import InvalidInput
from storyagent.film.title import drawable, palette, title_frames

FOX = Image.new("RGBA", (60, 90), (230, 80, 20, 255))


def last_frame(title: str, size: tuple[int, int] = (320, 180), **more: object) -> npt.NDArray[np.uint8]:
    *_, last = title_frames(title, frames=4, size_px=size, fps=2, **more)  # type: ignore[arg-type]
    return last


def ink(frame: npt.NDArray[np.uint8], style: str = "picture book") -> npt.NDArray[np.bool_]:
    """Where the picture is nearly the colour of the letters."""
    return np.asarray(np.abs(frame.astype(int) - palette(style).ink).max(axis=-1) < 30)


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (200, 200)])
def test_a_card_has_the_asked_frames_and_is_the_same_each_time(size: tuple[int, int]) -> None:
    cards = [list(title_frames("Fox", frames=5, size_px=size, fps=4, drawings=[FOX] * 9)) for _ in range(2)]
    assert len(cards[0]) == 5
    assert {frame.shape for frame in cards[0]} == {(size[1], size[0], 3)}
    assert all(np.array_equal(a, b) for a, b in zip(*cards, strict=True))


@pytest.mark.parametrize("title", ["Fox", "The Fox and the Moon " * 14, "W" * 300, "שועל קטן", "ثعلب صغير"])
@pytest.mark.parametrize("size", [(640, 360), (360, 640)])
def test_any_title_is_drawn_whole_inside_the_card(title: str, size: tuple[int, int]) -> None:
    ys, xs = np.nonzero(ink(last_frame(title, size)))
    assert len(xs) > 60
    assert xs.min() > 4
    assert ys.min() > 4
    assert xs.max() < size[0] - 5
    assert ys.max() < size[1] - 5


def test_the_title_stands_out_before_any_place() -> None:
    noise = Image.fromarray(np.random.default_rng(3).integers(0, 255, (180, 320, 3)).astype(np.uint8))
    frame = last_frame("Fox", place=noise)
    letters = ink(frame)
    ys, xs = np.nonzero(letters)
    around = frame[ys.min() : ys.max(), xs.min() : xs.max()][~letters[ys.min() : ys.max(), xs.min() : xs.max()]]
    assert np.median(around, axis=0).tolist() == list(palette("picture book").paper)


def test_the_title_fades_in_and_the_place_comes_closer() -> None:
    place = Image.linear_gradient("L").resize((320, 180)).convert("RGB")
    frames = list(title_frames("Fox", frames=48, size_px=(320, 180), fps=24, place=place))
    inked = [int(ink(frame).sum()) for frame in frames]
    assert inked[0] < inked[-1]
    assert (frames[30][:, :8] != frames[47][:, :8]).any()


def test_a_style_chooses_the_colours() -> None:
    assert palette("soft Watercolour") != palette("picture book") == palette("something new")
    assert last_frame("Fox", style="film noir").mean() < last_frame("Fox").mean() - 60


def test_letters_that_no_font_has_are_left_out_and_told() -> None:
    assert drawable("Sea 🐙 Song") == ("Sea Song", "🐙")
    assert drawable("Straße Ωmega") == ("Straße Ωmega", "")
    assert ink(last_frame("🐙")).sum() < ink(last_frame("Fox")).sum()


def test_a_blank_title_is_refused() -> None:
    with pytest.raises(InvalidInput, match="needs a title"):
        title_frames("  ", frames=4, size_px=(320, 180), fps=24)
