"""The camera's view of a composed scene: a part of the canvas with the canvas's own aspect, always inside it."""

from __future__ import annotations

from collections.abc import Sequence

from storyagent.story.layout import FULL_FRAME, Box, Keyframe, Track, boxes_along, sample_times
from storyagent.story.screenplay import Camera, Speed

PAN_SHARE: dict[Speed, float] = {"slow": 0.9, "medium": 0.82, "fast": 0.74}
"""The part of the canvas a panning or tilting camera sees at a time: the rest is the way it goes."""
ZOOM_SHARE: dict[Speed, float] = {"slow": 0.88, "medium": 0.76, "fast": 0.64}
"""The part of the canvas seen at the narrow end of a zoom."""
ROOM = 0.02
"""Free space left around what the view is centred on."""


def camera_view(camera: Camera, tracks: Sequence[Track]) -> tuple[Keyframe, ...]:
    """Return the view's keyframes for a camera move over the given tracks; none for a still camera.

    A pan crosses the canvas sideways at the height of what is seen, a tilt likewise; a zoom ends (or begins) on what is
    seen at that moment and is never so narrow that it would cut it off.
    """
    match camera.move:
        case "still":
            return ()
        case "zoom in":
            return _eased(FULL_FRAME, _close_up(camera, tracks, 1.0))
        case "zoom out":
            return _eased(_close_up(camera, tracks, 0.0), FULL_FRAME)
        case "pan left" | "pan right":
            side = PAN_SHARE[camera.speed]
            top = _window(side, *_span([box.y0 for box in _seen(tracks)], [box.y1 for box in _seen(tracks)]))
            left, right = _square(0.0, top, side), _square(1.0 - side, top, side)
            return _eased(left, right) if camera.move == "pan right" else _eased(right, left)
        case "tilt up" | "tilt down":
            side = PAN_SHARE[camera.speed]
            edge = _window(side, *_span([box.x0 for box in _seen(tracks)], [box.x1 for box in _seen(tracks)]))
            upper, lower = _square(edge, 0.0, side), _square(edge, 1.0 - side, side)
            return _eased(upper, lower) if camera.move == "tilt down" else _eased(lower, upper)


def _eased(start: Box, end: Box) -> tuple[Keyframe, ...]:
    first = Keyframe(t=0.0, box=start, ease_x="smooth", ease_y="smooth", ease_size="smooth")
    return first, Keyframe(t=1.0, box=end)


def _square(x0: float, y0: float, side: float) -> Box:
    """Return a view; equal shares of width and height keep the aspect of the canvas."""
    return Box(x0=x0, y0=y0, x1=min(x0 + side, 1.0), y1=min(y0 + side, 1.0))


def _close_up(camera: Camera, tracks: Sequence[Track], t: float) -> Box:
    boxes = [track.box_at(t) for track in tracks if track.visible_at(t) and track.box_at(t).on_canvas]
    if not boxes:
        boxes = [Box.around(0.5, 0.5, 0.1, 0.1)]
    x0, x1 = _span([box.x0 for box in boxes], [box.x1 for box in boxes])
    y0, y1 = _span([box.y0 for box in boxes], [box.y1 for box in boxes])
    side = min(max(ZOOM_SHARE[camera.speed], x1 - x0, y1 - y0), 1.0)
    return _square(_window(side, x0, x1), _window(side, y0, y1), side)


def _seen(tracks: Sequence[Track]) -> list[Box]:
    times = sample_times(9)
    return [
        box
        for track in tracks
        for t, box in zip(times, boxes_along(track.keyframes, times), strict=True)
        if track.visible_at(t) and box.on_canvas
    ]


def _span(lows: list[float], highs: list[float]) -> tuple[float, float]:
    """Return the stretch to be seen along one axis, inside the canvas; with nothing to see, its middle."""
    return (max(min(lows) - ROOM, 0.0), min(max(highs) + ROOM, 1.0)) if lows else (0.4, 0.6)


def _window(side: float, low: float, high: float) -> float:
    """Return where a stretch of length `side` begins that is centred on low..high as far as the canvas allows."""
    return min(max((low + high) / 2 - side / 2, 0.0), 1.0 - side)
