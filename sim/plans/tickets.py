"""The `tickets` part of a scenario to numbers: stages to lines, routes to tables, limits by type and urgency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import DAY_US, HOUR_US
from sim.plans.backlog import open_tickets
from sim.plans.backlog_oddities import check_routes, oddities
from sim.plans.clocks import OfficeHours, always_open, hours_of_spells, midnights, office_hours, spells_on
from sim.plans.laws import LawRows
from sim.plans.plan import Floats, Ints, LinePlan, Roster
from sim.plans.shifts import is_staffed, is_worked_by_crews, usual_days
from sim.plans.ticket_plan import (
    ChaseUpPlan,
    ClosurePlan,
    DispatchPlan,
    FollowUpPlan,
    LimitPlan,
    ReopenPlan,
    RoutePlan,
    SupervisionPlan,
    TicketPlan,
    UnitPlan,
)
from sim.rules.codes import (
    NOT_YET,
    ClockStart,
    LimitClock,
    Milestone,
    Stage,
    Standstill,
    UnitChoice,
    Urgency,
    WorkOrder,
)
from sim.scenario.fields import URGENCIES
from sim.scenario.laws import Exponential, Law
from sim.scenario.profiles import NAMED_PROFILES
from sim.scenario.schema import Scenario
from sim.scenario.schema_deadlines import Deadline
from sim.scenario.schema_demand import Profile
from sim.scenario.schema_stages import Dispatch, Silence, Window
from sim.scenario.schema_tickets import Tickets
from sim.scenario.schema_units import Hours, Unit
from sim.scenario.shares import MOST_ARMS
from sim.scenario.stages import areas_of, copies_of, needs_crew, people_stages
from sim.scenario.time_limits import TimeLimit

CLASS_STEP = 2
"""Between calls and messages by their priorities, critical work stands as priority 1, urgent as 3, normal as 5."""
CLOCKS = {
    "calendar": LimitClock.CALENDAR,
    "working_hours": LimitClock.WORKING_HOURS,
    "working_days": LimitClock.WORKING_DAYS,
    "same_day": LimitClock.SAME_DAY,
}
STAGES = {
    "confirm": Stage.CONFIRM,
    "audit": Stage.AUDIT,
    "dispatch": Stage.DISPATCH,
    "critical_call": Stage.CRITICAL_CALL,
    "review": Stage.REVIEW,
    "follow_up": Stage.FOLLOW_UP,
    "act": Stage.SUPERVISION,
}
"""The stages that operators or desks do, by the last key of their path in the scenario."""
WEIGHT_OF_ALL = 1_000_000_000
"""Weight of a share of 100 %: fine enough for any share, and times all tickets of a run still a number of 63 bits."""
ANY_HOUR = Window.model_construct(open=0, close=DAY_US)
LINE_HOURS = Hours.model_construct(open=9 * HOUR_US, close=17 * HOUR_US, days="working_days")


@dataclass(frozen=True)
class TaskLine:
    """A line of work on tickets: stage, class, window of its calls, (group, preference, reserve) who may, its order."""

    stage: int
    urgency: int
    window: Window | None
    able: tuple[tuple[int, int, int], ...]
    order: WorkOrder = WorkOrder.FIRST_COME


def unit_copies(scenario: Scenario) -> dict[str, tuple[str, Unit]]:
    """Units by the name they have in results, copies numbered from 1: the name in the scenario, and the unit."""
    found: dict[str, tuple[str, Unit]] = {}
    for name in sorted(scenario.units, key=lambda name: scenario.units[name].id or name):
        unit = scenario.units[name]
        found |= dict.fromkeys(copies_of(name, unit), (name, unit))
    return found


def unit_numbers(units: Mapping[str, tuple[str, Unit]]) -> dict[str, list[int]]:
    """The numbers of the units that a name stands for: one, or those of all copies of that name."""
    numbers: dict[str, list[int]] = {}
    for number, (_, (label, _)) in enumerate(units.items()):
        numbers.setdefault(label, []).append(number)
    return numbers | {name: [number] for number, (name, (_, unit)) in enumerate(units.items()) if unit.copies > 1}


def task_lines(scenario: Scenario, group_names: Sequence[str]) -> list[TaskLine]:
    """The lines of all stages, three classes each, stage by stage, then those of the units' crews, unit by unit."""
    tickets = scenario.tickets
    if tickets is None:
        return []
    lines: list[TaskLine] = []
    for part in people_stages(tickets):
        able = tuple((group_names.index(name), place, part.reserve) for place, name in enumerate(part.by))
        window = part.window if part.window != ANY_HOUR else None
        lines += [TaskLine(STAGES[part.name], urgency, window, able) for urgency in Urgency]
    for name, (_, unit) in unit_copies(scenario).items():
        if needs_crew(unit):
            able = ((group_names.index(name), 0, 0),)
            order = WorkOrder[unit.order.upper()]
            lines += [TaskLine(Stage.HANDLING, urgency, None, able, order) for urgency in Urgency]
    return lines


def class_of(urgency: int, deferred: int) -> int:
    """The class in which work of an urgency stands among messages; `deferred` classes are kept for calls."""
    return deferred + 1 + CLASS_STEP * urgency


def plan_tickets(
    scenario: Scenario,
    calendar: LocalCalendar,
    types: tuple[str, ...],
    lines: Sequence[LinePlan],
    first_line: int,
    laws: LawRows,
    roster: Roster,
    person_group: Ints,
    group_names: Sequence[str],
) -> tuple[TicketPlan | None, list[str]]:
    """The ticket half as numbers, None where the scenario has none; and what is odd about it.

    Parameters
    ----------
    lines, first_line
        All lines, and the number of the first of those that `task_lines` gave.
    roster, person_group, group_names
        Whose shifts the hours of units are read from.
    """
    tickets = scenario.tickets
    if tickets is None:
        return None, []
    units = unit_copies(scenario)
    task_law = np.full((len(Stage), len(types)), NOT_YET, dtype=np.int64)
    task_line = np.full((len(Stage), len(Urgency)), NOT_YET, dtype=np.int64)
    unit_line = np.full((len(units), len(Urgency)), NOT_YET, dtype=np.int64)
    line = first_line
    for part in people_stages(tickets):
        stage = STAGES[part.name]
        task_law[stage] = [laws.add(part.time_by_type.get(name, part.time)) for name in types]
        task_line[stage] = range(line, line + len(Urgency))
        line += len(Urgency)
    for number, (_, unit) in enumerate(units.values()):
        if needs_crew(unit):
            unit_line[number] = range(line, line + len(Urgency))
            line += len(Urgency)
    areas = areas_of(tickets)
    closure, deadlines = tickets.deadlines.closure, tickets.deadlines
    routes = _routes(tickets, types, list(areas), units)
    unit_plans = _units(units, types, laws, calendar, roster, person_group, group_names)
    backlog, since_is_said, odd = open_tickets(tickets, calendar, types, unit_numbers(units), scenario.folder)
    check_routes(backlog, routes, types, areas)
    silence_law = _silence_law(tickets.silence, types, laws)
    odd += oddities(backlog, since_is_said, tickets, routes, unit_plans, silence_law, laws.packed(), calendar.begin_us)
    plan = TicketPlan(
        urgency_up_to=np.array([_urgency_up_to(tickets, name) for name in types]).reshape(-1, len(Urgency)),
        area_up_to=np.cumsum(list(areas.values())),
        confirm_share=tickets.confirm.share if tickets.confirm is not None else 0.0,
        task_law=task_law,
        task_line=task_line,
        unit_line=unit_line,
        dispatch=_dispatch(tickets.dispatch, types, calendar, laws),
        routes=routes,
        units=tuple(unit_plans.values()),
        follow_up=_follow_up(tickets, laws),
        reopen=None
        if tickets.reopen is None
        else ReopenPlan(np.array(tickets.reopen.share), tickets.reopen.to == "dispatch", tickets.reopen.arms == "all"),
        silence_share=tickets.silence.share if tickets.silence is not None else 0.0,
        silence_law=silence_law,
        closed_at=Milestone[tickets.closed_at.upper()] if tickets.closed_at else _last_stage(tickets),
        office=office_hours(tickets.office_hours or LINE_HOURS, calendar),
        midnight_us=midnights(calendar),
        acceptance=_limits(deadlines.acceptance, types),
        closure=None
        if closure is None
        else ClosurePlan(
            limits=_limits(closure, types),
            start=ClockStart[closure.start.upper()],
            pauses_in=frozenset(Standstill[state.upper()] for state in closure.pauses_in),
            extension_share=closure.extension.share if closure.extension is not None else 0.0,
            extension_clock=_clock(closure.extension.by if closure.extension is not None else None),
            extension_amount=closure.extension.by.amount if closure.extension is not None else 0,
        ),
        supervision=_supervision(tickets),
        chase_up=_chase_up(tickets, laws),
        withdrawal_share=tickets.withdrawal.share if tickets.withdrawal is not None else 0.0,
        withdrawal_law=laws.add(tickets.withdrawal.after if tickets.withdrawal is not None else None),
        long_term_share=tickets.long_term.share if tickets.long_term is not None else 0.0,
        long_term_law=laws.add(tickets.long_term.after if tickets.long_term is not None else None),
        backlog=backlog,
    )
    return plan, odd


def _silence_law(part: Silence | None, types: Sequence[str], laws: LawRows) -> Ints:
    of_types = (None if part is None else part.time_by_type.get(name, part.time) for name in types)
    return np.array([laws.add(law) for law in of_types], dtype=np.int64)


def _last_stage(tickets: Tickets) -> Milestone:
    if tickets.silence is not None:
        return Milestone.SILENT
    if tickets.follow_up is not None:
        return Milestone.FOLLOWED_UP
    return Milestone.REVIEWED if tickets.review is not None else Milestone.HANDLED


def _urgency_up_to(tickets: Tickets, name: str) -> Floats:
    shares = tickets.urgency_by_type.get(name, tickets.urgency)
    return np.cumsum([shares.get(urgency, 0.0) for urgency in URGENCIES])


def _by_type(shares: tuple[float, ...], own: Mapping[str, tuple[float, ...]], types: Sequence[str]) -> Floats:
    """Shape (types, n): shares the first, second, ... time; the last one of a list holds on."""
    rows = [own.get(name, shares) for name in types]
    longest = max((len(row) for row in rows), default=1)
    return np.array([[*row, *[row[-1]] * (longest - len(row))] for row in rows]).reshape(-1, longest)


def _dispatch(
    part: Dispatch | None, types: Sequence[str], calendar: LocalCalendar, laws: LawRows
) -> DispatchPlan | None:
    if part is None:
        return None
    smart = part.smart
    from_date = smart.from_date if smart is not None else None
    return DispatchPlan(
        by_people=part.by is not None,
        accuracy=_by_type(part.accuracy, part.accuracy_by_type, types),
        machine_from_us=0 if from_date is None else max(calendar.instant_us(from_date, 0), 0),
        machine_share=smart.share if smart is not None else 0.0,
        machine_law=laws.add(smart.time if smart is not None else None),
        machine_accuracy=_by_type(*((smart.accuracy, smart.accuracy_by_type) if smart else ((1.0,), {})), types),
        hand_over_below=smart.hand_over_below if smart is not None else 0.0,
        max_returns=-1 if part.max_returns is None else part.max_returns,
    )


def _routes(
    tickets: Tickets, types: Sequence[str], areas: Sequence[str], units: Mapping[str, tuple[str, Unit]]
) -> RoutePlan:
    of = np.full((len(types), max(len(areas), 1)), NOT_YET, dtype=np.int64)
    for number, route in reversed(list(enumerate(tickets.routes))):
        kinds = [route.types is None or name in route.types for name in types]
        places = [route.areas is None or name in route.areas for name in areas] or [route.areas is None]
        of[np.ix_(kinds, places)] = number
    share = [
        [route.units.get(name, 0.0) / unit.copies for name, unit in units.values()] for route in tickets.routes
    ]  # fmt: skip
    shares = np.array(share).reshape(len(tickets.routes), len(units))
    arms = [[*route.arms, *[0.0] * (MOST_ARMS - len(route.arms))] for route in tickets.routes]
    return RoutePlan(
        of=of,
        choice=np.array([UnitChoice[route.choose.upper()] for route in tickets.routes], dtype=np.int64),
        unit_share=shares,
        unit_weight=np.rint(shares * WEIGHT_OF_ALL).astype(np.int64),
        arms_up_to=np.cumsum(np.array(arms).reshape(-1, MOST_ARMS), axis=1),
    )


def _units(
    units: Mapping[str, tuple[str, Unit]],
    types: Sequence[str],
    laws: LawRows,
    calendar: LocalCalendar,
    roster: Roster,
    person_group: Ints,
    group_names: Sequence[str],
) -> dict[str, UnitPlan]:
    """Every unit by name; copies of one keep the same hours."""
    hours: dict[str, OfficeHours] = {}
    found = {}
    for name, (label, unit) in units.items():
        group = group_names.index(name)
        if label not in hours:
            hours[label] = _unit_hours(unit, calendar, roster, person_group, group)
        found[name] = _unit(unit, types, laws, hours[label], group)
    return found


def _unit(unit: Unit, types: Sequence[str], laws: LawRows, hours: OfficeHours, group: int) -> UnitPlan:
    own = [unit.by_type.get(name) for name in types]
    outside = [(times and times.outside) or unit.outside for times in own]
    return UnitPlan(
        hours=hours,
        acceptance_law=laws.add(unit.acceptance),
        notice_law=laws.add(unit.notice),
        travel_law=np.array([laws.add((times and times.travel) or unit.travel) for times in own], dtype=np.int64),
        work_law=np.array([laws.add((times and times.work) or unit.work) for times in own], dtype=np.int64),
        outside_share=np.array([part.share if part is not None else 0.0 for part in outside]),
        outside_law=np.array([laws.add(part.delay if part is not None else None) for part in outside], dtype=np.int64),
        outside_in_hours=np.array([part is not None and part.in_hours for part in outside], dtype=np.bool_),
        group=group if needs_crew(unit) else NOT_YET,
    )


def _unit_hours(unit: Unit, calendar: LocalCalendar, roster: Roster, person_group: Ints, group: int) -> OfficeHours:
    """Its office hours; else the hours of its shifts; else round the clock.

    Before and after the horizon, which limits may reach, its shifts are those of their weekdays.
    """
    if unit.hours is not None:
        return office_hours(unit.hours, calendar)
    mine = person_group[roster.duty_person] == group
    by_name = set(unit.shifts) if unit.roster_file is not None else set()
    worked = [s for s in unit.shifts if s in by_name or is_staffed(unit, s) or is_worked_by_crews(unit, s)]
    if not mine.any() and not worked:
        return always_open(calendar)
    start_us, end_us = [roster.duty_start_us[mine]], [roster.duty_end_us[mine]]
    for name in worked:
        shift = unit.shifts[name]
        days = usual_days(unit, name) if name in by_name or is_staffed(unit, name) else "all"
        hours = Hours.model_construct(open=shift.start, close=shift.end, days=days)
        begins_us, ends_us, _ = spells_on(hours, calendar)
        outside = (begins_us < 0) | (begins_us >= calendar.horizon_us)
        start_us.append(begins_us[outside])
        end_us.append(ends_us[outside])
    return hours_of_spells(np.concatenate(start_us), np.concatenate(end_us), calendar)


def _follow_up(tickets: Tickets, laws: LawRows) -> FollowUpPlan | None:
    part = tickets.follow_up
    if part is None:
        return None
    return FollowUpPlan(
        share=part.share,
        unreached=part.unreached,
        unreached_law=laws.add(part.unreached_time),
        tries=part.tries,
        gap_us=part.gap,
        satisfied_in_time=part.satisfied_in_time,
        satisfied_late=part.satisfied_in_time if part.satisfied_late is None else part.satisfied_late,
    )


def _clock(limit: TimeLimit | None) -> int:
    return int(LimitClock.NONE if limit is None else CLOCKS[limit.clock])


def _limits(deadline: Deadline | None, types: Sequence[str]) -> LimitPlan:
    clock = np.full((len(types), len(Urgency)), int(LimitClock.NONE), dtype=np.int64)
    amount = np.zeros_like(clock)
    if deadline is not None:
        for place, name in enumerate(types):
            for rank, urgency in enumerate(URGENCIES):
                limit = deadline.by_type.get(name, {}).get(urgency, deadline.limits.get(urgency))
                clock[place, rank] = _clock(limit)
                amount[place, rank] = limit.amount if limit is not None else 0
    return LimitPlan(clock, amount)


def _supervision(tickets: Tickets) -> SupervisionPlan:
    part = tickets.supervision
    if part is None:
        return SupervisionPlan((), False, 1.0)
    return SupervisionPlan(tuple(sorted(part.reminders)), part.act is not None, part.speed_up)


def _chase_up(tickets: Tickets, laws: LawRows) -> ChaseUpPlan | None:
    part = tickets.chase_up
    if part is None:
        return None
    gap: Law = Exponential.model_construct(law="exponential", mean=part.every)
    return ChaseUpPlan(laws.add(gap), _day_up_to(part.profile), laws.add(part.talk), laws.add(part.wrap_up))


def _day_up_to(profile: Profile) -> Floats:
    """Share of a day's calls up to the end of each slot, from 0 to 1."""
    shares = np.array(NAMED_PROFILES[profile] if isinstance(profile, str) else profile, dtype=float)
    up_to = np.concatenate([[0.0], np.cumsum(shares)])
    up_to /= up_to[-1]
    return up_to
