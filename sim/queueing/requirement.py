"""The fewest operators for many intervals at once, by closed forms of Erlang A and C."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import gammainc, gammaincc, gammaln, hyp1f1

from sim.queueing.erlang import SERVICE_LEVELS

Reals = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TINY: Final = 1e-280
"""Below this an incomplete gamma function has lost its digits."""
MEMORY: Final = 400
"""Steps after which Erlang's recursion has forgotten where it began, in the overload in which it is used."""


class Shares(NamedTuple):
    """Shares of the offered calls, shape (intervals,) each."""

    in_time: Reals
    answered: Reals
    gone_in_time: Reals
    virtual: Reals


def least_operators_each(
    calls_per_s: Reals,
    aht_s: Reals,
    patience_s: float | None,
    within_s: float,
    share: float,
    definition: str = "service_level",
) -> Ints:
    """Fewest operators per interval whose service level is at least `share`.

    Parameters
    ----------
    calls_per_s, aht_s
        Shape (intervals,): rate of calls (above 0) and mean handle time in seconds.
    patience_s
        Mean patience in seconds; None: nobody gives up (Erlang C).
    within_s, share, definition
        Threshold in seconds, wanted share in [0, 1), and one of `sim.queueing.erlang.SERVICE_LEVELS`.

    Source
    ------
    As `sim.queueing.erlang.least_operators`; all intervals are bisected side by side.
    """
    if definition not in SERVICE_LEVELS:
        raise ValueError(f"no service level is called {definition!r}: choose one of {', '.join(SERVICE_LEVELS)}")
    if not 0 <= share < 1:
        raise ValueError(f"a service level of {share:g} cannot be reached for sure: ask for less than 1")

    def enough(operators: Ints, which: Ints) -> npt.NDArray[np.bool_]:
        load = calls_per_s[which] * aht_s[which]
        if patience_s is None:
            in_time = _erlang_c_in_time(operators, load, within_s / aht_s[which])
            return in_time >= share
        shares = erlang_a_shares(operators, load, patience_s / aht_s[which], within_s / aht_s[which])
        return np.asarray(level(definition, shares) >= share)

    low = np.zeros(len(calls_per_s), dtype=np.int64)
    high = np.maximum(np.ceil(calls_per_s * aht_s).astype(np.int64), 1)
    open_ = np.arange(len(high))
    while len(open_ := open_[~enough(high[open_], open_)]):
        low[open_], high[open_] = high[open_], 2 * high[open_]
    while len(open_ := np.flatnonzero(high - low > 1)):
        middle = (low[open_] + high[open_]) // 2
        ok = enough(middle, open_)
        high[open_[ok]] = middle[ok]
        low[open_[~ok]] = middle[~ok]
    return high


def level(definition: str, shares: Shares) -> Reals:
    """A service level by its definition: one of `sim.queueing.erlang.SERVICE_LEVELS`."""
    in_time, answered, gone, virtual = shares
    if definition == "service_level_less_short":
        return in_time / (1 - gone)
    if definition == "service_level_or_gone":
        return in_time + gone
    if definition == "service_level_answered":
        return in_time / answered
    return virtual if definition == "service_level_virtual" else in_time


def log_inverse_erlang_b(operators: Ints, load: Reals) -> Reals:
    """Logarithm of one over Erlang B, for each pair of operators and load.

    Source
    ------
    1/B = exp(a) Gamma(c+1, a) / a^c, with the upper incomplete gamma function; where that has lost its digits (deep
    overload), the recursion 1/B(k) = 1 + (k/a) / B(k-1) over the last steps, which forgets its start.
    """
    c = operators.astype(np.float64)
    upper = gammaincc(c + 1, load)
    fine = upper > TINY
    log_inverse: Reals = gammaln(c + 1) + np.log(np.where(fine, upper, 1.0)) + load - c * np.log(load)
    deep = np.flatnonzero(~fine)
    if len(deep):
        first = np.maximum(c[deep] - MEMORY, 0)
        value = 1 / (1 - first / load[deep])
        for step in range(1, MEMORY + 1):
            k = first + step
            value = np.where(k <= c[deep], 1 + k / load[deep] * value, value)
        log_inverse[deep] = np.log(value)
    return log_inverse


def _erlang_c_in_time(operators: Ints, load: Reals, within: Reals) -> Reals:
    """Share answered within a threshold (in handle times) by Erlang C: 1 - P(W > t)."""
    c = operators.astype(np.float64)
    busy = load / c
    stable = busy < 1
    safe = np.where(stable, busy, 0.5)
    with np.errstate(over="ignore"):
        # So few calls for so many operators that nobody ever waits: one over infinity is the right answer.
        waiting = 1 / (safe + (1 - safe) * np.exp(log_inverse_erlang_b(operators, load)))
    return np.where(stable, 1 - waiting * np.exp(-(c - load) * within), 0.0)


def erlang_a_shares(operators: Ints, load: Reals, patience: Reals, within: Reals) -> Shares:
    """Shares of the offered calls by Erlang A; lengths of time are in handle times.

    Source
    ------
    Zeltyn and Mandelbaum (2005), Call centers with impatient customers, Queueing Systems 51, 361-402, for exponential
    patience: J(t), the integral from t on of exp(lambda H(x) - c mu x) with H(x) = (1 - exp(-theta x)) / theta, is
    E(t) exp-scaled by the same integral at the load exp(-theta t) a.
    """
    pull, push = operators * patience, load * patience
    left = np.exp(-within / patience)
    log_all, log_later = _log_integral(np.stack([pull, pull]), np.stack([push, push * left])) + np.log(patience)
    log_shift = push * (1 - left) - operators * within
    log_later = log_later + log_shift
    log_idle = log_inverse_erlang_b(operators - 1, load)
    scale = np.maximum(np.maximum(log_idle, np.log(load) + log_all), np.maximum(log_shift, 0.0))
    idle, all_, later, shift, one = (
        np.exp(log - scale) for log in (log_idle, log_all, log_later, log_shift, np.zeros_like(scale))
    )
    whole = idle + load * all_
    virtual_longer = load * later / whole
    in_time = (idle + shift - one + operators * (all_ - later)) / whole
    answered = 1 - (one + (load - operators) * all_) / whole
    gone = 1 - left * virtual_longer - in_time
    return Shares(in_time, answered, gone, 1 - virtual_longer)


def _log_integral(pull: Reals, push: Reals) -> Reals:
    """Logarithm of the integral over y from 0 on of exp(push (1 - exp(-y)) - pull y).

    It is exp(push) push^-pull times the lower incomplete gamma function, or M(1, pull + 1, push) / pull: the second
    form where the first underflows.
    """
    lower = gammainc(pull, push)
    fine = lower > TINY
    logarithm: Reals = push - pull * np.log(np.where(fine, push, 1.0)) + gammaln(pull)
    logarithm += np.log(np.where(fine, lower, 1.0))
    rest = ~fine
    if np.count_nonzero(rest):
        logarithm[rest] = np.log(hyp1f1(1.0, pull[rest] + 1, push[rest]) / pull[rest])
    return logarithm
