"""Who lies or sleeps where there is a bed is in it, though the sentence does not say so."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from storyagent.planning.beings import Being
from storyagent.planning.grammar import word_set
from storyagent.story.choreography import Performer, Relation

_LYING = word_set("lie sleep nap doze snooze rest slumber snore dream")
_BEDS = word_set("bed cot cradle crib hammock bunk mattress")


def put_to_bed(
    performers: Sequence[Performer], beings: Mapping[str, Being], verbs: Mapping[str, Collection[str]]
) -> list[Performer]:
    """Return performers with those who lie somewhere, and go nowhere, on the only bed of the scene.

    Args:
        performers: All of the scene.
        beings: By entity id.
        verbs: What each performer does, by performer id.
    """
    beds = [one for one in performers if beings[one.entity].head in _BEDS]
    if len(beds) != 1:
        return list(performers)
    relation = Relation(kind="on", other=beds[0].id)
    return [
        one.model_copy(update={"start_relation": relation})
        if beings[one.entity].kind == "character"
        and not (one.moves or one.start_relation)
        and _LYING & set(verbs[one.id])
        else one
        for one in performers
    ]
