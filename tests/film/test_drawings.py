import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from storyagent.errors import InvalidInput
from storyagent.film.costumes import EXTRAS, HATS
from storyagent.film.critters import CRITTERS, HORSE
from storyagent.film.drawing_choices import CHOSEN, FACING_LEFT, GENERIC
from storyagent.film.drawings import find_drawing, load_index
from storyagent.film.people import look_of
from storyagent.film.people_words import ROLES, SAME_ROLE
from storyagent.film.portray import drawing_svg, portray
from storyagent.film.props import PROPS
from storyagent.story.screenplay import Entity

STORY_NOUNS = """
 girl boy woman man grandmother king queen knight wizard fox wolf cat dog rabbit mouse bear dragon kite ball
balloon boat ship car train rocket tree oak house castle lighthouse lamp lantern bird robin owl duck fish
whale turtle star moon sun cloud key book hat umbrella apple cake box table chair log island robot astronaut
princess pirate witch frog horse squirrel butterfly bee candle crown bridge drum bell
"""


def entity(noun: str, **fields: object) -> Entity:
    return Entity.model_validate({"id": "it", "name": noun, "kind": "character", "noun": noun, **fields})


def svg_of(noun: str, **fields: object) -> str:
    return drawing_svg(find_drawing(noun), entity(noun, **fields))


@pytest.mark.parametrize("noun", STORY_NOUNS.split())
def test_common_story_nouns_have_a_drawing_of_their_own(noun: str) -> None:
    assert find_drawing(noun).how in ("name", "synonym")


@pytest.mark.parametrize(
    ("noun", "stands_for"),
    [("gazelle", "deer"), ("falcon", "eagle"), ("stoat", "badger"), ("cathedral", "church"), ("ostrich", "bird")],
)
def test_an_unknown_noun_gets_the_nearest_meaning_and_says_so(noun: str, stands_for: str) -> None:
    drawing = find_drawing(noun)
    assert (drawing.name, drawing.how, drawing.guessed) == (stands_for, "meaning", True)


def test_a_noun_nobody_knows_gets_a_parcel_and_says_so() -> None:
    assert find_drawing("wumpuslet").how == "generic"


@pytest.mark.parametrize(("noun", "same"), [("mice", "mouse"), ("police cars", "police car"), ("wolves", "wolf")])
def test_plurals_and_compounds_find_the_drawing_of_their_noun(noun: str, same: str) -> None:
    assert find_drawing(noun).hexcode == find_drawing(same).hexcode


def test_a_trait_can_make_a_compound() -> None:
    assert find_drawing("bear", traits=("polar",)).name == "polar bear"


def test_every_chosen_drawing_exists() -> None:
    known = load_index().titles
    for code in {*CHOSEN.values(), *GENERIC.values()} - {"figure"}:
        assert code.removeprefix("prop:") in PROPS if code.startswith("prop:") else code in known, code
    assert known.keys() >= FACING_LEFT | {HORSE}
    assert {HORSE, *FACING_LEFT}.isdisjoint(CRITTERS)


def test_every_role_is_dressed_in_things_that_can_be_drawn() -> None:
    assert set(SAME_ROLE.values()) <= ROLES.keys()
    for noun in ROLES:
        look = look_of(noun, key=noun)
        assert set(look.extras) <= EXTRAS.keys()
        assert not look.hat or look.hat in HATS
        assert svg_of(noun).startswith("<svg")


def test_people_differ_by_id_and_stay_the_same_for_one_id() -> None:
    looks = {look_of("girl", key=f"girl{k}") for k in range(12)}
    assert len(looks) > 8
    assert look_of("girl", key="mia") == look_of("girl", key="mia")


def test_what_the_description_says_is_worn() -> None:
    look = look_of("man", description="an old man with a white beard, glasses and a hat", color="red", key="x")
    assert (look.age, look.beard, look.glasses, bool(look.hat)) == ("old", True, True, True)
    assert look.cloth[0] > 2 * look.cloth[2]
    assert look_of("girl", description="with long red hair", key="x").hair == "long"


def test_everything_faces_right() -> None:
    dog = portray(entity("dog"), 200).image.getchannel("A")
    width, height = dog.size
    # The head is higher than the tail's root: the upper outer quarter on the head's side holds more of the dog.
    left = dog.crop((0, 0, width // 3, height // 2)).histogram()[255]
    right = dog.crop((width - width // 3, 0, width, height // 2)).histogram()[255]
    assert right > left


@pytest.mark.parametrize("noun", ["fox", "girl", "kite", "ball", "dragon", "unicorn"])
@pytest.mark.parametrize("size_px", [64, 333])
def test_a_picture_is_trimmed_transparent_and_of_the_size_asked_for(noun: str, size_px: int) -> None:
    image = portray(entity(noun), size_px).image
    assert image.mode == "RGBA"
    assert max(image.size) == size_px
    alpha = image.getchannel("A")
    assert alpha.getextrema() == (0, 255)
    left, top, right, bottom = alpha.point(lambda a: 255 if a > 4 else 0).getbbox() or (0, 0, 0, 0)
    assert left <= 2 and top <= 2 and right >= image.width - 2 and bottom >= image.height - 2


def test_equal_entities_give_equal_pictures() -> None:
    assert portray(entity("knight"), 120).image.tobytes() == portray(entity("knight"), 120).image.tobytes()


def test_an_own_picture_wins_and_keeps_its_transparency(tmp_path: Path) -> None:
    path = tmp_path / "own.png"
    own = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    own.paste((10, 200, 30, 255), (10, 0, 30, 20))
    own.save(path)
    portrait = portray(entity("fox"), 100, path)
    assert portrait.drawing is None
    assert portrait.image.size == (100, 100)
    assert portrait.image.getpixel((50, 50)) == (10, 200, 30, 255)


def test_an_opaque_own_picture_gets_soft_corners(tmp_path: Path) -> None:
    path = tmp_path / "own.jpg"
    Image.new("RGB", (300, 200), (200, 30, 30)).save(path)
    image = portray(entity("fox"), 150, path).image
    assert image.size == (150, 100)
    corner, middle = image.getpixel((0, 0)), image.getpixel((75, 50))
    assert isinstance(corner, tuple) and isinstance(middle, tuple)
    assert corner[3] == 0 and middle[3] == 255


def test_a_file_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.png"
    path.write_text("not a picture")
    with pytest.raises(InvalidInput, match="not a picture"):
        portray(entity("fox"), 100, path)
    with pytest.raises(InvalidInput, match="no such picture"):
        portray(entity("fox"), 100, tmp_path / "missing.png")


def test_a_damaged_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.png"
    Image.effect_noise((200, 200), 50).save(path)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(InvalidInput, match="not a picture"):
        portray(entity("fox"), 100, path)


def test_finding_drawings_loads_no_pixels() -> None:
    heavy = "{'PIL', 'numpy', 'resvg_py'}"
    code = f"import sys, storyagent.film.drawings as d; d.load_index(); print({heavy} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"
