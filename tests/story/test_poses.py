"""Who rides sits, who is in bed lies, what is held is at the hand: the boxes of it."""

from __future__ import annotations

import pytest

from storyagent.story.choreography import Choreography, Move, Performer, Relation, RelationKind
from storyagent.story.compose import compose
from storyagent.story.layout import Layout
from storyagent.story.sampling import sample_times
from storyagent.story.validate import check_layout

ASPECTS = (16 / 9, 1.0, 9 / 16)


def performer(name: str, size: float, proportion: float, *moves: Move, **fields: object) -> Performer:
    given = {"id": name, "entity": name, "name": name, "size": size, "proportion": proportion, "footing": "ground"}
    return Performer.model_validate(given | {"moves": moves} | fields)


def related(kind: RelationKind, other: str) -> Relation:
    return Relation(kind=kind, other=other)


def composed(*performers: Performer, aspect_ratio: float = 16 / 9) -> Layout:
    return compose(Choreography(scene="yard", aspect_ratio=aspect_ratio, performers=performers))


@pytest.mark.parametrize("moving", [True, False])
@pytest.mark.parametrize(("mount", "proportion"), [("horse", 1.1), ("elephant", 1.35), ("bicycle", 1.6)])
def test_a_rider_sits_astride_and_overlaps_what_it_rides(mount: str, proportion: float, moving: bool) -> None:
    moves = (Move(motion="move", path=("left", "right")),) if moving else ()
    layout = composed(
        performer("girl", 0.3, 0.5, start_relation=related("on", mount)), performer(mount, 0.36, proportion, *moves)
    )
    for t in sample_times(5):
        girl, under = layout.track("girl").box_at(t), layout.track(mount).box_at(t)
        assert girl.y0 < under.y0
        assert under.y0 + 0.3 * under.height < girl.y1 < under.y1
        assert abs(girl.center[0] - under.center[0]) < 0.2 * under.width
    assert layout.track("girl").depth_at(0.0) > layout.track(mount).depth_at(0.0)
    assert not check_layout(layout)


def test_a_bird_on_a_horse_and_a_cat_on_a_box_stand_on_top() -> None:
    layout = composed(
        performer("bird", 0.1, 1.2, footing="air", start_relation=related("on", "horse")),
        performer("horse", 0.36, 1.1),
        performer("cat", 0.15, 1.3, start_relation=related("on", "box")),
        performer("box", 0.2, 1.0),
    )
    for upper, lower in (("bird", "horse"), ("cat", "box")):
        one, other = layout.track(upper).box_at(0.5), layout.track(lower).box_at(0.5)
        assert other.y0 < one.y1 < other.y0 + 0.17 * other.height


@pytest.mark.parametrize("kind", ["inside", "on"])
@pytest.mark.parametrize("aspect_ratio", ASPECTS)
def test_one_in_bed_lies_on_it_as_long_as_it_was_high(kind: RelationKind, aspect_ratio: float) -> None:
    standing = composed(performer("tom", 0.2, 0.5), performer("bed", 0.16, 1.5), aspect_ratio=aspect_ratio)
    lying = composed(
        performer("tom", 0.2, 0.5, start_relation=related(kind, "bed")),
        performer("bed", 0.16, 1.5),
        aspect_ratio=aspect_ratio,
    )
    tom, bed = lying.track("tom").box_at(0.5), lying.track("bed").box_at(0.5)
    assert tom.width * aspect_ratio == pytest.approx(standing.track("tom").box_at(0.5).height, rel=0.02)
    assert tom.width * aspect_ratio == pytest.approx(2 * tom.height)
    assert bed.x0 <= tom.x0 and tom.x1 <= bed.x1 and bed.y0 < tom.y1 < bed.y1
    assert not check_layout(lying)


def test_a_bed_is_long_enough_for_a_giant() -> None:
    layout = composed(performer("giant", 0.6, 0.5, start_relation=related("inside", "bed")), performer("bed", 0.2, 1.5))
    giant, bed = layout.track("giant").box_at(0.5), layout.track("bed").box_at(0.5)
    assert bed.width > giant.width and giant.width * 16 / 9 > 0.5


@pytest.mark.parametrize("aspect_ratio", ASPECTS[:2])
@pytest.mark.parametrize("thing", ["ball", "balloon"])
def test_what_is_held_touches_its_holder_and_is_not_before_the_face(thing: str, aspect_ratio: float) -> None:
    footing = "air" if thing == "balloon" else "ground"
    layout = composed(
        performer("girl", 0.4, 0.5, Move(motion="move", path=("left", "right"))),
        performer(thing, 0.2, 1.0, start_relation=related("held by", "girl"), footing=footing),
        aspect_ratio=aspect_ratio,
    )
    for t in sample_times(5):
        girl, held = layout.track("girl").box_at(t), layout.track(thing).box_at(t)
        assert held.x0 < girl.x0 < held.x1 or held.x0 < girl.x1 < held.x1
        face_x0, face_x1 = girl.center[0] - 0.2 * girl.width, girl.center[0] + 0.2 * girl.width
        assert held.x0 > face_x1 or held.x1 < face_x0
        assert held.y0 < girl.y0 + 0.7 * girl.height < girl.y1
    assert not check_layout(layout)


def test_who_goes_to_the_left_carries_at_the_left() -> None:
    layout = composed(
        performer("girl", 0.4, 0.5, Move(motion="move", path=("right", "left"))),
        performer("basket", 0.15, 1.0, start_relation=related("held by", "girl")),
    )
    assert all(
        layout.track("basket").box_at(t).center[0] < layout.track("girl").box_at(t).center[0] for t in sample_times(5)
    )


def test_an_owl_holds_a_kite_in_its_claws() -> None:
    layout = composed(
        performer("owl", 0.24, 0.65, footing="air"),
        performer("kite", 0.2, 1.0, footing="air", start_relation=related("held by", "owl")),
    )
    owl, kite = layout.track("owl").box_at(0.5), layout.track("kite").box_at(0.5)
    assert owl.center[1] < kite.y0 < owl.y1 < kite.y1


def test_one_who_climbs_into_bed_keeps_its_size_and_ends_there() -> None:
    layout = composed(
        performer("sam", 0.3, 0.5, Move(motion="move", relation=related("inside", "bed"))), performer("bed", 0.26, 1.5)
    )
    first, last, bed = layout.track("sam").box_at(0.0), layout.track("sam").box_at(1.0), layout.track("bed").box_at(1.0)
    assert last.height == pytest.approx(first.height)
    assert bed.x0 < last.center[0] < bed.x1 and bed.y0 < last.y1 < bed.y1
