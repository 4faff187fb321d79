"""Offices that are open on holidays without a word about it, and limits that reach days nobody has announced yet."""

from __future__ import annotations

from collections.abc import Iterator

from sim.calendar.days import LocalCalendar
from sim.calendar.lengths import DAY_US
from sim.scenario.schema import Scenario
from sim.scenario.schema_tickets import Hours


def clock_warnings(scenario: Scenario, calendar: LocalCalendar) -> list[str]:
    """What is odd about the offices of a scenario, one sentence each."""
    return [*_open_on_holidays(scenario, calendar)]


def _open_on_holidays(scenario: Scenario, calendar: LocalCalendar) -> Iterator[str]:
    """Offices with a closing time whose `days` nobody wrote, where there are holidays that could close them."""
    listed = sorted({*scenario.clock.holidays, *(day for day in calendar.dates() if day in calendar.holidays)})
    if not listed:
        return
    for path, hours in _offices(scenario):
        if "days" not in hours.model_fields_set and hours.close != hours.open and hours.close - hours.open < DAY_US:
            yield (
                f"{path}: without 'days' it is open on holidays too, such as {listed[0]}: write days: "
                "{every: all, but: holidays}, or working_days, or all if that is meant"
            )


def _offices(scenario: Scenario) -> Iterator[tuple[str, Hours]]:
    if scenario.tickets is not None and scenario.tickets.office_hours is not None:
        yield "tickets.office_hours", scenario.tickets.office_hours
    for name, unit in scenario.units.items():
        if unit.hours is not None:
            yield f"units.{name}.hours", unit.hours
