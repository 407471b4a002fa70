from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import opentimelineio as otio  # type: ignore[import-untyped]
import pytest

from storyagent.errors import InvalidInput
from storyagent.film.audio import read_sound, sample_at
from storyagent.film.encode import VideoWriter, probe
from storyagent.film.subtitles import read_srt
from storyagent.story.screenplay import Line, Transition
from storyagent.story.timeline import Shot, Timeline
from storyagent.tools.assemble_timeline import assemble_timeline
from storyagent.tools.export_timeline import export_timeline
from storyagent.tools.mix_audio import mix_audio
from storyagent.tools.speak_text import speak_text
from storyagent.tools.stitch import stitch
from storyagent.tools.subtitle import subtitle
from storyagent.tools.time_scene import time_scene


class Context:
    """A call's own folder, and what it reports."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.options: Mapping[str, Any] = {}
        self.fractions: list[float] = []

    def path(self, name: str) -> Path:
        """Return a path in the call's folder."""
        self.folder.mkdir(exist_ok=True)
        return self.folder / name

    def progress(self, fraction: float, message: str = "") -> None:
        """Remember the report."""
        self.fractions.append(fraction)


def clip(path: Path, shot: Shot, fps: int) -> Path:
    with VideoWriter(path, 96, 64, fps) as video:
        for frame in range(shot.frames):
            canvas = np.full((64, 96, 3), 90, np.uint8)
            canvas[10:50, frame % 80 : frame % 80 + 16] = 230
            video.write(canvas)
    return path


def test_lines_become_a_film_with_sound_subtitles_and_a_timeline(tmp_path: Path) -> None:
    scenes = {"one": "The fox ran home.", "two": "The bird sang, and the sun went down."}
    ids, fps, fade = tuple(scenes), 12, Transition(kind="crossfade", duration_s=0.5)
    speech = [speak_text((Line(text=text),), context=Context(tmp_path / name)) for name, text in scenes.items()]
    shots = (
        time_scene("one", 1.0, fps, Transition(), fade, speech[0].cues, context=Context(tmp_path)),
        time_scene("two", 1.0, fps, fade, None, speech[1].cues, context=Context(tmp_path)),
    )
    timeline = assemble_timeline(shots, fps, context=Context(tmp_path))
    mix = mix_audio(timeline, ids, tuple(spoken.audio for spoken in speech), context=Context(tmp_path / "mix"))
    texts = subtitle(timeline, ids, tuple(spoken.cues for spoken in speech), context=Context(tmp_path / "texts"))
    clips = tuple(clip(tmp_path / f"{shot.id}.mp4", shot, fps) for shot in shots)
    context = Context(tmp_path / "film")

    film, checked = stitch(timeline, clips, mix, texts, title="Fox", context=context)
    assert checked.frames == timeline.frames

    facts = probe(film)
    assert (facts.frames, facts.fps, facts.audio_codec, facts.subtitle_codecs) == (
        timeline.frames,
        12.0,
        "aac",
        ("mov_text",),
    )
    assert read_sound(mix)[0].size == sample_at(timeline.frames, fps)
    assert [cue.text for cue in read_srt(texts)] == list(scenes.values())
    assert context.fractions == sorted(context.fractions) and context.fractions[-1] == 1.0

    edit = export_timeline(timeline, "Fox", ("1.mp4", "2.mp4"), "audio.wav", context=Context(tmp_path / "edit"))
    assert otio.adapters.read_from_file(str(edit)).duration().value == timeline.frames


def test_a_scene_without_speech_has_the_length_asked_for(tmp_path: Path) -> None:
    assert time_scene("a", 2.0, 24, Transition(), context=Context(tmp_path)) == Shot(id="a", frames=48)


def test_shots_that_make_no_film_are_refused(tmp_path: Path) -> None:
    shot = Shot(id="a", frames=48, transition="crossfade", transition_frames=12)
    with pytest.raises(InvalidInput, match="no shot before it"):
        assemble_timeline((shot,), 24, context=Context(tmp_path))


def test_a_film_without_speech_has_silence_and_no_subtitles(tmp_path: Path) -> None:
    timeline = Timeline(fps=24, shots=(Shot(id="a", frames=48),))
    mix = mix_audio(timeline, (), (), context=Context(tmp_path))
    texts = subtitle(timeline, (), (), context=Context(tmp_path))
    assert not read_sound(mix)[0].any()
    film = stitch(
        timeline, (clip(tmp_path / "a.mp4", timeline.shots[0], 24),), mix, texts, context=Context(tmp_path)
    ).film
    assert probe(film).subtitle_codecs == ()


def test_speech_and_cues_belong_to_one_shot_each(tmp_path: Path) -> None:
    timeline = Timeline(fps=24, shots=(Shot(id="a", frames=48),))
    with pytest.raises(InvalidInput, match="found 0 for shots a"):
        mix_audio(timeline, ("a",), (), context=Context(tmp_path))
    with pytest.raises(InvalidInput, match="found 2 for shots a, a"):
        subtitle(timeline, ("a", "a"), ((), ()), context=Context(tmp_path))
