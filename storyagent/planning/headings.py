"""Headings: what stands before a colon and names the kind of film, a view of it, or whose course follows."""

from __future__ import annotations

from itertools import pairwise

from storyagent.planning.chunks import Clause, SpotPhrase, VerbGroup
from storyagent.planning.clause_kinds import FILMING, is_orphan
from storyagent.planning.grammar import META, word_set
from storyagent.planning.scenery import is_place
from storyagent.planning.tokens import Token
from storyagent.story.choreography import Spot

_COURSES = word_set(
    """path route trajectory course movement motion waypoint waypoints stop stops position positions itinerary
        coordinates keyframe keyframes way track"""
)


_STOPS = word_set("corner station stage step point place leg")


def is_style(tokens: list[Token]) -> bool:
    """Tell whether a sentence only says how the film looks: "A vintage Super 8 look."."""
    words = [token for token in tokens if token.tag != "."]
    plain = all(token.tag in ("D", "A", "N", "NAME", "NUM", "R") for token in words)
    marks = sum(token.tag == "." for token in tokens)
    return bool(words) and words[-1].lower in META and plain and marks < 2


def drop_headings(clauses: list[Clause]) -> None:
    """Take away what only heads the clause behind a colon, and name whom "cursor path:" is about."""
    for clause, after in pairwise(clauses):
        if not after.explains or clause.explains:
            continue
        if any(phrase.noun in META for phrase in clause.subjects) and clause.verb is None:
            clause.subjects = []  # "Isometric view, pixel art: ...", "Title screen for a platformer: ..."
            clause.adjuncts = [adjunct for adjunct in clause.adjuncts if adjunct.preposition not in ("for", "about")]
        elif is_orphan(clause) and after.subjects and not after.spots and len(clause.spots) > 1:
            after.spots, clause.spots = clause.spots, []  # "Right to left: a tram"
            after.verb = after.verb or VerbGroup(after.start, after.start, "move", "s")
        elif _tells_way(clause, after):
            clause.subjects, clause.spots, clause.adverbs = [], [], []
        elif clause.verb is None and (is_orphan(after) or after.subjects == clause.subjects):
            _name_courses(clause)
        elif _names_kind_of_film(clause, after):
            clause.subjects, clause.adjuncts = [], []


def _tells_way(clause: Clause, after: Clause) -> bool:
    """Take "direction right to left: a snail" for a snail that goes from the right to the left."""
    nouns = [phrase.noun for phrase in clause.subjects]
    if clause.verb or not clause.spots or not (nouns and set(nouns) <= _COURSES | {"direction"}) or after.spots:
        return False
    origins = [adverb for adverb in clause.adverbs if adverb in ("left", "right")]
    spots: list[SpotPhrase] = [SpotPhrase(clause.start, clause.start, "from", _SIDES[side]) for side in origins]
    after.spots = [*spots, *clause.spots]
    after.verb = after.verb or VerbGroup(after.start, after.start, "move", "s")
    return True


_SIDES: dict[str, Spot] = {"left": "left", "right": "right"}


def _name_courses(clause: Clause) -> None:
    """Take "cursor path: top left, top right" and "train route: ..." for the cursor and the train."""
    stops = [phrase for phrase in clause.subjects if phrase.noun in _COURSES | _STOPS]
    if (
        stops
        and all(phrase.noun in _COURSES | _STOPS or not phrase.noun for phrase in clause.subjects)
        and (len(clause.subjects) > 1 or stops[0].count)
    ):
        clause.subjects = []  # "Corner one: bottom left."
        return
    for phrase in clause.subjects:
        if phrase.noun in _COURSES and phrase.selects and not clause.adjuncts:  # "Second stop: bottom right."
            clause.subjects = []
            return
        if phrase.noun in _COURSES and phrase.owner:  # "the drone's route: ..."
            phrase.noun, phrase.name, phrase.reference = phrase.owner.noun, phrase.owner.name, phrase.owner.reference
            phrase.owner = None
        elif phrase.noun in _COURSES and clause.adjuncts and clause.adjuncts[0].preposition in ("of", "for"):
            clause.subjects, clause.adjuncts = clause.adjuncts[0].phrases, []
            return
        who, _, course = phrase.noun.rpartition(" ")
        about = clause.adjuncts[0] if clause.adjuncts else None
        if who and course in _COURSES and about and about.preposition == "for" and about.phrases[0].noun:
            clause.subjects, clause.adjuncts = about.phrases, []  # "patrol route for the guard: ..."
            return
        if who and course in _COURSES:
            phrase.noun, phrase.solid, clause.adjuncts = who, True, []


def _names_kind_of_film(clause: Clause, after: Clause) -> bool:
    """Tell whether this is "platformer" in "2D platformer: the hero runs": a bare noun that nothing is said of."""
    kinds = [phrase.noun for phrase in after.subjects]
    listed = bool(kinds) and all(phrase.reference == "a" or phrase.count for phrase in after.subjects)
    bare = bool(clause.subjects) and all(
        phrase.reference == "bare" and not (phrase.plural or phrase.count or phrase.color) for phrase in clause.subjects
    )
    silent = clause.verb is None or (clause.verb.form == "part" and clause.verb.lemma in FILMING)
    told = after.verb is not None and bool(after.subjects) and all(not phrase.pronoun for phrase in after.subjects)
    told |= listed and not any(is_place(phrase.noun) or phrase.noun in kinds for phrase in clause.subjects)
    own = told and not any(phrase in clause.subjects for phrase in after.subjects)
    return bare and silent and own and not (clause.windows or clause.spots)
