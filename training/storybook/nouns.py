"""What can be seen in the picture-book world: nouns with their drawings, and colours.

Drawings are characters of Noto Color Emoji; `head+body` puts the first one's head on the second one's body. A drawing
that looks to a side looks to the left unless it says so.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Way = Literal["walk", "hop", "crawl", "drive", "roll", "fly", "swim", "sail", "float", "stay"]
"""How a thing gets about, which decides where it is placed and which verbs are said of it."""
Faces = Literal["left", "right", "front"]


class Noun(NamedTuple):
    """A thing that can be drawn. `own` is the colour anybody would name for its drawing, "" where two would differ."""

    name: str
    drawing: str
    way: Way
    own: str = ""
    also: tuple[str, ...] = ()
    faces: Faces = "left"
    plural: str = ""

    @property
    def many(self) -> str:
        """Return the plural."""
        return self.plural or plural_of(self.name)


def plural_of(name: str) -> str:
    """Return the regular plural of a name, by its ending."""
    if name.endswith(("s", "x", "ch", "sh")):
        return name + "es"
    if name.endswith("y") and name[-2] not in "aeiou":
        return name[:-1] + "ies"
    return name + "s"


_TABLE = (
    Noun("car", "🚗", "drive", "red", ("automobile",)),
    Noun("cat", "🐈", "walk", "", ("kitty", "kitten")),
    Noun("bird", "🐦", "fly", "blue", ("little bird",)),
    Noun("ball", "🏐", "roll", "white", (), "front"),
    Noun("dog", "🐕", "walk", "", ("puppy", "doggy")),
    Noun("woman", "🚶‍♀️", "walk", "", ("lady",), plural="women"),
    Noun("man", "🚶‍♂️", "walk", "", ("guy",), plural="men"),
    Noun("girl", "👧+🧍‍♀️", "walk", "", ("young girl", "little girl"), "front"),
    Noun("boy", "👦+🧍‍♂️", "walk", "", ("young boy", "little boy"), "front"),
    Noun("princess", "👸+🧍‍♀️", "walk", "", ("queen",), "front"),
    Noun("king", "🤴+🧍‍♂️", "walk", "", ("prince",), "front"),
    Noun("dancer", "💃", "walk", "red", ("dancing woman",), "front"),
    Noun("robot", "🤖", "walk", "gray", (), "front"),
    Noun("snowman", "⛄", "stay", "white", (), "front", "snowmen"),
    Noun("horse", "🐎", "walk", "", ("pony",)),
    Noun("cow", "🐄", "walk", ""),
    Noun("pig", "🐖", "walk", "pink", ("piglet",)),
    Noun("sheep", "🐑", "walk", "white", ("lamb",), plural="sheep"),
    Noun("goat", "🐐", "walk", "brown"),
    Noun("camel", "🐫", "walk", ""),
    Noun("elephant", "🐘", "walk", "gray"),
    Noun("giraffe", "🦒", "walk", ""),
    Noun("lion", "🦁", "walk", "", (), "front"),
    Noun("tiger", "🐅", "walk", "orange"),
    Noun("monkey", "🐒", "walk", "brown"),
    Noun("bear", "🐻", "walk", "brown", (), "front"),
    Noun("panda", "🐼", "walk", "", (), "front"),
    Noun("rabbit", "🐇", "hop", "gray", ("bunny", "hare")),
    Noun("squirrel", "🐿", "hop", "brown"),
    Noun("hedgehog", "🦔", "crawl", "brown"),
    Noun("mouse", "🐁", "crawl", "gray", (), plural="mice"),
    Noun("fox", "🦊", "walk", "orange", (), "front"),
    Noun("wolf", "🐺", "walk", "gray", (), "front", "wolves"),
    Noun("deer", "🦌", "walk", "brown", (), plural="deer"),
    Noun("kangaroo", "🦘", "hop", "brown"),
    Noun("turtle", "🐢", "crawl", "green", ("tortoise",)),
    Noun("snake", "🐍", "crawl", "green"),
    Noun("frog", "🐸", "hop", "green", ("toad",), "front"),
    Noun("dragon", "🐉", "fly", "green"),
    Noun("dinosaur", "🦕", "walk", "green", ("dino",)),
    Noun("whale", "🐳", "swim", "blue"),
    Noun("dolphin", "🐬", "swim", "blue"),
    Noun("shark", "🦈", "swim", "gray"),
    Noun("fish", "🐟", "swim", "blue", (), plural="fish"),
    Noun("octopus", "🐙", "swim", "", (), "front"),
    Noun("crab", "🦀", "crawl", "", (), "front"),
    Noun("snail", "🐌", "crawl", "brown"),
    Noun("butterfly", "🦋", "fly", "orange", (), "front"),
    Noun("bee", "🐝", "fly", "", ("bumblebee",)),
    Noun("ladybug", "🐞", "crawl", "red", ("ladybird",)),
    Noun("chick", "🐤", "walk", "yellow", ("chicken",)),
    Noun("rooster", "🐓", "walk", "", ("cock",)),
    Noun("duck", "🦆", "walk", ""),
    Noun("swan", "🦢", "sail", ""),
    Noun("owl", "🦉", "fly", "", (), "front"),
    Noun("penguin", "🐧", "walk", ""),
    Noun("parrot", "🦜", "fly", "green"),
    Noun("bus", "🚌", "drive", ""),
    Noun("truck", "🚚", "drive", "", ("lorry", "van")),
    Noun("tractor", "🚜", "drive", "green"),
    Noun("train", "🚂", "drive", "", ("steam train", "locomotive")),
    Noun("bicycle", "🚲", "drive", "", ("bike",), "right"),
    Noun("motorcycle", "🏍", "drive", "red", ("motorbike",)),
    Noun("airplane", "✈", "fly", "", ("plane", "aeroplane"), "right"),
    Noun("helicopter", "🚁", "fly", "yellow"),
    Noun("rocket", "🚀", "fly", "", ("spaceship",), "right"),
    Noun("boat", "⛵", "sail", "", ("sailboat", "sailing boat")),
    Noun("ship", "🚢", "sail", "blue", ("cruise ship", "steamer")),
    Noun("kite", "🪁", "float", "", (), "front"),
    Noun("balloon", "🎈", "float", "red", (), "front"),
    Noun("teddy bear", "🧸", "stay", "brown", ("teddy",), "front"),
    Noun("drum", "🥁", "stay", "red", (), "front"),
    Noun("guitar", "🎸", "stay", "red", (), "front"),
    Noun("present", "🎁", "stay", "", ("gift",), "front"),
    Noun("book", "📕", "stay", "red", (), "front"),
    Noun("umbrella", "☂", "stay", "blue", (), "front"),
    Noun("hat", "🎩", "stay", "black", ("top hat",), "front"),
    Noun("crown", "👑", "stay", "yellow", (), "front"),
    Noun("bell", "🔔", "stay", "yellow", (), "front"),
    Noun("apple", "🍎", "roll", "red", (), "front"),
    Noun("banana", "🍌", "stay", "yellow", (), "front"),
    Noun("pear", "🍐", "stay", "green", (), "front"),
    Noun("strawberry", "🍓", "stay", "red", (), "front"),
    Noun("carrot", "🥕", "stay", "orange", (), "front"),
    Noun("pumpkin", "🎃", "roll", "orange", ("jack-o'-lantern",), "front"),
    Noun("mushroom", "🍄", "stay", "red", ("toadstool",), "front"),
    Noun("cake", "🎂", "stay", "", ("birthday cake",), "front"),
    Noun("tree", "🌳", "stay", "green", (), "front"),
    Noun("palm tree", "🌴", "stay", "green", ("palm",), "front"),
    Noun("cactus", "🌵", "stay", "green", (), "front"),
    Noun("flower", "🌷", "stay", "pink", ("tulip",), "front"),
    Noun("sunflower", "🌻", "stay", "yellow", (), "front"),
    Noun("house", "🏠", "stay", "", ("cottage", "home"), "front"),
    Noun("castle", "🏰", "stay", "gray", ("palace",), "front"),
    Noun("tent", "⛺", "stay", "orange", (), "front"),
    Noun("chair", "🪑", "stay", "brown", (), "front"),
    Noun("sun", "🌞", "float", "yellow", (), "front"),
    Noun("moon", "🌙", "float", "yellow", ("crescent moon",), "front"),
    Noun("star", "⭐", "float", "yellow", (), "front"),
)

NOUNS: tuple[str, ...] = tuple(noun.name for noun in _TABLE)
NOUN: dict[str, Noun] = {noun.name: noun for noun in _TABLE}
BENCHMARK: tuple[str, ...] = ("car", "cat", "bird", "ball", "dog")
"""The nouns of LVD's benchmark, which are drawn most often."""
COLOURS: tuple[str, ...] = (
    "own", "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white", "gray",
)  # fmt: skip
"""Index 0 is a drawing as it is; then LVD's eleven in its order."""
