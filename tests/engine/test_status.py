"""Status says what a run would do, without doing it."""

from pathlib import Path

from storyagent import events
from storyagent.engine.status import estimate
from tests.engine.world import World, chain, dag

SHAPE: dict[str, tuple[str, ...]] = {"a": (), "b": ("a",), "c": ("b",), "d": ()}


def states(world: World, **texts: str) -> dict[str, str]:
    return {name: node.state for name, node in world.status(dag(SHAPE, texts)).items()}


def test_before_the_first_run_all_is_pending(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        assert states(world) == dict.fromkeys("abcd", "pending")
        assert world.log == []


def test_after_a_run_all_is_done_with_one_run_each(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.run(dag(SHAPE))
        for node in world.status(dag(SHAPE)).values():
            assert (node.state, node.runs, node.from_cache, node.error) == ("done", 1, False, None)
            assert node.seconds > 0
        world.run(dag(SHAPE))
        assert {(node.runs, node.from_cache) for node in world.status(dag(SHAPE)).values()} == {(1, True)}


def test_after_an_edit_it_and_what_may_depend_on_it_is_stale(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.run(dag(SHAPE))
        assert states(world, b="edited") == {"a": "done", "b": "stale", "c": "stale", "d": "done"}
        assert states(world) == dict.fromkeys("abcd", "done"), "undoing the edit makes it done again"
        world.run(dag(SHAPE, {"b": "edited"}))
        runs = {name: node.runs for name, node in world.status(dag(SHAPE, {"b": "edited"})).items()}
        assert runs == {"a": 1, "b": 2, "c": 2, "d": 1}


def test_a_failure_is_told_until_the_inputs_change(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.broken = {"b"}
        world.run(dag(SHAPE))
        assert states(world) == {"a": "done", "b": "failed", "c": "pending", "d": "done"}
        assert world.status(dag(SHAPE))["b"].error == "b: the tool raised RuntimeError: b is broken"
        assert states(world, b="other") == {"a": "done", "b": "pending", "c": "pending", "d": "done"}
        world.broken = set()
        world.run(dag(SHAPE))
        done = world.status(dag(SHAPE))["b"]
        assert (done.state, done.runs, done.error) == ("done", 2, None)


def test_a_lost_file_makes_its_node_stale(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        plan = dag(SHAPE)
        world.run(plan)
        world.store._index.write("DELETE FROM results WHERE outputs LIKE '%()d%'")
        assert states(world) == {"a": "done", "b": "done", "c": "done", "d": "stale"}


def test_while_a_node_runs_it_is_running(tmp_path: Path) -> None:
    seen: list[dict[str, str]] = []

    def listener(event: events.Event) -> None:
        if isinstance(event, events.NodeStarted):
            with World(tmp_path) as other:
                other.tools = world.tools
                seen.append({name: node.state for name, node in other.status(chain("a", "b")).items()})

    with World(tmp_path) as world:
        world.run(chain("a", "b"), listener=listener)
    assert seen == [{"a": "running", "b": "pending"}, {"a": "done", "b": "running"}]


def test_the_estimate_is_known_once_every_tool_has_run(tmp_path: Path) -> None:
    with World(tmp_path) as world:

        def left(**texts: str) -> float | None:
            plan = dag(SHAPE, texts)
            return estimate(plan, registry=world.tools, store=world.store, journal=world.journal, tokens={"cpu": 1})

        assert left() is None
        world.run(dag(SHAPE))
        assert left() == 0.0
        edited = left(d="edited")
        assert edited is not None
        assert 0 < edited < 10
