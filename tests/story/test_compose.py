from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from storyagent.errors import InvalidInput
from storyagent.story.choreography import Choreography, Footing, Motion, Move, Performer, Relation, Spot
from storyagent.story.compose import compose
from storyagent.story.layout import Box, Layout
from storyagent.story.sampling import sample_times
from storyagent.story.screenplay import Camera
from storyagent.story.validate import check_layout, is_inside
from tests.story.strategies import choreographies

WIDE = 16 / 9


def performer(name: str, *moves: Move, title: str = "", **fields: object) -> Performer:
    entity = name.partition("-")[0]
    return Performer.model_validate({"id": name, "entity": entity, "name": title or name, "moves": moves, **fields})


def composed(*performers: Performer, **fields: object) -> Layout:
    return compose(Choreography.model_validate({"scene": "wood", "performers": performers, **fields}))


def walk(*path: Spot, **fields: object) -> Move:
    return Move.model_validate({"motion": "move", "path": path, **fields})


def seen(layout: Layout, n: int = 48) -> list[list[Box]]:
    return [[shown.box for shown in moment.shown] for moment in layout.moments(n)]


@settings(max_examples=25, deadline=None)
@given(choreographies())
def test_any_choreography_becomes_the_same_finite_layout_twice(choreography: Choreography) -> None:
    layout = compose(choreography)
    assert layout == compose(choreography)
    assert Layout.model_validate_json(layout.model_dump_json()) == layout
    assert [track.id for track in layout.tracks] == [p.id for p in choreography.performers]
    assert [track.windows for track in layout.tracks] == [p.windows for p in choreography.performers]


@settings(max_examples=25, deadline=None)
@given(choreographies())
def test_objects_that_neither_enter_nor_leave_are_whole_inside_the_frame(choreography: Choreography) -> None:
    going = any(spot.startswith("offscreen") for p in choreography.performers for m in p.moves for spot in m.path)
    if going:
        return
    for boxes in seen(compose(choreography)):
        assert all(is_inside(box) for box in boxes)


@settings(max_examples=25, deadline=None)
@given(choreographies())
def test_a_view_stays_inside_the_canvas_and_keeps_its_aspect(choreography: Choreography) -> None:
    layout = compose(choreography)
    for t in sample_times(20):
        view = layout.view_at(t)
        assert is_inside(view)
        assert abs(view.width - view.height) < 1e-9


@settings(max_examples=25, deadline=None)
@given(choreographies())
def test_a_composed_box_keeps_its_performers_proportion_in_pixels(choreography: Choreography) -> None:
    layout = compose(choreography)
    for one in choreography.performers:
        for keyframe in layout.track(one.id).keyframes:
            pixels = keyframe.box.width * choreography.aspect_ratio / keyframe.box.height
            assert pixels == pytest.approx(one.proportion)


@settings(max_examples=40, deadline=None)
@given(choreographies(most=4))
def test_the_validator_accepts_the_layout_of_any_choreography(choreography: Choreography) -> None:
    assert check_layout(compose(choreography)) == ()


@settings(max_examples=25, deadline=None)
@given(choreographies(most=4))
def test_nothing_overlaps_at_one_depth(choreography: Choreography) -> None:
    assert "layout.overlap" not in {finding.code for finding in check_layout(compose(choreography))}


# the benchmark of LVD: six frames, its published rules and stricter ones


CLEAR = 0.05
SHAPES = [WIDE, 1.0, 9 / 16]
FOOTINGS: list[Footing | None] = [None, "ground", "air", "water"]


def published_boxes(layout: Layout) -> list[list[Box | None]]:
    return [list(boxes) for boxes in layout.boxes(6)]


def apart(layout: Layout) -> bool:
    return all(p.overlap(q) == 0 for boxes in seen(layout) for p, q in combinations(boxes, 2))


@pytest.mark.parametrize("aspect_ratio", SHAPES)
@pytest.mark.parametrize("footing", FOOTINGS)
@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("motion", [None, "move", "sway", "jump", "bounce"])
def test_numeracy_shows_exactly_so_many_in_every_frame(
    aspect_ratio: float, footing: Footing | None, count: int, motion: Motion | None
) -> None:
    moves = (Move(motion=motion),) if motion else ()
    layout = composed(
        *(performer(f"dog-{i}", *moves, footing=footing) for i in range(count)), aspect_ratio=aspect_ratio
    )
    assert [len(boxes) for boxes in seen(layout, 6)] == [count] * 6
    assert all(is_inside(box) for boxes in seen(layout) for box in boxes)
    assert check_layout(layout, expected={"dog": count}) == ()
    if count <= 4:
        assert apart(layout)


@pytest.mark.parametrize("aspect_ratio", SHAPES)
def test_attribution_shows_both_objects_apart_all_the_time(aspect_ratio: float) -> None:
    layout = composed(performer("cat", title="red cat"), performer("car", title="blue car"), aspect_ratio=aspect_ratio)
    assert [track.name for track in layout.tracks] == ["red cat", "blue car"]
    assert all(len(boxes) == 2 for boxes in seen(layout, 6))
    assert apart(layout)


def test_visibility_shows_an_object_in_its_half_only() -> None:
    halves = ((0.0, 0.5), (0.5, 1.0))
    layout = composed(*(performer(f"bird-{i}", Move(), windows=(half,)) for i, half in enumerate(halves)))
    first, second = published_boxes(layout)
    assert [box is not None for box in first] == [True, True, True, False, False, False]
    assert [box is not None for box in second] == [False, False, False, True, True, True]


@pytest.mark.parametrize("aspect_ratio", SHAPES)
@pytest.mark.parametrize("footing", FOOTINGS)
@pytest.mark.parametrize("path", [("left", "right"), ("right", "left")])
@pytest.mark.parametrize("size", ["tiny", "medium", "huge"])
def test_dynamics_of_one_object_go_from_side_to_side(
    aspect_ratio: float, footing: Footing | None, path: tuple[Spot, Spot], size: str
) -> None:
    layout = composed(performer("car", walk(*path), footing=footing, size=size), aspect_ratio=aspect_ratio)
    centers = [box.center[0] for boxes in seen(layout, 6) for box in boxes]
    assert len(centers) == 6
    ordered = centers if path[0] == "left" else centers[::-1]
    assert ordered == sorted(ordered)
    assert ordered[0] < 0.5 - CLEAR < 0.5 + CLEAR < ordered[-1]


@pytest.mark.parametrize("aspect_ratio", SHAPES)
@pytest.mark.parametrize("footing", FOOTINGS)
@pytest.mark.parametrize("kinds", [("left of", "right of"), ("right of", "left of")])
@pytest.mark.parametrize("size", ["small", "medium", "large"])
def test_dynamics_of_two_objects_end_on_the_other_side(
    aspect_ratio: float, footing: Footing | None, kinds: tuple[str, str], size: str
) -> None:
    start, end = ({"kind": kind, "other": "cat"} for kind in kinds)
    move = Move.model_validate({"motion": "move", "relation": end})
    layout = composed(
        performer("car", move, start_relation=start, footing=footing, size=size),
        performer("cat", footing=footing, size=size),
        aspect_ratio=aspect_ratio,
    )
    car, cat = published_boxes(layout)
    assert all(car)
    assert all(cat)
    assert car[0] and cat[0] and car[-1] and cat[-1]
    side = 1 if kinds[0] == "left of" else -1
    assert side * (cat[0].center[0] - car[0].center[0]) > CLEAR
    assert side * (car[-1].center[0] - cat[-1].center[0]) > CLEAR
    assert car[0].overlap(cat[0]) == car[-1].overlap(cat[-1]) == 0
    if footing is None:
        assert apart(layout)


PATHS: list[tuple[Spot, Spot, Spot]] = [
    ("lower left", "lower right", "upper right"),
    ("lower left", "upper left", "upper right"),
    ("lower right", "lower left", "upper left"),
    ("lower right", "upper right", "upper left"),
]


def in_quadrant(box: Box | None, spot: Spot) -> bool:
    assert box
    across = box.center[0] - 0.5 if "right" in spot else 0.5 - box.center[0]
    down = box.center[1] - 0.5 if "lower" in spot else 0.5 - box.center[1]
    return across > CLEAR and down > CLEAR


@pytest.mark.parametrize("aspect_ratio", SHAPES)
@pytest.mark.parametrize("footing", FOOTINGS)
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("size", ["tiny", "medium", "huge"])
@pytest.mark.parametrize("moves", ["one", "two", "glide"])
def test_sequential_dynamics_pass_the_named_quadrants(
    aspect_ratio: float, footing: Footing | None, path: tuple[Spot, Spot, Spot], size: str, moves: str
) -> None:
    steps: dict[str, list[Move]] = {
        "one": [walk(*path)],
        "two": [walk(*path[:2], end=0.5), walk(*path[1:], start=0.5)],
        "glide": [Move(motion="glide", path=path)],
    }
    layout = composed(performer("dog", *steps[moves], footing=footing, size=size), aspect_ratio=aspect_ratio)
    boxes = published_boxes(layout)[0]
    assert in_quadrant(boxes[0], path[0])
    assert in_quadrant(boxes[2], path[1]) or in_quadrant(boxes[3], path[1])
    assert in_quadrant(boxes[3], path[1])
    assert in_quadrant(boxes[5], path[2])


# places and footings


def test_a_ball_is_square_in_pixels_on_any_canvas() -> None:
    for aspect_ratio in SHAPES:
        box = seen(composed(performer("ball"), aspect_ratio=aspect_ratio))[0][0]
        assert box.width * aspect_ratio == pytest.approx(box.height)


def test_a_height_share_is_the_height() -> None:
    box = seen(composed(performer("tree", size=0.5, proportion=0.5)))[0][0]
    assert box.height == pytest.approx(0.5)
    assert box.width == pytest.approx(0.25 / WIDE)


def test_feet_are_on_the_ground_and_flyers_above_them() -> None:
    layout = composed(
        performer("boy", walk("left", "right"), footing="ground", size="large", proportion=0.6),
        performer("kite", walk("left", "right"), footing="air", size="small"),
    )
    for boy, kite in seen(layout):
        assert boy.y1 == pytest.approx(0.86)
        assert kite.y1 < boy.y0


def test_three_birds_fly_over_in_formation() -> None:
    fly = walk("offscreen left", "offscreen right")
    layout = composed(*(performer(f"bird-{i}", fly, footing="air", size="small") for i in range(3)))
    assert seen(layout)[0] == seen(layout)[-1] == []
    assert len(seen(layout, 5)[2]) == 3
    assert apart(layout)
    assert check_layout(layout) == ()


def test_performers_told_the_same_spot_stand_beside_each_other() -> None:
    stay = Move(motion="stay", path=("left",))
    layout = composed(*(performer(name, stay, footing="ground") for name in ("hen", "fox", "dog")))
    assert apart(layout)
    assert all(box.center[0] < 0.5 - CLEAR for boxes in seen(layout) for box in boxes)


def test_a_ball_rolls_to_the_edge_of_the_table_before_it_falls() -> None:
    layout = composed(
        performer("table", size="large", footing="ground", proportion=1.4),
        performer(
            "ball",
            Move(motion="fall", start=0.2),
            size="small",
            footing="ground",
            start_relation=Relation(kind="on", other="table"),
        ),
    )
    table, ball = layout.tracks
    on_top = ball.box_at(0.0)
    for t in sample_times(60):
        box = ball.box_at(t)
        if box.center[1] > on_top.center[1] + 1e-6:
            assert box.x0 >= table.box_at(t).x1
    assert ball.box_at(1.0).y1 == pytest.approx(0.86)


def test_a_ball_that_rolls_away_from_the_table_does_not_roll_through_it() -> None:
    layout = composed(
        performer("table", footing="ground", proportion=1.4),
        performer(
            "ball",
            walk("right", end=0.5),
            Move(motion="fall", path=("bottom",), start=0.5),
            size="small",
            footing="ground",
            start_relation=Relation(kind="on", other="table"),
        ),
    )
    table, ball = layout.tracks
    level = ball.box_at(0.0).y1
    assert all(
        ball.box_at(t).overlap(table.box_at(t)) == 0 for t in sample_times(60) if ball.box_at(t).y1 > level + 1e-6
    )
    assert ball.box_at(0.5) == ball.box_at(1.0)


def test_a_fox_leaps_clear_over_the_log_in_its_way() -> None:
    layout = composed(
        performer("log", size="small", footing="ground", proportion=1.8),
        performer("fox", Move(motion="jump", path=("left", "right")), footing="ground", proportion=1.3),
    )
    assert apart(layout)
    fox = layout.track("fox")
    assert fox.box_at(0.0).y1 == fox.box_at(1.0).y1 == pytest.approx(0.86)


def test_a_boat_passes_behind_the_island() -> None:
    behind = Relation(kind="behind", other="isle")
    layout = composed(
        performer("boat", walk("left", "right", relation=behind)), performer("isle", size="large", proportion=1.6)
    )
    assert [moment.shown[0].track for moment in layout.moments(6)] == [0] * 6
    assert layout.track("boat").box_at(0.5).overlap(layout.track("isle").box_at(0.5)) > 0
    assert check_layout(layout) == ()


def test_a_rider_goes_where_the_horse_goes() -> None:
    layout = composed(
        performer("boy", proportion=0.6, start_relation=Relation(kind="on", other="horse")),
        performer("horse", walk("left", "right"), size="large", footing="ground"),
    )
    for t in sample_times(9):
        boy, horse = (layout.track(name).box_at(t) for name in ("boy", "horse"))
        assert boy.center[0] == pytest.approx(horse.center[0])
        assert boy.y0 < horse.y0 < horse.y0 + 0.3 * horse.height < boy.y1 < horse.y1


@pytest.mark.parametrize("kind", ["left of", "right of", "above", "below", "on", "under", "beside", "inside"])
def test_a_start_relation_holds(kind: str) -> None:
    layout = composed(
        performer("fox", size="small", start_relation={"kind": kind, "other": "box"}), performer("box", size="large")
    )
    fox, box = (layout.track(name).box_at(0.0) for name in ("fox", "box"))
    holds = {
        "left of": fox.x1 < box.x0,
        "right of": fox.x0 > box.x1,
        "above": fox.y1 < box.y0,
        "below": fox.y0 > box.y1,
        "on": box.y0 < fox.y1 < box.center[1] and fox.center[0] == pytest.approx(box.center[0]),
        "under": fox.y0 > box.y1,
        "beside": fox.x1 < box.x0 or fox.x0 > box.x1,
        "inside": fox.overlap(box) == pytest.approx(fox.area),
    }
    assert holds[kind]


def test_relations_in_a_circle_are_composed_all_the_same() -> None:
    layout = composed(
        performer("a", start_relation={"kind": "left of", "other": "b"}),
        performer("b", start_relation={"kind": "right of", "other": "a"}),
    )
    assert layout.track("a").box_at(0).x1 < layout.track("b").box_at(0).x0


def test_an_approaching_train_grows_in_perspective() -> None:
    layout = composed(performer("train", Move(motion="approach"), size="large", footing="ground"))
    heights = [boxes[0].height for boxes in seen(layout, 9)]
    growth = [b - a for a, b in pairwise(heights)]
    assert heights[-1] > 2 * heights[0]
    assert growth == sorted(growth)


def test_an_orbit_passes_in_front_and_behind() -> None:
    around = Relation(kind="around", other="sun")
    layout = composed(performer("sun"), performer("earth", Move(motion="orbit", relation=around), size="small"))
    orders = {tuple(shown.track for shown in moment.shown) for moment in layout.moments(40)}
    assert orders == {(0, 1), (1, 0)}


def test_one_move_begins_where_the_one_before_ended() -> None:
    moves = [
        walk("left", "center", end=0.3),
        Move(motion="jump", start=0.3, end=0.5),
        Move(motion="orbit", start=0.5, end=0.8),
        walk("offscreen right", start=0.8),
    ]
    layout = composed(performer("cat", *moves, footing="ground"))
    assert "layout.teleport" not in {finding.code for finding in check_layout(layout)}
    track = layout.track("cat")
    for t, u in pairwise(sample_times(400)):
        a, b = track.box_at(t).center, track.box_at(u).center
        assert abs(a[0] - b[0]) + abs(a[1] - b[1]) < 0.05


@pytest.mark.parametrize("camera", ["pan left", "pan right", "tilt up", "tilt down", "zoom in", "zoom out"])
def test_a_camera_move_changes_the_view_over_the_scene(camera: str) -> None:
    layout = composed(performer("fox", footing="ground"), camera=Camera.model_validate({"move": camera}))
    start, end = layout.view_at(0.0), layout.view_at(1.0)
    happens = {
        "pan left": end.x0 < start.x0,
        "pan right": end.x0 > start.x0,
        "tilt up": end.y0 < start.y0,
        "tilt down": end.y0 > start.y0,
        "zoom in": end.width < start.width,
        "zoom out": end.width > start.width,
    }
    assert happens[camera]


# crowds and what cannot be


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 12), st.sampled_from(["tiny", "medium", "huge"]), st.sampled_from(FOOTINGS))
def test_up_to_twelve_are_packed_apart(count: int, size: str, footing: Footing | None) -> None:
    layout = composed(*(performer(f"hen-{i}", size=size, footing=footing) for i in range(count)))
    assert check_layout(layout, expected={"hen": count}) == ()


def test_forty_objects_in_a_scene_are_refused_with_the_limit() -> None:
    with pytest.raises(InvalidInput, match="too many objects") as caught:
        composed(*(performer(f"hen-{i}") for i in range(40)))
    assert caught.value.found == "40 objects"
    assert "12" in caught.value.needed
    assert caught.value.where == "scene wood"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"performers": [performer("a"), performer("a")]}, "used more than once"),
        ({"performers": [performer("a", start_relation={"kind": "on", "other": "b"})]}, "not another performer"),
        ({"performers": [performer("a", start_relation={"kind": "on", "other": "a"})]}, "not another performer"),
    ],
)
def test_a_choreography_that_contradicts_itself_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Choreography.model_validate({"scene": "wood", **wrong})


def test_moves_must_follow_each_other() -> None:
    with pytest.raises(ValidationError, match="must follow each other"):
        performer("a", Move(), Move(motion="jump"))
    with pytest.raises(ValidationError, match="must end after it starts"):
        Move(start=0.5, end=0.5)
