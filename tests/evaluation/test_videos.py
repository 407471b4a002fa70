"""LVD's benchmark on videos: what counts as seen, which clips are made, and that none is made twice."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from storyagent.cli import cli
from storyagent.errors import InvalidInput
from storyagent.evaluation.clips import ClipKey, ClipScore, report_of
from storyagent.evaluation.detect import Detection
from storyagent.evaluation.intervals import mean_of_shares, wilson
from storyagent.evaluation.rules import published
from storyagent.evaluation.task import Expectation, Expected, Task
from storyagent.evaluation.videos import Made, detail, evaluate_videos, named_objects, sharpness, six_frames
from storyagent.planning.offline import OfflinePlanner
from tests.diffusion import tiny

ONE_CAR = Task(
    task="numeracy",
    prompt="A realistic lively video of a scene with one moving car",
    expect=Expectation(objects=(Expected(name="car"),)),
)


def thing(noun: str, colour: str = "red", x: float = 0.5, score: float = 0.9) -> Detection:
    return Detection(noun, colour, (x - 0.1, 0.4, x + 0.1, 0.6), score, 0.9)


def verdict(task: Task, seen: Sequence[Sequence[Detection]]) -> str:
    return published(task, named_objects(task, seen))


def test_things_are_counted_by_frames_and_only_those_that_are_named() -> None:
    two = Task(task="numeracy", prompt="two cats", expect=Expectation(objects=(Expected(name="cat", count=2),)))
    frame = [thing("cat", x=0.2), thing("cat", x=0.8), thing("dog")]
    assert verdict(two, [frame] * 6) == ""
    assert verdict(two, [frame] * 2 + [[thing("cat")]] * 4).startswith("1 objects in most frames")
    assert verdict(two, [[]] * 6).startswith("0 objects in most frames")


def test_a_colour_counts_only_on_its_own_thing() -> None:
    expect = Expectation(objects=(Expected(name="cat", color="red"), Expected(name="dog", color="blue")))
    task = Task(task="attribution", prompt="a red cat and a blue dog", expect=expect)
    assert verdict(task, [[thing("cat", "red"), thing("dog", "blue")]] * 6) == ""
    assert "red cat" in verdict(task, [[thing("cat", "blue"), thing("dog", "red")]] * 6)
    grey = Task(
        task="attribution", prompt="a grey cat", expect=Expectation(objects=(Expected(name="cat", color="grey"),))
    )
    assert verdict(grey, [[thing("cat", "gray")]] * 6) == ""


def test_the_surest_of_a_name_is_the_one_that_moves() -> None:
    expect = Expectation(objects=(Expected(name="bird", direction="right"),))
    task = Task(task="dynamics", prompt="a bird moving from the left to the right", expect=expect)
    frames = [[thing("bird", x=0.2 + 0.1 * n), thing("bird", x=0.9 - 0.1 * n, score=0.4)] for n in range(6)]
    assert verdict(task, frames) == ""
    assert verdict(task, frames[::-1]).startswith("bird: goes")


@pytest.mark.parametrize(("frames", "places"), [(16, [0, 3, 6, 9, 12, 15]), (6, [0, 1, 2, 3, 4, 5])])
def test_the_benchmark_s_six_frames(frames: int, places: list[int]) -> None:
    numbered = np.broadcast_to(np.arange(frames, dtype=np.uint8)[:, None, None, None], (frames, 4, 4, 3))
    assert six_frames(numbered)[:, 0, 0, 0].tolist() == places


def test_a_blurred_clip_is_less_sharp() -> None:
    dice = np.random.default_rng(0)
    sharp = dice.integers(0, 256, (2, 16, 16, 3), dtype=np.uint8)
    blurred = np.stack([np.asarray(Image.fromarray(frame).resize((4, 4)).resize((16, 16))) for frame in sharp])
    assert sharpness(blurred) < sharpness(sharp) / 2
    assert detail(blurred) < detail(sharp) / 2
    assert sharpness(np.full_like(sharp, 128)) == detail(np.full_like(sharp, 128)) == pytest.approx(0.0, abs=1e-6)


def test_a_clip_that_shows_less_has_less_detail_and_is_as_sharp() -> None:
    frames = np.full((2, 64, 64, 3), 200, np.uint8)
    frames[:, 10:30, 10:30] = frames[:, 40:60, 40:60] = 20
    fewer = frames.copy()
    fewer[:, 40:60, 40:60] = 200
    assert detail(fewer) < 0.6 * detail(frames)
    assert sharpness(fewer) == pytest.approx(sharpness(frames), abs=0.02)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny.save_storybook(tmp_path_factory.mktemp("book")))


def test_a_clip_that_is_kept_is_not_made_again(model: str, tmp_path: Path) -> None:
    kept, made = tmp_path / "scores" / "kept.jsonl", list[Made]()
    first = evaluate_videos(OfflinePlanner(), [ONE_CAR] * 3, model, seeds=(0,), kept=kept, each=made.append)
    assert [(one.score.key.guided, one.frames_thwc.shape) for one in made] == [
        (True, (16, 32, 32, 3)),
        (False, (16, 32, 32, 3)),
    ]
    with kept.open("a") as file:
        file.write('{"key": {"prompt": "cut sho')  # as a kill leaves it
    again = evaluate_videos(OfflinePlanner(), [ONE_CAR], model, seeds=(0, 1), kept=kept, each=made.append)
    assert [one.score.key.seed for one in made] == [0, 0, 1, 1]
    assert (first.prompts, first.seeds, again.seeds) == (1, 1, 2)
    assert len(kept.read_text().splitlines()) == 5
    with pytest.raises(InvalidInput, match="of another model"):
        evaluate_videos(OfflinePlanner(), [ONE_CAR], str(tiny.save_storybook(tmp_path / "other")), kept=kept)
    scores = kept.read_text()
    for name in ("weights", "detector", "sampling"):
        kept.write_text(scores.replace(f'"{name}":"', f'"{name}":"0'))
        with pytest.raises(InvalidInput, match=f"of another {name}"):
            evaluate_videos(OfflinePlanner(), [ONE_CAR], model, kept=kept)


def test_guided_and_unguided_clips_of_one_seed_differ(model: str) -> None:
    made = list[Made]()
    evaluate_videos(OfflinePlanner(), [ONE_CAR], model, seeds=(3,), each=made.append)
    guided, unguided = (one.frames_thwc.astype(int) for one in made)
    assert np.abs(guided - unguided).mean() > 1


def test_the_command_prints_both_ways_and_draws_a_sheet(model: str, tmp_path: Path) -> None:
    tasks, sheet = tmp_path / "tasks.jsonl", tmp_path / "sheet.png"
    tasks.write_text(ONE_CAR.model_dump_json() + "\n")
    arguments = ["eval", "lvd", "--model", model, "--set", str(tasks), "--seeds", "1", "--sheet", str(sheet)]
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert "guided" in result.stdout
    assert "unguided" in result.stdout
    assert result.stderr.count(ONE_CAR.prompt) == 2
    with Image.open(sheet) as image:
        assert image.width > 4 * 140


def score(task: str, number: int, reason: str, *, guided: bool = True) -> ClipScore:
    key = ClipKey(prompt=f"{task} {number}", seed=0, guided=guided)
    facts = {"reason": reason, "confidence": 0.5, "sharpness": 0.1, "detail": 0.02, "seconds": 2.0}
    return ClipScore.model_validate({"key": key, "task": task, **facts})


def test_ways_of_different_tasks_are_shown_side_by_side() -> None:
    scores = [score("numeracy", 1, ""), score("dynamics", 1, ""), score("numeracy", 1, "no", guided=False)]
    rows = {line.split()[0]: line.split() for line in report_of("storybook", "offline", scores).to_text().split("\n")}
    assert rows["numeracy"][1] == "1/1"
    assert rows["numeracy"][5] == "0/1"
    assert rows["dynamics"][5:] == ["-", "51"]
    assert "visibility" not in rows


def test_the_report_is_the_mean_of_the_tasks() -> None:
    scores = [score("numeracy", n, "") for n in range(4)] + [score("dynamics", n, "no") for n in range(2)]
    report = report_of("storybook", "offline", scores)
    (way,) = report.ways
    assert (way.overall.percent, way.overall.passed, way.overall.total) == (50.0, 4, 6)
    assert way.overall.low < 50.0 < way.overall.high
    assert [row.percent for row in way.tasks] == [100.0, 0.0]
    assert "52" in report.to_text()


def test_the_interval_of_a_mean_is_narrower_than_its_parts() -> None:
    low, high = wilson(8, 10)
    mean, below, above = mean_of_shares([(8, 10)] * 5)
    assert mean == pytest.approx(0.8)
    assert above - below == pytest.approx((high - low) / 5**0.5)
    with pytest.raises(ValueError, match="at least one"):
        mean_of_shares([])
