"""The tables of charts, counted once more ticket by ticket."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.logs.run_log import RunLog
from sim.measures.chart_tables import ChartTables, curve_ages
from sim.measures.people import people_table
from sim.measures.run import measure
from sim.measures.run_tables import AGE_BANDS_US
from sim.rules.codes import NOT_YET, Outcome, Source, StaffState, Urgency
from sim.shipped import load_scenario as load_shipped
from sim.simulation import simulate
from sim.statistics.intervals import ratio_interval, t_interval

from .fabricated import call, make_log, shift
from .random_ticket_log import random_ticket_log

HOUR_US = 3_600_000_000


def frames_of(*logs: RunLog) -> dict[str, pd.DataFrame]:
    """The tables of some runs."""
    tables = ChartTables()
    for log in logs:
        tables.add(log)
    return tables.frames()


def rows_of(log: RunLog) -> Iterator[dict[str, int]]:
    """The tickets one by one."""
    names = list(log.tickets)
    for values in zip(*(column.tolist() for column in log.tickets.values()), strict=True):
        yield dict(zip(names, values, strict=True))


@pytest.fixture(scope="module", params=[1, 2])
def log(request: Any) -> RunLog:
    """Tickets with all that can happen to them."""
    return random_ticket_log(request.param)


def test_the_backlog_is_who_is_open_and_how_old(log: RunLog) -> None:
    """At each hour each open ticket stands in the band of its age, and what is open at the end is in the last row."""
    table = frames_of(log)["backlog"]
    calendar, horizon_us = log.plan.calendar, log.plan.horizon_us
    moments = list(range(0, horizon_us + 1, HOUR_US))
    assert len(table) == len(moments) * len(AGE_BANDS_US)
    counts = table["open"].to_numpy().reshape(len(moments), -1)
    for at in (0, 7, 30, len(moments) - 1):
        expected = [0] * len(AGE_BANDS_US)
        for row in rows_of(log):
            gone = max(row["closed_us"], row["withdrawn_us"])
            if row["received_us"] <= moments[at] and (gone == NOT_YET or gone > moments[at]):
                age = moments[at] - row["received_us"]
                expected[sum(age >= band for band in AGE_BANDS_US) - 1] += 1
        assert counts[at].tolist() == expected, at
        assert table["moment"][at * len(AGE_BANDS_US)] == pd.Timestamp(calendar.start) + timedelta(hours=at)
    assert counts[-1].sum() == measure(log).values["backlog_at_end"].value


def test_long_runs_are_counted_day_by_day() -> None:
    """Beyond a fortnight there is one row for each midnight and band."""
    log = random_ticket_log(3, days=20)
    table = frames_of(log)["backlog"]
    assert table["moment"].nunique() == 21
    assert (table["moment"] == table["moment"].dt.normalize()).all()


def test_hours_and_their_same_day_closure_add_up(log: RunLog) -> None:
    """By hour of receipt, fresh tickets and those closed on the date of receipt; the sums are the measures."""
    table = frames_of(log)["hours"].set_index("hour")
    received, closed = [0] * 24, [0] * 24
    for row in rows_of(log):
        if row["source"] == Source.BACKLOG:
            continue
        hour = row["received_us"] // HOUR_US
        received[hour % 24] += 1
        closed[hour % 24] += row["closed_us"] != NOT_YET and row["closed_us"] // HOUR_US // 24 == hour // 24
    assert table["received"].tolist() == received
    assert table["closed_same_day"].tolist() == closed
    figure = measure(log).values["same_day_closure"]
    assert (figure.numerator, figure.denominator) == (sum(closed), sum(received))
    none = table[table["received"] == 0]
    assert none["same_day_closure"].isna().all()


@pytest.mark.parametrize("urgency", ["all", *(one.name.lower() for one in Urgency)])
def test_the_curve_is_the_product_of_survivals(log: RunLog, urgency: str) -> None:
    """Open and withdrawn tickets count as longer than they were: the product over all closures up to an age."""
    table = frames_of(log)["closure"]
    table = table[table["urgency"] == urgency]
    stays = []
    for row in rows_of(log):
        if urgency not in ("all", Urgency(row["urgency"]).name.lower()):
            continue
        is_closed = row["closed_us"] != NOT_YET
        gone = row["closed_us"] if is_closed else max(row["withdrawn_us"], NOT_YET)
        length = (log.plan.horizon_us if gone == NOT_YET else gone) - row["received_us"]
        entry = -row["received_us"] if row["source"] == Source.BACKLOG else -1
        stays.append((length, is_closed, entry))
    ages = (table["age_hours"] * 3_600_000_000).round().astype("int64").tolist()
    assert set(curve_ages(log.plan.horizon_us).tolist()) <= set(ages)
    for place in range(0, len(ages), 17):
        left = 1.0
        for length in sorted({length for length, is_closed, _ in stays if is_closed and length <= ages[place]}):
            at_risk = sum(entry <= length <= other for other, _, entry in stays)
            left *= 1 - sum(other == length and is_closed for other, is_closed, _ in stays) / at_risk
        found = table["closed_share"].iloc[place]
        if pd.isna(found):
            assert ages[place] > max(length for length, _, _ in stays)
        else:
            assert found == pytest.approx(1 - left, abs=1e-9)


def test_units_have_what_their_lead_arms_have(log: RunLog) -> None:
    """Tickets and closures of each unit add up to those that were ever sent to one; shares are of the due ones."""
    table = frames_of(log)["units"]
    assert list(table["unit"]) == ["office", "road"]
    assert list(table["copies"]) == [1, 2]
    lead = {}
    for ticket, arm, unit in zip(*(log.assignments[name].tolist() for name in ("ticket", "arm", "unit")), strict=True):
        if arm == 0:
            lead[ticket] = unit
    tickets = list(rows_of(log))
    for number, row in enumerate(table.to_dict("records")):
        mine = [tickets[ticket] for ticket, unit in lead.items() if min(unit, 1) == number]  # both roads are one
        assert row["received"] == sum(t["source"] != Source.BACKLOG for t in mine)
        assert row["closed"] == sum(t["closed_us"] != NOT_YET for t in mine)
        assert 0 <= row["on_time_closure"] <= 1
        assert row["mean_hours"] > 0


def test_people_are_those_of_the_pools(log: RunLog) -> None:
    """Hours, people and heads by law are those of the table of people; copies of a unit stand together."""
    table, pools = frames_of(log)["people"].set_index("pool"), people_table(log).set_index("group")
    assert list(table.index) == ["floor", "back", "office", "road"]
    assert table.loc["road", "groups"] == 2
    for name, groups in (("floor", ["floor"]), ("road", ["road 1", "road 2"])):
        row, rows = table.loc[name], pools.loc[groups]
        assert row["people"] == rows["people"].sum()
        assert row["heads_for_rest_day"] == rows["heads_for_rest_day"].sum()
        assert row["worked_hours"] == pytest.approx(rows["person_hours"].sum())
    assert table["weeks_over_44_hours"].isna().all()  # no whole week was run


def test_replications_are_means_and_ratios_of_sums() -> None:
    """Counts are means over replications, and shares are of all tickets together."""
    logs = [random_ticket_log(seed) for seed in (4, 5, 6)]
    together, each = frames_of(*logs), [frames_of(log) for log in logs]
    for name, column in (("backlog", "open"), ("hours", "received"), ("units", "closed"), ("people", "busy_hours")):
        mean = np.mean([frames[name][column] for frames in each], axis=0)
        assert together[name][column].to_numpy() == pytest.approx(mean)
    hours = together["hours"]
    whole = hours[hours["received"] > 0]
    assert (whole["same_day_closure"] * whole["received"]).to_numpy() == pytest.approx(whole["closed_same_day"])


def test_a_run_of_calls_has_waits_and_people() -> None:
    """Waits by hand: each call in its bin, those who did not wait at all apart from those who waited a little."""
    calls = [call(10 * k, wait=wait) for k, wait in enumerate((0, 0, 0.001, 4.999, 5, 599, 600, 5000))]
    gave_up = [call(200 + k, Outcome.ABANDONED, wait=wait) for k, wait in enumerate((0, 15, 19.9))]
    tables = frames_of(make_log([*calls, *gave_up], [shift(0, 0, 7200)]))
    assert set(tables) == {"waits", "pool_hours", "people", "skills"}
    waits = tables["waits"].set_index("from_seconds")
    assert waits["answered"].tolist() == [2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]
    assert waits["abandoned"].tolist() == [1, 0, 0, 0, 2, *[0] * 9]
    assert waits["to_seconds"].iloc[:4].tolist() == [0, 5, 10, 15]
    assert np.isnan(waits["to_seconds"].iloc[-1])
    people = tables["pool_hours"]
    people = people[people["pool"] == people["pool"].iloc[0]]
    assert people["ready_hours"].tolist() == [1, 1, *[0] * 22]
    assert people["occupancy"].isna().sum() == 22


def test_breaks_and_time_off_the_phone_are_no_hours_ready_for_work() -> None:
    """By hand: two hours on duty, ten minutes' break in the first, half an hour off the phone in the second."""
    rows = [
        shift(0, 0, 7200),
        shift(0, 1200, 1800, state=StaffState.BREAK),
        shift(0, 4000, 5800, state=StaffState.OFF_PHONE),
    ]
    hours = frames_of(make_log([call(100, talk=500, wrap=100)], rows))["pool_hours"].set_index("hour")
    assert hours["ready_hours"].iloc[:3].tolist() == pytest.approx([5 / 6, 1 / 2, 0])
    assert hours["busy_hours"].iloc[:3].tolist() == pytest.approx([1 / 6, 0, 0])
    assert hours["occupancy"].iloc[:2].tolist() == pytest.approx([1 / 5, 0])


def test_the_hours_of_a_pool_are_those_of_its_people(log: RunLog) -> None:
    """Over the day the hours ready and at work are those of the table of people."""
    tables = frames_of(log)
    by_pool = tables["pool_hours"].groupby("pool", sort=False)[["ready_hours", "busy_hours"]].sum()
    people = tables["people"].set_index("pool")
    for column in by_pool:
        assert by_pool[column].to_numpy() == pytest.approx(people[column].to_numpy(), abs=1e-9)
    assert by_pool["busy_hours"].sum() > 0


def test_open_tickets_have_an_interval_over_replications() -> None:
    """The total of all ages at each moment, with Student's interval of the mean, which is never below nothing."""
    logs = [random_ticket_log(seed) for seed in (4, 5, 6)]
    together, each = frames_of(*logs)["open"], [frames_of(log)["backlog"] for log in logs]
    totals = np.array([frame.groupby("elapsed_hours")["open"].sum() for frame in each])
    assert together["open"].to_numpy() == pytest.approx(totals.mean(axis=0))
    assert (together["low"] <= together["open"]).all()
    assert (together["low"] >= 0).all()
    at = int(np.argmax(totals.mean(axis=0)))
    expected = t_interval(totals[:, at], scale="amount")
    assert (together["low"][at], together["high"][at]) == (expected.low, expected.high)
    assert frames_of(logs[0])["open"]["low"].isna().all()


def test_watched_tickets_are_those_not_yet_closed_or_cut_off(log: RunLog) -> None:
    """At each age those count that lasted at least so long, from the age on at which they were first seen."""
    table = frames_of(log)["closure"]
    table = table[table["urgency"] == "all"]
    stays = []
    for row in rows_of(log):
        gone = max(row["closed_us"], row["withdrawn_us"])
        entry = -row["received_us"] if row["source"] == Source.BACKLOG else -1
        until = log.plan.horizon_us if gone == NOT_YET else gone
        stays.append((entry, until - row["received_us"], row["closed_us"] == NOT_YET))
    for row in table.iloc[::23].to_dict("records"):
        age = round(row["age_hours"] * HOUR_US)
        assert row["watched"] == sum(entry < age <= length for entry, length, _ in stays)
        assert row["cut"] == sum(is_cut and length < age for _, length, is_cut in stays)


def test_units_are_open_at_midnights_as_their_tickets_are(log: RunLog) -> None:
    """The last moment is the end of the run, where the tickets open at each unit are those of its row."""
    tables = frames_of(log)
    last = tables["unit_open"].groupby("unit", sort=False).last()
    assert last["open"].tolist() == tables["units"]["open"].tolist()
    shares = tables["units"]
    assert (shares["same_day_closure"] * shares["fresh"]).tolist() == pytest.approx(shares["closed_same_day"].tolist())


def test_the_interval_of_a_unit_is_that_of_its_ratio() -> None:
    """Over replications the ends are those of the ratio of sums."""
    logs = [random_ticket_log(seed) for seed in (4, 5, 6)]
    row, each = frames_of(*logs)["units"].iloc[1], [frames_of(log)["units"].iloc[1] for log in logs]
    parts = [[float(one[name]) for one in each] for name in ("closed_on_time", "due")]
    expected = ratio_interval(*parts, scale="share")
    assert (row["on_time_closure_low"], row["on_time_closure_high"]) == (expected.low, expected.high)


def test_skills_are_counted_from_the_log() -> None:
    """By group and type, as the log has them; who may take what is what the scenario says."""
    run = simulate(load_shipped("template_groups", ["clock.days=1"]), seed=2)
    found = frames_of(run)["skills"]
    names, kinds = run.plan.group_names, run.plan.type_names
    counts = Counter(
        (names[group], kinds[kind])
        for group, kind in zip(run.contacts["group"], run.contacts["type"], strict=True)
        if group >= 0
    )
    assert {(pool, kind): n for pool, kind, n in zip(found["pool"], found["type"], found["taken"], strict=True)} == {
        (pool, kind): counts[pool, kind] for pool in run.plan.scenario.operators for kind in kinds
    }
    able = set(zip(found["pool"][found["able"]], found["type"][found["able"]], strict=True))
    assert ("experts", "business") in able
    assert ("experts", "general") not in able
    assert set(counts) <= able
