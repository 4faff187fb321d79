"""What a staffing file names: its scenario, cut into the intervals of the plan, and the people who are planned."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.errors import ScenarioError
from sim.scenario.asked_file import AskedFile
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario
from sim.scenario.schema_units import Unit
from sim.scenario.spelling import did_you_mean
from sim.scenario.staffing_file import StaffingFile
from sim.scenario.stages import needs_crew
from sim.scenario.units import say_duration
from sim.shipped import find_beside
from sim.staffing.heads import Pool, pools_of


def scenario_file(file: AskedFile, name: str) -> Path:
    """The scenario file that a file names.

    Raises
    ------
    ScenarioError
        If there is none.
    """
    try:
        return find_beside(file.folder, name)
    except ScenarioError as error:
        raise file.refused(("scenario",), str(error)) from None


def scenario_of(file: AskedFile, name: str, changes: Mapping[str, Any], besides: Mapping[str, Any]) -> Scenario:
    """The scenario that a file names, with its changes and some besides.

    Raises
    ------
    ScenarioError
        If it cannot be; told at the change that is to blame.
    """
    path = scenario_file(file, name)
    try:
        return load_scenario(path).replace({**changes, **besides})
    except ScenarioError as error:
        raise file.refused_change(changes, error) from None


def base_of(file: StaffingFile) -> Scenario:
    """The scenario that is planned for, cut into the intervals of the plan.

    Raises
    ------
    ScenarioError
        If it cannot be read, or has no targets.
    """
    staffing = file.staffing
    cut = {"report.interval": say_duration(staffing.interval)}
    found = scenario_of(file, staffing.scenario, staffing.set, cut)
    if not found.targets:
        raise file.refused(("scenario",), "the scenario has no targets: say under 'targets' what must hold")
    return found


def pools_in(file: StaffingFile, scenario: Scenario) -> dict[str, Pool]:
    """The pools that are planned, in the order of the file.

    Raises
    ------
    ScenarioError
        If there is no such pool, or it is a unit that needs nobody.
    """
    pools = pools_of(scenario)
    for name in file.staffing.pools:
        if name not in pools:
            raise file.refused(("pools", name), f"there is no pool '{name[:60]}'{did_you_mean(name, pools, 'pools')}")
        staff = pools[name].staff
        if isinstance(staff, Unit) and not needs_crew(staff):
            raise file.refused(("pools", name), f"'{name[:60]}' needs nobody: its tickets wait for others alone")
    return {name: pools[name] for name in file.staffing.pools}
