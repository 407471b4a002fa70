"""Repairing a layout: every finding that geometry can settle, and a note for every change.

Repairs keep as much as they can: what is right stays as it is to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from storyagent.story.depth import exchanges, order_depths
from storyagent.story.layout import FULL_FRAME, Box, Keyframe, Layout, Track
from storyagent.story.validate import (
    FASTEST,
    REPAIRABLE,
    check_layout,
    has_canvas_aspect,
    is_inside,
    is_small,
    proportion,
    small_moments,
    smallest_side,
    stray_stretches,
    strays_between,
    stretched,
    teleports,
)
from storyagent.story.values import Finding

ROUNDS = 12
"""One repair may uncover another's fault; a few rounds settle all."""


@dataclass(frozen=True)
class _Limits:
    smallest: tuple[float, float]
    fastest: float


def repair_layout(
    layout: Layout, *, grid: tuple[int, int] | None = None, fastest: float = FASTEST
) -> tuple[Layout, tuple[Finding, ...]]:
    """Return a layout without repairable findings, and a note for every change.

    Outside: moved (if too large, shrunk) into the canvas. Overlap: one put in front. Too small: enlarged. Aspect: set
    to the object's own. Teleport: given time. Identity: exchanged back. Never seen: shown. Wrong counts and crowds are
    left as they are. A layout without findings comes back equal, so repairing twice changes nothing more.

    Args:
        layout: The layout.
        grid: As in `check_layout`.
        fastest: As in `check_layout`.
    """
    limits = _Limits(smallest_side(layout, grid), fastest)
    notes: list[Finding] = []
    for round_ in range(ROUNDS):
        if not any(f.code in REPAIRABLE for f in check_layout(layout, grid=grid, fastest=fastest)):
            break
        layout = _exchange_back(layout, notes)
        tracks = [_repair_track(track, limits, notes, simplify=round_ >= ROUNDS // 2) for track in layout.tracks]
        layout = layout.model_copy(update={"tracks": _separate(tracks, notes), "view": _repair_view(layout, notes)})
    return layout, tuple(notes)


def _note(code: str, where: str, found: str, hint: str) -> Finding:
    return Finding(code=code, severity="note", where=where, found=found, hint=hint)


def _exchange_back(layout: Layout, notes: list[Finding]) -> Layout:
    tracks = list(layout.tracks)
    for i, j in combinations(range(len(tracks)), 2):
        for _ in range(len(tracks[i].keyframes)):
            t = next(exchanges(tracks[i], tracks[j]), None)
            if t is None:
                break
            tracks[i], tracks[j] = _swapped(tracks[i], tracks[j], t), _swapped(tracks[j], tracks[i], t)
            where = f"tracks[{tracks[i].id}], tracks[{tracks[j].id}]"
            notes.append(_note("layout.identity", where, f"exchanged at t={t:.3g}", "exchanged back from there on"))
    return layout.model_copy(update={"tracks": tuple(tracks)})


def _swapped(track: Track, other: Track, t: float) -> Track:
    kept = [k for k in track.keyframes if k.t < t]
    return track.model_copy(update={"keyframes": (*kept, *(k for k in other.keyframes if k.t >= t))})


def _repair_track(track: Track, limits: _Limits, notes: list[Finding], *, simplify: bool) -> Track:
    steps: list[tuple[str, str, Callable[[Track], Track]]] = [
        ("layout.never_visible", "shown", _shown),
        ("layout.aspect", "given its own proportion", _unstretched),
        ("layout.too_small", "enlarged", lambda t: _enlarged(t, limits.smallest)),
        ("layout.outside", "moved into the canvas", lambda t: _brought_in(t, simplify=simplify)),
        ("layout.teleport", "given more time", lambda t: _slowed(t, limits.fastest)),
    ]
    for code, hint, step in steps:
        repaired = step(track)
        if repaired != track:
            notes.append(_note(code, f"tracks[{track.id}]", _changes(track, repaired), hint))
            track = repaired
    return track


def _changes(before: Track, after: Track) -> str:
    """Say what is different, the first keyframe of it in full."""
    if before.windows != after.windows:
        return f"windows {list(before.windows)} now {list(after.windows)}"
    old, new = list(before.keyframes), list(after.keyframes)
    if len(old) != len(new):
        return f"{len(old)} keyframes now {len(new)}"
    changed = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    a, b = changed[0]
    if a.box == b.box:
        what = f"keyframe at t={a.t:.3g} now at t={b.t:.3g}" if a.t != b.t else f"easing at t={a.t:.3g} now linear"
    else:
        what = f"{_numbers(a.box)} at t={a.t:.3g} now {_numbers(b.box)}"
    return what + (f", and {len(changed) - 1} more keyframes" if len(changed) > 1 else "")


def _numbers(box: Box) -> str:
    return "[" + ", ".join(f"{value:.3g}" for value in box.as_tuple()) + "]"


def _with_boxes(track: Track, boxes: list[Box]) -> Track:
    pairs = zip(track.keyframes, boxes, strict=True)
    return track.model_copy(update={"keyframes": tuple(k.model_copy(update={"box": box}) for k, box in pairs)})


def _shown(track: Track) -> Track:
    if not track.windows:
        track = track.model_copy(update={"windows": ((0.0, 1.0),)})
    if any(f.code == "layout.never_visible" for f in check_layout(Layout(scene="one", tracks=(track,)))):
        return _with_boxes(track, [pushed_in(k.box) for k in track.keyframes])
    return track


def _unstretched(track: Track) -> Track:
    usual, wrong = proportion(track), set(stretched(track))
    boxes = []
    for index, keyframe in enumerate(track.keyframes):
        height = (keyframe.box.area / usual) ** 0.5
        boxes.append(_resized(keyframe.box, height * usual, height) if index in wrong else keyframe.box)
    return _with_boxes(track, boxes)


def _enlarged(track: Track, smallest: tuple[float, float]) -> Track:
    if not any(True for _ in small_moments(track, smallest)):
        return track
    usual = proportion(track)
    # a needle cannot be both thick enough for the grid and whole in the frame: then its proportion gives way
    possible = min(max(usual, 1.01 * smallest[0]), 0.99 / smallest[1])
    boxes = []
    for box in (keyframe.box for keyframe in track.keyframes):
        ratio = box.width / box.height if usual == possible else possible
        height = max(box.height, smallest[1], smallest[0] / ratio)
        fine = usual == possible and not is_small(box, smallest)
        boxes.append(box if fine else _resized(box, height * ratio, height))
    return _with_boxes(track, boxes)


def _resized(box: Box, width: float, height: float) -> Box:
    """Return a box of another size with the same centre; no side is longer than the canvas."""
    shrink = min(1.0, 1.0 / width, 1.0 / height)
    return Box.around(*box.center, width * shrink, height * shrink)


def pushed_in(box: Box) -> Box:
    """Return the box moved into the canvas by the shortest way, shrunk first if it is larger than that."""
    box = _resized(box, box.width, box.height)
    dx = max(-box.x0, 0.0) or min(1.0 - box.x1, 0.0)
    dy = max(-box.y0, 0.0) or min(1.0 - box.y1, 0.0)
    return box.shifted(dx, dy) if dx or dy else box


def _brought_in(track: Track, *, simplify: bool) -> Track:
    strays = [stretch for stretch, _ in stray_stretches(track)]
    if not strays:
        return track
    keyframes = list(track.keyframes)
    for index, keyframe in enumerate(keyframes):
        if any(_concerns(track, index, stretch) for stretch in strays):
            update: dict[str, object] = {} if is_inside(keyframe.box) else {"box": pushed_in(keyframe.box)}
            if simplify or is_inside(keyframe.box):
                # the way between two boxes inside leaves the canvas only when size and place change at different pace
                update |= {"ease_x": keyframe.ease_x, "ease_y": keyframe.ease_x, "ease_size": keyframe.ease_x}
                update |= {"ease_x": "linear", "ease_y": "linear", "ease_size": "linear"} if simplify else {}
            keyframes[index] = keyframe.model_copy(update=update)
    return track.model_copy(update={"keyframes": tuple(keyframes)})


def _concerns(track: Track, index: int, stretch: tuple[float, float]) -> bool:
    """Return whether a keyframe's box or its way to the next one is seen during a stretch of time."""
    before = track.keyframes[index - 1].t if index else 0.0
    after = track.keyframes[index + 1].t if index + 1 < len(track.keyframes) else 1.0
    return before <= stretch[1] and stretch[0] <= after


def _slowed(track: Track, fastest: float) -> Track:
    """Take out keyframes that a sudden movement begins or ends at; where there are only two, spread them in time."""
    for _ in range(2 * len(track.keyframes) + 2):
        found = next(teleports(track, fastest), None)
        if found is None:
            return track
        track = track.model_copy(update={"keyframes": tuple(_without_jump(list(track.keyframes), found[0]))})
    return track


def _without_jump(keyframes: list[Keyframe], index: int) -> list[Keyframe]:
    a, b = keyframes[index - 1], keyframes[index]
    if "hold" in (a.ease_x, a.ease_y, a.ease_size):
        keyframes[index - 1] = a.model_copy(update={"ease_x": "linear", "ease_y": "linear", "ease_size": "linear"})
    elif index - 1 > 0:
        del keyframes[index - 1]
    elif index < len(keyframes) - 1:
        del keyframes[index]
    elif a.t > 0.0 or b.t < 1.0:
        keyframes[index - 1], keyframes[index] = a.model_copy(update={"t": 0.0}), b.model_copy(update={"t": 1.0})
    else:
        keyframes[index] = b.model_copy(update={"box": pushed_in(b.box)})
        keyframes[index - 1] = a.model_copy(update={"box": pushed_in(a.box)})
    return keyframes


def _separate(tracks: list[Track], notes: list[Finding]) -> tuple[Track, ...]:
    separated = order_depths(tracks)
    for before, after in zip(tracks, separated, strict=True):
        if before != after:
            raised = after.keyframes[0].depth - before.keyframes[0].depth
            notes.append(_note("layout.overlap", f"tracks[{before.id}]", f"depth raised by {raised:g}", "put in front"))
    return separated


def _repair_view(layout: Layout, notes: list[Finding]) -> tuple[Keyframe, ...]:
    view = tuple(_in_aspect(keyframe) for keyframe in layout.view)
    for index in _strays(view):
        same = view[index].ease_size
        view = (*view[:index], view[index].model_copy(update={"ease_x": same, "ease_y": same}), *view[index + 1 :])
    for index, (before, after) in enumerate(zip(layout.view, view, strict=True)):
        if before.box != after.box:
            code = "layout.outside" if has_canvas_aspect(before.box) else "layout.aspect"
            found = f"{_numbers(before.box)} now {_numbers(after.box)}"
            notes.append(_note(code, f"view[{index}]", found, "made a part of the canvas with its aspect"))
        elif before != after:
            notes.append(_note("layout.outside", f"view[{index}]", "easing", f"all {after.ease_size}"))
    return view


def _strays(view: tuple[Keyframe, ...]) -> Iterator[int]:
    for index, (a, b) in enumerate(pairwise(view)):
        if strays_between(a, b):
            yield index


def _in_aspect(keyframe: Keyframe) -> Keyframe:
    box = keyframe.box
    if has_canvas_aspect(box) and is_inside(box):
        return keyframe
    side = min(max(box.width, box.height), FULL_FRAME.width)
    return keyframe.model_copy(update={"box": pushed_in(Box.around(*box.center, side, side))})
