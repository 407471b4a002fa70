"""A film of four scenes that requests are made about, planned once."""

from functools import cache

from storyagent.editing.film import Film
from storyagent.editing.reading import Reading
from storyagent.planning.offline import OfflinePlanner

STORY = """Ruby the little fox walks through the forest with a red kite.

The next morning Ruby stands on a hill. The red kite flies up into the sky, and a blue bird follows it.

In the evening the bird sleeps in a tree.

At night a boat sails on the sea from left to right. Ruby watches two ducks."""


@cache
def ruby() -> Film:
    """Return the film: scenes in the forest, on the hill, in the tree, on the sea."""
    return film_of(STORY)


@cache
def film_of(story: str) -> Film:
    """Return the plan of a story as a film to edit."""
    planned = OfflinePlanner().plan(story)
    return Film(screenplay=planned.screenplay, layouts={layout.scene: layout for layout in planned.layouts})


def scene(number: int) -> str:
    """Return the id of one of the scenes of `ruby`."""
    return ruby().scenes[number - 1].id


def told(reading: Reading) -> str:
    """Return a reading in one line: "recolour fox, color blue, scenes 2; asks: ..."."""
    numbers = {one.id: str(number) for number, one in enumerate(ruby().scenes, 1)}
    parts = []
    for edit in reading.edits:
        fields = []
        for name, value in edit.model_dump(exclude={"kind"}, exclude_defaults=True).items():
            items = value if isinstance(value, tuple | list) else [value]
            fields.append(f"{name} {' '.join(numbers.get(str(item), str(item)) for item in items)}")
        parts.append(" ".join([edit.kind, *([", ".join(fields)] if fields else [])]))
    parts += [f"asks: {question.text}" for question in reading.questions]
    parts += [f"not understood: {phrase}" for phrase in reading.not_understood]
    parts += [f"tool {one.kind}: {one.text}" for one in reading.tool_requests]
    parts += [f"question {one.topic}" for one in reading.inquiries]
    return "; ".join(parts)
