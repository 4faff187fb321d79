"""When to stop: replications until an interval is narrow enough (how often it then holds: docs/precision.md)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from sim.statistics.intervals import Interval

FIRST_LOOK: Final = 10
"""Fewer replications say too little of how much they differ: a rule that may stop on them stops by luck."""
LEAST_STEP: Final = 5
GROWTH: Final = 10
"""From one look to the next a tenth more, so that what is run too much is a tenth, and looks stay few."""


def looks(first: int, most: int) -> Iterator[int]:
    """After how many replications to look: 10, 15, 20, ... 55, 60, 66, 72, ..., and after the last.

    Parameters
    ----------
    first
        The first look.
    most
        The last one, wherever it falls.
    """
    n = first
    while n < most:
        yield n
        n += max(LEAST_STEP, n // GROWTH)
    yield most


def half_width(interval: Interval) -> float | None:
    """How far the end lies that is further from the estimate; None where an end or the estimate is not known."""
    if interval.estimate is None or interval.low is None or interval.high is None:
        return None
    return max(interval.estimate - interval.low, interval.high - interval.estimate)


def allowed_half_width(estimate: float, half: float, relative: bool) -> float:
    """The half-width that keeps what is wanted.

    Parameters
    ----------
    estimate
        What was found.
    half
        Wanted, in the measure's unit, or as a share of the true value.
    relative
        Whether it is a share: that of the estimate is then g / (1 + g), since the estimate may lie too far out.

    Source
    ------
    Law (2015), Simulation Modeling and Analysis, section 9.4.1: the adjusted relative error.
    """
    return half / (1 + half) * abs(estimate) if relative else half


def runs_for(n: int, now: float, wanted: float) -> int | None:
    """Replications that would narrow a half-width, by the present variance; None where no number does."""
    if wanted <= 0:
        return None
    return max(n + 1, math.ceil(n * (now / wanted) ** 2))
