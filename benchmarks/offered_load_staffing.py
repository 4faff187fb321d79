"""Staffing by the offered load against staffing hour by hour: what becomes of work of 5, 30 and 90 minutes?

Run: python benchmarks/offered_load_staffing.py [--minutes 5 30 90] [--steps 12]
A day whose rate is a sine (70 % up and down, least at 21:00), about 20 erlang on average, one number of operators for
each hour so that by Erlang C at most 20 % wait; nobody gives up. What becomes of it is exact: Kolmogorov's equations of
the fourth day, in so many steps of an hour, each with the rate of its middle. When operators leave, their work is
handed back (`handed back`) or ended first by any of them (`finish, by chance`).
"""

from __future__ import annotations

import argparse
import json
import math

import numpy as np

from sim.queueing.load import least_operators_by_offered_load, offered_load_at_ends
from sim.queueing.requirement import Ints, Reals, least_operators_each
from sim.queueing.transient import Floor, Leaving, Stretch

HOURS, DAYS, MOST_WAITING = 24, 4, 0.20
LOOKS: tuple[Leaving, ...] = ("handed back", "finish, by chance")
PER_HOUR = {5: 240.0, 30: 40.0, 90: 13.0}
"""Work that comes in an hour, on average, by its minutes."""


def rates(minutes: int, hours: Reals) -> Reals:
    """Per second, at some hours of the day."""
    return PER_HOUR[minutes] / 3600 * (1 + 0.7 * np.sin(2 * math.pi * (hours - 3) / HOURS))


def plans(minutes: int, steps: int) -> dict[str, Ints]:
    """Operators of each hour, by rule."""
    work_s = 60.0 * minutes
    middles = (np.arange(HOURS * steps) + 0.5) / steps
    edges = np.arange(HOURS * steps + 1) / steps

    def by_erlang(load: Reals) -> Ints:
        return least_operators_each(load / work_s, np.full(HOURS, work_s), None, 0.0, 1 - MOST_WAITING)

    def mean(values: Reals) -> Reals:
        return values.reshape(HOURS, steps).mean(axis=1)

    def most(values: Reals) -> Reals:
        return np.array([values[hour * steps : (hour + 1) * steps + 1].max() for hour in range(HOURS)])

    rate, lag = rates(minutes, middles), minutes / 60
    at_ends = offered_load_at_ends(np.tile(rate, DAYS), 3600 / steps, work_s)[-HOURS * steps - 1 :]
    by_hour = np.tile(mean(rate), DAYS)
    offered = least_operators_by_offered_load(by_hour, 3600.0, work_s, None, 0.0, 1 - MOST_WAITING)
    return {
        "hour by hour, mean": by_erlang(mean(rate) * work_s),
        "hour by hour, most": by_erlang(most(rates(minutes, edges)) * work_s),
        "lagged, mean": by_erlang(mean(rates(minutes, middles - lag)) * work_s),
        "lagged, most": by_erlang(most(rates(minutes, edges - lag)) * work_s),
        "offered load, mean": offered[-HOURS:],
        "offered load, most": by_erlang(most(at_ends)),
    }


def waiting(minutes: int, operators: Ints, steps: int, leaving: Leaving) -> Reals:
    """Share of the work of each hour that waits."""
    rate = rates(minutes, (np.arange(HOURS * steps) + 0.5) / steps)
    stretches = [
        Stretch(3600 / steps, float(rate[step]), int(operators[step // steps]))
        for _ in range(DAYS)
        for step in range(HOURS * steps)
    ]
    passed = Floor(60.0 * minutes, leaving=leaving).course(stretches).passed[-HOURS * steps :]
    waits, comes = (
        np.array([getattr(part, name) for part in passed]).reshape(HOURS, steps).sum(axis=1)
        for name in ("waiting", "offered")
    )
    found: Reals = waits / comes
    return found


def table(minutes: int, steps: int) -> dict[str, dict[str, float]]:
    """Person-hours a day, the worst hour and the hours above 22 %, by rule."""
    rows = {}
    for name, operators in plans(minutes, steps).items():
        rows[name] = {"person_hours": float(operators.sum())}
        for leaving in LOOKS:
            found = waiting(minutes, operators, steps, leaving)
            rows[name] |= {
                f"worst, {leaving}": round(float(found.max()), 3),
                f"hours, {leaving}": int((found > MOST_WAITING + 0.02).sum()),
            }
    return rows


def main() -> None:
    """Print the tables as one object."""
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=int, nargs="+", default=list(PER_HOUR), choices=list(PER_HOUR))
    options.add_argument("--steps", type=int, default=12)
    asked = options.parse_args()
    print(json.dumps({minutes: table(minutes, asked.steps) for minutes in asked.minutes}, indent=1))


if __name__ == "__main__":
    main()
