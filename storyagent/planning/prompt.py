"""Versioned prompts: `prompts/<name>/v<version>.md`, front matter over sections of a conversation.

A file has YAML front matter (`name`, `version`, `description`, `inputs`) and then sections headed `## system`,
`## user` and `## assistant`. The last one is the user's and holds the inputs as `{{name}}`; those before it are
examples. A prompt whose answers would differ gets a new version, so that cached answers of the old one are not used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

import yaml
from pydantic import Field, ValidationError

from storyagent.errors import InvalidInput
from storyagent.story.values import Value

PromptRole = Literal["system", "user", "assistant"]
_SECTION = re.compile(r"^## (system|user|assistant)[ \t]*$", re.MULTILINE)
_INPUT = re.compile(r"\{\{(\w+)\}\}")


class Message(NamedTuple):
    """One turn of a conversation."""

    role: PromptRole
    text: str


class Prompt(Value):
    """A prompt as its file says it. `inputs` are the names that `messages` needs, all of them."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: int = Field(ge=1)
    description: str = Field(min_length=1)
    inputs: tuple[str, ...]
    sections: tuple[Message, ...] = Field(min_length=2)

    @property
    def ref(self) -> str:
        """Return `name@version`, as caches and journals name it."""
        return f"{self.name}@{self.version}"

    def messages(self, inputs: Mapping[str, str]) -> tuple[Message, ...]:
        """Return the conversation with the inputs filled in; what looks like an input inside an input stays as it is.

        Raises:
            ValueError: an input is missing, or there is one more.
        """
        if set(inputs) != set(self.inputs):
            raise ValueError(f"prompt {self.ref} needs the inputs {sorted(self.inputs)}, found {sorted(inputs)}")
        *before, last = self.sections
        filled = _INPUT.sub(lambda match: inputs[match.group(1)], last.text)
        return (*before, Message("user", filled))


@cache
def load_prompt(name: str, version: int | None = None) -> Prompt:
    """Read a prompt that is installed with the package, its newest version if none is given.

    Raises:
        InvalidInput: there is none of this name and version, or its file is broken.
    """
    known = [number for found, number in _installed() if found == name]
    number = max(known, default=1) if version is None else version
    where = f"prompts/{name}/v{number}.md"
    if number not in known:
        needed = ", ".join(f"{found}@{one}" for found, one in _installed())
        raise InvalidInput("no such prompt", where=where, needed=f"one of {needed}")
    text = (files("storyagent.prompts") / name / f"v{number}.md").read_text(encoding="utf-8")
    prompt = parse_prompt(text, where)
    if (prompt.name, prompt.version) != (name, number):
        raise InvalidInput("a prompt is not what its file is called", where=where, found=prompt.ref)
    return prompt


def installed_prompts() -> tuple[Prompt, ...]:
    """Return every prompt of the package, by name and version."""
    return tuple(load_prompt(name, version) for name, version in _installed())


def _installed() -> list[tuple[str, int]]:
    root = files("storyagent.prompts")
    found = [(folder.name, file.name) for folder in root.iterdir() if folder.is_dir() for file in folder.iterdir()]
    return sorted((name, int(match.group(1))) for name, file in found if (match := re.fullmatch(r"v(\d+)\.md", file)))


def parse_prompt(text: str, where: str = "prompt") -> Prompt:
    """Read a prompt from the text of its file.

    Raises:
        InvalidInput: front matter or sections are missing, or the inputs are not those that the text uses.
    """
    match = re.match(r"---\n(.*?)\n---\n(.*)", text, re.DOTALL)
    if not match:
        raise InvalidInput("a prompt begins with front matter", where=where, needed="--- … --- above the text")
    pieces = _SECTION.split(match.group(2))
    sections = [{"role": role, "text": body.strip()} for role, body in zip(pieces[1::2], pieces[2::2], strict=True)]
    try:
        turns = tuple(Message(item["role"], item["text"]) for item in sections)  # type: ignore[arg-type]
        prompt = Prompt(**yaml.safe_load(match.group(1)), sections=turns)
    except (ValidationError, yaml.YAMLError, TypeError) as error:
        raise InvalidInput("a broken prompt", where=where, found=str(error)) from error
    used = set(_INPUT.findall(prompt.sections[-1].text))
    if prompt.sections[-1].role != "user" or used != set(prompt.inputs):
        raise InvalidInput(
            "the last section of a prompt is the user's and uses its inputs", where=where, found=str(sorted(used)),
            needed=str(sorted(prompt.inputs)),
        )  # fmt: skip
    return prompt
