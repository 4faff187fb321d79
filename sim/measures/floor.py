"""Measures of the people on the floor, computed from the staff log."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.calendar.lengths import DAY_US
from sim.log_columns import Column, Rows
from sim.measures.figures import NO_DATA, Figure, fraction, single, total
from sim.measures.work import Work, call_groups, operator_groups
from sim.rules.codes import NOT_YET, StaffState
from sim.runlog import RunLog
from sim.statistics.time_sums import HOUR_US, exact_sum


def floor_figures(log: RunLog, work: Work, answered: int, group: int | None = None) -> dict[str, Figure]:
    """Occupancy, hours, shifts and calls per person.

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
    staff = Rows(log.staff, np.isin(log.staff["group"], groups))
    times = work.of_groups
    duty_us, ready_us, busy_us = (int(part[groups].sum()) for part in (times.duty_us, times.ready_us, times.busy_us))
    worked = (staff["state"] == StaffState.ON_DUTY) & (staff["start_us"] != NOT_YET)
    day = local_days(log, staff["planned_start_us"][worked])
    takes_calls = np.isin(staff["group"][worked], call_groups(log.plan))
    takers_by_day = _people_by_day(day[takes_calls], staff["person"][worked][takes_calls])
    return {
        "occupancy": fraction(busy_us / HOUR_US, ready_us / HOUR_US),
        "occupancy_on_duty": fraction(busy_us / HOUR_US, duty_us / HOUR_US),
        "calls_answered_per_person_shift": fraction(answered, int(np.count_nonzero(takes_calls))),
        "calls_per_person_day": fraction(answered, sum(takers_by_day.values())),
        **_on_duty_shares(log, group),
        "person_hours": total(duty_us / HOUR_US),
        "overtime_hours": total(_overtime_us(staff, worked, log.plan.horizon_us) / HOUR_US),
        "lost_breaks": total(_lost_breaks(staff, log.plan.horizon_us)),
        "absent_shifts": total(np.count_nonzero(staff["state"] == StaffState.ABSENT)),
    }


def local_days(log: RunLog, instants_us: Column) -> Column:
    """Number of the local day of each instant; 0 is the first day, days before it are negative."""
    in_run = np.searchsorted(log.plan.calendar.day_starts_us, instants_us, side="right") - 1
    return np.where(instants_us >= 0, in_run, instants_us // DAY_US)


def _people_by_day(day: Column, person: Column) -> dict[int, int]:
    pairs = np.unique(np.stack([day, person]), axis=1)
    days, people = np.unique(pairs[0], return_counts=True)
    return dict(zip(days.tolist(), people.tolist(), strict=True))


def _on_duty_shares(log: RunLog, group: int | None) -> dict[str, Figure]:
    """Operators on duty by day, of those employed."""
    employed, days, staff = log.plan.scenario.employed, log.plan.calendar.days, log.staff
    if employed is None:
        return {"on_duty_share": NO_DATA, "on_duty_share_peak": NO_DATA}
    there = (staff["state"] == StaffState.ON_DUTY) & (staff["start_us"] != NOT_YET)
    there &= np.isin(staff["group"], operator_groups(log.plan)) if group is None else staff["group"] == group
    people_by_day = _people_by_day(local_days(log, staff["planned_start_us"][there]), staff["person"][there])
    people = [people_by_day.get(day, 0) for day in range(days)]
    return {
        "on_duty_share": fraction(sum(people), employed * days),
        "on_duty_share_peak": single(max(people) / employed),
    }


def _overtime_us(
    staff: Mapping[str, Column], worked: np.ndarray[tuple[int], np.dtype[np.bool_]], horizon_us: int
) -> int:
    end = staff["end_us"][worked]
    end = np.minimum(np.where(end == NOT_YET, horizon_us, end), horizon_us)
    return exact_sum(np.maximum(end - staff["planned_end_us"][worked], 0))


def _lost_breaks(staff: Mapping[str, Column], horizon_us: int) -> int:
    lost = (staff["state"] == StaffState.BREAK) & (staff["start_us"] == NOT_YET)
    return int(np.count_nonzero(lost & (staff["planned_start_us"] < horizon_us)))
