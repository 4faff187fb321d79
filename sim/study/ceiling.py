"""The ceiling of same-day closure: same demand, hours and delays, and so many people that no work waits for one."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.errors import ScenarioError
from sim.measures.figures import NO_DATA, Figure
from sim.measures.ticket_book import EVERYTHING, TicketBook, filters
from sim.measures.tickets import same_day
from sim.measures.work import Work
from sim.runlog import RunLog
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    from sim.simulation import Engine

SECTIONS: Final = ("operators", "desks", "units")
MOST_STAFF: Final = 20_000
"""A shift holds no more people than this."""
SPARE: Final = 3
"""So many times more people than are ever busy at once: breaks may take away half of a shift, and shifts overlap."""
LEAST: Final = 10
Part = tuple[str, str]
"""A section and the name of its part."""


def same_day_ceiling(scenario: Scenario, seed: int = 1, replication: int = 0, engine: Engine = "auto") -> Figure:
    """Same-day closure of one replication if nobody ever waited for a person on duty.

    What remains is what people cannot change: when tickets come in the day, hours and calling windows, delays of
    machines, units and others, and the time that work itself takes. Operators are as many, too, so calls that would
    have been abandoned become tickets.

    Parameters
    ----------
    scenario
        Its demand, hours and delays.
    seed, replication
        Which chance: the citizens are those of the same replication of the scenario itself.
    engine
        Which engine runs.

    Raises
    ------
    ScenarioError
        If people of some group come from a staff file, which cannot be multiplied.
    """
    if scenario.tickets is None:
        return NO_DATA
    log = _unlimited_run(scenario, seed, replication, engine)
    return same_day(TicketBook(log).part(filters(log, EVERYTHING)))["same_day_closure"]


def _unlimited_run(scenario: Scenario, seed: int, replication: int, engine: Engine) -> RunLog:
    """A run in which a person was always free: repeated with more people until that is so."""
    from sim.simulation import simulate

    people = people_to_begin_with(scenario)
    while True:
        log = simulate(ceiling_scenario(scenario, people), seed=seed, replication=replication, engine=engine)
        short = {
            part: min(SPARE * busy + LEAST, MOST_STAFF)
            for part, busy in most_busy(log).items()
            if SPARE * busy > people[part] < MOST_STAFF
        }
        if not short:
            return log
        people |= short


def ceiling_scenario(scenario: Scenario, people: dict[Part, int]) -> Scenario:
    """The scenario with so many people on each shift of each group, on the same hours; nobody is absent."""
    changes: dict[str, Any] = {}
    for section in SECTIONS:
        parts = copy.deepcopy(scenario.document.get(section) or {})
        for name, document in parts.items():
            if document.get("staff_file") is not None:
                raise ScenarioError(f"{section}.{name}.staff_file: a ceiling needs shifts: write the hours as 'shifts'")
            _fill(document, people[section, name])
        if parts:
            changes[section] = parts
    return scenario.replace(changes)


def _fill(staff: dict[str, Any], people: int) -> None:
    """So many people wherever there are any."""
    crews = (staff.get("rotation") or {}).get("crews") or {}
    for holder in [*(staff.get("shifts") or {}).values(), *(staff.get("exceptions") or ())]:
        if holder.get("staff"):
            holder["staff"] = people
    for name, size in crews.items():
        crews[name] = people if size else 0
    staff.pop("absence", None)


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


def people_to_begin_with(scenario: Scenario) -> dict[Part, int]:
    """A first guess of how many people are enough on each shift: several times the largest shift that there is."""
    found: dict[Part, int] = {}
    for section in SECTIONS:
        for name, staff in getattr(scenario, section).items():
            sizes = [part.staff for part in (*staff.shifts.values(), *staff.exceptions)]
            sizes += staff.rotation.crews.values() if staff.rotation is not None else ()
            found[section, name] = min(SPARE * max(sizes, default=0) + LEAST, MOST_STAFF)
    return found
