"""A picture in words: what the storybook detector and the drawings recognise in it, its light and its colours.

It says what it sees and where, and that it recognises nothing where it does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from storyagent.film.encode import Picture
from storyagent.film.tint import PAINTS
from storyagent.media.image.find import Corners, by_drawing, detected, named
from storyagent.media.opencv import opencv

_NAMED = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white", "grey")


class Seen(NamedTuple):
    """One thing in a picture."""

    noun: str
    colour: str
    box: Corners


def seen_in(picture: Picture, look_for: Sequence[str] = ()) -> list[Seen]:
    """Return the things that are recognised: those to look for by detector and drawing, the others by the detector."""
    things = [Seen(noun, thing.colour, thing.box) for noun, thing in detected(picture)]
    for words in look_for:
        wanted = named(words)
        if all(thing.noun != wanted.noun for thing in things):
            things += [Seen(wanted.noun, wanted.colour, found.box) for found in by_drawing(picture, wanted)]
    return things


def describe(picture: Picture, look_for: Sequence[str] = ()) -> str:
    """Return two or three sentences on a picture. Deterministic."""
    things = seen_in(picture, look_for)
    return f"{_things(things)} {light_of(picture)}"


def phrase(thing: Seen) -> str:
    """Return a thing with its article: "a red fox"."""
    words = f"{thing.colour} {thing.noun}".strip()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def place_of(box: Corners) -> str:
    """Return where a box is: "on the left", "in the middle", "at the top right", large ones "filling the picture"."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if (box[2] - box[0]) * (box[3] - box[1]) > 0.6:
        return "filling the picture"
    side = "left" if x < 0.38 else "right" if x > 0.62 else ""
    level = "at the top" if y < 0.3 else "at the bottom" if y > 0.8 else ""
    if level:
        return f"{level} {side}".strip()
    return f"on the {side}" if side else "in the middle"


def light_of(picture: Picture) -> str:
    """Return a sentence on how light the picture is and which colours it has most of."""
    lab = opencv().cvtColor(picture[::4, ::4].astype(np.float32) / 255, opencv().COLOR_RGB2Lab).reshape(-1, 3)
    names = _colour_names(lab)
    counts = Counter(names)
    main = [name for name, count in counts.most_common(3) if count > 0.08 * len(names)]
    light = float(lab[:, 0].mean())
    how = "very dark" if light < 22 else "dark" if light < 42 else "bright" if light > 72 else "of medium brightness"
    colours = " and ".join([", ".join(main[:-1]), main[-1]] if len(main) > 1 else main)
    return f"The picture is {how}, mostly {colours}." if main else f"The picture is {how}."


def _colour_names(lab: np.ndarray) -> list[str]:
    palette = np.array([[int(PAINTS[name][at : at + 2], 16) for at in (1, 3, 5)] for name in _NAMED], np.float32) / 255
    known = opencv().cvtColor(palette[None], opencv().COLOR_RGB2Lab)[0]
    apart = (((lab[:, None] - known[None]) * [0.6, 1.0, 1.0]) ** 2).sum(axis=-1)
    return [_NAMED[place] for place in np.argmin(apart, axis=1)]


def _things(things: Sequence[Seen]) -> str:
    if not things:
        return "Nothing in the picture is recognised."
    counts = Counter(things_phrase for things_phrase in (f"{phrase(thing)} {place_of(thing.box)}" for thing in things))
    said = [f"{words}" if count == 1 else f"{count} times {words}" for words, count in counts.items()]
    joined = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return f"{joined[0].upper()}{joined[1:]}."
