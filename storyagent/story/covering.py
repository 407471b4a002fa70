"""How much two performers are in each other's way: cheap tests first, for it is asked of every place that is tried."""

from __future__ import annotations

from functools import cached_property
from typing import Literal, NamedTuple

from storyagent.story.depth import reach_of, small_in_front
from storyagent.story.layout import Box, Track, corners_along, sample_times

BUMP = 0.05
"""What it counts, at least, that two performers are in each other's way."""
PASSING = 0.05
"""What covering counts where one in front of the other is what happens: in passing on the ground, and of a large one
by a small one."""
NOTHING = 1e-3
Meeting = Literal["on foot", "in the air", "before the sky"]
"""How two meet: both walk or swim, one of them does neither, or one of them is sun or moon."""
SAMPLES = 25

_TIMES = sample_times(SAMPLES)


Rect = tuple[float, float, float, float, float]
"""The corners and the area of a box as plain numbers: they are compared a hundred thousand times for one scene."""


class Ends(NamedTuple):
    """What is known of a way without following it: its first and its last box, None where unseen or unknown."""

    first: Rect | None
    last: Rect | None
    least_area: float
    most_area: float


class Way:
    """Where one performer is over the time of a scene. What takes long to compute is so only when it is asked for."""

    def __init__(self, track: Track) -> None:
        self._track = track
        self._keyframes = track.keyframes
        self._whole = track.windows == ((0.0, 1.0),)
        first, *others = self._corners = [keyframe.box.as_tuple() for keyframe in track.keyframes]
        self.rests = self._whole and track.keyframes[0].box.on_canvas and all(corners == first for corners in others)
        """Whether it is at one place, and seen there, from the first sample to the last."""
        self.reach: Rect = _as_rect(track.keyframes[0].box) if self.rests else (*reach_of(self._corners), 0.0)
        """What all of its boxes lie within."""

    @cached_property
    def ends(self) -> Ends:
        """Return where it is at the beginning and at the end, and how small and how large it gets."""
        widths = [x1 - x0 for x0, _, x1, _ in self._corners]
        heights = [y1 - y0 for _, y0, _, y1 in self._corners]
        return Ends(
            _seen(self._keyframes[0].box, self._whole or self._track.visible_at(0.0)),
            _seen(self._keyframes[-1].box, self._whole or self._track.visible_at(1.0)),
            min(widths) * min(heights),
            max(widths) * max(heights),
        )

    @cached_property
    def rects(self) -> tuple[Rect | None, ...]:
        """Return where it is at each sample, None where it is not seen, as `Track.boxes` does."""
        if self.rests:
            return (self.reach,) * len(_TIMES)
        return tuple(
            (x0, y0, x1, y1, (x1 - x0) * (y1 - y0))
            if x0 < 1.0 and x1 > 0.0 and y0 < 1.0 and y1 > 0.0 and (self._whole or self._track.visible_at(t))
            else None
            for t, (x0, y0, x1, y1) in zip(_TIMES, corners_along(self._keyframes, _TIMES), strict=True)
        )


def _as_rect(box: Box) -> Rect:
    return *box.as_tuple(), box.area


def _seen(box: Box, visible: bool) -> Rect | None:
    return _as_rect(box) if visible and box.on_canvas else None


def covered(one: Way, other: Way, meeting: Meeting) -> float:
    """Return how much two performers are in each other's way while both are seen, as a mean share over time.

    Standing in each other's way counts the share of the smaller box. In passing, what is hidden is the one whose feet
    are higher, so that small ones rather pass in front of large ones than behind. Whoever is before the sky hides
    little of it.
    """
    if not shared_area(one.reach, other.reach):
        return 0.0
    if one.rests and other.rests:
        together = [(one.reach, other.reach)]
    else:
        together = [(p, q) for p, q in zip(one.rects, other.rects, strict=True) if p and q]
    shared = [shared_area(p, q) for p, q in together]
    if not any(shared):
        return 0.0
    hiding = [
        share if area and (share := area / min(p[4], q[4])) > NOTHING else 0.0
        for area, (p, q) in zip(shared, together, strict=True)
    ]
    if not any(hiding):
        return 0.0
    p, q = together[shared.index(max(shared))]
    if meeting == "before the sky" or small_in_front(p[4], q[4]):
        hidden = [area / max(p[4], q[4]) if area else 0.0 for area, (p, q) in zip(shared, together, strict=True)]
        return PASSING * sum(hidden) / len(hidden)
    passing = not hiding[0] and not hiding[-1] and hiding.count(0.0) > len(hiding) / 4
    if not passing:
        return BUMP + max(hiding[0], hiding[-1], sum(hiding) / len(hiding))
    hidden = [
        area / (p[4] if p[3] < q[3] else q[4]) if area else 0.0 for area, (p, q) in zip(shared, together, strict=True)
    ]
    passed = sum(hidden) / len(hidden)
    return PASSING * passed if meeting == "on foot" else BUMP + passed


def covered_at_least(one: Ends, other: Ends, meeting: Meeting) -> float:
    """Return a cost below which `covered` is not, from where both are at the beginning and at the end alone.

    Covering there is no passing. Nothing is said where one is so small that it may be in front for a lower price.
    """
    worst = 0.0
    for p, q in ((one.first, other.first), (one.last, other.last)):
        if p and q and (area := shared_area(p, q)):
            worst = max(worst, area / min(p[4], q[4]))
    if worst <= NOTHING or meeting == "before the sky":
        return 0.0
    areas = min(one.least_area, other.least_area), max(one.most_area, other.most_area)
    return 0.0 if small_in_front(*areas) else BUMP + worst


def resting(box: Box) -> Ends:
    """Return what is known of one that keeps its size and is seen to begin at a box."""
    return Ends(_seen(box, visible=True), None, box.area, box.area)


def shared_area(a: Rect, b: Rect) -> float:
    """Return the area that two boxes have in common."""
    ax0, ay0, ax1, ay1, _ = a
    bx0, by0, bx1, by1, _ = b
    if ax0 >= bx1 or bx0 >= ax1 or ay0 >= by1 or by0 >= ay1:
        return 0.0
    return (min(ax1, bx1) - max(ax0, bx0)) * (min(ay1, by1) - max(ay0, by0))
