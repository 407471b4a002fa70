import pytest

from storyagent.errors import InvalidInput
from storyagent.planning.checks import MAX_STORY_BYTES, check_story


@pytest.mark.parametrize("text", ["", "   \n\t\n "])
def test_an_empty_story_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="no text"):
        check_story(text)


def test_a_story_of_a_megabyte_is_refused_with_both_sizes() -> None:
    with pytest.raises(InvalidInput, match="too long") as caught:
        check_story("The fox ran home. " * 60_000)
    assert f"{MAX_STORY_BYTES:,}" in caught.value.needed


@pytest.mark.parametrize("text", ["The fox\x00 ran.", "\x89PNG\x1a\n0000", "The \x1b[0m fox."])
def test_binary_text_is_refused_and_the_character_named(text: str) -> None:
    with pytest.raises(InvalidInput, match="not plain text") as caught:
        check_story(text)
    assert "U+" in caught.value.found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Es war einmal ein kleiner Fuchs, der lebte im Wald und spielte jeden Tag mit seinen Freunden.", "German"),
        ("Il était une fois un petit renard qui vivait dans la forêt avec ses amis et jouait.", "French"),
        ("Жила-была маленькая лиса, которая жила в лесу со своими друзьями.", "Russian"),
        ("昔々あるところに小さな狐が森に住んでいました。", "Japanese"),
    ],
)
def test_another_language_is_named_and_refused(text: str, language: str) -> None:
    with pytest.raises(InvalidInput, match="only English") as caught:
        check_story(text)
    assert caught.value.found == language


@pytest.mark.parametrize(
    "text",
    [
        "Cat.",
        "Two dogs run.",
        "Red balloon rising",
        "Ruby flies.",
        "Zorblax meets Quibbly.",
        "שרה runs along the beach.",
    ],
)
def test_short_texts_and_strange_names_pass(text: str) -> None:
    assert check_story(text) == text


def test_line_ends_and_accents_are_put_into_one_form() -> None:
    assert check_story("Rene\u0301 ran.\r\nHe fell.") == "René ran.\nHe fell."
