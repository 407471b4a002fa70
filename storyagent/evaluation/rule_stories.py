"""Stories of four scenes made by rule, with the right answer: who is in which scene, of which colour, where and moving.

Equal arguments give equal stories, and more of them begin with the same ones. Stories come in twos: the second has the
first one's things in other colours, so that everything has a rival of its own kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Literal

from storyagent.errors import InvalidInput
from storyagent.evaluation.lvd import COLORS, THINGS
from storyagent.evaluation.task import Expectation, Expected, Task
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.values import Identifier, Value

PLACES = {
    "meadow": "in a meadow", "beach": "on a beach", "street": "on a street", "room": "in a room",
}  # fmt: skip
"""Where stories happen, and how that is said."""
SCENES, AT_ONCE = 4, 2
RETURNS = (0, 1, 0, 2)
"""Which of a story's places each scene has: the third comes back to the first one's."""
_CASTS = {1: ((0,),) * 4, 2: ((0, 1),) * 4, 3: ((0, 1), (1, 2), (0, 2), (0, 1))}
_SHAPES = {"car": (1.0, 0.64), "cat": (0.9, 1.0), "bird": (1.0, 0.84), "ball": (1.0, 1.0), "dog": (0.94, 1.0)}
_GROUND = 0.9

Told = Literal["first", "always"]
"""Whether the words give an entity's colour only where it is named first, as stories do, or in every scene."""


class RuleEntity(Value):
    """A thing of a story."""

    id: Identifier
    noun: str
    colour: str

    @property
    def phrase(self) -> str:
        """Return what it is called: "red car"."""
        return f"{self.colour} {self.noun}"

    @property
    def told(self) -> str:
        """Return it with its article: "a red car"."""
        return f"{'an' if self.phrase[0] in 'aeio' else 'a'} {self.phrase}"


class RuleScene(Value):
    """A scene of a story: its words, who is seen in it, and who of them goes where."""

    id: Identifier
    place: str
    cast: tuple[Identifier, ...]
    prompt: str
    layout: Layout
    expects: tuple[Task, ...]
    """What the words promise: everything they name, in the colour they give, and where they say it goes."""


class RuleStory(Value):
    """A story."""

    id: Identifier
    entities: tuple[RuleEntity, ...]
    scenes: tuple[RuleScene, ...]

    def entity(self, entity_id: str) -> RuleEntity:
        """Return an entity by its id."""
        return next(one for one in self.entities if one.id == entity_id)


def rule_stories(
    count: int,
    *,
    seed: int = 0,
    told: Told = "first",
    nouns: Sequence[str] = tuple(THINGS),
    colours: Sequence[str] = COLORS,
) -> tuple[RuleStory, ...]:
    """Make stories of one, two and three entities over three places each; at most two entities are seen at once.

    Raises:
        InvalidInput: not three nouns of LVD's, or not six colours.
    """
    strange = sorted(set(nouns) - set(THINGS)) + sorted(set(colours) - set(COLORS))
    if strange or len(set(nouns)) < 3 or len(set(colours)) < 6:
        raise InvalidInput(
            "stories by rule need three things and six colours",
            found=", ".join((*nouns, *colours)),
            needed=f"of {', '.join(THINGS)} and of {', '.join(COLORS)}",
        )
    return tuple(_story(number, seed, told, tuple(nouns), tuple(colours)) for number in range(count))


def _story(number: int, seed: int, told: Told, nouns: Sequence[str], colours: Sequence[str]) -> RuleStory:
    pair, twin = divmod(number, 2)
    dice = Random(f"story {seed} {pair}")
    size = 1 + pair % 3
    things = dice.sample(nouns, size)
    own = dice.sample(colours, 2 * size)[twin * size : (twin + 1) * size]
    entities = tuple(
        RuleEntity(id=f"e{n}-{noun}", noun=noun, colour=colour)
        for n, (noun, colour) in enumerate(zip(things, own, strict=True), start=1)
    )
    dice = Random(f"scenes {seed} {number}")
    places = dice.sample(tuple(PLACES), 3)
    named: set[str] = set()
    scenes = []
    for place, who in enumerate(_CASTS[size]):
        cast = [entities[index] for index in who]
        scene_id = f"s{number + 1:02d}-{place + 1}"
        said = {one.id for one in cast if told == "always" or one.id not in named}
        named |= {one.id for one in cast}
        scenes.append(_scene(scene_id, places[RETURNS[place]], cast, said, dice))
    return RuleStory(id=f"s{number + 1:02d}", entities=entities, scenes=tuple(scenes))


def _scene(scene_id: str, place: str, cast: Sequence[RuleEntity], coloured: set[str], dice: Random) -> RuleScene:
    way = dice.choice(("", "left", "right")) if len(cast) == 1 else ""
    names = {one.id: one.phrase if one.id in coloured else one.noun for one in cast}
    who = " and ".join(f"{'an' if names[one.id][0] in 'aeio' else 'a'} {names[one.id]}" for one in cast)
    start = "right" if way == "left" else "left"
    does = f" moving from the {start} to the {way}" if way else ""
    objects = tuple(
        Expected(name=one.noun, color=one.colour if one.id in coloured else None, direction=way or None) for one in cast
    )
    prompt = f"{who[0].upper()}{who[1:]}{does} {PLACES[place]}"
    tasks = [Task(task="attribution", prompt=prompt, expect=Expectation(objects=objects))]
    if way:
        tasks.append(Task(task="dynamics", prompt=prompt, expect=Expectation(objects=objects)))
    tracks = tuple(_track(one, names[one.id], place, len(cast), way, dice) for place, one in enumerate(cast))
    layout = Layout(scene=scene_id, background=place, aspect_ratio=1.0, tracks=tracks)
    return RuleScene(
        id=scene_id, place=place, cast=tuple(one.id for one in cast), prompt=prompt, layout=layout,
        expects=tuple(tasks),
    )  # fmt: skip


def _track(entity: RuleEntity, name: str, place: int, count: int, way: str, dice: Random) -> Track:
    across, down = _SHAPES[entity.noun]
    side = dice.uniform(0.42, 0.5) if count == 1 else dice.uniform(0.36, 0.42)
    width, height = across * side, down * side
    y = _GROUND - height / 2 - (dice.uniform(0.1, 0.3) if entity.noun == "bird" else 0.0)
    if way:
        ends = (width / 2 + 0.04, 1 - width / 2 - 0.04)
        path = ends if way == "right" else ends[::-1]
    elif count == 1:
        path = (dice.uniform(0.35, 0.65),) * 2
    else:
        path = ((0.26, 0.74)[place],) * 2
    keyframes = [Keyframe(t=float(t), box=Box.around(x, y, width, height)) for t, x in enumerate(path)]
    return Track(id=entity.id, entity=entity.id, name=name, keyframes=tuple(keyframes[: 2 if way else 1]))
