"""The best of several designs: the cheapest that keeps all promises, or the one with the best value of a measure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from sim.checks.asked import asking
from sim.errors import ScenarioError
from sim.measures.definitions import definition_of
from sim.measures.selection import proper_key, selection_key
from sim.measures.targets import Status, TargetResult, judge_targets
from sim.scenario.schema import Scenario
from sim.statistics.selection import FIRST, first_good_enough, looks_up_to, one_sided_confidence, select_best
from sim.study.designs import ROUND, Runner, named_designs
from sim.study.planned_cost import planned_costs
from sim.study.replicate import Collected

if TYPE_CHECKING:
    import pandas as pd

    from sim.simulation import Engine

ERROR: Final = 0.05
MOST: Final = 160
Progress = Callable[[int, int, float, int], None]
"""Called as a run goes on, with the number of its design, that of the replication, how far it is, and how many runs
there may be in all; what it raises ends the selection."""


@dataclass(frozen=True)
class Candidate:
    """One design in a selection.

    Attributes
    ----------
    name
        Of the design.
    cost
        What it costs, or its mean of the measure by which the best is chosen.
    replications
        How many the verdict rests on.
    verdict
        `met`: it keeps all promises; `not met`: it breaks one; `undecided`; `not run`: it is dearer than the answer. Of
        a best by measure: `met` if it alone is left, `not met` if it was dropped, `undecided` or `alike` if others are
        left, too.
    targets
        How each promise fared; none of a design that was not run, or where the best is chosen by a measure.
    """

    name: str
    cost: float
    replications: int
    verdict: Status | Literal["alike", "not run"]
    targets: tuple[TargetResult, ...] = ()


@dataclass(frozen=True)
class Selection:
    """Which of several designs is the best.

    Attributes
    ----------
    best
        Its name; None if none is clearly good enough.
    by
        `planned_wages` or `planned_hours`; or the measure whose best value was looked for.
    error
        The chance allowed that the answer is wrong, over all designs and looks together: that it breaks a promise, or
        by a measure that it is another one that is better than all others by `worth`.
    candidates
        Every design that was looked at, in the order in which that was done.
    undecided
        Names of designs that might be better than the answer: more replications can tell.
    worth
        The difference of the measure that matters; None where the cheapest was looked for.
    alike
        Names of designs that showed the same as the answer in every replication.
    dearer
        Designs that cost more than the answer, from the cheapest on: they were not run.
    """

    best: str | None
    by: str
    error: float
    candidates: tuple[Candidate, ...]
    undecided: tuple[str, ...] = ()
    worth: float | None = None
    alike: tuple[str, ...] = ()
    dearer: tuple[Candidate, ...] = ()

    def __repr__(self) -> str:
        return f"<Selection by {self.by}: {self.best or 'none is good enough'}, of {len(self.designs)} designs>"

    @property
    def designs(self) -> tuple[Candidate, ...]:
        """All of them: those that were looked at, and the dearer ones."""
        return (*self.candidates, *self.dearer)

    def _repr_html_(self) -> str:
        """All designs, where a notebook shows it."""
        return str(self.to_frame().to_html(index=False, na_rep=""))

    def to_frame(self) -> pd.DataFrame:
        """One row per design: its cost (or value), replications, verdict, whether it is the best."""
        import pandas as pd

        return pd.DataFrame(
            {
                "design": [one.name for one in self.designs],
                self.by: pd.array([one.cost for one in self.designs], dtype="Float64"),
                "replications": [one.replications for one in self.designs],
                "verdict": [one.verdict for one in self.designs],
                "is_best": [one.name == self.best for one in self.designs],
            }
        )

    def targets_frame(self) -> pd.DataFrame:
        """One row per design that was run and promise: measure, side, threshold, per; estimate, low, high, unit, n; the
        verdict, and the confidence with which it was asked for."""
        import pandas as pd

        rows = [(one.name, target) for one in self.candidates for target in one.targets]
        told = [target for _, target in rows]
        texts, numbers = ("measure", "side", "threshold", "per"), ("estimate", "low", "high")
        return pd.DataFrame(
            {
                "design": [name for name, _ in rows],
                **{column: [getattr(target, column) for target in told] for column in texts},
                **{column: pd.array([getattr(t, column) for t in told], dtype="Float64") for column in numbers},
                **{column: [getattr(target, column) for target in told] for column in ("unit", "n")},
                "verdict": [target.status for target in told],
                "confidence": [target.confidence for target in told],
            }
        )


@dataclass
class _Runs:
    """What is run of each design so far; every one has the same citizens."""

    designs: Sequence[Scenario]
    most: int
    seed: int
    engine: Engine
    workers: int | None
    progress: Progress | None
    kept: list[Collected] = field(init=False)
    _runner: Runner = field(init=False)
    _in_all: int = 0

    def __post_init__(self) -> None:
        told = None if self.progress is None else self._tell
        self._runner = Runner.of(self.designs, self.most, self.seed, self.engine, self.workers, told)
        self.kept = [Collected(design, self.seed, self.most, self.engine) for design in self.designs]

    def up_to(self, number: int, replications: int, done: Sequence[int]) -> Collected:
        """So many replications of a design; those in `done` have no more to come."""
        kept = self.kept[number]
        have = len(kept.measures)
        if have < replications:
            gone = sum(self.most - len(self.kept[other].measures) for other in done)
            self._in_all = len(self.designs) * self.most - gone
            with closing(self._runner.runs(number, range(have, replications))) as runs:
                for counted in runs:
                    kept.take(counted)
                    self._tell(number, counted.measures.replication, 1.0)
        return kept

    def value(self, key: str, first: int, number: int, replication: int) -> float:
        """A measure of one replication of a design that is still in the race; some are run at once.

        Raises
        ------
        ScenarioError
            If it has none there.
        """
        have = len(self.kept[number].measures)
        if replication >= have:
            # They come in turn, so whoever stands before this one and has no more than it is out.
            out = [other for other in range(number) if len(self.kept[other].measures) <= have]
            self.up_to(number, min(max(first, have + ROUND), self.most), out)
        figure = self.kept[number].measures[replication].values[key]
        if figure.value is None:
            name = self.designs[number].name
            raise ScenarioError(f"'{name}' has no '{key}' in replication {replication}: choose a measure that all have")
        return figure.value

    def _tell(self, number: int, replication: int, share: float) -> None:
        if self.progress is not None:
            self.progress(number, replication, share, self._in_all)


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
    workers: int | None = None,
    progress: Progress | None = None,
) -> Selection:
    """The cheapest design that keeps all promises; or, with `best`, the one with the best value of a measure.

    Parameters
    ----------
    designs
        By name, two or more. All are judged by the targets of the first.
    best
        A measure, such as ``same_day_closure``: its best value decides, and cost and targets do not.
    worth
        The difference of it that matters, in its unit.
    error
        The chance allowed that the answer is wrong: that the design named breaks a promise; or, with `best`, that it is
        another one where one design is better than all others by `worth`.
    first, most
        Replications of each design at first, and at most.
    seed, engine, workers
        As `sim.replicate`. Every design has the same citizens.
    progress
        Called as runs go on with the number of a design, that of a replication, how far it is, and how many runs there
        may be in all.

    Returns
    -------
    Selection
        Its `best`, `to_frame()`, `targets_frame()`, and what is undecided.

    Raises
    ------
    ScenarioError
        If there is nothing to choose from or to judge by, or a number makes no sense.

    Notes
    -----
    The cheapest: designs are looked at from the cheapest on, each with twice as many replications from look to look,
    until it keeps all promises or breaks one; the first that keeps them is the answer. Cost is what the roster plans:
    hours on duty times wages, or where a design names none, these hours. A design is named wrongly only if a promise
    that it breaks is taken for kept, so the error is divided by the looks at all designs (Bonferroni), not by the
    promises.

    Examples
    --------
    >>> import sim
    >>> town = sim.load_scenario("template_town", ["clock.days=1"])
    >>> asked = town.replace({"targets": [{"measure": "asa", "at_most": "20 s"}]})
    >>> early = {f"{n} early": asked.replace({"operators.desk.shifts.morning.staff": n}) for n in (2, 12)}
    >>> sim.select(early, most=20).best
    '12 early'
    """
    if len(designs) < 2:
        raise ScenarioError("there is nothing to choose from: give two designs or more")
    _check(error, first, most)
    if worth is not None and best is None:
        raise ScenarioError(f"a difference that matters ({worth:g}) is one of a measure: say which shall be 'best'")
    named = named_designs(list(designs.values()), list(designs))
    keys = [selection_key(target) for target in named[0].targets] if best is None else [_key(best, worth)]
    if not keys:
        raise ScenarioError("there are no targets: say under 'targets' what must hold, or which measure shall be best")
    asked = [asking(design, keys) for design in named]
    start = partial(_Runs, most=most, seed=seed, engine=engine, workers=workers, progress=progress)
    if worth is not None and best is not None:
        return _best_by(start(asked), keys[0], worth, error, first)
    return _cheapest(start, asked, error, first)


def _check(error: float, first: int, most: int) -> None:
    if not 0 < error < 0.5:
        raise ScenarioError(f"a chance to be wrong of {error:g} is not between 0 and 0.5: write 0.05 for 5 %")
    if first < 2:
        raise ScenarioError(f"{first} replications of each design at first: at least two are needed")
    if most < first:
        raise ScenarioError(f"at most {most} replications, and {first} at first: give the same or more at most")


def _key(best: str, worth: float | None) -> str:
    """The measure by which the best is chosen, as results have it."""
    if definition_of(best).better == "neither":
        raise ScenarioError(f"'{best}' has no better direction: choose another measure")
    if worth is None or not 0 < worth < math.inf:
        raise ScenarioError(f"say which difference of '{best}' matters: 'worth', such as 0.01 for a point of a share")
    return proper_key(best)


def _best_by(runs: _Runs, key: str, worth: float, error: float, first: int) -> Selection:
    """By Kim and Nelson's procedure."""
    names, sign = [design.name for design in runs.designs], 1 if definition_of(key).better == "higher" else -1
    found = select_best(
        lambda number, replication: sign * runs.value(key, first, number, replication),
        len(names), worth, error, runs.most, first,
    )  # fmt: skip
    left: Status | Literal["alike"] = "met" if found.is_decided else "alike" if found.are_alike else "undecided"
    candidates = tuple(
        Candidate(
            name,
            sign * float(found.means[place]),
            int(found.replications[place]),
            left if place in found.left else "not met",
        )
        for place, name in enumerate(names)
    )
    others = tuple(names[place] for place in found.left if place != found.best)
    undecided, alike = ((), others) if found.are_alike else (others, ())
    return Selection(names[found.best], key, error, candidates, undecided, worth, alike)


def _cheapest(
    start: Callable[[Sequence[Scenario]], _Runs], designs: Sequence[Scenario], error: float, first: int
) -> Selection:
    by, costs = planned_costs(designs)
    order = sorted(range(len(designs)), key=lambda number: costs[number])
    runs = start([designs[number] for number in order])
    looks = looks_up_to(first, runs.most)
    confidence = one_sided_confidence(error, len(designs), len(looks))
    asked = tuple(target.model_copy(update={"confidence": confidence}) for target in designs[0].targets)
    found: dict[int, tuple[TargetResult, ...]] = {}

    def judge(system: int, replications: int) -> Status:
        kept = runs.up_to(system, replications, range(system))
        scenario = kept.scenario.model_copy(update={"targets": asked})
        found[system] = tuple(judge_targets(scenario, kept.measures, kept.intervals))
        statuses = {target.status for target in found[system]}
        return "not met" if "not met" in statuses else "met" if statuses == {"met"} else "undecided"

    best, told = first_good_enough(judge, len(order), looks)
    names = [design.name for design in runs.designs]
    candidates = tuple(
        Candidate(names[system], costs[order[system]], replications, verdict, found[system])
        for system, (verdict, replications) in enumerate(told)
    )
    undecided = tuple(one.name for one in candidates if one.verdict == "undecided")
    dearer = tuple(Candidate(names[n], costs[order[n]], 0, "not run") for n in range(len(candidates), len(order)))
    return Selection(None if best is None else names[best], by, error, candidates, undecided, dearer=dearer)
