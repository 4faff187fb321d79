"""Small files of records, and the folders that commands make of them, each with its pages and workbook."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pytest

from ..matching.small import FIGURE, HEAD, TALK, WRAP_UP, asked
from .conftest import HOSTILE, call

BEGIN: Final = datetime(2026, 3, 2)
DAYS: Final = 28
HISTORY_DAYS: Final = 70
CALLS_A_DAY: Final = 60
TICKETS_A_DAY: Final = 20
UNIT: Final = HOSTILE[0]
MATCH: Final = (
    f"{HEAD}title: What is left\nunknown:\n  {TALK}: 100 s .. 200 s\n  {WRAP_UP}: 30 s .. 90 s\n"
    + FIGURE.replace("150 s}", '150 s, source: "a page"}')
)
EVENING: Final = """\
hotline: 1
title: A town, from receipt to closure
titles: {zh: 小城}
clock: {start: 2026-03-01, days: 7}
types: {repair: {labels: {zh: 报修}}}
demand: {web: {channel: transfer, per_day: 12, types: {repair: 1}}}
tickets: {closed_at: handled, routes: [{units: {town: 100 %}}]}
units:
  town:
    labels: {zh: 镇街}
    work: {law: deterministic, value: 50 min}
    shifts: {day: {start: "08:00", end: "18:00", staff: 1}}
"""
OPEN: Final = "编号,类型,受理时间,环节,承办单位\n" + "".join(
    f"T{k},报修,2026-03-05 09:0{k},办理中,镇街\n" for k in range(9)
)
FILES: Final = ("--calls", "calls.csv", "--tickets", "tickets.csv")
ASKED: Final[dict[str, tuple[object, ...]]] = {
    "forecast": ("history.csv", "--time", "time", "--days", 5, "--closed", "2026-05-13"),
    "fit": (*FILES, "--zone", "Asia/Shanghai", "--column", "wait=waited"),
    "backtest": (*FILES, "--hold", 6, "--reps", 20, "--within", 30, "--column", "wait=waited"),
    "match": ("figures.yaml",),
    "tonight": (
        "evening.yaml", "--at", "2026-03-05 12:00", "--tickets", "open.csv", "--left", 1, "--reps", 8, "--levers", 4
    ),
}  # fmt: skip
"""What each command is asked."""


def calls_file(path: Path, days: int, *more: dict[str, object]) -> None:
    """Calls of so many days, more on Mondays, longer after noon, with waits of callers who gave up; and more rows."""
    chance = np.random.default_rng(5)
    rows: list[dict[str, object]] = []
    for day in range(days):
        for _ in range(int(chance.poisson(CALLS_A_DAY + 30 * (day % 7 == 0)))):
            at = BEGIN + timedelta(days=day, hours=8, seconds=float(chance.uniform(0, 36_000)))
            wait, talk = chance.exponential(25), chance.exponential(150 if at.hour < 13 else 400)
            gave_up = chance.exponential(60) < wait
            rows.append({
                "time": f"{at:%Y-%m-%d %H:%M:%S}", "waited": round(wait, 1), "talk": "" if gave_up else round(talk, 1),
                "outcome": "abandoned" if gave_up else "answered",
            })  # fmt: skip
    pd.DataFrame([*rows, *more]).to_csv(path, index=False)


def tickets_file(path: Path) -> None:
    """Tickets of the same weeks, handled within hours by one of two units; two of them have only a date."""
    chance = np.random.default_rng(6)
    rows = []
    for number in range(DAYS * TICKETS_A_DAY):
        day = number // TICKETS_A_DAY
        received = BEGIN + timedelta(days=day, hours=8, seconds=float(chance.uniform(0, 36_000)))
        handled = received + timedelta(hours=float(chance.exponential(6)))
        rows.append({
            "id": number, "received": f"{received:%Y-%m-%d %H:%M:%S}",
            "handled": f"{handled:%Y-%m-%d %H:%M:%S}" if number % 50 else f"{handled:%Y-%m-%d}",
            "channel": "web" if chance.random() < 0.3 else "phone",
            "unit": UNIT if chance.random() < 0.4 else "town", "type": "repair",
        })  # fmt: skip
    pd.DataFrame(rows).to_csv(path, index=False)


def findings(box: Path) -> dict[str, Path]:
    """The folder of each command, by its name."""
    calls_file(box / "history.csv", HISTORY_DAYS)
    calls_file(box / "calls.csv", DAYS, {"time": "never", "waited": 1, "talk": 1, "outcome": "answered"})
    tickets_file(box / "tickets.csv")
    asked(box, MATCH)
    (box / "evening.yaml").write_text(EVENING, encoding="utf-8")
    (box / "open.csv").write_text(OPEN, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(box)
        for command, words in ASKED.items():
            call(command, *words, "--quiet", "--out", command, "--report")
            call("report", command, "--lang", "zh", "--xlsx", "--quiet")
    return {command: box / command for command in ASKED}
