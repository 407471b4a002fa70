"""Paint skies: gradients by time of day and weather, sun, moon, stars and clouds."""

from __future__ import annotations

from storyagent.film.scenery import HEIGHT, HORIZON, Canvas, box, cloud, ellipse, line, mix
from storyagent.story.screenplay import TimeOfDay, Weather

# Zenith, middle, horizon.
SKIES: dict[TimeOfDay, tuple[str, str, str]] = {
    "dawn": ("#7fa6dd", "#f6c3c4", "#ffe9b5"),
    "day": ("#5db8ee", "#a9dcf6", "#e9f8f6"),
    "dusk": ("#4b4a8f", "#d9708c", "#ffbd73"),
    "night": ("#0b1437", "#1d2f68", "#41609b"),
}
OVERCAST: dict[Weather, tuple[str, float]] = {
    "clear": ("#ffffff", 0.0),
    "wind": ("#dfe9f0", 0.2),
    "cloud": ("#c3ced8", 0.6),
    "rain": ("#8c969f", 0.84),
    "storm": ("#4a5160", 0.9),
    "snow": ("#d3dde8", 0.7),
    "fog": ("#dde4e7", 0.75),
}
# Weathers with a bank of clouds overhead, and how dark it is.
OVERHANGING: dict[Weather, float] = {"cloud": 0.05, "snow": 0.05, "rain": 0.24, "storm": 0.4}
_HANGS = 0.48  # the height of a cloud, as a share of its width
CLOUD_COLORS: dict[TimeOfDay, str] = {"dawn": "#ffe3dc", "day": "#ffffff", "dusk": "#f3a7a0", "night": "#3f5488"}


def sky_colors(time: TimeOfDay, weather: Weather) -> tuple[str, str, str]:
    """Return the sky's colours at the zenith, half way down and at the horizon."""
    grey, share = OVERCAST[weather]
    if time == "night":
        grey = mix(grey, "#141c33", 0.8)
    elif time in ("dawn", "dusk"):
        grey = mix(grey, "#7d6a86", 0.3)
    zenith, middle, horizon = SKIES[time]
    return mix(zenith, grey, share), mix(middle, grey, share), mix(horizon, grey, share * 0.85)


def paint_sky(canvas: Canvas, time: TimeOfDay, weather: Weather) -> None:
    """Paint the whole sky, behind everything."""
    zenith, middle, horizon = sky_colors(time, weather)
    canvas.defs.append(
        f'<linearGradient id="sky" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="{HORIZON + 30}">'
        f'<stop offset="0" stop-color="{zenith}"/><stop offset="0.55" stop-color="{middle}"/>'
        f'<stop offset="1" stop-color="{horizon}"/></linearGradient>'
    )
    canvas.sky.append(box(0, 0, canvas.width, HEIGHT, "url(#sky)"))
    open_sky = weather in ("clear", "wind")
    if time == "night" and weather in ("clear", "wind", "cloud", "snow"):
        canvas.sky.append(stars(canvas, 90 if open_sky else 26))
    if open_sky or weather == "cloud":
        canvas.sky.append(_light_of(canvas, time, dim=not open_sky))
    canvas.sky.append(_clouds(canvas, time, weather))
    if weather == "storm":
        canvas.sky.append(_lightning(canvas))


def stars(canvas: Canvas, count: int, low: float = HORIZON - 60) -> str:
    """Return stars of different sizes, some with a glow."""
    parts = []
    for _ in range(round(count * max(0.5, canvas.width / 1280))):
        x, y, r = canvas.between(0, canvas.width), low * canvas.between(0, 1) ** 1.3, canvas.between(0.8, 2.3)
        parts.append(ellipse(x, y, r, r, "#fff8dc", f'opacity="{canvas.between(0.5, 1):.2f}"'))
        if r > 2.0:
            ray = r * 3.2
            parts.append(
                line(f"M{x - ray:.1f} {y:.1f} h{2 * ray:.1f} M{x:.1f} {y - ray:.1f} v{2 * ray:.1f}", "#fff8dc", 1.1)
            )
    return "".join(parts)


def moon(canvas: Canvas, x: float, y: float, r: float) -> str:
    """Return a full moon with its seas and a halo."""
    seas = ((-0.3, -0.2, 0.2), (0.28, 0.12, 0.26), (-0.12, 0.42, 0.13), (0.32, -0.42, 0.1))
    return (
        canvas.glow(x, y, r * 4.2, "#cfe0ff", 0.55)
        + ellipse(x, y, r, r, "#fdf6d8")
        + "".join(ellipse(x + dx * r, y + dy * r, k * r, k * r, "#e8ddb4") for dx, dy, k in seas)
    )


def sun(canvas: Canvas, x: float, y: float, r: float, color: str, halo: str) -> str:
    """Return the sun with its glow."""
    return (
        canvas.glow(x, y, r * 5, halo, 0.75)
        + ellipse(x, y, r, r, color)
        + ellipse(x, y, r * 0.8, r * 0.8, mix(color, "#ffffff", 0.35))
    )


def _light_of(canvas: Canvas, time: TimeOfDay, *, dim: bool) -> str:
    side = canvas.rng.choice((0.18, 0.8))
    x = canvas.width * side
    if ("moon" if time == "night" else "sun") in canvas.without:
        return ""
    body = {
        "day": lambda: sun(canvas, x, 118, 46, "#ffe27a", "#fff3b8"),
        "dawn": lambda: sun(canvas, x, HORIZON - 95, 56, "#ffd98a", "#ffdcae"),
        "dusk": lambda: sun(canvas, x, HORIZON - 75, 66, "#ffb04f", "#ff9c5e"),
        "night": lambda: moon(canvas, x, 120, 44),
    }[time]()
    return f'<g opacity="0.55">{body}</g>' if dim else body


def _clouds(canvas: Canvas, time: TimeOfDay, weather: Weather) -> str:
    count, low = {"clear": (4, 250), "wind": (6, 300), "fog": (3, 250)}.get(weather, (7, 290))
    zenith, middle, _ = sky_colors(time, weather)
    color = mix(CLOUD_COLORS[time], middle, {"clear": 0.0, "wind": 0.05}.get(weather, 0.4))
    if weather in ("rain", "storm"):
        color = mix(middle, "#ffffff" if time == "day" else CLOUD_COLORS[time], 0.16)
    opacity = 0.5 if time == "night" else 0.88
    parts = []
    if weather in OVERHANGING:
        for low_edge, share in ((150.0, 0.15), (92.0, 0.5)):
            dark = mix(mix(color, zenith, share), "#39425a", OVERHANGING[weather])
            parts += [
                _hanging_cloud(x, low_edge + canvas.between(-16, 16), canvas.between(320, 430), dark)
                for x in canvas.spread(max(3, round(6 * canvas.width / 1280)), -80)
            ]
    for x in canvas.spread(max(2, round(count * max(0.55, canvas.width / 1280)))):
        y = canvas.between(60, low) if weather not in OVERHANGING else canvas.between(150, low)
        parts.append(cloud(x, y, canvas.between(120, 230) * (1.25 - 0.5 * y / low), color, opacity))
    return "".join(parts)


def _hanging_cloud(x: float, low_edge: float, width: float, color: str) -> str:
    """Return a cloud that hangs into the picture from above: its puffs below, its flat side over the upper edge."""
    base = low_edge - _HANGS * width
    upside_down = cloud(x, -base, width, color, 0.95, 0.0)
    above = box(x - 0.5 * width, -HEIGHT, width, HEIGHT + base + 0.1 * width, color, 0.0)
    return f'<g transform="scale(1 -1)">{upside_down}</g>{above if base > 0 else ""}'


def _lightning(canvas: Canvas) -> str:
    x = canvas.width * canvas.between(0.25, 0.75)
    path = f"M{x:.1f} 110 l-34 92 l26 -4 l-40 118 l74 -142 l-28 4 l40 -68 z"
    return canvas.glow(x, 220, 240, "#dfe6ff", 0.5) + f'<path d="{path}" fill="#fffbe0"/>'
