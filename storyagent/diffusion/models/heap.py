"""Memory that a model on the processor gives back is kept for its next step."""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_LARGEST = 2**31 - 1, 2**25
"""What glibc takes from version 2.35 on, and before."""


def keep_freed_memory() -> bool:
    """Ask the C library to keep large freed blocks for the next allocation; return whether it does.

    By default glibc maps each block of some megabytes anew and the kernel fills it with zeros page by page, at every
    step of the model: up to a sixth of a clip's time. Other C libraries are left as they are.
    """
    if not sys.platform.startswith("linux"):
        return False
    change = getattr(ctypes.CDLL(None), "mallopt", None)
    if change is None:
        return False
    mapped = any(change(_MMAP_THRESHOLD, size) for size in _LARGEST)
    return mapped and bool(change(_TRIM_THRESHOLD, _LARGEST[0]))
