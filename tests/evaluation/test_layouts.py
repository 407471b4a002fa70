from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from storyagent.errors import BadAnswer, InvalidInput, Misconfigured, StoryagentError
from storyagent.evaluation import lvd
from storyagent.evaluation.layouts import LayoutReport, evaluate
from storyagent.evaluation.task import Expectation, Expected, Task
from storyagent.planning.planner import PlannedLayout
from storyagent.planning.usage import Usage
from storyagent.story.layout import Box, Keyframe, Layout, Track

ONE_CAT = Task(task="numeracy", prompt="A cat.", expect=Expectation(objects=(Expected(name="cat"),)))
TWO_CATS = Task(task="numeracy", prompt="Two cats.", expect=Expectation(objects=(Expected(name="cat", count=2),)))
RED_CAT = Task(
    task="attribution", prompt="A red cat.", expect=Expectation(objects=(Expected(name="cat", color="red"),))
)


def cats(*xs: float) -> PlannedLayout:
    tracks = tuple(
        Track(id=f"cat-{k}", entity="cat", name="cat", keyframes=(Keyframe(t=0.0, box=Box.around(x, 0.5, 0.2, 0.2)),))
        for k, x in enumerate(xs)
    )
    return PlannedLayout(layout=Layout(scene="cats", tracks=tracks))


@dataclass
class Catlike:
    """Lays out cats at the given places, or raises; every call costs 10 + 5 tokens."""

    answers: Mapping[str, PlannedLayout | StoryagentError]
    asked: list[tuple[str, float]] = field(default_factory=list)
    name: str = "catlike"

    @property
    def usage(self) -> Usage:
        n = len(self.asked)
        return Usage(calls=n, cached=3 * n, input_tokens=10 * n, output_tokens=5 * n)

    def lay_out(self, prompt: str, aspect_ratio: float = 1.0) -> PlannedLayout:
        self.asked.append((prompt, aspect_ratio))
        answer = self.answers[prompt]
        if isinstance(answer, StoryagentError):
            raise answer
        return answer


def test_equal_prompts_are_laid_out_once_and_counted_as_often_as_they_come() -> None:
    planner = Catlike({"A cat.": cats(0.5), "Two cats.": cats(0.5)})
    report = evaluate(planner, (ONE_CAT, ONE_CAT, TWO_CATS), aspect_ratio=1.5)
    assert planner.asked == [("A cat.", 1.5), ("Two cats.", 1.5)]
    (score,) = report.scores
    assert (score.total, score.published, score.strict) == (3, 2, 2)
    assert (score.distinct, score.distinct_published, score.distinct_strict) == (2, 1, 1)
    assert (report.calls, report.cached, report.input_tokens, report.output_tokens) == (2, 6, 20, 10)
    assert [(one.prompt, one.rule) for one in report.failures] == [("Two cats.", "published"), ("Two cats.", "strict")]


def test_typed_errors_are_counted_and_unreadable_answers_among_them() -> None:
    answers: dict[str, PlannedLayout | StoryagentError] = {
        "A cat.": BadAnswer("no JSON"),
        "Two cats.": InvalidInput("too long"),
        "A red cat.": cats(0.5),
    }
    report = evaluate(Catlike(answers), (ONE_CAT, TWO_CATS, RED_CAT))
    assert report.errors == {"BadAnswer": 1, "InvalidInput": 1}
    assert report.parse_failures == 1
    assert [(one.rule, one.reason) for one in report.failures[:2]] == [("error", "no JSON"), ("error", "too long")]
    assert report.overall.published == 0


def test_an_error_that_no_prompt_causes_ends_it() -> None:
    with pytest.raises(Misconfigured):
        evaluate(Catlike({"A cat.": Misconfigured("no such model")}), (ONE_CAT,))


def test_boxes_cut_by_the_frame_and_covering_each_other_are_counted() -> None:
    leaving = TWO_CATS.model_copy(
        update={"prompt": "Two cats leave.", "expect": TWO_CATS.expect.model_copy(update={"may_leave": True})}
    )
    answers = {"Two cats.": cats(0.95, 0.9), "Two cats leave.": cats(0.2, 0.95), "A cat.": cats(0.5)}
    report = evaluate(Catlike(answers), (TWO_CATS, leaving, ONE_CAT))
    assert (report.out_of_frame, report.overlaps) == (1, 1)


def test_a_function_is_a_planner_too() -> None:
    def always_one(prompt: str, aspect_ratio: float) -> PlannedLayout:
        return cats(0.5)

    report = evaluate(always_one, (ONE_CAT,))
    assert (report.planner, report.overall.strict, report.calls) == ("always_one", 1, 0)


def test_a_limit_takes_distinct_prompts_of_every_task() -> None:
    seen: list[Task] = []
    report = evaluate(lambda prompt, aspect_ratio: cats(0.5), lvd.prompts(), limit=3, each=seen.append)
    assert [score.distinct for score in report.scores] == [score.total for score in report.scores] == [3] * 5
    assert len(set(seen)) == len(seen) == report.prompts == 15


def test_a_report_comes_back_from_json_and_reads_as_a_table() -> None:
    report = evaluate(Catlike({"A cat.": cats(0.5), "Two cats.": cats(0.5)}), (ONE_CAT, TWO_CATS))
    assert LayoutReport.model_validate_json(report.model_dump_json()) == report
    text = report.to_text()
    assert "1/2" in text
    assert "2 calls (6 more kept from earlier), 20 + 10 tokens" in text
    assert "strict    numeracy: Two cats." in text
