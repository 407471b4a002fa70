"""What English words mean: lemmas, parts of speech, hypernyms and numbers."""

from storyagent.lexicon.numbers import number
from storyagent.lexicon.words import (
    Pos,
    Sense,
    hypernym_chain,
    is_a,
    is_word,
    lemma,
    noun_class,
    noun_senses,
    parts_of_speech,
    plural,
    singular,
    verb_classes,
)

__all__ = [
    "Pos",
    "Sense",
    "hypernym_chain",
    "is_a",
    "is_word",
    "lemma",
    "noun_class",
    "noun_senses",
    "number",
    "parts_of_speech",
    "plural",
    "singular",
    "verb_classes",
]
