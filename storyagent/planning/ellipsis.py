"""Fill in what a sentence leaves out: subjects, and verbs that are those of the clause before."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from storyagent.planning.chunks import Clause, NounPhrase
from storyagent.planning.distribution import take_turns
from storyagent.planning.grammar import PAINTING, PLACING, PRESENCE, word_set
from storyagent.planning.windows import SHOWING

_SPEAKING = word_set(
    """say ask cry call shout whisper reply answer yell laugh sigh murmur exclaim add mutter scream beg
        sing bark growl roar squeak hoot chirp announce explain warn agree repeat gasp giggle promise"""
)


def _stands(clause: Clause) -> bool:
    """Tell whether the verb only places its subject, so that the subject may follow it: "beside it stands a foal"."""
    return clause.verb is not None and clause.verb.lemma in PLACING


def _do_likewise(clause: Clause, before: Clause) -> None:
    """Let "and so is the silver car" say of the silver car what was said of the one before."""
    bare = len(clause.objects) == 1 and not (clause.subjects or clause.complements or clause.adjuncts or clause.spots)
    if bare and before.verb and clause.verb:
        clause.subjects, clause.objects = clause.objects, []
        clause.verb = replace(before.verb, start=clause.verb.start, end=clause.verb.end)
        clause.adjuncts, clause.complements = list(before.adjuncts), list(before.complements)
        clause.spots, clause.windows = list(before.spots), list(before.windows)


def _time_before(clauses: list[Clause]) -> None:
    """Give the times behind a colon to the clause before it: "it is seen twice: in the first and the last third"."""
    for before, clause in reversed(list(pairwise(clauses))):
        silent = not (clause.subjects or clause.verb or clause.objects or clause.adjuncts or clause.spots)
        if clause.explains and silent and clause.windows and before.verb and not before.windows:
            before.windows = clause.windows
            clauses.remove(clause)


_HOLDING = word_set("have contain include")
BELONGING = word_set("belong go devote dedicate reserve")


def _belong(clause: Clause) -> None:
    """Let "the first half belongs to a tortoise" say when the tortoise is seen."""
    owners = [adjunct for adjunct in clause.adjuncts if adjunct.preposition in ("to", "for")]
    if clause.verb and clause.verb.lemma in BELONGING and clause.windows and owners and not clause.subjects:
        clause.subjects = owners[0].phrases
        clause.adjuncts = [adjunct for adjunct in clause.adjuncts if adjunct is not owners[0]]
        clause.verb = replace(clause.verb, lemma="be", passive=False)


def _hold(clause: Clause) -> None:
    """Let "the first quarter has a tow truck in it" say when the truck is seen."""
    holds = clause.verb is not None and clause.verb.lemma in _HOLDING and bool(clause.windows and clause.objects)
    if holds and not clause.subjects and clause.verb:
        clause.subjects, clause.objects = clause.objects, []
        clause.verb = replace(clause.verb, lemma="be")
        clause.adjuncts = [a for a in clause.adjuncts if [p.pronoun for p in a.phrases] != ["it"]]


def _is_order(clause: Clause, previous: list[NounPhrase]) -> bool:
    """Tell whether this asks for something after what the asker has: "I have two cats; put them in"."""
    verb = clause.verb
    plain = verb is not None and verb.form == "base" and not (verb.auxiliaries or clause.opener or clause.adverbs)
    return plain and [phrase.pronoun for phrase in previous] == ["i"]


def _says_of_it(clause: Clause) -> bool:
    """Tell whether a sentence without a subject goes on about what was named: "Visible until half time.", "Leaves."."""
    states = bool(clause.windows) and bool(set(clause.complements) & PRESENCE)
    verb = clause.verb
    if verb is None:
        return states
    shows = verb.lemma in SHOWING and bool(clause.objects)  # "the first half shows a caterpillar"
    return verb.form == "s" and not (verb.auxiliaries or clause.existential or shows)


def _turn_round(clauses: list[Clause]) -> None:
    """Take what follows the verb of "Up goes the balloon" for its subject."""
    for clause in clauses:
        turned = clause.adverbs[:1] in (["up"], ["down"], ["off"], ["away"]) and len(clause.objects) == 1
        if turned and clause.verb and clause.verb.form == "s" and not (clause.subjects or clause.adjuncts):
            clause.subjects, clause.objects = clause.objects, []


def complete(clauses: list[Clause]) -> list[Clause]:
    """Fill in subjects that the sentence leaves out, and turn "in the tree sat an owl" round."""
    _time_before(clauses)
    take_turns(clauses)
    _turn_round(clauses[:1])
    previous: list[NounPhrase] = []
    for position, clause in enumerate(clauses):
        clause.subjects = [phrase for phrase in clause.subjects if phrase.selects != "same"]
        _belong(clause)
        _hold(clause)
        if clause.explains and clause.verb is None and clause.subjects and clause.spots and position:
            verb = next((c.verb for c in reversed(clauses[:position]) if c.verb), None)
            clause.verb = replace(verb, start=clause.start, end=clause.start) if verb else None
        if clause.verb and not clause.subjects and clause.verb.lemma in _SPEAKING and clause.objects:
            clause.subjects, clause.objects = clause.objects[:1], clause.objects[1:]
        if clause.opener in ("so", "as") and clause.verb and clause.verb.lemma in ("be", "do") and position:
            _do_likewise(clause, clauses[position - 1])
        if clause.existential and not clause.subjects:
            clause.subjects, clause.objects = clause.objects, []
        shows = clause.verb is not None and clause.verb.lemma in SHOWING and not clause.verb.passive
        previous = [] if not clause.subjects and _is_order(clause, previous) else previous
        if clause.verb and not clause.subjects and not (shows and clause.objects and clause.windows):
            first = [adjunct.phrases[0].start for adjunct in clause.adjuncts] + [spot.start for spot in clause.spots]
            inverted = clause.objects and any(start < clause.verb.start for start in first)
            there = (
                clause.objects
                and not clause.kind.startswith("inf")
                and clause.verb.lemma in ("be", "live", "stand", "come")
            )
            joined = clause.opener in ("and", "but") and not _stands(clause)
            if (inverted and clause.kind == "main" and not joined) or (there and not previous):
                clause.subjects, clause.objects = clause.objects, []
            elif clause.kind == "infinitive" and position and clauses[position - 1].objects:
                clause.subjects = clauses[position - 1].objects[-1:]
            else:
                rest = (other.subjects for other in clauses[position + 1 :] if other.subjects)
                later = next(rest, []) if not previous else []
                clause.subjects = previous or [phrase for phrase in later if not phrase.pronoun]
        if not (clause.subjects or previous or position) and _says_of_it(clause):
            clause.subjects = [NounPhrase(clause.start, clause.start, pronoun="it", reference="pronoun")]
        if clause.subjects and clause.kind not in ("relative", "reduced"):
            previous = clause.subjects
    return _with_neighbors(clauses)


def _with_neighbors(clauses: list[Clause]) -> list[Clause]:
    for position, clause in enumerate(clauses):
        _be_painted(clause, clauses[:position])
    for clause, after in pairwise(clauses):
        _set_out(clause, after)
    return clauses


def _be_painted(clause: Clause, before: list[Clause]) -> None:
    """Let "a vice that somebody painted blue" be about the vice."""
    painted = clause.verb is not None and clause.verb.lemma in PAINTING and bool(clause.complements)
    by_anybody = clause.opener in ("that", "which") and all(phrase.pronoun for phrase in clause.subjects)
    named = [p for other in before for p in other.phrases if p.end <= clause.start and p.noun] if painted else []
    if named and by_anybody:
        clause.subjects = [max(named, key=lambda phrase: phrase.end)]


def _set_out(clause: Clause, after: Clause) -> None:
    """Let "leaves from the top left, crosses the middle" begin there instead of leaving the picture."""
    leaves = clause.verb is not None and clause.verb.lemma in ("leave", "depart") and not clause.objects
    goes_on = after.subjects == clause.subjects and bool(after.spots) and after.kind == "main"
    if leaves and goes_on and clause.spots and all(spot.preposition == "from" for spot in clause.spots):
        clause.verb = replace(clause.verb, lemma="start") if clause.verb else None
