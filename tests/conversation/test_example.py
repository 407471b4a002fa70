"""The scripted conversation of `examples/a_conversation.chat`: each turn makes only what it must, and it shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from storyagent.conversation.turns import Turn
from storyagent.editing.film import Film
from storyagent.engine.journal import Journal
from storyagent.film.encode import probe
from storyagent.story.files import sha256_of
from storyagent.story.layout import Box
from tests.conversation.tiny import talking

SCRIPT = Path(__file__).parents[2] / "examples/a_conversation.chat"
WALK, BIRD = "the-red-fox-walks-through-the-forest", "the-blue-bird-sits-on-a-tall-tree-in-the-park"
SLEEP, BOAT = "the-red-fox-sleeps-in-a-meadow", "the-white-boat-sails-over-the-lake"
FILM = {"film", "report"}
"""What every change of the picture makes again."""
TIMES = {*FILM, "timeline", "audio", "subtitles", "otio"}
"""What a change of lengths or words makes again besides."""


def parts(scene: str, *names: str) -> set[str]:
    return {f"{scene}.{name}" for name in names}


PICTURES = ("clip", "board")
MUST: Mapping[str, set[str]] = {
    "make the fox blue": {"fox.drawing", "title_clip", "storyboard", *FILM, *parts(WALK, *PICTURES),
                          *parts(SLEEP, *PICTURES)},
    "make it a bit bigger": {"storyboard", *FILM, *parts(WALK, *PICTURES), *parts(SLEEP, *PICTURES)},
    "scene 4 should last 8 seconds": {*TIMES, *parts(BOAT, "shot", "clip")},
    "swap scenes 3 and 4": {"storyboard", *TIMES},
    "let it rain in scene 1": {"forest.day.rain.backdrop", "title_clip", "storyboard", *FILM, *parts(WALK, *PICTURES)},
    "add a yellow ball to scene 1": {"ball.drawing", "storyboard", *FILM, *parts(WALK, *PICTURES)},
    "the boat should sail from right to left": {"storyboard", *FILM, *parts(BOAT, *PICTURES)},
    'the narrator says "Good night, little fox." in the last scene': {*TIMES, *parts(SLEEP, "speech", "shot", "clip")},
    "delete scene 2": {"storyboard", "title_clip", *TIMES},
    "zoom in in scene 2": {"storyboard", *FILM, *parts(BOAT, *PICTURES)},
}  # fmt: skip
"""Exactly these nodes must run, by hand; what may run besides is in `MAY`."""
MAY: Mapping[str, set[str]] = {
    # the narration tells of the fox, and lengths follow what is spoken
    "make the fox blue": {"audio", "subtitles", "otio", "timeline", *parts(WALK, "speech", "shot")},
    # a transition is part of the shots on both sides of it
    "swap scenes 3 and 4": {*parts(BIRD, "shot", "clip"), *parts(BOAT, "shot", "clip"), *parts(SLEEP, "shot", "clip")},
    "delete scene 2": {*parts(WALK, "shot", "clip"), *parts(BOAT, "shot", "clip")},
}
NOTHING = (
    "what is in scene 2?", "undo", "save this as long version", "how long is it?", "redo the last two", "bye",
    "go back to how it was before I deleted scene 2", "switch to long version", "delete scene 9",
    "delete scene 2 and make scene 2 longer", "make scene 2 dance the tango backwards on the moon",
    "what did that cost?", "history",
)  # fmt: skip
"""Requests for which nothing is made but, where the costs in it are others, the report."""


@dataclass
class Said:
    """One turn of the script: what ran for it, the film after it, and copies of what it left."""

    turn: Turn
    ran: set[str]
    film: Film
    film_sha256: str
    duration_s: float
    size_px: tuple[int, int]
    clips: dict[str, str]
    frames: dict[str, NDArray[np.uint8]] = field(default_factory=dict)
    subtitles: str = ""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Said]:
    """Every turn of the script by its request, on a tiny canvas."""
    root = tmp_path_factory.mktemp("script") / "fox"
    requests = [line.strip() for line in SCRIPT.read_text().splitlines() if line.strip() and not line.startswith("#")]
    requests[0] = requests[0].replace("make a film", "make a film, 96 pixels high, 6 fps,")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYAGENT_HOME", str(tmp_path_factory.mktemp("script-home")))
        with talking(root) as (conversation, _):
            found = {}
            for request in requests:
                mark = last_line(root)
                turn = conversation.say(request)
                assert conversation.film is not None
                found[request] = after(root, turn, conversation.film, mark)
    return found


def last_line(root: Path) -> int:
    with Journal(root / "journal.sqlite") as journal:
        return journal.last_line()


def after(root: Path, turn: Turn, film: Film, mark: int) -> Said:
    with Journal(root / "journal.sqlite") as journal:
        ran = {line.node for line in journal.lines_after(mark) if line.state == "started"}
    facts = probe(root / "film.mp4")
    names = {path.name[3:-4]: path for path in sorted((root / "clips").glob("*.mp4"))}
    return Said(
        turn=turn, ran=ran, film=film, film_sha256=sha256_of(root / "film.mp4"), duration_s=facts.duration_s,
        size_px=(facts.width_px, facts.height_px), clips={name: sha256_of(path) for name, path in names.items()},
        frames={name: middle_frame(path) for name, path in names.items()}, subtitles=(root / "film.srt").read_text(),
    )  # fmt: skip


def middle_frame(path: Path) -> NDArray[np.uint8]:
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    return np.asarray(frames[len(frames) // 2], np.uint8)


def inside(frame_hwc: NDArray[np.uint8], box: Box) -> NDArray[np.float64]:
    """Return the pixels of the middle half of a box."""
    height, width, _ = frame_hwc.shape
    (cx, cy), w, h = box.center, box.width / 4, box.height / 4
    rows = slice(int((cy - h) * height), int((cy + h) * height) + 1)
    columns = slice(int((cx - w) * width), int((cx + w) * width) + 1)
    return frame_hwc[rows, columns].reshape(-1, 3).astype(float)


def box_of(one: Said, scene: str, entity: str, time: float = 0.5) -> Box:
    track = next(track for track in one.film.layouts[scene].tracks if track.entity == entity)
    return track.box_at(time)


def before(said: dict[str, Said], request: str) -> Said:
    requests = list(said)
    return said[requests[requests.index(request) - 1]]


def test_the_script_has_at_least_fifteen_turns(said: dict[str, Said]) -> None:
    assert len(said) >= 25
    assert sum(one.turn.state == "done" for one in said.values()) >= 15


@pytest.mark.parametrize("request_", MUST)
def test_only_the_nodes_that_had_to_run_did(said: dict[str, Said], request_: str) -> None:
    one = said[request_]
    assert one.turn.state == "done"
    assert MUST[request_] <= one.ran <= MUST[request_] | MAY.get(request_, set())


@pytest.mark.parametrize("request_", NOTHING)
def test_what_is_kept_or_asked_runs_nothing(said: dict[str, Said], request_: str) -> None:
    assert said[request_].ran <= {"report"}


def test_the_summary_tells_exactly_what_the_journal_has(said: dict[str, Said]) -> None:
    for request, one in said.items():
        done = one.turn.outcome
        told = {f"{work.scene}.{step}" for work in done.ran for step in work.steps} if done else set()
        scenes = {node for node in one.ran if "." in node and not node.endswith((".drawing", ".backdrop"))}
        assert {node for node in told if not node.startswith("title")} == scenes, request


def test_the_fox_is_blue_in_the_picture(said: dict[str, Said]) -> None:
    was, now = before(said, "make the fox blue"), said["make the fox blue"]
    for one, redder in ((was, True), (now, False)):
        pixels = inside(one.frames[WALK], box_of(one, WALK, "fox"))
        assert (pixels[:, 0].mean() > pixels[:, 2].mean()) == redder
    assert now.clips[BIRD] == was.clips[BIRD]
    assert now.film.layouts[WALK].boxes(5) == was.film.layouts[WALK].boxes(5)


def test_it_is_the_fox_and_larger(said: dict[str, Said]) -> None:
    request = "make it a bit bigger"
    was, now = (box_of(one, WALK, "fox") for one in (before(said, request), said[request]))
    assert now.height == pytest.approx(was.height * 1.14, rel=0.02)


def test_the_film_is_longer_by_what_its_scene_is(said: dict[str, Said]) -> None:
    request = "scene 4 should last 8 seconds"
    assert said[request].duration_s - before(said, request).duration_s == pytest.approx(3.0, abs=0.2)


def test_the_scenes_changed_places(said: dict[str, Said]) -> None:
    assert list(before(said, "swap scenes 3 and 4").clips)[1:] == [WALK, BIRD, SLEEP, BOAT]
    assert list(said["swap scenes 3 and 4"].clips)[1:] == [WALK, BIRD, BOAT, SLEEP]


def test_it_rains_in_one_scene(said: dict[str, Said]) -> None:
    request = "let it rain in scene 1"
    was, now = before(said, request), said[request]
    assert np.abs(was.frames[WALK].astype(float) - now.frames[WALK]).mean() > 5
    assert {name for name in now.clips if now.clips[name] != was.clips[name]} == {WALK, "title"}


def test_a_yellow_ball_is_where_its_box_is(said: dict[str, Said]) -> None:
    request = "add a yellow ball to scene 1"
    one = said[request]
    pixels = inside(one.frames[WALK], box_of(one, WALK, "ball"))
    red, green, blue = pixels.mean(axis=0)
    assert min(red, green) > blue + 40


def test_the_boat_goes_to_the_left(said: dict[str, Said]) -> None:
    request = "the boat should sail from right to left"
    one = said[request]
    start, end = (box_of(one, BOAT, "boat", time) for time in (0.05, 0.95))
    assert start.center[0] > 0.6 > 0.4 > end.center[0]


def test_portrait_and_back_again_byte_for_byte(said: dict[str, Said]) -> None:
    assert said["make it portrait"].size_px == (96, 170)
    assert said["undo"].size_px == (170, 96)
    assert said["undo"].film_sha256 == before(said, "make it portrait").film_sha256


def test_the_narrator_says_the_new_words(said: dict[str, Said]) -> None:
    request = 'the narrator says "Good night, little fox." in the last scene'
    assert "Good night, little fox." not in before(said, request).subtitles
    assert "Good night, little fox." in said[request].subtitles


def test_the_fox_has_a_name(said: dict[str, Said]) -> None:
    assert "Ruby" not in before(said, "call the fox Ruby").subtitles
    assert "Ruby" in said["call the fox Ruby"].subtitles


def test_a_deleted_scene_is_gone_and_a_branch_still_has_it(said: dict[str, Said]) -> None:
    kept, now = said["save this as long version"], said["delete scene 2"]
    assert BIRD not in now.clips
    assert kept.duration_s - now.duration_s > 3
    back = said["switch to long version"]
    assert back.turn.branch == "long-version"
    assert back.film_sha256 == kept.film_sha256


def test_the_camera_comes_nearer(said: dict[str, Said]) -> None:
    view = said["zoom in in scene 2"].film.layouts[BOAT].view
    assert view[-1].box.width < view[0].box.width


def test_watercolour_paints_every_place_anew_and_no_drawing(said: dict[str, Said]) -> None:
    request = "in watercolour"
    was, now = before(said, request), said[request]
    assert all(now.clips[name] != was.clips[name] for name in (WALK, BOAT, SLEEP))
    assert not [node for node in now.ran if node.endswith((".drawing", ".speech"))]


def test_going_back_and_forth_finds_every_film_again(said: dict[str, Said]) -> None:
    back = said["go back to how it was before I deleted scene 2"]
    assert back.film_sha256 == said["save this as long version"].film_sha256
    assert said["redo the last two"].film_sha256 == said["zoom in in scene 2"].film_sha256


def test_what_cannot_be_is_said_and_changes_nothing(said: dict[str, Said]) -> None:
    both, missing = said["delete scene 2 and make scene 2 longer"], said["delete scene 9"]
    odd = said["make scene 2 dance the tango backwards on the moon"]
    assert both.turn.error is not None
    assert "contradict" in str(both.turn.error["what"])
    assert missing.turn.error is not None
    assert missing.turn.error["needed"] == "scene 1 to 4"
    assert odd.turn.not_understood
    for one in (both, missing, odd):
        assert one.film_sha256 == said["switch to long version"].film_sha256


def test_a_gif_lies_beside_the_film(said: dict[str, Said]) -> None:
    outcome = said["make a gif of it"].turn.outcome
    assert outcome is not None
    gifs = [file for file in outcome.files if file.path.endswith(".gif")]
    assert len(gifs) == 1
    assert (gifs[0].width_px or 0) >= 96


def test_questions_are_answered_from_the_files(said: dict[str, Said]) -> None:
    assert "blue bird, tree; park, day, clear" in said["what is in scene 2?"].turn.said
    assert f"{said['how long is it?'].duration_s:.1f} s long" in said["how long is it?"].turn.said
    assert "No language model was asked" in said["what did that cost?"].turn.said
