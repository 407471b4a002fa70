"""Where an entity is in every frame of a clip: from its layout, or by looking for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from storyagent.errors import InvalidInput
from storyagent.film.encode import Picture
from storyagent.media.image.find import LEAST_MATCH, Corners, drawing_of, find, match_near, named
from storyagent.media.video.clip import Clip, clip_frames
from storyagent.media.video.timing import silent
from storyagent.media.video.write import Progress
from storyagent.story.layout import Box, Layout, Moment

Places = list[Corners | None]
_LOOKS_PER_S, _LONGEST_GAP_S = 3.0, 1.2
_MOVES = 0.04


def places_in(clip: Clip, words: str, layout: Layout | None, progress: Progress = silent) -> Places:
    """Return an entity's box in every frame, shares of the picture, None where it is not seen.

    Raises:
        InvalidInput: the layout has no such entity, or it is seen in no frame.
    """
    if layout is not None:
        return layout_places(layout, [track_of(layout, words)], clip.frames)[0]
    return _looked_for(clip, words, progress)


def track_of(layout: Layout, words: str) -> int:
    """Return the index of the track that words name, by id, entity, name or noun.

    Raises:
        InvalidInput: none; `needed` has those there are.
    """
    found = _track(layout, words)
    if found is None:
        raise InvalidInput(
            "the layout has no such entity",
            where=f"scene {layout.scene}",
            found=repr(words),
            needed=", ".join(track.name for track in layout.tracks) or "an entity; it has none",
        )
    return found


def has_track(layout: Layout, words: str) -> bool:
    """Return whether a layout has a track that words name."""
    return _track(layout, words) is not None


def _track(layout: Layout, words: str) -> int | None:
    wanted = words.strip().lower().removeprefix("the ")
    noun = named(wanted).noun.split()[-1]
    names = [
        ({track.id, track.entity}, {track.name.lower().removeprefix("the ")}, set(track.name.lower().split()))
        for track in layout.tracks
    ]
    for way, said in enumerate((wanted, wanted, noun)):
        for number, known in enumerate(names):
            if said in known[way]:
                return number
    return None


def layout_places(layout: Layout, tracks: Sequence[int], frames: int) -> list[Places]:
    """Return the boxes of tracks on the screen, the camera's view applied, for every frame."""
    places: list[Places] = [[None] * frames for _ in tracks]
    for number, moment in enumerate(layout.moments(frames)):
        for shown in moment.shown:
            if shown.track in tracks:
                places[tracks.index(shown.track)][number] = _on_screen(shown.box, moment)
    return places


def moving_tracks(layout: Layout) -> list[int]:
    """Return the tracks that move, those that go farthest first, or all if none does."""
    far = {}
    for number, track in enumerate(layout.tracks):
        centers = np.array([keyframe.box.center for keyframe in track.keyframes])
        far[number] = float(np.ptp(centers, axis=0).max())
    moving = sorted((number for number in far if far[number] > _MOVES), key=lambda number: -far[number])
    return moving or list(far)


def _looked_for(clip: Clip, words: str, progress: Progress) -> Places:
    every = max(1, round(float(clip.fps) / _LOOKS_PER_S))
    looked = sorted({*range(0, clip.frames, every), clip.frames - 1})
    found: dict[int, Corners] = {}
    drawn, last = drawing_of(named(words)), None
    for number in looked:
        progress(number / clip.frames)
        frame = next(clip_frames(clip, number, number + 1))
        near = None if drawn is None or last is None else match_near(frame, drawn, last)
        last = near.box if near is not None and near.score >= LEAST_MATCH else _found(frame, words)
        if last is not None:
            found[number] = last
    if not found:
        raise InvalidInput(
            f"no {named(words).noun} is seen in the clip",
            where=str(clip.path),
            needed=f"a clip with a {named(words).noun} in it, or its layout",
        )
    return between_looks(found, clip.frames, round(_LONGEST_GAP_S * float(clip.fps)), every)


def _found(frame: Picture, words: str) -> Corners | None:
    try:
        return find(frame, words).box
    except InvalidInput:
        return None


def between_looks(found: dict[int, Corners], frames: int, longest_gap: int, every: int) -> Places:
    """Return the box in every frame from those found in some: straight between two, held for a look at either end."""
    numbers = sorted(found)
    places: Places = [None] * frames
    for number in range(frames):
        before = max((at for at in numbers if at <= number), default=None)
        after = min((at for at in numbers if at >= number), default=None)
        if before is not None and after is not None and after - before <= longest_gap:
            share = (number - before) / max(1, after - before)
            a, b = np.array(found[before]), np.array(found[after])
            x0, y0, x1, y1 = (a + (b - a) * share).tolist()
            places[number] = (x0, y0, x1, y1)
        else:
            nearest = min((at for at in (before, after) if at is not None), key=lambda at: abs(at - number))
            if abs(nearest - number) < every:
                places[number] = found[nearest]
    return places


def _on_screen(box: Box, moment: Moment) -> Corners:
    view = moment.view
    return (
        (box.x0 - view.x0) / view.width,
        (box.y0 - view.y0) / view.height,
        (box.x1 - view.x0) / view.width,
        (box.y1 - view.y0) / view.height,
    )
