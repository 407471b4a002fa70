"""Open a language model, say which one it is, and ask its server which others there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from storyagent.errors import Misconfigured, MissingExtra, StoryagentError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

INSTALL = "pip install 'storyagent[llm]'"
MOST_LISTED = 20
"""So many of a server's models are named; some have thousands."""
LISTING_TIMEOUT_S = 10.0


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
        raise Misconfigured(
            "the language model cannot be opened", where="llm", found=" ".join(str(error).split())[:300],
            hint="Set STORYAGENT_LLM_KEY, or the variable that the provider reads its key from."
            if "key" in str(error).lower() else "",
        ) from error  # fmt: skip


def _open_url(url: str, name: str, api_key: str | None, timeout_s: float, most: int) -> BaseChatModel:
    from langchain_openai import ChatOpenAI

    _check_url(url)
    # in the body, since servers other than OpenAI's do not know the limit by its newer name
    return ChatOpenAI(
        model=name, base_url=url, api_key=lambda: api_key or "none", timeout=timeout_s, max_retries=0, temperature=0.0,
        extra_body={"max_tokens": most},
    )  # fmt: skip


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port  # raises where it is no number, or too large
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or " " in url:
        raise Misconfigured("no base URL", where="llm_url", found=url, needed="http://HOST:PORT/v1 or https://HOST/v1")


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
    name = model_name(model) or type(model).__name__
    server = str(getattr(model, "openai_api_base", None) or getattr(model, "base_url", None) or "")
    server = re.sub(r"//[^/@]*@", "//", server)
    return f"{type(model).__name__}:{name}" + (f"@{server}" if server else "")


def model_name(model: BaseChatModel) -> str:
    """Return what the model is called at its server, "" where that is not known."""
    return str(getattr(model, "model_name", None) or getattr(model, "model", None) or "")


def other_models(model: BaseChatModel) -> tuple[str, ...]:
    """Return the models that an OpenAI-compatible server lists, if this one is not among them; () if it lists none."""
    client = getattr(model, "root_client", None)
    if client is None:
        return ()
    try:
        listed = [str(item.id) for item in client.with_options(timeout=LISTING_TIMEOUT_S).models.list()]
    except Exception:  # whatever is wrong with the list: what went wrong before is what counts
        return ()
    return () if model_name(model) in listed else tuple(sorted(listed)[:MOST_LISTED])
