"""The report's section on the gate: what each clip of a scene was worth, and which one is in the film."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from storyagent.film.html import said, tag
from storyagent.story.screenplay import Screenplay
from storyagent.story.verdicts import ClipVerdict, EntityVerdict, SceneGate

_LEAD = (
    "How each generated clip was judged: how alike its entities are to their pictures and to earlier scenes, whether "
    "they are where the layout has them and as many, and how much of a picture was pasted; 1 is best, for pasted 0."
)


def gate_section(gates: Sequence[SceneGate], screenplay: Screenplay) -> Element | None:
    """Return the section, or None if nothing was judged."""
    if not gates:
        return None
    titles = {scene.id: f"{number}. {scene.title or scene.id}" for number, scene in enumerate(screenplay.scenes, 1)}
    heads = ("scene", "try", "score", "entities", "in place", "as many", "pasted", "")
    rows = [
        tag("tr", tag("td", said("a", titles.get(gate.scene, gate.scene), href=f"#scene-{gate.scene}")), *cells)
        for gate in gates
        for cells in (_cells(number, one, one == gate.kept) for number, one in enumerate(gate.tries, 1))
    ]
    tries = sum(len(gate.tries) for gate in gates)
    passed = sum(gate.kept.passed for gate in gates)
    table = tag("table", tag("thead", tag("tr", *(tag("th", head) for head in heads))), tag("tbody", *rows))
    return tag(
        "section",
        tag("h2", "Gate"),
        tag("p", f"{passed} of {len(gates)} scenes passed, with {tries} clips.", class_="note"),
        tag("p", _LEAD, class_="note"),
        tag("div", table, class_="scroll"),
        id="gate",
    )


def _cells(number: int, verdict: ClipVerdict, kept: bool) -> list[Element]:
    what = "passed" if verdict.passed else "; ".join(verdict.reasons)
    return [
        tag("td", str(number), class_="number"),
        tag("td", f"{verdict.score:.2f}", class_="number"),
        said("td", ", ".join(_entity(one) for one in verdict.entities)),
        *(tag("td", _number(value), class_="number") for value in (verdict.layout, verdict.prompt, verdict.pasted)),
        tag("td", tag("b", "kept: ") if kept else None, said("span", what)),
    ]


def _entity(one: EntityVerdict) -> str:
    facts = (("picture", one.sheet), ("earlier", one.earlier), ("seen", one.seen))
    told = " ".join(f"{name} {value:.2f}" for name, value in facts if value is not None)
    return f"{one.name}: {told or 'nothing to compare'}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
