"""A scene as one storyboard picture: its boxes, the ways between them, ids and windows drawn over its place."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from PIL import Image, ImageDraw

from storyagent.film.acting import Pose, facing_legs, touches_ground
from storyagent.film.backdrop import cover
from storyagent.film.cutout import place_drawing
from storyagent.film.sprite import Sprite, soft_shadow
from storyagent.film.text import draw_text, font, measure
from storyagent.story.layout import FULL_FRAME, Box, Layout, Track, boxes_along
from storyagent.story.sampling import sample_times

RGB = tuple[int, int, int]

TRACK_COLORS: tuple[RGB, ...] = (
    (214, 64, 48), (28, 110, 200), (20, 140, 90), (150, 70, 190),
    (200, 118, 8), (0, 140, 160), (196, 40, 120), (110, 100, 30),
)  # fmt: skip
"""Colours of tracks in their order, over again after the last: told apart on any ground, dark enough for white text."""

_SAMPLES = 61  # of a way, for its trail
_MOVED = 0.04  # a way shorter than this share of the canvas is a rest
_GHOSTS = (0.28, 0.55)  # opacity of the first and the middle moment behind the last
_OVER = 2  # lines are drawn this much larger and scaled down, for smooth edges


def draw_scene(
    layout: Layout, pictures: Mapping[str, Image.Image], place: Image.Image, size_px: tuple[int, int]
) -> Image.Image:
    """Draw a scene as one storyboard picture (RGB).

    Things that move are shown at the first, the middle and the last moment they are seen, the earlier ones faint, with
    the way between drawn as a dashed arrow. Every box has its track's id, and its windows where they are not the whole
    scene. The camera's last view is framed where it is not the whole canvas. An entity without a picture has its box
    only.
    """
    picture = cover(place, size_px)
    picture = Image.blend(picture, Image.new("RGB", size_px, (255, 255, 255)), 0.18)
    shadow = soft_shadow()
    for track in sorted(layout.tracks, key=lambda one: (one.depth_at(1.0), one.box_at(1.0).y1)):
        if track.entity in pictures:
            _draw_moments(picture, track, Sprite(pictures[track.entity]), shadow)
    marks = Image.new("RGBA", (size_px[0] * _OVER, size_px[1] * _OVER))
    draw = ImageDraw.Draw(marks)
    if layout.view:
        _draw_camera(draw, layout, marks.size)
    for number, track in enumerate(layout.tracks):
        _draw_way(draw, track, TRACK_COLORS[number % len(TRACK_COLORS)], marks.size)
    marks = marks.convert("RGBa").resize(size_px, Image.Resampling.BOX)
    picture.paste(marks, (0, 0), marks)
    _draw_labels(picture, layout)
    return picture


def _moments(track: Track) -> tuple[float, ...]:
    """Return the times to show: the last one seen, and before it the first and the middle one if they lie apart."""
    start, end = track.windows[0][0], track.windows[-1][1]
    first, last = track.box_at(start), track.box_at(end)
    if _distance(first, last) < _MOVED and _length(track) < 2 * _MOVED:
        return (start,)
    shown = [end]
    for t in ((start + end) / 2, start):
        box = track.box_at(t)
        if all(box.overlap(other) < 0.6 * max(box.area, other.area) for other in map(track.box_at, shown)):
            shown.insert(0, t)
    return tuple(shown)


def _draw_moments(picture: Image.Image, track: Track, sprite: Sprite, shadow: Sprite) -> None:
    moments = _moments(track)
    opacities = (*_GHOSTS, 1.0)[-len(moments) :]
    facing = _facing(track)
    for t, opacity in zip(moments, opacities, strict=True):
        pose = Pose(track.box_at(t), 0.0, turn=facing[round(t * (_SAMPLES - 1))])
        stands = touches_ground(track)
        placed = place_drawing(pose, sprite.aspect, picture.size, FULL_FRAME, stands=stands)
        if stands:
            flat = placed.size[0] * max(0.5, sprite.footing.width), placed.size[0] * 0.14
            beside = pose.turn * sprite.footing.offset * placed.size[0]
            foot = placed.center[0] + beside, placed.center[1] + placed.size[1] / 2
            shadow.draw(picture, foot, flat, opacity=0.3 * opacity)
        sprite.draw(picture, placed.center, placed.size, turn=pose.turn, opacity=opacity)


def _facing(track: Track) -> list[float]:
    boxes = boxes_along(track.keyframes, sample_times(_SAMPLES))
    facing = [1.0] * _SAMPLES
    for start, heading in facing_legs(boxes):
        facing[start:] = [float(heading)] * (_SAMPLES - start)
    return facing


def _draw_way(draw: ImageDraw.ImageDraw, track: Track, color: RGB, size_px: tuple[int, int]) -> None:
    """Draw the boxes of a track's moments, the last one firm, and the way between their middles with an arrow."""
    width, height = size_px
    line = max(4, round(min(size_px) / 190))
    moments = _moments(track)
    for t in moments:
        firm = t == moments[-1]
        box = track.box_at(t)
        corners = box.x0 * width, box.y0 * height, box.x1 * width, box.y1 * height
        _outline(draw, corners, color if firm else (*color, 150), line, dashed=not firm)
    if len(moments) > 1:
        start, end = track.windows[0][0], moments[-1]
        times = [start + (end - start) * s for s in sample_times(_SAMPLES)]
        way = [(b.center[0] * width, b.center[1] * height) for b in boxes_along(track.keyframes, times)]
        _arrow(draw, _outside(way, track.box_at(end), size_px), color, line * 1.6)


def _outside(way: list[tuple[float, float]], box: Box, size_px: tuple[int, int]) -> list[tuple[float, float]]:
    """Return the way up to where it comes into its last box for good, so that no arrow covers a face."""
    last = next((i for i in reversed(range(len(way))) if not _holds(box, way[i], size_px)), 0)
    reached = way[: last + 2]
    return reached if last and math.dist(reached[0], reached[-1]) > min(size_px) / 20 else way


def _holds(box: Box, point: tuple[float, float], size_px: tuple[int, int]) -> bool:
    x, y = point[0] / size_px[0], point[1] / size_px[1]
    return box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1


def _outline(
    draw: ImageDraw.ImageDraw,
    corners: tuple[float, float, float, float],
    color: tuple[int, ...],
    line: int,
    *,
    dashed: bool,
) -> None:
    x0, y0, x1, y1 = corners
    if not dashed:
        draw.rounded_rectangle(corners, line * 3, outline=color, width=line)
        return
    ring = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
    for dash in _dashes(ring, line * 5):
        draw.line(dash, fill=color, width=line)


def _arrow(draw: ImageDraw.ImageDraw, way: list[tuple[float, float]], color: RGB, line: float) -> None:
    """Draw a dashed way with a light edge, an open circle at its start and an arrowhead at its end."""
    head = line * 4.2
    for fill, width in (((255, 255, 255, 190), line * 2.0), (color, line)):
        for dash in _dashes(way, line * 4):
            draw.line(dash, fill=fill, width=round(width), joint="curve")
    x, y = way[0]
    r = line * 1.7
    draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 255, 255), outline=color, width=round(line))
    tip = way[-1]
    before = next((p for p in reversed(way) if math.dist(p, tip) > head * 0.8), way[0])
    angle = math.atan2(tip[1] - before[1], tip[0] - before[0])
    for grown, fill in ((1.35, (255, 255, 255)), (1.0, color)):
        points = [
            (tip[0] + math.cos(angle + a) * head * grown * far, tip[1] + math.sin(angle + a) * head * grown * far)
            for a, far in ((0.0, 0.75), (2.45, 1.0), (math.pi, 0.45), (-2.45, 1.0))
        ]
        draw.polygon(points, fill=fill)


def _dashes(way: Sequence[tuple[float, float]], dash: float) -> list[list[tuple[float, float]]]:
    """Cut a line into dashes with gaps of the same length."""
    dashes: list[list[tuple[float, float]]] = []
    current: list[tuple[float, float]] = []
    run, on = 0.0, True
    for a, b in pairwise(way):
        length, done = math.dist(a, b), 0.0
        while length - done > 1e-9:
            step = min(dash - run, length - done)
            ends = [(a[0] + (b[0] - a[0]) * s / length, a[1] + (b[1] - a[1]) * s / length) for s in (done, done + step)]
            if on:
                current = [*current, ends[1]] if current else ends
            done, run = done + step, run + step
            if run >= dash - 1e-9:
                if on:
                    dashes.append(current)
                current, run, on = [], 0.0, not on
    return [*dashes, current] if current else dashes


def _draw_camera(draw: ImageDraw.ImageDraw, layout: Layout, size_px: tuple[int, int]) -> None:
    """Frame the first view with dashes and the last one firmly, with arrows between their corners."""
    width, height = size_px
    line = max(4, round(min(size_px) / 200))
    first, last = layout.view_at(0.0), layout.view_at(1.0)
    for view, dashed in ((first, True), (last, False)):
        inset = line * 1.5
        corners = (
            max(view.x0 * width, inset),
            max(view.y0 * height, inset),
            min(view.x1 * width, width - inset),
            min(view.y1 * height, height - inset),
        )
        if not dashed:
            _outline(draw, corners, (255, 255, 255, 220), line * 2, dashed=False)
        _outline(draw, corners, (20, 20, 24, 230), line, dashed=dashed)
    if first != last:
        for a, b in zip(_corners(first), _corners(last), strict=True):
            way = [(a[0] * width, a[1] * height), (b[0] * width, b[1] * height)]
            if math.dist(*way) > line * 8:
                _arrow(draw, way, (20, 20, 24), line)


def _corners(box: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    return (box.x0, box.y0), (box.x1, box.y1)


def _draw_labels(picture: Image.Image, layout: Layout) -> None:
    """Write every track's id (and its windows) on a tab at the upper edge of its last box, moved where tabs collide."""
    draw = ImageDraw.Draw(picture)
    width, height = picture.size
    face = font("bold", max(9, round(min(picture.size) / 27)))
    pad = round(face.size * 0.35)
    taken: list[tuple[float, float, float, float]] = []
    for number, track in enumerate(layout.tracks):
        text = _label(track)
        across, down = measure([text], face)
        box = track.box_at(_moments(track)[-1])
        x = min(max(box.x0 * width, 2), width - across - 2 * pad - 2)
        y = min(max(box.y0 * height - down, 2), height - down - 2)
        tab = (x, y, x + across + 2 * pad, y + down)
        while any(_collide(tab, other) for other in taken) and tab[3] + down < height:
            tab = (tab[0], tab[1] + down + 2, tab[2], tab[3] + down + 2)
        taken.append(tab)
        draw.rounded_rectangle(tab, pad * 0.7, fill=TRACK_COLORS[number % len(TRACK_COLORS)])
        draw_text(draw, (tab[0] + pad, tab[1]), [text], face, (255, 255, 255), align="left")


def _label(track: Track) -> str:
    if track.windows == ((0.0, 1.0),):
        return track.id
    return f"{track.id}  " + ", ".join(f"{start:.0%}–{end:.0%}" for start, end in track.windows)


def _collide(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _distance(a: Box, b: Box) -> float:
    return math.dist(a.center, b.center) + abs(a.height - b.height)


def _length(track: Track) -> float:
    boxes = [keyframe.box for keyframe in track.keyframes]
    return sum(_distance(a, b) for a, b in pairwise(boxes))
