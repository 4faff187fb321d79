"""Sobol' indices: how much of the spread of a measure each factor accounts for, alone and with all others."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.errors import ScenarioError
from sim.statistics.intervals import Reals
from sim.sweeps.designs import DESIGN_SEED, factors_of
from sim.sweeps.whole import spreads_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweeps.results import SweepResults

RESAMPLES: Final = 999
CONFIDENCE: Final = 0.95


def indices_frame(results: SweepResults) -> pd.DataFrame:
    """Sobol' indices of every measure and factor, by scipy's estimators.

    Parameters
    ----------
    results
        Of a sweep whose design is `sobol_indices`.

    Returns
    -------
    DataFrame
        measure, factor, first (its part of the variance by itself), total (with all interactions), their bootstrap
        intervals, and whether each is more than its noise: more than half the width of its interval.

    Raises
    ------
    ScenarioError
        If the design is another, or a result is missing.

    Source
    ------
    Saltelli and others (2010), Computer Physics Communications 181, 259-270, in `scipy.stats.sobol_indices`.
    """
    import pandas as pd

    made = results.experiment
    filling = made.file.sweep.design.sobol_indices
    if filling is None:
        raise ScenarioError("Sobol' indices come from a design of the kind 'sobol_indices': its points have a layout")
    factors, rows = factors_of(made.points), []
    for measure in made.measures:
        values = np.array([spread.estimate for spread in spreads_of(results, measure, "Sobol' indices")])
        first, total = _indices(values, filling.points, len(factors))
        for number, factor in enumerate(factors):
            told: dict[str, Any] = {"measure": measure, "factor": factor}
            for name, found in (("first", first), ("total", total)):
                value, low, high = (float(part[number]) for part in found)
                known = bool(np.isfinite(low + high))
                told |= {name: value, f"{name}_low": low if known else None, f"{name}_high": high if known else None}
                told[f"{name}_seen"] = known and value > (high - low) / 2
            rows.append(told)
    reals = [f"{name}{end}" for name in ("first", "total") for end in ("", "_low", "_high")]
    return pd.DataFrame(rows).astype(dict.fromkeys(reals, "Float64"))


def _indices(values: Reals, n: int, factors: int) -> tuple[tuple[Reals, Reals, Reals], tuple[Reals, Reals, Reals]]:
    """First and total indices of all factors, each with lower and upper ends; 0 where nothing differs at all."""
    from scipy.stats import sobol_indices

    if np.ptp(values) == 0:
        nothing = np.zeros(factors)
        return (nothing,) * 3, (nothing,) * 3
    parts = values.reshape(factors + 2, 1, n)
    centred = parts - values.mean()
    given = {"f_A": centred[0], "f_B": centred[1], "f_AB": centred[2:]}
    found = sobol_indices(func=given, n=n, rng=np.random.default_rng(DESIGN_SEED))
    with warnings.catch_warnings():  # of few points, all of a resample may be alike: there is no interval then
        warnings.simplefilter("ignore")
        ends = found.bootstrap(confidence_level=CONFIDENCE, n_resamples=RESAMPLES)
    first, total = ends.first_order.confidence_interval, ends.total_order.confidence_interval
    return (
        (found.first_order.ravel(), first.low.ravel(), first.high.ravel()),
        (found.total_order.ravel(), total.low.ravel(), total.high.ravel()),
    )
