"""How often the intervals of fitted parameters of tickets hold the truth, and office hours are seen as they are.

Run: python benchmarks/ticket_recovery.py [--lines 200] [--workers 2]

Each line has its own volume, types, urgencies, routes, dispatch and units (an office whose crews are known, one whose
crews are not, a unit that never closes) and runs for eight weeks; its tickets are written as a ticket system would
have them, a row each with stamps in whole seconds, with rows that cannot be right among them. Says for each family of
parameters how many of its intervals of 95 % hold the truth, and how many units' hours were seen to half an hour, as
JSON.
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
from sim.scenario.plain_values import yaml_text

START, DAYS = "2026-03-02", 56
LAYOUTS: Final = {
    "english": (
        {"ticket": "Ticket ID", "type": "Request type", "urgency": "Priority", "unit": "Department",
         "received": "Received at", "dispatched": "Assigned at", "accepted": "Accepted at", "started": "Work started",
         "worked": "Work finished", "handled": "Resolved at", "returns": "Times returned"},
        "%Y-%m-%d %H:%M:%S", ",", "utf-8",
    ),
    "chinese": (
        {"ticket": "工单编号", "type": "诉求类型", "urgency": "紧急程度", "unit": "承办单位", "received": "受理时间",
         "dispatched": "派单时间", "accepted": "签收时间", "started": "开始处理时间", "worked": "离场时间",
         "handled": "办理完成时间", "returns": "退单次数"},
        "%Y/%m/%d %H:%M:%S", "\t", "gb18030",
    ),
    "american": (
        {"ticket": "Unique Key", "type": "Complaint Type", "urgency": "Severity", "unit": "Agency",
         "received": "Created Date", "dispatched": "Dispatched", "accepted": "Acknowledged", "started": "Started",
         "worked": "Left site", "handled": "Completed at", "returns": "Reassignments"},
        "%m/%d/%Y %I:%M:%S %p", ";", "utf-8-sig",
    ),
}  # fmt: skip
"""Headings of our columns, how times are written, delimiter, encoding."""
STAMPS: Final = ("received", "dispatched", "accepted", "started", "worked", "handled")
WEEK: Final = ["mon", "tue", "wed", "thu", "fri"]
KINDS: Final = ("again", "test", "backwards", "no_time", "total")


def made_line(number: int) -> dict[str, Any]:
    """A line with parameters of its own."""
    rng = np.random.default_rng([number, 7])
    share, urgent = round(rng.uniform(0.3, 0.7), 2), round(rng.uniform(0.05, 0.2), 2)
    opens, closes = f"{rng.integers(16, 19) / 2:04.1f}", f"{rng.integers(34, 39) / 2:04.1f}"
    office = {
        "open": f"{int(float(opens)):02d}:{'30' if opens.endswith('5') else '00'}",
        "close": f"{int(float(closes)):02d}:{'30' if closes.endswith('5') else '00'}", "days": WEEK,
    }  # fmt: skip
    shift = {"start": office["open"], "end": office["close"], "days": WEEK, "staff": 8}
    to_crews = round(rng.uniform(0.3, 0.6), 2)
    return {
        "hotline": 1,
        "title": f"Line {number}",
        "clock": {"start": START, "days": DAYS, "zone": "Asia/Shanghai"},
        "demand": {"tickets": {
            "channel": "transfer", "per_day": round(rng.uniform(60, 120), 1), "profile": "hotline_day",
            "busyness_cv": round(rng.uniform(0.05, 0.2), 3),
            "types": {"repair": share, "complaint": round(1 - share, 2)},
        }},
        "tickets": {
            "urgency": {"normal": round(1 - urgent - 0.05, 2), "urgent": urgent, "critical": 0.05},
            "dispatch": {"smart": {"time": _law(rng, 0, 10, 60), "accuracy": [1.0]}},
            "routes": [
                {"types": ["repair"], "units": {"crews": to_crews, "office": round(1 - to_crews, 2)}},
                {"types": ["complaint"], "units": {"office": to_crews, "always": round(1 - to_crews, 2)}},
            ],
        },
        "units": {
            "crews": {
                "shifts": {"day": shift}, "shift_end": "pause", "acceptance": _law(rng, 0, 10, 60),
                "work": _law(rng, number, 20, 60),
                "outside": {"share": round(rng.uniform(0.3, 0.6), 2), "delay": _law(rng, number + 1, 600, 4000)},
            },
            "office": {
                "hours": office, "acceptance": _law(rng, 0, 10, 60),
                "outside": {"delay": _law(rng, number + 2, 200, 1200), "in_hours": True},
            },
            "always": {"acceptance": _law(rng, 0, 10, 60), "outside": {"delay": _law(rng, number + 3, 300, 4000)}},
        },
    }  # fmt: skip


def _law(rng: np.random.Generator, kind: int, low: float, high: float) -> dict[str, Any]:
    """A law with a mean between two numbers of minutes."""
    law = ("exponential", "lognormal", "gamma", "weibull")[kind % 4]
    found: dict[str, Any] = {"law": law, "mean": f"{rng.uniform(low, high):.2f} min"}
    seconds = {"lognormal": ("cv", 0.7, 1.5), "gamma": ("cv", 0.5, 0.8), "weibull": ("shape", 1.3, 2.0)}
    if law in seconds:
        name, least, most = seconds[law]
        found[name] = round(rng.uniform(least, most), 2)
    return found


def truth_of(line: dict[str, Any]) -> dict[str, Any]:
    """The parameters by their key paths, in the units that a fit gives, and the laws."""
    stream, tickets = line["demand"]["tickets"], line["tickets"]
    found: dict[str, Any] = {
        "demand.tickets.per_day": stream["per_day"], "demand.tickets.busyness_cv": stream["busyness_cv"],
        **{f"demand.tickets.types.{name}": share for name, share in stream["types"].items()},
        **{f"tickets.urgency.{name}": share for name, share in tickets["urgency"].items()},
        "units.crews.outside.share": line["units"]["crews"]["outside"]["share"],
    }  # fmt: skip
    for k, route in enumerate(sorted(tickets["routes"], key=lambda one: one["types"])):
        found |= {f"tickets.routes.{k}.units.{name}": share for name, share in route["units"].items()}
    laws = {"tickets.dispatch.smart.time": tickets["dispatch"]["smart"]["time"]}
    for name, unit in line["units"].items():
        laws |= {
            f"units.{name}.acceptance": unit["acceptance"],
            f"units.{name}.outside.delay": unit["outside"]["delay"],
        }
    laws["units.crews.work"] = line["units"]["crews"]["work"]
    for key, law in laws.items():
        found[f"{key}.mean"] = float(law["mean"].split()[0]) * 60
        found |= {f"{key}.{second}": law[second] for second in ("cv", "shape") if second in law}
        found[f"{key}.law"] = law["law"]
    return found


def ticket_rows(folder: Path) -> pd.DataFrame:
    """A row for each ticket with the unit that handles it, from the files of an export."""
    tickets, arms = (
        pd.read_csv(next(folder.glob(f"{name}-*.csv")), encoding="utf-8-sig", dtype=str)
        for name in ("tickets", "assignments")
    )
    last = arms.drop_duplicates("ticket", keep="last").set_index("ticket")
    tickets = tickets.set_index("ticket", drop=False)
    return tickets.assign(**{name: last[name].reindex(tickets.index) for name in ("unit", "started", "worked")})


def dirtied(rows: pd.DataFrame, layout: str, rng: np.random.Generator) -> tuple[bytes, Counter[str]]:
    """The tickets as a system has them, and how many rows that cannot be right were put among them, by kind."""
    headings, form, delimiter, encoding = LAYOUTS[layout]
    rows = rows[list(headings)].copy()
    for column in STAMPS:
        rows[column] = pd.to_datetime(rows[column]).dt.floor("s").dt.strftime(form)
    texts = rows.fillna("").astype(str).to_numpy()
    place = {name: k for k, name in enumerate(headings)}
    handled = np.flatnonzero(rows["handled"].notna() & (rows["handled"] != rows["received"]))
    extra: list[np.ndarray] = []
    for kind in KINDS:
        for row in rng.choice(handled, 20, replace=False):
            one = texts[row].copy()
            if kind != "again":
                one[place["ticket"]] = f"{kind}{row}"
            if kind == "test":
                one[place["type"]] = "test"
            elif kind == "backwards":
                one[place["received"]], one[place["handled"]] = one[place["handled"]], one[place["received"]]
            elif kind == "no_time":
                one[place["received"]] = "unknown"
            elif kind == "total":
                one[:] = ""
                one[place["received"]] = "合计" if layout == "chinese" else "Total"
            extra.append(one)
    frame = pd.DataFrame(np.concatenate([texts, np.array(extra)]), columns=list(headings.values()))
    return frame.to_csv(index=False, sep=delimiter).encode(encoding), Counter(dict.fromkeys(KINDS, 20))


def fitted(number: int, box: Path) -> tuple[dict[str, Any], Fit, Counter[str]]:
    """A line, what was fitted to its tickets, and the rows that were put among them."""
    line = made_line(number)
    path, folder = box / f"tickets{number}.yaml", box / f"tickets{number}"
    path.write_text(yaml_text(line), encoding="utf-8")
    export(str(path), ("csv",), out=folder, seed=number)
    data, kinds = dirtied(ticket_rows(folder), list(LAYOUTS)[number % len(LAYOUTS)], np.random.default_rng([number, 2]))
    file = box / f"tickets{number}.csv"
    file.write_bytes(data)
    return line, fit(tickets=file, zone="Asia/Shanghai"), kinds


def hours_right(line: dict[str, Any], found: Fit) -> dict[str, bool]:
    """Whether each unit's hours were seen: all weekdays, and both ends to half an hour; none where it has none."""
    assert found.tickets is not None
    told = {}
    for unit in found.tickets.units:
        hours = line["units"][unit.name].get("hours") or line["units"][unit.name].get("shifts", {}).get("day")
        if hours is None:
            told[unit.name] = not unit.hours.are_seen
            continue
        ends = [_clock_us(hours.get(first) or hours[other]) for first, other in (("open", "start"), ("close", "end"))]
        near = all(
            abs(seen - true) <= 1_800_000_000
            for seen, true in zip((unit.hours.open_us, unit.hours.close_us), ends, strict=True)
        )
        told[unit.name] = unit.hours.are_seen and unit.hours.days == tuple(range(5)) and near
    return told


def _clock_us(text: str) -> int:
    hours, minutes = map(int, text.split(":"))
    return (60 * hours + minutes) * 60_000_000


def recovered(box: Path, number: int) -> Found:
    """What is counted of a line."""
    line, found, kinds = fitted(number, box)
    assert found.tickets is not None
    left_out = {reason: len(where) for reason, where in found.tickets.records.left_out.items()}
    hours = {f"hours_right.{unit}": int(right) for unit, right in hours_right(line, found).items()}
    return found.parameters, truth_of(line), left_out == dict(kinds), hours


if __name__ == "__main__":
    tell_recovery(__doc__, recovered)
