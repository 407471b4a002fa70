"""Random scenes: which things are seen where, how they move, and when. Plans only; no pixels, no words.

A scene is chosen in plain Python, clip by clip; where its things stand is then found for all clips at once, as the
best of several random arrangements.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from training.storybook.motions import MOTIONS, centres
from training.storybook.nouns import BENCHMARK, COLOURS, NOUN, NOUNS
from training.storybook.places import PLACES, VARIATIONS

MAX_OBJECTS = 4
Span = tuple[float, float]
Sort = Literal["any", "empty", "numeracy", "attribution", "visibility", "dynamics", "passing", "sequential", "camera"]
SHARES: dict[Sort, float] = {
    "any": 0.46, "empty": 0.08, "numeracy": 0.09, "attribution": 0.10, "visibility": 0.07, "dynamics": 0.05,
    "passing": 0.05, "sequential": 0.06, "camera": 0.04,
}  # fmt: skip
"""Kinds of clips. Those from "numeracy" to "sequential" show what LVD's benchmark asks for."""
STILL_SHARES: dict[Sort, float] = {"any": 0.62, "empty": 0.08, "numeracy": 0.13, "attribution": 0.17}
SIZES: dict[int, Span] = {1: (0.30, 0.62), 2: (0.27, 0.50), 3: (0.25, 0.42), 4: (0.22, 0.38)}
"""Longer sides of drawings, in frames, by how many there are."""
LOW, HIGH = (0.0, 0.3), (0.7, 1.0)
CORNERS: dict[str, tuple[Span, Span]] = {
    "lower left": (LOW, HIGH), "lower right": (HIGH, HIGH), "upper left": (LOW, LOW), "upper right": (HIGH, LOW),
}  # fmt: skip
PATHS = (
    ("lower left", "lower right", "upper right"), ("lower left", "upper left", "upper right"),
    ("lower right", "lower left", "upper left"), ("lower right", "upper right", "upper left"),
    ("upper left", "lower left", "lower right"), ("upper right", "upper left", "lower left"),
    ("upper left", "upper right", "lower right"), ("upper right", "lower right", "lower left"),
)  # fmt: skip
CANDIDATES = 40
ANYWHERE: Span = (0.0, 1.0)


@dataclass
class Group:
    """Things of one kind that do the same. `heading` is said of a glide, `path` of two legs, `window` of appearing."""

    noun: str
    count: int = 1
    colour: str = COLOURS[0]
    motion: str = "stand"
    heading: str = ""
    path: tuple[str, str, str] | None = None
    window: Literal["", "first half", "second half"] = ""


@dataclass
class Thing:
    """One object: its group, size, and the range of each of its three places as a share of where it fits."""

    group: int
    size: float
    x: list[Span]
    y: list[Span]
    amount: float = 0.0
    level: bool = False
    """Whether its path keeps its height."""
    upright: bool = False
    """Whether its path keeps its x."""
    looks: int = 1
    window: Span = (0.0, 1.0)


@dataclass
class Scene:
    """One clip before it is drawn."""

    sort: Sort
    place: int
    variation: int
    groups: list[Group] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    camera: str = ""
    start: tuple[float, float, float] = (0.5, 0.5, 1.0)
    """The view as centre x, centre y and width, in frames."""
    end: tuple[float, float, float] = (0.5, 0.5, 1.0)


def choose(rng: Random, *, still: bool, nouns: Sequence[str] = NOUNS, often: Sequence[str] = BENCHMARK) -> Scene:
    """Choose what a scene shows, of `nouns`; those in `often`, each as often as it is there, more than all others."""
    shares = STILL_SHARES if still else SHARES
    (sort,) = rng.choices(list(shares), list(shares.values()))
    scene = Scene(sort, rng.randrange(len(PLACES)), rng.randrange(VARIATIONS))
    scene.groups = _groups(scene, rng, partial(_noun, rng, nouns, often))
    if not still:
        _set_in_motion(scene, rng)
    total = sum(group.count for group in scene.groups)
    size = _size(rng, total) if total else 0.0
    for number, group in enumerate(scene.groups):
        scene.things += [_thing(number, group, size * rng.uniform(0.9, 1.1), scene, rng) for _ in range(group.count)]
    return scene


def _size(rng: Random, total: int) -> float:
    low, high = SIZES[total]
    return rng.triangular(low, high, low + 0.45 * (high - low))


def _noun(rng: Random, nouns: Sequence[str], often: Sequence[str], share: float, but: str = "") -> str:
    while True:
        noun = rng.choice(often) if rng.random() < share else rng.choice(nouns)
        if noun != but:
            return noun


def _colour(rng: Random, share: float) -> str:
    return rng.choice(COLOURS[1:]) if rng.random() < share else COLOURS[0]


def _groups(scene: Scene, rng: Random, any_noun: Callable[..., str]) -> list[Group]:
    if scene.sort == "empty":
        return []
    if scene.sort == "numeracy":
        return [Group(any_noun(0.75), rng.randint(1, MAX_OBJECTS), _colour(rng, 0.15))]
    if scene.sort == "attribution":
        first, second = rng.sample(COLOURS[1:], 2)
        noun = any_noun(0.75)
        return [Group(noun, 1, first), Group(any_noun(0.75, but=noun), 1, second)]
    if scene.sort in ("visibility", "dynamics", "sequential"):
        return [Group(any_noun(0.6), 1, _colour(rng, 0.2))]
    counts = rng.choice([(1, 1), (1, 1), (1, 1)] if scene.sort == "passing" else COUNTS)
    groups: list[Group] = []
    for count in counts:
        taken = {group.noun for group in groups}
        noun = next(noun for noun in iter(lambda: any_noun(0.3), "") if noun not in taken)
        groups.append(Group(noun, count, _colour(rng, 0.4)))
    return groups


COUNTS: list[tuple[int, ...]] = [
    (1,), (1,), (1,), (1,), (1,), (1, 1), (1, 1), (1, 1), (1, 1), (2,), (2,), (1, 2), (2, 1), (1, 1, 1), (1, 1, 1),
    (3,), (2, 2), (1, 3), (1, 1, 2), (1, 1, 1, 1), (4,),
]  # fmt: skip


def _set_in_motion(scene: Scene, rng: Random) -> None:
    """Give each group what it does."""
    sort = scene.sort
    if sort in ("camera", "empty"):
        _set_camera(scene, rng, share=1.0 if sort == "camera" else 0.3)
    for number, group in enumerate(scene.groups):
        if sort == "passing":
            group.motion = "glide" if number == 0 else "stand"
            group.heading = rng.choice(("left", "right")) if number == 0 else ""
        elif sort == "sequential":
            group.motion, group.path = "legs", rng.choice(PATHS[:4] if rng.random() < 0.8 else PATHS)
        elif sort == "dynamics":
            group.motion, group.heading = "glide", rng.choice(("left", "right"))
        elif sort == "camera":
            group.motion = rng.choice(("stand", "stand", "sway"))
        elif sort == "visibility" or (sort == "any" and rng.random() < 0.12):
            group.window = rng.choice(("first half", "second half"))
            group.motion, group.heading = rng.choice((("stand", ""), ("glide", "left"), ("glide", "right")))
        else:
            group.motion, group.heading, group.path = _free_motion(NOUN[group.noun].way, rng)
            calm = sort in ("numeracy", "attribution") and group.motion != "bounce"
            if calm or (group.count > 1 and group.motion in ("legs", "approach", "recede", "circle")):
                group.motion, group.heading = rng.choice((("stand", ""), ("glide", "left"), ("glide", "right")))
            if group.count > 2 and " " in group.heading:
                group.heading = group.heading.split()[1]


def _free_motion(way: str, rng: Random) -> tuple[str, str, tuple[str, str, str] | None]:
    likely = {
        "roll": ("bounce", "bounce", "bounce", "bounce", "arc", "fall"),
        "hop": ("jump", "jump", "arc", "bounce"),
        "fly": ("circle", "glide", "glide"),
    }
    usual = ("stand", "glide", "glide", "glide", "glide", "jump", "sway", "approach", "recede", "circle", "legs", "arc")
    rooted = ("stand", "stand", "stand", "sway", "fall", "glide", "approach", "jump")
    motion = rng.choice(rooted if way == "stay" else (*usual, *likely.get(way, ())))
    airy = way in ("fly", "float", "swim")
    headings = (
        "left",
        "right",
        "left",
        "right",
        "up",
        "down",
        "upper left",
        "upper right",
        "lower left",
        "lower right",
    )
    heading = rng.choice(headings if airy or rng.random() < 0.25 else ("left", "right")) if motion == "glide" else ""
    if motion in ("bounce", "arc"):
        heading = rng.choice(("left", "right"))
    return motion, heading, rng.choice(PATHS) if motion == "legs" else None


def _set_camera(scene: Scene, rng: Random, share: float) -> None:
    if rng.random() >= share:
        return
    scene.camera = rng.choice(("pan left", "pan right", "zoom in", "zoom out"))
    if scene.camera.startswith("pan"):
        reach = rng.uniform(0.1, 0.2) * (1 if scene.camera == "pan right" else -1)
        scene.start, scene.end = (0.5 - reach, 0.5, 1.0), (0.5 + reach, 0.5, 1.0)
    else:
        wide, close = (0.5, 0.5, 1.0), (0.5, rng.uniform(0.48, 0.58), rng.uniform(0.62, 0.75))
        scene.start, scene.end = (wide, close) if scene.camera == "zoom in" else (close, wide)


def _standing_height(way: str, crowd: int, rng: Random) -> Span:
    """Return the range of y that suits a way of getting about; a quarter of all things, and crowds, are anywhere."""
    if crowd > 2 or rng.random() < 0.25:
        return ANYWHERE
    if way in ("fly", "float"):
        return 0.0, 0.55
    return (0.45, 1.0) if way == "swim" else (0.6, 1.0)


def _thing(number: int, group: Group, size: float, scene: Scene, rng: Random) -> Thing:
    crowd = sum(group.count for group in scene.groups)
    middle = (0.15, 0.85) if scene.camera else ANYWHERE
    height = (0.15, 0.9) if scene.camera else _standing_height(NOUN[group.noun].way, crowd, rng)
    thing = Thing(number, size, [middle] * 3, [height] * 3, looks=rng.choice((-1, 1)))
    if group.window:
        middle_of_clip = rng.uniform(0.44, 0.56)
        thing.window = (0.0, middle_of_clip) if group.window == "first half" else (middle_of_clip, 1.0)
    _lay_path(thing, group, scene, rng)
    return thing


def _lay_path(thing: Thing, group: Group, scene: Scene, rng: Random) -> None:
    motion = group.motion
    if motion in ("glide", "bounce", "arc"):
        _lay_glide(thing, group.heading, short=scene.sort == "numeracy" or group.count > 2)
        thing.amount = rng.uniform(0.25, 0.4)
        if motion != "glide":
            lowest = (0.85, 1.0) if group.count == 1 else (0.5, 1.0)
            thing.y = [lowest if motion == "bounce" else (0.55, 1.0)] * 3
            thing.size = min(thing.size, 0.36)
    elif motion == "legs" and group.path:
        thing.x = [CORNERS[corner][0] for corner in group.path]
        thing.y = [CORNERS[corner][1] for corner in group.path]
        thing.amount, thing.size = rng.uniform(0.42, 0.55), min(thing.size, 0.42)
    elif motion == "fall":
        thing.y, thing.upright, thing.size = [(0.0, 0.1), (0.8, 1.0), (0.8, 1.0)], True, min(thing.size, 0.42)
    elif motion == "jump":
        thing.y, thing.amount, thing.size = [(0.6, 1.0)] * 3, rng.uniform(0.2, 0.34), min(thing.size, 0.46)
    elif motion == "circle":
        thing.x, thing.y = [(0.35, 0.65), (0.5, 0.5), (0.0, 1.0)], [(0.3, 0.7)] * 3
        thing.size = min(thing.size, 0.36)
        thing.amount = rng.uniform(0.2, 0.28) * rng.choice((-1, 1))
    elif motion == "sway":
        thing.amount = rng.uniform(0.06, 0.11)
    elif motion in ("approach", "recede"):
        thing.size = max(thing.size, 0.46) if scene.sort == "any" and len(scene.groups) == 1 else thing.size
    if scene.sort == "passing":
        _lay_passing(thing, group)


def _lay_glide(thing: Thing, heading: str, *, short: bool) -> None:
    low, high = ((0.05, 0.38), (0.62, 0.95)) if short else (LOW, HIGH)
    if "left" in heading or "right" in heading:
        thing.x = [high, low, low] if "left" in heading else [low, high, high]
    if heading in ("left", "right"):
        thing.level = True
    elif heading in ("up", "upper left", "upper right"):
        thing.y = [HIGH, LOW, LOW]
    elif heading in ("down", "lower left", "lower right"):
        thing.y = [LOW, HIGH, HIGH]
    thing.upright = heading in ("up", "down")


def _lay_passing(thing: Thing, group: Group) -> None:
    thing.size = min(thing.size, 0.36)
    if group.motion == "stand":
        thing.x, thing.y = [(0.4, 0.6)] * 3, [(0.45, 0.75)] * 3
    else:
        thing.y, thing.level = [(0.5, 1.0)] * 3, True


@dataclass
class Tracks:
    """The scenes of a batch as arrays (b clips, o things): what the renderer needs of them.

    `points` b o 3 2 are the places of each path, for `motions.centres`; `windows` b o 2; `views` b 2 3.
    """

    noun: NDArray[np.int64]
    colour: NDArray[np.int64]
    motion: NDArray[np.int64]
    size: NDArray[np.float64]
    amount: NDArray[np.float64]
    looks: NDArray[np.float64]
    windows: NDArray[np.float64]
    points: NDArray[np.float64]
    views: NDArray[np.float64]


def arrange(scenes: list[Scene], extents: NDArray[np.float64], seed: Sequence[int] | NDArray[Any]) -> Tracks:
    """Find where the things of scenes are, as far from covering each other as random arrangements allow.

    Args:
        scenes: b of them.
        extents: n 2, width and height of each noun's drawing; the longer is 1.
        seed: what the arrangement depends on.
    """
    count = len(scenes)
    tracks = Tracks(
        noun=np.full((count, MAX_OBJECTS), -1), colour=np.zeros((count, MAX_OBJECTS), np.int64),
        motion=np.zeros((count, MAX_OBJECTS), np.int64), size=np.zeros((count, MAX_OBJECTS)),
        amount=np.zeros((count, MAX_OBJECTS)), looks=np.ones((count, MAX_OBJECTS)),
        windows=np.zeros((count, MAX_OBJECTS, 2)), points=np.zeros((count, MAX_OBJECTS, 3, 2)),
        views=np.array([(scene.start, scene.end) for scene in scenes]).reshape(count, 2, 3),
    )  # fmt: skip
    ranges = np.zeros((count, MAX_OBJECTS, 3, 2, 2))
    kept = np.zeros((count, MAX_OBJECTS, 2), bool)
    for i, scene in enumerate(scenes):
        for o, thing in enumerate(scene.things):
            group = scene.groups[thing.group]
            tracks.noun[i, o], tracks.colour[i, o] = NOUNS.index(group.noun), COLOURS.index(group.colour)
            tracks.motion[i, o], tracks.size[i, o] = MOTIONS.index(group.motion), thing.size
            tracks.amount[i, o], tracks.looks[i, o], tracks.windows[i, o] = thing.amount, thing.looks, thing.window
            ranges[i, o, :, 0], ranges[i, o, :, 1], kept[i, o] = thing.x, thing.y, (thing.upright, thing.level)
    tracks.points = _best_points(tracks, ranges, kept, extents, np.random.default_rng(seed))
    return tracks


def _best_points(
    tracks: Tracks,
    ranges: NDArray[np.float64],
    kept: NDArray[np.bool_],
    extents: NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    half = extents[tracks.noun] * tracks.size[..., None] / 2  # b o 2
    spread = _spread((CANDIDATES, *ranges.shape[:4]), tracks.noun >= 0, rng)
    shares = ranges[..., 0] + (ranges[..., 1] - ranges[..., 0]) * spread  # k b o 3 2
    shares = np.where(kept[None, :, :, None], shares[:, :, :, :1], shares)
    points = half[:, :, None] + shares * (1 - 2 * half[:, :, None])
    seen = centres(tracks.motion[None], points, tracks.amount[None], np.linspace(0, 1, 5))[0]  # k b o f 2
    there = tracks.noun >= 0
    overlap = np.zeros(points.shape[:2])
    for a in range(MAX_OBJECTS):
        for b in range(a):
            reach = (half[:, a] + half[:, b])[None, :, None]  # 1 b 1 2
            shared = np.clip(reach - np.abs(seen[:, :, a] - seen[:, :, b]), 0, None).prod(-1).mean(-1)
            overlap += np.where(there[:, a] & there[:, b], shared, 0)
    best = overlap.argmin(0)
    return np.asarray(points[best, np.arange(len(best))])


def _spread(shape: tuple[int, ...], there: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return random numbers in 0..1, k b o 3 2, of which each of the n things of a clip has its own n-th part.

    (A Latin hypercube: things that share a range are spread over it.)
    """
    drawn = rng.random(shape) + np.where(there, 0.0, 2.0)[None, :, :, None, None]
    rank = drawn.argsort(axis=2).argsort(axis=2)
    count = np.maximum(there.sum(1), 1)[None, :, None, None, None]
    return np.asarray((np.minimum(rank, count - 1) + rng.random(shape)) / count)
