"""The last word on an answer that a language model would not correct: what the text says for certain.

A small model that was told twice what is wrong may keep to it. Where the text was read without a doubt, the number, the
colour, the time and the way of a thing are then taken from the text, and each such change is told; everything else is
left as the model has it. Nothing is added that it does not show.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from storyagent.planning.scene_answer import ObjectAnswer, SceneAnswer
from storyagent.planning.scene_facts import (
    OPPOSITE,
    SceneFacts,
    ThingFact,
    about_noun,
    color_of,
    contradictions,
    may_be,
    visits,
)


def settled(answer: SceneAnswer, facts: SceneFacts) -> tuple[SceneAnswer, tuple[str, ...]]:
    """Return an answer without what contradicts the facts, and every contradiction that was settled.

    Boxes are not settled: an answer that gives them is returned as it is. So is one of which nothing would be left.
    """
    if any(item.boxes for item in answer.objects):
        return answer, ()
    kinds: list[tuple[int, list[ObjectAnswer]]] = []
    for noun in dict.fromkeys(fact.noun for fact in facts.things):
        mine = [fact for fact in facts.things if fact.noun == noun]
        items = [item for item in answer.objects if any(may_be(item, fact) for fact in mine)]
        if items:  # what a model leaves out though it was told may be no thing at all: it is not forced on it
            now = _as_told(mine, items) if [*about_noun(mine, items)] else _called(mine, items)
            kinds.append((answer.objects.index(items[0]), now))
    objects = tuple(item for _, now in sorted(kinds, key=lambda kind: kind[0]) for item in now)
    if not objects:
        return answer, ()
    told = answer.model_copy(update={"objects": objects})
    left = set(contradictions(told, facts))
    changes = [wrong for wrong in contradictions(answer, facts) if wrong not in left]
    names = {item.name for item in answer.objects}
    changes += [f'"{item.name}" is the whole name' for item in objects if item.name not in names]
    return told, tuple(changes)


def _as_told(facts: Sequence[ThingFact], items: Sequence[ObjectAnswer]) -> list[ObjectAnswer]:
    """Return one object for each fact: the one of its colour, else the next, changed where it contradicts."""
    left, objects = list(items), []
    for fact in facts:
        item = next((one for one in left if fact.color is not None and color_of(one) == fact.color), None)
        item = item or (left[0] if left else _new(fact))
        left = [one for one in left if one is not item]
        objects.append(item.model_copy(update=_changes(fact, item)))
    return _called(facts, objects)


def _new(fact: ThingFact) -> ObjectAnswer:
    moves = len(fact.path) > 1
    return ObjectAnswer(
        name=fact.label, count=fact.count, color=fact.color or "", motion="move" if moves else "stay", path=fact.path
    )


def _changes(fact: ThingFact, item: ObjectAnswer) -> dict[str, Any]:
    changes: dict[str, Any] = {"count": fact.count}
    if fact.color is not None and color_of(item) != fact.color:
        changes |= {"color": fact.color, "name": fact.label}
    if len(fact.windows) == 1:
        changes["appears"] = fact.windows[0]
    if fact.passed:
        return {**changes, "motion": "stay", "path": ("center",)}
    if len(fact.path) > 1 and not visits(item.path, fact.path):
        changes |= {"path": fact.path, "motion": "move" if item.motion in ("stay", "sway") else item.motion}
    elif len(fact.path) == 1 and fact.path[0] in OPPOSITE and not visits(item.path[-1:] or ("center",), fact.path):
        changes |= {"path": (OPPOSITE[fact.path[0]], fact.path[0])}
    return changes


def _called(facts: Sequence[ThingFact], items: Sequence[ObjectAnswer]) -> list[ObjectAnswer]:
    """Give objects the whole name that the text has for them: a pilot boat is not any boat."""
    if len({fact.label for fact in facts}) > 1:
        return list(items)
    label = facts[0].label
    longer = [set(item.name.lower().split()) < set(label.split()) for item in items]
    return [item.model_copy(update={"name": label}) if more else item for item, more in zip(items, longer, strict=True)]
