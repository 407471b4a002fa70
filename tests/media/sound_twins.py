"""Twins of the models that hear and that make sounds: their own classes with random weights, as folders."""

from __future__ import annotations

from pathlib import Path

import diffusers
import torch
import transformers as t
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers.models.whisper.tokenization_whisper import LANGUAGES

from tests.diffusion.tiny import seeded, t5_text

_TIMES = 1501


def tiny_whisper(folder: Path) -> Path:
    """Save a Whisper that knows the bytes, the languages and the times; it says what its random weights say."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    special = (
        "<|endoftext|>", "<|startoftranscript|>", *(f"<|{code}|>" for code in LANGUAGES), "<|translate|>",
        "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>",
    )  # fmt: skip
    times = [f"<|{number * 0.02:.2f}|>" for number in range(_TIMES)]
    known = Tokenizer(models.BPE(vocab={letter: at for at, letter in enumerate(alphabet)}, merges=[]))
    known.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    known.decoder = decoders.ByteLevel()
    words = t.WhisperTokenizerFast(
        tokenizer_object=known, unk_token=special[0], bos_token=special[0], eos_token=special[0]
    )
    words.add_special_tokens({"additional_special_tokens": list(special)})
    words.add_tokens(times)
    ids = words.convert_tokens_to_ids
    size = len(words)
    config = t.WhisperConfig(
        vocab_size=size, d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=16, decoder_ffn_dim=16, num_mel_bins=8, max_source_positions=1500,
        max_target_positions=64, decoder_start_token_id=ids("<|startoftranscript|>"), bos_token_id=ids(special[0]),
        eos_token_id=ids(special[0]), pad_token_id=ids(special[0]), suppress_tokens=None, begin_suppress_tokens=None,
    )  # fmt: skip
    model = seeded(t.WhisperForConditionalGeneration, config=config)
    told = model.generation_config
    told._from_model_config = False  # else it is made of the model's when that is loaded
    told.no_timestamps_token_id = ids("<|notimestamps|>")
    told.lang_to_id = {f"<|{code}|>": ids(f"<|{code}|>") for code in LANGUAGES}
    told.task_to_id = {"transcribe": ids("<|transcribe|>"), "translate": ids("<|translate|>")}
    told.is_multilingual = True
    told.max_length = 12
    told.max_initial_timestamp_index = 50
    told.alignment_heads = [[0, 0]]
    model.save_pretrained(folder)
    hearing = t.WhisperFeatureExtractor(feature_size=8)
    t.WhisperProcessor(feature_extractor=hearing, tokenizer=words).save_pretrained(folder)
    return folder


def tiny_audioldm2(folder: Path) -> Path:
    """Save an AudioLDM 2 that reads letters: 100 steps and 3,200 samples a second; its language model as published."""
    torch.set_num_threads(1)  # threads cost more than such a model
    letters = "abcdefghijklmnopqrstuvwxyz"
    known = {letter: at for at, letter in enumerate(("<s>", "<pad>", "</s>", "<unk>", "<mask>", *letters, "Ġ"))}
    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *((letter, -2.0) for letter in f"▁{letters}")]
    text = {
        "vocab_size": 32, "hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
        "max_position_embeddings": 32, "projection_dim": 16, "bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2,
    }  # fmt: skip
    hearing = {
        "spec_size": 8, "window_size": 4, "num_mel_bins": 8, "intermediate_size": 16, "depths": [1, 1],
        "num_attention_heads": [1, 1], "num_hidden_layers": 2, "hidden_size": 16, "patch_embeds_hidden_size": 8,
        "projection_dim": 16, "patch_size": 2, "patch_stride": 2,
    }  # fmt: skip
    speaking = t.GPT2Config(
        vocab_size=32, n_embd=16, n_head=2, n_layer=1, n_positions=64, bos_token_id=0, eos_token_id=0
    )
    speaking.max_new_tokens = 8
    pipeline = diffusers.AudioLDM2Pipeline(
        text_encoder=seeded(
            t.ClapModel, config=t.ClapConfig(text_config=text, audio_config=hearing, projection_dim=16)
        ),
        text_encoder_2=t5_text(),
        tokenizer=t.RobertaTokenizer(vocab=known, merges=[], model_max_length=16),
        tokenizer_2=t.T5Tokenizer(vocab=pieces, extra_ids=0, model_max_length=16),
        projection_model=seeded(
            diffusers.AudioLDM2ProjectionModel, text_encoder_dim=16, text_encoder_1_dim=16, langauge_model_dim=16
        ),
        language_model=seeded(t.GPT2Model, config=speaking),
        feature_extractor=t.ClapFeatureExtractor(feature_size=8, sampling_rate=3200, hop_length=32, frequency_max=1600),
        unet=seeded(
            diffusers.AudioLDM2UNet2DConditionModel, sample_size=8, block_out_channels=(8, 16), layers_per_block=1,
            norm_num_groups=4, down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), attention_head_dim=4,
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"), cross_attention_dim=([None, 16, 16], [None, 16, 16]),
        ),
        vae=seeded(
            diffusers.AutoencoderKL, in_channels=1, out_channels=1, block_out_channels=(8, 8), latent_channels=4,
            norm_num_groups=4, down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2,
        ),
        scheduler=diffusers.DDIMScheduler(beta_schedule="scaled_linear", clip_sample=False),
        vocoder=seeded(
            t.SpeechT5HifiGan,
            config=t.SpeechT5HifiGanConfig(
                model_in_dim=8, sampling_rate=3200, upsample_initial_channel=8, upsample_rates=[8, 4],
                upsample_kernel_sizes=[16, 8], resblock_kernel_sizes=[3], resblock_dilation_sizes=[[1]],
                normalize_before=False,
            ),
        ),
    )  # fmt: skip
    pipeline.save_pretrained(folder)
    return folder
