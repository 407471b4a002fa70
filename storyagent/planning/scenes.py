"""Put a story's sentences together into scenes: one place, one time, one to three sentences each.

Where a scene begins depends on its own paragraph alone, so that an edit elsewhere moves no boundary. A short paragraph
of dialogue belongs to the scene before it, unless it asks something, which opens an exchange.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from zlib import crc32

from storyagent.errors import InvalidInput
from storyagent.planning.aboard import still_aboard
from storyagent.planning.beings import Being, Mention
from storyagent.planning.events import Event
from storyagent.planning.scenery import default_place, is_indoors, time_of_day
from storyagent.planning.told import Reading
from storyagent.story.screenplay import CameraMove, TimeOfDay, Transition, Weather

MOST_SENTENCES = 3
MOST_WORDS = 32
SHORT_PARAGRAPH_WORDS = 14
EXCHANGE = 5
"""So many short paragraphs of dialogue in a row are one scene at most."""
OPENING = 4
"""One in so many of them begins a scene though it asks nothing: by its own words, not by what comes before it."""
ELSEWHERE_WORDS = 20
"""What it counts, in words, to put scenes at different places into one."""
MOST_OBJECTS = 12
"""More object instances than this in one sentence are refused; of a scene no more are shown. Nobody could tell them
apart."""
MOST_IN_LAYOUT = MOST_OBJECTS + 1
"""More than this are refused where a prompt alone is laid out: a dozen, and the basket that they are in."""
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
    transition: Transition | None = None
    carried: list[Mention] = field(default_factory=list)
    bearers: list[Mention] = field(default_factory=list)
    """What those in it have been in or on since an earlier scene: the boat at sea."""
    fixed_place: Being | None = None
    """The place that a script's heading names; no sentence moves the scene elsewhere."""
    fixed_time: TimeOfDay | None = None
    indoors: bool = False
    most: int = MOST_OBJECTS

    @property
    def words(self) -> int:
        """Return how many words are spoken in it."""
        return sum(reading.sentence.words for reading in self.readings)

    @property
    def present(self) -> list[Mention]:
        """Return who is seen in it by its words, in order, each with the largest number mentioned."""
        counts: dict[Being, int] = {}
        for reading in self.readings:
            for being, count in reading.seen:
                counts[being] = max(counts.get(being, 0), count)
        split = {being.group for being in counts if being.group is not None}
        present = [Mention(being, being.remaining if being in split else count) for being, count in counts.items()]
        return [mention for mention in present if mention.number > 0]

    @property
    def seen(self) -> list[Mention]:
        """Return who is shown in it: those present, at most 12 of them, else who was there in the scene before."""
        present = self.present
        if sum(mention.number for mention in [*present, *self.bearers]) <= self.most:
            return [*present, *self.bearers] or self.carried
        times = Counter(mention.being for reading in self.readings for mention in reading.seen)
        kept: set[Being] = set()
        room = self.most
        for being, number in sorted(present, key=lambda mention: (not mention.being.name, -times[mention.being])):
            if number <= room:
                kept.add(being)
                room -= number
        return [mention for mention in present if mention.being in kept]

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
    exchange = 0
    for before, reading in zip([None, *readings], readings, strict=False):
        check_crowd(SceneDraft([reading]).present, f"sentence {reading.sentence.index + 1}")
        if before and reading.sentence.paragraph == before.sentence.paragraph:
            begins = _begins_scene(drafts[-1], reading, here)
        else:
            begins = before is None or exchange >= EXCHANGE or not _joins_exchange(reading)
            exchange = 0 if begins else exchange + 1
            here = None
        if begins:
            drafts.append(SceneDraft([reading]))
        else:
            drafts[-1].readings.append(reading)
        here = reading.place[1] if reading.place and reading.place[0] >= _SURE else here
    return drafts if wanted is None else exactly(drafts, wanted)


def _joins_exchange(reading: Reading) -> bool:
    """Tell whether a paragraph's first sentence belongs to the scene before, by its own words alone."""
    text = reading.sentence.text
    short = reading.sentence.words <= SHORT_PARAGRAPH_WORDS and bool(reading.sentence.quotes)
    asks = any("?" in text[start:end] for start, end in reading.sentence.quotes)
    moves = reading.leap or reading.time or (reading.place and reading.place[0] >= _SURE)
    return short and not asks and not moves and crc32(text.encode()) % OPENING != 0


def _begins_scene(draft: SceneDraft, reading: Reading, here: Being | None) -> bool:
    """Tell whether a sentence begins a scene within its paragraph, by what the paragraph has said."""
    own = [other for other in draft.readings if other.sentence.paragraph == reading.sentence.paragraph]
    words = sum(other.sentence.words for other in own)
    if len(own) >= MOST_SENTENCES or words + reading.sentence.words > MOST_WORDS:
        return True
    if reading.leap or _darkens(_latest_time(own), reading.time) or _falls(own, reading):
        return True
    there = reading.place
    if there and there[0] >= _SURE and here and here is not there[1]:
        return True
    if _count([mention for other in [*own, reading] for mention in other.seen]) > MOST_OBJECTS:
        return True
    return bool(_TURNS & set(reading.words[:1])) and len(own) >= 2


_TIMING = frozenset(
    {"in", "at", "that", "by", "when", "as", "after", "before", "during", "on", "late", "towards", "toward"}
)


def _falls(own: list[Reading], reading: Reading) -> bool:
    """Tell whether a sentence that begins with it brings the first time of its paragraph: "In the evening ..."."""
    dark = reading.time in ("dusk", "night", "dawn") and _latest_time(own) is None
    opening = reading.words[:4]
    dark = dark and bool(opening) and opening[0] in _TIMING  # not "the moon shone"
    return dark and time_of_day(opening) == reading.time and not {"every", "each", "all"} & set(opening)


def _darkens(before: TimeOfDay | None, now: TimeOfDay | None) -> bool:
    """Tell whether the light changes so much that it needs a scene of its own."""
    return now is not None and before is not None and now != before and (before, now) != ("dusk", "night")


def _latest_time(readings: list[Reading]) -> TimeOfDay | None:
    return next((reading.time for reading in reversed(readings) if reading.time), None)


def _count(mentions: list[Mention]) -> int:
    counts = {mention.being: mention.number for mention in mentions}
    split = {being.group for being in counts if being.group is not None}
    return sum(count for being, count in counts.items() if being not in split)


def check_crowd(mentions: list[Mention], where: str, most: int = MOST_OBJECTS) -> None:
    """Refuse a scene with more than `most` objects.

    Raises:
        InvalidInput: there are more.
    """
    total = sum(mention.number for mention in mentions)
    if total > most:
        names = ", ".join(f"{mention.number} × {mention.being.name or mention.being.head}" for mention in mentions[:6])
        raise InvalidInput(
            "too many objects in one scene", where=where, found=f"{total} ({names}{' …' if len(mentions) > 6 else ''})",
            needed=f"at most {MOST_OBJECTS}" + (", and one that they are in or on" if most > MOST_OBJECTS else ""),
            hint="Tell it in several sentences, each with a part of them.",
        )  # fmt: skip


def exactly(drafts: list[SceneDraft], wanted: int) -> list[SceneDraft]:
    """Merge the shortest neighbours, or part the longest scenes, until there are as many as wanted.

    Raises:
        InvalidInput: more scenes are wanted than there are sentences, or fewer than one.
    """
    sentences = sum(len(draft.readings) for draft in drafts)
    if not 1 <= wanted <= sentences:
        raise InvalidInput(
            "the story cannot be told in this number of scenes", where="scenes", found=str(wanted),
            needed=f"1 to {sentences}, one sentence each at least",
        )  # fmt: skip
    drafts = list(drafts)
    while len(drafts) > wanted:
        k = min(range(len(drafts) - 1), key=lambda i: (_strain(drafts[i], drafts[i + 1]), i))
        drafts[k : k + 2] = [SceneDraft([*drafts[k].readings, *drafts[k + 1].readings])]
    while len(drafts) < wanted:
        k = max((i for i in range(len(drafts)) if len(drafts[i].readings) > 1), key=lambda i: (drafts[i].words, -i))
        half = (len(drafts[k].readings) + 1) // 2
        drafts[k : k + 1] = [SceneDraft(drafts[k].readings[:half]), SceneDraft(drafts[k].readings[half:])]
    return drafts


def _strain(one: SceneDraft, other: SceneDraft) -> int:
    """Return how little two scenes lend themselves to be one: their words, and more if the second is elsewhere."""
    first, second = one.readings[-1].place, other.readings[0].place
    elsewhere = bool(other.readings[0].leap) or bool(second and first and second[1] is not first[1])
    return one.words + other.words + ELSEWHERE_WORDS * elsewhere


def set_scenes(drafts: Sequence[SceneDraft], default: Being | None) -> None:
    """Fill in each scene's place, time, weather and transition, carried over from scene to scene."""
    place, time = _first_place(drafts) or default, _first_time(drafts)
    sky: Weather = "clear"
    before: SceneDraft | None = None
    for draft in drafts:
        leap = max((reading.leap for reading in draft.readings), default=0)
        found = [reading.place for reading in draft.readings if reading.place]
        found = [item for item in found if item[1].noun not in ("sky", "air") or place is None]
        sure = [item for item in found if item[0] >= _SURE] or found
        place = draft.fixed_place or (max(sure, key=lambda item: item[0])[1] if sure else place)
        earlier = time
        told = next((reading.time for reading in draft.readings if reading.time), "day" if leap == 2 else time)
        time = draft.fixed_time or told
        if leap or time != earlier or (before and before.place is not place and sky in ("wind", "fog", "cloud")):
            sky = "clear"
        sky = next((reading.weather for reading in draft.readings if reading.weather), sky)
        draft.place, draft.time = place, time
        draft.weather = "clear" if draft.indoors or (place and is_indoors(place.noun)) else sky
        if before is not None:
            draft.transition = draft.transition or _transition(before, draft, leap)
            if not draft.seen:
                draft.carried = before.seen[:3] if before.place is draft.place else []
            elif before.place is draft.place and not leap:
                _keep_aboard(before, draft)
        before = draft


def _keep_aboard(before: SceneDraft, draft: SceneDraft) -> None:
    """Let who was in a boat or on a tree in the scene before still be there, if no word says otherwise."""
    present = [mention.being for mention in draft.present]
    for being, seat in still_aboard(before.readings[-1].aboard, draft.readings[-1].aboard, present):
        mention = Mention(seat[1], seat[1].count)
        draft.bearers += [mention] if mention not in draft.bearers else []
        events = draft.readings[0].events
        first = min((event.beat for event in events), default=0)
        events.insert(0, Event(being, being.count, start_relation=seat, beat=first))


def _first_place(drafts: Sequence[SceneDraft]) -> Being | None:
    """Return the place that the story's beginning plays in: the first one named within its first two scenes."""
    if drafts[0].fixed_place:
        return drafts[0].fixed_place
    found = [reading.place for draft in drafts[:2] for reading in draft.readings if reading.place]
    return found[0][1] if found and found[0][0] < 3 else None


def _first_time(drafts: Sequence[SceneDraft]) -> TimeOfDay:
    return drafts[0].fixed_time or next((reading.time for reading in drafts[0].readings if reading.time), None) or "day"


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
    if any({"home", "indoors"} & set(reading.words) for reading in readings):
        return "room"  # "Tom stayed home"
    return default_place(nouns, verbs)
