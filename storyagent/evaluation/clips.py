"""The scores of made clips: kept in a file as they come, and summed up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from pydantic import ValidationError

from storyagent.errors import InvalidInput
from storyagent.evaluation.intervals import mean_of_shares, wilson
from storyagent.evaluation.task import TaskName
from storyagent.story.files import read_text
from storyagent.story.values import Value

PUBLISHED: dict[TaskName, int] = {
    "numeracy": 52, "attribution": 79, "visibility": 64, "dynamics": 51, "sequential": 38,
}  # fmt: skip
"""The best published figure of LVD for each task, in percent, on ModelScope's clips and by OWL-ViT."""


class ClipKey(Value):
    """Which clip of an evaluation."""

    prompt: str
    seed: int
    guided: bool


class ClipScore(Value):
    """What became of one clip; `reason` says why it failed, and is empty where it passed."""

    key: ClipKey
    task: TaskName
    reason: str
    confidence: float
    sharpness: float
    detail: float
    seconds: float


class Accuracy(Value):
    """A share of clips that passed, in percent, with its 95 % interval."""

    task: TaskName | Literal["all"]
    passed: int
    total: int
    percent: float
    low: float
    high: float


class WayScore(Value):
    """All clips that were made in one way. `overall` is the mean of the tasks."""

    guided: bool
    tasks: tuple[Accuracy, ...]
    overall: Accuracy
    confidence: float
    sharpness: float
    detail: float
    seconds_per_clip: float


class VideoReport(Value):
    """What an evaluation found."""

    model: str
    planner: str
    prompts: int
    seeds: int
    ways: tuple[WayScore, ...]

    def to_text(self) -> str:
        """Return it as a table for a person."""
        lines = [f"{self.model}, layouts by {self.planner}, {self.prompts} prompts, {self.seeds} seeds"]
        names = ["guided" if way.guided else "unguided" for way in self.ways]
        lines.append(f"{'task':12}" + "".join(f"{name:>26}" for name in names) + f"{'LVD published':>16}")
        scores = [{row.task: row for row in (*way.tasks, way.overall)} for way in self.ways]
        for task, best in (*PUBLISHED.items(), ("all", "")):  # a way of which few clips were made may lack one
            cells = [_shown(own[task]) if task in own else "-" for own in scores]
            if set(cells) != {"-"}:
                lines.append(f"{task:12}" + "".join(f"{cell:>26}" for cell in cells) + f"{best:>16}".rstrip())
        for name in ("confidence", "sharpness", "detail", "seconds_per_clip"):
            what = name.removesuffix("_per_clip")
            lines.append(f"{what:12}" + "".join(f"{getattr(way, name):>26.4f}" for way in self.ways))
        return "\n".join(lines)


class Origin(Value):
    """What scores depend on besides their clips' keys: fingerprints of the model's and the detector's weights, too."""

    model: str
    weights: str
    detector: str
    sampling: str


class KeptScores:
    """Scores by clip, and the file they are kept in, one a line after a first line that says what made them."""

    def __init__(self, path: Path | None, origin: Origin) -> None:
        self.path, self.origin = path, origin
        self.scores: dict[ClipKey, ClipScore] = {}

    def __enter__(self) -> Self:
        """Read what is kept.

        Raises:
            InvalidInput: the file is of another origin, or no file of scores.
        """
        if self.path is None:
            return self
        if self.path.exists():
            for score in _read(self.path, self.origin):
                self.scores[score.key] = score
        else:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(self.origin.model_dump_json() + "\n", encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left open between two scores."""

    def __contains__(self, key: ClipKey) -> bool:
        return key in self.scores

    def __getitem__(self, key: ClipKey) -> ClipScore:
        return self.scores[key]

    def add(self, score: ClipScore) -> None:
        """Keep one more score."""
        self.scores[score.key] = score
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(score.model_dump_json() + "\n")


def _read(path: Path, origin: Origin) -> Iterator[ClipScore]:
    text = read_text(path)
    whole = text[: text.rfind("\n") + 1]
    if whole != text:  # a kill cut the last line short
        path.write_text(whole, encoding="utf-8")
    head, *lines = whole.splitlines() or [""]
    try:
        found = Origin.model_validate_json(head)
        other = [name for name in Origin.model_fields if getattr(found, name) != getattr(origin, name)]
        if other:
            raise InvalidInput(
                f"these scores are of another {', '.join(other)}",
                where=str(path),
                found=", ".join(getattr(found, name)[:40] for name in other),
                needed=", ".join(getattr(origin, name)[:40] for name in other),
                hint="choose another file",
            )
        for line in lines:
            yield ClipScore.model_validate_json(line)
    except ValidationError as error:
        raise InvalidInput("this is no file of scores", where=str(path), found=str(error.errors()[0]["msg"])) from error


def report_of(model: str, planner: str, scores: Sequence[ClipScore]) -> VideoReport:
    """Sum up an evaluation's scores."""
    ways = dict.fromkeys(score.key.guided for score in scores)
    return VideoReport(
        model=model,
        planner=planner,
        prompts=len({score.key.prompt for score in scores}),
        seeds=len({score.key.seed for score in scores}),
        ways=tuple(_way(how, [score for score in scores if score.key.guided is how]) for how in ways),
    )


def _way(guided: bool, scores: Sequence[ClipScore]) -> WayScore:
    counted = {
        task: (sum(not one.reason for one in mine), len(mine))
        for task in dict.fromkeys(score.task for score in scores)
        if (mine := [score for score in scores if score.task == task])
    }
    tasks = [
        Accuracy(task=task, passed=passed, total=total, **_percent(passed / total, *wilson(passed, total)))
        for task, (passed, total) in counted.items()
    ]
    overall = Accuracy(
        task="all",
        passed=sum(passed for passed, _ in counted.values()),
        total=len(scores),
        **_percent(*mean_of_shares(list(counted.values()))),
    )
    confident = [score.confidence for score in scores if score.confidence > 0.0]
    return WayScore(
        guided=guided,
        tasks=tuple(tasks),
        overall=overall,
        confidence=sum(confident) / max(1, len(confident)),
        sharpness=sum(score.sharpness for score in scores) / len(scores),
        detail=sum(score.detail for score in scores) / len(scores),
        seconds_per_clip=sum(score.seconds for score in scores) / len(scores),
    )


def _percent(share: float, low: float, high: float) -> dict[str, float]:
    return {"percent": round(100 * share, 1), "low": round(100 * low, 1), "high": round(100 * high, 1)}


def _shown(row: Accuracy) -> str:
    return f"{row.passed}/{row.total} {row.percent:.0f} % ({row.low:.0f}-{row.high:.0f})"
