"""Where a plan's nodes and wires go in a picture: geometry alone, in pixels.

Nodes stand in columns from left to right (before the scenes, within the scenes, after them), each as far right as what
needs it allows. Within each of the three parts every node has a row of its own, so a wire that leaves or enters along
a row meets no other node. Between columns there are gutters, in which every wire has a vertical track; wires of one
source, or to one target after the scenes, share it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from storyagent.graph.groups import Groups, grouped, short_id
from storyagent.graph.links import needs_of
from storyagent.graph.plan import Node, Plan

NODE_H = 28.0
_ROW = 36.0
_AFTER_ROW = 58.0
_TRACK = 9.0
_GUTTER = 26.0
_LANE_GAP = 14.0
_LANE_HEAD = 26.0
_LANE_PAD = 10.0
_LANE_SIDE = 16.0
_PORT = 5.0
_MARGIN = 28.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """A node's box."""

    node: Node
    label: str
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Lane:
    """The frame around one scene's nodes."""

    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Wire:
    """A link as a line of horizontal and vertical pieces, from `source` to `target`."""

    source: str
    target: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Picture:
    """All there is to draw, on a sheet of this size."""

    width: float
    height: float
    spots: tuple[Spot, ...]
    lanes: tuple[Lane, ...]
    wires: tuple[Wire, ...]


def text_width(text: str, size_px: float, *, bold: bool = False) -> float:
    """Estimate the width of a text in a wide sans-serif font."""
    return len(text) * size_px * (0.64 if bold else 0.58)


def lay_out(plan: Plan) -> Picture:
    """Place every node and wire of a plan.

    Raises:
        InvalidInput: nodes of the plan need each other in a circle.
    """
    return _Sheet(plan, grouped(plan)).picture()


@dataclass
class _Gutter:
    """The vertical tracks between two columns. Wires that do not meet in height share one."""

    x: float = 0.0
    inset: float = 0.0
    outset: float = 0.0
    reach: dict[str, tuple[float, float]] = field(default_factory=dict)
    track: dict[str, int] = field(default_factory=dict)

    @property
    def width(self) -> float:
        tracks = max(self.track.values(), default=-1) + 1
        return self.inset + _GUTTER + _TRACK * tracks + self.outset

    def take(self, net: str, *heights: float) -> None:
        """Let a wire pass here between these heights."""
        low, high = self.reach.get(net, (heights[0], heights[0]))
        self.reach[net] = min(low, *heights), max(high, *heights)

    def settle(self) -> None:
        """Give each wire the first track that is free along its way."""
        ends: list[float] = []
        for net, (low, high) in sorted(self.reach.items(), key=lambda item: item[1]):
            free = (number for number, end in enumerate(ends) if end + NODE_H < low)
            number = next(free, len(ends))
            ends[number : number + 1] = [high]
            self.track[net] = number

    def x_of(self, net: str) -> float:
        return self.x + self.inset + _GUTTER / 2 + _TRACK * (self.track[net] + 0.5)


@dataclass(frozen=True)
class _Route:
    """The gutters a link passes, with its track in each; two of them are joined below the scenes."""

    source: str
    target: str
    hops: tuple[tuple[int, str], ...]


class _Sheet:
    def __init__(self, plan: Plan, groups: Groups) -> None:
        self.groups = groups
        self.parts = [groups.before, tuple(n for nodes in groups.scenes.values() for n in nodes), groups.after]
        self.part = {node.id: number for number, nodes in enumerate(self.parts) for node in nodes}
        self.scene = {node.id: node.scene for node in self.parts[1]}
        self.links = [(need, node.id) for node in plan.nodes for need in needs_of(node) if need in self.part]
        self.columns, self.first = self._columns()
        self.gutters = [_Gutter() for _ in range(max(self.first[-1], 1))]
        if self.parts[1] and self.parts[0]:
            self.gutters[self.first[1] - 1].outset = _LANE_SIDE
        if self.parts[1]:
            self.gutters[self.first[2] - 1].inset = _LANE_SIDE
        self.y = self._rows()
        self.bottom = max(self.y.values(), default=0.0) + _ROW + _LANE_PAD
        self.routes = [self._route(source, target) for source, target in self._sorted_links()]
        self.below = list(dict.fromkeys(route.source for route in self.routes if len(route.hops) > 1))
        for gutter in self.gutters:
            gutter.settle()

    def picture(self) -> Picture:
        """Return the finished picture."""
        widths = self._column_widths()
        starts = []
        x = _MARGIN + (0.0 if self.parts[0] or not self.parts[1] else _LANE_SIDE)
        for width, gutter in zip(widths, self.gutters, strict=True):
            starts.append(x)
            gutter.x = x + width
            x = gutter.x + gutter.width
        spots = {
            node.id: Spot(node, short_id(node.id, node), starts[column], self.y[node.id], widths[column])
            for nodes in self.parts
            for node in nodes
            for column in (self.columns[node.id],)
        }
        lanes = self._lanes(starts, widths)
        ports = self._ports()
        wires = tuple(self._wire(route, spots, ports) for route in self.routes)
        last = self.gutters[-1]
        width = last.x + (last.width if last.track or not self.parts[2] else 0.0) + _MARGIN
        lane_bottom = max((lane.y + lane.height for lane in lanes), default=0.0)
        below = self.bottom + _TRACK * len(self.below) if self.below else 0.0
        height = max(lane_bottom, self.bottom - _LANE_PAD - _ROW + NODE_H, below) + _MARGIN
        return Picture(width, height, tuple(spots.values()), lanes, wires)

    def _columns(self) -> tuple[dict[str, int], list[int]]:
        """Return each node's column, and the first column of each part (and one past the last)."""
        columns: dict[str, int] = {}
        first = [0]
        for nodes in self.parts:
            ranks = _ranks([node.id for node in nodes], self.links)
            columns |= {name: first[-1] + rank for name, rank in ranks.items()}
            first.append(first[-1] + max(ranks.values(), default=-1) + 1)
        return columns, first

    def _rows(self) -> dict[str, float]:
        """Return each node's top: the scenes one below the other, the parts beside them in the middle of that."""
        y: dict[str, float] = {}
        top = _MARGIN
        for nodes in self.groups.scenes.values():
            top += _LANE_HEAD
            for node in self._by_column(nodes):
                y[node.id] = top
                top += _ROW
            top += _LANE_PAD + _LANE_GAP - (_ROW - NODE_H)
        height = top - _LANE_GAP - _MARGIN
        for nodes, pitch in ((self._by_use(), _ROW), (self.groups.after, _AFTER_ROW)):
            needed = pitch * len(nodes) - (pitch - NODE_H)
            start = _MARGIN + max(0.0, (height - needed) / 2)
            y |= {node.id: start + pitch * row for row, node in enumerate(nodes)}
        return y

    def _by_column(self, nodes: Sequence[Node]) -> list[Node]:
        return sorted(nodes, key=lambda node: self.columns[node.id])

    def _by_use(self) -> tuple[Node, ...]:
        """Return the nodes before the scenes by the scenes that need them, on average."""
        order = {name: row for row, name in enumerate(node.id for node in self.parts[1])}
        uses: dict[str, list[int]] = {}
        for source, target in self.links:
            uses.setdefault(source, []).append(order.get(target, 0))
        return tuple(sorted(self.groups.before, key=lambda node: sum(uses[node.id]) / len(uses[node.id])))

    def _sorted_links(self) -> list[tuple[str, str]]:
        return sorted(self.links, key=lambda link: (self.y[link[0]], self.y[link[1]]))

    def _route(self, source: str, target: str) -> _Route:
        hops = tuple(self._hops(source, target))
        if len(hops) == 1:
            self.gutters[hops[0][0]].take(hops[0][1], self.y[source], self.y[target])
        else:
            self.gutters[hops[0][0]].take(hops[0][1], self.y[source], self.bottom)
            self.gutters[hops[1][0]].take(hops[1][1], self.y[target], self.bottom)
        return _Route(source, target, hops)

    def _hops(self, source: str, target: str) -> list[tuple[int, str]]:
        start, end = self.part[source], self.part[target]
        before_end, after_start = self.first[end] - 1, self.first[start + 1] - 1
        if start == end and self.scene.get(source) == self.scene.get(target):
            return [(self.columns[source], source)]
        if (start, end) == (0, 1) or ((start, end) == (0, 2) and not self.parts[1]):
            return [(after_start, source)]
        if (start, end) == (1, 2):
            return [(after_start, f"to {target}")]
        return [(after_start, source), (max(before_end, 0), source)]

    def _column_widths(self) -> list[float]:
        widths = [0.0] * len(self.gutters)
        for nodes in self.parts:
            for node in nodes:
                column = self.columns[node.id]
                needed = text_width(short_id(node.id, node), 12, bold=True) + text_width(node.tool, 10) + 34
                widths[column] = max(widths[column], needed)
        return widths

    def _lanes(self, starts: Sequence[float], widths: Sequence[float]) -> tuple[Lane, ...]:
        lanes = []
        for name, nodes in self.groups.scenes.items():
            left = starts[self.first[1]] - _LANE_SIDE
            right = starts[self.first[2] - 1] + widths[self.first[2] - 1] + _LANE_SIDE
            top = min(self.y[node.id] for node in nodes) - _LANE_HEAD
            bottom = max(self.y[node.id] for node in nodes) + NODE_H + _LANE_PAD
            lanes.append(Lane(name, left, top, right - left, bottom - top))
        return tuple(lanes)

    def _ports(self) -> dict[tuple[str, str, str], float]:
        """Return how far from a node's middle each of its wires leaves ("out") or enters ("in").

        They are ordered so that wires which turn the same way do not cross.
        """
        order: dict[tuple[str, str], dict[str, tuple[int, float]]] = {}
        for route in self.routes:
            down = self.y[route.source] < self.y[route.target] or len(route.hops) > 1
            (first, net), (last, last_net) = route.hops[0], route.hops[-1]
            x_out, x_in = self.gutters[first].x_of(net), self.gutters[last].x_of(last_net)
            order.setdefault(("out", route.source), {})[net] = (1, -x_out) if down else (0, x_out)
            order.setdefault(("in", route.target), {}).setdefault(last_net, (0, -x_in) if down else (1, x_in))
        offsets = {}
        for (side, node), places in order.items():
            step = min(_PORT, (NODE_H - 6) / max(len(places) - 1, 1))
            for index, net in enumerate(sorted(places, key=places.__getitem__)):
                offsets[side, node, net] = (index - (len(places) - 1) / 2) * step
        return offsets

    def _wire(self, route: _Route, spots: Mapping[str, Spot], ports: Mapping[tuple[str, str, str], float]) -> Wire:
        source, target = spots[route.source], spots[route.target]
        (first, net), (last, last_net) = route.hops[0], route.hops[-1]
        y_out = source.y + NODE_H / 2 + ports["out", route.source, net]
        y_in = target.y + NODE_H / 2 + ports["in", route.target, last_net]
        x_first, x_last = self.gutters[first].x_of(net), self.gutters[last].x_of(last_net)
        points = [(source.x + source.width, y_out), (x_first, y_out)]
        if len(route.hops) > 1:
            y_below = self.bottom + _TRACK * self.below.index(route.source)
            points += [(x_first, y_below), (x_last, y_below)]
        points += [(x_last, y_in), (target.x, y_in)]
        return Wire(route.source, route.target, tuple(points))


def _ranks(names: Sequence[str], links: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Return each node's column among these, as far right as the nodes that need it allow."""
    import networkx as nx

    against: nx.DiGraph[str] = nx.DiGraph()
    against.add_nodes_from(names)
    own = set(names)
    against.add_edges_from((target, source) for source, target in links if source in own and target in own)
    layers = list(nx.topological_generations(against))
    return {name: len(layers) - 1 - number for number, layer in enumerate(layers) for name in layer}
