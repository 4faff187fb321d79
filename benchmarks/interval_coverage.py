"""How often do the intervals cover the truth, and on which side do they miss it? Before and after, side by side.

Run: python benchmarks/interval_coverage.py [--trials 400] [--system rare ...] [--markdown]
Six floors and two chains; intervals from 5, 10, 20 and 30 replications against all replications of the system
together. "Before": Student's intervals around ratios of sums and means of the runs' own values.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd

import sim
from sim.measures.definitions import definition_of
from sim.measures.estimate import estimate_measure, spread_of
from sim.measures.figures import Figure
from sim.measures.run import Measures, measure
from sim.measures.statistics import ratio_interval, t_interval

HERE = Path(__file__).parent
CALLS, STAFF, BUSY = "demand.calls.per_day", "operators.desk.shifts.all.staff", "demand.calls.busyness_cv"
REDIAL = {
    "after_abandon": "50 %",
    "after_block": "80 %",
    "delay": {"law": "exponential", "mean": "10 min"},
    "max_tries": 3,
}
CREWS = "units.town.shifts.day.staff"
# System: its file, its changes, and the change that the paired difference is about.
SYSTEMS = {
    "quiet": ("floor", {}, {STAFF: 4}),
    "rare": ("floor", {STAFF: 4}, {STAFF: 5}),
    "overload": ("floor", {CALLS: 300, STAFF: 1}, {STAFF: 2}),
    "redials": ("floor", {CALLS: 250, STAFF: 2, "callers.trunks": 6, "callers.redial": REDIAL}, {STAFF: 3}),
    "busy days": ("floor", {CALLS: 300, STAFF: 4, BUSY: "15 %"}, {STAFF: 5}),
    "days apart": ("floor", {CALLS: 300, STAFF: 4, BUSY: "40 %"}, {STAFF: 5}),
    "chain": ("chain", {}, {CREWS: 3}),
    "late chain": ("chain", {"demand.line.per_day": 60, CREWS: 4}, {CREWS: 5}),
}
OF_CALLS = {
    "mean": "asa", "ratio": "aht", "share": "service_level_20s", "share near 0": "abandonment_rate",
    "share near 1": "service_level_answered_30s", "quantile": "wait_p95", "zero-heavy count": "abandoned",
    "maximum": "longest_wait", "paired difference": "service_level_20s",
}  # fmt: skip
OF_TICKETS = {
    "mean": "processing_time_mean", "ratio": "dispatches_per_ticket", "share": "same_day_closure",
    "share near 0": "return_rate", "share near 1": "closed_within_24h", "quantile": "processing_time_p90",
    "zero-heavy count": "overdue_at_end", "maximum": "backlog_max", "paired difference": "same_day_closure",
}  # fmt: skip
NUMBERS = (5, 10, 20, 30)


def runs(scenario: sim.Scenario, n: int) -> list[Measures]:
    """The measures of so many replications; two threads, since the engine holds no lock."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda r: measure(sim.simulate(scenario, replication=r, engine="kernel")), range(n)))


def before(key: str, figures: list[Figure]) -> tuple[float | None, float | None, float | None]:
    """Student's interval, as it was: ratios of sums; of all else, quantiles too, the mean over the runs with data."""
    known = [f for f in figures if f.value is not None]
    if definition_of(key).kind in ("ratio", "mean"):
        found = ratio_interval([f.numerator or 0 for f in known], [f.denominator or 0 for f in known])
    else:
        found = t_interval([f.value for f in known if f.value is not None])
    return found.estimate, found.low, found.high


def after(key: str, figures: list[Figure]) -> tuple[float | None, float | None, float | None]:
    """The interval as it is."""
    found = estimate_measure(key, figures)
    return found.estimate, found.low, found.high


def row(truth: float, found: list[tuple[float | None, float | None, float | None]]) -> dict[str, float]:
    """Share of the intervals that cover the truth, that end below it, and that begin above it, in per cent."""
    below = sum(high is not None and high < truth for _, _, high in found)
    above = sum(low is not None and low > truth for _, low, _ in found)
    counts = {"covers": len(found) - below - above, "ends below": below, "begins above": above}
    return {name: 100 * count / len(found) for name, count in counts.items()}


def study(name: str, trials: int, kinds: list[str] | None = None) -> list[dict[str, object]]:
    """Every kind of measure of one system at every number of replications."""
    file, changes, variant = SYSTEMS[name]
    base = sim.load_scenario(str(HERE / f"interval_coverage_{file}.yaml")).replace(changes)
    total = trials * max(NUMBERS)
    print(f"{name}: {2 * total} replications", file=sys.stderr)
    first, second = runs(base, total), runs(base.replace(variant), total)
    rows: list[dict[str, object]] = []
    for kind, key in (OF_CALLS if file == "floor" else OF_TICKETS).items():
        if kinds and kind not in kinds:
            continue
        mine, other = [m.values[key] for m in first], [m.values[key] for m in second]
        for n in NUMBERS:
            parts = [slice(k * n, (k + 1) * n) for k in range(trials)]
            found: dict[str, dict[str, float]] = {}
            if kind == "paired difference":
                spreads = [spread_of(key, other[p]).less(spread_of(key, mine[p])) for p in parts]
                ends = [spread.interval_of_difference(0.95) for spread in spreads]
                truth = (spread_of(key, other).estimate or 0) - (spread_of(key, mine).estimate or 0)
                found["after"] = row(truth, [(i.estimate, i.low, i.high) for i in ends])
                ends = [spread.interval(0.95, "difference") for spread in spreads]
                found["before"] = row(truth, [(i.estimate, i.low, i.high) for i in ends])
            else:
                for when, method in (("before", before), ("after", after)):
                    truth = method(key, mine)[0] or 0.0
                    found[when] = row(truth, [method(key, mine[p]) for p in parts])
            cells = {f"{when}: {name}": value for when, one in found.items() for name, value in one.items()}
            rows.append({"system": name, "kind": kind, "measure": key, "n": n, "truth": truth, **cells})
    return rows


def compact(table: pd.DataFrame) -> str:
    """A row for each system and kind: per number of replications the coverage before, after, and where it misses."""
    head = ["system", "kind", "measure", *(f"n = {n}" for n in NUMBERS)]
    lines = [head, ["---"] * len(head)]
    for (system, kind, measure_), rows in table.groupby(["system", "kind", "measure"], sort=False):
        cells = [
            f"{row['before: covers']:.1f} → {row['after: covers']:.1f} "
            f"({row['after: ends below']:.1f} / {row['after: begins above']:.1f})"
            for row in rows.to_dict("records")
        ]
        lines.append([str(system), str(kind), f"`{measure_}`", *cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=400)
    parser.add_argument("--system", action="append", choices=list(SYSTEMS), help="only these; all if left out")
    parser.add_argument("--kind", action="append", choices=list(OF_CALLS), help="only these; all if left out")
    parser.add_argument("--markdown", action="store_true", help="print the table as docs/intervals.md holds it")
    asked = parser.parse_args()
    table = pd.DataFrame([one for name in asked.system or SYSTEMS for one in study(name, asked.trials, asked.kind)])
    if asked.markdown:
        print(compact(table))
    else:
        texts = table.assign(truth=table["truth"].map("{:.4g}".format)).round(1).astype(str)
        print(texts.to_string(index=False))
