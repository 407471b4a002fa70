"""Cancelling stops a run soon, keeps what is finished, and the next run goes on."""

import os
import signal
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyagent import events
from storyagent.engine.cancel import CancelToken
from storyagent.errors import Cancelled
from storyagent.graph.plan import Node, Plan
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from tests.engine.test_run import dags
from tests.engine.world import World, chain, dag, directly


@given(dags(), st.data())
@settings(max_examples=30, deadline=None)
def test_cancelled_at_any_event_the_next_run_makes_only_what_was_not_finished(
    tmp_path_factory: pytest.TempPathFactory, parents: dict[str, tuple[str, ...]], data: st.DataObject
) -> None:
    stop_at = data.draw(st.integers(1, 3 * len(parents) + 2))
    cancel = CancelToken()

    def listener(event: events.Event) -> None:
        if event.sequence == stop_at:
            cancel.cancel()

    plan = dag(parents)
    with World(tmp_path_factory.mktemp("world")) as world:
        result = world.run(plan, listener=listener, cancel=cancel)
        finished = {name for name, node in result.nodes.items() if node.state == "done"}
        assert result.state == ("done" if finished == set(parents) else "cancelled")
        again = world.run(plan)
        assert sorted(world.log) == sorted(set(parents) - finished)
        assert again.outputs == directly(parents)


def test_a_running_tool_stops_at_its_next_progress(tmp_path: Path) -> None:
    cancel = CancelToken()
    reached = []

    @tool(version="1")
    def long(*, context: ToolContext) -> r.Text:
        """Take long."""
        context.progress(0.1)
        cancel.cancel()
        reached.append("after the first")
        context.progress(0.2)
        reached.append("after the second")
        return ""

    with World(tmp_path) as world:
        world.tools["long"] = long
        result = world.run(Plan(nodes=(Node(id="l", tool="long"),)), cancel=cancel)
        assert (result.state, result.nodes["l"].state) == ("cancelled", "cancelled")
        with pytest.raises(Cancelled, match="storyagent render"):
            result.raise_for_state()
    assert reached == ["after the first"]


def test_cancelled_before_the_start_nothing_runs(tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with World(tmp_path) as world:
        assert world.run(chain("a", "b"), cancel=cancel).state == "cancelled"
        assert world.log == []


def test_the_first_interrupt_cancels_and_the_usual_handler_is_back_afterwards(tmp_path: Path) -> None:
    def listener(event: events.Event) -> None:
        if isinstance(event, events.NodeFinished) and event.node == "a":
            os.kill(os.getpid(), signal.SIGINT)

    with World(tmp_path) as world:
        result = world.run(chain("a", "b", "c"), listener=listener)
        assert result.state == "cancelled"
        assert result.nodes["a"].state == "done"
        assert world.run(chain("a", "b", "c")).state == "done"
        assert "a" not in world.log
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_second_interrupt_interrupts_at_once_and_leaves_no_node_running(tmp_path: Path) -> None:
    cancel, hold = CancelToken(), threading.Event()

    @tool(version="1")
    def deaf(*, context: ToolContext) -> r.Text:
        """Never look up until let go."""
        cancel.cancel()
        os.kill(os.getpid(), signal.SIGINT)
        hold.wait(30)
        return ""

    plan = Plan(nodes=(Node(id="d", tool="deaf"),))
    with World(tmp_path) as world:
        world.tools["deaf"] = deaf
        with pytest.raises(KeyboardInterrupt):
            world.run(plan, cancel=cancel)
        assert world.status(plan)["d"].state == "pending"
        hold.set()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_is_asked_after_cancelling_is_called_at_once() -> None:
    cancel, called = CancelToken(), []
    cancel.when_cancelled(lambda: called.append("early"))
    cancel.cancel()
    cancel.when_cancelled(lambda: called.append("late"))
    assert called == ["early", "late"]
    assert cancel.wait(1000)
