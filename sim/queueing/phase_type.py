"""Lengths of time made of exponential parts: one after another, one or another, again and again, the longest of all.

With enough people for everything a ticket waits for nobody: the time from receipt to closure is then such a length,
returns and reopening included.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

import numpy as np

from sim.queueing.erlang import erlang_c
from sim.queueing.requirement import Reals

ROUNDING: Final = 1e-12
"""How far sums of chances may miss 1."""
TERMS: Final = 25
"""Terms of the exponential series of at most 1: the rest is below 1e-25."""


@dataclass(frozen=True, eq=False)
class PhaseType:
    """A random length of time: it passes from phase to phase, in each for an exponential time, until it ends.

    Attributes
    ----------
    start
        Shape (phases,): chance to begin in each phase; what is missing to 1 is the chance of no time at all.
    moves
        Shape (phases, phases): rate per second from phase to phase; on the diagonal, negative, the rate out of it.

    Source
    ------
    Neuts (1981), Matrix-Geometric Solutions in Stochastic Models, chapter 2: P(T <= t) = 1 - start exp(moves t) 1.
    """

    start: Reals
    moves: Reals

    def __post_init__(self) -> None:
        phases = len(self.start)
        if self.moves.shape != (phases, phases):
            raise ValueError(f"{phases} phases need a square table of rates of that size, not {self.moves.shape}")
        if (self.start < 0).any() or self.start.sum() > 1 + ROUNDING:
            raise ValueError("the chances to begin in the phases must be at least 0 and at most 1 in all")
        off = self.moves - np.diag(np.diag(self.moves))
        too_fast = self.moves.sum(axis=1) > ROUNDING * np.abs(self.moves).max(initial=0.0)
        if (off < 0).any() or too_fast.any():
            raise ValueError("rates between phases must be at least 0 and not above the rate out of the phase")

    def _left_after(self, time_s: float) -> Reals:
        """Chance of each phase after a time: sums and products of numbers that are not negative.

        Source
        ------
        Uniformization, Jensen (1953), over a part of the time, and that squared again and again.
        """
        pace = float(-np.diag(self.moves).min(initial=0.0))
        if time_s < 0 or not pace * time_s:
            return self.start
        halvings = max(0, math.ceil(math.log2(pace * time_s)))
        steps = pace * time_s / 2**halvings
        jumps = np.maximum(np.eye(len(self.start)) + self.moves / pace, 0.0)
        term = after = np.eye(len(self.start)) * math.exp(-steps)
        for n in range(1, TERMS):
            term = term @ jumps * (steps / n)
            after = after + term
        left: Reals = self.start @ np.linalg.matrix_power(after, 2**halvings)
        return left

    def _ends(self) -> Reals:
        ends: Reals = np.maximum(-self.moves.sum(axis=1), 0.0)
        return ends

    @property
    def share_at_once(self) -> float:
        """Chance of no time at all."""
        return max(0.0, 1.0 - float(self.start.sum()))

    @property
    def mean_s(self) -> float:
        """Mean in seconds."""
        return self.excess_s(0.0)

    @property
    def cv(self) -> float:
        """Standard deviation over mean."""
        ones = np.ones(len(self.start))
        second = 2 * float(self.start @ np.linalg.solve(self.moves, np.linalg.solve(self.moves, ones)))
        return math.sqrt(max(0.0, second / self.mean_s**2 - 1))

    def share_within(self, within_s: float) -> float:
        """Chance that it is over within a time in seconds."""
        return 1.0 - float(self._left_after(within_s).sum())

    def excess_s(self, beyond_s: float) -> float:
        """Mean of the seconds by which it outlasts a time; 0 where it does not."""
        left = self._left_after(beyond_s)
        return float(-left @ np.linalg.solve(self.moves, np.ones(len(left))))

    def then(self, *others: PhaseType) -> PhaseType:
        """This one, and after it the others."""
        return reduce(_joined, others, self)

    def again(self, share: float) -> PhaseType:
        """When it is over it begins anew with this chance, as often as that happens."""
        if not 0 <= share < 1:
            raise ValueError(f"it begins anew with a chance of {share:g}: it must be at least 0 and below 1")
        start = self.start / (1 - share * self.share_at_once)
        return PhaseType(start, self.moves + share * np.outer(self._ends(), start))

    def stretched(self, factor: float) -> PhaseType:
        """The same, so many times as long."""
        return PhaseType(self.start, self.moves / factor)


def exponential(mean_s: float) -> PhaseType:
    """A length without memory."""
    if not 0 < mean_s < math.inf:
        raise ValueError(f"the mean length is {mean_s:g}: it must be a number above 0")
    return PhaseType(np.ones(1), np.array([[-1 / mean_s]]))


def nothing() -> PhaseType:
    """No time at all."""
    return PhaseType(np.zeros(0), np.zeros((0, 0)))


def either(shares: Sequence[float], lengths: Sequence[PhaseType]) -> PhaseType:
    """One of several, each with its chance."""
    if abs(sum(shares) - 1) > ROUNDING or len(shares) != len(lengths):
        raise ValueError("every length needs its chance, and the chances must add up to 1")
    start = np.concatenate([share * length.start for share, length in zip(shares, lengths, strict=True)])
    moves = np.zeros((len(start), len(start)))
    at = 0
    for length in lengths:
        after = at + len(length.start)
        moves[at:after, at:after] = length.moves
        at = after
    return PhaseType(start, moves)


def longest(first: PhaseType, *others: PhaseType) -> PhaseType:
    """Until the last of several is over that begin together and go on independently of each other."""
    return reduce(_later, others, first)


def _joined(first: PhaseType, second: PhaseType) -> PhaseType:
    at = len(first.start)
    start = np.concatenate([first.start, first.share_at_once * second.start])
    moves = np.zeros((len(start), len(start)))
    moves[:at, :at] = first.moves
    moves[:at, at:] = np.outer(first._ends(), second.start)
    moves[at:, at:] = second.moves
    return PhaseType(start, moves)


def _later(first: PhaseType, second: PhaseType) -> PhaseType:
    """Phases: both go on, only the first, only the second."""
    a, b = len(first.start), len(second.start)
    start = np.concatenate(
        [
            np.kron(first.start, second.start),
            first.start * second.share_at_once,
            first.share_at_once * second.start,
        ]
    )
    moves = np.zeros((len(start), len(start)))
    both, only_first = slice(0, a * b), slice(a * b, a * b + a)
    only_second = slice(a * b + a, None)
    moves[both, both] = np.kron(first.moves, np.eye(b)) + np.kron(np.eye(a), second.moves)
    moves[both, only_first] = np.kron(np.eye(a), second._ends()[:, None])
    moves[both, only_second] = np.kron(first._ends()[:, None], np.eye(b))
    moves[only_first, only_first] = first.moves
    moves[only_second, only_second] = second.moves
    return PhaseType(start, moves)


def time_at_crews(crews: int, per_s: float, work_s: float) -> PhaseType:
    """Wait and work at a team that is there round the clock, first come, first served (M/M/c).

    Parameters
    ----------
    crews
        Number of crews.
    per_s
        Rate of tickets, Poisson.
    work_s
        Mean work in seconds, exponential.

    Source
    ------
    Who has to wait, with the chance C of Erlang (1917), waits for an exponential time with the rate c / h - lambda.
    """
    if per_s * work_s >= crews:
        raise ValueError("as much work comes as can be done, or more: the queue never settles")
    work = exponential(work_s)
    wait = exponential(1 / (crews / work_s - per_s))
    waits = erlang_c(crews, per_s * work_s)
    return either([waits, 1 - waits], [wait, nothing()]).then(work)
