"""What is worth naming: a difference that is more than chance, and large enough to act upon.

All that sentences, titles of charts and comparisons say about a difference goes by these rules; see
`docs/headlines.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.statistics.intervals import Interval, paired_ratio_difference, ratio_interval

Reals = npt.NDArray[np.float64]

CONFIDENCE: Final = 0.95
"""Of all the comparisons that one sentence rests on together (Bonferroni)."""
OF_A_WHOLE: Final = 0.05
"""Shares of one whole, such as the time of all tickets: five points."""
OF_A_PROMISE: Final = 0.01
"""Shares of tickets closed in time, or of calls answered: one point."""
OF_A_GAIN: Final = 0.005
"""What one step brings a promise more than another: half a point."""
OF_THE_RARE: Final = 0.10
"""Near 0 and near 1 less than a point, too: a tenth of the share, or of the rest, such as of the late tickets,"""
LEAST_POINTS: Final = 0.001
"""but no less than a tenth of a point."""
OF_A_LENGTH: Final = 0.10
"""Lengths of time of two units: a tenth of the shorter."""
OF_A_DESIGN: Final = 0.02
"""Anything but shares under two designs: a fiftieth of the base's."""
FEWEST_TICKETS: Final = 30
"""A unit that had fewer tickets in all replications together is no finding,"""
SMALLEST_PART: Final = 0.01
"""nor is one that had less than this share of all."""
MOST_NAMED: Final = 2
"""Where more than so many lead together, none of them stands out."""


def is_clear(interval: Interval) -> bool:
    """Whether an interval lies on one side of zero."""
    return (interval.low is not None and interval.low > 0) or (interval.high is not None and interval.high < 0)


@dataclass(frozen=True)
class Leaders:
    """The parts of a whole, the largest first.

    Attributes
    ----------
    order
        Numbers of the parts that are there at all.
    shares
        Of each of them, with its interval.
    named
        How many of them stand out together as the largest; 0 if chance could have made the order, or a single
        replication shows none.
    """

    order: tuple[int, ...]
    shares: tuple[Interval, ...]
    named: int


NO_PARTS: Final = Leaders((), (), 0)


def leaders(parts: Reals, wholes: Reals, worth: float) -> Leaders:
    """Which parts of a whole are the largest beyond chance.

    Parameters
    ----------
    parts
        Shape (replications, parts).
    wholes
        Shape (replications,): what they are parts of.
    worth
        A part that is smaller than the largest by less than this share of the whole leads together with it.

    Notes
    -----
    The largest is compared with each other part, replication by replication, at a confidence shared among these
    comparisons.
    """
    sums = parts.sum(axis=0)
    if wholes.sum() == 0:
        return NO_PARTS
    order = [int(number) for number in np.argsort(-sums, kind="stable") if sums[number] > 0]
    if not order:
        return NO_PARTS
    shares = tuple(ratio_interval(parts[:, number], wholes) for number in order)
    confidence = 1 - (1 - CONFIDENCE) / max(len(order) - 1, 1)
    together = 1
    for number in order[1:]:
        ahead = paired_ratio_difference(parts[:, number], wholes, parts[:, order[0]], wholes, confidence)
        together += not (is_clear(ahead) and (ahead.estimate or 0.0) >= worth)
    return Leaders(tuple(order), shares, together if together <= MOST_NAMED and len(wholes) > 1 else 0)


def names_a_difference(difference: Interval, base: float | None, unit: str) -> bool:
    """Whether a difference between two designs is worth naming, whatever side of zero it is on.

    Parameters
    ----------
    difference
        variant - base.
    base
        What it is a difference from.
    unit
        Of both: a share counts in points (near 0 and 1 also in parts of what is rare), all else in parts of the base.
    """
    if difference.estimate is None or not is_clear(difference):
        return False
    if unit != "share":
        return abs(difference.estimate) >= OF_A_DESIGN * abs(base or 0.0)
    rare = OF_A_PROMISE if base is None else max(OF_THE_RARE * min(base, 1 - base), LEAST_POINTS)
    return abs(difference.estimate) >= min(OF_A_PROMISE, rare)


def slower_than_the_rest(times: Reals, counts: Reals) -> list[int]:
    """Which units take longer per ticket than all others together, beyond chance; the slowest first.

    Parameters
    ----------
    times, counts
        Shape (replications, units): time of tickets at each, and number of tickets.

    Notes
    -----
    Each unit large enough is compared with the rest of them, replication by replication, at a confidence shared among
    the units.
    """
    tickets = counts.sum(axis=0)
    large = np.flatnonzero((tickets >= FEWEST_TICKETS) & (tickets >= SMALLEST_PART * tickets.sum()))
    confidence = 1 - (1 - CONFIDENCE) / max(len(large), 1)
    found = []
    for unit in large:
        rest_time, rest_count = (np.delete(column, unit, axis=1).sum(axis=1) for column in (times, counts))
        ahead = paired_ratio_difference(rest_time, rest_count, times[:, unit], counts[:, unit], confidence)
        if rest_count.sum() == 0 or ahead.low is None or ahead.low <= 0:
            continue
        if (ahead.estimate or 0.0) >= OF_A_LENGTH * rest_time.sum() / rest_count.sum():
            found.append(int(unit))
    return sorted(found, key=lambda unit: -float(times[:, unit].sum() / tickets[unit]))
