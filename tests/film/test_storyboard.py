"""Storyboard pictures: boxes, ways and labels where the layout says, and a page that holds any number of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storyagent.errors import InvalidInput
from storyagent.film.board import draw_board
from storyagent.film.storyboard import TRACK_COLORS, draw_scene
from storyagent.story.layout import Box, Keyframe, Layout, Track

WHITE = Image.new("RGB", (320, 180), (255, 255, 255))


def near(picture: Image.Image, color: tuple[int, int, int]) -> npt.NDArray[np.bool_]:
    return np.asarray(np.abs(np.asarray(picture).astype(int) - color).max(axis=-1) < 40)


def walk(name: str, *xs: float, windows: tuple[tuple[float, float], ...] = ((0.0, 1.0),)) -> Track:
    times = np.linspace(0, 1, len(xs)).tolist()
    keys = [Keyframe(t=t, box=Box(x0=x, y0=0.4, x1=x + 0.2, y1=0.9)) for t, x in zip(times, xs, strict=True)]
    return Track(id=name, entity=name, name=name, keyframes=tuple(keys), windows=windows)


def scene(*tracks: Track, view: tuple[Keyframe, ...] = ()) -> Image.Image:
    return draw_scene(Layout(scene="s", tracks=tracks, view=view), {}, WHITE, (320, 180))


def test_the_last_box_is_outlined_in_its_tracks_colour() -> None:
    drawn = near(scene(walk("fox", 0.5)), TRACK_COLORS[0])
    assert drawn[120, 156:164].any()
    assert drawn[120, 220:228].any()
    assert drawn[158:166, 190].any()
    assert not drawn[120, 175:210].any()


def test_a_way_is_drawn_for_what_moves_only() -> None:
    between = slice(110, 122), slice(110, 180)
    assert near(scene(walk("fox", 0.05, 0.75)), TRACK_COLORS[0])[between].any()
    assert not near(scene(walk("fox", 0.05)), TRACK_COLORS[0])[between].any()


def test_every_track_has_a_colour_and_a_label_of_its_own() -> None:
    picture = scene(walk("fox", 0.1), walk("owl", 0.1), walk("hen", 0.1))
    assert all(near(picture, color).sum() > 100 for color in TRACK_COLORS[:3])


def test_windows_make_a_label_longer() -> None:
    short, long = scene(walk("fox", 0.1)), scene(walk("fox", 0.1, windows=((0.25, 0.5),)))
    assert near(long, TRACK_COLORS[0]).sum() > near(short, TRACK_COLORS[0]).sum() + 100


def test_the_cameras_last_view_is_framed() -> None:
    view = (
        Keyframe(t=0, box=Box(x0=0, y0=0, x1=1, y1=1)),
        Keyframe(t=1, box=Box(x0=0.25, y0=0.25, x1=0.75, y1=0.75)),
    )
    framed = near(scene(view=view), (20, 20, 24))
    assert framed[80:100, 78:83].any()
    assert not near(scene(), (20, 20, 24)).any()


def test_drawings_are_shown_at_three_moments() -> None:
    red = Image.new("RGBA", (40, 40), (230, 20, 20, 255))
    layout = Layout(scene="s", tracks=(walk("fox", 0.0, 0.8),))
    picture = np.asarray(draw_scene(layout, {"fox": red}, WHITE, (320, 180))).astype(int)
    redness = [int(picture[150, x, 0] - picture[150, x, 1]) for x in (32, 160, 288)]
    assert 30 < redness[0] < redness[1] < redness[2]


def test_a_page_grows_with_its_pictures_and_holds_each_of_them() -> None:
    colors = [(200, 30 * i, 40) for i in range(7)]
    pictures = [Image.new("RGB", (320, 180), color) for color in colors]
    page = draw_board("A Fox", ["A fox walks."] * 7, pictures)
    assert page.width == 1800
    assert page.height > draw_board("A Fox", ["A fox walks."], pictures[:1]).height
    shown = {color for _, color in page.getcolors(2**20) or ()}
    assert shown.issuperset(colors)


@settings(deadline=None, max_examples=25)
@given(title=st.text(min_size=1, max_size=120), captions=st.lists(st.text(max_size=200), min_size=1, max_size=4))
def test_any_words_make_a_page(title: str, captions: list[str]) -> None:
    small = Image.new("RGB", (16, 9))
    assert draw_board(title, captions, [small] * len(captions)).width == 1800


@pytest.mark.parametrize("captions", [(), ("one", "two")])
def test_captions_and_pictures_must_go_together(captions: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput, match="do not go together"):
        draw_board("A Fox", captions, [WHITE] if captions else [])
