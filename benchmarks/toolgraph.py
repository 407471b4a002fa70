"""How well requests are planned over tools that are given as data: three graphs of our own, in TaskBench's shape.

    python benchmarks/toolgraph.py                                     # offline, all three, with the target held
    python benchmarks/toolgraph.py --llm-url URL --llm-model NAME --limit 4 --graph studio   # and a model, two ways

`studio` (40 tools for media) and `errands` (30 tools of daily life, no media types) were worked on; `office` (30 tools)
was written before and looked at once. A model is judged with its answers checked and sent back, and by its plain answer
to one question. The result is written to `benchmarks/results/`. Exit code 1 if the offline target on `office` is missed
(node F1 0.75, edge F1 0.55), or if anything is invented, left out, or of a wrong type.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from storyagent.evaluation.toolgraph import ToolGraphReport, evaluate_tools, limited
from storyagent.evaluation.toolgraph_files import read_cases, read_graph
from storyagent.toolgraph_planners import planner_for_graph

DATA = Path(__file__).parent / "toolgraph"
RESULTS = Path(__file__).parent / "results"
GRAPHS = ("studio", "errands", "office")
TARGET = (0.75, 0.55)


def main() -> int:
    """Judge every planner that is wanted, print the tables, write the results, return the exit code."""
    options = read_options()
    ways: dict[str, tuple[dict[str, Any], bool]] = {"offline": ({"llm": "offline"}, False)}
    if options.llm_url:
        wanted = {"llm_url": options.llm_url, "llm_model": options.llm_model}
        ways |= {"checked": (wanted, False), "plain": (wanted, True)}
    reports: dict[str, dict[str, ToolGraphReport]] = {}
    for name in options.graph or GRAPHS:
        graph, cases = (
            read_graph(DATA / f"{name}.json"),
            limited(read_cases(DATA / f"{name}_cases.jsonl"), options.limit),
        )
        for way, (wanted, plain) in ways.items():
            report = evaluate_tools(planner_for_graph(graph, wanted, plain=plain), graph, cases)
            reports.setdefault(name, {})[way] = report
            print(report.to_text(failures=False), end="\n\n")
    path = options.out or RESULTS / f"toolgraph_{options.llm_model or 'offline'}.json"
    path.write_text(json.dumps(result(reports, options), indent=1) + "\n", encoding="utf-8")
    print(f"written to {path}")
    return 0 if all(holds(name, ways["offline"]) for name, ways in reports.items()) else 1


def read_options() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graph", action="append", choices=GRAPHS, help="default: all")
    parser.add_argument("--llm-url")
    parser.add_argument("--llm-model")
    parser.add_argument("--limit", type=int, help="at most so many cases of each kind")
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def holds(name: str, report: ToolGraphReport) -> bool:
    """Tell whether what must hold by construction does, and on the graph that was not worked on the target."""
    sound = report.hallucinated.value == 0.0 and report.consistent.value == report.coverage.value == 1.0
    node, edge = report.scores[0].node_f1.value, report.scores[0].edge_f1.value
    return sound and (name != "office" or (node >= TARGET[0] and edge >= TARGET[1]))


def result(reports: dict[str, dict[str, ToolGraphReport]], options: argparse.Namespace) -> dict[str, Any]:
    """Return what is written down."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "storyagent": version("storyagent"),
        "cases_of_each_kind": options.limit,
        "graphs": {
            name: {way: report.model_dump(mode="json") for way, report in ways.items()}
            for name, ways in reports.items()
        },
    }


if __name__ == "__main__":
    sys.exit(main())
