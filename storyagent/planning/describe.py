"""Words for what is planned: prompts, titles, descriptions."""

from __future__ import annotations

from storyagent import lexicon
from storyagent.planning.beings import Being
from storyagent.planning.chunks import Clause, NounPhrase, VerbGroup
from storyagent.planning.grammar import CLOSED, word_set
from storyagent.planning.looks import SIZE_WORDS
from storyagent.planning.phrases import chunk
from storyagent.planning.tokens import Token
from storyagent.planning.told import Reading

_PRESENT = {"was": "is", "were": "are", "had": "has", "did": "does", "could": "can", "would": "will", "'d": "will"}
_PLURAL_PRESENT = {"was": "are", "were": "are", "is": "are", "had": "have", "has": "have", "did": "do", "does": "do"}
_PERSONAL = word_set("her he she it they i we him them me us")
_LEADS = word_set("then and but so suddenly once now next finally later soon at")
_SMALL_WORDS = word_set("a an and as at by for from in of on or the to with into over under up down her his its their")
_NEVER_LAST = word_set("then very the a and but or so while as")
_MOST_PROMPT_SENTENCES = 2
_TITLE_WORDS = 8
_LONGEST_TITLE = 11


def with_article(phrase: str) -> str:
    """Return the phrase with "a" or "an" before it."""
    first = phrase.split(maxsplit=1)[0].lower()
    vowel = first[0] in "aeiou" and not first.startswith(("uni", "eu", "one", "use"))
    return f"{'an' if vowel or first in ('hour', 'honest', 'heir') else 'a'} {phrase}"


def phrase_for(being: Being) -> str:
    """Return the phrase a video model is told for one of this: "red ball", "little girl"."""
    size = next((trait for trait in being.traits if trait in SIZE_WORDS), "")
    head = being.noun if lexicon.is_a(being.noun, "relative") and not being.name else being.head
    return " ".join(word for word in (size, being.color, head) if word)


def description_of(being: Being) -> str:
    """Return what it looks like, from everything that the story says: "a little girl wearing a red scarf"."""
    traits = [trait for trait in being.traits if trait not in being.color and trait not in being.head.split()]
    words = " ".join([*traits[:3], *([being.color] if being.color else []), being.head])
    worn = f" wearing {_listed([with_article(item) for item in being.wears])}" if being.wears else ""
    return with_article(words) + worn


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def short_name(being: Being) -> str:
    """Return what it is called in running text: "Ruby", "the red kite"."""
    if being.name:
        return being.name
    words = " ".join(word for word in (being.color, being.noun) if word)
    return f"the {lexicon.plural(words) if being.count > 1 else words}"


def scene_prompt(readings: list[Reading], place: Being | None) -> str:
    """Return what is seen in one or two sentences: the story's own words in the present, with pronouns resolved."""
    shown = [reading for reading in readings if reading.events and not _only_speech(reading)]
    still = [reading for reading in readings if (reading.seen or reading.places) and not reading.sentence.quotes]
    shown = _best(shown or still or [reading for reading in readings if reading.seen] or readings[:1])
    introduced: set[Being] = set()
    sentences = [_Retelling(reading, introduced).text() for reading in shown]
    text = " ".join(sentence for sentence in sentences if sentence)
    if not text or all(_only_speech(reading) for reading in shown):
        speakers = list(dict.fromkeys(being for reading in readings for being in reading.speakers if being))
        said = " ".join(f"{_capital(_introduced(being))} speaks." for being in speakers)
        text = said or readings[0].sentence.text
    return _placed(text, place)


def _only_speech(reading: Reading) -> bool:
    """Tell whether a sentence is a quote with no more around it than who says it."""
    return bool(reading.sentence.quotes) and not any(event.motion != "stay" for event in reading.events)


def _best(readings: list[Reading]) -> list[Reading]:
    """Keep the two sentences that show most, in order."""
    ranked = sorted(readings, key=lambda reading: (-_liveliness(reading), reading.sentence.index))
    return sorted(ranked[:_MOST_PROMPT_SENTENCES], key=lambda reading: reading.sentence.index)


def _liveliness(reading: Reading) -> int:
    return min(sum(2 if event.motion != "stay" else 1 for event in reading.events), 4) + min(len(reading.seen), 2)


def _placed(text: str, place: Being | None) -> str:
    """Add the place when no sentence names it."""
    if place is None or not text or place.noun.split()[-1] in text.lower() or (place.name and place.name in text):
        return text
    preposition = _placing(place.noun)
    where = place.name or ("space" if place.noun == "space" else f"the {place.noun}")
    if place.noun == "seabed" and "under" in text.lower().split():
        return text
    *before, last = text.rstrip(".!?").split(". ")
    if "," not in last:
        return f"{text.rstrip('.!?')} {preposition} {where}."
    first = last.split(maxsplit=1)[0]
    last = f"{first.lower()}{last[len(first) :]}" if first.lower() in CLOSED else last
    return ". ".join([*before, f"{_capital(preposition)} {where}, {last}."])


def _placing(noun: str) -> str:
    """Return the preposition for being at a place: on the hill, at the pond, in the park."""
    if noun in ("sea", "ocean", "street", "farm") or lexicon.is_a(
        noun, "natural elevation", "beach", "shore", "road", "island"
    ):
        return "on"
    return "at" if lexicon.is_a(noun, "body of water") else "in"


def _introduced(being: Being) -> str:
    if not being.name:
        return short_name(being)
    described = description_of(being)
    if described == "a person":
        return being.name
    return f"{being.name}, {described}," if being.noun and being.noun not in being.name.lower() else being.name


class _Retelling:
    """One sentence said again as a picture's caption."""

    def __init__(self, reading: Reading, introduced: set[Being]) -> None:
        self.reading, self.introduced = reading, introduced
        self.finite = {
            id(clause.verb): clause for clause in reading.clauses if clause.verb and clause.kind in ("main", "relative")
        }
        self.verbs = {(clause.verb.start, clause.verb.end): clause for clause in self.finite.values() if clause.verb}
        self.phrases: dict[int, NounPhrase] = {}
        self.introduced |= self._described()
        for clause in reading.clauses:
            for phrase in clause.phrases:
                self.phrases.setdefault(phrase.start, phrase)

    def _described(self) -> set[Being]:
        """Return who is told by the sentence itself to be something: "Ruby was a little girl"."""
        told = [
            clause for clause in self.reading.clauses if clause.verb and clause.verb.lemma == "be" and clause.objects
        ]
        return {
            m.being for clause in told for phrase in clause.subjects for m in self.reading.resolved.get(id(phrase), [])
        }

    def text(self) -> str:
        words: list[str] = []
        tokens = self.reading.tokens
        for piece in chunk(tokens):
            if isinstance(piece, NounPhrase) and piece.start in self.phrases:
                words += self._phrase(self.phrases[piece.start])
            elif isinstance(piece, VerbGroup) and (piece.start, piece.end) in self.verbs:
                words += self._verb(self.verbs[piece.start, piece.end], tokens[piece.start : piece.end])
            else:
                words += ["" if token.tag == "QUOTE" else token.text for token in tokens[piece.start : piece.end]]
        return tidy(words)

    def _phrase(self, phrase: NounPhrase) -> list[str]:
        tokens = self.reading.tokens[phrase.start : phrase.end]
        mentions = self.reading.resolved.get(id(phrase), [])
        words = [token.text for token in tokens]
        if phrase.pronoun and not phrase.noun:
            names = [self._name(mention.being) for mention in mentions]
            return [_listed(names)] if names and tokens[0].tag == "P" and tokens[0].lower in _PERSONAL else words
        words = self._with_owner(phrase, tokens, words)
        if len(mentions) != 1:
            return words
        being = mentions[0].being
        if phrase.name and being not in self.introduced:
            self.introduced.add(being)
            whole = " ".join(words) == phrase.name
            return [_introduced(being)] if whole else words
        self.introduced.add(being)
        return _colored(words, phrase, being)

    def _name(self, being: Being) -> str:
        known = being in self.introduced
        self.introduced.add(being)
        return short_name(being) if known else _introduced(being)

    def _with_owner(self, phrase: NounPhrase, tokens: list[Token], words: list[str]) -> list[str]:
        """Say whose it is by name, once, when nobody has been named yet."""
        owner = phrase.owner
        if owner is None or not owner.pronoun or tokens[0].tag != "S":
            return words
        mentions = self.reading.resolved.get(id(owner), [])
        if len(mentions) != 1 or mentions[0].being in self.introduced:
            return words
        being = mentions[0].being
        meant = mentions == self.reading.resolved.get(id(phrase))  # "on its tongue": on the whale
        return [f"{being.name or short_name(being)}'s", *words[1:]] if being.name or meant else words

    def _verb(self, clause: Clause, tokens: list[Token]) -> list[str]:
        words = [token.text for token in tokens]
        for k, token in enumerate(tokens):
            if token.tag in ("V", "X", "M"):
                words[k] = _present(token, self._plural(clause))
                break
        return words

    def _plural(self, clause: Clause) -> bool:
        if len(clause.subjects) > 1:
            return True
        subject = clause.subjects[0] if clause.subjects else None
        if subject is None:
            return False
        mentions = self.reading.resolved.get(id(subject), [])
        if subject.pronoun in ("they", "we", "you"):
            return sum(mention.number for mention in mentions) != 1 or subject.pronoun != "they"
        return (
            subject.plural or len(mentions) > 1 or (bool(subject.count) and subject.count != 1 and not subject.selects)
        )


def _colored(words: list[str], phrase: NounPhrase, being: Being) -> list[str]:
    """Say the colour that the story gave a thing earlier: "her kite" becomes "her red kite"."""
    if phrase.owner and lexicon.noun_class(phrase.noun) == "body":  # "out of her mouth"
        return words
    if not being.color or phrase.color or being.color in " ".join(words).lower() or phrase.name or not phrase.noun:
        return words
    at = len(words) - len(phrase.noun.split())
    if at > 0 and words[at - 1].lower() in ("a", "an"):
        words = [*words[: at - 1], "an" if being.color[0] in "aeiou" else "a", *words[at:]]
    return [*words[:at], being.color, *words[at:]]


def _present(token: Token, plural: bool) -> str:
    word = token.lower
    if token.tag in ("X", "M"):
        table = _PLURAL_PRESENT if plural and word in _PLURAL_PRESENT else _PRESENT
        return table.get(word, token.text)
    if token.form == "ing" or (token.form == "base" and plural):
        return token.text
    return token.lemma if plural else third_person(token.lemma)


def third_person(verb: str) -> str:
    """Return the form of a verb after "she": "flies", "goes", "watches"."""
    if verb in ("be", "have"):
        return {"be": "is", "have": "has"}[verb]
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb.endswith("y") and verb[-2:-1] not in "aeiou" else f"{verb}s"


def tidy(words: list[str]) -> str:
    """Join words to a sentence: no blank before marks, a capital first, one full stop."""
    words = [word for word in words if word and word not in '"“”«»()']
    while words and (words[0] in (",", ";", ".", "!", "?") or words[0].lower() in _LEADS - {"at"}):
        words = words[1:]
    text = ""
    for word in words:
        glued = word[0] in ",;:.!?…" or word in ("'s", "n't", "'re", "'ve", "'ll", "'d", "'m") or word[0] in "'’"
        text += word if glued or not text else f" {word}"
    for double in (",,", ", ,", ",;", ",:"):
        text = text.replace(double, double[-1])
    for opening in ("Once upon a time,", "once upon a time,", "upon a time,", "Upon a time,"):
        text = text.removeprefix(opening).strip()
    text = text.replace(",.", ".").replace("can not", "cannot").rstrip(" ,;:.!?…—–")
    return f"{text[0].upper()}{text[1:]}." if text else ""


def scene_title(readings: list[Reading], place: Being | None) -> str:
    """Return a short title: what the first lively clause says, or where it plays."""
    for lively in (True, False):
        for reading in readings:
            for clause in reading.clauses:
                title = _clause_title(reading, clause, lively)
                if title:
                    return title
    seen = [mention.being for reading in readings for mention in reading.seen]
    if seen:
        where = f" and the {place.noun}" if place and not place.name else ""
        return _capital(short_name(seen[0]) + where)
    if place:
        return _capital(place.name or f"the {place.noun}")
    return " ".join(readings[0].sentence.text.strip("\"“”'’.,!?").split()[:5])


def _clause_title(reading: Reading, clause: Clause, lively: bool) -> str:
    verb = clause.verb
    if (
        verb is None
        or clause.kind != "main"
        or not clause.subjects
        or verb.negated
        or verb.lemma in ("be", "have", "say")
    ):
        return ""
    subjects = [mention.being for phrase in clause.subjects for mention in reading.resolved.get(id(phrase), [])]
    moving = {event.being for event in reading.events if event.motion != "stay"}
    if not subjects or any(being.place for being in subjects) or (lively and not moving.intersection(subjects)):
        return ""
    if clause.subjects[0].start > verb.start or clause.subjects[0].selects:
        return ""
    tokens = reading.tokens[verb.start : clause.end]
    retold = _Retelling(reading, set(subjects))
    phrase_words: list[str] = []
    for piece in chunk(tokens):
        if isinstance(piece, VerbGroup) and piece.start == 0:
            phrase_words += retold._verb(clause, tokens[: piece.end])
        else:
            own = retold.phrases.get(piece.start + verb.start) if isinstance(piece, NounPhrase) else None
            phrase_words += retold._phrase(own) if own else [token.text for token in tokens[piece.start : piece.end]]
        if len(phrase_words) >= _TITLE_WORDS:
            break
    words = " ".join(phrase_words).replace(" ,", ",").split(",")[0].split(" and ")[0].strip(' .!?;:—"')
    names = _listed([short_name(being) for being in dict.fromkeys(subjects)])
    title = f"{names} {words}".split()
    cut = len(phrase_words) >= _TITLE_WORDS or len(title) > _LONGEST_TITLE
    title = title[:_LONGEST_TITLE]
    while title[-1].lower() in (_SMALL_WORDS if cut else _NEVER_LAST):
        title.pop()
    return _capital(" ".join(title))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def film_title(beings: list[tuple[Being, int]], text: str) -> str:
    """Return a title from who is spoken of most: "Ruby and the Red Kite"."""
    stars = [
        being for being, times in sorted(beings, key=lambda item: -item[1]) if not being.place and being.group is None
    ]
    lead = next((being for being in stars if being.kind == "character"), stars[0] if stars else None)
    if lead is None:
        return " ".join(text.split()[:6]).rstrip(".,!?;:") or "Untitled"
    second = next((being for being in stars if being is not lead and being.owner in (None, lead)), None)
    title = short_name(lead) + (f" and {short_name(second)}" if second else "")
    words = title.split()
    return " ".join(word if k and word in _SMALL_WORDS else word[0].upper() + word[1:] for k, word in enumerate(words))
