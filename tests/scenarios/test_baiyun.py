"""Baiyun's dispatch layer: the stated figures come out, and the one fifth comes apart into its levers."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import sim
from sim.calendar.lengths import DAY_US, MINUTE_US
from sim.logs.run_log import RunLog
from sim.rules.codes import NOT_YET

from .shipped import load

FIVE = ("before", "after", "lever_seconds", "lever_night", "lever_returns")


@cache
def two_weeks(name: str) -> RunLog:
    """The first two weeks of a shipped variant."""
    scenario = load(f"baiyun_2021_{name}")
    return sim.simulate(scenario.replace({"clock.days": 14}), engine="model")


def mean_hours(name: str) -> float:
    """Mean time from receipt to closure of the tickets of the first week, nearly all of which are closed."""
    tickets = two_weeks(name).tickets
    rows = tickets["received_us"] < 7 * DAY_US
    closed = tickets["closed_us"] != NOT_YET
    assert closed[rows].mean() > 0.995
    return float((tickets["closed_us"] - tickets["received_us"])[rows & closed].mean() / 3.6e9)


def dispatch_us(name: str) -> np.ndarray:
    """Times from receipt to the first dispatch."""
    tickets = two_weeks(name).tickets
    return (tickets["dispatched_us"] - tickets["received_us"])[tickets["dispatched_us"] != NOT_YET]


@pytest.mark.parametrize("name", FIVE[1:])
def test_every_lever_meets_the_same_tickets(name: str) -> None:
    """A lever changes no ticket: the same come in at the same instants."""
    for column in ("received_us", "citizen", "type"):
        np.testing.assert_array_equal(two_weeks("before").tickets[column], two_weeks(name).tickets[column])


def test_the_volume_is_the_published_one() -> None:
    """857.5 tickets a day; over two weeks with a busyness of 8 % the mean lies within four times 18.8."""
    assert abs(len(two_weeks("before").tickets["ticket"]) / 14 - 857.5) < 4 * (857.5 * 0.08 / 14**0.5)


def test_the_machine_takes_its_share_at_its_accuracy() -> None:
    """78.5 % of first dispatches and 85 % right, each within four standard deviations."""
    assignments = two_weeks("after").assignments
    first = assignments["dispatch"] == 0
    machine = assignments["machine"][first] == 1
    assert abs(machine.mean() - 0.785) < 4 * (0.785 * 0.215 / len(machine)) ** 0.5
    right = assignments["right"][first][machine]
    assert abs(right.mean() - 0.85) < 4 * (0.85 * 0.15 / len(right)) ** 0.5


def test_minutes_become_seconds() -> None:
    """Half of the first dispatches take hours by hand, and seconds with the machine."""
    assert np.median(dispatch_us("before")) > 60 * MINUTE_US
    assert np.median(dispatch_us("after")) < MINUTE_US


def test_each_lever_alone_helps() -> None:
    """Seconds, an open desk at night, fewer returns, and the machine each shorten the mean processing time."""
    for name in FIVE[1:]:
        assert mean_hours(name) < mean_hours("before"), name


def test_the_night_counts_more_than_the_five_minutes() -> None:
    """A desk that is open at night saves more than one that takes seconds by day."""
    assert mean_hours("lever_night") < mean_hours("lever_seconds")


def test_the_machine_without_the_night_people_pays_for_its_returns() -> None:
    """A desk open at night saves more than the machine: its returned tickets wait for the morning again."""
    assert mean_hours("lever_night") < mean_hours("after")


def test_the_same_day_start_is_worth_more_than_the_machine() -> None:
    """Without the rule of January tickets take longer by more than the machine saves."""
    without = mean_hours("next_day_start") - mean_hours("before")
    assert without > mean_hours("before") - mean_hours("after")


def test_growth_by_a_third_again_is_carried() -> None:
    """With 34 % more tickets the machine and the same people still dispatch half of them in seconds."""
    assert len(two_weeks("volume_34").tickets["ticket"]) > 1.25 * len(two_weeks("after").tickets["ticket"])
    assert np.median(dispatch_us("volume_34")) < MINUTE_US


@pytest.mark.long
def test_one_fifth() -> None:
    """Over three runs of four weeks the machine saves one fifth of the mean processing time, as fitted."""
    designs = [load(f"baiyun_2021_{name}") for name in FIVE[:2]]
    gain = sim.compare(*designs, replications=3, seed=1).difference("processing_time_mean")
    assert gain.low <= -0.20 * gain.base <= gain.high


@pytest.mark.long
def test_the_year_meets_what_is_published() -> None:
    """313,000 tickets and 144,000 by machine lie where one further run would."""
    results = sim.replicate(load("baiyun_2021"), replications=3, seed=1)
    assert {figure.measure: figure.status for figure in results.published()} == {
        "tickets_received": "met",
        "machine_dispatches": "met",
    }
