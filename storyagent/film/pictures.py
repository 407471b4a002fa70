"""Reading the pictures that tools hand to each other."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from storyagent.errors import InvalidInput


def open_picture(path: Path) -> Image.Image:
    """Read a picture whole, so that no file stays open.

    Raises:
        InvalidInput: the file is missing or holds no picture.
    """
    try:
        with Image.open(path) as picture:
            loaded: Image.Image = picture.copy()
            return loaded
    except OSError as error:
        raise InvalidInput(
            "cannot read the picture", where=str(path), found=str(error), needed="a PNG or JPEG file"
        ) from error


def open_cast(cast: tuple[str, ...], drawings: tuple[Path, ...]) -> dict[str, Image.Image]:
    """Read the drawings of a cast: `cast[i]` is the entity id of `drawings[i]`.

    Raises:
        InvalidInput: there are more of the one than of the other, or a drawing cannot be read.
    """
    if len(cast) != len(drawings):
        raise InvalidInput(
            "cast and drawings do not go together",
            found=f"{len(cast)} ids ({', '.join(cast)}) and {len(drawings)} drawings",
            needed="one drawing for each id, in the same order",
        )
    return {entity: open_picture(path) for entity, path in zip(cast, drawings, strict=True)}
