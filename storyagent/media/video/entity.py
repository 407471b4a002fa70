"""One entity of a clip changed: its colour, or the whole of it for another; the rest of every frame stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture
from storyagent.media.image.find import Corners, drawing_of, named
from storyagent.media.image.still import read_still
from storyagent.media.image.tones import Float, main_colour, recoloured
from storyagent.media.opencv import opencv
from storyagent.media.video.clip import Clip, clip_frames, open_clip
from storyagent.media.video.cutting import Cutting, cut_out
from storyagent.media.video.plate import Plate
from storyagent.media.video.sound import clip_sound
from storyagent.media.video.timing import silent
from storyagent.media.video.where import Places, places_in
from storyagent.media.video.write import Progress, write_clip
from storyagent.story.layout import Layout

Drawn = npt.NDArray[np.uint8]
_SAMPLES = 5


def recolour(
    video: Path, out: Path, words: str, colour: str, layout: Layout | None = None, progress: Progress = silent
) -> int:
    """Write the clip with an entity in another colour; its shading and outlines stay. Return how many frames show it.

    Raises:
        InvalidInput: there is no such colour, the layout has no such entity, or it is seen in no frame.
    """
    clip = open_clip(video)
    places = places_in(clip, words, layout, lambda share: progress(0.3 * share))
    main = _main_colour(clip, places, words)
    changed = 0

    def frames() -> Iterator[Picture]:
        nonlocal changed
        for cutting in cut_out(clip_frames(clip), places, words):
            if cutting.mask is None:
                yield cutting.frame
            else:
                changed += 1
                yield recoloured(cutting.frame, cutting.mask, colour, main)

    recoloured(np.zeros((8, 8, 3), np.uint8), np.zeros((8, 8), np.float32), colour, main)  # an unknown colour, early
    write_clip(out, frames(), clip.fps, clip_sound(clip), total=clip.frames, progress=_second_part(progress))
    return changed


def replace(
    video: Path,
    out: Path,
    words: str,
    by: str,
    drawing: Path | None = None,
    layout: Layout | None = None,
    progress: Progress = silent,
) -> int:
    """Write the clip with a drawing in the place of an entity, moved, turned and lit as it was.

    What the entity hid is shown as other frames show it, and filled where no frame does.

    Args:
        video: The clip.
        out: Where it is written.
        words: The entity.
        by: What takes its place, in words.
        drawing: Its drawing (RGBA); by default the one that films show of it.
        layout: The clip's scene's; without it the entity is looked for.
        progress: told the share that is done.

    Returns:
        How many frames were changed.

    Raises:
        InvalidInput: neither drawing nor a drawing by that name, no such entity, or it is seen in no frame.
    """
    clip = open_clip(video)
    new = _drawing(by, drawing)
    places = places_in(clip, words, layout, lambda share: progress(0.2 * share))
    plate = Plate.of(clip, places, words, lambda share: progress(0.2 + 0.3 * share))
    old = drawing_of(named(words))

    def changed(cutting: Cutting) -> Picture:
        assert cutting.mask is not None
        assert cutting.box is not None
        behind = plate.behind(cutting.frame, cutting.mask)
        return _pasted(behind, new, cutting, _light(cutting, old))

    return _write(clip, out, cut_out(clip_frames(clip), places, words), changed, progress)


def repaint(
    video: Path,
    out: Path,
    words: str,
    by: str,
    model: str,
    layout: Layout | None,
    seed: int,
    steps: int,
    options: Mapping[str, Any],
    progress: Progress = silent,
) -> int:
    """Write the clip with an inpainting model's picture of `by` in the place of an entity.

    All frames start from the same noise.

    Raises:
        InvalidInput: no such entity, or it is seen in no frame.
        MissingExtra, OutOfMemory: as `storyagent.media.image.pretrained`.
    """
    from storyagent.media.image.pretrained import inpainted

    clip = open_clip(video)
    places = places_in(clip, words, layout, lambda share: progress(0.2 * share))

    def changed(cutting: Cutting) -> Picture:
        assert cutting.mask is not None
        hole = np.asarray(opencv().dilate(cutting.mask, np.ones((9, 9), np.uint8)), dtype=np.float32)
        return inpainted([cutting.frame], [hole], by, model, seed, steps, options)[0]

    return _write(clip, out, cut_out(clip_frames(clip), places, words), changed, progress)


def _write(
    clip: Clip, out: Path, cuttings: Iterator[Cutting], changed: Callable[[Cutting], Picture], progress: Progress
) -> int:
    count = 0

    def frames() -> Iterator[Picture]:
        nonlocal count
        for cutting in cuttings:
            count += cutting.mask is not None
            yield cutting.frame if cutting.mask is None else changed(cutting)

    write_clip(out, frames(), clip.fps, clip_sound(clip), total=clip.frames, progress=_second_part(progress))
    return count


def _second_part(progress: Progress) -> Progress:
    return lambda share: progress(0.5 + 0.5 * share)


def _main_colour(clip: Clip, places: Places, words: str) -> Float:
    """Return the entity's main colour (Lab) in the middle one of a few frames, so that all frames change alike."""
    seen = [number for number, place in enumerate(places) if place is not None]
    colours = []
    for number in seen[:: max(1, len(seen) // _SAMPLES)]:
        (cutting,) = cut_out(clip_frames(clip, number, number + 1), places[number : number + 1], words)
        if cutting.mask is not None:
            colours.append(main_colour(cutting.frame, cutting.mask))
    if not colours:
        raise InvalidInput(f"no {named(words).noun} is seen in the clip", where=str(clip.path))
    order = sorted(colours, key=lambda colour: float(colour.sum()))
    return order[len(order) // 2]


def _drawing(by: str, drawing: Path | None) -> Drawn:
    if drawing is not None:
        still = read_still(drawing)
        alpha = np.full(still.rgb.shape[:2], 255, np.uint8) if still.alpha is None else still.alpha
        return np.dstack([still.rgb, alpha])
    drawn = drawing_of(named(by), 640)
    if drawn is None:
        raise InvalidInput(
            "there is no drawing of what is to take its place",
            found=repr(by),
            needed="a noun that has one, or a drawing",
            hint="draw_entity makes a drawing of a picture of yours; an inpainting model paints anything: see `model`",
        )
    return drawn


def _light(cutting: Cutting, old: Drawn | None) -> Float:
    """Return how the scene's light changes a drawing's colours: what is seen over what is drawn, for each channel."""
    if old is None or cutting.mask is None:
        return np.ones(3, np.float32)
    seen = cutting.frame[cutting.mask > 0.8].mean(axis=0)
    drawn = old[..., :3][old[..., 3] > 200].mean(axis=0)
    gain = np.clip((seen + 8) / (drawn + 8), 0.35, 1.15)
    return np.asarray(gain / max(1.0, float(gain.max())), dtype=np.float32)


def _pasted(behind: Picture, new: Drawn, cutting: Cutting, light: Float) -> Picture:
    """Return the picture with a drawing as high as the old box, standing where it stood, looking the same way."""
    cv = opencv()
    high, wide = behind.shape[:2]
    x0, y0, x1, y1 = _pixels(cutting.box, wide, high)
    down = max(4.0, y1 - y0)
    across = down * new.shape[1] / new.shape[0]
    if across > 1.6 * (x1 - x0):
        down, across = down * 1.6 * (x1 - x0) / across, 1.6 * (x1 - x0)
    left, top = (x0 + x1 - across) / 2, y1 - down
    source = np.ascontiguousarray(new[:, ::-1]) if cutting.mirrored else new
    shrink = min(1.0, 2 * across / new.shape[1])
    if shrink < 1.0:  # the warp below takes no mean over what it leaves out
        source = cv.resize(source, None, fx=shrink, fy=shrink, interpolation=cv.INTER_AREA)
    faded = source.astype(np.float32)
    faded[..., :3] *= faded[..., 3:] / 255
    matrix = np.array([[across / source.shape[1], 0, left], [0, down / source.shape[0], top]])
    laid = cv.warpAffine(faded, matrix, (wide, high), flags=cv.INTER_LINEAR, borderMode=cv.BORDER_CONSTANT)
    share = laid[..., 3:] / 255
    mixed = behind * (1 - share) + laid[..., :3] * light
    return np.asarray(np.clip(np.rint(mixed), 0, 255), dtype=np.uint8)


def _pixels(box: Corners | None, wide: int, high: int) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = box or (0.0, 0.0, 1.0, 1.0)
    return x0 * wide, y0 * high, x1 * wide, y1 * high
