"""The only seam to language models: a prompt and a schema in, a checked value out.

    chat = Chat(open_model("openai:gpt-5-mini"))
    asked = chat.ask(load_prompt("layout"), {"text": "A ball rolls."}, SceneAnswer)

Whatever a server can do is used (`storyagent.planning.structure`), whatever a model answers is read as far as it goes
(`storyagent.planning.answers`), and what is wrong with it is sent back a bounded number of times.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from storyagent.errors import BadAnswer, Misconfigured, MissingExtra, StoryagentError, Transient
from storyagent.planning.answers import parse_answer
from storyagent.planning.faults import Refused, meaning_of
from storyagent.planning.prompt import Message, Prompt
from storyagent.planning.remembered import AnswerCache, ServerMemory, key_of
from storyagent.planning.structure import Way, answer_text, bound, conversation, plain_schema, unwrapped, ways_of
from storyagent.planning.usage import Meter, Price, Usage, estimated_tokens
from storyagent.story.values import Value

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

INSTALL = "pip install 'storyagent[llm]'"
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


def open_model(
    llm: str | None = None,
    url: str | None = None,
    name: str | None = None,
    *,
    api_key: str | None = None,
    timeout_s: float = 120.0,
    max_output_tokens: int = 2000,
) -> BaseChatModel:
    """Open a chat model: "provider:model" as LangChain names it, or any OpenAI-compatible server by URL and model name.

    With a URL only the given key is sent, never one of the environment; answers are asked for at temperature 0.

    Raises:
        MissingExtra: LangChain, or the provider's package for it, is not installed.
        Misconfigured: both or neither are given, the provider is not known, or its key is missing.
    """
    if bool(llm) == bool(url):
        raise Misconfigured(
            "name one language model", where="llm", found="both a model and a URL" if llm else "none",
            needed="provider:model, or a base URL with a model name",
        )  # fmt: skip
    try:
        if url:
            return _open_url(url, name or "default", api_key, timeout_s, max_output_tokens)
        return _open_named(str(llm), api_key, timeout_s, max_output_tokens)
    except ImportError as error:
        named = re.search(r"langchain[-_]\w+", str(error))
        package = named.group().replace("_", "-") if named else "langchain"
        ours = package in ("langchain", "langchain-core", "langchain-openai")
        raise MissingExtra(
            "a package for language models is not installed", where="llm", found=str(error), needed=package,
            hint=INSTALL if ours else f"pip install {package}",
        ) from error  # fmt: skip
    except StoryagentError:
        raise
    except Exception as error:
        raise Misconfigured("the language model cannot be opened", where="llm", found=str(error)[:300]) from error


def _open_url(url: str, name: str, api_key: str | None, timeout_s: float, most: int) -> BaseChatModel:
    from langchain_openai import ChatOpenAI

    if not url.startswith(("http://", "https://")):
        raise Misconfigured("no base URL", where="llm_url", found=url, needed="http://… or https://…")
    # in the body, since servers other than OpenAI's do not know the limit by its newer name
    return ChatOpenAI(
        model=name, base_url=url, api_key=lambda: api_key or "none", timeout=timeout_s, max_retries=0, temperature=0.0,
        extra_body={"max_tokens": most},
    )  # fmt: skip


def _open_named(llm: str, api_key: str | None, timeout_s: float, most: int) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    provider = llm.partition(":")[0]
    if ":" not in llm:
        raise Misconfigured("no provider", where="llm", found=llm, needed="provider:model, such as ollama:qwen2.5")
    options: dict[str, Any] = {"max_tokens": most, "timeout": timeout_s, "max_retries": 0}
    if provider == "ollama":
        options = {"num_predict": most, "client_kwargs": {"timeout": timeout_s}}
    if api_key:
        options["api_key"] = api_key
    model: BaseChatModel = init_chat_model(llm, **options)
    return model


def model_id(model: BaseChatModel) -> str:
    """Return which model at which server this is, without any key."""
    name = getattr(model, "model_name", None) or getattr(model, "model", None) or type(model).__name__
    server = getattr(model, "openai_api_base", None) or getattr(model, "base_url", None) or ""
    return f"{type(model).__name__}:{name}" + (f"@{server}" if server else "")


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
        """Ask for a value of a schema; the same question is asked once, then answered from the cache.

        Raises:
            BadAnswer: no answer could be used, all repairs included.
            Transient: the server could not be reached, all retries included; from then on it is not tried again.
            Misconfigured: the server refuses the key, or does not know the model.
            OutOfBudget: the next call might exceed the budget; it was not made.
        """
        plain = plain_schema(schema.model_json_schema())
        messages = prompt.messages(inputs)
        key = key_of(self.id, prompt.ref, messages, plain)
        kept = self._cache.get(key)
        if kept is not None:
            asked, problems = self._read(kept, prompt, schema, check)
            if asked is not None and not any(problem.firm for problem in problems):
                self._meter.add_cached()
                return asked
        asked, text = self._converse(prompt, messages, plain, schema, check)
        self._cache.put(key, text, prompt=prompt.ref, model=self.id)
        return asked

    def tell(self, prompt: Prompt, inputs: Mapping[str, str]) -> str:
        """Return the answer to a prompt as it is, in one call, with no schema. Raises as `ask`."""
        messages = prompt.messages(inputs)
        key = key_of(self.id, prompt.ref, messages)
        kept = self._cache.get(key)
        if kept is not None:
            self._meter.add_cached()
            return kept
        text = self._try_hard(messages, prompt, None, "text")
        self._cache.put(key, text, prompt=prompt.ref, model=self.id)
        return text

    def _converse(
        self, prompt: Prompt, messages: tuple[Message, ...], plain: dict[str, Any], schema: type[A],
        check: Check[A] | None,
    ) -> tuple[Asked[A], str]:  # fmt: skip
        best: tuple[Asked[A], str] | None = None
        problems: Sequence[Doubt] = ()
        told = messages
        for _ in range(1 + self.limits.repairs):
            text = self._call(told, prompt, plain)
            asked, problems = self._read(text, prompt, schema, check)
            if asked is None:
                self._next_way()
            else:
                self._memory.put(self.id, self._ways[0])
                if not problems:
                    return asked, text
                if not any(problem.firm for problem in problems) and (
                    best is None or len(asked.doubts) < len(best[0].doubts)
                ):
                    best = (asked, text)
            told = (*messages[:-1], Message("user", f"{messages[-1].text}\n\n{_sent_back(problems)}"))
        if best:
            return best
        raise BadAnswer(
            "the language model gave no answer that can be used", where=f"prompt {prompt.ref}, model {self.id}",
            found="; ".join(problem.text for problem in problems[:TOLD_PROBLEMS])[:1000],
            needed=f"a valid answer after {self.limits.repairs} corrections",
            hint="Try a larger model, or allow the offline planner for such parts (fallback).",
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

    def _next_way(self) -> None:
        """Go on to the next way of asking when none is known to work; the last one stays."""
        if self._memory.get(self.id) is None and len(self._ways) > 1:
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
        from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

        if self._down:
            raise self._down
        tries = Retrying(
            stop=stop_after_attempt(1 + self.limits.retries), wait=wait_exponential(multiplier=1, max=20),
            retry=retry_if_exception_type(Transient), sleep=self._sleep, reraise=True,
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
            meaning = meaning_of(error, self.id)
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


def _sent_back(problems: Sequence[Doubt]) -> str:
    """Return what was wrong, without the wrong answer: small models repeat what they are shown."""
    listed = "\n".join(f"- {problem.text}" for problem in problems[:TOLD_PROBLEMS])
    return f"An earlier answer was wrong:\n{listed}\nGive the whole answer, corrected."


def _in_words(item: Any) -> str:
    place = ".".join(str(part) for part in item["loc"]) or "the answer"
    return f"{place}: {item['msg']}" + (f", found {str(item['input'])[:80]!r}" if item["loc"] else "")
