"""The tool that summarises."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="1", cost_s=0.01)
def summarise(text: r.Text, sentences: int = 3, *, context: ToolContext) -> r.Summary:
    """Summarise a text in a few sentences of its own, word for word.

    Raises:
        InvalidInput: there is no word in the text, or the number is not positive.
    """
    from storyagent.media.text import summarise as summaries

    return summaries.summarise(text, sentences)
