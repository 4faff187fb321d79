"""Tickets that are being handled, of which a file does not tell whether a crew still has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from sim.plans.plan import Plan
from sim.plans.ticket_plan import TicketPlan
from sim.scenario.units import parse_duration, say_duration


def past_crews(entries: Iterable[dict[str, Any]], plan: Plan) -> tuple[dict[str, Any], ...]:
    """The same open tickets, where those that a unit has had for longer than its crews take wait for others.

    Parameters
    ----------
    entries
        Of `tickets.backlog`.
    plan
        Of a scenario with their types and units.

    Notes
    -----
    A crew is taken to begin at once and to need its mean travel and work; an outside delay, where the unit has one for
    all or some, is taken to have begun then. Where it is not said which unit has a ticket, the means are those of its
    route.
    """
    part = plan.tickets
    if part is None:
        return tuple(entries)
    return tuple(_past_crew(entry, plan, part) for entry in entries)


def _past_crew(entry: dict[str, Any], plan: Plan, part: TicketPlan) -> dict[str, Any]:
    if entry["stage"] != "handling" or "in_stage_for" not in entry:
        return entry
    kind = plan.type_names.index(entry["type"])
    shares = _shares_of_units(entry, kind, plan, part)
    since_us = parse_duration(entry["in_stage_for"])
    crew_us = sum(share * _crew_us(plan, part, unit, kind, since_us) for unit, share in shares.items())
    waits = sum(share for unit, share in shares.items() if part.units[unit].outside_law[kind] >= 0)
    if since_us <= crew_us or waits < 1:
        return entry
    return entry | {"stage": "outside", "in_stage_for": say_duration(since_us - crew_us)}


def _shares_of_units(entry: dict[str, Any], kind: int, plan: Plan, part: TicketPlan) -> dict[int, float]:
    """The units that may have it, each with its chance."""
    if "unit" in entry:
        names = plan.unit_names if entry["unit"] in plan.unit_names else plan.unit_parts
        return {names.index(entry["unit"]): 1.0}
    shares = part.routes.unit_share[int(np.ravel(part.routes.of[kind])[0])]
    return {int(unit): float(shares[unit]) for unit in np.flatnonzero(shares > 0)}


def _crew_us(plan: Plan, part: TicketPlan, unit: int, kind: int, since_us: int) -> float:
    """Mean travel and work, begun so long before the run."""
    begun_us = np.array(plan.calendar.begin_us - since_us)
    rows = part.units[unit].travel_law[kind], part.units[unit].work_law[kind]
    return float(sum(plan.laws.means_at(int(row), begun_us) for row in rows))
