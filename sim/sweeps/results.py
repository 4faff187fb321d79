"""What a sweep found, as tables: its designs, every figure, and what each design comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.measures.estimate import Estimate, estimate_measure
from sim.scenario.ranges import LevelColumn, level_column
from sim.study.xarrays import figures_dataset
from sim.sweeps.designs import factors_of
from sim.sweeps.experiment import Experiment
from sim.sweeps.figures import Figures

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from sim.statistics.kriging import Kind
    from sim.study.until import Stopping
    from sim.sweeps.metamodel import Metamodel


@dataclass(frozen=True)
class SweepResults:
    """What `sim.sweep` found.

    Attributes
    ----------
    experiment
        What was run.
    figures
        By design and replication: the figure of each measure.
    failures
        By design and replication: why there are none.
    stopping
        Why each design has so many replications, where they went on `until` all were known well enough.
    """

    experiment: Experiment = field(repr=False)
    figures: Figures = field(repr=False)
    failures: dict[tuple[int, int], str] = field(repr=False)
    stopping: Stopping | None = None
    _estimates: dict[float, dict[tuple[int, str], Estimate]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __repr__(self) -> str:
        made = self.experiment
        failed = f", {len(self.failures)} failed" if self.failures else ""
        runs = f"{len(made.points)} designs, {made.replications} replications, seed {made.seed}"
        return f"<Sweep {made.file.name}: {runs}{failed}>"

    def _repr_html_(self) -> str:
        """The summary, where a notebook shows it."""
        return str(self.summary_frame().to_html(index=False, na_rep=""))

    def points_frame(self) -> pd.DataFrame:
        """One row per design: point, name, its level of each factor, scenario_sha256."""
        import pandas as pd

        made = self.experiment
        return pd.DataFrame(
            {
                "point": [point.number for point in made.points],
                "name": [point.name for point in made.points],
                **self._levels(range(len(made.points))),
                "scenario_sha256": made.scenarios,
            }
        )

    def to_frame(self) -> pd.DataFrame:
        """One row per design, replication and measure, with seed and hash of the scenario; empty: "no data"."""
        from sim.sweeps.tidy import tidy_table

        table = tidy_table(self)
        return table.part(0, table.rows)

    def estimates(self, confidence: float = 0.95) -> dict[tuple[int, str], Estimate]:
        """Every measure of each design over its replications, by design and measure; worked out once."""
        if confidence not in self._estimates:
            self._estimates[confidence] = self._estimated(confidence)
        return self._estimates[confidence]

    def _estimated(self, confidence: float) -> dict[tuple[int, str], Estimate]:
        found = {}
        for point in self.experiment.points:
            for key in self.experiment.measures:
                figures = self.figures.of_design(point.number, key)
                if figures:
                    found[point.number, key] = estimate_measure(key, figures, confidence)
        return found

    def summary_frame(self, confidence: float = 0.95) -> pd.DataFrame:
        """One row per design and measure: estimate, low, high, unit, n; empty cells are "no data" or "no interval"."""
        import pandas as pd

        rows = self.estimates(confidence)
        points = [point for point, _ in rows]
        return pd.DataFrame(
            {
                "point": pd.array(points, dtype="int64"),
                "name": [self.experiment.points[point].name for point in points],
                **self._levels(points),
                "measure": [key for _, key in rows],
                **{
                    column: pd.array([getattr(estimate, column) for estimate in rows.values()], dtype="Float64")
                    for column in ("estimate", "low", "high")
                },
                "unit": [estimate.unit for estimate in rows.values()],
                "n": [estimate.n for estimate in rows.values()],
            }
        )

    @cached_property
    def is_whole(self) -> bool:
        """Whether every run was done, and every design has data of every measure."""
        found = [estimate.estimate for estimate in self.estimates().values()]
        asked = len(self.experiment.points) * len(self.experiment.measures)
        return not self.failures and len(found) == asked and None not in found

    def indices_frame(self) -> pd.DataFrame:
        """One row per measure and factor: Sobol' indices, first and total, with bootstrap intervals, and whether each
        is more than noise; `sim.sweeps.indices.indices_frame` says more, and what it raises."""
        from sim.sweeps.indices import indices_frame

        return indices_frame(self)

    def effects_frame(self) -> pd.DataFrame:
        """One row per measure and factor: Morris' mu, mu_star and sigma over the factor's range, the noise, and whether
        mu_star is more than it; `sim.sweeps.screening.effects_frame` says more, and what it raises."""
        from sim.sweeps.screening import effects_frame

        return effects_frame(self)

    def metamodel(self, measure: str, kind: Kind | None = None) -> Metamodel:
        """A measure as a polynomial of the factors, which predicts designs that were not run.

        Parameters
        ----------
        measure
            Key of what was measured, such as ``asa``.
        kind
            `linear` or `quadratic`; as the file says, or quadratic, if left out.

        Raises
        ------
        ScenarioError
            If none can be made of these designs, or a result is missing.
        """
        from sim.sweeps.metamodel import metamodel_of

        return metamodel_of(self, measure, kind or self.experiment.file.sweep.metamodel or "quadratic")

    def to_xarray(self) -> xr.Dataset:
        """Value, numerator and denominator by point, replication and measure, with the level of every factor, seed and
        hash of the scenario; NaN: "no data", or a run that failed.

        Raises
        ------
        HotlineError
            If xarray is not installed.
        """
        made = self.experiment
        return figures_dataset(
            self.figures.numbers(),
            made.measures,
            ("point", "replication"),
            {
                "name": ("point", [point.name for point in made.points]),
                "scenario_sha256": ("point", made.scenarios),
                "seed": made.seed,
                **{factor: ("point", levels) for factor, levels in self._levels(range(len(made.points))).items()},
            },
        )

    def failures_frame(self) -> pd.DataFrame:
        """One row per task that could not be run: point, name, replication, why."""
        import pandas as pd

        rows = sorted(self.failures.items())
        return pd.DataFrame(
            {
                "point": [point for (point, _), _ in rows],
                "name": [self.experiment.points[point].name for (point, _), _ in rows],
                "replication": [replication for (_, replication), _ in rows],
                "why": [sentence for _, sentence in rows],
            }
        )

    def _levels(self, points: Any) -> dict[str, Any]:
        """The columns of the factors: numbers, in the unit that `factors_frame` tells, where all levels of one are."""
        return {factor: [column.values[point] for point in points] for factor, column in self._columns.items()}

    def factors_frame(self) -> pd.DataFrame:
        """One row per factor: its unit as it was written (empty: none, or its levels are text), and levels it has."""
        import pandas as pd

        return pd.DataFrame(
            {
                "factor": list(self._columns),
                "unit": [column.unit for column in self._columns.values()],
                "levels": pd.array([len(set(column.values)) for column in self._columns.values()], dtype="int64"),
            }
        )

    @cached_property
    def _columns(self) -> dict[str, LevelColumn]:
        made = self.experiment.points
        return {factor: level_column([point.levels.get(factor, "") for point in made]) for factor in factors_of(made)}
