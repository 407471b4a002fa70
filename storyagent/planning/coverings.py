"""Whose a colour is that is said of something's colour or of what covers it: "its fur is white", "with pink petals"."""

from __future__ import annotations

from storyagent.planning.beings import Mention
from storyagent.planning.chunks import Clause, NounPhrase
from storyagent.planning.grammar import COLORS, word_set
from storyagent.planning.routes import Resolve

_HUES = word_set("color colour hue paint paintwork")
_COVERINGS = word_set(
    """feather plumage fur petal coat skin fleece wool scale shell hide blossom bodywork hull livery exterior
        upholstery casing surface cover wall facade"""
)


def color_owners(clause: Clause, resolve: Resolve) -> list[Mention]:
    """Give its colour to whom a clause is about: "the colour of the pillow is green", "the tulip's petals are pink".

    Returns:
        Those whose colour the clause tells, nobody where it is about something else.
    """
    colors = [word for word in clause.complements if word in COLORS]
    phrases = [*clause.subjects, *clause.objects]
    colors += [phrase.color for phrase in phrases if phrase.color]
    owners: list[Mention] = []
    if colors and clause.verb and clause.verb.lemma == "be":
        hued = any(phrase.noun in _HUES for phrase in phrases) or _covers(clause.subjects)
        owned = [a for a in clause.adjuncts if a.preposition == "of"] if hued else []
        owners = [m for adjunct in owned for phrase in adjunct.phrases for m in resolve(phrase)]
        named = [phrase for phrase in phrases if phrase.noun in _HUES | _COVERINGS]
        owners += [m for phrase in named if phrase.owner for m in resolve(phrase.owner)]
    for mention in owners:
        mention.being.color = mention.being.color or COLORS.get(colors[0], colors[0])
    return owners


def _covers(phrases: list[NounPhrase]) -> bool:
    return bool(phrases) and all(phrase.noun in _COVERINGS for phrase in phrases)


def dress_in_color(clause: Clause, subjects: list[Mention], resolve: Resolve) -> list[Mention]:
    """Give the colour of what covers them to those before it: "a parrot with green feathers"; it is shown by that.

    Returns:
        Those who were found to be coloured so.
    """
    found: list[Mention] = []
    if (
        clause.verb
        and clause.verb.lemma == "have"
        and clause.objects
        and all(phrase.noun in _COVERINGS and phrase.color for phrase in clause.objects)
    ):  # "the dragon has green scales"
        for mention in subjects:
            mention.being.color = mention.being.color or clause.objects[0].color
        clause.objects = []
    for adjunct in clause.adjuncts:
        coats = [p for p in adjunct.phrases if p.noun in _COVERINGS and p.color]
        if adjunct.preposition != "with" or len(coats) != len(adjunct.phrases):
            continue
        before = [p for p in clause.phrases if p.end <= coats[0].start and p.noun and p not in coats]
        wearers = resolve(before[-1]) if before else subjects
        for mention in wearers:
            mention.being.color = mention.being.color or coats[0].color
        found += wearers
        adjunct.phrases = []
    clause.adjuncts = [adjunct for adjunct in clause.adjuncts if adjunct.phrases]
    return found
