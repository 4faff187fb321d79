"""Erlang's formulas for one queue in the steady state: blocked callers (B), endless patience (C), impatience (A).

All take a rate of calls per second and mean lengths in seconds; a load is in erlang (rate times handle time).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, gammaincc

Reals = npt.NDArray[np.float64]

SERVICE_LEVELS = (
    "service_level",
    "service_level_less_short",
    "service_level_or_gone",
    "service_level_answered",
    "service_level_virtual",
)
"""The definitions of the service level, by their ids in `sim.measures.definitions`."""
NEGLIGIBLE = 1e-32
"""States this much less likely than the likeliest are left out; far below what a float can tell from 1."""


def erlang_b(operators: int, load: float) -> float:
    """Share of calls lost where nobody can wait.

    Parameters
    ----------
    operators
        Number of operators (or lines), at least 0.
    load
        Offered load in erlang, at least 0.

    Source
    ------
    Erlang (1917); the recursion B(k) = a B(k-1) / (k + a B(k-1)) is in any teletraffic text, such as
    Cooper (1981), Introduction to Queueing Theory.
    """
    lost = 1.0
    for k in range(1, operators + 1):
        lost = load * lost / (k + load * lost)
    return lost


def erlang_c(operators: int, load: float) -> float:
    """Chance that a call has to wait where everybody waits as long as it takes; 1 where the queue never settles.

    Parameters
    ----------
    operators
        Number of operators.
    load
        Offered load in erlang.

    Source
    ------
    Erlang (1917), in terms of Erlang B: C = c B / (c - a (1 - B)).
    """
    if load >= operators:
        return 1.0
    lost = erlang_b(operators, load)
    return operators * lost / (operators - load * (1 - lost))


def service_level(definition: str, in_time: float, answered: float, gone_in_time: float, virtual: float) -> float:
    """A service level by its definition, from shares of the offered calls.

    Parameters
    ----------
    definition
        One of `SERVICE_LEVELS`.
    in_time, answered, gone_in_time
        Shares answered within the threshold, answered at all, and abandoned within the threshold.
    virtual
        Chance that a caller who never hangs up is answered within the threshold.
    """
    if definition not in SERVICE_LEVELS:
        raise ValueError(f"no service level is called {definition!r}: choose one of {', '.join(SERVICE_LEVELS)}")
    return {
        "service_level": in_time,
        "service_level_less_short": in_time / (1 - gone_in_time),
        "service_level_or_gone": in_time + gone_in_time,
        "service_level_answered": in_time / answered,
        "service_level_virtual": virtual,
    }[definition]


@dataclass(frozen=True)
class ErlangC:
    """A queue whose callers never give up (M/M/c).

    Attributes
    ----------
    operators
        Number of operators.
    calls_per_s
        Rate of calls, Poisson.
    aht_s
        Mean handle time in seconds, exponential.

    Source
    ------
    P(W > t) = C exp(-(c - a) t / h) and E[W] = C h / (c - a), with h the handle time and a the load; where a >= c the
    queue grows without end: everybody waits, no wait is below any threshold, means are infinite.
    """

    operators: int
    calls_per_s: float
    aht_s: float

    @property
    def load(self) -> float:
        """Offered load in erlang."""
        return self.calls_per_s * self.aht_s

    @cached_property
    def share_waiting(self) -> float:
        """Chance that a call has to wait."""
        return erlang_c(self.operators, self.load)

    @property
    def mean_wait_s(self) -> float:
        """Mean wait of all calls in seconds; infinite where the queue never settles."""
        spare = self.operators - self.load
        return self.share_waiting * self.aht_s / spare if spare > 0 else math.inf

    @property
    def mean_waiting(self) -> float:
        """Mean number of callers waiting (Little's law)."""
        return self.calls_per_s * self.mean_wait_s

    @property
    def occupancy(self) -> float:
        """Share of time that an operator works."""
        return min(self.load / self.operators, 1.0) if self.operators else 1.0

    def share_waiting_longer(self, within_s: float) -> float:
        """Chance that a wait exceeds `within_s` seconds."""
        spare = self.operators - self.load
        return self.share_waiting * math.exp(-spare * within_s / self.aht_s) if spare > 0 else 1.0

    def service_level(self, within_s: float, definition: str = "service_level") -> float:
        """Share answered within `within_s` seconds; all definitions agree where nobody gives up."""
        in_time = 1 - self.share_waiting_longer(within_s)
        return service_level(definition, in_time, 1.0, 0.0, in_time)


@dataclass(frozen=True)
class ErlangA:
    """A queue whose callers give up after an exponential patience (M/M/c+M), with or without a limit of lines.

    Attributes
    ----------
    operators
        Number of operators.
    calls_per_s
        Rate of calls, Poisson.
    aht_s
        Mean handle time in seconds, exponential.
    patience_s
        Mean patience in seconds, exponential; None: nobody gives up, and `trunks` must bound the queue.
    trunks
        Callers in the house at most, waiting or served; None: no limit.

    Source
    ------
    Palm (1957); Garnett, Mandelbaum and Reiman (2002), Designing a call center with impatient customers, M&SOM 4(3);
    Mandelbaum and Zeltyn (2005), The Palm/Erlang-A queue. The wait offered to a caller who finds j waiting is a sum
    of exponentials of rates c mu + i theta (i = 0..j), so that exp(-theta V) is Beta(c mu / theta, j + 1).
    """

    operators: int
    calls_per_s: float
    aht_s: float
    patience_s: float | None
    trunks: int | None = None

    def __post_init__(self) -> None:
        if self.patience_s is None and self.trunks is None:
            raise ValueError("without patience and without a limit of lines the queue is Erlang C")
        if self.trunks is not None and self.trunks < self.operators:
            raise ValueError("there must be at least as many lines as operators")

    @property
    def load(self) -> float:
        """Offered load in erlang."""
        return self.calls_per_s * self.aht_s

    def _ends_per_s(self, in_house: Reals) -> Reals:
        leaving = 0.0 if self.patience_s is None else 1 / self.patience_s
        return np.minimum(in_house, self.operators) / self.aht_s + np.maximum(in_house - self.operators, 0) * leaving

    @cached_property
    def states(self) -> Reals:
        """Chance of each number of callers in the house, from 0 on."""
        # From the likeliest state both ways, so that products stay in range and errors do not add up.
        top = self.trunks if self.trunks is not None else math.inf
        mode = self._likeliest()
        down_rates = self._ends_per_s(np.arange(mode, 0, -1, dtype=np.float64)) / self.calls_per_s
        down = np.cumprod(down_rates)[::-1]
        up, block, at = np.array([1.0]), 64, mode
        while at < top and up[-1] > NEGLIGIBLE:
            numbers = np.arange(at + 1, min(at + block, top) + 1, dtype=np.float64)
            up = np.concatenate([up, up[-1] * np.cumprod(self.calls_per_s / self._ends_per_s(numbers))])
            at, block = at + len(numbers), block * 2
        weights = np.concatenate([down, up])
        chances: Reals = weights / weights.sum()
        return chances

    def _likeliest(self) -> int:
        if self.load <= self.operators:
            mode = math.floor(self.load)
        elif self.patience_s is None:
            mode = self.trunks or 0
        else:
            surplus = self.calls_per_s - self.operators / self.aht_s
            mode = self.operators + math.floor(surplus * self.patience_s)
        return mode if self.trunks is None else min(mode, self.trunks)

    @property
    def share_blocked(self) -> float:
        """Share of all attempts that find every line taken; the other shares are of the calls accepted."""
        return float(self.states[self.trunks]) if self.trunks is not None else 0.0

    @cached_property
    def _found_waiting(self) -> Reals:
        """Chance that an accepted call finds all operators busy and j callers waiting, from j = 0 on."""
        last = len(self.states) if self.trunks is None else self.trunks
        found: Reals = self.states[self.operators : last] / (1 - self.share_blocked)
        return found

    @property
    def share_waiting(self) -> float:
        """Chance that an accepted call is not answered at once."""
        return float(self._found_waiting.sum())

    @cached_property
    def mean_waiting(self) -> float:
        """Mean number of callers waiting."""
        waiting = self.states[self.operators :]
        return float(np.dot(np.arange(len(waiting)), waiting))

    @property
    def mean_wait_s(self) -> float:
        """Mean wait in seconds of all accepted calls, however it ended (Little's law)."""
        return self.mean_waiting / (self.calls_per_s * (1 - self.share_blocked))

    @property
    def share_abandoned(self) -> float:
        """Share of the accepted calls whose caller gives up."""
        return 0.0 if self.patience_s is None else self.mean_wait_s / self.patience_s

    @property
    def occupancy(self) -> float:
        """Share of time that an operator works."""
        answered = self.calls_per_s * (1 - self.share_blocked) * (1 - self.share_abandoned)
        return answered * self.aht_s / self.operators if self.operators else 1.0

    def share_offered_wait_longer(self, within_s: float) -> float:
        """Chance that a caller who never hangs up would wait longer than `within_s` seconds."""
        return float(np.dot(self._found_waiting, self._tail(within_s)))

    def _tail(self, within_s: float) -> Reals:
        """Chance that the offered wait of one who finds j waiting exceeds `within_s`, by j."""
        ahead = np.arange(len(self._found_waiting), dtype=np.float64)
        if self.patience_s is None:
            gamma: Reals = gammaincc(ahead + 1, self.operators * within_s / self.aht_s)
            return gamma
        pull = self.operators * self.patience_s / self.aht_s
        beta: Reals = betainc(pull, ahead + 1, math.exp(-within_s / self.patience_s)) if pull else np.ones(len(ahead))
        return beta

    def share_answered_within(self, within_s: float) -> float:
        """Share of the accepted calls answered within `within_s` seconds."""
        return 1 - self.share_abandoned - self._share_answered_later(within_s)

    def _share_answered_later(self, within_s: float) -> float:
        if self.patience_s is None:
            return self.share_offered_wait_longer(within_s)
        pull = self.operators * self.patience_s / self.aht_s
        if pull == 0:
            return 0.0
        ahead = np.arange(len(self._found_waiting), dtype=np.float64)
        left = math.exp(-within_s / self.patience_s)
        later = pull / (pull + ahead + 1) * betainc(pull + 1, ahead + 1, left)
        return float(np.dot(self._found_waiting, later))

    def share_abandoned_within(self, within_s: float) -> float:
        """Share of the accepted calls whose caller gives up within `within_s` seconds."""
        still_there = self.share_offered_wait_longer(within_s)
        if self.patience_s is not None:
            still_there *= math.exp(-within_s / self.patience_s)
        return 1 - still_there - self.share_answered_within(within_s)

    def service_level(self, within_s: float, definition: str = "service_level") -> float:
        """Service level by its definition; with a limit of lines, of the accepted calls."""
        return service_level(
            definition,
            self.share_answered_within(within_s),
            1 - self.share_abandoned,
            self.share_abandoned_within(within_s),
            1 - self.share_offered_wait_longer(within_s),
        )


def erlang_a(operators: int, calls_per_s: float, aht_s: float, patience_s: float | None) -> ErlangA | ErlangC:
    """The queue by Erlang A, or by Erlang C where `patience_s` is None: nobody gives up."""
    if patience_s is None:
        return ErlangC(operators, calls_per_s, aht_s)
    return ErlangA(operators, calls_per_s, aht_s, patience_s)


def least_operators(
    share: float,
    within_s: float,
    calls_per_s: float,
    aht_s: float,
    patience_s: float | None = None,
    definition: str = "service_level",
) -> int:
    """Fewest operators whose service level is at least `share`.

    Parameters
    ----------
    share
        Wanted service level, in [0, 1).
    within_s
        Its threshold in seconds.
    calls_per_s, aht_s, patience_s
        Rate of calls, mean handle time, and mean patience (None: endless, Erlang C).
    definition
        One of `SERVICE_LEVELS`.

    Source
    ------
    Bisection: the service level rises with the number of operators.
    """
    if not 0 <= share < 1:
        raise ValueError(f"a service level of {share:g} cannot be reached for sure: ask for less than 1")
    if calls_per_s == 0:
        return 0

    def enough(operators: int) -> bool:
        queue = erlang_a(operators, calls_per_s, aht_s, patience_s)
        return queue.service_level(within_s, definition) >= share

    low, high = 0, max(1, math.ceil(calls_per_s * aht_s))
    while not enough(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
