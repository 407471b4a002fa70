"""Cut-out animation: drawings land where the layout says, move evenly, and come out the same each time."""

from __future__ import annotations

import io
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storyagent.errors import InvalidInput
from storyagent.film.acting import headings
from storyagent.film.afloat import is_borne
from storyagent.film.backdrop import Backdrop
from storyagent.film.cutout import animate
from storyagent.film.places import paint_place_and_sky
from storyagent.film.skyline import with_sky
from storyagent.film.sprite import Sprite
from storyagent.film.weather import overlay
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.screenplay import Weather

SIZE = (320, 180)
GREEN = Image.new("RGB", SIZE, (40, 160, 60))
RED = Image.new("RGBA", (90, 90), (230, 20, 20, 255))
Frames = npt.NDArray[np.uint8]


def box(cx: float, bottom: float, width: float = 0.2, height: float = 0.3) -> Box:
    return Box(x0=cx - width / 2, y0=bottom - height, x1=cx + width / 2, y1=bottom)


def track(
    *boxes: Box, name: str = "fox", depth: float = 0.0, windows: tuple[tuple[float, float], ...] = ((0, 1),)
) -> Track:
    times = np.linspace(0, 1, len(boxes)).tolist()
    keys = tuple(Keyframe(t=t, box=b, depth=depth) for t, b in zip(times, boxes, strict=True))
    return Track(id=name, entity=name, name=name, keyframes=keys, windows=windows)


def film(*tracks: Track, frames: int = 24, view: tuple[Keyframe, ...] = (), **more: object) -> Frames:
    layout = Layout(scene="meadow", tracks=tracks, view=view)
    pictures = {"fox": RED, "owl": Image.new("RGBA", (90, 90), (20, 20, 230, 255))}
    settings = {"pictures": pictures, "place": GREEN, "size_px": SIZE, "fps": 24} | more
    return np.stack(list(animate(layout, frames=frames, **settings)))  # type: ignore[arg-type]


def reds(frame: Frames) -> npt.NDArray[np.bool_]:
    return (frame[..., 0] > 130) & (frame[..., 1] < 90) & (frame[..., 2] < 90)


def red_box(frame: Frames) -> tuple[int, int, int, int]:
    ys, xs = np.nonzero(reds(frame))
    return int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1


def middle_of_red(frame: Frames) -> float:
    """The horizontal middle, weighted by how red a pixel is, so that it sees parts of a pixel."""
    redness = np.clip(frame[..., 0].astype(float) - 40, 0, None) * (frame[..., 1] < 159)
    return float((redness.sum(axis=0) * (np.arange(frame.shape[1]) + 0.5)).sum() / redness.sum())


def test_a_clip_has_as_many_frames_as_asked_and_every_run_gives_the_same_bytes() -> None:
    walk = track(box(0.2, 0.9), box(0.7, 0.9))
    first, second = (film(walk, weather="storm", time="night", frames=9) for _ in range(2))
    assert first.shape == (9, 180, 320, 3)
    assert first.dtype == np.uint8
    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize(("cx", "bottom"), [(0.3, 0.95), (0.613, 0.4), (0.5, 0.777)])
def test_a_drawing_stands_in_its_box_with_its_aspect_kept(cx: float, bottom: float) -> None:
    frames = film(track(box(cx, bottom, width=0.3)), frames=40)
    for frame in frames[::13]:
        x0, y0, x1, y1 = red_box(frame)
        assert (x0 + x1) / 2 == pytest.approx(cx * 320, abs=1.5)
        assert y1 == pytest.approx(bottom * 180, abs=2)
        assert y1 - y0 == pytest.approx(0.3 * 180, abs=2)
        assert x1 - x0 == pytest.approx(y1 - y0, abs=3)


def test_a_thing_in_the_air_lies_in_the_middle_of_a_box_that_is_too_high_for_it() -> None:
    _, y0, _, y1 = red_box(film(track(box(0.5, 0.6, width=0.1, height=0.5)), frames=1)[0])
    assert (y0 + y1) / 2 == pytest.approx(0.35 * 180, abs=1.5)


def test_slow_movement_goes_by_parts_of_a_pixel() -> None:
    frames = film(track(box(0.4, 0.5), box(0.43, 0.5)), frames=60)
    steps = np.diff([middle_of_red(frame) for frame in frames])
    assert steps.mean() == pytest.approx(0.03 * 320 / 59, rel=0.02)
    assert steps.std() < 0.06


def test_drawings_face_the_way_they_go_and_keep_facing_it_at_rest() -> None:
    two_sided = Image.new("RGBA", (80, 80), (20, 20, 230, 255))
    two_sided.paste((230, 20, 20, 255), (40, 0, 80, 80))  # red is the front
    there_and_back = track(box(0.2, 0.9), box(0.7, 0.9), box(0.7, 0.9), box(0.2, 0.9), box(0.2, 0.9))
    frames = film(there_and_back, frames=96, pictures={"fox": two_sided})
    faces_right = [middle_of_red(frame) > _middle_of_blue(frame) for frame in frames]
    assert all(faces_right[:44])
    assert not any(faces_right[53:])
    resting = film(track(box(0.6, 0.9)), frames=48, pictures={"fox": two_sided})
    assert all(middle_of_red(frame) > _middle_of_blue(frame) for frame in resting)


def _middle_of_blue(frame: Frames) -> float:
    return float(np.nonzero((frame[..., 2] > 150) & (frame[..., 0] < 90))[1].mean())


def test_swaying_turns_nobody_round() -> None:
    two_sided = Image.new("RGBA", (80, 80), (20, 20, 230, 255))
    two_sided.paste((230, 20, 20, 255), (40, 0, 80, 80))
    swaying = track(*(box(x, 0.9) for x in (0.5, 0.56, 0.5, 0.44, 0.5, 0.56, 0.5, 0.44, 0.5)))
    frames = film(swaying, frames=48, pictures={"fox": two_sided})
    assert all(middle_of_red(frame) > _middle_of_blue(frame) for frame in frames)


@settings(deadline=None)
@given(st.lists(st.floats(-1, 2), min_size=1, max_size=60))
def test_legs_begin_at_the_first_frame_and_alternate(xs: list[float]) -> None:
    legs = headings(xs)
    assert legs[0][0] == 0
    for (start, heading), (later, other) in pairwise(legs):
        assert start < later or start == 0
        assert heading == -other


def test_a_track_is_drawn_in_its_windows_only() -> None:
    frames = film(track(box(0.5, 0.9), windows=((0.25, 0.5), (0.75, 1.0))), frames=41)
    seen = [bool((np.abs(frame.astype(int) - frames[0]) > 40).any()) for frame in frames]
    assert seen == [10 <= i < 20 or i >= 30 for i in range(41)]


def test_what_is_nearer_covers_what_is_farther() -> None:
    fox, owl = track(box(0.5, 0.9), depth=1.0), track(box(0.5, 0.9), name="owl", depth=2.0)
    assert not reds(film(fox, owl, frames=1)[0]).any()
    assert reds(film(fox, track(box(0.5, 0.9), name="owl", depth=0.5), frames=1)[0]).any()


def test_at_the_same_depth_the_lower_one_is_nearer() -> None:
    frame = film(track(box(0.5, 0.95)), track(box(0.5, 0.85), name="owl"), frames=1)[0]
    assert reds(frame)[150, 160]


def test_what_stands_on_another_thing_is_before_it() -> None:
    lower, upper = track(box(0.5, 0.95), name="owl"), track(box(0.5, 0.68))
    for order in ((lower, upper), (upper, lower)):
        assert reds(film(*order, frames=1)[0])[119, 160]


def test_the_camera_shows_its_view() -> None:
    view = (Keyframe(t=0, box=Box(x0=0, y0=0.2, x1=0.5, y1=0.7)), Keyframe(t=1, box=Box(x0=0.5, y0=0.2, x1=1, y1=0.7)))
    frames = film(track(box(0.5, 0.6, 0.1, 0.2)), frames=11, view=view)
    x0, y0, x1, y1 = red_box(frames[5])
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx((160, 108), abs=2)
    assert (x1 - x0, y1 - y0) == pytest.approx((64, 72), abs=9)


def test_a_pan_shifts_the_place_by_parts_of_a_pixel() -> None:
    ramp = np.repeat(np.linspace(0, 255, 320)[None, :, None], 180, axis=0) * np.ones(3)
    backdrop = Backdrop(Image.fromarray(ramp.astype(np.uint8)), SIZE, (0.5, 0.5))
    means = [np.asarray(backdrop.at(Box(x0=x, y0=0.1, x1=x + 0.5, y1=0.6))).mean() for x in np.linspace(0.1, 0.13, 40)]
    assert np.all(np.diff(means) >= 0)
    assert means[-1] - means[0] == pytest.approx(0.03 * 255, rel=0.05)


def test_extreme_boxes_and_views_cost_no_more_than_the_screen() -> None:
    huge = track(Box(x0=-4, y0=-4, x1=5, y1=5))
    pinhole = Box(x0=0.5, y0=0.5, x1=0.5005, y1=0.5005)
    frames = film(huge, frames=2, view=(Keyframe(t=0, box=pinhole),))
    assert reds(frames).all()


def test_a_place_of_another_shape_covers_the_frame() -> None:
    tall = Image.new("RGB", (100, 400), (40, 160, 60))
    assert np.ptp(film(place=tall, frames=1)[0].reshape(-1, 3), axis=0).max() == 0


def test_night_darkens_the_drawings() -> None:
    fox = track(box(0.5, 0.9))
    day, night = film(fox, frames=1)[0], film(fox, frames=1, time="night")[0]
    assert night[140, 160].sum() < 0.8 * day[140, 160].sum()


def test_at_night_moonlight_sets_a_dark_thing_off_a_dark_place() -> None:
    black, dark = Image.new("RGBA", (200, 200), (0, 0, 0, 255)), Image.new("RGB", SIZE, (12, 14, 30))
    night = film(track(box(0.5, 0.6)), frames=1, time="night", pictures={"fox": black}, place=dark)[0]
    day = film(track(box(0.5, 0.6)), frames=1, pictures={"fox": black}, place=dark)[0]
    assert night.max() > 60
    assert day.max() == 30


def test_what_gives_light_is_as_bright_at_night_as_by_day_and_has_a_halo() -> None:
    lantern = track(box(0.5, 0.86), name="lantern")
    night, day = (film(lantern, frames=1, pictures={"lantern": RED}, time=time)[0] for time in ("night", "day"))
    x0, y0, x1, y1 = red_box(night)
    middle = (y0 + y1) // 2, (x0 + x1) // 2
    beside = night[middle[0], x0 - 4 : x0].sum(axis=1)
    assert np.abs(night[middle].astype(int) - day[middle]).max() <= 1
    assert beside.max() > 40 + 160 + 60 + 60  # brighter than the green place


@pytest.fixture(scope="module")
def sea() -> Image.Image:
    painted, sky = paint_place_and_sky("sea", width_px=SIZE[0], height_px=SIZE[1])
    file = io.BytesIO()
    Image.fromarray(painted).save(file, format="PNG", pnginfo=with_sky(sky))
    return Image.open(file)


def at_sea(place: Image.Image, *tracks: Track) -> Frames:
    layout = Layout(scene="sea", tracks=tracks, background="sea")
    pictures = {track.entity: RED for track in tracks}
    return np.stack(list(animate(layout, pictures, place, frames=5, size_px=SIZE, fps=24)))


def red_rows(frame: Frames) -> int:
    return int(reds(frame).any(axis=1).sum())


def test_a_swimmer_is_partly_under_water_and_a_boat_less(sea: Image.Image) -> None:
    ashore = red_rows(at_sea(GREEN, track(box(0.5, 0.86), name="fox"))[0])
    fox = red_rows(at_sea(sea, track(box(0.5, 0.86), name="fox"))[0])
    boat = red_rows(at_sea(sea, track(box(0.5, 0.86), name="boat"))[0])
    assert 0.6 * ashore < fox < 0.8 * ashore < boat < 0.95 * ashore


def test_what_flies_over_the_sea_or_rides_in_a_boat_is_dry(sea: Image.Image) -> None:
    gull = track(box(0.2, 0.5), name="gull")
    assert red_rows(at_sea(sea, gull)[0]) == red_rows(at_sea(GREEN, gull)[0])
    boat, fox = track(box(0.5, 0.86, 0.5, 0.3), name="boat"), track(box(0.5, 0.8, 0.1, 0.15), name="fox", depth=1.0)
    assert is_borne(fox.box_at(0.0), [boat.box_at(0.0), fox.box_at(0.0)])
    assert not is_borne(boat.box_at(0.0), [boat.box_at(0.0), fox.box_at(0.0)])


@pytest.mark.parametrize("weather", ["rain", "storm", "snow", "fog", "wind"])
def test_weather_moves_over_an_empty_scene(weather: Weather) -> None:
    frames = film(frames=3, weather=weather)
    assert (frames[0] != frames[2]).any()
    assert (frames[1] != np.asarray(GREEN)).any()


@pytest.mark.parametrize("weather", ["clear", "cloud"])
def test_nothing_moves_over_a_still_scene(weather: Weather) -> None:
    assert overlay(weather, SIZE, 24) is None
    assert (film(frames=3, weather=weather) == np.asarray(GREEN)).all()


def test_lightning_is_gentle_and_rare() -> None:
    brightness = film(frames=24 * 8, weather="storm").mean(axis=(1, 2, 3))
    calm = np.median(brightness)
    assert 5 < brightness.max() - calm < 70
    starts = np.count_nonzero(np.diff((brightness > calm + 4).astype(int)) == 1)
    assert 1 <= starts <= 3


def test_an_entity_without_a_drawing_is_named() -> None:
    with pytest.raises(InvalidInput, match="no drawing for heron") as caught:
        film(track(box(0.5, 0.9), name="heron"))
    assert caught.value.where == "scene meadow"


def test_a_shadow_lies_under_the_feet() -> None:
    lopsided = Image.new("RGBA", (100, 100))
    lopsided.paste((230, 20, 20, 255), (0, 0, 100, 50))
    lopsided.paste((230, 20, 20, 255), (70, 50, 90, 100))
    assert Sprite(lopsided).footing == pytest.approx((0.3, 0.2))
    under = film(track(box(0.5, 0.9)), frames=1, pictures={"fox": lopsided})[0][163:167].sum(axis=(0, 2)).astype(int)
    darkest = int(under.argmin())
    assert darkest == pytest.approx(160 + 0.3 * 54, abs=4)


def test_a_sprite_outside_the_picture_leaves_it_alone() -> None:
    picture = GREEN.copy()
    Sprite(RED).draw(picture, (-200, 50), (80, 80))
    Sprite(RED).draw(picture, (160, 90), (80, 80), turn=0.0)
    assert picture == GREEN


def test_a_sprite_in_step_with_the_pixels_is_copied_as_it_is() -> None:
    noise = Image.fromarray(np.random.default_rng(5).integers(0, 255, (80, 40, 3)).astype(np.uint8))
    copied, placed = GREEN.copy(), GREEN.copy()
    Sprite(noise).draw(copied, (100, 90), (40, 80))
    Sprite(noise).draw(placed, (100, 90), (40, 80), tilt_rad=1e-12)
    assert copied.crop((80, 50, 120, 130)) == noise
    assert np.abs(np.asarray(copied).astype(int) - np.asarray(placed)).max() <= 1


def test_a_tilted_sprite_keeps_its_middle_and_area() -> None:
    picture = GREEN.copy()
    Sprite(RED).draw(picture, (160.5, 90.5), (60, 60), tilt_rad=0.6)
    red = reds(np.asarray(picture))
    assert np.count_nonzero(red) == pytest.approx(3600, rel=0.05)
    assert np.nonzero(red)[1].mean() + 0.5 == pytest.approx(160.5, abs=0.3)
