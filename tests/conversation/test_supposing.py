"""What a change would do, told and not done."""

import pytest

from storyagent.conversation.supposing import foretold, supposition
from storyagent.planning.offline import OfflinePlanner
from tests.conversation.tiny import tiny_film


@pytest.mark.parametrize(
    ("said", "supposed"),
    [
        ("Before you change anything, tell me what would happen if I deleted scene 2.", "delete scene 2"),
        ("What would change if we made the fox blue?", "make the fox blue"),
        ("what would it cost if I made it longer", ""), ("make the fox blue", ""),
    ],
)  # fmt: skip
def test_a_supposed_change_is_told_apart_from_a_wish(said: str, supposed: str) -> None:
    assert supposition(said) == supposed


def test_what_it_would_change_is_told() -> None:
    told = foretold("delete scene 2", tiny_film(), OfflinePlanner())
    assert told.startswith("To delete scene 2 would change:")
    assert "scene 2: a scene" in told
    assert told.endswith("Nothing was changed.")


def test_what_is_not_understood_is_not_told() -> None:
    assert "I did not understand" in foretold("do the laundry", tiny_film(), OfflinePlanner())
