"""Choosing the best of several systems by simulation: how many replications of each, and when one may stop.

Larger is better here; who wants the least gives numbers with the other sign. Systems may be run before the same
citizens: what is random is then compared in pairs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FIRST: Final = 10
"""Replications of each system before any is dropped."""
ENOUGH_DIFFER: Final = 10
"""While two systems differ in fewer replications, little is known of how much they vary, and neither drops the other.
Five would do for most; where rare large losses stand against small gains they were wrong in 11 %, and ten in 6 %."""
RARELY: Final = 0.05
"""Systems that differ in a smaller share of replications than this may pass for alike."""
ROUNDING: Final = 1e-9


@dataclass(frozen=True)
class Selected:
    """What a selection found.

    Attributes
    ----------
    best
        Number of the system with the best mean among those left.
    left
        Numbers of the systems that were not dropped; one, if the question was decided.
    replications
        Shape (systems,): how many of each were run.
    means
        Shape (systems,): their means so far.
    are_alike
        Whether several are left, and showed the same in every replication.
    """

    best: int
    left: tuple[int, ...]
    replications: Ints
    means: Reals
    are_alike: bool = False

    @property
    def is_decided(self) -> bool:
        """Whether all others were dropped."""
        return len(self.left) == 1


def select_best(
    observe: Callable[[int, int], float], systems: int, least_worth: float, error: float, most: int, first: int = FIRST
) -> Selected:
    """The system with the largest mean, found by dropping those that are clearly worse (KN).

    Parameters
    ----------
    observe
        Gives what a system (its number) showed in a replication (its number).
    systems
        How many there are.
    least_worth
        A difference that matters: systems nearer to the best than this are as good as it.
    error
        The chance allowed to drop the best one where it is better than all others by at least `least_worth`.
    most
        Replications of each at most; what is left then is not decided.
    first
        Replications of each before any is dropped.

    Returns
    -------
    Selected
        The best one, and those that are still left.

    Raises
    ------
    ValueError
        If there is nothing to choose, or a number makes no sense.

    Notes
    -----
    The variance of a difference is that of the first replications, or of as many as it takes until ten of them differ:
    where all of the first are the same it would be 0, and the next one would decide alone. Systems that never differ
    are alike once it would have shown, but for the error allowed, that one replication in twenty does.

    Source
    ------
    Kim and Nelson (2001), A fully sequential procedure for indifference-zone selection in simulation, ACM TOMACS 11(3),
    with c = 1; normal observations, unequal variances and common random numbers are allowed.
    """
    if systems < 1 or least_worth <= 0 or not 0 < error < 0.5 or first < 2 or most < first:
        raise ValueError(
            "selection needs a system, a difference above 0, an error between 0 and 0.5, and 2 <= first <= most"
        )
    seen = np.empty((systems, most))
    seen[:, :first] = [[observe(system, run) for run in range(first)] for system in range(systems)]
    done = np.full(systems, first, dtype=np.int64)
    left, run, sums = np.arange(systems), first, seen[:, :first].sum(axis=1)
    degrees = max(first, ENOUGH_DIFFER) - 1
    eta = 0.5 * ((2 * error / max(systems - 1, 1)) ** (-2 / degrees) - 1)
    room, differ = np.full((systems, systems), np.inf), _differ(seen[:, :first])
    while True:
        pairs = np.ix_(left, left)
        known = (differ[pairs] >= ENOUGH_DIFFER) & np.isinf(room[pairs])
        if known.any():
            variance = _variances_of_differences(seen[left, :run])
            room[pairs] = np.where(known, 2 * eta * degrees * variance / least_worth**2, room[pairs])
        means = sums[left] / run
        band = np.maximum(0.0, least_worth / (2 * run) * (room[pairs] - run))
        left = left[(means[:, None] >= means[None, :] - band).all(axis=1)]
        are_alike = len(left) > 1 and not differ[np.ix_(left, left)].any()
        if len(left) == 1 or run == most or (are_alike and run >= alike_after(error)):
            break
        seen[left, run] = [observe(int(system), run) for system in left]
        sums[left] += seen[left, run]
        differ[np.ix_(left, left)] += _differ(seen[left, run : run + 1])
        run += 1
        done[left] = run
    means = sums / done
    return Selected(int(left[np.argmax(means[left])]), tuple(left.tolist()), done, means, are_alike)


def alike_after(error: float) -> int:
    """Replications of which at least one differs, but for so much chance, if one in twenty does."""
    return math.ceil(math.log(error) / math.log(1 - RARELY))


def _differ(seen: Reals) -> Ints:
    """In how many replications each pair differs, shape (systems, systems); `seen` is (systems, replications)."""
    return np.asarray((seen[:, None] != seen[None]).sum(axis=2))


def _variances_of_differences(seen: Reals) -> Reals:
    """Variance of the difference of each pair, shape (systems, systems); `seen` is (systems, replications)."""
    covariance = np.atleast_2d(np.cov(seen))
    own = np.diag(covariance)
    return np.asarray(own[:, None] + own[None, :] - 2 * covariance)


Verdict = Literal["met", "not met", "undecided"]


def looks_up_to(first: int, most: int) -> tuple[int, ...]:
    """Numbers of replications at which one looks: twice as many from one to the next, none above `most`."""
    looks = [first]
    while 2 * looks[-1] <= most:
        looks.append(2 * looks[-1])
    return tuple(looks)


def one_sided_confidence(error: float, systems: int, looks: int) -> float:
    """The confidence of each two-sided interval that leaves so much error, on one side, for all looks together.

    That something is taken for good enough that is not is an error on one side only: (1 - confidence) / 2 each time
    (Bonferroni).
    """
    return 1 - 2 * error / (systems * looks)


def first_good_enough(
    judge: Callable[[int, int], Verdict], systems: int, looks: tuple[int, ...]
) -> tuple[int | None, list[tuple[Verdict, int]]]:
    """The first system, in an order such as from the cheapest on, that is good enough.

    Parameters
    ----------
    judge
        Says whether a system (its number) is good enough after so many replications.
    systems
        How many there are.
    looks
        Numbers of replications, growing, at which an undecided one is looked at again.

    Returns
    -------
    int or None
        Its number; None if none is clearly good enough.
    list
        The verdict on each that was looked at, and after how many replications.
    """
    told: list[tuple[Verdict, int]] = []
    for system in range(systems):
        for look in looks:
            verdict = judge(system, look)
            if verdict != "undecided":
                break
        told.append((verdict, look))
        if verdict == "met":
            return system, told
    return None, told


def best_allocation(means: Reals, variances: Reals, done: Ints, more: int) -> Ints:
    """How to spend further replications so that the best system is found most surely (OCBA).

    Parameters
    ----------
    means, variances
        Shape (systems,): of each system so far; no two means alike, variances above 0.
    done
        Shape (systems,): replications so far.
    more
        Replications to spend.

    Returns
    -------
    array
        Shape (systems,): further replications of each; they sum to `more`. Nothing that was run is taken back.

    Source
    ------
    Chen, Lin, Yuecesan and Chick (2000), Simulation budget allocation for further enhancing the efficiency of ordinal
    optimization, Discrete Event Dynamic Systems 10, 251-270.
    """
    best = int(np.argmax(means))
    others = np.arange(len(means)) != best
    ratio = np.zeros(len(means))
    ratio[others] = variances[others] / (means[best] - means[others]) ** 2
    ratio[best] = np.sqrt(variances[best] * (ratio[others] ** 2 / variances[others]).sum())
    wanted, can_grow, total = done.astype(np.float64), np.ones(len(means), dtype=np.bool_), int(done.sum()) + more
    while True:
        # Those that have more than their share keep it; the others divide what is left.
        free = total - done[~can_grow].sum()
        wanted = np.where(can_grow, free * ratio / ratio[can_grow].sum(), done)
        too_many = can_grow & (wanted < done)
        if not too_many.any():
            break
        can_grow &= ~too_many
    found = np.floor(wanted - done + ROUNDING).astype(np.int64)
    found[best] += more - int(found.sum())  # what rounding leaves over
    return found
