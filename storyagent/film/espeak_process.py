"""Speak one text with espeak-ng and print it: a program of its own, run by `storyagent.film.voice_espeak`.

espeak-ng keeps state from one utterance to the next, which even a new initialisation does not clear: the second time,
the same text sounds a little different. A fresh process per utterance gives the same samples for the same text, and
several can run at once. It imports nothing but the standard library, so that it starts at once.

    python espeak_process.py LIBRARY DATA VOICE WORDS_PER_MINUTE < text.utf8 > sound

Prints one line of JSON, `{"rate_hz": int, "words": [[letter, sample], ...]}`, then the samples: mono, 16 bit, little
endian. `letter` counts from 0. VOICE is a file below DATA/lang, with a variant: `gmw/en-US+f3`.
"""

from __future__ import annotations

import ctypes
import json
import sys

_SYNCHRONOUS = 2
_NO_EXIT = 0x8000
_UTF8 = 1
_RATE = 1
_LIST_END, _WORD = 0, 1


class _Event(ctypes.Structure):
    """`espeak_EVENT` of speak_lib.h."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Event))


def main(library: str, data: str, voice: str, words_per_minute: str) -> int:
    """Read the text from standard input, write the sound to standard output, return the exit code."""
    espeak = ctypes.CDLL(library)
    rate_hz = espeak.espeak_Initialize(_SYNCHRONOUS, 0, data.encode(), _NO_EXIT)
    if rate_hz <= 0:
        return 1
    espeak.espeak_ng_SetRandSeed(ctypes.c_long(1))  # else the second of the day is heard
    if espeak.espeak_SetVoiceByName(voice.encode()) != 0:
        return 1
    espeak.espeak_SetParameter(_RATE, int(words_per_minute), 0)
    sound = bytearray()
    words: list[tuple[int, int]] = []

    def receive(samples: int | None, count: int, events: ctypes._Pointer[_Event]) -> int:
        if samples and count > 0:
            sound.extend(ctypes.string_at(samples, 2 * count))
        number = 0
        while events[number].type != _LIST_END:
            if events[number].type == _WORD:
                words.append((events[number].text_position - 1, events[number].sample))
            number += 1
        return 0

    callback = _Callback(receive)
    espeak.espeak_SetSynthCallback(callback)
    text = sys.stdin.buffer.read().replace(b"\0", b" ")
    failed = int(espeak.espeak_Synth(text, ctypes.c_size_t(len(text) + 1), 0, 1, 0, _UTF8, None, None))
    if not failed:
        sys.stdout.buffer.write(json.dumps({"rate_hz": rate_hz, "words": words}).encode() + b"\n" + sound)
    return failed and 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
