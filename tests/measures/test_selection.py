"""Names of what targets ask for: distinct, readable, and refused where they make no sense."""

from __future__ import annotations

import pytest

from sim.checks.asked import check_selection
from sim.errors import ScenarioError
from sim.measures.definitions import definition_of, label
from sim.measures.run import measure
from sim.measures.selection import selection_key
from sim.measures.targets import judge_targets
from sim.scenario.schema_results import Selection

from .fabricated import call, make_log, scenario_of
from .random_ticket_log import SECTIONS, random_ticket_log


def key(**more):
    return selection_key(Selection.model_validate(more))


def test_keys_are_readable():
    """Thresholds and filters stand in the name, and the definition is found behind it."""
    assert key(measure="same_day_closure", urgency="critical") == "same_day_closure[urgency=critical]"
    assert key(measure="closed_within", within="24 h") == "closed_within_24h"
    assert key(measure="closed_within", within="90 min", unit="road 1") == "closed_within_90min[unit=road 1]"
    assert key(measure="closed_within_working_days", working_days=5) == "closed_within_working_days_5"
    dated = key(measure="closure_rate", received_from="2022-01-10", at="2022-01-12 13:00")
    assert dated == "closure_rate[at=2022-01-12 13:00, received=2022-01-10..]"
    assert key(measure="asa", type="a, b") == 'asa[type="a, b"]'
    assert definition_of(dated).id == "closure_rate"
    assert label("closed_within_24h") == "closed within 24 h"
    assert label("closed_within_working_days_5", "zh") == "5个工作日办结率"
    assert label("same_day_closure[urgency=critical]", "zh") == "当日办结率（等级：紧急）"
    assert label('asa[type="a, b"]') == "average speed of answer (type: a, b)"


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        ({"measure": "occupancy", "type": "help"}, "is of the whole run"),
        ({"measure": "asa", "urgency": "critical"}, "it knows stream, type, received_from, received_to"),
        ({"measure": "same_day_closure", "at": "2022-01-12 13:00"}, "cannot be taken by 'at'"),
        ({"measure": "same_day_closure_all", "unit": "office"}, "cannot be taken by 'unit'"),
        ({"measure": "closed_within"}, "such as 'within: 24 h'"),
        ({"measure": "closed_within_working_days"}, "add 'working_days'"),
        ({"measure": "same_day_closures"}, "did you mean 'same_day_closure'"),
        ({"measure": "same_day_closure", "received_from": "2022-02-01", "received_to": "2022-01-01"}, "is after"),
    ],
)
def test_what_makes_no_sense_is_explained(selection, words):
    """The error says what would be right."""
    with pytest.raises(ScenarioError, match=words):
        key(**selection)


def test_what_the_scenario_does_not_have_is_explained():
    """Measures of tickets need tickets, and the ceiling comes from runs of its own."""
    with pytest.raises(ScenarioError, match="runs of its own"):
        check_selection(Selection(measure="same_day_ceiling"), scenario_of(**SECTIONS))
    with pytest.raises(ScenarioError, match="add the section 'tickets'"):
        check_selection(Selection(measure="same_day_closure"), scenario_of())
    assert check_selection(Selection(measure="same_day_closure"), scenario_of(**SECTIONS)) == "same_day_closure"


def test_a_unit_with_copies_is_all_of_them():
    """Tickets of 'road' are those of 'road 1' and 'road 2'."""
    targets = [{"measure": "tickets_received", "unit": unit, "at_least": 1} for unit in ("road", "road 1", "road 2")]
    values = measure(random_ticket_log(2, targets=targets)).values
    whole, one, two = (values[f"tickets_received[unit={unit}]"].value for unit in ("road", "road 1", "road 2"))
    assert whole == one + two > one > 0


def test_calls_can_be_cut_too():
    """A service level by type counts the calls of that type; scenarios without tickets have only what is asked for."""
    targets = [
        {"measure": "service_level", "within": "15 s", "type": "help", "at_least": 0.8},
        {"measure": "offered", "received_from": "2022-01-11", "at_least": 1},
    ]
    scenario = scenario_of(days=2, targets=targets)
    log = make_log([call(0), call(1, wait=30, type=1), call(90_000, type=1)], days=2, scenario=scenario)
    values = measure(log).values
    assert values["service_level_15s[type=help]"].value == 0.5
    assert values["offered[received=2022-01-11..]"].value == 1
    assert not any(k.startswith(("tickets_received", "staff_cost", "dispatch_time")) for k in values)


def test_targets_about_tickets_are_judged():
    """A target finds the figure of its own selection; per interval there is none."""
    target = {"measure": "same_day_closure", "urgency": "critical", "at_least": 0.99}
    logs = [random_ticket_log(seed, targets=[target]) for seed in range(3)]
    (result,) = judge_targets(logs[0].plan.scenario, [measure(log) for log in logs])
    assert (result.measure, result.status, result.n) == ("same_day_closure[urgency=critical]", "not met", 3)
    scenario = scenario_of(targets=[{"measure": "asa", "type": "help", "at_most": 1, "per": "interval"}])
    with pytest.raises(ScenarioError, match="leave out 'per'"):
        judge_targets(scenario, [])
