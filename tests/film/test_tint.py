import colorsys

import numpy as np
import numpy.typing as npt
import pytest

from storyagent.errors import InvalidInput
from storyagent.film.portray import portray
from storyagent.film.tint import color_rgb, known_color, tint_svg
from storyagent.story.screenplay import Entity

HUES = {"red": 0, "orange": 30, "yellow": 50, "green": 100, "blue": 213, "purple": 270, "pink": 335, "brown": 30}
Rgb = npt.NDArray[np.float64]
THINGS = ["car", "balloon", "fox", "kite", "bird", "ball"]


def pixels(noun: str, color: str | None) -> Rgb:
    thing = Entity(id="it", name=noun, kind="prop", noun=noun, color=color)
    rgba = np.asarray(portray(thing, 160).image, dtype=np.float64).reshape(-1, 4)
    opaque: Rgb = rgba[rgba[:, 3] == 255][:, :3] / 255
    return opaque


def hue_of(rgb: Rgb) -> float:
    """Return the mean hue in degrees, each pixel counted by how colourful it is."""
    hls = [colorsys.rgb_to_hls(*pixel) for pixel in rgb[::7]]
    chroma = [float(max(pixel) - min(pixel)) for pixel in rgb[::7]]
    mean = sum(c * np.exp(2j * np.pi * h) for (h, _, _), c in zip(hls, chroma, strict=True))
    return float(np.degrees(np.angle(mean)) % 360)


@pytest.mark.parametrize("noun", THINGS)
@pytest.mark.parametrize(("color", "hue"), HUES.items())
def test_a_coloured_thing_has_that_colour(noun: str, color: str, hue: float) -> None:
    apart = abs(hue_of(pixels(noun, color)) - hue)
    assert min(apart, 360 - apart) < 26


@pytest.mark.parametrize("noun", ["car", "balloon", "cat", "bird"])
def test_black_gray_and_white_things_are_ordered_by_lightness_and_are_not_colourful(noun: str) -> None:
    lightness = [pixels(noun, color).mean() for color in ("black", "gray", "white")]
    assert lightness[0] < lightness[1] - 0.1 < lightness[2] - 0.2


def test_outlines_stay_black_and_other_colours_stay() -> None:
    red = {tuple(pixel) for pixel in (255 * pixels("car", None)).astype(int)}
    blue = {tuple(pixel) for pixel in (255 * pixels("car", "green")).astype(int)}
    assert (0, 0, 0) in red & blue
    assert (146, 211, 245) in red & blue  # the window
    assert (234, 90, 71) in red - blue  # the body


def test_shades_of_the_dominant_colour_stay_apart() -> None:
    paths = '<path fill="#f4aa41" d="M0 0h10v7h-10z"/><path fill="#e27022" d="M0 7h10v3h-10z"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{paths}</svg>'
    tinted = tint_svg(svg, "blue")
    light, dark = (tinted.split('fill="')[k][:7] for k in (1, 2))
    assert light != dark
    assert color_rgb(light)[2] > color_rgb(light)[0]
    assert sum(color_rgb(dark)) < sum(color_rgb(light))


@pytest.mark.parametrize(
    "color", ["turquoise", "dark green", "light blue", "Crimson", "#c0ffee", "golden", "light-gray"]
)
def test_common_colour_names_are_known(color: str) -> None:
    assert known_color(color)


def test_modifiers_change_the_lightness() -> None:
    assert sum(color_rgb("dark teal")) < sum(color_rgb("teal")) < sum(color_rgb("light teal"))


def test_an_unknown_colour_is_refused_by_name_and_leaves_a_drawing_as_it_is() -> None:
    with pytest.raises(InvalidInput, match="unknown colour"):
        color_rgb("plaid")
    assert np.array_equal(pixels("kite", "plaid"), pixels("kite", None))
