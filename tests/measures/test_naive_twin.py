"""A second computation of every call measure, by plain loops over rows."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.measures.by_interval import interval_table
from sim.measures.identities import check_identities
from sim.measures.run import measure
from sim.rules.codes import Channel, Outcome

from .fabricated import HOUR, S
from .naive import naive_calls, rows_of
from .random_log import random_log


@pytest.mark.parametrize("seed", range(6))
def test_measures_equal_their_naive_twins(seed):
    """On random logs every vectorised call measure equals the one computed by loops."""
    log = random_log(seed)
    values = measure(log).values
    expected = naive_calls(log)
    assert {key: values[key].value for key in expected} == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_random_logs_are_sound(seed):
    """The identities find nothing wrong with lawful logs."""
    assert check_identities(random_log(seed)) == []


@pytest.mark.parametrize("minutes", [15, 30, 60, 7])
def test_interval_table_equals_loops_over_rows(minutes):
    """Sums by interval equal those of a loop over rows and intervals, at the usual widths and an odd one."""
    log = random_log(3)
    width = minutes * 60 * S
    table = interval_table(log, width)
    rows = [r for r in rows_of(log.contacts) if r["channel"] == Channel.PHONE]
    work = [
        (r["answered_us"], r["wrap_up_end_us"] if r["wrap_up_end_us"] >= 0 else log.plan.horizon_us)
        for r in rows_of(log.contacts)
        if r["outcome"] == Outcome.ANSWERED
    ]
    assert len(table) == math.ceil(24 * 60 / minutes)
    for i, start in enumerate(table.start_us.tolist()):
        mine = [r for r in rows if start <= r["arrived_us"] < start + width]
        waits = [r["answered_us"] - r["queued_us"] for r in mine if r["outcome"] == Outcome.ANSWERED]
        assert table.counts["attempts"][i] == len(mine)
        assert table.counts["offered"][i] == sum(r["queued_us"] >= 0 for r in mine)
        assert table.counts["answered"][i] == len(waits)
        assert table.answered_within[15 * S][i] == sum(w <= 15 * S for w in waits)
        assert table.wait_us[i] == sum(waits)
        assert table.talk_us[i] == sum(r["talk_end_us"] - r["answered_us"] for r in mine if r["talk_end_us"] >= 0)
        assert table.busy_us[i] == sum(max(0, min(e, start + width) - max(b, start)) for b, e in work)


@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_intervals_add_up_to_the_run(minutes):
    """Counts and times of the intervals add up to the run's own, to the microsecond."""
    log = random_log(5)
    table, values = interval_table(log, minutes * 60 * S), measure(log).values
    for name in ("attempts", "blocked", "offered", "answered", "abandoned"):
        assert table.counts[name].sum() == values[name].value
    assert table.wait_us.sum() / S == pytest.approx(values["asa"].numerator, rel=1e-15)
    assert table.busy_us.sum() / S / HOUR == pytest.approx(values["occupancy"].numerator, rel=1e-15)
    assert table.on_duty_us.sum() == 4 * 24 * HOUR * S
    assert np.array_equal(table.on_duty_us, np.full(len(table), 4 * minutes * 60 * S))
