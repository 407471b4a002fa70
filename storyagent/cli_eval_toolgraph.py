"""The command `storyagent eval toolgraph`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from storyagent.cli_options import llm_options


@click.command("toolgraph")
@click.option("--graph", required=True, type=click.Path(path_type=Path), help="The tools: FILE.json, as in TaskBench.")
@click.option("--cases", required=True, type=click.Path(path_type=Path), help="Requests and right plans: FILE.jsonl.")
@click.option("--plain", is_flag=True, help="Judge the language model's own answer to one question, unchecked.")
@click.option("--limit", type=click.IntRange(1), help="At most so many cases of each kind.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@llm_options
def eval_toolgraph(graph: Path, cases: Path, plain: bool, limit: int | None, as_json: bool, **wanted: Any) -> None:
    """Plan requests over tools that are given as data, and judge the plans: tools, links, what is invented."""
    from storyagent.evaluation.toolgraph import evaluate_tools, limited
    from storyagent.evaluation.toolgraph_files import read_cases, read_graph
    from storyagent.toolgraph_planners import planner_for_graph

    tools, judged = read_graph(graph), limited(read_cases(cases), limit)
    report = evaluate_tools(planner_for_graph(tools, wanted, plain=plain), tools, judged)
    click.echo(report.model_dump_json() if as_json else report.to_text())
