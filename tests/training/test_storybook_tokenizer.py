from __future__ import annotations

from pathlib import Path

import pytest
from transformers import PreTrainedTokenizerFast

from storyagent.errors import InvalidInput
from training.storybook.tokenizer import UNKNOWN, new_tokenizer, with_more_words, words_in

CAPTIONS = ["A red car, a jack-o'-lantern.", "The red ball is here.", "two red cars"]


def test_words_are_found_the_most_frequent_first() -> None:
    words = words_in(CAPTIONS)
    assert words[0] == "red"
    assert words.index("a") < words.index("ball")
    assert {"cars", "'-", "o", "."} <= set(words)


def test_every_caption_is_known_word_for_word_with_places_of_its_letters() -> None:
    tokenizer = new_tokenizer(words_in(CAPTIONS), tokens=20, rows=64)
    for caption in CAPTIONS:
        told = tokenizer(caption, return_offsets_mapping=True)
        words = [caption[begin:end].lower() for begin, end in told["offset_mapping"][1:-1]]
        assert tokenizer.convert_ids_to_tokens(told["input_ids"])[1:-1] == words
        assert "".join(words) == caption.lower().replace(" ", "")


def test_unknown_words_are_one_token_and_captions_are_padded_and_cut() -> None:
    tokenizer = new_tokenizer(words_in(CAPTIONS), tokens=6, rows=64)
    rows = tokenizer(["a zebra", "a " * 20], padding="max_length", truncation=True)["input_ids"]
    assert [len(row) for row in rows] == [6, 6]
    assert tokenizer.convert_ids_to_tokens(rows[0]) == ["<begin>", "a", UNKNOWN, "<end>", "<pad>", "<pad>"]
    assert rows[1][-1] == 2


def test_more_words_keep_the_rows_of_those_that_were_known(tmp_path: Path) -> None:
    small = new_tokenizer(words_in(CAPTIONS), tokens=20, rows=64)
    small.save_pretrained(tmp_path)
    again = PreTrainedTokenizerFast.from_pretrained(tmp_path)
    large = with_more_words(again, ["zebra", "red"], rows=64)
    assert large.get_vocab().items() >= small.get_vocab().items()
    assert large.get_vocab()["zebra"] == len(small)


def test_more_words_than_rows_are_refused() -> None:
    with pytest.raises(InvalidInput, match="too many words"):
        new_tokenizer(words_in(CAPTIONS), tokens=20, rows=8)
