"""What a clause does to the state of things: "the kite tore", "Mia lit the lamp", "the fox took off its hat"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from storyagent.planning.beings import Being, Mention, can_be, is_state_of
from storyagent.planning.chunks import Clause, NounPhrase
from storyagent.planning.describe import with_article
from storyagent.planning.grammar import word_set
from storyagent.planning.looks import is_worn
from storyagent.planning.told import Reading
from storyagent.story.states import ADJECTIVES, STATE_VERBS, STATES, WEARING, WITHOUT

_PARTICLES = word_set("on off out up down over open away")
_DRESSING = frozenset({"put on", "pull on", "slip on", "don"})
_UNDRESSING = frozenset({"take off", "pull off", "slip off", "remove", "doff"})
_DRESSES = frozenset(verb.split(maxsplit=1)[0] for verb in _DRESSING | _UNDRESSING)
_CHANGING = STATE_VERBS | _DRESSES
_NOT_BEGUN = word_set("try want wish hope need decide plan almost nearly")
"""Before a verb: what it names does not happen."""

Change = tuple[Being, str]


def state_changes(
    clause: Clause, subjects: Sequence[Mention], reading: Reading, resolve: Callable[[NounPhrase], list[Mention]]
) -> Iterator[Change]:
    """Yield whom a clause leaves in which state, in the words of `storyagent.story.states`, in order.

    What only might happen ("tried to mend", "did not light") changes nothing.
    """
    yield from _described(clause, reading, resolve)
    verb = clause.verb
    if verb is None or verb.lemma not in _CHANGING:
        return
    if verb.negated or verb.infinitive or _only_tried(clause, reading):
        return
    if verb.passive:
        yield from _done(subjects, verb.lemma, reading, clause, to=True)
        return
    taken = clause.objects or _taken(clause)
    objects = [mention for phrase in taken for mention in resolve(phrase)]
    lemma = _with_particle(clause, reading)
    yield from _clothes(lemma, taken, subjects)
    if objects:
        yield from _done(objects, verb.lemma, reading, clause, to=True)
    else:
        yield from _done(subjects, verb.lemma, reading, clause, to=False)


def _described(clause: Clause, reading: Reading, resolve: Callable[[NounPhrase], list[Mention]]) -> Iterator[Change]:
    """Yield what adjectives say of the things themselves: "the torn kite lay in the grass"."""
    if clause.kind == "infinitive" or not any(token.lower in ADJECTIVES for token in reading.tokens):
        return
    for phrase in (phrase for phrase in clause.phrases if phrase.noun and phrase.reference != "no"):
        words = {token.lower for token in reading.tokens[phrase.start : phrase.end] if token.tag != "N"}
        for word in sorted(words & ADJECTIVES):
            for mention in resolve(phrase):
                if is_state_of(mention.being, word):
                    yield mention.being, word


def _taken(clause: Clause) -> list[NounPhrase]:
    """Return what a particle's verb is done to where it reads like a preposition's: "blew out the lamp"."""
    near = [adjunct for adjunct in clause.adjuncts if adjunct.preposition in _PARTICLES and adjunct.phrases]
    first = next((a for a in near if clause.verb and a.phrases[0].start <= clause.verb.end + 2), None)
    return first.phrases[:1] if first else []


def _with_particle(clause: Clause, reading: Reading) -> str:
    """Return a clause's verb with the particle that belongs to it: "blow out"."""
    return " ".join([clause.verb.lemma if clause.verb else "", *_particles(clause, reading)[:1]])


def _particles(clause: Clause, reading: Reading) -> list[str]:
    """Return what stands right after the verb, or right after its object, and may be its particle."""
    if clause.verb is None:
        return []
    places = [clause.verb.end, *(phrase.end for phrase in clause.objects[:1])]
    words = [reading.tokens[place].lower for place in places if place < len(reading.tokens)]
    return [word for word in words if word in _PARTICLES]


def _only_tried(clause: Clause, reading: Reading) -> bool:
    """Tell whether the words before a verb say that it does not come to it: "tried to mend", "almost broke"."""
    verb = clause.verb
    before = reading.tokens[clause.start : verb.start + 1] if verb else []
    inside = reading.tokens[verb.start : verb.end] if verb else []
    tried = {token.lemma or token.lower for token in (*before, *inside)} | {token.lower for token in (*before, *inside)}
    return bool(_NOT_BEGUN & tried) or bool({"will", "would", "could", "might", "may", "should"} & tried)


def _done(mentions: Sequence[Mention], lemma: str, reading: Reading, clause: Clause, *, to: bool) -> Iterator[Change]:
    """Yield the states that a verb brings about in those it is done to (`to`), or who do it."""
    verbs = {lemma, *(f"{lemma} {particle}" for particle in _particles(clause, reading))}
    for being in (mention.being for mention in mentions):
        states = [state for state in STATES.values() if can_be(being, state, to=to)]
        begun = [state for state in states if verbs & (state.done_to if to else state.done_by)]
        over = [state for state in states if verbs & (state.undone_to if to else state.undone_by)]
        yield from ((being, state.usual) for state in begun)
        words = [word for state in over for word in state.ended]
        if words and not begun:
            yield being, max(words, key=words.count)  # what is freed may have been tied or trapped


def _clothes(lemma: str, taken: Sequence[NounPhrase], subjects: Sequence[Mention]) -> Iterator[Change]:
    """Yield what who dresses or undresses wears from now on."""
    for phrase in (phrase for phrase in taken if is_worn(phrase.noun)):
        for being in (mention.being for mention in subjects if mention.being.kind == "character"):
            if lemma in _DRESSING or lemma.split(maxsplit=1)[0] == "don":
                words = " ".join(word for word in (*phrase.adjectives, phrase.color, phrase.noun) if word)
                yield being, f"{WEARING} {words if phrase.plural else with_article(words)}"
            elif lemma in _UNDRESSING or lemma.split(maxsplit=1)[0] in _UNDRESSING:
                yield being, f"{WITHOUT} the {phrase.noun}"
