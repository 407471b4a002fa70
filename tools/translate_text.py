"""The tool that translates."""

from __future__ import annotations

from storyagent.graph.rungs import Rung
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.languages import Language

_PACKAGES = ("torch", "transformers", "sentencepiece")


@tool(
    version="1",
    cost_s=3.0,
    cost_estimated=True,
    extra="diffusion",
    rungs=(
        Rung("marian", "Marian's model for the two languages, if its weights are here", packages=_PACKAGES),
        Rung(
            "facebook/nllb-200-distilled-600M",
            "200 languages, by NLLB",
            packages=_PACKAGES[:2],
            extra="diffusion",
            weights="facebook/nllb-200-distilled-600M",
            licence="CC BY-NC 4.0",
        ),
    ),
)
def translate_text(
    text: r.Text, target: Language, source: Language = "en", model: str = "marian", *, context: ToolContext
) -> r.Text:
    """Translate a text into another language, sentence by sentence: `target` as de, fr, es.

    There is no way to do it without a model's weights; `marian` takes Helsinki-NLP/opus-mt-SOURCE-TARGET.

    Raises:
        InvalidInput: the text is empty, or the model does not know a language.
        MissingExtra: the model's packages or weights are not there; the hint has the command.
    """
    from storyagent.media.text.translate import translate

    named = None if model == "marian" else model
    return translate(text, source, target, named, context.options, context.progress)
