"""A trailer: the liveliest moments of a film's shots, in order, in a few seconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture
from storyagent.media.video.clip import Clip, clip_frames, open_clip
from storyagent.media.video.cuts import cuts_of, shrunk
from storyagent.media.video.sound import Sound, clip_sound, part_of, samples_of
from storyagent.media.video.timing import silent
from storyagent.media.video.write import Progress, write_clip
from storyagent.story.cuts import Cuts

SHORTEST_PIECE_S = 0.7
FADE_S = 0.4
Stretch = tuple[int, int]


def make_trailer(video: Path, out: Path, length_s: float, progress: Progress = silent) -> tuple[Stretch, ...]:
    """Write a trailer of a film, its last moment faded out; return the stretches of frames that it shows.

    Every shot gets an equal piece, as far as it is long enough: where the most moves, away from its dissolves. Where
    pieces would be shorter than 0.7 s, shots spread evenly over the film are shown.

    Raises:
        InvalidInput: it is no video; or the trailer would be as long as the film, or too short to see anything.
    """
    clip = open_clip(video)
    if not SHORTEST_PIECE_S <= length_s < clip.duration_s:
        raise InvalidInput(
            "a trailer is shorter than its film",
            where=str(video),
            found=f"{length_s:g} s",
            needed=f"{SHORTEST_PIECE_S:g} s to below {clip.duration_s:.3f} s",
        )
    small = shrunk(clip_frames(clip), lambda share: progress(0.5 * share), clip.frames)
    steps = np.array([0.0, *(float(np.abs(b - a).mean()) for a, b in pairwise(small))])
    pieces = chosen(
        cuts_of(small, float(clip.fps)), steps, round(length_s * clip.fps), round(SHORTEST_PIECE_S * clip.fps)
    )
    total = sum(end - start for start, end in pieces)
    fade = min(total, round(FADE_S * clip.fps))
    write_clip(
        out, _faded(clip, pieces, total, fade), clip.fps, _heard(clip, pieces, fade), total=total,
        progress=lambda share: progress(0.5 + 0.5 * share),
    )  # fmt: skip
    return pieces


def chosen(cuts: Cuts, steps: npt.NDArray[np.float64], length: int, least: int) -> tuple[Stretch, ...]:
    """Return the stretches to show, in order: `length` frames in all where the shots have as many, none below `least`.

    Args:
        cuts: of the film.
        steps: how much each frame differs from the one before.
        length: frames wanted.
        least: frames of the shortest piece; shorter shots are shown whole or not at all.
    """
    clear = _clear_of_dissolves(cuts)
    count = max(1, min(len(clear), length // least))
    shots = [clear[round((n + 0.5) * len(clear) / count - 0.5)] for n in range(count)]
    room = [end - start for start, end in shots]
    sizes = [min(length // count, space) for space in room]
    for n in sorted(range(count), key=lambda n: -room[n]):  # what short shots leave over goes to long ones
        sizes[n] = min(room[n], sizes[n] + length - sum(sizes))
    return tuple(_liveliest(shot, size, steps) for shot, size in zip(shots, sizes, strict=True) if size)


def _clear_of_dissolves(cuts: Cuts) -> list[Stretch]:
    borders = [(0, 0), *((cut.first, cut.last) for cut in cuts.cuts), (cuts.frames, cuts.frames)]
    found = [(last, first) for (_, last), (first, _) in pairwise(borders)]
    return [(start, end) for start, end in found if end > start] or [(0, cuts.frames)]


def _liveliest(shot: Stretch, size: int, steps: npt.NDArray[np.float64]) -> Stretch:
    start, end = shot
    moved = np.concatenate([[0.0], np.cumsum(steps[start + 1 : end])])  # until each frame of the shot
    gains = moved[size - 1 :] - moved[: len(moved) - size + 1]
    first = start + int(gains.argmax())
    return first, first + size


def _faded(clip: Clip, pieces: Sequence[Stretch], total: int, fade: int) -> Iterator[Picture]:
    shown = 0
    for start, end in pieces:
        for frame in clip_frames(clip, start, end):
            left = (total - 1 - shown) / max(1, fade)
            yield frame if left >= 1 else np.round(frame * np.float32(left)).astype(np.uint8)
            shown += 1


def _heard(clip: Clip, pieces: Sequence[Stretch], fade: int) -> Sound | None:
    sound = clip_sound(clip)
    if sound is None:
        return None
    heard = (part_of(sound, start, end, clip.fps) for start, end in pieces)
    parts = [part for part in heard if part is not None]
    whole = np.concatenate(parts, axis=1)
    out = min(whole.shape[1], samples_of(fade, clip.fps))
    whole[:, whole.shape[1] - out :] *= np.linspace(1, 0, out, dtype=np.float32)
    return whole
