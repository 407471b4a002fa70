from hypothesis import given
from hypothesis import strategies as st

from storyagent.film.joins import Copied, Made, Mixed, Piece, join
from storyagent.story.timeline import Shot, Timeline


def frames_of(pieces: tuple[Piece, ...]) -> list[Mixed]:
    """Write every frame of a film out, copied or made."""
    frames: list[Mixed] = []
    for piece in pieces:
        if isinstance(piece, Made):
            frames += piece.frames
        else:
            frames += [Mixed(piece.clip, frame) for frame in range(piece.first, piece.last)]
    return frames


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    shots = [Shot(id="s0", frames=draw(st.integers(20, 60)))]
    for number in range(1, draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["cut", "crossfade", "fade"]))
        length = 0 if kind == "cut" else draw(st.integers(1, 10))
        shots.append(
            Shot.model_validate(
                {
                    "id": f"s{number}",
                    "frames": draw(st.integers(20, 60)),
                    "transition": kind,
                    "transition_frames": length,
                }
            )
        )
    return Timeline(fps=24, shots=tuple(shots))


@given(timelines(), st.integers(1, 30))
def test_the_pieces_are_the_film_frame_by_frame(timeline: Timeline, group: int) -> None:
    frames = frames_of(join(timeline, [range(0, shot.frames, group) for shot in timeline.shots]))
    assert len(frames) == timeline.frames
    for place, frame in enumerate(frames):
        assert timeline.starts[frame.clip] + frame.frame == place
        if frame.under:
            clip, number = frame.under
            assert timeline.starts[clip] + number == place


@given(timelines(), st.integers(1, 30))
def test_nothing_is_made_anew_but_transitions_and_up_to_a_group_behind_them(timeline: Timeline, group: int) -> None:
    pieces = join(timeline, [range(0, shot.frames, group) for shot in timeline.shots])
    made = sum(len(piece.frames) for piece in pieces if isinstance(piece, Made))
    transitions = [shot.transition_frames for shot in timeline.shots if shot.transition_frames]
    assert made <= sum(transitions) + len(transitions) * (group - 1)
    assert all(piece.first % group == 0 for piece in pieces if isinstance(piece, Copied))


def test_hard_cuts_copy_whole_clips() -> None:
    timeline = Timeline(fps=24, shots=(Shot(id="a", frames=30), Shot(id="b", frames=20)))
    assert join(timeline, [(0, 12, 24), (0, 12)]) == (Copied(0, 0, 30), Copied(1, 0, 20))


def test_a_cross_fade_goes_evenly_from_one_clip_to_the_next() -> None:
    timeline = Timeline(
        fps=24, shots=(Shot(id="a", frames=30), Shot(id="b", frames=30, transition="crossfade", transition_frames=3))
    )
    copied, made, _ = join(timeline, [(0,), (0, 4)])
    assert copied == Copied(0, 0, 27)
    assert made == Made(
        (Mixed(1, 0, 0.25, (0, 27)), Mixed(1, 1, 0.5, (0, 28)), Mixed(1, 2, 0.75, (0, 29)), Mixed(1, 3))
    )


def test_a_fade_takes_from_both_clips_and_is_darkest_between_them() -> None:
    timeline = Timeline(
        fps=24, shots=(Shot(id="a", frames=30), Shot(id="b", frames=30, transition="fade", transition_frames=7))
    )
    frames = frames_of(join(timeline, [(0,), (0,)]))
    assert len(frames) == 60
    assert [frame.weight for frame in frames[27:34]] == [0.75, 0.5, 0.25, 0.2, 0.4, 0.6, 0.8]
    assert {frame.weight for frame in frames[:27] + frames[34:]} == {1.0}


def test_a_film_that_fades_in_begins_dark() -> None:
    timeline = Timeline(fps=24, shots=(Shot(id="a", frames=30, transition="fade", transition_frames=6),))
    assert [frame.weight for frame in frames_of(join(timeline, [(0,)]))[:4]] == [0.25, 0.5, 0.75, 1.0]
