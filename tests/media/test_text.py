from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyagent.errors import InvalidInput
from storyagent.media.text.summarise import split_sentences, summarise
from storyagent.planning.titles import title_of

RUBY = Path("examples/ruby_and_the_red_kite.txt").read_text(encoding="utf-8")


def test_a_summary_is_the_storys_own_sentences_in_their_order() -> None:
    chosen = split_sentences(summarise(RUBY, 4))
    told = split_sentences(RUBY)
    assert len(chosen) == 4
    assert [told.index(sentence) for sentence in chosen] == sorted(told.index(sentence) for sentence in chosen)
    assert chosen[0] == "Ruby was a little girl with a big red kite."


@given(
    st.lists(
        st.sampled_from(["The fox ran.", "An owl slept!", "Who is it?", "雪が降る。", "“No!” she said."]), max_size=9
    )
)
def test_no_sentence_is_made_up(parts: list[str]) -> None:
    text = " ".join(parts)
    if not parts:
        with pytest.raises(InvalidInput, match="nothing to summarise"):
            summarise(text)
        return
    assert set(split_sentences(summarise(text, 2))) <= set(split_sentences(text))


def test_a_summary_does_not_say_the_same_twice() -> None:
    text = "The red fox runs. " * 6 + "A storm breaks the old bridge."
    assert "bridge" in summarise(text, 2)


def test_what_is_short_stays_as_it_is_and_a_heading_is_left_out() -> None:
    assert summarise("The Fox\n\nThe fox ran.  It slept", 3) == "The fox ran. It slept"
    assert summarise("The Fox") == "The Fox"
    assert split_sentences("Mr. Fox met Dr. Owl. They ate 3.5 pies.") == ["Mr. Fox met Dr. Owl.", "They ate 3.5 pies."]


def test_a_very_long_text_gives_a_sentence_of_each_part() -> None:
    text = " ".join(f"Number {number} is a fox." for number in range(2100))
    chosen = split_sentences(summarise(text, 3))
    places = [int(sentence.split()[1]) // 700 for sentence in chosen]
    assert places == [0, 1, 2]


@pytest.mark.parametrize(("text", "sentences"), [("", 3), (" ... ", 3), ("The fox ran.", 0)])
def test_what_cannot_be_summarised_is_refused(text: str, sentences: int) -> None:
    with pytest.raises(InvalidInput):
        summarise(text, sentences)


@pytest.mark.parametrize(
    ("story", "title"),
    [
        (RUBY, "Ruby and the Red Kite"),
        ("A fox runs through the forest. The fox sees an owl.", "The Fox and the Owl"),
    ],
)
def test_a_title_is_the_storys_own_or_names_its_leads(story: str, title: str) -> None:
    assert title_of(story) == title
