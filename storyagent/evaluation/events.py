"""Whether what happens in a scene happens, and in order: three events a scene, by frame directions and by one prompt.

Scenes are made by rule: two things of different kinds come and go, one change after the other, in four equal
stretches. Directed, each stretch hears who is there; otherwise the whole clip hears all of it in one sentence. Both
begin with the same noise and no layout guides them. The storybook detector says who is seen in every frame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal, NamedTuple
from zlib import crc32

from storyagent.evaluation.consistency_report import Difference, Mean, Share
from storyagent.evaluation.intervals import mean_over_groups, wilson
from storyagent.evaluation.kept_clips import KeptClips
from storyagent.evaluation.lvd import COLORS, THINGS
from storyagent.evaluation.rule_stories import PLACES
from storyagent.story.directions import FrameDirections
from storyagent.story.values import Identifier, Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from storyagent.diffusion.models.base import VideoModel
    from storyagent.evaluation.detect import Detection, Detector

    Frames = NDArray[np.uint8]

Way = Literal["prompt", "directions"]
WAYS: tuple[Way, ...] = ("prompt", "directions")
EVENTS = 3
AROUND = 3
"""So many frames before and after a change are looked at."""
_ORDERS = (
    ((), (0,), (0, 1), (1,)),
    ((), (0,), (), (1,)),
    ((0,), (), (1,), (0, 1)),
    ((0,), (0, 1), (1,), ()),
    ((0,), (0, 1), (0,), ()),
    ((0, 1), (1,), (0, 1), (0,)),
)
"""Who of two is there in each stretch; each differs from the one before by one of them."""


class EventThing(Value):
    """Who comes and goes."""

    noun: str
    colour: str

    @property
    def phrase(self) -> str:
        """Return it with its article: "a red car"."""
        return f"{'an' if self.colour[0] in 'aeio' else 'a'} {self.colour} {self.noun}"


class Happening(Value):
    """One event: a noun comes or goes."""

    noun: str
    comes: bool


class EventScene(Value):
    """A scene of three events: as one prompt, and as directions."""

    id: Identifier
    things: tuple[EventThing, EventThing]
    events: tuple[Happening, Happening, Happening]
    prompt: str
    directions: FrameDirections


class EventClip(Value):
    """What was seen in one clip: `in_order` of its three events."""

    scene: str
    seed: int
    way: Way
    in_order: int


class EventWay(Value):
    """All clips of one way: the share of events seen in order, and of clips with all three."""

    way: Way
    events: Mean
    whole: Share
    clips: tuple[EventClip, ...]


class EventReport(Value):
    """What an evaluation found; the difference is of shares of events, directions less prompt."""

    model: str
    weights: str
    scenes: int
    seeds: int
    ways: tuple[EventWay, ...]
    difference: Difference | None

    def to_text(self) -> str:
        """Return it as a table for a person."""
        lines = [f"{self.model}, {self.scenes} scenes of three events, {self.seeds} seeds"]
        for way in self.ways:
            events = f"{100 * way.events.mean:.0f} % of events in order"
            interval = f"({100 * way.events.low:.0f}-{100 * way.events.high:.0f})"
            whole = f"{way.whole.passed}/{way.whole.total} clips with all three"
            lines.append(f"{way.way:12}{events} {interval}, {whole} ({way.whole.low:.0f}-{way.whole.high:.0f})")
        if self.difference:
            more = self.difference
            lines.append(f"difference  {more.mean:+.0f} points ({more.low:+.0f} to {more.high:+.0f})")
        return "\n".join(lines)


class MadeClip(NamedTuple):
    """A clip that is there: t h w 3, 8 bits; `made` says whether it was made just now."""

    scene: EventScene
    score: EventClip
    frames_thwc: Frames
    made: bool


OnClip = Callable[[MadeClip], object]


def event_scenes(count: int, *, seed: int = 0) -> tuple[EventScene, ...]:
    """Make scenes; equal arguments give equal ones, and more of them begin with the same."""
    return tuple(_scene(number, Random(f"events {seed} {number}")) for number in range(count))


def evaluate_events(
    model_id: str,
    *,
    scenes: int = 20,
    seed: int = 0,
    seeds: Sequence[int] = (0,),
    ways: Sequence[Way] = WAYS,
    kept: Path | None = None,
    device: str | None = None,
    steps: int | None = None,
    tail: float = 1.0,
    each: OnClip | None = None,
) -> EventReport:
    """Make every scene in each way, and see what happens in it.

    Args:
        model_id: see `storyagent.diffusion.models.catalog.model_spec`.
        scenes: how many.
        seed: of the rule; another one gives other scenes.
        seeds: of the noise; two of one scene are two clips.
        ways: by directions, by one prompt, or both.
        kept: a folder of clips: what is in it is not made again, what is made is added.
        device: where the model runs.
        steps: of denoising; the model's own if not given.
        tail: latent frames that one direction takes to give way to the next.
        each: called with every clip, in order.

    Raises:
        StoryagentError: a model or a detector that cannot be used; a folder with clips of other weights.
    """
    from storyagent.diffusion.models.fingerprint import weights_fingerprint
    from storyagent.diffusion.models.loading import loaded
    from storyagent.evaluation.detect import Detector

    weights, found = weights_fingerprint(model_id), list[EventClip]()
    with ExitStack() as stack:
        model, _ = stack.enter_context(loaded(model_id, device=device))
        model.spec.require("video")
        clips = KeptClips(kept or Path(stack.enter_context(TemporaryDirectory())), weights)
        detector = Detector.load()
        for scene in event_scenes(scenes, seed=seed):
            for number in seeds:
                for way in ways:
                    frames, made = _clip(model, scene, number, way, clips, (steps, tail))
                    score = EventClip(
                        scene=scene.id, seed=number, way=way, in_order=events_seen(scene, frames, detector)
                    )
                    found.append(score)
                    if each:
                        each(MadeClip(scene, score, frames, made))
    scores = [_way([one for one in found if one.way == way]) for way in ways]
    return EventReport(
        model=model_id,
        weights=weights,
        scenes=scenes,
        seeds=len(seeds),
        ways=tuple(scores),
        difference=_difference(found) if set(ways) == set(WAYS) else None,
    )


def events_seen(scene: EventScene, frames_thwc: Frames, detector: Detector) -> int:
    """Return how many of a scene's events are seen in a clip, each later than the one before it.

    One of the two things is there where the detector sees its noun, or its colour on what is not of the other's noun:
    whether a thing is drawn well is another question than whether it comes and goes.
    """
    seen = detector.detect(frames_thwc, among=tuple(THINGS))
    there = {
        one.noun: [any(_is(one, thing, other) for thing in things) for things in seen]
        for one, other in (scene.things, scene.things[::-1])
    }
    return most_in_order([changes(there[event.noun], comes=event.comes) for event in scene.events])


def changes(there: Sequence[bool], *, comes: bool) -> tuple[int, ...]:
    """Return the frames at which a thing may have come, or gone; one change may have two beside each other.

    Of the three frames before a change and the three from it on, at most one says otherwise; at the clip's edges, where
    there are two, none: what is seen in single frames is no event.
    """
    found = []
    for frame in range(2, len(there) - 1):
        before, after = there[max(0, frame - AROUND) : frame], there[frame : frame + AROUND]
        otherwise = sum(one is comes for one in before) + sum(one is not comes for one in after)
        if there[frame] is comes and otherwise <= len(before) + len(after) - 2 * AROUND + 1:
            found.append(frame)
    return tuple(found)


def most_in_order(candidates: Sequence[Sequence[int]]) -> int:
    """Return how many of several events can have happened one after the other, given the frames each may be at."""

    @cache
    def best(event: int, after: int) -> int:
        if event == len(candidates):
            return 0
        taken = [1 + best(event + 1, frame) for frame in candidates[event] if frame > after]
        return max([best(event + 1, after), *taken])

    return best(0, -1)


def _is(one: EventThing, thing: Detection, other: EventThing) -> bool:
    return thing.noun == one.noun or (thing.colour == one.colour and thing.noun != other.noun)


def _scene(number: int, dice: Random) -> EventScene:
    nouns, colours = dice.sample(tuple(THINGS), 2), dice.sample(COLORS, 2)
    things = tuple(EventThing(noun=noun, colour=colour) for noun, colour in zip(nouns, colours, strict=True))
    order, place = _ORDERS[number % len(_ORDERS)], dice.choice(tuple(PLACES))
    happened = []
    for before, after in pairwise(order):
        (who,) = set(before) ^ set(after)
        happened.append(Happening(noun=things[who].noun, comes=who in after))
    where = PLACES[place]
    told = [" and ".join(things[who].phrase for who in there) for there in order]
    deltas = tuple(f"{who} {where}" if who else f"a {place} with nothing in it" for who in told)
    prompt = f"{deltas[0]}. " + ", then ".join(
        f"the {one.noun} {'appears' if one.comes else 'disappears'}" for one in happened
    )
    phrases = {one.noun: one.phrase for one in things}
    for one in things:  # who is not there at first is named in full where it comes
        if one.phrase not in deltas[0]:
            prompt = prompt.replace(f"the {one.noun} appears", f"{phrases[one.noun]} appears", 1)
    return EventScene(
        id=f"v{number + 1:02d}", things=(things[0], things[1]), events=(happened[0], happened[1], happened[2]),
        prompt=prompt, directions=FrameDirections.evenly(deltas),
    )  # fmt: skip


def _clip(
    model: VideoModel, scene: EventScene, seed: int, way: Way, kept: KeptClips, how: tuple[int | None, float]
) -> tuple[Frames, bool]:
    from storyagent.diffusion.sampling import SampleSettings, sample

    steps, tail = how
    said = scene.directions if way == "directions" else scene.prompt
    made_of = ("events", said, crc32(scene.id.encode(), seed), steps, tail if way == "directions" else 0.0)
    frames = kept.get(made_of)
    if frames is not None:
        return frames, False
    settings = SampleSettings(steps=steps, tail=tail, guidance=None)
    directions = [_in_known_words(model, scene.directions)] if way == "directions" else None
    prompt = model.in_known_words(scene.prompt).text
    made = sample(model, [prompt], [crc32(scene.id.encode(), seed)], settings=settings, directions=directions)
    frames = made.frames_bfhwc[0].numpy()
    kept.add(made_of, frames)
    return frames, True


def _in_known_words(model: VideoModel, directions: FrameDirections) -> FrameDirections:
    deltas = [one.model_copy(update={"text": model.in_known_words(one.text).text}) for one in directions.deltas]
    return directions.model_copy(update={"deltas": tuple(deltas)})


def _way(clips: Sequence[EventClip]) -> EventWay:
    groups: dict[str, list[float]] = {}
    for one in clips:
        groups.setdefault(one.scene, []).append(one.in_order / EVENTS)
    mean, low, high = mean_over_groups(list(groups.values()))
    whole = sum(one.in_order == EVENTS for one in clips)
    below, above = wilson(whole, len(clips))
    return EventWay(
        way=clips[0].way,
        events=Mean(mean=round(mean, 4), low=round(low, 4), high=round(high, 4), n=len(clips) * EVENTS),
        whole=Share(passed=whole, total=len(clips), percent=round(100 * whole / len(clips), 1),
                    low=round(100 * below, 1), high=round(100 * above, 1)),
        clips=tuple(clips),
    )  # fmt: skip


def _difference(clips: Sequence[EventClip]) -> Difference:
    groups: dict[str, list[float]] = {}
    prompts = {(one.scene, one.seed): one.in_order for one in clips if one.way == "prompt"}
    for one in clips:
        if one.way == "directions":
            gained = one.in_order - prompts[one.scene, one.seed]
            groups.setdefault(one.scene, []).append(100 * gained / EVENTS)
    mean, low, high = mean_over_groups(list(groups.values()))
    return Difference(name="events", mean=round(mean, 1), low=round(low, 1), high=round(high, 1))
