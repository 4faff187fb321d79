"""Measures computed a second time, by plain loops over rows."""

from __future__ import annotations

import math

import pytest

from sim.measures.by_interval import thresholds
from sim.rules.codes import Cause, Channel, Outcome

S = 1_000_000


def rows_of(table):
    """A log as a list of plain dictionaries."""
    return [dict(zip(table, values, strict=True)) for values in zip(*(c.tolist() for c in table.values()), strict=True)]


def share(numerator, denominator):
    """A ratio, or None without data."""
    return numerator / denominator if denominator else None


def naive_calls(log):
    """Every call measure, computed the slow way."""
    rows = [r for r in rows_of(log.contacts) if r["channel"] == Channel.PHONE]
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
    settled = [r["direct"] for r in rows if r["talk_end_us"] >= 0 and r["direct"] >= 0]  # chase-up calls are not
    n, short = len(offered), sum(w * S <= log.plan.scenario.report.short_abandon for w in gone)
    left = waits + gone + cleared
    found = {
        "attempts": len(rows),
        "blocked": len(by[Outcome.BLOCKED]),
        "turned_away": len(by[Outcome.CLOSED]) - len(cleared),
        "offered": n,
        "answered": len(waits),
        "abandoned": len(gone),
        "cleared_at_close": len(cleared),
        "short_abandons": short,
        "waiting_at_end": len(waiting),
        "redials": sum(r["cause"] == Cause.REDIAL for r in rows),
        "repeats": sum(r["cause"] == Cause.REPEAT for r in rows),
        "citizens": len(citizens),
        "citizens_answered": len(reached),
        "connection_rate": share(len(waits), n),
        "connection_rate_citizens": share(len(reached), len(citizens)),
        "connection_rate_less_short": share(len(waits), n - short),
        "abandonment_rate": share(len(gone), n),
        "blocking_rate": share(len(by[Outcome.BLOCKED]), len(rows)),
        "tries_per_citizen": share(len(rows), len(citizens)),
        "asa": share(sum(waits), len(waits)),
        "mean_wait": share(sum(left), len(left)),
        "longest_wait": max(left + waiting, default=None),
        "talk_mean": share(sum(talks), len(talks)),
        "wrap_up_mean": share(sum(wraps), len(wraps)),
        "aht": share(sum(handled), len(handled)),
        "direct_answer_rate": share(settled.count(1), len(settled)),
    }
    for percent in (50, 90, 95):
        found[f"wait_p{percent}"] = sorted(waits)[math.ceil(percent * len(waits) / 100) - 1] if waits else None
    for s in (t / S for t in thresholds(log)):
        in_time, early = sum(w <= s for w in waits), sum(w <= s for w in gone)
        quick = {r["request"] for r in by[Outcome.ANSWERED] if (r["answered_us"] - r["queued_us"]) / S <= s}
        found |= {
            f"service_level_{s:g}s": share(in_time, n),
            f"service_level_less_short_{s:g}s": share(in_time, n - early),
            f"service_level_or_gone_{s:g}s": share(in_time + early, n),
            f"service_level_answered_{s:g}s": share(in_time, len(waits)),
            f"service_level_citizens_{s:g}s": share(len(quick), len(citizens)),
            f"service_level_virtual_{s:g}s": naive_chance(waits, gone + cleared + waiting, s),
        }
    return found


def naive_chance(ended, cut_off, s):
    """Kaplan-Meier by its textbook loop; None where nobody knows what came after the longest wait, a cut-off one."""
    left = 1.0
    for t in sorted({w for w in ended if w <= s}):
        at_risk = sum(w >= t for w in ended + cut_off)
        left *= 1 - ended.count(t) / at_risk
    return None if left > 0 and max(ended + cut_off, default=0) < s else 1 - left


def close_to(values, expected):
    """Whether figures equal their twins, missing ones included."""
    found = {key: values[key].value for key in expected}
    assert {key for key in expected if found[key] is None} == {key for key in expected if expected[key] is None}
    known = {key: value for key, value in expected.items() if value is not None}
    assert {key: found[key] for key in known} == pytest.approx(known, rel=1e-9)
