"""Compare what a language model says about a scene with what the text says: numbers, colours, places, parts of time.

Small models miscount and mix up sides; such slips are found and told to the model. Nothing is decided here: a doubt
that the model does not follow is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from storyagent import lexicon
from storyagent.planning.chat import Doubt
from storyagent.planning.grammar import word_set
from storyagent.planning.scene_answer import NUMBERS, ObjectAnswer, SceneAnswer
from storyagent.planning.scene_facts import WANDERING, SceneFacts, doubts_by_facts
from storyagent.story.choreography import Spot

COLORS = word_set(
    """red orange yellow green blue purple pink brown black white gray grey golden gold silver beige turquoise violet
    cyan magenta crimson scarlet"""
)
_PLACE_WORDS = word_set("left right top bottom center centre middle")
_REACH = 3
"""How many words may stand between a number or a colour and its noun."""
_SPOT = re.compile(
    r"\b(?:from|to|towards?|on|in|at|into|via)\s+(?:the|its)\s+(?:far\s+|very\s+)?"
    r"(?:(upper|lower|top|bottom)[\s-]+)?(left|right)\b(?!\s+of\s+(?:a|an)\b)"
)
_PASSING = re.compile(
    r"\bfrom\s+the\s+(left|right)\s+of\s+(?:a|an|the)\s+((?:\w+\s+){0,2}?\w+)\s+to\s+(?:its|the)\s+(left|right)\b"
)
_HALF = re.compile(r"\b(first|second|last)\s+half\b")
_TIME = re.compile(
    r"\b(?:half|third|quarter|appear\w*|disappear\w*|vanish\w*|then|later|until|after|end|beginning|start\w*)\b"
)


def doubts_about(answer: SceneAnswer, text: str, facts: SceneFacts | None) -> Iterator[Doubt]:
    """Yield what an answer seems to have got wrong about an English text; firm is only that it is another language's.

    Where the text was read without a doubt the facts decide, else its words one by one.
    """
    words = re.findall(r"[a-z]+(?:-[a-z]+)?", text.lower())
    lemmas = [lexicon.lemma(word, "n") or word for word in words]
    for item in answer.objects:
        if not {item.head, *item.name.lower().split()} & {*words, *lemmas} and not lexicon.parts_of_speech(item.head):
            yield Doubt(f"{item.name!r} is no English word: name things as the text does")
    if facts:
        yield from doubts_by_facts(answer, facts)
        return
    if not answer.objects:
        yield Doubt("objects is empty: list every thing that the text names", firm=False)
    for item in answer.objects:
        yield from _about_object(item, words, lemmas, answer)
    yield from _about_missing(answer, words, lemmas)
    yield from _about_places(answer, " ".join(text.lower().split()))
    yield from _about_time(answer, text.lower())


def _about_object(item: ObjectAnswer, words: list[str], lemmas: list[str], answer: SceneAnswer) -> Iterator[Doubt]:
    places = [k for k, lemma in enumerate(lemmas) if lemma == item.head or words[k] == item.head]
    if not places:
        yield Doubt(f"{item.name!r} is not in the text: leave it out, or use the text's word", firm=False)
        return
    same = [other for other in answer.objects if other.head == item.head]
    number = next((n for k in places if (n := _number_before(words, k))), None)
    total = sum(other.count for other in same)
    if number and number > 1 and total != number and item is same[0]:
        yield Doubt(f"the text says {number} of {item.head!r}, the answer has {total}", firm=False)
    told = [color for k in places if (color := _color_before(words, k))]
    color = _plain_color(item.color or next((word for word in item.name.lower().split() if word in COLORS), ""))
    if told and color not in told and len(same) == 1:
        yield Doubt(f"color of {item.head!r} is {told[0]!r} in the text, found {color!r}", firm=False)
    if len(item.path) > WANDERING and len(item.path) > sum(word in _PLACE_WORDS for word in words):
        yield Doubt(f"{item.name!r} visits {len(item.path)} places, the text names fewer: two are enough", firm=False)
    if not told and color and color in COLORS and color not in words:
        yield Doubt(f"the text gives {item.head!r} no colour, found {color!r}", firm=False)


def _number_before(words: list[str], k: int) -> int | None:
    for word in reversed(words[max(0, k - _REACH) : k]):
        if word in ("and", "with", "or", "of", "the", "in", "on"):
            return None
        if word in NUMBERS:
            return NUMBERS[word]
    return None


def _color_before(words: list[str], k: int) -> str | None:
    before = words[max(0, k - _REACH) : k]
    for n, word in enumerate(reversed(before)):
        if word in ("and", "with", "or", "of", "the", "in", "on", "a", "an"):
            return None
        if word in COLORS:
            noun_between = any(lexicon.noun_class(other) == "animal" for other in before[len(before) - n :])
            return None if noun_between else _plain_color(word)
    return None


def _plain_color(word: str) -> str:
    return {"grey": "gray", "golden": "gold"}.get(word.lower(), word.lower())


def _about_missing(answer: SceneAnswer, words: list[str], lemmas: list[str]) -> Iterator[Doubt]:
    """Doubt that something counted or coloured in the text was left out."""
    heads = {item.head for item in answer.objects} | {
        word for item in answer.objects for word in item.name.lower().split()
    }
    for k, word in enumerate(words):
        if word not in COLORS or k + 1 >= len(words):
            continue
        noun = lemmas[k + 1]
        known = lexicon.noun_class(noun) in ("animal", "artifact", "person", "plant", "food")
        if known and noun not in heads and not heads & set(lemmas[k + 1 : k + 3]):
            yield Doubt(f"{word} {words[k + 1]!r} of the text is not among the objects", firm=False)


def _about_places(answer: SceneAnswer, text: str) -> Iterator[Doubt]:
    if match := _PASSING.search(text):
        yield from _about_passing(answer, *match.groups())
        return
    if not answer.objects or len(re.findall(r"\b(?:and|while)\s+(?:a|an|two|three|four)\b", text)):
        return  # which of several things goes where is not read here
    wanted = [_as_spot(*match.groups()) for match in _SPOT.finditer(text)]
    wanted = [spot for k, spot in enumerate(wanted) if k == 0 or spot != wanted[k - 1]]
    longest = max((item.path for item in answer.objects), key=len)
    if len(wanted) > 1 and not _in_order(wanted, longest):
        found = ", ".join(longest) or "no place"
        yield Doubt(f"the text names the places {', '.join(wanted)} in this order; the path is {found}", firm=False)


def _as_spot(row: str | None, side: str) -> Spot:
    word = {"top": "upper", "bottom": "lower"}.get(row or "", row)
    spot: Spot = f"{word} {side}" if word else side  # type: ignore[assignment]
    return spot


def _in_order(wanted: list[Spot], path: tuple[Spot, ...]) -> bool:
    """Tell whether a path begins, passes and ends where it should; "left" is also a path's "lower left"."""
    return len(path) == len(wanted) and all(w == p or p.endswith(f" {w}") for w, p in zip(wanted, path, strict=True))


def _about_passing(answer: SceneAnswer, start: str, other: str, end: str) -> Iterator[Doubt]:
    passed = [item for item in answer.objects if item.head in other.split()]
    movers = [item for item in answer.objects if item not in passed]
    if not movers:
        yield Doubt("two things are needed: the one that moves and the one it passes", firm=False)
    for item in movers[:1]:
        if not _in_order([start, end], item.path):  # type: ignore[list-item]
            yield Doubt(f"the path of {item.name!r} must be {start}, {end}", firm=False)
    for item in passed:
        if item.path not in ((), ("center",)):
            yield Doubt(f"{item.name!r} is passed by: it stays at center, found {', '.join(item.path)}", firm=False)


def _about_time(answer: SceneAnswer, text: str) -> Iterator[Doubt]:
    halves = {"second half" if match in ("second", "last") else "first half" for match in _HALF.findall(text)}
    for half in sorted(halves):
        if not any(item.appears == half for item in answer.objects):
            yield Doubt(f'the text speaks of the {half}: whom it is about needs appears "{half}"', firm=False)
    for item in answer.objects:
        if item.appears != "whole" and not _TIME.search(text):
            yield Doubt(f'{item.name!r} is seen all the time: appears must be "whole"', firm=False)
