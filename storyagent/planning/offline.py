"""The planner that needs no model, no key and no network: it reads plain English by rules. Deterministic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from storyagent.errors import InvalidInput
from storyagent.planning.beings import Being, Mention, slug
from storyagent.planning.carrying import Lasting, active, states_said
from storyagent.planning.checks import check_story
from storyagent.planning.choreograph import choreograph
from storyagent.planning.describe import description_of, film_title, scene_prompt, scene_title, short_name, with_article
from storyagent.planning.fountain import is_fountain, parse_fountain
from storyagent.planning.pacing import fit_scenes, paced, seconds_for
from storyagent.planning.planner import PlannedFilm, PlannedLayout, PlanOptions
from storyagent.planning.reading import read_story
from storyagent.planning.scenes import (
    MOST_IN_LAYOUT,
    MOST_OBJECTS,
    SceneDraft,
    check_crowd,
    fallback_place,
    group_scenes,
    set_scenes,
)
from storyagent.planning.script import parse_script
from storyagent.planning.scripted import ScriptDraft, read_script, spoken_lines
from storyagent.planning.sentences import split_story
from storyagent.planning.told import Reading
from storyagent.story.choreography import Choreography
from storyagent.story.compose import compose
from storyagent.story.screenplay import Camera, Entity, Role, Scene, Screenplay, Transition
from storyagent.story.stating import Stated, say_states
from storyagent.story.values import Finding


class OfflinePlanner:
    """Reads a story by rules and a lexicon. What it does not understand is in the findings, by sentence."""

    name = "offline"

    def plan(self, text: str, options: PlanOptions | None = None) -> PlannedFilm:
        """Plan a whole film: screenplay, choreographies, layouts. See `Planner.plan`."""
        options = options or PlanOptions()
        text = check_story(text)
        told = _script(text, options) if options.script or is_fountain(text) else _story(text, options)
        set_scenes(told.drafts, told.default)
        beings = [*told.cast, *([told.default] if told.default and told.default not in told.cast else [])]
        scenes = _scenes(told.drafts)
        paces: tuple[Finding, ...] = ()
        if options.minutes is not None:
            scenes, paces = _with_length(scenes, options.minutes)
        choreographies = tuple(
            _choreography(scene, draft, options) for scene, draft in zip(scenes, told.drafts, strict=True)
        )
        title = options.title or told.title or film_title(_mentioned(told.readings, beings), text)
        screenplay = Screenplay(
            title=title[:300],
            style=options.style,
            seed=options.seed,
            format=options.format,
            entities=_entities(beings, scenes),
            scenes=scenes,
        )
        crowds = (_crowded(scene, draft) for scene, draft in zip(scenes, told.drafts, strict=True))
        return PlannedFilm(
            screenplay=screenplay,
            choreographies=choreographies,
            layouts=tuple(compose(choreography) for choreography in choreographies),
            findings=(*_findings(told.readings), *(finding for finding in crowds if finding), *paces),
        )

    def lay_out(self, prompt: str, aspect_ratio: float = 16 / 9) -> PlannedLayout:
        """Plan the layout of one scene from a prompt alone. See `Planner.lay_out`."""
        return self._lay_out(prompt, aspect_ratio)

    def lay_out_scene(self, scene: Scene, screenplay: Screenplay) -> PlannedLayout:
        """Plan the layout of a scene from its prompt, with exactly the cast it lists. See `Planner.lay_out_scene`."""
        place = next((entity for entity in screenplay.entities if entity.id == scene.place), None)
        sentences = split_story(check_story(scene.prompt, f"scene {scene.id}")).sentences
        readings, _ = read_story(sentences, [entity.name for entity in screenplay.entities])
        spoken = [Mention(being, count) for reading in readings for being, count in reading.seen]
        listed = {entity.id: entity for entity in screenplay.entities}
        seen: list[Mention] = []
        missing: list[Finding] = []
        for role in scene.cast:
            being = _being_of(listed[role.entity], [mention.being for mention in spoken])
            seen.append(Mention(being, role.count))
        kept = {mention.being for mention in seen}
        for mention in spoken:
            if mention.being not in kept and not mention.being.place:
                missing.append(_not_in_cast(scene, mention.being))
        check_crowd(seen, f"scene {scene.id}")
        choreography = choreograph(
            scene.id, readings, seen, background=place.name if place else "", camera=scene.camera,
            aspect_ratio=screenplay.format.aspect_ratio, timing="even",
        )  # fmt: skip
        return PlannedLayout(layout=compose(choreography), findings=(*_findings(readings), *missing))

    def _lay_out(self, prompt: str, aspect_ratio: float) -> PlannedLayout:
        readings, _ = read_story(split_story(check_story(prompt, "prompt")).sentences)
        draft = SceneDraft(readings, most=MOST_IN_LAYOUT)
        check_crowd(draft.present, "prompt", MOST_IN_LAYOUT)
        set_scenes([draft], None)
        background = _phrase(draft.place) if draft.place else fallback_place(readings)
        choreography = choreograph(
            "scene", readings, draft.seen, background=background, aspect_ratio=aspect_ratio,
            camera=Camera(move=draft.camera), timing="even",
        )  # fmt: skip
        return PlannedLayout(layout=compose(choreography), findings=_findings(readings))


def _findings(readings: list[Reading]) -> tuple[Finding, ...]:
    return tuple(finding for reading in readings for finding in reading.findings)


def _phrase(place: Being) -> str:
    return place.name or " ".join([*place.traits[:2], *([place.color] if place.color else []), place.noun])


@dataclass(frozen=True)
class _Told:
    """What a text tells, before places and times are carried from scene to scene."""

    title: str | None
    readings: list[Reading]
    cast: list[Being]
    drafts: Sequence[SceneDraft]
    default: Being | None


def _story(text: str, options: PlanOptions) -> _Told:
    story = split_story(text)
    readings, cast = read_story(story.sentences)
    drafts = group_scenes(readings, options.scenes)
    if options.scenes is None and options.minutes is not None:
        drafts = fit_scenes(drafts, options.minutes)
    return _Told(story.title, readings, cast.beings, drafts, _default_place(readings, cast.beings, drafts))


def _script(text: str, options: PlanOptions) -> _Told:
    fountain = options.script == "fountain" or is_fountain(text)
    script = parse_fountain(text) if fountain else parse_script(text)
    if not script.scenes:
        raise InvalidInput("there is no scene in the script", where="script", needed="a line that is seen or said")
    if options.scenes not in (None, len(script.scenes)):
        raise InvalidInput(
            "a script has the scenes it is written in", where="scenes", found=str(options.scenes),
            needed=str(len(script.scenes)), hint="Leave the number out, or let the text be read as a story.",
        )  # fmt: skip
    drafts, readings, cast = read_script(script)
    return _Told(script.title, readings, cast.beings, drafts, _default_place(readings, cast.beings, drafts))


def _with_length(scenes: tuple[Scene, ...], minutes: float) -> tuple[tuple[Scene, ...], tuple[Finding, ...]]:
    """Make the scenes last so long together, as far as they can."""
    words = [sum(len(line.text.split()) for line in scene.lines) for scene in scenes]
    usual = [scene.duration_s for scene in scenes]
    lengths, findings = paced(usual, words, [scene.transition for scene in scenes], minutes)
    timed = (scene.model_copy(update={"duration_s": s}) for scene, s in zip(scenes, lengths, strict=True))
    return tuple(timed), findings


def _crowded(scene: Scene, draft: SceneDraft) -> Finding | None:
    """Say who is told of in a scene but not shown, because there are too many."""
    shown = {mention.being for mention in draft.seen}
    hidden = [mention for mention in draft.present if mention.being not in shown]
    if not hidden:
        return None
    return Finding(
        code="scene.crowded", where=f"scenes[{scene.id}]",
        found=f"{sum(mention.number for mention in draft.present)} objects",
        needed=f"at most {MOST_OBJECTS}",
        hint=f"Not shown: {', '.join(short_name(mention.being) for mention in hidden)}. Split the scene to show them.",
    )  # fmt: skip


def _default_place(readings: list[Reading], beings: list[Being], drafts: Sequence[SceneDraft]) -> Being | None:
    """Return a place for the scenes before any is named; None when the first scene names one.

    It is guessed from those scenes alone, so that an edit after them moves nobody.
    """
    if drafts[0].fixed_place or any(reading.places for reading in drafts[0].readings):
        return None
    first = next((k for k, reading in enumerate(readings) if reading.places), len(readings))
    noun = fallback_place(readings[: max(first, 1)])
    known = next((being for being in beings if being.place and being.noun == noun), None)
    taken = {being.id for being in beings}
    return known or Being(noun if noun not in taken else f"{noun}-place", noun, place=True)


def _mentioned(readings: list[Reading], beings: list[Being]) -> list[tuple[Being, int]]:
    times = Counter(mention.being for reading in readings for mention in reading.seen)
    return [(being, times[being]) for being in beings if times[being]]


def _scenes(drafts: Sequence[SceneDraft]) -> tuple[Scene, ...]:
    lasting = Lasting()
    taken: set[str] = set()
    scenes = []
    for number, draft in enumerate(drafts, start=1):
        script = draft if isinstance(draft, ScriptDraft) else None
        title = (script.heading if script else "") or scene_title(draft.readings, draft.place)
        lines = script.spoken if script else [line for reading in draft.readings for line in spoken_lines(reading)]
        scene_id = _free(slug(title) or f"scene-{number}", " ".join(line.text for line in lines), taken)
        taken.add(scene_id)
        leap = max((reading.leap for reading in draft.readings), default=0)
        lasting.begin(draft.time, leap=leap, told=any(reading.time for reading in draft.readings))
        cast, stated = _roles(draft, lasting)
        aloud = sum(len(line.text.split()) for line in lines)
        scenes.append(
            Scene(
                id=scene_id,
                title=title,
                prompt=_prompt(draft) if script else say_states(_prompt(draft), stated),
                place=draft.place.id if draft.place else None,
                place_state=_place_state(draft, lasting),
                cast=cast,
                lines=tuple(lines),
                time=draft.time,
                weather=draft.weather,
                camera=Camera(move=draft.camera),
                transition=draft.transition or Transition(),
                duration_s=seconds_for(draft.words, aloud),
            )
        )
    return tuple(scenes)


def _prompt(draft: SceneDraft) -> str:
    """Return what is seen: of a script, its own words."""
    if isinstance(draft, ScriptDraft):
        if draft.shown:
            return draft.shown
        names = [_capital(short_name(being)) for being in dict.fromkeys(_speakers(draft))]
        return " ".join(f"{name} speaks." for name in names) or draft.heading or draft.readings[0].sentence.text
    return scene_prompt(draft.readings, draft.place)


def _speakers(draft: SceneDraft) -> list[Being]:
    return [being for reading in draft.readings for being in reading.speakers if being]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _free(wanted: str, text: str, taken: set[str]) -> str:
    """Return a free id: the wanted one, else with a mark of the scene's own text, so that it stays the same."""
    if wanted not in taken:
        return wanted
    marked = f"{wanted}-{crc32(text.encode()) % 46656:04x}"
    if marked not in taken:
        return marked
    return next(f"{marked}-{n}" for n in range(2, len(taken) + 3) if f"{marked}-{n}" not in taken)


def _roles(draft: SceneDraft, lasting: Lasting) -> tuple[tuple[Role, ...], tuple[Stated, ...]]:
    """Return who is in a scene in which state, and what of that is so from its beginning."""
    now = states_said(draft.readings)
    lasting.wake(active(draft.readings))
    roles, stated = [], []
    for being, count in draft.seen:
        manners = draft.manners.get(being.id, []) if isinstance(draft, ScriptDraft) else []
        came, states = lasting.say(being.id, [*now.pop(being.id, []), *manners])
        roles.append(Role(entity=being.id, count=count, state=states))
        stated.append(Stated(being.name or being.noun, being.noun or being.head, came))
    for key, said in now.items():  # of those told of but not shown
        lasting.say(key, said)
    return tuple(roles), tuple(stated)


def _place_state(draft: SceneDraft, lasting: Lasting) -> tuple[str, ...]:
    if draft.place is None:
        return ()
    words = frozenset(word for reading in draft.readings for word in reading.words)
    return lasting.weather(draft.place.id, draft.place.noun, draft.weather, words)


def _choreography(scene: Scene, draft: SceneDraft, options: PlanOptions) -> Choreography:
    return choreograph(
        scene.id, draft.readings, draft.seen, background=_phrase(draft.place) if draft.place else "",
        aspect_ratio=options.format.aspect_ratio, camera=scene.camera,
    )  # fmt: skip


def _entities(beings: list[Being], scenes: tuple[Scene, ...]) -> tuple[Entity, ...]:
    used = {role.entity for scene in scenes for role in scene.cast}
    used |= {scene.place for scene in scenes if scene.place}
    used |= {line.speaker for scene in scenes for line in scene.lines if line.speaker}
    order = {"character": 0, "prop": 1, "place": 2}
    kept = sorted((being for being in beings if being.id in used), key=lambda being: order[being.kind])
    return tuple(_entity(being) for being in kept)


def _entity(being: Being) -> Entity:
    name = being.name or " ".join(
        word for word in (being.color if being.group or "-" in being.id else "", being.noun or being.head) if word
    )
    return Entity(
        id=being.id,
        name=name[:200],
        kind=being.kind,
        noun=being.head[:100],
        description=with_article(_phrase(being)) if being.place and not being.name else description_of(being),
        color=being.color or None,
        traits=tuple(being.traits),
    )


def _being_of(entity: Entity, spoken: list[Being]) -> Being:
    """Return the being in the prompt that is this entity, known by name or noun, else one that just stands there."""
    for being in spoken:
        named = bool(being.name) and being.name.lower() == entity.name.lower()
        same = being.noun == entity.noun and (not being.color or not entity.color or being.color == entity.color)
        if named or (same and not being.name):
            being.id, being.noun, being.color = entity.id, entity.noun, entity.color or ""
            being.traits = list(entity.traits)
            return being
    return Being(entity.id, entity.noun, entity.name, entity.color or "", traits=list(entity.traits))


def _not_in_cast(scene: Scene, being: Being) -> Finding:
    return Finding(
        code="scene.not_in_cast", where=f"scenes[{scene.id}].prompt", found=f"{being.name or being.head}",
        needed="a role in the scene's cast", hint="Add the entity to the cast, or take it out of the prompt.",
    )  # fmt: skip
