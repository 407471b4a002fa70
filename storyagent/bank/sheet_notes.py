"""What is known of a drawn sheet, written into its own picture: from which seed, and what was wrong with others.

A sheet on which nothing is seen says that no picture of the entity was good enough: it is described in words alone.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path

from PIL import Image, PngImagePlugin

from storyagent.bank.pictures import SHEET_PX
from storyagent.story.values import UnitTime, Value

_KEY = "storyagent"


class SheetTry(Value):
    """One picture that was drawn: its seed, how good it is (0..1), and why it cannot be the sheet, empty if it can."""

    seed: int
    score: UnitTime
    reasons: tuple[str, ...] = ()


class SheetNotes(Value):
    """All that were drawn of an entity, in order, and the seed of the one that was kept, None of none."""

    seed: int | None
    tries: tuple[SheetTry, ...]

    @property
    def worst(self) -> str:
        """Return what was wrong, in words, said once each."""
        return "; ".join(dict.fromkeys(reason for one in self.tries for reason in one.reasons))


def write_sheet(image: Image.Image, notes: SheetNotes, path: Path) -> None:
    """Write a sheet as a PNG with its notes; the same ones give the same bytes."""
    told = PngImagePlugin.PngInfo()
    told.add_text(_KEY, notes.model_dump_json())
    image.save(path, format="PNG", compress_level=6, pnginfo=told)


def read_notes(path: Path) -> SheetNotes | None:
    """Return the notes of a sheet; None of what has none: the user's own picture, or a file that is no picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # whoever takes the picture in refuses it
            with Image.open(path) as image:
                text = image.info.get(_KEY)
        return SheetNotes.model_validate(json.loads(text)) if isinstance(text, str) else None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def blank_sheet(size_px: tuple[int, int] = (SHEET_PX, SHEET_PX)) -> Image.Image:
    """Return a sheet on which nothing is seen."""
    return Image.new("RGBA", size_px, (255, 255, 255, 0))


def is_blank(path: Path) -> bool:
    """Tell whether a file is a drawn sheet on which nothing is seen, since no picture was good enough."""
    notes = read_notes(path)
    return notes is not None and notes.seed is None
