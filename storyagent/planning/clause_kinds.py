"""Clauses that tell something else than what happens now: what was before, materials, colours, the weather."""

from __future__ import annotations

from dataclasses import replace

from storyagent.planning.attributes import LINKING
from storyagent.planning.beings import Mention
from storyagent.planning.chunks import Clause, NounPhrase
from storyagent.planning.grammar import COLORS, MAKING, PRESENCE, word_set
from storyagent.planning.looks import is_being
from storyagent.planning.tokens import Token
from storyagent.planning.told import Reading
from storyagent.planning.verbs import UNREAL
from storyagent.planning.windows import SHOWING

_UNSHOWN = word_set("without about like than during")
_REACHING = word_set("reach beg fight race run head aim swim dive jump leap")


def shows_adjunct(preposition: str, clause: Clause) -> bool:
    """Tell whether what a preposition brings is in the picture: not "like a bird", nor "filmed from a drone"."""
    verb = clause.verb.lemma if clause.verb and clause.verb.form == "part" else ""
    filmed = (preposition == "from" and verb in FILMING) or (preposition in ("by", "with") and verb in _RECORDING)
    return preposition not in _UNSHOWN and not filmed


def is_purpose(preposition: str, phrase: NounPhrase, verb: str) -> bool:
    """Tell whether this is only what something is done for: "for a class photo", "for the race"."""
    if preposition == "in" and phrase.noun in _COURSES:  # "swims in a circle"
        return True
    about = preposition == "for" and bool(verb) and verb not in _REACHING
    return about and bool(phrase.noun) and not is_being(phrase.noun)


_COURSES = word_set(
    "circle square triangle rectangle line row loop spiral zigzag curve arc oval ellipse diagonal diamond"
)
_PAUSES = word_set("bow nap rest break look turn stroll walk seat breath")
_TRACING = word_set("trace describe make do complete follow run walk fly perform execute draw cut drive")


def is_course(clause: Clause, phrase: NounPhrase) -> bool:
    """Tell whether this is only the shape of a way: "traces a rectangle"."""
    verb = clause.verb.lemma if clause.verb else ""
    if verb in ("take", "have") and phrase.noun in _PAUSES:  # "takes his bow"
        return True
    return verb in _TRACING and phrase.noun.rsplit(" ", 1)[-1] in _COURSES and not phrase.color


def is_unwanted(clause: Clause) -> bool:
    """Tell whether a clause only says that something is not there: "a person should not be visible"."""
    verb = clause.verb
    if verb is None or clause.windows or clause.spots or not verb.negated:
        return False
    shows = verb.lemma in SHOWING | {"appear", "exist", "include", "add"}
    shows |= verb.lemma in ("be", "remain") and bool(set(clause.complements) & PRESENCE)
    shows |= "nowhere" in clause.adverbs
    shows |= clause.existential and verb.lemma == "be"
    phrases = [*clause.subjects, *clause.objects]
    return shows and bool(phrases) and all(p.reference in ("a", "bare", "no") and p.noun for p in phrases)


def negate(clause: Clause, tokens: list[Token]) -> None:
    """Let "neither", "nor" and "nowhere" deny what their clause says."""
    if clause.verb and {"neither", "nor", "nowhere"} & {token.lower for token in tokens[clause.start : clause.end]}:
        clause.verb.negated = True


def is_unreal(clause: Clause, previous: Clause | None) -> bool:
    """Tell whether a clause is only wished for, planned or supposed; not "wants to get from the left to the right"."""
    before = previous.verb.lemma if previous and previous.verb else ""
    told = any(spot.relative is None for spot in clause.spots)
    meant = clause.kind == "infinitive" and not told and before in UNREAL | _MEANING
    return clause.opener == "if" or meant or (clause.verb is not None and clause.verb.lemma in UNREAL)


_MEANING = word_set("decide plan ask tell promise try")


def rest_painted(clause: Clause) -> None:
    """Let what is painted or coloured rest where the clause says: "a chameleon coloured green on a branch"."""
    clause.adjuncts = [a for a in clause.adjuncts if a.preposition not in ("in", "with", "by", "as")]
    if clause.verb:
        clause.verb = replace(clause.verb, lemma="be", passive=False, form="")


FILMING = word_set("see view film shoot watch record capture take")
"""Verbs that say in the passive how a picture is taken: "seen from above"."""
_RECORDING = word_set("film shoot record capture")
_IMPERSONAL = word_set("late early dark light cold warm hot windy rainy sunny foggy quiet time easy hard")


def color_respectively(clause: Clause, mentions: list[Mention]) -> None:
    """Give each its own colour: "a ladder and a ball, orange and green respectively"."""
    colors = [COLORS[word] for word in clause.complements if word in COLORS]
    for mention, color in zip(mentions, colors, strict=False):
        mention.being.color = mention.being.color or color


_CONCEDING = word_set("though although but whereas while having")


def comes_earlier(clause: Clause, begun: bool = False) -> bool:
    """Tell whether a clause tells what was before the main one: "after resting", "having rested", "starting there"."""
    verb = clause.verb
    if "in-between" in clause.adverbs:
        return not begun  # not "it starts here and stops there on the way"
    if clause.opener == "after" or (verb and verb.auxiliaries[:1] == ("having",)):
        return True
    starts = verb is not None and verb.lemma in ("start", "begin", "originate") and verb.form == "part"
    if starts and clause.spots and (clause.kind == "relative" or clause.opener in _CONCEDING):
        return True  # "it ends at the left though it began at the right"
    free = clause.kind == "participle" or (clause.kind == "main" and not clause.opener and "then" not in clause.adverbs)
    starts = free and verb is not None and verb.lemma in ("start", "begin", "originate") and bool(clause.spots)
    return starts and not clause.opener


def is_made_of(clause: Clause, reading: Reading) -> bool:
    """Tell whether a clause says only what its subject is made of; the material is no thing of its own."""
    verb = clause.verb
    if verb is None or verb.lemma not in MAKING or verb.form != "part" or clause.objects:
        return False
    materials = [a for a in clause.adjuncts if a.preposition in ("of", "from", "out", "with")]
    for adjunct in materials:
        for phrase in adjunct.phrases:
            reading.resolved[id(phrase)] = []
    return bool(materials) and "by" not in [adjunct.preposition for adjunct in clause.adjuncts]


def is_dummy(clause: Clause, verb: str) -> bool:
    """Tell whether "it" stands for nothing: "it rained", "it took all night", "it was late"."""
    if [phrase.pronoun for phrase in clause.subjects] != ["it"]:
        return False
    colored = any(word in COLORS for word in clause.complements)  # "it is dark green"
    idle = not clause.objects and bool(set(clause.complements) & _IMPERSONAL) and not colored
    if verb == "take" and (clause.spots or "off" in clause.adverbs):
        return False
    return verb in ("rain", "snow", "pour", "take", "hail", "thunder") or (verb in LINKING and idle)


def is_orphan(clause: Clause) -> bool:
    """Tell whether a clause is no more than places in the frame, of whoever the sentence is about."""
    return bool(clause.spots) and not (clause.subjects or clause.objects or clause.verb)
