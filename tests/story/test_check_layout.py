import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storyagent.errors import InvalidInput
from storyagent.story.boxes import layout_from_boxes
from storyagent.story.layout import FULL_FRAME, Box, Keyframe, Layout, Track
from storyagent.story.repair import repair_layout
from storyagent.story.validate import REPAIRABLE, check_layout
from tests.story.strategies import boxes, layouts

INSIDE = Box(x0=0.4, y0=0.4, x1=0.6, y1=0.6)


def track(name: str = "fox", *frames: tuple[float, Box], **fields: object) -> Track:
    keyframes = [{"t": t, "box": box} for t, box in frames or ((0.0, INSIDE),)]
    given_fields = {"id": name, "entity": name.partition("-")[0], "name": name, "keyframes": keyframes, **fields}
    return Track.model_validate(given_fields)


def layout(*tracks: Track, **fields: object) -> Layout:
    return Layout.model_validate({"scene": "wood", "tracks": tracks, **fields})


def codes(found: Layout, **options: object) -> list[str]:
    return [finding.code for finding in check_layout(found, **options)]  # type: ignore[arg-type]


def square(cx: float, cy: float, side: float = 0.2) -> Box:
    return Box.around(cx, cy, side, side)


FAULTY = {
    "layout.outside": layout(track("fox", (0.0, square(0.05, 0.5)))),
    "layout.overlap": layout(track("fox"), track("hen")),
    "layout.teleport": layout(track("fox", (0.0, square(0.2, 0.5)), (0.5, square(0.2, 0.5)), (0.52, square(0.8, 0.5)))),
    "layout.too_small": layout(track("fox", (0.0, square(0.5, 0.5, 0.01)))),
    "layout.aspect": layout(track("fox", (0.0, INSIDE), (1.0, Box(x0=0.3, y0=0.45, x1=0.7, y1=0.55)))),
    "layout.identity": layout(
        track("fox-1", (0.0, square(0.2, 0.2)), (0.2, square(0.8, 0.8)), (1.0, square(0.8, 0.8))),
        track("fox-2", (0.0, square(0.8, 0.8)), (0.2, square(0.2, 0.2)), (1.0, square(0.2, 0.2))),
    ),
    "layout.never_visible": layout(track("fox", windows=())),
}


@pytest.mark.parametrize("code", FAULTY)
def test_each_fault_is_found_and_repaired(code: str) -> None:
    faulty = FAULTY[code]
    assert code in codes(faulty)
    repaired, notes = repair_layout(faulty)
    assert codes(repaired) == []
    assert code in {note.code for note in notes}
    assert {note.severity for note in notes} == {"note"}


def test_a_layout_without_faults_has_no_findings_and_is_not_changed() -> None:
    fine = layout(track("fox", (0.0, square(0.2, 0.5)), (1.0, square(0.8, 0.5))), track("hen", (0.0, square(0.5, 0.2))))
    assert check_layout(fine, expected={"fox": 1, "hen": 1, "dog": 0}) == ()
    assert repair_layout(fine) == (fine, ())


def test_entering_and_leaving_through_an_edge_is_no_fault() -> None:
    enters = track("fox", (0.0, square(-0.2, 0.5)), (0.5, square(0.5, 0.5)), (1.0, square(0.5, -0.2)))
    assert codes(layout(enters)) == []


def test_an_object_cut_by_the_edge_that_never_was_outside_is_a_fault() -> None:
    stuck = layout(track("fox", (0.0, square(0.0, 0.5)), (1.0, square(0.5, 0.5))))
    finding = check_layout(stuck)[0]
    assert (finding.code, finding.where) == ("layout.outside", "tracks[fox]")
    repaired, _ = repair_layout(stuck)
    assert repaired.tracks[0].box_at(0.0) == Box(x0=0.0, y0=0.4, x1=0.2, y1=0.6)
    assert repaired.tracks[0].box_at(1.0) == square(0.5, 0.5)


def test_objects_at_different_depth_and_one_on_another_may_overlap() -> None:
    behind = layout(track("fox"), track("hen", keyframes=[{"t": 0.0, "box": INSIDE, "depth": 1.0}]))
    assert codes(behind) == []
    table, ball = track("table", (0.0, square(0.5, 0.7, 0.4))), track("ball", (0.0, square(0.5, 0.42)))
    assert codes(layout(table, ball)) == []


def test_objects_seen_at_different_times_do_not_overlap() -> None:
    first, second = track("fox", windows=[(0.0, 0.5)]), track("hen", windows=[(0.5, 1.0)])
    assert codes(layout(first, second)) == []


def test_appearing_elsewhere_after_a_pause_is_no_teleport() -> None:
    frames = ((0.0, square(0.2, 0.5)), (0.45, square(0.2, 0.5)), (0.5, square(0.8, 0.5)))
    assert codes(layout(track("fox", *frames))) == ["layout.teleport"]
    assert codes(layout(track("fox", *frames, windows=[(0.0, 0.4), (0.5, 1.0)]))) == []


def test_objects_that_walk_past_each_other_have_not_exchanged_their_ids() -> None:
    there = track("fox-1", *((t / 5, square(0.1 + 0.16 * t, 0.3)) for t in range(6)))
    back = track("fox-2", *((t / 5, square(0.9 - 0.16 * t, 0.7)) for t in range(6)))
    assert codes(layout(there, back)) == []


def test_counts_are_compared_by_entity() -> None:
    pair = layout(track("fox-1", (0.0, square(0.2, 0.5))), track("fox-2", (0.0, square(0.8, 0.5))))
    finding = check_layout(pair, expected={"fox": 3})[0]
    assert (finding.code, finding.severity, finding.found, finding.needed) == (
        "layout.wrong_count",
        "error",
        "2 tracks",
        "3",
    )
    assert repair_layout(pair) == (pair, ())


def test_more_objects_at_once_than_allowed_are_too_many() -> None:
    pair = layout(track("fox-1", (0.0, square(0.2, 0.5))), track("fox-2", (0.0, square(0.8, 0.5))))
    assert codes(pair, most_objects=1) == ["layout.too_many"]


def test_what_is_too_small_depends_on_the_attention_grid() -> None:
    fly = layout(track("fly", (0.0, square(0.5, 0.5, 0.05))))
    assert codes(fly, grid=(8, 8)) == ["layout.too_small"]
    assert codes(fly, grid=(16, 16)) == []
    repaired, _ = repair_layout(fly, grid=(8, 8))
    assert repaired.tracks[0].box_at(0.0).width == pytest.approx(0.5 / 8)
    with pytest.raises(ValueError, match="attention grid"):
        check_layout(fly, grid=(0, 8))


@pytest.mark.parametrize(
    ("view", "code"),
    [
        (Box(x0=0.5, y0=0.5, x1=1.2, y1=1.2), "layout.outside"),
        (Box(x0=0.0, y0=0.0, x1=1.0, y1=0.5), "layout.aspect"),
    ],
)
def test_a_view_is_a_part_of_the_canvas_with_its_aspect(view: Box, code: str) -> None:
    faulty = layout(view=[Keyframe(t=0.0, box=FULL_FRAME), Keyframe(t=1.0, box=view)])
    assert codes(faulty) == [code]
    repaired, notes = repair_layout(faulty)
    assert codes(repaired) == []
    assert [note.where for note in notes] == ["view[1]"]


@settings(max_examples=60, deadline=None)
@given(layouts)
@example(layout(track("fox", (0.0, square(0.5, 0.5, 3.0)), (0.5, Box(x0=-0.5, y0=0.5, x1=0.7, y1=0.5001)))))
def test_after_repair_nothing_repairable_is_left_and_repairing_again_changes_nothing(found: Layout) -> None:
    repaired, notes = repair_layout(found)
    assert [finding for finding in check_layout(repaired) if finding.code in REPAIRABLE] == []
    assert repair_layout(repaired) == (repaired, ())
    assert (repaired == found) == (not notes)
    assert Layout.model_validate_json(repaired.model_dump_json()) == repaired


@settings(max_examples=60, deadline=None)
@given(layouts)
def test_every_change_of_a_repair_is_noted_and_nothing_else(found: Layout) -> None:
    repaired, notes = repair_layout(found)
    named = {name for note in notes for name in re.findall(r"tracks\[([^]]+)\]", note.where)}
    changed = {a.id for a, b in zip(found.tracks, repaired.tracks, strict=True) if a != b}
    assert changed <= named
    assert (found.view != repaired.view) <= any(note.where.startswith("view") for note in notes)
    assert [(t.id, t.entity, t.name) for t in repaired.tracks] == [(t.id, t.entity, t.name) for t in found.tracks]
    assert (repaired.scene, repaired.background, repaired.aspect_ratio) == (
        found.scene,
        found.background,
        found.aspect_ratio,
    )


def test_objects_that_pass_each_other_at_different_depths_have_not_exchanged_their_ids() -> None:
    there, back = square(0.2, 0.5), square(0.8, 0.5)
    near = Track(
        id="a", entity="fox", name="fox",
        keyframes=tuple(Keyframe(t=t, box=box, depth=1.0) for t, box in ((0.4, there), (0.6, back))),
    )  # fmt: skip
    far = track("b", (0.4, back), (0.6, there)).model_copy(update={"entity": "fox"})
    level = near.model_copy(update={"keyframes": tuple(k.model_copy(update={"depth": 0.0}) for k in near.keyframes)})
    assert "layout.identity" not in codes(layout(near, far))
    assert "layout.identity" in codes(layout(level, far))


def test_every_changed_track_is_named_in_a_note() -> None:
    found = layout(track("fox", (0.0, square(0.05, 0.5))), track("hen", (0.0, square(0.5, 0.5))))
    repaired, notes = repair_layout(found)
    changed = {a.id for a, b in zip(found.tracks, repaired.tracks, strict=True) if a != b}
    assert changed == {"fox"}
    assert [note.where for note in notes] == ["tracks[fox]"]
    assert notes[0].found == "[-0.05, 0.4, 0.15, 0.6] at t=0 now [0, 0.4, 0.2, 0.6]"


# raw boxes


def raw(*found: Box | None, name: str = "fox") -> dict[str, object]:
    return {"id": name, "entity": "fox", "name": "red fox", "boxes": found}


visible = st.one_of(st.none(), boxes(-1.0, 2.0).filter(lambda box: box.on_canvas))


@given(st.lists(visible, min_size=1, max_size=9).filter(any))
def test_a_layout_from_boxes_gives_the_same_boxes_back(found: list[Box | None]) -> None:
    made = layout_from_boxes("wood", "a wood", 1.5, [raw(*found)])
    assert made.boxes(len(found)) == (tuple(found),)
    assert (made.scene, made.background, made.aspect_ratio) == ("wood", "a wood", 1.5)


def test_between_its_appearances_an_object_does_not_glide_over_the_canvas() -> None:
    made = layout_from_boxes("wood", "", 1.0, [raw(square(0.2, 0.5), None, None, square(0.8, 0.5))])
    shown = [moment.shown[0].box for moment in made.moments(101) if moment.shown]
    assert set(shown) == {square(0.2, 0.5), square(0.8, 0.5)}
    (first, until), (since, last) = made.tracks[0].windows
    assert (first, until, since, last) == pytest.approx((0.0, 1 / 6, 5 / 6, 1.0))


def test_boxes_are_interpolated_evenly_between_samples() -> None:
    made = layout_from_boxes("wood", "", 1.0, [raw(square(0.2, 0.5), square(0.4, 0.5), square(0.8, 0.5))])
    centers = [box.center[0] for box in made.boxes(5)[0] if box]
    assert centers == pytest.approx([0.2, 0.3, 0.4, 0.6, 0.8])
    steps = [b - a for a, b in pairwise(centers)]
    assert min(steps) > 0


def test_raw_boxes_are_read_from_plain_json() -> None:
    made = layout_from_boxes(
        "wood", "", 1.0, [{"id": "fox", "entity": "fox", "name": "fox", "boxes": [[0, 0, 0.5, 0.5], None]}]
    )
    assert made.boxes(2)[0] == (Box(x0=0, y0=0, x1=0.5, y1=0.5), None)


def test_objects_with_different_numbers_of_boxes_are_refused() -> None:
    with pytest.raises(InvalidInput, match="different numbers of boxes"):
        layout_from_boxes("wood", "", 1.0, [raw(INSIDE), raw(INSIDE, INSIDE, name="hen")])


def test_an_object_that_is_never_seen_is_refused() -> None:
    with pytest.raises(InvalidInput, match="never seen"):
        layout_from_boxes("wood", "", 1.0, [raw(None, None)])
