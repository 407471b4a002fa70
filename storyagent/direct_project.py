"""Direct the scenes of a film project: `directions/*.json`, written to be read and edited."""

from __future__ import annotations

from collections.abc import Mapping

from storyagent.engine.lock import project_lock
from storyagent.planning.chat_planner import ChatPlanner
from storyagent.planning.frame_director import CountTokens, direct_offline, direct_with_model
from storyagent.planning.planner import Planner
from storyagent.project import FilmProject
from storyagent.story.directions import FrameDirections
from storyagent.story.files import write_json
from storyagent.story.screenplay import Scene, Screenplay

USUAL = 4
"""Moments a language model is asked for where nobody says how many."""
_OFFLINE = "offline each thing that happens is a moment: leave --moments out, or let a language model direct (--llm)"


def direct_project(
    project: FilmProject, planner: Planner, *, moments: int | None = None
) -> Mapping[str, FrameDirections]:
    """Write the frame directions of every scene, by the planner's language model if it has one; return them.

    Args:
        project: whose scenes.
        planner: who directs.
        moments: how many each scene is to have; offline as many as things happen.

    Raises:
        InvalidInput: offline, a scene has another number of moments; nothing is written then.
        ProjectBusy: another process works on the project.
        StoryagentError: as `direct_with_model`; what was answered is kept by the model's cache.
    """
    with project_lock(project.root / ".lock"):
        screenplay = project.screenplay()
        count_tokens, most = _tokens_of(screenplay.format.model)
        made = {
            scene.id: _directed(scene, screenplay, planner, moments, count_tokens, most) for scene in screenplay.scenes
        }
        for scene_id, directions in made.items():
            write_json(project.directions_path(scene_id), directions)
    return made


def _directed(
    scene: Scene,
    screenplay: Screenplay,
    planner: Planner,
    moments: int | None,
    count_tokens: CountTokens | None,
    most: int,
) -> FrameDirections:
    if isinstance(planner, ChatPlanner):
        return direct_with_model(
            planner.chat, scene, screenplay, moments or USUAL, count_tokens=count_tokens, most_tokens=most
        )
    directions = direct_offline(scene, screenplay)
    return directions if moments is None else directions.require(moments, scene.id, _OFFLINE)


def _tokens_of(model_id: str | None) -> tuple[CountTokens | None, int]:
    if model_id is None:
        return None, 0
    from storyagent.diffusion.models.loading import token_counter

    return token_counter(model_id)
