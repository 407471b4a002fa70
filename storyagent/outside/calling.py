"""One call of one tool through the engine: checked, kept, and with its retries, as in any run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from storyagent.engine.journal import Journal
from storyagent.engine.run import run
from storyagent.engine.store import Store
from storyagent.errors import InvalidInput
from storyagent.graph.plan import Collection, FileInput, Input, Link, Literally, Node, Plan
from storyagent.graph.tool import Port, Tool
from storyagent.story.files import sha256_of


class EngineCall:
    """Calls tools in a store and a journal that stay open meanwhile."""

    def __init__(self, store: Store, journal: Journal) -> None:
        self._store = store
        self._journal = journal

    def __call__(self, called: Tool[..., Any], arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call a tool and return its outputs by name: values, or paths in the store.

        Raises:
            StoryagentError: an input does not fit, or what the tool raised.
        """
        spec = called.spec
        inputs = {
            name: _input(spec.inputs[name], value)
            for name, value in arguments.items()
            if name in spec.inputs and not (value is None and not spec.inputs[name].required)
        }
        plan = Plan(
            nodes=(Node(id="call", tool=spec.name, inputs=inputs),),
            results={name: Link(node="call", output=name) for name in spec.outputs},
        )
        ran = run(plan, registry={spec.name: called}, store=self._store, journal=self._journal, tokens=spec.needs)
        ran.raise_for_state()
        return ran.outputs


def _input(port: Port, value: Any) -> Input:
    if port.resource is None or not port.resource.is_file:
        return Literally(value=value)
    if port.many:
        return Collection(items=tuple(_file(port, item) for item in value))
    return _file(port, value)


def _file(port: Port, value: Any) -> FileInput:
    path = Path(value)
    try:
        return FileInput(path=str(path), sha256=sha256_of(path))
    except OSError as error:
        raise InvalidInput("cannot read a file", where=port.name, found=f"{value}: {error.strerror}") from error
