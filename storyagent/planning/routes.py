"""Where a movement goes, as the words of a clause say: spots, directions, and things it starts or ends at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from storyagent import lexicon
from storyagent.planning.beings import TREE_PARTS, Being, Mention
from storyagent.planning.chunks import Clause, NounPhrase, SpotPhrase
from storyagent.planning.grammar import word_set
from storyagent.planning.scenery import is_building, is_place
from storyagent.planning.verbs import RIDING, Action
from storyagent.story.choreography import Motion, RelationKind, Spot

Related = tuple[RelationKind, Being]
Resolve = Callable[[NounPhrase], list[Mention]]

RELATIONS: dict[str, RelationKind] = {
    "on": "on", "upon": "on", "onto": "on", "atop": "on", "aboard": "on", "under": "under", "beneath": "under",
    "underneath": "under", "below": "below", "above": "above", "over": "above", "beside": "beside", "besides": "beside",
    "near": "beside", "by": "beside", "alongside": "beside", "against": "beside", "at": "beside", "behind": "behind",
    "inside": "inside", "in": "inside", "within": "inside", "into": "inside", "among": "beside", "between": "beside",
    "to": "beside", "toward": "beside", "towards": "beside",
}  # fmt: skip
PART_RELATIONS: dict[str, RelationKind] = {
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
_SLOPES = word_set(
    "stair stairs staircase step hill slope hillside ladder ramp slide mountain mountainside waterfall trunk"
)
_UPRIGHT = word_set(
    """pole flagpole mast post rope wall tower tree chimney shaft cliff drainpipe vine beanstalk cable chain string
        stalk stem column pillar building skyscraper facade window screen cord thread wire well tube pipe trunk"""
)
"""What one goes straight up or down."""
_AFAR = word_set("distance horizon")
TRAVEL = frozenset({"move", "glide", "bounce", "throw", "fall", "rise"})
_PASSING = word_set("over past through across along by between among")
_POSITION_VERBS = word_set(
    """be sit stand lie sleep rest wait perch hang stay hide lean kneel live float sway nap doze crouch
        curl nestle park"""
)


@dataclass(slots=True)
class Route:
    """Where a movement goes, as the clause's words say."""

    origins: list[Spot] = field(default_factory=list)
    via: list[Spot] = field(default_factory=list)
    goals: list[Spot] = field(default_factory=list)
    at: list[Spot] = field(default_factory=list)
    late_via: list[Spot] = field(default_factory=list)
    """What is passed on the way to the goals that were named before it: "to the right, via the top"."""
    start_relation: Related | None = None
    relation: Related | None = None
    motion: Motion | None = None
    guessed: bool = False
    """Whether origin and goal are only what passing something usually looks like."""
    column: str = ""
    """The side that it goes along: "left" for "along the left edge to the top"."""
    row: str = ""
    """The edge that it goes along: "upper" for "across the top to the right"."""
    at_first: bool = False
    """Whether a place where it is was named before any goal: "at the left, it runs to the right"."""

    @property
    def stated(self) -> bool:
        """Tell whether the words name any place on the way."""
        named = bool(self.origins or self.via or self.goals) and not self.guessed
        return bool(named or self.at or self.late_via or self.start_relation or self.relation)

    @property
    def only_via(self) -> bool:
        """Tell whether no more than places on the way are named."""
        return bool(self.via) and not (self.origins or self.goals or self.at or self.start_relation or self.relation)

    def path(self) -> tuple[Spot, ...]:
        """Return the named spots in order; to a mere origin comes the side across."""
        origins = self.origins[:1] or (self.at[:1] if self.at_first and self.goals else [])
        spots = [*origins, *self.via, *self.goals[:-1], *self.late_via, *self.goals[-1:]]
        if spots and len(spots) == len(self.origins[:1]):
            spots.append(_ACROSS.get(spots[0], "center"))
        spots = [spot for k, spot in enumerate(spots) if not _only_leads(spots[max(0, k - 1) : k + 2], k)]
        return tuple(spot for k, spot in enumerate(spots) if not k or spot != spots[k - 1])


def _only_leads(spots: list[Spot], k: int) -> bool:
    """Tell whether the second of three places is only the way to the third: "right, to the upper right corner"."""
    if not k or len(spots) < 3 or " " in spots[1] or " " not in spots[0] or " " not in spots[2]:
        return False
    return spots[2].endswith(f" {spots[1]}") and spots[0].split()[0] == spots[2].split()[0]


_ACROSS: dict[Spot, Spot] = {
    "left": "right", "right": "left", "top": "bottom", "bottom": "top", "upper left": "lower right",
    "upper right": "lower left", "lower left": "upper right", "lower right": "upper left",
}  # fmt: skip


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
    for adverb in (*clause.adverbs, *(word for word in clause.complements if word in _COMPARED)):
        _add_adverb(route, adverb, action, clause.adverbs)
    if route.row:
        _keep_to_row(route)
    if route.column:
        _keep_to_column(route)
    acts = clause.verb.start if clause.verb else 0
    levels = all(_is_level(p) for adjunct in clause.adjuncts for p in adjunct.phrases if p.start > acts)
    if levels and not (clause.spots or any(phrase.noun for phrase in clause.objects)):
        _go_up_or_down(route, clause)
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


def _keep_to_row(route: Route) -> None:
    """Let who goes "across the top to the right" end up at the top right."""
    if not route.goals:
        route.origins, route.goals = route.origins or ["left"], ["right"]
    rows: dict[Spot, Spot] = {"left": "upper left", "right": "upper right"}
    if route.row == "lower":
        rows = {"left": "lower left", "right": "lower right"}
    for spots in (route.origins, route.goals, route.via, route.at):
        spots[:] = [rows.get(spot, spot) for spot in spots]


def _keep_to_column(route: Route) -> None:
    """Let who goes "along the left edge, from the bottom to the top" do so at the left."""
    side: Spot = "left" if route.column == "left" else "right"
    ends: dict[Spot, Spot] = {"top": "upper right", "bottom": "lower right"}
    if side == "left":
        ends = {"top": "upper left", "bottom": "lower left"}
    if not (route.origins or route.goals):
        route.at.append(side)
    for spots in (route.origins, route.goals, route.via):
        spots[:] = dict.fromkeys(ends.get(spot, spot) for spot in spots)


def _go_up_or_down(route: Route, clause: Clause) -> None:
    """Let what "goes up" or "comes down", and no more is said of it, do just that: a lift, a bucket, a curtain."""
    ways = [adverb for adverb in clause.adverbs if adverb in ("up", "down")]
    way = ways[0] if ways else ""
    if clause.objects and not any(phrase.pronoun.endswith("self") for phrase in clause.objects):
        return
    if way and clause.verb and clause.verb.lemma in _LIFTED and not clause.verb.passive:
        route.motion = "glide"
        route.origins, route.goals = (["bottom"], ["top"]) if way == "up" else (["top"], ["bottom"])
        if len(ways) > 1:  # "goes up, then down again"
            route.goals += route.origins


_LIFTED = word_set("go move come travel float drift slide glide ride let lower pull haul head climb")


def _is_level(phrase: NounPhrase) -> bool:
    return phrase.noun.rsplit(" ", 1)[-1] in _LEVELS


_LEVELS = word_set("floor ground ceiling roof rooftop top bottom storey story sky level")


def _add_spot(route: Route, spot: SpotPhrase, others: list[Mention]) -> None:
    if spot.relative is not None:
        kind: RelationKind = "left of" if spot.spot == "left" else "right of"
        if others and spot.preposition == "from":
            route.start_relation = (kind, others[0].being)
        elif others:
            route.start_relation = route.start_relation or route.relation
            route.relation = (kind, others[0].being)
        return
    if spot.preposition in ("up", "down") and spot.spot in ("left", "right"):  # "up the left side"
        ends: list[Spot] = ["lower left", "upper left"] if spot.spot == "left" else ["lower right", "upper right"]
        ends = ends if spot.preposition == "up" else ends[::-1]
        route.origins += ends[:1] if not (route.origins or route.goals or route.via) else []
        route.goals.append(ends[1])
        route.column = spot.spot
    elif spot.preposition == "along" and route.goals and _opposite(route.goals[-1], spot.spot):
        route.goals += _opposite(route.goals[-1], spot.spot)
    elif spot.preposition == "along" and spot.spot in ("left", "right"):
        route.column = spot.spot
    elif spot.preposition in ("along", "across") and spot.spot in ("top", "bottom"):
        route.row = "upper" if spot.spot == "top" else "lower"
    elif spot.preposition == "from":
        route.origins.append(spot.spot)
    elif spot.preposition in ("through", "via", "past", "across"):
        (route.late_via if route.goals else route.via).append(spot.spot)
    elif spot.preposition in ("to", "toward", "towards", "into", "onto"):
        route.goals += [*route.late_via, spot.spot]
        route.late_via.clear()
    else:
        route.at_first |= not route.goals
        route.at.append(spot.spot)


def _opposite(corner: Spot, edge: Spot) -> list[Spot]:
    """Return the corner at the other end of an edge that ends at a corner, if it does."""
    row = {"top": "upper", "bottom": "lower"}.get(edge, "")
    ends: list[Spot] = []
    if row:
        ends = ["upper left", "upper right"] if row == "upper" else ["lower left", "lower right"]
    elif edge in ("left", "right"):
        ends = ["upper left", "lower left"] if edge == "left" else ["upper right", "lower right"]
    return [end for end in ends if end != corner] if corner in ends else []


_COMPARED = word_set("higher lower closer nearer deeper")
"""Which way something goes: "higher and higher"."""


def _add_adverb(route: Route, adverb: str, action: Action, adverbs: list[str]) -> None:
    if adverb in ("away", "off"):
        named = any(not spot.startswith("offscreen") for spot in route.goals)
        travels = action.motion in TRAVEL or action.object_motion is not None or action.way in ("out", "away")
        from_place = any(not spot.startswith("offscreen") for spot in route.origins)  # "pulls away from the left side"
        if travels and not (named or from_place) and "far" not in adverbs:
            route.goals.append("offscreen right")
    elif adverb == "down" and route.origins and route.origins[0].startswith(("top", "upper")) and not route.goals:
        route.goals.append("bottom")
    elif adverb == "down" and action.motion in ("move", "glide") and not route.goals:
        route.motion = "glide"
        route.origins.append("upper right")
        route.goals.append("right")
    elif (
        adverb == "up"
        and not (route.goals or route.at)
        and action.motion in ("move", "glide", "rise", "jump", "throw")
        and action.footing == "air"
    ):
        route.goals.append("top")
    elif adverb in ("higher", "lower", "deeper") and action.motion in TRAVEL and not route.stated:
        route.motion = "glide"
        route.goals.append("top" if adverb == "higher" else "bottom")
        route.origins.append("bottom" if adverb == "higher" else "top")
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
    if preposition == "by" and clause.verb and clause.verb.passive:  # who does it, not what is passed
        return
    noun = phrase.noun.rsplit(" ", 1)[-1] if _is_level(phrase) else phrase.noun
    travels = action.motion in TRAVEL or action.object_motion in TRAVEL
    if noun in _AFAR and travels and preposition in ("into", "toward", "towards", "to"):
        route.motion = "recede"
        return
    if _vertical(route, preposition, noun, travels, action):
        return
    if noun in ("camera", "viewer", "lens", "audience") or phrase.pronoun == "us":
        route.motion = (
            "approach" if preposition in ("to", "toward", "towards") else "recede" if preposition == "from" else None
        )
        return
    if travels and preposition in ("down", "up") and not route.stated and _slope(route, preposition, noun, action):
        return
    if is_place(noun) and not is_building(noun):
        if travels and preposition in ("down", "from") and not route.stated and preposition == "down":
            route.origins.append("left")
            route.goals.append("lower right")
        return
    others = [mention.being for mention in resolve(phrase) if mention.being not in involved and not mention.being.place]
    if others and not (travels and _passes_by(route, preposition, phrase, clause)):
        beyond = preposition == "behind" or phrase.part == "front"
        passes = travels and beyond and clause.verb and clause.verb.lemma == "pass"
        _relate(route, "past" if passes else preposition, phrase, others[0], action, travels, clause)


def _passes_by(route: Route, preposition: str, phrase: NounPhrase, clause: Clause) -> bool:
    """Fill in and tell of "passes in front of the rig from left to right" and "goes behind it from left to right"."""
    passes = clause.verb is not None and clause.verb.lemma == "pass"
    if not (preposition == "behind" or phrase.part == "front") or not route.goals or not (passes or route.origins):
        return False
    _come_from_across(route)
    return True


def _slope(route: Route, preposition: str, noun: str, action: Action) -> bool:
    """Fill in the way up or down a slope, or something upright: "down the hill", "up the pole"."""
    if noun in _SLOPES:
        route.motion = None if action.motion == "bounce" else "glide"
        ends: list[Spot] = ["lower left", "upper right"] if preposition == "up" else ["upper left", "lower right"]
    elif noun.rsplit(" ", 1)[-1] in _UPRIGHT or (action.motion in TRAVEL and _is_upright(noun)):
        route.motion = None if action.motion in ("rise", "fall", "bounce") else "glide"
        ends = ["bottom", "top"] if preposition == "up" else ["top", "bottom"]
    else:
        return False
    route.origins.append(ends[0])
    route.goals.append(ends[1])
    return True


def _is_upright(noun: str) -> bool:
    """Tell whether going up or down a thing is going straight: a bottle, a curtain; not a road, nor a boat."""
    return not (is_place(noun) or noun in _LEVELS) and lexicon.noun_class(noun) in ("artifact", "plant", "object")


def _come_from_across(route: Route) -> None:
    """Let who goes to one side come from the other, where nothing else is said."""
    if route.goals[:1] in (["left"], ["right"]) and not (route.origins or route.at):
        route.origins.append("right" if route.goals[0] == "left" else "left")


def _vertical(route: Route, preposition: str, noun: str, travels: bool, action: Action) -> bool:
    upward = noun in _UPWARD and preposition in ("into", "to", "toward", "towards", "up")
    if upward and (travels or action.motion in ("jump", "sway")):
        route.goals.append("top")
        return True
    if noun in ("sky", "air", "cloud", "above", "ceiling") and preposition == "from":
        route.origins.append("top")
        return True
    downward = noun in _DOWNWARD and preposition in ("to", "onto", "on", "into", "toward", "towards")
    if downward and (action.motion == "fall" or action.way == "down"):
        route.goals.append("bottom")
        return True
    return noun in ("ground", "floor", "sky", "air")


_REACHING = word_set("to toward towards into onto on under behind inside")


def _relate(
    route: Route, preposition: str, phrase: NounPhrase, other: Being, action: Action, travels: bool, clause: Clause
) -> None:
    kind = "inside" if phrase.noun in TREE_PARTS else PART_RELATIONS.get(phrase.part) or RELATIONS.get(preposition)
    verb = clause.verb.lemma if clause.verb else "be"
    if preposition == "around" and (travels or action.motion in ("orbit", "jump") or verb in ("dance", "play")):
        route.motion, route.relation = "orbit", ("around", other)
    elif verb in RIDING and preposition in ("on", "in", "inside", "atop", "upon"):
        route.start_relation = ("inside" if preposition in ("in", "inside") else "on", other)
    elif preposition in ("from", "off", "out"):
        route.start_relation = (
            "inside" if preposition == "out" else "on" if preposition == "off" or action.motion == "fall" else "beside",
            other,
        )
    elif action.way in ("up", "down") and preposition == "through":  # "sinks through a beam of light"
        return
    elif (travels or action.motion == "jump") and preposition in _PASSING and phrase.part in ("", "front"):
        _come_from_across(route)
        if not route.goals:
            route.guessed = not route.origins
            route.origins.append("left")
            route.goals.append("right")
    elif kind is None or (preposition == "with" and other.kind != "character" and verb not in ("play", "help")):
        return
    elif (travels or action.motion == "jump") and verb not in _POSITION_VERBS and preposition in _REACHING:
        over = preposition in ("on", "inside") and route.origins and route.goals  # "from left to right on a desk"
        route.relation = route.relation if over else (kind, other)
    elif travels and kind in ("above", "below") and route.goals in (["left"], ["right"]) and not route.origins:
        _come_from_across(route)  # "above it an eagle glides to the right"
    else:
        route.start_relation = (kind, other)
