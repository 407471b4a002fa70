"""What the English text of one scene says for certain, read by rules: held against a language model's answer.

Only a text that the rules read without a doubt gives facts, and of these only what its own words say: a thing that runs
may run either way, one that runs "from the left" may not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from storyagent import lexicon
from storyagent.errors import InvalidInput
from storyagent.planning.beings import Being
from storyagent.planning.chat import Doubt
from storyagent.planning.checks import check_story
from storyagent.planning.choreograph import choreograph
from storyagent.planning.grammar import COLORS
from storyagent.planning.looks import is_seen
from storyagent.planning.reading import read_story
from storyagent.planning.scene_answer import ObjectAnswer, SceneAnswer
from storyagent.planning.scenes import SceneDraft, check_crowd
from storyagent.planning.sentences import split_story
from storyagent.story.choreography import Choreography, Performer, Spot

NEAR = 0.06
"""So much two times may differ, in shares of the scene, and still be the same."""
WANDERING = 4
"""A path of more places than this needs to be in the text."""
_PLACE_WORDS = re.compile(
    r"\b(?:left|right|top|bottom|upper|lower|center|centre|middle|leftwards?|rightwards?|upwards?|downwards?)\b"
)
_PLAIN_PLACES = {
    "left": "left", "leftward": "left", "leftwards": "left", "right": "right", "rightward": "right",
    "rightwards": "right", "top": "up", "upper": "up", "bottom": "down", "lower": "down",
}  # fmt: skip
_TIME_WORDS = re.compile(
    r"\b(?:half|halfway|third|quarter|middle|until|appear\w*|disappear\w*|vanish\w*|gone|hidden)\b"
)
_HALVES = {(0.0, 0.5): '"first half"', (0.5, 1.0): '"second half"', (0.0, 1.0): '"whole"'}
OPPOSITE: dict[Spot, Spot] = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
_SIDES: dict[str, Spot] = {"left of": "left", "right of": "right"}


@dataclass(frozen=True)
class ThingFact:
    """One kind of thing in the text: what is told of it, and `color` None, no window or no path where that is unsure.

    `path` are the places that it is said to visit in this order, `label` its noun with the words that belong to it.
    """

    noun: str
    label: str
    names: frozenset[str]
    color: str | None
    count: int
    windows: tuple[tuple[float, float], ...]
    path: tuple[Spot, ...]
    passed: bool


@dataclass(frozen=True)
class SceneFacts:
    """Everything that is seen in a scene, and the nouns of the places that it plays at."""

    things: tuple[ThingFact, ...]
    places: frozenset[str]


def facts_of_scene(text: str) -> SceneFacts | None:
    """Return what a text says; None if it cannot be read without a doubt."""
    try:
        readings, _ = read_story(split_story(check_story(text)).sentences)
        draft = SceneDraft(readings)
        check_crowd(draft.present, "scene")
    except InvalidInput:
        return None
    if not draft.seen or any(reading.findings for reading in readings):
        return None
    staged = choreograph("scene", readings, draft.seen, background="", aspect_ratio=1.0, timing="even")
    told = bool(_PLACE_WORDS.search(text.lower()))
    things = tuple(
        _thing(mention.being, [one for one in staged.performers if one.entity == mention.being.id], staged, told)
        for mention in draft.seen
    )
    places = [being for reading in readings for _, being in reading.places]
    return SceneFacts(
        _as_far_as_told(things, text.lower(), {place.color for place in places}),
        frozenset(place.noun for place in places),
    )


def _as_far_as_told(things: tuple[ThingFact, ...], text: str, elsewhere: set[str]) -> tuple[ThingFact, ...]:
    """Return the facts without what may be wrong: of colours, places and times a word is left that no fact is about."""
    words = set(re.findall(r"[a-z]+(?:-[a-z]+)?", text))
    colors = {COLORS[word] for word in words & COLORS.keys()} - elsewhere
    if not colors <= {thing.color for thing in things}:
        things = tuple(replace(thing, color=None) for thing in things)
    spots = {word for thing in things for spot in thing.path for word in spot.split()}
    if {_PLAIN_PLACES[word] for word in words & _PLAIN_PLACES.keys()} - {_PLAIN_PLACES.get(word) for word in spots}:
        things = tuple(replace(thing, path=(), passed=False) for thing in things)
    if _TIME_WORDS.search(text) and all(thing.windows == ((0.0, 1.0),) for thing in things):
        things = tuple(replace(thing, windows=()) for thing in things)
    return things


def _thing(being: Being, same: Sequence[Performer], staged: Choreography, told: bool) -> ThingFact:
    first = same[0]
    noun = being.head.lower().split()[-1]
    return ThingFact(
        noun=noun,
        label=(being.noun or being.name).lower(),
        names=frozenset({noun, *being.noun.lower().split()[-1:], *being.name.lower().split()}),
        color=being.color,
        count=len(same),
        windows=first.windows,
        path=_path(first) if told else (),
        passed=any(_passes(one, first.id) for one in staged.performers),
    )


def _passes(performer: Performer, other: str) -> bool:
    """Tell whether somebody goes from one side of another thing to the other side."""
    start, end = performer.start_relation, performer.moves[-1].relation if performer.moves else None
    if start is None or end is None or start.other != other or end.other != other:
        return False
    return {start.kind, end.kind} == set(_SIDES)


def _path(performer: Performer) -> tuple[Spot, ...]:
    end = performer.moves[-1].relation if performer.moves else None
    if end and _passes(performer, end.other) and performer.start_relation:
        return (_SIDES[performer.start_relation.kind], _SIDES[end.kind])
    spots = [spot for move in performer.moves for spot in move.path if not spot.startswith("offscreen")]
    return tuple(spot for k, spot in enumerate(spots) if k == 0 or spot != spots[k - 1])


def without_scenery(answer: SceneAnswer, facts: SceneFacts) -> tuple[SceneAnswer, tuple[str, ...]]:
    """Return an answer without what is the place itself, or grass, or wind, and the names of what was left out."""
    scenery = tuple(item for item in answer.objects if _is_scenery(item, facts))
    if not scenery or len(scenery) == len(answer.objects):
        return answer, ()
    kept = tuple(item for item in answer.objects if item not in scenery)
    return answer.model_copy(update={"objects": kept}), tuple(item.name for item in scenery)


def without_repeats(answer: SceneAnswer, facts: SceneFacts) -> SceneAnswer:
    """Return an answer without objects that it lists twice word for word, where the text's number says so."""
    objects = list(answer.objects)
    for noun in dict.fromkeys(fact.noun for fact in facts.things):
        mine = [fact for fact in facts.things if fact.noun == noun]
        items = [item for item in objects if any(may_be(item, fact) for fact in mine)]
        once = [item for k, item in enumerate(items) if item not in items[:k]]
        if len(once) < len(items) and sum(item.count for item in once) == sum(fact.count for fact in mine):
            objects = [item for item in objects if item not in items] + once
    return answer.model_copy(update={"objects": tuple(objects)})


def _is_scenery(item: ObjectAnswer, facts: SceneFacts) -> bool:
    if any(may_be(item, fact) for fact in facts.things):
        return False
    return _is_place(item, facts) or not is_seen(item.head)


def doubts_by_facts(answer: SceneAnswer, facts: SceneFacts) -> Iterator[Doubt]:
    """Yield the contradictions as doubts; none of them firm."""
    for text in contradictions(answer, facts):
        yield Doubt(text, firm=False)


def contradictions(answer: SceneAnswer, facts: SceneFacts) -> Iterator[str]:
    """Yield where an answer contradicts the facts, each as what must be done."""
    for item in answer.objects:
        if not any(may_be(item, fact) for fact in facts.things):
            why = "it is the background" if _is_place(item, facts) else "it is no thing that the text shows"
            yield f'leave out "{item.name}": {why}'
    for noun in dict.fromkeys(fact.noun for fact in facts.things):
        mine = [fact for fact in facts.things if fact.noun == noun]
        items = [item for item in answer.objects if any(may_be(item, fact) for fact in mine)]
        yield from about_noun(mine, items)


def about_noun(facts: Sequence[ThingFact], items: Sequence[ObjectAnswer]) -> Iterator[str]:
    """Yield what is wrong with all things of one noun."""
    first = facts[0]
    if not items:
        for fact in facts:
            yield f'add "{fact.noun}" to objects: count {fact.count}' + (
                f', color "{fact.color}"' if fact.color else ""
            )
        return
    needed, found = sum(fact.count for fact in facts), sum(item.count for item in items)
    if needed != found:
        yield f'"{first.noun}": the text shows {needed}, the answer has {found}: correct count'
    colors, named = sorted({fact.color or "" for fact in facts}), sorted({color_of(item) for item in items})
    if len(facts) > 1 and colors != named and all(fact.color for fact in facts):
        each = ", ".join(f'count {fact.count} of color "{fact.color}"' for fact in facts)
        yield f'list "{first.noun}" {len(facts)} times, once for each color: {each}'
    elif colors != named and all(fact.color is not None for fact in facts):
        yield f'"{first.noun}": color must be {" and ".join(map(repr, colors))}, found {" and ".join(map(repr, named))}'
    if len(facts) == len(items) == 1:
        yield from _about_one(first, items[0])


def _about_one(fact: ThingFact, item: ObjectAnswer) -> Iterator[str]:
    for window in fact.windows if len(fact.windows) == 1 else ():
        if max(abs(a - b) for a, b in zip(window, item.window, strict=True)) > NEAR:
            yield f'"{item.name}" is seen {_when(window)}'
    if len(fact.path) > 1 and not visits(item.path, fact.path):
        spots = ", ".join(f'"{spot}"' for spot in fact.path)
        yield f'"{item.name}": path must be [{spots}], found [{", ".join(item.path)}]'
    elif len(fact.path) == 1 and (not item.path or not _is_spot(fact.path[0], item.path[-1])):
        across = f'["{OPPOSITE[fact.path[0]]}", "{fact.path[0]}"]' if fact.path[0] in OPPOSITE else "of it at the end"
        yield f'"{item.name}" goes to the {fact.path[0]}: path must be {across}'
    if not fact.path and len(item.path) > WANDERING:
        yield f'"{item.name}" visits {len(item.path)} places, the text names fewer: two are enough'
    if fact.passed and (len(item.path) > 1 or item.path not in ((), ("center",))):
        yield f'"{item.name}" is passed by: motion "stay", path ["center"]'


def _when(window: tuple[float, float]) -> str:
    if window in _HALVES:
        half = _HALVES[window]
        return (
            'all the time: appears must be "whole"'
            if half == '"whole"'
            else (f"only in the {half[1:-1]} of the video, and not in the other half: appears must be {half}")
        )
    start, end = window
    return f"only from {start:g} to {end:g} of the video: appears must be two numbers, [{start:g}, {end:g}], no words"


def visits(path: Sequence[Spot], wanted: Sequence[Spot]) -> bool:
    """Tell whether a path visits places in order, ends at the last one, and makes no way round of its own."""
    left = list(wanted)
    for spot in path:
        if left and _is_spot(left[0], spot):
            left.pop(0)
    return not left and _is_spot(wanted[-1], path[-1]) and len(path) <= len(wanted) + 1


def _is_spot(wanted: Spot, spot: Spot) -> bool:
    """Tell whether a place is the wanted one; "upper left" is also at the left, and at the top."""
    alike = {"upper": "top", "lower": "bottom"}
    bare = spot.removeprefix("offscreen ")
    return wanted == bare or wanted in bare.split() or wanted in (alike.get(word, "") for word in bare.split())


def may_be(item: ObjectAnswer, fact: ThingFact) -> bool:
    """Tell whether an object goes by a name of the thing."""
    said = {item.head, *item.name.lower().split()}
    said |= {lexicon.lemma(word, "n") or word for word in said}
    return bool(fact.names & said)


def _is_place(item: ObjectAnswer, facts: SceneFacts) -> bool:
    return bool({item.head, *item.name.lower().split()} & facts.places)


def color_of(item: ObjectAnswer) -> str:
    """Return an object's plain colour, "" if it has none."""
    words = [*item.color.lower().split(), *item.name.lower().split()]
    return next((COLORS[word] for word in words if word in COLORS), "")
