"""The words by which a story changes its world: what breaks and mends, comes and goes, sleeps and wakes, dawns.

Every entry is a lemma with its irregular forms; regular ones are made. Where a word may mean several things it is in
every list that could be meant: these lists excuse a change, and one excuse too many is better than a false alarm.
"""

from __future__ import annotations

import re

VOWELS = "aeiou"


def forms(words: str) -> frozenset[str]:
    """Return the words and their regular inflections (-s, -ed, -ing), some that do not exist among them.

    >>> sorted(forms("mend"))
    ['mend', 'mended', 'mendes', 'mending', 'mends']
    """
    return frozenset(form for word in words.split() for form in _inflected(word))


def _inflected(word: str) -> set[str]:
    made = {word, f"{word}s", f"{word}es", f"{word}ed", f"{word}ing"}
    if word.endswith("e"):
        made |= {f"{word}d", f"{word[:-1]}ing"}
    if word.endswith("y") and word[-2:-1] not in VOWELS:
        made |= {f"{word[:-1]}ies", f"{word[:-1]}ied"}
    if len(word) > 2 and word[-1] not in f"{VOWELS}wxy" and word[-2] in VOWELS and word[-3] not in VOWELS:
        made |= {f"{word}{word[-1]}ed", f"{word}{word[-1]}ing"}
    return made


def word_set(words: str) -> frozenset[str]:
    """Return the words as they stand."""
    return frozenset(words.split())


def words_of(text: str) -> frozenset[str]:
    """Return the different words of a text in lower case, without possessives and contractions."""
    return frozenset(re.findall(r"[^\W\d_]+", text.lower().replace("’", "'")))


LASTING = word_set(
    "torn ripped broken cracked shattered smashed burnt burned scorched bent dented scratched injured wounded"
)
"""States that last until somebody does something about them."""
PASSING = word_set("wet soaked muddy dirty dusty sooty")
"""States that last while the action goes on, and go with time."""
LOST = word_set("lost stolen gone")
"""States of a thing that nobody has."""
GONE = word_set("eaten swallowed destroyed sunk sunken drowned melted popped dead")
"""States of a thing that is there no more."""
OPPOSITE = word_set(
    """mended fixed repaired whole new dry clean healed healthy found free restored cured straightened washed patched
    sewn glued rescued returned alive not no never unhurt"""
)
"""What in a state ends the ones above."""
ASLEEP = word_set("asleep sleeping unconscious")
AWAKE = word_set("awake waking awoken")
DEAD = word_set("dead killed deceased")

MEND = forms(
    """mend fix repair patch sew sewn stitch glue tape heal cure nurse bandage restore rebuild rebuilt remake remade
    replace straighten dry clean wash wipe polish brush rinse bathe shake shook renew build built knit another whole
    again magic magical spell wish undo undone save rescue second"""
)
"""What may end damage and dirt."""
RESTORE = forms(
    """rescue save find found recover return raise search dive dove surface float catch caught again another new second
    magic magical spell wish dream imagine remember memory memories remain rest crumb bone piece wreck ghost spirit
    story stories picture photo photograph painting revive reborn rebuild rebuilt build built bake grow grew grown buy
    bought mend fix repair spit spat cut lift bring brought"""
)
"""What may bring a thing back."""
REGAIN = RESTORE | forms(
    """discover appear come came back retrieve regain get got take took taken see saw seen look spot notice hang hung
    hold held give gave given show fetch pull free lie lay land stick stuck wash drift fall fell sit sat wait"""
)
"""What may bring a thing back, or show where it was all the time."""
WAKE = forms("wake woke woken awake awaken awoke rouse stir rise rose get got up morning open startle alarm jump")
"""What may end sleep."""
DOZE = forms(
    """fall fell fallen drift doze drop nod close shut yawn snore mumble murmur dream before until till then after soon
    finally when while goodnight night tuck pretend if wish almost nearly lullaby"""
)
"""What may tell of somebody who is not asleep yet, or speaks in a dream."""
REVIVE = forms(
    """ghost spirit dream remember memory memories revive resurrect alive live magic spell breath die dying death
    letter recording once before ago voice pretend think thought heaven angel undead wake woke"""
)
"""What may let the dead speak."""
MOVE = forms(
    """go went gone walk run ran come came arrive enter leave left reach return travel fly flew flown sail swim swam
    swum climb jump leap leapt hop step cross follow chase carry ride rode ridden drive drove driven row march wander
    stroll hurry rush race crawl creep crept slip slide slid fall fell fallen drop tumble roll float drift move escape
    flee fled pass head bring brought take took taken lead led push pull throw threw thrown send sent dive dove sink
    sank land home back through into inside outside out away past along toward towards sneak journey way explore dash
    gallop trot skip glide soar hike trek tiptoe visit stumble"""
)
"""What may bring somebody elsewhere."""
LEAP = forms(
    """later next after afterwards then soon finally meanwhile once when until till before ago day week month year hour
    minute morning noon afternoon evening night midnight dawn dusk sunset sunrise today tomorrow tonight time spring
    summer autumn winter remember dream elsewhere eventually"""
)
"""What may tell that time passes."""
LIGHT = LEAP | forms(
    """sun moon star dark darkness light bright rise rose risen set sink sank grow grew lamp candle dim glow shine shone
    daylight sleep slept wake woke bed"""
)
"""What may tell that it gets dark or light."""
WEATHER = LEAP | forms(
    """rain storm snow wind fog mist cloud sun sky clear stop end pass lightning thunder shower drizzle blizzard flake
    hail umbrella shelter weather dry calm break broke broken blow blew rainbow puddle wet inside indoors"""
)
"""What may tell that the weather changes, or that it is not felt."""
UNREAL = forms(
    """not never no nobody none almost nearly if could would might may should will shall want wish try attempt afraid
    fear dream imagine think thought pretend as like plan hope about threaten can cannot before until picture story
    game play toy didn doesn don isn wasn won hardly instead without rather than part half bite piece some"""
)
"""What makes a sentence not tell what happened."""
CONSUME = forms("eat ate eaten devour gobble swallow destroy")
"""Done to a thing, it is there no more: "the wolf ate the cake"."""
PERISH = forms("sink sank sunk melt explode evaporate")
"""Done by a thing, it is there no more: "the boat sank"."""
EVERYWHERE = word_set("sun moon star cloud sky snow ice rain fog mist wave water wind shadow")
"""What comes and goes by nature, and is seen from many places at a time."""
