"""How noisy latents are at a step of a sampler, and what is behind the noise."""

from __future__ import annotations

import math
from typing import Any

from torch import Tensor


def clean_estimate(scheduler: Any, step: int, time: Tensor, noisy: Tensor, answer: Tensor) -> Tensor:
    """Return what the model thinks is behind the noise."""
    level, kind = noise_level(scheduler, step, time), str(scheduler.config.get("prediction_type", "flow_prediction"))
    scaled = float(getattr(scheduler, "init_noise_sigma", 1.0)) > 1.0
    if kind == "flow_prediction" or scaled:
        return noisy - level * answer
    kept = math.sqrt(max(0.0, 1.0 - level**2))
    if kind == "v_prediction":
        return kept * noisy - level * answer
    if kind == "epsilon":
        return (noisy - level * answer) / max(kept, 1e-3)
    return answer


def noise_level(scheduler: Any, step: int, time: Tensor) -> float:
    """Return the standard deviation of the noise in the latents before a step, in the latents' own units."""
    config = getattr(scheduler, "config", {})
    cumulative = getattr(scheduler, "alphas_cumprod", None)
    flow = config.get("prediction_type") == "flow_prediction" or config.get("use_flow_sigmas", False)
    scaled = float(getattr(scheduler, "init_noise_sigma", 1.0)) > 1.0  # noise is added to the picture at full strength
    if cumulative is None or flow or scaled:
        return float(scheduler.sigmas[step])
    return math.sqrt(1.0 - float(cumulative[int(time)]))
