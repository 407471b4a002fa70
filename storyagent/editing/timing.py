"""Edits of how long scenes last and what is said in them."""

from __future__ import annotations

from storyagent.editing.edits import Dialogue, Duration, Narration, Pace
from storyagent.editing.film import Film
from storyagent.editing.looks import Done
from storyagent.editing.variants import with_scenes
from storyagent.errors import InvalidInput
from storyagent.planning.pacing import paced
from storyagent.planning.planner import Planner
from storyagent.story.check_screenplay import spoken_s
from storyagent.story.screenplay import Line, Role, Scene
from storyagent.story.values import Finding

SHORTEST_S, LONGEST_S = 0.5, 600.0


def pace(film: Film, edit: Pace, planner: Planner) -> Done:
    """Let scenes pass faster or slower. See `Pace`."""
    return _timed(film, {scene.id: scene.duration_s / edit.factor for scene in _of(film, edit.scenes)})


def duration(film: Film, edit: Duration, planner: Planner) -> Done:
    """Let scenes, or the film, last so long. See `Duration`."""
    scenes = _of(film, edit.scenes)
    if edit.change_s is not None and edit.scenes:
        return _timed(film, {scene.id: scene.duration_s + edit.change_s for scene in scenes})
    if edit.scenes and edit.duration_s is not None:
        return _timed(film, dict.fromkeys(edit.scenes, edit.duration_s))
    wished_s = edit.duration_s if edit.duration_s is not None else _length_s(film) + (edit.change_s or 0.0)
    if wished_s <= 0.0:
        raise InvalidInput("the film would have no length", where="film", found=f"{wished_s:g} s")
    words = [sum(len(line.text.split()) for line in scene.lines) for scene in scenes]
    narrated = [count if film.screenplay.format.narration else 0 for count in words]
    lengths, findings = paced(
        [scene.duration_s for scene in scenes], narrated, [scene.transition for scene in scenes], wished_s / 60
    )
    if sum(lengths) < wished_s / 2:
        raise InvalidInput(
            "there is too little told for so long a film", where="film", found=f"{wished_s:g} s",
            needed=f"at most about {sum(lengths):.0f} s",
            hint="tell more, in more scenes, or let single scenes last longer",
        )  # fmt: skip
    changed, notes = _timed(film, {scene.id: length for scene, length in zip(scenes, lengths, strict=True)})
    return changed, (*findings, *notes)


def _length_s(film: Film) -> float:
    """Return how long all scenes last together; cross-fades overlap."""
    overlaps = sum(scene.transition.duration_s for scene in film.scenes[1:] if scene.transition.kind == "crossfade")
    return sum(scene.duration_s for scene in film.scenes) - overlaps


def _of(film: Film, scenes: tuple[str, ...]) -> list[Scene]:
    return [scene for scene in film.scenes if not scenes or scene.id in scenes]


def _timed(film: Film, lengths: dict[str, float]) -> Done:
    findings, made = [], []
    for scene in _of(film, tuple(lengths)):
        wished_s = round(lengths[scene.id], 3)
        if not SHORTEST_S <= wished_s <= LONGEST_S:
            raise InvalidInput(
                "a scene cannot last so long" if wished_s > 1 else "a scene cannot be so short",
                where=film.label(scene.id), found=f"{wished_s:g} s", needed=f"{SHORTEST_S:g} to {LONGEST_S:g} s",
            )  # fmt: skip
        made.append(scene.model_copy(update={"duration_s": wished_s}))
        speaks_s = spoken_s(scene) if film.screenplay.format.narration else 0.0
        if wished_s < min(speaks_s, scene.duration_s):
            findings.append(
                Finding(
                    code="edit.spoken", severity="warning", where=f"scenes[{scene.id}].duration_s",
                    found=f"{wished_s:g} s", needed=f"about {speaks_s:.1f} s for what is spoken in it",
                    hint="It will be as long as that takes; let the narrator say less.",
                )
            )  # fmt: skip
    return film.changed(with_scenes(film.screenplay, made)), tuple(findings)


def narration(film: Film, edit: Narration, planner: Planner) -> Done:
    """Let the narrator say something else. See `Narration`."""
    made = [
        scene.model_copy(update={"lines": _said(scene.lines, None, edit.text, edit.add)})
        for scene in _of(film, edit.scenes)
    ]
    return film.changed(with_scenes(film.screenplay, made)), _silent(film, bool(edit.text))


def dialogue(film: Film, edit: Dialogue, planner: Planner) -> Done:
    """Let somebody say something. See `Dialogue`."""
    scene, speaker = film.screenplay.scene(edit.scene), film.screenplay.entity(edit.speaker)
    if edit.text and speaker.kind == "place":
        raise InvalidInput("a place does not speak", where=film.label(scene.id), found=speaker.name)
    made = scene.model_copy(update={"lines": _said(scene.lines, speaker.id, edit.text, edit.add)})
    findings = list(_silent(film, bool(edit.text)))
    if edit.text and speaker.id not in scene.entity_ids:
        made = made.model_copy(update={"cast": (*made.cast, Role(entity=speaker.id))})
        if scene.id in film.layouts:
            planned = planner.lay_out_scene(made, film.screenplay)
            film = film.changed(with_scenes(film.screenplay, [made]), [planned.layout])
            findings += planned.findings
    return film.changed(with_scenes(film.screenplay, [made])), tuple(findings)


def _said(lines: tuple[Line, ...], speaker: str | None, text: str, add: bool) -> tuple[Line, ...]:
    new = [Line(text=text, speaker=speaker)] if text.strip() else []
    if add:
        return (*lines, *new)
    at = next((k for k, line in enumerate(lines) if line.speaker == speaker), len(lines) if speaker else 0)
    before = [line for line in lines[:at] if line.speaker != speaker]
    return (*before, *new, *(line for line in lines[at:] if line.speaker != speaker))


def _silent(film: Film, spoken: bool) -> tuple[Finding, ...]:
    if film.screenplay.format.narration or not spoken:
        return ()
    return (
        Finding(
            code="edit.not_heard", severity="warning", where="format.narration", found="false",
            needed="true, to hear it", hint="switch the narration on",
        ),
    )  # fmt: skip
