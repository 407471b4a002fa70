import re
import struct
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyagent.errors import InvalidInput
from storyagent.graph.layered import NODE_H, Picture, lay_out
from storyagent.graph.plan import Collection, Link, Literally, Node, Plan
from storyagent.graph.registry import Registry
from storyagent.graph.show import plan_as_png, plan_as_svg, plan_as_text, tool_as_text

FONTS = Path("storyagent/film/fonts")


def node(name: str, tool: str, *needs: str, scene: str | None = None) -> Node:
    links = Collection(items=tuple(Link(node=need) for need in needs))
    return Node(id=name, tool=tool, scene=scene, inputs={"of": links, "size_px": Literally(value=8)})


PLAN = Plan(
    nodes=(
        node("title_clip", "title_card", "fox.drawing", scene="title"),
        node("walk.speech", "speak_text", scene="walk"),
        node("walk.shot", "time_scene", "walk.speech", scene="walk"),
        node("walk.clip", "animate_cutouts", "walk.shot", "fox.drawing", "day.backdrop", scene="walk"),
        node("fly.shot", "time_scene", scene="fly"),
        node("fly.clip", "animate_cutouts", "fly.shot", "fox.drawing", "day.backdrop", "walk.clip", scene="fly"),
        node("timeline", "assemble_timeline", "walk.shot", "fly.shot"),
        node("film", "stitch", "timeline", "title_clip", "walk.clip", "fly.clip"),
        node("report", "make_report", "fox.drawing", "film"),
        node("fox.drawing", "draw_entity"),
        node("day.backdrop", "draw_place"),
    )
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    count = draw(st.integers(1, 14))
    nodes = []
    for number in range(count):
        needs = draw(st.lists(st.integers(0, number - 1), max_size=3, unique=True)) if number else []
        links = tuple(Link(node=f"n{need}") for need in needs)
        scene = draw(st.sampled_from([None, None, "a", "b", "c"]))
        nodes.append(Node(id=f"n{number}", tool="draw", scene=scene, inputs={"x": Collection(items=links)}))
    return Plan(nodes=tuple(nodes))


def test_the_text_has_every_node_under_its_scene() -> None:
    text = plan_as_text(PLAN)
    parts = [part.splitlines() for part in text.split("\n\n")]
    assert parts[0] == ["11 steps"]
    assert [part[0] for part in parts[1:]] == ["before the scenes", "title", "walk", "fly", "of all scenes"]
    assert [line.split()[1] for line in parts[3][1:]] == ["speech", "shot", "clip"]
    assert [line.split()[1] for line in parts[1][1:]] == ["fox.drawing", "day.backdrop"]
    assert re.search(r"└─ clip +animate_cutouts +← shot, fox\.drawing, day\.backdrop\n", text)


def test_the_text_shows_states_where_they_are_known() -> None:
    text = plan_as_text(PLAN, {"walk.clip": "done", "fly.clip": "failed"})
    assert re.search(r"─ clip +animate_cutouts +done +←", text)
    assert re.search(r"─ clip +animate_cutouts +failed +← .*walk\.clip", text)


def test_a_long_list_of_needs_is_cut_short_with_its_count() -> None:
    many = Collection(items=tuple(Link(node=f"n{number}") for number in range(9)))
    nodes = [Node(id=f"n{number}", tool="draw") for number in range(9)]
    text = plan_as_text(Plan(nodes=(*nodes, Node(id="all", tool="stitch", inputs={"clips": many}))))
    assert "← n0 … n8 (9 clips)" in text


def test_a_plan_without_nodes_can_be_shown() -> None:
    assert plan_as_text(Plan(nodes=())) == "0 steps"
    assert "0 steps" in plan_as_svg(Plan(nodes=()))


def test_a_circle_cannot_be_drawn() -> None:
    a = Node(id="a", tool="t", inputs={"x": Link(node="b")})
    b = Node(id="b", tool="t", inputs={"x": Link(node="a")})
    for show in (plan_as_text, plan_as_svg):
        with pytest.raises(InvalidInput, match="in a circle"):
            show(Plan(nodes=(a, b)))


def test_a_tool_is_shown_with_what_makes_and_uses_its_resources() -> None:
    text = tool_as_text("stitch", Registry.installed())
    assert re.match(r"stitch@\d+  \w", text)
    assert re.search(r"clips +many video +made by .*animate_cutouts, .*title_card", text)
    assert re.search(r"burn_subtitles +bool +?= False", text)
    assert re.search(r"film +video\.film +used by .*stitch", text)
    assert re.search(r"needs +1 cpu", text)
    place = tool_as_text("draw_place", Registry.installed())
    assert "'dawn' | 'day' | 'dusk' | 'night'" in place
    assert re.search(r"voices +(Mapping|dict)\[str, str\]", tool_as_text("speak_text", Registry.installed()))


def test_the_svg_is_well_formed_and_has_every_node_and_tool() -> None:
    svg = ElementTree.fromstring(plan_as_svg(PLAN))
    texts = [element.text for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    labels = {node.id.removeprefix(f"{node.scene}.") for node in PLAN.nodes}
    assert labels | {node.tool for node in PLAN.nodes} | {"title", "walk", "fly", "11 steps"} <= set(texts)


def test_the_svg_is_the_same_every_time() -> None:
    assert plan_as_svg(PLAN) == plan_as_svg(PLAN.model_copy(deep=True))


def test_the_png_has_the_svg_s_size_and_its_text_is_drawn(tmp_path: Path) -> None:
    fonts = [FONTS / "DejaVuSans.ttf", FONTS / "DejaVuSans-Bold.ttf"]
    png = plan_as_png(PLAN, tmp_path / "plan.png", fonts, zoom=1.0).read_bytes()
    width, height = struct.unpack(">II", png[16:24])
    root = ElementTree.fromstring(plan_as_svg(PLAN))
    assert (str(width), str(height)) == (root.get("width"), root.get("height"))
    without_fonts = plan_as_png(PLAN, tmp_path / "bare.png", [], zoom=1.0).read_bytes()
    assert len(png) > len(without_fonts) * 1.2


def test_a_picture_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot write the picture"):
        plan_as_png(PLAN, tmp_path / "gone" / "plan.png", [FONTS / "DejaVuSans.ttf"])


@given(plans())
def test_every_wire_joins_its_nodes_and_runs_along_rows_and_columns(plan: Plan) -> None:
    picture = lay_out(plan)
    spots = {spot.node.id: spot for spot in picture.spots}
    assert len(spots) == len(plan.nodes)
    for wire in picture.wires:
        source, target = spots[wire.source], spots[wire.target]
        (x0, y0), (x1, y1) = wire.points[0], wire.points[-1]
        assert x0 == source.x + source.width
        assert x1 == target.x
        assert source.y < y0 < source.y + NODE_H
        assert target.y < y1 < target.y + NODE_H
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(wire.points))
        assert all(0 <= x <= picture.width and 0 <= y <= picture.height for x, y in wire.points)


@given(plans())
def test_nodes_never_overlap_and_wires_meet_no_other_node(plan: Plan) -> None:
    picture = lay_out(plan)
    for spot in picture.spots:
        others = [other for other in picture.spots if other is not spot]
        assert not any(_overlap(spot, other) for other in others)
    assert not list(_collisions(picture))


def _overlap(a: object, b: object) -> bool:
    ax, ay, aw, bx, by, bw = (getattr(spot, name) for spot in (a, b) for name in ("x", "y", "width"))
    return bool(ax < bx + bw and bx < ax + aw and ay < by + NODE_H and by < ay + NODE_H)


def _collisions(picture: Picture) -> list[tuple[str, str, str]]:
    found = []
    for wire in picture.wires:
        for spot in picture.spots:
            if spot.node.id in {wire.source, wire.target}:
                continue
            for (ax, ay), (bx, by) in pairwise(wire.points):
                across = min(ax, bx) < spot.x + spot.width and spot.x < max(ax, bx)
                down = min(ay, by) < spot.y + NODE_H and spot.y < max(ay, by)
                if across and down:
                    found.append((wire.source, wire.target, spot.node.id))
    return found
