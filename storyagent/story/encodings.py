"""Bytes that are no plain UTF-8 text: what they are, and how they become it."""

from __future__ import annotations

import codecs

from storyagent.errors import InvalidInput

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"), (codecs.BOM_UTF32_BE, "UTF-32"),  # before UTF-16: the first one begins like it
    (codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"),
)  # fmt: skip
_LOOKED_AT = 256


def decoded(data: bytes, where: str, *, marked: bool = False) -> str:
    """Return bytes as the UTF-8 text that they are.

    Args:
        data: The bytes.
        where: Where they are from, for the error.
        marked: Whether they may begin with a byte order mark, which is no part of the text.

    Raises:
        InvalidInput: they are something else: it says what, at which byte, and what to do.
    """
    mark, name = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", _unmarked(data)))
    if name:
        raise _wide(name, _said(mark, 0) if mark else _said(b"\0", data.index(0)), where)
    if data.startswith(codecs.BOM_UTF8) and not marked:
        raise InvalidInput(
            "this file begins with a byte order mark", where=where, found=_said(codecs.BOM_UTF8, 0),
            needed="UTF-8 text without a mark", hint="save it as UTF-8, not as UTF-8 with BOM",
        )  # fmt: skip
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidInput(
            "this file is not UTF-8 text", where=f"{where}:{line}",
            found=_said(data[error.start : error.start + 1], error.start), needed="UTF-8 text",
            hint="save it as UTF-8; an older one is often Latin-1: iconv -f LATIN1 -t UTF-8 FILE > NEW_FILE",
        ) from error  # fmt: skip


def _unmarked(data: bytes) -> str:
    """Return which of UTF-16 bytes look like that have no mark: every second one of plain letters is zero."""
    start = data[:_LOOKED_AT]
    low, high = start[1::2].count(0), start[::2].count(0)
    if 3 * max(low, high) < len(start) or min(low, high) > 0:
        return ""
    return "UTF-16LE" if low > high else "UTF-16BE" if high > low else ""


def _wide(name: str, found: str, where: str) -> InvalidInput:
    return InvalidInput(
        "this file is not UTF-8 text", where=where, found=f"{name} text, by {found}", needed="UTF-8 text",
        hint=f"save it as UTF-8, or: iconv -f {name} -t UTF-8 FILE > NEW_FILE",
    )  # fmt: skip


def _said(found: bytes, at: int) -> str:
    return f"{'byte' if len(found) == 1 else 'bytes'} {' '.join(f'0x{byte:02x}' for byte in found)} at {at}"
