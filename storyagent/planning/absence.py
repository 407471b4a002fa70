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
    counts = [token.lower for token in tokens[:2]] in (["how", "many"], ["how", "much"])
    if counts and tokens[-1].text == "?" and following and not any(token.tag in ("V", "X", "M") for token in tokens):
        return True  # "How many frogs? Five."
    if not (tokens and tokens[-1].text == "?" and len(following) > 2):
        return False
    agreed = following[0].lower in ("yes", "yeah", "yep") and not any(token.tag in ("V", "X", "M") for token in tokens)
    return agreed or following[0].lower in ("no", "nope", "nah")


def is_former(clause: Clause) -> bool:
    """Tell whether a clause says what was once and is no more: "there used to be ten", "used to be red"."""
    return clause.verb is not None and "used" in clause.verb.auxiliaries


def is_denied(clause: Clause, phrase: NounPhrase) -> bool:
    """Tell whether a phrase names what somebody does not do or have: "could not breathe fire", "never saw a whale"."""
    denied = clause.verb is not None and clause.verb.negated and not (clause.windows or clause.spots)
    return denied and not phrase.known and bool(phrase.noun)
