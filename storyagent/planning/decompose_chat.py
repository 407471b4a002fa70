"""Requests taken apart by a language model: it chooses and orders tools, everything it says is checked.

The answer's schema has the names of the tools that come into question, and no other name is ever taken: an answer that
has one is sent back with the names that there are, as is one in which types do not fit. What is still wrong after that
is an error, or the offline decomposer's turn; nothing is put in its place silently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, create_model

from storyagent.errors import BadAnswer
from storyagent.graph.reference import near_miss
from storyagent.graph.search import AtHand, Tools
from storyagent.graph.tool import Port, ToolSpec
from storyagent.planning.chat import Answer, Chat, Doubt
from storyagent.planning.decompose_clauses import tokens_of
from storyagent.planning.decompose_match import Matcher
from storyagent.planning.decompose_offline import OfflineDecomposer, loadable, own_text, require_request
from storyagent.planning.decompose_settings import settings_for
from storyagent.planning.decompose_types import TypeNames, gives, resource_ports
from storyagent.planning.decomposer import WORDS, Asking, Decomposition, Fit, Need, SubTask
from storyagent.planning.prompt import load_prompt
from storyagent.planning.usage import Usage
from storyagent.story.resources import accepts

SHOWN = 24
"""So many tools are shown to a model, those that answer best to the request first."""
MOST_STEPS = 16
REQUEST = "request"


def _texts(value: Any) -> Any:
    """Read numbers of steps written as numbers, and one thing that is not in a list."""
    items = value if isinstance(value, list | tuple) else [] if value in (None, "") else [value]
    return [str(item).removeprefix("step ").strip() for item in items]


def _text(value: Any) -> Any:
    return "" if value is None else value


class StepAnswer(Answer):
    """One step as a model gives it."""

    tool: str = Field(min_length=1)
    uses: Annotated[tuple[str, ...], BeforeValidator(_texts)] = ()
    text: Annotated[str, BeforeValidator(_text)] = ""
    words: Annotated[str, BeforeValidator(_text)] = ""


class StepsAnswer(Answer):
    """The steps of a request."""

    steps: tuple[StepAnswer, ...] = Field(min_length=1, max_length=MOST_STEPS)


class ChatDecomposer:
    """Takes requests apart with a language model; see `Decomposer`. Requests in other languages are read, too.

    Args:
        chat: The model, with its budget and cache.
        fallback: Whether the offline decomposer takes over where the model gives no answer that can be used.
    """

    def __init__(self, chat: Chat, *, fallback: OfflineDecomposer | None = None) -> None:
        self.chat = chat
        self.fallback = fallback

    @property
    def name(self) -> str:
        """Return "chat" with the model and its server."""
        return f"chat ({self.chat.id})"

    @property
    def usage(self) -> Usage:
        """Return what the model cost so far."""
        return self.chat.usage

    def decompose(self, request: str, tools: Tools, have: Sequence[AtHand] = ()) -> Decomposition:
        """Take a request apart. See `Decomposer.decompose`.

        Raises:
            StoryagentError: as `Chat.ask`; without a fallback, BadAnswer where no answer could be used.
        """
        require_request(request, any_language=True)
        specs = {spec.name: spec for spec in loadable(tools)}
        reading = _Reading(specs, have, request)
        inputs = {
            "tools": "\n".join(_shown(specs[name]) for name in reading.shown),
            "have": "\n".join(f"{one.name}: {one.type}" for one in have) or "nothing",
            "request": request,
        }
        try:
            asked = self.chat.ask(load_prompt("decomposer"), inputs, _schema(reading.shown), reading.doubts)
        except BadAnswer:
            if self.fallback is None:
                raise
            decomposition = self.fallback.decompose(request, tools, have)
            return decomposition.model_copy(update={"by": f"{self.fallback.name} for {self.name}"})
        sub_tasks = tuple(reading.sub_tasks(asked.value))
        return Decomposition(
            request=request,
            sub_tasks=sub_tasks,
            questions=tuple(_questions(sub_tasks)),
            by=self.name,
        )


def _schema(names: Sequence[str]) -> type[StepsAnswer]:
    """Return the answer's form with the tools' names in it: servers that can hold a model to them do."""
    named = Annotated[str, Field(min_length=1, json_schema_extra={"enum": list(names)})]
    step = create_model("Step", __base__=StepAnswer, tool=(named, ...))
    return create_model("Steps", __base__=StepsAnswer, steps=(tuple[step, ...], Field(min_length=1)))


def _shown(spec: ToolSpec) -> str:
    """Return a tool as a model is shown it: one line, whatever its description has in it."""
    taken = ", ".join(_kind(port) for port in resource_ports(spec.inputs.values()) if port.required) or "nothing"
    return f"{spec.name}: {' '.join(spec.summary.split())[:160]} ({taken} -> {', '.join(gives(spec))})"


def _kind(port: Port) -> str:
    assert port.resource is not None
    return f"many {port.resource.name}" if port.many else port.resource.name


class _Reading:
    """One request being read: the tools that come into question, and what an answer may refer to."""

    def __init__(self, specs: Mapping[str, ToolSpec], have: Sequence[AtHand], request: str) -> None:
        self.specs, self.request = specs, request
        self.have = {one.name: one.type for one in have}
        self.types = TypeNames(tuple(specs.values()))
        self.matcher = Matcher(specs.values())
        self.shown = self._in_question()

    def _in_question(self) -> tuple[str, ...]:
        """Return the tools that answer best to the request, and to each of its sentences."""
        tokens = tokens_of(self.request)
        words = [token.word for token in tokens]
        marks = {name: match.score for name, match in self.matcher.match(words).items()}
        found = sorted(self.specs, key=lambda name: (-marks.get(name, 0.0), name))[:SHOWN]
        return tuple(sorted(found))

    def doubts(self, answer: StepsAnswer) -> Sequence[Doubt]:
        """Return what is wrong with an answer, each thing in words that say what would be right."""
        return tuple(self._doubts(answer))

    def _doubts(self, answer: StepsAnswer) -> Iterator[Doubt]:
        for number, step in enumerate(answer.steps, 1):
            if step.tool not in self.specs:
                hint = near_miss(step.tool, self.specs)
                yield Doubt(f"step {number}: there is no tool {step.tool!r}, {hint or 'take a name from the list'}")
                continue
            known = {str(k) for k in range(1, number)} | self.have.keys() | {REQUEST}
            unknown = [name for name in step.uses if name not in known]
            if unknown:
                given = ", ".join(sorted(known))
                yield Doubt(f"step {number}: there is no {', '.join(map(repr, unknown))} before it, only {given}")
                continue
            yield from self._misfits(number, step, answer)

    def _misfits(self, number: int, step: StepAnswer, answer: StepsAnswer) -> Iterator[Doubt]:
        kinds = {name: kind for name in step.uses for kind in self._kinds(name, answer)}
        for port in _required(self.specs[step.tool]):
            wanted = port.resource.name if port.resource else ""
            fits = any(self.types.steps(kind, wanted) is not None for kind in kinds.values())
            if kinds and not fits and not (REQUEST in step.uses and accepts("text", wanted)):
                found = ", ".join(f"{name!r} is {kind}" for name, kind in kinds.items())
                yield Doubt(f"step {number}: {step.tool} takes {wanted}, but {found}")

    def _kinds(self, name: str, answer: StepsAnswer) -> tuple[str, ...]:
        if name in self.have:
            return (self.have[name],)
        if name.isdigit() and answer.steps[int(name) - 1].tool in self.specs:
            return gives(self.specs[answer.steps[int(name) - 1].tool])[:1]
        return ()

    def sub_tasks(self, answer: StepsAnswer) -> Iterator[SubTask]:
        """Yield the sub-tasks of an answer without firm doubts."""
        for number, step in enumerate(answer.steps, 1):
            spec = self.specs[step.tool]
            words = step.words.strip() or step.tool
            inputs = tuple(self._needs(step, spec, answer))
            settings, taken = settings_for([spec], tokens_of(words), frozenset())
            yield SubTask(
                id=f"s{number}",
                description=words,
                domains=tuple(dict.fromkeys(kind.partition(".")[0] for kind in gives(spec))),
                inputs=inputs,
                outputs=gives(spec),
                dependencies=tuple(dict.fromkeys(f"s{name}" for name in step.uses if name.isdigit())),
                tools=(Fit(tool=step.tool, score=1.0),),
                settings=settings,
                taken=taken,
            )

    def _needs(self, step: StepAnswer, spec: ToolSpec, answer: StepsAnswer) -> Iterator[Need]:
        """Yield what fills each input: of what the step uses the nearest in type, each thing once if it can be."""
        left = [name for name in step.uses if name != REQUEST]
        for port in _required(spec):
            wanted = port.resource.name if port.resource else ""
            ranked = sorted(
                (steps, name)
                for name in left or [name for name in step.uses if name != REQUEST]
                for kind in self._kinds(name, answer)
                if (steps := self.types.steps(kind, wanted)) is not None
            )
            if ranked:
                names = [name for _, name in ranked] if port.many else [ranked[0][1]]
                left = [name for name in left if name not in names]
                for name in names:
                    kind = self._kinds(name, answer)[0]
                    yield Need(type=kind, source=f"s{name}" if name.isdigit() else name)
            elif accepts("text", wanted):
                text = step.text.strip() or own_text(tokens_of(step.words or self.request), frozenset())
                yield Need(type=wanted, source=WORDS, text=text)
            else:
                yield Need(type=wanted)


def _required(spec: ToolSpec) -> list[Port]:
    return [port for port in resource_ports(spec.inputs.values()) if port.required]


def _questions(sub_tasks: Sequence[SubTask]) -> Iterator[Asking]:
    for task in sub_tasks:
        for need in task.inputs:
            if not need.source:
                text = f"which {need.type} is meant by {task.description!r}?"
                yield Asking(sub_task=task.id, type=need.type, text=text)
