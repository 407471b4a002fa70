"""Long stories: every word in order, names and causes kept, and an edit in one paragraph that moves no other."""

import random
from itertools import product
from pathlib import Path

import pytest

from storyagent.planning.offline import OfflinePlanner
from storyagent.planning.planner import PlannedFilm
from storyagent.planning.sentences import split_story

planner = OfflinePlanner()
HEROES = ("Ruby", "Otto", "Mina", "Hugo")
PLACES = ("forest", "beach", "garden", "market", "harbor", "meadow", "desert", "village")
THINGS = ("kite", "drum", "lantern", "basket", "ball", "boat")
ENDINGS = (
    "{hero} laughed. Then {hero} carried the {thing} to a tall tree and slept under the tree.",
    "Suddenly a gray bird flew over {hero}. The bird took the {thing} and dropped it into the grass.",
    '"What a day!" said {hero}. A small dog barked at the {thing}, and {hero} sat on a rock.',
)
EDITS = ("slowly", "at last", "once more", "very quietly")


def long_story(words: int, seed: int) -> list[str]:
    """Return the paragraphs of a story of at least so many words; each names whom it is about and where."""
    rng = random.Random(seed)
    paragraphs = ["Ruby, Otto, Mina and Hugo were good friends."]
    for hero, place, thing, ending in rng.sample(list(product(HEROES, PLACES, THINGS, ENDINGS)), words // 30):
        start = f"In the {place}, {hero} found a {rng.choice(('red', 'blue', 'green'))} {thing}."
        paragraphs.append(f"{start} {ending.format(hero=hero, thing=thing)}")
    return paragraphs


def scenes_by_paragraph(film: PlannedFilm, paragraphs: list[str]) -> list[list[tuple[object, ...]]]:
    """Return what is planned for each paragraph; here no scene tells of two."""
    found: list[list[tuple[object, ...]]] = [[]]
    rest = " ".join(paragraphs[0].split())
    for scene, layout in zip(film.screenplay.scenes, film.layouts, strict=True):
        if not rest:
            found.append([])
            rest = " ".join(paragraphs[len(found) - 1].split())
        text = " ".join(line.text for line in scene.lines)
        assert rest.startswith(text)
        rest = rest[len(text) :].lstrip()
        found[-1].append((scene.id, scene.prompt, scene.lines, scene.duration_s, scene.cast, scene.place, layout))
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_every_sentence_is_told_in_order(seed: int) -> None:
    text = "\n\n".join(long_story(1_500, seed))
    film = planner.plan(text)
    told = " ".join(line.text for scene in film.screenplay.scenes for line in scene.lines)
    assert told == " ".join(sentence.text for sentence in split_story(text).sentences) == " ".join(text.split())
    assert film == planner.plan(text)


def test_names_and_causes_are_kept_to_the_end() -> None:
    paragraphs = long_story(1_500, 3)
    film = planner.plan("\n\n".join(["In the garden, Ruby's drum was torn.", *paragraphs]))
    assert {"ruby", "otto", "mina", "hugo"} <= {entity.id for entity in film.screenplay.entities}
    by_paragraph = scenes_by_paragraph(film, ["In the garden, Ruby's drum was torn.", *paragraphs])
    for paragraph, scenes in zip(paragraphs[1:], by_paragraph[2:], strict=True):
        hero = next(name for name in HEROES if name in paragraph)
        assert hero.lower() in {role.entity for scene in scenes for role in scene[4]}  # type: ignore[attr-defined]
        assert scenes[0][5] == next(place for place in PLACES if f"the {place}," in paragraph)


@pytest.mark.parametrize("seed", range(12))
def test_an_edit_in_one_paragraph_leaves_the_others_as_they_are(seed: int) -> None:
    rng = random.Random(seed)
    paragraphs = long_story(700, 5)
    before = scenes_by_paragraph(planner.plan("\n\n".join(paragraphs)), paragraphs)
    k = rng.randrange(1, len(paragraphs))
    paragraphs[k] = _edited(paragraphs[k], rng)
    after = scenes_by_paragraph(planner.plan("\n\n".join(paragraphs)), paragraphs)
    assert before[:k] == after[:k]
    assert before[k + 1 :] == after[k + 1 :]
    assert before[k] != after[k]


def _edited(paragraph: str, rng: random.Random) -> str:
    """Change, add or lead into what is told, without bringing in or taking out a thing that others are named like."""
    hero = next(name for name in HEROES if name in paragraph)
    sentences = [sentence.text for sentence in split_story(paragraph).sentences]
    at = rng.randrange(len(sentences))
    added = f"{hero} danced {rng.choice(EDITS)} {rng.choice(EDITS)} and jumped over a stone."
    match rng.choice(("add", "lengthen", "lead")):
        case "add":
            sentences.insert(at + 1, added)
        case "lengthen":
            sentences[at] = sentences[at][:-1] + f", {rng.choice(EDITS)}" + sentences[at][-1]
        case _:
            sentences[-1] = f"Soon, on that fine day, {sentences[-1][0].lower() + sentences[-1][1:]}"
    return " ".join(sentences)


@pytest.mark.parametrize(
    "added", ['"Yes," said Otto.', '"No, no, no and no again, my dear old friend Otto!" said Mina.']
)
def test_a_longer_answer_moves_no_boundary_of_the_dialogue_after_it(added: str) -> None:
    start = ["In the park, Mina met Otto.", '"Will you play?" asked Mina.', '"Gladly," said Otto.']
    rest = ['"Who begins?" asked Mina.', '"You do," said Otto.', "Mina threw a red ball over the pond."]
    examples = Path(__file__).parents[2] / "examples"
    tail = (examples / "ruby_and_the_red_kite.txt").read_text(encoding="utf-8").split("\n\n")[1:]
    first = planner.plan("\n\n".join([*start, *rest, *tail])).screenplay.scenes
    second = planner.plan("\n\n".join([*start[:2], added, *rest, *tail])).screenplay.scenes
    count = next(len(first) - k for k, scene in enumerate(first) if "Who begins" in scene.lines[0].text)
    assert [(scene.id, scene.lines) for scene in first[-count:]] == [
        (scene.id, scene.lines) for scene in second[-count:]
    ]
