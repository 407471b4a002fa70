"""The tool that says what happens in a clip."""

from __future__ import annotations

from storyagent.graph.rungs import Rung
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(
    version="1",
    cost_s=1.3,
    extra="edit",
    rungs=(
        Rung("embedded", "length, cuts, sound, light, and the picture-book things it recognises", ("cv2",), "edit"),
        Rung(
            "Salesforce/blip-image-captioning-base",
            "BLIP: a caption of each shot's middle frame",
            packages=("torch", "transformers", "cv2"),
            extra="diffusion,edit",
            weights="Salesforce/blip-image-captioning-base",
            licence="BSD-3-Clause",
        ),
    ),
)
def describe_video(
    video: r.Video,
    layout: r.Layout | None = None,
    look_for: tuple[str, ...] = (),
    model: str = "embedded",
    *,
    context: ToolContext,
) -> r.Text:
    """Describe a video in words: its length, shots and sound, what is seen in each shot and how it moves.

    With the `layout` of its scene it tells the ways of the entities; without, it knows the nouns of the storybook
    detector, and those in `look_for` that storyagent has a drawing of.

    Raises:
        InvalidInput: it is no video.
        MissingExtra: the extra or the model's weights are not there; the hint has the command.
    """
    from storyagent.media.video.describe import describe

    return describe(video, layout, look_for, model, context.options, context.progress)
