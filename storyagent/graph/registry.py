"""The registry: every installed tool by name, imported only when it is asked for.

A distribution offers a tool by an entry point of the group `storyagent.tools`, under the tool's own name:

    [project.entry-points."storyagent.tools"]
    reverse_clip = "my_package.reverse_clip:reverse_clip"
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from storyagent.errors import InvalidInput, Misconfigured, MissingExtra, StoryagentError, ToolFailed
from storyagent.graph.tool import Tool, ToolSpec

GROUP = "storyagent.tools"
AnyTool = Tool[..., Any]


class Registry:
    """Tools by name.

    Raises:
        Misconfigured: two tools have the same name.
    """

    def __init__(self, tools: Iterable[AnyTool] = ()) -> None:
        self._tools: dict[str, AnyTool] = {}
        self._entries: dict[str, EntryPoint] = {}
        for tool in tools:
            self.add(tool)

    @classmethod
    def installed(cls) -> Registry:
        """Return all tools that installed distributions offer. None of them is imported yet.

        Raises:
            Misconfigured: two distributions offer a tool of the same name.
        """
        return cls().offer(entry_points(group=GROUP))

    def offer(self, entries: Iterable[EntryPoint]) -> Registry:
        """Add tools by entry point, without importing them; return this registry.

        Raises:
            Misconfigured: the name is taken.
        """
        for entry in entries:
            self._require_free(entry.name, _origin(entry))
            self._entries[entry.name] = entry
        return self

    def add(self, tool: AnyTool) -> None:
        """Add one tool, for this process only.

        Raises:
            Misconfigured: the name is taken.
        """
        self._require_free(tool.spec.name, tool.__module__)
        self._tools[tool.spec.name] = tool

    def names(self) -> tuple[str, ...]:
        """Return the names of all tools, sorted."""
        return tuple(sorted({*self._tools, *self._entries}))

    def __contains__(self, name: object) -> bool:
        return name in self._tools or name in self._entries

    def get(self, name: str) -> AnyTool:
        """Return a tool, importing it at the first call.

        Raises:
            InvalidInput: there is none of this name.
            MissingExtra: the tool needs a package that is not installed.
            ToolFailed: its module cannot be imported, or does not hold a tool of this name.
        """
        if name not in self._tools:
            if name not in self._entries:
                raise self._unknown(name)
            self._tools[name] = _load(self._entries[name])
        return self._tools[name]

    def spec(self, name: str) -> ToolSpec:
        """Return a tool's spec. Raises what `get` raises."""
        return self.get(name).spec

    def origin(self, name: str) -> str:
        """Return where a tool comes from: its distribution, or the module it was added from."""
        if name in self._entries:
            return _origin(self._entries[name])
        return self.get(name).__module__

    def _require_free(self, name: str, origin: str) -> None:
        if name in self:
            raise Misconfigured(
                f"two tools are called {name!r}",
                found=f"one from {self.origin(name)}, one from {origin}",
                needed="a name of its own for each tool",
                hint="uninstall one of the two, or rename your tool",
            )

    def _unknown(self, name: str) -> InvalidInput:
        near = get_close_matches(name, self.names(), n=1)
        return InvalidInput(
            f"there is no tool called {name!r}",
            hint=f"did you mean {near[0]!r}?" if near else "see: storyagent tools list",
        )


def _origin(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value


def _load(entry: EntryPoint) -> AnyTool:
    try:
        loaded = entry.load()
    except ModuleNotFoundError as error:
        raise _missing(entry, error) from error
    except Exception as error:  # a plug-in's import may raise anything
        raise _broken(entry, f"{type(error).__name__}: {error}") from error
    if not isinstance(loaded, Tool):
        raise _broken(entry, f"a {type(loaded).__name__}", needed="a function with @tool")
    if loaded.spec.name != entry.name:
        raise _broken(entry, f"a tool called {loaded.spec.name!r}", needed=f"a tool called {entry.name!r}")
    return loaded


def _missing(entry: EntryPoint, error: ModuleNotFoundError) -> StoryagentError:
    module = error.name or ""
    if module.partition(".")[0] == entry.module.partition(".")[0]:
        return _broken(entry, str(error))  # a part of the tool's own package: no install mends that
    extras, dist = ",".join(entry.extras), entry.dist.name if entry.dist else ""
    return MissingExtra(
        f"tool {entry.name!r} needs a package that is not installed",
        where=_where(entry),
        found=f"no module {module!r}",
        hint=f"pip install '{dist}[{extras}]'" if extras and dist else f"install the package that has {module!r}",
    )


def _broken(entry: EntryPoint, found: str, needed: str = "") -> ToolFailed:
    return ToolFailed(f"tool {entry.name!r} cannot be loaded", where=_where(entry), found=found, needed=needed)


def _where(entry: EntryPoint) -> str:
    return f"entry point {entry.name} = {entry.value} ({_origin(entry)})"
