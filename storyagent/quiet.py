"""Libraries that draw over their caller's progress, silent for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module


@contextmanager
def quietly(*packages: str) -> Iterator[None]:
    """Keep transformers, or the packages named, from drawing over the caller's progress, and from their remarks."""
    loggings = [import_module(f"{package}.utils.logging") for package in packages or ("transformers",)]
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
