"""The plan of the same hotline with other people: so many of each group in each piece of time, and no breaks."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sim.chance.keyed import name_key
from sim.plans.plan import Ints, Plan
from sim.plans.roster import STAFF_FILE, RosterRows, Stint
from sim.plans.sizes import most_roster_rows
from sim.plans.unlimited import rows_of_nobody


def plan_with_heads(plan: Plan, heads: Ints, edges_us: Ints) -> Plan:
    """The same hotline with these people instead of its own; nobody has a break or is absent.

    Parameters
    ----------
    plan
        Whose demand, hours and rules.
    heads
        Shape (groups, pieces): people of each group in each piece of time. Person i is there in every piece with more
        than i people; pieces that follow one another are one duty, past midnight too.
    edges_us
        Shape (pieces + 1,): where the pieces begin and end.

    Raises
    ------
    BudgetError
        If the roster would not fit into the budget of memory.
    """
    rows = RosterRows(plan.calendar, list(plan.shift_names), most_roster_rows(plan.scenario))
    dates = plan.calendar.local_times(edges_us).astype("datetime64[D]")
    for group, counts in enumerate(heads):
        staff = plan.staff_of(group).model_copy(update={"breaks": (), "shrinkage": 0.0, "absence": 0.0})
        # Who leaves while others stay hands nothing on: only at the pool's own closing is late work not begun.
        staying = staff.model_copy(update={"shift_end": "finish"}) if staff.shift_end == "no_late_start" else staff
        name = plan.group_names[group]
        key = name_key(f"team:{staff.id or name}/{STAFF_FILE}")
        levels = np.unique(np.concatenate([[0], counts]))
        for low, high in pairwise(levels.tolist()):
            for first, last in _runs(counts > low):
                stint = Stint(STAFF_FILE, dates[first].item(), int(edges_us[first]), int(edges_us[last]), ())
                team = rows.team(staff, group, (name, STAFF_FILE), stint, range(low, high))
                closes = last < len(counts) and counts[last] == 0
                rows.add_duties(staff if closes else staying, team, key, stint, ())
    rows.rows += rows_of_nobody(plan)
    return replace(plan, roster=rows.packed(), person_group=np.array(rows.person_group, dtype=np.int64))


def _runs(there: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First piece of each stretch of time, and the one after its last."""
    edges = np.diff(np.concatenate([[False], there, [False]]).astype(np.int8))
    return list(zip(np.flatnonzero(edges > 0).tolist(), np.flatnonzero(edges < 0).tolist(), strict=True))
