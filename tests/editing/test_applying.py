"""What edits change in a film, and what they leave alone."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from storyagent.editing.apply import apply
from storyagent.editing.edited import Edited
from storyagent.editing.edits import EDIT
from storyagent.editing.film import Film
from storyagent.errors import InvalidInput
from storyagent.planning.offline import OfflinePlanner
from storyagent.planning.planner import PlannedFilm, PlannedLayout, PlanOptions
from storyagent.story.layout import Box, Layout, Track
from storyagent.story.screenplay import Scene, Screenplay
from tests.editing.films import film_of, ruby, scene


class Counting(OfflinePlanner):
    """The offline planner, noting which scenes it lays out."""

    def __init__(self) -> None:
        self.laid: list[str] = []

    def plan(self, text: str, options: PlanOptions | None = None) -> PlannedFilm:
        return super().plan(text, options)

    def lay_out_scene(self, scene: Scene, screenplay: Screenplay) -> PlannedLayout:
        self.laid.append(scene.id)
        return super().lay_out_scene(scene, screenplay)


def edit(*wanted: dict[str, Any], film: Film | None = None) -> Edited:
    return apply(film or ruby(), [EDIT.validate_python(one) for one in wanted], OfflinePlanner())


def tracks(layout: Layout, entity: str) -> list[Track]:
    return [track for track in layout.tracks if track.entity == entity]


def layouts_but(film: Film, *without: str) -> dict[str, Layout]:
    return {key: layout for key, layout in film.layouts.items() if key not in without}


def test_recolouring_changes_drawing_and_words_but_no_box() -> None:
    made = edit({"kind": "recolour", "entity": "kite", "color": "green"})
    kite = made.film.screenplay.entity("kite")
    assert (kite.color, kite.description) == ("green", "a green kite")
    assert "red kite" not in str(made.film.screenplay).lower()
    for key, layout in made.film.layouts.items():
        assert [track.keyframes for track in layout.tracks] == [t.keyframes for t in ruby().layouts[key].tracks]
    assert made.touched_scenes == (scene(1), scene(2))


def test_recolouring_in_one_scene_leaves_the_others_alone() -> None:
    made = edit({"kind": "recolour", "entity": "ruby", "color": "blue", "scenes": [scene(2)]})
    other = made.film.screenplay.entity("ruby-blue")
    assert (other.color, other.noun, other.traits) == ("blue", "fox", ("little",))
    assert made.film.screenplay.scene(scene(2)).entity_ids[0] == "ruby-blue"
    assert layouts_but(made.film, scene(2)) == layouts_but(ruby(), scene(2))
    assert made.touched_scenes == (scene(2),)
    assert not made.findings


def test_recolouring_everywhere_ends_a_color_of_one_scene() -> None:
    once = edit({"kind": "recolour", "entity": "ruby", "color": "blue", "scenes": [scene(2)]}).film
    made = edit({"kind": "recolour", "entity": "ruby", "color": "green"}, film=once).film
    assert [entity.id for entity in made.screenplay.entities] == [entity.id for entity in ruby().screenplay.entities]
    assert tracks(made.layouts[scene(2)], "ruby")[0].name == "little green fox"


def words_of(film: Film) -> str:
    scenes = [text for one in film.scenes for text in (one.title, one.prompt, *(line.text for line in one.lines))]
    return " ".join([film.screenplay.title, *scenes])


def test_renaming_reaches_every_word_and_no_box() -> None:
    made = edit({"kind": "rename", "entity": "ruby", "name": "Rosie"})
    assert words_of(made.film) == words_of(ruby()).replace("Ruby", "Rosie")
    assert made.film.screenplay.entity("ruby").name == "Rosie"
    assert made.film.layouts == ruby().layouts


def test_removing_takes_role_track_and_sentence() -> None:
    made = edit({"kind": "remove", "entity": "bird"})
    assert "bird" not in [entity.id for entity in made.film.screenplay.entities]
    assert not any(tracks(layout, "bird") for layout in made.film.layouts.values())
    assert "bird" not in made.film.screenplay.scene(scene(2)).prompt
    assert made.film.layouts[scene(1)] == ruby().layouts[scene(1)]
    for key, layout in made.film.layouts.items():
        assert layout.tracks == tuple(track for track in ruby().layouts[key].tracks if track.entity != "bird")


def test_words_that_cannot_be_untangled_are_told() -> None:
    film = film_of("A fox pats a dog. The dog barks at the fox.\n\nThe next day the fox swims in a lake.")
    made = edit({"kind": "remove", "entity": "dog", "scenes": [film.scenes[0].id]}, film=film)
    assert "edit.still_told" in [finding.code for finding in made.findings]


def test_an_addition_keeps_what_is_there_to_the_last_byte() -> None:
    made = edit({"kind": "add", "noun": "dog", "color": "brown", "scenes": [scene(1)]})
    layout = made.film.layouts[scene(1)]
    assert layout.tracks[:2] == ruby().layouts[scene(1)].tracks
    assert [track.entity for track in layout.tracks[2:]] == ["dog"]
    assert made.film.screenplay.scene(scene(1)).prompt.endswith("There is a brown dog.")
    assert layouts_but(made.film, scene(1)) == layouts_but(ruby(), scene(1))


def test_an_addition_moves_as_it_is_told() -> None:
    made = edit({"kind": "add", "noun": "bird", "color": "yellow", "count": 2, "motion": "fly from left to right",
                 "scenes": [scene(1)]})  # fmt: skip
    birds = tracks(made.film.layouts[scene(1)], "yellow-bird")
    assert len(birds) == 2
    assert all(bird.box_at(0.0).center[0] < 0.4 < 0.6 < bird.box_at(1.0).center[0] for bird in birds)
    assert "Two yellow birds fly from left to right." in made.film.screenplay.scene(scene(1)).prompt


@pytest.mark.parametrize(("spot", "low", "high"), [("left", 0.0, 0.4), ("right", 0.6, 1.0), ("center", 0.35, 0.65)])
def test_an_addition_stands_where_it_is_told_to(spot: str, low: float, high: float) -> None:
    made = edit({"kind": "add", "noun": "frog", "spot": spot, "scenes": [scene(2)]})
    (frog,) = tracks(made.film.layouts[scene(2)], "frog")
    assert low < frog.box_at(0.5).center[0] < high


def test_a_building_stands_behind_those_who_are_there() -> None:
    made = edit({"kind": "add", "noun": "castle", "scenes": [scene(2)]})
    layout = made.film.layouts[scene(2)]
    (castle,) = tracks(layout, "castle")
    assert castle.depth_at(0.0) < min(track.depth_at(0.0) for track in layout.tracks if track is not castle)


def test_a_replacement_goes_the_same_way_at_its_own_size() -> None:
    made = edit({"kind": "replace", "entity": "ruby", "noun": "elephant", "name": "Max", "scenes": [scene(1)]})
    (old,), (new,) = tracks(ruby().layouts[scene(1)], "ruby"), tracks(made.film.layouts[scene(1)], "max")
    assert new.keyframes[0].box.height > old.keyframes[0].box.height * 1.2
    assert [round(key.box.y1, 3) for key in new.keyframes] == [round(key.box.y1, 3) for key in old.keyframes]
    assert made.film.screenplay.scene(scene(1)).prompt == "Max walks through the forest with a red kite."


def test_another_number_lays_out_those_alone() -> None:
    made = edit({"kind": "count", "entity": "duck", "count": 3})
    before, after = ruby().layouts[scene(4)], made.film.layouts[scene(4)]
    assert len(tracks(after, "duck")) == 3
    assert tracks(after, "boat") + tracks(after, "ruby") == tracks(before, "boat") + tracks(before, "ruby")
    assert "three ducks" in made.film.screenplay.scene(scene(4)).prompt


def test_another_motion_keeps_the_others_ways_and_the_size() -> None:
    made = edit({"kind": "motion", "entity": "ruby", "motion": "run from right to left", "scenes": [scene(1)]})
    before, after = ruby().layouts[scene(1)], made.film.layouts[scene(1)]
    (old,), (new,) = tracks(before, "ruby"), tracks(after, "ruby")
    assert new.box_at(0.0).center[0] > 0.6 > 0.4 > new.box_at(1.0).center[0]
    assert new.box_at(0.0).height == pytest.approx(old.box_at(0.0).height)
    assert tracks(after, "kite") == tracks(before, "kite")


def test_what_flies_can_be_told_to_fall() -> None:
    made = edit({"kind": "motion", "entity": "kite", "motion": "fall to the ground", "scenes": [scene(2)]})
    (kite,) = tracks(made.film.layouts[scene(2)], "kite")
    assert kite.box_at(1.0).center[1] > kite.box_at(0.0).center[1] + 0.2


def test_larger_and_smaller_keep_the_feet_where_they_are() -> None:
    made = edit({"kind": "resize", "entity": "ruby", "factor": 1.25, "scenes": [scene(1)]})
    (old,), (new,) = tracks(ruby().layouts[scene(1)], "ruby"), tracks(made.film.layouts[scene(1)], "ruby")
    for a, b in zip(old.keyframes, new.keyframes, strict=True):
        assert b.box.height == pytest.approx(1.25 * a.box.height)
        assert b.box.y1 == pytest.approx(a.box.y1)


def test_nothing_grows_out_of_the_frame() -> None:
    made = edit({"kind": "resize", "entity": "ruby", "factor": 9})
    assert "edit.largest" in [finding.code for finding in made.findings]
    for layout in made.film.layouts.values():
        assert all(key.box.height <= 0.93 for track in tracks(layout, "ruby") for key in track.keyframes)


def test_a_path_that_fills_the_frame_has_no_room_to_move() -> None:
    made = edit({"kind": "position", "entity": "ruby", "dx": -0.5, "scenes": [scene(1)]})
    assert "edit.edge" in [finding.code for finding in made.findings]
    assert all(key.box.x0 >= -1e-9 for key in tracks(made.film.layouts[scene(1)], "ruby")[0].keyframes)


def test_the_first_scene_never_begins_with_a_cross_fade() -> None:
    assert ruby().scenes[2].transition.kind == "crossfade"
    made = edit({"kind": "swap_scenes", "first": scene(1), "second": scene(3)}).film
    assert [one.transition.kind for one in made.scenes][::2] == ["cut", "crossfade"]
    gone = edit({"kind": "delete_scenes", "scenes": [scene(1), scene(2)]}).film
    assert gone.scenes[0].transition.kind == "cut"


def test_deleting_a_scene_takes_who_is_in_no_other() -> None:
    made = edit({"kind": "delete_scenes", "scenes": [scene(4)]})
    gone = {one.id for one in ruby().screenplay.entities} - {one.id for one in made.film.screenplay.entities}
    assert gone == {"boat", "duck", "sea"}
    assert made.film.layouts == layouts_but(ruby(), scene(4))


def test_merged_scenes_tell_and_last_as_much_as_before() -> None:
    made = edit({"kind": "merge_scenes", "scenes": [scene(3), scene(2)]}).film
    one = made.screenplay.scene(scene(2))
    assert one.duration_s == ruby().scenes[1].duration_s + ruby().scenes[2].duration_s
    assert one.lines == ruby().scenes[1].lines + ruby().scenes[2].lines
    assert set(one.entity_ids) == {"ruby", "kite", "bird", "tree"}
    assert scene(3) not in made.layouts


def test_a_split_scene_loses_no_word_and_no_second() -> None:
    made = edit({"kind": "split_scene", "scene": scene(2)}).film
    first, second = made.scenes[1:3]
    assert f"{first.prompt} {second.prompt}" == ruby().scenes[1].prompt
    assert first.lines + second.lines == ruby().scenes[1].lines
    assert first.duration_s + second.duration_s == pytest.approx(ruby().scenes[1].duration_s)
    assert (first.entity_ids, second.entity_ids) == (("ruby",), ("kite", "bird"))


def test_a_new_scene_is_played_by_those_who_are_in_the_film() -> None:
    made = edit({"kind": "insert_scene", "text": "Ruby finds a golden egg under a tree", "to": 5})
    new = made.film.scenes[4]
    assert new.entity_ids == ("ruby", "egg", "tree")
    assert new.prompt == new.lines[0].text == "Ruby finds a golden egg under a tree."
    assert (new.place, new.time) == ("sea", "night")
    assert made.film.screenplay.entity("egg").color == "golden"
    assert made.film.layouts[new.id].tracks
    assert {key: made.film.layouts[key] for key in ruby().layouts} == dict(ruby().layouts)


def test_a_new_scene_says_itself_where_and_when_it_plays() -> None:
    made = edit({"kind": "insert_scene", "text": "At dawn the fox sleeps on a beach.", "to": 2}).film
    assert (made.screenplay.entity(made.scenes[1].place or "").noun, made.scenes[1].time) == ("beach", "dawn")
    assert made.scenes[1].entity_ids == ("ruby",)


def test_a_film_of_a_wished_length_is_nearly_so_long() -> None:
    made = edit({"kind": "duration", "duration_s": 60.0}).film
    overlaps = sum(one.transition.duration_s for one in made.scenes[1:] if one.transition.kind == "crossfade")
    assert sum(one.duration_s for one in made.scenes) - overlaps == pytest.approx(60, abs=1)


def test_a_scene_that_is_still_speaking_says_that_it_cannot_be_shorter() -> None:
    made = edit({"kind": "pace", "factor": 3.0, "scenes": [scene(2)]})
    (told,) = [finding for finding in made.findings if finding.code == "edit.spoken"]
    assert told.severity == "warning"  # else nobody is told why the film is as long as before


def test_what_is_said_is_put_in_added_and_taken_out() -> None:
    said = edit(
        {"kind": "narration", "scenes": [scene(3)], "text": "Good night."},
        {"kind": "dialogue", "scene": scene(3), "speaker": "bird", "text": "Tweet."},
    ).film.screenplay.scene(scene(3))
    assert [(line.speaker, line.text) for line in said.lines] == [(None, "Good night."), ("bird", "Tweet.")]
    silent = edit({"kind": "narration", "scenes": [scene(3)], "text": ""}).film.screenplay.scene(scene(3))
    assert silent.lines == ()


def test_who_speaks_in_a_scene_comes_into_it() -> None:
    made = edit({"kind": "dialogue", "scene": scene(3), "speaker": "ruby", "text": "Sleep well!"}).film
    assert "ruby" in made.screenplay.scene(scene(3)).entity_ids
    assert tracks(made.layouts[scene(3)], "ruby")


def test_another_place_keeps_the_boxes() -> None:
    made = edit({"kind": "place", "place": "a snowy beach", "scenes": [scene(2)]})
    assert "on a snowy beach" in made.film.screenplay.scene(scene(2)).prompt
    layout = made.film.layouts[scene(2)]
    assert (layout.background, layout.tracks) == ("snowy beach", ruby().layouts[scene(2)].tracks)
    assert "edit.still_told" in [finding.code for finding in made.findings]  # the narrator still says "hill"


def test_another_time_is_told_in_the_prompt() -> None:
    made = edit({"kind": "time", "time": "day", "scenes": [scene(4)]}).film.screenplay.scene(scene(4))
    assert (made.time, made.prompt.split(" a ")[0]) == ("day", "By day")


def test_another_camera_changes_the_view_alone() -> None:
    made = edit({"kind": "camera", "move": "zoom in", "scenes": [scene(1)]}).film.layouts[scene(1)]
    assert made.model_copy(update={"view": ()}) == ruby().layouts[scene(1)]
    assert made.view[-1].box.width < made.view[0].box.width


def test_another_shape_lays_out_every_scene_for_it() -> None:
    made = edit({"kind": "aspect", "aspect": "9:16"}).film
    assert made.screenplay.format.size_px == (720, 1280)
    assert {layout.aspect_ratio for layout in made.layouts.values()} == {9 / 16}


def test_a_scene_gets_a_seed_of_its_own_and_the_film_another() -> None:
    made = edit({"kind": "reroll", "scenes": [scene(2)]})
    assert [one.seed for one in made.film.scenes] == [None, 1, None, None]
    assert made.touched_scenes == (scene(2),)
    assert edit({"kind": "reroll"}).film.screenplay.seed == 1


def test_only_the_scenes_that_need_it_are_laid_out() -> None:
    planner = Counting()
    wanted: Sequence[dict[str, Any]] = [
        {"kind": "recolour", "entity": "kite", "color": "green"}, {"kind": "rename", "entity": "bird", "name": "Kiki"},
        {"kind": "swap_scenes", "first": scene(2), "second": scene(3)}, {"kind": "time", "time": "night"},
        {"kind": "motion", "entity": "ruby", "motion": "jump", "scenes": [scene(1)]},
    ]  # fmt: skip
    apply(ruby(), [EDIT.validate_python(one) for one in wanted], planner)
    assert planner.laid == [scene(1)]


def test_every_difference_is_told() -> None:
    made = edit({"kind": "recolour", "entity": "kite", "color": "green", "scenes": [scene(1)]})
    texts = [str(change) for change in made.changes]
    assert "film: a new prop: a green kite" in texts
    assert any(text.startswith("scene 1: spoken") and "green kite" in text for text in texts)
    assert not any(text.startswith("scene 2") for text in texts)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ([{"kind": "delete_scenes", "scenes": ["s1", "s2", "s3", "s4"]}], "at least one scene"),
        ([{"kind": "move_scene", "scene": "s1", "to": 5}], "fewer scenes"),
        ([{"kind": "swap_scenes", "first": "s1", "second": "s1"}], "itself"),
        ([{"kind": "merge_scenes", "scenes": ["s1", "s3"]}], "neighbours"),
        ([{"kind": "split_scene", "scene": "s3"}], "cannot be split"),
        ([{"kind": "recolour", "entity": "rubi", "color": "blue"}], "did you mean ruby"),
        ([{"kind": "pace", "factor": 2, "scenes": ["nowhere"]}], "no such scene"),
        ([{"kind": "recolour", "entity": "boat", "color": "blue", "scenes": ["s1"]}], "not there"),
        ([{"kind": "remove", "entity": "hill"}], "its place cannot be taken out"),
        ([{"kind": "add", "entity": "ruby", "scenes": ["s1"]}], "in it already"),
        ([{"kind": "transition", "transition": "crossfade", "scenes": ["s1"]}], "nothing before the first"),
        ([{"kind": "duration", "duration_s": 0.1, "scenes": ["s1"]}], "cannot be so short"),
        ([{"kind": "dialogue", "scene": "s1", "speaker": "hill", "text": "Hm."}], "does not speak"),
        ([{"kind": "count", "entity": "duck", "count": 12, "scenes": ["s4"]}], "too many objects"),
    ],
)
def test_what_would_break_the_film_is_refused(wanted: list[dict[str, Any]], words: str) -> None:
    ids = {f"s{number}": scene(number) for number in range(1, 5)}

    def named(value: Any) -> Any:
        return [ids.get(one, one) for one in value] if isinstance(value, list) else ids.get(str(value), value)

    with pytest.raises(InvalidInput, match=words):
        edit(*({name: named(value) for name, value in one.items()} for one in wanted))


@pytest.mark.parametrize(
    "wanted",
    [
        [{"kind": "title", "title": "Wind"}, {"kind": "title", "title": "Rain"}],
        [{"kind": "recolour", "entity": "kite", "color": color} for color in ("blue", "red")],
        [{"kind": "delete_scenes", "scenes": ["2"]}, {"kind": "pace", "factor": 0.5, "scenes": ["2"]}],
        [{"kind": "time", "time": "day", "scenes": ["2"]}, {"kind": "time", "time": "night", "scenes": ["1", "2"]}],
        [{"kind": "remove", "entity": "kite"}, {"kind": "recolour", "entity": "kite", "color": "blue"}],
        [{"kind": "aspect", "aspect": "9:16"}, {"kind": "aspect", "aspect": "1:1"}],
        [{"kind": "format", "fps": 12}, {"kind": "format", "fps": 24}],
        [{"kind": "merge_scenes", "scenes": ["2", "3"]}, {"kind": "time", "time": "day", "scenes": ["3"]}],
        [{"kind": "replace", "entity": "kite", "noun": "ball"}, {"kind": "resize", "entity": "kite", "factor": 2}],
    ],
)
def test_edits_that_contradict_each_other_are_refused_together(wanted: list[dict[str, Any]]) -> None:
    named = [
        {name: [scene(int(one)) for one in value] if name == "scenes" else value for name, value in fields.items()}
        for fields in wanted
    ]
    with pytest.raises(InvalidInput, match="contradict each other") as caught:
        edit(*named)
    assert ";" in caught.value.found


def test_what_holds_for_all_may_be_said_otherwise_of_one() -> None:
    made = edit({"kind": "time", "time": "night"}, {"kind": "time", "time": "dawn", "scenes": [scene(2)]})
    assert [one.time for one in made.film.scenes] == ["night", "dawn", "night", "night"]


@pytest.mark.parametrize(
    ("side", "holds"),
    [
        ("left of", lambda own, other: own.x1 <= other.x0),
        ("right of", lambda own, other: own.x0 >= other.x1),
        ("above", lambda own, other: own.y1 <= other.y0),
        ("next to", lambda own, other: own.x1 <= other.x0 or own.x0 >= other.x1),
    ],
)
def test_one_put_beside_another_goes_with_it(side: str, holds: Callable[[Box, Box], bool]) -> None:
    film = film_of("A dog walks in a park from left to right. A cat sits on the grass.")
    only = film.scenes[0].id
    made = edit({"kind": "position", "entity": "cat", "beside": "dog", "side": side}, film=film).film
    cat, dog = (tracks(made.layouts[only], one)[0] for one in ("cat", "dog"))
    assert dog == tracks(film.layouts[only], "dog")[0]
    for t in (0.25, 0.5, 0.75):
        assert holds(cat.box_at(t), dog.box_at(t))
    assert cat.box_at(0.1) != cat.box_at(0.9)


def test_what_is_added_beside_another_stands_there_and_is_told() -> None:
    made = edit({"kind": "add", "noun": "pond", "beside": "tree", "scenes": [scene(3)]}).film
    pond, tree = (tracks(made.layouts[scene(3)], one)[0].keyframes[0].box for one in ("pond", "tree"))
    assert pond.x1 <= tree.x0 or pond.x0 >= tree.x1
    assert made.screenplay.scene(scene(3)).prompt.endswith("A pond is next to the tree.")


def test_one_cannot_be_put_beside_what_is_elsewhere() -> None:
    with pytest.raises(InvalidInput, match="in no scene together"):
        edit({"kind": "position", "entity": "boat", "beside": "tree"})


SNOWY = film_of("Ruby the fox walks across a snowy meadow.\n\nIn the forest Ruby sleeps.\n\nA boat sails on the sea.")


def test_no_more_snow_leaves_none_lying_about_and_a_sunny_day_leaves_it() -> None:
    first = SNOWY.scenes[0]
    assert (first.weather, first.place_state) == ("snow", ("snowy",))
    gone = edit({"kind": "weather", "weather": "clear", "gone": "snow", "scenes": [first.id]}, film=SNOWY)
    melted = gone.film.screenplay.scene(first.id)
    assert (melted.weather, melted.place_state) == ("clear", ())
    assert [finding.code for finding in gone.findings] == ["edit.still_told"]
    sunny = edit({"kind": "weather", "weather": "clear", "scenes": [first.id]}, film=SNOWY)
    assert sunny.film.screenplay.scene(first.id).place_state == ("snowy",)


def test_only_the_weather_that_is_not_wanted_goes() -> None:
    made = edit({"kind": "weather", "weather": "clear", "gone": "fog"}, film=SNOWY)
    assert made.film == SNOWY


CROW = film_of("Ruby the fox walks through the forest. A black crow named Inky follows her.")


def test_several_of_one_with_a_name_go_the_same_way_without_it() -> None:
    (key,) = CROW.layouts
    made = edit({"kind": "count", "entity": "inky", "count": 3, "scenes": [key]}, film=CROW)
    assert "Three black crows follow" in made.film.screenplay.scene(key).prompt
    crows = tracks(made.film.layouts[key], "inky")
    assert len(crows) == 3
    assert all(crow.box_at(1.0).center[0] - crow.box_at(0.0).center[0] > 0.1 for crow in crows)
    assert "edit.still_told" in [finding.code for finding in made.findings]
    assert "scene.not_in_cast" not in [finding.code for finding in made.findings]
    back = edit({"kind": "count", "entity": "inky", "count": 1, "scenes": [key]}, film=made.film)
    assert "A black crow follows" in back.film.screenplay.scene(key).prompt


def test_another_shape_keeps_how_places_look() -> None:
    made = edit({"kind": "aspect", "aspect": "9:16"}, film=SNOWY)
    assert [one.background for one in made.film.layouts.values()] == [one.background for one in SNOWY.layouts.values()]
    assert "snowy meadow" in [one.background for one in made.film.layouts.values()]
