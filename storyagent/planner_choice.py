"""Which planner works: a language model where one is named or configured, the offline planner otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyagent.settings import Settings

if TYPE_CHECKING:
    from storyagent.planning.planner import Planner


def choose_planner(
    settings: Settings,
    *,
    llm: str | None = None,
    llm_url: str | None = None,
    llm_model: str | None = None,
    fallback: bool = False,
    max_tokens: int | None = None,
    max_cost: float | None = None,
    raw: bool = False,
) -> Planner:
    """Return the planner that is asked for; what is not given is taken from the settings.

    Args:
        settings: May name a model, and has the key and the price.
        llm: "provider:model" as LangChain names it, or "offline" for no model though one is configured.
        llm_url: The base URL of an OpenAI-compatible server.
        llm_model: The model's name on that server.
        fallback: Whether the offline planner plans what the model cannot.
        max_tokens: How many tokens the model may use.
        max_cost: How many US dollars it may cost.
        raw: Whether `lay_out` takes boxes as the model gives them, in one call, for comparison.

    Raises:
        MissingExtra: LangChain, or the provider's package for it, is not installed.
        Misconfigured: the model is named wrongly, or its cost is limited and its price not known.
    """
    from storyagent.planning.offline import OfflinePlanner

    if llm is None and llm_url is None:
        llm, llm_url, llm_model = settings.llm, settings.llm_url, llm_model or settings.llm_model
    if llm == "offline" or not (llm or llm_url):
        return OfflinePlanner()
    from storyagent.planning.chat_planner import planner_from
    from storyagent.planning.usage import Price

    price = None
    if settings.llm_input_usd is not None and settings.llm_output_usd is not None:
        price = Price(input_usd=settings.llm_input_usd, output_usd=settings.llm_output_usd)
    return planner_from(
        llm,
        llm_url,
        llm_model,
        home=settings.home / "llm",
        api_key=settings.llm_key.get_secret_value() if settings.llm_key else None,
        timeout_s=settings.llm_timeout_s,
        max_tokens=max_tokens,
        max_cost_usd=max_cost,
        price=price,
        fallback=fallback,
        raw=raw,
    )
