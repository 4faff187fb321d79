"""The ceiling of same-day closure: the same demand, hours and delays, with so many people that no work waits for one."""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.errors import ScenarioError
from sim.measures.figures import NO_DATA, Figure
from sim.measures.ticket_book import EVERYTHING, TicketBook, filters
from sim.measures.tickets import same_day
from sim.plan.build import build_plan
from sim.plan.plan import Plan, StreamPlan
from sim.rules.codes import TRANSFER
from sim.scenario.schema import Scenario
from sim.scenario.schema_operators import Staff

if TYPE_CHECKING:
    from sim.simulation import Engine

MOST_STAFF: Final = 20_000
"""A shift holds no more people than this."""
STANDARD_DEVIATIONS: Final = 6
"""How far above its mean a day's work may be: about one day in a thousand million is busier."""


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
    from sim.simulation import simulate

    if scenario.tickets is None:
        return NO_DATA
    log = simulate(ceiling_scenario(scenario), seed=seed, replication=replication, engine=engine)
    return same_day(TicketBook(log).part(filters(log, EVERYTHING)))["same_day_closure"]


def ceiling_scenario(scenario: Scenario) -> Scenario:
    """The scenario with as many people on each shift as work comes to their group in a busy day.

    Where a group rests for days, the work of these comes on top; nobody is absent.
    """
    plan = build_plan(scenario)
    contacts, tickets = _busiest_day(plan)
    changes: dict[str, Any] = {}
    for section in ("operators", "desks", "units"):
        parts = copy.deepcopy(scenario.document.get(section) or {})
        for name, document in parts.items():
            staff: Staff = getattr(scenario, section)[name]
            if staff.staff_file is not None:
                raise ScenarioError(f"{section}.{name}.staff_file: a ceiling needs shifts: write the hours as 'shifts'")
            work = contacts + tickets if section == "operators" else tickets
            if section == "units":
                work = _with_margin(work * _share_of_unit(plan, name))
            _fill(document, min(math.ceil(work * (1 + _days_off(plan, staff))), MOST_STAFF))
        if parts:
            changes[section] = parts
    return scenario.replace(changes)


def _fill(staff: dict[str, Any], people: int) -> None:
    """So many people wherever there are any."""
    for shift in (staff.get("shifts") or {}).values():
        if shift.get("staff"):
            shift["staff"] = people
    for exception in staff.get("exceptions") or ():
        if exception.get("staff"):
            exception["staff"] = people
    crews = (staff.get("rotation") or {}).get("crews") or {}
    for name, size in crews.items():
        crews[name] = people if size else 0
    staff.pop("absence", None)


def _busiest_day(plan: Plan) -> tuple[float, float]:
    """Contacts and tickets of the busiest day, with a margin for chance; the starting backlog comes on one day."""
    contacts: dict[int, float] = {}
    tickets: dict[int, float] = {}
    direct = plan.direct_share.min(axis=0)
    cv = max((stream.busyness_cv for stream in plan.streams), default=0.0)
    for stream in plan.streams:
        by_type = _expected(stream)
        is_transfer = stream.channel == TRANSFER
        for day, row in zip(stream.day.tolist(), by_type, strict=True):
            contacts[day] = contacts.get(day, 0.0) + (0.0 if is_transfer else float(row.sum()))
            open_share = 1.0 if is_transfer else 1 - direct
            tickets[day] = tickets.get(day, 0.0) + float((row * open_share).sum())
    waiting = len(plan.tickets.backlog.type) if plan.tickets is not None else 0
    busy = 1 + STANDARD_DEVIATIONS * cv
    return (
        _with_margin(max(contacts.values(), default=0.0) * busy),
        _with_margin(max(tickets.values(), default=0.0) * busy + waiting),
    )


def _expected(stream: StreamPlan) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Expected contacts by interval and type, incidents included."""
    mean = stream.mean
    if len(stream.stamp_us):
        count = np.ones(len(mean))
    else:
        count = np.where(stream.exact >= 0, stream.exact, mean.sum(axis=1))
    total = mean.sum(axis=1)
    found = mean * np.divide(count, total, out=np.zeros(len(total)), where=total > 0)[:, None]
    for incident in stream.incidents:
        found[:, incident.type] += incident.cause_mean * incident.mean_size
    return found


def _with_margin(mean: float) -> float:
    return mean + STANDARD_DEVIATIONS * math.sqrt(mean) + STANDARD_DEVIATIONS


def _share_of_unit(plan: Plan, name: str) -> float:
    """The largest share of tickets that can go to one copy of a unit: by the routes, for any arm, or by mistake."""
    if plan.tickets is None or len(plan.tickets.routes.unit_share) == 0:
        return 0.0
    mine = [i for i, unit in enumerate(plan.unit_names) if unit == name or unit.rpartition(" ")[0] == name]
    share = float(plan.tickets.routes.unit_share[:, mine].max())
    arms = plan.tickets.routes.arms_up_to.shape[1]
    return min(share * arms + 1 / len(plan.unit_names), 1.0)


def _days_off(plan: Plan, staff: Staff) -> int:
    """The longest run of days on which no shift of a group begins."""
    longest = run = 0
    for day in plan.calendar.dates():
        works = staff.rotation is not None or any(
            plan.calendar.is_one_of(day, shift.days) for shift in staff.shifts.values() if shift.staff
        )
        run = 0 if works else run + 1
        longest = max(longest, run)
    return longest
