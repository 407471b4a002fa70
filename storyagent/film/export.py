"""The film's timeline for editing programs, as OpenTimelineIO."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyagent.errors import InvalidInput
from storyagent.story.timeline import Shot, Timeline

if TYPE_CHECKING:
    import opentimelineio as otio  # type: ignore[import-untyped]


def editor_timeline(timeline: Timeline, title: str, clip_names: tuple[str, ...], audio_name: str | None = None) -> str:
    """Return the film as OpenTimelineIO JSON: one video track with its transitions, one sound track.

    Media are named by relative path: each clip as `clips/<name>`, the sound by `audio_name`. A cross-fade is cut in its
    middle; the frames beyond the cut are handles in both clips. A fade through black is a transition of its own type
    that needs no handles. The same timeline gives the same text.

    Raises:
        InvalidInput: there are more or fewer names than shots.
    """
    import opentimelineio as otio

    if len(clip_names) != len(timeline.shots):
        raise InvalidInput(
            "each shot needs the name of its clip", found=f"{len(clip_names)} names", needed=f"{len(timeline.shots)}"
        )
    film = otio.schema.Timeline(name=title)
    pictures = otio.schema.Track(name="Pictures", kind=otio.schema.TrackKind.Video)
    for number, (shot, name) in enumerate(zip(timeline.shots, clip_names, strict=True)):
        if shot.transition_frames:
            pictures.append(_transition(shot, timeline.fps, first=number == 0))
        following = timeline.shots[number + 1] if number + 1 < len(timeline.shots) else None
        start = shot.overlap_frames // 2
        end = shot.frames - (following.overlap_frames - following.overlap_frames // 2 if following else 0)
        pictures.append(_clip(shot.id, f"clips/{name}", start, end, shot.frames, timeline.fps))
    film.tracks.append(pictures)
    if audio_name:
        sound = otio.schema.Track(name="Sound", kind=otio.schema.TrackKind.Audio)
        sound.append(_clip(audio_name, audio_name, 0, timeline.frames, timeline.frames, timeline.fps))
        film.tracks.append(sound)
    return str(film.to_json_string(indent=2)) + "\n"


def _clip(name: str, url: str, start: int, end: int, frames: int, fps: int) -> otio.schema.Clip:
    import opentimelineio as otio

    def frame_range(first: int, last: int) -> otio.opentime.TimeRange:
        return otio.opentime.TimeRange(
            otio.opentime.RationalTime(first, fps), otio.opentime.RationalTime(last - first, fps)
        )

    media = otio.schema.ExternalReference(target_url=url, available_range=frame_range(0, frames))
    return otio.schema.Clip(name=name, media_reference=media, source_range=frame_range(start, end))


def _transition(shot: Shot, fps: int, *, first: bool) -> otio.schema.Transition:
    import opentimelineio as otio

    before = 0 if first else shot.transition_frames // 2
    after = shot.transition_frames - shot.transition_frames // 2
    dissolve = shot.transition == "crossfade"
    return otio.schema.Transition(
        name="Cross-fade" if dissolve else "Fade through black",
        transition_type=otio.schema.TransitionTypes.SMPTE_Dissolve if dissolve else otio.schema.TransitionTypes.Custom,
        in_offset=otio.opentime.RationalTime(before, fps),
        out_offset=otio.opentime.RationalTime(after, fps),
    )
