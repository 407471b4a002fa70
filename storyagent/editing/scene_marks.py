"""Which scenes a request speaks of: by number, by order, by what is in them, or all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from storyagent import lexicon
from storyagent.editing.film import Film
from storyagent.editing.marks import QUOTES, Marks, Reference
from storyagent.editing.naming import first_end, naming
from storyagent.editing.numbers import NUMBER, ORDINAL, number_of
from storyagent.editing.variants import is_in
from storyagent.errors import InvalidInput
from storyagent.story.screenplay import Scene

_SCENE = r"(?:scenes?|shots?|clips?|parts?|chapters?)"
_FILM = r"(?:film|movie|video|story|thing|animation|cartoon|project)"
_NUMBERS = (
    rf"(?:{NUMBER})(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s*\+\s*|\s*(?:-|–|to|through|until|till)\s*"
    rf"|\s+or\s+)(?:{_SCENE}\s+)?(?:no\.?\s+|number\s+|#\s*)?(?:{NUMBER}))*"
)
_BY_NUMBER = re.compile(
    rf"\b(?:the\s+)?{_SCENE}\s+(?:no\.?\s+|number\s+|#\s*)?({_NUMBERS})\b(?!\s*(?:%|seconds?|s\b|times))", re.I
)
_ORDINALS = (
    rf"(?:(?:{ORDINAL}|next)[- ](?:to[- ])?last|(?:very\s+)?(?:{ORDINAL}|last|final|opening|closing|penultimate))"
)
_BY_ORDINAL = re.compile(
    rf"(?<!\ba )(?<!\ban )(?<!new )(?<!other )\b(?:the\s+)?"
    rf"({_ORDINALS}(?:\s*(?:,|and|,\s*and|&)\s*(?:the\s+)?{_ORDINALS})*)\s+"
    rf"(?:{_SCENE}|(?:bits?|sequences?|sections?|segments?)(?!\s+of\b))\b",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(rf"\b(?:the\s+)?(?:new|now)\s+({_ORDINALS})\s+{_SCENE}\b", re.IGNORECASE)
"""A scene by its place after the order was changed: "the new first scene"."""
_THE_ONE = re.compile(
    rf"(?:\bthe\s+({_ORDINALS})\s+ones?\b|(?:(?<=before |.after |behind )|(?<=long as )|(?<=short as )|(?<=fast as"
    rf" )|(?<=slow as )|(?<=but )|(?<=except )|(?<=except for ))the\s+({_ORDINALS})\b(?!\s+\w))",
    re.IGNORECASE,
)
_JUDGED = re.compile(
    rf"\b(?:the\s+)({_ORDINALS})(?:\s+one)?(?=\s+(?:(?:is|feels|seems|looks|was)\s+(?:(?:a bit|a little|much|way"
    rf"|far|still)\s+)?"
    r"too\b|(?:is\s+)?(?:a bit|a little|too|much too|way too)\s+(?:long|short|slow|fast|dark|bright)\b"
    r"|(?:should|needs to|must|has to|could)\s+be\s+(?:a bit |much |a little )?(?:long|short|slow|fast|dark|bright"
    r"|quick)))",
    re.I,
)
"""A scene that somebody finds too slow: "the second a bit long"."""
_BARE = re.compile(
    rf"\b(swap|switch|exchange|merge|join|combine)\s+((?:{NUMBER})(?:\s*(?:,|and|with|&)\s*(?:{NUMBER}))+)"
    r"(?=\s*(?:[,;.!?]|$|and\b|then\b))",
    re.IGNORECASE,
)
"""Numbers that can only be scenes: "swap 2 and 3"."""
_FROM_TO = re.compile(
    rf"\b((?:move|bring|put|take|shift|transfer|carry|send)\b[^.;,]*?) from ({_SCENE} (?:{NUMBER})) (?:in)?to"
    rf" ({_SCENE} (?:{NUMBER}))\b",
    re.IGNORECASE,
)
"""Two scenes, from the one to the other: "move the bird from scene 2 to scene 4"."""
_BETWEEN = re.compile(
    rf"\bbetween (?:the )?({NUMBER}) and (?:the )?({NUMBER})\b(?! (?:seconds|minutes|trees))", re.IGNORECASE
)
_ENDS = re.compile(
    r"\b(swap|switch|exchange) the (beginning|start|opening) (?:and|with|for) the (end|ending|finale)\b", re.IGNORECASE
)
"""Scenes by where they are in the film: "swap the beginning and the end"."""
_TWICE = re.compile(rf"\b({_SCENE} ({NUMBER})) and (?={_SCENE} \2\b)", re.IGNORECASE)
"""A scene named again is no list: "scene 1 before scene 2 and scene 2 before scene 1"."""
_PARTS = re.compile(r"\b(?:first|second|last|other) (?:parts?|halves|half|ones?)\b", re.IGNORECASE)
_SEVERAL = re.compile(rf"\b(?:the\s+)?(first|last|final|opening)\s+({NUMBER})\s+{_SCENE}\b", re.I)
_COUNTED_LAST = re.compile(rf"\b(?:the\s+)?({ORDINAL})\s+{_SCENE}\s+from the end\b", re.I)
_EVERY = re.compile(
    rf"\b(?:(?:in|of|for|to|over|across|through)\s+)?(?:(?:all|each|every(?:\s+single)?"
    rf"|both)\s+(?:of\s+)?(?:the\s+)?(?:\w+\s+)?{_SCENE}|each\s+one\s+of\s+the\s+{_SCENE}|the\s+scenes)\b"
    rf"(?!\s+(?:with|where|in\s+which|that)\b)",
    re.I,
)
_WHOLE = re.compile(
    rf"\b(?:(?:in|of|for|to|on|throughout|during|over|across)\s+)?(?:the\s+(?:whole|entire|full|complete)\s+{_FILM}"
    rf"|(?:my|our|this|that)\s+(?:whole\s+)?{_FILM}"
    rf"|the\s+(?:film|movie|video|story|animation)|all\s+of\s+it|the\s+whole|the\s+lot)\b(?!'s|\s+(?:about"
    rf"|of\s+the\s+[a-z]+\s+and))",
    re.I,
)
_EVERYWHERE = re.compile(
    r"\b(?:everywhere|throughout|all the way through|from (?:start|beginning) to (?:end|finish))\b(?!\s+else)", re.I
)
_ELSE = re.compile(
    rf"\b(?:in\s+)?(?:everywhere else|(?<=make )everything else(?= [a-z]+(?:y|er)?\b)|(?:all\s+)?the (?:other"
    rf"|remaining) {_SCENE}|the rest(?: of (?:the )?(?:{_FILM}"
    rf"|{_SCENE}))?|all (?:the )?other(?:s| {_SCENE}))\b",
    re.I,
)
_EVERYTHING_BUT = re.compile(
    r"\b(?:everything|all of it|all)\s*(?:,\s*)?(?:except|but|apart from|other than)\s+(?:for\s+"
    r"|in\s+)?([\ue000-\ue0ff])",
    re.I,
)
_LAST = re.compile(r"\bthe\s+(?:very\s+)?(?:ending|finale|conclusion|outro)\b(?!\s+(?:with|where|in which|:))", re.I)
_FIRST = re.compile(r"\bthe\s+(?:very\s+)?(?:opening|intro|introduction)\b(?!\s+(?:with|where|in which|:))", re.I)
_AT_AN_END = re.compile(
    r"(?:^|(?<=[.!?;]\s))(?:right )?(?:at|in|towards?|near) the (?:very )?(?P<end>end|beginning|start)"
    r"(?: of (?:the |our )?(?:film|movie|story|video))?,? (?!add|insert|put in|there should be a scene|append"
    r"|include|i want a)",
    re.I,
)
_ADDED_AT_AN_END = re.compile(
    rf"(?P<what>\b(?:add|put|insert|show|have|include|want|see|let there be|with|place) (?:an?|another|some|two"
    rf"|three|several)\b"
    rf"(?:(?!\b{_SCENE}\b|[.,;!?]).)*?) (?:right )?at the (?:very )?(?P<end>end|beginning|start)"
    rf"(?: of (?:the |our )?{_FILM})?(?=\s*(?:[.,;!?]|$|and\b))",
    re.I,
)
_WHEREVER = re.compile(
    r",?\s+(?:wherever|whenever|every ?time|each time|everywhere that|in (?:all|every) (?:the )?scenes? (?:where|in"
    r" which"
    r"|with))(?: that)? (?P<told>(?:the |a |an |his |her )?[\w'-]+(?: [\w'-]+){0,5}?)(?P<end>\s*(?:[,.;!?]|$))",
    re.I,
)
_WHEN = re.compile(
    r"(?:(?P<lead>^|(?<=[.!?;] ))|,?\s+)(?:right )?(?:when|while|as soon as|once|the moment|at the moment when|in"
    r" the moment when)"
    r"\s+(?P<told>(?:the |a |an |his |her )?[\w'-]+(?: [\w'-]+){1,9}?)(?P<end>\s*(?:[,.;!?]|$))",
    re.I,
)
_WITH = re.compile(
    rf"\b(?:the|that|any|every|each|all(?:\s+the)?)\s+({_SCENE}|bit|moment|sequence|section|segment|point"
    rf"|ones?)\s+(with|without|where|in\s+which|that\s+(?:has|have"
    rf"|shows?)|featuring|at|on|in|about|of)\s+"
    rf"((?:(?!\b(?:and|but|then|to|is|are|should|with|a bit|much|make|let|put|delete|remove|add|set|change|it"
    rf"|please)\b)[\w' -])+)",
    re.I,
)
_STRETCH = r"(?:(?<!little )(?<!wee )(?<!tiny )bits?(?! by\b)|moments?|sequences?|sections?|segments?)"
_NAMED = re.compile(
    rf"\b(?:the|that|every|all)\s+((?:(?!(?:an?|add|insert|put|show|new|another|in)\b)[\w'-]+\s+){{1,3}})"
    rf"(?:{_SCENE}|{_STRETCH})\b",
    re.I,
)
_APPEARING = re.compile(
    rf"\b(?:(?P<lead>in|for|throughout|during|of|across)\s+)?(?:(?:every(?:\s+single)?|each|any|all(?:\s+of)?(?:\s+the)?)\s+{_SCENE}"
    rf"|the\s+(?:scenes|shots|clips|parts))\s+(?:(?:that|which|where|in\s+which)\s+)?(?P<who>he|she|it|they|(?:the\s+)?[\w-]+"
    r"(?:\s+[\w-]+)?)(?:(?:'s|'re|\s+is|\s+are)\s+in|\s+(?:appears?|shows?\s+up|turns?\s+up)(?:\s+in)?)(?=[\s,.;!?]|$)",
    re.IGNORECASE,
)
"""The scenes that somebody is in: "every scene she's in", "all scenes the owl appears in"."""
_THIS = re.compile(
    rf"\b(?:this|that|the same|it's|the)\s+(?:one\s+)?(?:{_SCENE})\b(?!\s+(?:{NUMBER})\b)(?!\s*[{QUOTES}])",
    re.IGNORECASE,
)
_EXCEPT = re.compile(
    r"([\ue000-\ue0ff])\s*(?:,\s*)?(?:except|but not|apart from|other than|but)\s+(?:in\s+|for\s+)?([\ue000-\ue0ff])",
    re.I,
)
_AFTER_ALL = re.compile(
    rf"\b(?:everything|all(?:\s+(?:the\s+)?{_SCENE})?|every\s+{_SCENE})\s+(after|before"
    rf"|from)\s+([\ue000-\ue0ff])(?:\s+on(?:wards)?)?",
    re.I,
)


def mark_scenes(text: str, film: Film, marks: Marks) -> str:
    """Return a request with a mark for everything that refers to scenes.

    Raises:
        InvalidInput: a scene is named that is not there.
    """
    ids = [scene.id for scene in film.scenes]
    finder = _Finder(film, ids, marks)
    halves = re.search(r"\b(?:split|divide)\b|\bin(?:to)? (?:two|halves|2)\b", text, re.I)
    if halves:  # the parts are scenes that are not there yet
        text = _PARTS.sub(lambda m: m[0].replace(" ", "\u2060 "), text)
    text = _BARE.sub(lambda m: f"{m[1]} {finder.one(m[2], _numbered(film, m[2], m[2]))}", text)
    text = _FROM_TO.sub(lambda m: f"{m[1]} from {finder.one(m[2], _numbered(film, m[2], m[2]))} to "
                        f"{finder.one(m[3], _numbered(film, m[3], m[3]))}", text)  # fmt: skip
    text = _BETWEEN.sub(lambda m: f"between {finder.one(m[1], _numbered(film, m[1], m[0]))} and "
                        f"{finder.one(m[2], _numbered(film, m[2], m[0]))}", text)  # fmt: skip
    text = _ENDS.sub(lambda m: f"{m[1]} {finder.one(m[2], ids[:1])} and {finder.one(m[3], ids[-1:])}", text)
    text = _COUNTED_LAST.sub(lambda m: finder.one(m[0], [_at(film, -int(number_of(m[1])), m[0])]), text)
    text = _SEVERAL.sub(finder.several, text)
    text = _TWICE.sub(lambda m: f"{finder.one(m[1], _numbered(film, m[1], m[1]))} and ", text)
    text = _BY_NUMBER.sub(lambda m: finder.one(m[0], _numbered(film, m[1], m[0])), text)
    text = _AFTERWARDS.sub(lambda m: marks.scene(Reference(m[0], (m[1].lower(),), noun="new")), text)
    text = _BY_ORDINAL.sub(finder.ordered, text)
    text = _JUDGED.sub(lambda m: finder.one(m[0], _ordered(film, m[1], m[0])), text)
    if marks.scenes or re.search(rf"\b{_SCENE}\b", text, re.I):
        text = _THE_ONE.sub(lambda m: finder.one(m[0], _ordered(film, m[1] or m[2], m[0])), text)
    text = _LAST.sub(lambda m: finder.one(m[0], ids[-1:]), text)
    text = _FIRST.sub(lambda m: finder.one(m[0], ids[:1]), text)
    text = _AT_AN_END.sub(
        lambda m: f"in {finder.one(m[0], ids[-1:] if m['end'].lower() == 'end' else ids[:1])}, ", text
    )
    text = _ADDED_AT_AN_END.sub(
        lambda m: (
            f"{m['what']} in {finder.one('at the ' + m['end'], ids[-1:] if m['end'].lower() == 'end' else ids[:1])}"
        ),
        text,
    )
    text = _EVERYTHING_BUT.sub(finder.all_but, text)
    text = _AFTER_ALL.sub(finder.beyond, text)
    text = _WHEREVER.sub(finder.wherever, text)
    text = _WITH.sub(finder.having, text)
    if not re.search(rf"\b{_SCENE}\b[^.;]*(?:where|in which|:|of|about|that)", text, re.I):
        text = _WHEN.sub(finder.happening, text)
    text = _APPEARING.sub(finder.appearing, text)
    text = _ELSE.sub(lambda m: _led(m[0], marks.scene(Reference(_unled(m[0]), noun="else"))), text)
    text = _EVERY.sub(
        lambda m: _led(m[0], marks.scene(Reference(_unled(m[0]), tuple(ids), whole=True, each=True))), text
    )
    text = _NAMED.sub(finder.named, text)
    text = _THIS.sub(lambda m: marks.scene(Reference(m[0], noun="this")), text)
    text = _WHOLE.sub(lambda m: _led(m[0], marks.scene(Reference(_unled(m[0]), tuple(ids), whole=True))), text)
    text = _EVERYWHERE.sub(lambda m: f"in {marks.scene(Reference(m[0], tuple(ids), whole=True))}", text)
    return _EXCEPT.sub(finder.excepting, text)


_LEADING = re.compile(r"(in|of|for|to|on|throughout|during|over|across|through)\s", re.I)


def _led(text: str, mark: str) -> str:
    """Return a mark with the preposition that its text began with."""
    match = _LEADING.match(text)
    return f"{match[1]} {mark}" if match else f"in {mark}" if text.lower().startswith("everywhere") else mark


def _unled(text: str) -> str:
    """Return a text without the preposition that `_led` puts before its mark."""
    match = _LEADING.match(text)
    return text[match.end() :] if match else text


class _Finder:
    """Finds the scenes of one film."""

    def __init__(self, film: Film, ids: list[str], marks: Marks) -> None:
        self.film, self.ids, self.marks = film, ids, marks

    def one(self, text: str, ids: Sequence[str]) -> str:
        return self.marks.scene(Reference(text, tuple(dict.fromkeys(ids)), several=len(ids) > 1))

    def ordered(self, match: re.Match[str]) -> str:
        """Find "the second and the last scene"; "first, first scene last" has no list in it."""
        words = re.findall(_ORDINALS, match[1], re.IGNORECASE)
        if len(words) > len({word.lower() for word in words}):
            at = match[0].lower().rindex(words[-1].lower())
            return match[0][:at] + self.one(match[0][at:], _ordered(self.film, words[-1], match[0]))
        return self.one(match[0], _ordered(self.film, match[1], match[0]))

    def several(self, match: re.Match[str]) -> str:
        count = int(number_of(match[2]))
        _require(self.film, count, match[0])
        ids = self.ids[:count] if match[1].lower() in ("first", "opening") else self.ids[-count:]
        return self.one(match[0], ids)

    def beyond(self, match: re.Match[str]) -> str:
        known = self.marks.scenes[match[2]].ids
        first, last = self.ids.index(known[0]), self.ids.index(known[-1])
        way = match[1].lower()
        ids = self.ids[:first] if way == "before" else self.ids[last + (way == "after") :]
        if not ids:
            return match[0]
        return self.one(self.marks.plain(match[0]), ids)

    def excepting(self, match: re.Match[str]) -> str:
        all_of, not_of = self.marks.scenes[match[1]], self.marks.scenes[match[2]]
        ids = [one for one in all_of.ids if one not in not_of.ids]
        return self.one(self.marks.plain(match[0]), ids) if ids else match[0]

    def all_but(self, match: re.Match[str]) -> str:
        not_of = self.marks.scenes[match[1]]
        ids = [one for one in self.ids if one not in not_of.ids]
        return self.one(self.marks.plain(match[0]), ids) if ids else match[0]

    def wherever(self, match: re.Match[str]) -> str:
        """Find "wherever the kite flies": all scenes with it."""
        groups = [group for group in naming(match["told"], self.film) if group.ids]
        found = [
            scene.id
            for scene in self.film.scenes
            if groups and all(any(is_in(scene, one) for one in group.ids) for group in groups)
        ]
        return f" in {self.one(match[0].strip(' ,.;!?'), found)}{match['end']}" if found else match[0]

    def appearing(self, match: re.Match[str]) -> str:
        """Find "every scene she's in": for a pronoun all scenes, since an edit of somebody is where they are."""
        lead = f"{match['lead'] or 'in'} "
        said = match[0][len(match["lead"] or "") :].strip()
        if match["who"].lower() in ("he", "she", "it", "they"):
            return lead + self.marks.scene(Reference(said, tuple(self.ids), whole=True, each=True))
        groups = [group for group in naming(match["who"], self.film) if group.ids]
        found = [one.id for one in self.film.scenes if any(is_in(one, who) for group in groups for who in group.ids)]
        return lead + self.marks.scene(Reference(said, tuple(found), several=True)) if found else match[0]

    def happening(self, match: re.Match[str]) -> str:
        """Find "when the owl lands": the scenes of which that is told."""
        words = match["told"]
        entities = [one for group in naming(words, self.film) for one in group.ids]
        verbs = [word for word in re.findall(r"[a-z]+", words.lower()) if len(word) > 3]
        doing = any(lexicon.lemma(word, "v") not in (None, word) for word in verbs)
        found = [
            scene.id
            for scene in self.film.scenes
            if doing and any(is_in(scene, one) for one in entities) and _tells(scene.prompt, verbs)
        ]
        if not found or len(found) == len(self.ids):
            return match[0]
        mark = self.one(match[0].strip(" ,.;!?"), found)
        return f"in {mark}{match['end'] or ','}" if match["lead"] is not None else f" in {mark}{match['end']}"

    def having(self, match: re.Match[str]) -> str:
        """Find "the scene with the boat", "the scene where Ruby sleeps", "the scene at the beach"."""
        words = match[3].rstrip()
        if match[2].lower() not in ("where", "in which"):  # "the scene with the boat": no more than the boat
            words = words[: first_end(words, self.film)] or words
        while words:
            found = self._about(words, wants=match[2].lower() != "without")
            if found:
                any_of = re.match(r"(?:every|each|any|all)\b", match[0], re.IGNORECASE)
                only_one = not re.search(r"s$", match[1], re.I) and not any_of and len(found) > 1
                text = match[0][: len(match[0]) - len(match[3])] + words
                choice = Reference(text, tuple(found), several=not only_one, noun="which" if only_one else "")
                return self.marks.scene(choice) + match[3][len(words) :]
            words = words.rsplit(" ", 1)[0] if " " in words else ""
        return match[0]

    def named(self, match: re.Match[str]) -> str:
        """Find "the boat scene", "the night scenes"."""
        found = self._about(match[1].strip(), wants=True)
        if not found:
            return match[0]
        only_one = len(found) > 1 and not match[0].lower().endswith("s")
        return self.marks.scene(
            Reference(match[0], tuple(found), several=not only_one, noun="which" if only_one else "")
        )

    def _is_at(self, scene: Scene, words: str) -> bool:
        place = self.film.screenplay.entity(scene.place) if scene.place else None
        return place is not None and words in (place.name.lower(), place.noun)

    def _about(self, words: str, *, wants: bool) -> list[str]:
        """Return the scenes that have the entities named, told by their words, or play at that time."""
        entities = naming(words, self.film)
        found = []
        for scene in self.film.scenes:
            if entities:
                fits = all(any(is_in(scene, one) for one in group.ids) for group in entities if group.ids)
                fits = fits and any(group.ids for group in entities)
            else:
                fits = (
                    scene.time == words.lower()
                    or scene.weather == words.lower()
                    or scene.title.lower() == words.lower()
                    or self._is_at(scene, words.lower().removeprefix("the "))
                )
            if fits == wants:
                found.append(scene.id)
        verbs = [word for word in re.findall(r"[a-z]+", words.lower()) if len(word) > 3]
        if entities and len(found) > 1:  # "where Ruby sleeps": of those with Ruby, the one that tells of sleeping
            telling = [one for one in found if _tells(self.film.screenplay.scene(one).prompt, verbs)]
            found = telling or found
        return found if len(found) < len(self.film.scenes) or len(found) == 1 else []


def _tells(prompt: str, words: Sequence[str]) -> bool:
    stems = {word[:4] for word in words}
    told = {word[:4] for word in re.findall(r"[a-z]+", prompt.lower())}
    return bool(stems) and stems <= told


def _numbered(film: Film, text: str, said: str) -> list[str]:
    numbers: list[int] = []
    pieces = re.findall(rf"(-|–|\bto\b|\bthrough\b|\buntil\b|\btill\b)?\s*(?:{_SCENE}\s+)?({NUMBER})", text, re.I)
    for between, word in pieces:
        number = int(number_of(word))
        numbers += range(numbers[-1] + 1, number + 1) if between and numbers else [number]
    for number in numbers:
        _require(film, number, said)
    return [film.scenes[number - 1].id for number in numbers]


def _ordered(film: Film, text: str, said: str) -> list[str]:
    found = []
    for word in re.findall(_ORDINALS, text, re.IGNORECASE):
        plain = word.lower().removeprefix("very ").replace("-", " ")
        index = {"last": -1, "final": -1, "closing": -1, "opening": 1, "penultimate": -2}.get(plain)
        if index is None and plain.endswith("last"):
            first = plain.split()[0]
            index = -2 if first == "next" else -int(number_of(first))
        found.append(_at(film, int(number_of(plain)) if index is None else index, said))
    return found


def place_in(order: Sequence[str], ordinal: str) -> str | None:
    """Return the scene at an ordinal's place in an order, None where there is none."""
    plain = ordinal.removeprefix("very ").replace("-", " ")
    index = {"last": -1, "final": -1, "closing": -1, "opening": 1, "penultimate": -2}.get(plain)
    index = int(number_of(plain)) if index is None and " " not in plain else index
    if index is None or not 1 <= abs(index) <= len(order):
        return None
    return order[index - 1 if index > 0 else index]


def _at(film: Film, index: int, said: str) -> str:
    _require(film, abs(index), said)
    return film.scenes[index - 1 if index > 0 else index].id


def _require(film: Film, number: int, said: str) -> None:
    if not 1 <= number <= len(film.scenes):
        count = len(film.scenes)
        raise InvalidInput(
            "there is no such scene", where="request", found=said.strip(),
            needed=f"scene 1 to {count}" if count > 1 else "scene 1, the only one",
        )  # fmt: skip
