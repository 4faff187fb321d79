"""Scenario -> Plan: names to numbers, lengths to microseconds, laws to rows, skills to a table, shifts to a roster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

import numpy as np

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import DAY_US, MINUTE_US
from sim.plans.by_time import days_told
from sim.plans.clock_warnings import clock_warnings, limit_warnings
from sim.plans.closing import cleared_rows
from sim.plans.demand import CHANNELS, plan_stream
from sim.plans.file_types import with_file_types
from sim.plans.laws import LawRows
from sim.plans.plan import CallerPlan, Floats, GroupPlan, Ints, LinePlan, Plan
from sim.plans.roster import (
    SHIFT_ENDS,
    STAFF_FILE,
    RosterRow,
    RosterRows,
    opening_rows,
    openings,
    plan_group,
    window_rows,
)
from sim.plans.roster_file import plan_roster_file
from sim.plans.sizes import check_requests, check_sizes, most_roster_rows
from sim.plans.special_days import special_day_warnings
from sim.plans.staff_file import plan_staff_file
from sim.plans.stated import recorded_file
from sim.plans.tickets import TaskLine, class_of, plan_tickets, task_lines, unit_copies
from sim.rules.codes import NOT_YET, Channel
from sim.scenario.clock import calendar_of
from sim.scenario.demand import asked_types, skills_of
from sim.scenario.laws import LawByTime
from sim.scenario.schema import Scenario
from sim.scenario.schema_callers import Callers, OpeningHours, RequestType
from sim.scenario.schema_demand import Stream
from sim.scenario.schema_operators import Desk, Group, Speed, Staff, Times
from sim.scenario.schema_units import Unit
from sim.scenario.stages import areas_of, copies_of, direct_share

DEFERRED = 100
"""Messages stand so many classes behind calls: a call always goes first, whatever has aged."""


def build_plan(scenario: Scenario) -> Plan:
    """Turn a scenario into numbers once; neither engine reads YAML, schemas or calendars.

    Raises
    ------
    DataError
        If a data file named by the scenario cannot be used.
    BudgetError
        If the plan, the contacts of a replication or the tables of results would not fit into the budget of memory.
    """
    check_sizes(scenario)
    scenario, tables, odd_types = with_file_types(scenario)
    calendar, warnings = calendar_of(scenario.clock)
    warnings += [*clock_warnings(scenario, calendar), *odd_types]
    type_names = _type_names(scenario)
    stream_names = _sorted_names(scenario.demand)
    staff = staff_by_group(scenario)
    group_names, groups = tuple(staff), list(staff.values())
    laws = LawRows(scenario.folder, calendar, days_told(scenario))
    streams = []
    for name in stream_names:
        part = scenario.demand[name]
        file = recorded_file(part.recorded, tables[name], scenario, calendar) if part.recorded is not None else None
        stream, odd = plan_stream(name, part, calendar, type_names, laws, file)
        streams.append(stream)
        warnings += odd
    warnings += special_day_warnings(scenario.demand, dict(zip(stream_names, streams, strict=True)), calendar)
    check_requests(scenario, stream_names, streams)
    shift_names = tuple(sorted({shift for group in groups for shift in group.shifts} | {STAFF_FILE}))
    roster = RosterRows(calendar, list(shift_names), most_roster_rows(scenario))
    for number, (name, group) in enumerate(zip(group_names, groups, strict=True)):
        plan_group(name, number, group, roster)
        warnings += plan_staff_file(name, number, group, roster, scenario.folder)
        warnings += plan_roster_file(name, number, group, roster, scenario.folder)
    roster.rows += opening_rows(scenario.callers.spells, calendar)
    contact_lines, line_of, skills = _lines(scenario, type_names, groups)
    on_tickets = task_lines(scenario, group_names)
    for line, task_line in enumerate(on_tickets, start=len(contact_lines)):
        roster.rows += window_rows(line, task_line.window, calendar)
    roster.rows += _cleared_rows(scenario, roster, contact_lines, skills[0])
    skills = _with_tasks(skills, on_tickets, len(groups))
    pools = _pools(skills[0])
    lines = tuple(
        LinePlan(*line, pool=pools[i], poll_us=_poll_us(scenario, line[0])) for i, line in enumerate(contact_lines)
    ) + tuple(
        LinePlan(
            stage=line.stage,
            base_class=class_of(line.urgency, DEFERRED),
            top_class=class_of(line.urgency, DEFERRED),
            ageing_us=0,
            pool=pool,
            poll_us=0,
            has_window=line.window is not None,
            order=int(line.order),
        )
        for line, pool in zip(on_tickets, pools[len(contact_lines) :], strict=False)
    )
    packed_roster, person_group = roster.packed(), np.array(roster.person_group, dtype=np.int64)
    tickets, odd = plan_tickets(
        scenario, calendar, type_names, lines, len(contact_lines), laws, packed_roster, person_group, group_names
    )
    warnings += odd
    warnings += limit_warnings(scenario, calendar, tickets)
    direct_from_us, direct_share = _direct_answers(scenario, calendar, type_names)
    speeds = list(dict.fromkeys(((), *(group.speed for group in groups))))
    return Plan(
        scenario=scenario,
        calendar=calendar,
        stream_names=stream_names,
        type_names=type_names,
        group_names=group_names,
        group_parts=_group_parts(scenario),
        shift_names=shift_names,
        streams=tuple(streams),
        callers=_callers(scenario, type_names, laws),
        unit_names=tuple(unit_copies(scenario)),
        area_names=tuple(areas_of(scenario.tickets)),
        lines=lines,
        line_of=line_of,
        groups=tuple(
            GroupPlan(pools[len(lines) + i], SHIFT_ENDS[group.shift_end], speeds.index(group.speed))
            for i, group in enumerate(groups)
        ),
        pace=np.array([_pace(speed, calendar) for speed in speeds]),
        person_group=person_group,
        preference=skills[0],
        overflow_us=skills[1],
        reserve=skills[2],
        **_work_laws(type_names, groups, laws),
        direct_from_us=direct_from_us,
        direct_share=direct_share,
        laws=laws.packed(),
        roster=packed_roster,
        tickets=tickets,
        unlimited=False,
        warnings=tuple(dict.fromkeys(warnings + laws.warnings)),  # now that all laws are read
    )


def _cleared_rows(
    scenario: Scenario, roster: RosterRows, lines: Sequence[tuple[int, int, int, int]], preference: Ints
) -> list[RosterRow]:
    """Rows that turn away who still waits when nobody is left to answer; none where the scenario says what to do."""
    spells = scenario.callers.spells
    if not spells or _clears_at_close(scenario.callers):
        return []
    calls = [number for number, line in enumerate(lines) if line[0] == Channel.PHONE]
    group, from_us, until_us = roster.times_at_work()
    able = [preference[line, group] >= 0 for line in calls]
    opening = [
        (open_us, close_us, spell.at_close)
        for open_us, close_us, spell in openings(spells, roster.calendar)
        if isinstance(spell, OpeningHours)
    ]
    return cleared_rows(
        opening, calls, [from_us[of] for of in able], [until_us[of] for of in able], roster.calendar.horizon_us
    )


def _clears_at_close(callers: Callers) -> bool:
    """Whether the line is cleared at each closing."""
    return bool(callers.spells) and all(spell.at_close == "clear" for spell in callers.spells)


def staff_by_group(scenario: Scenario) -> dict[str, Staff]:
    """Everybody who works, by the name of the group: operators, desks, then units, a group for each copy."""
    staff: dict[str, Staff] = {}
    for parts in (scenario.operators, scenario.desks):
        named: Mapping[str, Group | Desk] = parts
        staff |= {name: named[name] for name in _sorted_names(named)}
    for label in _sorted_names(scenario.units):
        unit = scenario.units[label]
        free = (1 - unit.shrinkage) * unit.availability
        for name, key in zip(copies_of(label, unit), copies_of(unit.id or label, unit), strict=True):
            staff[name] = unit.model_copy(update={"id": key, "shrinkage": 1 - free})
    return staff


def _group_parts(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    """Section and name in the scenario of everybody who works, in the order of `staff_by_group`."""
    people = [
        (section, name) for section in ("operators", "desks") for name in _sorted_names(getattr(scenario, section))
    ]
    return (*people, *(("units", label) for label, _ in unit_copies(scenario).values()))


def _sorted_names(parts: Mapping[str, Group | Desk | Unit | RequestType | Stream]) -> tuple[str, ...]:
    """Names in the order of their ids, so that a renamed part with an `id` keeps its place."""
    return tuple(sorted(parts, key=lambda name: parts[name].id or name))


def _type_names(scenario: Scenario) -> tuple[str, ...]:
    named: dict[str, RequestType] = dict(scenario.types)
    for stream in scenario.demand.values():
        for name in asked_types(stream, with_zero=True):
            named.setdefault(name, RequestType())
    return _sorted_names(named)


def _callers(scenario: Scenario, types: Iterable[str], laws: LawRows) -> CallerPlan:
    callers, redial, repeat = scenario.callers, scenario.callers.redial, scenario.callers.repeat
    own = [scenario.types[name].patience if name in scenario.types else None for name in types]
    return CallerPlan(
        patience_law=np.array([laws.add(law or callers.patience) for law in own], dtype=np.int64),
        balk=callers.balk,
        trunks=callers.trunks or 0,
        redial_after_abandon=redial.after_abandon if redial else 0.0,
        redial_after_block=redial.after_block if redial else 0.0,
        redial_law=laws.add(redial.delay if redial else None),
        redial_max_tries=redial.max_tries if redial else 1,
        redial_to_online=redial.to_online if redial else 0.0,
        repeat_share=repeat.after_direct_answer if repeat else 0.0,
        repeat_law=laws.add(repeat.delay if repeat else None),
        clear_at_close=_clears_at_close(callers),
    )


def _poll_us(scenario: Scenario, channel: int) -> int:
    return (scenario.online.polled_every or 0) if channel == Channel.ONLINE else 0


def _skill_of(group: Staff, channel: Channel, kind: str) -> tuple[int, int, int]:
    """Preference, overflow delay and reserve of a group for a kind of contact; preference -1 if it has no skill."""
    if not isinstance(group, Group):
        return -1, 0, 0
    for place, skill in enumerate(skills_of(group)):
        if CHANNELS[skill.channel] == channel and (skill.types == "all" or kind in skill.types):
            return place, skill.overflow_after, skill.reserve
    return -1, 0, 0


def _lines(
    scenario: Scenario, types: tuple[str, ...], groups: list[Staff]
) -> tuple[list[tuple[int, int, int, int]], Ints, tuple[Ints, Ints, Ints]]:
    """Lines (channel, class, best class, ageing), the line of each kind of contact, and the skill table.

    Kinds of contact that stand in the same order and may be taken by the same groups share a line.
    """
    wanted = _kinds_of_contact(scenario, types)
    number: dict[tuple[tuple[int, int, int, int], tuple[tuple[int, int, int], ...]], int] = {}
    line_of = np.full((len(Channel), len(types)), NOT_YET, dtype=np.int64)
    for channel in Channel:
        for place, name in enumerate(types):
            if (channel, name) in wanted:
                kind = scenario.types.get(name, RequestType())
                behind = DEFERRED if channel == Channel.ONLINE else 0
                line = (int(channel), behind + kind.priority, behind + 1, kind.ageing or 0)
                skills = tuple(_skill_of(group, channel, name) for group in groups)
                line_of[channel, place] = number.setdefault((line, skills), len(number))
    table = np.array([skills for _, skills in number], dtype=np.int64).reshape(len(number), len(groups), 3)
    return [line for line, _ in number], line_of, (table[:, :, 0], table[:, :, 1], table[:, :, 2])


def _kinds_of_contact(scenario: Scenario, types: tuple[str, ...]) -> set[tuple[int, str]]:
    wanted: set[tuple[int, str]] = set()
    for stream in scenario.demand.values():
        if stream.channel == "transfer":
            continue
        wanted |= {(int(CHANNELS[stream.channel]), name) for name in asked_types(stream, with_zero=True)}
    if scenario.callers.redial is not None and scenario.callers.redial.to_online > 0:
        wanted |= {(int(Channel.ONLINE), name) for channel, name in wanted if channel == Channel.PHONE}
    if scenario.tickets is not None and scenario.tickets.chase_up is not None:
        wanted |= {(int(Channel.PHONE), name) for name in types}
    return {(channel, name) for channel, name in wanted if name in types}


def _with_tasks(skills: tuple[Ints, Ints, Ints], lines: list[TaskLine], groups: int) -> tuple[Ints, Ints, Ints]:
    """The skill table with a row for each line of work on tickets."""
    table = np.zeros((3, len(lines), groups), dtype=np.int64)
    table[0] = NOT_YET
    for row, line in enumerate(lines):
        for group, preference, reserve in line.able:
            table[0, row, group], table[2, row, group] = preference, reserve
    whole = [np.concatenate(pair) for pair in zip(skills, table, strict=True)]
    return whole[0], whole[1], whole[2]


def _pools(preference: Ints) -> list[int]:
    """Pool of each line, then of each group: those that skills connect share one."""
    lines, groups = preference.shape
    linked = list(range(lines + groups))

    def end_of(place: int) -> int:
        while linked[place] != place:
            linked[place] = place = linked[linked[place]]
        return place

    for line, group in zip(*np.nonzero(preference >= 0), strict=True):
        linked[end_of(lines + int(group))] = end_of(int(line))
    ends = [end_of(place) for place in range(lines + groups)]
    names = {end: number for number, end in enumerate(dict.fromkeys(ends))}
    return [names[end] for end in ends]


def _work_laws(types: tuple[str, ...], groups: list[Staff], laws: LawRows) -> dict[str, Ints]:
    """Talk, wrap-up and ticket wrap-up by (channel, type, group): the group's own by type, else the group's."""
    talk, wrap_up, ticket = (np.full((len(Channel), len(types), len(groups)), -1, dtype=np.int64) for _ in range(3))
    for g, group in enumerate(groups):
        if not isinstance(group, Group):
            continue
        for t, name in enumerate(types):
            own = group.by_type.get(name, Times())
            phone_talk = _first(own.talk, group.talk)
            phone_wrap = _first(own.wrap_up, group.wrap_up)
            talk[Channel.PHONE, t, g] = laws.add(phone_talk)
            wrap_up[Channel.PHONE, t, g] = laws.add(phone_wrap)
            ticket[Channel.PHONE, t, g] = laws.add(
                _first(own.wrap_up_ticket, group.wrap_up_ticket if own.wrap_up is None else None, phone_wrap)
            )
            if group.online is not None:
                talk[Channel.ONLINE, t, g] = laws.add(group.online.work)
                wrap_up[Channel.ONLINE, t, g] = laws.add(group.online.wrap_up)
                ticket[Channel.ONLINE, t, g] = laws.add(group.online.wrap_up)
    return {"talk_law": talk, "wrap_up_law": wrap_up, "wrap_up_ticket_law": ticket}


def _first(*choices: LawByTime | None) -> LawByTime | None:
    return next((choice for choice in choices if choice is not None), None)


def _pace(speeds: Sequence[Speed], calendar: LocalCalendar) -> Floats:
    """Pace of work by minute of the horizon: the product of all that apply."""
    minutes = np.arange(calendar.horizon_us // MINUTE_US + 1, dtype=np.int64) * MINUTE_US
    pace = np.ones(len(minutes))
    if not speeds:
        return pace
    local = calendar.local_times(minutes)
    day = local.astype("datetime64[D]")
    clock_us = (local - day).astype("timedelta64[us]").astype(np.int64)
    for speed in speeds:
        length_us = (speed.end - speed.start) % DAY_US or DAY_US
        holds = (clock_us - speed.start) % DAY_US < length_us
        if speed.from_date is not None:
            holds &= day >= np.datetime64(speed.from_date)
        if speed.to_date is not None:
            holds &= day <= np.datetime64(speed.to_date)
        pace[holds] *= speed.factor
    return pace


def _direct_answers(scenario: Scenario, calendar: LocalCalendar, types: tuple[str, ...]) -> tuple[Ints, Floats]:
    """Shares of direct answers by type from the start and from each change on."""
    end = calendar.start + timedelta(days=calendar.days)
    begun = {change.start for change in scenario.answer_changes if calendar.start < change.start <= end}
    days = [calendar.start, *sorted(begun)]
    share = [[direct_share(scenario, name, day) for name in types] for day in days]
    from_us = [0, *(calendar.instant_us(day, 0) for day in days[1:])]
    return np.array(from_us, dtype=np.int64), np.array(share, dtype=float).reshape(len(days), len(types))
