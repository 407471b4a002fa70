"""The light of the hour and the sky on a drawing."""

# ruff: noqa: SIM905 - tables of words read best packed

from __future__ import annotations

from PIL import Image, ImageFilter

from storyagent.story.screenplay import TimeOfDay, Weather

Grade = tuple[float, float, float]
"""What the light leaves of red, green and blue, each 0..1."""

_HOURS: dict[TimeOfDay, Grade] = {
    "dawn": (1.0, 0.93, 0.92),
    "day": (1.0, 1.0, 1.0),
    "dusk": (0.98, 0.84, 0.76),
    "night": (0.66, 0.70, 0.87),
}
_SKIES: dict[Weather, Grade] = {
    "cloud": (0.95, 0.96, 0.97),
    "rain": (0.86, 0.89, 0.93),
    "storm": (0.76, 0.79, 0.86),
    "fog": (0.96, 0.97, 0.98),
    "snow": (0.95, 0.97, 1.0),
}
_MOONLIGHT = (168, 190, 235, 120)
_RIM = 0.009  # its width, as a share of the picture's longer side
_LAMPLIGHT = (255, 226, 140, 165)
_HALO = 0.024
_LIGHTS = frozenset(
    """star sun moon comet meteor lantern lamp candle torch fire campfire bonfire flame firefly glowworm lightbulb light
    spark sparkler firework fireworks lightning sunbeam rainbow jack-o-lantern""".split()
)


def grade(time: TimeOfDay, weather: Weather) -> Grade:
    """Return what the hour and the sky leave of a drawing's colours."""
    sky = _SKIES.get(weather, (1.0, 1.0, 1.0))
    if time == "night":  # clouds take less from the moon than from the sun
        sky = (1 + sky[0]) / 2, (1 + sky[1]) / 2, (1 + sky[2]) / 2
    hour = _HOURS[time]
    return hour[0] * sky[0], hour[1] * sky[1], hour[2] * sky[2]


def lit(picture: Image.Image, time: TimeOfDay, weather: Weather) -> Image.Image:
    """Return an RGBA drawing in the light of the hour and the sky.

    At night it has a thin rim of moonlight, which sets dark outlines off a dark place; the picture grows by the rim.
    """
    rgba = picture.convert("RGBA")
    factors = (*grade(time, weather), 1.0)
    if factors != (1.0, 1.0, 1.0, 1.0):
        rgba = rgba.point([min(255, round(v * factor)) for factor in factors for v in range(256)])
    return _rimmed(rgba, _MOONLIGHT, _RIM) if time == "night" else rgba


def gives_light(name: str) -> bool:
    """Return whether a thing of this name shines by itself: a star, a lantern, a fire."""
    last = name.lower().split()[-1:]
    return any(word in _LIGHTS or word.removesuffix("s") in _LIGHTS for word in last)


def alight(picture: Image.Image, time: TimeOfDay) -> Image.Image:
    """Return an RGBA drawing of what shines by itself: as bright at every hour, at night with a warm halo."""
    rgba = picture.convert("RGBA")
    return _rimmed(rgba, _LAMPLIGHT, _HALO) if time == "night" else rgba


def _rimmed(picture: Image.Image, color: tuple[int, int, int, int], width: float) -> Image.Image:
    rim = max(1, round(width * max(picture.size)))
    edge = 2 * rim  # half of it for the blur
    grown = Image.new("RGBA", (picture.width + 2 * edge, picture.height + 2 * edge))
    grown.paste(picture, (edge, edge))
    spread = grown.getchannel("A").filter(ImageFilter.MaxFilter(2 * rim + 1)).filter(ImageFilter.GaussianBlur(rim / 2))
    glow = Image.new("RGBA", grown.size, color)
    glow.putalpha(spread.point([v * color[3] // 255 for v in range(256)]))
    return Image.alpha_composite(glow, grown)
