"""Raw logs written by hand: calls and shifts in seconds, small enough to count on one's fingers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.calendar.days import LocalCalendar, day_number, make_calendar
from sim.logs.columns import ASSIGNMENT_COLUMNS, CONTACT_COLUMNS, STAFF_COLUMNS, TASK_COLUMNS, TICKET_COLUMNS, LogColumn
from sim.logs.run_log import RunLog
from sim.plans.laws import LawRows
from sim.plans.plan import LinePlan, Plan, Roster
from sim.rules.codes import NOT_YET, Cause, Channel, Duty, Outcome, StaffState, Stage
from sim.scenario.schema import Scenario
from sim.scenario.stages import copies_of

S = 1_000_000
HOUR = 3600
TICKET_LOGS = {"tickets": TICKET_COLUMNS, "assignments": ASSIGNMENT_COLUMNS, "tasks": TASK_COLUMNS}
INSTANTS = [name for name in (*CONTACT_COLUMNS, *STAFF_COLUMNS) if name.endswith("_us")]


def us(seconds: float | None) -> int:
    """Whole microseconds; None is "not yet"."""
    return NOT_YET if seconds is None else round(seconds * S)


def call(arrived: float, outcome: Outcome = Outcome.ANSWERED, **more: Any) -> dict[str, Any]:
    """One call: `wait`, `talk` and `wrap` in seconds; None where it has not come."""
    wait, talk, wrap = more.pop("wait", 0), more.pop("talk", 100), more.pop("wrap", 20)
    row: dict[str, Any] = dict.fromkeys(CONTACT_COLUMNS, NOT_YET)
    row |= {"attempt": 0, "cause": Cause.FIRST, "stream": 0, "type": 0, "channel": Channel.PHONE}
    row |= {"arrived_us": us(arrived), "outcome": outcome}
    if outcome != Outcome.BLOCKED and not more.pop("shut", False):
        row["queued_us"] = us(arrived)
    if outcome == Outcome.ANSWERED:
        row |= {"answered_us": us(arrived + wait), "resumed_us": us(arrived + wait), "group": 0, "person": 0}
        if talk is not None:
            row |= {"talk_end_us": us(arrived + wait + talk), "direct": 1}
            if wrap is not None:
                row["wrap_up_end_us"] = us(arrived + wait + talk + wrap)
    elif outcome != Outcome.WAITING:
        row["left_us"] = us(arrived + wait)
    return row | more


def message(arrived: float, **more: Any) -> dict[str, Any]:
    """One online message, answered after `wait` seconds unless said otherwise."""
    return call(arrived, **{"channel": Channel.ONLINE, "wrap": 0, **more})


def shift(person: int, start: float, end: float, **more: Any) -> dict[str, Any]:
    """One row of the staff log: as planned, and as it came unless `came` and `went` say otherwise (seconds)."""
    came, went = more.pop("came", start), more.pop("went", end)
    row: dict[str, Any] = dict.fromkeys(STAFF_COLUMNS, NOT_YET)
    row |= {"person": person, "group": 0, "shift": 0, "state": StaffState.ON_DUTY}
    row |= {"planned_start_us": round(start * S), "planned_end_us": us(end), "start_us": us(came), "end_us": us(went)}
    return row | more


def scenario_of(days: int = 1, **changes: Any) -> Scenario:
    """A scenario with one stream, one type; `changes` are its other keys as YAML would give them."""
    clock = {"start": "2022-01-10", "days": days, **changes.pop("clock", {})}
    demand = changes.pop("demand", {"calls": {"per_day": 100, "types": {"inquiry": 1.0}}})
    changes = {"operators": {"floor": {}, "experts": {}}, **changes}
    return Scenario.model_validate({"hotline": 1, "clock": clock, "demand": demand, **changes})


def make_log(
    contacts: list[dict[str, Any]],
    staff: list[dict[str, Any]] | None = None,
    days: int = 1,
    scenario: Scenario | None = None,
    replication: int = 0,
    deflected: int = 0,
    preference: tuple[int, int] = (0, 0),
    names: dict[str, tuple[str, ...]] | None = None,
    **ticket_rows: list[dict[str, Any]],
) -> RunLog:
    """A run of `days` days in which exactly this happened; numbers of contacts and requests default to the order.

    `preference` says which of the two groups take calls: -1 for one that does not. `names` are other names of the plan;
    `tickets`, `assignments` and `tasks` are rows of these logs.
    """
    scenario = scenario or scenario_of(days)
    clock = scenario.clock
    calendar, _ = make_calendar(clock.start, clock.days, clock.zone, "none")
    plan = object.__new__(Plan)
    line = LinePlan(stage=Stage.CALL, base_class=5, top_class=1, ageing_us=0, pool=0, poll_us=0)
    parts: dict[str, Any] = {"scenario": scenario, "calendar": calendar, "shift_names": ("day",), "warnings": ()}
    parts |= {"stream_names": ("calls", "web"), "type_names": ("inquiry", "help"), "group_names": ("floor", "experts")}
    parts |= {"unit_names": (), "area_names": (), **(names or {})}
    parts["group_parts"] = tuple(_part_of(name, scenario) for name in parts["group_names"])
    parts |= _roster(staff or [], calendar)
    parts |= {"lines": (line,), "preference": np.array([preference]), "tickets": None}
    parts |= _patience(scenario, calendar, len(parts["type_names"]))
    for name, value in parts.items():
        object.__setattr__(plan, name, value)
    rows = []
    for number, row in enumerate(contacts):
        numbered = {"contact": number, "request": number, "citizen": number}
        rows.append({**row, **{key: n if row[key] == NOT_YET else row[key] for key, n in numbered.items()}})
    return RunLog(
        plan=plan,
        seed=1,
        replication=replication,
        engine="by hand",
        contacts=_columns(rows, CONTACT_COLUMNS),
        staff=_columns(staff or [], STAFF_COLUMNS),
        deflected=np.array([[deflected]], dtype=np.int64),
        events=0,
        **{name: _columns(ticket_rows.get(name, []), columns) for name, columns in TICKET_LOGS.items()},
    )


def _patience(scenario: Scenario, calendar: LocalCalendar, types: int) -> dict[str, Any]:
    """The plan's calls, one of each type, and the patience of their callers."""
    laws = LawRows(scenario.folder, calendar)
    row = laws.add(scenario.callers.patience)
    ones = np.ones((1, types))
    at_us = np.zeros(1, dtype=np.int64)
    calls = SimpleNamespace(
        channel=int(Channel.PHONE),
        expected=lambda: ones,
        deflect=0 * ones,
        incidents=(),
        start_us=at_us,
        end_us=at_us,
    )
    callers = SimpleNamespace(patience_law=np.full(types, row, dtype=np.int64))
    return {"streams": (calls,), "laws": laws.packed(), "callers": callers}


def _part_of(group: str, scenario: Scenario) -> tuple[str, str]:
    """Section and name of a group; operators where the scenario does not name it."""
    units = {copy: name for name, unit in scenario.units.items() for copy in copies_of(name, unit)}
    named = {**{name: ("desks", name) for name in scenario.desks}, **{copy: ("units", units[copy]) for copy in units}}
    return named.get(group, ("operators", group))


def _roster(staff: list[dict[str, Any]], calendar: LocalCalendar) -> dict[str, Any]:
    """The plan's people and roster for a staff log: a duty for each shift and absence, a row for each break."""
    column = {name: np.array([int(row[name]) for row in staff], dtype=np.int64) for name in STAFF_COLUMNS}
    duty = np.isin(column["state"], (StaffState.ON_DUTY, StaffState.ABSENT))
    pause = np.flatnonzero(column["state"] == StaffState.BREAK)
    people = int(column["person"].max(initial=-1)) + 1
    person_group = np.zeros(people, dtype=np.int64)
    person_group[column["person"]] = column["group"]
    of_person = {int(who): number for number, who in enumerate(column["person"][duty])}
    first = day_number(calendar.start)
    roster = object.__new__(Roster)
    parts = {
        "duty_person": column["person"][duty],
        "duty_start_us": column["planned_start_us"][duty],
        "duty_end_us": column["planned_end_us"][duty],
        "duty_entity": (column["planned_start_us"][duty] // (24 * 3_600_000_000) + first) << 36,
        "time_us": column["planned_start_us"][pause],
        "length_us": (column["planned_end_us"] - column["planned_start_us"])[pause],
        "kind": np.full(len(pause), Duty.PAUSE_DUE),
        "state": np.full(len(pause), StaffState.BREAK),
        "duty": np.array([of_person.get(int(who), 0) for who in column["person"][pause]], dtype=np.int64),
    }
    for name, value in parts.items():
        object.__setattr__(roster, name, value)
    return {"person_group": person_group, "roster": roster}


def _columns(rows: list[dict[str, Any]], shape: dict[str, LogColumn]) -> dict[str, np.ndarray]:
    return {name: np.array([int(row[name]) for row in rows], dtype=column.dtype) for name, column in shape.items()}
