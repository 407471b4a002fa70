"""A film project: the folder that holds a film's plan, its parts and the film itself.

screenplay.yaml      edit it, then `storyagent render` makes only what changed
layouts/SCENE.json   likewise
planned.json         what the planner wrote and what it did not understand; tells hand edits from the planner's text
journal.sqlite       what ran, when, and at what cost
clips/NN-SCENE.mp4 audio.wav film.mp4 film.srt film.otio report.html storyboard.png storyagent.log
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from storyagent.errors import InvalidInput
from storyagent.story.comments import with_comments
from storyagent.story.directions import FrameDirections
from storyagent.story.files import read_json, read_text, read_yaml, sha256_of, to_json, to_yaml, write_json, write_text
from storyagent.story.layout import Layout
from storyagent.story.screenplay import Screenplay
from storyagent.story.values import Finding, Value

PlannedFile = Annotated[str, Field(pattern=r"^(screenplay\.yaml|layouts/[\w-]+\.json)$")]


class Planned(Value):
    """What the planner wrote: a hash per file, and its findings.

    `replacing` has the hashes of the files that were there before, while they are being replaced: after a crash in the
    middle neither the old nor the new ones are taken for a person's.
    """

    version: Literal[1] = 1
    planner: str
    files: dict[PlannedFile, str]
    replacing: dict[PlannedFile, str] = {}
    findings: tuple[Finding, ...] = ()


RewrittenFile = Annotated[str, Field(pattern=r"^(screenplay\.yaml(\.bak\d+)?|layouts/[\w-]+\.json)$")]


class _Rewriting(Value):
    """What a rewriting is to write and to remove: on disk before the first of it is done, gone after the last."""

    texts: dict[RewrittenFile, str]
    removed: tuple[RewrittenFile, ...] = ()


class FilmProject:
    """A film project on disk. Cheap to make; reads files when asked."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)

    def __repr__(self) -> str:
        return f"FilmProject({str(self.root)!r})"

    @property
    def screenplay_path(self) -> Path:
        """Return the path of the editable screenplay."""
        return self.root / "screenplay.yaml"

    @property
    def journal_path(self) -> Path:
        """Return the path of the journal."""
        return self.root / "journal.sqlite"

    @property
    def log_path(self) -> Path:
        """Return the path of the log: one JSON event a line."""
        return self.root / "storyagent.log"

    @property
    def film_path(self) -> Path:
        """Return the path of the finished film."""
        return self.root / "film.mp4"

    @property
    def report_path(self) -> Path:
        """Return the path of the report."""
        return self.root / "report.html"

    def layout_path(self, scene_id: str) -> Path:
        """Return the path of one scene's layout."""
        return self.root / "layouts" / f"{scene_id}.json"

    def require(self) -> None:
        """Check that this is a film project.

        Raises:
            InvalidInput: the folder or its screenplay is missing, or planning it was cut short.
        """
        planned = self.planned()
        if planned and planned.replacing and not self._is_whole(planned):
            raise InvalidInput(
                "planning this film was interrupted", where=str(self.root), hint="run the same command again"
            )
        if not self.screenplay_path.is_file():
            raise InvalidInput(
                "this is not a film project",
                where=str(self.root),
                needed="a folder with a screenplay.yaml",
                hint="make one with: storyagent plan STORY -o DIR",
            )

    def write(
        self, screenplay: Screenplay, layouts: Iterable[Layout], *, planner: str, findings: Iterable[Finding] = ()
    ) -> None:
        """Write a planner's result, never over a person's edits. Layouts of scenes that are gone are removed.

        Raises:
            InvalidInput: a file was edited by hand since the planner wrote it, or cannot be written.
        """
        edited = self.edited_files()
        if edited:
            raise InvalidInput(
                "this film project was edited by hand; planning the story again would lose that",
                where=str(self.root),
                found=", ".join(edited),
                hint=f"go on with: storyagent render {self.root}   or plan into another folder",
            )
        texts = {f"layouts/{layout.scene}.json": to_json(layout) for layout in layouts}
        texts["screenplay.yaml"] = to_yaml(screenplay)  # last: with it the project is complete
        old = self.planned()
        hashes = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
        planned = Planned(planner=planner, files=hashes, findings=tuple(findings))
        replacing = {**old.replacing, **old.files} if old else {}
        write_json(self._planned_path, planned.model_copy(update={"replacing": replacing}))
        for name in replacing.keys() - texts.keys():
            (self.root / name).unlink(missing_ok=True)
        for name, text in texts.items():
            write_text(self.root / name, text)
        write_json(self._planned_path, planned)

    def add_layout(self, layout: Layout) -> None:
        """Write the layout of a scene that a person added without one.

        Raises:
            InvalidInput: the file cannot be written.
        """
        path = self.layout_path(layout.scene)
        write_json(path, layout)
        planned = self.planned()
        if planned is not None:
            files = {**planned.files, f"layouts/{layout.scene}.json": sha256_of(path)}
            write_json(self._planned_path, planned.model_copy(update={"files": files}))

    def rewrite(self, screenplay: Screenplay, layouts: Mapping[str, Layout]) -> tuple[str, ...]:
        """Write what differs from the files, and return the names of the files written or removed.

        All of it is written or nothing: what a crash cuts short, `finish_rewriting` ends. The files count as edited by
        a person, so planning never overwrites them. Layouts of scenes that are gone are removed.

        Comments in the screenplay stay where they belong. One with a form of its own is kept beside the new one, as
        the first free `screenplay.yaml.bakN`, which is among the names returned.

        Raises:
            InvalidInput: a file is missing, broken or cannot be written.
        """
        self.finish_rewriting()
        old, texts = self.screenplay(), {}
        for scene_id, layout in layouts.items():
            path = self.layout_path(scene_id)
            if not path.is_file() or read_json(path, Layout) != layout:
                texts[f"layouts/{scene_id}.json"] = to_json(layout)
        if old != screenplay:
            text = read_text(self.screenplay_path)
            if text != with_comments(text, old):
                number = next(n for n in count(1) if not (self.root / f"screenplay.yaml.bak{n}").exists())
                texts[f"screenplay.yaml.bak{number}"] = text
            texts["screenplay.yaml"] = with_comments(text, screenplay)
        kept = {scene.id for scene in screenplay.scenes}
        gone = [scene.id for scene in old.scenes if scene.id not in kept and self.layout_path(scene.id).is_file()]
        rewriting = _Rewriting(texts=texts, removed=tuple(f"layouts/{scene_id}.json" for scene_id in gone))
        if texts or gone:
            write_json(self._rewriting_path, rewriting)
            self.finish_rewriting()
        return (*texts, *rewriting.removed)

    def finish_rewriting(self) -> None:
        """End a rewriting that was cut short. Only for those who hold the project's lock.

        Raises:
            InvalidInput: a file cannot be written.
        """
        if not self._rewriting_path.is_file():
            return
        rewriting = read_json(self._rewriting_path, _Rewriting)
        for name, text in rewriting.texts.items():
            write_text(self.root / name, text)
        for name in rewriting.removed:
            (self.root / name).unlink(missing_ok=True)
        self._rewriting_path.unlink()

    def planned(self) -> Planned | None:
        """Return what the planner wrote here, or None for a project made by hand."""
        return read_json(self._planned_path, Planned) if self._planned_path.is_file() else None

    def edited_files(self) -> tuple[str, ...]:
        """Return the planner's files that a person has changed or added, by name."""
        planned = self.planned()
        if planned is None:
            return ("screenplay.yaml",) if self.screenplay_path.exists() else ()
        return tuple(
            name
            for name in {**planned.files, **planned.replacing}
            if (self.root / name).is_file()
            and sha256_of(self.root / name) not in (planned.files.get(name), planned.replacing.get(name))
        )

    def _is_whole(self, planned: Planned) -> bool:
        files = planned.files.items()
        return all((self.root / name).is_file() and sha256_of(self.root / name) == wanted for name, wanted in files)

    @property
    def _rewriting_path(self) -> Path:
        return self.root / ".rewriting.json"

    @property
    def _planned_path(self) -> Path:
        return self.root / "planned.json"

    def screenplay(self) -> Screenplay:
        """Read the screenplay and check that its pictures lie inside the project.

        Raises:
            InvalidInput: it is missing, broken, or names a picture that is missing or outside.
        """
        self.require()
        screenplay = read_yaml(self.screenplay_path, Screenplay)
        for entity in screenplay.entities:
            for image in entity.images:
                self._require_inside(image, f"{self.screenplay_path} at entities[{entity.id}].images")
        return screenplay

    def layouts(self, screenplay: Screenplay) -> Mapping[str, Layout]:
        """Read the layouts of all scenes that have one, by scene id.

        Raises:
            InvalidInput: a layout is broken, belongs to another scene, or moves an entity that is not listed.
        """
        found = {}
        entities = {entity.id for entity in screenplay.entities}
        for scene in screenplay.scenes:
            path = self.layout_path(scene.id)
            if not path.is_file():
                continue
            layout = read_json(path, Layout)
            unknown = sorted({track.entity for track in layout.tracks} - entities)
            if layout.scene != scene.id or unknown:
                raise InvalidInput(
                    "this layout does not belong to its screenplay",
                    where=str(path),
                    found=f"entities {', '.join(unknown)}" if unknown else f"scene {layout.scene!r}",
                    needed=f"scene {scene.id!r} with entities {', '.join(sorted(entities))}",
                )
            found[scene.id] = layout
        return found

    def directions_path(self, scene_id: str) -> Path:
        """Return the path of one scene's frame directions."""
        return self.root / "directions" / f"{scene_id}.json"

    def directions(self, screenplay: Screenplay) -> tuple[Mapping[str, FrameDirections], tuple[Finding, ...]]:
        """Read the frame directions of all scenes that have some; those made for another prompt are only told of.

        Raises:
            InvalidInput: a file is broken.
        """
        found, outdated = {}, []
        for scene in screenplay.scenes:
            path = self.directions_path(scene.id)
            if not path.is_file():
                continue
            directions = read_json(path, FrameDirections)
            if directions.prompt in ("", scene.prompt):
                found[scene.id] = directions
            else:
                outdated.append(
                    Finding(
                        code="directions.outdated",
                        where=f"directions/{scene.id}.json",
                        found=directions.prompt,
                        needed=scene.prompt,
                        hint=f"They are left out. Direct it again: storyagent direct {self.root}",
                    )
                )
        return found, tuple(outdated)

    def keep(self, name: str, made: Path) -> Path:
        """Put a file from the store into the project under `name`, whole or not at all; return its path.

        The file is a copy, so that editing it never changes the store.

        Raises:
            InvalidInput: the file cannot be written.
        """
        return copy_whole(made, self.root / name)

    def keep_clips(self, clips: Mapping[str, Path]) -> None:
        """Put the scenes' clips into `clips/`, by name; clips of an earlier plan are removed."""
        for name, path in clips.items():
            self.keep(f"clips/{name}", path)
        for old in (self.root / "clips").glob("[0-9][0-9]*-*.mp4"):
            if old.name not in clips:
                old.unlink()

    def _require_inside(self, image: str, where: str) -> None:
        root = self.root.resolve()
        path = (root / image).resolve()
        if not path.is_relative_to(root):
            raise InvalidInput(
                "a picture lies outside the film project", where=where, found=image, needed="a path inside the project"
            )
        if not path.is_file():
            raise InvalidInput("a picture is missing", where=where, found=image, hint=f"put the file at {path}")


def copy_whole(source: Path, target: Path) -> Path:
    """Copy a file so that `target` is either the old file or the whole new one; return `target`.

    A target with the same content is left alone.

    Raises:
        InvalidInput: the target cannot be written.
    """
    try:
        if target.is_file() and _same_content(source, target):
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            shutil.copyfile(source, temporary)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise InvalidInput("cannot write the file", where=str(target), found=error.strerror or str(error)) from error
    return target


def _same_content(a: Path, b: Path) -> bool:
    return a.stat().st_size == b.stat().st_size and sha256_of(a) == sha256_of(b)
