"""An identity bank as a file: safetensors, with the facts of the bank as its metadata."""

from __future__ import annotations

import json
import os
from pathlib import Path

from pydantic import Field, ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from storyagent.diffusion.identity import Bank, Place
from storyagent.errors import InvalidInput
from storyagent.story.values import Value

KEY = "storyagent.identity_bank"


class _Facts(Value):
    """What the file says beside its tensors; `places` are in the order of the tensors' numbers."""

    version: int = Field(1, ge=1, le=1)
    model: str
    times: tuple[float, ...]
    entities: tuple[str, ...]
    rate: float
    places: tuple[tuple[str, int, str], ...]


def save_bank(bank: Bank, path: Path) -> None:
    """Write a bank to a file, whole or not at all."""
    places = tuple(bank.states)
    facts = _Facts(model=bank.model, times=bank.times, entities=bank.entities, rate=bank.rate, places=places)
    tensors = {f"state.{number}": bank.states[place].contiguous() for number, place in enumerate(places)}
    tensors |= {f"words.{number}": bank.words[entity].contiguous() for number, entity in enumerate(bank.entities)}
    written = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        save_file(tensors, written, metadata={KEY: json.dumps(facts.model_dump(mode="json"))})
        written.replace(path)
    finally:
        written.unlink(missing_ok=True)


def load_bank(path: Path) -> Bank:
    """Read a bank.

    Raises:
        InvalidInput: there is no such file, or it holds no bank.
    """
    try:
        with safe_open(path, framework="pt", device="cpu") as file:
            facts = _Facts.model_validate_json((file.metadata() or {})[KEY])
            states = {Place(*place): file.get_tensor(f"state.{number}") for number, place in enumerate(facts.places)}
            words = {name: file.get_tensor(f"words.{number}") for number, name in enumerate(facts.entities)}
    except (OSError, SafetensorError, KeyError, ValidationError) as error:
        raise InvalidInput(
            "this is no identity bank",
            where=str(path),
            found=f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}",
            needed="a file that save_bank wrote",
            hint="write it again",
        ) from error
    return Bank(facts.model, facts.times, facts.entities, facts.rate, states, words)
