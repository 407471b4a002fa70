"""Filling a hole in a picture with what is around it.

A thin hole is closed from its rim (Telea 2004). A wide one is filled with patches of the rest of the picture that fit
each other and the rim: coarse to fine, nearest patches by PatchMatch (Barnes et al. 2009), pixels by their vote (Wexler
et al. 2007). So what is put there has the texture of the rest instead of a smear.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture
from storyagent.media.image.still import Mask
from storyagent.media.opencv import opencv

_REACH = 3  # patches of 7 x 7
_FINEST_PX, _COARSEST_PX = 224, 40
_ROUNDS = 3
_THIN_PX = 6
_MOST_HOLE = 0.7
Field = npt.NDArray[np.intp]
"""(N, 2), the y and x of the patch chosen for each pixel of the hole."""


def fill(picture: Picture, mask: Mask, grow: float = 0.006) -> Picture:
    """Return the picture with what is inside the mask replaced; outside it stays as it is. Deterministic.

    Args:
        picture: (H, W, 3) RGB.
        mask: where it is above a tenth, pixels are replaced.
        grow: by how much the hole is made wider, as a share of the longer side, so that no rim of the old stays.

    Raises:
        InvalidInput: the mask covers more than 70 % of the picture, so that there is nothing to fill it with.
        MissingExtra: no OpenCV.
    """
    cv = opencv()
    high, wide = mask.shape
    reach = max(1, round(grow * max(high, wide)))
    hole = cv.dilate((mask > 0.1).astype(np.uint8), cv.getStructuringElement(cv.MORPH_ELLIPSE, (2 * reach + 1,) * 2))
    share = float(hole.mean())
    if share > _MOST_HOLE:
        raise InvalidInput(
            "too much is masked", found=f"{share:.0%} of the picture", needed=f"at most {_MOST_HOLE:.0%}"
        )
    if not hole.any():
        return picture
    if float(cv.distanceTransform(hole, cv.DIST_L2, 3).max()) <= _THIN_PX:
        return np.asarray(cv.inpaint(picture, hole, 4, cv.INPAINT_TELEA))
    filled = _filled(cv, picture, hole)
    soft = cv.GaussianBlur(hole.astype(np.float32), (0, 0), max(0.8, reach / 2))[..., None]
    soft = np.where(hole[..., None] > 0, np.maximum(soft, 0.5) * 2 - 1, 0)  # never outside the hole
    edge = np.clip(soft * 3, 0, 1)
    smear = cv.inpaint(picture, hole, 3, cv.INPAINT_TELEA).astype(np.float32)
    mixed = np.where(hole[..., None] > 0, filled * edge + smear * (1 - edge), picture)
    return np.clip(np.rint(mixed), 0, 255).astype(np.uint8)


def _filled(cv: Any, picture: Picture, hole: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    high, wide = hole.shape
    finest = min(1.0, _FINEST_PX / max(high, wide))
    sizes = [finest]
    while sizes[0] * max(high, wide) / 2 >= _COARSEST_PX:
        sizes.insert(0, sizes[0] / 2)
    random = np.random.default_rng(0)
    field: npt.NDArray[np.float64] | None = None
    image: npt.NDArray[np.float32] | None = None
    for scale in sizes:
        size = (max(16, round(wide * scale)), max(16, round(high * scale)))
        gap = cv.resize(hole, size, interpolation=cv.INTER_AREA) > 0
        own = cv.resize(picture, size, interpolation=cv.INTER_AREA).astype(np.float32)
        if image is None:
            start = cv.inpaint(own.astype(np.uint8), gap.astype(np.uint8), 3, cv.INPAINT_TELEA).astype(np.float32)
        else:
            start = cv.resize(image, size, interpolation=cv.INTER_LINEAR)
        own[gap] = start[gap]
        image, field = _matched(own, gap, field, random)
    assert field is not None
    return _enlarged(cv, picture, hole, field)


def _matched(
    image: npt.NDArray[np.float32], gap: npt.NDArray[np.bool_], field: npt.NDArray[np.float64] | None, random: Any
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float64]]:
    """Fill the gap of one size; return the picture, and for every pixel the step (y, x) to its patch's source."""
    high, wide = gap.shape
    cv = opencv()
    kernel = np.ones((2 * _REACH + 1,) * 2, np.uint8)
    near = cv.dilate(gap.astype(np.uint8), kernel) > 0
    inside = np.zeros_like(gap)
    inside[_REACH : high - _REACH, _REACH : wide - _REACH] = True
    sources = np.argwhere(inside & ~near)
    if not len(sources):
        sources = np.argwhere(inside & ~gap)
    targets = np.argwhere(near & inside)
    if not len(sources) or not len(targets):
        return image, np.zeros((high, wide, 2))
    allowed = np.zeros_like(gap)
    allowed[tuple(sources.T)] = True
    nearest = _nearest(allowed)
    at = np.full(gap.shape, -1, np.intp)
    at[tuple(targets.T)] = np.arange(len(targets))
    if field is None:
        chosen = sources[random.integers(0, len(sources), len(targets))]
    else:
        grown = cv.resize(field, (wide, high), interpolation=cv.INTER_NEAREST) * [
            high / field.shape[0],
            wide / field.shape[1],
        ]
        chosen = _snapped(targets + np.rint(grown[tuple(targets.T)]).astype(np.intp), nearest)
    for _ in range(_ROUNDS):
        chosen, apart = _searched(image, targets, chosen, at, nearest, random)
        image = _voted(image, gap, targets, chosen, apart)
    steps = np.zeros((high, wide, 2))
    steps[tuple(targets.T)] = chosen - targets
    return image, _spread(steps, at >= 0)


def _nearest(allowed: npt.NDArray[np.bool_]) -> Field:
    """Return, for every pixel, the nearest allowed one, (H, W, 2)."""
    cv = opencv()
    _, labels = cv.distanceTransformWithLabels(
        (~allowed).astype(np.uint8), cv.DIST_L2, 5, labelType=cv.DIST_LABEL_PIXEL
    )
    of_label = np.zeros((int(labels.max()) + 1, 2), np.intp)
    places = np.argwhere(allowed)
    of_label[labels[tuple(places.T)]] = places
    return np.asarray(of_label[labels])


def _snapped(places: Field, nearest: Field) -> Field:
    y = np.clip(places[:, 0], 0, nearest.shape[0] - 1)
    x = np.clip(places[:, 1], 0, nearest.shape[1] - 1)
    return np.asarray(nearest[y, x])


def _searched(
    image: npt.NDArray[np.float32], targets: Field, chosen: Field, at: npt.NDArray[np.intp], nearest: Field, random: Any
) -> tuple[Field, npt.NDArray[np.float32]]:
    """Better each pixel's patch by its neighbours' and by chance, PatchMatch's two steps."""
    width = 2 * _REACH + 1
    patches = np.lib.stride_tricks.sliding_window_view(image, (width, width), axis=(0, 1))
    wanted = patches[targets[:, 0] - _REACH, targets[:, 1] - _REACH].reshape(len(targets), -1)

    def apart_of(places: Field) -> npt.NDArray[np.float32]:
        found = patches[places[:, 0] - _REACH, places[:, 1] - _REACH].reshape(len(places), -1)
        return np.asarray(((found - wanted) ** 2).mean(axis=1))

    best, cost = chosen.copy(), apart_of(chosen)

    def try_these(places: Field) -> None:
        unlike = apart_of(places)
        closer = unlike < cost
        best[closer], cost[closer] = places[closer], unlike[closer]

    for reach in (4, 1, 1):
        for step in ((0, reach), (0, -reach), (reach, 0), (-reach, 0)):
            beside = targets + step
            y, x = np.clip(beside[:, 0], 0, at.shape[0] - 1), np.clip(beside[:, 1], 0, at.shape[1] - 1)
            neighbour = at[y, x]
            offered = np.where((neighbour >= 0)[:, None], best[neighbour] - step, best)
            try_these(_snapped(offered, nearest))
    radius = max(at.shape)
    while radius >= 1:
        offered = best + random.integers(-radius, radius + 1, best.shape)
        try_these(_snapped(offered, nearest))
        radius //= 3
    return best, cost


def _voted(
    image: npt.NDArray[np.float32], gap: npt.NDArray[np.bool_], targets: Field, chosen: Field, apart: npt.NDArray[Any]
) -> npt.NDArray[np.float32]:
    """Return the picture, each pixel of the gap the mean of what the patches over it say, the fitting ones most."""
    total = np.zeros(image.shape, np.float64)
    weights = np.zeros(gap.shape, np.float64)
    trust = np.exp(-apart / (2 * max(1.0, float(np.percentile(apart, 50)))))
    for dy in range(-_REACH, _REACH + 1):
        for dx in range(-_REACH, _REACH + 1):
            y, x = targets[:, 0] + dy, targets[:, 1] + dx
            total[y, x] += trust[:, None] * image[chosen[:, 0] + dy, chosen[:, 1] + dx]
            weights[y, x] += trust
    known = weights > 0
    result = image.copy()
    use = gap & known
    result[use] = (total[use] / weights[use][:, None]).astype(np.float32)
    return result


def _spread(steps: npt.NDArray[np.float64], known: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Give every pixel the step of the nearest one that has one."""
    nearest = _nearest(known)
    return np.asarray(steps[nearest[..., 0], nearest[..., 1]])


def _enlarged(
    cv: Any, picture: Picture, hole: npt.NDArray[np.uint8], field: npt.NDArray[np.float64]
) -> npt.NDArray[np.float32]:
    """Return the picture with its hole filled at full size, from where the small one took its patches."""
    high, wide = hole.shape
    scale = np.array([high / field.shape[0], wide / field.shape[1]])
    around = max(1, round(float(scale.max())))
    places = np.argwhere(hole > 0)
    total = np.zeros((len(places), 3))
    weights = np.zeros(len(places))
    rest = hole == 0
    for dy in (-around, 0, around):
        for dx in (-around, 0, around):
            y = np.clip(((places[:, 0] + dy + 0.5) / scale[0]).astype(np.intp), 0, field.shape[0] - 1)
            x = np.clip(((places[:, 1] + dx + 0.5) / scale[1]).astype(np.intp), 0, field.shape[1] - 1)
            source = np.rint(places + field[y, x] * scale).astype(np.intp)
            source = np.clip(source, 0, [high - 1, wide - 1])
            good = rest[source[:, 0], source[:, 1]] * (4.0 if dx == dy == 0 else 1.0)
            total += good[:, None] * picture[source[:, 0], source[:, 1]]
            weights += good
    filled = cv.inpaint(picture, hole, 3, cv.INPAINT_TELEA).astype(np.float32)
    known = weights > 0
    filled[places[known, 0], places[known, 1]] = total[known] / weights[known][:, None]
    return np.asarray(filled)
