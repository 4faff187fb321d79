"""What is told about open tickets that go on at once, are older than their law allows, or do not say since when."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.plans.build import build_plan

from ..workload.building import scenario_of, write_csv

TEN_DAYS = {"law": "deterministic", "value": "10 d"}
ONE_DAY = {"law": "deterministic", "value": "1 d"}
UNSAID = (
    "{} open in a delay without saying since when: it counts as begun at their receipt; say it with 'in_stage_for' or "
    "the column 'stage_since', or what is left with 'remaining'"
)


def told(
    *backlog: dict[str, Any], folder: Any = "", units: Any = None, types: Any = None, **tickets: Any
) -> tuple[str, ...]:
    """The warnings of a scenario with these open tickets at one unit, unless others are given."""
    units = units or {"office": {"outside": {"delay": TEN_DAYS}}}
    parts = {"routes": [{"units": {name: 1 / len(units) for name in units}}], "backlog": list(backlog)} | tickets
    return build_plan(scenario_of(folder, units=units, types=types or {}, tickets=parts)).warnings


def row(stage: str, age: str, count: int = 1, **more: Any) -> dict[str, Any]:
    """An entry of the backlog."""
    return {"count": count, "type": "any", "stage": stage, "age": age, **more}


def test_nothing_odd():
    """Tickets that say since when they wait, or what is left, and are younger than the longest delay: no word."""
    assert told(row("outside", "9 d", in_stage_for="8 d"), row("outside", "30 d", remaining="1 d")) == ()
    assert told(row("handling", "9 d"), units={"crew": {"work": TEN_DAYS}}) == ()


@pytest.mark.parametrize("stage", ["outside", "handling"])
def test_an_assumed_beginning(stage):
    """Where nothing is said a delay counts as begun at the receipt; the planner is told for how many."""
    assert told(row(stage, "9 d", 40), row(stage, "9 d", 2, in_stage_for="1 d")) == (UNSAID.format("40 tickets are"),)
    assert told(row(stage, "0 s", 40)) == ()


def test_older_than_the_law():
    """Tickets older than the longest delay end at once, and are counted; a law without an end has no such tickets."""
    law = "open at unit 'office' for longer than its outside delay ever lasts: they are handled at once; is the law"
    found = told(row("outside", "12 d", 3, in_stage_for="12 d"), row("outside", "10 d", in_stage_for="10 d"))
    assert found == (f"4 tickets are {law} too short?",)
    free = {"office": {"outside": {"delay": {"law": "exponential", "mean": "1 h"}}}}
    assert told(row("outside", "900 d", in_stage_for="900 d"), units=free) == ()


def test_ages_are_those_at_the_begin_of_the_run():
    """A run from 18:00 on: what is 9.5 days old then is not older than ten days, though a delay counts from earlier."""
    office = {"office": {"outside": {"delay": TEN_DAYS}}}
    clock = {"start": "2025-06-02", "days": 1, "begins_at": "18:00"}

    def of(entry: dict[str, Any]) -> tuple[str, ...]:
        tickets = {"routes": [{"units": {"office": 1}}], "backlog": [entry]}
        return build_plan(scenario_of(clock=clock, units=office, tickets=tickets)).warnings

    assert of(row("outside", "9.5 d", in_stage_for="9.5 d")) == ()
    assert len(of(row("outside", "10 d", in_stage_for="10 d"))) == 1
    assert of(row("outside", "6 h")) == (UNSAID.format("1 ticket is"),)


def test_older_than_the_law_in_open_hours():
    """In a unit's hours only open time counts: five days of eight hours are 40 h, longer than 39 and not than 41."""
    for limit, odd in (("39 h", 1), ("41 h", 0)):
        unit = {
            "acceptance": {"law": "uniform", "low": "1 h", "high": limit},
            "hours": {"open": "09:00", "close": "17:00", "days": "all"},
        }
        found = told(row("acceptance", "5 d", 2, in_stage_for="5 d"), units={"office": unit})
        assert len(found) == odd
        assert all("for longer than its acceptance ever lasts: they are accepted at once" in text for text in found)


def test_a_drawn_unit():
    """A ticket whose unit is drawn is counted at each unit that it may go to."""
    units = {"a": {"outside": {"delay": TEN_DAYS}}, "b": {"outside": {"delay": {"law": "exponential", "mean": "1 d"}}}}
    found = told(row("outside", "12 d", 5, in_stage_for="12 d"), units=units)
    assert [text.split(" for ")[0] for text in found] == ["5 tickets are open at unit 'a'"]
    elsewhere = told(row("outside", "12 d", 5, in_stage_for="12 d", unit="b"), units=units)
    assert elsewhere == ()


def test_without_a_delay():
    """Tickets outside at a unit without such a delay, or awaiting acceptance that takes no time, go on at once."""
    found = told(row("outside", "1 d", 2), row("acceptance", "1 d"), row("handling", "1 d"), units={"b": {}})
    assert found == (
        "1 ticket is open at unit 'b', which has no acceptance for them: they are accepted at once",
        "3 tickets are open at unit 'b', which has no outside delay for them: they are handled at once",
    )


def test_delays_by_type():
    """A type is held against its own law: one that has none goes on at once, one may be older than its own alone."""
    unit = {"by_type": {"any": {"outside": {"delay": TEN_DAYS}}, "quick": {"outside": {"delay": ONE_DAY}}}}
    ages = [row("outside", "2 d", 2, in_stage_for="2 d", type=kind) for kind in ("any", "quick", "none")]
    assert told(*ages, units={"b": unit}, types={"quick": {}, "none": {}}) == (
        "2 tickets are open at unit 'b', which has no outside delay for them: they are handled at once",
        "2 tickets are open at unit 'b' for longer than its outside delay ever lasts: they are handled at once; is the "
        "law too short?",
    )
    of_hours = {"any": {"outside": {"delay": ONE_DAY, "in_hours": True}}}
    office = {"hours": {"open": "09:00", "close": "17:00", "days": "all"}, "by_type": of_hours}
    assert told(row("outside", "2 d", in_stage_for="2 d"), units={"b": office}) == ()


def test_open_in_silence():
    """Tickets in silence are held against its law by type, and asked since when; at a stage that is over none are."""
    silence = {"time": TEN_DAYS, "time_by_type": {"quick": ONE_DAY}}
    ages = [row("silence", "2 d", 3, in_stage_for="2 d", type=kind) for kind in ("any", "quick")]
    assert told(*ages, types={"quick": {}}, silence=silence) == (
        "3 tickets are in silence for longer than that ever lasts: they are closed at once; is the law too short?",
    )
    assert told(row("silence", "2 d", 4), silence=silence) == (UNSAID.format("4 tickets are"),)
    assert told(row("silence", "30 d", remaining="2 d"), silence=silence) == ()
    assert told(row("silence", "30 d", remaining="2 d")) == ()


def test_rows_in_a_silence_that_is_not_there(tmp_path):
    """Rows of a file in silence are told of where the scenario has none, but not those that say what is left."""
    write_csv(tmp_path, "open.csv", "type,at,left", ["any,silence,", "any,silence,3"])
    file = {"file": "open.csv", "stage": "at", "remaining": "left"}
    assert told(folder=tmp_path, backlog_file=file) == (
        "tickets.backlog_file: 1 ticket is at the stage 'silence', which the scenario does not have: they go on at "
        "once",
    )
    plan = build_plan(scenario_of(tmp_path, tickets={"backlog_file": file}))
    assert plan.tickets.backlog.left_us.tolist() == [-1, 3 * 3_600_000_000]


def test_a_stage_that_is_not_there(tmp_path):
    """Rows of a file at a stage that the scenario does not have are counted, with the key for those at their units."""
    write_csv(tmp_path, "open.csv", "type,at", ["any,dispatch", "any,dispatch", "any,review"])
    found = told(folder=tmp_path, backlog_file={"file": "open.csv", "stage": "at"})
    assert found == (
        "tickets.backlog_file: 2 tickets are at the stage 'dispatch', which the scenario does not have: they go on at "
        "once (if units have them, say so with fixed: {stage: handling})",
        "tickets.backlog_file: 1 ticket is at the stage 'review', which the scenario does not have: they go on at once",
    )


def test_a_type_that_no_unit_takes(tmp_path):
    """Open tickets of a type without a route are refused, but not those that are past their handling."""
    write_csv(tmp_path, "open.csv", "type,at", ["new,review"])
    parts: dict[str, Any] = {"routes": [{"types": ["any"], "units": {"office": 1}}], "types": {"new": {}}}
    scenario = scenario_of(
        tmp_path,
        types=parts.pop("types"),
        units={"office": {}},
        tickets=parts | {"backlog_file": {"file": "open.csv", "stage": "at"}},
    )
    assert len(build_plan(scenario).tickets.backlog.type) == 1
    write_csv(tmp_path, "open.csv", "type,at", ["new,review", "new,dispatch"])
    with pytest.raises(ScenarioError, match=r"^tickets.routes: no route fits open tickets of type 'new': add one"):
        build_plan(scenario)
