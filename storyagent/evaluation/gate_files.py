"""Clips and pictures as the gate takes them, from files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from storyagent.diffusion.references import likenesses
from storyagent.evaluation.gates import ClipToJudge, EntityPicture
from storyagent.evaluation.rules import FRAMES
from storyagent.media.video.clip import at_positions, clip_frames, open_clip
from storyagent.story.layout import Layout
from storyagent.story.references import references_of


def clip_to_judge(path: Path, layout: Layout, nouns: Mapping[str, str]) -> ClipToJudge:
    """Read those frames of a clip that are looked at.

    Raises:
        InvalidInput: it is no video.
    """
    clip = open_clip(path)
    places = [round(place * (clip.frames - 1) / (FRAMES - 1)) for place in range(FRAMES)]
    return ClipToJudge(np.stack(list(at_positions(clip_frames(clip), places))), layout, nouns)


def pictures_of(entities: Sequence[str], paths: Sequence[Path]) -> dict[str, list[EntityPicture]]:
    """Read entities' pictures by entity, and find where in them the entity is.

    Raises:
        InvalidInput: there is not one entity for each picture, or a file is no picture.
    """
    found: dict[str, list[EntityPicture]] = {}
    for reference in references_of(entities, paths):
        for one in likenesses(reference):
            height, width = one.inside_hw.shape
            rows, columns = (np.flatnonzero(one.inside_hw.max(axis=axis) > 0.5) for axis in (1, 0))
            box = (columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height)
            found.setdefault(reference.entity, []).append(EntityPicture(one.picture_hwc, box))
    return found
