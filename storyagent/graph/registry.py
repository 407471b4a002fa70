"""The registry: every installed tool by name, imported only when it is asked for.

A distribution offers a tool by an entry point of the group `storyagent.tools`, under the tool's own name:

    [project.entry-points."storyagent.tools"]
    reverse_clip = "my_package.reverse_clip:reverse_clip"

or many at once by an entry point of the group `storyagent.tool_sources`: a function without arguments that gives tools,
and `Broken` for those it cannot give. Whatever is wrong with one tool is that tool's failure: the others are there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import redirect_stdout
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from storyagent.errors import InvalidInput, Misconfigured, MissingExtra, StoryagentError, ToolFailed
from storyagent.graph.tool import Tool, ToolSpec

GROUP = "storyagent.tools"
SOURCES = "storyagent.tool_sources"
OURS = "storyagent"
AnyTool = Tool[..., Any]


@dataclass(frozen=True)
class Broken:
    """A tool that is offered and cannot be had: its name, where it comes from, and why."""

    name: str
    origin: str
    error: StoryagentError


class Registry:
    """Tools by name.

    Raises:
        Misconfigured: two of the tools given have the same name.
    """

    def __init__(self, tools: Iterable[AnyTool] = ()) -> None:
        self._tools: dict[str, AnyTool] = {}
        self._entries: dict[str, EntryPoint] = {}
        self._broken: list[Broken] = []
        for tool in tools:
            self.add(tool)

    @classmethod
    def installed(cls) -> Registry:
        """Return all tools that installed distributions offer, and those that were added from outside.

        None that an entry point offers is imported yet. See `offer` for what happens when a name is taken.
        """
        registry = cls().offer(entry_points(group=GROUP))
        for entry in sorted(entry_points(group=SOURCES), key=lambda entry: entry.name):
            registry.draw(entry)
        return registry

    def offer(self, entries: Iterable[EntryPoint]) -> Registry:
        """Add tools by entry point, without importing them; return this registry.

        A name that is taken already stays with whoever has it if that is storyagent itself or was added by hand. Where
        two other distributions have a tool of one name, neither is chosen: `get` says so.
        """
        offered: dict[str, list[EntryPoint]] = {}
        for entry in entries:
            offered.setdefault(entry.name, []).append(entry)
        for name, same in offered.items():
            same.sort(key=_origin)
            ours = [entry for entry in same if _is_ours(entry)]
            if name not in self and len(ours or same) == 1:
                self._entries[name] = (ours or same)[0]
            self._refuse([entry for entry in same if entry is not self._entries.get(name)], same)
        return self

    def _refuse(self, entries: Iterable[EntryPoint], same: Iterable[EntryPoint]) -> None:
        for entry in entries:
            others = (_origin(other) for other in same if other is not entry)
            first = self.origin(entry.name) if entry.name in self else next(others)
            self._broken.append(Broken(entry.name, _origin(entry), _taken(entry.name, first, _origin(entry))))

    def draw(self, entry: EntryPoint) -> None:
        """Add all tools of a source; what it cannot give, or is there already, counts as broken."""
        try:
            given: Iterable[AnyTool | Broken] = tuple(_loaded(entry)())
        except StoryagentError as error:
            given = (Broken(entry.name, _origin(entry), error),)
        except Exception as error:  # a plug-in's function may raise anything
            given = (Broken(entry.name, _origin(entry), _broken(entry, f"{type(error).__name__}: {error}")),)
        for one in given:
            if isinstance(one, Broken):
                self._broken.append(one)
            elif one.spec.name in self:
                clash = _taken(one.spec.name, self.origin(one.spec.name), one.origin)
                self._broken.append(Broken(one.spec.name, one.origin, clash))
            else:
                self.add(one)

    def broken(self) -> tuple[Broken, ...]:
        """Return what is known to be broken before any tool is imported: names that are taken, sources that fail."""
        return tuple(self._broken)

    def add(self, tool: AnyTool) -> None:
        """Add one tool, for this process only.

        Raises:
            Misconfigured: the name is taken.
        """
        if tool.spec.name in self:
            raise _taken(tool.spec.name, self.origin(tool.spec.name), tool.origin)
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
            Misconfigured: two distributions have a tool of this name.
            ToolFailed: its module cannot be imported, or does not hold a tool of this name.
        """
        if name not in self._tools:
            if name not in self._entries:
                raise next((broken.error for broken in self._broken if broken.name == name), self._unknown(name))
            self._tools[name] = _load(self._entries[name])
        return self._tools[name]

    def spec(self, name: str) -> ToolSpec:
        """Return a tool's spec. Raises what `get` raises."""
        return self.get(name).spec

    def origin(self, name: str) -> str:
        """Return where a tool comes from: its distribution, or the module it was added from."""
        if name in self._entries:
            return _origin(self._entries[name])
        return self.get(name).origin

    def _unknown(self, name: str) -> InvalidInput:
        near = get_close_matches(name, self.names(), n=1)
        return InvalidInput(
            f"there is no tool called {name!r}",
            hint=f"did you mean {near[0]!r}?" if near else "see: storyagent tools list",
        )


def _origin(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value


def _is_ours(entry: EntryPoint) -> bool:
    return entry.dist is not None and entry.dist.name == OURS


def _taken(name: str, first: str, second: str) -> Misconfigured:
    return Misconfigured(
        f"two tools are called {name!r}",
        found=f"one from {first}, one from {second}",
        needed="a name of its own for each tool",
        hint="uninstall one of the two, or rename your tool",
    )


def _loaded(entry: EntryPoint) -> Any:
    try:
        with redirect_stdout(sys.stderr):  # what an import prints must not get between a command's lines
            return entry.load()
    except ModuleNotFoundError as error:
        raise _missing(entry, error) from error
    except (Exception, SystemExit) as error:  # a plug-in's import may raise anything, and even end the program
        raise _broken(entry, f"{type(error).__name__}: {error}") from error


def _load(entry: EntryPoint) -> AnyTool:
    loaded = _loaded(entry)
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
