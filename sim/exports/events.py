"""What happened to tickets, event by event: the content of an event log, whatever form it is written in.

Source
------
IEEE Std 1849-2016, section 7.2, "Lifecycle extension": the transitions of the standard transactional model.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.exports.histories import Flags, Histories, delays_of, sent_of, spells_of
from sim.logs.columns import Column
from sim.rules.codes import NOT_YET, ArmState, Stage

MACHINE: Final = -2
"""Stands for the machine where an event names a person."""

# What happens at one instant is told in this order.
RECEIVE, END, MILESTONE, ANSWER, ENTER, BEGIN, LEAVE, CLOSE = range(8)


@dataclass(frozen=True)
class Events:
    """Events of tickets, shape (events,) each.

    Attributes
    ----------
    ticket, time_us
        Whose event, and when.
    place
        Order of what happens at one instant.
    kind
        Number in `kinds`.
    group, person
        Who did it: NOT_YET for nobody, `MACHINE` for the machine.
    handling, arm, visit
        Which of several alike.
    sent
        Of a unit that gets a ticket: whether a dispatch of the run sent it there; NOT_YET for all else.
    kinds
        Activity and transition by number.
    """

    ticket: Column
    time_us: Column
    place: Column
    kind: Column
    group: Column
    person: Column
    handling: Column
    arm: Column
    visit: Column
    sent: Column
    kinds: tuple[tuple[str, str], ...]


def events_of(histories: Histories) -> Events:
    """All that happens to the tickets, ticket by ticket in order of time."""
    kinds: dict[tuple[str, str], int] = {}
    parts = [*_of_tickets(histories), *_of_tasks(histories), *_of_assignments(histories)]
    usual = {"group": NOT_YET, "person": NOT_YET, "handling": NOT_YET, "arm": 0, "visit": 0, "sent": NOT_YET}
    names = ("ticket", "time_us", "place", "kind", *usual)
    columns: list[list[Column]] = [[] for _ in names]
    for name, how, place, ticket, time, more in parts:
        kind = kinds.setdefault((name, how), len(kinds))
        n = len(ticket)
        row = (ticket, time, place, kind, *(usual | more).values())
        for column, value in zip(columns, row, strict=True):
            column.append(np.broadcast_to(np.asarray(value, dtype=np.int64), n))
    whole = [np.concatenate(column) for column in columns]
    order = np.lexsort(whole[2::-1])
    ordered = {name: column[order] for name, column in zip(names, whole, strict=True)}
    return Events(kinds=tuple(kinds), **ordered)


Part = tuple[str, str, int, Column, Column, dict[str, Any]]
"""Activity, transition, order at one instant, tickets, instants, and what else is known of the events."""


def _of_tickets(histories: Histories) -> Iterator[Part]:
    """Milestones that nobody works on, and silence."""
    tickets = histories.logs["tickets"]
    yield "receive", "complete", RECEIVE, tickets["ticket"], tickets["received_us"], {}
    for name, column in (("close", "closed_us"), ("withdraw", "withdrawn_us"), ("long_term_list", "long_term_us")):
        there = tickets[column] != NOT_YET
        place = MILESTONE if name == "long_term_list" else CLOSE
        yield name, "complete", place, tickets["ticket"][there], tickets[column][there], {}
    silent = tickets["silent_since_us"] != NOT_YET
    for how, place, column, mine in (
        ("start", ENTER, "silent_since_us", silent),
        ("complete", END, "closed_us", silent & (tickets["closed_us"] != NOT_YET)),
        ("pi_abort", LEAVE, "withdrawn_us", silent & (tickets["withdrawn_us"] != NOT_YET)),
    ):
        yield "silence", how, place, tickets["ticket"][mine], tickets[column][mine], {}


def _of_tasks(histories: Histories) -> Iterator[Part]:
    """People's work: put in a line, begun, put down, taken up again, done or given up."""
    tasks, spells = histories.logs["tasks"], spells_of(histories, "tasks")
    stage, is_over = tasks["stage"][spells.row], spells.end_us != NOT_YET
    for code in np.unique(tasks["stage"]).tolist():
        mine, name = stage == code, Stage(code).name.lower()
        entered = np.flatnonzero(tasks["stage"] == code)
        yield name, "schedule", ENTER, tasks["ticket"][entered], tasks["queued_us"][entered], _instances(tasks, entered)
        for how, place, rows, time in (
            ("start", BEGIN, mine & spells.is_first, spells.start_us),
            ("resume", BEGIN, mine & ~spells.is_first, spells.start_us),
            ("suspend", END, mine & ~spells.is_last & is_over, spells.end_us),
            ("complete", END, mine & spells.is_last & is_over, spells.end_us),
        ):
            row = spells.row[rows]
            who = {"group": spells.group[rows], "person": spells.person[rows]}
            yield name, how, place, tasks["ticket"][row], time[rows], _instances(tasks, row) | who
        for how, rows in _given_up(histories, entered):
            yield name, how, LEAVE, tasks["ticket"][rows], tasks["left_us"][rows], _instances(tasks, rows)
    again = _reopenings(histories)
    yield "reopen", "complete", MILESTONE, tasks["ticket"][again], tasks["ended_us"][again], _instances(tasks, again)


def _instances(tasks: dict[str, Column], rows: Column) -> dict[str, Any]:
    return {key: tasks[key][rows] for key in ("handling", "arm", "visit")}


def _given_up(histories: Histories, rows: Column) -> Iterator[tuple[str, Column]]:
    """Those of some tasks that left their line undone, by transition.

    What nobody had begun is withdrawn; of what had been put down, the work is aborted: with its ticket where the
    citizen withdrew that, alone where the ticket was closed.
    """
    tasks, withdrawn_us = histories.logs["tasks"], histories.logs["tickets"]["withdrawn_us"]
    rows = rows[tasks["left_us"][rows] != NOT_YET]
    begun = tasks["started_us"][rows] != NOT_YET
    with_ticket = withdrawn_us[tasks["ticket"][rows]] != NOT_YET
    yield "withdraw", rows[~begun]
    yield "pi_abort", rows[begun & with_ticket]
    yield "ate_abort", rows[begun & ~with_ticket]


def _reopenings(histories: Histories) -> Column:
    """Rows of the follow-ups after which the ticket was handled again: the last one of each handling but the last."""
    tasks, handlings = histories.logs["tasks"], histories.logs["tickets"]["handlings"]
    rows = np.flatnonzero((tasks["stage"] == Stage.FOLLOW_UP) & (tasks["ended_us"] != NOT_YET))
    ticket, handling = tasks["ticket"][rows], tasks["handling"][rows]
    is_last = np.ones(len(rows), dtype=np.bool_)
    is_last[:-1] = (ticket[1:] != ticket[:-1]) | (handling[1:] != handling[:-1])
    return rows[is_last & (handling < handlings[ticket] - 1)]


def _of_assignments(histories: Histories) -> Iterator[Part]:
    """What happens at units without anybody's work: a ticket comes to them, is accepted or returned, is delayed."""
    rows = histories.logs["assignments"]
    group = _group_of_unit(histories)[rows["unit"]] if len(rows["unit"]) else rows["unit"]

    def part(name: str, how: str, place: int, mine: Flags, time: Column, **more: Any) -> Part:
        known = {"handling": rows["handling"][mine], "arm": rows["arm"][mine], "visit": rows["dispatch"][mine]}
        return name, how, place, rows["ticket"][mine], time[mine], {**known, **more}

    machine = np.where(rows["machine"] == 1, MACHINE, NOT_YET)
    every, sent = np.ones(len(machine), dtype=np.bool_), sent_of(histories)
    yield part(
        "dispatch to unit", "complete", MILESTONE, every, rows["dispatched_us"], group=group, person=machine, sent=sent
    )
    for name, column in (("accept", "accepted_us"), ("return", "returned_us")):
        there = rows[column] != NOT_YET
        yield part(name, "complete", ANSWER, there, rows[column], group=group[there])
    delayed, begin = delays_of(histories)
    yield part("outside", "start", ENTER, delayed, begin, group=group[delayed])
    for how, place, state in (("complete", END, ArmState.HANDLED), ("pi_abort", LEAVE, ArmState.WITHDRAWN)):
        over = delayed & (rows["state"] == state)
        yield part("outside", how, place, over, rows["ended_us"], group=group[over])


def _group_of_unit(histories: Histories) -> Column:
    """The group of each unit's people; NOT_YET for a unit without any."""
    groups = {name: number for number, name in enumerate(histories.names["group"])}
    return np.array([groups.get(name, NOT_YET) for name in histories.names["unit"]], dtype=np.int64)
