"""Boxes straight from a language model, in one call and as they are: how LVD asks, for comparison only.

Six frames on a canvas of 512 x 512, each a list of `{'id', 'name', 'box': [x, y, width, height]}`.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Any

from pydantic import ValidationError

from storyagent.errors import BadAnswer, InvalidInput
from storyagent.planning.answers import parse_answer
from storyagent.planning.beings import slug
from storyagent.planning.chat import Chat
from storyagent.planning.prompt import load_prompt
from storyagent.story.boxes import BoxedObject, layout_from_boxes
from storyagent.story.layout import Box, Layout

FRAMES = 6
CANVAS = 512
_FRAME = re.compile(r"^[\s*#-]*Frame[ \t]+(\d+)[ \t]*\**:", re.MULTILINE | re.IGNORECASE)
_BACKGROUND = re.compile(r"^[\s*#-]*Background keyword\**:\**[ \t]*(.*)$", re.MULTILINE | re.IGNORECASE)


def ask_for_boxes(chat: Chat, text: str, aspect_ratio: float) -> Layout:
    """Return the layout of a caption as the model draws it: nothing checked against the text, nothing repaired.

    Raises:
        BadAnswer: a frame is missing or cannot be read.
        StoryagentError: as `Chat.ask`.
    """
    answer = chat.tell(load_prompt("raw_layout"), {"text": text.strip().rstrip(".")})
    return read_frames(answer, aspect_ratio)


def read_frames(answer: str, aspect_ratio: float) -> Layout:
    """Read six frames of boxes from an answer.

    Raises:
        BadAnswer: a frame is missing or cannot be read, or an object is never seen.
    """
    background = _BACKGROUND.search(answer)
    end = background.start() if background else len(answer)
    marks = [mark for mark in _FRAME.finditer(answer) if mark.start() < end]
    bodies = {
        int(mark.group(1)): answer[mark.end() : following.start() if following else end]
        for mark, following in zip_longest(marks, marks[1:])
    }
    missing = [n for n in range(1, FRAMES + 1) if n not in bodies]
    if missing:
        raise BadAnswer("frames are missing", where="answer", found=f"no frame {missing}", needed=f"{FRAMES} frames")
    columns: dict[str, list[Box | None]] = {}
    names: dict[str, str] = {}
    for n in range(1, FRAMES + 1):
        for entry in _entries(bodies[n], n):
            try:
                key, name, box = str(entry["id"]), str(entry["name"]).strip(), _box(entry["box"])
            except (KeyError, TypeError, ValueError, ValidationError) as error:
                raise BadAnswer("a box cannot be read", where=f"frame {n}", found=str(entry)[:200]) from error
            names.setdefault(key, name or "object")
            columns.setdefault(key, [None] * FRAMES)[n - 1] = box
    ids = {key: f"{slug(names[key]) or 'object'}-{k}" for k, key in enumerate(columns)}
    objects = [
        BoxedObject(id=ids[key], entity=ids[key], name=names[key], boxes=tuple(boxes)) for key, boxes in columns.items()
    ]
    try:
        return layout_from_boxes("scene", background.group(1).strip() if background else "", aspect_ratio, objects)
    except InvalidInput as error:
        raise BadAnswer(error.what, where="answer", found=error.found) from error


def _entries(body: str, n: int) -> list[dict[str, Any]]:
    if not re.search(r"[{]", body):
        return []
    found = parse_answer(body).value
    entries = found if isinstance(found, list) else [found]
    if len(entries) > 100 or not all(isinstance(entry, dict) for entry in entries):
        raise BadAnswer("a frame cannot be read", where=f"frame {n}", found=body.strip()[:200])
    return entries


def _box(numbers: Any) -> Box:
    x, y, width, height = (float(number) / CANVAS for number in numbers)
    return Box(x0=x, y0=y, x1=x + width, y1=y + height)
