"""What language models cost: tokens, seconds and money, counted, and refused before they are too many."""

from __future__ import annotations

from pydantic import Field

from storyagent.errors import Misconfigured, OutOfBudget
from storyagent.story.values import Value

CHARACTERS_PER_TOKEN = 3.5
"""English has about four; fewer is the cautious estimate."""
MILLION = 1_000_000


class Price(Value):
    """US dollars per million tokens."""

    input_usd: float = Field(ge=0.0)
    output_usd: float = Field(ge=0.0)

    def cost_usd(self, input_tokens: int, output_tokens: int) -> float:
        """Return what these tokens cost."""
        return (input_tokens * self.input_usd + output_tokens * self.output_usd) / MILLION


class Usage(Value):
    """What was used so far.

    `cached` counts answers for which nobody was asked. `cost_usd` is None where the price is not known. `estimated`
    tells that a server did not count tokens, so that they were estimated from the characters.
    """

    calls: int = 0
    cached: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    cost_usd: float | None = None
    estimated: bool = False

    def since(self, earlier: Usage) -> Usage:
        """Return what was used after an earlier moment."""
        known = self.cost_usd is not None and earlier.cost_usd is not None
        return Usage(
            calls=self.calls - earlier.calls,
            cached=self.cached - earlier.cached,
            input_tokens=self.input_tokens - earlier.input_tokens,
            output_tokens=self.output_tokens - earlier.output_tokens,
            seconds=self.seconds - earlier.seconds,
            cost_usd=(self.cost_usd or 0.0) - (earlier.cost_usd or 0.0) if known else None,
            estimated=self.estimated,
        )


def estimated_tokens(text: str) -> int:
    """Return about how many tokens a text has; characters outside ASCII count one each."""
    wide = sum(not character.isascii() for character in text)
    return wide + round((len(text) - wide) / CHARACTERS_PER_TOKEN) + 1


class Meter:
    """Adds up usage and says no before a call that could exceed the budget.

    Args:
        max_tokens: Input and output tokens together; None is no limit.
        max_cost_usd: Money; needs a price.
        price: What tokens cost, None where that is not known.

    Raises:
        Misconfigured: a cost is limited but the price is not known.
    """

    def __init__(self, max_tokens: int | None, max_cost_usd: float | None, price: Price | None) -> None:
        if max_cost_usd is not None and price is None:
            raise Misconfigured(
                "a limit on the cost needs a price", where="max_cost", found=f"{max_cost_usd:g} USD, price not known",
                needed="the price of a million input and output tokens", hint="Limit the tokens instead (max_tokens).",
            )  # fmt: skip
        self.max_tokens = max_tokens
        self.max_cost_usd = max_cost_usd
        self.price = price
        self.usage = Usage(cost_usd=0.0 if price else None)

    def allow(self, input_tokens: int, output_tokens: int, where: str) -> None:
        """Check that a call of at most so many tokens stays within the budget.

        Raises:
            OutOfBudget: it might not.
        """
        used = self.usage.input_tokens + self.usage.output_tokens
        if self.max_tokens is not None and used + input_tokens + output_tokens > self.max_tokens:
            raise _out_of_budget(where, f"{used:,} tokens used, the next call needs up to "
                                 f"{input_tokens + output_tokens:,}", f"at most {self.max_tokens:,}")  # fmt: skip
        if self.max_cost_usd is not None and self.price is not None:
            spent = self.usage.cost_usd or 0.0
            wanted = self.price.cost_usd(input_tokens, output_tokens)
            if spent + wanted > self.max_cost_usd:
                raise _out_of_budget(where, f"{spent:.4f} USD spent, the next call costs up to {wanted:.4f}",
                                     f"at most {self.max_cost_usd:.4f} USD")  # fmt: skip

    def add(self, input_tokens: int, output_tokens: int, seconds: float, *, estimated: bool) -> None:
        """Count one call."""
        usage = self.usage
        cost = self.price.cost_usd(input_tokens, output_tokens) if self.price else None
        self.usage = Usage(
            calls=usage.calls + 1,
            cached=usage.cached,
            input_tokens=usage.input_tokens + input_tokens,
            output_tokens=usage.output_tokens + output_tokens,
            seconds=usage.seconds + seconds,
            cost_usd=None if cost is None else (usage.cost_usd or 0.0) + cost,
            estimated=usage.estimated or estimated,
        )

    def add_cached(self) -> None:
        """Count one answer that was there already."""
        self.usage = self.usage.model_copy(update={"cached": self.usage.cached + 1})


def _out_of_budget(where: str, found: str, needed: str) -> OutOfBudget:
    return OutOfBudget(
        "the next call of the language model would exceed the budget", where=where, found=found, needed=needed,
        hint="Answers so far are kept: with a higher limit the next run goes on from there.",
    )  # fmt: skip
