"""Look ahead among a sentence's pieces: is this the subject of a verb that follows, or only part of what was said?"""

from __future__ import annotations

from storyagent.planning.chunks import Chunk, NounPhrase, SpotPhrase, VerbGroup, Word
from storyagent.planning.grammar import CLAUSE_OPENERS, word_set

ACTING = word_set("he she it they")


class Lookahead:
    """A sentence's pieces, and what they say about what comes next; no state besides."""

    def __init__(self, chunks: list[Chunk]) -> None:
        self.chunks = chunks

    def finite_verb_follows(self, index: int) -> bool:
        """Tell whether the piece at index is a subject whose finite verb follows."""
        rest = self.chunks[index : index + 6]
        for position, chunk in enumerate(rest):
            if isinstance(chunk, VerbGroup):
                return position > 0 and not chunk.infinitive and (chunk.form != "ing" or bool(chunk.auxiliaries))
            if not isinstance(chunk, NounPhrase) and not (isinstance(chunk, Word) and chunk.kind in ("R", "C", "A")):
                return False
        return False

    def verb_follows(self, index: int) -> bool:
        """Tell whether a verb comes right after the phrase at index, adverbs passed over."""
        rest = [
            chunk for chunk in self.chunks[index + 1 : index + 4] if not (isinstance(chunk, Word) and chunk.kind == "R")
        ]
        return bool(rest) and isinstance(rest[0], VerbGroup) and not is_participle(rest[0])

    def after_modifiers(self, index: int) -> Chunk | None:
        """Return what follows a phrase and what only locates it: "the lamp next to it" before "yellow"."""
        j = index + 1
        while j < len(self.chunks):
            word = self.chunks[j]
            located = isinstance(word, Word) and (word.kind == "I" or word.text == "next")
            if not located and not (isinstance(word, NounPhrase) and j > index + 1):
                break
            j += 1
        return self.chunks[j] if j < len(self.chunks) else None

    def belongs_to_subject(self, j: int) -> bool:
        """Tell whether the piece at j goes on a subject: "and a dog", "himself", "slowly"."""
        chunk = self.chunks[j]
        if isinstance(chunk, Word):
            listed = chunk.text == "and" and j + 1 < len(self.chunks) and isinstance(self.chunks[j + 1], NounPhrase)
            return listed or (chunk.kind in ("R", "NOT") and chunk.text != "then")
        before = self.chunks[j - 1]
        if isinstance(chunk, NounPhrase) and chunk.pronoun.endswith("self"):
            return isinstance(before, NounPhrase)
        return isinstance(chunk, NounPhrase) and isinstance(before, Word) and before.text == "and"

    def after_inner_clause(self, j: int) -> int:
        """Return the index after "lying next to it" in "the helmet lying next to it is", or j."""
        told = self.chunks[j : j + 2]
        relative = (
            len(told) == 2 and isinstance(told[0], Word) and told[0].kind == "W" and isinstance(told[1], VerbGroup)
        )
        k = j + (relative or self.is_contact(j))
        verb = self.chunks[k] if k < len(self.chunks) else None
        reduced = isinstance(verb, VerbGroup) and verb.form in ("ing", "part") and not verb.auxiliaries
        if not (reduced or k > j):
            return j
        k += 1 + (relative and any(isinstance(chunk, NounPhrase) for chunk in self.chunks[k + 1 : k + 2]))
        while k < len(self.chunks) and self._modifies_verb(k):
            k += 1
        after = self.chunks[k] if k < len(self.chunks) else None
        return k if isinstance(after, VerbGroup) and k > j + 1 and after.form != "ing" else j

    def is_contact(self, k: int) -> bool:
        """Tell whether the phrase at k is the subject of a clause without "that": "the pump they are mounted on"."""
        here, before = self.chunks[k : k + 2], self.chunks[k - 1] if k else None
        if len(here) < 2 or not isinstance(before, NounPhrase) or before.pronoun:
            return False
        pronoun = isinstance(here[0], NounPhrase) and here[0].pronoun in ACTING | {"i", "we", "you"}
        return pronoun and isinstance(here[1], VerbGroup) and not here[1].infinitive

    def _modifies_verb(self, k: int) -> bool:
        chunk, before = self.chunks[k], self.chunks[k - 1]
        if isinstance(chunk, Word):
            return chunk.kind in ("I", "R")
        return isinstance(chunk, SpotPhrase) or (
            isinstance(chunk, NounPhrase) and isinstance(before, Word) and before.kind == "I"
        )

    def is_described(self, index: int) -> bool:
        """Tell whether a subject is followed by what it is, between commas: "their mother, a cat, lies"."""
        after = self.chunks[index + 1 : index + 5]
        if len(after) < 4 or not isinstance(after[1], NounPhrase) or not isinstance(after[3], VerbGroup):
            return False
        commas = all(isinstance(one, Word) and one.text == "," for one in (after[0], after[2]))
        return commas and not after[3].infinitive and after[3].form in ("s", "base", "part", "")

    def is_apposition(self, index: int, phrase: NounPhrase, subjects: list[NounPhrase]) -> bool:
        """Tell whether the phrase stands between commas with no list going on: "Ruby, a little girl, ran"."""
        rest = self.chunks[index + 1 : index + 3]
        listed = any(isinstance(chunk, Word) and chunk.text in ("and", "or") for chunk in rest)
        alone = not rest or (isinstance(rest[0], Word) and rest[0].text in (",", ".")) or isinstance(rest[0], Word)
        first = subjects[-1]
        going_on = (
            len(rest) > 1 and isinstance(rest[1], NounPhrase) and isinstance(rest[0], Word) and rest[0].text == ","
        )
        listed |= going_on or len(subjects) > 1 or (first.reference == phrase.reference == "a")
        return alone and not listed and phrase.reference in ("a", "the", "poss", "name")

    def is_one_more(self, index: int, phrase: NounPhrase) -> bool:
        """Tell whether this is "one painter" in "there are six panels on the roof and one painter standing by"."""
        after = self.chunks[index + 1] if index + 1 < len(self.chunks) else None
        acts = isinstance(after, VerbGroup) and after.form == "ing" and not after.auxiliaries
        return acts and (phrase.reference == "a" or phrase.count is not None)

    def is_placed_by_it(self, index: int, phrase: NounPhrase) -> bool:
        """Tell whether "and on it a vice" leaves out "is"."""
        before = self.chunks[index - 1] if index else None
        placed = isinstance(before, NounPhrase) and before.pronoun in ("it", "them", "him", "her")
        new = phrase.reference == "a" or phrase.count is not None
        return placed and new and not self.verb_follows(index)

    def locates_subject(self, j: int) -> bool:
        """Tell whether this only locates the subject: "the table between them is black"."""
        chunk, before = self.chunks[j], self.chunks[j - 1]
        if isinstance(chunk, SpotPhrase):  # "the one in the middle is blue"
            after = self.chunks[j + 1] if j + 1 < len(self.chunks) else None
            return (
                isinstance(before, NounPhrase)
                and isinstance(after, VerbGroup)
                and chunk.preposition in ("in", "on", "at")
            )
        if isinstance(chunk, Word):
            return chunk.kind == "I" and chunk.text not in CLAUSE_OPENERS and isinstance(before, NounPhrase)
        return isinstance(chunk, NounPhrase) and isinstance(before, Word) and before.kind == "I"


def is_participle(verb: VerbGroup) -> bool:
    """Tell whether a verb cannot stand with a subject alone: "moving", "having moved", "being moved"."""
    return (verb.form == "ing" and not verb.auxiliaries) or verb.auxiliaries[:1] in (("having",), ("being",))
