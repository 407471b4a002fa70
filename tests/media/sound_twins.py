"""Twins of the models that hear and that make sounds: their own classes with random weights, as folders."""

from __future__ import annotations

from pathlib import Path

import transformers as t
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers.models.whisper.tokenization_whisper import LANGUAGES

from tests.diffusion.tiny import seeded

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
