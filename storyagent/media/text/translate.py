"""Translation by the field's models (Marian, NLLB, M2M100), from weights on this machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from storyagent.errors import InvalidInput, MissingExtra
from storyagent.media.text.summarise import split_sentences
from storyagent.media.weights import weights_folder
from storyagent.quiet import quietly

Progress = Callable[[float, str], None]
_AT_ONCE = 8
_CODE = re.compile(r"[a-z]{2,3}([-_][A-Za-z]{2,4})?")
_NLLB = {
    "ar": "arb_Arab", "de": "deu_Latn", "en": "eng_Latn", "es": "spa_Latn", "fr": "fra_Latn", "hi": "hin_Deva",
    "it": "ita_Latn", "ja": "jpn_Jpan", "ko": "kor_Hang", "nl": "nld_Latn", "pl": "pol_Latn", "pt": "por_Latn",
    "ru": "rus_Cyrl", "sv": "swe_Latn", "tr": "tur_Latn", "uk": "ukr_Cyrl", "zh": "zho_Hans",
}  # fmt: skip


def translate(
    text: str, source: str, target: str, model: str | None, options: Mapping[str, Any], progress: Progress
) -> str:
    """Translate a text sentence by sentence; paragraphs stay apart.

    Args:
        text: What is to be translated.
        source: Its language, as `en`.
        target: The language wanted.
        model: A repository or folder of a sequence-to-sequence model; Marian's for the two languages if None.
        options: `device`.
        progress: Called with the share that is done.

    Raises:
        InvalidInput: the text is empty, a language is no code, or the model does not know it.
        MissingExtra: packages or weights are not there; the hint has the command. Nothing is translated without.
    """
    if not text.strip():
        raise InvalidInput("there is nothing to translate", where="text", needed="at least one word")
    for where, code in (("source", source), ("target", target)):
        if not _CODE.fullmatch(code):
            raise InvalidInput("this is no language's code", where=where, found=repr(code), needed="such as de, fr, zh")
    name = model or f"Helsinki-NLP/opus-mt-{source}-{target}"
    try:
        # only Marian's own tokenizer needs sentencepiece
        folder = weights_folder(name, ("torch", "transformers", *(() if model else ("sentencepiece",))))
    except MissingExtra as error:
        raise MissingExtra(
            f"{error.what}; nothing is translated without a model",
            where=error.where,
            found=error.found,
            hint=error.hint,
        ) from error
    import torch
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    device = options.get("device") or ("cuda" if torch.cuda.is_available() else "cpu")
    with quietly():
        tokenizer = AutoTokenizer.from_pretrained(folder)
        translator = AutoModelForSeq2SeqLM.from_pretrained(folder).to(device).eval()
    begin = _set_languages(tokenizer, source, target, name)
    paragraphs = [split_sentences(part) for part in text.split("\n\n")]
    sentences = [sentence for part in paragraphs for sentence in part]
    made: list[str] = []
    for start in range(0, len(sentences), _AT_ONCE):
        progress(start / len(sentences), "")
        tokens = tokenizer(sentences[start : start + _AT_ONCE], return_tensors="pt", padding=True, truncation=True)
        longest = 20 + 3 * tokens["input_ids"].shape[1]  # a model that has lost its way goes on and on
        with torch.inference_mode():
            ids = translator.generate(
                input_ids=tokens["input_ids"].to(device),
                attention_mask=tokens["attention_mask"].to(device),
                do_sample=False,
                num_beams=4,
                max_new_tokens=longest,
                **begin,
            )
        made += tokenizer.batch_decode(ids, skip_special_tokens=True)
    rest = iter(made)
    return "\n\n".join(" ".join(next(rest) for _ in part) for part in paragraphs if part)


def _set_languages(tokenizer: Any, source: str, target: str, name: str) -> dict[str, int]:
    """Tell a tokenizer of several languages which one it reads; return what the answer begins with."""
    if not hasattr(tokenizer, "src_lang"):
        return {}  # Marian: one model for one pair of languages
    codes = [_NLLB.get(code, code) if "nllb" in type(tokenizer).__name__.lower() else code for code in (source, target)]
    begin = tokenizer.convert_tokens_to_ids(codes[1])
    if begin in (None, tokenizer.unk_token_id):
        begin = getattr(tokenizer, "lang_code_to_id", {}).get(codes[1])
    if begin is None:
        raise InvalidInput("the model does not know this language", where=name, found=repr(target))
    tokenizer.src_lang = codes[0]
    return {"forced_bos_token_id": int(begin)}
