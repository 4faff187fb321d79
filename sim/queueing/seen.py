"""What becomes of calls that find so many in the house: shares in time, by how many operators there are.

Who waits behind others waits until so many of them have been taken or have given up: a sum of exponential times.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import betainc, gammaincc

from sim.queueing.requirement import Ints, Reals, Shares, level

NOBODY: Final = 1e-12
"""Operators in the place of none, where formulas divide by them: a wait without end."""


def shares_seen(
    in_house: Ints, operators: int | Ints, aht_s: float, patience_s: float | None, within_s: float
) -> Shares:
    """What becomes of a call, by the number that it finds waiting or served.

    Parameters
    ----------
    in_house
        How many are in the house as it comes, all of whom go before it.
    operators
        How many there are; of the same shape, or one number.
    aht_s, patience_s
        Mean handle time, and mean patience (None: nobody gives up), both exponential.
    within_s
        Threshold.

    Source
    ------
    Palm (1957), Research on telephone traffic carried by full availability groups, Tele 1; Zeltyn and Mandelbaum
    (2005), Call centers with impatient customers, Queueing Systems 51, 361-402. With j ahead in the queue the offered
    wait V is a sum of exponential times with the rates c mu + i theta, i = 0, ..., j: exp(-theta V) has the beta law
    with the parameters c mu / theta and j + 1. Without abandonment it is an Erlang law.
    """
    ahead = np.asarray(in_house - operators, dtype=np.float64)
    waits = ahead >= 0
    j = np.maximum(ahead, 0.0)
    crew = np.maximum(np.asarray(operators, dtype=np.float64), NOBODY)
    if patience_s is None:
        longer = np.where(waits, gammaincc(j + 1, crew * within_s / aht_s), 0.0)
        return Shares(1 - longer, np.ones(len(j)), np.zeros(len(j)), 1 - longer)
    pull = crew * patience_s / aht_s
    left = np.exp(-within_s / patience_s)
    longer = np.where(waits, betainc(pull, j + 1, left), 0.0)
    answered = np.where(waits, pull / (pull + j + 1), 1.0)
    in_time = np.where(waits, answered * (1 - betainc(pull + 1, j + 1, left)), 1.0)
    return Shares(in_time, answered, 1 - left * longer - in_time, 1 - longer)


def least_operators_seen(
    counts: Reals,
    aht_s: float,
    patience_s: float | None,
    within_s: float,
    share: float,
    definition: str = "service_level",
) -> int:
    """Fewest operators with whom a share of calls is served in time, by what the calls found in the house.

    Parameters
    ----------
    counts
        Shape (states,): how many calls found so many in the house, from 0 on.
    aht_s, patience_s, within_s
        As `shares_seen`.
    share, definition
        Wanted share below 1, and one of `sim.queueing.erlang.SERVICE_LEVELS`.

    Returns
    -------
    int
        0 where no call came. With a threshold of 0 it is the least k with P(N >= k) <= 1 - share.

    Source
    ------
    Feldman, Mandelbaum, Massey and Whitt (2008), Staffing of time-varying queues to achieve time-stable performance,
    Management Science 54(2), 324-338, for the delay probability; Defraeye and Van Nieuwenhuyse (2013), Controlling
    excessive waiting times in small service systems with time-varying demand: an extension of the ISA algorithm,
    Decision Support Systems 54(4), 1558-1567, for the wait.
    """
    found = np.flatnonzero(counts)
    if len(found) == 0:
        return 0
    weights = counts[found]

    def enough(operators: int) -> bool:
        parts = shares_seen(found, operators, aht_s, patience_s, within_s)
        return bool(level(definition, Shares(*(np.asarray(part @ weights / weights.sum()) for part in parts))) >= share)

    low, high = 0, 1  # with nobody there nobody is served
    while not enough(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
