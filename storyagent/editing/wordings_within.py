"""Wordings about parts of a scene: single sentences that are spoken, silence, and when somebody is seen."""

from __future__ import annotations

import re
from collections.abc import Mapping

from storyagent import lexicon
from storyagent.editing.clause import EL, SHOULD, Ask, Clause, E, Made, Q, Rule, S, rules
from storyagent.editing.degrees import SECONDS, seconds_of
from storyagent.editing.edits import Dialogue, Edit, Format, Narration
from storyagent.editing.film import Film
from storyagent.editing.marks import QUOTES
from storyagent.editing.numbers import ORDINAL, number_of
from storyagent.editing.reading import Question
from storyagent.editing.within import Presence, Sentence
from storyagent.editing.words import sentences_of
from storyagent.errors import InvalidInput
from storyagent.planning.grammar import word_set
from storyagent.story.screenplay import Line

_OUT = r"(?:remove|delete|drop|take out|take away|get rid of|erase|cut out|cut|lose|leave out|omit|strike|skip|scrap)"
_WHICH = rf"(?P<k>{ORDINAL}|(?:second|third)[- ](?:to[- ])?last|last|final|closing|opening|only)"
_UNIT = r"(?:sentences?|lines?|phrases?|words)"
_TELLER = r"(?:narrator|narration|voice-?over|speaker|text|story)"
_SENTENCE = (
    rf"(?:the |his |her |its )?(?:(?:(?P<n1>{_TELLER})(?:'s)?|(?P<e>{E})(?:'s)?) )?{_WHICH} {_UNIT}"
    rf"(?: (?:of|by|from|in) (?:the )?(?:(?P<n2>{_TELLER})|(?P<e2>{E})))?"
    rf"(?: (?:that )?(?:the (?P<n3>narrator)|(?P<e3>{E})) (?:says|speaks|reads|tells))?"
)


def _number(word: str) -> int:
    plain = word.lower().replace("-", " ")
    if plain.endswith("last") and " " in plain:
        return -int(number_of(plain.split()[0]))
    return {"last": -1, "final": -1, "closing": -1, "opening": 1, "only": 1}.get(plain) or int(number_of(plain))


def _whose(clause: Clause) -> dict[str, object]:
    group = next((name for name in ("e", "e2", "e3") if clause.has(name)), "")
    if group:
        return {"among": "speaker", "speaker": clause.one_entity(group)}
    teller = next((clause.text(name).lower() for name in ("n1", "n2", "n3") if clause.has(name)), "")
    return {"among": "narrator" if teller in ("narrator", "narration", "voice-over", "voiceover") else "all"}


def _sentence(clause: Clause) -> Made:
    how = next((way for way in ("before", "after") if clause.text("how").lower() == way), "replace")
    number, whose = _number(clause.text("k")), _whose(clause)
    at_end = None if clause.scope or clause.context.told else _end_of_film(clause.film, number, whose)
    told = {"scene": at_end or clause.one_scene("Change a sentence"), "number": number, "how": how}
    return [Sentence.model_validate(told | whose | {"text": clause.text("t")})]


def _end_of_film(film: Film, number: int, whose: Mapping[str, object]) -> str | None:
    """Return the scene with the film's first or last sentence: "the last line" of no scene is the film's."""
    spoken = [one.id for one in film.scenes if any(_is_by(line, whose) for line in one.lines)]
    return {1: spoken[0], -1: spoken[-1]}.get(number) if spoken else None


def _is_by(line: Line, whose: Mapping[str, object]) -> bool:
    return whose["among"] == "all" or line.speaker == whose.get("speaker")


def _at_an_end(clause: Clause) -> Made:
    """Let something be said first or last in a scene."""
    first = re.search(r"begin|start|open|first|before", clause.text("at"), re.I)
    told: dict[str, object] = {
        "scene": clause.one_scene("Say it"),
        "number": 1 if first else -1,
        "text": clause.text("t"),
    }
    if clause.has("e"):
        told["speaker"] = clause.one_entity()
    return [Sentence.model_validate(told | {"how": "before" if first else "after"})]


_SAY = (
    r"(?:say|says|add|adds|read|speak|tell|tells|whisper|whispers|shout|shouts|cry|cries|call|calls|begin with"
    r"|open with)"
)
_WHO = rf"(?:(?:the )?{_TELLER}|(?P<e>{E}))"
_AT = (
    r"(?P<at>(?:right )?(?:at|in|to) the (?:very )?(?:start|beginning|end|opening|front)|first(?: of all)?|last"
    r"|before anything else)"
)
_SENTENCES = (
    *rules(
        _sentence,
        rf"{_OUT} {_SENTENCE}(?P<t>)(?P<how>)",
        rf"(?:there is )?no {_SENTENCE}(?P<t>)(?P<how>)",
        rf"{_SENTENCE} (?:should|must|has to|can|needs to) (?:go|be (?:cut|removed|deleted|dropped)|disappear)"
        rf"(?P<t>)(?P<how>)",
        rf"(?:change|turn|replace|rewrite|set|exchange|rephrase|make|swap|reword) {_SENTENCE} (?:to|into|with|by|as"
        rf"|for|say|read"
        rf"|so that it (?:says|reads)):? ?(?P<t>{Q})(?P<how>)",
        rf"{_SENTENCE} {SHOULD} (?:be|read|say|become|go):? (?P<t>{Q})(?: instead)?(?P<how>)",
        rf"(?:say|put|use|write|take) (?P<t>{Q}) (?:instead of|in place of|for) {_SENTENCE}(?P<how>)",
        rf"(?:add|put|insert|say|place|write|append) (?:the (?:sentence|line|words) )?(?P<t>{Q}) (?:right )?"
        rf"(?P<how>before|after) {_SENTENCE}",
        rf"(?:let |make |have )?(?:the )?narrator (?:(?:should|must|shall|to) )?(?:say|add) (?P<t>{Q}) (?:right )?"
        rf"(?P<how>before|after) {_SENTENCE}",
    ),
    *rules(
        _at_an_end,
        rf"(?:let |make |have )?{_WHO} (?:(?:{SHOULD}) )?{_SAY}:? (?P<t>{Q}) {_AT}",
        rf"(?:let |make |have )?{_WHO} (?:(?:{SHOULD}) )?{_SAY}:? (?P<t>{Q}) (?P<at>before (?:anything"
        rf"|everything)(?: else)?)",
        rf"(?:let |make |have )?{_WHO} (?:(?:{SHOULD}) )?(?P<at>begin|start|open|close|end|finish) (?:with|by saying)"
        rf" (?:saying )?(?P<t>{Q})",
        rf"(?:add|put|insert|say|place|write|append) (?:the (?:sentence|line|words) )?(?P<t>{Q}) {_AT}"
        rf" (?:of |to )?(?:the )?(?:narration|text|lines|words|narrator's (?:text|words|lines))",
        rf"(?P<at>begin|start|open|close|end|finish) (?:it |{S} )?with {_WHO} saying:? (?P<t>{Q})",
        rf"(?:say|read|tell|narrate):? (?P<t>{Q}) {_AT}",
        rf"(?P<at>begin|start|open|close|end|finish) (?:the )?(?:narration|text|narrator's text) with:? (?P<t>{Q})",
    ),
)  # fmt: skip


def _quoted(clause: Clause) -> Made:
    """Take out what is spoken in just these words."""
    wanted = _bare(clause.text("t"))
    found: list[Edit] = []
    for scene in clause.film.scenes:
        told = [text for line in scene.lines for text in sentences_of(line.text)]
        numbers = [
            k for k, text in enumerate(told, 1) if _bare(text) == wanted and scene.id in (clause.scope or (scene.id,))
        ]
        found += [Sentence(scene=scene.id, number=number) for number in numbers[:1]]
    if not found:
        raise InvalidInput("nobody says that", where="request", found=clause.text("t"), hint="quote a whole sentence")
    return found


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", text.lower()).strip()


_QUOTED = rules(
    _quoted,
    rf"{_OUT} (?:the )?(?:sentence |line |words )?(?P<t>{Q})(?: from (?:the )?(?:narration|text|lines|narrator's"
    rf" (?:text|words|lines)))?",
)


def _told_of(clause: Clause) -> Made:
    """Take out, or say anew, the one sentence that is about something: "the line about the storm"."""
    wanted = _content(clause.text("about"))
    found = [
        (scene.id, number, text)
        for scene in clause.film.scenes
        for number, text in enumerate((one for line in scene.lines for one in sentences_of(line.text)), 1)
        if scene.id in (clause.scope or (scene.id,)) and wanted and wanted <= _content(text)
    ]
    if not found:
        raise InvalidInput("nothing that is spoken is about that", where="request", found=clause.text("about"),
                           hint="quote the sentence, or say which one it is, and in which scene")  # fmt: skip
    if len(found) > 1:
        raise Ask(Question(text="Which of these sentences?", about=clause.text("about"),
                           choices=tuple(text for _, _, text in found)))  # fmt: skip
    return [Sentence(scene=found[0][0], number=found[0][1], text=clause.text("t"))]


_SMALL = word_set(
    "the a an it is was are were be been being has have had of to in on at and that how his her its their he she they "
    "there when where who which with for by about"
)


def _content(text: str) -> set[str]:
    """Return the words of a text that mean something, each in its base form."""
    words = [word for word in re.findall(r"[a-z]+", text.lower()) if word not in _SMALL]
    return {lexicon.lemma(word, "v") or lexicon.lemma(word, "n") or word for word in words}


_ABOUT = (
    rf"(?:the |that )?(?:(?:{_TELLER})'s )?(?:line|sentence|words|phrase)(?: that is| which is)? (?:about|on|that says"
    rf"|which says|saying|where it says|with|mentioning|that mentions|where (?:it|{E}|the narrator) (?:says|talks about"
    rf"|mentions))"
    rf" (?:how |that )?(?P<about>[^{QUOTES}]+?)"
)
_TOLD_OF = rules(
    _told_of,
    rf"{_OUT} {_ABOUT}(?P<t>)",
    rf"(?:change|turn|replace|rewrite|set|rephrase|make|swap|reword) {_ABOUT} (?:to|into|with|by|as|for|say|read|so"
    rf" (?:that )?it (?:says|reads)):? ?(?P<t>{Q})",
)


def _silence(clause: Clause) -> Made:
    """Take out all that is spoken in scenes, by whomever."""
    if not clause.scope or clause.whole:
        return [Format(narration=False)]
    edits: list[Edit] = []
    for scene in clause.scope:
        speakers = dict.fromkeys(line.speaker for line in clause.film.screenplay.scene(scene).lines)
        edits += [Dialogue(scene=scene, speaker=one, text="", add=False) for one in speakers if one]
    if not any(clause.film.screenplay.scene(scene).lines for scene in clause.scope):
        raise InvalidInput("nothing is spoken there", where=", ".join(map(clause.film.label, clause.scope)))
    return [Narration(scenes=clause.scope, text=""), *edits]


_SPOKEN = r"(?:spoken|said|narrated|talked|told|being said|read out)"
_TALK = r"(?:say|talk|speak)s?"
_SILENCES = rules(
    _silence,
    rf"{_OUT} (?:everything|all|anything|whatever|all the words|the words|all the text)(?: that)? (?:is|are|gets?)"
    rf" {_SPOKEN}",
    rf"{_OUT} (?:all |any |every )?(?:the )?(?:spoken )?(?:lines|speech|talking|words|spoken text|dialogue and"
    rf" narration"
    rf"|spoken words|text|voices)",
    rf"(?:nobody|no one|no-one|none of them) {SHOULD} (?:{_TALK}|be heard)(?: anything| a word| at all)?",
    r"(?:nobody|no one|no-one) (?:speaks|talks|says (?:anything|a word))",
    rf"(?:nothing) (?:{SHOULD} be|is) (?:{_SPOKEN}|heard)",
    r"(?:without|no) (?:any )?(?:spoken )?(?:speech|talking|words|talk|voices|spoken text|spoken words|text)",
    rf"(?:there {SHOULD} be|have) no (?:speech|talking|words|talk|voices|spoken text|spoken words|text)(?: at all)?",
    rf"(?:everyone|everybody) {SHOULD} (?:be|stay|keep) (?:silent|quiet)",
)  # fmt: skip


_SHARES = {
    "middle": 0.5,
    "halfway": 0.5,
    "half way": 0.5,
    "half-way": 0.5,
    "midway": 0.5,
    "mid": 0.5,
    "half": 0.5,
}
_WHEN = (
    rf"(?P<when>(?:(?:about |around |roughly )?(?:half ?-?way|midway)(?: (?:through|in|into|along))?(?: it)?"
    rf"|(?:only )?(?:after|before|until|till|from) the (?:very )?(?:first|second|last|final|latter|third) (?:half"
    rf"|third|quarter)(?: on)?"
    rf"|(?:in |at |from |by |after |before |until |till |to )?(?:about )?the (?:very )?(?:middle|half|midpoint)(?:"
    rf" (?:point|on))?"
    rf"|(?:in|during|for|at|over|throughout) (?:only |just )?the (?:very )?(?:first|second|last|final|latter"
    rf"|opening|third) (?:half|third|quarter)"
    rf"|(?:in|during|for|at) (?:only |just )?the (?:first|last|final|opening) {SECONDS.replace('(?P', '(?:')}"
    rf"|(?:only )?(?:after|until|till|before|for|from) (?:only |just |about )?(?:the (?:first|second|third)"
    rf" )?(?:{SECONDS}|half(?: of)?(?: the time)?|a (?:quarter|third))(?: on)?"
    rf"|{SECONDS} (?:in|into it|later|after the (?:start|beginning)|before the end|from the (?:start|end)))"
    rf"(?: of (?:it|the scene))?)"
)
_ONLY = r"(?: only| just| not| first| no sooner than| no earlier than)?"
_COME = (
    r"(?:appear|come in|come into (?:view|the picture|frame)|come|show up|enter|turn up|arrive|pop up|be seen|be there"
    r"|be visible|be shown|fade in|join(?: in)?|become visible|start|emerge|be in the picture)"
)
_GO = (
    r"(?:disappear|vanish|leave|go away|be gone|fade (?:away|out)|go|get out|exit|be away|drop out|stop being (?:seen"
    r"|visible|there)|not be (?:seen|there|visible) any ?more)"
)


def _share(words: str) -> tuple[float, float] | None:
    """Return the part of a scene that words name, as shares: "the second half"."""
    which = re.search(r"\b(first|second|third|last|final|latter|opening) (half|third|quarter)", words)
    if which:
        size = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4}[which[2]]
        at = {"first": 0, "opening": 0, "second": 1, "third": 2}.get(which[1])
        start = 1 - size if at is None else at * size
        return round(start, 4), round(min(start + size, 1.0), 4)
    return None


def _moment(clause: Clause) -> Made | None:
    """Understand "appears halfway through", "is only seen in the second half", "leaves after two seconds"."""
    words = clause.text("when").lower()
    going = clause.has("go")
    if clause.has("no"):  # "not before the middle" is from the middle on, "not after it" until then
        going = not re.match(r"(?:before|until|till|for|in)\b", words)
    told: dict[str, float] = {}
    part, seconds = _share(words), seconds_of(words)
    from_end = bool(re.search(r"before the end|from the end|the (?:last|final)\b", words))
    if part and re.match(r"(?:only )?(?:after|before|until|till|from)\b", words):
        at = (
            part[0] or part[1]
            if re.match(r"(?:only )?(?:before|until|till)", words)
            else part[1]
            if "after" in words
            else part[0]
        )
        told = {"end" if going or re.match(r"(?:before|until|till)\b", words) else "start": at}
    elif part:
        told = {"start": part[0], "end": part[1]} if not clause.has("go") else {"end": part[0] or part[1]}
        if clause.has("no") and not clause.has("go"):  # "not in the first half"
            told = {"start": part[1]} if part[0] == 0.0 else {"end": part[0]}
    elif seconds and from_end:
        return _from_the_end(clause, seconds, going)
    elif seconds:
        first = re.match(r"(?:in|during|for|at|until|till)\b", words) and not going
        told = {"end_s": seconds} if going or first else {"start_s": seconds}
    elif re.search(r"quarter|third\b", words) and not part:
        told = {"end" if going else "start": 0.25 if "quarter" in words else 1 / 3}
    else:
        until = re.match(r"(?:until|till)\b", words) and not clause.has("no")
        told = {"end" if going or until else "start": 0.5}
    return [Presence.model_validate({"entity": one, "scenes": clause.scenes, **told}) for one in clause.entities()]


def _from_the_end(clause: Clause, seconds: float, going: bool) -> Made:
    scenes = clause.some_scenes("Show it then")
    edits: list[Edit] = []
    for scene in scenes:
        at = max(clause.film.screenplay.scene(scene).duration_s - seconds, 0.0)
        told = {"end_s": at} if going else {"start_s": at}
        edits += [Presence.model_validate({"entity": one, "scenes": (scene,), **told}) for one in clause.entities()]
    return edits


_PRESENCES = rules(
    _moment,
    rf"(?P<e>{EL}) (?:{SHOULD}|may){_ONLY} {_COME}{_ONLY} {_WHEN}",
    rf"(?P<e>{EL}) (?:{SHOULD}|may) (?P<go>{_GO}){_ONLY}(?: again)? {_WHEN}",
    rf"(?P<e>{EL}) (?P<no>(?:should not|shouldn't|must not|mustn't|may not|cannot|can't)) {_COME} (?:yet )?{_WHEN}",
    rf"(?:let|make|have){_ONLY} (?P<e>{EL}) (?:only |just )?{_COME}{_ONLY} {_WHEN}",
    rf"(?:let|make|have) (?P<e>{EL}) (?:only |just )?(?P<go>{_GO}){_ONLY}(?: again)? {_WHEN}",
    rf"(?:let|make|have) (?P<e>{EL}) (?P<no>not) {_COME} {_WHEN}",
    rf"(?:show|bring in|introduce|have|add)(?: only| just)? (?P<e>{EL})(?: in)?{_ONLY} {_WHEN}",
    rf"(?P<go>hide|remove|take away|take out|lose|drop) (?P<e>{EL})(?: again)? {_WHEN}",
    rf"(?P<e>{EL}) (?:comes in|comes|appears|enters|shows up|is seen|is visible|is there|is shown)(?: only)? {_WHEN}",
    rf"(?P<e>{EL}) (?P<go>disappears|vanishes|leaves|goes away|is gone|goes) (?:again )?{_WHEN}",
)  # fmt: skip

WITHIN_RULES: tuple[Rule, ...] = (*_SENTENCES, *_QUOTED, *_TOLD_OF, *_SILENCES, *_PRESENCES)
"""All wordings about parts of a scene, in the order in which they are tried."""
