"""A film's own spelling for words that British and American English spell otherwise: "at the harbor" of a harbour."""

from __future__ import annotations

import re

from storyagent.editing.film import Film

_ALIKE = (
    (re.compile(r"our(?=s?$|ful|ed$|ite|less)"), "or"),  # harbour, harbor
    (re.compile(r"(?<=[btch])re(?=s?$)"), "er"),  # theatre, theater
    (re.compile(r"(?<=[a-z][aeiou])ll(?=ed$|er|ing|ery$|or)"), "l"),  # traveller, traveler
    (re.compile(r"is(?=e[drs]?$|ing$|ation)"), "iz"),
    (re.compile(r"ogue(?=s?$)"), "og"),
    (re.compile(r"(?<=f)enc(?=e)"), "ens"),  # defence, defense
    (re.compile(r"^(?:grey)"), "gray"),
    (re.compile(r"^plough"), "plow"),
    (re.compile(r"^aeroplane"), "airplane"),
    (re.compile(r"^tyre"), "tire"),
    (re.compile(r"^pyjama"), "pajama"),
    (re.compile(r"^mould"), "mold"),
    (re.compile(r"^(?:moust)"), "must"),  # moustache, mustache
    (re.compile(r"^doughnut"), "donut"),
    (re.compile(r"^jewell"), "jewel"),
)


def in_films_spelling(text: str, film: Film) -> str:
    """Return a text in which words of the film's entities are spelled as the film has them.

    Who uses the film's spelling beside the other one means both: "rename the harbour to harbor".
    """
    named: set[str] = {
        word for one in film.screenplay.entities for word in re.findall(r"[a-z]+", f"{one.name} {one.noun}".lower())
    }
    spelled = {_key(word): word for word in sorted(named)}

    def own(match: re.Match[str]) -> str:
        said = str(match[0])
        found = spelled.get(_key(said.lower()))
        if found is None or said.lower() in named or found in text.lower():
            return said
        return found.capitalize() if said[0].isupper() else found

    return re.sub(r"[A-Za-z]{4,}", own, text)


def _key(word: str) -> str:
    for spelling, other in _ALIKE:
        word = spelling.sub(other, word)
    return word
