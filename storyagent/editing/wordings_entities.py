"""Wordings about those who are in a film: color, name, looks, size, place in the frame, what they do."""

from __future__ import annotations

import re

from storyagent import lexicon
from storyagent.editing.clause import EL, NEW, SHOULD, Clause, E, Made, Q, Rule, S, T, rules
from storyagent.editing.degrees import DEGREE
from storyagent.editing.edits import Describe, Motion, Recolour, Remove, Rename
from storyagent.editing.marks import ENTITIES, PRONOUNS
from storyagent.editing.slots import COLOR
from storyagent.editing.wordings_frame import POSITION_RULES, RESIZE_RULES
from storyagent.editing.words import described_in
from storyagent.errors import InvalidInput
from storyagent.planning.describe import with_article
from storyagent.planning.grammar import COLORS, word_set
from storyagent.planning.looks import SIZE_WORDS, is_being, is_seen, is_worn
from storyagent.planning.verbs import action_of

_MAKE = r"(?:make|turn|paint|colou?r|dye|change|set|let|have|get|draw|render|switch|recolou?r|tint|convert)"
_SHOULD_BE = rf"(?:{SHOULD}(?: all| both| now)? (?:be|become|turn|look|have|wear|get))"


def _recolour(clause: Clause) -> Made:
    color = clause.text("c").lower().replace("-", " ")
    color = COLORS.get(color, color)
    return [Recolour(entity=one, color=color, scenes=clause.scenes) for one in clause.entities()]


def _uncolour(clause: Clause) -> Made:
    return [Recolour(entity=one, color=None, scenes=clause.scenes) for one in clause.entities()]


def _recolour_spoken_of(clause: Clause) -> Made | None:
    """Understand "brown would be nicer" of what was spoken of just before."""
    spoken_of = clause.context.entities
    if len(spoken_of) != 1 or spoken_of[0] == NEW:
        return None
    color = clause.text("c").lower().replace("-", " ")
    return [Recolour(entity=spoken_of[0], color=COLORS.get(color, color), scenes=clause.scenes)]


def _swap_colours(clause: Clause) -> Made | None:
    one, other = (clause.entity(entity) for entity in clause.entities())
    if not one.color and not other.color:
        return None
    return [
        Recolour(entity=one.id, color=other.color, scenes=clause.scenes),
        Recolour(entity=other.id, color=one.color, scenes=clause.scenes),
    ]


def _recolour_all(clause: Clause) -> Made | None:
    old, new = (COLORS.get(word, word) for word in (clause.text("old").lower(), clause.text("c").lower()))
    found = [one for one in clause.film.screenplay.entities if COLORS.get(one.color or "", one.color) == old]
    if not found:
        raise InvalidInput("nothing in this film has that color", where="request", found=clause.text("old"))
    return [Recolour(entity=one.id, color=new, scenes=clause.scenes) for one in found]


_NICE = r"(?:nice|nicer|better|great|good|lovely|fine|prettier|best)"
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
    rf"(?:paint|colou?r|dye|make|recolou?r) only (?P<e>{EL}) (?P<c>{COLOR})",
) + rules(
    _recolour_spoken_of,
    rf"(?:have|use|try|take|prefer) (?P<c>{COLOR})(?: instead| one)?",
    rf"(?P<c>{COLOR})(?: instead| (?:would|might|could) be {_NICE})",
) + rules(
    _swap_colours,
    rf"(?:swap|exchange|switch|trade) (?:the )?colou?rs of (?P<e>{E} and {E})",
    rf"(?P<e>{E} and {E}) {SHOULD} (?:swap|exchange|switch|trade) (?:their )?colou?rs",
    rf"(?:let|make|have) (?P<e>{E} and {E}) (?:swap|exchange|switch|trade) (?:their )?colou?rs",
) + rules(
    _recolour_all,
    rf"(?:make |turn |paint |let |change )?(?:everything|all things|all)(?: that is| which is| that's)?"
    rf" (?P<old>{COLOR})"
    rf"(?: things)?(?: should)?(?: be| become| turn| to| into| in)* (?P<c>{COLOR})",
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
    if name in COLORS or re.match(r"(?:a|an|the|too|so|very|not|really|rather|no|boring|wrong|silly)\b", name.lower()):
        return None
    if (
        not clause.has("quoted")
        and re.search(r"[A-Z]\w* [a-z]", name)
        and not re.search(r" (?:the|of|von|de) [A-Z]", name)
    ):
        return None  # "Fiona for example"
    return [Rename(entity=clause.one_entity(), name=name)]


_NAME = rf"(?P<n>(?P<quoted>{Q})|(?:[^\W\d_][\w'-]*)(?: (?:[^\W\d_][\w'-]*)){{0,3}}|{E})"
_RENAME = rules(
    _rename,
    rf"rename (?P<e>{E}),? (?:[{PRONOUNS}]|she|he|it)(?:'s| is| should be| will be) (?:now )?(?:called |named"
    rf" )?{_NAME}",
    rf"(?P<e>{E}) is (?:now )?(?:called|named) {_NAME}(?: now)?",
    rf"(?P<e>{E}) (?:{SHOULD} go|goes|should be known) by (?:the name(?: of)?|the new name) {_NAME}",
    rf"(?:rename|rechristen|relabel) (?P<e>{E}) (?:to|as|into|=|->|→)? ?{_NAME}",
    rf"(?:call|name|nickname|baptize|christen) (?P<e>{E}) {_NAME}(?: everywhere)?",
    rf"(?:change|set|switch) (?P<e>{E})'s? name (?:from \S+ )?(?:to|into|as) {_NAME}",
    rf"(?:change|set|switch) the name of (?P<e>{E}) (?:to|into|as) {_NAME}",
    rf"(?:the )?name of (?P<e>{E}) (?:{SHOULD} be|is) {_NAME}",
    rf"(?P<e>{E})'s? (?:new )?name (?:{SHOULD} be|is|should become|:) {_NAME}",
    rf"(?P<e>{E}) (?:{SHOULD} be|is|will be|are) (?:called|named|known as) {_NAME}",
    rf"(?:let|have) (?P<e>{E}) be (?:called|named) {_NAME}",
    rf"give (?P<e>{E}) (?:the|a|a new|another|some|a nicer|a proper) name(?: of|:|,| like)* {_NAME}",
    rf"(?P<e>{E}) (?:needs|should have|should get|could have|gets) (?:a|the|another|a new|some|a nicer|a"
    rf" proper) name(?: of|:|,| like)* {_NAME}",
    rf"(?P<e>{E}) (?:wants|needs|gets|is due|could use|could do with|deserves|is getting) (?:a|an)"
    rf" (?:name change|change of name|(?:new|different|other|better) name)[:,;]? (?:please )?(?:call|name|make)"
    rf" [{PRONOUNS}] {_NAME}",
    rf"(?:a )?(?:new|better|different|nicer) name for (?P<e>{E})(?: is|:|,) {_NAME}",
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
    noun = "hat" if words.split()[-1].lower() in ("glasses", "spectacles", "sunglasses", "goggles") else noun
    if noun in ("color", "colour") or not (
        is_worn(noun)
        or (clause.has("only_worn") and (is_seen(noun) or lexicon.noun_class(noun) in ("animal", "body", "plant")))
        or clause.has("own")
    ):
        return None
    if (
        noun in _NO_THING
        or is_being(noun)
        or any(one != NEW and clause.entity(one).kind == "place" for one in clause.entities())
    ):
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
    if re.fullmatch(r"(?:fast |sound |deeply )?asleep", clause.text("a").lower()):
        return [Motion(entity=one, motion="sleep", scenes=clause.scenes) for one in clause.entities()]
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
        if entity.kind == "place" and all(word in _SETTING for word in words):
            return None  # "make the forest foggy" is about the scenes there
        free = described_in(base, entity, None) if entity.color else base
        told = " ".join([*words, *filter(None, [entity.color])])
        colored = described_in(free, entity.model_copy(update={"color": None}), told)
        made.append(Describe(entity=one, description=colored, scenes=clause.scenes))
    return made


_SETTING = word_set(
    "foggy misty rainy snowy stormy windy sunny cloudy clear dark bright hazy wet wintry moonlit overcast gloomy light"
)
_NO_COMPARATIVE = {"older": "old", "younger": "young", "happier": "happy", "sadder": "sad", "fluffier": "fluffy",
                   "cuter": "cute", "friendlier": "friendly", "scarier": "scary", "fatter": "fat", "thinner": "thin",
                   "rounder": "round", "prettier": "pretty", "angrier": "angry", "shinier": "shiny"}  # fmt: skip
_SEEN = frozenset(["fluffy", "spotted", "striped", "furry", "happy", "sad", "angry", "old", "young", "scary", "cute"])
_NEVER = word_set(
    """fast slow faster slower longer shorter loud quiet dark bright louder quieter better other last next first
    many few much more less fewer enough own same equal
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
        rf"(?:give|lend|buy) (?P<e>{EL}) (?P<w>(?:[\w-]+ ){{0,3}}[\w-]+s)",
        rf"(?:put|place|set) (?P<w>(?:an? |some )?(?:[\w-]+ ){{0,3}}[\w-]+) (?:on|around|over) (?P<e>{EL})(?:'s?"
        rf" (?:head|neck|back|nose|feet|tail|ears?|body|shoulders?|eyes))?",
        rf"(?:make|paint|colou?r|let|have) (?P<e>{EL}) (?:be )?(?P<w>(?P<own>{COLOR}) with (?:[\w-]+"
        rf" ){{1,2}}(?:stripes|dots|spots|patches"
        rf"|stars|flowers|checks|squares|hearts|lines))",
        rf"(?P<e>{EL}) {SHOULD} be (?P<w>(?P<own>{COLOR}) with (?:[\w-]+ ){{1,2}}(?:stripes|dots|spots|patches"
        rf"|stars|flowers|checks"
        rf"|squares|hearts|lines))",
        rf"(?P<e>{EL}) (?P<own>{SHOULD} wear|wears?) (?P<w>(?:[\w-]+ ){{0,4}}[\w-]+)",
        rf"(?P<own>dress|clothe) (?P<e>{EL}) (?:in|with) (?P<w>(?:[\w-]+ ){{0,4}}[\w-]+)",
        rf"(?:let|make|have) (?P<e>{EL}) (?:to )?(?P<own>wear) (?P<w>(?:[\w-]+ ){{0,4}}[\w-]+)",
        rf"(?P<e>{EL}) {SHOULD} (?P<own>have) (?P<w>(?:[\w-]+ ){{1,2}}[\w-]+s)",
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
    rf"(?:there {SHOULD} be |show |have )?no (?P<e>{EL})(?: (?:any ?more|there|at all|please|visible))*",
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
    rf"(?P<whose>{E}) without (?P<e>{EL})",
    rf"(?P<e>{EL}) (?:{SHOULD}|may) (?:go|be (?:left out|taken out|removed|cut(?: out)?|dropped|deleted|gone|out|left"
    rf" away|missing))",
    rf"there {SHOULD} (?:be no|not be(?: any)?) (?P<e>{EL})(?: (?:any ?more|there))*",
    rf"(?P<e>{EL}) (?:is|are) not (?:needed|necessary|supposed to be there)(?: any ?more)?",
)  # fmt: skip


_ANOTHER = re.compile(
    rf"(?:,|\band|\bthen) (?:[{ENTITIES}] \w|(?:make|do|add|remove|delete|swap|set|put|change|rename|give|call|let"
    r"|merge|split|copy|replace)\b)",
    re.IGNORECASE,
)
"""Where words about a motion go on with another request."""


_GOES = re.compile(
    r"(?:not |never |stop )+(?:mov|walk|run|fly|jump|swim|go|danc|hop|crawl|roll|driv|sail|rac|climb|float"
    r"|drift)",
    re.IGNORECASE,
)


def _is_motion(clause: Clause, words: str, verb: str, base: str) -> bool:
    """Tell whether words after somebody are something to do, and no more than that."""
    marks = [clause.context.marks.entities[mark] for mark in clause.raw("m") if mark in clause.context.marks.entities]
    placed = any(clause.entity(one).kind == "place" for mark in marks for one in mark.ids)
    ordered = re.search(r"\b(?:has|have|had|needs|wants) to\b|\b(?:should|must|will)\b", words, re.IGNORECASE)
    tongue = base in ("talk", "speak", "answer", "sound") and re.search(r"\bin [A-Z]", words)
    places = any(one != NEW and clause.entity(one).kind == "place" for one in clause.entities())
    return not (
        places
        or re.fullmatch(rf"[a-z]+ (?:{'|'.join(COLORS)})", words.lower())
        or (placed and re.match(r"(?:come|go|join|be|appear|show up|turn up|visit)\b", words.lower()))
        or base
        in ("be", "have", "say", "become", "wear", "speak", "tell", "swap", "switch", "exchange", "trade", "out")
        or (base in ("join", "accompany") and marks)
        or words.lower() in ("go", "leave", "stay", "remain")
        or re.match(r"goes? by\b", words.lower())
        or (base == "look" and not re.match(r"looks? (?:at|up|down|around|back|out|over|into|away)\b", words.lower()))
        or ordered
        or tongue
        or verb in COLORS
        or verb in SIZE_WORDS
        or _ANOTHER.search(clause.raw("m"))
        or (clause.has("base") and base != verb)
        or (re.match(r"(?:not|never|stop)\b", words.lower()) and not _GOES.match(words))
        or (action_of(base, False) is None and action_of(base, True) is None)
    )


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
    if verb is None or base is None or not _is_motion(clause, words, verb[1], base):
        return None
    if re.match(r"(?:not|never|stop)\b", words.lower()):
        words = "stand still"
    elif verb[1].endswith("ing") and base != verb[1]:
        words = words.replace(verb[1], base, 1)
    words = re.sub(r",? (?:instead|not [\w ]+|and not [\w ]+)$", "", words)
    return [Motion(entity=one, motion=words, scenes=_where_told(clause, one)) for one in clause.entities()]


def _where_told(clause: Clause, entity: str) -> tuple[str, ...]:
    """Return the scenes for a motion: those named, else those in which all are that it is about."""
    marks = [mark for mark in clause.raw("m") if mark in clause.context.marks.entities]
    places = {
        one for mark in marks for one in clause.context.marks.entities[mark].ids if clause.entity(one).kind == "place"
    }
    if places and not clause.scenes and not clause.whole:
        at = tuple(one.id for one in clause.film.scenes if one.place in places and entity in one.entity_ids)
        return at or clause.some_scenes("Do that", most=1)
    others = {one for mark in marks if (one := clause.marked(mark))} - {entity}
    if clause.scenes or clause.whole or not others:
        return clause.scenes
    found = tuple(one.id for one in clause.film.scenes if {entity, *others} <= {*one.entity_ids})
    return found if len(found) < len(clause.film.scenes) else ()


def _halt(clause: Clause) -> Made:
    return [Motion(entity=one, motion="stand still", scenes=clause.scenes) for one in clause.entities()]


def _halt_all(clause: Clause) -> Made:
    scenes = clause.scope or tuple(one.id for one in clause.film.scenes)
    seen = {role for scene in scenes for role in clause.film.screenplay.scene(scene).entity_ids}
    who = [one.id for one in clause.film.screenplay.entities if one.kind == "character" and one.id in seen]
    return [Motion(entity=one, motion="stand still", scenes=clause.scenes) for one in who]


_MOTION = (
    *rules(_halt_all, rf"(?:nobody|no one|nothing|no-one|none of them) {SHOULD} (?:move|run|walk)(?: at all)?"),
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
    *_RECOLOUR, *_RENAME, *RESIZE_RULES, *_ACROSS, *POSITION_RULES, *_REMOVE, *_DESCRIBE, *_MOTION,
)  # fmt: skip
"""All wordings about entities that are in the film, in the order in which they are tried."""
