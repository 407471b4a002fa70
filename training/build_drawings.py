"""Make storyagent/film/drawings_index.tsv.gz from OpenMoji's list of drawings and WordNet.

The list comes from the npm package `openmoji` (fetch it with `npm pack openmoji@17.0.0`), CC BY-SA 4.0:

    python training/build_drawings.py openmoji-17.0.0.tgz storyagent/lexicon storyagent/film/drawings_index.tsv.gz

One line per drawing, in OpenMoji's order, gzipped without a timestamp so that the same input gives the same bytes:

HEXCODE  NAME  GROUP  TAG|TAG|...  MEANING|MEANING|...

MEANING is the chain of WordNet concepts above the drawing's name, nearest first, each by the first word of its synset.
"""

import gzip
import json
import sys
import tarfile
from pathlib import Path

# Drawings of things that can stand in a scene. Signs, flags, clock faces, gestures and brands cannot.
GROUPS = {"animals-nature", "food-drink", "activities", "objects", "travel-places"}
SUBGROUPS = {"person-fantasy", "face-costume", "heart", "gardening"}
# Of the other groups: baby, horse and rider, bone, footprints, flag, button, clocks, hourglass, watch.
KEPT = {"1F476", "1F3C7", "1F9B4", "1F463", "1F6A9", "1F518", "1F570", "23F0", "231B", "231A"}
LEFT_OUT = {"brand", "time", "transport-sign", "ui-element", "flags", "emergency", "healthcare", "family",
            "interaction", "queer-symbols", "symbol-other"}  # fmt: skip
# The sense a drawing shows, where it is not the word's first: the number of the noun's sense in the lexicon.
SHOWN_CLASS = {"animals-nature": ("animal", "plant", "body"), "food-drink": ("food", "plant", "artifact"),
               "people-body": ("person", "body"), "objects": ("artifact",), "activities": ("artifact",),
               "travel-places": ("artifact", "object", "location", "phenomenon")}  # fmt: skip

archive, lexicon, target = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
with tarfile.open(archive) as files:
    drawings = json.load(files.extractfile("package/data/openmoji.json"))
word_lines, synset_lines = (
    gzip.decompress((lexicon / f"{table}.tsv.gz").read_bytes()).decode().splitlines() for table in ("words", "synsets")
)
words = dict(line.split("\t", 1) for line in word_lines)
synsets = [line.split("\t") for line in synset_lines]


def chain(name, group):
    """Return the concepts above a drawing's name, nearest first; empty where WordNet does not know it."""
    fields = words.get(name, "").split("\t")
    senses = [sense.split(".") for sense in fields[0][2:].split(",")] if fields[0].startswith("n:") else []
    shown = [sense for sense in senses if sense[0] in SHOWN_CLASS.get(group, ())]
    if not shown:
        return []
    number, concepts = shown[0][1], []
    while number:
        concepts.append(synsets[int(number)][0].split("|")[0])
        number = synsets[int(number)][1] if len(synsets[int(number)]) > 1 else ""
    return concepts


lines = []
for drawing in drawings:
    group, subgroup = drawing["group"], drawing["subgroups"]
    wanted = (group in GROUPS or subgroup in GROUPS | SUBGROUPS) and subgroup not in LEFT_OUT
    wanted = wanted or drawing["hexcode"] in KEPT
    if drawing["skintone"] or not wanted:
        continue
    name = drawing["annotation"].lower().replace("’", "'")
    tags = [tag.strip().lower() for key in ("tags", "openmoji_tags") for tag in drawing[key].split(",")]
    kept = dict.fromkeys(tag for tag in tags if tag and tag != name and "\t" not in tag)
    concepts = chain(name, group) or chain(name.split()[-1], group)
    lines.append("\t".join([drawing["hexcode"], name, subgroup, "|".join(kept), "|".join(concepts)]))
data = gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0)
target.write_bytes(data)
print(f"{len(lines)} drawings, {len(data) / 1e3:.0f} kB")
