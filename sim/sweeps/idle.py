"""Factors of a sweep that no run shows anything of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.special import ncfdtrinc

from sim.statistics.intervals import NO_WIDTH, Reals
from sim.statistics.kriging import Kind, terms_of
from sim.sweeps.designs import coordinates, factors_of

SLIGHT: Final = 0.05
"""A factor that accounts for no more of the variance of any measure is named."""
ERROR: Final = 0.05
"""Chance that it accounts for more than is said, where the polynomial fits."""
DESIGNS_PER_TERM: Final = 2
KINDS: Final[tuple[Kind, ...]] = ("quadratic", "linear")

if TYPE_CHECKING:
    from sim.sweeps.designs import Point
    from sim.sweeps.results import SweepResults


def idle_factors(results: SweepResults) -> list[str]:
    """Factors whose levels left every figure of every run as it was.

    Of a factor that nowhere moves alone, as in most Latin hypercubes, `slight_factors` tells; a list has none.
    """
    points = results.experiment.points
    factors = [] if results.experiment.file.sweep.design.list is not None else factors_of(points)
    return [factor for factor in factors if _is_idle(results, factor)]


def _is_idle(results: SweepResults, factor: str) -> bool:
    alike: dict[tuple[Any, ...], list[Point]] = {}
    for point in results.experiment.points:
        others = tuple(str(level) for name, level in point.levels.items() if name != factor)
        alike.setdefault(others, []).append(point)
    is_tried, numbers = False, results.figures.numbers()
    for group in alike.values():
        for number in range(results.experiment.replications if len(group) > 1 else 0):
            known = [point for point in group if (point.number, number) in results.figures]
            for point in known[1:]:
                one, other = numbers[[known[0].number, point.number], number]
                if not np.array_equal(one, other, equal_nan=True):
                    return False
                is_tried |= point.levels[factor] != known[0].levels[factor]
    return is_tried


def slight_factors(results: SweepResults) -> dict[str, float]:
    """Factors of a Latin hypercube or Sobol' sequence that change little or nothing, and how much at most.

    Returns
    -------
    dict
        By factor the share of the variance from design to design that it accounts for at most, with its products with
        other factors, in whichever measure that is largest; only of factors of which this is `SLIGHT` or less.

    Notes
    -----
    No two of these designs differ in one factor alone, so that nothing can be told exactly. A polynomial of all factors
    is held against the one without this factor, and what more it may explain is bounded: it is quadratic if there are
    twice as many designs as terms, else linear, else nothing is told.

    Source
    ------
    Upper end of the noncentrality of F: Steiger (2004), Psychological Methods 9, 164; the part of the terms:
    Kleijnen (2015), Design and Analysis of Simulation Experiments, section 2.7.
    """
    made = results.experiment
    design = made.file.sweep.design
    filling = design.latin_hypercube or design.sobol
    if filling is None or not results.is_whole:
        return {}
    shares, estimates = coordinates(made.points, filling.ranges), results.estimates()
    values = [
        np.array([estimates[point.number, key].estimate for point in made.points], dtype=np.float64)
        for key in made.measures
    ]
    most = {factor: most_explained(shares, number, values) for number, factor in enumerate(filling.ranges)}
    return {factor: share for factor, share in most.items() if share <= SLIGHT}


def most_explained(shares: Reals, factor: int, values: Sequence[Reals]) -> float:
    """The share of its variance that a factor accounts for at most, of whichever measure that is largest.

    Parameters
    ----------
    shares
        Where in its range each factor lies, shape (designs, factors).
    factor
        Its number.
    values
        Of each measure the value of each design.
    """
    others = np.delete(shares, factor, axis=1)
    for kind in KINDS:
        terms, fewer = terms_of(kind, shares), terms_of(kind, others)
        if len(terms) >= DESIGNS_PER_TERM * terms.shape[1]:
            return max(_at_most(terms, fewer, each) for each in values)
    return 1.0


def _at_most(terms: Reals, fewer: Reals, values: Reals) -> float:
    """The share of the variance that the further terms account for at most."""
    rest, before = (float(((values - of @ (np.linalg.pinv(of) @ values)) ** 2).sum()) for of in (terms, fewer))
    in_all, nothing = float(((values - values.mean()) ** 2).sum()), NO_WIDTH * float((values**2).sum())
    if in_all <= nothing:
        return 0.0  # no factor changes it
    if rest <= nothing:
        return max(before - rest, 0.0) / in_all
    rank, less = int(np.linalg.matrix_rank(terms)), int(np.linalg.matrix_rank(fewer))
    more, free = rank - less, len(values) - rank
    if not more:
        return 1.0  # what it does cannot be told from what others do
    found = max((before - rest) / more / (rest / free), 1.0)  # less than chance explains is no proof of nothing
    return float(ncfdtrinc(more, free, ERROR, found)) * rest / free / in_all
