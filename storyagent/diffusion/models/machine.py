"""What the machine has, and how a model is laid out on it."""

from __future__ import annotations

from pydantic import Field

from storyagent.diffusion.models.spec import ModelSpec
from storyagent.errors import Misconfigured
from storyagent.story.values import Value

HEADROOM = 1.4
"""A model is kept on the device as a whole if its weights take less than the device's memory over this."""


class Machine(Value):
    """A device: its name as torch has it, its memory, and whether it computes in bfloat16 (faster than without)."""

    device: str
    memory_gb: float = Field(ge=0.0)
    bfloat16: bool = False


class Placement(Value):
    """How a model is run. `notes` say what was given up for memory, in words for the user."""

    device: str
    dtype: str
    keep_loaded: bool = True
    split: bool = False
    checkpoint: bool = False
    notes: tuple[str, ...] = ()


def this_machine(device: str | None = None) -> Machine:
    """Look at the machine, or at one device of it: `cuda`, `cuda:1`, `cpu`.

    Raises:
        Misconfigured: there is no such device.
    """
    import torch

    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    kind = device.partition(":")[0]
    if kind == "cpu":
        return Machine(device="cpu", memory_gb=_main_memory_gb(), bfloat16=_bfloat16_cpu())
    if kind != "cuda" or not torch.cuda.is_available():
        raise Misconfigured("no such device", where="device", found=device, needed="cpu, or cuda on a machine with one")
    free, _ = torch.cuda.mem_get_info(torch.device(device))
    return Machine(device=device, memory_gb=free / 2**30, bfloat16=torch.cuda.is_bf16_supported())


def _main_memory_gb() -> float:
    import psutil  # type: ignore[import-untyped]  # accelerate brings it

    return float(psutil.virtual_memory().available) / 2**30


def _bfloat16_cpu() -> bool:
    """Return whether the processor has instructions for bfloat16; without them it is slower than 32 bits."""
    import torch

    found: dict[str, bool] = getattr(torch.cpu, "get_capabilities", dict)()  # older torch cannot tell
    return any(found.get(name, False) for name in ("avx512_bf16", "amx_bf16", "sve_bf16"))


def place(spec: ModelSpec, machine: Machine, *, weights_gb: float, memory_step: int = 0) -> Placement:
    """Choose how to run a model whose parts weigh `weights_gb` in half precision.

    Each memory step gives up speed for memory, never what is made: first parts that wait leave the device and prompt
    and empty prompt run one after the other, then guidance computes blocks twice, at last the CPU does the work.
    """
    notes = []
    tight = machine.device != "cpu" and weights_gb * HEADROOM > machine.memory_gb
    if tight:
        notes.append(f"{weights_gb:.1f} GB of weights on {machine.memory_gb:.1f} GB: parts are loaded when they work")
    if memory_step >= 1:
        notes.append("one part at a time on the device, prompts one after the other")
    if memory_step >= 2:
        notes.append("guidance computes blocks twice")
    on_cpu = machine.device == "cpu" or memory_step >= 3
    if on_cpu and machine.device != "cpu":
        notes.append("the CPU does the work: slow")
    half = "float16" if spec.half == "bfloat16" and not machine.bfloat16 else spec.half
    on_cpu_half = machine.device == "cpu" and machine.bfloat16 and spec.half == "bfloat16"
    return Placement(
        device="cpu" if on_cpu else machine.device,
        dtype="float32" if on_cpu and not on_cpu_half else half,
        keep_loaded=not tight and memory_step < 1,
        split=memory_step >= 1,
        checkpoint=memory_step >= 2,
        notes=tuple(notes),
    )
