"""Who and what the story is about: every being and thing once, however it is spoken of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from storyagent import lexicon
from storyagent.errors import InvalidInput
from storyagent.planning.chunks import NounPhrase
from storyagent.planning.grammar import META, word_set
from storyagent.planning.looks import SIZE_WORDS, is_being, is_person, is_seen, is_worn, kind_of
from storyagent.planning.names import Gender, gender_of_name, gender_of_noun, noun_for_name
from storyagent.planning.scenery import is_building, is_place
from storyagent.story.screenplay import Kind

_GENDERS: dict[str, Gender] = {
    "he": "male", "him": "male", "his": "male", "himself": "male", "she": "female", "her": "female", "hers": "female",
    "herself": "female", "it": "thing", "its": "thing", "itself": "thing",
}  # fmt: skip
_MANY = frozenset({"they", "them", "their", "theirs", "themselves", "we", "us", "our", "ourselves"})
_FIRST = frozenset({"i", "me", "my", "mine", "myself"})
_RECENT = 3
"""A larger number within so many sentences contradicts the smaller one; later, more may have come."""


@dataclass(slots=True, eq=False)
class Being:
    """One entity while the story is read. `noun` is empty until something is known about a mere name."""

    id: str
    noun: str
    name: str = ""
    color: str = ""
    traits: list[str] = field(default_factory=list)
    wears: list[str] = field(default_factory=list)
    count: int = 1
    counted: bool = False
    gender: Gender = ""
    place: bool = False
    first: int = 0
    acts: bool = False
    speaks: bool = False
    members: list[Being] = field(default_factory=list)
    group: Being | None = None
    owner: Being | None = None

    @property
    def kind(self) -> Kind:
        """Return whether it is a character, a prop or a place."""
        if self.place:
            return "place"
        found = kind_of(self.head)
        return "character" if self.name or self.speaks else "prop" if found == "place" else found

    @property
    def head(self) -> str:
        """Return the noun to draw."""
        return _DRAWN_AS.get(self.noun, self.noun) or noun_for_name(self.name, self.gender)

    @property
    def remaining(self) -> int:
        """Return how many of a group are not told apart as members."""
        return self.count - sum(member.count for member in self.members)


TREE_PARTS = frozenset({"branch", "bough", "twig", "treetop", "limb"})
"""Parts that are drawn as the tree they belong to."""


_DRAWN_AS = {
    "brother": "boy", "sister": "girl", "son": "boy", "daughter": "girl", "grandpa": "old man", "granny": "old woman",
    "grandma": "old woman", "grandfather": "old man", "grandmother": "old woman",
}  # fmt: skip


class Mention(NamedTuple):
    """A being spoken of, and how many of it (`number`)."""

    being: Being
    number: int


class Cast:
    """Every being of a story in the order of first mention, and who was spoken of when."""

    def __init__(self) -> None:
        self.beings: list[Being] = []
        self._history: list[tuple[int, int, Being]] = []
        self._together: list[Being] = []
        self._sentence = 0
        self.avoided: tuple[Being, ...] = ()
        """Whom "it" or "her" cannot mean just now: the clause's own subject."""

    def begin_sentence(self, index: int) -> None:
        """Say which sentence the next phrases are in."""
        self._sentence = index

    def note(self, beings: Iterable[Being], subject: bool = False) -> None:
        """Remember that these were spoken of just now, together."""
        beings = list(beings)
        self._history += [(self._sentence, int(subject), being) for being in beings]
        if len(beings) > 1 or (beings and beings[0].count > 1):
            self._together = beings

    def refer(self, phrase: NounPhrase, *, place: bool = False) -> list[Mention]:
        """Return whom a phrase is about, making a new being where the text brings one in.

        Raises:
            InvalidInput: the phrase counts a group differently than the text did before.
        """
        if phrase.noun in META or phrase.reference == "no":
            return []
        if phrase.pronoun and not phrase.noun:
            return self._pronoun(phrase)
        if not (phrase.name or place or is_seen(phrase.noun)):
            return []
        if phrase.noun in TREE_PARTS and not phrase.name:
            tree = next((being for being in self._latest() if lexicon.is_a(being.head, "tree")), None)
            phrase = NounPhrase(phrase.start, phrase.end, "tree", reference="a")
            return [Mention(tree or self._new(phrase, None, False), 1)]
        owner = self._owner(phrase)
        found = self._known(phrase, owner, place)
        if found is None:
            found = self._new(phrase, owner, place)
        else:
            self._merge(found, phrase)
        count = phrase.count if phrase.selects in ("some",) and phrase.count else found.count
        return [Mention(found, count)]

    def _owner(self, phrase: NounPhrase) -> Being | None:
        if phrase.owner is None:
            return None
        avoided, self.avoided = self.avoided, ()  # "she took her hat": the owner may well be the subject
        mentions = self.refer(phrase.owner)
        self.avoided = avoided
        return mentions[0].being if mentions else None

    # pronouns

    def _pronoun(self, phrase: NounPhrase) -> list[Mention]:
        word = phrase.pronoun
        if word in _FIRST:
            return [Mention(self._storyteller(), 1)]
        if phrase.selects and word in ("one", "they") and (phrase.color or phrase.adjectives or phrase.selects):
            member = self._member(phrase)
            return [Mention(member, min(phrase.count or member.count, member.count))] if member else []
        if word in _MANY:
            return [Mention(being, being.count) for being in self._many()]
        gender = _GENDERS.get(word)
        being = self._recent(gender) if gender else None
        if being is None:
            return []
        if gender in ("male", "female") and not being.gender:
            being.gender = gender
        return [Mention(being, 1 if being.count == 1 else being.count)]

    def _storyteller(self) -> Being:
        found = next((being for being in self.beings if being.id == "storyteller"), None)
        return found or self._add(Being("storyteller", "person", "the storyteller", first=self._sentence))

    def _many(self) -> list[Being]:
        living = [being for being in self._together if being.count > 1 or is_being(being.head) or being.name]
        if living or self._together:
            return living or self._together
        recent = self._latest()
        return [being for being in recent if being.acts][:2] or recent[:2]

    def _latest(self) -> list[Being]:
        """Return beings by how lately they were spoken of, subjects first within a sentence."""
        ordered = sorted(enumerate(self._history), key=lambda item: (item[1][0], item[1][1], item[0]), reverse=True)
        return list(dict.fromkeys(being for _, (_, _, being) in ordered if not being.place))

    def _recent(self, gender: Gender) -> Being | None:
        candidates = [being for being in self._latest() if _fits(being, gender) and being not in self.avoided]
        sure = [being for being in candidates if gender in (being.gender, "thing")]
        if gender == "thing":
            return candidates[0] if candidates else None
        named = [being for being in candidates if being.name or is_person(being.head)]
        return next(iter(sure or named or candidates), None)

    def _member(self, phrase: NounPhrase) -> Being | None:
        """Return one told apart from a group: "two cats, one red and one blue"; "the other one"."""
        group = next((being for being in self._latest() if being.count > 1 and being.group is None), None)
        if group is None:
            group = next((being.group for being in self._latest() if being.group), None)
        if group is None or not (phrase.color or phrase.adjectives):
            return group
        count = phrase.count or 1
        if phrase.color or phrase.adjectives:
            known = [m for m in group.members if m.color == phrase.color and set(phrase.adjectives) <= set(m.traits)]
            if known and phrase.reference == "the":
                return known[0]
        total = sum(member.count for member in group.members) + count
        if group.counted and total > group.count:
            raise _contradiction(group, group.count, total, "of them are described one by one")
        label = phrase.color or next(iter(phrase.adjectives), "")
        member = Being(
            self._id(f"{label} {group.noun}".strip()),
            group.noun,
            color=phrase.color or group.color,
            count=count,
            first=self._sentence,
            group=group,
        )
        member.traits = [*group.traits, *phrase.adjectives]
        group.members.append(member)
        return self._add(member)

    # nouns and names

    def _known(self, phrase: NounPhrase, owner: Being | None, place: bool) -> Being | None:
        if phrase.name:
            return self._by_name(phrase, place)
        if place:
            return next((being for being in reversed(self.beings) if being.place and being.noun == phrase.noun), None)
        if phrase.reference == "a" or phrase.selects in ("another", "other"):
            return None
        same = [being for being in self._latest() if _same_kind(being, phrase) and _agree(being, phrase)]
        same += [being for being in self.beings if being.place and being.noun == phrase.noun]
        if phrase.count and phrase.count > 1:
            return self._counted(phrase, same)
        return self._uncounted(phrase, owner, same)

    def _uncounted(self, phrase: NounPhrase, owner: Being | None, same: list[Being]) -> Being | None:
        if phrase.plural:
            return next((being for being in same if being.count > 1), None)
        if phrase.reference == "bare":
            return None
        alone = [being for being in same if being.count == 1 or phrase.selects]
        return next((being for being in alone if owner is None or being.owner in (None, owner)), None)

    def _by_name(self, phrase: NounPhrase, place: bool) -> Being | None:
        words = set(phrase.name.split())
        for being in self.beings:
            if (
                being.name
                and being.place == place
                and (words <= set(being.name.split()) or set(being.name.split()) <= words)
            ):
                return being
        nameless = [being for being in self._latest() if phrase.noun and being.noun == phrase.noun and not being.name]
        return nameless[0] if nameless and phrase.reference != "a" else None

    def _counted(self, phrase: NounPhrase, same: list[Being]) -> Being | None:
        """Find the group that "the four birds" are; more than were counted a moment ago contradict the text."""
        groups = [being for being in same if being.count > 1 and being.group is None]
        if phrase.vague:
            return groups[0] if groups and phrase.known else None
        exact = next((being for being in groups if being.count == phrase.count or not being.counted), None)
        definite = phrase.known or phrase.selects == "both"
        if not definite:
            return None
        if exact and phrase.selects == "both" and phrase.count != 2:
            raise _contradiction(exact, phrase.count or 0, 2, 'are called "both"')
        if exact:
            exact.count, exact.counted = phrase.count or exact.count, True
            return exact
        recent = [being for being in groups if self._sentence - self._last_seen(being) < _RECENT]
        total = sum(being.count for being in same)
        if recent and (phrase.count or 0) > recent[0].count and total != phrase.count:
            raise _contradiction(recent[0], recent[0].count, phrase.count or 0, "are spoken of after that")
        if phrase.selects == "both" and recent and recent[0].counted:
            raise _contradiction(recent[0], recent[0].count, 2, 'are meant by "both"')
        return recent[0] if recent else None

    def _last_seen(self, being: Being) -> int:
        return max((sentence for sentence, _, other in self._history if other is being), default=-_RECENT)

    def _new(self, phrase: NounPhrase, owner: Being | None, place: bool) -> Being:
        noun = _kin(phrase.noun, owner)
        if phrase.selects == "both" and phrase.count not in (None, 2):
            raise _contradiction(None, phrase.count or 0, 2, 'are called "both"', noun)
        wanted = phrase.name or noun
        taken = {being.id for being in self.beings}
        distinct = f"{phrase.color} {wanted}" if slug(wanted) in taken and phrase.color else wanted
        if phrase.count and phrase.count > 1 and slug(distinct) in taken:
            distinct = lexicon.plural(distinct)
        being = Being(self._id(distinct), noun, phrase.name, phrase.color, place=place, first=self._sentence)
        being.count = phrase.count or 1
        being.counted = bool(phrase.count) and not phrase.vague
        being.gender = gender_of_name(phrase.name) if phrase.name else gender_of_noun(noun)
        if noun and not is_being(noun):
            being.gender = "thing" if not phrase.name else being.gender
        being.owner = owner
        _describe(being, phrase)
        return self._add(being)

    def _merge(self, being: Being, phrase: NounPhrase) -> None:
        if phrase.name and not being.name:
            being.name = phrase.name
            being.gender = being.gender or gender_of_name(phrase.name)
        if phrase.noun and not being.noun:
            being.noun = phrase.noun
        if phrase.count and phrase.count > 1 and not phrase.vague and phrase.selects != "some" and being.count == 1:
            being.count, being.counted = phrase.count, True
        being.color = being.color or phrase.color
        _describe(being, phrase)

    def _add(self, being: Being) -> Being:
        self.beings.append(being)
        return being

    def _id(self, text: str) -> str:
        taken = {being.id for being in self.beings}
        base = slug(text) or f"entity-{len(self.beings) + 1}"
        if base not in taken:
            return base
        return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)


def slug(text: str) -> str:
    """Return the text as an id: lower-case ASCII words joined by "-", empty when no Latin letter is left."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    joined = re.sub(r"[^a-z0-9]+", "-", ascii_only.replace("'", "")).strip("-")
    return joined[:48].strip("-")


_KIN = word_set("mother father parent baby babies child brother sister son daughter friend mum dad mate cousin")
_YOUNG = {
    "duckling": "duck", "kitten": "cat", "puppy": "dog", "cub": "bear", "fawn": "deer", "calf": "cow", "lamb": "sheep",
    "chick": "hen", "piglet": "pig", "foal": "horse", "cygnet": "swan", "tadpole": "frog", "gosling": "goose",
}  # fmt: skip


def _kin(noun: str, owner: Being | None) -> str:
    """Return what an animal's mother, brother or friend is: the same animal, grown up if it is a parent."""
    if noun not in _KIN or owner is None or not lexicon.is_a(owner.head, "animal"):
        return noun
    return _YOUNG.get(owner.head, owner.head) if noun in ("mother", "father", "parent", "mum", "dad") else owner.head


def _describe(being: Being, phrase: NounPhrase) -> None:
    unseen = {
        "same",
        "own",
        "dear",
        "poor",
        "whole",
        "only",
        "next",
        "last",
        "other",
        "moving",
        "lively",
        "new",
        "few",
        "more",
        "many",
    }
    for word in phrase.adjectives:
        if word not in being.traits and word not in unseen:
            being.traits.append(word)


def _fits(being: Being, gender: Gender) -> bool:
    if gender == "thing":
        return (
            being.gender in ("thing", "")
            and not (being.name and is_person(being.head))
            and not is_person(being.noun or "person")
        )
    living = bool(being.name) or being.speaks or is_being(being.head)
    return (
        living
        and (being.gender in (gender, "") or (being.speaks and being.gender == "thing"))
        and being.count == 1
        and not is_worn(being.head)
    )


def _same_kind(being: Being, phrase: NounPhrase) -> bool:
    if being.noun == phrase.noun:
        return True
    last = being.head.rsplit(" ", 1)[-1]
    if last == phrase.noun or being.head == phrase.noun.rsplit(" ", 1)[-1]:
        return True
    general = lexicon.noun_class(phrase.noun) not in (None, "tops") and phrase.noun in _GENERAL
    return general and phrase.noun in lexicon.hypernym_chain(being.head)


_GENERAL = word_set(
    """animal bird fish insect boat ship vehicle toy tree flower child girl boy woman man creature dog cat plant machine
    car"""
)


def _agree(being: Being, phrase: NounPhrase) -> bool:
    """Tell whether nothing the phrase says speaks against its being this one."""
    if phrase.color and being.color and phrase.color != being.color:
        return False
    if being.group is not None and not (phrase.color or phrase.adjectives):
        return False
    sizes = SIZE_WORDS & set(phrase.adjectives)
    other_sizes = SIZE_WORDS & set(being.traits)
    return not (sizes and other_sizes and not sizes & other_sizes)


def _contradiction(being: Being | None, first: int, second: int, how: str, noun: str = "") -> InvalidInput:
    noun = noun or (being.noun if being else "thing")
    return InvalidInput(
        "the text counts the same things differently", where=f"the {noun}s in the text",
        found=f"{first} at first, then {second} that {how}", needed="one number",
        hint="Say how many there are in one way.",
    )  # fmt: skip


def is_place_phrase(phrase: NounPhrase) -> bool:
    """Tell whether a phrase names a place, by its noun or by a name that the lexicon files under places."""
    if phrase.noun:
        return not phrase.name and is_place(phrase.noun) and not is_building(phrase.noun)
    return bool(phrase.name) and lexicon.noun_class(phrase.name.lower()) == "location"
