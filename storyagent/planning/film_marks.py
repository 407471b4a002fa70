"""Moments of a film by its marks: "the middle frame", "the three-quarter mark", "25 %"."""

from __future__ import annotations

from storyagent.planning.chunks import WindowPhrase
from storyagent.planning.film_words import Moment, mark_end, of_film, percent_at, share_of_film, through_film, words_at
from storyagent.planning.grammar import word_set
from storyagent.planning.tokens import Token

_FRAMES = {
    "first": 0.0, "opening": 0.0, "initial": 0.0, "middle": 0.5, "central": 0.5, "last": 1.0, "final": 1.0,
    "closing": 1.0,
}  # fmt: skip


def frame_moment(tokens: list[Token], j: int, lead: list[str]) -> Moment | None:
    """Read "the first frame" and "the middle one" as the ends of a part: "from the first frame to the middle one"."""
    words = words_at(tokens, j, 4)
    words = [word for word in words if word != "very"] if words[1:2] == ["very"] else words
    named = words[:1] == ["the"] and words[1:2] and words[1] in _FRAMES and words[2:3] in (["frame"], ["one"])
    if not named or lead[-1:] not in (["from"], ["until"], ["till"], ["to"], ["between"]):
        return None
    return Moment(_FRAMES[words[1]], j + 3 + (words_at(tokens, j + 1, 1) == ["very"]))


_MARKS = {
    "quarter": 0.25, "one-quarter": 0.25, "three-quarter": 0.75, "three-quarters": 0.75, "one-third": 1 / 3,
    "two-third": 2 / 3, "two-thirds": 2 / 3, "third": 1 / 3, "first-quarter": 0.25,
}  # fmt: skip


def marked_moment(tokens: list[Token], j: int) -> Moment | None:
    """Read "three-quarter mark", "two-thirds point" at token j."""
    words = words_at(tokens, j, 2)
    told = len(words) > 1 and words[0] in _MARKS and mark_end(tokens, j + 1) > j + 1
    return Moment(_MARKS[words[0]], of_film(tokens, j + 2)) if told else None


def percent_moment(tokens: list[Token], j: int) -> Moment | None:
    """Read "25%", "25 percent of the clip"."""
    share = percent_at(tokens, j)
    return None if share is None else Moment(share, of_film(tokens, through_film(tokens, mark_end(tokens, j + 2))))


_POINTS = {"beginning": 0.0, "start": 0.0, "middle": 0.5, "midpoint": 0.5, "center": 0.5, "end": 1.0}


def from_to(tokens: list[Token], i: int) -> WindowPhrase | None:
    """Read "from the middle to the end of the video", "from the start to the midpoint"."""
    words = words_at(tokens, i, 6)
    if len(words) < 6 or words[0] != "from" or words[1] != "the" or words[3] not in ("to", "until", "till"):
        return None
    start, end = _POINTS.get(words[2]), _POINTS.get(words[5]) if words[4] == "the" else None
    film = of_film(tokens, i + 6)
    timed = film > i + 6 or words[5] in ("end", "midpoint") or words[2] in ("beginning", "start")
    if start is None or end is None or start >= end or not timed:
        return None
    return WindowPhrase(i, film, (start, end))


_GOES_BY = word_set("goes passes elapses went passed elapsed runs")


def waits(tokens: list[Token], i: int) -> WindowPhrase | None:
    """Read "it takes half the clip before" and "half the clip goes by until": what follows is from then on."""
    takes = words_at(tokens, i, 2) in (["it", "takes"], ["it", "took"], ["it", "lasts"])
    found = share_of_film(tokens, i + 2 * takes)
    if found is None:
        return None
    end = found.end + (words_at(tokens, found.end, 1)[:1] != [] and tokens[found.end].lower in _GOES_BY)
    end += words_at(tokens, end, 1) == ["by"]
    closes = words_at(tokens, end, 1) in (["before"], ["until"], ["till"]) and (takes or end > found.end)
    return WindowPhrase(i, end + 1, (found.t,) * 2, "after") if closes else None
