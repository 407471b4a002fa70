"""Whom "who", "which" and "that" are about, and what a second phrase says of the same one."""

from __future__ import annotations

from collections.abc import Sequence

from storyagent.planning.chunks import Chunk, Clause, NounPhrase, SpotPhrase, VerbGroup, Word
from storyagent.planning.grammar import COLORS, PAINTING, PRESENCE
from storyagent.planning.scenery import is_place
from storyagent.planning.verbs import STILL, action_of


def antecedent(
    outer: Clause | None, last: NounPhrase | None, verb: VerbGroup, after: Sequence[Chunk]
) -> list[NounPhrase]:
    """Return whom a relative clause is about: the last one named, or who was named just before a place.

    What comes, goes or moves is the thing and not its place: "a snowman in our garden that is gone".
    """
    if last is None:
        return []
    if outer is None or not outer.adjuncts or last not in outer.adjuncts[-1].phrases or not is_place(last.noun):
        return [last]
    heads = [phrase for phrase in (*outer.subjects, *outer.objects) if phrase.noun and phrase.end == last.start - 1]
    action = action_of(verb.lemma, False)
    acts = action is not None and (action.motion != "stay" or action.appears or action.vanishes)
    told = bool(after) and isinstance(after[0], Word) and after[0].text in PRESENCE
    return heads[-1:] if heads and (acts or told) else [last]


def goes_on_outside(clause: Clause, outer: Clause, spot: SpotPhrase) -> bool:
    """Tell whether a place behind a relative clause is of that around it: "past a man, who sits, to the left"."""
    still = clause.verb is not None and clause.verb.lemma in STILL and spot.preposition in ("from", "to")
    return bool(outer.spots) or (still and outer.verb is not None)


def shares_paint(chunk: Chunk, clause: Clause) -> bool:
    """Tell whether this is "the tram in red" in "the bus is painted yellow and the tram in red"."""
    colored = isinstance(chunk, NounPhrase) and bool(chunk.color and chunk.noun) and chunk.reference == "the"
    painted = clause.verb is not None and clause.verb.lemma in PAINTING and clause.verb.passive
    return colored and painted and bool(COLORS.keys() & {*clause.complements})


def describe(phrase: NounPhrase, other: NounPhrase) -> None:
    """Merge what a second phrase says about the same thing: "Ruby, a little girl"."""
    phrase.noun = phrase.noun or other.noun
    phrase.name = phrase.name or other.name
    phrase.color = phrase.color or other.color
    phrase.adjectives = (*phrase.adjectives, *(word for word in other.adjectives if word not in phrase.adjectives))
