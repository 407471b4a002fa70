"""Sounds of animals and people."""

from __future__ import annotations

import numpy as np

from storyagent.media.audio.waves import Canvas, Mono, band, burst, decay, ring, samples_of, sway, sweep, swell

_VOWELS_HZ = ((730, 1090, 2440), (270, 2290, 3010), (530, 1840, 2480), (570, 840, 2410), (440, 1020, 2240))


def birds(canvas: Canvas) -> None:
    """Birdsong: several birds, each with phrases of its own, before quiet leaves."""
    rng = canvas.rng
    canvas.bed(band(300, 2500, 2.0), 0.006, 0.5 + 0.5 * sway(rng, canvas.size, 3.0))
    for _ in range(3 + round(4 * canvas.strength)):
        song, pan = _song(rng), rng.uniform(-0.9, 0.9)
        distance = rng.uniform(0.25, 1.0)
        for at in canvas.spread(rng.uniform(2.2, 4.5) / canvas.pace, 1.2):
            canvas.place(song, at, 0.22 * distance * rng.uniform(0.7, 1.0), pan)


def _song(rng: np.random.Generator) -> Mono:
    """Return one bird's phrase: a few quick whistles that slide."""
    pitch_hz, step = rng.uniform(2400, 4800), rng.uniform(1.08, 1.35)
    length_s, gap_s = rng.uniform(0.05, 0.14), rng.uniform(0.03, 0.09)
    shape = ((1.0, step), (step, 1.0), (1.0, step, 1.0), (step, 1.0, step))[rng.integers(4)]
    trill_hz = rng.choice([0.0, 24.0, 34.0])
    notes = []
    for number in range(rng.integers(2, 7)):
        bend = pitch_hz * np.interp(np.linspace(0, 1, 48), np.linspace(0, 1, len(shape)), shape)
        bend *= 1 + 0.05 * np.sin(np.linspace(0, 2 * np.pi * trill_hz * length_s, 48)) + 0.02 * number
        note = sweep(bend, length_s, (1.0, 0.08))
        notes += [note * swell(note.size, 0.3), np.zeros(samples_of(gap_s), np.float32)]
    return np.concatenate(notes)


def crickets(canvas: Canvas) -> None:
    """Crickets: trains of quick chirps, two or three of them at once."""
    rng = canvas.rng
    canvas.bed(band(3800, 5200, 6.0), 0.008)
    for _ in range(2 + round(2 * canvas.strength)):
        pitch_hz, pan, loud = rng.uniform(4000, 5000), rng.uniform(-0.9, 0.9), rng.uniform(0.4, 1.0)
        pulse = sweep([pitch_hz, pitch_hz * 1.01], 0.016) * swell(samples_of(0.016), 0.4)
        count, between = rng.integers(3, 5), samples_of(0.024)
        for at in canvas.beats(rng.uniform(0.45, 0.75) / canvas.pace, 0.02):
            for number in range(count):
                canvas.place(pulse, at + number * between, 0.13 * loud, pan)


def owl(canvas: Canvas) -> None:
    """An owl: a long hoot and some short ones."""
    rng = canvas.rng
    pitch_hz, pan = rng.uniform(330, 420), rng.uniform(-0.5, 0.5)
    for at in canvas.spread(5.0 / canvas.pace, 3.6):
        offset_s = 0.0
        for length_s, loud in ((0.55, 1.0), (0.22, 0.6), (0.22, 0.7), (0.8, 1.0)):
            wave = pitch_hz * (1 + 0.012 * np.sin(np.linspace(0, 2 * np.pi * 5.5 * length_s, 40)))
            hoot = sweep(wave * np.linspace(0.97, 1.0, 40), length_s, (1.0, 0.12, 0.05))
            breath = burst(rng, length_s, band(300, 600), 5.0)[: hoot.size]
            canvas.place((hoot + 0.08 * breath) * swell(hoot.size, 0.35), at + samples_of(offset_s), 0.4 * loud, pan)
            offset_s += length_s + (0.5 if offset_s == 0 else 0.10)


def wolf(canvas: Canvas) -> None:
    """A wolf: a howl that rises, holds and falls, answered from far away."""
    rng = canvas.rng
    for number, at in enumerate(canvas.spread(4.5 / canvas.pace, 3.4)):
        base_hz = rng.uniform(310, 400)
        curve = base_hz * np.interp(np.linspace(0, 1, 60), [0, 0.18, 0.3, 0.75, 1], [0.72, 1.25, 1.35, 1.28, 0.78])
        curve *= 1 + 0.006 * np.sin(np.linspace(0, 60, 60))
        howl = sweep(curve, 3.0, (1.0, 0.45, 0.16, 0.06, 0.03))
        howl *= swell(howl.size, 0.25) ** 0.7
        far = 1.0 if number % 2 == 0 else 0.3
        for echo in range(3):
            canvas.place(howl, at + echo * 14_000, 0.4 * far * 0.3**echo, rng.uniform(-0.6, 0.6))


def frogs(canvas: Canvas) -> None:
    """Frogs: croaks of quick low pulses."""
    rng = canvas.rng
    for _ in range(2 + round(3 * canvas.strength)):
        pitch_hz, pan = rng.uniform(380, 900), rng.uniform(-0.9, 0.9)
        pulse = ring([pitch_hz, pitch_hz * 2.1], [0.006, 0.004], [1.0, 0.4], 0.03)
        pulses_hz, count = rng.uniform(28, 48), rng.integers(7, 15)
        for at in canvas.spread(rng.uniform(1.2, 2.4) / canvas.pace, 0.7):
            for number in range(count):
                loud = np.sin(np.pi * (number + 0.5) / count)
                canvas.place(pulse, at + int(number * 48_000 / pulses_hz), 0.3 * loud, pan)


def bees(canvas: Canvas) -> None:
    """Bees: wings that hum near and far."""
    rng = canvas.rng
    for _ in range(3 + round(5 * canvas.strength)):
        for at in canvas.spread(2.6 / canvas.pace, 0.6):
            length_s = rng.uniform(1.2, 2.6)
            pitch_hz = rng.uniform(170, 250) * (1 + 0.04 * np.sin(np.linspace(0, rng.uniform(6, 14), 50)))
            hum = sweep(pitch_hz, length_s, (0.5, 0.8, 0.6, 0.5, 0.35, 0.25, 0.2, 0.12))
            canvas.place(hum * swell(hum.size, rng.uniform(0.3, 0.7)), at, 0.06, rng.uniform(-0.9, 0.9))


def dog(canvas: Canvas) -> None:
    """A dog that barks, once or twice at a time."""
    rng = canvas.rng
    base_hz, pan = rng.uniform(330, 480), rng.uniform(-0.4, 0.4)
    for at in canvas.spread(1.7 / canvas.pace, 1.0):
        for number in range(rng.integers(1, 3)):
            curve = base_hz * np.interp(np.linspace(0, 1, 24), [0, 0.25, 1], [0.8, 1.25, 0.6])
            bark = sweep(curve, 0.16, (0.6, 1.0, 0.8, 0.5, 0.35, 0.2, 0.12))
            rough = burst(rng, 0.16, band(600, 2800, 2.0), 5.0)[: bark.size]
            shape = swell(bark.size, 0.18)
            canvas.place((bark + 0.45 * rough) * shape, at + number * 15_500, 0.28, pan)


def crowd(canvas: Canvas) -> None:
    """A crowd: many voices at once, none of which can be understood."""
    rng = canvas.rng
    canvas.bed(band(180, 900, 2.0), 0.02)
    syllables = [_syllable(rng) for _ in range(40)]
    for _ in range(6 + round(16 * canvas.strength)):
        pan, loud = rng.uniform(-0.9, 0.9), rng.uniform(0.3, 1.0)
        own = rng.choice(40, 6)  # a voice has its own pitch
        for at in canvas.beats(rng.uniform(0.19, 0.28) / canvas.pace, 0.09):
            if rng.random() < 0.72:
                canvas.place(syllables[own[rng.integers(6)]], at, 0.07 * loud * rng.uniform(0.5, 1), pan)


def _syllable(rng: np.random.Generator) -> Mono:
    base_hz = rng.choice([rng.uniform(95, 150), rng.uniform(170, 260)])
    numbers = np.arange(1, int(3600 / base_hz))
    formants = _VOWELS_HZ[rng.integers(len(_VOWELS_HZ))]
    gains = sum(g / (1 + ((numbers * base_hz - f) / 110) ** 2) for f, g in zip(formants, (1, 0.5, 0.25), strict=True))
    length_s = rng.uniform(0.12, 0.26)
    voice = sweep(base_hz * np.linspace(1.06, 0.94, 8) * rng.uniform(0.95, 1.05), length_s, list(gains))
    return voice * swell(voice.size, 0.3)


def applause(canvas: Canvas) -> None:
    """Applause: hands clapping, each in its own time."""
    rng = canvas.rng
    claps = [burst(rng, 0.03, band(f, f * 2.2, 3.0), rng.uniform(0.003, 0.007)) for f in np.geomspace(700, 1900, 12)]
    for _ in range(8 + round(26 * canvas.strength)):
        pan, clap, loud = rng.uniform(-0.9, 0.9), claps[rng.integers(12)], rng.uniform(0.3, 1.0)
        for at in canvas.beats(rng.uniform(0.2, 0.3) / canvas.pace, 0.05):
            canvas.place(clap, at, 0.16 * loud, pan)


def heartbeat(canvas: Canvas) -> None:
    """A heart: two dull beats and a pause."""
    for at in canvas.beats(0.86 / canvas.pace):
        for offset_s, pitch_hz, loud in ((0.0, 52, 1.0), (0.27, 64, 0.7)):
            beat = sweep([pitch_hz * 1.5, pitch_hz], 0.16, (1.0, 0.3)) * decay(samples_of(0.16), 0.035, 0.006)
            canvas.place(beat, at + samples_of(offset_s), 0.8 * loud)
