"""What is seen in frames of the picture-book world: the storybook detector, independent of the generator it judges.

detector = Detector.load()
for seen in detector.detect(frames_thwc):
    print([(thing.noun, thing.colour, thing.box) for thing in seen])
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from storyagent.errors import InvalidInput, MissingExtra
from storyagent.quiet import BUILDING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from storyagent.evaluation.detector_net import DetectorNet, Maps

FOLDER = Path(__file__).parent / "detector"
WEIGHTS, NAMES = "detector.safetensors", "names.json"
LEAST_SCORE = 0.35
"""A thing is reported from this score on: how sure it is that there is one, times how sure of its noun."""
SAME_IOU = 0.6
"""Boxes that share more than this are one thing."""
Corners = tuple[float, float, float, float]


def detector_fingerprint(folder: Path = FOLDER) -> str:
    """Return a hash of a detector's weights: what it judges is comparable with what the same one judged.

    Raises:
        InvalidInput: the folder holds no detector.
    """
    _require(folder)
    with (folder / WEIGHTS).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _require(folder: Path) -> None:
    if not (folder / WEIGHTS).exists():
        raise InvalidInput(
            "there is no detector here",
            where=str(folder),
            needed=WEIGHTS,
            hint="make one with training/storybook/train_detector.py",
        )


class Detection(NamedTuple):
    """One thing in one frame."""

    noun: str
    colour: str
    """One of LVD's eleven, the nearest, whatever the thing's own colours are."""
    box: Corners
    """x0 y0 x1 y1 in 0..1 of the frame."""
    score: float
    colour_score: float


class Detector:
    """Finds the nouns of the picture-book world, their boxes and colours, frame by frame."""

    def __init__(self, net: DetectorNet, nouns: tuple[str, ...], colours: tuple[str, ...]) -> None:
        self.net, self.nouns, self.colours = net.eval(), nouns, colours

    @classmethod
    def load(cls, folder: Path = FOLDER, *, device: str = "cpu") -> Detector:
        """Read the shipped detector, or one that training wrote.

        Raises:
            MissingExtra: torch or safetensors is not installed.
            InvalidInput: the folder holds no detector.
        """
        try:
            from safetensors.torch import load_file

            from storyagent.evaluation.detector_net import DetectorNet
        except ModuleNotFoundError as error:
            raise MissingExtra(
                "the storybook detector needs torch",
                found=f"no module {error.name}",
                hint="pip install 'storyagent[diffusion]'",
            ) from error
        _require(folder)
        names = json.loads((folder / NAMES).read_text())
        with BUILDING:
            net = DetectorNet(len(names["nouns"]), len(names["colours"]))
        weights = {name: value.float() for name, value in load_file(folder / WEIGHTS).items()}
        counters = {name: value for name, value in net.state_dict().items() if name.endswith("num_batches_tracked")}
        net.load_state_dict({**weights, **counters})
        return cls(net.to(device), tuple(names["nouns"]), tuple(names["colours"]))

    def detect(
        self,
        frames_thwc: NDArray[np.uint8],
        *,
        least_score: float = LEAST_SCORE,
        batch: int = 64,
        among: Collection[str] | None = None,
    ) -> list[list[Detection]]:
        """Return what is seen in each frame, the surest first.

        Args:
            frames_thwc: t h w 3 uint8 RGB of any size; frames that are not square are seen between gray bars.
            least_score: what is less sure is left out.
            batch: frames looked at together; no result depends on it.
            among: the nouns that come into question, as a detector is given that takes words; by default all it knows.

        Raises:
            InvalidInput: these are not frames; a noun that it does not know.
        """
        import torch

        if frames_thwc.ndim != 4 or frames_thwc.shape[-1] != 3 or frames_thwc.dtype.name != "uint8":
            found = f"{frames_thwc.dtype} of shape {frames_thwc.shape}"
            raise InvalidInput("these are not frames", found=found, needed="uint8 of shape t h w 3")
        device = next(self.net.parameters()).device
        barred = self._barred(among).to(device)
        seen: list[list[Detection]] = []
        with torch.inference_mode():
            for start in range(0, len(frames_thwc), batch):
                frames = torch.from_numpy(frames_thwc[start : start + batch].copy()).to(device)
                square, frame_size = _squared(frames.permute(0, 3, 1, 2).float() / 127.5 - 1)
                maps = self.net(square)
                maps = maps._replace(nouns=maps.nouns.masked_fill(barred, -torch.inf))
                seen += self._read(maps, frame_size, least_score)
        return seen

    def _barred(self, among: Collection[str] | None) -> Tensor:
        """Return which nouns do not come into question."""
        import torch

        strange = sorted(set(among or ()) - set(self.nouns))
        if strange:
            raise InvalidInput(
                "the detector does not know this", where="among", found=", ".join(strange), needed=", ".join(self.nouns)
            )
        return torch.tensor([among is not None and noun not in among for noun in self.nouns])

    def _read(self, maps: Maps, frame_size: tuple[float, float], least_score: float) -> list[list[Detection]]:
        """Turn maps into detections; `frame_size` is the frame's width and height in the square that was read."""
        found = peaks(maps, least_score)
        width, height = frame_size
        seen = []
        for image in found:
            things = []
            for box, noun, colour, score, colour_score in image:
                x0, y0, x1, y1 = (min(max(v, 0.0), 1.0) for v in _unbarred(box, width, height))
                if x1 > x0 and y1 > y0:
                    name, hue = self.nouns[noun], self.colours[colour]
                    things.append(Detection(name, hue, (x0, y0, x1, y1), score, colour_score))
            seen.append(things)
        return seen


def _unbarred(box: Corners, width: float, height: float) -> Corners:
    x0, y0, x1, y1 = box
    return (x0 - 0.5) / width + 0.5, (y0 - 0.5) / height + 0.5, (x1 - 0.5) / width + 0.5, (y1 - 0.5) / height + 0.5


def _squared(frames: Tensor) -> tuple[Tensor, tuple[float, float]]:
    """Return frames b 3 h w as squares of the network's size, and the width and height the frame has in them."""
    from torch.nn import functional

    from storyagent.evaluation.detector_net import INPUT_PX

    height, width = frames.shape[-2:]
    longer = max(height, width)
    size = (max(1, round(INPUT_PX * height / longer)), max(1, round(INPUT_PX * width / longer)))
    if size != (height, width):
        frames = functional.interpolate(frames, size=size, mode="bilinear", antialias=True)
    left, top = (INPUT_PX - size[1]) // 2, (INPUT_PX - size[0]) // 2
    bars = (left, INPUT_PX - size[1] - left, top, INPUT_PX - size[0] - top)
    return functional.pad(frames, bars), (size[1] / INPUT_PX, size[0] / INPUT_PX)


def peaks(maps: Maps, least_score: float) -> list[list[tuple[Corners, int, int, float, float]]]:
    """Return, for each image, box, noun, colour, score and colour score of what stands out, the surest first."""
    from torch.nn import functional

    things = maps.things.sigmoid()
    nouns, noun = maps.nouns.softmax(-1).max(-1)
    colours, colour = maps.colours.softmax(-1).max(-1)
    score = things * nouns
    highest = functional.max_pool2d(things[:, None], 3, 1, 1)[:, 0]
    standing = (things == highest) & (score >= least_score)
    images: list[list[tuple[Corners, int, int, float, float]]] = []
    for b in range(len(things)):
        here = standing[b]
        columns: list[list[Any]] = [values[b][here].tolist() for values in (maps.boxes, noun, colour, score, colours)]
        found = sorted(zip(*columns, strict=True), key=lambda thing: -thing[3])
        kept: list[tuple[Corners, int, int, float, float]] = []
        for box, *rest in found:
            if all(iou(box, other[0]) <= SAME_IOU for other in kept):
                kept.append((tuple(box), *rest))
        images.append(kept)
    return images


def iou(a: Corners, b: Corners) -> float:
    """Return the share of the area of both boxes that they have in common."""
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if across <= 0 or down <= 0:
        return 0.0
    shared = across * down
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)
