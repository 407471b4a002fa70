"""How a model is shown what entities look like: the surest way it has, and who sees what in a clip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import torch
from torch.nn import functional

from storyagent.diffusion.bank_writing import OnEntity, Portrait, write_bank
from storyagent.diffusion.given import Pictures, reference_pictures, shared_weight
from storyagent.diffusion.identity import Around, Bank, BankReader, BankSettings, Seen
from storyagent.diffusion.ip_adapter import Pictured, masks_of, picture_embeds
from storyagent.diffusion.models.base import VideoModel
from storyagent.diffusion.models.catalog import MODELS
from storyagent.diffusion.picture_words import in_own_colour
from storyagent.diffusion.references import likenesses
from storyagent.diffusion.regions import Boxes, layout_boxes
from storyagent.errors import InvalidInput
from storyagent.story.layout import Layout
from storyagent.story.references import RUNGS, Reference, Rung

LEAST_SHARE, MOST_SHARE = 0.3, 0.9
"""An entity is shown to the model as large as it is in the layout, within these shares of the picture."""


def best_rung(model: VideoModel, wanted: Rung | None = None) -> Rung:
    """Return the surest way a model has to keep entities as their pictures show them, or the one that is wanted.

    Raises:
        InvalidInput: the model has not got it.
    """
    own = (*model.references, "description")
    if wanted is None:
        return next(rung for rung in RUNGS if rung in own)
    if wanted not in own:
        able = [spec.id for spec in MODELS if wanted in spec.capabilities.references]
        raise InvalidInput(
            "the model cannot keep entities in this way",
            where=model.spec.id,
            found=wanted,
            needed=f"one of {', '.join(own)}",
            hint=f"models that can: {', '.join(able)}" if able else "",
        )
    return wanted


def by_bank(
    model: VideoModel,
    references: Sequence[Sequence[Reference]],
    layouts: Sequence[Layout],
    bank: Bank,
    *,
    frames: int,
    size_px: tuple[int, int],
    settings: BankSettings,
) -> Seen | None:
    """Return what the frames of each clip see of a bank of all references of a batch; None of none.

    Args:
        model: what makes the clips.
        references: of each clip, of entities that its layout has.
        layouts: one each.
        bank: what `bank_of` wrote of these references.
        frames: of a clip.
        size_px: width and height of the clip.
        settings: of the bank.

    Raises:
        InvalidInput: an entity with two references, or one that its layout has not; the bank is another model's, or
            does not know each of the references.
    """
    distinct = _distinct(references)
    if not distinct:
        return None
    for some, layout in zip(references, layouts, strict=True):
        _require_tracks(some, layout)
    bank = _known_to(bank, distinct)
    boxes = [layout_boxes(layout, frames, model.frame_groups(frames)) for layout in layouts]
    owners = [_owners(some, layout, distinct) for some, layout in zip(references, layouts, strict=True)]
    most = max(len(own) for own in owners)
    corners = torch.zeros(len(layouts), len(distinct) * most, frames_of(boxes), 4)
    present = torch.zeros(corners.shape[:3], dtype=torch.bool)
    for clip, (own, where_) in enumerate(zip(owners, boxes, strict=True)):
        for track, number in own:
            slot = number * most + next(i for i, (other, _) in enumerate(own) if other == track)
            corners[clip, slot], present[clip, slot] = where_.corners_of4[track], where_.present_of[track]
    device = model.device
    return Seen(
        BankReader(model.denoiser, bank, model.text_layers()),
        corners.to(device),
        present.to(device),
        torch.arange(len(distinct), device=device).repeat_interleave(most),
        torch.tensor([one.weight for one in distinct], device=device),
        torch.zeros(len(layouts), dtype=torch.bool, device=device),
        model.latents_shape(1, size_px[1], size_px[0])[2:],
        settings.soft,
        settings.words,
        around=_around(references, distinct, boxes, device),
    )


def bank_of(
    model: VideoModel,
    references: Sequence[Sequence[Reference]],
    layouts: Sequence[Layout],
    *,
    frames: int,
    steps: int,
    size_px: tuple[int, int],
    settings: BankSettings,
    on_entity: OnEntity | None = None,
) -> Bank:
    """Write a bank of all references of a batch, each as large as it is in the layouts.

    Arguments are those of `by_bank`; `steps` are of denoising, `on_entity` is called before each (`write_bank`).

    Raises:
        InvalidInput: what `write_bank` and `likenesses` raise; an entity with two references; one the layout has not.
    """
    for some, layout in zip(references, layouts, strict=True):
        _require_tracks(some, layout)
    boxes = [layout_boxes(layout, frames, model.frame_groups(frames)) for layout in layouts]
    distinct = _distinct(references)
    portraits = {}
    for name, one in zip(_names(distinct), distinct, strict=True):
        where = [(layout, own) for some, layout, own in zip(references, layouts, boxes, strict=True) if one in some]
        portraits[name] = _portrait(one, where)
    return write_bank(model, portraits, steps=steps, size_px=size_px, settings=settings, on_entity=on_entity)


def _distinct(references: Sequence[Sequence[Reference]]) -> list[Reference]:
    return list(dict.fromkeys(one for some in references for one in some if one.weight > 0.0))


def _names(distinct: Sequence[Reference]) -> list[str]:
    """Return what references are called in a bank: clips of one batch may show one entity by several pictures."""
    return [f"{number} {one.entity}" for number, one in enumerate(distinct)]


def _known_to(bank: Bank, distinct: Sequence[Reference]) -> Bank:
    """Return what a bank knows of references, in their order; several of one entity are told apart by their order."""
    names: dict[str, list[str]] = {}
    for name in bank.entities:
        names.setdefault(name.partition(" ")[2], []).append(name)
    wanted = Counter(one.entity for one in distinct)
    strange = [entity for entity, count in wanted.items() if len(names.get(entity, ())) != count]
    if strange:
        raise InvalidInput(
            "the identity bank is not of these references",
            where=", ".join(strange),
            found=f"a bank of {', '.join(name.partition(' ')[2] for name in bank.entities) or 'nobody'}",
            needed="one of all entities that have pictures",
            hint="write it again with their pictures",
        )
    return bank.of([names[one.entity].pop(0) for one in distinct])


def _around(
    references: Sequence[Sequence[Reference]],
    distinct: Sequence[Reference],
    boxes: Sequence[Boxes],
    device: torch.device,
) -> Around | None:
    """Return which of the distinct references are places, and of which clips; None where none is."""
    if not any(one.place for one in distinct):
        return None
    place = torch.tensor([[one.place and one in some for one in distinct] for some in references], device=device)
    most = max(len(own.corners_of4) for own in boxes)
    padded = [
        (
            functional.pad(corners, (0, 0, 0, 0, 0, most - len(corners))),
            functional.pad(present, (0, 0, 0, most - len(present))),
        )
        for corners, present in boxes
    ]
    corners, present = (torch.stack(some).to(device) for some in zip(*padded, strict=True))
    return Around(place, corners, present)


def by_adapter(
    model: VideoModel,
    references: Sequence[Sequence[Reference]],
    layouts: Sequence[Layout],
    *,
    frames: int,
    size: tuple[int, int],
) -> Pictured | None:
    """Return what the frames of each clip are shown by the model's image adapter; None of none.

    `size` is that of the latents. Raises what `by_bank` raises.
    """
    distinct = _distinct(references)
    if not distinct:
        return None
    for some, layout in zip(references, layouts, strict=True):
        _require_tracks(some, layout)
    boxes = [layout_boxes(layout, frames, model.frame_groups(frames)) for layout in layouts]
    owners = [_owners(some, layout, distinct) for some, layout in zip(references, layouts, strict=True)]
    encoder = model.image_encoder
    assert encoder is not None
    shown = [likenesses(one) for one in distinct]
    embeds = picture_embeds(model.denoiser, encoder.to(model.device), shown, [one.place for one in distinct])
    places = [[distinct.index(one) for one in some if one.place and one in distinct] for some in references]
    masks = masks_of(boxes, owners, places, [one.weight for one in distinct], size)
    return Pictured(embeds.expand(len(layouts), *embeds.shape).to(model.device), masks.to(model.device))


def by_pictures(pictures: Pictures, references: Sequence[Sequence[Reference]], layouts: Sequence[Layout]) -> Pictures:
    """Return what the clips are to be made after, with pictures of their references. Raises what `by_bank` raises."""
    for some, layout in zip(references, layouts, strict=True):
        _require_tracks(some, layout)
    shown = tuple(reference_pictures(some, pictures.size_px) for some in references)
    return replace(pictures, references=shown, weight=shared_weight(references))


def frames_of(boxes: Sequence[Boxes]) -> int:
    """Return the number of latent frames."""
    return boxes[0].corners_of4.shape[1]


def _require_tracks(references: Sequence[Reference], layout: Layout) -> None:
    shown = {track.entity for track in layout.tracks}
    names = [one.entity for one in references if not one.place]
    missing = [name for name in names if name not in shown]
    twice = sorted({name for name in names if names.count(name) > 1})
    if missing or twice:
        raise InvalidInput(
            "an entity has two references" if twice else "a reference is of an entity that the layout does not have",
            where=layout.scene,
            found=", ".join(twice or missing),
            needed="one each" if twice else f"one of {', '.join(sorted(shown)) or 'none: it has no tracks'}",
        )


def _owners(references: Sequence[Reference], layout: Layout, distinct: Sequence[Reference]) -> list[tuple[int, int]]:
    """Return the tracks that have a reference, each with the reference's number."""
    numbers = {one.entity: distinct.index(one) for one in references if one in distinct and not one.place}
    return [(index, numbers[track.entity]) for index, track in enumerate(layout.tracks) if track.entity in numbers]


def _portrait(reference: Reference, where: Sequence[tuple[Layout, Boxes]]) -> Portrait:
    """Return the pictures of an entity, as large as it is on average in the layouts, or those of a place."""
    shown = tuple(likenesses(reference))
    if reference.place:
        return Portrait(shown, reference.description or where[0][0].background, None, reference.frame)
    sides = []
    name = ""
    for layout, boxes in where:
        for index, track in enumerate(layout.tracks):
            if track.entity == reference.entity:
                name = name or track.name
                corners = boxes.corners_of4[index][boxes.present_of[index]]
                sides.append((corners[:, 2:] - corners[:, :2]).amax(-1))
    every = torch.cat(sides)
    share = float(every.mean()) if len(every) else MOST_SHARE
    share = min(max(share, LEAST_SHARE), MOST_SHARE)
    return Portrait(shown, in_own_colour(reference.description or name, reference, shown), share)
