"""Subtitles: text in pieces that fit on screen, at their place in the film, as an .srt file."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from storyagent.errors import InvalidInput
from storyagent.film.text import is_right_to_left
from storyagent.story.timeline import Cue, Timeline

LINE_LETTERS = 42
LINES = 2
_SHORT = 20  # a sentence shorter than this shares the screen with the next one
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _END_EMBEDDING = "\u202a", "\u202b", "\u202c"

_CLOSERS = "\"'”’»)\\]」』"
_SENTENCE_END = re.compile(
    rf"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)[.!?…؟۔]+[{_CLOSERS}]*\s+|[。！？]+[{_CLOSERS}]*"
)
_CLAUSE_END = re.compile(rf"[,;:،؛][{_CLOSERS}]*\s+|\s[–—-]+\s+|[—、，]")
_SPACE = re.compile(r"\s+")


def pieces(text: str) -> tuple[tuple[int, int], ...]:
    """Cut text where sentences and clauses end, into pieces of at most two lines of 42 letters.

    Returns:
        The start and end of each piece in `text`; together they are the whole text.

    >>> [text[a:b] for text in ["No! The fox ran home, over the hill and far away."] for a, b in pieces(text)]
    ['No! The fox ran home, over the hill and far away.']
    """
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    cuts = [0, *(end for end in ends if end < len(text) and not text[end].islower()), len(text)]
    return tuple(_merged([span for start, end in pairwise(cuts) for span in _halved(text, start, end)], text))


def _halved(text: str, start: int, end: int) -> list[tuple[int, int]]:
    if _fits(text[start:end]) or end - start < 2:
        return [(start, end)]
    middle = _cut(text, start, end)
    return _halved(text, start, middle) + _halved(text, middle, end)


def _cut(text: str, start: int, end: int) -> int:
    """Return where to cut: after a clause if one ends in the middle part, else after a word, else anywhere."""
    centre, margin = (start + end) / 2, (end - start) / 4
    for pattern, reach in ((_CLAUSE_END, margin), (_SPACE, 2 * margin - 1)):
        places = [found.end() for found in pattern.finditer(text, start, end)]
        near = [place for place in places if abs(place - centre) <= reach and start < place < end]
        if near:
            return min(near, key=lambda place: abs(place - centre))
    return round(centre)


def _merged(spans: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged:
            before = merged[-1]
            short = min(before[1] - before[0], end - start) < _SHORT
            if (short and _fits(text[before[0] : end])) or not text[start:end].strip():
                merged[-1] = (before[0], end)
                continue
        merged.append((start, end))
    return merged


def _fits(text: str) -> bool:
    return len(screen_lines(text)) <= LINES


def screen_lines(text: str) -> list[str]:
    """Return the text as lines of at most 42 letters; two lines are about equally long."""
    words = " ".join(text.split())
    lines = textwrap.wrap(words, LINE_LETTERS)
    if len(lines) == LINES:
        for width in range(len(words) // 2, LINE_LETTERS):
            even = textwrap.wrap(words, width)
            if len(even) == LINES:
                return even
    return lines


def film_cues(timeline: Timeline, cues: Mapping[str, tuple[Cue, ...]]) -> tuple[Cue, ...]:
    """Move each shot's cues (by its id; seconds from the start of its speech) to their place in the film.

    No two are on screen at once, and none lasts longer than the film.

    Raises:
        InvalidInput: a shot is not in the timeline, two cues start at once, or one starts after the film.
    """
    begins = {
        shot.id: (start + shot.speech_offset_frames) / timeline.fps
        for shot, start in zip(timeline.shots, timeline.starts, strict=True)
    }
    unknown = sorted(cues.keys() - begins.keys())
    if unknown:
        raise InvalidInput(
            "subtitles for shots that are not in the film",
            found=", ".join(unknown),
            needed=f"some of {', '.join(begins)}",
        )
    placed = sorted(
        ((begins[shot] + cue.start_s, begins[shot] + cue.end_s, cue) for shot in cues for cue in cues[shot]),
        key=lambda place: place[:2],
    )
    ends = [*(start_s for start_s, _, _ in placed), timeline.duration_s][1:]
    for (start_s, _, cue), limit_s in zip(placed, ends, strict=True):
        if limit_s <= start_s:
            raise InvalidInput(
                "a subtitle has no time on screen",
                where=f"{start_s:.3f} s",
                found=repr(cue.text),
                needed="a later next",
            )
    return tuple(
        cue.model_copy(update={"start_s": start_s, "end_s": min(end_s, limit_s)})
        for (start_s, end_s, cue), limit_s in zip(placed, ends, strict=True)
    )


def srt(cues: tuple[Cue, ...]) -> str:
    """Return cues as the text of an .srt file. Lines with right-to-left letters are marked with their direction."""
    blocks = []
    for number, cue in enumerate(cues, start=1):
        right_to_left = is_right_to_left(cue.text)
        lines = [_with_direction(line, right_to_left=right_to_left) for line in screen_lines(cue.text)]
        blocks.append("\n".join([str(number), f"{_clock(cue.start_s)} --> {_clock(cue.end_s)}", *lines, ""]))
    return "\n".join(blocks)


def _with_direction(line: str, *, right_to_left: bool) -> str:
    """Mark a line with letters that read right to left: players that look at its first letter only would turn it."""
    if not any(is_right_to_left(letter) for letter in line):
        return line
    return f"{_RIGHT_TO_LEFT if right_to_left else _LEFT_TO_RIGHT}{line}{_END_EMBEDDING}"


def _clock(time_s: float) -> str:
    milliseconds = round(time_s * 1000)
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{rest:03}"


def read_srt(path: Path) -> tuple[Cue, ...]:
    """Read an .srt file.

    Raises:
        InvalidInput: it cannot be read as one.
    """
    from storyagent.film.encode import ffmpeg

    av = ffmpeg()
    if not path.read_bytes().strip():
        return ()
    try:
        with av.open(str(path), format="srt") as container:
            stream = container.streams.subtitles[0]
            cues = tuple(
                Cue(
                    start_s=float(packet.pts * stream.time_base),
                    end_s=float((packet.pts + packet.duration) * stream.time_base),
                    text=bytes(packet).decode().translate({0x202B: None, 0x202C: None}),
                )
                for packet in container.demux(stream)
                if packet.size
            )
    except (OSError, av.FFmpegError, UnicodeDecodeError, ValueError) as error:
        raise InvalidInput("cannot read the subtitles", where=str(path), found=str(error)) from error
    if not cues:
        raise InvalidInput("cannot read the subtitles", where=str(path), needed="numbered cues as in an .srt file")
    return cues
