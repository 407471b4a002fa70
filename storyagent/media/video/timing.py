"""When a clip's frames are shown: cut out, faster or slower, backwards, again and again. Sound goes with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture
from storyagent.media.video.clip import Clip, at_positions, backwards, clip_frames, open_clip
from storyagent.media.video.sound import Sound, at_speed, clip_sound, dissolved, part_of, samples_of
from storyagent.media.video.write import Progress, write_clip

Joint = Literal["cut", "dissolve", "there and back"]
MOST_FRAMES = 200_000
_DISSOLVE_S = 0.5


def silent(fraction: float) -> None:
    """Tell nobody how far the work is."""


def trim(video: Path, out: Path, start_s: float, end_s: float | None, progress: Progress = silent) -> int:
    """Write what is seen and heard from `start_s` to `end_s` (None: the end); return the number of frames.

    The first frame is the one seen at `start_s`; as many frames follow as fill the length, at least one.

    Raises:
        InvalidInput: the stretch is empty, or lies outside the clip.
    """
    clip = open_clip(video)
    upto_s = clip.duration_s if end_s is None else end_s
    if not 0.0 <= start_s < upto_s or start_s >= clip.duration_s or upto_s > clip.duration_s + 0.5 / float(clip.fps):
        raise InvalidInput(
            "this stretch is not in the clip",
            where=str(video),
            found=f"{start_s:g} s to {upto_s:g} s",
            needed=f"a start before its end, both from 0 to {clip.duration_s:.3f} s",
        )
    first = clip.frame_at(start_s)
    last = max(first + 1, min(clip.frames, round(upto_s * clip.fps)))
    sound = part_of(clip_sound(clip), first, last, clip.fps)
    return write_clip(out, clip_frames(clip, first, last), clip.fps, sound, total=last - first, progress=progress)


def change_speed(video: Path, out: Path, factor: float, *, smooth: bool = False, progress: Progress = silent) -> int:
    """Write the clip `factor` times as fast, its sound at the same pitch; return the number of frames.

    Frames are left out or held; with `smooth`, frames between two are computed (`between`).

    Raises:
        InvalidInput: a factor outside 0.05 to 100, or a result of more than 200,000 frames.
    """
    clip = open_clip(video)
    if not 0.05 <= factor <= 100:
        raise InvalidInput("this speed cannot be played", found=f"{factor:g}", needed="a factor from 0.05 to 100")
    count = max(1, round(clip.frames / factor))
    _require_count(count)
    places = np.minimum(np.arange(count) * factor, clip.frames - 1)
    if smooth and factor < 1:
        from storyagent.media.video.between import at_times

        frames = at_times(clip_frames(clip), [float(place) for place in places])
    else:
        frames = at_positions(clip_frames(clip), [int(place + 1e-9) for place in places])
    sound = clip_sound(clip)
    heard = None if sound is None else at_speed(sound, factor, samples_of(count, clip.fps))
    return write_clip(out, frames, clip.fps, heard, total=count, progress=progress)


def reverse(video: Path, out: Path, progress: Progress = silent) -> int:
    """Write the clip backwards, sound too; return the number of frames."""
    clip = open_clip(video)
    sound = clip_sound(clip)
    turned = None if sound is None else np.ascontiguousarray(sound[:, ::-1])
    return write_clip(out, backwards(clip), clip.fps, turned, total=clip.frames, progress=progress)


def loop(video: Path, out: Path, times: int, joint: Joint, progress: Progress = silent) -> int:
    """Write the clip several times in a row; return the number of frames.

    With "cut" each round has all frames. With "dissolve" the end of a round dissolves into its start (half a second,
    at most a third of the clip), so that the result can go on for ever without a jump: each round is that much shorter.
    With "there and back" each round runs to the end and back, 2n - 2 frames of n.

    Raises:
        InvalidInput: fewer than one round, or more than 200,000 frames.
    """
    clip = open_clip(video)
    if times < 1:
        raise InvalidInput("a loop has at least one round", found=f"{times}", needed="a whole number from 1")
    overlap = min(clip.frames // 3, round(_DISSOLVE_S * clip.fps)) if joint == "dissolve" else 0
    each = {"cut": clip.frames, "dissolve": clip.frames - overlap, "there and back": max(1, 2 * clip.frames - 2)}[joint]
    _require_count(each * times)
    sound = clip_sound(clip)
    heard = None if sound is None else np.tile(_round_heard(sound, clip, joint, overlap), (1, times))
    frames = (frame for _ in range(times) for frame in _round(clip, joint, overlap))
    return write_clip(out, frames, clip.fps, heard, total=each * times, progress=progress)


def _round(clip: Clip, joint: Joint, overlap: int) -> Iterator[Picture]:
    if joint == "there and back":
        yield from clip_frames(clip)
        for number, frame in enumerate(backwards(clip)):
            if 0 < number < clip.frames - 1:
                yield frame
        return
    yield from clip_frames(clip, overlap, clip.frames - overlap)
    if overlap:
        ends = clip_frames(clip, clip.frames - overlap)
        starts = clip_frames(clip, 0, overlap)
        for number, (end, start) in enumerate(zip(ends, starts, strict=True)):
            yield mixed_pictures(end, start, (number + 1) / (overlap + 1))


def mixed_pictures(a: Picture, b: Picture, share: float) -> Picture:
    """Return `a` with `share` (0..1) of `b` in it."""
    return np.round(a * np.float32(1 - share) + b * np.float32(share)).astype(np.uint8)


def _round_heard(sound: Sound, clip: Clip, joint: Joint, overlap: int) -> Sound:
    if joint == "there and back":
        frame = samples_of(1, clip.fps)
        return np.concatenate([sound, sound[:, ::-1][:, frame:-frame]], axis=1) if clip.frames > 1 else sound
    return dissolved(sound, samples_of(overlap, clip.fps)) if overlap else sound


def _require_count(frames: int) -> None:
    if frames > MOST_FRAMES:
        raise InvalidInput("the result would be too long", found=f"{frames} frames", needed=f"up to {MOST_FRAMES}")
