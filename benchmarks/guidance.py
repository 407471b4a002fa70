"""Layout guidance against no guidance, and against a plain implementation of the procedure that was published.

    PYTHONPATH=. python benchmarks/guidance.py [--model storybook|modelscope|wan] [--device cuda] [--steps N]

Same model, steps and seed for all three, each in a process of its own. `modelscope` (256 px, 16 frames) and `wan`
(1.3B, 480 px) have random weights at their real sizes; so has `storybook` as long as its weights are not in the
package. The plain procedure (LVD: ten steps of up to five iterations, whole forward passes, whole attention maps, loops
over layers, objects, frames and tokens, gradient as it is) stands below, written after the paper's description; it
knows UNets only.

Seconds are of the processor on a CPU and of the wall on a GPU: the middle of some rounds, in which unguided and guided
take turns (the plain procedure runs once). Other work on the machine changes them, the guided ones less.
Memory is what the run takes above the loaded model. The layout error is the share of the object words' attention that
lies outside of their boxes, after the last step, at the layers that guidance reads. Exit code 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import torch
from diffusers.models.attention_processor import Attention
from tokenizers import Tokenizer, models, pre_tokenizers
from torch import Tensor, nn
from transformers import PreTrainedTokenizerFast

from storyagent.diffusion.attention import MapRequest, reading
from storyagent.diffusion.guidance import GuidanceSettings, grid_of
from storyagent.diffusion.models.base import Parts, VideoModel
from storyagent.diffusion.models.catalog import model_spec
from storyagent.diffusion.models.loading import loaded
from storyagent.diffusion.models.transformers import Wan
from storyagent.diffusion.models.unets import ClipUNet, MotionUNet
from storyagent.diffusion.noise import noise_level
from storyagent.diffusion.regions import Targets, regions
from storyagent.diffusion.sampling import SampleSettings, StepReport, layout_targets, sample
from storyagent.errors import Misconfigured
from storyagent.story.layout import Box, Keyframe, Layout, Track

PROMPT = "a red car and a blue cat on the street"
TIME_TARGET = 1.35
SEED = 7


def main() -> int:
    """Run the three, print a table, return the exit code."""
    arguments = _arguments()
    if arguments.variant:
        print(json.dumps(measure(arguments)))
        return 0
    runs: dict[str, list[dict[str, Any]]] = {"unguided": [], "ours": []}
    for _ in range(arguments.rounds):
        for variant, done in runs.items():
            done.append(_in_own_process(variant))
    rows = {variant: _of_middle_time(done) for variant, done in runs.items()}
    if arguments.model != "wan":
        rows["plain"] = _in_own_process("plain")
    base = rows["unguided"]
    print(f"{arguments.model}, {base['weights']} weights, {base['size']}, {base['steps']} steps, {base['device']}")
    print(f"{'':10}{'seconds':>10}{'ratio':>8}{'memory MB':>12}{'iterations':>12}{'layout error':>14}")
    for name, row in rows.items():
        ratio = row["seconds"] / base["seconds"]
        print(
            f"{name:10}{row['seconds']:>10.1f}{ratio:>8.2f}{row['memory_mb']:>12.0f}{row['iterations']:>12}{row['error']:>14.4f}"
        )
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n")
    fast = rows["ours"]["seconds"] <= TIME_TARGET * base["seconds"]
    good = "plain" not in rows or rows["ours"]["error"] <= rows["plain"]["error"]
    print(
        f"target: at most {TIME_TARGET} times the unguided time: {_word(fast)}; "
        f"error at most the plain one's: {_word(good)}"
    )
    return 0 if fast and good else 1


def _word(met: bool) -> str:
    return "met" if met else "missed"


def _of_middle_time(runs: list[dict[str, Any]]) -> dict[str, Any]:
    return sorted(runs, key=lambda run: float(run["seconds"]))[len(runs) // 2]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--model", choices=("storybook", "modelscope", "wan"), default="storybook")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--steps", type=int, help="by default the model's own number")
    parser.add_argument("--frames", type=int)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--variant", choices=("unguided", "ours", "plain"), help=argparse.SUPPRESS)
    return parser.parse_args()


def _in_own_process(variant: str) -> dict[str, Any]:
    command = [sys.executable, __file__, *sys.argv[1:], "--variant", variant]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Make one clip in one of the three ways, and measure."""
    torch.set_num_threads(arguments.threads)
    device = torch.device(arguments.device)
    model, weights = make_model(arguments.model, device)
    can = model.spec.capabilities
    frames = arguments.frames or can.frames
    width, height = can.sizes_px[0]
    layout = crossing()
    targets = layout_targets(model, [PROMPT], [layout], frames)
    number = arguments.steps or model.spec.steps
    settings = SampleSettings(frames=frames, steps=number, guidance=GuidanceSettings())
    steps: list[StepReport] = []
    before_mb = _memory_mb(device)
    _sample_briefly(model, None if arguments.variant == "unguided" else layout, settings)
    start = _clock(device)
    if arguments.variant == "plain":
        plain = PlainGuidance(model, targets)
        latents = plain.sample(settings, model.latents_shape(frames, height, width))
        iterations = plain.iterations
    else:
        layouts = [layout] if arguments.variant == "ours" else None
        latents = sample(model, [PROMPT], [SEED], layouts, settings, steps.append).latents
        iterations = sum(len(report.energies) for report in steps)
    seconds, memory_mb = _clock(device) - start, _memory_mb(device) - before_mb
    return {
        "seconds": seconds,
        "memory_mb": memory_mb,
        "iterations": iterations,
        "error": layout_error(model, latents, targets, number),
        "weights": weights,
        "size": f"{width} x {height} px, {frames} frames",
        "steps": number,
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else f"{arguments.threads} CPU thread(s)",
    }


def _sample_briefly(model: VideoModel, layout: Layout | None, settings: SampleSettings) -> None:
    """Take one step first, so that what happens only once counts for none of the three."""
    once = {"steps": 1, "guidance": GuidanceSettings(until=1.0, iterations=1)}
    sample(model, [PROMPT], [SEED], layout if layout is None else [layout], settings.model_copy(update=once))
    if model.device.type == "cuda":
        torch.cuda.synchronize(model.device)
        torch.cuda.reset_peak_memory_stats(model.device)


def _clock(device: torch.device) -> float:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
        return time.perf_counter()
    return time.process_time()


def _memory_mb(device: torch.device) -> float:
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device) / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def crossing() -> Layout:
    """Return the layout: a car drives to the right, a cat sits and then is gone."""
    drive = (
        Keyframe(t=0.0, box=Box(x0=0.02, y0=0.5, x1=0.4, y1=0.8)),
        Keyframe(t=1.0, box=Box(x0=0.6, y0=0.5, x1=0.98, y1=0.8)),
    )
    sit = (Keyframe(t=0.0, box=Box(x0=0.65, y0=0.1, x1=0.95, y1=0.45)),)
    car = Track(id="car", entity="car", name="red car", keyframes=drive)
    cat = Track(id="cat", entity="cat", name="blue cat", keyframes=sit, windows=((0.0, 0.7),))
    return Layout(scene="crossing", tracks=(car, cat), aspect_ratio=1.0)


class RandomWords(nn.Module):
    """Stands for a text encoder: each word has a random vector."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.words = nn.Embedding(64, width)
        self.place = nn.Embedding(512, width)

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Any:
        """Return vectors b t c, first in a tuple and by the name that transformers uses."""
        states = self.words(ids) + 0.3 * self.place.weight[: ids.shape[1]]
        return Encoded((states,))


class Encoded(tuple[Tensor, ...]):
    """What transformers' encoders return."""

    @property
    def last_hidden_state(self) -> Tensor:
        """Return the vectors."""
        return self[0]


class NoPainter(nn.Module):
    """Stands for the autoencoder."""

    dtype = torch.float32


class Unpainted:
    """Leaves out the autoencoder, which is the same for all."""

    def _decode(self, latents: Tensor) -> Tensor:
        return latents[:, :3]


class UnpaintedMotion(Unpainted, MotionUNet):
    """Storybook's family."""


class UnpaintedClip(Unpainted, ClipUNet):
    """ModelScope's family."""


class UnpaintedWan(Unpainted, Wan):
    """Wan's family."""


def make_model(name: str, device: torch.device) -> tuple[VideoModel, str]:
    """Return a model and what its weights are."""
    if name == "storybook":
        try:
            with loaded("storybook", device=str(device)) as (model, _):
                return model, "trained"
        except Misconfigured:
            pass
    torch.manual_seed(0)
    kind, spec_id, denoiser, width, scheduler = _at_real_size(name)
    for parameter_name, weight in denoiser.named_parameters():
        if parameter_name.endswith(("attn2.to_q.weight", "attn2.to_k.weight")):
            weight.data.mul_(4.0)  # attention of random weights is flat: there would be nothing to steer
    if device.type == "cuda":
        denoiser.to(torch.bfloat16)
    parts = Parts(denoiser, NoPainter(), RandomWords(width), _tokenizer(), scheduler)
    return kind(model_spec(spec_id), parts, device=device), "random"


def _at_real_size(name: str) -> tuple[type[VideoModel], str, nn.Module, int, Any]:
    if name == "wan":
        denoiser = diffusers.WanTransformer3DModel(num_attention_heads=12, ffn_dim=8960, num_layers=30, text_dim=4096)
        flow = diffusers.UniPCMultistepScheduler(
            prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0
        )
        return UnpaintedWan, "Wan-AI/Wan2.1-T2V-1.3B-Diffusers", denoiser, 4096, flow
    noise = diffusers.DPMSolverMultistepScheduler(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012)
    if name == "modelscope":
        return UnpaintedClip, "damo-vilab/text-to-video-ms-1.7b", diffusers.UNet3DConditionModel(), 1024, noise
    from training.storybook.shape import SMALL, inflate, new_scheduler, new_still_unet

    denoiser = inflate(new_still_unet(SMALL), SMALL)
    return UnpaintedMotion, "storybook", denoiser, SMALL.text_channels, new_scheduler()


def _tokenizer() -> PreTrainedTokenizerFast:
    words = Tokenizer(
        models.WordLevel({w: i for i, w in enumerate(["<pad>", "?", *dict.fromkeys(PROMPT.split())])}, "?")
    )
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    return PreTrainedTokenizerFast(tokenizer_object=words, pad_token="<pad>", unk_token="?")


@torch.no_grad()
def layout_error(model: VideoModel, latents: Tensor, targets: Targets, steps: int) -> float:
    """Return the share of the object words' attention outside of their boxes, over the frames where they are."""
    shape = tuple(latents.shape[1:])
    last = model.scheduler(steps, shape).timesteps[-1]
    text = model.encode([PROMPT])
    asked = MapRequest(model.map_layers(), targets.tokens_bn, latents.shape[2], model.text_length, model.joint)
    outside = []
    with reading(model.denoiser, asked) as read:
        for attention in read(lambda: model.predict(latents, last, text)).values():
            found = regions(targets, *grid_of(attention.shape[-1], *latents.shape[-2:]))
            inside = (attention.float() * found.inside_bnfp[..., None, :]).sum(-1) / attention.float().sum(-1)
            outside.append((1.0 - inside).mean(-1)[found.present_bnf].mean())
    return float(torch.stack(outside).mean())


class PlainGuidance:
    """The published procedure, plainly: see the module's docstring. Written for one prompt."""

    scale, most_iterations, guided_steps = 5.0, 5, 10
    top, inside_weight, outside_weight, center_weight = 0.75, 1.0, 4.0, 0.03

    def __init__(self, model: VideoModel, targets: Targets) -> None:
        self.model = model
        self.targets = targets
        self.maps: dict[str, Tensor] = {}
        self.iterations = 0

    @torch.no_grad()
    def sample(self, settings: SampleSettings, shape: tuple[int, int, int, int]) -> Tensor:
        """Denoise with guidance; return the latents."""
        model = self.model
        steps = settings.steps or model.spec.steps
        text, unsaid = model.encode([PROMPT]), model.encode([model.spec.negative])
        scheduler = model.scheduler(steps, shape)
        latents = model.first_noise(shape, [SEED])
        kept = self._keep_maps()
        loss = math.inf
        for step, t in enumerate(scheduler.timesteps):
            done = 0
            while step < self.guided_steps and done < self.most_iterations and loss > self._threshold():
                loss, slope = self._loss(latents, t, text)
                latents = latents - noise_level(scheduler, step, t) * slope
                done += 1
            self.iterations += done
            said, empty = model.predict(torch.cat([latents] * 2), t, text.joined(unsaid)).chunk(2)
            answer = empty + model.spec.scale * (said - empty)
            latents = scheduler.step(answer, t, latents, return_dict=False)[0]
        kept()
        return latents

    def _threshold(self) -> float:
        heads = [m.shape[1] for m in self.maps.values()] or [0]
        return 0.75 * self.targets.present_bnf.shape[2] * sum(heads) / len(heads)

    def _keep_maps(self) -> Callable[[], None]:
        """Have the layers compute and keep their whole maps; return what undoes it."""
        before = {}
        for name in self.model.map_layers():
            layer: Any = self.model.denoiser.get_submodule(name)
            before[layer] = layer.processor
            layer.set_processor(WholeMap(name, self.maps))

        def undo() -> None:
            for layer, processor in before.items():
                layer.set_processor(processor)

        return undo

    @torch.enable_grad()
    def _loss(self, latents: Tensor, t: Tensor, text: Any) -> tuple[float, Tensor]:
        leaf = latents.detach().requires_grad_()
        self.model.predict(leaf, t, text)
        total = leaf.new_zeros(())
        names = [n for n in range(self.targets.tokens_bn.shape[1]) if self.targets.share_bn[0, n] > 0]
        for whole in self.maps.values():  # (b f) heads positions tokens
            height, width = grid_of(whole.shape[2], *latents.shape[-2:])
            for n in names:
                share = float(self.targets.share_bn[0, n])
                for frame in range(self.targets.present_bnf.shape[2]):
                    column = whole[frame, :, :, int(self.targets.tokens_bn[0, n])].float().reshape(-1, height, width)
                    total = total + share * self._one(column, self._mask(n, frame, height, width))
        loss = self.scale * total / len(self.maps)
        (slope,) = torch.autograd.grad(loss, leaf)
        return float(loss.detach()) / self.scale, slope

    def _mask(self, n: int, frame: int, height: int, width: int) -> Tensor:
        mask = torch.zeros(height, width, device=self.model.device)
        if bool(self.targets.present_bnf[0, n, frame]):
            x0, y0, x1, y1 = self.targets.corners_bnf4[0, n, frame].tolist()
            left, top = round(x0 * width), round(y0 * height)
            mask[top : top + round((y1 - y0) * height), left : left + round((x1 - x0) * width)] = 1.0
        return mask

    def _one(self, attention_ahw: Tensor, mask: Tensor) -> Tensor:
        """Return the energy of one object, token, frame and layer, summed over heads."""
        flat = attention_ahw.flatten(1)
        covered = int(mask.sum())
        most_in = max(1, int(self.top * covered))
        most_out = max(1, int(self.top * (mask.numel() - covered)))
        inside = (flat * mask.flatten()).topk(most_in).values.mean(1)
        outside = (flat * (1 - mask).flatten()).topk(most_out).values.mean(1)
        cost = self.inside_weight * (1 - inside).sum() + self.outside_weight * outside.sum()
        if covered:
            rows, columns = (torch.arange(side, device=mask.device).float() for side in mask.shape)
            mass = attention_ahw.sum((1, 2))
            y, x = (attention_ahw.sum(2) @ rows) / mass, (attention_ahw.sum(1) @ columns) / mass
            y0, x0 = (mask.sum(1) @ rows) / covered, (mask.sum(0) @ columns) / covered
            cost = cost + self.center_weight * ((y - y0).square().mean() + (x - x0).square().mean())
        return cost


class WholeMap:
    """An attention processor that computes the whole map and keeps it."""

    def __init__(self, name: str, maps: dict[str, Tensor]) -> None:
        self.name = name
        self.maps = maps

    def __call__(
        self,
        attn: Attention,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        **_: Any,
    ) -> Tensor:
        """Attend."""
        words = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        query, key, value = (
            attn.head_to_batch_dim(x, out_dim=4) for x in (attn.to_q(hidden_states), attn.to_k(words), attn.to_v(words))
        )
        whole = (query @ key.transpose(-1, -2) * attn.scale).softmax(-1)
        self.maps[self.name] = whole
        out: Tensor = attn.to_out[0]((whole @ value).transpose(1, 2).flatten(2))
        return out


if __name__ == "__main__":
    sys.exit(main())
