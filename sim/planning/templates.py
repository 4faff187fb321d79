"""Every shift that a staffing file allows: plain ones, those in two parts, and crews that take turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.calendar.lengths import DAY_US, HOUR_US, MINUTE_US
from sim.planning.pattern import DAY_GROUPS, WEEK, DayGroup, Pattern
from sim.rostering.law import rules_of
from sim.scenario.schema_staffing import OFF, BreakWindow, Shifts, Split, Staffing, Starts, Turns
from sim.scenario.staffing_file import StaffingFile
from sim.scenario.units import say_clock, say_duration

if TYPE_CHECKING:
    from sim.rostering.parts import Rules


@dataclass(frozen=True)
class Duty:
    """A stretch of a day that a person is on duty.

    Attributes
    ----------
    start_us, length_us
        Clock time at which it begins, and its length, breaks included.
    breaks
        That it has.
    name
        Of the shift in the cycle of crews; empty for others.
    """

    start_us: int
    length_us: int
    breaks: tuple[BreakWindow, ...]
    name: str = ""

    @property
    def end_us(self) -> int:
        """Clock time at which it ends; 24:00 rather than 0:00."""
        return (self.start_us + self.length_us - 1) % DAY_US + 1

    @property
    def hours(self) -> str:
        """When it is, such as 08:00-16:00."""
        return f"{say_clock(self.start_us)}-{say_clock(self.end_us)}"

    @property
    def work_us(self) -> int:
        """Time at work: breaks are not counted."""
        return self.length_us - sum(pause.length for pause in self.breaks)

    @property
    def paid_us(self) -> int:
        """Time that is paid for."""
        return self.length_us - sum(pause.length for pause in self.breaks if not pause.paid)


@dataclass(frozen=True)
class Template:
    """A shift that people of a pool may work on days that are alike, or shifts that crews take in turn.

    Attributes
    ----------
    pool
        Name of the group of operators, the desk or the unit.
    days
        On which days.
    duties
        What one head does on each of them: one shift or its two parts; or what one of each crew does together.
    split
        The two parts, if it has them.
    turns
        The crews, if they are crews.
    """

    pool: str
    days: DayGroup
    duties: tuple[Duty, ...]
    split: Split | None = None
    turns: Turns | None = None

    @property
    def crews(self) -> int:
        """How many people stand for one head: one of each crew."""
        return 1 if self.turns is None else self.turns.crews

    @property
    def longest_us(self) -> int:
        """The longest time of work that a head has on a day."""
        works = [duty.work_us for duty in self.duties]
        return sum(works) if self.split is not None else max(works)

    @property
    def name(self) -> str:
        """Its hours and days."""
        if self.turns is not None:
            return f"{self.crews} crews"
        return f"{' and '.join(duty.hours for duty in self.duties)} {self.days.name}".rstrip()

    @property
    def supplement(self) -> float:
        """What its hours cost beside the wage."""
        return 0.0 if self.split is None else self.split.supplement


def templates_of(file: StaffingFile, pattern: Pattern) -> tuple[Template, ...]:
    """Every shift that a staffing file allows.

    Raises
    ------
    ScenarioError
        If a shift does not fit the intervals or the law, or its breaks do not fit into it.
    """
    found: list[Template] = []
    for pool, shifts in file.staffing.pools.items():
        starts, groups = _starts(file, pool, shifts), pattern.groups(shifts.alike)
        for number, length_us in enumerate(shifts.lengths):
            where = ("pools", pool, "lengths", number)
            breaks = _breaks(file, pool, shifts, where, length_us)
            duties = [Duty(start_us, length_us, breaks) for start_us in starts]
            mine = [Template(pool, days, (duty,)) for days in groups for duty in duties]
            _not_there_yet(file, where, mine, found)
            found += mine
        for number, split in enumerate(shifts.splits):
            where = ("pools", pool, "splits", number)
            parts = _parts(file, where, split, starts)
            mine = [Template(pool, days, both, split) for days in groups for both in parts]
            _not_there_yet(file, where, mine, found)
            found += mine
        if shifts.rotation is not None:
            found.append(_of_crews(file, pool, shifts, shifts.rotation, pattern))
    return tuple(found)


def _starts(file: StaffingFile, pool: str, shifts: Shifts) -> list[int]:
    if shifts.starts is None:
        return []
    if not isinstance(shifts.starts, Starts):
        for number, start_us in enumerate(shifts.starts):
            _on_slots(file, ("pools", pool, "starts", number), "the start of a shift", start_us)
        return sorted({start_us % DAY_US for start_us in shifts.starts})
    grid = shifts.starts
    _on_slots(file, ("pools", pool, "starts", "every"), "the distance of starts", grid.every)
    _on_slots(file, ("pools", pool, "starts", "first"), "the start of a shift", grid.first)
    if grid.last < grid.first:
        raise file.refused(
            ("pools", pool, "starts"), f"the last start, {say_clock(grid.last)}, lies before the first one"
        )
    return list(range(grid.first, min(grid.last, DAY_US - 1) + 1, grid.every))


def _breaks(
    file: StaffingFile, pool: str, shifts: Shifts, where: tuple[str | int, ...], length_us: int
) -> tuple[BreakWindow, ...]:
    """The breaks of a shift of this length."""
    _on_slots(file, where, "a shift", length_us)
    breaks = tuple(pause for pause in shifts.breaks if length_us >= pause.least_shift)
    for place, pause in enumerate(shifts.breaks):
        here = ("pools", pool, "breaks", place)
        _on_slots(file, (*here, "after"), "the beginning of a break", pause.after)
        _on_slots(file, (*here, "until"), "the beginning of a break", pause.until)
        if pause in breaks and pause.until + pause.length > length_us:
            raise file.refused(
                here, f"a break that may begin {say_duration(pause.until)} after the start and takes "
                f"{say_duration(pause.length)} does not fit into a shift of {say_duration(length_us)}"
            )  # fmt: skip
    _within_law(file, where, length_us - sum(pause.length for pause in breaks))
    if sum(pause.length for pause in breaks) >= length_us:
        raise file.refused(where, f"breaks fill the shift of {say_duration(length_us)}: leave time to work")
    _one_after_the_other(file, pool, breaks)
    return breaks


def _not_there_yet(
    file: StaffingFile, where: tuple[str | int, ...], mine: Sequence[Template], found: Sequence[Template]
) -> None:
    """Refuse a shift that stands there twice."""
    if {(one.pool, one.name) for one in mine} & {(one.pool, one.name) for one in found}:
        raise file.refused(where, "the same shift stands there twice: leave one of them out")


def _parts(
    file: StaffingFile, where: tuple[str | int, ...], split: Split, starts: Sequence[int]
) -> list[tuple[Duty, Duty]]:
    """The two parts of a shift from each start, as far as the second one begins on the same day."""
    _on_slots(file, (*where, "first"), "the first part of a shift", split.first)
    _on_slots(file, (*where, "apart"), "the time between two parts", split.apart)
    _on_slots(file, (*where, "second"), "the second part of a shift", split.second)
    _within_law(file, where, split.first + split.second)
    again_us = split.first + split.apart
    parts = [
        (Duty(start_us, split.first, ()), Duty(start_us + again_us, split.second, ()))
        for start_us in starts
        if start_us + again_us < DAY_US
    ]
    if not parts:
        raise file.refused(where, "the second part would begin after midnight, whatever the start: begin earlier")
    return parts


def _of_crews(file: StaffingFile, pool: str, shifts: Shifts, turns: Turns, pattern: Pattern) -> Template:
    """The crews of a pool, each day of which has the same shifts."""
    where = ("pools", pool, "rotation")
    made: dict[str, Duty] = {}
    for name, turn in turns.shifts.items():
        here = (*where, "shifts", name)
        _on_slots(file, (*here, "start"), "the start of a shift", turn.start)
        made[name] = Duty(turn.start % DAY_US, turn.length, _breaks(file, pool, shifts, here, turn.length), name)
    step = len(turns.cycle) // turns.crews
    days = [Counter(turns.cycle[(day + crew * step) % len(turns.cycle)] for crew in range(turns.crews))
            for day in range(step)]  # fmt: skip
    for day, then in pairwise(days):
        for name in turns.shifts:
            if day[name] == then[name]:
                continue
            raise file.refused(
                (*where, "cycle"), f"'{name}' has {day[name]} of the crews on one day and {then[name]} on the next: "
                f"write {step} days of each shift in a row, so that every day has the same crews"
            )  # fmt: skip
    for duty in made.values():
        for pause, later in pairwise(duty.breaks):
            over_us = pause.after + waves_of(pause) * pause.length
            if over_us > later.after:
                raise file.refused(
                    where, f"the last of a crew have a break of '{duty.name}' until {say_duration(over_us)} after its "
                    f"start, when the first have the next at {say_duration(later.after)}: leave breaks further apart"
                )  # fmt: skip
    _cycle_within_law(file, where, turns, made)
    duties = [made[name] for name in turns.shifts for _ in range(days[0][name])]
    group = DayGroup("", (), DAY_GROUPS["all_days"][0][1] if pattern.days == WEEK else (0,))
    return Template(pool, group, tuple(duties), turns=turns)


def waves_of(pause: BreakWindow) -> int:
    """Into how many parts a crew is cut, so that the last one begins its break within the window."""
    return (pause.until - pause.after) // pause.length + 1


def _law_of(staffing: Staffing) -> Rules | None:
    """The working-time rules that a file names."""
    if staffing.law == "none":
        return None
    return rules_of(staffing.law, **({"overtime": staffing.overtime} if staffing.law == "china" else {}))


def _within_law(file: StaffingFile, where: tuple[str | int, ...], work_us: int) -> None:
    """Refuse a shift with more working time than the law that the file names allows a day."""
    law = _law_of(file.staffing)
    if law is not None and law.most_minutes_a_day is not None and work_us > law.most_minutes_a_day * MINUTE_US:
        raise file.refused(
            where, f"a shift with {say_duration(work_us)} of work is longer than a day may be by the law of "
            f"'{file.staffing.law}' ({say_duration(law.most_minutes_a_day * MINUTE_US)}): shorten it or lengthen its "
            "breaks"
        )  # fmt: skip


def _cycle_within_law(file: StaffingFile, where: tuple[str | int, ...], turns: Turns, made: dict[str, Duty]) -> None:
    """Refuse crews with more hours a week, less rest, or fewer days off than the law that the file names allows."""
    law, staffing = _law_of(file.staffing), file.staffing
    if law is None:
        return
    cycle = turns.cycle
    a_week = WEEK * sum(made[name].work_us for name in cycle if name != OFF) / len(cycle)
    if law.most_minutes_a_week is not None and a_week > law.most_minutes_a_week * MINUTE_US:
        raise file.refused(
            where, f"its crews work {a_week / HOUR_US:.4g} h a week on average, more than the law of '{staffing.law}' "
            f"allows ({law.most_minutes_a_week / 60:g} h): add a crew or days off, or shorten the shifts"
        )  # fmt: skip
    for name, then in zip(cycle, (*cycle[1:], cycle[0]), strict=True):
        if OFF not in (name, then):
            rest_us = DAY_US + made[then].start_us - made[name].start_us - made[name].length_us
            if rest_us < law.rest_minutes * MINUTE_US:
                raise file.refused(
                    (*where, "cycle"), f"from '{name}' to '{then}' there are {say_duration(max(rest_us, 0))} of rest, "
                    f"less than {say_duration(law.rest_minutes * MINUTE_US)}: put 'off' between them, or turn the "
                    "cycle round"
                )  # fmt: skip
    round_twice = cycle * 2 if len(cycle) >= WEEK else cycle * (2 * WEEK)
    for first in range(len(cycle)):
        free = round_twice[first : first + WEEK].count(OFF)
        if free < law.rest_days_in_seven:
            raise file.refused(
                (*where, "cycle"), f"seven days in a row have {free} days off, fewer than {law.rest_days_in_seven}: "
                "add 'off'"
            )  # fmt: skip


def _one_after_the_other(file: StaffingFile, pool: str, breaks: Sequence[BreakWindow]) -> None:
    """Refuse a break that must begin before the one ahead of it in the file can be over."""
    over_us = 0
    for pause in breaks:
        begin_us = max(pause.after, over_us)
        if begin_us > pause.until:
            place = file.staffing.pools[pool].breaks.index(pause)
            raise file.refused(
                ("pools", pool, "breaks", place, "until"), f"the break ahead of it ends {say_duration(over_us)} after "
                f"the start at the earliest, and this one must begin by {say_duration(pause.until)}: write breaks in "
                "their order, or a later 'until'"
            )  # fmt: skip
        over_us = begin_us + max(pause.length, file.staffing.interval)


def _on_slots(file: StaffingFile, where: tuple[str | int, ...], what: str, length_us: int) -> None:
    width_us = file.staffing.interval
    if length_us % width_us:
        raise file.refused(
            where, f"{what} must be a whole number of intervals of {say_duration(width_us)}: change it or 'interval'"
        )
