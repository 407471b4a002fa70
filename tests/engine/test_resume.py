"""kill -9 at any moment: what had finished never runs again, and the result is the one of an uninterrupted run."""

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

from storyagent.engine.journal import Journal
from storyagent.engine.status import NodeStatus, status
from storyagent.engine.store import Store
from storyagent.graph.plan import Collection, Link, Literally, Node, Plan
from storyagent.story.files import sha256_of
from tests.engine.killable import leaf

KILLS = 24
NODES = 150


def plan_of(dice: random.Random) -> Plan:
    """Pages that each take up to three earlier ones, and a last one that takes the latest."""
    nodes = []
    for number in range(NODES):
        earlier = dice.sample(range(number), min(number, dice.randint(0, 3)))
        nodes.append(_node(f"n{number}", [f"n{index}" for index in earlier]))
    nodes.append(_node("end", [f"n{number}" for number in range(NODES - 10, NODES)]))
    return Plan(nodes=tuple(nodes), results={"end": Link(node="end")})


def _node(name: str, before: list[str]) -> Node:
    links = Collection(items=tuple(Link(node=node) for node in before))
    return Node(id=name, tool="leaf", inputs={"before": links, "name": Literally(value=name)})


class Project:
    """A folder with a plan, and the program that runs it."""

    def __init__(self, root: Path, plan: Plan) -> None:
        root.mkdir()
        self.root = root
        self.plan = plan
        (root / "plan.json").write_text(plan.model_dump_json(), encoding="utf-8")

    def start(self) -> subprocess.Popen[str]:
        script = Path(__file__).with_name("killable.py")
        return subprocess.Popen([sys.executable, script, self.root], stdout=subprocess.PIPE, text=True)

    def finish(self) -> None:
        with self.start() as process:
            process.communicate()
        assert process.returncode == 0

    def kill_after(self, finished: int) -> set[str]:
        """Run, kill once so many nodes are told to be finished, and return all that were told."""
        with self.start() as process:
            assert process.stdout is not None
            told = {line.strip() for line, _ in zip(process.stdout, range(finished), strict=False)}
            process.kill()
            told |= {line.strip() for line in process.stdout if line.endswith("\n")}
        return told

    def calls(self) -> list[str]:
        log = self.root / "calls.log"
        return log.read_text(encoding="utf-8").split() if log.exists() else []

    def objects(self) -> set[str]:
        return {path.name for path in (self.root / "store" / "objects").rglob("*.html")}

    def status(self) -> dict[str, NodeStatus]:
        with Store(self.root / "store") as store, Journal(self.root / "journal.sqlite") as journal:
            nodes = status(self.plan, registry={"leaf": leaf}, store=store, journal=journal)
        return {node.id: node for node in nodes}


def test_killed_at_many_random_points_no_finished_node_runs_again_and_the_result_is_the_same(tmp_path: Path) -> None:
    dice = random.Random(20261121)
    plan = plan_of(dice)
    whole, killed = Project(tmp_path / "whole", plan), Project(tmp_path / "killed", plan)
    whole.finish()

    finished: set[str] = set()
    hits = 0
    for kills in range(1, KILLS + 1):
        called_before = len(killed.calls())
        told = killed.kill_after(len(finished) + dice.randint(0, 4))
        assert not set(killed.calls()[called_before:]) & finished, "a finished node ran again"
        finished |= told
        hits += "end" not in finished
        calls = Counter(killed.calls())
        for node_id, node in killed.status().items():
            assert calls[node_id] <= node.runs <= calls[node_id] + kills
            assert node.state == "done" or node_id not in finished
    assert hits >= 20, "the kills came while there was work to do"

    called_before = len(killed.calls())
    killed.finish()
    assert not set(killed.calls()[called_before:]) & finished
    assert (killed.root / "result").read_text() == (whole.root / "result").read_text()
    assert killed.objects() == whole.objects()
    for path in (killed.root / "store" / "objects").rglob("*.html"):
        assert path.stem == sha256_of(path)
    assert {node.state for node in killed.status().values()} == {"done"}
    assert not list((killed.root / "store" / "tmp").iterdir()), "what killed runs were writing is removed"


def test_two_processes_on_one_store_at_once_give_the_same_and_neither_fails(tmp_path: Path) -> None:
    plan = plan_of(random.Random(7))
    first, second = Project(tmp_path / "first", plan), Project(tmp_path / "second", plan)
    (second.root / "store").symlink_to(first.root / "store", target_is_directory=True)
    (first.root / "store").mkdir()
    with first.start() as one, second.start() as other:
        one.communicate()
        other.communicate()
    assert (one.returncode, other.returncode) == (0, 0)
    assert (first.root / "result").read_text() == (second.root / "result").read_text()
    assert {node.state for node in second.status().values()} == {"done"}
    for path in (first.root / "store" / "objects").rglob("*.html"):
        assert path.stem == sha256_of(path)
