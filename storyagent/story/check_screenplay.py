"""What may be wrong with a screenplay, alone and together with its layouts, as findings to act on.

    entity.unused          in no scene                    entity.same_name      nothing tells two entities apart
    entity.name_case       names differ only by case      entity.name_is_id     its name is another entity's id
    entity.color           the description has another    entity.image_twice    one picture used twice
    entity.voice           no such kind of voice (error)
    screenplay.silent      narrated, but nothing is said  screenplay.music       names no mood (error)
    scene.empty            nobody and nothing in it       scene.no_place        plays nowhere
    scene.crowded          more than 12 objects           scene.title_is_id     its title is another scene's id
    scene.same_title       two scenes have one title      scene.no_words        its lines have no words
    scene.ambience         names no sound (error)
    scene.much_text        too much text for one scene    scene.duration        hardly watchable
    scene.too_short        shorter than its lines         scene.too_long        far longer than its lines
    cast.twice             one entity in two roles        cast.speaker          speaks, and is not in the cast *
    cast.count             not as many as in the layout * cast.no_track         the layout lacks it
    cast.not_listed        the layout moves somebody else
    transition.first       a cross-fade from nothing *    transition.too_long   longer than half of a scene *
    world.*                `storyagent.story.world`

Those with a star and `world.state_lost` can be repaired (`storyagent.story.repair_screenplay`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from storyagent.errors import InvalidInput
from storyagent.story.check_entities import check_entities, check_ids
from storyagent.story.layout import Layout
from storyagent.story.music_words import mood_in
from storyagent.story.screenplay import Scene, Screenplay
from storyagent.story.sound_words import sounds_in
from storyagent.story.values import Finding
from storyagent.story.world import check_world

MOST_OBJECTS = 12
"""More objects in one scene cannot be told apart."""
MOST_WORDS = 110
"""More words than this in one scene are over three quarters of a minute of one picture."""
WORDS_PER_SECOND = 2.4
"""How fast a narrator speaks."""
SHORTEST_S, LONGEST_S = 0.5, 120.0
"""A scene outside of this is hardly seen, or hardly endured."""
STILL_S = 20.0
"""How long a scene may go on after its last word."""
MOST_COUNT = 99


def check_screenplay(screenplay: Screenplay, layouts: Mapping[str, Layout] | None = None) -> tuple[Finding, ...]:
    """Return everything that is wrong with a screenplay, in a stable order.

    Args:
        screenplay: The screenplay.
        layouts: The layouts there are, by scene id; a scene without one is checked alone. The layouts themselves are
            checked by `storyagent.story.validate`.
    """
    findings = [*check_entities(screenplay), *_check_film(screenplay)]
    for scene in screenplay.scenes:
        findings += _check_scene(scene, narrated=screenplay.format.narration)
        findings += _check_cast(screenplay, scene)
        if layouts and scene.id in layouts:
            findings += _check_against(scene, layouts[scene.id])
    findings += _check_transitions(screenplay)
    return (*findings, *check_world(screenplay))


def spoken_s(scene: Scene) -> float:
    """Return about how many seconds a scene's lines take to speak."""
    return _words(scene) / WORDS_PER_SECOND


def longest_transition_s(screenplay: Screenplay, index: int) -> float:
    """Return the longest transition a scene may begin with: half of itself or of the scene before, if that is shorter.

    A narrated scene is as long as its lines, if they take longer than `duration_s`.
    """
    around = screenplay.scenes[max(0, index - 1) : index + 1]
    narrated = screenplay.format.narration
    return min(max(scene.duration_s, spoken_s(scene) if narrated else 0.0) for scene in around) / 2


def speakers_off(screenplay: Screenplay, scene: Scene) -> tuple[str, ...]:
    """Return who speaks in a scene and is not in its cast, places left out, in the order of the lines."""
    speakers = dict.fromkeys(line.speaker for line in scene.lines if line.speaker)
    off = (speaker for speaker in speakers if speaker not in scene.entity_ids)
    return tuple(speaker for speaker in off if screenplay.entity(speaker).kind != "place")


def counts_off(scene: Scene, layout: Layout) -> Iterator[tuple[str, int, int]]:
    """Yield (entity, count in the cast, tracks in the layout) of every single role that the layout shows otherwise."""
    tracks = Counter(track.entity for track in layout.tracks)
    roles = Counter(scene.entity_ids)
    for role in scene.cast:
        if roles[role.entity] == 1 and tracks[role.entity] > 0 and min(tracks[role.entity], MOST_COUNT) != role.count:
            yield role.entity, role.count, tracks[role.entity]


def _check_film(screenplay: Screenplay) -> Iterator[Finding]:
    if screenplay.format.narration and not any(scene.lines for scene in screenplay.scenes):
        yield Finding(
            code="screenplay.silent", severity="note", where="scenes", found="no lines in any scene",
            needed="lines, or format.narration: false",
        )  # fmt: skip
    if screenplay.music is not None:
        yield from _understood("screenplay.music", "music", screenplay.music, mood_in)
    for scene in screenplay.scenes:
        if scene.ambience:
            yield from _understood("scene.ambience", f"scenes[{scene.id}].ambience", scene.ambience, sounds_in)
    yield from check_ids("scene.title_is_id", "scenes", {scene.id: scene.title for scene in screenplay.scenes})
    titled: dict[str, str] = {}
    for scene in screenplay.scenes:
        if scene.title and scene.title in titled:
            yield Finding(
                code="scene.same_title", severity="note", where=f"scenes[{scene.id}].title", found=scene.title,
                needed="a title of its own", hint=f"scenes[{titled[scene.title]}] has the same",
            )  # fmt: skip
        titled.setdefault(scene.title, scene.id)


def _understood(code: str, where: str, text: str, read: Callable[[str], object]) -> Iterator[Finding]:
    try:
        read(text)
    except InvalidInput as error:
        yield Finding(code=code, severity="error", where=where, found=text, needed=error.needed, hint=error.hint)


def _words(scene: Scene) -> int:
    """Count the words of a scene's lines; a letter of a script without spaces counts for half a word."""
    text = " ".join(line.text for line in scene.lines)
    dense = sum(unicodedata.east_asian_width(letter) in "WF" and letter.isalpha() for letter in text)
    return len(re.findall(r"\w+(?:['’]\w+)?", text)) + dense // 2


def _check_scene(scene: Scene, *, narrated: bool) -> Iterator[Finding]:
    where = f"scenes[{scene.id}]"
    if not scene.cast:
        yield Finding(
            code="scene.empty", severity="note" if scene.place else "warning", where=f"{where}.cast",
            found="nobody and nothing", needed="somebody or something to see",
        )  # fmt: skip
    if scene.place is None:
        yield Finding(code="scene.no_place", where=f"{where}.place", found="none", needed="the id of a place")
    objects = sum(role.count for role in scene.cast)
    if objects > MOST_OBJECTS:
        yield Finding(
            code="scene.crowded", where=f"{where}.cast", found=f"{objects} objects",
            needed=f"at most {MOST_OBJECTS}", hint="split the scene",
        )  # fmt: skip
    if not SHORTEST_S <= scene.duration_s <= LONGEST_S:
        yield Finding(
            code="scene.duration", where=f"{where}.duration_s", found=f"{scene.duration_s:g} s",
            needed=f"{SHORTEST_S:g} to {LONGEST_S:g} s",
        )  # fmt: skip
    if narrated and scene.lines:
        yield from _check_speech(scene, where)


def _check_speech(scene: Scene, where: str) -> Iterator[Finding]:
    words, takes_s = _words(scene), spoken_s(scene)
    if not words:
        yield Finding(
            code="scene.no_words", where=f"{where}.lines", found=repr(scene.lines[0].text),
            needed="words to speak", hint="write a text, or remove the line",
        )  # fmt: skip
    elif words > MOST_WORDS:
        yield Finding(
            code="scene.much_text", where=f"{where}.lines", found=f"{words} words, about {takes_s:.0f} s",
            needed=f"at most {MOST_WORDS} words", hint="split the scene",
        )  # fmt: skip
    if is_too_short(scene):
        yield Finding(
            code="scene.too_short", severity="note", where=f"{where}.duration_s", found=f"{scene.duration_s:g} s",
            needed=f"about {takes_s:.1f} s for its lines", hint="it will be made as long as they take",
        )  # fmt: skip
    if words and scene.duration_s > 3 * takes_s + STILL_S:
        yield Finding(
            code="scene.too_long", where=f"{where}.duration_s", found=f"{scene.duration_s:g} s",
            needed=f"about {takes_s:.1f} s for its lines",
        )  # fmt: skip


def is_too_short(scene: Scene) -> bool:
    """Return whether a scene's lines take far longer than the scene is said to last."""
    return scene.duration_s < 0.6 * spoken_s(scene)


def _check_cast(screenplay: Screenplay, scene: Scene) -> Iterator[Finding]:
    for entity, times in Counter(scene.entity_ids).items():
        if times > 1:
            yield Finding(
                code="cast.twice", where=f"scenes[{scene.id}].cast[{entity}]", found=f"{times} roles",
                needed="one role with a count",
            )  # fmt: skip
    for speaker in speakers_off(screenplay, scene):
        yield Finding(
            code="cast.speaker", where=f"scenes[{scene.id}].cast", found=f"{speaker} speaks and is not in it",
            needed=f"a role for {speaker}", hint="add it to the cast, or give the line to the narrator",
        )  # fmt: skip


def _check_against(scene: Scene, layout: Layout) -> Iterator[Finding]:
    """Compare a cast with the layout of its scene."""
    again = f"edit layouts/{scene.id}.json, or delete it: it is made anew from the cast"
    for entity, count, tracks in counts_off(scene, layout):
        yield Finding(
            code="cast.count", where=f"scenes[{scene.id}].cast[{entity}]", found=f"count {count}",
            needed=f"{tracks}, as in its layout", hint=f"change the count, or {again}",
        )  # fmt: skip
    tracks_of = dict.fromkeys(track.entity for track in layout.tracks)
    for entity in dict.fromkeys(scene.entity_ids):
        if entity not in tracks_of:
            yield Finding(
                code="cast.no_track", where=f"scenes[{scene.id}].cast[{entity}]", found="no track in its layout",
                needed="a track", hint=f"it would not be seen: {again}",
            )  # fmt: skip
    for entity in tracks_of:
        if entity not in scene.entity_ids:
            yield Finding(
                code="cast.not_listed", where=f"scenes[{scene.id}].cast", found=f"{entity} only in the layout",
                needed=f"a role for {entity}, or a layout without it", hint=again,
            )  # fmt: skip


def _check_transitions(screenplay: Screenplay) -> Iterator[Finding]:
    if screenplay.scenes[0].transition.kind == "crossfade":
        yield Finding(
            code="transition.first", where=f"scenes[{screenplay.scenes[0].id}].transition", found="crossfade",
            needed="cut or fade", hint="there is no scene before the first",
        )  # fmt: skip
    for index, scene in enumerate(screenplay.scenes):
        longest_s = longest_transition_s(screenplay, index)
        if scene.transition.kind != "cut" and scene.transition.duration_s > longest_s:
            yield Finding(
                code="transition.too_long", where=f"scenes[{scene.id}].transition.duration_s",
                found=f"{scene.transition.duration_s:g} s",
                needed=f"at most {longest_s:g} s, half of the shorter scene",
            )  # fmt: skip
