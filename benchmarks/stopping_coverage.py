"""How often does an interval hold the truth where a rule stopped the replications, and how often is a verdict wrong?

Run: python benchmarks/stopping_coverage.py [--trials 2000] [--pool 4000]
Student's interval on normal data; then small floors of `interval_coverage.py`: each trial draws replications, with
replacement, from a pool whose own mean is the truth, and the rule of `hotline run --until` looks at them.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import sim
from sim.measures.estimate import estimate_measure, figures_of
from sim.measures.run import Measures
from sim.scenario.schema import Scenario
from sim.statistics.intervals import t_interval
from sim.statistics.precision import half_width, looks
from sim.study.until import PASSES, Watch

HERE = Path(__file__).parent
CALLS, STAFF = "demand.calls.per_day", "operators.desk.shifts.all.staff"
FLOORS = {
    "quiet": {},
    "overload": {CALLS: 300, STAFF: 1},
    "busy days": {CALLS: 300, STAFF: 4, "demand.calls.busyness_cv": "15 %"},
}
UNTIL = {"asa": ("10 %", "20 %"), "service_level_20s": ("1 point", "2 points"), "wait_p95": ("10 %",)}
MOST = 1000
MOST_DECIDED = 300


def of_normal_data(trials: int, rng: np.random.Generator) -> None:
    """The rule with one look and with two in a row, on values with mean 0 and variance 1."""
    for half in (0.5, 0.3, 0.2):
        for passes in (1, PASSES):
            covered, used = 0, 0
            for _ in range(trials):
                values, held = rng.standard_normal(MOST), 0
                for n in looks(10, MOST):
                    found = t_interval(values[:n])
                    width = half_width(found)
                    held = held + 1 if width is not None and width <= half else 0
                    if held == passes:
                        break
                covered += found.low <= 0 <= found.high  # type: ignore[operator]  # ten values have both ends
                used += n
            print(
                f"| normal, +- {half}, {passes} in a row | {100 * covered / trials:.1f} | {used / trials:.0f} |",
                flush=True,
            )


def stopped(
    scenario: Scenario, pool: Sequence[Measures], until: str, most: int, rng: np.random.Generator
) -> tuple[list[Measures], Watch]:
    """The replications that the rule used, drawn from the pool."""
    watch = Watch.of(scenario, until, None, most)
    assert watch is not None
    drawn = [pool[number] for number in rng.integers(len(pool), size=most)]
    for n in looks(10, most):
        if watch.is_enough(drawn[:n], []):
            break
    return drawn[:n], watch


def of_a_floor(name: str, trials: int, size: int, rng: np.random.Generator) -> None:
    """Coverage of measures, and wrong verdicts on a promise that is exactly what comes about."""
    scenario = sim.load_scenario(HERE / "interval_coverage_floor.yaml").replace(FLOORS[name])
    pool = sim.replicate(scenario, size, seed=1, engine="kernel").measures
    for key, widths in UNTIL.items():
        truth = estimate_measure(key, figures_of(key, pool)).estimate
        for width in widths if truth else ():
            covered, used = 0, 0
            for _ in range(trials if key != "wait_p95" else trials // 10):
                runs, _watch = stopped(scenario, pool, f"{key} +- {width}", MOST, rng)
                found = estimate_measure(key, figures_of(key, runs))
                covered += found.low <= truth <= found.high  # type: ignore[operator]  # the rule asks for both ends
                used += len(runs)
            of = trials if key != "wait_p95" else trials // 10
            print(f"| {name}, {key} +- {width} | {100 * covered / of:.1f} | {used / of:.0f} |", flush=True)
    truth = estimate_measure("service_level_20s", figures_of("service_level_20s", pool)).estimate
    at_truth = scenario.replace({"targets": [{"measure": "service_level", "within": "20 s", "at_least": truth}]})
    wrong, used = {"met": 0, "not met": 0}, 0
    for _ in range(trials):
        runs, watch = stopped(at_truth, pool, "decided", MOST_DECIDED, rng)
        used += len(runs)
        if watch.looks.stopping().reached:  # type: ignore[union-attr]  # there were looks
            wrong[watch.looks.verdicts[0]] += 1
    told = ", ".join(f"{verdict} in {100 * count / trials:.1f} %" for verdict, count in wrong.items())
    print(f"| {name}, decided on the threshold | {told} | {used / trials:.0f} |", flush=True)


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=2000)
    parser.add_argument("--pool", type=int, default=4000)
    asked = parser.parse_args()
    print("| what stopped it | holds the truth, % | replications |\n| --- | --- | --- |")
    rng = np.random.default_rng(2026)
    of_normal_data(asked.trials, rng)
    for name in FLOORS:
        of_a_floor(name, asked.trials, asked.pool, rng)


if __name__ == "__main__":
    main()
