"""When somebody is seen, by what a clause says of them and the parts of time it names."""

from __future__ import annotations

from dataclasses import replace

from storyagent.planning.chunks import Clause, WindowPhrase
from storyagent.planning.grammar import META, word_set
from storyagent.planning.moments import Span
from storyagent.planning.verbs import Action

VISIBLE = word_set("visible present")
UNSEEN = word_set("invisible absent hidden gone missing unseen")
SHOWING = word_set("see show display present reveal view depict watch spot feature")
REVEALING = word_set("reveal uncover unveil expose unmask")
_KEEPING = word_set("be stay remain keep")
_COMING_AND_GOING = word_set(
    "appear reappear disappear vanish spawn despawn come leave emerge enter arrive fade exit go remove erase delete"
)
_VIEW = word_set("view sight")


def only_shown(clause: Clause) -> bool:
    """Tell whether a clause in the passive says no more than that something is seen: "is shown"."""
    return bool(clause.verb and clause.verb.passive and clause.verb.lemma in SHOWING)


def shows_objects(clause: Clause) -> bool:
    """Tell whether a clause says no more than that its objects are seen: "we see a rainbow", "the video shows ..."."""
    verb = clause.verb
    seers = all(phrase.pronoun in ("we", "you", "one", "i") or phrase.noun in META for phrase in clause.subjects)
    return bool(
        verb and not verb.passive and clause.objects and seers and verb.lemma in SHOWING | {"have", "get", "count"}
    )


def hand_on(clause: Clause, windows: list[WindowPhrase]) -> list[WindowPhrase]:
    """Give a clause its parts of time where it names them by those before it, and return the last ones named.

    "Until the middle of the video, when a helicopter appears": the moment is the second clause's too; "after that",
    "from then on", "before that" are counted from the last one named; "then it is gone" from the end of the last.
    """
    borders = [window.window[1] if window.when == "during" else window.window[0] for window in windows]
    own: list[WindowPhrase] = []
    for window in clause.windows:
        if not window.follows:
            own.append(window)
        elif windows:
            moment = windows[-1].window[0] if window.when == "until" and windows[-1].when == "during" else borders[-1]
            own.append(replace(window, window=(moment, moment), follows=False))
    clause.windows = own
    if not own and windows and _shares_moment(clause, windows[-1]):
        clause.windows = [windows[-1]]
        return windows
    gone = _is_gone(clause)
    then = "then" in clause.adverbs or clause.opener in ("then", "when")
    if not own and clause.verb and windows and (then or gone) and 0.0 < borders[-1] < 1.0:
        last = windows[-1]
        if last.firm and (last.when == "until" or (then and last.when == "during")):
            clause.windows = [WindowPhrase(clause.start, clause.start, (borders[-1],) * 2, "at")]
    return own or windows


def _shares_moment(clause: Clause, last: WindowPhrase) -> bool:
    """Tell whether what comes or goes does so when the one before it did: "... vanishes and a hat appears"."""
    comes_or_goes = clause.verb is not None and clause.verb.lemma in _COMING_AND_GOING
    denied = (
        clause.verb is not None and clause.verb.negated and (only_shown(clause) or shows_objects(clause))
    )  # "... and is not seen any more"
    comes_or_goes |= denied or _is_gone(clause) or (clause.verb is not None and clause.verb.lemma in REVEALING)
    comes_or_goes |= any(phrase.noun == "place" for phrase in clause.objects)  # "... and a boat takes its place"
    new = clause.existential and all(phrase.reference == "a" for phrase in clause.subjects)
    moment = last.when == "at" or (new and last.when == "after" and last.firm)  # "... it is gone and there is a chick"
    return (comes_or_goes or new) and moment and clause.opener == "and" and clause.kind == "main"


def seen_spans(clause: Clause, action: Action, shown: bool = False) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return the spans in which the clause's subject is seen, and those in which it is not."""
    verb = clause.verb
    states = set(clause.complements)
    negated = bool(verb and verb.negated)
    keeps = verb is None or verb.lemma in _KEEPING | {"become", "get", "turn", "go"}
    outside = keeps and any(spot.spot.startswith("offscreen") for spot in clause.spots)
    gone = _is_gone(clause) or outside
    goes = action.vanishes or leaves(clause, action)
    known_before = bool(clause.subjects) and all(p.pronoun or p.reference == "the" for p in clause.subjects)
    if known_before and verb and verb.lemma == "be" and states and not states & (VISIBLE | UNSEEN):
        return (), ()  # "for the second half the table is empty"
    shown = (
        shown
        or verb is None
        or only_shown(clause)
        or bool(states & VISIBLE)
        or in_view(clause)
        or bool(verb and verb.lemma in _KEEPING)
    )
    becomes = bool(verb and verb.lemma in ("become", "get", "come", "turn")) and bool(states & VISIBLE)
    known = all(p.pronoun or p.reference == "the" or p.start < clause.start for p in clause.subjects)
    there = known and any(s.preposition != "from" and not s.spot.startswith("offscreen") for s in clause.spots)
    inwards = action.way == "in" or (verb is not None and verb.lemma == "join" and bool(clause.objects))
    enters = inwards and not there and "back" not in clause.adverbs  # not "then it comes to the left"
    comes = action.appears or enters or becomes or bool(verb and verb.lemma == "come" and in_view(clause))
    presence = gone or goes or comes or shown
    inside = any(spot.relative or not spot.spot.startswith("offscreen") for spot in clause.spots)
    placed = inside and (
        (not verb and len(clause.spots) > 1 < len(clause.windows))
        or bool(verb and (verb.lemma in _KEEPING or only_shown(clause)))
    )
    new = bool(clause.subjects) and all(p.noun and p.reference in ("a", "bare") for p in clause.subjects)
    stays = bool(verb and verb.lemma in ("stay", "remain")) or "then" in clause.adverbs
    only = known_before and any(p.only for p in clause.subjects)  # "second half: only the post" was there before
    seen: list[Span] = []
    unseen: list[Span] = []
    for phrase in (w for w in clause.windows if not (only and w.window[0] > 0.0)):
        if placed and (not phrase.firm or phrase.when == "at"):  # "in the end it is in the upper right": where
            continue
        if phrase.when == "at" and verb and verb.lemma in ("stay", "remain"):  # "then only the bench remains"
            continue
        early = not phrase.firm and phrase.when == "during" and phrase.window[0] == 0.0
        if early and not (gone or goes or negated):  # "at first there is a dog" leaves open whether it stays
            continue
        arrives = new and phrase.firm and not negated  # "from the midpoint on, an egg lies in the nest"
        if not (presence or arrives) and (not phrase.firm or phrase.when != "during" or negated):
            continue
        start, end = phrase.window
        if goes and not negated:
            seen += [(0.0, start)] if phrase.when != "until" else []
        elif goes:
            seen += [(0.0, end)] if phrase.when == "until" else []
        elif gone != negated:
            span = (start, end) if phrase.when == "during" else (0.0, end) if phrase.when == "until" else (start, 1.0)
            unseen.append(span)
        elif phrase.when == "during":
            seen.append((start, end))
        elif phrase.when == "until":
            seen.append((0.0, end))
        else:
            stays = stays or (arrives and not presence)
            seen.append((start, 1.0) if comes or gone or stays or phrase.when == "after" else (1 / 3, 2 / 3))
    return _real(seen), _real(unseen)


def _is_gone(clause: Clause) -> bool:
    verb = clause.verb
    hidden = bool(verb and verb.passive and verb.lemma in ("hide", "go", "conceal"))
    hidden |= bool(verb and verb.lemma == "hide" and not clause.objects)
    hidden |= bool(verb and verb.lemma == "be" and "off" in clause.adverbs[-1:])  # "then it's off"
    return bool(set(clause.complements) & UNSEEN) or hidden


def leaves(clause: Clause, action: Action) -> bool:
    """Tell whether the subject goes out of the picture: "leaves", "goes away", "runs out of the frame"."""
    if action.motion == "stay":
        return False
    away = bool({"away", "off"} & set(clause.adverbs)) and "far" not in clause.adverbs
    out = any(spot.spot.startswith("offscreen") and spot.preposition == "to" for spot in clause.spots)
    return action.way == "out" or away or out


def in_view(clause: Clause) -> bool:
    """Tell whether a clause says that its subject is in the picture: "in view", "on screen", "in the shot"."""
    phrases = [(a.preposition, p.noun) for a in clause.adjuncts for p in a.phrases]
    return any(p in ("in", "on", "within", "into") and (noun in META or noun in _VIEW) for p, noun in phrases) or any(
        spot.preposition == "into" for spot in clause.spots
    )


def _real(spans: list[Span]) -> tuple[Span, ...]:
    return tuple(span for span in spans if span[0] < span[1])


def spans_left(seen: tuple[Span, ...], unseen: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return what is left of the spans (the whole time if there are none) outside the unseen ones, joined."""
    joined: list[Span] = []
    if len(seen) == 2 and seen[0][1] == 1.0 and seen[1][0] == 0.0 < seen[0][0] < seen[1][1]:
        seen = ((seen[0][0], seen[1][1]),)  # it appears at a quarter and disappears at three quarters
    for start, end in sorted(seen or ((0.0, 1.0),)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    for low, high in unseen:
        parts = [part for a, b in joined for part in ((a, min(b, low)), (max(a, high), b))]
        joined = [part for part in parts if part[0] < part[1]]
    return tuple(joined)
