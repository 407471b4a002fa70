"""Clips of one thing as the cut-out film draws it, in colours and places that a test chooses."""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from storyagent.evaluation.detect import Detector
from storyagent.evaluation.gates import ClipToJudge
from storyagent.film.cutout import animate
from storyagent.film.encode import VideoWriter
from storyagent.film.places import paint_place
from storyagent.film.portray import portray
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.screenplay import Entity

WIDTH, HEIGHT, FRAMES = 160, 96, 6
Frames = NDArray[np.uint8]


@cache
def detector() -> Detector:
    return Detector.load()


@cache
def drawing(noun: str, colour: str) -> Image.Image:
    entity = Entity(id="it", name="it", kind="prop", noun=noun, color=colour)
    return portray(entity, 120).image.convert("RGBA")


def layout(start: float = 0.6, end: float = 0.4) -> Layout:
    path = tuple(Keyframe(t=t, box=Box.around(x, 0.75, 0.3, 0.4)) for t, x in ((0.0, start), (1.0, end)))
    return Layout(
        scene="s", aspect_ratio=WIDTH / HEIGHT, tracks=(Track(id="it", entity="it", name="it", keyframes=path),)
    )


@cache
def scene(noun: str, colour: str, place: str, start: float = 0.6, end: float = 0.4) -> ClipToJudge:
    """Return a scene as the cut-out film draws it."""
    ground = Image.fromarray(paint_place(place, width_px=WIDTH, height_px=HEIGHT))
    frames = animate(
        layout(start, end), {"it": drawing(noun, colour)}, ground, frames=FRAMES, size_px=(WIDTH, HEIGHT), fps=FRAMES
    )
    return ClipToJudge(np.stack(list(frames)), layout(start, end), {"it": noun})


def saved(clip: ClipToJudge, path: Path) -> Path:
    with VideoWriter(path, WIDTH, HEIGHT, FRAMES) as video:
        for frame in clip.frames_thwc:
            video.write(frame)
    return path
