"""What verbs look like: the motion, the way and the footing that each of some hundred verbs stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from storyagent import lexicon
from storyagent.story.choreography import Footing, Motion

Way = Literal["still", "across", "up", "down", "in", "out", "to", "away"]
"""Which way a motion goes when the sentence does not say: `in` from outside the frame, `out` of it, `to` the object."""


@dataclass(frozen=True, slots=True)
class Action:
    """How a verb's subject moves, and how its object does (None: the object stays as it is).

    `appears` and `vanishes` begin and end the stretch in which the subject is seen.
    """

    motion: Motion = "stay"
    way: Way = "still"
    footing: Footing | None = None
    object_motion: Motion | None = None
    object_way: Way = "still"
    appears: bool = False
    vanishes: bool = False


_INTRANSITIVE: tuple[tuple[Action, str], ...] = (
    (Action("move", "across"), """
        walk run march stroll wander trot gallop hurry rush dash race crawl creep tiptoe hike travel drive ride
        pass cross move go head step limp swim paddle row jog sprint scurry scamper slither stumble charge roam
        plod waddle strut parade patrol tour speed cycle pedal ramble explore sneak prowl amble dart turn wade
        overtake outrun outpace bypass
        weave journey stride scuttle hobble lumber zoom whizz steer cruise snake wind migrate commute chug rattle"""),
    (Action("move", "across"), "roll slide"),
    (Action("glide", "across"), "sail drift skate ski sledge sled surf slip flow coast skim"),
    (Action("glide", "across", "air"), "glide soar float hover"),
    (Action("move", "across", "air"), "fly flutter swoop flit wing buzz"),
    (Action("bounce", "across"), "bounce rebound dribble"),
    (Action("jump", "still"), "jump hop leap skip pounce vault bound spring bob"),
    (Action("fall", "down"), "fall drop tumble plunge plummet collapse crash dive topple"),
    (Action("glide", "down"), "sink descend land settle alight swoop set"),
    (Action("rise", "up"), "rise climb ascend soar launch scramble lift mount"),
    (Action("orbit", "still"), "orbit circle revolve encircle spiral whirl"),
    (Action("throw", "across", "air"), "shoot"),
    (Action("approach", "still"), "approach near"),
    (Action("recede", "still"), "recede retreat withdraw"),
    (Action("sway", "still"), """
        dance sway swing wave rock shake tremble wag flap wiggle twirl spin play laugh sing cheer clap bark howl
        cry weep glow shine sparkle twinkle flicker rustle splash giggle nod shiver wobble dangle hum chirp purr
        roar sob stretch burn blow grow bloom blossom gleam glitter glimmer yawn rotate turn vibrate stir tug
        struggle hoot croak growl quack meow moo snore crackle ripple billow celebrate cook paint draw write work
        dig build stroke scratch peck graze chew eat drink nibble munch feed juggle drum tumble"""),
    (Action("move", "in"), "come arrive enter return join"),
    (Action("move", "out"), "leave exit depart escape flee"),
    (Action("stay", "still", appears=True), "appear reappear emerge materialize spawn respawn"),
    (Action("stay", "still", vanishes=True), "disappear vanish fade despawn dematerialize"),
)  # fmt: skip
_STILL = """
        be sit stand lie sleep rest wait stay live have look watch see hold think feel remain lean kneel perch
        dream listen hear know want need wish hope love like hate smile read stare gaze own belong keep say tell
        ask reply answer call shout whisper wonder find meet discover notice show wear seem become get make let
        try begin start stop end happen help give hide park hang freeze pause stop greet hug kiss pet thank learn
        remember forget decide understand believe agree mean matter include contain cover surround face wake open
        close light shut fill gather touch taste smell study teach name sigh cuddle snuggle nap doze sprawl
        rise-up point finish plan share buy sell pay cost do belong surprise guard protect protrude loom tower
        huddle spend use last fit frown grin blink breathe talk speak chat murmur mutter beg promise explain add
        warn repeat gasp exclaim murmur scream yell invite visit bring follow reach catch chase push pull carry
        lift throw kick drop pick put place set lead spot wrap tie untie cut break mend fix repair wash clean
        polish plant water bake prepare serve pour collect count measure choose win lose miss"""
_TRANSITIVE: tuple[tuple[Action, str], ...] = (
    (Action("stay", "still", None, "throw", "across"), "throw toss fling hurl pitch kick launch shoot hit bat lob"),
    (Action("stay", "still", None, "move", "across"), "roll slide send move shift transfer nudge transport"),
    (Action("stay", "still", None, "fall", "down"), "drop spill"),
    (Action("stay", "still", None, "rise", "up"), "lift raise release free hoist"),
    (Action("stay", "still", None, "glide", "down"), "lower"),
    (Action("stay", "still", None, "bounce", "across"), "bounce dribble"),
    (Action("move", "across", None, "move", "across"), """
        push pull carry drag bring take lead steer haul tow fetch deliver guide walk ride drive chase
        pursue follow sail row pedal steal shepherd herd wheel"""),
    (Action("move", "to"), "visit reach meet hug join greet find catch grab snatch collect rescue save approach pick"),
    (Action("stay", "still", None, "sway", "still"), "fly wave swing shake rock juggle spin"),
    (Action("stay", "still", None, "glide", "across"), "blow float"),
    (Action("jump", "still"), "hop leap"),
)  # fmt: skip

INTRANSITIVE: dict[str, Action] = {}
for _action, _verbs in _INTRANSITIVE:
    for _verb in _verbs.split():
        INTRANSITIVE.setdefault(_verb, _action)
TRANSITIVE = {verb: action for action, verbs in _TRANSITIVE for verb in verbs.split()}
STILL = frozenset(_STILL.split())
UNREAL = frozenset(
    {
        "want",
        "wish",
        "dream",
        "imagine",
        "hope",
        "need",
        "remember",
        "forget",
        "think",
        "wonder",
        "believe",
        "seek",
        "miss",
    }
)
"""Verbs whose object or infinitive is not seen: "she wanted a boat"."""
CARRYING = frozenset(
    {
        "carry",
        "push",
        "pull",
        "drag",
        "ride",
        "drive",
        "steer",
        "haul",
        "tow",
        "sail",
        "row",
        "wheel",
        "hold",
        "hand",
        "bring",
        "take",
    }
)
RIDING = frozenset({"ride", "drive", "steer", "sail", "row", "pedal"})
CHASING = frozenset({"chase", "pursue", "follow", "herd", "shepherd"})


def action_of(verb: str, transitive: bool) -> Action | None:
    """Return what a verb looks like, or None for one that nothing is known about.

    A verb that is in no table here but that WordNet files under motion moves across the frame; any other that
    WordNet knows is taken as something one does on the spot.
    """
    if verb.endswith("ise") and f"{verb[:-3]}ize" in INTRANSITIVE:  # "materialise"
        verb = f"{verb[:-3]}ize"
    if verb in TRANSITIVE and (transitive or verb not in INTRANSITIVE):
        action = TRANSITIVE[verb]
        return action if transitive else Action(action.motion, action.way, action.footing)
    if verb in INTRANSITIVE and not (transitive and verb in STILL):
        return INTRANSITIVE[verb]
    return Action() if verb in STILL else _action_by_class(verb)


def _action_by_class(verb: str) -> Action | None:
    classes = lexicon.verb_classes(verb)
    if not classes:
        return None
    if classes[0] == "motion":
        return Action("move", "across")
    return Action("sway") if classes[0] in ("body", "consumption", "competition", "emotion") else Action()
