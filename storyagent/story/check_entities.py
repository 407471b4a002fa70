"""What may be wrong with the entities of a screenplay. The codes: `storyagent.story.check_screenplay`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from storyagent.story.colors import described_colors, named_colors
from storyagent.story.screenplay import Entity, Screenplay
from storyagent.story.values import Finding

_VOICE = re.compile(r"(espeak|piper):.+|openai:.+/.+", re.DOTALL)


def check_entities(screenplay: Screenplay) -> Iterator[Finding]:
    """Yield what is wrong with the entities: use, colours, voices, pictures and names."""
    used = {entity for scene in screenplay.scenes for entity in scene.entity_ids}
    used |= {scene.place for scene in screenplay.scenes if scene.place}
    used |= {line.speaker for scene in screenplay.scenes for line in scene.lines if line.speaker}
    for entity in screenplay.entities:
        where = f"entities[{entity.id}]"
        if entity.id not in used:
            yield Finding(
                code="entity.unused", where=where, found="in no scene", needed="a scene that it is in",
                hint="add it to a scene's cast, or remove it",
            )  # fmt: skip
        described = described_colors(entity.description, entity.noun)
        listed = named_colors(entity.color or "")
        if described and listed and not described & listed:
            yield Finding(
                code="entity.color", where=f"{where}.color", found=entity.color or "",
                needed=f"{' or '.join(sorted(described))}, as in {entity.description!r}",
                hint="change the color or the description",
            )  # fmt: skip
        if entity.voice is not None and not _VOICE.fullmatch(entity.voice):
            yield Finding(
                code="entity.voice", severity="error", where=f"{where}.voice", found=repr(entity.voice),
                needed="espeak:VOICE, piper:MODEL.onnx or openai:MODEL/VOICE",
            )  # fmt: skip
    yield from _check_images(screenplay)
    yield from _check_names(screenplay)
    yield from check_ids("entity.name_is_id", "entities", {e.id: e.name for e in screenplay.entities})


def _check_images(screenplay: Screenplay) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for entity in screenplay.entities:
        for image in entity.images:
            if image in first:
                yield Finding(
                    code="entity.image_twice", where=f"entities[{entity.id}].images", found=image,
                    needed="a picture for each", hint=f"it is entities[{first[image]}]'s picture, too",
                )  # fmt: skip
            first.setdefault(image, entity.id)


def _check_names(screenplay: Screenplay) -> Iterator[Finding]:
    alike: dict[str, list[Entity]] = {}
    for entity in screenplay.entities:
        alike.setdefault(_folded(entity.name), []).append(entity)
    for group in alike.values():
        names = list(dict.fromkeys(entity.name for entity in group))
        if len(names) > 1:
            yield Finding(
                code="entity.name_case",
                where=_places(group),
                found=" and ".join(names),
                needed="names that differ by more than upper and lower case",
            )
        for name in names:
            yield from _check_same([entity for entity in group if entity.name == name])


def _check_same(group: list[Entity]) -> Iterator[Finding]:
    """Find entities of one proper name, or of one name and one look."""
    proper = any(_is_proper(entity) for entity in group)
    looks: dict[tuple[object, ...], list[Entity]] = {}
    for entity in group:
        looks.setdefault(() if proper else _look(entity), []).append(entity)
    for same in looks.values():
        if len(same) > 1:
            yield Finding(
                code="entity.same_name",
                severity="warning" if proper else "note",
                where=_places(same),
                found=same[0].name,
                needed="different names" if proper else "looks that tell them apart",
            )


def _places(entities: list[Entity]) -> str:
    return ", ".join(f"entities[{entity.id}]" for entity in entities)


def check_ids(code: str, what: str, names: Mapping[str, str]) -> Iterator[Finding]:
    """Yield each name (by its owner's id) that is the id of another with another name."""
    slugs = {own: re.sub(r"[^a-z0-9]+", "-", _folded(name)).strip("-") for own, name in names.items()}
    for own, slug in slugs.items():
        if slug != own and slug in slugs and slugs[slug] != slug:
            yield Finding(
                code=code, where=f"{what}[{own}]", found=names[own], needed="a name that is not another one's id",
                hint=f"{what}[{slug}] is called {names[slug]!r}",
            )  # fmt: skip


def _is_proper(entity: Entity) -> bool:
    return entity.name[:1].isupper() and entity.name.lower() != entity.noun.lower()


def _look(entity: Entity) -> tuple[object, ...]:
    return entity.kind, entity.noun, entity.description, entity.color, entity.traits, entity.images


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
