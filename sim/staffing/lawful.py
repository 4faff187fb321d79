"""People that must be employed for a roster by the law on working hours."""

from __future__ import annotations

from sim.checks import checked_plan
from sim.measures.people import Heads, heads_needed
from sim.scenario.schema import Scenario
from sim.staffing.heads import pools_of


def lawful_heads(scenario: Scenario) -> dict[str, Heads]:
    """People to employ for the roster of each pool, copies of units counted."""
    plan = checked_plan(scenario)
    needed = heads_needed(plan)
    found: dict[str, Heads] = {}
    for name in pools_of(scenario):
        copies = [heads for (_, part), heads in zip(plan.group_parts, needed, strict=True) if part == name]
        found[name] = Heads(*(sum(heads) for heads in zip(*copies, strict=True)))
    return found
