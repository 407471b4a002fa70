"""The tool that fills a masked part of a picture."""

from __future__ import annotations

from storyagent.graph.rungs import Rung
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(
    version="1",
    cost_s=0.42,
    extra="edit",
    rungs=(
        Rung("embedded", "fills the hole with patches of the rest of the picture", packages=("cv2",), extra="edit"),
        Rung(
            "stable-diffusion-v1-5/stable-diffusion-inpainting",
            "Stable Diffusion inpainting: paints what the prompt says",
            packages=("torch", "diffusers", "transformers"),
            extra="diffusion",
            weights="stable-diffusion-v1-5/stable-diffusion-inpainting",
            licence="CreativeML Open RAIL-M",
        ),
    ),
)
def inpaint(
    picture: r.Image,
    mask: r.MaskImage,
    prompt: str = "",
    model: str = "embedded",
    seed: int = 0,
    steps: int = 30,
    *,
    context: ToolContext,
) -> r.Image:
    """Inpaint a picture: remove what is under the mask and fill the hole with its surroundings.

    `prompt`, `seed` and `steps` are for models, which paint what the prompt says into the hole.

    Raises:
        InvalidInput: no picture, a mask of another size, an empty one, or one over 70 % of the picture; a prompt
            without a model.
        MissingExtra: the extra or the model's weights are not there; the hint has the command.
    """
    from storyagent.errors import InvalidInput
    from storyagent.media.image.still import read_mask, read_still, write_still

    still = read_still(picture)
    hole = read_mask(mask, (still.rgb.shape[1], still.rgb.shape[0]))
    if model == "embedded":
        from storyagent.media.image.fill import fill

        if prompt:
            raise InvalidInput(
                "only a model paints what a prompt says",
                found=repr(prompt),
                needed="no prompt, or a model",
                hint="model=stable-diffusion-v1-5/stable-diffusion-inpainting",
            )
        filled = fill(still.rgb, hole)
    else:
        from storyagent.media.image.pretrained import inpainted

        (filled,) = inpainted([still.rgb], [hole], prompt, model, seed, steps, context.options)
    return write_still(context.path("inpainted.png"), still.painted(filled))
