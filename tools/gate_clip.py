"""The tool that judges a generated clip."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from storyagent.diffusion.models.names import ModelName
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r

if TYPE_CHECKING:
    from storyagent.evaluation.gates import ClipToJudge


@tool(version="4", cost_s=1.2, extra="diffusion")
def gate_clip(
    clip: r.SceneVideo,
    layout: r.Layout,
    nouns: dict[str, str],
    references: tuple[r.EntityImage, ...] = (),
    reference_of: tuple[str, ...] = (),
    earlier: tuple[r.SceneVideo, ...] = (),
    earlier_layouts: tuple[r.Layout, ...] = (),
    model: ModelName = "",
    likeness: float = 0.75,
    in_place: float = 0.75,
    as_many: float = 0.5,
    pasted: float = 0.5,
    *,
    context: ToolContext,
) -> r.Verdict:
    """Judge a scene's clip: entities like their pictures and earlier scenes, in place, and no picture pasted.

    `nouns` has each entity's noun by its id, `reference_of[i]` is the entity id of `references[i]`, and
    `earlier_layouts[i]` goes with `earlier[i]`. Things are looked for where the layouts have them, or where the `model`
    that made the clips was asked to draw them, with the room it needs. Numbers say from where on a clip is good enough.

    Raises:
        InvalidInput: a clip or a picture cannot be read, layouts do not go with clips, or there is no such model.
        MissingExtra: torch is not installed; the hint has the command.
    """
    from storyagent.diffusion.models.known import known_model
    from storyagent.diffusion.scenes import layout_as_drawn
    from storyagent.errors import InvalidInput
    from storyagent.evaluation.detect import Detector
    from storyagent.evaluation.gates import GateSettings, entity_pictures, judge
    from storyagent.story.files import sha256_of
    from storyagent.story.references import references_of

    if len(earlier) != len(earlier_layouts):
        found = f"{len(earlier)} clips, {len(earlier_layouts)} layouts"
        raise InvalidInput("earlier clips and their layouts do not go together", found=found, needed="one for each")
    settings = GateSettings(likeness=likeness, layout=in_place, prompt=as_many, pasted=pasted)
    context.progress(0.0, "looking at the clip")
    if model:
        known = known_model(model)
        layout = layout_as_drawn(known, layout)
        earlier_layouts = tuple(layout_as_drawn(known, one) for one in earlier_layouts)
    here = _to_judge(clip, layout, nouns)
    before = []
    for number, (path, where) in enumerate(zip(earlier, earlier_layouts, strict=True), start=1):
        context.progress(number / (len(earlier) + 2), "looking at earlier scenes")
        before.append(_to_judge(path, where, nouns))
    pictures = entity_pictures(references_of(reference_of, references))
    return judge(here, pictures, before, Detector.load(), settings, name=sha256_of(clip))


def _to_judge(path: Path, layout: r.Layout, nouns: Mapping[str, str]) -> ClipToJudge:
    """Read those frames of a clip that are looked at."""
    from storyagent.evaluation.gates import ClipToJudge
    from storyagent.evaluation.rules import FRAMES
    from storyagent.media.video.clip import evenly

    return ClipToJudge(evenly(path, FRAMES), layout, nouns)
