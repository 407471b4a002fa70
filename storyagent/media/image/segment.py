"""The pixels of one thing: a mask from words or a box.

GrabCut (Rother et al. 2004) divides the pixels around the box into thing and ground by their colours. Where the thing
was found by its drawing, the drawing's outline says beforehand what is surely inside and surely outside.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture
from storyagent.media.image.find import Corners, Found, drawing_of, find, named
from storyagent.media.image.still import Mask
from storyagent.media.opencv import opencv

_CUT_PX = 400
_ROUNDS = 4
_LEAST_SHARE = 0.02


def segment(picture: Picture, words: str, box: Corners | None = None) -> Mask:
    """Return the mask of the thing that words name, or of what is in a box.

    Raises:
        InvalidInput: it is not seen, or the box is not in the picture.
        MissingExtra: no OpenCV.
    """
    if box is None:
        found = find(picture, words)
        return outline(picture, found.box, drawn_shape(words, found))
    return outline(picture, box)


def drawn_shape(words: str, found: Found) -> npt.NDArray[np.uint8] | None:
    """Return the outline (alpha) of the drawing that was found, as it was found, or None if it was found otherwise."""
    if found.by != "drawing":
        return None
    drawn = drawing_of(named(words))
    if drawn is None:
        return None
    return np.ascontiguousarray(drawn[:, ::-1, 3] if found.mirrored else drawn[..., 3])


def outline(picture: Picture, box: Corners, shape: npt.NDArray[np.uint8] | None = None) -> Mask:
    """Return the mask of the thing that fills a box; `shape` is its outline as far as it is known. Deterministic.

    Raises:
        InvalidInput: the box holds no pixel, or no thing stands out in it.
    """
    cv = opencv()
    high, wide = picture.shape[:2]
    x0, y0, x1, y1 = _pixels(box, wide, high)
    margin = round(0.2 * max(x1 - x0, y1 - y0)) + 4
    left, top, right, bottom = max(0, x0 - margin), max(0, y0 - margin), min(wide, x1 + margin), min(high, y1 + margin)
    around = picture[top:bottom, left:right]
    scale = min(1.0, _CUT_PX / max(around.shape[:2]))
    size = (max(8, round(around.shape[1] * scale)), max(8, round(around.shape[0] * scale)))
    small = cv.GaussianBlur(cv.resize(around, size, interpolation=cv.INTER_AREA), (0, 0), 0.7)
    inner = ((x0 - left) * scale, (y0 - top) * scale, (x1 - left) * scale, (y1 - top) * scale)
    labels = _guess(size, tuple(round(side) for side in inner), shape)
    cut = _grab_cut(cv, small, labels)
    if cut.mean() < _LEAST_SHARE * (x1 - x0) * (y1 - y0) * scale * scale / cut.size:
        raise InvalidInput(
            "nothing stands out in this box",
            found=f"box {[round(side, 3) for side in box]}",
            needed="a thing on another ground",
        )
    smooth = cv.resize(cut.astype(np.float32), (around.shape[1], around.shape[0]), interpolation=cv.INTER_CUBIC)
    soft = np.clip((cv.GaussianBlur(smooth, (0, 0), max(0.6, 0.6 / scale)) - 0.5) * max(2.0, 2.5 * scale) + 0.5, 0, 1)
    mask = np.zeros((high, wide), np.float32)
    mask[top:bottom, left:right] = soft
    return mask


def _pixels(box: Corners, wide: int, high: int) -> tuple[int, int, int, int]:
    x0, y0 = max(0, round(box[0] * wide)), max(0, round(box[1] * high))
    x1, y1 = min(wide, round(box[2] * wide)), min(high, round(box[3] * high))
    if x1 - x0 < 3 or y1 - y0 < 3:
        raise InvalidInput(
            "the box holds no picture", found=f"{list(box)}", needed="0 <= x0 < x1 <= 1, 0 <= y0 < y1 <= 1"
        )
    return x0, y0, x1, y1


def _guess(size: tuple[int, int], inner: tuple[int, ...], shape: npt.NDArray[np.uint8] | None) -> npt.NDArray[np.uint8]:
    """Return GrabCut's labels: 0 ground, 1 thing, 2 probably ground, 3 probably thing."""
    cv = opencv()
    labels = np.zeros((size[1], size[0]), np.uint8)
    x0, y0, x1, y1 = inner
    x1, y1 = max(x1, x0 + 3), max(y1, y0 + 3)
    if shape is None:
        labels[y0:y1, x0:x1] = 3
        return labels
    known = np.zeros_like(labels)
    fitted = cv.resize(shape, (x1 - x0, y1 - y0), interpolation=cv.INTER_AREA)
    part = known[y0:y1, x0:x1]
    part[:] = fitted[: part.shape[0], : part.shape[1]] > 128
    reach = max(2, round(0.06 * max(x1 - x0, y1 - y0)))
    kernel = cv.getStructuringElement(cv.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    closer = cv.getStructuringElement(cv.MORPH_ELLIPSE, (reach + 1, reach + 1))
    labels[cv.dilate(known, kernel) > 0] = 2
    labels[known > 0] = 3
    labels[cv.erode(known, closer) > 0] = 1
    return labels


def _grab_cut(cv: Any, small: Picture, labels: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    cv.setRNGSeed(1)
    ground, thing = np.zeros((1, 65)), np.zeros((1, 65))
    labels = labels.copy()
    cv.grabCut(small, labels, None, ground, thing, _ROUNDS, cv.GC_INIT_WITH_MASK)
    cut = ((labels == 1) | (labels == 3)).astype(np.uint8)
    cut = cv.morphologyEx(cut, cv.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    return _without_specks(cv, cut)


def _without_specks(cv: Any, cut: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Leave out pieces below a fiftieth of the largest one."""
    count, pieces, facts, _ = cv.connectedComponentsWithStats(cut, connectivity=8)
    if count <= 2:
        return cut > 0
    areas = facts[:, 4].copy()
    areas[0] = 0
    return np.asarray(np.isin(pieces, np.flatnonzero(areas >= areas.max() / 50)))
