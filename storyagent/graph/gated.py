"""What `graphs/gated.yaml` needs beside the film's values: what the gate looks for, and how often a scene is tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from storyagent.story.layout import Layout
from storyagent.story.screenplay import Screenplay
from storyagent.story.values import Finding, Value
from storyagent.story.verdicts import ClipVerdict, SceneGate, scene_gate

if TYPE_CHECKING:
    from storyagent.graph.film import SceneValues


class GatedScene(Value):
    """A scene (its `SceneValues`) and what its clip is compared with.

    `earlier` has, for each of its entities, the first scene before this one in which it is seen, `layouts` go with
    them. `nouns` has its entities' nouns by their ids, `tries` the ids of its further tries.
    """

    id: str
    scene: Value
    nouns: dict[str, str]
    earlier: tuple[str, ...]
    layouts: tuple[Layout, ...]
    tries: tuple[str, ...]


class Try(Value):
    """A further try at a scene, and the tries between the first one and it."""

    id: str
    of: GatedScene
    before: tuple[str, ...]


def gated_values(screenplay: Screenplay, scenes: Sequence[SceneValues]) -> dict[str, Any]:
    """Return what the gate needs; the screenplay's format says how often a scene is tried, without it nothing is."""
    again = screenplay.format.gate
    if again is None:
        return {"gated": [], "tries": []}
    nouns = {entity.id: entity.noun for entity in screenplay.entities}
    first: dict[str, SceneValues] = {}
    gated = []
    for scene in scenes:
        before = {first[entity].id: first[entity] for entity in scene.cast if entity in first}
        gated.append(
            GatedScene(
                id=scene.id,
                scene=scene,
                nouns={entity: nouns[entity] for entity in scene.cast},
                earlier=tuple(before),
                layouts=tuple(one.layout for one in before.values()),
                tries=_tries(scene.id, again),
            )
        )
        for entity in scene.cast:
            first.setdefault(entity, scene)
    tries = [Try(id=name, of=one, before=one.tries[:number]) for one in gated for number, name in enumerate(one.tries)]
    return {"gated": gated, "tries": tries}


def gates_of(screenplay: Screenplay, made: Mapping[str, Any]) -> tuple[SceneGate, ...]:
    """Return what the gate found, from a run's results by name; scenes that were not judged are left out."""
    found = []
    for scene in screenplay.scenes:
        again = (f"again.{name}" for name in _tries(scene.id, screenplay.format.gate or 0))
        verdicts = [ClipVerdict.model_validate(made[name]) for name in (f"verdict.{scene.id}", *again) if name in made]
        if verdicts:
            found.append(scene_gate(scene.id, verdicts))
    return tuple(found)


def gate_findings(gates: Sequence[SceneGate]) -> tuple[Finding, ...]:
    """Return a warning for each scene none of whose clips passed."""
    return tuple(
        Finding(
            code="gate.not_passed",
            where=f"scenes[{gate.scene}]",
            found="; ".join(gate.kept.reasons),
            needed="a clip that shows its entities as they are",
            hint=f"the best of {len(gate.tries)} is in the film; give the scene another seed, or raise format.gate",
        )
        for gate in gates
        if not gate.kept.passed
    )


def _tries(scene: str, again: int) -> tuple[str, ...]:
    return tuple(f"{scene}.again-{number}" for number in range(1, again + 1))
