"""The ticket, assignment and task logs as tables that a reader can check by hand; parts of small ticket worlds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.logs.columns import ASSIGNMENT_COLUMNS, TASK_COLUMNS, TICKET_COLUMNS
from sim.logs.run_log import RunLog
from sim.rules.codes import ArmState, Source, Stage, TicketState, Urgency
from sim.scenario.schema import Scenario

from .world import (
    TRANSFER_STREAM,
    Row,
    citizen_key,
    clock,
    compare,
    fixed,
    hotline,
    name_of,
    only,
    read_table,
    rows_of,
    shown,
    task_number,
    team,
    us,
)

TINY = 1e-7


def transfers(folder: Path, arrivals: str, tickets: dict[str, Any], **parts: Any) -> Scenario:
    """A world without operators, to which ready-made tickets come."""
    return hotline(folder, {TRANSFER_STREAM: arrivals}, {}, tickets=tickets, **parts)


def desk(staff: int = 1, hours: str = "09:00-17:00", **more: Any) -> dict[str, Any]:
    """People without calls: `team` says how they are given."""
    return team(staff, None, hours, **more)


def unit(
    staff: int = 1,
    work: str | None = "1 h",
    hours: str = "09:00-17:00",
    *,
    travel: str | None = None,
    acceptance: str | None = None,
    notice: str | None = None,
    outside: str | None = None,
    in_hours: bool = False,
    **more: Any,
) -> dict[str, Any]:
    """A unit with fixed lengths; without work and travel it has no crews."""
    lengths = {"work": work, "travel": travel, "acceptance": acceptance, "notice": notice}
    more |= {name: fixed(length) for name, length in lengths.items() if length}
    if outside:
        more["outside"] = {"delay": fixed(outside), "in_hours": in_hours}
    return team(staff, None, hours, **more) if work or travel else dict(more)


def by(group: str, time: str, **more: Any) -> dict[str, Any]:
    """A stage that people do, with a fixed length."""
    return {"by": group, "time": fixed(time), **more}


def to(*names: str, **more: Any) -> dict[str, Any]:
    """A route to all these units together, the first one as the lead: all but certain, as each next share is tiny."""
    arms = [0.0] * (len(names) - 1) + [1.0]
    return {"units": {name: TINY**place for place, name in enumerate(names)}, "arms": arms, **more}


def check_tickets(log: RunLog, table: str, **alike: str) -> None:
    """The whole ticket log equals a table; `alike` are columns that have the same value in all its rows.

    Columns that a table leaves out: ticket is the row's number; its request is the one of its contact, else the next
    one; urgency normal; stream and type if there is but one; source transfer; state closed; one arm if there are units;
    one dispatch, right at first, if there was any; one handling if there are arms; reached at the first try, and
    satisfied if closed, where it was followed up; everything else 0 or not yet. The citizen's key is worked out here
    for every row.
    """
    rows, seen, requests = [row | alike for row in read_table(table)], {}, _arrivals(log)
    expected = [_whole_ticket(row, number, log, requests, seen) for number, row in enumerate(rows)]
    compare("ticket log", list(TICKET_COLUMNS), expected, [shown(row) for row in named_tickets(log)])


def check_assignments(log: RunLog, table: str) -> None:
    """The whole assignment log equals a table.

    Left out: handling, arm and dispatch are 0; the unit if there is but one; not by machine; right; accepted at the
    dispatch if right; handled if it has ended and was not returned, open if it has not.
    """
    expected = [_whole_assignment(row, log) for row in read_table(table)]
    compare("assignment log", list(ASSIGNMENT_COLUMNS), expected, [shown(row) for row in named_assignments(log)])


def check_tasks(log: RunLog, table: str) -> None:
    """The whole task log equals a table; its rows may stand in any order.

    Left out: handling, arm and visit are 0; the unit of a handling if there is but one; class normal; resumed as
    started; started as queued; not left; group if only one has people.
    """
    expected = sorted((_whole_task(row, log) for row in read_table(table)), key=lambda row: int(row["task"]))
    compare("task log", list(TASK_COLUMNS), expected, [shown(row) for row in named_tasks(log)])


def _arrivals(log: RunLog) -> int:
    """How many requests the streams bring."""
    return sum(int((stream.stamp_us < log.plan.horizon_us).sum()) for stream in log.plan.streams)


def _given(row: Row, columns: dict[str, str]) -> Row:
    """A row with whole names of columns, and clock times in one form."""
    whole = {f"{name}_us" if f"{name}_us" in columns else name: value for name, value in row.items()}
    assert set(whole) <= set(columns), set(whole) - set(columns)
    return {name: clock(us(value)) if name.endswith("_us") else value for name, value in whole.items()}


def _whole_ticket(row: Row, number: int, log: RunLog, requests: int, seen: dict[tuple[str, int], int]) -> Row:
    plan = log.plan
    whole = {"ticket": str(number), "source": "transfer", "contact": "-", "urgency": "normal"}
    whole |= _given(row, TICKET_COLUMNS)
    if whole["contact"] != "-":
        made_from = log.contacts["contact"].tolist().index(int(whole["contact"]))
        whole["request"] = str(log.contacts["request"][made_from])
        whole["citizen"] = str(log.contacts["citizen"][made_from])
        whole.setdefault("stream", plan.stream_names[log.contacts["stream"][made_from]])
    elif whole["source"] == "backlog":
        whole.setdefault("request", str(requests + number))
        whole.setdefault("citizen", str(number))
        whole["stream"] = "-"
    else:
        whole.setdefault("request", str(number - len(plan.tickets.backlog.type)))
        whole.setdefault("citizen", str(citizen_key(TRANSFER_STREAM, whole["received_us"], seen)))
        whole["stream"] = TRANSFER_STREAM
    if "type" not in whole:
        whole["type"] = only(plan.type_names, "type", row)
    if whole.get("followed_up_us", "-") != "-":
        whole = {"tries": "1", "reached": "1"} | whole
        whole.setdefault("satisfied", "1" if whole["reached"] == "1" and whole["closed_us"] != "-" else "-")
    for name in TICKET_COLUMNS:
        if name.endswith("_us") or name in ("area", "reached", "satisfied"):
            whole.setdefault(name, "-")
    was_sent = whole["dispatched_us"] != "-"
    whole.setdefault("state", "withdrawn" if whole["withdrawn_us"] != "-" else "closed")
    whole.setdefault("arms", str(int(len(plan.unit_names) > 0)))
    whole.setdefault("right_first", "1" if was_sent else "-")
    whole.setdefault("dispatches", whole["arms"] if was_sent else "0")
    whole.setdefault("handlings", "0" if whole["arms"] == "0" else "1")
    whole.setdefault("requests", "1")
    return {name: whole.get(name, "0") for name in TICKET_COLUMNS}


def named_tickets(log: RunLog) -> list[dict[str, Any]]:
    """The ticket log with names for its codes."""
    plan = log.plan
    return [
        row
        | {
            "stream": name_of(plan.stream_names, row["stream"]),
            "type": plan.type_names[row["type"]],
            "urgency": Urgency(row["urgency"]).name.lower(),
            "area": name_of(plan.area_names, row["area"]),
            "source": Source(row["source"]).name.lower(),
            "state": TicketState(row["state"]).name.lower(),
        }
        for row in rows_of(log.tickets)
    ]


def _whole_assignment(row: Row, log: RunLog) -> Row:
    whole = {"handling": "0", "arm": "0", "dispatch": "0", "machine": "0", "returned_us": "-"}
    whole |= _given(row, ASSIGNMENT_COLUMNS)
    if "unit" not in whole:
        whole["unit"] = only(log.plan.unit_names, "unit", row)
    whole["unit"] = whole["unit"].replace("_", " ")
    for name in ("accept_due_us", "started_us", "worked_us", "ended_us"):
        whole.setdefault(name, "-")
    was_returned = whole["returned_us"] != "-"
    whole.setdefault("right", str(int(not was_returned)))
    whole.setdefault("accepted_us", "-" if was_returned else whole["dispatched_us"])
    whole.setdefault("state", "returned" if was_returned else "open" if whole["ended_us"] == "-" else "handled")
    return {name: whole[name] for name in ASSIGNMENT_COLUMNS}


def named_assignments(log: RunLog) -> list[dict[str, Any]]:
    """The assignment log with names for its codes."""
    return [
        row | {"unit": name_of(log.plan.unit_names, row["unit"]), "state": ArmState(row["state"]).name.lower()}
        for row in rows_of(log.assignments)
    ]


def _whole_task(row: Row, log: RunLog) -> Row:
    plan = log.plan
    whole = {"handling": "0", "arm": "0", "visit": "0", "class": "normal", "left_us": "-"} | _given(row, TASK_COLUMNS)
    if whole["stage"] != "handling":
        whole["unit"] = "-"
    elif "unit" not in whole:
        whole["unit"] = only(plan.unit_names, "unit", row)
    whole["unit"] = whole["unit"].replace("_", " ")
    whole.setdefault("started_us", "-" if whole["left_us"] != "-" else whole["queued_us"])
    whole.setdefault("resumed_us", whole["started_us"])
    whole.setdefault("person", "-")
    if "group" not in whole:
        manned = tuple(plan.group_names[number] for number in sorted(set(plan.person_group.tolist())))
        whole["group"] = "-" if whole["person"] == "-" else only(manned, "group", row)
    whole["group"] = whole["group"].replace("_", " ")
    names = (whole[name] for name in ("ticket", "stage", "handling", "arm", "visit"))
    whole["task"] = task_number("/".join(names))
    return {name: whole[name] for name in TASK_COLUMNS}


def named_tasks(log: RunLog) -> list[dict[str, Any]]:
    """The task log with names for its codes."""
    plan = log.plan
    return [
        row
        | {
            "stage": Stage(row["stage"]).name.lower(),
            "unit": name_of(plan.unit_names, row["unit"]),
            "class": Urgency(row["class"]).name.lower(),
            "group": name_of(plan.group_names, row["group"]),
        }
        for row in rows_of(log.tasks)
    ]


def closure(limit: str, **more) -> dict:
    """A deadline of closure for normal tickets."""
    return {"closure": {"limits": {"normal": limit}, **more}}


def each(*names: str) -> list:
    """Each of these types has a unit of its own name."""
    return [to(name, types=[name]) for name in names]
