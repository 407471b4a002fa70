"""The entities of a film project: listed, shown, given pictures; from the library and from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from storyagent import FilmProject, StoryAgent
from storyagent.bank.shelf import Shelf
from storyagent.cli import main
from storyagent.entity_bank import EntityBank
from storyagent.errors import InvalidInput
from storyagent.story.files import read_text
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.screenplay import Entity, Line, Role, Scene, Screenplay
from tests.bank.pictures import BLUE, disc, saved

SCREENPLAY = Screenplay(
    title="The kite",
    entities=(
        Entity(id="fox", name="Ruby", kind="character", noun="fox", color="red"),
        Entity(id="fox-2", name="Ruby", kind="character", noun="fox", color="blue"),
        Entity(id="kite", name="kite", kind="prop", noun="kite", color="red", description="a red kite"),
        Entity(id="wood", name="wood", kind="place", noun="wood"),
    ),
    scenes=(
        Scene(id="one", prompt="Ruby has a kite.", place="wood", cast=(Role(entity="fox"), Role(entity="kite"))),
        Scene(id="two", prompt="Ruby speaks.", place="wood", cast=(Role(entity="fox"),),
              lines=(Line(text="Hello.", speaker="fox"),)),
        Scene(id="three", prompt="The kite.", place="wood", cast=(Role(entity="kite", state=("torn",)),)),
    ),
)  # fmt: skip
BOX = Box(x0=0.4, y0=0.4, x1=0.6, y1=0.7)


def layout(scene: Scene) -> Layout:
    tracks = (Track(id=e, entity=e, name=e, keyframes=(Keyframe(t=0.0, box=BOX),)) for e in scene.entity_ids)
    return Layout(scene=scene.id, tracks=tuple(tracks))


@pytest.fixture
def project(tmp_path: Path) -> FilmProject:
    project = FilmProject(tmp_path / "film")
    project.write(SCREENPLAY, [layout(scene) for scene in SCREENPLAY.scenes], planner="offline")
    return project


@pytest.fixture
def bank(project: FilmProject) -> EntityBank:
    return StoryAgent().entities(project)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return saved(disc(), tmp_path / "kite.png")


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        main(("entities", *arguments))
        code = 0
    except SystemExit as error:
        code = int(error.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_every_entity_is_listed_with_its_scenes_and_its_state_in_them(bank: EntityBank) -> None:
    facts = bank.list()
    assert [one.id for one in facts] == ["fox", "fox-2", "kite", "wood"]
    kite = bank.show("kite")
    assert [(one.number, one.state) for one in kite.scenes] == [(1, ()), (3, ("torn",))]
    assert kite.source == "drawing"
    assert [one.number for one in bank.show("wood").scenes] == [1, 2, 3]


def test_a_picture_of_ones_own_wins_and_only_the_scenes_with_its_entity_are_made_again(
    bank: EntityBank, project: FilmProject, picture: Path
) -> None:
    change = bank.set("kite", images=[picture])
    assert change.changed == ("images",)
    assert (change.made_again, change.kept) == (("one", "three"), ("two",))
    kite = bank.show("kite")
    assert kite.source == "own picture"
    assert (project.root / kite.pictures[0]).read_bytes() == picture.read_bytes()
    assert [hue.share for hue in kite.palette] == [pytest.approx(1.0, abs=0.02)]
    (sheet,) = Shelf(project).entry("kite").sheets
    assert (sheet.origin, sheet.model, sheet.seed) == ("own", None, None)


def test_another_picture_takes_the_place_of_the_first_and_none_takes_both_away(
    bank: EntityBank, project: FilmProject, picture: Path, tmp_path: Path
) -> None:
    bank.set("kite", images=[picture])
    bank.set("kite", images=[saved(disc(BLUE), tmp_path / "blue.png")])
    assert len(list(Shelf(project).folder("kite").glob("own-*"))) == 1
    change = bank.set("kite", images=[])
    assert change.made_again == ("one", "three")
    assert sorted(path.name for path in Shelf(project).folder("kite").iterdir()) == ["entity.json"]
    assert Shelf(project).entry("kite").sheets == ()
    assert bank.show("kite").source == "drawing"


def test_setting_the_same_again_changes_nothing(bank: EntityBank, picture: Path) -> None:
    bank.set("kite", images=[picture])
    again = bank.set("kite", images=[picture])
    assert (again.changed, again.made_again, again.written) == ((), (), ())


def test_a_voice_makes_only_the_scenes_again_in_which_it_is_heard(bank: EntityBank) -> None:
    change = bank.set("fox", voice="espeak:en-us+m3")
    assert (change.changed, change.made_again) == (("voice",), ("two",))
    shown = bank.show("fox")
    assert (shown.voice, shown.voice_is_own) == ("espeak:en-us+m3", True)
    assert bank.set("fox", voice="").changed == ("voice",)
    assert not bank.show("fox").voice_is_own


def test_a_picture_that_cannot_be_used_changes_nothing(bank: EntityBank, project: FilmProject, tmp_path: Path) -> None:
    bad = tmp_path / "no.png"
    bad.write_text("no picture")
    before = read_text(project.screenplay_path)
    with pytest.raises(InvalidInput, match="not a picture"):
        bank.set("kite", images=[saved(disc(), tmp_path / "good.png"), bad], description="new")
    assert read_text(project.screenplay_path) == before
    assert not Shelf(project).folder("kite").exists()


def test_more_pictures_than_a_sheet_has_are_refused(bank: EntityBank, picture: Path) -> None:
    with pytest.raises(InvalidInput, match="too many pictures"):
        bank.set("kite", images=[picture] * 4)


def test_two_of_one_name_are_told_apart_by_their_ids(bank: EntityBank) -> None:
    with pytest.raises(InvalidInput, match="2 entities are called 'ruby'") as error:
        bank.show("ruby")
    assert error.value.needed == "an id: fox or fox-2"
    assert bank.show("fox-2").color == "blue"


def test_an_unknown_name_gets_the_nearest_known_one(bank: EntityBank) -> None:
    with pytest.raises(InvalidInput, match="no such entity") as error:
        bank.set("kiet", description="x")
    assert error.value.hint == "did you mean 'kite'?"


def test_nothing_to_set_is_said(bank: EntityBank) -> None:
    with pytest.raises(InvalidInput, match="nothing to set"):
        bank.set("kite")


def test_what_no_model_draws_cannot_be_drawn_again(bank: EntityBank, picture: Path) -> None:
    with pytest.raises(InvalidInput, match="no model draws"):
        bank.redraw("kite")
    bank.set("kite", images=[picture])
    with pytest.raises(InvalidInput, match="its own picture"):
        bank.redraw("kite")


def test_an_entry_of_another_entity_is_refused(bank: EntityBank, project: FilmProject, picture: Path) -> None:
    bank.set("kite", images=[picture])
    Shelf(project).folder("fox").mkdir()
    (Shelf(project).folder("kite") / "entity.json").rename(Shelf(project).folder("fox") / "entity.json")
    with pytest.raises(InvalidInput, match="another entity") as error:
        bank.list()
    assert (error.value.found, error.value.needed) == ("kite", "fox")


def test_the_command_line_lists_shows_and_sets(
    project: FilmProject, picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(project.root)
    code, out, _ = command(capsys, folder, "set", "kite", "--image", str(picture), "--description", "my kite")
    assert code == 0
    assert "kite.png: 120x80 px; its transparent parts give its shape" in out
    assert "Made again: one, three. Kept: two." in out
    code, out, _ = command(capsys, folder, "list")
    assert code == 0
    assert "own picture" in next(line for line in out.splitlines() if line.startswith("kite"))
    code, out, _ = command(capsys, folder, "show", "kite")
    assert "my kite" in out and "scene 3      three: torn" in out
    _, out, _ = command(capsys, folder, "list", "--json")
    data: dict[str, Any] = json.loads(out)
    assert [one["id"] for one in data["entities"]] == ["fox", "fox-2", "kite", "wood"]


def test_the_command_line_says_what_is_wrong(project: FilmProject, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(project.root)
    code, _, err = command(capsys, folder, "show", "kiet")
    assert code == 2 and "did you mean 'kite'?" in err
    code, _, err = command(capsys, folder, "set", "kite", "--image", "x.png", "--no-image")
    assert code == 2 and "contradict" in err
    code, _, err = command(capsys, folder, "redraw", "kite", "--json")
    assert code == 2 and json.loads(err)["what"].startswith("no model draws")


def test_a_picture_turned_by_its_camera_is_said_to_be(
    project: FilmProject, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    turned = saved(Image.new("RGB", (60, 40), "red"), tmp_path / "turned.jpg", orientation=6)
    _, out, _ = command(capsys, str(project.root), "set", "kite", "--image", str(turned))
    assert "turned.jpg: 40x60 px, turned upright as its camera says; taken as it is" in out
