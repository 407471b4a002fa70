"""From a script to scene drafts: its words read for who, where and what, its scenes and lines left as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from storyagent import lexicon
from storyagent.planning.beings import Being, slug
from storyagent.planning.entities import Cast
from storyagent.planning.names import gender_of_name
from storyagent.planning.reading import read_story
from storyagent.planning.scenery import is_indoors, is_place, time_of_day
from storyagent.planning.scenes import SceneDraft
from storyagent.planning.script import SLUG_LINE, Script, ScriptLine, ScriptScene
from storyagent.planning.sentences import Sentence, find_quotes, split_sentences
from storyagent.planning.told import Reading
from storyagent.story.screenplay import Line, Transition

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SPOKEN_OF = frozenset({"person", "animal"})
_FADES = {"cut": 0.5, "crossfade": 0.6, "fade": 0.8}
_ARTICLES, _AT = frozenset({"the", "a", "an"}), frozenset({"at", "in", "on", "by", "inside", "outside", "near"})
_NO_PLACE = frozenset({"continuous", "same", "later", "moments", "same time"})


@dataclass(slots=True)
class ScriptDraft(SceneDraft):
    """A scene draft that knows the script's own words for it."""

    heading: str = ""
    shown: str = ""
    spoken: list[Line] = field(default_factory=list)
    manners: dict[str, list[str]] = field(default_factory=dict)


def read_script(script: Script) -> tuple[list[ScriptDraft], list[Reading], Cast]:
    """Read a script's scenes in order.

    Raises:
        InvalidInput: the text contradicts itself about how many of something there are.
    """
    callers = _callers(script)
    sentences: list[Sentence] = []
    spans: list[list[tuple[ScriptLine, int, int]]] = []
    for number, scene in enumerate(script.scenes):
        spans.append([])
        for line in scene.lines:
            start = len(sentences)
            for text in _readable(line, callers):
                sentences.append(Sentence(len(sentences), number, text, find_quotes(text)))
            spans[-1].append((line, start, len(sentences)))
    readings, cast = read_story(tuple(sentences))
    drafts = [_draft(scene, span, readings) for scene, span in zip(script.scenes, spans, strict=True)]
    for draft, scene in zip(drafts, script.scenes, strict=True):
        _set_place(draft, scene.heading, cast)
    return drafts, readings, cast


def _callers(script: Script) -> dict[str, str]:
    """Return what each speaker's name is in running text: "MINA" is Mina, "OLD TURTLE" is the old turtle."""
    told = " ".join(line.text for scene in script.scenes for line in scene.lines if line.kind in ("action", "prose"))
    names = {line.speaker for scene in script.scenes for line in scene.lines if line.kind == "speech"}
    return {name: _called(name, told) for name in sorted(names)}


def _called(name: str, told: str) -> str:
    words = name.split()
    last = words[-1].lower()
    if name != name.upper() and words[0].lower() != "the":
        return name
    common = lexicon.noun_class(last) in _SPOKEN_OF and not gender_of_name(last)
    with_article = re.search(rf"\b(?:an?|the)\s+(?:[\w'’-]+\s+){{0,2}}{re.escape(last)}\b", told, re.IGNORECASE)
    if (common or with_article) and bool(lexicon.parts_of_speech(last)):
        return f"the {' '.join(words).lower().removeprefix('the ')}"
    return " ".join(word[0] + word[1:].lower() for word in words)


def _readable(line: ScriptLine, callers: dict[str, str]) -> list[str]:
    """Return the sentences that say to the reader what a line says."""
    words = re.sub(r'["“”«»„]', "'", line.text)
    if line.kind == "speech":
        return [f"“{words}” said {callers[line.speaker]}."]
    if line.kind == "narration":
        return [f"“{words}”"]
    return [line.text] if line.kind == "prose" else _told_apart(split_sentences(_calmed(line.text, callers)), callers)


def _told_apart(sentences: list[str], callers: dict[str, str]) -> list[str]:
    """Say who somebody is in a sentence of its own: of "Pearl (8), a gray cat, sits", "Pearl is a gray cat." first."""
    told: list[str] = []
    names = "|".join(re.escape(called) for called in callers.values() if called[0].isupper())
    for sentence in sentences if names else []:
        rest = re.sub(rf"\b({names})\s+\([^)]*\)", r"\1", sentence)
        found = re.search(rf"\b(?P<name>{names}), (?P<what>(?:an?|the) [^,.;]+)(?:, |(?=[.!]))", rest)
        if found:
            told.append(f"{found['name']} is {found['what']}.")
            rest = f"{rest[: found.end('name')]} {rest[found.end() :]}".strip()
        told.append(rest)
    return told or sentences


def _calmed(text: str, callers: dict[str, str]) -> str:
    """Return action with its words in capitals written as in running text ("A HUGE WAVE hits MINA")."""
    plain = {name: called for name, called in callers.items() if name == name.upper()}
    for name, called in sorted(plain.items(), key=lambda item: -len(item[0])):
        text = re.sub(rf"\b{re.escape(name)}\b", called.removeprefix("the "), text)
    text = _WORD.sub(lambda found: _calm(found[0]), text)
    return re.sub(r"(?:^|(?<=[.!?] ))[a-z]", lambda found: found[0].upper(), text)


def _calm(word: str) -> str:
    if len(word) < 2 or word != word.upper() or word == word.lower():
        return word
    return word.capitalize() if gender_of_name(word) else word.lower()


def _draft(scene: ScriptScene, spans: list[tuple[ScriptLine, int, int]], readings: list[Reading]) -> ScriptDraft:
    first, last = (spans[0][1], spans[-1][2]) if spans else (0, 0)
    draft = ScriptDraft(readings[first:last], heading=scene.heading)
    if scene.transition:
        draft.transition = Transition(kind=scene.transition, duration_s=_FADES[scene.transition])
    draft.shown = " ".join(line.text for line, _, _ in spans if line.kind in ("prose", "action"))
    for line, start, end in spans:
        if line.kind == "prose":
            draft.spoken += [said for reading in readings[start:end] for said in spoken_lines(reading)]
        elif line.kind == "narration":
            draft.spoken.append(Line(text=line.text))
        elif line.kind == "speech":
            _hear(draft, line, readings[start])
    return draft


def _hear(draft: ScriptDraft, line: ScriptLine, reading: Reading) -> None:
    speaker = reading.speakers[0] if reading.speakers else None
    draft.spoken.append(Line(text=line.text, speaker=speaker.id if speaker else None))
    if speaker is None:
        return
    if line.manner:
        draft.manners.setdefault(speaker.id, []).append(line.manner)
    if not line.seen:
        reading.seen = [mention for mention in reading.seen if mention.being is not speaker]


def spoken_lines(reading: Reading) -> list[Line]:
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


def _set_place(draft: ScriptDraft, heading: str, cast: Cast) -> None:
    """Read a heading: "INT. KITCHEN - NIGHT" is a kitchen, at night, with a roof."""
    begins = SLUG_LINE.match(heading)
    parts = [part.strip() for part in re.split(r"\s+[-–—]+\s+", heading[begins.end() if begins else 0 :].strip())]
    times = [time_of_day(re.findall(r"[\w'’]+", part.lower())) for part in parts]
    draft.fixed_time = next((time for time in reversed(times) if time), None)
    places = [part for part, time in zip(parts, times, strict=True) if part and not time]
    places = [part for part in places if part.lower() not in _NO_PLACE and not part.lower().endswith("later")]
    if begins is None:  # a title of its own, such as "The Hill": a place only if it is one
        places = [part for part in places if is_place(_noun(part))][:1]
    if places:
        inside = bool(begins) and "EXT" not in begins["side"].upper() if begins else False
        draft.fixed_place = _place(places[0], inside, cast)
        draft.indoors = inside


def _noun(phrase: str) -> str:
    words = re.findall(r"[\w'’-]+", phrase.lower())
    words = words[: next((k for k, word in enumerate(words) if k and word in ("of", "in", "by", "at", "on")), None)]
    return words[-1] if words else "place"


def _place(phrase: str, inside: bool, cast: Cast) -> Being:
    words = re.findall(r"[\w'’-]+", phrase.lower())
    words = [word for k, word in enumerate(words) if word not in _ARTICLES and (k or word not in _AT)] or ["place"]
    noun = _noun(" ".join(words))
    if inside and not is_indoors(noun):
        noun = f"{noun} interior"
    traits = words[: words.index(noun.split()[0])] if noun.split()[0] in words else []
    wanted = slug(" ".join(words)) or "place"
    for being in cast.beings:
        if being.place and (being.id in (wanted, f"{wanted}-place") or (being.noun == noun and not traits)):
            return being
    taken = {being.id for being in cast.beings}
    made = Being(wanted if wanted not in taken else f"{wanted}-place", noun, traits=traits, place=True)
    cast.beings.append(made)
    return made
