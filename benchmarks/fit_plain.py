"""The steps of `hotline fit` as one would write them plainly: pandas row by row, scipy's censored fits.

Run: python benchmarks/fit_plain.py CALLS TICKETS

For `benchmarks/fit_speed.py`, which makes up both files. Says what it found as JSON, so that it can be held against
what the program found.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

import pandas as pd
from scipy import stats

LAWS = {"exponential": stats.expon, "weibull": stats.weibull_min, "lognormal": stats.lognorm, "gamma": stats.gamma}


def stamp(text: Any) -> datetime | None:
    """A time, if the cell has one."""
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None


def best_law(ended: list[float], cut: list[float]) -> tuple[str, float]:
    """The law with the least Akaike's criterion, and its mean."""
    data = stats.CensoredData(uncensored=[max(x, 0.5) for x in ended], right=[x for x in cut if x > 0])
    found = []
    for name, law in LAWS.items():
        *shapes, _, scale = law.fit(data, floc=0)
        size = 1 + len(shapes)
        found.append((2 * (size - _likelihood(law, shapes, scale, data)), name, float(law.mean(*shapes, scale=scale))))
    _, name, mean = min(found)
    return name, mean


def _likelihood(law: Any, shapes: list[float], scale: float, data: stats.CensoredData) -> float:
    whole = law.logpdf(data._uncensored, *shapes, scale=scale).sum()
    return float(whole + law.logsf(data._right, *shapes, scale=scale).sum())


def calls_of(path: str) -> dict[str, Any]:
    """Volumes by weekday and half hour, types, patience, talks, wrap-ups and redials."""
    by_day: Counter[Any] = Counter()
    by_half: Counter[int] = Counter()
    types: Counter[str] = Counter()
    gave_up, answered, talks, wraps = [], [], [], []
    last: dict[Any, tuple[datetime, bool]] = {}
    redials = tries = 0
    for _, row in pd.read_csv(path).iterrows():
        came, picked = stamp(row["received at"]), stamp(row["answered at"])
        talked, wrapped, left = stamp(row["talk end"]), stamp(row["acw end"]), stamp(row["abandoned at"])
        if came is None or (picked is not None and picked < came):
            continue
        before = last.get(row["caller id"])
        if before is not None and not before[1] and (came - before[0]).total_seconds() <= 7_200:
            redials += 1
        last[row["caller id"]] = (came, picked is not None)
        by_day[came.date()] += 1
        by_half[came.hour * 2 + came.minute // 30] += 1
        types[row["queue"]] += 1
        if picked is not None and talked is not None and wrapped is not None:
            answered.append((picked - came).total_seconds())
            talks.append((talked - picked).total_seconds())
            wraps.append((wrapped - talked).total_seconds())
        elif left is not None:
            tries += 1
            gave_up.append((left - came).total_seconds())
    return {
        "per_day": sum(by_day.values()) / len(by_day), "halves": len(by_half), "types": dict(types),
        "redials": redials / max(tries, 1), "patience": best_law(gave_up, answered), "talk": best_law(talks, []),
        "wrap_up": best_law(wraps, []),
    }  # fmt: skip


def tickets_of(path: str) -> dict[str, Any]:
    """Volumes, routes, hours of stamps, and how long tickets stay at each unit."""
    by_day: Counter[Any] = Counter()
    routes: dict[str, Counter[str]] = defaultdict(Counter)
    stays: dict[str, list[float]] = defaultdict(list)
    still: dict[str, list[float]] = defaultdict(list)
    hours: dict[str, Counter[Any]] = defaultdict(Counter)
    rows = list(pd.read_csv(path).iterrows())
    made = max(filter(None, (stamp(row["handled at"]) for _, row in rows)))
    for _, row in rows:
        came, done = stamp(row["received at"]), stamp(row["handled at"])
        if came is None or (done is not None and done < came):
            continue
        by_day[came.date()] += 1
        routes[row["type"]][row["unit"]] += 1
        if done is None:
            still[row["unit"]].append((made - came).total_seconds())
        else:
            stays[row["unit"]].append((done - came).total_seconds())
            hours[row["unit"]][done.weekday(), done.hour * 2 + done.minute // 30] += 1
    return {
        "per_day": sum(by_day.values()) / len(by_day), "routes": {name: dict(one) for name, one in routes.items()},
        "stays": {unit: best_law(stays[unit], still[unit]) for unit in sorted(stays)},
        "halves": {unit: len(one) for unit, one in hours.items()},
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps({"calls": calls_of(sys.argv[1]), "tickets": tickets_of(sys.argv[2])}))
