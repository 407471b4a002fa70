"""What holds for every edit: it can be taken back, it leaves alone what it does not name, it is told completely."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from storyagent.editing.apply import apply
from storyagent.editing.diff import diff
from storyagent.editing.edits import EDIT
from storyagent.editing.film import Film
from storyagent.planning.offline import OfflinePlanner
from storyagent.story.layout import Layout
from tests.editing.films import ruby, scene

PLANNER = OfflinePlanner()
NUMBERS = st.integers(1, 4)
EXAMPLES = settings(max_examples=12, deadline=None, derandomize=True)


def do(film: Film, **wanted: Any) -> Film:
    return apply(film, [EDIT.validate_python(wanted)], PLANNER).film


def near(one: Layout, other: Layout) -> bool:
    """Tell whether two layouts are the same but for rounding."""
    pairs = zip(one.tracks, other.tracks, strict=True)
    boxes = [(a.box, b.box) for s, t in pairs for a, b in zip(s.keyframes, t.keyframes, strict=True)]
    return all(abs(x - y) < 1e-6 for a, b in boxes for x, y in zip(a.as_tuple(), b.as_tuple(), strict=True))


@EXAMPLES
@given(NUMBERS, NUMBERS)
def test_swapping_twice_gives_the_film_back(first: int, second: int) -> None:
    if first != second:
        once = do(ruby(), kind="swap_scenes", first=scene(first), second=scene(second))
        assert do(once, kind="swap_scenes", first=scene(first), second=scene(second)) == ruby()


@EXAMPLES
@given(NUMBERS, NUMBERS)
def test_a_scene_moved_and_moved_back_gives_the_film_back(number: int, to: int) -> None:
    once = do(ruby(), kind="move_scene", scene=scene(number), to=to)
    assert [one.id for one in once.scenes][to - 1] == scene(number)
    assert do(once, kind="move_scene", scene=scene(number), to=number) == ruby()
    assert once.layouts == ruby().layouts


@EXAMPLES
@given(st.sampled_from(["kite", "bird"]), st.sampled_from(["green", "white", "dark blue", "golden"]))
def test_a_color_can_be_given_back(entity: str, color: str) -> None:
    own = ruby().screenplay.entity(entity).color
    once = do(ruby(), kind="recolour", entity=entity, color=color)
    assert do(once, kind="recolour", entity=entity, color=own) == ruby()


@EXAMPLES
@given(st.sampled_from(["Rosie", "Old Max", "Zoë"]))
def test_a_name_can_be_given_back(name: str) -> None:
    once = do(ruby(), kind="rename", entity="ruby", name=name)
    assert do(once, kind="rename", entity="ruby", name="Ruby") == ruby()


@EXAMPLES
@given(NUMBERS)
def test_a_copy_that_is_deleted_leaves_no_trace(number: int) -> None:
    once = do(ruby(), kind="duplicate_scene", scene=scene(number))
    (copy,) = {one.id for one in once.scenes} - {one.id for one in ruby().scenes}
    assert once.layouts[copy].tracks == ruby().layouts[scene(number)].tracks
    assert do(once, kind="delete_scenes", scenes=[copy]) == ruby()


@EXAMPLES
@given(NUMBERS, st.sampled_from([2.0, 4.0, 0.5]))
def test_faster_and_slower_take_each_other_back(number: int, factor: float) -> None:
    once = do(ruby(), kind="pace", factor=factor, scenes=[scene(number)])
    back = do(once, kind="pace", factor=1 / factor, scenes=[scene(number)])
    assert [one.duration_s for one in back.scenes] == [one.duration_s for one in ruby().scenes]


@EXAMPLES
@given(st.floats(0.6, 1.2), st.floats(-0.03, 0.03))
def test_sizes_and_positions_can_be_taken_back(factor: float, dx: float) -> None:
    wanted = {"entity": "bird", "scenes": [scene(3)]}
    once = do(ruby(), kind="resize", factor=factor, **wanted)
    assert near(do(once, kind="resize", factor=1 / factor, **wanted).layouts[scene(3)], ruby().layouts[scene(3)])
    if dx:
        moved = do(ruby(), kind="position", dx=dx, **wanted)
        assert near(do(moved, kind="position", dx=-dx, **wanted).layouts[scene(3)], ruby().layouts[scene(3)])


ONE_SCENE = st.sampled_from(
    [
        {"kind": "recolour", "entity": "ruby", "color": "blue"}, {"kind": "time", "time": "dawn"},
        {"kind": "weather", "weather": "rain"}, {"kind": "camera", "move": "zoom in"}, {"kind": "reroll"},
        {"kind": "add", "noun": "dog"}, {"kind": "narration", "text": "Well."}, {"kind": "place", "place": "a cave"},
        {"kind": "motion", "entity": "ruby", "motion": "jump"}, {"kind": "resize", "entity": "ruby", "factor": 0.8},
        {"kind": "replace", "entity": "ruby", "noun": "cat"}, {"kind": "remove", "entity": "ruby"},
        {"kind": "describe", "entity": "ruby", "description": "an old fox"}, {"kind": "pace", "factor": 0.8},
    ]
)  # fmt: skip


@settings(max_examples=24, deadline=None, derandomize=True)
@given(ONE_SCENE, st.sampled_from([1, 2, 4]))
def test_an_edit_of_one_scene_leaves_the_others_to_the_last_byte(wanted: dict[str, Any], number: int) -> None:
    made = apply(ruby(), [EDIT.validate_python({**wanted, "scenes": [scene(number)]})], PLANNER)
    for other in {1, 2, 3, 4} - {number}:
        assert made.film.layouts[scene(other)] == ruby().layouts[scene(other)]
        assert made.film.screenplay.scene(scene(other)) == ruby().screenplay.scene(scene(other))
    assert made.touched_scenes == (scene(number),)
    assert all(change.where in ("film", f"scene {number}") for change in made.changes)
    assert made.changes


@settings(max_examples=24, deadline=None, derandomize=True)
@given(ONE_SCENE, st.sampled_from([1, 2, 4]))
def test_a_difference_is_shown_exactly_where_there_is_one(wanted: dict[str, Any], number: int) -> None:
    made = do(ruby(), **{**wanted, "scenes": [scene(number)]})
    assert diff(ruby(), ruby()) == diff(made, made) == ""
    assert diff(ruby(), made) != ""
    shown = {line for line in diff(ruby(), made).splitlines() if line.startswith("layouts/")}
    assert shown == {f"layouts/{key}.json" for key in made.layouts if made.layouts[key] != ruby().layouts.get(key)}
