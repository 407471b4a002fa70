"""The entity bank on disk: `entities/ID/` in a film project, one folder for each entity.

entity.json      what is kept of it (`storyagent.bank.entry.BankEntry`)
own-HASH.png     the user's own pictures, as they were given (or .jpg, .webp)
sheet-N.png      the sheet: the entity alone on white, as the last film used it
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from storyagent.bank.entry import BankEntry, Sheet
from storyagent.errors import InvalidInput
from storyagent.project import FilmProject, copy_whole
from storyagent.story.files import read_json, sha256_of, write_json
from storyagent.story.sheets import MOST_SHEETS

FOLDER = "entities"


class Shelf:
    """The entities of a film project as they are kept. Cheap to make; reads files when asked."""

    def __init__(self, project: FilmProject) -> None:
        self.project = project

    def folder(self, entity_id: str) -> Path:
        """Return the folder of one entity."""
        return self.project.root / FOLDER / entity_id

    def entry(self, entity_id: str) -> BankEntry:
        """Return what is kept of an entity; an empty entry of one of which nothing is.

        Raises:
            InvalidInput: its file is broken, or is another entity's.
        """
        path = self.folder(entity_id) / "entity.json"
        if not path.is_file():
            return BankEntry(entity=entity_id)
        entry = read_json(path, BankEntry)
        if entry.entity != entity_id:
            raise InvalidInput(
                "this is another entity's file", where=str(path), found=entry.entity, needed=entity_id,
                hint="delete it: it is made again at the next render",
            )  # fmt: skip
        return entry

    def write(self, entry: BankEntry) -> None:
        """Write what is kept of an entity, whole or not at all.

        Raises:
            InvalidInput: the file cannot be written.
        """
        write_json(self.folder(entry.entity) / "entity.json", entry)

    def add_own(self, entity_id: str, pictures: Iterable[Path]) -> tuple[str, ...]:
        """Copy a user's pictures into an entity's folder and return their paths in the project, as `Entity.images`.

        They are named by their content: what the screenplay names stays there until it names others.

        Raises:
            InvalidInput: one of them cannot stand for an entity (`check_picture`), or cannot be copied. Nothing is
                copied then.
        """
        from storyagent.bank.pictures import check_picture

        checked = [check_picture(path) for path in pictures]
        names = [f"{FOLDER}/{entity_id}/own-{sha256_of(one.path)[:12]}{one.suffix}" for one in checked]
        for one, name in zip(checked, names, strict=True):
            copy_whole(one.path, self.project.root / name)
        return tuple(dict.fromkeys(names))

    def keep_own_sheets(self, entity_id: str, images: Iterable[str]) -> None:
        """Make the sheets of the user's own pictures, paths in the project; of none, the entity has no sheet.

        Raises:
            InvalidInput: a picture cannot be read, or a file cannot be written.
        """
        from storyagent.bank.pictures import Cutout, save_sheet
        from storyagent.film.portray import read_picture

        with TemporaryDirectory() as folder:
            made = []
            for number, image in enumerate([*images][:MOST_SHEETS]):
                path = Path(folder) / f"{number}.png"
                save_sheet(Cutout.of(read_picture(self.project.root / image)), path)
                made.append((path, sheet_facts(path, own=True)))
            self.keep_sheets(self.entry(entity_id), made)

    def remove_own(self, entity_id: str, kept: Iterable[str]) -> None:
        """Remove copies of the user's pictures that the screenplay no longer names."""
        names = {Path(path).name for path in kept}
        for path in self.folder(entity_id).glob("own-*"):
            if path.name not in names:
                path.unlink()

    def keep_sheets(self, entry: BankEntry, made: Iterable[tuple[Path, Sheet]]) -> BankEntry:
        """Put sheets that were made into an entity's folder, in order, and write its entry.

        Raises:
            InvalidInput: a file cannot be written.
        """
        sheets = []
        for number, (path, facts) in enumerate(made, start=1):
            name = f"sheet-{number}.png"
            copy_whole(path, self.folder(entry.entity) / name)
            sheets.append(facts.model_copy(update={"file": name}))
        kept = entry.model_copy(update={"sheets": tuple(sheets)})
        if kept != entry:
            self.write(kept)
        for path in self.folder(entry.entity).glob("sheet-*.png"):
            if path.name not in {sheet.file for sheet in sheets}:
                path.unlink()
        return kept


def sheet_facts(
    path: Path,
    *,
    own: bool,
    known: Iterable[Sheet] = (),
    model: str | None = None,
    weights: str | None = None,
    seed: int | None = None,
) -> Sheet:
    """Return what is kept of a sheet that was made; of the user's own nobody is named who drew it.

    Args:
        path: The picture.
        own: Whether it was made of the user's own picture.
        known: Sheets whose looks are known; the same picture is not looked at again.
        model: Who drew it,
        weights: by which weights,
        seed: and from which seed, if its own notes do not say it.
    """
    from PIL import Image

    from storyagent.bank.looks import METHOD, look_of
    from storyagent.bank.pictures import Cutout
    from storyagent.bank.sheet_notes import read_notes

    digest = sha256_of(path)
    look = next((sheet.look for sheet in known if sheet.sha256 == digest and sheet.look.method == METHOD), None)
    if look is None:
        with Image.open(path) as image:
            look = look_of(Cutout.of(image))
    origin: Literal["own", "drawn"] = "own" if own else "drawn"
    facts = Sheet(file=path.name, sha256=digest, origin=origin, look=look)
    notes = read_notes(path)
    if own:
        return facts
    drawn = {"seed": seed, "blank": False} if notes is None else {"seed": notes.seed, "blank": notes.seed is None}
    return facts.model_copy(update={"model": model, "weights": weights, **drawn})
