"""Whatever a language model writes around, into or instead of JSON."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyagent.errors import BadAnswer
from storyagent.planning.answers import parse_answer

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('Sure! Here it is:\n```json\n{"a": 1}\n```\nI hope it helps [1].', {"a": 1}),
        ("{'a': 'it\\'s', b: True, 'c': (1, 2), d: None,}", {"a": "it's", "b": True, "c": [1, 2], "d": None}),
        ('{"a": 1, // one\n # two\n /* three */ "b": [2, 3,],}', {"a": 1, "b": [2, 3]}),
        ("{'a': 'the dog's bone'}", {"a": "the dog's bone"}),
        ('{"a": [{"b": 1}, {"b": 2}', {"a": [{"b": 1}, {"b": 2}]}),
        ('<think>{"a": 0}</think>{"a": 1}', {"a": 1}),
        ('{"a": "\\u00e4\\ud800"}', {"a": "ä�"}),
    ],
)
def test_what_can_mean_one_thing_only_is_read(text: str, value: Any) -> None:
    assert parse_answer(text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"objects": [{"n": "a", "p": [1, 2]}, {"n": "b", "p": [1,', {"objects": [{"n": "a", "p": [1, 2]}]}),
        ('{"o": {"a": 1, "b": "tru', {"o": {"a": 1}}),
        ("[[0.1, 0.2], [0.3, 0.", [[0.1, 0.2]]),
    ],
)
def test_of_an_answer_that_breaks_off_what_is_complete_is_kept(text: str, value: Any) -> None:
    assert parse_answer(text) == (value, True)


@pytest.mark.parametrize("text", ["", "I cannot do that.", "{}", "[]", "{{{{", "}{", "[" * 100_000, "{" * 100_000])
def test_an_answer_without_json_is_a_bad_answer(text: str) -> None:
    with pytest.raises(BadAnswer, match="no JSON"):
        parse_answer(text)


def test_an_endless_answer_is_refused_unread() -> None:
    with pytest.raises(BadAnswer, match="too long"):
        parse_answer("[1," * 400_000)


@given(st.dictionaries(st.text(max_size=5), PLAIN, min_size=1, max_size=4))
def test_json_is_read_as_it_is(value: dict[str, Any]) -> None:
    assert parse_answer(json.dumps(value)) == (value, False)


@given(st.dictionaries(st.text(max_size=5), PLAIN, min_size=1, max_size=4), st.floats(0, 1))
def test_a_part_of_an_answer_is_read_or_refused(value: dict[str, Any], share: float) -> None:
    text = json.dumps(value)
    try:
        parsed = parse_answer(text[: int(share * len(text))])
    except BadAnswer:
        return
    assert parsed.value
