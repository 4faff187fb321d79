"""A scenario and its plan, looked over once: what cannot run is refused, what is odd is said with its key path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from sim.checks.asked import asked_problems
from sim.checks.by_time import by_time_problems
from sim.checks.closing import closed_warnings, closing_warnings
from sim.checks.coverage import coverage_problems
from sim.checks.load import PoolLoad, line_loads, pool_loads
from sim.checks.stages import contact_problems, stage_problems
from sim.errors import DataError
from sim.plans.build import build_plan
from sim.plans.plan import Plan
from sim.scenario.data_files import data_sums
from sim.scenario.loading import load_scenario as read_scenario
from sim.scenario.loading import refused
from sim.scenario.messages import say_path
from sim.scenario.schema import Scenario


def load_scenario(path: str | Path, sets: Sequence[str] = ()) -> Scenario:
    """Read a scenario file, plan it, and look the plan over.

    Parameters
    ----------
    path, sets
        As `sim.scenario.loading.load_scenario`, which reads the language alone and knows no measures.

    Raises
    ------
    ScenarioError, DataError, BudgetError
        What cannot be run, as `sim.shipped.load_scenario` tells, which also knows the shipped scenarios by name.
    """
    scenario = read_scenario(path, sets, also=asked_problems)
    scenario.warn_of(checked_plan(scenario).warnings)
    return scenario


def checked_plan(scenario: Scenario) -> Plan:
    """The plan of a scenario, with what is odd about it among its warnings; kept for the scenarios used last.

    Raises
    ------
    ScenarioError, DataError, BudgetError
        As `load_scenario`.
    """
    return _planned(_ById(scenario))[0]


def loads_of(scenario: Scenario) -> tuple[PoolLoad, ...]:
    """Work against people of each pool of a scenario's plan; raises as `checked_plan`."""
    return _planned(_ById(scenario))[1]


def _unchanged(scenario: Scenario) -> Plan:
    """The plan of a scenario whose data files stay as they are while they are read, and since they were read first."""
    first, before = scenario.data_sums or {}, data_sums(scenario)
    plan = build_plan(scenario)
    now = data_sums(scenario)
    for name in now:
        if now[name] != before[name] or first.get(name, now[name]) != now[name]:
            raise DataError(f"{name} was changed while it was read or used: begin again once it is whole")
    scenario.note_data(now)
    return plan


class _ById:
    """A scenario compared by identity: replications of one object share its plan."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return id(self.scenario)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.scenario is self.scenario


@lru_cache(maxsize=4)
def _planned(key: _ById) -> tuple[Plan, tuple[PoolLoad, ...]]:
    asked = asked_problems(key.scenario)
    if any(not problem.only_odd for problem in asked):
        raise refused(key.scenario, asked)
    plan = _unchanged(key.scenario)
    lines = line_loads(plan)
    loads = tuple(pool_loads(plan, lines))
    found = [*asked, *coverage_problems(plan, lines, loads), *stage_problems(plan), *contact_problems(plan)]
    found += by_time_problems(plan)
    if any(not problem.only_odd for problem in found):
        raise refused(key.scenario, found)
    odd = [f"{say_path(problem.path)}: {problem.text}" for problem in found]
    return replace(plan, warnings=(*plan.warnings, *odd, *closed_warnings(plan), *closing_warnings(plan))), loads
