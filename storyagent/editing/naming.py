"""Which entities of a film a request speaks of, by name, by noun, by a wider word, or by a pronoun."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from storyagent import lexicon
from storyagent.editing.film import Film
from storyagent.editing.marks import ENTITIES, Marks, Reference
from storyagent.editing.numbers import NUMBER
from storyagent.editing.variants import family
from storyagent.editing.words import is_proper
from storyagent.planning.grammar import CLOSED, COLORS, META, word_set
from storyagent.planning.looks import SIZE_WORDS, is_being, is_seen
from storyagent.story.screenplay import Entity

_DEFINITE = (
    r"(?:all\s+(?:of\s+)?(?:the\s+)?|both\s+(?:of\s+)?(?:the\s+)?|every\s+|each\s+|the\s+(?:other\s+)?(?:two\s+"
    r"|three\s+)?|that\s+|this\s+|these\s+|those\s+|my\s+|our\s+|his\s+|her\s+|its\s+|their\s+)"
)
_PHRASE = re.compile(rf"(?<![\w'’-])(?P<det>{_DEFINITE})?(?P<words>[A-Za-z][\w'-]*(?:\s+[A-Za-z][\w-]*){{0,3}})", re.I)
_PRONOUN = re.compile(r"(?<![\w'’-])(it|him|her|them|they|he|she|this one|that one)(?![\w'’-])", re.I)
_OWNED = re.compile(rf"[{ENTITIES}]['’]s (?=[{ENTITIES}])")
"""Whose a thing of the film is: "Ruby's kite" is the kite."""
_EVERYBODY = re.compile(
    r"(?<![\w'’-])(?:everyone|everybody|(?:all|every one) of them"
    r"|all (?:of )?(?:the )?characters|every (?:single )?character)(?![\w'’-])(?! else)",
    re.IGNORECASE,
)
_NOT_THINGS = META | word_set(
    """scene scenes story narration narrator text title name style color colour size place time day night weather
    camera music sound speed pace length duration beginning end start middle left right top bottom front back side
    center centre background foreground corner edge half order position seed version subtitles voice speech line lines
    word words rain snow fog wind storm sun sky ground rest part others other first last second third one thing things
    same way aspect ratio format film movie video picture frame screen setting location scenery backdrop evening morning
    afternoon dusk dawn noon midnight moonlight number shot transition cut fade page web trailer poster gif sentence
    dialogue dialog copy duplicate clone phone mobile smartphone tablet tv television computer laptop website"""
)
_INDEFINITE = re.compile(
    rf"\b(?:a|an|another|some|one\s+more|several|(?<!no )more|(?:{NUMBER}))\s+"
    r"(?:(?!(?:on|in|to|with|of|by|for|and|at|from|under|near|behind|into|as|than|over|instead)\b)\w+\s+){0,2}$",
    re.IGNORECASE,
)
"""What comes before a noun that brings something in: "a small", "two"."""


def naming(text: str, film: Film) -> list[Reference]:
    """Return everything that a text refers to among a film's entities, and definite things that are not there."""
    return [reference for _, _, reference in _found(text, film)]


def first_end(text: str, film: Film) -> int | None:
    """Return where the first phrase for an entity ends in a text, None where there is none."""
    return next((end for _, end, reference in _found(text, film) if reference.ids), None)


def mark_entities(text: str, film: Film, marks: Marks) -> str:
    """Return a request with a mark for every entity it refers to, and for every pronoun."""
    everybody = tuple(one.id for one in film.screenplay.entities if one.kind == "character")
    text = _EVERYBODY.sub(lambda match: marks.entity(Reference(match[0], everybody, several=True)), text)
    for start, end, reference in reversed(list(_found(text, film))):
        text = text[:start] + marks.entity(reference) + text[end:]
    text = _ALL_BUT.sub(lambda match: _all_but(match, marks, everybody), _OWNED.sub("", text))
    return _PRONOUN.sub(lambda match: marks.pronoun(match[0]), text)


_ALL_BUT = re.compile(
    rf"(?P<all>[{ENTITIES}])(?P<between>[^.;,{ENTITIES}]*?),? (?:except|but not|apart from|other than|but)(?: for)?"
    rf" (?P<but>[{ENTITIES}](?:(?:,| and|, and) [{ENTITIES}])*)"
)
"""Everybody but some: "give everyone hats except the owl"."""


def _all_but(match: re.Match[str], marks: Marks, everybody: tuple[str, ...]) -> str:
    known = marks.entities[match["all"]]
    if known.ids != everybody or not known.several:
        return match[0]
    gone = {one for mark in re.findall(rf"[{ENTITIES}]", match["but"]) for one in marks.entities[mark].ids}
    ids = tuple(one for one in everybody if one not in gone)
    return marks.entity(Reference(marks.plain(match[0]), ids, several=True)) + match["between"] if ids else match[0]


def _found(text: str, film: Film) -> Iterator[tuple[int, int, Reference]]:
    at = 0
    while match := _PHRASE.search(text, at):
        at = match.end("words")
        found = _longest(match, text, film)
        if found is None:
            first = re.match(r"[\w'-]+", match["words"])
            at = match.start("words") + (first.end() if first else 1)
            continue
        yield found
        at = found[1]


def _longest(match: re.Match[str], text: str, film: Film) -> tuple[int, int, Reference] | None:
    """Return the longest phrase from here that names an entity: "the little red fox" before "the little"."""
    determiner = (match["det"] or "").lower().strip()
    nouns = {one.noun for one in film.screenplay.entities}
    words = re.findall(r"[\w'-]+", match["words"])
    spans = [found.end() for found in re.finditer(r"[\w'-]+", match["words"])]
    for count in range(len(words), 0, -1):
        phrase = [re.sub(r"'s$", "", word) for word in words[:count]]
        if phrase[-1] != words[count - 1] and count < len(words) and not determiner and not phrase[0][0].isupper():
            pass
        end = match.start("words") + spans[count - 1] - (len(words[count - 1]) - len(phrase[-1]))
        before = text[: match.start()]
        if not determiner and _INDEFINITE.search(before):
            return None
        said = text[match.start() : end]
        if any(word.lower() in CLOSED for word in phrase[:-1]) or (phrase[-1].lower() in CLOSED.keys() - nouns):
            continue
        reference = _reference(phrase, determiner, said, film)
        if reference:
            return match.start(), end, reference
    if determiner in ("the", "my") and words and words[0].lower() not in _FAMILY:
        return _unknown(match, words, spans, text)
    return None


_FAMILY = word_set(
    """son daughter kid kids child children boy girl wife husband partner mother father mum mom dad parents
    grandma grandpa
    grandmother grandfather granddaughter grandson grandchild grandchildren sister brother niece nephew aunt
    uncle cousin friend friends boss teacher class students pupils family team client customer neighbour
    neighbor little youngest"""
)
"""Who wishes for something, and is not in the film."""


def _unknown(match: re.Match[str], words: list[str], spans: list[int], text: str) -> tuple[int, int, Reference] | None:
    """Return a definite thing that is not in the film: "the wolf"."""
    for count, word in enumerate(words[:3], 1):
        lower = word.lower()
        noun = lexicon.lemma(lower, "n")
        if lower in _NOT_THINGS or noun in _NOT_THINGS or noun is None:
            if lower in COLORS or lower in SIZE_WORDS or (noun is None and lexicon.lemma(lower, "a")):
                continue
            return None
        if is_seen(noun) and ("n" in lexicon.parts_of_speech(lower)) and not _is_adjective(lower):
            end = match.start("words") + spans[count - 1]
            return match.start(), end, Reference(text[match.start() : end], noun=noun)
    return None


def _is_adjective(word: str) -> bool:
    kinds = lexicon.parts_of_speech(word)
    return kinds.get("a", 0) > kinds.get("n", 0)


def _reference(phrase: list[str], determiner: str, said: str, film: Film) -> Reference | None:
    lower = [word.lower() for word in phrase]
    name = " ".join(lower)
    entities = film.screenplay.entities
    exact = [one for one in entities if is_proper(one.name) and one.name.lower() == name]
    exact += [
        one for one in entities if is_proper(one.name) and " " in one.name and one.name.split()[0].lower() == name
    ]
    if exact:
        return Reference(said, tuple(dict.fromkeys(one.id for one in exact)))
    if lower[-1] in ("one", "ones") and len(lower) > 1 and determiner:
        return _colored(lower[:-1], said, film)
    noun, plural = _noun(lower)
    if not noun or (noun in _NOT_THINGS and not any(noun in (one.noun, one.name) for one in entities)):
        return None
    looks = lower[: len(lower) - len(noun.split())]
    fits = [one for one in entities if _fits(one, noun, looks)]
    if not fits and determiner and not looks and lexicon.noun_class(noun):
        fits = [one for one in entities if one.kind != "place" and _kindred(one, noun)]
    if not fits:
        return None
    several = plural or determiner.startswith(("all", "both", "every", "each"))
    return Reference(said, tuple(one.id for one in _without_stand_ins(fits, film)), several=several, noun=noun)


def _colored(looks: list[str], said: str, film: Film) -> Reference | None:
    """Return what "the red one" means."""
    if not all(word in COLORS for word in looks):
        return None
    fits = [one for one in film.screenplay.entities if one.kind != "place" and _fits(one, one.noun, looks)]
    return Reference(said, tuple(one.id for one in _without_stand_ins(fits, film))) if fits else None


def _noun(lower: list[str]) -> tuple[str, bool]:
    """Return the base form of a phrase's noun (one or two words of it) and whether it is a plural."""
    last = lower[-1]
    if last in COLORS and len(lower) == 1:
        return "", False
    base = lexicon.lemma(last, "n") or lexicon.singular(last)
    if len(lower) > 1 and lower[-2] not in COLORS and lexicon.is_word(f"{lower[-2]} {base}"):
        return f"{lower[-2]} {base}", base != last
    return base, base != last


def _fits(entity: Entity, noun: str, looks: list[str]) -> bool:
    nouns = {entity.noun, entity.noun.split()[-1]} | (
        {entity.name.lower(), entity.name.lower().split()[-1]} if not is_proper(entity.name) else set()
    )
    if noun not in nouns and " ".join([*looks[-1:], noun]) not in nouns:
        return False
    words = [*entity.description.lower().split(), *entity.traits, *(entity.color or "").split()]
    told = [COLORS.get(word, word) for word in [*words, *entity.name.lower().split()]]
    return all(COLORS.get(word, word) in told or word in ("the", "other") for word in looks)


def _kindred(entity: Entity, noun: str) -> bool:
    """Tell whether a wider or narrower word means the entity: "the animal", "the puppy"."""
    if noun in ("character", "hero", "figure", "protagonist"):
        return entity.kind == "character"
    if noun in ("girl", "boy"):
        return lexicon.is_a(entity.noun, noun)
    wide = lexicon.is_a(entity.noun, noun) and is_being(noun) == is_being(entity.noun)
    return wide or (lexicon.is_a(noun, entity.noun) and len(entity.noun) > 2)


def _without_stand_ins(found: list[Entity], film: Film) -> list[Entity]:
    """Leave out those that only stand in for another one of them in some scenes."""
    stand_ins = {other.id for one in found for other in family(film.screenplay, one)[1:]}
    return [one for one in found if one.id not in stand_ins]


def near_miss(noun: str, film: Film) -> str:
    """Return the entity whose name or noun looks most like a word, or of its kind; "" if none does."""
    words = {word.lower(): one for one in film.screenplay.entities for word in (one.noun, one.name)}
    close = get_close_matches(noun.lower(), list(words), n=1, cutoff=0.6)
    if close:
        return words[close[0]].id
    of_kind = [one for one in film.screenplay.entities if one.kind == "character" and is_being(noun)]
    return of_kind[0].id if of_kind else ""
