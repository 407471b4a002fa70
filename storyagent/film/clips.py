"""Clips as they come in: checked, and brought to the film's own encoding where they differ from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture, VideoFacts, VideoWriter, open_video, probe
from storyagent.story.timeline import Timeline


@dataclass(frozen=True)
class Clip:
    """A file in the film's encoding, and the frames at which it can be cut."""

    path: Path
    key_frames: tuple[int, ...]


def conform(timeline: Timeline, paths: tuple[Path, ...], folder: Path) -> tuple[tuple[Clip, ...], tuple[int, int]]:
    """Check that each clip has its shot's frames, and encode those anew that are not in the film's encoding.

    The film has the size of its first clip (sides rounded down to even) and the timeline's rate. A clip of another size
    is scaled to fit inside, with black beside or above it. A clip of another rate is shown at the film's: each frame of
    the film shows what the clip shows at that moment. Encoded files are written to `folder`.

    Returns:
        The clips, and the film's (width, height).

    Raises:
        InvalidInput: a clip cannot be read, there are more or fewer clips than shots, or one has not its shot's frames.
    """
    if len(paths) != len(timeline.shots):
        raise InvalidInput(
            "each shot needs one clip", found=f"{len(paths)} clips", needed=f"{len(timeline.shots)}, one for each shot"
        )
    known: dict[Path, VideoFacts] = {path: probe(path) for path in dict.fromkeys(paths)}
    size_px = known[paths[0]].width_px // 2 * 2, known[paths[0]].height_px // 2 * 2
    own = own_parameters(size_px, timeline.fps, folder)
    clips = []
    for number, (path, shot) in enumerate(zip(paths, timeline.shots, strict=True)):
        facts = known[path]
        frames = round(facts.duration_s * timeline.fps)
        if frames != shot.frames:
            raise InvalidInput(
                "a clip has not its shot's length",
                where=f"shot {shot.id}, {path}",
                found=f"{facts.frames} frames at {facts.fps:g} a second, {frames} at {timeline.fps}",
                needed=f"{shot.frames} frames at {timeline.fps} a second",
            )
        if is_own(facts, timeline.fps, own):
            clips.append(Clip(path, facts.key_frames))
        else:
            encoded = _encoded(path, folder / f"clip-{number}.mp4", size_px, timeline.fps, shot.frames)
            clips.append(Clip(encoded, probe(encoded).key_frames))
    return tuple(clips), size_px


def own_parameters(size_px: tuple[int, int], fps: int, folder: Path) -> bytes:
    """Return the parameters of a file that `VideoWriter` writes at this size and rate."""
    path = folder / "parameters.mp4"
    with VideoWriter(path, *size_px, fps) as video:
        video.write(np.zeros((size_px[1], size_px[0], 3), np.uint8))
    return probe(path).parameters


def is_own(facts: VideoFacts, fps: int, own: bytes) -> bool:
    """Return whether a clip can be cut and joined with what `VideoWriter` writes."""
    return (
        facts.codec == "h264"
        and facts.fps == fps
        and facts.regular
        and facts.key_frames[:1] == (0,)
        and facts.parameters == own
    )


def _encoded(source: Path, path: Path, size_px: tuple[int, int], fps: int, frames: int) -> Path:
    with VideoWriter(path, *size_px, fps) as video, open_video(source) as container:
        shown: Picture | None = None
        start_s: float | None = None
        for frame in container.decode(video=0):
            start_s = frame.time if start_s is None else start_s
            due = min(frames, round((frame.time - start_s) * fps))  # frames of the film before this one is seen
            while shown is not None and video.frames < due:
                video.write(shown)
            shown = _fitted(frame, size_px)
        while shown is not None and video.frames < frames:
            video.write(shown)
    return path


def _fitted(frame: object, size_px: tuple[int, int]) -> Picture:
    """Return a decoded frame as RGB of the film's size, whole, with black around it where the shapes differ."""
    width_px, height_px = size_px
    scale = min(width_px / frame.width, height_px / frame.height)  # type: ignore[attr-defined]
    across = min(width_px, max(2, round(frame.width * scale)))  # type: ignore[attr-defined]
    down = min(height_px, max(2, round(frame.height * scale)))  # type: ignore[attr-defined]
    inner = frame.to_ndarray(width=across, height=down, format="rgb24")  # type: ignore[attr-defined]
    canvas = np.zeros((height_px, width_px, 3), np.uint8)
    left, top = (width_px - across) // 2, (height_px - down) // 2
    canvas[top : top + down, left : left + across] = inner
    return canvas
