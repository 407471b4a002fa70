"""What an exception from a model's client means: whichever library raised it, one of our errors.

Clients differ, but all carry an HTTP status and headers, or are named after a timeout or a connection.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from storyagent.errors import BadAnswer, Misconfigured, StoryagentError, Transient

LONGEST_PAUSE_S = 60.0
"""A server that asks to be left alone for longer is not waited for."""
UNKNOWN_MODEL = (400, 404, 422)
"""What servers answer that are asked for a model that they do not have."""
_NETWORK = ("timeout", "connect", "network", "readerror", "remoteprotocol", "ratelimit", "unavailable", "overloaded")
_CONTEXT = re.compile(
    r"context[ _](?:length|window|size)|maximum context|too many tokens|(?:prompt|input|request) is too long"
    r"|exceeds? the (?:available )?context|reduce the length",
    re.IGNORECASE,
)
_FORMS = ("tool", "function", "response_format", "json_")


class Refused(Exception):
    """The server does not take requests of this form; another form may work."""


class Busy(Transient):
    """The server says when to come back: `pause_s` seconds from now."""

    pause_s: float = 0.0


class ContextFull(BadAnswer):
    """The question does not fit into the model's context; a shorter one may."""


def meaning_of(error: Exception, where: str, models: tuple[str, ...] = ()) -> StoryagentError | Refused:
    """Return what to raise instead of a client's exception.

    `models` are those that the server has if the one asked for is not among them, as far as that is known.
    """
    status = status_of(error)
    found = f"{type(error).__name__}: {_shortened(_said(error))}"
    if _CONTEXT.search(found):
        return ContextFull("the text does not fit into the language model's context", where=where, found=found,
                           hint="Choose a model (or start the server) with a longer context.")  # fmt: skip
    if status is not None:
        return _meaning_of_status(status, where, found, models, _asked_pause_s(error))
    name = type(error).__name__.lower()
    if isinstance(error, TimeoutError | ConnectionError) or any(word in name for word in _NETWORK):
        late = "timeout" in name or isinstance(error, TimeoutError)
        return Transient("the language model's server cannot be reached", where=where, found=found,
                         hint="Give it more time (STORYAGENT_LLM_TIMEOUT_S), or a shorter text." if late
                         else "Is it running, and is the address right?")  # fmt: skip
    return BadAnswer("the language model's server answers in no known form", where=where, found=found,
                     hint="Is this the base URL of an OpenAI-compatible server? It usually ends in /v1.")  # fmt: skip


def _meaning_of_status(
    status: int, where: str, found: str, models: tuple[str, ...], pause_s: float | None
) -> StoryagentError | Refused:
    if status in (401, 403):
        return Misconfigured("the language model's server refuses the key", where=where, found=found,
                             hint="Check the API key (STORYAGENT_LLM_KEY, or the provider's own).")  # fmt: skip
    if status == 402 or (status == 429 and "insufficient_quota" in found):
        return Misconfigured("the language model's account is used up", where=where, found=found)
    if models and status in UNKNOWN_MODEL and "model" in found.lower() and not _about_form(found):
        return Misconfigured("the language model's server does not know this model", where=where, found=found,
                             needed=f"one of {', '.join(models)}")  # fmt: skip
    if status == 404 and not _about_form(found):
        return Misconfigured("the language model's server does not know this model or address", where=where,
                             found=found, hint="A base URL usually ends in /v1.")  # fmt: skip
    if status in (408, 409, 425, 429) or (status >= 500 and status != 501):
        return _not_now(where, found, pause_s)
    return Refused(found)


def _about_form(found: str) -> bool:
    return any(word in found.lower() for word in _FORMS)


def _not_now(where: str, found: str, pause_s: float | None) -> Transient:
    what = "the language model's server cannot answer now"
    if pause_s is None:
        return Transient(what, where=where, found=found)
    busy = Busy(what, where=where, found=f"{found}; it asks to come back in {pause_s:.0f} s",
                hint="Answers so far are kept: a later run goes on from there.")  # fmt: skip
    busy.pause_s = pause_s
    return busy


def _asked_pause_s(error: Exception) -> float | None:
    """Return the seconds that a server's `Retry-After` asks for, given as a number or as a date."""
    headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", None) or {}
    value = headers.get("retry-after")
    if not value:
        return None
    try:
        return max(float(value), 0.0)
    except ValueError:
        pass
    try:
        then = parsedate_to_datetime(value)
        now = parsedate_to_datetime(headers["date"]) if "date" in headers else datetime.now(UTC)
        return max((then - now).total_seconds(), 0.0)
    except (ValueError, TypeError):  # no date, or one without a time zone
        return None


def status_of(error: BaseException) -> int | None:
    """Return the HTTP status of a fault that a client's exception carries."""
    for holder in (error, getattr(error, "response", None)):
        status = getattr(holder, "status_code", None)
        if isinstance(status, int) and status >= 400:
            return status
    return None


def _said(error: Exception) -> str:
    """Return an exception's message, and the system's own where it says more ("Connection refused")."""
    *_, root = _causes(error)
    said = str(error)
    return f"{said} {root}" if isinstance(root, OSError) and str(root) not in said else said


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in seen:
        seen.append(at)
        yield at
        at = at.__cause__ or at.__context__


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 300 else text[:300] + " …"
