"""The plan of the same hotline with people without limit: same demand, hours, breaks and delays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.plans.build import staff_by_group
from sim.plans.plan import Plan
from sim.plans.roster import RosterRow, RosterRows, plan_group
from sim.plans.roster_file import plan_roster_file
from sim.plans.sizes import most_roster_rows
from sim.plans.staff_file import plan_staff_file


def unlimited_plan(plan: Plan) -> Plan:
    """The same hotline with so many people on each shift that one of them is always free.

    Who takes work stays free for more, so that a few people stand for any number: of those who keep the same hours,
    one for each way in which their breaks fall. Work waits for people only while nobody is on duty, or all are away.

    Raises
    ------
    DataError
        If a staff or roster file cannot be used any more.
    BudgetError
        If the roster would not fit into the budget of memory.
    """
    scenario = plan.scenario
    rows = RosterRows(plan.calendar, list(plan.shift_names), most_roster_rows(scenario), unlimited=True)
    for number, (name, group) in enumerate(staff_by_group(scenario).items()):
        plan_group(name, number, group, rows)
        plan_staff_file(name, number, group, rows, scenario.folder)
        plan_roster_file(name, number, group, rows, scenario.folder)
    rows.rows += rows_of_nobody(plan)
    return replace(
        plan,
        roster=rows.packed(),
        person_group=np.array(rows.person_group, dtype=np.int64),
        reserve=np.zeros_like(plan.reserve),
        unlimited=True,
    )


def rows_of_nobody(plan: Plan) -> list[RosterRow]:
    """The rows of the roster that are about lines: they open, close, and are cleared."""
    roster = plan.roster
    columns = (roster.time_us, roster.kind, roster.id, roster.duty, roster.length_us, roster.state, roster.cap)
    lines = roster.duty == -1
    return list(zip(*(column[lines].tolist() for column in columns), strict=True))
