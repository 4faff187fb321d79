"""Cases about counts: days of random busyness, and eight-hour days that another simulator has published."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

from sim.plans.build import build_plan
from sim.rules.codes import Outcome
from sim.scenario.schema import Scenario
from sim.verification.evidence import Evidence, hold, hold_published
from sim.verification.floors import DAY_US, Trial, logs
from sim.workload import draw_workload


def busy_days_case(replications: int, trial: Trial) -> list[Evidence]:
    """A Poisson count whose mean is a gamma number is negative binomial."""
    mean, cv, days = 100.0, 0.3, 50
    stream = {"per_day": mean, "busyness_cv": cv, "types": {"any": 1.0}}
    clock = {"start": "2025-06-02", "days": days, "zone": "UTC"}
    plan = build_plan(Scenario.model_validate({"hotline": 1, "clock": clock, "demand": {"calls": stream}}))
    counts = np.array(
        [
            np.bincount(draw_workload(plan, trial.seed, r).arrival_us // DAY_US, minlength=days)
            for r in range(replications)
        ]
    )
    law = stats.nbinom(cv**-2, cv**-2 / (cv**-2 + mean))
    every = np.full(replications, float(days))
    return [
        hold("calls_a_day", "number", mean, counts.sum(axis=1).astype(float), every),
        hold("spread", "number", float(law.var()), ((counts - mean) ** 2).sum(axis=1), every),
        hold("quiet_days", "share", float(law.cdf(79)), (counts < 80).sum(axis=1).astype(float), every),
    ]


def published_case(
    callers: dict[str, Any], figures: dict[str, tuple[float, float]], replications: int, trial: Trial
) -> list[Evidence]:
    """Twelve operators, 4.2 calls a minute for eight hours from empty, exponential talks of two minutes.

    Source
    ------
    The examples of ContactCenters 0.9.9 (University of Montreal): 1,000 days each, with 95 % intervals.
    """
    scenario = Scenario.model_validate(
        {
            "hotline": 1,
            "clock": {"start": "2025-06-02", "days": 1, "zone": "UTC"},
            "demand": {"calls": {"per_day": 4.2 * 480, "profile": [1.0] * 8 + [0.0] * 16, "types": {"any": 1.0}}},
            "callers": callers,
            "operators": {
                "floor": {
                    "talk": {"law": "exponential", "mean": "2 min"},
                    "shifts": {"all": {"start": "00:00", "end": "24:00", "staff": 12}},
                }
            },
        }
    )
    found: dict[str, list[float]] = {name: [] for name in ("calls_in_20_s", *_ENDS)}
    for log in logs(scenario, replications, trial):
        outcome, waited_us = log.contacts["outcome"], log.contacts["answered_us"] - log.contacts["queued_us"]
        found["calls_in_20_s"].append(float(((outcome == Outcome.ANSWERED) & (waited_us <= 20_000_000)).sum()))
        for name, end in _ENDS.items():
            found[name].append(float((outcome == end).sum()))
    return [
        hold_published(name, "number", published, half_width, np.array(found[name]))
        for name, (published, half_width) in figures.items()
    ]


_ENDS = {"gone_a_day": Outcome.ABANDONED, "blocked_a_day": Outcome.BLOCKED, "cleared_a_day": Outcome.CLOSED}
