"""A title for a story, from who it tells of most."""

from __future__ import annotations

from collections import Counter

from storyagent.planning.checks import check_story
from storyagent.planning.describe import film_title
from storyagent.planning.reading import read_story
from storyagent.planning.sentences import split_story


def title_of(story: str) -> str:
    """Return a story's own title, if it begins with one, else who is spoken of most: "Ruby and the Red Kite".

    Raises:
        InvalidInput: the text cannot be read.
    """
    told = split_story(check_story(story))
    if told.title:
        return told.title
    readings, cast = read_story(told.sentences)
    times = Counter(mention.being for reading in readings for mention in reading.seen)
    return film_title([(being, times[being]) for being in cast.beings if times[being]], story)
