"""The models that are known by name, and how others are recognised. Importing this imports nothing heavy."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

from storyagent.diffusion.models.spec import Capabilities, Family, ModelSpec
from storyagent.errors import InvalidInput

_LVD_NEGATIVE = "dull, gray, unrealistic, colorless, blurry, low-quality, weird, abrupt"
_NEGATIVE = "worst quality, blurry, jittery, distorted, inconsistent motion, static, watermark"

_WAN = ModelSpec(
    id="Wan-AI/Wan2.1-T2V-1.3B-Diffusers",
    family="wan",
    repo="Wan-AI/Wan2.1-T2V-1.3B-Diffusers",
    capabilities=Capabilities(
        sizes_px=((832, 480), (480, 832), (624, 624)),
        multiple_px=16,
        frames=81,
        most_frames=81,
        fps=16,
        spatial_compression=8,
        temporal_compression=4,
    ),
    text_length=512,
    latent_channels=16,
    steps=50,
    scale=5.0,
    negative=_NEGATIVE,
    licence="Apache-2.0",
    half="bfloat16",
)


def _wan(model_id: str, family: Family, latent_channels: int = 16, **can: Any) -> ModelSpec:
    """Return a model of the same makers, run alike, with other capabilities."""
    own = {"id": model_id, "repo": model_id, "family": family, "latent_channels": latent_channels}
    return _WAN.model_copy(update={**own, "capabilities": _WAN.capabilities.model_copy(update=can)})


STORYBOOK = ModelSpec(
    id="storybook",  # the one that ships with the package
    family="storybook",
    repo="",
    capabilities=Capabilities(
        still=True,
        frame_attention=True,
        references=("bank",),
        keyframe=True,
        least_object=0.3,
        least_gap=0.08,
        sizes_px=((256, 256),),
        multiple_px=64,
        frames=16,
        most_frames=240,
        fps=8,
        spatial_compression=16,
    ),
    text_length=64,
    latent_channels=8,
    steps=12,
    scale=3.0,
    scale_until=0.67,
    licence="Apache-2.0",
    half="bfloat16",
    shared_noise=0.5,
    sharing="middle",
    background=0.5,
)
_WIDE = Path(__file__).parent / "storybook_wide_weights"
"""What it takes for `storybook` to know more things; it ships with the package, too."""

MODELS: tuple[ModelSpec, ...] = (
    STORYBOOK,
    STORYBOOK.model_copy(update={"id": "storybook-wide", "repo": str(_WIDE)}).in_shapes((1.0, 1.75)),
    ModelSpec(
        id="damo-vilab/text-to-video-ms-1.7b",
        family="clip_unet",
        repo="damo-vilab/text-to-video-ms-1.7b",
        capabilities=Capabilities(
            frame_attention=True,
            references=("bank",),
            keyframe=True,
            sizes_px=((256, 256),),
            multiple_px=64,
            frames=16,
            most_frames=32,
            fps=8,
            spatial_compression=8,
        ),
        negative=_LVD_NEGATIVE,
        licence="CC BY-NC 4.0",
    ),
    ModelSpec(
        id="cerspense/zeroscope_v2_576w",
        family="clip_unet",
        repo="cerspense/zeroscope_v2_576w",
        capabilities=Capabilities(
            frame_attention=True,
            references=("bank",),
            keyframe=True,
            sizes_px=((576, 320),),
            multiple_px=64,
            frames=24,
            most_frames=48,
            fps=8,
            spatial_compression=8,
        ),
        negative=_LVD_NEGATIVE,
        licence="CC BY-NC 4.0",
    ),
    ModelSpec(
        id="stable-diffusion-v1-5/stable-diffusion-v1-5",
        family="image_unet",
        repo="stable-diffusion-v1-5/stable-diffusion-v1-5",
        capabilities=Capabilities(
            video=False,
            still=True,
            frame_attention=True,
            references=("bank",),
            keyframe=True,
            sizes_px=((512, 512), (768, 512), (512, 768)),
            multiple_px=64,
            frames=1,
            most_frames=1,
            fps=8,
            spatial_compression=8,
        ),
        steps=25,
        scale=7.5,
        licence="CreativeML OpenRAIL-M",
    ),
    ModelSpec(
        id="guoyww/animatediff-motion-adapter-v1-5-2",
        family="motion_unet",
        repo="stable-diffusion-v1-5/stable-diffusion-v1-5",
        adapter="guoyww/animatediff-motion-adapter-v1-5-2",
        capabilities=Capabilities(
            frame_attention=True,
            references=("bank",),
            keyframe=True,
            sizes_px=((512, 512), (768, 512), (512, 768)),
            multiple_px=64,
            frames=16,
            most_frames=128,
            fps=8,
            spatial_compression=8,
        ),
        steps=25,
        scale=7.5,
        negative=_NEGATIVE,
        licence="CreativeML OpenRAIL-M and Apache-2.0",
    ),
    _WAN,
    _wan("Wan-AI/Wan2.1-VACE-1.3B-diffusers", "wan_vace", references=("reference_video",), keyframe=True),
    _wan("Wan-AI/Wan2.1-I2V-14B-480P-Diffusers", "wan_image", keyframe=True, needs_keyframe=True),
    _wan(
        "Wan-AI/Wan2.2-TI2V-5B-Diffusers",
        "wan_both",
        latent_channels=48,
        keyframe=True,
        sizes_px=((1280, 704), (704, 1280)),
        multiple_px=32,
        frames=121,
        most_frames=121,
        fps=24,
        spatial_compression=16,
    ),
    ModelSpec(
        id="Lightricks/LTX-Video",
        family="ltx",
        repo="Lightricks/LTX-Video",
        capabilities=Capabilities(
            keyframe=True,
            sizes_px=((704, 480), (480, 704), (512, 512)),
            multiple_px=32,
            frames=97,
            most_frames=257,
            fps=25,
            spatial_compression=32,
            temporal_compression=8,
        ),
        text_length=128,
        latent_channels=128,
        scale=3.0,
        negative=_NEGATIVE,
        licence="LTX-Video open weights licence",
        half="bfloat16",
    ),
    ModelSpec(
        id="THUDM/CogVideoX-2b",
        family="cogvideox",
        repo="THUDM/CogVideoX-2b",
        capabilities=Capabilities(
            sizes_px=((720, 480),),
            multiple_px=16,
            frames=49,
            most_frames=49,
            fps=8,
            spatial_compression=8,
            temporal_compression=4,
        ),
        text_length=226,
        latent_channels=16,
        steps=50,
        scale=6.0,
        negative=_NEGATIVE,
        licence="Apache-2.0",
    ),
)

WORDS = "words.json"

_PIPELINES: dict[str, Family] = {
    "TextToVideoSDPipeline": "clip_unet",
    "StableDiffusionPipeline": "image_unet",
    "WanPipeline": "wan",
    "WanImageToVideoPipeline": "wan_image",
    "WanVACEPipeline": "wan_vace",
    "LTXPipeline": "ltx",
    "LTXImageToVideoPipeline": "ltx",
    "LTXConditionPipeline": "ltx",
    "CogVideoXPipeline": "cogvideox",
}


def model_spec(model_id: str) -> ModelSpec:
    """Return what is known of a model: one of `MODELS`, or a folder with a diffusers pipeline of one of their families.

    Raises:
        InvalidInput: there is no such model, or its pipeline is of no known family.
    """
    for spec in MODELS:
        if spec.id == model_id:
            return spec
    if (Path(model_id) / WORDS).is_file():  # only the storybook model tells which words it was taught
        return STORYBOOK.model_copy(update={"id": model_id, "repo": model_id})
    index = Path(model_id) / "model_index.json"
    known = [spec.id for spec in MODELS]
    if not index.is_file():
        near = difflib.get_close_matches(model_id, known, n=1, cutoff=0.4)
        raise InvalidInput(
            "no model of this name",
            where="model",
            found=repr(model_id),
            needed=f"one of {', '.join(known)}, or a folder with a diffusers pipeline",
            hint=f"did you mean {near[0]}?" if near else "",
        )
    facts = json.loads(index.read_text(encoding="utf-8"))
    pipeline = str(facts.get("_class_name"))
    if pipeline not in _PIPELINES:
        raise InvalidInput(
            "a pipeline of no known family", where=str(index), found=pipeline, needed=f"one of {', '.join(_PIPELINES)}"
        )
    if (facts.get("transformer_2") or [None])[0] is not None:
        raise InvalidInput(
            "a pipeline with two denoisers, one for the first and one for the last steps",
            where=str(index),
            found=pipeline,
            needed="one denoiser for all steps, as Wan 2.1 and Wan 2.2 TI2V-5B have",
        )
    # these two pipelines run the same model, which gives every place in the clip a time of its own
    both = pipeline in ("WanPipeline", "WanImageToVideoPipeline") and facts.get("expand_timesteps", False)
    family = "wan_both" if both else _PIPELINES[pipeline]
    like = next(spec for spec in MODELS if spec.family == family)
    own = {"id": model_id, "repo": model_id, "licence": ""}
    return like.model_copy(update={**own, **_unet_sizes(Path(model_id), like)})


def _unet_sizes(folder: Path, like: ModelSpec) -> dict[str, Any]:
    """Return what a UNet pipeline's own configurations say of its sizes; nothing for other families."""
    parts = {name: folder / name / "config.json" for name in ("unet", "vae", "text_encoder")}
    if not all(path.is_file() for path in parts.values()):
        return {}
    unet, vae, text = (json.loads(path.read_text(encoding="utf-8")) for path in parts.values())
    compression = 2 ** (len(vae["block_out_channels"]) - 1)
    side = int(unet["sample_size"]) * compression
    can = {
        "sizes_px": ((side, side),),
        "spatial_compression": compression,
        "multiple_px": compression * 2 ** (len(unet["block_out_channels"]) - 1),
    }
    return {
        "capabilities": like.capabilities.model_copy(update=can),
        "latent_channels": int(unet["in_channels"]),
        "text_length": int(text["max_position_embeddings"]),
    }
