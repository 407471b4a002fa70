"""From a read script to a screenplay: ids, places, roles, lines; the narration is the story, word for word."""

from __future__ import annotations

from collections.abc import Sequence

from storyagent.planning.beings import slug
from storyagent.planning.carrying import Lasting
from storyagent.planning.pacing import paced, seconds_for
from storyagent.planning.planner import PlanOptions
from storyagent.planning.screenwriter import Script
from storyagent.planning.script_answer import SceneOfScript, counted, key_of_name, singular
from storyagent.planning.sentences import Sentence
from storyagent.planning.story_facts import NOTHING, SentenceFacts
from storyagent.story.change_words import words_of
from storyagent.story.screenplay import Camera, Entity, Line, Role, Scene, Screenplay, Transition
from storyagent.story.stating import Stated, say_states
from storyagent.story.values import Finding

LONGEST_TITLE = 300
LONGEST_STATE = 60
MOST_COMPLETED = 8
"""Whom the text shows, and the model left out, joins a cast up to this size."""
_LETTERS_PER_WORD = 9
"""What is longer counts as several words: there are languages without blanks between words."""


def to_screenplay(
    script: Script, sentences: Sequence[Sentence], options: PlanOptions, title: str | None, language: str
) -> Screenplay:
    """Return the screenplay of a script; whose scenes are all there and who is described."""
    taken: set[str] = set()
    ids = {
        key: _free(slug(singular(counted(look.name)[0])) or slug(look.noun) or "entity", taken)
        for key, look in script.looks.items()
    }
    places = _places(script.scenes, taken)
    used = {script.resolved(name) for name in script.names(script.scenes)}
    entities = [_entity(ids[key], script, key) for key in script.looks if key in used]
    entities.sort(key=lambda entity: entity.kind != "character")
    entities += [
        Entity(id=place_id, name=name, kind="place", noun=name.lower().split()[-1], description=name)
        for name, place_id in places.values()
    ]
    return Screenplay(
        title=(options.title or title or script.title or script.scenes[0].title or sentences[0].text)[:LONGEST_TITLE],
        style=options.style, seed=options.seed, format=options.format, language=language,
        entities=tuple(entities), scenes=_scenes(script, sentences, ids, places),
    )  # fmt: skip


def _free(wanted: str, taken: set[str]) -> str:
    found = wanted
    if wanted in taken:
        found = next(f"{wanted}-{n}" for n in range(2, len(taken) + 3) if f"{wanted}-{n}" not in taken)
    taken.add(found)
    return found


def _places(scenes: Sequence[SceneOfScript], taken: set[str]) -> dict[str, tuple[str, str]]:
    """Return name and id of every place, by key."""
    places: dict[str, tuple[str, str]] = {}
    for scene in scenes:
        key = key_of_name(scene.place)
        if key and key not in places:
            places[key] = (counted(scene.place)[0], _free(slug(key) or "place", taken))
    return places


def _entity(entity_id: str, script: Script, key: str) -> Entity:
    look = script.looks[key]
    noun = look.noun.lower().split()[-1]
    return Entity(
        id=entity_id, name=singular(counted(look.name)[0]), kind=look.kind, noun=noun,
        description=look.description.strip(), color=look.color.lower().strip() or None,
    )  # fmt: skip


def _scenes(
    script: Script, sentences: Sequence[Sentence], ids: dict[str, str], places: dict[str, tuple[str, str]]
) -> tuple[Scene, ...]:
    scenes: list[Scene] = []
    taken: set[str] = set()
    place: str | None = None
    lasting = Lasting()
    names = {place_id: name for name, place_id in places.values()}
    for number, part in enumerate(script.scenes, start=1):
        told = sentences[part.first - 1 : part.last]
        facts = [script.facts.get(sentence.index + 1, NOTHING) for sentence in told]
        place = places[key_of_name(part.place)][1] if key_of_name(part.place) else place
        before = scenes[-1] if scenes else None
        moved = before is not None and (before.place != place or before.time != part.time)
        leap = max((said.leap for said in facts), default=0)
        lasting.begin(part.time, leap=leap)
        cast, stated = _roles(script, part, ids, facts, lasting)
        scenes.append(
            Scene(
                id=_free(slug(part.title) or f"scene-{number}", taken),
                title=part.title,
                prompt=say_states(" ".join(part.prompt.split()), stated),
                place=place,
                place_state=_place_state(part, told, place, names.get(place or "", ""), lasting),
                cast=cast,
                lines=tuple(line for sentence in told for line in _lines(script, sentence, ids)),
                time=part.time,
                weather=part.weather,
                camera=Camera(move=next((said.camera for said in facts if said.camera), part.camera)),
                transition=_transition(moved, leap if before else 0),
                duration_s=seconds_for(sum(_words(sentence.text) for sentence in told)),
            )
        )
    return tuple(scenes)


def _transition(moved: bool, leap: int) -> Transition:
    if leap == 2:
        return Transition(kind="fade", duration_s=0.8)
    return Transition(kind="crossfade", duration_s=0.6) if moved or leap else Transition()


def _roles(
    script: Script, part: SceneOfScript, ids: dict[str, str], facts: Sequence[SentenceFacts], lasting: Lasting
) -> tuple[tuple[Role, ...], tuple[Stated, ...]]:
    """Return who is in a scene in which state, and what of that is so from its beginning."""
    counts: dict[str, int] = {}
    for name in part.cast:
        entity = ids[script.resolved(name)]
        counts[entity] = max(counts.get(entity, 0), counted(name)[1])
    for somebody in (one for said in facts for one in said.seen):
        if (key := script.key_of(somebody)) in ids and (ids[str(key)] in counts or len(counts) < MOST_COMPLETED):
            counts[ids[str(key)]] = max(counts.get(ids[str(key)], 0), somebody.count)
    keys = (script.key_of(somebody) for said in facts for somebody in said.awake)
    lasting.wake(ids[str(key)] for key in keys if key in ids)
    now = _states(script, part, ids, facts)
    looks = {ids[key]: look for key, look in script.looks.items()}
    roles, stated = [], []
    for entity, count in counts.items():
        came, states = lasting.say(entity, now.pop(entity, []))
        roles.append(Role(entity=entity, count=count, state=states))
        noun = looks[entity].noun.lower().split()[-1]
        stated.append(Stated(singular(counted(looks[entity].name)[0]), noun, came))
    for entity, said_of_it in now.items():  # of those told of but not shown
        lasting.say(entity, said_of_it)
    return tuple(roles), tuple(stated)


def _place_state(
    scene: SceneOfScript, told: Sequence[Sentence], place: str | None, name: str, lasting: Lasting
) -> tuple[str, ...]:
    if place is None:
        return ()
    words = words_of(" ".join(sentence.text for sentence in told))
    return lasting.weather(place, name.lower().split()[-1], scene.weather, words)


def _states(
    script: Script, part: SceneOfScript, ids: dict[str, str], facts: Sequence[SentenceFacts]
) -> dict[str, list[str]]:
    """Return what the text and the model say that somebody becomes, by entity id."""
    found: dict[str, list[str]] = {}
    for said in facts:
        for somebody, states in said.states:
            if (key := script.key_of(somebody)) in ids:
                found.setdefault(ids[str(key)], []).extend(states)
    for change in part.changes:
        if (key := script.resolved(change.who)) in ids:
            found.setdefault(ids[key], []).append(" ".join(change.state.lower().split())[:LONGEST_STATE])
    return found


def _lines(script: Script, sentence: Sentence, ids: dict[str, str]) -> list[Line]:
    """Cut a sentence at its quotes; together the lines are the sentence, word for word."""
    name = script.speakers.get(sentence.index + 1)
    speaker = ids.get(script.resolved(name)) if name else None
    pieces: list[tuple[str, str | None]] = []
    at = 0
    for start, end in sentence.quotes:
        pieces += [(sentence.text[at:start], None), (sentence.text[start:end], speaker)]
        at = end
    pieces.append((sentence.text[at:], None))
    return [Line(text=text.strip(), speaker=who) for text, who in pieces if text.strip()]


def _words(text: str) -> int:
    return max(len(text.split()), len(text) // _LETTERS_PER_WORD)


def at_length(screenplay: Screenplay, minutes: float) -> tuple[Screenplay, tuple[Finding, ...]]:
    """Return the screenplay with scenes held as long as a film of so many minutes needs, and what is amiss."""
    scenes = screenplay.scenes
    words = [sum(_words(line.text) for line in scene.lines) for scene in scenes]
    usual = [scene.duration_s for scene in scenes]
    lengths, findings = paced(usual, words, [scene.transition for scene in scenes], minutes)
    timed = (s.model_copy(update={"duration_s": length}) for s, length in zip(scenes, lengths, strict=True))
    return screenplay.model_copy(update={"scenes": tuple(timed)}), findings
