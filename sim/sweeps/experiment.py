"""A sweep made ready: every design read and checked, every task with the key it has in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, overload

from sim.checks.asked import check_selection
from sim.errors import ScenarioError
from sim.measures.definitions import definition_of
from sim.measures.selection import selection_key
from sim.scenario.asked_file import changed_key, overlap
from sim.scenario.contradictions import further_problems
from sim.scenario.loading import load_scenario
from sim.scenario.merging import steps_of
from sim.scenario.messages import Problem
from sim.scenario.schema import Scenario
from sim.scenario.schema_results import Selection
from sim.scenario.sweep_file import SweepFile
from sim.shipped import find_beside
from sim.store.manifest import Program, design_hash, scenario_hash
from sim.store.sealed import canonical_json, sha256
from sim.sweeps.designs import Point, ends_of, points_of
from sim.sweeps.metamodel import check_metamodel
from sim.sweeps.oddities import PlanOddities

if TYPE_CHECKING:
    from sim.scenario.yaml_reader import KeyPath

DEFAULT_REPLICATIONS: Final = 30


@dataclass(frozen=True, slots=True)
class Task:
    """One replication of one design; `number` is its place in the sweep, `key` what the ledger knows it by."""

    number: int
    key: str
    point: int
    replication: int


@dataclass(frozen=True)
class Tasks(Sequence[Task]):
    """Tasks of a sweep, each made when it is asked for: those of 100,000 runs would take 30 MB.

    Attributes
    ----------
    experiment
        The sweep.
    points
        The first of the designs that are the same, of all there are.
    numbers
        Of these tasks, in the sweep.
    """

    experiment: Experiment
    points: tuple[int, ...]
    numbers: range

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, at: int) -> Task: ...

    @overload
    def __getitem__(self, at: slice) -> Tasks: ...

    def __getitem__(self, at: int | slice) -> Task | Tasks:
        if isinstance(at, slice):
            return replace(self, numbers=self.numbers[at])
        number = self.numbers[at]
        design, replication = divmod(number, self.experiment.replications)
        point = self.points[design]
        return Task(number, self.experiment.task_key(point, replication), point, replication)


@dataclass
class Experiment:
    """A sweep, ready to run.

    Attributes
    ----------
    file
        What was read.
    points
        Its designs.
    replications, seed
        Of each design.
    measures
        Keys of what is measured, in the order of the file.
    scenarios, hashes
        Of each design: hash of its resolved scenario, and of all that its logs depend on beside seed and replication.
    oddities
        What is odd in the plans of designs that have been begun.
    """

    file: SweepFile
    points: tuple[Point, ...]
    replications: int
    seed: int
    measures: tuple[str, ...]
    scenarios: list[str] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    oddities: PlanOddities = field(default_factory=PlanOddities)
    _bases: dict[str, Scenario] = field(default_factory=dict)
    _odd: dict[str, None] = field(default_factory=dict)

    def scenario_of(self, point: Point) -> Scenario:
        """The scenario of a design, read by the language.

        Raises
        ------
        ScenarioError
            At the place in the sweep file where its level was written.
        """
        base = self.base(point.scenario or self.file.sweep.scenario, point.places.get("scenario", ("scenario",)))
        try:
            return self._changed(base, point)
        except ScenarioError as error:
            raise self._placed(point, error) from None

    def _changed(self, base: Scenario, point: Point) -> Scenario:
        changes = self.file.sweep.set | point.changes
        return base.replace(changes) if changes else base

    def look_at_end(self, point: Point) -> None:
        """Refuse an end of a range that its factor's keys cannot have; `point` has no other places.

        Raises
        ------
        ScenarioError
            At the place of the factor. What is wrong elsewhere is told of the designs that have it.
        """
        try:
            self._changed(self.base(self.file.sweep.scenario, ("scenario",)), point)
        except ScenarioError as error:
            found = changed_key(error)
            if found is not None and any(overlap(key, steps_of(found[0])) for key in point.places):
                raise self._placed(point, error) from None

    def base(self, name: str, place: KeyPath) -> Scenario:
        """A scenario file that the sweep names, read once."""
        if name not in self._bases:
            try:
                self._bases[name] = load_scenario(find_beside(self.file.folder, name))
            except ScenarioError as error:
                raise self.file.refused(place, str(error)) from None
        return self._bases[name]

    @property
    def bases(self) -> dict[str, Scenario]:
        """The scenarios that its designs begin with, as the sweep file names them, its own first."""
        return dict(self._bases)

    @property
    def warnings(self) -> list[str]:
        """What is odd in any design, once each, with the place in the sweep file that brings it in."""
        return list(self._odd)

    @cached_property
    def tasks(self) -> Tasks:
        """Every task, design by design; designs that are the same have theirs in common."""
        points = {design: point.number for point, design in reversed(list(zip(self.points, self.hashes, strict=True)))}
        return Tasks(self, tuple(sorted(points.values())), range(len(points) * self.replications))

    @property
    def key(self) -> str:
        """A name for all that its results depend on."""
        return sha256(canonical_json([self.hashes, self.seed, self.replications, self.measures]).encode())

    def of(self, replications: int) -> Experiment:
        """The same with another number of replications of each design."""
        return replace(self, replications=replications)

    def task_key(self, point: int, replication: int) -> str:
        """What the ledger knows a replication of a design by."""
        return sha256(canonical_json([self.hashes[point], self.seed, replication]).encode())

    def _placed(self, point: Point, error: ScenarioError) -> ScenarioError:
        """What is wrong with a design, at the place of the sweep file that brought it in."""
        found = changed_key(error)
        if found is None:
            return self.file.refused(("design",), f"{point.name[:80]}: {error.sentence}")
        return self.file.refused(*self._told(point, *found))

    def warn_of(self, point: Point, scenario: Scenario) -> None:
        """Keep what is odd in a design, unless it is known."""
        base = self.base(point.scenario or self.file.sweep.scenario, ())
        for warning in scenario.warnings:
            key, _, text = warning.partition(": ")
            told = warning
            if warning not in base.warnings:
                told = self.file.refused(*self._told(point, key, text)).sentence
            self._odd[told] = None

    def _told(self, point: Point, key: str, text: str) -> tuple[KeyPath, str]:
        """The place in the sweep file that brings in what stands at a key of a design, and what is told there."""
        path = steps_of(key)
        near = max((other for other in point.places if overlap(other, path)), key=len, default="")
        own = max((other for other in self.file.sweep.set if overlap(other, path)), key=len, default="")
        place: KeyPath = point.places[near] if near else ("set", own) if own else ("design",)
        return place, text if steps_of(str(place[-1])) == path else f"{key}: {text}"


def experiment_of(file: SweepFile, replications: int | None = None, seed: int | None = None) -> Experiment:
    """A sweep with every design read, and the measures looked up.

    Parameters
    ----------
    file
        What was read.
    replications, seed
        Instead of the file's.

    Raises
    ------
    ScenarioError
        What is wrong, at its place in the sweep file.
    """
    sweep, program = file.sweep, Program.now()
    if replications is not None and replications < 1:
        raise ScenarioError(f"{replications} replications: at least one is needed")
    keys = []
    for number, selection in enumerate(sweep.measures):
        try:
            keys.append(_key(selection))
        except ScenarioError as error:
            raise file.refused(("measures", number), str(error)) from None
        if keys[-1] in keys[:-1]:
            raise file.refused(("measures", number), f"'{keys[-1]}' stands twice: leave one out")
    points = points_of(file)
    if sweep.metamodel is not None:
        check_metamodel(file, points, sweep.metamodel)
    found = Experiment(file, points, 1, sweep.seed if seed is None else seed, tuple(keys))
    base = found.base(sweep.scenario, ("scenario",))
    found.replications = replications or sweep.replications or base.replications or DEFAULT_REPLICATIONS
    for end in ends_of(file):
        found.look_at_end(end)
    lost: dict[int, Problem] = {}
    for point in found.points:
        scenario = found.scenario_of(point)
        if point.number == 0:
            lost = _check_measures(file, scenario)
        elif lost:
            lost = {n: problem for n, problem in lost.items() if any(further_problems(scenario, sweep.measures[n]))}
        found.warn_of(point, scenario)
        found.scenarios.append(scenario_hash(scenario))
        found.hashes.append(design_hash(scenario, program))
    for number, problem in lost.items():
        raise file.refused(("measures", number, *problem.path), problem.text)
    return found


def _key(selection: Selection) -> str:
    """The key of what is measured.

    Raises
    ------
    ScenarioError
        If there is no such measure, or its threshold does not stand by itself: nobody would measure it.
    """
    key, id_ = selection_key(selection), definition_of(selection.measure).id
    if selection.measure != id_:
        right = f"{{measure: {id_}, within: 15 s}}"
        raise ScenarioError(f"'{selection.measure}' holds its threshold: write it by itself, as in {right}")
    return key


def _check_measures(file: SweepFile, scenario: Scenario) -> dict[int, Problem]:
    """What is asked for and not there, by number of the measure; it may be there in other designs."""
    lost = {}
    for number, selection in enumerate(file.sweep.measures):
        try:
            check_selection(selection, scenario)
        except ScenarioError as error:
            raise file.refused(("measures", number), str(error)) from None
        problem = next(further_problems(scenario, selection), None)
        if problem is not None:
            lost[number] = problem
    return lost
