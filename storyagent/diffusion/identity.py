"""An identity bank: entities that look the same in every clip, without training.

After StoryDiffusion (arXiv 2405.01434). A picture of the entity is given noise to the level of each denoising step and
shown to the model with its description; what the model's self-attention then sees at the entity's places is kept, for
each step and layer. When a clip is made, the places inside the entity's box attend to that as well as to their own
frame. What differs from the published method: only the entity's own places are kept, each entity is seen in its own
boxes alone, however many there are; which places are kept follows from a seed; the bank is bounded in bytes, is
kept on the CPU, reaches the device a layer at a time, and can be written to a file.

That a place outside of the box sees nothing of the entity costs no mask: queries and keys get one more number for each
entity, whose product is what would have been added to the score.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import torch
from pydantic import Field
from torch import Tensor, nn
from torch.nn import functional

from storyagent.diffusion.attention import Call, altered, replaced_forward
from storyagent.diffusion.guidance import grid_of
from storyagent.diffusion.regions import coverage, free_share
from storyagent.diffusion.sharing import self_layers
from storyagent.errors import InvalidInput
from storyagent.story.values import UnitTime, Value

UNSEEN = 1000.0
"""Taken from the score of what a place must not see: its weight is 0 in single precision, and fp16 still holds it."""


class BankSettings(Value):
    """What a bank keeps and when it is read.

    `rate` is the share of the entity's places that is kept, `most_mib` what all of it may take: above that, the rate
    falls. `layers` are those of `Sharing`. From `start` to `until` of the denoising steps, of which one in `every` is
    kept and the nearest read: it costs half as much to look at every second. With a `soft` edge a place that the box
    covers in part sees the entity in part; otherwise those that are covered by half see all of it.

    `words` is how much of what these places hear are the entity's own words instead of the prompt's: in the prompt a
    colour belongs to whoever comes first. `held` is the share of the steps in which a place is held to its picture,
    while the camera rests (`storyagent.diffusion.held_place`).
    """

    rate: float = Field(0.5, gt=0.0, le=1.0)
    most_mib: float = Field(512.0, gt=0.0)
    layers: Literal["all", "up", "fine"] = "up"
    start: UnitTime = 0.0
    until: UnitTime = 1.0
    every: int = Field(2, ge=1)
    soft: bool = False
    words: UnitTime = 0.8
    held: UnitTime = 0.25
    seed: int = Field(0, ge=0)

    def active(self, step: int, steps: int) -> bool:
        """Return whether the bank is read at a denoising step, counted from 0."""
        return self.start * steps <= step < self.until * steps


class Place(NamedTuple):
    """Where in a bank some tokens are: the entity, the number of the kept step, the layer."""

    entity: str
    step: int
    layer: str


@dataclass(frozen=True)
class Bank:
    """What a model's self-attention saw of some entities.

    `states` are tokens 2 s c on the CPU: as seen with the description, and with the empty prompt; `words` are the
    descriptions as the model reads them, t c. `times` are the sampler's times of the kept steps, `model` is
    `fingerprint` of the model that wrote it, `rate` what was kept.
    """

    model: str
    times: tuple[float, ...]
    entities: tuple[str, ...]
    rate: float
    states: Mapping[Place, Tensor]
    words: Mapping[str, Tensor]

    @property
    def layers(self) -> tuple[str, ...]:
        """Return the names of the layers that see it."""
        return tuple(dict.fromkeys(place.layer for place in self.states))

    @property
    def size_bytes(self) -> int:
        """Return how much memory the tokens take."""
        return sum(some.numel() * some.element_size() for some in (*self.states.values(), *self.words.values()))

    def of(self, entities: Sequence[str]) -> Bank:
        """Return what it knows of some of its entities, in their order."""
        states = {place: some for place, some in self.states.items() if place.entity in entities}
        words = {entity: self.words[entity] for entity in entities}
        return replace(self, entities=tuple(entities), states=states, words=words)

    def nearest(self, time: float) -> int:
        """Return the number of the kept step that is nearest to a time of the sampler."""
        return min(range(len(self.times)), key=lambda step: abs(self.times[step] - time))

    def require(self, model: nn.Module) -> None:
        """Check that a model is the one that wrote the bank.

        Raises:
            InvalidInput: it is another one, which sees other things in the same numbers.
        """
        if fingerprint(model) != self.model:
            raise InvalidInput(
                "the identity bank was written by another model",
                found=f"model {self.model}",
                needed=f"model {fingerprint(model)}",
                hint="write it again with this model",
            )


def fingerprint(model: nn.Module) -> str:
    """Return a hash of a model's weights, the same in every number format and on every device.

    Of each weight 64 values, evenly spaced, are looked at: a model that was trained on differs in nearly all.
    """
    found = hashlib.sha256()
    for name, weight in model.named_parameters():
        flat = weight.detach().flatten()
        some = flat[:: max(1, flat.numel() // 64)][:64].to("cpu", torch.bfloat16)
        found.update(f"{name}{tuple(weight.shape)}".encode())
        found.update(some.view(torch.int16).numpy().tobytes())
    return found.hexdigest()[:32]


def kept_places(inside_p: Tensor, rate: float, most: int | None, *parts: object) -> Tensor:
    """Return the cells that are kept of those at least half inside, in order: drawn by a seed that the parts give.

    At least one: where no cell is half inside, the one that is most.
    """
    cells = torch.nonzero(inside_p >= 0.5).flatten()
    if not len(cells):
        cells = inside_p.argmax()[None]
    count = max(1, round(rate * len(cells)))
    count = count if most is None else min(count, max(1, most))
    seed = int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:7], "big")
    order = torch.randperm(len(cells), generator=torch.Generator().manual_seed(seed))
    return cells[order[:count]].sort().values


@contextmanager
def overheard(unet: nn.Module, layers: Sequence[str]) -> Iterator[dict[str, Tensor]]:
    """Keep what self-attention layers make their keys of, rows n c, by layer, while the model runs.

    Raises:
        ToolFailed: the model has no such layer.
    """
    heard: dict[str, Tensor] = {}
    with ExitStack() as stack:
        for name in layers:

            def wrap(project: Callable[[Tensor], Tensor], name: str = name) -> Callable[[Tensor], Tensor]:
                def listening(states: Tensor) -> Tensor:
                    heard[name] = states.detach()
                    return project(states)

                return listening

            stack.enter_context(replaced_forward(unet.get_submodule(f"{name}.to_k"), wrap))
        yield heard


class BankReader:
    """Lets a UNet's self-attention see a bank.

    Make it while nothing else is attached to the model: it keeps the layers' own projections. `text_layers` are those
    in which places hear their entities' words.

    Raises:
        InvalidInput: another model wrote the bank, or it knows layers that this model has not.
    """

    def __init__(self, unet: nn.Module, bank: Bank, text_layers: Sequence[str] = ()) -> None:
        bank.require(unet)
        unknown = set(bank.layers) - set(self_layers(unet))
        if unknown:
            raise InvalidInput(
                "the identity bank is of layers that the model has not", found=", ".join(sorted(unknown))
            )
        self.unet, self.bank = unet, bank
        self.text_layers = tuple(text_layers)
        self._layers: dict[str, Any] = {name: unet.get_submodule(name) for name in (*bank.layers, *text_layers)}
        self._project = {name: (layer.to_k.forward, layer.to_v.forward) for name, layer in self._layers.items()}

    def keys_and_values(self, name: str, step: int, like: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the tokens of all entities as a layer's keys and values, 2 a s d, and the entity of each, s."""
        tokens = [self.bank.states[Place(entity, step, name)] for entity in self.bank.entities]
        counts = torch.tensor([some.shape[1] for some in tokens], device=like.device)
        owner_s = torch.arange(len(tokens), device=like.device).repeat_interleave(counts)
        return (*self._projected(name, torch.cat(tokens, dim=1).to(like.device, like.dtype)), owner_s)

    def words(self, name: str, entity: str, like: Tensor) -> tuple[Tensor, Tensor]:
        """Return an entity's words as a layer's keys and values, 1 a t d."""
        return self._projected(name, self.bank.words[entity][None].to(like.device, like.dtype))

    def _projected(self, name: str, states: Tensor) -> tuple[Tensor, Tensor]:
        layer = self._layers[name]
        key, value = (
            project(states).unflatten(-1, (layer.heads, -1)).transpose(1, 2) for project in self._project[name]
        )
        return (key if layer.norm_k is None else layer.norm_k(key)), value


class Around(NamedTuple):
    """Which entities of a bank are places, seen where no object of a clip is.

    `place_be` says of which clip each is the place; `corners_bof4` and `present_bof` are the boxes of all objects.
    """

    place_be: Tensor
    corners_bof4: Tensor
    present_bof: Tensor

    def at(self, frames: slice) -> Around:
        """Return that of some of the latent frames."""
        return Around(self.place_be, self.corners_bof4[:, :, frames], self.present_bof[:, :, frames])

    def joined(self, other: Around) -> Around:
        """Return this batch followed by another, of as many objects."""
        return Around(*(torch.cat(pair) for pair in zip(self, other, strict=True)))


@dataclass(frozen=True)
class Seen:
    """What the frames of a batch see of a bank.

    Args:
        reader: of the bank; e are its entities.
        corners_bef4: their boxes in each latent frame, several for an entity with several tracks: b e f 4, in which
            e counts boxes; `owner_e` says whose each is.
        present_bef: whether they are there.
        owner_e: index of each box's entity in the bank.
        weight_e: how much each counts.
        unsaid_b: whether a sample hears the empty prompt.
        size: rows and columns of the latents.
        soft, words: see `BankSettings`.
        time: the sampler's time.
        around: which entities are places, if any are.
    """

    reader: BankReader
    corners_bef4: Tensor
    present_bef: Tensor
    owner_e: Tensor
    weight_e: Tensor
    unsaid_b: Tensor
    size: tuple[int, int]
    soft: bool = False
    words: float = 0.0
    time: float = 0.0
    around: Around | None = None

    def at(self, frames: slice) -> Seen:
        """Return what some of the latent frames see."""
        return replace(
            self,
            corners_bef4=self.corners_bef4[:, :, frames],
            present_bef=self.present_bef[:, :, frames],
            around=None if self.around is None else self.around.at(frames),
        )

    def joined(self, other: Seen) -> Seen:
        """Return this batch followed by another, of the same entities."""
        return replace(
            self,
            corners_bef4=torch.cat([self.corners_bef4, other.corners_bef4]),
            present_bef=torch.cat([self.present_bef, other.present_bef]),
            unsaid_b=torch.cat([self.unsaid_b, other.unsaid_b]),
            around=None if self.around is None or other.around is None else self.around.joined(other.around),
        )

    @contextmanager
    def attached(self) -> Iterator[None]:
        """Let the model see it. What else changes self-attention is entered before."""
        step = self.reader.bank.nearest(self.time)

        def add(layer: str, call: Call) -> Tensor:
            return self._with_bank(call, *self.reader.keys_and_values(layer, step, call.key))

        with ExitStack() as stack:
            stack.enter_context(altered(self.reader.unet, self.reader.bank.layers, add))
            if self.words > 0.0:
                stack.enter_context(altered(self.reader.unet, self.reader.text_layers, self._with_words))
            yield

    def _with_words(self, layer: str, call: Call) -> Tensor:
        """Return attention (b f) a n d to the text, in a frame's boxes in part to the words of their entities."""
        query, key, value, mask, scale = call
        made = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask, scale=scale)
        share = 1.0 - (1.0 - self.words) ** self.weight_e.view(1, -1, 1, 1)
        heard = self._covered(query.shape[-2]) * share * ~self.unsaid_b.view(-1, 1, 1, 1)  # b e f n
        if self.around is not None:  # a place hears the whole prompt: its hour and weather are the scene's
            heard = heard * ~self.around.place_be[..., None, None]
        heard = heard / heard.sum(1, keepdim=True).clamp(min=1.0)
        rows = heard.transpose(1, 2).flatten(0, 1)[:, :, None, :, None].to(query)  # (b f) e 1 n 1
        hears = (rows != 0.0).any(-2).flatten(2).any(-1)  # (b f) e: neither who hears the empty prompt nor who is away
        changed = made.clone()
        for number, entity in enumerate(self.reader.bank.entities):
            own_rows = hears[:, number].nonzero().flatten()
            if not len(own_rows):
                continue
            own_key, own_value = (
                some.expand(len(own_rows), -1, -1, -1) for some in self.reader.words(layer, entity, key)
            )
            own = functional.scaled_dot_product_attention(query[own_rows], own_key, own_value, scale=scale)
            changed = changed.index_add(0, own_rows, rows[own_rows, number] * (own - made[own_rows]))
        return changed

    def _with_bank(self, call: Call, key: Tensor, value: Tensor, owner_s: Tensor) -> Tensor:
        """Return attention (b f) a n d over own keys and, where a frame's boxes are, those of the bank."""
        frames = self.present_bef.shape[2]
        half = self.unsaid_b.long().repeat_interleave(frames)  # (b f)
        query, own_key, own_value, mask, scale = call
        entities = len(self.reader.bank.entities)
        bias = self.bias(query.shape[-2], torch.bincount(owner_s, minlength=entities))  # (b f) n e
        scale = scale if scale is not None else 1.0 / math.sqrt(query.shape[-1])
        extra = -(-entities // 8) * 8  # fused kernels want multiples of eight
        marks = functional.one_hot(owner_s, extra).to(key)[None, None].expand(*key.shape[:2], -1, -1)
        pulls = functional.pad(bias / scale, (0, extra - entities)).to(query)
        widened_q = torch.cat([query, pulls[:, None].expand(-1, query.shape[1], -1, -1)], dim=-1)
        widened_k = torch.cat([functional.pad(own_key, (0, extra)), torch.cat([key, marks], dim=-1)[half]], dim=-2)
        widened_v = functional.pad(torch.cat([own_value, value[half]], dim=-2), (0, extra))
        if mask is not None and mask.shape[-1] > 1:
            no = False if mask.dtype == torch.bool else 0.0
            mask = functional.pad(mask, (0, len(owner_s)), value=True if mask.dtype == torch.bool else no)
        made = functional.scaled_dot_product_attention(widened_q, widened_k, widened_v, attn_mask=mask, scale=scale)
        return made[..., : query.shape[-1]]

    def bias(self, positions: int, tokens_e: Tensor) -> Tensor:
        """Return what is added to the scores of each entity's tokens: (b f) n e.

        An entity's tokens together weigh, before the scores, `weight` times as much as the places of its box, however
        many of them are kept.
        """
        merged = self._covered(positions)
        share = merged.sum(-1, keepdim=True) / tokens_e.view(1, -1, 1, 1)
        weighed = merged * share * self.weight_e.view(1, -1, 1, 1)
        return weighed.log().clamp(min=-UNSEEN).permute(0, 2, 3, 1).flatten(0, 1)

    def _covered(self, positions: int) -> Tensor:
        """Return how much of each place of a layer is inside each entity's boxes: b e f p."""
        height, width = grid_of(positions, *self.size)
        covered = coverage(self.corners_bef4, height, width)
        if not self.soft:
            covered = (covered >= covered.amax(-1, keepdim=True).clamp(max=0.5)).float()
        covered = covered * self.present_bef[..., None]
        merged = covered.new_zeros(len(covered), len(self.reader.bank.entities), *covered.shape[2:])
        merged = merged.scatter_reduce(1, self.owner_e.view(1, -1, 1, 1).expand_as(covered), covered, "amax")
        if self.around is None:
            return merged
        free = free_share(self.around.corners_bof4, self.around.present_bof, height, width)
        free = free if self.soft else (free >= 0.5).float()
        return torch.where(self.around.place_be[..., None, None], free[:, None], merged)
