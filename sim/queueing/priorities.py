"""Mean waits of classes of callers served by rank, a call in service never being interrupted; nobody gives up."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sim.queueing.erlang import check_queue, erlang_c
from sim.queueing.requirement import Reals


def waits_by_rank(operators: int, calls_per_s: npt.ArrayLike, aht_s: float) -> Reals:
    """Mean wait in seconds of each class of callers on one floor, all classes with the same exponential handle time.

    Parameters
    ----------
    operators
        Number of operators.
    calls_per_s
        Shape (classes,): rate of calls of each class, from the first served to the last.
    aht_s
        Mean handle time in seconds, one for all: for different ones there is no closed form.

    Returns
    -------
    Reals
        Shape (classes,); infinite from the class on whose calls, with those before it, are too many.

    Source
    ------
    Cobham (1954), Priority assignment in waiting line problems, Operations Research 2, 70-76:
    W(k) = W0 / ((1 - s(k-1)) (1 - s(k))) with s(k) the cumulative load per operator and W0 = C h / c.
    """
    rates = _rates(calls_per_s)
    check_queue(operators, float(rates.sum()), aht_s)
    residual_s = erlang_c(operators, float(rates.sum()) * aht_s) * aht_s / operators
    return _cobham(rates * aht_s / operators, residual_s)


def waits_by_rank_single(calls_per_s: npt.ArrayLike, mean_s: npt.ArrayLike, cv: npt.ArrayLike) -> Reals:
    """Mean wait in seconds of each class at a single operator, handle times of any law and different by class (M/G/1).

    Parameters
    ----------
    calls_per_s
        Shape (classes,): rate of calls of each class, from the first served to the last.
    mean_s, cv
        Mean handle time in seconds and its coefficient of variation (0: constant, 1: exponential), one for all or one
        for each class.

    Returns
    -------
    Reals
        Shape (classes,); infinite from the class on whose calls, with those before it, are too many.

    Source
    ------
    Cobham (1954), as `waits_by_rank`, with W0 the sum of lambda(i) E[S(i)^2] / 2. Where there is too much work W0
    counts of each class the calls that are served.
    """
    rates = _rates(calls_per_s)
    means = np.broadcast_to(np.asarray(mean_s, dtype=np.float64), rates.shape)
    variations = np.broadcast_to(np.asarray(cv, dtype=np.float64), rates.shape)
    if not (
        np.isfinite(means).all() and (means > 0).all() and np.isfinite(variations).all() and (variations >= 0).all()
    ):
        raise ValueError("mean handle times must be above 0, and coefficients of variation at least 0")
    loads = rates * means
    before = np.concatenate([[0.0], np.cumsum(loads)[:-1]])
    served = np.clip(1 - before, 0, loads)
    residual_s = float((served * means * (1 + variations**2)).sum() / 2)
    return _cobham(loads, residual_s)


def _rates(calls_per_s: npt.ArrayLike) -> Reals:
    rates = np.atleast_1d(np.asarray(calls_per_s, dtype=np.float64))
    if not (np.isfinite(rates).all() and (rates >= 0).all()):
        raise ValueError("a rate of calls must be a number of at least 0")
    return rates


def _cobham(loads: Reals, residual_s: float) -> Reals:
    left_after = 1 - np.cumsum(loads)
    left_before = np.concatenate([[1.0], left_after[:-1]])
    settles = left_after > 0
    return np.where(settles, residual_s / np.where(settles, left_before * left_after, 1.0), math.inf)
