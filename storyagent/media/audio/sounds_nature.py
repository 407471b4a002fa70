"""Sounds of weather, water and fire."""

from __future__ import annotations

import numpy as np

from storyagent.media.audio.waves import Canvas, band, burst, decay, ring, samples_of, sway, sweep, swell


def rain(canvas: Canvas) -> None:
    """Rain: a steady hiss of drops too many to tell apart, and those that fall near."""
    rng, strength = canvas.rng, canvas.strength
    canvas.bed(band(700, 4500, 3.0), 0.10 + 0.10 * strength, 0.8 + 0.4 * sway(rng, canvas.size, 4.0))
    canvas.bed(band(120, 500, 2.0), 0.03 * strength)
    ticks = [burst(rng, 0.010, band(f, 2.2 * f), 0.0015) for f in np.geomspace(1500, 7000, 12)]
    for at in canvas.moments(1 / (30 + 110 * strength)):
        canvas.place(ticks[rng.integers(12)], at, 0.22 * rng.exponential(), rng.uniform(-0.9, 0.9))
    for at in canvas.moments(1 / (3 + 6 * strength)):
        low_hz = rng.uniform(700, 1800)
        drop = sweep([low_hz, low_hz * 1.5], 0.03) * decay(samples_of(0.03), 0.006)
        canvas.place(drop, at, 0.3 * rng.uniform(0.4, 1), rng.uniform(-0.9, 0.9))


def wind(canvas: Canvas) -> None:
    """Wind: gusts that come and go, and a whistle that rises with them."""
    rng, strength = canvas.rng, canvas.strength
    gust = 0.15 + 0.85 * sway(rng, canvas.size, 5.0) ** 1.5
    canvas.bed(band(60, 350, 2.5), 0.30, gust)
    for middle_hz, period_s in ((380, 4.0), (560, 3.3), (820, 2.6), (1250, 2.1)):
        whistle = gust * sway(rng, canvas.size, period_s) ** 2
        canvas.bed(band(middle_hz * 0.93, middle_hz * 1.07, 8.0), 0.20 * strength * (500 / middle_hz) ** 0.4, whistle)


def sea(canvas: Canvas) -> None:
    """Waves on a shore: each swells, breaks with a roar and runs back with a hiss."""
    rng, strength = canvas.rng, canvas.strength
    canvas.bed(band(60, 400, 3.0), 0.03)
    for at in canvas.beats(5.5 / canvas.pace, 1.0):
        size = min(canvas.size, samples_of(rng.uniform(4.5, 5.5)))
        pan, loud = rng.uniform(-0.35, 0.35), rng.uniform(0.7, 1.0)
        roar = burst(rng, size / 48_000, band(90, 700, 2.0), 9.0) * swell(size, 0.42) ** 3
        foam = burst(rng, size / 48_000, band(1200, 7000, 2.0), 9.0) * swell(size, 0.5) ** 4
        canvas.place(roar, at, (0.16 + 0.16 * strength) * loud, pan)
        canvas.place(foam, at + size // 10, (0.10 + 0.10 * strength) * loud, -pan)


def stream(canvas: Canvas) -> None:
    """A brook: bubbles over a soft rush."""
    rng = canvas.rng
    canvas.bed(band(350, 1800, 3.0), 0.03 + 0.04 * canvas.strength, 0.7 + 0.3 * sway(rng, canvas.size, 1.5))
    for at in canvas.moments(1 / (35 + 45 * canvas.strength)):
        low_hz, length_s = rng.uniform(350, 1500), rng.uniform(0.02, 0.07)
        bubble = sweep([low_hz, low_hz * rng.uniform(1.15, 1.7)], length_s)
        bubble *= decay(bubble.size, length_s / 3, 0.003)
        canvas.place(bubble, at, 0.16 * rng.uniform(0.3, 1), rng.uniform(-0.8, 0.8))


def thunder(canvas: Canvas) -> None:
    """Thunder: a crack, and the rumble that rolls away from it."""
    rng = canvas.rng
    for at in canvas.spread(9.0 / canvas.pace, 6.0):
        pan = rng.uniform(-0.5, 0.5)
        near = canvas.strength * rng.uniform(0.5, 1.0)
        for _ in range(3):
            canvas.place(burst(rng, 0.4, band(300, 4000, 2.0), 0.05), at + int(rng.uniform(0, 9000)), 0.30 * near, pan)
        delay_s = 0.05
        for number in range(7):
            rumble = burst(rng, 3.4, band(28, 150 - 10 * number, 3.0), 0.55 + 0.1 * number, 0.08)
            canvas.place(rumble, at + samples_of(delay_s), 0.62 * rng.uniform(0.5, 1.0) * 0.88**number, pan)
            delay_s += rng.uniform(0.12, 0.5)


def fire(canvas: Canvas) -> None:
    """A fire: a low flutter of flames, and wood that crackles and pops."""
    rng, strength = canvas.rng, canvas.strength
    canvas.bed(band(50, 260, 3.5), 0.11, 0.5 + 0.5 * sway(rng, canvas.size, 0.35))
    canvas.bed(band(2500, 9000, 2.0), 0.008)
    pops = [burst(rng, 0.02, band(f, 3 * f, 3.0), rng.uniform(0.001, 0.004)) for f in np.geomspace(700, 4500, 14)]
    for at in canvas.moments(1 / (7 + 16 * strength)):
        for _ in range(1 + rng.poisson(1.2)):  # wood cracks in runs
            near = int(rng.exponential(0.03) * 48_000)
            canvas.place(pops[rng.integers(14)], at + near, 0.14 * rng.exponential(), rng.uniform(-0.6, 0.6))
    for at in canvas.moments(2.2):
        snap = ring([rng.uniform(500, 1100)], [0.008], [1.0], 0.06)
        canvas.place(snap, at, 0.5 * rng.uniform(0.4, 1), rng.uniform(-0.5, 0.5))


def drip(canvas: Canvas) -> None:
    """Drops that fall into water, with the room's echo."""
    rng = canvas.rng
    for at in canvas.spread(1.1 / canvas.pace, 0.5):
        low_hz, pan = rng.uniform(800, 1300), rng.uniform(-0.6, 0.6)
        drop = sweep([low_hz, low_hz * 0.8, low_hz * 1.9], 0.09) * decay(samples_of(0.09), 0.02, 0.002)
        for echo in range(4):
            canvas.place(drop, at + echo * 5600, 0.5 * 0.42**echo, pan * (-1) ** echo)
