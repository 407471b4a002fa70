"""Values for tools' settings from the words of a request: by the setting's name, its type and its unit.

Only what is said is bound. A word without a number ("slower") is taken for a usual one, and that is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from storyagent.graph.search_settings import fits
from storyagent.graph.tool import Port, ToolSpec
from storyagent.planning.decompose_clauses import Token
from storyagent.planning.decompose_facts import LANGUAGES, Fact, facts_in, number_at
from storyagent.planning.decompose_words import EMPTY, far, near, split_words
from storyagent.planning.grammar import word_set

_STARTS, _ENDS = word_set("start begin beginning from in"), word_set("end stop to until out")
_MOMENTS = word_set("at time moment second position")
_LENGTHS = word_set("duration length seconds minutes long total")
_FACTORS, _COUNTS = word_set("factor speed scale zoom ratio rate"), word_set("times count number repeats rounds loops")
_INSTRUCTIONS = word_set("instruction request prompt description query question edit change")
_THINGS = word_set("what entity object thing name kind sound subject target word")
_TITLES, _TEXTS = word_set("title heading headline name"), word_set("text caption line message words")
_LOOKS = word_set("style look")
NOUNS: Mapping[str, str] = {"music": "calm"}
"""Settings that are named as a thing, with what they are taken for where no word says how it shall be."""
_ENDING = word_set("and then with from at for to but")
_REMOVING = word_set("off remove delete drop skip without away lose")
_GOING_ON = word_set("loop repeat")
_NOT = word_set("no not without don't dont never n't")
_UNIT_NAMES = word_set("s px fps hz db deg gib")

LISTED = 0.5
"""How like a word must be to an option that is only listed in a description."""
Said = tuple[Any, str]
"""A value, and what is told of it ("" if it was said plainly)."""


def settings_for(
    specs: Sequence[ToolSpec], tokens: Sequence[Token], heard: frozenset[int]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return values for settings of tools by `tool.setting`, and what vague words were taken for."""
    facts = facts_in(tokens)
    found: dict[str, Any] = {}
    taken: dict[str, None] = {}
    for spec in specs:
        for port in spec.inputs.values():
            if port.resource is not None:
                continue
            for value, told in (*_listed(port, spec, tokens), *_values(port, facts, tokens, heard)):
                if fits(port, value):
                    found[f"{spec.name}.{port.name}"] = value
                    if told:
                        taken[
                            f"{told}: {port.name} {value:g}"
                            if isinstance(value, float | int)
                            else f"{told}: {port.name} {value}"
                        ] = None
                    break
    return found, tuple(taken)


def lasting(specs: Sequence[ToolSpec]) -> dict[str, Any]:
    """Return the settings by which what tools make or add goes on for as long as something else lasts."""
    return {
        f"{spec.name}.{port.name}": True
        for spec in specs
        for port in spec.inputs.values()
        if port.annotation is bool and port.resource is None and split_words(port.name)[0] in _GOING_ON
    }


def _listed(port: Port, spec: ToolSpec, tokens: Sequence[Token]) -> Iterator[Said]:
    """Yield the option that the words name best, of those that a description lists: "music in a mood: calm, happy"."""
    lead, _, listed = spec.summary.partition(":")
    if "text" not in _kinds(port.annotation) or split_words(lead)[-1:] != split_words(port.name)[-1:]:
        return
    options = [word for word in split_words(listed) if word not in EMPTY]
    marks = {
        (weight * near(option).get(feature, 0.0), option)
        for option in options
        for token in tokens
        if token.word and token.word not in EMPTY
        for feature, weight in far(token.word).items()
    }
    best, option = max(marks, default=(0.0, ""))
    if best >= LISTED:
        yield option, ""


def _values(port: Port, facts: Sequence[Fact], tokens: Sequence[Token], heard: frozenset[int]) -> Iterator[Said]:
    """Yield the values that a setting may be meant to have, the surest first."""
    words = split_words(port.name)
    name = frozenset(words) - _UNIT_NAMES
    options = _options(port.annotation)
    if options:
        yield from ((option, "") for option in _chosen(options, tokens, facts))
        return
    for kinds, read in _READERS:
        if not kinds or kinds & {"number", "text", "flag"} & _kinds(port.annotation):
            yield from read(name, frozenset(words), facts, tokens, heard)


def _kinds(annotation: Any) -> frozenset[str]:
    """Return what plain values an annotation takes: numbers, texts, flags."""
    inner = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    names: Mapping[Any, str] = {int: "number", float: "number", str: "text", bool: "flag"}
    return frozenset(names[one] for one in inner if one in names)


def _options(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    if get_origin(annotation) in (Union, UnionType):
        return tuple(option for inner in get_args(annotation) for option in _options(inner))
    return ()


def _chosen(options: Sequence[Any], tokens: Sequence[Token], facts: Sequence[Fact]) -> Iterator[Any]:
    """Yield the options that the words name; a longer name first."""
    said = {fact.value for fact in facts} | {LANGUAGES[str(f.value)] for f in facts if f.kind == "language"}
    yield from (option for option in options if option in said)
    words = [token.word for token in tokens]
    meant = {key for word in words if word and word not in EMPTY for key, weight in near(word).items() if weight >= 0.9}
    for option in sorted((one for one in options if isinstance(one, str)), key=lambda one: -len(one)):
        parts = split_words(option)
        if parts and all(part in words or part in meant for part in parts) and not _negated(words, parts):
            yield option


def _negated(words: Sequence[str], parts: Sequence[str]) -> bool:
    place = next((at for at, word in enumerate(words) if word in parts), 0)
    return bool(_NOT & set(words[max(0, place - 2) : place]))


def _times(
    name: frozenset[str], words: frozenset[str], facts: Sequence[Fact], tokens: Sequence[Token], heard: frozenset[int]
) -> Iterator[Said]:
    """Yield seconds by the part they play: where something begins or ends, a moment, a length."""
    stretches = [fact for fact in facts if fact.kind == "seconds"]
    removing = bool(_REMOVING & {token.word for token in tokens})
    unit = 60.0 if "minutes" in words else 1.0
    for fact in stretches:
        value = float(fact.value) / unit
        starting = fact.role == "from" or (fact.role == "first" and removing)
        ending = fact.role == "to" or (fact.role == "first" and not removing)
        if name & _STARTS and "s" in words:
            if starting:
                yield value, ""
        elif name & _ENDS and "s" in words:
            if ending:
                yield value, ""
        elif name & _MOMENTS and "s" in words:
            if fact.role in ("at", "from"):
                yield value, ""
        elif name & _LENGTHS and fact.role in ("", "first", "last"):
            yield value, ""


def _numbers(
    name: frozenset[str], words: frozenset[str], facts: Sequence[Fact], tokens: Sequence[Token], heard: frozenset[int]
) -> Iterator[Said]:
    """Yield factors, counts, rates and sizes in pixels; where only whole numbers fit, these too."""
    for place in range(len(tokens) - 1):
        value = number_at(tokens, place)
        if value is not None and _is_named(tokens[place + 1].word, name):
            yield int(value) if value.is_integer() else value, ""
    kinds = {"fps": {"fps"}, "px": {"pixels"}}
    wanted = next((kind for unit, kind in kinds.items() if unit in words), set())
    wanted = wanted or ({"factor"} if name & _FACTORS else {"times"} if name & _COUNTS else set())
    for fact in facts:
        if fact.kind in wanted:
            told = f"{tokens[fact.place].text!r}" if fact.vague else ""
            value = _directed(float(fact.value), fact, tokens)
            yield value, told
            if value.is_integer():
                yield int(value), told


def _is_named(word: str, name: frozenset[str]) -> bool:
    return bool(word) and any(near(word).get(part, 0.0) >= 0.9 for part in name)


def _directed(value: float, fact: Fact, tokens: Sequence[Token]) -> float:
    """Return a factor as a share: "three times slower" is a third."""
    slow = bool({"slower", "smaller"} & {token.word for token in tokens})
    return round(1 / value, 4) if slow and not fact.vague and value > 1 else value


def _named_texts(
    name: frozenset[str], words: frozenset[str], facts: Sequence[Fact], tokens: Sequence[Token], heard: frozenset[int]
) -> Iterator[Said]:
    """Yield a language, a colour, a style, a title, a quote, an instruction, or the thing the words are about."""
    if name & word_set("aspect orientation"):
        yield from ((fact.value, "") for fact in facts if fact.kind == "aspect")
    if name & word_set("language lang tongue to target"):
        for fact in facts:
            if fact.kind == "language":
                yield LANGUAGES[str(fact.value)], ""
    if name & word_set("colour color"):
        yield from ((fact.value, "") for fact in facts if fact.kind == "colour")
    if name & _LOOKS:
        yield from ((text, "") for text in _style(tokens))
    for noun in sorted(name & NOUNS.keys()):
        yield from _described(noun, tokens)
    quotes = [token.text.strip("\"'“”„«»‘’") for token in tokens if token.kind == "quote"]
    if name & (_TITLES | _TEXTS | _INSTRUCTIONS):
        yield from ((quote, "") for quote in quotes)
    if name & _INSTRUCTIONS:
        yield " ".join(token.text for token in tokens if token.kind != "mark"), ""
    elif name & _THINGS:
        about = [t.text for at, t in enumerate(tokens) if t.word and t.word not in EMPTY and at not in heard]
        if about:
            yield " ".join(about), ""


def _described(noun: str, tokens: Sequence[Token]) -> Iterator[Said]:
    """Yield what is said of a thing in the words before it: "slow and sad music"."""
    words = [token.word for token in tokens]
    for place in (at for at, word in enumerate(words) if word == noun):
        start = place
        while start and words[start - 1] and (words[start - 1] not in EMPTY or words[start - 1] == "and"):
            start -= 1
        said = [word for word in words[start:place] if word not in EMPTY]
        if _NOT & set(words[max(0, start - 2) : place]):
            continue
        yield (" ".join(said), "") if said else (NOUNS[noun], repr(noun))


def _style(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the look that is asked for: "in watercolour", "in the style of van Gogh", "as a pencil sketch"."""
    words = [token.word for token in tokens]
    for place, word in enumerate(words):
        rest = [token.text for token in _phrase(tokens[place + 1 :])]
        if word == "style" and words[place + 1 : place + 2] == ["of"]:
            yield " ".join(rest[1:])
        elif word in ("in", "as") and rest and words[place + 1] not in LANGUAGES:
            plain = [text for text in rest if text.lower() not in ("a", "an", "the", "style")]
            if plain and rest[0].lower() != "the":
                yield " ".join(plain)


def _phrase(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the words up to the next mark, number or word that is no part of a look."""
    end = tokens[0].start if tokens else 0
    for token in tokens:
        if token.kind != "word" or token.start - end > 1 or token.word in _ENDING:
            return
        yield token
        end = token.end


def _flags(
    name: frozenset[str], words: frozenset[str], facts: Sequence[Fact], tokens: Sequence[Token], heard: frozenset[int]
) -> Iterator[Said]:
    """Yield yes where the words have the setting's name, no where they deny it."""
    said = [token.word for token in tokens]
    for place, word in enumerate(said):
        if word not in EMPTY and _is_named(word, name):
            yield not _NOT & set(said[max(0, place - 2) : place]), ""


_Reader = Callable[[frozenset[str], frozenset[str], Sequence[Fact], Sequence[Token], frozenset[int]], Iterator[Said]]
_READERS: tuple[tuple[frozenset[str], _Reader], ...] = (
    (word_set("number"), _times),
    (word_set("number"), _numbers),
    (word_set("flag"), _flags),
    (word_set("text"), _named_texts),
)
