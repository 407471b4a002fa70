import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from storyagent.film import text


def test_the_display_font_gives_way_when_it_lacks_a_letter() -> None:
    assert "Leckerli" in str(text.font("display", 40, "Ruby and the Kite").path)
    assert "DejaVuSans-Bold" in str(text.font("display", 40, "Łukasz").path)


@pytest.mark.parametrize("words", ["Ruby", "Ångström", "Привет", "Ελλάδα", "שלום", "الثعلب والطائرة"])
def test_the_body_font_draws_european_hebrew_and_arabic_letters(words: str) -> None:
    assert text.missing_letters(words, text.font("body", 30)) == ""


def test_letters_nobody_can_draw_are_named() -> None:
    assert text.missing_letters("a日b本", text.font("body", 30)) == "日本"


def test_right_to_left_text_is_shown_from_right_to_left() -> None:
    assert text.as_displayed("שלום") == "םולש"
    assert text.as_displayed("שלום 12") == "12 םולש"
    assert text.as_displayed("plain (ok)") == "plain (ok)"


def test_brackets_open_the_way_the_text_runs() -> None:
    assert text.as_displayed("שלום (טוב).") == ".(בוט) םולש"


def test_arabic_letters_are_joined() -> None:
    shown = text.as_displayed("سلام")
    assert all("PRESENTATION" in unicodedata.name(c) or "FORM" in unicodedata.name(c) for c in shown)


@given(st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=120))
def test_wrapping_keeps_every_letter_in_order(words: str) -> None:
    lines = text.wrap(words, text.font("body", 20), 200)
    assert "".join("".join(lines).split()) == "".join(words.split())


@given(st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=8), max_size=30))
def test_wrapped_lines_fit_the_width(words: list[str]) -> None:
    face = text.font("body", 20)
    lines = text.wrap(" ".join(words), face, 150)
    assert all(text.measure([line], face)[0] <= 150 for line in lines)


def test_a_word_wider_than_a_line_is_broken() -> None:
    face = text.font("body", 20)
    lines = text.wrap("W" * 60, face, 200)
    assert len(lines) > 1
    assert all(text.measure([line], face)[0] <= 200 for line in lines)


def test_a_title_is_made_smaller_until_it_fits() -> None:
    face, lines = text.fit("A title that is rather long for a box of this size", "display", 300, 120, largest_px=90)
    width_px, height_px = text.measure(lines, face)
    assert width_px <= 300 and height_px <= 120
    assert face.size < 90


def test_balanced_lines_leave_no_lonely_word() -> None:
    face = text.font("bold", 30)
    wide = text.measure(["the bird and the little kite"], face)[0]
    lines = text.balanced("the bird and the little kite up", face, wide)
    assert lines == ("the bird and the", "little kite up")


def test_drawn_text_stays_inside_its_measured_block() -> None:
    face = text.font("bold", 40)
    lines = text.wrap("Jumping foxes, quickly", face, 300)
    width_px, height_px = text.measure(lines, face)
    picture = Image.new("RGB", (500, 300))
    text.draw_text(ImageDraw.Draw(picture), (250, 50), lines, face, (255, 255, 255), align="center")
    box = picture.getbbox()
    assert box is not None
    assert 250 - width_px / 2 - 6 <= box[0] and box[2] <= 250 + width_px / 2 + 6
    assert box[1] >= 50 and box[3] <= 50 + height_px


def test_right_to_left_text_is_set_at_the_right_unless_told() -> None:
    picture = Image.new("RGB", (400, 100))
    text.draw_text(ImageDraw.Draw(picture), (390, 10), ["שלום"], text.font("body", 40), (255, 255, 255))
    box = picture.getbbox()
    assert box is not None and 380 < box[2] <= 392


@pytest.mark.parametrize("line", ["\u2067\u05d0\u05d1\u2069 a", "\u2066a\u2069 \u05d0", "\u05d0 \U00018d09"])
def test_isolates_and_letters_of_a_newer_unicode_are_no_obstacle(line: str) -> None:
    shown = text.as_displayed(line)
    assert "\u05d0" in shown
    assert not {"\u2066", "\u2067", "\u2069"} & set(shown)
