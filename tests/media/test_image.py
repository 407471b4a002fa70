"""Pictures: what is in them is found, cut out, recoloured, taken away, described; the rest stays as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyagent.errors import InvalidInput
from storyagent.media.image.enlarge import enlarged
from storyagent.media.image.fill import fill
from storyagent.media.image.find import named
from storyagent.media.image.instruct import edits_of
from storyagent.media.image.restyle import STYLES, restyled
from storyagent.media.image.segment import segment
from storyagent.media.image.still import Still, read_still, write_still
from storyagent.media.image.tones import night, recoloured
from storyagent.testing import run_tool
from storyagent.tools.describe_image import describe_image
from storyagent.tools.edit_image import edit_image
from storyagent.tools.inpaint import inpaint
from storyagent.tools.restyle_image import restyle_image
from storyagent.tools.segment_entity import segment_entity
from storyagent.tools.upscale_image import upscale_image
from tests.media.pictures import drawing, meadow, outline_of, saved, scene, share_in_common

FOX_AT, OWL_AT = (20, 60), (170, 50)
SCENE = scene(("fox", FOX_AT), ("owl", OWL_AT))
FOX, OWL = outline_of("fox", FOX_AT), outline_of("owl", OWL_AT)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return saved(tmp_path / "scene.png", SCENE)


def opened(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with Image.open(path) as image:
        return np.asarray(image)


@pytest.mark.parametrize(("words", "truth"), [("the fox", FOX), ("an owl", OWL)])
def test_a_named_thing_is_cut_out(
    picture: Path, words: str, truth: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> None:
    mask = opened(run_tool(segment_entity, picture=picture, entity=words))
    assert share_in_common(mask > 128, truth) > 0.9


def test_what_is_in_a_box_is_cut_out_without_a_name(picture: Path) -> None:
    box = (FOX_AT[0] / 256, FOX_AT[1] / 144, (FOX_AT[0] + 64) / 256, (FOX_AT[1] + 64) / 144)
    mask = opened(run_tool(segment_entity, picture=picture, entity="that", box=box))
    assert share_in_common(mask > 128, FOX) > 0.85


def test_what_is_not_there_is_not_found(picture: Path) -> None:
    with pytest.raises(InvalidInput, match="no helicopter is seen"):
        run_tool(segment_entity, picture=picture, entity="the helicopter")
    with pytest.raises(InvalidInput, match="no thing is named"):
        named("the red")
    with pytest.raises(InvalidInput, match="box holds no picture"):
        segment(SCENE, "fox", (0.5, 0.5, 0.5, 0.6))


def test_an_instruction_recolours_one_thing_and_keeps_its_shading_and_all_else(picture: Path) -> None:
    changed = opened(run_tool(edit_image, picture=picture, instruction="make the fox blue"))
    away = np.abs(changed.astype(int) - SCENE).max(axis=-1)
    assert away[~FOX].max() <= 30  # the rim's mixed pixels
    assert (away[~FOX] > 2).mean() < 0.01
    recoloured_share = (changed[FOX][:, 2].astype(int) > changed[FOX][:, 0]).mean()
    assert recoloured_share > 0.4
    dark = SCENE[FOX].max(axis=-1) < 25
    assert np.abs(changed[FOX][dark].astype(int) - SCENE[FOX][dark]).max() < 60
    assert changed[FOX][~dark].std(axis=0).max() > 15


def test_a_removed_thing_leaves_its_surroundings(picture: Path) -> None:
    changed = opened(run_tool(edit_image, picture=picture, instruction="remove the owl"))
    ground = np.asarray(meadow()).astype(int)
    assert np.abs(changed[OWL].astype(int) - ground[OWL]).mean() < 12
    assert np.abs(SCENE[OWL].astype(int) - ground[OWL]).mean() > 40
    assert (changed[FOX] == SCENE[FOX]).all()


@pytest.mark.parametrize(
    ("instruction", "means"),
    [
        ("Make it brighter, then flip it.", ["brighter by +0.7", "flip left and right"]),
        ("a little darker and much warmer", ["brighter by -0.35", "warmer by +0.96"]),
        ("change the colour of the hat to dark green", ["recolour the hat: dark green"]),
        ("make it black and white and rotate left", ["style black and white", "rotate by 1 quarters to the left"]),
        ("turn day into night; crop to 1:1", ["night", "crop to 1:1"]),
        ("turn it into a watercolor painting", ["style watercolour"]),
        ("increase the contrast, less colourful", ["contrasted by +0.6", "saturated by -0.5"]),
        ("blur the background behind the fox", ["blur all but the fox"]),
        ("erase the ball from the picture", ["remove the ball"]),
    ],
)
def test_instructions_are_understood_in_order(instruction: str, means: list[str]) -> None:
    assert [edit.means for edit in edits_of(instruction)] == means


@pytest.mark.parametrize("instruction", ["", "  . ", "add a dragon", "make the fox happy", "make it brighter and sing"])
def test_what_is_not_understood_is_refused_with_what_can_be_done(instruction: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        edits_of(instruction)
    assert "remove a thing" in f"{refused.value.needed} {refused.value.hint}"


def test_light_and_frame_change_as_said(picture: Path) -> None:
    mean = SCENE.mean()
    assert opened(run_tool(edit_image, picture=picture, instruction="brighter")).mean() > mean + 10
    flipped = opened(run_tool(edit_image, picture=picture, instruction="flip"))
    assert (flipped == SCENE[:, ::-1]).all()
    grey = opened(run_tool(edit_image, picture=picture, instruction="black and white"))
    assert (grey.max(axis=-1) - grey.min(axis=-1)).max() == 0
    assert opened(run_tool(edit_image, picture=picture, instruction="crop to square")).shape == (144, 144, 3)
    dark = night(SCENE).astype(int)
    assert dark.mean() < 0.5 * mean
    assert dark[..., 2].mean() > dark[..., 0].mean()


def test_a_blurred_background_leaves_the_thing_sharp(picture: Path) -> None:
    changed = opened(run_tool(edit_image, picture=picture, instruction="blur the background behind the fox"))
    assert np.abs(changed[FOX].astype(int) - SCENE[FOX]).mean() < 6
    assert np.abs(changed[OWL].astype(int) - SCENE[OWL]).mean() > 6


def test_a_hole_is_filled_from_its_surroundings_and_nothing_else_changes(picture: Path, tmp_path: Path) -> None:
    mask = np.zeros(SCENE.shape[:2], np.uint8)
    mask[20:50, 100:150] = 255
    filled = opened(run_tool(inpaint, picture=picture, mask=saved(tmp_path / "mask.png", mask)))
    assert (filled[:, 170:] == SCENE[:, 170:]).all()
    assert np.abs(filled[20:50, 100:150].astype(int) - np.asarray(meadow())[20:50, 100:150]).mean() < 6


def test_texture_goes_on_through_a_hole_instead_of_a_smear() -> None:
    y, x = np.mgrid[0:96, 0:128]
    checks = np.where(((y // 8 + x // 8) % 2 == 0)[..., None], (200, 60, 50), (240, 220, 180)).astype(np.uint8)
    mask = np.zeros((96, 128), np.float32)
    mask[32:64, 48:80] = 1
    holed = checks.copy()
    holed[32:64, 48:80] = 128
    inside = fill(holed, mask)[34:62, 50:78]
    assert inside.std(axis=(0, 1)).min() > 0.7 * checks.std(axis=(0, 1)).min()


def test_a_mask_that_cannot_be_used_is_refused(picture: Path, tmp_path: Path) -> None:
    for mask, words in (
        (np.zeros((144, 256), np.uint8), "empty"),
        (np.full((144, 256), 255, np.uint8), "too much"),
        (np.full((20, 20), 255, np.uint8), "does not fit"),
    ):
        with pytest.raises(InvalidInput, match=words):
            run_tool(inpaint, picture=picture, mask=saved(tmp_path / "mask.png", mask))
    with pytest.raises(InvalidInput, match="only a model"):
        spot = np.zeros((144, 256), np.uint8)
        spot[60:80, 60:80] = 255
        run_tool(inpaint, picture=picture, mask=saved(tmp_path / "mask.png", spot), prompt="a cat")


def test_every_style_gives_a_picture_of_its_own_that_still_shows_the_things() -> None:
    drawn = {style: restyled(SCENE, style).astype(int) for style in STYLES}
    source = SCENE.astype(float).mean(axis=-1)
    for style, picture in drawn.items():
        assert picture.shape == SCENE.shape
        likeness = np.corrcoef(picture.mean(axis=-1).ravel(), source.ravel())[0, 1]
        assert likeness > 0.5, style
        for other, another in drawn.items():
            assert style == other or np.abs(picture - another).mean() > 2, (style, other)
    assert np.ptp(drawn["black and white"], axis=-1).max() == 0


def test_a_restyled_picture_is_written_and_unknown_styles_are_refused(picture: Path) -> None:
    assert opened(run_tool(restyle_image, picture=picture, style="sepia")).shape == SCENE.shape


def test_enlarging_comes_closer_to_the_truth_than_plain_interpolation(tmp_path: Path) -> None:
    truth = np.asarray(meadow((256, 144)).copy())
    large = Image.fromarray(truth)
    fox = drawing("fox", None, 120)
    large.paste(fox, (60, 10), fox)
    truth = np.asarray(large)
    small = np.asarray(large.resize((128, 72), Image.Resampling.BOX))
    ours = enlarged(small, 2).astype(float)
    plain = np.asarray(Image.fromarray(small).resize((256, 144), Image.Resampling.BICUBIC)).astype(float)
    assert ((ours - truth) ** 2).mean() < 0.85 * ((plain - truth) ** 2).mean()
    assert ours.max() <= small.max()
    result = opened(run_tool(upscale_image, picture=saved(tmp_path / "small.png", small), factor=3))
    assert result.shape == (216, 384, 3)


@pytest.mark.parametrize("factor", [1, 5])
def test_an_enlargement_out_of_range_is_refused(picture: Path, factor: int) -> None:
    with pytest.raises(InvalidInput, match="enlarged so far"):
        run_tool(upscale_image, picture=picture, factor=factor)


def test_a_picture_is_described_by_what_is_seen_and_where(picture: Path, tmp_path: Path) -> None:
    said = run_tool(describe_image, picture=picture, look_for=("fox", "owl", "helicopter"))
    assert "fox on the left" in said
    assert "owl on the right" in said
    assert "helicopter" not in said
    nothing = saved(tmp_path / "grey.png", np.full((64, 64, 3), 40, np.uint8))
    assert run_tool(describe_image, picture=nothing) == (
        "Nothing in the picture is recognised. The picture is very dark, mostly black."
    )


def test_recolouring_reaches_light_and_dark_colours() -> None:
    mask = FOX.astype(np.float32)
    white, black = (recoloured(SCENE, mask, colour)[FOX].mean() for colour in ("white", "black"))
    assert white > SCENE[FOX].mean() + 15
    assert black < SCENE[FOX].mean() - 15


def test_pictures_of_any_mode_are_read_upright_with_their_transparency(tmp_path: Path) -> None:
    rgb = Image.fromarray(SCENE)
    turned = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    rgb.save(turned, exif=exif)
    assert read_still(turned).rgb.shape == (256, 144, 3)
    deep = tmp_path / "deep.png"
    Image.fromarray(np.full((20, 20), 32_896, np.uint16)).save(deep)
    assert read_still(deep).rgb.mean() == pytest.approx(128, abs=1)
    for mode in ("L", "P", "CMYK", "1"):
        path = tmp_path / f"{mode}.tif"
        rgb.convert(mode).save(path)
        assert read_still(path).rgb.shape == SCENE.shape
    clear = saved(tmp_path / "clear.png", np.dstack([SCENE, FOX.astype(np.uint8) * 255]))
    still = read_still(clear)
    assert still.alpha is not None
    flipped = opened(run_tool(edit_image, picture=clear, instruction="flip, warmer"))
    assert (flipped[..., 3] == (FOX[:, ::-1] * 255)).all()


def test_pictures_that_cannot_be_worked_on_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(InvalidInput, match="not a picture"):
        read_still(tmp_path / "text.png")
    with pytest.raises(InvalidInput, match="too small"):
        read_still(saved(tmp_path / "tiny.png", np.zeros((4, 40, 3), np.uint8)))
    huge = tmp_path / "huge.png"
    Image.new("1", (20_000, 20_000)).save(huge)
    with pytest.raises(InvalidInput, match=r"too large|exceeds limit"):
        read_still(huge)


def test_a_picture_is_written_as_it_is(tmp_path: Path) -> None:
    still = Still(SCENE, (FOX * 200).astype(np.uint8))
    again = read_still(write_still(tmp_path / "out.png", still))
    assert (again.rgb == still.rgb).all()
    assert again.alpha is not None and (again.alpha == still.alpha).all()
