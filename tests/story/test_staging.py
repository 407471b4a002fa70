from itertools import product
from typing import get_args

import pytest

from storyagent.story.choreography import Move, Performer, Relation, RelationKind
from storyagent.story.layout import Box, Keyframe, Track
from storyagent.story.spots import Fit
from storyagent.story.staging import Beginning, stage

WALKER = Track(
    id="horse",
    entity="horse",
    name="horse",
    keyframes=(
        Keyframe(t=0.0, box=Box(x0=-0.4, y0=0.5, x1=-0.1, y1=0.9)),
        Keyframe(t=0.6, box=Box(x0=0.6, y0=0.45, x1=0.9, y1=0.85)),
        Keyframe(t=1.0, box=Box(x0=0.7, y0=0.5, x1=1.0, y1=0.9)),
    ),
)
SHIFTS = (0.0, 0.02, 0.1, -0.1, 0.2, -0.2, 0.4, -0.4, 0.7, -0.7)


@pytest.mark.parametrize("moves", [(), (Move(motion="sway"),), (Move(motion="jump", start=0.2, end=0.7),)])
@pytest.mark.parametrize("kind", get_args(RelationKind))
def test_one_box_decides_on_the_track_of_what_stays_with_another(kind: RelationKind, moves: tuple[Move, ...]) -> None:
    rider = Performer(
        id="bird", entity="bird", name="bird", start_relation=Relation(kind=kind, other="horse"), moves=moves
    )
    others = {"horse": WALKER}
    beginning = Beginning(rider, others, 16 / 9)
    assert beginning.decides
    tracks: dict[Box, set[str]] = {}
    for x, y in product(SHIFTS, SHIFTS):
        fit = Fit(0.1, 0.12, least_height=0.08, shift_x=x, shift_y=y)
        tracks.setdefault(beginning.box(fit), set()).add(stage(rider, fit, others, 16 / 9).model_dump_json())
    assert len(tracks) < len(SHIFTS) ** 2
    assert all(len(staged) == 1 for staged in tracks.values())


@pytest.mark.parametrize(
    "fields",
    [
        {"moves": (Move(motion="move", path=("left", "right")),)},
        {"moves": (Move(motion="sway", path=("left",)),), "start_relation": Relation(kind="on", other="horse")},
        {"start_relation": Relation(kind="on", other="cart")},
        {"start_relation": Relation(kind="on", other="horse"), "windows": ((0.0, 0.3),)},
    ],
    ids=["goes its own way", "told where", "nobody there", "carried out of sight"],
)
def test_no_single_box_decides_on_who_goes_elsewhere(fields: dict[str, object]) -> None:
    performer = Performer.model_validate({"id": "bird", "entity": "bird", "name": "bird", **fields})
    assert not Beginning(performer, {"horse": WALKER}, 16 / 9).decides
