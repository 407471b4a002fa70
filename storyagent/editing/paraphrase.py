"""Ways of wishing that mean the same as a plainer one: "what if the mouse wore a hat?", "a rainbow would be nice".

A clause that no wording fits is said anew by these, one after the other; what comes out is held against the wordings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from storyagent import lexicon
from storyagent.editing.marks import ENTITIES, PRONOUNS, SCENES
from storyagent.editing.numbers import NUMBER
from storyagent.planning.grammar import word_set

_E = rf"[{ENTITIES}{PRONOUNS}]"
_EL = rf"(?:{_E}(?:(?:,\s*and\s+|,\s*|\s+and\s+|\s+&\s+){_E})*)"
_S = rf"[{SCENES}]"
_FEW = rf"(?:an?|another|some|several|one more|a few|(?:{NUMBER})(?: more)?)"
_NICE = (
    r"(?:nice|nicer|great|lovely|better|cool|cooler|good|perfect|fun|funny|funnier|wonderful|fine|best|awesome|well"
    r"|pretty|prettier|sweet|cute|cuter|amazing|beautiful|welcome|appreciated|neat|ideal)"
)
_OUT = (
    r"(?:remove|delete|chuck(?: out)?|bin|ditch|scrap|yank(?: out)?|nuke|kill(?: off)?|axe|toss(?: out)?|zap|trash"
    r"|get rid of|do away with|do without|say goodbye to|dump|pull(?: out)?|wipe(?: out)?|clear(?: away| out)?|snip"
    r"|lose|drop|cut|erase|banish|boot|evict|dispose of|take (?:out|away|off)|throw (?:out|away)|edit out|strike"
    r"|exclude|eliminate|leave out|skip|omit|part with|x out|cross out|weed out|purge)"
)
_PARTED = (
    r"(?:take|put|throw|cut|edit|leave|chuck|toss|kick|pull|yank|write|get|wipe|clear|want|strip|boot|cross|keep|have)"
)
_GONE = r"(?:disappear|vanish|go away|be gone|be removed|be cut|invisible|not be (?:there|visible|seen|in it))"
_PUT = r"(?:add|put|insert|include|place|drop|throw|pop|stick|slip|sneak|squeeze|work|mix|plant|set|bring|introduce)"


_STATES = word_set("be have look seem feel appear need want get become sound stay remain could should would can will")
"""Verbs that say how somebody is: more likely a reason for a wish than the wish."""
_COMPLAINT = re.compile(
    r"\b(?:too|not|n't|never|hardly|barely|already|only|always|wrong|wrongly|badly|like|strangely|because|still"
    r"|enough)\b"
)


_INVERTED = re.compile(
    r"(?:can|could|should|would|may|might|shall)(?:n't)? ((?:an?|another|some|two|three|four|five|several) .+)",
    re.IGNORECASE,
)


def _asked_for(text: str) -> Iterator[str]:
    """Yield "a butterfly should follow Ruby" for "could a butterfly follow Ruby"."""
    match = _INVERTED.fullmatch(text)
    words = match[1].split() if match else []
    for k in range(2, min(len(words), 6)):
        if lexicon.lemma(words[k].lower(), "v") == words[k].lower():
            yield f"{' '.join(words[:k])} should {' '.join(words[k:])}"


def paraphrases(text: str) -> Iterator[str]:
    """Yield other ways of saying a clause, plainer ones."""
    yield from _asked_for(text)
    for pattern, say in _SAYINGS:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        said = say(match) if callable(say) else match.expand(say)
        if said and said != text:
            yield re.sub(r"\s+", " ", said).strip(" ,")


def _as_order(match: re.Match[str]) -> str:
    """Say "a rainbow would be nice" as "have a rainbow", "making it blue would be nice" as "make it blue"."""
    verb, _, rest = match[1].partition(" ")
    base = lexicon.lemma(verb.lower(), "v") if verb.lower().endswith("ing") else None
    return f"{base} {rest}" if base else f"have {match[1]}"


def _should(match: re.Match[str]) -> str:
    """Say "the mouse wore a hat" as "the mouse should wear a hat"."""
    base = lexicon.lemma(match[2].lower(), "v")
    if re.match(rf"[{PRONOUNS}]", match[1]):
        return ""  # "it blocks the view" is why, not what
    if base is None or base in _STATES or _COMPLAINT.search(match[3]):
        return ""
    return f"{match[1]} should {base}{match[3]}"


def _instead(match: re.Match[str]) -> str:
    scenes = [mark for mark in re.findall(_S, match[0]) if mark not in match["verb"]]
    return f"{match['who']} should {match['verb']}{''.join(f' in {mark}' for mark in scenes[:1])}"


def _of_color(match: re.Match[str]) -> str:
    """Say "greener" as "green"."""
    color = {"blu": "blue", "whit": "white", "purpl": "purple", "orang": "orange"}.get(match[2].lower(), match[2])
    return f"{match[1]}{color}{match[3]}"


_Saying = str | Callable[[re.Match[str]], str]
_WORDED: tuple[tuple[str, _Saying], ...] = (
    (rf"(speed|slow|hurry) (?:everything|it all|things|the (?:pace|tempo)|it|{_E}) (up|down)(.*)", r"\1 \2\3"),
    (rf"(?:(?:have|get|want|need) )?({_E}) ((?!is\b|are\b|was\b|should|can|could|must|has|have|will|would|to\b|needs)"
     rf"(?:in|as|with|more|less|much|a bit|[a-z]+er|vertical|horizontal|upright|portrait|landscape|square|wide)\b.*)",
     r"make \1 \2"),
    (rf"(?:have|let|make) ({_S}) ((?:come|go|be) .+)", r"\1 should \2"),
    (rf"((?:everything|all of it|{_S})) ((?:in|as) .+ (?:style|look))", r"make \1 \2"),
    (r"(?:have|get|want|need) (?:this|that)(?: whole)?(?: film| video| thing| one)? ((?:in|as|more|less|much|a bit"
     r"|[a-z]+er|vertical|horizontal|upright|portrait|landscape|square|wide)\b.*)", r"make it \1"),
    (rf"(.*?)(?<!\w)(?:it|[{PRONOUNS}]) all\b(?! (?:about|over|of|the))(.*)", r"\1everything\2"),
    (r"((?:pencil|ink|chalk|crayon|oil|water ?colou?rs?|comic|pastel|charcoal)[\w -]*) (?:would|might|could) (?:be"
     r"|look) .*", r"draw it in \1"),
    (rf"(.+?) (?:would|might|could) (?:also )?(?:be|look|work|feel|sound) (?:really |so |much |a lot |even |very )?"
     rf"{_NICE}(?: (?:there|here|too|as well))?", _as_order),
    (rf"({_EL}) (?:would|might|could) (?:look|be|work|feel|do) (?:really |so |much |a lot |even )?{_NICE} (.+)",
     r"make \1 \2"),
    (rf"(?:we |i )?(?:could|can|should) (?:really )?(?:use|do with) ({_FEW} .+)", r"add \1"),
    (rf"(?:there (?:was|were)|we had|we saw|we added|i had|you added) ({_FEW} .+)", r"add \1"),
    (rf"({_EL}) (?:was|were) (.+)", r"\1 should be \2"),
    (rf"({_EL}) (?:looks?|would look|is|would be|might look|works) (?:better|nicer|prettier|best|good|great)"
     rf" (?:in |as |with )?(.+)", r"make \1 \2"),
    (rf"(.+?) (?:would|might|could) (?:really )?(?:suit|fit|match|go well (?:with|in)|work (?:well )?in|be (?:good"
     rf"|nice|right|great) (?:for|in))"
     rf" ({_S})", r"have \1 in \2"),
    (rf"(.*\b(?:enters?|leaves?)) ({_S})(.*)", r"\1\3 in \2"),
    (r"(.*\b)(?:more )?(green|red|blu|brown|whit|black|yellow|pink|gray|grey|purpl|orang)(?:d|n|t)?er\b(.*)",
     _of_color),
    (rf"only ((?:make|let|have|set|paint|colou?r|show|put|add|remove|use|turn|change|re-?roll|redo|remake|regenerate)"
     rf" .*{_S}.*)", r"\1"),
    (rf"((?:re-?roll|redo|remake|regenerate|redraw) )only ({_S}.*)", r"\1\2"),
    (rf"((?:make|let|have|set|do|draw|try) )only ({_S} .+)", r"\1\2"),
    (rf"({_EL}) (?:is|are) (?:in need of|missing|lacking) ({_FEW} .+)", r"give \1 \2"),
    (rf"({_EL}) (?:could use|could do with|needs?|wants?|gets?|deserves?) ({_FEW} .+)", r"give \1 \2"),
    (rf"(?:have )?({_FEW} .+?) (?:is|are) missing\b(.*)", r"add \1\2"),
    (rf"there(?:'s| is) (?:still )?room for ({_FEW} .+)", r"add \1"),
    (r"(.+) (?:wouldn't|would not) (?:hurt|harm)", _as_order),
    (rf"({_EL}) ([a-z]+)((?: .+)?)", _should),
    (rf"(?:see|show|have|watch|get|want) ({_EL}) ([a-z]+ing\b.*)", r"have \1 \2"),
    (rf"({_EL})(?:'d| had) better (.+)", r"\1 should \2"),
    (rf"({_EL}) (?:is|are) (?:supposed|meant|going|expected) to (.+)", r"\1 should \2"),
    (rf"({_EL}) (?:may|might|wants? to|gets? to|had to|has got to|have got to) (.+)", r"\1 should \2"),
    (rf"({_EL})(?:[:,]| -| –) (?:but )?(?:please )?([a-z].+)", r"make \1 \2"),
    (rf"({_EL}) ((?:in|with|as|on|at|without) .+)", r"make \1 \2"),
    (rf"(?:as for|about|regarding|with|for|concerning|on|as far as) ({_EL})(?: is concerned| goes)?[:,] (?:make"
     rf" {_E} |{_E} should (?:be )?)?(.+)", r"make \1 \2"),
    (rf"(?P<what>instead of|rather than) [a-z]+ing\b[^,]*, (?P<who>{_E}) (?:should|could|can) (?P<verb>.+)", _instead),
    (rf"(?P<who>{_E}) (?:should|must) not [a-z]+\b[^,]*?,? but (?:rather )?(?P<verb>.+)", _instead),
    (rf"(?P<who>{_E}) shouldn't [a-z]+\b[^,]*?,? but (?:rather )?(?P<verb>.+)", _instead),
    (rf"{_OUT} ({_EL}|{_S})(?: (?:out|away|off|too|entirely|completely|altogether))*", r"remove \1"),
    (rf"{_PARTED} ({_EL}) (?:out|away|off|gone)(?: (?:of (?:it|there|here)|completely|altogether))*", r"remove \1"),
    (rf"(?:make|let|have) ({_EL}) {_GONE}(?: completely| entirely)?", r"remove \1"),
    (rf"({_EL}) (?:isn't|is not|aren't|are not) (?:really )?(?:needed|necessary|wanted|required|important)"
     rf"(?: (?:any ?more|any longer|there|here|at all))*", r"remove \1"),
    (rf"({_EL}) (?:must|should|can|could|needs to|has to|have to|may) (?:really )?(?:go|disappear|vanish"
     rf"|get lost|be out)(?: (?:away|completely))?", r"remove \1"),
    (rf"(?:i )?(?:don't|do not|no longer|never) (?:really )?(?:need|want|care for|wish for|wish to see)"
     rf"(?: to (?:have|see))? ({_EL}|{_S})(?: (?:any ?more|any longer|there|here|at all|in it))*", r"remove \1"),
    (rf"(?:have |there (?:should|must) be )?(?:no|not any|zero) ({_EL})(?: (?:any ?more|there|here|at all|visible))*",
     r"remove \1"),
    (rf"({_EL}|{_S}) (?:without|out|gone|away)", r"remove \1"),
    (rf"{_PUT} (?:in |on )?({_FEW} .+)", r"add \1"),
    (rf"(?:let|make|have) there be ({_FEW} .+)", r"add \1"),
    (r"(?:a |some )?(?:touch|hint|bit|dash|lot|splash) of (.+)", r"add some \1"),
)  # fmt: skip
_SAYINGS = tuple((re.compile(pattern, re.IGNORECASE), say) for pattern, say in _WORDED)
