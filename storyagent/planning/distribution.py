"""What each of several has or does: a balloon for each of three girls, a third of the film for each of three."""

from __future__ import annotations

from dataclasses import replace

from storyagent.planning.chunks import Clause, VerbGroup
from storyagent.planning.routes import Resolve


def share_out(clause: Clause, previous: Clause | None, resolve: Resolve) -> None:
    """Count what each of several has: three balloons in "three girls, each with a balloon"."""
    _share_sides(clause)
    eachs = [phrase for phrase in clause.phrases if phrase.each]
    if not (eachs or clause.distributes):
        return
    several = [phrase for phrase in eachs if phrase.noun]
    holders = several or [*clause.subjects, *(previous.subjects if previous else [])]
    number = max((sum(m.being.count for m in resolve(phrase)) for phrase in holders), default=1)
    for phrase in clause.phrases if number > 1 else ():
        counted = phrase.reference == "bare" and bool(phrase.count) and not phrase.vague
        if (
            phrase not in holders
            and phrase.noun
            and (counted or (phrase.reference == "a" and phrase.count in (None, 1)))
        ):
            phrase.count, phrase.plural = number * (phrase.count or 1), True


def _share_sides(clause: Clause) -> None:
    """Count what stands at each side or corner: two guards in "on each side of the door stands a guard"."""
    sides = max((phrase.sides for phrase in clause.phrases), default=0)
    for phrase in [*clause.subjects, *clause.objects] if sides else ():
        if phrase.reference == "a" and phrase.noun and phrase.count in (None, 1):
            phrase.count, phrase.plural = sides, True


def take_turns(clauses: list[Clause]) -> None:
    """Let each be seen for its share of the time, one after the other: "a fox and an owl, each for half the clip"."""
    for position, clause in enumerate(clauses):
        each = clause.distributes or any(phrase.each for phrase in clause.subjects)
        named = clause if clause.distributes else clauses[position - 1]
        number = len(named.subjects)
        spans = [window for window in clause.windows if abs(window.window[1] - 1.0 / max(1, number)) < 0.02]
        if not each or number < 2 or not spans or spans[0].window[0] > 0.0:
            continue
        turns = []
        for k, phrase in enumerate(named.subjects):
            verb = VerbGroup(clause.start, clause.start, "be", "")
            window = replace(spans[0], window=(k / number, (k + 1) / number))
            turns.append(Clause([phrase], verb, windows=[window], kind="gapped", start=clause.start, end=clause.end))
        clauses[position : position + 1] = turns if named is not clause else [replace(clause, windows=[]), *turns]
        return
