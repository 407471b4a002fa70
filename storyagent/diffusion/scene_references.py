"""A scene's references as its model takes them: of whom it shows, in words it knows, the colours seen told in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from storyagent.bank.sheet_notes import is_blank
from storyagent.diffusion.conditioning import best_rung
from storyagent.diffusion.given import MOST_REFERENCES
from storyagent.diffusion.models.base import VideoModel
from storyagent.diffusion.phrases import phrase_spans
from storyagent.diffusion.picture_words import COLOURS, in_own_colour
from storyagent.diffusion.references import likenesses
from storyagent.story.directions import FrameDirections
from storyagent.story.layout import Layout
from storyagent.story.references import Reference, Rung

RUNG_NOTES: Mapping[Rung, str] = {
    "reference_video": "entities are kept by a model that takes their pictures",
    "ip_adapter": "entities are kept by an image adapter, each in its own boxes",
    "bank": "entities are kept by an identity bank of their pictures",
    "description": "entities are kept by words alone",
}
_COLOUR_BEFORE = re.compile(rf"\b(?:{'|'.join(COLOURS)}|gray)\s+$", re.IGNORECASE)


def references_in_models_words(
    model: VideoModel, references: Sequence[Reference], layout: Layout, wanted: Rung | None
) -> tuple[list[Reference], list[str]]:
    """Return the references of entities that the layout has, in words the model knows, and what is to be said of it.

    One whose pictures show nothing, since none was good enough, gets the weight 0: only what it is described as counts.

    Raises:
        InvalidInput: the model has not got the wanted rung.
    """
    if not references:
        return [], []
    rung = best_rung(model, wanted)
    notes = [RUNG_NOTES[rung]]
    names = {track.entity: track.name for track in reversed(layout.tracks)}
    kept = []
    for given in references:
        one = _of_what_is_seen(given)
        if one.place:
            if not one.weight:
                notes.append("no good picture of the place was drawn: drawn from words")
                continue
            said = model.in_known_words(one.description or layout.background).text
            kept.append(one.model_copy(update={"description": said}))
            if rung != "description":
                notes.append("the place is kept as its picture shows it")
            continue
        if one.entity not in names:
            notes.append(f"{one.entity!r} has a picture and no box in this scene: left out")
            continue
        if given.weight and not one.weight:
            notes.append(f"no good picture of {names[one.entity]!r} was drawn: drawn from words")
        said = model.in_known_words(one.description or names[one.entity]).text
        kept.append(one.model_copy(update={"description": said or names[one.entity]}))
    if rung == "reference_video":
        kept, left_out = _as_many_as_fit(kept)
        notes += left_out
    pictured = {one.entity for one in kept if not one.place}
    notes += [f"{name!r} has no picture: drawn from words" for entity, name in names.items() if entity not in pictured]
    return kept, notes


def _of_what_is_seen(reference: Reference) -> Reference:
    """Return a reference of those pictures on which something is seen; of weight 0 where nothing is on any."""
    if not reference.weight:
        return reference
    seen = tuple(one for one in reference.pictures if one.box is not None or not is_blank(one.path))
    if len(seen) == len(reference.pictures):
        return reference
    return reference.model_copy(update={"pictures": seen} if seen else {"weight": 0.0})


def _as_many_as_fit(references: Sequence[Reference]) -> tuple[list[Reference], list[str]]:
    """Return references whose pictures a model takes at once: of each its first ones; and what is to be said of it."""
    counts = [0] * len(references)
    turns = sorted((turn, number) for number, one in enumerate(references) for turn in range(len(one.pictures)))
    for _, number in turns[:MOST_REFERENCES]:
        counts[number] += 1
    kept = [
        one.model_copy(update={"pictures": one.pictures[:count]})
        for one, count in zip(references, counts, strict=True)
        if count
    ]
    over = len(turns) - MOST_REFERENCES
    said = f"the model takes {MOST_REFERENCES} pictures at once: {over} of {len(turns)} left out"
    return kept, [said] if over > 0 else []


def as_seen(prompt: str, layout: Layout, references: Sequence[Reference]) -> tuple[str, Layout, list[str]]:
    """Return prompt and layout with the colours that entities have (`in_own_colour`), and what was changed.

    They are told in the prompt, too, where it names the entity. Each track is named in the prompt. Of references of
    weight 0 the pictures are not looked at.

    Raises:
        InvalidInput: a picture cannot be read, or a track is not named.
    """
    shown = {one.entity: (one, likenesses(one) if one.weight else []) for one in references if not one.place}
    spans = phrase_spans(prompt, [track.name for track in layout.tracks])
    notes, tracks, changes = [], list(layout.tracks), {}
    for index, (track, (start, end)) in enumerate(zip(layout.tracks, spans, strict=True)):
        name = in_own_colour(track.name, *shown[track.entity]) if track.entity in shown else track.name
        if name == track.name:
            continue
        colour = _COLOUR_BEFORE.search(prompt[:start])
        begin = colour.start() if colour else start
        changes[begin, end] = in_own_colour(prompt[begin:end], *shown[track.entity])
        tracks[index] = track.model_copy(update={"name": name})
        notes.append(f"{track.name!r} is called {name!r}, as it is shown or described")
    for (start, end), words in sorted(changes.items(), reverse=True):
        prompt = prompt[:start] + words + prompt[end:]
    return prompt, layout.model_copy(update={"tracks": tuple(tracks)}), list(dict.fromkeys(notes))


def directions_as_seen(directions: FrameDirections | None, before: Layout, after: Layout) -> FrameDirections | None:
    """Return directions in which entities are called as in a layout after `as_seen`."""
    pairs = zip(before.tracks, after.tracks, strict=True)
    renamed = {old.name.casefold(): new.name for old, new in pairs if old.name != new.name}
    if directions is None or not renamed:
        return directions
    colours = "|".join(COLOURS)
    longest_first = "|".join(re.escape(name) for name in sorted(renamed, key=len, reverse=True))
    named = re.compile(rf"\b(?:(?:{colours})\s+)?({longest_first})\b", re.IGNORECASE)

    def told(text: str) -> str:
        return named.sub(lambda match: renamed[match[1].casefold()], text)

    deltas = tuple(one.model_copy(update={"text": told(one.text)}) for one in directions.deltas)
    return directions.model_copy(update={"fixed": told(directions.fixed), "deltas": deltas})
