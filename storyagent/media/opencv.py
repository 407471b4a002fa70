"""OpenCV, imported when it is needed."""

from __future__ import annotations

from typing import Any

from storyagent.errors import MissingExtra


def opencv() -> Any:
    """Import OpenCV.

    Raises:
        MissingExtra: it is not installed; the hint has the install line.
    """
    try:
        import cv2
    except ImportError as error:
        raise MissingExtra(
            "OpenCV cannot be loaded", found=str(error), hint="install it with: pip install 'storyagent[edit]'"
        ) from error
    return cv2
