from __future__ import annotations

import pytest

from storyagent.diffusion.models.storybook_words import Replacement, in_known_words

NOUNS = ("car", "cat", "bird", "ball", "dog", "horse", "woman", "man", "boat", "house", "tree", "apple", "bear")
VOCABULARY = frozenset({*NOUNS, "a", "the", "in", "on", "and", "with", "two", "dogs", "running", "snow", "red"})


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("a red car in the snow", "a red car in the snow"),
        ("A Red Car", "A Red Car"),
        ("a pony running", "a horse running"),
        ("two wolves in the snow", "two dogs in the snow"),
        ("a dog ran", "a dog running"),
        ("a ship and a cottage", "a boat and a house"),
        ("a sedan with a teacher", "a car with a woman"),
        ("a giraffe", "a bear"),
        ("the oak", "the tree"),
        ("an oak, An iguana and a pear", "a tree, A bird and an apple"),
    ],
)
def test_unknown_words_are_said_with_the_nearest_known_ones(prompt: str, said: str) -> None:
    assert in_known_words(prompt, vocabulary=VOCABULARY, nouns=NOUNS).text == said


def test_every_replacement_is_told_once_and_in_order() -> None:
    known = in_known_words("two wolves, a pony, two wolves", vocabulary=VOCABULARY, nouns=NOUNS)
    assert known.text == "two dogs, a horse, two dogs"
    assert known.replaced == (Replacement(word="wolves", by="dogs"), Replacement(word="pony", by="horse"))


@pytest.mark.parametrize("word", ["computer", "idea", "Ruby", "xyzzy", "über"])
def test_a_word_with_nothing_near_stays_and_is_told(word: str) -> None:
    known = in_known_words(f"a {word}", vocabulary=VOCABULARY, nouns=NOUNS)
    assert known.text == f"a {word}"
    assert known.replaced == (Replacement(word=word, by=""),)


def test_numbers_and_marks_are_left_alone() -> None:
    known = in_known_words("2 dogs!", vocabulary=VOCABULARY, nouns=NOUNS)
    assert (known.text, known.replaced) == ("2 dogs!", ())
