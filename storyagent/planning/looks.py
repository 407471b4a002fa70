"""What nouns look like: how large things are next to each other, what flies, who is a character."""

from __future__ import annotations

from functools import cache

from storyagent import lexicon
from storyagent.planning.grammar import word_set
from storyagent.planning.scenery import is_building, is_place
from storyagent.story.choreography import Footing
from storyagent.story.screenplay import Kind

_HEIGHTS: tuple[tuple[float, str], ...] = (
    (0.07, "insect,bug,spider,arachnid,snail,worm,coin,key,ring,seed,acorn,nut,berry,pebble,mushroom"),
    (0.10, "mouse,frog,toad,cup,small indefinite quantity,edible fruit,bottle,drinking vessel,egg,letter,"
     "snowflake,leaf,shell,kitten,chick,duckling,hedgehog,squirrel,baby bird"),
    (0.13, "cat,domestic cat,rabbit,hare,puppy,chicken,duck,rodent,songbird,ball,toy,flower,lamp,lantern,hat,"
     "headdress,footwear,starfish,timepiece,book,publication,crab"),
    (0.15, "rock"),
    (0.16, "bird,owl,goose,kite,star,cake,bread,basket,fish,turtle,game equipment,balloon"),
    (0.18, "dog,fox,lamb,wild dog,canine"),
    (0.20, "container,bird of prey,cloud,moon,drum,doll"),
    (0.24, "sun,sheep,goat,pig,swine,monkey,seat,chair,penguin,plant,bush,shrub,wolf,fire,"
     "hot-air balloon"),
    (0.26, "sled,bicycle,table,furniture,boat,rowboat,tent,dolphin,bed,canoe,"
     "wheeled vehicle,fence"),
    (0.32, "child,baby,dwarf,elf,fairy,boy,girl,juvenile,deer,crocodile,kid,gnome,snowman,ape,robot,"
     "automaton,aircraft,airplane"),
    (0.34, "car,motor vehicle"),
    (0.36, "bear,lion,tiger,big cat,cow,cattle,train,locomotive,sailboat,planet,rainbow,fountain"),
    (0.42, "person,horse,ungulate,ship,rocket,spacecraft,vessel,camel,monster,mythical creature,"
     "imaginary being,gorilla,statue"),
    (0.46, "whale,cetacean,elephant,dinosaur,dragon,giant,giraffe,proboscidean,shed,hut,bridge,bus,truck"),
    (0.55, "tree,tree branch,house,dwelling,housing,building,edifice,windmill,mountain,structure"),
    (0.65, "castle,tower,skyscraper,lighthouse,palace,church,volcano"),
    (0.12, "food,clothing,garment,instrumentality,tool,artifact"),
    (0.20, "animal,plant,object"),
)  # fmt: skip
_HEIGHT_OF = {kind: height for height, kinds in reversed(_HEIGHTS) for kind in kinds.split(",")}
_SIZES = {
    "tiny": 0.6, "small": 0.8, "little": 0.85, "baby": 0.7, "young": 0.85, "short": 0.8, "big": 1.25, "large": 1.25,
    "tall": 1.25,     "huge": 1.6, "giant": 1.6, "enormous": 1.6, "gigantic": 1.6, "great": 1.2, "mighty": 1.3,
    "massive": 1.5, "miniature": 0.6,
}  # fmt: skip
SIZE_WORDS = frozenset(_SIZES)
LEAST_HEIGHT, GREATEST_HEIGHT = 0.08, 0.72
"""No drawing is smaller than this share of the frame's height, nor larger."""

_FLYING = (
    "bird", "kite", "balloon", "aircraft", "celestial body", "cloud", "star", "sun", "moon", "planet", "butterfly",
    "bee", "rainbow", "fly", "firefly", "dragonfly", "moth", "wasp", "rocket", "spacecraft", "bat",
    "fairy", "ghost", "snowflake", "comet",
)  # fmt: skip
_WALKING_BIRDS = (
    "penguin",
    "ostrich",
    "chicken",
    "duck",
    "goose",
    "turkey",
    "swan",
    "peacock",
    "flightless bird",
    "wading bird",
    "chick",
    "hen",
    "anseriform bird",
    "gallinaceous bird",
)
_BEINGS = (
    "person", "animal", "imaginary being", "imaginary creature", "spiritual being", "supernatural being", "monster",
    "automaton", "robot", "snowman", "golem", "mythical being", "ghost", "android", "scarecrow", "doll", "puppet",
)  # fmt: skip
_ABSTRACT = word_set(
    """way o'clock side top bottom edge end back front corner part piece line spot place world ground floor air
        thing everything something home sight view turn kind sort name voice sound moment lot bit rest day
        night center middle wave shape surface horizon distance inch foot mile step trip game fun work story
        adventure idea dream time life heart mind head hand eye face arm leg tail paw nose ear mouth finger
        toe wing back feather fur hair skin body shoulder lap beak claw breath lip knee chin cheek neck
        belly tummy whisker tooth mane noise hour minute second week month year space sky wind rain snow fog
        mist storm thunder water grass sand mud air light shade shadow smoke dust ice darkness current tide
        weather sunshine moonlight sunlight breeze earth dirt nature self quack one other pair group people-group
        team member crew track trail path string rope smell scent dinner lunch breakfast supper music song
        wood metal stone-work gold silver help news nobody everyone kingdom land country north south
        east west half meal tea"""
) - {"rope"}  # fmt: skip
_SHAPES = word_set("dot circle square triangle rectangle cube sphere cone ellipse hexagon")
_LAMPS = word_set(
    """traffic warning street signal brake head flash spot night search stop indicator fairy christmas neon desk ceiling
        bike tail navigation runway alarm emergency status porch disco strobe"""
)
_LIMBS = word_set("arm hand head leg wing nose tail")
_PHENOMENA = word_set("cloud rainbow sun moon star fire campfire flame lightning bonfire snowflake bubble comet")
_CLASSES = word_set("animal artifact food object person plant body")
# what WordNet files under possessions, substances or communication though it lies there to be seen
_SEEN = _PHENOMENA | word_set(
    """egg snowball family robot dragon unicorn ghost fairy alien elf mermaid astronaut spaceship rocket snowman
        monster newspaper magazine sign haystack bouquet ticket stamp passport banknote photo photograph painting
        poster postcard heart signpost menu trophy
        post pinball firework fireworks crowd sandcastle seesaw ufo jigsaw puzzle
        atlas novel present drop droplet raindrop valve cursor arrow skeleton
        logo chest enemy substitute pyramid glass gravestone tombstone headstone
        ruby emerald sapphire cd television tornado racket glasses spectacles nail bolt chain socket battery bust
        molecule atom tv vacuum slime goo fireball arch antler cobweb chart tarpaulin
        vice vise board seat buoy domino gift microwave palm ray spark iron
        log coin penny pearl diamond feather icicle letter note medal bone"""
)


@cache
def is_seen(noun: str) -> bool:
    """Tell whether a noun names a thing that a picture can show by itself."""
    first, _, last = noun.rpartition(" ")
    if (
        noun in _SEEN
        or last in _SHAPES
        or (first and last in _SEEN)
        or (first and _is_seen_compound(noun, first, last))
    ):
        return True
    if noun in _ABSTRACT or not noun or noun.endswith(("time", "film grain", "lens flare", " floor")):
        return False
    category = lexicon.noun_class(noun)
    if category is None:
        return not noun.endswith(("ness", "ment", "tion", "ity", "ship"))
    return (
        is_place(noun)
        or (
            (category in _CLASSES or lexicon.is_a(noun, "publication", "work of art"))
            and not lexicon.is_a(noun, "body part", "building material", "fabric", "room light")
        )
        or is_being(noun)
    )


def _is_seen_compound(noun: str, first: str, last: str) -> bool:
    """Tell whether words together name a thing though the last alone does not: a violin case, a robot arm."""
    if noun == "robot vacuum" or last in ("case", "sign") or (last == "light" and first in _LAMPS):
        return True
    if last in _LIMBS:
        return lexicon.noun_class(first) == "artifact"
    leaf = lexicon.noun_class(noun) == "communication" and lexicon.noun_class(last) in _CLASSES  # "maple leaf"
    return leaf and last not in _ABSTRACT


def is_seen_if_counted(noun: str) -> bool:
    """Tell whether a substance's noun, with a number or "a" before it, names a thing."""
    return noun not in _ABSTRACT and not lexicon.is_a(noun, "fabric", "liquid", "paint")


@cache
def is_being(noun: str) -> bool:
    """Tell whether a noun names somebody: a person, an animal, a robot, a dragon."""
    return lexicon.is_a(noun, *_BEINGS)


@cache
def is_person(noun: str) -> bool:
    """Tell whether a noun names a person."""
    return lexicon.is_a(noun, "person") and not lexicon.is_a(noun, "animal")


@cache
def is_worn(noun: str) -> bool:
    """Tell whether a noun names something that is worn: a hat, a scarf."""
    return lexicon.is_a(noun, "clothing", "headdress", "footwear", "eyeglasses", "crown", "jewelry", "garment", "cloak")


def kind_of(noun: str) -> Kind:
    """Return whether a thing is a character, a prop or a place."""
    if is_being(noun):
        return "character"
    return "place" if is_place(noun) else "prop"


@cache
def _base_height(noun: str) -> float:
    chain = (noun, *lexicon.hypernym_chain(noun))
    return next((_HEIGHT_OF[word] for word in chain if word in _HEIGHT_OF), 0.2)


def height_of(noun: str, adjectives: tuple[str, ...] = ()) -> float:
    """Return a thing's height as a share of the frame's, true to other things: a mouse is smaller than a house."""
    height = _base_height(noun)
    for word in adjectives:
        height *= _SIZES.get(word, 1.0)
    return round(min(max(height, LEAST_HEIGHT), GREATEST_HEIGHT), 3)


@cache
def flies(noun: str) -> bool:
    """Tell whether a thing is usually in the air: a bird, a balloon, a cloud."""
    return footing_of(noun) == "air"


@cache
def footing_of(noun: str) -> Footing:
    """Return whether a thing stands on the ground or hangs in the air when nothing else is said."""
    flies = lexicon.is_a(noun, *_FLYING) or noun in _FLYING
    return "air" if flies and not lexicon.is_a(noun, *_WALKING_BIRDS) else "ground"


@cache
def moves_itself(noun: str) -> bool:
    """Tell whether a thing can go away by itself: a person, a car, a balloon, but no candle."""
    vehicles = ("vehicle", "vessel", "conveyance", "craft", "machine", "ball", "celestial body", "wheel")
    return is_being(noun) or flies(noun) or lexicon.is_a(noun, *vehicles) or lexicon.noun_class(noun) is None


def is_large_scenery(noun: str) -> bool:
    """Tell whether a thing stands for itself in the landscape and never walks: a tree, a house."""
    return lexicon.is_a(noun, "tree", "plant", "structure") or is_building(noun)


_PROPORTIONS = {
    "person": 0.5, "queen": 0.5, "ghost": 0.8, "clown": 0.45,
    "tree": 0.9, "bush": 1.4, "flower": 0.8, "rock": 1.5, "stone": 1.5, "pebble": 1.5, "log": 1.8, "rainbow": 1.8,
    "rocket": 0.7, "tower": 0.55, "lighthouse": 0.6, "skyscraper": 0.45, "windmill": 0.75, "church": 0.7,
    "castle": 1.2, "bridge": 2.0, "fence": 1.8, "gate": 1.0, "cloud": 1.6, "fire": 0.7, "statue": 0.7, "raft": 1.6,
    "bus": 2.4, "motor vehicle": 1.9, "wheeled vehicle": 1.6, "wagon": 1.2, "train": 1.8, "sled": 2.4,
    "skateboard": 3.0, "boat": 1.2, "ship": 1.2, "drone": 1.5, "aircraft": 1.4, "balloon": 0.8,
    "giraffe": 0.7, "whale": 1.4, "shark": 2.0, "fish": 1.5, "bear": 0.8, "polar bear": 1.7, "panda": 0.7, "dog": 1.1,
    "cat": 1.3, "horse": 1.1, "fox": 1.0, "lion": 0.9, "tiger": 1.7, "elephant": 1.35, "cow": 1.5, "cattle": 1.5,
    "pig": 1.5, "sheep": 1.35, "camel": 1.3, "zebra": 1.3, "hippopotamus": 1.8, "rhinoceros": 1.5, "otter": 1.4,
    "beaver": 1.4, "badger": 1.7, "raccoon": 1.4, "hedgehog": 1.6, "turtle": 1.5, "lizard": 2.4, "crocodile": 2.2,
    "snake": 1.3, "frog": 0.8, "snail": 1.5, "crab": 1.3, "caterpillar": 2.0, "worm": 1.5, "butterfly": 1.3,
    "bee": 1.4, "bat": 1.4,
    "bird": 1.2, "penguin": 0.7, "owl": 0.65, "hen": 0.7, "chicken": 0.8, "duck": 1.0, "goose": 0.8, "swan": 1.0,
    "parrot": 1.0, "peacock": 1.0, "turkey": 1.0, "wading bird": 0.8, "gull": 0.9,
    "bed": 1.5, "table": 1.4, "seat": 0.7, "sofa": 1.9, "bench": 2.0, "wire": 9.0, "rope": 9.0,
    "shelf": 3.0, "branch": 2.6, "roof": 2.0, "plank": 4.0, "counter": 2.2, "rug": 3.0, "tray": 2.2,
    "lamp": 0.7, "candle": 0.4, "bottle": 0.6, "vase": 0.6,
    "mirror": 0.8, "door": 0.65, "ladder": 0.7, "bucket": 0.8, "teapot": 1.4, "hat": 1.7, "shoe": 2.0, "crown": 1.3,
    "letter": 1.5, "map": 1.5, "bread": 1.5, "egg": 0.8, "nest": 1.7, "chest": 1.25, "bell": 0.8,
}  # fmt: skip


@cache
def proportion_of(noun: str) -> float:
    """Return a thing's width divided by its height as it is usually drawn from the side."""
    chain = (noun, *lexicon.hypernym_chain(noun))
    return next((_PROPORTIONS[word] for word in chain if word in _PROPORTIONS), 1.0)
