"""The entities of a film project as the library and the command line see them: list, show, set, redraw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from storyagent.bank.shelf import Shelf
from storyagent.engine.lock import project_lock
from storyagent.entities_project import EntityChange, EntityFacts, change_entity, entity_facts, find_entity
from storyagent.errors import InvalidInput
from storyagent.film_parts import FilmParts
from storyagent.graph.film_sheets import sheet_seed
from storyagent.graph.plan import Link, Plan
from storyagent.project import FilmProject
from storyagent.sheets_project import artist_of, keep_sheets
from storyagent.story.layout import Layout
from storyagent.story.screenplay import Entity, Screenplay

if TYPE_CHECKING:
    from storyagent.agent import StoryAgent

SEEDS = 2**32


class EntityBank:
    """The entities of one film project. Opened by `StoryAgent.entities`."""

    def __init__(self, agent: StoryAgent, project: FilmProject) -> None:
        self._agent, self._project = agent, project

    def list(self) -> tuple[EntityFacts, ...]:
        """Return what is known of every entity, in the screenplay's order.

        Raises:
            InvalidInput: a file of the project or of the bank is broken.
            MissingExtra: the film's model is not on this machine.
        """
        screenplay = self._screenplay()
        return tuple(self._facts(screenplay, entity) for entity in screenplay.entities)

    def show(self, name: str) -> EntityFacts:
        """Return what is known of one entity, by id or name.

        Raises:
            InvalidInput: there is none, there are several of this name, or a file is broken.
            MissingExtra: the film's model is not on this machine.
        """
        screenplay = self._screenplay()
        return self._facts(screenplay, find_entity(screenplay, name))

    def set(
        self,
        name: str,
        *,
        images: Sequence[Path] | None = None,
        description: str | None = None,
        voice: str | None = None,
    ) -> EntityChange:
        """Give an entity pictures (none: take them from it), a description or a voice (empty: one is chosen).

        The entity's own pictures win over every drawing. Nothing is made now; what is made again at the next render is
        in the answer.

        Raises:
            InvalidInput: no or several such entities, or a picture or voice that cannot be used. Nothing is changed.
            ProjectBusy: another process works on the project.
        """
        with self._locked():
            layouts = self._project.layouts(self._screenplay())
            return change_entity(
                self._project,
                name,
                plan_of=lambda after: self._agent.plan_of(self._parts(self._with_model(after), layouts)),
                images=images,
                description=description,
                voice=voice,
            )

    def redraw(self, name: str, seed: int | None = None) -> EntityFacts:
        """Draw an entity's sheet again, from a seed or from the one after the last; return what is known of it then.

        The seed is kept: later renders use this sheet, and the scenes with the entity are made again after it.

        Raises:
            InvalidInput: no or several such entities, one that has its own picture, or no model draws sheets.
            StoryagentError: what drawing raised; the old sheet is kept then.
            ProjectBusy: another process works on the project.
        """
        with self._locked(), self._agent.desk(self._project) as desk:
            screenplay = self._screenplay()
            entity = find_entity(screenplay, name)
            self._require_drawn(screenplay, entity)
            shelf = Shelf(self._project)
            entry = shelf.entry(entity.id)
            last = sheet_seed(screenplay, entity.id) if entry.seed is None else entry.seed
            wanted = entry.model_copy(update={"seed": (last + 1) % SEEDS if seed is None else seed})
            plan = self._sheet_plan(screenplay, entity, wanted.seed or 0)
            result = self._agent.run_plan(plan, desk)
            result.raise_for_state()
            shelf.write(wanted)
            keep_sheets(self._project, screenplay, plan, result.outputs)
            return self._facts(screenplay, entity)

    def _screenplay(self) -> Screenplay:
        return self._with_model(self._project.screenplay())

    def _with_model(self, screenplay: Screenplay) -> Screenplay:
        """Return a screenplay with the model that the agent was asked to render with."""
        if self._agent.model is None:
            return screenplay
        model = None if self._agent.model == "none" else self._agent.model
        form = screenplay.format.model_copy(update={"model": model})
        return screenplay.model_copy(update={"format": form})

    def _parts(self, screenplay: Screenplay, layouts: Mapping[str, Layout]) -> FilmParts:
        return FilmParts(self._project, screenplay, layouts, (), ())

    def _facts(self, screenplay: Screenplay, entity: Entity) -> EntityFacts:
        artist = artist_of(self._parts(screenplay, {}))
        return entity_facts(
            self._project,
            screenplay,
            entity,
            narrator=self._agent.settings.voice,
            weights=artist.weights if artist else None,
        )

    def _require_drawn(self, screenplay: Screenplay, entity: Entity) -> None:
        if entity.images:
            raise InvalidInput(
                "this entity has its own picture, which no drawing replaces", where=entity.id,
                found=", ".join(entity.images), hint=f"take it away first: set {entity.id} --no-image",
            )  # fmt: skip
        if artist_of(self._parts(screenplay, {})) is None:
            model = screenplay.format.model
            raise InvalidInput(
                "no model draws this film's entities", where=entity.id,
                found=f"the model {model}, which takes no pictures" if model else "a film of drawings",
                needed="a video model that takes pictures of entities",
                hint=f"give it a picture: set {entity.id} --image FILE, or name a model: --model storybook",
            )  # fmt: skip

    def _sheet_plan(self, screenplay: Screenplay, entity: Entity, seed: int) -> Plan:
        """Return the plan that draws one sheet and nothing else.

        Raises:
            InvalidInput: no scene shows the entity.
        """
        parts = self._parts(screenplay, self._project.layouts(screenplay))
        whole = self._agent.plan_of(replace(parts, seeds={entity.id: seed}))
        nodes = tuple(node for node in whole.nodes if node.id == f"{entity.id}.sheet")
        if not nodes:
            raise InvalidInput(
                "no scene shows this entity, so it has no sheet", where=entity.id,
                needed="a scene whose layout has it, or that happens there",
            )  # fmt: skip
        return Plan(nodes=nodes, results={f"sheet.{entity.id}": Link(node=nodes[0].id)})

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with project_lock(self._project.root / ".lock"):
            self._project.finish_rewriting()
            yield
