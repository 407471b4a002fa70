"""The difference between two films, as text."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from storyagent.editing.film import Film
from storyagent.story.files import to_yaml
from storyagent.story.layout import FULL_FRAME, Keyframe, Layout, Track


def diff(before: Film, after: Film) -> str:
    """Return what differs: a unified diff of the screenplay as YAML, and a line for each object of a changed layout.

    Equal films give "", and only equal films do.
    """
    old, new = to_yaml(before.screenplay).splitlines(), to_yaml(after.screenplay).splitlines()
    lines = list(difflib.unified_diff(old, new, "screenplay.yaml before", "screenplay.yaml after", lineterm=""))
    for scene in dict.fromkeys([*before.layouts, *after.layouts]):
        one, other = before.layouts.get(scene), after.layouts.get(scene)
        if one != other:
            lines += [f"layouts/{scene}.json", *(f"  {line}" for line in _layout_lines(one, other))]
    return "\n".join(lines) + ("\n" if lines else "")


def _layout_lines(before: Layout | None, after: Layout | None) -> Iterator[str]:
    if before is None or after is None:
        one = before or after
        for track in one.tracks if one else ():
            yield f"{track.id} ({track.name}): {_path(track) if after else 'gone'}"
        if one and not one.tracks:
            yield "nothing in it" if after else "gone"
        return
    if (before.background, before.aspect_ratio) != (after.background, after.aspect_ratio):
        yield f"background: {_setting(before)} → {_setting(after)}"
    old, new = {track.id: track for track in before.tracks}, {track.id: track for track in after.tracks}
    reordered = before.tracks != after.tracks and old == new
    for name in [name for name in old if name not in new]:
        heir = next((one for one in new.values() if one.id not in old and _same_way(one, old[name])), None)
        if heir:
            yield f"{name} → {heir.id}: {old.pop(name).name} → {new.pop(heir.id).name}, the same boxes"
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) != new.get(name):
            yield _track_line(name, old.get(name), new.get(name))
    if before.view != after.view:
        yield f"view: {_view(before.view)} → {_view(after.view)}"
    if reordered:
        yield "objects in another order"


def _track_line(name: str, before: Track | None, after: Track | None) -> str:
    if before is None or after is None:
        one = before or after
        return f"{name}: {'gone' if after is None else f'new: {_path(one)}' if one else ''}"
    if _same_way(before, after):
        return f"{name}: {before.name} → {after.name}, the same boxes"
    return f"{name}: {_path(before)} → {_path(after)}"


def _same_way(one: Track, other: Track) -> bool:
    return one.keyframes == other.keyframes and one.windows == other.windows


def _setting(layout: Layout) -> str:
    return f"{layout.background or 'any'} ({layout.aspect_ratio:.3g})"


def _path(track: Track) -> str:
    """Say where a track begins and ends, as percentages of the frame: "left 20% up 30% to ...". Sizes follow."""
    first, last = track.keyframes[0].box, track.keyframes[-1].box
    moves = f" to ({_percent(last.center)})" if last.center != first.center else ""
    return f"({_percent(first.center)}){moves}, {_percent((first.width, first.height), ' x ')}{seen(track)}"


def seen(track: Track) -> str:
    """Return when an object is seen, in shares of its scene; "" where it is seen all the time."""
    if track.windows == ((0.0, 1.0),):
        return ""
    return ", seen " + " and ".join(f"from {start:.0%} to {end:.0%}" for start, end in track.windows)


def _percent(pair: tuple[float, float], between: str = ", ") -> str:
    return between.join(f"{100 * number:.0f}%" for number in pair)


def _view(view: tuple[Keyframe, ...]) -> str:
    boxes = [keyframe.box for keyframe in view] or [FULL_FRAME]
    return " to ".join(f"{100 * box.width:.0f}% at ({_percent(box.center)})" for box in boxes)
