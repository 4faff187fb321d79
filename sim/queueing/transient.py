"""A floor over the day, exactly: rates of calls and numbers of operators that change at given moments (M(t)/M/s(t)+M).

The number of callers in the house follows Kolmogorov's forward equations. Between two changes they are solved by
uniformization: sums of positive terms, no step size. Nothing is ever integrated across a change.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from sim.queueing.erlang import check_above_zero
from sim.queueing.requirement import Reals

Leaving = Literal["handed back", "finish, idle first", "finish, by chance"]
LEAVING: Final[tuple[Leaving, ...]] = ("handed back", "finish, idle first", "finish, by chance")
STRIDE: Final = 400.0
"""Events per stretch of time that is solved at once, so that no weight underflows."""
LOST: Final = 1e-14
"""Calls per stretch that may be lost because the list of states ends, before it is made longer."""
MOST_STATES: Final = 100_000


class Stretch(NamedTuple):
    """A length of time, in seconds, with one rate of calls and one number of operators."""

    length_s: float
    calls_per_s: float
    operators: int


class Passed(NamedTuple):
    """Expected numbers over a stretch."""

    offered: float
    """Calls that came, blocked ones included."""
    blocked: float
    """Calls that found every line taken."""
    waiting: float
    """Calls that got in and found no operator idle."""
    abandoned: float
    ended: float
    """Calls whose service ended, those of operators on their way home included."""
    waiting_time_s: float
    """Time spent waiting by all callers together."""
    busy_time_s: float
    """Time worked by all operators, those on their way home included."""


class State(NamedTuple):
    """The floor at a moment; at a change: just after it."""

    chances: Reals
    """Chance of each number of callers waiting or with a staying operator, from 0 on."""
    operators: int
    finishing: float
    """Mean number of calls still with operators who are on their way home."""

    @property
    def share_waiting(self) -> float:
        """Chance that a call that came now would find no operator idle."""
        return float(self.chances[self.operators :].sum())

    @property
    def mean_in_house(self) -> float:
        """Mean number of callers waiting or served, by whomever."""
        return float(np.dot(np.arange(len(self.chances)), self.chances)) + self.finishing


class Course(NamedTuple):
    """What happened, stretch by stretch, and the states asked for."""

    passed: list[Passed]
    states: list[State]
    end: State


@dataclass(frozen=True)
class Floor:
    """Who calls and how operators leave.

    Attributes
    ----------
    aht_s
        Mean handle time in seconds, exponential.
    patience_s
        Mean patience in seconds, exponential; None: nobody gives up.
    trunks
        Callers in the house at most, those with operators on their way home not counted; None: no limit.
    leaving
        What becomes of calls when the number of operators falls from s to s':

        - "handed back": operators leave at once; their calls go back to the head of the queue, where the callers may
          give up like all others, and are taken up again later (handle times have no memory).
        - "finish, idle first": idle operators leave first, and busy ones only if too few are idle; those who leave
          finish their call and then go.
        - "finish, by chance": the s - s' who leave are any of the s, busy or not; they finish their call and then go.

    Source
    ------
    Kolmogorov's forward equations; uniformization: Jensen (1953), Grassmann (1977), Transient solutions in Markovian
    queueing systems, Computers and Operations Research 4, 47-53.
    """

    aht_s: float
    patience_s: float | None = None
    trunks: int | None = None
    leaving: Leaving = "handed back"

    def __post_init__(self) -> None:
        check_above_zero("mean handle time", self.aht_s)
        check_above_zero("mean patience", self.patience_s)
        if self.leaving not in LEAVING:
            raise ValueError(f"operators do not leave by {self.leaving!r}: choose one of {', '.join(LEAVING)}")
        if self.trunks is not None and self.trunks < 1:
            raise ValueError("there must be at least one line")

    def course(
        self, stretches: Sequence[Stretch], at_s: Sequence[float] = (), start: Sequence[float] | Reals = (1.0,)
    ) -> Course:
        """The floor through all stretches.

        Parameters
        ----------
        stretches
            One after the other, from time 0.
        at_s
            Moments, in seconds from the start and in rising order, whose states are wanted.
        start
            Chance of each number of callers in the house at time 0; the house is empty if left out.
        """
        check_stretches(stretches, self.trunks)
        if any(a > b for a, b in pairwise([0.0, *at_s])):
            raise ValueError("moments must be at least 0 and in rising order")
        state = self.first_state(start, stretches[0].operators)
        passed, states, begins = [], [], 0.0
        for stretch in stretches:
            state = self.changed(state, stretch.operators)
            ends, at, parts = begins + stretch.length_s, begins, []
            for stop in (*(t for t in at_s if begins <= t < ends), ends):
                part, state = self._through(state, stretch.calls_per_s, stop - at)
                parts.append(part)
                at = stop
                if stop < ends:
                    states.append(state)
            passed.append(Passed(*(sum(column) for column in zip(*parts, strict=True))))
            begins = ends
        states += [state] * sum(t >= begins for t in at_s)
        return Course(passed, states, state)

    def first_state(self, start: Sequence[float] | Reals, operators: int) -> State:
        """The state at time 0, from the chance of each number of callers in the house."""
        chances = np.asarray(start, dtype=np.float64)
        if not (chances >= 0).all() or abs(chances.sum() - 1) > 1e-9:
            raise ValueError("the chances at the start must be at least 0 and sum to 1")
        if self.trunks is not None:
            if len(chances) > self.trunks + 1:
                raise ValueError("more callers at the start than lines")
            chances = np.pad(chances, (0, self.trunks + 1 - len(chances)))
        return State(chances, operators, 0.0)

    def changed(self, state: State, operators: int) -> State:
        """The state just after the number of operators has changed."""
        gone = state.operators - operators
        if gone <= 0 or self.leaving == "handed back":
            return State(state.chances, operators, state.finishing)
        chances = np.zeros_like(state.chances)
        finishing = state.finishing
        busy = np.minimum(np.arange(len(chances)), state.operators)
        if self.leaving == "finish, idle first":
            taken = np.maximum(busy - operators, 0)
            np.add.at(chances, np.arange(len(chances)) - taken, state.chances)
            return State(chances, operators, finishing + float(np.dot(taken, state.chances)))
        for n, chance in enumerate(state.chances):
            taken, share = _busy_among(gone, int(busy[n]), state.operators)
            chances[n - taken] += chance * share
            finishing += chance * float(np.dot(taken, share))
        return State(chances, operators, finishing)

    def _through(self, state: State, calls_per_s: float, length_s: float) -> tuple[Passed, State]:
        """A length of time with one rate of calls and the operators of the state: what passed, and the state then."""
        time_in, after = self.spent(state, calls_per_s, length_s)
        finished = state.finishing - after.finishing
        return self._passed(time_in, calls_per_s, state.operators, length_s, finished), after

    def spent(self, state: State, calls_per_s: float, length_s: float) -> tuple[Reals, State]:
        """Expected time with each number of callers over a length of time, and the state after it."""
        chances, operators = state.chances, state.operators
        time_in, left_s = np.zeros_like(chances), length_s
        while left_s > 0:
            if self.trunks is None and len(chances) < operators + 2:
                chances = np.pad(chances, (0, operators + 2 - len(chances)))
            births, deaths = self._rates(len(chances), calls_per_s, operators)
            pace = float((births + deaths).max())
            step_s = min(left_s, STRIDE / pace) if pace > 0 else left_s
            after, spent = _uniformized(chances, births, deaths, pace, step_s)
            if self.trunks is None and calls_per_s * spent[-1] > LOST:
                if len(chances) > MOST_STATES:
                    raise ValueError("the queue grows beyond all bounds: fewer calls, or more operators")
                chances = np.pad(chances, (0, 16 + len(chances) // 2))
                continue
            time_in = np.pad(time_in, (0, len(after) - len(time_in))) + spent
            chances, left_s = after, left_s - step_s
        return time_in, State(chances, operators, state.finishing * math.exp(-length_s / self.aht_s))

    def _rates(self, states: int, calls_per_s: float, operators: int) -> tuple[Reals, Reals]:
        """Rates up and down of each number of callers in the house; from the last state none goes up."""
        numbers = np.arange(states, dtype=np.float64)
        births = np.full(states, calls_per_s)
        births[-1] = 0.0
        leaving = 0.0 if self.patience_s is None else 1 / self.patience_s
        return births, np.minimum(numbers, operators) / self.aht_s + np.maximum(numbers - operators, 0) * leaving

    def _passed(self, time_in: Reals, calls_per_s: float, operators: int, length_s: float, finished: float) -> Passed:
        numbers = np.arange(len(time_in))
        waiting_time_s = float(np.dot(np.maximum(numbers - operators, 0), time_in))
        busy_time_s = float(np.dot(np.minimum(numbers, operators), time_in)) + finished * self.aht_s
        full_s = float(time_in[-1]) if self.trunks is not None else 0.0
        return Passed(
            offered=calls_per_s * length_s,
            blocked=calls_per_s * full_s,
            waiting=calls_per_s * (float(time_in[operators:].sum()) - full_s),
            abandoned=0.0 if self.patience_s is None else waiting_time_s / self.patience_s,
            ended=busy_time_s / self.aht_s,
            waiting_time_s=waiting_time_s,
            busy_time_s=busy_time_s,
        )


def _uniformized(chances: Reals, births: Reals, deaths: Reals, pace: float, length_s: float) -> tuple[Reals, Reals]:
    """The chances after a length of time, and the expected time spent in each state."""
    mean = pace * length_s
    if mean == 0:
        return chances, chances * length_s
    steps = math.ceil(mean + 9 * math.sqrt(mean) + 45)
    up, down, stay = births / pace, deaths / pace, 1 - (births + deaths) / pace
    jumped = np.empty((steps + 1, len(chances)))
    jumped[0] = chances
    for k in range(steps):
        now, then = jumped[k], jumped[k + 1]
        np.multiply(now, stay, out=then)
        then[1:] += now[:-1] * up[:-1]
        then[:-1] += now[1:] * down[1:]
    counts = np.arange(steps + 1)
    weights = np.exp(counts * math.log(mean) - mean - gammaln(counts + 1.0))
    weights /= weights.sum()
    # The time with exactly k events so far has the mean P(more than k events) / pace.
    later = np.concatenate([np.cumsum(weights[:0:-1])[::-1], [0.0]])
    return weights @ jumped, later @ jumped / pace


def _busy_among(gone: int, busy: int, operators: int) -> tuple[npt.NDArray[np.int64], Reals]:
    """How many of the busy are among those who leave, and the chance of each number (hypergeometric)."""
    taken = np.arange(max(0, gone - (operators - busy)), min(gone, busy) + 1)
    idle = operators - busy
    log_chances = _log_choose(np.full(len(taken), busy), taken) + _log_choose(np.full(len(taken), idle), gone - taken)
    chances = np.exp(log_chances - log_chances.max())
    return taken, chances / chances.sum()


def _log_choose(of: npt.NDArray[np.int64], some: npt.NDArray[np.int64]) -> Reals:
    logarithm: Reals = gammaln(of + 1.0) - gammaln(some + 1.0) - gammaln(of - some + 1.0)
    return logarithm


def check_stretches(stretches: Sequence[Stretch], trunks: int | None) -> None:
    """Refuse stretches that are none, with a sentence (ValueError)."""
    if not stretches:
        raise ValueError("there is no stretch of time")
    for length_s, calls_per_s, operators in stretches:
        if not (0 < length_s < math.inf and 0 <= calls_per_s < math.inf and operators >= 0):
            raise ValueError(
                f"a stretch of {length_s:g} s with {calls_per_s:g} calls a second and {operators} operators is none"
            )
        if trunks is not None and operators > trunks:
            raise ValueError(f"{operators} operators need as many lines, and there are {trunks}")
