"""The tool that writes the report on a film."""

from __future__ import annotations

from storyagent.film.facts import FilmFacts
from storyagent.film.report import StepCost
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.values import Finding
from storyagent.story.verdicts import SceneGate


@tool(version="2", cost_s=0.27)
def make_report(
    screenplay: r.Screenplay,
    layouts: tuple[r.Layout, ...],
    pictures: tuple[r.BoardImage, ...],
    entity_ids: tuple[str, ...],
    drawings: tuple[r.EntityImage, ...],
    costs: tuple[StepCost, ...] = (),
    findings: tuple[Finding, ...] = (),
    gates: tuple[SceneGate, ...] = (),
    film: FilmFacts | None = None,
    *,
    context: ToolContext,
) -> r.Report:
    """Write the report on a film: storyboard, entities, what was not understood, and what each step cost.

    `entity_ids[i]` is the id of `drawings[i]`; pictures and layouts go with the screenplay's scenes, in order. `gates`
    has what was found in generated clips.
    """
    from storyagent.film.pictures import open_cast, open_picture
    from storyagent.film.report import ReportContent, report_html

    content = ReportContent(
        screenplay=screenplay,
        layouts=layouts,
        pictures=[open_picture(path) for path in pictures],
        drawings=open_cast(entity_ids, drawings),
        costs=costs,
        findings=findings,
        gates=gates,
        film=film,
    )
    out = context.path("report.html")
    out.write_text(report_html(content), encoding="utf-8")
    return out
