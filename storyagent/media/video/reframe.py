"""A clip in another shape: a window as high or as wide as the picture follows what matters, like a calm operator.

The window rests while what it follows stays in its middle part, and sets off and stops softly; it jumps only where the
clip has a cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from storyagent.errors import InvalidInput
from storyagent.media.image.find import Corners, detected
from storyagent.media.video.camera import smoothed
from storyagent.media.video.clip import Clip, clip_frames, open_clip
from storyagent.media.video.cuts import cuts_of, shrunk
from storyagent.media.video.framing import Window, parse_aspect, seen_through, window_size
from storyagent.media.video.sound import clip_sound
from storyagent.media.video.timing import silent
from storyagent.media.video.where import Places, between_looks, has_track, layout_places, moving_tracks, track_of
from storyagent.media.video.write import Progress, write_clip
from storyagent.story.layout import Layout
from storyagent.story.timeline import Timeline

_REST, _SMOOTH_S = 0.12, 0.45
_LOOKS_PER_S = 3.0
Centres = npt.NDArray[np.float64]


class Shot(NamedTuple):
    """Frames `first` to `last` (exclusive), and the boxes of what is followed in them.

    A `whole` one is shown whole: it has writing in it, such as a title card.
    """

    first: int
    last: int
    followed: tuple[Places, ...]
    whole: bool = False


def reframe(
    video: Path,
    out: Path,
    aspect: str,
    layouts: Sequence[Layout] = (),
    timeline: Timeline | None = None,
    follow: str = "",
    progress: Progress = silent,
) -> int:
    """Write the clip in another shape, its window following entities; return the number of frames.

    Shots of a film's timeline that have no layout, as its title card, are shown whole before a blurred copy.

    Args:
        video: The clip or the film.
        out: Where it is written.
        aspect: as `parse_aspect` reads it.
        layouts: of the clip's one scene, or of the film's scenes. Without any, what the detector sees is followed.
        timeline: the film's, if there are several scenes in it.
        follow: the entity to follow; by default those that move, or all.
        progress: told the share that is done.

    Raises:
        InvalidInput: no such shape, several layouts without a timeline, or no layout has the entity to follow.
    """
    clip = open_clip(video)
    size = window_size(clip.width_px, clip.height_px, parse_aspect(aspect))
    shots = _laid_out(clip, layouts, timeline, follow) if layouts else _looked_at(clip, progress)
    windows = [window for shot in shots for window in _windows(shot, clip, size)]
    frames = seen_through(clip_frames(clip), windows, size)
    return write_clip(out, frames, clip.fps, clip_sound(clip), total=clip.frames, progress=progress)


def _windows(shot: Shot, clip: Clip, size: tuple[int, int]) -> Sequence[Window | None]:
    if shot.whole and size != (clip.width_px, clip.height_px):
        return [None] * (shot.last - shot.first)
    return windows_of(shot, clip, size)


def windows_of(shot: Shot, clip: Clip, size: tuple[int, int]) -> list[Window]:
    """Return the window of every frame of a shot, in pixels."""
    wide, high = size[0] / clip.width_px, size[1] / clip.height_px
    path = _calm(*_aims(shot, (wide, high)), (wide, high), float(clip.fps))
    path[:, 0] = np.clip(path[:, 0], wide / 2, 1 - wide / 2) * clip.width_px - size[0] / 2
    path[:, 1] = np.clip(path[:, 1], high / 2, 1 - high / 2) * clip.height_px - size[1] / 2
    if np.ptp(path, axis=0).max() < 1.0:  # at rest: whole pixels, so that nothing is resampled
        path[:] = np.rint(path.mean(axis=0))
    return [(x, y, x + size[0], y + size[1]) for x, y in path.tolist()]


def _aims(shot: Shot, window: tuple[float, float]) -> tuple[Centres, Centres]:
    """Return where the window should be in each frame, and how far from there it may be (n, 2 each).

    That is the middle of as many of the followed as the window holds together, the first ones first.
    """
    count = shot.last - shot.first
    middles, spare = np.full((count, 2), np.nan), np.full((count, 2), np.inf)
    for number in range(count):
        boxes = [_clipped(box) for places in shot.followed if (box := places[number]) is not None and _is_seen(box)]
        if not boxes:
            continue
        held = boxes[0]
        for box in boxes[1:]:
            both = (min(held[0], box[0]), min(held[1], box[1]), max(held[2], box[2]), max(held[3], box[3]))
            if both[2] - both[0] <= window[0] and both[3] - both[1] <= window[1]:
                held = both
        middles[number] = (held[0] + held[2]) / 2, (held[1] + held[3]) / 2
        spare[number] = (window[0] - held[2] + held[0]) / 2, (window[1] - held[3] + held[1]) / 2
    known = np.flatnonzero(~np.isnan(middles[:, 0]))
    if not known.size:
        return np.full((count, 2), 0.5), spare
    columns = [np.interp(np.arange(count), known, middles[known, axis]) for axis in (0, 1)]
    return np.stack(columns, axis=1), spare


def _is_seen(box: Corners) -> bool:
    return box[2] > 0 and box[0] < 1 and box[3] > 0 and box[1] < 1


def _clipped(box: Corners) -> Corners:
    return max(0.0, box[0]), max(0.0, box[1]), min(1.0, box[2]), min(1.0, box[3])


def _calm(aims: Centres, spare: Centres, window: tuple[float, float], fps: float) -> Centres:
    """Return a path that rests while what is followed is well inside the window, and else goes softly."""
    size = np.array(window)
    rest = np.clip(spare / 2, 0.01 * size, _REST * size)
    at = aims[: max(1, round(0.3 * fps))].mean(axis=0)
    held = np.empty_like(aims)
    for number, aim in enumerate(aims):
        at = np.clip(at, aim - rest[number], aim + rest[number])
        held[number] = at
    return smoothed(held, _SMOOTH_S * fps)


def _laid_out(clip: Clip, layouts: Sequence[Layout], timeline: Timeline | None, follow: str) -> list[Shot]:
    if timeline is None:
        if len(layouts) > 1:
            raise InvalidInput(
                "several layouts need the film's timeline", found=f"{len(layouts)} layouts", needed="one, or a timeline"
            )
        return [Shot(0, clip.frames, _followed(layouts[0], clip.frames, follow))]
    _require_film(clip, timeline)
    by_scene = {layout.scene: layout for layout in layouts}
    if follow and not any(has_track(layout, follow) for layout in layouts):
        track_of(layouts[0], follow)  # says which there are
    shots = []
    for shot, start in zip(timeline.shots, timeline.starts, strict=True):
        last = start + shot.frames
        layout_here = by_scene.get(shot.id)
        followed = () if layout_here is None else _followed(layout_here, shot.frames, follow, strict=False)
        shots.append(Shot(start, last, followed, whole=layout_here is None))
    return _without_overlaps(shots, clip.frames)


def _require_film(clip: Clip, timeline: Timeline) -> None:
    if timeline.frames != clip.frames:
        raise InvalidInput(
            "the timeline is not this film's", found=f"{clip.frames} frames", needed=f"{timeline.frames} frames"
        )


def _without_overlaps(shots: Sequence[Shot], frames: int) -> list[Shot]:
    """Let each shot end where the next begins: in a dissolve, half way."""
    borders = [0, *((a.last + b.first) // 2 for a, b in pairwise(shots)), frames]
    cut = []
    for shot, first, last in zip(shots, borders, borders[1:], strict=False):
        skip, end = first - shot.first, last - shot.first
        cut.append(Shot(first, last, tuple(places[skip:end] for places in shot.followed), shot.whole))
    return cut


def _followed(layout: Layout, frames: int, follow: str, *, strict: bool = True) -> tuple[Places, ...]:
    if follow and (strict or has_track(layout, follow)):
        return tuple(layout_places(layout, [track_of(layout, follow)], frames))
    return tuple(layout_places(layout, moving_tracks(layout), frames))


def _looked_at(clip: Clip, progress: Progress) -> list[Shot]:
    """Return the clip's shots with what the detector sees in them."""
    cuts = cuts_of(shrunk(clip_frames(clip), lambda share: progress(0.3 * share), clip.frames), float(clip.fps))
    every = max(1, round(float(clip.fps) / _LOOKS_PER_S))
    shots = []
    for first, last in cuts.shots:
        seen: dict[str, dict[int, tuple[float, float, float, float]]] = {}
        for number in range(first, last, every):
            for noun, thing in detected(next(clip_frames(clip, number, number + 1))):
                seen.setdefault(noun, {}).setdefault(number - first, thing.box)
        often = [boxes for boxes in seen.values() if len(boxes) * every * 3 >= last - first]
        followed = tuple(between_looks(boxes, last - first, 4 * every, every) for boxes in often)
        shots.append(Shot(first, last, followed))
    return shots
