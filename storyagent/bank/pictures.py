"""Pictures of entities: the user's own, checked, and what of a picture is the entity."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image

from storyagent.errors import InvalidInput
from storyagent.picture_file import read_picture

LEAST_SIDE_PX, MOST_SIDE_PX = 16, 10_000
LONGEST = 8.0
"""No entity's picture is longer than so many times its shorter side."""
SHEET_PX = 512
_MARGIN = 0.08
_LEAST_LEFT = 0.08
"""A box of which less is left was not told from its ground."""
_LEAST_PART = 0.2
"""What stands apart from an entity's largest part and is smaller than this share of it belongs to the ground."""
_SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp", "GIF": ".gif", "BMP": ".bmp", "TIFF": ".tif"}


@dataclass(frozen=True)
class Cutout:
    """A picture, rgb (H, W, 3) uint8, and how much of each pixel is the entity, (H, W) float32 in 0..1."""

    rgb_hwc: npt.NDArray[np.uint8]
    inside_hw: npt.NDArray[np.float32]

    @classmethod
    def of(cls, image: Image.Image) -> Cutout:
        """Return what of a picture is the entity: what is not transparent, or all of an opaque one."""
        whole = np.asarray(image.convert("RGBA"))
        return cls(np.ascontiguousarray(whole[..., :3]), whole[..., 3].astype(np.float32) / np.float32(255))

    def image(self) -> Image.Image:
        """Return it as an RGBA picture."""
        alpha = np.rint(self.inside_hw * 255).astype(np.uint8)
        return Image.fromarray(np.dstack([self.rgb_hwc, alpha]))


@dataclass(frozen=True)
class OwnPicture:
    """A user's picture that may stand for an entity: its file, the ending of its format, and what is to be known."""

    path: Path
    suffix: str
    size_px: tuple[int, int]
    turned: bool
    shaped: bool
    """Whether its transparent parts give the entity's shape."""


def check_picture(path: Path) -> OwnPicture:
    """Check that a file may be an entity's picture.

    Raises:
        InvalidInput: it is missing, no picture, too large or too small, too long and thin, or nothing of it is seen.
    """
    image = read_picture(path)
    width, height = image.size
    size = f"{width}x{height} px"
    if max(width, height) > MOST_SIDE_PX:
        raise InvalidInput(
            "this picture is too large", where=str(path), found=size, needed=f"sides up to {MOST_SIDE_PX:,} px",
            hint="scale it down: a sheet never needs more than 1,024 px",
        )  # fmt: skip
    if min(width, height) < LEAST_SIDE_PX or max(width, height) > LONGEST * min(width, height):
        raise InvalidInput(
            "this picture cannot stand for an entity", where=str(path), found=size,
            needed=f"sides from {LEAST_SIDE_PX} px, at most {LONGEST:g} to 1",
        )  # fmt: skip
    cutout = Cutout.of(image)
    if float(cutout.inside_hw.max()) < 0.05:
        raise InvalidInput("this picture is wholly transparent", where=str(path), needed="something that is seen")
    with Image.open(path) as opened:
        turned = opened.getexif().get(ExifTags.Base.Orientation, 1) != 1
        suffix = _SUFFIXES.get(opened.format or "", ".png")
    return OwnPicture(path, suffix, image.size, turned, bool(float(cutout.inside_hw.min()) < 0.95))


def place_size(aspect_ratio: float) -> tuple[int, int]:
    """Return width and height of a place's sheet of a shape, its shorter side as an entity's."""
    return (round(SHEET_PX * max(1.0, aspect_ratio)), round(SHEET_PX / min(1.0, aspect_ratio)))


def save_sheet(cutout: Cutout, path: Path) -> None:
    """Write an entity's sheet (`on_white`) as a PNG file; the same cut-out gives the same bytes."""
    on_white(cutout).save(path, format="PNG", compress_level=6)


def on_white(cutout: Cutout, size_px: int = SHEET_PX) -> Image.Image:
    """Return the entity alone and large in the middle of a white square, transparent where it is not.

    The colours under the transparent part are white, so a reader that knows no transparency sees a white ground. What
    has no shape of its own is laid on it as it is, whole.

    Raises:
        InvalidInput: nothing of it is seen.
    """
    rows, columns = np.nonzero(cutout.inside_hw > 0.05)
    if not len(rows):
        raise InvalidInput("nothing of this picture is seen", found="only transparency", needed="an entity")
    box = (int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    picture = _over_white(cutout).crop(box)
    room = round(size_px * (1 - 2 * _MARGIN))
    scale = room / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    resized = picture.resize(size, Image.Resampling.LANCZOS)
    sheet = Image.new("RGBA", (size_px, size_px), (255, 255, 255, 0))
    sheet.paste(resized, ((size_px - size[0]) // 2, (size_px - size[1]) // 2))
    pixels = np.array(sheet)
    pixels[pixels[..., 3] == 0] = (255, 255, 255, 0)  # resizing leaves a trace of colour beyond the edge
    return Image.fromarray(pixels)


def _over_white(cutout: Cutout) -> Image.Image:
    """Return the picture with white where it is not the entity, and its shape as transparency."""
    inside = cutout.inside_hw[..., None]
    rgb = cutout.rgb_hwc * inside + 255 * (1 - inside)
    alpha = np.rint(cutout.inside_hw * 255)
    return Image.fromarray(np.dstack([np.rint(rgb), alpha]).astype(np.uint8))


def cut_from_box(rgb_hwc: npt.NDArray[np.uint8], box_px: tuple[int, int, int, int]) -> Cutout:
    """Return what stands in a box of a drawn picture, without the ground around it.

    The ground is learnt from the ring around the box and followed inwards from the box's edge; specks that are left are
    taken away. Where hardly anything would be left, as of a white thing on white, the whole box is the entity.
    """
    x0, y0, x1, y1 = box_px
    height, width, _ = rgb_hwc.shape
    outside = np.ones((height, width), bool)
    outside[y0:y1, x0:x1] = False
    ground = _like_ground(rgb_hwc.astype(np.float32), outside)
    reached = outside.copy()
    for _ in range(max(width, height)):
        grown = _grown(reached) & (ground | outside)
        if (grown == reached).all():
            break
        reached = grown
    inside = _main_parts(_opened(~reached & ~outside, max(1, min(width, height) // 64)))
    if inside.sum() < _LEAST_LEFT * max(1, (x1 - x0) * (y1 - y0)):
        inside = ~outside
    return Cutout(rgb_hwc, inside.astype(np.float32))


def _like_ground(rgb: npt.NDArray[np.float32], outside: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Tell which pixels have a colour that is common around the box: RGB in steps of 16, a fiftieth of the ring."""
    if not outside.any():
        return np.zeros(outside.shape, bool)
    steps = (rgb / 16).astype(int)
    index = (steps[..., 0] * 16 + steps[..., 1]) * 16 + steps[..., 2]
    counts = np.bincount(index[outside], minlength=4096).reshape(16, 16, 16).astype(np.float32)
    padded = np.pad(counts, 1)
    near = sum(padded[i : i + 16, j : j + 16, k : k + 16] for i in range(3) for j in range(3) for k in range(3))
    common: npt.NDArray[np.bool_] = (near / outside.sum()).ravel()[index] > 0.02
    return common


def _opened(mask: npt.NDArray[np.bool_], radius_px: int) -> npt.NDArray[np.bool_]:
    """Return a mask without what is thinner than twice a radius: the seams between two grounds."""
    outer = ~mask
    for _ in range(radius_px):
        outer = _grown(outer)
    core = ~outer
    for _ in range(radius_px + 1):
        core = _grown(core)
    return core & mask


def _main_parts(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return a mask without the parts that are small beside its largest one."""
    rest, parts = mask.copy(), []
    while rest.any():
        part = np.zeros_like(mask)
        part.flat[int(rest.argmax())] = True
        while (grown := _grown(part) & rest).sum() > part.sum():
            part = grown
        parts.append(part)
        rest &= ~part
    largest = max((part.sum() for part in parts), default=0)
    kept = [part for part in parts if part.sum() >= _LEAST_PART * largest]
    return np.logical_or.reduce(kept) if kept else mask


def _grown(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    wide = mask.copy()
    wide[1:] |= mask[:-1]
    wide[:-1] |= mask[1:]
    wide[:, 1:] |= mask[:, :-1]
    wide[:, :-1] |= mask[:, 1:]
    return wide
