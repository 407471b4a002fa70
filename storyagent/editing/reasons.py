"""Words of a request that give a reason and ask for nothing: "because she is hard to see", "I don't like it"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from storyagent.editing.edits import Edit
from storyagent.editing.marks import ENTITIES, PRONOUNS, SCENES

REASON = re.compile(
    r",? \b(?:because|cause|'cause|cuz|since (?=it|she|he|they|the|there|this|that|we|i\b)"
    rf"|as (?:it|that|this) (?:is|looks|feels|seems)|so (?:that )?(?=it|we|you|i\b|people|viewers"
    rf"|[{ENTITIES}{PRONOUNS}] "
    rf"(?:can|is|are|looks?|fits?|stands?|matches|doesn't|won't|feels?|gets?|has))"
    rf"|for (?:more|extra|some|added) (?:drama|contrast|effect|fun|mood|atmosphere|tension|emphasis|variety)"
    rf"|otherwise|(?:to|which would|that would) (?:make|help|give|add) (?:it|[{PRONOUNS}]|the|more|us|some)\b"
    rf"|to (?:match|fit|suit|go with)|in order to|like (?:in|i|you|we)\b|if that makes sense|it's too|it is too)\b.*$",
    re.IGNORECASE,
)
"""A reason at the end of a clause."""
CONTRAST = re.compile(
    r",? \b(?:and not|but not|not|instead of|rather than|as opposed to|in place of|no longer)\b(?! too\b).*$",
    re.IGNORECASE,
)
"""What something is not to be any more, at the end of a clause: "instead of red"."""
CONTRAST_FIRST = re.compile(
    r"(?:instead of|rather than|in place of) (?:[^,]+, |[^,]+? (?=there (?:should|must)|i want|show|use|put|have|let))",
    re.IGNORECASE,
)
"""The same at the beginning."""
EMPHASIS = re.compile(
    r",? (?:at all|anywhere|any ?more|any longer|whatsoever|ever|for good|altogether|completely|entirely|like"
    r" (?:an?|the|in the|in) .+"
    r"|everywhere|in the (?:whole )?film|at the moment|to begin with|this time|for once|if you ask me|or similar"
    r"|or something(?: like that)?|such as .+|and that's it|only|again)$",
    re.IGNORECASE,
)
"""Words at the end of a clause that ask for nothing more."""
CORRECTION = re.compile(
    r"(?:(?:oh|ah|um|hm+|and|but|so)[, ]+)*(?:no,? wait|wait,? no|wait|scratch that|forget (?:that|it|about that)"
    r"|strike that"
    r"|never ?mind(?: that)?|on second thoughts?|correction|(?:sorry|no|actually),? (?:i (?:meant|mean)|no)|i"
    r" (?:meant|mean)"
    r"|or rather|actually,? no|no,? no|no(?=[,:.]))[,:.!-]* *",
    re.IGNORECASE,
)
"""Words that take back what was just said."""
WHAT_ELSE = (
    "What should be different? For example: make scene 2 faster, add happy music, let it snow, draw it in watercolour."
)
"""What is asked where somebody only says how they find the film."""
TAKEN_BACK = re.compile(
    r"^(?:undo|revert|take back|cancel)(?: (?:it|that|this|again|[\ue300-\ue3ff]))*$", re.IGNORECASE
)
"""An order to take back the clause before."""
_WISH = re.compile(
    r"\b(?:should|must|shall|needs? to|need|has to|have to|could|ought|make|let|put|add|remove|delete|set|change|give"
    r"|want|wish|instead|please|turn|swap|move|rename|call|cut|replace)\b",
    re.IGNORECASE,
)
_STATEMENT = re.compile(
    rf"(?:because |since |as |cause |and |but |, )?(?:(?:i|we|you|people|viewers|my \w+|it|this|that|there|everything"
    rf"|[{ENTITIES}{PRONOUNS}{SCENES}](?:'s \w+)?|the (?:\w+ ){{0,2}}?\w+|(?:right |at the moment|currently) ?\w*)"
    r"(?: (?:really|just|still|simply|kind of|sort of|also|personally|always))?"
    r" ?(?:don't|do not|didn't|can't|cannot|can (?:hardly|barely)|hate|dislike|love|like|liked|think|feel|find|found"
    r"|is|are|'s|'re|isn't|aren't|looks?|seems?|feels?|was|were|has|have|doesn't|gets?|keeps?|appears?|am|'m|miss"
    r"|drags?|lasts?|takes?"
    r"|prefer|goes|works|doesn't|didn't)\b.*"
    r"|(?:looks?|sounds?|feels?|seems?) (?:good|great|better|nice|wrong|off|strange|weird|odd|boring|bad)\b.*"
    r"|(?:(?:very|so|too|really|that's|not) )?(?:good|great|nice|perfect|boring|much better|wonderful|lovely|well done"
    r"|love it|i love it|thanks|thank you)(?: (?:so far|work|job|already|otherwise|idea))?)",
    re.IGNORECASE,
)


_JUDGED = re.compile(
    r"(?:[a-z'-]+ ){1,4}?(?:is|are|was|looks?|seems?|feels?|sounds?) (?:so |too |very |just |really |rather |pretty"
    r" |a bit |quite |such a )*"
    r"(?:dull|boring|ugly|nice|nicer|better|bad|sad|silly|scary|old|pale|dark|bright|cold|empty|bare|plain"
    r"|confusing|strange|odd"
    r"|annoying|loud|quiet|wrong|hard to (?:see|read|hear|follow)|bore)(?: to me| for me| there)?",
    re.IGNORECASE,
)
_ANNOYS = re.compile(
    r"[^,;.?]{1,40} (?:bores?|annoys?|bothers?|scares?|confuses?|tires?|irritates?|disturbs?|worries)"
    r" (?:me|us|my [a-z]+|people|everybody)(?: a bit| a little| so much)?"
    rf"|[{PRONOUNS}] (?!should|must|can|could|may|has|will|needs|wants|is|was)[a-z]+s\b.*",
    re.IGNORECASE,
)
_FOUND = re.compile(
    r"(?!(?:let|make|have|put|add|set|show|give) )[^,;.?]{1,60} (?:is|are|was|were|looks?|seems?|feels?|sounds?|came"
    r" out|turned out|moves?|runs?|comes?)"
    r" (?:[^,;.?]{1,30} )?(?:too|so|hardly|barely|badly|wrong|weird|odd|strange|ugly|dull|boring|crowded|full)\b[^,;]*",
    re.IGNORECASE,
)
_TOO_MUCH = re.compile(
    rf"[{ENTITIES}{PRONOUNS}{SCENES}](?:'s)? (?:[a-z]+ )?[a-z]+ (?:much |way |far |a bit |a little )?too [a-z]+(?:"
    rf" (?:in|on|at|for) .+)?",
    re.IGNORECASE,
)


def is_reason(text: str) -> bool:
    """Tell whether a clause only says how things are, or how somebody finds them."""
    said = (
        _STATEMENT.fullmatch(text)
        or _JUDGED.fullmatch(text)
        or _TOO_MUCH.fullmatch(text)
        or _FOUND.fullmatch(text)
        or _ANNOYS.fullmatch(text)
    )
    return bool(said) and not _WISH.search(text)


_SAME_MATTER = (frozenset(("pace", "duration")), frozenset(("resize", "position")), frozenset(("remove", "replace")))


def answered_by(edit: Edit, others: Iterable[Edit]) -> bool:
    """Tell whether an order among others is about the same as a complaint."""
    return any(_about_the_same(edit, other) for other in others)


def _about_the_same(edit: Edit, other: Edit) -> bool:
    matter = edit.kind == other.kind or any({edit.kind, other.kind} <= kinds for kinds in _SAME_MATTER)
    one, two = getattr(edit, "scenes", ()), getattr(other, "scenes", ())
    scenes = not one or not two or bool(set(one) & set(two))
    return matter and scenes and getattr(edit, "entity", None) == getattr(other, "entity", None)
