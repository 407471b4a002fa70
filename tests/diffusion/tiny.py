"""Twins of real models: diffusers' and transformers' own classes at tiny size with random weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import torch
from diffusers import UNetMotionModel
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from torch import Tensor, nn
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPVisionConfig,
    CLIPVisionModel,
    PreTrainedTokenizerFast,
    T5Config,
    T5EncoderModel,
    UMT5Config,
    UMT5EncoderModel,
)

from storyagent.diffusion.models.base import Parts, VideoModel
from storyagent.diffusion.models.spec import Capabilities, ModelSpec
from storyagent.diffusion.models.transformers import CogVideoX, Ltx, Wan
from storyagent.diffusion.models.unets import ClipUNet, ImageUNet, MotionUNet
from storyagent.diffusion.models.wan import WanBoth, WanImage, WanVace
from storyagent.story.layout import Box, Keyframe, Layout, Track

WORDS = (
    "a",
    "red",
    "blue",
    "car",
    "cat",
    "cats",
    "dog",
    "bird",
    "ball",
    "two",
    "on",
    "the",
    "street",
    "and",
    "in",
    "grass",
)
TEXT_LENGTH = 16
CPU = torch.device("cpu")


def seeded(make: Callable[..., Any], **config: Any) -> Any:
    """Make a part with random weights, always the same, with attention that is not flat."""
    torch.manual_seed(0)
    model = make(**config).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.endswith(("to_q.weight", "to_k.weight")):
                weight.mul_(3.0)
    return model


UNET = {
    "sample_size": 8,
    "block_out_channels": (16, 32),
    "layers_per_block": 1,
    "norm_num_groups": 4,
    "cross_attention_dim": 16,
}


def motion_unet() -> UNetMotionModel:
    """Return the class of AnimateDiff and storybook."""
    return seeded(
        diffusers.UNetMotionModel,
        **UNET,
        down_block_types=("CrossAttnDownBlockMotion", "DownBlockMotion"),
        up_block_types=("UpBlockMotion", "CrossAttnUpBlockMotion"),
        num_attention_heads=2,
        motion_num_attention_heads=2,
        motion_max_seq_length=8,
    )


def image_unet() -> Any:
    """Return the class of Stable Diffusion."""
    return seeded(
        diffusers.UNet2DConditionModel,
        **UNET,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        attention_head_dim=2,
    )


def clip_unet() -> Any:
    """Return the class of ModelScope and Zeroscope."""
    return seeded(
        diffusers.UNet3DConditionModel,
        **UNET,
        down_block_types=("CrossAttnDownBlock3D", "DownBlock3D"),
        up_block_types=("UpBlock3D", "CrossAttnUpBlock3D"),
        attention_head_dim=4,
    )


def tokenizer() -> PreTrainedTokenizerFast:
    """Return a tokenizer of whole words with a start and an end mark."""
    words = Tokenizer(models.WordLevel({word: i for i, word in enumerate(["<s>", "</s>", "?", *WORDS])}, unk_token="?"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)])
    return PreTrainedTokenizerFast(
        tokenizer_object=words,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="</s>",
        unk_token="?",
        model_max_length=TEXT_LENGTH,
    )


def clip_text() -> Any:
    """Return CLIP's text encoder."""
    config = CLIPTextConfig(
        vocab_size=32,
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        max_position_embeddings=TEXT_LENGTH,
        bos_token_id=0,
        eos_token_id=1,
        pad_token_id=1,
    )
    return seeded(CLIPTextModel, config=config)


def t5_text(kind: str = "t5") -> Any:
    """Return T5's or UMT5's encoder."""
    shape = {"d_model": 16, "d_kv": 8, "d_ff": 16, "num_layers": 1, "num_heads": 2, "vocab_size": 32}
    if kind == "umt5":
        return seeded(UMT5EncoderModel, config=UMT5Config(**shape))
    return seeded(T5EncoderModel, config=T5Config(**shape))


def image_vae() -> Any:
    """Return an autoencoder of single pictures, 2 times smaller."""
    return seeded(
        diffusers.AutoencoderKL,
        block_out_channels=(8, 8),
        latent_channels=4,
        norm_num_groups=4,
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
    )


def spec(family: str, **given: Any) -> ModelSpec:
    """Describe a twin."""
    can = {
        "sizes_px": ((16, 16),),
        "multiple_px": 4,
        "frames": 4,
        "most_frames": 64,
        "fps": 8,
        "spatial_compression": 2,
        "temporal_compression": 1,
        **given.pop("can", {}),
    }
    return ModelSpec(
        id=f"tiny/{family}", family=family, repo="", capabilities=Capabilities(**can), text_length=TEXT_LENGTH,
        steps=4, scale=3.0, **given,
    )  # fmt: skip


def _unet(kind: type[VideoModel], family: str, denoiser: Any, **given: Any) -> VideoModel:
    given["can"] = {"frame_attention": True, "references": ("bank",), "keyframe": True, **given.get("can", {})}
    scheduler = diffusers.DPMSolverMultistepScheduler(beta_schedule="scaled_linear")
    parts = Parts(denoiser, image_vae(), clip_text(), tokenizer(), scheduler)
    return kind(spec(family, **given), parts, device=CPU)


def motion_model(**given: Any) -> VideoModel:
    """Return AnimateDiff's family."""
    return _unet(MotionUNet, "motion_unet", motion_unet(), **given)


def image_model() -> VideoModel:
    """Return Stable Diffusion's family."""
    return _unet(ImageUNet, "image_unet", image_unet(), can={"video": False, "still": True})


def clip_model() -> VideoModel:
    """Return ModelScope's family."""
    return _unet(ClipUNet, "clip_unet", clip_unet())


WAN = {
    "num_attention_heads": 2,
    "attention_head_dim": 12,
    "out_channels": 4,
    "text_dim": 16,
    "freq_dim": 16,
    "ffn_dim": 16,
    "num_layers": 3,
    "rope_max_seq_len": 32,
}


def wan_vae() -> Any:
    """Return Wan's autoencoder, 4 times smaller each way."""
    return seeded(
        diffusers.AutoencoderKLWan,
        base_dim=4,
        z_dim=4,
        dim_mult=[1, 1, 1],
        num_res_blocks=1,
        temperal_downsample=[True, True],
        scale_factor_spatial=4,
        latents_mean=[0.1, 0.0, -0.1, 0.2],
        latents_std=[1.0, 1.5, 0.5, 2.0],
    )


def _wan(kind: type[VideoModel], family: str, denoiser: Any, image_encoder: Any = None, **can: Any) -> VideoModel:
    scheduler = diffusers.UniPCMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0
    )
    sizes = {"sizes_px": ((32, 32),), "multiple_px": 8, "frames": 9, "spatial_compression": 4}
    described = spec(family, can={**sizes, "temporal_compression": 4, **can})
    parts = Parts(denoiser, wan_vae(), t5_text("umt5"), tokenizer(), scheduler, image_encoder)
    return kind(described, parts, device=CPU)


def wan_model() -> VideoModel:
    """Return Wan's family."""
    return _wan(Wan, "wan", seeded(diffusers.WanTransformer3DModel, in_channels=4, **WAN))


def wan_image_model() -> VideoModel:
    """Return the kind of Wan that makes clips from a first picture and an image encoder's view of it."""
    vision = CLIPVisionConfig(
        hidden_size=16, intermediate_size=16, num_hidden_layers=2, num_attention_heads=2, image_size=16, patch_size=8,
    )  # fmt: skip
    denoiser = seeded(diffusers.WanTransformer3DModel, in_channels=12, image_dim=16, added_kv_proj_dim=24, **WAN)
    model = _wan(
        WanImage, "wan_image", denoiser, seeded(CLIPVisionModel, config=vision), keyframe=True, needs_keyframe=True
    )
    # diffusers' processor counts on as many tokens
    model.spec = model.spec.model_copy(update={"text_length": 512})
    return model


def wan_both_model() -> VideoModel:
    """Return the kind of Wan that makes clips from words or a first picture, each place with a time of its own."""
    return _wan(WanBoth, "wan_both", seeded(diffusers.WanTransformer3DModel, in_channels=4, **WAN), keyframe=True)


def wan_vace_model() -> VideoModel:
    """Return the kind of Wan that takes references."""
    denoiser = seeded(
        diffusers.WanVACETransformer3DModel, in_channels=4, vace_layers=[0, 2], vace_in_channels=24, **WAN
    )
    return _wan(WanVace, "wan_vace", denoiser, references=("reference_video",), keyframe=True)


def ltx_model() -> VideoModel:
    """Return LTX's family."""
    denoiser = seeded(
        diffusers.LTXVideoTransformer3DModel,
        in_channels=4,
        out_channels=4,
        num_attention_heads=2,
        attention_head_dim=8,
        cross_attention_dim=16,
        num_layers=3,
        caption_channels=16,
    )
    vae = seeded(
        diffusers.AutoencoderKLLTXVideo,
        latent_channels=4,
        block_out_channels=(8,) * 4,
        decoder_block_out_channels=(8,) * 4,
        layers_per_block=(1,) * 5,
        decoder_layers_per_block=(1,) * 5,
        spatio_temporal_scaling=(True, True, False, False),
        decoder_spatio_temporal_scaling=(True, True, False, False),
        decoder_inject_noise=(False,) * 5,
        upsample_residual=(False,) * 4,
        upsample_factor=(1,) * 4,
        patch_size=1,
    )
    scheduler = diffusers.FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True)
    can = {"sizes_px": ((32, 32),), "multiple_px": 4, "frames": 9, "spatial_compression": 4, "temporal_compression": 4}
    can |= {"keyframe": True}
    parts = Parts(denoiser, vae, t5_text(), tokenizer(), scheduler)
    return Ltx(spec("ltx", can=can), parts, device=CPU)


def cogvideox_model() -> VideoModel:
    """Return CogVideoX's family."""
    denoiser = seeded(
        diffusers.CogVideoXTransformer3DModel,
        num_attention_heads=2,
        attention_head_dim=16,
        in_channels=4,
        out_channels=4,
        time_embed_dim=4,
        text_embed_dim=16,
        num_layers=3,
        sample_width=8,
        sample_height=8,
        sample_frames=9,
        max_text_seq_length=TEXT_LENGTH,
    )
    vae = seeded(
        diffusers.AutoencoderKLCogVideoX,
        down_block_types=("CogVideoXDownBlock3D",) * 3,
        up_block_types=("CogVideoXUpBlock3D",) * 3,
        block_out_channels=(4, 4, 4),
        latent_channels=4,
        layers_per_block=1,
        norm_num_groups=2,
        temporal_compression_ratio=4,
    )
    can = {"sizes_px": ((32, 32),), "multiple_px": 8, "frames": 9, "spatial_compression": 4, "temporal_compression": 4}
    scheduler = diffusers.CogVideoXDDIMScheduler(prediction_type="v_prediction")
    parts = Parts(denoiser, vae, t5_text(), tokenizer(), scheduler)
    return CogVideoX(spec("cogvideox", can=can), parts, device=CPU)


FAMILIES: dict[str, Callable[[], VideoModel]] = {
    "motion_unet": motion_model,
    "image_unet": image_model,
    "clip_unet": clip_model,
    "wan": wan_model,
    "ltx": ltx_model,
    "cogvideox": cogvideox_model,
}


def layout(*named: tuple[str, tuple[float, float, float, float]]) -> Layout:
    """Return a layout of objects that stand still."""
    tracks = tuple(
        Track(id=f"o{i}", entity=f"o{i}", name=name, keyframes=(Keyframe(t=0.0, box=Box.model_validate(box)),))
        for i, (name, box) in enumerate(named)
    )
    return Layout(scene="one", tracks=tracks, aspect_ratio=1.0)


def saved(unet: Any, pipeline: str, folder: Path) -> Path:
    """Write a UNet's twin as a diffusers pipeline's folder."""
    parts = {"unet": unet, "vae": image_vae(), "text_encoder": clip_text(), "tokenizer": tokenizer()}
    parts["scheduler"] = diffusers.DDIMScheduler(beta_schedule="scaled_linear")
    for name, part in parts.items():
        part.save_pretrained(folder / name)
    (folder / "model_index.json").write_text(json.dumps({"_class_name": pipeline}))
    return folder


PROMPT = "a red car and a blue cat on the street"
LAYOUT = layout(("red car", (0.0, 0.1, 0.4, 0.6)), ("blue cat", (0.6, 0.5, 1.0, 1.0)))


def state(model: nn.Module) -> dict[str, Any]:
    """Return everything of a model that a method could leave changed: weights, flags, attributes, hooks, processors."""
    kept: dict[str, Any] = {}
    for name, value in model.state_dict().items():
        kept[name] = value.clone()
    for name, module in model.named_modules():
        hooks = {key: dict(value) for key, value in vars(module).items() if key.endswith("_hooks")}
        kept[f"{name}:vars"] = (sorted(vars(module)), hooks, module.training)
        kept[f"{name}:processor"] = getattr(module, "processor", None)
    for name, weight in model.named_parameters():
        kept[f"{name}:grad"] = (weight.requires_grad, weight.grad)
    return kept


def same_state(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Return whether two states are equal to the last bit."""
    if before.keys() != after.keys():
        return False
    return all(
        torch.equal(value, after[key]) if isinstance(value, Tensor) else value == after[key]
        for key, value in before.items()
    )


def save_storybook(folder: Path) -> Path:
    """Write a storybook model of random weights to a folder, as training publishes one: 32 px."""
    from training.storybook.publish import _INDEX
    from training.storybook.shape import TINY, inflate, new_autoencoder, new_scheduler, new_still_unet, new_text_encoder
    from training.storybook.tokenizer import new_tokenizer

    torch.manual_seed(0)
    words = ["a", "of", "realistic", "lively", "video", "scene", "with", "one", "moving", "car", "cat", "and", "red"]
    inflate(new_still_unet(TINY), TINY).save_pretrained(folder / "unet")
    new_autoencoder(TINY).save_pretrained(folder / "vae")
    new_text_encoder(TINY).save_pretrained(folder / "text_encoder")
    new_tokenizer(words, tokens=TINY.tokens, rows=TINY.words).save_pretrained(folder / "tokenizer")
    new_scheduler().save_pretrained(folder / "scheduler")
    (folder / "words.json").write_text(json.dumps({"nouns": ["car", "cat"]}))
    (folder / "model_index.json").write_text(json.dumps(_INDEX))
    return folder
