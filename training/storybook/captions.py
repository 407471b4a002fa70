"""What is said of a scene, in varied English, matched to what is shown.

Each phrase for a thing is marked while a caption is put together, so that its place in the caption is known at the end.
"""

from __future__ import annotations

from random import Random

import numpy as np
from numpy.typing import NDArray

from training.storybook.nouns import COLOURS, NOUN
from training.storybook.places import LIGHTS, PLACE_TABLE
from training.storybook.scenes import Group, Scene
from training.storybook.words import (
    ANY_WAY,
    LIGHT_WORDS,
    NUMBERS,
    SAID,
    SCENE,
    SIDES,
    STANDING,
    STILL,
    TOP_DOWN,
    VERBS,
    Verb,
    article,
    form_of,
)

OPEN, CLOSE = 0xE000, "\ue0ff"
"""Private characters around a phrase; the opening one counts the group."""
Span = tuple[int, int]
LVD_SHARE = 0.6
"""How often a scene of LVD's sorts has LVD's own wording."""


class Captioner:
    """Words for one scene. `spots` o 2 are the things' centres, in the order of the scene's things, at the start."""

    def __init__(self, scene: Scene, spots: NDArray[np.float64], rng: Random, *, still: bool) -> None:
        self.scene, self.spots, self.rng, self.still = scene, spots, rng, still

    def caption(self) -> tuple[str, list[Span]]:
        """Return the caption and, for each thing, where its phrase begins and ends in it."""
        if not self.scene.groups:
            text = self._empty()
        elif self.scene.sort not in ("any", "camera") and self.rng.random() < LVD_SHARE:
            text = self._as_in_lvd()
        else:
            text = self._short() if self.rng.random() < 0.3 else self._sentences()
        text, spans = unmarked(self._tidy(text))
        return text, [spans[thing.group] for thing in self.scene.things]

    def _maybe(self, share: float) -> bool:
        return self.rng.random() < share

    def _tidy(self, text: str) -> str:
        text = " ".join(text.split()).replace(" ,", ",").replace(" .", ".")
        if self._maybe(0.7):
            at = next(i for i, letter in enumerate(text) if letter.isalpha() and letter.isascii())
            text = text[:at] + text[at].upper() + text[at + 1 :]
        return text

    # -- phrases

    def name(self, number: int, form: str = "") -> str:
        """Return the marked phrase of a group, with colour and form, without article or number."""
        group = self.scene.groups[number]
        noun = NOUN[group.noun]
        word = self.rng.choice((noun.name, *noun.also)) if form != "plain" and self._maybe(0.25) else noun.name
        if group.count > 1:
            word = noun.many if word == noun.name else _plural(word)
        colour = group.colour if group.colour != COLOURS[0] else ""
        form = "" if form == "plain" else form
        return f"{chr(OPEN + number)}{' '.join(part for part in (colour, form, word) if part)}{CLOSE}"

    def some(self, number: int, form: str = "") -> str:
        """Return a group's phrase with its article or number."""
        phrase, count = self.name(number, form), self.scene.groups[number].count
        if count > 1:
            return f"{NUMBERS[count]} {phrase}"
        if form == "" and self._maybe(0.08):
            return f"{self.rng.choice(('one', 'the'))} {phrase}"
        return f"{article(phrase[1:]).split()[0]} {phrase}"

    def where(self) -> str:
        """Return where and when it is, often nothing."""
        place = self.rng.choice(PLACE_TABLE[self.scene.place].where) if self._maybe(0.68) else ""
        return f"{place}{self._light(0.2)}"

    def listed(self) -> str:
        """Return all groups: "a dog, two cats and a red ball"."""
        return _joined([self.some(number) + self._side(number) for number in range(len(self.scene.groups))])

    def _side(self, number: int) -> str:
        """Return, now and then, where a single thing stands."""
        group = self.scene.groups[number]
        moves = group.motion not in ("stand", "sway", "jump") or bool(self.scene.camera)
        if moves or group.count > 1 or not self._maybe(0.4):
            return ""
        first = next(i for i, thing in enumerate(self.scene.things) if thing.group == number)
        x, y = self.spots[first]
        across = "left" if x < 0.4 else "right" if x > 0.6 else ""
        down = "upper" if y < 0.38 else "lower" if y > 0.66 else ""
        if across and down and self._maybe(0.5):
            return self.rng.choice((f" in the {down} {across}", f" in the {down} {across} corner"))
        if across:
            return self.rng.choice((f" on the {across}", f" on the {across} side", f" at the {across}"))
        return self.rng.choice((" in the middle", " in the center")) if not down else ""

    # -- whole captions

    def _short(self) -> str:
        camera = f", {self._camera_words()}" if self.scene.camera and self._maybe(0.8) else ""
        if self.still or self._maybe(0.35):
            return f"{self.listed()} {self.where()}{camera}"
        parts = [f"{self.some(n)} {self._doing(n).ing}{self._when(n)}" for n in range(len(self.scene.groups))]
        return f"{_joined(parts)} {self.where()}{camera}"

    def _sentences(self) -> str:
        where = self.where()
        if self.still:
            return self._still_sentence(where)
        if self.scene.sort == "passing":
            text = self._passing()
        else:
            text = _joined([self._clause(n) for n in range(len(self.scene.groups))], self.rng.choice(("and", "while")))
        if where:
            text = f"{where}, {text}" if self._maybe(0.4) else f"{text} {where}"
        lead = self.rng.choice(("", "", "", "", "a video of a scene where ", "a cartoon in which ", "we see how "))
        camera = f" {self._camera_sentence()}" if self.scene.camera else ""
        return f"{lead}{text}.{camera}"

    def _still_sentence(self, where: str) -> str:
        things = self.listed()
        leads = (
            "a picture of {}",
            "a picture-book drawing of {}",
            "there {be} {}",
            "{} {be} {where}",
            "we see {}",
            "{}",
        )
        be = "are" if self.scene.groups[0].count > 1 else "is"
        lead = self.rng.choice(leads)
        if "{where}" in lead and where.startswith(PLACE_TABLE[self.scene.place].where) and len(self.scene.groups) == 1:
            return lead.format(things, be=be, where=where) + "."
        text = lead.replace(" {be} {where}", "").format(things, be=be)
        return (f"{where}, {text}" if where and self._maybe(0.3) else f"{text} {where}") + "."

    def _clause(self, number: int) -> str:
        verb = self._doing(number)
        subject = self.some(number) + self._side(number)
        return f"{subject} {verb.many if self.scene.groups[number].count > 1 else verb.one}{self._when(number)}"

    def _doing(self, number: int) -> Verb:
        group = self.scene.groups[number]
        way = NOUN[group.noun].way
        if group.motion == "stand":
            return self.rng.choice(STANDING.get(way, STILL))
        if group.motion == "glide":
            return self._going(way, self.rng.choice(SIDES[group.heading]))
        if group.motion == "legs" and group.path:
            return self._going(way, self._legs(group.path))
        verb = self.rng.choice(SAID[group.motion])
        side = f" {self.rng.choice(SIDES[group.heading][:3])}" if group.heading else ""
        return Verb(*(form + side for form in verb))

    def _going(self, way: str, whither: str) -> Verb:
        verb = self.rng.choice(VERBS[way] if self._maybe(0.65) else ANY_WAY)
        return Verb(*(f"{form} {whither}" for form in verb))

    def _legs(self, path: tuple[str, str, str]) -> str:
        first, second, third = path
        return self.rng.choice(
            (
                f"from the {first} to the {second} and then to the {third}",
                f"first to the {second}, then to the {third}",
                f"from the {first} corner to the {second}, and on to the {third}",
                f"to the {second} first and to the {third} afterwards",
            )
        )

    def _when(self, number: int) -> str:
        window = self.scene.groups[number].window
        if not window:
            return ""
        said = {
            "first half": (
                " and then disappears",
                " but only in the first half",
                ", then vanishes",
                " and is gone halfway through",
            ),
            "second half": (
                " but only in the second half",
                ", seen only in the second half",
                " after appearing halfway through",
            ),
        }
        return self.rng.choice(said[window])

    def _passing(self) -> str:
        mover, stander = self.some(0), self.some(1)
        heading = self.scene.groups[0].heading
        start = "left" if heading == "right" else "right"
        verb = self.rng.choice(VERBS[NOUN[self.scene.groups[0].noun].way] + ANY_WAY)
        return self.rng.choice(
            (
                f"{mover} {verb.one} from the {start} of {stander} to its {heading}",
                f"{mover} {verb.one} past {stander} from {start} to {heading}",
                f"{mover} {verb.one} from the {start} side of {stander} to the {heading} side",
                f"{mover} passes {stander} {self.rng.choice(SIDES[heading][:3])}",
                f"{mover} starts on the {start} of {stander} and ends up on its {heading}",
            )
        )

    def _as_in_lvd(self) -> str:
        sort, groups = self.scene.sort, self.scene.groups
        forms = [form_of(NOUN[group.noun]) for group in groups]
        if sort == "numeracy":
            one = "one" if groups[0].count == 1 else NUMBERS[groups[0].count]
            text = f"{SCENE} with {one} {self.name(0, forms[0])}"
        elif sort == "attribution":
            text = f"{SCENE} with {self.some(0, 'plain')} and {self.some(1, 'plain')}"
        elif sort == "visibility":
            text = f"{SCENE} in which {self.some(0, forms[0])} appears only in the {groups[0].window} of the video"
        elif sort == "sequential" and groups[0].path:
            first, second, third = groups[0].path
            text = (
                f"{TOP_DOWN} in which {self.some(0, 'plain')} initially on the {first} of the scene. "
                f"It first moves to the {second} of the scene and then moves to the {third} of the scene."
            )
        else:
            text = self._lvd_dynamics(groups[0])
        background = f", {PLACE_TABLE[self.scene.place].name} background" if self._maybe(0.35) else ""
        return text.removesuffix(".") + background if background else text

    def _lvd_dynamics(self, mover: Group) -> str:
        start = "left" if mover.heading == "right" else "right"
        if self.scene.sort == "passing":
            other = self.some(1, "plain")
            return f"{SCENE} with {self.some(0, 'plain')} moving from the {start} of {other} to its {mover.heading}"
        return f"{SCENE} with {self.some(0, 'plain')} moving from the {start} to the {mover.heading}"

    def _empty(self) -> str:
        alone = self.rng.choice(PLACE_TABLE[self.scene.place].alone)
        light = self._light(0.3)
        camera = f", {self._camera_words()}" if self.scene.camera else ""
        return self.rng.choice(
            (
                f"{alone}{light}{camera}", f"{alone} with nothing in it{light}{camera}",
                f"{alone}, nobody is there{light}{camera}", f"an empty scene: {alone}{light}{camera}",
                f"a picture of {alone}{light}{camera}", f"{alone}, still and empty{light}{camera}",
            )
        )  # fmt: skip

    def _light(self, share: float) -> str:
        """Return words for the time of day; night says it itself."""
        if PLACE_TABLE[self.scene.place].name == "night" or not self._maybe(share):
            return ""
        return f" {self.rng.choice(LIGHT_WORDS[LIGHTS[self.scene.variation]])}"

    def _camera_words(self) -> str:
        kind, _, way = self.scene.camera.partition(" ")
        if kind == "pan":
            return self.rng.choice((f"camera panning {way}", f"panning to the {way}", f"the view moves to the {way}"))
        return self.rng.choice((f"camera zooming {way}", f"zooming {way}", f"slow zoom {way}"))

    def _camera_sentence(self) -> str:
        kind, _, way = self.scene.camera.partition(" ")
        if kind == "pan":
            choices = (f"The camera pans to the {way}.", f"The camera moves {way}.", f"The view moves to the {way}.")
        else:
            choices = (f"The camera zooms {way}.", f"The camera slowly zooms {way}.", f"It zooms {way}.")
        return self.rng.choice(choices)


def _plural(word: str) -> str:
    if word.endswith("man"):
        return word[:-2] + "en"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def _joined(parts: list[str], word: str = "and") -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def unmarked(text: str) -> tuple[str, dict[int, Span]]:
    """Return a text without its marks, and the span of each group's first marked phrase."""
    letters: list[str] = []
    spans: dict[int, Span] = {}
    begun: list[tuple[int, int]] = []
    for letter in text:
        if letter == CLOSE:
            number, start = begun.pop()
            spans.setdefault(number, (start, len(letters)))
        elif OPEN <= ord(letter) < OPEN + 16:
            begun.append((ord(letter) - OPEN, len(letters)))
        else:
            letters.append(letter)
    return "".join(letters), spans
