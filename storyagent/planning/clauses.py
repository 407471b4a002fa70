"""Put a sentence's pieces together: who does what to whom, where and when."""

from __future__ import annotations

from dataclasses import replace

from storyagent.planning.chunks import Adjunct, Chunk, Clause, NounPhrase, SpotPhrase, VerbGroup, WindowPhrase, Word
from storyagent.planning.ellipsis import BELONGING, complete
from storyagent.planning.grammar import CLAUSE_OPENERS, COLORS, META, PLACING, PRESENCE, word_set
from storyagent.planning.lookahead import ACTING, Lookahead, is_participle
from storyagent.planning.relatives import antecedent, describe, goes_on_outside, shares_paint
from storyagent.planning.time_phrases import tells_time
from storyagent.planning.windows import SHOWING

_PERCEPTION = frozenset({"see", "watch", "hear", "feel", "notice", "find", "let", "make", "spot", "show"})


def build_clauses(chunks: list[Chunk]) -> list[Clause]:
    """Return the clauses of a sentence in order. A clause without a subject of its own has its subject filled in."""
    builder = _Builder(chunks)
    for index, chunk in enumerate(chunks):
        builder.add(index, chunk)
    builder.close(chunks[-1].end if chunks else 0)
    return complete(builder.clauses)


_HANDED = ("over", "out", "back")
_AGAIN = ("both", "each", "all")
_NO_MORE = word_set("there again anymore longer more after afterwards later thereafter . ,")


class _Builder(Lookahead):
    def __init__(self, chunks: list[Chunk]) -> None:
        super().__init__(chunks)
        self.clauses: list[Clause] = []
        self.clause = Clause()
        self.preposition = ""
        self.conjunction = ""
        self.comma = False
        self.last: NounPhrase | None = None
        self.marks: dict[str, int] = {}
        self.since_mark = False
        self.told: tuple[object, ...] = ()

    def close(self, end: int) -> None:
        self._end_preposition()
        clause = self.clause
        clause.end = end
        if clause.subjects or clause.verb or clause.adjuncts or clause.objects or clause.spots or clause.windows:
            self.clauses.append(clause)

    def begin(self, start: int, *, opener: str = "", kind: str = "main") -> None:
        self.close(start)
        explains = self.clause.explains
        self.clause = Clause(opener=opener or self.conjunction, kind=kind, explains=explains, start=start)
        self.preposition = ""
        self.marks, self.since_mark = {}, False

    def _begin_taking(self, start: int) -> None:
        """Begin a clause with what stands before its subject: "..., then the parrot is gone"."""
        old, marks = self.clause, self.marks
        taken = {name: getattr(old, name)[mark:] for name, mark in marks.items()} if self.since_mark else {}
        for name, mark in marks.items() if taken else ():
            setattr(old, name, getattr(old, name)[:mark])
        self.begin(start)
        for name, items in taken.items():
            setattr(self.clause, name, items)

    def _mark(self) -> None:
        """Remember what the clause has so far: what comes after a comma or "and" may belong to the next one."""
        names = ("adverbs", "windows", "adjuncts", "spots")
        told = (self.clause.verb, len(self.clause.objects), len(self.clause.adjuncts), len(self.clause.spots))
        if self.marks and told == self.told:  # "until, halfway through, it disappears"
            return
        self.told = told
        self.marks = {name: len(getattr(self.clause, name)) for name in names}
        self.since_mark = self.clause.verb is not None

    def add(self, index: int, chunk: Chunk) -> None:
        """Add one piece of the sentence to the clause it belongs to."""
        if isinstance(chunk, NounPhrase):
            self._add_phrase(index, chunk)
            self.comma, self.conjunction = False, ""
        elif isinstance(chunk, VerbGroup):
            self._add_verb(index, chunk)
            self.comma, self.conjunction, self.preposition = False, "", ""
        elif isinstance(chunk, SpotPhrase):
            self._end_preposition()
            if (
                self.clause.kind == "relative"
                and self.comma
                and self.clauses
                and goes_on_outside(self.clause, self.clauses[-1], chunk)
            ):
                self.clauses[-1].spots.append(chunk)  # "from the left of him, who stands still, to the right of him"
                return
            if self._places_next(index):
                self.begin(chunk.start, kind="gapped")
            if self.clause.kind == "participle" and self.comma and self._goes_on_with_main():
                adverbs, self.clause.adverbs = self.clause.adverbs[-1:], self.clause.adverbs[:-1]
                self._repeat(chunk.start, self._main())
                self.clause.adverbs = adverbs
            if self.last and self.last.end == chunk.start and self.last.reference == "the" and not chunk.relative:
                self.last.side = chunk.spot if chunk.preposition in ("on", "at", "in") else self.last.side
            if not (self._is_middle_of_time(index, chunk) or self._places_last(chunk)):
                self.clause.spots.append(chunk)
        elif isinstance(chunk, WindowPhrase):
            self._end_preposition()
            before = self.chunks[index - 1] if index else None
            after = self.chunks[index + 1] if index + 1 < len(self.chunks) else None
            if isinstance(before, Word) and before.kind == "NOT":  # "in the first half, but not in the second half"
                self._repeat(before.start, negated=True)
            elif self._belongs_again(after):
                self._repeat(chunk.start)
            self.clause.windows.append(chunk)
        else:
            self._add_word(index, chunk)

    def _belongs_again(self, after: Chunk | None) -> bool:
        """Tell whether "the second half to a hare" leaves out "belongs"."""
        verb = self.clause.verb
        belongs = verb is not None and verb.lemma in BELONGING and bool(self.clause.windows and self.clause.adjuncts)
        return belongs and self.comma and isinstance(after, Word) and after.text == "to"

    def _end_preposition(self) -> None:
        """Take a preposition that nothing came after for an adverb: "turns up at the midpoint"."""
        if self.preposition:
            self.clause.adverbs.append(self.preposition)
            self.preposition = ""

    def _add_word(self, index: int, word: Word) -> None:
        if word.kind == "I":
            self._add_preposition(index, word)
            return
        self._end_preposition()
        if word.kind == "C" and word.text in CLAUSE_OPENERS:
            self.begin(word.start, opener=word.text)
        elif word.kind in ("C", "W"):
            self._add_link(index, word)
        elif word.kind in (".", "QUOTE"):
            self._add_mark(word)
        else:
            self._add_plain(index, word)

    def _add_plain(self, index: int, word: Word) -> None:
        """Add an adverb, an adjective, "there" or "not"."""
        if word.kind == "R":
            self.clause.adverbs.append(word.text)
        elif word.kind == "EX":
            if self.clause.verb and (self.comma or self.conjunction or self.since_mark):
                self._begin_taking(word.start)  # "..., and in the boat there are two sailors"
            self.clause.existential = True
        elif word.kind == "NOT":
            after = self.chunks[index + 1] if index + 1 < len(self.chunks) else None
            if self.clause.verb and self.chunks[index - 1] is self.clause.verb and not isinstance(after, WindowPhrase):
                self.clause.verb.negated = True
            elif self.clause.verb and self.clause.windows and (after is None or getattr(after, "text", "") in _NO_MORE):
                then = self.clause.adverbs[-1:] == ["then"]
                self._repeat(word.start, negated=True)  # "until half time, then never again"
                self.clause.adverbs += ["then"] if then else []
        elif word.kind == "A":
            after = self.chunks[index + 1] if index + 1 < len(self.chunks) else None
            before = self.chunks[index - 1] if index else None
            if word.text in COLORS and isinstance(before, Word) and before.kind == "NOT" and self.clause.complements:
                return  # "orange, not grey"
            bare = self.clause.verb is None and bool(self.clause.subjects) and before is self.clause.subjects[-1]
            bare |= isinstance(before, NounPhrase) and before.pronoun == "itself" and self.clause.verb is None
            if bare and word.text in COLORS and not isinstance(after, NounPhrase):  # "Paint | the door green and ..."
                self.clause.verb = VerbGroup(word.start, word.start, "be", "")
            joined = self.conjunction == "but" or word.text in PRESENCE
            timed = isinstance(after, WindowPhrase) or (isinstance(after, Word) and after.text == "again")
            if (
                joined and timed and self.clause.windows and before is not self.clause.verb
            ):  # "in view at first but absent in the second half"
                self._repeat(word.start, VerbGroup(word.start, word.start, "be", ""))
            self.clause.complements.append(word.text)

    def _add_preposition(self, index: int, word: Word) -> None:
        if word.text in CLAUSE_OPENERS and self.finite_verb_follows(index + 1):
            self.begin(word.start, opener=word.text)
            return
        if self.preposition and self.chunks[index - 1].end == word.start:
            self.clause.adverbs.append(self.preposition)
        self.preposition = word.text

    def _add_link(self, index: int, word: Word) -> None:
        if word.text == "which" and self.clause.adverbs and self.finite_verb_follows(index + 1):
            self.clause.adverbs.pop()
            self.begin(word.start, kind="relative")
        self.conjunction = word.text
        if self.comma and self.clause.windows:  # "it shows up late, in the last third, and another is there"
            self.told = ()
        self._mark()

    def _add_mark(self, word: Word) -> None:
        empty = not (self.clause.verb or self.clause.subjects or self.clause.adjuncts)
        only_time = (self.clause.windows or self.clause.spots) and empty
        if word.text in (";", ":", ".", "!", "?", "—", "–", "...", "…"):
            windows = self.clause.windows
            heads = word.text == ":" and self.clause.subjects and len(windows) > self.marks.get("windows", 99)
            if heads and windows[-1].end == word.start:  # "first half: a clown, second half: an acrobat"
                self.since_mark = True
                self._begin_taking(word.end)
                return
            if not (word.text == ":" and only_time):  # "First half: a caterpillar."
                self.begin(word.end)
                self.clause.explains = word.text == ":"
        else:
            self.comma = True
            self._mark()

    def _add_phrase(self, index: int, phrase: NounPhrase) -> None:
        clause = self.clause
        if self._adds_no_one(index, phrase) or self._names_owner(phrase):
            return
        if self.preposition in _HANDED and clause.verb and clause.verb.lemma == "hand" and not clause.objects:
            self.preposition = ""
            clause.objects.append(phrase)  # "hands over the parcel"
        elif self.preposition:
            clause.adjuncts.append(Adjunct(self.preposition, [phrase]))
            self.preposition = ""
        elif self._joins_head(index, phrase):
            pass
        elif not (self.comma or self.conjunction) and self.is_contact(index):
            self.begin(phrase.start, kind="relative")
            self.clause.subjects.append(phrase)
        elif self.since_mark and self._last_was_adjunct() and self.is_placed_by_it(index, phrase):
            self._begin_taking(phrase.start)
            self.clause.subjects.append(phrase)
            self.clause.verb = VerbGroup(phrase.start, phrase.start, "be", "")
        elif self._opens_clause(index, phrase):
            self._begin_taking(phrase.start)
            self.clause.subjects.append(phrase)
        elif self._is_seen_next(index):
            verb = self.clause.verb
            self._begin_taking(phrase.start)
            self.clause.kind, self.clause.verb = "gapped", verb
            self.clause.subjects.append(phrase)
        elif self._places_next(index) or self._is_listed(index) or self._is_gapped(index):
            self._repeat(phrase.start)
            self.clause.subjects.append(phrase)
        elif clause.verb is None:
            self._add_subject(index, phrase)
        elif self.conjunction in ("and", "or") and clause.adjuncts and self._last_was_adjunct():
            (
                clause.subjects
                if clause.existential and self.is_one_more(index, phrase)
                else clause.adjuncts[-1].phrases
            ).append(phrase)
        else:
            clause.objects.append(phrase)
        self.last = phrase

    def _names_owner(self, phrase: NounPhrase) -> bool:
        """Begin a clause with "whose name" in "the cat, whose name was Pebble,"."""
        named = phrase.noun == "name" and phrase.owner is not None and phrase.owner.pronoun == "whose"
        if named and self.last:
            phrase.owner = self.last
            self.begin(phrase.start, kind="relative")
            self.clause.subjects.append(phrase)
        return named and self.last is not None

    def _adds_no_one(self, index: int, phrase: NounPhrase) -> bool:
        """Use up a phrase that tells a time, or says more of the one before it."""
        clause, before = self.clause, self.chunks[index - 1] if index else None
        if not self.preposition and tells_time(phrase):
            clause.adverbs.append(phrase.noun)
            return True
        if self.comma and not self.conjunction and self._names_last(index, phrase):
            return True
        if phrase.pronoun.endswith("self") and isinstance(before, NounPhrase):  # "the gnome himself"
            return True
        if self.comma and phrase.pronoun == "them" and phrase.count and clause.subjects and clause.subjects[-1].vague:
            clause.subjects[-1].count, clause.subjects[-1].vague = phrase.count, False  # "camels, two of them,"
            return True
        again = bool(clause.verb and not self.preposition and phrase.pronoun) and phrase.selects in _AGAIN
        again |= phrase.selects == "each" and bool(phrase.pronoun) and isinstance(before, NounPhrase)
        clause.distributes |= again and phrase.selects == "each"
        return again  # "a train and a boat, both on a shelf"

    def _joins_head(self, index: int, phrase: NounPhrase) -> bool:
        """Add "a bunny" to the bear's list in "a bear that is brown and a bunny that is grey"."""
        clause, after = self.clause, self.chunks[index + 1] if index + 1 < len(self.chunks) else None
        if clause.kind != "relative" or not self.clauses or self.conjunction not in ("and", "but") or not clause.verb:
            return False
        described = clause.verb.lemma == "be" and bool(clause.complements)
        if not (described or (isinstance(after, Word) and after.kind == "W")) or not clause.subjects:
            return False
        head, outer = clause.subjects[0], self.clauses[-1]
        adjuncts = (adjunct.phrases for adjunct in outer.adjuncts)
        listed = next((phrases for phrases in (outer.subjects, outer.objects, *adjuncts) if head in phrases), None)
        if listed is None or (listed is outer.subjects and outer.verb is not None):
            return False
        listed.append(phrase)
        self.last = phrase
        return True

    def _is_middle_of_time(self, index: int, spot: SpotPhrase) -> bool:
        """Tell whether "in the middle" says when: "on the left at the start, on the right in the middle"."""
        before = self.chunks[index - 1] if index else None
        timed = any(not window.firm for window in self.clause.windows)
        return spot.spot == "center" and spot.preposition == "in" and timed and isinstance(before, SpotPhrase)

    def _places_last(self, spot: SpotPhrase) -> bool:
        """Tell whether a place is that of what was just named: "to the right, away from the door on the left"."""
        beside = self._last_was_adjunct() and self.last is not None and self.last.end == spot.start
        goes = any(other.preposition == "to" for other in self.clause.spots)
        return beside and goes and spot.preposition == "on" and spot.relative is None

    def _goes_on_with_main(self) -> bool:
        """Tell whether "and then" goes back to the main verb: "swims up, after resting, and then to the right"."""
        return self.clause.adverbs[-1:] in (["then"], ["down"], ["up"]) and self._main() is not None

    def _main(self) -> VerbGroup | None:
        return next((clause.verb for clause in reversed(self.clauses) if clause.kind == "main" and clause.verb), None)

    def _repeat(self, start: int, verb: VerbGroup | None = None, negated: bool = False) -> None:
        """Begin a clause that leaves its verb out because it is the one before's, or another that came before."""
        verb = verb or self.clause.verb
        self.begin(start, kind="gapped")
        if verb:
            self.clause.verb = replace(verb, start=start, end=start, negated=negated)

    def _is_gapped(self, index: int) -> bool:
        """Tell whether this phrase is another subject of the verb before: "the kite is red, the ball blue"."""
        verb, after = self.clause.verb, self.after_modifiers(index)
        if verb is None and self.clause.explains and self.clause.subjects and self.clause.spots:
            verb = self.clause.verb = self._main()  # "the zebra to the left, the lion to the right"
        if verb is None or not (self.comma or self.conjunction == "and") or self.preposition:
            return False
        if isinstance(after, Word) and after.kind == "A":
            return verb.lemma in ("be", "paint", "color") and bool(self.clause.complements)
        spots, windows = self.clause.spots, self.clause.windows
        located = (isinstance(after, WindowPhrase) and windows) or (isinstance(after, SpotPhrase) and spots)
        return bool(located) or shares_paint(self.chunks[index], self.clause)

    def _opens_clause(self, index: int, phrase: NounPhrase) -> bool:
        """Tell whether a phrase is the subject of a clause of its own, whose verb follows."""
        clause, joined = self.clause, self.comma or bool(self.conjunction)
        if clause.verb is None and clause.subjects and joined and phrase.pronoun in ACTING:
            self.since_mark = bool(self.marks)
            return True  # "a snowman in the garden, but at last it is gone"
        timed = clause.verb is None and bool(clause.subjects and clause.windows) and self.comma
        if timed and self.verb_follows(index):  # "a ball for the whole video, the goalkeeper appears halfway"
            return True
        then = clause.verb is None and bool(clause.subjects) and clause.adverbs[-1:] == ["then"] and self.comma
        new = phrase.reference == "a" or phrase.count is not None
        if then and new and isinstance(self.after_modifiers(index), VerbGroup):
            self.since_mark = bool(self.marks)  # "two hens on a wall, then a third one joins"
            return True
        return self._starts_clause(index) or bool(self.conjunction and clause.verb and self.is_described(index))

    def _is_seen_next(self, index: int) -> bool:
        """Tell whether "for the last third only his hat" leaves out "can be seen"."""
        clause, before = self.clause, self.chunks[index - 1] if index else None
        new = bool(self.marks) and self.since_mark and self.marks.get("windows", 0) < len(clause.windows)
        if not (isinstance(before, WindowPhrase) and new and len(clause.windows) > 1 and clause.verb and self.comma):
            return False
        after = self.chunks[index + 1] if index + 1 < len(self.chunks) else None
        ends = after is None or (isinstance(after, Word) and after.kind in (".", "C"))
        return ends and (clause.verb.lemma in SHOWING | {"appear", "be"})

    def _places_next(self, index: int) -> bool:
        """Tell whether another one follows with a place of its own: "a ball on the left and a cube on the right"."""
        clause, chunk = self.clause, self.chunks[index]
        if clause.verb or not (clause.subjects and clause.spots) or not (self.comma or self.conjunction == "and"):
            return False
        first = clause.spots[0].start < clause.subjects[0].start
        after = self.chunks[index + 1] if index + 1 < len(self.chunks) else None
        if isinstance(chunk, SpotPhrase):  # "on the left a cat, on the right a dog"
            return first and isinstance(after, NounPhrase)
        return not (first or self.preposition) and isinstance(self.after_modifiers(index), SpotPhrase)

    def _is_listed(self, index: int) -> bool:
        """Tell whether this begins another entry of a list of who is seen when: "drone: first half, tower: all"."""
        clause, after = self.clause, self.after_modifiers(index)
        timed = clause.verb is None and bool(clause.subjects and clause.windows) and self.comma
        return timed and (isinstance(after, WindowPhrase) or (isinstance(after, Word) and after.kind == "A"))

    def _names_last(self, index: int, phrase: NounPhrase) -> bool:
        """Understand "her dog, Biscuit" and "Biscuit, her dog" anywhere but before the verb."""
        last = self.last
        if last is None or (last in self.clause.subjects and self.clause.verb is None):
            return False
        after = self.chunks[index + 1] if index + 1 < len(self.chunks) else None
        closed = after is None or (isinstance(after, Word) and after.kind in (".", "QUOTE", "W"))
        naming = bool(phrase.name) and not phrase.noun and bool(last.noun) and not last.name and not last.plural
        described = (
            bool(phrase.noun)
            and not phrase.name
            and bool(last.name)
            and not last.noun
            and phrase.reference in ("a", "poss")
        )
        if not (closed and (naming or described)):
            return False
        describe(last, phrase)
        return True

    def _add_subject(self, index: int, phrase: NounPhrase) -> None:
        clause = self.clause
        listed = self.conjunction in ("and", "or") and not clause.subjects
        if clause.adjuncts and (listed or self._lists_contents()) and self._last_was_adjunct():
            clause.adjuncts[-1].phrases.append(phrase)
        elif (
            self.comma
            and not self.conjunction
            and clause.subjects
            and self.is_apposition(index, phrase, clause.subjects)
        ):
            describe(clause.subjects[-1], phrase)
            clause.subjects.append(phrase)
            phrase.selects = "same"
        elif clause.subjects and self._last_was_adjunct() and self.conjunction in ("and", "or") and not self.comma:
            clause.adjuncts[-1].phrases.append(phrase)
        else:
            clause.subjects.append(phrase)

    def _lists_contents(self) -> bool:
        """Tell whether "a clip with a laptop, a phone and a lamp" goes on listing what is in the clip."""
        shows = bool(self.clause.subjects) and all(phrase.noun in META for phrase in self.clause.subjects)
        listed = self.conjunction in ("", "and", "or") and (self.comma or bool(self.conjunction))
        return shows and listed and self.clause.adjuncts[-1].preposition in ("of", "with", "about")

    def _last_was_adjunct(self) -> bool:
        return bool(self.last and self.clause.adjuncts and self.last in self.clause.adjuncts[-1].phrases)

    def _starts_clause(self, index: int) -> bool:
        """Tell whether this phrase is the subject of a verb that follows, while the clause has a verb already."""
        clause = self.clause
        if clause.verb is None:
            return False
        j = index + 1
        joined = self.comma or bool(self.conjunction)
        while j < len(self.chunks) and (self.belongs_to_subject(j) or (joined and self.locates_subject(j))):
            j += 1
        j = self.after_inner_clause(j) if joined else j
        verb = self.chunks[j] if j < len(self.chunks) else None
        if not isinstance(verb, VerbGroup) or (verb.infinitive and not (joined and clause.verb.infinitive)):
            return False
        if verb.infinitive:
            return True  # "I want the robot to be orange and its dog to be blue"
        finite = bool(verb.auxiliaries) or verb.form in ("s", "base") or (verb.form == "part" and self._is_past(index))
        return finite or (clause.verb.lemma in _PERCEPTION and verb.form in ("base", "ing", "part"))

    def _is_past(self, index: int) -> bool:
        """A form like "walked" after a phrase is a finite past unless the phrase is a verb's bare object."""
        return bool(self.comma or self.conjunction or not isinstance(self.chunks[index - 1], VerbGroup)) or (
            self.clause.verb is not None and self.clause.verb.lemma in _PERCEPTION
        )

    def _add_verb(self, index: int, verb: VerbGroup) -> None:
        clause = self.clause
        before = self.chunks[index - 1] if index else None
        opens = self.preposition in _OPENING and is_participle(verb)
        if self.preposition and not opens:
            clause.adverbs.append(self.preposition)
        if self.conjunction in ("who", "which", "that", "where", "what"):
            self.begin(verb.start, kind="relative")
            outer = self.clauses[-1] if self.clauses else None
            self.clause.subjects = antecedent(outer, self.last, verb, self.chunks[index + 1 : index + 2])
        elif self.preposition and is_participle(verb):
            self.begin(verb.start, opener=self.preposition, kind="participle")
        elif clause.verb is None and self._takes(verb, before):
            if self.comma and verb.form == "base" and clause.adverbs[-1:] == ["then"] and not verb.auxiliaries:
                self.since_mark = True  # "Show a rose first, then replace it"
                self._begin_taking(verb.start)
        elif (
            verb.form in ("ing", "part")
            and not verb.auxiliaries
            and isinstance(before, NounPhrase)
            and not self.conjunction
        ):
            self.begin(verb.start, kind="reduced")
            self.clause.subjects = [before]
        elif self._is_turned_round(index, verb):
            self._begin_taking(verb.start)
        else:
            self.begin(
                verb.start,
                kind="infinitive" if verb.infinitive else "participle" if is_participle(verb) else "main",
            )
        self.clause.verb = verb

    def _is_turned_round(self, index: int, verb: VerbGroup) -> bool:
        """Tell whether places that a comma or "and" begins are those of a subject that follows: "... and on it is"."""
        after = self.chunks[index + 1] if index + 1 < len(self.chunks) else None
        placed = len(self.clause.adjuncts) > self.marks.get("adjuncts", 99) and self.since_mark
        new = isinstance(after, NounPhrase) and (after.reference == "a" or after.count is not None)
        return placed and new and verb.lemma in PLACING and not verb.infinitive and self._last_was_adjunct()

    def _takes(self, verb: VerbGroup, before: Chunk | None) -> bool:
        """Tell whether the verb is the main verb of the clause that is open and has none."""
        nested = isinstance(before, NounPhrase) and self.preposition == "" and self._last_was_adjunct()
        return not (nested and verb.form == "ing" and not verb.auxiliaries and not self.comma)


_OPENING = word_set("after before since until by while on upon without")
"""Prepositions that open a participle clause: "before leaving"."""
