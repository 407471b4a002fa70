from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch

from storyagent.diffusion.models.low_rank import ADDITIONS, read_additions
from storyagent.diffusion.models.storybook import load_storybook
from storyagent.errors import InvalidInput, Misconfigured
from tests.training.squares import Squares
from training.storybook import additions, autoencoder, publish, stills
from training.storybook.shape import TINY, still_part
from training.storybook.stage import averages_in

SQUARES = Squares(TINY.size_px)


def options(out: Path) -> list[str]:
    return ["--out", str(out), "--device", "cpu", "--batch", "2", "--size", "tiny", "--every", "2"]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("finished")
    for stage in (autoencoder.main, stills.main):
        stage([*options(out), "--steps", "2"], world=SQUARES)
    publish.main(["--out", str(out), "--to", str(out / "model"), "--size", "tiny", "--nouns", "car"])
    return out


@pytest.fixture(scope="module")
def wide(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wide")
    shutil.copytree(finished / "autoencoder", out / "autoencoder")
    additions.main([*options(out), "--steps", "4", "--nouns", "kite"], world=SQUARES, finished=finished / "model")
    for part in ("unet", "text_encoder", "scheduler"):
        shutil.copytree(finished / "model" / part, out / "model" / part)
    return out


def test_the_finished_model_and_its_additions_are_the_networks_that_were_trained(finished: Path, wide: Path) -> None:
    before, after = load_storybook(finished / "model"), load_storybook(wide / "model")
    learned = averages_in(wide / "additions")
    checked = 0
    for name, down in learned.items():
        if not name.endswith(".down"):
            continue
        part, _, path = name.removesuffix(".parametrizations.weight.0.down").partition(".")
        up = learned[name.removesuffix("down") + "up"]
        old, new = (getattr(book, part).get_submodule(path).weight for book in (before, after))
        torch.testing.assert_close(new, old + (up @ down).view_as(old), atol=2e-3, rtol=2e-3)
        checked += not torch.equal(old, new)
    assert checked > 20


def test_it_tells_of_what_it_knew_and_of_what_came_to_it(wide: Path) -> None:
    assert json.loads((wide / "model" / "words.json").read_text())["nouns"] == ["car", "kite"]
    assert len(list((wide / "additions").glob("samples_*.png"))) == 2


def test_additions_alone_are_added_to_the_packaged_model_which_must_fit(wide: Path, tmp_path: Path) -> None:
    for part in ("vae", "tokenizer"):
        shutil.copytree(wide / "model" / part, tmp_path / part)
    shutil.copy(wide / "model" / "additions.safetensors", tmp_path)
    with pytest.raises(Misconfigured, match="does not"):
        load_storybook(tmp_path)


def test_a_run_goes_on_from_additions_in_other_shapes(finished: Path, wide: Path, tmp_path: Path) -> None:
    more = ["--before", str(wide / "model"), "--across", "1", "1.75", "--nouns", "dog"]
    additions.main([*options(tmp_path), "--steps", "0", *more], world=SQUARES, finished=finished / "model")
    same, before = (read_additions(path / "model" / ADDITIONS) for path in (tmp_path, wide))
    assert same.keys() == before.keys()
    assert all(torch.equal(same[name], before[name]) for name in before if "rows" not in name)
    told = json.loads((tmp_path / "model" / "words.json").read_text())
    assert (told["nouns"], told["across"]) == (["car", "dog", "kite"], [1.0, 1.75])


def test_additions_of_another_rank_are_refused(finished: Path, wide: Path) -> None:
    book = load_storybook(finished / "model")
    networks = torch.nn.ModuleDict({"unet": still_part(book.unet, TINY), "text_encoder": book.text_encoder})
    additions.open_to_additions(networks, first=len(book.tokenizer), rank=3)
    with pytest.raises(InvalidInput, match="another model or rank"):
        additions.begin_with(networks, read_additions(wide / "model" / ADDITIONS))


@pytest.mark.parametrize(("told", "sizes"), [({}, ((32, 32),)), ({"across": [1, 2]}, ((32, 32), (64, 32)))])
def test_a_model_has_the_sizes_of_the_shapes_it_tells_of(
    told: dict[str, list[int]], sizes: tuple[tuple[int, int], ...], finished: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(finished / "model", tmp_path / "model")
    words = json.loads((folder / "words.json").read_text())
    (folder / "words.json").write_text(json.dumps(words | told))
    assert load_storybook(folder).spec.capabilities.sizes_px == sizes
