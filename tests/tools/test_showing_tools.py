"""Tools that write, dub and show, called as a run calls them."""

from pathlib import Path

import pytest
from PIL import Image

from storyagent.errors import InvalidInput, MissingExtra
from storyagent.film.encode import probe
from storyagent.media.audio.facts import sound_facts
from storyagent.story.screenplay import Line
from storyagent.testing import run_tool
from storyagent.tools.compose_music import compose_music
from storyagent.tools.dub_video import dub_video
from storyagent.tools.duck_music import duck_music
from storyagent.tools.make_poster import make_poster
from storyagent.tools.make_sound import make_sound
from storyagent.tools.make_webpage import make_webpage
from storyagent.tools.speak_text import speak_text
from storyagent.tools.summarise import summarise
from storyagent.tools.transcribe_audio import transcribe_audio
from storyagent.tools.translate_text import translate_text
from storyagent.tools.write_title import write_title
from tests.media.showing import TIMELINE, content, drawing, screenplay

STORY = "A red fox walks through the forest. It is cold. The fox sees an owl. The owl sleeps in a tree."


def test_a_film_gets_a_page_of_its_own(tmp_path: Path) -> None:
    shown = content(tmp_path)
    drawing().save(tmp_path / "fox.png")
    page = run_tool(
        make_webpage,
        film=shown.film,
        screenplay=screenplay(),
        timeline=TIMELINE,
        subtitles=shown.subtitles,
        summary="A fox walks.",
        entity_ids=("fox",),
        drawings=(tmp_path / "fox.png",),
    ).read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert page.count("<button") == 2 and "A fox walks." in page
    with pytest.raises(InvalidInput, match="no browser"):
        run_tool(make_webpage, film=tmp_path / "fox.png")


def test_a_screenplay_gets_a_poster(tmp_path: Path) -> None:
    drawing().save(tmp_path / "fox.png")
    path = run_tool(
        make_poster, screenplay=screenplay(), entity_ids=("fox",), drawings=(tmp_path / "fox.png",), width_px=200
    )
    with Image.open(path) as poster:
        assert (poster.size, poster.mode) == ((200, 300), "RGB")


def test_a_story_gets_a_summary_and_a_title() -> None:
    assert run_tool(write_title, story=STORY) == "The Red Fox and the Owl"
    short = run_tool(summarise, text=STORY, sentences=2)
    assert short.startswith("A red fox walks through the forest.") and short.count(".") == 2


def test_speech_is_mixed_with_music_and_dubbed_onto_a_film(tmp_path: Path) -> None:
    spoken = run_tool(speak_text, lines=(Line(text="Good night, little fox."),)).audio
    mixed = run_tool(
        duck_music,
        speech=spoken,
        music=run_tool(compose_music, mood="tender", duration_s=4.0),
        sounds=(run_tool(make_sound, description="crickets", duration_s=1.0, loop=True),),
    )
    assert sound_facts(mixed).duration_s == sound_facts(spoken).duration_s
    assert sound_facts(mixed).loudness_lufs == pytest.approx(-16, abs=0.3)
    dubbed = run_tool(dub_video, video=content(tmp_path).film, audio=mixed, how="replace")
    assert (probe(dubbed).frames, probe(dubbed).audio_codec) == (50, "aac")


def test_what_needs_a_model_says_how_to_get_it() -> None:
    with pytest.raises(MissingExtra, match="nothing is translated without"):
        run_tool(translate_text, text="Good night.", target="de")
    spoken = run_tool(speak_text, lines=(Line(text="Good night."),)).audio
    with pytest.raises(MissingExtra, match="hf download openai/whisper-base"):
        run_tool(transcribe_audio, audio=spoken)
