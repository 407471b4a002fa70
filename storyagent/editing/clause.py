"""A clause of a request while it is read: what its marks mean here, and what a rule found in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from storyagent.editing.edits import Edit
from storyagent.editing.film import Film
from storyagent.editing.marks import ENTITIES, PRONOUNS, QUOTES, SCENES, Marks, Reference
from storyagent.editing.naming import near_miss
from storyagent.editing.reading import Question, ToolRequest
from storyagent.editing.scene_marks import place_in
from storyagent.editing.variants import is_in
from storyagent.editing.words import called
from storyagent.errors import InvalidInput
from storyagent.story.screenplay import Entity

Made = Sequence[Edit | ToolRequest]

S = rf"[{SCENES}]"
E = rf"(?:[{ENTITIES}{PRONOUNS}])"
EL = rf"(?:{E}(?:(?:,\s*and\s+|,\s*|\s+and\s+|\s+&\s+){E})*)"
"""Entities in a list."""
SP = rf"(?:[{SCENES}{PRONOUNS}])"
"""Scenes, or a pronoun for them."""
Q = rf"[{QUOTES}]"
T = rf"[^{SCENES}]+?"
"""Any words without scenes in them."""
SHOULD = r"(?:should|must|shall|has to|have to|needs? to|ought to|could|can|to|will|would|is to|are to|is supposed to)"


NEW = "new--thing"
"""Stands for what the same request brings in, until the film has it."""


class NotMeantError(Exception):
    """Says that a rule's words mean something else here: "him" is no scene."""


class Ask(Exception):
    """Carries a question out of a rule."""

    def __init__(self, question: Question) -> None:
        self.question = question
        super().__init__(question.text)


@dataclass(slots=True)
class Context:
    """What was spoken of so far in a request: for pronouns, for "the rest", for what is left out."""

    film: Film
    marks: Marks
    entities: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    leading: tuple[str, ...] | None = None
    """The scenes of "in scene 2, ..." at the beginning of a sentence."""
    scoped: list[str] = field(default_factory=list)
    """All scenes named so far, for "everywhere else"."""
    order: list[str] = field(default_factory=list)
    """The scenes as they stand after the edits so far; empty where none moved any."""
    kept: list[str] = field(default_factory=list)
    """The scenes that are to stay as they are."""
    left_alone: list[str] = field(default_factory=list)
    """Who is to stay as they are after all."""
    told: list[str] = field(default_factory=list)
    """The scenes named so far in this sentence, or in a complaint before it."""
    topic: str = ""
    """What of the film, not in it, was spoken of last: "the music"."""
    about_scenes: bool = False
    """Whether what was spoken of last is scenes, not somebody in them."""

    def labels(self) -> tuple[str, ...]:
        """Return what a person calls each scene."""
        return tuple(self.film.label(scene.id) for scene in self.film.scenes)


@dataclass(slots=True)
class Clause:
    """One clause that a rule fits, and its scenes (`scope`, None where it names none)."""

    match: re.Match[str]
    context: Context
    scope: tuple[str, ...] | None
    whole: bool = False
    each: bool = False

    @property
    def film(self) -> Film:
        """Return the film it is about."""
        return self.context.film

    def has(self, group: str) -> bool:
        """Tell whether a group of the rule's pattern is there."""
        return bool(self.match.groupdict().get(group))

    def raw(self, group: str) -> str:
        """Return a group's text with its marks."""
        return (self.match.groupdict().get(group) or "").strip()

    def text(self, group: str) -> str:
        """Return a group's text in the words it was written in, quotes without their marks."""
        return self.context.marks.plain(self.raw(group), quoted=False).strip()

    @property
    def scenes(self) -> tuple[str, ...]:
        """Return the scenes an edit is for: none named is the whole film."""
        if self.scope is None or self.whole:
            return ()
        return self.scope

    def one_scene(self, why: str) -> str:
        """Return the one scene an edit is for.

        Raises:
            Ask: none, or several, are named.
        """
        return self.some_scenes(why, most=1)[0]

    def some_scenes(self, why: str, most: int = 1000) -> tuple[str, ...]:
        """Return the scenes named; those of a film of one scene, if none are.

        Raises:
            Ask: none are named, or more than `most`.
        """
        found = self.scope or ()
        if not found and len(self.film.scenes) == 1:
            found = (self.film.scenes[0].id,)
        if not found and len(set(self.context.told)) == 1:
            found = tuple(self.context.told[:1])
        if not found or len(found) > most:
            raise Ask(Question(text=f"{why} in which scene?", about=self.context.marks.plain(self.match[0]),
                               choices=self.context.labels()))  # fmt: skip
        return found

    def named_scenes(self, group: str) -> tuple[str, ...]:
        """Return the scenes that a group's marks stand for, in order."""
        found: list[str] = []
        for mark in re.findall(rf"[{SCENES}{PRONOUNS}]", self.raw(group)):
            if mark in self.context.marks.pronouns:
                self._require_thing(mark)
                found += self.context.scenes or self._no_scene(mark)
            else:
                found += scenes_of(self.context.marks.scenes[mark], self.context)
        return tuple(dict.fromkeys(found))

    def one_named(self, group: str) -> str:
        """Return the one scene that a group stands for.

        Raises:
            Ask: it is several.
        """
        found = self.named_scenes(group)
        if len(found) != 1:
            raise Ask(Question(text="Which one of these scenes?", about=self.text(group),
                               choices=tuple(self.film.label(one) for one in found)))  # fmt: skip
        return found[0]

    def is_film(self, group: str) -> bool:
        """Tell whether a group means the film and not its scenes."""
        marks = [self.context.marks.scenes.get(mark) for mark in self.raw(group)]
        pronouns = [mark for mark in self.raw(group) if mark in self.context.marks.pronouns]
        for mark in pronouns:
            self._require_thing(mark)
        if pronouns:
            return not self.context.scenes
        return any(mark and mark.whole and not mark.each for mark in marks)

    def _require_thing(self, mark: str) -> None:
        if self.context.marks.pronouns[mark].lower() in ("him", "her", "he", "she"):
            raise NotMeantError

    def _no_scene(self, mark: str) -> tuple[str, ...]:
        word = self.context.marks.pronouns[mark]
        raise Ask(Question(text=f"What does {word!r} mean: which scene?", about=word,
                           choices=self.context.labels()))  # fmt: skip

    def entities(self, group: str = "e") -> tuple[str, ...]:
        """Return the entities that a group's marks stand for.

        Raises:
            Ask: one of them may be several, or a pronoun stands for nobody yet.
            InvalidInput: one is not in the film.
        """
        found: list[str] = []
        for mark in re.findall(rf"[{ENTITIES}{PRONOUNS}]", self.raw(group)):
            found += self._entity(mark)
        return tuple(dict.fromkeys(found))

    def marked(self, mark: str) -> str | None:
        """Return the one entity that a mark stands for, None for a place or several."""
        found = [one for one in self._entity(mark) if one != NEW and self.entity(one).kind != "place"]
        return found[0] if len(found) == 1 else None

    def one_entity(self, group: str = "e") -> str:
        """Return the one entity that a group stands for.

        Raises:
            Ask: it may be several.
            InvalidInput: it is not in the film.
        """
        found = self.entities(group)
        if len(found) == 1:
            return found[0]
        raise self._which(self.text(group), found)

    def entity(self, entity_id: str) -> Entity:
        """Return an entity of the film.

        Raises:
            Ask: it is only being brought in.
        """
        if entity_id == NEW:
            raise Ask(Question(text="How should what is added look? Say it where it is added.", about=self.match[0]))
        return self.film.screenplay.entity(entity_id)

    def _entity(self, mark: str) -> tuple[str, ...]:
        if mark in self.context.marks.pronouns:
            if not self.context.entities:
                word = self.context.marks.pronouns[mark]
                names = tuple(called(one) for one in self.film.screenplay.entities if one.kind != "place")
                raise Ask(Question(text=f"Who or what is {word!r}?", about=word, choices=names))
            return self.context.entities
        reference = self.context.marks.entities[mark]
        if not reference.ids:
            near = near_miss(reference.noun, self.film)
            known = ", ".join(called(one) for one in self.film.screenplay.entities)
            raise InvalidInput(
                "there is no such thing in this film", where="request", found=reference.text, needed=known,
                hint=f"did you mean {called(self.film.screenplay.entity(near))}?" if near else "",
            )  # fmt: skip
        ids = reference.ids
        if len(ids) > 1 and self.scope:
            ids = tuple(one for one in ids if self._in_scope(one)) or ids
        if len(ids) > 1 and not reference.several:
            raise self._which(reference.text, ids)
        return ids

    def _in_scope(self, entity_id: str) -> bool:
        return any(is_in(self.film.screenplay.scene(scene), entity_id) for scene in self.scope or ())

    def _which(self, text: str, ids: Sequence[str]) -> Ask:
        names = tuple(_told_apart(self.film, one) for one in ids)
        return Ask(Question(text=f"Which one is {text!r}: {' or '.join(names)}?", about=text, choices=names))


def _told_apart(film: Film, entity_id: str) -> str:
    entity = film.screenplay.entity(entity_id)
    same = [one for one in film.screenplay.entities if called(one) == called(entity)]
    return called(entity) if len(same) == 1 else f"{called(entity)} ({entity.description or entity.id})"


def scenes_of(reference: Reference, context: Context) -> tuple[str, ...]:
    """Return the scenes that a reference stands for at this point of a request.

    Raises:
        Ask: it may be one of several.
    """
    if reference.noun == "else":
        named = set(context.scoped) or set(context.scenes)
        return tuple(scene.id for scene in context.film.scenes if scene.id not in named)
    if reference.noun == "this":
        only = (context.film.scenes[0].id,) if len(context.film.scenes) == 1 else ()
        if not (context.scenes or only):
            raise Ask(Question(text=f"Which scene is {reference.text!r}?", about=reference.text,
                               choices=context.labels()))  # fmt: skip
        return context.scenes or only
    if reference.noun == "new":
        order = context.order or [scene.id for scene in context.film.scenes]
        found = place_in(order, reference.ids[0])
        if found is None:
            raise Ask(Question(text=f"Which scene is {reference.text!r}?", about=reference.text,
                               choices=context.labels()))  # fmt: skip
        return (found,)
    if reference.noun == "which":
        raise Ask(Question(text=f"Which one is {reference.text!r}?", about=reference.text,
                           choices=tuple(context.film.label(one) for one in reference.ids)))  # fmt: skip
    return reference.ids


@dataclass(slots=True)
class Rule:
    """A wording, and what it asks for. `make` returns None where the words turn out to mean something else."""

    wording: str
    make: Callable[[Clause], Made | None]
    _pattern: re.Pattern[str] | None = None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the match of a whole clause. The pattern is compiled when it is first needed."""
        if self._pattern is None:
            wording = re.sub(r"(?<!\\)\bit\b", f"(?:it|[{PRONOUNS}])", self.wording)
            self._pattern = re.compile(wording, re.IGNORECASE)
        return self._pattern.fullmatch(text)


def rules(make: Callable[[Clause], Made | None], *wordings: str) -> tuple[Rule, ...]:
    """Return a rule for each of several wordings of one request."""
    return tuple(Rule(wording, make) for wording in wordings)
