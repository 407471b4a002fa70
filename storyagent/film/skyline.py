"""Which part of a painted place is sky: kept with the picture, so that sun and moon can go behind the land."""

from __future__ import annotations

import base64
import binascii
import io
from typing import TYPE_CHECKING

from PIL import Image, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_KEY = "storyagent:sky"
_SHARE = 2  # the mask is kept at half of the picture's size: edges of the land are soft anyway


def with_sky(sky: npt.NDArray[np.uint8]) -> PngInfo:
    """Return what a PNG file says of its sky, shape (H, W), 255 where it is seen."""
    mask = Image.fromarray(sky)
    smaller = mask.resize((max(1, mask.width // _SHARE), max(1, mask.height // _SHARE)), Image.Resampling.BOX)
    packed = io.BytesIO()
    smaller.save(packed, format="PNG")
    info = PngInfo()
    info.add_text(_KEY, base64.b64encode(packed.getvalue()).decode("ascii"))
    return info


def sky_of(place: Image.Image) -> Image.Image | None:
    """Return the sky of a place as read from its file (L, 255 where it is seen), None where nothing is known of it."""
    kept = place.info.get(_KEY)
    if not isinstance(kept, str):
        return None
    try:
        with Image.open(io.BytesIO(base64.b64decode(kept, validate=True))) as mask:
            sky: Image.Image = mask.convert("L").resize(place.size, Image.Resampling.BILINEAR)
            return sky
    except (binascii.Error, UnidentifiedImageError, OSError):
        return None
