"""The heart of the offline decomposition: which parts of a request are jobs for which tools, and what goes where.

A beam search over the parts of a request. A run of parts is either passed over or given to a tool; a tool gains by the
words it answers to and by inputs that are there and meant ("it", "the summary", a file named beside it), and costs as
much as one weak word, so that nothing is added that the request does not ask for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import PurePath

from storyagent.graph.tool import Port, ToolSpec
from storyagent.lexicon import lemma
from storyagent.planning.decompose_clauses import Part, Token
from storyagent.planning.decompose_facts import fact_places, facts_in
from storyagent.planning.decompose_match import Match, Matcher
from storyagent.planning.decompose_settings import NOUNS, settings_for
from storyagent.planning.decompose_types import TypeNames, above, gives, resource_ports, there_besides
from storyagent.planning.decompose_ways import Bound, Job, Resource, Way
from storyagent.planning.decompose_weights import (
    AGAIN,
    BESIDE,
    BETWEEN,
    CHOICES,
    CROWDED,
    FIRM,
    FIRST_MISSING,
    GIVEN,
    HEARD,
    JOINED,
    LATEST,
    LEAF,
    MISSING,
    NAMED,
    NOUN,
    OPEN,
    OPTIONS,
    OTHER,
    OWN,
    PRONOUN,
    QUOTE,
    ROLE,
    SECOND,
    SETTING,
    SPAN,
    TOOL,
    UNSET,
    UNUSED,
    USED,
    VERB,
    WIDTH,
)  # fmt: skip
from storyagent.planning.decompose_words import EMPTY
from storyagent.planning.grammar import word_set
from storyagent.story.resources import accepts

PRONOUNS = word_set("it its them this that these those result results output both one ones there same him her one's")
_OPENING = word_set("and then please also but plus next finally now you to")
"""Words before a verb that begins an order."""
_ASIDE = word_set("also too well besides additionally")
"""Words that say that a job goes beside the one before it, and takes what that one took."""
_ALL = word_set("both all each every them these those")
"""Words that mean all things of a kind that are at hand."""
_DEFINITE = word_set("the this that these those my your our his her its their")
_INDEFINITE = word_set("a an some another new")


class Beam:
    """The search for one request.

    `careful` counts against a tool that it does not answer to the verb of an order: where plans are run, one job too
    few is better than a wrong one.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        matcher: Matcher,
        types: TypeNames,
        hand: Sequence[Resource],
        specs: Mapping[str, ToolSpec],
        *,
        careful: bool = True,
    ) -> None:
        self.parts, self.matcher, self.types, self.hand, self.specs = parts, matcher, types, tuple(hand), specs
        self.careful = careful
        self._starts = {part.tokens[0].start for part in parts}
        self._matches: dict[tuple[int, int], dict[str, Match]] = {}
        self._set: dict[tuple[int, int, str], float] = {}

    def best(self, *, always: bool = False) -> Way:
        """Return the best way to understand the whole request; `always` with at least one job."""
        ways: list[list[Way]] = [[] for _ in range(len(self.parts) + 1)]
        ways[0] = [Way(0.0, 0)]
        for at in range(len(self.parts)):
            for way in _kept(ways[at]):
                ways[at + 1].append(replace(way, at=at + 1))
                for last in range(at, min(at + SPAN, len(self.parts))):
                    for longer in self._longer(way, at, last):
                        ways[last + 1].append(longer)
                    if self.parts[last].ends:
                        break
        whole = [way for way in ways[-1] if way.jobs or not always] or [self._anything()]
        return max(whole, key=lambda way: (self._final(way), [job.tool for job in way.jobs]))

    def _anything(self) -> Way:
        """Return a way with the one tool that is likeliest, however unlikely that is."""
        last = len(self.parts) - 1
        tokens = self.tokens(0, last)
        matches = self.matches(0, last)
        none = Match(0.0, frozenset())

        def likely(name: str) -> tuple[float, str]:
            match = matches.get(name, none)
            return match.score + self._bind(self.specs[name], match, tokens, Way(0.0, 0))[1], name

        name = max(sorted(self.specs), key=likely)
        match = matches.get(name, none)
        bound, _ = self._bind(self.specs[name], match, tokens, Way(0.0, 0))
        return Way(0.0, last + 1, (Job(0, last, name, match, bound, frozenset(range(len(tokens))), matches),))

    def _final(self, way: Way) -> float:
        unused = sum(one.place >= 0 and one.name not in way.used for one in self.hand)
        return way.score + UNUSED * unused

    def tokens(self, first: int, last: int) -> tuple[Token, ...]:
        """Return the tokens of a run of parts."""
        return tuple(token for part in self.parts[first : last + 1] for token in part.tokens)

    def matches(self, first: int, last: int) -> dict[str, Match]:
        """Return how well all tools answer to a run of parts."""
        key = (first, last)
        if key not in self._matches:
            self._matches[key] = self.matcher.match(self._words(self.tokens(first, last)))
        return self._matches[key]

    def _words(self, tokens: Sequence[Token]) -> list[str]:
        """Return the words of tokens; a file at hand counts as the word for what it is."""
        kinds = {PurePath(one.name).name: one.type.rpartition(".")[2] for one in self.hand}
        return [token.word or kinds.get(PurePath(token.text).name, "") for token in tokens]

    def _longer(self, way: Way, first: int, last: int) -> Iterator[Way]:
        tokens = self.tokens(first, last)
        roles = self._roles(tokens)
        for longer, match in self._with_one(way, first, last, tokens, self.matches(first, last), roles):
            yield longer
            if tokens[0].word == "with" and way.results:
                yield from self._joined(longer, first, last)
            told = self._told(longer.jobs[-1].tool, tokens) if self.careful else frozenset()
            words = [
                word if place not in match.heard and word not in told else ""
                for place, word in enumerate(self._words(tokens))
            ]
            for both, second in self._with_one(longer, first, last, tokens, self.matcher.match(words), {}):
                if second.score >= SECOND and self._follows(both):
                    yield replace(both, score=both.score + CROWDED)

    def _told(self, name: str, tokens: Sequence[Token]) -> frozenset[str]:
        """Return the words that say how a thing shall be that a tool has a setting for."""
        nouns = [noun for noun in NOUNS if noun in self.specs[name].inputs]
        if not nouns:
            return frozenset()
        values, _ = settings_for([self.specs[name]], tokens, frozenset())
        return frozenset(word for noun in nouns for word in str(values.get(f"{name}.{noun}", "")).split())

    def _joined(self, way: Way, first: int, last: int) -> Iterator[Way]:
        """Yield the way in which what "with ..." names is added to what was made before, by a tool that takes both."""
        added = way.results[-1]
        for before in reversed(way.results[:-1]):
            for name in sorted(self.specs):
                ports = [port for port in resource_ports(self.specs[name].inputs.values()) if port.required]
                bound = _both(ports, before, added)
                if bound and any(accepts(kind, before.type) for kind in gives(self.specs[name])):
                    match = self.matches(first, last).get(name, Match(0.0, frozenset()))
                    job = Job(first, last, name, match, bound, matches={name: match}, lasting=True)
                    made = Resource(f"s{len(way.jobs) + 1}", gives(self.specs[name])[0], step=len(way.jobs))
                    used = way.used | {before.name, added.name}
                    score = way.score + JOINED + match.score / 10
                    jobs = (*way.jobs[:-1], replace(way.jobs[-1], lasting=True), job)
                    yield Way(score, last + 1, jobs, (*way.results, made), used)

    def _follows(self, way: Way) -> bool:
        """Tell whether the last job takes what the one before it gives."""
        before = f"s{len(way.jobs) - 1}"
        return any(one.name == before for bound in way.jobs[-1].bound for one in bound.resources)

    def _with_one(
        self, way: Way, first: int, last: int, tokens: Sequence[Token], matches: Mapping[str, Match],
        roles: Mapping[str, tuple[float, float]],
    ) -> Iterator[tuple[Way, Match]]:  # fmt: skip
        """Yield the ways that give this run of parts to one tool more."""
        marks = {
            name: match.score
            + self._role(self.specs[name], roles)
            + (self._unheard_verb(name, match, tokens) if self.careful else 0.0)
            + self._settings(first, last, name, tokens)
            for name, match in matches.items()
        }
        for name in sorted(marks, key=lambda name: (-marks[name], name))[:CHOICES]:
            if marks[name] <= TOOL / 3 or not self.is_said(matches[name], tokens):
                continue
            bound, worth = self._bind(self.specs[name], matches[name], tokens, way)
            job = Job(first, last, name, matches[name], bound, self._near(matches[name], tokens), matches)
            made = tuple(
                Resource(f"s{len(way.jobs) + 1}", kind, step=len(way.jobs))
                for kind in (*gives(self.specs[name]), *there_besides(self.specs[name]))
            )
            used = way.used.union(one.name for item in bound for one in item.resources)
            again = AGAIN if way.jobs and way.jobs[-1].tool == name and self._in_a_row(job, way) else 0.0
            quote = self._passed_over(name, bound, tokens) if self.careful else 0.0
            score = way.score + marks[name] + worth + again + quote - TOOL
            longer = Way(score, last + 1, (*way.jobs, job), (*way.results, *made), used)
            yield longer, matches[name]
            if self.careful:
                yield from ((both, matches[name]) for both in self._supplied(way, longer, tokens, matches))

    def _supplied(self, way: Way, longer: Way, tokens: Sequence[Token], matches: Mapping[str, Match]) -> Iterator[Way]:
        """Yield the ways in which what a job lacks is made first, of the same words: "add calm music to clip.mp4"."""
        job = longer.jobs[-1]
        lacking = [bound for bound in job.bound if not bound.resources and not bound.words]
        if len(lacking) != 1:
            return
        for name in sorted(matches):
            kind = gives(self.specs[name])[0]
            if name == job.tool or matches[name].score <= TOOL / 2 or not accepts(lacking[0].type, kind):
                continue
            about = self._about(name, job, matches[name], tokens)
            maker = None if about is None else self._maker(name, job, about, matches)
            if maker is None:
                continue
            place = len(way.jobs)
            made = Resource(f"s{place + 1}", kind, step=place)
            bound = tuple(replace(one, resources=(made,)) if one is lacking[0] else one for one in job.bound)
            result = Resource(f"s{place + 2}", gives(self.specs[job.tool])[0], step=place + 1)
            score = longer.score + matches[name].score / 2 + LATEST - MISSING - TOOL
            jobs = (*way.jobs, maker, replace(job, bound=bound, lasting=True))
            yield Way(score, longer.at, jobs, (*way.results, made, result), longer.used | {made.name})

    def _about(self, name: str, job: Job, match: Match, tokens: Sequence[Token]) -> frozenset[int] | None:
        """Return the places of the words that say what a tool shall make; None if they only say of what kind."""
        other = job.match.heard - match.heard
        said = frozenset(
            at for at, token in enumerate(tokens) if token.word and token.word not in EMPTY and at not in other
        )
        ports = [port for port in resource_ports(self.specs[name].inputs.values()) if port.required]
        if ports and not any(self._tells(tokens[at].word, name) for at in said & match.heard):
            return None
        return said

    def _maker(self, name: str, job: Job, about: frozenset[int], matches: Mapping[str, Match]) -> Job | None:
        """Return the job of making something of a request's words alone, if a tool can."""
        ports = [port for port in resource_ports(self.specs[name].inputs.values()) if port.required and port.resource]
        kinds = [port.resource.name for port in ports if port.resource]
        if any(not accepts("text", kind) for kind in kinds):
            return None
        bound = tuple(Bound(port.name, kind, words=True) for port, kind in zip(ports, kinds, strict=True))
        match = Match(matches[name].score, frozenset())
        return Job(job.first, job.last, name, match, bound, about, matches, lasting=True)

    def _named(self, name: str, tokens: Sequence[Token]) -> bool:
        """Tell whether a quote is what a thing shall be called: the value of one of a tool's settings."""
        quotes = {token.text[1:-1] for token in tokens if token.kind == "quote"}
        return bool(
            quotes & {str(value) for value in settings_for([self.specs[name]], tokens, frozenset())[0].values()}
        )

    def _says(self, token: Token, name: str) -> bool:
        """Tell whether a word may stand for a text by itself, where nothing else is said."""
        if not self.careful:
            return token.word not in EMPTY
        return bool(token.word) and token.word not in EMPTY and self._tells(token.word, name)

    def _tells(self, word: str, name: str) -> bool:
        """Tell whether a word says more of what a tool makes than its name and the type of its result do."""
        kinds = gives(self.specs[name])
        return not any(self.types.named_by(word).get(kind, 0.0) >= HEARD for up in kinds for kind in above(up))

    def _passed_over(self, name: str, bound: Sequence[Bound], tokens: Sequence[Token]) -> float:
        """Return what it costs that a quote is neither what a tool is given nor one of its settings."""
        quotes = [token for token in tokens if token.kind == "quote"]
        taken = not quotes or any(one.words for one in bound) or self._named(name, tokens)
        return 0.0 if taken else QUOTE

    def orders(self, name: str, place: int) -> bool:
        """Tell whether a tool answers to what a part orders."""
        tokens, match = self.tokens(place, place), self.matches(place, place)[name]
        return self.is_said(match, tokens) and not self._unheard_verb(name, match, tokens)

    def is_said(self, match: Match, tokens: Sequence[Token]) -> bool:
        """Tell whether a tool answers to a word that is said, not only to what a file is."""
        return any(place < len(tokens) and tokens[place].word for place in match.heard)

    def _unheard_verb(self, name: str, match: Match, tokens: Sequence[Token]) -> float:
        """Return what it costs that a tool does not answer to the verb that a run of words begins with."""
        for place, token in enumerate(tokens):
            if token.word in EMPTY or not token.word:
                continue
            opening = place == 0 or tokens[place - 1].word in _OPENING
            base = lemma(token.word, "v")
            if opening and base and base != token.word and token.word.endswith("s") and not self._begins(tokens[0]):
                return VERB  # "finds a kite" goes on telling, it orders nothing
            heard = place in match.heard or self.matcher.likeness(token.word, name) >= HEARD
            return VERB if opening and base == token.word and not heard else 0.0
        return 0.0

    def _begins(self, token: Token) -> bool:
        """Tell whether a token begins a sentence."""
        part = next((at for at, part in enumerate(self.parts) if part.tokens[0] is token), 0)
        return part == 0 or self.parts[part - 1].ends

    def _settings(self, first: int, last: int, name: str, tokens: Sequence[Token]) -> float:
        """Return what it is worth that a tool has settings for the numbers that are said."""
        key = (first, last, name)
        if key not in self._set:
            spec = self.specs[name]
            values, _ = settings_for([spec], tokens, frozenset())
            said = {str(fact.value) for fact in facts_in(tokens) if fact.kind == "aspect"}
            bound = [value for value in values.values() if type(value) in (int, float) or value in said]
            asked = [port for port in spec.inputs.values() if port.required and port.resource is None]
            unset = sum(f"{name}.{port.name}" not in values for port in asked)
            nouns = sum(f"{name}.{noun}" in values for noun in NOUNS)
            self._set[key] = SETTING * min(2, len(bound)) + NOUN * nouns + (UNSET * unset if self.careful else 0.0)
        return self._set[key]

    def _in_a_row(self, job: Job, way: Way) -> bool:
        return any(one.step == len(way.jobs) - 1 for bound in job.bound for one in bound.resources)

    def _roles(self, tokens: Sequence[Token]) -> dict[str, tuple[float, float]]:
        """Return for each type that the words name how much it looks like something given, and something wanted."""
        found: dict[str, tuple[float, float]] = {}
        for place, token in enumerate(tokens):
            for name, like in (self.types.named_by(token.word) if token.word else {}).items():
                before = [one.word for one in tokens[max(0, place - 3) : place]]
                into = bool({"as", "into", "to", "in"} & set(before)) and not _DEFINITE & set(before)
                definite = bool(_DEFINITE & set(before)) and not into
                given, wanted = found.get(name, (0.0, 0.0))
                if definite:
                    given = max(given, like)
                elif into or _INDEFINITE & set(before):
                    wanted = max(wanted, like)
                found[name] = given, wanted
        return found

    def _role(self, spec: ToolSpec, roles: Mapping[str, tuple[float, float]]) -> float:
        """Return how well what a tool gives fits what the words seem to want, and what it takes what they give."""
        made = gives(spec)
        taken = [port.resource.name for port in resource_ports(spec.inputs.values()) if port.resource]
        worth = 0.0
        for name, (given, wanted) in roles.items():
            if wanted and any(accepts(name, kind) or accepts(kind, name) for kind in made):
                worth = max(worth, ROLE * wanted)
            elif given and any(accepts(kind, name) or accepts(name, kind) for kind in taken):
                worth = max(worth, ROLE * given * 0.5)
        firmly = [name for name, (_, wanted) in roles.items() if wanted >= FIRM]
        fits = any(accepts(name, kind) or accepts(kind, name) for name in firmly for kind in made)
        return worth + (OTHER if self.careful and firmly and not fits else 0.0)

    def _bind(self, spec: ToolSpec, match: Match, tokens: Sequence[Token], way: Way) -> tuple[tuple[Bound, ...], float]:
        """Return what fills a tool's inputs, all of them together as well as can be, and what that is worth."""
        ports = [port for port in resource_ports(spec.inputs.values()) if port.required]
        options = [self._options(spec.name, port, match, tokens, way)[:OPTIONS] for port in ports]
        best: tuple[float, tuple[Bound, ...]] = (0.0, ())
        for number, chosen in enumerate(product(*options)):
            taken = [one for _, bound in chosen for one in bound.resources]
            worths = sorted((worth for worth, _ in chosen), reverse=True)
            total = worths[0] + sum(min(worth, worth / 2) for worth in worths[1:]) if worths else 0.0
            total -= sum(taken.count(one) - 1 for one in set(taken))
            if number == 0 or total > best[0]:
                best = total, tuple(bound for _, bound in chosen)
        return best[1], best[0]

    def _options(
        self, name: str, port: Port, match: Match, tokens: Sequence[Token], way: Way
    ) -> list[tuple[float, Bound]]:
        """Return what may fill an input, the likeliest first; nothing is an option, too."""
        assert port.resource is not None
        wanted = port.resource.name
        near = self._near(match, tokens)
        options: list[tuple[float, Bound]] = []
        for one in (*self.hand, *way.results):
            steps = self.types.steps(one.type, wanted)
            if steps is not None:
                worth = self._worth(one, near, tokens, way) + BETWEEN * steps
                options.append((worth, Bound(port.name, wanted, (one,))))
        several = self._each(wanted, tokens, way) if not port.many else ()
        if several:
            options.append((BESIDE + PRONOUN, Bound(port.name, wanted, several)))
        own = self._own_words(match, tokens) or int(any(self._says(tokens[at], name) for at in near))
        if accepts("text", wanted) and own:
            quoted = any(token.kind in ("quote", "url") for token in tokens) and not self._named(name, tokens)
            options.append((BESIDE if quoted else min(OWN, 0.1 * own), Bound(port.name, wanted, words=True)))
        leaf = not self.careful and not self.types.makers(wanted)
        nothing = LEAF if leaf else MISSING if way.results else FIRST_MISSING
        options.append((nothing, Bound(port.name, wanted)))
        options.sort(key=lambda option: -option[0])
        if port.many:
            return [(worth, self._several(bound, way)) for worth, bound in options[:1]]
        return options

    def _each(self, wanted: str, tokens: Sequence[Token], way: Way) -> tuple[Resource, ...]:
        """Return the things at hand that "both clips" or "all of them" means, for a tool that takes one at a time."""
        fitting = tuple(one for one in self.hand if accepts(wanted, one.type))
        words = {token.word for token in tokens}
        meant = _ALL & words if not way.results else (_ALL - PRONOUNS) & words
        return fitting if len(fitting) > 1 and meant else ()

    def _several(self, item: Bound, way: Way) -> Bound:
        """Return for an input that takes many all that is there and was not used."""
        near = [one for one in (*self.hand, *way.results) if accepts(item.type, one.type)]
        more = [one for one in near if one not in item.resources and one.name not in way.used]
        return replace(item, resources=(*item.resources, *more))

    def _own_words(self, match: Match, tokens: Sequence[Token]) -> int:
        """Return how many words of a run say something that the tool itself does not."""
        facts = fact_places(tokens)
        near = self._near(match, tokens)
        return sum(
            token.kind in ("quote", "url")
            or (bool(token.word) and token.word not in EMPTY and place in near - match.heard - facts)
            for place, token in enumerate(tokens)
        )

    def lacking(self, name: str, way: Way) -> tuple[str, ...]:
        """Return the types that a tool takes and nothing here gives, by way of other tools neither."""
        there = [one.type for one in (*self.hand, *way.results)]
        ports = [port for port in resource_ports(self.specs[name].inputs.values()) if port.required and port.resource]
        kinds = [port.resource.name for port in ports if port.resource]
        return tuple(kind for kind in kinds if all(self.types.steps(given, kind) is None for given in there))

    def _near(self, match: Match, tokens: Sequence[Token]) -> frozenset[int]:
        """Return the places of the words that stand in a part with a word that is answered to."""
        said = {place for place in match.heard if place < len(tokens) and tokens[place].word}
        found: set[int] = set()
        start = 0
        for place in range(len(tokens)):
            if place + 1 == len(tokens) or tokens[place + 1].start in self._starts:
                if any(start <= heard <= place for heard in said):
                    found.update(range(start, place + 1))
                start = place + 1
        return frozenset(found)

    def _worth(self, one: Resource, near: frozenset[int], tokens: Sequence[Token], way: Way) -> float:
        """Return how likely a resource is what these words mean."""
        words = {token.word for token in tokens}
        worth = 0.0
        if one.step < 0:
            beside = any(token.start == one.place and place in near for place, token in enumerate(tokens))
            worth += BESIDE if beside else GIVEN if one.name not in way.used else 0.0
            worth += PRONOUN / 2 if PRONOUNS & words and not way.results else 0.0
        else:
            latest = one.step == len(way.jobs) - 1
            if _ASIDE & words and len(way.jobs) > 1:
                latest = any(one in bound.resources for bound in way.jobs[-1].bound)
            worth += LATEST if latest else OPEN if one.name not in way.used else USED
            worth += PRONOUN if latest and PRONOUNS & words else 0.0
        return worth + NAMED * self._meant(one, tokens, way)

    def _meant(self, one: Resource, tokens: Sequence[Token], way: Way) -> float:
        """Return how clearly a definite noun among the words names a resource, by its type or by what made it."""
        best = 0.0
        for place, token in enumerate(tokens):
            definite = any(before.word in _DEFINITE for before in tokens[max(0, place - 3) : place])
            if not token.word or not definite or token.word in EMPTY:
                continue
            best = max(best, self.types.named_by(token.word).get(one.type, 0.0) * 0.6)
            if one.step >= 0:
                tool = way.jobs[one.step].tool
                best = max(best, 0.8 * self.matcher.likeness(token.word, tool))
        return best


def _both(ports: Sequence[Port], before: Resource, added: Resource) -> tuple[Bound, ...]:
    """Return how two resources fill two inputs, or nothing where they do not."""
    kinds = [port.resource.name for port in ports if port.resource]
    if len(kinds) != 2:
        return ()
    for pair in ((before, added), (added, before)):
        if all(accepts(kind, one.type) for kind, one in zip(kinds, pair, strict=True)):
            return tuple(Bound(port.name, kind, (one,)) for port, kind, one in zip(ports, kinds, pair, strict=True))
    return ()


def _kept(ways: Sequence[Way]) -> list[Way]:
    """Return the best ways, each with other jobs than those before it."""
    seen: set[tuple[tuple[str, int], ...]] = set()
    kept: list[Way] = []
    for way in sorted(ways, key=lambda way: (-way.score, [job.tool for job in way.jobs])):
        key = tuple((job.tool, job.first) for job in way.jobs)
        if key not in seen:
            seen.add(key)
            kept.append(way)
    return kept[:WIDTH]
