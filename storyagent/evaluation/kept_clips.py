"""Clips of an evaluation, kept in a folder as they come: what is there is not made again."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storyagent.errors import InvalidInput
from storyagent.story.values import Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frames = NDArray[np.uint8]

HEAD = "model.json"


class _Head(Value):
    weights: str


class KeptClips:
    """Frames in a folder, by what they were made of.

    `made_of` is anything that fixes a clip (prompt, layout, seed, way); its text is hashed to the file's name.

    Raises:
        InvalidInput: the folder has clips of other weights, or is none.
    """

    def __init__(self, folder: Path, weights: str) -> None:
        self.folder = folder
        head = folder / HEAD
        if head.exists():
            found = _Head.model_validate_json(head.read_text(encoding="utf-8")).weights
            if found != weights:
                raise InvalidInput(
                    "these clips are of another model", where=str(folder), found=found[:16], needed=weights[:16],
                    hint="choose another folder",
                )  # fmt: skip
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            head.write_text(_Head(weights=weights).model_dump_json(), encoding="utf-8")
        except OSError as error:
            raise InvalidInput("cannot keep clips here", where=str(folder), found=str(error)) from error

    def get(self, made_of: tuple[Any, ...]) -> Frames | None:
        """Return a clip, t h w 3, or None if it is still to be made."""
        import numpy as np

        path = self.folder / f"{name_of(made_of)}.npz"
        if not path.exists():
            return None
        with np.load(path) as kept:
            frames: Frames = kept["frames"]
        return frames

    def add(self, made_of: tuple[Any, ...], frames_thwc: Frames) -> None:
        """Keep a clip; a kill leaves all of it or nothing."""
        import numpy as np

        name = name_of(made_of)
        part = self.folder / f".{name}.npz"
        np.savez_compressed(part, frames=frames_thwc)
        part.rename(self.folder / f"{name}.npz")


def name_of(made_of: tuple[Any, ...]) -> str:
    """Return the hash of what fixes a clip; pydantic values count by their JSON."""
    text = "\x00".join(one.model_dump_json() if isinstance(one, Value) else repr(one) for one in made_of)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
