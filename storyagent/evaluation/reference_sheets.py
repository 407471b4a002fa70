"""Pictures of a story's entities, drawn once by the model itself, for its scenes to refer to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image

from storyagent.evaluation.kept_clips import KeptClips, name_of
from storyagent.evaluation.lvd import THINGS
from storyagent.evaluation.rule_stories import RuleEntity
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.references import Reference, ReferencePicture

if TYPE_CHECKING:
    from storyagent.diffusion.models.base import VideoModel
    from storyagent.evaluation.detect import Detection, Detector

TRIES = 4
"""Pictures drawn of each entity, of which the one is taken that the detector finds it in most surely."""
WHERE = Box.around(0.5, 0.55, 0.62, 0.62)


class Sheet(NamedTuple):
    """An entity's picture, what fixed it, and where the entity is in it."""

    entity: str
    name: str
    path: Path
    box: Box
    words: str

    def reference(self, weight: float) -> Reference:
        """Return it as sampling takes it."""
        picture = ReferencePicture(path=self.path, box=self.box)
        return Reference(entity=self.entity, pictures=(picture,), description=self.words, weight=weight)


def draw_sheets(
    model: VideoModel, entities: Sequence[RuleEntity], detector: Detector, kept: KeptClips, steps: int | None = None
) -> tuple[Sheet, ...]:
    """Draw each entity alone by its words, several times, and take the surest picture; what is kept is not redrawn."""
    return tuple(_sheet(model, entity, detector, kept, steps) for entity in entities)


def _sheet(model: VideoModel, entity: RuleEntity, detector: Detector, kept: KeptClips, steps: int | None) -> Sheet:
    from storyagent.diffusion.sampling import SampleSettings, sample

    made_of = ("sheet", entity.phrase, TRIES, WHERE, steps)
    pictures = kept.get(made_of)
    if pictures is None:
        article = "an" if entity.phrase[0] in "aeio" else "a"
        track = Track(id="it", entity=entity.id, name=entity.phrase, keyframes=(Keyframe(t=0.0, box=WHERE),))
        layout = Layout(scene="sheet", aspect_ratio=1.0, tracks=(track,))
        words = [f"{article} {entity.phrase}"] * TRIES
        made = sample(model, words, range(TRIES), [layout] * TRIES, SampleSettings(frames=1, steps=steps))
        pictures = made.frames_bfhwc[:, 0].numpy()
        kept.add(made_of, pictures)
    found = [_of(entity, seen) for seen in detector.detect(pictures, among=tuple(THINGS))]
    best = int(np.argmax([thing.score if thing else 0.0 for thing in found]))
    thing, name = found[best], name_of((*made_of, best))
    folder = kept.folder / "sheets"
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.png"
    Image.fromarray(pictures[best]).save(path)
    return Sheet(entity.id, name, path, Box.model_validate(thing.box) if thing else WHERE, entity.phrase)


def _of(entity: RuleEntity, seen: Sequence[Detection]) -> Detection | None:
    mine = [thing for thing in seen if thing.noun == entity.noun and thing.colour == entity.colour]
    return max(mine, key=lambda thing: thing.score, default=None)
