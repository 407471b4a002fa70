"""LangChain tools of every kind, for the tests; they can be imported by another process."""

import base64
from typing import Any, Literal

from langchain_core.tools import tool
from pydantic import BaseModel, Field

from tests.outside.plain_server import PNG


@tool
def shout(text: str, times: int = 1, end: Literal["!", "?"] = "!") -> str:
    """Say a text louder."""
    return " ".join([text.upper() + end] * times)


class Wanted(BaseModel):
    """What is counted."""

    prompt: str = Field(description="what to count in")
    words: list[str] = []


@tool(args_schema=Wanted)
def count(prompt: str, words: list[str]) -> dict[str, int]:
    """Count words in a text."""
    return {word: prompt.split().count(word) for word in words}


@tool(response_format="content_and_artifact")
def draw_picture(prompt: str) -> tuple[str, bytes]:
    """Draw a picture."""
    return "drawn", PNG


@tool
def paint_image(prompt: str) -> list[dict[str, Any]]:
    """Paint a picture."""
    return [{"type": "image", "base64": base64.b64encode(PNG).decode(), "mime_type": "image/png"}]


@tool
def fail(text: str) -> str:
    """Fail."""
    raise ValueError(f"nothing to say about {text}")


not_a_tool = 7
