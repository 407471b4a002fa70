"""Begin a new tool: a small package of its own, found by entry point, with a test that passes."""

from __future__ import annotations

import keyword
import re
from importlib.metadata import entry_points
from pathlib import Path
from typing import NamedTuple

from storyagent.errors import InvalidInput
from storyagent.story.files import write_text

_PYPROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "storyagent-{dashed}"
version = "0.1.0"
description = "A storyagent tool"
requires-python = ">=3.11"
dependencies = ["storyagent", "pillow"]

[project.entry-points."storyagent.tools"]
{name} = "storyagent_{name}:{name}"

[tool.setuptools]
py-modules = ["storyagent_{name}"]
"""

_MODULE = '''\
"""The tool {name}. It begins as a working example: change the signature and the body to what yours does."""

from storyagent import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1")
def {name}(picture: r.Image, strength: float = 1.0, *, context: ToolContext) -> r.Image:
    """Fade a picture towards grey.

    `picture` is a resource: another tool's output or a user's file. `strength` (0 to 1) is a setting. Write only below
    `context.path(...)`; give another `version` whenever the same inputs give a different result.
    """
    from PIL import Image, ImageEnhance

    with Image.open(picture) as opened:
        faded = ImageEnhance.Color(opened.convert("RGBA")).enhance(1.0 - strength)
    context.progress(0.9)
    out = context.path("faded.png")
    faded.save(out)
    return out
'''

_TEST = """\
from pathlib import Path

from PIL import Image
from storyagent.testing import run_tool
from storyagent_{name} import {name}


def test_a_red_picture_becomes_grey(tmp_path: Path) -> None:
    red = tmp_path / "red.png"
    Image.new("RGBA", (8, 8), (255, 0, 0, 255)).save(red)
    faded = run_tool({name}, picture=red)
    with Image.open(faded) as picture:
        r, g, b, alpha = picture.getpixel((4, 4))
    assert r == g == b
    assert alpha == 255
"""


class WrittenTool(NamedTuple):
    """Where a new tool was written."""

    root: Path
    module: Path
    test: Path


def write_tool(name: str, folder: Path) -> WrittenTool:
    """Write the package of a new tool below `folder`.

    Raises:
        InvalidInput: the name cannot be a tool's, a tool has it, or its folder is there already.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,49}", name) or keyword.iskeyword(name):
        raise InvalidInput(
            "this cannot be the name of a tool",
            where="storyagent tools new",
            found=repr(name),
            needed="lower-case letters, digits and _, such as reverse_clip",
        )
    if owner := _owner(name):
        raise InvalidInput("there is a tool of this name", where=name, found=f"that of {owner}", needed="another name")
    root = folder / name
    if root.exists():
        raise InvalidInput("there is something already", where=str(root), hint="choose another name or another --dir")
    written = WrittenTool(root, root / f"storyagent_{name}.py", root / f"test_{name}.py")
    names = {"name": name, "dashed": name.replace("_", "-")}
    write_text(root / "pyproject.toml", _PYPROJECT.format(**names))
    write_text(written.module, _MODULE.format(**names))
    write_text(written.test, _TEST.format(**names))
    return written


def _owner(name: str) -> str | None:
    """Return the installed package that has a tool of this name, None where none has."""
    for point in entry_points(group="storyagent.tools", name=name):
        return point.dist.name if point.dist else point.module
    return None
