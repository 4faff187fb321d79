"""Offices that are closed on holidays without a word about it, and limits that reach days nobody has announced yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import DAY_US
from sim.plans.clocks import OfficeHours
from sim.plans.plan import Ints
from sim.plans.ticket_plan import LimitPlan, TicketPlan
from sim.plans.tickets import unit_copies
from sim.rules.clocks import FAR, due_us
from sim.rules.codes import ClockStart, LimitClock
from sim.scenario.fields import Days, EveryBut
from sim.scenario.schema import Scenario
from sim.scenario.schema_units import Hours, Unit, spells_of

NEAR_DAYS: Final = 31
"""Limits of tickets that come at the end of a run reach so far."""


def clock_warnings(scenario: Scenario, calendar: LocalCalendar) -> list[str]:
    """What is odd about the offices of a scenario, one sentence each."""
    return [*_closed_on_holidays(scenario, calendar)]


def _closed_on_holidays(scenario: Scenario, calendar: LocalCalendar) -> Iterator[str]:
    """Offices with a closing time whose `days` nobody wrote, where there are holidays that close them."""
    near = calendar.dates(after=NEAR_DAYS)
    listed = sorted({*scenario.clock.holidays, *(day for day in near if day in calendar.holidays)})
    if not listed:
        return
    for path, hours in _offices(scenario):
        if hours.days is None and not hours.is_round_the_clock:
            yield (
                f"{path}: without 'days' it is open every day but holidays, such as {listed[0]}: write days: all if "
                "it is open then too, or days: working_days"
            )


def limit_warnings(scenario: Scenario, calendar: LocalCalendar, tickets: TicketPlan | None) -> list[str]:
    """Limits in working time that may run into a year whose make-up days nobody knows yet, one sentence each."""
    written, known_until = scenario.tickets, calendar.announced_until
    if known_until is None or tickets is None or written is None:
        return []
    known_year = max(known_until.year, calendar.dates()[-1].year)
    found: dict[str, int] = {}
    if tickets.closure is not None and _asks_for_make_up_days(written.office_hours):
        closure = tickets.closure
        begins = calendar.horizon_us - 1 + (DAY_US if closure.start == ClockStart.NEXT_DAY else 0)
        ends = _latest_us(closure.limits, tickets.office, tickets, begins)
        more = due_us(closure.extension_clock, closure.extension_amount, ends, *_columns(tickets.office, tickets))
        found["tickets.deadlines.closure"] = max(ends, more)
    hours = [
        plan.hours
        for (_, unit), plan in zip(unit_copies(scenario).values(), tickets.units, strict=True)
        if _speaks_of_work_of(unit)
    ]
    found["tickets.deadlines.acceptance"] = max(
        (_latest_us(tickets.acceptance, office, tickets, calendar.horizon_us - 1) for office in hours), default=0
    )
    dates = {key: calendar.local_times(np.array([end]))[0].astype("datetime64[D]").item() for key, end in found.items()}
    return [
        f"{key}: limits may run to {day}, and the make-up working days of {day.year} are not known: "
        "list them under clock.working_days once they are announced"
        for key, day in dates.items()
        if day.year > known_year
    ]


def _latest_us(limits: LimitPlan, office: OfficeHours, tickets: TicketPlan, start_us: int) -> int:
    """When the last limit in working time has run out that begins as the run ends; its start if there is none."""
    latest = start_us
    for clock, amount in {*zip(limits.clock.ravel().tolist(), limits.amount.ravel().tolist(), strict=True)}:
        if clock in (LimitClock.WORKING_DAYS, LimitClock.WORKING_HOURS):
            ends = due_us(clock, amount, start_us, *_columns(office, tickets))
            latest = max(latest, ends if ends < FAR else latest)
    return latest


def _columns(office: OfficeHours, tickets: TicketPlan) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
    spells = office.open_us, office.close_us, office.before_us
    return *spells, office.closing_us, office.closing_day_us, tickets.midnight_us


def _speaks_of_work_of(unit: Unit) -> bool:
    """Whether the hours of a unit, its own or those of its shifts, depend on make-up days."""
    parts = list(unit.shifts.values()) if unit.hours is None else spells_of(unit.hours)
    return any(part.days is not None and _speaks_of_work(part.days) for part in parts)


def _asks_for_make_up_days(hours: Hours | tuple[Hours, ...] | None) -> bool:
    """Whether it matters for an office which weekend days are worked; the line's own hours, if not written, ask."""
    return hours is None or any(_speaks_of_work(spell.open_days) for spell in spells_of(hours))


def _speaks_of_work(days: Days) -> bool:
    if isinstance(days, EveryBut):
        return _speaks_of_work(days.every) or _speaks_of_work(days.but)
    words = (days,) if isinstance(days, str) else days
    return any(word in ("working_days", "rest_days", "make_up_days") for word in words)


def _offices(scenario: Scenario) -> Iterator[tuple[str, Hours]]:
    if scenario.tickets is not None:
        yield from (("tickets.office_hours", spell) for spell in spells_of(scenario.tickets.office_hours))
    for name, unit in scenario.units.items():
        yield from ((f"units.{name}.hours", spell) for spell in spells_of(unit.hours))
