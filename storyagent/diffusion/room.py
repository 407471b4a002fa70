"""Room for a model's objects: none smaller than it can draw, and none so near to another that both become one.

A small model learned its things at some least size, and attention that is told to be in two boxes side by side draws
one thing across both. Before such a model sees a layout, its objects get the proportions in which it draws them, and
are enlarged and moved apart, as little as needed, each by the same way in all frames: paths, order and timing stay.
What touches or covers something of another name all along, as who rides or sits does, is left where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from storyagent.diffusion.background import camera_rests
from storyagent.story.layout import Box, Layout, Track, corners_along

TIMES = tuple(np.linspace(0.0, 1.0, 17).tolist())
ROUNDS = 40
SHRINK = 0.95
SMALLEST = 0.72
"""What is crowded shrinks to this share of the least size at most."""
SHORTEST = 0.4
"""Several of a kind that are crowded go this share of their way at most; it is shortened before they shrink."""
ALIKE = 1.5
"""Times the gap between two of a kind, which share their word and so their attention."""
_NEAR, _RIGID = 0.02, 0.1
Array = NDArray[np.float64]


class _Things(NamedTuple):
    """Objects in sides of a square of the picture's area: `middles`, `sizes` o t 2, `seen` o t, names, canvas 2 2."""

    middles: Array
    sizes: Array
    seen: NDArray[np.bool_]
    names: tuple[str, ...]
    canvas: Array


class _Change(NamedTuple):
    """What is done to each object: times its size and its way about their middles (o), and how far moved (o 2)."""

    sizes: Array
    ways: Array
    moves: Array


def with_room(
    layout: Layout,
    least: float,
    gap: float,
    proportions: Mapping[str, float] | None = None,
    *,
    picture_aspect: float = 1.0,
) -> tuple[Layout, list[str]]:
    """Return a layout with room for its objects, and what was changed, in words.

    Args:
        layout: any; one whose camera moves is left as it is.
        least: the longer side of every object, as a share of the side of a square of the picture's area.
        gap: between two of them, across or down, likewise.
        proportions: width over height of the things that the model draws, by nouns, the last word of objects' names.
        picture_aspect: width over height of the picture, all of which the layout's view is.
    """
    if not layout.tracks or max(least, gap) == 0.0 or not camera_rests(layout):
        return layout, []
    layout = _proportioned(layout, proportions or {}, picture_aspect)
    unit = _unit(layout, picture_aspect)
    things = _things(layout, unit)
    longest = np.where(things.seen[..., None], things.sizes, 0.0).max((1, 2))
    change = _Change(
        sizes=np.maximum(1.0, least / np.maximum(longest, 1e-6)),
        ways=np.ones(len(layout.tracks)),
        moves=np.zeros((len(layout.tracks), 2)),
    )
    smallest = np.minimum(1.0, SMALLEST * least / np.maximum(longest, 1e-6))
    pairs = [pair for pair in combinations(range(len(layout.tracks)), 2) if not _belong(things, *pair)]
    while True:
        changed = _as_changed(things, change)
        change = change._replace(moves=_apart(changed, pairs, gap))
        crowded = {one for pair in pairs if _push(changed, change.moves, *pair, gap) is not None for one in pair}
        alike = [one for one, name in enumerate(things.names) if name in {things.names[two] for two in crowded}]
        long = [one for one in alike if things.names.count(things.names[one]) > 1 and change.ways[one] > SHORTEST]
        large = [one for one in alike if change.sizes[one] > smallest[one]]
        if long:
            change.ways[long] *= SHRINK
        elif large:
            change.sizes[large] *= SHRINK
        else:
            break
    return _changed(layout, things, change, unit)


def _proportioned(layout: Layout, proportions: Mapping[str, float], picture_aspect: float) -> Layout:
    """Give boxes their things' own proportions, of the same area and standing on the same ground."""
    view, tracks = layout.view_at(0.0), []
    for track in layout.tracks:
        ratio = proportions.get(track.name.split()[-1].lower())
        if ratio is None:
            tracks.append(track)
            continue
        ratio *= view.width / view.height / picture_aspect
        tracks.append(_with_boxes(track, (_standing(keyframe.box, ratio) for keyframe in track.keyframes)))
    return layout.model_copy(update={"tracks": tuple(tracks)})


def _standing(box: Box, ratio: float) -> Box:
    height = (box.area / ratio) ** 0.5
    half, (middle, _) = height * ratio / 2, box.center
    return Box(x0=middle - half, y0=box.y1 - height, x1=middle + half, y1=box.y1)


def _unit(layout: Layout, picture_aspect: float) -> tuple[float, float]:
    """Return the side of a square of the picture's area in units of the layout, across and down."""
    view, longer = layout.view_at(0.0), picture_aspect**0.5
    return view.width / longer, view.height * longer


def _things(layout: Layout, unit: tuple[float, float]) -> _Things:
    view = layout.view_at(0.0)
    corners = np.array([corners_along(track.keyframes, TIMES) for track in layout.tracks])
    corners = (corners - np.tile([view.x0, view.y0], 2)) / np.tile(unit, 2)
    seen = np.array([[track.visible_at(t) for t in TIMES] for track in layout.tracks])
    end = np.array([view.width, view.height]) / unit
    seen &= (corners[..., :2] < end).all(-1) & (corners[..., 2:] > 0.0).all(-1)
    middles, sizes = (corners[..., :2] + corners[..., 2:]) / 2, corners[..., 2:] - corners[..., :2]
    canvas = (np.array([[0.0, 0.0], [1.0, 1.0]]) - [view.x0, view.y0]) / unit
    names = tuple(track.name for track in layout.tracks)
    return _Things(middles, sizes, seen, names, np.clip(canvas, 0.0, end))


def _pivots(things: _Things) -> Array:
    """Return o 1 2: the middle of each thing's way."""
    seen = things.seen[..., None]
    low = np.where(seen, things.middles, np.inf).min(1, keepdims=True)
    high = np.where(seen, things.middles, -np.inf).max(1, keepdims=True)
    middles: Array = np.where(np.isfinite(low), (low + high) / 2, 0.5)
    return middles


def _as_changed(things: _Things, change: _Change) -> _Things:
    pivots = _pivots(things)
    return things._replace(
        middles=pivots + (things.middles - pivots) * change.ways[:, None, None],
        sizes=things.sizes * change.sizes[:, None, None],
    )


def _belong(things: _Things, one: int, other: int) -> bool:
    """Return whether two things of different names keep together: one touches or covers the other all along."""
    both = things.seen[one] & things.seen[other]
    if not both.any() or things.names[one] == things.names[other]:
        return False
    between = (things.middles[one] - things.middles[other])[both]
    if np.ptp(between, axis=0).max() > _RIGID:
        return False
    gaps = _gaps(things, np.zeros((len(things.names), 2)), one, other)[both].max(-1)
    return bool((gaps <= _NEAR).all())


def _gaps(things: _Things, moves: Array, one: int, other: int) -> Array:
    """Return t 2: the distance between two things' edges across and down, below 0 where they overlap."""
    away = np.abs(things.middles[one] + moves[one] - things.middles[other] - moves[other])
    apart: Array = away - (things.sizes[one] + things.sizes[other]) / 2
    return apart


def _push(things: _Things, moves: Array, one: int, other: int, gap: float) -> tuple[int, float] | None:
    """Return along which axis, and how far, the second is to move away from the first; None if they are apart."""
    gap *= ALIKE if things.names[one] == things.names[other] else 1.0
    both = things.seen[one] & things.seen[other]
    gaps = _gaps(things, moves, one, other)
    near = both & (gaps < gap - 1e-3).all(-1)
    if not near.any():
        return None
    between = (things.middles[other] + moves[other] - things.middles[one] - moves[one])[both]
    choices = []
    for axis in (1, 0):
        side = between[:, axis]
        if (side > -1e-3).all() or (side < 1e-3).all():
            sign = -1.0 if side.sum() < -1e-3 else 1.0
            choices.append((float((gap - gaps[near, axis]).max()), axis, sign))
    if not choices:  # they pass each other across and down: the lower one passes below
        sign = 1.0 if between[:, 1].sum() >= 0 else -1.0
        choices.append((float((gap - gaps[near, 1]).max()), 1, sign))
    far, axis, sign = min(choices)
    return axis, sign * far


def _apart(things: _Things, pairs: list[tuple[int, int]], gap: float) -> Array:
    """Return o 2: how far each thing moves so that none is too near to another, within the picture where it was."""
    low, high = _leeway(things)
    moves = np.clip(np.zeros_like(low), low, high)
    for _ in range(ROUNDS):
        still = True
        for one, other in pairs:
            push = _push(things, moves, one, other, gap)
            if push is None:
                continue
            axis, far = push
            still = False
            moves[one, axis] -= far / 2
            moves[other, axis] += far / 2
            moves = np.clip(moves, low, high)
        if still:
            break
    return moves


def _leeway(things: _Things) -> tuple[Array, Array]:
    """Return o 2 each: how far up and left, down and right each thing may move.

    It may not leave the canvas, which can be less than the picture; what does so by itself stays as it is.
    """
    first, last = things.canvas
    seen = things.seen[..., None]
    start = np.where(seen, things.middles - things.sizes / 2, np.inf).min(1)
    end = np.where(seen, things.middles + things.sizes / 2, -np.inf).max(1)
    fits = end - start <= last - first
    midway = (first + last - start - end) / 2
    low, high = np.where(fits, first - start, midway), np.where(fits, last - end, midway)
    inside = (things.middles >= first - 1e-6) & (things.middles <= last + 1e-6)
    ever = things.seen.any(axis=1, keepdims=True)  # o 1
    whole = np.logical_and(np.logical_or(inside, ~seen).all(axis=1), ever)
    return np.where(whole, low, 0.0), np.where(whole, high, 0.0)


def _changed(layout: Layout, things: _Things, change: _Change, unit: tuple[float, float]) -> tuple[Layout, list[str]]:
    view, tracks, notes = layout.view_at(0.0), [], []
    pivots = _pivots(things)[:, 0]
    for track, size, way, move, pivot in zip(
        layout.tracks, *(part.tolist() for part in change), pivots.tolist(), strict=True
    ):
        across, down = move[0] * unit[0], move[1] * unit[1]
        if max(abs(size - 1.0), 1.0 - way, abs(across), abs(down)) < 1e-3:
            tracks.append(track)
            continue
        middle = view.x0 + pivot[0] * unit[0], view.y0 + pivot[1] * unit[1]
        boxes = (_resized(_along(k.box, middle, way), size).shifted(across, down) for k in track.keyframes)
        tracks.append(_with_boxes(track, boxes))
        notes.append(_said(track, size, way, (across, down)))
    return layout.model_copy(update={"tracks": tuple(tracks)}), notes


def _along(box: Box, middle: tuple[float, float], way: float) -> Box:
    """Return a box nearer to the middle of its way."""
    x, y = box.center
    return box.shifted((middle[0] - x) * (1.0 - way), (middle[1] - y) * (1.0 - way))


def _resized(box: Box, factor: float) -> Box:
    return Box.around(*box.center, box.width * factor, box.height * factor)


def _with_boxes(track: Track, boxes: Iterable[Box]) -> Track:
    frames = tuple(
        keyframe.model_copy(update={"box": box}) for keyframe, box in zip(track.keyframes, boxes, strict=True)
    )
    return track.model_copy(update={"keyframes": frames})


def _said(track: Track, size: float, way: float, move: tuple[float, float]) -> str:
    what = []
    if abs(size - 1.0) >= 1e-3:
        what.append(f"{size:.2f} times its size")
    if way < 1.0:
        what.append(f"{way:.2f} of its way")
    if max(map(abs, move)) >= 1e-3:
        what.append(f"moved by {move[0]:+.2f}, {move[1]:+.2f}")
    return f"room for {track.name!r}: " + ", ".join(what)
