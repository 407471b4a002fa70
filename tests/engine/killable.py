"""A program that runs a plan, for tests that kill it: `python killable.py ROOT`.

Every call of its tool appends a line to ROOT/calls.log as the first thing it does, and every node that is finished is
told on standard output at once.
"""

import os
import sys
from pathlib import Path

from storyagent import events
from storyagent.engine.journal import Journal
from storyagent.engine.run import run
from storyagent.engine.store import Store
from storyagent.graph.plan import Plan
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1")
def leaf(before: tuple[r.Html, ...], name: str, *, context: ToolContext) -> r.Html:
    """Write what came before and a name to a page, and give what is not there yet time to be interrupted."""
    with Path(context.options["log"]).open("a", encoding="utf-8") as log:
        log.write(f"{name}\n")
    path = context.path("page.html")
    with path.open("w", encoding="utf-8") as file:
        for page in before:
            file.write(page.read_text(encoding="utf-8")[-500:])
            file.flush()
        file.write(name)
    return path


def tell(event: events.Event) -> None:
    """Say which node is finished."""
    if isinstance(event, events.NodeFinished):
        os.write(1, f"{event.node}\n".encode())


def main(root: Path) -> None:
    """Run the plan in `root` and write the hash of its result there."""
    plan = Plan.model_validate_json((root / "plan.json").read_text(encoding="utf-8"))
    with Store(root / "store") as store, Journal(root / "journal.sqlite") as journal:
        result = run(
            plan,
            registry={"leaf": leaf},
            store=store,
            journal=journal,
            tokens={"cpu": 3},
            listener=tell,
            options={"log": str(root / "calls.log")},
        )
    (root / "result").write_text(result.outputs["end"].name, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
