"""People and money, pool by pool: hours, overtime, cost, occupancy, and what the law on working hours asks for."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sim.calendar.days import day_number
from sim.calendar.lengths import HOUR_US
from sim.chance.keyed import day_of
from sim.logs.columns import Column, Rows, are
from sim.logs.run_log import RunLog
from sim.measures.floor import floor_figures
from sim.measures.parts import local_days
from sim.measures.work import Work
from sim.plans.expectations import planned_pauses
from sim.plans.plan import Plan
from sim.rules.codes import NOT_YET, StaffState
from sim.statistics.time_sums import count_by, sum_by

if TYPE_CHECKING:
    import pandas as pd

from sim.measures.definition import CLIPPED, IN_FILES, OF_PEOPLE, always, define, if_any
from sim.measures.figures import NO_DATA, Figure, asked_of, fraction, total

_POOLS = "operators, desks and units alike"
_WEEKS = "whole weeks from the first day on; a shift counts on the date it starts"
_IN_FULL = "a shift that goes on at the end counts in full, as planned"
_people = partial(define, about="people", cuts=OF_PEOPLE)

PEOPLE: Final = (
    _people(
        "staff_cost", "cost of staff", "人工成本", "money", "count", "lower",
        f"Time on duty times the hourly wage, {_POOLS}; people without a stated wage are left out.",
        "hours on duty x wage", unfinished=CLIPPED, found_in="scenario", shown=if_any("staff", 40),
    ),
    _people(
        "days_over_8_hours", "working days over 8 hours", "日工时超8小时占比", "share", "ratio", "lower",
        "Share of the days worked on which a person works more than 8 hours, breaks not counted.",
        "person-days over 8 h", "person-days worked", _IN_FULL, found_in="scenario", shown=IN_FILES,
    ),
    _people(
        "weeks_over_40_hours", "working weeks over 40 hours", "周工时超40小时占比", "share", "ratio", "lower",
        "Share of the weeks worked in which a person works more than 40 hours, breaks not counted.",
        "person-weeks over 40 h", f"person-weeks worked: {_WEEKS}", _IN_FULL, found_in="scenario", shown=IN_FILES,
    ),
    _people(
        "weeks_over_44_hours", "working weeks over 44 hours", "周工时超44小时占比", "share", "ratio", "lower",
        "Share of the weeks worked in which a person works more than 44 hours, breaks not counted.",
        "person-weeks over 44 h", f"person-weeks worked: {_WEEKS}", _IN_FULL, found_in="scenario", shown=IN_FILES,
    ),
    _people(
        "weeks_without_rest_day", "working weeks without a rest day", "无休息日周占比", "share", "ratio", "lower",
        "Share of the weeks worked in which a person works on all seven days.", "person-weeks without a day off",
        f"person-weeks worked: {_WEEKS}", _IN_FULL, found_in="scenario", shown=IN_FILES,
    ),
    _people(
        "heads_for_40_hours", "heads for 40 hours a week", "周40小时所需人数", "people", "count", "lower",
        "People who must be employed so that nobody is rostered over 40 hours a week, pool by pool.",
        "rostered hours a week less breaks / 40 h, rounded up, summed over the pools", unfinished=CLIPPED,
        found_in="scenario", shown=always("staff", 10),
    ),
    _people(
        "heads_for_44_hours", "heads for 44 hours a week", "周44小时所需人数", "people", "count", "lower",
        "People who must be employed so that nobody is rostered over 44 hours a week, pool by pool.",
        "rostered hours a week less breaks / 44 h, rounded up, summed over the pools", unfinished=CLIPPED,
        found_in="scenario", shown=always("staff", 20),
    ),
    _people(
        "heads_for_rest_day", "heads for one rest day a week", "每周休一日所需人数", "people", "count", "lower",
        "People who must be employed so that each has one day off in seven, pool by pool.",
        "rostered person-days a week / 6, rounded up, summed over the pools", unfinished=CLIPPED,
        found_in="scenario", shown=always("staff", 30),
    ),
)  # fmt: skip

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


def people_figures(log: RunLog, work: Work) -> dict[str, Figure]:
    """Cost, long days and weeks, and heads for a lawful roster, of all pools together."""
    return _of_pools(hours_worked(log), heads_needed(log.plan), _costs(log, work))


def people_by_group(log: RunLog, work: Work) -> list[dict[str, Figure]]:
    """The same of each group."""
    pools = zip(hours_worked(log), heads_needed(log.plan), _costs(log, work), strict=True)
    return [_of_pools([hours], [heads], [cost]) for hours, heads, cost in pools]


def _of_pools(hours: list[HoursWorked], heads: list[Heads], all_costs: list[float | None]) -> dict[str, Figure]:
    worked = np.array(hours, dtype=np.int64).reshape(-1, len(HoursWorked._fields))
    sums = HoursWorked(*worked.sum(axis=0).tolist())
    costs = [cost for cost in all_costs if cost is not None]
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


def _costs(log: RunLog, work: Work) -> list[float | None]:
    """What the hours on duty of each group cost; None where no wage is known."""
    plan, duty_us = log.plan, work.of_groups.duty_us.tolist()
    wages = [plan.staff_of(group).wage_per_hour for group in range(len(plan.group_names))]
    return [None if wage is None else us / HOUR_US * wage for us, wage in zip(duty_us, wages, strict=True)]


def hours_worked(log: RunLog) -> list[HoursWorked]:
    """How long the people of each group work a day and a week; a shift counts on the date it starts.

    Weeks are whole ones, counted from the first day.
    """
    group_of, days = log.plan.person_group, log.plan.calendar.days
    by_day = np.zeros((len(group_of), days), dtype=np.int64)
    person, day, length_us = _shifts_worked(log)
    np.add.at(by_day, (person, day), length_us)
    whole = days // WEEK
    by_week = by_day[:, : whole * WEEK].reshape(len(group_of), whole, WEEK)
    week_us, days_worked = by_week.sum(axis=2), np.count_nonzero(by_week, axis=2)
    of_people = (
        by_day != 0, by_day > LONG_DAY_US, days_worked > 0, week_us > WEEKS_US["40"], week_us > WEEKS_US["44"],
        days_worked == WEEK,
    )  # fmt: skip
    counts = [sum_by(group_of, np.count_nonzero(are, axis=1), len(log.plan.group_names)) for are in of_people]
    return [HoursWorked(*row) for row in np.stack(counts, axis=1).tolist()]


def _shifts_worked(log: RunLog) -> tuple[Column, Column, Column]:
    """Person, local day, and time worked of each shift and each break (negative) of the shifts that begin in the run.

    A shift that goes on when the run ends is counted in full, as it is planned.
    """
    mine = (log.staff["start_us"] != NOT_YET) & np.isin(log.staff["state"], (StaffState.ON_DUTY, StaffState.BREAK))
    staff, horizon_us = Rows(log.staff, mine), log.plan.horizon_us
    start, state, person = staff["start_us"], staff["state"], staff["person"]
    end = np.minimum(np.where(staff["end_us"] == NOT_YET, horizon_us, staff["end_us"]), horizon_us)
    length_us = np.where(are(state, StaffState.BREAK), start - end, end - start)
    is_duty = are(state, StaffState.ON_DUTY)
    at_begin = staff["planned_start_us"] == log.plan.calendar.begin_us
    begun_before = at_begin & np.isin(person, _begun_before(log.plan))
    day = np.where(begun_before, -1, local_days(log, staff["planned_start_us"]))
    goes_on = is_duty & (staff["end_us"] == NOT_YET) & (staff["planned_end_us"] > horizon_us)
    planned_us = staff["planned_end_us"] - start - _breaks_at_the_end_us(log.plan)[person]
    length_us = np.where(goes_on, planned_us, length_us)
    # A break after midnight belongs to the day on which its shift began.
    order = np.lexsort((~is_duty, start, person))
    latest = np.maximum.accumulate(np.where(is_duty[order], np.arange(len(order)), 0))
    day, goes_on = day[order], goes_on[order]
    kept = day[latest] >= 0 if len(order) else np.empty(0, dtype=np.bool_)
    kept &= is_duty[order] | ~goes_on[latest]
    return person[order][kept], day[latest][kept], length_us[order][kept]


def _begun_before(plan: Plan) -> Column:
    """The people who are at work when the run begins, on a shift that began before."""
    roster, calendar = plan.roster, plan.calendar
    number = day_of(roster.duty_entity) - day_number(calendar.start)
    found = number < 0
    for duty in np.flatnonzero((roster.duty_start_us == calendar.begin_us) & (number == 0) & (calendar.begin_us > 0)):
        staff = plan.staff_of(int(plan.person_group[roster.duty_person[duty]]))
        shift = staff.shifts.get(plan.shift_names[roster.duty_shift[duty]])
        found[duty] = shift is not None and calendar.instant_us(calendar.start, shift.start) < calendar.begin_us
    return roster.duty_person[found]


def _breaks_at_the_end_us(plan: Plan) -> Column:
    """Planned breaks, by person, of the shifts that go on when the run ends."""
    duty, begun_us, over_us = planned_pauses(plan, StaffState.BREAK)
    cut = plan.roster.duty_end_us[duty] > plan.horizon_us
    return sum_by(plan.roster.duty_person[duty[cut]], (over_us - begun_us)[cut], len(plan.person_group))


def heads_needed(plan: Plan) -> list[Heads]:
    """How many people a lawful roster of each group needs, if every week were like the horizon."""
    roster, groups, weeks = plan.roster, len(plan.group_names), plan.calendar.length_days / WEEK
    group = plan.person_group[roster.duty_person]
    duty, begun_us, over_us = planned_pauses(plan, StaffState.BREAK)
    work_us = sum_by(group, _inside(roster.duty_start_us, roster.duty_end_us, plan.horizon_us), groups)
    work_us -= sum_by(group[duty], _inside(begun_us, over_us, plan.horizon_us), groups)
    day = day_of(roster.duty_entity) - day_number(plan.calendar.start)
    pairs = np.unique(np.stack([day, roster.duty_person])[:, day >= 0], axis=1)
    person_days = count_by(plan.person_group[pairs[1]], groups)
    return [
        Heads(_up(hours / 40), _up(hours / 44), _up(days / weeks / (WEEK - 1)))
        for hours, days in zip((work_us / HOUR_US / weeks).tolist(), person_days.tolist(), strict=True)
    ]


def _inside(start_us: Column, end_us: Column, horizon_us: int) -> Column:
    """The length of each spell inside the horizon."""
    return np.maximum(np.clip(end_us, 0, horizon_us) - np.clip(start_us, 0, horizon_us), 0)


def _up(heads: float) -> int:
    """Rounded up; what is a whole number but for its last digits stays one."""
    return math.ceil(heads - 1e-9)


def people_table(log: RunLog) -> pd.DataFrame:
    """One row per pool: its people, hours, occupancy and cost, long days and weeks, and heads a lawful roster needs.

    Parameters
    ----------
    log
        The run.

    Returns
    -------
    DataFrame
        Columns group, people (that were on duty), person_hours, overtime_hours, occupancy, cost, days_over_8_hours,
        weeks_over_40_hours, weeks_over_44_hours, weeks_without_rest_day (shares), heads_for_40_hours,
        heads_for_44_hours, heads_for_rest_day. An empty cell is "no data".
    """
    import pandas as pd

    work = Work(log)
    on_duty = Rows(log.staff, are(log.staff["state"], StaffState.ON_DUTY))
    pairs = np.unique(np.stack([on_duty["group"], on_duty["person"]]), axis=1)
    frame: dict[str, object] = {
        "group": list(log.plan.group_names),
        "people": pd.array(count_by(pairs[0], len(log.plan.group_names)).tolist(), dtype="Float64"),
    }
    pools = [
        asked_of(floor_figures(log, work, 0, group)) | figures
        for group, figures in enumerate(people_by_group(log, work))
    ]
    for key in _COLUMNS:
        name = "cost" if key == "staff_cost" else key
        frame[name] = pd.array([pool[key].value for pool in pools], dtype="Float64")
    return pd.DataFrame(frame)


_COLUMNS: Final = ("person_hours", "overtime_hours", "occupancy", *(definition.id for definition in PEOPLE))
"""Measures of the people of a pool, in the order of their table."""
