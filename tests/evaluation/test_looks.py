"""Looks: the same thing elsewhere is alike, another colour or form is not; places are compared where they are free."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from storyagent.evaluation.backdrops import backdrop, backdrop_likeness
from storyagent.evaluation.looks import lab, likeness, likeness_within, look, mean_likeness

BOX = (0.2, 0.4, 0.7, 0.8)
Picture = NDArray[np.uint8]


def frame(colour: str, ground: str = "#7ab648", form: str = "ellipse", side: int = 128) -> Picture:
    """Draw a thing with two dark feet into the box of a plain ground under a sky."""
    image = Image.new("RGB", (side, side), "#9cd3f5")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, side // 2, side, side), fill=ground)
    x0, y0, x1, y1 = (round(value * side) for value in BOX)
    if form == "ellipse":
        draw.ellipse((x0, y0, x1, y1 - 6), fill=colour)
    else:
        draw.polygon(((x0, y1 - 6), ((x0 + x1) // 2, y0), (x1, y1 - 6)), fill=colour)
    for foot in (x0 + 8, x1 - 14):
        draw.rectangle((foot, y1 - 8, foot + 6, y1), fill="#222222")
    return np.asarray(image)


def alike(a: Picture, b: Picture) -> float:
    first, second = look(a, BOX), look(b, BOX)
    assert first is not None
    assert second is not None
    return likeness(first, second)


def test_a_thing_looks_the_same_on_other_ground_and_turned_round() -> None:
    there = alike(frame("#d02020"), frame("#d02020", ground="#e8d9a0"))
    turned = look(frame("#d02020")[:, ::-1].copy(), (0.3, 0.4, 0.8, 0.8))
    own = look(frame("#d02020"), BOX)
    assert there > 0.9
    assert own is not None
    assert turned is not None
    assert likeness(own, turned) > 0.95


def test_another_colour_or_another_form_is_not_alike() -> None:
    red = frame("#d02020")
    assert alike(red, frame("#d02020", form="roof")) < 0.7
    assert alike(red, frame("#2050d0")) < 0.7
    assert alike(red, frame("#e08020")) < 0.75


def test_what_lies_outside_the_frame_has_no_look() -> None:
    assert look(frame("#d02020"), (1.0, 0.1, 1.4, 0.5)) is None
    assert look(frame("#d02020"), (-0.3, -0.3, 0.3, 0.5)) is not None


def test_likeness_over_several_looks_is_the_mean_of_all_pairs() -> None:
    looks = [look(frame(colour), BOX) for colour in ("#d02020", "#d02828", "#2050d0")]
    found = [one for one in looks if one is not None]
    pairs = [likeness(a, b) for n, a in enumerate(found) for b in found[:n]]
    assert likeness_within(found) == pytest.approx(np.mean(pairs))
    assert mean_likeness(found[:1], found[1:]) == pytest.approx(np.mean(pairs[:2]), abs=0.5)
    assert likeness_within(found[:1]) is None
    assert mean_likeness([], found) is None


def test_lab_is_the_standards() -> None:
    given = np.array([[[255, 255, 255], [0, 0, 0], [255, 0, 0], [0, 0, 255]]], np.uint8)
    wanted = [[100, 0, 0], [0, 0, 0], [53.2, 80.1, 67.2], [32.3, 79.2, -107.9]]  # CIE 1976 of sRGB's corners
    assert np.abs(lab(given)[0] - np.array(wanted)).max() < 0.3


def test_a_place_is_alike_whoever_stands_in_it_and_unlike_another() -> None:
    boxes = [[BOX]]
    meadow = backdrop(frame("#d02020")[None], boxes)
    again = backdrop(frame("#2050d0")[None], boxes)
    beach = backdrop(frame("#d02020", ground="#e8d9a0")[None], boxes)
    assert backdrop_likeness(meadow, again) > 0.98
    assert backdrop_likeness(meadow, beach) < 0.8
    assert backdrop_likeness(meadow, backdrop(frame("#d02020")[None], [[(0.0, 0.0, 1.0, 1.0)]])) == 0.0
