"""Resource types: what flows between tools, and the annotations tools use in their signatures.

A type is a dotted name; a subtype is accepted where its parent is asked for (`image.entity` where `image` is). A
resource is either a *value* (plain data, kept inline) or a *file* (kept in the store under its hash). In a signature:

    def speak_text(lines: r.Lines, voice: str = "en-us", *, context: ToolContext) -> r.SpeechAudio: ...

`r.Lines` is a typed resource; `voice` is a plain parameter, always a literal in a plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from storyagent.story import cuts as _cuts
from storyagent.story import directions as _directions
from storyagent.story import layout as _layout
from storyagent.story import screenplay as _screenplay
from storyagent.story import timeline as _timeline
from storyagent.story import verdicts as _verdicts

_NAME = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")


@dataclass(frozen=True)
class ResourceType:
    """A dotted type name; `suffix` is the file ending of a file resource, or empty for a value.

    Raises:
        ValueError: the name is not a dotted lower-case name.
    """

    name: str
    suffix: str = ""

    def __post_init__(self) -> None:
        if not _NAME.match(self.name):
            raise ValueError(f"a resource type is a dotted lower-case name like image.mask, found {self.name!r}")

    @property
    def is_file(self) -> bool:
        """Return whether the resource is a file."""
        return bool(self.suffix)


@dataclass(frozen=True)
class ByContent:
    """Says of a setting that it names something outside the plan, whose content counts and not its name alone.

    `digest` takes the setting's value and returns a hash of what it names. It runs before the plan does.
    """

    digest: Callable[[str], str]


def accepts(wanted: str, given: str) -> bool:
    """Return whether a resource of type `given` may be used where `wanted` is asked for.

    >>> accepts("image", "image.mask"), accepts("image.mask", "image"), accepts("image", "imagery")
    (True, False, False)
    """
    return given == wanted or given.startswith(wanted + ".")


Text = Annotated[str, ResourceType("text")]
Prompt = Annotated[str, ResourceType("text.prompt")]
Story = Annotated[str, ResourceType("text.story")]
Title = Annotated[str, ResourceType("text.title")]
Summary = Annotated[str, ResourceType("text.summary")]
Json = Annotated[str, ResourceType("text.json")]
"""Data of any shape, written as JSON."""

Html = Annotated[Path, ResourceType("html", ".html")]
Page = Annotated[Path, ResourceType("html.page", ".html")]
Report = Annotated[Path, ResourceType("html.report", ".html")]

Screenplay = Annotated[_screenplay.Screenplay, ResourceType("screenplay")]
Entity = Annotated[_screenplay.Entity, ResourceType("entity")]
Scene = Annotated[_screenplay.Scene, ResourceType("scene")]
Lines = Annotated[tuple[_screenplay.Line, ...], ResourceType("text.lines")]
Layout = Annotated[_layout.Layout, ResourceType("layout")]

Directions = Annotated[_directions.FrameDirections, ResourceType("directions")]

Verdict = Annotated[_verdicts.ClipVerdict, ResourceType("verdict")]
"""What the gate found in a clip."""

Shot = Annotated[_timeline.Shot, ResourceType("shot")]
Timeline = Annotated[_timeline.Timeline, ResourceType("timeline")]
Cuts = Annotated[_cuts.Cuts, ResourceType("cuts")]
Cues = Annotated[tuple[_timeline.Cue, ...], ResourceType("cues")]
Subtitles = Annotated[Path, ResourceType("subtitles", ".srt")]
EditorTimeline = Annotated[Path, ResourceType("otio", ".otio")]

Image = Annotated[Path, ResourceType("image", ".png")]
EntityImage = Annotated[Path, ResourceType("image.entity", ".png")]
PlaceImage = Annotated[Path, ResourceType("image.place", ".png")]
MaskImage = Annotated[Path, ResourceType("image.mask", ".png")]
BoardImage = Annotated[Path, ResourceType("image.storyboard", ".png")]
PosterImage = Annotated[Path, ResourceType("image.poster", ".png")]
KeyframeImage = Annotated[Path, ResourceType("image.keyframe", ".png")]
SheetImage = Annotated[Path, ResourceType("image.sheet", ".png")]
Gif = Annotated[Path, ResourceType("image.gif", ".gif")]

IdentityBank = Annotated[Path, ResourceType("bank", ".safetensors")]
"""What a model's attention saw of a scene's entities."""

Video = Annotated[Path, ResourceType("video", ".mp4")]
SceneVideo = Annotated[Path, ResourceType("video.scene", ".mp4")]
TitleVideo = Annotated[Path, ResourceType("video.title", ".mp4")]
FilmVideo = Annotated[Path, ResourceType("video.film", ".mp4")]

Audio = Annotated[Path, ResourceType("audio", ".wav")]
SpeechAudio = Annotated[Path, ResourceType("audio.speech", ".wav")]
MixAudio = Annotated[Path, ResourceType("audio.mix", ".wav")]
MusicAudio = Annotated[Path, ResourceType("audio.music", ".wav")]
SoundAudio = Annotated[Path, ResourceType("audio.sound", ".wav")]
