"""The gated film's plan: first clips as ever, tries behind them, and the best of a scene in the film."""

import pytest

from storyagent.graph.film import film_values
from storyagent.graph.gated import gate_findings, gates_of
from storyagent.graph.plan import Collection, Link, Node, Plan
from storyagent.graph.registry import Registry
from storyagent.graph.template import expand, load_template
from storyagent.graph.validate import check_plan
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.screenplay import Entity, FilmFormat, Role, Scene, Screenplay
from storyagent.story.verdicts import ClipVerdict, EntityVerdict, best_of, scene_gate

CASTS = {"one": ("fox",), "two": ("kite",), "three": ("fox", "kite")}


def screenplay(gate: int | None) -> Screenplay:
    return Screenplay(
        title="Ruby",
        format=FilmFormat(model="storybook", gate=gate),
        entities=(
            Entity(id="fox", name="Ruby", kind="character", noun="fox"),
            Entity(id="kite", name="the kite", kind="prop", noun="kite"),
        ),
        scenes=tuple(
            Scene(id=name, prompt="It happens.", cast=tuple(Role(entity=who) for who in cast))
            for name, cast in CASTS.items()
        ),
    )


def layouts() -> dict[str, Layout]:
    box = Keyframe(t=0.0, box=Box(x0=0.2, y0=0.2, x1=0.6, y1=0.6))
    return {
        name: Layout(scene=name, tracks=tuple(Track(id=who, entity=who, name=who, keyframes=(box,)) for who in cast))
        for name, cast in CASTS.items()
    }


def plan(gate: int | None, template: str = "gated") -> Plan:
    return expand(load_template(template), film_values(screenplay(gate), layouts()))


def node(of: Plan, name: str) -> Node:
    return next(one for one in of.nodes if one.id == name)


def linked(of: Plan, name: str, port: str) -> list[str]:
    given = node(of, name).inputs[port]
    items = given.items if isinstance(given, Collection) else (given,)
    return [item.node for item in items if isinstance(item, Link)]


def test_a_gated_plan_is_valid_and_makes_first_clips_as_without_a_gate() -> None:
    gated, plain = plan(2), plan(2, "generated")
    assert check_plan(gated, Registry.installed()) == ()
    assert [node(gated, f"{name}.clip") for name in CASTS] == [node(plain, f"{name}.clip") for name in CASTS]


def test_a_further_try_is_asked_for_like_the_first_clip() -> None:
    template = {one.id: one.inputs for one in load_template("gated").nodes}
    again = {name: str(given) for name, given in template["again"].items() if name not in ("tried", "verdicts")}
    first = {name: str(given).replace("$scene.", "$try.of.scene.") for name, given in template["clip"].items()}
    assert {**again, "shot": "@shot", "bank": "@bank"} == first


def test_a_try_sees_all_that_was_tried_before_it() -> None:
    gated = plan(3)
    assert linked(gated, "one.again-1.again", "tried") == ["one.clip"]
    assert linked(gated, "one.again-3.again", "tried") == ["one.clip", "one.again-1.again", "one.again-2.again"]
    judged = ["one.verdict", "one.again-1.verdict_again", "one.again-2.verdict_again"]
    assert linked(gated, "one.again-3.again", "verdicts") == judged
    assert len(linked(gated, "one.kept", "clips")) == len(linked(gated, "one.kept", "verdicts")) == 4


def test_an_entity_is_compared_with_its_first_scene_as_it_is_in_the_film() -> None:
    gated = plan(1)
    assert "earlier" not in node(gated, "one.verdict").inputs or not linked(gated, "one.verdict", "earlier")
    assert linked(gated, "three.verdict", "earlier") == ["one.kept", "two.kept"]
    assert linked(gated, "three.again-1.verdict_again", "earlier") == ["one.kept", "two.kept"]


def test_the_film_has_the_kept_clips() -> None:
    gated = plan(0)
    assert linked(gated, "film", "clips") == ["title_clip", "one.kept", "two.kept", "three.kept"]
    assert gated.results["clip.two"].node == "two.kept"
    assert not [one.id for one in gated.nodes if "again" in one.id]


def verdict(clip: str, score: float, *reasons: str) -> ClipVerdict:
    entity = EntityVerdict(entity="fox", name="Ruby", sheet=score, earlier=None)
    return ClipVerdict(clip=clip, entities=(entity,), score=score, reasons=reasons)


def test_the_best_is_one_that_passed_before_any_that_did_not() -> None:
    assert best_of([verdict("a", 0.9, "pasted"), verdict("b", 0.6), verdict("c", 0.7)]) == 2
    assert best_of([verdict("a", 0.5, "no"), verdict("b", 0.6, "no"), verdict("c", 0.6, "no")]) == 1
    with pytest.raises(ValueError, match="no clip"):
        best_of([])


def test_what_was_found_is_gathered_by_scene_and_told_where_nothing_passed() -> None:
    bad, good = verdict("a", 0.4, "does not look like its picture"), verdict("b", 0.8)
    made = {"verdict.one": bad, "again.one.again-1": good, "again.one.again-2": good}
    made |= {"verdict.three": bad, "again.three.again-1": verdict("c", 0.3, "pasted")}
    gates = gates_of(screenplay(2), made)
    assert [(gate.scene, len(gate.tries), gate.kept.clip) for gate in gates] == [("one", 2, "b"), ("three", 2, "a")]
    (finding,) = gate_findings(gates)
    assert finding.code == "gate.not_passed"
    assert "three" in finding.where
    assert gates[1] == scene_gate("three", [bad, verdict("c", 0.3, "pasted")])
