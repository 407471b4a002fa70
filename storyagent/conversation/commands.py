"""What a person says to the conversation itself: undo, redo, branches, history, help, going on. Deterministic."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Annotated, Literal

from pydantic import Field

from storyagent.story.values import Value

_COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "once": 1, "twice": 2, "a": 1, "both": 2, "couple": 2,
}  # fmt: skip
_NUMBER = r"(?P<count>\d+|" + "|".join(_COUNTS) + r")"
_POLITE = re.compile(
    r"^(?:(?:ok(?:ay)?|no|nah|nope|argh|ugh|oh|hm+|well|oops|please|now|and|then|so|actually|sorry|wait|hey)[\s,.!]+|"
    r"(?:can|could|would|will) (?:you|we) (?:please )?|let'?s |i(?:'d| would) like (?:you )?to |i want (?:you )?to )+"
)
_END = re.compile(r"(?:[\s,]+(?:please|again|now|then|thanks|thank you|for me))*[\s.!?]*$")
_NAME = r"[\"'“‘]?(?P<name>[\w][\w -]{0,38}?[\w]|[\w])[\"'”’]?"
_LAST = r"(?:(?:the |my |your )?(?:last|latest|previous|most recent)?\s*)"
_THING = r"(?:changes?|edits?|steps?|turns?|things?|requests?|ones?|times?)"


class Undo(Value):
    """Take back the last changes."""

    kind: Literal["undo"] = "undo"
    count: int = Field(1, ge=1)


class StartOver(Value):
    """Take back every change of this branch."""

    kind: Literal["start_over"] = "start_over"


class Redo(Value):
    """Make changes again that were taken back."""

    kind: Literal["redo"] = "redo"
    count: int = Field(1, ge=1)


class GoBack(Value):
    """Return to how the film was before (or, `after`, right after) the change that words speak of."""

    kind: Literal["go_back"] = "go_back"
    words: str
    after: bool = False


class UndoThat(Value):
    """Take back the very change that words speak of ("undo the swap")."""

    kind: Literal["undo_that"] = "undo_that"
    words: str


class SaveBranch(Value):
    """Keep the film as it is under a name."""

    kind: Literal["save"] = "save"
    name: str


class SwitchBranch(Value):
    """Go on from what is kept under a name."""

    kind: Literal["switch"] = "switch"
    name: str


class Show(Value):
    """Show something about the conversation or the project."""

    kind: Literal["show"] = "show"
    what: Literal["help", "branches", "history", "status"]


class GoOn(Value):
    """Make the film as its files say now."""

    kind: Literal["go_on"] = "go_on"


class Compare(Value):
    """Tell how two branches differ."""

    kind: Literal["compare"] = "compare"
    first: str
    second: str


class Quit(Value):
    """End the conversation."""

    kind: Literal["quit"] = "quit"


Command = Annotated[
    Undo | StartOver | Redo | GoBack | UndoThat | SaveBranch | SwitchBranch | Show | GoOn | Compare | Quit,
    Field(discriminator="kind"),
]

_VERSION = rf"(?:the |my |our )?{_NAME} (?:version|branch|one|film|cut)"
_USE = r"(?:use|take|keep|choose|pick|load|open|continue with|go on with|go with|work (?:on|with)|stay with)"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("undo", rf"(?:.*\b)?(?:last|previous) {_NUMBER} {_THING}\b[^.;]*[,.;:]?\s+(?:please )?(?:and )?(?:take (?:them"
             rf"|those|both|these|it)"
             r"(?: both)? (?:all )?back|(?:undo|revert|cancel) (?:them|those|both|these|it)(?: both| again)?|get rid"
             r" of (?:them|both|those))"),
    ("undo", r"(?:i (?:don't|do not) (?:like|want) (?:that|it|this)(?: (?:any ?more|at all|after all))?[,.;:]?"
             r" (?:please )?)?"
             r"(?:undo|revert|cancel|reverse) (?:it|that|this)(?: again)?"),
    ("redo", r"(?:sorry,? |no,? )*(?:put|bring|give|get) (?:it|that|this|me that) back (?:the way|how|as|to how|to"
             r" what) (?:you|we|i) (?:just )?had"
             r" (?:it|that)(?: just now| before)?|(?:sorry,? |no,? )*i (?:do |did )?want (?:it|that)(?: back)? after"
             r" all"
             r"|(?:sorry,? |no,? )*(?:do|make) (?:that|it|the change) after all"),
    ("start_over", r"(?:.*\b(?:go|return|revert|take me|bring (?:it|everything|the film)|put (?:it|everything|the"
                   r" film)|change everything) (?:all the way )?)"
                   r"back to (?:how|what|the way|where|as) (?:it|the film|everything|things|we|i) (?:all )?(?:was"
                   r"|were|looked|started|began)"
                   r"(?: (?:out|off))?(?: (?:at|in) the (?:very )?(?:beginning|start|first)| originally| at first|"
                   r" before (?:i|we) (?:changed|did) anything)?"),
    ("start_over", r"(?:go |change |put everything |take (?:me|it) )?(?:back )?to the (?:very )?(?:first|original"
                   r"|initial|untouched) version(?: of (?:it|the film|all))?"
                   r"|(?:restore|bring back|give me) the original(?: (?:film|version))?|forget (?:all|everything)"
                   r" (?:i|we) (?:did|changed|have done)"),
    ("use", rf"(?:i (?:like|prefer|love) {_VERSION}(?: (?:better|more|most|best|a lot))*[,.;:]?\s+(?:so )?(?:let's "
            rf"|please |let us )?{_USE} (?:that|it|this)"
            r"(?: (?:one|version))?(?: from (?:now|here) on| instead)?)"),
    ("use", rf"(?:let's |please )?{_USE} {_VERSION.replace('?P<name>', '?P<other>')}(?: from (?:now|here) on| instead"
            rf"| again)?"),
    ("undo", rf"(?:undo|revert|reverse|cancel|take back|roll ?back)(?: {_LAST}{_NUMBER}(?: of)?\s*(?:the |my"
             rf" )?(?:last )?{_THING}?)"),
    ("undo", rf"(?:undo|revert|reverse|cancel|take back|roll ?back) (?P<count>both)(?: (?:of )?(?:those|them|these))?"
             rf"(?: {_THING})?"),
    ("undo", r"(?:take|roll|put|turn) (?P<count>both)(?: (?:of )?(?:those|them|these))? back"),
    ("undo", rf"(?:undo|revert|reverse|take back|roll ?back)(?: (?:that|it|this|what (?:you|i|we) (?:just )?did(?:"
             rf" last)?|{_LAST}{_THING}))?(?: {_NUMBER}(?: times?)?)?"),
    ("undo", r"(?:no,? )?i (?:liked|preferred) (?:it|that|the film|the old (?:one|version)) (?:better |more"
             r" )?(?:before|the way it was)?"
             r"|(?:restore|bring back|go back to|return to|give me) (?:the )?(?:previous|last|old|earlier)"
             r" (?:version|one|state)"
             r"(?: of (?:it|the film))?|back to (?:the )?(?:previous|last) (?:version|one|state)|undo(?:,? please)?"
             r" the last (?:one|thing)"
             r"|cancel (?:that|it|the last change)"),
    ("undo", r"(?:take (?:that|it|this) back|(?:put|change|turn) (?:it|that) back(?: (?:how|as|the way|to how|to what)"
             r" it was(?: before)?)?|step back|that was wrong|never ?mind that change)"),
    ("undo", r"(?:scrap|scratch|strike) (?:that|it|this)(?: (?:change|edit|one|again))?|go back"
             r"|(?:that|it|this) was better (?:before|the way it was)"),
    ("undo", rf"go back (?:a|{_NUMBER}) (?:steps?|changes?)"),
    ("undo", rf"(?:go |take |move )?(?:a|{_NUMBER}) (?:steps?|changes?) back"),
    ("redo", rf"(?:redo|bring back)(?: {_LAST}{_NUMBER}(?: of)?\s*(?:the |my )?(?:last )?{_THING}?)"),
    ("redo", r"(?:bring|put|get|take|give me) (?:that |it |this |the )?(?:change |edit )?(?:back )?(?:in |again )?"
             r"(?:what|that|the change|the one|the thing) (?:that )?(?:i|we|you) (?:just )?(?:undid|undone|took"
             r" back|reverted)"
             r"(?: (?:again|back))?|(?:redo|restore|repeat) what (?:i|we|you) (?:just )?(?:undid|took back|reverted)"
             r"|(?:bring|put|get) back what (?:i|we|you) (?:just )?(?:undid|took back|reverted)|undo (?:my|the"
             r"|that) (?:last )?undo"
             r"|put (?:that|the) (?:last )?change back(?: in)?"),
    ("redo", rf"(?:redo(?: (?:that|it|this|{_LAST}{_THING}))?|undo the undo|do (?:that|it) (?:again|after all)|"
             rf"bring (?:that|it) back)(?: {_NUMBER}(?: times?)?)?"),
    ("go_back", r"(?:go|change (?:it|everything)|take me|revert|return|roll) back (?:to )?"
                r"(?:how|what|the way|where|as) (?:it|things|everything|we|the film) (?:was|were|looked) "
                r"(?P<side>before|after) (?P<words>.+?)"),
    ("go_back", r"(?:go back|return|revert) to (?:just |right )?(?P<side>before|after) (?P<words>.+?)"),
    ("go_back", r"(?:undo|revert|take back) everything (?P<side>since|after|from) (?P<words>.+?)"),
    ("start_over", r"(?:undo|revert|take back) (?:everything|all(?: (?:of )?(?:it|(?:the |my )?changes))?|all that)|"
                   r"start (?:over|again)(?: from the beginning)?|back to the (?:beginning|start|original)|reset"),
    ("undo_that", r"(?:undo|revert|take back) (?P<words>(?:the|my|that|when|what|where) (?:(?! and | but ).)+?)"
                  r"(?:,? (?:but|and) (?:please )?(?:keep|leave) (?:the |my |all |everything)(?!.*\bchanges\b).+)?"),
    ("save", rf"(?:save|keep|remember|store|make)(?: (?:an? |another )?(?:copy|version|snapshot|back-?up)(?: of"
             rf" (?:this|it|that|the film|everything))?)(?:,? (?:as|under|called|named))(?: the name)? {_NAME}"),
    ("save", rf"(?:save|keep|remember|store)(?: (?:this|it|that|the film|everything)(?: version)?)? (?:as|under)"
             rf"(?: a)?(?: (?:branch|version))?(?: (?:called|named))? {_NAME}"),
    ("save", rf"(?:new |make a |start a |create a )(?:new )?(?:branch|version)(?: called| named)? {_NAME}"),
    ("save", rf"branch {_NAME}"),
    ("known", rf"(?:switch|go|change|return|checkout|back)(?: back)?(?: over)?(?: to)? (?:the )?{_NAME}"),
    ("switch", rf"(?:switch|go|change|return) (?:back )?to (?:the )?(?:branch |version )(?:called |named )?{_NAME}"),
    ("switch", rf"(?:switch|go|change|return) (?:back )?to (?:the )?{_NAME} (?:branch|version)"),
    ("compare", r"(?:compare|diff|what is different between|what(?:'s| is) the difference between|how do|show"
                r" (?:me )?the"
                r" differences? between) (?:the )?(?P<name>this|(?!branch|version)[\w-]+?)(?: version| branch| one)?"
                r" (?:and|with|to|from|against) (?:the )?(?P<other>this|[\w-]+?)(?: version| branch| one)?(?:"
                r" differ)?"),
    ("branches", r"(?:(?:show|list|what|which)(?: me)?(?: all| are)?(?: the| my| there)?\s*)?(?:branches|versions)"
                 r"(?: are there| do (?:i|we) have| have i)?"),
    ("history", r"(?:show(?: me)? )?(?:the |our |my )?(?:history|log|turns)"),
    ("history", r"(?:what (?:did|have) (?:i|we|you) (?:do|done|change|changed|say|said|ask|asked)(?: you)?(?: so far)?"
                r"|what happened(?: so far)?)"),
    ("status", r"(?:show(?: me)? )?(?:the )?status|where(?: is|'s) (?:the |my )?(?:film|movie|video|file|result)"),
    ("status", r"is (?:it|the film|everything) (?:done|finished|ready|made|complete)(?: (?:now|yet|already))?"),
    ("status", r"where (?:do|did|have|are) you (?:save|saved|put|store|keep|saving)(?:d)? (?:it|the (?:film|video"
               r"|movie|file|result)s?)"),
    ("status", r"(?:(?:that's|it's|it is|looks|very|this is|that is) )*(?:perfect|great|thanks|thank you|nice|wonderful"
               r"|cool|good|super"
               r"|awesome|lovely|beautiful|fine|well done)(?: (?:so far|job|work|now|so much|very much))?"
               r"|(?:thanks|thank you)[, ]+(?:that|it|this) (?:looks|is|sounds) (?:perfect|great|nice|wonderful"
               r"|good|lovely|beautiful)"
               r"|i (?:love|like) (?:it|that|this)(?: (?:now|a lot|very much))?|love it"),
    ("status", r"what is (?:made|missing|left|not made)(?: (?:yet|so far))?"),
    ("help", r"help(?: me)?|\?|what can (?:i|you|we) (?:do|say|ask|change)(?: here)?|how does this work|commands"),
    ("go_on", r"(?:go on|continue|carry on|proceed|resume|try|try (?:that |it )?again|retry|"
              r"(?:render|make|finish|build|produce)(?: (?:it|that|this|the film|the movie|the video|everything))?)"),
    ("quit", r"(?:quit|exit|bye|goodbye|stop|end|close|that(?:'s| is) (?:all|it)|i(?:'m| am) done|done|:q|q)"),
)  # fmt: skip


_TRYING = re.compile(
    r"(?:(?:ok|please|now|and|so)[, ]+)*(?:i(?:'d| would)? (?:want|like) to |let's |let us |(?:can|could) (?:we|you"
    r"|i) )?"
    r"(?:please )?(?:try|make|do|have|see|create|show me)(?: out)? (?:an?|another) (?:other |alternative |different"
    r" |second |new )?"
    r"(?:version|variant|variation|branch|cut)(?: of (?:it|the film|this))? (?:where|in which|with) (?P<edit>.+?)"
    r"(?:,? (?:but|and) (?:please )?(?:keep|leave|save|don't (?:lose|touch|change)) .+)?[.!?]*$",
    re.IGNORECASE,
)
"""A wish for another version: the film as it is now gets a name first."""


_NAMED_VERSION = re.compile(
    r"(?:(?:ok|please|now|and|so|can you|could you|let's|let us)[, ]+)*(?:please )?(?:start|make|create|open|begin"
    r"|try|do|save|set up)(?: me)?"
    r" (?:an?|another|the)? ?(?:new |second |separate |extra )?(?:branch|version|copy|variant|cut)(?: of (?:it|the"
    r" film|this|the movie|the whole thing))?"
    r"[, ]+(?:called|named|by the name(?: of)?|with the name) [\"'“‘]?(?P<name>[\w][\w -]{0,38}?)[\"'”’]?"
    r"(?:,? (?:and|then|and then)(?: there| in it| in that one)?|,? (?:where|in which|with|that has))?"
    r" (?P<edit>.+?)[.!?]*$",
    re.IGNORECASE,
)
"""A wish for another version by name, in which something is to be different."""


_EXCUSE_FIRST = re.compile(
    r"^(?:(?:that|this|it)(?:'s| is| was| looks?| looked| didn't) [^,.;!]{2,40}"
    r"|i (?:don't|didn't|do not|did not) (?:really )?(?:like|want|mean) [^,.;!]{2,30})[,.;!]+\s+(?:so |please |and "
    r"|then )*"
)
_EXCUSE_LAST = re.compile(
    r"(?:[,.;!]|\s+(?:because|since|as))\s*(?:i (?:don't|didn't|liked|preferred|like)|it (?:was|is|looks|looked)|that"
    r" (?:was|is|looks)"
    r"|this (?:is|was|looks)|that's|it's) [^,;]*$"
)
"""Why something is to be taken back."""


def read_command(request: str, branches: Collection[str] = ()) -> Command | None:
    """Return the command that a whole request is, or None: it is about the film, then.

    "Switch to night" is a change of the film unless `branches` has one of this name.
    """
    text = _END.sub("", _POLITE.sub("", " ".join(request.split()), count=1)) or request.strip()
    low = _POLITE.sub("", text.lower())
    plain = _EXCUSE_LAST.sub("", _EXCUSE_FIRST.sub("", low)).strip(" ,;.!")
    for kind, pattern in _PATTERNS:
        match = re.fullmatch(pattern, low) or (re.fullmatch(pattern, plain) if kind in ("undo", "redo") else None)
        if match and (command := _command(kind, match.groupdict(), branches)) is not None:
            return command
    return None


def first_of_two(request: str, branches: Collection[str] = ()) -> tuple[str, str] | None:
    """Part "undo that and make the fox blue" into a command and the rest; None where it does not begin with one."""
    trying = _TRYING.match(" ".join(request.split()))
    if trying:
        free = next(name for k in range(1, len(branches) + 2) if (name := f"version-{k}") not in branches)
        return f"save this as {free}", re.sub(r"^(.{1,40}?) (?:is|are) ", r"\1 should be ", trying["edit"])
    named = _NAMED_VERSION.match(" ".join(request.split()))
    if named and len(named["edit"].split()) > 1:
        edit = re.sub(r"\s*\b(?:in (?:it|that one|there)|there)$", "", named["edit"])
        edit = re.sub(r"^(.{1,40}?) (?:is|are) ", r"\1 should be ", edit)
        name = branch_name(named["name"])
        return f"save this as {name}", f"switch to {name} and {edit}"
    match = re.match(r"(.{3,60}?)(?:[,;.]?\s+(?:and then|and|then|but)\s+|[;.]\s+)(\S.+)$", request.strip(), re.DOTALL)
    if not match:
        return None
    command = read_command(match[1], branches)
    if isinstance(command, SaveBranch) and re.search(r"\b(?:there|in it|on it|in that one)\b", match[2]):
        return None  # a saved branch is not where changes go on
    return (match[1], match[2]) if isinstance(command, Undo | Redo | SaveBranch | SwitchBranch) else None


def _command(kind: str, found: dict[str, str | None], branches: Collection[str]) -> Command | None:
    words, name = found.get("words") or "", branch_name(found.get("name") or "")
    if kind == "known" and name not in branches:
        return None
    commands: dict[str, Callable[[], Command]] = {
        "undo": lambda: Undo(count=_count(found.get("count"))),
        "redo": lambda: Redo(count=_count(found.get("count"))),
        "go_back": lambda: GoBack(words=words, after=found["side"] == "after"),
        "start_over": StartOver,
        "undo_that": lambda: UndoThat(words=words),
        "save": lambda: SaveBranch(name=name),
        "switch": lambda: SwitchBranch(name=name),
        "use": lambda: SwitchBranch(name=name or branch_name(found.get("other") or "")),
        "known": lambda: SwitchBranch(name=name),
        "go_on": GoOn,
        "compare": lambda: Compare(first=name, second=branch_name(found.get("other") or "")),
        "quit": Quit,
    }
    return commands[kind]() if kind in commands else Show.model_validate({"what": kind})


def branch_name(words: str) -> str:
    """Return words as the name of a branch: lower case, blanks as hyphens."""
    return re.sub(r"[\s_]+", "-", words.strip().lower())


def _count(word: str | None) -> int:
    if word is None:
        return 1
    return max(1, int(word)) if word.isdigit() else _COUNTS[word]
