"""The states in which a story leaves its things: what they are called, how they begin, and what ends them.

A state is a word or two of a role: `torn`, `lit`, `wearing a blue hat`. What carries (`carries`) holds in later scenes
until a word that tells of its end is said (`mended`, `out`, `without the hat`). All else (`happy`, `mended` itself) is
true of one scene only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from storyagent.story.change_words import forms, word_set
from storyagent.story.screenplay import Kind

Lasts = Literal["long", "night", "action"]
"""Until somebody ends it; until then or the next morning; only while no time passes."""

LIGHTS = word_set(
    """lamp lantern candle light torch fire campfire bonfire fireplace stove oven bulb lighthouse streetlamp streetlight
    nightlight flashlight candlestick chandelier pumpkin match firework beacon lights"""
)
"""What can be lit; whatever else is switched on does not shine."""

WEARING, WITHOUT = "wearing", "without"
"""How states of clothes begin: `wearing a blue hat`, and `without the hat` of one who is described with it."""

SNOWY, FLOODED = "snowy", "flooded"


class State(NamedTuple):
    """One family of state words.

    `said` are adjectives that mean it, the first the usual one; `ended` those that tell that it is over, the first is
    said when a verb ends it; `contrary` those that only deny it. Verbs are lemmas, or a lemma with its particle
    ("blow out"): `done_to` and `undone_to` what somebody does to the thing, `done_by` and `undone_by` what it does
    itself. `of` are the kinds of entity that its verbs count for, `attributive` the word that stands before a noun.
    """

    said: frozenset[str]
    usual: str
    ended: tuple[str, ...]
    contrary: frozenset[str]
    done_to: frozenset[str]
    done_by: frozenset[str]
    undone_to: frozenset[str]
    undone_by: frozenset[str]
    lasts: Lasts = "long"
    of: tuple[Kind, ...] = ("character", "prop", "place")
    attributive: str = ""


def _state(
    said: str,
    ended: str = "",
    contrary: str = "",
    *,
    to: str = "",
    by: str = "",
    back: str = "",
    back_by: str = "",
    lasts: Lasts = "long",
    of: tuple[Kind, ...] = ("character", "prop", "place"),
    attributive: str = "",
) -> State:
    """Return a family from lists of words; a verb and its particle are joined with `+`."""
    verbs = (frozenset(verb.replace("+", " ") for verb in words.split()) for words in (to, by, back, back_by))
    done_to, done_by, undone_to, undone_by = verbs
    usual = said.split(maxsplit=1)[0]
    return State(
        word_set(said), usual, tuple(ended.split()), word_set(contrary), done_to, done_by, undone_to, undone_by, lasts,
        of, attributive,
    )  # fmt: skip


_THINGS: tuple[Kind, ...] = ("prop", "place")
_LIVING: tuple[Kind, ...] = ("character",)
_MENDING = "mend fix repair restore"

STATES: dict[str, State] = {
    state.usual: state
    for state in (
        _state("torn ripped tattered shredded", "mended patched sewn stitched repaired fixed restored",
               "whole intact undamaged", to="tear rip shred", by="tear rip", of=_THINGS,
               back=f"{_MENDING} sew patch stitch glue tape"),
        _state("broken smashed shattered snapped", "mended repaired fixed glued restored", "whole intact undamaged",
               to="break smash shatter", by="break smash shatter", back=f"{_MENDING} glue rebuild", of=_THINGS),
        _state("cracked", "mended repaired glued", "whole intact undamaged", to="crack", by="crack",
               back=f"{_MENDING} glue", of=_THINGS),
        _state("burnt burned scorched charred singed", "rebuilt restored repaired mended", "unburnt undamaged",
               to="burn scorch singe char burn+down", by="burn+down", back=f"{_MENDING} rebuild", of=_THINGS),
        _state("bent dented crooked", "straightened", "straight undamaged", to="bend dent", back="straighten",
               of=_THINGS),
        _state("scratched", "polished", "undamaged", back="polish", of=_THINGS),
        _state("ruined collapsed demolished", "rebuilt restored", "undamaged", to="ruin demolish", by="collapse",
               back="rebuild restore", of=_THINGS),
        _state("burst punctured deflated", "inflated patched", "round", to="burst puncture deflate",
               by="burst deflate", back="inflate patch blow+up", of=_THINGS),
        _state("hurt injured wounded", "healed cured", "unhurt healthy", to="injure wound", back="heal cure",
               of=_LIVING),
        _state("sick ill", "cured healed recovered", "healthy well", back="cure heal", back_by="recover", of=_LIVING),
        _state("bandaged", "healed", "", to="bandage", back="unbandage heal"),
        _state("wet soaked drenched dripping soggy", "dried", "dry", to="soak drench wet", back="dry", back_by="dry",
               lasts="action"),
        _state("muddy", "washed cleaned", "clean", back="wash clean bathe scrub", lasts="action"),
        _state("dirty filthy dusty sooty", "washed cleaned wiped", "clean", back="wash clean bathe scrub wipe dust",
               lasts="action"),
        _state("frozen icy", "thawed melted", "unfrozen", to="freeze", by="freeze freeze+over", back="thaw melt",
               back_by="thaw melt", of=_THINGS),
        _state("lit alight burning glowing", "out extinguished", "dark unlit",
               to="light ignite kindle switch+on turn+on",
               back="extinguish douse snuff put+out blow+out switch+off turn+off", back_by="go+out burn+out",
               lasts="night", of=_THINGS),
        _state("open opened ajar", "closed shut", "closed shut locked", to="open", by="open swing+open fly+open",
               back="close shut slam lock", back_by="close shut", of=_THINGS),
        _state("locked bolted", "unlocked", "unlocked open", to="lock bolt", back="unlock unbolt open", of=_THINGS),
        _state("full filled", "emptied", "empty", to="fill", back="empty", of=_THINGS),
        _state("empty emptied", "filled refilled", "full", to="empty", back="fill refill", of=_THINGS),
        _state("loaded", "unloaded", "unloaded empty", to="load", back="unload", of=_THINGS),
        _state("packed", "unpacked", "unpacked", to="pack", back="unpack", of=_THINGS),
        _state("folded", "unfolded", "unfolded", to="fold", back="unfold", of=_THINGS),
        _state("wrapped", "unwrapped", "unwrapped", to="wrap", back="unwrap", of=_THINGS),
        _state("decorated", "bare", "bare", to="decorate", of=_THINGS),
        _state("raised hoisted", "lowered", "lowered", to="raise hoist", back="lower", of=_THINGS),
        _state("blooming flowering", "withered wilted", "withered wilted", by="bloom blossom", back_by="wither wilt",
               of=_THINGS),
        _state("withered wilted", "revived", "blooming fresh", by="wither wilt", back="revive water",
               back_by="bloom revive", of=_THINGS),
        _state("tied bound chained tethered", "untied freed released", "free loose", to="tie chain tether tie+up",
               back="untie unchain free release", back_by="escape"),
        _state("trapped stuck caged", "freed rescued released", "free loose", to="trap cage",
               back="free rescue release save", back_by="escape"),
        _state("tangled knotted", "untangled", "loose", to="tangle", back="untangle unwind"),
        _state("saddled", "unsaddled", "", to="saddle", back="unsaddle", of=_LIVING),
        _state("shrunken", "grown", "", to="shrink", by="shrink", back_by="grow"),
        _state("lost stolen", "found", "", back="find recover"),
        _state("asleep sleeping unconscious", "awake woken", "awake", by="doze+off nod+off", back="wake rouse awaken",
               back_by="wake awake awaken", lasts="action", of=_LIVING, attributive="sleeping"),
        _state("snowy snow-covered snowed-in", "thawed", "green", of=("place",)),
        _state("flooded", "drained dried", "", to="flood", by="flood", back="drain dry", back_by="drain dry",
               of=("place",)),
    )
}  # fmt: skip
"""Every family by its usual word."""

ADJECTIVES = frozenset(word for state in STATES.values() for word in state.said)
"""Every word that says a state."""

STATE_VERBS = frozenset(
    verb.split(maxsplit=1)[0]
    for state in STATES.values()
    for verbs in (state.done_to, state.done_by, state.undone_to, state.undone_by)
    for verb in verbs
)
"""The lemmas of every verb that begins or ends a state."""

_FAMILY = {word: name for name, state in STATES.items() for word in sorted(state.said)}
_ENDS: dict[str, frozenset[str]] = {
    word: frozenset(
        name for name, state in STATES.items() if word in (*state.ended, *state.contrary) and word not in state.said
    )
    for word in sorted({word for state in STATES.values() for word in (*state.ended, *state.contrary)})
}
_GENERAL_ENDS = word_set("new restored undamaged whole unhurt")

_IRREGULAR = {
    "tear": "tore torn", "break": "broke broken", "burn": "burnt", "bend": "bent", "sew": "sewn", "light": "lit",
    "put": "put", "blow": "blew blown", "shut": "shut", "go": "went gone", "fly": "flew flown", "swing": "swung",
    "freeze": "froze frozen", "bind": "bound", "wake": "woke woken", "awake": "awoke", "rebuild": "rebuilt",
    "unbind": "unbound", "find": "found", "hurt": "hurt", "shrink": "shrank shrunk", "grow": "grew grown",
    "burst": "burst", "wet": "wet",
}  # fmt: skip


def family(word: str) -> str | None:
    """Return the usual word of a state's family: `torn` for "ripped"; None for what is no lasting state."""
    return _FAMILY.get(word.lower())


def carries(word: str) -> bool:
    """Tell whether a state holds beyond its scene."""
    return word.lower() in _FAMILY or word.startswith((f"{WEARING} ", f"{WITHOUT} "))


def ends(word: str, state: str) -> bool:
    """Tell whether saying `word` of a thing ends a state of it: "mended" ends "torn"."""
    word, state = word.lower(), state.lower()
    if _is_clothing(state):
        return _is_clothing(word) and garment(word) == garment(state) and word != state
    name = family(state)
    return name is not None and (name in _ENDS.get(word, ()) or (word in _GENERAL_ENDS and name in _DAMAGE))


_DAMAGE = word_set("torn broken cracked burnt bent scratched ruined burst hurt")


def garment(state: str) -> str:
    """Return the noun of a state of clothes: "hat" for "wearing a blue hat"."""
    return state.rsplit(maxsplit=1)[-1].lower()


def _is_clothing(state: str) -> bool:
    return state.startswith((f"{WEARING} ", f"{WITHOUT} "))


def add_state(states: Iterable[str], word: str) -> tuple[str, ...]:
    """Return a thing's states after one more is said of it: what it ends is gone, what is the same is not said twice.

    >>> add_state(("torn", "wet"), "mended")
    ('wet', 'mended')
    """
    left = tuple(state for state in states if not ends(word, state) and not ends(state, word))
    same = family(word)
    if word in left or (same is not None and any(family(state) == same for state in left)):
        return left
    return (*left, word)


def lasting(states: Iterable[str], *, leap: bool = False, morning: bool = False) -> tuple[str, ...]:
    """Return those of a scene's states that hold in the next; `leap`: time passes in between, `morning`: a night."""
    return tuple(state for state in states if carries(state) and _holds(state, leap, morning))


def _holds(state: str, leap: bool, morning: bool) -> bool:
    name = family(state)
    lasts = STATES[name].lasts if name else "long"
    return lasts == "long" or (lasts == "night" and not morning) or (lasts == "action" and not (leap or morning))


def said_of_end(state: str) -> frozenset[str]:
    """Return every word, inflected, that may tell that a state is over."""
    name = family(state)
    if name is None:
        return forms("take took taken lose lost lose drop remove undress change") | word_set("off blew blown away")
    one = STATES[name]
    return _inflected(one.undone_to | one.undone_by) | frozenset(one.ended)


def usual_words(state: str) -> frozenset[str]:
    """Return the adjectives that mean the same as a state, itself among them."""
    name = family(state)
    return frozenset({state}) if name is None else STATES[name].said


def said_of_beginning(state: str) -> frozenset[str]:
    """Return every word, inflected, that may tell how a state begins, and the adjectives that mean it."""
    name = family(state)
    if name is None:
        return frozenset({garment(state), "wears", "wearing", "wore"})
    return _inflected(STATES[name].done_to | STATES[name].done_by) | STATES[name].said


def _inflected(verbs: Iterable[str]) -> frozenset[str]:
    lemmas = [verb.split()[0] for verb in verbs]
    return forms(" ".join(lemmas)) | word_set(" ".join(_IRREGULAR.get(lemma, "") for lemma in lemmas))


def before_noun(state: str) -> str:
    """Return the word for a state that stands before a noun, or nothing where it is said after it."""
    name = family(state)
    return "" if name is None else STATES[name].attributive or state
