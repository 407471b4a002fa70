"""Hold a language model's scenes and entities against the story's own words.

Small models fill in every field: a camera that nobody speaks of, deeds for states, the weather for a character. What
the text says for certain replaces that, and what it does not bear out is left out; who and where are reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from storyagent import lexicon
from storyagent.planning.attributes import ENDING_STATES, LASTING_STATES, STATES
from storyagent.planning.grammar import word_set
from storyagent.planning.looks import is_being, is_seen, kind_of
from storyagent.planning.scenery import is_place
from storyagent.planning.script_answer import Change, EntityOfScript, SceneOfScript, counted, key_of_name
from storyagent.planning.story_facts import SentenceFacts, StoryFacts
from storyagent.story import change_words
from storyagent.story.values import Finding

_CAMERA = re.compile(r"c[aá]m[eé]ra|kamera|камер|カメラ|镜头|鏡頭|\bzoom|\bpan(?:s|ned|ning)?\b|\btilt", re.IGNORECASE)
_STATES = STATES | LASTING_STATES | ENDING_STATES | change_words.LASTING | change_words.PASSING | change_words.ASLEEP
_SLEEP = change_words.forms("sleep slept asleep doze nap nod slumber")
_LINKS = re.compile(r"^(?:(?:is|was|are|were|be|becomes?|became|gets?|got|now|very|all|being|been)\s+)+", re.IGNORECASE)
_WEATHER = word_set("storm wind rain snow fog mist weather thunder lightning breeze sky air light sunshine dark")


def grounded(
    scene: SceneOfScript, sentences: Mapping[int, str], facts: StoryFacts
) -> tuple[SceneOfScript, tuple[Finding, ...]]:
    """Return a scene as far as the story's sentences bear it out, and notes. In other languages there are no facts."""
    numbers = [number for number in range(scene.first, scene.last + 1) if number in sentences]
    told = [facts[number] for number in numbers if number in facts]
    text, story = " ".join(sentences[number] for number in numbers), " ".join(sentences.values())
    where = f"sentences {scene.first}-{scene.last}"
    fields: dict[str, Any] = {
        "camera": scene.camera if _CAMERA.search(text) else "still",
        "changes": tuple(_states(scene.changes, text)),
    }
    notes: list[Finding] = []
    if told:
        fields["cast"] = tuple(name for name in scene.cast if not _is_no_thing(name, scene.place))
        for name, said in _facts(told):
            found = getattr(scene, name)
            if said and key_of_name(said) != key_of_name(found) and not _is_said(found, text):
                fields[name] = said
                notes.append(_note(f"script.other_{name}", where, f"{found}; the text says {said}"))
        if fields.get("place", scene.place) == scene.place and _is_invented(scene.place, story, facts):
            fields["place"] = ""
            notes.append(_note("script.unknown_place", where, f"{scene.place}, of which the story does not speak"))
        notes += [_note("script.not_shown", where, name) for name in scene.cast if name not in fields["cast"]]
    return scene.model_copy(update=fields), tuple(notes)


def _facts(told: Sequence[SentenceFacts]) -> Iterator[tuple[str, str]]:
    """Yield what the sentences name themselves: the place, the hour, the weather."""
    yield "place", next((said.at for said in told if said.at), "")
    yield "time", next((said.time for said in told if said.time), "")
    yield "weather", next((said.weather for said in told if said.weather), "")


def _is_invented(place: str, story: str, facts: StoryFacts) -> bool:
    """Tell whether a place is not in a story that does name places."""
    return bool(key_of_name(place)) and not _is_said(place, story) and any(told.at for told in facts.values())


def _is_said(phrase: str, text: str) -> bool:
    words = phrase.lower().split()
    return bool(words) and words[-1] in text.lower()


def _states(changes: Iterable[Change], text: str) -> Iterator[Change]:
    """Yield the changes that name a state which the text names, too, and no deed ("jumped in")."""
    for change in changes:
        state = _LINKS.sub("", change.state.strip().lower())
        said = change_words.words_of(text)
        if state in change_words.ASLEEP and said & _SLEEP:
            yield change.model_copy(update={"state": "asleep"})
        elif state in text.lower() and (state in _STATES or not lexicon.parts_of_speech(state.split()[-1])):
            yield change.model_copy(update={"state": state})


def _is_no_thing(name: str, place: str) -> bool:
    """Tell whether a name in a cast is the weather, the place, or nothing that can be seen."""
    bare = counted(name)[0]
    if not bare.islower():
        return False
    head = lexicon.lemma(bare.split()[-1], "n") or bare.split()[-1]
    here = is_place(head) and head == (key_of_name(place).split() or [""])[-1]
    return here or head in _WEATHER or not is_seen(head)


def grounded_look(item: EntityOfScript, facts: StoryFacts) -> EntityOfScript:
    """Return an entity with the colour that the text gives it, and what its name says it is: a whale is no fish."""
    color = _color_told(item.name, facts)
    if color or (color == "" and not _is_its_own(item)):
        item = item.model_copy(update={"color": color})
    bare = counted(item.name)[0]
    head = lexicon.lemma(bare.split()[-1].lower(), "n") or bare.split()[-1].lower()
    if not bare.islower() or not is_seen(head) or lexicon.noun_class(head) is None:
        return item
    kind = item.kind if is_being(head) or kind_of(head) == item.kind else "prop"
    return item.model_copy(update={"noun": head, "kind": kind})


def _is_its_own(item: EntityOfScript) -> bool:
    """Tell whether its name or description gives an entity its colour, and not its hat."""
    noun, color = re.escape(item.noun.lower()), re.escape(item.color.lower())
    return bool(re.search(rf"\b{color}\s(?:\w+\s){{0,2}}{noun}", f"{item.name} {item.description}".lower()))


def _color_told(name: str, facts: StoryFacts) -> str | None:
    """Return the colour of somebody in the text ("" if it has none), None if it is not clear who that is."""
    everybody = {somebody for told in facts.values() for somebody in told.seen}
    key = key_of_name(name)
    called = {one.color for one in everybody if key in (key_of_name(one.name), key_of_name(one.phrase), one.noun)}
    last = key.split()[-1:]
    alike = {one.color for one in everybody if last in (one.noun.split()[-1:], key_of_name(one.name).split()[-1:])}
    colors = sorted((called or alike) - {""})
    return colors[0] if len(colors) == 1 else "" if (called or alike) == {""} else None


def same_by_name(names: Iterable[str]) -> dict[str, str]:
    """Return which names are a shorter form of another one, by key: "Mina" is "Captain Mina" if there is one such."""
    keys = {key_of_name(name): counted(name)[0] for name in names}
    same: dict[str, str] = {}
    for key, name in keys.items():
        longer = [other for other in keys if other.endswith(f" {key}")]
        if len(longer) == 1 and name[:1].isupper() and " " not in name:
            same[key] = longer[0]
    return same


def _note(code: str, where: str, found: str) -> Finding:
    hints = {"script.not_shown": "Left out of the cast.", "script.unknown_place": "Plays where the scene before does."}
    hint = hints.get(code, "The text's own word is taken.")
    return Finding(code=code, severity="note", where=where, found=found, hint=hint)
