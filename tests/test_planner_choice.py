from pathlib import Path

import pytest

from storyagent.agent import StoryAgent
from storyagent.cli import main
from storyagent.errors import InvalidInput, Misconfigured
from storyagent.planner_choice import choose_planner
from storyagent.settings import Settings
from tests.planning.chat_server import Reply, failing, saying, serving


def test_without_a_model_the_offline_planner_works() -> None:
    assert choose_planner(Settings.load()).name == "offline"
    assert StoryAgent().planner.name == "offline"


def test_a_configured_model_plans_unless_told_otherwise(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, llm_url="http://127.0.0.1:9/v1", llm_model="qwen")
    assert "qwen" in choose_planner(settings).name
    assert "qwen" in StoryAgent(settings=settings).planner.name
    assert choose_planner(settings, llm="offline").name == "offline"
    assert "llama" in choose_planner(settings, llm_url="http://127.0.0.1:9/v1", llm_model="llama").name


def test_a_limit_in_money_needs_a_price(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, llm_url="http://127.0.0.1:9/v1", llm_model="qwen")
    with pytest.raises(Misconfigured, match="price"):
        choose_planner(settings, max_cost=1.0)
    priced = settings.model_copy(update={"llm_input_usd": 0.2, "llm_output_usd": 0.8})
    assert "qwen" in choose_planner(priced, max_cost=1.0).name


@pytest.mark.parametrize(
    "limits", [{"max_tokens": 0}, {"max_tokens": -5}, {"max_cost": -0.1}, {"max_cost": float("nan")}]
)
def test_a_limit_that_is_none_is_refused(tmp_path: Path, limits: dict[str, float]) -> None:
    with pytest.raises(InvalidInput, match="no limit of") as caught:
        choose_planner(Settings(home=tmp_path, llm_url="http://localhost:1/v1"), **limits)  # type: ignore[arg-type]
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("more", [{}, {"llm": "openai:gpt-5-mini"}])
def test_the_name_of_a_model_needs_its_server(tmp_path: Path, more: dict[str, str]) -> None:
    with pytest.raises(Misconfigured, match="llm_url"):
        choose_planner(Settings(home=tmp_path), llm_model="qwen", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("url", ["127.0.0.1:9/v1", "ftp://host/v1", "http:///v1", "http://host:99999/v1", "http://a b"])
def test_an_address_that_cannot_be_one_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(Misconfigured, match="no base URL"):
        choose_planner(Settings(home=tmp_path), llm_url=url, llm_model="qwen")


def test_looking_at_a_project_opens_no_model(tmp_path: Path) -> None:
    StoryAgent().plan("A fox walks.", tmp_path / "fox")
    settings = Settings(home=tmp_path, llm="nonsense:model")
    assert StoryAgent(settings=settings).status(tmp_path / "fox").state == "new"


def test_a_model_that_cannot_be_opened_ends_with_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["plan", "A fox walks.", "-o", str(tmp_path / "fox"), "--llm", "nonsense:model"])
    assert ended.value.code == 3
    assert "nonsense" in capsys.readouterr().err
    assert not (tmp_path / "fox").exists()


@pytest.mark.parametrize(
    ("reply", "options", "code", "said"),
    [
        (failing(404, "The model `x` does not exist"), [], 3, "needed one of tiny, tiny-coder"),
        (failing(401, "bad key"), [], 3, "STORYAGENT_LLM_KEY"),
        ((200, "<html>It works!</html>"), [], 4, "usually ends in /v1"),
        (failing(400, "This model's maximum context length is 10 tokens"), [], 4, "with a longer context"),
        (saying("I am only a poet."), [], 4, "--fallback"),
        (saying("I am only a poet."), ["--max-tokens", "1000"], 5, "With a higher limit"),
        (saying("I am only a poet."), ["--max-tokens", "-1"], 2, "1 or more"),
        (saying("I am only a poet."), ["--max-cost", "1"], 3, "needs a price"),
    ],
)
def test_whatever_goes_wrong_with_a_server_is_one_message_and_no_project(
    reply: Reply, options: list[str], code: int, said: str, tmp_path: Path,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("STORYAGENT_HOME", str(tmp_path / "home"))
    with serving(reply) as server, pytest.raises(SystemExit) as ended:
        server.models = ("tiny", "tiny-coder")
        server_options = ["--llm-url", server.url, "--llm-model", "x", *options]
        main(["plan", "A fox walks.", "-o", str(tmp_path / "fox"), *server_options])
    error = capsys.readouterr().err
    assert ended.value.code == code
    assert said.lower() in error.lower()
    assert error.startswith("storyagent: ")
    assert len(error.splitlines()) <= 4
    assert not (tmp_path / "fox").exists()


def test_with_fallback_a_useless_model_still_gives_a_plan_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORYAGENT_HOME", str(tmp_path / "home"))
    with serving(saying("I am only a poet.")) as server:
        main(["plan", "A fox walks.", "-o", str(tmp_path / "fox"), "--llm-url", server.url, "--fallback"])
    assert "planned without the language model" in capsys.readouterr().out
    assert (tmp_path / "fox" / "screenplay.yaml").exists()
