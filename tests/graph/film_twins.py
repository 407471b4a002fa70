"""The film's tools with their signatures and nothing else, so that plans can be checked without any of them."""

from typing import NamedTuple

from storyagent.graph.registry import AnyTool
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r
from storyagent.story.screenplay import TimeOfDay, Transition, Weather


@tool(version="1")
def draw_entity(
    entity: r.Entity, picture: r.Image | None = None, size_px: int = 640, *, context: ToolContext
) -> r.EntityImage:
    """Draw."""
    raise NotImplementedError


@tool(version="1")
def draw_place(
    place: r.Entity | None = None,
    time: TimeOfDay = "day",
    weather: Weather = "clear",
    style: str = "picture book",
    width_px: int = 1280,
    height_px: int = 720,
    seed: int = 0,
    picture: r.Image | None = None,
    *,
    context: ToolContext,
) -> r.PlaceImage:
    """Draw."""
    raise NotImplementedError


@tool(version="1")
def time_scene(
    scene: str,
    duration_s: float,
    fps: int,
    transition: Transition,
    leaving: Transition | None = None,
    cues: r.Cues | None = None,
    *,
    context: ToolContext,
) -> r.Shot:
    """Time."""
    raise NotImplementedError


@tool(version="1")
def animate_cutouts(
    layout: r.Layout,
    cast: tuple[str, ...],
    drawings: tuple[r.EntityImage, ...],
    place: r.PlaceImage,
    shot: r.Shot,
    width_px: int,
    height_px: int,
    fps: int,
    weather: Weather,
    time: TimeOfDay,
    *,
    context: ToolContext,
) -> r.SceneVideo:
    """Animate."""
    raise NotImplementedError


@tool(version="1")
def title_card(
    title: str,
    shot: r.Shot,
    width_px: int,
    height_px: int,
    fps: int,
    style: str,
    drawings: tuple[r.EntityImage, ...] = (),
    place: r.PlaceImage | None = None,
    *,
    context: ToolContext,
) -> r.TitleVideo:
    """Show."""
    raise NotImplementedError


class Speech(NamedTuple):
    audio: r.SpeechAudio
    cues: r.Cues


@tool(version="1")
def speak_text(
    lines: r.Lines, voice: str = "espeak:en-us", voices: dict[str, str] | None = None, *, context: ToolContext
) -> Speech:
    """Speak."""
    raise NotImplementedError


@tool(version="1")
def assemble_timeline(shots: tuple[r.Shot, ...], fps: int, *, context: ToolContext) -> r.Timeline:
    """Assemble."""
    raise NotImplementedError


@tool(version="1")
def mix_audio(
    timeline: r.Timeline, shot_ids: tuple[str, ...], speech: tuple[r.SpeechAudio, ...], *, context: ToolContext
) -> r.MixAudio:
    """Mix."""
    raise NotImplementedError


@tool(version="1")
def subtitle(
    timeline: r.Timeline, shot_ids: tuple[str, ...], cues: tuple[r.Cues, ...], *, context: ToolContext
) -> r.Subtitles:
    """Write."""
    raise NotImplementedError


@tool(version="1")
def stitch(
    timeline: r.Timeline,
    clips: tuple[r.Video, ...],
    audio: r.MixAudio | None = None,
    subtitles: r.Subtitles | None = None,
    burn_subtitles: bool = False,
    title: str = "",
    language: str = "en",
    *,
    context: ToolContext,
) -> r.FilmVideo:
    """Stitch."""
    raise NotImplementedError


@tool(version="1")
def export_timeline(
    timeline: r.Timeline,
    title: str,
    clip_names: tuple[str, ...],
    audio_name: str | None = None,
    *,
    context: ToolContext,
) -> r.EditorTimeline:
    """Export."""
    raise NotImplementedError


@tool(version="1")
def draw_storyboard(
    layout: r.Layout,
    cast: tuple[str, ...],
    drawings: tuple[r.EntityImage, ...],
    place: r.PlaceImage,
    width_px: int = 640,
    height_px: int = 360,
    *,
    context: ToolContext,
) -> r.BoardImage:
    """Draw."""
    raise NotImplementedError


@tool(version="1")
def make_storyboard(
    title: str, captions: tuple[str, ...], pictures: tuple[r.BoardImage, ...], *, context: ToolContext
) -> r.BoardImage:
    """Make."""
    raise NotImplementedError


@tool(version="1")
def make_report(
    screenplay: r.Screenplay,
    layouts: tuple[r.Layout, ...],
    pictures: tuple[r.BoardImage, ...],
    entity_ids: tuple[str, ...],
    drawings: tuple[r.EntityImage, ...],
    costs: tuple[dict[str, str], ...] = (),
    findings: tuple[dict[str, str], ...] = (),
    film: dict[str, str] | None = None,
    *,
    context: ToolContext,
) -> r.Report:
    """Make."""
    raise NotImplementedError


TOOLS: tuple[AnyTool, ...] = (
    draw_entity, draw_place, time_scene, animate_cutouts, title_card, speak_text, assemble_timeline, mix_audio,
    subtitle, stitch, export_timeline, draw_storyboard, make_storyboard, make_report,
)  # fmt: skip
