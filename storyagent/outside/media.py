"""A file that somebody else made, opened to see what it is, and written in the form that the graph uses."""

from __future__ import annotations

import warnings
import wave
from pathlib import Path

from storyagent.errors import ToolFailed
from storyagent.story.resources import ResourceType


def write_as(raw: Path, wanted: ResourceType, out: Path, where: str) -> Path:
    """Write a file of unknown form as one of a resource type, converting where it has to be; return `out`.

    Pictures become what the type's ending says (mostly PNG), sounds become WAV (16 bits), videos must be MP4 with a
    picture, anything else must be UTF-8.

    Raises:
        ToolFailed: it is no such file.
    """
    medium = wanted.name.partition(".")[0]
    try:
        if medium == "image":
            _picture(raw, out)
        elif medium == "video":
            _video(raw)
            raw.rename(out)
        elif medium == "audio":
            _sound(raw, out)
        else:
            raw.read_text(encoding="utf-8")
            raw.rename(out)
    except Exception as error:  # decoders raise errors of many kinds at what is no picture or sound
        raise ToolFailed(
            f"the answer is no {wanted.name}",
            where=where,
            found=f"{_begins(raw)} ({type(error).__name__}: {error})",
            needed=wanted.suffix,
        ) from error
    return out


def _picture(raw: Path, out: Path) -> None:
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(raw) as picture:
            picture.load()
            if picture.format == out.suffix.lstrip(".").upper():
                raw.rename(out)
            else:
                picture.convert("RGBA" if picture.has_transparency_data else "RGB").save(out)


def _video(raw: Path) -> None:
    import av

    with av.open(str(raw)) as container:
        if "mp4" not in container.format.name.split(","):
            raise ValueError(f"a container {container.format.name}, not MP4")
        next(container.decode(video=0))


def _sound(raw: Path, out: Path) -> None:
    import av

    try:
        with wave.open(str(raw)) as sound:
            sound.readframes(sound.getnframes())
        raw.rename(out)
        return
    except (wave.Error, EOFError):
        pass
    with av.open(str(raw)) as container, av.open(str(out), "w", format="wav") as written:
        rate_hz = container.streams.audio[0].rate
        stream = written.add_stream("pcm_s16le", rate=rate_hz)
        for frame in container.decode(audio=0):
            written.mux(stream.encode(frame))
        written.mux(stream.encode(None))


def _begins(raw: Path) -> str:
    try:
        with raw.open("rb") as file:
            return repr(file.read(24))
    except OSError:
        return "no file"
