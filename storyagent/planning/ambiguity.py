"""Choose between the parts of speech a word can have, by the words around it.

Each rule looks at the tag before a word; the rules need no training data and no floating point numbers, so that the
same text is always read in the same way.
"""

from __future__ import annotations

from collections.abc import Callable

from storyagent import lexicon
from storyagent.lexicon import Pos
from storyagent.planning.grammar import CLOSED, COLORS, DO, HAVE, PAINTING, word_set
from storyagent.planning.tokens import Token
from storyagent.planning.verbs import INTRANSITIVE

_ONLY_VERBS = word_set(
    """see saw seen look go went come came let lets live lives lived stay stayed play plays walk walks run
        runs"""
)
_NEVER_NOUNS = word_set(
    """blue red tall small little big tiny happy sad old young new good high deep bright warm cold soft
        pretty asleep alone"""
)


def possible(tokens: list[Token], i: int) -> dict[Pos, int]:
    """Return the parts of speech that the word at i can have, with frequencies; none outside the sentence."""
    return lexicon.parts_of_speech(tokens[i].lower) if 0 <= i < len(tokens) and tokens[i].text[0].isalpha() else {}


def nounlike(tokens: list[Token], i: int) -> bool:
    """Tell whether the word at i can go on a noun phrase: a noun, an adjective before one, a name, a number."""
    if not 0 <= i < len(tokens):
        return False
    token = tokens[i]
    if token.tag:
        return token.tag in ("NAME", "N", "A", "NUM")
    if token.lower in CLOSED and token.lower not in ("second", "one"):
        return False
    pos = possible(tokens, i)
    if verb_form(token.lower) in ("past", "part", "s") and pos.get("v", 0) > pos.get("n", 0) + pos.get("a", 0):
        return False
    return not pos or "n" in pos or "a" in pos or verb_form(token.lower) == "ing"


def verb_form(word: str) -> str:
    """Return the form of a verb (base, s, past, part, ing), or nothing when the word is no verb."""
    base = lexicon.lemma(word, "v")
    if base is None:
        return ""
    if word.endswith("ing") and base != word:
        return "ing"
    if word == base:
        return "base"
    if word.endswith("s") and not word.endswith("ss"):
        return "s"
    return "part"


def guess(word: str) -> str:
    """Return the tag of a word that no lexicon knows, by its ending."""
    if word.endswith("ly"):
        return "R"
    if word.endswith(("ing", "ed")) and len(word) > 5:
        return "V"
    return "N"


def before(tokens: list[Token], i: int) -> str:
    """Return the tag before i, looking past adverbs (but not past the adverb's own intensified adjective)."""
    j = i - 1
    while j >= 0 and tokens[j].tag in ("R", "NOT"):
        j -= 1
    return tokens[j].tag if j >= 0 else ""


def best(pos: dict[Pos, int], order: str) -> str:
    """Return the first of the parts of speech in `order` that is possible, as a tag."""
    for letter in order:
        if letter in pos:
            return letter.upper()  # order names the parts of speech by preference
    return "N"


_SINGLE = word_set("one another other each")


def in_phrase(tokens: list[Token], i: int, pos: dict[Pos, int]) -> str:
    """Return the tag of a word after a determiner, a number or an adjective."""
    word = tokens[i].lower
    single = tokens[i - 1].lower in _SINGLE or (tokens[i - 1].lower in ("first", "second") and _particle(tokens, i + 1))
    if tokens[i - 1].lower in ("second", "third", "fourth") and i > 1 and tokens[i - 2].lower in ("a", "the"):
        single |= lexicon.lemma(word, "n") != word and lexicon.lemma(word, "v") == lexicon.lemma(word, "n")
    if single and "v" in pos and verb_form(word) == "s" and lexicon.lemma(word, "n") != word:
        return "V"  # "one flies away, the other runs"
    goes_on = nounlike(tokens, i + 1)
    heading = _particle(tokens, i + 1) or (i + 1 < len(tokens) and tokens[i + 1].lower in ("left", "right"))
    both = tokens[i - 1].lower in ("both", "each", "all")  # "two horses, both heading left, run"
    if verb_form(word) == "ing" and heading and (both or _in_color(tokens, i - 1)):
        return "V"  # "a guitar in bright orange leaning against it"
    material = verb_form(word) not in ("ing", "part") and word not in _NEVER_NOUNS
    if material and goes_on and "n" in pos and pos["n"] > pos.get("a", 0):
        return "N"  # "rubber duck", "paper boat"
    if goes_on and ("a" in pos or verb_form(word) in ("ing", "part")):
        ends = "n" in pos and pos["n"] > 5 * (pos.get("a", 0) + 1) and word not in COLORS
        likely_verb = not tokens[i + 1].tag and _verb_dominant(tokens, i + 1)
        return "N" if ends or ("n" in pos and likely_verb and word not in _NEVER_NOUNS) else "A"
    if "n" in pos and not (word in _NEVER_NOUNS and "a" in pos):
        return "N"
    return _without_noun(tokens, i, pos, goes_on)


def _without_noun(tokens: list[Token], i: int, pos: dict[Pos, int], goes_on: bool) -> str:
    if tokens[i - 1].tag in ("A", "NUM") and "v" in pos and "a" not in pos:
        return "V"
    return "A" if "a" in pos else "R" if "r" in pos else "A" if goes_on else "V"


def _in_color(tokens: list[Token], i: int) -> bool:
    if tokens[i].lower not in COLORS:
        return False
    while i > 0 and tokens[i].tag == "A":
        i -= 1
    return tokens[i].lower == "in"


def _verb_dominant(tokens: list[Token], i: int) -> bool:
    pos = possible(tokens, i)
    form = verb_form(tokens[i].lower)
    return form in ("s", "past", "part") and pos.get("v", 0) > pos.get("n", 0) + pos.get("a", 0)


def _is_verb_in_s(tokens: list[Token], i: int) -> bool:
    return i < len(tokens) and verb_form(tokens[i].lower) == "s" and _verb_dominant(tokens, i)


def _clause_has_verb(tokens: list[Token], i: int, step: int) -> bool:
    """Tell whether a sure verb is found before (step -1) or after (step 1) i in the same clause."""
    j = i + step
    while 0 <= j < len(tokens) and tokens[j].tag not in (".", "C", "W", "QUOTE"):
        tag_, word = tokens[j].tag, tokens[j].lower
        if tag_ in ("V", "X", "M") or (
            not tag_ and step > 0 and verb_form(word) in ("past", "part", "s") and _surely_verb(word)
        ):
            return True
        j += step
    return False


def _has_main_verb(tokens: list[Token], i: int) -> bool:
    """Tell whether the clause at i has had a verb that belongs to no "who", "which" or "that"."""
    verbs = relatives = 0
    for before, token in zip([None, *tokens], tokens[:i], strict=False):
        if token.tag in (".", "C", "QUOTE"):
            verbs = relatives = 0
        relatives += token.tag == "W"
        again = before is not None and before.tag in ("V", "X", "M", "NOT", "R", "TO") and verbs > 0
        verbs += token.tag in ("V", "X", "M") and not again
    return verbs > relatives


def _surely_verb(word: str) -> bool:
    pos = lexicon.parts_of_speech(word)
    return "n" not in pos and "a" not in pos


_UNCHANGING = word_set("hit put cut let set shut hurt spread cast quit burst split")
"""Verbs whose past looks like their base form."""


_FREE = word_set("free open shut loose apart")
"""What one pulls or pushes a thing."""
_PULLING = word_set("pull push tear cut set break shake")
_FAR = word_set("deep high low")
"""Adverbs of place before a preposition: "deep in the forest", "high above the town"."""


def _after_head(tokens: list[Token], i: int, pos: dict[Pos, int]) -> str:
    word = tokens[i].lower
    if word in _FAR and _particle(tokens, i + 1):
        return "R"
    freed = word in _FREE and any(token.tag == "V" and token.lemma in _PULLING for token in tokens[max(0, i - 4) : i])
    if freed or "v" not in pos:
        return "A" if freed else best(pos, "nra") if "n" in pos and nounlike(tokens, i) else best(pos, "ran")
    form = verb_form(word)
    caused = _caused(tokens, i, form) and (any(token.lower in _CAUSING for token in tokens[:3]) or word in INTRANSITIVE)
    heads = _awaits_plural(tokens, i) or (nounlike(tokens, i) and _is_verb_in_s(tokens, i + 1))
    if caused or ("n" in pos and form == "s" and heads):
        return "V" if caused else "N"  # "let a marble roll", "ten bowling pins", "the lift with glass walls goes up"
    strong_noun = pos.get("n", 0) > 4 * pos["v"]
    had = _has_main_verb(tokens, i)
    if form in ("part", "ing"):
        return "N" if strong_noun else "V"
    if form == "s":
        first = not had and (not strong_noun or not _clause_has_verb(tokens, i, 1))
        return (
            "N"
            if _names_material(tokens, i, pos)
            else "V"
            if first or pos["v"] > 3 * pos.get("n", 0)
            else best(pos, "nv")
        )
    return _base_after_head(tokens, i, pos, had)


def _base_after_head(tokens: list[Token], i: int, pos: dict[Pos, int], had: bool) -> str:
    word = tokens[i].lower
    if _heads_subject(tokens, i, pos):
        return "N"
    open_subject = _plural_subject(tokens, i) and not _clause_has_verb(tokens, i, 1)
    last = i + 1 >= len(tokens) or tokens[i + 1].tag == "." or not tokens[i + 1].text[0].isalnum()
    if "n" in pos and (had or last) and lexicon.is_word(f"{tokens[i - 1].lower} {word}"):
        return "N"  # "carries a teddy bear"
    if last and pos.get("n", 0) >= pos["v"] and not _plural_head(tokens, i):  # "a yellow cup and a white sugar bowl"
        return "N"
    usable = (not had and 8 * pos["v"] + 8 > pos.get("n", 0)) or pos["v"] > 3 * pos.get("n", 0)
    if (word in _UNCHANGING and not had) or (open_subject and usable):
        return "V"
    if lexicon.lemma(word, "v") == word and "r" in pos and pos["r"] > pos["v"]:
        return "R"
    return best(pos, "nrav")


def _names_material(tokens: list[Token], i: int, pos: dict[Pos, int]) -> bool:
    """Tell whether this is "pots" in "in terracotta pots", "glasses" in "a pair of wine glasses": no verb's subject."""
    bare = i > 1 and tokens[i - 2].tag == "I" and tokens[i - 1].tag == "N" and tokens[i - 1].form != "plural"
    if not bare or pos.get("n", 0) < pos["v"] or _is_travel(tokens[i].lower):
        return False
    return lexicon.noun_class(tokens[i - 1].lemma) in ("artifact", "substance", "food", "plant", "object", None)


def _heads_subject(tokens: list[Token], i: int, pos: dict[Pos, int]) -> bool:
    """Tell whether this is "train" in "the toy train rolls to the right": a thing that the next word says more of."""
    after = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    acts = bool(after) and verb_form(after) == "s" and "v" in possible(tokens, i + 1) and _particle(tokens, i + 2)
    return acts and "n" in pos and lexicon.noun_class(tokens[i - 1].lemma) == "artifact" and not _plural_head(tokens, i)


def _awaits_plural(tokens: list[Token], i: int) -> bool:
    """Tell whether a number before the word has found no plural noun yet."""
    j = i - 1
    while j >= 0 and tokens[j].tag in ("N", "A"):
        if tokens[j].form == "plural":
            return False
        j -= 1
    many = tokens[j].tag == "NUM" and tokens[j].lower not in ("one", "1")
    return j >= 0 and (many or tokens[j].lower in ("several", "many", "few", "these", "those"))


def _is_asked_verb(tokens: list[Token], i: int) -> bool:
    """Tell whether this is "show" in "does the shark show up": a base form after do, its subject and nothing else."""
    j = i - 1
    later = possible(tokens, i + 1)
    closed = i + 1 >= len(tokens) or tokens[i + 1].lower in CLOSED
    if (
        not closed
        and "n" in possible(tokens, i)
        and later.get("v", 0) > later.get("n", 0)
        and verb_form(tokens[i + 1].lower) == "base"
    ):
        return False  # "does a beach ball appear"
    while j >= 0 and tokens[j].tag in ("N", "A", "NUM", "NAME", "P"):
        j -= 1
    subject = j + (j >= 0 and tokens[j].tag in ("D", "S"))
    helper = j - (tokens[j].tag in ("D", "S")) if j >= 0 else -1
    asked = 0 < helper < i - 1 and tokens[helper].lower in ("do", "does", "did") and tokens[helper].tag == "X"
    return asked and subject < i and verb_form(tokens[i].lower) == "base" and tokens[i - 1].tag in ("N", "NAME", "P")


def _caused(tokens: list[Token], i: int, form: str) -> bool:
    """Tell whether this is "roll" in "let a marble roll to the right", "watch a balloon rise slowly"."""
    if form != "base" or not _particle(tokens, i + 1):
        return False
    j = i - 1
    while j >= 0 and tokens[j].tag in ("N", "A", "NUM", "NAME", "D", "S", "P"):
        j -= 1
    causes = 0 <= j < i - 1 and tokens[j].lower in _CAUSING | _WATCHING
    return causes and (j == 0 or tokens[j].tag == "V" or tokens[j].lower == "have")


_CAUSING = word_set("let make have")
_WATCHING = word_set("see saw watch watched")


def _plural_subject(tokens: list[Token], i: int) -> bool:
    coordinated = any(
        token.lower in ("and", "then") for token in tokens[max(0, _head(tokens, i) - 4) : _head(tokens, i)]
    )
    return _plural_head(tokens, i) or coordinated


def _plural_head(tokens: list[Token], i: int) -> bool:
    return tokens[_head(tokens, i)].form == "plural"


def _head(tokens: list[Token], i: int) -> int:
    """Return where the noun before i stands, adverbs passed over."""
    j = i - 1
    while j > 0 and tokens[j].tag in ("R", "NOT"):
        j -= 1
    return j


def _after_auxiliary(tokens: list[Token], i: int, pos: dict[Pos, int]) -> str:
    word, form = tokens[i].lower, verb_form(tokens[i].lower)
    j = i - 1
    while j > 0 and tokens[j].tag in ("R", "NOT"):
        j -= 1
    helper = tokens[j].lower
    if tokens[j].tag in ("M", "TO") or helper in DO:
        return best(pos, "vanr")
    adverb = "r" in pos and pos["r"] >= max(pos.get("a", 0), pos.get("n", 0), pos.get("v", 0))
    if helper in HAVE:
        part = form == "part" or word in ("come", "run", "become", *_UNCHANGING)
        return "V" if part and pos["v"] >= pos.get("n", 0) else best(pos, "ran" if adverb else "anv")
    if form == "ing":
        return "V" if pos.get("a", 0) <= pos["v"] else "A"
    if form == "part":
        return "V" if pos["v"] >= pos.get("a", 0) and "v" in pos and not _stative(word) else "A"
    return "R" if adverb else best(pos, "arnv")


def _stative(word: str) -> bool:
    return word in {"tired", "excited", "scared", "lost", "surprised", "worried", "pleased", "frightened", "delighted"}


def _after_conjunction(tokens: list[Token], i: int, pos: dict[Pos, int]) -> str:
    form = verb_form(tokens[i].lower)
    earlier = next((token for token in reversed(tokens[:i]) if token.tag in ("V", "X", "A", "N", "NAME")), None)
    verbs = [token for token in tokens[:i] if token.tag == "V"]
    if "v" in pos and verbs and form and form != "base" and pos["v"] >= pos.get("n", 0) and pos["v"] >= pos.get("a", 0):
        return "V"
    usual = "v" in pos and (2 * pos["v"] > pos.get("n", 0) or _is_travel(tokens[i].lower))
    usual = (usual and _particle(tokens, i + 1)) or _is_bodily(tokens, i)
    if form == "s" and verbs and verbs[-1].form == "s" and usual:
        return "V"  # "takes off here and lands there", "stops and hands over the parcel"
    if form == "base" and verbs and verbs[-1].form in ("base", "") and "n" not in pos:
        return "V"
    if form == "base" and verbs and verbs[-1].form == "base" and pos["v"] >= pos.get("n", 0):
        return "V"
    if earlier and earlier.tag == "A" and "a" in pos:
        return "A"
    return _opening(tokens, i, pos)


_BODILY = {
    "hands": "over out back", "heads": "for to toward towards back up down into left right off", "backs": "away up off",
    "ducks": "under behind", "trails": "behind off", "shoulders": "past", "noses": "around",
}  # fmt: skip
"""Verbs that are mostly nouns elsewhere, with the particles that make them verbs."""


def _is_bodily(tokens: list[Token], i: int) -> bool:
    after = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    return after in _BODILY.get(tokens[i].lower, "").split()


def _is_travel(word: str) -> bool:
    base = lexicon.lemma(word, "v")
    return base in INTRANSITIVE and INTRANSITIVE[base].motion != "sway"


def _particle(tokens: list[Token], i: int) -> bool:
    return i < len(tokens) and CLOSED.get(tokens[i].lower) in ("I", "R")


def _after_verb(tokens: list[Token], i: int, pos: dict[Pos, int]) -> str:
    form = verb_form(tokens[i].lower)
    if "r" in pos and pos["r"] >= pos.get("n", 0) and pos["r"] >= pos.get("a", 0):
        return "R"
    gets = tokens[i - 1].lemma == "get" and form == "part" and not _stative(tokens[i].lower)
    if gets and pos.get("v", 0) > pos.get("a", 0):
        return "V"  # "gets taken away"
    if "a" in pos and (nounlike(tokens, i + 1) or pos["a"] >= pos.get("n", 0)):
        return "A"
    if form == "ing" and pos["v"] > pos.get("n", 0):
        return "V"
    return best(pos, "narv")


def _opening(tokens: list[Token], i: int, pos: dict[Pos, int]) -> str:
    form = verb_form(tokens[i].lower)
    goes_on = nounlike(tokens, i + 1)
    if (
        form == "ing"
        and i + 1 < len(tokens)
        and tokens[i + 1].lower in ("left", "right")
        and _is_travel(tokens[i].lower)
    ):
        return "V"  # "tram -> moving right"
    if form == "ing" and goes_on and "r" not in possible(tokens, i + 1) and _ends_early(tokens, i + 2):
        return "A"  # "Flying geese over a lake"
    heads = i == 0 or tokens[i - 1].text in (",", ";", ":")
    if heads and "n" in pos and form == "base" and _is_lone_subject(tokens[i:], telegraphic=i == 0):
        return "N"  # "Crane lowers a box", "Bear runs right to left"
    let = form == "base" and _particle(tokens, i + 1) and tokens[i - 1].text == "," and _was_let(tokens, i)
    if let or (form == "s" and _goes_on_list(tokens, i, pos)):
        return "V"  # "floats at the top, sinks to the bottom"
    return _open_plainly(tokens, i, pos, form, goes_on)


def _closes_aside(tokens: list[Token], k: int) -> bool:
    """Tell whether the comma at k ends an aside: "a boat, having begun at the bottom, drifts"."""
    opened = next((j for j in range(1, k) if tokens[j].text == ","), 0) if tokens[k].text == "," else 0
    aside = tokens[opened + 1]
    told = aside.form in ("ing", "part") or aside.tag == "W"
    return opened > 0 and tokens[opened - 1].tag in ("N", "NAME") and told


def _goes_on_list(tokens: list[Token], i: int, pos: dict[Pos, int]) -> bool:
    if (
        i
        and (tokens[i - 1].lower == "then" or _closes_aside(tokens, i - 1))
        and _particle(tokens, i + 1)
        and pos["v"] >= pos.get("n", 0)
    ):
        return True  # "is at the top first, then flies down"
    kept = i + 1 < len(tokens) and CLOSED.get(tokens[i + 1].lower) in ("D", "S") and pos["v"] > pos.get("n", 0)
    listed = (
        i > 0
        and (tokens[i - 1].text == "," or tokens[i - 1].lower == "then")
        and (
            _particle(tokens, i + 1) or kept  # "starts at the left, visits the lamp"
        )
    )
    return listed and any(token.form == "s" or token.lower == "is" for token in tokens[:i] if token.tag in ("V", "X"))


def _is_lone_subject(tokens: list[Token], telegraphic: bool = True) -> bool:
    """Tell whether a bare noun opens the sentence and a verb like "runs" follows it; else only "slime sprite is"."""
    word = tokens[1].lower if len(tokens) > 1 else ""
    if not telegraphic:
        return len(tokens) > 2 and nounlike(tokens, 1) and tokens[2].lower in ("is", "are")
    if len(tokens) > 2 and nounlike(tokens, 1) and (tokens[2].text == ":" or verb_form(tokens[2].lower) == "ing"):
        return True  # "slime path: ...", "steam train heading left"
    if verb_form(word) != "s" or word in CLOSED:
        return False
    places = ("left", "right", "up", "down", "top", "bottom")
    after = tokens[2].lower if len(tokens) > 2 else "."
    return CLOSED.get(after) in ("I", "R", "D", "S") or after in places or not after[0].isalnum()


def _was_let(tokens: list[Token], i: int) -> bool:
    """Tell whether somebody was told before i what to let happen: "let the bee start here, fly up there"."""
    let = next((k for k, token in enumerate(tokens[:i]) if token.tag == "V" and token.lower in _CAUSING), i)
    return any(token.tag == "V" and token.form == "base" for token in tokens[let + 1 : i])


def _ends_early(tokens: list[Token], j: int) -> bool:
    """Tell whether no noun, and no verb in its base form, follows: the noun before j is whole."""
    word = tokens[j].lower if j < len(tokens) else "."
    return (
        not word[0].isalpha() or word in CLOSED or word in ("present", "visible", "absent") or not nounlike(tokens, j)
    )


def _open_plainly(tokens: list[Token], i: int, pos: dict[Pos, int], form: str, goes_on: bool) -> str:
    if goes_on and "a" in pos and pos["a"] >= pos.get("n", 0):
        return "A"
    if form in ("ing", "part") and pos["v"] >= pos.get("n", 0):
        return "A" if form == "part" and goes_on and "a" in pos else "V"
    if "r" in pos and pos["r"] >= max(pos.get("n", 0), pos.get("v", 0)):
        return "R"
    if tokens[i].lower.endswith("ly") and "r" in pos:
        return "R"
    if form == "base" and tokens[i].lower in _ONLY_VERBS:
        return "V"
    return best(pos, "nav") if pos.get("n", 0) * 8 >= pos.get("v", 0) else best(pos, "vanr")


def _after_subject(tokens: list[Token], i: int, pos: dict[Pos, int]) -> str:
    return best(pos, "vran")


_BY_CONTEXT: dict[str, Callable[[list[Token], int, dict[Pos, int]], str]] = {
    **dict.fromkeys(("D", "S", "NUM", "A", "POS"), in_phrase),
    **dict.fromkeys(("N", "NAME"), _after_head),
    **dict.fromkeys(("P", "W", "EX"), _after_subject),
    **dict.fromkeys(("X", "M", "TO"), _after_auxiliary),
    "C": _after_conjunction,
    "V": _after_verb,
}


def by_context(tokens: list[Token], i: int, pos: dict[Pos, int]) -> str:
    """Return the tag of word i by the rule for what stands before it; `pos` are its possible parts of speech."""
    if "v" in pos and _is_asked_verb(tokens, i):
        return "V"
    if i > 1 and tokens[i - 1].lower in COLORS and tokens[i - 2].lemma in PAINTING and tokens[i - 2].tag == "V":
        return _after_head(tokens, i, pos)  # "a ladder painted yellow leans"
    return _BY_CONTEXT.get(before(tokens, i), _opening)(tokens, i, pos)
