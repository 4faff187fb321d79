"""Sobol' indices: how much of the spread of a measure each factor accounts for, alone and with all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.errors import ScenarioError
from sim.statistics.intervals import NO_WIDTH, Reals
from sim.sweeps.designs import factors_of
from sim.sweeps.whole import spreads_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweeps.results import SweepResults

RESAMPLES: Final = 999
RESAMPLING_SEED: Final = 12345
CONFIDENCE: Final = 0.95


def indices_frame(results: SweepResults) -> pd.DataFrame:
    """Sobol' indices of every measure and factor, without what the noise of the replications adds to them.

    Parameters
    ----------
    results
        Of a sweep whose design is `sobol_indices`.

    Returns
    -------
    DataFrame
        measure, factor, first (its part of the variance by itself), total (with all interactions), their intervals
        (empty with one replication), and whether each is shown. All are empty where noise makes all of the variance.

    Raises
    ------
    ScenarioError
        If the design is another, or a result is missing.

    Notes
    -----
    Numerators and variance are sums of products of two designs' estimates. Taken from different replications these
    have no noise in common, so each is the mean over all pairs of different replications: the product of the means,
    less what the deviations of the replications multiply to. Without noise the indices are those of
    `scipy.stats.sobol_indices`. The intervals hold between the 2.5 and 97.5 % of resamples, of which each draws points
    with replacement and adds noise made of the replications' deviations, as wide as Student's t for their number.

    An index is shown if its interval lies above 0. With two replications the noise may be anything, and the interval
    of what is not almost free of noise is as wide or has no ends.

    Source
    ------
    Saltelli and others (2010), Computer Physics Communications 181, 259-270.
    """
    import pandas as pd

    made = results.experiment
    filling = made.file.sweep.design.sobol_indices
    if filling is None:
        raise ScenarioError("Sobol' indices come from a design of the kind 'sobol_indices': its points have a layout")
    factors, rows = factors_of(made.points), []
    for measure in made.measures:
        spreads = spreads_of(results, measure, "Sobol' indices")
        values = np.array([spread.estimate for spread in spreads])
        deviations = np.array([spread.deviations for spread in spreads]).T
        found, low, high, seen = _indices(values, deviations, min(spread.n for spread in spreads), filling.points)
        for number, factor in enumerate(factors):
            told: dict[str, Any] = {"measure": measure, "factor": factor}
            for row, name in enumerate(("first", "total")):
                at = row * len(factors) + number
                ends = {name: found[at], f"{name}_low": low[at], f"{name}_high": high[at]}
                told |= {key: float(end) if np.isfinite(end) else None for key, end in ends.items()}
                told[f"{name}_seen"] = bool(seen[at])
            rows.append(told)
    reals = [f"{name}{end}" for name in ("first", "total") for end in ("", "_low", "_high")]
    return pd.DataFrame(rows).astype(dict.fromkeys(reals, "Float64"))


def has_too_few_points(frame: pd.DataFrame) -> bool:
    """Whether an index is above 1, or the first one above the total, by more than its interval: neither can be."""
    above = (frame["first_low"] > 1) | (frame["total_low"] > 1) | (frame["first_low"] > frame["total"])
    return bool(above.fillna(False).any())


def _indices(values: Reals, deviations: Reals, n: int, points: int) -> tuple[Reals, Reals, Reals, Reals]:
    """First indices of all factors and then the total ones: estimates, lower and upper ends, whether each is shown.

    Parameters
    ----------
    values
        Of each design, in the order of the designs.
    deviations
        How each replication deviates from them, shape (replications, designs).
    n
        Number of replications with data.
    points
        Number of points that each factor is changed at.
    """
    layout = (-1, points)
    means, runs = (values - values[0]).reshape(layout), deviations.reshape(len(deviations), *layout)
    told = _products(means)
    unknown = np.full(len(told) - 1, np.nan)
    if n < 2:
        return _parts(told.mean(axis=1)), unknown, unknown, np.zeros(len(unknown), dtype=np.bool_)
    one = n / (n - 1) / len(runs) ** 2  # what a squared deviation adds to the squared standard error
    noise = np.sum([one * _products(run) for run in runs], axis=0)
    chance, drawn = np.random.default_rng(RESAMPLING_SEED), []
    for _ in range(RESAMPLES):
        wide = (n - 1) / chance.chisquare(n - 1)
        turned = means + np.sqrt(wide * one) * np.tensordot(chance.standard_normal(len(runs)), runs, axes=1)
        taken = chance.integers(points, size=points)
        drawn.append(_parts((_products(turned) - (1 + wide) * noise)[:, taken].mean(axis=1)))
    tail = (1 - CONFIDENCE) / 2
    low = np.quantile(np.nan_to_num(drawn, nan=-np.inf), tail, axis=0, method="nearest")
    high = np.quantile(np.nan_to_num(drawn, nan=np.inf), 1 - tail, axis=0, method="nearest")
    rounded = (NO_WIDTH * np.abs(values).max()) ** 2
    differs = told[len(means) - 2 : -1].mean(axis=1) > rounded
    seen = (low > 0) & np.tile(differs, 2)
    return _parts((told - noise).mean(axis=1)), low, high, seen


def _products(designs: Reals) -> Reals:
    """What the numerators of the first and of the total indices and the variance are the means of.

    Parameters
    ----------
    designs
        Something known of every design, shape (factors + 2, points): two independent sets, and for each factor the
        first with this factor's values from the second.

    Returns
    -------
    array
        Shape (2 factors + 1, points); the variance last.
    """
    first, second, *mixed = designs - designs[:2].mean()
    alone = [second * (one - first) for one in mixed]
    together = [(first - one) ** 2 / 2 for one in mixed]
    return np.array([*alone, *together, (first**2 + second**2) / 2])


def _parts(means: Reals) -> Reals:
    """Numerators as parts of the variance, which stands last: 0 where nothing differs, NaN where noise is all of it."""
    *numerators, variance = means
    if not means.any():
        return np.zeros(len(numerators))
    return np.array(numerators) / variance if variance > 0 else np.full(len(numerators), np.nan)
