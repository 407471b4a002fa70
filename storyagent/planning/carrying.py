"""What scenes leave behind for later ones: the kite torn, the lamp lit, the hat put on, snow on the meadow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from storyagent.planning.grammar import word_set
from storyagent.planning.scenery import is_indoors
from storyagent.planning.told import Reading
from storyagent.story.screenplay import TimeOfDay, Weather
from storyagent.story.states import SNOWY, WEARING, WITHOUT, add_state, family, garment, lasting

_THAW = word_set("melt melts melted melting thaw thaws thawed spring summer")
_DARK = ("dusk", "night")
_ASLEEP = word_set("sleep lie snore dream rest nap stay remain be breathe doze mumble have keep seem")
"""What one may do asleep."""


class Lasting:
    """The states that hold of entities and places while a story's scenes are gone through in order."""

    def __init__(self) -> None:
        self._left: dict[str, tuple[str, ...]] = {}
        self._time: TimeOfDay | None = None

    def begin(self, time: TimeOfDay, *, leap: int, told: bool = False) -> None:
        """Begin a scene; `leap` as `Reading.leap`. A leap of days leads through a morning.

        `told`: whether its own words say the time, as "in the morning" does.
        """
        light = time not in _DARK
        morning = leap == 2 or (light and (told or self._time in _DARK))
        self._left = {key: lasting(kept, leap=leap > 0, morning=morning) for key, kept in self._left.items()}
        self._time = time

    def wake(self, keys: Iterable[str]) -> None:
        """Let those be awake who do something."""
        for key in keys:
            self._left[key] = tuple(state for state in self._left.get(key, ()) if family(state) != "asleep")

    def say(self, key: str, said: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Say states of one in this scene, in order; return those it came with that hold on, and all at its end."""
        came = self._left.get(key, ())
        now = came
        for state in said:
            now = add_state(now, state)
        undressed = {garment(state) for state in came if state.startswith(WEARING)}
        # without what was put on in the story it looks as it is described
        left = [state for state in now if not (state.startswith(WITHOUT) and garment(state) in undressed)]
        self._left[key] = lasting(left)
        return tuple(state for state in came if state in now), now

    def weather(self, key: str, noun: str, weather: Weather, words: frozenset[str]) -> tuple[str, ...]:
        """Return the states of a scene's place; snow that falls lies until it melts."""
        if words & _THAW:
            self._left[key] = tuple(state for state in self._left.get(key, ()) if state != SNOWY)
        elif weather == "snow" and not is_indoors(noun):
            self._left[key] = add_state(self._left.get(key, ()), SNOWY)
        return self._left.get(key, ())


def states_said(readings: Iterable[Reading]) -> dict[str, list[str]]:
    """Return what sentences say of the states of each, by id, in order."""
    now: dict[str, list[str]] = {}
    for reading in readings:
        for being_id, states in reading.states.items():
            now.setdefault(being_id, []).extend(states)
    return now


def active(readings: Sequence[Reading]) -> list[str]:
    """Return the ids of those who do what nobody does asleep, or speak."""
    found = [speaker for reading in readings for speaker in reading.speakers if speaker is not None]
    for reading in readings:
        for clause in reading.clauses:
            verb = clause.verb
            if verb and not (verb.passive or verb.negated or verb.infinitive) and verb.lemma not in _ASLEEP:
                found += [m.being for phrase in clause.subjects for m in reading.resolved.get(id(phrase), ())]
    return list(dict.fromkeys(being.id for being in found))
