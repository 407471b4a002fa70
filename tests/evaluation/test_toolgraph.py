"""The judge of tool plans: figures that can be worked out by hand, files in TaskBench's shape, broken files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from storyagent.errors import BadAnswer, InvalidInput
from storyagent.evaluation.toolgraph import Predicted, ToolGraphReport, evaluate_tools, f1, limited
from storyagent.evaluation.toolgraph_files import DescribedGraph, GoldCase, read_cases, read_graph

NODES = [
    {"id": "hear", "desc": "Write down speech.", "input-type": ["audio"], "output-type": ["text"]},
    {"id": "say", "desc": "Speak a text.", "input-type": ["text"], "output-type": ["audio"]},
    {"id": "turn", "desc": "Translate a text.", "input-type": ["text"], "output-type": ["text"]},
]
ROWS = [
    {"id": "1", "type": "node", "user_request": "write it down", "tool_nodes": [{"task": "hear"}], "tool_links": []},
    {
        "id": "2",
        "type": "chain",
        "instruction": "write it down and translate it",
        "task_nodes": json.dumps([{"task": "hear"}, {"task": "turn"}]),
        "task_links": json.dumps([{"source": "hear", "target": "turn"}]),
    },
]


class Fixed:
    """A planner that answers as it was told; None stands for an answer that cannot be read."""

    name = "fixed"

    def __init__(self, answers: dict[str, Predicted | None]) -> None:
        self.answers = answers

    def plan(self, request: str) -> Predicted:
        answer = self.answers[request]
        if answer is None:
            raise BadAnswer("no answer")
        return answer


@pytest.fixture
def graph(tmp_path: Path) -> DescribedGraph:
    (tmp_path / "graph.json").write_text(json.dumps({"nodes": NODES}))
    return read_graph(tmp_path / "graph.json")


@pytest.fixture
def cases(tmp_path: Path) -> tuple[GoldCase, ...]:
    (tmp_path / "cases.jsonl").write_text("\n".join(json.dumps(row) for row in ROWS))
    return read_cases(tmp_path / "cases.jsonl")


def judged(graph: DescribedGraph, cases: tuple[GoldCase, ...], *answers: Predicted | None) -> ToolGraphReport:
    return evaluate_tools(
        Fixed({case.request: answer for case, answer in zip(cases, answers, strict=True)}), graph, cases
    )


GOLD = (Predicted(tools=("hear",)), Predicted(tools=("hear", "turn"), links=(("hear", "turn"),)))


def test_both_spellings_of_the_published_files_are_read(cases: tuple[GoldCase, ...]) -> None:
    assert [case.kind for case in cases] == ["node", "chain"]
    assert cases[1].tools == {"hear", "turn"}
    assert cases[1].links == {("hear", "turn")}
    assert [case.id for case in limited(cases, 1)] == ["1", "2"]


def test_gold_plans_have_full_marks(graph: DescribedGraph, cases: tuple[GoldCase, ...]) -> None:
    report = judged(graph, cases, *GOLD)
    assert [score.kind for score in report.scores] == ["all", "node", "chain"]
    assert report.scores[0].node_f1.value == report.scores[0].edge_f1.value == 1.0
    assert report.exact.value == report.necessary.value == report.consistent.value == report.coverage.value == 1.0
    assert report.irrelevant.value == report.hallucinated.value == 0.0
    assert report.misses == ()


def test_an_answer_that_cannot_be_read_counts_as_nothing_found_and_is_not_left_out(
    graph: DescribedGraph, cases: tuple[GoldCase, ...]
) -> None:
    report = judged(graph, cases, GOLD[0], None)
    assert report.coverage.value == 0.5
    assert report.scores[0].node_f1.value == pytest.approx(2 * 1 / (1 + 3))
    assert report.scores[0].edge_f1.value == 0.0
    assert report.errors == {"BadAnswer": 1}
    assert report.necessary.value == 1.0  # of the plans that are there
    assert "BadAnswer" in report.to_text()


def test_invented_tools_wrong_links_and_types_are_told_apart(
    graph: DescribedGraph, cases: tuple[GoldCase, ...]
) -> None:
    invented = Predicted(tools=("hear", "hear_better"), links=(("hear", "hear_better"),))
    crossed = Predicted(tools=("hear", "turn", "say"), links=(("hear", "turn"), ("say", "turn")))
    report = judged(graph, cases, invented, crossed)
    assert report.hallucinated.value == 0.5
    assert report.consistent.value == 0.0
    assert report.irrelevant.value == 1.0
    assert report.necessary.value == 1.0
    assert report.scores[0].node_f1.value == pytest.approx(2 * 3 / (5 + 3))
    assert report.scores[0].edge_f1.value == pytest.approx(2 * 1 / (3 + 1))


def test_a_link_to_a_tool_that_is_not_in_the_plan_counts_as_invented(
    graph: DescribedGraph, cases: tuple[GoldCase, ...]
) -> None:
    report = judged(graph, cases, GOLD[0], Predicted(tools=("hear",), links=(("hear", "turn"),)))
    assert report.hallucinated.value == 0.5


def test_a_case_that_names_a_tool_outside_the_graph_is_counted_and_told(graph: DescribedGraph) -> None:
    case = GoldCase(id="x", kind="node", request="?", tools=frozenset({"gone"}), links=frozenset())
    report = judged(graph, (case,), GOLD[0])
    assert report.outside == 1
    assert report.scores[0].node_f1.value == 0.0


def test_intervals_hold_the_figure_and_are_the_same_each_time(
    graph: DescribedGraph, cases: tuple[GoldCase, ...]
) -> None:
    first, second = (judged(graph, cases * 20, *(GOLD[0], None) * 20) for _ in range(2))
    share = first.scores[0].node_f1
    assert share.low < share.value < share.high
    assert first.scores == second.scores


def test_f1_of_nothing_wanted_and_nothing_given_is_full() -> None:
    assert f1([(0, 0, 0)]) == 1.0
    assert f1([(0, 1, 0)]) == 0.0


def test_a_graph_without_types_is_one_of_time(tmp_path: Path) -> None:
    nodes = [{"id": "book", "desc": "Book a hotel.", "parameters": [{"name": "city", "type": "string"}]}]
    (tmp_path / "daily.json").write_text(json.dumps({"nodes": nodes, "links": [{"source": "book", "target": "book"}]}))
    graph = read_graph(tmp_path / "daily.json")
    assert not graph.typed
    assert graph.tools[0].settings == ("city",)


def broken(**changed: Any) -> dict[str, Any]:
    return {"nodes": [{**NODES[0], **changed}]}


GRAPHS: dict[str, tuple[str, str]] = {
    "no JSON": ('{"nodes": [\n{]}', "line 2"),
    "no nodes": ('{"tools": []}', "list of nodes"),
    "an empty list": ('{"nodes": []}', "list of nodes"),
    "a list": ("[1]", "list of nodes"),
    "a node without a name": (json.dumps(broken(id=3)), r"nodes\[0\]"),
    "types that are no list": (json.dumps(broken(**{"input-type": "audio"})), "input-type"),
    "a description that is no text": (json.dumps(broken(desc=[1])), "desc"),
    "two of one name": (json.dumps({"nodes": [NODES[0], NODES[0]]}), "two tools are called 'hear'"),
    "a dangling link": (json.dumps({"nodes": NODES, "links": [{"source": "hear", "target": "x"}]}), r"links\[0\]"),
}


@pytest.mark.parametrize("case", GRAPHS)
def test_a_broken_graph_says_where_and_what(tmp_path: Path, case: str) -> None:
    text, said = GRAPHS[case]
    (tmp_path / "graph.json").write_text(text)
    with pytest.raises(InvalidInput, match=said):
        read_graph(tmp_path / "graph.json")


CASES: dict[str, tuple[str, str]] = {
    "nothing": ("\n", "no case"),
    "no JSON": ('\n{"id": ', "line 2"),
    "no request": ('{"tool_nodes": [{"task": "hear"}]}', "a request"),
    "no tools": ('{"user_request": "x", "tool_nodes": []}', "its tools"),
    "an unknown kind": ('{"user_request": "x", "type": "tree", "tool_nodes": [{"task": "a"}]}', "node, single"),
    "a tool without a name": ('{"user_request": "x", "tool_nodes": ["hear"]}', "no name"),
    "a link without an end": (
        '{"user_request": "x", "tool_nodes": [{"task": "a"}], "tool_links": [{"source": "a"}]}', "no link"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_broken_case_says_where_and_what(tmp_path: Path, case: str) -> None:
    text, said = CASES[case]
    (tmp_path / "cases.jsonl").write_text(text)
    with pytest.raises(InvalidInput, match=said):
        read_cases(tmp_path / "cases.jsonl")
