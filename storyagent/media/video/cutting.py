"""An entity's mask in every frame of a clip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture
from storyagent.media.image.find import LEAST_MATCH, Corners, Found, drawing_of, match_near, named
from storyagent.media.image.segment import drawn_shape, outline
from storyagent.media.image.still import Mask
from storyagent.media.video.where import Places

_CHANGED = 6.0


class Cutting(NamedTuple):
    """One frame, and the entity in it: mask, box, and whether it is mirrored; None where it is not seen."""

    frame: Picture
    mask: Mask | None = None
    box: Corners | None = None
    mirrored: bool = False


def cut_out(frames: Iterable[Picture], places: Places, words: str) -> Iterator[Cutting]:
    """Yield each frame with the mask of the entity.

    Where the films' drawing of it is recognised near its box, that gives box and outline to a pixel. A mask is kept
    while nothing in and around the box changes, so that what rests does not flicker.
    """
    last: Cutting | None = None
    drawn = drawing_of(named(words))
    for frame, place in zip(frames, places, strict=True):
        if place is None or not _on_screen(place):
            last = Cutting(frame)
        elif last is not None and last.box is not None and _rests(last, frame, place):
            last = last._replace(frame=frame)
        else:
            last = _cut(frame, place, words, drawn)
        yield last


def _cut(frame: Picture, place: Corners, words: str, drawn: npt.NDArray[np.uint8] | None) -> Cutting:
    found = Found(place, 0.0, "place") if drawn is None else match_near(frame, drawn, place)
    seen = found.by == "drawing" and found.score >= 0.8 * LEAST_MATCH
    box = found.box if seen else place
    try:
        mask = outline(frame, _clipped(box), drawn_shape(words, found) if seen and _whole(box) else None)
    except InvalidInput:
        return Cutting(frame)
    return Cutting(frame, mask, box, seen and found.mirrored)


def _rests(last: Cutting, frame: Picture, place: Corners) -> bool:
    if last.box is None or last.mask is None:
        return False
    high, wide = frame.shape[:2]
    x0, y0, x1, y1 = _clipped(place)
    part = np.s_[int(y0 * high) : int(y1 * high) + 1, int(x0 * wide) : int(x1 * wide) + 1]
    change = np.abs(frame[part].astype(np.int16) - last.frame[part])
    return bool(change.size) and float(change.max(axis=-1).max()) < _CHANGED * 4 and float(change.mean()) < _CHANGED / 4


def _on_screen(box: Corners) -> bool:
    x0, y0, x1, y1 = _clipped(box)
    return x1 - x0 > 0.01 and y1 - y0 > 0.01


def _clipped(box: Corners) -> Corners:
    return max(0.0, box[0]), max(0.0, box[1]), min(1.0, box[2]), min(1.0, box[3])


def _whole(box: Corners) -> bool:
    return min(box) >= 0.0 and max(box) <= 1.0
