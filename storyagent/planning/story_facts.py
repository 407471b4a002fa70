"""What an English story says for certain, read by rules: told to nobody, held against a language model's scenes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storyagent.errors import InvalidInput
from storyagent.planning.beings import Being
from storyagent.planning.carrying import active
from storyagent.planning.reading import read_story
from storyagent.planning.scenes import fallback_place
from storyagent.planning.sentences import Sentence
from storyagent.planning.told import Reading
from storyagent.story.screenplay import CameraMove, TimeOfDay, Weather

SURE = 2
"""The strength from which a place is where a sentence plays, and not just nearby."""


@dataclass(frozen=True)
class Somebody:
    """Somebody or something as the text has it: a name ("" if there is none), a noun, a colour."""

    name: str
    noun: str
    color: str
    count: int = 1

    @property
    def phrase(self) -> str:
        """Return what a list of names calls it: "Ruby", "red kite"."""
        return self.name or " ".join(word for word in (self.color, self.noun) if word)


@dataclass(frozen=True)
class SentenceFacts:
    """What one sentence says. `leap` is 1 where time passes and 2 where a day does."""

    seen: tuple[Somebody, ...] = ()
    states: tuple[tuple[Somebody, tuple[str, ...]], ...] = ()
    awake: tuple[Somebody, ...] = ()
    """Who does what nobody does asleep."""
    speaker: Somebody | None = None
    named: bool = False
    """Whether the sentence itself names the speaker."""
    camera: CameraMove | None = None
    leap: int = 0
    at: str = ""
    """Where it plays, if the sentence leaves no doubt."""
    time: TimeOfDay | None = None
    weather: Weather | None = None
    likely_place: str = ""
    """Where it plays if nothing else is known."""


NOTHING = SentenceFacts()
StoryFacts = Mapping[int, SentenceFacts]
"""Facts by a sentence's number, from 1."""


def facts_of_story(sentences: Sequence[Sentence], *, english: bool) -> StoryFacts:
    """Return what each sentence says; nothing of a text in another language, or one that contradicts itself."""
    if not english:
        return {}
    try:
        readings, cast = read_story(tuple(sentences))
    except InvalidInput:
        return {}
    by_id = {being.id: being for being in cast.beings}
    return {reading.sentence.index + 1: _facts(reading, by_id) for reading in readings}


def _facts(reading: Reading, by_id: Mapping[str, Being]) -> SentenceFacts:
    speaker = next((being for being in reading.speakers if being), None)
    text = reading.sentence.text
    outside = text
    for start, end in reversed(reading.sentence.quotes):
        outside = outside[:start] + outside[end:]
    return SentenceFacts(
        seen=tuple(_somebody(mention.being, mention.number) for mention in reading.seen),
        states=tuple((_somebody(by_id[key]), tuple(said)) for key, said in reading.states.items() if key in by_id),
        awake=tuple(_somebody(by_id[key]) for key in active([reading]) if key in by_id),
        speaker=_somebody(speaker) if speaker else None,
        named=bool(speaker and speaker.name and speaker.name in outside),
        camera=reading.camera,
        leap=reading.leap,
        at=_phrase(reading.place[1]) if reading.place and reading.place[0] >= SURE else "",
        time=reading.time,
        weather=reading.weather,
        likely_place=fallback_place([reading]),
    )


def _somebody(being: Being, count: int = 1) -> Somebody:
    return Somebody(being.name, being.head, being.color, count)


def _phrase(place: Being) -> str:
    return place.name or " ".join(word for word in (place.color, place.noun) if word)
