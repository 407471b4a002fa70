"""The words for a film and its parts, and how far they reach: "of the video", "through the level", "half the clip"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from storyagent import lexicon
from storyagent.planning.film_length import is_length
from storyagent.planning.grammar import META, word_set
from storyagent.planning.looks import is_seen
from storyagent.planning.scenery import is_place
from storyagent.planning.tokens import Token

SHARES = {"half": 2, "third": 3, "quarter": 4, "halves": 2, "thirds": 3, "quarters": 4, "fifth": 5, "fifths": 5}
OVER = word_set("over gone done passed past elapsed up through finished")


@dataclass(frozen=True)
class Moment:
    """A moment of the film, as a share of its time, and the index after the words that name it."""

    t: float
    end: int


def words_at(tokens: list[Token], i: int, count: int) -> list[str]:
    """Return the words of at most `count` tokens from i, in lower case."""
    return [token.lower for token in tokens[i : i + count]]


def through_film(tokens: list[Token], j: int) -> int:
    """Return the index after "through the video" or a closing "through", or j."""
    if words_at(tokens, j, 1) not in (["through"], ["into"], ["in"]):
        return j
    film = film_end(tokens, j + 1)
    if film > j + 1:
        return film
    closed = j + 1 >= len(tokens) or tokens[j + 1].tag in (".", "C") or tokens[j].lower == "through"
    noun = j + 1 < len(tokens) and tokens[j + 1].lower in ("the", "a", "this")
    if noun and j + 2 < len(tokens) and tokens[j + 2].tag == "N" and _lasts(tokens[j + 2].lemma):
        return j + 3  # "halfway through the level"
    k = j + 2
    while noun and k < len(tokens) and tokens[k].tag in ("A", "N"):
        k += 1
    acts = noun and j + 2 < k < len(tokens) and tokens[k].tag == "V" and tokens[j].lower == "in"
    return j + 1 if acts or (closed and not noun) else j  # "half way in a ball drops"


def percent_at(tokens: list[Token], j: int) -> float | None:
    """Return the share that "25 %" at j stands for, or None."""
    words = words_at(tokens, j, 2)
    told = words[1:] == ["%"] and words[0].replace(".", "", 1).isdigit() and float(words[0]) <= 100
    return float(words[0]) / 100 if told else None


def mark_end(tokens: list[Token], j: int) -> int:
    """Return the index after "mark" in "the 50 % mark", or j."""
    return j + (words_at(tokens, j, 1) in (["mark"], ["point"]))


def share_of_film(tokens: list[Token], j: int) -> Moment | None:
    """Read "half the clip", "half of the length of the film", "a quarter of the video" at token j."""
    words = words_at(tokens, j, 2)
    count, k = ({"a": 1, "one": 1, "two": 2, "three": 3}.get(words[0], 0), j + 2) if len(words) > 1 else (0, j)
    share = words[1] if count else ""
    if words[:1] == ["half"]:
        count, share, k = 1, "half", j + 1
    if not count or share not in SHARES or count >= SHARES[share]:
        return None
    end = of_film(tokens, k)
    end = of_film(tokens, end) if end > k else film_end(tokens, k) if share == "half" else k
    if end == k and share == "half" and words_at(tokens, k, 2) == ["the", "length"]:
        end = of_film(tokens, k + 2)
    return Moment(count / SHARES[share], end) if end > k else None


def over_end(tokens: list[Token], k: int) -> int:
    """Return the index after "has passed" or "is over", or k."""
    words = words_at(tokens, k, 3)
    for opening in (["has"], ["is"], ["was"], ["had"], ["have"], ["are"], ["were"]):
        if words[:1] == opening and words[1:2] and (words[1] in OVER or words[1] == "gone"):
            return k + 3 if words[2:3] == ["by"] else k + 2
    return k


def of_film(tokens: list[Token], j: int) -> int:
    """Return the index after "of the video", or "of the race" that it shows, or j when that does not follow."""
    if words_at(tokens, j, 1) != ["of"]:
        return j
    end = film_end(tokens, j + 1)
    if end > j + 1:
        return end
    if j and tokens[j - 1].lower in SHARES and words_at(tokens, j + 2, 1) and tokens[j + 2].lower in _FILMS:
        return j + 3
    k = j + 1 + (words_at(tokens, j + 1, 1) in (["the"], ["this"], ["its"], ["their"], ["our"]))
    while k + 1 < len(tokens) and tokens[k + 1].tag == "N" and tokens[k].tag in ("A", "N"):
        k += 1
    return k + 1 if k < len(tokens) and tokens[k].tag == "N" and _lasts(tokens[k].lemma) else j


_FILMS = word_set("trailer take spot short feature episode piece act gif promo cartoon number performance")
"""Words that can mean a film as well as a thing: only after a share of it, "the last third of the trailer"."""


@cache
def _lasts(noun: str) -> bool:
    """Tell whether a noun names what takes time and is not seen itself: "concert", "duration", "race"."""
    kind = lexicon.noun_class(noun)
    return kind not in ("location", "body", "object", "substance", None) and not (is_seen(noun) or is_place(noun))


def film_end(tokens: list[Token], j: int) -> int:
    """Return the index after "the video", or j."""
    k = j + 1 if words_at(tokens, j, 1) in (["the"], ["this"], ["our"], ["my"], ["a"], ["that"], ["your"]) else j
    while k < len(tokens) and tokens[k].lower in ("whole", "entire", "short", "little", "full", "complete"):
        k += 1
    if k < len(tokens) and is_length(tokens[k].lower):
        k += 1
    if k < len(tokens) and tokens[k].lower in META:
        return k + 1
    return j
