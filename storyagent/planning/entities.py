"""Who and what the story is about: every being and thing once, however it is spoken of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from zlib import crc32

from storyagent import lexicon
from storyagent.errors import InvalidInput
from storyagent.planning.beings import (
    TREE_PARTS,
    Being,
    Mention,
    agrees,
    describe_being,
    fits_gender,
    is_same_kind,
    kin_noun,
    slug,
)
from storyagent.planning.chunks import NounPhrase, WindowPhrase
from storyagent.planning.grammar import META, ORDINALS
from storyagent.planning.looks import is_being, is_person, is_seen, is_seen_if_counted
from storyagent.planning.names import Gender, gender_of_name, gender_of_noun
from storyagent.story.choreography import RelationKind

if TYPE_CHECKING:
    from storyagent.planning.chunks import Clause
    from storyagent.planning.events import Event

_GENDERS: dict[str, Gender] = {
    "he": "male", "him": "male", "his": "male", "himself": "male", "she": "female", "her": "female", "hers": "female",
    "herself": "female", "it": "thing", "its": "thing", "itself": "thing",
}  # fmt: skip
_MANY = frozenset({"they", "them", "their", "theirs", "themselves", "we", "us", "our", "ourselves"})
_THEIRS = frozenset({"hers", "mine", "yours", "ours", "theirs"})
_FIRST = frozenset({"i", "me", "my", "mine", "myself"})
_ENDS = ("first", "last")
_YOUNG = ("child", "kid", "sibling", "twin", "youngster", "toddler", "pupil", "friend", "schoolchild")
_KIN_GROUPS = {
    **dict.fromkeys(("boy", "girl"), _YOUNG), **dict.fromkeys(("brother", "sister"), _YOUNG[:5]),
    **dict.fromkeys(("man", "woman"), ("person", "parent", "traveler", "neighbor", "couple")),
    **dict.fromkeys(("mother", "father", "mum", "dad"), ("parent",)),
    **dict.fromkeys(("grandmother", "grandfather", "grandma", "grandpa"), ("grandparent",)),
}  # fmt: skip
"""Of which groups one can be a member."""
_FEW = 3
"""In a larger group nobody knows which one "the girl" is."""
_PHYSICAL = ("artifact", "animal", "object", "food", "plant")
_RECENT = 3
"""A larger number within so many sentences contradicts the smaller one; later, more may have come."""


def _is_counted(phrase: NounPhrase) -> bool:
    """Tell whether what is a substance by its noun is a thing by its number: "six slimes", "a slime"."""
    if phrase.solid:  # "the spring is cyan"
        return any(sense.category in _PHYSICAL for sense in lexicon.noun_senses(phrase.noun))
    counted = phrase.reference == "a" or bool(phrase.count and not phrase.vague)
    stuff = lexicon.noun_class(phrase.noun) == "substance" or lexicon.is_a(phrase.noun, "building material")
    return counted and stuff and is_seen_if_counted(phrase.noun)


class Cast:
    """Every being of a story in the order of first mention, and who was spoken of when."""

    def __init__(self) -> None:
        self.beings: list[Being] = []
        self._spoken: dict[Being, tuple[int, int, int]] = {}
        """When each was spoken of last: the sentence, how, and after how many others."""
        self._notes = 0
        self._together: list[Being] = []
        self._led = False
        self._parted: set[Being] = set()
        """Groups of which one has been picked out."""
        self._company = -_RECENT
        """The sentence in which several living ones were last spoken of together; things do not take their place."""
        self._sentence = 0
        self._mark = "0000"
        self.aboard: dict[Being, tuple[RelationKind, Being]] = {}
        """What each is in or on: a boat, a tree."""
        self.asked = False
        """Whether the text asks for a picture: who says "I" and "we" is not in it."""
        self.ended = False
        """Whether the sentence before told where somebody ended up."""
        self.times: list[WindowPhrase] = []
        """The parts of time that the text named last."""
        self.pending: list[Clause] = []
        """Places that were told before anybody was named: "Start: top left. End: top right. It's a beetle."."""
        self.now: tuple[float, float] | None = None
        """The part of the time that the clause being read tells of."""
        self.timed: dict[Being, Event] = {}
        """What told last when each is seen."""
        self.hidden: set[Being] = set()
        """Who is not seen at first: where they are said to be later, they are seen from then on."""
        self.avoided: tuple[Being, ...] = ()
        """Whom "it" or "her" cannot mean just now: the clause's own subject."""

    def begin_sentence(self, index: int, text: str) -> None:
        """Say which sentence the next phrases are in. Its text marks the ids of those that share a name."""
        self._sentence = index
        self._mark = f"{crc32(text.encode()) % 65536:04x}"

    def note(self, beings: Iterable[Being], subject: bool = False, aside: bool = False) -> None:
        """Remember that these were spoken of just now, together; an `aside` names them with a preposition."""
        beings = list(beings)
        for being in beings:
            self._notes += 1
            spoken = (self._sentence, int(subject) - aside, self._notes)
            self._spoken[being] = max(spoken, self._spoken.get(being, spoken))
        if len(beings) > 1 or (beings and beings[0].count > 1):
            alive = any(is_being(being.head) or being.name for being in beings)
            if alive or subject or self._sentence - self._company >= _RECENT:
                self._together, self._led = beings, subject
                self._company = self._sentence if alive and len(beings) > 1 else -_RECENT

    def knows(self, pronoun: str) -> bool:
        """Tell whether the text has brought in anybody whom "it", "he" or "she" can mean."""
        gender = _GENDERS.get(pronoun)
        return gender is None or self._recent(gender) is not None

    def tells_apart(self, phrase: NounPhrase) -> bool:
        """Tell whether a phrase with a noun picks one or the rest out of a group of that noun: "one dog"."""
        one = phrase.count == 1 and phrase.reference == "bare"
        if not (phrase.noun and (one or phrase.selects in ("other", "second"))):
            return False
        return any(being.count > 1 and being.noun == phrase.noun and not being.place for being in self.beings)

    def last_acting(self) -> list[Mention]:
        """Return who did something last, alone."""
        return [Mention(being, being.count) for being in self._latest() if being.acts][:1]

    def refer(self, phrase: NounPhrase, *, place: bool = False) -> list[Mention]:
        """Return whom a phrase is about, making a new being where the text brings one in.

        Raises:
            InvalidInput: the phrase counts a group differently than the text did before.
        """
        if phrase.noun in META or phrase.reference == "no":
            return []
        if phrase.pronoun and not phrase.noun:
            return self._pronoun(phrase)
        if not (phrase.name or place or is_seen(phrase.noun) or _is_counted(phrase)):
            return []
        if phrase.noun in TREE_PARTS and not phrase.name:
            latest = self._latest()
            tree = next((b for b in latest if lexicon.is_a(b.head, "tree") or b.noun == "tree branch"), None)
            phrase = NounPhrase(phrase.start, phrase.end, "tree branch", reference="a", color=phrase.color)
            return [Mention(tree or self._new(phrase, None, False), 1)]
        owner = self._owner(phrase)
        found = self._known(phrase, owner, place)
        if found is None:
            found = self._new(phrase, owner, place)
        else:
            self._merge(found, phrase)
        one_of = found.count > 1 and bool(phrase.noun) and not (phrase.plural or phrase.count or phrase.name)
        count = 1 if one_of else phrase.count if phrase.selects == "some" and phrase.count else found.count
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
            return [] if self.asked else [Mention(self._storyteller(), 1)]
        if phrase.selects and word in ("one", "they") and (phrase.color or phrase.adjectives or phrase.selects):
            member = self._member(phrase)
            rest = phrase.selects == "other" and member is not None and member.count > 1
            whole = (1 if phrase.selects in ORDINALS else member.count - rest) if member else 0
            number = phrase.count or whole
            return [Mention(member, min(number, member.count))] if member else []
        if word in _THEIRS:  # "his bike is blue but hers is pink"
            like = next((being for being in self._latest() if being.gender == "thing" and being.noun), None)
            return [Mention(self._add(Being(self._id(like.noun), like.noun, first=self._sentence)), 1)] if like else []
        if word in _MANY:
            return [Mention(being, being.count) for being in self._many()]
        gender = _GENDERS.get(word)
        being = self._recent(gender) if gender else None
        if being is None and word == "it":  # an alien, a baby
            being = next((one for one in self._latest() if one.count == 1 and not one.name), None)
        if being is None:
            return []
        if gender in ("male", "female") and not being.gender:
            being.gender = gender
        return [Mention(being, 1 if being.count == 1 else being.count)]

    def _storyteller(self) -> Being:
        found = next((being for being in self.beings if being.id == "storyteller"), None)
        return found or self._add(Being("storyteller", "person", "the storyteller", first=self._sentence))

    def _many(self) -> list[Being]:
        alive = [being for being in self._together if is_being(being.head) or being.name]
        lately = {b for b, (sentence, _, _) in self._spoken.items() if self._sentence - sentence < _RECENT}
        others = [
            b
            for b in self._latest()
            if b.acts and b in lately and b not in self.avoided and (is_being(b.head) or b.name)
        ][:2]
        alive = alive or others[:1] * (len(others) == 1 and others[0].owner is not None)
        if not alive and not self._led and len(others) > 1:  # two who act, rather than the stars they look at
            return others
        if len(alive) == 1 and alive[0].count == 1 and alive[0].owner in self.beings and alive[0].owner:
            return [alive[0].owner, alive[0]]  # "Leo's kite ... His sister climbed up. They ..."
        living = alive or [being for being in self._together if being.count > 1]
        if living or self._together:
            return living or self._together
        recent = self._latest()
        return [being for being in recent if being.acts][:2] or recent[:2]

    def _latest(self) -> list[Being]:
        """Return beings by how lately they were spoken of, subjects first within a sentence."""
        told = [being for being in self._spoken if not being.place]
        return sorted(told, key=self._spoken.__getitem__, reverse=True)

    def _recent(self, gender: Gender) -> Being | None:
        candidates = [being for being in self._latest() if fits_gender(being, gender) and being not in self.avoided]
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
        like = group if group and self._is_one_more(phrase, group) else None  # "then a third one comes"
        if like or (group is None and phrase.selects in ("another", *ORDINALS) and phrase.selects not in _ENDS):
            like = like or next(iter(self._latest()), None)  # "behind it paddles a third"
            if like and like.noun:
                return self._add(Being(self._id(like.noun), like.noun, first=self._sentence))
        other = next((being for being in reversed(self.beings) if being.color and phrase.color and being.noun), None)
        one = phrase.pronoun == "one" or (phrase.pronoun == "they" and phrase.count == 1)
        if group is None and other and one and other.color != phrase.color:
            noun = other.noun  # "a black cat and a white one"
            return self._add(Being(self._id(f"{phrase.color} {noun}"), noun, color=phrase.color, first=self._sentence))
        if group is None:  # "no submarine at first; later there is one"
            return next(iter(self._latest()), None) if phrase.start == phrase.end - 1 else None
        if not (phrase.color or phrase.adjectives):
            return group
        count = phrase.count or max(1, round(group.count * phrase.share))
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

    def _is_one_more(self, phrase: NounPhrase, group: Being) -> bool:
        """Tell whether "a third one", "another one" is none of a group's that the text has not told apart."""
        another = phrase.selects == "another" and group not in self._parted and not (phrase.color or group.members)
        self._parted.add(group)
        return (another and group.counted) or ORDINALS.get(phrase.selects, 0) > group.count

    # nouns and names

    def _known(self, phrase: NounPhrase, owner: Being | None, place: bool) -> Being | None:
        if phrase.name:
            return self._by_name(phrase, place)
        if phrase.apart:
            pass
        elif place:
            return next((being for being in reversed(self.beings) if being.place and being.noun == phrase.noun), None)
        awaited = next((being for being in self.beings if being.awaited and being.noun == phrase.noun), None)
        if awaited:  # "no fox at first, then a fox"
            awaited.awaited, awaited.count = False, phrase.count or awaited.count
            return awaited
        if phrase.reference == "a" or phrase.selects in ("another", "other"):
            return self._seen_before(phrase)
        latest = self._latest()
        noted = set(latest)
        unnoted = [being for being in reversed(self.beings) if not being.place and being not in noted]
        same = [b for b in (*unnoted, *latest) if is_same_kind(b, phrase) and agrees(b, phrase)]
        if not phrase.apart:
            same += [being for being in self.beings if being.place and being.noun == phrase.noun]
        if phrase.side:  # "the car on the left is navy, the car on the right silver"
            same = [being for being in same if being.side in ("", phrase.side)]
        many = phrase.count is not None and phrase.count > 1
        found = self._counted(phrase, same) if many else self._uncounted(phrase, owner, same)
        return found or self._one_of_kin(phrase)

    def _seen_before(self, phrase: NounPhrase) -> Being | None:
        """Return what was seen in another part of the time: "first half: a post; second half: a post with a gull"."""
        if self.now is None or phrase.selects or phrase.count not in (None, 1):
            return None
        for being, event in self.timed.items():
            apart = all(end <= self.now[0] or start >= self.now[1] for start, end in event.windows)
            if apart and being.noun == phrase.noun and agrees(being, phrase):
                return being
        return None

    def _one_of_kin(self, phrase: NounPhrase) -> Being | None:
        """Return "the girl" of "two children" as a member of theirs."""
        if phrase.reference != "the" or phrase.plural or phrase.count not in (None, 1):
            return None
        kin = (b for b in self._latest() if b.count > 1 and b.noun in _KIN_GROUPS.get(phrase.noun, ()))
        group = next((being for being in kin if being.remaining > 0 and being.count <= _FEW), None)
        if group is None:
            return None
        member = Being(self._id(phrase.noun), phrase.noun, color=phrase.color, first=self._sentence, group=group)
        member.gender, member.traits = gender_of_noun(phrase.noun), [*group.traits]
        describe_being(member, phrase)
        group.members.append(member)
        return self._add(member)

    def _uncounted(self, phrase: NounPhrase, owner: Being | None, same: list[Being]) -> Being | None:
        if phrase.plural:
            return next((being for being in same if being.count > 1), None)
        if phrase.reference == "bare":  # "singer enters, singer stays"
            again = [b for b in same if b.noun == phrase.noun and b.count == 1 and not b.place]
            return again[0] if again and not (phrase.count or phrase.color or phrase.adjectives) else None
        alone = [being for being in same if being.count == 1 or phrase.selects]
        one = next((being for being in alone if owner is None or being.owner in (None, owner)), None)
        return one or next((being for being in same if phrase.reference == "the" and phrase.noun == being.noun), None)

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
        definite = phrase.known or phrase.selects in ("both", "some")
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
        return self._spoken[being][0] if being in self._spoken else -_RECENT

    def _new(self, phrase: NounPhrase, owner: Being | None, place: bool) -> Being:
        noun = kin_noun(phrase.noun, owner)
        if phrase.selects == "both" and phrase.count not in (None, 2):
            raise _contradiction(None, phrase.count or 0, 2, 'are called "both"', noun)
        wanted = phrase.name or noun
        taken = {being.id for being in self.beings}
        distinct = f"{phrase.color} {wanted}" if slug(wanted) in taken and phrase.color else wanted
        if phrase.count and phrase.count > 1 and slug(distinct) in taken:
            distinct = lexicon.plural(distinct)
        being = Being(self._id(distinct), noun, phrase.name, phrase.color, place=place, first=self._sentence)
        being.count = phrase.whole or phrase.count or 1
        being.counted = bool(phrase.count) and not phrase.vague
        being.gender = gender_of_name(phrase.name) if phrase.name else gender_of_noun(noun)
        if noun and not is_being(noun):
            being.gender = "thing" if not phrase.name else being.gender
        being.owner, being.side = owner, phrase.side
        describe_being(being, phrase)
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
        describe_being(being, phrase)

    def _add(self, being: Being) -> Being:
        self.beings.append(being)
        return being

    def _id(self, text: str) -> str:
        """Return a free id; a second of its kind is marked by its own sentence, so that no edit elsewhere moves it."""
        taken = {being.id for being in self.beings}
        base = slug(text) or f"entity-{self._mark}"
        if base not in taken:
            return base
        marked = f"{base}-{self._mark}"
        return next(one for one in (marked, *(f"{marked}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


def _contradiction(being: Being | None, first: int, second: int, how: str, noun: str = "") -> InvalidInput:
    noun = noun or (being.noun if being else "thing")
    return InvalidInput(
        "the text counts the same things differently", where=f"the {noun}s in the text",
        found=f"{first} at first, then {second} that {how}", needed="one number",
        hint="Say how many there are in one way.",
    )  # fmt: skip
