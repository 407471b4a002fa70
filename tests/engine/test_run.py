"""Plans run to their end: results, failures, order, tokens, events."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyagent import events
from storyagent.engine.retry import RetryPolicy
from storyagent.engine.run import FREE_CALLS
from storyagent.errors import InvalidInput, Misconfigured, OutOfBudget, ToolFailed
from storyagent.graph.plan import Link, Literally, Node, Plan
from storyagent.graph.tool import Tool, ToolContext, tool
from storyagent.story import resources as r
from storyagent.testing import Recorder
from tests.engine.world import World, chain, dag, directly, step


@st.composite
def dags(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    """Steps n0, n1, ... where each comes after some of the earlier ones."""
    size = draw(st.integers(1, 12))
    parents: dict[str, tuple[str, ...]] = {}
    for number in range(size):
        earlier = draw(st.lists(st.sampled_from(sorted(parents)), max_size=3, unique=True)) if parents else []
        parents[f"n{number}"] = tuple(earlier)
    return parents


@given(dags(), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_dag_gives_what_plain_evaluation_gives_and_the_second_time_runs_nothing(
    tmp_path_factory: pytest.TempPathFactory, parents: dict[str, tuple[str, ...]], shuffler: Any
) -> None:
    plan = dag(parents)
    nodes = list(plan.nodes)
    shuffler.shuffle(nodes)
    plan = plan.model_copy(update={"nodes": tuple(nodes)})
    with World(tmp_path_factory.mktemp("world")) as world:
        result = world.run(plan)
        assert result.state == "done"
        assert result.outputs == directly(parents)
        assert sorted(world.log) == sorted(parents)
        again = world.run(plan)
        assert (again.outputs, world.log, again.ran) == (result.outputs, [], 0)


@given(dags(), st.data())
@settings(max_examples=30, deadline=None)
def test_after_a_failure_only_what_needs_it_is_missing_and_the_next_run_makes_only_that(
    tmp_path_factory: pytest.TempPathFactory, parents: dict[str, tuple[str, ...]], data: st.DataObject
) -> None:
    broken = data.draw(st.sampled_from(sorted(parents)))
    below = {broken}
    for name, before in parents.items():
        below |= {name} if below & set(before) else set()
    plan = dag(parents)
    with World(tmp_path_factory.mktemp("world")) as world:
        world.broken = {broken}
        result = world.run(plan)
        assert result.state == "failed"
        assert {name for name, node in result.nodes.items() if node.state == "done"} == set(parents) - below
        assert {name for name, node in result.nodes.items() if node.state == "blocked"} == below - {broken}
        assert {name: node.runs for name, node in world.status(plan).items()} == {
            name: 0 if name in below - {broken} else 1 for name in parents
        }
        world.broken = set()
        again = world.run(plan)
        assert sorted(world.log) == sorted(below)
        assert again.outputs == directly(parents)


def test_an_upstream_edit_that_gives_the_same_bytes_stops_there(tmp_path: Path) -> None:
    def plan(text: str) -> Plan:
        @tool(version="1")
        def trimmed(text: r.Text, *, context: ToolContext) -> r.Text:
            """Trim a text."""
            return text.strip()

        world.tools["trimmed"] = trimmed
        first = Node(id="first", tool="trimmed", inputs={"text": Literally(value=text)})
        return Plan(nodes=(first, step("second", "first")))

    with World(tmp_path) as world:
        world.run(plan("a"))
        result = world.run(plan(" a "))
        assert (result.ran, result.from_cache, world.log) == (1, 1, [])


def test_an_edit_runs_only_what_depends_on_it(tmp_path: Path) -> None:
    shape = {"a": (), "b": ("a",), "c": ("a",), "d": ("b", "c"), "e": ("c",)}
    with World(tmp_path) as world:
        world.run(dag(shape))
        world.run(dag(shape, {"b": "edited"}))
        assert sorted(world.log) == ["d", "edited"]


def test_two_nodes_with_the_same_inputs_run_once(tmp_path: Path) -> None:
    nodes = tuple(step(name, text="same") for name in "abc")
    plan = Plan(nodes=nodes, results={name: Link(node=name) for name in "abc"})
    with World(tmp_path) as world:
        result = world.run(plan)
        assert world.log == ["same"]
        assert (result.ran, result.from_cache) == (1, 2)
        assert set(result.outputs.values()) == {"()same"}
        assert sum(node.runs for node in world.status(plan).values()) == 1


def test_a_result_is_kept_for_other_projects_too(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.run(chain("a", "b"))
        world.journal.close()
        world.journal = type(world.journal)(tmp_path / "other.sqlite")
        result = world.run(chain("a", "b"))
        assert (world.log, result.from_cache) == ([], 2)
        assert [(node.runs, node.from_cache) for node in world.status(chain("a", "b")).values()] == [(0, True)] * 2


def test_a_failed_tool_keeps_its_error_and_its_traceback(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.broken = {"b"}
        result = world.run(chain("a", "b", "c"))
        error = result.nodes["b"].error
        assert isinstance(error, ToolFailed)
        assert (error.where, error.what) == ("b", "the tool raised RuntimeError: b is broken")
        assert "in step" in world.journal.tracebacks("b")[0]
        with pytest.raises(ToolFailed, match="b is broken"):
            result.raise_for_state()


def test_even_a_tool_that_exits_fails_only_itself(tmp_path: Path) -> None:
    @tool(version="1")
    def leave(*, context: ToolContext) -> r.Text:
        """Leave."""
        raise SystemExit(3)

    with World(tmp_path) as world:
        world.tools["leave"] = leave
        result = world.run(Plan(nodes=(Node(id="l", tool="leave"), step("a"))))
        assert result.nodes["a"].state == "done"
        assert "SystemExit: 3" in str(result.nodes["l"].error)


def test_an_error_of_ours_is_kept_as_it_is(tmp_path: Path) -> None:
    mine = ToolFailed("no voice", where="speak", hint="choose another")

    with World(tmp_path) as world:
        world.tools["fail"] = raising(lambda: mine)
        result = world.run(Plan(nodes=(Node(id="f", tool="fail"),)))
        assert result.nodes["f"].error is mine


def test_a_spent_budget_stops_the_run_and_keeps_what_is_paid_for(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.tools["fail"] = raising(lambda: OutOfBudget("spent"))
        nodes = (step("a"), Node(id="f", tool="fail"), step("b"))
        result = world.run(Plan(nodes=nodes), tokens={"cpu": 1})
        assert [result.nodes[name].state for name in "afb"] == ["done", "failed", "cancelled"]
        assert result.state == "failed"
        with pytest.raises(OutOfBudget):
            result.raise_for_state()


def raising(error: Callable[[], Exception]) -> Tool[..., Any]:
    @tool(version="1")
    def fail(*, context: ToolContext) -> r.Text:
        """Fail."""
        raise error()

    return fail


def test_a_tool_that_needs_what_is_not_there_fails_alone(tmp_path: Path) -> None:
    @tool(version="1", needs={"gpu": 1})
    def denoise(*, context: ToolContext) -> r.Text:
        """Denoise."""
        return "x"

    with World(tmp_path) as world:
        world.tools["denoise"] = denoise
        result = world.run(Plan(nodes=(Node(id="d", tool="denoise"), step("a"))))
        assert result.nodes["a"].state == "done"
        error = result.nodes["d"].error
        assert isinstance(error, Misconfigured)
        assert (error.found, error.needed) == ("0 gpu", "1 gpu")


def test_tokens_are_never_exceeded_and_independent_nodes_do_run_together(tmp_path: Path) -> None:
    lock, now, most = threading.Lock(), {"cpu": 0, "gpu": 0}, {"cpu": 0, "gpu": 0}
    together = threading.Barrier(3)  # two on the processor and one on the card, at the same time, or nobody goes on

    def counting(kind: str) -> Tool[..., Any]:
        @tool(version="1", needs={kind: 1})
        def work(kind: str, number: int, *, context: ToolContext) -> r.Text:
            """Work."""
            with lock:
                now[kind] += 1
                most[kind] = max(most[kind], now[kind])
            if number < (2 if kind == "cpu" else 1):
                together.wait(timeout=30)
            with lock:
                now[kind] -= 1
            return f"{kind}{number}"

        return work

    with World(tmp_path) as world:
        world.tools.update(cpu=counting("cpu"), gpu=counting("gpu"))
        nodes = tuple(
            Node(
                id=f"{kind}{number}",
                tool=kind,
                inputs={"kind": Literally(value=kind), "number": Literally(value=number)},
            )
            for kind in ("cpu", "gpu")
            for number in range(12)
        )
        assert world.run(Plan(nodes=nodes), tokens={"cpu": 2, "gpu": 1}).state == "done"
    assert most == {"cpu": 2, "gpu": 1}


def test_calls_that_need_no_token_run_beside_others_and_never_too_many_at_once(tmp_path: Path) -> None:
    lock, now, most = threading.Lock(), [0], [0]

    @tool(version="1", needs={})
    def free(number: int, *, context: ToolContext) -> r.Text:
        """Count who runs."""
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        context.progress(1.0)
        with lock:
            now[0] -= 1
        return str(number)

    with World(tmp_path) as world:
        world.tools["free"] = free
        nodes = (
            Node(id=f"n{number}", tool="free", inputs={"number": Literally(value=number)}) for number in range(300)
        )
        assert world.run(Plan(nodes=tuple(nodes)), tokens={"cpu": 0}).ran == 300
    assert 1 <= most[0] <= FREE_CALLS
    assert sum(thread.name.startswith("storyagent-worker") for thread in threading.enumerate()) <= FREE_CALLS


def test_a_full_disk_fails_the_tool_that_met_it_and_says_what_to_do(tmp_path: Path) -> None:
    @tool(version="1")
    def fill(*, context: ToolContext) -> r.Html:
        """Write to a device that is always full."""
        path = context.path("page.html")
        path.symlink_to("/dev/full")
        path.write_text("x", encoding="utf-8")
        return path

    with World(tmp_path) as world:
        world.tools["fill"] = fill
        error = world.run(Plan(nodes=(Node(id="f", tool="fill"),))).nodes["f"].error
        assert isinstance(error, InvalidInput)
        assert "the disk is full" in str(error)
        assert "MB free" in error.found


def test_a_tool_whose_default_does_not_fit_its_own_type_is_named(tmp_path: Path) -> None:
    @tool(version="1")
    def wrong(width: int = "wide", *, context: ToolContext) -> r.Text:  # type: ignore[assignment]
        """Have a wrong default."""
        return ""

    with World(tmp_path) as world, pytest.raises(ToolFailed, match="wrong has a default that does not fit"):
        world.tools["wrong"] = wrong
        world.run(Plan(nodes=(Node(id="w", tool="wrong"),)))


def test_with_one_token_the_order_is_the_plans(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(20)]
    with World(tmp_path) as world:
        world.run(Plan(nodes=tuple(step(name) for name in names)), tokens={"cpu": 1})
        assert world.log == names


def test_options_reach_the_tool_and_do_not_change_the_key(tmp_path: Path) -> None:
    seen = []

    @tool(version="1")
    def device(*, context: ToolContext) -> r.Text:
        """Say where it runs."""
        seen.append(context.options.get("device"))
        return ""

    with World(tmp_path) as world:
        world.tools["device"] = device
        plan = Plan(nodes=(Node(id="d", tool="device"),))
        world.run(plan, options={"device": "cuda"})
        assert world.run(plan, options={"device": "cpu"}).from_cache == 1
    assert seen == ["cuda"]


def test_events_tell_the_run_in_order_with_growing_numbers(tmp_path: Path) -> None:
    recorder = Recorder()
    with World(tmp_path) as world:
        world.broken = {"b"}
        world.run(chain("a", "b", "c"), listener=recorder)
    told = [(event.event, getattr(event, "node", None)) for event in recorder.events]
    assert told == [
        ("run_started", None),
        ("node_started", "a"),
        ("node_progress", "a"),
        ("node_finished", "a"),
        ("node_started", "b"),
        ("node_failed", "b"),
        ("node_blocked", "c"),
        ("run_finished", None),
    ]
    assert [event.sequence for event in recorder.events] == list(range(1, 9))
    (finished,) = recorder.of(events.RunFinished)
    assert (finished.state, finished.ran, finished.failed) == ("failed", 1, 1)


def test_events_from_many_threads_come_one_at_a_time(tmp_path: Path) -> None:
    recorder = Recorder()
    with World(tmp_path) as world:
        world.run(Plan(nodes=tuple(step(f"n{number}") for number in range(60))), tokens={"cpu": 8}, listener=recorder)
    assert [event.sequence for event in recorder.events] == list(range(1, 60 * 3 + 3))


def test_a_listener_that_raises_does_not_stop_the_run(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def listener(event: events.Event) -> None:
        raise ValueError("no screen")

    with World(tmp_path) as world:
        assert world.run(chain("a", "b"), listener=listener).state == "done"
    assert "a listener failed" in caplog.text


def test_the_second_run_has_an_estimate_of_what_is_left(tmp_path: Path) -> None:
    first, second = Recorder(), Recorder()
    with World(tmp_path) as world:
        world.broken = {"b"}
        world.run(chain("a", "b", "c"), listener=first)
        world.run(chain("a", "b", "c"), listener=second)
    (unknown,), (known,) = first.of(events.RunStarted), second.of(events.RunStarted)
    assert unknown.estimate_s is None
    assert known.estimate_s is not None
    assert 0 < known.estimate_s < 10


def test_nothing_is_tried_again_after_its_attempts_are_used_up(tmp_path: Path) -> None:
    recorder = Recorder()
    with World(tmp_path) as world:
        world.tools["fail"] = raising(lambda: MemoryError("full"))
        policy = RetryPolicy(memory_steps=2)
        result = world.run(Plan(nodes=(Node(id="f", tool="fail"),)), policy=policy, listener=recorder)
    assert result.nodes["f"].attempts == 3
    assert [event.attempt for event in recorder.of(events.NodeStarted)] == [1, 2, 3]
    assert [event.attempt for event in recorder.of(events.NodeRetried)] == [1, 2]
