"""Pictures of entities: read as they are meant, refused when they are none, and told in words."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyagent.bank.sheet_notes import SheetNotes, blank_sheet, write_sheet
from storyagent.diffusion.picture_words import as_pictured, main_colour
from storyagent.diffusion.references import Likeness, framed, likenesses
from storyagent.diffusion.scene_references import as_seen, directions_as_seen, references_in_models_words
from storyagent.errors import InvalidInput
from storyagent.story.directions import FrameDirections
from storyagent.story.layout import Box
from storyagent.story.references import Reference, ReferencePicture
from tests.diffusion import tiny

BLUE, RED = (30, 60, 200), (210, 30, 30)


def picture(path: Path, *, ground: tuple[int, ...] = (255, 255, 255), color: tuple[int, ...] = BLUE) -> Path:
    """Write a picture, 40 x 20, of a rectangle in the left half."""
    image = Image.new("RGBA" if len(ground) == 4 else "RGB", (40, 20), ground)
    image.paste((*color, 255)[: len(ground)], (4, 5, 20, 15))
    image.save(path)
    return path


def reference(*paths: Path, box: Box | None = None, entity: str = "o0", description: str = "") -> Reference:
    return Reference(
        entity=entity, pictures=tuple(ReferencePicture(path=path, box=box) for path in paths), description=description
    )


def test_what_stands_out_from_a_plain_ground_is_the_entity(tmp_path: Path) -> None:
    (likeness,) = likenesses(reference(picture(tmp_path / "a.png")))
    assert likeness.inside_hw.sum() == 16 * 10
    assert likeness.inside_hw[5:15, 4:20].all()


def test_transparency_is_the_entity_s_shape_and_what_is_clear_is_white(tmp_path: Path) -> None:
    (likeness,) = likenesses(reference(picture(tmp_path / "a.png", ground=(0, 0, 0, 0))))
    assert likeness.inside_hw.sum() == 16 * 10
    assert (likeness.picture_hwc[0, 0] == 255).all()


def test_a_photograph_is_taken_whole_or_by_its_box(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (20, 40, 3), np.uint8)).save(path)
    (whole,) = likenesses(reference(path))
    (part,) = likenesses(reference(path, box=Box(x0=0.5, y0=0.0, x1=1.0, y1=0.5)))
    assert whole.inside_hw.all()
    assert part.inside_hw.sum() == 20 * 10
    assert part.inside_hw[:10, 20:].all()


def test_a_picture_is_taken_upright_as_its_camera_says(tmp_path: Path) -> None:
    image = Image.open(picture(tmp_path / "a.png"))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    image.save(tmp_path / "turned.jpg", exif=exif, quality=95)
    (likeness,) = likenesses(reference(tmp_path / "turned.jpg"))
    assert likeness.picture_hwc.shape == (40, 20, 3)
    assert likeness.inside_hw[:20].sum() > 10 * likeness.inside_hw[20:].sum()


@pytest.mark.parametrize("what", ["missing", "text", "empty", "tiny", "huge"])
def test_what_cannot_be_taken_names_the_entity_and_the_file(what: str, tmp_path: Path) -> None:
    path = tmp_path / f"{what}.png"
    if what == "text":
        path.write_text("a red car")
    elif what == "empty":
        path.touch()
    elif what == "tiny":
        Image.new("RGB", (3, 3)).save(path)
    elif what == "huge":
        Image.new("1", (20_000, 20_000)).save(path)
    with pytest.raises(InvalidInput, match=f"{what}.png[\\s\\S]*'o0'"):
        likenesses(reference(path))


def test_a_long_picture_of_20000_pixels_is_made_smaller(tmp_path: Path) -> None:
    path = tmp_path / "long.png"
    Image.new("L", (20_000, 40), 255).save(path)
    (likeness,) = likenesses(reference(path))
    assert likeness.picture_hwc.shape[1] == 1024


def test_an_entity_is_framed_as_large_as_it_is_to_be(tmp_path: Path) -> None:
    (likeness,) = likenesses(reference(picture(tmp_path / "a.png")))
    for share in (0.3, 0.8):
        shown, inside = framed(likeness, (64, 64), share)
        assert shown.shape == (3, 64, 64)
        across = int((inside.amax(0) > 0.5).sum())
        assert abs(across - 64 * share) <= 3
        middle = (inside.amax(0) > 0.5).nonzero().float().mean()
        assert abs(float(middle) - 31.5) <= 2
        assert float(shown[:, 0, 0].mean()) > 0.99  # round about it the ground goes on


def test_the_colour_that_is_seen_is_named(tmp_path: Path) -> None:
    blue, red = (likenesses(reference(picture(tmp_path / f"{color[0]}.png", color=color))) for color in (BLUE, RED))
    assert main_colour(blue)[0] == "blue"
    assert as_pictured("car", blue) == "blue car"
    assert as_pictured("a car", blue) == "a blue car"
    assert as_pictured("the old car", blue) == "the blue old car"
    assert as_pictured("a red car", blue) == "a blue car"
    assert as_pictured("a red car", red) == "a red car"


def test_a_prompt_says_what_the_picture_shows(tmp_path: Path) -> None:
    given = [reference(picture(tmp_path / "a.png"))]
    prompt, layout, notes = as_seen("a red car beside a blue cat, and a red ball", tiny.LAYOUT, given)
    assert prompt == "a blue car beside a blue cat, and a red ball"
    assert [track.name for track in layout.tracks] == ["blue car", "blue cat"]
    assert notes == ["'red car' is called 'blue car', as it is shown or described"]
    plain = tiny.layout(("car", (0.0, 0.0, 1.0, 1.0)))
    assert as_seen("a red car", plain, given)[0] == "a blue car"
    assert as_seen("a red car", tiny.layout(("red car", (0.0, 0.0, 1.0, 1.0))), [])[0] == "a red car"


def drawn(path: Path, color: tuple[int, int, int], description: str) -> Reference:
    """Return the reference of a sheet that a model drew after a description."""
    with Image.open(picture(path, color=color)) as image:
        write_sheet(image.convert("RGBA"), SheetNotes(seed=1, tries=()), path)
    return reference(path).model_copy(update={"description": description})


def test_a_drawn_picture_adds_a_colour_and_never_overrules_the_one_that_is_told(tmp_path: Path) -> None:
    plain = tiny.layout(("car", (0.0, 0.0, 1.0, 1.0)))
    named = tiny.layout(("red car", (0.0, 0.0, 1.0, 1.0)))
    silent = drawn(tmp_path / "a.png", BLUE, "an old car")
    assert as_seen("a car waits", plain, [silent])[0] == "a blue car waits"
    assert as_seen("a red car waits", named, [silent])[0] == "a red car waits"
    told = drawn(tmp_path / "b.png", BLUE, "a white car with a red roof")
    assert as_seen("a car waits", plain, [told])[0] == "a white car waits"
    assert as_seen("a red car waits", named, [told])[0] == "a red car waits"


def test_a_blank_sheet_leaves_the_description_whose_colour_every_scene_is_told(tmp_path: Path) -> None:
    path = tmp_path / "blank.png"
    write_sheet(blank_sheet(), SheetNotes(seed=None, tries=()), path)
    given = Reference(entity="o0", pictures=(ReferencePicture(path=path),), description="a white car")
    place = given.model_copy(update={"entity": "place", "place": True})
    plain = tiny.layout(("car", (0.0, 0.0, 1.0, 1.0)))
    kept, notes = references_in_models_words(tiny.image_model(), [given, place], plain, None)
    assert [(one.entity, one.weight) for one in kept] == [("o0", 0.0)]
    assert "no good picture of 'car' was drawn: drawn from words" in notes
    assert "no good picture of the place was drawn: drawn from words" in notes
    assert as_seen("a car waits", plain, kept)[0] == "a white car waits"


def test_a_little_sky_in_its_windows_makes_a_white_car_no_blue_one() -> None:
    car = np.full((60, 60, 3), 245, np.uint8)
    inside = np.zeros((60, 60), np.float32)
    inside[10:50, 10:50] = 1.0
    car[14:46, 14:26] = BLUE
    assert main_colour([Likeness(car, inside)])[0] == "white"
    car[10:50, 10:34] = BLUE
    assert main_colour([Likeness(car, inside)])[0] == "blue"


def test_directions_call_an_entity_as_its_picture_shows_it(tmp_path: Path) -> None:
    given = [reference(picture(tmp_path / "a.png"))]
    plain = tiny.layout(("car", (0.0, 0.0, 1.0, 1.0)))
    _, seen, _ = as_seen("a car", plain, given)
    told = FrameDirections.evenly(
        ("the red car waits", "The car, old as it is, drives off"), fixed="A car in the grass"
    )
    changed = directions_as_seen(told, plain, seen)
    assert changed is not None
    assert changed.fixed == "A blue car in the grass"
    assert [one.text for one in changed.deltas] == ["the blue car waits", "The blue car, old as it is, drives off"]
    assert directions_as_seen(told, plain, plain) is told


def test_who_has_no_box_or_no_picture_is_said(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png")
    given = [reference(path), reference(path, entity="fox")]
    kept, notes = references_in_models_words(tiny.image_model(), given, tiny.LAYOUT, None)
    assert [one.entity for one in kept] == ["o0"]
    assert kept[0].description == "red car"
    assert notes == [
        "entities are kept by an identity bank of their pictures",
        "'fox' has a picture and no box in this scene: left out",
        "'blue cat' has no picture: drawn from words",
    ]
    _, notes = references_in_models_words(tiny.wan_model(), given[:1], tiny.LAYOUT, None)
    assert notes[0] == "entities are kept by words alone"
