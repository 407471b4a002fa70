"""Hypothesis strategies for the values of `storyagent.story`, for every test that needs any of them."""

from itertools import pairwise
from typing import get_args

from hypothesis import strategies as st

from storyagent.story.choreography import (
    Choreography,
    Footing,
    Motion,
    Move,
    Performer,
    Relation,
    RelationKind,
    Size,
    Spot,
)
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.sampling import Ease
from storyagent.story.screenplay import (
    Aspect,
    Camera,
    CameraMove,
    Entity,
    FilmFormat,
    Line,
    Role,
    Scene,
    Screenplay,
    Speed,
    TimeOfDay,
    Transition,
    TransitionKind,
    Weather,
)

identifiers = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
unit = st.floats(0.0, 1.0)
aspect_ratios = st.sampled_from([16 / 9, 9 / 16, 1.0, 4 / 3, 2.39])
cameras = st.builds(Camera, move=st.sampled_from(get_args(CameraMove)), speed=st.sampled_from(get_args(Speed)))


@st.composite
def boxes(draw: st.DrawFn, low: float = -4.0, high: float = 5.0) -> Box:
    """Draw any box between two coordinates."""
    sides = []
    for _ in "xy":
        start = draw(st.floats(low, high - 1e-3))
        sides.append((start, draw(st.floats(start + 5e-4, high))))
    (x0, x1), (y0, y1) = sides
    return Box(x0=x0, y0=y0, x1=x1, y1=y1)


@st.composite
def times_that_grow(draw: st.DrawFn, most: int = 5) -> list[float]:
    """Draw distinct times in order, at least a thousandth apart."""
    ticks = draw(st.lists(st.integers(0, 1000), min_size=1, max_size=most, unique=True))
    return [tick / 1000 for tick in sorted(ticks)]


@st.composite
def windows(draw: st.DrawFn) -> tuple[tuple[float, float], ...]:
    """Draw up to two stretches of time that do not touch."""
    borders = draw(times_that_grow(most=4))
    pairs = tuple(pair for index, pair in enumerate(pairwise(borders)) if index % 2 == 0)
    return draw(st.sampled_from([((0.0, 1.0),), pairs]))


@st.composite
def stretches(draw: st.DrawFn) -> tuple[tuple[float, float], ...]:
    """Draw one to three stretches of time in which something is seen."""
    borders = draw(st.lists(st.integers(0, 1000), min_size=2, max_size=6, unique=True))
    times = [tick / 1000 for tick in sorted(borders)]
    pairs = tuple(pair for index, pair in enumerate(pairwise(times)) if index % 2 == 0)
    return draw(st.sampled_from([((0.0, 1.0),), pairs]))


@st.composite
def keyframes(draw: st.DrawFn, box: st.SearchStrategy[Box] | None = None) -> tuple[Keyframe, ...]:
    """Draw keyframes with any easing."""
    eases = st.sampled_from(get_args(Ease))
    return tuple(
        Keyframe(
            t=t,
            box=draw(boxes(-1.0, 2.0) if box is None else box),
            ease_x=draw(eases),
            ease_y=draw(eases),
            ease_size=draw(eases),
            depth=draw(st.sampled_from([-1.0, 0.0, 0.1, 2.5])),
        )
        for t in draw(times_that_grow())
    )


tracks = st.builds(
    Track, id=identifiers, entity=st.sampled_from(["fox", "hen"]), name=texts, keyframes=keyframes(), windows=windows()
)
layouts = st.builds(
    Layout,
    scene=identifiers,
    background=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    aspect_ratio=aspect_ratios,
    tracks=st.lists(tracks, max_size=5, unique_by=lambda track: track.id).map(tuple),
    view=st.one_of(st.just(()), keyframes()),
)


@st.composite
def moves(draw: st.DrawFn, others: tuple[str, ...]) -> tuple[Move, ...]:
    """Draw moves that follow each other, some related to others."""
    borders = draw(times_that_grow(most=4))
    return tuple(
        Move(
            motion=draw(st.sampled_from(get_args(Motion))),
            path=tuple(draw(st.lists(st.sampled_from(get_args(Spot)), max_size=3))),
            start=start,
            end=end,
            relation=draw(relations(others)),
        )
        for start, end in pairwise(borders)
    )


def relations(others: tuple[str, ...]) -> st.SearchStrategy[Relation | None]:
    """Draw no relation, or one to any of the others."""
    if not others:
        return st.none()
    related = st.builds(Relation, kind=st.sampled_from(get_args(RelationKind)), other=st.sampled_from(others))
    return st.one_of(st.none(), related)


@st.composite
def choreographies(draw: st.DrawFn, most: int = 5) -> Choreography:
    """Draw any valid choreography of at most so many performers."""
    ids = tuple(f"p{index}" for index in range(draw(st.integers(0, most))))
    performers = []
    for own in ids:
        others = tuple(other for other in ids if other != own)
        performers.append(
            Performer(
                id=own,
                entity=draw(st.sampled_from(["fox", "hen"])),
                name=draw(st.sampled_from(["red fox", "hen"])),
                size=draw(st.one_of(st.sampled_from(get_args(Size)), st.floats(0.02, 1.0))),
                proportion=draw(st.sampled_from([0.1, 0.3, 0.6, 1.0, 2.5, 10.0])),
                footing=draw(st.one_of(st.none(), st.sampled_from(get_args(Footing)))),
                moves=draw(moves(others)),
                start_relation=draw(relations(others)),
                windows=draw(stretches()),
                distant=draw(st.booleans()),
            )
        )
    return Choreography(
        scene=draw(identifiers),
        background=draw(texts),
        aspect_ratio=draw(aspect_ratios),
        camera=draw(cameras),
        performers=tuple(performers),
    )


@st.composite
def screenplays(draw: st.DrawFn) -> Screenplay:
    """Draw any valid screenplay with up to three entities and scenes."""
    names = draw(st.lists(identifiers, min_size=1, max_size=3, unique=True))
    kinds = [draw(st.sampled_from(["character", "prop", "place"])) for _ in names]
    entities = [
        Entity(
            id=name,
            name=draw(texts),
            kind=kind,
            noun=draw(texts),
            description=draw(st.one_of(st.just(""), texts)),
            color=draw(st.one_of(st.none(), st.sampled_from(["red", "blue"]))),
            traits=tuple(draw(st.lists(texts, max_size=2))),
        )
        for name, kind in zip(names, kinds, strict=True)
    ]
    places = st.sampled_from([None, *(e.id for e in entities if e.kind == "place")])
    scenes = [
        Scene(
            id=scene,
            title=draw(st.one_of(st.just(""), texts)),
            prompt=draw(texts),
            place=draw(places),
            cast=tuple(draw(st.lists(st.builds(Role, entity=st.sampled_from(names)), max_size=3))),
            lines=tuple(
                draw(st.lists(st.builds(Line, text=texts, speaker=st.sampled_from([None, *names])), max_size=2))
            ),
            time=draw(st.sampled_from(get_args(TimeOfDay))),
            weather=draw(st.sampled_from(get_args(Weather))),
            camera=draw(cameras),
            transition=Transition(
                kind=draw(st.sampled_from(get_args(TransitionKind))), duration_s=draw(st.floats(0.01, 5.0))
            ),
            duration_s=draw(st.floats(0.1, 600.0)),
        )
        for scene in draw(st.lists(identifiers, min_size=1, max_size=3, unique=True))
    ]
    film = FilmFormat(aspect=draw(st.sampled_from(get_args(Aspect))), fps=draw(st.integers(1, 120)))
    return Screenplay(
        title=draw(texts),
        seed=draw(st.integers(0, 2**32 - 1)),
        format=film,
        entities=tuple(entities),
        scenes=tuple(scenes),
    )
