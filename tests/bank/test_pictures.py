"""A user's picture is checked and taken as it is meant; what a model drew is cut out of its ground."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyagent.bank.pictures import Cutout, check_picture, cut_from_box, on_white, save_sheet
from storyagent.errors import InvalidInput
from tests.bank.pictures import bar, disc, on_grass, saved


def test_a_transparent_picture_gives_its_shape_and_an_opaque_one_is_taken_whole(tmp_path: Path) -> None:
    shaped = check_picture(saved(disc(), tmp_path / "disc.png"))
    whole = check_picture(saved(disc().convert("RGB"), tmp_path / "disc.jpg"))
    assert (shaped.shaped, shaped.suffix, shaped.size_px) == (True, ".png", (120, 80))
    assert (whole.shaped, whole.suffix) == (False, ".jpg")


def test_a_picture_taken_with_the_camera_on_its_side_is_turned_upright(tmp_path: Path) -> None:
    picture = check_picture(saved(disc().convert("RGB"), tmp_path / "turned.jpg", orientation=6))
    assert (picture.turned, picture.size_px) == (True, (80, 120))


@pytest.mark.parametrize(
    ("size", "what"),
    [((20_000, 40), "too large"), ((8, 8), "cannot stand"), ((400, 20), "cannot stand"), ((7_000, 6_000), "too large")],
)
def test_a_picture_of_a_size_that_no_entity_has_is_refused(tmp_path: Path, size: tuple[int, int], what: str) -> None:
    path = tmp_path / "picture.png"
    Image.new("L", size).save(path)
    with pytest.raises(InvalidInput, match=what) as error:
        check_picture(path)
    assert error.value.where == str(path)
    assert f"{size[0]}x{size[1]}" in error.value.found


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match="not a picture"):
        check_picture(path)


def test_a_picture_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="transparent"):
        check_picture(saved(Image.new("RGBA", (40, 40)), tmp_path / "nothing.png"))
    with pytest.raises(InvalidInput, match="no such picture"):
        check_picture(tmp_path / "missing.png")


def test_a_sheet_shows_the_entity_alone_large_and_on_white(tmp_path: Path) -> None:
    sheet = np.asarray(on_white(Cutout.of(disc()), 100))
    rows, columns = np.nonzero(sheet[..., 3] > 128)
    assert sheet.shape == (100, 100, 4)
    assert (columns.max() - columns.min(), rows.max() - rows.min()) == (83, 83)
    assert abs(int(columns.max() + columns.min()) - 99) <= 1
    assert (sheet[sheet[..., 3] == 0][:, :3] == 255).all()
    save_sheet(Cutout.of(disc()), tmp_path / "a.png")
    save_sheet(Cutout.of(disc()), tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


@pytest.mark.parametrize("shape", [disc(), bar()])
def test_what_stands_in_a_box_is_cut_out_of_its_ground(shape: Image.Image) -> None:
    truth = np.asarray(shape)[..., 3] > 128
    found = cut_from_box(on_grass(shape), (5, 5, 115, 75)).inside_hw > 0.5
    assert (found & truth).sum() / (found | truth).sum() > 0.95


def test_a_speck_of_the_ground_is_no_part_of_a_thing_and_a_second_half_is() -> None:
    picture = on_grass(disc()).copy()
    picture[20:26, 8:14] = (250, 250, 250)
    assert not cut_from_box(picture, (5, 5, 115, 75)).inside_hw[20:26, 8:14].any()
    picture[10:70, 58:62] = picture[10:70, 16:20]  # the disc in two halves
    inside = cut_from_box(picture, (5, 5, 115, 75)).inside_hw > 0.5
    assert inside[40, 40] and inside[40, 80] and not inside[40, 60]


def test_a_white_thing_on_white_is_not_lost() -> None:
    cutout = cut_from_box(np.full((60, 60, 3), 250, np.uint8), (10, 10, 50, 50))
    assert cutout.inside_hw.sum() == 40 * 40
