"""A polynomial in place of the simulation: fitted to a sweep, with the error it makes at a design it has not seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import stdtrit

from sim.errors import ScenarioError
from sim.measures.definitions import definition_of
from sim.scenario.ranges import Levels, Range, range_of
from sim.scenario.sweep_file import SweepFile
from sim.statistics.intervals import Reals, standard_error
from sim.statistics.kriging import Kind, terms_of
from sim.sweeps.designs import Point, coordinates
from sim.sweeps.whole import spreads_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweeps.results import SweepResults

DECIDED_BY_ONE: Final = 1 - 1e-9
"""A point of such leverage decides a term alone: nothing is known of the error without it."""


@dataclass(frozen=True, eq=False)
class Metamodel:
    """One measure as a polynomial of the factors.

    Attributes
    ----------
    measure, unit
        What it tells.
    kind
        `linear`: a constant and a slope for each factor; `quadratic`: their squares and products, too.
    ranges
        Of each factor; it knows nothing outside them.

    Notes
    -----
    Least squares, each design alike. All that it tells is a linear function of the designs' estimates, so the
    replications carry their deviations through it: what designs have in common because they meet the same citizens is
    counted once, in every interval. What the designs lie off it by more than these deviations explain is its lack of
    fit, which is added as if each further design were off by chance. A polynomial knows no bounds: what it tells is cut
    at 0, and of shares at 100 %; its terms are those of the polynomial itself.

    Source
    ------
    Kleijnen (2015), Design and Analysis of Simulation Experiments, chapters 2 and 3.
    """

    measure: str
    unit: str
    kind: Kind
    ranges: dict[str, Range]
    _shares: Reals = field(repr=False)
    _values: Reals = field(repr=False)
    _deviations: Reals = field(repr=False)
    _n: int = field(repr=False)

    @property
    def terms(self) -> int:
        """Number of its coefficients."""
        return int(self._terms.shape[1])

    @cached_property
    def error(self) -> float:
        """How far the simulated designs lie from what it tells of each when fitted to all others (root mean square)."""
        return float(np.sqrt(np.mean((self._values - self._within(self._left_out(self._values))) ** 2)))

    @cached_property
    def noise(self) -> float | None:
        """Standard error of a design over its replications (root mean square); None with one replication."""
        return float(np.sqrt(np.mean(standard_error(self._deviations, self._n) ** 2))) if self._n > 1 else None

    @cached_property
    def spread(self) -> float:
        """Standard deviation of the measure from design to design."""
        return float(self._values.std(ddof=1))

    @property
    def is_of_use(self) -> bool:
        """Whether its error is smaller than the spread: else the mean of all designs would tell as much."""
        return self.error < self.spread

    def predict(self, designs: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
        """What it tells of designs.

        Parameters
        ----------
        designs
            A column for each factor, with values as a scenario takes them ("45 s", "0.75 min", "20 %" or 0.2); a number
            alone has the unit of the range, but for percentages. Other columns are left aside.
        confidence
            Chance that an interval holds what very many replications of the design would come to.

        Returns
        -------
        DataFrame
            The factors, estimate, low, high, unit.

        Raises
        ------
        ScenarioError
            If a factor is missing, or a value lies outside its range or is a percentage without its sign.
        """
        missing = [factor for factor in self.ranges if factor not in designs]
        if missing:
            raise ScenarioError(f"the designs have no column '{missing[0]}': a metamodel is told every factor")
        given = designs[list(self.ranges)].reset_index(drop=True)
        shares = np.empty(given.shape)
        for number, (factor, found) in enumerate(self.ranges.items()):
            try:
                shares[:, number] = [found.share(value) for value in given[factor]]
            except ValueError as error:
                raise ScenarioError(f"{factor}: {error}") from None
        terms = terms_of(self.kind, shares)
        estimate, deviations = (self._coefficients(known) @ terms.T for known in (self._values, self._deviations))
        told = (estimate, *self._ends(estimate, deviations, self._pull(terms), confidence))
        cut = dict(zip(("estimate", "low", "high"), map(self._within, told), strict=True))
        return given.assign(**cut, unit=self.unit)

    def terms_frame(self) -> pd.DataFrame:
        """Its terms.

        Returns
        -------
        DataFrame
            term ("constant", a factor, or the product of two), coefficient, standard_error, unit; and in the row of a
            factor centre, half_range and factor_unit: the factor counts as (value - centre) / half_range in all terms,
            from -1 to 1.

        Notes
        -----
        The standard errors hold what the replications differ by and the lack of fit, as the intervals of `predict` do.
        """
        import pandas as pd

        lack = self._lack_of_fit * (self._inverse**2).sum(axis=1)
        deviations = self._coefficients(self._deviations)
        noise = standard_error(deviations, self._n) ** 2 if self._n > 1 else np.zeros(self.terms)
        factors = list(self.ranges)
        curved = combinations_with_replacement(factors, 2) if self.kind == "quadratic" else ()
        codes = [None, *self.ranges.values()] + [None] * (self.terms - len(factors) - 1)
        frame = pd.DataFrame(
            {
                "term": ["constant", *factors, *(f"{one} * {other}" for one, other in curved)],
                "coefficient": self._coefficients(self._values),
                "standard_error": np.sqrt(lack + noise),
                "unit": self.unit,
                "centre": [None if code is None else (code.low + code.high) / 2 for code in codes],
                "half_range": [None if code is None else (code.high - code.low) / 2 for code in codes],
                "factor_unit": ["" if code is None else code.unit for code in codes],
            }
        )
        return frame.astype({"centre": "Float64", "half_range": "Float64"})

    def left_out(self, confidence: float = 0.95) -> tuple[Reals, Reals, Reals]:
        """What it tells of each design of the sweep when fitted to all others: estimates, lower and upper ends."""
        pull = self._leverage / (1 - self._leverage)
        estimate = self._left_out(self._values)
        low, high = self._ends(estimate, self._left_out(self._deviations), pull, confidence)
        return self._within(estimate), self._within(low), self._within(high)

    def _within(self, told: Reals) -> Reals:
        """As far as the measure can go: nothing falls below 0, and no share goes above 1."""
        return np.clip(told, 0.0, 1.0 if self.unit == "share" else np.inf)

    @cached_property
    def _terms(self) -> Reals:
        return terms_of(self.kind, self._shares)

    @cached_property
    def _inverse(self) -> Reals:
        return np.asarray(np.linalg.pinv(self._terms), dtype=np.float64)

    @cached_property
    def _leverage(self) -> Reals:
        """How much of each design's own estimate is in what is told of it."""
        return leverage_of(self._terms)

    @cached_property
    def _lack_of_fit(self) -> float:
        """Variance of designs around it, beyond what their replications explain."""
        off, by_chance = (
            known - self._coefficients(known) @ self._terms.T for known in (self._values, self._deviations)
        )
        explained = (standard_error(by_chance, self._n) ** 2).sum() if self._n > 1 else 0.0
        return max(float((off**2).sum() - explained), 0.0) / (len(off) - self.terms)

    def _coefficients(self, known: Reals) -> Reals:
        """Of each term, from something known of every design, shape (..., designs)."""
        return known @ self._inverse.T

    def _left_out(self, known: Reals) -> Reals:
        """What the fit to all others makes of something known of every design."""
        fitted = self._coefficients(known) @ self._terms.T
        return np.asarray((fitted - self._leverage * known) / (1 - self._leverage))

    def _pull(self, terms: Reals) -> Reals:
        """Sum of the squares by which the designs count in what is told of others."""
        return np.asarray(((terms @ self._inverse) ** 2).sum(axis=1))

    def _ends(self, estimate: Reals, deviations: Reals, pull: Reals, confidence: float) -> tuple[Reals, Reals]:
        """Of intervals around what is told; degrees of freedom by Satterthwaite (1946), Biometrics 2, 110."""
        if not 0.5 < confidence < 1:
            raise ScenarioError(f"confidence: {confidence:g} is not between 0.5 and 1: write 0.95 for 95 %")
        lack = self._lack_of_fit * (1 + pull)
        noise = standard_error(deviations, self._n) ** 2 if self._n > 1 else np.zeros(len(estimate))
        parts = lack**2 / (len(self._values) - self.terms) + noise**2 / max(self._n - 1, 1)
        freedom = np.divide((lack + noise) ** 2, parts, out=np.ones(len(parts)), where=parts > 0)
        half = stdtrit(freedom, 0.5 + confidence / 2) * np.sqrt(lack + noise)
        return estimate - half, estimate + half


def metamodel_of(results: SweepResults, measure: str, kind: Kind) -> Metamodel:
    """A measure of a sweep as a polynomial of its factors.

    Raises
    ------
    ScenarioError
        If the sweep does not measure it, its factors have no ranges, its designs are too few or too much alike, or a
        result is missing.
    """
    made = results.experiment
    if measure not in made.measures:
        raise ScenarioError(f"the sweep does not measure '{measure}': choose one of {', '.join(made.measures)}")
    ranges = check_metamodel(made.file, made.points, kind)
    spreads = spreads_of(results, measure, "metamodels")
    return Metamodel(
        measure,
        definition_of(measure).unit,
        kind,
        ranges,
        coordinates(made.points, ranges),
        np.array([spread.estimate for spread in spreads]),
        np.array([spread.deviations for spread in spreads]).T,
        min(spread.n for spread in spreads),
    )


def metamodels_frame(results: SweepResults) -> pd.DataFrame:
    """One row per measure: kind, designs, terms, error, noise (empty with one replication), spread, of_use, unit."""
    import pandas as pd

    rows = [
        {
            "measure": found.measure,
            "kind": found.kind,
            "designs": len(results.experiment.points),
            "terms": found.terms,
            "error": found.error,
            "noise": found.noise,
            "spread": found.spread,
            "of_use": found.is_of_use,
            "unit": found.unit,
        }
        for found in map(results.metamodel, results.experiment.measures)
    ]
    return pd.DataFrame(rows).astype(dict.fromkeys(("error", "noise", "spread"), "Float64"))


def coefficients_frame(results: SweepResults) -> pd.DataFrame:
    """The terms of the metamodel of every measure, as `Metamodel.terms_frame` tells them."""
    import pandas as pd

    frames = {measure: results.metamodel(measure).terms_frame() for measure in results.experiment.measures}
    return pd.concat(frames, names=["measure"]).reset_index("measure").reset_index(drop=True)


def predictions_frame(results: SweepResults, confidence: float = 0.95) -> pd.DataFrame:
    """One row per measure and design: estimate, low, high by simulation, and predicted, predicted_low, predicted_high
    by the metamodel fitted to all other designs."""
    import pandas as pd

    frame = results.summary_frame(confidence)
    parts = []
    for measure in results.experiment.measures:
        told = results.metamodel(measure).left_out(confidence)
        columns = zip(("predicted", "predicted_low", "predicted_high"), told, strict=True)
        parts.append(frame[frame["measure"] == measure].assign(**dict(columns)))
    return pd.concat(parts, ignore_index=True)


def check_metamodel(file: SweepFile, points: tuple[Point, ...], kind: Kind) -> dict[str, Range]:
    """The ranges of the factors of a sweep, of which a metamodel can be made.

    Raises
    ------
    ScenarioError
        If there are none, or the designs do not tell the terms apart, whichever of them is left out.
    """
    grid = file.sweep.design.grid
    ranges = file.sweep.design.ranges if grid is None else _ranges_of(grid)
    if ranges is None:
        raise file.refused(
            ("metamodel",),
            "is fitted over numbers: write a design of 'latin_hypercube', 'sobol' or another with ranges, or a grid "
            "whose factors each have levels in one unit",
        )
    alone = next((factor for factor, found in ranges.items() if found.low == found.high), None)
    if alone is not None:
        raise file.refused(
            ("metamodel",), f"the factor '{alone[:80]}' has one level: write more of them, or leave it out"
        )
    terms = terms_of(kind, coordinates(points, ranges))
    if leverage_of(terms).max() > DECIDED_BY_ONE or np.linalg.matrix_rank(terms) < terms.shape[1]:
        what = f"{kind} has {terms.shape[1]:,} terms, which these {len(terms):,} designs do not tell apart"
        more = "more points, ranges with more whole numbers" if grid is None else "more levels"
        raise file.refused(("metamodel",), f"{what}: write {more}, or fewer factors")
    return ranges


def _ranges_of(grid: dict[str, Levels]) -> dict[str, Range] | None:
    """The ranges that the levels of a grid span; None if those of a factor are no numbers of one unit."""
    found = {factor: range_of(levels) for factor, levels in grid.items()}
    known = {factor: reach for factor, reach in found.items() if reach is not None}
    return known if len(known) == len(found) else None


def leverage_of(terms: Reals) -> Reals:
    """How much each point counts in what least squares tell of it."""
    return np.asarray((np.linalg.pinv(terms).T * terms).sum(axis=1))
