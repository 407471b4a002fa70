"""Sun, moon and stars: where they are in a place, and where they go when they rise and set.

They are behind everything else, and no farther down than the horizon of the place. In a room they are seen through
its window. Painted places have their horizon and their windows here (`storyagent.film.scenery_rooms`).
"""

from __future__ import annotations

from typing import NamedTuple

from storyagent.story.choreography import Footing, Move, Spot
from storyagent.story.layout import Box, Track

SKY: Footing = "sky"
HORIZON = 0.62
"""Where the sky ends in a place under the open sky, a share of the frame from the top."""
SUNK = 0.4
"""How far below the horizon the middle of what has set is, in heights of it: its upper edge still peeps out."""
HIGH = 0.16
"""Where the middle of what is high in the sky is."""
BEHIND_ALL = -3.0
"""The depth of what is in the sky: behind what is far away, too."""
_BEHIND_FAR_AWAY = -2.5  # farther than the far side of what is far away
LARGEST_IN_SKY = 0.26
"""The height it has at most, as a share of the frame's shorter side."""
PANE = 0.42
"""The height of what is seen through a window, as a share of the window's shorter side."""
_ROOM_UNITS = 720.0


class Window(NamedTuple):
    """Where a room's window is painted: `left` in shares of the frame's width, the others in 720ths of its height.

    It is `width` wide, and at most the share `most` of the frame's width.
    """

    left: float
    top: float
    width: float
    most: float
    height: float

    def rect(self, width: float) -> tuple[float, float, float, float]:
        """Return (x, y, width, height) on a canvas of this width and a height of 720."""
        return width * self.left, self.top, min(self.width, width * self.most), self.height

    def box(self, aspect_ratio: float) -> Box:
        """Return the window as a share of the frame."""
        x, y, wide, high = self.rect(_ROOM_UNITS * aspect_ratio)
        across = _ROOM_UNITS * aspect_ratio
        return Box(x0=x / across, y0=y / _ROOM_UNITS, x1=(x + wide) / across, y1=(y + high) / _ROOM_UNITS)


WINDOWS: dict[str, Window] = {
    "room": Window(0.56, 130.0, 220.0, 0.34, 220.0),
    "kitchen": Window(0.3, 130.0, 210.0, 0.24, 170.0),
    "bedroom": Window(0.56, 120.0, 200.0, 0.34, 210.0),
    "classroom": Window(0.8, 140.0, 170.0, 0.17, 210.0),
    "workshop": Window(0.64, 130.0, 190.0, 0.3, 180.0),
}
"""The window of each kind of room."""
_ROOMS: dict[str, str] = {
    "bedroom": "bedroom", "nursery": "bedroom", "dormitory": "bedroom", "attic": "bedroom", "kitchen": "kitchen",
    "pantry": "kitchen", "classroom": "classroom", "schoolroom": "classroom", "workshop": "workshop",
    "studio": "workshop", "laboratory": "workshop", "room": "room", "parlor": "room", "parlour": "room",
    "lounge": "room", "apartment": "room", "flat": "room", "office": "room", "inside": "room", "indoors": "room",
}  # fmt: skip
_UP, _DOWN = "rise", "fall"


def window_of(background: str, aspect_ratio: float) -> Box | None:
    """Return the window through which the sky is seen in a place, None where there is more of it, or none."""
    words = background.lower().replace("-", " ").split()
    kind = next((_ROOMS[word] for word in reversed(words) if word in _ROOMS), None)
    return WINDOWS[kind].box(aspect_ratio) if kind else None


def risen_or_set(move: Move) -> Move:
    """Return a move of something in the sky: what comes up, goes down, comes or goes does so over the horizon.

    A way from side to side across the sky is left as it is.
    """
    path = move.path
    if move.relation or move.motion not in ("rise", "fall", "glide", "move", "bounce"):
        return move
    if move.motion == "rise" or (len(path) > 1 and (_is_off(path[0]) or _is_low(path[0]))):
        return _over_the_horizon(move, _UP, path[-1:])
    drops = move.motion in ("fall", "bounce") or (move.motion == "glide" and not path)
    if drops or (path and (_is_off(path[-1]) or _is_low(path[-1]))):
        return _over_the_horizon(move, _DOWN, path[:1])
    return move


def _over_the_horizon(move: Move, way: str, high: tuple[Spot, ...]) -> Move:
    """Return the move straight up or down, at the side that its upper end is at, if any is said."""
    side = next((word for word in ("left", "right") if high and word in high[0] and not _is_off(high[0])), "")
    path: tuple[Spot, ...] = ()
    if side == "left":
        path = ("lower left", "upper left")
    elif side == "right":
        path = ("lower right", "upper right")
    return move.model_copy(update={"motion": way, "path": path if way == _UP else path[::-1]})


def _is_off(spot: Spot) -> bool:
    return spot.startswith("offscreen")


def _is_low(spot: Spot) -> bool:
    return spot.startswith(("lower", "bottom"))


def is_in_the_sky(track: Track) -> bool:
    """Return whether a track is in the sky, behind everything else, all the time."""
    return all(keyframe.depth < _BEHIND_FAR_AWAY for keyframe in track.keyframes)


def through_window(box: Box, window: Box, aspect_ratio: float) -> Box:
    """Return where something in the open sky is seen through a window, small, and whole between its sill and its top.

    What has set, or has not risen, is below the sill.
    """
    height = PANE * min(window.width * aspect_ratio, window.height)
    width = height * box.width / box.height
    (cx, cy), margin = box.center, 0.04 * window.height
    risen = min(max((HORIZON - cy) / (HORIZON - HIGH), 0.0), 1.0)
    low, top = window.y1 - margin, window.y0 + margin + height / 2
    aside = (window.width - width) / 2 - 0.04 * window.width
    return Box.around(window.center[0] + (2 * cx - 1) * max(aside, 0.0), low + (top - low) * risen, width, height)
