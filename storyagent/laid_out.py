"""One prompt's layout, sampled at moments, for a program and for a person."""

from __future__ import annotations

from typing import Any

from storyagent.story.values import Finding, Value


class LaidOut(Value):
    """One prompt's layout, sampled at equally spaced moments."""

    prompt: str
    background: str
    objects: tuple[dict[str, Any], ...] = ()
    findings: tuple[Finding, ...] = ()

    def to_text(self) -> str:
        """Return it as a table for a person."""
        lines = [f"{self.prompt}", f"  background: {self.background or 'any'}"]
        for one in self.objects:
            lines.append(f"  {one['id']}: {one['name']}")
            lines += [f"    {_shown(box)}" for box in one["boxes"]]
        return "\n".join([*lines, *(f"  {finding}" for finding in self.findings)])


def _shown(box: list[float] | None) -> str:
    return "  ".join(f"{number:6.3f}" for number in box) if box else "not seen"
