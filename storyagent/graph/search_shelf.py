"""Derivations that are known already, and the calls behind them."""

from __future__ import annotations

from collections.abc import Iterable

from storyagent.graph.search_derivation import Derivation, Family, Step


class Shelf:
    """Derivations that fit one kind of socket, in the order in which they were found."""

    def __init__(self) -> None:
        self.known: list[Derivation] = []
        self._alike: dict[tuple[tuple[str, ...], Family | None, bool], list[Derivation]] = {}

    def add(self, new: Derivation) -> None:
        """Put a derivation behind the others."""
        self.known.append(new)
        self._alike.setdefault((new.tools, new.family, new.many), []).append(new)

    def has_as_good(self, new: Derivation, by_words: bool) -> bool:
        """Tell whether there is one with the same tools that is as good."""
        alike = self._alike.get((new.tools, new.family, new.many), ())
        return any(_as_good(old, new, by_words) for old in alike)

    def better(self, new: Derivation, by_words: bool) -> int:
        """Return how many sets of tools do as well."""
        rivals = (old for old in self.known if old.family == new.family and old.many == new.many)
        return len({old.tools for old in rivals if _as_good(old, new, by_words)})


def _as_good(old: Derivation, new: Derivation, by_words: bool) -> bool:
    if old.price > new.price:
        return False
    return not by_words or (old.cover | new.cover == old.cover and old.used | new.used == old.used)


class Calls:
    """Numbers steps, so that a set of them is a bit mask."""

    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._bits: dict[Step, int] = {}
        self._prices: dict[int, int] = {}

    def mask(self, steps: Iterable[Step]) -> int:
        """Return the bits of some steps; new ones get the next numbers."""
        mask = 0
        for step in steps:
            if step not in self._bits:
                self._bits[step] = 1 << len(self._steps)
                self._steps.append(step)
            mask |= self._bits[step]
        return mask

    def price(self, mask: int) -> int:
        """Return the price of the steps in a mask."""
        if mask not in self._prices:
            left, price = mask, 0
            while left:
                last = left.bit_length() - 1
                price += self._steps[last].price
                left ^= 1 << last
            self._prices[mask] = price
        return self._prices[mask]
