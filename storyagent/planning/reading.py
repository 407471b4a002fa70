"""Read a story sentence by sentence: who is in it, what happens, where, when, and who says what."""

from __future__ import annotations

from collections.abc import Iterable

from storyagent import lexicon
from storyagent.planning.aboard import carried
from storyagent.planning.absence import is_denied, is_former, is_missed, is_taken_back
from storyagent.planning.asking import asks
from storyagent.planning.attributes import ENDING_STATES, LINKING, STATES, describe, dress, set_state
from storyagent.planning.beings import Being, Mention, is_place_phrase
from storyagent.planning.chunks import Clause, NounPhrase, VerbGroup
from storyagent.planning.clause_kinds import (
    color_respectively,
    comes_earlier,
    is_course,
    is_dummy,
    is_made_of,
    is_orphan,
    is_purpose,
    is_unreal,
    is_unwanted,
    negate,
    rest_painted,
    shows_adjunct,
)
from storyagent.planning.clauses import build_clauses
from storyagent.planning.coverings import color_owners, dress_in_color
from storyagent.planning.distribution import share_out
from storyagent.planning.entities import Cast
from storyagent.planning.events import ENDING, Event, clause_events
from storyagent.planning.film_length import count_in_percent
from storyagent.planning.grammar import (
    CLAUSE_OPENERS,
    COLORS,
    META,
    ORDINALS,
    PAINTING,
    SIMULTANEOUS,
    word_set,
)
from storyagent.planning.headings import drop_headings, is_style
from storyagent.planning.landmarks import make_solid, set_apart
from storyagent.planning.looks import is_being
from storyagent.planning.phrases import chunk
from storyagent.planning.proper import collect_names
from storyagent.planning.reporting import report
from storyagent.planning.rewording import reword
from storyagent.planning.routes import TRAVEL, read_route
from storyagent.planning.scenery import camera_move, is_water, place_strength, time_leap, time_of_day, weather
from storyagent.planning.sentences import Sentence
from storyagent.planning.speakers import find_speakers, paragraph_so_far
from storyagent.planning.state_changes import state_changes
from storyagent.planning.staying import add_idle_motion, bear_longer, come_late, end_others, put_on_the_way, stay_on
from storyagent.planning.tagging import tag
from storyagent.planning.tokens import tokenize
from storyagent.planning.told import Reading, show_members
from storyagent.planning.turning_round import go_round
from storyagent.planning.verbs import Action, action_of
from storyagent.planning.windows import hand_on, shows_objects

_CROSSING = word_set("cross traverse travel move go pass")
_GLOWING = word_set("glow shine gleam flash blink burn blaze flicker glimmer shimmer bloom blossom light")
_PLANETS = word_set("mars venus mercury jupiter saturn neptune uranus pluto")


def read_story(sentences: tuple[Sentence, ...], known: Iterable[str] = ()) -> tuple[list[Reading], Cast]:
    """Read every sentence in order.

    Args:
        sentences: The text.
        known: Names that are known to be names wherever they stand, from a screenplay.

    Raises:
        InvalidInput: the text contradicts itself about how many of something there are.
    """
    readings = [Reading(sentence, tokenize(sentence.text, sentence.quotes)) for sentence in sentences]
    reword([reading.tokens for reading in readings])
    length = count_in_percent([reading.tokens for reading in readings])
    if length:
        readings[0].findings.append(length)
    names = collect_names([reading.tokens for reading in readings])
    names |= {word for name in known for word in name.split() if word[:1].isupper()}
    cast = Cast()
    asking = (reading.tokens for reading in readings if reading.tokens)
    cast.asked = any(asks(tokens) for tokens in asking)
    speakers: list[Being] = []
    for k, reading in enumerate(readings):
        tag(reading.tokens, names)
        if is_taken_back(reading.tokens, readings[k + 1].tokens if k + 1 < len(readings) else []):
            continue
        _SentenceReader(reading, cast).read()
        find_speakers(reading, speakers, paragraph_so_far(readings, k))
    for reading in readings:
        show_members(reading)
    return readings, cast


class _SentenceReader:
    def __init__(self, reading: Reading, cast: Cast) -> None:
        self.reading, self.cast = reading, cast
        self.beat = self.main_beat = -1
        self.held = False
        self.unknown: list[str] = []
        self.going: set[Being] = set()
        """Whose way a participle before their own verb has told."""

    def read(self) -> None:
        reading, words = self.reading, self.reading.words
        self.cast.begin_sentence(reading.sentence.index, reading.sentence.text)
        reading.time, reading.weather, reading.leap = time_of_day(words), weather(words), time_leap(words)
        reading.camera = camera_move(words)
        reading.clauses = [] if is_style(reading.tokens) else build_clauses(chunk(reading.tokens))
        self._put_named_first()
        drop_headings(reading.clauses)
        previous: Clause | None = None
        orphans: list[Clause] = []
        for clause in reading.clauses:
            self.cast.times = hand_on(clause, self.cast.times)
            if is_orphan(clause):
                orphans.append(clause)
            else:
                self._read_clause(clause, previous)
                previous = clause
        self._give_places(orphans)
        had = [clause for clause in reading.clauses if clause.verb and "had" in clause.verb.auxiliaries]
        placed = any(event.path for event in reading.events)
        begins = [clause for clause in reading.clauses[:1] if clause.verb and clause.verb.lemma in ("start", "begin")]
        ended = self.cast.ended and not any(event.verb in ENDING for event in reading.events)
        reading.earlier = placed and ((bool(had) and had[0] is reading.clauses[0]) or (bool(begins) and ended))
        self.cast.ended = any(event.verb in ENDING and event.path for event in reading.events)
        add_idle_motion(reading)
        go_round(reading)
        reading.aboard = dict(self.cast.aboard)
        report(reading, self.unknown)

    def _put_named_first(self) -> None:
        """Read "before it lands, the gull circles" as "the gull circles before it lands" where nobody is known yet."""
        clauses = self.reading.clauses
        if len(clauses) < 2 or not (clauses[0].opener in CLAUSE_OPENERS or clauses[1].explains):
            return
        first, second = clauses[:2]
        if second.explains and (second.verb or len(second.subjects) != 1):  # "First it is here, then there: a mouse."
            return
        unknown = [phrase for phrase in first.subjects if phrase.pronoun and not self.cast.knows(phrase.pronoun)]
        if unknown and second.kind == "main" and any(phrase.noun or phrase.name for phrase in second.subjects):
            clauses[:2] = [second, first]

    def resolve(self, phrase: NounPhrase) -> list[Mention]:
        """Return whom a phrase is about; the same phrase always gives the same answer."""
        known = self.reading.resolved
        if id(phrase) not in known:
            known[id(phrase)] = self.cast.refer(phrase, place=is_place_phrase(phrase))
        return known[id(phrase)]

    def _read_clause(self, clause: Clause, previous: Clause | None) -> None:
        negate(clause, self.reading.tokens)
        if is_unwanted(clause) or (clause.kind == "infinitive" and previous and is_unwanted(previous)):
            return
        self.cast.now = next((w.window for w in clause.windows if w.firm and w.when == "during"), None)
        share_out(clause, previous, self.resolve)
        set_apart(clause, self.cast.beings)
        self._read_places(clause)
        verb = clause.verb.lemma if clause.verb else ""
        if self._naming(clause, verb):
            return
        if is_dummy(clause, verb) or is_missed(clause):
            clause.subjects = [] if is_dummy(clause, verb) else clause.subjects
            self._mentions(clause.subjects)
            return
        self._tell_apart(clause)
        make_solid(clause)
        if any(phrase.pronoun == "one" and phrase.color for phrase in clause.subjects):
            before = [p for a in clause.adjuncts for p in a.phrases if p.noun and p.start < clause.subjects[0].start]
            self._mentions(before)  # "next to the pink house is a white one"
        shown = (shows_objects(clause) or self._is_looked_at(clause)) and all(
            phrase.pronoun in ("we", "you", "i") for phrase in clause.subjects
        )
        subjects = [] if shown else self._mentions(clause.subjects)
        dress(self.reading, clause, subjects)
        owners = color_owners(clause, self.resolve)
        if owners:
            self._see(owners)
            return
        self._see(dress_in_color(clause, subjects, self.resolve))
        self._give_looks(clause, subjects)
        if is_made_of(clause, self.reading):
            self._see(subjects)
            return
        self._see(subjects, subject=True)
        if is_unreal(clause, previous):
            return
        verb = clause.verb.lemma if clause.verb else ""
        self.cast.avoided = tuple(mention.being for mention in subjects)
        self._bring_in(clause)
        objects = [] if verb == "wear" else self._objects(clause, verb, subjects)
        self._see(objects)
        for being, state in state_changes(clause, subjects, self.reading, self.resolve):
            set_state(self.reading, being, state)
        self._act(clause, subjects, objects)
        for adjunct in clause.adjuncts:
            for phrase in adjunct.phrases if shows_adjunct(adjunct.preposition, clause) else ():
                if not (is_purpose(adjunct.preposition, phrase, verb) or is_denied(clause, phrase)):
                    self._see(self.resolve(phrase), aside=True)
        self._see([m for spot in clause.spots if spot.relative for m in self.resolve(spot.relative)])
        self.cast.avoided = ()

    def _is_looked_at(self, clause: Clause) -> bool:
        """Tell whether the next clause is what is seen: "I can see | five kangaroos and two of them have gloves"."""
        sees = clause.verb is not None and clause.verb.lemma in ("see", "watch", "notice", "spot")
        follows = any(other.start == clause.end for other in self.reading.clauses if other is not clause)
        return sees and follows and not (clause.objects or clause.adjuncts or clause.complements)

    def _give_looks(self, clause: Clause, subjects: list[Mention]) -> None:
        verb = clause.verb.lemma if clause.verb else ""
        colored = bool(set(clause.complements) & COLORS.keys()) and not clause.objects
        reduced = clause.verb is not None and clause.verb.form == "part" and not clause.verb.auxiliaries
        painted = colored and verb in PAINTING
        if is_former(clause):
            return
        described = verb in LINKING or painted or (colored and (reduced or verb in _GLOWING))
        if "respectively" in clause.adverbs:
            color_respectively(clause, subjects if len(subjects) > 1 else self._mentions(clause.objects))
        elif described:
            describe(self.reading, clause, subjects)
        if clause.verb and clause.verb.passive:
            word = self.reading.tokens[clause.verb.end - 1].lower
            for mention in subjects if word in STATES | ENDING_STATES else []:
                set_state(self.reading, mention.being, word)
        if painted:
            rest_painted(clause)

    def _tell_apart(self, clause: Clause) -> None:
        """Let a colour that is said of some of a group be theirs: "one is purple and the other three are orange"."""
        before = [a for a in clause.adjuncts if a.preposition == "of" and a.phrases[0].end <= clause.start + 6]
        for adjunct in before if clause.subjects and not clause.subjects[0].noun else ():
            self._see([mention for phrase in adjunct.phrases for mention in self.resolve(phrase)])
        colors = [word for word in clause.complements if word in COLORS]
        be = clause.verb and clause.verb.lemma in ("be", "paint", "color", "colour") and not clause.verb.negated
        for phrase in clause.subjects[:1] if colors and be else ():
            if phrase.noun and phrase.reference == "the" and not phrase.plural and not phrase.selects:
                same = self.resolve(phrase)  # "the bigger dog is brown" where there are two
                if same and same[0].being.count > 1 and same[0].number == 1:
                    phrase.selects, phrase.count = "some", 1
            apart = self.cast.tells_apart(phrase)  # "one dog is black, the other dog is brown"
            phrase.selects = "some" if apart else phrase.selects
            known = (
                phrase.selects == "some"
                if phrase.noun
                else phrase.selects in ("one", "other", "another", "some", *ORDINALS)
            )
            if phrase.color or not known:
                continue
            if phrase.noun and not apart:
                self._see(self.resolve(phrase))
            self.reading.resolved.pop(id(phrase), None)
            phrase.selects = "one" if phrase.noun else phrase.selects
            phrase.noun, phrase.pronoun, phrase.reference, phrase.color = "", "they", "pronoun", COLORS[colors[0]]
            clause.complements = [word for word in clause.complements if word not in colors]
        nothing = [phrase for phrase in clause.subjects if phrase.reference == "no" and clause.windows]
        if nothing and clause.verb is None:
            clause.verb = VerbGroup(clause.start, clause.start, "be", "")
        for phrase in nothing:  # "no fox is seen until the middle": there is one, but not then
            known = any(being.noun == phrase.noun and not being.place for being in self.cast.beings)
            phrase.reference = "the" if known else "a"
            if phrase.vague:
                phrase.count, phrase.plural, phrase.vague = None, False, False
        for mention in self._mentions(nothing):
            mention.being.awaited = True
        if nothing and clause.verb:
            clause.verb.negated = True

    def _bring_in(self, clause: Clause) -> None:
        """Resolve what is new first: "past a lamp post, from the lamp post's left"."""
        for phrase in clause.phrases:
            if phrase.reference == "a" and phrase.noun and id(phrase) not in self.reading.resolved:
                self.resolve(phrase)
        things = [b for b in self.cast.avoided if not (b.name or is_being(b.head))]
        bodies = [phrase for adjunct in clause.adjuncts for phrase in adjunct.phrases if phrase.owner]
        for phrase in bodies if things and len(things) == len(self.cast.avoided) else ():
            if lexicon.noun_class(phrase.noun) == "body" and not self.resolve(phrase) and phrase.owner:
                # "the star was on its tongue": on the whale
                self.reading.resolved[id(phrase.owner)] = self.cast.refer(phrase.owner)
                self.reading.resolved[id(phrase)] = self.reading.resolved[id(phrase.owner)]

    def _objects(self, clause: Clause, verb: str, subjects: list[Mention]) -> list[Mention]:
        asker = self.cast.asked and any(phrase.pronoun == "i" for phrase in clause.subjects)
        if verb in LINKING and (subjects or asker):  # "when I was a girl"
            colored = bool(COLORS.keys() & {*clause.complements})  # "the tall tower is grey, the short one brown"
            return self._mentions([p for p in clause.objects if colored and p.pronoun == "one" and p.color])
        told = [p for p in clause.objects if not (is_course(clause, p) or is_denied(clause, p))]
        mentions = self._mentions(told)
        own = [mention.being for mention in subjects]
        return [mention for mention in mentions if mention.being not in own]

    def _mentions(self, phrases: list[NounPhrase]) -> list[Mention]:
        found: list[Mention] = []
        for phrase in phrases:
            mentions = self.resolve(phrase)
            # "two dogs, one black": the group must be known before its members are
            self.cast.note([mention.being for mention in mentions if mention.being.count > 1])
            found += mentions
        return found

    def _naming(self, clause: Clause, verb: str) -> bool:
        """Understand "her name was Ruby" and "a fox whose name was Rusty"."""
        subject = clause.subjects[0] if clause.subjects else None
        if not (verb == "be" and subject and subject.noun == "name" and subject.owner):
            return False
        owner = self.resolve(subject.owner) if clause.objects and clause.objects[0].name else []
        if owner:
            owner[0].being.name = owner[0].being.name or clause.objects[0].name
            self._see(owner, subject=True)
        return bool(owner)

    def _see(self, mentions: list[Mention], subject: bool = False, aside: bool = False) -> None:
        for mention in mentions:
            if mention.being.place or (mention.being.members and mention.being.remaining <= 0):
                continue
            if mention.being.group is not None:
                self._replace_group(mention.being.group)
            if mention.being not in [other.being for other in self.reading.seen]:
                self.reading.seen.append(mention)
            mention.being.acts |= subject
        self.cast.note([mention.being for mention in mentions], subject, aside)

    def _replace_group(self, group: Being) -> None:
        """Show a group's members instead of the group once they are told apart."""
        seen = self.reading.seen
        for k, mention in enumerate(seen):
            if mention.being is group:
                left = group.remaining
                seen[k : k + 1] = [Mention(group, left)] if left > 0 else []
                break

    def _read_places(self, clause: Clause) -> None:
        narrower: set[int] = set()  # where a place ends that the next one only locates: "a pond in the forest"
        for phrase in (*clause.subjects, *clause.objects):
            if not phrase.name and phrase.noun and place_strength(phrase.noun, "by") and is_place_phrase(phrase):
                located = any(p.start == phrase.end + 1 for adjunct in clause.adjuncts for p in adjunct.phrases)
                self._read_place(phrase, "in" if located else "by")
                narrower.add(phrase.end)
        for adjunct in clause.adjuncts:
            for phrase in adjunct.phrases:
                if phrase.start - 1 not in narrower:
                    beside = adjunct.preposition == "to" and "next" in clause.adverbs
                    self._read_place(phrase, "beside" if beside else adjunct.preposition)

    def _read_place(self, phrase: NounPhrase, preposition: str) -> None:
        if phrase.apart or phrase.reference == "no":
            return
        strength = place_strength(phrase.noun, preposition) if phrase.noun and phrase.noun not in META else 0
        planet = phrase.name.lower() in _PLANETS and preposition in ("on", "onto", "across", "over")
        strength = 2 if phrase.part == "frame" else strength  # "crosses the middle of the tablecloth"
        there = preposition in ("in", "at", "to", "through", "into") or planet
        named = bool(phrase.name) and not phrase.noun and there
        if named and (
            planet
            or lexicon.noun_class(phrase.name.lower()) == "location"
            or (preposition == "in" and not self._is_known(phrase))
        ):
            strength = 2
        if not strength:
            return
        if preposition in ("under", "beneath", "below", "underneath") and is_water(phrase.noun):
            phrase = NounPhrase(phrase.start, phrase.end, "seabed", reference="the")  # "dives under the sea"
            strength = 3
        place = self.cast.refer(phrase, place=True)[0].being
        if named:
            kind = "city" if lexicon.noun_class(phrase.name.lower()) == "location" else "village"
            place.noun = place.noun or ("planet" if planet else kind)
        self.reading.places.append((strength, place))
        self.reading.resolved[id(phrase)] = [Mention(place, 1)]

    def _is_known(self, phrase: NounPhrase) -> bool:
        return any(being.name == phrase.name and not being.place for being in self.cast.beings)

    def _act(self, clause: Clause, subjects: list[Mention], objects: list[Mention]) -> None:
        if clause.verb is None and not (clause.spots or clause.windows or clause.adjuncts):
            return
        if clause.verb and clause.verb.lemma in ("have", "own") and not clause.windows:
            return
        if self.reading.tokens[0].tag == "W" and self.reading.tokens[-1].text == "?":  # "Where does it go?"
            return
        events = clause_events(
            clause, [m for m in subjects if not m.being.place], [m for m in objects if not m.being.place], self.resolve
        )
        if events is None:
            self.unknown.append(clause.verb.lemma if clause.verb else "")
            return
        if clause.verb and clause.verb.passive:
            for event in events:
                if event.motion == "stay" and clause.verb.form == "part" and action_of(clause.verb.lemma, True) is None:
                    set_state(self.reading, event.being, clause.verb.lemma)
        events = [event for event in events if not event.being.place]
        come_late(clause, events, self.cast.hidden)
        end_others(clause, events, self.reading.events)
        stay_on(self.reading, clause, subjects)
        bear_longer(events, self.cast.timed)
        rest = [p for p in clause.subjects if p.pronoun and not p.noun and p.selects in ("other", "second")]
        for event in events if rest else ():
            event.first = max(0, event.being.count - event.count)
        self._time(clause, events)
        if clause.kind in ("participle", "gapped", "relative") or clause.explains:
            self._elaborate(events)
        elif self.going:
            events = [e for e in events if e.stated or e.motion not in TRAVEL or e.being not in self.going]
        ing = clause.verb is not None and clause.verb.form == "ing" and not clause.verb.auxiliaries
        # "two horses, both heading left, run"
        self.going = {e.being for e in events if ing and e.stated and e.motion in TRAVEL}
        events = carried(put_on_the_way(events, self.reading.events), self.cast.aboard)
        self.reading.events += events

    def _give_places(self, orphans: list[Clause]) -> None:
        """Give places that no verb stands with ("first the upper left, then the lower right") to who moves."""
        orphans = [*self.cast.pending, *orphans]
        self.cast.pending = [] if self.reading.seen or self.cast.beings else orphans
        if not orphans or self.cast.pending:
            return
        whole = Clause(spots=[spot for clause in orphans for spot in clause.spots], kind="main")
        mentions = [m for m in self.reading.seen if not m.being.place] or self.cast.last_acting()
        acting = [m for m in mentions if m.being.acts] or mentions
        route = read_route(whole, Action("move", "across"), [], self.resolve)
        path = route.path() or tuple(route.at)
        if not acting or not (path or route.relation or route.start_relation):
            return
        being, count = acting[0]
        if any(e.being is being and e.stated and e.motion in TRAVEL for e in self.reading.events):
            return
        moves = len(path) > 1 or bool(route.relation)
        event = Event(being, count, "move" if moves else "stay", path, stated=True, verb="move")
        event.start_relation, event.relation = route.start_relation, route.relation
        vague = [e for e in self.reading.events if e.being is being and not e.stated]
        event.windows = next((e.windows for e in vague if e.windows), ())
        event.unseen = next((e.unseen for e in vague if e.unseen), ())
        event.beat = max(self.beat, 0)
        self.beat = event.beat
        self.reading.events = [*(e for e in self.reading.events if e not in vague), event]
        self._see([acting[0]])

    def _elaborate(self, events: list[Event]) -> None:
        """Let "passes a tree, moving from its right to its left" be one movement, by the route that is told."""
        going = {e.being for e in self.reading.events if e.stated and e.motion in TRAVEL and e.beat == self.beat - 1}
        for event in [e for e in events if e.being in going and e.verb in _CROSSING and not e.stated]:
            events.remove(event)  # "waddles leftwards, crossing the whole frame"
        told = {event.being: event for event in events if event.stated and event.motion in TRAVEL}
        vague = [
            e
            for e in self.reading.events
            if e.being in told and e.beat <= self.beat - 1 and e.motion in TRAVEL | {"orbit"} and not e.stated
        ]
        for event in vague:
            told[event.being].windows = told[event.being].windows or event.windows
            told[event.being].unseen = told[event.being].unseen or event.unseen
            told[event.being].beat = event.beat
            self.reading.events.remove(event)
        if vague and all(event.being in {v.being for v in vague} for event in events):
            self.beat -= 1
            self.main_beat = min(self.main_beat, self.beat)

    def _time(self, clause: Clause, events: list[Event]) -> None:
        """Give the events their beat: one after the other for the same being, at the same time for others."""
        begun = any(e.beat == self.main_beat and e.verb in ("start", "begin") for e in self.reading.events)
        if self.main_beat >= 0 and comes_earlier(clause, begun):
            self._put(events, self.main_beat)
            self.main_beat += 1
            return
        if self.held and clause.kind == "main" and events:  # "before it lands, the gull circles"
            self._put(events, 0)
            self.held = False
            return
        lively = any(event.motion != "stay" or event.path for event in events)
        busy = {
            (event.being, event.first)
            for event in self.reading.events
            if event.beat == self.beat and (event.motion != "stay" or event.path)
        }
        again = any((event.being, event.first) in busy for event in events)
        after = "then" in clause.adverbs or clause.opener in ("then", "until", "after")
        if self.beat < 0 or (lively and (again or after) and clause.opener not in SIMULTANEOUS):
            self.beat += 1
        for event in events:
            event.beat = self.beat
        self.held |= clause.opener == "before" and self.main_beat < 0 and bool(events)
        if clause.kind in ("main", "gapped") and lively and not self.held:
            self.main_beat = self.beat

    def _put(self, events: list[Event], beat: int) -> None:
        """Put events before those of a beat, which with all after it come one beat later."""
        for event in self.reading.events:
            event.beat += event.beat >= beat
        for event in events:
            event.beat = beat
        self.beat += 1
