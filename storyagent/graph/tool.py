"""Tools: typed functions. The signature is the schema, there is no second one.

    @tool(version="1")
    def reverse_clip(clip: r.Video, *, context: ToolContext) -> r.Video:
        '''Play a clip backwards.'''
        out = context.path("reversed.mp4")
        ...
        return out

A parameter annotated with a resource type (`storyagent.story.resources`) is an input that a plan links or fills; any
other parameter is a setting and always a literal. `tuple[r.Video, ...]` takes many. The result is one resource, or a
NamedTuple of resources. A tool reads its inputs, writes only below `context.path(...)`, and gives the same result for
the same inputs: its result is kept under `name@version` and the content of its inputs, so a change of behaviour needs a
new version.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Generic, Literal, ParamSpec, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from storyagent.graph.rungs import Rung
from storyagent.story.resources import ByContent, ResourceType

P = ParamSpec("P")
R = TypeVar("R")
_MODULE = re.compile(r"\b(?:\w+\.)+(?=\w)")


class ToolContext(Protocol):
    """What a running tool may use of its surroundings."""

    options: Mapping[str, Any]
    """Settings that must not change the result: device, threads. They are not part of the key."""

    def path(self, name: str) -> Path:
        """Return a path for a new file in this call's own temporary folder."""

    def progress(self, fraction: float, message: str = "") -> None:
        """Report progress between 0 and 1, and stop here if the run was cancelled (raises `Cancelled`)."""


@dataclass(frozen=True)
class Port:
    """One input or output: its resource type (None for a setting), its Python type, and how many it takes."""

    name: str
    annotation: Any
    resource: ResourceType | None = None
    many: bool = False
    required: bool = True
    default: Any = None

    @property
    def by_content(self) -> ByContent | None:
        """Return how the content of what a setting names is told, if it names something outside the plan."""
        extras = getattr(self.annotation, "__metadata__", ())
        return next((extra for extra in extras if isinstance(extra, ByContent)), None)

    @property
    def type_name(self) -> str:
        """Return what it takes in words: `many image`, `int`, `dict[str, str]`."""
        if self.resource:
            return f"{'many ' if self.many else ''}{self.resource.name}"
        return _in_words(get_args(self.annotation)[0] if self.by_content else self.annotation)


def _in_words(plain: Any) -> str:
    """Return a Python type in words; a part of a union that says what it is, as it says."""
    if get_origin(plain) is Literal:
        return " | ".join(repr(option) for option in get_args(plain))
    if get_origin(plain) in (Union, UnionType):
        return " | ".join(_in_words(one) for one in get_args(plain))
    said = next((extra.description for extra in getattr(plain, "__metadata__", ()) if isinstance(extra, FieldInfo)), "")
    if plain is NoneType or said:
        return said or "None"
    if isinstance(plain, type) and not get_args(plain):
        return plain.__name__
    return _MODULE.sub("", str(plain))


@dataclass(frozen=True)
class ToolSpec:
    """What a plan needs to know of a tool, without loading what it wraps."""

    name: str
    version: str
    summary: str
    inputs: Mapping[str, Port]
    outputs: Mapping[str, Port]
    needs: Mapping[str, int] = field(default_factory=dict)
    extra: str | None = None
    licence: str | None = None
    cost_s: float | None = None
    cost_estimated: bool = False
    quality: float | None = None
    vram_gb: float | None = None
    rungs: tuple[Rung, ...] = ()
    isolated: bool = False
    time_limit_s: float | None = None
    memory_limit_gib: float | None = None
    keeps: frozenset[str] = frozenset()
    beside: Mapping[str, Port] = field(default_factory=dict)
    """What there is of its result besides: taken by tools that may leave it out or need it, made only for them."""

    @property
    def ref(self) -> str:
        """Return `name@version`."""
        return f"{self.name}@{self.version}"


class Tool(Generic[P, R]):
    """A tool function together with its spec. Calling it calls the function.

    `origin` says where it comes from, in words; its module, if nobody says more.
    """

    def __init__(self, function: Callable[P, R], spec: ToolSpec) -> None:
        self.function = function
        self.spec = spec
        self.__doc__ = function.__doc__
        self.__name__ = spec.name
        self.__module__ = function.__module__
        self.__qualname__ = function.__qualname__
        self.origin = function.__module__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function as written."""
        return self.function(*args, **kwargs)

    def __reduce__(self) -> str | tuple[Any, ...]:
        """Pickle by name, as a function is: a tool at the top of a module can be handed to another process."""
        return self.__qualname__

    def __repr__(self) -> str:
        return f"<tool {self.spec.ref}>"


def tool(
    *,
    version: str,
    needs: Mapping[str, int] | None = None,
    extra: str | None = None,
    licence: str | None = None,
    cost_s: float | None = None,
    cost_estimated: bool = False,
    quality: float | None = None,
    vram_gb: float | None = None,
    rungs: tuple[Rung, ...] = (),
    isolated: bool = False,
    time_limit_s: float | None = None,
    memory_limit_gib: float | None = None,
    keeps: Iterable[str] = (),
) -> Callable[[Callable[P, R]], Tool[P, R]]:
    """Make a tool of a function.

    Args:
        version: Change it whenever the same inputs give a different result.
        needs: Resource tokens held while it runs; `{"cpu": 1}` if not given. A GPU tool says `{"gpu": 1}`.
        extra: The pip extra it needs (`storyagent[extra]`), shown by `storyagent tools show`.
        licence: Licence of what it wraps or ships, where that binds the user.
        cost_s: Seconds that a usual call takes, measured; a search counts with it until the journal knows better.
        cost_estimated: Whether `cost_s` was reasoned, since its weights were not there to be measured with.
        quality: How good its results are beside those of other tools of the same types, from 0 to 1.
        vram_gb: Memory of the GPU that it needs, in GiB.
        rungs: The ways it can do its work, one of which the setting `model` chooses (`storyagent.graph.rungs`).
        isolated: Whether each call runs in a process of its own, so that a crash harms nothing else.
        time_limit_s: Seconds after which a call is ended; for an isolated tool only.
        memory_limit_gib: Memory, in GiB, that a call and all it starts may use; for an isolated tool only.
        keeps: Types of what holds for its result if it holds for its input: a film with other sound has the same
            `timeline`, `subtitles` and `screenplay`.

    Raises:
        TypeError: the signature cannot be a tool's (an unannotated parameter, no resource as result, no docstring).
    """

    def make(function: Callable[P, R]) -> Tool[P, R]:
        summary = (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")
        _require_sensible(function.__name__, cost_s, quality, vram_gb)
        if cost_estimated and cost_s is None:
            raise TypeError(f"tool {function.__name__}: there is no cost_s that could be estimated")
        if not summary:
            raise TypeError(
                f"tool {function.__name__} needs a docstring: its first line is what users and planners read"
            )
        spec = ToolSpec(
            name=function.__name__,
            version=version,
            summary=summary,
            inputs=_inputs(function),
            outputs=_outputs(function),
            needs=dict(needs) if needs is not None else {"cpu": 1},
            extra=extra,
            licence=licence,
            cost_s=cost_s,
            cost_estimated=cost_estimated,
            quality=quality,
            vram_gb=vram_gb,
            rungs=rungs,
            isolated=isolated,
            time_limit_s=time_limit_s,
            memory_limit_gib=memory_limit_gib,
            keeps=frozenset(keeps),
        )
        _require_rung(spec)
        _require_limits(spec)
        return Tool(function, spec)

    return make


def _require_sensible(name: str, cost_s: float | None, quality: float | None, vram_gb: float | None) -> None:
    if quality is not None and not 0.0 <= quality <= 1.0:
        raise TypeError(f"tool {name}: quality is from 0 to 1, found {quality}")
    for fact, value in (("cost_s", cost_s), ("vram_gb", vram_gb)):
        if value is not None and not 0.0 <= value < float("inf"):
            raise TypeError(f"tool {name}: {fact} is a number from 0, found {value}")


def _require_limits(spec: ToolSpec) -> None:
    for fact, limit in (("time_limit_s", spec.time_limit_s), ("memory_limit_gib", spec.memory_limit_gib)):
        if limit is not None and not spec.isolated:
            raise TypeError(f"tool {spec.name}: {fact} can only be kept to by a tool with isolated=True")
        if limit is not None and not 0.0 < limit < float("inf"):
            raise TypeError(f"tool {spec.name}: {fact} is a number above 0, found {limit}")


def _require_rung(spec: ToolSpec) -> None:
    model = spec.inputs.get("model")
    if spec.rungs and (model is None or model.default not in {rung.name for rung in spec.rungs}):
        raise TypeError(f"tool {spec.name}: a tool with rungs has a setting `model`, whose default is one of them")


def _inputs(function: Callable[..., Any]) -> dict[str, Port]:
    hints = get_type_hints(function, include_extras=True)
    ports = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name == "context":
            continue
        if name not in hints or parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise TypeError(f"tool {function.__name__}: parameter {name} needs a type annotation and a name of its own")
        required = parameter.default is parameter.empty
        ports[name] = _port(name, hints[name], required=required, default=None if required else parameter.default)
    return ports


def _outputs(function: Callable[..., Any]) -> dict[str, Port]:
    result = get_type_hints(function, include_extras=True).get("return")
    if isinstance(result, type) and issubclass(result, tuple) and hasattr(result, "_fields"):
        fields = get_type_hints(result, include_extras=True)
        ports = {name: _port(name, hint, required=True, default=None) for name, hint in fields.items()}
    else:
        ports = {"result": _port("result", result, required=True, default=None)}
    untyped = [name for name, port in ports.items() if port.resource is None]
    if untyped:
        raise TypeError(f"tool {function.__name__}: result {', '.join(untyped)} is not annotated with a resource type")
    return ports


def _port(name: str, annotation: Any, *, required: bool, default: Any) -> Port:
    resource = _resource(annotation)
    many = False
    if resource is None and get_origin(annotation) is tuple:
        inner = get_args(annotation)
        if len(inner) == 2 and inner[1] is Ellipsis and _resource(inner[0]) is not None:
            resource, many = _resource(inner[0]), True
    if resource is None:  # `r.Image | None`: an input that may be left out
        for option in get_args(annotation):
            resource = resource or _resource(option)
    return Port(name, annotation, resource, many, required, default)


def _resource(annotation: Any) -> ResourceType | None:
    for extra in getattr(annotation, "__metadata__", ()):
        if isinstance(extra, ResourceType):
            return extra
    return None
