import pytest

from storyagent.errors import InvalidInput
from storyagent.film.audio import read_sound
from storyagent.testing import run_tool
from storyagent.tools.read_aloud import read_aloud


def test_a_longer_text_takes_longer_to_read_and_is_heard() -> None:
    short, _ = read_sound(run_tool(read_aloud, text="A fox."))
    long, _ = read_sound(run_tool(read_aloud, text="A fox met an owl in the wood.\n\nThey talked all night."))
    assert long.size > 2 * short.size
    assert abs(short).max() > 0.05


def test_a_text_without_a_word_is_refused() -> None:
    with pytest.raises(InvalidInput, match="nothing to read"):
        run_tool(read_aloud, text=" ... ")
