"""Keys agree exactly where the inputs do."""

from enum import StrEnum
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyagent.engine.artifact import Data, File, Kept, Many
from storyagent.engine.calls import prepare
from storyagent.engine.keys import canonical_json, digest_text
from storyagent.errors import InvalidInput
from storyagent.graph.plan import Collection, FileInput, Input, Link, Literally, Node, Plan
from storyagent.graph.tool import Tool, ToolContext, tool
from storyagent.story import resources as r

json_data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


class Size(StrEnum):
    BIG = "big"


@tool(version="1")
def weigh(
    weight: float = 1,
    count: int = 1,
    size: Size = Size.BIG,
    voices: dict[str, str] = {},  # noqa: B006 - as real tools have it
    text: r.Text = "",
    texts: tuple[r.Text, ...] = (),
    image: r.Image | None = None,
    *,
    context: ToolContext,
) -> r.Text:
    """Take one of each."""
    return text


def key(tested: Tool[..., Any] = weigh, node_id: str = "n", scene: str | None = None, **inputs: Input) -> str:
    call = prepare(Plan(nodes=(Node(id=node_id, tool="t", scene=scene, inputs=inputs),)), {"t": tested})[node_id]
    return call.key({})


def literal(value: object) -> Literally:
    return Literally(value=value)


def test_one_and_one_point_zero_are_the_same_float_and_another_number_is_not() -> None:
    assert key(weight=literal(1)) == key(weight=literal(1.0)) == key(weight=literal("1"))
    assert key(weight=literal(1)) != key(weight=literal(1.5))


def test_an_enum_is_the_same_by_value_and_by_name_of_its_text() -> None:
    assert key(size=literal("big")) == key(size=literal(Size.BIG))


def test_a_default_counts_like_the_same_value_given() -> None:
    assert key() == key(weight=literal(1.0), count=literal(1), text=literal(""), image=literal(None))
    assert key(texts=literal([])) == key(texts=Collection(items=())) == key()


def test_a_changed_default_changes_the_key() -> None:
    @tool(version="1")
    def blank(width: int = 1, *, context: ToolContext) -> r.Text:
        """Do nothing."""
        return ""

    first = key(blank)

    @tool(version="1")  # type: ignore[no-redef]
    def blank(width: int = 2, *, context: ToolContext) -> r.Text:
        """Do nothing."""
        return ""

    assert key(blank) != first


CONTENT = {"small": "a", "large": "b"}


@tool(version="1")
def draw(model: Annotated[str, r.ByContent(lambda name: CONTENT[name])] = "small", *, context: ToolContext) -> r.Text:
    """Name something outside the plan."""
    return model


def test_what_a_setting_names_counts_with_its_content_given_or_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [key(draw), key(draw, model=literal("small")), key(draw, model=literal("large"))]
    assert before[0] == before[1] != before[2]
    monkeypatch.setitem(CONTENT, "small", "trained further")
    after = [key(draw), key(draw, model=literal("small")), key(draw, model=literal("large"))]
    assert after[0] == after[1] != before[0]
    assert after[2] == before[2]
    assert draw.spec.inputs["model"].type_name == "str"


def test_a_new_version_changes_the_key_and_the_nodes_name_and_scene_do_not() -> None:
    newer = tool(version="2")(weigh.function)
    assert key(newer) != key()
    assert key(node_id="other", scene="s1") == key()


def test_items_of_many_count_one_by_one_and_in_order() -> None:
    ab = Collection(items=(literal("a"), literal("b")))
    assert key(texts=ab) == key(texts=literal(["a", "b"]))
    assert key(texts=ab) != key(texts=literal(["b", "a"])) != key(texts=literal(["ab"]))


def test_a_file_counts_by_its_content_not_by_its_place() -> None:
    here = FileInput(path="/here.png", sha256="0" * 64)
    assert key(image=here) == key(image=FileInput(path="/there.png", sha256="0" * 64))
    assert key(image=here) != key(image=FileInput(path="/here.png", sha256="1" * 64)) != key()


def test_a_link_counts_by_the_content_it_leads_to() -> None:
    nodes = (Node(id="a", tool="t"), Node(id="b", tool="t", inputs={"text": Link(node="a")}))
    call = prepare(Plan(nodes=nodes), {"t": weigh})["b"]
    made = {"a": Kept({"result": Data("hello", digest_text('"hello"'))}, 0.0)}
    assert call.key(made) == key(text=literal("hello"))


@given(json_data)
def test_canonical_json_does_not_depend_on_the_order_of_keys(data: object) -> None:
    def turned(value: object) -> object:
        if isinstance(value, dict):
            return {name: turned(value[name]) for name in reversed(value)}
        return [turned(item) for item in value] if isinstance(value, list) else value

    assert canonical_json(turned(data)) == canonical_json(data)


@given(st.dictionaries(st.text(), st.text()), st.dictionaries(st.text(), st.text()))
def test_equal_settings_have_equal_keys_and_others_do_not(a: dict[str, str], b: dict[str, str]) -> None:
    assert (key(voices=literal(a)) == key(voices=literal(b))) == (a == b)


@given(st.lists(st.text()), st.lists(st.text()))
def test_lists_of_texts_never_run_into_each_other(a: list[str], b: list[str]) -> None:
    assert (key(texts=literal(a)) == key(texts=literal(b))) == (a == b)


@given(st.integers(-(2**53), 2**53))
def test_a_whole_number_is_one_float_however_it_is_written(number: int) -> None:
    assert key(weight=literal(number)) == key(weight=literal(float(number)))


def test_sets_have_one_order() -> None:
    assert canonical_json({"b", "a", "c"}) == '["a","b","c"]'


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_json_has_no_form_for_is_refused(value: float) -> None:
    with pytest.raises(InvalidInput, match=r"n\.weight"):
        key(weight=literal(value))


def test_an_output_of_many_counts_as_its_items() -> None:
    assert Many((File("a" * 64, ".png"), File("b" * 64, ".png"))).digest == ["a" * 64, "b" * 64]
