"""A plan as a picture: SVG by hand, PNG by resvg."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from storyagent.errors import InvalidInput
from storyagent.graph.layered import NODE_H, Lane, Picture, Point, Spot, Wire, lay_out, text_width
from storyagent.graph.plan import Plan

_FONT = "'DejaVu Sans', Verdana, sans-serif"
_INK, _MUTED, _PAPER, _FRAME = "#1f2a37", "#64707f", "#faf8f4", "#ded8cc"
_HEAD = 58.0
_RADIUS = 5.0

_KINDS = {
    "picture": ("#2f6fb5", "#e8f1fb"),
    "sound": ("#2b8a66", "#e6f5ee"),
    "video": ("#c8512c", "#fdeee8"),
    "time and text": ("#a67a1e", "#fbf3df"),
    "page": ("#7a55b8", "#f1ebfa"),
    "other": ("#5f6b7a", "#eef0f3"),
}
"""Line and fill of each kind of tool."""

_VERBS = {
    "picture": ("draw", "paint", "generate_image", "segment", "cut", "upscale"),
    "sound": ("speak", "mix", "score", "sing", "record", "dub"),
    "video": ("animate", "title", "stitch", "film", "generate", "edit", "trim", "interpolate"),
    "time and text": ("time", "assemble", "subtitle", "export", "write", "translate", "caption"),
    "page": ("make", "report"),
}
"""What kind a tool is by the beginning of its name, so that a plan can be drawn without importing its tools."""

_SHADES = ("#2f6fb5", "#17a0a8", "#7b8fd6", "#5aa9e6", "#355c9a", "#8cb4c9")
"""Neighbouring wires of pictures would otherwise be one blur."""


def plan_as_svg(plan: Plan) -> str:
    """Return a plan as an SVG picture: scenes one below the other, time from left to right.

    Raises:
        InvalidInput: nodes of the plan need each other in a circle.
    """
    return "\n".join(_elements(plan, lay_out(plan))) + "\n"


def plan_as_png(plan: Plan, path: Path, font_files: Sequence[Path], *, zoom: float = 2.0) -> Path:
    """Write a plan as a PNG picture; return its path.

    Only `font_files` are used, so that it looks the same everywhere; they should hold DejaVu Sans, regular and bold.

    Raises:
        InvalidInput: nodes of the plan need each other in a circle, or the file cannot be written.
    """
    import resvg_py

    png = resvg_py.svg_to_bytes(
        svg_string=plan_as_svg(plan),
        zoom=zoom,
        skip_system_fonts=True,
        font_files=[str(file) for file in font_files],
    )
    try:
        path.write_bytes(png)
    except OSError as error:
        raise InvalidInput("cannot write the picture", where=str(path), found=error.strerror or str(error)) from error
    return path


def _elements(plan: Plan, picture: Picture) -> Iterator[str]:
    width, height = max(picture.width, 560.0), picture.height + _HEAD
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="{_FONT}">'
    )
    yield f'<rect width="100%" height="100%" fill="{_PAPER}"/>'
    yield from _head(plan, width)
    yield f'<g transform="translate(0 {_HEAD:.0f})">'
    yield from (_frame(lane) for lane in picture.lanes)
    colors = _wire_colors(picture)
    yield from (_line(wire, colors[wire.source]) for wire in picture.wires)
    for spot in picture.spots:
        yield from _box(spot)
    yield "</g></svg>"


def _head(plan: Plan, width: float) -> Iterator[str]:
    steps = len(plan.nodes)
    yield _text(28, 40, f"{steps} step{'' if steps == 1 else 's'}", 17, _INK, bold=True)
    used = {_kind(node.tool) for node in plan.nodes}
    x = width - 28
    for kind in reversed([kind for kind in _KINDS if kind in used]):
        x -= text_width(kind, 11)
        yield _text(x, 38, kind, 11, _MUTED)
        x -= 18
        line, fill = _KINDS[kind]
        yield f'<rect x="{x:.1f}" y="28.5" width="12" height="12" rx="3" fill="{fill}" stroke="{line}"/>'
        x -= 18


def _frame(lane: Lane) -> str:
    return (
        f'<rect x="{lane.x:.1f}" y="{lane.y:.1f}" width="{lane.width:.1f}" height="{lane.height:.1f}" rx="10" '
        f'fill="#ffffff" stroke="{_FRAME}"/>' + _text(lane.x + 14, lane.y + 18, lane.name, 11.5, _MUTED, bold=True)
    )


def _box(spot: Spot) -> Iterator[str]:
    line, fill = _KINDS[_kind(spot.node.tool)]
    yield (
        f'<rect x="{spot.x:.1f}" y="{spot.y:.1f}" width="{spot.width:.1f}" height="{NODE_H:.1f}" rx="7" '
        f'fill="{fill}" stroke="{line}" stroke-width="1.2"/>'
    )
    base = spot.y + NODE_H / 2 + 4.2
    yield _text(spot.x + 11, base, spot.label, 12, _INK, bold=True)
    yield _text(spot.x + spot.width - 11, base, spot.node.tool, 10, line, anchor="end")


def _line(wire: Wire, color: str) -> str:
    path = _rounded(wire.points)
    x, y = wire.points[-1]
    return (
        f'<path d="{path}" fill="none" stroke="{color}" stroke-width="1.3"/>'
        f'<path d="M{x:.1f} {y:.1f}l-5 -2.4v4.8z" fill="{color}"/>'
    )


def _rounded(points: Sequence[Point]) -> str:
    """Return a path along horizontal and vertical pieces with rounded corners."""
    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(_RADIUS, _distance(before, corner) / 2, _distance(corner, after) / 2)
        enter, leave = _towards(corner, before, radius), _towards(corner, after, radius)
        parts.append(f"L{enter[0]:.1f} {enter[1]:.1f}Q{corner[0]:.1f} {corner[1]:.1f} {leave[0]:.1f} {leave[1]:.1f}")
    parts.append(f"L{points[-1][0]:.1f} {points[-1][1]:.1f}")
    return "".join(parts)


def _distance(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _towards(start: Point, end: Point, length: float) -> Point:
    far = _distance(start, end) or 1.0
    return start[0] + (end[0] - start[0]) * length / far, start[1] + (end[1] - start[1]) * length / far


def _wire_colors(picture: Picture) -> dict[str, str]:
    colors = {}
    pictures = 0
    for spot in picture.spots:
        kind = _kind(spot.node.tool)
        colors[spot.node.id] = _KINDS[kind][0]
        if kind == "picture" and not spot.node.scene:
            colors[spot.node.id] = _SHADES[pictures % len(_SHADES)]
            pictures += 1
    return colors


def _kind(tool: str) -> str:
    fits = [(len(verb), kind) for kind, verbs in _VERBS.items() for verb in verbs if tool.startswith(verb)]
    return max(fits)[1] if fits else "other"


def _text(x: float, y: float, text: str, size: float, color: str, *, bold: bool = False, anchor: str = "start") -> str:
    weight = ' font-weight="bold"' if bold else ""
    end = ' text-anchor="end"' if anchor == "end" else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{color}"{weight}{end}>{escape(text)}</text>'
