"""The days of a run, and dated parts that lie outside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sim.calendar.lengths import DAY_US
from sim.scenario.clock import FIRST_YEAR, LAST_YEAR
from sim.scenario.messages import Problem
from sim.scenario.schema import Scenario
from sim.scenario.units import say_clock
from sim.scenario.yaml_reader import KeyPath


def horizon_days(scenario: Scenario) -> list[date]:
    """The days of the run; none where its start is refused anyway."""
    if not FIRST_YEAR <= scenario.clock.start.year <= LAST_YEAR:
        return []
    return [scenario.clock.start + timedelta(days=i) for i in range(scenario.clock.days)]


def in_horizon(scenario: Scenario, day: date) -> bool:
    """Whether a date is a day of the run."""
    return 0 <= (day - scenario.clock.start).days < scenario.clock.days


def outside_horizon(scenario: Scenario, path: KeyPath, begin: date, end: date) -> Iterator[Problem]:
    """What is wrong with a part from one date to another (inclusive), or that no day of the run is among them."""
    clock = scenario.clock
    if end < begin:
        yield Problem(path, f"ends on {end}, before it begins on {begin}")
    elif FIRST_YEAR <= clock.start.year <= LAST_YEAR and (begin > _last_day(scenario) or end < clock.start):
        yield Problem(path, without_effect(scenario), only_odd=True)


def without_effect(scenario: Scenario) -> str:
    """That a part has no effect, and when the run is."""
    clock, end = scenario.clock, _last_day(scenario)
    first = f"{clock.start} {say_clock(clock.begins_at)}" if clock.begins_at > 0 else f"{clock.start}"
    last = f"{end} {say_clock(clock.ends_at)}" if clock.ends_at < DAY_US else f"{end}"
    return f"has no effect: the horizon is {first} to {last}"


def _last_day(scenario: Scenario) -> date:
    return scenario.clock.start + timedelta(days=scenario.clock.days - 1)
