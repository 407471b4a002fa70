"""Tracks moved, scaled and put among others, by geometry alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median

from storyagent.planning.looks import GREATEST_HEIGHT, footing_of, height_of, is_large_scenery
from storyagent.story.layout import Box, Layout, Track
from storyagent.story.repair_screenplay import layout_limits
from storyagent.story.screenplay import Entity, FilmFormat, Scene
from storyagent.story.spots import ANCHORS
from storyagent.story.validate import check_layout, is_inside

LARGEST = 0.92
"""The most of the frame's width or height that an object is made to fill."""
TRIES = (0.0, 0.14, -0.14, 0.28, -0.28, 0.42, -0.42, 0.56, -0.56)
"""How far aside a new object is moved to stand clear of others, in turn."""


def with_boxes(track: Track, change: Callable[[Box], Box]) -> Track:
    """Return a track with every box changed."""
    keyframes = tuple(key.model_copy(update={"box": change(key.box)}) for key in track.keyframes)
    return track.model_copy(update={"keyframes": keyframes})


def fitting_factor(track: Track, factor: float) -> float:
    """Return the factor as far as no box that is whole in the frame would outgrow it."""
    for key in track.keyframes:
        if is_inside(key.box):
            factor = min(factor, max(LARGEST / max(key.box.width, key.box.height), 1.0))
    return factor


def scaled(track: Track, factor: float, noun: str, wider: float = 1.0) -> Track:
    """Return a track with boxes `factor` times as high about their feet, or, of what flies, about their middle.

    `wider` is what the width changes besides. Boxes that were whole in the frame still are.
    """
    in_air = footing_of(noun) == "air"

    def scale(box: Box) -> Box:
        width, height = box.width * factor * wider, box.height * factor
        cx, cy = box.center
        bottom = cy + height / 2 if in_air else box.y1
        new = Box(x0=cx - width / 2, y0=bottom - height, x1=cx + width / 2, y1=bottom)
        return pushed_in(new) if is_inside(box) else new

    return with_boxes(track, scale)


def pushed_in(box: Box) -> Box:
    """Return a box moved into the frame, if it fits in."""
    dx = max(-box.x0, 0.0) - max(box.x1 - 1.0, 0.0) if box.width <= 1.0 else 0.0
    dy = max(-box.y0, 0.0) - max(box.y1 - 1.0, 0.0) if box.height <= 1.0 else 0.0
    return box.shifted(dx, dy) if dx or dy else box


def room(track: Track, dx: float, dy: float) -> tuple[float, float]:
    """Return as much of a way as a track can be shifted while boxes that are whole in the frame stay so."""
    for box in (key.box for key in track.keyframes if is_inside(key.box)):
        dx = min(max(dx, min(-box.x0, 0.0)), max(1.0 - box.x1, 0.0))
        dy = min(max(dy, min(-box.y0, 0.0)), max(1.0 - box.y1, 0.0))
    return dx, dy


def shifted(track: Track, dx: float, dy: float) -> Track:
    """Return a track with every box moved."""
    return with_boxes(track, lambda box: box.shifted(dx, dy))


def way_to(tracks: Sequence[Track], spot: str) -> tuple[float, float]:
    """Return how far tracks must be shifted so that the middle of their paths is at a named spot."""
    boxes = [key.box for track in tracks for key in track.keyframes]
    middle_x = (min(box.center[0] for box in boxes) + max(box.center[0] for box in boxes)) / 2
    middle_y = (min(box.center[1] for box in boxes) + max(box.center[1] for box in boxes)) / 2
    anchor = next(anchor for name, anchor in ANCHORS.items() if name == spot)
    rows = {"upper": 0.25, "lower": 0.75, "middle": middle_y}
    return (anchor.column if anchor.column is not None else middle_x) - middle_x, rows[anchor.row] - middle_y


def scale_of(layout: Layout, entities: dict[str, Entity]) -> float | None:
    """Return how much larger than by nature things are in a layout; None for an empty one."""
    ratios = [
        max(key.box.height for key in track.keyframes) / height_of(entity.noun, entity.traits)
        for track in layout.tracks
        if (entity := entities.get(track.entity))
    ]
    return median(ratios) if ratios else None


def fitted(tracks: Sequence[Track], layout: Layout, entity: Entity, entities: dict[str, Entity]) -> tuple[Track, ...]:
    """Return tracks of a new entity at the scale of the layout they are put in."""
    scale = scale_of(layout, entities)
    if scale is None or not tracks:
        return tuple(tracks)
    tallest = max(key.box.height for track in tracks for key in track.keyframes)
    factor = min(height_of(entity.noun, entity.traits) * scale, GREATEST_HEIGHT) / tallest
    if len(tracks) > 1:
        factor = min(factor, 1.0)  # they stand as near to each other as they can
    return tuple(scaled(track, fitting_factor(track, factor), entity.noun) for track in tracks)


def put_in(
    layout: Layout, tracks: Sequence[Track], scene: Scene, form: FilmFormat, noun: str, *, fixed: bool
) -> Layout:
    """Return a layout with tracks added, moved aside (unless `fixed`) to where fewest findings are.

    A building or a tree, and what others pass, stands behind what is there, all else in front; those that are there
    stay as they are.
    """
    limits = layout_limits(scene, form)
    depths = [key.depth for track in layout.tracks for key in track.keyframes] or [0.0]
    front = min(depths) - 1.0 if is_large_scenery(noun) else max(depths) + 1.0
    best: tuple[tuple[int, float, int], Layout] | None = None
    for order, aside in enumerate((0.0,) if fixed else TRIES):
        moved = [shifted(at_depth(track, front + k / 100), *room(track, aside, 0.0)) for k, track in enumerate(tracks)]
        made = layout.model_copy(update={"tracks": (*layout.tracks, *moved)})
        cost = (len(check_layout(made, **limits)), round(_overlap(moved, layout.tracks), 3), order)
        if best is None or cost < best[0]:
            best = cost, made
        if cost[:2] == (0, 0.0):
            break
    if best is None:
        return layout
    if best[0][1] and not fixed:  # somebody passes there: better in front of what is new than behind it
        back, old = min(depths) - 1.0, len(layout.tracks)
        behind = [at_depth(track, back - k / 100) for k, track in enumerate(best[1].tracks[old:])]
        return best[1].model_copy(update={"tracks": (*layout.tracks, *behind)})
    return best[1]


def at_depth(track: Track, depth: float) -> Track:
    """Return a track at a depth."""
    keyframes = [key.model_copy(update={"depth": depth}) for key in track.keyframes]
    return track.model_copy(update={"keyframes": tuple(keyframes)})


def cleared(layout: Layout, changed: Sequence[str], scene: Scene, form: FilmFormat) -> Layout:
    """Return a layout with the changed tracks in front, if they now cover others at the same depth."""
    found = check_layout(layout, **layout_limits(scene, form))
    ids = {
        track_id
        for track_id in changed
        for one in found
        if one.code == "layout.overlap" and f"[{track_id}]" in one.where
    }
    front = max((key.depth for track in layout.tracks for key in track.keyframes), default=0.0) + 1.0
    order = {track_id: front + k / 100 for k, track_id in enumerate(one for one in changed if one in ids)}
    tracks = (at_depth(track, order[track.id]) if track.id in order else track for track in layout.tracks)
    return layout.model_copy(update={"tracks": tuple(tracks)})


def _overlap(tracks: Sequence[Track], others: Sequence[Track]) -> float:
    """Return the mean share of the new boxes that others cover, over nine moments."""
    total = 0.0
    for track in tracks:
        for other in others:
            pairs = zip(track.boxes(9), other.boxes(9), strict=True)
            total += sum(a.overlap(b) / min(a.area, b.area) for a, b in pairs if a and b) / 9
    return total


def free_tracks(layout: Layout, tracks: Sequence[Track]) -> tuple[Track, ...]:
    """Return tracks with ids that a layout does not have yet."""
    taken = {track.id for track in layout.tracks}
    made = []
    for track in tracks:
        name, n = track.id, 2
        while name in taken:
            name, n = f"{track.id}_{n}", n + 1
        taken.add(name)
        made.append(track.model_copy(update={"id": name}))
    return tuple(made)


def still(track: Track) -> bool:
    """Tell whether a track's size never changes."""
    boxes = [key.box for key in track.keyframes]
    heights, widths = [box.height for box in boxes], [box.width for box in boxes]
    return max(heights) - min(heights) < 1e-3 and max(widths) - min(widths) < 1e-3
