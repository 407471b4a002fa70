"""A wish without its politeness: "Could you please make it blue?" is "make it blue"."""

from __future__ import annotations

import re

from storyagent import lexicon
from storyagent.editing.marks import ENTITIES, PRONOUNS, SCENES
from storyagent.editing.numbers import NUMBER

_POLITE = re.compile(
    r"^(?:(?:hey|hi|hello|hiya|ok|okay|well|so|and|then|now|next(?! to)|first|firstly|second(?:ly)?(?=,)|finally|also"
    r"|please|kindly|but|great|nice|thanks|thank you|cool|hmm+|oh|ah|um+|yes|yeah|no(?=,)|nope(?=,)|alright|right(?=,)"
    r"|actually"
    r"|instead(?! of)|after that|lastly|maybe|perhaps|possibly|just|simply|basically|honestly|obviously|ideally"
    r"|preferably|somehow|sorry|oops|one more thing|another thing|additionally|furthermore|moreover|besides|plus|you"
    r" know what|guess what|listen|by the way|well then)\b"
    r"[\s,!:.-]*)+",
    re.IGNORECASE,
)
_IT = f"(?:it|[{PRONOUNS}])"
_GOOD = r"(?:nice|great|good|better|cool|nicer|lovely|wonderful|fun|ok|okay|fine|perfect|awesome|best)"
_ADVERBS = r"(?: (?:please|maybe|kindly|also|just|perhaps|possibly|quickly|really))*"
_ASKING = re.compile(
    rf"^(?:(?:can|could|would|will|may|might|shall|should) (?:you|we|i){_ADVERBS}"
    r" (?:be so (?:kind|good) (?:as )?to |mind (?!if)|be able to |please )?"
    r"|i(?:'d|'ll| would| will)? (?:really |also |just |now |rather |still )*"
    r"(?:like|love|want|prefer|need|miss|wish|think|suggest|propose|feel|rather|guess|believe|figure|say|vote)"
    r"(?: it if| that| for)?(?: (?:you|us|we|i))?(?: (?:could|should|would|can|to))?(?: see| have)? "
    r"|i(?:'d| would) (?:rather )?(?=(?:start|begin|open|end|make|put|move|cut|add|remove|let|swap|keep|call|use"
    r"|show|change|have)\b)"
    r"|let's (?:also |just |maybe |now |try (?:to )?)?|let us |how about (?:if )?(?:we |you )?"
    r"|what about (?:if )?(?:we |you )?|what if (?:we |you )?|why (?:not|don't (?:you|we)) "
    r"|(?:do|would) you mind (?:if (?:we|you|i) )?"
    r"|(?:do|don't) you think (?:that |you could |we could |we should )?"
    rf"|(?:is|would) {_IT} (?:be )?(?:possible|ok|okay|fine) (?:to |if (?:we |you )?(?:could )?)"
    r"|(?:is there )?any (?:chance|way) (?:that |of |to )?(?:you |we )?(?:could |can )?"
    rf"|(?:i think )?{_IT} (?:would|'d|could|might) be {_GOOD} (?:if (?:you |we )?(?:could |would |can )?|to )"
    rf"|{_IT}'d be {_GOOD} (?:if (?:you |we )?(?:could |would |can )?|to )"
    rf"|(?:maybe )?{_IT} (?:would|might) help (?:if (?:you |we )?(?:could |would )?|to )"
    r"|we (?:should|need to|could|must|want to|have to|ought to|can) |we'd (?:like|love|prefer) (?:to )?"
    r"|we(?: really| also)? (?:need|want|prefer|would like) (?:to (?:have |see )?)?"
    r"|(?:in my opinion|to me|for me|if you ask me),? "
    r"|you (?:should|could|can|must|need to|have to|may|might) "
    r"|(?:my )?(?:next )?(?:request|wish|idea|change|edit|suggestion|note|feedback|comment): "
    r"|try to |try and |try (?=\w+ing\b)|go ahead and |feel free to |be so kind as to |i'm thinking (?:that |of )?"
    r"|(?:please )?(?:make sure|ensure|see to it|see|take care)(?: that)? (?=[\ue000-\ue3ff])"
    r"|make sure (?:that |to )?|ensure (?:that )?|remember to |don't forget to |all i want is (?:for )?"
    r"|what i (?:want|need|would like) is (?:for )?|time to )",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    rf"^(?:can|could|should|would|may|might|shall)(?:n't)? ([{ENTITIES}{SCENES}{PRONOUNS}](?:(?:, | and |, and"
    rf" )[{ENTITIES}{SCENES}])*|the \w+|there|everything"
    rf"|everyone|everybody) (?=\w)",
    re.IGNORECASE,
)
"""A wish worded as a question: "could the fox be blue?"."""
_TAIL = re.compile(
    r"(?:[\s,]+(?:please|pls|plz|thanks|thank you(?: very much)?|thx|for me|would you|will you|could you|can you"
    r"|if (?:you can|possible|you could|you like|you don't mind|you would|that's (?:ok|okay|possible|all right))|"
    r"ok|okay|too|as well|though|instead|right now|from now on|from here on|now|then|also|again please|maybe|perhaps"
    r"|i think|i guess|somehow|actually|already|or so|or something|please and thank you|when you can|after all|eh"
    r"|don't you think"
    rf"|(?:isn't|is|aren't|doesn't|wouldn't|right) {_IT}|(?:isn't|aren't) (?:he|she|they|there)"
    r"|by the way|btw))+$",
    re.IGNORECASE,
)
_WANTED = re.compile(
    rf"(?:an?|another|one|some|several|(?:{NUMBER})|only|just|more)\b(?! bit)|it (?:in|as|with)\b"
    rf"|[{PRONOUNS}] (?:in|as|with)\b",
    re.IGNORECASE,
)
"""What is wished for without a verb: "I'd like a rainbow"."""
_FILLER = re.compile(
    r"\b(?:please|just|actually|simply|maybe|perhaps|kindly|basically|also|kind of|sort of|somehow|itself|possibly"
    r"|really|totally|absolutely|definitely|literally|honestly|probably|preferably)\s+(?=\S)",
    re.I,
)


def plainly(text: str) -> str:
    """Return a sentence without politeness: "Could you please make it blue?" is "make it blue"."""
    text = text.strip().rstrip(".!?; ").strip()
    for _ in range(4):
        before = text
        text = _POLITE.sub("", text)
        asking = _ASKING.match(text)
        if asking:
            text = _asked(text[asking.end() :])
        text = _INVERTED.sub(r"\1 should ", _TAIL.sub("", text))
        if text == before:
            break
    text = _FILLER.sub("", text)
    return re.sub(r"\s+", " ", text).strip(" ,:")


def _asked(text: str) -> str:
    """Return what was asked for after "could you", "I'd like": with a verb, and that as an order."""
    text = re.sub(r"^(?:to|that|please|maybe) ", "", text, flags=re.I)
    if _WANTED.match(text):
        text = f"have {text}"
    verb, _, rest = text.partition(" ")
    base = lexicon.lemma(verb.lower(), "v") if verb.lower().endswith("ing") else None
    return f"{base} {rest}" if base else text
