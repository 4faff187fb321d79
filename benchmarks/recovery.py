"""How often the intervals of fitted parameters hold the truth: lines made up, simulated, exported, dirtied, fitted.

Run: python benchmarks/recovery.py [--lines 200] [--workers 2]

Each line has its own volumes, patience, talks, wrap-ups, redials and staff, and runs for four weeks; of three lines one
has longer talks by night, and of four one grows, over ten weeks. Calls are written as a switch would have them (stamps
in whole seconds, in one of four layouts), with rows that cannot be right among them.

Says for each family of parameters how many of its intervals of 95 % hold the truth, as JSON.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from recoveries import Found, tell_recovery  # a script beside this one

from sim.exports.exporting import export
from sim.fitting.fit import Fit, fit
from sim.fitting.growth import MONTH_DAYS
from sim.scenario.plain_values import yaml_text

START, DAYS, GROWING_DAYS = "2026-03-02", 28, 70
LAYOUTS: Final = {
    "switch": (
        {"arrived": "received at", "answered": "answered at", "talk_end": "talk end", "left": "abandoned at",
         "wrap_up_end": "acw end", "outcome": "result", "type": "queue", "citizen": "caller id", "contact": "call id"},
        "%Y-%m-%d %H:%M:%S", ",", "utf-8", {"answered": "answered", "abandoned": "abandoned"},
    ),
    "american": (
        {"arrived": "Start Time", "answered": "Answer Time", "talk_end": "End Time", "left": "Abandon Time",
         "wrap_up_end": "ACW End", "outcome": "Disposition", "type": "Skill", "citizen": "ANI", "contact": "ID"},
        "%m/%d/%Y %I:%M:%S %p", ",", "utf-8", {"answered": "Handled", "abandoned": "Abandoned"},
    ),
    "chinese": (
        {"arrived": "来电时间", "answered": "接通时间", "talk_end": "挂机时间", "left": "放弃时间",
         "wrap_up_end": "整理结束时间", "outcome": "呼叫结果", "type": "诉求类型",
         "citizen": "主叫号码", "contact": "流水号"},
        "%Y/%m/%d %H:%M:%S", ",", "gb18030", {"answered": "接通", "abandoned": "放弃"},
    ),
    "german": (
        {"arrived": "Time", "answered": "Connected", "talk_end": "Disconnected", "left": "Left",
         "wrap_up_end": "Wrap end", "outcome": "Outcome", "type": "Topic", "citizen": "Customer", "contact": "Number"},
        "%d.%m.%Y %H:%M:%S", ";", "utf-8-sig", {"answered": "answered", "abandoned": "abandoned"},
    ),
}  # fmt: skip
"""Headings of our columns, how times are written, delimiter, encoding, and words of outcomes."""


def made_line(number: int) -> dict[str, Any]:
    """A line with parameters of its own."""
    rng = np.random.default_rng(number)
    law = ("exponential", "weibull", "lognormal")[number % 3]
    patience: dict[str, Any] = {"law": law, "mean": f"{rng.uniform(60, 240):.1f} s"}
    seconds = {"weibull": ("shape", 0.7, 1.5), "lognormal": ("cv", 0.7, 1.5)}
    if law in seconds:
        name, low, high = seconds[law]
        patience[name] = round(rng.uniform(low, high), 2)
    share = round(rng.uniform(0.2, 0.8), 2)
    per_day = rng.uniform(400, 900)
    handling = rng.uniform(120, 240), rng.uniform(20, 60)
    # So many people that about the work of a busy hour is done.
    staff = max(2, round(per_day / 13 * (handling[0] + handling[1]) / 3600 * rng.uniform(0.85, 1.05)))
    busyness = round(rng.uniform(0.05, 0.2), 3)
    talk: dict[str, Any] = {
        "law": "lognormal", "mean": f"{handling[0]:.1f} s", "cv": round(rng.uniform(0.6, 1.3), 2)
    }  # fmt: skip
    wrap = {"law": "gamma", "mean": f"{handling[1]:.1f} s", "cv": round(rng.uniform(0.4, 0.9), 2)}
    more = np.random.default_rng([number, 2])  # the rest of a line stays as it was
    if number % 3 == 1:
        night = {**talk, "mean": f"{handling[0] * more.uniform(1.3, 1.7):.1f} s"}
        talk = {
            "law": "by_time", "usual": talk, "at_times": [{"start": "20:00", "end": "08:00", "instead": night}]
        }  # fmt: skip
    # A line that grows has people for its last weeks.
    growth = {"growth": {"rate": round(more.uniform(0.15, 0.25), 3), "per": "month"}} if number % 4 == 3 else {}
    return {
        "hotline": 1,
        "title": f"Line {number}",
        "clock": {"start": START, "days": GROWING_DAYS if growth else DAYS, "zone": "Asia/Shanghai"},
        "demand": {"calls": {
            "per_day": round(per_day, 1), "profile": "hotline_day", "busyness_cv": busyness,
            "types": {"inquiry": share, "complaint": round(1 - share, 2)}, **growth,
        }},
        "callers": {
            "patience": patience,
            "redial": {"after_abandon": round(rng.uniform(0.3, 0.7), 2), "max_tries": 3,
                       "delay": {"law": "exponential", "mean": f"{rng.uniform(3, 12):.2f} min"}},
        },
        "operators": {"floor": {
            "talk": talk,
            "wrap_up": wrap,
            "shifts": {"all": {"start": "00:00", "end": "24:00", "staff": round(staff * 1.4) if growth else staff}},
        }},
    }  # fmt: skip


def truth_of(line: dict[str, Any]) -> dict[str, float]:
    """The parameters by their key paths, in the units that a fit gives; the volume is that after the file."""
    stream, callers, group = line["demand"]["calls"], line["callers"], line["operators"]["floor"]
    found = {
        "demand.calls.per_day": stream["per_day"], "demand.calls.busyness_cv": stream["busyness_cv"],
        **{f"demand.calls.types.{name}": share for name, share in stream["types"].items()},
        "callers.redial.after_abandon": callers["redial"]["after_abandon"],
    }  # fmt: skip
    laws = {"callers.patience": callers["patience"], "callers.redial.delay": callers["redial"]["delay"]}
    if "growth" in stream:
        found["demand.calls.growth.rate"] = stream["growth"]["rate"]
        found["demand.calls.per_day"] *= (1 + stream["growth"]["rate"]) ** (line["clock"]["days"] / MONTH_DAYS)
    for what in ("talk", "wrap_up"):
        law, key = group[what], f"operators.floor.{what}"
        laws[key] = law.get("usual", law)
        if "usual" in law:
            laws[f"{key}.usual"], laws[f"{key}.at_times.0.instead"] = law["usual"], law["at_times"][0]["instead"]
            del laws[key]
    for key, law in laws.items():
        value, unit = law["mean"].split()
        found[f"{key}.mean"] = float(value) * {"s": 1, "min": 60}[unit]
        found |= {f"{key}.{second}": law[second] for second in ("cv", "shape") if second in law}
        found[f"{key}.law"] = law["law"]
    return found


def dirtied(calls: pd.DataFrame, layout: str, rng: np.random.Generator) -> tuple[bytes, Counter[str]]:
    """The calls as a switch has them, and how many rows that cannot be right were put among them, by kind."""
    headings, form, delimiter, encoding, words = LAYOUTS[layout]
    rows = calls[list(headings)].copy()
    rows["outcome"] = rows["outcome"].map(lambda word: words.get(word, words["abandoned"]))
    for column in ("arrived", "answered", "talk_end", "left", "wrap_up_end"):
        rows[column] = pd.to_datetime(rows[column]).dt.floor("s").dt.strftime(form).fillna("")
    texts = rows.astype(str).to_numpy()
    talked = pd.to_datetime(calls["talk_end"]) - pd.to_datetime(calls["answered"])
    answered = np.flatnonzero(talked > pd.Timedelta(seconds=2))
    extra: list[np.ndarray] = []
    kinds: Counter[str] = Counter()
    for kind in ("again", "test", "backwards", "no_time", "total"):
        for row in rng.choice(answered, 20, replace=False):
            one = texts[row].copy()
            if kind == "test":
                one[[6, 8]] = "test", f"t{row}"
            elif kind == "backwards":
                one[1], one[2], one[8] = one[2], one[1], f"b{row}"
            elif kind == "no_time":
                one[0], one[8] = "n/a", f"n{row}"
            elif kind == "total":
                one[:] = ""
                one[0] = "Total"
            kinds[kind] += 1
            extra.append(one)
    whole = np.concatenate([texts, np.array(extra)])
    frame = pd.DataFrame(whole, columns=list(headings.values()))
    return frame.to_csv(index=False, sep=delimiter).encode(encoding), kinds


def fitted(number: int, box: Path) -> tuple[dict[str, Any], Fit, Counter[str]]:
    """A line, what was fitted to its calls, and the rows that were put among them."""
    line = made_line(number)
    path = box / f"line{number}.yaml"
    path.write_text(yaml_text(line), encoding="utf-8")
    files = export(str(path), ("csv",), out=box / f"line{number}", seed=number)
    calls = pd.read_csv(next(file for file in files if "contacts" in file.name), encoding="utf-8-sig", dtype=str)
    data, kinds = dirtied(calls, list(LAYOUTS)[number % len(LAYOUTS)], np.random.default_rng([number, 1]))
    file = box / f"calls{number}.csv"
    file.write_bytes(data)
    return line, fit(file, zone="Asia/Shanghai"), kinds


def recovered(box: Path, number: int) -> Found:
    """What is counted of a line."""
    line, found, kinds = fitted(number, box)
    assert found.calls is not None
    left_out = {reason: len(where) for reason, where in found.calls.records.left_out.items()}
    return found.parameters, truth_of(line), left_out == dict(kinds), {}


if __name__ == "__main__":
    tell_recovery(__doc__, recovered)
