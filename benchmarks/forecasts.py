"""How far off forecasts of real lines were, day by day and interval by interval, beside the same weekday last week.

Run: python benchmarks/forecasts.py FOLDER, where the real data lie that docs/forecasting.md names.

Prints, for each line and each stretch of origins, the table of methods as JSON: mean absolute errors over those of last
week's days, what bands of 80 % held, and the score of these bands; and for the bank how far off the rest of the day was
from four times of day on, with what had come scaled in full, and as much as was learnt, over not at all.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.forecasting.contest import contest
from sim.forecasting.history import Days, History, history_of
from sim.forecasting.reading import read_recorded
from sim.forecasting.rolling import Rolling, roll
from sim.forecasting.today import rest_of_day

LINES = {
    "bank_calls_5min_2003.csv.gz": ((164, 28), (130, 28)),
    "nyc311_animals_2025q1.csv.gz": ((None, 28),),
    "servicedesk_incidents_2016.csv.gz": ((89, 28),),
}
"""File, and for each stretch how many open days are known at its end and how many origins are judged."""
HOURS = (9, 10, 12, 14)
BASES = ("mean_of_6_weeks", "calendar")


def until(history: History, known: int, ahead: int) -> History:
    """The history as it was when so many days were known."""
    days = Days(*(getattr(history.days, field.name)[: known + ahead] for field in fields(Days)))
    return replace(history, counts=history.counts[:known], days=days)


def judged(history: History, origins: int) -> dict[str, Any]:
    """The table of methods, and how long it took."""
    begun = time.perf_counter()
    table = contest(roll(history, history.ahead, 200), history, origins).round(3)
    return {"seconds": round(time.perf_counter() - begun, 2), "methods": table.to_dict("records")}


def rest(rolling: Rolling, history: History, name: str, hour: int) -> dict[str, float]:
    """Errors of the rest of the day from an hour on, over those of the forecast as it was."""
    passed, errors = 2 * hour, []
    for at in np.flatnonzero(rolling.origins < history.known)[-28:]:
        known = int(rolling.origins[at])
        came, said = history.counts[known], rolling.intervals[name][at, 0]
        left = came[passed:].sum()
        full = said[passed:].sum() * came[:passed].sum() / said[:passed].sum()
        learnt = rest_of_day(rolling, name, known, came[:passed]).total
        errors.append([abs(left - one) for one in (said[passed:].sum(), full, learnt)])
    kept, full, learnt = np.mean(errors, axis=0)
    return {"in_full": round(full / kept, 2), "learnt": round(learnt / kept, 2)}


def main() -> None:
    """Judge what is at hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    result: dict[str, Any] = {}
    for name, stretches in LINES.items():
        recorded = read_recorded(folder / name, {})
        whole = history_of(recorded.counts, recorded.width_minutes, 7)
        for known, origins in stretches:
            history = whole if known is None else until(whole, known, 5 if "bank" in name else 7)
            result[f"{name}, {history.known} days"] = judged(history, origins)
        if "bank" in name:
            rolling = roll(whole, whole.ahead, 200)
            result["rest of the day"] = {
                f"{base}, {hour}:00": rest(rolling, whole, base, hour) for base in BASES for hour in HOURS
            }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
