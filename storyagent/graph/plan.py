"""Plans: the DAG of tool calls for one film, as plain frozen data.

A plan holds everything its nodes need: literal inputs inline, user files by path and hash, and links to other nodes'
outputs. It can be written to a file, read by a person, validated, and run by any backend.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from storyagent.story.values import Value

NodeId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.:-]{0,127}$")]


class Literally(Value):
    """An input given as plain data (whatever JSON the port's type accepts)."""

    kind: Literal["value"] = "value"
    value: Any


class FileInput(Value):
    """An input file of the user's: where it is, and the hash of what it held when the plan was made."""

    kind: Literal["file"] = "file"
    path: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Link(Value):
    """An input taken from another node's output."""

    kind: Literal["link"] = "link"
    node: NodeId
    output: str = "result"


class Collection(Value):
    """Several inputs in order, for a port that takes many."""

    kind: Literal["many"] = "many"
    items: tuple[Annotated[Link | FileInput | Literally, Field(discriminator="kind")], ...]


Input = Annotated[Literally | FileInput | Link | Collection, Field(discriminator="kind")]


class Node(Value):
    """One tool call. `scene` is what it is shown under; it does not enter the key."""

    id: NodeId
    tool: str
    scene: str | None = None
    inputs: dict[str, Input] = {}


class Plan(Value):
    """Nodes in any order, and the named results the film project wants (`film`, `report`, ...)."""

    version: Literal[1] = 1
    nodes: tuple[Node, ...]
    results: dict[str, Link] = {}
