"""What is read equals a plain softmax, and reading changes nothing."""

from functools import partial
from unittest.mock import patch

import pytest
import torch
from diffusers import UNetMotionModel
from diffusers.models.attention_processor import AttnProcessor
from torch import Tensor, nn
from torch.nn import functional

from storyagent.diffusion.attention import MapRequest, checkpointed, frozen, quick_gradients, reading, tapped
from storyagent.errors import ToolFailed
from tests.diffusion import tiny

FRAMES = 3
LAYERS = ("down_blocks.0.attentions.0.transformer_blocks.0.attn2", "mid_block.attentions.0.transformer_blocks.0.attn2")


def call(model: UNetMotionModel, seed: int = 1) -> Tensor:
    dice = torch.Generator().manual_seed(seed)
    latents = torch.randn(2, 4, FRAMES, 8, 8, generator=dice)
    text = torch.randn(2, tiny.TEXT_LENGTH, 16, generator=dice).repeat_interleave(FRAMES, 0)
    sample: Tensor = model(latents, torch.tensor(500), text).sample
    return sample


def request(layers: tuple[str, ...] = LAYERS) -> MapRequest:
    return MapRequest(layers, torch.tensor([[2, 5], [7, 7]]), frames=FRAMES, text_length=tiny.TEXT_LENGTH)


def plain_maps(model: UNetMotionModel, layer: str) -> Tensor:
    """Compute one layer's whole map from its inputs by the textbook's formula: (b f) heads positions tokens."""
    seen: list[Tensor] = []

    def look(module: nn.Module, args: tuple[Tensor, ...], kwargs: dict[str, Tensor], output: Tensor) -> None:
        queries = module.to_q(args[0])  # type: ignore[operator]
        keys = module.to_k(kwargs["encoder_hidden_states"])  # type: ignore[operator]
        heads = int(module.heads)  # type: ignore[arg-type]
        q, k = (x.reshape(*x.shape[:2], heads, -1).transpose(1, 2) for x in (queries, keys))
        scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
        seen.append(scores.exp() / scores.exp().sum(-1, keepdim=True))

    handle = model.get_submodule(layer).register_forward_hook(look, with_kwargs=True)
    call(model)
    handle.remove()
    return seen[0]


@torch.no_grad()
@pytest.mark.parametrize("layer", LAYERS)
def test_the_columns_read_are_those_of_a_plain_softmax(layer: str) -> None:
    model = tiny.motion_unet()
    with reading(model, request()) as read:
        found = read(lambda: call(model))[layer]  # b n f a p
    plain = plain_maps(model, layer)
    plain = plain.reshape(2, FRAMES, *plain.shape[1:])  # b f a p t
    for sample, tokens in enumerate([[2, 5], [7, 7]]):
        expected = plain[sample, ..., tokens].permute(3, 0, 1, 2)
        torch.testing.assert_close(found[sample], expected)


@torch.no_grad()
def test_an_untouched_pass_and_a_tapped_one_give_the_same_bits() -> None:
    model = tiny.motion_unet()
    plain = call(model)
    calls: list[str] = []
    with tapped(model, LAYERS, lambda layer, *_: calls.append(layer)):
        assert torch.equal(call(model), plain)
    assert calls == list(LAYERS)


@torch.no_grad()
def test_the_pass_ends_at_the_last_map() -> None:
    model = tiny.motion_unet()
    reached: list[str] = []
    for name in ("mid_block", "up_blocks.0"):
        part = model.get_submodule(name)
        part.register_forward_pre_hook(lambda module, args, name=name: reached.append(name))
    with reading(model, request()) as read:
        read(lambda: call(model))
    assert reached == ["mid_block"]


def test_the_model_is_the_same_to_the_last_bit_afterwards() -> None:
    model = tiny.motion_unet()
    before = tiny.state(model)
    with frozen(model), checkpointed(model, ("down_blocks.0",), LAYERS[-1]), reading(model, request()) as read:
        read(lambda: call(model))
        assert not tiny.same_state(before, tiny.state(model))
    assert tiny.same_state(before, tiny.state(model))


def test_the_model_is_the_same_to_the_last_bit_after_an_exception() -> None:
    model = tiny.motion_unet()
    before = tiny.state(model)
    with (
        pytest.raises(RuntimeError, match="in the middle"),
        frozen(model),
        checkpointed(model, ("down_blocks.0",), LAYERS[-1]),
        tapped(model, LAYERS, _fail),
    ):
        call(model)
    assert tiny.same_state(before, tiny.state(model))


def _fail(*_: object) -> None:
    raise RuntimeError("in the middle")


def test_a_forward_that_another_hook_replaced_comes_back() -> None:
    model = tiny.motion_unet()
    layer = model.get_submodule(LAYERS[0])
    replaced = partial(layer.forward)
    layer.__dict__["forward"] = replaced
    with reading(model, request()) as read:
        read(lambda: call(model))
    assert layer.__dict__["forward"] is replaced


def test_gradients_through_checkpointed_blocks_are_those_without() -> None:
    model = tiny.motion_unet()
    latents = torch.randn(2, 4, FRAMES, 8, 8, generator=torch.Generator().manual_seed(0)).requires_grad_()
    text = torch.zeros(2 * FRAMES, tiny.TEXT_LENGTH, 16).normal_(generator=torch.Generator().manual_seed(1))
    gradients = []
    for blocks in ((), ("down_blocks.0", "down_blocks.1", "mid_block")):
        with frozen(model), checkpointed(model, blocks, LAYERS[-1]), reading(model, request()) as read:
            maps = read(lambda: model(latents, torch.tensor(9), text))
            gradients.append(torch.autograd.grad([m.square().sum() for m in maps.values()], latents)[0])
    assert gradients[0].abs().max() > 0
    torch.testing.assert_close(gradients[0], gradients[1])


def test_frozen_weights_get_no_gradient() -> None:
    model = tiny.motion_unet()
    with frozen(model):
        assert not any(weight.requires_grad for weight in model.parameters())
    assert all(weight.requires_grad for weight in model.parameters())


@torch.no_grad()
def test_a_layer_without_fused_attention_is_named() -> None:
    model = tiny.motion_unet()
    model.set_attn_processor(AttnProcessor())
    with reading(model, request()) as read, pytest.raises(ToolFailed, match="no attention map") as error:
        read(lambda: call(model))
    assert error.value.where == LAYERS[0]


def test_a_layer_that_is_not_there_is_named() -> None:
    with (
        pytest.raises(ToolFailed, match=r"blocks\.9\.attn2"),
        reading(tiny.motion_unet(), request(("blocks.9.attn2",))),
    ):
        pass


@torch.no_grad()
def test_joint_attention_gives_the_video_rows_and_the_text_columns() -> None:
    class Joint(nn.Module):
        """Attention over text (5) and video (2 frames of 3 positions) at once, as CogVideoX has it."""

        def forward(self, tokens: Tensor) -> Tensor:
            return nn.functional.scaled_dot_product_attention(tokens, tokens, tokens)

    model = nn.ModuleDict({"layer": Joint()})
    tokens = torch.randn(1, 2, 5 + 6, 8, generator=torch.Generator().manual_seed(3))
    asked = MapRequest(("layer",), torch.tensor([[1, 4]]), frames=2, text_length=5, joint=True)
    with reading(model, asked) as read:
        found = read(lambda: model["layer"](tokens))["layer"]
    whole = (tokens @ tokens.transpose(-1, -2) / 8**0.5).softmax(-1)
    expected = whole[0, :, 5:, [1, 4]].reshape(2, 2, 3, 2).permute(3, 1, 0, 2)
    torch.testing.assert_close(found[0], expected)


def test_reading_again_within_one_context_gives_fresh_maps() -> None:
    model = tiny.motion_unet()
    with torch.no_grad(), reading(model, request()) as read:
        first, second, third = (read(partial(call, model, seed)) for seed in (1, 2, 1))
    assert torch.equal(first[LAYERS[0]], third[LAYERS[0]])
    assert not torch.equal(first[LAYERS[0]], second[LAYERS[0]])


@pytest.mark.parametrize("mask", [None, "allowed", "added"])
def test_attention_spelled_out_for_a_gradient_gives_what_the_fused_one_gives(mask: str | None) -> None:
    torch.manual_seed(0)
    query, key, value = (torch.randn(2, 3, n, 8, requires_grad=True) for n in (5, 7, 7))
    scores = torch.randn(5, 7)
    masks = {None: None, "allowed": scores > -1.0, "added": scores}

    def attended() -> tuple[Tensor, ...]:
        out = functional.scaled_dot_product_attention(query, key, value, attn_mask=masks[mask], scale=0.3)
        return out, *torch.autograd.grad(out.square().sum(), (query, key, value))

    fused = attended()
    with quick_gradients(torch.device("cpu")):
        spelled_out = attended()
    for one, other in zip(fused, spelled_out, strict=True):
        torch.testing.assert_close(one, other)


def test_attention_with_many_scores_stays_fused() -> None:
    long = torch.zeros(1, 1, 2048, 4)
    with quick_gradients(torch.device("cpu")), patch.object(Tensor, "softmax", side_effect=MemoryError):
        assert functional.scaled_dot_product_attention(long, long, long).shape == long.shape
