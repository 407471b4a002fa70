"""Which place is meant: nouns, and concepts above nouns, for each kind of place that can be painted."""

# ruff: noqa: E501 - tables of words read best packed

from __future__ import annotations

from itertools import pairwise
from typing import Literal

How = Literal["name", "meaning", "default"]

PLACES: dict[str, str] = {
    "meadow": "meadow pasture grass grassland lawn clearing glade countryside prairie green outdoors valley nature",
    "park": "park bench zoo promenade",
    "garden": "garden backyard orchard greenhouse flowerbed courtyard vineyard terrace patio",
    "playground": "playground sandbox schoolyard playfield",
    "hill": "hill hilltop hillside slope mound tree oak",
    "mountains": "mountain mountains mountaintop peak summit cliff alps ridge volcano canyon mountainside gorge",
    "forest": "forest wood woods woodland grove thicket trees wilderness",
    "jungle": "jungle rainforest swamp tropics safari",
    "farm": "farm barn farmyard ranch stable coop farmhouse stall windmill mill henhouse",
    "field": "field cornfield wheatfield crop plain harvest savanna savannah",
    "desert": "desert dune dunes oasis sahara pyramid canyon",
    "snow": "snow ice arctic antarctica tundra iceberg glacier igloo snowfield rink pole",
    "track": "road highway path trail lane track motorway racetrack railway way",
    "beach": "beach shore seaside coast sand seashore bay lagoon",
    "sea": "sea ocean waves water",
    "island": "island isle reef",
    "lake": "lake pond shore lakeside pool marsh wetland",
    "river": "river stream brook creek riverbank waterfall bridge bank canal",
    "deck": "deck ship boat raft ferry galleon yacht",
    "harbour": "harbour harbor port dock pier quay marina wharf",
    "underwater": "underwater seabed depths reef aquarium seafloor",
    "lighthouse": "lighthouse headland beacon",
    "village": "village hamlet town settlement countryside",
    "street": "street alley avenue sidewalk pavement corner crossroads neighborhood neighbourhood shop bakery cafe store",
    "city": "city downtown metropolis skyline skyscraper station airport crossing",
    "market": "market marketplace bazaar fair square plaza fairground carnival festival",
    "castle": "castle palace fortress kingdom fort tower citadel",
    "yard": "yard house cottage cabin home hut porch doorstep school hospital building church mansion",
    "hall": "hall throne ballroom chapel temple court museum throneroom",
    "room": "room parlor parlour lounge apartment flat living-room hallway corridor inside indoors office interior hotel",
    "kitchen": "kitchen pantry dining-room restaurant",
    "bedroom": "bedroom nursery bed dormitory attic",
    "classroom": "classroom schoolroom lesson",
    "library": "library study bookshop bookstore archive",
    "workshop": "workshop garage shed laboratory lab studio factory forge basement cellar",
    "cave": "cave cavern tunnel den burrow grotto dungeon mine lair",
    "sky": "sky clouds cloud air heaven heavens",
    "space": "space galaxy universe cosmos orbit spaceship spacecraft star stars",
    "moon": "moon planet mars asteroid crater lunar",
    "dream": "dream fairyland wonderland dreamland candyland",
    "stage": "stage theatre theater circus arena stadium",
}  # fmt: skip

# Two words that mean another place than the last of them alone.
COMPOUNDS: dict[str, str] = {
    "living room": "room", "dining room": "kitchen", "class room": "classroom", "throne room": "hall", "bed room": "bedroom",
    "apple tree": "garden", "fish market": "market", "country road": "track", "forest path": "forest", "forest clearing": "forest",
    "mountain path": "mountains", "garden path": "garden", "beach house": "beach", "tree house": "forest", "farm house": "farm",
    "school yard": "playground", "outer space": "space", "sea bed": "underwater", "coral reef": "underwater", "ocean floor": "underwater",
    "sea floor": "underwater", "desert island": "island", "village square": "market", "town square": "market", "city street": "city",
    "city park": "park", "snowy mountain": "mountains", "snowy field": "snow", "snowy forest": "forest", "castle hall": "hall",
    "castle garden": "garden", "river bank": "river", "lake shore": "lake", "sea shore": "beach", "train station": "city", "space station": "space",
    "space ship": "space", "pirate ship": "deck", "north pole": "snow", "south pole": "snow", "football field": "meadow", "open sea": "sea",
    "hill top": "hill", "mountain top": "mountains", "post office": "room", "ice rink": "snow", "swimming pool": "lake", "green hill": "hill",
}  # fmt: skip

# Concepts above a noun, the nearest decides.
MEANINGS: dict[str, str] = {
    "grassland": "meadow", "tract": "meadow", "parcel": "meadow", "plot": "garden", "wooded land": "forest", "forest": "forest",
    "biome": "forest", "hill": "hill", "mountain": "mountains", "natural elevation": "mountains", "cliff": "mountains", "desert": "desert",
    "farm": "farm", "field": "field", "road": "track", "way": "track", "street": "street", "shore": "beach", "ocean": "sea", "sea": "sea",
    "lake": "lake", "stream": "river", "watercourse": "river", "body of water": "lake", "island": "island", "vessel": "deck",
    "ice mass": "snow", "snow": "snow", "village": "village", "town": "village", "city": "city", "municipality": "city",
    "urban area": "city", "mercantile establishment": "street", "marketplace": "market", "castle": "castle", "fortification": "castle",
    "place of worship": "hall", "church": "hall", "temple": "hall", "kitchen": "kitchen", "bedroom": "bedroom", "room": "room", "library": "library", "workplace": "workshop",
    "school": "classroom", "dwelling": "yard", "house": "yard", "housing": "yard", "building": "yard", "cave": "cave", "hollow": "cave", "tunnel": "cave",
    "celestial body": "moon", "atmosphere": "sky", "outer space": "space", "theater": "stage", "stadium": "stage", "outbuilding": "farm",
    "structure": "yard", "land": "meadow", "geological formation": "mountains", "country": "meadow", "geographical area": "meadow",
    "region": "meadow", "location": "meadow", "tree": "hill", "area": "room",
}  # fmt: skip

KIND_OF: dict[str, str] = {}
for _kind, _words in PLACES.items():
    for _word in _words.split():
        KIND_OF.setdefault(_word, _kind)
KIND_OF |= {kind: kind for kind in PLACES}


def place_kind(noun: str, description: str = "") -> tuple[str, How]:
    """Return the kind of place a noun means (one of `PLACES`), and how that was found.

    The noun decides, its last word first; then what is above it in meaning; then the description's words in order.
    Nothing known: a stage.
    """
    words = noun.lower().replace("-", " ").split()
    for first, second in pairwise(words):
        if f"{first} {second}" in COMPOUNDS:
            return COMPOUNDS[f"{first} {second}"], "name"
    for word in reversed(words):
        found = _named(word)
        if found:
            return found, "name"
    return _by_meaning(noun) or _by_description(description) or ("stage", "default")


def _named(word: str) -> str | None:
    singular = word[:-1] if word.endswith("s") and not word.endswith("ss") else word
    return KIND_OF.get(word) or KIND_OF.get(singular)


def _by_meaning(noun: str) -> tuple[str, How] | None:
    from storyagent.lexicon import hypernym_chain

    for concept in hypernym_chain(noun) if noun else ():
        if concept in MEANINGS or concept in KIND_OF:
            return MEANINGS.get(concept) or KIND_OF[concept], "meaning"
    return None


def _by_description(description: str) -> tuple[str, How] | None:
    for word in description.lower().replace("-", " ").replace(",", " ").replace(".", " ").split():
        found = _named(word)
        if found:
            return found, "meaning"
    return None
