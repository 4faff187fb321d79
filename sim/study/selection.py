"""The best of several designs: the cheapest that keeps all promises, or the one with the best value of a measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sim.errors import ScenarioError
from sim.measures.definitions import definition_of
from sim.measures.targets import Status, TargetResult, judge_targets
from sim.scenario.schema import Scenario
from sim.statistics.selection import FIRST, first_good_enough, looks_up_to, one_sided_confidence, select_best
from sim.study.counted import count
from sim.study.loop import each_run
from sim.study.replicate import Collected

if TYPE_CHECKING:
    import pandas as pd

    from sim.simulation import Engine

ERROR: Final = 0.05
MOST: Final = 160
COSTS: Final = ("staff_cost", "person_hours")
"""What a design costs: its wages, or where it names none, hours on duty."""


@dataclass(frozen=True)
class Candidate:
    """One design in a selection.

    Attributes
    ----------
    name
        Of the design.
    cost
        What it costs, or its value of the measure by which the best is chosen; None if it has none.
    replications
        How many were run.
    verdict
        `met`: it keeps all promises; `not met`: it breaks one; `undecided`; of a best by measure: `met` if it is left.
    targets
        How each promise fared; none where the best is chosen by a measure.
    """

    name: str
    cost: float | None
    replications: int
    verdict: Status
    targets: tuple[TargetResult, ...] = ()


@dataclass(frozen=True)
class Selection:
    """Which of several designs is the best.

    Attributes
    ----------
    best
        Its name; None if none is clearly good enough.
    by
        The measure of cost, or the one whose best value was looked for.
    error
        The chance allowed that the answer is wrong: over all designs and looks together.
    candidates
        Every design that was looked at, in the order in which that was done.
    undecided
        Names of designs that might be better than the answer: more replications can tell.
    """

    best: str | None
    by: str
    error: float
    candidates: tuple[Candidate, ...]
    undecided: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Selection by {self.by}: {self.best or 'none is good enough'}, of {len(self.candidates)} designs>"

    def _repr_html_(self) -> str:
        """All designs, where a notebook shows it."""
        return str(self.to_frame().to_html(index=False, na_rep=""))

    def to_frame(self) -> pd.DataFrame:
        """One row per design that was looked at: its cost (or value), replications, verdict, whether it is the best."""
        import pandas as pd

        return pd.DataFrame(
            {
                "design": [one.name for one in self.candidates],
                self.by: pd.array([one.cost for one in self.candidates], dtype="Float64"),
                "replications": [one.replications for one in self.candidates],
                "verdict": [one.verdict for one in self.candidates],
                "is_best": [one.name == self.best for one in self.candidates],
            }
        )


@dataclass
class _Runs:
    """What is run of each design so far; every one has the same citizens."""

    designs: Mapping[str, Scenario]
    seed: int
    engine: Engine
    kept: dict[str, Collected] = field(default_factory=dict)

    def up_to(self, name: str, replications: int) -> Collected:
        """So many replications of a design."""
        scenario = self.designs[name]
        kept = self.kept.setdefault(name, Collected(scenario, self.seed, replications, self.engine))
        wanted = range(len(kept.measures), replications)
        for counted in each_run(scenario, wanted, count, seed=self.seed, engine=self.engine):
            kept.take(counted)
        return kept

    def value(self, name: str, key: str, replication: int) -> float:
        """A measure of one replication.

        Raises
        ------
        ScenarioError
            If it has none there.
        """
        figure = self.up_to(name, replication + 1).measures[replication].values.get(key)
        if figure is None or figure.value is None:
            raise ScenarioError(f"'{name}' has no '{key}' in replication {replication}: choose a measure that all have")
        return figure.value


def select(
    designs: Mapping[str, Scenario],
    *,
    best: str | None = None,
    worth: float | None = None,
    error: float = ERROR,
    first: int = FIRST,
    most: int = MOST,
    seed: int = 1,
    engine: Engine = "auto",
) -> Selection:
    """The cheapest design that keeps all promises; or, with `best`, the one with the best value of a measure.

    Parameters
    ----------
    designs
        By name. All are judged by the targets of the first.
    best
        A measure, such as ``same_day_closure``: its best value decides, and cost and targets do not.
    worth
        The difference of it that matters, in its unit: designs that are nearer to each other are alike.
    error
        The chance allowed that the answer is wrong: that the design named breaks a promise, or that another is better
        by more than `worth`.
    first, most
        Replications of each design at first, and at most.
    seed, engine
        As `sim.replicate`. Every design has the same citizens.

    Returns
    -------
    Selection
        Its `best`, `to_frame()`, and what is undecided.

    Raises
    ------
    ScenarioError
        If there is nothing to choose from or to judge by.

    Notes
    -----
    The cheapest: designs are looked at from the cheapest on, each with twice as many replications from look to look,
    until it keeps all promises or breaks one; the first that keeps them is the answer. A design is named wrongly only
    if a promise that it breaks is taken for kept, so the error is divided by the looks at all designs (Bonferroni), not
    by the promises.

    Examples
    --------
    >>> import sim
    >>> town = sim.load_scenario("template_town", ["clock.days=1"])
    >>> asked = town.replace({"targets": [{"measure": "asa", "at_most": "20 s"}]})
    >>> early = {f"{n} early": asked.replace({"operators.desk.shifts.morning.staff": n}) for n in (2, 12)}
    >>> sim.select(early, most=20).best
    '12 early'
    """
    if not designs:
        raise ScenarioError("there is nothing to choose from: give two designs or more")
    runs = _Runs(designs, seed, engine)
    if best is not None:
        return _best_by(runs, best, worth, error, first, most)
    if not next(iter(designs.values())).targets:
        raise ScenarioError("there are no targets: say under 'targets' what must hold, or which measure shall be best")
    return _cheapest(runs, error, first, most)


def _best_by(runs: _Runs, key: str, worth: float | None, error: float, first: int, most: int) -> Selection:
    """By Kim and Nelson's procedure."""
    definition = definition_of(key)
    if definition.better == "neither":
        raise ScenarioError(f"'{key}' has no better direction: choose another measure")
    if worth is None or worth <= 0:
        raise ScenarioError(f"say which difference of '{key}' matters: 'worth', such as 0.01 for a point of a share")
    names, sign = list(runs.designs), 1 if definition.better == "higher" else -1
    found = select_best(lambda i, r: sign * runs.value(names[i], key, r), len(names), worth, error, most, first)
    candidates = tuple(
        Candidate(
            name,
            sign * float(found.means[place]),
            int(found.replications[place]),
            "not met" if place not in found.left else "met" if found.is_decided else "undecided",
        )
        for place, name in enumerate(names)
    )
    best = names[found.best]
    others = tuple(names[place] for place in found.left if place != found.best)
    return Selection(best, key, error, candidates, others)


def _cheapest(runs: _Runs, error: float, first: int, most: int) -> Selection:
    targets, looks, by = next(iter(runs.designs.values())).targets, looks_up_to(first, most), _cost_measure(runs)
    costs = {name: runs.value(name, by, 0) for name in runs.designs}
    names = sorted(costs, key=lambda name: costs[name])
    confidence = one_sided_confidence(error, len(names), len(looks))
    asked = tuple(target.model_copy(update={"confidence": confidence}) for target in targets)
    found: dict[str, tuple[TargetResult, ...]] = {}

    def judge(system: int, replications: int) -> Status:
        kept = runs.up_to(names[system], replications)
        scenario = kept.scenario.model_copy(update={"targets": asked})
        found[names[system]] = tuple(judge_targets(scenario, kept.measures, kept.intervals))
        statuses = {target.status for target in found[names[system]]}
        return "not met" if "not met" in statuses else "met" if statuses == {"met"} else "undecided"

    best, told = first_good_enough(judge, len(names), looks)
    candidates = tuple(
        Candidate(name, costs[name], replications, verdict, found[name])
        for name, (verdict, replications) in zip(names, told, strict=False)
    )
    undecided = tuple(one.name for one in candidates if one.verdict == "undecided")
    return Selection(None if best is None else names[best], by, error, candidates, undecided)


def _cost_measure(runs: _Runs) -> str:
    """Wages if every design has some, else hours on duty."""
    wages, hours = COSTS
    for name in runs.designs:
        figure = runs.up_to(name, 1).measures[0].values.get(wages)
        if figure is None or not figure.value:
            return hours
    return wages
