"""A chat model that answers from a script, for tests: a real LangChain model, without any server."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from pydantic import Field

Reply = str | dict[str, Any] | AIMessage | Exception
"""An answer: text, the arguments of a function call, a whole message, or what to raise."""


class ScriptedChatModel(BaseChatModel):
    """Gives its `replies` in order, or asks `answer` for each. `requests` are the messages of every call."""

    replies: list[Any] = Field(default_factory=list)
    answer: Callable[[Sequence[BaseMessage]], Any] | None = None
    requests: list[list[BaseMessage]] = Field(default_factory=list)
    bound: list[dict[str, Any]] = Field(default_factory=list)
    """What was bound to the model in each call: `tools` and `tool_choice`."""
    model_name: str = "scripted"

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Bind tools, so that replies given as arguments become calls of the chosen one."""
        bound: Any = self.bind(tools=list(tools), tool_choice=tool_choice, **kwargs)
        return bound  # type: ignore[no-any-return]

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        self.requests.append(list(messages))
        self.bound.append(kwargs)
        if self.answer is not None:
            reply = self.answer(messages)
        else:
            assert self.replies, f"the script has no answer left for: {messages[-1].content!r}"
            reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return ChatResult(generations=[ChatGeneration(message=_message(reply, kwargs.get("tool_choice")))])


def _message(reply: Reply, tool: str | None) -> AIMessage:
    if isinstance(reply, dict) and tool:
        return AIMessage(content="", tool_calls=[{"name": tool, "args": reply, "id": "call"}])
    if isinstance(reply, dict):
        return AIMessage(content=json.dumps(reply))
    assert isinstance(reply, str | AIMessage)
    return AIMessage(content=reply) if isinstance(reply, str) else reply
