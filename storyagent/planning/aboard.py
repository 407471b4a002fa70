"""Who is in or on what: a boat that one climbs into goes where its sailor goes, in the sentences after that, too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from storyagent import lexicon
from storyagent.planning.beings import Being
from storyagent.planning.events import Event
from storyagent.planning.grammar import word_set
from storyagent.planning.routes import TRAVEL, Related

Aboard = dict[Being, Related]
"""What each is in or on."""
_SAILING = word_set("sail row float drift fly ride cruise paddle drive steer pedal soar glide coast")
"""What one does in a vehicle: the vehicle moves."""
_LEAVING = word_set("leave exit disembark land climb jump")
_BEARERS = ("vehicle", "vessel", "craft", "tree")


def carried(events: Iterable[Event], aboard: Aboard) -> list[Event]:
    """Give the ways of those who sail, row or fly to what they are in, and note in place who boards and who leaves."""
    result: list[Event] = []
    for event in events:
        seat = aboard.get(event.being)
        if seat and event.verb in _SAILING and event.motion in TRAVEL and not _boards(event):
            kind, bearer = seat
            result.append(replace(event, being=bearer, count=bearer.count, start_relation=None))
            event.motion, event.path, event.relation, event.stated = "stay", (), None, False
            event.start_relation = (kind, bearer)
        elif seat and (event.motion in TRAVEL or event.verb in _LEAVING):
            del aboard[event.being]
        boarded = _boards(event)
        if boarded:
            aboard[event.being] = boarded
        result.append(event)
    return result


def _boards(event: Event) -> Related | None:
    """Return what somebody gets or is into or onto by an event, if it can bear them."""
    related = event.relation or event.start_relation
    bears = related and related[0] in ("inside", "on") and lexicon.is_a(related[1].head, *_BEARERS)
    return related if bears else None


def still_aboard(before: Aboard, after: Aboard, present: Iterable[Being]) -> list[tuple[Being, Related]]:
    """Return who of those present is where they were `before`, and has not left it in the sentence `after` that.

    What they are in is not told of again; what is named anew says itself where it is.
    """
    there = list(present)
    return [
        (being, seat)
        for being, seat in before.items()
        if being in there and seat[1] not in there and after.get(being) == seat
    ]
