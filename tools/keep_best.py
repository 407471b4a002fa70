"""The tool that chooses among the clips that were made of a scene."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.01)
def keep_best(
    clips: tuple[r.SceneVideo, ...], verdicts: tuple[r.Verdict, ...], *, context: ToolContext
) -> r.SceneVideo:
    """Keep the best of a scene's clips: one that passed the gate, or else the one of the highest score.

    Raises:
        InvalidInput: there is not one verdict for each clip, or no clip.
    """
    from shutil import copyfile

    from storyagent.errors import InvalidInput
    from storyagent.story.verdicts import best_of

    if len(clips) != len(verdicts) or not clips:
        found = f"{len(clips)} clips, {len(verdicts)} verdicts"
        raise InvalidInput("clips and verdicts do not go together", found=found, needed="one for each, one at least")
    out = context.path("scene.mp4")
    copyfile(clips[best_of(verdicts)], out)
    return out
