"""Choices no index can make: which drawing a common noun gets, which way drawings face, what stands in for the rest."""

# ruff: noqa: E501, SIM905 - tables of words read best packed

from __future__ import annotations

# Noun -> OpenMoji hexcode, "prop:NAME" for a drawing of `props`, "figure" for a person.
CHOSEN: dict[str, str] = {
    "cub": "1F43B", "lion cub": "1F981", "tiger cub": "1F42F", "wolf cub": "1F43A", "fox cub": "1F98A", "cows": "1F404", "starfish": "2B50",
    "seahorse": "1F420", "swing": "1F6DD", "slide": "1F6DD", "pillow": "1F6CF", "sandcastle": "1F3F0", "pot": "1F372", "cauldron": "1F372",
    "statue": "1F5FF", "griffin": "1F985", "gryphon": "1F985", "mole": "1F400", "spade": "1FA8F", "creature": "1F47E", "thing": "1F4E6",
    "stamp": "2709", "paint": "1F3A8", "bench": "1FA91", "hot air balloon": "1F388", "robin": "prop:robin",
    "fox": "1F98A", "vixen": "1F98A", "wolf": "1F43A", "coyote": "1F43A", "cat": "1F408", "kitten": "1F431", "dog": "1F415",
    "puppy": "1F436", "pup": "1F436", "hound": "1F415", "rabbit": "1F407", "bunny": "1F407", "hare": "1F407",
    "mouse": "1F401", "rat": "1F400", "bear": "1F43B", "bear cub": "1F43B", "polar bear": "1F43B-200D-2744-FE0F",
    "teddy": "1F9F8", "teddy bear": "1F9F8", "lion": "1F981", "lioness": "1F981", "tiger": "1F405", "panda": "1F43C", "frog": "1F438",
    "toad": "1F438", "hamster": "1F439", "moose": "1FACE", "monkey": "1F412", "ape": "1F98D", "horse": "1F40E", "pony": "1F40E",
    "foal": "1F40E", "donkey": "E001", "unicorn": "1F984", "cow": "1F404", "bull": "1F402", "calf": "1F42E", "pig": "1F416",
    "piglet": "1F437", "sheep": "1F411", "lamb": "1F411", "goat": "1F410", "kid goat": "1F410", "deer": "1F98C", "stag": "1F98C",
    "fawn": "E003", "squirrel": "1F43F", "chipmunk": "1F43F", "hedgehog": "1F994", "dragon": "1F432", "dinosaur": "1F995",
    "bird": "1F426", "sparrow": "1F426", "crow": "1F426-200D-2B1B", "raven": "1F426-200D-2B1B",
    "blackbird": "1F426-200D-2B1B", "owl": "1F989", "duck": "1F986", "duckling": "1F425", "chick": "1F425", "hen": "1F414",
    "chicken": "1F414", "goose": "1FABF", "swan": "1F9A2", "eagle": "1F985", "hawk": "1F985", "parrot": "1F99C",
    "dove": "1F54A", "seagull": "1F54A", "gull": "1F54A", "fish": "1F41F", "goldfish": "E000", "whale": "1F433",
    "dolphin": "1F42C", "shark": "1F988", "turtle": "1F422", "tortoise": "1F422", "crab": "1F980", "octopus": "1F419",
    "snail": "1F40C", "bee": "1F41D", "butterfly": "1F98B", "moth": "1F98B", "ladybug": "1F41E", "ladybird": "1F41E", "caterpillar": "1F41B",
    "worm": "1FAB1", "firefly": "2728", "bat": "1F987", "snake": "1F40D",
    "kite": "1FA81", "ball": "prop:ball", "football": "26BD", "soccer ball": "26BD", "beach ball": "prop:ball",
    "balloon": "1F388", "boat": "prop:boat", "sailboat": "prop:boat", "sailing boat": "prop:boat", "ship": "prop:ship",
    "sailing ship": "prop:ship", "pirate ship": "prop:ship", "galleon": "prop:ship", "rowboat": "1F6F6", "rowing boat": "1F6F6", "canoe": "1F6F6",
    "raft": "prop:log", "ferry": "prop:ship", "yacht": "prop:boat", "submarine": "prop:submarine", "bridge": "prop:bridge", "carpet": "prop:carpet", "rug": "prop:carpet", "mermaid": "1F9DC-200D-2640-FE0F",
    "merman": "1F9DC-200D-2642-FE0F", "ogre": "1F9CC", "goblin": "1F9CC", "salmon": "1F41F", "trout": "1F41F", "machine": "2699", "gear": "2699",
    "blanket": "prop:carpet", "quilt": "prop:carpet", "fridge": "prop:fridge", "refrigerator": "prop:fridge", "oven": "prop:oven", "stove": "prop:oven",
    "car": "1F697", "taxi": "1F695", "truck": "1F69A", "lorry": "1F69B", "van": "1F690", "bus": "1F68C", "train": "1F682", "steam train": "1F682",
    "locomotive": "1F682", "engine": "1F682", "tram": "1F68A", "bicycle": "1F6B2", "bike": "1F6B2", "motorcycle": "1F3CD",
    "motorbike": "1F3CD", "tractor": "1F69C", "rocket": "1F680", "spaceship": "1F680", "spacecraft": "1F680",
    "rocket ship": "1F680", "airplane": "2708", "aeroplane": "2708", "plane": "1F6E9", "helicopter": "1F681", "ufo": "1F6F8", "sled": "1F6F7",
    "sledge": "1F6F7", "wagon": "1F6D2", "cart": "1F6D2", "tree": "prop:oak", "oak": "prop:oak", "oak tree": "prop:oak", "apple tree": "prop:oak",
    "branch": "prop:oak", "bough": "prop:oak", "twig": "prop:oak",
    "pine": "1F332", "fir": "1F332", "pine tree": "1F332", "fir tree": "1F332", "bush": "prop:bush", "shrub": "prop:bush", "hedge": "prop:bush",
    "flower": "1F33C", "daisy": "1F33C", "rose": "1F339", "seed": "1F330", "acorn": "1F330", "nut": "1F330", "leaf": "1F341",
    "mushroom": "1F344", "grass": "1F33F", "log": "prop:log", "tree trunk": "prop:log", "trunk": "prop:log", "stone": "prop:stone",
    "rock": "prop:stone", "boulder": "prop:stone", "pebble": "prop:stone", "pond": "prop:pond", "puddle": "prop:pond",
    "house": "1F3E0", "cottage": "1F3E1", "cabin": "1F6D6", "hut": "1F6D6", "castle": "1F3F0", "palace": "1F3F0", "tower": "prop:tower",
    "lighthouse": "prop:lighthouse", "windmill": "prop:windmill", "mill": "prop:windmill", "church": "26EA", "school": "1F3EB", "tent": "26FA", "fence": "prop:fence",
    "island": "1F3DD", "mountain": "1F3D4", "volcano": "1F30B", "star": "2B50", "moon": "1F319",
    "sun": "1F31E", "cloud": "2601", "rainbow": "1F308", "planet": "1FA90", "earth": "1F30D", "comet": "2604", "snowman": "26C4",
    "snowflake": "2744", "fire": "1F525", "campfire": "1F525", "flame": "1F525", "lamp": "prop:lamp", "table lamp": "prop:lamp",
    "lantern": "prop:lantern", "light": "prop:lantern", "candle": "1F56F", "torch": "1F526", "flashlight": "1F526", "bulb": "1F4A1",
    "key": "1F511", "lock": "1F512", "book": "1F4D5", "letter": "2709", "map": "1F5FA", "scroll": "1F4DC", "pencil": "270F",
    "pen": "1F58A", "hat": "1F452", "cap": "1F9E2", "umbrella": "2602", "coat": "1F9E5", "scarf": "1F9E3", "boot": "1F462", "shoe": "1F45E",
    "dress": "1F457", "crown": "1F451", "ring": "1F48D", "gem": "1F48E", "diamond": "1F48E", "jewel": "1F48E", "coin": "1FA99", "treasure": "1FA8E",
    "chest": "1FA8E", "treasure chest": "1FA8E", "box": "1F4E6", "parcel": "1F4E6", "present": "1F381", "gift": "1F381",
    "bag": "1F45C", "backpack": "1F392", "basket": "1F9FA", "bucket": "1FAA3", "cup": "prop:cup", "mug": "prop:cup", "teacup": "prop:cup",
    "bottle": "1F37E", "apple": "1F34E", "pear": "1F350", "banana": "1F34C", "cake": "1F382", "birthday cake": "1F382",
    "bread": "1F35E", "cheese": "1F9C0", "honey": "1F36F", "egg": "1F95A", "ice cream": "1F366", "pumpkin": "1F383",
    "carrot": "1F955", "table": "prop:table", "desk": "prop:table", "chair": "1FA91", "stool": "1FA91", "bed": "1F6CF", "sofa": "1F6CB", "couch": "1F6CB",
    "armchair": "E141", "door": "1F6AA", "window": "1FA9F", "mirror": "1FA9E", "drawer": "prop:drawer", "cupboard": "prop:drawer", "cabinet": "prop:drawer",
    "dresser": "prop:drawer", "clock": "1F570", "bell": "1F514", "drum": "1F941", "guitar": "1F3B8", "piano": "1F3B9", "violin": "1F3BB",
    "trumpet": "1F3BA", "flute": "1FA88", "camera": "1F4F7", "telephone": "260E", "phone": "1F4F1", "computer": "1F4BB",
    "television": "1F4FA", "robot": "prop:robot", "alien": "1F47D", "ghost": "1F47B", "monster": "1F47E", "feather": "1FAB6", "nest": "prop:nest",
    "egg nest": "1FABA", "net": "1F945", "rope": "1FAA2", "ladder": "1FA9C", "sword": "1F5E1", "shield": "1F6E1", "bow": "1F3F9", "wand": "1FA84",
    "magic wand": "1FA84", "broom": "1F9F9", "telescope": "1F52D", "anchor": "2693", "wheel": "1F6DE", "flag": "1F6A9", "sign": "1FAA7", "doll": "1FA86",
    "toy": "1F9F8", "heart": "2764", "baby": "1F476", "rain": "1F4A7", "drop": "1F4A7", "raindrop": "1F4A7", "wind": "1F32C", "shell": "1F41A",
    "seashell": "1F41A", "bone": "1F9B4", "well": "1FAA3", "cloak": "1F9E5", "potion": "1F9EA", "painting": "1F5BC", "picture": "1F5BC",
    "yarn": "1F9F6", "thread": "1F9F5", "button": "1F518", "compass": "1F9ED", "globe": "1F30D", "tea": "1F375", "soup": "1F372", "cookie": "1F36A",
}  # fmt: skip

# Movers whose head or front is on the left as stored; draw_entity mirrors them, so that everything faces right.
FACING_LEFT = frozenset(
    """
1F412 1F98D 1F415 1F9AE 1F415-200D-1F9BA 1F429 1F408 1F408-200D-2B1B 1F405 1F406 1F434 1FACF E001 1F40E 1F984 1F993
1F98C E003 1F402 1F403 1F404 1F416 1F417 1F40F 1F411 1F410 1F42A 1F42B 1F999 1F992 1F418 1F9A3 1F98F 1F401 1F400
1F407 1F43F 1F9AB 1F994 1F43B-200D-2744-FE0F 1F9A8 1F998 1F9A1 1F9A6 1F983 1F413 1F54A E009 1F985 1F986 1F9A2 1FABF
1F9A4 1F9A9 1F99C E010 1F98E 1F9AD 1F433 1F40B 1F42C E008 1F40A 1F41F 1F420 1F421 1F41B 1FAB1 E006 E007 1F682 1F684
1F685 1F688 1F68C 1F68E 1F690 1F691 1F692 1F693 1F695 1F697 1F699 1F6FB 1F69A 1F69B 1F69C 1F3CE 1F3CD 1F6F5 1F9BD
1F9BC 1F6FA 1F6A4 1F6E5 1F6A2 26F4 1F6F4 1F6F7 1F3C7
""".split()
)

# What stands in for a noun without a drawing of its own, by the nearest of these concepts above it.
GENERIC: dict[str, str] = {
    "person": "figure", "bird": "1F426", "bird of prey": "1F985", "seabird": "1F54A", "waterfowl": "1F986", "fish": "1F41F",
    "insect": "1FAB2", "reptile": "1F98E", "dinosaur": "1F995", "amphibian": "1F438", "canine": "1F43A", "feline": "1F408", "big cat": "1F406",
    "bovid": "1F410", "antelope": "1F98C", "rodent": "1F401", "ungulate": "1F98C", "musteline mammal": "1F9A1", "carnivore": "1F9A1", "primate": "1F412", "mammal": "1F43F",
    "invertebrate": "1F41B", "animal": "1F43F", "imaginary being": "1F432", "mythical being": "1F9DA", "tree": "prop:oak", "flower": "1F33C",
    "shrub": "prop:bush", "fungus": "1F344", "plant": "1F33F", "fruit": "1F34E", "edible fruit": "1F34E", "vegetable": "1F955",
    "beverage": "1F964", "baked goods": "1F950", "cake": "1F370", "dish": "1F372", "food": "1F35E", "sailing vessel": "prop:boat", "ship": "prop:ship",
    "vessel": "prop:boat", "watercraft": "prop:boat", "boat": "prop:boat", "car": "1F697", "aircraft": "1F6E9", "motor vehicle": "1F697",
    "wheeled vehicle": "1F6D2", "vehicle": "1F697", "tower": "prop:tower", "building": "1F3E0", "dwelling": "1F3E0", "structure": "1F3DB",
    "jewelry": "1F48E", "clothing": "1F455", "garment": "1F455", "footwear": "1F45E", "headdress": "1F3A9", "musical instrument": "1F3BB",
    "weapon": "1F5E1", "tool": "1F528", "seat": "1FA91", "furniture": "prop:drawer", "source of illumination": "prop:lantern",
    "lamp": "prop:lamp", "plaything": "1F9F8", "book": "1F4D5", "publication": "1F4D5", "box": "1F4E6", "bag": "1F45C", "cup": "prop:cup", "container": "1F9FA",
    "machine": "2699", "instrument": "1F527", "device": "2699", "rock": "prop:stone", "stone": "prop:stone", "star": "2B50", "celestial body": "1FA90",
    "mountain": "1F3D4", "geological formation": "26F0", "body of water": "prop:pond", "liquid": "1F4A7", "artifact": "1F4E6", "object": "1F4E6",
}  # fmt: skip

# Tags that say little about what a drawing shows.
VAGUE_TAGS = frozenset(
    """animal food red blue green yellow white black orange purple brown big small old new hot cold
fly run swim good bad face happy sad love cute sweet wild""".split()
)
