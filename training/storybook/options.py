"""The options that every stage's script has."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NamedTuple

import torch

from training.storybook.art import Art
from training.storybook.curriculum import InTurn, NarrowWorld, Part, Source
from training.storybook.shape import SHAPES, Shape


class Options(NamedTuple):
    """What a stage was asked to do, and of which part of the world."""

    out: Path
    steps: int
    minutes: float | None
    fit: bool
    batch: int
    rate: float
    seed: int
    device: str
    every: int
    compact: bool
    threads: int
    art: Path | None
    workers: int
    size: str
    across: tuple[float, ...]
    before: Path | None
    part: Part

    @property
    def shape(self) -> Shape:
        """Return the sizes that were asked for."""
        return SHAPES[self.size]

    def world(self) -> Source:
        """Open the part of the world that was asked for, in each of the shapes that were."""
        art = Art.load(self.art) if self.art else None
        opened = {
            across: NarrowWorld(
                size_px=self.shape.size_px, across=across, part=self.part, device=self.device, art=art,
                workers=self.workers,
            )
            for across in self.across
        }  # fmt: skip
        return InTurn(tuple(opened[across] for across in self.across))


def read(description: str | None, arguments: list[str] | None, *, steps: int, batch: int, rate: float) -> Options:
    """Read the command line, with a stage's own defaults, and give torch its threads."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder of the run; a stage found there is resumed")
    parser.add_argument("--steps", type=int, default=steps, help="length of the stage, over all its runs")
    parser.add_argument("--minutes", type=float, help="stop this run after so long; the next one resumes")
    parser.add_argument("--fit", action="store_true", help="instead of --steps: as many as the minutes allow")
    parser.add_argument("--batch", type=int, default=batch)
    parser.add_argument("--rate", type=float, default=rate, help="highest learning rate")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=0, help="of the processor; 1 is quickest on a busy machine")
    parser.add_argument("--every", type=int, default=500, help="steps between checkpoints and sample sheets")
    parser.add_argument("--compact", action="store_true", help="also write averages in half precision, small files")
    parser.add_argument("--nouns", nargs="*", help="only these things")
    parser.add_argument("--places", nargs="*", help="only these places")
    parser.add_argument("--often", nargs="*", help="things to choose before others; by default the benchmark's")
    parser.add_argument("--objects", type=int, default=4, help="at most so many things at once")
    parser.add_argument("--art", type=Path, help="drawings that Art.save wrote, where the font is not installed")
    parser.add_argument("--workers", type=int, default=0, help="processes that plan ahead; a GPU needs about ten")
    parser.add_argument("--size", choices=SHAPES, default="small", help="tiny tries a recipe out in a minute")
    parser.add_argument("--across", type=float, nargs="*", help="widths in heights of the pictures, batch by batch")
    parser.add_argument(
        "--before",
        type=Path,
        help="motion stage: one whose motion modules to begin with; autoencoder: one to go on from, or to grow; "
        "additions: a folder with those to go on from",
    )
    chosen = parser.parse_args(arguments)
    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    part = Part(
        tuple(chosen.nouns or ()), tuple(chosen.places or ()), chosen.objects, tuple(chosen.often or ())
    ).checked()
    rest: dict[str, Any] = {name: getattr(chosen, name) for name in Options._fields if name not in ("part", "across")}
    return Options(**rest, across=tuple(chosen.across or (1.0,)), part=part)
