"""A matching file made ready: points of its unknowns as designs of a sweep, its figures as measures."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.errors import ScenarioError
from sim.matching.observed import Observed, Runs
from sim.measures.definitions import definition_of
from sim.measures.estimate import spread_of
from sim.measures.selection import selection_key
from sim.scenario.asked_file import overlap
from sim.scenario.match_file import MatchFile
from sim.scenario.merging import key_path, steps_of
from sim.scenario.ranges import Range
from sim.scenario.schema_match import Match
from sim.scenario.schema_sweep import Sweep
from sim.scenario.sweep_file import SweepFile
from sim.statistics.intervals import Reals, Spread, standard_error
from sim.statistics.kriging import LEAST_FREE
from sim.sweeps.designs import look_at_keys
from sim.sweeps.experiment import Experiment, experiment_of

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario
    from sim.scenario.yaml_reader import KeyPath
    from sim.sweeps.results import SweepResults

COMPARED: Final = " compared with "
"""Stands in the name of a figure that compares."""
RATIO: Final = ""
"""The unit of a figure that compares: it knows no bound above."""


@dataclass(frozen=True)
class WaveFile(SweepFile):
    """The sweep file that a wave would have; what is wrong with it is told at its place in the matching file."""

    asked: MatchFile = field(kw_only=True)

    def refused(self, path: KeyPath, text: str) -> ScenarioError:
        """What is wrong at a key path of the sweep file, with file and line of the matching file."""
        if path[:1] == ("measures",):
            asked = self.sweep.measures[int(path[1])]
            first = next(n for n, one in enumerate(self.asked.match.figures) if one.selection == asked)
            path = ("figures", first, *path[2:])
        if path[:1] == ("design",):
            key, _, rest = text.partition(": ")
            path = self._setting(steps_of(key))
            text = rest if path[-1] == key else text
        return self.asked.refused(path, text)

    def _setting(self, steps: tuple[str, ...]) -> KeyPath:
        """Where a key is set that the points change, or that what a figure is compared with changes."""
        for number, figure in enumerate(self.asked.match.figures):
            for key in figure.compared_with or ():
                if overlap(key, steps):
                    return "figures", number, "compared_with", key
        for name, keys in keys_of(self.asked).items():
            if any(overlap(key, steps) for key in keys):
                return "unknown", name
        return ("unknown",)


def keys_of(file: MatchFile) -> dict[str, tuple[str, ...]]:
    """The key paths of each unknown."""
    return {name: found.keys or (name,) for name, found in file.match.unknown.items()}


def changes_at(file: MatchFile, place: Reals) -> dict[str, Any]:
    """By key path: what a place sets, shape (unknowns,), as a planner would write it."""
    keys, ranges = keys_of(file), file.match.unknown
    values = {name: found.value(float(at)) for (name, found), at in zip(ranges.items(), place, strict=True)}
    return {key: values[name] for name, each in keys.items() for key in each}


@dataclass(frozen=True)
class Question:
    """A matching file, ready to run.

    Attributes
    ----------
    file
        What was read.
    replications, seed
        Of each point.
    observed
        Its figures.
    base
        The scenario, with what holds at every point.
    warnings
        What is odd at the ends of the ranges.
    """

    file: MatchFile
    replications: int
    seed: int
    observed: tuple[Observed, ...]
    base: Scenario
    warnings: tuple[str, ...]

    @property
    def ranges(self) -> dict[str, Range]:
        """Of each unknown."""
        return self.file.match.unknown

    @property
    def runs_of_a_place(self) -> int:
        """Replications of a place, with those of what figures are compared with."""
        return self.replications * len(_variants(self.file.match))

    def snap(self, places: Reals) -> Reals:
        """The places that a scenario can have: whole numbers stay whole; shape (places, unknowns)."""
        found = np.array(places)
        for number, reach in enumerate(self.ranges.values()):
            if reach.is_whole:
                many = reach.high - reach.low
                found[:, number] = np.minimum(np.floor(places[:, number] * (many + 1)), many) / many
        return found

    def experiment(self, places: Reals, seed: int, label: str) -> Experiment:
        """The sweep that runs places, shape (places, unknowns).

        Raises
        ------
        ScenarioError
            What is wrong, at its place in the matching file.
        """
        return _experiment(self.file, places, self.replications, seed, label)

    @cached_property
    def own(self) -> Reals | None:
        """The place at which the scenario itself lies, shape (unknowns,); None where it lies outside the ranges."""
        found = []
        for name, keys in keys_of(self.file).items():
            values = {str(_value_at(self.base.document, key)) for key in keys}
            try:
                found.append(self.ranges[name].share(values.pop()) if len(values) == 1 else np.nan)
            except ValueError:
                return None
        return np.array(found) if np.isfinite(found).all() else None


def _value_at(document: Any, key: str) -> Any:
    """What a document has at a key path; None if nothing."""
    try:
        for step in key_path(document, key):
            document = document[step]
    except (ScenarioError, LookupError):
        return None
    return document


def question_of(file: MatchFile, replications: int | None = None, seed: int | None = None) -> Question:
    """A matching file with its scenario read at both ends of every range, and its measures looked up.

    Parameters
    ----------
    file
        What was read.
    replications, seed
        Instead of the file's.

    Raises
    ------
    ScenarioError
        What is wrong, at its place in the file.
    """
    asked = file.match
    look_at_keys({name: dict.fromkeys(keys, ("unknown", name)) for name, keys in keys_of(file).items()}, file)
    unknowns = len(asked.unknown)
    _look_at_room(file)
    ends = np.full((2 * unknowns, unknowns), 0.5)
    for number in range(unknowns):
        ends[2 * number : 2 * number + 2, number] = 0.0, 1.0
    n = replications or asked.replications
    made = _experiment(file, ends, n, asked.seed if seed is None else seed, "end")
    base = made.base(asked.scenario, ("scenario",))
    base = base.replace(asked.set) if asked.set else base
    return Question(file, n, made.seed, _observed(file), base, tuple(made.warnings))


def _look_at_room(file: MatchFile) -> None:
    """Refuse unknowns that are all whole numbers of which there are few: a sweep runs them all."""
    ranges, least = file.match.unknown.values(), len(file.match.unknown) + 1 + LEAST_FREE
    places = prod(int(reach.high - reach.low) + 1 if reach.is_whole else least for reach in ranges)
    if places < least:
        raise file.refused(
            ("unknown",),
            f"has {places} places in all, and {least} are needed: widen a range, or run them all as a sweep",
        )


def _observed(file: MatchFile) -> tuple[Observed, ...]:
    found: list[Observed] = []
    for number, figure in enumerate(file.match.figures):
        key = selection_key(figure.selection)
        name = key if figure.compared_with is None else f"{key}{COMPARED}{_told(figure.compared_with)}"
        unit = definition_of(key).unit if figure.compared_with is None else RATIO
        if name in [other.name for other in found]:
            raise file.refused(("figures", number), f"'{name[:80]}' stands twice: leave one out")
        found.append(Observed(name, key, unit, *figure.ends, figure.mean_of, figure.discrepancy))
        if unit == "share" and figure.value.value > 1:
            hint = f": did you mean '{figure.value.text} %'?" if figure.value.value <= 100 else ""
            told = f"'{figure.value.text}' is not a share between 0 % and 100 %{hint}"
            raise file.refused(("figures", number, "value"), told)
    return tuple(found)


def _told(changes: dict[str, Any]) -> str:
    return ", ".join(f"{key}={'null' if value is None else value}" for key, value in changes.items())


def _experiment(file: MatchFile, places: Reals, replications: int, seed: int, label: str) -> Experiment:
    """The sweep that runs places as they are, then with what each figure is compared with."""
    asked = file.match
    rows = [
        {"name": f"{label} {number}, {what}" if what else f"{label} {number}", "set": changes_at(file, place) | changes}
        for what, changes in _variants(asked).items()
        for number, place in enumerate(places, 1)
    ]
    sweep = Sweep.model_validate(
        {
            "sweep": 1,
            "scenario": asked.scenario,
            "set": asked.set,
            "replications": replications,
            "seed": seed,
            "design": {"list": rows},
            "measures": list({str(figure.selection): figure.selection for figure in asked.figures}.values()),
        }
    )
    return experiment_of(WaveFile(file.name, file.folder, file.places, file.text, sweep, asked=file))


def _variants(asked: Match) -> dict[str, dict[str, Any]]:
    """By name: what each place is run with, as it is at first."""
    compared = [figure.compared_with for figure in asked.figures if figure.compared_with is not None]
    return {"": {}} | {_told(changes): changes for changes in compared}


def runs_of(question: Question, results: SweepResults, places: Reals) -> Runs:
    """What the sweep of places came to."""
    shape = (len(places), len(question.observed))
    values, chance = np.full(shape, np.nan), np.full(shape, np.nan)
    deviations = np.zeros((question.replications, *shape))
    variants = list(_variants(question.file.match))
    for number, (observed, figure) in enumerate(zip(question.observed, question.file.match.figures, strict=True)):
        other = 0 if figure.compared_with is None else len(places) * variants.index(_told(figure.compared_with))
        for point in range(len(places)):
            spread = _spread(results, point, observed.measure)
            if spread is not None and other:
                spread = _ratio(spread, _spread(results, other + point, observed.measure))
            if spread is None or spread.estimate is None:
                continue
            values[point, number] = spread.estimate
            deviations[:, point, number] = spread.deviations
            chance[point, number] = standard_error(spread.deviations, spread.n) ** 2 * spread.n
    return Runs(places, values, deviations, chance, tuple(results.failures.values()))


def _spread(results: SweepResults, point: int, measure: str) -> Spread | None:
    """A measure of a design; None where a replication failed, or has nothing to measure."""
    known, n = results.figures.of_design(point, measure), results.experiment.replications
    spread = spread_of(measure, known) if len(known) == n else None
    return spread if spread is not None and spread.estimate is not None and spread.n == n else None


def _ratio(above: Spread, below: Spread | None) -> Spread | None:
    """How many times a measure is that of other runs before the same citizens, with its deviations (delta method)."""
    if below is None or not above.estimate or not below.estimate:
        return None
    ratio = above.estimate / below.estimate
    return Spread(ratio, (above.deviations - ratio * below.deviations) / below.estimate, above.n, above.trials)
