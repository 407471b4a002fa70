"""Sample sheets and loss curves as PNG files: what a person looks at to judge a run."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from torch import Tensor

_INKS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e")


def eight_bits(frames: Tensor) -> Tensor:
    """Turn frames n 3 h w in -1..1 into n h w 3 in 0..255."""
    return ((frames.detach().float().clamp(-1, 1) + 1) * 127.5).round().byte().cpu().permute(0, 2, 3, 1)


def save_sheet(frames: Tensor, path: Path, *, columns: int, captions: list[str] | None = None, scale: int = 1) -> None:
    """Write frames (n h w 3, 0..255) as rows of `columns`, each with the first words of its caption below."""
    images = [Image.fromarray(np.ascontiguousarray(frame)) for frame in frames.numpy()]
    (width, height), line = images[0].size, 14 if captions else 0
    width, height = width * scale, height * scale
    rows = -(-len(images) // columns)
    sheet = Image.new("RGB", (columns * (width + 2), rows * (height + 2 + 2 * line)), "white")
    draw = ImageDraw.Draw(sheet)
    for number, image in enumerate(images):
        x, y = number % columns * (width + 2), number // columns * (height + 2 + 2 * line)
        sheet.paste(image.resize((width, height), Image.Resampling.NEAREST), (x, y))
        if captions:
            letters, caption = width // 6, captions[number]
            draw.text((x + 2, y + height + 1), f"{caption[:letters]}\n{caption[letters : 2 * letters]}", fill="black")
    sheet.save(path)


def save_curve(curve: Path, path: Path, *, width_px: int = 800, height_px: int = 400) -> None:
    """Draw the terms of `curve.jsonl` over the steps, each scaled to its own largest value, on a logarithmic axis."""
    lines = [json.loads(line) for line in curve.read_text().splitlines()]
    picture = Image.new("RGB", (width_px, height_px), "white")
    draw = ImageDraw.Draw(picture)
    names = [name for name in lines[-1] if name not in ("step", "steps_per_s")] if lines else []
    for row, name in enumerate(names):
        values = np.log10(np.maximum([line.get(name, np.nan) for line in lines], 1e-6))
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        steps = np.array([line["step"] for line in lines])
        x = 10 + steps / steps.max() * (width_px - 20)
        y = 10 + (high - values) / max(high - low, 1e-6) * (height_px - 20)
        ink = _INKS[row % len(_INKS)]
        draw.line(list(zip(x.tolist(), y.tolist(), strict=True)), fill=ink, width=2)
        draw.text((width_px - 300, 12 + 14 * row), f"{name}: {10 ** values[-1]:.4g} (from {10**high:.4g})", fill=ink)
    picture.save(path)
