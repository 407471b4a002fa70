"""The tool that makes a mask of one thing in a picture."""

from __future__ import annotations

from storyagent.graph.rungs import Rung
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(
    version="1",
    cost_s=2.7,
    extra="edit",
    rungs=(
        Rung("embedded", "finds it by detector or drawing, cuts it out by its colours (GrabCut)", ("cv2",), "edit"),
        Rung(
            "facebook/sam-vit-base",
            "Segment Anything, in the box that the embedded way finds",
            packages=("torch", "transformers", "cv2"),
            extra="diffusion,edit",
            weights="facebook/sam-vit-base",
            licence="Apache-2.0",
        ),
        Rung(
            "google/owlvit-base-patch32",
            "OWL-ViT finds it by any words, cut out by its colours",
            packages=("torch", "transformers", "cv2"),
            extra="diffusion,edit",
            weights="google/owlvit-base-patch32",
            licence="Apache-2.0",
        ),
    ),
)
def segment_entity(
    picture: r.Image,
    entity: str,
    box: tuple[float, float, float, float] | None = None,
    model: str = "embedded",
    *,
    context: ToolContext,
) -> r.MaskImage:
    """Segment one thing in a picture by its name: a mask, white where the thing is.

    `box` (x0, y0, x1, y1 in shares of the picture) says where it is, if it is known.

    Raises:
        InvalidInput: no picture, or the thing is not seen in it.
        MissingExtra: the extra or the model's weights are not there; the hint has the command.
    """
    from storyagent.media.image.still import read_still, write_mask

    still = read_still(picture)
    if model == "embedded":
        from storyagent.media.image.segment import segment

        mask = segment(still.rgb, entity, box)
    else:
        from storyagent.media.image.pretrained import segmented

        mask = segmented(still.rgb, entity, box, model, context.options)
    return write_mask(context.path("mask.png"), mask)
