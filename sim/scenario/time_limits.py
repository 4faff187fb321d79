"""Time limits as planners write them: '2 h', '8 working hours', '5 working days', 'same day'.

In Chinese: 8 工作小时, 5 个工作日, 当日.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, WithJsonSchema

from sim.calendar.lengths import HOUR_US
from sim.scenario.units import DURATION_PATTERN, parse_duration, say_duration

LimitClock = Literal["calendar", "working_hours", "working_days", "same_day"]

_WORKING: Final = re.compile(r"^(\d+(?:\.\d+)?)\s*(working hours?|个?工作小时|working days?|个?工作日)$")
_SAME_DAY: Final = ("same day", "当日")
_WORKING_PATTERN: Final = r"\d+(\.\d+)?\s*(working hours?|个?工作小时)|\d+\s*(working days?|个?工作日)"
LIMIT_PATTERN: Final = rf"{DURATION_PATTERN}|^\s*({_WORKING_PATTERN}|same day|当日)\s*$"
MOST_WORKING_DAYS: Final = 1000
MOST_WORKING_HOURS: Final = 8 * MOST_WORKING_DAYS
RIGHT: Final = "'2 h', '8 working hours', '5 working days' or 'same day'"


@dataclass(frozen=True)
class TimeLimit:
    """How long something may take, and by which clock.

    Attributes
    ----------
    clock
        'calendar' time; 'working_hours', which accumulate while the office is open; 'working_days': up to the closing
        time of the n-th working day after the day of the start; 'same_day': up to the end of the day of the start.
    amount
        Microseconds of calendar or working time; a number of working days; 0 for the same day.
    """

    clock: LimitClock
    amount: int

    def __str__(self) -> str:
        match self.clock:
            case "calendar":
                return say_duration(self.amount)
            case "working_hours":
                return f"{self.amount / HOUR_US:g} working hours"
            case "working_days":
                return f"{self.amount} working days"
            case _:
                return "same day"


def parse_time_limit(value: object) -> TimeLimit:
    """A time limit, from '2 h', '8 working hours', '5 working days' or 'same day'.

    Raises
    ------
    ValueError
        If it is none of these, is not above zero, is longer than a calendar looks ahead, or has half working days.
    """
    if isinstance(value, TimeLimit):
        return value
    right = f"write {RIGHT}"
    text = value.strip() if isinstance(value, str) else ""
    if text in _SAME_DAY:
        return TimeLimit("same_day", 0)
    match = _WORKING.match(text)
    if match is not None:
        number = float(match[1])
        if number <= 0:
            raise ValueError(f"{value!r} is not above zero: {right}")
        if match[2] in ("working hour", "working hours", "个工作小时", "工作小时"):
            if number > MOST_WORKING_HOURS:
                raise ValueError(f"{value!r} is more than {MOST_WORKING_HOURS:,} working hours")
            return TimeLimit("working_hours", round(number * HOUR_US))
        if number > MOST_WORKING_DAYS or number != int(number):
            raise ValueError(f"{value!r} is not a whole number of working days up to {MOST_WORKING_DAYS}: {right}")
        return TimeLimit("working_days", int(number))
    try:
        length_us = parse_duration(value)
    except ValueError:
        raise ValueError(f"{value!r} is not a time limit: {right}") from None
    if length_us <= 0:
        raise ValueError(f"{value!r} is not above zero: {right}")
    return TimeLimit("calendar", length_us)


Limit = Annotated[
    TimeLimit,
    BeforeValidator(parse_time_limit),
    WithJsonSchema({"type": "string", "pattern": LIMIT_PATTERN, "description": RIGHT}),
]
"""A time limit with its clock."""
