"""What designs cost as planned: by hand, and as a run without absence and overtime measures it."""

from __future__ import annotations

import pytest

import sim
from sim.study.planned_cost import planned_costs


@pytest.fixture(scope="module")
def town() -> sim.Scenario:
    """Two days of the small line."""
    return sim.load_scenario("template_town", ["clock.days=2"])


def test_hours_are_those_of_the_roster(town: sim.Scenario) -> None:
    """Heads times lengths of shifts; the one that goes on past the end counts until then."""
    shifts = {
        "day": {"start": "08:00", "end": "16:00", "staff": 3},
        "night": {"start": "20:00", "end": "04:00", "staff": 2},
    }
    design = town.replace({"operators.desk.shifts": shifts})
    begun_before, two_days = 4 * 2, 2 * (8 * 3) + 8 * 2 + 4 * 2
    assert planned_costs([design, town])[1][0] == begun_before + two_days
    assert planned_costs([design, town])[0] == "planned_hours"


def test_chance_has_no_part_in_it(town: sim.Scenario) -> None:
    """A tenth of the people absent: hours measured differ from run to run, planned ones are those without absence."""
    absent = town.replace({"operators.desk.absence": "10 %"})
    planned = planned_costs([town, absent])[1]
    assert planned[0] == planned[1]
    measured = [one.values["person_hours"].value for one in sim.replicate(absent, 5, workers=1).measures]
    assert len(set(measured)) > 1
    assert max(measured) < planned[1] * 1.05
    there = sim.replicate(town.replace({"operators.desk.absence": "0 %"}), 3, workers=1)
    for one in there.measures:
        hours, over = (one.values[key].value for key in ("person_hours", "overtime_hours"))
        assert hours - over == pytest.approx(planned[0])


def test_wages_count_where_every_design_names_some() -> None:
    """Of all groups, desks and units too; who has no wage costs nothing; one design without wages, and hours decide."""
    chain = sim.load_scenario("template_chain", ["clock.days=1"])
    hours = planned_costs([chain, chain])[1][0]
    paid = chain
    for section in ("operators", "desks", "units"):
        for name in chain.document.get(section, {}):
            paid = paid.replace({f"{section}.{name}.wage_per_hour": 30})
    assert planned_costs([paid, paid]) == ("planned_wages", [30 * hours] * 2)
    name = next(iter(chain.document["operators"]))
    some = chain.replace({f"operators.{name}.wage_per_hour": 30})
    by, (partly, fully) = planned_costs([some, paid])
    assert by == "planned_wages"
    assert 0 < partly < fully
    assert planned_costs([paid, chain]) == ("planned_hours", [hours] * 2)
