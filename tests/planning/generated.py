"""Prompts in varied English, any number of them, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

CREATURES = (
    "boy", "girl", "woman", "man", "farmer", "queen", "pirate", "robot", "wizard", "baker", "dog", "cat", "horse",
    "cow", "goat", "pig", "hen", "goose", "mouse", "rabbit", "fox", "wolf", "bear", "lion", "tiger", "elephant",
    "giraffe", "monkey", "panda", "kangaroo", "penguin", "owl", "eagle", "parrot", "swan", "duck", "frog", "turtle",
    "snake", "lizard", "crocodile", "shark", "whale", "dolphin", "octopus", "crab", "snail", "spider", "beetle",
    "butterfly", "bee", "ant", "dragonfly", "bat", "hedgehog", "squirrel", "camel", "zebra", "dragon", "unicorn",
    "ghost", "astronaut", "child", "clown", "knight",
)  # fmt: skip
THINGS = (
    "ball", "car", "truck", "bus", "train", "bicycle", "boat", "ship", "canoe", "rocket", "balloon", "kite", "drone",
    "helicopter", "plane", "tractor", "wagon", "sled", "box", "chair", "table", "lamp", "lantern", "candle", "book",
    "cup", "teapot", "bottle", "basket", "bucket", "hat", "umbrella", "shoe", "key", "coin", "bell", "drum", "guitar",
    "clock", "mirror", "vase", "flower", "mushroom", "leaf", "apple", "pear", "pumpkin", "tree", "bush", "rock",
    "house", "castle", "lighthouse", "windmill", "bridge", "tent", "barrel", "ladder", "wheel", "snowman", "statue",
    "bench", "cloud", "moon", "star", "feather", "bubble", "marble", "skateboard", "suitcase",
)  # fmt: skip
IRREGULAR = {
    "woman": "women", "man": "men", "goose": "geese", "mouse": "mice", "wolf": "wolves",
    "child": "children", "leaf": "leaves",
}  # fmt: skip
COLORS = (
    "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white", "gray", "golden",
    "silver",
)  # fmt: skip
LOOKS = (
    "tiny", "small", "little", "big", "large", "huge", "old", "young", "shiny", "wooden", "striped", "fluffy",
    "rusty", "sleepy", "brave", "tall",
)  # fmt: skip
NUMBERS = ("two", "three", "four", "five", "six", "2", "3", "a pair of", "a couple of", "half a dozen", "several")
CROWDS = ("seven", "eight", "nine", "ten", "eleven", "twelve", "10", "12", "a dozen")
PLACES = (
    "in a forest", "on a beach", "at night", "in the desert", "by a lake", "on a busy street", "in the kitchen",
    "under a stormy sky", "in the snow", "on a hill", "in a meadow", "at sunset", "in outer space", "under water",
)  # fmt: skip
WAYS = (
    "walks|walked", "runs|run", "flies|flown", "rolls|rolled", "slides|slid", "floats|floated", "drifts|drifted",
    "jumps|jumped", "bounces|bounced", "falls|fallen", "rises|risen", "swims|swum", "crawls|crawled", "glides|glided",
    "spins|spun", "climbs|climbed", "hops|hopped", "marches|marched", "tumbles|tumbled", "moves|moved",
)  # fmt: skip
STAYS = ("sits", "stands", "sleeps", "waits", "rests", "hangs", "lies", "hides", "shines", "sings", "dances", "sways")
ACTS = (
    "chases|chased", "pushes|pushed", "carries|carried", "throws|thrown", "follows|followed", "watches|watched",
    "kicks|kicked", "pulls|pulled", "catches|caught", "drops|dropped", "finds|found", "holds|held", "passes|passed",
    "eats|eaten", "lifts|lifted", "hits|hit",
)  # fmt: skip
SIDES = ("left", "right")
CORNERS = ("lower left", "lower right", "upper left", "upper right", "top", "bottom", "left", "right")
RELATIONS = (
    "on", "under", "behind", "in front of", "beside", "next to", "above", "below", "near", "inside",
    "to the left of", "to the right of", "on top of", "between the rocks and", "around",
)  # fmt: skip
PATHS = (
    "across the screen", "through the air", "up", "down", "away", "towards the camera", "away from the camera",
    "around", "back and forth", "in a circle", "into the distance", "out of the frame", "into the frame from the left",
    "closer", "far away", "into the sky", "to the ground", "past the camera", "over the hills", "home",
)  # fmt: skip
TIMES = (
    "appears only in the {half} half of the video", "disappears", "appears", "is visible for the first third",
    "comes into view", "vanishes halfway through", "leaves the scene", "can be seen at the end",
    "enters from the left", "exits to the right", "is hidden until the last third of the video",
    "appears in the middle of the video", "is gone in the second half",
)  # fmt: skip
OPENINGS = (
    "", "", "", "A video of a scene in which ", "We see how ", "In this clip, ", "Suddenly ", "At dawn, ", "Slowly, ",
    "In the foreground, ", "Far away, ", "A realistic lively video: ",
)  # fmt: skip
LINKS = ("Then", "After that,", "Meanwhile,", "Next,", "Finally,", "At the same time,", "Later", "In the end,")
CAMERAS = ("The camera pans to the right.", "Close-up.", "The camera zooms in slowly.", "Wide shot from above.")
VOWELS = "aeiou"


def prompts(count: int, seed: int) -> Iterator[str]:
    """Yield `count` prompts."""
    words = Random(seed)
    for _ in range(count):
        yield _Writer(words).prompt()


class _Writer:
    """Writes one prompt and remembers what it spoke of."""

    def __init__(self, words: Random) -> None:
        self.words = words
        self.named: list[str] = []
        self.in_clause: list[str] = []

    def prompt(self) -> str:
        sentences = [self.sentence(self.words.choice(OPENINGS))]
        for _ in range(self.words.choice((0, 0, 0, 0, 1, 1, 2))):
            sentences.append(self.sentence(self.words.choice((*LINKS, "", "")) + " "))
        if self.words.random() < 0.1:
            sentences.append(self.words.choice(CAMERAS))
        return " ".join(sentences)

    def sentence(self, opening: str) -> str:
        kinds: tuple[Callable[[], str], ...] = (
            self.moving, self.moving, self.corner_to_corner, self.acting, self.acted_on, self.related, self.passing,
            self.timed, self.there, self.listed, self.joined,
        )  # fmt: skip
        self.in_clause = []
        clause = self.crowd() if not self.named and self.words.random() < 0.06 else self.words.choice(kinds)()
        place = f" {self.words.choice(PLACES)}" if self.words.random() < 0.3 else ""
        text = f"{opening}{clause}{place}".strip()
        return f"{text[0].upper()}{text[1:]}."

    def noun(self, creature: bool | None = None) -> str:
        """Return a new thing with its article or number, or one that was named before."""
        known = [noun for noun in self.named if noun not in self.in_clause]
        if known and self.words.random() < 0.3:
            noun = self.words.choice(known)
            self.in_clause.append(noun)
            return f"the {noun}"
        kinds = {True: CREATURES, False: THINGS, None: CREATURES + THINGS}[creature]
        noun = self.words.choice([kind for kind in kinds if not {kind, plural_of(kind)} & set(self.named)])
        phrase, name = self.counted(self.described(noun), noun)
        self.named.append(name)
        self.in_clause.append(name)
        return phrase

    def described(self, noun: str) -> str:
        looks = [self.words.choice(LOOKS)] if self.words.random() < 0.3 else []
        looks += [self.words.choice(COLORS)] if self.words.random() < 0.45 else []
        return " ".join([*looks, noun])

    def counted(self, phrase: str, noun: str) -> tuple[str, str]:
        if self.words.random() < 0.25:
            plural = plural_of(noun)
            return f"{self.words.choice(NUMBERS)} {phrase.removesuffix(noun)}{plural}", plural
        if self.words.random() < 0.1:
            return f"one {phrase}", noun
        return f"{'an' if phrase[0] in VOWELS else 'a'} {phrase}", noun

    def someone(self) -> tuple[str, bool]:
        """Return who does something, and whether they are several."""
        if self.named and not self.in_clause and self.words.random() < 0.25:
            self.in_clause.append(self.named[-1])
            return ("they", True) if self.is_several(self.named[-1]) else ("it", False)
        who = self.noun()
        return who, self.is_several(self.in_clause[-1])

    def is_several(self, name: str) -> bool:
        return name not in CREATURES + THINGS

    def verb(self, forms: str, several: bool) -> str:
        verb = forms.partition("|")[0]
        return base_of(verb) if several else verb

    def moving(self) -> str:
        who, several = self.someone()
        way = self.words.choice((self.side_to_side(), self.words.choice(PATHS), self.words.choice(PATHS), ""))
        return f"{who} {self.verb(self.words.choice(WAYS), several)} {way}".strip()

    def side_to_side(self) -> str:
        start, end = self.words.sample(SIDES, 2)
        return self.words.choice(
            (f"from {start} to {end}", f"from the {start} to the {end}", f"to the {end}", f"{end}wards")
        )

    def corner_to_corner(self) -> str:
        who, several = self.someone()
        places = self.words.sample(CORNERS, 3)
        return (
            f"{who} {self.verb(self.words.choice(WAYS), several)} from the {places[0]} to the {places[1]} of the scene"
            f" and then {self.verb(self.words.choice(WAYS), several)} to the {places[2]}"
        )

    def acting(self) -> str:
        who, several = self.someone()
        return f"{who} {self.verb(self.words.choice(ACTS), several)} {self.noun()}"

    def acted_on(self) -> str:
        what, several = self.someone()
        done = self.words.choice(ACTS).partition("|")[2]
        by = f" by {self.noun(creature=True)}" if self.words.random() < 0.7 else ""
        being = self.words.choice(("", "being ", "slowly "))
        way = self.words.choice(("", f" {self.side_to_side()}"))
        return f"{what} {'are' if several else 'is'} {being}{done}{by}{way}"

    def related(self) -> str:
        who, several = self.someone()
        return f"{who} {self.verb(self.words.choice(STAYS), several)} {self.words.choice(RELATIONS)} {self.noun()}"

    def passing(self) -> str:
        who, several = self.someone()
        start, end = self.words.sample(SIDES, 2)
        return f"{who} {self.verb('moves', several)} from the {start} of {self.noun()} to its {end}"

    def timed(self) -> str:
        who, several = self.someone()
        time = self.words.choice(TIMES).format(half=self.words.choice(("first", "second")))
        verb, _, rest = time.partition(" ")
        return (
            f"{who} {('are' if verb == 'is' else verb if verb == 'can' else base_of(verb)) if several else verb} {rest}"
        )

    def there(self) -> str:
        what = self.noun()
        more = f" and {self.noun()}" if self.words.random() < 0.5 else ""
        return f"there {'are' if self.is_several(self.in_clause[0]) else 'is'} {what}{more}"

    def listed(self) -> str:
        verb = self.words.choice(("stand together", "run away", "wait"))
        return f"{self.noun()}, {self.noun()} and {self.noun()} {verb}"

    def crowd(self) -> str:
        noun = self.words.choice(CREATURES + THINGS)
        self.named.append(plural_of(noun))
        self.in_clause.append(plural_of(noun))
        doing = self.words.choice((*(base_of(stay) for stay in STAYS), "run away", "fly from left to right", "jump"))
        phrase = self.described(noun).removesuffix(noun)
        return f"{self.words.choice(CROWDS)} {phrase}{plural_of(noun)} {doing}"

    def joined(self) -> str:
        link = self.words.choice((" and ", ", while ", ", but ", " because ", " until ", " before "))
        return f"{self.moving()}{link}{self.words.choice((self.moving, self.acting, self.related))()}"


def plural_of(noun: str) -> str:
    """Return the plural of one of the nouns here."""
    if noun in IRREGULAR:
        return IRREGULAR[noun]
    if noun.endswith(("s", "x", "ch", "sh")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in VOWELS else f"{noun}s"


def base_of(verb: str) -> str:
    """Return the base of a verb in the third person."""
    if verb.endswith("ies") and verb != "lies":
        return f"{verb[:-3]}y"
    return verb[:-2] if verb.endswith(("ches", "shes", "sses")) else verb[:-1]
