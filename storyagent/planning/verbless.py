"""Give a sentence its verb where every word that could be one was taken for something else.

"Hugo, waves" alone could be a name and waves of the sea; a sentence needs a verb, and after a singular subject a form
like "waves" can be it.
"""

from __future__ import annotations

from storyagent import lexicon
from storyagent.planning.ambiguity import verb_form
from storyagent.planning.grammar import COLORS, PAINTING, PLACING
from storyagent.planning.looks import is_being
from storyagent.planning.tokens import Token


def find_missing_verbs(tokens: list[Token]) -> list[Token]:
    """Tag as verbs the words that must be, and return them; their form is still to be found."""
    found: list[Token] = []
    begin = 0
    for i in range(len(tokens) + 1):
        if i == len(tokens) or tokens[i].text in ".!?;:—–…" or tokens[i].tag == "QUOTE":
            if i - begin > 1 and not any(_is_finite(tokens, k) for k in range(begin, i)):
                verb = next((k for k in range(begin + 1, i) if _can_be_verb(tokens, begin, k)), None)
                if verb is not None:
                    tokens[verb].tag = "V"
                    found.append(tokens[verb])
                    if tokens[verb - 1].tag == "A" and tokens[verb - 1].lower not in COLORS:  # "a little alien waves"
                        tokens[verb - 1].tag = "N"
                        found.append(tokens[verb - 1])
            begin = i + 1
    return found


def _is_finite(tokens: list[Token], k: int) -> bool:
    """Tell whether the word at k is a verb that can stand with its subject alone."""
    token = tokens[k]
    if token.tag in ("X", "M"):
        return token.form != "ing"
    if token.tag != "V" or token.form == "ing":
        return False
    after = tokens[k + 1].lower if k + 1 < len(tokens) else ""
    if token.form == "part" and k > 0 and tokens[k - 1].lower in ("having", "being"):
        return False  # "having begun at the bottom"
    painted = token.lemma in PAINTING and token.form == "part" and (after in COLORS or after in ("in", "all"))
    return not (painted and k > 0 and tokens[k - 1].tag == "N" and not lexicon.is_a(tokens[k - 1].lemma, "person"))


def _can_be_verb(tokens: list[Token], begin: int, k: int) -> bool:
    """Tell whether the word at k is a form like "waves" after a complete singular subject."""
    token = tokens[k]
    if tokens[begin].tag == "I" and token.lower in PLACING and token.tag == "N" and tokens[k - 1].tag == "N":
        return k + 1 < len(tokens) and tokens[k + 1].tag in ("D", "S", "NUM", "A", "N", "NAME")
    if token.tag != "N" or token.form != "plural" or verb_form(token.lower) != "s":
        return False
    j = k - 1
    while j > begin and tokens[j].tag == "R":
        j -= 1
    last = tokens[j]
    if last.text == ",":
        opened = next((m for m in range(begin + 1, j) if tokens[m].text == ","), j)
        j, last = opened, tokens[opened - 1]
        return last.tag == "NAME" or (last.tag == "N" and last.form != "plural" and _opens_subject(tokens, begin, j))
    if last.lower in COLORS and last.tag == "A":
        return any(one.tag == "V" and one.lemma in PAINTING for one in tokens[begin:j])
    alien = last.tag == "A" and "n" in lexicon.parts_of_speech(last.lower) and is_being(last.lower)
    noun = alien or (last.tag == "N" and last.form != "plural")
    return last.tag == "NAME" or (noun and _opens_subject(tokens, begin, j))


def _opens_subject(tokens: list[Token], begin: int, j: int) -> bool:
    """Tell whether a determiner begins the phrase whose head is at j, so that it is whole: "a dog", not "dog"."""
    j -= 1
    while j >= begin and tokens[j].tag in ("A", "N", "NUM", "R"):
        j -= 1
    return j >= begin and tokens[j].tag in ("D", "S", "POS")
