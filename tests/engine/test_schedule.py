"""The ready queue: tokens, order, priorities."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from storyagent.engine.calls import Call, prepare
from storyagent.engine.schedule import ReadyQueue, Tokens, path_seconds
from storyagent.engine.survey import seconds_left
from storyagent.graph.plan import Literally, Node, Plan
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from tests.engine.world import World, dag, step


def call_of(number: int, needs: dict[str, int]) -> Call:
    @tool(version="1", needs=needs)
    def work(*, context: ToolContext) -> r.Text:
        """Work."""
        return ""

    plan = Plan(nodes=tuple(Node(id=f"n{index}", tool="work") for index in range(number + 1)))
    return prepare(plan, {"work": work})[f"n{number}"]


needs = st.dictionaries(st.sampled_from(["cpu", "gpu", "llm"]), st.integers(0, 3))


@given(st.lists(st.tuples(needs, st.floats(0, 10)), max_size=8), st.data())
def test_every_call_comes_out_once_and_no_token_is_taken_twice(
    wanted: list[tuple[dict[str, int], float]], data: st.DataObject
) -> None:
    total = {"cpu": 3, "gpu": 3, "llm": 4}
    tokens = Tokens(total)
    calls = [call_of(number, one) for number, (one, _) in enumerate(wanted)]
    queue = ReadyQueue({f"n{number}": priority for number, (_, priority) in enumerate(wanted)})
    for call in calls:
        queue.add(call)
    running: list[Call] = []
    ended: list[str] = []
    while len(ended) < len(calls):
        if taken := queue.take(tokens):
            running.append(taken)
        else:
            assert running, "something runs while anything waits"
            done = running.pop(data.draw(st.integers(0, len(running) - 1)))
            tokens.give_back(tuple(done.tool.spec.needs.items()))
            ended.append(done.node.id)
        for name, free in tokens.free.items():
            held = sum(one.tool.spec.needs.get(name, 0) for one in running)
            assert free + held == total[name]
            assert free >= 0
    assert sorted(ended) == sorted(call.node.id for call in calls)


def test_the_longest_path_goes_first_then_the_plans_order() -> None:
    queue = ReadyQueue({"n0": 1.0, "n1": 5.0, "n2": 1.0})
    for number in (2, 0, 1):
        queue.add(call_of(number, {"cpu": 1}))
    tokens = Tokens({"cpu": 3})
    taken = [call.node.id for call in (queue.take(tokens), queue.take(tokens), queue.take(tokens)) if call]
    assert taken == ["n1", "n0", "n2"]


def test_a_call_without_its_tokens_lets_the_next_one_go_first() -> None:
    queue = ReadyQueue({"n0": 9.0, "n1": 1.0})
    queue.add(call_of(0, {"gpu": 1}))
    queue.add(call_of(1, {"cpu": 1}))
    first = queue.take(Tokens({"cpu": 1, "gpu": 0}))
    assert first is not None
    assert first.node.id == "n1"


def test_path_seconds_is_the_longest_way_to_the_end(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        calls = prepare(dag({"a": (), "b": ("a",), "c": ("a",), "d": ("b", "c")}), world.tools)
    costs = {"a": 1.0, "b": 5.0, "c": 2.0, "d": 1.0}
    assert path_seconds(calls, costs) == {"a": 7.0, "b": 6.0, "c": 3.0, "d": 1.0}


def test_what_is_left_is_the_longest_path_or_the_work_per_token(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        calls = prepare(Plan(nodes=tuple(step(name) for name in "abcd")), world.tools)
    costs = dict.fromkeys("abcd", 3.0)
    assert seconds_left(calls, costs, {"cpu": 2}, done=()) == 6.0
    assert seconds_left(calls, costs, {"cpu": 8}, done=()) == 3.0
    assert seconds_left(calls, costs, {"cpu": 2}, done="abc") == 3.0
    assert seconds_left(calls, costs, {"cpu": 2}, done="abcd") == 0.0
    assert seconds_left(calls, {"a": 1.0}, {"cpu": 2}, done=()) is None


def test_the_critical_path_goes_first_once_costs_are_known(tmp_path: Path) -> None:
    @tool(version="1")
    def slow(name: str, *, context: ToolContext) -> r.Text:
        """Take long, it says."""
        world.log.append(name)
        return name

    with World(tmp_path) as world:
        world.tools["slow"] = slow
        world.store.add_costs([("slow@1", 100.0), ("step@1", 1.0)])
        late = Node(id="late", tool="slow", inputs={"name": Literally(value="late")})
        world.run(Plan(nodes=(step("a"), step("b"), late)), tokens={"cpu": 1})
        assert world.log == ["late", "a", "b"]
