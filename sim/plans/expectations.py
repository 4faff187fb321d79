"""What a plan leads to expect before anything is drawn: contacts, direct answers, people on duty."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from sim.plans.kept import by_plan
from sim.plans.plan import Floats, Ints, Plan, StreamPlan
from sim.rules.codes import TRANSFER, Channel, Duty, StaffState
from sim.statistics.time_sums import sum_by

MOST_VISITS: Final = 1000.0
"""A citizen or a ticket that comes back for ever is taken to come back so often."""


def expected_contacts(stream: StreamPlan) -> Floats:
    """Mean first contacts of a stream that come in, self-service and incidents counted; shape (intervals, types)."""
    contacts = stream.expected() * (1 - stream.deflect)
    for incident in stream.incidents:
        contacts[:, incident.type] += incident.cause_mean * incident.mean_size
    return np.asarray(contacts)


def middles_us(stream: StreamPlan) -> Ints:
    """The middle of each interval of a stream; shape (intervals,)."""
    return np.asarray((stream.start_us + stream.end_us) // 2)


def direct_in(plan: Plan, stream: StreamPlan) -> Floats:
    """The share of direct answers that holds in the middle of each interval of a stream; shape (intervals, types)."""
    step = np.searchsorted(plan.direct_from_us, middles_us(stream), side="right") - 1
    return np.asarray(plan.direct_share[np.maximum(step, 0)])


def repeats(plan: Plan, stream: StreamPlan) -> Floats:
    """Answered contacts for each first one, as who was answered directly may come again; shape (intervals, types)."""
    if stream.channel == TRANSFER:
        return np.ones((len(stream.start_us), len(plan.type_names)))
    again = direct_in(plan, stream) * plan.callers.repeat_share
    return np.asarray(1 / np.maximum(1 - again, 1 / MOST_VISITS))


def taken_contacts(plan: Plan, stream: StreamPlan) -> Floats:
    """Mean contacts of a stream that the line takes, repeated ones counted; shape (intervals, types)."""
    return np.asarray(expected_contacts(stream) * open_share(plan, stream)[:, None] * repeats(plan, stream))


def open_share(plan: Plan, stream: StreamPlan) -> Floats:
    """The part of each interval of a stream in which the line takes its contacts; shape (intervals,)."""
    if stream.channel != Channel.PHONE or plan.scenario.callers.hours is None:
        return np.ones(len(stream.start_us))
    open_us, close_us = _opening(plan)
    taken_us = time_in(open_us, close_us, stream.end_us) - time_in(open_us, close_us, stream.start_us)
    share: Floats = taken_us / (stream.end_us - stream.start_us)
    return share


@by_plan
def mean_patience_us(plan: Plan) -> float | None:
    """Mean patience over the calls that come, in microseconds; None where nobody gives up."""
    calls = patience_us = 0.0
    for stream in plan.streams:
        if stream.channel == Channel.PHONE:
            coming, middle_us = expected_contacts(stream), middles_us(stream)
            for kind in np.flatnonzero(plan.callers.patience_law >= 0):
                mean_us = plan.laws.means_at(int(plan.callers.patience_law[kind]), middle_us)
                calls += float(coming[:, kind].sum())
                patience_us += float(coming[:, kind] @ mean_us)
    return patience_us / calls if calls else None


def nobody_there(plan: Plan, groups: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """When the line takes calls and nobody of some groups is rostered: starts and ends, in order.

    Parameters
    ----------
    groups
        Shape (groups,): which ones. Breaks and absences are not counted.
    """
    roster = plan.roster
    mine = groups[plan.person_group[roster.duty_person]]
    duties = roster.duty_start_us[mine], roster.duty_end_us[mine]
    run = np.array([plan.calendar.begin_us]), np.array([plan.horizon_us])
    taking = line_hours(plan)
    edges = np.unique(np.clip(np.concatenate([*duties, *taking, *run]), run[0], run[1]))
    begin_us, end_us = edges[:-1], edges[1:]
    is_open, is_staffed = (_lasting(start_us, stop_us, begin_us) > 0 for start_us, stop_us in (taking, duties))
    chosen = is_open & ~is_staffed
    return begin_us[chosen], end_us[chosen]


def line_hours(plan: Plan) -> tuple[Ints, Ints]:
    """When the line takes calls: starts and ends, in order; the whole run where it never closes."""
    if plan.scenario.callers.hours is None:
        return np.array([plan.calendar.begin_us]), np.array([plan.horizon_us])
    return _opening(plan)


def _lasting(start_us: Ints, end_us: Ints, instants_us: Ints) -> Ints:
    """How many spells last at each instant."""
    begun = np.searchsorted(np.sort(start_us), instants_us, side="right")
    return np.asarray(begun - np.searchsorted(np.sort(end_us), instants_us, side="right"))


def most_on_duty(plan: Plan) -> Ints:
    """How many people of each group are rostered at once at most, within the horizon; shape (groups,)."""
    roster, most = plan.roster, np.zeros(len(plan.groups), dtype=np.int64)
    inside = np.flatnonzero((roster.duty_start_us < plan.horizon_us) & (roster.duty_end_us > 0))
    for number, part in enumerate(_parts(plan.person_group[roster.duty_person[inside]], len(plan.groups))):
        starts, ends = np.sort(roster.duty_start_us[inside[part]]), np.sort(roster.duty_end_us[inside[part]])
        at_once = np.arange(1, len(starts) + 1) - np.searchsorted(ends, starts, side="right")
        most[number] = at_once.max(initial=0)
    return most


def staffed_us(plan: Plan, edges_us: Ints) -> Floats:
    """Time of people expected at work between edges: rostered, less breaks, time off the phone and absence.

    Parameters
    ----------
    edges_us
        Shape (n + 1,), rising; no edges have nothing between them.

    Returns
    -------
    array
        Shape (groups, n), microseconds.
    """
    roster = plan.roster
    duty, begun_us, over_us = planned_pauses(plan, StaffState.BREAK, StaffState.OFF_PHONE)
    group = plan.person_group[roster.duty_person]
    duties, pauses = _parts(group, len(plan.groups)), _parts(group[duty], len(plan.groups))
    present_us = np.zeros((len(plan.groups), max(len(edges_us) - 1, 0)))
    for number, (mine, away) in enumerate(zip(duties, pauses, strict=True)):
        for absence in np.unique(roster.duty_absence[mine]):
            on = mine[roster.duty_absence[mine] == absence]
            off = away[roster.duty_absence[duty[away]] == absence]
            here_us = time_in(roster.duty_start_us[on], roster.duty_end_us[on], edges_us)
            here_us -= time_in(begun_us[off], over_us[off], edges_us)
            present_us[number] += (1 - absence) * np.diff(here_us)
    return np.maximum(present_us, 0.0)


def rostered_us(plan: Plan) -> Ints:
    """Time on duty of each group within the horizon as it is rostered, breaks included; shape (groups,)."""
    roster = plan.roster
    start_us, end_us = (np.clip(ends, 0, plan.horizon_us) for ends in (roster.duty_start_us, roster.duty_end_us))
    return sum_by(plan.person_group[roster.duty_person], end_us - start_us, len(plan.groups))


def planned_pauses(plan: Plan, *states: StaffState) -> tuple[Ints, Ints, Ints]:
    """Duty, start and end of each planned break or time off the phone; none lasts longer than the shift."""
    roster = plan.roster
    mine = (roster.kind == Duty.PAUSE_DUE) & np.isin(roster.state, states) & (roster.duty >= 0)
    duty, begun_us = roster.duty[mine], roster.time_us[mine]
    return duty, begun_us, np.minimum(begun_us + roster.length_us[mine], roster.duty_end_us[duty])


def _parts(number: Ints, count: int) -> list[Ints]:
    """The places of each number from 0 on."""
    if not count:
        return []
    order = np.argsort(number, kind="stable")
    return np.split(order, np.searchsorted(number[order], np.arange(1, count)))


def spread(start_us: Ints, end_us: Ints, amount: Floats, edges_us: Ints) -> Floats:
    """Amounts that come evenly within intervals, by the edges they come between; shape (n,).

    Intervals are in order and do not overlap, but those of stamps at the same instant are one.
    """
    if not len(start_us):
        return np.zeros(len(edges_us) - 1)
    first = np.flatnonzero(np.diff(start_us, prepend=start_us[0] - 1))
    knots = np.column_stack([start_us[first], end_us[first]]).ravel().astype(np.float64)
    sums = np.add.reduceat(amount, first)
    until = np.cumsum(np.column_stack([np.zeros(len(sums)), sums]).ravel())
    return np.diff(np.interp(edges_us, knots, until))


def windows_of(plan: Plan, line: int) -> tuple[Ints, Ints]:
    """When the window of a line's calls opens and closes, in order."""
    roster = plan.roster
    mine = roster.id == line
    opens, closes = mine & (roster.kind == Duty.WINDOW_OPENS), mine & (roster.kind == Duty.WINDOW_CLOSES)
    return roster.time_us[opens], roster.time_us[closes]


def _opening(plan: Plan) -> tuple[Ints, Ints]:
    roster = plan.roster
    return roster.time_us[roster.kind == Duty.LINE_OPENS], roster.time_us[roster.kind == Duty.LINE_CLOSES]


def time_in(start_us: Ints, end_us: Ints, instants_us: Ints) -> Ints:
    """Time that spells have lasted up to each instant, in all; of shape and unit as the instants."""
    # Sums may run over 63 bits, but their differences do not, and whole numbers wrap around.
    return _since(instants_us, start_us) - _since(instants_us, end_us)


def _since(instants_us: Ints, marks_us: Ints) -> Ints:
    """Sum of the time that has passed at each instant since every mark before it."""
    marks = np.sort(marks_us)
    count = np.searchsorted(marks, instants_us, side="right")
    sums = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(marks)])
    return np.asarray(count * np.asarray(instants_us, dtype=np.int64) - sums[count])
