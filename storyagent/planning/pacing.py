"""How long scenes last: as long as what is said in them takes, and longer or together where a length is wished for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from storyagent.planning.scenes import SceneDraft, exactly
from storyagent.story.screenplay import Transition
from storyagent.story.values import Finding

WORDS_PER_SECOND = 2.4
BREATH_SECONDS = 0.8
LEAST_SECONDS, MOST_SECONDS = 4.0, 12.0
LONGEST_SECONDS = 600.0
"""No scene of a screenplay may be longer."""
BRIEFEST_SECONDS = 2.0
"""What a scene of few words may be cut to where a shorter film is wished for."""
MOST_WORDS_MERGED = 60
"""No scene is made longer than this for the sake of a shorter film."""
HELD = 2.5
"""How much longer than usual a scene is held, at most, to reach a wished length."""
NEAR = 0.02
"""The share of the wished length by which a film may miss it unnoticed."""


def seconds_for(words: int, spoken: int | None = None) -> float:
    """Return how long a scene of so many words lasts; `spoken` of them are said aloud (all, if not given).

    Only what is said aloud may make it longer than twelve seconds.
    """
    usual = min(max(words / WORDS_PER_SECOND + BREATH_SECONDS, LEAST_SECONDS), MOST_SECONDS)
    aloud = (words if spoken is None else spoken) / WORDS_PER_SECOND + BREATH_SECONDS
    return round(min(max(usual, aloud), LONGEST_SECONDS), 1)


def fit_scenes(drafts: list[SceneDraft], minutes: float) -> list[SceneDraft]:
    """Merge or part scenes so that a film of so many minutes can be made of them, as far as sentences allow."""
    wished = 60 * minutes
    sentences = sum(len(draft.readings) for draft in drafts)
    usual = sum(seconds_for(draft.words) for draft in drafts)
    count = len(drafts)
    if wished > usual:
        count = max(count, min(sentences, ceil(wished / MOST_SECONDS)))
    while count > 1 and _briefest(drafts) > wished:
        merged = exactly(drafts, count - 1)
        longest = max(draft.words for draft in merged)
        if longest > max(MOST_WORDS_MERGED, *(draft.words for draft in drafts)):
            return drafts  # a few breaths saved are not worth one endless picture
        drafts, count = merged, count - 1
    return exactly(drafts, count)


def _briefest(drafts: Sequence[SceneDraft]) -> float:
    return sum(_least(draft.words) for draft in drafts)


def _least(words: int) -> float:
    """Return the shortest a scene can be with so many words said in it."""
    return max(words / WORDS_PER_SECOND + BREATH_SECONDS / 2, BRIEFEST_SECONDS)


def paced(
    usual: Sequence[float], words: Sequence[int], transitions: Sequence[Transition], minutes: float
) -> tuple[list[float], tuple[Finding, ...]]:
    """Return scenes' lengths in seconds that come as near to a film of so many minutes as they can, and what is amiss.

    Cross-fades overlap, so the film is as much shorter than its scenes.
    """
    overlaps = sum(transition.duration_s for transition in transitions[1:] if transition.kind == "crossfade")
    wished = 60 * minutes + overlaps
    least = [min(_least(count), length) for count, length in zip(words, usual, strict=True)]
    most = [min(max(HELD * length, MOST_SECONDS), LONGEST_SECONDS) for length in usual]

    def scaled(factor: float) -> list[float]:
        lengths = [min(max(factor * x, low), high) for x, low, high in zip(usual, least, most, strict=True)]
        return [max(round(length, 1), 0.1) for length in lengths]

    lengths = scaled(_solve(lambda factor: sum(scaled(factor)), wished))
    whole = sum(lengths) - overlaps
    if abs(whole - 60 * minutes) <= max(NEAR * 60 * minutes, 1.0):
        return lengths, ()
    longer = whole > 60 * minutes
    return lengths, (
        Finding(
            code="film.length", where="minutes", found=f"about {whole / 60:.1f} minutes",
            needed=f"{minutes:g} minutes",
            hint="Nothing told was cut; tell it in fewer words." if longer else "Tell more, or ask for fewer minutes.",
        ),
    )  # fmt: skip


def _solve(length: Callable[[float], float], wished: float) -> float:
    """Return the factor, from 0 to 100, at which a growing length comes to what is wished."""
    steps = [0.0, 100.0]
    for _ in range(50):
        middle = (steps[0] + steps[1]) / 2
        steps = [middle, steps[1]] if length(middle) < wished else [steps[0], middle]
    low, high = steps
    return min((low, high), key=lambda factor: abs(length(factor) - wished))
