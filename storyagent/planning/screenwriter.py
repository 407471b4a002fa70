"""Screenplays from a language model. The story's words are never the model's: it gives sentence numbers.

Long stories are read in parts of some paragraphs; entities are merged over all of them. What the model leaves out goes
to the neighbouring scene, and is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from storyagent.planning.answer_words import doubts_about_descriptions, doubts_about_scenes
from storyagent.planning.chat import Chat
from storyagent.planning.looks import kind_of
from storyagent.planning.names import gender_of_name, noun_for_name
from storyagent.planning.offline import OfflinePlanner
from storyagent.planning.planner import PlanOptions
from storyagent.planning.prompt import load_prompt
from storyagent.planning.script_answer import (
    EntitiesAnswer,
    EntityOfScript,
    SceneOfScript,
    ScriptAnswer,
    Speaker,
    doubts_about_entities,
    doubts_about_script,
    key_of_name,
    singular,
)
from storyagent.planning.script_grounding import grounded, grounded_look, same_by_name
from storyagent.planning.script_shape import length_of
from storyagent.planning.sentences import Sentence, StoryText, split_story
from storyagent.planning.story_facts import NOTHING, Somebody, StoryFacts
from storyagent.story.values import Finding

PART_WORDS = 320
"""How many words are read at a time: with its prompt and its answer a part fits into 4,096 tokens."""
_FULL_STOP = re.compile(r"(?<=[。！？])(?=\S)")


@dataclass(slots=True)
class Script:
    """What is known of a story while it is read: scenes as stretches of sentences (from 1), and who looks how."""

    title: str = ""
    scenes: list[SceneOfScript] = field(default_factory=list)
    speakers: dict[int, str] = field(default_factory=dict)
    looks: dict[str, EntityOfScript] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    facts: StoryFacts = field(default_factory=dict)

    def resolved(self, name: str) -> str:
        """Return the key of the entity that a name means."""
        key = key_of_name(name)
        for _ in range(len(self.same) + 1):
            if key not in self.same:
                break
            key = self.same[key]
        return key

    def names(self, scenes: Sequence[SceneOfScript]) -> list[str]:
        """Return everybody in some scenes or speaking in them, each once."""
        found = {
            key_of_name(name): name for scene in scenes for name in (*scene.cast, *self._speakers_of(scene)) if name
        }
        return list(found.values())

    def key_of(self, somebody: Somebody) -> str | None:
        """Return the key of the one entity that the text's words can mean, None if there is none or there are more."""
        for name in (somebody.name, somebody.phrase):
            if name and self.resolved(name) in self.looks:
                return self.resolved(name)
        if somebody.name:
            return None
        noun = somebody.noun.split()[-1] if somebody.noun else ""
        alike = [key for key, look in self.looks.items() if noun and noun in (look.noun.lower(), key.split()[-1])]
        if len(alike) > 1 and somebody.color:
            alike = [key for key in alike if self.looks[key].color.lower() == somebody.color]
        return alike[0] if len(alike) == 1 else None

    def _speakers_of(self, scene: SceneOfScript) -> Iterator[str]:
        yield from (name for number, name in self.speakers.items() if scene.first <= number <= scene.last)


def number_sentences(text: str) -> StoryText:
    """Split a story into sentences, those of languages without blanks between sentences too."""
    story = split_story(text)
    sentences: list[Sentence] = []
    for sentence in story.sentences:
        pieces = [sentence.text] if sentence.quotes else _FULL_STOP.split(sentence.text)
        for piece in pieces:
            quotes = sentence.quotes if len(pieces) == 1 else ()
            sentences.append(Sentence(len(sentences), sentence.paragraph, piece, quotes))
    return StoryText(story.title, tuple(sentences))


def parts_of(sentences: Sequence[Sentence], words: int = PART_WORDS) -> list[list[Sentence]]:
    """Return parts of about so many words, cut between paragraphs where that is possible."""
    parts: list[list[Sentence]] = []
    size = 0
    for sentence in sentences:
        length = length_of(sentence)
        new_paragraph = bool(parts) and sentence.paragraph != parts[-1][-1].paragraph
        if not parts or size + length > words or (new_paragraph and size > 0.7 * words):
            parts.append([])
            size = 0
        parts[-1].append(sentence)
        size += length
    return parts


def ask_for_scenes(chat: Chat, script: Script, part: Sequence[Sentence], wanted: int | None) -> list[SceneOfScript]:
    """Return the scenes of a part; every sentence of it is in exactly one, in order.

    Raises:
        StoryagentError: as `Chat.ask`.
    """
    first, last = part[0].index + 1, part[-1].index + 1
    spoken = [sentence.index + 1 for sentence in part if sentence.quotes]
    inputs = {
        "story": as_material(part),
        "wanted": f"Divide into {wanted} scenes." if wanted else "Divide into scenes.",
        "known": f"Known so far: {'; '.join(look.name for look in script.looks.values())}" if script.looks else "",
    }
    unknown = [number for number in spoken if not script.facts.get(number, NOTHING).speaker]
    asked = chat.ask(
        load_prompt("screenwriter"), inputs, ScriptAnswer,
        lambda answer: [*doubts_about_script(answer, first, last, unknown),
                        *(doubts_about_scenes(answer.scenes, _told(script, part)) if script.facts else ())],
    )  # fmt: skip
    where = f"sentences {first}-{last}"
    if asked.truncated:
        script.findings.append(_note("answer.truncated", where, "an answer that breaks off"))
    script.title = script.title or asked.value.title
    told = max((min(scene.last, last) for scene in asked.value.scenes), default=last)
    if asked.truncated and first <= told < last:
        scenes = list(_whole(asked.value.scenes, first, told, script.findings))
        _take_speakers(script, asked.value.speakers, [number for number in spoken if number <= told])
        return [*map(_without_place, scenes), *ask_for_scenes(chat, script, part[told - first + 1 :], None)]
    _take_speakers(script, asked.value.speakers, spoken)
    return [_without_place(scene) for scene in _whole(asked.value.scenes, first, last, script.findings)]


def _told(script: Script, part: Sequence[Sentence]) -> str:
    """Return the words of a part, with the names that are known from earlier ones."""
    return " ".join([*(sentence.text for sentence in part), *(look.name for look in script.looks.values())])


def ground(script: Script, scenes: Sequence[SceneOfScript], sentences: Sequence[Sentence]) -> list[SceneOfScript]:
    """Return scenes as far as the story bears them out (`script_grounding`); notes go to the script's findings."""
    by_number = {sentence.index + 1: sentence.text for sentence in sentences}
    checked: list[SceneOfScript] = []
    for scene in scenes:
        made, notes = grounded(scene, by_number, script.facts)
        checked.append(made)
        script.findings += notes
    return checked


def _without_place(scene: SceneOfScript) -> SceneOfScript:
    """Return a scene whose place is not among its cast, too, as small models have it."""
    place = key_of_name(scene.place)
    return scene.model_copy(update={"cast": tuple(name for name in scene.cast if key_of_name(name) != place)})


def as_material(part: Sequence[Sentence]) -> str:
    """Return numbered sentences; none of them can end the tag that they stand in."""
    return "\n".join(f"[{sentence.index + 1}] {sentence.text}" for sentence in part).replace("</", "< /")


def _take_speakers(script: Script, speakers: Sequence[Speaker], spoken: list[int]) -> None:
    """Take the speakers that the model names; the text itself decides where it names one, or the model does not."""
    given = {item.sentence: item.speaker for item in speakers if item.speaker and item.sentence in spoken}
    for number in spoken:
        said = script.facts.get(number, NOTHING)
        if said.speaker and number not in given:
            given[number] = said.speaker.phrase
        elif said.speaker and said.named and key_of_name(said.speaker.name) not in key_of_name(given[number]):
            found = f"{given[number]}; the text says {said.speaker.name}"
            script.findings.append(_note("script.other_speaker", f"sentence {number}", found))
            given[number] = said.speaker.name
        elif number not in given:
            script.findings.append(_note("script.unknown_speaker", f"sentence {number}", "no speaker"))
    script.speakers.update(given)


def _whole(scenes: Sequence[SceneOfScript], first: int, last: int, findings: list[Finding]) -> Iterator[SceneOfScript]:
    """Yield the scenes so that they cover first..last without gaps; what was in none joins its neighbour."""
    kept: list[SceneOfScript] = []
    for scene in sorted(scenes, key=lambda scene: scene.first):
        begin = kept[-1].last + 1 if kept else first
        end = min(scene.last, last)
        if end < max(scene.first, begin):
            findings.append(_note("script.scene_dropped", f"scene {scene.title!r}", f"{scene.first}-{scene.last}"))
            continue
        if scene.first > begin:
            findings.append(_note("script.sentence_unassigned", f"sentences {begin}-{scene.first - 1}", "in no scene"))
            if kept:
                kept[-1] = kept[-1].model_copy(update={"last": scene.first - 1})
        start = max(scene.first, begin) if kept else first
        kept.append(scene.model_copy(update={"first": start, "last": end}))
    if kept and kept[-1].last < last:
        findings.append(_note("script.sentence_unassigned", f"sentences {kept[-1].last + 1}-{last}", "in no scene"))
        kept[-1] = kept[-1].model_copy(update={"last": last})
    yield from kept


def ask_for_looks(chat: Chat, script: Script, part: Sequence[Sentence], names: list[str]) -> None:
    """Learn what everybody named in a part looks like, and who is the same as whom; earlier knowledge is told.

    Raises:
        StoryagentError: as `Chat.ask`.
    """
    known = "; ".join(f"{look.name}: {look.description}" for look in script.looks.values())
    inputs = {
        "story": as_material(part),
        "names": "; ".join(names).replace("</", "< /"),
        "known": f"Known so far: {known}"[:2000] if known else "",
    }
    asked = chat.ask(
        load_prompt("entity_describer"), inputs, EntitiesAnswer,
        lambda answer: [*doubts_about_entities(answer, names),
                        *(doubts_about_descriptions(answer, _told(script, part)) if script.facts else ())],
    )  # fmt: skip
    wanted = {key_of_name(name) for name in names}
    known_keys = wanted | set(script.looks)
    shorter = same_by_name([*names, *(look.name for look in script.looks.values())])
    script.same.update({key: longer for key, longer in shorter.items() if script.resolved(longer) != key})
    for item in (grounded_look(one, script.facts) if script.facts else one for one in asked.value.entities):
        key, same = key_of_name(item.name), key_of_name(item.same_as)
        if key not in wanted:
            continue
        if same and same != key and same in known_keys and key not in script.same and script.resolved(same) != key:
            script.same[key] = same
        _learn(script, item)
    describe_the_rest(script, names)


def _learn(script: Script, item: EntityOfScript) -> None:
    key = script.resolved(item.name)
    known = script.looks.get(key)
    if known is None:
        script.looks[key] = item
        return
    own = key == key_of_name(item.name)  # what is said under another name may contradict the first
    fuller = item if own and len(item.description) > len(known.description) else known
    color = known.color or item.color
    script.looks[key] = known.model_copy(update={"description": fuller.description, "color": color})


def describe_the_rest(script: Script, names: list[str]) -> None:
    """Describe by name alone whom nobody described, and report it."""
    for name in names:
        if script.resolved(name) not in script.looks:
            script.looks[script.resolved(name)] = by_name(name)
            script.findings.append(_note("entity.not_described", f"entity {name!r}", "no description"))


def by_name(name: str) -> EntityOfScript:
    """Return what can be said of an entity of which only a name is known."""
    bare = singular(key_of_name(name))
    proper = name.rsplit(maxsplit=1)[-1][0].isupper()
    noun = noun_for_name(name, gender_of_name(name)) if proper else bare.split()[-1]
    kind = "character" if proper or kind_of(noun) == "character" else "prop"
    return EntityOfScript(name=name, kind=kind, noun=noun[:60], color="", description=bare[:600])


def read_offline(script: Script, part: Sequence[Sentence]) -> list[SceneOfScript]:
    """Return the scenes of a part as the offline planner reads it, with the looks of whom it knows.

    Raises:
        InvalidInput: it cannot read the part.
    """
    text = "\n\n".join(" ".join(sentence.text for sentence in block) for block in _paragraphs(part))
    film = OfflinePlanner().plan(text, PlanOptions()).screenplay
    names = {entity.id: entity.name for entity in film.entities}
    for entity in film.entities:
        if entity.kind != "place":
            _learn(script, EntityOfScript(name=entity.name, kind=entity.kind, noun=entity.noun[:60],
                                          color=entity.color or "", description=entity.description[:600]))  # fmt: skip
    scenes: list[SceneOfScript] = []
    ends = _ends(part)
    spoken = 0
    for scene in film.scenes:
        begin = scenes[-1].last + 1 if scenes else part[0].index + 1
        spoken += sum(_letters(line.text) for line in scene.lines)
        last = next((number for number, end in ends if end >= spoken), ends[-1][0])
        if last < begin:
            continue
        for line in scene.lines:
            script.speakers.update(_speaker(part, line.text, names.get(line.speaker or "")))
        cast = tuple(
            f"{role.count} {names[role.entity]}" if role.count > 1 else names[role.entity] for role in scene.cast
        )
        scenes.append(SceneOfScript(first=begin, last=last, title=scene.title[:80], prompt=scene.prompt[:600],
                                    place=names.get(scene.place or "", ""), time=scene.time, weather=scene.weather,
                                    cast=cast[:12]))  # fmt: skip
    scenes[-1] = scenes[-1].model_copy(update={"last": part[-1].index + 1})
    return scenes


def _speaker(part: Sequence[Sentence], text: str, name: str | None) -> dict[int, str]:
    if name is None:
        return {}
    return {sentence.index + 1: name for sentence in part if sentence.quotes and text in sentence.text}


def _paragraphs(part: Sequence[Sentence]) -> list[list[Sentence]]:
    blocks: dict[int, list[Sentence]] = {}
    for sentence in part:
        blocks.setdefault(sentence.paragraph, []).append(sentence)
    return list(blocks.values())


def _ends(part: Sequence[Sentence]) -> list[tuple[int, int]]:
    """Return each sentence's number and how many letters there are up to its end."""
    ends, total = [], 0
    for sentence in part:
        total += _letters(sentence.text)
        ends.append((sentence.index + 1, total))
    return ends


def _letters(text: str) -> int:
    return sum(not character.isspace() for character in text)


def _note(code: str, where: str, found: str) -> Finding:
    hints = {
        "script.sentence_unassigned": "Told in the neighbouring scene.",
        "script.unknown_speaker": "Spoken by the narrator.",
        "script.other_speaker": "Spoken by whom the text names.",
        "entity.not_described": "Drawn by its name alone.",
        "answer.truncated": "What was complete of it is used.",
        "script.scene_dropped": "Its sentences are in another scene.",
    }
    return Finding(code=code, severity="note", where=where, found=found, hint=hints[code])
