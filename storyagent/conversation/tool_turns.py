"""What no edit of the plan can do: tools run over the finished film, their results beside it in the project."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from storyagent.conversation.turns import Work
from storyagent.editing.reading import ToolRequest
from storyagent.errors import InvalidInput
from storyagent.planning.chat import Chat
from storyagent.project import FilmProject
from storyagent.request_plan import RequestPlan
from storyagent.story.values import Finding

if TYPE_CHECKING:
    from storyagent.agent import StoryAgent
    from storyagent.requests import Requests

MADE = "made"
"""The folder of a project in which tools' results lie, one folder a turn."""


class ToolPlan(NamedTuple):
    """How tools would do a request: by whom, from which files, the tools in words, and what it takes."""

    by: Requests
    request: str
    files: tuple[Path, ...]
    words: tuple[str, ...]
    work: Work
    findings: tuple[Finding, ...] = ()


def plan_tools(
    agent: StoryAgent, project: FilmProject, requests: Iterable[ToolRequest], model: Chat | None
) -> ToolPlan:  # fmt: skip
    """Return how tools would do what was asked for; nothing runs. A language model reads only what rules cannot.

    Raises:
        InvalidInput: the film is not made yet, or no tools lead to what is wanted, or not to all of it: what is
            missing is named.
        StoryagentError: as `Chat.ask`.
    """
    from storyagent.planning.decompose_chat import ChatDecomposer
    from storyagent.requests import Requests, require_answered

    if not project.film_path.is_file():
        raise InvalidInput("the film is not made yet", where=str(project.film_path), hint="say go on first")
    wanted = tuple(requests)
    request, files = _about(" and ".join(one.text for one in wanted), project)
    by = Requests(agent, project=project)
    try:
        planned = by.plan(request, files)
    except InvalidInput:
        if model is None:
            raise
        by = Requests(agent, decomposer=ChatDecomposer(model), project=project)
        planned = by.plan(request, files)
    require_answered(planned)
    unheard = planned.decomposition.without_effect
    _require_heard(unheard, wanted, planned, project)
    words = tuple(f"{one.sub_task.description}: {' → '.join(one.found.tools)}" for one in planned.planned)
    known = all(one.found.costs_known for one in planned.planned)
    seconds = sum(one.found.cost_s for one in planned.planned) if known else None
    steps = tuple(node.tool for node in planned.plan.nodes)
    work = Work(shared=steps, steps=len(steps), estimate_s=seconds)
    return ToolPlan(by, request, files, words, work, tuple(_without_effect(unheard)))


def _require_heard(
    unheard: Sequence[str], wanted: Sequence[ToolRequest], planned: RequestPlan, project: FilmProject
) -> None:
    """Refuse a plan that leaves out what makes a wish another one: a number, a name, whom or what it is about.

    Raises:
        InvalidInput: words of the request that change nothing in its plan.
    """
    kinds = {word for one in wanted for word in one.kind.split()}
    film = {word.lower() for one in project.screenplay().entities for word in (one.noun, *one.name.split())}
    text = " ".join(one.text for one in wanted)
    names = [word for word in unheard if word[:1].isupper() and not _is_by_the_way(word, text)]
    lost = [word for word in unheard if word[:1].isdigit() or word in names or word.lower() in kinds | film]
    lost += planned.decomposition.not_understood
    if lost:
        raise InvalidInput(
            "no tool does all of that", where="request", found=", ".join(f"“{word}”" for word in lost),
            needed="words that a tool has a setting for",
            hint=f"without them it would be: {'; '.join(_chain(planned))}",
        )  # fmt: skip


def _is_by_the_way(word: str, text: str) -> bool:
    """Tell whether a word only begins a request, or says whom or what its result is for: "a gif for Twitter"."""
    return text.startswith(word) or bool(re.search(rf"\bfor (?:[a-z]+ ){{0,3}}{re.escape(word)}\b", text))


def _chain(planned: RequestPlan) -> Iterator[str]:
    return (" → ".join(one.found.tools) for one in planned.planned)


def _without_effect(unheard: Iterable[str]) -> Iterator[Finding]:
    words = ", ".join(f"“{word}”" for word in unheard if not re.search("['’]", word))  # "you're" wishes for nothing
    if words:
        yield Finding(code="tool.without_effect", where="request", found=words, hint="No tool has a setting for it.")


def _about(request: str, project: FilmProject) -> tuple[str, tuple[Path, ...]]:
    """Return what tools are asked and given: the film, or a scene's clip where the request names one scene."""
    named = {int(number) for number in re.findall(r"\bscene (\d+)\b", request, re.IGNORECASE)}
    clips = sorted((project.root / "clips").glob(f"{named.pop():02d}-*.mp4")) if len(named) == 1 else []
    if len(clips) != 1:
        return request, (project.film_path,)
    return re.sub(r"\b(?:the )?scene \d+\b", "it", request, flags=re.IGNORECASE), (clips[0],)


def run_tools(plan: ToolPlan, out: Path) -> str:
    """Run the tools of a plan, put their results into a folder, and return the beginning of those that are text.

    Raises:
        StoryagentError: a tool failed and no other way is left; what was made is kept.
    """
    done = plan.by.do(plan.request, plan.files, out)
    return "\n".join(one.text.strip() for one in done.made if one.text)
