"""Sun and moon behind the land: where a painted place's sky is travels with its picture, and is used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyagent.film.cutout import animate
from storyagent.film.places import paint_place, paint_place_and_sky
from storyagent.film.skyline import sky_of, with_sky
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.sky import BEHIND_ALL, window_of

SIZE = (160, 90)
BLUE = Image.new("RGBA", (60, 60), (10, 10, 250, 255))


def place(tmp_path: Path, land_from: int, hole: tuple[int, int, int, int] | None = None) -> Image.Image:
    sky = np.zeros((90, 160), np.uint8)
    sky[:land_from] = 255
    if hole:
        x0, y0, x1, y1 = hole
        sky[y0:y1, x0:x1] = 255
    path = tmp_path / "place.png"
    Image.new("RGB", SIZE, (40, 160, 60)).save(path, pnginfo=with_sky(sky))
    with Image.open(path) as picture:
        loaded: Image.Image = picture.copy()
        return loaded


def frame(background: Image.Image, box: Box, depth: float, view: tuple[Keyframe, ...] = ()) -> np.ndarray:
    track = Track(id="moon", entity="moon", name="moon", keyframes=(Keyframe(t=0.0, box=box, depth=depth),))
    layout = Layout(scene="s", tracks=(track,), view=view)
    return next(iter(animate(layout, {"moon": BLUE}, background, frames=2, size_px=SIZE, fps=24)))


def blues(picture: np.ndarray) -> tuple[int, int]:
    rows = np.nonzero((picture[..., 2] > 180).any(axis=1))[0]
    return (int(rows[0]), int(rows[-1])) if len(rows) else (-1, -1)


def test_what_is_in_the_sky_ends_where_the_land_begins(tmp_path: Path) -> None:
    box = Box.around(0.5, 0.5, 0.2, 0.4)
    top, bottom = blues(frame(place(tmp_path, 50), box, BEHIND_ALL))
    assert top < 32 and bottom == pytest.approx(49, abs=2)
    top, bottom = blues(frame(place(tmp_path, 50), box, 0.0))
    assert bottom > 58


def test_the_land_is_in_front_for_a_camera_that_has_come_nearer_too(tmp_path: Path) -> None:
    view = (Keyframe(t=0.0, box=Box(x0=0.25, y0=0.25, x1=0.75, y1=0.75)),)
    _, bottom = blues(frame(place(tmp_path, 50), Box.around(0.5, 0.5, 0.2, 0.4), BEHIND_ALL, view))
    assert bottom == pytest.approx((50 / 90 - 0.25) * 180, abs=4)


def test_nobody_is_hidden_for_ever_by_a_wall_and_unknown_places_hide_nobody(tmp_path: Path) -> None:
    box = Box.around(0.5, 0.5, 0.2, 0.4)
    wall = place(tmp_path, 0, hole=(0, 0, 20, 20))
    assert blues(frame(wall, box, BEHIND_ALL))[1] > 58
    assert blues(frame(Image.new("RGB", SIZE, (40, 160, 60)), box, BEHIND_ALL))[1] > 58


@pytest.mark.parametrize("noun", ["bedroom", "kitchen", "room", "classroom", "workshop"])
@pytest.mark.parametrize("aspect_px", [(160, 90), (90, 160)])
def test_a_painted_room_has_its_window_where_layouts_look_for_it(noun: str, aspect_px: tuple[int, int]) -> None:
    width, height = aspect_px
    picture, sky = paint_place_and_sky(noun, width_px=width, height_px=height)
    window = window_of(noun, width / height)
    assert window and picture.shape == (height, width, 3) and sky.shape == (height, width)
    x0, x1 = round(window.x0 * width), round(window.x1 * width)
    y0, y1 = round(window.y0 * height), round(window.y1 * height)
    outside = sky.astype(int).sum() - sky[y0:y1, x0:x1].astype(int).sum()
    assert sky[y0 : y0 + (y1 - y0) // 2, x0:x1].mean() > 60
    assert outside < 0.1 * sky.astype(int).sum()


def test_in_the_open_the_sky_is_above_and_the_land_below() -> None:
    picture, sky = paint_place_and_sky("meadow", width_px=160, height_px=90)
    assert sky[:30].mean() > 240 and sky[70:].max() == 0
    assert np.array_equal(picture, paint_place("meadow", width_px=160, height_px=90))


def test_a_picture_without_a_word_of_its_sky_or_with_a_spoilt_one_has_none(tmp_path: Path) -> None:
    plain = Image.new("RGB", SIZE)
    assert sky_of(plain) is None
    plain.info["storyagent:sky"] = "no mask"
    assert sky_of(plain) is None
    kept = sky_of(place(tmp_path, 45))
    assert kept and kept.size == SIZE and np.asarray(kept)[:40].min() == 255 and np.asarray(kept)[50:].max() == 0
