"""What an exception from a model's client means: whichever library raised it, one of our errors.

Clients differ, but all carry an HTTP status, or are named after a timeout or a connection.
"""

from __future__ import annotations

from storyagent.errors import BadAnswer, Misconfigured, StoryagentError, Transient

_NETWORK = ("timeout", "connect", "network", "readerror", "remoteprotocol", "ratelimit", "unavailable", "overloaded")
_CONTEXT = ("context length", "context window", "context_length", "maximum context", "too many tokens", "too long")


class Refused(Exception):
    """The server does not take requests of this form; another form may work."""


def meaning_of(error: Exception, where: str) -> StoryagentError | Refused:
    """Return what to raise instead of a client's exception."""
    status = _status(error)
    found = f"{type(error).__name__}: {_shortened(str(error))}"
    if any(word in found.lower() for word in _CONTEXT):
        return BadAnswer("the text does not fit into the language model's context", where=where, found=found,
                         hint="Choose a model (or start the server) with a longer context.")  # fmt: skip
    if status is not None:
        return _meaning_of_status(status, where, found)
    name = type(error).__name__.lower()
    if isinstance(error, TimeoutError | ConnectionError) or any(word in name for word in _NETWORK):
        return Transient("the language model's server cannot be reached", where=where, found=found,
                         hint="Is it running? Check the address and the time limit.")  # fmt: skip
    return BadAnswer("the language model's server answers in no known form", where=where, found=found)


def _meaning_of_status(status: int, where: str, found: str) -> StoryagentError | Refused:
    if status in (401, 403):
        return Misconfigured("the language model's server refuses the key", where=where, found=found,
                             hint="Check the API key in the environment.")  # fmt: skip
    if status == 402 or (status == 429 and "insufficient_quota" in found):
        return Misconfigured("the language model's account is used up", where=where, found=found)
    if status == 404 and not ("tool" in found or "response_format" in found):
        return Misconfigured("the language model's server does not know this model or address", where=where,
                             found=found, hint="A base URL usually ends in /v1.")  # fmt: skip
    if status in (408, 409, 425, 429) or (status >= 500 and status != 501):
        return Transient("the language model's server cannot answer now", where=where, found=found)
    return Refused(found)


def _status(error: Exception) -> int | None:
    for holder in (error, getattr(error, "response", None)):
        status = getattr(holder, "status_code", None)
        if isinstance(status, int) and status >= 400:
            return status
    return None


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 300 else text[:300] + " …"
