"""Paint the place a scene happens in: a picture-book background, by kind of place, hour, weather and style.

The ground fills the lower third; whoever stands at 86 % of the height stands on it. Falling rain and snow are not
painted here: the animator lets them fall.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from storyagent.errors import InvalidInput
from storyagent.film import scenery_far, scenery_land, scenery_rooms, scenery_town, scenery_water
from storyagent.film.place_words import place_kind
from storyagent.film.scenery import HEIGHT, LIGHT_ON, SNOWY, SUMMER, Canvas, only_lights, silhouette
from storyagent.film.scenery_sky import paint_sky, sky_colors
from storyagent.film.svg import svg_image
from storyagent.story.screenplay import TimeOfDay, Weather

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Pixels = npt.NDArray[np.float32]

DEFAULT_STYLE = "picture book"

SCENES: dict[str, Callable[[Canvas], None]] = {
    "meadow": scenery_land.meadow,
    "park": scenery_land.park,
    "garden": scenery_land.garden,
    "playground": scenery_land.playground,
    "hill": scenery_land.hill,
    "mountains": scenery_land.mountains,
    "forest": scenery_land.forest,
    "jungle": scenery_land.jungle,
    "farm": scenery_land.farm,
    "field": scenery_land.field,
    "desert": scenery_land.desert,
    "snow": scenery_land.snow,
    "track": scenery_land.track,
    "beach": scenery_water.beach,
    "sea": scenery_water.sea,
    "island": scenery_water.island,
    "lake": scenery_water.lake,
    "river": scenery_water.river,
    "deck": scenery_water.deck,
    "underwater": scenery_water.underwater,
    "harbour": scenery_town.harbour,
    "lighthouse": scenery_town.shore_lighthouse,
    "village": scenery_town.village,
    "street": scenery_town.street,
    "city": scenery_town.city,
    "market": scenery_town.market,
    "castle": scenery_town.castle,
    "yard": scenery_town.yard,
    "hall": scenery_rooms.hall,
    "room": scenery_rooms.room,
    "kitchen": scenery_rooms.kitchen,
    "bedroom": scenery_rooms.bedroom,
    "classroom": scenery_rooms.classroom,
    "library": scenery_rooms.library,
    "workshop": scenery_rooms.workshop,
    "stage": scenery_rooms.stage,
    "cave": scenery_far.cave,
    "sky": scenery_far.sky,
    "space": scenery_far.space,
    "moon": scenery_far.moonscape,
    "dream": scenery_far.dream,
}
LAMPLIT = frozenset(("hall", "room", "kitchen", "bedroom", "classroom", "library", "workshop", "stage", "cave"))
INDOORS = LAMPLIT | {"underwater", "dream"}  # where no weather comes
TIMELESS = frozenset(("space", "moon"))
OMITTABLE = frozenset(("bed", "moon", "sun"))
"""What is painted into a place but may be an entity of its own, by noun."""


def paint_place(
    noun: str,
    description: str = "",
    *,
    time: TimeOfDay = "day",
    weather: Weather = "clear",
    style: str = DEFAULT_STYLE,
    width_px: int = 1280,
    height_px: int = 720,
    seed: int = 0,
    without: Collection[str] = (),
) -> npt.NDArray[np.uint8]:
    """Return a painted background of shape (height_px, width_px, 3), 8-bit RGB.

    The noun chooses the kind of place (see `place_words.place_kind`), the seed its details. A style that `known_style`
    does not know is painted as a picture book. What of `OMITTABLE` is in `without` is left out: the scene has its own.
    Deterministic.

    Raises:
        InvalidInput: a side is not in 16..8192 px, or the aspect is beyond 1:5 or 5:1.
    """
    picture, _ = paint_place_and_sky(
        noun,
        description,
        time=time,
        weather=weather,
        style=style,
        width_px=width_px,
        height_px=height_px,
        seed=seed,
        without=without,
    )
    return picture


def paint_place_and_sky(
    noun: str,
    description: str = "",
    *,
    time: TimeOfDay = "day",
    weather: Weather = "clear",
    style: str = DEFAULT_STYLE,
    width_px: int = 1280,
    height_px: int = 720,
    seed: int = 0,
    without: Collection[str] = (),
    snowy: bool = False,
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return what `paint_place` does, and where its sky is seen: shape (height_px, width_px), 255 for sky, 0 for land.

    Raises:
        InvalidInput: as `paint_place`.
    """
    short, long = sorted((width_px, height_px))
    if short < 16 or long > 8192 or long > 5 * short:
        raise InvalidInput(
            "this size cannot be painted", found=f"{width_px}x{height_px}", needed="16 to 8192 px, at most 5 to 1"
        )
    import numpy as np

    from storyagent.film.place_style import add_fog, finish, known_style, light_land

    kind, _ = place_kind(noun, description)
    look = known_style(style) or DEFAULT_STYLE
    covered = snowy or weather == "snow"
    canvas = _draw(kind, width_px / height_px, time, weather, seed, frozenset(without), snowy=covered)
    outside: Weather = "clear" if kind in INDOORS | TIMELESS else weather
    sky = _layer(canvas, "".join(canvas.sky), width_px, height_px)
    land = _layer(canvas, "".join(_cut(canvas.land, look)), width_px, height_px)
    picture = _over(sky, light_land(land[:, :, :3], time, outside, lamplit=kind in LAMPLIT), land[:, :, 3:])
    if outside == "fog":
        picture = add_fog(picture, _rgb(canvas.haze), time)
    picture = _add_lights(picture, canvas, width_px, height_px)
    if canvas.lights:
        front = _layer(canvas, "".join(canvas.lights), width_px, height_px)
        picture = _over(picture, front[:, :, :3], front[:, :, 3:])
    seen = np.asarray(np.rint((1 - land[:, :, 3]) * 255), np.uint8)
    return np.asarray(np.rint(finish(picture, look, seed) * 255), np.uint8), seen


def _draw(
    kind: str, aspect: float, time: TimeOfDay, weather: Weather, seed: int, without: frozenset[str], *, snowy: bool
) -> Canvas:
    canvas = Canvas(
        width=HEIGHT * aspect,
        rng=random.Random(f"{kind}:{seed}"),
        palette=SNOWY if (snowy and kind not in INDOORS) or kind == "snow" else SUMMER,
        haze=sky_colors(time, weather)[2],
        without=without,
        dark=time == "night" or (time == "dusk" and weather in ("rain", "storm")),
    )
    paint_sky(canvas, time, weather)
    canvas.rng = random.Random(f"{kind}:{seed}")  # the land stays the same under every sky
    SCENES[kind](canvas)
    return canvas


def _cut(land: list[str], look: str) -> list[str]:
    """Let each layer of the land throw a shadow on the next, as cut paper does."""
    if look != "paper cut":
        return land
    return [
        "".join(f'<g opacity="0.17" transform="translate({x} {y})">{shadow}</g>' for x, y in ((2, 4), (4, 10))) + part
        for part in land
        for shadow in (silhouette(part),)
    ]


def _add_lights(picture: Pixels, canvas: Canvas, width_px: int, height_px: int) -> Pixels:
    """Add the light of windows and lamps to the picture."""
    land = "".join(canvas.land)
    if LIGHT_ON not in land:
        return picture
    shine = _layer(canvas, only_lights(land), width_px, height_px)
    light = shine[:, :, :3] * shine[:, :, 3:]
    lit: Pixels = picture + light * (1 - picture)
    return lit


def _layer(canvas: Canvas, body: str, width_px: int, height_px: int) -> Pixels:
    """Rasterise one layer as (H, W, 4) in 0..1, alpha last."""
    import numpy as np

    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {canvas.width:.3f} {HEIGHT:.0f}" '
        f'preserveAspectRatio="none"><defs>{"".join(canvas.defs)}</defs>{body}</svg>'
    )
    image = svg_image(svg, width_px)
    if image.height != height_px:
        image = image.resize((width_px, height_px))
    pixels: Pixels = np.asarray(image, np.float32) / np.float32(255)
    return pixels


def _over(below: Pixels, above: Pixels, alpha: Pixels) -> Pixels:
    mixed: Pixels = below[:, :, :3] + (above - below[:, :, :3]) * alpha
    return mixed


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
