"""A film made shorter: fewer scenes are shown, and of what is told in them the sentences that say most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from storyagent.media.text.summarise import worth_of
from storyagent.planning.pacing import BREATH_SECONDS, WORDS_PER_SECOND
from storyagent.story.screenplay import Line, Scene, Screenplay

SHOWN_S = 3.5
"""The shortest that a scene is shown."""
USUAL_S = 5.5
"""How long a scene of a short film is shown on average: as long as one sentence takes."""


@dataclass
class _Told:
    """A scene of the film to be: its groups of lines that belong together, and which of them are spoken."""

    scene: Scene
    groups: tuple[tuple[Line, ...], ...]
    worths: tuple[float, ...]
    fades_s: float
    spoken: set[int] = field(default_factory=set)

    def seconds(self, *, also: int | None = None) -> float:
        """Return how long the scene takes; `also` is a group that would be spoken, too."""
        spoken = self.spoken | ({also} if also is not None else set())
        words = sum(len(line.text.split()) for group in spoken for line in self.groups[group])
        return max(SHOWN_S, words / WORDS_PER_SECOND + BREATH_SECONDS + self.fades_s) if words else SHOWN_S


def length_s(screenplay: Screenplay) -> float:
    """Return how long the scenes of a film last; cross-fades overlap."""
    return sum(scene.duration_s for scene in screenplay.scenes) - _overlaps(screenplay.scenes)


def shortened(screenplay: Screenplay, wished_s: float) -> tuple[Screenplay, str]:
    """Return the film in `wished_s` seconds, as near as can be, and what became of it in words.

    The first scene and the last stay, and of the others those that say most; in each its best sentence is spoken, then
    more of them as long as there is time. A line and who says it stay together. Deterministic.
    """
    told = _scenes_told(screenplay)
    whole, sentences = len(told), sum(len(one.groups) for one in told)
    kept = _shown(told, max(1, min(whole, round(wished_s / USUAL_S))))
    spare_s = wished_s + _overlaps([one.scene for one in kept]) - sum(one.seconds() for one in kept)
    firsts = sorted(((one.worths[at], place, at) for place, one in enumerate(kept) for at in _best(one)), reverse=True)
    others = sorted(
        ((worth, place, at) for place, one in enumerate(kept) for at, worth in enumerate(one.worths)), reverse=True
    )
    for _, place, at in (*firsts, *others):
        more_s = kept[place].seconds(also=at) - kept[place].seconds()
        if more_s <= spare_s and at not in kept[place].spoken:
            kept[place].spoken.add(at)
            spare_s -= more_s
    scenes = tuple(_scene(one, max(0.0, spare_s) / len(kept)) for one in kept)
    spoken = sum(len(one.spoken) for one in kept)
    shown = f"shows {len(kept)} of {whole} scenes and " if len(kept) < whole else ""
    return screenplay.model_copy(update={"scenes": scenes}), f"{shown}speaks {spoken} of {sentences} sentences"


def _scenes_told(screenplay: Screenplay) -> list[_Told]:
    grouped = [tuple(_groups(scene.lines)) for scene in screenplay.scenes]
    sentences = [" ".join(line.text for line in group) for groups in grouped for group in groups]
    worths = iter(worth_of(sentences) if sentences else ())
    leaving = [*(_fade(scene) for scene in screenplay.scenes[1:]), 0.0]
    return [
        _Told(scene, groups, tuple(next(worths) for _ in groups), _fade(scene) + after)
        for scene, groups, after in zip(screenplay.scenes, grouped, leaving, strict=True)
    ]


def _groups(lines: Sequence[Line]) -> Iterable[tuple[Line, ...]]:
    """Yield the lines in groups: what somebody says with the words that tell who ("asked the fox.")."""
    group: list[Line] = []
    for line in lines:
        if group and not line.text[:1].islower():
            yield tuple(group)
            group = []
        group.append(line)
    if group:
        yield tuple(group)


def _shown(told: Sequence[_Told], count: int) -> list[_Told]:
    """Return so many scenes in order: the first, the last, and those that say most."""
    if count >= len(told):
        return list(told)
    ends = [told[0]] if count == 1 else [told[0], told[-1]]
    middle = sorted(told[1:-1], key=lambda one: -max(one.worths, default=0.0))[: count - len(ends)]
    chosen = {one.scene.id for one in (*ends, *middle)}
    return [one for one in told if one.scene.id in chosen]


def _best(one: _Told) -> tuple[int, ...]:
    return (max(range(len(one.worths)), key=lambda at: one.worths[at]),) if one.worths else ()


def _scene(one: _Told, more_s: float) -> Scene:
    lines = tuple(line for at, group in enumerate(one.groups) if at in one.spoken for line in group)
    return one.scene.model_copy(update={"lines": lines, "duration_s": round(one.seconds() + more_s, 2)})


def _fade(scene: Scene) -> float:
    return scene.transition.duration_s if scene.transition.kind != "cut" else 0.0


def _overlaps(scenes: Sequence[Scene]) -> float:
    return sum(scene.transition.duration_s for scene in scenes[1:] if scene.transition.kind == "crossfade")
