"""What a tool gave back, as it is kept: plain data inline, files by the hash of their bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storyagent.engine.keys import Digest, canonical_json, digest_text


@dataclass(frozen=True, slots=True)
class Data:
    """Plain data, as JSON would hold it."""

    value: Any
    sha256: str

    @property
    def digest(self) -> Digest:
        """Return the hash of the canonical JSON."""
        return self.sha256


@dataclass(frozen=True, slots=True)
class File:
    """A file in the store."""

    sha256: str
    suffix: str

    @property
    def digest(self) -> Digest:
        """Return the hash of the bytes."""
        return self.sha256


@dataclass(frozen=True, slots=True)
class Many:
    """Several outputs under one name, in order."""

    items: tuple[Data | File, ...]

    @property
    def digest(self) -> Digest:
        """Return the hashes of the items."""
        return [item.sha256 for item in self.items]


Artifact = Data | File | Many


@dataclass(frozen=True, slots=True)
class Kept:
    """The outputs of one tool call, and how long making them took."""

    outputs: Mapping[str, Artifact]
    seconds: float


def files_of(outputs: Mapping[str, Artifact]) -> list[File]:
    """Return every file among the outputs."""
    found: list[File] = []
    for artifact in outputs.values():
        items = artifact.items if isinstance(artifact, Many) else (artifact,)
        found += [item for item in items if isinstance(item, File)]
    return found


def outputs_to_json(outputs: Mapping[str, Artifact]) -> str:
    """Return outputs as text; `outputs_from_json` is the inverse."""
    return canonical_json({name: _to_plain(artifact) for name, artifact in outputs.items()})


def outputs_from_json(data: Mapping[str, Any]) -> dict[str, Artifact]:
    """Return outputs from the parsed text of `outputs_to_json`.

    Raises:
        ValueError: data that was not written by it, or a value that does not have its hash.
    """
    return {name: _from_plain(entry) for name, entry in data.items()}


def _to_plain(artifact: Artifact) -> dict[str, Any]:
    match artifact:
        case Data(value, sha256):
            return {"sha256": sha256, "value": value}
        case File(sha256, suffix):
            return {"sha256": sha256, "suffix": suffix}
        case Many(items):
            return {"items": [_to_plain(item) for item in items]}


def _from_plain(entry: Mapping[str, Any]) -> Artifact:
    if "items" in entry:
        return Many(tuple(_one_from_plain(item) for item in entry["items"]))
    return _one_from_plain(entry)


def _one_from_plain(entry: Mapping[str, Any]) -> Data | File:
    if "suffix" in entry:
        return File(entry["sha256"], entry["suffix"])
    if digest_text(canonical_json(entry["value"])) != entry["sha256"]:
        raise ValueError("a kept value does not have its hash")
    return Data(entry["value"], entry["sha256"])
