"""Shifts that a staffing file allows, as kinds of a design; and a design as shifts of a scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil
from string import ascii_lowercase
from typing import Any, Literal

import numpy as np

from sim.calendar.lengths import HOUR_US
from sim.planning.pattern import DayGroup, Pattern
from sim.planning.templates import Duty, Template, waves_of
from sim.rostering.program import Reals
from sim.rostering.shift_parts import Kind, Piece, Rest, Used
from sim.scenario.schema_staffing import BreakWindow, Shifts, Staffing
from sim.scenario.units import say_clock, say_duration
from sim.staffing.heads import Pool


def kinds_of(
    templates: Sequence[Template], staffing: Staffing, scenario: Mapping[str, Pool], pattern: Pattern
) -> tuple[Kind, ...]:
    """The same as kinds of a design, each with what one head costs in the pattern."""
    numbers = {name: number for number, name in enumerate(staffing.pools)}
    rates = rates_of(staffing, pattern)
    found = []
    for template in templates:
        shifts, pool = staffing.pools[template.pool], scenario[template.pool]
        wage, _ = wage_of(shifts, pool)
        pieces = tuple(_piece(duty, template.days, pattern, template.turns is not None) for duty in template.duties)
        hours = sum(paid_hours(duty, template.days, rates + template.supplement, pattern) for duty in template.duties)
        found.append(
            Kind(
                name=f"{template.pool} {template.name}",
                template=template.name.removesuffix(template.days.name),
                pool=numbers[template.pool],
                pieces=pieces,
                price=wage * hours * pool.copies,
                least=shifts.least_heads,
                most=shifts.most_heads,
                there=there(pool),
                times=pool.copies * template.crews,
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


def _piece(duty: Duty, days: DayGroup, pattern: Pattern, of_crews: bool) -> Piece:
    """A duty on its days; the people of a crew have their breaks in waves, which are no choice of the plan."""
    width_us, first = pattern.width_us, duty.start_us // pattern.width_us
    starts = tuple(day * pattern.a_day + first for day in days.days)
    length = duty.length_us // width_us
    if of_crews:
        return Piece(starts, length, away=tuple(share for pause in duty.breaks for share in _in_waves(pause, width_us)))
    rests = tuple(
        Rest(pause.after // width_us, pause.until // width_us, pause.length / width_us) for pause in duty.breaks
    )
    return Piece(starts, length, rests)


def _in_waves(pause: BreakWindow, width_us: int) -> list[tuple[int, float]]:
    """Which share of a crew is away in which slot after the start."""
    waves = waves_of(pause)
    away: dict[int, float] = {}
    for wave in range(waves):
        begin, end = pause.after + wave * pause.length, pause.after + (wave + 1) * pause.length
        for slot in range(begin // width_us, ceil(end / width_us)):
            inside = min(end, (slot + 1) * width_us) - max(begin, slot * width_us)
            away[slot] = away.get(slot, 0.0) + inside / width_us / waves
    return list(away.items())


def rates_of(staffing: Staffing, pattern: Pattern) -> Reals:
    """What an hour in each slot counts as, supplements added: 1 where there are none."""
    supplements = staffing.supplements
    return np.asarray(
        1.0
        + supplements.night * pattern.is_in(staffing.night)
        + supplements.weekend * pattern.is_weekend
        + supplements.holiday * pattern.holiday_share
    )


def paid_hours(duty: Duty, days: DayGroup, rates: Reals, pattern: Pattern) -> float:
    """Hours of one head in the pattern, each at its rate; unpaid breaks are taken off at the mean rate of their window.

    `rates` has shape (slots,).
    """
    starts = np.array(_piece(duty, days, pattern, of_crews=False).starts)[:, None]

    def rate(from_us: int, to_us: int) -> float:
        """The mean rate from one time after the start to another, of all days."""
        inside = np.arange(from_us // pattern.width_us, ceil(to_us / pattern.width_us))
        return float(rates[(starts + inside) % pattern.slots].mean())

    paid_us = rate(0, duty.length_us) * duty.length_us
    for pause in duty.breaks:
        if not pause.paid:
            paid_us -= rate(pause.after, pause.until + pause.length) * pause.length
    return paid_us / HOUR_US * len(starts)


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
            if template.turns is not None:
                changes[f"{here}.rotation"] = _rotation(template, one)
            for shift, value in _scenario_shifts(template, one, width_us).items():
                changes[f"{here}.shifts.{shift}"] = value
    return changes


def _rotation(template: Template, used: Used) -> dict[str, Any]:
    """The crews, each with so many people."""
    assert template.turns is not None
    return {
        "crews": {_letters(number).upper(): used.heads for number in range(template.crews)},
        "cycle": list(template.turns.cycle),
    }


def _scenario_shifts(template: Template, used: Used, width_us: int) -> dict[str, dict[str, Any]]:
    """One shift for each way in which the heads have their breaks; both parts of one in two; each shift of crews."""
    if template.turns is not None:
        return {
            duty.name: _shift(duty, 0, [pause.after for pause in duty.breaks], [*map(waves_of, duty.breaks)])
            for duty in template.duties
        }
    days = {"days": list(template.days.weekdays)} if template.days.weekdays else {}
    name = template.name.replace(":", "")
    if template.split is not None:
        first, second = (_shift(duty, used.heads, [], []) for duty in template.duties)
        del second["staff"]  # as many as in the first part
        return {name: first | days, f"{name} again": second | days | {"same_people_as": name}}
    (duty,) = template.duties
    (heads,) = used.rests
    ways = Counter(heads)
    found = {}
    for number, (way, count) in enumerate(sorted(ways.items())):
        waves = [max(1, width_us // pause.length) for pause in duty.breaks]  # a shorter one takes turns within its slot
        letter = "" if len(ways) == 1 else f" {_letters(number)}"
        found[name + letter] = _shift(duty, count, [at * width_us for at in way], waves) | days
    return found


def _shift(duty: Duty, staff: int, begin_us: Sequence[int], waves: Sequence[int]) -> dict[str, Any]:
    """A shift of a scenario with its breaks."""
    breaks = [
        {"after": say_duration(at_us), "length": say_duration(pause.length), "waves": times}
        for at_us, pause, times in zip(begin_us, duty.breaks, waves, strict=True)
    ]
    return {"start": say_clock(duty.start_us), "end": say_clock(duty.end_us), "staff": staff, "breaks": breaks}


def _letters(number: int) -> str:
    """a, b, ..., z, aa, ab, ..."""
    more, last = divmod(number, len(ascii_lowercase))
    return (_letters(more - 1) if more else "") + ascii_lowercase[last]
