"""Wordings about what is heard, and about the words themselves: sounds of places, voices, text made shorter."""

from __future__ import annotations

from storyagent.editing.clause import SHOULD, SP, Ask, Clause, E, Made, Q, Rule, S, rules
from storyagent.editing.edits import Ambience, Dialogue, Edit, Narration, Reword, Voice
from storyagent.editing.reading import Question, ToolRequest
from storyagent.editing.words import called, sentences_of
from storyagent.errors import InvalidInput
from storyagent.story.sound_words import sounds_in

_HEARD = r"(?:sounds?(?: effects?)?|noises?|ambience|ambient sounds?|sfx|background (?:sounds?|noises?)|atmo)"


def _sound(clause: Clause) -> Made | None:
    words = clause.text("a")
    try:
        sounds_in(words)
    except InvalidInput:
        where = ", ".join(clause.film.label(one) for one in clause.scenes)
        text = clause.context.marks.plain(clause.match[0])
        return [ToolRequest(kind="sound", text=f"{text} in {where}" if where else text)]
    return [Ambience(sounds=words.lower(), scenes=clause.scenes)]


def _quiet(clause: Clause) -> Made:
    return [Ambience(sounds="", add=False, scenes=clause.scenes)]


_HEAR = r"(?:add|put|use|include|play|give it|want|need|have|insert|bring in|mix in|lay|hear|let (?:me|us) hear)"
_SOUND = rules(
    _quiet,
    rf"(?:remove|no|without|mute|turn off|switch off|drop|take out|stop|delete|cut|kill|lose) (?:the |any |all |all"
    rf" the )?"
    rf"(?:[a-z]+ )?(?:{_HEARD})(?: of [a-z ]+)?",
) + rules(
    _sound,
    rf"{_HEAR} (?:in |under )?(?:the |an? |some )?(?:{_HEARD} (?:of|like|for) )(?:the |an? |some )?(?P<a>[a-z][a-z"
    rf" ,-]*?)"
    rf"(?: (?:to it|under it|there|in the background))?",
    rf"(?!.*\b(?:{SHOULD}|is|are)\b)(?:the |an? |some )?{_HEARD} (?:of|like) (?:the |an? |some )?(?P<a>[a-z][a-z ,-]*)",
    rf"{_HEAR} (?:in |under )?(?:the |an? |some )?(?P<a>[a-z][a-z ,-]*?) {_HEARD}(?: (?:to it|under it|there|in the"
    rf" background))?",
    rf"(?:we {SHOULD} hear|you {SHOULD} hear|one {SHOULD} hear|hear|i want to hear)"
    rf" (?:the |an? |some )?(?:{_HEARD} of )?(?:the |an? |some )?(?P<a>[a-z][a-z ,-]*?)(?: {_HEARD})?(?: in the"
    rf" background)?",
    rf"(?:there {SHOULD} be|let there be) (?:the |an? |some )?(?:{_HEARD} of (?:the |an? |some )?)(?P<a>[a-z][a-z"
    rf" ,-]*?)",
    rf"(?:there {SHOULD} be|let there be) (?:the |an? |some )?(?P<a>[a-z][a-z ,-]*?) {_HEARD}(?: in the background)?",
    rf"(?P<a>[a-z][a-z -]*?) {_HEARD}",
    rf"(?:the |some )?(?P<a>[a-z][a-z -]*?) {SHOULD} be (?:heard|audible)(?: in the background)?",
    rf"(?:{_HEAR} )?(?:the |some )?(?P<a>(?:loud |soft |distant |quiet |gentle )?(?:birdsong|bird song|chirping"
    rf"|chirping birds|crickets"
    rf" chirping|singing birds|rustling leaves|howling wind|falling rain|crackling fire|ocean waves|sea waves"
    rf"|church bells))",
    rf"(?:the )?(?:{_HEARD})(?: {SHOULD} be|:| is) (?P<a>[a-z][a-z ,-]*)",
)  # fmt: skip

_KINDS = {
    "deep": "deeper", "deeper": "deeper", "lower": "deeper", "low": "deeper", "darker": "deeper", "gruff": "deeper",
    "rough": "deeper", "high": "higher", "higher": "higher", "squeaky": "higher", "squeakier": "higher",
    "brighter": "higher", "lighter": "higher", "softer": "higher", "female": "woman", "woman": "woman",
    "woman's": "woman", "feminine": "woman", "male": "man", "man": "man", "man's": "man", "masculine": "man",
    "girl": "girl", "girl's": "girl", "boy": "boy", "boy's": "boy", "child": "boy", "child's": "boy", "kid's": "boy",
    "childlike": "boy", "young": "boy", "younger": "boy", "old": "old man", "older": "old man", "robot": "robot",
    "robotic": "robot", "robot's": "robot", "old woman's": "old woman", "old man's": "old man", "grandma": "old woman",
    "different": "other", "another": "other", "other": "other", "new": "other",
}  # fmt: skip
_V = rf"(?:an? |the |some )?(?:much |very |bit |little |more )*(?P<v>{'|'.join(sorted(_KINDS, key=len, reverse=True))})"
_MORE = rf"(?:,? (?:an? )?(?:much |a bit |more )?(?P<v2>{'|'.join(sorted(_KINDS, key=len, reverse=True))})(?: one)?)?"


def _voice(clause: Clause) -> Made:
    word = (clause.text("v2") or clause.text("v")).lower()
    return [Voice.model_validate({"entity": one, "voice": _KINDS[word]}) for one in clause.entities()]


_VOICE = rules(
    _voice,
    rf"(?:use|take|try|choose|pick|find|set|have) {_V} voice for (?P<e>{E}){_MORE}",
    rf"(?:give|lend) (?P<e>{E}) {_V}(?:,? (?:and )?(?:little|slow|calm|warm|soft|rough|old|kind|friendly|gentle))?"
    rf" voice{_MORE}",
    rf"(?P<e>{E}) (?:needs|wants|could use) {_V} voice{_MORE}",
    rf"(?:change|set|switch|make) (?P<e>{E})'s? voice (?:to |into |be |sound )?(?:something )?{_V}(?: one| voice)?",
    rf"(?:change|set|switch|make) the voice of (?P<e>{E}) (?:to |into |be |sound )?{_V}(?: one| voice)?",
    rf"(?P<e>{E})'s? voice {SHOULD} (?:be|sound) {_V}(?: one)?",
    rf"(?:the )?voice of (?P<e>{E}) {SHOULD} (?:be|sound) {_V}(?: one)?",
    rf"(?P<e>{E}) {SHOULD} (?:have|get|speak (?:with|in)|talk (?:with|in)|use|be given) {_V} voice{_MORE}",
    rf"(?:let|make|have) (?P<e>{E}) (?:have|speak (?:with|in)|talk (?:with|in)|use) {_V} voice{_MORE}",
    rf"(?:let|make|have) (?P<e>{E}) (?:speak|talk|sound) {_V}",
    rf"(?P<e>{E}) {SHOULD} (?:speak|talk|sound) (?:like )?{_V}",
)  # fmt: skip


def _shorter(clause: Clause) -> Made | None:
    """Keep the first sentence of what is told in scenes."""
    edits: list[Edit] = []
    spoken_of = clause.scope or (clause.context.scenes if len(clause.context.scenes) == 1 else ())
    for scene_id in spoken_of or clause.some_scenes("Shorten the words"):
        scene = clause.film.screenplay.scene(scene_id)
        told = [one for line in scene.lines if line.speaker is None for one in sentences_of(line.text)]
        if len(told) < 2:
            where = clause.film.label(scene_id)
            raise Ask(Question(text=f"What should be said in {where}? It is one sentence already.",
                               about=clause.text("x")))  # fmt: skip
        edits.append(Narration(scenes=(scene_id,), text=told[0]))
    return edits


_TEXT = (
    r"(?P<x>what is (?:said|spoken|told)|what the narrator says|(?:the |its )?(?:text|narration|words"
    r"|narrator'?s? ?(?:text|words|lines?)?|voice-?over|lines|script))"
)
_SHORTER = rules(
    _shorter,
    rf"(?:shorten|cut|trim|reduce|condense|abridge|tighten) {_TEXT}(?: (?:down )?to (?:one|a single) sentence)?",
    r"(?:shorten|cut|trim|reduce|condense) (?P<x>it) (?:down )?to (?:one|a single) sentence",
    rf"make {_TEXT} (?:shorter|briefer|one sentence|a single sentence)",
    rf"{_TEXT} {SHOULD} be (?:shorter|briefer|(?:only |just )?(?:one|a single) sentence)",
    rf"{_TEXT} (?:is|are) (?:a bit |much |way |far )?too long",
    r"(?P<x>(?:less|fewer) (?:text|narration|words|talking))",
    r"(?:let|have|make) the narrator (?P<x>say less|be briefer|talk less)",
    rf"the narrator {SHOULD} (?P<x>say less|be briefer|talk less)",
)  # fmt: skip


def _other_words(clause: Clause) -> Made | None:
    old, new = clause.text("o").strip(" ."), clause.text("n").strip(" .")
    return [Reword(old=old, new=new)] if old and new and old.lower() != new.lower() else None


_O, _N = rf"(?P<o>{Q})", rf"(?P<n>{Q})"
_REWORD = rules(
    _other_words,
    rf"(?:replace|exchange|substitute|swap|change) (?:every|all|each|any|the word|the words|all the)?(?:"
    rf" occurrences? of"
    rf"| mentions? of)? ?(?:the word |words? )?{_O} (?:by|with|for|to|into) (?:the word )?{_N}(?: everywhere)?",
    rf"(?:write|say|use|put) {_N} (?:instead of|in place of|rather than|wherever it says|for) (?:every |the word )?{_O}"
    rf"(?: everywhere)?",
    rf"(?:turn|make) (?:every |all |the word ){_O} (?:in)?to {_N}",
    rf"{_O} {SHOULD} (?:be|read|become|say) {_N}(?: everywhere)?",
    rf"instead of {_O},? (?:write|say|use|put|it {SHOULD} (?:say|read)) {_N}",
)  # fmt: skip


def _line_moved(clause: Clause) -> Made | None:
    speaker = clause.one_entity()
    source, target = clause.one_named("from"), clause.one_named("to")
    lines = [line.text for line in clause.film.screenplay.scene(source).lines if line.speaker == speaker]
    if not lines:
        raise InvalidInput(
            "there is no such line", where=clause.film.label(source),
            found=f"nothing that {called(clause.entity(speaker))} says",
        )  # fmt: skip
    gone = Dialogue(scene=source, speaker=speaker, text="", add=False)
    return [gone, Dialogue(scene=target, speaker=speaker, text=" ".join(lines))]


_LINES = rules(
    _line_moved,
    rf"(?:move|put|shift|bring|take) (?P<e>{E})'s? (?:lines?|words?|dialogue|text) (?:out )?from (?P<from>{SP})"
    rf" (?:in)?to"
    rf" (?P<to>{S})",
    rf"(?P<e>{E}) {SHOULD} say (?:it|that|this|the line) in (?P<to>{S}) (?:instead of|and not|rather than)(?: in)?"
    rf" (?P<from>{S})",
)  # fmt: skip

SOUND_RULES: tuple[Rule, ...] = (*_SHORTER, *_REWORD, *_LINES, *_VOICE, *_SOUND)
"""All wordings about what is heard and about words, in the order in which they are tried."""
