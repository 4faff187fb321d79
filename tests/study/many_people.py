"""The ceiling the long way: the same hotline with several times more people than are ever busy at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import simulate
from sim.logs.run_log import RunLog
from sim.measures.closure import closure_figure
from sim.measures.figures import Figure
from sim.measures.parts import EVERYTHING, filters
from sim.measures.ticket_book import TicketBook
from sim.measures.work import Work
from sim.scenario.schema import Scenario
from sim.scenario.schema_operators import Staff

SECTIONS = ("operators", "desks", "units")
MOST_STAFF = 20_000
SPARE = 3
"""So many times more people than are ever busy at once: breaks may take away half of a shift, and shifts overlap."""
LEAST = 10
Part = tuple[str, str]
"""A section and the name of its part."""


def figure_of(log: RunLog) -> Figure:
    """Same-day closure of a run."""
    return closure_figure(TicketBook(log).part(filters(log, EVERYTHING)), "same_day_closure")


def run_with_many(scenario: Scenario, spare: int = SPARE, **which: Any) -> RunLog:
    """A run in which a person was always free: repeated with more people until that is so."""
    people = {part: enough(largest_shift(staff), spare) for part, staff in everybody(scenario).items()}
    while True:
        log = simulate(with_people(scenario, people), **which)
        short = {
            part: enough(busy, spare)
            for part, busy in most_busy(log).items()
            if spare * busy > people[part] and people[part] < MOST_STAFF
        }
        if not short:
            return log
        people |= short


def enough(busy: int, spare: int) -> int:
    """So many people that most of them are idle."""
    return min(spare * busy + LEAST, MOST_STAFF)


def everybody(scenario: Scenario) -> dict[Part, Staff]:
    """All people of a scenario by section and name."""
    return {(section, name): staff for section in SECTIONS for name, staff in getattr(scenario, section).items()}


def largest_shift(staff: Staff) -> int:
    """The most people that any shift, crew or exception asks for."""
    sizes = [part.staff for part in (*staff.shifts.values(), *staff.exceptions)]
    sizes += staff.rotation.crews.values() if staff.rotation is not None else ()
    return max(sizes, default=0)


def with_people(scenario: Scenario, people: dict[Part, int]) -> Scenario:
    """The scenario with so many people on each shift of each group, on the same hours; nobody is absent."""
    sections: dict[str, dict[str, Staff]] = {section: {} for section in SECTIONS}
    for (section, name), staff in everybody(scenario).items():
        sections[section][name] = _filled(staff, people[section, name])
    return scenario.model_copy(update=sections)


def _filled(staff: Staff, people: int) -> Staff:
    """So many people wherever there are any."""

    def fill(holder: Any) -> Any:
        return holder.model_copy(update={"staff": people}) if holder.staff else holder

    changes: dict[str, Any] = {
        "shifts": {name: fill(shift) for name, shift in staff.shifts.items()},
        "exceptions": tuple(fill(exception) for exception in staff.exceptions),
        "absence": 0.0,
    }
    if staff.rotation is not None:
        crews = {name: people if size else 0 for name, size in staff.rotation.crews.items()}
        changes["rotation"] = staff.rotation.model_copy(update={"crews": crews})
    return staff.model_copy(update=changes)


def most_busy(log: RunLog) -> dict[Part, int]:
    """The most people of each group that were at work at once; of a unit's copies, that of the busiest."""
    work, plan = Work(log), log.plan
    found: dict[Part, int] = {}
    for number, part in enumerate(plan.group_parts):
        busy = list(work.busy(np.array([number])))
        starts, ends = (
            np.sort(np.concatenate([getattr(spells, end) for spells in busy])) for end in ("start_us", "end_us")
        )
        at_once = np.arange(1, len(starts) + 1) - np.searchsorted(ends, starts, side="right")
        found[part] = max(found.get(part, 0), int(at_once.max(initial=0)))
    return found
