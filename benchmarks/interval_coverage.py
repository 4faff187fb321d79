"""How often do the intervals cover the truth, and on which side do they miss it? Before and after, side by side.

Run: python benchmarks/interval_coverage.py [--trials 2000] [--system rare ...] [--markdown]
Six floors and two chains; intervals from 5, 10, 20 and 30 replications against all replications of the system
together, 30 for each trial. No replication is in two trials of one size. "Before": Student's intervals around ratios of
sums and means of the runs' own values.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from pathlib import Path
from typing import Any

import pandas as pd

import sim
from sim.logs.run_log import RunLog
from sim.measures.by_interval import thresholds
from sim.measures.closure import closed_in_time
from sim.measures.definitions import definition_of
from sim.measures.estimate import Estimate, differing, estimate_measure, spread_of
from sim.measures.families import call_figures, ticket_figures
from sim.measures.figures import Figure, asked_of
from sim.measures.parts import EVERYTHING, filters
from sim.measures.run import measure
from sim.measures.stays import processing_times
from sim.measures.ticket_book import TicketBook
from sim.measures.work import Work
from sim.statistics.intervals import Interval, Spread, ratio_interval, t_interval

Found = dict[str, tuple[float, Sequence[Interval | Estimate]]]
"""Before and after: the truth, and an interval for each trial."""

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
SYSTEMS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
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
FEW = 5
"""With fewer pairs that differ, little is known of a difference."""
OUTSIDE = (92, 97)
"""Coverage in per cent beyond which it is told by name."""
ENOUGH = 0.1
"""Of fewer of the trials no coverage is told by kind: of 200 chance alone makes 3 points."""


def counted(log: RunLog) -> dict[str, Figure]:
    """What is counted of the calls of a run, or of its tickets; every measure would take twice as long."""
    work = Work(log)
    if log.plan.scenario.tickets is None:
        return asked_of(call_figures(work.phone, work, thresholds(log), log.plan.scenario.report.short_abandon))
    book = TicketBook(log, work)
    whole = book.part(filters(log, EVERYTHING))
    found = ticket_figures(whole) | closed_in_time(whole) | processing_times(whole)
    book.close()
    return found


def runs(scenario: sim.Scenario, n: int, keys: list[str]) -> list[dict[str, Figure]]:
    """Some measures of so many replications; the first is held against what every report is made from."""
    found = []
    for replication in range(n):
        log = sim.simulate(scenario, replication=replication, engine="kernel")
        values = counted(log)
        found.append({key: values[key] for key in keys})
        if replication == 0 and any(measure(log).values[key] != figure for key, figure in found[0].items()):
            raise ValueError(f"{scenario.name}: not the figures of a report")
    return found


def before(key: str, figures: list[Figure]) -> Interval | Estimate:
    """Student's interval, as it was: ratios of sums; of all else, quantiles too, the mean over the runs with data."""
    known = [f for f in figures if f.value is not None]
    if definition_of(key).kind in ("ratio", "mean"):
        return ratio_interval([f.numerator or 0 for f in known], [f.denominator or 0 for f in known])
    return t_interval([f.value for f in known if f.value is not None])


def missed(truth: float, found: Sequence[Interval | Estimate]) -> dict[str, float]:
    """Share of the intervals that cover the truth, that end below it, and that begin above it, in per cent."""
    below = sum(one.high is not None and one.high < truth for one in found)
    above = sum(one.low is not None and one.low > truth for one in found)
    counts = {"covers": len(found) - below - above, "ends below": below, "begins above": above}
    return {name: 100 * count / max(len(found), 1) for name, count in counts.items()}


WAYS: dict[str, Callable[[str, list[Figure]], Interval | Estimate]] = {"before": before, "after": estimate_measure}


def truths(key: str, figures: list[Figure]) -> dict[str, float]:
    """What each way gives of all replications together."""
    return {when: way(key, figures).estimate or 0.0 for when, way in WAYS.items()}


def of_measure(key: str, figures: list[Figure], parts: list[slice], truth: dict[str, float]) -> Found:
    """Its intervals in each trial, before and after."""
    return {when: (truth[when], [way(key, figures[part]) for part in parts]) for when, way in WAYS.items()}


def of_difference(truth: float, spreads: Iterable[Spread]) -> Found:
    """The same of a paired difference."""
    known = list(spreads)
    return {
        "before": (truth, [spread.interval(0.95, "difference") for spread in known]),
        "after": (truth, [spread.interval_of_difference(0.95) for spread in known]),
    }


def of_pairs(kind: str, key: str, base: list[Figure], variant: list[Figure], parts: list[slice]) -> dict[str, Found]:
    """A paired difference in all trials, where enough pairs differ, and where few do; where none does, none is told."""
    truth = (spread_of(key, variant).estimate or 0) - (spread_of(key, base).estimate or 0)
    spreads = [spread_of(key, variant[part]).less(spread_of(key, base[part])) for part in parts]
    pairs = [differing(base[part], variant[part]) for part in parts]
    return {
        kind: of_difference(truth, spreads),
        f"{kind}, {FEW} or more differ": of_difference(truth, compress(spreads, [k >= FEW for k in pairs])),
        f"{kind}, 1 to {FEW - 1} differ": of_difference(truth, compress(spreads, [0 < k < FEW for k in pairs])),
    }


def study(name: str, trials: int, kinds: list[str] | None = None) -> list[dict[str, object]]:
    """Every kind of measure of one system at every number of replications."""
    file, changes, variant = SYSTEMS[name]
    base = sim.load_scenario(str(HERE / f"interval_coverage_{file}.yaml")).replace(changes)
    total = trials * max(NUMBERS)
    print(f"{name}: {2 * total} replications", file=sys.stderr)
    of_kinds = OF_CALLS if file == "floor" else OF_TICKETS
    asked = {kind: key for kind, key in of_kinds.items() if not kinds or kind in kinds}
    first = runs(base, total, list(asked.values()))
    pairs = [key for kind, key in asked.items() if kind == "paired difference"]
    second = runs(base.replace(variant), total, pairs) if pairs else []
    rows: list[dict[str, object]] = []
    for kind, key in asked.items():
        mine = [values[key] for values in first]
        truth = truths(key, mine)
        for n in NUMBERS:
            parts = [slice(k * n, (k + 1) * n) for k in range(trials)]
            if kind == "paired difference":
                found = of_pairs(kind, key, mine, [values[key] for values in second], parts)
            else:
                found = {kind: of_measure(key, mine, parts, truth)}
            for label, ways in found.items():
                cells = {
                    f"{when}: {side}": share
                    for when, (real, intervals) in ways.items()
                    for side, share in missed(real, intervals).items()
                }
                real, intervals = ways["after"]
                row = {"system": name, "kind": label, "measure": key, "n": n, "trials": len(intervals), "truth": real}
                rows.append(row | cells)
    return rows


def compact(table: pd.DataFrame) -> str:
    """A row for each system and kind: per number of replications the coverage before, after, and where it misses."""
    head = ["system", "kind", "measure", *(f"n = {n}" for n in NUMBERS)]
    lines = [head, ["---"] * len(head)]
    for (system, kind, measure_), rows in table.groupby(["system", "kind", "measure"], sort=False):
        cells = [
            "-"
            if row["trials"] == 0
            else f"{row['before: covers']:.1f} → {row['after: covers']:.1f} "
            f"({row['after: ends below']:.1f} / {row['after: begins above']:.1f})"
            for row in rows.to_dict("records")
        ]
        lines.append([str(system), str(kind), f"`{measure_}`", *cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def by_kind(table: pd.DataFrame) -> str:
    """A row for each kind: its mean coverage now, the least and the most of any system, and where it is outside."""
    enough = table[table["trials"] >= ENOUGH * table["trials"].max()]
    head = ["kind", *(f"n = {n}" for n in NUMBERS), f"outside {OUTSIDE[0]} to {OUTSIDE[1]} at n = 10 or 30"]
    lines = [head, ["---"] * len(head)]
    for kind, rows in enough.groupby("kind", sort=False):
        covers = [rows.loc[rows["n"] == n, "after: covers"] for n in NUMBERS]
        cells = [f"{c.mean():.1f} ({c.min():.1f} to {c.max():.1f})" if len(c) else "-" for c in covers]
        told = rows[rows["n"].isin((10, 30)) & ~rows["after: covers"].between(*OUTSIDE)]
        named = (f"{system} {n}: {c:.1f}" for system, n, c in told[["system", "n", "after: covers"]].to_numpy())
        lines.append([str(kind), *cells, ", ".join(named) or "none"])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=2000)
    parser.add_argument("--system", action="append", choices=list(SYSTEMS), help="only these; all if left out")
    parser.add_argument("--kind", action="append", choices=list(OF_CALLS), help="only these; all if left out")
    parser.add_argument("--markdown", action="store_true", help="print the table as docs/intervals.md holds it")
    asked = parser.parse_args()
    table = pd.DataFrame([one for name in asked.system or SYSTEMS for one in study(name, asked.trials, asked.kind)])
    if asked.markdown:
        print(compact(table), by_kind(table), sep="\n\n")
    else:
        texts = table.assign(truth=table["truth"].map("{:.4g}".format)).round(1).astype(str)
        print(texts.to_string(index=False))
