"""Measures over replications: each kind by its own estimator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.errors import ScenarioError
from sim.measures.definitions import definition_of
from sim.measures.figures import Figure
from sim.measures.run import Measures
from sim.statistics.intervals import Interval, Scale, Spread, ratio_spread
from sim.statistics.pooled import Pooled, pooled
from sim.statistics.survival import Stays


@dataclass(frozen=True)
class Estimate:
    """One measure over all replications.

    Attributes
    ----------
    estimate
        In `unit`; None means "no data", or with a lower end that it is beyond what was seen.
    low, high
        Confidence interval; None where fewer than two replications have data, or nothing bounds it on that side.
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

    Raises
    ------
    ScenarioError
        If there is no such measure, or the confidence is not between 0.5 and 1.

    Notes
    -----
    Ratios and means: the ratio of the sums. Quantiles and lengths of time that may be cut off: of the calls or tickets
    of all replications together. Counts and maxima: the mean over replications. A replication without data adds
    nothing. The intervals: `sim.statistics.intervals.ends`.
    """
    if not 0.5 < confidence < 1:
        raise ScenarioError(f"confidence: {confidence:g} is not between 0.5 and 1: write 0.95 for 95 %")
    definition = definition_of(key)
    lengths = _lengths(figures)
    interval = lengths.interval(confidence) if lengths else interval_of(key, spread_of(key, figures), confidence)
    return Estimate(interval.estimate, interval.low, interval.high, definition.unit, interval.n)


def interval_of(key: str, spread: Spread, confidence: float) -> Interval:
    """A measure with the interval that its unit asks for; what is known has none around it."""
    definition = definition_of(key)
    scale: Scale = "difference" if is_known(key, spread) else scale_of(definition.unit)
    return spread.interval(confidence, scale, definition.single)


def is_known(key: str, spread: Spread) -> bool:
    """Whether the scenario itself says a measure, and neither absence nor overtime changed it in any replication."""
    return definition_of(key).by_scenario and not spread.deviations.any()


def differing(base: Sequence[Figure], variant: Sequence[Figure]) -> int:
    """Number of pairs of replications, with the same chance, in which a measure is not the same in both."""
    told = [[(f.value, f.numerator, f.denominator) for f in figures] for figures in (base, variant)]
    return sum(one != other for one, other in zip(*told, strict=True))


def scale_of(unit: str) -> Scale:
    """Where a measure with a unit can be."""
    return "share" if unit == "share" else "amount"


def within_bounds(interval: Interval, unit: str) -> tuple[float | None, float | None]:
    """The ends of an interval, as far as the measure can go: none falls below 0, and a share not above 1."""
    if interval.low is None or interval.high is None:
        return None, None
    return max(interval.low, 0.0), min(interval.high, 1.0) if unit == "share" else interval.high


def spread_of(key: str, figures: Sequence[Figure]) -> Spread:
    """A measure over replications, and how these deviate from it.

    Parameters
    ----------
    key, figures
        As `estimate_measure`.
    """
    lengths = _lengths(figures)
    if lengths is not None:
        return lengths.spread()
    if definition_of(key).kind in ("ratio", "mean"):
        return ratio_spread([f.numerator or 0.0 for f in figures], [f.denominator or 0.0 for f in figures])
    return ratio_spread([f.value or 0.0 for f in figures], [float(f.value is not None) for f in figures])


def _lengths(figures: Sequence[Figure]) -> Pooled | None:
    """The lengths of time of all replications, for measures that are taken from these."""
    known = [figure.lasting for figure in figures if figure.lasting is not None]
    if not known:
        return None
    nothing = replace(known[0], stays=Stays(np.empty(0, dtype=np.int64)))
    return pooled([figure.lasting or nothing for figure in figures])


def figures_of(key: str, measures: Sequence[Measures]) -> list[Figure]:
    """One measure's figure in each replication.

    Raises
    ------
    ScenarioError
        If these runs do not have it: the nearest name, or how to ask for it.
    """
    if key not in measures[0].values:
        definition_of(key)
        raise ScenarioError(f"these runs do not have '{key}': name it in the scenario's 'targets' or 'published'")
    return [m.values[key] for m in measures]
