"""Wordings about the time in scenes and the camera: pace, length, transitions, the camera's moves, another seed."""

from __future__ import annotations

import re

from storyagent.editing.clause import SHOULD, Clause, Made, Rule, S, rules
from storyagent.editing.degrees import (
    DEGREE,
    LITTLE,
    MUCH,
    PERCENT,
    SECONDS,
    SHARE,
    TIMES,
    factor_of,
    seconds_of,
    share_of,
)
from storyagent.editing.edits import CameraChange, Duration, Pace, Reroll, TransitionChange
from storyagent.editing.marks import ENTITIES, PRONOUNS
from storyagent.editing.numbers import NUMBER
from storyagent.editing.wordings_scenes import SCENE_LIST as _SL
from storyagent.planning.scenery import camera_move
from storyagent.story.screenplay import Speed, TransitionKind

_FAST = r"(?:faster|quicker|speedier|snappier|brisker|more quickly|tighter|more dynamic)"
_SLOW = r"(?:slower|calmer|more slowly|more relaxed|gentler)"


_QUICKER = re.compile(
    r"fast|quick|speed up|accelerat|short|brief|hasty|rush|hectic|hurry|pick up|tighten|trim|snap|brisk|dynamic|raise"
    r"|^up$"
)


def _pace(clause: Clause) -> Made | None:
    wanted, words = clause.text("z").lower(), f"{clause.text('d')} {clause.text('by')}".lower()
    faster = bool(_QUICKER.search(wanted)) or wanted == "less"
    if clause.has("too") or re.search(r"half as", words):
        faster = not faster
    if clause.has("too") and wanted in ("long", "short", "brief"):
        faster = wanted == "long"
    if re.search(SHARE, words):
        share = min(share_of(words), 0.95)
        by_length = re.search(r"short|long|length|stretch|extend|trim|prolong|tighten", wanted)
        times = {(True, True): 1 / (1 - share), (True, False): 1 / (1 + share), (False, True): 1 + share}
        factor = times.get((bool(by_length), faster), 1 - share)
    else:
        degree = factor_of(words, 1.5)
        factor = degree if faster else 1 / degree
    return [Pace(factor=round(factor, 4), scenes=_timed(clause))]


def _timed(clause: Clause) -> tuple[str, ...]:
    """Return the scenes whose time changes: all of them one by one where the film is meant."""
    if clause.has("s"):
        return () if clause.is_film("s") else clause.named_scenes("s")
    return clause.scenes


_BY = rf"(?P<by> by (?:a factor of )?(?:{PERCENT}|{NUMBER}(?:x| times)?|half))?"
_PACE = rules(
    _pace,
    rf"(?:make|let|have|get|play|show|run) (?P<s>{_SL}) (?:be |run |play |go |pass |feel |move |last )?(?P<d>{DEGREE}"
    rf" )?(?P<z>{_FAST}|{_SLOW}|shorter|longer|(?:as )?(?:fast|slow|long)|(?:speed))(?P<by> by {PERCENT})?(?: than"
    rf" (?:now|before))?",
    rf"(?P<z>speed up|slow down|quicken|accelerate|shorten|lengthen|extend|stretch|prolong|hurry up|tighten|trim|draw"
    rf" out|decelerate) (?P<s>{_SL})(?: (?P<d>{DEGREE}))?{_BY}",
    rf"(?:speed|slow|hurry|draw|drag|stretch) (?P<s>{_SL}) (?P<z>up|down|out)(?: (?P<d>{DEGREE}))?{_BY}",
    rf"(?P<s>{_SL}) {SHOULD} (?:be|go|run|play|pass|last|take|get|feel) (?P<d>{DEGREE} )?(?P<z>{_FAST}|{_SLOW}"
    rf"|shorter|longer|as (?:fast|long|slow))(?P<by>)",
    rf"(?P<s>{_SL}) (?:is|are|feels?|seems?|runs?|goes|takes?|lasts?|looks?|drags?) (?:on )?(?P<d>{LITTLE} |{MUCH}"
    rf" )?(?P<too>too) (?P<z>slow|fast|quick|long|short|brief|hasty|rushed|slowly|quickly|hectic|slow-paced)(?: for"
    rf" me)?(?P<by>)",
    rf"(?P<z>pick up|speed up|raise|increase|slow down|lower|reduce|drop) the (?:pace|speed|tempo)(?P<d>)(?: {LITTLE}"
    rf"| {MUCH})?{_BY}",
    rf"(?P<d>{DEGREE} )?(?P<z>{_FAST}|{_SLOW}|longer|shorter)(?P<by> by {PERCENT})?",
    rf"(?:let|make|have) (?P<s>{_SL}) (?P<z>breathe)(?: (?P<d>a bit|a little|more))?(?P<by>)",
    rf"(?:so (?:that )?)?(?P<s>{_SL}) (?:needs?|should|could|has|have|can|must) (?:(?:some |more |a bit of )?(?:room"
    rf"|time|space|air) )?(?:to )?(?P<z>breathe)"
    rf"(?P<d>)(?P<by>)",
    rf"(?:give|leave|allow) (?P<s>{_SL}) (?:some |more |a bit of |a little )?(?:room|time|space|air) to"
    rf" (?P<z>breathe)(?P<d>)(?P<by>)",
    rf"(?:make|let|have) (?P<z>(?:the )?(?:pace|speed|tempo)) (?P<d>{DEGREE} )?(?:be )?(?P<by>)(?:{_FAST}|{_SLOW})",
    rf"(?P<s>{_SL}) (?P<d>{DEGREE} )?(?P<z>{_FAST}|{_SLOW}|shorter|longer)(?P<by>)",
    rf"(?:it|this) (?:is|goes|feels) (?P<d>{LITTLE} |{MUCH} )?(?P<too>too) (?P<z>slow|fast|quick|long|short)(?P<by>)",
    rf"(?:give|allow|grant|leave) (?P<s>{_SL}) (?P<d>{DEGREE} )?(?P<z>more|less)(?P<by>) (?:time|room|space)",
    rf"(?:less|more) time (?:for|in|on) (?P<s>{_SL})(?P<d>)(?P<by>)(?P<z>)",
)  # fmt: skip


def _last(clause: Clause) -> Made | None:
    seconds = seconds_of(clause.text("t"))
    if seconds <= 0:
        return None
    if clause.has("s") and not clause.is_film("s"):
        return [Duration(duration_s=seconds, scenes=clause.named_scenes("s"))]
    if clause.scope and not clause.has("s") and (not clause.whole or clause.each):
        return [Duration(duration_s=seconds, scenes=clause.scope)]
    return [Duration(duration_s=seconds)]


def _last_more(clause: Clause) -> Made | None:
    seconds = seconds_of(clause.text("t"))
    shorter = re.search(r"short|trim|cut|off|away|less|faster|quick", clause.match[0], re.I)
    if seconds <= 0:
        return None
    scenes = _timed(clause)
    return [Duration(change_s=-seconds if shorter else seconds, scenes=scenes)]


_T = rf"(?P<t>{SECONDS})"


def _no_longer(clause: Clause) -> Made | None:
    """Shorten what is longer than so long."""
    seconds = seconds_of(clause.text("t"))
    asked = clause.named_scenes("s") if clause.has("s") else clause.scope or ()
    longer = tuple(one.id for one in clause.film.scenes if one.duration_s > seconds and (not asked or one.id in asked))
    return [Duration(duration_s=seconds, scenes=longer)] if longer and seconds > 0 else None


def _times_as_long(clause: Clause) -> Made | None:
    """Let scenes last so many times as long as another one."""
    other = clause.film.screenplay.scene(clause.one_named("as")).duration_s
    factor = 0.5 if re.search(r"\bhalf\b", clause.text("d"), re.I) else factor_of(clause.text("d"), 1.0)
    return [Duration(duration_s=round(factor * other, 2), scenes=clause.named_scenes("s"))]


_DURATION = (
    *rules(
        _no_longer,
        rf"(?:no|none of the|no single) (?:scenes?|{S}) (?:(?:should|may|must|can|shall|is to) be )?longer than {_T}",
        rf"(?P<s>{_SL}) {SHOULD} (?:be |last )?(?:at most|no longer than|not be longer than|not last longer than"
        rf"|max(?:imum)?) {_T}",
        rf"(?:cap|limit) (?P<s>{_SL}) (?:at|to) (?:at most )?{_T}",
    ),
    *rules(
        _times_as_long,
        rf"(?:make|let|have) (?P<s>{_SL}) (?:be |last |run |take )?(?P<d>{TIMES} )?(?:exactly )?as long as"
        rf" (?P<as>{S})(?: is)?",
        rf"(?P<s>{_SL}) {SHOULD} (?:be|last|run|take) (?P<d>{TIMES} )?(?:exactly )?as long as (?P<as>{S})(?: is)?",
    ),
    *rules(
        _last_more,
        rf"(?:make|let|have) (?P<s>{_SL}) (?:be |last |run )?{_T} (?:longer|shorter|faster|more|less)",
        rf"(?:make|let|have) (?P<s>{_SL}) (?:be |last |run )?(?:longer|shorter) by {_T}",
        rf"(?:shorten|lengthen|extend|stretch|trim|prolong|reduce|cut|increase) (?P<s>{_SL}) by {_T}",
        rf"(?:add|give) {_T}(?: more)? (?:to|of time to|for) (?P<s>{_SL})",
        rf"(?:give) (?P<s>{_SL}) (?:another )?{_T} more",
        rf"(?:cut|take|trim|remove|shave) {_T} (?:off|from|away from) (?P<s>{_SL})",
        rf"(?P<s>{_SL}) {SHOULD} (?:be|last|take) {_T} (?:longer|shorter|more|less)",
        rf"{_T} (?:longer|shorter)(?: (?:for|in) (?P<s>{_SL}))?",
    ),
    *rules(
        _last,
        rf"(?:make|let|have|keep|hold|set|show|get) (?P<s>{_SL}) (?:to )?(?:last |take |be |run |go on |for |at |to "
        rf"|be about )*(?:for )?{_T}(?:[ -]long| in length| in total| film| movie| video)?",
        rf"(?P<s>{_SL}) {SHOULD} (?:last|be|take|run|go on|have|not be longer than|be (?:no|not) longer than|last"
        rf" (?:no|not) longer than)(?: for| for at least)?"
        rf" {_T}(?:[ -]long| in length| in total)?",
        rf"(?:set|change|limit|adjust|put|bring) (?:the )?(?:length|duration|time|running time|runtime) (?:of"
        rf" (?P<s>{_SL}) )?to {_T}",
        rf"(?:cut|shorten|lengthen|extend|stretch|limit|reduce|trim|bring|compress|restrict|expand) (?P<s>{_SL})"
        rf" (?:down |up )?(?:to|at) {_T}",
        rf"(?P<s>{_SL}):? {_T}(?: long)?",
        rf"{_T} for (?P<s>{_SL})",
        rf"(?:i want|make|it should be|give me|let it be|make it|turn it into)? ?(?:an? )?{_T}[ -]?(?:long )?(?:film"
        rf"|movie|video|clip)",
        rf"(?:make|let|have) (?:it|everything) (?:last |be |take )?{_T}(?:[ -]long)?",
        rf"(?:duration|length|running time)(?: of (?P<s>{_SL}))?(?::| =| {SHOULD} be) {_T}",
    ),
)  # fmt: skip

_SPEEDS: dict[str, Speed] = {"slow": "slow", "slowly": "slow", "gently": "slow", "gentle": "slow", "fast": "fast",
                             "quickly": "fast", "quick": "fast", "rapidly": "fast", "rapid": "fast"}  # fmt: skip


def _camera(clause: Clause) -> Made | None:
    words = re.findall(r"[a-z-]+", clause.context.marks.plain(clause.match[0]).lower())
    move = camera_move(["camera", *words])
    if way := re.search(r"\bfrom (?:the )?(left|right) to (?:the )?(left|right)", clause.match[0], re.I):
        move = "pan right" if way[2].lower() == "right" else "pan left"
    if re.search(r"\b(?:closer|close-?up|nearer|push|focus|concentrate|close in)\b", clause.match[0], re.I):
        move = "zoom in"
    if re.search(r"\b(?:pull|dolly|truck|move|fly|crane) (?:\w+ly )?(?:out|back)\b", clause.match[0], re.I):
        move = "zoom out"
    if re.search(r"\b(?:further away|wide shot|from (?:further|farther) away)\b", clause.match[0], re.I):
        move = "zoom out"
    if re.search(r"\bfollow(?:s|ing)?\b", clause.match[0], re.I):
        return _following(clause)
    if move is None:
        return None
    speed = next((_SPEEDS[word] for word in words if word in _SPEEDS), "medium")
    seen = [mark for mark in re.findall(rf"[{ENTITIES}{PRONOUNS}]", clause.match[0]) if move.startswith("zoom")]
    on = clause.marked(seen[-1]) if seen else None
    return [CameraChange(move=move, speed=speed, on=on, scenes=clause.scenes)]


def _following(clause: Clause) -> Made | None:
    """Pan the way that somebody goes; zoom in on who stays where they are."""
    marks = re.findall(rf"[{ENTITIES}{PRONOUNS}]", clause.match[0])
    who = clause.marked(marks[-1]) if marks else None
    made = []
    for scene in clause.film.scenes:
        layout = clause.film.layouts.get(scene.id)
        own = [track for track in layout.tracks if track.entity == who] if layout else []
        if not own or (clause.scenes and scene.id not in clause.scenes):
            continue
        dx = own[0].keyframes[-1].box.center[0] - own[0].keyframes[0].box.center[0]
        pan = "pan right" if dx > 0 else "pan left"
        told = {"move": pan} if abs(dx) > _GOES else {"move": "zoom in", "on": who}
        made.append(CameraChange.model_validate({**told, "scenes": (scene.id,)}))
    return made or None


_GOES = 0.15
"""How far across the picture somebody goes whom a camera follows by a pan."""


def _still_camera(clause: Clause) -> Made:
    return [CameraChange(move="still", scenes=clause.scenes)]


_ON = r"(?: (?:on|onto|at|to|into|towards?|from) [^.]+)?"
_MOVES = r"(?:zoom(?:s|ing)?|pan(?:s|ning)?|tilt(?:s|ing)?)"
_SLOWLY = r"(?:slow(?:ly)?|quick(?:ly)?|fast|gently|rapid(?:ly)?)"
_CAMERA = (
    *rules(
        _still_camera,
        r"(?:no|without|remove(?: the)?|stop(?: the)?|drop(?: the)?|turn off(?: the)?) (?:any )?(?:camera (?:moves?"
        r"|movements?|motion)|zoom(?:ing)?|pan(?:ning)?|tilt(?:ing)?)",
        r"(?:keep|hold|leave|make|let|have) the camera (?:be |stay |stand )?(?:still|fixed|static|steady|in place"
        r"|locked)",
        r"(?:the )?camera (?:should|must|has to|needs to|shall) (?:not move|stay still|be still|stand still|hold"
        r" still|be static|be fixed|stop moving|stay put|keep still|rest)",
        r"(?:the )?camera (?:shouldn't|must not|should not|mustn't) (?:move|zoom|pan|tilt)(?: at all)?",
        r"(?:camera|shot|view): ?(?:still|static|fixed|none)",
        r"(?:a |use a |with a )?(?:static|fixed|still|locked) (?:camera|shot|view)",
        r"(?:don't|do not|never) (?:zoom|pan|tilt|move the camera)(?: in| out)?",
    ),
    *rules(
        _camera,
        rf"(?:{_SLOWLY} )?(?:zoom|pan|tilt)(?: {_SLOWLY})?(?: (?:in|out|left|right|up|down|across|closer|to the"
        rf" (?:left|right)|upwards?|downwards?))(?: {_SLOWLY})?{_ON}",
        rf"(?:the )?camera (?:should|must|shall|has to|needs to|could|can|to|ought to)? ?(?:{_SLOWLY} )?(?:{_MOVES}"
        rf"|moves?|drifts?|glides?|slides?|swings?|travels?|wanders?|turns?|goes?|go|sweeps?|rises?|comes?|come|gets?"
        rf"|get|looks?|follows?|pulls?|pushes|push) .+",
        rf"(?:make|let|have|get) the camera (?:to )?(?:{_SLOWLY} )?(?:zoom|pan|tilt|move|drift|glide|slide|swing"
        rf"|travel|wander|turn|go|sweep|rise|come|get"
        rf"|look|pull|push).+",
        rf"(?:add|use|with|do|put in|give it|include|have|make|i want) (?:an? )?(?:{_SLOWLY} )?(?:camera )?(?:zoom"
        rf"|pan|tilt)(?:[ -]?(?:in|out|left|right|up|down|across|to the (?:left|right)))?(?: to the (?:left"
        rf"|right))?{_ON}",
        r"(?:change|set) the camera(?: move(?:ment)?)? to .+",
        r"(?:camera|shot|camera move): ?.+",
        rf"move the camera {_ON.removesuffix('?')}",
        rf"move the camera (?:{_SLOWLY} )?(?:in|out|left|right|up|down|closer|back|away)(?: {_SLOWLY})?{_ON}",
        r"(?:make it |use |i want |show |as )?(?:an? )?close-?up(?: (?:of|on) .+)?",
        rf"(?:{_SLOWLY} )?(?:push|pull|dolly|truck|track|crane|fly|move)(?: {_SLOWLY})? (?:in|out|back|closer)(?:"
        rf" {_SLOWLY})?"
        rf"(?: (?:on|onto|to|towards?|from) [{ENTITIES}{PRONOUNS}])?",
        rf"(?:{_SLOWLY} )?pan(?: {_SLOWLY})? from (?:the )?(?:left|right) to (?:the )?(?:left|right)(?: {_SLOWLY})?",
        rf"(?:zoom|focus|concentrate|close in) (?:in )?on [{ENTITIES}{PRONOUNS}](?: {_SLOWLY})?",
        rf"(?:the )?camera {SHOULD} (?:be |come |get |go )?(?:closer|nearer)(?: (?:to|on) [{ENTITIES}{PRONOUNS}])?",
        r"(?:get|go|move|come) closer(?: (?:to|on) .+)?",
    ),
)  # fmt: skip


def _transition(clause: Clause) -> Made | None:
    words = clause.match[0].lower()
    kind: TransitionKind = (
        "fade" if re.search(r"\bfade", words) and not re.search(r"cross-? ?fad", words) else "crossfade"
    )
    none = re.match(r"(?:no|without|remove|drop|don't use|avoid)\b", words)
    if (
        re.search(r"\b(?:too|melt|blend|flow|run|glide|slide|soft|softer|smoother|gentler|smooth)\b", words)
        and not none
    ):
        kind = "fade" if "fade" in words and "cross" not in words else "crossfade"
    elif none or (re.search(r"\bcuts?\b", words) and "fade" not in words):
        kind = "cut"
    length = clause.text("t") or clause.text("t2")
    seconds = seconds_of(length) if length else None
    scenes = clause.scenes
    if clause.has("b"):
        scenes = (clause.one_named("b"),)
    elif clause.has("pair"):
        pair = sorted(clause.named_scenes("pair"), key=clause.film.number_of)
        scenes = tuple(pair[1:])
        if not scenes:
            return None
    return [TransitionChange(transition=kind, duration_s=min(seconds, 5.0) if seconds else None, scenes=scenes)]


_KIND = (
    r"(?:cross-? ?fades?|dissolves?|fades?(?: (?:to|through|from) black| in| over)?|(?:hard |sharp |straight |clean"
    r" )?cuts?|no transitions?|soft transitions?|cross-? ?dissolves?)"
)
_FOR = rf"(?:(?: (?:of|for|over|lasting)|,) {_T}(?: long)?)?"
_FOR2 = _FOR.replace("<t>", "<t2>")
_PAIR = rf"(?P<pair>{S}(?: (?:and|to|into) {S})?)"
_TRANSITION = rules(
    _transition,
    rf"{_KIND}(?: transitions?)? (?:only|everywhere|between (?:all )?(?:the )?scenes)",
    rf"(?:use|add|put|insert|make|do|have|set|with|i want|place)? ?(?:an? |the )?(?:slow |quick |soft |long |short"
    rf" )?{_KIND}{_FOR} (?:transition )?(?:between|from) {_PAIR}{_FOR2}",
    rf"(?:use|add|put|insert|have|with|i want|place|only|make) ?(?:an? |only |just )?(?:slow |quick |soft |long "
    rf"|short )?{_KIND}{_FOR}(?: transitions?)?(?: between (?:the )?scenes| between them| everywhere| only)?",
    rf"(?:fade|cross-?fade|dissolve|cut|blend) (?:over )?(?:from {S} )?(?:in)?to (?P<b>{S}){_FOR}",
    rf"(?:begin|start|open) (?P<b>{S}) with (?:an? )?(?:slow |quick |soft |long )?{_KIND}{_FOR}",
    rf"(?P<b>{S}) (?:should )?(?:begins?|starts?|opens?|comes? in) with (?:an? )?(?:slow |quick |soft |long"
    rf" )?{_KIND}{_FOR}",
    rf"(?P<b>{S}) should (?:fade|cross-?fade|dissolve)(?: in| over)?{_FOR}",
    rf"(?:fade|cross-?fade|dissolve) in(?: from black)?(?: (?:at|to) the (?:very )?(?:start|beginning))?(?: (?:of"
    rf"|in|into|to) (?P<b>{S}))?{_FOR}",
    r"(?:soft |slow |gentle |quick |long )*(?:cross-? ?)?(?:fades|dissolves)",
    r"(?:just |only |simple |plain )*(?:hard |straight |clean |simple )?cuts",
    rf"(?:a |put a |add a |use a |insert a )?(?:slow )?{_KIND}{_FOR} before (?P<b>{S})",
    rf"(?:change|set) the transitions?(?: (?:between {_PAIR}|before (?P<b>{S})))? to (?:an? )?{_KIND}{_FOR}",
    rf"(?:let|have|make) {_PAIR} (?:cross-?fade|fade|dissolve|blend)(?: into (?:each other|one another))?",
    rf"(?:use |make |i want |have )?(?:an? )?(?:soft|smooth|gentle|slow)(?:er)? transition (?:to|into|before)"
    rf" (?P<b>{S})",
    rf"(?:the |this )?(?:hard )?(?:cut|transition|change|jump) (?:from|between) {_PAIR} (?:is|feels|looks|seems)"
    rf" (?:a bit |much |way"
    rf" |far )?too (?:hard|harsh|abrupt|sudden|sharp|hectic)",
    rf"(?:make|let|have) (?:the )?(?:cut|transition|change) (?:from|between) {_PAIR} (?:be )?(?:softer|smoother"
    rf"|gentler|soft|smooth)",
    rf"(?:let|have|make) (?:{S}|them|everything) (?:melt|blend|flow|fade|dissolve|run|glide|slide) (?:softly "
    rf"|gently |smoothly )?(?:into|over to)"
    rf" (?:each other|one another|the next(?: one| scene)?)",
    rf"(?:use |i want |make |have )?(?:soft|smooth|gentle|slow)(?:er)? transitions?(?: (?:everywhere|between (?:all"
    rf" )?(?:the )?scenes|between {_PAIR}))?",
    rf"(?:no|without|remove(?: the| all)?) transitions?(?: between {_PAIR}| between the scenes)?",
    r"(?:no|without|remove|drop|don't use|avoid)(?: the| all| any| more)* (?:cross-?)?(?:fades?|fading|dissolves?)"
    r"(?: any ?where| at all| between (?:the )?scenes)?",
)  # fmt: skip


def _reroll(clause: Clause) -> Made | None:
    seed = int(clause.text("k")) if clause.has("k") and clause.text("k").isdigit() else None
    scenes = () if not clause.has("s") or clause.is_film("s") else clause.named_scenes("s")
    told = tuple(dict.fromkeys(clause.context.told)) if not (clause.has("s") or clause.has("all")) else ()
    return [Reroll(seed=seed, scenes=scenes or clause.scenes or told)]


_AGAIN = r"(?:again|anew|once more|one more time|differently|another time|from scratch|over|a second time)"
_SEED = r"(?:with |using )?(?:an?other|a new|a different|new|different|some other|a fresh)(?: random)? seed"
_REROLL = rules(
    _reroll,
    rf"(?:redo|re-?roll|remake|regenerate|reshoot|re-?do|re-?generate|re-?shuffle|shuffle|reshuffle|re-?draw|redraw"
    rf"|refresh) (?:the )?(?:seed of )?(?:(?P<s>{_SL})|(?P<all>everything|it all|all of it|all))(?: {_AGAIN})?"
    rf"(?: {_SEED}|(?: with| using) (?:the )?seed (?P<k>\d+))?",
    rf"(?:make|do|render|draw|generate|create|shoot|roll|film|try|produce|paint) (?P<s>{_SL}) (?:{_AGAIN}"
    rf"|{_SEED})(?:,? {_SEED})?",
    rf"(?:give me |make |show me |i want |try |generate |do |take |have )?(?:another|a new|a different|one more|a"
    rf" fresh)"
    rf" (?:version|take|variant|variation|try|attempt|roll|shot|go|picture|image|drawing|clip) (?:of|at|for|on)"
    rf" (?:the (?:picture|image|clip"
    rf"|shot|video|drawing|film|look)"
    rf" (?:of|in|for) )?(?P<s>{_SL})",
    rf"(?:use|try|take|pick|set)? ?(?:an?other|(?:a )?(?:new|different|fresh))(?: random)? seed(?: (?:for|in)"
    rf" (?P<s>{_SL}))?",
    rf"(?:use|try|set|change|take)? ?(?:the )?seed(?: of (?P<s>{_SL}))? ?(?:to|=|:|as)? ?(?P<k>\d+)(?: (?:for|in)"
    rf" {_SL})?",
    rf"(?:make|let|have) (?P<s>{_SL}) (?:come out |look )differently",
    rf"(?:i )?(?:don't like|am not happy with|hate) (?P<s>{_SL})(?: (?:at all|yet))?[,;]? ?(?:(?:please )?(?:try|make"
    rf"|do|roll|draw|redo)(?: it)?(?: {_AGAIN})?|{_AGAIN})",
    rf"try (?P<s>{_SL})? ?(?:again|once more)(?: {_SEED})?",
    rf"(?:give (?:me |it |{_SL} )?|have |take )?(?:another|one more) (?:go|try|stab|bash|crack|attempt)(?: (?:at|with)"
    rf" (?P<s>{_SL}))?",
    rf"(?:have |get )?(?P<s>{_SL}) (?:done|made|rendered|drawn|shot|generated) {_AGAIN}",
    rf"(?P<s>{_SL}),? (?:{_AGAIN},? )?(?:but )?(?:on )?{_SEED}",
)  # fmt: skip

TIME_RULES: tuple[Rule, ...] = (*_DURATION, *_PACE, *_TRANSITION, *_REROLL)
"""All wordings about the time in scenes, in the order in which they are tried."""
CAMERA_RULES: tuple[Rule, ...] = _CAMERA
"""All wordings about the camera."""
