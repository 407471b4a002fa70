"""What the rest of a plan costs at least, against all tools that could follow."""

from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from storyagent.graph.search_bounds import Savings, Shares
from storyagent.graph.search_index import Candidate, candidate
from storyagent.graph.tool import ToolSpec

WORDS = {0: 1000, 1: 1000, 2: 3000, 3: 2000}
RESOURCES = {0: 2000, 1: 2000}

Rest = tuple[tuple[Candidate, ...], dict[str, int]]


@st.composite
def rests(draw: st.DrawFn) -> Rest:
    tools = draw(st.lists(st.tuples(st.integers(1, 4000), st.integers(0, 15), st.integers(0, 3)), max_size=6))
    named = {f"tool_{at}": tool for at, tool in enumerate(tools)}
    made = [
        replace(candidate(ToolSpec(name, "1", "", {}, {})), price=price, cover=cover)
        for name, (price, cover, _) in named.items()
    ]
    return tuple(made), {name: takes for name, (_, _, takes) in named.items()}


def least(rest: Rest, savings: Savings, cover: int, used: int, steps: int) -> int:
    """Return the least that follows for any of the tools, each at most once: a second call would add nothing."""
    candidates, takers = rest
    costs = []
    for number in range(min(steps, len(candidates)) + 1):
        for chosen in combinations(candidates, number):
            words, hand = cover, used
            for one in chosen:
                words, hand = words | one.cover, hand | takers[one.name]
            costs.append(sum(one.price for one in chosen) + savings.lost(words, hand))
    return min(costs)


@given(rests(), st.integers(0, 15), st.integers(0, 3), st.integers(0, 5))
def test_no_tools_that_follow_cost_less_than_the_bounds(rest: Rest, cover: int, used: int, steps: int) -> None:
    candidates, takers = rest
    savings = Savings(candidates, WORDS, RESOURCES, takers)
    shares = Shares(candidates, WORDS, RESOURCES, takers)
    exact = least(rest, savings, cover, used, steps)
    assert savings.left(cover, used, steps) <= exact
    assert shares.still(cover, used) <= exact


@given(rests(), st.integers(0, 15), st.integers(0, 3))
def test_the_bound_is_exact_for_one_step(rest: Rest, cover: int, used: int) -> None:
    candidates, takers = rest
    savings = Savings(candidates, WORDS, RESOURCES, takers)
    assert savings.left(cover, used, 0) == savings.lost(cover, used)
    assert savings.left(cover, used, 1) == least(rest, savings, cover, used, 1)


def test_tools_that_answer_to_different_words_cannot_save_more_than_the_best_of_them() -> None:
    price, words = 500, {0: 3000, 1: 2000, 2: 1000}
    tools = [replace(candidate(ToolSpec(f"t{bit}", "1", "", {}, {})), price=price, cover=1 << bit) for bit in words]
    savings = Savings(tools, words, {}, {one.name: 0 for one in tools})
    assert [savings.left(0, 0, steps) for steps in range(5)] == [6000, 3500, 2000, 1500, 1500]
    assert [savings.left(1, 0, steps) for steps in range(3)] == [3000, 1500, 1000]
