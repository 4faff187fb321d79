"""Shifts that a staffing file allows, as kinds of a design; and a design as shifts of a scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil
from string import ascii_lowercase
from typing import Any, Literal

import numpy as np

from sim.planning.pattern import DayGroup, Pattern
from sim.planning.templates import Duty, Template
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
    rates = _rates(staffing, pattern)
    found = []
    for template in templates:
        shifts, pool = staffing.pools[template.pool], scenario[template.pool]
        wage = wage_of(shifts, pool)[0] * (1 + template.supplement)
        of_crews = template.turns is not None
        pieces = tuple(_piece(duty, template.days, pattern, of_crews) for duty in template.each_day)
        hours = sum(paid_hours(duty, template.days, rates, pattern) for duty in template.each_day)
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


def _piece(duty: Duty, days: DayGroup, pattern: Pattern, is_shared: bool) -> Piece:
    """A duty on its days; where a crew shares it, its people have their breaks one part after the other."""
    width_us, first = pattern.width_us, duty.start_us // pattern.width_us
    starts = tuple(day * pattern.a_day + first for day in days.days)
    rests: list[Rest] = []
    for pause in duty.breaks:
        if is_shared:
            rests += _in_waves(pause, width_us)
        else:
            rests.append(Rest(pause.after // width_us, pause.until // width_us, pause.length / width_us))
    return Piece(starts, duty.length_us // width_us, tuple(rests))


def _in_waves(pause: BreakWindow, width_us: int) -> list[Rest]:
    """The break of a crew: a share of its people is away in each slot, from the first wave to the last."""
    first, ends = pause.after // width_us, (pause.after + _crew_waves(pause) * pause.length) / width_us
    away = pause.length / width_us / (ends - first)
    return [Rest(slot, slot, away * (min(slot + 1.0, ends) - slot)) for slot in range(first, ceil(ends))]


def _crew_waves(pause: BreakWindow) -> int:
    """Into how many parts a crew is cut, so that the last one begins its break within the window."""
    return (pause.until - pause.after) // pause.length + 1


def _rates(staffing: Staffing, pattern: Pattern) -> Reals:
    """What an hour in each slot counts as, supplements added: 1 where there are none."""
    supplements = staffing.supplements
    return np.asarray(
        1.0
        + supplements.night * pattern.is_in(staffing.night)
        + supplements.weekend * pattern.is_weekend
        + supplements.holiday * pattern.holiday_share
    )


def paid_hours(duty: Duty, days: DayGroup, rates: Reals, pattern: Pattern) -> float:
    """Hours of one head in the pattern, each at its rate; unpaid breaks are taken off at the shift's mean rate.

    `rates` has shape (slots,).
    """
    piece = _piece(duty, days, pattern, is_shared=False)
    at = (np.array(piece.starts)[:, None] + np.arange(piece.length)).ravel() % pattern.slots
    return float(rates[at].sum() * pattern.slot_hours * duty.paid_us / duty.length_us)


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
    """One shift for each way in which the heads have their breaks; of crews each shift of the cycle."""
    if template.turns is not None:
        return {
            duty.name: _shift(duty, 0, [pause.after for pause in duty.breaks], [*map(_crew_waves, duty.breaks)])
            for duty in template.duties
        }
    duty = template.duty
    (heads,) = used.rests
    ways = Counter(heads)
    found = {}
    for number, (way, count) in enumerate(sorted(ways.items())):
        waves = [max(1, width_us // pause.length) for pause in duty.breaks]  # a shorter one takes turns within its slot
        shift = _shift(duty, count, [at * width_us for at in way], waves)
        if template.days.weekdays:
            shift["days"] = list(template.days.weekdays)
        letter = "" if len(ways) == 1 else f" {_letters(number)}"
        found[template.name.replace(":", "") + letter] = shift
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
