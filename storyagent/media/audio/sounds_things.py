"""Sounds of steps, machines, and things that are struck, opened or rung."""

from __future__ import annotations

import numpy as np

from storyagent.media.audio.waves import Canvas, Mono, band, burst, decay, ring, samples_of, sway, sweep


def footsteps(canvas: Canvas) -> None:
    """Steps: a heel, then a sole, left and right in turn."""
    rng = canvas.rng
    for number, at in enumerate(canvas.beats(0.56 / canvas.pace, 0.03)):
        side = 0.18 if number % 2 else -0.18
        loud = rng.uniform(0.8, 1.0)
        heel = sweep([150, 75], 0.09) * decay(samples_of(0.09), 0.014)
        canvas.place(heel, at, 0.7 * loud, side)
        canvas.place(burst(rng, 0.05, band(500, 2600, 2.0), 0.007), at, 0.16 * loud, side)
        canvas.place(burst(rng, 0.12, band(900, 4500, 2.0), 0.025, 0.02), at + samples_of(0.07), 0.09 * loud, side)


def horse(canvas: Canvas) -> None:
    """A horse that gallops: three hooves and a pause."""
    rng = canvas.rng
    for at in canvas.beats(0.52 / canvas.pace, 0.01):
        for offset_s, pitch_hz, loud in ((0.0, 520, 0.7), (0.11, 640, 0.8), (0.21, 430, 1.0)):
            pitch = pitch_hz * rng.uniform(0.96, 1.04)
            clop = ring([pitch, pitch * 1.62, pitch * 2.7], [0.014, 0.009, 0.005], [1.0, 0.5, 0.25], 0.08)
            thud = sweep([110, 60], 0.08) * decay(samples_of(0.08), 0.015)
            canvas.place(clop * 0.8 + thud * 0.7, at + samples_of(offset_s), 0.5 * loud, rng.uniform(-0.2, 0.2))


def engine(canvas: Canvas) -> None:
    """A motor that runs: firing cylinders, not quite even."""
    rng = canvas.rng
    time_turns = np.arange(canvas.size) / canvas.size
    firings_hz = 34.0 * canvas.pace
    turns = 2 * max(1, round(canvas.size / 48_000 * firings_hz / 2))  # even: cylinders fire in turn
    unsteady = np.cumsum(0.05 * (sway(rng, canvas.size, 0.9) - 0.5))
    unsteady -= time_turns * unsteady[-1]
    phase = 2 * np.pi * turns * time_turns + unsteady * (2 * np.pi * firings_hz / 48_000)
    hum = np.zeros(canvas.size)
    for part, gain in ((0.5, 0.35), (1, 1.0), (1.5, 0.3), (2, 0.7), (3, 0.45), (4, 0.3), (6, 0.16), (8, 0.09)):
        hum += gain * np.sin(part * phase)
    firing = (0.5 + 0.5 * np.cos(phase)) ** 3
    canvas.sound += (0.16 * hum).astype(np.float32)
    canvas.bed(band(90, 900, 2.0), 0.12 + 0.1 * canvas.strength, firing.astype(np.float32))


def train(canvas: Canvas) -> None:
    """A steam train: puffs in fours, wheels over the joints of the rails, and now and then the whistle."""
    rng = canvas.rng
    canvas.bed(band(50, 220, 2.0), 0.08)
    puffs = canvas.beats(0.27 / canvas.pace)
    for number, at in enumerate(puffs):
        puff = burst(rng, 0.22, band(250, 2600, 2.0), 0.05, 0.012)
        canvas.place(puff, at, (0.34 if number % 4 == 0 else 0.22), -0.1)
    for at in canvas.beats(1.08 / canvas.pace):
        for offset_s in (0.0, 0.13):
            clack = ring([310, 790, 1430], [0.012, 0.01, 0.006], [1.0, 0.7, 0.5], 0.06)
            canvas.place(clack, at + samples_of(offset_s), 0.2, 0.3)
    for at in canvas.spread(9.0, 7.0):
        for pitch_hz in (523, 622, 784):
            whistle = sweep([pitch_hz * 0.94, pitch_hz, pitch_hz, pitch_hz, pitch_hz * 0.97], 1.3, (1.0, 0.3, 0.12))
            canvas.place(whistle * decay(whistle.size, 1.2, 0.12), at, 0.07, 0.1)


def bell(canvas: Canvas) -> None:
    """A church bell, struck again and again."""
    rng = canvas.rng
    strike_hz = 392.0 * rng.uniform(0.85, 1.15)
    partials = np.array([0.5, 1.0, 1.19, 1.5, 2.0, 2.51, 2.66, 3.01, 4.17, 5.43])
    halves_s = np.array([1.6, 0.9, 0.75, 0.6, 0.55, 0.3, 0.26, 0.22, 0.14, 0.08])
    gains = np.array([0.55, 0.8, 0.6, 0.4, 1.0, 0.35, 0.3, 0.3, 0.25, 0.2])
    beating = np.concatenate([partials * 0.9993, partials * 1.0007])
    both = list(beating * strike_hz), list(np.tile(halves_s, 2)), list(np.tile(gains, 2))
    struck = ring(*both, 3.9)
    for at in canvas.beats(2.4 / canvas.pace):
        canvas.place(struck, at, 0.13 * rng.uniform(0.85, 1.0), -0.1)
        canvas.place(burst(rng, 0.03, band(1500, 6000), 0.004), at, 0.12, -0.1)


def clock(canvas: Canvas) -> None:
    """A clock: tick and tock, a second for both."""
    for number, at in enumerate(canvas.beats(0.5 / canvas.pace)):
        up = 1.0 if number % 2 == 0 else 0.78
        pitches = [2300 * up, 3600 * up, 5200 * up, 880 * up]
        canvas.place(ring(pitches, [0.004, 0.003, 0.002, 0.010], [1.0, 0.7, 0.4, 0.5], 0.05), at, 0.4)


def door(canvas: Canvas) -> None:
    """A door: it creaks, and falls shut."""
    rng = canvas.rng
    for at in canvas.spread(4.0 / canvas.pace, 2.8):
        place_s = 0.0
        for rate_hz in np.interp(np.linspace(0, 1, 60), [0, 0.3, 0.6, 1], [28, 75, 48, 110]):
            pitch_hz = 420 + 5.0 * rate_hz * rng.uniform(0.95, 1.05)
            stick = ring([pitch_hz, pitch_hz * 2.3, pitch_hz * 3.9], [0.006, 0.004, 0.003], [1, 0.6, 0.3], 0.03)
            canvas.place(stick, at + samples_of(place_s), 0.16 * rng.uniform(0.5, 1.0), 0.15)
            place_s += 1 / rate_hz
        shut = at + samples_of(place_s + 0.35)
        canvas.place(sweep([140, 62], 0.3) * decay(samples_of(0.3), 0.05), shut, 0.9)
        canvas.place(burst(rng, 0.25, band(150, 1800, 2.0), 0.03), shut, 0.4)
        canvas.place(ring([1900, 2750], [0.006, 0.005], [1, 0.7], 0.05), shut + samples_of(0.06), 0.22)


def knock(canvas: Canvas) -> None:
    """A knock on a door, three times."""
    rng = canvas.rng
    for at in canvas.spread(3.0 / canvas.pace, 2.0):
        for number in range(3):
            wood = ring([165, 290, 510, 930], [0.022, 0.016, 0.01, 0.006], [1, 0.7, 0.45, 0.25], 0.15)
            canvas.place(wood, at + samples_of(0.2 * number), 0.55 * rng.uniform(0.85, 1), 0.1)


def magic(canvas: Canvas) -> None:
    """Magic: small bells that glitter upwards."""
    rng = canvas.rng
    scale = np.array([0, 2, 4, 7, 9])
    for at in canvas.spread(2.2 / canvas.pace, 1.6):
        for number in range(16):
            note = 84 + 12 * (number // 5) + scale[number % 5]
            offset = at + samples_of(0.055 * number) + int(rng.uniform(0, 700))
            canvas.place(_glass(note), offset, 0.12 * rng.uniform(0.6, 1), rng.uniform(-0.8, 0.8))


def _glass(note: float) -> Mono:
    pitch_hz = 440 * 2 ** ((note - 69) / 12)
    return ring([pitch_hz, pitch_hz * 2.76, pitch_hz * 5.4], [0.16, 0.07, 0.03], [1.0, 0.35, 0.12], 0.9)


def traffic(canvas: Canvas) -> None:
    """Traffic: cars that come, pass and go."""
    rng = canvas.rng
    canvas.bed(band(60, 500, 2.0), 0.05)
    for at in canvas.spread(2.4 / canvas.pace, 0.8):
        size = min(canvas.size, samples_of(3.6))
        tyres = burst(rng, 3.6, band(250, 1600, 2.0), 50.0)[:size]
        closeness = 1 / (1 + (np.linspace(-5, 5, size) ** 2)).astype(np.float32)
        motor = sweep(np.linspace(1.06, 0.94, 20) * rng.uniform(70, 110), 3.6, (1, 0.7, 0.5, 0.3, 0.2))[:size]
        went = rng.choice([-1.0, 1.0])
        for side in (-1, 1):
            along = np.clip(0.5 + side * went * np.linspace(-0.5, 0.5, size), 0, 1).astype(np.float32)
            canvas.place((0.26 * tyres + 0.10 * motor) * closeness * along, at, 1.0, float(side))
