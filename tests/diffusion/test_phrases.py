"""Phrases are found as a person would, and tokens by the tokenizer's offsets."""

import pytest

from storyagent.diffusion.phrases import phrase_spans, token_columns
from storyagent.errors import InvalidInput
from tests.diffusion import tiny


def words(prompt: str, *phrases: str) -> list[str]:
    return [prompt[a:b] for a, b in phrase_spans(prompt, phrases)]


@pytest.mark.parametrize(
    ("prompt", "phrases", "found"),
    [
        ("A red car and a blue car", ["red car", "blue car"], ["red car", "blue car"]),
        ("A Red Car.", ["a red car"], ["Red Car"]),
        ("two cats on the street", ["cat", "cat"], ["cats", "cats"]),
        ("a carpet and a car", ["car"], ["car"]),
        ("a dog runs", ["walking dog"], ["dog"]),
        ("two foxes", ["red fox 1"], ["foxes"]),
        ("a red ball hits a ball", ["ball", "red ball"], ["ball", "red ball"]),
        ("C++ (an old robot)", ["robot"], ["robot"]),
        ("a cat,a dog", ["dog", "cat"], ["dog", "cat"]),
    ],
)
def test_phrases_are_found_as_words(prompt: str, phrases: list[str], found: list[str]) -> None:
    assert words(prompt, *phrases) == found


def test_a_phrase_keeps_off_the_words_of_a_longer_one() -> None:
    spans = phrase_spans("a red ball and a ball", ["ball", "red ball"])
    assert spans[0].start == len("a red ball and a ")


def test_objects_of_one_name_get_a_mention_each_or_share_the_first() -> None:
    each = phrase_spans("a dog here and a dog there", ["dog", "dog"])
    assert each[0] != each[1]
    shared = phrase_spans("a dog here and a dog there", ["dog", "dog", "dog"])
    assert len(set(shared)) == 1


def test_what_is_not_in_the_prompt_is_named() -> None:
    with pytest.raises(InvalidInput, match="'green fish'"):
        phrase_spans("a red car", ["green fish"])


def test_regular_expressions_in_a_phrase_are_plain_text() -> None:
    with pytest.raises(InvalidInput):
        phrase_spans("a red car", [".*"])


def test_columns_are_those_of_the_words_behind_the_start_mark() -> None:
    prompt = "a red car and a blue cat"
    columns = token_columns(tiny.tokenizer(), prompt, phrase_spans(prompt, ["red car", "blue cat"]), max_length=16)
    assert columns == [[2, 3], [6, 7]]


def test_words_beyond_the_text_encoders_reach_are_named() -> None:
    prompt = "a red car on the street and " * 3 + "a dog"
    with pytest.raises(InvalidInput, match="beyond what the text encoder reads"):
        token_columns(tiny.tokenizer(), prompt, phrase_spans(prompt, ["dog"]), max_length=16)
