from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from storyagent.story.layout import Box, Keyframe
from storyagent.story.sampling import Ease
from tests.story.strategies import boxes

numbers = st.floats(-6.0, 7.0) | st.integers(-6, 7) | st.sampled_from((float("nan"), float("inf"), 1e-7, 1.0))


@given(numbers, numbers, numbers, numbers)
def test_a_box_made_quickly_is_the_box_that_the_constructor_makes_or_refuses(
    x0: float, y0: float, x1: float, y1: float
) -> None:
    try:
        checked = Box(x0=x0, y0=y0, x1=x1, y1=y1)
    except ValidationError as error:
        with pytest.raises(ValidationError) as raised:
            Box.of(x0, y0, x1, y1)
        assert str(raised.value) == str(error)
    else:
        _is_the_same(Box.of(x0, y0, x1, y1), checked)


@given(numbers, boxes(), st.sampled_from(get_args(Ease)), st.floats(-3.0, 3.0))
def test_a_keyframe_made_quickly_is_the_one_that_the_constructor_makes_or_refuses(
    t: float, box: Box, ease: Ease, depth: float
) -> None:
    try:
        checked = Keyframe(t=t, box=box, ease_x="linear", ease_y=ease, ease_size="linear", depth=depth)
    except ValidationError as error:
        with pytest.raises(ValidationError) as raised:
            Keyframe.of(t, box, ease_y=ease, depth=depth)
        assert str(raised.value) == str(error)
    else:
        _is_the_same(Keyframe.of(t, box, ease_y=ease, depth=depth), checked)


@given(boxes(), boxes(), st.floats(0.0, 1.0))
def test_a_copy_with_other_values_is_pydantics_own_and_leaves_the_first_as_it_was(a: Box, b: Box, t: float) -> None:
    keyframe = Keyframe(t=0.5, box=a)
    _is_the_same(
        keyframe.model_copy(update={"box": b, "t": t}), BaseModel.model_copy(keyframe, update={"box": b, "t": t})
    )
    assert keyframe == Keyframe(t=0.5, box=a)
    assert keyframe.model_fields_set == {"t", "box"}


def _is_the_same(quick: BaseModel, checked: BaseModel) -> None:
    assert quick == checked
    assert hash(quick) == hash(checked)
    assert repr(quick) == repr(checked)
    assert quick.model_dump_json() == checked.model_dump_json()
    assert quick.model_fields_set == checked.model_fields_set
    assert quick.model_copy() == checked == type(checked).model_validate_json(quick.model_dump_json())
