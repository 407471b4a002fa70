"""The pieces a sentence is made of, between words and clauses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from storyagent.story.choreography import Spot


@dataclass(slots=True, eq=False)
class NounPhrase:
    """A noun, name or pronoun with what belongs to it: "her two little red kites".

    `noun` is the base form by which a thing is known ("kite", "oak tree"), empty for a pronoun. `reference` tells how
    it refers: "a", "the", "poss", "name", "pronoun", "bare", "no". `count` is None for one that is not counted in
    words; `vague` marks a plural without a number.
    """

    start: int
    end: int
    noun: str = ""
    name: str = ""
    pronoun: str = ""
    owner: NounPhrase | None = None
    reference: str = "bare"
    count: int | None = None
    vague: bool = False
    whole: int | None = None
    """How many there are of which it takes some: 3 in "two of the three buses"."""
    share: float = 0.0
    """Which share of a group it takes: 0.5 in "half of them"."""
    plural: bool = False
    color: str = ""
    adjectives: tuple[str, ...] = ()
    selects: str = ""
    """What picks it out of others: "another", "other", "first", "both", "one"."""
    each: bool = False
    """Whether each of several is meant: "each of the two shelves"."""
    part: str = ""
    """The part of it that is meant: "top" in "the top of the hill"; "frame" if its middle is the frame's."""
    solid: bool = False
    """Whether what is said of it is said of things only: a spring that is painted red is no season."""
    side: str = ""
    """Where in the frame it is, where that tells it from another: "left" in "the car on the left"."""
    sides: int = 0
    """How many of its sides or corners are meant: 2 in "each side of the door"."""
    apart: bool = False
    only: bool = False
    """Whether a place is meant as a thing seen from outside: the island in "behind an island"."""

    @property
    def known(self) -> bool:
        """Tell whether the text takes for granted that the reader knows which one is meant."""
        return self.reference in ("the", "poss", "name", "pronoun")


@dataclass(slots=True, eq=False)
class VerbGroup:
    """A verb with its auxiliaries: "is being thrown"."""

    start: int
    end: int
    lemma: str
    form: str
    auxiliaries: tuple[str, ...] = ()
    passive: bool = False
    negated: bool = False
    infinitive: bool = False


@dataclass(slots=True)
class SpotPhrase:
    """A named place in the frame: "to the lower left of the frame", "from the left of the dog".

    `relative` is what the spot is relative to, when that is a thing and not the frame.
    """

    start: int
    end: int
    preposition: str
    spot: Spot
    relative: NounPhrase | None = None


When = Literal["during", "until", "after", "at"]


@dataclass(slots=True)
class WindowPhrase:
    """A part of the scene's time: "only in the second half of the video".

    A moment is a window without length: "until" it, "after" it, or "at" it. What is not `firm` ("at first") matters
    only to those who come and go.
    """

    start: int
    end: int
    window: tuple[float, float]
    when: When = "during"
    firm: bool = True
    follows: bool = False
    """Whether it is counted from the time named before: "after that", "until then"."""


@dataclass(slots=True)
class Word:
    """Anything else: kind is I, C, W, R, A, EX, `.` or QUOTE."""

    start: int
    end: int
    kind: str
    text: str


Chunk = NounPhrase | VerbGroup | SpotPhrase | WindowPhrase | Word


@dataclass(slots=True)
class Adjunct:
    """What a preposition brings: `across the sky`."""

    preposition: str
    phrases: list[NounPhrase] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Clause:
    """Who does what to whom, where.

    `opener` is the conjunction it begins with; `kind` is main, relative, infinitive or participle.
    """

    subjects: list[NounPhrase] = field(default_factory=list)
    verb: VerbGroup | None = None
    objects: list[NounPhrase] = field(default_factory=list)
    adjuncts: list[Adjunct] = field(default_factory=list)
    spots: list[SpotPhrase] = field(default_factory=list)
    windows: list[WindowPhrase] = field(default_factory=list)
    adverbs: list[str] = field(default_factory=list)
    complements: list[str] = field(default_factory=list)
    opener: str = ""
    kind: str = "main"
    existential: bool = False
    """Whether it begins with "there"."""
    explains: bool = False
    """Whether it follows a colon and says more exactly what the clause before it says."""
    distributes: bool = False
    """Whether it says of "each" of its subjects what it says."""
    start: int = 0
    end: int = 0

    @property
    def phrases(self) -> list[NounPhrase]:
        """Return every noun phrase of the clause in the order of the text."""
        spots = [spot.relative for spot in self.spots if spot.relative]
        found = [
            *self.subjects,
            *self.objects,
            *(phrase for adjunct in self.adjuncts for phrase in adjunct.phrases),
            *spots,
        ]
        return sorted(found, key=lambda phrase: phrase.start)
