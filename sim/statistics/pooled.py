"""Lengths of time over replications: all their calls or tickets together, with an interval from replication to
replication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import expit, logit

from sim.statistics.intervals import Interval, Spread
from sim.statistics.survival import Asked, Curve, Lasting
from sim.statistics.time_sums import SECOND_US


@dataclass(frozen=True)
class Pooled:
    """One question about the stays of all replications.

    Attributes
    ----------
    parts
        The same question of each replication; one without stays has no data.
    """

    parts: tuple[Lasting, ...]

    @cached_property
    def curve(self) -> Curve:
        """All stays as one."""
        return Curve(tuple(part.stays for part in self.parts))

    @property
    def what(self) -> Asked:
        """What is asked."""
        return self.parts[0].what

    @property
    def at(self) -> float:
        """The share, the time, or the limit that it is asked at."""
        return self.parts[0].at

    @property
    def n(self) -> int:
        """Replications with data."""
        return sum(part.stays.rows > 0 for part in self.parts)

    def value(self) -> float | None:
        """The answer: seconds, or a share; None if it is not known."""
        return self.curve.answer(self.what, self.at)

    def interval(self, confidence: float) -> Interval:
        """The answer with its interval; of a time that too few stays reach, how long it is at least."""
        if self.what != "quantile":
            return self.spread().interval(confidence, "share" if self.what == "within" else "amount")
        value, n = self.value(), self.n
        if n < 2:
            return Interval(value, None, None, n)
        low, high = (None if end is None else end / SECOND_US for end in self._quantile_ends_us(confidence))
        return Interval(value, low, high, n)

    def spread(self, confidence: float = 0.95) -> Spread:
        """The answer, and how the replications deviate from it; `confidence` is that at which a quantile moves."""
        value, n, trials = self.value(), self.n, self.curve.count
        if value is None:
            return Spread(None, np.zeros(len(self.parts)), 0, 0)
        if self.what == "within":
            return Spread(value, -self.curve.deviations(self.at), n, trials)
        if self.what == "mean":
            return Spread(value, self.curve.mean_deviations_us(self.at) / SECOND_US, n, trials)
        reached_us = value * SECOND_US
        low, high = self._share_ends(reached_us, confidence)
        from_us, until_us = self.curve.quantile_us(low), self.curve.quantile_us(high)
        known = [(low, from_us), (self.at, reached_us), (high, until_us)]
        (first, first_us), *_, (last, last_us) = [(share, us) for share, us in known if us is not None]
        slope_s = (last_us - first_us) / SECOND_US / (last - first) if last > first else 0.0
        return Spread(value, self.curve.deviations(reached_us) * slope_s, n, trials)

    def _share_ends(self, us: float, confidence: float) -> tuple[float, float]:
        """Which shares the one asked for cannot be told from, by how sure the share that ends within a time is."""
        share = 1 - self.curve.left_at(us)
        found = Spread(share, -self.curve.deviations(us), self.n, self.curve.count).interval(confidence, "share")
        if found.low is None or found.high is None:
            return 0.0, 1.0
        if share in (0.0, 1.0):
            width = found.high - found.low
            return max(self.at - width, 0.0), min(self.at + width, 1.0)
        up, down = logit(found.high) - logit(share), logit(share) - logit(found.low)
        return float(expit(logit(self.at) - up)), float(expit(logit(self.at) + down))

    def _quantile_ends_us(self, confidence: float) -> tuple[float | None, float | None]:
        """Between which times the share asked for is not out of question; None where nothing bounds it."""
        reached_us, last_us = self.curve.quantile_us(self.at), self.curve.last_end_us
        low, high = self._share_ends(last_us if reached_us is None else reached_us, confidence)
        low_us = self.curve.quantile_us(low)
        if reached_us is None:
            return last_us if low_us is None else low_us, None
        return low_us, self.curve.quantile_us(high) if high < 1 else None


def pooled(parts: Sequence[Lasting]) -> Pooled:
    """One question about the stays of all replications."""
    return Pooled(tuple(parts))
