"""What English words mean: lemmas, parts of speech and hypernyms, from WordNet."""

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
    "parts_of_speech",
    "plural",
    "singular",
    "verb_classes",
]
