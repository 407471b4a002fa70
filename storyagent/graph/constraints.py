"""What a tool must keep to so that a search may use it: capabilities, installed extras, memory, licence, cost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from typing import Annotated, Literal

from pydantic import Field

from storyagent.graph.tool import ToolSpec
from storyagent.story.values import Value

DISTRIBUTION = "storyagent"
Reason = Literal["capability", "extra", "memory", "licence", "cost", "excluded"]
_REQUIREMENT = re.compile(r"^\s*([\w.-]+)(?:\[([\w,\s.-]+)\])?")
_MARKER = re.compile(r"""extra\s*==\s*['"]([\w.-]+)['"]""")


class Constraints(Value):
    """What tools a search may use. Nothing is forbidden where a field is None.

    `tokens` has how many of each resource token there are, as for a run: `{"cpu": 2}` forbids tools that need a GPU.
    `extras` are the installed extras. A tool that says nothing of its memory or licence is not refused for it.
    """

    tokens: Mapping[str, Annotated[int, Field(ge=0)]] | None = None
    extras: frozenset[str] | None = None
    vram_gb: float | None = Field(None, ge=0.0)
    no_licences: frozenset[str] = frozenset()
    max_call_s: float | None = Field(None, gt=0.0)
    max_total_s: float | None = Field(None, gt=0.0)
    without: frozenset[str] = frozenset()


class Refusal(Value):
    """A tool that a constraint keeps out of the search, and what would let it in."""

    tool: str
    reason: Reason
    found: str
    hint: str


def refusal_of(spec: ToolSpec, constraints: Constraints, cost_s: float | None = None) -> Refusal | None:
    """Return why a tool may not be used, or None. `cost_s` is what a call takes, if that has been measured."""
    return next(_refusals(spec, constraints, spec.cost_s if cost_s is None else cost_s), None)


def _refusals(spec: ToolSpec, wanted: Constraints, cost_s: float | None) -> Iterator[Refusal]:
    def refused(reason: Reason, found: str, hint: str) -> Refusal:
        return Refusal(tool=spec.name, reason=reason, found=found, hint=hint)

    if spec.name in wanted.without:
        yield refused("excluded", "it was asked to be left out", f"let {spec.name} be used")
    if wanted.tokens is not None:
        for token, count in sorted(spec.needs.items()):
            if count > wanted.tokens.get(token, 0):
                yield refused("capability", f"needs {count} {token}, there is {wanted.tokens.get(token, 0)}",
                              f"allow {token}")  # fmt: skip
    if wanted.extras is not None and spec.extra is not None and spec.extra not in wanted.extras:
        yield refused("extra", f"needs {DISTRIBUTION}[{spec.extra}]", f"pip install '{DISTRIBUTION}[{spec.extra}]'")
    if wanted.vram_gb is not None and (spec.vram_gb or 0.0) > wanted.vram_gb:
        yield refused("memory", f"needs {spec.vram_gb:g} GiB on the GPU", f"allow {spec.vram_gb:g} GiB")
    licence = (spec.licence or "").lower()
    for forbidden in sorted(wanted.no_licences):
        if forbidden.lower() in licence:
            yield refused("licence", f"its licence is {spec.licence}", f"accept {forbidden}")
    if wanted.max_call_s is not None and (cost_s or 0.0) > wanted.max_call_s:
        yield refused("cost", f"takes {cost_s:g} s a call", f"allow {cost_s:g} s a call")


def installed_extras(
    of: str = DISTRIBUTION, requirements: Callable[[str], tuple[str, ...] | None] | None = None
) -> frozenset[str]:
    """Return the extras of a distribution of which every package is installed.

    Args:
        of: The distribution's name.
        requirements: Gives an installed distribution's requirements, as its metadata writes them, or None for one that
            is not installed. Read from the installed packages if not given.
    """
    ask = requirements or _requirements
    packages: dict[str, list[str]] = {}
    for line in ask(of) or ():
        for extra in _MARKER.findall(line):
            packages.setdefault(extra, []).append(line)
    return frozenset(extra for extra in packages if _is_installed(extra, of, packages, ask, frozenset()))


def _is_installed(
    extra: str,
    of: str,
    packages: Mapping[str, list[str]],
    ask: Callable[[str], tuple[str, ...] | None],
    above: frozenset[str],
) -> bool:
    for line in packages.get(extra, ()):
        match = _REQUIREMENT.match(line)
        name, extras = (match[1], match[2] or "") if match else ("", "")
        if name.lower() == of.lower():
            inner = {item.strip() for item in extras.split(",")} - {"", extra} - above
            if not all(_is_installed(item, of, packages, ask, above | {extra}) for item in inner):
                return False
        elif ask(name) is None:
            return False
    return True


@cache
def _requirements(name: str) -> tuple[str, ...] | None:
    try:
        return tuple(distribution(name).requires or ())
    except PackageNotFoundError:
        return None
