"""Measure a detector on held-out renderings, write what was found, and ship it.

    python -m training.storybook.detector_quality --out /tmp/storybook/run [--clips 400] [--ship]

Writes `docs/detector.json` and `docs/images/detector_confusion.png`; with `--ship` also copies the detector into the
package. A thing counts as found if a detection of its noun covers it with an IoU of at least a half.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from storyagent.evaluation.detect import FOLDER, NAMES, WEIGHTS, Corners, Detection, Detector, iou
from training.storybook.detector_loss import named_colours
from training.storybook.nouns import BENCHMARK, NOUNS
from training.storybook.world import Batch, World, held_out_seed

ENOUGH_IOU = 0.5
NOTHING = len(NOUNS)
"""Row and column of the confusion matrix for what is not there, or not seen."""


class Thing(NamedTuple):
    """One thing as it is. `colour` is "" where its own colours have no one name."""

    noun: int
    colour: str
    box: Corners


class Tally:
    """Counts of right and wrong detections: `confusion` has the true noun as its row, the seen one as its column."""

    def __init__(self) -> None:
        self.confusion: NDArray[np.int64] = np.zeros((NOTHING + 1, NOTHING + 1), np.int64)
        self.colours: NDArray[np.int64] = np.zeros((2, 2), np.int64)
        """Row 1 for the benchmark's nouns; wrong and right colours."""
        self.frames = self.right_frames = 0

    def add(self, truth: list[Thing], seen: list[Detection]) -> None:
        """Match one frame's detections with its things, the surest first, same nouns before others."""
        left, wrong = list(truth), []
        for detection in seen:
            best = _best(left, detection, same_noun=True)
            if best is None:
                wrong.append(detection)
                continue
            left.remove(best)
            self.confusion[best.noun, best.noun] += 1
            if best.colour:
                self.colours[int(NOUNS[best.noun] in BENCHMARK), int(detection.colour == best.colour)] += 1
        for detection in wrong:
            best = _best(left, detection, same_noun=False)
            if best is not None:
                left.remove(best)
            self.confusion[NOTHING if best is None else best.noun, NOUNS.index(detection.noun)] += 1
        for thing in left:
            self.confusion[thing.noun, NOTHING] += 1
        self.frames += 1
        self.right_frames += not left and not wrong

    def figures(self) -> dict[str, Any]:
        """Return precision, recall and colour accuracy, of all nouns and of the benchmark's, and of each noun."""
        benchmark = [NOUNS.index(noun) for noun in BENCHMARK]
        return {
            "frames": self.frames,
            "frames_wholly_right": round(self.right_frames / max(self.frames, 1), 4),
            "all": self._scores(list(range(NOTHING)), self.colours.sum(0)),
            "benchmark": self._scores(benchmark, self.colours[1]),
            "nouns": {noun: self._scores([i]) for i, noun in enumerate(NOUNS)},
        }

    def _scores(self, which: list[int], colours: NDArray[np.int64] | None = None) -> dict[str, float | int]:
        right = int(self.confusion[which, which].sum())
        things, seen = int(self.confusion[which].sum()), int(self.confusion[:, which].sum())
        scores: dict[str, float | int] = {
            "things": things,
            "recall": round(right / max(things, 1), 4),
            "precision": round(right / max(seen, 1), 4),
        }
        if colours is not None:
            scores |= {
                "coloured": int(colours.sum()),
                "colour_right": round(float(colours[1] / max(colours.sum(), 1)), 4),
            }
        return scores


def _best(left: list[Thing], detection: Detection, *, same_noun: bool) -> Thing | None:
    near = [
        thing
        for thing in left
        if iou(thing.box, detection.box) >= ENOUGH_IOU and (not same_noun or NOUNS[thing.noun] == detection.noun)
    ]
    return max(near, key=lambda thing: iou(thing.box, detection.box), default=None)


def truths(batch: Batch, names: tuple[str, ...]) -> Iterator[list[Thing]]:
    """Yield what is there in each frame of a batch, clip by clip; `names` are the colours the detector knows."""
    colours = named_colours(batch).tolist()
    nouns, boxes, present = batch.nouns.tolist(), batch.boxes.tolist(), batch.present.tolist()
    for clip, moments in enumerate(present):
        for frame, there in enumerate(moments):
            yield [
                Thing(
                    nouns[clip][o],
                    names[colours[clip][o]] if colours[clip][o] >= 0 else "",
                    tuple(boxes[clip][frame][o]),
                )
                for o, seen in enumerate(there)
                if seen
            ]


def measure(detector: Detector, world: World, clips: int, *, frames: int = 6, batch: int = 16) -> Tally:
    """Judge the detector on held-out clips and as many stills."""
    tally = Tally()
    for number in range(-(-clips // batch)):
        for moments in (1, frames):
            truth = world.sample(batch, frames=moments, seed=held_out_seed(2 * number + (moments > 1)))
            shown = ((truth.frames.flatten(0, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).cpu().numpy()
            for there, seen in zip(truths(truth, detector.colours), detector.detect(shown), strict=True):
                tally.add(there, seen)
    return tally


def draw_confusion(tally: Tally, path: Path) -> None:
    """Draw both matrices, the benchmark's nouns and all, rows by truth, each row's shares as shades."""
    few = [*(NOUNS.index(noun) for noun in BENCHMARK), NOTHING]
    small = tally.confusion[np.ix_(few, few)]
    names = [*BENCHMARK, "(nothing)"]
    picture = Image.new("RGB", (1530, 1150), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((20, 12), "LVD's nouns: rows are what is there, columns what is seen", fill="black")
    for row, name in enumerate(names):
        draw.text((20, 68 + 44 * row), name, fill="black")
        draw.text((92 + 44 * row, 40), name[:7], fill="black")
        for column in range(len(names)):
            _cell(draw, (90 + 44 * column, 56 + 44 * row), 42, small[row, column] / max(small[row].sum(), 1))
            draw.text((94 + 44 * column, 68 + 44 * row), str(small[row, column]), fill="black")
    draw.text((400, 12), "all nouns (last row and column: nothing)", fill="black")
    for row in range(NOTHING + 1):
        if row < NOTHING:
            draw.text((400, 28 + 11 * row), NOUNS[row], fill="black")
        for column in np.flatnonzero(tally.confusion[row]).tolist():
            share = tally.confusion[row, column] / tally.confusion[row].sum()
            _cell(draw, (475 + 10 * column, 30 + 11 * row), 9, share)
    picture.save(path)


def _cell(draw: ImageDraw.ImageDraw, at: tuple[int, int], side: int, share: float) -> None:
    shade = round(255 * (1 - share**0.5 * 0.85))
    draw.rectangle([at, (at[0] + side, at[1] + side)], fill=(shade, shade, 255), outline=(225, 225, 235))


def main(arguments: list[str] | None = None) -> None:
    """Measure, write and ship as the options say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder of the run that train_detector was given")
    parser.add_argument("--clips", type=int, default=400, help="held-out clips, and as many stills")
    parser.add_argument("--docs", type=Path, default=Path("docs"))
    parser.add_argument("--ship", action="store_true", help="copy the detector into the package")
    chosen = parser.parse_args(arguments)
    published = chosen.out / "detector" / "published"
    tally = measure(Detector.load(published), World(size_px=128), chosen.clips)
    figures = tally.figures()
    (chosen.docs / "detector.json").write_text(json.dumps(figures, indent=1) + "\n")
    draw_confusion(tally, chosen.docs / "images" / "detector_confusion.png")
    if chosen.ship:
        FOLDER.mkdir(exist_ok=True)
        for name in (WEIGHTS, NAMES):
            shutil.copy(published / name, FOLDER / name)
    print({name: figures[name] for name in ("frames", "frames_wholly_right", "all", "benchmark")})
    print("weakest:", sorted(figures["nouns"].items(), key=lambda item: item[1]["recall"])[:12])


if __name__ == "__main__":
    main()
