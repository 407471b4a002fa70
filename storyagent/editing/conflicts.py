"""Edits of one request that cannot all be meant: refused together, before anything changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from storyagent.editing.edits import DeleteScenes, Edit, MergeScenes, MoveScene, Remove, Replace
from storyagent.editing.film import Film
from storyagent.editing.words import called
from storyagent.errors import InvalidInput
from storyagent.planning.grammar import word_set

_TARGETS = ("entity", "scene", "speaker")
_REPEATABLE = word_set(
    "add insert_scene duplicate_scene swap_scenes split_scene remove delete_scenes merge_scenes move_scene sentence"
)
"""Kinds of which a request may have several with different values about the same thing."""


def require_compatible(edits: Sequence[Edit], film: Film) -> None:
    """Check that no two edits of a request contradict each other.

    What is said of the whole film may be said otherwise of some scenes after that.

    Raises:
        InvalidInput: two do; both are named.
    """
    for first, second in combinations(edits, 2):
        if first == second:
            continue
        reason = next(_reasons(first, second, film), None)
        if reason:
            raise InvalidInput(
                "two parts of this request contradict each other", where="request",
                found=f"{said(first, film)}; {said(second, film)}", needed="one of them", hint=reason,
            )  # fmt: skip


def _reasons(first: Edit, second: Edit, film: Film) -> Iterator[str]:
    for one, other in ((first, second), (second, first)):
        gone = set(scenes_of(other)) & set(one.scenes if isinstance(one, DeleteScenes) else ())
        if gone and not isinstance(other, DeleteScenes):
            yield f"{film.label(min(gone, key=film.number_of))} cannot be deleted and changed at once"
    if isinstance(first, MergeScenes):
        absorbed = set(first.scenes) - {min(first.scenes, key=film.number_of)}
        if absorbed & set(scenes_of(second)):
            yield f"{film.label(min(absorbed))} is merged into another scene before"
    for one, other in ((first, second), (second, first)):
        if isinstance(one, Remove | Replace) and getattr(other, "entity", None) == one.entity and _meet(one, other):
            yield f"{called(film.screenplay.entity(one.entity))} would not be there any more"
    if isinstance(first, MoveScene) and isinstance(second, MoveScene) and first.to == second.to:
        yield "two scenes cannot both be there"
    if first.kind == second.kind and first.kind not in _REPEATABLE and _same_target(first, second):
        adds = getattr(first, "add", False) or getattr(second, "add", False)
        general = not getattr(first, "scenes", ("one",)) and bool(getattr(second, "scenes", ()))
        if not adds and not general and _meet(first, second) and _values_meet(first, second):
            yield "say which of them is meant"


def _same_target(first: Edit, second: Edit) -> bool:
    return all(getattr(first, name, None) == getattr(second, name, None) for name in _TARGETS)


def _meet(first: Edit, second: Edit) -> bool:
    """Tell whether two edits are about a scene in common."""
    one, other = set(getattr(first, "scenes", ())), set(getattr(second, "scenes", ()))
    return not one or not other or bool(one & other)


def _values_meet(first: Edit, second: Edit) -> bool:
    """Tell whether two edits of a kind set something in common: a format's height and its narration do not meet."""
    if first.kind != "format":
        return True
    one, other = (edit.model_dump(exclude={"kind"}, exclude_none=True) for edit in (first, second))
    return any(one[name] != other[name] for name in one.keys() & other.keys())


def scenes_of(edit: Edit) -> tuple[str, ...]:
    """Return the scenes that an edit names."""
    single: list[str | None] = [getattr(edit, name, None) for name in ("scene", "first", "second")]
    return (*getattr(edit, "scenes", ()), *(scene for scene in single if scene))


def said(edit: Edit, film: Film) -> str:
    """Return an edit in a few words: "recolour the fox: color blue, scene 2"."""
    known = {one.id: called(one) for one in film.screenplay.entities}
    labels = {scene.id: film.label(scene.id) for scene in film.scenes}
    parts = []
    for name, value in edit.model_dump(exclude={"kind"}, exclude_defaults=True).items():
        if name in ("entity", "speaker", "by", "beside", "on", "other"):
            parts.append(known.get(value, str(value)))
        elif name in ("scenes", "scene", "first", "second"):
            ids = value if isinstance(value, tuple | list) else (value,)
            parts.append(", ".join(labels.get(str(one), str(one)) for one in ids))
        else:
            shown = ", ".join(map(str, value)) if isinstance(value, tuple | list) else value
            parts.append(f"{name.removesuffix('_s').replace('_', ' ')} {shown}")
    return f"{edit.kind.replace('_', ' ')} {', '.join(parts)}".strip()
