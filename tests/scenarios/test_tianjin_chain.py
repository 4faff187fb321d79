"""Tianjin from ring to closure: what the report states comes out; the call after critical dispatches does its work."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.calendar.lengths import HOUR_US, MINUTE_US
from sim.logs.run_log import RunLog
from sim.measures.definitions import measure_key
from sim.rules.codes import NOT_YET, Stage, Urgency
from sim.scenario.schema_results import Published
from sim.scenario.schema_stages import Dispatch

from .shipped import load


def one_day(name: str) -> RunLog:
    """The first day of a shipped scenario."""
    return sim.simulate(load(name).replace({"clock.days": 1}), engine="model")


@pytest.fixture(scope="module")
def day() -> RunLog:
    """A day of the whole chain."""
    return one_day("tianjin_chain_day")


@pytest.fixture(scope="module")
def day_without_the_call() -> RunLog:
    """The same day without the call after critical dispatches."""
    return one_day("tianjin_chain_day_no_critical_call")


def fresh(log: RunLog, urgency: Urgency) -> dict[str, np.ndarray]:
    """Tickets of an urgency received in the run."""
    rows = (log.tickets["received_us"] >= 0) & (log.tickets["urgency"] == urgency)
    return {name: column[rows] for name, column in log.tickets.items()}


def key_of(figure: Published) -> str:
    """The name of a published figure among the measures."""
    return measure_key(figure.measure, figure.within, filters={"urgency": figure.urgency} if figure.urgency else None)


def test_the_published_figures_hold(day: RunLog) -> None:
    """Echoed and predicted figures lie in the ranges that their words allow."""
    values = sim.measure(day).values
    for figure in day.plan.scenario.published:
        low, high = figure.range or (figure.value, figure.value)
        assert low <= values[key_of(figure)].value <= high, figure.measure


def test_three_requests_in_ten_become_tickets(day: RunLog) -> None:
    """About 9,600 tickets a day, as computed by hand; a day's busyness of 6 % lies within three times that."""
    received = np.count_nonzero(day.tickets["received_us"] >= 0)
    assert 0.82 * 9585 < received < 1.18 * 9585


def test_a_critical_ticket_is_dispatched_in_minutes(day: RunLog) -> None:
    """Nine critical tickets in ten are at a unit ten minutes after receipt."""
    critical = fresh(day, Urgency.CRITICAL)
    waited_us = (critical["dispatched_us"] - critical["received_us"])[critical["dispatched_us"] != NOT_YET]
    assert np.quantile(waited_us, 0.9) < 10 * MINUTE_US


def test_an_hour_and_a_half_is_nothing_unusual(day: RunLog) -> None:
    """The ticket of 6 April, solved in 60 to 90 minutes, has company: one critical ticket in ten at least."""
    critical = fresh(day, Urgency.CRITICAL)
    took_us = critical["closed_us"] - critical["received_us"]
    like_it = (critical["closed_us"] != NOT_YET) & (took_us >= HOUR_US) & (took_us <= 1.5 * HOUR_US)
    assert like_it.mean() > 0.1


def test_danger_may_go_to_two_units_at_once(day: RunLog) -> None:
    """A joint ticket reaches two different units at one instant."""
    joint = day.tickets["ticket"][(day.tickets["arms"] == 2) & (day.tickets["urgency"] != Urgency.NORMAL)]
    assert len(joint) > 5
    first = (day.assignments["handling"] == 0) & (day.assignments["dispatch"] == 0)
    for ticket in joint:
        rows = first & (day.assignments["ticket"] == ticket)
        assert len(np.unique(day.assignments["dispatched_us"][rows])) == 1
        assert len(np.unique(day.assignments["unit"][rows])) == np.count_nonzero(rows)


def test_the_call_makes_units_accept_sooner(day: RunLog, day_without_the_call: RunLog) -> None:
    """For the same citizens, critical tickets wait less for acceptance, all in time, at one call per dispatch."""
    answered = sim.measure(day).values["acceptance_in_time[urgency=critical]"].value
    waits = {}
    for name, log in (("call", day), ("no call", day_without_the_call)):
        critical = fresh(log, Urgency.CRITICAL)
        accepted = critical["accepted_us"] != NOT_YET
        waits[name] = (critical["accepted_us"] - critical["dispatched_us"])[accepted].mean()
    assert waits["call"] < waits["no call"] / 2
    assert answered == 1.0
    assert np.count_nonzero(day_without_the_call.tasks["stage"] == Stage.CRITICAL_CALL) == 0


def test_the_variant_meets_the_same_citizens(day: RunLog, day_without_the_call: RunLog) -> None:
    """Without the call the same citizens ring at the same instants with the same matters."""
    for column in ("arrived_us", "citizen", "type"):
        first = [log.contacts["attempt"] == 0 for log in (day, day_without_the_call)]
        np.testing.assert_array_equal(day.contacts[column][first[0]], day_without_the_call.contacts[column][first[1]])


def test_the_whole_period_has_the_chain() -> None:
    """The 103 days have the dispatch of the day file, and as many unit people more in January as tickets."""
    whole, part = (load(name) for name in ("tianjin_2022", "tianjin_chain_day"))
    assert whole.tickets is not None
    assert part.tickets is not None
    assert isinstance(whole.tickets.dispatch, Dispatch)
    assert whole.tickets.dispatch == part.tickets.dispatch
    assert whole.tickets.backlog == ()
    assert all(unit.exceptions for name, unit in whole.units.items() if name != "district_duty")


@pytest.mark.long
def test_the_whole_period_meets_what_is_published() -> None:
    """Each published figure lies in its range; those without one within 2 %, three times what a run's total varies."""
    scenario = load("tianjin_2022")
    values = sim.measure(sim.simulate(scenario)).values
    for figure in scenario.published:
        low, high = figure.range or (0.98 * figure.value, 1.02 * figure.value)
        assert low <= values[key_of(figure)].value <= high, figure.measure
