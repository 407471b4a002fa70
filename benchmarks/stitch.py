"""Stitching against moviepy: the same clips, the same sound, the same encoder settings, in the same run.

    python benchmarks/stitch.py

Makes 20 clips of three seconds (1920x1080, 24 frames a second), joins them with hard cuts and with half-second
cross-fades, by storyagent and by moviepy (concatenate and write: x264 with the same preset, quality and threads, AAC
sound), and compares wall times. storyagent's time includes opening the film again and checking it; it is the middle one
of three runs. Then joins 200 clips and measures how far the sound is from the picture at every join. Exit code 1 if a
target is missed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from storyagent.film.audio import RATE_HZ, read_sound, sample_at, write_wav
from storyagent.film.encode import THREADS, VideoWriter, h264_options, read_frames
from storyagent.film.stitch import stitch_film
from storyagent.story.timeline import Timeline

WIDTH_PX, HEIGHT_PX, FPS = 1920, 1080, 24
CLIPS, CLIP_FRAMES, FADE_FRAMES = 20, 72, 12
HARD_CUT_TARGET, CROSS_FADE_TARGET = 20.0, 3.0
DRIFT_CLIPS, DRIFT_CLIP_FRAMES = 200, 25


def main() -> int:
    """Run everything, print a table, return the exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clips = [make_clip(folder / f"{number:02}.mp4", number) for number in range(CLIPS)]
        rows = [
            compare(folder, clips, fade_frames=0, target=HARD_CUT_TARGET),
            compare(folder, clips, fade_frames=FADE_FRAMES, target=CROSS_FADE_TARGET),
        ]
        drift_frames = measure_drift(folder)
    rows_met = all(met for _, met in rows)
    print(f"{'':24}{'storyagent':>12}{'moviepy':>12}{'ratio':>10}{'target':>10}  frames (film, storyagent, moviepy)")
    for line, _ in rows:
        print(line)
    print(f"greatest drift of the sound over {DRIFT_CLIPS} clips: {drift_frames:.3f} frames (target: under 1)")
    return 0 if rows_met and drift_frames < 1 else 1


def make_clip(path: Path, number: int) -> Path:
    """Write a clip in which a textured picture moves and a bright disc crosses it."""
    random = np.random.default_rng(number)
    coarse = random.integers(40, 216, (HEIGHT_PX // 60, WIDTH_PX // 60, 3)).astype(np.uint8)
    ground = np.repeat(np.repeat(coarse, 60, axis=0), 60, axis=1)
    ground += random.integers(0, 6, ground.shape, dtype=np.uint8)
    rows, columns = np.ogrid[:HEIGHT_PX, :WIDTH_PX]
    with VideoWriter(path, WIDTH_PX, HEIGHT_PX, FPS) as video:
        for frame in range(CLIP_FRAMES):
            picture = np.roll(ground, 4 * frame, axis=1)
            picture[(rows - 540) ** 2 + (columns - 100 - 24 * frame) ** 2 < 150**2] = 250
            video.write(picture)
    return path


def film_of(clips: int, frames: int, fade_frames: int) -> Timeline:
    """Return a timeline of equal clips, joined by cross-fades if `fade_frames` is not 0."""
    fade = {"transition": "crossfade", "transition_frames": fade_frames} if fade_frames else {}
    shots = [{"id": f"s{number}", "frames": frames, **(fade if number else {})} for number in range(clips)]
    return Timeline.model_validate({"fps": FPS, "shots": shots})


def beeps(timeline: Timeline, path: Path) -> Path:
    """Write a tone of a tenth of a second at the start of each shot."""
    sound = np.zeros(sample_at(timeline.frames, timeline.fps), np.float32)
    tone = (0.5 * np.sin(np.arange(RATE_HZ // 10) * 0.05)).astype(np.float32)
    for start in timeline.starts:
        first = sample_at(start, timeline.fps)
        sound[first : first + tone.size] = tone[: sound.size - first]
    write_wav(path, sound, channels=2)
    return path


def compare(folder: Path, clips: Sequence[Path], *, fade_frames: int, target: float) -> tuple[str, bool]:
    """Time both, and return a row of the table and whether the target is met."""
    timeline = film_of(CLIPS, CLIP_FRAMES, fade_frames)
    mix = beeps(timeline, folder / "mix.wav")
    ours, theirs = folder / "ours.mp4", folder / "theirs.mp4"
    ours_s = sorted(seconds(lambda: stitch_film(ours, timeline, clips, audio=mix)) for _ in range(3))[1]
    theirs_s = seconds(lambda: with_moviepy(theirs, clips, mix, fade_frames / FPS))
    frames = [sum(1 for _ in read_frames(path)) for path in (ours, theirs)]
    ratio = theirs_s / ours_s
    name = f"{fade_frames / FPS:g} s cross-fades" if fade_frames else "hard cuts"
    counts = f"{timeline.frames}, {frames[0]}, {frames[1]}"
    line = f"{name:24}{ours_s:10.2f} s{theirs_s:10.2f} s{ratio:9.1f}x{target:9.0f}x  {counts}"
    return line, ratio >= target and frames[0] == timeline.frames


def seconds(run: Callable[[], object]) -> float:
    """Return the wall time of a call."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def with_moviepy(path: Path, clips: Sequence[Path], audio: Path, fade_s: float) -> None:
    """Do the same with moviepy, as its documentation does it, with our encoder's preset, quality and threads."""
    from moviepy import (  # type: ignore[import-untyped, import-not-found, unused-ignore]
        AudioFileClip,
        VideoFileClip,
        concatenate_videoclips,
        vfx,
    )

    parts = [VideoFileClip(str(clip)) for clip in clips]
    if fade_s:
        faded = [parts[0], *(part.with_effects([vfx.CrossFadeIn(fade_s)]) for part in parts[1:])]
        film = concatenate_videoclips(faded, method="compose", padding=-fade_s)
    else:
        film = concatenate_videoclips(parts, method="chain")
    options = h264_options(FPS)
    film.with_audio(AudioFileClip(str(audio))).write_videofile(
        str(path),
        fps=FPS,
        codec="libx264",
        audio_codec="aac",
        preset=options["preset"],
        threads=THREADS,
        ffmpeg_params=["-crf", options["crf"], "-pix_fmt", "yuv420p"],
        logger=None,
    )
    for part in parts:
        part.close()


def measure_drift(folder: Path) -> float:
    """Join many short clips and return the greatest distance in frames between a join and its beep."""
    timeline = film_of(DRIFT_CLIPS, DRIFT_CLIP_FRAMES, 0)
    clip = folder / "short.mp4"
    with VideoWriter(clip, 320, 180, FPS) as video:
        for frame in range(DRIFT_CLIP_FRAMES):
            video.write(np.full((180, 320, 3), 40 + 8 * frame, np.uint8))
    film = folder / "long.mp4"
    facts = stitch_film(film, timeline, [clip] * DRIFT_CLIPS, audio=beeps(timeline, folder / "mix.wav"))
    assert facts.frames == timeline.frames
    sound, _ = read_sound(film)
    drifts = []
    for start in timeline.starts:
        first = max(0, sample_at(start, FPS) - RATE_HZ // 5)
        heard = first + int(np.flatnonzero(np.abs(sound[first:]) > 0.2)[0])
        drifts.append(abs(heard / RATE_HZ * FPS - start))
    return max(drifts)


if __name__ == "__main__":
    sys.exit(main())
