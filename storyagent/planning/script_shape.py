"""How many scenes a script has and how long they are: joined, divided, and filled where a model left them empty.

Sentences are never changed, only where one scene ends and the next begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from storyagent.errors import InvalidInput
from storyagent.planning.pacing import (
    BREATH_SECONDS,
    BRIEFEST_SECONDS,
    MOST_SECONDS,
    MOST_WORDS_MERGED,
    WORDS_PER_SECOND,
    seconds_for,
)
from storyagent.planning.script_answer import MOST_CAST, SceneOfScript, counted, key_of_name
from storyagent.planning.sentences import Sentence
from storyagent.planning.story_facts import NOTHING, StoryFacts
from storyagent.story.values import Finding

MOST_WORDS = 70
"""A scene of more words is divided: half a minute of one picture is long."""
MOST_PROMPT = 600
MOST_FILLED = 6
"""So many of those whom the text shows are put into a scene for which the model named nobody."""


def length_of(sentence: Sentence) -> int:
    """Return how many words a sentence counts for; there are languages without blanks between words."""
    return max(sentence.words, len(sentence.text) // 8)


def in_number(scenes: Sequence[SceneOfScript], wanted: int, sentences: Sequence[Sentence]) -> list[SceneOfScript]:
    """Return exactly so many scenes: the shortest neighbours joined, or the longest divided.

    Raises:
        InvalidInput: there are fewer sentences than scenes.
    """
    if wanted > len(sentences):
        raise InvalidInput(
            "the story cannot be told in this number of scenes", where="scenes", found=str(wanted),
            needed=f"1 to {len(sentences)}, one sentence each at least",
        )  # fmt: skip
    scenes = list(scenes)
    while len(scenes) > wanted:
        lengths = [_words(scene, sentences) for scene in scenes]
        k = min(range(len(scenes) - 1), key=lambda i: lengths[i] + lengths[i + 1])
        scenes[k : k + 2] = [_joined(scenes[k], scenes[k + 1])]
    while len(scenes) < wanted:
        several = (i for i in range(len(scenes)) if scenes[i].last > scenes[i].first)
        k = max(several, key=lambda i: _words(scenes[i], sentences))
        scenes[k : k + 1] = _halves(scenes[k], sentences)
    return scenes


def _words(scene: SceneOfScript, sentences: Sequence[Sentence]) -> int:
    return sum(length_of(sentence) for sentence in sentences[scene.first - 1 : scene.last])


def _joined(a: SceneOfScript, b: SceneOfScript) -> SceneOfScript:
    cast = tuple({key_of_name(name): name for name in (*a.cast, *b.cast)}.values())[:MOST_CAST]
    prompt = f"{a.prompt.rstrip()} {b.prompt}"[:MOST_PROMPT]
    return a.model_copy(update={"last": b.last, "cast": cast, "prompt": prompt, "changes": (*a.changes, *b.changes)})


def _halves(scene: SceneOfScript, sentences: Sequence[Sentence]) -> list[SceneOfScript]:
    """Return two scenes of about as many words; each shows its own sentences, and who is named in them."""
    whole, words, middle = _words(scene, sentences), 0, scene.first
    for number in range(scene.first, scene.last):
        words += length_of(sentences[number - 1])
        middle = number
        if words * 2 >= whole:
            break
    return [_part(scene, scene.first, middle, sentences), _part(scene, middle + 1, scene.last, sentences)]


def _part(scene: SceneOfScript, first: int, last: int, sentences: Sequence[Sentence]) -> SceneOfScript:
    text = " ".join(sentence.text for sentence in sentences[first - 1 : last])
    named = tuple(name for name in scene.cast if counted(name)[0].lower().split()[-1] in text.lower())
    title = scene.title if first == scene.first else ""
    return scene.model_copy(
        update={"first": first, "last": last, "prompt": text[:MOST_PROMPT], "cast": named or scene.cast, "title": title}
    )


def fit_minutes(scenes: Sequence[SceneOfScript], minutes: float, sentences: Sequence[Sentence]) -> list[SceneOfScript]:
    """Join or divide scenes so that a film of so many minutes can be made of them, as far as sentences allow."""
    wished = 60 * minutes
    usual = sum(seconds_for(_words(scene, sentences)) for scene in scenes)
    if wished > usual:
        return in_number(scenes, max(len(scenes), min(len(sentences), ceil(wished / MOST_SECONDS))), sentences)
    longest = max(MOST_WORDS_MERGED, *(_words(scene, sentences) for scene in scenes))
    fitted = list(scenes)
    while len(fitted) > 1 and _briefest(fitted, sentences) > wished:
        joined = in_number(fitted, len(fitted) - 1, sentences)
        if max(_words(scene, sentences) for scene in joined) > longest:
            return list(scenes)  # a few breaths saved are not worth one endless picture
        fitted = joined
    return fitted


def _briefest(scenes: Sequence[SceneOfScript], sentences: Sequence[Sentence]) -> float:
    """Return the seconds that scenes take at least, with what is said in them."""
    said = (_words(scene, sentences) / WORDS_PER_SECOND + BREATH_SECONDS / 2 for scene in scenes)
    return sum(max(seconds, BRIEFEST_SECONDS) for seconds in said)


def divide_long(
    scenes: Sequence[SceneOfScript], sentences: Sequence[Sentence]
) -> tuple[list[SceneOfScript], list[Finding]]:
    """Return scenes of at most 70 words where sentences allow it, and a note for each that was divided."""
    divided: list[SceneOfScript] = []
    notes: list[Finding] = []
    for scene in scenes:
        parts = [scene]
        while (k := _too_long(parts, sentences)) is not None:
            parts[k : k + 1] = _halves(parts[k], sentences)
        if len(parts) > 1:
            notes.append(_note("script.scene_divided", scene, f"{_words(scene, sentences)} words",
                               f"Told in {len(parts)} scenes."))  # fmt: skip
        divided += parts
    return divided, notes


def _too_long(parts: Sequence[SceneOfScript], sentences: Sequence[Sentence]) -> int | None:
    return next(
        (k for k, one in enumerate(parts) if one.last > one.first and _words(one, sentences) > MOST_WORDS), None
    )


def fill_empty(scenes: Sequence[SceneOfScript], facts: StoryFacts) -> tuple[list[SceneOfScript], list[Finding]]:
    """Return scenes with a cast and a place, as far as the text names them, and a note for each that had none."""
    filled: list[SceneOfScript] = []
    notes: list[Finding] = []
    place = next((scene.place for scene in scenes if key_of_name(scene.place)), "")
    for scene in scenes:
        told = [facts.get(number, NOTHING) for number in range(scene.first, scene.last + 1)]
        seen = () if scene.cast else tuple(dict.fromkeys(one.phrase for said in told for one in said.seen))
        if seen:
            notes.append(_note("script.no_cast", scene, "nobody", "Who the text shows is in it."))
        here = scene.place if filled or key_of_name(scene.place) else place or next((s.likely_place for s in told), "")
        filled.append(scene.model_copy(update={"cast": scene.cast or seen[:MOST_FILLED], "place": here}))
    return filled, notes


def _note(code: str, scene: SceneOfScript, found: str, hint: str) -> Finding:
    return Finding(code=code, severity="note", where=f"sentences {scene.first}-{scene.last}", found=found, hint=hint)
