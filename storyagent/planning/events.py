"""What a clause shows: who moves how, from where to where, beside what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from storyagent import lexicon
from storyagent.planning.chunks import Clause, NounPhrase, SpotPhrase
from storyagent.planning.entities import TREE_PARTS, Being, Mention
from storyagent.planning.grammar import word_set
from storyagent.planning.looks import height_of, is_being
from storyagent.planning.scenery import is_building, is_place
from storyagent.planning.verbs import CARRYING, CHASING, RIDING, Action, Way, action_of
from storyagent.planning.windows import only_shown, seen_spans
from storyagent.story.choreography import Footing, Motion, RelationKind, Spot

Related = tuple[RelationKind, Being]
Resolve = Callable[[NounPhrase], list[Mention]]

_RELATIONS: dict[str, RelationKind] = {
    "on": "on", "upon": "on", "onto": "on", "atop": "on", "aboard": "on", "under": "under", "beneath": "under",
    "underneath": "under", "below": "below", "above": "above", "over": "above", "beside": "beside", "besides": "beside",
    "near": "beside", "by": "beside", "alongside": "beside", "against": "beside", "at": "beside", "behind": "behind",
    "inside": "inside", "in": "inside", "within": "inside", "into": "inside", "among": "beside", "between": "beside",
    "to": "beside", "toward": "beside", "towards": "beside",
}  # fmt: skip
_PART_RELATIONS: dict[str, RelationKind] = {
    "top": "on",
    "front": "in front of",
    "back": "on",
    "bottom": "under",
    "foot": "under",
    "side": "beside",
    "edge": "beside",
    "inside": "inside",
}
_UPWARD = word_set("sky air cloud heaven star moon sun ceiling")
_DOWNWARD = word_set("ground floor earth water lake sea ocean river pond grass sand pool")
_AFAR = word_set("distance horizon")
_TRAVEL = frozenset({"move", "glide", "bounce", "throw", "fall", "rise"})
_PUSHING, _PULLING = word_set("push wheel"), word_set("pull drag tow haul")
_PASSING = word_set("over past through across along by between among")
_PHRASAL = {
    ("show", "up"): "appear", ("turn", "up"): "appear", ("pop", "up"): "appear", ("fade", "in"): "appear",
    ("end", "up"): "move", ("wind", "up"): "move", ("finish", "up"): "move",
}  # fmt: skip
_POSITION_VERBS = word_set(
    """be sit stand lie sleep rest wait perch hang stay hide lean kneel live float sway nap doze crouch
        curl nestle park"""
)


@dataclass(slots=True, eq=False)
class Event:
    """One thing that one being does for a while. Events of one `beat` happen at the same time."""

    being: Being
    count: int
    motion: Motion = "stay"
    path: tuple[Spot, ...] = ()
    footing: Footing | None = None
    start_relation: Related | None = None
    relation: Related | None = None
    windows: tuple[tuple[float, float], ...] = ()
    unseen: tuple[tuple[float, float], ...] = ()
    appears: bool = False
    vanishes: bool = False
    beat: int = 0
    verb: str = ""


@dataclass(slots=True)
class Route:
    """Where a movement goes, as the clause's words say."""

    origins: list[Spot] = field(default_factory=list)
    via: list[Spot] = field(default_factory=list)
    goals: list[Spot] = field(default_factory=list)
    at: list[Spot] = field(default_factory=list)
    start_relation: Related | None = None
    relation: Related | None = None
    motion: Motion | None = None

    @property
    def stated(self) -> bool:
        """Tell whether the words name any place on the way."""
        return bool(self.origins or self.via or self.goals or self.at or self.start_relation or self.relation)

    def path(self) -> tuple[Spot, ...]:
        """Return the named spots in order."""
        spots = [*self.origins[:1], *self.via, *self.goals]
        return tuple(spot for k, spot in enumerate(spots) if not k or spot != spots[k - 1])


def clause_events(
    clause: Clause, subjects: list[Mention], objects: list[Mention], resolve: Resolve
) -> list[Event] | None:
    """Return what a clause shows, or None when its verb is unknown."""
    verb = clause.verb
    lemma = _phrasal(verb.lemma, clause.adverbs) if verb else "be"
    if verb and verb.passive and not only_shown(clause):
        agents = [
            m for adjunct in clause.adjuncts if adjunct.preposition == "by" for p in adjunct.phrases for m in resolve(p)
        ]
        agents = [m for m in agents if is_being(m.being.head) or m.being.name]
        subjects, objects = agents, subjects
    action = action_of(lemma, transitive=bool(objects))
    if action is None:
        return None
    if verb and verb.negated:
        action = Action()
    if clause.complements and lemma in ("pull", "push"):  # "pulled it free"
        action = Action()
    route = read_route(clause, action, [m.being for m in (*subjects, *objects)], resolve)
    companions = _companions(clause, resolve, subjects) if action.motion != "stay" or objects else []
    events = _object_events(clause, action, lemma, subjects, objects, route)
    about_object = bool(objects) and (action.object_motion is not None or _follows_object(clause))
    way = Route() if about_object and action.motion == "stay" else route
    subject_events = [_subject_event(m, action, lemma, way, objects, clause) for m in (*subjects, *companions)]
    return [*subject_events, *events, *_nested(clause, resolve)]


def _phrasal(verb: str, adverbs: list[str]) -> str:
    """Return the plain verb that a phrasal one stands for: to "show up" is to appear."""
    return next((_PHRASAL[verb, adverb] for adverb in adverbs if (verb, adverb) in _PHRASAL), verb)


def _companions(clause: Clause, resolve: Resolve, subjects: list[Mention]) -> list[Mention]:
    found = [
        m
        for adjunct in clause.adjuncts
        if adjunct.preposition in ("with", "alongside")
        for p in adjunct.phrases
        for m in resolve(p)
    ]
    return [m for m in found if m.being not in [s.being for s in subjects] and m.being.kind == "character"]


_STATIC = word_set("on in under behind beside inside above below near beneath underneath")


def _nested(clause: Clause, resolve: Resolve) -> list[Event]:
    """Return where things rest that are only named in passing: the basket in "eggs in a basket on a table"."""
    events = []
    for outer, inner in pairwise(clause.adjuncts):
        holder, held = inner.phrases[0], outer.phrases[-1]
        if inner.preposition not in _STATIC or holder.start != held.end + 1 or is_place(holder.noun):
            continue
        held_by, things = resolve(holder), resolve(held)
        kind = _PART_RELATIONS.get(holder.part) or _RELATIONS.get(inner.preposition)
        if kind and held_by and things and held_by[0].being is not things[0].being:
            events.append(Event(things[0].being, things[0].number, start_relation=(kind, held_by[0].being)))
    return events


def _follows_object(clause: Clause) -> bool:
    """Tell whether a prepositional phrase comes right after the object and so is about it."""
    if not clause.objects:
        return False
    end = clause.objects[-1].end
    starts = [p.start for adjunct in clause.adjuncts for p in adjunct.phrases[:1]]
    return any(end < start <= end + 2 for start in starts)


def _object_events(
    clause: Clause, action: Action, lemma: str, subjects: list[Mention], objects: list[Mention], route: Route
) -> list[Event]:
    events: list[Event] = []
    for mention in objects:
        event = Event(mention.being, mention.number, verb=lemma)
        subject = subjects[0].being if subjects else None
        if subject and lemma in CARRYING and lemma not in RIDING and lemma not in _PUSHING | _PULLING:
            bearing = lexicon.is_a(subject.head, "animal", "vehicle", "vessel")
            on_back = bearing and height_of(subject.head) > 1.4 * height_of(mention.being.head)
            event.start_relation = ("on" if on_back else "inside", subject)
        elif lemma in _PUSHING | _PULLING and subject and not route.stated:
            event.motion, event.path = "move", ("center", "right") if lemma in _PUSHING else ("left", "center")
        elif action.object_motion:
            _follow(event, action.object_motion, action.object_way, route)
            if subject and action.object_motion == "throw" and not route.origins:
                event.start_relation = event.start_relation or ("beside", subject)
                event.path = () if event.relation else route.path() or ("right",)
        elif route.goals and {"away", "off", "up"} & set(clause.adverbs):  # "the wind tore it away"
            event.motion, event.path = "glide", route.path()
        elif _follows_object(clause):
            event.start_relation = route.start_relation or route.relation
            event.path = tuple(route.at[:1])
        if clause.verb and clause.verb.passive:
            event.windows, event.unseen = seen_spans(clause, action)
        events.append(event)
    return events


def _follow(event: Event, motion: Motion | None, way: Way, route: Route) -> None:
    event.motion = route.motion or motion or "stay"
    event.path = route.path() or _natural_path(way, event.being)
    event.start_relation = event.start_relation or route.start_relation
    event.relation = route.relation
    if motion == "sway" and event.being.kind == "prop":
        event.path = tuple(route.at[:1])


def _subject_event(
    mention: Mention, action: Action, lemma: str, route: Route, objects: list[Mention], clause: Clause
) -> Event:
    event = Event(mention.being, mention.number, verb=lemma, footing=action.footing)
    event.appears, event.vanishes = action.appears, action.vanishes
    event.windows, event.unseen = seen_spans(clause, action)
    if objects and _by_object(event, action, route, objects[0].being):
        return event
    _go(event, action, route)
    if objects and lemma in _PUSHING | _PULLING and action.way == "across" and not route.stated:
        event.path = ("left", "center") if lemma in _PUSHING else ("center", "right")
    return event


def _by_object(event: Event, action: Action, route: Route, other: Being) -> bool:
    """Fill in the movement of a subject whose verb is about its object; False when the verb leaves it free."""
    if event.verb in RIDING:
        event.start_relation = ("on" if event.verb in ("ride", "drive") else "inside", other)
    elif action.motion == "orbit":
        event.motion, event.relation = "orbit", ("around", other)
    elif action.object_motion == "throw":  # the thrower stands where the throw begins
        event.path = tuple(route.origins[:1] or route.at[:1])
    elif event.verb == "climb" and other.kind != "place":
        event.motion, event.relation = "rise", ("on", other)
    elif action.way == "to":
        event.motion, event.relation = action.motion, ("beside", other)
    elif event.verb in CHASING:
        event.motion, event.path = "move", route.path() or ("offscreen left", "center")
    else:
        return False
    return True


def _go(event: Event, action: Action, route: Route) -> None:
    """Fill in motion, path and relations of somebody who moves, or rests, by an action along a route."""
    moving = action.motion in _TRAVEL or (action.motion in ("jump", "sway") and bool(route.goals or route.origins))
    event.motion = route.motion or action.motion
    event.start_relation = route.start_relation
    if moving or (action.motion == "jump" and route.relation):
        event.path, event.relation = route.path(), route.relation
        if event.motion == "sway":
            event.motion = "move"
        if not event.path and not event.relation:
            if route.at:
                event.motion, event.path = "sway", tuple(route.at[:1])
            else:
                event.path = _natural_path(action.way, event.being) if not event.start_relation else _onward(action.way)
        return
    event.path = tuple((route.at or route.goals)[:1])
    if event.motion == "orbit":
        around = route.relation or route.start_relation
        event.relation, event.start_relation = (("around", around[1]), None) if around else (None, None)
    elif route.relation and not event.start_relation:
        event.start_relation = route.relation
    if event.appears and route.origins:
        event.motion, event.path = "move", (route.origins[0], "center")


def _natural_path(way: Way, being: Being) -> tuple[Spot, ...]:
    if way == "across":
        return ("left", "right")
    if way == "in":
        return ("offscreen left", "center") if not being.count > 3 else ("offscreen left", "left")
    if way in ("out", "away"):
        return ("offscreen right",)
    return ()


def _onward(way: Way) -> tuple[Spot, ...]:
    return ("offscreen right",) if way in ("out", "away") else ("right",) if way == "across" else ()


def read_route(clause: Clause, action: Action, involved: list[Being], resolve: Resolve) -> Route:
    """Return where the clause's movement goes: spots, directions, and things it starts or ends at."""
    route = Route()
    anchor: list[Mention] = []
    for spot in clause.spots:
        # "from the left of the dog to its right": both sides are the dog's
        owned = spot.relative is not None and bool(spot.relative.pronoun)
        others = anchor if owned and anchor else resolve(spot.relative) if spot.relative else []
        anchor = others or anchor
        _add_spot(route, spot, others)
    for adverb in clause.adverbs:
        _add_adverb(route, adverb, action)
    previous = ""
    for adjunct in clause.adjuncts:
        for phrase in adjunct.phrases:
            preposition = adjunct.preposition
            if preposition == "to" and "next" in clause.adverbs:
                preposition = "beside"
            if preposition == "of" and previous == "out":
                preposition = "from"
            _add_adjunct(route, preposition, phrase, action, involved, resolve, clause)
        previous = adjunct.preposition
    return route


def _add_spot(route: Route, spot: SpotPhrase, others: list[Mention]) -> None:
    if spot.relative is not None:
        kind: RelationKind = "left of" if spot.spot == "left" else "right of"
        if others and spot.preposition == "from":
            route.start_relation = (kind, others[0].being)
        elif others:
            route.relation = (kind, others[0].being)
        return
    target = {
        "from": route.origins,
        "through": route.via,
        "via": route.via,
        "past": route.via,
        "across": route.via,
    }.get(
        spot.preposition, route.goals if spot.preposition in ("to", "toward", "towards", "into", "onto") else route.at
    )
    target.append(spot.spot)


def _add_adverb(route: Route, adverb: str, action: Action) -> None:
    if adverb in ("away", "off"):
        route.goals.append("offscreen right")
    elif adverb == "down" and action.motion in ("move", "glide") and not route.goals:
        route.motion = "glide"
        route.origins.append("upper right")
        route.goals.append("right")
    elif adverb == "up" and action.motion in ("move", "glide", "rise", "jump", "throw") and action.footing == "air":
        route.goals.append("top")
    elif adverb == "out" and action.motion in ("move", "glide", "jump"):
        route.motion = "move"
    elif adverb in ("in", "inside") and action.motion in ("move", "glide"):
        route.origins.append("offscreen left")
        route.goals.append("center")
    elif adverb == "back" and action.motion in ("move", "glide") and not route.goals:
        route.origins.append("right")
        route.goals.append("left")
    elif adverb in ("closer", "nearer") and action.motion in ("move", "glide"):
        route.motion = "approach"


def _add_adjunct(
    route: Route,
    preposition: str,
    phrase: NounPhrase,
    action: Action,
    involved: list[Being],
    resolve: Resolve,
    clause: Clause,
) -> None:
    noun = phrase.noun
    travels = action.motion in _TRAVEL or action.object_motion in _TRAVEL
    if noun in _AFAR and preposition in ("into", "toward", "towards", "to"):
        route.motion = "recede"
        return
    if _vertical(route, preposition, noun, travels, action):
        return
    if noun in ("camera", "viewer"):
        route.motion = (
            "approach"
            if preposition in ("to", "toward", "towards")
            else "recede"
            if preposition in ("from", "of")
            else None
        )
        return
    if is_place(noun) and not is_building(noun):
        if travels and preposition in ("down", "from") and not route.stated and preposition == "down":
            route.origins.append("left")
            route.goals.append("lower right")
        return
    others = [mention.being for mention in resolve(phrase) if mention.being not in involved and not mention.being.place]
    if others:
        _relate(route, preposition, phrase, others[0], action, travels, clause)


def _vertical(route: Route, preposition: str, noun: str, travels: bool, action: Action) -> bool:
    upward = noun in _UPWARD and preposition in ("into", "to", "toward", "towards", "up")
    if upward and (travels or action.motion in ("jump", "sway")):
        route.goals.append("top")
        return True
    if noun in ("sky", "air", "cloud", "above") and preposition == "from":
        route.origins.append("top")
        return True
    downward = noun in _DOWNWARD and preposition in ("to", "onto", "on", "into", "toward", "towards")
    if downward and (action.motion == "fall" or action.way == "down"):
        route.goals.append("bottom")
        return True
    return noun in ("ground", "floor", "sky", "air")


def _relate(
    route: Route, preposition: str, phrase: NounPhrase, other: Being, action: Action, travels: bool, clause: Clause
) -> None:
    kind = "inside" if phrase.noun in TREE_PARTS else _PART_RELATIONS.get(phrase.part) or _RELATIONS.get(preposition)
    verb = clause.verb.lemma if clause.verb else "be"
    if preposition == "around" and (travels or action.motion in ("orbit", "jump") or verb in ("dance", "play")):
        route.motion, route.relation = "orbit", ("around", other)
    elif preposition in ("from", "off", "out"):
        route.start_relation = (
            "inside" if preposition == "out" else "on" if preposition == "off" or action.motion == "fall" else "beside",
            other,
        )
    elif travels and preposition in _PASSING and phrase.part == "":
        if not route.goals:
            route.origins.append("left")
            route.goals.append("right")
    elif action.motion == "jump" and preposition == "over":
        route.origins.append("left")
        route.goals.append("right")
    elif preposition == "with" and other.kind != "character" and verb not in ("play", "help"):
        pass
    elif kind is None:
        return
    elif (
        (travels or action.motion == "jump")
        and verb not in _POSITION_VERBS
        and preposition in ("to", "toward", "towards", "into", "onto", "on", "under", "behind", "inside")
    ):
        route.relation = (kind, other)
    else:
        route.start_relation = (kind, other)
