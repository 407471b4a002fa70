"""The words that say what a person looks like, and the costumes of roles."""

# ruff: noqa: E501, SIM905 - tables of words read best packed

from __future__ import annotations

from typing import Any

from storyagent.film.looks import Hair
from storyagent.film.tint import Rgb

SKINS: tuple[Rgb, ...] = ((250, 214, 180), (240, 193, 150), (222, 172, 124), (176, 118, 70), (122, 78, 46))
SKIN_WORDS = {
    "pale": 0,
    "fair": 0,
    "light-skinned": 0,
    "tanned": 2,
    "brown-skinned": 3,
    "dark-skinned": 4,
    "black-skinned": 4,
}
HAIRS: tuple[Rgb, ...] = ((104, 66, 38), (52, 40, 36), (146, 86, 40), (232, 182, 74), (198, 90, 37))
DARK_HAIRS: tuple[Rgb, ...] = ((46, 34, 30), (70, 44, 30))
GREY_HAIR: Rgb = (214, 214, 216)
HAIR_WORDS: dict[str, Rgb] = {
    "blond": HAIRS[3], "blonde": HAIRS[3], "fair-haired": HAIRS[3], "golden-haired": HAIRS[3], "redhead": HAIRS[4],
    "red-haired": HAIRS[4], "ginger": HAIRS[4], "dark-haired": HAIRS[1], "black-haired": HAIRS[1], "brunette": HAIRS[0],
    "brown-haired": HAIRS[0], "grey-haired": GREY_HAIR, "gray-haired": GREY_HAIR, "white-haired": GREY_HAIR,
}  # fmt: skip
CLOTHES: tuple[str, ...] = ("#e4573d", "#3f8fd0", "#4f9e53", "#f0a830", "#8967aa", "#e87fa5", "#2f9f97")
SECONDS: tuple[str, ...] = ("#3d5a80", "#6b4f3a", "#4a4e69", "#5b6c4b")

PEOPLE = frozenset("""person adult people crowd family team group driver scarecrow""".split())
CHILDREN = frozenset(
    """child kid boy girl son daughter toddler schoolboy schoolgirl pupil grandson granddaughter lad
lass lassie youngster brother sister twin orphan scout apprentice niece nephew prince princess student schoolchild
tot infant""".split()
)
OLD = frozenset(
    """grandmother grandma granny nana grandfather grandpa granddad elder crone hermit oldster grandparent
senior wizard sorcerer mage santa nan""".split()
)
FEMALE = frozenset(
    """girl woman lady daughter sister mother mom mum mama mommy mummy grandmother grandma granny nana nan aunt
auntie queen princess witch fairy wife bride widow niece granddaughter lass lassie schoolgirl heroine actress
waitress goddess ballerina nun empress duchess maid crone sorceress enchantress nurse mermaid policewoman
stewardess seamstress hostess countess maiden gentlewoman businesswoman fisherwoman girlfriend""".split()
)
MALE = frozenset(
    """boy man son brother father dad daddy papa grandfather grandpa granddad uncle king prince wizard
husband groom widower nephew grandson lad schoolboy hero actor waiter god monk emperor duke sorcerer knight gentleman
fisherman policeman fireman mailman postman businessman salesman craftsman guy fellow santa lumberjack blacksmith
boyfriend chap lord baron""".split()
)
# Whoever says neither "she" nor "he" about a person leaves it to the id; these are the given names that say it.
FEMALE_NAMES = frozenset(
    """alice amy anna anne bella betty clara daisy ella ellie elsa emily emma eva fiona gina
grace hannah helen ida iris jane jill julia kate laura lena lily lina lisa lola lucy luna maria marie mary maya mia
mila mina molly nina nora olivia penny rosa rose ruby ruth sally sara sarah sofia sophie stella tina zoe""".split()
)
MALE_NAMES = frozenset(
    """adam alex ali arthur ben bob bruno carl charlie daniel dan david eric felix finn fred george
hans harry henry hugo ian jack jacob jake james jim joe john jonas karl leo leon luca lucas luis mark martin max
michael milo noah oliver oscar otto paul pedro peter phil pip robert robin sam simon theo thomas tim toby tom will
william""".split()
)

ROLES: dict[str, dict[str, Any]] = {
    "king": {"outfit": "robe", "hat": "crown", "beard": True, "extras": ("cape",)},
    "queen": {"outfit": "dress", "hat": "crown", "hair": "long", "extras": ("cape", "necklace")},
    "emperor": {"outfit": "robe", "hat": "crown", "beard": True, "extras": ("cape",)},
    "empress": {"outfit": "dress", "hat": "crown", "hair": "long", "extras": ("cape", "necklace")},
    "prince": {"outfit": "suit", "hat": "crown", "extras": ("cape",)},
    "princess": {"outfit": "dress", "hat": "tiara", "hair": "long"},
    "scarecrow": {
        "outfit": "overalls",
        "hat": "straw",
        "skin": (240, 210, 140),
        "hair_color": (232, 190, 90),
        "hair": "spiky",
    },
    "driver": {"hat": "cap"},
    "knight": {"outfit": "armour", "hat": "helmet", "extras": ("sword",)},
    "warrior": {"outfit": "armour", "hat": "helmet", "extras": ("sword",)},
    "guard": {"outfit": "armour", "hat": "helmet"},
    "soldier": {"outfit": "suit", "hat": "helmet"},
    "wizard": {"outfit": "robe", "hat": "wizard", "beard": True, "extras": ("staff",)},
    "magician": {"outfit": "suit", "hat": "tophat", "extras": ("wand", "cape")},
    "witch": {"outfit": "robe", "hat": "witch", "hair": "long", "extras": ("wand",)},
    "fairy": {"age": "child", "outfit": "dress", "hair": "bun", "extras": ("wings", "wand")},
    "angel": {"age": "child", "outfit": "robe", "hair": "curly", "extras": ("angel",)},
    "elf": {"age": "child", "hat": "elf", "extras": ("ears",)},
    "gnome": {"age": "child", "hat": "elf", "beard": True, "outfit": "overalls", "hair_color": GREY_HAIR},
    "dwarf": {"age": "child", "hat": "elf", "beard": True, "outfit": "overalls"},
    "giant": {"hair": "spiky", "beard": True},
    "astronaut": {"outfit": "spacesuit", "hat": "bowl", "cloth": (240, 240, 244)},
    "pirate": {"outfit": "suit", "hat": "pirate", "beard": True, "extras": ("sword",)},
    "captain": {"outfit": "suit", "hat": "sailor", "beard": True},
    "sailor": {"hat": "sailor"},
    "fisherman": {"hat": "cap", "outfit": "overalls", "beard": True},
    "farmer": {"outfit": "overalls", "hat": "straw", "extras": ("fork",)},
    "gardener": {"outfit": "overalls", "hat": "straw", "extras": ("basket",)},
    "shepherd": {"hat": "straw", "extras": ("staff",)},
    "cook": {"outfit": "apron", "hat": "chef"},
    "baker": {"outfit": "apron", "hat": "chef"},
    "waiter": {"outfit": "apron"},
    "policeman": {"outfit": "suit", "hat": "police", "cloth": (61, 90, 168), "second": (39, 64, 122)},
    "firefighter": {"outfit": "overalls", "hat": "fire", "cloth": (190, 120, 50)},
    "doctor": {"outfit": "suit", "cloth": (244, 246, 248), "glasses": True, "extras": ("stethoscope",)},
    "nurse": {"outfit": "dress", "cloth": (220, 238, 250), "extras": ("stethoscope",)},
    "scientist": {"outfit": "suit", "cloth": (244, 246, 248), "glasses": True, "hair": "spiky"},
    "teacher": {"outfit": "suit", "glasses": True},
    "artist": {"outfit": "apron", "hat": "beret", "extras": ("brush",)},
    "pilot": {"outfit": "suit", "hat": "police", "cloth": (52, 64, 92)},
    "explorer": {"hat": "straw", "extras": ("bag",)},
    "santa": {"outfit": "suit", "hat": "santa", "beard": True, "cloth": (210, 47, 39), "second": (210, 47, 39)},
    "superhero": {"hair": "spiky", "extras": ("cape",)},
    "grandmother": {"hair": "bun", "outfit": "dress", "glasses": True},
    "grandfather": {"hair": "sides", "glasses": True, "extras": ("cane",)},
    "monk": {"outfit": "robe", "hair": "sides"},
    "student": {"extras": ("bag",)},
    "clown": {"hair": "curly", "hair_color": (226, 87, 60), "hat": "elf"},
    "vampire": {"outfit": "suit", "cloth": (60, 60, 66), "skin": (235, 228, 222), "extras": ("cape",)},
    "zombie": {"skin": (160, 196, 120), "hair": "spiky"},
    "miner": {"outfit": "overalls", "hat": "fire"},
    "mechanic": {"outfit": "overalls", "hat": "cap"},
    "postman": {"outfit": "suit", "hat": "cap", "extras": ("bag",)},
    "judge": {"outfit": "robe", "cloth": (60, 60, 66), "hair_color": GREY_HAIR},
    "ballerina": {"outfit": "dress", "hair": "bun", "cloth": (255, 170, 200)},
}
SAME_ROLE = {
    "sorcerer": "wizard", "mage": "wizard", "enchanter": "wizard", "sorceress": "witch", "enchantress": "witch",
    "chef": "cook", "waitress": "waiter", "policewoman": "policeman", "officer": "policeman", "sheriff": "policeman",
    "cop": "policeman", "fireman": "firefighter", "painter": "artist", "spaceman": "astronaut", "cosmonaut": "astronaut",
    "spacewoman": "astronaut", "grandma": "grandmother", "granny": "grandmother", "nana": "grandmother",
    "nan": "grandmother", "grandpa": "grandfather", "granddad": "grandfather", "hero": "superhero", "mailman": "postman",
    "professor": "teacher", "inventor": "scientist", "schoolboy": "student", "schoolgirl": "student",
    "pupil": "student", "adventurer": "explorer", "hiker": "explorer", "traveler": "explorer", "traveller": "explorer",
    "leprechaun": "gnome", "duchess": "princess", "duke": "prince", "veterinarian": "doctor", "vet": "doctor",
    "surgeon": "doctor", "skipper": "captain", "seaman": "sailor", "fisher": "fisherman", "fisherwoman": "fisherman",
    "police": "policeman", "nun": "monk", "hermit": "monk", "dancer": "ballerina", "engineer": "mechanic",
    "blacksmith": "miner", "lumberjack": "miner", "woodcutter": "miner", "keeper": "captain",
}  # fmt: skip
HAIR_STYLES: dict[str, Hair] = {
    "bald": "sides", "pigtails": "pigtails", "braids": "pigtails", "plaits": "pigtails", "ponytail": "ponytail",
    "bun": "bun", "curly": "curly", "curls": "curly", "spiky": "spiky", "long-haired": "long",
}  # fmt: skip
OUTFITS = frozenset(("dress", "robe", "suit", "armour", "overalls", "apron"))
WORN = {
    "crown": "crown", "hood": "hood", "helmet": "helmet", "cap": "cap", "hat": "straw", "headscarf": "scarf",
    "hijab": "scarf", "beret": "beret", "tiara": "tiara",
}  # fmt: skip
CARRIED = {"cape": "cape", "cloak": "cape", "wings": "wings", "wand": "wand", "staff": "staff", "cane": "cane",
           "stick": "cane", "sword": "sword", "backpack": "bag", "bag": "bag", "basket": "basket",
           "necklace": "necklace", "paintbrush": "brush"}  # fmt: skip
