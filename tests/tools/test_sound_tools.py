"""Sound tools on real files, called as a run calls them."""

import pytest

from storyagent.errors import InvalidInput, MissingExtra
from storyagent.film.audio import read_sound, sample_at
from storyagent.media.audio.facts import sound_facts
from storyagent.story.screenplay import Line
from storyagent.story.timeline import Shot, Timeline
from storyagent.testing import run_tool
from storyagent.tools.compose_music import compose_music
from storyagent.tools.make_sound import make_sound
from storyagent.tools.mix_audio import mix_audio
from storyagent.tools.speak_text import speak_text

TIMELINE = Timeline(fps=7, shots=(Shot(id="title", frames=14), Shot(id="a", frames=40, speech_offset_frames=10)))


def test_a_description_becomes_a_sound_file() -> None:
    facts = sound_facts(run_tool(make_sound, description="a church bell", duration_s=3.0))
    assert facts.duration_s == 3.0
    assert facts.loudness_lufs == pytest.approx(-20, abs=2)
    assert facts.peak_db is not None and facts.peak_db <= -1.5


def test_a_mood_becomes_music_as_long_as_the_film() -> None:
    path = run_tool(compose_music, mood="slow spooky music", timeline=TIMELINE)
    assert read_sound(path)[0].size == sample_at(TIMELINE.frames, TIMELINE.fps)
    assert sound_facts(run_tool(compose_music, mood="happy", duration_s=2.5)).duration_s == 2.5


def test_a_film_with_music_and_rain_is_as_long_as_without_and_has_the_stated_loudness() -> None:
    spoken = run_tool(speak_text, lines=(Line(text="The fox ran home through the rain."),)).audio
    rain = run_tool(make_sound, description="rain", duration_s=2.0, loop=True)
    music = run_tool(compose_music, mood="calm", timeline=TIMELINE)
    plain = run_tool(mix_audio, timeline=TIMELINE, shot_ids=("a",), speech=(spoken,))
    mixed = run_tool(
        mix_audio,
        timeline=TIMELINE,
        shot_ids=("a",),
        speech=(spoken,),
        music=music,
        sounds=(rain,),
        heard={"a": 0},
    )
    before, after = sound_facts(plain), sound_facts(mixed)
    assert after.duration_s == before.duration_s
    assert after.loudness_lufs == pytest.approx(-16, abs=0.3)
    assert after.peak_db is not None and after.peak_db <= -1.49


def test_bad_requests_say_what_is_wrong() -> None:
    with pytest.raises(InvalidInput, match="no sound that can be made"):
        run_tool(make_sound, description="a xylophone")
    with pytest.raises(InvalidInput, match="no mood"):
        run_tool(compose_music, mood="polka")
    with pytest.raises(InvalidInput, match="not there"):
        run_tool(mix_audio, timeline=TIMELINE, shot_ids=(), speech=(), heard={"b": 0})


def test_a_model_whose_weights_are_not_here_says_how_to_get_them() -> None:
    with pytest.raises(MissingExtra, match="hf download facebook/musicgen-small"):
        run_tool(compose_music, model="facebook/musicgen-small")
    with pytest.raises(MissingExtra, match="hf download cvssp/audioldm2"):
        run_tool(make_sound, description="a xylophone", model="cvssp/audioldm2")
