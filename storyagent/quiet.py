"""Libraries that build models: one at a time, and silent about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import RLock

BUILDING = RLock()
"""Held while a network is built: diffusers changes torch for the whole process while it reads weights."""


@contextmanager
def quietly(*packages: str) -> Iterator[None]:
    """Keep transformers, or the packages named, from drawing over the caller's progress, and from their remarks.

    `BUILDING` is held meanwhile.
    """
    with BUILDING, _silent(packages or ("transformers",)):
        yield


@contextmanager
def _silent(packages: tuple[str, ...]) -> Iterator[None]:
    loggings = [import_module(f"{package}.utils.logging") for package in packages]
    before = [(logging, logging.is_progress_bar_enabled(), logging.get_verbosity()) for logging in loggings]
    for logging in loggings:
        logging.disable_progress_bar()
        logging.set_verbosity_error()
    try:
        yield
    finally:
        for logging, shown, level in before:
            logging.set_verbosity(level)
            if shown:
                logging.enable_progress_bar()
