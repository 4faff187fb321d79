"""Two small floors solved state by state: wrap-up that outlasts the caller, and callers who try again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.linalg import splu

from sim.queueing.erlang import ErlangA, check_above_zero, check_queue
from sim.queueing.requirement import Reals

Ints = npt.NDArray[np.int64]
LEFT_OUT: Final = 1e-12
"""Chance of the last states of a truncated chain beyond which it is made longer, or an error says so."""
MOST_STATES: Final = 200_000
GUESSES: Final = 100
"""Rounds in which the number of tries is guessed."""


class TooLongError(ValueError):
    """The chain would need more states than can be solved."""


class _Moves(NamedTuple):
    """Rates from state to state; the numbers of the states are those of the chain."""

    origin: Ints
    target: Ints
    rate: Reals


@dataclass(frozen=True)
class TalkAndWrapUp:
    """Callers talk and leave; the operator then wraps up before the next call. Everything is exponential.

    Attributes
    ----------
    operators
        Number of operators, at least 1.
    calls_per_s
        Rate of calls.
    talk_s, wrap_up_s
        Mean talk time and mean wrap-up time in seconds.
    patience_s
        Mean patience in seconds; None: nobody gives up.
    trunks
        Callers waiting or talking at most (wrap-up holds no line); None: no limit.

    Source
    ------
    Balance equations of the chain of (callers waiting or talking, operators in wrap-up), solved directly.
    """

    operators: int
    calls_per_s: float
    talk_s: float
    wrap_up_s: float
    patience_s: float | None = None
    trunks: int | None = None

    def __post_init__(self) -> None:
        check_queue(self.operators, self.calls_per_s, self.talk_s, least_operators=1)
        check_above_zero("mean wrap-up", self.wrap_up_s)
        check_above_zero("mean patience", self.patience_s)
        if self.trunks is not None and self.trunks < 1:
            raise ValueError("there must be at least one line")
        settles = self.calls_per_s * (self.talk_s + self.wrap_up_s) < self.operators
        if self.patience_s is None and self.trunks is None and not settles:
            raise ValueError("as much work comes as operators can do, or more: the queue never settles")

    @cached_property
    def chances(self) -> Reals:
        """Chance of each number of callers waiting or talking (rows) and of operators in wrap-up (columns)."""
        most = self.trunks if self.trunks is not None else 2 * self.operators + 40
        while True:
            found = self._solved(most)
            if self.trunks is not None or found[-2:].sum() < LEFT_OUT:
                return found
            most *= 2

    def _solved(self, most: int) -> Reals:
        c = self.operators
        shape = (most + 1, c + 1)
        callers, wrapping = _numbers(shape)
        # Nobody can be in talk or wrap-up beyond the operators; those numbers never occur together by themselves.
        talking = np.minimum(callers, c - wrapping)
        waiting = callers - talking
        leaving = 0.0 if self.patience_s is None else 1 / self.patience_s
        moves = [
            _move(shape, 1, 0, np.where(callers < most, self.calls_per_s, 0.0)),
            _move(shape, -1, 1, talking / self.talk_s),
            _move(shape, 0, -1, wrapping / self.wrap_up_s),
            _move(shape, -1, 0, waiting * leaving),
        ]
        likely = (
            min(math.floor(self.calls_per_s * self.talk_s), c, most),
            min(math.floor(self.calls_per_s * self.wrap_up_s), c),
        )
        return _stationary(moves, shape, likely)

    def _mean(self, of: Reals) -> float:
        return float((of * self.chances).sum())

    @property
    def share_blocked(self) -> float:
        """Share of all attempts that find every line taken; the other shares are of the calls accepted."""
        return float(self.chances[-1].sum()) if self.trunks is not None else 0.0

    @property
    def share_waiting(self) -> float:
        """Chance that an accepted call is not answered at once."""
        callers, wrapping = _numbers(self.chances.shape)
        busy = np.where(callers >= self.operators - wrapping, 1.0, 0.0)
        if self.trunks is not None:
            busy[-1] = 0.0
        return self._mean(busy) / (1 - self.share_blocked)

    @property
    def mean_waiting(self) -> float:
        """Mean number of callers waiting."""
        callers, wrapping = _numbers(self.chances.shape)
        return self._mean(np.maximum(callers - (self.operators - wrapping), 0))

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
        """Share of time that an operator talks or wraps up."""
        callers, wrapping = _numbers(self.chances.shape)
        return self._mean(wrapping + np.minimum(callers, self.operators - wrapping)) / self.operators


@dataclass(frozen=True)
class Redialling:
    """Callers who give up try again with some chance, after a while, as often as it takes. Everything is exponential.

    Attributes
    ----------
    operators
        Number of operators, at least 1.
    calls_per_s
        Rate of first calls.
    aht_s, patience_s
        Mean handle time and mean patience of every try, in seconds.
    redial_share
        Chance that a caller who gave up tries again, in [0, 1].
    redial_delay_s
        Mean time between giving up and the next try, in seconds.

    Source
    ------
    Balance equations of the chain of (callers in the house, callers who will try again), solved directly; the model is
    that of Falin and Templeton (1997), Retrial Queues, with patience.
    """

    operators: int
    calls_per_s: float
    aht_s: float
    patience_s: float
    redial_share: float
    redial_delay_s: float

    def __post_init__(self) -> None:
        check_queue(self.operators, self.calls_per_s, self.aht_s, least_operators=1)
        check_above_zero("mean patience", self.patience_s)
        check_above_zero("mean delay before a redial", self.redial_delay_s)
        if not 0 <= self.redial_share <= 1:
            raise ValueError(f"a share of {self.redial_share:g} tries again: it must be between 0 and 1")
        if self.redial_share == 1 and self.calls_per_s * self.aht_s >= self.operators:
            raise ValueError("everybody tries again until answered, and there is too much work: it never settles")

    @cached_property
    def chances(self) -> Reals:
        """Chance of each number of callers in the house (rows) and in wait for the next try (columns).

        Raises
        ------
        TooLongError
            If so many callers try again that more states would be needed than can be solved.
        """
        strangers = self._if_strangers()
        given_up = strangers.calls_per_s * strangers.share_abandoned
        middle = given_up * self.redial_share * self.redial_delay_s
        in_house, in_orbit = len(strangers.states) + 10, math.ceil(middle + 10 * math.sqrt(middle) + 20)
        while True:
            if (in_house + 1) * (in_orbit + 1) > MOST_STATES:
                raise TooLongError("too many callers are in the house or try again for this chain of states")
            found = self._solved(in_house, in_orbit, math.floor(middle))
            house, orbit = found[-2:].sum() >= LEFT_OUT, found[:, -2:].sum() >= LEFT_OUT
            if not house and not orbit:
                return found
            in_house, in_orbit = in_house * (2 if house else 1), in_orbit * (2 if orbit else 1)

    def _if_strangers(self) -> ErlangA:
        """The floor as if redials were calls like any others, to guess how many states there are."""
        queue = ErlangA(self.operators, self.calls_per_s, self.aht_s, self.patience_s)
        for _ in range(GUESSES):
            tries = self.calls_per_s + self.redial_share * queue.calls_per_s * queue.share_abandoned
            queue = ErlangA(self.operators, tries, self.aht_s, self.patience_s)
        return queue

    def _solved(self, in_house: int, in_orbit: int, likely_orbit: int) -> Reals:
        shape = (in_house + 1, in_orbit + 1)
        callers, orbit = _numbers(shape)
        room, orbit_room = callers < in_house, orbit < in_orbit
        leaving = np.maximum(callers - self.operators, 0) / self.patience_s
        again = leaving * self.redial_share
        moves = [
            _move(shape, 1, 0, np.where(room, self.calls_per_s, 0.0)),
            _move(shape, 1, -1, np.where(room, orbit / self.redial_delay_s, 0.0)),
            # Where no state is left for one more who tries again, that caller is lost: the mass there is checked.
            _move(shape, -1, 1, np.where(orbit_room, again, 0.0)),
            _move(
                shape,
                -1,
                0,
                np.minimum(callers, self.operators) / self.aht_s + leaving - np.where(orbit_room, again, 0.0),
            ),
        ]
        return _stationary(moves, shape, (min(math.floor(self.calls_per_s * self.aht_s), self.operators), likely_orbit))

    @property
    def _numbers(self) -> tuple[Reals, Reals]:
        return _numbers(self.chances.shape)

    @property
    def mean_in_orbit(self) -> float:
        """Mean number of callers who have given up and will try again."""
        return float((self._numbers[1] * self.chances).sum())

    @property
    def mean_in_house(self) -> float:
        """Mean number of callers waiting or served."""
        return float((self._numbers[0] * self.chances).sum())

    @property
    def mean_waiting(self) -> float:
        """Mean number of callers waiting."""
        return float((np.maximum(self._numbers[0] - self.operators, 0) * self.chances).sum())

    @property
    def attempts_per_s(self) -> float:
        """Rate of all tries."""
        return self.calls_per_s + self.mean_in_orbit / self.redial_delay_s

    @property
    def share_waiting(self) -> float:
        """Chance that a try is not answered at once."""
        callers, orbit = self._numbers
        tries = self.calls_per_s + orbit / self.redial_delay_s
        return float((tries * self.chances)[callers >= self.operators].sum()) / self.attempts_per_s

    @property
    def mean_wait_s(self) -> float:
        """Mean wait in seconds of a try, however it ended (Little's law)."""
        return self.mean_waiting / self.attempts_per_s

    @property
    def share_abandoned(self) -> float:
        """Share of the tries whose caller gives up."""
        return self.mean_wait_s / self.patience_s

    @property
    def share_never_answered(self) -> float:
        """Share of the callers who give up for good."""
        return self.attempts_per_s * self.share_abandoned * (1 - self.redial_share) / self.calls_per_s

    @property
    def occupancy(self) -> float:
        """Share of time that an operator works."""
        return (self.mean_in_house - self.mean_waiting) / self.operators


def _move(shape: tuple[int, int], rows: int, columns: int, rate: Reals) -> _Moves:
    """The move from every state by so many rows and columns, where its rate is not 0."""
    row, column = np.nonzero(rate)
    inside = (row + rows >= 0) & (row + rows < shape[0]) & (column + columns >= 0) & (column + columns < shape[1])
    row, column = row[inside], column[inside]
    origin, target = (np.ravel_multi_index(at, shape) for at in ((row, column), (row + rows, column + columns)))
    return _Moves(origin, target, np.asarray(rate[row, column], dtype=np.float64))


def _numbers(shape: tuple[int, ...]) -> tuple[Reals, Reals]:
    """The row and the column of every state."""
    rows, columns = np.indices(shape, dtype=np.float64)
    return np.asarray(rows), np.asarray(columns)


def _stationary(moves: list[_Moves], shape: tuple[int, int], likely: tuple[int, int]) -> Reals:
    """The stationary law of a chain all of whose states lead to a `likely` one."""
    states = shape[0] * shape[1]
    origin = np.concatenate([move.origin for move in moves])
    target = np.concatenate([move.target for move in moves])
    rate = np.concatenate([move.rate for move in moves])
    all_states = np.arange(states)
    rates = np.concatenate([rate, -np.bincount(origin, rate, minlength=states)])
    at = (np.concatenate([target, all_states]), np.concatenate([origin, all_states]))
    balance = coo_array((rates, at), shape=(states, states)).tocsc()
    # The likely state has the weight 1; the balance of all others then says theirs.
    first = int(np.ravel_multi_index(likely, shape))
    others = np.delete(all_states, first)
    weights = np.ones(states)
    weights[others] = splu(balance[others][:, others].tocsc()).solve(-balance[others][:, [first]].toarray().ravel())
    if weights.min() < -1e-9 * weights.max():
        raise TooLongError("the chances of this chain are too far apart to be solved for")
    weights = np.maximum(weights, 0.0)
    chances: Reals = (weights / weights.sum()).reshape(shape)
    return chances
