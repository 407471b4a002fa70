"""The ways in which servers give structured answers, from the strictest to none, and how to ask in each.

    tool          function calling, the answer is the call's arguments
    json_schema   `response_format` with the schema
    json_object   `response_format` of any JSON, the schema in the prompt
    text          the schema in the prompt

llama.cpp's server knows the first and the third; the second and third are OpenAI's protocol only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

from storyagent.planning.prompt import Message

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage
    from langchain_core.runnables import Runnable

Way = Literal["tool", "json_schema", "json_object", "text"]
WAYS: tuple[Way, ...] = get_args(Way)


def ways_of(model: BaseChatModel) -> tuple[Way, ...]:
    """Return the ways worth trying with a model, the strictest first."""
    from langchain_core.language_models import BaseChatModel

    binds = type(model).bind_tools is not BaseChatModel.bind_tools
    openai = hasattr(model, "openai_api_base")
    return tuple(way for way in WAYS if way == "text" or (binds if way == "tool" else openai))


def bound(model: BaseChatModel, way: Way, name: str, schema: dict[str, Any]) -> Runnable[Any, BaseMessage]:
    """Return the model with a way of answering bound to it."""
    if way == "tool":
        function = {"name": name, "description": "Give the answer.", "parameters": schema}
        return model.bind_tools([{"type": "function", "function": function}], tool_choice=name)
    if way == "text":
        return model
    form: dict[str, Any] = {"type": "json_object"}
    if way == "json_schema":
        form = {"type": "json_schema", "json_schema": {"name": name, "schema": schema}}
    # in the body, since the client's own handling of `response_format` hides what a broken-off answer says
    return model.bind(extra_body={**(getattr(model, "extra_body", None) or {}), "response_format": form})


def conversation(messages: Sequence[Message], way: Way, schema: dict[str, Any] | None) -> list[tuple[str, str]]:
    """Return the messages as a client takes them; where the server is not told the schema, the model is."""
    told = list(messages)
    if schema is not None and way in ("json_object", "text"):
        text = json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
        told[0] = Message(told[0].role, f"{told[0].text}\n\nAnswer with one JSON object only, of this schema:\n{text}")
    names = {"system": "system", "user": "human", "assistant": "ai"}
    return [(names[message.role], message.text) for message in told]


def answer_text(message: BaseMessage, name: str) -> str:
    """Return the answer in a model's message: a call's arguments, if there is one, or else its text."""
    calls = [*getattr(message, "tool_calls", ()), *getattr(message, "invalid_tool_calls", ())]
    if calls:
        call = next((call for call in calls if call["name"] == name), calls[0])
        arguments = call["args"]
        return arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    content = message.content
    if isinstance(content, str):
        return content
    return "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in content)


def unwrapped(value: Any, name: str) -> Any:
    """Return the arguments of a call that a model wrote as text, or the value itself."""
    if isinstance(value, dict) and value.get("name") == name:
        inside = value.get("arguments", value.get("parameters"))
        return inside if isinstance(inside, dict) else value
    if isinstance(value, dict) and len(value) == 1:
        (only,) = value.values()
        return only if next(iter(value)) in (name, "arguments", "parameters") and isinstance(only, dict) else value
    return value


def plain_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON schema without references, titles and defaults: small servers read no more than that."""
    definitions = schema.get("$defs", {})

    def plain(part: Any) -> Any:
        if isinstance(part, list):
            return [plain(item) for item in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return plain(definitions[part["$ref"].rsplit("/", 1)[-1]])
        kept = {key: value for key, value in part.items() if key not in ("$defs", "title", "default")}
        if "properties" in part:
            kept["properties"] = {key: plain(value) for key, value in part["properties"].items()}
        return {key: value if key == "properties" else plain(value) for key, value in kept.items()}

    result: dict[str, Any] = plain(schema)
    return result
