"""Wordings that bring something into a film: added, in another's place, in another number; and what is said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from storyagent import lexicon
from storyagent.editing.clause import EL, NEW, SHOULD, Ask, Clause, E, Made, Rule, S, T, rules
from storyagent.editing.edits import Add, Count, Edit, Place, Recolour, Remove, Replace
from storyagent.editing.marks import ENTITIES
from storyagent.editing.nouns import noun_phrase
from storyagent.editing.numbers import NUMBER, number_of
from storyagent.editing.reading import Question
from storyagent.editing.wordings_beside import BESIDE, side_of
from storyagent.editing.wordings_frame import SPOT, spot_of
from storyagent.planning.looks import is_being, is_seen
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
    if phrase.noun in ("picture", "image", "version", "take", "shot", "clip", "scene"):
        return None
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
    at = _where(clause)
    bare = "alone" in clause.match.groupdict() and (clause.scope is None or clause.whole)
    if at is None or bare or (clause.has("many") and not _is_many(clause.text("many"))):
        return None  # "a fence in the meadow" is a wish, "a fence" alone is none
    motion = _motion_of(clause)
    new = f"some {clause.text('many')}" if clause.has("many") else clause.text("new")
    known = _known(clause)
    if known:
        return [_add_known(clause, one, at, motion) for one in known]
    things = [_thing(part) for part in re.split(r",? and (?=an? |one |two |three |some )|, (?=an? )", new)]
    made: list[Edit] = []
    for thing in things:
        if thing is None:
            return None
        made.append(_add_new(clause, thing, at, motion))
    return made


def _where(clause: Clause) -> dict[str, str] | None:
    """Return where something is put, None where it is not put anywhere; a place it is for gives the scenes."""
    near = side_of(clause) if clause.has("side") else None
    if near:
        return {"beside": near[0], "side": near[1]}
    owner = clause.one_entity("to") if clause.has("to") else None
    if owner is None:
        return {"spot": spot_of(clause.text("spot"))} if clause.has("spot") else {}
    if owner == NEW:
        return None
    if clause.entity(owner).kind != "place":  # what a thing has is a part of how it looks
        being = not clause.has("many") and is_being(noun_phrase(clause.text("new")).noun)
        return {"beside": owner, "side": "next to"} if being else None
    if clause.scope is None:
        clause.scope = tuple(one.id for one in clause.film.scenes if one.place == owner)
    return {}


def _is_many(words: str) -> bool:
    """Tell whether words are several of a thing that is seen: "red mushrooms"."""
    noun = words.lower().split()[-1]
    base = lexicon.lemma(noun, "n")
    return base not in (None, noun) and is_seen(base or noun) and lexicon.noun_class(base or noun) is not None


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
    if more and same and not motion and not thing.name:
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


def _joins(clause: Clause) -> Made | None:
    """Let somebody come to where somebody else is: "the mouse should join Ruby on the hill"."""
    other = clause.one_entity("other")
    edits: list[Edit] = []
    for one in clause.entities():
        asked = clause.scope or tuple(scene.id for scene in clause.film.scenes if other in scene.entity_ids)
        missing = tuple(k for k in asked if one not in clause.film.screenplay.scene(k).entity_ids)
        edits += [Add(entity=one, beside=other, scenes=missing)] if missing else []
    return edits or None


_THERE = rf"(?P<to>{S}(?:(?:,| and|, and) (?:in )?{S})*)"
_ONLY = r"(?: too| as well| instead| only| alone| and nowhere else)?"
_COMES = (
    r"(?:come|join(?: in)?|go|appear|be seen|be|be shown|play|show up|turn up|visit)(?: along| with (?:him|her"
    r"|them|it))?"
)
_ALSO = rules(
    _joins,
    rf"(?P<e>{EL}) {SHOULD} (?:join|accompany|be with|come with|go with) (?P<other>{E})",
    rf"(?:let|have|make) (?P<e>{EL}) (?:to )?(?:join|accompany|be with|come with|go with) (?P<other>{E})",
) + rules(
    _also_there,
    rf"(?P<e>{EL}) {SHOULD} (?:only |just )?{_COMES}(?: only| just)? (?:to|into|in|on|at) {_THERE}{_ONLY}",
    rf"(?:let|have|make) (?P<e>{EL}) (?:to )?(?:only |just )?{_COMES}(?: only| just)? (?:to|into|in|on|at)"
    rf" {_THERE}{_ONLY}",
    rf"(?:put|bring|take|add|show|have|see) (?:only |just )?(?P<e>{EL}) (?:only |just )?(?:also )?(?:along )?(?:in"
    rf"|into|to|on)"
    rf" {_THERE}{_ONLY}",
)  # fmt: skip
_ADD = rules(
    _add,
    rf"{_BRING} {_NEW},?{_WHERE}{_TO}",
    rf"{_BRING} {_NEW},? {_STANDING}{BESIDE}",
    rf"{_BRING} {_NEW}{_TO}{_THAT}",
    rf"{_BRING} {_NEW}{_TO}",
    rf"give (?P<to>{E}) {_NEW}",
    rf"(?P<to>{E}) (?:needs|could use|wants|lacks|is missing|should have) (?:{_NEW}|(?P<many>(?:[a-z-]+ )?[a-z-]+s))",
    rf"(?:{_BRING} )(?P<many>(?:[a-z-]+ )?[a-z-]+s)",
    rf"(?P<alone>)(?P<new>(?:an?|another|some|a few|(?:{NUMBER}))(?: [\w'-]+){{1,6}}?)(?: (?:wouldn't|would not)"
    rf" hurt)?",
    r"(?P<alone>)(?P<many>(?:[a-z-]+ )?[a-z-]+s)(?: (?:wouldn't|would not) hurt)?",
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
    if all(thing == _Thing(clause.entity(one).noun, None, None, (), 1) for one in entity if one != NEW):
        return []
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


CAST_RULES: tuple[Rule, ...] = (*_ALSO, *_COUNT, *_REPLACE, *_ADD)
"""All wordings that bring something or somebody in, in the order in which they are tried."""
