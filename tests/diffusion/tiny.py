"""Twins of real models: diffusers' own classes at tiny size with random weights."""

from __future__ import annotations

from typing import Any

import torch
from diffusers import UNet2DConditionModel, UNetMotionModel
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from torch import Tensor, nn
from transformers import PreTrainedTokenizerFast

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


def seeded(make: Any, **config: Any) -> Any:
    """Make a model of random weights, always the same, large enough that attention is not flat."""
    torch.manual_seed(0)
    model = make(**config).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.endswith(("to_q.weight", "to_k.weight")):
                weight.mul_(3.0)
    return model


def motion_unet() -> UNetMotionModel:
    """Return the class of AnimateDiff and storybook."""
    return seeded(
        UNetMotionModel,
        sample_size=8,
        block_out_channels=(16, 32),
        down_block_types=("CrossAttnDownBlockMotion", "DownBlockMotion"),
        up_block_types=("UpBlockMotion", "CrossAttnUpBlockMotion"),
        layers_per_block=1,
        norm_num_groups=4,
        cross_attention_dim=16,
        num_attention_heads=2,
        motion_num_attention_heads=2,
        motion_max_seq_length=8,
    )


def image_unet() -> UNet2DConditionModel:
    """Return the class of Stable Diffusion."""
    return seeded(
        UNet2DConditionModel,
        sample_size=8,
        block_out_channels=(16, 32),
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        layers_per_block=1,
        norm_num_groups=4,
        cross_attention_dim=16,
        attention_head_dim=2,
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
