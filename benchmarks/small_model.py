"""How well a language model lays out scenes: choreographing for our planner, and giving boxes in one call, LVD's way.

    python benchmarks/small_model.py --llm-url http://127.0.0.1:8080/v1 --llm-model qwen2.5-coder-1.5b
    python benchmarks/small_model.py … --set wordings --way chat      # other wordings, one way only
    python benchmarks/small_model.py … --limit 4                      # four distinct prompts of each task

Both ways see the same prompts, the same model at temperature 0 and the same rules (docs/evaluation.md). Shares are of
the distinct prompts, with their 95 % Wilson intervals. The result is written to `benchmarks/results/` with the day, the
prompts' versions and the limits. Answers are kept as always (STORYAGENT_HOME): a run that was broken off goes on, and
says how many answers it had from before; its seconds are then those of the rest.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from storyagent.evaluation.intervals import wilson
from storyagent.evaluation.layouts import LayoutReport, TaskScore, evaluate, limited
from storyagent.evaluation.task import Task, named_set
from storyagent.planning.chat import ChatLimits
from storyagent.planning.chat_models import open_model
from storyagent.planning.chat_planner import ChatPlanner
from storyagent.planning.prompt import load_prompt
from storyagent.settings import Settings

RESULTS = Path(__file__).parent / "results"
PROMPTS = {"chat": "layout", "raw": "raw_layout"}


def main() -> int:
    """Ask in every way that is wanted, print one table, write the results, return the exit code."""
    options = read_options()
    tasks = limited(named_set(options.set), options.limit)
    reports = {way: measure(way, tasks, options) for way in options.way}
    print_table(reports)
    path = options.out or RESULTS / f"small_model_{Path(options.set).stem}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result(reports, options), indent=1) + "\n", encoding="utf-8")
    print(f"\nwritten to {path}")
    return 0


def read_options() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--llm-url", required=True)
    parser.add_argument("--llm-model", required=True)
    parser.add_argument("--set", default="lvd", help="lvd, wordings, or FILE.jsonl")
    parser.add_argument("--way", action="append", choices=list(PROMPTS), help="default: both")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--aspect", choices=["16:9", "1:1", "9:16"], default="16:9")
    parser.add_argument("--timeout", type=float, default=600.0, help="seconds one call may take")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    options.way = options.way or list(PROMPTS)
    return options


def measure(way: str, tasks: tuple[Task, ...], options: argparse.Namespace) -> LayoutReport:
    """Lay out every task in one way, with a line on the error stream for each."""
    limits = ChatLimits()
    model = open_model(
        url=options.llm_url, name=options.llm_model, timeout_s=options.timeout,
        max_output_tokens=limits.max_output_tokens,
    )  # fmt: skip
    planner = ChatPlanner(model, limits=limits, home=Settings.load().home / "llm", raw=way == "raw")
    width, height = (int(number) for number in options.aspect.split(":"))
    total, started = len(dict.fromkeys(tasks)), time.monotonic()
    done = 0

    def show(task: Task) -> None:
        nonlocal done
        done += 1
        print(f"{way} {done}/{total} {time.monotonic() - started:.0f} s {task.prompt[:70]}", file=sys.stderr)

    return evaluate(planner, tasks, aspect_ratio=width / height, each=show)


def print_table(reports: dict[str, LayoutReport]) -> None:
    """Print how many of the distinct prompts passed, task by task, and what it took."""
    for way, report in reports.items():
        print(f"\n{way:14} {'published':>28} {'strict':>28}")
        for score in (*report.scores, report.overall):
            passed = (share(number, score.distinct) for number in (score.distinct_published, score.distinct_strict))
            print(f"{score.task:14}", *(f"{one:>28}" for one in passed))
        print(
            f"cut by the frame {report.out_of_frame}, overlapping {report.overlaps}, "
            f"unreadable {report.parse_failures}, other errors {sum(report.errors.values()) - report.parse_failures}"
        )
        per_prompt_s = report.seconds / report.prompts
        print(
            f"{report.calls} calls ({report.cached} more kept from earlier), {report.input_tokens} tokens read, "
            f"{report.output_tokens} written, {report.seconds:.0f} s, {per_prompt_s:.1f} s a prompt"
        )


def share(passed: int, total: int) -> str:
    """Return a count with its 95 % interval in per cent."""
    low, high = wilson(passed, total)
    return f"{passed}/{total} ({100 * low:.0f}-{100 * high:.0f} %)"


def result(reports: dict[str, LayoutReport], options: argparse.Namespace) -> dict[str, Any]:
    """Return what is written down."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "model": options.llm_model,
        "set": options.set,
        "distinct_prompts_of_each_task": options.limit,
        "aspect": options.aspect,
        "temperature": 0.0,
        "storyagent": version("storyagent"),
        "limits": ChatLimits().model_dump(mode="json"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "ways": {way: {"prompt": load_prompt(PROMPTS[way]).ref, **counted(report)} for way, report in reports.items()},
    }


def counted(report: LayoutReport) -> dict[str, Any]:
    """Return a report with the intervals of its shares."""
    scores: tuple[TaskScore, ...] = (*report.scores, report.overall)
    intervals = {
        one.task: {
            "published": [round(end, 4) for end in wilson(one.distinct_published, one.distinct)],
            "strict": [round(end, 4) for end in wilson(one.distinct_strict, one.distinct)],
        }
        for one in scores
    }
    return {**report.model_dump(mode="json", exclude={"planner"}), "wilson_95": intervals}


if __name__ == "__main__":
    sys.exit(main())
