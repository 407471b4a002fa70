"""The sheets of a film's entities: by whom they are drawn, and which of them lie in the project."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from storyagent.bank.entry import BankEntry, Sheet
from storyagent.bank.shelf import Shelf, sheet_facts
from storyagent.errors import MissingExtra
from storyagent.film_parts import FilmParts
from storyagent.graph.film_sheets import Artist
from storyagent.graph.plan import Literally, Plan
from storyagent.project import FilmProject
from storyagent.story.references import RUNGS
from storyagent.story.screenplay import Screenplay
from storyagent.story.sheets import MOST_SHEETS
from storyagent.story.values import Finding


def artist_of(parts: FilmParts) -> Artist | None:
    """Return who draws a film's sheets: nobody where no model makes its clips, or one that takes no pictures.

    A film can be planned before its model is on the machine; its weights are then nameless.

    Raises:
        InvalidInput: there is no such model, or a file of the bank is broken.
    """
    model = parts.screenplay.format.model
    if model is None:
        return None
    from storyagent.diffusion.models.catalog import model_spec
    from storyagent.diffusion.models.fingerprint import weights_fingerprint

    ways = model_spec(model).capabilities.references
    if not ways:
        return None
    shelf = Shelf(parts.project)
    kept = {entity.id: shelf.entry(entity.id).seed for entity in parts.screenplay.entities}
    wanted = {entity_id: seed for entity_id, seed in kept.items() if seed is not None}
    try:
        weights = weights_fingerprint(model)
    except MissingExtra:
        weights = ""
    bank = min(ways, key=RUNGS.index) == "bank"
    return Artist(model=model, weights=weights, bank=bank, seeds={**wanted, **parts.seeds})


def keep_sheets(
    project: FilmProject, screenplay: Screenplay, plan: Plan, made: Mapping[str, Any]
) -> tuple[Finding, ...]:
    """Put the sheets and identity banks that a run made into the project; return what is to be said of the sheets.

    Args:
        project: Where.
        screenplay: Whose entities.
        plan: The plan that was run.
        made: Its results by name; `sheet.ID` is the first picture of an entity's sheet, `sheet.ID.2` the second.

    Raises:
        InvalidInput: a file cannot be written.
    """
    _keep_banks(project, screenplay, made)
    shelf = Shelf(project)
    nodes = {node.id: node for node in plan.nodes}
    findings = []
    for entity in screenplay.entities:
        names = [entity.id, *(f"{entity.id}.{number}" for number in range(2, MOST_SHEETS + 1))]
        pictures = [(Path(made[f"sheet.{name}"]), nodes[f"{name}.sheet"]) for name in names if f"sheet.{name}" in made]
        if pictures:
            entry = shelf.entry(entity.id)
            kept = [(path, _facts(path, entry, node.inputs)) for path, node in pictures]
            shelf.keep_sheets(entry, kept)
            findings += [_blank(entity.id, path) for path, facts in kept if facts.blank]
    return tuple(findings)


def _keep_banks(project: FilmProject, screenplay: Screenplay, made: Mapping[str, Any]) -> None:
    """Put what the model saw of each scene's entities into the project; what it saw for scenes that are gone goes."""
    for scene in screenplay.scenes:
        if f"bank.{scene.id}" in made:
            project.keep(f"banks/{scene.id}.safetensors", Path(made[f"bank.{scene.id}"]))
    scenes = {scene.id for scene in screenplay.scenes}
    for old in (project.root / "banks").glob("*.safetensors"):
        if old.stem not in scenes:
            old.unlink()


def _blank(entity_id: str, path: Path) -> Finding:
    from storyagent.bank.sheet_notes import read_notes

    notes = read_notes(path)
    return Finding(
        code="entity.no_picture",
        where=f"entities[{entity_id}]",
        found=f"{len(notes.tries)} pictures drawn, none good enough: {notes.worst}" if notes else "nothing is seen",
        needed="a picture that shows it as it is described",
        hint=f"its scenes are made after its description alone; entities set {entity_id} --image FILE gives it yours",
    )


def _facts(path: Path, entry: BankEntry, inputs: Mapping[str, Any]) -> Sheet:
    """Return what is known of a sheet; what is known already is not computed again."""
    given = {name: one.value for name, one in inputs.items() if isinstance(one, Literally)}
    return sheet_facts(
        path, own="picture" in inputs, known=entry.sheets, model=given.get("model"), weights=given.get("weights"),
        seed=given.get("seed"),
    )  # fmt: skip
