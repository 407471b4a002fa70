"""Who and what stays the same in a film: characters and props, scene by scene, as the detector sees its clips.

    report = film_identity(screenplay, clips)
    report.entities[0].kept, report.to_text()

Judged as stories of `storyagent eval consistency` are: a thing of its noun is seen where it should be, in its colour,
in at least half of six frames, and what is seen there is like what is seen of it in the other scenes. A film has no
other entity of the noun to compare with, so likeness is held against what the gate asks for. The detector learned the
pictures of the packaged models; in films by others only likenesses are judged, of what is in the layout's boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import TYPE_CHECKING

from storyagent.diffusion.models.known import known_model
from storyagent.diffusion.scenes import layout_as_drawn
from storyagent.errors import InvalidInput
from storyagent.evaluation.detect import Detector
from storyagent.evaluation.gates import ClipToJudge, GateSettings
from storyagent.evaluation.looks import likeness_within, mean_likeness
from storyagent.evaluation.sightings import Sighting, boxes_in_view, sightings
from storyagent.evaluation.videos import BENCHMARK_NOUNS, six_frames
from storyagent.story.values import Identifier, UnitTime, Value

if TYPE_CHECKING:
    from storyagent.diffusion.models.known import Unloaded
    from storyagent.evaluation.looks import Floats
    from storyagent.story.screenplay import Entity, Screenplay

HALF = 0.5
"""A thing is there, and has its colour, if that is seen in this share of the frames."""


class EntityInScene(Value):
    """An entity in one scene.

    `seen` and `coloured` are shares of the looks in which a thing of its noun, and of its colour, is seen where it
    should be; None where the detector does not know the noun or the model's pictures, or no colour is told.
    `within` and `across` are likenesses (0..1) of what is seen within the clip and to the other scenes.
    """

    scene: str
    number: int
    seen: UnitTime | None
    coloured: UnitTime | None
    within: float | None
    across: float | None
    kept: bool


class EntityInFilm(Value):
    """A character or prop, and the scenes that have it: at least two."""

    entity: Identifier
    name: str
    noun: str
    colour: str
    scenes: tuple[EntityInScene, ...]

    @property
    def kept(self) -> int:
        """Return in how many scenes it is who or what it is."""
        return sum(one.kept for one in self.scenes)


class FilmIdentity(Value):
    """What was found in a film. `likeness` is what was asked for between scenes."""

    title: str
    model: str
    likeness: float
    entities: tuple[EntityInFilm, ...]

    def to_text(self) -> str:
        """Return it as tables for a person."""
        lines = [f"{self.title}, by {self.model}"]
        if not self.entities:
            lines.append("nobody and nothing is in two scenes")
        for one in self.entities:
            phrase = " ".join(filter(None, (one.colour, one.noun)))
            said = "" if phrase == one.name else f" ({phrase})"
            lines += ["", f"{one.name}{said}: the same in {one.kept} of {len(one.scenes)} scenes"]
            lines.append(f"  {'scene':44}{'seen':>7}{'colour':>8}{'to others':>11}{'within':>8}")
            for row in one.scenes:
                cells = f"{_share(row.seen):>7}{_share(row.coloured):>8}{_value(row.across):>11}{_value(row.within):>8}"
                lines.append(f"  {f'{row.number} {row.scene}'[:43]:44}{cells}{'' if row.kept else '  not kept'}")
        return "\n".join(lines)


def film_identity(
    screenplay: Screenplay, clips: Iterable[ClipToJudge], *, likeness: float | None = None
) -> FilmIdentity:
    """Judge the clips of a film. Deterministic.

    Args:
        screenplay: the film's.
        clips: one for each scene, in order, with the layout that its file has; each is looked at and let go.
        likeness: what is asked for between scenes, 0..1; what the gate asks for if not given.

    Raises:
        InvalidInput: it is a drawn film, there are more or fewer clips than scenes, or no such model.
        MissingExtra: torch is not installed; the hint has the command.
    """
    if not screenplay.format.model:
        raise InvalidInput(
            "a drawn film has one drawing of each entity, so there is nothing to judge",
            where="format.model",
            found="none",
            needed="a film by a video model",
            hint="make one with: storyagent make STORY --model storybook",
        )
    known = known_model(screenplay.format.model)
    asked = GateSettings().likeness if likeness is None else likeness
    seen = _Seen(screenplay, clips, known, asked)
    found = (seen.of(entity) for entity in screenplay.entities if entity.kind != "place")
    return FilmIdentity(
        title=screenplay.title,
        model=screenplay.format.model,
        likeness=asked,
        entities=tuple(one for one in found if one is not None),
    )


class _Seen:
    """What is seen of each entity, by the numbers of the scenes."""

    def __init__(self, screenplay: Screenplay, clips: Iterable[ClipToJudge], known: Unloaded, asked: float) -> None:
        self.asked, self.learned = asked, known.spec.family == "storybook"
        self.scenes = [scene.id for scene in screenplay.scenes]
        self.detector = Detector.load()
        among = {*BENCHMARK_NOUNS, *(entity.noun for entity in screenplay.entities)} & set(self.detector.nouns)
        self.things: dict[str, dict[int, list[Sighting]]] = {}
        number = 0
        for number, clip in enumerate(clips, start=1):
            layout = layout_as_drawn(known, clip.layout)
            frames = six_frames(clip.frames_thwc)
            seen = self.detector.detect(frames, among=among) if self.learned else [[] for _ in frames]
            for track, boxes in zip(layout.tracks, boxes_in_view(layout, len(frames)), strict=True):
                self.things.setdefault(track.entity, {}).setdefault(number, []).extend(sightings(boxes, frames, seen))
        if number != len(self.scenes):
            raise InvalidInput(
                "a film has a clip for each scene", found=f"{number} clips", needed=f"{len(self.scenes)}"
            )

    def of(self, entity: Entity) -> EntityInFilm | None:
        """Return what is found of an entity; None where fewer than two scenes show it."""
        things = {number: mine for number, mine in self.things.get(entity.id, {}).items() if mine}
        if len(things) < 2:
            return None
        looks = {number: [one.look for one in mine if one.look is not None] for number, mine in things.items()}
        rows = [self._in_scene(entity, number, mine, looks) for number, mine in things.items()]
        return EntityInFilm(
            entity=entity.id, name=entity.name, noun=entity.noun, colour=entity.color or "", scenes=tuple(rows)
        )

    def _in_scene(
        self, entity: Entity, number: int, mine: Sequence[Sighting], looks: Mapping[int, Sequence[Floats]]
    ) -> EntityInScene:
        shares: list[float | None] = [None, None]
        if self.learned and entity.noun in self.detector.nouns:
            shares[0] = fmean(one.of(entity.noun) for one in mine)
        if self.learned and entity.color in self.detector.colours:
            shares[1] = fmean(one.thing is not None and one.thing.colour == entity.color for one in mine)
        across = mean_likeness(looks[number], [look for other in looks if other != number for look in looks[other]])
        return EntityInScene(
            scene=self.scenes[number - 1],
            number=number,
            seen=shares[0],
            coloured=shares[1],
            within=likeness_within(looks[number]),
            across=across,
            kept=all(one is None or one >= HALF for one in shares) and across is not None and across >= self.asked,
        )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.0f} %"


def _value(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
