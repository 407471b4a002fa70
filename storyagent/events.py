"""Typed progress events: what a progress bar, a web page, a log and `--json` all read.

Events are frozen values with a sequence number that only grows within one run. A listener is a plain function; it must
not raise and should be quick.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field

from storyagent.story.values import Value


class _Event(Value):
    run: str
    sequence: int
    time_s: float = Field(description="seconds since the epoch")


class _NodeEvent(_Event):
    node: str
    tool: str
    scene: str | None = None


class RunStarted(_Event):
    """A run begins: how many nodes the plan has, and the estimate of its length from earlier costs, if there is one."""

    event: Literal["run_started"] = "run_started"
    nodes: int
    estimate_s: float | None = None


class NodeStarted(_NodeEvent):
    """A node's tool is called; `attempt` counts from 1."""

    event: Literal["node_started"] = "node_started"
    attempt: int = 1


class NodeProgress(_NodeEvent):
    """A tool reports how far it is, from 0 to 1. `preview` is a small picture of what it makes, as a `data:` URL."""

    event: Literal["node_progress"] = "node_progress"
    fraction: float
    message: str = ""
    preview: str = ""


class NodeFinished(_NodeEvent):
    """A node has its outputs, made now or kept from earlier."""

    event: Literal["node_finished"] = "node_finished"
    seconds: float
    from_cache: bool


class NodeRetried(_NodeEvent):
    """A node failed in a way that may pass; it runs again after `wait_s`."""

    event: Literal["node_retried"] = "node_retried"
    attempt: int
    wait_s: float
    error: str


class NodeFailed(_NodeEvent):
    """A node failed for good."""

    event: Literal["node_failed"] = "node_failed"
    error: str


class NodeBlocked(_NodeEvent):
    """A node cannot run because `because`, a node it needs, failed."""

    event: Literal["node_blocked"] = "node_blocked"
    because: str


class Message(_Event):
    """Something a person should know that is no error: a fallback, a step down, a sentence not understood."""

    event: Literal["message"] = "message"
    level: Literal["info", "warning"] = "info"
    text: str


class RunFinished(_Event):
    """A run ends. `left_s` is the estimate of what was not done."""

    event: Literal["run_finished"] = "run_finished"
    state: Literal["done", "failed", "cancelled"]
    seconds: float
    ran: int
    from_cache: int
    failed: int
    left_s: float | None = None


Event = Annotated[
    RunStarted
    | NodeStarted
    | NodeProgress
    | NodeFinished
    | NodeRetried
    | NodeFailed
    | NodeBlocked
    | Message
    | RunFinished,
    Field(discriminator="event"),
]
Listener = Callable[[Event], None]
