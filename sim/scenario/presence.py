"""Who is on shift when, by the shifts, rotations and exceptions of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US
from sim.scenario.roster_checks import shift_length_us
from sim.scenario.schema_operators import Pause, Shift, Staff

DAY_MINUTES: Final = DAY_US // MINUTE_US
Minutes = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Stint:
    """A shift of one date with so many people."""

    day: int
    shift: Shift
    heads: int


def stints(group: Staff, calendar: LocalCalendar, days: int) -> Iterator[Stint]:
    """The shifts that begin on the day before the horizon and on each of its first `days` days."""
    rotation = group.rotation
    crews = sorted(rotation.crews.items()) if rotation is not None else []
    for day in range(-1, days):
        today = calendar.start + timedelta(days=day)
        for name, shift in group.shifts.items():
            yield Stint(day, shift, _heads(group, name, shift, today, calendar))
        for k, (_, size) in enumerate(crews):
            if rotation is not None and rotation.cycle:
                steps = (today - (rotation.first_day or calendar.start)).days - k * len(rotation.cycle) // len(crews)
                name = rotation.cycle[steps % len(rotation.cycle)]
                if name != "off":
                    yield Stint(day, group.shifts[name], size)


def _heads(group: Staff, name: str, shift: Shift, today: date, calendar: LocalCalendar) -> int:
    for exception in group.exceptions:
        if exception.shift == name and exception.start <= today <= (exception.end or exception.start):
            return exception.staff
    return shift.staff if calendar.is_one_of(today, shift.days) else 0


def is_ever_present(group: Staff, calendar: LocalCalendar, days: int) -> bool:
    """Whether somebody of a group is on shift in the first days; taken for granted where a file says it."""
    return (
        group.staff_file is not None
        or any(stint.heads and _ends_us(stint) > 0 for stint in stints(group, calendar, days))
        or any(exception.staff for exception in group.exceptions)
    )


def _ends_us(stint: Stint) -> int:
    """End of a shift by the local clock, from the first midnight of the horizon."""
    return stint.day * DAY_US + stint.shift.start + shift_length_us(stint.shift)


def minutes_present(group: Staff, calendar: LocalCalendar, days: int) -> Minutes:
    """Whether somebody of a group is on shift, for each minute of the first days."""
    if group.staff_file is not None:
        return np.ones(days * DAY_MINUTES, dtype=bool)
    present = np.zeros(days * DAY_MINUTES, dtype=bool)
    for stint in stints(group, calendar, days):
        if stint.heads:
            begin = stint.day * DAY_MINUTES + stint.shift.start // MINUTE_US
            end = begin + shift_length_us(stint.shift) // MINUTE_US
            present[max(begin, 0) : max(end, 0)] = True
    return present


def staffed_hours(group: Staff, calendar: LocalCalendar, days: int) -> list[float | None]:
    """Person-hours at work by date on which the shift begins; None where a file says it."""
    hours = [0.0] * days
    for stint in stints(group, calendar, days):
        if stint.day >= 0 and stint.heads:
            length_us = shift_length_us(stint.shift)
            away_us = sum(_taken(pause, stint.shift, length_us) for pause in _breaks(group, stint.shift))
            per_head = max(length_us * (1 - group.shrinkage) - away_us, 0.0) * (1 - group.absence)
            hours[stint.day] += stint.heads * per_head / HOUR_US
    return [None if group.staff_file is not None else part for part in hours]


def _breaks(group: Staff, shift: Shift) -> tuple[Pause, ...]:
    return group.breaks if shift.breaks is None else shift.breaks


def _taken(pause: Pause, shift: Shift, length_us: int) -> int:
    return max(min(pause.length, length_us - pause.into_shift_us(shift.start)), 0)
