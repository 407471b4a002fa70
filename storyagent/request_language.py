"""The languages that a request names: a plan heeds each of them, or it is refused before anything runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from storyagent import lexicon
from storyagent.errors import InvalidInput
from storyagent.graph.plan import Literally, Node
from storyagent.graph.search import Tools
from storyagent.planning.decompose_facts import LANGUAGES
from storyagent.planning.grammar import word_set
from storyagent.request_plan import PlannedSubTask, RequestPlan
from storyagent.story.languages import is_code, is_language

_TELLING = word_set("translate dub subtitle caption narrate voice speak say read tell write transcribe sing")
"""Verbs whose result is in a language."""
_QUOTED = re.compile(r"“[^”]*”|«[^»]*»|\"[^\"]*\"|(?<!\w)['‘][^'’]*['’](?!\w)")
_INTO = re.compile(
    r"\b(?:in|into|to) (?P<name>[^\W\d_][\w-]*)(?= *(?:$|[,.;:!?)]|(?:and|then|with|for|from|please|too|but)\b))", re.I
)
_SPEAKING = word_set("voice language lang")
_RARE = 1


def require_languages(planned: RequestPlan, tools: Tools) -> None:
    """Refuse a plan that leaves out a language of its request, or has none where there is to be one.

    Raises:
        InvalidInput: a language that is not known, or that no tool of its sub-task is told; what there is, is said.
    """
    for one in planned.planned:
        nodes = [node for node in planned.plan.nodes if node.id.startswith(f"{one.sub_task.id}.")]
        told = list(_told(nodes, tools))
        for name in _named(one.sub_task.description):
            code = LANGUAGES.get(name.lower())
            if not (code and any(_is_in(value, code) for value in told)) and not (code is None and any(told)):
                raise _unheeded(name, code, one, nodes, tools) if code else _unknown(name, one, nodes, tools)
        for value in _languages(nodes, tools):
            if not is_code(value):
                raise _unknown(str(value), one, nodes, tools)


def _named(description: str) -> Iterator[str]:
    """Yield the words of a sub-task that stand where a language would, known or not: "dub it in Klingon"."""
    text = _QUOTED.sub(" ", description)
    if not any(lexicon.lemma(word, "v") in _TELLING for word in re.findall(r"[a-z]+", text.lower())):
        return
    for found in _INTO.finditer(text):
        word = found["name"].lower()
        if word in LANGUAGES or (not is_code(word) and sum(lexicon.parts_of_speech(word).values()) <= _RARE):
            yield found["name"]


def _told(nodes: Iterable[Node], tools: Tools) -> Iterator[str]:
    """Yield the languages that tools are told: as such, or by a voice (espeak:de)."""
    for node in nodes:
        ports = tools.spec(node.tool).inputs
        for name, value in node.inputs.items():
            if isinstance(value, Literally) and (is_language(ports[name].annotation) or name in _SPEAKING):
                code = str(value.value).rpartition(":")[2].partition("+")[0]
                if is_code(code):
                    yield code


def _languages(nodes: Iterable[Node], tools: Tools) -> Iterator[object]:
    """Yield what settings that name a language are given."""
    for node in nodes:
        ports = tools.spec(node.tool).inputs
        yield from (
            value.value
            for name, value in node.inputs.items()
            if isinstance(value, Literally) and value.value is not None and is_language(ports[name].annotation)
        )


def _is_in(value: str, code: str) -> bool:
    return re.split("[-_]", value.lower())[0] == code


def _unknown(name: str, one: PlannedSubTask, nodes: Iterable[Node], tools: Tools) -> InvalidInput:
    takes = any(is_language(port.annotation) for node in nodes for port in tools.spec(node.tool).inputs.values())
    chain = " → ".join(one.found.tools)
    return InvalidInput(
        "this is no language that is known here", where=f"{one.sub_task.id}, {one.sub_task.description!r}",
        found=repr(name), needed=f"one of {', '.join(sorted(map(str.capitalize, LANGUAGES)))}",
        hint="" if takes else f"no tool of this plan is told a language, though: {chain}",
    )  # fmt: skip


def _unheeded(name: str, code: str, one: PlannedSubTask, nodes: Iterable[Node], tools: Tools) -> InvalidInput:
    speaking = [f"{node.tool}.voice" for node in nodes if "voice" in tools.spec(node.tool).inputs]
    told = ", ".join(_told(nodes, tools))
    return InvalidInput(
        f"no tool here does that in {name}", where=f"{one.sub_task.id}, {one.sub_task.description!r}",
        found=" → ".join(one.found.tools) + (f", told {told}" if told else ""), needed=f"a tool that is told {code}",
        hint=f"give it a voice that speaks {name}: storyagent do ... --set {speaking[0]}=espeak:{code}" if speaking else
        "say which words are to be translated or read aloud, or give a recording",
    )  # fmt: skip
