"""How a text names parts of a film's time: "in the first half of the video", "halfway through", "from then on"."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from storyagent.planning.chunks import When, WindowPhrase
from storyagent.planning.film_marks import frame_moment, from_to, marked_moment, percent_moment, waits
from storyagent.planning.film_words import (
    OVER,
    SHARES,
    Moment,
    film_end,
    of_film,
    over_end,
    percent_at,
    share_of_film,
    through_film,
    words_at,
)
from storyagent.planning.grammar import META, word_set
from storyagent.planning.time_phrases import AT_FIRST, AT_LAST, FOLLOWING, MIDDLES, WHOLE
from storyagent.planning.tokens import Token

Span = tuple[float, float]

_ORDER = {"first": 1, "opening": 1, "initial": 1, "second": 2, "middle": 2, "third": 3, "fourth": 4, "central": 2}
_LAST = word_set("last final latter closing other remaining")
_BEGINNING = word_set("beginning start outset opening")
_END = word_set("end close conclusion")
_LEADS = word_set(
    """between only just during in for within throughout at until till after from since by before once through
        beyond past exactly precisely roughly approximately"""
)
_WHEN: dict[str, When] = {
    "until": "until", "till": "until", "before": "until", "by": "at", "after": "after",
    "from": "after", "beyond": "after", "past": "after",
    "since": "after", "once": "after",
}  # fmt: skip
_A_WHILE = word_set("while moment bit time minute second")
_PLACES = word_set("scene frame screen picture image view camera viewer background foreground canvas shot scenario")
"""What has a middle in the picture rather than in time."""
_MIDDLE, _EARLY, _LATE = 0.5, 1 / 3, 2 / 3
_BEGINS = word_set("begins starts began started begin start sets")
_ENDS = word_set("ends ended end finishes finished is was has")
_BORDERS = word_set("after until till before by since once to from between")
_ALL = word_set("whole entire full complete")
_STARTS = frozenset(
    {phrase.split()[0] for phrases in (WHOLE, AT_FIRST, AT_LAST, MIDDLES) for phrase in phrases}
    | {phrase.split()[0] for phrases, _ in FOLLOWING for phrase in phrases}
    | _LEADS
    | _ORDER.keys()
    | _LAST
    | word_set("the its this about roughly halfway midway half-way mid-way half a one two three when it not as very")
)
"""A part of time begins with one of these; most words need not be looked at twice."""


def read_window(tokens: list[Token], i: int) -> WindowPhrase | None:
    """Read a part of the film's time at token i; what follows an earlier one ("after that") says so by `follows`."""
    if tokens[i].lower == "in" and words_at(tokens, i + 1, 1) in (["at"], ["after"], ["before"], ["until"], ["by"]):
        return None  # "fades in at the midpoint"
    if tokens[i].lower not in _STARTS:
        return _percent_span(tokens, i) if tokens[i].tag == "NUM" else None
    return _fixed_phrase(tokens, i) or _loose(tokens, i) or _moment_phrase(tokens, i) or _share_phrase(tokens, i)


@cache
def _by_first_word(phrases: tuple[str, ...]) -> dict[str, list[list[str]]]:
    table: dict[str, list[list[str]]] = {}
    for words in (phrase.split() for phrase in phrases):
        table.setdefault(words[0], []).append(words)
    return table


def _one_of(tokens: list[Token], i: int, phrases: tuple[str, ...]) -> int:
    """Return where the longest of the phrases that stands at i ends, or i."""
    if i >= len(tokens):
        return i
    found = _by_first_word(phrases).get(tokens[i].lower, ())
    return max((i + len(words) for words in found if words_at(tokens, i, len(words)) == words), default=i)


def _fixed_phrase(tokens: list[Token], i: int) -> WindowPhrase | None:
    told = (
        from_to(tokens, i) or _cleft(tokens, i) or _whole_film(tokens, i) or waits(tokens, i) or _unnumbered(tokens, i)
    )
    if told:
        return told
    only = i + (tokens[i].lower in ("only", "just"))
    end = _one_of(tokens, only, WHOLE)
    if end > only:
        thing = words_at(tokens, end, 1) in (["the"], ["this"], ["a"])
        film = film_end(tokens, end) if thing else of_film(tokens, end)
        return None if thing and film == end else WindowPhrase(i, film, (0.0, 1.0))  # not "throughout the house"
    end = _one_of(tokens, only, AT_FIRST)
    if end > only:
        return WindowPhrase(i, end, (0.0, _EARLY), firm=False)
    end = _one_of(tokens, only, AT_LAST)
    if end > only:
        return WindowPhrase(i, end, (_LATE, 1.0), firm=False)
    for phrases, when in FOLLOWING:
        end = _one_of(tokens, i, phrases)
        end = of_film(tokens, end) if end > i else i
        if end > i and not (end < len(tokens) and tokens[end].tag in ("N", "A", "NAME")):
            return WindowPhrase(i, end, (0.0, 1.0), when, follows=True)
    return None


def _unnumbered(tokens: list[Token], i: int) -> WindowPhrase | None:
    """Read "for half the video", "for one third of the clip": from the beginning, as nothing else is said."""
    if words_at(tokens, i, 1) not in (["for"], ["during"]) or words_at(tokens, i + 1, 1) in (["the"], ["its"]):
        return None
    found = share_of_film(tokens, i + 1)
    return WindowPhrase(i, found.end, (0.0, found.t)) if found else None


def _percent_span(tokens: list[Token], i: int) -> WindowPhrase | None:
    """Read "0-50%" and "25% to 75%"."""
    first = percent_at(tokens, i)
    digits = tokens[i].lower.replace(".", "", 1)
    j = i + 1 + (first is not None)
    joined = words_at(tokens, j, 1) in (["-"], ["–"], ["—"], ["to"])
    last = percent_at(tokens, j + 1) if joined and digits.isdigit() else None
    if last is None:
        return None
    start = float(tokens[i].lower) / 100
    return WindowPhrase(i, of_film(tokens, j + 3), (start, last)) if start < last else None


def _whole_film(tokens: list[Token], i: int) -> WindowPhrase | None:
    """Read "during the whole video", "for the entire clip"."""
    only = i + (tokens[i].lower in ("only", "just"))
    film = film_end(tokens, only + 1) if words_at(tokens, only, 1) in (["during"], ["for"], ["over"]) else 0
    alone = words_at(tokens, only, 1) == ["the"] and i > 0 and tokens[i - 1].tag != "I"
    if alone:  # "knight the entire clip"
        film = film_end(tokens, only)
        alone = film >= len(tokens) or tokens[film].tag in (".", "C")
    film = film if alone or words_at(tokens, only, 1) != ["the"] else 0
    whole = _ALL & set(words_at(tokens, only + 1, film - only - 1) if film else ())
    return WindowPhrase(i, film, (0.0, 1.0)) if whole else None


def _cleft(tokens: list[Token], i: int) -> WindowPhrase | None:
    """Read "it is not until the second half that", and "it is only in the last third that"."""
    words = words_at(tokens, i, 4)
    if words[:1] == ["it"] and words[1:2] in (["is"], ["'s"], ["was"]):
        inner = _moment_phrase(tokens, i + 2) or _share_phrase(tokens, i + 2)
        if inner and words_at(tokens, inner.end, 1) == ["that"]:
            return WindowPhrase(i, inner.end + 1, inner.window, inner.when)
    if words[:1] != ["it"] or words[2:3] not in (["not"], ["n't"]) or words[3:] != ["until"]:
        return None
    found = _moment_phrase(tokens, i + 3) or _share_phrase(tokens, i + 3)
    if found is None or words_at(tokens, found.end, 1) not in (["that"], ["when"]):
        return None
    return WindowPhrase(i, found.end + 1, (found.window[0],) * 2, "after")


def _loose(tokens: list[Token], i: int) -> WindowPhrase | None:
    """Read "after a while" and "in the end": parts of the time for those who come and go."""
    words = words_at(tokens, i, 5)
    if words[:1] == ["after"] and words[1:2] in (["a"], ["some"]):
        k = 3 if words[2:3] in (["little"], ["short"], ["few"]) else 2
        if words[k : k + 1] and words[k].rstrip("s") in _A_WHILE:
            return WindowPhrase(i, i + k + 1, (_EARLY, 1.0), "after", firm=False)
    return None


_OPENINGS = (
    (["as", "soon", "as"], "once"), (["as", "of"], "from"), (["up", "until"], "until"), (["up", "to"], "until"),
    (["up", "till"], "until"), (["not", "until"], "since"), (["prior", "to"], "before"),
    (["by", "the", "time"], "once"),
)  # fmt: skip


def _lead(tokens: list[Token], i: int) -> tuple[list[str], int]:
    """Return the words before a part of time, and where it begins: "only during", "as soon as", "up to"."""
    for words, lead in _OPENINGS:
        if words_at(tokens, i, len(words)) == words:
            return [lead], i + len(words)
    j = i
    while j < len(tokens) and tokens[j].lower in _LEADS:
        j += 1
    if j < len(tokens) and tokens[j].lower == "when":
        return ["when"], j + 1
    words = words_at(tokens, i, j - i)
    return (words if len(words) < 2 else [word for word in words if word not in _ABOUT]), j


_ABOUT = word_set("exactly precisely roughly approximately")


def _when(lead: list[str], otherwise: When) -> When:
    return next((_WHEN[word] for word in reversed(lead) if word in _WHEN), otherwise)


def _moment_phrase(tokens: list[Token], i: int) -> WindowPhrase | None:
    """Read "halfway through the video", "until the middle of the scene", "once half of it has passed" as a moment."""
    lead, j = _lead(tokens, i)
    found = _moment(tokens, j, lead)
    if found is None:
        return None
    end = found.end
    if "from" in lead or "between" in lead:
        span = _until_moment(tokens, found, "and" if "between" in lead else "to")
        if span is None and "between" in lead:
            return None
        if span:
            return WindowPhrase(i, span.end, (found.t, span.t))
    if "from" in lead and end < len(tokens) and tokens[end].lower in ("on", "onward", "onwards"):
        end += 1
    when = _when(lead, "at")
    if lead[-1:] == ["through"]:
        return None
    return WindowPhrase(i, end, (found.t, found.t), when)


def _until_moment(tokens: list[Token], start: Moment, joint: str) -> Moment | None:
    """Read the end of "from one quarter of the way through until three quarters of the way through"."""
    lead, j = _lead(tokens, start.end)
    if lead and lead[-1] == "through":
        lead = ["to"]
    if not lead and words_at(tokens, start.end, 1) == [joint]:
        lead, j = ["to"], start.end + 1
    found = _moment(tokens, j, lead) if lead and lead[-1] in ("until", "till", "to") else None
    return found if found and found.t > start.t else None


def _moment(tokens: list[Token], j: int, lead: list[str]) -> Moment | None:
    return (
        _halfway(tokens, j)
        or _middle(tokens, j, lead)
        or _way_through(tokens, j, lead)
        or _reaches(tokens, j)
        or frame_moment(tokens, j, lead)
        or _border(tokens, j, lead)
        or marked_moment(tokens, j + (words_at(tokens, j, 1) == ["the"]))
        or percent_moment(tokens, j + (words_at(tokens, j, 1) == ["the"]))
    )


def _halfway(tokens: list[Token], j: int) -> Moment | None:
    """Read "halfway", "halfway through the video", "the halfway mark", "the midpoint of the clip"."""
    k = j + (words_at(tokens, j, 1) in (["the"], ["its"], ["about"], ["roughly"]))
    end = _one_of(tokens, k, MIDDLES)
    if end > k:
        return Moment(_MIDDLE, through_film(tokens, of_film(tokens, end)))
    if words_at(tokens, k, 1) not in (["halfway"], ["midway"], ["half-way"], ["mid-way"]):
        return None
    end = through_film(tokens, k + 1)
    goes_on = end == k + 1 and end < len(tokens) and tokens[end].tag == "I"
    return None if goes_on else Moment(_MIDDLE, end)


def _middle(tokens: list[Token], j: int, lead: list[str]) -> Moment | None:
    """Read "the middle of the video", "half of the clip has passed", "the video is half over"."""
    words = words_at(tokens, j, 2)
    if words in (["the", "middle"], ["the", "centre"], ["the", "center"]) and lead:
        end = of_film(tokens, j + 2)
        lasts = end > j + 2 and tokens[end - 1].lower not in _PLACES
        named = (
            end > j + 2 or end >= len(tokens) or tokens[end].tag in (".", "C") or tokens[end].lower in ("on", "onwards")
        )
        goes_on = end < len(tokens) and tokens[end].lower in ("on", "onward", "onwards")
        on = goes_on and words_at(tokens, end + 1, 1) not in (["the"], ["a"])  # not "from the middle on the left"
        temporal = lead[-1] in ("until", "till", "before", "since", "by", "after") or (lead[-1] == "from" and on)
        temporal = temporal and words[1] == "middle"
        return Moment(_MIDDLE, end) if lasts or (temporal and named) else None
    half = _half_over(tokens, j, lead)
    if half:
        return half
    k = j + 1 if words[:1] in (["it"], ["we"]) else film_end(tokens, j)
    if k > j and words_at(tokens, k, 1) in (["is"], ["was"], ["has"], ["are"], ["'re"]):
        rest = words_at(tokens, k + 1, 2)
        if rest[:1] in (["half"], ["halfway"]) and rest[1:] and rest[1] in OVER:
            return Moment(_MIDDLE, k + 3)
        if rest[:1] in (["halfway"], ["half-over"], ["half-way"], ["half-done"]):
            return Moment(_MIDDLE, k + 2)
        if rest[:1] == ["reached"] and (end := _one_of(tokens, k + 3, MIDDLES)) > k + 3:
            return Moment(_MIDDLE, end)
    return None


def _half_over(tokens: list[Token], j: int, lead: list[str]) -> Moment | None:
    """Read "half of the clip has passed", and after "after" or "until" also "half of the time"."""
    words = words_at(tokens, j, 4)
    if words[:1] != ["half"]:
        return None
    k = film_end(tokens, j + 1 + (words[1:2] == ["of"]))
    if words[1:3] == ["the", "time"] or words[1:4] == ["of", "the", "time"]:
        k = j + words.index("time") + 1
    if k <= j + 2 - (words[1:2] != ["of"]):
        return None
    end = over_end(tokens, k)
    bounds = bool(lead) and lead[-1] in _BORDERS and words[1:2] == ["of"]
    return Moment(_MIDDLE, end) if end > k or bounds else None


def _reaches(tokens: list[Token], j: int) -> Moment | None:
    """Read "the video reaches its middle"."""
    k = film_end(tokens, j)
    if k == j or words_at(tokens, k, 1) not in (["reaches"], ["reached"], ["hits"], ["gets"], ["passes"]):
        return None
    k += 1 + (words_at(tokens, k + 1, 1) == ["to"])
    k += words_at(tokens, k, 1) in (["its"], ["the"])
    end = _one_of(tokens, k, (*MIDDLES, "middle", "halfway", "center", "centre"))
    return Moment(_MIDDLE, end) if end > k else None


def _way_through(tokens: list[Token], j: int, lead: list[str]) -> Moment | None:
    """Read "a third of the way through", "two thirds into the clip"."""
    words = words_at(tokens, j, 2)
    if len(words) < 2 or words[1] not in SHARES:
        return None
    count = {"a": 1, "one": 1, "two": 2, "three": 3}.get(words[0])
    if count is None or count >= SHARES[words[1]]:
        return None
    k = j + 2
    if words_at(tokens, k, 3) == ["of", "the", "way"]:
        k += 3
    end = through_film(tokens, k)
    film = of_film(tokens, k)
    if film > k:  # "one third of the clip has passed"
        bounds = bool(lead) and lead[-1] in _BORDERS  # "after one quarter of the clip"
        end = k if over_end(tokens, film) == film and not bounds else over_end(tokens, film)
    if (
        end == k
        and (lead[-1:] == ["from"] or "between" in lead)
        and words_at(tokens, k, 1) in (["to"], ["until"], ["and"], ["till"])
    ):
        return Moment(count / SHARES[words[1]], k)  # "from one third to two thirds of the clip"
    if end == k and lead in (["at"], ["by"], ["until"], ["till"], ["from"], ["after"], ["before"], ["at", "about"]):
        closed = k >= len(tokens) or tokens[k].tag in (".", "C", "D", "S", "P", "EX", "NAME")  # "at three quarters it"
        return Moment(count / SHARES[words[1]], k) if closed else None
    return Moment(count / SHARES[words[1]], end) if end > k else None


def _border(tokens: list[Token], j: int, lead: list[str]) -> Moment | None:
    """Read "the second half begins", "the first half is over", "the end of the first third" as moments."""
    words = words_at(tokens, j, 3)
    if words[:1] == ["the"] and words[1:2] and words[1] in _BEGINNING | _END and words[2:] == ["of"]:
        k = j + 3 + (words_at(tokens, j + 3, 1) == ["the"])
        found = _numbered(tokens, k)
        if found:
            span, end = found
            return Moment(span[1] if words[1] in _END else span[0], of_film(tokens, end))
        return None
    found = _numbered(tokens, j + (words[:1] == ["the"]))
    if found is None or not lead:
        return None
    span, end = found
    end = of_film(tokens, end)
    verb = words_at(tokens, end, 2)
    if verb and verb[0] in _BEGINS:
        return Moment(span[0], end + 1)
    if (
        verb
        and verb[0] in _ENDS
        and (verb[0] not in ("is", "has", "was") or (verb[1:2] and verb[1] in OVER | {"ended"}))
    ):
        return Moment(span[1], end + (2 if verb[0] in ("is", "has", "was") else 1))
    return None


def _share_phrase(tokens: list[Token], i: int) -> WindowPhrase | None:
    """Read "in the second half", "for the first third of the clip", "at the end", and "First half:"."""
    lead, j = _lead(tokens, i)
    if lead in (["when"], ["through"]):
        return None
    article = words_at(tokens, j, 1) in (["the"], ["its"], ["this"])
    amid = _between_shares(tokens, i, j + article) if "between" in lead else None
    if amid:
        return amid
    if not lead and not (i == 0 or tokens[i - 1].tag in (".", "C")):
        return None
    found = _numbered(tokens, j + article)
    if found:
        span, end = found
        end = of_film(tokens, end)
        again = i > 1 and tokens[i - 1].lower == "and" and tokens[i - 2].lower in SHARES.keys() | META | _ORDER.keys()
        marks = ",:." if i and tokens[i - 1].text == "," else ",:"
        closed = end < len(tokens) and tokens[end].text in marks
        if end < len(tokens) and tokens[end].lower in ("only", "alone"):  # "a dragon, second half only"
            closed, end = True, end + 1
        told = any(a.lower in SHARES and b.lower in _TELLING for a, b in pairwise(tokens[:i]))
        listed = told and end < len(tokens) and tokens[end].tag in ("D", "NUM")  # "..., the second half a butterfly"
        tells = article and (listed or (words_at(tokens, end, 1) or [""])[0] in _TELLING)
        if not lead and not again and not closed and not tells and end == j + article + 2:
            return None
        how = "during" if i and tokens[i - 1].lower in ("missing", "absent") else _when(lead, "during")
        moment = span[1] if how == "after" and "after" in lead else span[0]
        if how == "after" and words_at(tokens, end, 1) in (["on"], ["onwards"], ["onward"]):
            end += 1
        return WindowPhrase(i, end, span if how == "during" else (moment, moment), how)
    return _edge_of_film(tokens, i, lead, j + article) if lead and article else None


def _between_shares(tokens: list[Token], i: int, j: int) -> WindowPhrase | None:
    """Read "between the first and the last quarter": what is left in the middle."""
    first = _numbered(tokens, j)
    k = first[1] if first else j
    if first is None or words_at(tokens, k, 1) != ["and"]:
        return None
    last = _numbered(tokens, k + 1 + (words_at(tokens, k + 1, 1) == ["the"]))
    if last is None or not first[0][1] < last[0][0]:
        return None
    return WindowPhrase(i, of_film(tokens, last[1]), (first[0][1], last[0][0]))


def read_share(tokens: list[Token], i: int) -> WindowPhrase | None:
    """Read "the last quarter of the clip" at token i, whatever stands before it."""
    found = _numbered(tokens, i + (words_at(tokens, i, 1) in (["the"], ["its"])))
    return WindowPhrase(i, of_film(tokens, found[1]), found[0]) if found else None


_TELLING = word_set("belongs shows features has contains depicts presents stars goes is to")


def _edge_of_film(tokens: list[Token], i: int, lead: list[str], j: int) -> WindowPhrase | None:
    """Read "at the beginning", "in the end", "until the end of the video"."""
    j += words_at(tokens, j, 1) in (["very"], ["absolute"])
    rest = words_at(tokens, j, 1)
    if not rest or rest[0] not in _BEGINNING | _END:
        return None
    end = of_film(tokens, j + 1)
    if end == j + 1 and words_at(tokens, end, 1) == ["of"]:  # "at the end of the lane"
        return None
    closed = end > j + 1 or end >= len(tokens) or tokens[end].tag in (".", "C", "D", "S", "P", "NAME", "EX", "I")
    if not closed:
        return None
    if lead[-1] in ("at", "in", "only", "by"):
        return WindowPhrase(i, end, (0.0, _EARLY) if rest[0] in _BEGINNING else (_LATE, 1.0), firm=False)
    if lead[-1] in ("until", "till") and rest[0] in _END and (end > j + 1 or end >= len(tokens)):
        return WindowPhrase(i, end, (0.0, 1.0), "during", firm=False)
    return None


def _numbered(tokens: list[Token], j: int) -> tuple[Span, int] | None:
    """Read "second half" or "first two thirds" at token j; return the span and where it ends."""
    j += words_at(tokens, j, 1) in (["very"], ["entire"], ["whole"])
    words = words_at(tokens, j, 4)
    if len(words) < 2 or words[0] not in _ORDER.keys() | _LAST:
        return None
    several = _several(tokens, words, j) or _pair(tokens, words, j) or _ahead(tokens, words, j)
    several = several or _again(tokens, words, j)
    if several:
        return several
    if words[1] not in SHARES:
        return None
    share = SHARES[words[1]]
    if share == 2 and words[0] in ("middle", "central"):
        return (0.25, 0.75), j + 2
    number = share if words[0] in _LAST else _ORDER[words[0]]
    return (((number - 1) / share, number / share), j + 2) if number <= share else None


def _several(tokens: list[Token], words: list[str], j: int) -> tuple[Span, int] | None:
    """Read "first two thirds"."""
    length = percent_at(tokens, j + 1) or 0.0
    if 0.0 < length < 1.0:  # "first 50%"
        return ((1.0 - length, 1.0) if words[0] in _LAST else (0.0, length)), j + 3
    count = {"two": 2, "three": 3}.get(words[1])
    if count is None or not words[2:] or words[2] not in SHARES or count >= SHARES[words[2]]:
        return None
    length = count / SHARES[words[2]]
    if words[0] in _LAST:
        return (1.0 - length, 1.0), j + 3
    return ((0.0, length), j + 3) if _ORDER[words[0]] == 1 else None


def _pair(tokens: list[Token], words: list[str], j: int) -> tuple[Span, int] | None:
    """Read "second and third quarters"."""
    if len(words) < 4 or words[1] != "and" or words[0] not in _ORDER or words[3] not in SHARES:
        return None
    second = _numbered(tokens, j + 2)
    start = (_ORDER[words[0]] - 1) / SHARES[words[3]]
    joined = second is not None and abs(second[0][0] - start - 1 / SHARES[words[3]]) < 0.01
    return ((start, second[0][1]), second[1]) if second and joined else None


def _ahead(tokens: list[Token], words: list[str], j: int) -> tuple[Span, int] | None:
    """Read "first" in "the first and the last quarter"."""
    k = j + 2 + (words_at(tokens, j + 2, 1) == ["the"])
    share = SHARES.get(tokens[k + 1].lower) if words[1] == "and" and k + 1 < len(tokens) else None
    if share is None or words[0] not in _ORDER or tokens[k].lower not in _ORDER.keys() | _LAST:
        return None
    return ((_ORDER[words[0]] - 1) / share, _ORDER[words[0]] / share), j + 1


def _again(tokens: list[Token], words: list[str], j: int) -> tuple[Span, int] | None:
    """Read "second" in "in the first half and in the second"."""
    if words[0] not in _ORDER or tokens[j + 1].tag not in (".", "C"):
        return None
    share = next((SHARES[token.lower] for token in tokens[:j] if token.lower in SHARES), 0)
    return (((_ORDER[words[0]] - 1) / share, _ORDER[words[0]] / share), j + 1) if _ORDER[words[0]] <= share else None
