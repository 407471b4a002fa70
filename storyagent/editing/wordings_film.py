"""Wordings about where and when scenes play, and about the film as a whole."""

from __future__ import annotations

import re

from storyagent.editing.clause import SHOULD, SP, Clause, E, Made, Q, Rule, S, T, rules
from storyagent.editing.edits import AspectChange, Edit, Format, Music, Place, Style, Time, Title, WeatherChange
from storyagent.editing.nouns import noun_phrase
from storyagent.editing.reading import ToolRequest
from storyagent.planning.scenery import is_building, is_place, time_of_day
from storyagent.story.screenplay import Aspect, Screenplay, Weather


def _place(clause: Clause) -> Made | None:
    words = clause.text("p").strip(" .,")
    phrase = noun_phrase(words if re.match(r"(?:an?|the) ", words.lower()) else f"the {words}")
    known = any(
        one.kind == "place" and one.name.lower() == words.lower().removeprefix("the ")
        for one in clause.film.screenplay.entities
    )
    noun = phrase.noun
    if re.search(r"\b(?:styles?|look)$", words.lower()):
        return None  # of a drawing, not of a country
    sure = (
        noun in ("moon", "sky", "mars", "sea", "ocean", "space", "city", "town", "jungle")
        or is_place(noun)
        or is_building(noun)
    )
    if not known and not (noun and sure and phrase.end >= len(words.replace("-", " ").split()) - words.count("-")):
        return None
    return [Place(place=words, scenes=clause.scenes)]


_P = rf"(?P<p>(?:(?:an?|the) )?(?:[\w'-]+ ){{0,3}}[\w'-]+|{E})"
_IN = r"(?:in|on|at|to|into|onto|inside|by|near)"
_PLACE = rules(
    _place,
    rf"(?:set|put|move|place|let|make|have|locate|bring|shift|transfer|relocate) (?:{SP}|the (?:action|plot)"
    rf"|everything|everybody|them) (?:be set |be |play |take place |happen |instead )?{_IN} {_P}(?: instead(?: of"
    rf" .+)?)?",
    rf"(?:move|shift|transfer|relocate|bring|take|switch|change) {SP} (?:away )?from (?P<old>{E}|the [a-z]+) (?:in)?to"
    rf" {_P}",
    rf"{SP} {SHOULD} (?:be set|play|take place|happen|be|be shot|be moved) {_IN} {_P}(?: instead(?: of .+)?)?",
    rf"(?:change|set|switch|make|turn|move) (?:the )?(?:place|location|setting|background|scenery|backdrop|scene"
    rf"|surroundings|landscape)(?: of {S})? (?:to|into|be|as) {_P}",
    rf"(?:the )?(?:place|location|setting|background|scenery|backdrop)(?: of {S})? (?:{SHOULD} be|is|:|=) {_P}",
    rf"(?:the )?(?:place|location|setting|background|scenery|backdrop): ?{_P}",
    rf"(?:use|take|put|have|make|show) {_P} (?:as|for|in) (?:the |a )?(?:background|place|setting|location|backdrop"
    rf"|scenery)",
    rf"(?:it|this|that|everything|the action) {SHOULD} (?:play|take place|happen|be set|be) {_IN} {_P}",
    rf"(?:play|stage|shoot|film|situate) (?:{SP}|it) {_IN} {_P}",
    rf"replace (?:the )?(?:background|place|setting|scenery|backdrop) (?:with|by) {_P}",
    rf"(?:swap|exchange|change|replace|turn) (?P<old>{E}) (?:for|with|by|to|into) {_P}(?: as (?:the )?(?:place"
    rf"|background|setting))",
    rf"{S} (?:takes place|plays|happens|is set|is) {_IN} {_P}",
    rf"{S} {_IN} {_P}",
)  # fmt: skip

_TIMES = (
    r"(?:night|midnight|evening|dusk|sunset|twilight|dawn|sunrise|daybreak|day|daytime|morning|noon|midday|afternoon"
    r"|daylight|nighttime|night-time|night time|nightfall|sundown|dark|bright daylight|moonlight)"
)


def _time(clause: Clause) -> Made | None:
    words = re.findall(r"[a-z]+", clause.text("t").lower().replace("-", ""))
    told = time_of_day(["night" if word in ("dark", "nighttime") else word for word in words])
    if told is None:
        return None
    return [Time(time=told, scenes=clause.scenes)]


_AT = r"(?:early |late )?(?:(?:in|at|by|during|to|into|as|on)(?: the)? )?(?:an? |the |early |late |a bright )*"
_TIME = rules(
    _time,
    rf"(?:make|set|let|have|put|turn|change|shift|move|play) (?:it|{SP}|everything|the time(?: of day)?(?: (?:of|in)"
    rf" {S})?)? ?(?:be |become |happen |play |take place |look like |from {_TIMES} )*{_AT}(?P<t>{_TIMES})(?: scene|"
    rf" shot| time)?(?: instead)?",
    rf"(?:it|{SP}|everything) {SHOULD} (?:be|become|happen|play|take place|be set) {_AT}(?P<t>{_TIMES})(?: scene|"
    rf" already| time)?(?: instead)?",
    rf"(?:change|set|switch) (?:the )?time(?: of day)?(?: (?:of|in) {S})? (?:from {_TIMES} )?(?:to|as)"
    rf" {_AT}(?P<t>{_TIMES})",
    rf"(?:the )?time(?: of day)?(?: (?:of|in) {S})?(?: {SHOULD} be|:| is| =) {_AT}(?P<t>{_TIMES})",
    rf"{SP}:? {_AT}(?P<t>{_TIMES})(?: scene)?",
    rf"{S} (?:happens|plays|takes place|is set) {_AT}(?P<t>{_TIMES})",
    rf"(?:use|with|show|give it|add|i want) (?:an? |the )?(?P<t>{_TIMES})(?: light| lighting| sky| mood| atmosphere)?",
    rf"(?:turn|make) (?:the )?{_TIMES} (?:in)?to (?P<t>{_TIMES})",
    rf"(?:at|by|in the) (?P<t>{_TIMES})",
    r"(?:let|make) the (?P<t>sun (?:set|rise|go down|come up))(?: (?:on|over) .+)?",
)  # fmt: skip

_SKIES: dict[str, Weather] = {
    "rain": "rain", "raining": "rain", "rainy": "rain", "drizzle": "rain", "wet": "rain", "pour": "rain",
    "pouring": "rain", "snow": "snow", "snowing": "snow", "snowy": "snow", "blizzard": "snow", "fog": "fog",
    "foggy": "fog", "mist": "fog", "misty": "fog", "haze": "fog", "hazy": "fog", "storm": "storm", "stormy": "storm",
    "thunder": "storm", "thunderstorm": "storm", "lightning": "storm", "wind": "wind", "windy": "wind",
    "breezy": "wind", "breeze": "wind", "cloudy": "cloud", "clouds": "cloud", "overcast": "cloud", "grey": "cloud",
    "clear": "clear", "sunny": "clear", "sunshine": "clear", "dry": "clear", "cloudless": "clear", "nice": "clear",
    "winter": "snow", "wintry": "snow", "winter weather": "snow", "sleet": "snow", "hail": "storm",
    "showers": "rain", "summer": "clear",
    "fine": "clear", "good": "clear", "bad": "storm",
}  # fmt: skip
_SKY = rf"(?P<w>{'|'.join(sorted(_SKIES, key=len, reverse=True))})"
_CALM = {"grey", "wet", "dry", "nice", "fine", "good", "bad", "clear"}
"""Words that are weather only where it is spoken of."""


def _weather(clause: Clause) -> Made | None:
    word = clause.text("w").lower()
    if word in _CALM and not re.search(r"weather|sky", clause.match[0], re.I):
        return None
    return [WeatherChange(weather=_SKIES[word], scenes=clause.scenes)]


def _no_weather(clause: Clause) -> Made:
    said = [word for word in re.findall(r"[a-z]+", clause.match[0].lower()) if word in _SKIES and word not in _CALM]
    gone = next((_SKIES[word] for word in said if _SKIES[word] != "clear"), None)
    return [WeatherChange(weather="clear", gone=gone, scenes=clause.scenes)]


_WEATHER = (
    *rules(
        _no_weather,
        rf"(?:no|without|stop|remove|end|take away|turn off|get rid of) (?:the |any |more )*(?:{_SKY}|bad weather)(?:"
        rf" any ?more)?",
        rf"(?:it|{SP}) (?:should|must) (?:stop raining|stop snowing|not rain|not snow|be dry|not be raining)",
        r"(?:it|there) (?:shouldn't|should not|must not|mustn't) (?:rain|snow|be raining|be snowing|be (?:any"
        r" )?(?:rain|snow|fog|wind|clouds))",
        r"(?:let|make) the (?:rain|snow|storm|fog|wind|clouds?) (?:stop|end|go away|disappear|clear|pass)",
        r"(?:let|make) it (?:stop|not) (?:raining|snowing|rain|snow)",
        r"(?:let|make|have) the sun (?:be )?(?:shine|shining|come out)",
        r"the sun should (?:shine|be shining|come out)",
    ),
    *rules(
        _weather,
        rf"(?:make|let|have) (?:it|{SP}|the weather|the sky) (?:to )?(?:be |start to |become |look |turn |a (?:bit"
        rf" )?)*(?:an? )?{_SKY}(?:ing)?(?: hard| heavily| a lot| lightly| scene| outside| instead)*",
        rf"(?:it|{SP}|the weather|the sky|there) {SHOULD} (?:be |start |get |become )*(?:an? |some |heavy |light "
        rf"|raining )?{_SKY}(?: hard| heavily| outside| weather)*",
        rf"(?:add|put in|put|use|have|give (?:it|{SP})|show|with|include|i want|bring) (?:an? |some |heavy |light "
        rf"|more |a"
        rf" little |a lot of |falling )*{_SKY}(?: and (?:rain|lightning|thunder|wind|snow|storm))?(?: weather| to it|"
        rf" there)?",
        rf"(?:change|set|switch|turn) (?:the )?weather(?: (?:of|in) {S})? (?:from \w+ )?(?:to|into|as) (?:an?"
        rf" )?{_SKY}(?: weather)?",
        rf"(?:the )?weather(?: (?:of|in) {S})?(?: {SHOULD} be|:| is| =) (?:an? )?{_SKY}",
        rf"{S}:? (?:in|with|during) (?:the |an? |some |heavy )?{_SKY}",
        rf"{SP}:? {_SKY}",
        rf"(?:turn|make) (?:it|{SP}) into (?:an? )?{_SKY}(?: scene| day| night)?",
        rf"(?:in|with) (?:the |heavy |light )?{_SKY}(?: weather)?",
        rf"(?:some |heavy |light |more |a little |a lot of |strong |thick )+{_SKY}",
        r"(?:it )?(?P<w>rain|snow)(?:s|ing)?",
    ),
)  # fmt: skip

_STYLES = (
    r"(?:(?:soft|loose|rough|black[- ]and[- ]white|coloured|colored|old|vintage|dark|bright|classic|japanese|retro"
    r"|simple|minimal(?:ist)?|children's|childrens'?|hand[- ]drawn|digital|traditional|modern|abstract) )*"
    r"(?:water ?colou?rs?|aquarelle|comic strips?|hand[- ]drawn(?: with [a-z]+)?|colou?red pencils?|felt[- ]tips?"
    r"|finger paint(?:s|ing)?|oil(?: paint(?:ing|s)?)?|comics?(?:[ -]book)?|cartoons?|pencil(?: drawing|"
    r" sketch)?|pen and ink|ink(?: drawing)?|sketch(?:es)?|anime|manga|paper[- ]?cut(?:[- ]?outs?)?|picture[- ]book"
    r"|pixel[- ]art|crayons?|chalk|pastels?|photo-?realistic|photo-?realism|realistic|3d(?: animation)?"
    r"|clay(?:mation)?|film noir|noir|black[- ]and[- ]white|monochrome|sepia|vintage|line[- ]art|line drawing"
    r"|storybook|story book|wood-?cut|collage|impressionis[mt](?:ic)?|expressionis[mt](?:ic)?|pop[- ]art|low[- ]poly"
    r"|stop[- ]motion|silhouettes?|charcoal|gouache|acrylics?|mosaic|stained[- ]glass|graffiti|steampunk|cyberpunk"
    r"|surreal(?:ist|ism)?|minimalis[mt](?:ic)?|flat design|felt|lego|origami|ukiyo-e|art[- ]?(?:deco|nouveau)|kids'?"
    r" drawing|children's book|cinematic|real|a photo(?:graph)?|photos?)"
    r"(?: (?:style|look|drawings?|paintings?|illustrations?|animation|sketch(?:es)?|art|colou?rs?|print|film|movie"
    r"|picture))?"
)


def _style(clause: Clause) -> Made | None:
    words = clause.text("st").strip(" .").lower() if not re.search(Q, clause.raw("st")) else clause.text("st")
    words = re.sub(r"^(?:an?|the) ", "", words)
    words = re.sub(r"[ -]?(?:styled?|look)$", "", words).strip()
    words = "photorealistic" if words in ("real", "photo", "photos", "photograph", "realistic") else words
    if not words or len(words.split()) > 6 or words in ("new", "other", "different", "same"):
        return None
    return [Style(style=words)]


_ST = rf"(?:an? |the )?(?P<st>{_STYLES})"
_ANY = rf"(?P<st>{Q}|[\w' -]{{3,50}}?)"
_DRAWN = rf"(?:make|draw|paint|render|do|show|have|let|film|want) (?:it|{SP}|everything|all of it)(?: be| look)?"
_NAMED_STYLE = rules(
    _style,
    rf"(?:make|draw|paint|render|do|show|have|let|turn|convert|change|put|redraw|repaint|illustrate|animate|transform"
    rf"|want|film) (?:it|{SP}|everything|this|them all|all of it|the pictures?|the drawings?)? ?(?:be |look |appear "
    rf"|seem )*(?:to be )?(?:(?:like|as|in|in(?:to)?|with|to|as if(?: it were)?)(?: the style of)? )?{_ST}",
    rf"(?:use|try|apply|with|i want|go for|have) {_ST}(?: for (?:the )?(?:pictures?|drawings?|images|film|look|it"
    rf"|{S}|everything"
    rf"|all of it))?",
    rf"(?:go |switch |turn |change )?back to (?:the )?{_ST}(?: style)?",
    rf"(?:make|let|have) (?:it|{SP}|everything|the pictures|the film) look like (?:an? |the )?(?P<st>(?:[\w'-]+"
    rf" ){{0,3}}(?:movie|film"
    rf"|cartoon|comic|book|drawing|painting|photo|animation|poster|illustration|series|game|photograph|picture"
    rf"|postcard|engraving|tapestry|sketch|fresco|mosaic|stamp))",
    rf"(?:it|{SP}|everything) {SHOULD} (?:be|look)(?: drawn| painted| done| made| rendered| filmed)?(?: more)?(?:"
    rf" like| as| in)?(?: the style of)?"
    rf" {_ST}",
    rf"(?:in|as|like) (?:the style of )?{_ST}",
    rf"(?:make|draw|paint|render|show|let|have) (?:it|{SP}|everything)(?: look| be)? (?:in |like |as )?{_ST},?"
    rf" (?:just )?(?:like|as in"
    rf"|as if) [\w' -]+",
    rf"(?:it|{SP}|everything) {SHOULD} (?:be|look) (?:in |like |as )?{_ST},? (?:just )?(?:like|as in|as if) [\w' -]+",
    rf"{_ST}(?: style)?(?: please)?",
)
_STYLE = rules(
    _style,
    rf"(?:change|set|switch|turn|alter) (?:the )?(?:style|look|art style|drawing style|visual style)(?: of {S})?"
    rf" (?:to|into|as) {_ANY}",
    rf"(?:the )?(?:style|look|art style|visual style)(?: of {S})?(?: {SHOULD} be| is|:| =) {_ANY}",
    rf"(?:use|try|apply|go for|choose|pick|take|i want|want|give it|give {SP}|with) (?:an? |the )?(?:style of |look"
    rf" of )?(?P<st>{_STYLES}|[\w' -]{{3,40}}?)[ -](?:style|look)",
    rf"(?:{_DRAWN} )?in the (?:style|manner) of {_ANY}",
    rf"(?:{_DRAWN} )?in (?:an? )?{_ANY} style",
)  # fmt: skip

_ASPECTS: tuple[tuple[str, Aspect], ...] = (
    (
        r"portrait|vertical|upright|9 ?[:x/×] ?16|tall format|phones?|tik ?tok|reels?|shorts|stories|smartphones?"
        r"|mobile|instagram|instagram stories|mobile phones?|phone screens?",
        "9:16",
    ),
    (r"landscape|horizontal|wide ?screen|wide|16 ?[:x/×] ?9|tv|television|youtube|cinema", "16:9"),
    (r"square|1 ?[:x/×] ?1|quadratic|instagram post", "1:1"),
)  # fmt: skip


def _aspect(clause: Clause) -> Made | None:
    word = clause.text("a").lower()
    found = next((aspect for words, aspect in _ASPECTS if re.fullmatch(words, word)), None)
    if found is None:
        return None
    if not clause.has("off"):
        return [AspectChange(aspect=found)]
    if not re.search(r"\b(?:off|out|away|muted|removed|no|without)\b", clause.match[0], re.IGNORECASE):
        return None  # "with the music": which is there already
    off = re.sub("[^a-z]", "", clause.text("off").lower())
    gone: dict[str, Edit] = {"music": Music(mood=None), "soundtrack": Music(mood=None)}
    gone |= dict.fromkeys(("subtitles", "captions"), Format(burn_subtitles=False))
    return [AspectChange(aspect=found), gone.get(off, Format(narration=False))]


_A = rf"(?P<a>{'|'.join(words for words, _ in _ASPECTS)})"
_SHAPE = (
    r"(?: (?:format|mode|orientation|aspect(?: ratio)?|film|video|movie|screen|version|picture))?"
    r"(?: for (?:my |the |a )?(?:phones?|mobiles?|tik ?tok|instagram|reels|youtube|tv|shorts|stories))?"
)
_ASPECT = rules(
    _aspect,
    rf"(?:make|turn|let|have|render|change|switch|convert|set|put|export|film|do|want) (?:it|{SP}|everything|this"
    rf"|the (?:picture|format|frame|video|image|screen|whole thing))? ?(?:be |into |to |in |as |for )*(?:an? |the"
    rf" )?{_A}{_SHAPE}(?: instead)?",
    rf"(?:change|set|switch) (?:the )?(?:aspect(?: ratio)?|format|orientation|shape)(?: of {S})? (?:to|as|into)"
    rf" (?:an? )?{_A}{_SHAPE}",
    rf"(?:the )?(?:aspect(?: ratio)?|format|orientation)(?: of {S})?(?: {SHOULD} be|:| is| =) {_A}{_SHAPE}",
    rf"(?:in|as|for|use) (?:an? |the )?{_A}{_SHAPE}(?: please)?",
    rf"(?:it |{SP} )?(?:(?:should |must )?(?:be )?(?:made )?for|to fit|fit for|fit to|to fit on) (?:an? |the |my"
    rf" )?(?:instagram"
    rf" |facebook |youtube |whatsapp )?{_A}{_SHAPE}",
    rf"(?:it|{SP}) {SHOULD} (?:be |fit )(?:in |for |a |an )*(?:on )?{_A}{_SHAPE}",
    rf"{_A}(?: (?:format|mode|orientation|aspect ratio))(?: please)?",
    rf"(?:i want|give me) (?:it )?(?:an? |in )?{_A}{_SHAPE}",
    rf"(?:make (?:it|{SP}) )?(?:in )?(?:portrait|vertical|upright){_SHAPE},? \(?(?P<a>9 ?[:x/×] ?16)\)?",
    rf"(?:make (?:it|{SP}) )?(?:in )?(?:landscape|horizontal|wide ?screen|wide){_SHAPE},? \(?(?P<a>16 ?[:x/×] ?9)\)?",
    rf"(?:make (?:it|{SP}) )?(?:a )?square{_SHAPE},? \(?(?P<a>1 ?[:x/×] ?1)\)?",
    rf"(?:{SP} )?(?:an? )?(?P<a>portrait|vertical|landscape|horizontal|square|widescreen|upright|9:16|16:9|1:1){_SHAPE}"
    rf"(?: for (?:my|our|the|an?) [\w' -]+)?",
    rf"(?:(?:make|have|want|need|do|give me|create|get) )?(?:(?:it|{SP}|this) )?(?:(?:in|as) )?(?:an? )?{_A}{_SHAPE},?"
    r" (?:with (?:the |all (?:the )?|no )?|without (?:any |the )?)(?P<off>music|soundtrack|narration|narrator"
    r"|voice-?over|sub-?titles|captions)(?: (?:turned |switched |taken |left )?(?:off|out|away|muted|removed))?",
)  # fmt: skip


def _title(clause: Clause) -> Made | None:
    text = clause.text("t").strip(" .") if not re.search(Q, clause.raw("t")) else clause.text("t")
    pronouns = [clause.context.marks.pronouns.get(mark, "").lower() for mark in clause.match[0]]
    if re.fullmatch(rf"make .*\b(?:title|name|heading)(?: of {S})? [a-z]+", clause.match[0]):
        return None  # "make the title bigger"
    if not text or {"him", "her", "he", "she", "them"} & set(pronouns):
        return None
    if clause.has("s") and not clause.is_film("s"):
        return [Title(title=text, scene=clause.one_named("s"))]
    if clause.scope and not clause.whole and not clause.has("s"):
        return [Title(title=text, scene=clause.one_scene("Call it so"))]
    return [Title(title=text)]


_TXT = rf"(?P<t>{Q}|{T})"
_TITLE = rules(
    _title,
    rf"(?:change|set|make|rename|update|replace) (?:the )?(?:film's |movie's |scene's )?(?:title|name|heading)(?: of"
    rf" (?P<s>{SP}))? (?:to|into|be|as|with|by)? ?{_TXT}",
    rf"(?:the )?(?:film's |movie's |new )?(?:title|name)(?: of (?P<s>{SP}))? (?:{SHOULD} be|should read) {_TXT}",
    rf"(?:the )?(?:film's |movie's |new )?(?:title|name)(?: of (?P<s>{SP}))?(?: is|:) (?P<t>{Q})",
    rf"(?:title|new title|film title): ?{_TXT}",
    rf"(?:call|name|title|entitle|rename|retitle) (?P<s>{S})(?: to| as| into|:)? {_TXT}",
    rf"(?:call|name|title|entitle|retitle) it {_TXT}",
    rf"(?P<s>{S}) (?:{SHOULD} be|is) (?:called|named|titled|entitled) {_TXT}",
    rf"(?:let|have) (?P<s>{S}) be (?:called|named|titled) {_TXT}",
    rf"give (?P<s>{S}) (?:the|a new|another) (?:title|name)(?: of|:)? {_TXT}",
    rf"(?:use|take) {_TXT} (?:as|for) (?:the |a )?(?:new )?title",
    rf"(?:i want|i'd like) (?:the title )?{_TXT} as (?:the )?title",
)  # fmt: skip


def _burn(clause: Clause) -> Made:
    off = re.search(r"\b(?:no|without|remove|off|out|away|hide|drop|delete|don't|disable|not)\b", clause.match[0], re.I)
    return [Format(burn_subtitles=not off)]


def _height(clause: Clause) -> Made | None:
    word = clause.text("h").lower()
    named = {"4k": 2160, "uhd": 2160, "full hd": 1080, "hd": 720, "2k": 1440}
    height = named.get(word) or int(re.sub(r"\D", "", word) or 0)
    return [Format(height_px=height)] if 64 <= height <= 4320 and height % 2 == 0 else None


def _fps(clause: Clause) -> Made | None:
    number = int(clause.text("f"))
    return [Format(fps=number)] if 1 <= number <= 120 else None


def _height_and_fps(clause: Clause) -> Made | None:
    height, rate = _height(clause), _fps(clause)
    return [*height, *rate] if height and rate else None


_SUB = r"(?:sub-?titles?|captions?)"
_FORMAT = (
    *rules(
        _burn,
        rf"(?:burn|add|put|show|embed|include|turn on|switch on|enable|i want|use|with|display|print|write)(?: in|"
        rf" on)? (?:the |some )?{_SUB}(?: (?:in|into|on|onto) (?:the )?(?:picture|image|video|film|frame|screen))?(?:"
        rf" in| on)?",
        rf"(?:no|without|remove|hide|turn off|switch off|disable|don't (?:show|burn)|do not show|take out|drop"
        rf"|delete) (?:in )?(?:the |any |burnt[- ]in |burned[- ]in )*{_SUB}(?: (?:in|from) the (?:picture|image|video"
        rf"|film))?",
        rf"(?:take|leave|get) (?:the )?{_SUB} (?:out|off|away)",
        r"(?:put|show|write|display|print) (?:the )?(?:words|text|lines|speech|what is said|spoken words) (?:on|in"
        r"|onto) (?:the )?(?:screen"
        r"|picture|video|film)",
        rf"(?:turn |switch )?(?:the )?{_SUB} (?:on|off)",
        rf"(?:turn|switch) (?:on|off) (?:the )?{_SUB}",
        rf"(?:burnt?|burned)[- ]in {_SUB}",
    ),
    *rules(
        _height,
        rf"(?:make|render|set|change|export|use|have|put|i want|switch|let|do)? ?(?:it|{SP}|the (?:resolution|size"
        rf"|quality))? ?(?:be |in |to |at |as )*(?P<h>\d{{3,4}}p|4k|uhd|full hd|hd|2k)(?: resolution| quality)?",
        rf"(?:the )?(?:resolution|height)(?: {SHOULD} be|:| is) (?P<h>\d{{3,4}}(?:p| ?px| pixels)?|4k|full hd|hd)(?:"
        rf" high)?",
    ),
    *rules(
        _height_and_fps,
        rf"(?:make|render|set|change|export|use|have|put|i want|switch|let|do|produce)? ?(?:it|{SP}|the"
        rf" (?:resolution|size"
        rf"|quality))? ?(?:be |in |to |at |as )*(?P<h>\d{{3,4}}p|4k|uhd|full hd|hd|2k)(?: resolution| quality)?,?"
        rf" (?:at|with|and|in)? ?(?P<f>\d{{1,3}}) ?(?:fps|frames (?:per|a) second|hz)",
    ),
    *rules(
        _fps,
        rf"(?:make|render|set|change|use|play|run|switch|have|i want)? ?(?:it|{SP}|the frame ?rate)? ?(?:be |in |to "
        rf"|at |with |run at )*(?P<f>\d{{1,3}}) ?(?:fps|frames (?:per|a) second)",
        rf"(?:the )?frame ?rate(?: {SHOULD} be|:| is) (?P<f>\d{{1,3}})(?: ?fps)?",
    ),
)  # fmt: skip

_MOODS = (
    r"(?:calm|sad|happy|cheerful|dramatic|soft|gentle|quiet|relaxing|epic|scary|spooky|tense|dark|bright|playful"
    r"|romantic|mysterious|adventurous|funny|slow|fast|melancholic|joyful|lullaby-like|peaceful|dreamy|exciting"
    r"|magical|lively"
    r"|upbeat|gloomy|hopeful|sweet|warm|merry|jolly|festive|soothing|sleepy|energetic|heroic|tender|serious"
    r"|mournful|eerie|creepy|suspenseful|thrilling|uplifting|bouncy|happier|sadder|calmer"
    r"|livelier|softer|darker|quieter|brighter|slower|faster)"
)
_TUNE = r"(?:music|soundtrack|score|background music|melody|tune|song)"


_COMPARED = {
    "happier": "happy", "sadder": "sad", "calmer": "calm", "livelier": "lively", "softer": "soft", "darker": "dark",
    "quieter": "quiet", "brighter": "bright", "slower": "slow and calm",
    "faster": "fast and happy", "slow": "slow and calm", "fast": "fast and happy", "energetic": "fast and happy",
    "hopeful": "tender", "soothing": "calm", "thrilling": "exciting", "uplifting": "upbeat",
}  # fmt: skip
"""Moods in the words that composers know: a tempo alone is none."""


def _music(clause: Clause) -> Made:
    mood = _COMPARED.get(clause.text("mood").lower(), clause.text("mood").lower()) or "calm"
    played = re.search(
        r"\b(?:piano|guitar|orchestral|violin|flute|drums?|harp|organ|accordion|cello|trumpet)\b", clause.match[0], re.I
    )
    mood = f"{mood} {played[0].lower()}" if played and played[0].lower() not in mood else mood
    if "music" in Screenplay.model_fields and not clause.scenes:
        return [Music(mood=mood)]
    return [ToolRequest(kind="music", text=clause.context.marks.plain(clause.match[0]))]


def _no_music(clause: Clause) -> Made:
    if "music" in Screenplay.model_fields and not clause.scenes:
        return [Music(mood=None)]
    return [ToolRequest(kind="music", text=clause.context.marks.plain(clause.match[0]))]


_MUSIC = (
    *rules(
        _no_music,
        rf"(?:no|without|remove|stop|mute|turn off|switch off|drop|delete|cut|take out|get rid of|lose) (?:the |any "
        rf"|all )*{_TUNE}",
        rf"(?:turn |switch )?(?:the )?{_TUNE} off",
        rf"(?:i don't want|there {SHOULD} be no) (?:any )?{_TUNE}",
    ),
    *rules(
        _music,
        rf"(?:add|put|use|play|with|want|include|lay|give it|bring in|have|underlay|turn on|switch on|need|compose"
        rf"|set) (?:it to |in )?(?:some |a |an |the )?(?:(?:very |really )?(?P<mood>{_MOODS}) (?:piano |guitar "
        rf"|orchestral )?)?(?:background )?{_TUNE}"
        rf"(?: (?:to|under|over|behind) (?:it|the film)| underneath| below)?",
        rf"(?:change|set|switch|make) (?:the )?{_TUNE} (?:to |be |into )?(?:something )?(?:more |a bit"
        rf" )?(?P<mood>{_MOODS})(?:er)?(?: {_TUNE})?",
        rf"(?:the )?{_TUNE} {SHOULD} be (?:more )?(?P<mood>{_MOODS})(?:er)?",
        rf"(?:have|use|play|take|put) (?:an? )?(?P<mood>lullaby|waltz|march|ballad)(?: as (?:the )?{_TUNE})?",
        rf"(?:have |use |play )?something (?P<mood>{_MOODS})(?: (?:with|on) (?:an? |the )?(?:piano|guitar|violin"
        rf"|flute|harp|drums?))?"
        rf" (?:as|for|in) (?:the )?{_TUNE}",
        rf"there {SHOULD} be (?:some )?(?:(?P<mood>{_MOODS}) )?{_TUNE}",
        rf"(?:put|lay|set|add|play|have) (?:some |a |an |the )?(?P<mood>{_MOODS}) {_TUNE} (?:under|behind|to|over"
        rf"|below)"
        rf" {S}",
        rf"(?:some |an? )?(?P<mood>{_MOODS}) (?:piano |guitar |orchestral |background )?{_TUNE}(?: (?:under|behind"
        rf"|over|below|for)"
        rf" (?:everything|it all|it|{S}|all of it))?",
    ),
)  # fmt: skip

FILM_RULES: tuple[Rule, ...] = (*_TITLE, *_FORMAT, *_MUSIC, *_ASPECT, *_TIME, *_WEATHER, *_PLACE)
"""All wordings about the film and the setting of scenes, in the order in which they are tried."""
LOOK_RULES: tuple[Rule, ...] = _NAMED_STYLE
"""Wordings with a style that is known as one."""
STYLE_RULES: tuple[Rule, ...] = _STYLE
"""Wordings about the style; tried late, since nearly everything can be one."""
