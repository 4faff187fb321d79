"""How the people on the phone fared: occupancy, hours, shifts and calls per person."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import numpy as np

from sim.logs.columns import Column, Rows, are
from sim.logs.run_log import RunLog
from sim.measures.definition import CLIPPED, IN_FILES, OF_PEOPLE, always, define, if_any, if_called
from sim.measures.figures import NO_DATA, Figure, Told, fraction, single, together, total
from sim.measures.parts import local_days
from sim.measures.work import Work, are_of, call_groups, operator_groups
from sim.plans.plan import Plan
from sim.rules.codes import NOT_YET, StaffState
from sim.statistics.time_sums import HOUR_US, count_by, exact_sum

_WORK = "talk, wrap-up, message work and operators' work on tickets, such as confirm and follow-up calls"
_floor = partial(define, about="operators", cuts=OF_PEOPLE)

FLOOR: Final = (
    _floor(
        "occupancy", "occupancy", "工时利用率", "share", "ratio", "neither",
        "Share of their time at the desk that operators work, on calls, messages or tickets; overtime counts, in work "
        "and in time (by interval: of those who may take calls).",
        _WORK, "time on duty, overrun included, less breaks and time off the phone", CLIPPED,
        shown=always("operators", 20, column=True),
    ),
    _floor(
        "occupancy_on_duty", "occupancy of paid time", "在岗工时利用率", "share", "ratio", "neither",
        "Share of their time on duty, breaks included, that operators work, on calls, messages or tickets.",
        _WORK, "time on duty, overrun included", CLIPPED, shown=IN_FILES,
    ),
    _floor(
        "calls_answered_per_person_shift", "calls per person-shift", "人均每班接听量", "calls per person-shift", "mean",
        "neither", "Calls answered per shift worked by somebody who may take calls.", "calls answered", "shifts worked",
        "a shift cut by either end of the run counts as one", shown=if_called("operators", 70),
    ),
    _floor(
        "calls_per_person_day", "calls per person and day", "人均每日接听量", "calls per person-day", "mean", "neither",
        "Calls answered per day and person on duty who may take calls; a shift counts on the date it starts.",
        "calls answered", "distinct pairs of person and date of shift", "a shift cut by either end counts as one",
        shown=if_called("operators", 60),
    ),
    _floor(
        "on_duty_share", "on-duty share", "在岗率", "share", "ratio", "neither",
        "Mean share of the people employed that are on duty as operators on a day.",
        "operators on duty, summed over the days",
        "people employed x days", found_in="scenario", shown=if_any("operators", 80),
    ),
    _floor(
        "on_duty_share_peak", "peak on-duty share", "最高在岗率", "share", "maximum", "neither",
        "Share of the people employed that are on duty as operators on the day with the most of them.",
        "most operators on duty on a day / people employed", found_in="scenario", shown=IN_FILES,
    ),
    _floor(
        "person_hours", "person-hours", "在岗工时", "h", "count", "lower",
        "Time on duty of all operators, breaks and overtime included.", "time on duty", unfinished=CLIPPED,
        found_in="scenario", shown=always("operators", 90, column=True),
    ),
    _floor(
        "overtime_hours", "overtime hours", "加班工时", "h", "count", "lower",
        "Time on duty of operators after the rostered end of their shift.", "time on duty after the rostered end",
        unfinished=CLIPPED, shown=if_any("operators", 100),
    ),
    _floor(
        "lost_breaks", "lost breaks", "未休成的休息", "breaks", "count", "lower",
        "Breaks and meals of operators that could not be taken before the shift ended.", "breaks not taken",
        unfinished="a break that was to begin after the end of the run does not count",
        shown=if_any("operators", 110),
    ),
    _floor(
        "absent_shifts", "shifts missed", "缺勤班次", "shifts", "count", "lower",
        "Rostered shifts of operators that were absent.", "shifts missed", shown=if_any("operators", 120),
    ),
)  # fmt: skip


_HOURS: Final = ("occupancy", "occupancy_on_duty", "person_hours")
_SHIFTS: Final = tuple(definition.id for definition in FLOOR if definition.id not in _HOURS)


def floor_figures(log: RunLog, work: Work, answered: int, group: int | None = None) -> Told:
    """Occupancy, hours, shifts and calls per person, each worked out when it is asked for.

    Parameters
    ----------
    log
        The run.
    work
        Its working times.
    answered
        Calls answered by those people.
    group
        Only the people of this group; all operators if left out (desks and units have figures of their own).
    """
    groups = operator_groups(log.plan) if group is None else np.array([group])
    hours = together(_HOURS, lambda: _hours(work, groups))
    return hours | together(_SHIFTS, lambda: _shifts(log, groups, answered))


def _hours(work: Work, groups: Column) -> dict[str, Figure]:
    """What people did with their time."""
    times = work.of_groups
    duty_us, ready_us, busy_us = (int(part[groups].sum()) for part in (times.duty_us, times.ready_us, times.busy_us))
    return {
        "occupancy": fraction(busy_us / HOUR_US, ready_us / HOUR_US),
        "occupancy_on_duty": fraction(busy_us / HOUR_US, duty_us / HOUR_US),
        "person_hours": total(duty_us / HOUR_US),
    }


def _shifts(log: RunLog, groups: Column, answered: int) -> dict[str, Figure]:
    """What came of their shifts and breaks."""
    staff = Rows(log.staff, are_of(log.staff["group"], groups))
    state, person = staff["state"], staff["person"]
    worked = are(state, StaffState.ON_DUTY) & (staff["start_us"] != NOT_YET)
    day = local_days(log, staff["planned_start_us"][worked])
    takes_calls = are_of(staff["group"][worked], call_groups(log.plan))
    takers = _days_of_people(day[takes_calls], person[worked][takes_calls])
    return {
        "calls_answered_per_person_shift": fraction(answered, int(np.count_nonzero(takes_calls))),
        "calls_per_person_day": fraction(answered, len(takers)),
        **_on_duty_shares(log.plan, day, person[worked]),
        "overtime_hours": total(_overtime_us(staff, worked, log.plan.horizon_us) / HOUR_US),
        "lost_breaks": total(_lost_breaks(staff, log.plan.horizon_us)),
        "absent_shifts": total(np.count_nonzero(are(state, StaffState.ABSENT))),
    }


def _days_of_people(day: Column, person: Column) -> Column:
    """The days, one for each pair of a person and a day on which that person worked."""
    people = int(person.max(initial=0)) + 1
    return np.unique(day * people + person) // people


def _on_duty_shares(plan: Plan, day: Column, person: Column) -> dict[str, Figure]:
    """Operators on duty by day, of those employed, given the day and the person of each shift."""
    employed, days = plan.scenario.employed, plan.calendar.days
    if employed is None:
        return {"on_duty_share": NO_DATA, "on_duty_share_peak": NO_DATA}
    days_of_people = _days_of_people(day, person)
    people = count_by(days_of_people[days_of_people >= 0], days)
    return {
        "on_duty_share": fraction(int(people.sum()), employed * days),
        "on_duty_share_peak": single(int(people.max()) / employed),
    }


def _overtime_us(
    staff: Mapping[str, Column], worked: np.ndarray[tuple[int], np.dtype[np.bool_]], horizon_us: int
) -> int:
    end = staff["end_us"][worked]
    end = np.minimum(np.where(end == NOT_YET, horizon_us, end), horizon_us)
    return exact_sum(np.maximum(end - staff["planned_end_us"][worked], 0))


def _lost_breaks(staff: Mapping[str, Column], horizon_us: int) -> int:
    lost = are(staff["state"], StaffState.BREAK) & (staff["start_us"] == NOT_YET)
    return int(np.count_nonzero(lost & (staff["planned_start_us"] < horizon_us)))
