"""What is known of a drawn sheet lies in its own file."""

from pathlib import Path

from PIL import PngImagePlugin

from storyagent.bank.sheet_notes import SheetNotes, SheetTry, blank_sheet, is_blank, read_notes, write_sheet
from tests.bank.pictures import disc, saved

NOTES = SheetNotes(
    seed=9, tries=(SheetTry(seed=2, score=0.1, reasons=("it is red", "it is cut off")), SheetTry(seed=9, score=0.8))
)


def test_a_sheet_tells_its_seed_and_what_was_wrong_with_others(tmp_path: Path) -> None:
    write_sheet(disc(), NOTES, tmp_path / "a.png")
    write_sheet(disc(), NOTES, tmp_path / "b.png")
    notes = read_notes(tmp_path / "a.png")
    assert notes == NOTES
    assert notes.worst == "it is red; it is cut off"
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_picture_of_ones_own_has_no_notes(tmp_path: Path) -> None:
    assert read_notes(saved(disc(), tmp_path / "own.png")) is None
    broken = tmp_path / "broken.png"
    broken.write_text("no picture")
    assert read_notes(broken) is read_notes(tmp_path / "missing.png") is None
    assert not is_blank(broken)  # whoever takes it in says that it is no picture


def test_notes_of_another_kind_are_none(tmp_path: Path) -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("storyagent", '{"sead": 9}')
    disc().save(tmp_path / "strange.png", pnginfo=told)
    assert read_notes(tmp_path / "strange.png") is None


def test_a_blank_sheet_shows_nothing_and_a_picture_something(tmp_path: Path) -> None:
    write_sheet(blank_sheet(), SheetNotes(seed=None, tries=()), tmp_path / "blank.png")
    assert is_blank(tmp_path / "blank.png")
    assert not is_blank(saved(disc(), tmp_path / "disc.png"))
    assert not is_blank(saved(disc().convert("RGB"), tmp_path / "whole.jpg"))
