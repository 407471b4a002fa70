"""What of a request changed nothing: words and numbers that no tool of the plan answers to, files that none takes.

A plan that quietly makes a gif of "a sad gif" does less than it was asked to; these words are told with the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from storyagent.graph.tool import ToolSpec
from storyagent.planning.decompose_beam import Beam
from storyagent.planning.decompose_clauses import Token
from storyagent.planning.decompose_settings import settings_for
from storyagent.planning.decompose_types import gives, takes
from storyagent.planning.decompose_ways import Job, Way
from storyagent.planning.decompose_words import EMPTY, near, split_words
from storyagent.planning.decomposer import WORDS, SubTask
from storyagent.planning.grammar import word_set

KNOWN = 0.3
"""How like a word of a tool a word must be to have been heard."""
_AROUND = word_set(
    "add put set show use take create build do keep each every all whole first last part parts version result file "
    "files long look looks looking like called named titled style s sec secs second seconds min minute minutes x times "
    "px pixels fps percent film films movie video videos clip clips picture pictures image images sound audio text "
    "words word twice double half triple thanks thank hello hi ok okay"
)
"""Words that go with others: verbs of making, units, names of what is given."""
Jobs = Sequence[tuple[Job, SubTask]]


def without_effect(
    way: Way, beam: Beam, sub_tasks: Sequence[SubTask], specs: Mapping[str, ToolSpec], left: Sequence[int]
) -> tuple[str, ...]:
    """Return the words and numbers of a request, in order and each once, that changed nothing in its plan.

    Those of the parts in `left` are told as not understood.
    """
    runs: dict[tuple[int, int], list[tuple[Job, SubTask]]] = {}
    for job, task in zip(way.jobs, sub_tasks, strict=True):
        runs.setdefault((job.first, job.last), []).append((job, task))
    earlier: list[str] = []
    found: dict[str, None] = {}
    for (first, last), jobs in runs.items():
        earlier += [job.tool for job, _ in jobs]
        passed = {token.start for place in left for token in beam.parts[place].tokens}
        unheard = _unheard(beam, beam.tokens(first, last), jobs, specs, earlier)
        found.update(dict.fromkeys(token.text for token in unheard if token.start not in passed))
    return tuple(found)


def unused_files(way: Way, beam: Beam) -> tuple[str, ...]:
    """Return the files that a request names and no job takes."""
    return tuple(one.name for one in beam.hand if one.place >= 0 and one.name not in way.used)


def _unheard(
    beam: Beam, tokens: Sequence[Token], jobs: Jobs, specs: Mapping[str, ToolSpec], earlier: Sequence[str]
) -> Iterator[Token]:
    tools = [specs[job.tool] for job, _ in jobs]
    told = {word for _, task in jobs for word in _told(task)}
    heard = {place for job, _ in jobs for place in job.match.heard}
    for place, token in enumerate(tokens):
        if token.kind == "quote" and not told.issuperset(split_words(token.text)):
            yield token
        if not token.word or token.word in EMPTY | _AROUND or place in heard or told & {token.word, *near(token.word)}:
            continue
        known = any(beam.matcher.likeness(token.word, name) >= KNOWN for name in earlier)
        if not (known or _names_a_type(token.word, beam, tools) or any(_sets(one, tokens, place) for one in tools)):
            yield token


def _told(task: SubTask) -> Iterator[str]:
    """Yield the words of what a sub-task is given."""
    for text in (*(need.text for need in task.inputs if need.source == WORDS), *task.taken):
        yield from split_words(text)
    for value in task.settings.values():
        yield from split_words(str(value))


def _sets(spec: ToolSpec, tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a word sets one of a tool's settings: without it, other values are set."""
    blank = Token("…", "mark", tokens[place].start, tokens[place].end)
    without = [*tokens[:place], blank, *tokens[place + 1 :]]
    return settings_for([spec], tokens, frozenset())[0] != settings_for([spec], without, frozenset())[0]


def _names_a_type(word: str, beam: Beam, tools: Sequence[ToolSpec]) -> bool:
    kinds = {kind for spec in tools for kind in (*gives(spec), *takes(spec))}
    named = [name for name, like in beam.types.named_by(word).items() if like >= KNOWN * 2]
    return any(kind.startswith(name) or name.startswith(kind) for name in named for kind in kinds)
