"""Writing an identity bank: the model looks at pictures of an entity, and what its self-attention sees is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from storyagent.diffusion.guidance import grid_of
from storyagent.diffusion.identity import Bank, BankSettings, Place, fingerprint, kept_places, overheard
from storyagent.diffusion.models.base import VideoModel
from storyagent.diffusion.references import Likeness, on_grid, shown
from storyagent.diffusion.sharing import self_layers
from storyagent.errors import InvalidInput, ToolFailed
from storyagent.story.layout import FULL_FRAME, Box

OnEntity = Callable[[str], None]
"""Called before each entity is looked at; what it raises ends the writing."""


@dataclass(frozen=True)
class Portrait:
    """What is shown to the model of an entity: its pictures, words for them, and how much of the picture it fills.

    Without a share the pictures are shown whole, as those of a place, in a part of the frame.
    """

    likenesses: tuple[Likeness, ...]
    description: str
    share: float | None = 0.6
    frame: Box = FULL_FRAME


@torch.no_grad()
def write_bank(
    model: VideoModel,
    portraits: Mapping[str, Portrait],
    *,
    steps: int,
    size_px: tuple[int, int] | None = None,
    settings: BankSettings | None = None,
    on_entity: OnEntity | None = None,
) -> Bank:
    """Show a model each entity's pictures at the noise of each denoising step, and keep what it sees.

    Args:
        model: a UNet whose frames attend to themselves.
        portraits: by the entity's name.
        steps: denoising steps of the clips that will read the bank.
        size_px: width and height of the pictures, by default those the model was trained for.
        settings: what is kept.
        on_entity: called before each.

    Raises:
        InvalidInput: the model has no such attention; or there is not room for one token of each step and layer.
        ToolFailed: its attention is not where it should be.
    """
    settings = settings or BankSettings()
    model.spec.require("frame_attention")
    layers = self_layers(model.denoiser, settings.layers)
    size_px = size_px or model.spec.capabilities.sizes_px[0]
    scheduler = model.scheduler(steps, model.latents_shape(1, size_px[1], size_px[0]))
    times = [time for step, time in enumerate(scheduler.timesteps) if settings.active(step, steps)][:: settings.every]
    if not times or not layers:
        raise InvalidInput(
            "nothing would be kept", where="bank settings", found=f"{len(times)} steps, {len(layers)} layers"
        )
    states: dict[Place, Tensor] = {}
    words = {entity: model.encode([one.description]).states_btc[0].cpu() for entity, one in portraits.items()}
    room = int(settings.most_mib * 2**20) - sum(some.numel() * some.element_size() for some in words.values())
    room //= max(1, len(portraits) * len(times) * len(layers))
    rates = []
    for number, (entity, portrait) in enumerate(portraits.items()):
        if on_entity is not None:
            on_entity(entity)
        own, rate = _look(_Look(model, portrait, layers, size_px, settings, room, number, steps), entity, times)
        states.update(own)
        rates.append(rate)
    kept_times = tuple(float(time) for time in times)
    return Bank(fingerprint(model.denoiser), kept_times, tuple(portraits), min(rates, default=0.0), states, words)


@dataclass(frozen=True)
class _Look:
    """One entity's looking at; `room` is how many bytes a step and layer may take."""

    model: VideoModel
    portrait: Portrait
    layers: Sequence[str]
    size_px: tuple[int, int]
    settings: BankSettings
    room: int
    number: int
    steps: int


def _look(look: _Look, entity: str, times: Sequence[Tensor]) -> tuple[dict[Place, Tensor], float]:
    """Return the tokens of one entity, and the share of its places that they are."""
    model, pictures = look.model, len(look.portrait.likenesses)
    shape = look.portrait.share, look.portrait.frame
    portrayed = [shown(likeness, look.size_px, *shape) for likeness in look.portrait.likenesses]
    clean = model.encode_pictures(torch.stack([picture for picture, _ in portrayed]))  # i c 1 h w
    inside_ihw = torch.stack([inside for _, inside in portrayed])
    noise = model.first_noise(
        model.latents_shape(1, look.size_px[1], look.size_px[0]),
        [look.settings.seed * 1009 + n for n in range(pictures)],
    )
    said = model.encode([look.portrait.description] * pictures)
    both = said.joined(model.encode([model.spec.negative] * pictures))
    found: dict[Place, Tensor] = {}
    shares = []
    for step, time in enumerate(times):
        noisy = _noisy(model, look.steps, clean, noise, time)
        with overheard(model.denoiser, look.layers) as heard:
            model.predict(torch.cat([noisy, noisy]), time, both)
        for layer in look.layers:
            states, share = _kept(look, heard, layer, inside_ihw, (entity, step))
            found[Place(entity, step, layer)] = states
            shares.append(share)
    return found, min(shares)


def _noisy(model: VideoModel, steps: int, clean: Tensor, noise: Tensor, time: Tensor) -> Tensor:
    """Give pictures the noise of a time of the sampler, as the denoiser expects to be given them."""
    scheduler = model.scheduler(steps, tuple(clean.shape[1:]))  # afresh: some remember where they are
    noisy = scheduler.add_noise(clean, noise, time[None])
    if hasattr(scheduler, "scale_model_input"):
        noisy = scheduler.scale_model_input(noisy, time)
    return noisy  # type: ignore[no-any-return]


def _kept(
    look: _Look, heard: Mapping[str, Tensor], layer: str, inside_ihw: Tensor, parts: tuple[str, int]
) -> tuple[Tensor, float]:
    """Return a layer's tokens 2 s c of all pictures, and the least share of a picture's places that was kept."""
    if layer not in heard:
        raise ToolFailed("self-attention makes its keys elsewhere", where=layer, hint="do not fuse projections")
    pictures = len(inside_ihw)
    states = heard[layer].view(2, pictures, *heard[layer].shape[1:])  # 2 i n c
    most = look.room // pictures // (2 * states.shape[-1] * states.element_size())
    if most < 1:
        raise InvalidInput(
            "the identity bank has no room for these entities",
            where=parts[0],
            found=f"{look.settings.most_mib:g} MiB",
            needed="at least one token for each picture, step and layer",
            hint="raise most_mib, or keep fewer steps or layers",
        )
    height, width = look.model.latents_shape(1, look.size_px[1], look.size_px[0])[2:]
    grid = grid_of(states.shape[2], height, width)
    chosen, shares = [], []
    for picture, inside_p in enumerate(on_grid(inside_ihw, *grid)):
        places = kept_places(inside_p, look.settings.rate, most, look.settings.seed, *parts, picture, layer)
        chosen.append(states[:, picture, places.to(states.device)])
        shares.append(len(places) / max(1, int((inside_p >= 0.5).sum())))
    return torch.cat(chosen, dim=1).cpu(), min(shares)
