"""The closed classes of English: the few hundred words that hold sentences together, with their tags.

Tags: D determiner, S possessive determiner, P pronoun, I preposition or particle, C conjunction, W relative or question
word, X form of be/have/do, M modal, R adverb, NUM number, NOT negation.
"""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


SUBJECT_PRONOUNS = frozenset({"i", "you", "he", "she", "it", "we", "they", "who"})
BE = frozenset({"be", "am", "is", "are", "was", "were", "been", "being", "'m", "'re"})
HAVE = frozenset({"have", "has", "had", "having", "'ve"})
DO = frozenset({"do", "does", "did", "doing", "done"})
NEGATIVES = frozenset({"not", "n't", "never", "no", "without", "nobody", "nothing", "neither", "nor"})


_CLASSES = {
    "D": "a an the this that these those every each no any some another all both either many several few various",
    "S": "my your his her its our their whose",
    "P": """i you he she it we they me him us them myself yourself himself herself itself ourselves themselves
        everyone everybody everything someone somebody something nobody nothing anyone anybody anything none mine
        yours hers ours theirs""",
    "I": """in on at by for from with without of into onto upon over under above below beneath underneath between
        among amid through throughout across along around round past behind beside besides near toward towards against
        inside outside within off out up down about during beyond atop until till since after before than like despite
        opposite via aboard amongst alongside to""",
    "C": "and or but nor so yet as while when whenever because if unless although though whereas once whether",
    "W": "who whom which what where why how",
    "X": "be am is are was were been being have has had having do does did doing done 'm 're 've",
    "M": "can ca could will wo would shall sha should may might must 'll 'd",
    "NOT": "not n't never",
    "R": """very too also just only then now again soon always often sometimes suddenly quickly slowly away back forward
        forwards backward backwards together apart ahead almost even still already here there everywhere nearby home
        upstairs downstairs upward upwards downward downwards leftward leftwards rightward rightwards skyward outside
        finally later meanwhile first next once twice perhaps maybe quite rather so more most less least ever far
        initially afterwards instead today tonight tomorrow yesterday straight else throughout lastly onward onwards
        pls plz in-between sideways clockwise anticlockwise counterclockwise anywhere somewhere nowhere""",
}  # fmt: skip

CLOSED: dict[str, str] = {}
for _tag in ("R", "W", "C", "I", "D", "S", "P", "M", "X", "NOT"):
    CLOSED.update(dict.fromkeys(_CLASSES[_tag].split(), _tag))
CLOSED["outside"] = "I"

HUGE_NUMBERS = frozenset(
    {"hundred", "hundreds", "thousand", "thousands", "million", "millions", "billion", "dozens", "scores"}
)
"""Numbers that tell of a crowd: nobody counts these in a picture, nor any above `LARGEST_NUMBER`."""
LARGEST_NUMBER = 99

GROUPS = {"pair": 2, "couple": 2, "trio": 3, "dozen": 12, "quartet": 4}
CROWDS = word_set(
    """flock herd group swarm school pack crowd bunch lot handful number team family litter row line pile
        set band caravan procession convoy troop squad parade shoal brood gaggle bouquet bundle"""
    " heap stack gang fleet circle cluster army host pride colony"
)
"""Group nouns before "of": "a flock of birds" is about the birds."""
PAIRED = word_set(
    """scissors pliers trousers pants jeans shorts glasses spectacles sunglasses goggles binoculars tongs tweezers
        shears tights pajamas pyjamas leggings headphones stairs"""
)
"""Plurals that are one thing, so that a pair of them is one, too."""
VAGUE_COUNT = 3
"""How many are shown when the text says only that there are several."""

UNCHANGED_PLURALS = word_set(
    """sheep deer fish moose bison salmon trout swine elk squid offspring aircraft spacecraft hovercraft buffalo
        goldfish starfish jellyfish catfish reindeer salmon cod shrimp series species geese people"""
)
"""Nouns whose plural looks like the singular: a number before them tells."""

ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}

COLORS = {
    name: name
    for name in word_set(
        """red orange yellow green blue purple violet pink brown black white gray gold silver turquoise crimson
        scarlet amber bronze copper khaki mauve ochre"""
        " teal cyan magenta beige navy lilac maroon indigo ivory tan"
    )
} | {
    "grey": "gray",
    "golden": "golden",
    "silvery": "silver",
    "reddish": "red",
    "ginger": "orange",
    "snow-white": "white",
}

PAINTING = word_set("paint color colour dye tint")
"""Verbs that say a colour: "a boat painted blue"."""
PRESENCE = word_set("visible present invisible absent hidden gone missing unseen")
"""States that say whether something is seen."""
PLACING = word_set("stand sit lie hang be live come wait rest float grow swim fly run walk stretch rise sleep perch")
"""Verbs that place their subject, so that it may follow them: "on the shelf stand eight books"."""
MAKING = word_set("make build form construct sew knit weave fashion compose")
"""Verbs that say what something is made of."""

META = word_set(
    """video clip film movie scene frame shot screen footage picture image animation view camera viewer
        scenario"""
    " close-up closeup angle lens focus depth timelapse time-lapse b-roll vlog gif lighting"
    " palette tableau aesthetic vibe mood two-shot backdrop"
    " cutscene gameplay teaser intro outro recording ad advert advertisement commercial reel montage slideshow"
    " storyboard noir look cut cartoon sequence background foreground viewpoint perspective canvas"
)
"""Nouns about the film itself: never an object in it."""

CLAUSE_OPENERS = word_set(
    """as while when whenever because if unless although though until till since after before once whereas"""
)
SIMULTANEOUS = frozenset({"as", "while", "meanwhile", "whereas"})
