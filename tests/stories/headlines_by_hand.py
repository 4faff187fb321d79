"""Where the time of tickets goes, once more from the raw logs: row by row in plain Python, with nothing of `sim`.

What it knows of a run is what stands in its logs (columns as `docs/exports.md` explains them) and in the scenario file.
Groups and units are known by name; instants are microseconds since the first midnight, and there is no summer time.
"""

from __future__ import annotations

import bisect
import math
from collections import Counter, defaultdict
from typing import Any

from scipy.stats import t as student

Row = dict[str, int]
Spells = list[tuple[int, int]]
NOT_YET = -1
MINUTE = 60_000_000
DAY = 1440 * MINUTE
ON_DUTY, ABSENT, STRETCH = 0, 3, 4
CONFIRM, AUDIT, DISPATCH, HANDLING, REVIEW, FOLLOW_UP = 2, 3, 4, 6, 7, 8
NAMES = {CONFIRM: "confirm", AUDIT: "audit", DISPATCH: "dispatch", HANDLING: "handling", REVIEW: "review"}
NAMES[FOLLOW_UP] = "follow_up"
HANDLED = 1


class Run:
    """One run's logs as lists of rows, and the hours of everybody in it.

    Parameters
    ----------
    logs
        By name: tickets, assignments, tasks, staff; each a mapping of columns to lists.
    document
        The scenario file as it was read.
    groups, units, types, pool_of
        Names by number, and the name in the scenario of each (copies of a unit share one).
    horizon
        Length of the run in microseconds.
    """

    def __init__(
        self,
        logs: dict[str, dict[str, list[int]]],
        document: dict[str, Any],
        groups: list[str],
        units: list[str],
        types: list[str],
        pool_of: dict[str, str],
        horizon: int,
    ) -> None:
        self.tickets, self.assignments, self.tasks, self.staff = (
            [dict(zip(logs[name], row, strict=True)) for row in zip(*logs[name].values(), strict=True)]
            for name in ("tickets", "assignments", "tasks", "staff")
        )
        self.document, self.groups, self.units, self.types = document, groups, units, types
        self.pool_of, self.horizon = pool_of, horizon
        self.duty: dict[str, Spells] = defaultdict(list)
        self.stretches: dict[int, Spells] = defaultdict(list)
        for row in self.staff:
            if row["state"] in (ON_DUTY, ABSENT):
                self.duty[groups[row["group"]]].append((row["planned_start_us"], row["planned_end_us"]))
            elif row["state"] == STRETCH and row["task"] != NOT_YET:
                self.stretches[row["task"]].append((row["start_us"], row["end_us"]))
        self.hours_of_stage = {name: self._hours_of_stage(name) for name in ("confirm", "audit", "review", "follow_up")}
        self.hours_of_stage["dispatch"] = self.hours_of_stage["returned"] = self._hours_of_stage("dispatch")
        self.crew_hours = {unit: united(self.duty[unit]) for unit in units}
        self.office = {unit: self._office(unit) for unit in units}

    def _hours_of_stage(self, name: str) -> Spells:
        part = self.document["tickets"].get(name) or {}
        by = part.get("by") or []
        spells = united([spell for group in ([by] if isinstance(by, str) else by) for spell in self.duty[group]])
        usual = {"open": "08:30", "close": "20:30"} if name in ("confirm", "follow_up") else {}
        window = part.get("window", usual)
        if not window:
            return spells
        opens, closes = minutes(window.get("open", "08:30")), minutes(window.get("close", "20:30"))
        days = range(-1, self.horizon // DAY + 2)
        daily = [(day * DAY + opens * MINUTE, day * DAY + closes * MINUTE) for day in days]
        return [
            (max(a, c), min(b, d)) for a, b in spells for c, d in daily if max(a, c) < min(b, d)
        ]  # fmt: skip

    def _office(self, unit: str) -> Spells:
        hours = self.document["units"][self.pool_of[unit]].get("hours")
        if hours is None:
            return self.crew_hours[unit]
        assert (hours["open"], hours["close"]) == ("00:00", "24:00"), "only offices that never close are known here"
        return [(-1000 * DAY, 1000 * DAY)]


def minutes(clock: str) -> int:
    """Minutes since midnight."""
    hours, rest = clock.split(":")
    return 60 * int(hours) + int(rest)


def united(spells: Spells) -> Spells:
    """Overlapping spells as one."""
    found: list[list[int]] = []
    for start, end in sorted(spells):
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return [(start, end) for start, end in found]


def open_time(spells: Spells, start: int, end: int) -> int:
    """How much of an interval lies in the spells."""
    total, place = 0, bisect.bisect_right(spells, (start, 1 << 62)) - 1
    for a, b in spells[max(place, 0) :]:
        if a >= end:
            break
        total += max(min(b, end) - max(a, start), 0)
    return total


class Sums:
    """Time by stage and cause on the tickets' path, by unit and cause, and of those that missed a promise."""

    def __init__(self) -> None:
        self.path: Counter[tuple[str, str]] = Counter()
        self.late: Counter[str] = Counter()
        self.unit: Counter[tuple[str, str]] = Counter()
        self.visits: Counter[str] = Counter()
        self.whole = 0


def count(run: Run, is_late: Any) -> Sums:
    """Go through all tickets of a run; `is_late(ticket)` says which missed the promise."""
    sums = Sums()
    sent, tasks = defaultdict(list), defaultdict(list)
    for row in run.assignments:
        sent[row["ticket"]].append(row)
    for row in run.tasks:
        if row["stage"] in NAMES:
            tasks[row["ticket"]].append(row)
    for ticket in run.tickets:
        begin = max(ticket["received_us"], 0)
        end = max(ticket["closed_us"], ticket["withdrawn_us"])
        end = run.horizon if end == NOT_YET else end
        _one(run, sums, ticket, (begin, end), sent[ticket["ticket"]], tasks[ticket["ticket"]], is_late(ticket))
    return sums


def _one(
    run: Run, sums: Sums, ticket: Row, life: tuple[int, int], sent: list[Row], tasks: list[Row], late: bool
) -> None:
    begin, end = life
    sums.whole += end - begin
    last = _last_arms(sent, end)
    filled = 0

    def add(
        stage: str, cause: str, start: int, stop: int, spells: Spells | None, row: Row, unit: str, on: bool
    ) -> None:
        nonlocal filled
        start, stop = max(start, begin), min(stop, end)
        if stop <= start:
            return
        cause = "returned" if stage == "returned" else "reopened" if row["handling"] else cause
        is_open = (
            stop - start if spells is None or cause in ("returned", "reopened") else open_time(spells, start, stop)
        )
        for name, length in ((cause, is_open), ("hours", stop - start - is_open)):
            if on:
                sums.path[stage, name] += length
                sums.late[stage] += late * length
            if unit:
                sums.unit[run.pool_of[unit], name] += length
        filled += on * (stop - start)

    for row in sent:
        unit, on = run.units[row["unit"]], last[row["handling"]] == row["arm"]
        stop = row["ended_us"] if row["ended_us"] != NOT_YET else run.horizon
        sums.visits[run.pool_of[unit]] += min(stop, end) > max(row["dispatched_us"], 0)
        if not row["right"]:
            add("returned", "answer", row["dispatched_us"], stop, run.office[unit], row, unit, on)
            continue
        accepted = row["accepted_us"]
        add("acceptance", "answer", row["dispatched_us"], stop if accepted == NOT_YET else accepted, run.office[unit],
            row, unit, on)  # fmt: skip
        mine = [t for t in tasks if (t["stage"], t["handling"], t["arm"]) == (HANDLING, row["handling"], row["arm"])]
        if accepted != NOT_YET and (row["worked_us"] != NOT_YET or not mine):
            at = run.document["units"][run.pool_of[unit]]
            outside = at.get("by_type", {}).get(run.types[ticket["type"]], {}).get("outside") or at.get("outside") or {}
            spells = run.office[unit] if outside.get("in_hours") else None
            start = row["worked_us"] if row["worked_us"] != NOT_YET else accepted
            add("outside", "outside", start, stop, spells, row, unit, on)
    tries: Counter[int] = Counter()
    for row in tasks:
        stage = NAMES[row["stage"]]
        stage = "returned" if stage == "dispatch" and row["visit"] else stage
        unit = run.units[row["unit"]] if stage == "handling" else ""
        spells = run.crew_hours[unit] if unit else run.hours_of_stage[stage]
        on = last[row["handling"]] == row["arm"] if stage in ("handling", "returned") else True
        stop = next((row[name] for name in ("ended_us", "left_us") if row[name] != NOT_YET), run.horizon)
        work = run.stretches[row["task"]]
        if row["started_us"] != NOT_YET and row["resumed_us"] not in {a for a, _ in work}:
            work = [*work, (row["resumed_us"], stop)]
        at = row["queued_us"]
        for start, done in sorted(work):
            add(stage, "people", at, start, spells, row, unit, on)
            add(stage, "work", start, done, None, row, unit, on)
            at = done
        if at < stop:
            add(stage, "people", at, stop, spells, row, unit, on)
        if stage == "follow_up":
            before = tries[row["handling"]]
            if before:
                add(stage, "retry", before, row["queued_us"], None, row, "", True)
            tries[row["handling"]] = row["ended_us"]
    _rest(sums, ticket, end - begin - filled, bool(tries), late)


def _rest(sums: Sums, ticket: Row, left: int, is_called: bool, late: bool) -> None:
    """What is in no log: a machine dispatches, or an open ticket waits for the next try to reach its citizen."""
    if left:
        is_waiting = is_called and ticket["state"] == FOLLOW_UP
        key = ("follow_up", "retry") if is_waiting else ("dispatch", "work")
        sums.path[key] += left
        sums.late[key[0]] += late * left


def _last_arms(sent: list[Row], end: int) -> dict[int, int]:
    """Which arm of each handling is done last: of several the first."""
    final: dict[tuple[int, int], int] = {}
    for row in sent:
        final[row["handling"], row["arm"]] = row["ended_us"] if row["state"] == HANDLED else end
    found: dict[int, int] = defaultdict(int)
    for (handling, arm), done in sorted(final.items()):
        if handling not in found or done > final[handling, found[handling]]:
            found[handling] = arm
    return found


def difference(
    top: list[tuple[float, float]], other: list[tuple[float, float]], confidence: float
) -> tuple[float, float]:
    """Difference of two ratios of sums over runs, and the lower end of its jackknife interval."""
    n = len(top)

    def ratio(pairs: list[tuple[float, float]]) -> float:
        whole = sum(b for _, b in pairs)
        return sum(a for a, _ in pairs) / whole if whole else 0.0

    whole = ratio(top) - ratio(other)
    if n < 2:
        return whole, -math.inf
    without = [ratio(top[:i] + top[i + 1 :]) - ratio(other[:i] + other[i + 1 :]) for i in range(n)]
    mean = sum(without) / n
    spread = math.sqrt((n - 1) / n * sum((one - mean) ** 2 for one in without))
    return whole, whole - float(student.ppf(0.5 + confidence / 2, n - 1)) * spread
