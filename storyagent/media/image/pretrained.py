"""The field's models on pictures, through diffusers and transformers, from weights on this machine.

A model is named by repository or by folder; what kind it is, its own configuration says. The last one stays loaded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any

import numpy as np

from storyagent.errors import InvalidInput, OutOfMemory
from storyagent.film.encode import Picture
from storyagent.media.image.find import Corners, find
from storyagent.media.image.pipeline_parts import number_type, readers_of_stills, unsaid
from storyagent.media.image.segment import outline
from storyagent.media.image.still import Mask
from storyagent.media.weights import weights_folder
from storyagent.quiet import quietly

Options = Mapping[str, Any]
_LONGEST_PX, _MULTIPLE_PX = 768, 8
_LEAST_SCORE = 0.1
_one_at_a_time = Lock()
_loaded: list[tuple[tuple[str, str], Any]] = []


def edited(picture: Picture, instruction: str, model: str, seed: int, steps: int, options: Options) -> Picture:
    """Return the picture as an editing pipeline of diffusers (InstructPix2Pix, Qwen-Image-Edit) changes it.

    The model sees it at up to 768 px; the result has the picture's size. Deterministic by seed on one kind of device.

    Raises:
        InvalidInput: the model is no pipeline of diffusers.
        MissingExtra: packages or weights are not there; the hint has the command.
        OutOfMemory: the device has too little memory.
    """
    import torch

    with _pipeline(model, options) as pipeline:
        made = pipeline(
            prompt=instruction,
            image=_as_image(picture, _fitting(picture)),
            num_inference_steps=steps,
            generator=torch.Generator("cpu").manual_seed(seed),
            **unsaid(pipeline),
        ).images[0]
    return _as_picture(made, picture)


def inpainted(
    pictures: Sequence[Picture],
    masks: Sequence[Mask],
    prompt: str,
    model: str,
    seed: int,
    steps: int,
    options: Options,
) -> list[Picture]:
    """Return pictures with their masked parts painted anew by an inpainting pipeline of diffusers.

    All start from the same noise, so that the frames of a clip are painted alike; outside the masks nothing changes.

    Raises:
        InvalidInput, MissingExtra, OutOfMemory: as `edited`.
    """
    import torch

    results = []
    with _pipeline(model, options, inpainting=True) as pipeline:
        for picture, mask in zip(pictures, masks, strict=True):
            size = _fitting(picture)
            hole = np.repeat(np.rint(mask * 255).astype(np.uint8)[..., None], 3, axis=2)
            made = pipeline(
                prompt=prompt,
                image=_as_image(picture, size),
                mask_image=_as_image(hole, size).convert("L"),
                width=size[0],
                height=size[1],
                num_inference_steps=steps,
                generator=torch.Generator("cpu").manual_seed(seed),
            ).images[0]
            share = mask[..., None]
            mixed = _as_picture(made, picture) * share + picture * (1 - share)
            results.append(np.clip(np.rint(mixed), 0, 255).astype(np.uint8))
    return results


def segmented(picture: Picture, words: str, box: Corners | None, model: str, options: Options) -> Mask:
    """Return a thing's mask by Segment Anything, or by a detector of any words (OWL-ViT, Grounding DINO) and GrabCut.

    Raises:
        InvalidInput: the thing is not seen, or the model is of another kind.
        MissingExtra, OutOfMemory: as `edited`.
    """
    if _kind(model) == "sam":
        return _by_sam(picture, box or find(picture, words).box, model, options)
    return outline(picture, box or located(picture, words, model, options))


def upscaled(pictures: Sequence[Picture], factor: int, model: str, options: Options) -> list[Picture]:
    """Return pictures enlarged by Swin2SR.

    Raises:
        InvalidInput: the model is of another kind, or enlarges by another factor.
        MissingExtra, OutOfMemory: as `edited`.
    """
    import torch

    network, processor = _network(model, "AutoModelForImageToImage", options, {"swin2sr"})
    if network.config.upscale != factor:
        raise InvalidInput(
            "the model enlarges by another factor", where=model, found=f"{factor}", needed=f"{network.config.upscale}"
        )
    results = []
    for picture in pictures:
        high, wide = picture.shape[:2]
        with torch.inference_mode(), _memory(model):
            made = network(**_on_device(processor(_as_image(picture), return_tensors="pt"), network)).reconstruction
        whole = made[0].float().clamp(0, 1).permute(1, 2, 0).cpu().numpy()[: high * factor, : wide * factor]
        results.append(np.rint(whole * 255).astype(np.uint8))
    return results


def captioned(pictures: Sequence[Picture], model: str, options: Options) -> list[str]:
    """Return a caption for each picture, by BLIP or another model of transformers that captions.

    Raises:
        MissingExtra, OutOfMemory: as `edited`.
    """
    import torch

    network, processor = _network(model, "AutoModelForImageTextToText", options)
    captions = []
    for picture in pictures:
        with torch.inference_mode(), _memory(model):
            given = _on_device(processor(images=_as_image(picture), return_tensors="pt"), network)
            tokens = network.generate(**given, max_new_tokens=40, do_sample=False)
        captions.append(processor.batch_decode(tokens, skip_special_tokens=True)[0].strip())
    return captions


def _by_sam(picture: Picture, box: Corners, model: str, options: Options) -> Mask:
    import torch

    network, processor = _network(model, "SamModel", options, {"sam"})
    high, wide = picture.shape[:2]
    corners = [box[0] * wide, box[1] * high, box[2] * wide, box[3] * high]
    given = processor(_as_image(picture), input_boxes=[[corners]], return_tensors="pt")
    sizes = [given.pop(name) for name in ("original_sizes", "reshaped_input_sizes")]
    with torch.inference_mode(), _memory(model):
        seen = network(**_on_device(given, network), multimask_output=False)
    (masks,) = processor.image_processor.post_process_masks(seen.pred_masks.float().cpu(), *sizes)
    return np.asarray(masks[0, 0].numpy(), dtype=np.float32)


def located(picture: Picture, words: str, model: str, options: Options) -> Corners:
    """Return the box of a thing by a detector of any words, the surest one.

    Raises:
        InvalidInput: the thing is not seen, or the model is of another kind.
        MissingExtra, OutOfMemory: as `edited`.
    """
    import torch

    kinds = {"owlvit", "owlv2", "grounding-dino"}
    network, processor = _network(model, "AutoModelForZeroShotObjectDetection", options, kinds)
    high, wide = picture.shape[:2]
    text: Any = f"{words.lower()}." if _kind(model) == "grounding-dino" else [[f"a photo of {words}"]]
    given = processor(images=_as_image(picture), text=text, return_tensors="pt")
    with torch.inference_mode(), _memory(model):
        seen = network(**_on_device(given, network))
    find_boxes = processor.post_process_grounded_object_detection
    (found,) = find_boxes(seen, threshold=_LEAST_SCORE, target_sizes=[(high, wide)])
    if not len(found["scores"]):
        raise InvalidInput(f"no {words} is seen in the picture", where=model, needed=f"a picture with a {words} in it")
    x0, y0, x1, y1 = found["boxes"][int(found["scores"].argmax())].tolist()
    return max(0.0, x0 / wide), max(0.0, y0 / high), min(1.0, x1 / wide), min(1.0, y1 / high)


def _network(model: str, auto_class: str, options: Options, kinds: set[str] | None = None) -> tuple[Any, Any]:
    kind = _kind(model)
    if kinds is not None and kind not in kinds:
        raise InvalidInput("the model is of another kind", where=model, found=kind, needed=" or ".join(sorted(kinds)))
    folder = weights_folder(model)

    def load() -> Any:
        import transformers

        with quietly():
            network = getattr(transformers, auto_class).from_pretrained(folder).to(_device(options)).eval()
            return network, transformers.AutoProcessor.from_pretrained(folder)

    pair: tuple[Any, Any] = _lent((str(folder), f"{auto_class} {_device(options)}"), load)
    return pair


class _pipeline:  # noqa: N801 -- a context manager, called like a function
    """Lend a pipeline of diffusers to one caller at a time, and say so if memory ends."""

    def __init__(self, model: str, options: Options, *, inpainting: bool = False) -> None:
        folder = weights_folder(model, ("torch", "diffusers", "transformers"))
        if not (folder / "model_index.json").exists():
            raise InvalidInput("the model is no pipeline of diffusers", where=model, needed="a model_index.json")
        self.model, self.device = model, _device(options)
        self.key = (str(folder), f"pipeline {inpainting} {self.device}")
        self.folder, self.inpainting = folder, inpainting

    def __enter__(self) -> Any:
        _one_at_a_time.acquire()
        try:
            return _lent(self.key, self._load)
        except BaseException:
            _one_at_a_time.release()
            raise

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        _one_at_a_time.release()
        _memory(self.model).__exit__(kind, error, trace)

    def _load(self) -> Any:
        import diffusers

        loader = diffusers.AutoPipelineForInpainting if self.inpainting else diffusers.DiffusionPipeline
        parts = json.loads((self.folder / "model_index.json").read_text())
        own: dict[str, Any] = {"safety_checker": None} if "safety_checker" in parts else {}
        with quietly("transformers", "diffusers"):
            own |= readers_of_stills(self.folder, parts)
            pipeline = loader.from_pretrained(self.folder, dtype=number_type(self.folder, self.device), **own)
        pipeline.set_progress_bar_config(disable=True)
        return pipeline.to(self.device)


class _memory:  # noqa: N801
    """Turn a device's lack of memory into the error that the engine acts on."""

    def __init__(self, model: str) -> None:
        self.model = model

    def __enter__(self) -> None:
        """Nothing has to be done before."""

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        import torch

        if isinstance(error, torch.OutOfMemoryError):
            raise OutOfMemory("the device has too little memory", where=self.model, found=str(error)) from error


def _kind(model: str) -> str:
    path = weights_folder(model) / "config.json"
    return str(json.loads(path.read_text()).get("model_type", "")) if path.exists() else "a pipeline"


def _lent(key: tuple[str, str], load: Callable[[], Any]) -> Any:
    if not _loaded or _loaded[0][0] != key:
        _loaded.clear()  # first: two of them may be one too many
        _loaded.append((key, load()))
    return _loaded[0][1]


def _device(options: Options) -> str:
    import torch

    return str(options.get("device") or ("cuda" if torch.cuda.is_available() else "cpu"))


def _on_device(given: Mapping[str, Any], network: Any) -> dict[str, Any]:
    return {name: value.to(network.device) if hasattr(value, "to") else value for name, value in given.items()}


def _fitting(picture: Picture) -> tuple[int, int]:
    """Return the width and height at which a pipeline sees a picture."""
    high, wide = picture.shape[:2]
    scale = min(1.0, _LONGEST_PX / max(high, wide))
    across, down = (max(1, round(side * scale / _MULTIPLE_PX)) * _MULTIPLE_PX for side in (wide, high))
    return across, down


def _as_image(picture: Picture, size: tuple[int, int] | None = None) -> Any:
    from PIL import Image

    image = Image.fromarray(picture)
    return image if size in (None, image.size) else image.resize(size, Image.Resampling.LANCZOS)


def _as_picture(made: Any, like: Picture) -> Picture:
    from PIL import Image

    size = (like.shape[1], like.shape[0])
    image = made.convert("RGB")
    return np.asarray(image if image.size == size else image.resize(size, Image.Resampling.LANCZOS))
