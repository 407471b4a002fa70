"""Turns and proposals in words, for a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from storyagent.conversation.foresight import in_words
from storyagent.conversation.history import History
from storyagent.conversation.inquiries import usage_text
from storyagent.conversation.summary import outcome_text
from storyagent.conversation.turns import Proposal, Turn, Work
from storyagent.editing.film import Film
from storyagent.scenes_project import scenes_named

_FILE = re.compile(r"\.(?:yaml|json|sqlite|mp4)\b")
"""A file of the project, in what an error says of where it is."""
MOST_DIFF_LINES = 60
"""Longer differences are cut; `--json` has all of it."""


def proposal_text(proposal: Proposal) -> str:
    """Return what a turn would do: what was understood, the difference, what is made again and what is kept."""
    lines = ["I understood:", *(f"  {words}" for words in proposal.understood)] if proposal.understood else []
    if proposal.diff:
        diff = proposal.diff.rstrip().splitlines()
        lines += diff[:MOST_DIFF_LINES]
        if len(diff) > MOST_DIFF_LINES:
            lines.append(f"... {len(diff) - MOST_DIFF_LINES} more lines")
    lines += [str(finding) for finding in proposal.findings if finding.severity != "note"]
    if proposal.work:
        lines.append(work_text(proposal.work))
    if proposal.needs_yes:
        lines.append(f"This needs your yes: {proposal.why}")
    return "\n".join(lines)


def work_text(work: Work) -> str:
    """Return what is to be made and what is kept, with the cost as far as it is known."""
    if not work.steps:
        return "Nothing has to be made again."
    cost = f"about {work.estimate_s:.1f} s" if work.estimate_s is not None else "what it costs is not known yet"
    what = in_words(work.remade) or ", ".join(work.shared)
    report = " and the report" if work.kept and not work.part else ""
    steps = f"at most {work.steps} step{'s' if work.steps > 1 else ''}{report}"
    kept = f"\nTo be kept: {in_words(work.kept)}." if work.kept else ""
    return f"To be made: {what} ({steps}, {cost}).{kept}"


def turn_text(turn: Turn) -> str:
    """Return how a turn ended. What it made is told from the journal and the files alone."""
    lines = [turn.said] if turn.said else []
    if turn.model_said:
        lines.append(f"The language model says (nobody checked it): {turn.model_said}")
    for question in turn.questions:
        choices = f" ({' / '.join(question.choices)})" if question.choices else ""
        lines.append(f"{question.text}{choices}")
    if turn.not_understood:
        listed = ", ".join(f"“{phrase}”" for phrase in turn.not_understood)
        lines.append(f"I did not understand {listed}. Nothing was done. Say help to see what can be said.")
    if turn.error:
        lines.append(_error_text(turn.error))
    if turn.outcome:
        lines.append(outcome_text(turn.outcome))
    if turn.usage:
        lines.append(usage_text(turn.usage))
    again = "redo" if turn.work and turn.work.remade and turn.before else "go on"
    endings = {
        "declined": "Nothing was done.", "refused": "Nothing was changed.",
        "failed": f"The film is as it was before. Say {again} to try it again.",
    }  # fmt: skip
    if turn.state == "failed" and turn.changed:
        lines.append("The film was made; what was to be made of it was not.")
    elif turn.state in endings:
        lines.append(endings[turn.state])
    return "\n".join(lines)


def _error_text(error: dict[str, str | int]) -> str:
    facts = [
        f"found {error['found']}" if error["found"] else "",
        f"needed {error['needed']}" if error["needed"] else "",
    ]
    body = "; ".join(fact for fact in facts if fact)
    what = f"{error['where']}: {error['what']}" if _FILE.search(str(error["where"])) else error["what"]
    return "\n".join(str(part) for part in (what, body and f"  {body}", error["hint"]) if part)


def only_words(only: tuple[str, ...], film: Film) -> Iterator[str]:
    """Say which scenes alone are made.

    Raises:
        InvalidInput: one of them is not in the film.
    """
    if only:
        ids = scenes_named(only, film.screenplay)
        yield f"make only {' and '.join(film.label(scene) for scene in ids)}, and not the film"


def undo_words(history: History, count: int) -> str:
    """Say what undoing so many changes takes back."""
    told = "; ".join(f"“{words}”" for words in history.last_requests(count))
    return f"undo {times(count)}" + (f": {told}" if told else "")


def times(count: int) -> str:
    """Say how many changes are meant."""
    return "the last change" if count == 1 else f"the last {count} changes"
