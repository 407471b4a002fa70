"""A tiny film for the tests of conversations: four scenes, 96 pixels high, 6 frames a second, no voice."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storyagent import StoryAgent
from storyagent.conversation.session import Conversation, Decide
from storyagent.editing.film import Film
from storyagent.planning.offline import OfflinePlanner
from storyagent.planning.planner import Planner, PlanOptions
from storyagent.project import FilmProject
from storyagent.testing import Recorder

STORY = (
    "A red fox walks through the forest. A blue bird sits on a tall tree in the park. "
    "At night the fox sleeps in a meadow. The next morning a white boat sails over the lake."
)
OPENING = f"make a film in 4 scenes, silent, 96 pixels high, 6 fps: {STORY}"


def tiny_film() -> Film:
    """Return the plan of the tiny film, made by rules."""
    planned = OfflinePlanner().plan(STORY, PlanOptions(scenes=4))
    return Film(screenplay=planned.screenplay, layouts={layout.scene: layout for layout in planned.layouts})


@contextmanager
def talking(
    root: Path, *, decide: Decide | None = None, planner: Planner | None = None
) -> Iterator[tuple[Conversation, Recorder]]:
    """Open the conversation over a project, with a recorder of all that runs."""
    recorder = Recorder()
    agent = StoryAgent(listener=recorder, planner=planner or OfflinePlanner())
    with agent.chat(FilmProject(root), decide=decide) as conversation:
        yield conversation, recorder
