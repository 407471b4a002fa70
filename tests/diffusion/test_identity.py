"""An entity's bank: what is kept of its pictures, who sees it, and that the model stays as it was."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from storyagent.diffusion.attention import Call
from storyagent.diffusion.bank_file import load_bank, save_bank
from storyagent.diffusion.bank_writing import Portrait, write_bank
from storyagent.diffusion.conditioning import bank_of
from storyagent.diffusion.guidance import GuidanceSettings
from storyagent.diffusion.identity import Bank, BankReader, BankSettings, Place, Seen, fingerprint, kept_places
from storyagent.diffusion.models.base import VideoModel
from storyagent.diffusion.references import Likeness
from storyagent.diffusion.sampling import SampleSettings, sample
from storyagent.diffusion.sharing import Sharing, sharing
from storyagent.errors import InvalidInput
from storyagent.story.references import Reference, ReferencePicture, references_of
from tests.diffusion import tiny

STEPS = 2
WHOLE = (0.0, 0.0, 1.0, 1.0)
TIME = torch.tensor(400)
families = pytest.mark.parametrize("family", ["image_unet", "motion_unet", "clip_unet"])


def dots(seed: int, side: int = 16) -> Likeness:
    pixels = np.random.default_rng(seed).integers(0, 255, (side, side, 3), np.uint8)
    return Likeness(pixels, np.ones((side, side), np.float32))


def portraits(*seeds: int) -> dict[str, Portrait]:
    return {f"e{seed}": Portrait((dots(seed),), "a red car", share=1.0) for seed in seeds}


def seen_of(
    model: VideoModel, bank: Bank, boxes: Sequence[tuple[float, ...]], *, frames: int = 1, weight: float = 1.0
) -> Seen:
    corners = torch.tensor(boxes).view(1, len(boxes), 1, 4).expand(1, len(boxes), frames, 4).clone()
    count = len(boxes)
    return Seen(
        BankReader(model.denoiser, bank), corners, torch.ones(1, count, frames, dtype=torch.bool),
        torch.arange(count), torch.full((count,), weight), torch.zeros(1, dtype=torch.bool), (8, 8), time=bank.times[0],
    )  # fmt: skip


def predicted(model: VideoModel, seen: Seen | None, *, frames: int = 1, noise: Tensor | None = None) -> Tensor:
    noise = model.first_noise((4, frames, 8, 8), [5]) if noise is None else noise
    with torch.no_grad():
        return model.predict(noise, TIME, replace(model.encode(["a red car"]), seen=seen))


@pytest.mark.parametrize("family", ["image_unet", "motion_unet"])
def test_seeing_the_very_same_picture_once_more_changes_nothing(family: str) -> None:
    model = tiny.FAMILIES[family]()
    likeness = dots(1)
    settings = BankSettings(rate=1.0, layers="all", every=1)
    bank = write_bank(model, {"car": Portrait((likeness,), "a red car", 1.0)}, steps=STEPS, settings=settings)
    picture = torch.from_numpy(likeness.picture_hwc.copy()).permute(2, 0, 1)[None] / 127.5 - 1.0
    clean = model.encode_pictures(picture)
    scheduler = model.scheduler(STEPS, (4, 1, 8, 8))
    noise = model.first_noise((4, 1, 8, 8), [0])
    for step, time in enumerate(scheduler.timesteps):
        noisy = scheduler.add_noise(clean, noise, time[None])
        seen = replace(seen_of(model, bank, [WHOLE]), time=bank.times[step])
        text = model.encode(["a red car"])
        with torch.no_grad():
            plain = model.predict(noisy, time, text)
            again = model.predict(noisy, time, replace(text, seen=seen))
        torch.testing.assert_close(again, plain, rtol=0, atol=2e-5)


@families
def test_another_picture_is_felt_and_leaves_the_model_as_it_was(family: str) -> None:
    model = tiny.FAMILIES[family]()
    before = tiny.state(model.denoiser)
    bank = write_bank(model, portraits(1), steps=STEPS, settings=BankSettings(rate=1.0))
    felt = predicted(model, seen_of(model, bank, [WHOLE])) - predicted(model, None)
    assert felt.abs().mean() > 1e-4
    seen = seen_of(model, bank, [WHOLE])
    with pytest.raises(RuntimeError, match="in the middle"), seen.attached():
        raise RuntimeError("in the middle")
    assert tiny.same_state(before, tiny.state(model.denoiser))


def attention_inside(model: VideoModel, bank: Bank, boxes: Sequence[tuple[float, ...]], weight: float = 1.0) -> Tensor:
    """Return the bias that 64 places get, n e."""
    counts = torch.tensor([bank.states[Place(entity, 0, bank.layers[0])].shape[1] for entity in bank.entities])
    return seen_of(model, bank, boxes, weight=weight).bias(64, counts)[0]


def test_an_entity_is_seen_inside_its_own_box_alone() -> None:
    model = tiny.image_model()
    bank = write_bank(model, portraits(1, 2), steps=STEPS)
    bias = attention_inside(model, bank, [(0.0, 0.0, 0.5, 1.0), (0.5, 0.0, 1.0, 0.5)])
    left = torch.arange(64) % 8 < 4
    top_right = ~left & (torch.arange(64) < 32)
    assert torch.equal(bias[:, 0] > -1.0, left)
    assert torch.equal(bias[:, 1] > -1.0, top_right)
    assert (bias[~left, 0] == -1000.0).all()


def test_the_bias_in_two_more_numbers_of_each_key_is_the_mask_it_stands_for() -> None:
    model = tiny.image_model()
    bank = write_bank(model, portraits(1, 2, 3), steps=STEPS)
    seen = seen_of(model, bank, [(0.0, 0.0, 0.5, 1.0), (0.5, 0.0, 1.0, 0.5), (0.2, 0.2, 0.9, 0.9)])
    torch.manual_seed(0)
    query, key, value = (torch.randn(1, 2, 64, 8) for _ in range(3))
    more_key, more_value = (torch.randn(2, 2, 9, 8) for _ in range(2))
    owner = torch.tensor([0, 0, 1, 1, 1, 2, 2, 2, 2])
    made = seen._with_bank(Call(query, key, value, None, None), more_key, more_value, owner)
    bias = seen.bias(64, torch.tensor([2, 3, 4]))[:, :, owner]
    mask = torch.cat([torch.zeros(1, 64, 64), bias], -1)[:, None]
    keys, values = torch.cat([key, more_key[:1]], 2), torch.cat([value, more_value[:1]], 2)
    dense = torch.nn.functional.scaled_dot_product_attention(query, keys, values, attn_mask=mask)
    torch.testing.assert_close(made, dense, rtol=0, atol=1e-6)


def test_an_entity_weighs_as_much_however_many_of_its_places_are_kept() -> None:
    model = tiny.image_model()
    weights = []
    for rate in (1.0, 0.5, 0.1):
        bank = write_bank(model, portraits(1), steps=STEPS, settings=BankSettings(rate=rate))
        kept = bank.states[Place("e1", 0, bank.layers[0])].shape[1]
        bias = attention_inside(model, bank, [(0.0, 0.0, 0.5, 1.0)])
        weights.append(bias.exp().sum() * kept)
    torch.testing.assert_close(weights, [weights[0]] * 3)


def test_where_no_frame_has_the_entity_nothing_is_seen() -> None:
    model = tiny.motion_model()
    bank = write_bank(model, portraits(1), steps=STEPS)
    seen = seen_of(model, bank, [WHOLE], frames=4)
    gone = replace(seen, present_bef=torch.zeros_like(seen.present_bef))
    torch.testing.assert_close(predicted(model, gone, frames=4), predicted(model, None, frames=4), rtol=0, atol=1e-5)


def test_frames_that_have_the_entity_see_it_and_others_do_not() -> None:
    model = tiny.image_model()
    bank = write_bank(model, portraits(1), steps=STEPS)
    seen = seen_of(model, bank, [WHOLE], frames=4)
    seen.present_bef[0, 0, 1] = False
    change = predicted(model, seen, frames=4) - predicted(model, None, frames=4)
    assert (change.abs().amax((0, 1, 3, 4)) > 1e-4).tolist() == [True, False, True, True]


def test_the_weight_counts_and_none_is_none() -> None:
    model = tiny.image_model()
    bank = write_bank(model, portraits(1), steps=STEPS)
    plain = predicted(model, None)
    felt = [
        float((predicted(model, seen_of(model, bank, [WHOLE], weight=weight)) - plain).abs().mean())
        for weight in (0.0, 0.5, 4.0)
    ]
    assert felt[0] < 1e-6 < felt[1] < felt[2]


def test_the_same_places_are_kept_by_the_same_seed_step_and_layer() -> None:
    inside = torch.rand(64, generator=torch.Generator().manual_seed(0))
    same = [kept_places(inside, 0.5, None, 3, 1, "layer") for _ in range(2)]
    other = kept_places(inside, 0.5, None, 3, 2, "layer")
    assert torch.equal(*same)
    assert not torch.equal(same[0], other)
    assert (inside[same[0]] >= 0.5).all()
    assert len(same[0]) == round(0.5 * int((inside >= 0.5).sum()))
    assert kept_places(torch.tensor([0.1, 0.3, 0.2]), 0.5, None, 0).tolist() == [1]


def test_a_bank_stays_within_its_bytes_and_says_what_it_kept() -> None:
    model = tiny.image_model()
    full = write_bank(model, portraits(1, 2), steps=STEPS, settings=BankSettings(rate=1.0))
    assert full.rate == 1.0
    cap_mib = full.size_bytes / 2 / 2**20
    less = write_bank(model, portraits(1, 2), steps=STEPS, settings=BankSettings(rate=1.0, most_mib=cap_mib))
    assert less.size_bytes <= cap_mib * 2**20
    assert 0.2 < less.rate < 1.0
    with pytest.raises(InvalidInput, match="no room"):
        write_bank(model, portraits(1), steps=STEPS, settings=BankSettings(most_mib=1e-5))


def test_a_bank_is_on_the_cpu_whatever_the_model_is_on() -> None:
    bank = write_bank(tiny.image_model(), portraits(1), steps=STEPS)
    assert {tokens.device.type for tokens in bank.states.values()} == {"cpu"}


def test_a_bank_of_another_model_is_refused_and_of_another_number_format_is_not() -> None:
    model = tiny.image_model()
    bank = write_bank(model, portraits(1), steps=STEPS)
    with pytest.raises(InvalidInput, match="another model"):
        BankReader(tiny.motion_model().denoiser, bank)
    assert fingerprint(model.denoiser.to(torch.bfloat16)) == bank.model
    with torch.no_grad():
        next(model.denoiser.parameters()).mul_(1.5)
    with pytest.raises(InvalidInput, match="another model"):
        BankReader(model.denoiser, bank)


def test_a_bank_that_was_saved_is_the_same_and_no_other_file_is_one(tmp_path: Path) -> None:
    model = tiny.image_model()
    bank = write_bank(model, portraits(1, 2), steps=STEPS)
    path = tmp_path / "bank.safetensors"
    save_bank(bank, path)
    again = load_bank(path)
    assert replace(again, states={}, words={}) == replace(bank, states={}, words={})
    for place, tokens in bank.states.items():
        assert torch.equal(again.states[place], tokens)
    boxes = [(0.0, 0.0, 0.5, 1.0), (0.5, 0.0, 1.0, 1.0)]
    made = [predicted(model, seen_of(model, one, boxes)) for one in (bank, again)]
    assert torch.equal(*made)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    for content in (b"", b"no bank", path.read_bytes()[:200]):
        path.write_bytes(content)
        with pytest.raises(InvalidInput, match="no identity bank"):
            load_bank(path)
    with pytest.raises(InvalidInput, match="no identity bank"):
        load_bank(tmp_path / "missing")


def test_inside_its_box_an_entity_hears_its_own_words() -> None:
    model = tiny.image_model()
    bank = write_bank(model, {"e": Portrait((dots(1),), "a dog in grass", 1.0)}, steps=STEPS)
    reader = BankReader(model.denoiser, bank, model.text_layers())
    seen = replace(seen_of(model, bank, [WHOLE]), reader=reader, words=1.0)
    deaf = replace(seen, words=0.0)
    noise = model.first_noise((4, 1, 8, 8), [5])
    with torch.no_grad():
        told = model.predict(noise, TIME, replace(model.encode(["a dog in grass"]), seen=deaf))
        heard = model.predict(noise, TIME, replace(model.encode(["a red car"]), seen=seen))
        unsaid = model.predict(
            noise, TIME, replace(model.encode(["a red car"]), seen=replace(seen, unsaid_b=torch.tensor([True])))
        )
        plain = model.predict(
            noise, TIME, replace(model.encode(["a red car"]), seen=replace(deaf, unsaid_b=torch.tensor([True])))
        )
    torch.testing.assert_close(heard, told, rtol=0, atol=1e-5)
    torch.testing.assert_close(unsaid, plain, rtol=0, atol=1e-6)
    assert (heard - unsaid).abs().mean() > 1e-4


# Sampling with references


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pictures")
    found = {}
    for number, name in enumerate(("red car", "blue cat")):
        found[name] = folder / f"{number}.png"
        Image.fromarray(dots(number + 7, 24).picture_hwc).save(found[name])
    return found


def references(pictures: dict[str, Path], count: int = 2) -> tuple[Reference, ...]:
    return references_of([f"o{i}" for i in range(count)], list(pictures.values())[:count])


def test_a_bank_written_before_gives_the_same_clip(pictures: dict[str, Path], tmp_path: Path) -> None:
    model = tiny.image_model()
    settings, size_px = SampleSettings(steps=1, guidance=None), model.spec.capabilities.sizes_px[0]
    given = [references(pictures)]
    bank = bank_of(model, given, [tiny.LAYOUT], frames=1, steps=1, size_px=size_px, settings=settings.bank)
    save_bank(bank, tmp_path / "bank.safetensors")
    made = [
        sample(model, [tiny.PROMPT], [1], [tiny.LAYOUT], settings, references=given, bank=one).latents
        for one in (None, bank, load_bank(tmp_path / "bank.safetensors"))
    ]
    assert torch.equal(made[0], made[1])
    assert torch.equal(made[0], made[2])
    with pytest.raises(InvalidInput, match="another model"):
        other = tiny.motion_model()
        sample(other, [tiny.PROMPT], [1], [tiny.LAYOUT], SampleSettings(steps=1, frames=2), references=given, bank=bank)


def test_a_bank_written_before_tells_one_entity_s_pictures_in_two_clips_apart(pictures: dict[str, Path]) -> None:
    model = tiny.image_model()
    settings, size_px = SampleSettings(steps=1, guidance=None), model.spec.capabilities.sizes_px[0]
    layouts = [tiny.LAYOUT] * 2
    given = [references_of(["o0"], [path]) for path in pictures.values()]
    bank = bank_of(model, given, layouts, frames=1, steps=1, size_px=size_px, settings=settings.bank)
    without, with_it = (
        sample(model, [tiny.PROMPT] * 2, [1, 1], layouts, settings, references=given, bank=one).latents
        for one in (None, bank)
    )
    assert torch.equal(without, with_it)
    assert not torch.equal(with_it[0], with_it[1])
    alone = bank_of(model, given[:1], layouts[:1], frames=1, steps=1, size_px=size_px, settings=settings.bank)
    with pytest.raises(InvalidInput, match="not of these references"):
        sample(model, [tiny.PROMPT] * 2, [1, 1], layouts, settings, references=given, bank=alone)


@families
def test_clips_are_made_with_references_the_same_way_twice(family: str, pictures: dict[str, Path]) -> None:
    model = tiny.FAMILIES[family]()
    settings = SampleSettings(steps=1, frames=1 if family == "image_unet" else 2)
    layouts = [tiny.LAYOUT]
    before = tiny.state(model.denoiser)
    twice = [
        sample(model, [tiny.PROMPT], [1], layouts, settings, references=[references(pictures)]).latents
        for _ in range(2)
    ]
    plain = sample(model, [tiny.PROMPT], [1], layouts, settings).latents
    assert torch.equal(*twice)
    assert (twice[0] - plain).abs().mean() > 1e-4
    assert tiny.same_state(before, tiny.state(model.denoiser))


def test_prompt_and_empty_prompt_together_or_apart_see_the_same(pictures: dict[str, Path]) -> None:
    model = tiny.motion_model()
    made = [
        sample(
            model, [tiny.PROMPT], [1], [tiny.LAYOUT], SampleSettings(steps=1, frames=2, split=split),
            references=[references(pictures)],
        ).latents
        for split in (False, True)
    ]  # fmt: skip
    torch.testing.assert_close(*made, rtol=0, atol=1e-4)


def test_a_clip_depends_on_its_own_references_alone_not_on_the_batch(pictures: dict[str, Path]) -> None:
    model = tiny.motion_model()
    settings = SampleSettings(steps=1, frames=2, bank=BankSettings(rate=1.0))
    both = references(pictures)
    prompts, layouts = [tiny.PROMPT] * 3, [tiny.LAYOUT] * 3
    given = [both, (), both[:1]]
    together = sample(model, prompts, [1, 2, 3], layouts, settings, references=given).latents
    for clip in range(3):
        alone = sample(model, prompts[:1], [clip + 1], layouts[:1], settings, references=[given[clip]]).latents
        torch.testing.assert_close(together[clip : clip + 1], alone, rtol=0, atol=1e-3)


@pytest.mark.parametrize("policy", ["first", "previous", "self_first_previous", "rotate"])
def test_shared_frames_see_the_bank_once(policy: str, pictures: dict[str, Path]) -> None:
    model = tiny.image_model()
    bank = write_bank(model, portraits(1), steps=STEPS)
    seen = seen_of(model, bank, [WHOLE], frames=3)
    noise = model.first_noise((4, 1, 8, 8), [5]).expand(-1, -1, 3, -1, -1).contiguous()
    settings = Sharing.model_validate({"policy": policy})
    with sharing(model.denoiser, settings, step=0, steps=4, frames=3):
        tied = predicted(model, seen, noise=noise)
    torch.testing.assert_close(tied, predicted(model, seen, noise=noise), rtol=0, atol=0.3)
    with sharing(model.denoiser, settings.model_copy(update={"filtered": 0.5}), step=0, steps=4, frames=3):
        filtered = predicted(model, seen, noise=noise)
    assert torch.isfinite(filtered).all()


def test_long_clips_in_windows_see_each_frame_s_own_boxes(pictures: dict[str, Path]) -> None:
    model = tiny.motion_model()
    settings = SampleSettings(steps=1, frames=7)
    made = sample(model, [tiny.PROMPT], [1], [tiny.LAYOUT], settings, references=[references(pictures)])
    assert made.frames_bfhwc.shape[1] == 7


def test_checkpointing_gives_the_same_clip_with_references(pictures: dict[str, Path]) -> None:
    model = tiny.image_model()
    settings = SampleSettings(steps=1, guidance=GuidanceSettings(until=1.0, iterations=1))
    assert settings.guidance is not None
    less = settings.model_copy(update={"guidance": settings.guidance.model_copy(update={"checkpoint": True})})
    made = [
        sample(model, [tiny.PROMPT], [1], [tiny.LAYOUT], how, references=[references(pictures)]).latents
        for how in (settings, less)
    ]
    torch.testing.assert_close(*made, rtol=0, atol=1e-4)


@pytest.mark.parametrize("family", ["wan", "ltx", "cogvideox"])
def test_a_model_that_takes_no_pictures_hears_words_alone_and_refuses_a_bank(
    family: str, pictures: dict[str, Path]
) -> None:
    model = tiny.FAMILIES[family]()
    settings = SampleSettings(steps=1, guidance=None)
    plain = sample(model, [tiny.PROMPT], [1], [tiny.LAYOUT], settings)
    made = sample(model, [tiny.PROMPT], [1], [tiny.LAYOUT], settings, references=[references(pictures)])
    assert torch.equal(made.latents, plain.latents)
    with pytest.raises(InvalidInput, match="cannot keep entities in this way"):
        sample(model, [tiny.PROMPT], [1], [tiny.LAYOUT], settings, references=[references(pictures)], rung="bank")


def test_eight_entities_in_a_scene_are_eight(tmp_path: Path) -> None:
    names = ["car", "cat", "dog", "bird", "ball", "street", "grass", "cats"]
    boxes = [(i % 4 / 4, i // 4 / 2, i % 4 / 4 + 0.25, i // 4 / 2 + 0.5) for i in range(8)]
    layout = tiny.layout(*zip(names, boxes, strict=True))
    paths = []
    for number in range(8):
        paths.append(tmp_path / f"{number}.png")
        Image.fromarray(dots(number).picture_hwc).save(paths[-1])
    model = tiny.image_model()
    prompt = " and ".join(names)
    given = references_of([f"o{i}" for i in range(8)], paths)
    settings = SampleSettings(steps=1, scale=1.0, guidance=None, bank=BankSettings(words=0.0))
    plain = sample(model, [prompt], [1], [layout], settings).latents
    for one, (x0, y0, x1, y1) in list(zip(given, boxes, strict=True))[::3]:
        made = sample(model, [prompt], [1], [layout], settings, references=[(one,)]).latents
        change = (made - plain).abs().mean((0, 1, 2))
        inside = torch.zeros(8, 8, dtype=torch.bool)
        inside[int(y0 * 8) : int(y1 * 8), int(x0 * 8) : int(x1 * 8)] = True
        assert change[inside].mean() > 2 * change[~inside].mean()  # convolutions carry some of it across the border
    assert sample(model, [prompt], [1], [layout], settings, references=[given]).frames_bfhwc.shape[0] == 1


def test_two_of_one_name_have_a_picture_each(pictures: dict[str, Path]) -> None:
    model = tiny.image_model()
    layout = tiny.layout(("car", (0.0, 0.0, 0.5, 1.0)), ("car", (0.5, 0.0, 1.0, 1.0)))
    settings = SampleSettings(steps=1, scale=1.0, guidance=None, bank=BankSettings(words=0.0))
    one, other = references(pictures)
    both, left = (
        sample(model, ["a car and a car"], [1], [layout], settings, references=[some]).latents
        for some in ((one, other), (one, other.model_copy(update={"pictures": one.pictures})))
    )
    change = (both - left).abs().mean((0, 1, 2))
    assert change[:, 4:].mean() > 2 * change[:, :4].mean()


def test_a_reference_without_its_entity_and_two_of_one_are_refused(pictures: dict[str, Path]) -> None:
    model = tiny.image_model()
    settings = SampleSettings(steps=1)
    stranger = references_of(["fox"], [pictures["red car"]])
    with pytest.raises(InvalidInput, match=r"does not have[\s\S]*fox"):
        sample(model, [tiny.PROMPT], [1], [tiny.LAYOUT], settings, references=[stranger])
    twice = (references(pictures)[0], references(pictures)[0].model_copy(update={"weight": 2.0}))
    with pytest.raises(InvalidInput, match="two references"):
        sample(model, [tiny.PROMPT], [1], [tiny.LAYOUT], settings, references=[twice])
    with pytest.raises(InvalidInput, match="objects of layouts"):
        sample(model, [tiny.PROMPT], [1], None, settings, references=[references(pictures)])


def test_references_and_their_ids_go_together(pictures: dict[str, Path]) -> None:
    some = list(pictures.values())
    (one,) = references_of(["car", "car"], some, descriptions=["", "a red car"])
    assert [picture.path for picture in one.pictures] == some
    assert one.description == "a red car"
    with pytest.raises(InvalidInput, match="do not go together"):
        references_of(["car"], some)
    with pytest.raises(InvalidInput, match="too many pictures"):
        references_of(["car"] * 9, [some[0]] * 9)
    assert ReferencePicture(path=some[0]).box is None
