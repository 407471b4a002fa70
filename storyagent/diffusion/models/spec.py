"""What is known of a model before anything of it is loaded."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from storyagent.errors import InvalidInput
from storyagent.story.references import Rung
from storyagent.story.values import Value

SharingPolicy = Literal["self", "first", "previous", "self_first_previous", "middle", "rotate"]
Family = Literal[
    "image_unet",
    "motion_unet",
    "clip_unet",
    "wan",
    "wan_image",
    "wan_both",
    "wan_vace",
    "ltx",
    "cogvideox",
    "storybook",
]


class Capabilities(Value):
    """What a model can do, in the units a caller thinks in.

    `sizes_px` are the (width, height) it was trained for, the usual one first; others work where both sides are
    multiples of `multiple_px`. A clip has k times `temporal_compression` and one more frames, `frames` by default.
    `references` are the ways in which it can be shown what an entity looks like, `keyframe` whether a clip can begin
    with a given picture, `needs_keyframe` whether it must.
    What is smaller than `least_object` (its longer side, in sides of a square of the picture's area) or nearer to
    another than `least_gap` it cannot draw apart from it.
    """

    video: bool = True
    still: bool = False
    layout_guidance: bool = True
    negative_prompt: bool = True
    frame_attention: bool = False
    references: tuple[Rung, ...] = ()
    keyframe: bool = False
    needs_keyframe: bool = False
    least_object: float = Field(0.0, ge=0.0, le=1.0)
    least_gap: float = Field(0.0, ge=0.0, le=1.0)
    sizes_px: tuple[tuple[int, int], ...] = Field(min_length=1)
    multiple_px: int = Field(ge=1)
    frames: int = Field(ge=1)
    most_frames: int = Field(ge=1)
    fps: int = Field(ge=1)
    spatial_compression: int = Field(ge=1)
    temporal_compression: int = Field(1, ge=1)


class ModelSpec(Value):
    """A model: where its weights are, what it can do, and how it is best run.

    `repo` is what diffusers loads; `adapter` a second repository, with motion modules for a model of stills.
    `shared_noise` is the share of the first noise's variance that all frames have in common. `weights_gb` is 0 where it
    is found out by looking at the files. `sharing` is how frames attend to each other where nothing else is asked for,
    `background` the share of the steps in which a guided clip's background is drawn once for all frames. `scale_until`
    is the share of the steps, the first ones, in which the prompt is weighed against the empty one: the last ones only
    finish what is there, at half the cost without (limited interval: Kynkäänniemi et al. 2024, arXiv 2404.07724).
    """

    id: str = Field(min_length=1)
    family: Family
    repo: str
    adapter: str | None = None
    capabilities: Capabilities
    text_length: int = Field(77, ge=1)
    latent_channels: int = Field(4, ge=1)
    steps: int = Field(40, ge=1)
    scale: float = Field(9.0, ge=1.0, description="of classifier-free guidance")
    scale_until: float = Field(1.0, ge=0.0, le=1.0)
    negative: str = ""
    licence: str = ""
    weights_gb: float = Field(0.0, ge=0.0)
    half: Literal["bfloat16", "float16"] = Field("float16", description="number format on a GPU")
    shared_noise: float = Field(0.0, ge=0.0, lt=1.0)
    sharing: SharingPolicy | None = None
    background: float = Field(0.0, ge=0.0, le=1.0)

    def size_for(self, aspect_ratio: float) -> tuple[int, int]:
        """Return the trained size (width, height) whose shape is nearest to an aspect ratio; the first of equals."""
        return min(
            self.capabilities.sizes_px, key=lambda size: round(abs(math.log(size[0] / size[1] / aspect_ratio)), 6)
        )

    def in_shapes(self, across: Sequence[float]) -> ModelSpec:
        """Return the same model trained for pictures of its height whose widths are these, in heights."""
        height = self.capabilities.sizes_px[0][1]
        sizes = tuple((round(height * one), height) for one in across)
        return self.model_copy(update={"capabilities": self.capabilities.model_copy(update={"sizes_px": sizes})})

    def frames_for(self, duration_s: float) -> int:
        """Return the number of frames the model makes that is nearest to a duration, at its own frame rate."""
        can = self.capabilities
        if not can.video:
            return 1
        groups = max(1, round((duration_s * can.fps - 1) / can.temporal_compression))
        return min(can.most_frames, groups * can.temporal_compression + 1)

    def require(self, capability: str) -> None:
        """Check that the model has a capability, by its name.

        Raises:
            InvalidInput: it has not; the hint names models that have.
        """
        if not getattr(self.capabilities, capability):
            from storyagent.diffusion.models.catalog import MODELS

            able = ", ".join(spec.id for spec in MODELS if getattr(spec.capabilities, capability))
            raise InvalidInput(
                f"the model has no {capability.replace('_', ' ')}",
                where=self.id,
                needed=f"one that has: {able}",
                hint="choose another model",
            )

    def require_words_alone(self) -> None:
        """Check that the model makes clips of words alone.

        Raises:
            InvalidInput: a clip of it must begin with a picture.
        """
        if self.capabilities.needs_keyframe:
            raise InvalidInput(
                "the model makes nothing but what follows a picture",
                where=self.id,
                found="no picture to begin with",
                needed="a keyframe, or a model that makes clips of words alone",
                hint="animate_keyframe begins with a picture; draw_keyframe draws one with a model of stills",
            )
