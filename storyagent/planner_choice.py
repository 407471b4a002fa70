"""Which planner works: a language model where one is named or configured, the offline planner otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyagent.errors import InvalidInput, Misconfigured
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
        InvalidInput: a limit is no limit.
    """
    from storyagent.planning.offline import OfflinePlanner

    if llm is None and llm_url is None:
        llm, llm_url = settings.llm, settings.llm_url
        llm_model = llm_model or (settings.llm_model if llm_url else None)
    if llm_model and not llm_url:
        raise Misconfigured(
            "the name of a model on a server, and no server", where="llm_model", found=llm_model,
            needed="the server's base URL beside it (llm_url), or provider:model as one name (llm)",
        )  # fmt: skip
    _check_limits(max_tokens, max_cost)
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


def _check_limits(max_tokens: int | None, max_cost: float | None) -> None:
    if max_tokens is not None and max_tokens < 1:
        raise InvalidInput("no limit of tokens", where="max_tokens", found=str(max_tokens), needed="1 or more")
    if max_cost is not None and not 0.0 <= max_cost < float("inf"):
        raise InvalidInput("no limit of money", where="max_cost", found=str(max_cost), needed="0 or more US dollars")
