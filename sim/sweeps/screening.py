"""Screening: which of many factors change a measure by more than chance does, by Morris' elementary effects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from sim.errors import ScenarioError
from sim.measures.definitions import definition_of
from sim.statistics.intervals import NO_WIDTH, Reals, standard_error
from sim.sweeps.designs import coordinates
from sim.sweeps.whole import spreads_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweeps.results import SweepResults

CONFIDENCE: Final = 0.95
"""A factor without any effect stays below the noise in so many of all cases."""


def effects_frame(results: SweepResults) -> pd.DataFrame:
    """Elementary effects of every measure and factor, each over the whole range of the factor.

    Parameters
    ----------
    results
        Of a sweep whose design is `morris`.

    Returns
    -------
    DataFrame
        measure, factor, mu (mean of the effects), mu_star (mean of their sizes), sigma (their standard deviation from
        walk to walk), noise (what mu_star comes to by chance alone at this number of replications; empty with one),
        seen (whether mu_star is more than that), unit.

    Raises
    ------
    ScenarioError
        If the design is another, its points have another layout, or a result is missing.

    Notes
    -----
    Effects of a step are divided by the part of the range that it really took: whole numbers cannot take every step.
    The two designs of a step meet the same citizens, so its standard error comes from what the replications of both
    differ by. The noise is Student's t times the mean of these errors: were all walks off by the same chance, a factor
    without effect would lie above it in one case of twenty; in fewer, as far as they are not.

    Source
    ------
    Morris (1991), Technometrics 33, 161-174; mu_star: Campolongo and others (2007), Environmental Modelling & Software
    22, 1509-1518.
    """
    import pandas as pd

    made = results.experiment
    screening = made.file.sweep.design.morris
    if screening is None:
        raise ScenarioError("elementary effects come from a design of the kind 'morris': its points have a layout")
    walks = (screening.trajectories, len(screening.ranges) + 1)
    moved, steps = steps_of(coordinates(made.points, screening.ranges).reshape(*walks, -1))
    rows: list[dict[str, Any]] = []
    for measure in made.measures:
        spreads = spreads_of(results, measure, "elementary effects")
        values = np.array([spread.estimate for spread in spreads]).reshape(walks)
        deviations = np.array([spread.deviations for spread in spreads]).T.reshape(-1, *walks)
        effects = by_factor(np.diff(values) / steps, moved)
        noise = noise_of(np.diff(deviations) / steps, moved, min(spread.n for spread in spreads))
        sizes = np.abs(effects).mean(axis=0)
        for number, factor in enumerate(screening.ranges):
            rows.append(
                {
                    "measure": measure,
                    "factor": factor,
                    "mu": effects[:, number].mean(),
                    "mu_star": sizes[number],
                    "sigma": effects[:, number].std(ddof=1),
                    "noise": noise[number] if np.isfinite(noise[number]) else None,
                    "seen": bool(sizes[number] > max(noise[number], NO_WIDTH * np.abs(values).max())),
                    "unit": definition_of(measure).unit,
                }
            )
    return pd.DataFrame(rows).astype(dict.fromkeys(("mu", "mu_star", "sigma", "noise"), "Float64"))


def steps_of(shares: Reals) -> tuple[npt.NDArray[np.intp], Reals]:
    """Which factor each step of each walk moves, and over what part of its range; shape (walks, factors) both.

    Parameters
    ----------
    shares
        Where each factor lies in its range, shape (walks, factors + 1, factors).

    Raises
    ------
    ScenarioError
        If the points are no walks on which each factor takes one step.
    """
    between = np.diff(shares, axis=1)
    moved = np.abs(between).argmax(axis=2)
    is_one = np.count_nonzero(between, axis=2) == 1
    if not is_one.all() or (np.sort(moved, axis=1) != np.arange(shares.shape[2])).any():
        raise ScenarioError(
            "elementary effects need walks on which each factor takes one step: these points have another layout"
        )
    return moved, np.take_along_axis(between, moved[..., np.newaxis], axis=2)[..., 0]


def by_factor(of_steps: Reals, moved: npt.NDArray[np.intp]) -> Reals:
    """What steps came to, in the order of the factors instead of that of the walk; shape (..., walks, factors)."""
    order = np.broadcast_to(np.argsort(moved, axis=1), of_steps.shape)
    return np.take_along_axis(of_steps, order, axis=-1)


def noise_of(deviations: Reals, moved: npt.NDArray[np.intp], n: int) -> Reals:
    """What mu_star of each factor comes to by chance alone; infinite with one replication.

    Parameters
    ----------
    deviations
        How the effect of each step deviates in each replication, shape (replications, walks, factors).
    moved
        Which factor each step moves.
    n
        Number of replications with data.
    """
    if n < 2:
        return np.full(moved.shape[1], np.inf)
    errors = by_factor(standard_error(deviations, n), moved)
    return np.asarray(stdtrit(n - 1, 0.5 + CONFIDENCE / 2) * errors.mean(axis=0))
