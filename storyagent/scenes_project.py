"""Scenes of a film made by themselves: their clips and what these need, and nothing else of the film."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from storyagent.engine.result import RunResult
from storyagent.errors import InvalidInput
from storyagent.graph.film import clip_names
from storyagent.graph.part import part_of
from storyagent.graph.plan import Plan
from storyagent.project import FilmProject
from storyagent.story.screenplay import Screenplay
from storyagent.story.values import Value


class SceneClips(Value):
    """The clips of some scenes, made by themselves: where they lie, by scene id in the film's order, without sound.

    `ran` steps were made in `seconds`, `from_cache` were kept from earlier.
    """

    project: Path
    clips: dict[str, Path]
    seconds: float
    ran: int
    from_cache: int


def scenes_named(names: Iterable[str], screenplay: Screenplay) -> tuple[str, ...]:
    """Return the ids of scenes that are named by id or by number, from 1: each once, in the film's order.

    Raises:
        InvalidInput: there is no such scene, or none is named.
    """
    ids = [scene.id for scene in screenplay.scenes]
    known = {**{str(number): scene for number, scene in enumerate(ids, 1)}, **{scene: scene for scene in ids}}
    wanted = list(names)
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        raise InvalidInput(
            "there is no such scene" if unknown else "no scene is named", where="scenes", found=", ".join(unknown),
            needed=f"1 to {len(ids)}, or an id: {', '.join(ids)}",
        )  # fmt: skip
    found = {known[name] for name in wanted}
    return tuple(scene for scene in ids if scene in found)


def scenes_of(plan: Plan, scenes: Collection[str]) -> Plan:
    """Return the part of a film's plan that makes the clips of scenes, all of it where none are named.

    Raises:
        InvalidInput: the graph makes no clips of these scenes.
    """
    names = [f"clip.{scene}" for scene in scenes]
    if missing := [name for name in names if name not in plan.results]:
        raise InvalidInput("this graph makes no clips of its own", where="graph", needed=f"a result {missing[0]}")
    return part_of(plan, names) if names else plan


def deliver_clips(project: FilmProject, screenplay: Screenplay, result: RunResult) -> SceneClips:
    """Copy the clips that a run made into the project; a clip that had the place of one of them goes.

    Raises:
        InvalidInput: a file cannot be written.
    """
    made = result.outputs
    clips = {}
    for scene, name in clip_names(screenplay).items():
        if f"clip.{scene}" in made:
            clips[scene] = project.keep(f"clips/{name}", made[f"clip.{scene}"])
            for old in (project.root / "clips").glob(f"{name.partition('-')[0]}-*.mp4"):
                if old.name != name:
                    old.unlink()
    return SceneClips(
        project=project.root, clips=clips, seconds=result.seconds, ran=result.ran, from_cache=result.from_cache
    )
