"""The frame director: what stays the same in a scene, and what is seen in each stretch of it.

Offline, the events of the scene's prompt are spread over its time, one after another as they are told. A language model
is asked for exactly as many moments as are wanted; what it gives is counted, measured with the video model's own
tokenizer, and sent back where it does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from storyagent.errors import InvalidInput
from storyagent.planning.chat import Answer, Chat, Doubt
from storyagent.planning.chunks import Clause
from storyagent.planning.describe import short_name
from storyagent.planning.prompt import load_prompt
from storyagent.planning.reading import read_story
from storyagent.planning.sentences import split_story
from storyagent.planning.told import Reading
from storyagent.story.directions import FrameDirections
from storyagent.story.screenplay import Scene, Screenplay

MOST = 16
"""More moments than this nobody tells apart in one scene."""
_TOGETHER = frozenset(("while", "as", "when", "whenever", "because", "since", "although", "though", "if", "unless"))
_JOINTS = frozenset(("and", "then", "but", "so", ",", ";", ".", "first", "finally", "next", "suddenly", "at", "last"))
_RESTING = frozenset(
    ("be", "have", "stand", "sit", "lie", "hang", "live", "wear", "wait", "sleep", "rest", "stay", "remain", "belong")
)
CountTokens = Callable[[str], int]


def direct_offline(scene: Scene, screenplay: Screenplay) -> FrameDirections:
    """Return a scene's directions: one moment for each thing that happens in its prompt, in the order it is told.

    What happens at the same time ("while", "as") is one moment; what just is ("an oak stands there") belongs to the
    moment it is told with. The fixed part has the cast as the screenplay describes
    it, the place, and the style. Deterministic.
    """
    names = [entity.name for entity in screenplay.entities]
    readings, _ = read_story(split_story(scene.prompt).sentences, names)
    told = _joined(moment for reading in readings for moment in _moments(reading))
    moments = _at_most(told or [scene.prompt.rstrip(". ")], MOST)
    return FrameDirections.evenly(moments, fixed_part(scene, screenplay), scene.prompt)


def fixed_part(scene: Scene, screenplay: Screenplay) -> str:
    """Return who is there, where and in which style, as every frame is told it."""
    listed = [screenplay.entity(role.entity).description for role in scene.cast]
    place = screenplay.entity(scene.place).description if scene.place else ""
    return ", ".join(words for words in (*listed, place, screenplay.style) if words)


def _joined(moments: Iterable[tuple[str, bool]]) -> list[str]:
    """Return the texts of moments, each that only says what is joined to the one before it, or after it."""
    texts: list[str] = []
    open_ = False  # nothing has happened in the last one yet
    for text, rests in moments:
        if texts and (rests or open_):
            texts[-1] = f"{texts[-1]}, {text}"
            open_ = open_ and rests
        else:
            texts.append(text)
            open_ = rests
    return texts


def _moments(reading: Reading) -> Iterator[tuple[str, bool]]:
    """Yield what a sentence says, clause by clause, and whether it only says what is; each names who does it."""
    groups: list[list[Clause]] = []
    for clause in reading.clauses:
        begins = clause.verb is not None and clause.kind == "main" and clause.opener not in _TOGETHER
        if begins or not groups:
            groups.append([clause])
        else:
            groups[-1].append(clause)
    subject = ""
    for number, group in enumerate(groups):
        end = groups[number + 1][0].start if number + 1 < len(groups) else len(reading.tokens)
        text = _words(reading, group[0], end)
        named = [mention.being for phrase in group[0].subjects for mention in reading.resolved.get(id(phrase), [])]
        own = [phrase for phrase in group[0].subjects if phrase.start >= group[0].start]
        subject = " and ".join(dict.fromkeys(map(short_name, named))) or subject
        if text and own and own[0].pronoun and subject:
            text = f"{subject} {text.split(maxsplit=1)[1]}" if " " in text else subject
        elif text and not own and subject:
            text = f"{subject} {text}"
        if text:
            verb = group[0].verb
            yield text, verb is None or verb.lemma in _RESTING


def _words(reading: Reading, clause: Clause, end: int) -> str:
    """Return the text from a clause on, without what only joins it to its neighbours."""
    tokens = reading.tokens[clause.start : end]
    while tokens and tokens[0].lower in _JOINTS:
        tokens = tokens[1:]
    while tokens and (tokens[-1].lower in _JOINTS or tokens[-1].tag == "."):
        tokens = tokens[:-1]
    return reading.sentence.text[tokens[0].start : tokens[-1].end] if tokens else ""


def _at_most(moments: list[str], most: int) -> tuple[str, ...]:
    """Join neighbours evenly until there are no more than so many."""
    count = min(len(moments), most)
    borders = [round(n * len(moments) / count) for n in range(count + 1)]
    return tuple(", ".join(moments[start:end]) for start, end in pairwise(borders))


def _moment_texts(value: Any) -> Any:
    """Accept moments as strings or as objects with one text each."""
    if not isinstance(value, list | tuple):
        return value
    texts = [next((text for text in item.values() if isinstance(text, str)), item) if isinstance(item, dict) else item
             for item in value]  # fmt: skip
    return tuple(text.strip().rstrip(".") if isinstance(text, str) else text for text in texts)


class DirectedAnswer(Answer):
    """What a language model is asked for: what stays the same, and what is seen moment by moment."""

    fixed: str = Field("", max_length=1000, description="who is there, what they look like, where, the style")
    moments: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=400)], ...], BeforeValidator(_moment_texts)
    ] = Field(description="one short sentence for each moment, in order")


def direct_with_model(
    chat: Chat,
    scene: Scene,
    screenplay: Screenplay,
    count: int,
    *,
    count_tokens: CountTokens | None = None,
    most_tokens: int = 77,
) -> FrameDirections:
    """Ask a language model for exactly `count` moments of a scene.

    Args:
        chat: the model.
        scene: what is to be directed.
        screenplay: whose entities, place and style are fixed.
        count: moments wanted.
        count_tokens: the video model's own tokenizer: how many tokens a prompt has, marks at both ends included.
        most_tokens: how many of them the video model reads.

    Raises:
        InvalidInput: fewer than one moment, or more than can be told apart, are asked for.
        BadAnswer: no answer had the right number of moments within the model's tokens, all repairs included.
        StoryagentError: as `Chat.ask`.
    """
    if not 1 <= count <= MOST:
        raise InvalidInput("a scene cannot be directed so", where="count", found=str(count), needed=f"1 to {MOST}")
    fixed = fixed_part(scene, screenplay)

    def directed(answer: DirectedAnswer) -> FrameDirections:
        return FrameDirections.evenly(answer.moments, answer.fixed.strip() or fixed, scene.prompt)

    def check(answer: DirectedAnswer) -> list[Doubt]:
        if len(answer.moments) != count:
            return [Doubt(f"found {len(answer.moments)} moments, needed exactly {count}")]
        return [*_too_long(directed(answer), count_tokens, most_tokens), *_repeated(answer)]

    inputs = {"count": str(count), "fixed": _as_material(fixed), "scene": _as_material(scene.prompt)}
    return directed(chat.ask(load_prompt("frame_director"), inputs, DirectedAnswer, check).value)


def _too_long(directions: FrameDirections, count_tokens: CountTokens | None, most: int) -> Iterator[Doubt]:
    if count_tokens is None:
        return
    for number, prompt in enumerate(directions.prompts(), start=1):
        length = count_tokens(prompt)
        if length > most:
            yield Doubt(f"moment {number} has {length} tokens with the fixed part, at most {most} are read: say less")


def _repeated(answer: DirectedAnswer) -> Iterator[Doubt]:
    """Doubt moments that say the same one after another: nothing would be seen to happen."""
    for number, (one, other) in enumerate(pairwise(answer.moments), start=1):
        if one.casefold() == other.casefold():
            yield Doubt(f"moments {number} and {number + 1} are the same: say what changes", firm=False)


def _as_material(text: str) -> str:
    """Return text that cannot close the tag it stands in."""
    return text.replace("</", "< /").replace("<scene>", "< scene>")
