"""What was added from outside, as it is kept: a file for each source, with all that a plan needs to know of its tools.

    <home>/tools/NAME.json

Looking at tools starts no server and imports nothing of theirs. Each tool is kept with the hash of its schemas, and is
called only while the server still describes it so: what has changed is reported, and taken by adding the source again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from storyagent.engine.keys import canonical_json, digest_text
from storyagent.errors import InvalidInput, StoryagentError
from storyagent.graph.reference import near_miss
from storyagent.story.files import read_json, write_json
from storyagent.story.values import Value

FOLDER = "tools"
SourceName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Offer(Value):
    """One tool as its source describes it. What `description` says is shown to people and followed by nobody."""

    name: str
    description: str = ""
    input_schema: dict[str, Any]
    output_schema: dict[str, Any] | None = None
    takes: dict[str, str] = Field({}, description="types by parameter, in place of what its schema suggests")
    gives: str | None = Field(None, description="a resource type, with * for many, in place of what is suggested")

    @property
    def sha256(self) -> str:
        """Return the hash of its name and schemas."""
        return digest_text(canonical_json([self.name, self.input_schema, self.output_schema]))


class Source(Value):
    """An MCP server, started as a process or reached by its URL, or a LangChain tool, with what it offers.

    `env` names variables that a server's process is given of ours, `token_env` the one whose value is sent to a URL as
    bearer token; their values are never kept.
    """

    version: Literal[1] = 1
    name: SourceName
    kind: Literal["mcp", "langchain"]
    command: tuple[str, ...] = ()
    folder: Path | None = Field(None, description="where the command is run, and objects are looked for first")
    url: str | None = None
    object: str | None = Field(None, description="module:object")
    env: tuple[str, ...] = ()
    token_env: str | None = None
    server: str = Field("", description="what it calls itself")
    server_version: str = ""
    time_limit_s: float = Field(300.0, gt=0.0, le=86_400.0)
    memory_limit_gib: float = Field(4.0, gt=0.0, le=1024.0)
    offers: tuple[Offer, ...] = ()
    schemas: dict[str, str] = Field({}, description="hash of each tool's schemas when it was added")

    @property
    def address(self) -> str:
        """Return where it is, in words: a command, a URL or an object."""
        return self.url or self.object or " ".join(self.command)

    def version_of(self, offer: Offer) -> str:
        """Return the version of one of its tools: the server's, and a hash of what it is and how it is reached."""
        identity = [self.kind, self.command, self.url, self.object, self.server, self.server_version, offer.sha256]
        digest = digest_text(canonical_json([*identity, offer.takes, offer.gives]))[:12]
        return f"{self.server_version}+{digest}" if self.server_version else digest

    def sealed(self) -> Source:
        """Return it with the hashes of its tools' schemas as they are."""
        return self.model_copy(update={"schemas": {offer.name: offer.sha256 for offer in self.offers}})


def kept_sources(home: Path) -> Iterator[tuple[str, Source | StoryagentError]]:
    """Yield the name of each kept source, sorted, with the source or why its file cannot be used."""
    for path in sorted((home / FOLDER).glob("*.json")):
        try:
            yield path.stem, _read(path)
        except StoryagentError as error:
            yield path.stem, error


def keep(source: Source, home: Path, *, replace: bool) -> Source | None:
    """Keep a source; return the one of its name that was there before.

    Raises:
        InvalidInput: there is one of this name and it may not be replaced, or the file cannot be written.
    """
    path = _path(home, source.name)
    before = None
    if path.exists():
        if not replace:
            raise InvalidInput(f"there is a source called {source.name!r} already", hint="use --replace")
        try:
            before = _read(path)
        except StoryagentError:
            before = None  # what cannot be read has nothing to be compared with
    write_json(path, source.sealed())
    return before


def forget(name: str, home: Path) -> None:
    """Remove a source.

    Raises:
        InvalidInput: there is none of this name.
    """
    names = [path.stem for path in (home / FOLDER).glob("*.json")]
    if name not in names:
        raise InvalidInput(
            f"there is no source called {name!r}", needed=", ".join(sorted(names)), hint=near_miss(name, names)
        )
    _path(home, name).unlink()


def changes(before: Source, after: Source) -> list[str]:
    """Return what differs between two states of a source, a line each."""
    old, new = ({offer.name: offer for offer in source.offers} for source in (before, after))
    lines = [f"{name}: is gone" for name in old if name not in new]
    lines += [f"{name}: is new" for name in new if name not in old]
    for name in (name for name in old if name in new):
        for part in ("input_schema", "output_schema", "description"):
            if getattr(old[name], part) != getattr(new[name], part):
                lines.append(f"{name}: another {part.replace('_', ' ')}")
    for fact in ("server", "server_version", "address"):
        if getattr(before, fact) != getattr(after, fact):
            lines.append(f"{fact.replace('_', ' ')}: {getattr(before, fact)} is now {getattr(after, fact)}")
    return lines


def _path(home: Path, name: str) -> Path:
    return home / FOLDER / f"{name}.json"


def _read(path: Path) -> Source:
    source = read_json(path, Source)
    if source.name != path.stem or source.schemas != source.sealed().schemas:
        raise InvalidInput(
            "this file was changed since the source was added", where=str(path), hint="add the source again"
        )
    return source
