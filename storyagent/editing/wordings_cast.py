"""Wordings that bring something into a film: added, in another's place, in another number; and what is said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from storyagent import lexicon
from storyagent.editing.clause import EL, NEW, SHOULD, Ask, Clause, E, Made, Q, Rule, S, T, rules
from storyagent.editing.edits import Add, Count, Dialogue, Edit, Format, Narration, Place, Recolour, Remove, Replace
from storyagent.editing.marks import ENTITIES
from storyagent.editing.nouns import noun_phrase
from storyagent.editing.numbers import NUMBER, number_of
from storyagent.editing.reading import Question
from storyagent.editing.wordings_beside import BESIDE, side_of
from storyagent.editing.wordings_frame import SPOT, spot_of
from storyagent.planning.looks import is_seen
from storyagent.planning.scenery import is_building, is_place

_NEW = (
    rf"(?P<new>(?:an?|another|one more|one|some|several|(?:{NUMBER})(?: more)?|the|[{ENTITIES}])(?: ?[\w'’-]+){{0,6}}?)"
)
_THAT = rf"(?:,? ?(?:that|which|who)(?:'s)?(?: is| are)? (?P<that>[a-z]+{T})|,? (?P<ing>[a-z]+ing\b(?:{T})?))"
_WHERE = rf"(?: {SPOT})"
_TO = (
    rf"(?: (?:to|into|in) (?:it|there|the (?:picture|frame|background|foreground|sky|mix|cast))| there| (?:on|in|at"
    rf"|to|onto|into|over)"
    rf" [{ENTITIES}])?"
)


@dataclass(frozen=True, slots=True)
class _Thing:
    noun: str
    name: str | None
    color: str | None
    traits: tuple[str, ...]
    count: int


_CROWD = re.compile(r"\b(?:hundreds?|thousands?|millions?|billions?|dozens|countless|endless|innumerable)\b", re.I)


def _thing(text: str) -> _Thing | None:
    """Return what a phrase brings in, None where it is nothing that can be seen."""
    name = None
    called = re.search(r"^(.*?),? (?:called|named) ([\w' -]+)$", text)
    if called:
        text, name = called[1], called[2].strip()
    words = re.sub(r"^(?:another|one more|an? (?:second|third|fourth|further)|the)\b", "a", text.strip(), flags=re.I)
    words = re.sub(r"^(\w+) more\b", r"\1", words)
    phrase = noun_phrase(words)
    if not phrase.noun or phrase.end < len(words.replace("-", " ").split()) - words.count("-"):
        return None
    if not (is_seen(phrase.noun) or is_building(phrase.noun) or lexicon.noun_class(phrase.noun) is None):
        return None
    plural = phrase.plural or lexicon.lemma(words.split()[-1].lower(), "n") not in (None, words.split()[-1].lower())
    some = 3 if phrase.vague and plural else 1
    count = phrase.count or some
    if count > 12 or _CROWD.search(words):
        raise Ask(Question(text=f"How many {lexicon.plural(phrase.noun)}? A scene shows at most twelve of a thing.",
                           about=text))  # fmt: skip
    if count < 1:
        return None
    traits = tuple(word for word in phrase.adjectives if word not in ("new", "more", "other"))
    return _Thing(phrase.noun, name or phrase.name or None, phrase.color or None, traits, count)


def _known(clause: Clause) -> tuple[str, ...]:
    """Return the entities of the film that the group "new" stands for, if it is only marks."""
    raw = clause.raw("new")
    if not re.fullmatch(rf"[{ENTITIES}](?:(?:, | and |, and )[{ENTITIES}])*", raw):
        return ()
    references = [clause.context.marks.entities[mark] for mark in re.findall(rf"[{ENTITIES}]", raw)]
    return clause.entities("new") if all(reference.ids for reference in references) else ()


def _add(clause: Clause) -> Made | None:
    at: dict[str, str] = {"spot": spot_of(clause.text("spot"))} if clause.has("spot") else {}
    near = side_of(clause) if clause.has("side") else None
    if near:
        at = {"beside": near[0], "side": near[1]}
    motion = _motion_of(clause)
    if clause.has("to"):
        owner = clause.one_entity("to")
        if owner == NEW:
            return None
        if clause.entity(owner).kind != "place":
            at = {"beside": owner, "side": "next to"}
        elif clause.scope is None:
            clause.scope = tuple(one.id for one in clause.film.scenes if one.place == owner)
    known = _known(clause)
    if known:
        return [_add_known(clause, one, at, motion) for one in known]
    things = [
        _thing(part) for part in re.split(r",? and (?=an? |one |two |three |some )|, (?=an? )", clause.text("new"))
    ]
    made: list[Edit] = []
    for thing in things:
        if thing is None:
            return None
        made.append(_add_new(clause, thing, at, motion))
    return made


def _motion_of(clause: Clause) -> str:
    if clause.has("that"):
        return clause.text("that")
    verb, _, rest = clause.text("ing").partition(" ")
    base = lexicon.lemma(verb.lower(), "v") if verb else None
    return f"{base} {rest}".strip() if base else clause.text("m")


def _add_known(clause: Clause, entity: str, at: dict[str, str], motion: str) -> Edit:
    scenes = clause.scenes
    if not scenes:
        without = tuple(s.id for s in clause.film.scenes if entity not in s.entity_ids)
        if len(without) != 1 and not clause.whole:
            raise Ask(Question(text="Add it in which scene?", about=clause.text("new"),
                               choices=tuple(clause.film.label(one) for one in without)))  # fmt: skip
        scenes = without
    return Add.model_validate({"entity": entity, "motion": motion, "scenes": scenes, **at})


_MORE = re.compile(rf"(?:another|one more|an? (?:second|third|fourth|further)|(?:{NUMBER}) more)\b", re.IGNORECASE)


def _add_new(clause: Clause, thing: _Thing, at: dict[str, str], motion: str) -> Edit:
    """Return an addition, or another count where there is the same already: "another duck"."""
    more = re.match(
        rf"(?:another|one more|an? (?:second|third|fourth|further)|(?:{NUMBER}) more)\b", clause.text("new"), re.I
    )
    same = _same(clause, thing)
    if more and same and not motion:
        scene = clause.one_scene("Add it")
        role = next(role for role in clause.film.screenplay.scene(scene).cast if role.entity == same)
        return Count(entity=same, count=min(role.count + thing.count, 12), scenes=(scene,))
    scenes = clause.scenes
    if not scenes and not clause.whole and len(clause.film.scenes) > 1:
        told = {
            mark
            for group in ("that", "ing", "m")
            for mark in clause.raw(group)
            if mark in clause.context.marks.entities
        }
        with_it = {one for mark in told if (one := clause.marked(mark))} | ({at["beside"]} if "beside" in at else set())
        having = tuple(one.id for one in clause.film.scenes if with_it and with_it <= {*one.entity_ids})
        scenes = having if len(having) == 1 else clause.some_scenes(f"Add the {thing.noun}")
    return Add.model_validate(
        {"noun": thing.noun, "name": thing.name, "color": thing.color, "traits": thing.traits, "count": thing.count,
         "motion": motion, "scenes": scenes, **at}
    )  # fmt: skip


def _same(clause: Clause, thing: _Thing) -> str | None:
    """Return the entity of a scene that a thing is one more of."""
    cast = {one for scene in clause.scope or () for one in clause.film.screenplay.scene(scene).entity_ids}
    for entity in clause.film.screenplay.entities:
        if entity.id in cast and entity.noun == thing.noun and thing.color in (None, entity.color):
            return entity.id
    return None


_PUT = (
    r"(?:add|put|insert|include|place|bring in|bring|introduce|draw|show|paint|have|give me|get|want|need|throw in"
    r"|set|drop|see|watch|place)"
)
_STANDING = (
    r"(?:(?:that|which|who)(?: is| are|'s)? )?(?:right |just )?(?:standing |sitting |lying |stands |sits |lies |waiting"
    r" |hanging |floating )?"
)
_BRING = (
    rf"(?:{_PUT}(?: in)?(?: also)?|(?:there (?:{SHOULD} be|is|are|comes?)|let there be|we need|we could use)(?:"
    rf" also)?|with"
    rf"|(?:it|{S}) (?:needs|could use|should have|should show|wants|lacks|is missing))"
)


def _also_there(clause: Clause) -> Made | None:
    """Let somebody of the film be in scenes; "only there" takes them out of all others."""
    scenes = clause.named_scenes("to")
    edits: list[Edit] = []
    if any(one == NEW or clause.entity(one).kind == "place" for one in clause.entities()):
        return None
    for one in clause.entities():
        has = [scene.id for scene in clause.film.scenes if one in scene.entity_ids]
        missing = tuple(scene for scene in scenes if scene not in has)
        edits += [Add(entity=one, scenes=missing)] if missing else []
        elsewhere = tuple(scene for scene in has if scene not in scenes)
        if re.search(r"\b(?:only|just|nowhere else)\b", clause.match[0], re.I) and elsewhere:
            edits.append(Remove(entity=one, scenes=elsewhere))
    return edits


_ALSO = rules(
    _also_there,
    rf"(?P<e>{EL}) {SHOULD} (?:come|join(?: in)?|go|appear|be seen|show up|turn up|visit)(?: along| with (?:him|her"
    rf"|them|it))? (?:to|into"
    rf"|in|on|at) (?P<to>{S}(?:(?:,| and|, and) {S})*)",
    rf"(?:let|have|make) (?P<e>{EL}) (?:to )?(?:come|join(?: in)?|go|appear|be seen|be|show up|turn up|visit)(?:"
    rf" along)? (?:to|into|in"
    rf"|on|at) (?P<to>{S}(?:(?:,| and|, and) {S})*)",
    rf"(?:put|bring|take|add|show|have) (?P<e>{EL}) (?:also )?(?:along )?(?:in|into|to|on) (?P<to>{S}(?:(?:,| and|,"
    rf" and) {S})*)(?: too| as well"
    rf"| instead)?",
    rf"(?P<e>{EL}) {SHOULD} (?:only |just )?(?:be|appear|be seen|come|play|show up|be shown)(?: only| just)? in"
    rf" (?P<to>{S}(?:(?:,"
    rf"| and|, and) (?:in )?{S})*)(?: only| alone| too| as well| and nowhere else)?",
    rf"(?:have|show|let|put|bring|see) (?:only |just )?(?P<e>{EL}) (?:be |appear )?(?:only |just )?(?:also )?in(?:to)?"
    rf" (?P<to>{S})(?: only| alone)",
)
_ADD = rules(
    _add,
    rf"{_BRING} {_NEW},?{_WHERE}{_TO}",
    rf"{_BRING} {_NEW},? {_STANDING}{BESIDE}",
    rf"{_BRING} {_NEW}{_TO}{_THAT}",
    rf"{_BRING} {_NEW}{_TO}",
    rf"give (?P<to>{E}) {_NEW}",
    rf"{_PUT} {_NEW} so that (?:it|he|she) (?P<that>[a-z]+{T})",
    rf"{_BRING} {_NEW}{_WHERE}{_THAT}",
    rf"(?P<new>(?:an?|another|one|two|three|four|five|some)(?: [\w'-]+){{1,4}}?) (?:should|could|can|must)"
    rf" (?P<m>[a-z]+{T})",
    rf"let (?P<new>(?:an?|another|one|two|three|four|five|some)(?: [\w'-]+){{1,4}}?) (?P<m>[a-z]+{T})",
    r"(?:how about |what about )?(?P<new>another [\w -]+|one more [\w -]+|two more [\w -]+)",
)  # fmt: skip


def _other_place(clause: Clause, places: list[str]) -> Made | None:
    """Let the scenes at a place of the film play elsewhere: "change the meadow to a desert"."""
    words = clause.text("new")
    scenes = tuple(one.id for one in clause.film.scenes if one.place in places)
    scenes = tuple(one for one in scenes if one in (clause.scope or scenes))
    noun = noun_phrase(words).noun
    return [Place(place=words, scenes=scenes)] if scenes and (is_place(noun) or is_building(noun)) else None


def _replace(clause: Clause) -> Made | None:
    entity = clause.entities("e")
    places = [one for one in entity if one != NEW and clause.entity(one).kind == "place"]
    if places:
        return _other_place(clause, places)
    known = _known(clause)
    if known:
        return [Replace(entity=one, by=known[0], scenes=clause.scenes) for one in entity if one != known[0]] or None
    thing = _thing(clause.text("new"))
    if thing is None or thing.count > 1:
        return None
    if thing.color and not thing.name and all(thing.noun == clause.film.screenplay.entity(one).noun for one in entity):
        return [Recolour(entity=one, color=thing.color, scenes=clause.scenes) for one in entity]
    return [
        Replace(
            entity=one, noun=thing.noun, name=thing.name, color=thing.color, traits=thing.traits, scenes=clause.scenes
        )
        for one in entity
    ]


_BY = rf"(?P<new>(?:an?|one|the|some) [\w' -]+?|[{ENTITIES}])"

_REPLACE = rules(
    _replace,
    rf"(?:change|turn|replace|swap|exchange) (?P<e>{E}) (?:to|into|with|by|for) (?P<new>[a-z]+(?: [a-z]+)?)",
    rf"(?:replace|substitute|switch out|swap out|exchange|trade|change out) (?P<e>{EL}) (?:with|by|for|against)"
    rf" {_BY}(?: instead)?",
    rf"(?:swap|switch|change|trade) (?P<e>{EL}) (?:for|with|against|to) {_BY}",
    rf"(?:turn|change|transform|convert|make|morph) (?P<e>{EL}) (?:in)?to {_BY}",
    rf"(?:make|have|let) (?P<e>{EL}) (?:to be |be |become )?(?P<new>(?:an?) [\w' -]+?)(?: instead)?",
    rf"(?:use|show|take|put|have|draw|i want|want|with|place)? ?{_BY} (?:instead of|in place of|rather than)"
    rf" (?P<e>{EL})",
    rf"(?:instead of|in place of|rather than) (?P<e>{EL}),? (?:i want |use |show |there should be |have |take |put "
    rf"|draw |we see )?{_BY}",
    rf"(?P<e>{EL}) {SHOULD} (?:be|become|turn into|be replaced (?:with|by)) (?P<new>(?:an?|[{ENTITIES}])(?:"
    rf" [\w' -]+?)?)(?:,? (?:instead|and not .+|not .+))?",
    rf"substitute {_BY} for (?P<e>{EL})",
    rf"(?P<e>{EL}) (?:becomes|turns into) {_BY}",
    rf"not (?P<e>{EL}),? but {_BY}",
)  # fmt: skip


def _count(clause: Clause) -> Made | None:
    number = int(number_of(clause.text("k"))) if clause.has("k") else 1
    if _CROWD.search(clause.text("noun")):
        number = 100
    if number > 12 and (clause.has("e") or lexicon.noun_class(clause.text("noun").lower().split()[-1])):
        raise Ask(Question(text="How many? A scene shows at most twelve of a thing.", about=clause.text("k")))
    if not 1 <= number <= 12:
        return None
    if clause.has("e"):
        found = clause.entities("e")
    else:
        noun = clause.text("noun").lower().split()[-1]
        base = lexicon.lemma(noun, "n") or noun
        looks = set(clause.text("noun").lower().split()[:-1])
        found = tuple(
            one.id
            for one in clause.film.screenplay.entities
            if base in (one.noun, one.name)
            and looks <= {*one.traits, one.color or "", "little", "small"}
            and any(
                one.id in scene.entity_ids for scene in clause.film.scenes if scene.id in (clause.scope or (scene.id,))
            )
        )
        if not found:
            return None
    return [Count(entity=one, count=number, scenes=clause.scenes) for one in found]


_K = rf"(?P<k>{NUMBER})"
_N = r"(?P<noun>(?:[a-z-]+ ){0,2}[a-z-]+)"
_COUNT = rules(
    _count,
    rf"(?:make|change|turn|set) (?:it |that |them )?(?:into |to )?(?:only |just )?{_K} {_N}(?: instead of (?:{NUMBER}"
    rf"|one))?",
    rf"(?:there {SHOULD} be|show|have|use|draw|i want|want|we need|let there be)(?: only| just| exactly)? {_K}"
    rf" {_N}(?: (?:instead of|not|rather than) (?:{NUMBER}|just one|only one))?",
    rf"(?:change|set|increase|reduce|raise) (?:the )?number of (?P<e>{EL}) to {_K}",
    rf"(?:change|set) (?:the )?number of {_N} to {_K}",
    rf"(?:make|change|turn|set) (?P<e>{EL}) (?:in)?to {_K}(?: of them)?",
    rf"(?P<e>{EL}) {SHOULD} be (?:only |exactly )?{_K}(?: of them)?",
    rf"(?:only|just|exactly) {_K} {_N}",
    rf"{_K} {_N} instead of (?:{NUMBER}|(?:only |just )?one)",
    rf"{_K} instead of (?:{NUMBER}) (?P<noun>[a-z]+)",
    rf"{_K} {_N}",
    rf"(?:make|show|draw) (?P<e>{EL}) (?:only |just )?{_K}",
)  # fmt: skip


def _say(clause: Clause) -> Made | None:
    text = clause.text("t")
    if re.search(Q, clause.raw("t")) and not re.fullmatch(rf".{{0,2}}{Q}.?", clause.raw("t").strip()):
        return None  # what stands with a quote says when or how
    if (
        not text
        or len(re.findall(Q, clause.raw("t"))) > 1
        or (re.search(Q, clause.raw("t")) and re.search(E, clause.raw("t")))
    ):
        return None
    speaker = clause.one_entity()
    add = not clause.has("instead")
    return [Dialogue(scene=clause.one_scene("Say it"), speaker=speaker, text=_spoken(text, clause), add=add)]


def _spoken(text: str, clause: Clause) -> str:
    if re.search(Q, clause.raw("t")):
        return text
    if addressed := re.search(rf" (?:to|at) {E}$", clause.raw("t").strip()):  # "say hello to the owl"
        text = clause.context.marks.plain(clause.raw("t").strip()[: addressed.start()])
    text = text.strip(" .")
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def _hush(clause: Clause) -> Made:
    found = clause.entities()
    speaking = [
        (scene.id, one)
        for scene in clause.film.scenes
        for one in found
        if (not clause.scope or scene.id in clause.scope) and any(line.speaker == one for line in scene.lines)
    ]
    silent = [(scene.id, one) for scene in clause.film.scenes for one in found if one in scene.entity_ids]
    speaking = speaking or [pair for pair in silent if not clause.scope or pair[0] in clause.scope][:1]
    return [Dialogue(scene=scene, speaker=one, text="", add=False) for scene, one in speaking]


_SAYS = (
    r"(?:say|says|shout|shouts|ask|asks|whisper|whispers|call|calls|cry|cries|reply|replies|answer|answers|exclaim"
    r"|yell|yells)"
)
_DIALOGUE = rules(
    _say,
    rf"(?P<e>{E}) (?:{SHOULD} )?{_SAYS}(?: out)?(?: (?:to |at )?{E})?,?:? (?P<t>{Q}|.*{Q}|{T})(?P<instead> instead)?",
    rf"(?:let|make|have|get) (?P<e>{E}) (?:to )?{_SAYS}(?: out)?(?: (?:to |at )?{E})?,?:? (?P<t>{Q}"
    rf"|{T})(?P<instead> instead)?",
    rf"(?:add|give|write) (?:the |a )?(?:line|dialogue|dialog|words|sentence|text):? (?P<t>{Q}) (?:for|to|by|from)"
    rf" (?P<e>{E})",
    rf"(?:add|insert) (?P<t>{Q}) (?:as (?:a )?(?:line|dialogue)|spoken|said) (?:for|of|by) (?P<e>{E})",
    rf"give (?P<e>{E}) (?:the |a )?(?:line|dialogue|words|sentence|text):? (?P<t>{Q})",
    rf"(?:change|set) (?P<e>{E})'s? (?:line|words|dialogue|text)s? to (?P<t>{Q})(?P<instead>)",
    rf"(?P<e>{E})'s? (?:line|words|dialogue|text)s? {SHOULD} be:? (?P<t>{Q})",
    rf"(?P<e>{E}): ?(?P<t>{Q})",
) + rules(
    _hush,
    rf"(?P<e>{EL}) (?:should not|shouldn't|must not|mustn't|doesn't|does not) (?:say|speak|talk)(?: anything| a word|"
    rf" there| any ?more)*",
    rf"(?P<e>{EL}) {SHOULD} (?:say nothing|be (?:silent|quiet|mute)|keep quiet|stop (?:talking|speaking)|shut up)",
    rf"(?:remove|delete|drop|cut|take out) (?P<e>{E})'s? (?:lines?|dialogue|words|speech|text)",
    rf"(?:remove|delete|drop|cut) (?:the |all )?(?:lines?|dialogue|words) (?:of|by|from) (?P<e>{E})",
    rf"(?:let|make|have) (?P<e>{EL}) (?:be )?(?:say nothing|silent|quiet|mute)",
    rf"(?:mute|silence|hush) (?P<e>{EL})",
    rf"(?:remove|delete|drop|cut|take out|leave out|skip) (?:what|everything|all|whatever)(?: that)? (?P<e>{E})"
    rf" (?:says|speaks)",
)  # fmt: skip


def _narrate(clause: Clause) -> Made | None:
    unquoted_be = re.search(r" be(?: that)?:? [^\ue200-\ue2ff]+$", clause.match[0])
    if (
        not clause.text("t")
        or unquoted_be
        or re.fullmatch(r"(?:be )?(?:quiet|silent|off|mute|still|nothing|calm|gone)", clause.text("t"), re.I)
    ):
        return None
    if re.search(Q, clause.raw("t")) and not re.fullmatch(Q, clause.raw("t")):  # what else it says may be where
        return None
    scenes = clause.some_scenes("Say it", most=1)
    return [Narration(scenes=scenes, text=_spoken(clause.text("t"), clause), add=clause.has("add"))]


def _unsaid(clause: Clause) -> Made:
    if not clause.scenes:
        return [Format(narration=False)]
    return [Narration(scenes=clause.scenes, text="")]


def _switch_on(clause: Clause) -> Made:
    return [Format(narration=True)]


_NARR = (
    r"(?:narration|narrator|narrator's (?:text|words|line)|voice[ -]?over|narrated text|spoken text|narration text"
    r"|commentary|narrative|off[ -]?text|spoken words|narrator text)"
)
_NARRATION = (
    *rules(
        _narrate,
        rf"(?:change|set|replace|rewrite|update|edit) (?:the )?(?:{_NARR}|text|words|line|lines)(?: text| line)?"
        rf" ?(?:to|with|by|into|:|so that it says|as|to say|to read) ?(?P<t>{Q}|{T})",
        rf"(?:the )?(?:{_NARR}|text|voice)(?: there)? {SHOULD} (?:be|read|say|go|tell|become)(?: that)?:? ?(?P<t>{Q}"
        rf"|{T})",
        rf"(?:change|set) what the (?:narrator|voice[ -]?over) (?:says|tells|reads)(?: there)? (?:to|into) (?P<t>{Q}"
        rf"|{T})",
        rf"(?:let|make|have|get) the (?:narrator|voice|voice[ -]?over) (?P<add>also |additionally )?(?:to )?(?:say"
        rf"|tell|read|speak)(?: that)?:? ?(?P<t>{Q}|{T})",
        rf"(?:the )?(?:{_NARR})(?: says| reads|:| =)? ?(?P<t>{Q})",
        rf"(?P<add>add) (?:the |a |some )?(?:{_NARR}|line|sentence|text|words):? ?(?:that says |saying |of |reading"
        rf" )?(?P<t>{Q}|{T})(?: to the (?:{_NARR}))?",
        rf"(?P<add>add) (?P<t>{Q}) to (?:the )?(?:{_NARR})",
        rf"(?P<add>add) to (?:the )?(?:{_NARR}|text|words)(?: (?:of|in) {S})?:? (?P<t>{Q})",
        rf"(?:narrate|say|read|voice|speak|tell)(?: it)?(?: with| as|:)? ?(?P<t>{Q})(?: instead)?",
        rf"(?:narrate|voice) {S} (?:with|as|by|:)? ?(?P<t>{Q})",
        rf"(?:use|take|put) (?P<t>{Q}) (?:as|for|in) (?:the )?(?:{_NARR}|text)",
        rf"(?:text|narration|narrator|voice): (?P<t>{Q}|{T})",
    ),
    *rules(
        _unsaid,
        rf"(?:remove|delete|drop|mute|cut|turn off|switch off|disable|take out|silence|kill|stop|take away|lose|get"
        rf" rid of|no|without|leave out|skip) (?:the |any |all (?:the )?)?(?:{_NARR}|narrating|speech|spoken lines"
        rf"|voice|voices|speaking|talking)(?: completely| altogether| off)?",
        rf"(?:turn |switch )?(?:the )?(?:{_NARR}|voice) off",
        rf"(?:i don't want|there {SHOULD} be no|we don't need|don't use) (?:the |a |any )?(?:{_NARR}|speech|voice)(?:"
        rf" at all| any ?more)?",
        r"(?:nobody|no one|no-one) (?:(?:should|must|shall|may|can) )?(?:speaks?|talks?|says? (?:anything|a word)"
        r"|is speaking)",
        rf"(?:make|let|have|keep) {S} (?:be )?(?:silent|without (?:words|narration|speech)|wordless|speechless)",
        rf"{S} {SHOULD} be (?:silent|without (?:words|narration|speech|text)|wordless)",
        rf"{S} without (?:words|narration|speech|text|a narrator|the narrator)",
        r"(?:make it |let it be |have )?(?:silent|an? silent (?:film|movie)|silent (?:film|movie)|wordless)",
        rf"(?:the )?(?:{_NARR}) (?:shouldn't|mustn't|should not|must not) (?:speak|talk|say anything|say a word)",
        rf"(?:the )?(?:{_NARR}) (?:should|must) (?:be (?:silent|quiet|mute|off)|say nothing|keep quiet|stay silent"
        rf"|not speak|go)",
    ),
    *rules(
        _switch_on,
        rf"(?:turn on|switch on|enable|unmute|bring back|restore|use|i want|we need|add back) (?:the |a |some"
        rf" )?(?:{_NARR})(?: again)?",
        rf"(?:turn |switch )?(?:the )?(?:{_NARR}) (?:back )?on(?: again)?",
        rf"with (?:a |the )?(?:{_NARR})(?: on| again)?",
        r"(?:let|have) (?:it|the film) be narrated",
        rf"(?:add|put back) (?:a |the )?(?:{_NARR})(?: again)?",
    ),
)  # fmt: skip

SPEECH_RULES: tuple[Rule, ...] = (*_DIALOGUE, *_NARRATION)
"""All wordings about what is said, in the order in which they are tried."""
CAST_RULES: tuple[Rule, ...] = (*_ALSO, *_COUNT, *_REPLACE, *_ADD)
"""All wordings that bring something or somebody in, in the order in which they are tried."""
