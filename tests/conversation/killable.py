"""A program that says one request and is killed on the way: `python killable.py ROOT REQUEST POINT`.

Points: `moved` (the record says what is to be, no file is written), `writing` (one file is written), `rendering` (a
node is done), `ending` (all is done but the turn's end).
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from storyagent import StoryAgent
from storyagent.conversation.record import Ended, Moved, Record
from storyagent.events import Event, NodeFinished
from storyagent.planning.offline import OfflinePlanner
from storyagent.project import FilmProject


def die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str) -> None:
    """Have the process killed at a point."""
    add, replace = Record.add, Path.replace

    def add_and_die(self: Record, *lines: Any, **facts: Any) -> None:
        if point == "ending" and isinstance(lines[-1], Ended):
            die()
        add(self, *lines, **facts)
        if point == "moved" and isinstance(lines[-1], Moved):
            die()

    def replace_and_die(self: Path, target: Path) -> None:
        replace(self, target)
        die()

    Record.add = add_and_die  # type: ignore[method-assign]
    if point == "writing":
        Path.replace = replace_and_die  # type: ignore[assignment, method-assign]


def main() -> None:
    root, request, point = sys.argv[1:]
    arm(point)

    def listen(event: Event) -> None:
        if point == "rendering" and isinstance(event, NodeFinished):
            die()

    agent = StoryAgent(listener=listen, planner=OfflinePlanner())
    with agent.chat(FilmProject(Path(root))) as conversation:
        print(conversation.say(request).state)


if __name__ == "__main__":
    main()
