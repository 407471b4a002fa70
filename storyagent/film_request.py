"""The film of a request: planned at once, as long as it was asked for, with what else there is of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from storyagent.film_options import plan_options
from storyagent.film_tool import Unfolded
from storyagent.graph.film import TITLE_S, film_values
from storyagent.graph.plan import Plan
from storyagent.graph.template import expand, load_template
from storyagent.media.audio.ambience import with_sound
from storyagent.shortening import length_s, shortened
from storyagent.story.layout import Layout
from storyagent.story.screenplay import Screenplay

if TYPE_CHECKING:
    from storyagent.agent import StoryAgent
    from storyagent.planning.planner import PlannedFilm, PlanOptions
    from storyagent.project import FilmProject

NEAR = 0.1
"""The share of the wished length by which a film may miss it."""


def plan_film(agent: StoryAgent, story: str, settings: Mapping[str, Any]) -> Unfolded:
    """Return the plan of a story's film, its screenplay and layouts, and what has to be said of it.

    A film that would be longer than was asked for shows and tells less: see `shortening`.

    Raises:
        InvalidInput: the story or a setting cannot be used.
    """
    options = plan_options(**settings)
    planned, told = _planned(agent, story, options)
    screenplay = with_sound(planned.screenplay, music=options.music, ambience=options.ambience)
    layouts = {layout.scene: layout for layout in planned.layouts}
    values = film_values(screenplay, layouts, voice=agent.settings.voice)
    film = expand(load_template(agent.graph), values)
    return Unfolded(_with_poster(film, screenplay, values), _known(screenplay, layouts), told)


def film_of_project(agent: StoryAgent, project: FilmProject) -> Unfolded:
    """Return the plan of a project's film as its files say now, and what is known of it: what a request can go by.

    Raises:
        InvalidInput: a file of the project is missing or broken.
    """
    screenplay = project.screenplay()
    layouts = project.layouts(screenplay)
    values = film_values(screenplay, layouts, root=project.root, voice=agent.settings.voice)
    return Unfolded(_with_poster(agent.expand(project), screenplay, values), _known(screenplay, layouts))


def _known(screenplay: Screenplay, layouts: Mapping[str, Layout]) -> dict[str, Any]:
    return {"screenplay": screenplay, "layouts": [layouts[scene.id] for scene in screenplay.scenes]}


def _planned(agent: StoryAgent, story: str, options: PlanOptions) -> tuple[PlannedFilm, tuple[str, ...]]:
    """Plan the film, and plan it shorter where it would take too long."""
    if options.minutes is None:
        return agent.planner.plan(story, options), ()
    wished_s = 60 * options.minutes
    scenes_s = max(wished_s - TITLE_S, wished_s / 2)
    planned = agent.planner.plan(story, options.model_copy(update={"minutes": scenes_s / 60}))
    found_s = TITLE_S + length_s(planned.screenplay)
    if found_s > wished_s * (1 + NEAR):
        whole = agent.planner.plan(story, options.model_copy(update={"minutes": None}))
        shorter, said = shortened(whole.screenplay, scenes_s)
        return whole.model_copy(update={"screenplay": shorter}), (f"to last {wished_s:g} s, the film {said}",)
    if found_s < wished_s * (1 - NEAR):
        return planned, (f"the film lasts about {found_s:.0f} s, not {wished_s:g} s: the story tells no more",)
    return planned, ()


def _with_poster(film: Plan, screenplay: Screenplay, values: Mapping[str, Any]) -> Plan:
    """Return the film's plan with a poster besides; the drawings of both are the same nodes."""
    more = {"screenplay": screenplay, "entity_ids": [drawing.id for drawing in values["drawings"]]}
    poster = expand(load_template("poster"), {**values, **more})
    nodes = {node.id: node for plan in (poster, film) for node in plan.nodes}
    return Plan(nodes=tuple(nodes.values()), results={"poster": poster.results["poster"], **film.results})
