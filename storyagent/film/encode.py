"""Pictures to H.264 and back, always with the same settings, so that clips can be joined without encoding them again.

Every clip of a film is H.264 in 4:2:0, bt709, without B-frames and with a closed group of pictures every half second:
any group can be cut off and put behind another one. One fixed number of threads makes the same frames the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from storyagent.errors import InvalidInput, MissingExtra, ToolFailed
from storyagent.story.values import Value

if TYPE_CHECKING:
    from av.video.codeccontext import VideoCodecContext
    from av.video.frame import VideoFrame

Picture = npt.NDArray[np.uint8]
"""(H, W, 3) RGB."""

THREADS = 2  # fixed: x264's bytes depend on it
_BT709 = 1
_LIMITED_RANGE = 1


def h264_options(fps: int | Fraction) -> dict[str, str]:
    """Return the encoder's options: everything that decides how the pictures look and where they can be cut."""
    group = str(max(1, round(fps / 2)))
    return {
        "preset": "veryfast",
        "crf": "20",
        "bf": "0",
        "g": group,
        "keyint_min": group,
        "sc_threshold": "0",
        "threads": str(THREADS),
        # x264's macroblock tree reads memory nobody has written: about one clip in a thousand came out with other bytes
        "x264-params": "open-gop=0:mbtree=0",
    }


def configure(codec: VideoCodecContext, width_px: int, height_px: int, fps: int | Fraction) -> None:
    """Set an H.264 encoder's size, rate and colours."""
    codec.width, codec.height, codec.pix_fmt = width_px, height_px, "yuv420p"
    codec.time_base, codec.framerate = 1 / Fraction(fps), Fraction(fps)
    codec.color_primaries = codec.color_trc = codec.colorspace = _BT709
    codec.color_range = _LIMITED_RANGE
    codec.options = h264_options(fps)


def ffmpeg() -> Any:
    """Import PyAV.

    Raises:
        MissingExtra: it is not there, or was built without the H.264 encoder.
    """
    hint = 'install it with: pip install "av>=18"'
    try:
        import av
    except ImportError as error:
        raise MissingExtra("the ffmpeg library (PyAV) cannot be loaded", found=str(error), hint=hint) from error
    if "libx264" not in av.codecs_available:
        raise MissingExtra(
            "this build of PyAV cannot encode H.264", found=f"av {av.__version__} without libx264", hint=hint
        )
    return av


class VideoWriter:
    """Write RGB pictures to an .mp4.

        with VideoWriter(path, 1280, 720, fps=24) as video:
            video.write(picture)  # (H, W, 3) uint8

    The file appears under its name only when the block ends well.

    Raises:
        InvalidInput: a side is odd or not positive.
        ToolFailed: a picture has another size, or there was none.
        MissingExtra: no ffmpeg library.
    """

    def __init__(self, path: Path, width_px: int, height_px: int, fps: int | Fraction) -> None:
        if min(width_px, height_px) < 2 or width_px % 2 or height_px % 2:
            raise InvalidInput(
                "a film's width and height are even", found=f"{width_px}x{height_px}", needed="even sides from 2 up"
            )
        self.path, self.size_px, self.fps = path, (width_px, height_px), fps
        self.frames = 0
        av = ffmpeg()
        self._part = path.with_name(f".{path.stem}.part{path.suffix}")
        self._container = av.open(str(self._part), "w", format="mp4", options={"movflags": "+faststart"})
        self._stream = self._container.add_stream("libx264", rate=fps)
        configure(self._stream.codec_context, width_px, height_px, fps)
        self._reformatter = av.video.reformatter.VideoReformatter()

    def __enter__(self) -> Self:
        return self

    def write(self, picture: Picture) -> None:
        """Add the next picture, (H, W, 3) uint8 RGB."""
        width_px, height_px = self.size_px
        if picture.shape != (height_px, width_px, 3) or picture.dtype != np.uint8:
            raise ToolFailed(
                f"picture {self.frames} does not fit the film",
                where=self.path.name,
                found=f"{picture.dtype} {picture.shape}",
                needed=f"uint8 {(height_px, width_px, 3)}",
            )
        self._encode(to_yuv(picture, self._reformatter))

    def write_420(self, frame: npt.NDArray[np.uint8]) -> None:
        """Add the next picture as it comes from a decoder: (3H/2, W) uint8, bt709 4:2:0."""
        import av

        self._encode(av.VideoFrame.from_ndarray(frame, format="yuv420p"))

    def _encode(self, frame: VideoFrame) -> None:
        frame.pts, frame.time_base = self.frames, 1 / Fraction(self.fps)
        self._container.mux(self._stream.encode(frame))
        self.frames += 1

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            if kind is None:
                self._finish()
            else:
                self._container.close()
        finally:
            self._part.unlink(missing_ok=True)

    def _finish(self) -> None:
        if self.frames:
            self._container.mux(self._stream.encode(None))
        self._container.close()
        if not self.frames:
            raise ToolFailed("a video needs at least one picture", where=self.path.name)
        self._part.replace(self.path)


def to_yuv(picture: Picture, reformatter: Any) -> VideoFrame:
    """Return an RGB picture as a bt709 4:2:0 frame."""
    import av

    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
    return reformatter.reformat(  # type: ignore[no-any-return]
        frame,
        format="yuv420p",
        dst_colorspace=av.video.reformatter.Colorspace.ITU709,
        dst_color_range=_LIMITED_RANGE,
    )


class VideoFacts(Value):
    """What a video file holds.

    `key_frames` are the numbers of the frames where decoding can start; `regular` says that each frame lasts as long as
    the others, and that they are stored in the order they are shown. `parameters` are what a decoder needs beside the
    packets (for H.264: SPS and PPS); packets with the same parameters can stand in one track.
    """

    width_px: int
    height_px: int
    fps: float
    frames: int
    duration_s: float
    codec: str
    parameters: bytes
    key_frames: tuple[int, ...]
    regular: bool = True
    audio_codec: str | None = None
    audio_rate_hz: int | None = None
    audio_duration_s: float | None = None
    subtitle_codecs: tuple[str, ...] = ()


def probe(path: Path) -> VideoFacts:
    """Read what a video file holds from its packets, without decoding a picture.

    Raises:
        InvalidInput: it cannot be opened, or holds no video.
    """
    with open_video(path) as container:
        video = container.streams.video[0]
        packets = [packet for packet in container.demux(video) if packet.size]
        times = [packet.pts for packet in packets]
        steps = {later - earlier for earlier, later in pairwise(times)}
        packets.sort(key=lambda packet: packet.pts)
        sound = container.streams.audio[0] if container.streams.audio else None
        fps = float(video.average_rate or 0)
        return VideoFacts(
            width_px=video.codec_context.width,
            height_px=video.codec_context.height,
            fps=fps,
            frames=len(packets),
            duration_s=len(packets) / fps if fps else 0.0,
            codec=video.codec_context.name,
            parameters=bytes(video.codec_context.extradata or b""),
            key_frames=tuple(number for number, packet in enumerate(packets) if packet.is_keyframe),
            regular=times[:1] == [0] and len(steps) <= 1 and min(steps, default=1) > 0,
            audio_codec=sound.codec_context.name if sound else None,
            audio_rate_hz=sound.codec_context.sample_rate if sound else None,
            audio_duration_s=float(sound.duration * sound.time_base) if sound and sound.duration else None,
            subtitle_codecs=tuple(stream.codec_context.name for stream in container.streams.subtitles),
        )


def open_video(path: Path) -> Any:
    """Open a file that holds video, for reading.

    Raises:
        InvalidInput: it cannot be opened, or holds no video.
    """
    av = ffmpeg()
    try:
        container = av.open(str(path), options={"skip_frame": "all"})  # or a frame is decoded only to open it
    except (OSError, av.FFmpegError) as error:
        raise InvalidInput("cannot open the video", where=str(path), found=str(error)) from error
    if not container.streams.video:
        container.close()
        raise InvalidInput("the file holds no video", where=str(path), needed="a video track")
    container.streams.video[0].codec_context.skip_frame = "DEFAULT"
    return container


def read_frames(path: Path) -> Iterator[Picture]:
    """Decode a video from its first frame on, as (H, W, 3) uint8 RGB.

    Raises:
        InvalidInput: it cannot be opened, or holds no video.
    """
    with open_video(path) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="rgb24")
