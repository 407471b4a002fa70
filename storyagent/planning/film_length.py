"""Times counted in seconds or frames, as shares of the film: "after five seconds", "in frames 1 to 12 of 24".

They become the percentages that the reader of times knows, by the length that the text tells ("a ten-second clip", "16
frames"). Where it tells none, the film is taken to be half as long again as the latest time named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from storyagent import lexicon
from storyagent.planning.grammar import META, ORDINALS, word_set
from storyagent.planning.tokens import Token
from storyagent.story.values import Finding

_LENGTH = re.compile(r"(\d+|[a-z]+)-?(seconds?|secs?|s|frames?|minutes?)$")
_UNITS = {
    "second": "s", "seconds": "s", "sec": "s", "secs": "s", "s": "s", "frame": "frame", "frames": "frame",
    "minute": "min", "minutes": "min",
}  # fmt: skip
_UNIT_S = {"s": 1.0, "min": 60.0}
_ORDERED = word_set("first last final opening closing initial next remaining")
_BEFORE = word_set("after at until till from to between by before since and or through than around about exactly")
_STARTING = word_set("from in on between during since starting before with")
_RANGE = word_set("to through and until till - – — ..")
_LONG = word_set("long video clip film movie total altogether")
LEAST_S = 6.0
"""A film whose length the text does not tell lasts so long at least."""


@dataclass(frozen=True, slots=True)
class _Time:
    """A time named by `width` tokens from i on: so many units, or the unit of that number."""

    i: int
    width: int
    number: float
    unit: str
    numbered: bool = False
    """Whether it is the unit of that number ("frame 12") rather than so many of them ("12 frames")."""


def is_length(word: str) -> bool:
    """Tell whether a word is a length: "ten-second", "16-frame"."""
    match = _LENGTH.match(word)
    return match is not None and number_of(match.group(1)) is not None


def number_of(word: str) -> float | None:
    """Return the number that digits or a number word stand for, or None."""
    if re.fullmatch(r"\d+(\.\d+)?", word):
        return float(word)
    number = None if word in ORDINALS or word in ("a", "an") else lexicon.number(word)
    return None if number is None else float(number)


def count_in_percent(sentences: list[list[Token]]) -> Finding | None:
    """Turn the times of a text that are counted in seconds or frames into percent, in place.

    Returns:
        What was taken for the film's length, where the text does not tell it.
    """
    for tokens in sentences:
        _spell_fractions(tokens)
    if not any(token.lower in _UNITS or ":" in token.lower[1:] for tokens in sentences for token in tokens):
        return None
    lengths = {unit: length for tokens in sentences for unit, length in _lengths(tokens)}
    times = [(tokens, _times(tokens)) for tokens in sentences]
    found = [time for _, own in times for time in own]
    finding = None
    for unit in ("s", "frame"):
        latest = max((time.number for time in found if time.unit == unit), default=0.0)
        if any(time.unit == unit for time in found) and not lengths.get(unit):
            whole = unit == "frame" or _joined([time.number for time in found if time.unit == unit])
            lengths[unit] = max(latest, 1.0) if whole else max(LEAST_S, 1.5 * latest)
            finding = _length_taken(lengths[unit], unit)
    for tokens, own in times:
        for time in reversed(own):
            _rewrite(tokens, time, lengths[time.unit])
    return finding


_PARTS = {"2": "half", "3": "third", "4": "quarter", "5": "fifth"}
_NUMERATORS = {"1": "one", "2": "two", "3": "three"}


def _spell_fractions(tokens: list[Token]) -> None:
    """Write "2/3" as "two thirds", in place; "the first 1/3" as "the first third"."""
    for k in range(len(tokens) - 2, 0, -1):
        over, under = tokens[k - 1].lower, tokens[k + 1].lower
        if tokens[k].text != "/" or over not in _NUMERATORS or under not in _PARTS or over >= under:
            continue
        part = _PARTS[under] + ("s" if over != "1" else "")
        numbered = k > 1 and tokens[k - 2].lower in _ORDERED | {"second", "third"}
        alone = part == "half" or (numbered and over == "1")
        words = [part] if alone else [_NUMERATORS[over], part]
        tokens[k - 1 : k + 2] = [Token(word, tokens[k - 1].start, tokens[k + 1].end) for word in words]


def _clock(tokens: list[Token], k: int) -> _Time | None:
    """Read "0:05" as five seconds."""
    match = re.fullmatch(r"(\d{1,2}):([0-5]\d)", tokens[k].lower)
    led = k > 0 and tokens[k - 1].lower in _BEFORE | _STARTING | _RANGE
    led |= k + 2 < len(tokens) and tokens[k + 1].text in ("-", "–", "—") and ":" in tokens[k + 2].text[1:]
    return _Time(k, 1, 60.0 * int(match[1]) + int(match[2]), "s") if match and led else None


def _joined(numbers: list[float]) -> bool:
    """Tell whether times follow each other from 0 to the end: "0 to 5 seconds ..., 5 to 10 seconds ..."."""
    borders = sorted({*numbers})
    return numbers[:1] == [0.0] and len(borders) > 2 and all(numbers.count(border) > 1 for border in borders[1:-1])


def _length_taken(length: float, unit: str) -> Finding:
    return Finding(
        code="story.length_taken", where="the times in the text",
        found=f"times counted in {'seconds' if unit == 's' else 'frames'} of a film whose length is not told",
        needed="the film's length", hint=f'It is taken to be {length:g}; say "a ten-second clip" to set it.',
    )  # fmt: skip


def _lengths(tokens: list[Token]) -> list[tuple[str, float]]:
    """Return the lengths of the film that a sentence tells, in seconds or frames."""
    found = []
    for k, token in enumerate(tokens):
        match = _LENGTH.match(token.lower)
        number = number_of(match.group(1)) if match else None
        unit = match.group(2) if match else ""
        if number is None and token.lower in _UNITS and k:
            number, unit = number_of(tokens[k - 1].lower), token.lower
            if not _is_whole(tokens, k):
                number = None
        elif number is not None and not _is_film(tokens, k + 1):
            number = None
        if number:
            kind = _UNITS[unit]
            found.append(("frame" if kind == "frame" else "s", number * _UNIT_S.get(kind, 1.0)))
    total = next((k for k, word in enumerate(t.lower for t in tokens) if word == "of" and _follows_frame(tokens, k)), 0)
    if total and (number := number_of(tokens[total + 1].lower)):  # "frames 1 to 12 of 24"
        found.append(("frame", number))
    return found


def _follows_frame(tokens: list[Token], k: int) -> bool:
    near = {token.lower for token in tokens[max(0, k - 6) : k]}
    counted = k > 0 and k + 1 < len(tokens) and number_of(tokens[k - 1].lower) is not None
    return counted and bool(near & {"frame", "frames"}) and number_of(tokens[k + 1].lower) is not None


def _is_film(tokens: list[Token], k: int) -> bool:
    """Tell whether "clip" or "product video" follows."""
    return any(token.lower in META | {"ad", "loop"} for token in tokens[k : k + 3])


def _is_whole(tokens: list[Token], k: int) -> bool:
    """Tell whether the unit at k ends the film's length: "a clip of ten seconds", "10 second clip"."""
    words = [token.lower for token in tokens]
    after = words[k + 1] if k + 1 < len(words) else "."
    if k > 1 and words[k - 2] in _ORDERED | _BEFORE:
        return False
    if k > 1 and words[k - 2] in ("length", "duration", "runtime"):  # "clip length 20 s"
        return True
    of_film = k > 2 and words[k - 2] in ("of", "lasts", "runs", "lasting", "has") and bool(set(words[: k - 2]) & META)
    alone = k == 1 and after in (".", ",", ":")  # "24 frames: ..."
    return after in META | {"ad", "loop", "long"} or of_film or alone


def _times(tokens: list[Token]) -> list[_Time]:
    """Return the times that a sentence names in seconds or frames, in order."""
    found: list[_Time] = []
    k = 0
    while k < len(tokens):
        time = _clock(tokens, k) or _counted(tokens, k) or _numbered(tokens, k, found) or _shortened(tokens, k, found)
        if time:
            found.append(time)
        k += time.width if time else 1
    return found


def _unit(tokens: list[Token], k: int) -> str:
    return _UNITS.get(tokens[k].lower, "") if k < len(tokens) else ""


def _time(i: int, width: int, number: float, unit: str, numbered: bool = False) -> _Time:
    return _Time(i, width, number * _UNIT_S.get(unit, 1.0), "frame" if unit == "frame" else "s", numbered)


def _counted(tokens: list[Token], k: int) -> _Time | None:
    """Read "five seconds" after "first" or "after", and before "in": not "waits for five seconds"."""
    number, unit, last = number_of(tokens[k].lower), _unit(tokens, k + 1), tokens[k - 1].lower if k else ""
    if number is None or _is_whole(tokens, k + 1):
        return None
    if unit and (last in _ORDERED | _BEFORE or _leads_in(tokens, k + 2)):
        return _time(k, 2, number, unit)
    after = tokens[k + 1].lower if k + 1 < len(tokens) else ""
    ranged = after in _RANGE and k + 2 < len(tokens) and number_of(tokens[k + 2].lower) is not None
    return _time(k, 1, number, _unit(tokens, k + 3)) if ranged and _unit(tokens, k + 3) else None  # "0 to 5 seconds"


def _numbered(tokens: list[Token], k: int, found: list[_Time]) -> _Time | None:
    """Read "second 5" and "frame 12"; not where it ends a range that began there."""
    unit, last = _unit(tokens, k), tokens[k - 1].lower if k else ""
    number = number_of(tokens[k + 1].lower) if k + 1 < len(tokens) else None
    if not unit or number is None or tokens[k].lower == "s" or (tokens[k].lower == "second" and last == "the"):
        return None
    if found and found[-1].numbered and k == found[-1].i + 3 and last in _RANGE:
        return None
    named = last in _STARTING | _BEFORE or last in (",", ".", "", ":", ";", "the", "(", "for")
    return _time(k, 2, number, unit, numbered=True) if named else None


def _shortened(tokens: list[Token], k: int, found: list[_Time]) -> _Time | None:
    """Read "five" in "the first five seconds and the last five"."""
    number = number_of(tokens[k].lower)
    after = tokens[k + 1].text if k + 1 < len(tokens) else "."
    closed = not after[0].isalnum() or after in ("and", "but", "it", "there")
    ordered = k > 0 and tokens[k - 1].lower in _ORDERED
    return _time(k, 1, number, found[-1].unit) if found and ordered and closed and number else None


def _leads_in(tokens: list[Token], k: int) -> bool:
    words = [token.lower for token in tokens[k : k + 3]]
    return (words[:1] in (["in"], ["into"], ["mark"]) and words[1:2] not in (["a"],)) or tuple(words) in _LEFT


_LEFT = (("before", "the", "end"), ("from", "the", "end"))


def _rewrite(tokens: list[Token], time: _Time, length: float) -> None:
    """Put the percentage in a time's place, and in that of the end of its range: "frames 1 to 12 of 24"."""
    i, k = time.i, time.i + time.width
    words = [token.lower for token in tokens[k : k + 3]]
    lead = tokens[i - 1].lower if i else ""
    opens = not time.numbered or lead in _STARTING or lead in ("", ".", ",", ";", ":", "(")
    start = time.number - (time.numbered and time.unit == "frame" and opens)
    named = len(words) > 2 and words[1] == tokens[i].lower and time.numbered  # "from second 2 to second 4"
    ends = number_of(words[1 + named]) if len(words) > 1 + named and words[0] in _RANGE and time.numbered else None
    new: list[str | float] = [start]
    begin = i
    if tuple(words) in _LEFT:
        k += 3
        new = [*([] if lead in _BEFORE else ["at"]), length - start]
    elif ends is not None:
        k += 2 + named
        if k + 1 < len(tokens) and tokens[k].lower == "of" and number_of(tokens[k + 1].lower) is not None:
            k += 2
        new = [start, "and" if lead == "between" else "to", ends]
        new = new if lead in ("from", "between") else ["from", *new]
        begin -= lead in _STARTING - {"from", "between"}
    tokens[begin:k] = [token for text in new for token in _tokens(text, tokens[i], tokens[k - 1], length)]


def _tokens(text: str | float, first: Token, last: Token, length: float) -> list[Token]:
    if isinstance(text, str):
        return [Token(text, first.start, first.end)]
    share = f"{min(100.0, 100.0 * text / length):.6g}"
    return [Token(share, first.start, first.end), Token("%", last.start, last.end)]
