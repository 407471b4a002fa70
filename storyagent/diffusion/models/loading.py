"""Loading a model by its id, with diffusers, from what is on this machine."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from storyagent.diffusion.models.catalog import model_spec
from storyagent.diffusion.models.heap import keep_freed_memory
from storyagent.diffusion.models.machine import Machine, Placement, place, this_machine
from storyagent.diffusion.models.spec import ModelSpec
from storyagent.errors import MissingExtra
from storyagent.quiet import quietly

if TYPE_CHECKING:
    from storyagent.diffusion.models.base import Parts, VideoModel

_WEIGHTS = ("*.safetensors", "*.bin")
_one_at_a_time = Lock()
_in_memory: list[tuple[tuple[Any, ...], VideoModel]] = []


def require_diffusion() -> None:
    """Check that what the diffusion models need is installed.

    Raises:
        MissingExtra: it is not; the hint has the install line.
    """
    for module in ("torch", "diffusers", "transformers"):
        try:
            importlib.import_module(module)
        except ImportError as error:
            raise MissingExtra(
                f"{module} cannot be loaded",
                found=str(error),
                hint='install it with: pip install "storyagent[diffusion]"',
            ) from error


@contextmanager
def loaded(
    model_id: str,
    *,
    device: str | None = None,
    memory_step: int = 0,
    cache_dir: Path | None = None,
) -> Iterator[tuple[VideoModel, Placement]]:
    """Lend a model to one caller at a time. The last one stays in memory for the next call.

    Args:
        model_id: see `model_spec`.
        device: as torch names it; by default the GPU, if there is one.
        memory_step: how many steps down in memory (`place`).
        cache_dir: Hugging Face's cache, where it is not the usual one.

    Raises:
        InvalidInput: no such model.
        MissingExtra: something to install, or weights to download; the hint has the command.
        Misconfigured: no such device; or the embedded model's weights are not complete.
    """
    require_diffusion()
    spec = model_spec(model_id)
    folders = find_weights(spec, cache_dir)
    with _one_at_a_time:
        placement = placement_for(spec, folders, this_machine(device), memory_step)
        yield _lent(spec, folders, placement.device, placement.dtype, placement.keep_loaded), placement


def require_model(model_id: str) -> None:
    """Check that a model can be loaded and makes something of words alone, without loading it.

    Raises:
        InvalidInput: no such model, or one that only goes on from pictures.
        MissingExtra: something to install, or weights to download; the hint has the command.
        Misconfigured: the embedded model's weights are not complete.
    """
    spec = model_spec(model_id)
    spec.require_words_alone()
    require_diffusion()
    find_weights(spec)
    if spec.family == "storybook":
        from storyagent.diffusion.models.storybook import require_weights

        require_weights(Path(spec.repo) if spec.repo else None)


def token_counter(model_id: str) -> tuple[Callable[[str], int], int]:
    """Return a function that counts a prompt's tokens as a model does, marks included, and how many the model reads.

    Raises:
        StoryagentError: as `require_model`.
    """
    from storyagent.diffusion.models.storybook_words import packaged_weights

    require_model(model_id)
    spec = model_spec(model_id)
    with ExitStack() as stack:
        weights = find_weights(spec)
        folder = weights[0] if weights else stack.enter_context(packaged_weights())
        tokenizer = _class("transformers.AutoTokenizer").from_pretrained(folder / "tokenizer")
    return (lambda text: len(tokenizer(text)["input_ids"])), spec.text_length


def placement_for(spec: ModelSpec, folders: tuple[Path, ...], machine: Machine, memory_step: int = 0) -> Placement:
    """Choose how to run a model by the size of its files."""
    files = {file.resolve() for folder in folders for pattern in _WEIGHTS for file in folder.rglob(pattern)}
    weights_gb = sum(file.stat().st_size for file in files) / 2**30
    return place(spec, machine, weights_gb=weights_gb, memory_step=memory_step)


def find_weights(spec: ModelSpec, cache_dir: Path | None = None) -> tuple[Path, ...]:
    """Return the folders of a model's repositories on this machine; nothing is downloaded. Empty for the embedded one.

    Raises:
        MissingExtra: a repository is not there; the hint has the command that downloads it.
    """
    return tuple(_find(repo, cache_dir) for repo in (spec.repo, spec.adapter) if repo)


def _find(repo: str, cache_dir: Path | None) -> Path:
    if Path(repo).is_dir():
        return Path(repo)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        return Path(snapshot_download(repo, cache_dir=cache_dir, local_files_only=True))
    except LocalEntryNotFoundError as error:
        raise MissingExtra(
            "the model's weights are not on this machine", where=repo, hint=f"download them with: hf download {repo}"
        ) from error


def _lent(*wanted: Any) -> VideoModel:
    """Return the model that is in memory, or make room and load another."""
    if not _in_memory or _in_memory[0][0] != wanted:
        _in_memory.clear()  # first: two of them may be one too many
        with quietly("transformers", "diffusers"):
            _in_memory.append((wanted, _load(*wanted)))
    return _in_memory[0][1]


def _load(spec: ModelSpec, folders: tuple[Path, ...], device: str, dtype: str, keep_loaded: bool) -> VideoModel:
    import torch

    from storyagent.diffusion.models import transformers, unets, wan

    if device == "cpu":
        keep_freed_memory()
    if spec.family == "storybook":
        return _storybook(spec, folders, device, getattr(torch, dtype), keep_loaded)
    kinds: dict[str, type[VideoModel]] = {
        "image_unet": unets.ImageUNet,
        "motion_unet": unets.MotionUNet,
        "clip_unet": unets.ClipUNet,
        "wan": transformers.Wan,
        "wan_image": wan.WanImage,
        "wan_both": wan.WanBoth,
        "wan_vace": wan.WanVace,
        "ltx": transformers.Ltx,
        "cogvideox": transformers.CogVideoX,
    }
    kind = kinds[spec.family]
    parts = _parts(kind, folders, getattr(torch, dtype))
    return kind(spec, parts, device=torch.device(device), keep_loaded=keep_loaded)


def _parts(kind: type[VideoModel], folders: tuple[Path, ...], dtype: Any) -> Parts:
    import torch

    from storyagent.diffusion.ip_adapter import load_adapter
    from storyagent.diffusion.models.base import Parts

    def part(name: str, class_name: str | None = None, **how: Any) -> Any:
        if not (folders[0] / name).is_dir():
            raise MissingExtra(
                "the model's download is not complete",
                where=str(folders[0]),
                found=f"no folder {name}",
                needed=", ".join(kind.part_classes),
                hint="download it again",
            )
        return _class(class_name or kind.part_classes[name]).from_pretrained(folders[0] / name, **how)

    vae = part("vae", torch_dtype=torch.float32 if kind.precise_vae else dtype)
    texts = {"text_encoder": part("text_encoder", dtype=dtype), "tokenizer": part("tokenizer")}
    if len(folders) == 1:
        denoiser = part(kind.denoiser_part, torch_dtype=dtype)
        adapters = sorted((folders[0] / "ip_adapter").glob("*.safetensors"))
        if adapters and kind.denoiser_part == "unet":
            load_adapter(denoiser, adapters[0])
            texts["image_encoder"] = part("image_encoder", "transformers.CLIPVisionModelWithProjection", dtype=dtype)
        elif "image_encoder" in kind.part_classes:
            texts["image_encoder"] = part("image_encoder", dtype=torch.float32)  # small, and made for it
        return Parts(denoiser=denoiser, vae=vae, scheduler=part("scheduler"), **texts)
    adapter = _class("diffusers.MotionAdapter").from_pretrained(folders[1], torch_dtype=dtype)
    still = part("unet", "diffusers.UNet2DConditionModel", torch_dtype=dtype)
    denoiser = _class("diffusers.UNetMotionModel").from_unet2d(still, adapter)
    # motion modules were trained with evenly growing noise, unlike the still model
    noise = {"beta_schedule": "linear", "timestep_spacing": "linspace", "clip_sample": False, "steps_offset": 1}
    return Parts(denoiser=denoiser, vae=vae, scheduler=part("scheduler", "diffusers.DDIMScheduler", **noise), **texts)


def _class(name: str) -> Any:
    package, _, class_name = name.partition(".")
    return getattr(importlib.import_module(package), class_name)


def _storybook(spec: ModelSpec, folders: tuple[Path, ...], device: str, dtype: Any, keep_loaded: bool) -> VideoModel:
    import torch

    from storyagent.diffusion.models.base import Parts
    from storyagent.diffusion.models.storybook import load_storybook
    from storyagent.diffusion.models.unets import StorybookUNet

    folder = folders[0] if folders else None
    book = load_storybook(folder)
    if dtype != torch.float32:
        book.unet.to(dtype)
        book.text_encoder.to(dtype)
    parts = Parts(book.unet, book.vae, book.text_encoder, book.tokenizer, book.scheduler)
    own = book.spec.model_copy(update={"id": spec.id})
    return StorybookUNet(own, parts, device=torch.device(device), keep_loaded=keep_loaded, folder=folder)
