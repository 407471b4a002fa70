"""The sizes of the model and its parts, built anew with random weights from diffusers' and transformers' classes.

The latent grid is 16x16: the autoencoder carries the size of the picture, so the cost of the motion UNet, which is what
a clip costs, does not grow with it.
"""

from __future__ import annotations

from typing import NamedTuple

from diffusers import AutoencoderTiny, DPMSolverMultistepScheduler, MotionAdapter, UNet2DConditionModel, UNetMotionModel
from diffusers.models.autoencoders.vae import AutoencoderTinyBlock
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModel

from storyagent.errors import InvalidInput

GRID = 16
"""Cells of the latent grid, across and down."""


class Shape(NamedTuple):
    """Every size that the recipe chooses."""

    size_px: int = 256
    latent_channels: int = 8
    encoder_channels: int = 64
    decoder_channels: int = 48
    encoder_blocks: tuple[int, ...] = (0, 0, 0, 1, 2)
    decoder_blocks: tuple[int, ...] = (3, 2, 1, 1, 0)
    unet_channels: tuple[int, ...] = (96, 128, 192)
    norm_groups: int = 16
    heads: int = 4
    text_channels: int = 192
    text_layers: int = 3
    words: int = 2048
    tokens: int = 64
    frames: int = 16
    frames_max: int = 32


SMALL = Shape()
"""256 px, 16 px a cell: what two cores can learn."""
HALF = Shape(size_px=128, encoder_blocks=(0, 0, 1, 2), decoder_blocks=(3, 2, 1, 0))
"""128 px, 8 px a cell: quicker to learn, and its autoencoder can be grown to `small`."""
LARGE = Shape(
    latent_channels=16,
    decoder_channels=64,
    encoder_blocks=(0, 0, 1, 1, 2),
    decoder_blocks=(3, 3, 2, 1, 0),
)
"""Twice the latent channels and a wider decoder: for a GPU. Its clips cost what the small one's do."""
TINY = Shape(
    size_px=32,
    encoder_channels=8,
    decoder_channels=8,
    encoder_blocks=(0, 1),
    decoder_blocks=(1, 0),
    unet_channels=(16, 32),
    norm_groups=8,
    heads=2,
    text_channels=16,
    text_layers=1,
    frames=4,
)
"""For tests."""
SHAPES = {"small": SMALL, "half": HALF, "large": LARGE, "tiny": TINY}


def new_autoencoder(shape: Shape) -> AutoencoderTiny:
    """Build the autoencoder: `size_px` squared pictures to and from a 16x16 grid."""
    levels = len(shape.encoder_blocks)
    autoencoder = AutoencoderTiny(
        latent_channels=shape.latent_channels,
        encoder_block_out_channels=(shape.encoder_channels,) * levels,
        decoder_block_out_channels=(shape.decoder_channels,) * levels,
        num_encoder_blocks=shape.encoder_blocks,
        num_decoder_blocks=shape.decoder_blocks,
    )
    for layers in (autoencoder.encoder.layers, autoencoder.decoder.layers):
        _keep_variance(layers)
    return autoencoder


def grown(before: AutoencoderTiny, shape: Shape) -> AutoencoderTiny:
    """Build an autoencoder that takes over what `before` can do: all of it, or of twice the size all but a level.

    Twice the size, the last of the decoder and the first of the encoder have to be learned.

    Raises:
        InvalidInput: `shape` is neither that of `before` nor one level larger.
    """
    autoencoder = new_autoencoder(shape)
    if len(before.config.decoder_block_out_channels) == len(shape.decoder_blocks):
        autoencoder.load_state_dict(before.state_dict())
        autoencoder.register_to_config(scaling_factor=before.config.scaling_factor)
        return autoencoder
    _take_over(autoencoder.decoder.layers, before.decoder.layers)
    _take_over(autoencoder.encoder.layers[::-1], before.encoder.layers[:0:-1])
    *_, enlarging, last = autoencoder.decoder.layers
    nn.init.dirac_(enlarging.weight)
    last.load_state_dict(before.decoder.layers[-1].state_dict())
    autoencoder.register_to_config(scaling_factor=before.config.scaling_factor)
    return autoencoder


def _take_over(layers: nn.Sequential, before: nn.Sequential) -> None:
    """Copy the weights of all layers of `before` but the last, which `layers` begin with."""
    for layer, old in zip(layers, list(before)[:-1], strict=False):
        if type(layer) is not type(old):
            raise InvalidInput(
                "an autoencoder grows by one level at a time",
                found=f"{type(old).__name__} in the old where the new has {type(layer).__name__}",
                needed="the same layers",
            )
        layer.load_state_dict(old.state_dict())


def _keep_variance(layers: nn.Sequential) -> None:
    """Start layers without normalisation so that signals neither fade nor grow: He's weights, blocks that add nothing.

    Fixup, arXiv 1901.09321: the last convolution of each residual block is zero.
    """
    for layer in layers:
        convolutions = [part for part in layer.modules() if isinstance(part, nn.Conv2d)]
        for convolution in convolutions:
            nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu")
        if isinstance(layer, AutoencoderTinyBlock):
            nn.init.zeros_(convolutions[2].weight)
    nn.init.xavier_normal_(convolutions[-1].weight)


def new_text_encoder(shape: Shape) -> CLIPTextModel:
    """Build the text encoder, with spare rows for words that a larger world brings; row 0 pads, 1 begins, 2 ends."""
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=shape.words,
            hidden_size=shape.text_channels,
            intermediate_size=3 * shape.text_channels,
            num_hidden_layers=shape.text_layers,
            num_attention_heads=max(1, shape.text_channels // 32),
            max_position_embeddings=shape.tokens,
            projection_dim=shape.text_channels,
            pad_token_id=0,
            bos_token_id=1,
            eos_token_id=2,
        )
    )


def new_still_unet(shape: Shape) -> UNet2DConditionModel:
    """Build the UNet of the image stage: words are attended to on every level but the coarsest, and in the middle."""
    finer = len(shape.unet_channels) - 1
    return UNet2DConditionModel(
        sample_size=GRID,
        in_channels=shape.latent_channels,
        out_channels=shape.latent_channels,
        down_block_types=("CrossAttnDownBlock2D",) * finer + ("DownBlock2D",),
        up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * finer,
        block_out_channels=shape.unet_channels,
        layers_per_block=1,
        cross_attention_dim=shape.text_channels,
        attention_head_dim=shape.heads,  # diffusers' name; it is the number of heads
        norm_num_groups=shape.norm_groups,
    )


def inflate(still: UNet2DConditionModel, shape: Shape) -> UNetMotionModel:
    """Give an image UNet motion modules that change nothing yet: their last layer is zero."""
    adapter = MotionAdapter(
        block_out_channels=shape.unet_channels,
        motion_layers_per_block=1,
        motion_num_attention_heads=shape.heads,
        motion_norm_num_groups=shape.norm_groups,
        motion_max_seq_length=shape.frames_max,
    )
    unet = UNetMotionModel.from_unet2d(still, adapter)
    for name, module in unet.named_modules():
        if name.endswith(".proj_out") and "motion_modules" in name:
            nn.init.zeros_(module.weight)
            nn.init.zeros_(module.bias)
    return unet


def still_part(unet: UNetMotionModel, shape: Shape) -> UNet2DConditionModel:
    """Return the image UNet inside a motion UNet, with copies of its weights."""
    still = new_still_unet(shape)
    weights = {name: value for name, value in unet.state_dict().items() if "motion_modules" not in name}
    still.load_state_dict(weights)
    return still


def new_scheduler() -> DPMSolverMultistepScheduler:
    """Build the sampler: cosine noise levels, v-prediction, DPM-Solver++ of second order down to no noise at all."""
    return DPMSolverMultistepScheduler(
        beta_schedule="squaredcos_cap_v2",
        prediction_type="v_prediction",
        timestep_spacing="trailing",
        final_sigmas_type="zero",
    )
