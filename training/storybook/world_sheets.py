"""Draw what the world looks like, for a person to judge: its things, colours, scenes and motions.

python -m training.storybook.world_sheets docs/images
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from training.storybook.art import Art, Shading
from training.storybook.motions import MOTIONS
from training.storybook.nouns import BENCHMARK, COLOURS, NOUNS
from training.storybook.world import Batch, World, held_out_seed

GROUNDS = ((190, 215, 190), (232, 238, 248), (45, 55, 95))
INKS = ("red", "blue", "lime", "magenta")


def draw_nouns(art: Art, path: Path, *, columns: int = 14, side_px: int = 84) -> None:
    """Write every noun with its name."""
    sheet = Image.new("RGB", (columns * side_px, -(-len(NOUNS) // columns) * (side_px + 12)), GROUNDS[0])
    draw = ImageDraw.Draw(sheet)
    for index, name in enumerate(NOUNS):
        x, y = index % columns * side_px, index // columns * (side_px + 12)
        picture = Image.fromarray(art.pictures[index]).resize((side_px - 4, side_px - 4))
        sheet.paste(picture, (x + 2, y), picture)
        draw.text((x + 4, y + side_px - 3), name, fill="black")
    sheet.save(path)


def draw_colours(art: Art, path: Path, *, side_px: int = 72) -> None:
    """Write the benchmark's nouns in every colour on a middling, a light and a dark ground."""
    shading = Shading.of(art.pictures[[NOUNS.index(name) for name in BENCHMARK]])
    sheet = Image.new("RGB", (len(COLOURS) * side_px, len(BENCHMARK) * len(GROUNDS) * side_px))
    for column, colour in enumerate(COLOURS):
        for row, array in enumerate((shading.recoloured(colour) * 255).clip(0, 255).astype(np.uint8)):
            picture = Image.fromarray(array).resize((side_px, side_px), Image.Resampling.LANCZOS)
            for line, ground in enumerate(GROUNDS):
                tile = Image.new("RGB", (side_px, side_px), ground)
                tile.paste(picture, (0, 0), picture)
                sheet.paste(tile, (column * side_px, (row * len(GROUNDS) + line) * side_px))
    sheet.save(path)


def _boxed(batch: Batch, clip: int, frame: int, scale: int) -> Image.Image:
    array = ((batch.frames[clip, frame] + 1) * 127.5).round().byte().permute(1, 2, 0).cpu().numpy()
    picture = Image.fromarray(array)
    side = picture.width * scale
    picture = picture.resize((side, side), Image.Resampling.LANCZOS)
    draw = ImageDraw.Draw(picture)
    for o, ink in enumerate(INKS):
        if batch.present[clip, frame, o]:
            draw.rectangle([float(v) * side for v in batch.boxes[clip, frame, o]], outline=ink)
    return picture


def draw_scenes(world: World, path: Path, *, count: int = 30, columns: int = 6) -> None:
    """Write held-out stills with their boxes and captions."""
    batch = world.sample(count, seed=held_out_seed(0))
    side = 2 * world.size_px
    sheet = Image.new("RGB", (columns * (side + 4), -(-count // columns) * (side + 44)), "white")
    draw = ImageDraw.Draw(sheet)
    for clip, caption in enumerate(batch.captions):
        x, y = clip % columns * (side + 4), clip // columns * (side + 44)
        sheet.paste(_boxed(batch, clip, 0, 2), (x, y))
        lines = [caption[start : start + 44] for start in range(0, len(caption), 44)]
        draw.text((x + 2, y + side + 1), "\n".join(lines), fill="black")
    sheet.save(path)


def draw_motions(world: World, path: Path, *, frames: int = 16, step: int = 3) -> None:
    """Write a strip of frames for each motion, a camera move and a window of time, with boxes and captions."""
    scenes, *_ = world.plan(200, still=False, seed=held_out_seed(1))
    firsts: dict[str, int] = {}
    for clip, scene in enumerate(scenes):
        for group in scene.groups:
            firsts.setdefault(scene.camera or group.window or group.motion, clip)
    batch = world.sample(200, frames=frames, seed=held_out_seed(1))
    side, shown = world.size_px, range(0, frames, step)
    names = [name for name in (*MOTIONS, *sorted(set(firsts) - set(MOTIONS))) if name in firsts]
    sheet = Image.new("RGB", (len(shown) * (side + 2), len(names) * (side + 15)), "white")
    draw = ImageDraw.Draw(sheet)
    for row, name in enumerate(names):
        for column, frame in enumerate(shown):
            sheet.paste(_boxed(batch, firsts[name], frame, 1), (column * (side + 2), row * (side + 15)))
        draw.text((2, row * (side + 15) + side + 1), f"{name}: {batch.captions[firsts[name]]}", fill="black")
    sheet.save(path)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    drawings = Art.read()
    opened = World(size_px=128, art=drawings)
    draw_nouns(drawings, folder / "world_nouns.png")
    draw_colours(drawings, folder / "world_colours.png")
    draw_scenes(opened, folder / "world_scenes.png")
    draw_motions(opened, folder / "world_motions.png")
