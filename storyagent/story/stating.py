"""Saying in a prompt what state its things are in: "Tom flies the torn red kite"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from storyagent import lexicon
from storyagent.story.change_words import words_of
from storyagent.story.screenplay import Entity, Role, Scene, Screenplay
from storyagent.story.states import (
    WEARING,
    WITHOUT,
    before_noun,
    carries,
    family,
    said_of_beginning,
    said_of_end,
    usual_words,
)

_DETERMINER = r"(?:an?|the|his|her|its|their|my|our|your|this|that|[^\W\d_]+['’]s)"
_SMALL = (
    r"(?:an?|the|his|her|its|their|my|our|your|and|or|but|of|in|on|at|to|by|with|from|into|over|under|beside|"
    r"behind|near)"
)


class Stated(NamedTuple):
    """Whom a prompt may name, by which words, and the states to say of it."""

    name: str
    noun: str
    states: tuple[str, ...]


def say_states(prompt: str, about: Iterable[Stated]) -> str:
    """Return a prompt that says the states of those it is about, each once; what it says already is left as it is.

    A state stands before the noun ("the torn red kite"), clothes and those of a named one after it ("Ruby, wet,
    runs home"); of one whom the prompt does not name, in a sentence of its own. Saying them twice changes nothing.
    """
    for one in about:
        unsaid = [state for state in one.states if not _is_said(state, prompt)]
        if unsaid:
            prompt = _said(prompt, one, unsaid)
    return prompt


def states_to_say(role: Role, scene: Scene) -> tuple[str, ...]:
    """Return those of a role's states that a picture of the scene is to show from its beginning.

    What comes about in the scene itself, by its words, is not among them; nor what cannot be told of a state at all.
    """
    told = words_of(" ".join([scene.prompt, *(line.text for line in scene.lines)]))
    return tuple(state for state in role.state if _shows(state) and not _begins(state) & told)


def stated_roles(scene: Scene, screenplay: Screenplay) -> tuple[Stated, ...]:
    """Return the cast of a scene with the states that its prompt is to say."""
    stated = []
    for role in scene.cast:
        entity = screenplay.entity(role.entity)
        stated.append(Stated(entity.name, entity.noun, states_to_say(role, scene)))
    return tuple(stated)


def described_place(place: Entity, states: Sequence[str]) -> str:
    """Return how a place looks in a scene: its description, with its states before the noun: "a snowy meadow"."""
    text = place.description or place.name
    unsaid = [state for state in states if not _is_said(state, text)]
    words = " ".join(before_noun(state) or state for state in unsaid)
    if not words:
        return text
    article = re.match(r"(?:an?|the)\s+", text, re.IGNORECASE)
    if article is None:
        return f"{words} {text}"
    return f"{_article(article[0].strip(), words)} {words} {text[article.end() :]}"


def _shows(state: str) -> bool:
    """Tell whether a state is to be said: one that is known, or one put in several words by a person or a model."""
    return carries(state) or " " in state.strip()


def _begins(state: str) -> frozenset[str]:
    name = family(state)
    return said_of_beginning(state) - usual_words(state) if name else said_of_beginning(state)


def _is_said(state: str, prompt: str) -> bool:
    said = words_of(prompt)
    if carries(state):
        return bool((said_of_beginning(state) | said_of_end(state)) & said)
    return words_of(state) <= said


def _said(prompt: str, one: Stated, states: Sequence[str]) -> str:
    before = [before_noun(state) or state for state in states if not state.startswith((WEARING, WITHOUT))]
    after = [state for state in states if state.startswith((WEARING, WITHOUT))]
    named = one.name[:1].isupper() and re.search(rf"\b{re.escape(one.name)}\b(?!['’])", prompt)
    if named:
        words = _listed([*states[: len(before)], *after] if not after else [*before, *after])
        rest = prompt[named.end() :]
        return f"{prompt[: named.end()]}, {words}{'' if rest[:1] in ',.!?;' else ','}{rest}"
    found = next(_noun_phrases(one.noun, prompt), None)
    if found is None:
        return f"{prompt.rstrip().rstrip('.')}. {_sentence(one, states)}"
    return prompt[: found.start()] + _phrase(found, before, after, prompt) + prompt[found.end() :]


def _noun_phrases(noun: str, prompt: str) -> Iterator[re.Match[str]]:
    """Yield the phrases of a noun, each from its determiner: "the", "little red kite"; not "the kite shop"."""
    between = rf"(?:(?!{_SMALL}\b)[^\W\d_][\w-]*\s+){{0,3}}?"
    pattern = rf"\b({_DETERMINER})\s+({between}{re.escape(noun)})\b(?!['’-])"
    for match in re.finditer(pattern, prompt, re.IGNORECASE):
        following = re.match(r"\s+([^\W\d_]+)", prompt[match.end() :])
        if following is None or not _is_noun(following[1].lower()):
            yield match


def _is_noun(word: str) -> bool:
    """Tell whether a word after a singular noun goes on with it ("kite shop") rather than being its verb ("flies")."""
    counts = lexicon.parts_of_speech(word)
    most = max(counts.get("v", 0), counts.get("a", 0))
    return "n" in counts and "r" not in counts and not word.endswith("s") and counts["n"] > most


def _phrase(found: re.Match[str], before: Sequence[str], after: Sequence[str], prompt: str) -> str:
    words = " ".join([*before, found[2]])
    comma = "" if prompt[found.end() : found.end() + 1] in (",", ".", "!", "?", ";", "") else ","
    return f"{_article(found[1], words)} {words}" + (f", {_listed(after)}{comma}" if after else "")


def _sentence(one: Stated, states: Sequence[str]) -> str:
    who = one.name if one.name[:1].isupper() else f"the {one.noun}"
    return f"{who[0].upper()}{who[1:]} is {_listed(states)}."


def _article(word: str, following: str) -> str:
    if word.lower() not in ("a", "an"):
        return word
    right = "an" if following[:1].lower() in "aeiou" else "a"
    return right.capitalize() if word[0].isupper() else right


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
