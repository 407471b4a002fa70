"""Hold a clause against the wordings: as it is, without its scenes, in other words, without what only explains it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from storyagent.editing.accounts import swallows
from storyagent.editing.clause import Ask, Clause, Context, NotMeantError, Rule, S, scenes_of
from storyagent.editing.frames import canonical
from storyagent.editing.paraphrase import paraphrases
from storyagent.editing.plainly import plainly
from storyagent.editing.reasons import (
    CONTRAST,
    CONTRAST_FIRST,
    EMPHASIS,
    REASON,
)
from storyagent.editing.wordings_beside import BESIDE_RULES
from storyagent.editing.wordings_cast import CAST_RULES
from storyagent.editing.wordings_entities import ENTITY_RULES
from storyagent.editing.wordings_film import FILM_RULES, LOOK_RULES, STYLE_RULES
from storyagent.editing.wordings_making import MAKING_RULES
from storyagent.editing.wordings_relations import KEEP_RULES, RELATION_RULES
from storyagent.editing.wordings_scenes import MOVE_RULES, ORDER_RULES
from storyagent.editing.wordings_setting import SETTING_RULES
from storyagent.editing.wordings_sound import SOUND_RULES
from storyagent.editing.wordings_speech import SPEECH_RULES
from storyagent.editing.wordings_time import CAMERA_RULES, TIME_RULES
from storyagent.editing.wordings_tools import FIRST_RULES, TOOL_RULES
from storyagent.editing.wordings_within import WITHIN_RULES

RULES: tuple[Rule, ...] = (
    *KEEP_RULES, *WITHIN_RULES, *SOUND_RULES, *FIRST_RULES, *RELATION_RULES, *ORDER_RULES, *TIME_RULES, *MOVE_RULES,
    *CAMERA_RULES, *SPEECH_RULES, *FILM_RULES, *SETTING_RULES, *LOOK_RULES, *BESIDE_RULES, *ENTITY_RULES,
    *CAST_RULES, *STYLE_RULES, *MAKING_RULES, *TOOL_RULES,
)  # fmt: skip
LEAD_SCOPE = re.compile(
    rf"^(?:only |and |but |now )?(?:in|for|during|at|on|from|as for|regarding|about|throughout|within|concerning)?"
    rf" ?({S}(?:(?:, | and |, and )(?:in )?{S})*)(?: only)?\s*(?:,|:|-|–)\s*",
    re.I,
)
LEAD_PLAIN = re.compile(
    rf"^(?:only )?(?:in|on|for|during|at|within|throughout) ({S}(?:(?:, | and |, and )(?:in )?{S})*)(?: only)?,? ", re.I
)
_SCOPE = re.compile(
    rf"(?:,? (?:but |and )?(?:only |just )?(?:in|for|during|of|from|throughout|on|within|at|to|into|inside)|,)"
    rf" ((?:{S})(?:(?:, | and |, and )(?:in )?{S})*)(?: only| alone)?(?='s|$|[ ,])",
    re.I,
)
_EXCLUDED = re.compile(r"\b(?:not|never|except|unless|until|till|than|besides|apart|nowhere)$", re.IGNORECASE)
_POSSESSIVE = re.compile(rf"({S})'s? ", re.I)


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that a wording fits."""

    rule: Rule
    match: re.Match[str]
    scope: tuple[str, ...]
    """The marks of its scenes."""
    strained: bool = False
    """Whether it fits only when it is said anew."""
    filled: bool = False
    """Whether its verb is that of the clause before."""
    aside: str = ""
    """Words of it that only give a reason."""
    asks: bool = False
    """Whether it leaves a question open."""


def hit_of(words: str, context: Context) -> Hit | None:
    """Return the first wording that fits a clause: as it is, else said anew in plainer words."""
    plain = plainly(words)
    if not plain:
        return None
    for text, scope in readings_of(plain):
        found = worded(text, scope, context)
        if found:
            return found
    return _strained(plain, context) or _shortened(plain, context)


def _shortened(plain: str, context: Context) -> Hit | None:
    """Return the wording that fits a clause without its reason, or without what it is not to be any more."""
    lead = CONTRAST_FIRST.match(plain)
    if lead and not re.search(S, lead[0]) and (found := hit_of(plain[lead.end() :], context)):
        return replace(found, strained=True)
    for tail, (text, scope) in product((REASON, CONTRAST, EMPHASIS), readings_of(plain)):
        cut = tail.search(text)
        if cut and tail is CONTRAST and re.search(S, cut[0]):
            continue  # "but not in scene 2" is no mere contrast
        left = text[: cut.start()] if cut else ""
        found = hit_of(left, context) if len(left.split()) > 1 or tail is not CONTRAST else None
        if cut and found:
            found = replace(found, scope=(*scope, *found.scope))
            said = tail is REASON or re.search(r"\b(?:like|such as)\b", cut[0])
            aside = text[cut.start() :].strip(" ,") if said else ""
            return replace(found, strained=True, aside=aside)
    return None


def _strained(plain: str, context: Context) -> Hit | None:
    """Return the first wording that fits another way of saying a clause."""
    for text, scope in readings_of(plain):
        for said in _said_anew(text):
            for again, more in readings_of(plainly(said)):
                found = worded(again, (*scope, *more), context)
                if found:
                    return replace(found, strained=True)
    return None


def _said_anew(text: str) -> Iterator[str]:
    """Yield a clause in other words: by what its words stand for, and by sayings that mean the same."""
    yield from canonical(text)
    for said in paraphrases(text):
        yield said
        yield from canonical(said)
        yield from paraphrases(said)


def worded(text: str, scope: tuple[str, ...], context: Context) -> Hit | None:
    """Return the first wording that fits a text."""
    for rule in RULES:
        match = rule.fullmatch(text)
        if match is None or swallows(match):
            continue
        try:
            made = rule.make(clause_of(match, scope, context, dry=True))
        except NotMeantError:
            continue
        except Ask:
            return Hit(rule, match, scope, asks=True)
        if made is not None:
            return Hit(rule, match, scope)
    return None


def readings_of(plain: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return a clause as it is, and with its scenes taken out: what is left, and their marks."""
    found: list[tuple[str, tuple[str, ...]]] = [(plain, ())]
    lead = LEAD_SCOPE.match(plain) or LEAD_PLAIN.match(plain)
    if lead and lead.end() < len(plain):
        found.append((plainly(plain[lead.end() :]), tuple(re.findall(S, lead[1]))))
    for match in reversed(list(_SCOPE.finditer(plain))):
        if _EXCLUDED.search(plain[: match.start()]):
            continue  # "not in scene 2" is about all others
        rest = f"{plain[: match.start()]}{plain[match.end() :]}".strip()
        if rest:
            found.append((plainly(rest), tuple(re.findall(S, match[1]))))
    if plain.lower().endswith(" there"):
        found.append((plain[: -len(" there")], ()))
    owner = _POSSESSIVE.search(plain)
    if owner:
        found.append((plainly(f"{plain[: owner.start()]}the {plain[owner.end() :]}"), (owner[1],)))
    return found


def clause_of(match: re.Match[str], scope: tuple[str, ...], context: Context, *, dry: bool = False) -> Clause:
    """Return a clause that a rule fits, with its scenes; `dry`: only to see whether it does."""
    marks = scope or tuple(re.findall(S, match[0])) or (context.leading or ())
    references = [context.marks.scenes[mark] for mark in marks]
    ids: list[str] | None = None
    for reference in references:
        ids = [*(ids or []), *scenes_of(reference, context)]
    whole = bool(references) and all(reference.whole for reference in references)
    each = any(reference.each for reference in references)
    known = None if ids is None else tuple(dict.fromkeys(ids))
    clause_context = context
    if (
        dry
    ):  # whether the words fit must not hang on who was spoken of before: that is found when it is this clause's turn
        clause_context = _with_somebody(context)
    return Clause(match, clause_context, known, whole, each)


def _with_somebody(context: Context) -> Context:
    film = context.film
    somebody = context.entities or tuple(entity.id for entity in film.screenplay.entities[:1])
    scenes = context.scenes or (film.scenes[0].id,)
    return Context(
        film, context.marks, somebody, scenes, context.leading, context.scoped or list(scenes), context.order
    )
