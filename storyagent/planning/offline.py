"""The planner that needs no model, no key and no network: it reads plain English by rules. Deterministic."""

from __future__ import annotations

from collections import Counter

from storyagent.planning.checks import check_story
from storyagent.planning.choreograph import choreograph
from storyagent.planning.describe import description_of, film_title, scene_prompt, scene_title, with_article
from storyagent.planning.entities import Being, Mention, slug
from storyagent.planning.planner import PlannedFilm, PlannedLayout, PlanOptions
from storyagent.planning.reading import ENDING_STATES, LASTING_STATES, Reading, read_story
from storyagent.planning.scenes import SceneDraft, check_crowd, fallback_place, group_scenes, set_scenes
from storyagent.planning.sentences import split_story
from storyagent.story.choreography import Choreography
from storyagent.story.compose import compose
from storyagent.story.screenplay import Camera, Entity, Line, Role, Scene, Screenplay
from storyagent.story.values import Finding

WORDS_PER_SECOND = 2.4
LEAST_SECONDS, MOST_SECONDS = 4.0, 12.0


class OfflinePlanner:
    """Reads a story by rules and a lexicon. What it does not understand is in the findings, by sentence."""

    name = "offline"

    def plan(self, text: str, options: PlanOptions | None = None) -> PlannedFilm:
        """Plan a whole film: screenplay, choreographies, layouts. See `Planner.plan`."""
        options = options or PlanOptions()
        story = split_story(check_story(text))
        readings, cast = read_story(story.sentences)
        drafts = group_scenes(readings, options.scenes)
        default = _default_place(readings, cast.beings, drafts)
        set_scenes(drafts, default)
        beings = [*cast.beings, *([default] if default and default not in cast.beings else [])]
        scenes = _scenes(drafts)
        choreographies = tuple(
            _choreography(scene, draft, options) for scene, draft in zip(scenes, drafts, strict=True)
        )
        screenplay = Screenplay(
            title=(options.title or story.title or film_title(_mentioned(readings, beings), text))[:300],
            style=options.style,
            seed=options.seed,
            format=options.format,
            entities=_entities(beings, scenes),
            scenes=scenes,
        )
        return PlannedFilm(
            screenplay=screenplay,
            choreographies=choreographies,
            layouts=tuple(compose(choreography) for choreography in choreographies),
            findings=tuple(finding for reading in readings for finding in reading.findings),
        )

    def lay_out(self, prompt: str, aspect_ratio: float = 16 / 9) -> PlannedLayout:
        """Plan the layout of one scene from a prompt alone. See `Planner.lay_out`."""
        return self._lay_out(prompt, aspect_ratio)

    def lay_out_scene(self, scene: Scene, screenplay: Screenplay) -> PlannedLayout:
        """Plan the layout of a scene from its prompt, with exactly the cast it lists. See `Planner.lay_out_scene`."""
        place = next((entity for entity in screenplay.entities if entity.id == scene.place), None)
        readings, _ = read_story(split_story(check_story(scene.prompt, f"scene {scene.id}")).sentences)
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
        draft = SceneDraft(readings)
        check_crowd(draft.seen, "prompt")
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


def _default_place(readings: list[Reading], beings: list[Being], drafts: list[SceneDraft]) -> Being | None:
    """Return a place for the scenes before any is named; None when the first scene names one."""
    if any(reading.places for reading in drafts[0].readings):
        return None
    noun = fallback_place(readings)
    known = next((being for being in beings if being.place and being.noun == noun), None)
    taken = {being.id for being in beings}
    return known or Being(noun if noun not in taken else f"{noun}-place", noun, place=True)


def _mentioned(readings: list[Reading], beings: list[Being]) -> list[tuple[Being, int]]:
    times = Counter(mention.being for reading in readings for mention in reading.seen)
    return [(being, times[being]) for being in beings if times[being]]


def _scenes(drafts: list[SceneDraft]) -> tuple[Scene, ...]:
    lasting: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    scenes = []
    for number, draft in enumerate(drafts, start=1):
        title = scene_title(draft.readings, draft.place)
        scene_id = _free(slug(title) or f"scene-{number}", taken)
        taken.add(scene_id)
        seconds = min(max(draft.words / WORDS_PER_SECOND + 0.8, LEAST_SECONDS), MOST_SECONDS)
        scenes.append(
            Scene(
                id=scene_id,
                title=title,
                prompt=scene_prompt(draft.readings, draft.place),
                place=draft.place.id if draft.place else None,
                cast=_roles(draft, lasting),
                lines=tuple(line for reading in draft.readings for line in _lines(reading)),
                time=draft.time,
                weather=draft.weather,
                camera=Camera(move=draft.camera),
                transition=draft.transition,
                duration_s=round(seconds, 1),
            )
        )
    return tuple(scenes)


def _free(wanted: str, taken: set[str]) -> str:
    if wanted not in taken:
        return wanted
    return next(f"{wanted}-{n}" for n in range(2, len(taken) + 3) if f"{wanted}-{n}" not in taken)


def _roles(draft: SceneDraft, lasting: dict[str, tuple[str, ...]]) -> tuple[Role, ...]:
    """Return who is in a scene in which state; a torn kite stays torn until it is mended."""
    now: dict[str, list[str]] = {}
    for reading in draft.readings:
        for being_id, states in reading.states.items():
            now.setdefault(being_id, []).extend(states)
    roles = []
    for being, count in draft.seen:
        states = now.get(being.id, [])
        kept = () if ENDING_STATES.intersection(states) else lasting.get(being.id, ())
        lasting[being.id] = tuple(dict.fromkeys([*kept, *(state for state in states if state in LASTING_STATES)]))
        roles.append(Role(entity=being.id, count=count, state=tuple(dict.fromkeys([*kept, *states]))))
    return tuple(roles)


def _lines(reading: Reading) -> list[Line]:
    """Cut a sentence at its quotes; together the lines are the sentence, word for word."""
    sentence = reading.sentence
    lines: list[Line] = []
    at = 0
    for (start, end), speaker in zip(sentence.quotes, reading.speakers, strict=True):
        lines += _line(sentence.text[at:start], None)
        lines += _line(sentence.text[start:end], speaker)
        at = end
    return [*lines, *_line(sentence.text[at:], None)]


def _line(text: str, speaker: Being | None) -> list[Line]:
    text = text.strip()
    return [Line(text=text, speaker=speaker.id if speaker else None)] if text else []


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
