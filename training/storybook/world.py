"""The picture-book world: endless labelled clips, drawn by torch on any device.

    world = World(size_px=128)
    batch = world.sample(16, frames=16, seed=training_seed(step))

What a clip shows is chosen on the CPU (`scenes`, `captions`) from the seed alone; its pixels are affine samples of two
textures, the drawings and the places, so the same code feeds two CPU cores and a large GPU.
"""

from __future__ import annotations

from math import pi
from random import Random
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.storybook import motions, places
from training.storybook.art import Art, Shading
from training.storybook.captions import Captioner
from training.storybook.nouns import BENCHMARK, COLOURS, NOUN, NOUNS
from training.storybook.places import PLACES
from training.storybook.scenes import MAX_OBJECTS, Scene, Tracks, arrange, choose

__all__ = ["BENCHMARK", "COLOURS", "MAX_OBJECTS", "NOUNS", "PLACES", "Batch", "World", "held_out_seed", "training_seed"]

HELD_OUT = 1 << 40
SEEN_ALPHA = 0.4
"""How opaque a pixel of a drawing must be to count as seen."""
SEEN_SHARE = 0.25
"""How much of a drawing must be seen for it to be present."""


def training_seed(number: int) -> int:
    """Return the seed of a training batch; no held-out batch has it.

    Raises:
        ValueError: the number is negative or reaches the held-out ones.
    """
    if not 0 <= number < HELD_OUT:
        raise ValueError(f"a training batch is numbered from 0 to {HELD_OUT - 1}, found {number}")
    return number


def held_out_seed(number: int) -> int:
    """Return the seed of a held-out batch; no training batch has it."""
    return HELD_OUT + number


class Batch(NamedTuple):
    """Labelled clips. b clips, f frames, o = MAX_OBJECTS things in the order of their captions."""

    frames: Tensor
    """b f 3 h w, float32 in -1..1, on the world's device."""
    captions: list[str]
    boxes: Tensor
    """b f o 4, x0 y0 x1 y1 in 0..1, tight around what is seen of the drawing; zeros where nothing is."""
    present: Tensor
    """b f o, whether at least a quarter of the drawing is seen."""
    nouns: Tensor
    """b o, index into NOUNS, -1 where there is no thing."""
    colours: Tensor
    """b o, index into COLOURS; 0 is the drawing's own."""
    places: Tensor
    """b, index into PLACES."""
    spans: list[list[tuple[int, int]]]
    """For each clip and thing, where its phrase begins and ends in the caption; things of a group share one."""


class Atlas(NamedTuple):
    """Every drawing in every colour at several sizes side by side: `tiles` n c 4 h w uint8, premultiplied.

    Level l is a square of `sides[l]` px whose corner is `corners[l]` (x, y), with a clear border of two pixels.
    """

    tiles: Tensor
    sides: Tensor
    corners: Tensor


class World:
    """Makes clips of the picture-book world at one size; without `art` it reads the installed font.

    Frames are `size_px` high and `across` times as wide.
    """

    def __init__(
        self, *, size_px: int, across: float = 1.0, device: torch.device | str = "cpu", art: Art | None = None
    ) -> None:
        self.size_px, self.width_px = size_px, round(size_px * across)
        self.across = self.width_px / size_px
        self.device = torch.device(device)
        art = art or Art.read()
        self.extents: NDArray[np.float64] = art.sizes / art.sizes.max(axis=1, keepdims=True)
        opaque = (art.pictures[..., 3] > 255 * SEEN_ALPHA).sum((1, 2))
        self.cover: NDArray[np.float64] = opaque / art.sizes.max(axis=1) ** 2
        self.atlas = _atlas(art, size_px, self.device)
        painted = torch.from_numpy(places.painted(size_px, self.across)).to(self.device)
        self.places = painted.permute(0, 1, 4, 2, 3).contiguous()  # p v 3 h w
        x, y = ((torch.arange(side, device=self.device) + 0.5) / size_px for side in (self.width_px, size_px))
        self.pixels = torch.stack(torch.meshgrid(x, y, indexing="xy"), dim=-1)  # h w 2, in heights

    def sample(self, count: int, *, frames: int = 1, fps: int = 8, seed: int) -> Batch:
        """Make clips. The same arguments give the same clips; use `training_seed` and `held_out_seed`.

        A clip of one frame is a still: its things stand where they like and its caption speaks of no motion.
        """
        scenes, tracks, captions, spans = self.plan(count, still=frames == 1, seed=seed)
        poses = _poses(scenes, tracks, self.extents, frames, fps, self.across)
        pictures, alphas = self._draw(scenes, tracks, poses)
        whole_px = (poses.size * self.size_px) ** 2 * self.cover[tracks.noun][:, None]
        boxes, present = self._boxes(alphas, torch.from_numpy(np.where(poses.shown, whole_px, np.inf)).to(self.device))
        return Batch(
            frames=pictures,
            captions=captions,
            boxes=boxes,
            present=present,
            nouns=torch.from_numpy(tracks.noun).to(self.device),
            colours=torch.from_numpy(tracks.colour).to(self.device),
            places=torch.tensor([scene.place for scene in scenes], device=self.device),
            spans=spans,
        )

    def plan(
        self, count: int, *, still: bool, seed: int
    ) -> tuple[list[Scene], Tracks, list[str], list[list[tuple[int, int]]]]:
        """Choose what the clips of a seed show and say, without drawing them."""
        numbers = np.random.SeedSequence(seed).generate_state(count + 4)
        rngs = [Random(int(number)) for number in numbers[4:]]
        scenes = [choose(rng, still=still) for rng in rngs]
        tracks = arrange(scenes, self.extents, numbers[:4].tolist())
        spots = motions.centres(tracks.motion, tracks.points, tracks.amount, np.zeros(1))[0][:, :, 0]
        said = [
            Captioner(scene, spots[i], rng, still=still).caption()
            for i, (scene, rng) in enumerate(zip(scenes, rngs, strict=True))
        ]
        return scenes, tracks, [text for text, _ in said], [spans for _, spans in said]

    def _draw(self, scenes: list[Scene], tracks: Tracks, poses: _Poses) -> tuple[Tensor, Tensor]:
        """Return frames b f 3 h w in -1..1 and what is seen of each thing, b f o h w in 0..1, from far to near."""
        pictures = self._backgrounds(scenes, poses)
        count, frames = pictures.shape[:2]
        alphas = pictures.new_zeros(count, frames, MAX_OBJECTS, self.size_px, self.width_px)
        order = np.argsort(np.where(tracks.noun >= 0, poses.depth, np.inf), axis=1, kind="stable")
        for layer in range(MAX_OBJECTS):
            slot = order[:, layer]
            clips = np.flatnonzero(tracks.noun[np.arange(count), slot] >= 0)
            if not len(clips):
                continue
            colour, alpha = self._cutouts(tracks, poses, clips, slot[clips])
            index = torch.from_numpy(clips).to(self.device)
            pictures[index] = pictures[index] * (1 - alpha[:, :, None]) + colour
            alphas[index] *= 1 - alpha[:, :, None]
            alphas[index, :, torch.from_numpy(slot[clips]).to(self.device)] = alpha
        return pictures.mul_(2).sub_(1).clamp_(-1, 1), alphas

    def _backgrounds(self, scenes: list[Scene], poses: _Poses) -> Tensor:
        """Return b f 3 h w in 0..1; where the camera rests, one frame is drawn and repeated."""
        index = torch.tensor([(scene.place, scene.variation) for scene in scenes], device=self.device)
        textures = self.places[index[:, 0], index[:, 1]].float() / 255
        views = torch.from_numpy(poses.views).float().to(self.device)  # b f 3
        moving = not np.allclose(poses.views, poses.views[:, :1])
        frames = views.shape[1]
        views = views if moving else views[:, :1]
        frame = torch.tensor([self.across, 1.0], device=self.device)
        seen = (self.pixels[None, None] - frame / 2) * views[..., None, None, 2:] + views[:, :, None, None, :2]
        grid = (seen - 0.5) * (2 / (frame + 2 * places.MARGIN))
        drawn = _sampled(textures, grid)
        return (drawn if moving else drawn.expand(-1, frames, -1, -1, -1)).contiguous()

    def _cutouts(
        self, tracks: Tracks, poses: _Poses, clips: NDArray[np.int64], slots: NDArray[np.int64]
    ) -> tuple[Tensor, Tensor]:
        """Draw one thing of each of n clips on nothing: premultiplied colour n f 3 h w and opacity n f h w."""
        which = torch.from_numpy(tracks.noun[clips, slots]), torch.from_numpy(tracks.colour[clips, slots])
        tiles = self.atlas.tiles[which[0].to(self.device), which[1].to(self.device)]
        pose = torch.from_numpy(poses.affine[clips, :, slots]).float().to(self.device)  # n f 2 3
        size_px = torch.from_numpy(poses.size[clips, :, slots] * self.size_px).to(self.device)
        level = ((self.atlas.sides - 4) >= size_px[..., None]).sum(-1) - 1  # the smallest that is large enough
        level = level.clamp_(0)
        side, corner = self.atlas.sides[level].float(), self.atlas.corners[level].float()  # n f, n f 2
        at = torch.einsum("nfij,hwj->nfhwi", pose[..., :2], self.pixels) + pose[:, :, None, None, :, 2]
        half = (side[..., None] - 4) / 2  # the drawing goes from -1 to 1 in these pixels
        at = (at * half[:, :, None, None]).clamp_(-1e4, 1e4)
        at = torch.minimum(torch.maximum(at, -(half + 1.5)[:, :, None, None]), (half + 1.5)[:, :, None, None])
        at += (corner + side[..., None] / 2)[:, :, None, None]
        extent = torch.tensor([tiles.shape[-1], tiles.shape[-2]], device=self.device)
        drawn = _sampled(tiles.float() / 255, at * (2 / extent) - 1)
        drawn = drawn * torch.from_numpy(poses.shown[clips, :, slots]).float().to(self.device)[:, :, None, None, None]
        return drawn[:, :, :3], drawn[:, :, 3]

    def _boxes(self, alphas: Tensor, whole_px: Tensor) -> tuple[Tensor, Tensor]:
        """Return boxes b f o 4 around what is seen, and whether enough is of the `whole_px` pixels each thing has."""
        seen = alphas > SEEN_ALPHA
        sides = []
        for line, size in ((seen.any(-2), self.width_px), (seen.any(-1), self.size_px)):  # columns, rows: b f o size
            first = line.int().argmax(-1)
            last = size - line.flip(-1).int().argmax(-1)
            sides.append((first / size, last / size))
        (x0, x1), (y0, y1) = sides
        present = seen.flatten(-2).sum(-1) >= SEEN_SHARE * whole_px
        return torch.stack([x0, y0, x1, y1], dim=-1) * present[..., None], present


def _sampled(textures: Tensor, grid: Tensor) -> Tensor:
    """Sample textures n c h w at grid n f h w 2 (-1..1): n f c h w."""
    count, frames, height, width, _ = grid.shape
    drawn = functional.grid_sample(
        textures,
        grid.reshape(count, frames * height, width, 2),
        mode="bilinear",
        padding_mode="border",
        align_corners=False,
    )
    return drawn.view(count, -1, frames, height, width).transpose(1, 2)


def _atlas(art: Art, size_px: int, device: torch.device) -> Atlas:
    sides = [side for side in (128, 90, 64, 45, 32, 22) if side <= 90 or size_px > 144]
    corners, (width, height) = _packed(sides)
    tiles = torch.zeros(len(NOUNS), len(COLOURS), 4, height, width, dtype=torch.uint8)
    shading = Shading.of(art.pictures)
    for side, (x, y) in zip(sides, corners, strict=True):
        small = _resized(shading, side - 4)
        for number, colour in enumerate(COLOURS):
            straight = torch.from_numpy(small.recoloured(colour)).permute(0, 3, 1, 2)
            drawing = torch.cat([straight[:, :3] * straight[:, 3:], straight[:, 3:]], dim=1)
            inside = tiles[:, number, :, y + 2 : y + side - 2, x + 2 : x + side - 2]
            inside.copy_((drawing * 255).round().clamp(0, 255))
    return Atlas(tiles.to(device), torch.tensor(sides, device=device), torch.tensor(corners, device=device))


def _resized(shading: Shading, side_px: int) -> Shading:
    """Return the pictures without their clear border at another size; what is clear does not mix with what is not."""
    alpha = shading.own[..., 3:]
    layers = np.concatenate([shading.own[..., :3] * alpha, shading.level * alpha, shading.rim * alpha, alpha], axis=-1)
    whole = torch.from_numpy(layers[:, 2:-2, 2:-2]).permute(0, 3, 1, 2)
    small = functional.interpolate(whole, size=(side_px, side_px), mode="bicubic", antialias=True).clamp(-1, 1)
    straight = (small / small[:, 5:].clamp_min(1e-3)).permute(0, 2, 3, 1).clamp(-1, 1).numpy()
    opaque = small[:, 5:].clamp_min(0).permute(0, 2, 3, 1).numpy()
    own = np.concatenate([np.clip(straight[..., :3], 0, 1), opaque], axis=-1)
    return Shading(own, straight[..., 3:4], np.clip(straight[..., 4:5], 0, 1))


def _packed(sides: list[int]) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """Put squares into columns one and a half times as high as the largest: corners, and width and height of all."""
    height = round(1.55 * sides[0])
    corners: dict[int, tuple[int, int]] = {}
    x = 0
    left = list(sides)
    while left:
        width, y = left[0], 0
        for side in list(left):
            if y + side <= height:
                corners[side] = (x, y)
                y += side
                left.remove(side)
        x += width
    return [corners[side] for side in sides], (x, height)


class _Poses(NamedTuple):
    """b clips, f frames, o things. `affine` b f o 2 3 takes a point in frame heights to the drawing's -1..1."""

    affine: NDArray[np.float64]
    size: NDArray[np.float64]
    shown: NDArray[np.bool_]
    depth: NDArray[np.float64]
    views: NDArray[np.float64]


def _poses(
    scenes: list[Scene], tracks: Tracks, extents: NDArray[np.float64], frames: int, fps: int, across: float
) -> _Poses:
    s = np.linspace(0, 1, frames) if frames > 1 else np.zeros(1)
    points = 0.5 + (tracks.points - 0.5) * (across, 1.0)  # in heights, the middle stays at 0.5
    at, factor = motions.centres(tracks.motion, points, tracks.amount, s)  # b o f 2, b o f
    size = tracks.size[..., None] * factor
    heading = motions.headings(tracks.motion, tracks.points, tracks.amount, s)
    lively = _liveliness(tracks, heading, np.arange(frames) / fps, at)
    at, tilt = at + lively[0] * size[..., None], lively[1]
    smooth = (s * s * (3 - 2 * s))[None, :, None]
    views = tracks.views[:, None, 0] * (1 - smooth) + tracks.views[:, None, 1] * smooth  # b f 3
    at = (at - views[:, None, :, :2]) / views[:, None, :, 2:] + (across / 2, 0.5)
    size = size / views[:, None, :, 2]
    mirror = _mirrored(tracks, heading)
    windows = tracks.windows[:, :, None]
    shown = (s >= windows[..., 0]) & ((s < windows[..., 1]) | (windows[..., 1] == 1.0)) & (tracks.noun >= 0)[..., None]
    bottom = tracks.points[:, :, 0, 1] + extents[tracks.noun][..., 1] * tracks.size / 2
    return _Poses(
        _affine(at, size, tilt, mirror).swapaxes(1, 2), size.swapaxes(1, 2), shown.swapaxes(1, 2), bottom, views
    )


def _affine(
    at: NDArray[np.float64], size: NDArray[np.float64], tilt: NDArray[np.float64], mirror: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return ... 2 3: the inverse of mirroring, turning by `tilt`, scaling to `size` and moving to `at`."""
    cos, sin = np.cos(tilt), np.sin(tilt)
    half = np.maximum(size, 1e-3) / 2
    turn = np.stack([np.stack([cos * mirror, sin * mirror], -1), np.stack([-sin, cos], -1)], -2) / half[..., None, None]
    return np.concatenate([turn, -(turn @ at[..., None])], axis=-1)


def _faces(noun: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return which way each drawing looks: -1 left, 1 right, 0 neither."""
    return np.array([{"left": -1.0, "right": 1.0, "front": 0.0}[NOUN[name].faces] for name in NOUNS])[noun]


def _mirrored(tracks: Tracks, heading: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return b o f, -1 where a drawing is mirrored: things look where they go, and where they went or will go."""
    towards = np.sign(heading.sum(-1, keepdims=True))
    looking = np.where(heading == 0, towards, heading) * _faces(tracks.noun)[..., None]
    return np.where(looking == 0, tracks.looks[..., None], looking)


def _liveliness(
    tracks: Tracks, heading: NDArray[np.float64], time_s: NDArray[np.float64], at: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return small shifts (b o f 2, in sizes) and tilts (b o f): steps, wing beats, waves, rolling."""
    way = np.array([*(NOUN[name].way for name in NOUNS)])[tracks.noun][..., None]
    phase = tracks.points[..., 0, 0, None] * 7
    moving = heading != 0
    step = np.isin(way, ("walk", "hop", "crawl")) & moving
    airy, afloat = np.isin(way, ("fly", "float")), np.isin(way, ("sail", "swim"))
    down = np.where(step, -0.045 * np.abs(np.sin(2 * pi * (1.6 * time_s + phase))), 0.0)
    down = np.where(airy, 0.05 * np.sin(2 * pi * (1.1 * time_s + phase)), down)
    down = np.where(afloat, 0.03 * np.sin(2 * pi * (0.7 * time_s + phase)), down)
    tilt = np.where(step, 0.05 * np.sin(2 * pi * (1.6 * time_s + phase)), 0.0)
    tilt = np.where(airy | afloat, 0.08 * np.sin(2 * pi * (0.6 * time_s + phase)), tilt)
    rolled = 2 * (at[..., 0] - at[..., :1, 0]) / np.maximum(tracks.size, 0.1)[..., None]
    tilt = np.where((way == "roll") & moving, -rolled, tilt)
    return np.stack([np.zeros_like(down), down], axis=-1), tilt
