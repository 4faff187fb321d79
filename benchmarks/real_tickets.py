"""Back-tests of fits to real tickets: bands of the days held out, and verdicts.

Run: python benchmarks/real_tickets.py FOLDER [--reps 100] [--page docs/fitting-tickets.md]

FOLDER holds nyc311_animals_2025q1.csv.gz (requests about animals to New York's 311 line, January to March 2025, NYC
Open Data) and servicedesk_incidents_2016.csv.gz (tickets of a service desk, Amaral, Fantinato and Peres 2018, UCI data
set 498, doi 10.24432/C57S4H, CC BY 4.0). Prints a table for each case; `--page` writes it into that page.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any, Final

import sim
from sim.backtesting.backtest import Backtest
from sim.report.backtest import measure_words, value_shown
from sim.report.backtest_words import VERDICT_WORDS
from sim.report.words import phrase

NYC, DESK = "nyc311_animals_2025q1.csv.gz", "servicedesk_incidents_2016.csv.gz"
CASES: Final[dict[str, dict[str, Any]]] = {
    "New York, animals, 15 to 28 February": {
        "tickets": NYC, "zone": "America/New_York", "hold": 14, "at": date(2025, 2, 28),
    },
    "New York, animals, 28 February to 13 March": {"tickets": NYC, "zone": "America/New_York", "hold": 14},
    "Service desk, 14 to 27 May, fitted to all weeks before": {
        "tickets": DESK, "hold": 14, "at": date(2016, 5, 27),
    },
    "Service desk, 14 to 27 May, fitted from 11 April on": {
        "tickets": DESK, "hold": 14, "at": date(2016, 5, 27), "since": date(2016, 4, 11),
    },
}  # fmt: skip
BEGIN, END = "<!-- real tickets: begin -->", "<!-- real tickets: end -->"


def held_out(folder: Path, name: str, replications: int) -> Backtest:
    """The back-test of a case."""
    case = dict(CASES[name])
    return sim.backtest(tickets=folder / case.pop("tickets"), replications=replications, **case)


def table_of(name: str, held: Backtest) -> str:
    """A case as a table in Markdown."""
    rows = [f"**{name}**", "", "| measure | real | simulated | days in the bands of 50, 80, 95 % | verdict |",
            "|---|---|---|---|---|"]  # fmt: skip
    for row in held.calibration.to_dict("records"):
        days = row["days"]
        inside = ", ".join(str(round(row[f"inside_{level}"] * days)) for level in (50, 80, 95))
        real, simulated = (value_shown(row["measure"], row[what]) for what in ("real", "simulated"))
        verdict = phrase(VERDICT_WORDS[row["verdict"]], "en")
        called = measure_words(row["measure"], held.within_seconds, "en")
        rows.append(f"| {called} | {real} | {simulated} | {inside} of {days} | {verdict} |")
    return "\n".join(rows)


def main() -> None:
    """Back-test each case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reps", type=int, default=100)
    parser.add_argument("--page", type=Path)
    asked = parser.parse_args()
    text = "\n\n".join(table_of(name, held_out(asked.folder, name, asked.reps)) for name in CASES)
    print(text)
    if asked.page is not None:
        page = asked.page.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        asked.page.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
