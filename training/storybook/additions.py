"""More words for a finished model: what is added to its weights, of low rank, while the model itself stays as it is.

    python -m training.storybook.additions --out /tmp/storybook/wide --nouns car cat bird ball dog kite ... --steps 9000

Everything that was measured with the finished model stays true of it, since its own weights do not change, and a file
of some two megabytes holds what came to them (LoRA, arXiv 2106.09685). `OUT/autoencoder/vae` is the autoencoder that
can paint the new things; `training.storybook.autoencoder --before` makes it of the finished model's. With `--before`
a run goes on from other additions, with their autoencoder where it has none of its own. At the end
`OUT/model` is a folder that `load_storybook` reads: additions, autoencoder and tokenizer; the rest is the packaged
model's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from diffusers import AutoencoderTiny
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn.utils import parametrize
from transformers import PreTrainedTokenizerFast

from storyagent.diffusion.models.low_rank import ADDITIONS, add_to, read_additions
from storyagent.diffusion.models.storybook import Storybook, load_storybook
from storyagent.diffusion.models.storybook_words import proportions
from storyagent.errors import InvalidInput
from training.storybook import options
from training.storybook.curriculum import Source
from training.storybook.diffusing import batch_losses, drawn, vocabulary
from training.storybook.grounding import keep_maps
from training.storybook.pictures import save_sheet
from training.storybook.publish import forget_folder, words_of
from training.storybook.shape import Shape, new_scheduler, still_part
from training.storybook.stage import Losses, Stage, generator, placed, train
from training.storybook.world import held_out_seed, training_seed

RANK = 12
EMBEDDING = "embeddings.token_embedding"


class LowRank(nn.Module):
    """A weight and a product of two thin matrices; the product is zero at first."""

    def __init__(self, weight: Tensor, rank: int) -> None:
        super().__init__()
        self.down = nn.Parameter(torch.randn(rank, weight[0].numel()) / weight[0].numel() ** 0.5)
        self.up = nn.Parameter(weight.new_zeros(len(weight), rank))

    def forward(self, weight: Tensor) -> Tensor:
        """Return the sum."""
        return weight + (self.up @ self.down).view_as(weight)


class NewRows(nn.Module):
    """A table of which the rows from `first` on are learned and the others stay."""

    def __init__(self, weight: Tensor, first: int) -> None:
        super().__init__()
        self.first = first
        self.rows = nn.Parameter(weight[first:].clone())

    def forward(self, weight: Tensor) -> Tensor:
        """Return the table."""
        return torch.cat([weight[: self.first], self.rows])


def open_to_additions(networks: nn.ModuleDict, *, first: int, rank: int = RANK) -> None:
    """Freeze networks but for an addition to every matrix and convolution, and for the words from row `first` on."""
    networks.requires_grad_(False)
    for name, module in list(networks.named_modules()):
        if name.endswith(EMBEDDING):
            parametrize.register_parametrization(module, "weight", NewRows(module.weight, first))
        elif isinstance(module, (nn.Linear, nn.Conv2d)):
            parametrize.register_parametrization(module, "weight", LowRank(module.weight, rank))


def additions_of(networks: nn.Module, *, last: int) -> dict[str, Tensor]:
    """Return what `add_to` needs to make the finished model of these networks; words end before row `last`."""
    found: dict[str, Tensor] = {}
    for name, module in networks.named_modules():
        weight = _added_to(name)
        if isinstance(module, LowRank):
            found |= {f"{weight}.up": module.up.detach(), f"{weight}.down": module.down.detach()}
        elif isinstance(module, NewRows) and last > module.first:
            found[f"{weight}.rows.{module.first}"] = module.rows.detach()[: last - module.first].clone()
    return found


def begin_with(networks: nn.Module, additions: Mapping[str, Tensor]) -> None:
    """Begin with what `additions_of` returned of networks before.

    Raises:
        InvalidInput: they are of other networks, or of another rank.
    """
    into: dict[str, Tensor] = {}
    for name, module in networks.named_modules():
        if isinstance(module, LowRank):
            into |= {f"{_added_to(name)}.up": module.up, f"{_added_to(name)}.down": module.down}
        elif isinstance(module, NewRows) and (key := f"{_added_to(name)}.rows.{module.first}") in additions:
            into[key] = module.rows[: len(additions[key])]
    strange = sorted(into.keys() ^ additions.keys()) or [
        name for name, value in additions.items() if into[name].shape != value.shape
    ]
    if strange:
        raise InvalidInput("additions to go on from are of another model or rank", found=strange[0])
    with torch.no_grad():
        for name, value in additions.items():
            into[name].copy_(value)


def _added_to(name: str) -> str:
    return name.replace(".parametrizations.weight.0", ".weight")


def main(arguments: list[str] | None = None, *, world: Source | None = None, finished: Path | None = None) -> None:
    """Train, resume, show and write the additions as the options say; to `finished`, or else the packaged model."""
    chosen = options.read(__doc__, arguments, steps=9_000, batch=16, rate=2e-3)
    shape, world = chosen.shape, world or chosen.world()
    torch.manual_seed(chosen.seed)
    own, before = chosen.out / "autoencoder" / "vae", chosen.before
    painter = before / "vae" if before and not own.exists() else own
    autoencoder = AutoencoderTiny.from_pretrained(painter, torch_dtype=torch.float32).requires_grad_(False)
    placed(autoencoder, chosen.device)
    book = load_storybook(finished, device=chosen.device)
    known = PreTrainedTokenizerFast.from_pretrained(before / "tokenizer") if before else book.tokenizer
    tokenizer = _more_words(known, chosen.out / "additions" / "tokenizer", world, shape)
    networks = nn.ModuleDict({"unet": still_part(book.unet, shape), "text_encoder": book.text_encoder})
    open_to_additions(networks, first=len(book.tokenizer))
    if before:
        begin_with(networks, read_additions(before / ADDITIONS))
    placed(networks, chosen.device)
    stage = Stage(chosen.out / "additions", networks, rate=chosen.rate, steps=chosen.steps, seed=chosen.seed)
    stage.resume()
    maps = keep_maps(networks["unet"])  # after the stage has copied the networks: their averages keep none
    levels = new_scheduler().alphas_cumprod.to(chosen.device)

    def losses_at(step: int) -> Losses:
        dice = generator(chosen.seed, step, stage.device)
        batch = world.sample(chosen.batch, seed=training_seed(chosen.seed + step))
        return batch_losses(networks, autoencoder, tokenizer, batch, levels, dice, maps)

    prompts = world.captions(24, still=True, seed=held_out_seed(4))

    def look(path: Path) -> None:
        more = load_storybook(finished, device=chosen.device)
        learned = additions_of(stage.averaged, last=len(tokenizer))
        add_to({"unet": more.unet, "text_encoder": more.text_encoder}, learned)
        shown = Storybook(more.unet, autoencoder, more.text_encoder, tokenizer, more.scheduler)
        save_sheet(drawn(shown, prompts, frames=1, across=chosen.across[-1])[:, 0], path, columns=8, captions=prompts)

    train(stage, losses_at, minutes=chosen.minutes, every=chosen.every, fit=chosen.fit, look=look)
    write(chosen.out / "model", additions_of(stage.averaged, last=len(tokenizer)), autoencoder, tokenizer)
    nouns = dict.fromkeys([*proportions(finished), *(proportions(before) if before else ()), *chosen.part.nouns])
    told = words_of(nouns) | {"across": sorted(set(chosen.across))}
    (chosen.out / "model" / "words.json").write_text(json.dumps(told, indent=1) + "\n")


def _more_words(known: PreTrainedTokenizerFast, kept: Path, world: Source, shape: Shape) -> PreTrainedTokenizerFast:
    """Return a tokenizer with the words that this world has besides; `kept` is the run's own."""
    if not kept.exists():
        known.save_pretrained(kept)
    return vocabulary(kept, world, shape)


def write(
    folder: Path, additions: Mapping[str, Tensor], autoencoder: AutoencoderTiny, tokenizer: PreTrainedTokenizerFast
) -> None:
    """Write what the finished model needs to draw more things, in half precision."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file({name: value.half().contiguous() for name, value in additions.items()}, folder / ADDITIONS)
    autoencoder.half().save_pretrained(folder / "vae")
    forget_folder(folder / "vae" / "config.json")
    tokenizer.save_pretrained(folder / "tokenizer")
    for weights in folder.rglob("*.safetensors"):
        weights.chmod(0o644)  # safetensors leaves them to their owner alone


if __name__ == "__main__":
    main()
