"""The ceiling of same-day closure: what people cannot change."""

from __future__ import annotations

import pytest

from sim import load_scenario, simulate
from sim.errors import ScenarioError
from sim.measures.identities import check_identities
from sim.measures.run import measure
from sim.study.ceiling import ceiling_scenario, most_busy, people_to_begin_with, same_day_ceiling

TOWN = """
hotline: 1
clock: {start: 2026-03-02, days: 3}
demand: {sent: {channel: transfer, per_day: 60, profile: flat, types: {leak: 100 %}}}
desks: {desk: {shifts: {day: {start: "09:00", end: "17:00", staff: 2}}}}
units:
  road:
    shifts: {day: {start: "09:00", end: "17:00", staff: STAFF}}
    shift_end: pause
    work: {law: deterministic, value: 60 min}
tickets:
  dispatch: {by: desk, time: {law: deterministic, value: 1 min}}
  routes: [{units: {road: 100 %}}]
"""


def town(tmp_path, staff):
    path = tmp_path / f"town_{staff}.yaml"
    path.write_text(TOWN.replace("STAFF", str(staff)), encoding="utf-8")
    return load_scenario(path)


def test_the_ceiling_is_above_and_does_not_depend_on_staff(tmp_path):
    """With one crew or with six the ceiling is the same, and no run of either reaches above it: what comes until 15:59
    can be closed that day, the rest of the day's tickets cannot."""
    few, many = town(tmp_path, 1), town(tmp_path, 6)
    ceilings = [same_day_ceiling(scenario, engine="model").value for scenario in (few, many)]
    assert ceilings[0] == ceilings[1]
    log = simulate(few, engine="model")
    received = [t % 86_400_000_000 for t in log.tickets["received_us"].tolist()]
    assert ceilings[0] == sum(t <= (16 * 60 - 1) * 60_000_000 for t in received) / len(received)
    assert measure(log).values["same_day_closure"].value < ceilings[0]


def test_the_variant_keeps_the_hours(tmp_path):
    """Only the numbers of people change; its books are in order."""
    scenario = town(tmp_path, 1)
    people = people_to_begin_with(scenario)
    assert people == {("desks", "desk"): 16, ("units", "road"): 13}
    variant = ceiling_scenario(scenario, people)
    assert variant.units["road"].shifts["day"].end == scenario.units["road"].shifts["day"].end
    assert variant.units["road"].shifts["day"].staff == 13
    log = simulate(variant, engine="model")
    assert check_identities(log, measure(log)) == []
    assert most_busy(log)["units", "road"] == 13


def test_without_tickets_there_is_no_ceiling(tmp_path):
    """A mere call floor has no same-day closure, and people from a file cannot be multiplied."""
    floor = "{floor: {talk: {law: exponential, mean: 60 s}, shifts: {day: {start: '00:00', end: '24:00', staff: 1}}}}"
    path = tmp_path / "calls.yaml"
    calls = "{calls: {per_day: 5, types: {inquiry: 100 %}}}"
    path.write_text(
        f"hotline: 1\nclock: {{start: 2026-03-02, days: 1}}\ndemand: {calls}\noperators: {floor}\n", encoding="utf-8"
    )
    assert same_day_ceiling(load_scenario(path)).value is None
    scenario = town(tmp_path, 1)
    scenario.document["units"]["road"]["staff_file"] = {"file": "staff.csv"}
    with pytest.raises(ScenarioError, match="write the hours as 'shifts'"):
        ceiling_scenario(scenario, people_to_begin_with(scenario))
