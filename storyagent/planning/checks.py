"""What is checked about a story's text before it is read."""

from __future__ import annotations

import re
import unicodedata

from storyagent import lexicon
from storyagent.errors import InvalidInput
from storyagent.planning.grammar import CLOSED, word_set

MAX_STORY_BYTES = 999_999
FEW_LETTERS = 30
_MARKERS = word_set(
    "the and of is was were are with his her she they he to from for at on it its that who then there their my your"
    " into has had you we this not but as by an"
)
_FOREIGN = word_set(
    "le la les un une des du et est dans der die das ein eine einen und ist im mit auf el los las una y es en il lo gli"
    " che di og er het een op na po u ja se sur avec sous de da do em um"
)
"""Words that hold sentences of other languages together."""
_LANGUAGES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "es": "Spanish", "fi": "Finnish",
    "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "it": "Italian", "ja": "Japanese", "ko": "Korean",
    "la": "Latin", "nb": "Norwegian", "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def check_story(text: str, where: str = "story", *, any_language: bool = False) -> str:
    """Return the text with Unicode composed (NFC) and lines ended by a line feed, once it is known that it can be read.

    Raises:
        InvalidInput: the text is empty, 1 MB or longer, has control characters or no words, or is not English (unless
            any language will do).
    """
    if not text.strip():
        raise InvalidInput("there is no text to make a film from", where=where, needed="at least one sentence")
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_STORY_BYTES:
        raise InvalidInput(
            "the text is too long", where=where, found=f"{size:,} bytes", needed=f"at most {MAX_STORY_BYTES:,}",
            hint="Make one film for each chapter.",
        )  # fmt: skip
    _check_characters(text, where)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    _check_language(text, where, any_language)
    if not any_language and sum(map(str.isalpha, text)) < FEW_LETTERS and not reads_as_english(text):
        raise _other_language(text, where)
    return text


def language_of(text: str) -> str:
    """Return the code of a text's language: "en" for whatever `check_story` takes for English."""
    try:
        _check_language(text, "", False)
    except InvalidInput:
        return _language(text)
    return "en"


def _check_characters(text: str, where: str) -> None:
    for position, character in enumerate(text):
        if (
            unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\r\t\f\ufeff"
        ) or character == "\ufffd":
            raise InvalidInput(
                "this is not plain text", where=where, needed="UTF-8 text",
                found=f"character U+{ord(character):04X} at position {position}",
                hint="Give the story as a text file, not as a word processor's or a program's file.",
            )  # fmt: skip


def _check_language(text: str, where: str, any_language: bool) -> None:
    words = re.findall(r"[^\W\d_]+", text[:20_000].lower())
    if not words:
        raise InvalidInput(
            "there are no words in the text", where=where, found=repr(text.strip()[:40]), needed="a story"
        )
    if any_language:
        return
    latin = [word for word in words if word.isascii() or unicodedata.name(word[0], "").startswith("LATIN")]
    letters = sum(map(len, words))
    if sum(map(len, latin)) * 4 < letters:
        raise _other_language(text, where)
    marked = sum(word in _MARKERS for word in words)
    if marked >= 0.12 * len(words) or letters < FEW_LETTERS:
        return
    known = sum(word in CLOSED or bool(lexicon.parts_of_speech(word)) for word in latin)
    if known < 0.75 * len(latin) and _language(text) != "en":
        raise _other_language(text, where)


def reads_as_english(text: str) -> bool:
    """Tell whether a short text has English words enough: not "Le chat dort.", not "asdf qwer".

    Words with a capital that no lexicon knows may be names, where there is one English word besides.
    """
    words = re.findall(r"[^\W\d_]+", text)
    lower = [word.lower() for word in words]
    foreign = sum(word in _FOREIGN for word in lower)
    known = sum(word not in _FOREIGN and (word in CLOSED or bool(lexicon.parts_of_speech(word))) for word in lower)
    strange = [word for word in words if word.islower() and not _is_known(word)]
    if set(lower) & _MARKERS or not (foreign or strange):
        return True
    if foreign:
        return known > foreign + len(strange)
    return known > 0 and (len(strange) < 2 or 2 * known >= len(words))


def _is_known(word: str) -> bool:
    """Tell whether a word is English, or two English words in one: "smartphone"."""
    if word in CLOSED or lexicon.parts_of_speech(word) or lexicon.number(word) is not None:
        return True
    return any(lexicon.is_word(word[:k]) and lexicon.is_word(word[k:]) for k in range(3, len(word) - 2))


def _language(text: str) -> str:
    import py3langid  # type: ignore[import-untyped]

    return str(py3langid.classify(text[:5_000])[0])


def _other_language(text: str, where: str) -> InvalidInput:
    code = _language(text)
    if code == "zxx":
        return InvalidInput(
            "there are no English words in the text", where=where, found=repr(text.strip()[:40]), needed="a story",
            hint="Say in plain English who is seen and what happens.",
        )  # fmt: skip
    name = _LANGUAGES.get(code, f"the language with code {code!r}")
    found = "a language other than English" if code == "en" else name
    return InvalidInput(
        "only English is read now", where=where, found=found, needed="English",
        hint="Translate the story to English first.",
    )  # fmt: skip
