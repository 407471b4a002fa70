"""What a change makes anew and what is kept, told before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from storyagent.conversation.turns import SceneWork, Work
from storyagent.editing.film import Film
from storyagent.project import FilmProject

if TYPE_CHECKING:
    from storyagent.agent import StoryAgent


def foresee(agent: StoryAgent, project: FilmProject, film: Film, only: tuple[str, ...] = ()) -> Work:
    """Return what making a film, or only some of its scenes, would take, by journal and store. Nothing is made.

    Raises:
        InvalidInput: the film's plan is not valid.
    """
    laid_out = dict(film.layouts)
    for scene in film.scenes:
        if scene.id not in laid_out:
            laid_out[scene.id] = agent.planner.lay_out_scene(scene, film.screenplay).layout
    foreseen = agent.foresee(project, film.screenplay, laid_out, only)
    new = [(node.scene, node.id) for node in foreseen.nodes if node.state != "done"]
    remade = scene_work(new, film)
    scenes = dict.fromkeys(node.scene for node in foreseen.nodes if node.scene)
    made = {work.scene for work in remade}
    kept = scene_work(((scene, "") for scene in scenes if scene not in made), film)
    shared = tuple(step_name(node) for scene, node in new if scene is None)
    return Work(
        remade=remade, kept=kept, shared=shared, steps=len(new), estimate_s=foreseen.seconds, part=bool(only)
    )  # fmt: skip


def scene_work(nodes: Iterable[tuple[str | None, str]], film: Film) -> tuple[SceneWork, ...]:
    """Return the steps of each scene in the film's order, the title card first; steps of no scene are left out."""
    numbers = {scene.id: number for number, scene in enumerate(film.scenes, 1)}
    steps: dict[str, list[str]] = {}
    for scene, node in nodes:
        if scene is not None:
            steps.setdefault(scene, []).extend([node.rpartition(".")[2]] if node else [])
    works = [SceneWork(number=numbers.get(scene, 0), scene=scene, steps=tuple(names)) for scene, names in steps.items()]
    return tuple(sorted(works, key=lambda work: work.number))


def step_name(node: str) -> str:
    """Return what a person calls a step that belongs to no scene: "fox.drawing" is "drawing of fox"."""
    what, _, step = node.rpartition(".")
    return f"{step} of {what}" if what else node


def in_words(works: Sequence[SceneWork]) -> str:
    """Return scenes as a person lists them: "title card, scenes 1-3 and 5"."""
    numbers = [work.number for work in works if work.number]
    title = ["title card"] if len(numbers) < len(works) else []
    runs = _runs(numbers)
    if not runs:
        return "".join(title)
    listed = ", ".join(runs[:-1]) + (" and " if runs[:-1] else "") + runs[-1]
    return ", ".join([*title, f"scene{'s' if len(numbers) > 1 else ''} {listed}"])


def _runs(numbers: Sequence[int]) -> list[str]:
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    texts = []
    for span in spans:
        texts += [f"{span[0]}-{span[-1]}"] if len(span) > 2 else [str(number) for number in span]
    return texts
