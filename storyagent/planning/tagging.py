"""Find each word's part of speech, from the lexicon and its neighbours.

The rules need no training data and no floating point numbers, so that the same text is always read in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from storyagent import lexicon
from storyagent.planning.ambiguity import (
    before,
    by_context,
    guess,
    in_phrase,
    nounlike,
    possible,
    verb_form,
)
from storyagent.planning.asides import doubles_end, is_aside, settle_negatives
from storyagent.planning.grammar import (
    BE,
    CLOSED,
    COLORS,
    DO,
    HAVE,
    HUGE_NUMBERS,
    META,
    SUBJECT_PRONOUNS,
    UNCHANGED_PLURALS,
    word_set,
)
from storyagent.planning.proper import is_name
from storyagent.planning.sentences import SPEECH_VERBS
from storyagent.planning.tokens import Token
from storyagent.planning.verbless import find_missing_verbs

_TO_NOUNS = word_set("bed town school market work sea church shore dinner lunch breakfast sleep rest dock camp")


def tag(tokens: list[Token], names: Collection[str] = frozenset()) -> None:
    """Fill in tag, lemma and form of each token, in place."""
    for i, token in enumerate(tokens):
        if not token.tag:
            token.tag = _fixed(tokens, i, names)
        for double in tokens[i : doubles_end(tokens, i)]:
            double.tag = "R"
    settle_negatives(tokens)
    for i, token in enumerate(tokens):
        if not token.tag:
            token.tag = _choose(tokens, i)
        _finish(token, tokens[max(0, i - 3) : i])
    for token in find_missing_verbs(tokens):
        _finish(token, [])


_LABELED = word_set("object item thing element character figure subject")
_MODAL_NOUNS = word_set("can will might must well rose")
_ALONE = word_set("this that these those each every all both some any another either neither one two three many few")
_CANS = word_set("trash garbage tin watering oil paint beer soda milk spray jerry dust rubbish")


def _by_neighbor(tokens: list[Token], i: int) -> str:
    """Return the tag of "left" in "is left of the tree", "can" in "a trash can" and "lower" in "lower right"."""
    word, before_it = tokens[i].lower, tokens[i - 1] if i else None
    after = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    if (word in ("upper", "lower") and after in ("left", "right")) or word in ("2d", "3d"):
        return "A"
    if word in ("please", "let") or before_it is None:
        return _in_request(word, before_it.lower if before_it else ".", after)
    if word == "longer" and before_it.lower == "no":
        return "R"
    if word == "a" and before_it.lower in _LABELED:  # "Object A is a kettle"
        return "NAME"
    if word in _MODAL_NOUNS and _awaits_noun(tokens, i):
        return "N"  # "a blue can of soda", "the will"
    corner = word in ("left", "right") and before_it.lower in ("upper", "lower", "top", "bottom")
    side = word in ("left", "right") and before_it.tag in ("X", "R", "I", "V", "") and after == "of"
    later = tokens[i + 2].lower if i + 2 < len(tokens) else ""
    side |= word in ("left", "right") and after == "to" and later in ("left", "right")  # "direction left to right"
    return "R" if corner or side else "N" if word == "can" and before_it.lower in _CANS else ""


def _in_request(word: str, before_it: str, after: str) -> str:
    """Return the tag of "please" and "let" in "please, let it roll": not "to please him"."""
    if word == "please" and (before_it in (".", ",", "!", "?", ";") or not after[:1].isalpha()):
        return "R"
    return "V" if word == "let" and before_it in ("please", ",", ".", "then", "and") else ""


def _awaits_noun(tokens: list[Token], i: int) -> bool:
    """Tell whether a determiner, or one with an adjective, has found no noun before i: "a", "one dented"."""
    last = tokens[i - 1]
    if last.lower in COLORS:
        return True
    if last.tag in ("D", "S", "NUM"):
        return last.lower not in _ALONE
    described = i > 1 and tokens[i - 2].tag in ("D", "S", "NUM") and not last.tag
    return described and "a" in possible(tokens, i - 1) and "n" not in possible(tokens, i - 1)


_STAGES = word_set("starts begins ends finishes stops start begin end finish stop lands settles rests halts arrives")
_STAGED = word_set("it in at on up its there")
_PLACED = word_set("upper lower top bottom left right top-left top-right bottom-left bottom-right")


_BY_SENSE = word_set("both 's to her that there like no second first one his right round past")


def _fixed(tokens: list[Token], i: int, names: Collection[str]) -> str:
    token = tokens[i]
    word = token.lower
    if not token.text[0].isalnum() and word not in ("n't", "'s", "'re", "'ve", "'ll", "'d", "'m"):
        return "POS" if word == "'" and _owns(tokens, i) else "."
    digits = word[0].isdigit() and word not in ("2d", "3d")
    if digits or word in HUGE_NUMBERS or word in ("dozen", "half-dozen") or lexicon.number(word) is not None:
        return "NUM"
    if token.text not in names and is_aside(tokens, i):
        return "R"
    if word == "more" and i and tokens[i - 1].tag == "NUM" and i + 1 < len(tokens) and nounlike(tokens, i + 1):
        return "A"  # "two more ambulances"
    told = "NAME" if is_name(tokens, i, names) else _by_neighbor(tokens, i)
    if told or word in _BY_SENSE:
        return told
    return CLOSED.get(word, "")


def _owns(tokens: list[Token], i: int) -> bool:
    """Tell whether this is the mark in "the twins' rabbit"."""
    joined = i > 0 and tokens[i - 1].lower.endswith("s") and tokens[i - 1].end == tokens[i].start
    return joined and i + 1 < len(tokens) and tokens[i + 1].text[0].islower()


def _choose(tokens: list[Token], i: int) -> str:
    word = tokens[i].lower
    if word in _SPECIAL:
        return _SPECIAL[word](tokens, i)
    after = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    goes_on = i > 0 and tokens[i - 1].lower in ("and", ",", "then") and after in _STAGED and word.endswith("s")
    staged = word in _STAGES and (after in _PLACED or goes_on) and before(tokens, i) not in ("D", "S")
    shared = i > 0 and tokens[i - 1].lower == "both" and tokens[i - 1].tag == "R" and _share_verb(tokens, i - 1)
    shared |= (
        i > 1 and tokens[i - 1].lower == "each" and tokens[i - 2].text != "," and _share_verb(tokens, i - 1, "IRD")
    )
    if (word in SPEECH_VERBS and _after_quote(tokens, i)) or staged or shared:
        return "V"  # "starts lower right, ends upper left"
    if word in COLORS:
        return "N" if _is_fruit(tokens, i) else "A"
    pos = possible(tokens, i)
    if not pos:
        awaited = i > 0 and tokens[i - 1].tag in ("D", "S", "NUM", "A") and not nounlike(tokens, i + 1)
        return "N" if awaited else guess(word)  # "a viking"
    if word in META and "n" in pos and _names_shot(tokens, i):
        return "N"
    return "V" if "v" in pos and _turns_round(tokens, i) else by_context(tokens, i, pos)


_AHEAD = word_set(", left right top bottom slowly quickly")


def _turns_round(tokens: list[Token], i: int) -> bool:
    """Tell whether this is "flies" in "right to left, flies a stork": places stand before it, and no other verb."""
    article = i + 1 < len(tokens) and tokens[i + 1].lower in ("a", "an")
    opened = i > 0 and tokens[i - 1].lower in _AHEAD
    if not (article and opened) or verb_form(tokens[i].lower) != "s":
        return False
    return not any(token.tag in ("V", "X", "M") and token.lower != "left" for token in tokens[:i])


def _names_shot(tokens: list[Token], i: int) -> bool:
    """Tell whether this is "shot" in "Drone shot of two lighthouses": a noun that no verb has come before."""
    after = tokens[i + 1].text.lower() if i + 1 < len(tokens) else "."
    ends = after in ("of", "with", "showing", "where") or not after[0].isalnum()
    return ends and not any(token.tag in ("V", "X", "M", "P") for token in tokens[:i])


def _is_fruit(tokens: list[Token], i: int) -> bool:
    """Tell whether a colour's word is the thing of that name: "an orange" on a plate, "two violets"."""
    ends = i + 1 >= len(tokens) or not nounlike(tokens, i + 1)
    if i and tokens[i - 1].lower in ("bright", "dark", "light", "pale", "deep", "soft", "hot", "all", "entirely"):
        return False
    concrete = lexicon.noun_class(tokens[i].lower) in ("food", "plant", "animal")
    return concrete and ends and i > 0 and tokens[i - 1].tag in ("D", "NUM", "A") and tokens[i - 1].lower != "the"


def _after_quote(tokens: list[Token], i: int) -> bool:
    """Tell whether this is `said` in `"...", said Ruby` or in `"...", Ruby said`."""
    before = [token.tag for token in tokens[max(0, i - 2) : i]]
    return before[-1:] == ["QUOTE"] or (before[:1] == ["QUOTE"] and before[-1] in ("N", "NAME", "P"))


def _to(tokens: list[Token], i: int) -> str:
    if i + 1 >= len(tokens):
        return "I"
    word = tokens[i + 1].lower
    if (word in CLOSED and word not in BE | HAVE | DO) or word in ("center", "centre", "corner", "bottom"):
        return "I"
    verb = lexicon.lemma(word, "v") == word and tokens[i + 1].tag != "NAME"
    return "TO" if verb and not (word in _TO_NOUNS and not _follows_purpose(tokens, i)) else "I"


def _follows_purpose(tokens: list[Token], i: int) -> bool:
    return i > 0 and tokens[i - 1].lower in {
        "want",
        "wants",
        "wanted",
        "began",
        "begins",
        "tried",
        "tries",
        "had",
        "likes",
        "liked",
        "love",
        "loved",
    }


def _her(tokens: list[Token], i: int) -> str:
    after = possible(tokens, i + 1)
    owned = ("n" in after or "a" in after) and tokens[i + 1].lower not in CLOSED
    return "S" if owned or nounlike(tokens, i + 1) else "P"


def _that(tokens: list[Token], i: int) -> str:
    if i and tokens[i - 1].tag in ("N", "NAME") and i + 1 < len(tokens) and tokens[i + 1].lower == "'s":
        return "W"  # "a dragon that's green"
    acts = i > 0 and i + 2 < len(tokens) and tokens[i - 1].tag == "N" and verb_form(tokens[i + 1].lower) == "s"
    if acts and CLOSED.get(tokens[i + 2].lower) in ("P", "D", "S"):
        return "W"  # "the car that blocks it"
    if i and tokens[i - 1].tag in ("N", "NAME") and not nounlike(tokens, i + 1):
        return "W"
    return "D" if nounlike(tokens, i + 1) and (not i or tokens[i - 1].tag != "N") else "C"


def _apostrophe(tokens: list[Token], i: int) -> str:
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if after is not None and after.lower in BE and tokens[i - 1].tag in ("N", "NAME"):
        return "POS"  # "my brother's is blue"
    if (
        after is None
        or after.lower in CLOSED
        or verb_form(after.lower) == "ing"
        or tokens[i - 1].tag in ("P", "EX", "W")
    ):
        return "X"
    return "POS"


def _there(tokens: list[Token], i: int) -> str:
    after = [token.lower for token in tokens[i + 1 : i + 3]]
    if i and tokens[i - 1].tag == "I" and tokens[i - 1].lower in ("from", "over", "up", "down", "out", "in"):
        return "R"
    return (
        "EX"
        if any(word in BE or word in ("'s", "lived", "stood", "lives", "stands", "once", "used") for word in after)
        else "R"
    )


def _like(tokens: list[Token], i: int) -> str:
    subject = i > 0 and tokens[i - 1].lower in SUBJECT_PRONOUNS | {"to", "would", "n't", "children", "people"}
    return "V" if subject else "I"


def _right(tokens: list[Token], i: int) -> str:
    return in_phrase(tokens, i, {"n": 20, "a": 20}) if before(tokens, i) in ("D", "S", "POS") else "R"


_STOPS = word_set("stop stops waypoint position station point place leg corner")


def _ordinal(tokens: list[Token], i: int) -> str:
    heads = i + 1 < len(tokens) and (i == 0 or tokens[i - 1].text in (".", ",", ";"))
    if heads and tokens[i + 1].lower in _STOPS:  # "First stop: the top left."
        return "A"
    return "A" if before(tokens, i) in ("D", "S", "POS") else "R"


def _missing(tokens: list[Token], i: int) -> str:
    """Read "is missing", "is missing from the first half" as a state, "is missing her friend" as a verb."""
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    kept = after is not None and CLOSED.get(after.lower) in ("D", "S", "P")
    return "V" if kept and i > 0 and tokens[i - 1].tag not in ("D", "S", "A") else "A"


def _both(tokens: list[Token], i: int) -> str:
    """Read "both" of "both the cat and its kittens" as the pair of "and", that of "both the cats" as a number."""
    if _share_verb(tokens, i):
        return "R"
    j = i + 1
    while j < len(tokens) and tokens[j].lower != "and":
        if tokens[j].tag in (".", "V", "X", "M", "I", "C"):
            return "D"
        j += 1
    return "R" if j < len(tokens) and j > i + 1 else "D"


def _share_verb(tokens: list[Token], i: int, next_tags: str = "IR") -> bool:
    """Tell whether a verb follows "both": "the cat and the dog both start on the left and both end on the right"."""
    word = tokens[i + 1].lower if i + 2 < len(tokens) else ""
    told = i > 0 and (tokens[i - 1].tag in ("N", "NAME", "P", "C") or tokens[i - 1].text == ",")
    base = told and "v" in possible(tokens, i + 1) and verb_form(word) == "base" and word not in UNCHANGED_PLURALS
    return base and CLOSED.get(tokens[i + 2].lower, "-") in next_tags and lexicon.lemma(word, "n") in (word, None)


def _gone(tokens: list[Token], i: int) -> str:
    """Read "is missing, and gone for the rest" as a state, "has gone" and "is gone" as a verb."""
    j = i - 1
    while j >= 0 and tokens[j].tag == "R":
        j -= 1
    return "A" if j >= 0 and (tokens[j].lower in ("and", "but", ",", "then") or tokens[j].lower in BE) else "V"


def _present(tokens: list[Token], i: int) -> str:
    """Read "sensor present at all times" as a state, "a present shows up" as a thing."""
    after = tokens[i + 1].lower if i + 1 < len(tokens) else "."
    told = i > 0 and (tokens[i - 1].tag in ("N", "NAME", "X", "R", "NOT") or tokens[i - 1].lower in (",", "and", "but"))
    state = told and (not after.isalpha() or CLOSED.get(after) in ("I", "R"))
    return "A" if state else by_context(tokens, i, possible(tokens, i))


_SPECIAL: dict[str, Callable[[list[Token], int], str]] = {
    "to": _to,
    "her": _her,
    "missing": _missing,
    "gone": _gone,
    "both": _both,
    "his": lambda tokens, i: "P" if i + 1 < len(tokens) and tokens[i + 1].lower in BE | HAVE else "S",
    "that": _that,
    "'s": _apostrophe,
    "there": _there,
    "like": _like,
    "no": lambda tokens, i: "NOT" if i + 1 < len(tokens) and tokens[i + 1].lower == "longer" else "D",
    "one": lambda tokens, i: "NUM",
    "first": _ordinal,
    "second": _ordinal,
    "third": _ordinal,
    "fourth": _ordinal,
    "fifth": _ordinal,
    "last": _ordinal,
    "absent": lambda tokens, i: "A",
    "unseen": lambda tokens, i: "A",
    "present": _present,
    "right": _right,
    "round": lambda tokens, i: "A" if before(tokens, i) in ("D", "S") and nounlike(tokens, i + 1) else "I",
    "past": lambda tokens, i: "I",
}  # fmt: skip


def _counts_many(token: Token) -> bool:
    many = token.tag == "NUM" and token.lower not in ("one", "1")
    return many or token.lower in ("several", "few", "many", "these", "those", "some", "both", "various")


def _finish(token: Token, before_noun: list[Token]) -> None:
    word = token.lower
    if token.tag == "N":
        token.lemma = lexicon.lemma(word, "n") or word
        if token.lemma == word and word.endswith("s") and not lexicon.is_word(word):
            token.lemma = lexicon.singular(word)
        if token.lemma == word and word.endswith("s") and any(_counts_many(one) for one in before_noun[-1:]):
            one = word[:-1]  # "three mechanics"
            token.lemma = one if lexicon.noun_class(one) in ("person", "animal", "artifact") else word
        token.form = "plural" if token.lemma != word or word in ("people", "police", "cattle") else ""
        if word in UNCHANGED_PLURALS and any(_counts_many(one) for one in before_noun):
            token.form = "plural"
    elif token.tag == "V":
        token.lemma = lexicon.lemma(word, "v") or _unended(word)
        token.form = verb_form(word) or ("ing" if word.endswith("ing") else "part" if word.endswith("ed") else "base")
    elif token.tag == "X":
        token.lemma = "be" if word in BE or word == "'s" else "have" if word in HAVE else "do"
        token.form = "ing" if word.endswith("ing") else ""
    else:
        token.lemma = word


def _unended(word: str) -> str:
    for ending in ("ing", "ed", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)]
    return word
