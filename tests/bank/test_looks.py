"""Colours and shape in numbers: the same is the same, another colour or shape is not."""

import pytest
from PIL import Image

from storyagent.bank.looks import color_name, look_of, palette_of, similarity
from storyagent.bank.pictures import Cutout, on_white
from tests.bank.pictures import BLUE, RED, bar, disc


def test_the_same_picture_is_wholly_alike_at_any_size_and_place() -> None:
    look = look_of(Cutout.of(disc()))
    assert similarity(look, look) == pytest.approx(1.0, abs=1e-4)
    assert similarity(look, look_of(Cutout.of(on_white(Cutout.of(disc()), 256)))) > 0.95


def test_another_colour_or_another_shape_is_less_alike_and_both_least() -> None:
    red = look_of(Cutout.of(disc(RED)))
    other_colour = similarity(red, look_of(Cutout.of(disc(BLUE))))
    other_shape = similarity(red, look_of(Cutout.of(bar(RED))))
    both = similarity(red, look_of(Cutout.of(bar(BLUE))))
    assert both < min(other_colour, other_shape) - 0.2
    assert max(other_colour, other_shape) < 0.8


def test_looks_found_in_different_ways_are_not_compared() -> None:
    look = look_of(Cutout.of(disc()))
    with pytest.raises(ValueError, match="cannot be compared"):
        similarity(look, look.model_copy(update={"method": "other"}))


def test_the_palette_has_the_colours_of_the_entity_alone_with_their_shares() -> None:
    picture = disc(RED)
    picture.paste(Image.new("RGBA", (30, 80), (*BLUE, 255)), (30, 0), picture.crop((30, 0, 60, 80)))
    palette = palette_of(Cutout.of(picture))
    assert {color_name(hue.hex) for hue in palette} == {"red", "blue"}
    assert [hue.share for hue in palette] == [pytest.approx(0.5, abs=0.02)] * 2
    assert palette_of(Cutout.of(Image.new("RGBA", (20, 20)))) == ()


@pytest.mark.parametrize(
    ("hex_color", "name"),
    [("#c81e1e", "red"), ("#1e3cc8", "blue"), ("#101010", "black"), ("#fafafa", "white"), ("#6b4423", "brown"),
     ("#ffd21f", "yellow"), ("#0a3d0a", "dark green"), ("#ffb6c8", "light pink"), ("#808080", "grey")],
)  # fmt: skip
def test_colours_are_called_what_people_call_them(hex_color: str, name: str) -> None:
    assert color_name(hex_color) == name
