"""The tool that makes a clip larger."""

from __future__ import annotations

from storyagent.graph.rungs import Rung
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(
    version="1",
    cost_s=15,
    extra="edit",
    keeps=("layout", "timeline", "subtitles", "screenplay", "image.poster"),
    rungs=(
        Rung("embedded", "sharp edges without halos, no detail invented, no flicker", ("cv2",), "edit"),
        Rung(
            "caidas/swin2SR-classical-sr-x2-64",
            "Swin2SR, twice as large, frame by frame",
            packages=("torch", "transformers"),
            extra="diffusion",
            weights="caidas/swin2SR-classical-sr-x2-64",
            licence="Apache-2.0",
        ),
    ),
)
def upscale_video(video: r.Video, factor: int = 2, model: str = "embedded", *, context: ToolContext) -> r.Video:
    """Upscale a video: make it two to four times as large, in higher resolution, with sharp edges.

    Raises:
        InvalidInput: it is no video, another factor, or a result above 8,192 px on a side.
        MissingExtra: the extra or the model's weights are not there; the hint has the command.
    """
    from storyagent.media.video.painting import upscale

    out = context.path("upscaled.mp4")
    upscale(video, out, factor, model, context.options, context.progress)
    return out
