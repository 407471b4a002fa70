"""Building HTML as a tree, so that no text can ever be read as markup."""

from __future__ import annotations

import base64
import io
import re
from typing import TYPE_CHECKING, Literal
from xml.etree.ElementTree import Element, tostring

if TYPE_CHECKING:
    from PIL import Image

_NOT_IN_HTML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

Child = Element | str | None


def tag(name: str, *children: Child, **attributes: str | int | bool | None) -> Element:
    """Return an element. A child may be an element, text, or None for nothing; so may an attribute be None or False.

    A trailing `_` is dropped from attribute names (`class_`), other `_` become `-`.
    """
    element = Element(name)
    for key, value in attributes.items():
        if value is not None and value is not False:
            element.set(key.rstrip("_").replace("_", "-"), _clean(key if value is True else str(value)))
    for child in children:
        if isinstance(child, str):
            _append_text(element, _clean(child))
        elif child is not None:
            element.append(child)
    return element


def said(name: str, text: str, **attributes: str | None) -> Element:
    """Return an element with words of the user's: their direction is found from the words themselves."""
    return tag(name, text, dir="auto", **attributes)


def render(element: Element) -> str:
    """Return an element as HTML text."""
    return tostring(element, encoding="unicode", method="html")


def _append_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _clean(text: str) -> str:
    return _NOT_IN_HTML.sub("\ufffd", text)


def data_uri(picture: Image.Image, longest_px: int, kind: Literal["photo", "drawing"]) -> tuple[str, tuple[int, int]]:
    """Return a picture as a data URI no larger than `longest_px`, and its size in pixels.

    A photo becomes a JPEG, a drawing a PNG of at most 256 colours with transparency.
    """
    from PIL import Image

    scale = min(1.0, longest_px / max(picture.size))
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    out = io.BytesIO()
    if kind == "photo":
        small = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        small.save(out, "JPEG", quality=84, optimize=True)
        mime = "image/jpeg"
    else:
        shrunk = picture.convert("RGBA").resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        shrunk.quantize(256, method=Image.Quantize.FASTOCTREE).save(out, "PNG")
        mime = "image/png"
    return f"data:{mime};base64,{base64.b64encode(out.getvalue()).decode('ascii')}", size
