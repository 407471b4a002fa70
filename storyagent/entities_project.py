"""The entities of a film project: looked at, given pictures, words and voices, and drawn again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from storyagent.bank.entry import BankEntry, Hue
from storyagent.bank.shelf import Shelf
from storyagent.errors import InvalidInput
from storyagent.graph.film_sheets import usual_look
from storyagent.graph.plan import Collection, Link, Plan
from storyagent.graph.reference import near_miss
from storyagent.project import FilmProject
from storyagent.story.files import sha256_of
from storyagent.story.screenplay import Entity, Kind, Screenplay
from storyagent.story.sheets import MOST_SHEETS
from storyagent.story.values import Value
from storyagent.story.voices import cast_voices

Source = Literal[
    "own picture", "drawn by a model", "drawing", "not drawn yet", "drawn by another model", "with its scenes",
    "described alone",
]  # fmt: skip
"""Where an entity's looks come from. A drawing is chosen by the entity's noun, where no model makes the clips; those of
a single scene, and places that no two scenes show alike, have no sheet and are drawn with their scenes. Of those
that are described alone no picture that a model drew was good enough."""


class SceneState(Value):
    """How one scene shows an entity."""

    scene: str
    number: int
    count: int = 1
    state: tuple[str, ...] = ()


class EntityFacts(Value):
    """All that a film project knows of one entity.

    `pictures` are files in the project; `model` and `seed` are those of a sheet that was drawn. `note` says what is to
    be known about where its looks come from.
    """

    id: str
    name: str
    kind: Kind
    noun: str
    description: str
    color: str | None
    voice: str | None
    voice_is_own: bool
    source: Source
    pictures: tuple[str, ...] = ()
    model: str | None = None
    seed: int | None = None
    palette: tuple[Hue, ...] = ()
    scenes: tuple[SceneState, ...] = ()
    note: str = ""


class EntityChange(Value):
    """What a change of an entity changed, and which scenes are made again for it; `written` names files."""

    entity: str
    changed: tuple[str, ...]
    made_again: tuple[str, ...]
    kept: tuple[str, ...]
    written: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def find_entity(screenplay: Screenplay, name: str) -> Entity:
    """Return the entity of an id or a name.

    Raises:
        InvalidInput: there is none, or there are several of this name.
    """
    by_id = next((entity for entity in screenplay.entities if entity.id == name), None)
    if by_id:
        return by_id
    named = [entity for entity in screenplay.entities if entity.name.casefold() == name.casefold()]
    if len(named) == 1:
        return named[0]
    if named:
        raise InvalidInput(
            f"{len(named)} entities are called {name!r}", where="entities", found=name,
            needed=f"an id: {' or '.join(entity.id for entity in named)}", hint="say the id instead of the name",
        )  # fmt: skip
    known = list(dict.fromkeys(word for entity in screenplay.entities for word in (entity.id, entity.name)))
    raise InvalidInput(
        "there is no such entity", where="entities", found=repr(name),
        needed=f"one of {', '.join(entity.id for entity in screenplay.entities)}", hint=near_miss(name, known),
    )  # fmt: skip


def entity_facts(
    project: FilmProject, screenplay: Screenplay, entity: Entity, *, narrator: str, weights: str | None
) -> EntityFacts:
    """Return what a project knows of an entity.

    Args:
        project: Whose.
        screenplay: Its screenplay, with the model that is to make its clips.
        entity: One of the screenplay's.
        narrator: The narrator's voice, which decides which voices characters may have.
        weights: Which weights that model has, if it takes pictures of entities; None if none is asked.

    Raises:
        InvalidInput: the entity's file in the bank is broken.
    """
    entry = Shelf(project).entry(entity.id)
    scenes = tuple(scenes_of(screenplay, entity))
    source, note = _source(project, entity, entry, screenplay.format.model, weights)
    look, alike = "", len({one.scene for one in scenes})
    if entity.kind == "place":
        look, alike = usual_look(entity, screenplay)
    if source == "not drawn yet" and alike < 2:
        source = "with its scenes"
    elif look and alike < len(scenes) and source not in ("own picture", "drawing") and not note:
        note = f"drawn as in {alike} of its {len(scenes)} scenes: {look}; the others are drawn from words"
    drawn = entry.sheets[0] if entry.sheets and source != "own picture" else None
    sheets = tuple(f"entities/{entity.id}/{sheet.file}" for sheet in entry.sheets)
    return EntityFacts(
        id=entity.id,
        name=entity.name,
        kind=entity.kind,
        noun=entity.noun,
        description=entity.description,
        color=entity.color,
        voice=cast_voices(screenplay.entities, narrator).get(entity.id),
        voice_is_own=entity.voice is not None,
        source=source,
        pictures=entity.images or sheets,
        model=drawn.model if drawn else None,
        seed=drawn.seed if drawn else entry.seed,
        palette=entry.sheets[0].look.palette if entry.sheets else (),
        scenes=scenes,
        note=note,
    )


def _source(
    project: FilmProject, entity: Entity, entry: BankEntry, model: str | None, weights: str | None
) -> tuple[Source, str]:
    if entity.images:
        extra = len(entity.images) - MOST_SHEETS
        return "own picture", f"the first {MOST_SHEETS} of its {len(entity.images)} pictures count" if extra > 0 else ""
    if weights is None:
        why = "the film's model takes no pictures of entities: it hears the description" if model else ""
        return "drawing", why
    sheet = next((one for one in entry.sheets if one.origin == "drawn"), None)
    path = Shelf(project).folder(entity.id) / sheet.file if sheet else None
    if sheet is None or path is None or not path.is_file():
        return "not drawn yet", ""
    if sheet.weights != weights:
        return (
            "drawn by another model",
            f"its sheet was drawn by {sheet.model} with weights {(sheet.weights or '')[:8]}, the film's are "
            f"{weights[:8]}: it is drawn again at the next render",
        )
    if sha256_of(path) != sheet.sha256:
        return "drawn by a model", f"{path.name} was changed by hand, which counts only with: set --image {path}"
    alone = "no picture that was drawn was good enough: set --image FILE, or redraw"
    return ("described alone", alone) if sheet.blank else ("drawn by a model", "")


def scenes_of(screenplay: Screenplay, entity: Entity) -> list[SceneState]:
    """Return the scenes that show an entity, or play at it, in order, with its state there."""
    found = []
    for number, scene in enumerate(screenplay.scenes, start=1):
        if scene.place == entity.id:
            found.append(SceneState(scene=scene.id, number=number, state=scene.place_state))
        found += [
            SceneState(scene=scene.id, number=number, count=role.count, state=role.state)
            for role in scene.cast
            if role.entity == entity.id
        ]
    return found


def change_entity(
    project: FilmProject,
    name: str,
    *,
    plan_of: Callable[[Screenplay], Plan],
    images: Sequence[Path] | None = None,
    description: str | None = None,
    voice: str | None = None,
) -> EntityChange:
    """Give an entity pictures, a description or a voice; say which scenes are made again.

    Args:
        project: Whose.
        name: The entity's id or name.
        plan_of: Expands a screenplay into the plan of its film; raises for what no film can be made of.
        images: Files that are copied into the project; none of them takes the entity's pictures from it.
        description: What it looks like in words.
        voice: As in `Entity.voice`; empty to let one be chosen.

    Raises:
        InvalidInput: no or several such entities, a picture or a voice that cannot be used, nothing to change, or a
            file that cannot be written. Nothing is changed then.
    """
    screenplay = project.screenplay()
    entity = find_entity(screenplay, name)
    if images is None and description is None and voice is None:
        raise InvalidInput(
            "nothing to set", where=entity.id, needed="--image FILE, --no-image, --description or --voice"
        )
    if images is not None and len(images) > MOST_SHEETS:
        raise InvalidInput(
            "too many pictures", where=entity.id, found=str(len(images)), needed=f"at most {MOST_SHEETS}"
        )
    update: dict[str, object] = {}
    if description is not None:
        update["description"] = description.strip()
    if voice is not None:
        update["voice"] = voice or None
    notes: list[str] = []
    shelf = Shelf(project)
    if images is not None:
        update["images"] = shelf.add_own(entity.id, images)
        notes = picture_notes(images)
    changed = entity.model_copy(update=update)
    after = _with_entity(screenplay, changed)
    before_plan, after_plan = plan_of(screenplay), plan_of(after)
    written = project.rewrite(after, {}) if after != screenplay else ()
    if images is not None:
        shelf.keep_own_sheets(entity.id, changed.images)
        shelf.remove_own(entity.id, changed.images)
    again = scenes_made_again(before_plan, after_plan)
    scenes = [scene.id for scene in screenplay.scenes]
    return EntityChange(
        entity=entity.id,
        changed=tuple(field for field in update if getattr(entity, field) != getattr(changed, field)),
        made_again=tuple(scene for scene in scenes if scene in again),
        kept=tuple(scene for scene in scenes if scene not in again),
        written=tuple(written),
        notes=tuple(notes),
    )


def picture_notes(images: Sequence[Path]) -> list[str]:
    """Return what is to be known about pictures that were taken.

    Raises:
        InvalidInput: one cannot stand for an entity.
    """
    from storyagent.bank.pictures import check_picture

    notes = []
    for one in map(check_picture, images):
        turned = ", turned upright as its camera says" if one.turned else ""
        shape = "its transparent parts give its shape" if one.shaped else "taken as it is, ground and all"
        notes.append(f"{one.path.name}: {one.size_px[0]}x{one.size_px[1]} px{turned}; {shape}")
    return notes


def _with_entity(screenplay: Screenplay, entity: Entity) -> Screenplay:
    entities = tuple(entity if one.id == entity.id else one for one in screenplay.entities)
    return screenplay.model_copy(update={"entities": entities})


def scenes_made_again(before: Plan, after: Plan) -> set[str]:
    """Return the scenes of which something is made again: their calls differ, or what those are made of does.

    Joining the film, its sound and the storyboard belongs to no scene.
    """
    old = {node.id: node for node in before.nodes}
    new = {node.id: node for node in after.nodes}
    differs: dict[str, bool] = {}

    def changed(node_id: str) -> bool:
        if node_id not in differs:
            node = new[node_id]
            differs[node_id] = old.get(node_id) != node or any(changed(link.node) for link in _links(node.inputs))
        return differs[node_id]

    return {node.scene for node in after.nodes if node.scene and changed(node.id)}


def _links(inputs: Mapping[str, object]) -> list[Link]:
    found = []
    for given in inputs.values():
        items = given.items if isinstance(given, Collection) else (given,)
        found += [item for item in items if isinstance(item, Link)]
    return found
