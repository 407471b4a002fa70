"""Twins of the models that edit pictures: their own classes at tiny size with random weights, as folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers as t
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from tests.diffusion.tiny import clip_text, image_vae, seeded, tokenizer


def saved_pipeline(folder: Path, name: str, channels: int) -> Path:
    """Write an InstructPix2Pix (8 channels) or an inpainting (9 channels) pipeline; return its folder."""
    unet = seeded(
        diffusers.UNet2DConditionModel, sample_size=8, in_channels=channels, out_channels=4,
        block_out_channels=(16, 32), layers_per_block=1, norm_num_groups=4, cross_attention_dim=16,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"), up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        attention_head_dim=2,
    )  # fmt: skip
    pipeline = getattr(diffusers, name)(
        vae=image_vae(), text_encoder=clip_text(), tokenizer=tokenizer(), unet=unet,
        scheduler=diffusers.DDIMScheduler(beta_schedule="scaled_linear", steps_offset=1, clip_sample=False),
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip
    pipeline.save_pretrained(folder)
    return folder


def saved_qwen_edit(folder: Path) -> Path:
    """Write a Qwen-Image-Edit in bfloat16, laid out as it is published; it reads bytes and pictures of any size."""
    words = t.Qwen2Tokenizer(
        vocab={letter: at for at, letter in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}, merges=[]
    )
    marks = ("im_start", "im_end", "vision_start", "vision_end", "image_pad", "video_pad")
    words.add_special_tokens({"additional_special_tokens": [f"<|{mark}|>" for mark in marks]})
    ids = {f"{mark}_token_id": words.convert_tokens_to_ids(f"<|{mark}|>") for mark in marks[2:4]}
    ids |= {f"{mark}_token_id": words.convert_tokens_to_ids(f"<|{mark}_pad|>") for mark in ("image", "video")}
    shape = {"hidden_size": 16, "intermediate_size": 16}
    text = {
        **shape, "vocab_size": len(words), "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 2,
        "rope_parameters": {"rope_type": "default", "mrope_section": [1, 1, 2], "rope_theta": 10000.0},
        "bos_token_id": None, "eos_token_id": None,
    }  # fmt: skip
    seeing = {**shape, "depth": 1, "num_heads": 2, "out_hidden_size": 16, "fullatt_block_indexes": [0]}
    reading = t.Qwen2_5_VLConfig(text_config=text, vision_config=seeing, **ids)
    pipeline = diffusers.QwenImageEditPipeline(
        text_encoder=seeded(t.Qwen2_5_VLForConditionalGeneration, config=reading).to(torch.bfloat16),
        tokenizer=words,
        processor=None,
        transformer=seeded(
            diffusers.QwenImageTransformer2DModel, in_channels=16, out_channels=4, num_layers=1, attention_head_dim=16,
            num_attention_heads=1, joint_attention_dim=16, axes_dims_rope=(4, 6, 6),
        ).to(torch.bfloat16),
        vae=seeded(
            diffusers.AutoencoderKLQwenImage, base_dim=2, z_dim=4, dim_mult=[1, 1, 1, 1], num_res_blocks=1,
            latents_mean=[0.0] * 4, latents_std=[1.0] * 4,
        ).to(torch.bfloat16),
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
    )  # fmt: skip
    pipeline.save_pretrained(folder)
    words.save_pretrained(folder / "processor")
    pictures = t.Qwen2VLImageProcessorPil(size={"shortest_edge": 28 * 28, "longest_edge": 28 * 28 * 16})
    pictures.save_pretrained(folder / "processor")
    index = json.loads((folder / "model_index.json").read_text())
    (folder / "model_index.json").write_text(json.dumps(index | {"processor": ["transformers", "Qwen2VLProcessor"]}))
    return folder


def saved_sam(folder: Path) -> Path:
    """Write a Segment Anything."""
    size, patch = 32, 8
    config = t.SamConfig(
        vision_config=t.SamVisionConfig(
            hidden_size=16, output_channels=16, num_hidden_layers=1, num_attention_heads=2, image_size=size,
            patch_size=patch, mlp_dim=16, num_pos_feats=8, window_size=2, global_attn_indexes=[0],
        ),
        prompt_encoder_config=t.SamPromptEncoderConfig(
            hidden_size=16, image_size=size, patch_size=patch, mask_input_channels=4
        ),
        mask_decoder_config=t.SamMaskDecoderConfig(
            hidden_size=16, mlp_dim=16, num_hidden_layers=1, num_attention_heads=2, attention_downsample_rate=2,
            iou_head_hidden_dim=16,
        ),
    )  # fmt: skip
    seeded(t.SamModel, config=config).save_pretrained(folder)
    pictures = t.SamImageProcessorPil(size={"longest_edge": size}, pad_size={"height": size, "width": size})
    t.SamProcessor(pictures).save_pretrained(folder)
    return folder


def saved_owl(folder: Path) -> Path:
    """Write an OWL-ViT."""
    shape = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = t.OwlViTConfig(
        text_config={**shape, "vocab_size": 64, "max_position_embeddings": 16, "bos_token_id": 1, "eos_token_id": 2},
        vision_config={**shape, "image_size": 32, "patch_size": 8},
        projection_dim=16,
    )
    seeded(t.OwlViTForObjectDetection, config=config).save_pretrained(folder)
    known = Tokenizer(
        models.WordLevel({"!": 0, "<s>": 1, "</s>": 2, "?": 3, "a": 4, "photo": 5, "of": 6, "ball": 7}, unk_token="?")
    )
    known.pre_tokenizer = pre_tokenizers.Whitespace()
    known.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 1), ("</s>", 2)])
    words = t.PreTrainedTokenizerFast(
        tokenizer_object=known, bos_token="<s>", eos_token="</s>", pad_token="!", unk_token="?", model_max_length=16
    )
    pictures = t.OwlViTImageProcessorPil(size={"height": 32, "width": 32})
    t.OwlViTProcessor(image_processor=pictures, tokenizer=words).save_pretrained(folder)
    return folder


def saved_grounding_dino(folder: Path) -> Path:
    """Write a Grounding DINO; BERT's marks have the numbers that its text is parted by."""
    config = t.GroundingDinoConfig(
        backbone_config=t.SwinConfig(
            image_size=32, patch_size=4, embed_dim=8, depths=[1, 1, 1], num_heads=[1, 1, 1], window_size=2,
            out_features=["stage2", "stage3"],
        ),
        text_config=t.BertConfig(
            vocab_size=1030, hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2,
            max_position_embeddings=32,
        ),
        d_model=32, encoder_layers=1, decoder_layers=2, encoder_attention_heads=2, decoder_attention_heads=2,
        encoder_ffn_dim=16, decoder_ffn_dim=16, num_queries=6, num_feature_levels=2, max_text_len=16,
        encoder_n_points=1, decoder_n_points=1,
    )  # fmt: skip
    seeded(t.GroundingDinoForObjectDetection, config=config).save_pretrained(folder)
    known = Tokenizer(
        models.WordLevel({"[PAD]": 0, "[UNK]": 1, "ball": 2, "[CLS]": 101, "[SEP]": 102, ".": 1012}, unk_token="[UNK]")
    )
    known.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    known.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 101), ("[SEP]", 102)]
    )
    words = t.PreTrainedTokenizerFast(
        tokenizer_object=known, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]",
        model_max_length=16, model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    )  # fmt: skip
    t.GroundingDinoProcessor(t.GroundingDinoImageProcessorPil(size={"height": 32, "width": 32}), words).save_pretrained(
        folder
    )
    return folder


def saved_swin2sr(folder: Path) -> Path:
    """Write a Swin2SR that makes pictures twice as large."""
    config = t.Swin2SRConfig(
        image_size=16, embed_dim=8, depths=[1], num_heads=[2], window_size=4, upscale=2, upsampler="pixelshuffledirect"
    )
    seeded(t.Swin2SRForImageSuperResolution, config=config).save_pretrained(folder)
    t.Swin2SRImageProcessorPil(pad_size=4).save_pretrained(folder)
    return folder


def saved_blip(folder: Path) -> Path:
    """Write a BLIP."""
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "red", "ball", "on", "grass"]
    known = Tokenizer(models.WordPiece({word: place for place, word in enumerate(words)}, unk_token="[UNK]"))
    known.pre_tokenizer = pre_tokenizers.Whitespace()
    fast = t.PreTrainedTokenizerFast(
        tokenizer_object=known, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    )
    shape = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    text: dict[str, Any] = {
        **shape, "vocab_size": len(words), "projection_dim": 16, "encoder_hidden_size": 16, "bos_token_id": 2,
        "pad_token_id": 0, "eos_token_id": 3, "sep_token_id": 3, "max_position_embeddings": 64,
    }  # fmt: skip
    vision = {**shape, "image_size": 32, "patch_size": 8, "projection_dim": 16}
    config = t.BlipConfig(text_config=text, vision_config=vision, projection_dim=16)
    seeded(t.BlipForConditionalGeneration, config=config).save_pretrained(folder)
    t.BlipProcessor(t.BlipImageProcessorPil(size={"height": 32, "width": 32}), fast).save_pretrained(folder)
    return folder
