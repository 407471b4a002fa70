"""Where the time of a whole film goes, and how much of it is neither drawing, speech nor encoding.

    python benchmarks/film.py [STORY]

Makes the example film three times, each by the command line in a fresh process:
1. from nothing, as a user does (target: under 45 s on 2 cores);
2. again without a change (target: under 3 s);
3. from nothing with one tool at a time, so that the tools' seconds add up. Encoding is timed in the same run by
   encoding the frames of the finished clips once more; the check of the film by checking it once more. What is left
   of the whole after drawing, speech and encoding is the price of everything else (target: at most 5 %).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from storyagent.film.check import check_film
from storyagent.film.encode import VideoWriter, probe, read_frames
from storyagent.film.subtitles import read_srt
from storyagent.story.timeline import Shot, Timeline

ROOT = Path(__file__).parent.parent
DRAWING = (
    "draw_entity",
    "draw_place",
    "draw_storyboard",
    "make_storyboard",
    "title_card",
    "animate_cutouts",
    "make_report",  # three quarters of it is scaling and encoding its pictures
)


def run(story: Path, out: Path, home: Path, **environ: str) -> tuple[float, Counter[str]]:
    """Make the film by the command line; return the seconds it took and the seconds of each tool."""
    command = [sys.executable, "-m", "storyagent.cli", "make", str(story), "-o", str(out), "--json"]
    started = time.perf_counter()
    done = subprocess.run(
        command, env={**os.environ, "STORYAGENT_HOME": str(home), **environ}, capture_output=True, text=True, check=True
    )
    seconds = time.perf_counter() - started
    spent: Counter[str] = Counter()
    for event in map(json.loads, done.stdout.splitlines()):
        if event["event"] == "node_finished" and not event["from_cache"]:
            spent[event["tool"]] += event["seconds"]
    return seconds, spent


def encoding_s(clip: Path, scratch: Path) -> float:
    """Return how long encoding the frames of a clip takes."""
    facts = probe(clip)
    frames = list(read_frames(clip))
    started = time.perf_counter()
    with VideoWriter(scratch, facts.width_px, facts.height_px, round(facts.fps)) as writer:
        for frame in frames:
            writer.write(frame)
    return time.perf_counter() - started


def checking_s(project: Path) -> float:
    """Return how long the check of the finished film takes."""
    facts = probe(project / "film.mp4")
    timeline = Timeline(fps=round(facts.fps), shots=(Shot(id="film", frames=facts.frames),))
    subtitles = len(read_srt(project / "film.srt"))
    started = time.perf_counter()
    check_film(project / "film.mp4", timeline, audio=project / "audio.wav", subtitles=subtitles)
    return time.perf_counter() - started


def main() -> int:
    """Print the table; return 0 if every target is met."""
    story = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "examples" / "ruby_and_the_red_kite.txt"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        whole_s, _ = run(story, root / "film.mp4", root / "home")
        again_s, remade = run(story, root / "film.mp4", root / "home")
        serial_s, spent = run(story, root / "serial.mp4", root / "serial-home", STORYAGENT_CPUS="1")
        facts = probe(root / "serial.mp4")
        clips = sorted((root / "serial" / "clips").glob("*.mp4"))
        encode_s = sum(encoding_s(clip, root / "scratch.mp4") for clip in clips)
        check_s = checking_s(root / "serial")
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "storyagent.cli", "--help"], capture_output=True, check=True)
        help_s = time.perf_counter() - started
    stages = {
        "drawing, storyboard and report included": sum(spent[tool] for tool in DRAWING) - encode_s,
        "speech and its mix": spent["speak_text"] + spent["mix_audio"],
        "encoding of the clips": encode_s,
        "transitions, sound track (stitch without its check)": spent["stitch"] - check_s,
    }
    stages["all else"] = serial_s - sum(stages.values())
    print(
        f"{story.name}: {facts.duration_s:.1f} s of film, {facts.width_px}x{facts.height_px}, {os.cpu_count()} cores\n"
    )
    for name, seconds in stages.items():
        print(f"  {name:<52} {seconds:7.2f} s  {seconds / serial_s:6.1%}")
    print(f"  {'one tool at a time':<52} {serial_s:7.2f} s\n")
    checks = {
        f"whole film, from nothing: {whole_s:.2f} s (target 45)": whole_s < 45,
        f"again without a change: {again_s:.2f} s (target 3)": again_s < 3 and not remade,
        f"all but drawing, speech, encoding: {stages['all else'] / serial_s:.1%} (target 5 %)": stages["all else"]
        <= 0.05 * serial_s,
        f"--help: {help_s:.2f} s (target 0.4)": help_s < 0.4,
    }
    for text, met in checks.items():
        print(f"  {'ok  ' if met else 'MISS'} {text}")
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
