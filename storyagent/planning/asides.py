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
_AND_AGAIN = word_set("neck again on")


def is_aside(tokens: list[Token], i: int) -> bool:
    """Tell whether the word at i is a cry between marks, or doubled for its sound."""
    word = tokens[i].lower
    if not word[0].isalpha():
        return False
    before, after = _word(tokens, i - 1), _word(tokens, i + 1)
    known = lexicon.is_word(word) or bool(lexicon.parts_of_speech(word))
    doubled = word in (before, after) and (word in _CRIES or not known)
    opens, closes = not before[0].isalpha() or before in _CRIES, not after[0].isalpha() or after in _CRIES
    return doubled or (word in _CRIES and opens and closes and not (before == "." and after == "."))


def doubles_end(tokens: list[Token], i: int) -> int:
    """Return where "side by side", "round and round" or "frame by frame" ends that begins at token i, or i."""
    words = [token.lower for token in tokens[i : i + 3]]
    if len(words) < 3 or words[0] != words[2] or not words[0].isalpha():
        return i
    led = _word(tokens, i - 1) in ("from", "a", "an", "the") or tokens[i].tag in ("I", "D", "P", "NUM")
    doubled = words[1] in _JOINING or (words[1] == "and" and words[0] in _AND_AGAIN)
    return i + 3 if doubled and not led else i


def _word(tokens: list[Token], i: int) -> str:
    return tokens[i].lower if 0 <= i < len(tokens) else "."
