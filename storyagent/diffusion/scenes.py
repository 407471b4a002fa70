"""From a scene's layout and prompt to pictures: words the model knows, the layout fitted to its picture, sampling."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from storyagent.diffusion.bank_file import load_bank
from storyagent.diffusion.conditioning import bank_of, best_rung
from storyagent.diffusion.given import FirstPicture
from storyagent.diffusion.identity import Bank, fingerprint
from storyagent.diffusion.models.base import VideoModel
from storyagent.diffusion.models.known import Known
from storyagent.diffusion.models.loading import loaded
from storyagent.diffusion.models.machine import Placement
from storyagent.diffusion.models.spec import ModelSpec
from storyagent.diffusion.models.storybook_words import shipped_models_that_know
from storyagent.diffusion.phrases import phrase_spans
from storyagent.diffusion.room import with_room
from storyagent.diffusion.sampling import SampleSettings, StepReport, sample
from storyagent.diffusion.scene_references import as_seen, directions_as_seen, references_in_models_words
from storyagent.errors import InvalidInput
from storyagent.story.directions import Direction, FrameDirections
from storyagent.story.layout import FULL_FRAME, Box, Keyframe, Layout
from storyagent.story.references import Reference, Rung

Picture = npt.NDArray[np.uint8]
OnProgress = Callable[[float, str, str], None]
"""Called with a share from 0 to 1, words, and now and then a preview as a `data:` URL; may raise to stop."""
PREVIEW_EVERY = 4
PREVIEW_SIDE_PX = 160


class Fitted(NamedTuple):
    """A layout as the model's picture shows it, and the part of that picture which is the scene: x0, y0, x1, y1."""

    layout: Layout
    scene: tuple[float, float, float, float]


@dataclass(frozen=True)
class SceneRequest:
    """What to make: `frames` of a clip at `fps`, or one picture where `frames` is 1.

    `directions` are heard in place of the prompt; with them a model of stills draws `stills` frames beside each other.
    `references` say what entities look like; those that the layout does not have are left out, and reported. `rung` is
    how the model is shown them, by default in the surest way it has. `keyframe` is what the clip begins with, `bank`
    a file of what the model saw of the references (`scene_bank`), so that it need not look at them again.
    """

    prompt: str
    layout: Layout
    seed: int
    frames: int
    fps: int
    size_px: tuple[int, int]
    settings: SampleSettings
    directions: FrameDirections | None = None
    stills: int = 8
    references: tuple[Reference, ...] = ()
    rung: Rung | None = None
    keyframe: Path | None = None
    bank: Path | None = None


def make_scene(
    model_id: str, request: SceneRequest, options: Mapping[str, Any], on_progress: OnProgress
) -> list[Picture]:
    """Make a scene's frames (H, W, 3), as many and as large as asked.

    The clip is made at the model's own size and frame rate, cut to the layout's shape and then scaled; frames between
    the model's are held, never blended.

    Args:
        model_id: see `model_spec`.
        request: what to make.
        options: `device`, and `memory_step` after the device's memory did not suffice.
        on_progress: called after each denoising step.

    Raises:
        StoryagentError: what `loaded` and `sample` raise; InvalidInput for a model that makes no clips, or no stills.
    """
    with _lent(model_id, options) as (model, placement):
        spec, told = model.spec, _told(model, request)
        beside = request.directions is not None and not spec.capabilities.video
        spec.require("still" if request.frames == 1 or beside else "video")
        guidance = request.settings.guidance
        if guidance is not None and placement.checkpoint:
            guidance = guidance.model_copy(update={"checkpoint": True})
        width, height = spec.size_for(told.fitted.layout.aspect_ratio)
        settings = request.settings.model_copy(
            update={
                "frames": request.stills if beside else _frames(spec, request),
                "width_px": width,
                "height_px": height,
                "split": placement.split,
                "guidance": guidance,
                "preview_every": PREVIEW_EVERY,
            }
        )
        for note in (*placement.notes, *told.notes, *(() if beside else _slowed(spec, request))):
            on_progress(0.0, note, "")
        made = sample(
            model,
            [told.prompt],
            [request.seed],
            [told.fitted.layout] if guidance is not None or told.references else None,
            settings,
            _reporter(on_progress),
            directions=[told.directions] if told.directions is not None else None,
            references=[told.references] if told.references else None,
            rung=request.rung,
            first=_first(request, told.fitted),
            bank=load_bank(request.bank) if request.bank is not None else None,
        )
    return _finish(made.frames_bfhwc[0].numpy(), told.fitted.scene, request)


def scene_bank(model_id: str, request: SceneRequest, options: Mapping[str, Any], on_progress: OnProgress) -> Bank:
    """Return what a model sees of the references of a scene, as large as they are in it: an identity bank.

    A clip that `make_scene` makes with it is the one that it makes without, to the last bit. It is empty where the
    model is shown entities in another way. Arguments and errors are those of `make_scene`.
    """
    with _lent(model_id, options) as (model, _):
        spec, told = model.spec, _told(model, request)
        if best_rung(model, request.rung) != "bank":
            return Bank(fingerprint(model.denoiser), (), (), 0.0, {}, {})
        return bank_of(
            model,
            [told.references],
            [told.fitted.layout],
            frames=_frames(spec, request),
            steps=request.settings.steps or spec.steps,
            size_px=spec.size_for(told.fitted.layout.aspect_ratio),
            settings=request.settings.bank,
            on_entity=lambda entity: on_progress(0.0, f"looking at {entity.partition(' ')[2]!r}", ""),
        )


@contextmanager
def _lent(model_id: str, options: Mapping[str, Any]) -> Iterator[tuple[VideoModel, Placement]]:
    device, memory_step = options.get("device"), int(options.get("memory_step", 0))
    with loaded(model_id, device=device, memory_step=memory_step) as lent:
        yield lent


class _Told(NamedTuple):
    """A request as its model is told it, and what was changed for that."""

    prompt: str
    fitted: Fitted
    directions: FrameDirections | None
    references: list[Reference]
    notes: tuple[str, ...]


def _told(model: VideoModel, request: SceneRequest) -> _Told:
    prompt, named, notes = in_models_words(model, request.prompt, request.layout)
    references, about = references_in_models_words(model, request.references, request.layout, request.rung)
    prompt, layout, pictured = as_seen(prompt, named, references)
    directions = directions_as_seen(request.directions, named, layout)
    directions, more = _directions_in_models_words(model, directions, layout)
    unread = _unread(model, directions.prompts() if directions else (prompt,))
    fitted, moved = fit_scene(model, layout)
    frame = Box.model_validate(fitted.scene)
    kept = [one.model_copy(update={"frame": frame}) if one.place else one for one in references if one.weight > 0.0]
    if request.bank is not None and not kept:
        about = [*about, "nobody in this scene has a picture: the identity bank is not read"]
    return _Told(prompt, fitted, directions, kept, (*notes, *moved, *more, *unread, *about, *pictured))


def _frames(spec: ModelSpec, request: SceneRequest) -> int:
    return 1 if request.frames == 1 else spec.frames_for(request.frames / request.fps)


def _instead(word: str, by: str) -> str:
    able = shipped_models_that_know(word)
    return (f"{by!r} stands in" if by else "left out") + (f" (known to {', '.join(able)})" if able else "")


def in_models_words(model: Known, prompt: str, layout: Layout) -> tuple[str, Layout, list[str]]:
    """Return prompt and layout in words the model knows, every object named in the prompt, and what was changed."""
    said = model.in_known_words(prompt)
    names = [model.in_known_words(track.name) for track in layout.tracks]
    replaced = dict.fromkeys((word.word, word.by) for known in (said, *names) for word in known.replaced)
    notes = [f"the model does not know {word!r}: {_instead(word, by)}" for word, by in replaced]
    tracks = tuple(
        track.model_copy(update={"name": name.text or track.name})
        for track, name in zip(layout.tracks, names, strict=True)
    )
    words = said.text
    for name in dict.fromkeys(track.name for track in tracks):
        if not _names(words, name):
            words = f"{words}, {name}"
            notes.append(f"{name!r} is in the layout and was added to the prompt")
    return words, layout.model_copy(update={"tracks": tracks}), notes


def _directions_in_models_words(
    model: VideoModel, directions: FrameDirections | None, layout: Layout
) -> tuple[FrameDirections | None, list[str]]:
    """Return directions in words the model knows, each of whose prompts names every object of a layout in its words."""
    if directions is None:
        return None, []
    fixed = model.in_known_words(directions.fixed)
    deltas = [model.in_known_words(one.text) for one in directions.deltas]
    replaced = dict.fromkeys((word.word, word.by) for known in (fixed, *deltas) for word in known.replaced)
    told = [one.model_copy(update={"text": said.text}) for one, said in zip(directions.deltas, deltas, strict=True)]
    notes = [f"the model does not know {word!r}: {_instead(word, by)}" for word, by in replaced]
    names = list(dict.fromkeys(track.name for track in layout.tracks))
    made, left_out = _as_much_as_is_read(model, fixed.text.rstrip(". "), names, told)
    return made, [*notes, *left_out]


def _as_much_as_is_read(
    model: VideoModel, fixed: str, names: Sequence[str], deltas: Sequence[Direction]
) -> tuple[FrameDirections, list[str]]:
    """Return directions that name every object and are read to their ends, if need be without the fixed part's last.

    The end of a prompt is what a text encoder leaves out, and there the deltas are.
    """
    phrases = fixed.split(", ") if fixed else []
    unnamed = [name for name in names if not all(_names(one.text, name) for one in deltas)]
    for kept in range(len(phrases), -1, -1):
        said = ", ".join(phrases[:kept])
        missing = [name for name in unnamed if not _names(said, name)]
        made = FrameDirections(fixed=", ".join([*phrases[:kept], *missing]), deltas=tuple(deltas))
        if max(map(model.tokens_in, made.prompts())) <= model.text_length:
            break
    left_out = ", ".join(phrases[kept:])
    return made, [f"too long to be read with its directions: {left_out!r} left out"] if left_out else []


def _unread(model: VideoModel, prompts: Sequence[str]) -> list[str]:
    """Say of prompts that are longer than the model reads."""
    most = model.text_length
    longest = max(prompts, key=model.tokens_in)
    count = model.tokens_in(longest)
    return [f"the model reads {most} tokens of {count}: the end of {longest!r} is not heard"] if count > most else []


def _first(request: SceneRequest, fitted: Fitted) -> list[FirstPicture] | None:
    return None if request.keyframe is None else [FirstPicture.read(request.keyframe, fitted.scene)]


def _names(prompt: str, phrase: str) -> bool:
    try:
        phrase_spans(prompt, [phrase])
    except InvalidInput:
        return False
    return True


def fit_scene(model: Known, layout: Layout) -> tuple[Fitted, list[str]]:
    """Return a layout as a model draws it, fitted to its picture and with room (`with_room`), and what was changed."""
    can = model.spec.capabilities
    width, height = model.spec.size_for(layout.aspect_ratio)
    fitted = fit_layout(layout, width / height)
    roomy, moved = with_room(
        fitted.layout, can.least_object, can.least_gap, model.proportions, picture_aspect=width / height
    )
    return fitted._replace(layout=roomy), moved


def layout_as_drawn(model: Known, layout: Layout) -> Layout:
    """Return a layout whose things are where a model is asked to draw them, in its words and with the room it needs."""
    _, named, _ = in_models_words(model, "", layout)
    drawn = fit_scene(model, named)[0].layout.tracks
    tracks = (
        track.model_copy(update={"keyframes": mine.keyframes}) for track, mine in zip(layout.tracks, drawn, strict=True)
    )
    return layout.model_copy(update={"tracks": tuple(tracks)})


def fit_layout(layout: Layout, picture_aspect: float) -> Fitted:
    """Lay a layout's canvas into a picture of another shape, as large as it fits and in the middle, nothing distorted.

    Around the canvas the model paints more of the scene, which is cut off afterwards.
    """
    wider = layout.aspect_ratio / picture_aspect
    across, down = (1.0, wider) if wider >= 1.0 else (1.0 / wider, 1.0)
    if max(across, down) < 1.01:
        return Fitted(layout, (0.0, 0.0, 1.0, 1.0))
    views = layout.view or (Keyframe(t=0.0, box=FULL_FRAME),)
    grown = tuple(view.model_copy(update={"box": _grown(view.box, across, down)}) for view in views)
    x0, y0 = (1 - 1 / across) / 2, (1 - 1 / down) / 2
    return Fitted(layout.model_copy(update={"view": grown}), (x0, y0, 1 - x0, 1 - y0))


def _grown(box: Box, across: float, down: float) -> Box:
    return Box.around(*box.center, box.width * across, box.height * down)


def moment_of(layout: Layout, t: float) -> Layout:
    """Return a layout that stands still as this one is at a time."""
    tracks = tuple(
        track.model_copy(update={"keyframes": (Keyframe(t=0.0, box=track.box_at(t)),), "windows": ((0.0, 1.0),)})
        for track in layout.tracks
        if track.visible_at(t)
    )
    view = (Keyframe(t=0.0, box=layout.view_at(t)),) if layout.view else ()
    return layout.model_copy(update={"tracks": tracks, "view": view})


def _slowed(spec: ModelSpec, request: SceneRequest) -> Sequence[str]:
    can = spec.capabilities
    longest_s, asked_s = can.most_frames / can.fps, request.frames / request.fps
    if request.frames == 1 or asked_s <= longest_s * 1.01:
        return ()
    return (f"the model makes {longest_s:.1f} s at most: slowed down to {asked_s:.1f} s",)


def _reporter(on_progress: OnProgress) -> Callable[[StepReport], None]:
    started = time.monotonic()

    def report(step: StepReport) -> None:
        left_s = (time.monotonic() - started) / step.step * (step.steps - step.step)
        preview = "" if step.preview_hwc is None else _data_url(step.preview_hwc.numpy())
        on_progress(step.step / step.steps, f"step {step.step} of {step.steps}, about {left_s:.0f} s left", preview)

    return report


def _data_url(picture: Picture) -> str:
    image = Image.fromarray(picture)
    image.thumbnail((PREVIEW_SIDE_PX, PREVIEW_SIDE_PX))
    written = BytesIO()
    image.save(written, format="JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(written.getvalue()).decode("ascii")


def _finish(frames_fhwc: Picture, scene: tuple[float, float, float, float], request: SceneRequest) -> list[Picture]:
    """Cut out the scene, scale it, and hold frames as long as the film's rate needs."""
    count, height, width, _ = frames_fhwc.shape
    box = (scene[0] * width, scene[1] * height, scene[2] * width, scene[3] * height)
    scaled = [
        np.asarray(Image.fromarray(frame).resize(request.size_px, Image.Resampling.LANCZOS, box=box))
        for frame in frames_fhwc
    ]
    last = max(1, request.frames - 1)
    return [scaled[round(place * (count - 1) / last)] for place in range(request.frames)]
