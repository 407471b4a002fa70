"""Layouts from a language model: it choreographs, `compose` computes; or it gives raw boxes, which are checked.

What the model says is compared with the text and with what can be composed, and sent back where it does not fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import ValidationError

from storyagent import lexicon
from storyagent.errors import InvalidInput
from storyagent.planning.beings import slug
from storyagent.planning.chat import Asked, Chat, Doubt
from storyagent.planning.grounding import doubts_about
from storyagent.planning.prompt import load_prompt
from storyagent.planning.scene_answer import ObjectAnswer, SceneAnswer, boxes_of, ids_of, to_choreography
from storyagent.planning.scene_facts import SceneFacts, facts_of_scene, without_repeats, without_scenery
from storyagent.planning.settling import settled
from storyagent.story.boxes import BoxedObject, layout_from_boxes
from storyagent.story.choreography import Choreography, Performer
from storyagent.story.compose import compose
from storyagent.story.layout import Layout
from storyagent.story.repair import repair_layout
from storyagent.story.screenplay import Camera, Entity, Role
from storyagent.story.validate import check_layout
from storyagent.story.values import Finding

STILL = Camera()


class ChatLayout(NamedTuple):
    """A layout, the choreography it was composed from (one without moves for raw boxes), and what is to be said."""

    choreography: Choreography
    layout: Layout
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class SceneText:
    """What is to be laid out. With a `cast`, exactly its entities are shown, in these numbers."""

    id: str
    text: str
    aspect_ratio: float
    background: str = ""
    camera: Camera = STILL
    cast: tuple[tuple[Entity, Role], ...] | None = None
    english: bool = True


def lay_out_text(chat: Chat, scene: SceneText) -> ChatLayout:
    """Ask for the choreography of a scene and compose it.

    Raises:
        BadAnswer: no answer could be composed.
        StoryagentError: as `Chat.ask`.
    """
    alone = scene.english and scene.cast is None
    facts = facts_of_scene(scene.text) if alone else None

    def check(answer: SceneAnswer) -> list[Doubt]:
        shown = _shown(answer, facts)[0]
        doubts = doubts_about(shown, scene.text, facts) if alone else ()
        return [*_faults(shown, scene), *doubts]

    asked = chat.ask(load_prompt("layout"), {"text": _told(scene)}, SceneAnswer, check)
    answer, scenery = _shown(asked.value, facts)
    answer, wrong = _settled(answer, facts, scene)
    made = _made(answer, scene)
    reported = _reported(asked, scenery, wrong, f"scene {scene.id}")
    return made._replace(findings=(*made.findings, *reported, *check_layout(made.layout)))


def _shown(answer: SceneAnswer, facts: SceneFacts | None) -> tuple[SceneAnswer, tuple[str, ...]]:
    if facts is None:
        return answer, ()
    answer, scenery = without_scenery(answer, facts)
    return without_repeats(answer, facts), scenery


def _settled(answer: SceneAnswer, facts: SceneFacts | None, scene: SceneText) -> tuple[SceneAnswer, tuple[str, ...]]:
    """Return an answer that does not contradict the text, if such a one can be composed."""
    if facts is None:
        return answer, ()
    told, wrong = settled(answer, facts)
    return (answer, ()) if any(fault.firm for fault in _faults(told, scene)) else (told, wrong)


def at_rest(scene: SceneText) -> Choreography:
    """Return the choreography in which the cast just stands there: what is known when a layout came from elsewhere."""
    answer, entities = _with_cast(SceneAnswer(objects=()), scene, [])
    choreography = to_choreography(
        answer, scene=scene.id, aspect_ratio=scene.aspect_ratio, camera=scene.camera, entities=entities
    )
    return _looking_like(choreography, scene.cast or ())


def _told(scene: SceneText) -> str:
    """Return the text as material: it cannot close the tag that it stands in."""
    text = scene.text.replace("</", "< /").replace("<text>", "< text>")
    if scene.cast is None:
        return text
    listed = ", ".join(f"{role.count} {entity.name}" for entity, role in scene.cast)
    return f"{text}\nExactly these things are shown: {listed or 'none'}"


def _reported(
    asked: Asked[SceneAnswer], scenery: tuple[str, ...], changed: tuple[str, ...], where: str
) -> Iterator[Finding]:
    for name in scenery:
        yield Finding(code="answer.scenery", severity="note", where=where, found=f"{name!r} as an object",
                      hint="Left out: it is the background.")  # fmt: skip
    if asked.truncated:
        yield Finding(code="answer.truncated", where=where, found="an answer that breaks off",
                      hint="What was complete of it is used.")  # fmt: skip
    for wrong in changed:
        yield Finding(code="answer.settled", where=where, found=wrong,
                      hint="The language model kept to its answer; what the text says was taken.")  # fmt: skip
    for doubt in asked.doubts:
        if doubt in changed:
            continue
        yield Finding(code="answer.doubtful", where=where, found=doubt, hint="The language model kept to its answer.")


def _faults(answer: SceneAnswer, scene: SceneText) -> Iterator[Doubt]:
    """Yield what makes it impossible to use an answer: it cannot be composed, or the layout is wrong."""
    try:
        made = _made(answer, scene)
    except InvalidInput as error:
        yield Doubt(f"{error.what}: found {error.found}, needed {error.needed}")
    except (ValidationError, ValueError) as error:
        yield Doubt(str(error).splitlines()[0] if not isinstance(error, ValidationError) else _first(error))
    else:
        boxed = any(item.boxes for item in answer.objects)
        for finding in check_layout(made.layout):
            if boxed or finding.severity == "error":  # composed boxes are not the model's to correct
                yield Doubt(str(finding), firm=finding.severity == "error")


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def _made(answer: SceneAnswer, scene: SceneText) -> ChatLayout:
    findings: list[Finding] = []
    entities: list[str] | None = None
    if scene.cast is not None:
        answer, entities = _with_cast(answer, scene, findings)
    if scene.background:
        answer = answer.model_copy(update={"background": scene.background})
    choreography = to_choreography(
        answer, scene=scene.id, aspect_ratio=scene.aspect_ratio, camera=scene.camera, entities=entities
    )
    if scene.cast is not None:
        choreography = _looking_like(choreography, scene.cast)
    if answer.objects and all(item.boxes for item in answer.objects):
        layout, notes = _from_boxes(answer, entities, scene)
        return ChatLayout(choreography, layout, (*findings, *notes))
    return ChatLayout(choreography, compose(choreography), tuple(findings))


def _from_boxes(
    answer: SceneAnswer, entities: list[str] | None, scene: SceneText
) -> tuple[Layout, tuple[Finding, ...]]:
    ids = entities or ids_of(answer.objects)
    boxed = [
        BoxedObject(id=one_id, entity=one_id, name=item.phrase, boxes=boxes_of(item) or ())
        for item, one_id in zip(answer.objects, ids, strict=True)
    ]
    return repair_layout(layout_from_boxes(scene.id, answer.background, scene.aspect_ratio, boxed))


def _with_cast(answer: SceneAnswer, scene: SceneText, findings: list[Finding]) -> tuple[SceneAnswer, list[str]]:
    """Return an answer with exactly the cast: what is missing rests somewhere, what is not listed is left out."""
    left = list(answer.objects)
    objects: list[ObjectAnswer] = []
    for entity, role in scene.cast or ():
        found = next((item for item in left if _is(item, entity)), None)
        if found is None:
            found = ObjectAnswer(name=entity.noun[:80], count=1, color="", motion="stay", path=())
            findings.append(_cast_finding("scene.cast_not_placed", scene, entity.name, "Rests in the scene."))
        else:
            left.remove(found)
        count = min(role.count, 12)
        objects.append(found.model_copy(update={"count": count, "name": _noun(entity), "color": entity.color or ""}))
    for item in left:
        findings.append(_cast_finding("scene.not_in_cast", scene, item.name, "Left out of the layout."))
    renamed = [_related_by_noun(item, answer, scene) for item in objects]
    update = {"objects": tuple(renamed)}
    return answer.model_copy(update=update), [entity.id for entity, _ in scene.cast or ()]


def _noun(entity: Entity) -> str:
    return entity.noun[:80]


def _related_by_noun(item: ObjectAnswer, answer: SceneAnswer, scene: SceneText) -> ObjectAnswer:
    """Let a relation to "Ruby" be one to her noun, as the objects are called now."""
    if item.relation is None:
        return item
    other = item.relation.other.lower()
    for entity, _ in scene.cast or ():
        if entity.name.lower() in (other, f"the {other}") or entity.noun in other.split():
            relation = item.relation.model_copy(update={"other": _noun(entity)})
            return item.model_copy(update={"relation": relation})
    return item


def _is(item: ObjectAnswer, entity: Entity) -> bool:
    said = {*item.phrase.lower().split(), item.head, slug(item.name)}
    named = {*entity.name.lower().split(), *entity.noun.lower().split()} - {"the", "a", "an", "of"}
    named |= {lexicon.lemma(word, "n") or word for word in named}
    singular = {lexicon.lemma(word, "n") or word for word in said}
    color_fits = not item.color or not entity.color or entity.color.lower() in item.color.lower()
    return bool((said | singular) & (named - {entity.color or ""})) and color_fits


def _looking_like(choreography: Choreography, cast: tuple[tuple[Entity, Role], ...]) -> Choreography:
    """Give performers the phrase of their entity: colour, size and noun."""
    by_id = {entity.id: entity for entity, _ in cast}

    def dressed(performer: Performer) -> Performer:
        entity = by_id[performer.entity]
        words = [*([entity.color] if entity.color else []), entity.noun]
        return performer.model_copy(update={"name": " ".join(words)})

    return choreography.model_copy(update={"performers": tuple(dressed(one) for one in choreography.performers)})


def _cast_finding(code: str, scene: SceneText, found: str, hint: str) -> Finding:
    return Finding(code=code, where=f"scenes[{scene.id}]", found=found, hint=hint)
