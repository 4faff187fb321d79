"""The designs of a sweep: each point with what it changes, in an order that depends on the file alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, Final

import numpy as np

from sim.scenario.asked_file import AskedFile
from sim.scenario.merging import VOLUMES, steps_of
from sim.scenario.ranges import Levels, Range
from sim.scenario.schema_sweep import MOST_POINTS, Filling, Screening
from sim.scenario.sweep_file import SweepFile
from sim.scenario.yaml_reader import KeyPath
from sim.statistics.intervals import Reals

OF_RANGES: Final = ("latin_hypercube", "sobol", "sobol_indices", "morris")


@dataclass(frozen=True)
class Point:
    """One design.

    Attributes
    ----------
    number
        Its place in the sweep, from 0.
    name
        What it is called: its levels, or the name of its row.
    levels
        Value by factor, as tables show it.
    scenario
        Its scenario file; None for that of the sweep.
    changes
        Key path to value.
    places
        Where in the sweep file each of its changes was written.
    """

    number: int
    name: str
    levels: dict[str, Any]
    scenario: str | None
    changes: dict[str, Any]
    places: dict[str, KeyPath]


def points_of(file: SweepFile) -> tuple[Point, ...]:
    """Every design of a sweep.

    Raises
    ------
    ScenarioError
        If they are too many, or two factors set one key.
    """
    design = file.sweep.design
    look_at_keys(_keys(file), file)
    if design.grid is not None:
        many = prod(len(levels.by_name) for levels in design.grid.values())
        if many > MOST_POINTS:
            raise file.refused(("design", "grid"), f"has {many:,} points: at most {MOST_POINTS:,} are run")
        return tuple(_of_grid(design.grid))
    if design.list is not None:
        return tuple(_of_list(file))
    kind = next(kind for kind in OF_RANGES if getattr(design, kind) is not None)
    filling: Filling | Screening = getattr(design, kind)
    if isinstance(filling, Screening):
        many = filling.trajectories * (len(filling.ranges) + 1)
    else:
        many = filling.points * (len(filling.ranges) + 2 if kind == "sobol_indices" else 1)
    if many > MOST_POINTS:
        raise file.refused(("design", kind), f"has {many:,} points: at most {MOST_POINTS:,} are run")
    return tuple(_of_filling(kind, filling))


def ends_of(file: SweepFile) -> Iterator[Point]:
    """Each end of each range, with all other factors halfway: what a range says is looked at before its points are."""
    kind = next((kind for kind in OF_RANGES if getattr(file.sweep.design, kind) is not None), "")
    ranges = file.sweep.design.ranges or {}
    halfway = {key: other.value(0.5) for name, other in ranges.items() for key in other.keys or (name,)}
    for factor, found in ranges.items():
        keys = found.keys or (factor,)
        places: dict[str, KeyPath] = dict.fromkeys(keys, ("design", kind, "ranges", factor))
        for share in (0.0, 1.0):
            end = found.value(share)
            yield Point(-1, str(end), {factor: end}, None, halfway | dict.fromkeys(keys, end), places)


def factors_of(points: tuple[Point, ...]) -> list[str]:
    """Names of all factors, in their order."""
    return list(dict.fromkeys(name for point in points for name in point.levels))


def coordinates(points: tuple[Point, ...], ranges: dict[str, Range]) -> Reals:
    """Where each factor of each point lies in its range, from 0 to 1, shape (points, factors)."""
    return np.array([[found.share(point.levels[name]) for name, found in ranges.items()] for point in points])


def look_at_keys(factors: dict[str, dict[str, KeyPath]], file: AskedFile) -> None:
    """Refuse a factor that sets what another one sets, or another volume of the same stream: the later would win.

    Parameters
    ----------
    factors
        What each factor sets, by key path, and where that is written.
    file
        Where.

    Raises
    ------
    ScenarioError
        At the place of the later one.
    """
    setting: dict[tuple[str, ...], tuple[str, str]] = {}
    above: dict[tuple[str, ...], tuple[str, str]] = {}
    volumes: dict[tuple[str, ...], dict[str, tuple[str, str]]] = {}
    for factor, keys in factors.items():
        for key, place in keys.items():
            steps = steps_of(key)
            around = (setting[steps[:n]] for n in range(1, len(steps) + 1) if steps[:n] in setting)
            other, its = next(around, above.get(steps, ("", "")))
            why = "the later would win"
            if not other:
                stream, volume = _volume_of(steps)
                of_stream = volumes.get(stream, {}).items()
                other, its = next((by for another, by in of_stream if another != volume), ("", ""))
                why = "a stream has one of them, so the later would win"
            if other:
                what = f"sets '{key[:80]}', and the factor '{other[:60]}' sets '{its[:80]}'"
                raise file.refused(place, f"{what}: {why}; leave one of them out")
        for steps, key in ((steps_of(key), key) for key in keys):
            setting[steps] = factor, key
            above |= dict.fromkeys((steps[:n] for n in range(1, len(steps))), (factor, key))
            stream, volume = _volume_of(steps)
            if volume:
                volumes.setdefault(stream, {})[volume] = factor, key


def _volume_of(steps: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The stream whose volume a key sets or changes, and which of the keys for it that is; empty for other keys."""
    at = next((n for n, step in enumerate(steps) if n > 1 and step in VOLUMES), 0) if steps[0] == "demand" else 0
    return (steps[:at], steps[at]) if at else ((), "")


def _keys(file: SweepFile) -> dict[str, dict[str, KeyPath]]:
    """What each factor sets, by key path, and where that is written."""
    design = file.sweep.design
    found: dict[str, dict[str, KeyPath]] = {}
    for factor, levels in (design.grid or {}).items():
        if levels.kind == "together":
            own = [key for level in levels.by_name.values() for key in level]
        else:
            own = ["scenario"] if levels.kind == "files" else [factor]
        found[factor] = dict.fromkeys(own, ("design", "grid", factor))
    for kind in OF_RANGES:
        filling = getattr(design, kind)
        for factor, reach in (filling.ranges if filling is not None else {}).items():
            here: KeyPath = ("design", kind, "ranges", factor)
            found[factor] = {key: (*here, "keys", n) for n, key in enumerate(reach.keys)} or {factor: here}
    return found


def _of_grid(grid: dict[str, Levels]) -> Iterator[Point]:
    choices = [[(factor, name) for name in levels.by_name] for factor, levels in grid.items()]
    for number, chosen in enumerate(product(*choices)):
        changes: dict[str, Any] = {}
        places: dict[str, KeyPath] = {}
        scenario, shown = None, {}
        for factor, name in chosen:
            levels = grid[factor]
            level, place = levels.by_name[name], ("design", "grid", factor)
            shown[factor] = level if levels.kind == "values" and isinstance(level, int | float) else name
            if levels.kind == "files":
                scenario, places["scenario"] = level, place
                continue
            own = level if levels.kind == "together" else {factor: level}
            changes |= own
            places |= dict.fromkeys(own, place)
        yield Point(number, ", ".join(name for _, name in chosen), shown, scenario, changes, places)


def _of_list(file: SweepFile) -> Iterator[Point]:
    for number, row in enumerate(file.sweep.design.list or ()):
        place: KeyPath = ("design", "list", number)
        places = {**dict.fromkeys(row.set, place), "scenario": place}
        yield Point(number, row.name, {"design": row.name}, row.scenario, dict(row.set), places)


def _of_filling(kind: str, filling: Filling | Screening) -> Iterator[Point]:
    for number, shares in enumerate(_shares(kind, filling)):
        changes: dict[str, Any] = {}
        places: dict[str, KeyPath] = {}
        shown = {}
        for (factor, found), share in zip(filling.ranges.items(), shares, strict=True):
            shown[factor] = found.value(float(share))
            own = dict.fromkeys(found.keys or (factor,), shown[factor])
            changes |= own
            places |= dict.fromkeys(own, ("design", kind, "ranges", factor))
        yield Point(number, ", ".join(map(str, shown.values())), shown, None, changes, places)


def _shares(kind: str, filling: Filling | Screening) -> Reals:
    """Where in its range each factor of each point lies, shape (points, factors)."""
    from scipy.stats import qmc

    chance = np.random.default_rng(filling.seed)
    factors = len(filling.ranges)
    if isinstance(filling, Screening):
        return np.concatenate([_walk(factors, filling.levels, chance) for _ in range(filling.trajectories)])
    if kind == "sobol":
        return np.asarray(qmc.Sobol(factors, rng=chance).random(filling.points))
    if kind == "latin_hypercube":
        return np.asarray(qmc.LatinHypercube(factors, rng=chance).random(filling.points))
    both = qmc.Sobol(2 * factors, rng=chance).random(filling.points)
    first, second = both[:, :factors], both[:, factors:]
    mixed = [np.where(np.arange(factors) == factor, second, first) for factor in range(factors)]
    return np.concatenate([first, second, *mixed])


def _walk(factors: int, levels: int, chance: np.random.Generator) -> Reals:
    """One walk: from a point on the levels each factor, in an order by chance, takes one step over half of them.

    Source
    ------
    Morris (1991), Technometrics 33, 161-174. Each walk draws as many numbers as any other, so that further ones leave
    those before them as they are.
    """
    lower = chance.integers(levels // 2, size=factors)
    starts_above = chance.integers(2, size=factors) == 1
    turn = chance.permutation(factors)
    is_above = (np.arange(factors + 1)[:, np.newaxis] > turn) != starts_above
    return np.asarray((lower + levels // 2 * is_above) / (levels - 1))
