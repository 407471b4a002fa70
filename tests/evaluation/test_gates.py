"""The gate: a broken identity is caught at its scene, a pasted picture does not win, and what to try next."""

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyagent.diffusion.models.known import known_model
from storyagent.diffusion.scenes import layout_as_drawn
from storyagent.errors import InvalidInput
from storyagent.evaluation.gates import (
    STRONGEST,
    ClipToJudge,
    EntityPicture,
    GateSettings,
    judge,
    remedy,
)
from storyagent.film.cutout import animate
from storyagent.film.places import paint_place
from storyagent.story.layout import Box, Keyframe, Layout, Track
from storyagent.story.verdicts import ClipVerdict, best_of
from storyagent.testing import run_tool
from storyagent.tools.gate_clip import gate_clip
from storyagent.tools.keep_best import keep_best
from tests.evaluation.drawn_clips import FRAMES, HEIGHT, WIDTH, detector, drawing, layout, saved, scene


def sheet(noun: str, colour: str) -> EntityPicture:
    picture = drawing(noun, colour)
    ground = Image.new("RGBA", (160, 160), "white")
    ground.alpha_composite(picture, ((160 - picture.width) // 2, (160 - picture.height) // 2))
    x0, y0 = (160 - picture.width) / 320, (160 - picture.height) / 320
    return EntityPicture(np.asarray(ground.convert("RGB")), (x0, y0, 1 - x0, 1 - y0))


def verdict(clip: ClipToJudge, noun: str, earlier: tuple[ClipToJudge, ...] = ()) -> ClipVerdict:
    return judge(clip, {"it": [sheet(noun, "red")]}, earlier, detector())


@pytest.mark.parametrize("noun", ["fox", "car"])
def test_the_gate_stops_the_scene_in_which_an_entity_changes_and_no_other(noun: str) -> None:
    film = [("red", "meadow"), ("red", "beach"), ("blue", "street"), ("red", "room")]
    first = scene(noun, "red", "meadow", 0.3, 0.7)
    found = [verdict(scene(noun, colour, place), noun, (first,)) for colour, place in film]
    assert [one.passed for one in found] == [True, True, False, True]
    assert "does not look like its picture" in found[2].reasons[0]
    assert "does not look like earlier scenes" in found[2].reasons[1]
    assert best_of([found[2], found[1]]) == 1


def test_what_fails_by_little_does_not_read_as_what_is_asked_for() -> None:
    clip, pictures = scene("fox", "red", "meadow"), {"it": [sheet("fox", "red")]}
    alike = judge(clip, pictures, (), detector()).entities[0].sheet
    assert alike is not None
    needed = math.ceil(alike * 100) / 100
    settings = GateSettings(likeness=needed)
    reasons = judge(clip, pictures, (), detector(), settings).reasons
    assert reasons == (f"does not look like its picture: it, {needed - 0.01:.2f} of {needed:.2f}",)


def test_without_a_picture_the_first_scene_says_what_an_entity_looks_like() -> None:
    first, changed = scene("fox", "red", "meadow", 0.3, 0.7), scene("fox", "blue", "street")
    nothing = judge(first, {}, (), detector())
    assert nothing.passed
    assert nothing.entities[0].likeness is None
    assert not judge(changed, {}, (first,), detector()).passed


def pasted(how: str) -> ClipToJudge:
    """Return a scene that is nothing but the entity's picture, filling the frame or its box."""
    picture = Image.fromarray(sheet("fox", "red").picture_hwc)
    if how == "frame":
        whole = np.asarray(picture.resize((WIDTH, HEIGHT)))
        middle = Keyframe(t=0.0, box=Box.around(0.5, 0.5, 0.6, 0.8))
        track = Track(id="it", entity="it", name="it", keyframes=(middle,))
        return ClipToJudge(np.stack([whole] * FRAMES), Layout(scene="s", tracks=(track,)), {"it": "fox"})
    frames = []
    for number, frame in enumerate(scene("fox", "red", "meadow", -2.0, -2.0).frames_thwc):
        box = layout().tracks[0].box_at(number / (FRAMES - 1))
        x0, y0, x1, y1 = (round(value * side) for value, side in zip(box.as_tuple(), (WIDTH, HEIGHT) * 2, strict=True))
        image = Image.fromarray(frame)
        image.paste(picture.resize((x1 - x0, y1 - y0)), (x0, y0))
        frames.append(np.asarray(image))
    return ClipToJudge(np.stack(frames), layout(), {"it": "fox"})


@pytest.mark.parametrize("how", ["frame", "box"])
def test_a_pasted_picture_is_alike_and_does_not_win(how: str) -> None:
    found, honest = verdict(pasted(how), "fox"), verdict(scene("fox", "blue", "street"), "fox")
    assert found.entities[0].sheet is not None
    assert found.entities[0].sheet > 0.85
    assert not found.passed
    assert found.reasons[0].startswith("pasted")
    assert best_of([found, honest]) == 1


def test_a_true_scene_has_nothing_of_the_pictures_ground() -> None:
    assert verdict(scene("fox", "red", "beach"), "fox").pasted < 0.1


def test_what_the_detector_knows_must_be_in_its_place_and_as_many() -> None:
    first, there = (scene("car", "red", "meadow", 0.3, 0.7),), scene("car", "red", "beach")
    right, astray = verdict(there, "car", first), verdict(there._replace(layout=layout(0.15, 0.15)), "car", first)
    assert right.layout == right.prompt == 1.0
    assert astray.layout == 0.0
    assert any("not where the layout says" in reason for reason in astray.reasons)
    doubled = np.concatenate([there.frames_thwc[:, :, 40:120]] * 2, axis=2)
    assert verdict(there._replace(frames_thwc=doubled), "car", first).prompt == 0.0


def test_a_thing_in_its_place_does_not_make_up_for_one_that_is_not() -> None:
    def two(other: float) -> Layout:
        tracks = [
            Track(id=who, entity=who, name=who, keyframes=(Keyframe(t=0.0, box=Box.around(x, 0.7, 0.3, 0.4)),))
            for who, x in (("it", 0.25), ("other", other))
        ]
        return Layout(scene="s", aspect_ratio=WIDTH / HEIGHT, tracks=tuple(tracks))

    drawings = {"it": drawing("car", "red"), "other": drawing("ball", "blue")}
    ground = Image.fromarray(paint_place("meadow", width_px=WIDTH, height_px=HEIGHT))
    frames = np.stack(list(animate(two(0.75), drawings, ground, frames=FRAMES, size_px=(WIDTH, HEIGHT), fps=FRAMES)))
    pictures = {"it": [sheet("car", "red")], "other": [sheet("ball", "blue")]}
    nouns = {"it": "car", "other": "ball"}
    right, astray = (ClipToJudge(frames, two(x), nouns) for x in (0.75, 0.5))
    assert judge(right, pictures, (), detector()).layout == 1.0
    assert judge(astray, pictures, (right,), detector()).layout == 0.0


def test_what_the_detector_does_not_recognise_in_its_picture_is_judged_by_looks_alone() -> None:
    found = verdict(scene("kettle", "red", "beach"), "kettle")
    assert found.entities[0].seen is found.layout is found.prompt is None


def test_the_next_try_has_other_noise_and_references_by_what_was_wrong() -> None:
    unlike = ClipVerdict(clip="a", score=0.5, reasons=("does not look like its picture: it, 0.50 of 0.75",))
    astray = ClipVerdict(clip="b", score=0.5, reasons=("not where the layout says: 0.00 of 0.50",))
    unlike_and_astray = ClipVerdict(clip="d", score=0.3, reasons=(*unlike.reasons, *astray.reasons))
    pasted_in = ClipVerdict(clip="c", score=0.1, reasons=("pasted: 0.90 of an entity's own picture is in the clip",))
    assert (remedy([unlike]).seed, remedy([unlike]).weight) == (1, 1.5)
    assert remedy([unlike] * 9).weight == STRONGEST
    assert remedy([astray]).weight == 0.5
    assert not remedy([astray]).words_only
    assert remedy([unlike_and_astray]).weight == 0.5
    assert remedy([astray, unlike, unlike_and_astray]).words_only
    assert remedy([unlike, pasted_in]).weight == pytest.approx(1.0, abs=0.01)
    assert not remedy([unlike, pasted_in]).words_only
    assert remedy([pasted_in, unlike, pasted_in]).words_only


def test_settings_say_what_is_good_enough() -> None:
    clip, pictures = scene("fox", "blue", "street"), {"it": [sheet("fox", "red")]}
    assert judge(clip, pictures, (), detector(), GateSettings(likeness=0.5)).passed


def test_the_tools_judge_files_and_hand_on_the_best(tmp_path: Path) -> None:
    good, bad = (saved(scene("fox", colour, "beach"), tmp_path / f"{colour}.mp4") for colour in ("red", "blue"))
    picture = tmp_path / "sheet.png"
    Image.fromarray(sheet("fox", "red").picture_hwc).save(picture)
    given = {"layout": layout(), "nouns": {"it": "fox"}, "references": (picture,), "reference_of": ("it",)}
    verdicts = tuple(run_tool(gate_clip, clip=clip, **given) for clip in (bad, good))
    assert [one.passed for one in verdicts] == [False, True]
    kept = run_tool(keep_best, clips=(bad, good), verdicts=verdicts)
    assert kept.read_bytes() == good.read_bytes()
    with pytest.raises(InvalidInput, match="do not go together"):
        run_tool(keep_best, clips=(bad,), verdicts=verdicts)
    with pytest.raises(InvalidInput, match="do not go together"):
        run_tool(gate_clip, clip=good, earlier=(bad,), **given)


def test_a_thing_is_looked_for_where_its_model_was_asked_to_draw_it(tmp_path: Path) -> None:
    box = Box.around(0.05, 0.94, 0.08, 0.1)
    small = Layout(
        scene="s",
        aspect_ratio=WIDTH / HEIGHT,
        tracks=(Track(id="it", entity="it", name="car", keyframes=(Keyframe(t=0.0, box=box),)),),
    )
    large = layout_as_drawn(known_model("storybook"), small)
    ground = Image.fromarray(paint_place("meadow", width_px=WIDTH, height_px=HEIGHT))
    art = {"it": drawing("car", "red")}
    frames = animate(large, art, ground, frames=FRAMES, size_px=(WIDTH, HEIGHT), fps=FRAMES)
    clip = saved(ClipToJudge(np.stack(list(frames)), large, {"it": "car"}), tmp_path / "clip.mp4")
    Image.fromarray(sheet("car", "red").picture_hwc).save(tmp_path / "sheet.png")
    given = {"references": (tmp_path / "sheet.png",), "reference_of": ("it",), "nouns": {"it": "car"}}
    by_layout, by_model = (
        run_tool(gate_clip, clip=clip, layout=small, model=model, **given) for model in ("", "storybook")
    )
    assert by_model.score > by_layout.score + 0.03
