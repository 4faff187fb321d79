"""A queue whose callers give up after a patience of any law (M/M/c+G), exactly, in the steady state."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final, NamedTuple

import numpy as np

from sim.queueing.erlang import check_queue, erlang_b, service_level
from sim.queueing.patience import Patience
from sim.queueing.requirement import Reals

NODES: Final = 16
"""Points of the Gauss-Legendre rule in each piece."""
SMOOTH: Final = 1e-13
"""A survival function is resolved where the last terms of its Legendre series are below this."""
NARROW: Final = 1e-14
"""Pieces are not split below this share of their distance from 0: there is a jump."""
FAR: Final = 60.0
"""Logarithm of the share of the queue's weight beyond which waits are left out."""
CHANGE: Final = 1.5
"""Most by which the logarithm of the density of the wait may change within a piece."""
MOST_PIECES: Final = 400_000
NEVER: Final = 1e10
"""Calls after whose coming a queue that still grows is said never to settle."""


class SharesWithin(NamedTuple):
    """What has become of a call after a threshold, as shares of all calls."""

    answered: float
    abandoned: float
    virtual_longer: float
    """Chance that a caller who never hangs up would wait longer."""


class _Density(NamedTuple):
    """The unnormed density of the offered wait in pieces: shape (pieces, NODES), but `begins` (pieces,)."""

    begins: Reals
    at: Reals
    weight: Reals
    """Density times width of the node, over exp(`log_scale`)."""
    mean_patience_until: Reals
    """H(x): the integral of the survival function from 0 to x."""
    log_scale: float


@dataclass(frozen=True)
class PatientQueue:
    """M/M/c+G: Poisson calls, exponential handle times, patience of any law, first come first served.

    Attributes
    ----------
    operators
        Number of operators, at least 1.
    calls_per_s
        Rate of calls.
    aht_s
        Mean handle time in seconds.
    patience
        A law of `sim.queueing.patience`.

    Source
    ------
    Baccelli and Hebuterne (1981), On queues with impatient customers; Zeltyn and Mandelbaum (2005), Call centers with
    impatient customers: many-server asymptotics of the M/M/n+G queue, Queueing Systems 51, 361-402. The offered wait
    has the density v(x) = lambda p exp(lambda H(x) - c mu x), where p is the chance that all operators but one are busy
    and H the integral of the survival function; no wait at all has the chance p / B(c-1, a).
    """

    operators: int
    calls_per_s: float
    aht_s: float
    patience: Patience

    def __post_init__(self) -> None:
        check_queue(self.operators, self.calls_per_s, self.aht_s, least_operators=1)

    @property
    def load(self) -> float:
        """Offered load in erlang."""
        return self.calls_per_s * self.aht_s

    def _slope(self, x: Reals) -> Reals:
        """Slope of the logarithm of the density."""
        return self.calls_per_s * self.patience.survival(x) - self.operators / self.aht_s

    def _density(self, threshold_s: float = 0.0) -> _Density:
        """The density in pieces, none of which reaches across the threshold."""
        end = self.aht_s / self.operators
        while self._slope(np.array([end]))[0] >= 0:
            if end * self.calls_per_s > NEVER:
                raise ValueError("so many callers wait for ever that the queue never settles")
            end *= 2
        while True:
            edges = self._pieces(end, threshold_s)
            nodes, weights, integrate = _rule()
            widths = np.diff(edges)
            at = edges[:-1, None] + widths[:, None] * nodes
            survival = self.patience.survival(at)
            slope = self._slope(at)
            log_at_edges = np.concatenate([[0.0], np.cumsum(widths * (slope @ weights))])
            if log_at_edges[-1] < log_at_edges.max() - FAR:
                break
            end *= 2
        log_density = log_at_edges[:-1, None] + widths[:, None] * (slope @ integrate.T)
        stays = np.concatenate([[0.0], np.cumsum(widths * (survival @ weights))])
        until = stays[:-1, None] + widths[:, None] * (survival @ integrate.T)
        scale = float(log_density.max())
        weight = np.exp(log_density - scale) * widths[:, None] * weights
        return _Density(edges[:-1], at, weight, until, scale)

    def _pieces(self, end: float, threshold_s: float) -> Reals:
        """Edges of pieces from 0 to `end` in which survival and density are smooth to the last digit."""
        nodes, _, _ = _rule()
        tiny = 1e-10 * min(end, self.aht_s / self.operators)
        doubling = tiny * 2.0 ** np.arange(math.ceil(math.log2(end / tiny)))
        inner = [x for x in (*self.patience.kinks_s, threshold_s) if 0 < x < end]
        edges = np.unique(np.concatenate([[0.0], doubling[doubling < end], inner, [end]]))
        series = _legendre_ends()
        while True:
            widths = np.diff(edges)
            survival = self.patience.survival(edges[:-1, None] + widths[:, None] * nodes)
            rough = np.abs(survival @ series).max(axis=1) > SMOOTH
            split = rough & (widths > NARROW * edges[1:]) & (widths > tiny * NARROW)
            if not split.any():
                break
            edges = np.sort(np.concatenate([edges, (edges[:-1] + widths / 2)[split]]))
            _not_too_many(len(edges))
        slope = self.calls_per_s * survival - self.operators / self.aht_s
        log_ends = np.concatenate([[0.0], np.cumsum(widths * (slope @ _rule()[1]))])
        # The logarithm is concave: a piece that does not turn, with both ends far below the top, is below it all over.
        turns = (slope[:, 0] > 0) & (slope[:, -1] < 0)
        matters = turns | (np.maximum(log_ends[:-1], log_ends[1:]) > log_ends.max() - FAR)
        parts = np.where(matters, np.ceil(widths * np.abs(slope).max(axis=1) / CHANGE), 1)
        parts = np.maximum(parts, 1).astype(np.int64)
        _not_too_many(int(parts.sum()))
        which = np.repeat(np.arange(len(parts)), parts)
        within = np.arange(len(which)) - np.repeat(np.cumsum(parts) - parts, parts)
        return np.append(edges[which] + widths[which] * within / parts[which], end)

    @cached_property
    def _whole(self) -> _Density:
        return self._density()

    @cached_property
    def _log_idle(self) -> float:
        """Logarithm of the weight of "not everybody is busy", 1 / B(c-1, a); endless where that has no float."""
        lost = erlang_b(self.operators - 1, self.load)
        return -math.log(lost) if lost else math.inf

    def _share(self, density: _Density, of: Reals) -> float:
        """Share of calls: the integral of `of` over the density of the offered wait."""
        busy = self.calls_per_s * density.weight.sum()
        log_idle = self._log_idle - density.log_scale
        if log_idle > 700:
            return float(self.calls_per_s * of.sum() * math.exp(-log_idle)) if log_idle < math.inf else 0.0
        return float(self.calls_per_s * of.sum() / (busy + math.exp(log_idle)))

    @cached_property
    def share_waiting(self) -> float:
        """Chance that a call is not answered at once."""
        return self._share(self._whole, self._whole.weight)

    @cached_property
    def share_answered_at_once(self) -> float:
        """Chance that a call is answered at once, also where that is small."""
        log_idle = self._log_idle - self._whole.log_scale
        busy = self.calls_per_s * self._whole.weight.sum()
        return float(1 / (1 + busy * math.exp(-log_idle)))

    @cached_property
    def share_abandoned(self) -> float:
        """Share of the calls whose caller gives up, at once included."""
        return self._share(self._whole, self._whole.weight * self.patience.cdf(self._whole.at))

    @property
    def share_answered(self) -> float:
        """Share of the calls that are answered."""
        waited = self._share(self._whole, self._whole.weight * self.patience.survival(self._whole.at))
        return self.share_answered_at_once + waited

    @cached_property
    def mean_wait_s(self) -> float:
        """Mean wait in seconds of all calls, however it ended."""
        return self._share(self._whole, self._whole.weight * self._whole.mean_patience_until)

    @property
    def asa_s(self) -> float:
        """Mean wait in seconds of the answered calls."""
        answered = self._whole.weight * self.patience.survival(self._whole.at)
        return self._share(self._whole, answered * self._whole.at) / self.share_answered

    @property
    def mean_waiting(self) -> float:
        """Mean number of callers waiting (Little's law)."""
        return self.calls_per_s * self.mean_wait_s

    @property
    def occupancy(self) -> float:
        """Share of time that an operator works."""
        return self.share_answered * self.load / self.operators

    def shares_within(self, within_s: float) -> SharesWithin:
        """Shares answered and abandoned within `within_s` seconds, and of offered waits that are longer."""
        density = self._density(within_s)
        in_time = density.begins < within_s
        weight, late = density.weight[in_time], density.weight[~in_time]
        at = density.at[in_time]
        longer = self._share(density, late)
        answered = self.share_answered_at_once + self._share(density, weight * self.patience.survival(at))
        gone = float(self.patience.cdf(np.array([within_s]))[0]) * longer
        return SharesWithin(answered, gone + self._share(density, weight * self.patience.cdf(at)), longer)

    def share_offered_wait_longer(self, within_s: float) -> float:
        """Chance that a caller who never hangs up would wait longer than `within_s` seconds."""
        return self.shares_within(within_s).virtual_longer

    def share_answered_within(self, within_s: float) -> float:
        """Share of the calls answered within `within_s` seconds."""
        return self.shares_within(within_s).answered

    def share_abandoned_within(self, within_s: float) -> float:
        """Share of the calls whose caller gives up within `within_s` seconds."""
        return self.shares_within(within_s).abandoned

    def service_level(self, within_s: float, definition: str = "service_level") -> float:
        """Service level by its definition, one of `sim.queueing.erlang.SERVICE_LEVELS`."""
        answered, abandoned, longer = self.shares_within(within_s)
        return service_level(definition, answered, self.share_answered, abandoned, 1 - longer)


def _not_too_many(pieces: int) -> None:
    if pieces > MOST_PIECES:
        raise ValueError("the survival function of patience is too rough: name its kinks, or make it smoother")


@cache
def _rule() -> tuple[Reals, Reals, Reals]:
    """Nodes and weights on [0, 1], and the matrix of integrals from 0 to each node."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    powers = np.polynomial.legendre.legvander(nodes, NODES)
    # The integral of P(n) from -1 to x is (P(n+1) - P(n-1)) / (2n + 1).
    integrals = np.empty((NODES, NODES))
    integrals[:, 0] = nodes + 1
    for n in range(1, NODES):
        integrals[:, n] = (powers[:, n + 1] - powers[:, n - 1]) / (2 * n + 1)
    return (nodes + 1) / 2, weights / 2, integrals @ _to_series() / 2


@cache
def _to_series() -> Reals:
    """Matrix from values at the nodes to coefficients of the Legendre series."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    scaled = (2 * np.arange(NODES) + 1)[:, None] / 2
    return np.asarray(scaled * np.polynomial.legendre.legvander(nodes, NODES - 1).T * weights)


@cache
def _legendre_ends() -> Reals:
    return np.asarray(_to_series()[-2:].T)
