"""Read a plain request about a film. Deterministic; no model, no key, no network.

Quotes, scenes and entities become marks; a sentence is cut into clauses; each clause is held against wordings. Of all
ways to cut a sentence the one is taken that leaves the fewest clauses that nothing fits, and then the finest one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from storyagent import lexicon
from storyagent.editing.accounts import swallows, unused
from storyagent.editing.asked import inquiry
from storyagent.editing.clause import NEW, Ask, Context, Made, NotMeantError, S
from storyagent.editing.edits import Add, Rename
from storyagent.editing.film import Film
from storyagent.editing.fitting import LEAD_PLAIN, LEAD_SCOPE, RULES, Hit, clause_of, hit_of, readings_of
from storyagent.editing.found import Found
from storyagent.editing.marks import ENTITIES, PRONOUNS, SCENES, Marks, mark_quotes
from storyagent.editing.naming import mark_entities
from storyagent.editing.normal import normal, without_what_stays
from storyagent.editing.ordering import reordered
from storyagent.editing.plainly import plainly
from storyagent.editing.reading import Question, Reading, ToolRequest
from storyagent.editing.reasons import (
    CORRECTION,
    WHAT_ELSE,
    is_reason,
)
from storyagent.editing.scene_marks import mark_scenes
from storyagent.editing.scene_places import at_ends, in_places, with_places_as_scenes
from storyagent.editing.spelling import in_films_spelling
from storyagent.editing.topics import topic_of, with_topic
from storyagent.editing.wordings_relations import KEEP_RULES
from storyagent.editing.words import called
from storyagent.errors import InvalidInput

_MOST_CLAUSES = 24
_SENTENCE_END = re.compile(r"(?<=[.!?;\n])(?<!\d\.)\s+|\n+|(?<=[.!?;])(?=[\ue200-\ue2ff])")
_SEPARATOR = re.compile(
    r"\s*(?:,\s*(?:and\s+|but\s+|then\s+|also\s+|plus\s+)*(?:then\s+|also\s+)?|\s+(?:and|but|then|plus|as well as"
    r"|while)\s+(?:then\s+|also\s+|please\s+)*)",
    re.IGNORECASE,
)


def read_request(text: str, film: Film) -> Reading:
    """Return what a request asks for. The same request about the same film is always read the same.

    Words in quotation marks are only ever what is to be spoken, written or told: never a request.

    Raises:
        InvalidInput: it speaks of a scene or a thing that is not in the film.
    """
    reading = _read(text, film)
    named = [edit for edit in reading.edits if isinstance(edit, Rename)]
    if reading.is_clear or not named:
        return reading
    again = text
    for edit in named:  # "rename the mouse to Pip, and let Pip wave": who has a new name goes by it at once
        first, found, rest = again.partition(edit.name)
        again = (
            first + found + re.sub(rf"\b{re.escape(edit.name)}\b", called(film.screenplay.entity(edit.entity)), rest)
        )
    other = _read(again, film)
    return other.model_copy(update={"request": text}) if other.is_clear else reading


def _read(text: str, film: Film) -> Reading:
    marks = Marks()
    marked = in_films_spelling(without_what_stays(mark_quotes(normal(text), marks), film), film)
    marked = mark_scenes(marked, film, marks)
    marked = mark_entities(marked, film, marks)
    context, found = Context(film, marks), Found()
    for sentence in _SENTENCE_END.split(marked):
        if re.search(r"[\w\ue000-\ue3ff]", sentence):
            context.leading = None
            _read_sentence(sentence.strip(), context, found)
    found.settle(context)
    if found.only_complains():
        found.questions.append(Question(text=WHAT_ELSE, about=text))
        found.not_understood.clear()
    return Reading(
        request=text,
        edits=found.meant(),
        questions=tuple(dict.fromkeys(found.questions)),
        not_understood=tuple(found.not_understood),
        tool_requests=tuple(found.tool_requests),
        inquiries=tuple(found.inquiries),
        asides=tuple(found.asides),
    )


def _read_sentence(sentence: str, context: Context, found: Found) -> None:
    asked = inquiry(sentence, context)
    if asked is not None:
        found.inquiries.append(asked)
        return
    corrected = CORRECTION.match(sentence)
    if corrected:
        found.take_back(sentence=True)
        sentence = sentence[corrected.end() :]
    sentence = in_places(sentence, context)
    parts, leading = _best_parts(sentence, context)
    for otherwise in (with_places_as_scenes, at_ends, with_topic):
        if _openness(parts) and (other := otherwise(sentence, context)):
            again, led = _best_parts(other, context)
            if _openness(again) < _openness(parts):
                parts, leading = again, led
    context.leading = leading
    found.sentence = len(found.edits)
    _take(parts, context, found)
    context.topic = topic_of(sentence) or context.topic
    if any(hit for _, hit in parts):
        context.told = []


_Parts = list[tuple[str, "Hit | None"]]


def _openness(parts: _Parts) -> int:
    """Return how much of a sentence is not understood, or asked about."""
    return sum(2 if hit is None else int(hit.asks) for _, hit in parts)


def _best_parts(sentence: str, context: Context) -> tuple[_Parts, tuple[str, ...] | None]:
    """Cut a sentence into clauses, those scenes apart that it begins with if that leaves no more unread."""
    plain = plainly(sentence)
    if not plain:
        return [], None
    whole = _parts(plain, context)
    lead = LEAD_SCOPE.match(plain) or LEAD_PLAIN.match(plain)
    if lead and len(plain) > lead.end():
        inner = _parts(plainly(plain[lead.end() :]), context)
        if sum(hit is None for _, hit in inner) <= sum(hit is None for _, hit in whole):
            return inner, tuple(re.findall(S, lead[1]))
    return whole, None


def _parts(text: str, context: Context) -> list[tuple[str, Hit | None]]:
    """Cut a text into clauses: as few that nothing fits as can be, and of those cuts the finest one."""
    atoms, gaps = _atoms(text)
    count = len(atoms)
    best: list[tuple[tuple[int, int, int], list[tuple[str, Hit | None]]]] = [((0, 0, 0), [])]
    for end in range(1, count + 1):
        options = []
        for start in range(max(0, end - 8), end):
            words = _joined(atoms, gaps, start, end)
            (missed, elliptic, merged), before = best[start]
            hit = hit_of(words, context)
            filled = _elliptic(words, before, context) if start and (hit is None or hit.strained) else None
            if hit is None and filled is None and end - start > 1:
                continue
            hit = filled or hit
            far = filled is not None or (hit is not None and hit.strained)
            unsure = int(far) + int(hit is not None and hit.asks)
            cost = missed + (hit is None), elliptic + unsure, merged + (end - start - 1)
            options.append((cost, [*before, (words, hit)]))
        best.append(min(options, key=lambda option: option[0]))
    return best[count][1]


def _atoms(text: str) -> tuple[list[str], list[str]]:
    atoms: list[str] = []
    gaps: list[str] = []
    start = 0
    for match in _SEPARATOR.finditer(text):
        if match.start() > start and match.end() < len(text) and len(atoms) < _MOST_CLAUSES:
            atoms.append(text[start : match.start()])
            gaps.append(match[0])
            start = match.end()
    return [*atoms, text[start:]], gaps


def _joined(atoms: Sequence[str], gaps: Sequence[str], start: int, end: int) -> str:
    words = atoms[start]
    for k in range(start + 1, end):
        words += gaps[k - 1] + atoms[k]
    return words.strip()


def _elliptic(words: str, before: Sequence[tuple[str, Hit | None]], context: Context) -> Hit | None:
    """Fit a clause whose verb was said before: "make the fox blue and the kite green", "rename A to B and C to D"."""
    denied = re.match(r"(?:not|never|no)\b", words, re.IGNORECASE)
    if not before or before[-1][1] is None or denied or _begins_with_verb(words):
        return None
    last = plainly(before[-1][0])
    verb = re.match(r"[a-z-]+(?: (?:out|up|down))?(?= )", last, re.I)
    tries = [f"{verb[0]} {words}"] if verb else []
    it = next(iter(re.findall(rf"[{ENTITIES}{PRONOUNS}]", last)), None)
    if it and verb:
        tries.append(f"{verb[0]} {it} {words}")
    scene = re.match(rf"[a-z-]+(?: \w+)? ({S})", last, re.I)
    if scene and verb:
        tries.append(f"{verb[0]} {scene[1]} {words}")
    should = re.match(rf"((?:[{ENTITIES}{PRONOUNS}]|{S}) (?:should|must|has to|needs to|to)(?: be)?) ", last, re.I)
    if should:
        tries += [f"{should[1]} {words}"]
    found = next((hit for text in tries if (hit := hit_of(text, context))), None)
    if found and _makes(found, context) and not _makes(before[-1][1], context):
        return None  # "make scene 2 slower and scene 3" has no scene made
    return replace(found, filled=True) if found else None


def _begins_with_verb(words: str) -> bool:
    """Tell whether a clause has a verb of its own: "do the laundry", not "green" nor "bigger"."""
    first = re.match(r"[a-z]+", words.lower())
    if first is None or lexicon.lemma(first[0], "v") != first[0]:
        return False
    kinds = lexicon.parts_of_speech(first[0])
    return kinds["v"] > max(kinds.get("a", 0), kinds.get("n", 0))


def _take(parts: Sequence[tuple[str, Hit | None]], context: Context, found: Found) -> None:
    """Make what the clauses of a sentence ask for, in their order."""
    for words, hit in _with_shared_scenes(parts, context):
        if not plainly(words):
            continue
        if hit is None:
            _require_scene(words, context)
            said = context.marks.plain(words).strip()
            reason = is_reason(plainly(words))
            aside = reason and any(other for _, other in parts)
            (found.asides if aside else found.not_understood).append(said)
            if reason and not aside:
                found.complaints.append(said)
            _remember_mentioned(words, context)
            continue
        if hit.aside:
            found.asides.append(context.marks.plain(hit.aside))
        made: Made | None = ()
        try:
            made = _make(hit, words, context)
        except Ask as ask:
            made = _made_otherwise(words, context) or ()
            if not made and len(parts) > 1 and is_reason(plainly(words)):
                found.asides.append(context.marks.plain(words).strip())
            elif not made:
                found.questions.append(ask.question)
        if made is None:
            found.not_understood.append(context.marks.plain(words).strip())
        made = _at_places(words, made or (), context)
        if left := unused(words, _taken(hit), made or (), context.marks, context.film):
            found.not_understood += left
            made = ()
        begun = found.take(made or (), words, context)
        context.order = reordered(context.order or [scene.id for scene in context.film.scenes], found.edits[begun:])
        _remember(hit, made or (), context)


_SCENE_OF = re.compile(rf"(?P<who>[{ENTITIES}]) (?:scenes?|shot|clip|bit|sequence)\b", re.IGNORECASE)


def _require_scene(words: str, context: Context) -> None:
    """Refuse words about a scene by somebody or something that is in none.

    Raises:
        InvalidInput: "the penguin scene" of a film without penguins.
    """
    for match in _SCENE_OF.finditer(words):
        if not context.marks.entities[match["who"]].ids:
            scenes = (f"{number} {one.title or one.prompt}" for number, one in enumerate(context.film.scenes, 1))
            raise InvalidInput(
                "there is no such scene", where="request", found=context.marks.plain(match[0]),
                needed=f"one of: {'; '.join(scenes)}", hint="say it by its number",
            )  # fmt: skip


def _make(hit: Hit, words: str, context: Context) -> Made | None:
    clause = clause_of(hit.match, hit.scope, context)
    named = "".join(filter(None, hit.match.groupdict().values()))
    at_it = re.search(rf"\b(?:from|in|out of|to|into|of|on|at) ([{PRONOUNS}])\W*$", words)
    there = re.search(r"\bthere\W*$", words) or (at_it and at_it[1] not in named and context.about_scenes)
    if clause.scope is None and context.scenes and there:
        clause.scope = context.scenes
    return hit.rule.make(clause)


def _at_places(words: str, made: Made, context: Context) -> Made:
    """Let edits for the whole film be for the scenes at a place that is named: "pan to the right over the meadow"."""
    named = [one for mark in re.findall(rf"[{ENTITIES}]", words) for one in context.marks.entities[mark].ids]
    scenes = tuple(one.id for one in context.film.scenes if one.place in named)
    if not scenes or any(one in str(edit.model_dump()) for edit in made for one in named):
        return made
    free = [one for one in made if "scenes" in type(one).model_fields and not getattr(one, "scenes", ())]
    return [one.model_copy(update={"scenes": scenes}) if one in free else one for one in made]


def _taken(hit: Hit) -> str:
    """Return the marks that a clause's rule and its scenes took."""
    named = "".join(filter(None, hit.match.groupdict().values()))
    return "".join(re.findall(rf"[{ENTITIES}{SCENES}]", f"{named}{''.join(hit.scope)}"))


def _made_otherwise(words: str, context: Context) -> Made | None:
    """Return what another wording makes of a clause that left a question open with the first one.

    "Throw it away" asks "which scene?" or takes away what was spoken of.
    """
    for text, scope in readings_of(plainly(words)):
        for rule in RULES:
            match = rule.fullmatch(text)
            try:
                made = rule.make(clause_of(match, scope, context)) if match and not swallows(match) else None
            except (Ask, NotMeantError):
                continue
            if made:
                return made
    return None


def _with_shared_scenes(parts: Sequence[tuple[str, Hit | None]], context: Context) -> list[tuple[str, Hit | None]]:
    """Let the scenes named last hold for all that shares a verb: "make the fox blue and the kite green in scene 2"."""
    shared = list(parts)
    for k in range(len(shared) - 1, 0, -1):
        hit, (words, before) = shared[k][1], shared[k - 1]
        if hit is None or before is None:
            continue
        setting = _are_settings(shared[k], shared[k - 1], context)
        marks = hit.scope or (tuple(re.findall(S, hit.match[0])) if setting else ())
        if not marks:
            continue
        fragment = len(plainly(words).split()) < 3 and not _begins_with_verb(plainly(words))
        if (
            not (fragment or setting)
            and not hit.filled
            and (not _are_alike(hit, before, context) or _begins_with_verb(plainly(shared[k][0])))
        ):
            continue
        if not before.scope and not re.search(S, before.match[0]):
            shared[k - 1] = words, replace(before, scope=marks)
    for k in range(1, len(shared)):
        (_, before), (words, hit) = shared[k - 1 : k + 1]
        marks = before.scope or tuple(re.findall(S, before.match[0])) if before else ()
        if not (hit and marks) or hit.scope or re.search(S, hit.match[0]):
            continue
        more = _of_the_same(words) and before is not None and before.rule not in KEEP_RULES
        if (_goes_on(words) or more) and not _is_of_film(hit, context):
            shared[k] = words, replace(hit, scope=marks)
    return shared


_OF_THE_SAME = re.compile(
    rf"(?:make|let|have|turn|move|put) [{PRONOUNS}] [^{ENTITIES}{SCENES}{PRONOUNS}]+", re.IGNORECASE
)


def _of_the_same(words: str) -> bool:
    """Tell whether words want more of whom the clause before them put somewhere: "and make her a bit bigger"."""
    return bool(_OF_THE_SAME.fullmatch(plainly(words)))


def _are_alike(hit: Hit, other: Hit, context: Context) -> bool:
    """Tell whether two clauses ask for the same kinds of edits."""
    if hit.rule.make is other.rule.make:
        return True
    kinds = [{one.kind for one in _dry(each, context) if not isinstance(one, ToolRequest)} for each in (hit, other)]
    return bool(kinds[0]) and kinds[0] == kinds[1]


_SETTINGS = {"time", "weather", "place", "ambience"}


def _are_settings(part: tuple[str, Hit | None], before: tuple[str, Hit | None], context: Context) -> bool:
    """Tell whether words without a verb go on with how scenes are set: "night and fog in scene 2"."""
    if part[1] is None or before[1] is None or _begins_with_verb(plainly(part[0])):
        return False
    kinds = [{one.kind for one in _dry(hit, context)} for hit in (part[1], before[1])]
    return all(kinds) and kinds[0] | kinds[1] <= _SETTINGS


def _dry(hit: Hit, context: Context) -> Made:
    try:
        return hit.rule.make(clause_of(hit.match, (), context, dry=True)) or ()
    except (Ask, NotMeantError):
        return ()


def _makes(hit: Hit, context: Context) -> bool:
    """Tell whether a clause has some scenes made rather than changed."""
    return any(isinstance(one, ToolRequest) and one.only for one in _dry(hit, context))


def _is_of_film(hit: Hit, context: Context) -> bool:
    """Tell whether a clause can only be about the film as a whole: its music, its style, its shape."""
    made = _dry(hit, context)
    return bool(made) and not any("scenes" in type(one).model_fields or hasattr(one, "scene") for one in made)


def _goes_on(words: str) -> bool:
    """Tell whether words go on about the scene just spoken of: "early in the morning", "and with fog"."""
    plain = plainly(words)
    alone = (
        len(plain.split()) < 6
        and not _begins_with_verb(plain)
        and not re.search(rf"[{ENTITIES}{SCENES}{PRONOUNS}]", plain)
    )
    return bool(_ABOUT_A_SCENE.match(plain)) or (
        alone and not re.match(r"(?:no|some|a|an|the|with)\b", plain, re.IGNORECASE)
    )


_ABOUT_A_SCENE = re.compile(
    r"(?:in|at|with|during) (?!music|subtitles|captions)|(?:let|make|have) it (?:rain|snow|be|storm|night|dark"
    r"|foggy|windy|sunny)|it should (?:rain|snow|be)"
    r"|(?:and )?(?:rain|snow|fog|foggy|night|dusk|dawn|slower|faster|longer|shorter)\b",
    re.IGNORECASE,
)
"""Words that go on about the scene just spoken of: "scene 2 at dusk and with fog"."""


def _remember_mentioned(words: str, context: Context) -> None:
    """Keep in mind whom a clause speaks of that asks for nothing: "Ruby is hardly visible, make her bigger"."""
    known = [context.marks.entities.get(mark) for mark in re.findall(rf"[{ENTITIES}]", words)]
    ids = [one.ids[0] for one in known if one and len(one.ids) == 1]
    context.entities = tuple(ids[:1]) or context.entities
    spoken_of = [context.marks.scenes[mark] for mark in re.findall(rf"[{SCENES}]", words)]
    at_place = [one.id for one in context.film.scenes if one.place in ids]
    context.told += at_place
    scenes = [one for known in spoken_of if not known.whole and not known.noun for one in known.ids]
    context.scenes = tuple(dict.fromkeys(scenes or at_place)) or context.scenes
    context.told += scenes
    context.about_scenes = (bool(scenes) and not ids) or (context.about_scenes and not ids)


def _remember(hit: Hit, made: Made, context: Context) -> None:
    """Keep in mind whom and which scenes a clause spoke of."""
    named = [getattr(one, "entity", None) or getattr(one, "speaker", None) for one in made]
    entities = tuple(dict.fromkeys(str(one) for one in named if one))
    if any(isinstance(one, Add) and one.entity is None for one in made):
        context.entities = (NEW,)
    elif entities:
        context.entities = entities
    else:
        _remember_mentioned(hit.match[0], context)
    context.about_scenes = not entities and (bool(made) or context.about_scenes)
    scenes: list[str] = []
    for mark in [*re.findall(rf"[{SCENES}]", hit.match[0]), *hit.scope, *(context.leading or ())]:
        reference = context.marks.scenes.get(mark)
        if reference and not reference.whole and reference.noun not in ("else", "which", "new"):
            scenes += reference.ids if reference.noun != "this" else context.scenes
    if scenes:
        context.scenes = tuple(dict.fromkeys(scenes))
        context.scoped += scenes
        context.told += scenes
