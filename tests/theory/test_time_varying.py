"""Demand that changes by the hour, where patience is as long as service: the number in system is Poisson."""

from __future__ import annotations

import numpy as np
import pytest

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
