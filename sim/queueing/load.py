"""Offered load that changes over the day: how many operators calls would keep busy if nobody ever had to wait.

A call goes on after the interval in which it came; with long calls the load follows the calls by a handle time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.queueing.requirement import Ints, Reals, least_operators_each

FORGOTTEN: Final = 45.0
"""Mean service times after which no float tells any more that a call was there: exp(-45) is below 3e-20."""
NODES: Final = 16
"""Points of the Gauss-Legendre rule in each piece of a survival function."""
LEAST_LOAD_ERLANG: Final = 0.01
"""Erlang below which an interval without calls of its own needs nobody."""


class _Load(NamedTuple):
    """Mean load of each interval, and the load at all ends of intervals (one more), in erlang."""

    mean: Reals
    at_ends: Reals


def offered_load(
    calls_per_s: npt.ArrayLike,
    interval_s: npt.ArrayLike,
    mean_service_s: npt.ArrayLike,
    *,
    busy_at_start: float = 0.0,
) -> Reals:
    """Mean offered load of each interval, in erlang, for exponential service times.

    Parameters
    ----------
    calls_per_s
        Shape (intervals,): rate of calls in each interval, constant within it.
    interval_s
        Length of the intervals in seconds: one for all, or one each.
    mean_service_s
        Mean service (handle) time in seconds of the calls that come in an interval: one for all, or one each. A call
        keeps the mean of the interval in which it came.
    busy_at_start
        Mean number of calls in service when the first interval begins; 0: the system starts empty. Their mean service
        time is that of the first interval.

    Returns
    -------
    Reals
        Shape (intervals,): mean over the interval of m(t), the mean number in service with operators without limit.

    Source
    ------
    Eick, Massey and Whitt (1993), The physics of the M(t)/G/infinity queue, Operations Research 41(4), 731-742:
    m(t) is the integral over u of lambda(t - u) P(S > u), here in closed form.
    """
    return _exponential(calls_per_s, interval_s, mean_service_s, busy_at_start).mean


def offered_load_at_ends(
    calls_per_s: npt.ArrayLike,
    interval_s: npt.ArrayLike,
    mean_service_s: npt.ArrayLike,
    *,
    busy_at_start: float = 0.0,
) -> Reals:
    """Offered load in erlang at the start of the first interval and at the end of each: shape (intervals + 1,).

    Parameters and source as `offered_load`.
    """
    return _exponential(calls_per_s, interval_s, mean_service_s, busy_at_start).at_ends


def _exponential(
    calls_per_s: npt.ArrayLike, interval_s: npt.ArrayLike, mean_service_s: npt.ArrayLike, busy_at_start: float
) -> _Load:
    rate, length, service = _intervals(calls_per_s, interval_s, mean_service_s)
    if not (np.isfinite(busy_at_start) and busy_at_start >= 0):
        raise ValueError(f"the number busy at the start is {busy_at_start}: it must be at least 0")
    count = len(rate)
    fill = -np.expm1(-length / service)
    mean = rate * service * (1 - service / length * fill) if count else np.zeros(0)
    ends = np.zeros(count + 1)
    ends[0] = busy_at_start
    ends[1:] = rate * service * fill
    left = ends[1:].copy()
    starts = np.concatenate([[0.0], np.cumsum(length)])
    # Interval by interval later: what is left of each interval's calls when that later interval begins.
    for lag in range(1, count):
        still = slice(0, count - lag)
        after, own = length[lag:], service[still]
        if np.all(starts[lag:-1] - starts[1 : count - lag + 1] > FORGOTTEN * own):
            break
        mean[lag:] += left[still] * (own / after) * -np.expm1(-after / own)
        left[still] *= np.exp(-after / own)
        ends[lag + 1 :] += left[still]
    if busy_at_start and count:
        remaining = busy_at_start * np.exp(-starts / service[0])
        ends[1:] += remaining[1:]
        mean += remaining[:-1] * service[0] / length * -np.expm1(-length / service[0])
    return _Load(mean, ends)


def offered_load_by_survival(
    calls_per_s: npt.ArrayLike,
    interval_s: npt.ArrayLike,
    survival: Callable[[Reals], Reals],
    *,
    step_s: float,
    kinks_s: tuple[float, ...] = (),
) -> Reals:
    """Mean offered load of each interval, in erlang, for any law of service times; the system starts empty.

    Parameters
    ----------
    calls_per_s, interval_s
        As `offered_load`.
    survival
        P(S > u) for an array of lengths u >= 0 in seconds.
    step_s
        Longest piece, in seconds, over which the survival function is taken as smooth (a polynomial of degree 15 must
        describe it); a fifth of the standard deviation of the service time is plenty.
    kinks_s
        Where the survival function jumps or bends.

    Source
    ------
    As `offered_load`: calls of an earlier interval count by second differences of the double integral of P(S > u).
    """
    rate, length, _ = _intervals(calls_per_s, interval_s, 1.0)
    if not step_s > 0:
        raise ValueError(f"a step of {step_s} s is no step: it must be above 0")
    edges = np.concatenate([[0.0], np.cumsum(length)])
    begins, ends = edges[:-1], edges[1:]
    # Rows: the interval looked at; columns: the interval in which the calls came.
    lags = [np.subtract.outer(a, b) for a, b in ((ends, begins), (begins, begins), (ends, ends), (begins, ends))]
    ticks = [np.maximum(np.rint(lag * 1e6), 0).astype(np.int64) for lag in lags]
    points = np.unique(np.concatenate([tick.ravel() for tick in ticks]))
    twice = _double_integral(points / 1e6, survival, step_s, kinks_s)
    one, two, three, four = (twice[np.searchsorted(points, tick)] for tick in ticks)
    seen = (one - two - three + four) / length[:, None]
    return np.asarray(seen @ rate)


def _double_integral(
    points: Reals, survival: Callable[[Reals], Reals], step_s: float, kinks_s: tuple[float, ...]
) -> Reals:
    """Integral from 0 to each point of (point - u) P(S > u) du."""
    nodes, weights = _rule()
    last = points[-1] if len(points) else 0.0
    inner = np.concatenate([np.arange(0.0, last, step_s), [k for k in kinks_s if 0 < k < last], points])
    edges = np.unique(inner)
    widths = np.diff(edges)
    at = edges[:-1, None] + widths[:, None] * nodes
    heights = np.asarray(survival(at))
    once = widths * (heights @ weights)
    moment = widths**2 * (heights @ (weights * (1 - nodes)))
    until = np.concatenate([[0.0], np.cumsum(once)])
    twice = np.concatenate([[0.0], np.cumsum(moment + widths * until[:-1])])
    return np.asarray(twice[np.searchsorted(edges, points)])


@cache
def _rule() -> tuple[Reals, Reals]:
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return (nodes + 1) / 2, weights / 2


def _intervals(
    calls_per_s: npt.ArrayLike, interval_s: npt.ArrayLike, mean_service_s: npt.ArrayLike
) -> tuple[Reals, Reals, Reals]:
    rate = np.atleast_1d(np.asarray(calls_per_s, dtype=np.float64))
    try:
        length = np.broadcast_to(np.asarray(interval_s, dtype=np.float64), rate.shape)
        service = np.broadcast_to(np.asarray(mean_service_s, dtype=np.float64), rate.shape)
    except ValueError:
        raise ValueError(
            f"there are {len(rate)} rates of calls: give one length for all intervals, or one each"
        ) from None
    if not (np.isfinite(rate).all() and (rate >= 0).all()):
        raise ValueError("a rate of calls must be a number of at least 0")
    for what, numbers in (("length of an interval", length), ("mean service time", service)):
        if not (np.isfinite(numbers).all() and (numbers > 0).all()):
            raise ValueError(f"a {what} must be a number above 0")
    return rate, length, service


def least_operators_by_offered_load(
    calls_per_s: npt.ArrayLike,
    interval_s: npt.ArrayLike,
    aht_s: npt.ArrayLike,
    patience_s: float | None,
    within_s: float,
    share: float,
    definition: str = "service_level",
    *,
    busy_at_start: float = 0.0,
    load: Literal["mean", "largest"] = "mean",
) -> Ints:
    """Fewest operators per interval whose service level is at least `share`, by the modified offered load.

    Parameters
    ----------
    calls_per_s, interval_s, aht_s, busy_at_start
        As `offered_load`, the handle time being the service time.
    patience_s, within_s, share, definition
        As `sim.queueing.requirement.least_operators_each`.
    load
        Which load of the interval decides: its mean, or the largest of the loads at its two ends and its mean (with
        one mean handle time for all intervals the load moves one way within each, so this is its largest).

    Returns
    -------
    Ints
        Shape (intervals,). An interval without calls of its own and a load below 0.01 erlang needs 0.

    Source
    ------
    Jennings, Mandelbaum, Massey and Whitt (1996), Server staffing to meet time-varying demand, Management Science
    42(10), 1383-1394: the steady-state formula at the load m(t) that the infinite-server system has.
    """
    rate, length, service = _intervals(calls_per_s, interval_s, aht_s)
    found = _exponential(rate, length, service, busy_at_start)
    erlang = found.mean
    if load == "largest":
        erlang = np.maximum(erlang, np.maximum(found.at_ends[:-1], found.at_ends[1:]))
    elif load != "mean":
        raise ValueError(f"the load of an interval is 'mean' or 'largest', not {load!r}")
    needed = np.zeros(len(rate), dtype=np.int64)
    which = np.flatnonzero((rate > 0) | (erlang >= LEAST_LOAD_ERLANG))
    if len(which):
        needed[which] = least_operators_each(
            erlang[which] / service[which], service[which], patience_s, within_s, share, definition
        )
    return needed
