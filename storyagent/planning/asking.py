"""Words with which somebody asks for a picture: "Show me ...", "I'd like a video of ...". They show nothing."""

from __future__ import annotations

from functools import cache

from storyagent.planning.grammar import META, PRESENCE, word_set
from storyagent.planning.moments import read_window
from storyagent.planning.tokens import Token

_SHOWING = word_set(
    """show imagine picture visualize visualise depict see display present portray feature illustrate simulate record
        capture"""
)
_CREATING = word_set("make have paint color colour dye draw generate create animate render produce design film")
_ARTICLES = word_set("a an the one two three four five six seven eight nine ten exactly just only both several some")
_MAKING = word_set(
    "let have make create draw generate animate render produce film design give film shoot do get paint color dye"
)
_WISHES = (
    "i want", "we want", "i need", "we need", "i would like", "we would like", "i 'd like", "we 'd like",
    "i 'd love", "i would love", "i wish for", "i am looking for", "i 'm looking for", "we are looking for",
    "let us see", "let 's see", "let me see", "let 's have", "is it possible to have", "is it possible to see",
    "is it possible to get", "can i have", "can i see", "can i get", "can we have", "can we see", "can we get",
    "could i have", "could i see", "could i get", "could we have", "could we see", "may i have", "may i see",
    "what would", "what does", "how would", "i see", "we see", "you see", "one sees", "you can see", "we can see",
    "how about", "what about", "what i want is", "what i want", "what i need",
    "we open on", "we open with", "we start on", "we start with", "we begin on", "we begin with", "we cut to",
    "what we want", "what i need is", "what i would like is", "all i want is", "all we want is", "all i need is",
    "all we need is", "all i ask for is", "all i want", "all i need", "my wish is", "my request is", "i am after",
    "i 'm after", "i 'm looking for", "i fancy", "we are after", "i ask for", "i wish",
)  # fmt: skip
_RELATIVES = word_set(
    """grader graders schoolkids preschoolers boys girls twins triplets grandkids grandchildren mum mom dad
        sister brother viewers readers followers teacher colleague colleagues chat neighbours neighbors
        kid kids child children son sons daughter daughters boy girl wife husband grandson granddaughter nephew niece
        toddler class students pupils students' boss client clients team family friends friend audience customers"""
)
_FOND = (
    "would love", "would like", "'d love", "'d like", "wants", "want", "loves", "love", "likes", "like", "adores",
    "adore", "enjoys", "enjoy", "needs", "need", "will love", "drew", "has drawn", "have drawn", "is fond of",
    "are fond of",
    "is crazy about", "are crazy about", "wishes for", "asked for", "asks for",
)  # fmt: skip
_TO_LOOK = (("to", "see"), ("to", "have"), ("to", "watch"), ("to", "get"), ("to", "look", "at"))
_HELPERS = word_set("could can would will")
_AFTER_WISH = (("to", "see"), ("to", "have"), ("to", "get"), ("you", "to", "show"), ("you", "to", "make"))


_PUTTING = word_set("place put add include position arrange insert compose spawn instantiate summon")
_OPENING = word_set("start begin open end")
_FOR = word_set("to for as since because")


_FILLERS = (
    "nothing else", "and nothing more", "nothing more", "nobody else", "and nobody else", "no one else",
    "and at no other time", "at no other time", "and not a moment longer", "not a moment longer", "in that order",
    "and nothing else", "and nowhere else", "as always", "of course", "so to speak", "and not before",
    "and not earlier", "and not later", "and no longer", "and only then", "in this order", "in turn", "as usual",
    "all the way", "the whole way", "the entire way",
    "in opposite directions", "in different directions", "in the same direction", "in both directions",
    "quick one", "quick request", "quick question", "on my break", "on my lunch break", "no rush", "if possible",
    "if you can", "just for fun", "by the way", "thank you", "thanks", "many thanks", "cheers", "cheer me up",
    "that 's the prompt", "that 's all", "that is all", "that 's it", "from corner to corner", "corner to corner",
    "one after the other", "one by one", "and not a second longer", "at no other moment", "in one go",
)  # fmt: skip


_STAGES = word_set("beginning start middle end finish first second third then finally last next")


@cache
def _fillers() -> dict[str, list[list[str]]]:
    """Return the words of all fillers by their first one."""
    table: dict[str, list[list[str]]] = {}
    for words in (filler.split() for filler in _FILLERS):
        table.setdefault(words[0], []).append(words)
    return table


_EXCEPT = (("apart", "from"), ("except", "for"), ("save", "for"), ("other", "than"), ("aside", "from"), ("except",))


def excepted_end(tokens: list[Token], i: int) -> int:
    """Return where "apart from" or "except in" ends, before what it leaves out, or i."""
    words = tuple(token.lower for token in tokens[i : i + 2])
    found = next((parts for parts in _EXCEPT if words[: len(parts)] == parts), ())
    end = i + len(found)
    bare = end < len(tokens) and tokens[end].lower in ("the", "its", "during", "in", "for")
    return end if found and bare else i


def _fixed_filler_end(tokens: list[Token], i: int, words: list[str]) -> int:
    for parts in _fillers().get(words[0], ()) if words else ():
        after = words[len(parts) : len(parts) + 1]
        goes_on = after in (["through"], ["until"]) or (parts[-1] == "longer" and bool(after) and after[0].isalpha())
        if words[: len(parts)] == parts and parts[-1] == "else" and after and after[0].isalpha():
            return next((k for k in range(i, len(tokens)) if tokens[k].tag == "."), len(tokens))  # "nothing else moves"
        if words[: len(parts)] == parts and not goes_on:
            return i + len(parts)
    return i


def _dear_end(tokens: list[Token], i: int, words: list[str]) -> int:
    """Return where "for my little one" ends, or "for the twins" before what is wished, or i."""
    shared = words[:2] == ["for", "the"] and len(words) > 3 and words[3] in (":", ",")
    owner = words[:2] in (["for", "my"], ["for", "our"])
    dear = next((k for k in (2, 3, 4) if owner and words[k : k + 1] and _is_relative(words, k)), 0)
    dear = 2 if shared and _is_relative(words, 2) else dear
    return i + dear + 1 if dear and not any(token.tag in ("V", "X") for token in tokens[1:i]) else i


def filler_end(tokens: list[Token], i: int) -> int:
    """Return where words that show nothing end ("in that order", "floor by floor"), or i where there are none."""
    words = [token.lower for token in tokens[i : i + 6]]
    end = _fixed_filler_end(tokens, i, words)
    if end > i:
        return end
    dear = _dear_end(tokens, i, words)
    if dear > i:
        return dear
    if words[:2] in (["like", "in"], ["as", "in"]):  # "like in the story of Newton"
        return next((k for k in range(i, len(tokens)) if tokens[k].tag == "."), len(tokens))
    if words[:1] and words[0] in PRESENCE and words[1:2] == ["otherwise"]:
        return i + 2
    heads = i == 0 or tokens[i - 1].text in ".;:"
    if heads and words[:1] and words[0] in _STAGES and words[1:2] in ([","], [":"]):
        return i + 2  # "Beginning: upper left. Middle: ..."
    again = len(words) > 2 and words[1] in ("by", "after") and words[0] == words[2] and words[0].isalpha()
    return i + 3 if again else i


_ASKING = word_set("please pls plz cheer")


def asks(tokens: list[Token]) -> bool:
    """Tell whether a sentence is a request, says "please", or asks for something after saying something else."""
    said = any(token.lower in _ASKING for token in tokens)
    return said or any(request_end(tokens, k) > k for k, t in enumerate(tokens) if not k or t.lower == "all")


def request_end(tokens: list[Token], i: int) -> int:
    """Return where a request that begins a sentence at token i ends, or i where there is none."""
    if i and tokens[i - 1].text not in ".!?":
        return _later_request_end(tokens, i)
    words = [token.lower for token in tokens[i : i + 12]]
    j = 0
    while words[j : j + 1] and words[j] in ("please", "hi", "hello", "hey", "ok", "okay", ","):
        j += 1
    end = _wish(words, j) or _order(words, j) or _camera(words, j)
    end = end or (0 if read_window(tokens, i) else _reason(words, j))
    if end and _goes_on(tokens, i + end):
        return i + end
    aside = _aside(words, j)
    return i + aside if aside and (i + aside >= len(tokens) or _goes_on(tokens, i + aside, closed=True)) else i


_JOINTS = word_set(", ; : — – so and but")


def _later_request_end(tokens: list[Token], i: int) -> int:
    """Return where a request ends that follows something else: "it is late, so please make me", "... all I want is"."""
    words = [token.lower for token in tokens[i : i + 8]]
    j = words[0] in ("please", "pls", "plz")
    if words[0] in _CREATING and tokens[i - 1].text in (":", ";") and words[1:2] == ["the"]:
        return i + _order(words, 0)  # "for the twins: make the elephant purple"
    if not (j or words[0] == "all") or tokens[i - 1].lower not in _JOINTS:
        return i
    end = _wish(words, j) or _order(words, j)
    return i + end if end and _goes_on(tokens, i + end) else i


def _aside(words: list[str], j: int) -> int:
    """Read what is said of those whom the picture is for: "my kids want to see", "my son would love that"."""
    k = next((k for k in (j + 1, j + 2, j + 3) if words[k : k + 1] and _is_relative(words, k)), 0)
    if not k or words[j] not in ("my", "our"):
        return 0
    rest = words[k + 1 :]
    fond = max((verb.split() for verb in _FOND if rest[: len(verb.split())] == verb.split()), key=len, default=None)
    if fond is None:
        return 0
    end = k + 1 + len(fond)
    end += max((len(look) for look in _TO_LOOK if tuple(words[end : end + len(look)]) == look), default=0)
    closed = words[end : end + 1] in (["that"], ["it"], ["this"], ["them"]) and words[end + 1 : end + 2] in (
        ["."], ["!"], ["?"], [","], [],
    )  # fmt: skip
    return end + closed


def _is_relative(words: list[str], k: int) -> bool:
    dear = words[k] in ("one", "ones", "guy", "guys") and words[k - 1] in ("little", "younger", "older", "loved")
    return words[k] in _RELATIVES or dear


def _reason(words: list[str], j: int) -> int:
    """Read a purpose that a wish follows: "to practise counting I need", "for my class, please show"."""
    if not words[j : j + 1] or words[j] not in _FOR or words[j + 1 : j + 2] == ["first"]:
        return 0
    for k in range(j + 2, min(len(words), j + 9)):
        if words[k] in (".", "!", "?"):
            return 0
        wish = _wish(words, k)
        if wish:
            return wish
    return 0


def _wish(words: list[str], j: int) -> int:
    for wish in _WISHES:
        parts = wish.split()
        if words[j : j + len(parts)] == parts:
            end = j + len(parts)
            for after in _AFTER_WISH:
                if tuple(words[end : end + len(after)]) == after:
                    return end + len(after)
            return end
    return 0


def _order(words: list[str], j: int) -> int:
    """Read "show me", "could you please make me", "create a video": an order, polite or not."""
    polite = words[j : j + 1] and words[j] in _HELPERS and words[j + 1 : j + 2] == ["you"]
    if polite:
        j += 2
        while words[j : j + 1] in (["please"], ["perhaps"], ["maybe"], ["kindly"]):
            j += 1
    if not words[j : j + 1] or words[j] not in _SHOWING | _MAKING | _PUTTING | _OPENING:
        return 0
    order, j = words[j], j + 1
    if order in _OPENING and words[j : j + 1] in (["with"], ["on"]):  # "Start with an empty street."
        return j + 1
    mine = words[j : j + 1] in (["me"], ["us"], ["up"])
    j += mine
    film = any(word in META for word in words[j : j + 4])
    if order == "let":
        return 0 if mine else j
    if order in _PUTTING or (order in _SHOWING and words[j : j + 1] and words[j] in _ARTICLES):
        return j
    caused = order in _CREATING and words[j : j + 1] in (["a"], ["an"], ["the"], ["one"], ["two"])
    return j if mine or polite or film or caused or order in ("show", "imagine", "visualize", "depict") else 0


_MOVES = {
    "dolly": "in out back up left right along", "zoom": "in out into back", "push": "in", "pull": "back out",
    "pan": "left right across over along up down", "tilt": "up down left right", "crane": "up down",
    "truck": "left right", "push-in": "on to toward towards", "pull-back": "from",
}  # fmt: skip
_STEADY = word_set("slow slowly fast quick steady gentle gently smooth long short the camera a")
_ONTO = word_set("on from over across along past through to toward towards of with onto around at and")


def _camera(words: list[str], j: int) -> int:
    """Read "slow dolly in on", "pan left across": what a camera does before what it films is named."""
    while words[j : j + 1] and words[j] in _STEADY:
        j += 1
    ways = _MOVES.get(words[j] if words[j : j + 1] else "", "").split()
    if not ways or words[j + 1 : j + 2] == [] or words[j + 1] not in ways:
        return 0
    j += 2
    while words[j : j + 1] and words[j] in _ONTO:
        j += 1
    return j


def _goes_on(tokens: list[Token], j: int, closed: bool = False) -> bool:
    if closed and j < len(tokens) and tokens[j].tag == ".":
        return True
    return j < len(tokens) and (tokens[j].tag in ("D", "S", "NUM", "A", "N", "NAME", "R") or tokens[j].text == ":")
