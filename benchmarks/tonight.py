"""How long `hotline tonight` takes on the shipped street of Jingxi, and whether days end as it said.

Run: python benchmarks/tonight.py [--reps 5000] [--rounds 5] [--days 60]

The street's own simulation stands for its fifth day: what is open at 15:40 is written as an export of tickets with
stamps. Says, as JSON, the seconds that the rest of that day takes so many times, in one thread, after a first run that
compiles; and over so many such days what was left at midnight beside what had been said: the means, the mean place of
the one among the other (one half if it is said right), and the share of days in the band of 80 %.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from sim.checks import checked_plan
from sim.logs.run_log import RunLog
from sim.rules.codes import NOT_YET
from sim.scenario.schema import Scenario
from sim.shipped import load_scenario
from sim.simulation import run_plan
from sim.tonight.outlook import Outlook, outlook
from sim.tonight.rest_of_day import rest_of_day

AT = datetime(2022, 7, 14, 15, 40)
STAMPS = ["ticket", "type", "urgency", "unit", "received", "dispatched", "accepted", "handled", "closed"]
SEED = 77


def export(log: RunLog, path: Path) -> None:
    """Tickets with the stamps that a platform has, and the unit that had each last."""
    tickets = log.ticket_frame()
    last = log.assignment_frame().drop_duplicates("ticket", keep="last").set_index("ticket")["unit"]
    units = last.astype(str).str.replace(r" \d+$", "", regex=True).reindex(tickets["ticket"].to_numpy())
    tickets.assign(unit=units.to_numpy())[STAMPS].to_csv(path, index=False)


def said(street: Scenario, log: RunLog, folder: Path, reps: int) -> Outlook:
    """What is said of the rest of a day at 15:40."""
    export(log, folder / "open.csv")
    return outlook(rest_of_day(street, AT, tickets=folder / "open.csv"), replications=reps, engine="kernel")


def left_at_midnight(log: RunLog) -> tuple[int, int]:
    """Tickets open at midnight of the day: of those that were open at 15:40, and of all."""
    instants = log.plan.calendar.instant_us
    at_us, end_us = instants(AT.date(), (15 * 60 + 40) * 60_000_000), instants(AT.date(), 86_400_000_000)
    received_us, closed_us = log.tickets["received_us"], log.tickets["closed_us"]
    is_left = (received_us < end_us) & ((closed_us == NOT_YET) | (closed_us >= end_us))
    return int((is_left & (received_us <= at_us)).sum()), int(is_left.sum())


def timed(street: Scenario, log: RunLog, folder: Path, reps: int, rounds: int) -> dict[str, Any]:
    """Seconds by the clock and of the processor, round by round."""
    said(street, log, folder, 2)
    clock, processor = [], []
    for _ in range(rounds):
        begun = time.perf_counter(), time.process_time()
        found = said(street, log, folder, reps)
        clock.append(time.perf_counter() - begun[0])
        processor.append(time.process_time() - begun[1])
    return {
        "replications": reps, "open_now": found.open_now, "received": float(found.endings.received.mean()),
        "seconds": statistics.median(clock), "cpu_seconds": statistics.median(processor), "all_seconds": clock,
    }  # fmt: skip


def calibrated(street: Scenario, folder: Path, days: int) -> dict[str, Any]:
    """What was left beside what was said, of the tickets that were open and of all."""
    rows = []
    for replication in range(days):
        log = run_plan(checked_plan(street), SEED, replication, "kernel")
        found = said(street, log, folder, 400)
        for real, counts in zip(left_at_midnight(log), (found.left_of_now, found.left), strict=True):
            low, high = np.quantile(counts, (0.1, 0.9))
            above = ((counts < real).mean() + (counts <= real).mean()) / 2
            rows.append((real, counts.mean(), above, low <= real <= high))
    table = np.array(rows, dtype=np.float64).reshape(days, 2, 4).mean(axis=0)
    names = ("left", "said", "place_in_what_was_said", "in_band_80")
    return {what: dict(zip(names, row, strict=True)) for what, row in zip(("of_open", "of_all"), table, strict=True)}


def main() -> None:
    """Time it, and hold it against days."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--days", type=int, default=60)
    asked = parser.parse_args()
    street = load_scenario("jingxi_2022")
    with tempfile.TemporaryDirectory() as box:
        log = run_plan(checked_plan(street), SEED, 0, "kernel")
        answer = timed(street, log, Path(box), asked.reps, asked.rounds)
        answer["days"] = asked.days
        answer |= calibrated(street, Path(box), asked.days) if asked.days else {}
    print(json.dumps(answer, default=float))


if __name__ == "__main__":
    main()
