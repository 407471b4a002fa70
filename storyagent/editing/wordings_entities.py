"""Wordings about those who are in a film: color, name, looks, size, place in the frame, what they do."""

from __future__ import annotations

import re

from storyagent import lexicon
from storyagent.editing.clause import EL, SHOULD, Clause, E, Made, Q, Rule, S, T, rules
from storyagent.editing.degrees import DEGREE, LITTLE, MUCH, SHARE, factor_of
from storyagent.editing.edits import Describe, Motion, Position, Recolour, Remove, Rename, Resize, Spot
from storyagent.editing.marks import ENTITIES
from storyagent.editing.slots import COLOR
from storyagent.editing.words import described_in
from storyagent.planning.describe import with_article
from storyagent.planning.grammar import COLORS, word_set
from storyagent.planning.looks import SIZE_WORDS, is_seen, is_worn
from storyagent.planning.verbs import action_of

_MAKE = r"(?:make|turn|paint|colou?r|dye|change|set|let|have|get|draw|render|switch|recolou?r|tint|convert)"
_SHOULD_BE = rf"(?:{SHOULD}(?: all| both| now)? (?:be|become|turn|look|have|wear|get))"


def _recolour(clause: Clause) -> Made:
    color = clause.text("c").lower().replace("-", " ")
    color = COLORS.get(color, color)
    return [Recolour(entity=one, color=color, scenes=clause.scenes) for one in clause.entities()]


def _uncolour(clause: Clause) -> Made:
    return [Recolour(entity=one, color=None, scenes=clause.scenes) for one in clause.entities()]


_RECOLOUR = rules(
    _recolour,
    rf"{_MAKE} (?P<e>{EL})(?:'s? (?:colou?r|coat|fur|skin))? (?:all )?(?:to be |be |become |into |to |in |as |look"
    rf" )?(?:an? |the )?(?P<c>{COLOR})(?: in colou?r| colou?red| one| (?:colou?r|shade))?",
    rf"(?:change|set|switch|make|turn|alter|update) (?:the )?colou?r of (?P<e>{EL}) (?:from {COLOR} )?(?:to|into|as"
    rf"|be|to be)? ?(?P<c>{COLOR})",
    rf"(?P<e>{EL})(?:'s)? colou?r (?:{SHOULD} be|is|=|:|to|becomes) ?(?P<c>{COLOR})",
    rf"(?:the )?colou?r of (?P<e>{EL}) (?:{SHOULD} be|is|=|:|to|becomes) ?(?P<c>{COLOR})",
    rf"(?P<e>{EL}) {_SHOULD_BE} (?:an? )?(?P<c>{COLOR})(?: in colou?r| colou?red| one| instead)?(?: (?:and )?not"
    rf" {COLOR})?",
    rf"(?P<e>{EL}):? (?:in )?(?P<c>{COLOR})",
    rf"(?P<e>{EL}) {SHOULD} have (?:an? )?(?:\w+ )?(?P<c>{COLOR}) (?:colou?r|coat|fur|shade)",
    rf"(?:give|use) (?P<e>{EL}) (?:an? |the )?(?P<c>{COLOR}) (?:colou?r|coat|fur|look|tint|shade|skin|feathers|paint"
    rf"|hue)",
    rf"(?:use )?(?P<c>{COLOR}) for (?P<e>{EL})",
    rf"(?:change|turn|switch) (?P<e>{EL}) from {COLOR} (?:to|into) (?P<c>{COLOR})",
    rf"(?P<e>{EL}) (?:becomes?|turns?|goes) (?P<c>{COLOR})",
    rf"(?:make|paint|colou?r) (?P<c>{COLOR}) (?P<e>{EL})",
) + rules(
    _uncolour,
    rf"(?:make|let) (?P<e>{EL}) (?:be )?(?:colou?rless|uncolou?red|without (?:a )?colou?r)",
    rf"(?:remove|drop|take away|reset) (?:the )?colou?r (?:of|from) (?P<e>{EL})",
    rf"(?P<e>{EL}) {SHOULD} have no (?:special )?colou?r",
)  # fmt: skip


def _rename(clause: Clause) -> Made | None:
    name = clause.text("n").strip(" .!'\"")
    if not clause.has("quoted") and not re.fullmatch(r"[\w' -]{1,60}", name):
        return None
    if name in COLORS or re.match(r"(?:a|an|the) ", name.lower()):
        return None
    return [Rename(entity=clause.one_entity(), name=name)]


_NAME = rf"(?P<n>(?P<quoted>{Q})|(?:[^\W\d_][\w'-]*)(?: (?:[^\W\d_][\w'-]*)){{0,3}}|{E})"
_RENAME = rules(
    _rename,
    rf"(?:rename|rechristen|relabel) (?P<e>{E}) (?:to|as|into|=|->|→)? ?{_NAME}",
    rf"(?:call|name) (?P<e>{E}) {_NAME}(?: everywhere)?",
    rf"(?:change|set|switch) (?P<e>{E})'s? name (?:from \S+ )?(?:to|into|as) {_NAME}",
    rf"(?:change|set|switch) the name of (?P<e>{E}) (?:to|into|as) {_NAME}",
    rf"(?:the )?name of (?P<e>{E}) (?:{SHOULD} be|is) {_NAME}",
    rf"(?P<e>{E})'s? (?:new )?name (?:{SHOULD} be|is|should become|:) {_NAME}",
    rf"(?P<e>{E}) (?:{SHOULD} be|is|will be|are) (?:called|named|known as) {_NAME}",
    rf"(?:let|have) (?P<e>{E}) be (?:called|named) {_NAME}",
    rf"give (?P<e>{E}) (?:the|a|a new|another) name(?: of|:)? {_NAME}",
    rf"(?P<e>{E}) (?:needs|should have|should get|could have|gets) (?:a|the|another|a new) name(?: of|:|,| like)?"
    rf" {_NAME}",
    rf"(?:from now on|from here on),? (?P<e>{E}) is (?:called |named )?{_NAME}",
)  # fmt: skip


def _wear(clause: Clause) -> Made | None:
    words = clause.text("w")
    colored = re.match(rf"({COLOR}) with (.+)", words, re.IGNORECASE)
    if colored:  # "yellow with purple stripes"
        color = COLORS.get(colored[1].lower(), colored[1].lower())
        made: list[Recolour | Describe] = []
        for one in clause.entities():
            entity = clause.entity(one)
            base = entity.description or with_article(entity.noun)
            told = f"{described_in(base, entity, color)} with {colored[2]}"
            made += [Recolour(entity=one, color=color, scenes=clause.scenes)]
            made += [Describe(entity=one, description=told, scenes=clause.scenes)]
        return made
    noun = lexicon.lemma(words.split()[-1].lower(), "n") or words.split()[-1].lower()
    if noun in ("color", "colour") or not (
        is_worn(noun) or (clause.has("only_worn") and is_seen(noun)) or clause.has("own")
    ):
        return None
    if noun in _NO_THING:
        return None
    dressed = is_worn(noun) or re.search(r"\b(?:wears?|dress|clothe)\b", clause.match[0], re.IGNORECASE)
    joined = "wearing" if dressed else "with"
    return [_described(clause, one, f" {joined} {_with_article(words)}") for one in clause.entities()]


_NO_THING = word_set(
    "time room space second minute chance break rest line word part role voice name voices lines words"
)


def _with_article(words: str) -> str:
    plural = lexicon.lemma(words.rsplit(maxsplit=1)[-1].lower(), "n") not in (
        None,
        words.rsplit(maxsplit=1)[-1].lower(),
    )
    return (
        words if plural or re.match(r"(?:a|an|the|his|her|its|some|two|three) ", words.lower()) else with_article(words)
    )


def _described(clause: Clause, entity_id: str, tail: str) -> Describe:
    entity = clause.entity(entity_id)
    base = entity.description or with_article(" ".join(filter(None, [*entity.traits[:2], entity.color, entity.noun])))
    joined = " and" if " wearing " in base and tail.startswith(" wearing") else ""
    if joined:
        tail = tail.removeprefix(" wearing")
    return Describe(entity=entity_id, description=f"{base}{joined}{tail}", scenes=clause.scenes)


def _adjective(clause: Clause) -> Made | None:
    """Understand "make the fox old and friendly": adjectives that are no colors, sizes or speeds."""
    words = [
        w for w in re.split(r",? and |, | ", clause.text("a").lower()) if w not in ("look", "more", "very", "really")
    ]
    words = [_NO_COMPARATIVE.get(w, w) for w in words]
    known = all(w in _SEEN or (lexicon.lemma(w, "a") == w and w not in _NEVER and w not in SIZE_WORDS) for w in words)
    if not words or not known or len(words) > 3 or any(word in COLORS for word in words):
        return None
    made = []
    for one in clause.entities():
        entity = clause.entity(one)
        base = entity.description or with_article(entity.noun)
        free = described_in(base, entity, None) if entity.color else base
        told = " ".join([*words, *filter(None, [entity.color])])
        colored = described_in(free, entity.model_copy(update={"color": None}), told)
        made.append(Describe(entity=one, description=colored, scenes=clause.scenes))
    return made


_NO_COMPARATIVE = {"older": "old", "younger": "young", "happier": "happy", "sadder": "sad", "fluffier": "fluffy",
                   "cuter": "cute", "friendlier": "friendly", "scarier": "scary", "fatter": "fat", "thinner": "thin",
                   "rounder": "round", "prettier": "pretty", "angrier": "angry", "shinier": "shiny"}  # fmt: skip
_SEEN = frozenset(["fluffy", "spotted", "striped", "furry", "happy", "sad", "angry", "old", "young", "scary", "cute"])
_NEVER = word_set(
    """fast slow faster slower longer shorter loud quiet dark bright louder quieter better other last next first
    invisible up down away in out off on early late still"""
)


def _as_told(clause: Clause) -> Made | None:
    text = clause.text("d").strip(" .")
    if not clause.has("quoted"):
        text = text if re.match(r"(?:a|an|the) ", text.lower()) else with_article(text)
    return [Describe(entity=one, description=text, scenes=clause.scenes) for one in clause.entities()]


_DESCRIBE = (
    *rules(
        _wear,
        rf"(?:give|put) (?P<e>{EL}) (?P<w>(?P<only_worn>an? |some |two )(?:[\w-]+ ){{0,3}}[\w-]+)",
        rf"(?:give|lend|buy) (?P<e>{EL}) (?P<w>(?:[\w-]+ ){{1,3}}[\w-]+s)",
        rf"(?:put|place) (?P<w>(?:an? |some )?(?:[\w-]+ ){{0,3}}[\w-]+) on (?P<e>{EL})",
        rf"(?:make|paint|colou?r|let|have) (?P<e>{EL}) (?:be )?(?P<w>(?P<own>{COLOR}) with (?:[\w-]+"
        rf" ){{1,2}}(?:stripes|dots|spots|patches"
        rf"|stars|flowers|checks|squares|hearts|lines))",
        rf"(?P<e>{EL}) {SHOULD} be (?P<w>(?P<own>{COLOR}) with (?:[\w-]+ ){{1,2}}(?:stripes|dots|spots|patches"
        rf"|stars|flowers|checks"
        rf"|squares|hearts|lines))",
        rf"(?P<e>{EL}) (?P<own>{SHOULD} wear|wears?) (?P<w>(?:[\w-]+ ){{0,4}}[\w-]+)",
        rf"(?P<own>dress|clothe) (?P<e>{EL}) (?:in|with) (?P<w>(?:[\w-]+ ){{0,4}}[\w-]+)",
        rf"(?:let|make|have) (?P<e>{EL}) (?:to )?(?P<own>wear) (?P<w>(?:[\w-]+ ){{0,4}}[\w-]+)",
        rf"(?P<e>{EL}) {SHOULD} (?P<own>have) (?P<w>(?:an? |some |two |long |short |big )(?:[\w-]+ ){{0,3}}[\w-]+)",
        rf"(?:draw|show|paint) (?P<e>{EL}) (?P<own>with) (?P<w>(?:[\w-]+ ){{0,4}}[\w-]+)",
    ),
    *rules(
        _as_told,
        rf"(?:describe|draw|show|depict|paint) (?P<e>{EL}) (?:as|like) (?P<d>(?P<quoted>{Q})|an? {T})",
        rf"(?:change|set) (?:the )?(?:description|look|looks|appearance) of (?P<e>{EL}) (?:to|as)"
        rf" (?P<d>(?P<quoted>{Q})|{T})",
        rf"(?:change|set) (?P<e>{EL})'s? (?:description|look|looks|appearance) (?:to|as) (?P<d>(?P<quoted>{Q})|{T})",
        rf"(?P<e>{EL}) (?:{SHOULD} look|looks) like (?P<d>(?P<quoted>{Q})|an? {T})",
        rf"(?P<e>{EL})(?:'s)? (?:description|look)(?: {SHOULD} be| is|:) (?P<d>(?P<quoted>{Q})|{T})",
        rf"(?:let|make|have) (?P<e>{EL}) look like (?P<d>(?P<quoted>{Q})|an? {T})",
    ),
    *rules(
        _adjective,
        rf"(?:make|draw|show|paint|let|have) (?P<e>{EL}) (?:be |look |appear |seem )?(?:{DEGREE} |more"
        rf" )?(?P<a>[a-z][\w-]+(?:(?:,? and |, | )[a-z][\w-]+){{0,2}})",
        rf"(?P<e>{EL}) {SHOULD} (?:be|look|appear|seem) (?:{DEGREE} |more )?(?P<a>[a-z][\w-]+(?:(?:,? and |, |"
        rf" )[a-z][\w-]+){{0,2}})",
    ),
)  # fmt: skip

_LARGER = (
    r"(?:bigger|larger|taller|huger|big|large|huge|tall|giant|gigantic|enormous|wider|fatter|as big|as large|as tall"
    r"|the size|greater)"
)
_SMALLER = r"(?:smaller|tinier|shorter|littler|small|tiny|little|short|as small|miniature)"
_ABSOLUTE = re.compile(r"\b(?:huge|giant|gigantic|enormous|tiny|miniature)\b", re.I)


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
    factor = (2.0 - degree if percent and degree < 2.0 else 1 / degree) if smaller else degree
    factor = min(max(round(factor, 3), 0.11), 9.9)
    return [Resize(entity=one, factor=factor, scenes=clause.scenes) for one in clause.entities()]


_RESIZE = rules(
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
    r"(?:to(?:wards?)? the )?(?P<way>left|right|up|upwards|higher|down|downwards|lower|top|bottom)(?: side| up|"
    r" down)?"
)
_PUT = r"(?:put|place|position|set|show|draw|have|keep|get|let|want|centre|center)"


def spot_of(text: str) -> Spot:
    """Return the spot that a match of `SPOT` names."""
    return _SIDES[text.lower().strip()]


def _spot(clause: Clause) -> Made:
    spot = spot_of(clause.text("spot"))
    return [Position(entity=one, spot=spot, scenes=clause.scenes) for one in clause.entities()]


def _centre(clause: Clause) -> Made:
    return [Position(entity=one, spot="center", scenes=clause.scenes) for one in clause.entities()]


def _shift(clause: Clause) -> Made:
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
_POSITION = (
    *rules(
        _shift,
        rf"(?:move|shift|push|nudge|slide|bring|drag|put|place|set) (?P<e>{EL}) {_D}(?:more |further |over"
        rf" )?{_WAY}(?: a bit| more| further)?(?: in the (?:frame|picture|image))?",
        rf"(?:move|shift|push|nudge|slide|bring|drag|put) (?P<e>{EL}) (?:over )?{_WAY} (?P<d>{LITTLE}|{MUCH}|by \d+"
        rf" ?(?:%|per ?cent))",
        rf"(?P<e>{EL}) {SHOULD} (?:be|stand|sit|appear) {_D}(?:more |further ){_WAY}",
        rf"(?P<e>{EL}) {SHOULD} (?:be|stand|sit|appear) {_D}(?P<way>higher|lower)(?: up| down)?",
        rf"(?P<e>{EL}) (?:is|are|stands?|seems?) (?P<d>{LITTLE} |{MUCH} )?(?P<too>too) (?:far )?(?:to the |on the"
        rf" )?(?P<way>left|right|high|low)(?:er)?(?: up| down)?",
        rf"(?P<e>{EL}) {_D}(?:more |further ){_WAY}",
        rf"(?:make|have|let) (?P<e>{EL}) (?:be |stand |appear |fly |hang )?{_D}(?:(?:more |further )(?:to the"
        rf" )?(?P<way>left|right)|(?P<way2>higher|lower)(?: up| down)?)",
    ),
    *rules(
        _spot,
        rf"(?:move|shift|push|bring|drag|{_PUT}) (?P<e>{EL}) (?:be |stand |sit )?{SPOT}",
        rf"(?P<e>{EL}) {SHOULD} (?:be|stand|sit|appear|stay|start) {SPOT}",
        rf"(?P<e>{EL}) (?:belongs?|goes) {SPOT}",
        rf"(?P<e>{EL}):? (?:on|at|in) (?:the )?(?P<spot>left|right|top|middle|centre|center|bottom)(?: side)?",
    ),
    *rules(_centre, rf"(?:center|centre) (?P<e>{EL})", rf"(?P<e>{EL}) {SHOULD} be (?:centered|centred)"),
)  # fmt: skip
_WAYS |= {"high": (0, -1), "low": (0, 1)}


def _remove(clause: Clause) -> Made:
    return [Remove(entity=one, scenes=clause.scenes) for one in clause.entities()]


_OUT = (
    r"(?:remove|delete|drop|take out|take away|get rid of|erase|cut out|cut|lose|eliminate|leave out|omit|hide|throw"
    r" out|ditch|kick out|exclude|scrap|kill off|write out|strip|axe|discard)"
)
_REMOVE = rules(
    _remove,
    rf"{_OUT} (?P<e>{EL})(?: (?:out|away|altogether|completely|entirely|from there|please|again))*(?: (?:of|from)"
    rf" (?:it|there|the picture|the frame|the plot|the cast))?",
    rf"(?:take|cut|leave|throw|kick|write|edit|keep|get) (?P<e>{EL}) (?:out|away|off)(?: completely| entirely|"
    rf" altogether)?(?: of (?:it|there))?",
    rf"(?:there {SHOULD} be |show |have )?(?:no|not) (?P<e>{EL})(?: (?:any ?more|there|at all|please|visible))*",
    rf"without (?P<e>{EL})",
    rf"there(?:'s| is) no (?:need|place|room) for (?P<e>{EL})",
    rf"{S} {SHOULD} do without (?P<e>{EL})",
    rf"no more (?P<e>{EL})",
    rf"i? ?(?:don't|do not|no longer) (?:want|need|like) (?:to see )?(?P<e>{EL})(?: (?:any ?more|there|at all|in it))*",
    rf"(?:don't|do not|never|stop) (?:show|showing|include|use|draw|have) (?P<e>{EL})(?: (?:any ?more|there|at all))*",
    rf"(?P<e>{EL}) (?:should not|shouldn't|must not|mustn't|needn't|need not) (?:be|appear|show up|be seen|be shown"
    rf"|be visible)(?: (?:there|seen|in it|any ?more|in the picture|visible))*",
    rf"(?P<e>{EL}) {SHOULD} (?:go away|disappear|be gone|vanish|be removed|be taken out|be deleted|not be there|not"
    rf" appear|leave the film)(?: completely| altogether)?",
    rf"(?P<e>{EL}) (?:has|have) to go",
    rf"there {SHOULD} (?:be no|not be(?: any)?) (?P<e>{EL})(?: (?:any ?more|there))*",
    rf"(?P<e>{EL}) (?:is|are) not (?:needed|necessary|supposed to be there)(?: any ?more)?",
)  # fmt: skip


_ANOTHER = re.compile(
    rf"(?:,|\band|\bthen) (?:[{ENTITIES}] \w|(?:make|do|add|remove|delete|swap|set|put|change|rename|give|call|let"
    r"|merge|split|copy|replace)\b)",
    re.IGNORECASE,
)
"""Where words about a motion go on with another request."""


def _motion(clause: Clause) -> Made | None:
    words = clause.text("m").strip(" .!")
    verb = re.match(
        r"(?:(?:slowly|quickly|suddenly|then|always|not|never|just|gently|happily)\s+)*([a-z]+)", words.lower()
    )
    base = lexicon.lemma(verb[1], "v") if verb else None
    doing = re.match(r"be (\w+ing)\b(.*)", words, re.IGNORECASE)
    if doing and lexicon.lemma(doing[1].lower(), "v"):
        words = f"{lexicon.lemma(doing[1].lower(), 'v')}{re.sub(r' (?:instead|rather than|not) .*', '', doing[2])}"
        return [Motion(entity=one, motion=words, scenes=clause.scenes) for one in clause.entities()]
    if verb is None or base is None or base in ("be", "have", "look", "say", "become", "wear", "speak", "tell"):
        return None
    ordered = re.search(r"\b(?:has|have|had|needs|wants) to\b|\b(?:should|must|will)\b", words, re.IGNORECASE)
    tongue = base in ("talk", "speak", "answer", "sound") and re.search(r"\bin [A-Z]", words)
    if ordered or tongue or verb[1] in COLORS or verb[1] in SIZE_WORDS or _ANOTHER.search(clause.raw("m")):
        return None
    if clause.has("base") and base != verb[1]:
        return None
    if re.match(r"(?:not|never|stop)\b", words.lower()):
        words = "stand still"
    if action_of(base, False) is None and action_of(base, True) is None:
        return None
    words = re.sub(r",? (?:instead|not [\w ]+|and not [\w ]+)$", "", words)
    return [Motion(entity=one, motion=words, scenes=clause.scenes) for one in clause.entities()]


def _halt(clause: Clause) -> Made:
    return [Motion(entity=one, motion="stand still", scenes=clause.scenes) for one in clause.entities()]


_MOTION = (
    *rules(
        _halt,
        rf"(?P<e>{EL}) (?:should not|shouldn't|must not|mustn't|doesn't need to|need not) (?:move|walk|run|go"
        rf" anywhere)(?: at all)?",
        rf"(?P<e>{EL}) {SHOULD} (?:stay|stand|keep|remain|sit|hold)(?: perfectly| quite)? still",
        rf"(?:let|make|have|keep) (?P<e>{EL}) (?:to )?(?:stay |stand |be |keep |remain |hold )?still",
        rf"(?:stop|freeze) (?P<e>{EL})(?: from)?(?: moving| in place)?",
    ),
    *rules(
        _motion,
        rf"(?P<e>{EL}) (?:should|must|shall|has to|have to|needs to|need to|ought to|could|can|to|will|would|is to|is"
        rf" supposed to|might) (?:rather |better |instead |now )?(?P<m>[a-z]+\b{T})",
        rf"(?:let|make|have) (?P<e>{EL}) (?P<base>)(?P<m>[a-z]+{T})",
        rf"(?:get|want|ask|tell|allow|cause) (?P<e>{EL}) to (?P<m>[a-z]+{T})",
        rf"(?:let|make|have) (?P<e>{EL}) (?P<m>[a-z]+)",
        rf"(?P<e>{EL}) (?:should|must|has to|shall|needs to|to|can|could|will) (?P<m>[a-z]+)",
        rf"(?:change|set) (?:the )?(?:motion|movement|action|path|way) of (?P<e>{EL}) (?:to|so that it|so it) ?:?"
        rf" ?(?P<m>[a-z]+{T})",
        rf"(?:instead,? )?(?:have|show|draw|animate) (?P<e>{EL}) (?P<m>[a-z]+ing\b(?:{T})?)",
        rf"(?:animate|move) (?P<e>{EL}) (?:so that it|to|such that it|so it) (?P<m>[a-z]+{T})",
        rf"(?:in )?(?:there,? )?(?P<e>{EL}) (?P<m>[a-z]+s\b{T}) instead",
    ),
)  # fmt: skip


def _across(clause: Clause) -> Made | None:
    verb = clause.match[0].split(maxsplit=1)[0].lower()
    verb = {"send": "move"}.get(verb, verb)
    words = f"{verb} {clause.text('across')}"
    return [Motion(entity=one, motion=words, scenes=clause.scenes) for one in clause.entities()]


_ACROSS = rules(
    _across,
    rf"(?:move|fly|walk|run|send|roll|drive|sail) (?P<e>{EL}) (?P<across>(?:slowly |quickly )?(?:across|from|over"
    rf"|through) {T})",
)


ENTITY_RULES: tuple[Rule, ...] = (
    *_RECOLOUR, *_RENAME, *_RESIZE, *_ACROSS, *_POSITION, *_REMOVE, *_DESCRIBE, *_MOTION,
)  # fmt: skip
"""All wordings about entities that are in the film, in the order in which they are tried."""
