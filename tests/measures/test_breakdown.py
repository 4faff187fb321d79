"""Measures cut by what calls, tickets and people have: the parts are those of the whole."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import sim
from sim.errors import ScenarioError
from sim.measures.breakdown import CUTS, breakdown, breakdown_of
from sim.measures.definitions import DEFINITIONS, definition_of, measure_key
from sim.measures.run import measure
from sim.rules.codes import Outcome

from .fabricated import HOUR, call, make_log, scenario_of, shift
from .random_ticket_log import random_ticket_log

RICH = Path(__file__).parent.parent / "scenario" / "rich" / "rich.yaml"
OVERLAP = {"citizens", "citizens_answered"}
"""A citizen who rings in two hours is in both."""
ROUNDED = {"heads_for_40_hours", "heads_for_44_hours", "heads_for_rest_day"}
OF_THE_RUN = {"tickets_per_day", "backlog_mean"}
"""What is divided by the length of the run is so in each part, too."""


def values(frame, name):
    """Measures of one part as a dictionary."""
    return frame[frame["part"] == name].set_index("measure")["value"].to_dict()


@pytest.fixture(scope="module")
def rich():
    """A run of the scenario that says everything, and its measures."""
    log = sim.simulate(sim.load_scenario(RICH), seed=5)
    return log, measure(log).values


@pytest.mark.parametrize("by", CUTS)
def test_parts_sum_to_the_whole(rich, by):
    """Counts, and both parts of every ratio and mean, add up to the run's, whatever it is cut by."""
    log, whole = rich
    parts = breakdown_of(log, by)
    of_operators = {"operators", "heads"} if by == "group" else set()
    seen = set()
    for key in next(iter(parts.values())):
        definition, figures = definition_of(key), [figures[key] for figures in parts.values() if key in figures]
        if definition.id in OVERLAP | ROUNDED or definition.about in of_operators or "citizen" in definition.id:
            continue
        if definition.kind == "count":
            assert math.fsum(f.value or 0 for f in figures) == pytest.approx(whole[key].value or 0, rel=1e-9), key
        elif definition.kind in ("ratio", "mean") and whole[key].lasting is None:
            for part in ("numerator",) if definition.id in OF_THE_RUN else ("numerator", "denominator"):
                added = math.fsum(getattr(figure, part) or 0 for figure in figures)
                assert added == pytest.approx(getattr(whole[key], part) or 0, rel=1e-9), (key, part)
        else:
            continue
        seen.add(definition.id)
    assert len(seen) > 5


@pytest.mark.parametrize("by", ["stream", "type", "urgency", "unit", "day"])
def test_each_cell_is_the_measure_with_that_filter(by):
    """What a target asks for by its filters is what the breakdown says of that part, measure by measure."""
    asked = [d for d in DEFINITIONS.values() if ("received" if by == "day" else by) in d.cuts]
    names = list(breakdown_of(random_ticket_log(3), by))
    targets, keys = [], {}
    for name in [name for name in names if name is not None]:
        filters = {"received_from": name, "received_to": name} if by == "day" else {by: name}
        for d in asked:
            at = {"wait": {"within": "15 s"}, "length": {"within": "24 h"}, "working_days": {"working_days": 5}}
            targets.append({"measure": d.id, "at_most": 1, **filters, **at.get(d.needs, {})})
            plain = measure_key(d.id, {"wait": 15_000_000, "length": 24 * HOUR * 1_000_000}.get(d.needs), 5)
            keys[name, plain] = f"{plain}[{'received' if by == 'day' else by}={name}]"
    log = random_ticket_log(3, targets=targets)
    whole, parts = measure(log).values, breakdown_of(log, by)
    assert len(keys) > 50
    for (name, plain), key in keys.items():
        assert parts[name][plain] == whole[key], key


def test_types_by_hand():
    """Each type has its own rates; a type without calls has counts of zero and no data."""
    frame = breakdown(make_log([call(0, wait=9), call(1, Outcome.ABANDONED, wait=5), call(2)]), "type")
    inquiry, other = (values(frame, name) for name in ("inquiry", "help"))
    assert inquiry["connection_rate"] == pytest.approx(2 / 3)
    assert other["attempts"] == 0
    assert frame[(frame["part"] == "help") & (frame["measure"] == "asa")]["value"].isna().all()


def test_hours_and_weekdays_by_hand():
    """A call belongs to the hour and day in which it rang, and the people of an hour are those rostered in it."""
    calls = [call(8 * HOUR + 3599, wait=50), call(9 * HOUR, wait=10), call(33 * HOUR, Outcome.ABANDONED, wait=5)]
    log = make_log(calls, [shift(0, 8 * HOUR, 10 * HOUR)], days=2, scenario=scenario_of(2))
    by_hour, by_weekday, by_day = (breakdown(log, by) for by in ("hour", "weekday", "day"))
    eight, nine = (values(by_hour, hour) for hour in (8, 9))
    assert (eight["offered"], nine["offered"], eight["asa"], nine["connection_rate"]) == (1, 2, 50, 0.5)
    assert (nine["scheduled_heads"], values(by_hour, 10)["scheduled_heads"]) == (0.5, 0)
    assert [values(by_weekday, day)["offered"] for day in ("mon", "tue", "wed")] == [2, 1, 0]
    assert [values(by_day, day)["answered"] for day in log.plan.calendar.dates()] == [2, 0]


def test_a_threshold_of_ones_own():
    """It is counted beside the scenario's, of waits under an hour, else of closure; what is none is explained."""
    log = make_log([call(0, wait=40), call(99, wait=50)])
    assert values(breakdown(log, "hour", within="45 s"), 0)["service_level_45s"] == 0.5
    frame = breakdown(random_ticket_log(1), "unit", within=["7 h", "45 s"])
    assert {"closed_within_7h", "closed_within_24h"} <= set(frame["measure"])
    assert "closed_within_45s" not in set(frame["measure"])
    with pytest.raises(ScenarioError, match="within: 45 has no unit: write '45 s'"):
        breakdown(log, "hour", within=[45])


def test_an_hour_is_a_threshold_of_closure():
    """From one hour on a threshold of one's own is of tickets, up to a microsecond less of calls."""
    hour_us = HOUR * 1_000_000
    parts = breakdown_of(random_ticket_log(1), "type", [hour_us - 1, hour_us])
    for figures in parts.values():
        assert {measure_key("service_level", hour_us - 1), measure_key("closed_within", hour_us)} <= {*figures}
        assert not {measure_key("service_level", hour_us), measure_key("closed_within", hour_us - 1)} & {*figures}


def test_groups_have_their_calls_and_people():
    """A group's occupancy is its own work by its own time; nobody knows who would have taken the abandoned calls."""
    staff = [shift(0, 0, HOUR), shift(1, 0, 2 * HOUR, group=1)]
    calls = [call(0, talk=1700, wrap=100), call(0, talk=600, wrap=120, person=1, group=1), call(9, Outcome.ABANDONED)]
    frame = breakdown(make_log(calls, staff), "group")
    assert values(frame, "floor")["occupancy"] == pytest.approx(0.5)
    assert values(frame, "experts")["occupancy"] == pytest.approx(0.1)
    assert values(frame, "experts")["person_hours"] == 2
    assert values(frame, "floor")["aht"] == 1800
    assert "offered" not in set(frame["measure"])


def test_what_has_no_part_stands_last():
    """Tickets without a dispatch are no unit's, the starting backlog came in no hour; of nothing nothing is told."""
    log = random_ticket_log(1)
    units, hours = breakdown_of(log, "unit"), breakdown_of(log, "hour")
    assert list(units) == ["office", "road 1", "road 2", None]
    assert hours[None]["backlog_at_start"].value == measure(log).values["backlog_at_start"].value > 0
    assert None not in breakdown_of(log, "urgency")


def test_the_backlog_belongs_to_the_day_it_was_received_on():
    """What was received just before the first day is of no day, what was received as it began is of the first."""
    log = random_ticket_log(1)
    received_us = log.tickets["received_us"]
    backlog = int((received_us < 0).sum())
    received_us[backlog - 3 : backlog] = [-1, 0, 0]
    parts = breakdown_of(log, "day")
    found = [figures["backlog_at_start"].value for figures in parts.values()]
    assert found == [2, 0, 0, 0, backlog - 2]
    for by in ("hour", "weekday"):
        assert breakdown_of(log, by)[None]["backlog_at_start"].value == backlog


def test_other_cuts_are_refused():
    """What may be asked for is said, and what the scenario lacks."""
    log = make_log([], scenario=scenario_of())
    with pytest.raises(ScenarioError, match="no breakdown by 'outcome': choose one of type, stream"):
        breakdown(log, "outcome")
    with pytest.raises(ScenarioError, match="did you mean 'hour'"):
        breakdown(log, "hours")
    with pytest.raises(ScenarioError, match="by 'unit': the scenario has no 'units'"):
        breakdown(log, "unit")
    with pytest.raises(ScenarioError, match=r"by 'area': the scenario has no 'tickets\.areas'"):
        sim.replicate(log.plan.scenario, 1, by="area")


def test_over_replications():
    """Each cell has its estimate and interval: a count its mean, a ratio that of the sums; it is asked for before."""
    town = sim.load_scenario("template_town").replace({"clock.days": 1})
    results = sim.replicate(town, 4, by=["hour", "type"], within="45 s")
    logs = [breakdown(sim.simulate(town, replication=r), "hour", within="45 s") for r in range(4)]
    frame = results.breakdown("hour").set_index(["part", "measure"])
    assert list(results.breakdown("type").columns) == ["part", "measure", "estimate", "low", "high", "unit", "n"]
    alone = [log.set_index(["part", "measure"]) for log in logs]
    for key in ("offered", "service_level_45s"):
        cells = [one.loc[(10, key)] for one in alone]
        below = sum(cell["denominator"] for cell in cells) if key != "offered" else 4
        row = frame.loc[(10, key)]
        assert row["estimate"] == pytest.approx(sum(cell["numerator"] for cell in cells) / below)
        assert row["low"] < row["estimate"] < row["high"]
    with pytest.raises(ScenarioError, match="were not cut by 'unit'"):
        results.breakdown("unit")
