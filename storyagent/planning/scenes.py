"""Put a story's sentences together into scenes: one place, one time, one to three sentences each.

Where a scene begins depends on its own paragraph (and, for short lines of dialogue, on the ones right before), so that
an edit elsewhere moves no boundary.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from storyagent.errors import InvalidInput
from storyagent.planning.entities import Being, Mention
from storyagent.planning.reading import Reading
from storyagent.planning.scenery import default_place, is_indoors
from storyagent.story.screenplay import CameraMove, TimeOfDay, Transition, Weather

MOST_SENTENCES = 3
MOST_WORDS = 32
SHORT_PARAGRAPH_WORDS = 14
MOST_OBJECTS = 12
"""More object instances than this in one scene are refused: nobody could tell them apart."""
_SURE = 2
"""The strength from which a place is where the scene plays, and not just nearby."""
_TURNS = frozenset({"suddenly", "then", "finally", "meanwhile", "later", "soon"})


@dataclass(slots=True)
class SceneDraft:
    """One scene while it is planned."""

    readings: list[Reading]
    place: Being | None = None
    time: TimeOfDay = "day"
    weather: Weather = "clear"
    transition: Transition = field(default_factory=Transition)
    carried: list[Mention] = field(default_factory=list)

    @property
    def words(self) -> int:
        """Return how many words are spoken in it."""
        return sum(reading.sentence.words for reading in self.readings)

    @property
    def seen(self) -> list[Mention]:
        """Return who is seen in it, in order, each with the largest number mentioned."""
        counts: dict[Being, int] = {}
        for reading in self.readings:
            for being, count in reading.seen:
                counts[being] = max(counts.get(being, 0), count)
        split = {being.group for being in counts if being.group is not None}
        seen = [Mention(being, being.remaining if being in split else count) for being, count in counts.items()]
        return [mention for mention in seen if mention.number > 0] or self.carried

    @property
    def camera(self) -> CameraMove:
        """Return the camera's move; the first that is named."""
        return next((reading.camera for reading in self.readings if reading.camera), "still")


def group_scenes(readings: list[Reading], wanted: int | None = None) -> list[SceneDraft]:
    """Return the scenes of a story, `wanted` many if a number is given.

    Raises:
        InvalidInput: more scenes are wanted than there are sentences, or fewer than one, or one sentence shows more
            than 12 objects.
    """
    drafts: list[SceneDraft] = []
    here: Being | None = None
    for reading in readings:
        if drafts and not _begins_scene(drafts[-1], reading, here):
            drafts[-1].readings.append(reading)
        else:
            drafts.append(SceneDraft([reading]))
        here = reading.place[1] if reading.place and reading.place[0] >= _SURE else here
    if wanted is not None:
        drafts = _exactly(drafts, wanted, len(readings))
    for draft in drafts:
        check_crowd(draft.seen, f"sentence {draft.readings[0].sentence.index + 1}")
    return drafts


def _begins_scene(draft: SceneDraft, reading: Reading, here: Being | None) -> bool:
    last = draft.readings[-1]
    if len(draft.readings) >= MOST_SENTENCES or draft.words + reading.sentence.words > MOST_WORDS:
        return True
    if reading.leap or _darkens(_latest_time(draft), reading.time):
        return True
    there = reading.place
    if there and there[0] >= _SURE and here and here is not there[1]:
        return True
    if _count([*draft.seen, *reading.seen]) > MOST_OBJECTS:
        return True
    if reading.sentence.paragraph != last.sentence.paragraph:
        short = reading.sentence.words <= SHORT_PARAGRAPH_WORDS and bool(reading.sentence.quotes)
        return not short
    return bool(_TURNS & set(reading.words[:1])) and len(draft.readings) >= 2


def _darkens(before: TimeOfDay | None, now: TimeOfDay | None) -> bool:
    """Tell whether the light changes so much that it needs a scene of its own."""
    return now is not None and before is not None and now != before and (before, now) != ("dusk", "night")


def _latest_time(draft: SceneDraft) -> TimeOfDay | None:
    return next((reading.time for reading in reversed(draft.readings) if reading.time), None)


def _count(mentions: list[Mention]) -> int:
    counts = {mention.being: mention.number for mention in mentions}
    split = {being.group for being in counts if being.group is not None}
    return sum(count for being, count in counts.items() if being not in split)


def check_crowd(mentions: list[Mention], where: str) -> None:
    """Refuse a scene with more than 12 objects.

    Raises:
        InvalidInput: there are more.
    """
    total = sum(mention.number for mention in mentions)
    if total > MOST_OBJECTS:
        names = ", ".join(f"{mention.number} × {mention.being.name or mention.being.head}" for mention in mentions[:6])
        raise InvalidInput(
            "too many objects in one scene", where=where, found=f"{total} ({names}{' …' if len(mentions) > 6 else ''})",
            needed=f"at most {MOST_OBJECTS}", hint="Tell it in several sentences, each with a part of them.",
        )  # fmt: skip


def _exactly(drafts: list[SceneDraft], wanted: int, sentences: int) -> list[SceneDraft]:
    if not 1 <= wanted <= sentences:
        raise InvalidInput(
            "the story cannot be told in this number of scenes", where="scenes", found=str(wanted),
            needed=f"1 to {sentences}, one sentence each at least",
        )  # fmt: skip
    drafts = list(drafts)
    while len(drafts) > wanted:
        k = min(range(len(drafts) - 1), key=lambda i: (drafts[i].words + drafts[i + 1].words, i))
        drafts[k : k + 2] = [SceneDraft([*drafts[k].readings, *drafts[k + 1].readings])]
    while len(drafts) < wanted:
        k = max((i for i in range(len(drafts)) if len(drafts[i].readings) > 1), key=lambda i: (drafts[i].words, -i))
        half = (len(drafts[k].readings) + 1) // 2
        drafts[k : k + 1] = [SceneDraft(drafts[k].readings[:half]), SceneDraft(drafts[k].readings[half:])]
    return drafts


def set_scenes(drafts: list[SceneDraft], default: Being | None) -> None:
    """Fill in each scene's place, time, weather and transition, carried over from scene to scene."""
    place, time, weather = _first_place(drafts) or default, _first_time(drafts), "clear"
    sky: Weather = weather  # type: ignore[assignment]
    before: SceneDraft | None = None
    for draft in drafts:
        leap = max(reading.leap for reading in draft.readings)
        found = [reading.place for reading in draft.readings if reading.place]
        found = [item for item in found if item[1].noun != "sky" or place is None]
        sure = [item for item in found if item[0] >= _SURE] or found
        place = max(sure, key=lambda item: item[0])[1] if sure else place
        earlier = time
        time = next((reading.time for reading in draft.readings if reading.time), "day" if leap == 2 else time)
        if leap or time != earlier or (before and before.place is not place and sky in ("wind", "fog", "cloud")):
            sky = "clear"
        sky = next((reading.weather for reading in draft.readings if reading.weather), sky)
        draft.place, draft.time = place, time
        draft.weather = "clear" if place and is_indoors(place.noun) else sky
        if before is not None:
            draft.transition = _transition(before, draft, leap)
            if not draft.seen:
                draft.carried = before.seen[:3] if before.place is draft.place else []
        before = draft


def _first_place(drafts: list[SceneDraft]) -> Being | None:
    """Return the place that the story's beginning plays in: the first one named within its first two scenes."""
    found = [reading.place for draft in drafts[:2] for reading in draft.readings if reading.place]
    return found[0][1] if found and found[0][0] < 3 else None


def _first_time(drafts: list[SceneDraft]) -> TimeOfDay:
    return next((reading.time for reading in drafts[0].readings if reading.time), "day")


def _transition(before: SceneDraft, draft: SceneDraft, leap: int) -> Transition:
    if leap == 2:
        return Transition(kind="fade", duration_s=0.8)
    if before.place is not draft.place or before.time != draft.time or leap:
        return Transition(kind="crossfade", duration_s=0.6)
    return Transition()


def fallback_place(readings: list[Reading]) -> str:
    """Return the noun of the place where a story plays that names none."""
    nouns = [mention.being.head for reading in readings for mention in reading.seen]
    verbs = [event.verb for reading in readings for event in reading.events]
    return default_place(nouns, verbs)
