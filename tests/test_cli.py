"""The command line: exit codes, messages, and that nothing is left half-written."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from storyagent.cli import main

STORY = "A red fox walks from left to right through the forest. Then the fox sleeps under a tree."


class Ran:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Ran:
        try:
            main(arguments)
            code = 0
        except SystemExit as error:
            code = int(error.code or 0)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


def test_plan_writes_files_to_edit_and_says_what_to_do_next(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ran = run("plan", STORY, "-o", "film")
    assert ran.code == 0, ran.err
    assert "storyagent render film" in ran.out
    assert (tmp_path / "film/screenplay.yaml").is_file()
    assert list((tmp_path / "film/layouts").glob("*.json"))


def test_a_project_given_as_a_story_is_answered_with_how_to_render_it(run) -> None:  # type: ignore[no-untyped-def]
    assert run("plan", STORY, "-o", "film").code == 0
    for story in ("film", "film/screenplay.yaml"):
        ran = run("make", story, "-o", "other.mp4")
        assert ran.code == 2
        assert "storyagent render film" in ran.err


def test_status_says_how_much_is_made_and_how_to_go_on(run) -> None:  # type: ignore[no-untyped-def]
    assert run("plan", STORY, "-o", "film").code == 0
    ran = run("status", "film")
    assert "film: new, " in ran.out
    assert "made by: storyagent render film" in ran.out


def test_layout_prints_the_object_others_build_on(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("layout", "A red ball rolls from left to right on the grass", "--frames", "6", "--json")
    data = json.loads(ran.out)
    assert list(data) == ["prompt", "background", "objects", "findings"]
    (ball,) = data["objects"]
    assert list(ball) == ["id", "name", "boxes"]
    assert len(ball["boxes"]) == 6
    assert ball["boxes"][0][0] < 0.3 < 0.7 < ball["boxes"][-1][2]
    assert all(0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1 for x0, y0, x1, y1 in ball["boxes"])


def test_layout_of_a_batch_gives_one_line_for_each_in_order(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    prompts = [
        "Two birds fly over a lake",
        "",
        "Ein Hund läuft über die Straße und jagt eine kleine Katze",
        "A cat sits",
    ]
    (tmp_path / "prompts.txt").write_text("\n".join(prompts) + "\n")
    ran = run("layout", "--batch", "prompts.txt", "--frames", "3", "--jsonl")
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert [line["prompt"] for line in lines] == prompts
    assert [len(line["objects"]) for line in lines] == [2, 0, 0, 1]
    assert all(line["findings"] for line in lines[1:3])


BAD = {
    "an empty story": (["make", "   "], "no text"),
    "a story of over a megabyte": (["make", "big.txt"], "1"),
    "a binary file": (["make", "binary.txt"], "text"),
    "another language": (["make", "german.txt"], "German"),
    "counts that contradict each other": (
        ["make", "Exactly three ducks swim on a lake. The four ducks dive."],
        "then 4",
    ),
    "forty entities in a scene": (["make", "Forty cats sit on a table in the kitchen."], "40"),
    "a file that is not there": (["make", "nowhere.txt"], "nowhere.txt"),
    "a file with a blank in its name that is not there": (["make", "my story.txt"], "my story.txt"),
    "no story": (["make", ""], "no text"),
    "a folder as story": (["make", "folder"], "this is a folder, not a story"),
    "a film that is no MP4": (["make", STORY, "-o", "film.avi"], "try film.mp4"),
    "a film without an ending": (["make", STORY, "-o", "fox"], "try fox.mp4"),
    "a folder as film": (["make", STORY, "-o", "folder"], "folder"),
    "an odd height": (["make", STORY, "--height", "333"], "--height"),
    "no project": (["render", "folder"], "not a film project"),
    "no project to show": (["status", "folder"], "not a film project"),
    "an unwritable output": (["make", STORY, "-o", "/proc/film.mp4"], "/proc"),
    "an unknown tool": (["tools", "show", "stich"], "did you mean 'stitch'"),
    "an unknown option": (["make", STORY, "--colour"], "--colour"),
    "nothing to lay out": (["layout"], "prompt"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gives_one_clear_error_and_leaves_nothing(run, tmp_path: Path, case: str) -> None:  # type: ignore[no-untyped-def]
    arguments, said = BAD[case]
    (tmp_path / "folder").mkdir()
    (tmp_path / "big.txt").write_text("A fox walks. " * 100_000)
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "german.txt").write_text(
        "Ein kleiner Fuchs ging durch den dunklen Wald und suchte nach seinem Freund, dem alten Raben."
    )
    before = sorted(tmp_path.rglob("*"))
    ran = run(*arguments)
    assert ran.code == 2, ran.err
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""
    assert sorted(tmp_path.rglob("*")) == before
    as_json = run(*arguments, "--json") if arguments[0] in ("make", "render", "status") else None
    if as_json:
        error = json.loads(as_json.err)
        assert error["exit_code"] == 2
        assert said in json.dumps(error, ensure_ascii=False)


def test_a_broken_screenplay_is_reported_with_its_line(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run("plan", STORY, "-o", "film")
    path = tmp_path / "film/screenplay.yaml"
    path.write_text(path.read_text().replace("title:", "title: [", 1))
    ran = run("render", "film")
    assert ran.code == 2
    assert "screenplay.yaml:" in ran.err


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("tool: animate_cutout\n", "did you mean 'animate_cutouts'"),
        ("tool: speak_text\n", "layout"),
    ],
)
def test_a_wrong_graph_file_is_reported_before_anything_runs(run, tmp_path: Path, wrong: str, said: str) -> None:  # type: ignore[no-untyped-def]
    from importlib.resources import files

    run("plan", STORY, "-o", "film")
    graph = (files("storyagent.graphs") / "film.yaml").read_text()
    (tmp_path / "mine.yaml").write_text(graph.replace("tool: animate_cutouts\n", wrong))
    for command in (["render", "film"], ["graph", "show", "film"]):
        ran = run(*command, "--graph", "mine.yaml")
        assert ran.code == 2, ran.err
        assert said in ran.err
    assert not (tmp_path / "film/clips").exists()


def test_a_project_in_use_is_refused(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from storyagent.engine.lock import project_lock

    run("plan", STORY, "-o", "film")
    with project_lock(tmp_path / "film/.lock"):
        ran = run("render", "film")
    assert ran.code == 2
    assert "another run" in ran.err


def test_a_missing_ffmpeg_library_is_named_with_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys\nsys.modules['av'] = None\nfrom storyagent.cli import main\n"
        f"main(['make', {STORY!r}, '-o', 'film.mp4', '--height', '96', '--fps', '4'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert "pip install" in done.stderr
    assert not (tmp_path / "film.mp4").exists()


def test_tools_list_and_graph_show_speak_to_a_person(run) -> None:  # type: ignore[no-untyped-def]
    listed = run("tools", "list").out
    assert "draw_entity" in listed
    assert "stitch" in listed
    run("plan", STORY, "-o", "film")
    shown = run("graph", "show", "film").out
    assert "animate_cutouts" in shown
    assert run("graph", "show", "film", "-o", "graph.png").code == 0
    assert Path("graph.png").read_bytes().startswith(b"\x89PNG")


def test_schemas_are_exported(run) -> None:  # type: ignore[no-untyped-def]
    names = run("schema").out.split()
    assert {"screenplay", "layout"} <= set(names)
    for name in names:
        assert json.loads(run("schema", name).out)["properties"]
