import opentimelineio as otio  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyagent.errors import InvalidInput
from storyagent.film.export import editor_timeline
from storyagent.story.timeline import Shot, Timeline

TIMELINE = Timeline(
    fps=24,
    shots=(
        Shot(id="title", frames=48, transition="fade", transition_frames=10),
        Shot(id="one", frames=60, transition="crossfade", transition_frames=13),
        Shot(id="two", frames=50),
        Shot(id="three", frames=40, transition="fade", transition_frames=9),
    ),
)
NAMES = ("00-title.mp4", "01-one.mp4", "02-two.mp4", "03-three.mp4")


def read(timeline: Timeline, names: tuple[str, ...], audio: str | None = None) -> otio.schema.Timeline:
    film = otio.adapters.read_from_string(editor_timeline(timeline, "A film", names, audio), "otio_json")
    assert isinstance(film, otio.schema.Timeline)
    return film


def test_an_editor_reads_a_film_of_the_same_length() -> None:
    film = read(TIMELINE, NAMES, "audio.wav")
    assert film.name == "A film"
    assert film.duration() == otio.opentime.RationalTime(TIMELINE.frames, 24)
    assert [track.kind for track in film.tracks] == ["Video", "Audio"]


def test_clips_start_where_the_film_shows_them() -> None:
    track = read(TIMELINE, NAMES).video_tracks()[0]
    clips = track.find_clips()
    starts = [track.range_of_child(clip).start_time.value for clip in clips]
    assert starts == [0, 35 + 6, 35 + 60, 35 + 60 + 50]  # a cross-fade is cut in its middle
    assert [clip.media_reference.target_url for clip in clips] == [f"clips/{name}" for name in NAMES]


def test_transitions_stand_between_their_clips() -> None:
    track = read(TIMELINE, NAMES).video_tracks()[0]
    kinds = [type(item).__name__ for item in track]
    assert kinds == ["Transition", "Clip", "Transition", "Clip", "Clip", "Transition", "Clip"]
    cross = track[2]
    assert (cross.in_offset.value, cross.out_offset.value) == (6, 7)
    assert cross.transition_type == "SMPTE_Dissolve"


def test_a_film_without_sound_has_no_sound_track() -> None:
    assert len(read(TIMELINE, NAMES).tracks) == 1


def test_the_same_film_gives_the_same_text() -> None:
    assert editor_timeline(TIMELINE, "A", NAMES) == editor_timeline(TIMELINE, "A", NAMES)


def test_each_shot_needs_a_clip() -> None:
    with pytest.raises(InvalidInput, match="found 1 names; needed 4"):
        editor_timeline(TIMELINE, "A", NAMES[:1])


@given(st.lists(st.tuples(st.integers(20, 90), st.sampled_from(["cut", "crossfade", "fade"]), st.integers(1, 10))))
def test_handles_always_lie_inside_the_media(shots: list[tuple[int, str, int]]) -> None:
    shots = [(48, "cut", 0), *shots]
    timeline = Timeline.model_validate(
        {
            "fps": 25,
            "shots": [
                {"id": f"s{i}", "frames": n, "transition": kind, "transition_frames": 0 if kind == "cut" else t}
                for i, (n, kind, t) in enumerate(shots)
            ],
        }
    )
    track = read(timeline, tuple(f"{i}.mp4" for i in range(len(shots)))).video_tracks()[0]
    assert track.duration().value == timeline.frames
    for item, following in zip(track, list(track)[1:], strict=False):
        if isinstance(following, otio.schema.Transition) and following.transition_type == "SMPTE_Dissolve":
            assert item.source_range.end_time_exclusive() + following.out_offset == item.available_range().duration
