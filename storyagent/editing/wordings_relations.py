"""Wordings that compare or relate: who changes places, who moves faster, only these, the same as there, what stays."""

from __future__ import annotations

import re

from storyagent.editing.clause import EL, NEW, SHOULD, SP, Ask, Clause, E, Made, Rule, S, rules, scenes_of
from storyagent.editing.degrees import DEGREE, TIMES, factor_of
from storyagent.editing.edits import (
    Add,
    CameraChange,
    Duration,
    Edit,
    Exchange,
    Haste,
    Motion,
    Place,
    Remove,
    Style,
    SwapScenes,
    Time,
    TransitionChange,
    WeatherChange,
)
from storyagent.editing.marks import ENTITIES
from storyagent.editing.reading import Question
from storyagent.editing.variants import is_in
from storyagent.editing.words import is_proper
from storyagent.errors import InvalidInput
from storyagent.planning.verbs import action_of
from storyagent.story.screenplay import TimeOfDay


def _exchange(clause: Clause) -> Made | None:
    found = clause.entities()
    if len(found) != 2:
        return None
    played = [tuple(s.id for s in clause.film.scenes if s.place == one) for one in found]
    if all(len(scenes) == 1 for scenes in played):
        return [SwapScenes(first=played[0][0], second=played[1][0])]
    return [Exchange(entity=found[0], other=found[1], scenes=clause.scenes)]


_TWO = rf"(?P<e>{E}(?: and| with| for|,) {E})"
_EXCHANGE = rules(
    _exchange,
    rf"(?:let|make|have) {_TWO} (?:swap|change|trade|switch|exchange) (?:places|positions|spots|sides)",
    rf"(?:swap|switch|exchange|trade|flip|interchange) (?:the )?(?:places|positions|spots|position|place) of {_TWO}",
    rf"(?:swap|switch|exchange|flip) {_TWO}(?: around| round|'s? (?:places|positions))?",
    rf"{_TWO} {SHOULD} (?:swap|change|trade|switch|exchange) (?:places|positions|spots|sides)",
    rf"put (?P<e>{E}) where {E} (?:is|stands|sits|was)(?: and (?:the other way (?:round|around)|vice versa))",
)  # fmt: skip

_QUICK = r"(?:faster|quicker|more quickly|more swiftly|speedier|less slowly)"
_TARDY = r"(?:slower|more slowly|less quickly|less fast)"


def _haste(clause: Clause) -> Made | None:
    """Understand "Ruby should walk more slowly" of those who move."""
    if clause.has("m") and action_of(clause.text("m").lower(), False) is None:
        return None
    _require_who(clause)
    degree = factor_of(clause.text("d"), 1.5)
    slower = bool(re.search(r"slow|less (?:quick|fast)", clause.text("z"), re.I)) != bool(clause.has("too"))
    slower = slower != bool(re.search(r"\bhalf\b", clause.text("d"), re.I))
    factor = round(1 / degree if slower else degree, 3)
    if clause.has("m") and not any(_moves(clause, one) for one in clause.entities()):
        told = f"{clause.text('m')} {'slowly' if slower else 'quickly'}"
        return [Motion(entity=one, motion=told, scenes=clause.scenes) for one in clause.entities()]
    return [Haste(entity=one, factor=factor, scenes=clause.scenes) for one in clause.entities()]


def _require_who(clause: Clause) -> None:
    """Ask what "it" is where scenes were named: one who has a name is called "her", and the scene "it".

    Raises:
        Ask: it may be the scene.
    """
    context, mark = clause.context, clause.raw("e")
    if context.marks.pronouns.get(mark, "").lower() not in ("it", "that", "this") or not context.scenes:
        return
    named = [one for one in context.entities if one != NEW and is_proper(clause.entity(one).name)]
    if named:
        names = (*(clause.entity(one).name for one in named), *(clause.film.label(one) for one in context.scenes))
        raise Ask(Question(text=f"What does {context.marks.pronouns[mark]!r} mean?", about="it", choices=names))


def _moves(clause: Clause, entity: str) -> bool:
    layouts = [layout for key, layout in clause.film.layouts.items() if key in (clause.scope or (key,))]
    tracks = [track for layout in layouts for track in layout.tracks if track.entity == entity]
    return any(len({key.box.center for key in track.keyframes}) > 1 for track in tracks)


_Z = rf"(?P<d>{DEGREE} )?(?P<z>{_QUICK}|{_TARDY})"
_HASTE = rules(
    _haste,
    rf"(?P<e>{EL}) {SHOULD} (?P<m>[a-z]+) (?:along |around |across )?{_Z}(?: than (?:now|before))?",
    rf"(?:let|make|have) (?P<e>{EL}) (?P<m>[a-z]+) (?:along |around |across )?{_Z}(?: than (?:now|before))?",
    rf"(?:let|make|have) (?P<e>{EL}) (?P<m>[a-z]+) (?P<d>{TIMES}) (?P<z>fast|quickly|quick)(?: as (?:now|before))?",
    rf"(?P<e>{EL}) {SHOULD} (?P<m>[a-z]+) (?P<d>{TIMES}) (?P<z>fast|quickly|quick)(?: as (?:now|before))?",
    rf"(?:let|make|have|get) (?P<e>{EL}) (?:be )?{_Z}",
    rf"(?P<e>{EL}) {SHOULD} be {_Z}",
    rf"(?P<e>{EL}) (?:moves?|walks?|runs?|flies|fly|goes|is|are|swims?|rolls?) (?:much |a bit |far |way )?(?P<too>too)"
    rf" (?P<z>fast|quick|quickly|slow|slowly)(?P<d>)",
    rf"(?P<z>speed up|slow down)(?P<d>) (?P<e>{EL})",
    rf"(?P<z>speed|slow)(?P<d>) (?P<e>{EL}) (?:up|down)(?: a bit| a little)?",
)  # fmt: skip


def _only(clause: Clause) -> Made | None:
    """Take out all other characters of scenes."""
    kept = clause.entities()
    scenes = clause.some_scenes("Who should be there alone")
    everything = re.search(r"\beverything\b", clause.match[0], re.I)
    return [
        Remove(entity=one.id, scenes=tuple(s for s in scenes if is_in(clause.film.screenplay.scene(s), one.id)))
        for one in clause.film.screenplay.entities
        if (one.kind == "character" or (everything and one.kind == "prop")) and one.id not in kept
        and any(is_in(clause.film.screenplay.scene(s), one.id) for s in scenes)
    ]  # fmt: skip


_ONLY = rules(
    _only,
    rf"(?:only|just|nobody but|no one but|nobody except|no one except) (?P<e>{EL}) (?:{SHOULD} (?:be|appear|stay"
    rf"|remain|be"
    rf" seen|be visible)|is|remains|stays)(?: there| in it| visible)?",
    rf"(?:show|keep|leave|have) (?:only|just|nobody but|no one but) (?P<e>{EL})(?: there)?",
    rf"(?P<e>{EL}) {SHOULD} be (?:alone|all alone|on (?:her|his|its|their) own|the only (?:one|character))(?: there)?",
    rf"(?:let|make|leave) (?P<e>{EL}) (?:be )?(?:alone|all alone|on (?:her|his|its|their) own)",
    rf"(?:keep|leave) (?P<e>{EL}),? but (?:nobody|no one|no-one|none) else(?: {SHOULD}| may)?(?: be| appear| stay)?"
    rf"(?: there)?",
    rf"(?:remove|delete|drop|cut) (?:everyone|everybody|everything|all|all others|all the others)(?: else)?"
    rf" (?:except|but|apart from)"
    rf" (?P<e>{EL})",
    rf"(?:nobody|no one|no-one) (?:except|but|apart from|other than) (?P<e>{EL})(?: (?:{SHOULD}|may) (?:be|appear)"
    rf"(?: there)?)?",
)  # fmt: skip


def _same(clause: Clause) -> Made | None:
    """Give scenes the weather, time, place, camera or length of another one."""
    model = clause.film.screenplay.scene(clause.one_named("as"))
    group = "s" if clause.has("s") else "s2"
    scenes = clause.named_scenes(group) if clause.has(group) else clause.scope or ()
    scenes = tuple(one for one in scenes if one != model.id)
    if not scenes:
        raise Ask(Question(text="Which scenes should have the same?", about=clause.match[0]))
    what = re.sub(r" of day", "", clause.text("w").lower())
    made: dict[str, Edit] = {
        "weather": WeatherChange(weather=model.weather, scenes=scenes),
        "time": Time(time=model.time, scenes=scenes),
        "light": Time(time=model.time, scenes=scenes),
        "camera": CameraChange(move=model.camera.move, speed=model.camera.speed, scenes=scenes),
        "camera move": CameraChange(move=model.camera.move, speed=model.camera.speed, scenes=scenes),
        "length": Duration(duration_s=model.duration_s, scenes=scenes),
        "long": Duration(duration_s=model.duration_s, scenes=scenes),
        "duration": Duration(duration_s=model.duration_s, scenes=scenes),
        "transition": TransitionChange(transition=model.transition.kind, scenes=scenes),
    }
    if what in ("place", "location", "setting", "background"):
        return [Place(place=clause.film.screenplay.entity(model.place).name, scenes=scenes)] if model.place else None
    return [made[what]] if what in made else None


_WHAT = (
    r"(?P<w>weather|time(?: of day)?|light|place|location|setting|background|camera(?: move)?|length|duration"
    r"|transition)"
)
_SAME = rules(
    _same,
    rf"(?:use|have|take|give|make|put|set|show|let there be) (?:(?P<s>{S}) )?the same {_WHAT} (?:in |for |on |at )?"
    rf"(?:(?P<s2>{S}) )?(?:as|like) (?:in |on |at |for )?(?P<as>{S})",
    rf"(?P<s>{SP}) {SHOULD} have the same {_WHAT} (?:as|like) (?:in |on |at )?(?P<as>{S})",
    rf"(?:make|let) the {_WHAT} (?:in|of) (?P<s>{S}) (?:be )?(?:the same as|like|match|equal to|equal) (?:that"
    rf" )?(?:in |on"
    rf" |of )?(?P<as>{S})",
    rf"the {_WHAT} (?:in|of) (?P<s>{S}) {SHOULD} (?:be )?(?:the same as|like|match|equal) (?:that )?(?:in |on |of )?"
    rf"(?P<as>{S})",
    rf"(?:copy|take) the {_WHAT} (?:of|from) (?P<as>{S}) (?:to|into|for|over to) (?P<s>{S})",
    rf"(?:make|let|have) (?P<s>{SP}) (?:be |last |run )?(?:exactly |just |precisely )?as (?P<w>long) as"
    rf" (?P<as>{S})(?: is)?",
    rf"(?P<s>{S}) {SHOULD} (?:be|last|run|take) (?:exactly |just |precisely )?as (?P<w>long) as (?P<as>{S})",
)  # fmt: skip
_LIGHTER: dict[TimeOfDay, TimeOfDay] = {"night": "dusk", "dusk": "day", "dawn": "day"}
_DARKER: dict[TimeOfDay, TimeOfDay] = {"day": "dusk", "dusk": "night", "dawn": "night"}


def _light(clause: Clause) -> Made:
    """Make scenes brighter or darker by another time of day: there is no other light."""
    darker = bool(re.search(r"dark|dim|gloom", clause.text("z"), re.I)) != clause.has("too")
    step = _DARKER if darker else _LIGHTER
    if clause.has("s"):
        scenes = clause.named_scenes("s")
    else:
        scenes = clause.some_scenes(f"Make it {'darker' if darker else 'brighter'}")
    made = []
    for scene_id in scenes:
        now = clause.film.screenplay.scene(scene_id).time
        if now not in step:
            raise InvalidInput(
                f"it cannot be {'darker' if darker else 'brighter'}", where=clause.film.label(scene_id),
                found=f"it is {now} there", hint="the light of a scene is its time of day: night, dusk, dawn or day",
            )  # fmt: skip
        made.append(Time(time=step[now], scenes=(scene_id,)))
    return made


_B = (
    r"(?:(?:much|a bit|a little|slightly|way|far) )?"
    r"(?P<z>brighter|darker|lighter|dimmer|gloomier|less dark|less bright)"
)
_TOO = r"(?:(?:much|a bit|a little|way|far) )?(?P<too>too) (?P<z>dark|bright|dim|gloomy)"
_LIGHT = rules(
    _light,
    rf"(?:make|let|have) (?P<s>{SP}) (?:be |look )?{_B}",
    rf"(?P<s>{SP}) {SHOULD} (?:be|look) {_B}",
    rf"(?P<s>{SP}) (?:is|are|looks?|feels?|seems?) {_TOO}",
    rf"(?:brighten|lighten)(?P<z>)(?: up)? (?P<s>{SP})(?: up)?(?: a bit| a little)?",
    rf"(?P<z>darken|dim) (?P<s>{SP})(?: down)?(?: a bit| a little)?",
    rf"{_B}",
)  # fmt: skip


def _reverse(clause: Clause) -> Made | None:
    marks = [clause.context.marks.scenes[mark] for mark in re.findall(S, clause.match[0])]
    ends = [one.ids for one in marks if not one.whole]
    film = clause.film.scenes
    if ends and ends != [(film[-1].id,), (film[0].id,)]:
        return None
    ids = [scene.id for scene in clause.film.scenes]
    return [SwapScenes(first=ids[k], second=ids[-1 - k]) for k in range(len(ids) // 2)]


_REVERSE = rules(
    _reverse,
    rf"(?:reverse|turn around|flip|invert) the (?:whole )?order(?: of (?:{S}|the scenes))?",
    rf"(?:play|show|put|tell|run|bring) (?:{S} |the scenes )?(?:of {S} )?in (?:the )?(?:reverse|opposite|reversed"
    rf"|inverse)"
    rf"(?: order)?",
    rf"(?:play|show|run|tell) {S} backwards,? (?:i mean |so |that is |i\.e\. )?(?:with )?{S} (?:first|at the (?:start"
    rf"|beginning)),?(?: and)? {S} (?:last|at the end)",
    rf"{S} (?:comes? )?first,?(?: and)? {S} (?:comes? )?last",
    rf"the order of {S} {SHOULD} be (?:reversed|the other way round|the opposite)",
)  # fmt: skip

_LOOK = (
    r"(?:colou?rful|vivid|vibrant|bright|dark|warm|cold|soft|magical|dreamy|cinematic|moody|cute|cartoonish|playful"
    r"|spooky|scary|romantic|dramatic|realistic|cosy|cozy|gloomy|cheerful|painterly|hand-drawn|old-fashioned|modern"
    r"|childlike|minimal|detailed|elegant|mysterious|retro|vintage|funny|poetic|pale|muted|saturated|glowing|lively)"
)
_ER = {
    "brighter": "bright", "darker": "dark", "warmer": "warm", "colder": "cold", "softer": "soft", "cuter": "cute",
    "moodier": "moody", "dreamier": "dreamy", "spookier": "spooky", "scarier": "scary", "funnier": "funny",
    "cosier": "cosy", "cozier": "cozy", "paler": "pale",
}  # fmt: skip


def _look(clause: Clause) -> Made | None:
    """Add a word to the style of the film, which is one for all scenes."""
    if clause.scope and not clause.whole:
        return None
    said = clause.text("l") or next((word for word in _ER if re.search(rf"\b{word}\b", clause.match[0], re.I)), "")
    word = _ER.get(said.lower(), said.lower())
    word = "colorful" if re.match(r"colou?r", word) else word
    now = clause.film.screenplay.style
    return [Style(style=now if word in now.split(", ") else f"{word}, {now}")]


_L = rf"(?:(?:much|a bit|a little|a lot|even|way) )?(?:more (?P<l>{_LOOK})|(?P<l2>{'|'.join(_ER)}))"
_LOOKS = rules(
    _look,
    rf"(?:make|let|have) (?:{S}|everything|the (?:pictures?|drawings?|look|style|colou?rs|images?|visuals?)) (?:be "
    rf"|look "
    rf"|feel )?{_L.replace('(?P<l2>', '(?:')}",
    rf"(?:{S}|everything|the (?:pictures?|drawings?|look|style|colou?rs|images?|visuals?)) {SHOULD} (?:be|look|feel)"
    rf" {_L.replace('(?P<l2>', '(?:')}",
    rf"(?:i want |give (?:it|{S}) )?(?:more|stronger|richer) (?P<l>colou?rs?)",
    rf"(?:i want |give (?:it|{S}) |use |with |have |in )?(?P<l>{_LOOK}) colou?rs",
    rf"(?:i want |give (?:it|{S}) |use |with |have |in )?(?:{'|'.join(_ER)}) colou?rs",
    rf"(?:give (?:it|{S}) |with |use |have )?an? (?P<l>{_LOOK}) (?:look|mood|feel|atmosphere|touch)",
)  # fmt: skip


def _kept(clause: Clause) -> Made:
    """Do nothing for what is to stay as it is; scenes that are named stay out of what else is asked for."""
    marks = [clause.context.marks.scenes[mark] for mark in re.findall(S, clause.match[0])]
    left_alone = re.search(
        r"\b(?:alone|untouched|unchanged|as (?:it|she|he|they)(?: is| are|'s))\b", clause.match[0], re.I
    )
    if left_alone and not re.search(r"\botherwise\b", clause.match[0], re.I):
        named = re.findall(rf"[{ENTITIES}]", clause.match[0])
        clause.context.left_alone += [one for mark in named for one in clause.context.marks.entities[mark].ids]
    clause.context.kept += [one for mark in marks if not mark.whole for one in scenes_of(mark, clause.context)]
    return []


_KEEP = rules(
    _kept,
    rf"(?:but )?(?:keep|leave)(?: the)? (?:{EL}|{S}|rest|others?|everything(?: else)?|(?:the |all )?[a-z ]+?)"
    rf"(?: (?:as|like|the way|just as|exactly as) (?:it|they|he|she|things?|everything) (?:is|are|was|were)(?: now)?"
    rf"| alone| untouched| unchanged| the same| as is| there| on| in)",
    rf"(?:but )?(?:keep|leave) (?:{EL}|{S}|the (?:narrator|narration|music|subtitles|voices?|sounds?|title|style"
    rf"|words|rest"
    rf"|text|place|weather|others?|old one|colou?rs?|order))",
    rf"(?:{EL}|it|they) (?:can|may|is allowed to) (?:still )?(?:stay|remain|be there)(?: (?:as (?:it|they|he|she)"
    rf" (?:is|are)|the same|unchanged|there|where (?:it|they|he|she) (?:is|are)|in the others?|elsewhere))?",
    r"(?:but )?(?:don't|do not|without) (?:change|touch|changing|touching|alter|altering) (?:anything|something|the"
    r" rest"
    r"|the others?|any)(?: else| of the others?)?(?:,? .+)?",
    r"(?:nothing|everything|all) else (?:should |must |may )?(?:changes?|stays?(?: the same| as it is)?|remains?(?:"
    r" the same)?"
    r"|be changed)(?: the same| as it is| unchanged)?",
    rf"(?:but )?not (?:in |on )?(?:{S}|the others?|elsewhere|anywhere else)",
    rf"(?:and |but )?not {EL}",
    r"(?:the )?same (?:story|text|words|size|length|place|cast|order|everything|scenes?|colou?rs?|looks?|way)(?: as"
    r" (?:before|now))?",
    rf"(?:then |and )*(?:everything else|the rest|the others|all the others|the other scenes|{S}) (?:follows?|(?:stays?"
    rf" |comes? |remains? |is |are )?(?:in|as) (?:the same|its usual|the usual|the old|that|its|their)(?: old)?(?:"
    rf" order)?|as (?:it is|they are|before|usual))",
    r"(?:please )?(?:fix|change|do|improve|repair) (?:it|that|this|both|them|these|all of (?:it|them)|both of them)",
)  # fmt: skip


def _to_another(clause: Clause) -> Made:
    """Take somebody out of a scene and put them into another one."""
    source, target = clause.named_scenes("from"), clause.named_scenes("to")
    gone = [Remove(entity=one, scenes=source) for one in clause.entities()]
    return [*gone, *(Add(entity=one, scenes=target) for one in clause.entities())]


_TO_ANOTHER = rules(
    _to_another,
    rf"(?:move|put|take|bring|shift|transfer|send) (?P<e>{EL}) (?:out of|from|away from) (?P<from>{S}) (?:in)?(?:to"
    rf"|over to)"
    rf" (?P<to>{S})",
    rf"(?P<e>{EL}) {SHOULD} be in (?P<to>{S}) (?:instead of|rather than|and not|not)(?: in)? (?P<from>{S})",
)


def _alike(clause: Clause) -> Made | None:
    """Give scenes one length: all of them the mean of what they last now."""
    found = clause.named_scenes("s")
    lengths = [clause.film.screenplay.scene(one).duration_s for one in found]
    return [Duration(duration_s=round(sum(lengths) / len(lengths), 1), scenes=found)] if len(found) > 1 else None


_SL = rf"(?P<s>{S}(?:(?:,| and|, and) {S})*)"
_ALIKE = rules(
    _alike,
    rf"(?:make|let|have) {_SL} (?:be |last |take )?(?:equally|just as|the same|exactly as|exactly equally|all"
    rf" equally) long",
    rf"(?:make|let|have|give) {_SL} (?:have |be |last |take |of )?(?:exactly )?(?:the same|equal) (?:length"
    rf"|duration|time)s?",
    rf"{_SL} {SHOULD} (?:all )?(?:be|last|take|have) (?:exactly )?(?:equally long|the same (?:length|time|duration)"
    rf"|as long as"
    rf" each other)",
)  # fmt: skip

RELATION_RULES: tuple[Rule, ...] = (
    *_TO_ANOTHER,
    *_ALIKE,
    *_REVERSE,
    *_EXCHANGE,
    *_HASTE,
    *_ONLY,
    *_SAME,
    *_LIGHT,
    *_LOOKS,
)
"""All wordings that compare, in the order in which they are tried."""
KEEP_RULES: tuple[Rule, ...] = _KEEP
"""Wordings about what is to stay as it is; tried last."""
