"""Asking a language model: repairs, cache, budget, what is remembered."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from storyagent.errors import BadAnswer, Misconfigured, MissingExtra, OutOfBudget
from storyagent.planning.chat import Answer, Asked, Chat, ChatLimits, Doubt
from storyagent.planning.chat_models import open_model
from storyagent.planning.prompt import parse_prompt
from storyagent.planning.usage import Price, estimated_tokens
from storyagent.testing import scripted_chat_model

PROMPT = parse_prompt(
    "---\nname: add\nversion: 3\ndescription: Adds.\ninputs: [sum]\n---\n## system\nAdd.\n## user\nWhat is {{sum}}?"
)


class Total(Answer):
    total: int


def ask(chat: Chat, check: Callable[[Total], list[Doubt]] | None = None, text: str = "2 + 2") -> Asked[Total]:
    return chat.ask(PROMPT, {"sum": text}, Total, check)


def even(answer: Total) -> list[Doubt]:
    return [Doubt(f"{answer.total} is odd", firm=True)] if answer.total % 2 else []


def small(answer: Total) -> list[Doubt]:
    return [Doubt(f"{answer.total} is large", firm=False)] if answer.total > 9 else []


def test_the_schema_goes_to_the_server_and_the_call_comes_back() -> None:
    model = scripted_chat_model({"total": 4, "why": "left out"})
    assert ask(Chat(model)).value == Total(total=4)
    assert model.bound[0]["tool_choice"] == "add"
    assert model.bound[0]["tools"][0]["function"]["parameters"]["required"] == ["total"]


def test_a_call_written_as_text_is_one() -> None:
    model = scripted_chat_model('{"name": "add", "arguments": {"total": 4}}', '```\n{"add": {"total": 5}}\n```')
    assert ask(Chat(model)).value.total == 4
    assert ask(Chat(model)).value.total == 5


def test_a_call_that_the_client_could_not_read_is_read() -> None:
    broken = {"name": "add", "args": "{'total': 4, ", "id": "x", "error": None}
    asked = ask(Chat(scripted_chat_model(AIMessage(content="", invalid_tool_calls=[broken]))))
    assert (asked.value.total, asked.truncated) == (4, True)


def test_what_is_wrong_is_sent_back_with_the_question() -> None:
    model = scripted_chat_model("four", '{"total": "many"}', '{"total": 4}')
    assert ask(Chat(model)).value.total == 4
    first, second = (str(request[-1].content) for request in model.requests[1:])
    assert first.startswith("What is 2 + 2?")
    assert "no JSON" in first
    assert "total: Input should be a valid integer" in second


def test_after_the_last_repair_the_answer_is_bad() -> None:
    model = scripted_chat_model(*['{"total": 3}'] * 3)
    with pytest.raises(BadAnswer, match="3 is odd"):
        ask(Chat(model, limits=ChatLimits(repairs=2)), even)
    assert len(model.requests) == 3


def test_a_model_that_keeps_to_a_doubtful_answer_is_heard_and_the_doubt_reported() -> None:
    model = scripted_chat_model('{"total": 12}', "no", '{"total": 12}')
    asked = ask(Chat(model), small)
    assert (asked.value.total, asked.doubts) == (12, ("12 is large",))


def test_the_second_run_makes_no_call(tmp_path: Path) -> None:
    first = Chat(scripted_chat_model("nothing", '{"total": 4}'), home=tmp_path)
    second = Chat(scripted_chat_model(), home=tmp_path)
    assert ask(first) == ask(second)
    assert (first.usage.calls, second.usage.calls, second.usage.cached) == (2, 0, 2)


def test_another_question_or_model_is_asked(tmp_path: Path) -> None:
    ask(Chat(scripted_chat_model('{"total": 4}'), home=tmp_path))
    assert ask(Chat(scripted_chat_model('{"total": 5}'), home=tmp_path), text="2 + 3").value.total == 5
    assert ask(Chat(scripted_chat_model('{"total": 6}', name="other"), home=tmp_path)).value.total == 6


def test_a_kept_answer_that_is_damaged_is_asked_for_again(tmp_path: Path) -> None:
    ask(Chat(scripted_chat_model('{"total": 4}'), home=tmp_path))
    (kept,) = (tmp_path / "answers").rglob("*.json")
    for damage in ("{", json.dumps({"answer": "nothing"})):
        kept.write_text(damage, encoding="utf-8")
        assert ask(Chat(scripted_chat_model('{"total": 4}'), home=tmp_path)).value.total == 4


def test_the_way_that_worked_is_asked_first_next_time(tmp_path: Path) -> None:
    model = scripted_chat_model("I shall not call.", '{"total": 4}')
    ask(Chat(model, home=tmp_path))
    assert [bool(bound) for bound in model.bound] == [True, False]
    again = scripted_chat_model('{"total": 5}')
    ask(Chat(again, home=tmp_path), text="1 + 4")
    assert again.bound == [{}]
    assert "of this schema" in again.requests[0][0].content


def reporting(tokens: tuple[int, int]) -> AIMessage:
    usage: Any = {"input_tokens": tokens[0], "output_tokens": tokens[1], "total_tokens": sum(tokens)}
    return AIMessage(content='{"total": 4}', usage_metadata=usage)


def test_usage_is_what_the_server_counts_and_costs_what_it_costs() -> None:
    seconds = iter([10.0, 12.5])
    limits = ChatLimits(price=Price(input_usd=1.0, output_usd=10.0))
    chat = Chat(scripted_chat_model(reporting((1000, 200))), limits=limits, clock=lambda: next(seconds))
    ask(chat)
    usage = chat.usage
    assert (usage.calls, usage.input_tokens, usage.output_tokens, usage.seconds) == (1, 1000, 200, 2.5)
    assert usage.cost_usd == pytest.approx(0.003)
    assert not usage.estimated


def test_without_a_count_usage_is_estimated_and_says_so() -> None:
    chat = Chat(scripted_chat_model('{"total": 4}'))
    ask(chat)
    assert chat.usage.estimated
    assert chat.usage.output_tokens == estimated_tokens('{"total": 4}')
    assert chat.usage.cost_usd is None


@pytest.mark.parametrize(
    "limits",
    [
        ChatLimits(max_tokens=2500, max_output_tokens=1000),
        ChatLimits(max_cost_usd=0.0025, max_output_tokens=1000, price=Price(input_usd=1.0, output_usd=1.0)),
    ],
)
def test_the_call_that_would_exceed_the_budget_is_not_made(limits: ChatLimits) -> None:
    model = scripted_chat_model(reporting((1000, 500)), reporting((1000, 500)))
    chat = Chat(model, limits=limits)
    ask(chat)
    with pytest.raises(OutOfBudget) as caught:
        ask(chat, text="3 + 3")
    assert caught.value.exit_code == 5
    assert len(model.requests) == 1
    assert chat.usage.calls == 1


def test_a_limit_on_the_cost_needs_a_price() -> None:
    with pytest.raises(Misconfigured, match="needs a price"):
        Chat(scripted_chat_model(), limits=ChatLimits(max_cost_usd=1.0))


@pytest.mark.parametrize(
    "named",
    [
        {},
        {"llm": "openai:x", "url": "http://127.0.0.1/v1"},
        {"url": "ftp://host"},
        {"llm": "gpt"},
        {"llm": "nobody:knows"},
    ],
)
def test_a_model_named_wrongly_is_refused(named: dict[str, str]) -> None:
    with pytest.raises(Misconfigured):
        open_model(**named)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("llm", "module", "line"),
    [
        ("anthropic:some", "langchain_anthropic", "pip install langchain-anthropic"),
        ("openai:some", "langchain_openai", "pip install 'storyagent[llm]'"),
        ("openai:some", "langchain.chat_models", "pip install 'storyagent[llm]'"),
    ],
)
def test_a_missing_package_is_named_with_its_install_line(
    llm: str, module: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra) as caught:
        open_model(llm)
    assert caught.value.hint == line


def test_a_missing_key_is_for_the_user_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(Misconfigured, match="OPENAI_API_KEY"):
        open_model("openai:some")
