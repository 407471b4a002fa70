"""What a tool from outside answered, as the resource that its tool is declared to give."""

from __future__ import annotations

import base64
import binascii
import json
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from storyagent.engine.keys import canonical_json
from storyagent.errors import ToolFailed
from storyagent.graph.tool import ToolContext
from storyagent.outside.media import write_as
from storyagent.outside.types import file_type
from storyagent.story.resources import ResourceType

LONGEST_TEXT = 4 * 1024**2
"""Characters that a text or JSON may have; a story of this length has 700,000 words."""

_DATA_URI = re.compile(r"data:(?P<mime>[\w.+-]+/[\w.+-]+)?(?:;[\w=.-]+)*?;base64,(?P<data>.*)", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One piece of an answer: a text, bytes with their media type, or the place of a file on this machine."""

    text: str | None = None
    data: bytes | None = None
    mime: str = ""
    path: Path | None = None


@dataclass(frozen=True)
class Answer:
    """A whole answer. `structured` is JSON data beside or in place of the blocks; `has_structured` tells None apart."""

    blocks: tuple[Block, ...] = ()
    structured: object = None
    has_structured: bool = False


def taken(answer: Answer, gives: str, context: ToolContext, where: str) -> str | Path | tuple[str | Path, ...]:
    """Return an answer as the type that was declared, `image`, or `image*` for any number of them.

    Raises:
        ToolFailed: there is nothing of this type in it, more than one where one is declared, or it is no such medium.
    """
    type_name, many = gives.removesuffix("*"), gives.endswith("*")
    wanted = file_type(type_name)
    if wanted is None:
        texts = _texts(answer, type_name, where)
        return texts if many else _one(texts, type_name, where)
    files = [_file(block, wanted, number, context, where) for number, block in enumerate(_candidates(answer, wanted))]
    return tuple(files) if many else _one(files, type_name, where, _said(answer))


def decoded(data: str, where: str) -> bytes:
    """Return what base64 stands for.

    Raises:
        ToolFailed: it is not base64.
    """
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ToolFailed("the answer has data that is not base64", where=where, found=repr(data[:40])) from error


def _texts(answer: Answer, type_name: str, where: str) -> tuple[str, ...]:
    if type_name == "text.json" and answer.has_structured:
        texts = [canonical_json(answer.structured)]
    elif answer.has_structured and isinstance(answer.structured, str):
        texts = [answer.structured]
    else:
        texts = [block.text for block in answer.blocks if block.text is not None]
        texts = ["\n".join(texts)] if texts else []
        texts = [_as_json(text, where) for text in texts] if type_name == "text.json" else texts
    for text in texts:
        if len(text) > LONGEST_TEXT:
            raise ToolFailed(
                "the answer is too long", where=where, found=f"{len(text)} characters", needed=f"at most {LONGEST_TEXT}"
            )
    return tuple(texts)


def _as_json(text: str, where: str) -> str:
    try:
        return canonical_json(json.loads(text))
    except ValueError as error:
        raise ToolFailed("the answer is no JSON", where=where, found=repr(text[:80])) from error


def _one(found: Sequence[str | Path], type_name: str, where: str, said: str = "") -> str | Path:
    if len(found) == 1:
        return found[0]
    raise ToolFailed(
        f"the answer is not one {type_name}",
        where=where,
        found=f"{len(found)} of them" if found else said or "nothing",
        needed=f"one {type_name}",
        hint="if it gives something else, add it again with --gives TOOL=TYPE (TYPE* for any number)",
    )


def _candidates(answer: Answer, wanted: ResourceType) -> Iterable[Block]:
    """Return the blocks that may be files of a type; a text counts only where there is nothing else."""
    medium = wanted.name.partition(".")[0]
    whole = [block for block in answer.blocks if block.text is None]
    if medium in {"image", "video", "audio"}:
        whole = [block for block in whole if not block.mime or block.mime.partition("/")[0] == medium]
    if whole:
        return whole
    texts = [block.text for block in answer.blocks if block.text is not None]
    if isinstance(answer.structured, str):
        texts = [answer.structured]
    if medium not in {"image", "video", "audio"}:
        return [Block(data=text.encode()) for text in texts]
    return [block for text in texts if (block := _pointed_at(text.strip()))]


def _pointed_at(text: str) -> Block | None:
    """Return the file or data that a text is nothing but the name of."""
    if match := _DATA_URI.fullmatch(text):
        return Block(data=decoded(match["data"], "data URI"), mime=match["mime"] or "")
    path = local_path(text)
    return Block(path=path) if path is not None and path.is_file() else None


def local_path(text: str) -> Path | None:
    """Return the file on this machine that a `file:` URI or an absolute path names."""
    if len(text) > 4096 or "\n" in text or "\0" in text:
        return None
    if text.startswith("file://"):
        return Path(unquote(urlsplit(text).path))
    return Path(text) if text.startswith("/") else None


def _file(block: Block, wanted: ResourceType, number: int, context: ToolContext, where: str) -> Path:
    raw = context.path(f"answer/{number}")
    if block.data is not None:
        raw.write_bytes(block.data)
    elif block.path is not None:
        try:
            shutil.copyfile(block.path, raw)
        except OSError as error:
            raise ToolFailed("cannot read the file that was answered", where=where, found=str(error)) from error
    return write_as(raw, wanted, context.path(f"{wanted.name.replace('.', '_')}-{number}{wanted.suffix}"), where)


def _said(answer: Answer) -> str:
    text = " ".join(block.text for block in answer.blocks if block.text)
    return f"the text {text[:120]!r}" if text else ", ".join(block.mime for block in answer.blocks if block.mime)
