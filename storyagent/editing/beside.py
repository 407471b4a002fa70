"""Tracks put where another's are: next to them, on them, behind them, nearer to them."""

from __future__ import annotations

from collections.abc import Sequence

from storyagent.editing.boxes import at_depth, pushed_in, shifted
from storyagent.editing.edits import Side
from storyagent.planning.looks import footing_of, is_large_scenery
from storyagent.story.layout import Box, Keyframe, Track

_GAP = 0.02
"""What is left between two boxes side by side, as a share of the frame's width."""


def beside(own: Sequence[Track], other: Track, side: Side, nouns: tuple[str, str]) -> tuple[Track, ...]:
    """Return tracks on a side of another one, at their own size; they go its way with it.

    Several stand in a row, away from the other one. `nouns` are what they and the other show: what flies keeps its
    height beside others, what stands has its feet where theirs are.
    """
    if side in ("nearer", "farther"):
        by = 0.5 if side == "nearer" else -0.35
        return tuple(shifted(track, *_towards(track, other, by)) for track in own)
    made: list[Track] = []
    next_to = other
    for track in own:
        made.append(_along(track, next_to, _room_side(other, side), nouns))
        next_to = made[-1] if side in ("next to", "left of", "right of") else other
    return tuple(made)


def _towards(track: Track, other: Track, by: float) -> tuple[float, float]:
    """Return the way that brings a track a share of what is between two middles nearer to another one."""
    (x, _), (other_x, _) = _middle(track), _middle(other)
    return (other_x - x) * by, 0.0


def _middle(track: Track) -> tuple[float, float]:
    boxes = [key.box for key in track.keyframes]
    return sum(box.center[0] for box in boxes) / len(boxes), sum(box.center[1] for box in boxes) / len(boxes)


def _room_side(other: Track, side: Side) -> Side:
    if side != "next to":
        return side
    return "right of" if _middle(other)[0] < 0.5 else "left of"


def _along(track: Track, other: Track, side: Side, nouns: tuple[str, str]) -> Track:
    """Return a track that is on a side of another one all the time."""
    own = track.keyframes[0].box
    keyframes = []
    stays = len({key.box for key in other.keyframes}) == 1
    for key in other.keyframes:
        box = _placed(own, key.box, side, nouns)
        box = pushed_in(box) if stays else box  # who goes along may enter later, and leave sooner
        keyframes.append(Keyframe(t=key.t, box=box, ease_x=key.ease_x, ease_y=key.ease_y, depth=key.depth))
    made = track.model_copy(update={"keyframes": tuple(keyframes), "windows": other.windows})
    depth = other.keyframes[0].depth
    return at_depth(made, depth - 1.0 if side == "behind" else depth + 1.0)


def _placed(own: Box, other: Box, side: Side, nouns: tuple[str, str]) -> Box:
    """Return a box of a size on a side of another box."""
    half, height = own.width / 2, own.height
    cx, feet = other.center[0], other.y1
    apart = other.width / 2 + half + _GAP
    tall = is_large_scenery(nouns[1])
    match side:
        case "left of":
            cx -= apart
        case "right of":
            cx += apart
        case "above":
            feet = other.y0 - _GAP
        case "below" if not tall:
            feet = other.y1 + height + _GAP
        case "on":
            feet = other.y0 + 0.15 * other.height if not tall else other.y0 + 0.45 * other.height
        case "behind":
            cx, feet = cx + 0.3 * other.width, feet - 0.02
        case "in front of":
            feet += 0.04
        case _:
            pass
    if side in ("left of", "right of") and footing_of(nouns[0]) == "air":
        feet = own.y1
    return Box(x0=cx - half, y0=feet - height, x1=cx + half, y1=feet)
