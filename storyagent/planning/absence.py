"""What a sentence says is not there: a star that is missing, fire that one cannot breathe, a boat that nobody has."""

from __future__ import annotations

from storyagent.planning.chunks import Clause, NounPhrase
from storyagent.planning.grammar import word_set
from storyagent.planning.tokens import Token

_AWAY = word_set("missing gone absent lost nowhere")


def is_missed(clause: Clause) -> bool:
    """Tell whether a clause brings in what is not there: "one night a star was missing"; not where it says when."""
    verb = clause.verb
    if is_former(clause):
        return clause.existential
    if verb is None or verb.lemma != "be" or clause.windows or clause.spots or verb.negated:
        return False
    away = bool(_AWAY & {*clause.complements, *clause.adverbs})
    return away and all(phrase.reference == "a" and phrase.noun for phrase in clause.subjects) and bool(clause.subjects)


def is_taken_back(tokens: list[Token], following: list[Token]) -> bool:
    """Tell whether a question is answered with "no" by the next sentence: "Eleven players? No, only six."."""
    asks = bool(tokens) and tokens[-1].text == "?" and bool(following) and following[0].lower in ("no", "nope", "nah")
    return asks and len(following) > 2


def is_former(clause: Clause) -> bool:
    """Tell whether a clause says what was once and is no more: "there used to be ten", "used to be red"."""
    return clause.verb is not None and "used" in clause.verb.auxiliaries


def is_denied(clause: Clause, phrase: NounPhrase) -> bool:
    """Tell whether a phrase names what somebody does not do or have: "could not breathe fire", "never saw a whale"."""
    denied = clause.verb is not None and clause.verb.negated and not (clause.windows or clause.spots)
    return denied and not phrase.known and bool(phrase.noun)
