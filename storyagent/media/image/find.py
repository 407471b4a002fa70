"""Where a thing named in words is seen in a picture.

Two ways, both made for picture-book pictures: the storybook detector, which knows a hundred nouns in pictures of its
own world, and the thing's own drawing, looked for at every size, as storyagent's films are made of these drawings. The
surer one counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture
from storyagent.film.tint import known_color
from storyagent.lexicon import lemma
from storyagent.media.opencv import opencv

Corners = tuple[float, float, float, float]
LEAST_MATCH = 0.48
_COARSE_PX, _SEARCHED_PX, _KEPT = 160, 256, 12
_NEAR_PX = 384
_SIZES = tuple(float(size) for size in np.geomspace(0.1, 0.95, 18))
_ARTICLES = frozenset(("a", "an", "the", "my", "his", "her", "its", "their", "this", "that", "some", "one"))


class Found(NamedTuple):
    """One thing in a picture: its box (x0 y0 x1 y1 in shares), how sure, how it was found, whether mirrored."""

    box: Corners
    score: float
    by: str
    mirrored: bool = False


class Named(NamedTuple):
    """A thing in words: its colour, if one is said, and its noun in the singular."""

    colour: str
    noun: str


def named(words: str) -> Named:
    """Take apart what a thing is called.

    >>> named("the little red foxes")
    Named(colour='red', noun='little fox')

    Raises:
        InvalidInput: nothing is named.
    """
    said = [word for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", words.lower()) if word not in _ARTICLES]
    colours = [word for word in said if known_color(word)]
    rest = [word for word in said if word not in colours]
    if not rest:
        raise InvalidInput("no thing is named", found=repr(words), needed="a noun, like: the red fox")
    return Named(" ".join(colours), " ".join([*rest[:-1], lemma(rest[-1], "n") or rest[-1]]))


def find(picture: Picture, words: str) -> Found:
    """Return where a thing is, the surest place.

    Raises:
        InvalidInput: it is not seen; `found` says what was.
    """
    thing = named(words)
    places = [*_by_detector(picture, thing), *by_drawing(picture, thing)]
    if places:
        return max(places, key=lambda place: place.score)
    seen = sorted({noun for noun, _ in detected(picture)})
    raise InvalidInput(
        f"no {thing.noun} is seen in the picture",
        found=", ".join(seen) or "nothing that the detector knows",
        needed=f"a picture with a {thing.noun} in it",
        hint="give its box as x0, y0, x1, y1 in shares of the picture",
    )


def detected(picture: Picture) -> list[tuple[str, Any]]:
    """Return what the storybook detector sees, by noun, the surest first; nothing where it cannot run."""
    if find_spec("torch") is None:
        return []
    return [(thing.noun, thing) for thing in _detector().detect(picture[None], least_score=0.5)[0]]


@lru_cache(maxsize=1)
def _detector() -> Any:
    from storyagent.evaluation.detect import Detector

    return Detector.load()


def _by_detector(picture: Picture, thing: Named) -> list[Found]:
    head = thing.noun.split()[-1]
    return [
        Found(seen.box, seen.score + (0.2 if seen.colour == thing.colour else 0.0), "detector")
        for noun, seen in detected(picture)
        if noun in (thing.noun, head) and (not thing.colour or seen.colour == thing.colour or seen.score > 0.8)
    ]


def by_drawing(picture: Picture, thing: Named) -> list[Found]:
    """Return where a thing's own drawing is in a picture: one place, or none."""
    drawn = drawing_of(thing)
    if drawn is None:
        return []
    found = match(picture, drawn)
    return [found] if found.score >= LEAST_MATCH else []


@lru_cache(maxsize=64)
def drawing_of(thing: Named, size_px: int = 160) -> npt.NDArray[np.uint8] | None:
    """Return the drawing that films would show of a thing, (H, W, 4), or None if it has none of its own."""
    from storyagent.film.portray import portray
    from storyagent.story.screenplay import Entity

    entity = Entity(
        id="wanted", name=thing.noun, kind="character", noun=thing.noun.split()[-1], color=thing.colour or None
    )
    portrait = portray(entity, size_px)
    if portrait.drawing is None or portrait.drawing.guessed:
        return None
    return np.asarray(portrait.image.convert("RGBA"))


def match(picture: Picture, drawn: npt.NDArray[np.uint8], sizes: Sequence[float] = _SIZES) -> Found:
    """Return where a drawing fits a picture best, at any size and both ways round.

    The score is the correlation of both inside the drawing's outline (-1..1), so light and shade do not matter, less
    two over the root of its pixels, as few pixels are alike by chance. Looked for in grey first, then near the best
    places in colour.
    """
    coarse = _shrunk(picture, _COARSE_PX)
    grey = opencv().cvtColor(coarse, opencv().COLOR_RGB2GRAY)[..., None]
    tries = [_Try(size, mirrored) for size in sizes for mirrored in (False, True)]
    found = [(_match_at(grey, drawn, one, None), one) for one in tries]
    found.sort(key=lambda item: -item[0].score)
    fine = _shrunk(picture, _SEARCHED_PX)
    best = Found((0.0, 0.0, 1.0, 1.0), -1.0, "drawing")
    for place, one in found[:_KEPT]:
        for size in (one.size * 0.95, one.size, one.size * 1.05):
            closer = _match_at(fine, drawn, _Try(size, one.mirrored), place.box)
            best = max(best, closer, key=lambda item: item.score)
    return best


def match_near(picture: Picture, drawn: npt.NDArray[np.uint8], box: Corners) -> Found:
    """Return where a drawing fits best in and around a box, at about the box's size."""
    high, wide = picture.shape[:2]
    longer = max((box[3] - box[1]), (box[2] - box[0]) * wide / high)
    tries = [_Try(longer * share, mirrored) for share in (0.8, 0.86, 0.92, 0.98, 1.04) for mirrored in (False, True)]
    rough = _shrunk(picture, _COARSE_PX)
    found = [(_match_at(rough, drawn, one, _widened(box, 0.25)), one) for one in tries]
    place, best = max(found, key=lambda item: item[0].score)
    if place.score < 0:
        return Found(box, -1.0, "drawing")
    fine = _shrunk(picture, min(_NEAR_PX, max(high, wide)))
    sizes = [best.size * share for share in (0.97, 1.0, 1.03)]
    closer = [_match_at(fine, drawn, _Try(size, best.mirrored), _widened(place.box, 0.04)) for size in sizes]
    return max((place, *closer), key=lambda item: item.score)


def _widened(box: Corners, share: float) -> Corners:
    across, down = share * (box[2] - box[0]), share * (box[3] - box[1])
    return box[0] - across, box[1] - down, box[2] + across, box[3] + down


class _Try(NamedTuple):
    size: float
    mirrored: bool


def _shrunk(picture: Picture, longest_px: int) -> Picture:
    high, wide = picture.shape[:2]
    scale = longest_px / max(high, wide)
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    return np.asarray(opencv().resize(picture, size, interpolation=opencv().INTER_AREA))


def _match_at(small: Picture, drawn: npt.NDArray[np.uint8], one: _Try, near: Corners | None) -> Found:
    """Return the best place for a drawing at one size, anywhere or `near` a box."""
    cv = opencv()
    high, wide = small.shape[:2]
    shrink = one.size * high / max(drawn.shape[:2])
    shape = (max(5, round(drawn.shape[1] * shrink)), max(5, round(drawn.shape[0] * shrink)))
    nowhere = Found((0.0, 0.0, 1.0, 1.0), -1.0, "drawing")
    if shape[0] >= wide or shape[1] >= high or max(shape) < 9:
        return nowhere
    left = top = 0
    if near is not None:
        left, top = max(0, round(near[0] * wide) - 5), max(0, round(near[1] * high) - 5)
        small = small[top : round(near[3] * high) + 6, left : round(near[2] * wide) + 6]
        if shape[0] >= small.shape[1] or shape[1] >= small.shape[0]:
            return nowhere
    template = cv.resize(drawn[:, ::-1] if one.mirrored else drawn, shape, interpolation=cv.INTER_AREA)
    score, (x, y) = _best_place(small, np.ascontiguousarray(template))
    corners = ((x + left) / wide, (y + top) / high, (x + left + shape[0]) / wide, (y + top + shape[1]) / high)
    return Found(corners, score, "drawing", one.mirrored)


def _best_place(small: Picture, template: npt.NDArray[np.uint8]) -> tuple[float, tuple[int, int]]:
    cv = opencv()
    mask = (template[..., 3] > 128).astype(np.uint8)
    if mask.sum() < 16:
        return -1.0, (0, 0)
    rgb = np.ascontiguousarray(template[..., :3])
    if small.shape[2] == 1:
        scores = cv.matchTemplate(small, cv.cvtColor(rgb, cv.COLOR_RGB2GRAY), cv.TM_CCOEFF_NORMED, mask=mask)
    else:
        scores = cv.matchTemplate(small, rgb, cv.TM_CCOEFF_NORMED, mask=cv.merge([mask, mask, mask]))
    scores = np.where(np.isfinite(scores) & (np.abs(scores) <= 1.0001), scores, -1.0)
    place = int(np.argmax(scores))
    y, x = divmod(place, scores.shape[1])
    return float(scores[y, x]) - 2 / float(np.sqrt(mask.sum())), (x, y)
