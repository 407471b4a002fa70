"""A whole clip made larger, or drawn in another style without flicker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from storyagent.film.encode import Picture
from storyagent.media.image.enlarge import enlarged, require_factor
from storyagent.media.image.restyle import Levels, Style, levels_of, restyled
from storyagent.media.opencv import opencv
from storyagent.media.video.clip import clip_frames, open_clip
from storyagent.media.video.flow import flow_between, pulled
from storyagent.media.video.sound import clip_sound
from storyagent.media.video.timing import silent
from storyagent.media.video.write import Progress, write_clip

_KEPT = 0.75
_SAME, _OTHER = 3.0, 14.0
_SAMPLES = 12


def upscale(
    video: Path, out: Path, factor: int, model: str, options: Mapping[str, Any], progress: Progress = silent
) -> int:
    """Write the clip `factor` times as large, each frame by itself with the same function, so that nothing flickers.

    Raises:
        InvalidInput: another factor, or a result above 8,192 px or 40 megapixels.
        MissingExtra: OpenCV, or the model's packages or weights.
    """
    clip = open_clip(video)
    require_factor(clip.width_px, clip.height_px, factor)
    if model == "embedded":
        frames: Iterable[Picture] = (enlarged(frame, factor) for frame in clip_frames(clip))
    else:
        from storyagent.media.image.pretrained import upscaled

        frames = (upscaled([frame], factor, model, options)[0] for frame in clip_frames(clip))
    return write_clip(out, frames, clip.fps, clip_sound(clip), total=clip.frames, progress=progress)


def restyle(video: Path, out: Path, style: Style, progress: Progress = silent) -> int:
    """Write the clip in a style; strokes and washes stay on what they are on instead of flickering."""
    clip = open_clip(video)
    places = np.unique(np.linspace(0, clip.frames - 1, _SAMPLES).round().astype(int))
    samples = [next(clip_frames(clip, int(place), int(place) + 1)) for place in places]
    frames = painted(clip_frames(clip), style, levels_of(samples))
    return write_clip(out, frames, clip.fps, clip_sound(clip), total=clip.frames, progress=progress)


def painted(frames: Iterable[Picture], style: Style, levels: Levels, *, steady: bool = True) -> Iterator[Picture]:
    """Yield frames in a style. With `steady`, what was painted moves on with what it shows, where that is the same."""
    before: tuple[Picture, Picture] | None = None
    for frame in frames:
        drawn = restyled(frame, style, levels)
        if steady and before is not None:
            drawn = _carried(before, frame, drawn)
        before = (frame, drawn)
        yield drawn


def _carried(before: tuple[Picture, Picture], frame: Picture, drawn: Picture) -> Picture:
    """Mix what was painted of the frame before, moved to where it is now, into what is painted of this one."""
    source, painting = before
    change = np.abs(frame.astype(np.int16) - source)
    if int(change.max()) == 0:
        return painting
    if float(change.mean()) > 40:  # another shot
        return drawn
    still = float(change.mean()) < 0.3
    flow = np.zeros((*frame.shape[:2], 2), np.float32) if still else flow_between(frame, source)
    there = source if still else pulled(source, flow)
    unlike = opencv().GaussianBlur(np.abs(frame.astype(np.float32) - there).mean(axis=-1), (0, 0), 1.5)
    trust = _KEPT * np.clip((_OTHER - unlike) / (_OTHER - _SAME), 0, 1)
    # a stroke that is pulled along again and again gets soft: quick movement is painted anew
    trust = trust * np.exp(-np.hypot(flow[..., 0], flow[..., 1]) / (0.012 * max(frame.shape[:2])))
    moved = painting if still else pulled(painting, flow)
    mixed = drawn + (moved.astype(np.float32) - drawn) * trust[..., None]
    return np.asarray(np.clip(np.rint(mixed), 0, 255), dtype=np.uint8)


def flicker(frames: Iterable[Picture], sources: Iterable[Picture]) -> float:
    """Return how much pictures change from frame to frame where what they show does not, 0..255.

    The mean over the frames of |frame - the frame before moved along the source's flow|, where the source itself is
    followed to within four levels.
    """
    changes: list[float] = []
    before: tuple[Picture, Picture] | None = None
    for frame, source in zip(frames, sources, strict=True):
        if before is not None:
            flow = flow_between(source, before[1])
            same = np.abs(source.astype(np.float32) - pulled(before[1], flow)).max(axis=-1) < 4
            apart = np.abs(frame.astype(np.float32) - pulled(before[0], flow)).mean(axis=-1)
            if same.any():
                changes.append(float(apart[same].mean()))
        before = (frame, source)
    return float(np.mean(changes)) if changes else 0.0
