"""Measures over replications: each kind by its own estimator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.measures.definitions import definition_of
from sim.measures.figures import Figure
from sim.measures.run import Measures
from sim.measures.statistics import Interval, ratio_interval, t_interval


@dataclass(frozen=True)
class Estimate:
    """One measure over all replications.

    Attributes
    ----------
    estimate
        In `unit`; None means "no data".
    low, high
        Confidence interval; None where fewer than two replications have data.
    unit
        Unit of the measure.
    n
        Number of replications with data.
    """

    estimate: float | None
    low: float | None
    high: float | None
    unit: str
    n: int


def estimate_measure(key: str, figures: Sequence[Figure], confidence: float = 0.95) -> Estimate:
    """A measure over replications.

    Parameters
    ----------
    key
        The measure's key.
    figures
        Its figure in each replication.
    confidence
        Of the interval.

    Notes
    -----
    Ratios and means: the ratio of the sums, delta method. Counts, quantiles, maxima: the mean over replications,
    Student's interval. No interval goes below 0, and that of a share not above 1.
    """
    definition = definition_of(key)
    known = [f for f in figures if f.value is not None]
    interval: Interval
    if definition.kind in ("ratio", "mean"):
        interval = ratio_interval(
            [f.numerator or 0.0 for f in known], [f.denominator or 0.0 for f in known], confidence
        )
    else:
        interval = t_interval([f.value for f in known if f.value is not None], confidence)
    low, high = within_bounds(interval, definition.unit)
    return Estimate(interval.estimate, low, high, definition.unit, interval.n)


def within_bounds(interval: Interval, unit: str) -> tuple[float | None, float | None]:
    """The ends of an interval, as far as the measure can go: none falls below 0, and a share not above 1."""
    if interval.low is None or interval.high is None:
        return None, None
    return max(interval.low, 0.0), min(interval.high, 1.0) if unit == "share" else interval.high


def figures_of(key: str, measures: Sequence[Measures]) -> list[Figure]:
    """One measure's figure in each replication."""
    return [m.values[key] for m in measures]
