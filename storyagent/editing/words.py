"""Words for entities in a film's texts: where a text speaks of one, and how to say it otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from storyagent import lexicon
from storyagent.editing.numbers import NUMBERS
from storyagent.planning.describe import third_person, with_article
from storyagent.planning.grammar import COLORS, word_set
from storyagent.planning.looks import SIZE_WORDS
from storyagent.story.screenplay import Entity, Screenplay

_DETERMINERS = (
    "a|an|the|this|that|these|those|his|her|its|their|our|my|your|some|many|several|both|all|each|every|another|"
    + "|".join(word for word in NUMBERS if word != "zero")
    + r"|\d+"
)
_LOOKS = SIZE_WORDS | word_set("old young new beautiful pretty brave happy sad friendly wise shy sleepy hungry")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’']?\s+")
_PREPOSITIONS = (
    "with|under|beneath|behind|beside|by|near|next to|past|around|above|over|below|on|in|inside|into|onto|through|at|"
    "to|toward|towards|from|of|for|after|before|against|across|along|alongside"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase for an entity in a text: its span, the determiner and adjectives in front, and the noun or name."""

    start: int
    end: int
    determiner: str
    adjectives: str
    noun: str
    named: bool

    @property
    def plural(self) -> bool:
        """Return whether it speaks of several."""
        return not self.named and lexicon.lemma(self.noun, "n") not in (None, self.noun.lower())


def is_proper(name: str) -> bool:
    """Tell whether a name is a proper one: "Ruby", not "kite"."""
    return name[:1].isupper() or not name[:1].isascii()


def called(entity: Entity) -> str:
    """Return what an entity is called in running text: "Ruby", "the red kite"."""
    if is_proper(entity.name):
        return entity.name
    color = entity.color if entity.color and entity.color not in entity.name else ""
    return f"the {color} {entity.name}" if color else f"the {entity.name}"


def capital(text: str) -> str:
    """Return the text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def sentences_of(text: str) -> list[str]:
    """Split a prompt or a line into its sentences."""
    return [part for part in _SENTENCE.split(text.strip()) if part]


def mentions(text: str, entity: Entity, screenplay: Screenplay) -> list[Mention]:
    """Return where a text speaks of an entity by name or noun.

    "The bird" is nobody's where the film has two birds; "the blue bird" is the blue one's.
    """
    return _found(text, entity, screenplay.entities)


def _found(text: str, entity: Entity, known: tuple[Entity, ...]) -> list[Mention]:
    found: list[Mention] = []
    pattern = _pattern(entity, frozenset(known))
    for match in pattern.finditer(text) if pattern else ():
        named = match["name"] is not None
        if not named and not _is_meant(match["adj"] or "", entity, known):
            continue
        parts = (match["det"] or "").strip(), (match["adj"] or "").strip(), match["name"] or match["noun"]
        found.append(Mention(match.start(), match.end(), *parts, named))
    return found


def speaks_of(text: str, entity: Entity, screenplay: Screenplay) -> bool:
    """Tell whether a text speaks of an entity by name or noun."""
    return bool(mentions(text, entity, screenplay))


@cache
def _pattern(entity: Entity, known: frozenset[Entity]) -> re.Pattern[str] | None:
    names = [entity.name] if is_proper(entity.name) else []
    nouns = {entity.noun, lexicon.plural(entity.noun)}
    if not names:
        nouns |= {entity.name, lexicon.plural(entity.name)}
    words = {*entity.traits, *COLORS, *_LOOKS, *re.findall(r"[\w-]+", entity.description.lower())}
    words |= {word for other in known for word in other.traits}
    adjectives = _any(words - {noun.lower() for noun in nouns} - {"a", "an", "the", "with", "wearing", "and", "in"})
    noun = _any(nouns)
    phrase = rf"(?:(?P<det>{_DETERMINERS})\s+)?(?P<adj>(?:(?:{adjectives}),?\s+)*)(?P<noun>{noun})(?![\w-])"
    return re.compile(rf"(?<![\w-])(?:(?P<name>{_any(names)})(?![\w-])|(?i:{phrase}))")


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))) or r"(?!)"


def _is_meant(adjectives: str, entity: Entity, known: tuple[Entity, ...]) -> bool:
    told = {COLORS[word] for word in re.findall(r"[\w-]+", adjectives.lower()) if word in COLORS}
    if told:
        return not entity.color or bool(told & {COLORS.get(word, word) for word in entity.color.split()})
    rivals = [one for one in known if one.noun == entity.noun and one.id != entity.id]
    return not rivals or (not adjectives and is_first_of(entity, rivals))


def is_first_of(entity: Entity, rivals: Iterable[Entity]) -> bool:
    """Tell whether all others of a noun only stand in for this one in some scenes (see `variants`)."""
    return all(other.id.startswith(f"{entity.id}-") and other.kind == entity.kind for other in rivals)


def rewritten(text: str, found: Iterable[Mention], say: Callable[[Mention], str]) -> str:
    """Return the text with each mention said otherwise; sentences keep their capitals."""
    for mention in sorted(found, key=lambda one: -one.start):
        words = say(mention)
        opens = mention.start == 0 or text[: mention.start].rstrip()[-1:] in ".!?"
        if opens and text[mention.start].isupper():
            words = capital(words)
        text = text[: mention.start] + words + text[mention.end :]
    return text


def with_determiner(determiner: str, words: str) -> str:
    """Return "a" or "an", "the", "her" ... before the words, as the first of them needs it."""
    if determiner.lower() in ("a", "an"):
        return with_article(words)
    return f"{determiner} {words}".strip()


def in_color(text: str, entity: Entity, color: str | None, screenplay: Screenplay) -> str:
    """Return a text in which the entity's color, where it is said, is another one (None: is not said)."""
    own = (entity.color or "").lower().split()

    def say(mention: Mention) -> str:
        old = mention.adjectives.replace(",", "").split()
        told = [word for word in old if word.lower() in COLORS or word.lower() in own]
        if not told:
            return text[mention.start : mention.end]
        said = capital(color or "") if told[0][0].isupper() and mention.determiner != "" else color or ""
        new = [said if word == told[0] else word for word in old if word == told[0] or word not in told]
        return with_determiner(mention.determiner, " ".join([*filter(None, new), mention.noun]))

    return rewritten(text, mentions(text, entity, screenplay), say)


def described_in(description: str, entity: Entity, color: str | None) -> str:
    """Return a description with another color; one that names none gets it before the noun."""
    found = _found(description, entity, (entity,))
    if not found:
        return description
    first = found[0]
    old = first.adjectives.replace(",", "").split()
    kept = [word for word in old if word.lower() not in COLORS and word.lower() not in (entity.color or "").split()]
    words = " ".join([*kept, *([color] if color else []), first.noun])
    said = with_determiner(first.determiner, words)
    return description[: first.start] + said + description[first.end :]


def renamed(text: str, entity: Entity, name: str, screenplay: Screenplay) -> str:
    """Return a text that calls an entity by another name."""

    def say(mention: Mention) -> str:
        if is_proper(name):
            return name if mention.named or not is_proper(entity.name) else text[mention.start : mention.end]
        if mention.named:
            return f"the {name}"
        if is_proper(entity.name):
            return text[mention.start : mention.end]
        noun = _cased(lexicon.plural(name) if mention.plural else name, mention.noun)
        return with_determiner(mention.determiner, " ".join(filter(None, [mention.adjectives, noun])))

    return rewritten(text, mentions(text, entity, screenplay), say)


def _cased(words: str, like: str) -> str:
    """Return words with capitals where those they stand for have one, as in a title."""
    return " ".join(map(capital, words.split())) if like[:1].isupper() else words


def replaced(text: str, entity: Entity, by: Entity, screenplay: Screenplay) -> str:
    """Return a text in which another entity takes this one's part."""
    if is_proper(entity.name):  # "Ruby, a little fox, stands": what she is need not be said of another
        own = re.compile(rf"({re.escape(entity.name)}),? (?:a|an|the)\b[^,.;]*\b{re.escape(entity.noun)}\b,?")
        text = own.sub(r"\1", text)

    def say(mention: Mention) -> str:
        if is_proper(by.name):
            return by.name
        words = " ".join(filter(None, [by.color if by.color not in by.name.split() else "", by.name]))
        words = _cased(lexicon.plural(words) if mention.plural else words, mention.noun)
        return f"the {words}" if mention.named else with_determiner(mention.determiner, words)

    return rewritten(text, mentions(text, entity, screenplay), say)


def without(text: str, entity: Entity, screenplay: Screenplay, *, stand_in: bool = True) -> tuple[str, bool]:
    """Return a text that does not tell of an entity, and whether none of its sentences still does.

    Phrases ("with a kite"), members of lists, clauses and sentences about it go. Where somebody else does something
    with it, a prompt says only that they are there (`stand_in`); a spoken line is left as it is.
    """
    kept = []
    for sentence in sentences_of(text):
        shorter = _sentence_without(sentence, entity, screenplay, stand_in)
        if shorter:
            kept.append(shorter)
    told = " ".join(kept)
    return told, not speaks_of(told, entity, screenplay)


def _sentence_without(sentence: str, entity: Entity, screenplay: Screenplay, stand_in: bool) -> str:
    for shorten in (_without_phrases, _without_member, _without_clauses):
        found = mentions(sentence, entity, screenplay)
        if not found:
            return sentence
        sentence = shorten(sentence, entity, screenplay)
    if not mentions(sentence, entity, screenplay):
        return sentence
    if _begins_with(sentence, entity, screenplay):
        return ""
    others = [one for one in screenplay.entities if one.id != entity.id and one.kind != "place"]
    if stand_in and not any(speaks_of(sentence, other, screenplay) for other in others):
        return ""
    subject = next((m for other in others for m in mentions(sentence, other, screenplay) if m.start == 0), None)
    if not (stand_in and subject):
        return sentence
    return f"{sentence[: subject.end]} {'are' if subject.plural else 'is'} there."


def _without_phrases(sentence: str, entity: Entity, screenplay: Screenplay) -> str:
    """Drop "with a kite", "under the tree"."""
    for mention in reversed(mentions(sentence, entity, screenplay)):
        before = re.search(rf"(,)?\s+(?:{_PREPOSITIONS})\s+$", sentence[: mention.start], re.IGNORECASE)
        after = sentence[mention.end :]
        if before and not re.match(r"('s|’s|,? and )", after):
            comma = before[1] if before[1] and after.startswith(",") is False else ""
            sentence = sentence[: before.start()] + (comma or "") + after
    return sentence


def _without_member(sentence: str, entity: Entity, screenplay: Screenplay) -> str:
    """Drop one of two who do the same: "Ruby and the bird walk" becomes "Ruby walks"."""
    others = [one for one in screenplay.entities if one.id != entity.id]
    around = [m for other in others for m in mentions(sentence, other, screenplay)]
    for mention in mentions(sentence, entity, screenplay)[:1]:
        for other in around:
            between = sentence[other.end : mention.start]
            if re.fullmatch(r"(?:, (?:an?|the) [^,.;]+,)? and ", between):
                kept = sentence[: other.end] + between.removesuffix(" and ")
                return kept + _agreeing(sentence[mention.end :], other)
            if re.fullmatch(r"(?:, (?:an?|the) [^,.;]+,)? and ", sentence[mention.end : other.start]):
                kept = sentence[other.start : other.end]
                lead = capital(kept) if mention.start == 0 else kept
                return sentence[: mention.start] + lead + _agreeing(sentence[other.end :], other)
    return sentence


def _agreeing(rest: str, subject: Mention) -> str:
    """Make the verb after a subject that is alone now fit it."""
    match = re.match(r"(\s+)([a-z]+)", rest)
    if not match or subject.plural:
        return rest
    verb = {"are": "is", "have": "has", "were": "was"}.get(match[2])
    if verb is None and lexicon.lemma(match[2], "v") == match[2] and match[2] not in ("is", "has", "was"):
        verb = third_person(match[2])
    return f"{match[1]}{verb or match[2]}{rest[match.end() :]}"


def _without_clauses(sentence: str, entity: Entity, screenplay: Screenplay) -> str:
    """Drop the clauses that begin with the entity, as long as another one is left that does not need them."""
    parts = list(clauses_of(sentence, screenplay))
    kept = [part for part in parts if not _begins_with(part, entity, screenplay)]
    if len(parts) == 1 or not kept or len(kept) == len(parts):
        return sentence
    kept = [part for part in kept if not re.search(r"\b(?:it|him|them)\b", part)]  # who was just told of is gone
    if not kept:
        return ""
    return f"{capital(', and '.join(part.rstrip(' .,;') for part in kept))}."


def _begins_with(clause: str, entity: Entity, screenplay: Screenplay) -> bool:
    """Tell whether a clause is about the entity: nobody else of the film comes before it."""
    first = min((m.start for m in mentions(clause, entity, screenplay)), default=None)
    others = (one for one in screenplay.entities if one.id != entity.id)
    return first is not None and not any(m.start < first for one in others for m in mentions(clause, one, screenplay))


def plainly(text: str, screenplay: Screenplay) -> str:
    """Return a text with nouns for proper names: "the red fox" for "Ruby", as one who does not know her would say."""
    for entity in screenplay.entities:
        if is_proper(entity.name) and entity.kind != "place":
            words = " ".join(filter(None, [entity.color, entity.noun]))
            named = [mention for mention in mentions(text, entity, screenplay) if mention.named]
            text = rewritten(text, named, lambda mention, words=words: f"the {words}")  # type: ignore[misc]
    return text


def clauses_of(sentence: str, screenplay: Screenplay) -> Iterator[str]:
    """Yield a sentence's clauses: the parts that begin with somebody of the film after "and", "while", a comma."""
    start = 0
    for match in re.finditer(r"(?:,|;)?\s+(?:and|while|as|but|then)\s+|[;,]\s+", sentence):
        rest = sentence[match.end() :]
        begins = [m for one in screenplay.entities for m in mentions(rest, one, screenplay) if m.start == 0]
        verb = any(re.match(r"\s+(?:\w+ly\s+)?[a-z]+(?:s|ing|ed)?\b", rest[m.end :]) for m in begins)
        if begins and verb and " " in sentence[start : match.start()].strip():
            yield sentence[start : match.start()]
            start = match.end()
    yield sentence[start:]
