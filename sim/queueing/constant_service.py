"""A queue whose calls all take the same time (M/D/c), nobody giving up, in the steady state."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import gammainc, gammaln

from sim.queueing.erlang import check_queue
from sim.queueing.requirement import Reals

MOST_TERMS: Final = 50_000
"""Longest sum over services; closer to saturation the roots are used."""
FAR: Final = 42.0
"""Logarithm of what is left out at the end of a sum or of a law; exp(-42) is 6e-19."""


@dataclass(frozen=True)
class ConstantService:
    """M/D/c: Poisson calls of one length, first come first served.

    Attributes
    ----------
    operators
        Number of operators, at least 1; more than the load, else means are infinite.
    calls_per_s
        Rate of calls.
    aht_s
        Handle time of every call in seconds.

    Source
    ------
    Crommelin (1932); Franx (2001), A simple solution for the M/D/c waiting time distribution, Operations Research
    Letters 29, 221-229. Whoever is in the house now has left or is served a handle time later, so the number waiting
    is a random walk with steps Poisson(a) - c, kept from below zero: its mean is Spitzer's sum.
    """

    operators: int
    calls_per_s: float
    aht_s: float

    def __post_init__(self) -> None:
        check_queue(self.operators, self.calls_per_s, self.aht_s, least_operators=1)

    @property
    def load(self) -> float:
        """Offered load in erlang."""
        return self.calls_per_s * self.aht_s

    @property
    def occupancy(self) -> float:
        """Share of time that an operator works."""
        return min(self.load / self.operators, 1.0)

    @cached_property
    def mean_waiting(self) -> float:
        """Mean number of callers waiting; infinite where the queue never settles."""
        if self.load >= self.operators:
            return math.inf
        busy = self.load / self.operators
        terms = math.ceil(FAR / (self.operators * (busy - 1 - math.log(busy)))) + 1
        return self._by_sum(terms) if terms <= MOST_TERMS else self._by_roots()

    def _by_sum(self, terms: int) -> float:
        """Sum over l of E[(Poisson(l a) - l c)+] / l."""
        services = np.arange(1, terms + 1, dtype=np.float64)
        served, came = services * self.operators, services * self.load
        at_least, more = gammainc(served, came), gammainc(served + 1, came)
        return float(((came * at_least - served * more) / services)[::-1].sum())

    def _by_roots(self) -> float:
        a, c = self.load, self.operators
        return float((a**2 - c * (c - 1)) / (2 * (c - a)) + (1 / (1 - self._roots)).sum().real)

    @cached_property
    def _roots(self) -> npt.NDArray[np.complex128]:
        """Roots of z^c = exp(a (z - 1)) within the unit circle, one for each c-th root of 1 but 1 itself."""
        turns = np.exp(2j * np.pi * np.arange(1, self.operators) / self.operators)
        busy = self.load / self.operators
        root = np.zeros_like(turns)
        for _ in range(30):
            root = turns * np.exp(busy * (root - 1))
        for _ in range(10):
            image = turns * np.exp(busy * (root - 1))
            root = root - (root - image) / (1 - busy * image)
        return np.asarray(root)

    @property
    def mean_wait_s(self) -> float:
        """Mean wait of all calls in seconds (Little's law)."""
        return self.mean_waiting / self.calls_per_s

    @cached_property
    def _at_most_waiting(self) -> Reals:
        """Chance that at most j callers wait, from j = 0 on, to the last digits below 1."""
        a, c = self.load, self.operators
        if a >= c:
            raise ValueError("as much work comes as operators can do, or more: the queue never settles")
        size = 2 ** math.ceil(math.log2(max(64.0, 1.2 * FAR / _decay(c, a))))
        z = np.exp(-2j * np.pi * np.arange(1, size // 2 + 1) / size)
        log_transform = np.log((c - a) * (z - 1) / (z**c - np.exp(a * (z - 1))))
        for root in self._roots:
            log_transform += np.log((z - root) / (1 - root))
        chances = np.fft.irfft(np.concatenate([[1.0], np.exp(log_transform)]), size)
        return np.asarray(np.minimum(np.cumsum(np.maximum(chances, 0)), 1.0))

    def share_waiting_longer(self, within_s: float) -> float:
        """Chance that a wait exceeds `within_s` seconds, to about 1e-12 of all calls."""
        if self.load >= self.operators:
            return 1.0
        services = math.floor(within_s / self.aht_s) + 1
        to_come = self.calls_per_s * (services * self.aht_s - within_s)
        most = services * self.operators - 1
        came = np.arange(most + 1)
        # Further calls than this are not to be reckoned with.
        came = came[came <= to_come + 12 * math.sqrt(to_come) + 60]
        log_chance = came * math.log(to_come) - to_come - gammaln(came + 1.0) if to_come > 0 else np.zeros(1)
        ahead = self._at_most_waiting[np.minimum(most - came[: len(log_chance)], len(self._at_most_waiting) - 1)]
        return max(0.0, 1 - float(np.dot(np.exp(log_chance), ahead)))

    @property
    def share_waiting(self) -> float:
        """Chance that a call has to wait."""
        return self.share_waiting_longer(0.0)

    def service_level(self, within_s: float) -> float:
        """Share answered within `within_s` seconds."""
        return 1 - self.share_waiting_longer(within_s)


def _decay(operators: int, load: float) -> float:
    """Logarithm of the root above 1 of z^c = exp(a (z - 1)): each caller more in the queue is that much less likely."""
    low, high = 0.0, 1.0
    while operators * high > load * math.expm1(high):
        low, high = high, 2 * high
    low = low or 1e-15
    # c y = a (exp(y) - 1) at y = 0 too: look where c y is still above.
    for _ in range(200):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if operators * middle > load * math.expm1(middle) else (low, middle)
    return low
