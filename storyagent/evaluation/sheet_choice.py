"""Which of several drawn pictures of an entity becomes its sheet; none, where none shows it as it is described.

    chosen = best_sheet("storybook", entity, {}, report, seed=7, style="picture book")
    chosen.image, chosen.notes.seed

A bad sheet is worse than none: every scene is made after it. So a picture is drawn, judged by the storybook detector,
and drawn again from other seeds while it is not clearly good, ten times at most. Models that were taught another world
than the detector are not judged: what they draw first is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from storyagent.bank.pictures import Cutout, cut_from_box, on_white
from storyagent.bank.sheet_notes import SheetNotes, SheetTry, blank_sheet
from storyagent.evaluation.detect import Detection, Detector, iou
from storyagent.story.colors import described_colors
from storyagent.story.screenplay import Entity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    from storyagent.diffusion.scenes import OnProgress
    from storyagent.diffusion.sheets import DrawnPicture
    from storyagent.evaluation.looks import Corners

    Picture = NDArray[np.uint8]

MOST_TRIES = 10
GOOD, CLEARLY = 0.5, 0.6
"""Scores from which on a picture may be the sheet, and from which on no other is drawn."""
SEEDS_APART = 7919
AROUND = 0.25
"""The entity is cut out of its box with so much around it, in sides of the box: feet and tails leave it."""
LEAST_COVER, MOST_COVER = 0.3, 0.97
"""Shares of its box that a cut-out fills: of less only scraps are left, of more the ground came along."""
EDGE = 0.01
ANOTHER = 0.35
"""From this overlap on, two sightings are of one thing."""
SEEN = 0.5
"""From this score on, a thing that a place's picture shows makes it unusable."""


class ChosenSheet(NamedTuple):
    """The sheet, blank where no picture was good enough, and what is known of all that were drawn."""

    image: Image.Image
    notes: SheetNotes


def best_sheet(
    model_id: str,
    entity: Entity,
    options: Mapping[str, Any],
    on_progress: OnProgress,
    *,
    seed: int,
    style: str,
    steps: int | None = None,
    aspect_ratio: float = 1.0,
) -> ChosenSheet:
    """Draw an entity until one picture is clearly good, at most `MOST_TRIES` times; the best is cut out on white.

    A place's is all that is seen of it, in the shape asked for; nothing may stand there. Arguments and errors are those
    of `storyagent.diffusion.sheets.draw_alone`; the first picture is drawn from `seed`. Deterministic.
    """
    from storyagent.diffusion.sheets import draw_alone

    judged: list[SheetTry] = []
    best: Image.Image | None = None
    kept: SheetTry | None = None
    while len(judged) < MOST_TRIES and (kept is None or kept.score < CLEARLY):
        own = (seed + SEEDS_APART * len(judged)) % 2**32
        drawn = draw_alone(
            model_id, entity, options, on_progress, seed=own, style=style, steps=steps, aspect_ratio=aspect_ratio
        )
        image, verdict = judged_picture(drawn, entity)
        judged.append(verdict)
        if not verdict.reasons and (kept is None or verdict.score > kept.score):
            best, kept = image, verdict
        on_progress(len(judged) / MOST_TRIES, f"picture {len(judged)}: {_told(verdict)}", "")
    notes = SheetNotes(seed=kept.seed if kept else None, tries=tuple(judged))
    return ChosenSheet(best or blank_sheet(), notes)


def judged_picture(drawn: DrawnPicture, entity: Entity) -> tuple[Image.Image, SheetTry]:
    """Return the sheet that a drawn picture makes, and how good it is.

    What the detector knows nothing of has the score 1: a thing that its model was not taught by name.
    """
    from PIL import Image

    if drawn.room is None:
        return Image.fromarray(drawn.picture_hwc), _judged_place(drawn)
    detector = _detector() if drawn.noun in drawn.nouns else None
    if detector is None or drawn.noun not in detector.nouns:
        cutout = cut_from_box(drawn.picture_hwc, _pixels(drawn.room.as_tuple(), drawn.picture_hwc))
        return on_white(cutout), SheetTry(seed=drawn.seed, score=1.0)
    seen = detector.detect(drawn.picture_hwc[None], among=set(drawn.nouns) & set(detector.nouns))[0]
    mine = next((one for one in seen if one.noun == drawn.noun), None)
    where = _grown(mine.box) if mine else drawn.room.as_tuple()
    cutout = cut_from_box(drawn.picture_hwc, _pixels(where, drawn.picture_hwc))
    told = _told_colours(entity, drawn.noun) & set(detector.colours)
    score, reasons = judged_sightings(drawn.noun, told, seen, _cover(cutout, mine.box) if mine else 0.0)
    return on_white(cutout), SheetTry(seed=drawn.seed, score=round(score, 4), reasons=reasons)


def judged_sightings(
    noun: str, colours: set[str], seen: Sequence[Detection], cover: float
) -> tuple[float, tuple[str, ...]]:
    """Return how good a picture is by what is seen in it, 0..1, and what is wrong with it.

    Args:
        noun: what it should show,
        colours: and in which of these, any if there are none.
        seen: what the detector sees, the surest first.
        cover: the share of the thing's box that its cut-out fills.
    """
    if not seen or seen[0].noun != noun:
        return 0.0, (f"a {seen[0].noun} is seen" if seen else f"no {noun} is seen",)
    mine, others = seen[0], seen[1:]
    reasons = []
    if colours and mine.colour not in colours:
        reasons.append(f"it is {mine.colour}")
    if any(_another(mine.box, one.box) for one in others):
        reasons.append("more than one thing is seen")
    if not LEAST_COVER <= cover <= MOST_COVER:
        reasons.append("it cannot be told from its ground")
    if min(mine.box[:2]) < EDGE or max(mine.box[2:]) > 1.0 - EDGE:
        reasons.append("it is cut off")
    alone = 1.0 - 0.5 * max((one.score for one in others), default=0.0)
    score = mine.score * alone * (mine.colour_score if colours else 1.0)
    if score < GOOD and not reasons:
        reasons.append(f"it is hardly a {noun}")
    return score, tuple(reasons)


def _judged_place(drawn: DrawnPicture) -> SheetTry:
    """Judge a place by what stands there, as far as the detector knows what its model draws."""
    if not drawn.nouns:
        return SheetTry(seed=drawn.seed, score=1.0)
    detector = _detector()
    seen = detector.detect(drawn.picture_hwc[None], among=set(drawn.nouns) & set(detector.nouns))[0]
    surest = seen[0].score if seen else 0.0
    reasons = (f"a {seen[0].noun} is seen",) if surest >= SEEN else ()
    return SheetTry(seed=drawn.seed, score=round(1.0 - surest, 4), reasons=reasons)


@cache
def _detector() -> Detector:
    return Detector.load()


def _told_colours(entity: Entity, noun: str) -> set[str]:
    """Return the colours that the entity is described in, as the detector calls them."""
    told = described_colors(entity.description, entity.noun) or described_colors(entity.description, noun)
    named = {*told, *((entity.color,) if entity.color and not told else ())}
    return {"gray" if one == "grey" else one for one in named}


def _another(mine: Corners, other: Corners) -> bool:
    """Tell whether a sighting is of another thing than the main one, not of a part or the whole of it."""
    across = min(mine[2], other[2]) - max(mine[0], other[0])
    down = min(mine[3], other[3]) - max(mine[1], other[1])
    least = min((box[2] - box[0]) * (box[3] - box[1]) for box in (mine, other))
    inside = across * down / least if across > 0 and down > 0 else 0.0
    return max(iou(mine, other), inside if inside > 0.7 else 0.0) < ANOTHER


def _cover(cutout: Cutout, box: Corners) -> float:
    x0, y0, x1, y1 = _pixels(box, cutout.rgb_hwc)
    return float(cutout.inside_hw[y0:y1, x0:x1].mean())


def _grown(box: Corners) -> Corners:
    across, down = AROUND * (box[2] - box[0]), AROUND * (box[3] - box[1])
    return box[0] - across, box[1] - down, box[2] + across, box[3] + down


def _pixels(box: Corners, picture_hwc: Picture) -> tuple[int, int, int, int]:
    """Return a box of a picture in pixels, a row and a column of ground left on every side."""
    height, width = picture_hwc.shape[:2]
    x0, x1 = (min(max(round(x * width), 1), width - 1) for x in (box[0], box[2]))
    y0, y1 = (min(max(round(y * height), 1), height - 1) for y in (box[1], box[3]))
    return x0, y0, max(x1, x0 + 1), max(y1, y0 + 1)


def _told(verdict: SheetTry) -> str:
    return "; ".join(verdict.reasons) or f"good, {verdict.score:.2f}"
