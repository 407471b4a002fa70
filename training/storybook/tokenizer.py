"""The tokenizer: one token a word, so that a phrase in a prompt is exactly its tokens in the attention maps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from tokenizers import Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import WordLevel
from transformers import PreTrainedTokenizerFast

from storyagent.errors import InvalidInput

PAD, BEGIN, END, UNKNOWN = "<pad>", "<begin>", "<end>", "<unknown>"
SPECIAL = (PAD, BEGIN, END, UNKNOWN)


def words_in(captions: Iterable[str]) -> list[str]:
    """Return the distinct words and punctuation marks of captions, lower case, the most frequent first."""
    counts = Counter(word for caption in captions for word in re.findall(r"\w+|[^\w\s]+", caption.lower()))
    return sorted(counts, key=lambda word: (-counts[word], word))


def new_tokenizer(words: Iterable[str], *, tokens: int, rows: int) -> PreTrainedTokenizerFast:
    """Build a tokenizer of these words, in this order, padding and cutting to `tokens`.

    Raises `InvalidInput` where the text encoder has fewer `rows` than there are words.
    """
    vocabulary = {word: row for row, word in enumerate(dict.fromkeys((*SPECIAL, *words)))}
    if len(vocabulary) > rows:
        raise InvalidInput("too many words for the text encoder", found=f"{len(vocabulary)}", needed=f"at most {rows}")
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BEGIN} $A {END}", special_tokens=[(BEGIN, vocabulary[BEGIN]), (END, vocabulary[END])]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=tokens,
        pad_token=PAD,
        bos_token=BEGIN,
        eos_token=END,
        unk_token=UNKNOWN,
    )


def with_more_words(tokenizer: PreTrainedTokenizerFast, words: Iterable[str], *, rows: int) -> PreTrainedTokenizerFast:
    """Return a tokenizer that also knows these words; those it knew keep their rows."""
    known = sorted(tokenizer.get_vocab(), key=lambda word: tokenizer.get_vocab()[word])
    return new_tokenizer([*known[len(SPECIAL) :], *words], tokens=tokenizer.model_max_length, rows=rows)
