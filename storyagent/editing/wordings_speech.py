"""Wordings about what is said: by somebody in the film, and by the narrator."""

from __future__ import annotations

import re

from storyagent.editing.clause import EL, SHOULD, Clause, E, Made, Q, Rule, S, T, rules
from storyagent.editing.edits import Dialogue, Format, Narration


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
    told = re.search(
        r"\b(?:say|says|shout|shouts|ask|asks|whisper|whispers|cry|cries|reply|replies|answer|answers)\b",
        clause.match[0],
        re.I,
    )
    if not told and not re.search(Q, clause.raw("t")):
        return None
    add = clause.match.groupdict().get("instead") is None
    scene, words = clause.one_scene("Say it"), _spoken(text, clause)
    return [Dialogue(scene=scene, speaker=one, text=words, add=add) for one in clause.entities()]


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
    r"|yells?|squeaks?|chirps?|growls?|mutters?|murmurs?|sings?|screams?|announces?|hoots?|roars?|begs?|sighs?|giggles?"
    r"|laughs?|thinks?|remarks?|adds?|greets?|hums?|barks?|meows?)"
)
_DIALOGUE = rules(
    _say,
    rf"(?P<e>{E}) (?:{SHOULD} )?(?:additionally )?{_SAYS}(?: out)?(?: (?:to |at )?{E})?,?:? (?P<t>{Q}|.*{Q}"
    rf"|{T})(?P<instead> instead)?",
    rf"(?:let|make|have|get) (?P<e>{E}) (?:to )?(?:additionally )?{_SAYS}(?: out)?(?: (?:to |at )?{E})?,?:? (?P<t>{Q}"
    rf"|{T})(?P<instead> instead)?",
    rf"(?:add|give|write) (?:the |a )?(?:line|dialogue|dialog|words|sentence|text):? (?P<t>{Q}) (?:for|to|by|from)"
    rf" (?P<e>{E})",
    rf"(?:add|insert) (?P<t>{Q}) (?:as (?:a )?(?:line|dialogue)|spoken|said) (?:for|of|by) (?P<e>{E})",
    rf"give (?P<e>{E}) (?:the |a )?(?:line|dialogue|words|sentence|text):? (?P<t>{Q})",
    rf"(?:change|set) (?P<e>{E})'s? (?:line|words|dialogue|text)s? to (?P<t>{Q})(?P<instead>)",
    rf"(?P<e>{E})'s? (?:line|words|dialogue|text)s? {SHOULD} be:? (?P<t>{Q})",
    rf"(?:let|make|have) (?P<e>{E})'s? (?:line|words|dialogue|text)s?(?: in {S})? (?:be|read):?"
    rf" (?P<t>{Q})(?P<instead>)",
    rf"(?P<e>{EL}) {SHOULD} {_SAYS}:? (?P<t>{Q}) together",
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
    r"(?:narration|narrator|narrator's (?:text|words|line|voice)|voice[ -]?over|narrated text|spoken text|narration"
    r" text"
    r"|commentary|narrative|off[ -]?text|spoken words|narrator text)"
)
_NARRATION = (
    *rules(
        _narrate,
        rf"(?:change|set|replace|rewrite|update|edit) (?:the )?(?:{_NARR}|text|words|line|lines)(?: text| line)?"
        rf" ?(?:to|with|by|into|:|so that it says|as|to say|to read) ?(?P<t>{Q}|{T})",
        rf"(?:the )?(?:{_NARR}|text|voice)(?: there)? {SHOULD} (?P<add>additionally )?(?:be|read|say|go|tell"
        rf"|become)(?: that)?:? ?(?P<t>{Q}"
        rf"|{T})",
        rf"(?:change|set|replace|rewrite) what the (?:narrator|voice[ -]?over) (?:says|tells|reads)(?: there)? (?:to"
        rf"|into|with|by|as) (?P<t>{Q}"
        rf"|{T})",
        rf"(?:let|make|have|get) the (?:narrator|voice|voice[ -]?over) (?P<add>also |additionally )?(?:to )?(?:say"
        rf"|tell|read|speak)(?: that)?:? ?(?P<t>{Q}|{T})",
        rf"(?:the )?(?:{_NARR})(?: says| reads|:| =)? ?(?P<t>{Q})",
        rf"(?P<add>add) (?:the |a |some )?(?:{_NARR}|line|sentence|text|words):? ?(?:that says |saying |of |reading"
        rf" )?(?P<t>{Q}|{T})(?: to the (?:{_NARR}))?",
        rf"(?P<add>add) (?P<t>{Q}) to (?:the )?(?:{_NARR})",
        rf"(?P<add>hear|have) (?P<t>{Q})",
        rf"(?P<add>add) to (?:the )?(?:{_NARR}|text|words)(?: (?:of|in) {S})?:? (?P<t>{Q})",
        rf"(?:narrate|say|read|voice|speak|tell)(?: it)?(?: with| as|:)? ?(?P<t>{Q})(?: instead)?",
        rf"(?:narrate|voice) {S} (?:with|as|by|:)? ?(?P<t>{Q})",
        rf"(?:use|take|put) (?P<t>{Q}) (?:as|for|in) (?:the )?(?:{_NARR}|text)",
        rf"(?:text|narration|narrator|voice): (?P<t>{Q}|{T})",
    ),
    *rules(
        _unsaid,
        rf"(?:remove|delete|drop|mute|cut|turn off|switch off|disable|take out|silence|kill|stop|take away|lose|get"
        rf" rid of|no|without|leave out|skip) (?:the |any |an? |all (?:the )?)?(?:{_NARR}|narrating|speech|spoken lines"
        rf"|voice|voices|speaking|talking)(?: completely| altogether| off)?",
        rf"(?:turn |switch )?(?:the )?(?:{_NARR}|voice) off",
        rf"(?:i don't want|there {SHOULD} be no|we don't need|don't use) (?:the |a |any )?(?:{_NARR}|speech|voice)(?:"
        rf" at all| any ?more)?",
        r"(?:nobody|no one|no-one) (?:(?:should|must|shall|may|can) )?(?:speaks?|talks?|says? (?:anything|a word)"
        r"|is speaking)",
        rf"(?:mute|silence|hush) {S}",
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
