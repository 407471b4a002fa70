"""The world of a film, followed scene by scene: where everybody is, in which state, in which light and weather.

    world.two_places      in two places with no cut in time, and no word of a way
    world.reappears       lost, eaten, destroyed, sunk or dead, and seen again as if nothing had happened
    world.state_lost      torn in one scene and whole in a later one, without a word (can be repaired)
    world.state_denied    torn in one scene and called whole in a later one, without a word
    world.place_state_lost  snow lies in one scene, and in a later one at the same place there is none, without a word
    world.light_jumps     night becomes day, or day night, within one action
    world.weather_jumps   rain, snow or storm is gone, or there, within one action
    world.speaks_asleep   asleep, and speaks
    world.speaks_dead     dead, and speaks

What excuses a change is taken from the scenes' own words. In doubt nothing is said: a false alarm is worse than a miss.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from storyagent.story import change_words as words
from storyagent.story.carried import carried_states, check_carried, is_continuous, single_roles, words_of_scene
from storyagent.story.screenplay import Entity, Role, Scene, Screenplay, TimeOfDay, Weather
from storyagent.story.values import Finding, Identifier, Value

_BAD_WEATHER = frozenset({"rain", "snow", "storm"})


class Standing(Value):
    """Where a character or prop was last seen, and in which state: what holds until a later scene says otherwise."""

    entity: Identifier
    place: Identifier | None = None
    state: tuple[str, ...] = ()
    seen: bool = True
    """Whether this very scene shows it."""


class WorldState(Value):
    """The world at the end of one scene: everything that was seen so far, in the order it was first seen."""

    scene: Identifier
    place: Identifier | None
    time: TimeOfDay
    weather: Weather
    standings: tuple[Standing, ...] = ()


def follow_world(screenplay: Screenplay) -> tuple[WorldState, ...]:
    """Return the state of the world after each scene, in order."""
    standings: dict[str, Standing] = {}
    carried = carried_states(screenplay)
    worlds = []
    for scene in screenplay.scenes:
        standings = {key: one.model_copy(update={"seen": False}) for key, one in standings.items()}
        for role in scene.cast:
            standings[role.entity] = Standing(entity=role.entity, place=scene.place, state=role.state)
        for one in carried:
            if one.scene == scene.id:
                now = standings[one.entity]
                standings[one.entity] = now.model_copy(update={"state": (*now.state, one.state)})
        worlds.append(
            WorldState(
                scene=scene.id,
                place=scene.place,
                time=scene.time,
                weather=scene.weather,
                standings=tuple(standings.values()),
            )
        )
    return tuple(worlds)


def check_world(screenplay: Screenplay) -> tuple[Finding, ...]:
    """Return what in one scene contradicts an earlier one, in a stable order."""
    findings = [
        finding
        for before, now in pairwise(screenplay.scenes)
        if is_continuous(before, now)
        for finding in _check_jump(screenplay, before, now)
    ]
    findings += check_carried(screenplay)
    nouns = Counter(entity.noun for entity in screenplay.entities)
    speakers = {line.speaker for scene in screenplay.scenes for line in scene.lines}
    for entity in screenplay.entities:
        if entity.kind != "place":
            findings += _check_gone(screenplay, entity, alone=nouns[entity.noun] == 1)
            if entity.id in speakers:
                findings += _check_speech(screenplay, entity)
    return tuple(findings)


def _check_jump(screenplay: Screenplay, before: Scene, now: Scene) -> Iterator[Finding]:
    said = words_of_scene(before) | words_of_scene(now)
    if before.place and now.place and before.place != now.place and not words.MOVE & said:
        for entity_id in _travellers(screenplay, before, now):
            yield Finding(
                code="world.two_places",
                where=f"scenes[{now.id}].cast[{entity_id}]",
                found=f"at {now.place}, right after {before.place} in scenes[{before.id}]",
                needed="time, or a way from one place to the other",
                hint="begin the scene with a crossfade, or tell how it gets there",
            )
    together = before.place == now.place or set(before.entity_ids) & set(now.entity_ids)
    if together and {before.time, now.time} == {"day", "night"} and not words.LIGHT & said:
        yield Finding(
            code="world.light_jumps",
            where=f"scenes[{now.id}].time",
            found=f"{now.time}, right after {before.time} in scenes[{before.id}]",
            needed="a transition, or a word about the time",
        )
    bad = _BAD_WEATHER & {before.weather, now.weather}
    if bad and before.place == now.place and _opposed(before.weather, now.weather) and not words.WEATHER & said:
        yield Finding(
            code="world.weather_jumps",
            where=f"scenes[{now.id}].weather",
            found=f"{now.weather}, right after {before.weather} in scenes[{before.id}]",
            needed="a transition, or a word about the weather",
        )


def _travellers(screenplay: Screenplay, before: Scene, now: Scene) -> list[str]:
    """Return the single characters that are in both scenes."""
    there = {role.entity for role in single_roles(before) if role.count == 1}
    both = [role.entity for role in single_roles(now) if role.count == 1 and role.entity in there]
    entities = [screenplay.entity(entity_id) for entity_id in both]
    return [one.id for one in entities if one.kind == "character" and one.noun.lower() not in words.EVERYWHERE]


def _opposed(before: Weather, now: Weather) -> bool:
    """Return whether one kind of weather does not blend into the other."""
    return before != now and ("clear" in (before, now) or {before, now} in ({"rain", "snow"}, {"snow", "storm"}))


def _check_gone(screenplay: Screenplay, entity: Entity, *, alone: bool) -> Iterator[Finding]:
    """Find a thing seen again after the scene in which it came to an end.

    What the text tells counts only for the one entity of its noun (`alone`).
    """
    ended: tuple[str, str] | None = None
    excuses: frozenset[str] = frozenset()
    for scene in screenplay.scenes:
        roles = [role for role in scene.cast if role.entity == entity.id]
        if any(role.count != 1 for role in roles):
            return
        if ended:
            excuses |= words_of_scene(scene)
            if excuses & (words.REGAIN if ended[1] in words.LOST else words.RESTORE):
                ended = None
            elif roles and not any(role.state for role in roles):
                yield Finding(
                    code="world.reappears",
                    where=f"scenes[{scene.id}].cast[{entity.id}]",
                    found=f"seen again, {ended[1]} since scenes[{ended[0]}]",
                    needed="a word of how it came back, or a state",
                    hint="take it out of the cast, or tell how it came back",
                )
                return
        end = _end_of(entity, scene, roles, alone=alone) if roles else ""
        if end:
            ended, excuses = (scene.id, end), frozenset()


def _end_of(entity: Entity, scene: Scene, roles: list[Role], *, alone: bool) -> str:
    """Return in which way a thing comes to an end in a scene, or nothing."""
    gone = words.GONE | words.LOST if entity.kind == "prop" else words.DEAD
    stated = [state.lower() for role in roles for state in role.state if state.lower() in gone]
    if stated or entity.noun.lower() in words.EVERYWHERE:
        return stated[0] if stated else ""
    if entity.kind != "prop" or not alone:
        return ""
    verbs = [_told_end(entity, text) for text in (scene.prompt, " ".join(_narration(scene)))]
    return next((f"told by {verb!r}" for verb in verbs if verb), "")


def _narration(scene: Scene) -> Iterator[str]:
    return (line.text for line in scene.lines if line.speaker is None)


def _told_end(entity: Entity, text: str) -> str:
    """Return the verb of the last sentence that names a thing, if that ends it: what is named later is still there."""
    name = re.compile(rf"\b(?:{re.escape(entity.name.lower())}|{re.escape(entity.noun.lower())})\b")
    sentences = re.split(r"[.!?;\n]+", re.sub(r"[\"“”].*?[\"“”]", " ", text.lower()))
    last = next((sentence for sentence in reversed(sentences) if name.search(sentence)), "")
    return "" if words.UNREAL & words.words_of(last) else _ending_verb(entity, last)


def _ending_verb(entity: Entity, sentence: str) -> str:
    """Return the verb that ends a thing where it stands right beside the thing's name, or nothing."""
    for name in dict.fromkeys((entity.name.lower(), entity.noun.lower())):
        told = (
            rf"\b({'|'.join(sorted(words.CONSUME))})\s+(?:the|his|her|its|their)\s+{re.escape(name)}\b",
            rf"\b{re.escape(name)}\s+({'|'.join(sorted(words.PERISH))})\s*$",
        )
        found = next((match for pattern in told if (match := re.search(pattern, sentence))), None)
        if found:
            return found[1]
    return ""


def _check_speech(screenplay: Screenplay, entity: Entity) -> Iterator[Finding]:
    """Find lines of somebody who is dead or asleep."""
    dead_since, excuses = "", frozenset[str]()
    for scene in screenplay.scenes:
        states = {state.lower() for role in scene.cast if role.entity == entity.id for state in role.state}
        speaks = next((n for n, line in enumerate(scene.lines) if line.speaker == entity.id), None)
        dead_since = dead_since or (scene.id if states & words.DEAD else "")
        if dead_since:
            excuses |= words_of_scene(scene)
        if speaks is None:
            continue
        where = f"scenes[{scene.id}].lines[{speaks}]"
        if dead_since and not words.REVIVE & excuses:
            yield _mute("world.speaks_dead", where, entity, "dead", dead_since)
        asleep = bool(states & words.ASLEEP) and not states & words.AWAKE
        if asleep and not (words.WAKE | words.DOZE) & words_of_scene(scene):
            yield _mute("world.speaks_asleep", where, entity, "asleep", scene.id)


def _mute(code: str, where: str, entity: Entity, state: str, since: str) -> Finding:
    return Finding(
        code=code,
        where=where,
        found=f"{entity.id} speaks, {state} in scenes[{since}]",
        needed="somebody who can speak",
        hint="give the line to another speaker or to the narrator, or tell what happened",
    )
