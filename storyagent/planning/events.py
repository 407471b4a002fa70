"""What a clause shows: who moves how, from where to where, beside what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from storyagent import lexicon
from storyagent.planning.beings import Being, Mention
from storyagent.planning.chunks import Clause
from storyagent.planning.grammar import word_set
from storyagent.planning.looks import flies, height_of, is_being
from storyagent.planning.routes import PART_RELATIONS, RELATIONS, TRAVEL, Related, Resolve, Route, read_route
from storyagent.planning.scenery import is_place
from storyagent.planning.verbs import CARRYING, CHASING, RIDING, Action, Way, action_of
from storyagent.planning.windows import REVEALING, only_shown, seen_spans, shows_objects
from storyagent.story.choreography import Footing, Motion, Spot

_LIFTING, PASSING = (
    word_set("lift raise lower hoist move transport"),
    word_set("pass overtake outrun outpace bypass circle"),
)
_PUSHING, _PULLING = word_set("push wheel"), word_set("pull drag tow haul")
_PHRASAL = {
    ("make", "entrance"): "appear", ("make", "appearance"): "appear", ("make", "debut"): "appear",
    ("make", "exit"): "leave", ("take", "leave"): "leave", ("put", "appearance"): "appear",
    ("come", "on"): "appear", ("step", "in"): "enter", ("drop", "in"): "enter",
    ("take", "off"): "launch", ("lift", "off"): "launch", ("blast", "off"): "launch", ("set", "off"): "go",
    ("set", "out"): "go", ("turn", "around"): "pause", ("turn", "round"): "pause", ("turn", "about"): "pause",
    ("come", "out"): "emerge", ("pop", "out"): "appear", ("sit", "down"): "sit", ("lie", "down"): "lie",
    ("die", "away"): "vanish", ("melt", "away"): "vanish", ("fade", "away"): "vanish", ("fade", "out"): "vanish",
    ("pass", "by"): "pass", ("go", "by"): "pass",
    ("peek", "out"): "appear", ("peep", "out"): "appear", ("pop", "in"): "appear", ("peek", "in"): "appear",
    ("show", "up"): "appear", ("turn", "up"): "appear", ("pop", "up"): "appear", ("fade", "in"): "appear",
    ("shoot", "up"): "launch", ("shoot", "off"): "launch", ("rocket", "up"): "launch",
    ("end", "up"): "end", ("wind", "up"): "end", ("finish", "up"): "finish",
}  # fmt: skip


_PASSIVE = {
    "remove": "vanish", "erase": "vanish", "delete": "vanish",
    "add": "appear", "insert": "appear", "introduce": "appear",
}  # fmt: skip
"""What is done to something so that it is seen no more, or from then on."""
_BLOWN = ("wind instrument", "horn", "whistle", "acoustic device", "brass")
ENDING = word_set("end finish stop arrive land settle alight halt conclude")


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
    when: tuple[float, float] | None = None
    """The part of the time in which it is where it is: "in the end it is at the right"."""
    via: tuple[Spot, ...] = ()
    """The places on the way when nothing else is said of it: "it goes by way of the top"."""
    stated: bool = False
    """Whether the text itself says where it goes."""
    first: int = 0
    """With which of a group it begins: with the second, for "the other"."""


def clause_events(
    clause: Clause, subjects: list[Mention], objects: list[Mention], resolve: Resolve
) -> list[Event] | None:
    """Return what a clause shows, or None when its verb is unknown."""
    verb = clause.verb
    lemma = _phrasal(verb.lemma, clause) if verb else "be"
    led = bool(clause.spots or clause.adjuncts or clause.objects or _AWAY & set(clause.adverbs))
    burns = lemma == "go" and "out" in clause.adverbs and all(m.being.kind == "prop" for m in subjects)
    if burns or (lemma == "turn" and not led):  # "the lamp went out"
        lemma = "pause"
    exchanged = exchange(clause, subjects, objects, resolve)
    if exchanged:
        return exchanged
    vanished = bool(verb and lemma in ("vanish", "appear") and lemma != verb.lemma)  # "is melted away", "is removed"
    if verb and verb.passive and not only_shown(clause) and not vanished:
        agents = [
            m for adjunct in clause.adjuncts if adjunct.preposition == "by" for p in adjunct.phrases for m in resolve(p)
        ]
        agents = [m for m in agents if is_being(m.being.head) or m.being.name or _can_act(lemma, m.being)]
        subjects, objects = agents, subjects
    action = action_of(lemma, transitive=bool(objects))
    if action is None:
        return None
    told = action
    if verb and verb.negated:
        action = Action()
    if clause.complements and lemma in ("pull", "push", "fall"):  # "pulled it free", "fell asleep"
        action = Action()
    route = read_route(clause, action, [m.being for m in (*subjects, *objects)], resolve)
    companions = _companions(clause, resolve, subjects) if action.motion != "stay" or objects else []
    events = _object_events(clause, action, lemma, subjects, objects, route)
    about_object = bool(objects) and (action.object_motion is not None or _follows_object(clause))
    way = Route() if about_object and action.motion == "stay" else route
    subject_events = [_subject_event(m, action, lemma, way, objects, clause) for m in (*subjects, *companions)]
    if told is not action:
        for event in subject_events:
            event.windows, event.unseen = seen_spans(clause, told)
    subject_events += _mounts(clause, lemma, subject_events, resolve)
    nested = _nested(clause, resolve)
    held = [m.being for a in clause.adjuncts if a.preposition == "with" for p in a.phrases if p.reference == "a"
            for m in resolve(p)]  # fmt: skip
    for event in nested:  # "second half: a post with a gull on it"
        event.windows = subject_events[0].windows if event.being in held and subject_events else event.windows
    return [*subject_events, *events, *nested]


def _can_act(verb: str, being: Being) -> bool:
    """Tell whether this is a machine that does what a person could: "is towed by a car", "is overtaken by a bus"."""
    bears = verb in CARRYING | CHASING | _PUSHING | _PULLING | _LIFTING | PASSING
    return bears and lexicon.is_a(being.head, "vehicle", "vessel", "conveyance", "machine")


_WAYS = word_set("make wind work find pick fight thread push wend weave")
_BORNE = word_set("sail fly float drift cruise row paddle soar travel glide ride skim race speed")
_MOUNTS = ("vehicle", "vessel", "craft", "conveyance", "broom", "rug", "raft", "board", "animal", "bubble", "cloud")


_SLENDER = 0.6
"""What is less high than this share of who is on it is at their hand, and does not carry them in the picture."""


def _mounts(clause: Clause, lemma: str, events: list[Event], resolve: Resolve) -> list[Event]:
    """Give the way of those who go in or on something to that: "flies on her broom", "sails in a boat"."""
    mounts = [
        (adjunct.preposition, mention)
        for adjunct in clause.adjuncts
        if adjunct.preposition in ("on", "in", "aboard", "inside", "atop")
        for phrase in adjunct.phrases[:1]
        if lemma in _BORNE or phrase.start - 2 in [subject.end - 1 for subject in clause.subjects]
        for mention in (resolve(phrase) if phrase.noun else [])
        if lexicon.is_a(mention.being.head, *_MOUNTS) and mention.being not in [event.being for event in events]
    ]
    if not mounts or not events or not all(event.motion in TRAVEL for event in events):
        return []
    preposition, mount = mounts[0]
    if height_of(mount.being.head) < _SLENDER * height_of(events[0].being.head):  # a broom goes where the witch does
        for event in events:
            event.relation = None if event.relation and event.relation[1] is mount.being else event.relation
            event.start_relation = None
        return [Event(mount.being, mount.number, start_relation=("held by", events[0].being), verb=lemma)]
    bearer = replace(events[0], being=mount.being, count=mount.number, start_relation=None, relation=None)
    if events[0].start_relation and events[0].start_relation[1] is not mount.being:
        bearer.start_relation = events[0].start_relation
    if events[0].relation and events[0].relation[1] is not mount.being:
        bearer.relation = events[0].relation
    if not (bearer.path or bearer.relation):
        bearer.path = ("left", "right")
    for event in events:
        event.motion, event.path, event.relation, event.stated = "stay", (), None, False
        event.start_relation = ("inside" if preposition in ("in", "inside") else "on", mount.being)
    return [bearer]


_AWAY = word_set("back away off in out up down into over")


def _phrasal(verb: str, clause: Clause) -> str:
    """Return the plain verb that a phrasal one stands for: to "show up" is to appear. Its adverb is used up."""
    if clause.verb and clause.verb.passive and verb in _PASSIVE:
        return _PASSIVE[verb]
    if clause.verb and clause.verb.passive and verb == "take" and "away" in clause.adverbs:
        return "vanish"
    if verb in _WAYS and clause.objects and clause.objects[0].noun == "way" and clause.objects[0].owner:
        return "go"  # "makes its way to the left"
    if clause.objects and (verb, clause.objects[0].noun) in _PHRASAL:
        return _PHRASAL[verb, clause.objects[0].noun]
    adverb = next((adverb for adverb in clause.adverbs if (verb, adverb) in _PHRASAL), None)
    if adverb is None:
        return verb
    clause.adverbs = [other for other in clause.adverbs if other != adverb]
    return _PHRASAL[verb, adverb]


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
        kind = PART_RELATIONS.get(holder.part) or RELATIONS.get(inner.preposition)
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
    moment = next((w.window[0] for w in clause.windows if w.when in ("at", "after") and w.firm), None)
    for mention in objects:
        event = Event(mention.being, mention.number, verb=lemma)
        if not (subjects and _borne(event, lemma, subjects[0].being, route)):
            _be_moved(event, clause, action, subjects[0].being if subjects else None, route)
        if clause.verb and clause.verb.passive and lemma != "join":
            event.windows, event.unseen = seen_spans(clause, action)
        elif shows_objects(clause):
            event.windows, event.unseen = seen_spans(clause, action, shown=True)
        elif moment is not None and lemma in REVEALING:
            event.windows = ((moment, 1.0),)
        elif moment is not None and (lemma in _TAKING or _takes_away(clause)):
            event.windows = ((0.0, moment),)
        events.append(event)
    return events


_TAKING = word_set("remove erase delete eat devour swallow")
"""What makes a thing be gone."""


def _takes_away(clause: Clause) -> bool:
    """Tell whether a clause says that somebody takes something away."""
    away = bool({"away", "off"} & set(clause.adverbs)) or any(a.preposition == "off" for a in clause.adjuncts)
    return away and clause.verb is not None and clause.verb.lemma in ("take", "clear", "carry", "snatch", "wipe")


def _borne(event: Event, lemma: str, subject: Being, route: Route) -> bool:
    """Fill in an object that goes with its subject: carried, pushed, pulled or chased; False if it does not."""
    if lemma in CARRYING and lemma not in RIDING | _PUSHING | _PULLING:
        vehicle = lexicon.is_a(subject.head, "vehicle", "vessel", "container")
        bearing = vehicle or lexicon.is_a(subject.head, "animal")
        on_back = bearing and height_of(subject.head) > 1.4 * height_of(event.being.head)
        event.start_relation = ("on" if on_back else "inside" if vehicle else "held by", subject)
    elif route.stated or lemma not in CHASING | _PUSHING | _PULLING:
        return False
    else:
        event.motion, event.path = "move", ("left", "center") if lemma in _PULLING else ("center", "right")
    return True


def _be_moved(event: Event, clause: Clause, action: Action, subject: Being | None, route: Route) -> None:
    """Fill in the movement of an object by the verb and the places that are named."""
    passive = clause.verb is not None and clause.verb.passive
    if passive and route.goals and (route.origins or not action.object_motion):
        _follow(event, action.object_motion or "move", "across", route)
    elif action.object_motion and not (event.verb == "blow" and lexicon.is_a(event.being.head, *_BLOWN)):
        _follow(event, action.object_motion, action.object_way, route)
        if subject and action.object_motion == "throw" and not route.origins:
            event.start_relation = event.start_relation or ("beside", subject)
            event.path = () if event.relation else route.path() or ("right",)
    elif route.goals and {"away", "off", "up"} & set(clause.adverbs):  # "the wind tore it away"
        event.motion, event.path = "glide", route.path()
    elif _follows_object(clause):
        event.start_relation = route.start_relation or route.relation
        event.path = tuple(route.at[:1])


def _follow(event: Event, motion: Motion | None, way: Way, route: Route) -> None:
    event.motion = route.motion or motion or "stay"
    event.stated = route.stated
    event.path = route.path() or tuple(route.at[:1]) or _natural_path(way, event.being)
    event.start_relation = event.start_relation or route.start_relation
    event.relation = None if route.origins and route.goals else route.relation
    if way == "down" and event.motion == "glide" and not event.path:  # "is lowered on a rope"
        event.path, event.start_relation = ("top", "bottom"), None
    if motion == "sway" and route.origins and route.goals:
        event.motion = "glide"
    elif motion == "sway" and event.being.kind == "prop":
        event.path = tuple(route.at[:1])


def _subject_event(
    mention: Mention, action: Action, lemma: str, route: Route, objects: list[Mention], clause: Clause
) -> Event:
    on_water = action.footing == "air" and lemma == "float" and not flies(mention.being.head)
    event = Event(mention.being, mention.number, verb=lemma, footing=None if on_water else action.footing)
    opening = "first" in clause.adverbs and bool(clause.spots)  # "it first shows up at the top right"
    event.appears, event.vanishes = action.appears and not opening, action.vanishes
    event.windows, event.unseen = seen_spans(clause, action)
    event.stated = route.stated
    event.via = tuple(route.via) if route.only_via else ()
    event.when = next((w.window for w in clause.windows if not w.firm and w.when == "during"), None)
    if objects and _by_object(event, action, route, objects[0].being):
        return event
    if lemma == "hand" and clause.spots:  # where it is handed over is where the giver is, too
        event.path = tuple(spot.spot for spot in clause.spots[:1] if not spot.relative)
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
    elif action.way == "to" and not (route.at or route.goals):  # not "finds it at the bottom left"
        event.motion, event.relation = action.motion, ("beside", other)
    elif action.way == "to":
        event.motion, event.path = action.motion, (*route.origins[:1], *route.at, *route.goals)
    elif event.verb in CHASING:
        event.motion, event.path = "move", route.path() or ("left", "center")
    else:
        return False
    return True


def _go(event: Event, action: Action, route: Route) -> None:
    """Fill in motion, path and relations of somebody who moves, or rests, by an action along a route."""
    if action.motion == "jump" and route.goals and route.goals[-1].startswith(("upper", "top")):
        action = replace(action, motion="glide")  # up there for good, not up and down again
    event.start_relation = route.start_relation
    moving = action.motion in TRAVEL or (action.motion in ("jump", "sway") and bool(route.goals or route.origins))
    event.motion = route.motion or action.motion
    if event.motion in ("approach", "recede"):
        event.path = tuple(spot for spot in route.path() if not spot.startswith("offscreen"))
    elif _goes_by_places(event, action, route):
        event.motion, event.relation = "move", route.relation
    elif moving or (action.motion == "jump" and route.relation):
        _travel(event, action, route)
    else:
        _rest(event, route)


def _goes_by_places(event: Event, action: Action, route: Route) -> bool:
    """Fill in the path of a verb that says little about moving where the places do: "is first here, then there"."""
    if event.verb in ENDING and (route.at or route.goals or route.relation):
        event.path = (*route.origins[:1], *route.at, *route.goals)
        return True
    if event.verb == "get" and (route.goals or route.relation):
        event.path = route.path()
        return True
    listed = event.verb in ("start", "begin", "be") and len(route.goals) > 1  # "start left, then right, then left"
    told = listed or len(set(route.at)) > 1 or bool((route.origins or route.at_first) and route.goals)
    if action.motion in ("stay", "sway") and (told or (route.start_relation and route.relation)):
        event.path = route.path() or tuple(route.at)
        return True
    return False


def _travel(event: Event, action: Action, route: Route) -> None:
    event.path, event.relation = route.path(), route.relation
    if action.way == "in" and route.origins and not (route.goals or route.at or route.via):
        event.path = (route.origins[0], "center")  # "arrives from the left"
    if event.motion == "sway":
        event.motion = "move"
    if event.path or event.relation:
        return
    if len(route.at) > 1:
        event.path = tuple(route.at)
    elif route.at:
        event.motion, event.path = "sway", tuple(route.at[:1])
    elif action == _SINKING and not event.start_relation and not lexicon.is_a(event.being.head, "celestial body"):
        event.path = ("top", "bottom")
    else:
        event.path = _natural_path(action.way, event.being) if not event.start_relation else _onward(action.way)


_SINKING = Action("glide", "down")


def _rest(event: Event, route: Route) -> None:
    event.path = tuple((route.at or route.origins or route.goals)[:1])
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


_BECOMING = word_set("turn transform change morph develop grow")
_SWAPPING = word_set("replace swap exchange substitute")
_YIELDING = {("give", "way"): "to", ("make", "way"): "for", ("make", "room"): "for", ("yield", ""): "to"}


def exchange(clause: Clause, subjects: list[Mention], objects: list[Mention], resolve: Resolve) -> list[Event] | None:
    """Return what "is replaced by", "turns into" and "gives way to" show: one goes when the other comes."""
    verb = clause.verb
    if verb is None or verb.negated or not subjects:
        return None
    prepositions: tuple[str, ...] = ()
    if verb.lemma == "take" and any(p.noun == "place" for p in clause.objects):  # "a chick takes the place of an egg"
        gone = [m for a in clause.adjuncts if a.preposition == "of" for p in a.phrases for m in resolve(p)]
        gone += [m for p in clause.objects if p.owner for m in resolve(p.owner)]
        gone = [m for m in gone if m.being not in [s.being for s in subjects]]
        return _swap(clause, gone, subjects) if gone else None
    if verb.lemma in _SWAPPING and verb.passive:
        prepositions = ("by", "for", "with")
    elif verb.lemma in _SWAPPING:  # "replace it with a tulip"
        comers = [m for a in clause.adjuncts if a.preposition in ("with", "by") for p in a.phrases for m in resolve(p)]
        return _swap(clause, objects or subjects, comers) if comers else None
    elif verb.lemma in _BECOMING and not objects:
        prepositions = ("into",)
    else:
        way = next((p.noun for p in clause.objects[:1]), "")
        prepositions = (_YIELDING[verb.lemma, way],) if (verb.lemma, way) in _YIELDING else ()
    comers = [m for a in clause.adjuncts if a.preposition in prepositions for p in a.phrases for m in resolve(p)]
    comers = [m for m in comers if not m.being.place and m.being not in [s.being for s in subjects]]
    return _swap(clause, subjects, comers) if comers else None


def _swap(clause: Clause, goers: list[Mention], comers: list[Mention]) -> list[Event]:
    verb = clause.verb.lemma if clause.verb else "be"
    moment = next((w.window[0] if w.when != "until" else w.window[1] for w in clause.windows), 0.5)
    moment = moment if 0.0 < moment < 1.0 else 0.5
    gone = [Event(m.being, m.number, windows=((0.0, moment),), verb=verb) for m in goers]
    return [*gone, *(Event(m.being, m.number, windows=((moment, 1.0),), verb="appear") for m in comers)]
