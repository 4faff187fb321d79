"""Waits at one person who takes waiting work newest first, by lot, or shortest first; nobody gives up (M/G/1)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.integrate import quad

ORDERS: Final = ("first_come", "newest_first", "random")
"""Orders that do not ask how long work takes: they have the same mean wait."""


def wait_moments(order: str, per_s: float, moments: tuple[float, float, float]) -> tuple[float, float]:
    """Mean of the wait in seconds and of its square, for an order that does not ask how long work takes.

    Parameters
    ----------
    order
        One of `ORDERS`.
    per_s
        Rate at which work comes, by a Poisson process.
    moments
        Means of the length of work, of its square and of its cube, in seconds.

    Returns
    -------
    tuple of float
        Both infinite where as much work comes as one person can do, or more.

    Source
    ------
    First come: Pollaczek and Khinchine, Takacs (1962). Newest first: the square is 1 / (1 - load) times that of first
    come (Takacs 1963, Delay distributions for one line with Poisson input, general holding times, and various orders
    of service, Bell System Technical Journal 42, 487-503). Random: each has drawn a lot u in (0, 1), the lowest goes
    first, and so each stands in a rank of its own among endlessly many: with l the rate and s = load u the square is
    l E[S^3] / 3 / (1 - s)^3 + (l E[S^2])^2 u / (1 - s)^4 (Kesten and Runnenburg 1957, Priority in waiting line
    problems, Indagationes Mathematicae 19, 312-336), here integrated over u.
    """
    first, second, third = moments
    load = per_s * first
    if load >= 1:
        return math.inf, math.inf
    mean_s = per_s * second / (2 * (1 - load))
    square = 2 * mean_s**2 + per_s * third / (3 * (1 - load))
    if order == "random":
        cubes = per_s * third / 3 * ((1 - load) ** -2 - 1) / (2 * load)
        return mean_s, cubes + (per_s * second) ** 2 * (3 - load) / (6 * (1 - load) ** 3)
    return mean_s, square / (1 - load) if order == "newest_first" else square


def mean_waits_shortest_first(
    per_s: float, mean_s: float, between: npt.ArrayLike = (0.0, 1.0)
) -> npt.NDArray[np.float64]:
    """Mean wait in seconds where the shortest work is taken next and lengths are exponential, by how long work takes.

    Parameters
    ----------
    per_s, mean_s
        Rate at which work comes, and its mean length.
    between
        Shape (n + 1,): rising shares of all work, from the shortest on, such as (0, 0.5, 1) for the shorter half and
        the longer one.

    Returns
    -------
    ndarray
        Shape (n,): of the work between each share and the next; infinite where one person cannot do all of it.

    Source
    ------
    Phipps (1956), Machine repair as a priority waiting-line problem, Operations Research 4, 76-85: work of length x
    waits lambda E[S^2] / 2 / (1 - load(x))^2, where load(x) is that of all work up to this length.
    """
    load, edges = per_s * mean_s, np.asarray(between, dtype=np.float64)
    if load >= 1:
        return np.full(len(edges) - 1, math.inf)

    def wait_s(share: float) -> float:
        # With -log(1 - share) means the work up to this share has this part of the load.
        up_to = load * (share + math.log1p(-share) * (1 - share)) if share < 1 else load
        return per_s * mean_s**2 / (1 - up_to) ** 2

    return _means(wait_s, edges)


def _means(value: Callable[[float], float], edges: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Mean of a value of shares between each edge and the next."""
    pairs = zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
    return np.array([quad(value, low, high)[0] / (high - low) for low, high in pairs])
