"""Planning over graphs that are given as data: nothing invented, types fit, something is always planned."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from storyagent.cli import main
from storyagent.errors import InvalidInput
from storyagent.evaluation.toolgraph import evaluate_tools
from storyagent.evaluation.toolgraph_files import DescribedGraph, DescribedTool, GoldCase, read_cases, read_graph
from storyagent.planning.chat import Chat
from storyagent.planning.decompose_chat import ChatDecomposer
from storyagent.planning.decompose_offline import OfflineDecomposer
from storyagent.testing import scripted_chat_model
from storyagent.toolgraph_planners import GraphPlanner, GraphTools, PlainPlanner, planner_for_graph

DATA = Path(__file__).parents[1] / "benchmarks" / "toolgraph"


@pytest.mark.parametrize(("name", "node_f1", "edge_f1"), [("studio", 0.85, 0.70), ("errands", 0.85, 0.80)])
def test_the_graphs_that_were_worked_on_are_planned_as_well_as_before(
    name: str, node_f1: float, edge_f1: float
) -> None:
    graph, cases = read_graph(DATA / f"{name}.json"), read_cases(DATA / f"{name}_cases.jsonl")
    report = evaluate_tools(GraphPlanner(graph), graph, cases)
    assert report.coverage.value == report.consistent.value == 1.0
    assert report.hallucinated.value == 0.0
    assert report.scores[0].node_f1.value >= node_f1
    assert report.scores[0].edge_f1.value >= edge_f1


def test_something_is_planned_even_where_no_word_is_known() -> None:
    graph = read_graph(DATA / "studio.json")
    predicted = GraphPlanner(graph).plan("Frobnicate the quux")
    assert len(predicted.tools) == 1
    assert set(predicted.tools) <= set(graph.by_name())


def ring(count: int) -> DescribedGraph:
    """Return a graph in which each tool's result is what the next one takes, round in a circle."""
    words = ("amber", "birch", "cedar", "dahlia", "elder", "fern", "ginger", "hazel", "iris", "jasmine")
    names = [f"{words[k % 10]} {words[k // 10 % 10]} {words[k // 100 % 10]} {k}" for k in range(count)]
    tools = tuple(
        DescribedTool(
            name=f"tool {k}",
            description=f"Make {names[(k + 1) % count]} of {names[k]}.",
            takes=(f"kind {k}",),
            gives=(f"kind {(k + 1) % count}",),
        )
        for k in range(count)
    )
    return DescribedGraph(name="ring", tools=tools, typed=True)


def test_a_graph_that_goes_round_in_a_circle_is_planned_over() -> None:
    predicted = GraphPlanner(ring(12)).plan("Make the birch of the amber, then make the cedar of that")
    assert set(predicted.tools) <= {tool.name for tool in ring(12).tools}
    assert predicted.links
    assert len(predicted.links) < 12


def test_two_thousand_tools_are_planned_over() -> None:
    graph = ring(2_000)
    case = GoldCase(
        id="1", kind="node", request="Make birch amber amber 1 of amber amber amber 0", tools=frozenset({"tool 0"}),
        links=frozenset(),
    )  # fmt: skip
    report = evaluate_tools(GraphPlanner(graph), graph, [case])
    assert report.coverage.value == report.consistent.value == 1.0
    assert report.hallucinated.value == 0.0


def test_tools_without_types_follow_one_another_in_time() -> None:
    described = {"book_room": "Book a room in a hotel.", "call_cab": "Call a taxi.", "send_note": "Send a message."}
    tools = tuple(DescribedTool(name=name, description=text) for name, text in described.items())
    graph = DescribedGraph(name="daily", tools=tools, typed=False)
    predicted = GraphPlanner(graph).plan("Book a hotel room for me, call a taxi, then send Ann a message")
    assert predicted.tools == ("book_room", "call_cab", "send_note")


def test_type_names_of_any_spelling_can_be_used() -> None:
    tool = DescribedTool(name="x", description="Do it.", takes=("Image (RGB)", "3D model"), gives=("表",))
    graph = DescribedGraph(name="odd", tools=(tool,), typed=True)
    assert len(GraphTools(graph).spec("x").inputs) == 2
    assert GraphPlanner(graph).plan("do it").tools == ("x",)


def test_the_command_prints_figures_and_misses(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = (DATA / "studio_cases.jsonl").read_text().splitlines()[:2]
    (tmp_path / "two.jsonl").write_text("\n".join(rows))
    with pytest.raises(SystemExit) as stopped:
        main(["eval", "toolgraph", "--graph", str(DATA / "studio.json"), "--cases", str(tmp_path / "no.jsonl")])
    assert stopped.value.code == 2
    assert "no.jsonl" in capsys.readouterr().err
    asked = ["eval", "toolgraph", "--graph", str(DATA / "studio.json"), "--cases", str(tmp_path / "two.jsonl")]
    main([*asked, "--json"])
    report = json.loads(capsys.readouterr().out)
    assert report["cases"] == 2
    assert report["planner"] == "offline"
    main(asked)
    assert "node F1" in capsys.readouterr().out


STEPS = {"steps": [{"tool": "scribe", "uses": ["talk.mp3"], "text": "", "words": "write it down"}]}


def chat(*answers: object) -> Chat:
    return Chat(scripted_chat_model(*answers))  # type: ignore[arg-type]


def test_a_language_model_plans_over_the_same_graph_and_invents_nothing() -> None:
    graph = read_graph(DATA / "studio.json")
    wild = {"steps": [{"tool": "video_magician", "uses": ["talk.mp3"], "words": "write it down"}]}
    decomposer = ChatDecomposer(chat(STEPS, wild, wild, wild), fallback=OfflineDecomposer(always=True))
    planner = GraphPlanner(graph, decomposer)
    good = planner.plan("Write down what is said in talk.mp3")
    assert (good.tools, good.note) == (("scribe",), "")
    bad = planner.plan("Write down what is spoken in talk.mp3")
    assert set(bad.tools) <= set(graph.by_name())
    assert bad.note.startswith("offline for chat")
    assert planner.usage.calls == 4


def test_a_plain_answer_is_judged_as_it_comes() -> None:
    graph = read_graph(DATA / "studio.json")
    links = [{"source": "scribe", "target": "magician"}]
    answer = json.dumps({"tool_nodes": [{"task": "scribe"}, {"task": "magician"}], "tool_links": links})
    planner = PlainPlanner(graph, chat(answer, "I would transcribe it."))
    cases = [
        GoldCase(id=str(k), kind="node", request=f"{k}", tools=frozenset({"scribe"}), links=frozenset())
        for k in range(2)
    ]
    report = evaluate_tools(planner, graph, cases)
    assert report.coverage.value == 0.5
    assert report.hallucinated.value == 1.0
    assert report.errors == {"BadAnswer": 1}
    assert report.calls == 2


def test_a_plain_answer_needs_a_language_model() -> None:
    with pytest.raises(InvalidInput, match="--llm"):
        planner_for_graph(read_graph(DATA / "studio.json"), {"llm": "offline"}, plain=True)
