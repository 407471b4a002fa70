"""Words that show nothing wherever they stand: cries ("whoosh!"), doubled words ("choo choo", "side by side")."""

from __future__ import annotations

from storyagent import lexicon
from storyagent.planning.grammar import word_set
from storyagent.planning.tokens import Token

_CRIES = word_set(
    """poof whoosh zoom bang boom splash wow oh ooh ah aah ahh hey hooray hurray hurrah yay oops ta-da tada tadaa
        abracadabra voila voilà presto vroom choo beep honk woof meow moo peekaboo ding dong tick tock whee wheee pow
        swoosh swish snap pop plop brr shh bam wham crash hocus pocus bingo alas yikes phew yum yippee haha lol psst
        zap thud clunk clang puff boo surprise hush ahoy eek ugh hmm well yes no okay ok"""
)
_JOINING = word_set("by after to in on for")
_LEADING = word_set("and then suddenly but so")
_AND_AGAIN = word_set("neck again on")


def is_aside(tokens: list[Token], i: int) -> bool:
    """Tell whether the word at i is a cry between marks, or doubled for its sound."""
    word = tokens[i].lower
    if not word[0].isalpha():
        return False
    before, after = _word(tokens, i - 1), _word(tokens, i + 1)
    if i and tokens[i - 1].tag in ("NUM", "D"):  # "1 well"
        return False
    if word not in _CRIES:
        doubled = word in (before, after)
        return doubled and not (lexicon.is_word(word) or lexicon.parts_of_speech(word))
    doubled = word in (before, after)
    opens, closes = not before[0].isalpha() or before in _CRIES, not after[0].isalpha() or after in _CRIES
    opens |= before in _LEADING and after in (",", "!")
    return doubled or (opens and closes and not (before == "." and after == "."))


def doubles_end(tokens: list[Token], i: int) -> int:
    """Return where "side by side", "round and round" or "frame by frame" ends that begins at token i, or i."""
    if i + 2 >= len(tokens) or tokens[i].lower != tokens[i + 2].lower or not tokens[i].lower.isalpha():
        return i
    words = [token.lower for token in tokens[i : i + 3]]
    led = _word(tokens, i - 1) in ("from", "a", "an", "the") or tokens[i].tag in ("I", "D", "P", "NUM")
    doubled = words[1] in _JOINING or (words[1] == "and" and words[0] in _AND_AGAIN)
    return i + 3 if doubled and not led else i


_LIMITS = (("more", "than"), ("less", "than"), ("fewer", "than"), ("at", "least"), ("at", "most"))
_NOWHERE = (("at", "no", "point"), ("at", "no", "time"), ("at", "no", "moment"), ("at", "no", "stage"),
            ("under", "no", "circumstances"), ("on", "no", "account"), ("in", "no", "frame"))  # fmt: skip
_NEGATIVE = word_set("no not n't never")


def settle_negatives(tokens: list[Token]) -> None:
    """Take "no more than two" for two, and "at no point should a dog be seen" for "a dog should not be seen"."""
    for i in range(len(tokens)):
        words = tuple(token.lower for token in tokens[i : i + 3])
        if words[:2] in _LIMITS and i + 2 < len(tokens) and (tokens[i + 2].tag == "NUM" or words[2] in ("a", "an")):
            for token in [*_negatives_before(tokens, i), *tokens[i : i + 2]]:
                token.tag = "R"
        if words in _NOWHERE:
            _turn_round(tokens, i)


def _negatives_before(tokens: list[Token], i: int) -> list[Token]:
    found = []
    for token in reversed(tokens[max(0, i - 7) : i]):
        if token.tag in (".", "C"):
            break
        if token.lower in _NEGATIVE:
            found.append(token)
    return found


def _turn_round(tokens: list[Token], i: int) -> None:
    """Put the subject before its helping verb and the negation after that: "a dog | should | at no point | be seen"."""
    front, helper = tokens[i : i + 3], i + 3
    for token in front:
        token.tag = "R"
    front[0].tag = "NOT"
    if helper >= len(tokens) or tokens[helper].tag not in ("M", "X"):
        return
    end = helper + 1
    while end < len(tokens) and tokens[end].tag in ("D", "S", "A", "N", "NAME", "NUM", "P", ""):
        if end > helper + 1 and tokens[end].lower in ("be", "appear", "enter", "leave", "show", "move"):
            break
        end += 1
    subject = tokens[helper + 1 : end]
    if subject:
        tokens[i:end] = [*subject, tokens[helper], front[0]]


def _word(tokens: list[Token], i: int) -> str:
    return tokens[i].lower if 0 <= i < len(tokens) else "."
