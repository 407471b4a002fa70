"""Wordings that put somebody beside, on, behind or nearer to somebody else."""

from __future__ import annotations

import re

from storyagent.editing.clause import EL, NEW, SHOULD, Clause, E, Made, Rule, rules
from storyagent.editing.edits import Position, Side

_PUT = r"(?:put|place|position|set|show|draw|have|keep|get|let|want|centre|center)"
_SIDES_OF: tuple[tuple[str, Side], ...] = (
    (
        r"(?:right )?(?:next to|beside|besides|by|alongside|at|near|close to|with|adjacent to|by the side of|around"
        r"|round)",
        "next to",
    ),
    (r"(?:to|on) the left(?:-hand)?(?: side)? of|left of", "left of"),
    (r"(?:to|on) the right(?:-hand)?(?: side)? of|right of", "right of"),
    (r"(?:right |high |just )?(?:above|over|overhead)", "above"),
    (r"(?:right |just )?(?:below|under|underneath|beneath)", "below"),
    (r"(?:on top of|on|onto|upon|atop|in|into|inside)", "on"),
    (r"(?:right |just )?behind|in back of|in the back of", "behind"),
    (r"(?:right |just )?in front of|before", "in front of"),
    (r"(?:much |a bit |a little )?(?:closer|nearer) (?:to|together with)|closer by", "nearer"),
    (r"(?:a bit |a little )?(?:farther|further|farther away|further away|away) from|apart from", "farther"),
)
BESIDE = rf"(?P<side>{'|'.join(words for words, _ in _SIDES_OF)}) (?P<of>{E})"
"""A side of another entity."""


def side_of(clause: Clause) -> tuple[str, Side] | None:
    """Return the entity and the side of it that a match of `BESIDE` names, None for a place, which has no sides."""
    words = clause.text("side").lower()
    other = clause.one_entity("of")
    if other != NEW and clause.entity(other).kind == "place":
        return None
    return next((other, side) for pattern, side in _SIDES_OF if re.fullmatch(pattern, words))


def _beside(clause: Clause) -> Made | None:
    found = side_of(clause)
    if found is None:
        return None
    others = [one for one in clause.entities() if one != found[0]]
    return [Position(entity=one, beside=found[0], side=found[1], scenes=clause.scenes) for one in others]


def _named_beside(clause: Clause) -> Made | None:
    """Understand "the owl on the right of the oak", but not "the fox on it"."""
    return None if any(mark in clause.context.marks.pronouns for mark in clause.match[0]) else _beside(clause)


def _together(clause: Clause) -> Made | None:
    first, *others = clause.entities()
    side: Side = "farther" if re.search(r"apart|farther|further", clause.match[0], re.I) else "nearer"
    return [Position(entity=one, beside=first, side=side, scenes=clause.scenes) for one in others] or None


_STAND = r"(?:be |stand |sit |appear |lie |wait |stay |hang |float |hover |perch |rest |go |come )?"
_BESIDE = rules(
    _beside,
    rf"(?:move|shift|push|bring|drag|set|position|locate|sit|stand|pose|{_PUT}) (?P<e>{EL}) {_STAND}{BESIDE}",
    rf"(?P<e>{EL}) {SHOULD} (?:be|stand|sit|appear|lie|wait|stay|hang|float|hover|perch|rest|be (?:placed|put|standing"
    rf"|sitting|lying|seen))(?: much| a bit| a little)? {BESIDE}",
    rf"(?P<e>{EL}) (?:belongs?|goes) {BESIDE}",
) + rules(
    _named_beside,
    rf"(?P<e>{EL}) {BESIDE}",
) + rules(
    _together,
    rf"(?:move|bring|put|push|place|have|let|make) (?P<e>{EL}) (?:stand |be |sit )?(?:a bit |a little |much"
    rf" )?(?:closer|"
    rf"nearer|close|next)(?: together| to (?:each other|one another))",
    rf"(?P<e>{EL}) {SHOULD} (?:stand|be|sit|walk|come) (?:right |directly )?(?:next to|beside|by) (?:each other|one"
    rf" another)",
    rf"(?P<e>{EL}) {SHOULD} (?:stand|be|sit|walk|come) (?:a bit |a little |much )?(?:closer|nearer|close)"
    rf"(?: together| to (?:each other|one another))",
    rf"(?:move|bring|put|push|place|have|let|make) (?P<e>{EL}) (?:stand |be |sit )?(?:a bit |a little |much"
    rf" )?(?:farther"
    rf"|further)? ?apart(?: from each other)?",
    rf"(?P<e>{EL}) {SHOULD} (?:stand|be|sit) (?:a bit |a little |much )?(?:farther|further)? ?apart",
)  # fmt: skip

BESIDE_RULES: tuple[Rule, ...] = _BESIDE
"""All wordings about who is beside whom."""
