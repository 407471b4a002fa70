"""What a request says in numbers and fixed words: seconds, factors, aspects, languages, colours, how many times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from storyagent.planning.decompose_clauses import Token
from storyagent.planning.grammar import COLORS, word_set
from storyagent.planning.scene_answer import NUMBERS

Kind = Literal["seconds", "factor", "times", "fps", "pixels", "aspect", "language", "colour"]
Role = Literal["", "first", "last", "from", "to", "at"]

_UNITS: Mapping[str, float] = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hour", "hours"), 3600.0),
    **dict.fromkeys(("ms", "millisecond", "milliseconds"), 0.001),
}
_MEASURES = word_set("fps frames px pixel pixels p x times") | _UNITS.keys()
_ROLES: Mapping[str, Role] = {
    **dict.fromkeys(("first", "opening", "initial"), "first"), **dict.fromkeys(("last", "final", "closing"), "last"),
    **dict.fromkeys(("from", "after", "between"), "from"), **dict.fromkeys(("to", "until", "till", "up"), "to"),
    **dict.fromkeys(("at", "second"), "at"),
}  # fmt: skip
_ASPECTS: Mapping[str, str] = {
    "portrait": "9:16", "vertical": "9:16", "upright": "9:16", "landscape": "16:9", "widescreen": "16:9",
    "horizontal": "16:9", "square": "1:1",
}  # fmt: skip
_RATIOS = word_set("16:9 9:16 1:1 4:3 3:4 4:5 5:4 2:3 3:2 21:9")
LANGUAGES: Mapping[str, str] = {
    "english": "en", "french": "fr", "german": "de", "spanish": "es", "italian": "it", "portuguese": "pt",
    "japanese": "ja", "chinese": "zh", "mandarin": "zh", "korean": "ko", "russian": "ru", "polish": "pl",
    "dutch": "nl", "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi", "turkish": "tr",
    "arabic": "ar", "hindi": "hi", "greek": "el", "latin": "la", "hebrew": "he", "czech": "cs", "hungarian": "hu",
    "ukrainian": "uk", "thai": "th", "vietnamese": "vi", "indonesian": "id", "romanian": "ro",
}  # fmt: skip
"""Names of languages and their ISO 639-1 codes."""
VAGUE: Mapping[str, float] = {
    **dict.fromkeys(("slower", "slow"), 0.5),
    **dict.fromkeys(("faster", "fast", "quicker", "bigger", "larger"), 2.0),
}
"""What words without a number are taken for, as a factor; each such reading is told."""
_SLIGHT, _STRONG = word_set("bit little slightly somewhat"), word_set("much very lot far really super")
_MULTIPLES = {"twice": 2.0, "double": 2.0, "triple": 3.0, "thrice": 3.0, "half": 0.5, "quarter": 0.25}
_BETWEEN = word_set("the a an of about around exactly and mark")


@dataclass(frozen=True)
class Fact:
    """Something said: its value, what part it plays, the place of its first token, and whether a word was vague."""

    kind: Kind
    value: float | str
    place: int
    role: Role = ""
    vague: bool = False


def facts_in(tokens: Sequence[Token]) -> tuple[Fact, ...]:
    """Return what some tokens say, in order."""
    return tuple(_facts(tokens))


def fact_places(tokens: Sequence[Token]) -> frozenset[int]:
    """Return the places of the tokens that say facts, their units with them; a colour may as well describe a thing."""
    words = [token.word for token in tokens]
    found = set()
    for fact in facts_in(tokens):
        if fact.kind == "colour":
            continue
        found.add(fact.place)
        if fact.kind in ("seconds", "fps", "pixels", "times", "factor") and number_at(tokens, fact.place) is not None:
            found.update(at for at in range(fact.place + 1, min(fact.place + 3, len(words))) if words[at] in _MEASURES)
    return frozenset(found)


def number_at(tokens: Sequence[Token], place: int) -> float | None:
    """Return the number that a token stands for; times of day and ratios are none."""
    token = tokens[place]
    if token.kind == "number":
        try:
            return float(token.text.replace(",", "."))
        except ValueError:
            return None
    value = NUMBERS.get(token.word)
    return None if value is None else float(value)


def _facts(tokens: Sequence[Token]) -> Iterator[Fact]:
    words = [token.word for token in tokens]
    for place, word in enumerate(words):
        if word in _RATIOS:
            yield Fact("aspect", word, place)
        elif word in _ASPECTS:
            yield Fact("aspect", _ASPECTS[word], place)
        elif word in LANGUAGES:
            yield Fact("language", word, place)
        elif word in COLORS:
            yield Fact("colour", word, place)
        elif word in VAGUE and not _counted(words, place):
            yield Fact("factor", _vague(words, place), place, vague=True)
        elif word in _MULTIPLES and not _unit_after(words, place):
            yield Fact("times" if words[place + 1 : place + 2] == [] and word == "twice" else "factor",
                       _MULTIPLES[word], place)  # fmt: skip
        else:
            yield from _numbered(tokens, words, place)


def _numbered(tokens: Sequence[Token], words: Sequence[str], place: int) -> Iterator[Fact]:
    clock = tokens[place].text.split(":") if tokens[place].kind == "number" else []
    if len(clock) > 1 and all(part.isdigit() for part in clock):
        seconds = sum(int(part) * 60**power for power, part in enumerate(reversed(clock)))
        yield Fact("seconds", float(seconds), place, _role(words, place))
        return
    value = number_at(tokens, place)
    if value is None:
        value = {"half": 0.5, "quarter": 0.25}.get(words[place])
    if value is None:
        return
    after = [word for word in words[place + 1 : place + 4] if word not in _BETWEEN]
    unit = after[0] if after else ""
    if unit in _UNITS:
        yield Fact("seconds", value * _UNITS[unit], place, _role(words, place))
    elif unit == "fps" or (unit == "frames" and after[1:2] in (["second"], ["per"])):
        yield Fact("fps", value, place)
    elif unit in ("px", "pixel", "pixels", "p"):
        yield Fact("pixels", value, place)
    elif unit in ("x", "×", "fold"):
        yield Fact("factor", value, place)
    elif unit == "times":
        yield Fact("factor" if after[1:2] == ["as"] or VAGUE.keys() & set(after) else "times", value, place)
    elif tokens[place + 1 : place + 2] and tokens[place + 1].text == "%":
        yield Fact("factor", value / 100, place)


def _unit_after(words: Sequence[str], place: int) -> bool:
    return any(word in _UNITS for word in words[place + 1 : place + 4])


def _counted(words: Sequence[str], place: int) -> bool:
    """Tell whether a number stands before a vague word: "three times slower", "twice as fast"."""
    before = set(words[max(0, place - 3) : place])
    return bool({"times", "x", *_MULTIPLES} & before)


def _vague(words: Sequence[str], place: int) -> float:
    value = VAGUE[words[place]]
    before = set(words[max(0, place - 2) : place])
    if _SLIGHT & before:
        return 0.8 if value < 1 else 1.25
    return value * value if _STRONG & before else value


def _role(words: Sequence[str], place: int) -> Role:
    """Return what part a stretch of time plays, by the words before it: "the first five seconds", "from 2 s"."""
    for before in reversed([word for word in words[max(0, place - 3) : place] if word]):
        if before in _ROLES:
            return _ROLES[before]
        if before == "and" and "between" in words[:place]:
            return "to"
        if before not in _BETWEEN:
            return ""
    return ""
