"""What the words of a clause stand for, in whatever order: scenes, things, how much, which way, how long, what color.

A clause is a bag of slots only if each of its words has one: a word that nobody knows keeps it from being read so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from storyagent.editing.degrees import LITTLE, MUCH, SECONDS, SHARE, TIMES
from storyagent.editing.marks import ENTITIES, PRONOUNS, SCENES
from storyagent.planning.grammar import COLORS, word_set

COLOR = (
    rf"(?:(?:snow|milk|jet|pitch|coal|blood|lemon|grass|navy|brick|cherry|dark|light|bright|pale|deep|hot|sky|neon"
    rf"|soft|rich|warm"
    rf"|pastel)[ -])?(?:{'|'.join(sorted(COLORS, key=len, reverse=True))})(?:ish)?"
)
"""A color, as it may be wished for."""

_FAST = word_set(
    """fast faster quick quicker quickly speedy speedier snappy snappier snappily brisk brisker briskly lively livelier
    rapid rapidly zippy zippier hurried rushed rushing rush rushes hasty hectic punchy punchier energetic dynamic
    tight tighter hurry abrupt abruptly frantic breathless swift swifter swiftly pacy pacier"""
)
_SLOW = word_set(
    """slow slower slowly sluggish leisurely relaxed unhurried drag drags dragging draggy lengthy plodding drawn-out
    slow-paced calmer gentler crawl crawls"""
)
_LONG = word_set("long longer lengthen extend extended stretch prolong linger lingers dwell hold drawn")
_SHORT = word_set("short shorter brief briefer briefly shorten trim condense compress abridge soon curt")
_LARGE = word_set(
    """big bigger large larger huge enormous giant gigantic massive tall taller enlarge enlarged grow magnify visible
    prominent noticeable wide wider visibly oversized great greater scale-up"""
)
_SMALL = word_set(
    """small smaller tiny tinier little littler minuscule miniature shrink shrunken shrunk reduced puny petite reduce
    minimize minimise miniaturize teeny mini"""
)
_PHRASES = {
    "faster": ("pick up the pace", "pick up the tempo", "up the pace", "up the tempo", "speed up", "hurry up",
               "sped up", "move along", "gets going", "get going", "step on it", "more pace", "more speed",
               "more energy", "more drive", "more tempo", "higher pace", "quicken the pace"),
    "slower": ("slow down", "slowed down", "slow motion", "slow it down", "take its time", "less pace", "less speed",
               "less rushed", "less hectic", "time to breathe", "room to breathe", "calm down"),
    "longer": ("more time", "stay on", "more room", "longer time", "extra time", "draw out", "drag out", "spin out"),
    "shorter": ("less time", "cut down", "over quickly", "over fast", "over too quickly", "over too soon", "over"
    " too fast",
                "over so quickly", "over so soon", "over too early"),
    "larger": ("scale up", "blow up", "size up", "stand out", "blown up", "scaled up", "easy to see", "easily seen",
               "in full size"),
    "smaller": ("scale down", "size down", "scaled down", "blend in", "hard to see", "lost in"),
}  # fmt: skip
_NOT = (
    r"not|isn't|aren't|wasn't|doesn't|don't|shouldn't|mustn't|can't|cannot|won't|less|never|hardly|barely|without"
    r"|scarcely|no|nowhere near|n't"
)
_IS = (
    r"is|are|was|were|happens?|feels?|felt|seems?|seemed|looks?|looked|goes|runs|comes across(?: as)?|appears|moves"
    r"|passes|plays"
    r"|lasts|takes|gets|ends|'s|'re|has become|i find|find|i can|you can"
)
_WISH = (
    r"make|makes|let|have|has to|get|should|must|shall|could|can|may|might|would|will|needs? to|need|needs|want"
    r"|ought to"
    r"|put|set|turn|change|keep|be|become|look|appear|feel|go|run|play|move|last|take|pass|give|show|bring|render|draw"
    r"|paint|colou?r|dye|tint|recolou?r|switch|convert|adjust|increase|raise|boost|up|decrease|lower|drop|cut|down"
    r"|the wish is|wish|prefer|use|add|had better|'d better|try|seen|see|by|end|unfold|scaled?|like|a lot of"
)
_FILLER = (
    r"a|an|the|to|of|for|in|on|at|as|so|that|it|this|than|now|before|and|with|bit|little|more|there|here|very|quite"
    r"|its|his|her|their|them|they|all|both|both of|way|which|whole|just|rather|pretty|pace|paces|pacing|tempo|speed"
    r"|length|duration|time|things?|everything|stuff|action|size|size of|colou?r|colou?rs|colou?red|shade|hue|tone"
    r"|frame|picture|scene|film|movie|in size|in colou?r|in total|in general|overall|throughout|compared to|current"
    r"|currently|right now|at the moment|me|us|us all|my taste|my liking|somewhat|again|itself|please|i think|i guess"
    r"|fur|coat|paint|part|parts|motion|moment|much|by far|even|still|instead|viewers?|over|from|one|please|really"
)


def _words(words: frozenset[str], *phrases: str) -> str:
    return "|".join(sorted({*words, *phrases}, key=lambda word: (-len(word), word)))


_SLOTS: tuple[tuple[str, str], ...] = (
    ("entity", rf"[{ENTITIES}{PRONOUNS}](?:'s)?"),
    ("scene", rf"[{SCENES}](?:'s)?"),
    ("seconds", SECONDS),
    ("share", rf"(?:by )?{SHARE}|by half"),
    ("times", TIMES),
    ("shorter", _words(frozenset(), *_PHRASES["shorter"])),
    ("faster", _words(_FAST, *_PHRASES["faster"])),
    ("slower", _words(_SLOW, *_PHRASES["slower"])),
    ("longer", _words(_LONG, *_PHRASES["longer"])),
    ("brief", _words(_SHORT)),
    ("larger", _words(_LARGE, *_PHRASES["larger"])),
    ("smaller", _words(_SMALL, *_PHRASES["smaller"])),
    ("little", LITTLE),
    ("color", COLOR),
    ("too", "too|overly|excessively"),
    ("enough", "enough|sufficiently"),
    ("extra", "extra|another|additional|further"),
    ("off", "off|away"),
    (
        "under",
        "not be longer than|not last longer than|not longer than|not exceed|not be more than|under|below|at most|no"
        " longer than|less than|within|not more than|no more than|max|maximum",
    ),
    ("no", _NOT),
    ("much", rf"{MUCH}|drastically|dramatically|noticeably|substantially|massively|tons|super|extremely|terribly"),
    ("wish", _WISH),
    ("is", _IS),
    ("filler", _FILLER),
)
_TOKEN = re.compile(
    "|".join(rf"(?P<{name}>(?:{pattern})(?![\w'-]))" for name, pattern in _SLOTS) + r"|(?P<comma>[,:;])", re.IGNORECASE
)


@dataclass(slots=True)
class Slots:
    """The words of a clause by what they stand for."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def has(self, *names: str) -> bool:
        """Tell whether there is a word for one of these."""
        return any(name in self.found for name in names)

    def text(self, name: str) -> str:
        """Return the first word for something, "" if there is none."""
        return next(iter(self.found.get(name, ())), "")

    def marks(self, name: str) -> str:
        """Return marks as a list: "A, B and C"."""
        marks = [mark.removesuffix("'s") for mark in self.found.get(name, ())]
        return " and ".join(dict.fromkeys(marks))


def slots_of(text: str) -> Slots | None:
    """Return what the words of a clause stand for, None where one of them is unknown."""
    slots, at = Slots(), 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            return None
        name = "shorter" if match.lastgroup == "brief" else match.lastgroup
        slots.found.setdefault(name, []).append(match[0].lower() if match.lastgroup != "entity" else match[0])
        at = match.end()
    return slots
