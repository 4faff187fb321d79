"""Shifts that a staffing file allows, as kinds of a design; and a design as shifts of a scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any, Literal

import numpy as np

from sim.calendar.lengths import DAY_US, MINUTE_US
from sim.planning.pattern import DayGroup, Pattern
from sim.rostering.law import rules_of
from sim.rostering.program import Reals
from sim.rostering.shift_parts import Kind, Piece, Rest, Used
from sim.scenario.schema_staffing import BreakWindow, Shifts, Staffing, Starts
from sim.scenario.staffing_file import StaffingFile
from sim.scenario.units import say_clock, say_duration
from sim.staffing.heads import Pool


@dataclass(frozen=True)
class Template:
    """A shift that people of a pool may work on days that are alike.

    Attributes
    ----------
    pool
        Name of the group of operators, the desk or the unit.
    days
        On which days.
    start_us, length_us
        Clock time at which it begins, and its length, breaks included.
    breaks
        That it has.
    """

    pool: str
    days: DayGroup
    start_us: int
    length_us: int
    breaks: tuple[BreakWindow, ...]

    @property
    def hours(self) -> str:
        """When it is worked, such as 08:00-16:00."""
        end_us = (self.start_us + self.length_us - 1) % DAY_US + 1
        return f"{say_clock(self.start_us)}-{say_clock(end_us)}"

    @property
    def name(self) -> str:
        """Its hours and days."""
        return f"{self.hours} {self.days.name}".rstrip()

    @property
    def work_us(self) -> int:
        """Time at work: breaks are not counted."""
        return self.length_us - sum(pause.length for pause in self.breaks)

    @property
    def paid_us(self) -> int:
        """Time that is paid for."""
        return self.length_us - sum(pause.length for pause in self.breaks if not pause.paid)


def templates_of(file: StaffingFile, pattern: Pattern) -> tuple[Template, ...]:
    """Every shift that a staffing file allows.

    Raises
    ------
    ScenarioError
        If a shift does not fit the intervals, or its breaks do not fit into it.
    """
    found = []
    for pool, shifts in file.staffing.pools.items():
        starts = _starts(file, pool, shifts)
        for number, length_us in enumerate(shifts.lengths):
            where = ("pools", pool, "lengths", number)
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
            found += [
                Template(pool, days, start_us, length_us, breaks)
                for days in pattern.groups(shifts.alike)
                for start_us in starts
            ]
    return tuple(found)


def _starts(file: StaffingFile, pool: str, shifts: Shifts) -> list[int]:
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


def _within_law(file: StaffingFile, where: tuple[str | int, ...], work_us: int) -> None:
    """Refuse a shift with more working time than the law that the file names allows a day."""
    staffing = file.staffing
    if staffing.law == "none":
        return
    options = {"overtime": staffing.overtime} if staffing.law == "china" else {}
    most = rules_of(staffing.law, **options).most_minutes_a_day
    if most is not None and work_us > most * MINUTE_US:
        raise file.refused(
            where, f"a shift with {say_duration(work_us)} of work is longer than a day may be by the law of "
            f"'{staffing.law}' ({say_duration(most * MINUTE_US)}): shorten it or lengthen its breaks"
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


def kinds_of(
    templates: Sequence[Template], staffing: Staffing, scenario: Mapping[str, Pool], pattern: Pattern
) -> tuple[Kind, ...]:
    """The same as kinds of a design, each with what one head costs in the pattern."""
    numbers = {name: number for number, name in enumerate(staffing.pools)}
    rates = _rates(staffing, pattern)
    found = []
    for template in templates:
        shifts = staffing.pools[template.pool]
        wage, _ = wage_of(shifts, scenario[template.pool])
        found.append(
            Kind(
                name=f"{template.pool} {template.name}",
                template=f"{template.start_us} {template.length_us}",
                pool=numbers[template.pool],
                pieces=(_piece(template, pattern),),
                price=wage * _paid_hours(template, rates, pattern) * scenario[template.pool].copies,
                least=shifts.least_heads,
                most=shifts.most_heads,
                there=there(scenario[template.pool]),
                times=scenario[template.pool].copies,
            )
        )
    return tuple(found)


def wage_of(shifts: Shifts, pool: Pool) -> tuple[float, Literal["file", "scenario", "none"]]:
    """What a paid hour costs, and who says so: the file, the scenario, or nobody, so that hours are counted."""
    if shifts.wage_per_hour is not None:
        return shifts.wage_per_hour, "file"
    if pool.staff.wage_per_hour is not None:
        return pool.staff.wage_per_hour, "scenario"
    return 1.0, "none"


def there(pool: Pool) -> float:
    """The share of a pool's people that is at work: not absent, and not at training or the like."""
    return (1 - pool.staff.absence) * (1 - pool.staff.shrinkage)


def _piece(template: Template, pattern: Pattern) -> Piece:
    width_us, first = pattern.width_us, template.start_us // pattern.width_us
    starts = tuple(day * pattern.a_day + first for day in template.days.days)
    rests = tuple(
        Rest(pause.after // width_us, pause.until // width_us, pause.length / width_us) for pause in template.breaks
    )
    return Piece(starts, template.length_us // width_us, rests)


def _rates(staffing: Staffing, pattern: Pattern) -> Reals:
    """What an hour in each slot counts as, supplements added: 1 where there are none."""
    supplements = staffing.supplements
    return np.asarray(
        1.0
        + supplements.night * pattern.is_in(staffing.night)
        + supplements.weekend * pattern.is_weekend
        + supplements.holiday * pattern.holiday_share
    )


def _paid_hours(template: Template, rates: Reals, pattern: Pattern) -> float:
    """Hours of one head in the pattern, each at its rate; unpaid breaks are taken off at the shift's mean rate."""
    piece = _piece(template, pattern)
    at = (np.array(piece.starts)[:, None] + np.arange(piece.length)).ravel() % pattern.slots
    return float(rates[at].sum() * pattern.slot_hours * template.paid_us / template.length_us)


def changes_of(
    pools: Mapping[str, Pool], used: Mapping[str, Sequence[tuple[Template, Used]]], width_us: int
) -> dict[str, Any]:
    """Key paths and values that give a scenario the shifts of a design, and take its own away.

    Parameters
    ----------
    pools
        Those that are planned, by name.
    used
        For each of them its shifts with heads.
    width_us
        Length of a slot: breaks that are shorter take turns within it.
    """
    changes: dict[str, Any] = {}
    for name, shifts in used.items():
        here = f"{pools[name].section}.{name}"
        staff = pools[name].staff
        changes |= {f"{here}.shifts.{old}": None for old in staff.shifts}
        others = ("exceptions", "rotation", "staff_file", "roster_file")
        changes |= {f"{here}.{key}": None for key in others if getattr(staff, key)}
        for template, one in shifts:
            for shift, value in _scenario_shifts(template, one, width_us).items():
                changes[f"{here}.shifts.{shift}"] = value
    return changes


def _scenario_shifts(template: Template, used: Used, width_us: int) -> dict[str, dict[str, Any]]:
    """One shift for each way in which the heads have their breaks."""
    (heads,) = used.rests
    ways = Counter(heads)
    found = {}
    for number, (way, count) in enumerate(sorted(ways.items())):
        shift: dict[str, Any] = {
            "start": say_clock(template.start_us),
            "end": say_clock((template.start_us + template.length_us - 1) % DAY_US + 1),
            "staff": count,
            "breaks": [
                {
                    "after": say_duration(at * width_us),
                    "length": say_duration(pause.length),
                    "waves": _waves(pause, width_us),
                }
                for at, pause in zip(way, template.breaks, strict=True)
            ],
        }
        if template.days.weekdays:
            shift["days"] = list(template.days.weekdays)
        letter = "" if len(ways) == 1 else f" {_letters(number)}"
        found[template.name.replace(":", "") + letter] = shift
    return found


def _waves(pause: BreakWindow, width_us: int) -> int:
    """People whose break begins in the same slot take turns within it, if it is shorter."""
    return max(1, width_us // pause.length)


def _letters(number: int) -> str:
    """a, b, ..., z, aa, ab, ..."""
    more, last = divmod(number, len(ascii_lowercase))
    return (_letters(more - 1) if more else "") + ascii_lowercase[last]
