"""What one scene leaves to the next: which states hold on, which a later scene forgets, and which it denies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from storyagent.story import change_words as words
from storyagent.story.screenplay import Role, Scene, Screenplay
from storyagent.story.states import STATES, WEARING, WITHOUT, ends, family, garment, said_of_end
from storyagent.story.values import Finding

_DAMAGE = words.LASTING | words.PASSING
_UNTOLD = frozenset({"asleep", "lost", "snowy", "flooded"})
"""States that end by themselves, that are followed elsewhere, or that are a place's."""
_THAW = words.forms("melt thaw") | words.word_set("spring summer green")
_DAY = frozenset({"dawn", "day"})


@dataclass(frozen=True)
class Carried:
    """A state that a role should have since an earlier scene (`since`) left its entity in it."""

    scene: str
    entity: str
    state: str
    since: str


@dataclass(frozen=True)
class _Denied(Carried):
    """A state that a scene denies in the words `said`, in its field `where`."""

    said: str
    where: str


@dataclass
class _Memory:
    """What is known of one entity while its scenes are read."""

    count: int
    states: dict[str, str] = field(default_factory=dict)
    excuses: set[str] = field(default_factory=set)


def is_continuous(before: Scene, now: Scene) -> bool:
    """Return whether no time passes between two scenes: a hard cut, and no word of time, memory or elsewhere."""
    return now.transition.kind == "cut" and not words.LEAP & words_of_scene(now)


def words_of_scene(scene: Scene) -> frozenset[str]:
    """Return the different words of a scene: its title, its prompt and everything spoken."""
    return words.words_of(" ".join([scene.title, scene.prompt, *(line.text for line in scene.lines)]))


def single_roles(scene: Scene) -> list[Role]:
    """Return the roles of entities that the cast names once."""
    ids = scene.entity_ids
    return [role for role in scene.cast if ids.count(role.entity) == 1]


def carried_states(screenplay: Screenplay) -> tuple[Carried, ...]:
    """Return every state that a later role lacks although nothing ended it, in the order of scenes.

    Damage lasts until the story says a word of mending, a lamp is lit until it is put out or day comes, clothes stay
    on until time passes; dirt and water only while the action goes on. A state counts for one entity seen in the same
    number, not for one of several.
    """
    return tuple(one for one in _followed(screenplay) if not isinstance(one, _Denied))


def check_carried(screenplay: Screenplay) -> Iterator[Finding]:
    """Yield what a scene forgets of the states that earlier ones left, and what it denies."""
    found = list(_followed(screenplay))
    yield from _forgotten(one for one in found if not isinstance(one, _Denied))
    for one in found:
        if isinstance(one, _Denied):
            yield Finding(
                code="world.state_denied", where=one.where, found=one.said,
                needed=f"{one.state} as in scenes[{one.since}], or a word of how that ended",
                hint=_how_to_end(one.state),
            )  # fmt: skip
    yield from _check_places(screenplay)


def _followed(screenplay: Screenplay) -> Iterator[Carried]:
    memories: dict[str, _Memory] = {}
    before: Scene | None = None
    for scene in screenplay.scenes:
        said = words_of_scene(scene)
        for memory in (one for one in memories.values() if one.states):
            memory.excuses |= said
            memory.states = {
                state: since
                for state, since in memory.states.items()
                if not (_is_told(state, memory.excuses) or (before and _runs_out(state, before, scene)))
            }
        for role in single_roles(scene):
            yield from _denied(memories, role, scene, screenplay)
            yield from _carry(memories, role, scene, screenplay)
        before = scene


def _is_told(state: str, said: set[str]) -> bool:
    """Tell whether words say how a state ended."""
    if state in _DAMAGE and words.MEND & said:
        return True
    return bool(said_of_end(state) & said)


def _runs_out(state: str, before: Scene, scene: Scene) -> bool:
    """Tell whether a state is over by the time that has passed."""
    goes_on = is_continuous(before, scene)
    if state in words.LASTING:
        return False
    lasts = STATES[family(state) or "torn"].lasts
    if state in words.PASSING or lasts == "action":
        return not goes_on or before.place != scene.place or before.time != scene.time
    if lasts == "night":
        return not goes_on or (scene.time in _DAY and before.time not in _DAY)
    return not goes_on and scene.transition.kind == "fade"


def _carry(memories: dict[str, _Memory], role: Role, scene: Scene, screenplay: Screenplay) -> Iterator[Carried]:
    """Yield what a role lacks, and remember the state it is in."""
    stated = words.words_of(" ".join(role.state))
    memory = memories.get(role.entity)
    kept: dict[str, str] = {}
    if memory and memory.count == role.count and not words.OPPOSITE & stated:
        kept = {state: since for state, since in memory.states.items() if not _ended_by(role, state)}
        for state, since in kept.items():
            if not _states_it(state, role, stated):
                yield Carried(scene.id, role.entity, state, since)
    said = words_of_scene(scene)
    new = {} if words.OPPOSITE & stated else {s: scene.id for s in _new(role, screenplay) if not _is_told(s, {*said})}
    memories[role.entity] = _Memory(role.count, dict(sorted({**new, **kept}.items())))


def _ended_by(role: Role, state: str) -> bool:
    return any(ends(word, state) for said in role.state for word in (said, *said.split()))


def _states_it(state: str, role: Role, stated: frozenset[str]) -> bool:
    """Tell whether a role says a state in any words that mean as much."""
    if state.startswith((WEARING, WITHOUT)):
        return garment(state) in stated
    if state in _DAMAGE:
        group = words.LASTING if state in words.LASTING else words.PASSING
        return bool(stated & (group | words.GONE | words.LOST))
    return bool(stated & (STATES[family(state) or ""].said | words.GONE | words.LOST))


def _new(role: Role, screenplay: Screenplay) -> Iterator[str]:
    """Yield the states of a role that are to be remembered: of "wide open" the last word, of damage any."""
    kind = screenplay.entity(role.entity).kind
    for said in (state.lower() for state in role.state):
        if said.startswith((f"{WEARING} ", f"{WITHOUT} ")):
            yield said
            continue
        yield from sorted(words.words_of(said) & _DAMAGE)
        last = said.rsplit(maxsplit=1)[-1] if said.split() else ""
        name = family(last)
        if name and name not in _UNTOLD and last not in _DAMAGE and kind in STATES[name].of:
            yield last


def _denied(memories: dict[str, _Memory], role: Role, scene: Scene, screenplay: Screenplay) -> Iterator[Carried]:
    """Yield the states that a role or the prompt denies by a word that tells of no change: the "whole" kite."""
    memory = memories.get(role.entity)
    entity = screenplay.entity(role.entity)
    for state, since in memory.states.items() if memory and memory.count == role.count else ():
        name = family(state)
        contrary = STATES[name].contrary - frozenset(STATES[name].ended) if name else frozenset()
        in_role = sorted(contrary & {said.lower() for said in role.state})
        nouns = "|".join(re.escape(noun) for noun in dict.fromkeys((entity.noun, entity.name)))
        found = (
            re.search(rf"\b(?:{'|'.join(sorted(contrary))}) (?:[^\W\d_]+ )?(?:{nouns})\b", scene.prompt)
            if contrary
            else None
        )
        where = f"scenes[{scene.id}]"
        if in_role:
            yield _Denied(scene.id, role.entity, state, since, in_role[0], f"{where}.cast[{role.entity}].state")
        elif found:
            yield _Denied(scene.id, role.entity, state, since, f"the {found[0]}", f"{where}.prompt")


def _forgotten(lacking: Iterable[Carried]) -> Iterator[Finding]:
    scenes: dict[tuple[str, str, str], list[str]] = {}
    for one in lacking:
        scenes.setdefault((one.entity, one.state, one.since), []).append(one.scene)
    for (entity, state, since), later in scenes.items():
        yield Finding(
            code="world.state_lost",
            where=f"scenes[{later[0]}].cast[{entity}]",
            found=f"not {state} in {', '.join(later)}",
            needed=f"{state} as in scenes[{since}], or a word of how that ended",
            hint=f"add {state!r} to its state" + (f", or: {_how_to_end(state)}" if _how_to_end(state) else ""),
        )


def _how_to_end(state: str) -> str:
    """Return which word in an earlier role's state would end a state."""
    name = family(state)
    if name and STATES[name].ended:
        return f"say {STATES[name].ended[0]!r} where that happens"
    return ""


def _check_places(screenplay: Screenplay) -> Iterator[Finding]:
    """Find a place that was left in a state which its next scene does not have."""
    left: dict[str, tuple[Scene, frozenset[str]]] = {}
    for scene in screenplay.scenes:
        left = {place: (since, excuses | words_of_scene(scene)) for place, (since, excuses) in left.items()}
        if scene.place is None:
            continue
        since, excuses = left.get(scene.place, (scene, frozenset()))
        for state in since.place_state:
            told = excuses & (said_of_end(state) | _THAW | words.WEATHER - words.LEAP) if family(state) else True
            kept = any(family(one) == family(state) or ends(one, state) for one in scene.place_state)
            if not (told or kept):
                yield Finding(
                    code="world.place_state_lost", where=f"scenes[{scene.id}].place_state",
                    found=f"{scene.place} not {state}",
                    needed=f"{state} as in scenes[{since.id}], or a word of how that ended",
                    hint=f"add {state!r} to its place_state",
                )  # fmt: skip
        left[scene.place] = (scene, frozenset())
