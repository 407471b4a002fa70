"""Whatever a language model may validly answer about a scene is composed into a layout that the validator accepts."""

from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyagent.errors import InvalidInput
from storyagent.planning.scene_answer import SceneAnswer, to_choreography
from storyagent.story.choreography import Motion, RelationKind, Size, Spot
from storyagent.story.compose import compose
from storyagent.story.validate import check_layout

NAMES = ("dog", "red car", "tree", "bird", "mouse", "house", "boat", "snake", "balloon", "giraffe")
windows = st.one_of(
    st.sampled_from(["whole", "first half", "second half"]),
    st.tuples(st.integers(0, 98), st.integers(1, 99)).map(lambda w: [min(w) / 100, (max(w) + 1) / 100]),
)


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    objects = []
    for name in names:
        relation = {"kind": draw(st.sampled_from(get_args(RelationKind))), "other": draw(st.sampled_from(names))}
        objects.append(
            {
                "name": name,
                "count": draw(st.sampled_from([1, 1, 1, 2, 3, 5])),
                "color": "",
                "motion": draw(st.sampled_from(get_args(Motion))),
                "path": draw(st.lists(st.sampled_from(get_args(Spot)), max_size=5)),
                "appears": draw(windows),
                "size": draw(st.sampled_from(["", *get_args(Size)])),
                "relation": draw(st.sampled_from([None, relation])),
            }
        )
    return {"objects": objects, "background": draw(st.sampled_from(["meadow", "sea", "outer space", ""]))}


@settings(max_examples=40, deadline=None)
@given(answers(), st.sampled_from([16 / 9, 1.0, 9 / 16]))
def test_the_validator_accepts_the_layout_of_any_answer(answer: dict[str, Any], aspect_ratio: float) -> None:
    choreography = to_choreography(SceneAnswer.model_validate(answer), scene="scene", aspect_ratio=aspect_ratio)
    try:
        layout = compose(choreography)
    except InvalidInput as error:
        assert error.what == "too many objects in one scene"
        assert len(choreography.performers) > 12
        return
    assert check_layout(layout) == ()
    assert [track.id for track in layout.tracks] == [performer.id for performer in choreography.performers]


@pytest.mark.parametrize(
    ("background", "name", "motion", "footing"),
    [
        ("the wide sea", "boat", "move", "water"),
        ("a pond", "duck", "glide", "water"),
        ("a pond", "duck", "stay", "ground"),
        ("a lake", "bird", "glide", "air"),
        ("a meadow", "boat", "move", "ground"),
        ("a meadow", "sun", "fall", "sky"),
        ("outer space", "astronaut", "glide", "air"),
        ("a street", "dog", "move", "ground"),
    ],
)
def test_an_answer_s_things_are_carried_by_what_there_is_in_its_place(
    background: str, name: str, motion: str, footing: str
) -> None:
    thing = {"name": name, "count": 1, "color": "", "motion": motion, "path": []}
    answer = SceneAnswer.model_validate({"objects": [thing], "background": background})
    (performer,) = to_choreography(answer, scene="s", aspect_ratio=16 / 9).performers
    assert performer.footing == footing
