"""What an evaluation of consistency found: each entity in each scene, and the sums with their intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, TypeVar

from storyagent.evaluation.intervals import mean_over_groups, wilson
from storyagent.story.values import Value

Way = Literal["words", "references", "gated", "places"]
"""By words and layout guidance alone; with the pictures of entities and places, as films are; the same with a gate, as
films with `--gate`; or with pictures of places alone."""


class EntityScene(Value):
    """One entity in one scene of one story, as one way made it.

    Likenesses are 0..1 (`storyagent.evaluation.looks`): `within` the clip, `across` to the story's other scenes,
    `rival` to things of the same noun in stories where it has another colour. `relative` is where `across` lies between
    `rival` (0) and what the entity's clips have within (1); None where there is nothing to compare.
    """

    story: str
    scene: str
    seed: int
    entity: str
    noun: str
    colour: str
    class_kept: bool
    colour_kept: bool
    in_place: float
    iou: float
    within: float | None
    across: float | None
    rival: float | None
    relative: float | None

    @property
    def kept(self) -> bool:
        """Return whether it is the entity: its class, its colour, and no nearer to a rival than to itself."""
        return self.class_kept and self.colour_kept and (self.relative is None or self.relative >= 0.5)


class SceneFacts(Value):
    """One clip as a whole: why it is not what its words promise ("" if it is), and how alike its place is.

    `place_within` is the likeness of its background's first half to its second, `place_same` to the other scene of the
    place, `place_other` to scenes of other places; None where the story has none.
    """

    story: str
    scene: str
    seed: int
    reason: str
    place_within: float
    place_same: float | None
    place_other: float | None


_Row = TypeVar("_Row", EntityScene, SceneFacts)


class Share(Value):
    """A share in percent with its 95 % Wilson interval."""

    passed: int
    total: int
    percent: float
    low: float
    high: float


class Mean(Value):
    """A mean with its 95 % interval (stories resampled), over `n` values."""

    mean: float
    low: float
    high: float
    n: int


class WayScore(Value):
    """All clips of one way, summed up."""

    way: Way
    identity: Share
    class_kept: Share
    colour_kept: Share
    relative: Mean | None
    within: Mean | None
    across: Mean | None
    rival: Mean | None
    prompt: Share
    in_place: Mean
    iou: Mean
    place_within: Mean | None
    place_same: Mean | None
    place_other: Mean | None
    pairs: tuple[EntityScene, ...]
    clips: tuple[SceneFacts, ...]


class Difference(Value):
    """A way less words alone, on the same entities and scenes: points of percent for shares."""

    name: str
    way: str = ""
    mean: float
    low: float
    high: float


class ConsistencyReport(Value):
    """What an evaluation found."""

    model: str
    weights: str
    told: str
    stories: int
    seeds: int
    ways: tuple[WayScore, ...]
    differences: tuple[Difference, ...]
    seconds_made: float

    def to_text(self) -> str:
        """Return it as a table for a person."""
        head = f"{self.model}, {self.stories} stories of four scenes, {self.seeds} seeds, colours told {self.told}"
        told = [way for way in self.ways if way.way != "places"]
        lines = [head, *self._table(told, _ROWS)]
        if "places" in (way.way for way in self.ways):
            lines += ["", "Scenes that share a place, with its picture alone:"]
            lines += self._table([way for way in self.ways if way.way == "places"], _PLACE_ROWS)
        return "\n".join(lines)

    def _table(self, ways: Sequence[WayScore], rows: Sequence[tuple[str, str]]) -> list[str]:
        gained = {(one.way, one.name): one for one in self.differences}
        against = [way.way for way in ways if way.way in {one.way for one in self.differences}]
        lines = [_line("", [way.way for way in ways])]
        lines += [_line(said, [_shown(getattr(way, name)) for way in ways]) for name, said in rows]
        if against:
            lines.append(_line("less words:", ["" if way.way == "words" else way.way for way in ways]))
        for name, said in rows:
            found = {way: gained[way, name] for way in against if (way, name) in gained}
            if found:
                places = 1 if name in _SHARES else 3
                lines.append(_line(said, [_gained(found.get(way.way), places) for way in ways]))
        return lines


_SHARES = ("identity", "class_kept", "colour_kept", "prompt")
_ROWS = (
    ("identity", "identity kept"), ("class_kept", "class kept"), ("colour_kept", "colour kept"),
    ("relative", "relative likeness"), ("within", "  within one clip"), ("across", "  to other scenes"),
    ("rival", "  to a rival"), ("prompt", "as the words say"), ("in_place", "where the layout says"),
    ("iou", "overlap with layout"), ("place_same", "place, same"), ("place_within", "  within one clip"),
    ("place_other", "  other places"),
)  # fmt: skip
_PLACE_ROWS = (
    ("place_same", "place, same"), ("place_within", "  within one clip"), ("prompt", "as the words say"),
    ("in_place", "where the layout says"), ("iou", "overlap with layout"),
)  # fmt: skip


def way_score(way: Way, pairs: Sequence[EntityScene], clips: Sequence[SceneFacts]) -> WayScore:
    """Sum up one way."""
    return WayScore(
        way=way,
        identity=_share(one.kept for one in pairs),
        class_kept=_share(one.class_kept for one in pairs),
        colour_kept=_share(one.colour_kept for one in pairs),
        prompt=_share(not one.reason for one in clips),
        in_place=_required(_mean(pairs, lambda one: one.in_place)),
        iou=_required(_mean(pairs, lambda one: one.iou)),
        relative=_mean(pairs, lambda one: one.relative),
        within=_mean(pairs, lambda one: one.within),
        across=_mean(pairs, lambda one: one.across),
        rival=_mean(pairs, lambda one: one.rival),
        place_within=_mean(clips, lambda one: one.place_within),
        place_same=_mean(clips, lambda one: one.place_same),
        place_other=_mean(clips, lambda one: one.place_other),
        pairs=tuple(pairs),
        clips=tuple(clips),
    )


def differences(without: WayScore, with_them: WayScore) -> tuple[Difference, ...]:
    """Return what a way changed, each pair and clip that both have compared with itself; stories are resampled."""
    of_pairs: dict[str, Callable[[EntityScene], float | None]] = {
        "identity": lambda one: 100.0 * one.kept,
        "class_kept": lambda one: 100.0 * one.class_kept,
        "colour_kept": lambda one: 100.0 * one.colour_kept,
        "relative": lambda one: one.relative,
        "across": lambda one: one.across,
        "in_place": lambda one: one.in_place,
        "iou": lambda one: one.iou,
    }
    of_clips: dict[str, Callable[[SceneFacts], float | None]] = {
        "prompt": lambda one: 100.0 * (not one.reason),
        "place_within": lambda one: one.place_within,
        "place_same": lambda one: one.place_same,
    }
    changes = [(name, _changes(without.pairs, with_them.pairs, value)) for name, value in of_pairs.items()]
    changes += [(name, _changes(without.clips, with_them.clips, value)) for name, value in of_clips.items()]
    found = []
    for name, groups in changes:
        if groups:
            mean, low, high = (round(one, 4) for one in mean_over_groups(groups))
            found.append(Difference(name=name, way=with_them.way, mean=mean, low=low, high=high))
    return tuple(found)


def _changes(
    without: Sequence[_Row], with_them: Sequence[_Row], value: Callable[[_Row], float | None]
) -> list[list[float]]:
    """Return what changed in each row of both, by stories."""
    before = {_key(one): value(one) for one in without}
    groups: dict[str, list[float]] = {}
    for after in with_them:
        a, b = before.get(_key(after)), value(after)
        if a is not None and b is not None:
            groups.setdefault(after.story, []).append(b - a)
    return list(groups.values())


def _key(row: EntityScene | SceneFacts) -> tuple[str, int, str]:
    return row.scene, row.seed, row.entity if isinstance(row, EntityScene) else ""


def _share(passed: Iterable[bool]) -> Share:
    counted = list(passed)
    low, high = wilson(sum(counted), len(counted))
    share = sum(counted) / len(counted)
    return Share(passed=sum(counted), total=len(counted), percent=round(100 * share, 1),
                 low=round(100 * low, 1), high=round(100 * high, 1))  # fmt: skip


def _mean(rows: Sequence[_Row], value: Callable[[_Row], float | None]) -> Mean | None:
    groups: dict[str, list[float]] = {}
    for row in rows:
        found = value(row)
        if found is not None:
            groups.setdefault(row.story, []).append(found)
    if not groups:
        return None
    mean, low, high = mean_over_groups(list(groups.values()))
    return Mean(mean=round(mean, 4), low=round(low, 4), high=round(high, 4), n=sum(map(len, groups.values())))


def _required(mean: Mean | None) -> Mean:
    assert mean is not None, "every entity is somewhere in its scene's layout"
    return mean


def _line(said: str, cells: Sequence[str]) -> str:
    return (f"{said:22}" + "".join(f"{cell:>28}" for cell in cells)).rstrip()


def _shown(value: Share | Mean | None) -> str:
    if value is None:
        return "-"
    if isinstance(value, Share):
        return f"{value.passed}/{value.total} {value.percent:.0f} % ({value.low:.0f}-{value.high:.0f})"
    return f"{value.mean:.3f} ({value.low:.3f}-{value.high:.3f})"


def _gained(change: Difference | None, places: int) -> str:
    if change is None:
        return ""
    return f"{change.mean:+.{places}f} ({change.low:+.{places}f} to {change.high:+.{places}f})"
