"""The tool that edits a picture by an instruction."""

from __future__ import annotations

from storyagent.graph.rungs import Rung
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(
    version="1",
    cost_s=0.74,
    extra="edit",
    rungs=(
        Rung(
            "embedded",
            "a small grammar: recolour, light, night, styles, blur the background, remove, flip, rotate, crop",
            packages=("cv2",),
            extra="edit",
        ),
        Rung(
            "timbrooks/instruct-pix2pix",
            "InstructPix2Pix: any instruction",
            packages=("torch", "diffusers", "transformers"),
            extra="diffusion",
            weights="timbrooks/instruct-pix2pix",
            licence="MIT",
        ),
        Rung(
            "Qwen/Qwen-Image-Edit",
            "Qwen-Image-Edit: any instruction, on a large GPU",
            packages=("torch", "diffusers", "transformers"),
            extra="diffusion",
            weights="Qwen/Qwen-Image-Edit",
            licence="Apache-2.0",
        ),
    ),
)
def edit_image(
    picture: r.Image,
    instruction: str,
    model: str = "embedded",
    seed: int = 0,
    steps: int = 20,
    *,
    context: ToolContext,
) -> r.Image:
    """Edit a picture by an instruction, such as: make the fox blue, brighter, remove the ball, blur the background.

    Embedded, it does what a small grammar can say and refuses the rest; `seed` and `steps` are for models.

    Raises:
        InvalidInput: no picture, an instruction that is not understood, or a thing that is not seen.
        MissingExtra: the extra or the model's weights are not there; the hint has the command.
    """
    from storyagent.media.image.still import read_still, write_still

    still = read_still(picture)
    if model == "embedded":
        from storyagent.media.image.instruct import edit

        changed = edit(still, instruction)
    else:
        from storyagent.media.image.pretrained import edited

        changed = still.painted(edited(still.rgb, instruction, model, seed, steps, context.options))
    return write_still(context.path("edited.png"), changed)
