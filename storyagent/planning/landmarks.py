"""Places that a clause speaks of as things: an island that is passed, an iceberg that drifts, a hill of three."""

from __future__ import annotations

from collections.abc import Sequence

from storyagent import lexicon
from storyagent.planning.beings import Being, is_place_phrase
from storyagent.planning.chunks import Clause
from storyagent.planning.grammar import COLORS, PAINTING, PRESENCE
from storyagent.planning.routes import TRAVEL
from storyagent.planning.scenery import is_building, stands_apart
from storyagent.planning.verbs import action_of
from storyagent.planning.windows import in_view


def set_apart(clause: Clause, beings: Sequence[Being]) -> None:
    """Take a place that moves, or that is passed, for a thing: "an iceberg drifts", "sails past an island"."""
    action = action_of(clause.verb.lemma, bool(clause.objects)) if clause.verb else None
    moving = action is not None and action.motion in TRAVEL
    comes = moving or bool(clause.spots) or (action is not None and (action.appears or action.vanishes))
    comes |= bool(clause.windows) and (in_view(clause) or bool(set(clause.complements) & PRESENCE))
    for phrase in (*clause.subjects, *clause.objects):
        counted = phrase.count is not None and not phrase.vague and phrase.count > 1  # "two icebergs", "three hills"
        if counted or (comes and phrase in clause.subjects):
            phrase.apart |= stands_apart(phrase.noun) and not is_building(phrase.noun)
    if moving and clause.subjects:
        _set_passed_apart(clause, beings)


def _set_passed_apart(clause: Clause, beings: Sequence[Being]) -> None:
    beyond = ("past", "behind", "around")
    passed = [p for a in clause.adjuncts for p in a.phrases if a.preposition in beyond or p.part == "front"]
    if clause.verb and clause.verb.lemma in ("pass", "circle"):
        passed += [phrase for phrase in clause.objects if phrase.noun]
    for phrase in passed:
        sky = all(lexicon.is_a(subject.noun, "celestial body", "star", "sun") for subject in clause.subjects)
        known = any(being.place and being.noun == phrase.noun for being in beings)
        phrase.apart |= stands_apart(phrase.noun) and not (phrase.plural or sky or known)


def make_solid(clause: Clause) -> None:
    """Take what has a colour for a thing: the spring that is cyan is no season."""
    if clause.verb and clause.verb.lemma in PAINTING | {"be"} and set(clause.complements) & COLORS.keys():
        for phrase in clause.subjects:
            phrase.solid = bool(phrase.noun) and not is_place_phrase(phrase)
