"""The tool that says what is in a picture."""

from __future__ import annotations

from storyagent.graph.rungs import Rung
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(
    version="1",
    cost_s=0.58,
    extra="edit",
    rungs=(
        Rung(
            "embedded", "names the picture-book things it recognises, their places, light and colours", ("cv2",), "edit"
        ),
        Rung(
            "Salesforce/blip-image-captioning-base",
            "BLIP: a caption of any picture",
            packages=("torch", "transformers"),
            extra="diffusion",
            weights="Salesforce/blip-image-captioning-base",
            licence="BSD-3-Clause",
        ),
    ),
)
def describe_image(
    picture: r.Image, look_for: tuple[str, ...] = (), model: str = "embedded", *, context: ToolContext
) -> r.Text:
    """Describe a picture in words: caption it, say what is in it, where, and its light and colours.

    Embedded, it knows the nouns of the storybook detector, and those in `look_for` that storyagent has a drawing of.

    Raises:
        InvalidInput: no picture.
        MissingExtra: the extra or the model's weights are not there; the hint has the command.
    """
    from storyagent.media.image.still import read_still

    still = read_still(picture)
    if model == "embedded":
        from storyagent.media.image.describe import describe

        return describe(still.rgb, look_for)
    from storyagent.media.image.pretrained import captioned

    (caption,) = captioned([still.rgb], model, context.options)
    return caption
