"""How many operators were required, rostered and present, on average over the run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.measures.parts import Flags
from sim.measures.requirement import UNKNOWN
from sim.statistics.time_sums import HOUR_US, exact_sum

if TYPE_CHECKING:
    from sim.measures.by_interval import IntervalTable

from sim.measures.definition import CLIPPED, OF_INTERVALS, always, define, if_called
from sim.measures.figures import NO_DATA, Figure, fraction

_heads = partial(define, about="heads", cuts=OF_INTERVALS)

HEADS: Final = (
    _heads(
        "required_heads", "operators required", "需求人数", "people", "mean", "neither",
        "Mean over the intervals of the fewest operators that meet the service level by Erlang A "
        "(Erlang C where patience is not known), at the interval's offered calls and handle time.",
        "operators required, summed over the intervals", "intervals", "handle times of finished calls",
        shown=if_called("operators", 30, column=True),
    ),
    _heads(
        "scheduled_heads", "operators rostered", "排班人数", "people", "mean", "neither",
        "Mean number of people rostered who may take calls, those absent or on a break included.",
        "rostered time", "time", CLIPPED, found_in="scenario", shown=always("operators", 40, column=True),
    ),
    _heads(
        "present_heads", "operators present", "在席人数", "people", "mean", "neither",
        "Mean number of people on duty who may take calls and are not on a break or off the phone.",
        "time on duty, overrun included, less breaks and time off the phone", "time", CLIPPED,
        shown=always("operators", 50),
    ),
)  # fmt: skip


def head_figures(intervals: IntervalTable, begin_us: int, mine: Flags | None = None) -> dict[str, Figure]:
    """Mean heads over the run, which may begin inside the first day; over some intervals if `mine` says which."""
    end_us = intervals.start_us + intervals.length_us
    which = np.ones(len(end_us), dtype=np.bool_) if mine is None else mine
    hours = exact_sum(np.maximum(end_us - np.maximum(intervals.start_us, begin_us), 0)[which]) / HOUR_US
    required = intervals.required[which & (intervals.start_us + intervals.width_us > begin_us)]
    unknown = bool(np.any(required == UNKNOWN))
    return {
        "required_heads": NO_DATA if unknown else fraction(int(required.sum()), len(required)),
        "scheduled_heads": fraction(float(intervals.scheduled_us[which].sum()) / HOUR_US, hours),
        "present_heads": fraction(float(intervals.available_us[which].sum()) / HOUR_US, hours),
    }
