"""Sentences about entities for prompts, and titles made anew from a prompt."""

from __future__ import annotations

from storyagent import lexicon
from storyagent.editing.edits import Side
from storyagent.editing.numbers import WORDS
from storyagent.editing.words import called, capital, is_proper, mentions, rewritten, without
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
    """Return a prompt that speaks of another number of an entity."""
    found = [mention for mention in mentions(prompt, entity, screenplay) if not mention.named]
    number = WORDS.get(count, str(count))

    def say(mention: object) -> str:
        one = next(item for item in found if item is mention)
        noun = lexicon.lemma(one.noun, "n") or one.noun
        words = " ".join(filter(None, [one.adjectives, lexicon.plural(noun) if count > 1 else noun]))
        known = one.determiner.lower() == "the"
        if count == 1:
            return f"the {words}" if known else with_article(words)
        return f"the {number} {words}" if known else f"{number} {words}"

    return rewritten(prompt, found, say)


def title_without(title: str, prompt: str, entity: Entity, screenplay: Screenplay) -> str:
    """Return a scene's title without an entity: shortened, or else made anew from the prompt."""
    shorter, free = without(title, entity, screenplay, stand_in=False)
    return shorter.rstrip(".") if free and len(shorter.split()) > 1 else retitled(prompt)


def retitled(prompt: str) -> str:
    """Return a scene's title made from its prompt."""
    readings, _ = read_story(split_story(prompt).sentences)
    return scene_title(readings, None)
