"""The first request of a conversation: a story, or "make a 30-second film of ..., in watercolour, portrait".

Options are read only from the words around the story, never from the story itself.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from storyagent.errors import InvalidInput
from storyagent.planning.planner import PlanOptions
from storyagent.story.files import read_text
from storyagent.story.screenplay import FilmFormat
from storyagent.story.values import Value

_NUMBERS = {
    "half a": 0.5, "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45,
    "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip
_COUNT = r"(?P<count>\d+(?:\.\d+)?|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")"
_FILM = r"(?:film|movie|video|clip|cartoon|animation|short|story)"
_ORDER = re.compile(
    r"^\s*(?:please\s+|hi[,!]?\s+|hello[,!]?\s+)*(?:(?:can|could|would|will) you\s+(?:please\s+)?|"
    r"i(?:'d like| want| would like)(?: you)?(?: to)?\s+|let'?s\s+)*"
    r"(?:(?:make|create|produce|render|shoot|generate|animate|turn|do|have|see)\b|(?<=like )|(?<=want ))"
    r"(?P<frame>[^.!?\n]*?)\b" + _FILM +
    r"(?P<more>[^.!?\n:]*?)(?:\s*[:\n]\s*|"
    r"\s+(?:of|about|out of|from|on|where|in which|that shows|showing|telling how)\s+)(?P<story>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip
_STYLES = (
    r"water-?colou?rs?|pencil|crayons?|chalk|ink|oil(?: paint(?:ing)?)?|pastels?|comic(?: book)?|manga|anime|"
    r"pixel art|paper[ -]?cut(?:s|-?outs?)?|papercraft|picture[ -]book|storybook|sketch|charcoal|gouache|cartoon|"
    r"felt|clay|black and white|pop art|line art"
)
_SOUNDS = "rain|wind|thunder|sea|waves|birds|crickets|fire|stream|traffic"
_WITH = r"(?:\b(?:with|and) |^\s*)"
_GREETING = re.compile(r"(?:hi|hello|hey|good (?:morning|evening)|yo|test|thanks|thank you)[\s.!?]*", re.IGNORECASE)
_ABOUT_A_FILM = re.compile(
    r"\s*(?:please\s+)?(?:delete|remove|swap|merge|split|duplicate|undo|redo|rename|recolou?r|replace)\b|"
    r".*\bscenes? (?:\d|one|two|three|four|five)\b.*|\s*make (?:the|it|him|her|them|everything)\b",
    re.IGNORECASE,
)


class Opening(Value):
    """A story, what film of it is wanted, and what was understood of that, in words."""

    story: str
    options: PlanOptions
    sound: str = ""
    """What shall be heard in every scene beside speech."""
    after: tuple[str, ...] = ()
    """What shall be made of the finished film, in the words of the request: "a web page to show it"."""
    understood: tuple[str, ...] = ()


_ANOTHER = re.compile(
    r"(?:(?:now|ok|okay|and|please|then|so)[, ]+)*(?:(?:can|could|would) (?:you|we) |let's |i(?:'d| would)"
    r" like (?:you )?to |i want (?:you )?to )?(?:please )?(?:make|create|start|begin|do|write|plan|build|produce|tell)"
    r"(?: (?:me|us))? (?:(?:an?|another|one more)(?: (?:new|different|second|separate|fresh|other|whole|brand|more"
    r"|short|little))*)"
    r" (?:film|movie|video|cartoon|animation|story)\b(?P<rest>\s*[:.,]| (?:about|where|in which|called|next|as well|too"
    r"|(?:of|from)(?! (?:scenes?|it|this|that|the)\b))\b|\s*$).*",
    re.IGNORECASE | re.DOTALL,
)
_OTHER = re.compile(r"\b(?:another|new|different|second|separate|fresh|other|one more)\b", re.IGNORECASE)


def require_this_film(request: str) -> None:
    """Refuse a wish for another film: a conversation is about one.

    Raises:
        InvalidInput: it tells or names another story.
    """
    found = _ANOTHER.fullmatch(" ".join(request.split()))
    if found is None:
        return
    if _OTHER.search(found[0][: found.start("rest")]) or re.match(r" (?:about|where|in which)", found["rest"]):
        raise InvalidInput(
            "this conversation is about one film", where="chat", found=found[0][:60],
            needed="a folder of its own for another one",
            hint="storyagent chat ANOTHER_FOLDER --say \"make a film: ...\"",
        )  # fmt: skip


def read_opening(request: str) -> Opening:
    """Return the story that a first request tells or names, and the options around it.

    A request that is the path of a text file, or asks for a film of one, means its text.

    Raises:
        InvalidInput: it tells no story, the file cannot be read, or something beside its name is not understood.
    """
    text = request.strip()
    if not text or _GREETING.fullmatch(text) or (len(text) < 400 and _ABOUT_A_FILM.match(text)):
        raise InvalidInput(
            "there is no film here yet", where="chat", found=repr(text[:60]), needed="a story to make a film of",
            hint="tell one, name a text file, or say: make a 30-second film of ..., in watercolour, portrait",
        )  # fmt: skip
    around, story, after = _parted(text)
    if story.lower().rstrip(".!") in _NOTHING_TOLD:
        raise InvalidInput(
            "the story itself is missing", where="chat", found=repr(story),
            needed="its text, or the name of a text file",
            hint="say: make a film of story.txt, in watercolour; or: make a film of this, in watercolour: A fox ...",
        )  # fmt: skip
    wanted: dict[str, Any] = {}
    understood: list[str] = []
    for part in around:
        found, words = _options(part)
        wanted |= found
        understood += words
    if story.lower().endswith(".fountain"):
        wanted["script"] = "fountain"
    form = {name: wanted.pop(name) for name in list(wanted) if name in FilmFormat.model_fields}
    if "height_px" not in form and form.get("aspect") == "9:16":
        form["height_px"] = 1280
    sound = wanted.pop("sound", "")
    return Opening(
        story=_text_of(story),
        sound=sound,
        after=tuple(after),
        options=PlanOptions(**wanted, format=FilmFormat(**form)),
        understood=tuple(understood),
    )


_NOTHING_TOLD = {f"{this}{kind}" for this in ("this", "it", "that", "the following") for kind in
                 ("", " story", " text", " tale")}  # fmt: skip
_THIS = re.compile(
    r"(?:this|it|the following)(?: story| text| tale)?\s*,(?P<aside>[^:\n]{2,200})[:\n]\s*(?P<told>\S.*)", re.I | re.S
)
_THIS_ALONE = re.compile(
    r"(?P<told>(?:this|it|the following)(?: story| text| tale)?)\s*,(?P<aside>[^:\n]{2,200})", re.I
)
_FILE = re.compile(
    r"(?P<told>(?:the )?(?:(?:story|file|text)(?: in| from)? )?(?:(?P<quote>[\"'“])[^\"'”]+|[^\s,;\"'“”]+)"
    r"\.(?:txt|md|fountain)(?(quote)[\"'”]))(?P<aside>(?:[,;.\s].*)?)", re.I | re.S
)  # fmt: skip
_MADE = (
    r"(?:web ?(?:page|site)|html(?: page)?|home ?page|landing page|poster|trailer|teaser|gif|contact sheet|thumbnail)"
)
_BESIDE = re.compile(
    r"\s*(?P<order>(?:(?:also|then|please|make|create|add|give me|i(?: also)? want|i(?: would|'d) like|with|plus)\s+)*)"
    rf"(?:an? |the |its )?(?:[a-z-]+ ){{0,3}}{_MADE}"
    r"(?P<of>(?: (?:to show|showing|that shows|of|for|about|from|with|on|as well|too)\b.*?)?)(?:,? please)?[.!]?\s*",
    re.I,
)  # fmt: skip
_OF_IT = re.compile(
    r" (?:to show|showing|that shows|of|for|about|from|with) (?:it|them|that|the (?:film|movie|video))$"
)
_BETWEEN = re.compile(r"(?:[,;]|[.!](?:\s|$)|\band\b)(?![^“]*”)(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")


def _parted(text: str) -> tuple[list[str], str, list[str]]:
    """Part a request into the words around the story, the story, and what is to be made of the finished film."""
    match = _ORDER.match(text)
    if match:
        more, after = _sorted(match["more"])
        around, story, others = _told(match["story"])
        return [match["frame"], *more, *around], story, [*after, *others]
    if _FILE.fullmatch(text):
        return _told(text)
    head, colon, rest = text.partition(":")
    pieces = re.split(r",|\band\b", head)
    if colon and rest.strip() and len(head) < 120 and all(_options(piece)[1] or not piece.strip() for piece in pieces):
        return pieces, rest.strip(), []
    return [], text, []


def _told(story: str) -> tuple[list[str], str, list[str]]:
    """Part what a film is to be of: "this, in watercolour, with rain sound: A fox ..." or "fox.txt, and a poster"."""
    if match := _FILE.fullmatch(story) or _THIS_ALONE.fullmatch(story):
        around, after = _sorted(match["aside"])
        if unknown := next((piece for piece in around if piece and not _all_option(piece)), None):
            raise InvalidInput(
                "something beside the story is not understood", where="chat", found=repr(unknown),
                needed="how the film is to be (30 seconds, in watercolour, portrait, with rain sound), or what is to "
                "be made of it (a web page, a poster, a trailer)",
            )  # fmt: skip
        return around, match["told"], after
    if match := _THIS.match(story):
        around, after = _sorted(match["aside"])
        if all(_options(piece)[1] for piece in around):
            return around, match["told"], after
    return _without_tail(story)


def _sorted(words: str) -> tuple[list[str], list[str]]:
    """Part words beside a story into those on the film and those on what is to be made of it."""
    around: list[str] = []
    after: list[str] = []
    for piece in filter(None, map(str.strip, _BETWEEN.split(words))):
        beside = _BESIDE.fullmatch(piece)
        (after if beside else around).append(piece[beside.end("order") :] if beside else piece)
    return around, after


def _without_tail(story: str) -> tuple[list[str], str, list[str]]:
    """Take trailing options (", in watercolour, portrait") and wishes (", and a poster of it") off a story."""
    tail: list[str] = []
    after: list[str] = []
    while True:
        match = re.search(r"(?:,\s*(?:and\s+)?|\s+and\s+|[.!]\s+)([^,.!?]{2,60})[.!]?\s*$", story)
        if match and (beside := _BESIDE.fullmatch(match[1])) and (beside["order"] or _OF_IT.fullmatch(beside["of"])):
            after.insert(0, match[1][beside.end("order") :])
        elif match and _all_option(match[1]):
            tail.append(match[1])
        else:
            return tail, story.strip(), after
        story = story[: match.start()]


def _all_option(part: str) -> bool:
    rest = part
    for pattern, _ in _PATTERNS:
        rest = re.sub(pattern, " ", rest, flags=re.IGNORECASE)
    rest = re.sub(
        r"\b(?:in|as|a|an|the|it|make|and|also|please|with|film|movie|video|format|mode|for me|style)\b", " ", rest,
        flags=re.IGNORECASE,
    )  # fmt: skip
    return bool(_options(part)[1]) and not re.search(r"\w", rest)


def _seconds(found: re.Match[str]) -> tuple[dict[str, Any], str]:
    count = _number(found["count"])
    minutes = count / 60 if found["unit"].lower().startswith("s") else count
    return {"minutes": minutes}, f"about {minutes * 60:g} s long"


def _scenes(found: re.Match[str]) -> tuple[dict[str, Any], str]:
    return {"scenes": int(_number(found["count"]))}, f"{int(_number(found['count']))} scenes"


def _height(found: re.Match[str]) -> tuple[dict[str, Any], str]:
    lines = int(found["lines"])
    return {"height_px": lines}, f"{lines} pixels high"


def _fps(found: re.Match[str]) -> tuple[dict[str, Any], str]:
    return {"fps": int(found["fps"])}, f"{found['fps']} frames a second"


def _style(found: re.Match[str]) -> tuple[dict[str, Any], str]:
    style = re.sub(r"colou?r(?!s?\w)", "color", found["style"].lower())
    return {"style": style}, f"style: {style}"


def _title(found: re.Match[str]) -> tuple[dict[str, Any], str]:
    return {"title": found["title"]}, f"title: {found['title']}"


def _music(found: re.Match[str]) -> tuple[dict[str, Any], str]:
    mood = (found["mood"] or "calm").strip().lower()
    return {"music": mood}, f"{mood} music"


def _sound(found: re.Match[str]) -> tuple[dict[str, Any], str]:
    sound = (found["sound"] or found["of"]).lower()
    return {"sound": sound}, f"the sound of {sound} in every scene"


def _seed(found: re.Match[str]) -> tuple[dict[str, Any], str]:
    return {"seed": int(found["seed"])}, f"seed {found['seed']}"


_FIXED = (
    (r"\b(?:portrait|vertical|upright|9:16)\b", {"aspect": "9:16"}, "portrait, 9:16"),
    (r"\b(?:square|1:1)\b", {"aspect": "1:1"}, "square, 1:1"),
    (r"\b(?:landscape|wide-?screen|horizontal|16:9)\b", {"aspect": "16:9"}, "landscape, 16:9"),
    (r"\b(?:without|no) (?:narration|narrator|voice|speech)\b|\bsilent\b", {"narration": False}, "no narration"),
    (r"\bwith (?:ambience|ambient sounds?|(?:the )?sounds? of (?:its|the) places?)\b", {"ambience": True}, "ambience"),
    (r"\bwith (?:burnt[- ]in )?subtitles(?: in the picture)?\b", {"burn_subtitles": True}, "subtitles in the picture"),
)  # fmt: skip
_PATTERNS: tuple[tuple[str, Any], ...] = (
    (rf"\b{_COUNT}[- ]?(?P<unit>s(?:ec(?:onds?)?)?|min(?:utes?)?)(?:[- ]long|[- ]length)?\b", _seconds),
    (rf"\b(?:in |with )?{_COUNT}[- ]scenes?\b", _scenes),
    (r"\b(?P<lines>\d{2,4})(?:p\b| pixels high)", _height),
    (r"\b(?P<fps>\d{1,3}) (?:fps|frames (?:a|per) second)\b", _fps),
    (rf"\b(?:in |as )?(?:an? |the )?(?P<style>{_STYLES})(?: style| look)?\b", _style),
    (r"\b(?:called|titled|named|(?:with )?the title) [\"“'‘](?P<title>[^\"”’]+)[\"”'’]", _title),
    (rf"{_WITH}(?:some )?(?P<mood>(?:(?!(?:some|with|and)\b)[a-z]+ ){{0,2}})music\b(?: under it)?", _music),
    (rf"{_WITH}(?:the )?(?:sounds? of (?:the )?(?P<of>{_SOUNDS})|(?P<sound>{_SOUNDS}) (?:sounds?|noises?))\b", _sound),
    (r"\bseed (?P<seed>\d{1,9})\b", _seed),
    *((pattern, lambda _, found=found, words=words: (found, words)) for pattern, found, words in _FIXED),
)


def _options(part: str) -> tuple[dict[str, Any], list[str]]:
    wanted: dict[str, Any] = {}
    words: list[str] = []
    for pattern, read in _PATTERNS:
        for match in re.finditer(pattern, part, re.IGNORECASE):
            found, said = read(match)
            wanted |= found
            words.append(said)
    return wanted, words


def _number(word: str) -> float:
    return float(word) if word[0].isdigit() else float(_NUMBERS[word.lower()])


def _text_of(story: str) -> str:
    """Return the text of the file that a story names, or the story itself."""
    story = re.sub(r"^(?:this|the following)(?: story| text| tale)?\s*[:\n]\s*", "", story, flags=re.IGNORECASE)
    named = re.sub(r"^(?:the )?(?:story|file|text)(?: in| from)? ", "", story).strip()
    words = named.strip("\"'“”")
    one_word = not any(character.isspace() for character in words)
    if (one_word or named == f"{named[0]}{words}{named[-1]}") and Path(words).suffix in (".txt", ".md", ".fountain"):
        return read_text(Path(words), marked=True)
    return story
