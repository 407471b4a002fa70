"""The order of scenes after edits that were only read so far, for words such as "the new first scene"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from storyagent.editing.edits import DeleteScenes, Edit, MoveScene, SwapScenes


def reordered(ids: Sequence[str], edits: Iterable[Edit]) -> list[str]:
    """Return scenes in their order after edits that move, swap or delete some of them."""
    order = list(ids)
    for edit in edits:
        if isinstance(edit, SwapScenes):
            first, second = order.index(edit.first), order.index(edit.second)
            order[first], order[second] = edit.second, edit.first
        elif isinstance(edit, MoveScene):
            order.remove(edit.scene)
            order.insert(edit.to - 1, edit.scene)
        elif isinstance(edit, DeleteScenes):
            order = [one for one in order if one not in edit.scenes]
    return order
