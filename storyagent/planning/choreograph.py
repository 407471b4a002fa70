"""From events to a choreography: performers with moves, windows and relations, on a scene's time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from storyagent.planning.bedtime import put_to_bed
from storyagent.planning.beings import Being, Mention
from storyagent.planning.describe import phrase_for
from storyagent.planning.events import Event
from storyagent.planning.framing import framed
from storyagent.planning.looks import height_of, moves_itself, proportion_of
from storyagent.planning.moments import Span
from storyagent.planning.routes import TRAVEL, Related
from storyagent.planning.standing import footing_in
from storyagent.planning.told import Reading
from storyagent.planning.windows import spans_left
from storyagent.story.choreography import Choreography, Footing, Move, Performer, Relation, Spot
from storyagent.story.screenplay import Camera

Timing = Literal["spoken", "even"]
"""How a scene's time is shared out: by the words spoken, or evenly between the movements."""
LEAST_HERO = 0.16
"""Somebody with a name is never smaller than this share of the frame's height, even a mouse."""
_REST_WEIGHT = 0.1
_AFAR = re.compile(
    r"^(far away|far off|in the distance|on the horizon)\b"
    r"|\b(is|are|was|were|stands?|lies?|sits?|rises?|glows?|shines?) (far away|far off)\b"
    r"|(?<!into )\b(?:in|on|at) the (far )?(distance|horizon)\b",
    re.IGNORECASE,
)
_SHOWN = 0.35
"""The share of a beat after which something appears, or before whose end it vanishes."""


@dataclass(slots=True)
class _Part:
    """What is known of one being's part while its performers are made."""

    being: Being
    count: int
    events: list[tuple[Event, Span]] = field(default_factory=list)
    free: bool = False
    """Whether it may leave the ground to be in the middle of the frame."""
    distant: bool = False


def choreograph(
    scene: str,
    readings: list[Reading],
    seen: list[Mention],
    *,
    background: str,
    aspect_ratio: float,
    camera: Camera | None = None,
    timing: Timing = "spoken",
) -> Choreography:
    """Return the movement of one scene. `seen` says who is in it and how many.

    Boats and those who swim are on the water, where the place has some; in space nothing stands on the ground.
    """
    parts = {mention.being: _Part(mention.being, mention.number, free=timing == "even") for mention in seen}
    for being in _distant(readings) & parts.keys():
        parts[being].distant = True
    if timing == "even":
        _drop_vague(readings)
    _go_between_places(readings)
    for event, span in _timed(readings, timing):
        _give(parts, event, span)
    ids = {being: _ids(part) for being, part in parts.items()}
    performers = [
        performer for part in parts.values() for performer in _performers(part, ids, aspect_ratio, background)
    ]
    performers = put_to_bed(
        performers,
        {being.id: being for being in parts},
        {one: {event.verb for event, _ in parts[being].events} for being, own in ids.items() for one in own},
    )
    return Choreography(
        scene=scene,
        background=background,
        aspect_ratio=aspect_ratio,
        camera=camera or Camera(),
        performers=framed(performers, aspect_ratio),
    )


def _distant(readings: list[Reading]) -> set[Being]:
    """Return who is seen from afar: all of a sentence that begins "Far away", if nothing told of them before."""
    found: set[Being] = set()
    known: set[Being] = set()
    for reading in readings:
        beings = {mention.being for mention in reading.seen}
        if _AFAR.search(reading.sentence.text):
            found |= beings - known
        known |= beings
    return found


def _give(parts: dict[Being, _Part], event: Event, span: Span) -> None:
    """Add an event to the part of its being, or to its members' when the group is shown one by one."""
    if event.being in parts:
        parts[event.being].events.append((event, span))
    for member in event.being.members:
        if member in parts:
            parts[member].events.append((event, span))


def _timed(readings: list[Reading], timing: Timing) -> list[tuple[Event, Span]]:
    weights: list[tuple[float, list[Event]]] = []
    placed: set[Being] = set()
    for reading in _in_order(readings):
        beats = [[event for event in reading.events if event.beat == beat] for beat in _beats(reading)]
        shares = [_weight(events, placed) for events in beats] or [_REST_WEIGHT]
        whole = reading.sentence.words / sum(shares) if timing == "spoken" else 1.0
        weights += [(share * whole, events) for share, events in zip(shares, beats or [[]], strict=True)]
    total = sum(weight for weight, _ in weights)
    timed: list[tuple[Event, Span]] = []
    t = 0.0
    for k, (weight, events) in enumerate(weights):
        end = 1.0 if k == len(weights) - 1 else round(t + weight / total, 4)
        timed += [(event, (round(t, 4), end)) for event in events]
        t = end
    return timed


def _in_order(readings: list[Reading]) -> list[Reading]:
    """Put what the text tells afterwards ("it had started at the left") where it was."""
    ordered: list[Reading] = []
    for reading in readings:
        if reading.earlier and ordered and ordered[-1].events:
            ordered.insert(len(ordered) - 1, reading)
        else:
            ordered.append(reading)
    return ordered


def _drop_vague(readings: list[Reading]) -> None:
    """Leave out a movement without places where a later sentence tells where it begins and where it ends."""
    for k, reading in enumerate(readings):
        before = [event for other in readings[:k] for event in other.events]
        later = [event for other in readings[k + 1 :] for event in other.events]
        for event in [e for e in reading.events if e.motion in TRAVEL and not e.stated]:
            own = reading.events[reading.events.index(event) + 1 :]  # "walks past it and is then on its left"
            told = [e for e in (*own, *later) if e.being is event.being and e.stated]
            told = [*(e for e in before if e.being is event.being and e.stated), *told] if told else []
            both_ends = any(e.start_relation and e.relation for e in told)
            placed = len({(e.path, e.start_relation, e.relation) for e in told}) > 1
            whole = event.path == ("left", "right") and any(len(e.path) > 1 for e in own if e in told)
            placed |= whole and event.verb in _GOING  # "the heron, flying, goes from the right to the left"
            if ((placed or both_ends) and not event.windows) or _tells_nothing_new(event, before):
                reading.events.remove(event)


def _tells_nothing_new(event: Event, before: list[Event]) -> bool:
    """Tell whether "it goes slowly" only says how somebody goes whose way has been told from end to end."""
    ways = [e for e in before if e.being is event.being and e.stated and e.motion in TRAVEL and len(e.path) > 1]
    plain = event.path == ("left", "right") and not (event.windows or event.relation or event.start_relation)
    return plain and event.verb in _GOING and bool(ways)


_GOING = frozenset({"go", "move", "travel", "walk", "run", "roll", "drive", "fly", "pass", "proceed"})


def _go_between_places(readings: list[Reading]) -> None:
    """Let who is here first and there later go there: "first it is at the left, then it is at the right"."""
    placed: dict[Being, Spot] = {}
    beside: dict[Being, Related | None] = {}
    events = (
        event for reading in _in_order(readings) for event in sorted(reading.events, key=lambda event: event.beat)
    )
    for event in events:
        across = event.motion in TRAVEL and not event.stated and event.path == ("left", "right")
        if across and placed.get(event.being) == "right":  # "it crosses the picture, starting on the right"
            event.path = ("right", "left")
        if event.motion == "stay" and event.path and placed.get(event.being, event.path[0]) != event.path[0]:
            event.motion, event.when = "move", None
        if event.path:
            placed[event.being] = event.path[-1]
        before = beside.get(event.being)
        if event.motion == "stay" and event.start_relation and before and before != event.start_relation:
            event.motion, event.relation, event.start_relation = "move", event.start_relation, None
        beside[event.being] = event.relation or event.start_relation or before


def _beats(reading: Reading) -> list[int]:
    return sorted({event.beat for event in reading.events})


def _weight(events: list[Event], placed: set[Being]) -> float:
    """Return a beat's share of the time: one for each leg of its longest way; `placed` are those who are somewhere."""
    legs = [
        len(event.path) - (event.being not in placed or event.path[0].startswith("offscreen"))
        for event in events
        if event.motion in TRAVEL and event.path
    ]
    placed |= {event.being for event in events if event.path or event.start_relation or event.relation}
    moving = any(event.motion != "stay" for event in events)
    return float(max([1, *legs])) if moving else _REST_WEIGHT


def _ids(part: _Part) -> list[str]:
    base = part.being.id  # no entity's id has "_", so "bird_2" of three birds is never another bird's id
    return [base] if part.count == 1 else [f"{base}_{n}" for n in range(1, part.count + 1)]


def _performers(part: _Part, ids: dict[Being, list[str]], aspect_ratio: float, background: str) -> list[Performer]:
    being = part.being
    traits = tuple(being.traits)
    performers = []
    for index, performer_id in enumerate(ids[being]):
        own = [
            (event, span)
            for event, span in part.events
            if event.first <= index < event.first + event.count or event.count >= part.count or event.being is not being
        ]
        performers.append(
            Performer(
                id=performer_id,
                entity=being.id,
                name=phrase_for(being),
                size=_size(being, traits, aspect_ratio),
                proportion=proportion_of(being.head),
                footing=_footing(part, own, background),
                moves=_moves(own, ids, being),
                start_relation=_start_relation(own, ids, being),
                windows=_windows(own),
                distant=part.distant,
            )
        )
    return performers


def _footing(part: _Part, own: list[tuple[Event, Span]], background: str) -> Footing | None:
    """Return what carries it; the middle of the frame has a height of its own, which no ground gives."""
    spots = {spot for event, _ in own if event.stated for spot in event.path}
    if part.free and "center" in spots and len(spots) > 1:
        return None
    said = next((event.footing for event, _ in own if event.footing), None)
    return footing_in(background, part.being.head, said, {event.verb for event, _ in own})


def _size(being: Being, traits: tuple[str, ...], aspect_ratio: float) -> float:
    height = height_of(being.head, traits)
    if being.name:
        height = max(height, LEAST_HERO)
    return round(height * min(1.0, aspect_ratio), 3)


def _relation(related: Related | None, ids: dict[Being, list[str]], own: Being) -> Relation | None:
    if related is None or related[1] is own or related[1] not in ids:
        return None
    return Relation(kind=related[0], other=ids[related[1]][0])


def _within(span: Span, windows: tuple[Span, ...]) -> Span:
    return (max(span[0], windows[0][0]), min(span[1], windows[-1][1])) if windows else span


def _moves(events: list[tuple[Event, Span]], ids: dict[Being, list[str]], own: Being) -> tuple[Move, ...]:
    moves: list[Move] = []
    for event, span in events:
        start, end = _within(span, event.windows or ((event.when,) if event.when and event.motion == "stay" else ()))
        if event.windows and event.path and event.path[-1].startswith("offscreen"):  # it is gone when its time is over
            if not (moves_itself(own.head) or own.name):  # a candle does not walk out
                continue
            start, end = start + max(0.0, event.windows[-1][1] - end), max(end, event.windows[-1][1])
        relation = _relation(event.relation, ids, own)
        motion = event.motion
        if motion == "stay" and moves and event.start_relation:
            relation = relation or _relation(event.start_relation, ids, own)
            motion = "move" if relation else "stay"
        if motion == "orbit" and relation is None:
            motion = "sway"
        if (motion == "stay" and not event.path) or start >= end or (moves and start < moves[-1].end):
            continue
        moves.append(Move(motion=motion, path=event.path, start=start, end=end, relation=relation))
    return tuple(moves)


def _start_relation(events: list[tuple[Event, Span]], ids: dict[Being, list[str]], own: Being) -> Relation | None:
    """Return where it is at first; nothing when it moved before it got there."""
    for event, _ in events:
        if event.start_relation:
            return _relation(event.start_relation, ids, own)
        if event.motion != "stay" or event.path:
            return None
    return None


def _windows(events: list[tuple[Event, Span]]) -> tuple[Span, ...]:
    seen = tuple(span for event, _ in events for span in event.windows)
    seen = tuple(span for span in seen if span != (0.0, 1.0)) or seen  # "... that is only there at first"
    unseen = tuple(span for event, _ in events for span in event.unseen)
    if seen or unseen:
        return spans_left(seen, unseen) or ((0.0, 1.0),)
    begin, finish = 0.0, 1.0
    for event, (start, end) in events:
        if event.appears and not (event.verb == "emerge" and event is not events[0][0]):
            begin = round(start + _SHOWN * (end - start), 4)
        if event.vanishes:
            finish = round(end - _SHOWN * (end - start), 4)
    return (
        ((begin, finish),)
        if begin < finish
        else ((0.0, finish), (begin, 1.0))
        if 0 < finish < begin < 1
        else ((0.0, 1.0),)
    )
