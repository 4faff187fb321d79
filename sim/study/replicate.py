"""Independent replications of one scenario, and what they say together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from sim.errors import ScenarioError
from sim.logs.columns import Column
from sim.logs.run_log import RunLog
from sim.measures.breakdown import Breakdown, By, Within
from sim.measures.by_interval import IntervalTable
from sim.measures.estimate import Estimate, estimate_measure, figures_of
from sim.measures.figures import PARTS
from sim.measures.mondays import weekly_growth
from sim.measures.run import Measures
from sim.measures.shortage import Staffing, staffing_of
from sim.measures.targets import PublishedResult, TargetResult, judge_published, judge_targets
from sim.scenario.schema import Scenario
from sim.study.counted import Counted, Cut, count
from sim.study.loop import each_run
from sim.study.parallel import workers_for
from sim.study.until import DEFAULT_MOST, Stopping, Watch

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from sim.simulation import Engine

Run = TypeVar("Run")
DEFAULT_REPLICATIONS: Final = 30
"""Enough for intervals that cover nearly as often as they claim, even for skewed measures."""


@dataclass(frozen=True)
class Replications:
    """Independent replications of one scenario; the raw logs are not kept.

    Attributes
    ----------
    scenario
        What was run.
    seed
        Of all of them; replication 0, 1, ... each has its own chance under it.
    engine
        Which engine ran.
    measures, intervals
        One per replication, in order.
    breakdowns
        What was asked for with `by`, one per replication.
    mondays
        Open tickets at 00:00 of each Monday, one array per replication; empty in runs under six weeks.
    stopping
        Why there are so many, where they went on `until` something was known well enough.
    """

    scenario: Scenario
    seed: int
    engine: str
    measures: tuple[Measures, ...]
    intervals: tuple[IntervalTable, ...]
    breakdowns: dict[By, tuple[Breakdown, ...]] = field(default_factory=dict, repr=False)
    mondays: tuple[Column, ...] = field(default=(), repr=False)
    stopping: Stopping | None = field(default=None, repr=False)
    _estimates: dict[tuple[str, float], Estimate] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __repr__(self) -> str:
        runs = f"{self.n} replication{'s' if self.n != 1 else ''}"
        return f"<Replications of {self.scenario.name}: {runs}, seed {self.seed}, engine {self.engine}>"

    def _repr_html_(self) -> str:
        """The summary, where a notebook shows it."""
        return str(self.summary_frame().to_html(index=False, na_rep=""))

    def __add__(self, more: Replications) -> Replications:
        """These and further replications of the same scenario and seed, in the order of their numbers.

        Raises
        ------
        ScenarioError
            If they are of another scenario, seed or cut, or a replication is in both.
        """
        from sim.study.adding import added

        return added(self, more)

    @property
    def n(self) -> int:
        """Number of replications."""
        return len(self.measures)

    def estimate(self, key: str, confidence: float = 0.95) -> Estimate:
        """One measure over all replications, with its interval; worked out once."""
        if (key, confidence) not in self._estimates:
            self._estimates[key, confidence] = estimate_measure(key, figures_of(key, self.measures), confidence)
        return self._estimates[key, confidence]

    def summary(self, confidence: float = 0.95) -> dict[str, Estimate]:
        """Every measure over all replications, with its interval."""
        return {key: self.estimate(key, confidence) for key in self.measures[0].values}

    def targets(self) -> list[TargetResult]:
        """How the scenario's targets fared."""
        return judge_targets(self.scenario, self.measures, self.intervals)

    def published(self) -> list[PublishedResult]:
        """The scenario's published figures beside the simulated ones."""
        return judge_published(self.scenario, self.measures)

    def weekly_growth(self) -> float | None:
        """By how many tickets a week the backlog still grows in the second half; None if not beyond chance."""
        return weekly_growth(self.mondays)

    def to_frame(self) -> pd.DataFrame:
        """One row per replication and measure."""
        import pandas as pd

        return pd.concat([m.to_frame() for m in self.measures], ignore_index=True)

    def to_xarray(self) -> xr.Dataset:
        """Value, numerator and denominator by replication and measure; needs xarray. NaN: "no data"."""
        from sim.study.xarrays import figures_dataset

        keys = list(self.measures[0].values)
        figures = [[run.values[key] for key in keys] for run in self.measures]
        numbers = [[[getattr(figure, part) for part in PARTS] for figure in run] for run in figures]
        about = {"scenario": self.scenario.name, "seed": self.seed}
        return figures_dataset(np.array(numbers, dtype=np.float64), keys, ["replication"], about)

    def summary_frame(self, confidence: float = 0.95) -> pd.DataFrame:
        """One row per measure: estimate, low, high, unit, n; empty cells are "no data" or "no interval"."""
        import pandas as pd

        rows = self.summary(confidence)
        columns = {name: [getattr(e, name) for e in rows.values()] for name in ("estimate", "low", "high")}
        return pd.DataFrame(
            {
                "scenario": self.scenario.name,
                "measure": list(rows),
                **{name: pd.array(values, dtype="Float64") for name, values in columns.items()},
                "unit": [e.unit for e in rows.values()],
                "n": [e.n for e in rows.values()],
            }
        )

    def breakdown(self, by: By, confidence: float = 0.95) -> pd.DataFrame:
        """Every measure of each part, such as each unit, over all replications.

        Parameters
        ----------
        by
            What was cut by: `replicate(scenario, by=["unit"])` says so beforehand, since the logs are not kept.
        confidence
            Of the intervals.

        Returns
        -------
        DataFrame
            One row per part and measure: part (its name; empty for what has none), measure, estimate, low, high,
            unit, n; empty cells are "no data" or "no interval".

        Raises
        ------
        ScenarioError
            If these runs were not cut so.
        """
        from sim.study.by_part import breakdown_of_runs

        return breakdown_of_runs(self.breakdowns, by, confidence)

    def intervals_frame(self, confidence: float = 0.95) -> pd.DataFrame:
        """One row per interval of the horizon, over all replications; service levels with their intervals."""
        from sim.study.by_interval import intervals_frame

        return intervals_frame(self.intervals, confidence)

    def staffing(self) -> Staffing:
        """People required, rostered and at work, by replication and interval."""
        return staffing_of(self.intervals)


def replicate(
    scenario: Scenario,
    replications: int | None = None,
    seed: int = 1,
    engine: Engine = "auto",
    progress: bool = False,
    on_log: Callable[[RunLog], None] | None = None,
    workers: int | None = None,
    by: By | Sequence[By] = (),
    within: Within = (),
    until: str | Sequence[str] | None = None,
    most: int | None = None,
    first: int = 0,
) -> Replications:
    """Run a scenario several times with independent chance.

    Parameters
    ----------
    scenario
        What to run.
    replications
        How many; the scenario's `replications`, or 30, if left out. With `until` so many at first, 10 if left out.
    seed
        Of all of them.
    engine
        Which engine: `auto`, or as `sim.simulation.simulate` names them.
    progress
        Whether to show a progress bar on a terminal.
    on_log
        Called with each raw log in turn, for instance to write it to a file.
    workers
        Threads to run in; if left out, as many as the compiled engine can use here. The results are the same.
    by
        What to cut the measures by, too: `type`, `stream`, `urgency`, `group`, `unit`, `area`, `hour`, `day`,
        `weekday`; `Replications.breakdown` then tells each part.
    within
        Thresholds of your own in these breakdowns: under an hour of the service level, from an hour on of closure.
    until
        Go on until it is known: `decided` (every target is met or not met), or a measure and the half-width of its 95 %
        interval, such as `service_level_15s +- 1 point`, `asa +- 2 s`, `same_day_closure +- 5 %` (of its value); one or
        several. `Replications.stopping` tells what came of it, docs/precision.md how sure it is.
    most
        At most so many replications with `until`; 1,000 if left out.
    first
        Number of the first replication: those from 30 on can be added to the 30 that are there (`runs + more`).

    Returns
    -------
    Replications
        The measures of each, and what they say together: `summary_frame`, `targets`, `published`, `breakdown`.

    Raises
    ------
    ScenarioError, DataError, BudgetError
        As `sim.simulate`.

    Examples
    --------
    >>> import sim
    >>> town = sim.load_scenario("template_town", ["clock.days=1"])
    >>> runs = sim.replicate(town, replications=3)
    >>> runs.n, runs.summary()["connection_rate"].unit
    (3, 'share')
    """
    from sim.simulation import choose_engine

    n = replications if replications is not None else scenario.replications or DEFAULT_REPLICATIONS
    if n < 1:
        raise ScenarioError(f"{n} replications: at least one is needed")
    if first < 0:
        raise ScenarioError(f"first replication {first}: they are numbered from 0")
    cut = Cut.of(scenario, by, within)
    watch = Watch.of(scenario, until, replications, most)
    if watch is not None:
        scenario, n = watch.scenario, watch.looks.most
    chosen = choose_engine(scenario, engine, n if watch is None else DEFAULT_MOST)
    collected = Collected(scenario, seed, n, chosen, watch)

    def look(log: RunLog) -> tuple[Counted, RunLog | None]:
        return count(log, cut), log if on_log is not None else None

    threads = workers_for(scenario, chosen, n, workers)
    with closing(each_run(scenario, range(first, first + n), look, seed=seed, engine=chosen, workers=threads)) as runs:
        for counted, log in shown(runs, scenario.name, n) if progress else runs:
            collected.take(counted)
            if on_log is not None and log is not None:
                on_log(log)
            if collected.is_enough():
                break
    return collected.results()


@dataclass
class Collected:
    """The replications that are done so far; their raw logs are not kept.

    Attributes
    ----------
    scenario, seed
        What is run.
    asked
        Number of replications asked for; the most, where somebody watches.
    engine
        Which engine runs.
    watch
        Who says when they are enough, if anybody does.
    measures, intervals, breakdowns
        One per finished replication, in order.
    warnings
        What was odd about the plan.
    mondays
        Open tickets at the beginning of each week, one per finished replication.
    """

    scenario: Scenario
    seed: int
    asked: int
    engine: str
    watch: Watch | None = None
    measures: list[Measures] = field(default_factory=list)
    intervals: list[IntervalTable] = field(default_factory=list)
    breakdowns: dict[By, list[Breakdown]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    mondays: list[Column] = field(default_factory=list)

    @property
    def expected(self) -> int:
        """Replications that an engine is chosen for: where somebody watches, it does not depend on the most allowed."""
        return self.asked if self.watch is None else DEFAULT_MOST

    def take(self, counted: Counted) -> None:
        """The next finished run."""
        self.intervals.append(counted.intervals)
        self.measures.append(counted.measures)
        self.mondays.append(counted.mondays)
        for by, parts in counted.breakdowns.items():
            self.breakdowns.setdefault(by, []).append(parts)
        self.engine = counted.engine
        self.warnings = counted.warnings

    def is_enough(self) -> bool:
        """Whether no more are needed than there are, which then are those asked for; never, where nobody watches."""
        if self.watch is None or not self.watch.is_enough(self.measures, self.intervals):
            return False
        self.asked = len(self.measures)
        return True

    def results(self) -> Replications:
        """What they say together."""
        cut = {by: tuple(parts) for by, parts in self.breakdowns.items()}
        stopping = None if self.watch is None else self.watch.looks.stopping()
        measures, intervals = tuple(self.measures), tuple(self.intervals)
        mondays = tuple(self.mondays)
        return Replications(self.scenario, self.seed, self.engine, measures, intervals, cut, mondays, stopping)


def shown(runs: Iterator[Run], name: str, n: int) -> Iterator[Run]:
    """The same with a progress bar, if this is a terminal."""
    from tqdm import tqdm

    yield from tqdm(runs, total=n, desc=name, unit="run", disable=None)
