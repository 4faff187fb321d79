"""What designs cost as they are planned: known without chance, so that all can be put in order before any is run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

from sim.calendar.lengths import HOUR_US
from sim.checks import checked_plan
from sim.plans.expectations import rostered_us

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

Cost = Literal["planned_wages", "planned_hours"]
UNITS: Final = {"planned_wages": "money", "planned_hours": "h"}
"""What a design can cost, and in which unit."""


def planned_costs(designs: Sequence[Scenario]) -> tuple[Cost, list[float]]:
    """By what the designs are put in order, and what each costs.

    Parameters
    ----------
    designs
        All that are to be compared.

    Returns
    -------
    str
        `planned_wages` if every design names a wage of somebody on its roster, else `planned_hours`.
    list
        For each design its rostered hours on duty (breaks paid, all groups, desks and units) times their wages, where
        people without a wage cost nothing; or these hours. Absence and overtime, which are chance, are not in it.
    """
    wages, hours = [], []
    for design in designs:
        plan = checked_plan(design)
        of_groups = [us / HOUR_US for us in rostered_us(plan).tolist()]
        of_hour = [plan.staff_of(group).wage_per_hour for group in range(len(of_groups))]
        wages.append(sum(time * (wage or 0.0) for time, wage in zip(of_groups, of_hour, strict=True)))
        hours.append(sum(of_groups))
    return ("planned_wages", wages) if all(wages) else ("planned_hours", hours)
