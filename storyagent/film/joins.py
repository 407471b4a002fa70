"""How clips become one film: which packets are copied, and which few frames have to be made anew. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storyagent.story.timeline import Timeline


@dataclass(frozen=True)
class Mixed:
    """One frame of the film: a clip's frame, seen with `weight`, over another clip's frame, or over black."""

    clip: int
    frame: int
    weight: float = 1.0
    under: tuple[int, int] | None = None


@dataclass(frozen=True)
class Copied:
    """Frames `first` to `last` (exclusive) of a clip, taken over as they are encoded; `first` is a key frame."""

    clip: int
    first: int
    last: int


@dataclass(frozen=True)
class Made:
    """Frames that follow each other in the film and are encoded anew."""

    frames: tuple[Mixed, ...]


Piece = Copied | Made


def join(timeline: Timeline, key_frames: Sequence[Sequence[int]]) -> tuple[Piece, ...]:
    """Divide a film into pieces: only the frames of transitions, and those up to the next key frame, are made anew.

    Args:
        timeline: The shots.
        key_frames: For each shot's clip, the frames at which it can be cut; a clip with none is made anew.

    Returns:
        Pieces in order; together they have exactly `timeline.frames` frames.
    """
    pieces: list[Piece] = []
    for number, keys in enumerate(key_frames):
        head, first, last, tail = _parts(timeline, number)
        key = min((key for key in keys if first <= key < last), default=last)
        _add_made(pieces, [*head, *(Mixed(number, frame) for frame in range(first, key))])
        if key < last:
            pieces.append(Copied(number, key, last))
        _add_made(pieces, tail)
    return tuple(pieces)


def _parts(timeline: Timeline, number: int) -> tuple[list[Mixed], int, int, list[Mixed]]:
    """Return a shot's frames in its opening transition, its untouched frames (first, last), those fading out."""
    shot = timeline.shots[number]
    following = timeline.shots[number + 1] if number + 1 < len(timeline.shots) else None
    first, last = 0, shot.frames
    head: list[Mixed] = []
    tail: list[Mixed] = []
    if shot.transition == "crossfade":
        first = shot.transition_frames
        before = timeline.shots[number - 1].frames - first
        head = [Mixed(number, i, (i + 1) / (first + 1), (number - 1, before + i)) for i in range(first)]
    elif shot.transition == "fade":
        first = shot.transition_frames - shot.transition_frames // 2
        head = [Mixed(number, i, (i + 1) / (first + 1)) for i in range(first)]
    if following and following.transition == "crossfade":
        last -= following.transition_frames
    elif following and following.transition == "fade":
        dark = following.transition_frames // 2
        last -= dark
        tail = [Mixed(number, last + i, 1 - (i + 1) / (dark + 1)) for i in range(dark)]
    return head, first, last, tail


def _add_made(pieces: list[Piece], frames: Sequence[Mixed]) -> None:
    if not frames:
        return
    if pieces and isinstance(pieces[-1], Made):
        pieces[-1] = Made((*pieces[-1].frames, *frames))
    else:
        pieces.append(Made(tuple(frames)))
