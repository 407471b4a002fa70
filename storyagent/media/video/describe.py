"""A clip in words: its facts, and for each shot what is seen and which way it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from storyagent.media.image.describe import Seen, light_of, phrase, place_of, seen_in
from storyagent.media.image.find import Corners
from storyagent.media.video.clip import Clip, clip_frames, open_clip
from storyagent.media.video.cuts import cuts_of, shrunk
from storyagent.media.video.sound import clip_sound
from storyagent.media.video.timing import silent
from storyagent.media.video.where import layout_places
from storyagent.media.video.write import Progress
from storyagent.story.layout import Layout

_MOST_SHOTS = 12
_FAR, _GROWN = 0.12, 1.35
_SILENT = 0.001


def describe(
    video: Path,
    layout: Layout | None,
    look_for: Sequence[str],
    model: str,
    options: Mapping[str, Any],
    progress: Progress = silent,
) -> str:
    """Return a paragraph of facts and one line for each shot, at most twelve. Deterministic."""
    clip = open_clip(video)
    cuts = cuts_of(shrunk(clip_frames(clip), lambda share: progress(0.5 * share), clip.frames), float(clip.fps))
    lines = [_facts(clip, len(cuts.shots))]
    for number, (first, last) in enumerate(cuts.shots[:_MOST_SHOTS]):
        progress(0.5 + 0.5 * number / len(cuts.shots))
        said = _shot(clip, first, last, layout if len(cuts.shots) == 1 else None, look_for, model, options)
        lines.append(f"Shot {number + 1}, {float(first / clip.fps):.1f} to {float(last / clip.fps):.1f} s: {said}")
    if len(cuts.shots) > _MOST_SHOTS:
        lines.append(f"{len(cuts.shots) - _MOST_SHOTS} more shots.")
    return "\n".join(lines)


def way_of(start: Corners, end: Corners) -> str:
    """Return how a box went: "moves from left to right", "comes nearer", "stays"."""
    right = (end[0] + end[2] - start[0] - start[2]) / 2
    down = (end[1] + end[3] - start[1] - start[3]) / 2
    grown = ((end[2] - end[0]) * (end[3] - end[1])) / max(1e-6, (start[2] - start[0]) * (start[3] - start[1]))
    ways = []
    if abs(right) > _FAR:
        ways.append("from left to right" if right > 0 else "from right to left")
    if abs(down) > _FAR:
        ways.append("downwards" if down > 0 else "upwards")
    if ways:
        return f"moves {' and '.join(ways)}"
    if grown > _GROWN**2:
        return "comes nearer"
    return "goes away" if grown < 1 / _GROWN**2 else "stays"


def _facts(clip: Clip, shots: int) -> str:
    sound = clip_sound(clip)
    heard = "no sound" if sound is None else "silence" if float(np.sqrt((sound**2).mean())) < _SILENT else "sound"
    return (
        f"A video of {clip.duration_s:.1f} s, {clip.width_px}x{clip.height_px}, {float(clip.fps):g} frames a second, "
        f"{shots} shot{'' if shots == 1 else 's'}, with {heard}."
    )


def _shot(
    clip: Clip,
    first: int,
    last: int,
    layout: Layout | None,
    look_for: Sequence[str],
    model: str,
    options: Mapping[str, Any],
) -> str:
    middle = next(clip_frames(clip, (first + last) // 2, (first + last) // 2 + 1))
    if model != "embedded":
        from storyagent.media.image.pretrained import captioned

        return captioned([middle], model, options)[0]
    if layout is not None:
        told = _laid_out(layout, clip.frames)
    else:
        spare = (last - first) // 8
        early = next(clip_frames(clip, first + spare, first + spare + 1))
        late = next(clip_frames(clip, last - 1 - spare, last - spare))
        told = _told(seen_in(early, look_for), seen_in(late, look_for))
    return f"{told} {light_of(middle)}"


def _told(before: Sequence[Seen], after: Sequence[Seen]) -> str:
    parts = []
    for thing in {seen.noun: seen for seen in (*before, *after)}.values():
        start = next((seen for seen in before if seen.noun == thing.noun), None)
        end = next((seen for seen in after if seen.noun == thing.noun), None)
        if start is None or end is None:
            way = f"is seen {'at first' if end is None else 'at last'} {place_of(thing.box)}"
        else:
            way = way_of(start.box, end.box)
            way = f"{way} {place_of(end.box)}" if way == "stays" else way
        parts.append(f"{phrase(thing)} {way}")
    return _sentence(parts)


def _laid_out(layout: Layout, frames: int) -> str:
    parts = []
    for track, places in zip(
        layout.tracks, layout_places(layout, list(range(len(layout.tracks))), frames), strict=True
    ):
        seen = [box for box in places if box is not None]
        if seen:
            way = way_of(seen[0], seen[-1])
            article = "" if track.name.split()[0] in ("a", "an", "the") else "the "
            parts.append(f"{article}{track.name} {way if way != 'stays' else f'stays {place_of(seen[-1])}'}")
    return _sentence(parts)


def _sentence(parts: Sequence[str]) -> str:
    if not parts:
        return "Nothing in it is recognised."
    joined = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, and {parts[-1]}"
    return f"{joined[0].upper()}{joined[1:]}."
