"""Sentences about entities for prompts, and titles made anew from a prompt."""

from __future__ import annotations

import re

from storyagent import lexicon
from storyagent.editing.edits import Side
from storyagent.editing.numbers import WORDS
from storyagent.editing.words import Mention, called, capital, is_proper, mentions, rewritten, without
from storyagent.planning.describe import scene_title, third_person, with_article
from storyagent.planning.reading import read_story
from storyagent.planning.sentences import split_story
from storyagent.story.screenplay import Entity, Screenplay

_SPOTS = {
    "upper left": "in the upper left", "top": "at the top", "upper right": "in the upper right",
    "left": "on the left", "center": "in the middle", "right": "on the right",
    "lower left": "in the lower left", "bottom": "at the bottom", "lower right": "in the lower right",
}  # fmt: skip
_BASE = {"is": "are", "has": "have", "does": "do", "goes": "go"}


def saying(text: str) -> str:
    """Return the words as a sentence: a capital first, a full stop last."""
    return capital(text.strip().rstrip(".!?") + ".")


def sentence_about(entity: Entity, motion: str, count: int, spot: str | None, *, new: bool) -> str:
    """Return what an entity does, or where it is, as a sentence: "Two blue birds fly from left to right."."""
    subject = _subject(entity, count, new)
    several = count > 1
    if motion:
        return saying(f"{subject} {conjugated(motion, several)}")
    if spot:
        return saying(f"{subject} {'are' if several else 'is'} {_SPOTS[spot]}")
    if new and not is_proper(entity.name):
        return saying(f"there {'are' if several else 'is'} {subject}")
    return saying(f"{subject} {'are' if several else 'is'} there")


def relation_words(side: Side, other: Entity) -> str:
    """Return where something is as seen from another thing: "to the left of the oak"."""
    words = {"left of": "to the left of", "right of": "to the right of", "nearer": "near", "farther": "far from",
             "below": "under"}.get(side, side)  # fmt: skip
    return f"{words} {called(other)}"


def _subject(entity: Entity, count: int, new: bool) -> str:
    if is_proper(entity.name):
        known = not entity.description or entity.description in ("a person", f"a {entity.name}")
        return entity.name if known else f"{entity.name}, {entity.description},"
    words = called(entity).removeprefix("the ")
    if new and entity.traits and entity.traits[0] not in words:
        words = f"{entity.traits[0]} {words}"
    if count > 1:
        return f"{'' if new else 'the '}{WORDS.get(count, str(count))} {lexicon.plural(words)}"
    return with_article(words) if new else f"the {words}"


def conjugated(motion: str, several: bool) -> str:
    """Return what somebody does with its verb after "she" or "they": "run left" is "runs left"."""
    verb, _, rest = motion.strip().rstrip(".!?").partition(" ")
    base = lexicon.lemma(verb.lower(), "v")
    said = {"be": "are" if several else "is"}.get(base or "") or (
        verb if base is None else base if several else third_person(base)
    )
    rest = rest if several else _joined(rest)
    return f"{said} {rest}".strip()


def _joined(rest: str) -> str:
    """Conjugate a second verb, too: "run left and jump" is "runs left and jumps"."""
    before, between, after = rest.rpartition(" and ")
    verb, _, more = after.partition(" ")
    if not between or lexicon.lemma(verb, "v") != verb or "n" in lexicon.parts_of_speech(verb):
        return rest
    return f"{before}{between}{third_person(verb)} {more}".strip()


def plural_phrase(entity: Entity) -> tuple[str, ...]:
    """Return the ways a sentence about an entity may begin."""
    words = called(entity).removeprefix("the ")
    return (entity.name if is_proper(entity.name) else capital(called(entity)), capital(with_article(words)))


def with_count(prompt: str, entity: Entity, count: int, screenplay: Screenplay) -> str:
    """Return a prompt that speaks of another number of an entity: of several, none is called by a name."""
    if is_proper(entity.name) and count > 1:
        prompt = _unnamed(prompt, entity, screenplay)
    found = [mention for mention in mentions(prompt, entity, screenplay) if not mention.named]
    number = WORDS.get(count, str(count))

    def say(one: Mention) -> str:
        noun = lexicon.lemma(one.noun, "n") or one.noun
        words = " ".join(filter(None, [one.adjectives, lexicon.plural(noun) if count > 1 else noun]))
        known = one.determiner.lower() == "the"
        if count == 1:
            return f"the {words}" if known else with_article(words)
        return f"the {number} {words}" if known else f"{number} {words}"

    for mention in sorted(found, key=lambda one: -one.start):
        if _begins_clause(prompt[: mention.start]):
            prompt = prompt[: mention.end] + _agreeing(prompt[mention.end :], count > 1)
    return rewritten(prompt, found, say)


_BEGINS_CLAUSE = re.compile(r"(?:^|[.!?;]\s+|\b(?:while|as|then|but)\s+)$", re.IGNORECASE)


def _begins_clause(before: str) -> bool:
    return bool(_BEGINS_CLAUSE.search(before))


def _agreeing(rest: str, several: bool) -> str:
    """Make the verb right after a subject that is several now, or one, fit it: "follows", "follow"."""
    match = re.match(r"(\s+)([a-z]+)\b", rest)
    base = lexicon.lemma(match[2], "v") if match else None
    if match is None or base is None:
        return rest
    irregular = {"is": "are", "was": "were", "has": "have"}
    if several:
        verb = irregular.get(match[2]) or (base if match[2] == third_person(base) else match[2])
    else:
        one = {plural: single for single, plural in irregular.items()}
        verb = one.get(match[2]) or (third_person(base) if match[2] == base else match[2])
    return f"{match[1]}{verb}{rest[match.end() :]}"


def _unnamed(prompt: str, entity: Entity, screenplay: Screenplay) -> str:
    """Return a prompt that calls an entity by its noun where it has its name: "a crow named Inky", "Inky, a crow"."""
    name = re.escape(entity.name)
    looks = entity.description or with_article(" ".join(filter(None, [entity.color, entity.noun])))
    prompt = re.sub(rf",? (?:named|called) {name}\b,?", "", prompt)
    prompt = re.sub(rf"\b{name}, ((?:an?|the) [^,.;]*\b{re.escape(entity.noun)}\b)(?:,|(?=[.;]|$))", r"\1", prompt)
    named = [mention for mention in mentions(prompt, entity, screenplay) if mention.named]
    return rewritten(prompt, named, lambda _: looks)


def title_without(title: str, prompt: str, entity: Entity, screenplay: Screenplay) -> str:
    """Return a scene's title without an entity: shortened, or else made anew from the prompt."""
    shorter, free = without(title, entity, screenplay, stand_in=False)
    return shorter.rstrip(".") if free and len(shorter.split()) > 1 else retitled(prompt)


def retitled(prompt: str) -> str:
    """Return a scene's title made from its prompt."""
    readings, _ = read_story(split_story(prompt).sentences)
    return scene_title(readings, None)
