"""A matching file made ready: points of its unknowns as designs of a sweep, its figures as measures."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import ScenarioError
from sim.matching.observed import Observed, Runs
from sim.measures.definitions import definition_of
from sim.measures.estimate import spread_of
from sim.scenario.match_file import MatchFile
from sim.scenario.ranges import Range
from sim.scenario.schema_sweep import Sweep
from sim.scenario.sweep_file import SweepFile
from sim.statistics.intervals import Reals, standard_error
from sim.sweeps.experiment import Experiment, experiment_of

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario
    from sim.scenario.yaml_reader import KeyPath
    from sim.sweeps.results import SweepResults

Levels = dict[str, Any]
"""By unknown: its value, as a planner would write it."""


@dataclass(frozen=True)
class WaveFile(SweepFile):
    """The sweep file that a wave would have; what is wrong with it is told at its place in the matching file."""

    asked: MatchFile = field(kw_only=True)

    def refused(self, path: KeyPath, text: str) -> ScenarioError:
        """What is wrong at a key path of the sweep file, with file and line of the matching file."""
        if path[:1] == ("measures",):
            path = ("figures", *path[1:])
        if path[:1] == ("design",):
            key, _, rest = text.partition(": ")
            name = next((name for name, keys in keys_of(self.asked).items() if key in keys), None)
            path = ("unknown",) if name is None else ("unknown", name)
            text = rest if name == key else text
        return self.asked.refused(path, text)


def keys_of(file: MatchFile) -> dict[str, tuple[str, ...]]:
    """The key paths of each unknown."""
    return {name: found.keys or (name,) for name, found in file.match.unknown.items()}


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

    def levels_at(self, shares: Reals) -> Levels:
        """The values at a place, shape (unknowns,)."""
        return {name: found.value(float(at)) for (name, found), at in zip(self.ranges.items(), shares, strict=True)}

    def changes_at(self, shares: Reals) -> dict[str, Any]:
        """By key path: what a place sets."""
        levels = self.levels_at(shares)
        return {key: levels[name] for name, keys in keys_of(self.file).items() for key in keys}

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
    """What a document has at a key path; None if nothing. Names may hold dots."""
    if not key:
        return document
    steps = key.replace("[", ".").replace("]", "").split(".")
    for taken in range(len(steps), 0, -1):
        first, rest = ".".join(steps[:taken]), ".".join(steps[taken:])
        if isinstance(document, dict) and first in document:
            return _value_at(document[first], rest)
        if isinstance(document, list) and first.isdecimal() and int(first) < len(document):
            return _value_at(document[int(first)], rest)
    return None


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
    unknowns = len(asked.unknown)
    halfway = np.full((2 * unknowns, unknowns), 0.5)
    for number in range(unknowns):
        halfway[2 * number : 2 * number + 2, number] = 0.0, 1.0
    n = replications or asked.replications
    made = _experiment(file, halfway, n, asked.seed if seed is None else seed, "end")
    observed = tuple(
        Observed(key, definition_of(key).unit, *figure.ends, figure.mean_of, figure.discrepancy)
        for key, figure in zip(made.measures, asked.figures, strict=True)
    )
    for number, (figure, asked_figure) in enumerate(zip(observed, asked.figures, strict=True)):
        _look_at_value(file, number, figure, asked_figure.value.text)
    base = made.base(asked.scenario, ("scenario",))
    return Question(file, n, made.seed, observed, base.replace(asked.set) if asked.set else base, tuple(made.warnings))


def _look_at_value(file: MatchFile, number: int, figure: Observed, text: str) -> None:
    """Refuse values that a measure cannot have, such as 95 for a share."""
    if figure.unit == "share" and figure.value > 1:
        hint = f": did you mean '{text} %'?" if figure.value <= 100 else ""
        raise file.refused(("figures", number, "value"), f"'{text}' is not a share between 0 % and 100 %{hint}")


def _experiment(file: MatchFile, places: Reals, replications: int, seed: int, label: str) -> Experiment:
    asked = file.match
    keys = keys_of(file)
    rows = []
    for number, place in enumerate(places):
        levels = {name: found.value(float(at)) for (name, found), at in zip(asked.unknown.items(), place, strict=True)}
        changes = {key: levels[name] for name, each in keys.items() for key in each}
        rows.append({"name": f"{label} {number + 1}", "set": changes})
    sweep = Sweep.model_validate(
        {
            "sweep": 1,
            "scenario": asked.scenario,
            "set": asked.set,
            "replications": replications,
            "seed": seed,
            "design": {"list": rows},
            "measures": [figure.selection for figure in asked.figures],
        }
    )
    return experiment_of(WaveFile(file.name, file.folder, file.places, file.text, sweep, asked=file))


def runs_of(results: SweepResults, places: Reals) -> Runs:
    """What a sweep of places came to."""
    made = results.experiment
    shape = (len(made.points), len(made.measures))
    values, chance = np.full(shape, np.nan), np.full(shape, np.nan)
    deviations = np.zeros((made.replications, *shape))
    for point in range(shape[0]):
        for number, measure in enumerate(made.measures):
            known = results.figures.of_design(point, measure)
            spread = spread_of(measure, known) if len(known) == made.replications else None
            if spread is None or spread.estimate is None or spread.n < made.replications:
                continue
            values[point, number] = spread.estimate
            deviations[:, point, number] = spread.deviations
            chance[point, number] = standard_error(spread.deviations, spread.n) ** 2 * spread.n
    return Runs(places, values, deviations, chance, tuple(results.failures.values()))
