"""Apply edits to a film: the least that has to change, checked before it is handed back."""

from __future__ import annotations

from collections.abc import Sequence

from storyagent.editing.edited import Edited
from storyagent.editing.edits import Edit
from storyagent.editing.film import Film
from storyagent.planning.planner import Planner


def apply(film: Film, edits: Sequence[Edit], planner: Planner) -> Edited:
    """Return the film with all edits made, in order, or none of them."""
    raise NotImplementedError
