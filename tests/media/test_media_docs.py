"""The page on pictures and clips names every tool on them, with its own words and its models."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from storyagent.graph.registry import Registry

PAGE = Path(__file__).parent.parent.parent / "docs" / "media.md"
REGISTRY = Registry.installed()


def rows() -> dict[str, tuple[str, set[str]]]:
    found = re.findall(r"^\| `(\w+)` \| (.+) \| (.*)\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: (said, set(re.findall(r"`([^`]+)`", models))) for name, said, models in found}


def on_media(name: str) -> bool:
    source = inspect.getsource(REGISTRY.get(name).function)
    return bool(re.search(r"from storyagent\.media\.(?:image|video)\b", source))


def test_the_page_names_every_tool_on_pictures_and_clips() -> None:
    listed = set(rows())
    assert listed <= set(REGISTRY.names())
    ours = {name for name in REGISTRY.names() if "storyagent" in REGISTRY.origin(name) and on_media(name)}
    sounds = {"dub_video"}  # on the page about sound
    assert ours - sounds <= listed


def test_the_page_says_of_each_tool_what_the_tool_says() -> None:
    for name, (said, models) in rows().items():
        spec = REGISTRY.spec(name)
        assert said == spec.summary, name
        assert models == {rung.name for rung in spec.rungs} - {"embedded"}, name
