"""Small worlds of tickets that arrive at given instants, and what their logs alone say about cause and effect."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from sim.logs.run_log import RunLog
from sim.rules.codes import NOT_YET, ArmState, StaffState, Stage, TicketState
from sim.scenario.loading import load_scenario
from sim.simulation import Engine, simulate

ENGINE: Engine = "model"
MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US
ANY_HOUR = {"open": "00:00", "close": "24:00"}

Row = dict[str, int]
Span = tuple[int, int]


def fixed(minutes: float) -> dict[str, str]:
    """A law without spread."""
    return {"law": "deterministic", "value": f"{minutes * 60:g} s"}


def crew(staff: int, hours: str, work_min: float | None, **more: Any) -> dict[str, Any]:
    """A unit of one shift with work of one length."""
    start, end = hours.split("-")
    unit: dict[str, Any] = {"shifts": {"day": {"start": start, "end": end, "staff": staff}}}
    return unit | ({} if work_min is None else {"work": fixed(work_min)}) | more


def run(arrivals: list[str], units: dict[str, Any], stages: dict[str, Any], days: int = 3, **more: Any) -> RunLog:
    """Tickets at clock times of the first days ('0 09:30' or '1 23:59:30', then perhaps a type)."""
    import json

    rows, kinds = [], set()
    for text in arrivals:
        day, time, *kind = text.split()
        kinds.add(kind[0] if kind else "any")
        rows.append(f"2026-03-{2 + int(day):02d} {time if time.count(':') == 2 else time + ':00'},{[*kind, 'any'][0]}")
    stream = {
        "channel": "transfer",
        "stamps": {"file": "tickets.csv", "type": "type"},
        "types": {kind: 1 / len(kinds) for kind in sorted(kinds)},
    }
    document = {
        "hotline": 1,
        "clock": {"start": "2026-03-02", "days": days, "zone": "UTC"},
        "demand": {"tickets": stream},
        "units": units,
        "tickets": {"routes": [{"units": {name: 1 / len(units) for name in units}}]} | stages,
    } | more
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "tickets.csv").write_text("\n".join(["time,type", *rows]) + "\n", encoding="utf-8")
        path = Path(folder) / "world.yaml"
        path.write_text(json.dumps(document), encoding="utf-8")
        return simulate(load_scenario(path), engine=ENGINE)


def rows_of(columns: dict[str, Any]) -> list[Row]:
    """A log row by row."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*(c.tolist() for c in columns.values()), strict=True)]


def at(text: str) -> int:
    """Microseconds of '0 09:30'."""
    day, time = text.split()
    parts = [int(part) for part in time.split(":")] + [0, 0]
    return int(day) * DAY_US + parts[0] * HOUR_US + parts[1] * MINUTE_US + parts[2] * 1_000_000


# --- what cannot have happened


def wrongs(log: RunLog) -> list[str]:
    """Everything in the logs of a world without absences, breaks and calls that cannot have happened."""
    return [*_orders(log), *_people(log), *_idle(log), *_turns(log), *_arms(log)]


def _orders(log: RunLog) -> Iterator[str]:
    """Milestones of a ticket in their order; of a task: queued, started, resumed, ended."""
    names = ("received", "confirmed", "audited", "dispatched", "accepted", "handled", "reviewed", "followed_up")
    for row in rows_of(log.tickets):
        first = [row[f"{name}_us"] for name in names[:5] if row[f"{name}_us"] != NOT_YET]
        last = [row[f"{name}_us"] for name in (*names[5:], "closed") if row[f"{name}_us"] != NOT_YET]
        is_closed = row["closed_us"] != NOT_YET  # one that is open may have been reopened
        if first != sorted(first) or (is_closed and last != sorted(last)):
            yield f"ticket {row['ticket']}: its milestones are out of order"
        if is_closed != (row["state"] == TicketState.CLOSED):
            yield f"ticket {row['ticket']}: closed and not closed"
    for row in rows_of(log.tasks):
        steps = [
            row[f"{name}_us"] for name in ("queued", "started", "resumed", "ended") if row[f"{name}_us"] != NOT_YET
        ]
        if steps != sorted(steps):
            yield f"task {row['task']}: its steps are out of order"
        if (row["started_us"] == NOT_YET) != (row["person"] == NOT_YET):
            yield f"task {row['task']}: begun by nobody, or somebody's and never begun"


def stretches(log: RunLog) -> dict[int, list[tuple[int, int, int]]]:
    """By task: person, start and end of each stretch of work in order; the end of what is in hand is the horizon."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    for row in sorted(rows_of(log.staff), key=lambda row: row["start_us"]):
        if row["state"] == StaffState.STRETCH and row["task"] != NOT_YET:
            found.setdefault(row["task"], []).append((row["person"], row["start_us"], row["end_us"]))
    for row in rows_of(log.tasks):
        own = found.setdefault(row["task"], [])
        is_put_down = bool(own) and own[-1][1] == row["resumed_us"]
        if row["started_us"] != NOT_YET and not is_put_down:
            end_us = row["ended_us"] if row["ended_us"] != NOT_YET else log.plan.horizon_us
            own.append((row["person"], row["resumed_us"], end_us))
    return found


def duties(log: RunLog) -> dict[int, list[Span]]:
    """By person: rostered duties."""
    found: dict[int, list[Span]] = {}
    for row in rows_of(log.staff):
        if row["state"] == StaffState.ON_DUTY:
            found.setdefault(row["person"], []).append((row["planned_start_us"], row["planned_end_us"]))
    return found


def _people(log: RunLog) -> Iterator[str]:
    """Work begins on duty only, by one who may do it, and nobody does two things at once."""
    on_duty, groups = duties(log), log.plan.group_names
    tasks = {row["task"]: row for row in rows_of(log.tasks)}
    busy: dict[int, list[Span]] = {}
    for task, parts in stretches(log).items():
        row = tasks[task]
        for person, start_us, end_us in parts:
            if not any(begin <= start_us < end for begin, end in on_duty.get(person, [])):
                yield f"task {task}: begun at {start_us} by person {person}, who was off duty"
            group = groups[int(log.plan.person_group[person])]
            if group not in _able(log, row):
                yield f"task {task}: done by {group}"
            busy.setdefault(person, []).append((start_us, end_us))
    for person, spans in busy.items():
        spans.sort()
        for (_, end_us), (start_us, _) in pairwise(spans):
            if start_us < end_us:
                yield f"person {person}: two things at once at {start_us}"


def _able(log: RunLog, row: Row) -> tuple[str, ...]:
    """The groups that may do a task."""
    if row["stage"] == Stage.HANDLING:
        return (log.plan.unit_names[row["unit"]],)
    stages = log.plan.scenario.tickets
    part = getattr(stages, Stage(row["stage"]).name.lower())
    return tuple(part.by)


def _idle(log: RunLog) -> Iterator[str]:
    """Nobody on duty is idle while there is work they may take."""
    spans: dict[int, list[Span]] = {}
    worked = stretches(log)
    for parts in worked.values():
        for person, start_us, end_us in parts:
            spans.setdefault(person, []).append((start_us, end_us))
    on_duty = duties(log)
    for row in rows_of(log.tasks):
        parts = worked[row["task"]]
        ends = [row["queued_us"], *(end_us for _, _, end_us in parts)]
        starts = [*(start_us for _, start_us, _ in parts)]
        if row["ended_us"] == NOT_YET and row["left_us"] == NOT_YET and len(starts) < len(ends):
            starts.append(log.plan.horizon_us)
        if row["left_us"] != NOT_YET:
            starts.append(row["left_us"])
        able = _able(log, row)
        for since_us, until_us in zip(ends, starts, strict=False):
            if since_us >= until_us:
                continue
            for person, begins in on_duty.items():
                group = log.plan.group_names[int(log.plan.person_group[person])]
                if group not in able:
                    continue
                margin_us = _margin_us(log, group)
                for begin_us, end_us in begins:
                    free = _free((max(since_us, begin_us), min(until_us, end_us - margin_us)), spans.get(person, []))
                    if free:
                        yield f"task {row['task']} waited while person {person} was idle from {free[0]} to {free[1]}"


def _turns(log: RunLog) -> Iterator[str]:
    """In a line the better class goes first, then what was put down, then who came first."""
    worked = stretches(log)
    lines: dict[tuple[int, int], list[Row]] = {}
    for row in rows_of(log.tasks):
        lines.setdefault((row["stage"], row["unit"]), []).append(row)
    for rows in lines.values():
        turns = []
        for row in rows:
            parts = worked[row["task"]]
            last_us = row["left_us"] if row["left_us"] != NOT_YET else log.plan.horizon_us
            starts = [*(start_us for _, start_us, _ in parts), last_us]
            for number, since_us in enumerate([row["queued_us"], *(end_us for _, _, end_us in parts)]):
                key = (row["class"], number == 0, row["queued_us"], row["ticket"], row["arm"])
                is_taken = number < len(parts)
                if is_taken or row["ended_us"] == NOT_YET:
                    turns.append((since_us, starts[number], is_taken, key))
        for _, taken_us, is_taken, key in turns:
            for since_us, until_us, _, other in turns:
                if is_taken and since_us <= taken_us < until_us and other < key:
                    yield f"at {taken_us} {key} was taken before {other}"


def _margin_us(log: RunLog, group: str) -> int:
    scenario = log.plan.scenario
    part = {**scenario.operators, **scenario.desks, **scenario.units}[group]
    return part.no_late_start_margin if part.shift_end == "no_late_start" else 0


def _free(span: Span, busy: list[Span]) -> Span | None:
    """The first part of a span that nothing fills."""
    now_us, until_us = span
    for start_us, end_us in sorted(busy):
        if now_us >= until_us:
            return None
        if start_us > now_us:
            return (now_us, min(start_us, until_us))
        now_us = max(now_us, end_us)
    return (now_us, until_us) if now_us < until_us else None


def _arms(log: RunLog) -> Iterator[str]:
    """A ticket is handled just when its last arm is; a wrong unit never works; a right one never returns."""
    ends: dict[int, dict[int, dict[int, int]]] = {}
    for row in rows_of(log.assignments):
        if row["right"] == 0 and row["started_us"] != NOT_YET:
            yield f"ticket {row['ticket']}: a wrong unit worked on it"
        if row["right"] == 1 and row["returned_us"] != NOT_YET:
            yield f"ticket {row['ticket']}: returned by the right unit"
        handled_us = row["ended_us"] if row["state"] == ArmState.HANDLED else NOT_YET
        arms = ends.setdefault(row["ticket"], {}).setdefault(row["handling"], {})
        arms[row["arm"]] = max(arms.get(row["arm"], NOT_YET), handled_us)
    for row in rows_of(log.tickets):
        done = [
            max(arms.values())
            for _, arms in sorted(ends.get(row["ticket"], {}).items())
            if NOT_YET not in arms.values()
        ]
        if row["handled_us"] != (done or [NOT_YET])[-1]:
            yield f"ticket {row['ticket']}: not handled with its last arm"


# --- random worlds


def random_world(seed: int) -> RunLog:
    """Two or three units and a desk or two with hours of their own, tickets on a grid of five minutes for two days."""
    rng = random.Random(seed)

    def hours() -> str:
        start = rng.randrange(24)
        return f"{start:02d}:00-{(start + rng.choice((4, 8, 9, 12, 24))) % 24:02d}:00"

    def rule() -> dict[str, Any]:
        kind = rng.choice(("finish", "pause", "no_late_start"))
        return {"shift_end": kind} | ({"no_late_start_margin": "45 min"} if kind == "no_late_start" else {})

    units = {
        name: crew(
            rng.randrange(1, 4),
            hours(),
            rng.choice((5, 30, 45, 90, 600)),
            **rule(),
            notice=fixed(rng.choice((5, 60))),
            **({"acceptance": fixed(20)} if rng.random() < 0.5 else {}),
            **({"outside": {"share": 0.5, "delay": fixed(120)}} if rng.random() < 0.5 else {}),
        )
        for name in ("east", "north", "west")[: rng.randrange(2, 4)]
    }
    desks = {name: crew(rng.randrange(1, 3), hours(), None, **rule()) for name in ("desk", "office")}
    stages = {
        "urgency": {"critical": 0.2, "urgent": 0.3, "normal": 0.5},
        "routes": [{"units": {name: 1 / len(units) for name in units}, "arms": [0.6, 0.4]}],
        "dispatch": {"by": ["desk", "office"], "time": fixed(rng.choice((5, 10))), "accuracy": 0.7, "max_returns": 2},
        "follow_up": {"by": "desk", "time": fixed(5), "window": ANY_HOUR, "unreached": 0.3, "gap": "1 h"},
        "reopen": {"share": 0.3, "to": rng.choice(("handling", "dispatch")), "arms": rng.choice(("lead", "all"))},
    }
    if rng.random() < 0.5:
        stages["audit"] = {"by": "office", "time": fixed(5)}
    if rng.random() < 0.5:
        stages["review"] = {"by": ["office"], "time": fixed(10)}
    if rng.random() < 0.3:
        stages["withdrawal"] = {"share": 0.3, "after": fixed(rng.choice((30, 300)))}
    arrivals = sorted(
        f"{day} {minute // 60:02d}:{minute % 60:02d}"
        for day in (0, 1)
        for minute in (5 * rng.randrange(288) for _ in range(rng.randrange(5, 25)))
    )
    return run(arrivals, units, stages, days=5, desks=desks)
