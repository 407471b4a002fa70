"""Consistency over scenes: the stories, who counts as kept, that no clip is made twice, and the report."""

import json
import zlib
from pathlib import Path
from typing import NamedTuple, get_args

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from storyagent.bank.sheet_notes import SheetNotes, write_sheet
from storyagent.cli import cli
from storyagent.diffusion.models.fingerprint import weights_fingerprint
from storyagent.errors import InvalidInput
from storyagent.evaluation import consistency_clips
from storyagent.evaluation.consistency import evaluate_consistency
from storyagent.evaluation.consistency_clips import GATED_TRIES, ConsistencyClip, How, story_clips
from storyagent.evaluation.consistency_report import ConsistencyReport, EntityScene, SceneFacts, differences, way_score
from storyagent.evaluation.detect import Detection, Detector
from storyagent.evaluation.gates import ClipToJudge
from storyagent.evaluation.intervals import mean_over_groups
from storyagent.evaluation.kept_clips import KeptClips
from storyagent.evaluation.reference_sheets import STYLE, draw_sheets
from storyagent.evaluation.rule_stories import AT_ONCE, Told, rule_stories
from storyagent.evaluation.sheet import LINE_PX, MARGIN_PX, SIDE_PX
from storyagent.evaluation.sightings import boxes_in_view, place_of, sightings
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.verdicts import ClipVerdict
from storyagent.testing import run_tool
from storyagent.tools.draw_sheet import draw_sheet
from tests.bank.pictures import GREEN, disc
from tests.diffusion import tiny

PROPORTIONS = {"car": 1.4, "cat": 1.3, "bird": 1.2, "ball": 1.1, "dog": 1.5}


def test_stories_are_the_same_again_and_more_of_them_begin_with_the_same() -> None:
    assert rule_stories(12) == rule_stories(20)[:12]
    assert rule_stories(4, seed=1) != rule_stories(4)
    assert len({story.id for story in rule_stories(20)}) == 20


def test_every_story_has_four_scenes_three_places_and_a_rival_of_each_thing() -> None:
    stories = rule_stories(12)
    assert {len(story.entities) for story in stories} == {1, 2, 3}
    for story, twin in zip(stories[::2], stories[1::2], strict=True):
        assert [one.noun for one in story.entities] == [one.noun for one in twin.entities]
        assert not {one.colour for one in story.entities} & {one.colour for one in twin.entities}
        places = [scene.place for scene in story.scenes]
        assert places[0] == places[2]
        assert len(set(places)) == 3
        assert {entity for scene in story.scenes for entity in scene.cast} == {one.id for one in story.entities}
        assert all(0 < len(scene.cast) <= AT_ONCE for scene in story.scenes)


def test_colours_are_told_once_or_always_and_promised_where_they_are_told() -> None:
    for told in get_args(Told):
        for story in rule_stories(6, told=told):
            said = [one.phrase in scene.prompt.lower() for one in story.entities for scene in story.scenes]
            promised = [one.color for scene in story.scenes for one in scene.expects[0].expect.objects]
            shown = sum(len(scene.cast) for scene in story.scenes)
            assert sum(said) == sum(map(bool, promised)) == (len(story.entities) if told == "first" else shown)


def test_boxes_of_a_scene_lie_apart_and_within_the_picture() -> None:
    for story in rule_stories(20):
        for scene in story.scenes:
            tracks = boxes_in_view(scene.layout, 6)
            boxes = [Box.model_validate(box) for track in tracks for box in track[:1] if box]
            assert len(boxes) == len(scene.cast)
            assert all(min(box.as_tuple()) >= 0.0 and max(box.as_tuple()) <= 1.0 for box in boxes)
            assert len(boxes) == 1 or boxes[0].overlap(boxes[1]) == 0.0


def test_a_rule_without_enough_to_choose_from_is_refused() -> None:
    with pytest.raises(InvalidInput, match="three things"):
        rule_stories(2, nouns=("car", "cat"))
    with pytest.raises(InvalidInput, match="kite"):
        rule_stories(2, nouns=("car", "cat", "kite"))


def thing(noun: str, colour: str, x: float, y: float = 0.5) -> Detection:
    return Detection(noun, colour, (x - 0.1, y - 0.1, x + 0.1, y + 0.1), 0.9, 0.9)


def test_a_sighting_is_the_thing_in_the_box_and_not_one_beside_it() -> None:
    frames = np.full((2, 32, 32, 3), 200, np.uint8)
    boxes = [(0.2, 0.4, 0.4, 0.6)] * 2
    seen = [[thing("cat", "red", 0.3), thing("dog", "red", 0.8)], [thing("dog", "red", 0.8)]]
    first, second = sightings(boxes, frames, seen)
    assert first.of("cat")
    assert second.thing is None
    place = place_of("cat", boxes, seen)
    assert place is not None
    assert place.in_place == 0.5
    assert place.iou == pytest.approx(0.5)


def test_boxes_are_those_that_the_camera_shows() -> None:
    track = Track(
        id="o", entity="o", name="cat", keyframes=(Keyframe(t=0.0, box=Box.model_validate((0.5, 0.5, 1, 1))),)
    )
    view = (
        Keyframe(t=0.0, box=Box.model_validate((0, 0, 1, 1))),
        Keyframe(t=1.0, box=Box.model_validate((0.5, 0, 1, 0.5))),
    )
    boxes = boxes_in_view(Layout(scene="one", tracks=(track,), view=view), 2)
    assert boxes == [[(0.5, 0.5, 1.0, 1.0), None]]


def pair(story: int, *, kept: bool, relative: float | None = 0.9) -> EntityScene:
    return EntityScene(
        story=f"s{story}", scene=f"s{story}-1", seed=0, entity="e1", noun="cat", colour="red", class_kept=True,
        colour_kept=kept, in_place=1.0, iou=0.5, within=0.9, across=0.8, rival=0.3, relative=relative,
    )  # fmt: skip


def clip_facts(story: int) -> SceneFacts:
    return SceneFacts(story=f"s{story}", scene=f"s{story}-1", seed=0, reason="", place_within=1.0, place_same=None,
                      place_other=0.5)  # fmt: skip


def test_who_is_nearer_to_a_rival_is_not_kept_whatever_the_detector_says() -> None:
    assert pair(0, kept=True).kept
    assert pair(0, kept=True, relative=None).kept
    assert not pair(0, kept=True, relative=0.4).kept
    assert not pair(0, kept=False).kept


def test_differences_compare_each_pair_with_itself_and_leave_out_what_is_not_known() -> None:
    clips = [clip_facts(n) for n in range(6)]
    without = way_score("words", [pair(n, kept=n < 2, relative=None if n == 5 else 0.5) for n in range(6)], clips)
    with_them = way_score("references", [pair(n, kept=True) for n in range(6)], clips)
    found = {one.name: one for one in differences(without, with_them)}
    assert found["identity"].mean == pytest.approx(100 * 4 / 6, abs=0.01)
    assert found["identity"].low < found["identity"].mean < found["identity"].high
    assert found["relative"].mean == pytest.approx(0.4)
    assert "place_same" not in found
    assert without.identity.percent == pytest.approx(33.3)


def test_a_way_of_fewer_scenes_is_compared_with_the_same_scenes_alone() -> None:
    likeness = [0.5, 0.7, 0.9]
    clips = [clip_facts(n).model_copy(update={"place_same": value}) for n, value in enumerate(likeness)]
    better = [one.model_copy(update={"place_same": 0.95}) for one in clips[:2]]
    words = way_score("words", [pair(n, kept=True) for n in range(3)], clips)
    places = way_score("places", [pair(n, kept=True) for n in range(2)], better)
    found = {one.name: one for one in differences(words, places)}
    assert found["place_same"].mean == pytest.approx((0.45 + 0.25) / 2)
    assert {one.way for one in found.values()} == {"places"}


def test_resampling_whole_groups_is_wider_than_resampling_their_values() -> None:
    apart = [[0.0] * 10, [1.0] * 10, [0.0] * 10, [1.0] * 10]
    mean, low, high = mean_over_groups(apart)
    alone = mean_over_groups([[value] for group in apart for value in group])
    assert mean == alone[0] == 0.5
    assert high - low > 2 * (alone[2] - alone[1])
    assert mean_over_groups([[0.2, 0.4], []]) == pytest.approx((0.3, 0.2, 0.4))
    with pytest.raises(ValueError, match="at least one"):
        mean_over_groups([[]])


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tiny.save_storybook(tmp_path_factory.mktemp("storybook"))
    words = json.loads((folder / "words.json").read_text())
    (folder / "words.json").write_text(json.dumps({**words, "proportions": PROPORTIONS}))
    return str(folder)


class Evaluated(NamedTuple):
    kept: Path
    clips: list[ConsistencyClip]
    report: ConsistencyReport


@pytest.fixture(scope="module")
def evaluated(model: str, tmp_path_factory: pytest.TempPathFactory) -> Evaluated:
    kept, clips = tmp_path_factory.mktemp("kept"), list[ConsistencyClip]()
    for sheet in draw_sheets(model, rule_stories(1)[0], KeptClips(kept, weights_fingerprint(model)), 1):
        # what random weights draw is no car, so that its sheet is blank: a picture is put in its place
        picture = disc() if sheet.entity.kind != "place" else Image.new("RGB", (64, 64), GREEN)
        write_sheet(picture, SheetNotes(seed=1, tries=()), sheet.path)
    report = evaluate_consistency(model, stories=1, kept=kept, steps=1, each=clips.append)
    return Evaluated(kept, clips, report)


def test_ways_are_by_words_with_all_pictures_gated_and_with_places_where_two_scenes_share_one(
    evaluated: Evaluated,
) -> None:
    clips = evaluated.clips
    assert [clip.way for clip in clips] == ["words"] * 4 + ["references"] * 4 + ["gated"] * 4 + ["places"] * 2
    assert all(clip.made for clip in clips if clip.way != "gated")
    by = {(clip.way, clip.scene.id[-1]): clip.frames_thwc for clip in clips}
    assert {scene for way, scene in by if way == "places"} == {"1", "3"}
    assert not np.array_equal(by["words", "2"], by["references", "2"])
    assert not np.array_equal(by["words", "1"], by["places", "1"])
    assert not np.array_equal(by["references", "1"], by["places", "1"])


def test_things_are_looked_for_where_the_model_was_told_to_draw_them(evaluated: Evaluated) -> None:
    for clip in evaluated.clips:
        for track in clip.layout.tracks:
            box, noun = track.box_at(0.0), clip.story.entity(track.entity).noun
            assert box.width / box.height == pytest.approx(PROPORTIONS[noun])


def test_clips_are_made_once_judged_again_and_reported(model: str, evaluated: Evaluated, tmp_path: Path) -> None:
    first = evaluated.report
    result = CliRunner().invoke(
        cli,
        [
            *f"eval consistency --model {model} --limit 1 --steps 1 --json".split(),
            *f"--kept {evaluated.kept} --sheet {tmp_path / 'sheet.png'}".split(),
        ],
        catch_exceptions=False,
    )
    again = ConsistencyReport.model_validate_json(result.stdout)
    assert again.model_copy(update={"seconds_made": 0.0}) == first.model_copy(update={"seconds_made": 0.0})
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.height == 4 * (SIDE_PX + LINE_PX + MARGIN_PX)
    assert [way.identity.total for way in first.ways] == [4, 4, 4, 2]
    assert {one.name for one in first.differences if one.way == "references"} >= {"identity", "prompt", "in_place"}
    assert {one.name for one in first.differences if one.way == "places"} >= {"place_same", "prompt"}
    assert "identity kept" in first.to_text()
    assert first.to_text().count("place, same") == 4, "both tables, and what pictures changed in each"


def test_the_gate_has_a_clip_made_again_until_one_passes(
    model: str, evaluated: Evaluated, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[ClipVerdict] = []

    def second_passes(clip: ClipToJudge, *_: object, name: str) -> ClipVerdict:
        reasons = () if len(tried) == 1 else ("not where the layout says",)
        tried.append(ClipVerdict(clip=f"{clip.frames_thwc.mean()}", score=0.5, reasons=reasons))
        return tried[-1]

    monkeypatch.setattr(consistency_clips, "judge", second_passes)
    story, clips = rule_stories(1)[0], KeptClips(evaluated.kept, weights_fingerprint(model))
    how = How(model, weight=1.0, steps=1, device=None)
    given = draw_sheets(model, story, clips, 1)
    gated = list(story_clips(story, "gated", 0, given, clips, how, Detector.load()))
    assert len(tried) == 2 + (1 + GATED_TRIES) * 3, "the first scene twice; those that never pass as often as may be"
    assert f"{gated[0].frames_thwc.mean()}" == tried[1].clip != tried[0].clip
    assert f"{gated[1].frames_thwc.mean()}" == tried[2].clip, "of equal ones the first"


def test_sheets_are_those_that_films_draw(model: str, tmp_path: Path) -> None:
    story = rule_stories(1)[0]
    sheets = draw_sheets(model, story, KeptClips(tmp_path, weights_fingerprint(model)), 1)
    assert [one.entity.kind for one in sheets] == ["prop"] * len(story.entities) + ["place"]
    assert sheets[-1].entity.id == story.scenes[0].place == story.scenes[2].place
    for sheet in sheets:
        seed = zlib.crc32(f"sheet {story.id} {sheet.entity.id}".encode())
        drawn = run_tool(draw_sheet, entity=sheet.entity, model=model, seed=seed, style=STYLE, steps=1)
        assert drawn.read_bytes() == sheet.path.read_bytes()


def test_clips_of_other_weights_are_refused(model: str, tmp_path: Path) -> None:
    KeptClips(tmp_path, weights_fingerprint(model))
    with pytest.raises(InvalidInput, match="another model"):
        KeptClips(tmp_path, "0" * 64)
