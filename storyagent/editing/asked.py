"""Questions about a film, told apart from requests that are worded as questions."""

from __future__ import annotations

import re
from typing import Literal

from storyagent.editing.clause import Ask, Context, scenes_of
from storyagent.editing.marks import ENTITIES, PRONOUNS, SCENES
from storyagent.editing.reading import Inquiry

_QUESTION = re.compile(
    r"^(?:(?:hey|ok|okay|and|so|but|then|please|now|well|hm+|hi|hello|hiya|heya|just|only|thanks|morning|afternoon|evening"
    r"|(?:hi|hey|hello) there|good (?:morning|afternoon|evening|day)|oh|um+|er+m?)[ ,!.]+)*"
    r"(?:(?:in|at|on|from|with|for) (?:which|what|whom)|what(?!\s+(?:about|if)\b)|who|whom|whose|where|when|how"
    r" (?:long|many|much|old|does|do|is|are|big|did|would"
    r"|often|come)|which|why(?!\s+(?:not|don't))|"
    rf"is\b(?! (?:it|[{PRONOUNS}]) possible to)|are|does|do (?!you mind|not|n't)|did|was|were|has|have (?:you|we|i)"
    rf"|am i|"
    r"(?:tell|show|remind) me (?:what|who|where|how|which|when|about|why|all|the (?:cast|scenes|entities|plan|script"
    r"|screenplay|list|length|title))|"
    r"list|describe (?!.* as )|summari[sz]e|explain|(?:can|could) (?:you|i) (?:tell|see|explain|describe|list|show me"
    r" (?:what|who|the (?:cast|scenes|plan)))|help$|help me$)\b",
    re.IGNORECASE,
)
_LEAVING = re.compile(
    r"^(?:please )?(?:(?:don't|do not|no need to) (?:change|touch|edit|alter|do|make)|without (?:changing|touching"
    r"|doing)) (?:anything|any of it|a thing|it|the film|any changes?)(?: yet| now| at all)?\s*[,;:–-]+\s*(?:but |just "
    r"|only |please )*",
    re.IGNORECASE,
)
"""What is to be left alone by one who only asks: "don't change anything, just tell me who is in it"."""
_POLITE_WISH = re.compile(
    rf"^(?:is there any way to|is (?:it|[{PRONOUNS}]) possible to|would you|could you (?!tell|explain|list|describe)"
    rf"|can you (?!tell"
    r"|explain|list|describe))",
    re.I,
)
_Topic = Literal["scene", "entity", "length", "cast", "cost", "changes", "places", "film", "help", "why", "other"]
_TOPICS: tuple[tuple[str, _Topic], ...] = (
    (r"\bhow long\b|\bduration\b|\blength\b|\bhow many (?:seconds|minutes)\b|\brunning time\b", "length"),
    (r"\bcosts?\b|\bhow much (?:did|does|will|time)\b|\bexpensive\b|\bpric", "cost"),
    (r"\bchanged?\b|\bchanges\b|\bdid you (?:do|make|change)\b|\bdifferent\b|\bdifference\b", "changes"),
    (r"\bhelp\b|\bwhat can (?:i|you|we)\b|\bcommands?\b|\bhow (?:do|can|would) i\b|\bpossible\b", "help"),
    (r"\bwho(?:m|se)?\b|\bcast\b|\bcharacters?\b|\bhow many (?:characters|people|animals)\b", "cast"),
    (
        r"\btitle\b|\bcalled\b|\bcall (?:this|the|my|our) (?:film|movie|story)\b|\bstyle\b|\bmusic\b|\bformat\b"
        r"|\baspect\b|\bresolution\b|\bfps\b|\bframes? a second\b"
        r"|\bsub-?titles?\b|\bseed\b|\bhow big\b|\bnarrat(?:or|ion)\b(?!.*\bscene)",
        "film",
    ),
    (r"\bplaces?\b|\bwhere\b|\blocations?\b|\bset\b", "places"),
)


def inquiry(sentence: str, context: Context) -> Inquiry | None:
    """Return what a sentence wants to know, or None where it wants something done."""
    text = _LEAVING.sub("", sentence.strip())
    if _POLITE_WISH.match(text) or not _QUESTION.match(text):
        return None
    if re.match(r"^(?:is|are|does|do|did|was|were|has|have)\b", text, re.I) and not text.endswith("?"):
        return None
    scenes: list[str] = []
    for mark in re.findall(rf"[{SCENES}]", text):
        reference = context.marks.scenes[mark]
        try:
            scenes += scenes_of(reference, context) if not reference.whole else ()
        except Ask:
            scenes += reference.ids
    entities = [one for mark in re.findall(rf"[{ENTITIES}]", text) for one in context.marks.entities[mark].ids]
    if scenes:
        context.scenes = tuple(dict.fromkeys(scenes))
    if len(entities) == 1:
        context.entities = tuple(entities)
    plain = context.marks.plain(text)
    topic: _Topic = next((topic for words, topic in _TOPICS if re.search(words, plain, re.I)), "other")
    if re.search(r"\bwhy\b", plain, re.IGNORECASE) and (scenes or entities):
        topic = "why"
    if topic in ("other", "cast", "places"):
        topic = "scene" if scenes else "entity" if entities else topic
    about_it = re.search(r"\bscenes?\b|\bhappens?\b|\bstory\b|\bwhat(?:'s| is) (?:in|this|the)\b", plain, re.I)
    if (
        topic == "other"
        and about_it
        and (scenes or re.search(rf"[{SCENES}]|\b(?:scenes?|happens?|story|film|movie|video)\b", text, re.I))
    ):
        topic = "scene"
    return Inquiry(
        text=plain, topic=topic, scenes=tuple(dict.fromkeys(scenes)), entities=tuple(dict.fromkeys(entities))
    )
