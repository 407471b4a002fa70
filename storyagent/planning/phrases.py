"""Group tagged words into noun phrases, verb groups, spots and windows."""

from __future__ import annotations

from storyagent import lexicon
from storyagent.planning.asking import excepted_end, filler_end, request_end
from storyagent.planning.chunks import Chunk, NounPhrase, SpotPhrase, VerbGroup, Word
from storyagent.planning.compounds import activity_before, adjectives_before, is_compound, joined_before
from storyagent.planning.grammar import (
    BE,
    COLORS,
    CROWDS,
    DO,
    GROUPS,
    META,
    ORDINALS,
    PAIRED,
    VAGUE_COUNT,
    word_set,
)
from storyagent.planning.moments import read_share, read_window
from storyagent.planning.names import gender_of_name
from storyagent.planning.phrase_numbers import counted, read_number
from storyagent.planning.postmodifiers import colored, colored_some, is_filled, is_steered
from storyagent.planning.scenery import is_place, stands_apart
from storyagent.planning.spots import SPOT_PREPOSITIONS, is_sided_one, read_side, read_spot, shares_frame
from storyagent.planning.tokens import Token

_PARTS = word_set(
    """top bottom edge side end middle center centre foot side front back rest piece slice inside surface
        bank corner"""
)
_PLURAL_DETERMINERS = word_set("several few many various some all these those")
_SELECTORS = word_set("another other both each every either neither")
_FOLK = word_set("people folk folks")
CATENATIVES = word_set("begin start continue keep go try love like use manage happen seem stop help need")
_CATENATIVES_TO = (CATENATIVES - {"stop", "go"}) | {"get"}
_CATENATIVES_ING = word_set("begin start continue keep go love like come")


def chunk(tokens: list[Token]) -> list[Chunk]:
    """Return the sentence's pieces in order; every token but closing blanks belongs to exactly one."""
    chunks: list[Chunk] = []
    i = 0
    while i < len(tokens):
        found = _read_chunks(tokens, i)
        chunks += found
        i = found[-1].end
    return chunks


def _read_chunks(tokens: list[Token], i: int) -> list[Chunk]:
    if tokens[i].lower == "as" and i + 3 < len(tokens) and tokens[i + 1].tag == "A" and tokens[i + 2].lower == "as":
        like = read_phrase(tokens, i + 3)  # "as red as fire"
        if like and not (like.end < len(tokens) and tokens[like.end].tag in ("V", "X", "M") and like.pronoun):
            return [Word(i, like.end, "A", tokens[i + 1].lower)]
    asked = max(request_end(tokens, i), filler_end(tokens, i))
    if asked > i:
        return [Word(i, asked, "R", "please")]
    timed = _read_time(tokens, i)
    if timed:
        return timed
    spot = read_spot(tokens, i)
    if spot and not spot[1] and is_sided_one(tokens, spot[0]):
        one = NounPhrase(i, spot[0].end, pronoun="one", reference="the", selects="one", count=1)
        return [one, SpotPhrase(spot[0].end, spot[0].end, "at", spot[0].spot)]
    if spot:
        return _spot_with_relative(tokens, *spot)
    return [_owned_spot(tokens, i) or _read_plain(tokens, i)]


def _read_time(tokens: list[Token], i: int) -> list[Chunk]:
    """Read a part of the film's time, or one that is left out: "the whole time, apart from the last quarter"."""
    window = read_window(tokens, i)
    if window:
        return [window]
    outside = excepted_end(tokens, i)
    window = (read_share(tokens, outside) or read_window(tokens, outside)) if outside > i else None
    return [Word(i, outside, "NOT", "not"), window] if window else []


def _read_plain(tokens: list[Token], i: int) -> Chunk:
    """Read a verb group, a noun phrase or a single word at token i."""
    token = tokens[i]
    if token.tag == "NOT" and i + 1 < len(tokens) and (i == 0 or tokens[i - 1].tag in (".", "C")):
        none = read_phrase(tokens, i + 1) if tokens[i + 1].tag in ("D", "NUM") else None
        if none:  # "not a single rose"
            none.start, none.reference = i, "no"
            return none
    if token.tag == "X" and token.lower in DO and asked_verb(tokens, i):
        return Word(i, i + 1, "R", token.lower)  # "only then does a bird fly up"
    if token.tag in ("X", "M", "TO", "V") or (token.tag == "NOT" and _verb_ahead(tokens, i)):
        return read_verb(tokens, i)
    phrase = read_phrase(tokens, i)
    return phrase or Word(i, i + 1, "I" if token.tag == "TO" else token.tag, token.lower)


def asked_verb(tokens: list[Token], i: int) -> bool:
    """Tell whether "do" at token i only turns the order of subject and verb round."""
    subject = read_phrase(tokens, i + 1)
    return bool(subject and subject.end < len(tokens) and tokens[subject.end].form == "base")


def _owned_spot(tokens: list[Token], i: int) -> SpotPhrase | None:
    """Read "from the tree's right" and "on its owner's left side": a side of somebody."""
    j = i + 1 if tokens[i].tag == "I" and tokens[i].lower in SPOT_PREPOSITIONS else i
    k = j
    while k < len(tokens) and tokens[k].tag in ("D", "S", "A", "N", "NAME", "NUM"):
        k += 1
    if not j < k < len(tokens) or tokens[k].tag != "POS":
        return None
    side, end = read_side(tokens, k + 1)
    if side is None:
        return None
    preposition = tokens[i].lower if j > i else "at"
    owner = read_phrase(tokens[:k], j)
    if owner and owner.noun in META:
        return SpotPhrase(i, end, preposition, side)
    return SpotPhrase(i, end, preposition, side, owner) if owner else None


def _spot_with_relative(tokens: list[Token], spot: SpotPhrase, of_thing: bool) -> list[Chunk]:
    if not of_thing:
        return [spot]
    owners = [token for token in tokens[spot.start : spot.end] if token.tag == "S"]
    if owners:
        spot.relative = NounPhrase(spot.start, spot.end, pronoun=owners[0].lower, reference="pronoun")
        return [spot]
    phrase = read_phrase(tokens, spot.end + 1)
    if phrase and spot.spot not in ("left", "right"):  # "the middle of the tablecloth": the frame's
        phrase.part = "frame"
        return [spot, Word(spot.end, spot.end + 1, "I", "of"), phrase]
    if phrase and not is_place(phrase.noun) and shares_frame(tokens, phrase.end):
        phrase.part = "frame"
        return [spot, Word(spot.end, spot.end + 1, "I", "of"), phrase]
    sided = any(token.lower == "side" for token in tokens[spot.start : spot.end])
    if phrase and is_place(phrase.noun) and not stands_apart(phrase.noun, within=sided):
        # "the left side of the room" is the frame's left
        return [spot, Word(spot.end, spot.end + 1, "I", "in"), phrase]
    if phrase:
        phrase.apart = is_place(phrase.noun)
        spot.relative, spot.end = phrase, phrase.end
    return [spot]


def _verb_ahead(tokens: list[Token], i: int) -> bool:
    return i + 1 < len(tokens) and tokens[i + 1].tag in ("V", "X")


def read_verb(tokens: list[Token], i: int) -> VerbGroup:
    """Read the verb group that begins at token i."""
    auxiliaries: list[str] = []
    negated = infinitive = False
    last, j = tokens[i], i
    while j < len(tokens):
        token = tokens[j]
        if token.tag in ("NOT", "R") and j > i and not _goes_on(tokens, j):
            break
        if token.tag == "V":
            last, j = token, j + 1
            break
        if token.tag not in ("X", "M", "NOT", "TO", "R"):
            break
        negated |= token.tag == "NOT"
        infinitive |= token.tag == "TO" and not auxiliaries
        if token.tag in ("X", "M"):
            auxiliaries.append(token.lower)
            last = token
        j += 1
    if last.tag == "V":
        if last.lemma == "get" and j < len(tokens) and tokens[j].tag == "V" and tokens[j].form == "part":
            auxiliaries.append("be")  # "gets taken away"
            last, j = tokens[j], j + 1
        former = last.lower == "used"
        last, j = _catenated(tokens, last, j)
        auxiliaries += ["used"] * (former and last.lemma == "be")
    halts = last.tag == "V" and last.lemma == "come" and [token.lower for token in tokens[j : j + 2]]
    if halts in (["to", "rest"], ["to", "halt"]):
        return VerbGroup(i, j + 2, "stop", last.form, tuple(auxiliaries))
    passive = last.tag == "V" and last.form == "part" and any(word in BE or word == "'s" for word in auxiliaries[-1:])
    if passive and last.lemma == "leave":  # "only four are left"
        return VerbGroup(i, j, "remain", "part", tuple(auxiliaries), False, negated, infinitive)
    lemma = last.lemma if last.tag in ("V", "X") else "be" if "be" in auxiliaries else last.lemma
    return VerbGroup(i, max(j, i + 1), lemma, last.form, tuple(auxiliaries), passive, negated, infinitive)


def _goes_on(tokens: list[Token], j: int) -> bool:
    k = j
    while k < len(tokens) and tokens[k].tag in ("NOT", "R"):
        k += 1
    b = j - 1
    while b > 0 and tokens[b].tag in ("NOT", "R"):
        b -= 1
    return k < len(tokens) and tokens[k].tag in ("V", "X") and b >= 0 and tokens[b].tag in ("X", "M", "TO")


def _catenated(tokens: list[Token], last: Token, j: int) -> tuple[Token, int]:
    """Go on from "began" to "run" in "began to run"; the second verb says what is seen."""
    if last.lemma in _CATENATIVES_TO and j + 1 < len(tokens) and tokens[j].tag == "TO" and tokens[j + 1].tag == "V":
        return tokens[j + 1], j + 2
    if last.lower == "used" and j + 1 < len(tokens) and tokens[j].tag == "TO" and tokens[j + 1].lemma == "be":
        return tokens[j + 1], j + 2
    if last.lemma in _CATENATIVES_ING and j < len(tokens) and tokens[j].tag == "V" and tokens[j].form == "ing":
        return tokens[j], j + 1
    return last, j


def read_phrase(tokens: list[Token], i: int) -> NounPhrase | None:
    """Read the noun phrase that begins at token i, if one does."""
    if i >= len(tokens):
        return None
    if tokens[i].tag == "P":
        plural = tokens[i].lower in ("they", "them", "we", "us", "themselves", "ourselves")
        word = "theirs" if tokens[i].lower == "his" else tokens[i].lower  # "hers is red and his is blue"
        return NounPhrase(i, i + 1, pronoun=word, reference="pronoun", plural=plural)
    half = _half_of(tokens, i) if tokens[i].lower == "half" else None
    if half:
        return half
    if tokens[i].tag not in ("D", "S", "NUM", "A", "N", "NAME") and not _adverb_in_phrase(tokens, i):
        return None
    phrase = NounPhrase(i, i)
    j = _read_before_head(tokens, i, phrase)
    j = _read_head(tokens, j, phrase)
    if not phrase.noun and not phrase.name:
        return _headless(tokens, j, phrase)
    phrase.end = j
    return colored(tokens, counted(tokens, _named(tokens, _unwrapped(tokens, phrase))))


def _half_of(tokens: list[Token], i: int) -> NounPhrase | None:
    """Read "half of them", "half of the six eggs"."""
    inner = read_phrase(tokens, i + 2) if i + 1 < len(tokens) and tokens[i + 1].lower == "of" else None
    if inner and inner.noun and inner.count and not inner.vague and inner.count > 1:
        inner.whole, inner.count, inner.selects, inner.start = inner.count, inner.count // 2, "some", i
        return inner
    if inner is None or not (inner.pronoun or inner.plural):
        return None
    return NounPhrase(i, inner.end, pronoun="they", reference="pronoun", selects="one", share=0.5, plural=True)


def _adverb_in_phrase(tokens: list[Token], i: int) -> bool:
    return (
        tokens[i].lower in ("very", "almost", "exactly", "about", "nearly", "only", "just", "half")
        and i + 1 < len(tokens)
        and tokens[i + 1].tag in ("NUM", "A", "D")
    )


def _read_before_head(tokens: list[Token], i: int, phrase: NounPhrase) -> int:
    """Read determiners, numbers and adjectives; return where the head begins."""
    adjectives: list[str] = []
    words = [token.lower for token in tokens[i : i + 3]]
    j = i
    if words in (["half", "a", "dozen"], ["a", "half", "dozen"]):
        phrase.count, j = 6, i + 3
    while j < len(tokens):
        token, word = tokens[j], tokens[j].lower
        if token.tag == "D":
            if phrase.reference not in ("bare", "no") and word not in _SELECTORS | {"few"}:
                break
            _determiner(word, phrase)
        elif token.tag == "S":
            phrase.reference = "poss"
            phrase.owner = NounPhrase(j, j + 1, pronoun=word, reference="pronoun")
        elif token.tag == "NUM":
            phrase.selects = "some" if j > i and tokens[j - 1].lower == "only" else phrase.selects
            j = read_number(tokens, j, phrase) - 1
        elif token.tag == "A":
            if word in ORDINALS or word in _SELECTORS:
                phrase.selects = word
            else:
                adjectives.append(word)
        elif not _within(tokens, j, adjectives):
            break
        phrase.only |= word == "only"
        j += 1
    sides = [word for word in adjectives if word in ("left", "right", "left-hand", "right-hand")]
    if sides and phrase.reference == "the":  # "the left door is red and the right door is blue"
        phrase.side, adjectives = sides[0].removesuffix("-hand"), [word for word in adjectives if word not in sides]
    phrase.color = " and ".join(dict.fromkeys(COLORS[word] for word in adjectives if word in COLORS))
    phrase.adjectives = tuple(word for word in adjectives if word not in COLORS)
    return j


def _within(tokens: list[Token], j: int, adjectives: list[str]) -> bool:
    """Tell whether a comma, "and" or adverb at j stands between adjectives of one phrase."""
    token, after = tokens[j], tokens[j + 1] if j + 1 < len(tokens) else None
    if after is None:
        return False
    if token.tag == "R" or token.lower in ("very", "exactly", "about", "only", "just", "almost", "nearly"):
        return after.tag in ("A", "NUM", "D") and token.lower not in ("then", "away", "back")
    if token.text == "," or token.lower == "and":
        follows = j + 2 < len(tokens) and tokens[j + 2].tag in ("N", "A", "NAME")
        return bool(adjectives) and after.tag == "A" and follows
    return False


def _determiner(word: str, phrase: NounPhrase) -> None:
    if word in _SELECTORS:
        phrase.selects = word
        phrase.each = word in ("each", "every")
        if word == "both":
            phrase.count = 2
        if word == "another":
            phrase.reference = "a"
        return
    if word in _PLURAL_DETERMINERS:
        phrase.vague = True
    phrase.reference = {"a": "a", "an": "a", "no": "no"}.get(
        word, "the" if word in ("the", "this", "that", "these", "those", "all") else "a"
    )


def _read_head(tokens: list[Token], j: int, phrase: NounPhrase) -> int:
    """Read the head noun or name, going on past a possessive; return where it ends."""
    start = j
    while j < len(tokens) and tokens[j].tag in ("N", "NAME"):
        if j > start and tokens[j].tag == "NAME" and tokens[j - 1].tag == "N":
            break
        j += 1
    if j == start:
        return j
    _set_head(tokens, start, j, phrase)
    if j < len(tokens) and tokens[j].tag == "POS":
        owner = NounPhrase(
            phrase.start,
            j,
            phrase.noun,
            phrase.name,
            reference=phrase.reference,
            color=phrase.color,
            adjectives=phrase.adjectives,
        )
        phrase.noun = phrase.name = ""
        phrase.count, phrase.plural, phrase.vague, phrase.owner, phrase.reference = None, False, False, owner, "poss"
        return _read_head(tokens, _read_before_head(tokens, j + 1, phrase), phrase)
    return j


def _set_head(tokens: list[Token], start: int, end: int, phrase: NounPhrase) -> None:
    head = tokens[end - 1]
    if head.tag == "NAME":
        unknown = phrase.reference == "the" and not lexicon.parts_of_speech(head.lower)
        if unknown and end == start + 1 and head.lower.isascii() and not gender_of_name(head.text):  # "the Roomba"
            phrase.noun = head.lower
            return
        phrase.name = " ".join(token.text for token in tokens[start:end])
        title = tokens[start].lower
        if end - start > 1 and lexicon.noun_class(title) in ("person", "animal"):
            phrase.noun = title
        if phrase.reference in ("bare", "the"):
            phrase.reference = "name"
        return
    if head.lower in _FOLK and end == start + 1:  # "people hurry"
        head.lemma, head.form = "person", "plural"
    words = [token.lower for token in tokens[start : end - 1]]
    words = [*([] if start == phrase.start else adjectives_before(tokens, start)), *words, head.lemma]
    if head.lemma in META:  # "drone shot", "ten-second clip"
        phrase.noun = head.lemma
        return
    joined = end - start > 1 and bool(lexicon.noun_senses(f"{tokens[end - 2].lower} {head.lemma}"))  # "wine glasses"
    if head.lower in PAIRED and phrase.count is None and not joined:  # "the stairs" are one thing
        phrase.noun, phrase.plural = head.lower, False
        return
    words = [*joined_before(tokens, start), *words] if len(words) < 3 else words
    length = next((n for n in range(min(3, len(words)), 0, -1) if n == 1 or is_compound(words[-n:])), 1)
    phrase.noun = " ".join(words[-length:])
    modifiers = [*activity_before(tokens, start, head.lemma), *(token.lower for token in tokens[start : end - 1])]
    if len(modifiers) >= length:  # "paper boat", "stone bridge": no word of its own, but one thing
        phrase.noun = " ".join([*modifiers, head.lemma])
    taken = {*words[-length:-1], *modifiers}
    phrase.adjectives = tuple(word for word in phrase.adjectives if word not in taken)
    phrase.plural = head.form == "plural" and phrase.reference != "a" and phrase.count != 1
    twin = phrase.count is None and bool({"twin", "triplet"} & {*phrase.adjectives, *modifiers})
    if phrase.plural and twin:
        phrase.count = 3 if "triplet" in {*phrase.adjectives, *modifiers} else 2
        phrase.noun = phrase.noun.removeprefix("twin ").removeprefix("triplet ")
    elif phrase.plural and phrase.count is None:
        phrase.vague = True
    if phrase.vague and phrase.count is None:
        phrase.count = VAGUE_COUNT if phrase.plural else None


def _headless(tokens: list[Token], j: int, phrase: NounPhrase) -> NounPhrase | None:
    """Make sense of a phrase without a noun: "one red", "two of the birds", "both", "the other"."""
    phrase.end = j
    acts = j < len(tokens) and tokens[j].tag in ("X", "V")
    if phrase.owner and phrase.owner.noun and acts:  # "my scarf is red while my brother's is blue"
        return NounPhrase(phrase.start, j, pronoun="theirs", reference="pronoun")
    if phrase.reference == "the" and acts and phrase.adjectives and phrase.adjectives[-1].endswith(("er", "est")):
        phrase.selects, phrase.count = "one", 1  # "the bigger is red"
    compared = bool(phrase.adjectives) and phrase.adjectives[-1].endswith(("er", "est"))
    if phrase.reference == "the" and compared and j < len(tokens) and tokens[j].lower == "of":
        phrase.count, phrase.adjectives = 1, ()  # "the bigger of the two boxes"
    if j < len(tokens) and tokens[j].lower == "of" and (phrase.count or phrase.vague or phrase.selects):
        inner = read_phrase(tokens, j + 1)
        if inner:
            return colored_some(tokens, _some_of(phrase, inner))
    if phrase.reference == "no" and phrase.count == 1:
        return NounPhrase(phrase.start, j, pronoun="nobody", reference="no")
    year = any(token.text.isdigit() for token in tokens[phrase.start : j])
    if (phrase.count and not year) or phrase.selects:
        phrase.reference = "pronoun"
        phrase.pronoun = (
            "one"
            if phrase.count == 1 or phrase.selects in ("other", "another") or phrase.selects in ORDINALS
            else "they"
        )
        phrase.selects = phrase.selects or "one"
        return phrase
    return None


def _some_of(outer: NounPhrase, inner: NounPhrase) -> NounPhrase:
    whole = outer.selects in ("both", "each", "every", "neither") or outer.vague
    inner.each = outer.each
    if outer.selects == "both" and inner.count not in (None, 2) and not inner.vague:
        inner.selects = "both"
        return inner
    if outer.selects == "both" or (outer.selects == "neither" and (inner.count is None or inner.vague)):
        inner.count, inner.vague = 2, False
    if not whole:
        inner.whole = inner.count if inner.count and not inner.vague else None
        inner.selects, inner.count = "some", outer.count or 1
    inner.start = outer.start
    return inner


def _unwrapped(tokens: list[Token], phrase: NounPhrase) -> NounPhrase:
    """Look through "a flock of birds", "a pair of shoes", "the top of the hill" to the thing itself."""
    j = phrase.end
    if is_filled(tokens, phrase):  # "a ball of wool", "a glass of water"
        phrase.end += 2
        return phrase
    group = phrase.noun in GROUPS or phrase.noun in CROWDS
    if phrase.noun == "pair" and j + 1 < len(tokens) and tokens[j + 1].lower in PAIRED:  # "two pairs of scissors"
        phrase.noun, phrase.end = tokens[j + 1].lower, j + 2
        return phrase
    if phrase.noun == "wheel" and is_steered(tokens, phrase):  # "behind the wheel of a tractor"
        phrase.noun = "inside"
    if j >= len(tokens) or tokens[j].lower != "of" or not (group or phrase.noun in _PARTS):
        return phrase
    inner = read_phrase(tokens, j + 1)
    if inner is None or inner.noun in META:
        return phrase
    if group:
        inner.count = GROUPS.get(phrase.noun, VAGUE_COUNT + 1) if inner.count is None or inner.vague else inner.count
        if phrase.noun in GROUPS and phrase.count and not phrase.vague:  # "three pairs of boots"
            inner.count *= phrase.count
        inner.vague = phrase.noun not in GROUPS
        inner.reference = phrase.reference
    else:
        inner.part = phrase.noun
        if phrase.each or phrase.selects in ("either", "both"):  # "on either side of the door"
            inner.sides = 4 if phrase.noun == "corner" else 2
    inner.start = phrase.start
    return inner


def _named(tokens: list[Token], phrase: NounPhrase) -> NounPhrase:
    """Add the name in "a girl named Ruby", "her dog Biscuit", "Biscuit the dog"."""
    j = phrase.end
    words = [token.lower for token in tokens[j : j + 2]]
    if phrase.noun and not phrase.name and words and words[0] in ("named", "called"):
        j += 1
    elif phrase.name and not phrase.noun and words[:1] == ["the"]:
        before = tokens[phrase.start - 1].tag if phrase.start else ""
        other = read_phrase(tokens, j) if before not in ("V", "I", "D") else None
        if other and other.noun and not other.name and other.end < len(tokens):
            phrase.noun, phrase.color, phrase.adjectives, phrase.end = (
                other.noun,
                other.color,
                other.adjectives,
                other.end,
            )
        return phrase
    start = j
    while j < len(tokens) and (
        tokens[j].tag == "NAME" or (start > phrase.end and j == start and tokens[j].text[0].isupper())
    ):
        j += 1
    if (
        j > start
        and phrase.noun
        and not phrase.plural
        and (start > phrase.end or lexicon.noun_class(phrase.noun) in ("person", "animal", "artifact", None))
    ):
        titled = start == phrase.end and tokens[start - 1].text[0].isupper() and phrase.reference == "bare"
        first = start - 1 if titled else start
        phrase.name, phrase.end = " ".join(token.text for token in tokens[first:j]), j
    return phrase
