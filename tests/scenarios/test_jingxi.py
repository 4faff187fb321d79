"""Jingxi's squad: its roster, its one published count, and what the same 17 people can and cannot do."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.measures.people import people_table

from .shipped import load, names, one_run

FILES = names("jingxi_2022")
SQUAD = ["intake", "dispatch_group", "supervision_group", "handling_group"]
HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US


@pytest.mark.parametrize("name", FILES)
def test_runs_its_whole_week(name: str) -> None:
    """Each file runs seven days in which tickets come and nearly all are closed."""
    log = one_run(name)
    assert log.plan.calendar.days == 7
    closed = log.tickets["closed_us"] >= 0
    assert len(closed) > 700
    assert closed.mean() > 0.8


@pytest.mark.parametrize(("name", "per_day"), [("jingxi_2022", 541 / 4.433), ("jingxi_2022_from_13", 541 / 1.433)])
def test_541_tickets_come_until_the_count(name: str, per_day: float) -> None:
    """The expected number of tickets by 14 July, 13:00 is 541 (43.3 % of a day's come before 13:00)."""
    plan = one_run(name).plan
    until = plan.calendar.instant_us(plan.calendar.start.replace(day=14), 13 * HOUR_US)
    not_direct = 1 - plan.direct_share[0]
    expected = sum(
        float((stream.mean[stream.start_us < until] * (not_direct if stream.channel != 2 else 1.0)).sum())
        for stream in plan.streams
    )
    assert expected == pytest.approx(541, abs=1)
    assert expected / per_day == pytest.approx((until / DAY_US // 1) + 0.433, abs=0.01)


@pytest.mark.parametrize("name", ["jingxi_2022", "jingxi_2022_from_13"])
def test_published_figures_are_met(name: str) -> None:
    """Over three runs the count, the tickets of the days before and the worked case lie where one further run would."""
    results = sim.replicate(load(name), replications=3, seed=1)
    assert {figure.kind for figure in results.published()} == {"fitted", "predicted"}
    assert {figure.status for figure in results.published()} == {"met"}


def test_from_13_july_nothing_of_the_day_before_is_open() -> None:
    """At 13:00 on 14 July all open tickets are younger than 13 hours, as same-day clearance asks."""
    tickets = one_run("jingxi_2022_from_13").tickets
    at_us = DAY_US + 13 * HOUR_US
    is_open = (tickets["received_us"] <= at_us) & ((tickets["closed_us"] < 0) | (tickets["closed_us"] > at_us))
    assert is_open.any()
    assert (tickets["received_us"][is_open] >= DAY_US).all()


def test_the_roster_leaves_nobody_off() -> None:
    """17 people work 84 hours a week each; a lawful roster of the same seats needs twice as many and more."""
    table = people_table(one_run("jingxi_2022")).set_index("group").loc[SQUAD]
    assert table["people"].sum() == 17
    assert table["person_hours"].sum() == pytest.approx(17 * 84, rel=0.02)  # a little overtime
    assert (table["weeks_over_44_hours"] == 1).all()
    assert (table["weeks_without_rest_day"] == 1).all()
    assert table["heads_for_40_hours"].sum() == 15 + 9 + 7 + 7
    assert np.ceil(17 * 84 / 40) == 36  # as one pool


@pytest.mark.parametrize(("variant", "is_better"), [("jingxi_2022_pooled", True), ("jingxi_2022_10_7", False)])
def test_one_pool_helps_and_moving_two_to_the_night_hurts(variant: str, is_better: bool) -> None:
    """Before the same citizens, one pool shortens the mean time to closure, and ten by day lengthen it."""

    def mean_hours(name: str) -> float:
        tickets = one_run(name).tickets
        closed = tickets["closed_us"] >= 0
        return float((tickets["closed_us"] - tickets["received_us"])[closed].mean() / HOUR_US)

    assert (mean_hours(variant) < mean_hours("jingxi_2022_from_13")) == is_better
