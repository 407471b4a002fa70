"""The report's section on the gate: every try, why it failed, and which one is in the film."""

from storyagent.film.html import render
from storyagent.film.report_gate import gate_section
from storyagent.film_options import plan_options
from storyagent.story.screenplay import Scene, Screenplay
from storyagent.story.verdicts import ClipVerdict, EntityVerdict, SceneGate

SCREENPLAY = Screenplay(title="Ruby", scenes=(Scene(id="walk", title="A <walk>", prompt="A fox walks."),))


def verdict(clip: str, sheet: float, *reasons: str) -> ClipVerdict:
    fox = EntityVerdict(entity="fox", name="Ruby & co", sheet=sheet, earlier=None, seen=1.0)
    return ClipVerdict(clip=clip, entities=(fox,), layout=0.5, pasted=0.25, score=sheet, reasons=reasons)


def test_every_try_is_told_and_the_kept_one_marked() -> None:
    tries = (verdict("a", 0.41, "does not look like its picture: Ruby, 0.41 of 0.75"), verdict("b", 0.93))
    section = gate_section([SceneGate(scene="walk", tries=tries)], SCREENPLAY)
    assert section is not None
    page = render(section)
    assert "1 of 1 scenes passed, with 2 clips." in page
    assert "Ruby &amp; co: picture 0.41 seen 1.00" in page
    assert page.count("<tr>") == 3
    assert page.count("kept: ") == 1
    assert page.index("0.41 of 0.75") < page.index("kept: ") < page.index("passed</span>")
    assert "1. A &lt;walk&gt;" in page


def test_a_film_that_was_not_judged_has_no_such_section() -> None:
    assert gate_section([], SCREENPLAY) is None


def test_a_film_is_judged_only_if_asked() -> None:
    assert plan_options().format.gate is None
    assert plan_options(model="storybook", gate=2).format.gate == 2
