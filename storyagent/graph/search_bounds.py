"""The least that the rest of a plan costs: for the words and resources at hand that a derivation lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from operator import sub

from storyagent.graph.search_index import Candidate


class Shares:
    """A lower bound of what the words and resources that a derivation lacks will still cost, answered to or not.

    Each tool's price is split among the words it answers to and the resources at hand it takes; the smallest share of
    each is its least price. `left` has what is left of each tool's price, so that nothing is counted twice.
    """

    def __init__(
        self,
        candidates: Sequence[Candidate],
        words: Mapping[int, int],
        resources: Mapping[int, int],
        takers: Mapping[str, int],
    ) -> None:
        self._words, self._resources = dict(words), dict(resources)
        parts = {}
        for one in candidates:
            said = [bit for bit in words if one.cover >> bit & 1]
            taken = [bit for bit in resources if takers[one.name] >> bit & 1]
            parts[one.name] = said, taken
            for shares, bits in ((self._words, said), (self._resources, taken)):
                for bit in bits:
                    shares[bit] = min(shares[bit], one.price // (len(said) + len(taken)))
        self.left = {
            one.name: one.price
            - sum(self._words[bit] for bit in parts[one.name][0])
            - sum(self._resources[bit] for bit in parts[one.name][1])
            for one in candidates
        }
        self._known: dict[tuple[int, int], int] = {}

    def still(self, cover: int, used: int) -> int:
        """Return the bound for a derivation with these words and resources."""
        key = (cover, used)
        if key not in self._known:
            self._known[key] = _lacking(self._words, cover) + _lacking(self._resources, used)
        return self._known[key]


class Savings:
    """A lower bound of what lacking words and resources will cost when only so many steps may follow.

    A step saves no more than all that it could add is worth, less its price, and no steps save more than the best ones,
    each taken by itself.
    """

    def __init__(
        self,
        candidates: Sequence[Candidate],
        words: Mapping[int, int],
        resources: Mapping[int, int],
        takers: Mapping[str, int],
    ) -> None:
        self._words, self._resources = words, resources
        self._adds: dict[tuple[int, int], int] = {}
        for one in candidates:
            adds = one.cover, takers[one.name]
            self._adds[adds] = min(one.price, self._adds.get(adds, one.price))
        self._known: dict[tuple[int, int], list[int]] = {}

    def left(self, cover: int, used: int, steps: int) -> int:
        """Return the bound for a derivation with these words and resources that so many steps may follow."""
        if (cover, used) not in self._known:
            self._known[cover, used] = self._bounds(cover, used)
        bounds = self._known[cover, used]
        return bounds[min(steps, len(bounds) - 1)]

    def lost(self, cover: int, used: int) -> int:
        """Return what the words and resources cost that are not there."""
        return _lacking(self._words, cover) + _lacking(self._resources, used)

    def _bounds(self, cover: int, used: int) -> list[int]:
        """Return the bounds for no step, one step, and so on, until another step cannot save anything."""
        lost = self.lost(cover, used)
        saved = [lost - self.lost(cover | said, used | taken) - price for (said, taken), price in self._adds.items()]
        best = sorted((price for price in saved if price > 0), reverse=True)
        return list(accumulate(best, sub, initial=lost))


def _lacking(prices: Mapping[int, int], there: int) -> int:
    """Return what the bits cost that are not set."""
    return sum(price for bit, price in prices.items() if not there >> bit & 1)
