"""What is kept on disk between runs: answers of language models, and what each server can do.

Both are small JSON files, written whole and renamed; one that cannot be read counts as not there.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from storyagent.story.files import write_text


def key_of(*parts: Any) -> str:
    """Return a stable hash of plain data."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class AnswerCache:
    """Answers by key, one file each, under a folder. With no folder nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def get(self, key: str) -> str | None:
        """Return the answer kept under a key."""
        found = _read(self._path(key)) if self.folder else None
        answer = found.get("answer") if found else None
        return answer if isinstance(answer, str) else None

    def put(self, key: str, answer: str, *, prompt: str, model: str) -> None:
        """Keep an answer, and say beside it whose it is."""
        if self.folder:
            content = {"prompt": prompt, "model": model, "answer": answer}
            _write(self._path(key), content)

    def _path(self, key: str) -> Path:
        assert self.folder is not None
        return self.folder / key[:2] / f"{key}.json"


class ServerMemory:
    """In which way each server gives structured answers, in one file. With no file it is known until the end only."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._known: dict[str, Any] = (_read(path) or {}) if path else {}

    def get(self, server: str) -> str | None:
        """Return the way that worked with a server last time."""
        found = self._known.get(server)
        return found if isinstance(found, str) else None

    def put(self, server: str, way: str | None) -> None:
        """Remember (or, with None, forget) what worked; what others wrote meanwhile is kept."""
        if self._known.get(server) == way:
            return
        if self.path:
            self._known = _read(self.path) or {}
        self._known[server] = way
        if way is None:
            del self._known[server]
        if self.path:
            _write(self.path, self._known)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
