"""Requests taken apart without a language model, by the words of the tools and the grammar of plain English.

No tool is known by name: whatever registry is given is read (`decompose_match`), and what its tools take and give
decides what can go where (`decompose_beam`). The same request and the same tools give the same sub-tasks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from storyagent.errors import InvalidInput, StoryagentError
from storyagent.graph.search import AtHand, Tools
from storyagent.graph.tool import ToolSpec
from storyagent.lexicon import lemma
from storyagent.planning.checks import language_of
from storyagent.planning.decompose_beam import Beam
from storyagent.planning.decompose_clauses import Part, Token, parts_of, tokens_of
from storyagent.planning.decompose_facts import fact_places
from storyagent.planning.decompose_match import Matcher
from storyagent.planning.decompose_settings import lasting, settings_for
from storyagent.planning.decompose_types import TypeNames, gives
from storyagent.planning.decompose_unsaid import unused_files, without_effect
from storyagent.planning.decompose_ways import Job, Resource, Way
from storyagent.planning.decompose_words import EMPTY
from storyagent.planning.decomposer import WORDS, Asking, Decomposition, Fit, Need, SubTask
from storyagent.planning.grammar import word_set

LONGEST = 20_000
"""A longer text is a story or a document, not a request."""
CLEAR = 0.45
"""A tool that answers so well to a part of a request is named where its input is not there."""
_ARTICLES = word_set("a an the")
_JOINING = word_set("and then but while")
_TELLING = word_set("who which that he she they it where when because until his her their")
AS_GOOD = 0.8
"""Tools of the same result that answer at least so well, compared with the best, are kept as alternatives."""


class OfflineDecomposer:
    """Takes requests in English apart; see `Decomposer`. Keeps what it knows of one registry at a time.

    Args:
        always: Whether to name the likeliest tool even where none is likely; else such a request is not understood.
    """

    name = "offline"

    def __init__(self, *, always: bool = False) -> None:
        self.always = always
        self._known: tuple[tuple[ToolSpec, ...], Matcher, TypeNames] | None = None

    def decompose(self, request: str, tools: Tools, have: Sequence[AtHand] = ()) -> Decomposition:
        """Take a request apart. See `Decomposer.decompose`."""
        require_request(request, any_language=self.always)
        specs, matcher, types = self._read(tools)
        if not specs:
            raise InvalidInput("there are no tools", where="request", needed="at least one tool that can be loaded")
        tokens = tuple(_known_files(tokens_of(request), types, have))
        parts = parts_of(tokens)
        named = {spec.name: spec for spec in specs}
        hand = tuple(_hand(have, tokens))
        beam = Beam(parts, matcher, types, hand, named, careful=not self.always)
        way = beam.best(always=self.always)
        left = _left_over(way, parts, named)
        told = {job.last: _told_on(job, parts, left) for job in way.jobs if any(bound.words for bound in job.bound)}
        left = [place for place in left if not any(place in more for more in told.values())]
        sub_tasks = tuple(_sub_tasks(way, beam, request, named, told))
        return Decomposition(
            request=request,
            sub_tasks=sub_tasks,
            questions=(*_questions(sub_tasks), *_out_of_reach(left, way, beam, request)),
            not_understood=tuple(_said(parts[place], request) for place in left),
            without_effect=without_effect(way, beam, sub_tasks, named, left),
            unused=unused_files(way, beam),
        )

    def _read(self, tools: Tools) -> tuple[tuple[ToolSpec, ...], Matcher, TypeNames]:
        specs = loadable(tools)
        if self._known is None or self._known[0] != specs:
            self._known = specs, Matcher(specs), TypeNames(specs)
        return self._known


def loadable(tools: Tools) -> tuple[ToolSpec, ...]:
    """Return the specs of all tools that can be loaded and give something, by name."""
    found = []
    for name in tools.names():
        try:
            found.append(tools.spec(name))
        except StoryagentError:
            continue  # the search names it if the goal is out of reach
    return tuple(spec for spec in found if gives(spec))


def require_request(request: str, *, any_language: bool = False) -> None:
    """Refuse what is no request that can be read.

    Raises:
        InvalidInput: it is empty, far too long, or (unless any language will do) not in English.
    """
    if not any(character.isalnum() for character in request):
        raise InvalidInput("the request is empty", where="request", needed="what is to be made, in words")
    if len(request) > LONGEST:
        raise InvalidInput(
            "this is too long for a request", where="request", found=f"{len(request):,} characters",
            needed=f"at most {LONGEST:,}", hint="give a story as a file beside the request",
        )  # fmt: skip
    language = "en" if any_language else language_of(request)
    if language != "en":
        raise InvalidInput(
            "the offline planner reads English", where="request", found=f"a text in {language}",
            hint="ask in English, or use a language model (--llm)",
        )  # fmt: skip


def things_named(request: str, tools: Tools) -> tuple[AtHand, ...]:
    """Return the files and web addresses that a request names, as things at hand whose values are not known yet."""
    types = TypeNames(loadable(tools))
    found: dict[str, AtHand] = {}
    for token in tokens_of(request):
        kind = _type_of(token, types)
        if kind is not None:
            found.setdefault(token.text, AtHand(name=token.text, type=kind))
    return tuple(found.values())


def _type_of(token: Token, types: TypeNames) -> str | None:
    if token.kind == "url":
        return next((name for name in types.names if name in ("url", "link", "webpage")), None)
    return types.of_file(token.text) if token.kind == "file" else None


def _known_files(tokens: Sequence[Token], types: TypeNames, have: Sequence[AtHand]) -> Iterator[Token]:
    """Yield the tokens; what looks like a file and is of no known kind is taken for words."""
    names = {name for one in have for name in (one.name, PurePath(one.name).name)}
    for token in tokens:
        if token.kind != "file" or token.text in names or types.of_file(token.text):
            yield token
        else:
            for inner in tokens_of(token.text.replace(".", " . ")):
                yield Token(inner.text, inner.kind, token.start, token.end)


def _hand(have: Sequence[AtHand], tokens: Sequence[Token]) -> Iterator[Resource]:
    places = {token.text: token.start for token in reversed(tokens) if token.kind in ("file", "url")}
    for one in have:
        place = places.get(one.name, places.get(PurePath(one.name).name, -1))
        yield Resource(one.name, one.type, place=place)


def _sub_tasks(
    way: Way, beam: Beam, request: str, specs: Mapping[str, ToolSpec], told: Mapping[int, Sequence[int]]
) -> Iterator[SubTask]:
    for place, job in enumerate(way.jobs):
        tokens = beam.tokens(job.first, job.last)
        text = request[tokens[0].start : tokens[-1].end]
        spec = specs[job.tool]
        more = told.get(job.last)
        rest = ""
        if more:
            rest = request[beam.parts[more[0] - 1].tokens[-1].end : beam.parts[more[-1]].tokens[-1].end]
        inputs = tuple(_needs(job, tokens, rest))
        fits = tuple(_fits(job, specs))
        kinds = (gives(spec)[0], *(need.type for need in inputs))
        settings, taken = settings_for([specs[fit.tool] for fit in fits], tokens, job.match.heard)
        if job.lasting:
            settings = {**lasting([specs[fit.tool] for fit in fits]), **settings}
        yield SubTask(
            id=f"s{place + 1}",
            description=text,
            domains=tuple(dict.fromkeys(kind.partition(".")[0] for kind in kinds)),
            inputs=inputs,
            outputs=gives(spec),
            dependencies=tuple(
                dict.fromkeys(one.name for bound in job.bound for one in bound.resources if one.step >= 0)
            ),
            tools=fits,
            settings=settings,
            taken=taken,
        )


def _fits(job: Job, specs: Mapping[str, ToolSpec]) -> Iterator[Fit]:
    """Yield the tool and those that give the same and answer nearly as well."""
    matches, best = job.matches, job.match.score
    yield Fit(tool=job.tool, score=1.0)
    others = [
        (match.score / best if best else 0.0, name)
        for name, match in matches.items()
        if name != job.tool and gives(specs[name])[:1] == gives(specs[job.tool])[:1]
    ]
    for share, name in sorted(others, key=lambda other: (-other[0], other[1])):
        if share >= AS_GOOD:
            yield Fit(tool=name, score=round(min(share, 0.99), 4))


def _needs(job: Job, tokens: Sequence[Token], rest: str) -> Iterator[Need]:
    for bound in job.bound:
        if bound.words:
            yield Need(type=bound.type, source=WORDS, text=own_text(tokens, job.match.heard, job.near) + rest)
        for one in bound.resources:
            yield Need(type=bound.type if one.step >= 0 else one.type, source=one.name)
        if not bound.words and not bound.resources:
            yield Need(type=bound.type)


def own_text(tokens: Sequence[Token], heard: frozenset[int], near: frozenset[int] | None = None) -> str:
    """Return what a run of words says besides what is to be done: a quote as it stands, or what it is about."""
    quote = next((token for token in tokens if token.kind in ("quote", "url")), None)
    if quote is not None:
        return quote.text.strip("\"'“”„«»‘’") if quote.kind == "quote" else quote.text
    facts = fact_places(tokens)
    said = [
        place
        for place, token in enumerate(tokens)
        if token.kind in ("word", "number")
        and token.word not in EMPTY
        and place not in heard | facts
        and (near is None or place in near)
    ]
    if not said:  # what is to be made is what it is about: "with rain sound"
        said = [place for place, token in enumerate(tokens) if token.word not in EMPTY and (not near or place in near)]
    if said and said[0] and tokens[said[0] - 1].word in _ARTICLES:
        said = [said[0] - 1, *said]
    kept = tokens[said[0] : said[-1] + 1] if said else tokens
    words = [token.text for token in kept if token.kind in ("word", "number")]
    return " ".join(words)


def _questions(sub_tasks: Sequence[SubTask]) -> Iterator[Asking]:
    for task in sub_tasks:
        for need in task.inputs:
            if not need.source:
                yield Asking(
                    sub_task=task.id, type=need.type, text=f"which {need.type} is meant by {task.description!r}?"
                )


def _left_over(way: Way, parts: Sequence[Part], specs: Mapping[str, ToolSpec]) -> list[int]:
    """Return the parts of a request that say something and that no job answers to."""
    answered = {place for job in way.jobs for place in _answered(job, parts, specs)}
    says = [any(token.word and token.word not in EMPTY for token in part.tokens) for part in parts]
    return [place for place, said in enumerate(says) if said and place not in answered]


def _told_on(job: Job, parts: Sequence[Part], left: Sequence[int]) -> tuple[int, ...]:
    """Return the parts after a job that go on telling what it is about: "a fox that finds a kite, and flies it"."""
    found: list[int] = []
    first = next((place for place in range(job.first + 1, job.last + 1) if place in left), job.last + 1)
    for place in range(first, len(parts)):
        words = [token.word for token in parts[place].tokens if token.word not in _JOINING]
        telling = bool(words) and (words[0] in _TELLING or (lemma(words[0], "v") or words[0]) != words[0])
        if parts[place - 1].ends or place not in left or not telling:
            break
        found.append(place)
    return tuple(found)


def _out_of_reach(left: Sequence[int], way: Way, beam: Beam, request: str) -> Iterator[Asking]:
    """Yield for each part without a job the tool that would answer to it, if only its input were there."""
    for place in left:
        matches = beam.matches(place, place)
        name = max(sorted(matches), key=lambda tool: matches[tool].score, default="")
        clear = bool(name) and matches[name].score >= CLEAR and beam.orders(name, place)
        missing = beam.lacking(name, way) if clear else ()
        if missing:
            givers = [
                f"{giver} makes {kind} of {taken}" for kind in missing for giver, taken in beam.types.ways_to(kind)
            ]
            more = f" ({', '.join(givers)})" if givers else ""
            text = f"{name} needs {', '.join(missing)}{more}, for {_said(beam.parts[place], request)!r}"
            yield Asking(sub_task="", type=missing[0], text=text)


def _said(part: Part, request: str) -> str:
    return request[part.tokens[0].start : part.tokens[-1].end]


def _answered(job: Job, parts: Sequence[Part], specs: Mapping[str, ToolSpec]) -> Iterator[int]:
    """Yield the parts that a job takes something from: a word, a fact, a text, a file."""
    at = 0
    files = {one.name for bound in job.bound for one in bound.resources}
    for place in range(job.first, job.last + 1):
        tokens = parts[place].tokens
        heard = any(at <= one < at + len(tokens) for one in job.match.heard)
        quoted = any(token.kind in ("quote", "url") or token.text in files for token in tokens)
        if (
            heard
            or quoted
            or settings_for([specs[job.tool]], tokens, frozenset())[0]
            or not any(token.word not in EMPTY for token in tokens)
        ):
            yield place
        at += len(tokens)
