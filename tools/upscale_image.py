"""The tool that makes a picture larger."""

from __future__ import annotations

from storyagent.graph.rungs import Rung
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(
    version="1",
    cost_s=1.6,
    extra="edit",
    rungs=(
        Rung("embedded", "sharp edges without halos, no detail invented", packages=("cv2",), extra="edit"),
        Rung(
            "caidas/swin2SR-classical-sr-x2-64",
            "Swin2SR, twice as large",
            packages=("torch", "transformers"),
            extra="diffusion",
            weights="caidas/swin2SR-classical-sr-x2-64",
            licence="Apache-2.0",
        ),
    ),
)
def upscale_image(picture: r.Image, factor: int = 2, model: str = "embedded", *, context: ToolContext) -> r.Image:
    """Upscale a picture: make it two to four times as large, with sharp edges, in higher resolution.

    Raises:
        InvalidInput: no picture, another factor, one that the model has not, or a result above 40 megapixels.
        MissingExtra: the extra or the model's weights are not there; the hint has the command.
    """
    from storyagent.media.image.enlarge import enlarged_still, require_factor
    from storyagent.media.image.still import Still, read_still, write_still

    still = read_still(picture)
    require_factor(still.rgb.shape[1], still.rgb.shape[0], factor)
    if model == "embedded":
        large = enlarged_still(still, factor)
    else:
        from storyagent.media.image.pretrained import upscaled

        (rgb,) = upscaled([still.rgb], factor, model, context.options)
        large = Still(rgb, None if still.alpha is None else enlarged_still(still, factor).alpha)
    return write_still(context.path("upscaled.png"), large)
