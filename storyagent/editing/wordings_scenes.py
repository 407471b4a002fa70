"""Wordings about scenes: their order and number, how long they last, where and when they play, the camera."""

from __future__ import annotations

import re

from storyagent import lexicon
from storyagent.editing.clause import SHOULD, SP, Ask, Clause, E, Made, Q, Rule, S, T, rules
from storyagent.editing.edits import (
    DeleteScenes,
    DuplicateScene,
    InsertScene,
    MergeScenes,
    MoveScene,
    SplitScene,
    SwapScenes,
)
from storyagent.editing.numbers import NUMBER, ORDINAL, number_of
from storyagent.editing.reading import Question
from storyagent.planning.scenery import time_of_day

SCENE_LIST = rf"(?:{SP}(?:(?:,| and|, and| &) {S})*)"
"""Scenes in a list, or a pronoun for them."""
_TWO = rf"(?P<s>{SP}(?:(?: and| with| for| &| against|,) {S})?)"


def _swap(clause: Clause) -> Made | None:
    found = clause.named_scenes("s")
    if len(found) != 2:
        raise Ask(Question(text="Which two scenes should change places?", about=clause.text("s")))
    return [SwapScenes(first=found[0], second=found[1])]


_SWAP = rules(
    _swap,
    rf"(?:swap|switch|exchange|flip|interchange|transpose|trade|reverse) (?:the )?(?:order of |places of |positions"
    rf" of )?{_TWO}(?: around| round| over| places)?",
    rf"(?:swap|switch|exchange|trade) (?P<s>{SP}) (?:with|for|and) (?:itself|themselves)",
    rf"{_TWO} {SHOULD} (?:be swapped|swap(?: places)?|change places|be exchanged|trade places|be the other way round"
    rf"|be switched|switch places)",
    rf"(?:let|make|have) {_TWO} (?:change|swap|trade|switch) places",
    rf"put {_TWO} the other way (?:round|around)",
)


def _to_end(clause: Clause) -> Made:
    return _moved(clause, len(clause.film.scenes))


def _to_front(clause: Clause) -> Made | None:
    if clause.has("time"):  # "the hill at night": only where it is night there
        told = time_of_day(clause.text("time").lower().split())
        if clause.film.screenplay.scene(clause.one_named("s")).time != told:
            return None
    return _moved(clause, 1)


def _moved(clause: Clause, to: int) -> Made:
    return [MoveScene(scene=clause.one_named("s"), to=to)]


def _by_one(clause: Clause) -> Made | None:
    scene = clause.one_named("s")
    later = clause.text("way").lower() in ("later", "back", "down", "backward", "backwards", "towards the end")
    by = int(number_of(clause.text("k"))) if clause.has("k") else 1
    number = clause.film.number_of(scene) + (by if later else -by)
    return _moved(clause, min(max(number, 1), len(clause.film.scenes)))


def _to_number(clause: Clause) -> Made:
    if clause.has("other"):
        return _moved(clause, clause.film.number_of(clause.one_named("other")))
    word = clause.text("k").lower()
    number = len(clause.film.scenes) if word in ("last", "final") else int(number_of(word))
    return _moved(clause, number)


def _beside(clause: Clause) -> Made:
    scene, other = clause.one_named("s"), clause.named_scenes("other")
    others = [one.id for one in clause.film.scenes if one.id != scene]
    before = clause.text("where").lower() in ("before", "in front of", "ahead of", "prior to", "above")
    at = others.index(other[0]) if other[0] in others else 0
    return _moved(clause, at + 1 if before else at + 2)


_TIME = r"night|evening|dusk|sunset|dawn|sunrise|morning|noon|day"
_MOVE_IT = r"(?:move|put|place|shift|bring|drag|push|set|get|pull|have|play|show|send|want)"
_SIDE = r"(?P<where>before|after|behind|in front of|ahead of|following|right after|directly after|prior to|between)"
_MOVE = (
    *rules(
        _to_end,
        rf"{_MOVE_IT} (?P<s>{SP}) (?:right )?(?:to |at |towards )?(?:the )?(?:very )?(?:end|back|last|last place"
        rf"|finish)(?: of {S})?",
        rf"(?P<s>{SP}) (?:{SHOULD} )?(?:be|come|comes|go|goes|belongs?|play|be played|be moved) (?:right )?(?:to the "
        rf"|at the )?(?:very )?(?:end|last|back)(?: of {S})?",
        rf"(?:(?:let |make |have )?{S} (?:{SHOULD} )?)?(?:ends?|finish(?:es)?|close) (?:{S} )?(?:with|on|in|at)"
        rf" (?P<s>{SP})",
        rf"(?P<s>{S}) (?:to|at) the (?:very )?(?:end|back)",
        rf"make (?P<s>{SP}) (?:be )?(?:the )?(?:last|final|closing)(?: one| scene)?",
    ),
    *rules(
        _to_front,
        rf"{_MOVE_IT} (?P<s>{SP}) (?:right )?(?:to |at )?(?:the )?(?:very )?(?:beginning|start|front|first|first"
        rf" place|top|opening)(?: of {S})?",
        rf"(?P<s>{SP}) (?:{SHOULD} )?(?:be|come|comes|go|goes|belongs?|play|open|be moved) (?:right )?(?:to the |at"
        rf" the )?(?:very )?(?:beginning|start|first|front|top)(?: of {S})?",
        rf"(?:(?:let |make |have )?{S} (?:{SHOULD} )?)?(?:starts?|begins?|opens?) (?:{S} )?(?:with|at|in|on)"
        rf" (?P<s>{SP})(?: first)?",
        rf"(?:start|begin|open) (?:{S} )?with (?P<s>{SP}) (?:at|in|by) (?:the )?(?P<time>{_TIME})",
        rf"(?P<s>{S}) (?:to|at) the (?:very )?(?:beginning|start|front)",
        rf"make (?P<s>{SP}) (?:be )?(?:the )?(?:first|opening)(?: one| scene)?",
    ),
    *rules(
        _beside,
        rf"{_MOVE_IT} (?P<s>{SP}) (?:right |directly |so it comes |to )?{_SIDE} (?P<other>{S}(?: and {S})?)",
        rf"(?P<s>{SP}) (?:{SHOULD} )?(?:be|come|comes|go|goes|belongs?|play|happen|be moved) (?:right |directly"
        rf" )?{_SIDE} (?P<other>{S}(?: and {S})?)",
        rf"(?P<s>{S}) {_SIDE} (?P<other>{S})",
        rf"(?:let|make|have) (?P<s>{SP}) (?:come|go|be|play|follow) (?:right )?(?P<where>before|after|behind)?"
        rf" ?(?P<other>{S})",
    ),
    *rules(
        _to_number,
        rf"(?:move|put|place|shift|bring|drag|push|set) (?P<s>{SP}) (?:in)?to (?:the )?(?:position|place|number|slot"
        rf"|spot|no\.?)? ?(?P<k>{NUMBER}|{ORDINAL}|last)(?: (?:place|position|spot|slot))?",
        rf"(?:move|put|place|shift|bring|drag|push) (?P<s>{SP}) (?:to|where) (?:the (?:place|position) of"
        rf" )?(?P<other>{S})(?:'s (?:place|position)| is)?",
        rf"make (?P<s>{SP}) (?:be )?(?:the )?(?P<k>{ORDINAL})(?: one| scene)?",
        rf"(?P<s>{S}) {SHOULD} (?:be|become) (?:the )?(?:number )?(?P<k>{ORDINAL}|{NUMBER})(?: one| scene)?",
        rf"make (?P<s>{S}) (?:into )?(?P<other>{S})",
        rf"(?P<s>{S}) {SHOULD} (?:be|become) (?P<other>{S})",
    ),
    *rules(
        _by_one,
        rf"(?:move|put|shift|bring|push) (?P<s>{SP}) (?:(?P<k>one|two|three) (?:places? |scenes? |positions? |steps?"
        rf" )?)?(?P<way>earlier|later|forwards?|back|backwards?|up|down)(?: by one| one (?:place|position|step))?",
        rf"(?P<s>{SP}) {SHOULD} (?:come|be|go|happen|play) (?:(?P<k>one|two) (?:places? |scenes? )?)?(?P<way>earlier"
        rf"|later)",
    ),
)  # fmt: skip


def _delete(clause: Clause) -> Made:
    pronoun = next((mark for mark in clause.raw("s") if mark in clause.context.marks.pronouns), None)
    if pronoun and clause.context.entities and not clause.context.about_scenes:
        word = clause.context.marks.pronouns[pronoun]
        raise Ask(
            Question(text=f"What is {word!r}: somebody, or a scene?", about=word, choices=clause.context.labels())
        )
    return [DeleteScenes(scenes=clause.named_scenes("s"))]


def _keep(clause: Clause) -> Made:
    kept = clause.named_scenes("s")
    return [DeleteScenes(scenes=tuple(scene.id for scene in clause.film.scenes if scene.id not in kept))]


_DELETE = rules(
    _delete,
    rf"(?:delete|remove|drop|cut|cut out|erase|skip|leave out|take out|get rid of|lose|throw away|throw out|omit|kill"
    rf"|scrap|ditch|discard|eliminate|axe|take away|trash) (?P<s>{SCENE_LIST})(?: (?:out|away|completely|entirely"
    rf"|altogether))*",
    rf"(?:take|cut|leave|throw) (?P<s>{SCENE_LIST}) (?:out|away|off)",
    rf"(?P<s>{SCENE_LIST}) (?:should go|has to go|have to go|must go|can go|should be (?:deleted|removed|cut|dropped"
    rf"|taken out|gone)|is (?:not needed|unnecessary|superfluous|redundant)|isn't needed"
    rf"|can be (?:deleted|removed|cut))"
    rf"(?: any ?more)?",
    rf"(?:i )?(?:don't|do not) (?:need|want) (?P<s>{SCENE_LIST})(?: any ?more| at all)?",
    rf"without (?P<s>{SCENE_LIST})",
    rf"no (?P<s>{SCENE_LIST})(?: any ?more)?",
    rf"we can do without (?P<s>{SCENE_LIST})",
) + rules(
    _keep,
    rf"(?:only keep|keep only|keep just|just keep|leave only|only leave|use only|only use) (?P<s>{SCENE_LIST})",
    rf"(?:delete|remove|drop|cut) (?:everything|all|all scenes) (?:except|but|apart from|other than)"
    rf" (?P<s>{SCENE_LIST})",
)  # fmt: skip


def _merge(clause: Clause) -> Made:
    found = clause.named_scenes("s")
    if len(found) < 2:
        raise Ask(Question(text="Merge it with which scene?", about=clause.text("s"),
                           choices=tuple(clause.film.label(one.id) for one in clause.film.scenes)))  # fmt: skip
    return [MergeScenes(scenes=found)]


_SEVERAL = rf"(?P<s>{SP}(?:(?:,| and|, and| with| into| to|&) {S})*)"
_MERGE = rules(
    _merge,
    rf"(?:merge|join|combine|unite|fuse|glue|put|unify|tie|bring) {_SEVERAL}(?: (?:together|up))?(?: (?:in)?to"
    rf" (?:one|a single|a)(?: (?:long|big|single))?(?: scene| shot)?| as one(?: scene)?)?",
    rf"(?:have )?{_SEVERAL} (?:merged|joined|combined)(?: (?:in)?to one)?",
    rf"(?:make|turn|convert) {_SEVERAL} (?:in)?(?:to )?(?:one|a single|just one)(?: scene| shot)?",
    rf"(?:make|create) (?:one|a single|just one)(?: scene)? (?:out )?of {_SEVERAL}",
    rf"{_SEVERAL} {SHOULD} be (?:one(?: scene)?|merged|joined|combined|a single scene|together)(?: (?:in)?to one)?",
)  # fmt: skip


def _split(clause: Clause) -> Made | None:
    after = int(number_of(clause.text("k"))) if clause.has("k") else None
    return [SplitScene(scene=clause.one_named("s"), after=after)]


_SPLIT = rules(
    _split,
    rf"(?:split|divide|break|part|separate|cut|chop) (?P<s>{SP})(?: up| apart)?(?: in(?:to)?(?: two| half| halves|"
    rf" 2)(?: scenes| parts| halves| pieces)?| in the middle| at the middle| after (?:the )?(?:sentence"
    rf" )?(?P<k>{ORDINAL}|{NUMBER})(?: sentence)?)+",
    rf"(?:split|divide|break up|separate|part) (?P<s>{SP})(?: up| apart)?(?: after (?:the )?(?:sentence"
    rf" )?(?P<k>{ORDINAL}|{NUMBER})(?: sentence)?)?",
    rf"break (?P<s>{SP}) (?:up|apart)",
    rf"(?:take|pull|cut) (?P<s>{SP}) (?:apart|to pieces)(?: in(?:to)?(?: two| half| 2)(?: scenes| parts)?)?",
    rf"(?:have )?(?P<s>{SP}) split(?: up)?(?: (?:in(?:to)? )?(?:two|half|halves|2)(?: scenes| parts)?)?",
    rf"(?:make|create) (?:two|2)(?: scenes)? (?:out )?of (?P<s>{SP})",
    rf"(?:make|turn|convert) (?P<s>{SP}) (?:in)?to (?:two|2)(?: scenes| parts)?",
    rf"(?P<s>{SP}) {SHOULD} be (?:two scenes|split(?: (?:in(?:to)? )?(?:two|half|halves|2)(?: scenes| parts)?)?"
    rf"|divided)",
)  # fmt: skip


def _duplicate(clause: Clause) -> Made:
    scene = clause.one_named("s")
    to = len(clause.film.scenes) + 1 if clause.has("end") else 1 if clause.has("front") else None
    if clause.has("other"):
        to = clause.film.number_of(clause.one_named("other")) + (clause.text("side").lower() == "after")
    return [DuplicateScene(scene=scene, to=to)]


_END = (
    rf"(?: (?P<end>(?:at|to) the (?:very )?end)| (?P<front>at the (?:beginning|start))| (?P<side>after|before)"
    rf" (?P<other>{S}))?"
)
_DUPLICATE = rules(
    _duplicate,
    rf"(?:duplicate|copy|clone|double|repeat) (?P<s>{SP})(?: once| again| one more time)?{_END}",
    rf"(?:make|create|add|put|insert) (?:a |another )?(?:copy|duplicate|clone|repeat|repetition) of (?P<s>{SP}){_END}",
    rf"(?:duplicate|copy|clone|double|repeat) (?P<s>{SP})(?: and|,| and then|, then) (?:put|place|move|insert|add"
    rf"|have|show"
    rf"|append|play) (?:the (?:copy|duplicate|clone|second one|new one)|that|it|{SP}){_END}",
    rf"(?P<s>{S}) (?:twice|two times)",
    rf"(?:show|play|have|use|repeat|bring) (?P<s>{SP}) (?:twice|again|once more|one more time|a second time|two times"
    rf"|back){_END}",
)  # fmt: skip


_NO_SCENE = re.compile(
    r"(?:an? |the )?(?:(?:slow|quick|soft|long|gentle|hard|short) )*(?:fade|fading|cross-?fade|dissolve|cut|wipe|zoom"
    r"|pan|black|white|music|silence)\b(?: (?:in|out|to|from|on|into)\b.*)?$",
    re.IGNORECASE,
)
"""What a scene or the film may end or begin with and is no scene: "end with a slow fade to black"."""


def _insert(clause: Clause) -> Made | None:
    text = clause.text("t").strip(" ,:")
    if len(text.split()) < 2 or re.search(r"\b(?:everything else|the rest|the same order|all others?)\b", text, re.I):
        return None
    if _NO_SCENE.match(text):
        return None
    if not re.search(Q, clause.raw("t")) and (within := _A_SCENE_OF.match(text)):
        text = text[within.end() :]
    bare = "" if re.search(Q, clause.raw("t")) else text
    bare = bare or clause.context.marks.plain(re.sub(Q, "", clause.raw("t")))
    if re.search(r"\b(?:scenes?|narrator|the film|the movie)\b", bare, re.I):
        return None
    if re.fullmatch(rf"{E}(?: (?:at|in|by) (?:the )?(?:{_TIME}))?", clause.raw("t")):
        return None  # "start with the hill at night" is a scene that is there
    number = len(clause.film.scenes) + 1
    for group in ("pos", "pos2", "pos3"):
        words = clause.text(group).lower()
        if re.search(r"\bbegin|start|first|front|open", words):
            number = 1
        named = [clause.film.number_of(one) for one in clause.named_scenes(group)] if clause.has(group) else []
        if named:
            number = min(named) + 1 if len(named) > 1 else named[0] + (0 if "before" in words else 1)
        elif match := re.search(rf"\b(?:as (?:the )?)?({ORDINAL})\b", words):
            number = int(number_of(match[1])) if match[1] != "first" else 1
    return [InsertScene(text=_sentence(text, clause), to=number)]


def _sentence(text: str, clause: Clause) -> str:
    """Return a told scene as a sentence: "the fox sleeping" is "the fox is sleeping"."""
    if not re.search(Q, clause.raw("t")):
        text = re.sub(r"^((?:[\w'’-]+ ){1,4}?)(\w+ing)\b(?! \w+s\b)", _is_doing, text, count=1)
    text = text.strip()
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def _is_doing(match: re.Match[str]) -> str:
    before = match[1].strip().split()
    if (
        {"is", "are", "was"} & set(before)
        or lexicon.lemma(match[2].lower(), "v") is None
        or match[2].lower() in _NO_VERB
    ):
        return match[0]
    return f"{match[1]}{'are' if 'and' in before else 'is'} {match[2]}"


_NO_VERB = frozenset(
    ["evening", "morning", "king", "thing", "ring", "wing", "building", "spring", "string", "something"]
)
_POS = (
    rf"(?P<pos>(?:(?:right |directly |in )?(?:after|before|behind|following|between) {S}(?: and {S})?|at the (?:very"
    rf" )?(?:end|beginning|start|front)(?: of {S})?|as (?:the |a )?(?:new )?(?:{ORDINAL}|last|final|opening)(?: scene"
    rf"| one)?|(?:in|for) {S}))"
)
_POS2 = _POS.replace("<pos>", "<pos2>")
_A_SCENE = (
    r"(?:an?|another|one more|one|the)(?: new| extra| additional| further| short| final| last| closing| opening|"
    r" first| little| quick)* (?:scene|shot|clip|part|ending|beginning|moment)"
)
_WHERE = (
    r"(?:,? where|,? in which|,? when|,? with|,? of|:|,? that shows|,? showing|,? about|,? saying|,? -|,? –|,? how|,?"
    r" which shows|,? that tells(?: how)?)"
)
_A_SCENE_OF = re.compile(rf"{_A_SCENE}{_WHERE} ?", re.IGNORECASE)
_INSERT = rules(
    _insert,
    rf"(?:add|insert|put|create|make|write|include|append|have|want|need|film|show|give me|(?P<pos3>start with|begin"
    rf" with"
    rf"|open with)"
    rf"|end with|finish with|close with)(?: in)? {_A_SCENE}(?: {_POS})?{_WHERE} ?(?P<t>{Q}|{T})(?:,? {_POS2})?",
    rf"(?:add|insert|put|append|include)(?: in)? {_POS}:? {_A_SCENE}{_WHERE} ?(?P<t>{Q}|{T})(?P<pos2>)",
    rf"{_POS},? (?:please )?(?:add|insert|put|show|there (?:should|must|could) be|(?:i|we)(?:'d| would)? (?:really"
    rf" )?(?:want|need"
    rf"|like|love)(?: to (?:have|see))?|append|comes?|have|make|let's have)(?: in)? {_A_SCENE}{_WHERE}"
    rf" ?(?P<t>{Q}|{T})(?P<pos2>)",
    rf"(?:add|insert|append) {_POS}: ?(?P<t>{Q}|{T})(?P<pos2>)",
    rf"{_A_SCENE}(?: {_POS})?{_WHERE} ?(?P<t>{Q}|{T})(?: {_POS2})?",
    rf"(?:add|insert|append)(?: (?:the|a|this)(?: new)? scene:?)? (?P<t>{Q}) (?:as (?:a |an )?(?:new |extra )?scene"
    rf" ?)?{_POS}(?P<pos2>)",
    rf"(?:add|insert|append)(?: the scene)? (?P<t>{Q}) as (?:a |an )?(?:new |extra )?scene(?P<pos>)(?P<pos2>)",
    rf"(?:let|make|have) (?:it|{S}) (?P<pos>end|begin|start|open|close) with (?P<t>{Q}|{T})(?P<pos2>)",
    rf"(?P<pos>end|finish|close|begin|start|open) (?:it |{S} )?with (?P<t>{Q}|(?!(?:an? )?(?:slow |quick |soft |wide )?"
    rf"(?:fade|cut|cross|dissolve|shot|close|zoom)){T})(?P<pos2>)",
    rf"(?:new scene|extra scene|another scene)(?: {_POS})?:? (?P<t>{Q}|{T})(?P<pos2>)",
)  # fmt: skip


def _arrange(clause: Clause) -> Made | None:
    """Put all scenes in a told order, by swaps."""
    now = [scene.id for scene in clause.film.scenes]
    raw = clause.raw("list")
    if re.search(S, raw):
        told = [one for mark in re.findall(S, raw) for one in clause.context.marks.scenes[mark].ids]
    else:
        numbers = [int(number_of(word)) for word in re.findall(rf"\b(?:{NUMBER})\b", raw, re.I)]
        told = [now[number - 1] for number in numbers if 0 < number <= len(now)]
    if sorted(told) != sorted(now):
        raise Ask(Question(text="In which order? Name every scene once.", about=clause.text("list"),
                           choices=clause.context.labels()))  # fmt: skip
    edits: list[SwapScenes] = []
    for k, scene in enumerate(told):
        if now[k] != scene:
            edits.append(SwapScenes(first=now[k], second=scene))
            at = now.index(scene)
            now[k], now[at] = now[at], now[k]
    return edits


_ONE = rf"(?:{S}|(?:scene )?(?:{NUMBER}))"
_LISTED = rf"(?P<list>{_ONE}(?:(?:,? and then|,? then|,? and|,|-| ?->| ?>|) ?{_ONE})+)"
_ARRANGE = rules(
    _arrange,
    rf"(?:the )?(?:new |right )?(?:order|sequence)(?: of {S})?(?: {SHOULD} be| is|:| =)? ?{_LISTED}",
    rf"(?:play|show|put|arrange|order|sort|have|bring|set|tell)(?: {S}| them| everything)? (?:in|as|like)(?: (?:this"
    rf"|the|that) (?:new )?(?:order|sequence))?:?"
    rf" ?{_LISTED}",
    rf"(?:re-?order|re-?arrange|re-?sort)(?: {S}| them| everything)?(?: to| as| in| like)?(?: (?:this|the) (?:order"
    rf"|sequence))?:? ?{_LISTED}",
)

ORDER_RULES: tuple[Rule, ...] = (*_ARRANGE, *_INSERT, *_DUPLICATE, *_SWAP, *_MERGE, *_SPLIT)
"""Wordings about scenes that must be tried before those about their time."""
MOVE_RULES: tuple[Rule, ...] = (*_MOVE, *_DELETE)
"""Wordings that move and delete scenes, tried after those."""
