"""Who works a shift on a date: its own team, the crews of a rotation, other head counts on some dates, split shifts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sim.calendar.days import LocalCalendar
from sim.scenario.fields import Days
from sim.scenario.schema_operators import Rotation, Shift, Staff


def follows(shift: Shift) -> bool:
    """Whether the people of another shift work this one too, just as many on the same days unless it says otherwise."""
    return shift.same_people_as is not None and "staff" not in shift.model_fields_set


def team_of(shift_name: str, shift: Shift) -> str:
    """The name by which the people of a shift are told apart: that of the shift they belong to."""
    return shift.same_people_as or shift_name


def followers_of(group: Staff, shift_name: str) -> list[str]:
    """The shifts that the people of a shift work too."""
    return sorted(name for name, shift in group.shifts.items() if follows(shift) and shift.same_people_as == shift_name)


def usual_days(group: Staff, shift_name: str) -> Days:
    """The days of a shift; those of the shift it follows if it names none."""
    shift = group.shifts[shift_name]
    own = not follows(shift) or "days" in shift.model_fields_set
    return shift.days if own else group.shifts[team_of(shift_name, shift)].days


def holds_on(group: Staff, shift_name: str, day: date, calendar: LocalCalendar) -> bool:
    """Whether a date is one of the days of a shift."""
    return calendar.is_one_of(day, usual_days(group, shift_name))


def own_heads(group: Staff, shift_name: str, day: date, calendar: LocalCalendar) -> int:
    """How many of a shift's own team work it on a date; those whom an exception asks for on top of the crews, too."""
    leading = _leading(group, shift_name)
    asked = _asked_for(group, shift_name, day)
    if asked is not None:
        return max(asked - sum(size for _, size in _crews_on(group, leading, day, calendar)), 0)
    return group.shifts[leading].staff if holds_on(group, shift_name, day, calendar) else 0


def crew_heads(group: Staff, crew: str, shift_name: str, day: date, calendar: LocalCalendar) -> int:
    """How many of a crew work a shift of theirs on a date: all, or the first so many where an exception asks for fewer.

    Several crews on one shift are taken in the order of their names.
    """
    left = _asked_for(group, shift_name, day)
    for name, size in _crews_on(group, _leading(group, shift_name), day, calendar):
        heads = size if left is None else min(size, left)
        if name == crew:
            return heads
        left = None if left is None else left - heads
    return 0


def counts_on(group: Staff, shift_name: str, day: date, calendar: LocalCalendar) -> dict[str, int]:
    """The head counts that say how many work a shift on a date, by where they stand below the group.

    That of an exception says it alone; else the shift's own, if the date is one of its days, and those of its crews.
    """
    number = _exception_on(group, shift_name, day)
    if number is not None:
        return {f"exceptions.{number}.staff": group.exceptions[number].staff}
    leading = _leading(group, shift_name)
    own = holds_on(group, shift_name, day, calendar)
    found = {f"shifts.{leading}.staff": group.shifts[leading].staff} if own else {}
    return found | {f"rotation.crews.{crew}": size for crew, size in _crews_on(group, leading, day, calendar)}


def crew_shift(rotation: Rotation, crew: str, day: date, calendar: LocalCalendar) -> str:
    """What a crew does on a date; crew k of n started k/n of the cycle later."""
    crews = sorted(rotation.crews)
    first = rotation.first_day or calendar.start
    lag = crews.index(crew) * len(rotation.cycle) // len(crews)
    return rotation.cycle[((day - first).days - lag) % len(rotation.cycle)]


def is_staffed(group: Staff, shift_name: str) -> bool:
    """Whether a shift has people of its own on its usual days."""
    return group.shifts[_leading(group, shift_name)].staff > 0


def is_worked_by_crews(group: Staff, shift_name: str) -> bool:
    """Whether a shift is a step of the rotation, or follows one."""
    return group.rotation is not None and _leading(group, shift_name) in group.rotation.cycle


def _leading(group: Staff, shift_name: str) -> str:
    """The shift whose head count holds for this one."""
    shift = group.shifts[shift_name]
    return team_of(shift_name, shift) if follows(shift) else shift_name


def _crews_on(group: Staff, shift_name: str, day: date, calendar: LocalCalendar) -> Iterator[tuple[str, int]]:
    """The crews whose step on a date is a shift, and their sizes."""
    if group.rotation is not None and shift_name in group.rotation.cycle:
        for crew, size in sorted(group.rotation.crews.items()):
            if crew_shift(group.rotation, crew, day, calendar) == shift_name:
                yield crew, size


def _asked_for(group: Staff, shift_name: str, day: date) -> int | None:
    """The head count that an exception asks for on a date; None without one."""
    number = _exception_on(group, shift_name, day)
    return None if number is None else group.exceptions[number].staff


def _exception_on(group: Staff, shift_name: str, day: date) -> int | None:
    """The first exception that fits a date, the shift's own or that of the shift it follows."""
    for name in dict.fromkeys((shift_name, _leading(group, shift_name))):
        for number, exception in enumerate(group.exceptions):
            if exception.shift == name and exception.start <= day <= (exception.end or exception.start):
                return number
    return None
