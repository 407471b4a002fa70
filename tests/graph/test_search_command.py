"""`storyagent graph search` as it is typed, and what it prints."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storyagent.cli import main
from storyagent.errors import InvalidInput
from storyagent.graph.constraints import Constraints, installed_extras, refusal_of
from storyagent.graph.plan import FileInput, Plan
from storyagent.graph.rank import Ranking, Words
from storyagent.graph.registry import Registry
from storyagent.graph.search_ask import constraints_of, goal_of
from storyagent.graph.tool import ToolContext, tool
from storyagent.graph.validate import check_plan
from storyagent.story import resources as r

FILM_TOOLS = (
    "animate_cutouts", "assemble_timeline", "draw_entity", "draw_place", "draw_storyboard", "export_timeline",
    "make_report", "make_storyboard", "mix_audio", "speak_text", "stitch", "subtitle", "time_scene", "title_card",
)  # fmt: skip
REGISTRY = Registry(map(Registry.installed().get, FILM_TOOLS))
SPECS = [REGISTRY.spec(name) for name in REGISTRY.names()]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(Registry, "installed", lambda: REGISTRY)  # whatever else is installed

    def typed(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            main(["graph", "search", *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


def test_a_film_is_planned_from_layouts_lines_and_entities_by_types_alone(run: Run) -> None:
    code, out, _ = run(
        "--have", "layout*2@scene,text.lines*2@scene,entity*2,place:entity", "--want", "video.film", "--k", "1"
    )  # fmt: skip
    assert code == 0
    assert "1. speak_text → time_scene → assemble_timeline → draw_entity → draw_place → animate_cutouts → stitch" in out
    assert "11 calls, about 15.24 s" in out
    assert (
        "animate_cutouts makes video.scene for stitch, from your layout, draw_entity, draw_place and time_scene" in out
    )
    assert "time_scene needs duration_s: float (2 times)" in out


def test_what_the_request_asks_for_is_added_where_the_types_alone_would_do_without(run: Run) -> None:
    have = ("--have", "layout*2@scene,text.lines*2@scene,entity*2,place:entity", "--want", "video.film", "--k", "1")
    plain = run(*have)[1]
    assert "mix_audio" not in plain
    assert "subtitle makes" not in plain
    code, out, _ = run(*have, "--request", "a film with audio and subtitles")
    assert code == 0
    assert "mix_audio makes audio.mix for stitch" in out
    assert "subtitle makes subtitles for stitch" in out


def test_words_of_the_request_choose_among_tools_of_the_same_types(run: Run) -> None:
    have = ("--have", "entity", "--want", "image", "--k", "1")
    assert "1. draw_place " in run(*have, "--request", "a background")[1]
    assert "1. draw_entity " in run(*have, "--request", "a cut-out of the entity")[1]


def test_json_holds_plans_that_are_valid_once_files_and_settings_are_given(run: Run, tmp_path: Path) -> None:
    picture = tmp_path / "fox.png"
    picture.write_bytes(b"png")
    code, out, _ = run("--have", f"image={picture}", "--want", "image.place", "--k", "1", "--json")
    (found,) = json.loads(out)["plans"]
    plan = Plan.model_validate(found["plan"])
    assert (code, check_plan(plan, REGISTRY)) == (0, ())
    assert isinstance(plan.nodes[0].inputs["picture"], FileInput)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--have", "vidoe", "--want", "html"), 2, "did you mean 'video'?"),
        (("--have", "video", "--want", "htlm"), 2, "did you mean 'html'?"),
        (("--have", "video!", "--want", "html"), 2, "needed TYPE, NAME:TYPE"),
        (("--have", "video*0", "--want", "html"), 2, "at least 1"),
        (("--have", "video@scene", "--want", "html"), 2, "needed TYPE, NAME:TYPE"),
        (("--have", "video=nowhere.mp4", "--want", "html"), 2, "there is no such file"),
        (("--have", "video", "--want", ","), 2, "nothing is wanted"),
        (("--have", "video", "--want", "html!"), 2, "this is no type"),
        (("--have", "video", "--want", "html"), 2, "needed image.entity, layout, screenplay as well, then"),
        (("--have", "entity", "--want", "image.mask"), 2, "no installed tool makes image.mask"),
        (("--have", "entity", "--want", "image", "--allow", "gpuu"), 2, "did you mean 'gpu'?"),
        (("--have", "entity", "--want", "image", "--without", "draw_entit"), 2, "did you mean 'draw_entity'?"),
        (("--have", "entity", "--want", "image", "--set", "size"), 2, "needed NAME=VALUE"),
        (("--have", "entity", "--want", "image", "--set", "size_pix=3"), 2, "did you mean 'size_px'?"),
        (("--have", "entity", "--want", "image", "--set", "size_px=big"), 2, "needed int"),
        (("--have", "entity", "--want", "image", "--budget", "0"), 2, "--budget"),
        (("--have", "layout,entity", "--want", "video.film", "--budget", "2"), 5, "give a larger --budget"),
    ],
)
def test_bad_input_is_one_clear_error(run: Run, arguments: tuple[str, ...], code: int, message: str) -> None:
    ended, out, err = run(*arguments)
    assert (ended, out) == (code, "")
    assert message in err
    assert "Traceback" not in err


def test_a_goal_is_read_from_its_short_form() -> None:
    goal = goal_of(
        ["clip:video, text,text", "layout*2@scene"], ["html,video*"], SPECS, settings=["fps=24", "title=A fox"]
    )
    assert [(one.name, one.type, one.items, one.family) for one in goal.have] == [
        ("clip", "video", (), ""),
        ("text", "text", (), ""),
        ("text-2", "text", (), ""),
        ("layout", "layout", ("scene-1", "scene-2"), "scene"),
    ]
    assert [(want.type, want.each) for want in goal.wants] == [("html", False), ("video", True)]
    assert goal.settings == {"fps": 24, "title": "A fox"}


def test_a_text_at_hand_may_have_commas() -> None:
    (one,) = goal_of(["text=a fox, an owl = two"], ["html"], SPECS).have
    assert [given.model_dump() for given in one.given] == [{"kind": "value", "value": "a fox, an owl = two"}]


def test_what_is_allowed_counts_as_there() -> None:
    assert constraints_of(SPECS, {"cpu": 2, "gpu": 0}).tokens == {"cpu": 2, "gpu": 0}
    assert constraints_of(SPECS, {"cpu": 2, "gpu": 0}, allow=["gpu"]).tokens == {"cpu": 2, "gpu": 1}


@tool(version="1", needs={"gpu": 2}, extra="sound", licence="CC BY-NC", vram_gb=12.0, cost_s=9.0)
def heavy(text: r.Text, *, context: ToolContext) -> r.Audio:
    """Sing a text."""
    return context.path("a.wav")


@pytest.mark.parametrize(
    ("constraints", "reason"),
    [
        (Constraints(), None),
        (Constraints(tokens={"gpu": 2}, extras=frozenset({"sound"}), vram_gb=12.0, max_call_s=9.0), None),
        (Constraints(tokens={"gpu": 1}), "capability"),
        (Constraints(extras=frozenset()), "extra"),
        (Constraints(vram_gb=11.9), "memory"),
        (Constraints(no_licences=frozenset({"by-nc"})), "licence"),
        (Constraints(max_call_s=8.9), "cost"),
        (Constraints(without=frozenset({"heavy"})), "excluded"),
    ],
)
def test_each_constraint_refuses_for_its_own_reason(constraints: Constraints, reason: str | None) -> None:
    refusal = refusal_of(heavy.spec, constraints)
    assert (refusal and refusal.reason) == reason


def test_an_extra_is_installed_if_all_its_packages_are() -> None:
    packages: dict[str, tuple[str, ...]] = {
        "mine": (
            "numpy>=1",
            'torch>=2; extra == "video"',
            'piper[en]>=1.3; extra == "voice"',
            'mine[voice]; extra == "all"',
            'mine[video,voice]; extra == "everything"',
        ),
        "piper": (),
    }
    asked: Callable[[str], Any] = packages.get
    assert installed_extras("mine", asked) == {"voice", "all"}
    assert installed_extras("nobody", asked) == frozenset()


def test_words_are_matched_by_their_base_forms() -> None:
    words = Words("Please make web pages that were dubbed, 3 of them", Ranking())
    assert words.words == ("web", "pages", "dubbed")

    @tool(version="1")
    def dub_webpage(text: r.Text, *, context: ToolContext) -> r.Html:
        """Show it."""
        return context.path("a.html")

    @tool(version="1")
    def show(text: r.Text, *, context: ToolContext) -> r.Html:
        """Dubs a text onto a page."""
        return context.path("a.html")

    assert words.cover(dub_webpage.spec) == 0b111111
    assert Words("dub the web pages", Ranking(), ["page", "html.web"]).words == ("dub",)
    assert words.heard(words.cover(show.spec)) == ("pages", "dubbed")
    assert words.unheard(words.cover(show.spec)) == ("web",)


def test_a_given_value_that_does_not_fit_is_refused(run: Run) -> None:
    code, _, err = run("--have", "entity=a fox", "--want", "image.entity")
    assert code == 2
    assert "plan.bad_value" in err


def test_unknown_types_at_hand_are_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match="--have: there is no resource type 'texd'"):
        goal_of(["texd"], ["html"], SPECS)
