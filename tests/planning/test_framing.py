from storyagent.planning.framing import NEAREST, framed
from storyagent.planning.offline import OfflinePlanner
from storyagent.story.choreography import Performer


def performers(*sizes: float) -> list[Performer]:
    return [Performer(id=f"p{k}", entity="fox", name="fox", size=size) for k, size in enumerate(sizes)]


def heights(shown: tuple[Performer, ...]) -> list[float]:
    return [float(performer.size) for performer in shown]


def test_a_few_small_things_are_shown_larger_all_of_them_alike() -> None:
    large, small = heights(framed(performers(0.2, 0.1), 16 / 9))
    assert 0.4 < large < 0.5
    assert abs(large / small - 2) < 0.02


def test_nothing_is_shown_larger_without_limit() -> None:
    (mouse,) = heights(framed(performers(0.1), 16 / 9))
    assert mouse == round(0.1 * NEAREST, 3)


def test_a_house_may_fill_the_frame_and_no_more() -> None:
    assert heights(framed(performers(0.55, 0.2), 16 / 9)) == [0.7, 0.255]
    assert heights(framed(performers(0.72, 0.2), 16 / 9)) == [0.72, 0.2]


def test_a_row_still_fits_the_width() -> None:
    shown = framed([p.model_copy(update={"proportion": 2.0}) for p in performers(0.2, 0.2, 0.2)], 16 / 9)
    assert sum(height * 2.0 for height in heights(shown)) / (16 / 9) <= 0.73


def test_it_does_not_rain_in_a_room_and_the_sun_decides_the_hour() -> None:
    story = (
        "It rained all day. Tom walked in the garden. Tom went into the kitchen and sat on a chair. "
        "The next day the sun rose over the sea. A boat sailed past while the sun went down."
    )
    scenes = OfflinePlanner().plan(story).screenplay.scenes
    assert {scene.place: scene.weather for scene in scenes if scene.place in ("garden", "kitchen")} == {
        "garden": "rain",
        "kitchen": "clear",
    }
    assert [scene.time for scene in scenes if scene.place == "sea"][-1] == "dusk"


def test_what_lies_there_is_seen_whatever_a_dictionary_files_it_under() -> None:
    for prompt, ids in {
        "A fox jumps over a log.": {"fox", "log"},
        "A coin drops from the top.": {"coin"},
        "A girl reads a letter on a bench.": {"girl", "letter", "bench"},
    }.items():
        assert {track.id for track in OfflinePlanner().lay_out(prompt).layout.tracks} == ids
