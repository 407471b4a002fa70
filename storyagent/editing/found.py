"""What has been made of a request so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from storyagent.editing.clause import NEW, Context, Made
from storyagent.editing.conflicts import scenes_of
from storyagent.editing.edits import Add, Edit, Motion, Position, Recolour, Rename, Replace, Title
from storyagent.editing.marks import PRONOUNS
from storyagent.editing.plainly import plainly
from storyagent.editing.reading import Inquiry, Question, ToolRequest
from storyagent.editing.reasons import TAKEN_BACK, answered_by, is_reason
from storyagent.editing.variants import is_in


@dataclass(slots=True)
class Found:
    """What has been made of a request so far."""

    edits: list[Edit] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    not_understood: list[str] = field(default_factory=list)
    tool_requests: list[ToolRequest] = field(default_factory=list)
    inquiries: list[Inquiry] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """What was not understood and only says how somebody finds something."""
    soft: list[Edit] = field(default_factory=list)
    """Edits made of how somebody finds things; an order about the same is what is meant."""
    clause: int = 0
    """How many edits there were before the last clause."""
    sentence: int = 0
    """How many edits there were before the last sentence."""

    def take_back(self, *, sentence: bool = False) -> None:
        """Forget the edits of the last clause, or sentence: "no wait", "then undo that"."""
        del self.edits[self.sentence if sentence else self.clause :]

    def take(self, made: Made, words: str, context: Context) -> int:
        """Take in what a clause asks for; return how many edits there were before it."""
        begun = len(self.edits)
        for one in made:
            if isinstance(one, ToolRequest) and one.kind == "undo" and self.edits and TAKEN_BACK.search(plainly(words)):
                self.take_back()
            elif isinstance(one, ToolRequest):
                self.tool_requests.append(one)
            elif getattr(one, "entity", None) == NEW:
                _about_new(one, words, context, self)
            elif self.edits and (named := _named(self.edits[-1], one, words)):
                self.edits[-1:] = named
            else:
                self.edits.append(one)
        self.clause = min(begun, len(self.edits))
        if is_reason(plainly(words)) or re.search(r"\bbreathe\b", words):
            self.soft += self.edits[self.clause :]
        return begun

    def settle(self, context: Context) -> None:
        """Take complaints for reasons of what else is asked for, and leave out the scenes that are to stay."""
        if self.edits or self.tool_requests:
            self.not_understood = [one for one in self.not_understood if one not in self.complaints]
            self.asides += self.complaints
        self.edits = [one for one in self.edits if getattr(one, "entity", None) not in context.left_alone]
        kept = set(context.kept)
        for k, edit in enumerate(self.edits if kept else ()):
            left = _elsewhere(edit, kept, context)
            if left is None:
                self.not_understood += [context.film.label(one) for one in context.kept]
                break
            self.edits[k] = left

    def only_complains(self) -> bool:
        """Tell whether nothing was said but how somebody finds something: "it's boring"."""
        done = self.edits or self.tool_requests or self.inquiries or self.questions
        return bool(self.not_understood) and not done and all(is_reason(plainly(one)) for one in self.not_understood)

    def meant(self) -> tuple[Edit, ...]:
        """Return the edits, without complaints that an order answers: "scene 2 drags, make it half as long"."""
        firm = [edit for edit in self.edits if edit not in self.soft]
        kept = [edit for edit in self.edits if edit not in self.soft or not answered_by(edit, firm)]
        return tuple(dict.fromkeys(edit if edit in self.soft else self._where_complained(edit) for edit in kept))

    def _where_complained(self, edit: Edit) -> Edit:
        """Let an order without scenes be for those of the complaint that it answers."""
        told = [scenes for one in self.soft if answered_by(one, [edit]) and (scenes := scenes_of(one))]
        if not told or scenes_of(edit) or "scenes" not in type(edit).model_fields:
            return edit
        return edit.model_copy(update={"scenes": told[0]})


def _elsewhere(edit: Edit, kept: set[str], context: Context) -> Edit | None:
    """Return an edit for all scenes but some; None where it cannot be for some scenes only."""
    film = context.film
    if edit.kind == "remove":
        return edit
    if "scenes" not in type(edit).model_fields:
        return edit if scenes_of(edit) else None
    now = scenes_of(edit)
    if edit.kind == "duration" and not now:
        return None  # how long the film is has no scenes to leave out
    if not now:
        entity = getattr(edit, "entity", None)
        now = tuple(one.id for one in film.scenes if not entity or is_in(one, entity))
    left = tuple(one for one in now if one not in kept)
    return edit.model_copy(update={"scenes": left}) if left else None


def _named(last: Edit, edit: Edit, words: str) -> tuple[Edit, ...]:
    """Return the edit before with a name: "turn the mouse into a hedgehog and call it Spike"."""
    title = isinstance(edit, Title) and edit.scene is None and _CALL_IT.match(plainly(words))
    name = edit.title if isinstance(edit, Title) and title else edit.name if isinstance(edit, Rename) else ""
    if isinstance(last, Replace) and last.by is None and name:
        same = title or getattr(edit, "entity", None) == last.entity
        return (last.model_copy(update={"name": name}),) if same else ()
    if isinstance(last, Add) and last.entity is None and title:
        return (last.model_copy(update={"name": name}),)
    entity = getattr(last, "entity", None)
    return (last, Rename(entity=entity, name=name)) if title and entity else ()


_CALL_IT = re.compile(rf"(?:call|name) (?:it|[{PRONOUNS}]) ", re.IGNORECASE)


def _about_new(edit: Edit, words: str, context: Context, found: Found) -> None:
    """Let an edit of what was just brought in ("add a dog and let it run") be a part of bringing it in."""
    at = max(k for k, one in enumerate(found.edits) if isinstance(one, Add))
    told: dict[str, object] = {}
    if isinstance(edit, Motion):
        told = {"motion": edit.motion}
    elif isinstance(edit, Recolour):
        told = {"color": edit.color}
    elif isinstance(edit, Rename):
        told = {"name": edit.name}
    elif isinstance(edit, Position) and edit.spot:
        told = {"spot": edit.spot}
    if told:
        found.edits[at] = found.edits[at].model_copy(update=told)
    else:
        found.not_understood.append(context.marks.plain(words).strip())
