"""How long a shot is, in whole frames, and where its speech starts."""

from __future__ import annotations

import math

from storyagent.story.screenplay import Transition
from storyagent.story.timeline import Shot

LEAD_IN_S = 0.4
LEAD_OUT_S = 0.6


def transition_frames(transition: Transition, fps: int) -> int:
    """Return a transition's length in whole frames: none for a cut, else at least one."""
    return 0 if transition.kind == "cut" else max(1, round(transition.duration_s * fps))


def time_shot(
    shot_id: str, duration_s: float, fps: int, transition: Transition, leaving: Transition | None, speech_s: float
) -> Shot:
    """Fit a shot around its speech.

    The speech starts a moment after the transition into the shot is over and ends a moment before the next one begins;
    a fade through black takes its first half from the shot before it. The shot is as short as that allows, and never
    shorter than `duration_s` or than both transitions together.

    Args:
        shot_id: The scene's id.
        duration_s: The least length.
        fps: Frames a second.
        transition: How the shot begins.
        leaving: How the next shot begins; None for the last one.
        speech_s: Length of what is spoken; 0 for nothing.
    """
    coming = transition_frames(transition, fps)
    going = transition_frames(leaving, fps) if leaving else 0
    wanted = frames_of(duration_s, fps)
    offset = 0
    if speech_s > 0:
        covered = coming if transition.kind == "crossfade" else coming - coming // 2
        uncovered = going if leaving and leaving.kind == "crossfade" else going // 2
        offset = covered + frames_of(LEAD_IN_S, fps)
        wanted = max(wanted, offset + frames_of(speech_s, fps) + frames_of(LEAD_OUT_S, fps) + uncovered)
    return Shot(
        id=shot_id,
        frames=max(wanted, coming + going, 1),
        transition=transition.kind,
        transition_frames=coming,
        speech_offset_frames=offset,
    )


def frames_of(duration_s: float, fps: int) -> int:
    """Return the whole frames that hold a duration: rounded up, but not for the dust of binary fractions.

    >>> frames_of(0.1, 30), frames_of(0.101, 30)
    (3, 4)
    """
    return math.ceil(round(duration_s * fps, 6))
