import pytest
from pydantic import ValidationError

from storyagent.story.screenplay import Entity, FilmFormat, Line, Role, Scene, Screenplay

FOX = Entity(id="fox", name="Ruby", kind="character", noun="fox")
HILL = Entity(id="hill", name="the hill", kind="place", noun="hill")


@pytest.mark.parametrize(
    ("aspect", "height_px", "size_px"),
    [("16:9", 720, (1280, 720)), ("9:16", 1280, (720, 1280)), ("1:1", 720, (720, 720)), ("16:9", 362, (644, 362))],
)
def test_the_width_follows_from_aspect_and_height_and_is_even(
    aspect: str, height_px: int, size_px: tuple[int, int]
) -> None:
    assert FilmFormat.model_validate({"aspect": aspect, "height_px": height_px}).size_px == size_px


def test_an_odd_height_is_refused_because_video_needs_even_sizes() -> None:
    with pytest.raises(ValidationError, match="multiple of 2"):
        FilmFormat(height_px=721)


@pytest.mark.parametrize(
    "scene",
    [
        Scene(id="s1", prompt="x", cast=(Role(entity="owl"),)),
        Scene(id="s1", prompt="x", lines=(Line(text="Hoo", speaker="owl"),)),
        Scene(id="s1", prompt="x", place="owl"),
    ],
)
def test_a_scene_may_only_name_listed_entities(scene: Scene) -> None:
    with pytest.raises(ValidationError, match=r"scene 's1' names entities that are not listed: owl"):
        Screenplay(title="t", entities=(FOX, HILL), scenes=(scene,))


def test_a_scene_takes_place_in_a_place() -> None:
    with pytest.raises(ValidationError, match="'fox' is a character, not a place"):
        Screenplay(title="t", entities=(FOX,), scenes=(Scene(id="s1", prompt="x", place="fox"),))


def test_ids_are_unique() -> None:
    with pytest.raises(ValidationError, match="entity id used more than once: fox"):
        Screenplay(title="t", entities=(FOX, FOX), scenes=(Scene(id="s1", prompt="x"),))
    with pytest.raises(ValidationError, match="scene id used more than once: s1"):
        Screenplay(title="t", scenes=(Scene(id="s1", prompt="x"), Scene(id="s1", prompt="y")))


def test_values_are_frozen_and_refuse_unknown_fields() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        FOX.name = "Max"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="Extra inputs"):
        Entity.model_validate({**FOX.model_dump(), "species": "fox"})


def test_entities_and_scenes_are_found_by_id() -> None:
    screenplay = Screenplay(title="t", entities=(FOX, HILL), scenes=(Scene(id="s1", prompt="x", place="hill"),))
    assert screenplay.entity("hill") is HILL
    assert screenplay.scene("s1").place == "hill"
    with pytest.raises(KeyError):
        screenplay.scene("s2")
