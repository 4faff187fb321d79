"""Cases whose load and staff change by the hour, against the Kolmogorov equations and an exact Poisson law."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.queueing.load import offered_load_at_ends
from sim.queueing.transient import Floor as MovingFloor
from sim.queueing.transient import Stretch
from sim.rules.codes import NOT_YET, Outcome
from sim.scenario.schema import Scenario
from sim.verification.evidence import Evidence, hold
from sim.verification.floors import DAY_US, HOUR_US, Trial, exponential, logs

TALK_S: Final = 60.0
CALLS_PER_HOUR: Final = (
    60, 60, 60, 60, 60, 60, 120, 240, 480, 600, 600, 420, 300, 300, 420, 540, 480, 300, 240, 180, 120, 120, 60, 60,
)  # fmt: skip
SHIFTS: Final = {"all": (0, 24, 3), "day": (8, 16, 5), "late": (12, 18, 2)}
"""First hour, last hour, people."""
HOURS_SHOWN: Final = (8, 16)
"""The hours after a shift has come and after one has gone."""
LOOKS_PER_HOUR: Final = 6


def _scenario(
    patience_s: float | None,
    shifts: dict[str, tuple[int, int, int]],
    calls_per_hour: tuple[float, ...] = CALLS_PER_HOUR,
) -> Scenario:
    hours = {name: (f"{first:02d}:00", f"{last:02d}:00", staff) for name, (first, last, staff) in shifts.items()}
    total = sum(calls_per_hour)
    return Scenario.model_validate(
        {
            "hotline": 1,
            "clock": {"start": "2025-06-02", "days": 1, "zone": "UTC"},
            "demand": {
                "calls": {
                    "per_day": float(total),
                    "profile": [rate / total for rate in calls_per_hour],
                    "types": {"any": 1.0},
                }
            },
            "callers": {} if patience_s is None else {"patience": exponential(patience_s)},
            "operators": {
                "floor": {
                    "talk": exponential(TALK_S),
                    "shifts": {name: {"start": a, "end": b, "staff": n} for name, (a, b, n) in hours.items()},
                }
            },
        }
    )


def _staff(hour: int) -> int:
    return sum(staff for first, last, staff in SHIFTS.values() if first <= hour < last)


def changing_case(replications: int, trial: Trial) -> list[Evidence]:
    """Shifts begin and end; whoever is on a call at the end of the shift finishes it and goes.

    Which of those at work go is a matter of chance: after hours in which the longest idle was always next, nobody's
    shift says who is busy.
    """
    patience_s = 90.0
    stretches = [Stretch(3600.0, rate / 3600, _staff(hour)) for hour, rate in enumerate(CALLS_PER_HOUR)]
    passed = MovingFloor(TALK_S, patience_s, leaving="finish, by chance").course(stretches).passed
    came, waited, gone, waiting_s = (np.zeros((replications, 24)) for _ in range(4))
    for r, log in enumerate(logs(_scenario(patience_s, SHIFTS), replications, trial)):
        c = log.contacts
        hour = c["arrived_us"] // HOUR_US
        ends_us = np.maximum(c["answered_us"], c["left_us"])
        ends_us = np.where(ends_us == NOT_YET, DAY_US, ends_us)
        wait_us = ends_us - c["arrived_us"]
        came[r] = np.bincount(hour, minlength=24)
        waited[r] = np.bincount(hour[wait_us > 0], minlength=24)
        gone[r] = np.bincount(c["left_us"][c["outcome"] == Outcome.ABANDONED] // HOUR_US, minlength=24)
        waiting_s[r] = np.bincount(hour, weights=wait_us / 1e6, minlength=24)
    controls = came - np.array(CALLS_PER_HOUR)
    offered = sum(part.offered for part in passed)
    total = came.sum(axis=1)
    rows = [
        hold("p_wait", "share", sum(p.waiting for p in passed) / offered, waited.sum(axis=1), total, controls),
        hold("p_abandon", "share", sum(p.abandoned for p in passed) / offered, gone.sum(axis=1), total, controls),
        hold("mean_wait", "s", sum(p.waiting_time_s for p in passed) / offered, waiting_s.sum(axis=1), total, controls),
    ]
    for shown in HOURS_SHOWN:
        part, near = passed[shown], controls[:, shown - 2 : shown + 1]
        exact = part.waiting / part.offered
        rows.append(hold(f"waits_{shown:02d}00", "share", exact, waited[:, shown], came[:, shown], near))
    return rows


def rush_case(load: float, replications: int, trial: Trial) -> list[Evidence]:
    """Nobody gives up and as much work comes as can be done, or more, for three hours from empty; then no more calls.

    There is no steady state, but every moment of it is known.
    """
    operators, hours = 5, 3
    rates = (load * 3600 / TALK_S,) * hours + (0.0,) * (24 - hours)
    passed = MovingFloor(TALK_S).course([Stretch(3600.0, rate / 3600, operators) for rate in rates]).passed
    offered = sum(part.offered for part in passed)
    came, waited, waiting_s = (np.zeros(replications) for _ in range(3))
    controls = np.zeros((replications, 4))
    for r, log in enumerate(logs(_scenario(None, {"all": (0, 24, operators)}, rates), replications, trial)):
        c = log.contacts
        wait_us = c["answered_us"] - c["arrived_us"]
        came[r], waited[r], waiting_s[r] = len(wait_us), (wait_us > 0).sum(), wait_us.sum() / 1e6
        talk = (c["talk_end_us"] - c["answered_us"]) / (TALK_S * 1e6) - 1
        ahead = hours - c["arrived_us"] / HOUR_US  # hours that a caller, or a long talk, can make others wait
        controls[r] = came[r] - offered, talk.sum(), ahead.sum() - offered * hours / 2, (talk * ahead).sum()
    return [
        hold("p_wait", "share", sum(part.waiting for part in passed) / offered, waited, came, controls),
        hold("mean_wait", "s", sum(part.waiting_time_s for part in passed) / offered, waiting_s, came, controls),
    ]


def as_patient_as_served_case(replications: int, trial: Trial) -> list[Evidence]:
    """With the same exponential law for talk and patience every caller leaves at one rate, answered or not.

    So their number is a Poisson number at every instant, whatever the staff. It is looked at every ten minutes: ten
    mean talks later it has forgotten what it was.
    """
    rates = np.repeat(np.array(CALLS_PER_HOUR, dtype=np.float64), LOOKS_PER_HOUR)
    load = offered_load_at_ends(rates / 3600, 3600.0 / LOOKS_PER_HOUR, TALK_S)[1:-1]
    looks_us = np.arange(1, len(rates)) * (HOUR_US // LOOKS_PER_HOUR)
    there, empty, arrivals = [], [], []
    for log in logs(_scenario(TALK_S, {"all": (0, 24, 4)}), replications, trial):
        c = log.contacts
        arrivals.append(np.bincount(c["arrived_us"] // HOUR_US, minlength=24))
        ends_us = np.maximum(c["talk_end_us"], c["left_us"])
        gone = np.searchsorted(np.sort(ends_us[ends_us != NOT_YET]), looks_us)
        number = np.searchsorted(c["arrived_us"], looks_us) - gone
        there.append(number.mean())
        empty.append((number == 0).mean())
    controls = np.array(arrivals, dtype=np.float64) - np.array(CALLS_PER_HOUR)
    every = np.ones(replications)
    return [
        hold("in_house", "number", float(load.mean()), np.array(there), every, controls),
        hold("nobody", "share", float(np.exp(-load).mean()), np.array(empty), every, controls),
    ]
