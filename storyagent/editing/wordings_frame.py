"""Wordings about how large somebody is in the picture, how near, and where."""

from __future__ import annotations

import re

from storyagent.editing.clause import EL, NEW, SHOULD, Clause, E, Made, Rule, rules
from storyagent.editing.degrees import DEGREE, LITTLE, MUCH, SHARE, TIMES, factor_of
from storyagent.editing.edits import Count, Position, Resize, Spot
from storyagent.editing.variants import is_in

_LARGER = (
    r"(?:bigger|larger|taller|huger|big|large|huge|tall|giant|gigantic|enormous|wider|fatter|as big|as large|as tall"
    r"|the size|greater)"
)
_SMALLER = r"(?:smaller|tinier|shorter|littler|small|tiny|little|short|as small|miniature)"
_EVERYTHING = r"(?:everything|all things|all of them|everyone and everything)"


def _resize_all(clause: Clause) -> Made | None:
    """Make all that is seen larger or smaller."""
    degree = factor_of(clause.text("d"), 1.3)
    factor = round(1 / degree if re.search(_SMALLER, clause.text("z"), re.I) else degree, 3)
    seen = [
        e.id
        for e in clause.film.screenplay.entities
        if e.kind != "place" and any(is_in(s, e.id) for s in clause.film.scenes if s.id in (clause.scope or (s.id,)))
    ]
    return [Resize(entity=one, factor=factor, scenes=clause.scenes) for one in seen]


_ABSOLUTE = re.compile(r"\b(?:huge|giant|gigantic|enormous|tiny|miniature)\b", re.I)


def _doubled(clause: Clause) -> Made | None:
    """Show twice as many where several are named: "double the mice"."""
    mark = clause.context.marks.entities.get(clause.raw("e"))
    if mark is None or not mark.several or len(mark.ids) != 1:
        return None
    scenes = [
        one for one in clause.film.scenes if mark.ids[0] in one.entity_ids and one.id in (clause.scope or (one.id,))
    ]
    counts = {one.id: next(role.count for role in one.cast if role.entity == mark.ids[0]) for one in scenes}
    factor = 3 if re.search("triple", clause.match[0], re.I) else 2
    return [Count(entity=mark.ids[0], count=min(factor * k, 12), scenes=(one,)) for one, k in counts.items()] or None


def _resize(clause: Clause) -> Made:
    words = " ".join(clause.text(group) for group in ("d", "z", "by"))
    up = bool(
        re.search(
            rf"\b{_LARGER}\b|double|twice|enlarge|grow|magnify|scale up|blow up|increase|triple|inflate",
            clause.text("z"),
            re.I,
        )
    )
    smaller = re.search(r"\bhalf\b|halve", words, re.I) or not up
    usual = 1.7 if _ABSOLUTE.search(words) else 1.3
    degree = factor_of(
        "twice" if re.search("double|halve", words, re.I) else "three times" if "triple" in words.lower() else words,
        usual,
    )
    if clause.has("too"):  # "much too small": larger, by much
        smaller, usual = not smaller, 1.3
        degree = factor_of(clause.text("d"), usual)
    percent = re.search(SHARE, words, re.I)
    if up and re.search(r"\bby (?:a )?half\b", words, re.I):
        smaller, percent, degree = False, None, 1.5
    factor = (2.0 - degree if percent and degree < 2.0 else 1 / degree) if smaller else degree
    factor = min(max(round(factor, 3), 0.11), 9.9)
    return [Resize(entity=one, factor=factor, scenes=clause.scenes) for one in clause.entities()]


def _depth(clause: Clause) -> Made | None:
    """Put somebody farther back, where things are smaller, or nearer."""
    if not _no_place(clause):
        return None
    degree = factor_of(clause.text("d"), 1.3)
    factor = round(1 / degree if clause.has("far") else degree, 3)
    return [Resize(entity=one, factor=factor, scenes=clause.scenes) for one in clause.entities()]


_RESIZE = rules(_doubled, rf"(?:double|triple) (?:the number of )?(?P<e>{E})") + rules(
    _resize,
    rf"(?:make|draw|show|render|get|have|let) (?P<e>{EL}) (?:be |appear |look |grow )?(?:to be )?(?P<d>{DEGREE}"
    rf" )?(?P<z>{_LARGER}|{_SMALLER})(?P<by> by .+)?(?: than (?:now|before))?",
    rf"(?P<z>enlarge|grow|magnify|scale up|blow up|inflate|shrink|scale down|reduce|minimi[sz]e|double|halve|triple)"
    rf" (?:the size of )?(?P<e>{EL})(?: in size)?(?P<d> {DEGREE})?(?P<by> (?:by|to) .+)?",
    rf"(?:scale|blow|size) (?P<e>{EL}) (?P<z>up|down)(?P<d> {DEGREE})?(?P<by> by .+)?",
    rf"(?:(?P<z>increase|double|triple|reduce|decrease|halve|shrink)) (?P<e>{EL})(?:'s?) size(?P<by> by .+)?(?P<d>)",
    rf"(?P<z>increase|reduce|decrease) (?:the )?size of (?P<e>{EL})(?P<by> by .+)?(?P<d>)",
    rf"(?P<e>{EL}) {SHOULD} (?:be|appear|look|get|become) (?P<d>{DEGREE} )?(?P<z>{_LARGER}|{_SMALLER})(?: than (?:now"
    rf"|before))?(?P<by>)",
    rf"(?P<e>{EL}) (?:is|are|looks?|seems?|appears?) (?P<d>{LITTLE} |{MUCH} )?(?P<too>too) (?P<z>{_LARGER}"
    rf"|{_SMALLER})(?P<by>)",
    rf"(?:a )?(?P<d>{DEGREE} )?(?P<z>bigger|larger|smaller|taller|tinier) (?P<e>{EL})(?P<by>)",
    rf"(?P<e>{EL}) (?P<d>{DEGREE} )?(?P<z>bigger|larger|smaller|taller|tinier)(?P<by>)",
)  # fmt: skip


def _as_large(clause: Clause) -> Made | None:
    """Make somebody as large as somebody else, by the boxes of the scenes that both are in."""
    other = clause.one_entity("as")
    edits: list[Resize] = []
    share = factor_of(clause.text("d"), 1.2) if clause.has("d") else 1.2 if clause.has("than") else 1.0
    if re.search(r"\bhalf\b", clause.text("d"), re.I) or (
        clause.has("than") and re.search(_SMALLER, clause.text("z"), re.I)
    ):
        share = 1 / share
    for one in clause.entities():
        for scene in clause.film.scenes:
            layout = clause.film.layouts.get(scene.id)
            if layout is None or (clause.scenes and scene.id not in clause.scenes):
                continue
            heights = {t.entity: t.keyframes[0].box.height for t in layout.tracks}
            if one in heights and other in heights:
                factor = min(max(round(share * heights[other] / heights[one], 3), 0.11), 9.9)
                edits.append(Resize(entity=one, factor=factor, scenes=(scene.id,)))
    return edits or None


RESIZE_RULES: tuple[Rule, ...] = (
    *_RESIZE,
    *rules(
        _as_large,
        rf"(?:make|draw|show|have|let) (?P<e>{EL}) (?:be )?(?:about |just |exactly )?(?P<d>half|twice|double|three"
        rf" times) (?P<z>the size of)"
        rf" (?P<as>{E})",
        rf"(?P<e>{EL}) {SHOULD} be (?:about |just |exactly )?(?P<d>half|twice|double|three times) (?P<z>the size of)"
        rf" (?P<as>{E})",
        rf"(?:make|draw|show|have|let) (?P<e>{EL}) (?:be )?(?P<d>{TIMES} )?(?:about |just |exactly )?(?:as"
        rf" )?(?P<z>big|large"
        rf"|tall|high|small) as (?P<as>{E})(?: is)?",
        rf"(?P<e>{EL}) {SHOULD} be (?P<d>{TIMES} )?(?:about |just |exactly )?(?:as )?(?P<z>big|large|tall|high"
        rf"|small) as"
        rf" (?P<as>{E})(?: is)?",
        rf"(?:make|draw|show|have|let) (?P<e>{EL}) (?:be )?(?P<d>{DEGREE} )?(?P<z>{_LARGER}|{_SMALLER}) (?P<than>than)"
        rf" (?P<as>{E})(?: is)?",
        rf"(?P<e>{EL}) {SHOULD} be (?P<d>{DEGREE} )?(?P<z>{_LARGER}|{_SMALLER}) (?P<than>than) (?P<as>{E})(?: is)?",
    ),
    *rules(
        _resize_all,
        rf"(?:make |draw |show |have )?{_EVERYTHING} (?:be |should be )?(?P<d>{DEGREE} )?(?P<z>bigger|larger"
        rf"|smaller|tinier)",
    ),
    *rules(
        _depth,
        rf"(?:move|put|push|place|bring|set|have|make|let) (?P<e>{EL}) (?:be |stand |come )?(?P<d>{DEGREE}"
        rf" )?(?P<far>(?:further"
        rf" |farther |more )?(?:back|away|in(?:to)? the (?:back|background|distance))|further off|smaller and"
        rf" further back)"
        rf"(?: from the camera| from us)?",
        rf"(?P<e>{EL}) {SHOULD} (?:be|stand|sit|go|appear) (?P<d>{DEGREE} )?(?P<far>(?:further |farther |more )?(?:back"
        rf"|in the (?:back|background|distance))|(?:further|farther) (?:off|away))(?: from the camera| from us)?",
        rf"(?:move|put|push|place|bring|set|have|make|let) (?P<e>{EL}) (?:be |stand |come )?(?P<d>{DEGREE}"
        rf" )?(?:(?:more )?in(?:to)?"
        rf" the (?:front|foreground)|(?:closer|nearer)(?: to (?:us|the camera|the viewers?|the front))?|(?:further "
        rf"|more )"
        rf"(?:to the front|forward))",
        rf"(?P<e>{EL}) {SHOULD} (?:be|stand|sit|come|go|appear) (?P<d>{DEGREE} )?(?:(?:more )?in the (?:front"
        rf"|foreground)"
        rf"|(?:closer|nearer)(?: to (?:us|the camera|the viewers?|the front))?|(?:further |more )(?:to the front"
        rf"|forward))",
    ),
)  # fmt: skip

_SIDES: dict[str, Spot] = {
    "upper left": "upper left", "top left": "upper left", "left top": "upper left", "upper right": "upper right",
    "top right": "upper right", "lower left": "lower left", "bottom left": "lower left", "lower right": "lower right",
    "bottom right": "lower right", "left": "left", "left-hand": "left", "right-hand": "right", "right": "right",
    "top": "top", "upper": "top", "bottom": "bottom", "lower": "bottom",
    "middle": "center", "center": "center", "centre": "center",
}  # fmt: skip
SPOT = (
    rf"(?:(?:on|to|at|in|into|near|towards?) )?(?:the )?(?:very"
    rf" )?(?P<spot>{'|'.join(sorted(_SIDES, key=len, reverse=True))})(?: (?:side|half|corner|edge|part))?(?: of"
    rf" (?:the )?(?:frame|picture|screen|image|view|shot|scene|it))?"
)
_WAYS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "upwards": (0, -1), "higher": (0, -1), "top": (0, -1),
         "down": (0, 1), "downwards": (0, 1), "lower": (0, 1), "bottom": (0, 1)}  # fmt: skip
_WAY = (
    r"(?:to(?:wards?)? the )?(?P<way>left|right|up|upwards|higher|down|downwards|lower|top|bottom)(?: side|"
    r" up|"
    r" down)?"
)
_PUT = r"(?:put|place|position|set|show|draw|have|keep|get|let|want|centre|center)"


def spot_of(text: str) -> Spot:
    """Return the spot that a match of `SPOT` names."""
    return _SIDES[text.lower().strip()]


def _no_place(clause: Clause) -> bool:
    """Tell whether all who are named are somebody in the picture, not where it plays."""
    return all(one == NEW or clause.entity(one).kind != "place" for one in clause.entities())


def _spot(clause: Clause) -> Made | None:
    if not _no_place(clause):
        return None
    spot = spot_of(clause.text("spot"))
    return [Position(entity=one, spot=spot, scenes=clause.scenes) for one in clause.entities()]


def _centre(clause: Clause) -> Made | None:
    return (
        None
        if not _no_place(clause)
        else [Position(entity=one, spot="center", scenes=clause.scenes) for one in clause.entities()]
    )


def _shift(clause: Clause) -> Made | None:
    if not _no_place(clause):
        return None
    dx, dy = _WAYS[(clause.text("way") or clause.text("way2")).lower()]
    degree = clause.text("d").lower()
    if percent := re.search(r"(\d+)\s*(?:%|per ?cent)", degree):
        share = min(int(percent[1]) / 100, 1.0)
    else:
        share = (
            0.07 if re.search(LITTLE, degree) else 0.3 if re.search(rf"\b(?:{MUCH}|far|further)\b", degree) else 0.15
        )
    if clause.has("too"):
        dx, dy = -dx, -dy
    return [Position(entity=one, dx=dx * share, dy=dy * share, scenes=clause.scenes) for one in clause.entities()]


_D = rf"(?P<d>{LITTLE} |{MUCH} |further |far |more |by \d+ ?(?:%|per ?cent) )?"
POSITION_RULES: tuple[Rule, ...] = (
    *rules(
        _shift,
        rf"(?:move|shift|push|nudge|slide|bring|drag|put|place|set) (?P<e>{EL}) {_D}(?:more |further |over"
        rf" )?{_WAY}(?: a bit| more| further)?(?: in the (?:frame|picture|image))?",
        rf"(?:move|shift|push|nudge|slide|bring|drag|put) (?P<e>{EL}) (?:over )?{_WAY} (?P<d>{LITTLE}|{MUCH}|by \d+"
        rf" ?(?:%|per ?cent))",
        rf"(?P<e>{EL}) {SHOULD} (?:be|stand|sit|appear) {_D}(?:more |further ){_WAY}",
        rf"(?P<e>{EL}) {SHOULD} (?:be|stand|sit|appear|fly|hang|float|hover|soar) {_D}(?P<way>higher|lower)(?: in the"
        rf" (?:sky|air|picture|frame))?(?: up in the (?:sky|air)| up|"
        rf" down)?",
        rf"(?P<e>{EL}) (?:is|are|stands?|seems?|sits?|hangs?|flies|lies|floats?|appears?) (?P<d>{LITTLE} |{MUCH}"
        rf" )?(?P<too>too) (?:far )?(?:to the |on the"
        rf" )?(?P<way>left|right|high|low)(?:er)?(?: up| down)?",
        rf"(?P<e>{EL}) {_D}(?:more |further ){_WAY}",
        rf"(?P<e>{EL})(?: {SHOULD} (?:be|stand|sit))? {_D}(?:more |further )?(?<=more )(?:on|at|toward|towards) the"
        rf" (?P<way>left|right)",
        rf"(?:make|have|let) (?P<e>{EL}) (?:be |stand |appear |fly |hang )?{_D}(?:(?:more |further )(?:to the"
        rf" )?(?P<way>left|right)|(?P<way2>higher|lower)(?: up| down)?)",
    ),
    *rules(
        _spot,
        rf"(?:move|shift|push|bring|drag|{_PUT}) (?P<e>{EL}) (?:be |stand |sit )?{SPOT}",
        rf"(?P<e>{EL}) {SHOULD} (?:be|stand|sit|appear|stay|start) {SPOT}",
        rf"(?P<e>{EL}) (?:belongs?|goes) {SPOT}",
        rf"(?P<e>{EL}):? (?:on|at|in|to) (?:the )?(?P<spot>left|right|top|middle|centre|center|bottom)(?: side)?",
    ),
    *rules(_centre, rf"(?:center|centre) (?P<e>{EL})", rf"(?P<e>{EL}) {SHOULD} be (?:centered|centred)"),
)  # fmt: skip
_WAYS |= {"high": (0, -1), "low": (0, 1)}
