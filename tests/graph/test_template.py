import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storyagent.errors import InvalidInput
from storyagent.graph.plan import Collection, FileInput, Link, Literally, Plan
from storyagent.graph.template import Template, expand, load_template, template_names

Read = Callable[[str], Template]
LOOPS = """
nodes:
  - {id: draw, tool: draw, each: {thing: $things}, when: $thing.seen, with: {name: $thing.id}}
  - {id: speak, tool: speak, each: {scene: $scenes}, when: $scene.text, scene: $scene.id, with: {text: $scene.text}}
  - id: show
    tool: show
    each: {s: $scenes}
    scene: $s.id
    with: {sound: "@speak.audio", pictures: "@draw[$s.cast]", first: "@draw[$s.lead]"}
  - {id: join, tool: join, with: {clips: ["@title", "@show"], sounds: "@speak.audio"}}
  - {id: title, tool: title}
results: {film: "@join", clip: "@show", sound: "@speak.audio"}
"""
VALUES: dict[str, Any] = {
    "things": [{"id": "fox", "seen": True}, {"id": "owl", "seen": True}, {"id": "ant", "seen": False}],
    "scenes": [
        {"id": "a", "text": "Hello.", "cast": ["owl", "fox"], "lead": "fox"},
        {"id": "b", "text": "", "cast": ["ant"], "lead": None},
    ],
}


@pytest.fixture
def template(tmp_path: Path) -> Read:
    """Return a function that reads a template from YAML text."""

    def read(text: str) -> Template:
        path = tmp_path / "graph.yaml"
        path.write_text("name: test\n" + text, encoding="utf-8")
        return load_template(path)

    return read


def links(plan: Plan, node: str, field: str) -> list[str]:
    value = next(n for n in plan.nodes if n.id == node).inputs[field]
    items = value.items if isinstance(value, Collection) else (value,)
    return [f"{item.node}.{item.output}" for item in items if isinstance(item, Link)]


def inputs(plan: Plan, node: str) -> dict[str, Any]:
    return next(dict(n.inputs) for n in plan.nodes if n.id == node)


def test_a_loop_makes_a_node_for_each_item(template: Read) -> None:
    plan = expand(template(LOOPS), VALUES)
    assert [node.id for node in plan.nodes] == ["fox.draw", "owl.draw", "a.speak", "a.show", "b.show", "join", "title"]
    assert [node.scene for node in plan.nodes][2:5] == ["a", "a", "b"]


def test_a_link_within_a_loop_stays_with_its_item_and_is_left_out_with_its_node(template: Read) -> None:
    plan = expand(template(LOOPS), VALUES)
    assert links(plan, "a.show", "sound") == ["a.speak.audio"]
    assert "sound" not in inputs(plan, "b.show")


def test_items_of_another_loop_are_picked_by_id_in_the_order_asked_for(template: Read) -> None:
    plan = expand(template(LOOPS), VALUES)
    assert links(plan, "a.show", "pictures") == ["owl.draw.result", "fox.draw.result"]
    assert inputs(plan, "a.show")["first"] == Link(node="fox.draw")
    assert inputs(plan, "b.show") == {"pictures": Collection(items=())}


def test_a_node_outside_a_loop_collects_all_items_in_order(template: Read) -> None:
    plan = expand(template(LOOPS), VALUES)
    assert links(plan, "join", "clips") == ["title.result", "a.show.result", "b.show.result"]
    assert links(plan, "join", "sounds") == ["a.speak.audio"]


def test_results_of_a_loop_are_named_by_item(template: Read) -> None:
    results = expand(template(LOOPS), VALUES).results
    assert list(results) == ["film", "clip.a", "clip.b", "sound.a"]
    assert results["sound.a"] == Link(node="a.speak", output="audio")


def test_values_are_passed_as_plain_data_and_files_as_files(template: Read) -> None:
    file = FileInput(path="fox.png", sha256="0" * 64)
    text = "nodes: [{id: n, tool: t, with: {a: $a, b: [$a.x, 2], c: {k: $a.x}, d: $$5, e: $file, f: $none, g: $files}}]"
    plan = expand(template(text), {"a": {"x": (1, 2)}, "file": file, "none": None, "files": [file, 3]})
    assert inputs(plan, "n") == {
        "a": Literally(value={"x": [1, 2]}),
        "b": Literally(value=[[1, 2], 2]),
        "c": Literally(value={"k": [1, 2]}),
        "d": Literally(value="$5"),
        "e": file,
        "g": Collection(items=(file, Literally(value=3))),
    }


def test_the_plan_is_the_same_every_time_and_survives_a_round_trip(template: Read) -> None:
    plan = expand(template(LOOPS), VALUES)
    assert plan == expand(template(LOOPS), VALUES)
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nodes: [{id: n, tool: t, with: {x: $scens}}]", r"node n, input x: \$scens: no 'scens'.*mean 'scenes'"),
        ("nodes: [{id: n, tool: t, each: {s: $scenes}, with: {x: $s.txt}}]", r"\$s\.txt: no 'txt'.*mean 'text'"),
        ("nodes: [{id: n, tool: t, when: $nothing}]", r"node n, when: \$nothing: no 'nothing'"),
        ('nodes: [{id: make, tool: t}, {id: n, tool: t, with: {x: "@mke"}}]', r"no node 'mke'.*did you mean 'make'"),
        (
            "nodes: [{id: d, tool: t, each: {t: $things}}, {id: n, tool: t, each: {s: $scenes}, with: {x: '@d'}}]",
            r"@d is made for each of \$things, this node for each of \$scenes",
        ),
        ("nodes: [{id: d, tool: t}, {id: n, tool: t, with: {x: '@d[$scenes]'}}]", r"'d' is not made in a loop"),
        (
            "nodes: [{id: d, tool: t, each: {t: $things}}, {id: n, tool: t, with: {x: '@d[$name]'}}]",
            r"'d' has no item 'foxx'.*did you mean 'fox'",
        ),
        ("nodes: [{id: n, tool: t, with: {x: {y: '@n'}}}]", "a link cannot stand inside a value"),
        ("nodes: [{id: n, tool: t}, {id: n, tool: t}]", "two nodes are called 'n'"),
        ("nodes: [{id: n, tool: t, each: {x: $name}}]", r"\$name is no list.*found str"),
        ("nodes: [{id: n, tool: t, each: {x: $twice}}]", r"two items of \$twice have the same id.*found 'a'"),
        ("nodes: [{id: n, tool: t, each: {x: $numbered}}]", r"an item's id is no text.*found 7"),
        ("nodes: [{id: n, tool: t, each: {x: $spaced}}]", r"an item's id does not fit.*found 'A b\.n'"),
        (
            "nodes: [{id: d, tool: t, each: {t: $things}}, {id: n, tool: t, with: {x: '@d[$seven]'}}]",
            r"\$seven is no id and no list of ids",
        ),
        ("results: {film: '@gone'}", r"results, film: there is no node 'gone'"),
        (
            "nodes: [{id: n, tool: t}, {id: m, tool: t, each: {t: $things}}]\n"
            "results: {x.fox: '@n', x: '@m'}",
            r"two results are called 'x\.fox'",
        ),
        (
            "nodes: [{id: a, tool: t, with: {x: '@c'}}, {id: b, tool: t, with: {x: '@a'}},"
            " {id: c, tool: t, with: {x: ['@b']}}]",
            r"in a circle.*(a → b → c → a|b → c → a → b|c → a → b → c)",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_expanded_says_where_and_why(template: Read, text: str, message: str) -> None:
    values = {**VALUES, "name": "foxx", "twice": ["a", "a"], "numbered": [{"id": 7}], "spaced": ["A b"], "seven": 7}
    with pytest.raises(InvalidInput) as caught:
        expand(template(text), values)
    assert caught.value.where.startswith("graph test")
    assert re.search(message, str(caught.value), re.DOTALL)


def test_a_node_may_follow_another_item_of_its_own_loop(template: Read) -> None:
    text = "nodes: [{id: n, tool: t, each: {s: $scenes}, with: {before: '@n[$s.before]'}}]"
    values = {"scenes": [{"id": "a", "before": None}, {"id": "b", "before": "a"}]}
    assert inputs(expand(template(text), values), "b.n") == {"before": Link(node="a.n")}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("nodes:\n  - id: n\n    tool: t\n    wiht: {}\n", r"graph\.yaml:5 at nodes\[0\]\.wiht"),
        ("nodes:\n  - id: n\n    tool: t\n    with:\n      x: $a-b\n", r"graph\.yaml:6 at nodes\[0\]\.with\.x"),
        ("nodes:\n  - id: n\n    tool: t\n    with:\n      x: '@n['\n", r"graph\.yaml:6 at nodes\[0\]\.with\.x"),
        ("nodes:\n  - id: n\n    tool: t\n    each: {x: scenes}\n", r"graph\.yaml:5 at nodes\[0\]\.each\.x"),
        ("nodes:\n  - id: N n\n    tool: t\n", r"graph\.yaml:3 at nodes\[0\]\.id"),
        ("results: {film: film}\n", r"graph\.yaml:2 at results\.film"),
        ("nodes:\n  - id: [\n", r"graph\.yaml:4"),
        ("include: [nothing]\n", r"no graph template called 'nothing'"),
    ],
)
def test_a_broken_template_is_refused_with_its_line(template: Read, text: str, where: str) -> None:
    with pytest.raises(InvalidInput, match=where):
        template(text)


def test_an_included_template_gives_its_nodes_and_those_results_that_are_not_given_anew(tmp_path: Path) -> None:
    (tmp_path / "part.yaml").write_text('name: part\nnodes: [{id: a, tool: t}]\nresults: {a: "@a", c: "@a"}\n')
    (tmp_path / "whole.yaml").write_text(
        'name: whole\ninclude: [part.yaml]\nnodes: [{id: b, tool: t, with: {x: "@a"}}]\nresults: {b: "@b", c: "@b"}\n'
    )
    plan = expand(load_template(tmp_path / "whole.yaml"), {})
    assert [node.id for node in plan.nodes] == ["b", "a"]
    assert {name: link.node for name, link in plan.results.items()} == {"a": "a", "b": "b", "c": "b"}


def test_a_node_of_an_included_node_s_name_stands_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "part.yaml").write_text(
        'name: part\nnodes: [{id: a, tool: t}, {id: b, tool: t, with: {x: "@a"}}, {id: c, tool: t}]\n'
        'results: {b: "@b"}\n'
    )
    (tmp_path / "whole.yaml").write_text(
        'name: whole\ninclude: [part.yaml]\nnodes: [{id: b, tool: other, with: {y: "@a"}}, {id: d, tool: t}]\n'
    )
    plan = expand(load_template(tmp_path / "whole.yaml"), {})
    assert [(node.id, node.tool) for node in plan.nodes] == [("d", "t"), ("a", "t"), ("b", "other"), ("c", "t")]
    assert set(plan.nodes[2].inputs) == {"y"}
    assert plan.results["b"].node == "b"


def test_templates_that_include_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("name: a\ninclude: [b.yaml]\n")
    (tmp_path / "b.yaml").write_text("name: b\ninclude: [a.yaml]\n")
    with pytest.raises(InvalidInput, match="include each other"):
        load_template(tmp_path / "a.yaml")


def test_a_shipped_template_is_found_by_name_and_an_unknown_one_is_answered_with_the_nearest() -> None:
    assert {"film", "storyboard", "report"} <= set(template_names())
    assert load_template("film").name == "film"
    with pytest.raises(InvalidInput, match="did you mean 'film'"):
        load_template("flim")


def test_a_missing_template_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"gone\.yaml"):
        load_template(str(tmp_path / "gone.yaml"))
