"""The resource types of a registry: which words name them, which files are of them, how far one is from another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import PurePath

from storyagent.graph.tool import Port, ToolSpec
from storyagent.planning.decompose_words import far, group_mark, near
from storyagent.planning.grammar import word_set

ENDINGS: Mapping[str, frozenset[str]] = {
    "image": word_set("png jpg jpeg webp bmp tif tiff heic"),
    "video": word_set("mp4 mov avi mkv webm m4v gif"),
    "audio": word_set("wav mp3 flac ogg m4a aac opus"),
    "text": word_set("txt md rtf"),
    "table": word_set("csv tsv xlsx xls ods"),
    "document": word_set("doc docx odt pdf"),
    "slides": word_set("ppt pptx odp"),
    "html": word_set("html htm"),
    "pdf": word_set("pdf"),
    "subtitles": word_set("srt vtt"),
    "otio": word_set("otio"),
    "json": word_set("json"),
    "code": word_set("py js c cpp java ts"),
}
"""The endings of files by what they hold."""
LIKE = 0.4
"""A word that is less like a type's name does not name it."""
FARTHEST = 2
"""So many tools in between are looked for."""
_LAST = re.compile(r"[a-z0-9]+")


class TypeNames:
    """The types that a registry's tools take and give."""

    def __init__(self, specs: Sequence[ToolSpec]) -> None:
        self.specs = tuple(specs)
        ports = [port for spec in specs for port in (*spec.inputs.values(), *spec.outputs.values())]
        self.names = tuple(sorted({port.resource.name for port in ports if port.resource}))
        self._words = {name: _LAST.findall(name.replace("_", " ")) for name in self.names}
        self._giving: dict[str, list[ToolSpec]] = {}
        for spec in self.specs:
            for kind in dict.fromkeys(up for made in gives(spec) for up in above(made)):
                self._giving.setdefault(kind, []).append(spec)
        self._named: dict[str, dict[str, float]] = {}
        self._steps: dict[str, dict[str, int]] = {}

    def named_by(self, word: str) -> Mapping[str, float]:
        """Return the types that a word names, with how well: "photo" names image."""
        if word not in self._named:
            meant = far(word)
            found = {}
            for name, words in self._words.items():
                worth = max(
                    (
                        weight * own
                        for one in words[-1:]
                        for key, own in near(one).items()
                        if (weight := meant.get(key))
                    ),
                    default=0.0,
                )
                if worth >= LIKE:
                    found[name] = worth
            self._named[word] = found
        return self._named[word]

    def of_file(self, name: str) -> str | None:
        """Return the type of a file by its ending: the most exact one that tools know, or None."""
        ending = PurePath(name).suffix.lower().lstrip(".")
        holds = [kind for kind, endings in ENDINGS.items() if ending in endings]
        for wanted in (ending, "file", *reversed(holds), "document"):
            for known in self.names:
                if known == wanted:
                    return known
        for kind in holds:
            meant = {*near(kind), group_mark(kind)}
            for known in self.names:
                if meant & {key for word in self._words[known] for key in near(word)}:
                    return known
        return None

    def makers(self, wanted: str) -> bool:
        """Tell whether some tool gives a type."""
        return wanted in self._giving

    def ways_to(self, wanted: str) -> list[tuple[str, str]]:
        """Return the tools that give a type, by name, each with what it must have, in words; the first three."""
        made = sorted(self._giving.get(wanted, ()), key=lambda spec: (len(takes(spec)), spec.name))
        return [(spec.name, " and ".join(takes(spec)) or "nothing") for spec in made[:3]]

    def steps(self, given: str, wanted: str) -> int | None:
        """Return how many tools lie at least between having one type and another; None if more than `FARTHEST`."""
        if wanted not in self._steps:
            self._steps[wanted] = self._distances(wanted)
        return min((self._steps[wanted][up] for up in above(given) if up in self._steps[wanted]), default=None)

    def _distances(self, wanted: str) -> dict[str, int]:
        """Return the types from which a type can be had by at most `FARTHEST` tools, and by how many."""
        found = {wanted: 0}
        edge = [wanted]
        for steps in range(1, FARTHEST + 1):
            tools = {spec.name: spec for kind in edge for spec in self._giving.get(kind, ())}
            edge = [taken for spec in tools.values() for taken in takes(spec) if taken not in found]
            found.update(dict.fromkeys(edge, steps))
        return found


def resource_ports(ports: Iterable[Port]) -> tuple[Port, ...]:
    """Return the ports that take or give resources."""
    return tuple(port for port in ports if port.resource is not None)


def takes(spec: ToolSpec) -> tuple[str, ...]:
    """Return the types that a tool must have."""
    return tuple(port.resource.name for port in resource_ports(spec.inputs.values()) if port.required and port.resource)


def gives(spec: ToolSpec) -> tuple[str, ...]:
    """Return the types that a tool gives."""
    return tuple(port.resource.name for port in resource_ports(spec.outputs.values()) if port.resource)


def there_besides(spec: ToolSpec) -> tuple[str, ...]:
    """Return the types of the values that there are besides a tool's result; files are its own affair."""
    ports = resource_ports(spec.beside.values())
    return tuple(port.resource.name for port in ports if port.resource and not port.resource.is_file and not port.many)


@cache
def above(name: str) -> tuple[str, ...]:
    """Return a type and those it may stand in for: `image.mask`, then `image`."""
    parts = name.split(".")
    return tuple(".".join(parts[:count]) for count in range(len(parts), 0, -1))
