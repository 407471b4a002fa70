"""Parts of a film's time: how the text names them, and when somebody is seen by what is said of them then."""

from __future__ import annotations

from dataclasses import replace

from storyagent.planning.chunks import Clause, When, WindowPhrase
from storyagent.planning.grammar import META, word_set
from storyagent.planning.tokens import Token
from storyagent.planning.verbs import Action

Span = tuple[float, float]

_SHARES = {"half": 2, "third": 3, "quarter": 4}
_ORDER = {"first": 1, "opening": 1, "initial": 1, "second": 2, "middle": 2, "third": 3, "fourth": 4}
_LAST = word_set("last final latter closing")
_BEGINNING = word_set("beginning start outset")
_LEADS = word_set("only just during in for within throughout at until till after from since by")
_WHEN: dict[str, When] = {
    "until": "until",
    "till": "until",
    "by": "at",
    "after": "after",
    "from": "after",
    "since": "after",
}
_ENDS = word_set("begins starts began started begin start ends ended end finishes")
_A_WHILE = word_set("while moment bit time minute second")
_LASTING = META - word_set(
    "scene frame screen picture image view camera viewer background foreground canvas shot scenario"
)
"""What has a middle in time and not in the picture."""
_MIDDLE, _EARLY = 0.5, 1 / 3

VISIBLE = word_set("visible present")
UNSEEN = word_set("invisible absent hidden gone missing unseen")
_SHOWING = word_set("see show display present reveal view depict")


def read_window(tokens: list[Token], i: int) -> WindowPhrase | None:
    """Read a part of the film's time at token i: "only in the first half of the video", "halfway through"."""
    return _loose(tokens, i) or _border(tokens, i) or _halfway(tokens, i) or _share(tokens, i)


def _when(lead: list[str], otherwise: When) -> When:
    return next((_WHEN[word] for word in reversed(lead) if word in _WHEN), otherwise)


def _words(tokens: list[Token], i: int, count: int) -> list[str]:
    return [token.lower for token in tokens[i : i + count]]


def _loose(tokens: list[Token], i: int) -> WindowPhrase | None:
    """Read "at first" and "after a while": parts of the time for those who come and go."""
    words = _words(tokens, i, 4)
    if words[:2] == ["at", "first"]:
        return WindowPhrase(i, i + 2, (0.0, _EARLY), firm=False)
    if words[:1] == ["after"] and words[1:2] in (["a"], ["some"]):
        k = 3 if words[2:3] in (["little"], ["short"]) else 2
        if words[k : k + 1] and words[k] in _A_WHILE:
            return WindowPhrase(i, i + k + 1, (_EARLY, 1.0), "after", firm=False)
    return None


def _border(tokens: list[Token], i: int) -> WindowPhrase | None:
    """Read "as soon as the second half of the video begins" as a moment."""
    words = _words(tokens, i, 3)
    j = i + 3 if words == ["as", "soon", "as"] else i + 1 if words[:1] in (["when"], ["once"]) else i
    if j == i or _words(tokens, j, 1) != ["the"]:
        return None
    found = _numbered(tokens, j + 1)
    if found is None:
        return None
    end = _after_film(tokens, j + 3)
    verb = _words(tokens, end, 2)
    if verb == ["is", "over"] or (verb and verb[0] in _ENDS):
        moment = found[1] if verb[0] in ("is", "ends", "ended", "end", "finishes") else found[0]
        return WindowPhrase(i, end + (2 if verb[0] == "is" else 1), (moment, moment), "at")
    return None


def _lead(tokens: list[Token], i: int) -> tuple[list[str], int]:
    j = i
    while j < len(tokens) and tokens[j].lower in _LEADS:
        j += 1
    return _words(tokens, i, j - i), j


def _halfway(tokens: list[Token], i: int) -> WindowPhrase | None:
    """Read "halfway through the video" and "until the middle of the scene" as a moment."""
    lead, j = _lead(tokens, i)
    how = _when(lead, "at")
    words = _words(tokens, j, 3)
    if words[:1] in (["halfway"], ["midway"], ["half-way"]):
        end = j + 1
        if words[1:2] in (["through"], ["into"]):
            k = j + 3 if words[2:] in (["the"], ["this"]) else j + 2
            film = k < len(tokens) and tokens[k].lower in META
            closed = k >= len(tokens) or tokens[k].tag in (".", "C")
            end = k + 1 if film else k if closed and k == j + 2 else j
        elif end < len(tokens) and tokens[end].tag == "I":
            end = j
        return WindowPhrase(i, end, (_MIDDLE, _MIDDLE), how) if end > j else None
    if words[:2] == ["the", "middle"] and lead:
        end = _after_film(tokens, j + 2)
        lasts = end > j + 2 and tokens[end - 1].lower in _LASTING
        if lasts or (end > j + 2 and how != "at"):
            return WindowPhrase(i, end, (_MIDDLE, _MIDDLE), how)
    return None


def _share(tokens: list[Token], i: int) -> WindowPhrase | None:
    """Read "in the second half", "for the first third of the clip", "at the end"."""
    lead, j = _lead(tokens, i)
    if not lead or (j < len(tokens) and tokens[j].lower not in ("the", "its")):
        return None
    span = _numbered(tokens, j + 1)
    if span:
        how = _when(lead, "during")
        moment = span[1] if how == "after" and "after" in lead else span[0]
        return WindowPhrase(i, _after_film(tokens, j + 3), span if how == "during" else (moment, moment), how)
    rest = _words(tokens, j + 1, 1)
    if rest and rest[0] in _BEGINNING | {"end"} and lead[-1] in ("at", "in", "only"):
        end = _after_film(tokens, j + 2)
        if end > j + 2 or end >= len(tokens) or tokens[end].tag == ".":
            return WindowPhrase(i, end, (0.0, 1 / 3) if rest[0] in _BEGINNING else (2 / 3, 1.0))
    return None


def _numbered(tokens: list[Token], j: int) -> Span | None:
    """Read "second half" at token j."""
    words = _words(tokens, j, 2)
    if len(words) < 2 or words[1] not in _SHARES or words[0] not in _ORDER.keys() | _LAST:
        return None
    share = _SHARES[words[1]]
    number = share if words[0] in _LAST else _ORDER[words[0]]
    return ((number - 1) / share, number / share) if number <= share else None


def _after_film(tokens: list[Token], j: int) -> int:
    """Return the index after "of the video", or j when that does not follow."""
    if j < len(tokens) and tokens[j].lower == "of":
        k = j + 2 if j + 1 < len(tokens) and tokens[j + 1].lower in ("the", "this") else j + 1
        if k < len(tokens) and tokens[k].lower in META:
            return k + 1
    return j


def only_shown(clause: Clause) -> bool:
    """Tell whether a clause in the passive says no more than that something is seen: "is shown"."""
    return bool(clause.verb and clause.verb.passive and clause.verb.lemma in _SHOWING)


def hand_on(clause: Clause, previous: Clause) -> None:
    """Let "until the middle of the video, when a helicopter appears" give its moment to the second clause."""
    if clause.opener in ("when", "then") and not clause.windows and clause.verb:
        moments = [window for window in previous.windows if window.when == "until"]
        clause.windows = [replace(window, when="at", window=(window.window[1],) * 2) for window in moments]


def seen_spans(clause: Clause, action: Action) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return the spans in which the clause's subject is seen, and those in which it is not."""
    verb = clause.verb
    states = set(clause.complements)
    gone = bool(states & UNSEEN) or bool(verb and verb.passive and verb.lemma in ("hide", "go", "conceal"))
    goes = action.vanishes or (action.way == "out" and action.motion != "stay")
    comes = action.appears or action.way == "in"
    presence = gone or goes or comes or only_shown(clause) or bool(states & VISIBLE) or (verb and verb.lemma == "be")
    negated = bool(verb and verb.negated)
    seen: list[Span] = []
    unseen: list[Span] = []
    for phrase in clause.windows:
        if not presence and (not phrase.firm or phrase.when != "during" or negated):
            continue
        start, end = phrase.window
        if goes:
            seen += [(0.0, start)] if phrase.when != "until" or negated else []
        elif gone != negated:
            span = (start, end) if phrase.when == "during" else (0.0, end) if phrase.when == "until" else (start, 1.0)
            unseen.append(span)
        elif phrase.when == "during":
            seen.append((start, end))
        elif phrase.when == "until":
            seen.append((0.0, end))
        else:
            seen.append((start, 1.0) if comes or phrase.when == "after" else (1 / 3, 2 / 3))
    return _real(seen), _real(unseen)


def _real(spans: list[Span]) -> tuple[Span, ...]:
    return tuple(span for span in spans if span[0] < span[1])


def spans_left(seen: tuple[Span, ...], unseen: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return what is left of the spans (the whole time if there are none) outside the unseen ones, joined."""
    joined: list[Span] = []
    for start, end in sorted(seen or ((0.0, 1.0),)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    for low, high in unseen:
        parts = [part for a, b in joined for part in ((a, min(b, low)), (max(a, high), b))]
        joined = [part for part in parts if part[0] < part[1]]
    return tuple(joined)
