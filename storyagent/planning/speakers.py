"""Who speaks each quote of a story."""

from __future__ import annotations

from itertools import takewhile

from storyagent.planning.beings import Being
from storyagent.planning.sentences import SPEECH_VERBS
from storyagent.planning.told import Reading


def paragraph_so_far(readings: list[Reading], k: int) -> list[Reading]:
    """Return what the same paragraph has said just before, the last first."""
    paragraph = readings[k].sentence.paragraph
    return list(
        takewhile(lambda reading: reading.sentence.paragraph == paragraph, reversed(readings[max(0, k - 50) : k]))
    )


def find_speakers(reading: Reading, earlier: list[Being], before: list[Reading]) -> None:
    """Say who speaks each quote: who the sentence says does, who goes on in the paragraph, else the other speaker."""
    if not reading.sentence.quotes:
        return
    speaking = [
        clause
        for clause in reading.clauses
        if clause.verb
        and {clause.verb.lemma, *(t.lower for t in reading.tokens[clause.verb.start : clause.verb.end])} & SPEECH_VERBS
    ]
    who = [
        m.being
        for clause in speaking
        for phrase in clause.subjects
        for m in reading.resolved.get(id(phrase), [])
        if not m.being.place
    ]
    speaker = who[0] if who else _same_speaker(reading, before) or _other_speaker(reading, earlier)
    if speaker:
        speaker.speaks = True
        earlier.append(speaker)
    reading.speakers = [speaker for _ in reading.sentence.quotes]


def _same_speaker(reading: Reading, before: list[Reading]) -> Being | None:
    """Return who goes on speaking: a bare quote belongs to who spoke last in the same paragraph."""
    alone = all(token.tag in ("QUOTE", ".") for token in reading.tokens)
    last = next((other for other in before if other.speakers), None)
    return last.speakers[-1] if alone and last else None


def _other_speaker(reading: Reading, earlier: list[Being]) -> Being | None:
    outside = [token for token in reading.tokens if token.tag not in ("QUOTE", ".")]
    if outside:
        return next(
            (
                m.being
                for clause in reading.clauses
                for p in clause.subjects
                for m in reading.resolved.get(id(p), [])
                if m.being.kind == "character"
            ),
            None,
        )
    last_two = list(dict.fromkeys(reversed(earlier)))[:2]
    return last_two[1] if len(last_two) == 2 else None
