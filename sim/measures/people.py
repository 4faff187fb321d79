"""People and money, pool by pool: hours, overtime, cost, occupancy, and what the law on working hours asks for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sim.calendar.days import day_number
from sim.calendar.lengths import HOUR_US
from sim.chance.keyed import day_of
from sim.log_columns import Column
from sim.measures.figures import NO_DATA, Figure, fraction, total
from sim.measures.floor import local_days
from sim.measures.time_sums import exact_sum
from sim.measures.work import Work
from sim.plan.plan import Plan
from sim.rules.codes import NOT_YET, Duty, StaffState
from sim.runlog import RunLog
from sim.scenario.schema_operators import Staff

if TYPE_CHECKING:
    import pandas as pd

WEEK: Final = 7
LONG_DAY_US: Final = 8 * HOUR_US
WEEKS_US: Final = {"40": 40 * HOUR_US, "44": 44 * HOUR_US}
"""Labour Law of the People's Republic of China, articles 36 (8 h a day, 44 h a week) and 38 (one day off a week);
State Council Decree 174 (1995), article 3: 40 h a week."""


class HoursWorked(NamedTuple):
    """Days and weeks of people of one pool, by how long they work, breaks not counted."""

    days: int
    long_days: int
    weeks: int
    over_40: int
    over_44: int
    without_rest: int


class Heads(NamedTuple):
    """People that must be employed for a pool's roster: by its weekly hours, and by its weekly person-days."""

    for_40_hours: int
    for_44_hours: int
    for_rest_day: int


def staff_of(plan: Plan, group: int) -> Staff | None:
    """What the scenario says about the people of a group: operators, a desk, or the crews of a unit."""
    name, scenario = plan.group_names[group], plan.scenario
    for section in (scenario.operators, scenario.desks, scenario.units):
        if name in section:
            return section[name]
    return scenario.units.get(name.rpartition(" ")[0])


def people_figures(log: RunLog, work: Work) -> dict[str, Figure]:
    """Cost, long days and weeks, and heads for a lawful roster, of all pools together."""
    groups = range(len(log.plan.group_names))
    hours = [hours_worked(log, group) for group in groups]
    sums = HoursWorked(*np.array(hours, dtype=np.int64).reshape(-1, len(HoursWorked._fields)).sum(axis=0).tolist())
    heads = [heads_needed(log.plan, group) for group in groups]
    costs = [cost for group in groups if (cost := _cost(log, work, group)) is not None]
    return {
        "staff_cost": total(sum(costs)) if costs else NO_DATA,
        "days_over_8_hours": fraction(sums.long_days, sums.days),
        "weeks_over_40_hours": fraction(sums.over_40, sums.weeks),
        "weeks_over_44_hours": fraction(sums.over_44, sums.weeks),
        "weeks_without_rest_day": fraction(sums.without_rest, sums.weeks),
        "heads_for_40_hours": total(sum(need.for_40_hours for need in heads)),
        "heads_for_44_hours": total(sum(need.for_44_hours for need in heads)),
        "heads_for_rest_day": total(sum(need.for_rest_day for need in heads)),
    }


def _on_duty_us(work: Work, group: int) -> int:
    return exact_sum(work.staff_spells(StaffState.ON_DUTY).of_groups(np.array([group])).length_us)


def _cost(log: RunLog, work: Work, group: int) -> float | None:
    staff = staff_of(log.plan, group)
    if staff is None or staff.wage_per_hour is None:
        return None
    return _on_duty_us(work, group) / HOUR_US * staff.wage_per_hour


def hours_worked(log: RunLog, group: int) -> HoursWorked:
    """How long the people of a group work a day and a week; a shift counts on the date it starts.

    Weeks are whole ones, counted from the first day.
    """
    person, day, length_us = _shifts_worked(log, group)
    days = log.plan.calendar.days
    people, number = np.unique(person, return_inverse=True)
    by_day = np.zeros((len(people), days), dtype=np.int64)
    np.add.at(by_day, (number, day), length_us)
    whole = days // WEEK
    by_week = by_day[:, : whole * WEEK].reshape(len(people), whole, WEEK)
    week_us, days_worked = by_week.sum(axis=2), np.count_nonzero(by_week, axis=2)
    return HoursWorked(
        days=int(np.count_nonzero(by_day)),
        long_days=int(np.count_nonzero(by_day > LONG_DAY_US)),
        weeks=int(np.count_nonzero(days_worked)),
        over_40=int(np.count_nonzero(week_us > WEEKS_US["40"])),
        over_44=int(np.count_nonzero(week_us > WEEKS_US["44"])),
        without_rest=int(np.count_nonzero(days_worked == WEEK)),
    )


def _shifts_worked(log: RunLog, group: int) -> tuple[Column, Column, Column]:
    """Person, local day, and time worked of each shift and each break (negative) that began in the run."""
    staff = log.staff
    mine = (staff["group"] == group) & (staff["start_us"] != NOT_YET)
    mine &= np.isin(staff["state"], (StaffState.ON_DUTY, StaffState.BREAK))
    start, state, person = staff["start_us"][mine], staff["state"][mine], staff["person"][mine]
    horizon_us = log.plan.horizon_us
    end = np.minimum(np.where(staff["end_us"][mine] == NOT_YET, horizon_us, staff["end_us"][mine]), horizon_us)
    length_us = np.where(state == StaffState.BREAK, start - end, end - start)
    # A break after midnight belongs to the day on which its shift began.
    order = np.lexsort((state != StaffState.ON_DUTY, start, person))
    on_duty = (state == StaffState.ON_DUTY)[order]
    day = local_days(log, staff["planned_start_us"][mine])[order]
    latest = np.maximum.accumulate(np.where(on_duty, np.arange(len(order)), 0))
    kept = day[latest] >= 0 if len(order) else np.empty(0, dtype=np.bool_)
    return person[order][kept], day[latest][kept], length_us[order][kept]


def heads_needed(plan: Plan, group: int) -> Heads:
    """How many people a lawful roster of this pool needs, if every week were like the horizon."""
    roster, horizon_us, weeks = plan.roster, plan.horizon_us, plan.calendar.days / WEEK
    mine = plan.person_group[roster.duty_person] == group
    breaks = (roster.kind == Duty.PAUSE_DUE) & (roster.state == StaffState.BREAK) & (roster.duty >= 0)
    breaks[breaks] = mine[roster.duty[breaks]]
    begun_us = roster.time_us[breaks]
    over_us = np.minimum(begun_us + roster.length_us[breaks], roster.duty_end_us[roster.duty[breaks]])
    rostered_us = _inside(roster.duty_start_us[mine], roster.duty_end_us[mine], horizon_us)
    hours = (rostered_us - _inside(begun_us, over_us, horizon_us)) / HOUR_US / weeks
    day = day_of(roster.duty_entity[mine]) - day_number(plan.calendar.start)
    pairs = np.unique(np.stack([day, roster.duty_person[mine]])[:, day >= 0], axis=1)
    return Heads(_up(hours / 40), _up(hours / 44), _up(pairs.shape[1] / weeks / (WEEK - 1)))


def _inside(start_us: Column, end_us: Column, horizon_us: int) -> int:
    """Total length of spells inside the horizon."""
    return exact_sum(np.maximum(np.clip(end_us, 0, horizon_us) - np.clip(start_us, 0, horizon_us), 0))


def _up(heads: float) -> int:
    """Rounded up; what is a whole number but for its last digits stays one."""
    return math.ceil(heads - 1e-9)


def people_table(log: RunLog, work: Work | None = None) -> pd.DataFrame:
    """One row per pool: its people, hours, occupancy and cost, long days and weeks, and heads a lawful roster needs.

    Parameters
    ----------
    log
        The run.
    work
        Its working times, if they are at hand.

    Returns
    -------
    DataFrame
        Columns group, people (that were on duty), person_hours, overtime_hours, occupancy, cost, days_over_8_hours,
        weeks_over_40_hours, weeks_over_44_hours, weeks_without_rest_day (shares), heads_for_40_hours,
        heads_for_44_hours, heads_for_rest_day. An empty cell is "no data".
    """
    import pandas as pd

    from sim.measures.floor import floor_figures

    work = work or Work(log)
    rows: list[dict[str, float | None]] = []
    for group in range(len(log.plan.group_names)):
        floor, hours = floor_figures(log, work, 0, group), hours_worked(log, group)
        heads = heads_needed(log.plan, group)
        mine = (log.staff["group"] == group) & (log.staff["state"] == StaffState.ON_DUTY)
        rows.append(
            {
                "people": len(np.unique(log.staff["person"][mine])),
                **{name: floor[name].value for name in ("person_hours", "overtime_hours", "occupancy")},
                "cost": _cost(log, work, group),
                "days_over_8_hours": fraction(hours.long_days, hours.days).value,
                "weeks_over_40_hours": fraction(hours.over_40, hours.weeks).value,
                "weeks_over_44_hours": fraction(hours.over_44, hours.weeks).value,
                "weeks_without_rest_day": fraction(hours.without_rest, hours.weeks).value,
                "heads_for_40_hours": heads.for_40_hours,
                "heads_for_44_hours": heads.for_44_hours,
                "heads_for_rest_day": heads.for_rest_day,
            }
        )
    names = list(rows[0]) if rows else []
    columns = {name: pd.array([row[name] for row in rows], dtype="Float64") for name in names}
    return pd.DataFrame({"group": list(log.plan.group_names), **columns})
