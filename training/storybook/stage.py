"""One training stage: its networks, their moving averages, its optimiser, and checkpoints that survive any kill.

Every random draw of a step comes from a generator seeded with the stage's seed and the step's number, so a run that was
stopped and resumed does exactly what an uninterrupted one does.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from typing import Any, TypeVar

import torch
from huggingface_hub import load_torch_model, save_torch_state_dict
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from storyagent.errors import InvalidInput
from training.storybook.pictures import save_curve

Losses = dict[str, Tensor]
"""The terms of a step's loss, each weighted already: the loss is their sum."""

WARM_UP_STEPS = 100
LINE_STEPS = 50
COOL_DOWN = 0.25


def learning_rate(step: int, steps: int, peak: float, *, since: int = 0) -> float:
    """Return the rate of a step: a linear rise, a plateau, and a linear fall to zero in the last quarter of `steps`.

    `since` is the step at which the optimiser was last empty, which is where the rise begins.
    """
    rise = min(1.0, (step - since + 1) / WARM_UP_STEPS)
    fall = min(1.0, max(0.0, (steps - step) / (COOL_DOWN * steps)))
    return peak * min(rise, fall)


def steps_that_fit(step: int, steps_per_s: float, left_s: float) -> int:
    """Return the length of a stage that is over a little before the time is."""
    return step + max(1, int(0.95 * steps_per_s * left_s))


def generator(seed: int, step: int, device: torch.device) -> torch.Generator:
    """Return the generator of one step's random draws."""
    return torch.Generator(device).manual_seed(seed * 1_000_003 + step)


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file under a temporary name, bring it to the disk, and only then give it its name."""
    partial = path.with_suffix(".partial")
    write(partial)
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    partial.replace(path)


Network = TypeVar("Network", bound=nn.Module)


def placed(network: Network, device: str) -> Network:
    """Put a network on a device with its channels last, which convolutions are quickest on."""
    layout: dict[str, Any] = {"memory_format": torch.channels_last}
    return network.to(device, **layout)


class Stage:
    """The state of one stage in a folder: `stage.pt` (everything), `curve.jsonl`, and the pictures of its samples.

    Weights whose name is `slow` learn at a tenth of the rate.
    """

    def __init__(
        self,
        folder: Path,
        networks: nn.ModuleDict,
        *,
        rate: float,
        steps: int,
        seed: int,
        average: float = 0.999,
        slow: Callable[[str], bool] = lambda name: False,
    ) -> None:
        self.folder = folder
        self.networks = networks
        self.peak_rate, self.steps, self.seed = rate, steps, seed
        self.step = self.since = 0
        self.averages = AveragedModel(networks, multi_avg_fn=_average_with(average))
        weights = [(slow(name), weight) for name, weight in networks.named_parameters() if weight.requires_grad]
        groups = [
            {"params": [weight for held, weight in weights if held == tenth], "tenth": tenth} for tenth in (False, True)
        ]
        self.optimiser = torch.optim.AdamW(
            [group for group in groups if group["params"]], lr=rate, betas=(0.9, 0.99), weight_decay=0.01
        )
        self.device = next(networks.parameters()).device
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def averaged(self) -> nn.ModuleDict:
        """The networks with the moving averages of their weights: what is sampled from and shipped."""
        networks = self.averages.module
        assert isinstance(networks, nn.ModuleDict)
        return networks

    def save(self) -> None:
        """Write the whole state; whoever kills this leaves the state before it."""
        state = {
            "step": self.step,
            "since": self.since,
            "networks": self.networks.state_dict(),
            "averages": self.averages.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }
        write_whole(self.folder / "stage.pt", lambda path: torch.save(state, path))

    def resume(self) -> bool:
        """Go on from `stage.pt`, or else from `compact/`; tell whether there was either."""
        if (self.folder / "stage.pt").exists():
            state = torch.load(self.folder / "stage.pt", map_location=self.device, weights_only=True)
            self.step, self.since = state["step"], state["since"]
            self.networks.load_state_dict(state["networks"])
            self.averages.load_state_dict(state["averages"])
            self.optimiser.load_state_dict(state["optimiser"])
            return True
        if (self.folder / "compact" / "step.json").exists():
            load_torch_model(self.networks, self.folder / "compact")
            self.averages.module.load_state_dict(self.networks.state_dict())
            self.step = self.since = json.loads((self.folder / "compact" / "step.json").read_text())["step"]
            return True
        return False

    def save_compact(self) -> None:
        """Write the averages in half precision, in files of at most 15 MB, for a machine that returns little.

        Who resumes from them begins with an empty optimiser and a rising rate.
        """
        folder = self.folder / "compact"
        folder.mkdir(exist_ok=True)
        (folder / "step.json").unlink(missing_ok=True)
        halves = {name: value.half().contiguous() for name, value in self.averaged.state_dict().items()}
        save_torch_state_dict(halves, folder, max_shard_size="15MB")
        write_whole(folder / "step.json", lambda path: path.write_text(json.dumps({"step": self.step})))

    def update(self, losses: Losses) -> dict[str, float]:
        """Make one step downhill and return the terms as numbers."""
        for group in self.optimiser.param_groups:
            rate = learning_rate(self.step, self.steps, self.peak_rate, since=self.since)
            group["lr"] = rate / 10 if group["tenth"] else rate
        torch.autograd.backward(torch.stack(list(losses.values())).sum())
        nn.utils.clip_grad_norm_(self.networks.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.averages.update_parameters(self.networks)
        self.step += 1
        return {name: float(term.detach()) for name, term in losses.items()}


def left_in(folder: Path) -> bool:
    """Tell whether a stage has left weights in its folder."""
    return (folder / "stage.pt").exists() or (folder / "compact" / "step.json").exists()


def averages_in(folder: Path) -> dict[str, Tensor]:
    """Return the averaged weights that a stage left in its folder.

    Raises:
        InvalidInput: the stage has not been run.
    """
    if (folder / "stage.pt").exists():
        state = torch.load(folder / "stage.pt", map_location="cpu", weights_only=True)["averages"]
        return {name.removeprefix("module."): value for name, value in state.items() if name != "n_averaged"}
    found: dict[str, Tensor] = {}
    for path in sorted((folder / "compact").glob("*.safetensors")):
        found |= {name: value.float() for name, value in load_file(path).items()}
    if not found:
        raise InvalidInput("the stage before has left no weights", where=str(folder), hint="run that stage first")
    return found


def _average_with(decay: float) -> Callable[..., None]:
    def average(averages: list[Tensor], weights: list[Tensor], count: Tensor | int) -> None:
        share = 1 - min(decay, (1 + float(count)) / (10 + float(count)))  # the first steps are soon forgotten
        torch._foreach_lerp_(averages, weights, share)

    return average


def train(
    stage: Stage,
    losses_at: Callable[[int], Losses],
    *,
    minutes: float | None = None,
    every: int = 500,
    fit: bool = False,
    look: Callable[[Path], object] = lambda path: None,
) -> None:
    """Go on until the stage's steps or the minutes are over, saving and drawing samples every so many steps.

    Args:
        stage: what learns.
        losses_at: the loss of a step.
        minutes: stop after so long.
        every: steps between checkpoints.
        fit: set the stage's steps, once the pace is known, so that the rate has fallen to zero when the minutes are
            over. How many steps that makes depends on the machine, so such a run is not repeated exactly.
        look: draws samples into the file it is given.
    """
    began = stage.step
    ends_s = time.monotonic() + 60 * minutes if minutes is not None else float("inf")
    curve = stage.folder / "curve.jsonl"
    terms: dict[str, list[float]] = {}
    line_began_s = time.monotonic()
    while stage.step < stage.steps and time.monotonic() < ends_s:
        for name, value in stage.update(losses_at(stage.step)).items():
            terms.setdefault(name, []).append(value)
        if stage.step % LINE_STEPS == 0:
            means = {name: round(mean(values), 5) for name, values in terms.items()}
            pace = LINE_STEPS / (time.monotonic() - line_began_s)
            with curve.open("a") as file:
                file.write(json.dumps({"step": stage.step, "steps_per_s": round(pace, 3), **means}) + "\n")
            print(stage.step, means, f"{pace:.2f} steps/s", flush=True)
            if fit and minutes is not None and stage.step - began == 2 * LINE_STEPS:  # the first steps are slow
                stage.steps = steps_that_fit(stage.step, pace, ends_s - time.monotonic())
            terms, line_began_s = {}, time.monotonic()
        if stage.step % every == 0 and stage.step < stage.steps:
            _keep(stage, look)
    _keep(stage, look)


def _keep(stage: Stage, look: Callable[[Path], object]) -> None:
    stage.save()
    look(stage.folder / f"samples_{stage.step:06d}.png")
    if (stage.folder / "curve.jsonl").exists():
        save_curve(stage.folder / "curve.jsonl", stage.folder / "curve.png")
