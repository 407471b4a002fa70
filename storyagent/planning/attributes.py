"""What a sentence says its people and things are: names, clothes, colours, states."""

from __future__ import annotations

from storyagent import lexicon
from storyagent.planning.beings import Being, Mention
from storyagent.planning.chunks import Clause, NounPhrase
from storyagent.planning.grammar import COLORS, META, word_set
from storyagent.planning.looks import is_worn
from storyagent.planning.told import Reading

LINKING = word_set("be become look seem feel turn get grow stay remain fall")
STATES = word_set(
    """asleep awake torn broken wet muddy dirty lost tired happy sad angry scared afraid frightened hungry
        sleepy sick cold hot stuck tangled excited proud lonely dry clean hurt empty full open closed gone
        safe worried surprised joyful cross dizzy bored shy brave calm burnt frozen thirsty nervous
        delighted alone hidden trapped"""
)
LASTING_STATES = word_set("torn broken lost wet muddy dirty hurt tangled stuck burnt frozen trapped")
ENDING_STATES = word_set("mended fixed repaired dry clean found free safe healed untangled")
_NOT_TRAITS = word_set("able ready there visible invisible present absent")


def dress(reading: Reading, clause: Clause, subjects: list[Mention]) -> None:
    """Keep clothes as a part of who wears them: "wearing a hat", "in a red coat", "with a long scarf"."""
    phrases = [p for p in clause.objects if clause.verb and clause.verb.lemma in ("wear", "have")]
    phrases += [p for adjunct in clause.adjuncts if adjunct.preposition in ("with", "in") for p in adjunct.phrases]
    for phrase in phrases:
        if is_worn(phrase.noun) and subjects and _wears(subjects[0].being):
            words = [*phrase.adjectives, phrase.color, phrase.noun]
            text = " ".join(word for word in words if word)
            if text not in subjects[0].being.wears:
                subjects[0].being.wears.append(text)
            reading.resolved[id(phrase)] = []


def _wears(being: Being) -> bool:
    """Tell whether somebody can wear clothes: not a shirt that hangs beside others."""
    return bool(being.name) or not is_worn(being.head)


def describe(reading: Reading, clause: Clause, subjects: list[Mention]) -> None:
    """Understand what a linking verb says: "Ruby was a little fox", "the kite was red and torn"."""
    for k, mention in enumerate(subjects):
        being = mention.being
        for phrase in clause.objects[:1] if not k else ():
            if _says_what(phrase) and not (clause.verb and clause.verb.negated):
                _become(being, phrase)
                reading.resolved[id(phrase)] = []
        for word in clause.complements if not (clause.verb and clause.verb.negated) else ():
            if word in COLORS:
                being.color = being.color or COLORS[word]
            elif word in STATES or (clause.verb and clause.verb.passive):
                set_state(reading, being, word)
            elif not being.traits and clause.verb and clause.verb.lemma == "be" and word not in _NOT_TRAITS:
                being.traits.append(word)


def _says_what(phrase: NounPhrase) -> bool:
    """Tell whether a phrase after a linking verb says what its subject is."""
    told = phrase.reference in ("a", "the", "bare", "poss") and bool(phrase.noun) and phrase.noun not in META
    return told and lexicon.noun_class(phrase.noun) in ("person", "animal", "artifact", "plant")


_LABELED = word_set("logo emblem protagonist object item thing element figure subject avatar mascot")


def _become(being: Being, phrase: NounPhrase) -> None:
    if being.noun in _LABELED:  # "Object A is a kettle"
        being.noun, being.name = phrase.noun, ""
    if not being.noun or being.noun in being.name.lower():  # "Captain Mina was a mouse"
        being.noun = phrase.noun
    being.color = being.color or phrase.color
    being.traits += [word for word in phrase.adjectives if word not in being.traits]


def set_state(reading: Reading, being: Being, word: str) -> None:
    """Remember that somebody is in a state in this sentence."""
    states = reading.states.setdefault(being.id, [])
    if word not in states:
        states.append(word)
