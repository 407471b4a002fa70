"""Ways round the frame: "clockwise from the top left", "visits all four corners"."""

from __future__ import annotations

from storyagent.planning.events import Event
from storyagent.planning.grammar import word_set
from storyagent.planning.routes import TRAVEL
from storyagent.planning.told import Reading
from storyagent.story.choreography import Spot

_CLOCKWISE = word_set("clockwise")
_COUNTER = word_set("anticlockwise counterclockwise anti-clockwise counter-clockwise")
_TURNS = _CLOCKWISE | _COUNTER
_ROUNDS = word_set("corners corner frame picture screen image edge edges scene border video square rectangle")
_ALL = word_set("all four every each")
_AGAIN = word_set("back lap laps circuit full complete round-trip loop loops")
_RING: tuple[Spot, ...] = (
    "upper left", "top", "upper right", "right", "lower right", "bottom", "lower left", "left",
)  # fmt: skip


def go_round(reading: Reading) -> None:
    """Let who goes clockwise from one corner to another pass those between, and who visits all corners all of them."""
    words = set(reading.words)
    all_corners = "corners" in words and bool(words & _ALL)
    if not (words & _TURNS or all_corners):
        return
    step = -1 if words & _COUNTER else 1
    for being in dict.fromkeys(event.being for event in reading.events if event.motion in TRAVEL):
        own = sorted((event for event in reading.events if event.being is being), key=lambda event: event.beat)
        named = [spot for event in own if event.stated for spot in event.path]
        stops = [spot for k, spot in enumerate(named) if spot in _RING and (not k or spot != named[k - 1])]
        if (not stops and not (words & _ROUNDS)) or any(event.relation for event in own) or len(stops) > 3:
            continue
        if len(set(stops)) < 2:
            path = _lap((stops or [_RING[0]])[0], step, again=bool(words & _AGAIN) or len(stops) > 1)
        else:
            path = _filled(stops, step)
        _become_one(reading, own, path)


def _lap(start: Spot, step: int, again: bool) -> tuple[Spot, ...]:
    first = _RING.index(start)
    return tuple(_RING[(first + 2 * step * k) % 8] for k in range(5 if again else 4))


def _filled(stops: list[Spot], step: int) -> tuple[Spot, ...]:
    """Put between two places those that are passed on the way; of sides and corners only what the text speaks of."""
    stride = 2 if len({_RING.index(spot) % 2 for spot in stops}) == 1 else 1
    path: list[Spot] = [stops[0]]
    for spot in stops[1:]:
        k = _RING.index(path[-1])
        while _RING[k] != spot:
            k = (k + stride * step) % 8
            path.append(_RING[k])
    return tuple(path)


def _become_one(reading: Reading, own: list[Event], path: tuple[Spot, ...]) -> None:
    first = next(event for event in own if event.motion in TRAVEL)
    first.motion, first.path, first.stated, first.start_relation = "move", path, True, None
    first.beat = min(event.beat for event in own)
    for event in own:
        if event is not first:
            first.windows = first.windows or event.windows
            first.unseen = first.unseen or event.unseen
    reading.events = [event for event in reading.events if event is first or event not in own]
