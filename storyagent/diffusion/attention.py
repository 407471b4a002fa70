"""Reading where a model looks for chosen words, without changing what it computes.

A cross-attention layer spreads each position of the video over all words. Layout guidance needs a few of those columns
from a few layers. Within `reading`, a forward pass runs in which those layers compute what they always do; beside each
fused attention call a second one, with the same queries and keys and one-hot values, gives exactly the wanted columns
of softmax(q k^T), so the full map never exists in memory. The pass ends at the last map.

Nothing stays behind: layers are tapped by an instance attribute that is removed again, also after an exception.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.overrides import TorchFunctionMode
from torch.utils.checkpoint import checkpoint

from storyagent.errors import ToolFailed

Maps = dict[str, Tensor]
"""By layer name: attention probabilities b n f a p (sample, column, frame, head, position), in the model's dtype."""


@dataclass(frozen=True)
class MapRequest:
    """Which attention columns to read.

    `tokens_bn` are columns of the text (int64). Each sample has `frames` latent frames and its text is `text_length`
    tokens long. With `joint` attention the text's rows and columns come before the video's.
    """

    layers: tuple[str, ...]
    tokens_bn: Tensor
    frames: int
    text_length: int
    joint: bool = False


Read = Callable[[Callable[[], object]], Maps]
"""Runs a function, which must call the model once, up to the last of the layers, and returns their maps."""


@contextmanager
def reading(model: nn.Module, request: MapRequest) -> Iterator[Read]:
    """Tap the layers of a request. Gradients flow from the maps to whatever the model was given.

    Gradients are taken within the context: checkpointed blocks run again for them. The last layer must lie outside of
    checkpointed blocks (see `checkpointed`).

    Raises:
        ToolFailed: the model has no such layer; or, when run, one is not reached or not fused attention over the text.
    """
    maps: Maps = {}

    def take(layer: str, query: Tensor, key: Tensor, mask: Tensor | None, scale: float | None) -> None:
        if key.shape[-2] != request.text_length and not request.joint:
            return  # another attention call of the same layer, over picture tokens for example
        columns = _columns(query, key, mask, scale, request)
        if layer not in maps:  # otherwise a checkpointed block runs again, to its end
            maps[layer] = columns
            if len(maps) == len(request.layers):
                raise _AllRead

    def read(forward: Callable[[], object]) -> Maps:
        maps.clear()
        try:
            forward()
        except _AllRead:
            return dict(maps)
        raise _unread(request, maps)

    with tapped(model, request.layers, take):
        yield read


def _unread(request: MapRequest, maps: Maps) -> ToolFailed:
    return ToolFailed(
        "no attention map was seen",
        where=next(layer for layer in request.layers if layer not in maps),
        found=f"{len(maps)} of {len(request.layers)} layers",
        needed="layers that run and call torch's scaled_dot_product_attention over the text",
        hint="unset other attention backends (xformers, sliced attention)",
    )


class _AllRead(Exception):
    """Ends a forward pass whose remaining layers are not needed."""


Take = Callable[[str, Tensor, Tensor, Tensor | None, float | None], None]


@contextmanager
def tapped(model: nn.Module, layers: Sequence[str], take: Take) -> Iterator[None]:
    """Call `take(layer, query, key, mask, scale)` before each fused attention call of the layers.

    Raises:
        ToolFailed: the model has no such layer.
    """
    with ExitStack() as stack:
        for layer in layers:
            stack.enter_context(replaced_forward(_layer(model, layer), _tap(layer, take)))
        yield


@contextmanager
def frozen(model: nn.Module) -> Iterator[None]:
    """Ask no weight for a gradient, so that none of their inputs are kept for one."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    for parameter in trained:
        parameter.requires_grad_(False)
    try:
        yield
    finally:
        for parameter in trained:
            parameter.requires_grad_(True)


@contextmanager
def checkpointed(model: nn.Module, blocks: Sequence[str], last_layer: str) -> Iterator[None]:
    """Keep only what goes into each block and compute its inside again for the gradient: less memory, more time.

    The block that holds `last_layer` is left as it is: the pass ends in it, and its inside would be needed at once.
    """

    def wrap(forward: Callable[..., Any]) -> Callable[..., Any]:
        def again(*args: Any, **kwargs: Any) -> Any:
            return checkpoint(forward, *args, use_reentrant=False, **kwargs)

        return again

    with ExitStack() as stack:
        for block in blocks:
            if not last_layer.startswith(block + "."):
                stack.enter_context(replaced_forward(_layer(model, block), wrap))
        yield


LARGEST_SPELLED_OUT = 1 << 20
"""Scores of a call (batch, heads, queries, keys) up to which it is spelled out for a gradient on a processor."""


@contextmanager
def quick_gradients(device: torch.device) -> Iterator[None]:
    """On a processor, spell out small fused attention calls: torch's fused gradient takes 2 to 20 times as long there.

    The results differ by rounding. Calls whose scores do not fit into the processor's cache are faster fused, and are.
    """
    with _SpelledOut() if device.type == "cpu" else nullcontext():
        yield


class _SpelledOut(TorchFunctionMode):
    """Computes fused attention calls as softmax(q k^T) v."""

    def __torch_function__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if func is not functional.scaled_dot_product_attention or kwargs.get("enable_gqa"):
            return func(*args, **kwargs)
        query, key, value, mask, scale = _call(*args, **kwargs)
        if query.shape[:-1].numel() * key.shape[-2] > LARGEST_SPELLED_OUT:
            return func(*args, **kwargs)
        scores = (query * (query.shape[-1] ** -0.5 if scale is None else scale)) @ key.transpose(-1, -2)
        if mask is not None:
            scores = scores.masked_fill(~mask, -torch.inf) if mask.dtype == torch.bool else scores + mask
        return scores.softmax(-1) @ value


class Call(NamedTuple):
    """The inputs of a fused attention call: ... q d, ... k d, ... k d, and what is added to the scores."""

    query: Tensor
    key: Tensor
    value: Tensor
    mask: Tensor | None
    scale: float | None


Alter = Callable[[str, Call], "Call | Tensor"]
"""Given a layer's name and call: the call to make in its place, or its result."""


@contextmanager
def altered(model: nn.Module, layers: Sequence[str], alter: Alter) -> Iterator[None]:
    """Let `alter` change each fused attention call of the layers. Whoever reads these layers sees the changed calls.

    Raises:
        ToolFailed: the model has no such layer.
    """

    def wrap(layer: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def outer(forward: Callable[..., Any]) -> Callable[..., Any]:
            def changed(*args: Any, **kwargs: Any) -> Any:
                with _Alterer(layer, alter):
                    return forward(*args, **kwargs)

            return changed

        return outer

    with ExitStack() as stack:
        for layer in layers:
            stack.enter_context(replaced_forward(_layer(model, layer), wrap(layer)))
        yield


class _Alterer(TorchFunctionMode):
    """Passes a layer's fused attention calls through `alter`."""

    def __init__(self, layer: str, alter: Alter) -> None:
        super().__init__()
        self._layer = layer
        self._alter = alter

    def __torch_function__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if func is not functional.scaled_dot_product_attention:
            return func(*args, **kwargs)
        made = self._alter(self._layer, _call(*args, **kwargs))
        if isinstance(made, Call):
            return func(made.query, made.key, made.value, attn_mask=made.mask, scale=made.scale)
        return made


def _layer(model: nn.Module, name: str) -> nn.Module:
    try:
        return model.get_submodule(name)
    except AttributeError as error:
        raise ToolFailed("the model has no such layer", where=name, found=type(model).__name__) from error


@contextmanager
def replaced_forward(module: nn.Module, wrap: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Iterator[None]:
    """Replace a module's forward; an instance attribute that was there before (an offload hook's) comes back."""
    before = module.__dict__.get("forward")
    module.__dict__["forward"] = wrap(module.forward)
    try:
        yield
    finally:
        if before is None:
            del module.__dict__["forward"]
        else:
            module.__dict__["forward"] = before


def _tap(layer: str, take: Take) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def wrap(forward: Callable[..., Any]) -> Callable[..., Any]:
        def listening(*args: Any, **kwargs: Any) -> Any:
            with _Listener(layer, take):
                return forward(*args, **kwargs)

        return listening

    return wrap


class _Listener(TorchFunctionMode):
    """Shows a layer's fused attention calls to `take` before they run as they are."""

    def __init__(self, layer: str, take: Take) -> None:
        super().__init__()
        self._layer = layer
        self._take = take

    def __torch_function__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if func is functional.scaled_dot_product_attention:
            query, key, _, mask, scale = _call(*args, **kwargs)
            self._take(self._layer, query, key, mask, scale)
        return func(*args, **kwargs)


def _call(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Call:
    return Call(query, key, value, attn_mask, scale)


def _columns(query: Tensor, key: Tensor, mask: Tensor | None, scale: float | None, request: MapRequest) -> Tensor:
    """Return the probabilities of the asked columns as b n f a p."""
    if request.joint:
        query = query[..., request.text_length :, :]
        mask = mask if mask is None or mask.shape[-2] == 1 else mask[..., request.text_length :, :]
    batch, columns = request.tokens_bn.shape
    chosen_bkn = _one_hot(request.tokens_bn, key)
    chosen = chosen_bkn.repeat_interleave(query.shape[0] // batch, dim=0)[:, None].expand(-1, query.shape[1], -1, -1)
    found = functional.scaled_dot_product_attention(query, key, chosen, attn_mask=mask, scale=scale)  # B a q n
    heads = found.shape[1]
    found = found[..., :columns].reshape(batch, -1, heads, found.shape[2], columns)  # b F a q n, in transformers F = 1
    inner = request.frames // found.shape[1]
    found = found.reshape(*found.shape[:3], inner, -1, columns)  # b F a f p n
    return found.permute(0, 5, 1, 3, 2, 4).flatten(2, 3)


def _one_hot(tokens_bn: Tensor, key: Tensor) -> Tensor:
    """Return values b k n that pick the columns, padded to the keys' width, which the fused kernels want."""
    batch, columns = tokens_bn.shape
    width = max(columns, key.shape[-1])
    chosen = key.new_zeros(batch, key.shape[-2], width)
    return chosen.scatter_(1, tokens_bn[:, None].to(key.device), 1.0)
