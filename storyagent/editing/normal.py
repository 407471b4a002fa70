"""A request as it is typed, before anything in it is looked up: short forms, who wants it, what it is instead of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storyagent.editing.numbers import ORDINAL

if TYPE_CHECKING:
    from storyagent.editing.film import Film

_SHORT = {
    "dont": "don't", "doesnt": "doesn't", "isnt": "isn't", "arent": "aren't", "cant": "can't", "wont": "won't",
    "shouldnt": "shouldn't", "mustnt": "mustn't", "didnt": "didn't", "wasnt": "wasn't", "thats": "that's",
    "theres": "there's", "wanna": "want to", "gonna": "going to", "gotta": "have to", "lemme": "let me",
    "gimme": "give me", "pls": "please", "plz": "please", "thx": "thanks", "im": "I'm", "ive": "I've", "u": "you",
    "cuz": "because", "coz": "because", "bcs": "because", "youd": "you'd", "whats": "what's", "everythings":
    "everything's", "colours": "colours", "tho": "though", "w/": "with", "w/o": "without",
}  # fmt: skip
_WORD = re.compile(rf"(?<![\w'])(?:{'|'.join(map(re.escape, sorted(_SHORT, key=len, reverse=True)))})(?![\w'])", re.I)
_SOMEBODY = re.compile(
    r"(?:(?<=^)|(?<=[.!?;] )|(?<=, ))(?:my|our) (?:little |big |youngest |oldest |older |younger )?[a-z]+ (?:really"
    r" |also "
    r"|now |just )?(?:wants?|would like|would love|asks?(?: me)? for|asked(?: me)? for|needs?|wishes for|insists on"
    r"|thinks?(?: that)?|says?(?: that)?|suggests?(?: that)?|prefers?|said(?: that)?)(?: to (?:see|have))? ",
    re.IGNORECASE,
)
"""Who else wants it: "my son wants a dog"."""


_PERSON = re.compile(
    r"\bmy (?:[a-z]+ ){1,2}(?:is (?:called|named)|(?<=s )name is|, called|called|named) ([A-Z][\w'-]+)|\bmy [a-z]+'s"
    r" name is ([A-Z][\w'-]+)"
)
_AFTER = re.compile(r"\b(name|call) ([^.;,]+?) after (?:him|her|them|it|that)\b", re.IGNORECASE)
_HIS_NAME = re.compile(r"\b(?:have|get|take|bear|carry) (?:his|her|their|that|the same) name\b", re.IGNORECASE)
_NAME_OF = re.compile(r"\bthe name of my [a-z]+,? ([A-Z][\w'-]+)")


def _named_after(text: str) -> str:
    """Return a request with the names of people who are told of: "my son is called Emil, name the mouse after him"."""
    text = _NAME_OF.sub(r"the name \1", text)
    person = _PERSON.search(text[:1].lower() + text[1:])
    if person is None:
        return text
    name = person[1] or person[2]
    return _HIS_NAME.sub(f"be called {name}", _AFTER.sub(rf"\1 \2 {name}", text))


_MORE_TIME = re.compile(
    r"\b((?:an|one|two|three|four|five|six|seven|eight|nine|ten|\d+)(?: and a half)?) (?:more|extra|additional)"
    r" (seconds?|secs?|minutes?)\b",
    re.IGNORECASE,
)
"""How much more time: "three more seconds"."""


_GREETING = re.compile(
    r"^(?:good )?(?:morning|afternoon|evening|day)(?: (?:all|everyone|everybody|there|team|folks))?"
    r"(?:[!.]+ +(?=\S)|, +(?=(?:can|could|would|please|i|what|who|how|which|is|let's)\b))",
    re.IGNORECASE,
)
"""What is said to somebody, and no time of day."""


_PART = (
    r"(?:the |some |any |an? )?(?:pictures?|images?|video|music|narration|narrator|voice[ -]?over|voices?"
    r"|talking|speech|speaking|words)"
)
_NOT_IT = rf"(?:no|without|skip|drop) {_PART}(?: and {_PART})*"
_ALL_ELSE = rf"(?:(?:just|only) {_PART}(?: and {_PART})*|{_PART} only)"
_WHAT_STAYS = re.compile(
    rf"\b(?:(?P<first>{_NOT_IT})(?: please)?[,;:]?(?: -+)? (?:and |but |with )?(?P<rest>{_ALL_ELSE})"
    rf"|(?P<begun>{_ALL_ELSE})[,;:]?(?: -+)? (?:and |but |with )?(?P<then>{_NOT_IT}))(?=(?: please)?\W*$|[.!;])",
    re.IGNORECASE,
)
"""What is not to be there, and what is: "no voice, just the pictures"."""
_BUT_ONLY = re.compile(
    r"\b((?:no|without) [^,;.!?]+,? (?:and |but )?)just"
    r" (?!(?:make|let|have|put|keep|add|show|give|use|turn|change|move)\b)(?=\w)",
    re.IGNORECASE,
)
"""What stays and is more than a part of the film: not to be read as denied, too."""
_NEW_SCENE = re.compile(
    rf"\b(?P<verb>add|insert|append|include|write|want|need) an? (?:new |extra |additional )*(?P<which>last"
    rf"|final|closing|opening|{ORDINAL}) scene\b(?P<told> (?:at|after|before|between)\b)?",
    re.IGNORECASE,
)
"""A scene that is to be made, by the place that it is to have: "add a fifth scene where Ruby sleeps"."""


def _placed(found: re.Match[str]) -> str:
    which = found["which"].lower()
    at = {"opening": "at the beginning"} | dict.fromkeys(("last", "final", "closing"), "at the end")
    place = f"{found['told']}" if found["told"] else f" {at.get(which, f'as the {which}')}"
    return f"{found['verb']} a scene{place}"


_SPOKEN = re.compile(r"\b(?:talking|speech|speaking|words|(?:the |any |a )?voices?)\b", re.IGNORECASE)


def _with_the_rest(found: re.Match[str], film: Film) -> str:
    """Say what is not to be there, and of the rest only what the film does not have yet."""
    words = _SPOKEN.sub("narration", found["first"] or found["then"])
    rest = _SPOKEN.sub("narration", found["rest"] or found["begun"])
    if re.search(r"\bmusic\b", rest, re.IGNORECASE) and film.screenplay.music is None:
        words += " and add music"
    if re.search(r"\b(?:narrat|voice)", rest, re.IGNORECASE) and not film.screenplay.format.narration:
        words += " and turn on the narration"
    return words


def normal(text: str) -> str:
    """Return a request with its short forms written out, and as the wish of the one who types it."""
    text = " ".join(text.replace("’", "'").replace("`", "'").split(" "))
    text = _named_after(_GREETING.sub("", text))
    text = re.sub(r"\balso (?=(?:say|tell|read|speak)\b)", "additionally ", text, flags=re.IGNORECASE)
    text = _MORE_TIME.sub(r"\1 \2 more", text)
    text = _WORD.sub(lambda match: _SHORT[match[0].lower()], text)
    return _SOMEBODY.sub("I want ", text)


def without_what_stays(text: str, film: Film) -> str:
    """Return a request with marked quotes less what it names to stay, and with places for the numbers of new scenes."""
    text = _NEW_SCENE.sub(_placed, text)
    return _BUT_ONLY.sub(r"\1only ", _WHAT_STAYS.sub(lambda found: _with_the_rest(found, film), text))
