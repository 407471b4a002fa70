"""The field's models with random weights, a few kilobytes each, built from the same classes."""

from __future__ import annotations

from pathlib import Path

WORDS = ("[UNK]", "[PAD]", "[EOS]", "the", "fox", "ran", "calm", "music", "background", "good", "night", "slept", "it")


def tokenizer(folder: Path) -> None:
    """Save a tokenizer that knows a few words."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    words = Tokenizer(models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    words.normalizer = normalizers.Lowercase()
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.post_processor = processors.TemplateProcessing(single="$A [EOS]", special_tokens=[("[EOS]", 2)])
    whole = PreTrainedTokenizerFast(
        tokenizer_object=words, unk_token="[UNK]", pad_token="[PAD]", eos_token="[EOS]", model_max_length=64
    )
    whole.save_pretrained(folder)


def tiny_musicgen(folder: Path) -> Path:
    """Save a MusicGen of random weights: two codebooks, 13 steps and 3,200 samples a second."""
    import torch
    from transformers import (
        EncodecConfig,
        MusicgenConfig,
        MusicgenDecoderConfig,
        MusicgenForConditionalGeneration,
        T5Config,
    )

    torch.set_num_threads(1)  # threads cost more than such a model
    torch.manual_seed(0)
    text = T5Config(vocab_size=len(WORDS), d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2)
    sound = EncodecConfig(
        sampling_rate=3200,
        target_bandwidths=[0.3],
        codebook_size=16,
        codebook_dim=8,
        hidden_size=8,
        num_filters=4,
        num_residual_layers=1,
        num_lstm_layers=1,
        upsampling_ratios=[16, 16],
    )
    decoder = MusicgenDecoderConfig(
        vocab_size=16, num_hidden_layers=1, ffn_dim=16, num_attention_heads=2, hidden_size=16, num_codebooks=2,
        pad_token_id=16, bos_token_id=16, max_position_embeddings=2048,
    )  # fmt: skip
    model = MusicgenForConditionalGeneration(MusicgenConfig(text_encoder=text, audio_encoder=sound, decoder=decoder))
    for layer in model.audio_encoder.quantizer.layers:
        layer.codebook.embed.normal_()  # it is zero until it is trained
    model.generation_config.decoder_start_token_id = 16
    model.generation_config.pad_token_id = 16
    model.save_pretrained(folder)
    tokenizer(folder)
    return folder


def tiny_translator(folder: Path) -> Path:
    """Save a translator of random weights: T5's classes, a few words."""
    import torch
    from transformers import T5Config, T5ForConditionalGeneration

    torch.set_num_threads(1)  # threads cost more than such a model
    torch.manual_seed(0)
    config = T5Config(
        vocab_size=len(WORDS), d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2, decoder_start_token_id=1,
        pad_token_id=1, eos_token_id=2,
    )  # fmt: skip
    T5ForConditionalGeneration(config).save_pretrained(folder)
    tokenizer(folder)
    return folder
