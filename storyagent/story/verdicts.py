"""What the gate found in a clip: whether its entities are who they are, and the clip is what it should be."""

from __future__ import annotations

from collections.abc import Sequence

from storyagent.story.values import Identifier, UnitTime, Value


class EntityVerdict(Value):
    """One entity in one clip; what is not known is None.

    `sheet` and `earlier` are the likeness (0..1) of what is in its box to its pictures and to earlier scenes. `seen` is
    the share of frames in which the detector sees a thing of its kind there, None where the detector does not know how
    such a thing looks here.
    """

    entity: Identifier
    name: str
    sheet: float | None = None
    earlier: float | None = None
    seen: UnitTime | None = None

    @property
    def likeness(self) -> float | None:
        """Return the mean of what it is compared with."""
        known = [value for value in (self.sheet, self.earlier) if value is not None]
        return sum(known) / len(known) if known else None


class ClipVerdict(Value):
    """What the gate found in one clip.

    `clip` is the SHA-256 of its file. `layout` is the share of the detector's looks in which a thing was where the
    layout has it, of the thing for which it is least; `prompt` the share in which there were as many of each kind as
    should be; None where the detector knows none of them. `pasted` is how much of the picture is the ground of an
    entity's own picture. `reasons` say why it is to be made again, empty if it may stay.
    """

    clip: str
    entities: tuple[EntityVerdict, ...] = ()
    layout: UnitTime | None = None
    prompt: UnitTime | None = None
    pasted: UnitTime = 0.0
    score: UnitTime
    reasons: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Return whether the clip may stay."""
        return not self.reasons


class SceneGate(Value):
    """All that was tried for one scene, in order, and which of it was kept."""

    scene: Identifier
    tries: tuple[ClipVerdict, ...]

    @property
    def kept(self) -> ClipVerdict:
        """Return the verdict of the clip that is in the film."""
        return self.tries[best_of(self.tries)]


def best_of(verdicts: Sequence[ClipVerdict]) -> int:
    """Return which clip to keep: of those that passed, or else of all, the first of the highest score.

    Raises:
        ValueError: there is none.
    """
    if not verdicts:
        raise ValueError("there is no clip to choose from")
    return max(range(len(verdicts)), key=lambda n: (verdicts[n].passed, verdicts[n].score, -n))


def scene_gate(scene: str, verdicts: Sequence[ClipVerdict]) -> SceneGate:
    """Return what was tried for a scene, clips that were only passed on left out."""
    return SceneGate(scene=scene, tries=tuple({one.clip: one for one in verdicts}.values()))
