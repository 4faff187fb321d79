"""Demand, and delays, that change by the hour: where nobody is short of anything, numbers are Poisson."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad

from sim.rules.codes import NOT_YET
from sim.simulation import simulate

from ..workload.building import DAY, HOUR, check_mean, check_variance, scenario_of, staffed
from .formulas import busy_without_queue

RATES = np.array([6, 2, 1, 0, 0, 3, 9, 20, 34, 40, 36, 30, 18, 24, 38, 36, 30, 24, 18, 16, 14, 10, 8, 7], dtype=float)
AT_HOURS = np.array([1.0, 2.5, 8.0, 9.5, 12.25, 14.75, 18.0, 21.5, 24.0])


@pytest.mark.parametrize("staff", [2, 8, 100])
def test_number_in_system_is_poisson(staff):
    """M(t)/M/c+M with leaving rate = service rate: at any instant the number waiting or talking is Poisson with mean
    m(t), whether nobody, some or nearly all wait (mean and variance at 9 instants, 120 days, false alarms 3e-7)."""
    scenario = scenario_of(
        demand={"calls": {"per_day": float(RATES.sum()), "profile": RATES.tolist(), "types": {"any": 1.0}}},
        callers={"patience": {"law": "exponential", "mean": "15 min"}},
        operators=staffed(staff, "15 min"),
    )
    expected = busy_without_queue(RATES, 0.25, AT_HOURS)
    numbers = []
    for replication in range(120):
        c = simulate(scenario, seed=8, replication=replication, engine="model").contacts
        out = np.maximum(c["left_us"], c["talk_end_us"])
        out = np.where(out == NOT_YET, DAY, out)
        at = (AT_HOURS * HOUR).astype(np.int64)[:, None] - 1
        numbers.append(((c["arrived_us"] <= at) & (out > at)).sum(axis=1))
    found = np.array(numbers)
    for i, hour in enumerate(AT_HOURS):
        check_mean(found[:, i], expected[i], f"in system at {hour} h")
        check_variance(found[:, i], expected[i], f"in system at {hour} h")
    check_mean(found.sum(axis=1), expected.sum(), "in system over the day")


PER_HOUR = 12.0
PIECES = [
    (0, 6, lambda h: np.exp(-h / 9)),
    (6, 22, lambda h: np.exp(-h / 3)),
    (22, 24, lambda h: np.exp(-h / 9)),
    (24, 30, lambda h: np.exp(-h / 4.5)),
    (30, 48, lambda h: max(1 - h / 6, 0.0)),
]
"""From hour to hour of two days, the share of the tickets begun then that are open so many hours later."""


def open_at(hour):
    """Mean number open: the integral over all beginnings of the rate times the share that lasts until then."""
    spells = [(begin, min(end, hour), lasts) for begin, end, lasts in PIECES if begin < hour]
    return PER_HOUR * sum(quad(lambda t, lasts=lasts: lasts(hour - t), begin, end)[0] for begin, end, lasts in spells)


def test_delays_by_the_time_of_their_beginning():
    """Tickets that nobody works on, delayed by a law of hours, dates and a factor: M(t)/G(t)/infinity.

    At any instant the number open is Poisson with the integral as its mean, and so is the number closed within 4 h
    (mean and variance at 9 instants, 150 times, false alarms 5e-9 each).
    """
    delay = {
        "law": "by_time",
        "usual": {"law": "exponential", "mean": "3 h"},
        "at_times": [
            {"end": "06:00", "from_date": "2025-06-03", "factor": 1.5},
            {"from_date": "2025-06-03", "instead": {"law": "uniform", "low": "0 s", "high": "6 h"}},
            {"start": "22:00", "end": "06:00", "instead": {"law": "exponential", "mean": "9 h"}},
        ],
    }
    scenario = scenario_of(
        clock={"days": 2},
        demand={"letters": {"channel": "transfer", "per_day": 24 * PER_HOUR, "profile": "flat", "types": {"any": 1.0}}},
        units={"others": {"outside": {"delay": delay}}},
        tickets={"routes": [{"units": {"others": 1.0}}]},
    )
    numbers, quick = [], []
    for replication in range(150):
        t = simulate(scenario, seed=8, replication=replication, engine="model").tickets
        closed_us = np.where(t["closed_us"] == NOT_YET, 2 * DAY, t["closed_us"])
        at = (2 * AT_HOURS * HOUR).astype(np.int64)[:, None] - 1
        numbers.append(((t["received_us"] <= at) & (closed_us > at)).sum(axis=1))
        quick.append(int(((closed_us - t["received_us"] <= 4 * HOUR) & (t["received_us"] < 44 * HOUR)).sum()))
    found = np.array(numbers)
    for i, hour in enumerate(2 * AT_HOURS):
        check_mean(found[:, i], open_at(hour), f"open at {hour} h")
        check_variance(found[:, i], open_at(hour), f"open at {hour} h")
    within = PER_HOUR * sum((min(end, 44) - begin) * (1 - lasts(4.0)) for begin, end, lasts in PIECES)
    check_mean(np.array(quick), within, "closed within 4 h")
    check_variance(np.array(quick), within, "closed within 4 h")
