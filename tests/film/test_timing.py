import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyagent.film.timing import LEAD_IN_S, LEAD_OUT_S, frames_of, time_shot, transition_frames
from storyagent.story.screenplay import Transition, TransitionKind
from storyagent.story.timeline import Timeline

CUT = Transition()
kinds = st.sampled_from(["cut", "crossfade", "fade"])
transitions = st.builds(Transition, kind=kinds, duration_s=st.floats(0.05, 5.0))


def test_a_silent_shot_lasts_as_long_as_asked() -> None:
    shot = time_shot("a", 4.0, 24, CUT, None, 0.0)
    assert (shot.frames, shot.speech_offset_frames, shot.transition) == (96, 0, "cut")


def test_a_shot_is_never_shorter_than_its_speech() -> None:
    shot = time_shot("a", 2.0, 24, CUT, None, 6.0)
    assert shot.frames == 10 + 144 + 15  # lead in, speech, lead out
    assert shot.speech_offset_frames == 10


@pytest.mark.parametrize(("kind", "comes", "goes"), [("cut", 0, 0), ("crossfade", 24, 24), ("fade", 12, 12)])
def test_speech_waits_for_the_transition_and_ends_before_the_next(kind: TransitionKind, comes: int, goes: int) -> None:
    transition = Transition(kind=kind, duration_s=1.0)
    shot = time_shot("a", 0.1, 24, transition, transition, 2.0)
    assert shot.speech_offset_frames == comes + 10
    assert shot.frames == comes + 10 + 48 + 15 + goes


def test_a_transition_has_at_least_one_frame() -> None:
    assert transition_frames(Transition(kind="fade", duration_s=0.001), 24) == 1
    assert transition_frames(Transition(kind="cut", duration_s=3.0), 24) == 0


@given(
    st.lists(st.tuples(st.floats(0.01, 20.0), transitions, st.floats(0.0, 30.0)), min_size=1, max_size=8),
    st.integers(1, 120),
)
def test_any_scenes_make_a_valid_timeline_in_which_speech_never_meets(
    scenes: list[tuple[float, Transition, float]], fps: int
) -> None:
    scenes[0] = (scenes[0][0], CUT, scenes[0][2])
    leaving = [scene[1] for scene in scenes[1:]] + [None]
    shots = [
        time_shot(f"s{i}", duration_s, fps, transition, leaving[i], speech_s)
        for i, (duration_s, transition, speech_s) in enumerate(scenes)
    ]
    timeline = Timeline(fps=fps, shots=tuple(shots))
    spoken_until = 0.0
    for (duration_s, _, speech_s), shot, start in zip(scenes, shots, timeline.starts, strict=True):
        assert shot.frames >= frames_of(duration_s, fps)
        if speech_s:
            begins_s = (start + shot.speech_offset_frames) / fps
            assert begins_s >= spoken_until
            spoken_until = begins_s + speech_s
            assert spoken_until + LEAD_OUT_S <= (start + shot.frames) / fps + 1e-6
            assert shot.speech_offset_frames / fps >= LEAD_IN_S
