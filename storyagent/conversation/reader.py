"""What a request means for a film: read by rules first; a language model, if there is one, gets only the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from storyagent.conversation.follow_ups import following
from storyagent.conversation.history import History
from storyagent.conversation.model_edits import ask_about, ask_for_edits
from storyagent.editing.edits import Edit
from storyagent.editing.film import Film
from storyagent.editing.read import read_request
from storyagent.editing.reading import Inquiry, Question, Reading, ToolRequest
from storyagent.errors import StoryagentError
from storyagent.planning.chat import Chat


@dataclass(frozen=True)
class Understood:
    """A request as far as it was understood.

    `why` is the reason for which a person must say yes first; `model_said` and `error` come from the language model.
    """

    edits: tuple[Edit, ...] = ()
    questions: tuple[Question, ...] = ()
    not_understood: tuple[str, ...] = ()
    inquiries: tuple[Inquiry, ...] = ()
    tool_requests: tuple[ToolRequest, ...] = ()
    asides: tuple[str, ...] = ()
    why: str = ""
    model_said: str = ""
    error: dict[str, str | int] | None = None

    @property
    def open(self) -> bool:
        """Return whether something has to be said before anything can be done."""
        return bool(self.questions or self.not_understood or self.error)


def understand(
    request: str, film: Film, history: History, model: Chat | None, try_out: Callable[[Sequence[Edit]], object]
) -> Understood:
    """Return what a request means: by rules, in the light of the turn before, and the rest by a language model.

    `try_out` makes edits for trial, and raises what is wrong with them.
    """
    text = _answer_to_question(request, history) or request
    again = following(text, film, history)
    if again:
        return Understood(edits=again)
    reading = read_request(text, film)
    if reading.questions and (meant := _about_the_same(text, film, history)):
        clearer = read_request(meant, film)
        reading = clearer if clearer.is_clear else reading
    heard = _as_understood(reading)
    if undoing := tuple(one.text for one in heard.tool_requests if one.kind == "undo"):
        heard = replace(heard, not_understood=(*heard.not_understood, *undoing))  # undo is a request of its own
    return _with_model(heard, request, film, model, try_out) if model else heard


def _with_model(
    heard: Understood, request: str, film: Film, model: Chat, try_out: Callable[[Sequence[Edit]], object]
) -> Understood:
    """Have a model read what the rules did not; what it cannot read either stays as it is, and its error is told."""
    unanswered = [inquiry for inquiry in heard.inquiries if inquiry.topic == "other"]
    try:
        if heard.not_understood:
            asked = ask_for_edits(model, "; ".join(heard.not_understood), film, try_out)
            if asked.edits:
                heard = replace(heard, edits=(*heard.edits, *asked.edits), not_understood=(), why=asked.why)
            elif asked.about == "tool":
                wanted = tuple(ToolRequest(text=text) for text in heard.not_understood)
                heard = replace(heard, not_understood=(), tool_requests=(*heard.tool_requests, *wanted))
            elif asked.about == "question":
                heard = replace(heard, not_understood=(), model_said=ask_about(model, request, film))
        elif unanswered:
            heard = replace(heard, model_said=ask_about(model, request, film))
    except StoryagentError as error:
        heard = replace(heard, error=error.to_dict())
    return heard


def _as_understood(reading: Reading) -> Understood:
    heard = Understood(
        edits=reading.edits, questions=reading.questions, not_understood=reading.not_understood,
        inquiries=reading.inquiries, tool_requests=reading.tool_requests, asides=reading.asides,
    )  # fmt: skip
    nothing = not (heard.edits or heard.inquiries or heard.tool_requests or heard.open)
    return replace(heard, not_understood=(reading.request,)) if nothing else heard


def _answer_to_question(request: str, history: History) -> str | None:
    """Return the earlier request, made clear, if this one answers the question that it left open."""
    last = history.turns[-1] if history.turns else None
    if last is None or last.state != "asked" or not last.questions:
        return None
    question = last.questions[0]
    said = request.strip().strip(".!").lower()
    choice = next((choice for choice in question.choices if said in (choice.lower(), f"the {choice.lower()}")), None)
    if choice is None and said.isdigit() and 1 <= int(said) <= len(question.choices):
        choice = question.choices[int(said) - 1]
    if choice is None or not question.about:
        return None
    return re.sub(re.escape(question.about), choice, last.request, count=1, flags=re.IGNORECASE)


def _about_the_same(request: str, film: Film, history: History) -> str | None:
    """Return a request with "it" as the one entity that the change before was about."""
    last = next((turn for turn in reversed(history.turns) if turn.edits), None)
    values = (edit.model_dump().get("entity") for edit in last.edits) if last else ()
    named = {str(value) for value in values if value}
    known = {entity.id: entity for entity in film.screenplay.entities}
    if len(named) != 1 or not named <= known.keys():
        return None
    entity = known[named.pop()]
    name = entity.name if entity.name[:1].isupper() else f"the {entity.name}"
    meant = re.sub(r"\b(?:it|him|her|them)\b", name, request, count=1, flags=re.IGNORECASE)
    return meant if meant != request else None
