"""Sheets: made by a model once per entity, kept in the project, redrawn where the model or the seed is another."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyagent import FilmProject, StoryAgent
from storyagent.bank.sheet_notes import SheetNotes, SheetTry, blank_sheet, write_sheet
from storyagent.bank.shelf import Shelf
from storyagent.diffusion.models.fingerprint import weights_fingerprint
from storyagent.entity_bank import EntityBank
from storyagent.film_parts import FilmParts
from storyagent.graph.plan import Plan
from storyagent.sheets_project import artist_of, keep_sheets
from storyagent.story.screenplay import Entity, FilmFormat
from storyagent.story.sheets import sheet_layout, sheet_prompt, sheet_words
from storyagent.testing import run_tool
from storyagent.tools.draw_sheet import draw_sheet
from tests.bank.pictures import disc, saved
from tests.bank.test_entity_bank import SCREENPLAY, layout
from tests.diffusion import tiny

KITE = SCREENPLAY.entity("kite")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny.save_storybook(tmp_path_factory.mktemp("storybook")))


@pytest.fixture(scope="module")
def drawn(model: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[EntityBank, FilmProject]:
    """Return a project whose kite has been drawn once, with seed 5."""
    project = FilmProject(tmp_path_factory.mktemp("film"))
    form = FilmFormat(model=model, height_px=64, fps=6)
    project.write(
        SCREENPLAY.model_copy(update={"format": form}), [layout(s) for s in SCREENPLAY.scenes], planner="offline"
    )
    bank = StoryAgent().entities(project)
    bank.redraw("kite", 5)
    return bank, project


def test_a_sheet_asks_for_the_entity_alone_in_the_middle() -> None:
    assert sheet_prompt(KITE, "picture book") == "a red kite, alone on a plain white background, picture book"
    assert sheet_words(Entity(id="a", name="a", kind="prop", noun="ball", color="blue")) == "blue ball"
    (track,) = sheet_layout(KITE, 2.0).tracks
    box = track.box_at(0.0)
    assert [box.width * 2.0, box.height] == pytest.approx([0.7, 0.7])
    assert (track.entity, track.name) == ("kite", "red kite")


def test_a_picture_of_ones_own_becomes_a_sheet_without_a_model(tmp_path: Path) -> None:
    picture = saved(disc(), tmp_path / "kite.png")
    path = run_tool(draw_sheet, entity=KITE, picture=picture, model="no such model")
    sheet = np.asarray(Image.open(path))
    assert sheet.shape[:2] == (512, 512)
    assert (sheet[256, 256] == (200, 30, 30, 255)).all()


def test_a_sheet_that_a_model_drew_is_kept_with_seed_model_weights_and_colours(
    drawn: tuple[EntityBank, FilmProject], model: str
) -> None:
    bank, project = drawn
    (sheet,) = Shelf(project).entry("kite").sheets
    assert (sheet.origin, sheet.model, sheet.seed) == ("drawn", model, 5)
    assert sheet.weights == weights_fingerprint(model)
    with Image.open(Shelf(project).folder("kite") / sheet.file) as picture:
        assert picture.mode == "RGBA" and picture.width == picture.height
    facts = bank.show("kite")
    assert (facts.source, facts.seed, facts.note) == ("drawn by a model", 5, "")
    assert facts.palette == sheet.look.palette
    assert bank.show("fox").source == "not drawn yet"
    assert bank.show("wood").source == "not drawn yet"


def test_a_place_is_drawn_whole_in_the_film_s_shape_and_kept(drawn: tuple[EntityBank, FilmProject]) -> None:
    bank, project = drawn
    facts = bank.redraw("wood", 3)
    assert (facts.source, facts.seed, facts.note) == ("drawn by a model", 3, "")
    with Image.open(project.root / facts.pictures[0]) as picture:
        assert picture.mode == "RGB"
        assert picture.size == (910, 512)


def test_a_place_that_looks_otherwise_in_a_scene_says_so(model: str, tmp_path: Path) -> None:
    dark = SCREENPLAY.scenes[1].model_copy(update={"time": "night"})
    scenes = (SCREENPLAY.scenes[0], dark, SCREENPLAY.scenes[2])
    form = FilmFormat(model=model, height_px=64, fps=6)
    screenplay = SCREENPLAY.model_copy(update={"format": form, "scenes": scenes})
    project = FilmProject(tmp_path)
    project.write(screenplay, [layout(scene) for scene in scenes], planner="offline")
    facts = StoryAgent().entities(project).show("wood")
    expected = ("not drawn yet", "drawn as in 2 of its 3 scenes: wood; the others are drawn from words")
    assert (facts.source, facts.note) == expected


def test_a_place_s_own_picture_is_cut_to_the_film_s_shape_and_no_model_is_asked(tmp_path: Path) -> None:
    picture = tmp_path / "wood.png"
    Image.new("RGB", (300, 300), (10, 90, 20)).save(picture)
    path = run_tool(draw_sheet, entity=SCREENPLAY.entity("wood"), picture=picture, aspect_ratio=0.5, model="none such")
    with Image.open(path) as sheet:
        assert sheet.size == (512, 1024)
        assert sheet.getpixel((0, 0)) == (10, 90, 20)


def test_a_film_is_made_after_the_sheet_that_was_asked_for(drawn: tuple[EntityBank, FilmProject]) -> None:
    _, project = drawn
    plan = StoryAgent().expand(project)
    (node,) = [node for node in plan.nodes if node.id == "kite.sheet"]
    assert node.inputs["seed"].model_dump()["value"] == 5


def test_a_sheet_of_other_weights_is_said_to_be_drawn_again(drawn: tuple[EntityBank, FilmProject]) -> None:
    bank, project = drawn
    shelf = Shelf(project)
    entry = shelf.entry("kite")
    other = entry.sheets[0].model_copy(update={"weights": "0" * 64})
    shelf.write(entry.model_copy(update={"sheets": (other,)}))
    facts = bank.show("kite")
    assert facts.source == "drawn by another model"
    assert "00000000" in facts.note and "drawn again" in facts.note
    shelf.write(entry)


def test_other_weights_have_another_fingerprint_and_a_moved_folder_the_same(model: str, tmp_path: Path) -> None:
    Path(tmp_path / "moved").symlink_to(model)
    assert weights_fingerprint(str(tmp_path / "moved")) == weights_fingerprint(model)


def test_an_entity_of_whom_no_picture_was_good_enough_is_described_alone_and_the_film_says_so(
    model: str, tmp_path: Path
) -> None:
    project = FilmProject(tmp_path / "film")
    form = FilmFormat(model=model, height_px=64, fps=6)
    screenplay = SCREENPLAY.model_copy(update={"format": form})
    project.write(screenplay, [layout(scene) for scene in SCREENPLAY.scenes], planner="offline")
    tries = (
        SheetTry(seed=1, score=0.0, reasons=("a ball is seen",)),
        SheetTry(seed=2, score=0.4, reasons=("cut off",)),
    )
    write_sheet(blank_sheet(), SheetNotes(seed=None, tries=tries), tmp_path / "blank.png")
    plan = StoryAgent().expand(project)
    (finding,) = keep_sheets(project, screenplay, plan, {"sheet.kite": tmp_path / "blank.png"})
    assert (finding.code, finding.where) == ("entity.no_picture", "entities[kite]")
    assert finding.found == "2 pictures drawn, none good enough: a ball is seen; cut off"
    facts = StoryAgent().entities(project).show("kite")
    assert (facts.source, facts.seed, facts.palette) == ("described alone", None, ())
    assert "set --image" in facts.note


def test_what_the_model_saw_of_a_scene_lies_in_the_project_until_the_scene_is_gone(
    drawn: tuple[EntityBank, FilmProject], model: str, tmp_path: Path
) -> None:
    project = FilmProject(tmp_path / "film")
    artist = artist_of(FilmParts(drawn[1], drawn[1].screenplay(), {}, (), ()))
    assert artist is not None and artist.bank
    first = SCREENPLAY.scenes[0].id
    (tmp_path / "made.safetensors").write_bytes(b"bank")
    made = {f"bank.{first}": tmp_path / "made.safetensors"}
    assert keep_sheets(project, SCREENPLAY, Plan(nodes=()), made) == ()
    kept = project.root / "banks" / f"{first}.safetensors"
    assert kept.read_bytes() == b"bank"
    later = SCREENPLAY.model_copy(update={"scenes": SCREENPLAY.scenes[1:]})
    keep_sheets(project, later, Plan(nodes=()), {})
    assert not kept.exists()


def test_nobody_draws_for_a_film_of_drawings(tmp_path: Path) -> None:
    assert artist_of(FilmParts(FilmProject(tmp_path), SCREENPLAY, {}, (), ())) is None
