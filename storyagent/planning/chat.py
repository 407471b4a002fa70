"""The only seam to language models: a prompt and a schema in, a checked value out.

    chat = Chat(open_model("openai:gpt-5-mini"))
    asked = chat.ask(load_prompt("layout"), {"text": "A ball rolls."}, SceneAnswer)

Whatever a server can do is used (`storyagent.planning.structure`), whatever a model answers is read as far as it goes
(`storyagent.planning.answers`), and what is wrong with it is sent back a bounded number of times.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from storyagent.errors import BadAnswer, Transient
from storyagent.planning.answers import parse_answer
from storyagent.planning.chat_models import model_id, other_models
from storyagent.planning.faults import LONGEST_PAUSE_S, UNKNOWN_MODEL, Busy, Refused, meaning_of, status_of
from storyagent.planning.prompt import Message, Prompt
from storyagent.planning.remembered import AnswerCache, ServerMemory, key_of
from storyagent.planning.structure import Way, answer_text, bound, conversation, plain_schema, unwrapped, ways_of
from storyagent.planning.usage import Meter, Price, Usage, estimated_tokens
from storyagent.story.values import Value

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

TOLD_PROBLEMS = 8
"""More problems than this are not told to a model at once."""


class Answer(BaseModel):
    """The base of every answer of a language model: as a `Value`, but fields nobody asked for are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


A = TypeVar("A", bound=Answer)


class ChatLimits(Value):
    """What a language model may use.

    `retries` is how often a request is sent again after a network fault or a rate limit, `repairs` how often an answer
    that cannot be used is sent back. `max_output_tokens` is counted as used before a call; `max_cost_usd` needs a
    `price`.
    """

    max_tokens: int | None = Field(None, ge=1)
    max_cost_usd: float | None = Field(None, ge=0.0)
    price: Price | None = None
    max_output_tokens: int = Field(2000, ge=64)
    retries: int = Field(2, ge=0, le=10)
    repairs: int = Field(2, ge=0, le=10)


class Doubt(NamedTuple):
    """Something wrong with an answer. A `firm` one makes it useless; others only if the model corrects itself."""

    text: str
    firm: bool = True


Check = Callable[[A], Sequence[Doubt]]


@dataclass(frozen=True)
class Asked(Generic[A]):
    """An answer, the doubts that the model left standing, and whether the answer broke off before its end."""

    value: A
    doubts: tuple[str, ...] = ()
    truncated: bool = False


class Chat:
    """A chat model with a budget, a cache and patience.

    Args:
        model: Any LangChain chat model.
        limits: What it may use.
        home: Where answers (`answers/`) and what servers can do (`servers.json`) are kept; nowhere if None.
        sleep: Waits a number of seconds between tries.
        clock: Tells the time in seconds, for `usage`.
    """

    def __init__(
        self,
        model: BaseChatModel,
        *,
        limits: ChatLimits | None = None,
        home: Path | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.model = model
        self.limits = limits or ChatLimits()
        self.id = model_id(model)
        self._meter = Meter(self.limits.max_tokens, self.limits.max_cost_usd, self.limits.price)
        self._cache = AnswerCache(home / "answers" if home else None)
        self._memory = ServerMemory(home / "servers.json" if home else None)
        self._ways = list(ways_of(model))
        self._sleep = sleep
        self._clock = clock
        self._down: Transient | None = None

    @property
    def usage(self) -> Usage:
        """Return what was used so far."""
        return self._meter.usage

    def renew(self) -> None:
        """Try a server again that could not be reached before."""
        self._down = None

    def ask(
        self, prompt: Prompt, inputs: Mapping[str, str], schema: type[A], check: Check[A] | None = None
    ) -> Asked[A]:
        """Ask for a value of a schema; whatever was asked before is answered from the cache.

        Raises:
            BadAnswer: no answer could be used, all repairs included.
            Transient: the server could not be reached, all retries included; from then on it is not tried again.
            Misconfigured: the server refuses the key, or does not know the model.
            OutOfBudget: the next call might exceed the budget; it was not made.
        """
        plain = plain_schema(schema.model_json_schema())
        messages = prompt.messages(inputs)
        kept = self.usage.cached
        try:
            return self._converse(prompt, messages, plain, schema, check)
        except BadAnswer:
            if self.usage.cached - kept <= self.limits.repairs:
                raise
        # every answer was an old one: the model gets another chance
        return self._converse(prompt, messages, plain, schema, check, fresh=True)

    def tell(self, prompt: Prompt, inputs: Mapping[str, str]) -> str:
        """Return the answer to a prompt as it is, in one call, with no schema. Raises as `ask`."""
        messages = prompt.messages(inputs)
        key = key_of(self.id, prompt.ref, messages)
        return self._kept(key) or self._keep(key, prompt, self._try_hard(messages, prompt, None, "text"))

    def _kept(self, key: str) -> str | None:
        kept = self._cache.get(key)
        if kept:
            self._meter.add_cached()
        return kept

    def _keep(self, key: str, prompt: Prompt, text: str) -> str:
        if text.strip():
            self._cache.put(key, text, prompt=prompt.ref, model=self.id)
        return text

    def _converse(
        self, prompt: Prompt, messages: tuple[Message, ...], plain: dict[str, Any], schema: type[A],
        check: Check[A] | None, *, fresh: bool = False,
    ) -> Asked[A]:  # fmt: skip
        """Ask, and send back what is wrong; every answer is kept, since the wrong ones are paid for, too."""
        best: Asked[A] | None = None
        problems: Sequence[Doubt] = ()
        told = messages
        for _ in range(1 + self.limits.repairs):
            key = key_of(self.id, prompt.ref, told, plain)
            kept = None if fresh else self._kept(key)
            text = kept or self._keep(key, prompt, self._call(told, prompt, plain))
            asked, problems = self._read(text, prompt, schema, check)
            if not kept:
                self._learn_way(readable=asked is not None)
            firm = asked is None or any(problem.firm for problem in problems)
            if asked is not None and not firm and (not problems or asked.truncated):
                return asked  # what breaks off will again: it is used as far as it goes
            if asked is not None and not firm and (best is None or len(asked.doubts) < len(best.doubts)):
                best = asked
            told = (*messages[:-1], Message("user", f"{messages[-1].text}\n\n{_sent_back(problems)}"))
        if best:
            return best
        raise BadAnswer(
            "the language model gave no answer that can be used", where=f"prompt {prompt.ref}, model {self.id}",
            found="; ".join(problem.text for problem in problems[:TOLD_PROBLEMS])[:1000],
            needed=f"a valid answer after {self.limits.repairs} corrections",
            hint="Try a larger model, or let the offline planner plan such parts (--fallback).",
        )  # fmt: skip

    def _read(
        self, text: str, prompt: Prompt, schema: type[A], check: Check[A] | None
    ) -> tuple[Asked[A] | None, Sequence[Doubt]]:
        try:
            parsed = parse_answer(text)
            value = schema.model_validate(unwrapped(parsed.value, prompt.name))
        except BadAnswer as error:
            return None, [Doubt(f"{error.what}: {error.found}" if error.found else error.what)]
        except ValidationError as error:
            return None, [Doubt(_in_words(item)) for item in error.errors(include_url=False)[:TOLD_PROBLEMS]]
        doubts = list(check(value)) if check else []
        return Asked(value, tuple(doubt.text for doubt in doubts), parsed.truncated), doubts

    def _learn_way(self, readable: bool) -> None:
        """Remember the way that worked; go on to the next one when none is known to work, the last one stays."""
        if readable:
            self._memory.put(self.id, self._ways[0])
        elif self._memory.get(self.id) is None and len(self._ways) > 1:
            self._ways.append(self._ways.pop(0))

    def _call(self, messages: Sequence[Message], prompt: Prompt, plain: dict[str, Any]) -> str:
        known = self._memory.get(self.id)
        if known in self._ways:
            self._ways.sort(key=lambda way: way != known)
        refusal = ""
        for _ in range(len(self._ways)):
            try:
                return self._try_hard(messages, prompt, plain, self._ways[0])
            except Refused as error:
                refusal = refusal or str(error)
                self._memory.put(self.id, None)
                self._ways.append(self._ways.pop(0))
        raise BadAnswer("the language model's server refuses the request in every form", where=self.id, found=refusal)

    def _try_hard(self, messages: Sequence[Message], prompt: Prompt, plain: dict[str, Any] | None, way: Way) -> str:
        from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential

        if self._down:
            raise self._down
        growing = wait_exponential(multiplier=1, max=20)

        def pause_s(state: RetryCallState) -> float:
            return max(growing(state), _asked_pause_s(state.outcome.exception() if state.outcome else None))

        tries = Retrying(
            stop=stop_after_attempt(1 + self.limits.retries), wait=pause_s, sleep=self._sleep, reraise=True,
            retry=retry_if_exception(
                lambda error: isinstance(error, Transient) and _asked_pause_s(error) <= LONGEST_PAUSE_S
            ),
        )  # fmt: skip
        try:
            return tries(self._once, messages, prompt, plain, way)
        except Transient as error:
            self._down = error
            raise

    def _once(self, messages: Sequence[Message], prompt: Prompt, plain: dict[str, Any] | None, way: Way) -> str:
        told = conversation(messages, way, plain)
        expected = sum(estimated_tokens(text) for _, text in told) + estimated_tokens(str(plain or "")) + 50
        self._meter.allow(expected, self.limits.max_output_tokens, f"prompt {prompt.ref}")
        began = self._clock()
        try:
            runnable = self.model if plain is None else bound(self.model, way, prompt.name, plain)
            message = runnable.invoke(told)
        except Exception as error:
            others = other_models(self.model) if status_of(error) in UNKNOWN_MODEL else ()
            meaning = meaning_of(error, self.id, others)
            raise meaning from error
        text = answer_text(message, prompt.name)
        self._count(message, expected, text, self._clock() - began)
        return text

    def _count(self, message: BaseMessage, expected: int, text: str, seconds: float) -> None:
        counted = getattr(message, "usage_metadata", None) or {}
        tokens = counted.get("input_tokens") or 0, counted.get("output_tokens") or 0
        if any(tokens):
            self._meter.add(*tokens, seconds, estimated=False)
        else:
            self._meter.add(expected, estimated_tokens(text), seconds, estimated=True)


def _asked_pause_s(error: BaseException | None) -> float:
    return error.pause_s if isinstance(error, Busy) else 0.0


def _sent_back(problems: Sequence[Doubt]) -> str:
    """Return what was wrong, without the wrong answer: small models repeat what they are shown."""
    listed = "\n".join(f"- {problem.text}" for problem in problems[:TOLD_PROBLEMS])
    return f"An earlier answer was wrong:\n{listed}\nGive the whole answer, corrected."


def _in_words(item: Any) -> str:
    place = ".".join(str(part) for part in item["loc"]) or "the answer"
    return f"{place}: {item['msg']}" + (f", found {str(item['input'])[:80]!r}" if item["loc"] else "")
