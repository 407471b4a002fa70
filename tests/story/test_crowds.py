"""Where many stand: in rows that a person can count, as large as the frame allows, nobody cut off or hidden."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyagent.story import motion
from storyagent.story.choreography import Choreography, Footing, Move, Performer, Relation, Spot
from storyagent.story.compose import compose
from storyagent.story.layout import Box, Layout
from storyagent.story.rehearsal import rehearsed
from storyagent.story.spots import GROUND, WATER
from storyagent.story.tempo import with_time
from storyagent.story.validate import check_layout, is_inside

CANVASES = [16 / 9, 1.0, 9 / 16]


def crowd(count: int, **fields: object) -> list[Performer]:
    return [
        Performer.model_validate({"id": f"elephant_{k}", "entity": "elephant", "name": "elephant", **fields})
        for k in range(count)
    ]


def composed(performers: list[Performer], aspect_ratio: float = 16 / 9) -> Layout:
    return compose(Choreography(scene="meadow", aspect_ratio=aspect_ratio, performers=tuple(performers)))


@pytest.mark.parametrize("aspect_ratio", CANVASES)
@pytest.mark.parametrize("count", [5, 8, 12, 20])
@pytest.mark.parametrize("footing", ["ground", "water", "air", None])
@pytest.mark.parametrize("proportion", [0.5, 1.35])
def test_a_crowd_at_rest_is_whole_apart_and_of_one_size(
    aspect_ratio: float, count: int, footing: Footing | None, proportion: float
) -> None:
    layout = composed(crowd(count, size=0.45, footing=footing, proportion=proportion), aspect_ratio)
    boxes = [track.box_at(0.5) for track in layout.tracks]
    assert all(is_inside(box) for box in boxes)
    assert all(a.overlap(b) == 0.0 for a, b in combinations(boxes, 2))
    assert len({round(box.height, 6) for box in boxes}) == 1
    assert sum(box.area for box in boxes) > 0.06
    assert check_layout(layout) == ()


def test_twelve_elephants_stand_in_two_rows_on_the_ground() -> None:
    boxes = [track.box_at(0.0) for track in composed(crowd(12, size=0.45, footing="ground", proportion=1.35)).tracks]
    feet = sorted({round(box.y1, 6) for box in boxes})
    assert len(feet) == 2
    assert all(0.64 <= line <= 0.98 for line in feet)
    assert boxes[0].height > 0.15


def test_the_tall_stand_behind_the_small() -> None:
    giraffes = [
        Performer(id=f"giraffe_{k}", entity="giraffe", name="giraffe", size=0.5, footing="ground", proportion=0.7)
        for k in range(5)
    ]
    layout = composed([*crowd(5, size=0.15, footing="ground", proportion=1.5), *giraffes])
    feet = {name: [t.box_at(0.0).y1 for t in layout.tracks if t.entity == name] for name in ("elephant", "giraffe")}
    assert len(set(feet["giraffe"] + feet["elephant"])) > 1
    assert sum(feet["giraffe"]) < sum(feet["elephant"])


@pytest.mark.parametrize("count", [2, 3, 4, 6, 8])
def test_dancers_go_round_evenly_spaced(count: int) -> None:
    dance = Move(motion="orbit", relation=Relation(kind="around", other="fire"))
    fire = Performer(id="fire", entity="fire", name="fire", footing="ground", size=0.2)
    dancers = crowd(count, size=0.2, footing="ground", proportion=0.5, moves=(dance,))
    layout = composed([*dancers, fire])
    middle = layout.track("fire").box_at(0.0).center
    centers = [layout.track(one.id).box_at(0.0).center for one in dancers]
    assert sum(x for x, _ in centers) / count == pytest.approx(middle[0], abs=0.02)
    assert min(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in combinations(centers, 2)) > 0.03
    assert check_layout(layout) == ()


@pytest.mark.parametrize("phase", [0.0, 0.125, 0.3, 0.75])
def test_a_circle_begins_anywhere_on_its_ellipse_and_stays_near_it(phase: float) -> None:
    ring = motion.circle(Box.around(0.5, 0.5, 0.1, 0.1), (0.3, 0.2), phase, 2, 0.0, 1.0)
    assert (ring[0].t, ring[-1].t) == (0.0, 1.0)
    assert ring[0].box.as_tuple() == pytest.approx(ring[-1].box.as_tuple())
    for keyframe in ring:
        x, y = keyframe.box.center
        assert ((x - 0.5) / 0.3) ** 2 + ((y - 0.5) / 0.2) ** 2 == pytest.approx(1.0)


@pytest.mark.parametrize(("count", "size", "proportion"), [(3, 0.42, 1.9), (5, 0.26, 1.5), (7, 0.12, 9.0)])
@pytest.mark.parametrize("aspect_ratio", [16 / 9, 1.0])
@pytest.mark.parametrize("jumping", [False, True])
def test_several_on_one_thing_have_room_side_by_side(
    count: int, size: float, proportion: float, aspect_ratio: float, jumping: bool
) -> None:
    on_it = Relation(kind="on", other="bearer")
    how = {"moves": (Move(motion="jump", relation=on_it),)} if jumping else {"start_relation": on_it}
    riders = crowd(count, size=0.2, footing="ground", **how)
    bearer = Performer(id="bearer", entity="bearer", name="bearer", size=size, proportion=proportion, footing="ground")
    last = [track.box_at(0.99) for track in composed([*riders, bearer], aspect_ratio).tracks]
    there = last.pop()
    assert all(left.x1 <= right.x0 for left, right in pairwise(last))
    assert all(there.x0 - 0.02 <= box.center[0] <= there.x1 + 0.02 for box in last)
    assert all(abs(box.y1 - there.y0) < 0.45 * there.height for box in last)


def test_gulls_round_a_lighthouse_may_pass_before_the_rock_that_it_stands_on() -> None:
    gulls = crowd(
        8, size=0.16, footing="air", moves=(Move(motion="orbit", relation=Relation(kind="beside", other="lighthouse")),)
    )
    rock = Performer(id="rock", entity="rock", name="rock", size=0.15, footing="ground")
    on_rock = Relation(kind="on", other="rock")
    lighthouse = Performer(
        id="lighthouse", entity="lighthouse", name="lighthouse", size=0.6, proportion=0.5, start_relation=on_rock
    )
    boxes = {track.id: track.box_at(0.5) for track in composed([*gulls, lighthouse, rock]).tracks}
    assert boxes["lighthouse"].height == pytest.approx(0.6)  # nobody had to be made smaller


def test_thrower_and_catcher_stand_apart() -> None:
    throw = Move(motion="throw", relation=Relation(kind="beside", other="dog"))
    ball = Performer(
        id="ball", entity="ball", name="ball", size=0.1, moves=(throw,),
        start_relation=Relation(kind="beside", other="girl"),
    )  # fmt: skip
    pair = [Performer(id=name, entity=name, name=name, size=0.3, footing="ground") for name in ("girl", "dog")]
    layout = composed([pair[0], ball, pair[1]])
    assert layout.track("dog").box_at(0.0).center[0] - layout.track("girl").box_at(0.0).center[0] > 0.4
    assert layout.track("ball").box_at(1.0).center[0] - layout.track("ball").box_at(0.0).center[0] > 0.15


@pytest.mark.parametrize("kind", ["jump", "rise"])
def test_who_jumps_or_climbs_onto_something_begins_beside_it(kind: str) -> None:
    leap = Move.model_validate({"motion": kind, "relation": {"kind": "on", "other": "table"}})
    cat = Performer(id="cat", entity="cat", name="cat", size=0.2, footing="ground", moves=(leap,))
    table = Performer(id="table", entity="table", name="table", size=0.3, footing="ground")
    layout = composed([cat, table])
    boxes, top = layout.track("cat"), layout.track("table").box_at(0.0)
    assert boxes.box_at(0.0).overlap(top) == 0.0
    assert boxes.box_at(0.0).y1 == pytest.approx(GROUND)
    assert boxes.box_at(1.0).y1 < top.center[1]


def test_who_goes_under_something_hardly_shrinks() -> None:
    crawl = Move(motion="move", relation=Relation(kind="under", other="chair"))
    train = Performer(id="train", entity="train", name="train", size=0.3, footing="ground", moves=(crawl,))
    chair = Performer(id="chair", entity="chair", name="chair", size=0.3, footing="ground")
    track = composed([train, chair]).track("train")
    assert track.box_at(1.0).height >= 0.69 * track.box_at(0.0).height


def test_a_boat_lies_on_the_water_behind_the_ground() -> None:
    layout = composed([Performer(id="boat", entity="boat", name="boat", size=0.3, footing="water")])
    assert layout.tracks[0].box_at(0.0).y1 == pytest.approx(WATER)
    assert WATER < GROUND


@pytest.mark.parametrize("aspect_ratio", CANVASES)
@pytest.mark.parametrize("path", [("left", "right"), ("right", "left"), ("lower left", "upper left", "upper right")])
def test_wide_things_are_clearly_on_each_side_of_their_way(aspect_ratio: float, path: tuple[Spot, ...]) -> None:
    car = Performer(
        id="car", entity="car", name="car", size=0.6, proportion=2.4, moves=(Move(motion="move", path=path),)
    )
    track = composed([car], aspect_ratio).tracks[0]
    for t, spot in ((0.0, path[0]), (1.0, path[-1])):
        side = track.box_at(t).center[0] - 0.5
        assert abs(side) > 0.15
        assert (side > 0) == ("right" in spot)


# what contradicts itself


def only(*path: Spot, kind: str = "stay", **fields: object) -> Performer:
    move = Move.model_validate({"motion": kind, "path": path})
    return Performer.model_validate({"id": "fox", "entity": "fox", "name": "fox", "moves": (move,), **fields})


def test_a_jump_out_of_the_frame_begins_inside() -> None:
    track = composed([only("offscreen right", kind="jump", footing="ground")]).tracks[0]
    assert is_inside(track.box_at(0.0))
    assert track.box_at(1.0).x0 >= 1.0


def test_who_only_waits_off_screen_is_seen() -> None:
    assert is_inside(composed([only("offscreen left")]).tracks[0].box_at(0.5))


def test_who_has_left_before_it_is_to_be_seen_stays() -> None:
    gone = only("offscreen right", kind="move", windows=((0.5, 0.6), (0.8, 1.0)))
    gone = gone.model_copy(update={"moves": (gone.moves[0].model_copy(update={"end": 0.3}),)})
    layout = composed([gone])
    assert check_layout(layout) == ()


def test_what_goes_into_the_picture_does_not_go_out_of_it() -> None:
    (performer,) = rehearsed(
        Choreography(scene="road", performers=(only("offscreen left", "center", kind="approach"),))
    ).performers
    assert performer.moves[0].path == ("center",)


needs = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 20), st.floats(0.0, 0.5)), min_size=1, max_size=6)


@given(needs)
def test_moves_get_the_time_they_need_in_order_within_the_scene(drawn: list[tuple[int, int, float]]) -> None:
    moves: list[Move] = []
    t = 0
    for length, rest, _ in drawn:
        if t + length <= 100:
            moves.append(Move(start=t / 100, end=(t + length) / 100))
        t += length + rest
    wanted = [need for _, _, need in drawn[: len(moves)]]
    timed, reach = with_time(moves, wanted)
    assert [a.end <= b.start + 1e-12 for a, b in pairwise(timed)] == [True] * (len(timed) - 1)
    assert all(0.0 <= move.start < move.end <= 1.0 for move in timed)
    assert (reach < 1.0) <= (sum(wanted) > 0.9)
    for move, need in zip(timed, wanted, strict=True):
        assert move.end - move.start >= need * reach - 1e-9
