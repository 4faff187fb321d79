"""When the line closes, and when the last of those who answer calls leaves after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.plans.roster import NO_CAP, RosterRow
from sim.rules.codes import Duty

Ints = npt.NDArray[np.int64]


def cleared_rows(
    openings: Sequence[tuple[int, int, Literal["finish", "stay", "clear"]]],
    lines: Iterable[int],
    takes_from_us: list[Ints],
    takes_until_us: list[Ints],
    horizon_us: int,
) -> list[RosterRow]:
    """Rows that turn away who still waits after closing, once nobody is there who could answer; none until it reopens.

    Parameters
    ----------
    openings
        When the line opens and closes, in order, and what becomes then of those waiting.
    lines
        The lines of calls.
    takes_from_us, takes_until_us
        For each of these lines, from when until when each duty of those who may take it begins work.
    horizon_us
        End of the run.
    """
    closings = np.array([closes_us for _, closes_us, _ in openings], dtype=np.int64)
    opens_again = [*(opens_us for opens_us, _, _ in openings[1:]), horizon_us][: len(openings)]
    rows: list[RosterRow] = []
    for line, from_us, until_us in zip(lines, takes_from_us, takes_until_us, strict=True):
        left_us = last_leaves_us(closings, from_us, until_us).tolist()
        for (_, closes_us, at_close), leaves_us, again_us in zip(openings, left_us, opens_again, strict=True):
            cleared_us = closes_us if at_close == "clear" else leaves_us
            if at_close != "stay" and cleared_us < min(again_us, horizon_us):
                rows.append((cleared_us, Duty.QUEUE_CLEARED, line, -1, 0, 0, NO_CAP))
    return rows


def last_leaves_us(closings: Ints, from_us: Ints, until_us: Ints) -> Ints:
    """When the last of those at work at each closing leaves, reliefs without a gap included; at once if nobody is.

    Parameters
    ----------
    closings
        Instants.
    from_us, until_us
        When each duty begins work, and when it takes nothing more.
    """
    order = np.argsort(from_us, kind="stable")
    from_us, until_us = from_us[order], until_us[order]
    some = until_us > from_us
    from_us, until_us = from_us[some], until_us[some]
    if not len(from_us):
        return closings
    latest_us = np.maximum.accumulate(until_us)
    first = np.append(True, from_us[1:] > latest_us[:-1])
    begins_us, ends_us = from_us[first], latest_us[np.append(first[1:], True)]
    place = np.searchsorted(begins_us, closings, side="right") - 1
    return np.where(place >= 0, np.maximum(ends_us[place], closings), closings)
