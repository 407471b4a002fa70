"""Who takes requests apart: a language model where one is named or configured, the offline decomposer otherwise."""

from __future__ import annotations

from typing import Any

from storyagent.planner_choice import choose_planner
from storyagent.planning.decompose_offline import OfflineDecomposer
from storyagent.planning.decomposer import Decomposer
from storyagent.settings import Settings


def choose_decomposer(settings: Settings, *, always: bool = False, **wanted: Any) -> Decomposer:
    """Return the decomposer that is asked for; options are those of `choose_planner`.

    Args:
        settings: May name a model.
        always: Whether something is always planned: the offline decomposer steps in, and names the likeliest tool.
        wanted: What else is asked for.

    Raises:
        MissingExtra, Misconfigured, InvalidInput: as `choose_planner`.
    """
    offline = OfflineDecomposer(always=always)
    if wanted.get("llm") == "offline" or not any(
        (wanted.get("llm"), wanted.get("llm_url"), settings.llm, settings.llm_url)
    ):
        return offline
    from storyagent.planning.chat_planner import ChatPlanner
    from storyagent.planning.decompose_chat import ChatDecomposer

    planner = choose_planner(settings, **wanted)
    if not isinstance(planner, ChatPlanner):
        return offline
    return ChatDecomposer(planner.chat, fallback=offline if planner.fallback or always else None)
