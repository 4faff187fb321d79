"""Erlang's formulas for one queue in the steady state: blocked callers (B), endless patience (C), impatience (A).

All take a rate of calls per second and mean lengths in seconds; a load is in erlang (rate times handle time).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, betaincc, gammainc, gammaincc

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
"""States this much less likely than the likeliest one with a queue are left out; a float cannot tell them from 0."""


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

    Returns
    -------
    float
        0 where the definition divides by no calls at all.
    """
    if definition not in SERVICE_LEVELS:
        raise ValueError(f"no service level is called {definition!r}: choose one of {', '.join(SERVICE_LEVELS)}")
    if definition == "service_level_less_short":
        return in_time / (1 - gone_in_time) if gone_in_time < 1 else 0.0
    if definition == "service_level_or_gone":
        return in_time + gone_in_time
    if definition == "service_level_answered":
        return in_time / answered if answered else 0.0
    return virtual if definition == "service_level_virtual" else in_time


def check_queue(operators: int, calls_per_s: float, aht_s: float, least_operators: int = 0) -> None:
    """Refuse numbers that describe no queue, with a sentence (ValueError)."""
    if operators < 0:
        raise ValueError(f"there cannot be {operators} operators")
    if operators < least_operators:
        raise ValueError("there must be at least one operator")
    check_above_zero("rate of calls", calls_per_s)
    check_above_zero("mean handle time", aht_s)


def check_above_zero(what: str, number: float | None) -> None:
    """Refuse what is no ordinary number above 0, with a sentence (ValueError); None stands for endless."""
    if number is not None and not 0 < number < math.inf:
        raise ValueError(f"the {what} is {number:g}: it must be a number above 0")


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

    def __post_init__(self) -> None:
        check_queue(self.operators, self.calls_per_s, self.aht_s)

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
    def asa_s(self) -> float:
        """Mean wait of the answered calls in seconds: of all calls."""
        return self.mean_wait_s

    @property
    def share_abandoned(self) -> float:
        """Share of the calls whose caller gives up: none."""
        return 0.0

    @property
    def share_blocked(self) -> float:
        """Share of the calls that find every line taken: none."""
        return 0.0

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
        check_queue(self.operators, self.calls_per_s, self.aht_s)
        if self.patience_s is None and self.trunks is None:
            raise ValueError("without patience and without a limit of lines the queue is Erlang C")
        check_above_zero("mean patience", self.patience_s)
        if self.trunks is not None and self.trunks < max(self.operators, 1):
            raise ValueError("there must be at least as many lines as operators, and one")

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
        while at < top and (
            at <= self.operators or up[-1] > NEGLIGIBLE * up[self.operators - min(mode, self.operators)]
        ):
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
    def asa_s(self) -> float:
        """Mean wait in seconds of the answered calls; 0 where none is answered."""
        if self.patience_s is None or self.operators == 0:
            return self.mean_wait_s if self.operators else 0.0
        # E[V exp(-theta V)] of an offered wait V: the Beta law once more.
        mean_s = self.patience_s * np.cumsum(1 / (self._pull + self._ahead + 1))
        stays = self._pull / (self._pull + self._ahead + 1)
        return float(np.dot(self._found_waiting, stays * mean_s)) / self.share_answered

    @property
    def share_abandoned(self) -> float:
        """Share of the accepted calls whose caller gives up."""
        return 0.0 if self.patience_s is None else self.mean_wait_s / self.patience_s

    @property
    def occupancy(self) -> float:
        """Share of time that an operator works."""
        busy = np.minimum(np.arange(len(self.states)), self.operators)
        return float(np.dot(busy, self.states)) / self.operators if self.operators else 1.0

    @property
    def share_answered(self) -> float:
        """Share of the accepted calls that are answered."""
        if self.operators == 0:
            return 0.0
        return self.occupancy * self.operators / (self.load * (1 - self.share_blocked))

    @property
    def _pull(self) -> float:
        """Mean patience in mean times between two ends of calls, all operators being busy."""
        return self.operators * (self.patience_s or math.inf) / self.aht_s

    @cached_property
    def _ahead(self) -> Reals:
        return np.arange(len(self._found_waiting), dtype=np.float64)

    def share_offered_wait_longer(self, within_s: float) -> float:
        """Chance that a caller who never hangs up would wait longer than `within_s` seconds."""
        return float(np.dot(self._found_waiting, self._longer(within_s)))

    def _longer(self, within_s: float) -> Reals:
        """Chance that the offered wait of one who finds j waiting exceeds `within_s`, by j."""
        if self.patience_s is None:
            return np.asarray(gammaincc(self._ahead + 1, self.operators * within_s / self.aht_s))
        if self.operators == 0:
            return np.ones(len(self._ahead))
        return _beta_below(self._pull, self._ahead + 1, within_s / self.patience_s)

    def share_answered_within(self, within_s: float) -> float:
        """Share of the accepted calls answered within `within_s` seconds."""
        if self.operators == 0:
            return 0.0
        at_once = float(self.states[: self.operators].sum()) / (1 - self.share_blocked)
        return at_once + float(np.dot(self._found_waiting, self._answered_by(within_s)))

    def _answered_by(self, within_s: float) -> Reals:
        """Chance that one who finds j waiting is answered within `within_s`, by j: a sum of positive terms only."""
        if self.patience_s is None:
            return np.asarray(gammainc(self._ahead + 1, self.operators * within_s / self.aht_s))
        stays = self._pull / (self._pull + self._ahead + 1)
        return stays * _beta_above(self._pull + 1, self._ahead + 1, within_s / self.patience_s)

    def share_abandoned_within(self, within_s: float) -> float:
        """Share of the accepted calls whose caller gives up within `within_s` seconds."""
        if self.patience_s is None:
            return 0.0
        gone = -math.expm1(-within_s / self.patience_s)
        if self.operators == 0:
            return gone
        goes = (self._ahead + 1) / (self._pull + self._ahead + 1)
        before = goes * _beta_above(self._pull, self._ahead + 2, within_s / self.patience_s)
        return float(np.dot(self._found_waiting, gone * self._longer(within_s) + before))

    def service_level(self, within_s: float, definition: str = "service_level") -> float:
        """Service level by its definition; with a limit of lines, of the accepted calls."""
        return service_level(
            definition,
            self.share_answered_within(within_s),
            self.share_answered,
            self.share_abandoned_within(within_s),
            1 - self.share_offered_wait_longer(within_s),
        )


def _beta_below(a: float, b: Reals, patiences: float) -> Reals:
    """Chance that a Beta(a, b) law is below exp(-patiences): from that side where the number keeps its digits."""
    left = math.exp(-patiences)
    return np.asarray(betainc(a, b, left) if left < 0.5 else betaincc(b, a, -math.expm1(-patiences)))


def _beta_above(a: float, b: Reals, patiences: float) -> Reals:
    """Chance that a Beta(a, b) law is above exp(-patiences)."""
    left = math.exp(-patiences)
    return np.asarray(betaincc(a, b, left) if left < 0.5 else betainc(b, a, -math.expm1(-patiences)))


def erlang_a(
    operators: int, calls_per_s: float, aht_s: float, patience_s: float | None, trunks: int | None = None
) -> ErlangA | ErlangC:
    """The queue by Erlang A, or by Erlang C where nobody gives up (`patience_s` None) and no line is ever taken."""
    if patience_s is None and trunks is None:
        return ErlangC(operators, calls_per_s, aht_s)
    return ErlangA(operators, calls_per_s, aht_s, patience_s, trunks)


def least_operators(
    share: float,
    within_s: float,
    calls_per_s: float,
    aht_s: float,
    patience_s: float | None = None,
    definition: str = "service_level",
    trunks: int | None = None,
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
    trunks
        Callers in the house at most; the service level is of the accepted calls. None: no limit.

    Source
    ------
    Bisection: the service level rises with the number of operators.
    """
    if not 0 <= share < 1:
        raise ValueError(f"a service level of {share:g} cannot be reached for sure: ask for less than 1")
    if calls_per_s == 0:
        return 0

    def enough(operators: int) -> bool:
        queue = erlang_a(operators, calls_per_s, aht_s, patience_s, trunks)
        return queue.service_level(within_s, definition) >= share

    # With as many operators as lines nobody waits.
    most = math.inf if trunks is None else trunks
    low, high = 0, int(min(max(1, math.ceil(calls_per_s * aht_s)), most))
    while high < most and not enough(high):
        low, high = high, int(min(2 * high, most))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
