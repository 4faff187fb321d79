"""A second computation of every call measure, by plain loops over rows."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.measures.by_interval import interval_table, thresholds
from sim.measures.identities import check_identities
from sim.measures.run import measure
from sim.rules.codes import Channel, Outcome

from .fabricated import HOUR, S
from .random_log import random_log


def rows_of(log):
    """The contact log as a list of plain dictionaries."""
    names = list(log.contacts)
    return [
        dict(zip(names, values, strict=True)) for values in zip(*(log.contacts[n].tolist() for n in names), strict=True)
    ]


def naive_calls(log):
    """Every call measure, computed the slow way."""
    rows = [r for r in rows_of(log) if r["channel"] == Channel.PHONE]
    end = log.plan.horizon_us
    by = {o: [r for r in rows if r["outcome"] == o] for o in Outcome}
    offered = [r for r in rows if r["queued_us"] >= 0]
    waits = [(r["answered_us"] - r["queued_us"]) / S for r in by[Outcome.ANSWERED]]
    gone = [(r["left_us"] - r["queued_us"]) / S for r in by[Outcome.ABANDONED]]
    cleared = [(r["left_us"] - r["queued_us"]) / S for r in by[Outcome.CLOSED] if r["queued_us"] >= 0]
    waiting = [(end - r["queued_us"]) / S for r in by[Outcome.WAITING]]
    citizens = {r["request"] for r in rows}
    reached = {r["request"] for r in by[Outcome.ANSWERED]}
    talks = [(r["talk_end_us"] - r["answered_us"]) / S for r in rows if r["talk_end_us"] >= 0]
    done = [r for r in rows if r["wrap_up_end_us"] >= 0]
    wraps = [(r["wrap_up_end_us"] - r["talk_end_us"]) / S for r in done]
    handled = [(r["wrap_up_end_us"] - r["answered_us"]) / S for r in done]
    n, short = len(offered), sum(w <= 5 for w in gone)
    found = {
        "attempts": len(rows),
        "blocked": len(by[Outcome.BLOCKED]),
        "turned_away": len(by[Outcome.CLOSED]) - len(cleared),
        "offered": n,
        "answered": len(waits),
        "abandoned": len(gone),
        "waiting_at_end": len(waiting),
        "redials": sum(r["cause"] == 1 for r in rows),
        "citizens": len(citizens),
        "citizens_answered": len(reached),
        "connection_rate": len(waits) / n,
        "connection_rate_citizens": len(reached) / len(citizens),
        "connection_rate_less_short": len(waits) / (n - short),
        "abandonment_rate": len(gone) / n,
        "blocking_rate": len(by[Outcome.BLOCKED]) / len(rows),
        "tries_per_citizen": len(rows) / len(citizens),
        "asa": sum(waits) / len(waits),
        "mean_wait": sum(waits + gone + cleared) / len(waits + gone + cleared),
        "longest_wait": max(waits + gone + cleared + waiting),
        "talk_mean": sum(talks) / len(talks),
        "wrap_up_mean": sum(wraps) / len(wraps),
        "aht": sum(handled) / len(handled),
        "direct_answer_rate": sum(r["direct"] == 1 for r in rows) / len(talks),
    }
    for share in (50, 90, 95):
        found[f"wait_p{share}"] = sorted(waits)[math.ceil(share * len(waits) / 100) - 1]
    for s in (t / S for t in thresholds(log)):
        in_time, left = sum(w <= s for w in waits), sum(w <= s for w in gone)
        quick = {r["request"] for r in by[Outcome.ANSWERED] if (r["answered_us"] - r["queued_us"]) / S <= s}
        found |= {
            f"service_level_{s:g}s": in_time / n,
            f"service_level_less_short_{s:g}s": in_time / (n - left),
            f"service_level_or_gone_{s:g}s": (in_time + left) / n,
            f"service_level_answered_{s:g}s": in_time / len(waits),
            f"service_level_citizens_{s:g}s": len(quick) / len(citizens),
            f"service_level_virtual_{s:g}s": naive_chance(waits, gone + cleared + waiting, s),
        }
    return found


def naive_chance(ended, cut_off, s):
    """Kaplan-Meier by its textbook loop."""
    left = 1.0
    for t in sorted({w for w in ended if w <= s}):
        at_risk = sum(w >= t for w in ended + cut_off)
        left *= 1 - ended.count(t) / at_risk
    return 1 - left


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
    rows = [r for r in rows_of(log) if r["channel"] == Channel.PHONE]
    work = [
        (r["answered_us"], r["wrap_up_end_us"] if r["wrap_up_end_us"] >= 0 else log.plan.horizon_us)
        for r in rows_of(log)
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
