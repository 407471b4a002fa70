"""What is known of a finished film. Light to import, for those who only pass it on."""

from __future__ import annotations

from typing import Annotated

from storyagent.story.resources import ResourceType
from storyagent.story.values import Value


class FilmFacts(Value):
    """What was found in a film file.

    `black_share` and `frozen_share` are shares (0..1) of up to 16 key frames taken evenly from the whole film: black
    ones, and ones that look like the one before. `audio_rms_db` is over the whole track, in dB of full scale.
    """

    frames: int
    duration_s: float
    width_px: int
    height_px: int
    fps: float
    video_codec: str
    audio_codec: str | None = None
    audio_s: float = 0.0
    audio_rms_db: float | None = None
    subtitle_tracks: int = 0
    subtitles: int = 0
    black_share: float = 0.0
    frozen_share: float = 0.0
    bytes: int = 0


Facts = Annotated[FilmFacts, ResourceType("facts")]
