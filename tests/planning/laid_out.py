"""What the tests of the offline planner ask of a prompt's layout."""

from storyagent.planning.offline import OfflinePlanner
from storyagent.story.layout import Box, Layout

WIDE = 16 / 9


def lay_out(prompt: str) -> Layout:
    """Lay a prompt out in 16:9."""
    return OfflinePlanner().lay_out(prompt, WIDE).layout


def names(prompt: str) -> list[str]:
    """Return what is shown, sorted."""
    return sorted(track.name for track in lay_out(prompt).tracks)


def boxes(prompt: str, name: str, count: int = 6) -> tuple[Box | None, ...]:
    """Return a thing's boxes at moments of equal distance."""
    layout = lay_out(prompt)
    return layout.boxes(count)[[track.name for track in layout.tracks].index(name)]
