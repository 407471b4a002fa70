"""The difference between two films, as a person reads it."""

from storyagent.editing.apply import apply
from storyagent.editing.diff import diff
from storyagent.editing.edits import EDIT
from storyagent.editing.film import Film
from storyagent.planning.offline import OfflinePlanner
from tests.editing.films import ruby, scene


def after(**wanted: object) -> Film:
    return apply(ruby(), [EDIT.validate_python(wanted)], OfflinePlanner()).film


def test_the_screenplay_is_shown_as_its_file_says_it() -> None:
    lines = diff(ruby(), after(kind="time", time="night", scenes=[scene(1)])).splitlines()
    assert lines[:2] == ["--- screenplay.yaml before", "+++ screenplay.yaml after"]
    assert [line for line in lines[2:] if line[0] in "+-"] == ["+  time: night"]


def test_a_moved_object_is_one_line_from_where_to_where() -> None:
    box = ruby().layouts[scene(1)].track("kite").box_at(0.0)
    text = diff(ruby(), after(kind="position", entity="kite", dy=0.1, scenes=[scene(1)]))
    x, y, size = box.center[0], box.center[1], f"{box.width:.0%} x {box.height:.0%}"
    moved = f"({x:.0%}, {y:.0%}), {size} → ({x:.0%}, {y + 0.1:.0%}), {size}"
    assert text.splitlines() == [f"layouts/{scene(1)}.json", f"  kite: {moved}"]


def test_new_and_gone_objects_and_scenes_are_named() -> None:
    assert "  dog: new: (" in diff(ruby(), after(kind="add", noun="dog", scenes=[scene(1)]))
    assert "  bird: gone" in diff(ruby(), after(kind="remove", entity="bird", scenes=[scene(2)]))
    assert "boat (boat): gone" in diff(ruby(), after(kind="delete_scenes", scenes=[scene(4)]))


def test_a_stand_in_goes_the_same_way() -> None:
    text = diff(ruby(), after(kind="recolour", entity="ruby", color="blue", scenes=[scene(2)]))
    assert "  ruby → ruby-blue: little fox → little blue fox, the same boxes" in text.splitlines()


def test_another_view_and_background_are_shown() -> None:
    assert "  view: 100% at (50%, 50%) → 100% at" in diff(ruby(), after(kind="camera", move="zoom in"))
    shown = diff(ruby(), after(kind="place", place="a beach", scenes=[scene(1)]))
    assert "  background: forest (1.78) → beach (1.78)" in shown
