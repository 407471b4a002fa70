"""A film's plan in a few lines, as a language model is shown it."""

from __future__ import annotations

from storyagent.editing.film import Film
from storyagent.story.screenplay import Entity

MOST_TEXT = 240
"""More characters of a scene's prompt or a spoken line are not shown."""


def film_text(film: Film) -> str:
    """Return a film's title, format, entities and scenes, a line each; texts cannot close the tag they stand in."""
    screenplay = film.screenplay
    shape = screenplay.format
    lines = [
        f"title: {_short(screenplay.title)}; style: {_short(screenplay.style)}; {shape.aspect}",
        f"entities: {', '.join(map(_entity, screenplay.entities))}",
    ]
    for number, scene in enumerate(film.scenes, 1):
        cast = ", ".join(f"{role.count} {role.entity}" if role.count > 1 else role.entity for role in scene.cast)
        facts = f"[{scene.place or 'no place'}, {scene.time}, {scene.weather}; {cast}; {scene.duration_s:g} s]"
        lines.append(f"scene {number}: {_short(scene.prompt)} {facts}")
        lines += [f"  {line.speaker or 'narrator'} says: {_short(line.text)}" for line in scene.lines]
    return plain("\n".join(lines))


def plain(text: str) -> str:
    """Return a text without characters that could open or close a tag."""
    return text.replace("<", "‹").replace(">", "›")


def _entity(entity: Entity) -> str:
    looks = " ".join(filter(None, (entity.color, entity.noun)))
    name = f", called {entity.name}" if entity.name.lower() != entity.noun.lower() else ""
    return f"{entity.id} ({entity.kind}, {looks}{name})"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_TEXT else f"{line[: MOST_TEXT - 1]}…"
