"""Which drawn picture becomes an entity's sheet: of the right thing in the told colour, whole and alone, or none."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyagent.bank.sheet_notes import is_blank, write_sheet
from storyagent.diffusion.sheets import DrawnPicture
from storyagent.evaluation.detect import Detection
from storyagent.evaluation.sheet_choice import MOST_TRIES, SEEDS_APART, best_sheet, judged_picture, judged_sightings
from storyagent.story.layout import Box
from storyagent.story.screenplay import Entity
from tests.diffusion import tiny
from tests.evaluation.drawn_clips import scene

CAR = Entity(id="car", name="car", kind="prop", noun="car", description="a red car")
TAUGHT = ("car", "cat", "bird", "ball", "dog")


def seen(noun: str = "car", colour: str = "red", x: float = 0.5, score: float = 0.9, side: float = 0.4) -> Detection:
    box = (x - side / 2, 0.5 - side / 2, x + side / 2, 0.5 + side / 2)
    return Detection(noun, colour, box, score, 0.9)


def test_the_right_thing_in_its_colour_whole_and_alone_is_good() -> None:
    window = seen(score=0.4, side=0.15)
    for colours, things, expected in (
        ({"red"}, [seen()], 0.81),
        (set(), [seen(colour="blue")], 0.9),
        ({"red"}, [seen(), window], 0.81 * 0.8),
    ):
        score, reasons = judged_sightings("car", colours, things, 0.6)
        assert not reasons
        assert score == pytest.approx(expected)


@pytest.mark.parametrize(
    ("things", "cover", "wrong"),
    [
        ([], 0.0, "no car is seen"),
        ([seen("ball")], 0.6, "a ball is seen"),
        ([seen("cat"), seen(score=0.8)], 0.6, "a cat is seen"),
        ([seen(colour="blue")], 0.6, "it is blue"),
        ([seen(x=0.3), seen(x=0.7, score=0.5)], 0.6, "more than one thing is seen"),
        ([seen()], 0.1, "it cannot be told from its ground"),
        ([seen()], 0.99, "it cannot be told from its ground"),
        ([seen(x=0.2)], 0.6, "it is cut off"),
        ([seen(score=0.5)], 0.6, "it is hardly a car"),
    ],
)
def test_what_is_wrong_with_a_picture_is_said(things: list[Detection], cover: float, wrong: str) -> None:
    assert judged_sightings("car", {"red"}, things, cover)[1] == (wrong,)


def painted(colour: str, nouns: tuple[str, ...] = TAUGHT, noun: str = "car") -> DrawnPicture:
    frame = scene("car", colour, "meadow").frames_thwc[2]
    side = frame.shape[0]
    left = (frame.shape[1] - side) // 2
    square = np.ascontiguousarray(frame[:, left : left + side])
    return DrawnPicture(square, Box.around(0.5, 0.7, 0.5, 0.5), 3, noun, nouns)


def test_a_drawn_picture_is_judged_by_what_the_detector_sees_in_it() -> None:
    sheet, good = judged_picture(painted("red"), CAR)
    assert good.reasons == ()
    assert good.score > 0.5
    alpha = np.asarray(sheet)[..., 3]
    assert 0.05 < (alpha > 128).mean() < 0.8
    _, other = judged_picture(painted("blue"), CAR)
    assert [reason[:6] for reason in other.reasons] == ["it is "]
    assert judged_picture(painted("blue"), CAR.model_copy(update={"description": "a car"}))[1].reasons == ()


def test_a_place_in_which_a_thing_stands_is_no_place_s_sheet() -> None:
    place = Entity(id="meadow", name="meadow", kind="place", noun="meadow", description="a meadow")
    assert judged_picture(replace(painted("red"), room=None), place)[1].reasons == ("a car is seen",)
    assert judged_picture(replace(painted("red", ()), room=None), place)[1].reasons == ()


def test_who_was_taught_another_world_is_not_judged() -> None:
    for strange in (painted("blue", ()), painted("blue", noun="fox")):
        _, found = judged_picture(strange, CAR)
        assert (found.score, found.reasons) == (1.0, ())


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tiny.save_storybook(tmp_path_factory.mktemp("storybook"))
    words = folder / "words.json"
    words.write_text(words.read_text().replace("}", ', "proportions": {"car": 1.4, "cat": 1.0}}'))
    return str(folder)


def test_where_no_picture_is_good_enough_the_sheet_is_blank_and_says_why(model: str, tmp_path: Path) -> None:
    said: list[str] = []
    chosen = best_sheet(model, CAR, {}, lambda share, words, preview: said.append(words), seed=5, style="", steps=1)
    assert [one.seed for one in chosen.notes.tries] == [5 + SEEDS_APART * n for n in range(MOST_TRIES)]
    assert chosen.notes.seed is None
    assert all(one.reasons for one in chosen.notes.tries)
    assert any(words.startswith("picture 4: ") for words in said)
    write_sheet(chosen.image, chosen.notes, tmp_path / "sheet.png")
    assert is_blank(tmp_path / "sheet.png")


def test_a_good_place_is_drawn_once(tmp_path: Path) -> None:
    model = str(tiny.save_storybook(tmp_path))
    place = Entity(id="wood", name="wood", kind="place", noun="wood", description="a wood")
    chosen = best_sheet(model, place, {}, lambda *_: None, seed=5, style="", steps=1, aspect_ratio=2.0)
    assert (chosen.notes.seed, len(chosen.notes.tries)) == (5, 1)
    assert isinstance(chosen.image, Image.Image)
    assert chosen.image.size == (1024, 512)
