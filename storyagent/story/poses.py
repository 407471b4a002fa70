"""How one is on another: astride what it rides, lying on a bed, standing on all else, as their names say."""

from __future__ import annotations

from typing import NamedTuple

from storyagent.story.choreography import Performer, Relation, Size
from storyagent.story.layout import Box

STANDING = 0.08
"""How far below the upper edge of what one stands on the feet are, in heights of it: drawings have depth."""
ON_ITS_BACK, ON_A_MATTRESS = 0.42, 0.62
"""The same for one who sits on an animal, whose legs hang down its side, and for one who lies in bed."""
UPRIGHT = 0.85
"""Up to this proportion (width by height) one stands upright, and so sits or lies otherwise than it stands."""
LONGEST_SLEEPER = 0.9
"""How long one who lies may be, in widths of the bed; the bed is made longer for a longer one."""
BESIDE = 1.15
"""Room that several take on what bears them, in widths of theirs."""
BROADEST, HIGHEST_BEARER = 0.84, 0.5
"""How wide, in widths of the frame, and how high what bears several may be made for them."""
SIDE_BY_SIDE = 0.7
"""How far the middle of one of several may be from the middle of what bears them, in its widths."""
_SEATED: tuple[tuple[float, str], ...] = (
    (0.72, "bicycle bike tricycle motorcycle motorbike unicycle moped"),
    (0.8, "chair armchair throne sofa couch bench stool swing seat pew"),
    (0.6, "sled sledge sleigh wagon cart carriage tractor saddle broom broomstick"),
    (0.5, "horse pony donkey mule camel unicorn zebra reindeer deer cow bull ox llama"),
    (0.4, "elephant dragon dinosaur giraffe lion tiger bear wolf goose ostrich pig goat"),
    (0.25, "whale dolphin turtle tortoise crocodile hippo swan"),
)
_SEATS = {word: depth for depth, words in _SEATED for word in words.split()}
"""How deep one sits on things, by the last word of what they are called."""
_BEDS = frozenset(("bed", "hammock", "cot", "cradle", "crib", "mattress", "bunk", "couchette", "stretcher"))


class Seat(NamedTuple):
    """How deep one is on what carries it, and how far its middle may be from that one's middle, in its widths."""

    sink: float = STANDING
    aside: float = 0.45


def seat_of(performer: Performer, other: Performer) -> Seat:
    """Return how one sits, lies or stands on another."""
    last = _last_word(other)
    if is_bed(other):
        return Seat(ON_A_MATTRESS, 0.2)
    if performer.proportion > UPRIGHT and performer.footing != "ground":
        return Seat()
    sink = _SEATS.get(last)
    if performer.proportion > UPRIGHT:  # a dog on a horse stands on its back
        return Seat(2 * STANDING, 0.15) if sink else Seat()
    if sink is None and any(move.motion != "stay" for move in other.moves) and other.footing == "ground":
        sink = ON_ITS_BACK
    return Seat(sink, 0.12) if sink else Seat()


def lies_in(performer: Performer, other: Performer) -> bool:
    """Return whether one who is told to be in or on another lies there, having no moves of its own."""
    start = performer.start_relation
    in_it = start is not None and start.other == other.id and start.kind in ("on", "inside")
    resting = all(move.motion in ("stay", "sway") and not move.path and not move.relation for move in performer.moves)
    return in_it and resting and is_bed(other)


def is_bed(performer: Performer) -> bool:
    """Return whether a performer is something to lie in."""
    return _last_word(performer) in _BEDS


def lying_down(performer: Performer, heights: dict[Size, float]) -> Performer:
    """Return a performer as it lies: as long as it was high. `heights` are those of the named sizes."""
    height = performer.size if isinstance(performer.size, float | int) else heights[performer.size]
    relation = performer.start_relation
    update: dict[str, object] = {"moves": ()}
    if relation:
        update["start_relation"] = Relation(kind="on", other=relation.other)
    if performer.proportion <= UPRIGHT:
        update |= {"proportion": 1 / performer.proportion, "size": height * performer.proportion}
    return performer.model_copy(update=update)


def long_enough(bed: Performer, sleepers: list[Performer], heights: dict[Size, float]) -> Performer:
    """Return a bed in which its longest sleeper has room."""
    height = bed.size if isinstance(bed.size, float | int) else heights[bed.size]
    lengths = [one.size * one.proportion for one in sleepers if isinstance(one.size, float | int)]
    least = max(lengths, default=0.0) / LONGEST_SLEEPER / bed.proportion
    return bed.model_copy(update={"size": max(height, least)}) if least > height else bed


def borne_by(performer: Performer) -> str | None:
    """Return what a performer is on, or goes onto, by its id; None if it stands by itself."""
    relations = (performer.start_relation, *(move.relation for move in performer.moves))
    return next((relation.other for relation in relations if relation and relation.kind == "on"), None)


def with_riders(
    bearer: Performer, riders: list[Performer], heights: dict[Size, float], width: float
) -> list[Performer]:
    """Return what bears several and those on it, so that they have room side by side: it larger, else they smaller.

    `heights` are those of the named sizes, `width` is the frame's, both in heights of the frame.
    """

    def height_of(one: Performer) -> float:
        return one.size if isinstance(one.size, float | int) else heights[one.size]

    needed = BESIDE * sum(height_of(one) * one.proportion for one in riders)
    height = height_of(bearer)
    wide = height * bearer.proportion
    larger = max(1.0, min(needed / wide, BROADEST * width / wide, HIGHEST_BEARER / height))
    smaller = min(1.0, larger * wide / needed)
    bearer = bearer.model_copy(update={"size": larger * height}) if larger > 1.0 else bearer
    if smaller < 1.0:
        riders = [one.model_copy(update={"size": smaller * height_of(one)}) for one in riders]
    return [bearer, *riders]


def in_hand(holder: Box, width: float, height: float, aloft: bool, side: int) -> Box:
    """Return where something is that is held: at the hand, the mouth or the claw, and never before the face.

    Args:
        holder: Who holds it.
        width: Of what is held.
        height: Of what is held.
        aloft: Whether it hangs in the air by itself (a balloon, a kite on its string).
        side: 1 for the right hand, -1 for the left.
    """
    edge = holder.x1 if side > 0 else holder.x0
    if holder.y1 < _IN_THE_AIR:  # in the claws of a bird
        return Box.around(holder.center[0], holder.y1 - 0.08 * holder.height + height / 2, width, height)
    hand = holder.y0 + _HAND * holder.height
    middle = hand - height / 2 if aloft else hand
    lowest = holder.y1 - height / 2
    return Box.around(edge + side * (width / 2 - _GRIP * min(width, holder.width)), min(middle, lowest), width, height)


_IN_THE_AIR, _HAND, _GRIP = 0.7, 0.62, 0.2


def _last_word(performer: Performer) -> str:
    words = performer.name.lower().replace("-", " ").split()
    return words[-1] if words else ""
