"""Whether people are there for the stages of tickets, and whether they are enough for the work that comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import HOUR_US, MINUTE_US
from sim.scenario.coverage import LONG_LOOK_DAYS, MOST_PAIRS, WINDOW_DAYS, contact_works, hours_of, shortest_us
from sim.scenario.demand import all_types, volumes_on
from sim.scenario.laws import Law, mean_us
from sim.scenario.messages import Problem
from sim.scenario.presence import DAY_MINUTES, is_ever_present, minutes_present, staffed_hours
from sim.scenario.schema import Scenario
from sim.scenario.schema_operators import Staff
from sim.scenario.schema_tickets import FieldTimes, FollowUp, Hours, Tickets, Unit
from sim.scenario.stages import PeopleStage, direct_share, needs_crew, people_stages, route_of
from sim.scenario.units import say_clock
from sim.scenario.yaml_reader import KeyPath

WEEK: Final = 7
WORTH_TELLING: Final = 1.005
"""From here on the ratio is more than 1.00 in print."""


@dataclass(frozen=True)
class Load:
    """Hours of work that come over some days, and who may do them; None where a law's lengths are in a file."""

    able: tuple[str, ...]
    hours: float | None
    is_of_tickets: bool


def stage_problems(scenario: Scenario, calendar: LocalCalendar) -> list[Problem]:
    """Stages and units that nobody ever works for, offices that never open (problems); too much work (warnings)."""
    tickets = scenario.tickets
    if tickets is None:
        return []
    never = [*_never_staffed(scenario, tickets, calendar), *_never_open(scenario, tickets)]
    if never:
        return never
    found = [*_closed(scenario, tickets, calendar), *_kept_for_calls(scenario, tickets, calendar)]
    if len(all_types(scenario)) * len(scenario.operators) <= MOST_PAIRS:
        found += _overload(scenario, tickets, calendar)
    return found


def _people(scenario: Scenario) -> dict[str, Staff]:
    return {**scenario.operators, **scenario.desks}


def _never_staffed(scenario: Scenario, tickets: Tickets, calendar: LocalCalendar) -> Iterator[Problem]:
    days = min(calendar.days, LONG_LOOK_DAYS)
    people = _people(scenario)
    for stage in people_stages(tickets):
        there = [name for name in stage.by if is_ever_present(people[name], calendar, days)]
        if not there:
            names = ", ".join(f"'{name}'" for name in stage.by[:4])
            yield Problem((*stage.path, "by"), f"is done by {names} only, and no shift has staff in the horizon")
        elif stage.window is not None:
            minutes = np.logical_or.reduce([minutes_present(people[name], calendar, days) for name in there])
            clock = np.arange(days * DAY_MINUTES) % DAY_MINUTES * MINUTE_US
            begin, end = stage.window.open, stage.window.close
            inside = (begin <= clock) & (clock < end) if begin < end else (begin <= clock) | (clock < end)
            if not (minutes & inside).any():
                text = (
                    f"calls are made from {say_clock(begin)} to {say_clock(end)}, "
                    f"and nobody of {', '.join(stage.by[:4])} works then"
                )
                yield Problem((*stage.path, "window"), text)
    for name, unit in scenario.units.items():
        if needs_crew(unit) and not is_ever_present(unit, calendar, days):
            yield Problem(("units", name), "its work needs crews, and no shift has staff in the horizon")


def _offices(scenario: Scenario, tickets: Tickets) -> Iterator[tuple[KeyPath, Hours]]:
    yield from ((("units", name, "hours"), unit.hours) for name, unit in scenario.units.items() if unit.hours)
    if tickets.office_hours is not None:
        yield ("tickets", "office_hours"), tickets.office_hours


def _never_open(scenario: Scenario, tickets: Tickets) -> Iterator[Problem]:
    for path, hours in _offices(scenario, tickets):
        if not hours.days:
            yield Problem((*path, "days"), "is empty, so this office never opens: write all, working_days or weekdays")


def _closed(scenario: Scenario, tickets: Tickets, calendar: LocalCalendar) -> Iterator[Problem]:
    """Offices that are closed throughout, or open into the next day."""
    days = calendar.dates()[:LONG_LOOK_DAYS]
    for path, hours in _offices(scenario, tickets):
        if hours.close <= hours.open:
            text = f"opens at {say_clock(hours.open)} and closes at {say_clock(hours.close)} of the next day"
            yield Problem(path, text, only_odd=True)
        if not any(calendar.is_one_of(day, hours.days) for day in days):
            yield Problem((*path, "days"), "this office is closed on every day of the horizon", only_odd=True)


def _kept_for_calls(scenario: Scenario, tickets: Tickets, calendar: LocalCalendar) -> Iterator[Problem]:
    """Stages that are never done, since their reserve is as large as the groups."""
    people = _people(scenario)
    for stage in people_stages(tickets):
        heads = {name: _most_heads(people[name]) for name in stage.by}
        if stage.reserve and all(most is not None and most <= stage.reserve for most in heads.values()):
            most = max(most for most in heads.values() if most is not None)
            text = f"this work is taken while more than {stage.reserve} are free, and at most {most} are ever on duty"
            yield Problem((*stage.path, "reserve"), text, only_odd=True)


def _most_heads(staff: Staff) -> int | None:
    """More than so many are never on duty at once; None where a file says it."""
    if staff.staff_file is not None:
        return None
    heads = sum(shift.staff for shift in staff.shifts.values())
    heads += sum(staff.rotation.crews.values()) if staff.rotation is not None else 0
    return heads + sum(exception.staff for exception in staff.exceptions)


def _overload(scenario: Scenario, tickets: Tickets, calendar: LocalCalendar) -> Iterator[Problem]:
    """Groups and units to which more work comes in some weeks than they have hours for."""
    days = min(calendar.days, WINDOW_DAYS)
    dates = calendar.dates()[: days - days % WEEK or days]
    arising = _arising(scenario, calendar, dates)
    if arising is None:
        return
    loads = [*_contact_loads(scenario, calendar, dates), *_stage_loads(tickets, arising, dates)]
    people = _people(scenario)
    for pool in _pools(people, loads):
        mine = [load for load in loads if load.able[0] in pool]
        if any(load.is_of_tickets for load in mine):
            kinds = {kind for kind in ("operators", "desks") if pool & set(getattr(scenario, kind))}
            only = (*kinds, *pool) if len(pool) == 1 else ("tickets",)
            names = "" if len(pool) == 1 else f" to {', '.join(sorted(pool)[:6])}"
            staffed = [hours for name in sorted(pool) for hours in staffed_hours(people[name], calendar, len(dates))]
            yield from _told(only, names, [load.hours for load in mine], staffed, len(dates))
    for name, unit in scenario.units.items():
        if needs_crew(unit):
            work = [_crew_hours(scenario, tickets, name, unit, kind, count) for kind, count in arising.items()]
            each = [None if hours is None else hours / unit.copies for hours in work]
            here = [None if h is None else h * unit.availability for h in staffed_hours(unit, calendar, len(dates))]
            yield from _told(("units", name), "" if unit.copies == 1 else " to each", each, here, len(dates))


def _told(
    path: KeyPath, to: str, asked: list[float | None], staffed: list[float | None], days: int
) -> Iterator[Problem]:
    if None in asked or None in staffed:
        return
    work, there = sum(hours or 0.0 for hours in asked), sum(hours or 0.0 for hours in staffed)
    if there and work / there >= WORTH_TELLING:
        over = "on the one day" if days == 1 else f"over the first {days} days"
        text = f"{work / there:.2f} times the staffed hours ({work:,.0f} h of work, {there:,.0f} h of people)"
        yield Problem(path, f"{over} the work that comes{to} is {text}", only_odd=True)


def _pools(people: Mapping[str, Staff], loads: list[Load]) -> list[set[str]]:
    """Groups that share some work, directly or through others."""
    pools = [{name} for name in people]
    for able in {load.able for load in loads}:
        joined = {name for pool in pools if pool & set(able) for name in pool}
        pools = [joined, *(pool for pool in pools if not pool & joined)]
    return sorted(pools, key=sorted)


def _arising(scenario: Scenario, calendar: LocalCalendar, dates: list[date]) -> dict[str, float] | None:
    """Expected new tickets by type over some days; None where a file says how much demand there is."""
    found: dict[str, float] = defaultdict(float)
    for stream in scenario.demand.values():
        for today in dates:
            volumes = volumes_on(stream, today, calendar)
            if volumes is None:
                return None
            for kind, volume in volumes.items():
                direct = 0.0 if stream.channel == "transfer" else direct_share(scenario, kind, today)
                found[kind] += volume * (1 - direct)
    return found


def _contact_loads(scenario: Scenario, calendar: LocalCalendar, dates: list[date]) -> Iterator[Load]:
    for work in contact_works(scenario):
        lengths = {work: shortest_us(scenario, work)}
        hours = sum(hours_of(scenario, [work], lengths, today, calendar) for today in dates)
        yield Load(work.able, None if lengths[work] is None else hours, False)


def _stage_loads(tickets: Tickets, arising: Mapping[str, float], dates: list[date]) -> Iterator[Load]:
    """Work of the stages of people for each type: once per ticket, what is returned or reopened left out."""
    for stage in people_stages(tickets):
        if stage.name != "act":
            for kind, count in arising.items():
                length = _stage_us(tickets, stage, kind, dates)
                yield Load(stage.by, None if length is None else count * length / HOUR_US, True)


def _stage_us(tickets: Tickets, stage: PeopleStage, kind: str, dates: list[date]) -> float | None:
    """Mean time that people spend in a stage on a ticket of a type; None if a law's lengths are in a file."""
    time = mean_us(stage.time_by_type.get(kind, stage.time))
    if time is None or stage.name in ("audit", "review"):
        return time
    if stage.name == "confirm":
        return time * (tickets.confirm.share if tickets.confirm is not None else 1.0)
    if stage.name == "follow_up":
        return _calls_us(tickets.follow_up, time)
    routed = bool(tickets.routes)
    if stage.name == "critical_call":
        return time * tickets.urgency_by_type.get(kind, tickets.urgency).get("critical", 0.0) * routed
    smart = tickets.dispatch.smart if tickets.dispatch is not None else None
    in_use = 0.0 if smart is None else sum(smart.from_date is None or day >= smart.from_date for day in dates)
    by_machine = 0.0 if smart is None else smart.share * (1 - smart.hand_over_below) * in_use / len(dates)
    return time * (1 - by_machine) * routed


def _calls_us(part: FollowUp | None, time: float) -> float | None:
    """Mean time of all tries to reach a citizen."""
    if part is None:
        return time
    missed = part.unreached
    tries = float(part.tries) if missed == 1 else (1 - missed**part.tries) / (1 - missed)
    reached = 1 - missed**part.tries
    in_vain = time if part.unreached_time is None else mean_us(part.unreached_time)
    return None if in_vain is None else part.share * (reached * time + (tries - reached) * in_vain)


def _crew_hours(scenario: Scenario, tickets: Tickets, name: str, unit: Unit, kind: str, count: float) -> float | None:
    """Hours of travel and work that tickets of a type bring to all copies of a unit."""
    own = unit.by_type.get(kind, FieldTimes())
    laws: tuple[Law | None, ...] = (own.travel or unit.travel, own.work or unit.work)
    lengths = [mean_us(law) for law in laws if law is not None]
    areas: list[tuple[str | None, float]] = [*tickets.areas.items()] or [(None, 1.0)]
    arms = sum(share * _arms_to(tickets, name, unit, kind, area) for area, share in areas)
    if None in lengths:
        return None if arms * count else 0.0
    return count * arms * sum(length or 0.0 for length in lengths) / HOUR_US


def _arms_to(tickets: Tickets, name: str, unit: Unit, kind: str, area: str | None) -> float:
    """Arms of one ticket that all copies of a unit get; a little more than it is where few units share many arms."""
    place = route_of(tickets, kind, area)
    if place is None:
        return 0.0
    route = tickets.routes[place]
    mean_arms = sum(number * share for number, share in enumerate(route.arms, start=1))
    return min(route.units.get(name, 0.0) * mean_arms, float(unit.copies))
