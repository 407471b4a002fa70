"""What the film's templates are filled with: everything their nodes need, and no more than that.

A node is given only what its tool uses, so that an edit elsewhere in the screenplay does not make it run again: a
drawing knows nothing of narration, a clip nothing of the scene's title.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

from storyagent.errors import InvalidInput
from storyagent.graph.film_sheets import (
    Artist,
    SheetValues,
    film_sheets,
    is_around,
    picture_at,
    place_words,
    unvoiced,
)  # fmt: skip
from storyagent.graph.gated import gated_values
from storyagent.graph.plan import FileInput
from storyagent.story.directions import FrameDirections
from storyagent.story.layout import Layout
from storyagent.story.screenplay import Entity, FilmFormat, Line, Scene, Screenplay, TimeOfDay, Transition, Weather
from storyagent.story.sheets import sheet_words
from storyagent.story.states import SNOWY, family
from storyagent.story.stating import say_states, stated_roles
from storyagent.story.values import Finding, Value
from storyagent.story.verdicts import SceneGate
from storyagent.story.voices import cast_voices

TITLE_S = 3.0
"""How long the title card stands, before the transition into the first scene."""

OWN = frozenset(("bed", "moon", "sun"))
"""Nouns that a painted place has by itself: it leaves them out where the scene has an entity of that kind."""

_BOARD_PX = 640  # the longer side of a scene's storyboard picture
_DRAWING_SHARE = 8 / 9  # of the film's height: hardly anything is ever seen larger
_SMALLEST_DRAWING_PX = 128
_TITLE_CAST = 3  # more figures than this crowd a title card


class Drawing(Value):
    """A drawing to make: the entity without what cannot be seen, and the user's own picture if there is one."""

    id: str
    entity: Entity
    picture: FileInput | None


class Backdrop(Value):
    """A place at one time of day in one weather, without what moves in the scene; scenes that share it all share it.

    A scene with a seed of its own has a picture of its own. `snowy`: snow lies, whether or not it falls.
    """

    id: str
    place: Entity | None
    time: TimeOfDay
    weather: Weather
    snowy: bool
    without: tuple[str, ...]
    seed: int
    picture: FileInput | None


class SceneValues(Value):
    """One scene.

    `cast` has the entities that move in it, `backdrop` the id of its picture, `leaving` the next scene's transition.
    `lines` is empty in a film without narration. `prompt`, `seed` and `directions` are for a video model, and so are
    `sheets`, ids of the sheets that its entities look like; `sheet_of` and `sheet_text` have whom each shows, and
    `place_sheets` and `place_text` what is seen around them, None where it is left to the prompt. Where `banked`, the
    model is to look at the sheets once and keep what it saw.
    """

    id: str
    prompt: str
    seed: int
    directions: FrameDirections | None
    sheets: tuple[str, ...]
    sheet_of: tuple[str, ...]
    sheet_text: tuple[str, ...]
    place_sheets: tuple[str, ...] | None
    place_text: str | None
    banked: bool
    layout: Layout
    cast: tuple[str, ...]
    backdrop: str
    time: TimeOfDay
    weather: Weather
    lines: tuple[Line, ...]
    voices: dict[str, str]
    duration_s: float
    transition: Transition
    leaving: Transition | None


class SoundValues(Value):
    """What is heard in scenes beside speech, the same in each that says so in the same words."""

    id: str
    description: str


class TitleValues(Value):
    """The title card: the film's first shot."""

    id: str
    text: str
    duration_s: float
    cast: tuple[str, ...]
    backdrop: str
    transition: Transition
    leaving: Transition


def film_values(
    screenplay: Screenplay,
    layouts: Mapping[str, Layout],
    *,
    root: Path = Path(),
    voice: str = "espeak:en-us",
    directions: Mapping[str, FrameDirections] | None = None,
    artist: Artist | None = None,
) -> dict[str, Any]:
    """Return the values that `graphs/film.yaml` and `graphs/storyboard.yaml` are filled with.

    Args:
        screenplay: The film.
        layouts: One for each scene, by scene id.
        root: The film project's folder, which the entities' picture paths start from.
        voice: The narrator.
        directions: Of the scenes that a video model is to be told moment by moment, by scene id.
        artist: Who draws sheets; without one no scene is made after a sheet.

    Raises:
        InvalidInput: a scene has no layout, a layout moves an unknown entity, or a picture cannot be read.
    """
    in_order = tuple(_layout_of(scene, layouts) for scene in screenplay.scenes)
    used = {track.entity for layout in in_order for track in layout.tracks}
    known = {entity.id for entity in screenplay.entities}
    if used - known:
        raise InvalidInput("a layout moves entities that are not listed", found=", ".join(sorted(used - known)))
    sheets = film_sheets(screenplay, in_order, artist, root) if artist else ()
    banked = artist is not None and artist.bank
    scenes = _scenes(screenplay, in_order, voice, directions or {}, sheets, banked=banked)
    sounds = list(dict.fromkeys(scene.ambience for scene in screenplay.scenes if scene.ambience))
    return {
        "title": _title(screenplay, scenes),
        "drawings": [_drawing(entity, root) for entity in screenplay.entities if entity.id in used],
        "backdrops": _backdrops(screenplay, scenes, root),
        "sheets": sheets,
        "scenes": scenes,
        "opening": scenes[0],
        "spoken": [scene.id for scene in scenes if scene.lines],
        "captions": [scene.prompt for scene in screenplay.scenes],
        "clip_names": list(clip_names(screenplay).values()),
        "language": screenplay.language,
        "style": screenplay.style,
        "seed": screenplay.seed,
        "model": screenplay.format.model,
        "voice": voice,
        "music": screenplay.music,
        "sounds": [SoundValues(id=f"sound-{number}", description=text) for number, text in enumerate(sounds, 1)],
        "heard": {scene.id: sounds.index(scene.ambience) for scene in screenplay.scenes if scene.ambience},
        **_format_values(screenplay.format),
        **gated_values(screenplay, scenes),
    }


def report_values(  # noqa: D417 (the rest is as in film_values)
    screenplay: Screenplay,
    layouts: Mapping[str, Layout],
    *,
    costs: Sequence[Any] = (),
    findings: Iterable[Finding] = (),
    gates: Sequence[SceneGate] = (),
    film: Any = None,
    root: Path = Path(),
    voice: str = "espeak:en-us",
) -> dict[str, Any]:
    """Return the values that `graphs/report.yaml` is filled with: the film's, and what is known once it is made.

    Args:
        costs: What each step cost, as `make_report` takes it.
        findings: What the planner and the validators had to say.
        gates: What the gate found in the scenes' clips, if they were judged.
        film: The facts of the finished film, or None if there is none.

    Raises:
        InvalidInput: as `film_values`.
    """
    values = film_values(screenplay, layouts, root=root, voice=voice)
    return {
        **values,
        "screenplay": screenplay,
        "layouts": [layouts[scene.id] for scene in screenplay.scenes],
        "entity_ids": [drawing.id for drawing in values["drawings"]],
        "costs": list(costs),
        "findings": list(findings),
        "gates": list(gates),
        "film": film,
    }


def title_id(screenplay: Screenplay) -> str:
    """Return the id of the title card's shot: "title", or a longer one if a scene is called that."""
    taken = {scene.id for scene in screenplay.scenes}
    name = "title"
    while name in taken:
        name += "-card"
    return name


def clip_names(screenplay: Screenplay) -> dict[str, str]:
    """Return the file name of each shot's clip by shot id, in the film's order: `{"title": "00-title.mp4", ...}`."""
    ids = [title_id(screenplay), *(scene.id for scene in screenplay.scenes)]
    return {shot: f"{number:02d}-{shot}.mp4" for number, shot in enumerate(ids)}


def _layout_of(scene: Scene, layouts: Mapping[str, Layout]) -> Layout:
    if scene.id not in layouts:
        raise InvalidInput(
            f"scene {scene.id!r} has no layout",
            needed=f"layouts/{scene.id}.json",
            hint=f"make one with: storyagent layout {scene.prompt!r}",
        )
    return layouts[scene.id]


def _scenes(
    screenplay: Screenplay,
    layouts: Sequence[Layout],
    narrator: str,
    directions: Mapping[str, FrameDirections],
    sheets: Sequence[SheetValues],
    *,
    banked: bool,
) -> tuple[SceneValues, ...]:
    voices = cast_voices(screenplay.entities, narrator)
    following = [*(scene.transition for scene in screenplay.scenes[1:]), None]
    entities = {entity.id: entity for entity in screenplay.entities}
    made = []
    for scene, layout, leaving in zip(screenplay.scenes, layouts, following, strict=True):
        lines = scene.lines if screenplay.format.narration else ()
        cast = tuple(dict.fromkeys(track.entity for track in layout.tracks))
        speakers = dict.fromkeys(line.speaker for line in lines if line.speaker)
        shown = [sheet for sheet in sheets if sheet.entity.id in cast and sheet.aspect_ratio is None]
        around = [sheet for sheet in sheets if is_around(sheet, scene, screenplay)]
        made.append(
            SceneValues(
                id=scene.id,
                prompt=_prompt(scene, screenplay),
                seed=crc32(scene.id.encode(), screenplay.seed if scene.seed is None else scene.seed),
                directions=directions.get(scene.id),
                sheets=tuple(sheet.id for sheet in shown),
                sheet_of=tuple(sheet.entity.id for sheet in shown),
                sheet_text=tuple(sheet_words(sheet.entity) for sheet in shown),
                place_sheets=tuple(sheet.id for sheet in around) or None,
                place_text=place_words(scene, screenplay) if around else None,
                banked=banked and bool(shown or around),
                layout=layout,
                cast=cast,
                backdrop=_backdrop_id(scene, _without(cast, entities)),
                time=scene.time,
                weather=scene.weather,
                lines=lines,
                voices={speaker: voices[speaker] for speaker in speakers if speaker in voices},
                duration_s=scene.duration_s,
                transition=scene.transition,
                leaving=leaving,
            )
        )
    return tuple(made)


def _prompt(scene: Scene, screenplay: Screenplay) -> str:
    """Say what is seen and in which state, where, when and in which style, as video models are prompted."""
    prompt = say_states(scene.prompt, stated_roles(scene, screenplay))
    about = (place_words(scene, screenplay), screenplay.style)
    return ", ".join([prompt.rstrip(". "), *(words for words in about if words)])


def _title(screenplay: Screenplay, scenes: Sequence[SceneValues]) -> TitleValues:
    return TitleValues(
        id=title_id(screenplay),
        text=screenplay.title,
        duration_s=TITLE_S,
        cast=_leads(screenplay.entities, scenes),
        backdrop=scenes[0].backdrop,
        transition=Transition(),
        leaving=scenes[0].transition,
    )


def _leads(entities: Sequence[Entity], scenes: Sequence[SceneValues]) -> tuple[str, ...]:
    """Return the entities of most scenes, characters before props; in the screenplay's order where they tie."""
    seen = Counter(entity for scene in scenes for entity in scene.cast)
    order = sorted(
        (entity for entity in entities if seen[entity.id]), key=lambda e: (e.kind != "character", -seen[e.id])
    )
    return tuple(entity.id for entity in order[:_TITLE_CAST])


def _drawing(entity: Entity, root: Path) -> Drawing:
    return Drawing(id=entity.id, entity=unvoiced(entity), picture=_picture(entity, root))


def _picture(entity: Entity | None, root: Path) -> FileInput | None:
    return picture_at(entity, entity.images[0], root) if entity and entity.images else None


def _backdrop_id(scene: Scene, without: tuple[str, ...]) -> str:
    own = f"no-{'-'.join(without)}" if without else ""
    seed = f"seed-{scene.seed}" if scene.seed is not None else ""
    snow = SNOWY if _is_snowy(scene) else ""
    return ".".join(part for part in (scene.place, scene.time, scene.weather, snow, own, seed) if part)


def _is_snowy(scene: Scene) -> bool:
    """Tell whether snow lies without falling; where it falls it lies, too."""
    return scene.weather != "snow" and any(family(state) == SNOWY for state in scene.place_state)


def _without(cast: Iterable[str], entities: Mapping[str, Entity]) -> tuple[str, ...]:
    return tuple(sorted({entities[entity].noun for entity in cast} & OWN))


def _backdrops(screenplay: Screenplay, scenes: Iterable[SceneValues], root: Path) -> list[Backdrop]:
    entities = {entity.id: entity for entity in screenplay.entities}
    made: dict[str, Backdrop] = {}
    for scene, values in zip(screenplay.scenes, scenes, strict=True):
        place = entities[scene.place] if scene.place else None
        made[values.backdrop] = Backdrop(
            id=values.backdrop,
            place=unvoiced(place) if place else None,
            time=scene.time,
            weather=scene.weather,
            snowy=_is_snowy(scene),
            without=_without(values.cast, entities),
            seed=screenplay.seed if scene.seed is None else scene.seed,
            picture=_picture(place, root),
        )
    return list(made.values())


def _format_values(form: FilmFormat) -> dict[str, Any]:
    longer = max(form.size_px)
    across, down = (2 * round(_BOARD_PX * side / longer / 2) for side in form.size_px)
    return {
        "width_px": form.width_px,
        "height_px": form.height_px,
        "fps": form.fps,
        "burn_subtitles": form.burn_subtitles,
        "drawing_px": max(_SMALLEST_DRAWING_PX, round(form.height_px * _DRAWING_SHARE)),
        "board_width_px": across,
        "board_height_px": down,
    }
