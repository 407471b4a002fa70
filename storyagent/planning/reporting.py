"""Say what of a sentence was not understood."""

from __future__ import annotations

from storyagent.planning.checks import reads_as_english
from storyagent.planning.told import Reading
from storyagent.story.values import Finding

_SHORT = 60
"""Longer sentences have words enough that some are known."""


def report(reading: Reading, unknown: list[str]) -> None:
    """Add to a reading the verbs that nothing is known about, and that it shows nothing."""
    start = " ".join(reading.sentence.text.split()[:8])
    where = f'sentence {reading.sentence.index + 1}: "{start}{"…" if len(reading.sentence.text.split()) > 8 else ""}"'
    if unknown:
        found = ", ".join(repr(verb) for verb in unknown if verb)
        reading.findings.append(
            Finding(
                code="story.unknown_verb",
                where=where,
                found=f"the unknown verb {found}",
                needed="a verb whose movement is known",
                hint="Those who do it rest; edit the layout or use a plainer verb.",
            )
        )
    plain = reading.sentence.text
    if not reading.sentence.quotes and len(plain) < _SHORT and not reads_as_english(plain):
        reading.findings.append(
            Finding(
                code="story.not_understood",
                where=where,
                found="words that are not English",
                needed="plain English",
                hint="It is spoken over the scene as it is; what it shows was guessed.",
            )
        )
        return
    something = (
        reading.seen or reading.places or reading.time or reading.weather or reading.camera or reading.sentence.quotes
    )
    if not something:
        reading.findings.append(
            Finding(
                code="story.not_understood",
                where=where,
                found="nothing that can be shown",
                needed="somebody, something or a place",
                hint="It is spoken over the scene as it is.",
            )
        )
